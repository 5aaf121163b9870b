//! Offices of the State Corporation with equipment for video links (№ 213/НҚ ¶7).

use actix_web::web::Data;
use actix_web::{get, post, put};
use merzim_domain::engine::{CommonRefusal, Refusal};
use merzim_domain::role::Role;
use merzim_persistence::reception::offices::{self, OfficeRow};
use merzim_persistence::sql_types::{Id, Instant};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::app::App;
use crate::http::call::{Call, IdempotencyKey, IfMatch, Visit};
use crate::http::code::Code;
use crate::http::code::RegionCode;
use crate::http::input::{Body, PathId, Query, stored};
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::http::{At, Bilingual, paging};
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
    pub name: Bilingual,
    /// Its address.
    pub address: Bilingual,
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
        Self { id: row.id.0, name: name(row), address: address(row) }
    }
}

fn name(row: &OfficeRow) -> Bilingual {
    Bilingual { kk: row.name_kk.clone(), ru: row.name_ru.clone() }
}

fn address(row: &OfficeRow) -> Bilingual {
    Bilingual { kk: row.address_kk.clone(), ru: row.address_ru.clone() }
}

fn show(row: &OfficeRow) -> Result<Office, Problem> {
    Ok(Office {
        id: row.id.0,
        name: name(row),
        address: address(row),
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
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// Where to go on: `nextCursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

/// Only the State Corporation itself, which the settings name, keeps the list.
fn expect_keeper(app: &App, call: &Call) -> Result<(), Problem> {
    let keeper = &app.organisation(Role::StateCorporation)?.bin;
    if call.organisation()? == keeper { Ok(()) } else { Err(Refusal::of(CommonRefusal::RoleForbidsAction).into()) }
}

fn row_of(id: Uuid, version: i64, app: &App, form: ReceptionOfficeForm) -> OfficeRow {
    use merzim_domain::vocabulary::Vocabulary;
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
        updated_at: Instant(app.clock.now()),
    }
}

/// Enter an office
///
/// By the State Corporation: a place with equipment for video links, and how many rooms it has.
#[utoipa::path(tag = "Receptions", operation_id = "createReceptionOffice", params(IdempotencyKey), request_body = ReceptionOfficeForm, security(("bearer" = ["stateCorporation"])), responses((status = CREATED, description = "The office", body = Office)))]
#[post("/reception-offices")]
pub async fn create(app: Data<App>, call: Call, form: Body<ReceptionOfficeForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    expect_keeper(&app, &call)?;
    let fingerprint = stored(&form)?.to_string();
    let row = row_of(Uuid::now_v7(), 1, &app, form);
    app.write(&call, fingerprint.as_bytes(), move |connection| {
        offices::create(connection, &row)?;
        let location = format!("{}/reception-offices/{}", crate::http::BASE, row.id.0);
        Ok(Reply::created(&show(&row)?, location)?.version(row.version))
    })
    .await
}

/// List offices
///
/// The State Corporation's offices with equipment for video links. Public.
#[utoipa::path(tag = "Receptions", operation_id = "listReceptionOffices", params(OfficeFilter), responses((status = OK, description = "A page of offices", body = ReceptionOffices)))]
#[get("/reception-offices")]
pub async fn list(app: Data<App>, _: Visit, filter: Query<OfficeFilter>) -> Result<Reply, Problem> {
    let Query(asked) = filter;
    let after = paging::place::<Uuid>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    app.search(move |connection| {
        let region = asked.region.map(|region| region.0);
        let page = offices::list(connection, region, asked.active, after, limit)?;
        Ok(paging::reply(page, |row| row.id.0, |row| show(&row))?.public())
    })
    .await
}

/// Get an office
///
/// One office. Public.
#[utoipa::path(tag = "Receptions", operation_id = "getReceptionOffice", params(("id" = Uuid, Path, description = "Id of the office")), security((), ("bearer" = [])), responses((status = OK, description = "The office", body = Office)))]
#[get("/reception-offices/{id}")]
pub async fn get(app: Data<App>, _: Call, id: PathId) -> Result<Reply, Problem> {
    app.read(move |connection| {
        let row = offices::find(connection, id.0)?;
        Ok(Reply::ok(&show(&row)?)?.version(row.version))
    })
    .await
}

/// Replace an office
///
/// By the State Corporation.
#[utoipa::path(tag = "Receptions", operation_id = "replaceReceptionOffice", params(("id" = Uuid, Path, description = "Id of the office"), IfMatch), request_body = ReceptionOfficeForm, security(("bearer" = ["stateCorporation"])), responses((status = OK, description = "The office", body = Office)))]
#[put("/reception-offices/{id}")]
pub async fn replace(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionOfficeForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    let (inner, asked) = (app.clone(), call.clone());
    let fingerprint = stored(&form)?.to_string();
    app.write(&call, fingerprint.as_bytes(), move |connection| {
        let before = offices::find(connection, id.0)?;
        expect_keeper(&inner, &asked).map_err(|_| Fault::NotFound)?;
        asked.expect_version(before.version)?;
        let row = row_of(id.0, before.version + 1, &inner, form);
        offices::replace(connection, &row)?;
        Ok(Reply::ok(&show(&row)?)?.version(row.version))
    })
    .await
}
