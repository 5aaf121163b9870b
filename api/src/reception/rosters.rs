//! Monthly rosters: compiled from what is booked, reported, posted (№ 213/НҚ ¶8–9).

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{get, post};
use merzim_domain::procedures::reception_roster::{Command, ReceptionRoster, RosterOutcome, RosterState};
use merzim_domain::reception::{Slot, month_after};
use merzim_domain::role::Role;
use merzim_domain::{Text, zone};
use merzim_persistence::reception::rosters::{self, Changes, Filter, RosterRow};
use merzim_persistence::reception::{bookings, offices, schedules};
use merzim_persistence::sql_types::{Id, Instant, Json};
use merzim_persistence::{Connection, cases};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::schedules::{form_of, is_party};
use super::slots::registration_until;
use crate::app::App;
use crate::cases::flow::{self, Deed};
use crate::cases::obligations::bin_parameter;
use crate::cases::view::{CaseBody, CaseHead, parties_of, show_body, show_head};
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::code::Code;
use crate::http::input::{PathId, Query, read_stored, stored};
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::http::{At, Bilingual, paging, rfc3339};
use crate::problem::Problem;

pub(crate) type RosterStateCode = Code<RosterState>;
pub(crate) type RosterOutcomeCode = Code<RosterOutcome>;

/// A reception in a roster: who receives, when and where; never whom.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionRosterEntry)]
pub struct RosterEntry {
    /// When it begins.
    #[schema(format = DateTime, example = "2025-06-03T10:00:00+05:00")]
    pub starts_at: String,
    /// When it ends.
    #[schema(format = DateTime, example = "2025-06-03T10:20:00+05:00")]
    pub ends_at: String,
    /// Who receives.
    #[schema(example = "ДЕМО: бірінші басшы")]
    pub receiver: String,
    /// Their position.
    pub position: Bilingual,
    /// Name of the office.
    pub office: Bilingual,
    /// Address of the office.
    pub address: Bilingual,
    /// Number of the room there.
    #[schema(minimum = 1, example = 1)]
    pub room: i64,
}

/// A monthly roster of receptions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionRoster)]
pub struct RosterView {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: RosterStateCode,
    /// What became of it.
    pub outcome: Option<RosterOutcomeCode>,
    /// BIN of the state body.
    #[schema(pattern = r"^\d{12}$", example = "100140000003")]
    pub body: String,
    /// Name of the state body.
    pub body_name: Bilingual,
    /// The month.
    #[schema(example = "2025-06")]
    pub month: String,
    /// The schedule of the quarter.
    pub schedule: Uuid,
    /// When registration for the month closes: it can be compiled from then on.
    pub registration_until: At,
    /// When it was compiled.
    pub compiled_at: Option<At>,
    /// When it was posted.
    pub posted_at: Option<At>,
    /// The receptions: as compiled, for its parties; as posted, for everybody else.
    pub receptions: Vec<RosterEntry>,
    /// Obligations and attachments.
    #[serde(flatten)]
    pub owed: CaseBody,
}

/// A monthly roster in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionRosterSummary)]
pub struct RosterSummary {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: RosterStateCode,
    /// What became of it.
    pub outcome: Option<RosterOutcomeCode>,
    /// BIN of the state body.
    #[schema(pattern = r"^\d{12}$", example = "100140000003")]
    pub body: String,
    /// The month.
    #[schema(example = "2025-06")]
    pub month: String,
    /// The schedule of the quarter.
    pub schedule: Uuid,
    /// When it was posted.
    pub posted_at: Option<At>,
}

page_of!(ReceptionRosters, RosterSummary, "Monthly rosters, the newest first.");

/// What rosters are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct RosterFilter {
    /// Of this state body (BIN).
    #[param(pattern = r"^\d{12}$", example = "100140000003")]
    body: Option<String>,
    /// Of this month.
    #[param(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$", example = "2025-06")]
    month: Option<String>,
    /// In this state.
    #[param(inline)]
    state: Option<RosterStateCode>,
    /// Changed at this instant or later, for clients that keep a copy.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = Option<String>, format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    modified_since: Option<OffsetDateTime>,
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// Where to go on: `nextCursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

