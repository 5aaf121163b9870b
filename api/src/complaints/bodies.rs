//! State bodies, and what stands above each.

use actix_web::get;
use actix_web::web::{Data, Path};
use merzim_domain::Bin;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::cases::redress::{BodyReference, Redress};
use crate::http::{Answer, GivenBin, Reply};
use crate::problem::Fault;

/// A state body that the operator has listed.
#[derive(Debug, Serialize, ToSchema)]
pub struct StateBody {
    /// BIN and name.
    #[serde(flatten)]
    pub body: BodyReference,
    /// How one may complain of it; none, where that is not listed.
    pub redress: Option<Redress>,
}

/// Get a state body
///
/// Its name, and who considers complaints about it: the body that stands above or, where none does, the court (art. 91 of the
/// Code). A complaint is filed with the body complained of all the same.
#[utoipa::path(operation_id = "getStateBody", params(("bin" = inline(GivenBin), Path, description = "BIN of the body", example = "100140000003")), security(()), responses((status = OK, description = "The body", body = StateBody)))]
#[get("/state-bodies/{bin}")]
pub async fn get(app: Data<App>, bin: Path<String>) -> Answer {
    let bin = Bin::parse(&bin).map_err(|_| Fault::NotFound)?;
    let listed = app.config.bodies.find(&bin).ok_or(Fault::NotFound)?;
    let body = BodyReference { bin: bin.to_string(), name: listed.name.clone().into() };
    Ok(Reply::ok(&StateBody { body, redress: Redress::of(&app, &bin) })?.public())
}
