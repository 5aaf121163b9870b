//! Quarterly schedules: drawn up, agreed, approved, sent, posted (№ 213/НҚ ¶4–5).

use actix_web::web::Data;
use actix_web::{get, post, put};
use merzim_domain::engine::{self, Actor, CommonRefusal, NamedParty, Party, Procedure};
use merzim_domain::procedures::reception_roster::{self, ReceptionRoster};
use merzim_domain::procedures::reception_schedule::{Command, ReceptionSchedule, ScheduleOutcome, ScheduleState};
use merzim_domain::reception::Quarter;
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Bilingual as Name, Text, zone};
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::reception::bookings::{self, SlotRow};
use merzim_persistence::reception::rosters::{self, RosterRow};
use merzim_persistence::reception::schedules::{self, Changes, Filter, ScheduleRow};
use merzim_persistence::sql_types::{Id, Instant, Json};
use merzim_persistence::{Connection, DbError};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::SCHEDULES;
use super::form::ReceptionScheduleForm;
use super::holding::rebook_waiting;
use crate::app::App;
use crate::cases::flow::{self, Deed};
use crate::cases::obligations::bin_parameter;
use crate::cases::view::{CaseBody, CaseHead, parties_of, show_body, show_head};
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::code::Code;
use crate::http::input::{Body, PathId, Query, stored};
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::http::{At, Bilingual, paging, rfc3339};
use crate::problem::Problem;

pub(crate) type ScheduleStateCode = Code<ScheduleState>;
pub(crate) type ScheduleOutcomeCode = Code<ScheduleOutcome>;

/// Why a schedule came back.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ReceptionScheduleRemark)]
pub struct ScheduleRemark {
    /// When.
    #[schema(format = DateTime, example = "2025-12-08T11:00:00+05:00")]
    pub at: String,
    /// What is to be mended.
    pub remarks: Bilingual,
}

/// A slot that was moved.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ReceptionSlotMoved)]
pub struct MovedSlot {
    /// When that was decided.
    #[schema(format = DateTime, example = "2026-01-20T11:00:00+05:00")]
    pub at: String,
    /// The slot.
    pub slot: Uuid,
    /// When it was to begin.
    #[schema(format = DateTime, example = "2026-03-10T10:00:00+05:00")]
    pub from: String,
    /// When it begins now.
    #[schema(format = DateTime, example = "2026-03-11T10:00:00+05:00")]
    pub to: String,
}

/// What happened to a schedule besides.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ScheduleStory {
    /// Why it came back, the first time first; for its parties only.
    #[serde(default)]
    pub returns: Vec<ScheduleRemark>,
    /// What was moved since it was posted.
    #[serde(default)]
    pub moves: Vec<MovedSlot>,
}

/// A quarterly schedule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionSchedule)]
pub struct ScheduleView {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: ScheduleStateCode,
    /// What became of it.
    pub outcome: Option<ScheduleOutcomeCode>,
    /// BIN of the state body.
    #[schema(pattern = r"^\d{12}$", example = "100140000003")]
    pub body: String,
    /// What it says.
    pub form: ReceptionScheduleForm,
    /// What happened to it besides.
    #[serde(flatten)]
    pub story: ScheduleStory,
    /// When it was posted.
    pub posted_at: Option<At>,
    /// Obligations and attachments.
    #[serde(flatten)]
    pub owed: CaseBody,
}

/// A quarterly schedule in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionScheduleSummary)]
pub struct ScheduleSummary {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: ScheduleStateCode,
    /// What became of it.
    pub outcome: Option<ScheduleOutcomeCode>,
    /// BIN of the state body.
    #[schema(pattern = r"^\d{12}$", example = "100140000003")]
    pub body: String,
    /// Name of the state body.
    pub body_name: Bilingual,
    /// The quarter.
    #[schema(example = "2026-Q1")]
    pub quarter: String,
    /// When it was posted.
    pub posted_at: Option<At>,
}

page_of!(ReceptionSchedules, ScheduleSummary, "Quarterly schedules, the newest first.");

