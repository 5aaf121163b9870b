//! Offices of the State Corporation with equipment for video links (№ 213/НҚ ¶7).

use actix_web::web::Data;
use actix_web::{get, post, put};
use merzim_domain::engine::{CommonRefusal, Refusal};
use merzim_domain::{Role, Vocabulary};
use merzim_persistence::reception::offices::{self, OfficeRow};
use merzim_persistence::{Id, Instant};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::app::lanes::Lane;
use crate::app::{App, Ask, Desk};
use crate::http::{
    Answer, At, BASE, Bilingual, BilingualName, Body, Code, Listed, Paging, PathId, Query, RegionCode, Reply, page_of,
    paging,
};
use crate::problem::{Fault, Problem};

/// What is entered of an office.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "name": { "kk": "ДЕМО: № 1 бөлімше", "ru": "ДЕМО: Отделение № 1" },
    "address": { "kk": "Демо көшесі, 1", "ru": "Улица Демо, 1" },
    "region": "71",
    "rooms": 2,
    "active": true,
}))]
pub struct ReceptionOfficeForm {
    /// Its name.
    pub name: BilingualName,
    /// Its address.
    pub address: BilingualName,
    /// The region where it is (code of the classifier of administrative units, КАТО).
    pub region: RegionCode,
    /// How many rooms with equipment for video links it has.
    #[schema(minimum = 1, maximum = 50, example = 2)]
    pub rooms: i64,
    /// Whether receptions are held there; those that are booked stay.
    pub active: bool,
}

/// An office of the State Corporation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionOffice)]
pub struct Office {
    /// Id.
    pub id: Uuid,
    /// Its name.
    pub name: Bilingual,
    /// Its address.
    pub address: Bilingual,
    /// The region where it is.
    pub region: RegionCode,
    /// How many rooms with equipment for video links it has.
    #[schema(minimum = 1, example = 2)]
    pub rooms: i64,
    /// Whether receptions are held there.
    pub active: bool,
    /// Grows with every change; its entity tag.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it last changed.
    pub updated_at: At,
}

page_of!(ReceptionOffices, Office, "Offices, in the order in which they were entered.");

/// An office, where something else refers to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReceptionOfficeReference)]
pub struct OfficeReference {
    /// Id.
    pub id: Uuid,
    /// Its name.
    pub name: Bilingual,
    /// Its address.
    pub address: Bilingual,
}

impl From<&OfficeRow> for OfficeReference {
    fn from(row: &OfficeRow) -> Self {
        Self { id: row.id.0, name: row.name().into(), address: row.address().into() }
    }
}

fn show(row: &OfficeRow) -> Result<Office, Problem> {
    Ok(Office {
        id: row.id.0,
        name: row.name().into(),
        address: row.address().into(),
        region: Code::known(&row.region)?,
        rooms: row.rooms,
        active: row.active,
        version: row.version,
        updated_at: row.updated_at.into(),
    })
}

/// What offices are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct OfficeFilter {
    /// In this region.
    #[param(inline)]
    region: Option<RegionCode>,
    /// Those where receptions are held, or where they are not.
    active: Option<bool>,
}

/// Only the State Corporation itself, which the settings name, keeps the list.
fn expect_keeper(desk: &Desk<'_>) -> Result<(), Problem> {
    let _ = desk.app.organisation(Role::StateCorporation)?;
    if desk.acts_as(Role::StateCorporation) {
        Ok(())
    } else {
        Err(Refusal::of(CommonRefusal::RoleForbidsAction).into())
    }
}

fn row_of(desk: &Desk<'_>, id: Uuid, version: i64, form: ReceptionOfficeForm) -> OfficeRow {
    OfficeRow {
        id: Id(id),
        name_kk: form.name.kk,
        name_ru: form.name.ru,
        address_kk: form.address.kk,
        address_ru: form.address.ru,
        region: form.region.0.code().to_owned(),
        rooms: form.rooms,
        active: form.active,
        version,
        updated_at: Instant(desk.now),
    }
}

/// Enter an office
///
/// By the State Corporation: a place with equipment for video links, and how many rooms it has.
#[utoipa::path(operation_id = "createReceptionOffice", extensions(("x-refusals" = json!("not-configured"))), security(("bearer" = ["stateCorporation"])), request_body = ReceptionOfficeForm, responses((status = CREATED, description = "The office", body = Office)))]
#[post("/reception-offices")]
pub async fn create(ask: Ask, form: Body<ReceptionOfficeForm>) -> Answer {
    ask.change(form.0, |desk, form| {
        expect_keeper(desk)?;
        let row = row_of(desk, desk.app.ids.next(), 1, form);
        offices::create(desk.connection, &row)?;
        Ok(Reply::created(&show(&row)?, format!("{BASE}/reception-offices/{}", row.id.0))?.version(row.version))
    })
    .await
}

/// List offices
///
/// The State Corporation's offices with equipment for video links. Public.
#[utoipa::path(operation_id = "listReceptionOffices", params(OfficeFilter, Paging), security(()), responses((status = OK, description = "A page of offices", body = ReceptionOffices)))]
#[get("/reception-offices")]
pub async fn list(app: Data<App>, asked: Query<Listed<OfficeFilter>>) -> Answer {
    let Query(Listed { filter, page, .. }) = asked;
    let (after, limit) = (page.place::<Uuid>()?, page.limit());
    app.answer(Lane::Search, move |connection| {
        let region = filter.region.map(|region| region.0);
        let page = offices::list(connection, region, filter.active, after, limit)?;
        Ok(paging::reply(page, |row| row.id.0, |row| show(&row))?.public())
    })
    .await
}

/// Get an office
///
/// One office. Public.
#[utoipa::path(operation_id = "getReceptionOffice", params(("id" = Uuid, Path, description = "Id of the office")), security((), ("bearer" = [])), responses((status = OK, description = "The office", body = Office)))]
#[get("/reception-offices/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let row = offices::find(desk.connection, id.0)?;
        Ok(Reply::ok(&show(&row)?)?.version(row.version))
    })
    .await
}

/// Replace an office
///
/// By the State Corporation.
#[utoipa::path(operation_id = "replaceReceptionOffice", params(("id" = Uuid, Path, description = "Id of the office")), security(("bearer" = ["stateCorporation"])), request_body = ReceptionOfficeForm, responses((status = OK, description = "The office", body = Office)))]
#[put("/reception-offices/{id}")]
pub async fn replace(ask: Ask, id: PathId, form: Body<ReceptionOfficeForm>) -> Answer {
    ask.change(form.0, move |desk, form| {
        let before = offices::find(desk.connection, id.0)?;
        expect_keeper(desk).map_err(|_| Fault::NotFound)?;
        desk.call.expect_version(before.version)?;
        let row = row_of(desk, id.0, before.version + 1, form);
        offices::replace(desk.connection, &row)?;
        Ok(Reply::ok(&show(&row)?)?.version(row.version))
    })
    .await
}