/// The month as `2025-06`.
fn month_name(month: Date) -> String {
    format!("{:04}-{:02}", month.year(), u8::from(month.month()))
}

fn month_parameter(text: Option<&str>) -> Result<Option<Date>, Problem> {
    let read = |text: &str| {
        let (year, month) = text.split_once('-')?;
        let month = time::Month::try_from(month.parse::<u8>().ok()?).ok()?;
        Date::from_calendar_date(year.parse().ok()?, month, 1).ok()
    };
    let none =
        || Problem::parameter("month", Text::new("мұндай ай жоқ", "такого месяца нет", "there is no such month"));
    text.map(|text| read(text).ok_or_else(none)).transpose()
}

fn show(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<(RosterView, i64), Problem> {
    let (case, row) = rosters::find(connection, &call.viewer(), id)?;
    let parties = cases::parties(connection, &[id])?;
    let mut owed = show_body(app, call, connection, &case, &parties)?;
    let is_party = is_party(call, &parties)?;
    if !is_party {
        owed.attachments.clear();
    }
    // Compiled again, everybody else sees what was posted until the next posting.
    // Operator and State Corporation are given it by the report (¶8).
    let state: RosterStateCode = Code::known(&case.state)?;
    let compiles = is_party && call.actor.roles.contains(&Role::ResponsibleEmployee);
    let given = is_party && matches!(state.0, RosterState::Reported | RosterState::Posted);
    let entries = if compiles || given { Some(row.entries) } else { row.posted };
    let form = form_of(&schedules::of_case(connection, row.schedule_id.0)?)?;
    let shown = RosterView {
        head: show_head(app, call, &case, &parties)?,
        state: Code::known(&case.state)?,
        outcome: case.outcome.as_deref().and_then(Code::stored),
        body_name: form.body_name,
        month: month_name(row.month),
        schedule: row.schedule_id.0,
        registration_until: At(registration_until(app, row.month)),
        compiled_at: row.compiled_at.map(At::from),
        posted_at: row.public_at.map(At::from),
        receptions: read_stored(entries)?.unwrap_or_default(),
        body: row.body,
        owed,
    };
    Ok((shown, case.version))
}

fn reply(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<Reply, Problem> {
    let (shown, version) = show(app, call, connection, id)?;
    Ok(Reply::ok(&shown)?.version(version))
}

/// List rosters
///
/// Those that are posted; with a token, also those in which the caller takes part. No roster holds personal data of
/// participants.
#[utoipa::path(tag = "Receptions", operation_id = "listReceptionRosters", params(RosterFilter), security((), ("bearer" = [])), responses((status = OK, description = "A page of rosters", body = ReceptionRosters)))]
#[get("/reception-rosters")]
pub async fn list(app: Data<App>, call: Call, filter: Query<RosterFilter>) -> Result<Reply, Problem> {
    let Query(asked) = filter;
    let filter = Filter {
        body: bin_parameter("body", asked.body.as_deref())?,
        month: month_parameter(asked.month.as_deref())?,
        state: asked.state.map(|state| state.0),
        modified_since: asked.modified_since,
    };
    let before = paging::place::<Uuid>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    let inner = app.clone();
    app.search(move |connection| {
        let page = rosters::list(connection, &call.viewer(), &filter, before, limit)?;
        let parties = parties_of(connection, &page)?;
        paging::reply(
            page,
            |(case, _)| case.id.0,
            |(case, row)| {
                Ok(RosterSummary {
                    head: show_head(&inner, &call, &case, &parties)?,
                    state: Code::known(&case.state)?,
                    outcome: case.outcome.as_deref().and_then(Code::stored),
                    body: row.body,
                    month: month_name(row.month),
                    schedule: row.schedule_id.0,
                    posted_at: row.public_at.map(At::from),
                })
            },
        )
    })
    .await
}

/// Get a roster
///
/// The receptions of the month, who receives when and where, and what is owed by when and why.
#[utoipa::path(tag = "Receptions", operation_id = "getReceptionRoster", params(("id" = Uuid, Path, description = "Id of the roster")), security((), ("bearer" = [])), responses((status = OK, description = "The roster", body = RosterView)))]
#[get("/reception-rosters/{id}")]
pub async fn get(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| reply(&inner, &call, connection, id.0)).await
}

/// The receptions of a month whose time is set, without personal data.
fn compiled(connection: &mut Connection, row: &RosterRow) -> Result<Vec<RosterEntry>, Problem> {
    let month = Slot { starts_at: zone::start_of(row.month), ends_at: zone::start_of(month_after(row.month)) };
    let set = bookings::set_in(connection, &row.body, month)?;
    let form = form_of(&schedules::of_case(connection, row.schedule_id.0)?)?;
    let ids: Vec<Id> = set.iter().map(|(booking, _)| booking.office_id).collect();
    let places: BTreeMap<Uuid, _> =
        offices::these(connection, &ids)?.into_iter().map(|office| (office.id.0, office)).collect();
    let entries = set.into_iter().map(|(booking, slot)| {
        let receiver = form.receiver(&slot.receiver).ok_or_else(|| Problem::internal("a slot without a receiver"))?;
        let office =
            places.get(&booking.office_id.0).ok_or_else(|| Problem::internal("a booking without an office"))?;
        Ok(RosterEntry {
            starts_at: rfc3339(slot.starts_at.0),
            ends_at: rfc3339(slot.ends_at.0),
            receiver: receiver.name.clone(),
            position: receiver.position.clone(),
            office: Bilingual { kk: office.name_kk.clone(), ru: office.name_ru.clone() },
            address: Bilingual { kk: office.address_kk.clone(), ru: office.address_ru.clone() },
            room: booking.room,
        })
    });
    entries.collect()
}

/// Compile a roster
///
/// From the receptions whose time is set, once registration for the month has closed. It may be compiled again; one
/// that was reported is then reported and posted anew.
#[utoipa::path(tag = "Receptions", operation_id = "compileReceptionRoster", params(("id" = Uuid, Path, description = "Id of the roster"), IfMatch, IdempotencyKey), security(("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The roster, compiled", body = RosterView)))]
#[post("/reception-rosters/{id}/compilation")]
pub async fn compile(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    flow::take(app, call, id.0, &(), reply, move |app, connection, _, _| {
        let row = rosters::of_case(connection, id.0)?;
        let command = Command::Compile { closes_at: registration_until(app, row.month) };
        Ok(Deed::<ReceptionRoster>::with(command, move |_, _, connection, now| {
            let entries = compiled(connection, &row)?;
            let changes = Changes {
                entries: Some(Json(stored(&entries)?)),
                compiled_at: Some(Instant(now)),
                ..Changes::default()
            };
            Ok(rosters::record(connection, id.0, changes)?)
        }))
    })
    .await
}

/// Report a roster
///
/// To the operator and the State Corporation, three days before the month at the latest (213-9); later it is still possible,
/// and the duty is met late.
#[utoipa::path(tag = "Receptions", operation_id = "reportReceptionRoster", params(("id" = Uuid, Path, description = "Id of the roster"), IfMatch, IdempotencyKey), security(("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The roster, reported", body = RosterView)))]
#[post("/reception-rosters/{id}/report")]
pub async fn report(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    flow::take(app, call, id.0, &(), reply, |_, _, _, _| Ok(Deed::<ReceptionRoster>::of(Command::Report))).await
}

/// Post a roster
///
/// By the operator, on the e-government portal, within one working day of its receipt (213-10). Everybody sees it from now
/// on.
#[utoipa::path(tag = "Receptions", operation_id = "postReceptionRoster", params(("id" = Uuid, Path, description = "Id of the roster"), IfMatch, IdempotencyKey), security(("bearer" = ["egovOperator"])), responses((status = OK, description = "The roster, posted", body = RosterView)))]
#[post("/reception-rosters/{id}/posting")]
pub async fn post_it(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    flow::take(app, call, id.0, &(), reply, move |_, _, _, _| {
        Ok(Deed::<ReceptionRoster>::with(Command::Post, move |_, _, connection, now| {
            let row = rosters::of_case(connection, id.0)?;
            let public_at = row.public_at.is_none().then_some(Instant(now));
            let changes = Changes { public_at, posted: Some(row.entries), ..Changes::default() };
            Ok(rosters::record(connection, id.0, changes)?)
        }))
    })
    .await
}
