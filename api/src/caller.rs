//! Who the caller is, as Merzim reads the token.

use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{Answer, Call, Code, GivenBin, Reply};
use crate::law::RoleCode;

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Caller {
    /// Stable identity of the person or program, `sub` of the token.
    #[schema(example = "officer-7")]
    pub subject: String,
    /// BIN of the organisation acted for.
    #[schema(value_type = Option<GivenBin>)]
    pub organisation: Option<String>,
    /// IIN of the person, of which only the end is shown.
    #[schema(example = "********0012")]
    pub person: Option<String>,
    /// The roles held that Merzim knows.
    pub roles: Vec<RoleCode>,
}

/// Ask who you are
///
/// What Merzim reads of the token: for which organisation you act, and in which roles.
#[utoipa::path(tag = "Access", operation_id = "getCaller", security(("bearer" = [])), responses((status = OK, description = "The caller", body = Caller)))]
#[get("/caller")]
pub async fn get(call: Call) -> Answer {
    let Call { actor, person, .. } = call;
    Reply::ok(&Caller {
        subject: actor.subject,
        organisation: actor.organisation.map(|bin| bin.to_string()),
        person: person.map(|iin| iin.to_string()),
        roles: actor.roles.into_iter().map(Code).collect(),
    })
}
