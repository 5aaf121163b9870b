//! The register: entered, listed, shown, replaced.

use actix_web::web::Data;
use actix_web::{get, post, put};
use merzim_domain::Text;
use merzim_persistence::organisations::{self, Filter, OrganisationRow};
use merzim_persistence::page::{Found, ranked};
use serde::Deserialize;
use time::Date;
use utoipa::IntoParams;
use uuid::Uuid;

use super::form::{OrganisationChangeForm, OrganisationForm, OrganisationKindCode};
use super::view::{OrganisationView, Organisations, show};
use crate::app::lanes::Lane;
use crate::app::{App, Ask};
use crate::http::{Answer, BASE, Body, GivenBin, Listed, Looked, Paging, PathId, Query, RegionCode, Reply, paging};
use crate::problem::Problem;

/// What organisations are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct OrganisationFilter {
    /// Words of the name in Kazakh or Russian, or of the BIN: all of them.
    #[param(format = "words", max_length = 200, example = "министрлігі")]
    text: Option<String>,
    /// With this BIN.
    #[param(inline)]
    bin: Option<GivenBin>,
    /// Of this kind.
    #[param(inline)]
    kind: Option<OrganisationKindCode>,
    /// Of this region.
    #[param(inline)]
    region: Option<RegionCode>,
    /// That are there on this day.
    on: Option<Date>,
}

const TAKEN: Text = Text::new("тізілімде бар", "уже есть в реестре", "is in the register already");

/// Enter an organisation
///
/// By the registrar. An organisation that the register has is replaced, not entered again.
#[utoipa::path(operation_id = "createOrganisation", security(("bearer" = ["registrar"])), request_body = OrganisationForm, responses((status = CREATED, description = "The organisation", body = OrganisationView)))]
#[post("/organisations")]
pub async fn create(ask: Ask, form: Looked<OrganisationForm>) -> Answer {
    ask.change(form, |desk, Looked { form, mut faults }| {
        organisations::take(desk.connection)?;
        if organisations::with_bin(desk.connection, &form.bin.0)?.is_some() {
            faults.tell_of(&["/bin"], TAKEN);
        }
        faults.none()?;
        let row = OrganisationRow::entered(desk.app.ids.next(), &form.into(), desk.now);
        organisations::create(desk.connection, &row)?;
        Ok(Reply::created(&show(&row)?, format!("{BASE}/organisations/{}", row.id.0))?.version(row.version))
    })
    .await
}

/// List organisations
///
/// The bodies that procedures know by their BIN: found by words, kind and region. Public.
#[utoipa::path(operation_id = "listOrganisations", params(OrganisationFilter, Paging), security(()), responses((status = OK, description = "A page of organisations", body = Organisations)))]
#[get("/organisations")]
pub async fn list(app: Data<App>, asked: Query<Listed<OrganisationFilter>>) -> Answer {
    let Query(Listed { filter, page, .. }) = asked;
    let (after, limit) = (page.place::<Found<Uuid>>()?, page.limit());
    let OrganisationFilter { text, bin, kind, region, on } = filter;
    let filter = Filter {
        bin: bin.map(|bin| bin.0),
        kinds: kind.into_iter().map(|kind| kind.0).collect(),
        region: region.map(|region| region.0),
        on,
        text,
    };
    app.answer(Lane::Search, move |connection| {
        let found = ranked(filter.text.is_some(), after, limit, |hits, after, limit| {
            organisations::list(connection, &filter, hits, after, limit).map_err(Problem::from)
        })?;
        let place = |(alike, row): &(bool, OrganisationRow)| Found { alike: *alike, place: row.id.0 };
        Ok(paging::reply(found, place, |(_, row)| show(&row))?.public())
    })
    .await
}

/// Get an organisation
///
/// One organisation. Public.
#[utoipa::path(operation_id = "getOrganisation", params(("id" = Uuid, Path, description = "Id of the organisation")), security((), ("bearer" = [])), responses((status = OK, description = "The organisation", body = OrganisationView)))]
#[get("/organisations/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let row = organisations::find(desk.connection, id.0)?;
        Ok(Reply::ok(&show(&row)?)?.version(row.version))
    })
    .await
}

/// Replace an organisation
///
/// By the registrar; its BIN stays. The names of a body in cases are those of the register.
#[utoipa::path(operation_id = "replaceOrganisation", params(("id" = Uuid, Path, description = "Id of the organisation")), security(("bearer" = ["registrar"])), request_body = OrganisationChangeForm, responses((status = OK, description = "The organisation", body = OrganisationView)))]
#[put("/organisations/{id}")]
pub async fn replace(ask: Ask, id: PathId, form: Body<OrganisationChangeForm>) -> Answer {
    ask.change(form.0, move |desk, form| {
        organisations::take(desk.connection)?;
        let before = organisations::find(desk.connection, id.0)?;
        desk.call.expect_version(before.version)?;
        let row = before.changed(&form.of(before.said()?.bin), desk.now);
        organisations::replace(desk.connection, &row)?;
        Ok(Reply::ok(&show(&row)?)?.version(row.version))
    })
    .await
}