/// What schedules are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ScheduleFilter {
    /// Of this state body (BIN).
    #[param(pattern = r"^\d{12}$", example = "100140000003")]
    body: Option<String>,
    /// Of this quarter.
    #[param(pattern = "^[0-9]{4}-Q[1-4]$", example = "2026-Q1")]
    quarter: Option<String>,
    /// In this state.
    #[param(inline)]
    state: Option<ScheduleStateCode>,
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

/// Why a schedule goes back.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReceptionReturnForm {
    /// What is to be mended.
    pub remarks: Bilingual,
}

pub(super) fn form_of(row: &ScheduleRow) -> Result<ReceptionScheduleForm, Problem> {
    serde_json::from_value(row.form.0.clone()).map_err(Problem::internal)
}

pub(super) fn story_of(row: &ScheduleRow) -> Result<ScheduleStory, Problem> {
    serde_json::from_value(row.story.0.clone()).map_err(Problem::internal)
}

fn show(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<(ScheduleView, i64), Problem> {
    let (case, row) = schedules::find(connection, &call.viewer(), id)?;
    let parties = cases::parties(connection, &[id])?;
    let mut owed = show_body(app, call, connection, &case, &parties)?;
    let mut story = story_of(&row)?;
    if !is_party(call, &parties)? {
        owed.attachments.clear();
        story.returns.clear();
    }
    let shown = ScheduleView {
        head: show_head(app, call, &case, &parties)?,
        state: Code::known(&case.state)?,
        outcome: case.outcome.as_deref().and_then(Code::stored),
        form: form_of(&row)?,
        story,
        posted_at: row.public_at.map(At::from),
        body: row.body,
        owed,
    };
    Ok((shown, case.version))
}

/// Whether the caller takes part in a case with these parties.
pub(super) fn is_party(call: &Call, parties: &[PartyRow]) -> Result<bool, Problem> {
    let parties: Vec<Party> = parties.iter().map(PartyRow::party).collect::<Result<_, DbError>>()?;
    Ok(parties.iter().any(|party| call.actor.is(party)))
}

pub(super) fn reply(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<Reply, Problem> {
    let (shown, version) = show(app, call, connection, id)?;
    Ok(Reply::ok(&shown)?.version(version))
}

fn summarise(
    app: &App,
    call: &Call,
    case: &CaseRow,
    row: ScheduleRow,
    parties: &[PartyRow],
) -> Result<ScheduleSummary, Problem> {
    let form = form_of(&row)?;
    Ok(ScheduleSummary {
        head: show_head(app, call, case, parties)?,
        state: Code::known(&case.state)?,
        outcome: case.outcome.as_deref().and_then(Code::stored),
        body: row.body,
        body_name: form.body_name,
        quarter: form.quarter,
        posted_at: row.public_at.map(At::from),
    })
}

/// One schedule for a quarter and a body.
fn one_for_a_quarter(error: DbError) -> Problem {
    match error {
        DbError::Duplicate(_) => {
            let message = Text::new(
                "бұл тоқсанға кесте бар",
                "на этот квартал график уже есть",
                "there is a schedule for this quarter",
            );
            Problem::field("/quarter", message)
        }
        error => error.into(),
    }
}

/// Draw up a schedule
///
/// By the responsible employee (¶4). From now on it is owed to be sent, approved, fifteen calendar days before the quarter
/// (213-3). `GET …/slots` shows the receptions that it gives, and the days left out.
#[utoipa::path(tag = "Receptions", operation_id = "createReceptionSchedule", params(IdempotencyKey), request_body = ReceptionScheduleForm, security(("bearer" = ["responsibleEmployee"])), responses((status = CREATED, description = "The schedule, drawn up", body = ScheduleView)))]
#[post("/reception-schedules")]
pub async fn create(app: Data<App>, call: Call, form: Body<ReceptionScheduleForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    form.check(&app.law)?;
    // Whoever it will be sent to must be known before anything is drawn up.
    app.organisation(Role::InformatizationAuthority)?;
    let (inner, asked) = (app.clone(), call.clone());
    let whole = stored(&form)?;
    app.write(&call, whole.to_string().as_bytes(), move |connection| {
        let quarter = form.quarter()?.first();
        let command = Command::Draft { quarter };
        let now = inner.clock.now();
        let name = Name::from(form.body_name.clone());
        let id = flow::begin_draft::<ReceptionSchedule>(&inner, &asked, connection, name, &command, now)?;
        let row = ScheduleRow {
            case_id: Id(id),
            body: asked.organisation()?.to_string(),
            quarter,
            form: Json(whole),
            story: Json(json!({})),
            withdrawn: false,
            public_at: None,
        };
        schedules::create(connection, row).map_err(one_for_a_quarter)?;
        let (shown, version) = show(&inner, &asked, connection, id)?;
        Ok(Reply::created(&shown, SCHEDULES.path(id))?.version(version))
    })
    .await
}

/// List schedules
///
/// Those that are posted; with a token, also those in which the caller takes part.
#[utoipa::path(tag = "Receptions", operation_id = "listReceptionSchedules", params(ScheduleFilter), security((), ("bearer" = [])), responses((status = OK, description = "A page of schedules", body = ReceptionSchedules)))]
#[get("/reception-schedules")]
pub async fn list(app: Data<App>, call: Call, filter: Query<ScheduleFilter>) -> Result<Reply, Problem> {
    let Query(asked) = filter;
    let filter = Filter {
        body: bin_parameter("body", asked.body.as_deref())?,
        quarter: asked.quarter.as_deref().and_then(Quarter::parse).map(Quarter::first),
        state: asked.state.map(|state| state.0),
        modified_since: asked.modified_since,
    };
    let before = paging::place::<Uuid>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    let inner = app.clone();
    app.search(move |connection| {
        let page = schedules::list(connection, &call.viewer(), &filter, before, limit)?;
        let parties = parties_of(connection, &page)?;
        paging::reply(page, |(case, _)| case.id.0, |(case, row)| summarise(&inner, &call, &case, row, &parties))
    })
    .await
}

/// Get a schedule
///
/// Who receives and when, how far it has come, what is owed by when and why.
#[utoipa::path(tag = "Receptions", operation_id = "getReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule")), security((), ("bearer" = [])), responses((status = OK, description = "The schedule", body = ScheduleView)))]
#[get("/reception-schedules/{id}")]
pub async fn get(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| reply(&inner, &call, connection, id.0)).await
}

/// Replace what a schedule says
///
/// While it is drawn up, or has come back with remarks.
#[utoipa::path(tag = "Receptions", operation_id = "replaceReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule"), IfMatch), request_body = ReceptionScheduleForm, security(("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The schedule", body = ScheduleView)))]
#[put("/reception-schedules/{id}")]
pub async fn replace(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionScheduleForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    let (inner, asked) = (app.clone(), call.clone());
    let whole = stored(&form)?;
    app.write(&call, whole.to_string().as_bytes(), move |connection| {
        let loaded = flow::load::<ReceptionSchedule>(&inner, &asked, connection, id.0)?;
        flow::expect_draft(&asked, &loaded)?;
        if form_of(&schedules::of_case(connection, id.0)?)?.quarter != form.quarter {
            return Err(Problem::field("/quarter", Text::new("өзгермейді", "не меняется", "cannot be changed")));
        }
        form.check(&inner.law)?;
        cases::touch(connection, id.0, loaded.row.version, inner.clock.now())?;
        for role in [Role::ResponsibleEmployee, Role::HeadOfBody] {
            cases::rename_party(connection, id.0, role, &form.body_name.clone().into())?;
        }
        schedules::record(connection, id.0, Changes { form: Some(Json(whole)), ..Changes::default() })?;
        reply(&inner, &asked, connection, id.0)
    })
    .await
}

/// Send a schedule to be agreed
///
/// To the authorised body in informatization (¶4).
#[utoipa::path(tag = "Receptions", operation_id = "proposeReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule"), IfMatch, IdempotencyKey), security(("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The schedule, proposed", body = ScheduleView)))]
#[post("/reception-schedules/{id}/proposal")]
pub async fn propose(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    flow::take(app, call, id.0, &(), reply, |app, connection, loaded, _| {
        app.organisation(Role::InformatizationAuthority)?;
        // The first head is of the same body as the responsible employee.
        let parties = cases::parties(connection, &[loaded.case.file.id])?;
        for party in parties.iter().filter(|party| party.role == Role::ResponsibleEmployee.code()) {
            let NamedParty { party: Party { who, .. }, name } = party.named()?;
            loaded.case.file.addressees.push(NamedParty { party: Party { role: Role::HeadOfBody, who }, name });
        }
        Ok(Deed::<ReceptionSchedule>::of(Command::Propose))
    })
    .await
}

/// Agree with a schedule
///
/// By the authorised body in informatization (¶4).
#[utoipa::path(tag = "Receptions", operation_id = "agreeReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule"), IfMatch, IdempotencyKey), security(("bearer" = ["informatizationAuthority"])), responses((status = OK, description = "The schedule, agreed", body = ScheduleView)))]
#[post("/reception-schedules/{id}/agreement")]
pub async fn agree(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    flow::take(app, call, id.0, &(), reply, |_, _, _, _| Ok(Deed::<ReceptionSchedule>::of(Command::Agree))).await
}

/// Send a schedule back
///
/// With remarks, by the authorised body in informatization or the first head.
#[utoipa::path(tag = "Receptions", operation_id = "returnReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule"), IfMatch, IdempotencyKey), request_body = ReceptionReturnForm, security(("bearer" = ["informatizationAuthority"]), ("bearer" = ["headOfBody"])), responses((status = OK, description = "The schedule, returned", body = ScheduleView)))]
#[post("/reception-schedules/{id}/return")]
pub async fn send_back(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionReturnForm>,
) -> Result<Reply, Problem> {
    let Body(ReceptionReturnForm { remarks }) = form;
    flow::take(app, call, id.0, &remarks.clone(), reply, move |_, connection, _, now| {
        let mut story = story_of(&schedules::of_case(connection, id.0)?)?;
        story.returns.push(ScheduleRemark { at: rfc3339(now), remarks });
        let changes = Changes { story: Some(Json(stored(&story)?)), ..Changes::default() };
        Ok(Deed::<ReceptionSchedule>::with(Command::Return, move |_, _, connection, _| {
            Ok(schedules::record(connection, id.0, changes)?)
        }))
    })
    .await
}

/// Approve a schedule
///
/// By the first head, once it is agreed (213-2).
#[utoipa::path(tag = "Receptions", operation_id = "approveReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule"), IfMatch, IdempotencyKey), security(("bearer" = ["headOfBody"])), responses((status = OK, description = "The schedule, approved", body = ScheduleView)))]
#[post("/reception-schedules/{id}/approval")]
pub async fn approve(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    flow::take(app, call, id.0, &(), reply, |_, _, _, _| Ok(Deed::<ReceptionSchedule>::of(Command::Approve))).await
}

/// Send a schedule to be posted
///
/// By the responsible employee, fifteen calendar days before the quarter at the latest (213-3); later it is still possible,
/// and the duty is met late.
#[utoipa::path(tag = "Receptions", operation_id = "sendReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule"), IfMatch, IdempotencyKey), security(("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The schedule, sent", body = ScheduleView)))]
#[post("/reception-schedules/{id}/dispatch")]
pub async fn send(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    flow::take(app, call, id.0, &(), reply, |_, _, _, _| Ok(Deed::<ReceptionSchedule>::of(Command::Send))).await
}

/// Post a schedule
///
/// On the e-government portal (¶5): everybody sees it from now on, its slots can be booked, and a roster is owed for each
/// of its months (213-9).
#[utoipa::path(tag = "Receptions", operation_id = "postReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule"), IfMatch, IdempotencyKey), security(("bearer" = ["informatizationAuthority"])), responses((status = OK, description = "The schedule, posted", body = ScheduleView)))]
#[post("/reception-schedules/{id}/posting")]
pub async fn post_it(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    flow::take(app, call, id.0, &(), reply, move |app, _, _, _| {
        app.organisation(Role::EgovOperator)?;
        app.organisation(Role::StateCorporation)?;
        Ok(Deed::<ReceptionSchedule>::with(Command::Post, move |app, _, connection, now| {
            let row = schedules::of_case(connection, id.0)?;
            make_slots(app, connection, &row)?;
            open_rosters(app, connection, &row, now)?;
            let changes = Changes { public_at: Some(Instant(now)), ..Changes::default() };
            schedules::record(connection, id.0, changes)?;
            rebook_waiting(app, connection, &row.body, now)
        }))
    })
    .await
}

/// The slots that a schedule gives by the calendar as it stands.
fn make_slots(app: &App, connection: &mut Connection, row: &ScheduleRow) -> Result<(), Problem> {
    let form = form_of(row)?;
    let expanded = form.expand(&app.law)?;
    let slots: Vec<SlotRow> = expanded
        .iter()
        .flat_map(|one| one.slots.iter().map(|slot| (one.receiver, slot)))
        .map(|(receiver, slot)| SlotRow {
            id: Id(Uuid::now_v7()),
            schedule_id: row.case_id,
            body: row.body.clone(),
            receiver: receiver.code.clone(),
            starts_at: Instant(slot.starts_at),
            ends_at: Instant(slot.ends_at),
            day: slot.day(),
        })
        .collect();
    Ok(bookings::create_slots(connection, &slots)?)
}

/// Begins a roster for each month of a schedule that is still to come. Where the act is not in force any more, none is owed.
fn open_rosters(app: &App, connection: &mut Connection, row: &ScheduleRow, now: OffsetDateTime) -> Result<(), Problem> {
    match engine::edition_for::<ReceptionRoster>(&app.law, now) {
        Err(refusal) if refusal.is(CommonRefusal::ActNotInForce) => return Ok(()),
        Err(refusal) => return Err(refusal.into()),
        Ok(_) => {}
    }
    let employee = cases::parties(connection, &[row.case_id.0])?
        .into_iter()
        .find(|party| party.role == Role::ResponsibleEmployee.code())
        .ok_or_else(|| Problem::internal("a schedule without an employee"))?;
    for month in Quarter::of(row.quarter).months() {
        if zone::start_of(month) <= now {
            continue;
        }
        let command = reception_roster::Command::Open { month };
        let (initiator, addressees) = (employee.named()?, app.addressees(ReceptionRoster::ADDRESSEES));
        let id =
            flow::begin::<ReceptionRoster>(app, &Actor::system(), connection, initiator, addressees, &command, now)?;
        let roster = RosterRow {
            case_id: Id(id),
            schedule_id: row.case_id,
            body: row.body.clone(),
            month,
            entries: Json(json!([])),
            posted: None,
            compiled_at: None,
            public_at: None,
        };
        rosters::create(connection, roster)?;
    }
    Ok(())
}

/// Why a reception moves when the calendar is amended.
pub(super) fn amended() -> Bilingual {
    Bilingual {
        kk: "Жұмыс күнтізбесі өзгерді".to_owned(), ru: "Изменился производственный календарь".to_owned()
    }
}

/// Withdraw a schedule
///
/// By the responsible employee, before it is sent and before it is overdue. Another one can then be drawn up.
#[utoipa::path(tag = "Receptions", operation_id = "withdrawReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule"), IfMatch, IdempotencyKey), security(("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The schedule, withdrawn", body = ScheduleView)))]
#[post("/reception-schedules/{id}/withdrawal")]
pub async fn withdraw(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    flow::take(app, call, id.0, &(), reply, move |_, connection, _, _| {
        let quarter = schedules::of_case(connection, id.0)?.quarter;
        Ok(Deed::<ReceptionSchedule>::with(Command::Withdraw { quarter }, move |_, _, connection, _| {
            let changes = Changes { withdrawn: Some(true), ..Changes::default() };
            Ok(schedules::record(connection, id.0, changes)?)
        }))
    })
    .await
}
