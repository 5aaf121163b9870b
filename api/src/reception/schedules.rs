//! Quarterly schedules: drawn up, agreed, approved, sent, posted (№ 213/НҚ ¶4–5).

use actix_web::{get, post, put};
use merzim_domain::engine::{self, Actor, Procedure};
use merzim_domain::procedures::reception_roster::{ReceptionRoster, RosterAction};
use merzim_domain::procedures::reception_schedule::{Command, Facts, ReceptionSchedule};
use merzim_domain::reception::Quarter;
use merzim_domain::{Role, Text, zone};
use merzim_persistence::reception::schedules::{self, Changes, Filter, ScheduleRow};
use merzim_persistence::reception::{bookings, rosters};
use merzim_persistence::{DbError, Id, Instant, cases};
use serde::Deserialize;
use utoipa::IntoParams;

use super::booking::rebook_waiting;
use super::facts::{ScheduleRemark, ScheduleStory, form_of, roster_facts};
use super::form::{ReceptionReturnForm, ReceptionScheduleForm};
use super::view::{ReceptionSchedules, ScheduleStateCode, ScheduleView, show_schedule, summarise_schedule};
use crate::app::{Ask, Desk, Record, stored};
use crate::cases::{Loaded, Parties, flow, parties_of};
use crate::http::{Answer, At, Body, GivenBin, Listed, Looked, Paging, PathId, Query, Since, paging, periods};
use crate::problem::{Problem, Wrong};

/// Has the caller take an action, records what it sets, and answers.
fn act(desk: &mut Desk<'_>, schedule: &Loaded<ReceptionSchedule>, command: Command, changes: Changes) -> Answer {
    schedule.act(desk, &command)?;
    schedules::record(desk.connection, schedule.row.id.0, changes)?;
    show_schedule(desk, schedule.row.id.0)?.reply()
}

/// Takes an action with which nothing is said.
async fn step(ask: Ask, id: PathId, command: Command, changes: Changes) -> Answer {
    flow::take::<ReceptionSchedule, _, _>(ask, id.0, (), move |desk, schedule, ()| {
        act(desk, &schedule, command, changes)
    })
    .await
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
/// (213-3); one for a quarter that has begun is late from the start, one for a quarter that is over is refused. `GET …/slots` shows the receptions that it gives, and the days left out.
#[utoipa::path(operation_id = "createReceptionSchedule", extensions(("x-refusals" = json!("act-not-in-force calendar-year-unknown not-configured too-late wording-not-held"))), request_body = ReceptionScheduleForm, responses((status = CREATED, description = "The schedule, drawn up", body = ScheduleView)))]
#[post("/reception-schedules")]
pub async fn create(ask: Ask, form: Looked<ReceptionScheduleForm>) -> Answer {
    let Looked { form, mut faults } = form;
    form.check(&ask.app.law, &mut faults)?;
    faults.none()?;
    // Whoever it will be sent to must be known before anything is drawn up.
    ask.app.organisation(Role::InformatizationAuthority)?;
    ask.change(form, |desk, form| {
        let facts = Facts { quarter: form.quarter.first() };
        let name = form.body_name.clone().into();
        let id = flow::begin_draft::<ReceptionSchedule>(desk, name, facts, &Command::Draft)?;
        let row = ScheduleRow {
            case_id: Id(id),
            body: desk.call.organisation()?.to_string(),
            quarter: facts.quarter,
            form: stored(&form)?,
            story: ScheduleStory::default().write()?,
            withdrawn: false,
            public_at: None,
        };
        schedules::create(desk.connection, row).map_err(one_for_a_quarter)?;
        show_schedule(desk, id)?.created()
    })
    .await
}

/// What schedules are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ScheduleFilter {
    /// Of this state body (BIN).
    #[param(inline)]
    body: Option<GivenBin>,
    /// Of this quarter.
    #[param(inline, value_type = Option<periods::Quarter>)]
    quarter: Option<Quarter>,
    /// In this state.
    #[param(inline)]
    state: Option<ScheduleStateCode>,
}

/// List schedules
///
/// Those that are posted; with a token, also those in which the caller takes part.
#[utoipa::path(operation_id = "listReceptionSchedules", params(ScheduleFilter, Since, Paging), responses((status = OK, description = "A page of schedules", body = ReceptionSchedules)))]
#[get("/reception-schedules")]
pub async fn list(ask: Ask, asked: Query<Listed<ScheduleFilter>>) -> Answer {
    let Query(Listed { filter: asked, since, page }) = asked;
    let filter = Filter {
        body: asked.body.map(|given| given.0),
        quarter: asked.quarter.map(Quarter::first),
        state: asked.state.map(|state| state.0),
    };
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let page = schedules::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        paging::reply_cases(page, walk, |(case, row)| summarise_schedule(desk, &case, row, &parties))
    })
    .await
}

/// Get a schedule
///
/// Who receives and when, how far it has come, what is owed by when and why.
#[utoipa::path(operation_id = "getReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule")), responses((status = OK, description = "The schedule", body = ScheduleView)))]
#[get("/reception-schedules/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show_schedule(desk, id.0)?.reply()).await
}

/// Replace what a schedule says
///
/// While it is drawn up, or has come back with remarks.
#[utoipa::path(operation_id = "replaceReceptionSchedule", extensions(("x-refusals" = json!("state-forbids-action"))), params(("id" = Uuid, Path, description = "Id of the schedule")), request_body = ReceptionScheduleForm, responses((status = OK, description = "The schedule", body = ScheduleView)))]
#[put("/reception-schedules/{id}")]
pub async fn replace(ask: Ask, id: PathId, form: Looked<ReceptionScheduleForm>) -> Answer {
    flow::take::<ReceptionSchedule, _, _>(ask, id.0, form, |desk, schedule, Looked { form, mut faults }| {
        schedule.expect_draft(desk)?;
        let known = schedule.case.facts.quarter;
        if known != form.quarter.first() {
            faults.tell_of(&["/quarter"], Wrong::unchangeable(Quarter::of(known).to_string()));
        }
        form.check(&desk.app.law, &mut faults)?;
        faults.none()?;
        let id = schedule.row.id.0;
        schedule.replace(desk)?;
        for role in [Role::ResponsibleEmployee, Role::HeadOfBody] {
            cases::rename_party(desk.connection, id, role, &form.body_name.clone().into())?;
        }
        let changes = Changes { form: Some(stored(&form)?), ..Changes::default() };
        schedules::record(desk.connection, id, changes)?;
        show_schedule(desk, id)?.reply()
    })
    .await
}

/// Send a schedule to be agreed
///
/// To the authorised body in informatization (¶4).
#[utoipa::path(operation_id = "proposeReceptionSchedule", extensions(("x-refusals" = json!("calendar-year-unknown not-configured too-late wording-not-held"))), params(("id" = Uuid, Path, description = "Id of the schedule")), responses((status = OK, description = "The schedule, proposed", body = ScheduleView)))]
#[post("/reception-schedules/{id}/proposal")]
pub async fn propose(ask: Ask, id: PathId) -> Answer {
    flow::take::<ReceptionSchedule, _, _>(ask, id.0, (), |desk, mut schedule, ()| {
        desk.app.organisation(Role::InformatizationAuthority)?;
        // The first head is of the same body as the responsible employee.
        let mut head = cases::party(desk.connection, schedule.row.id.0, Role::ResponsibleEmployee)?;
        head.party.role = Role::HeadOfBody;
        schedule.case.file.addressees.push(head);
        act(desk, &schedule, Command::Propose, Changes::default())
    })
    .await
}

/// Agree with a schedule
///
/// By the authorised body in informatization (¶4).
#[utoipa::path(operation_id = "agreeReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule")), responses((status = OK, description = "The schedule, agreed", body = ScheduleView)))]
#[post("/reception-schedules/{id}/agreement")]
pub async fn agree(ask: Ask, id: PathId) -> Answer {
    step(ask, id, Command::Agree, Changes::default()).await
}

/// Send a schedule back
///
/// With remarks, by the authorised body in informatization or the first head.
#[utoipa::path(operation_id = "returnReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule")), request_body = ReceptionReturnForm, responses((status = OK, description = "The schedule, returned", body = ScheduleView)))]
#[post("/reception-schedules/{id}/return")]
pub async fn send_back(ask: Ask, id: PathId, form: Body<ReceptionReturnForm>) -> Answer {
    flow::take::<ReceptionSchedule, _, _>(ask, id.0, form.0, |desk, schedule, form| {
        let mut story = ScheduleStory::read(&schedules::of_case(desk.connection, schedule.row.id.0)?.story)?;
        story.returns.push(ScheduleRemark { at: At(desk.now), remarks: form.remarks });
        act(desk, &schedule, Command::Return, Changes { story: Some(story.write()?), ..Changes::default() })
    })
    .await
}

/// Approve a schedule
///
/// By the first head, once it is agreed (213-2).
#[utoipa::path(operation_id = "approveReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule")), responses((status = OK, description = "The schedule, approved", body = ScheduleView)))]
#[post("/reception-schedules/{id}/approval")]
pub async fn approve(ask: Ask, id: PathId) -> Answer {
    step(ask, id, Command::Approve, Changes::default()).await
}

/// Send a schedule to be posted
///
/// By the responsible employee, fifteen calendar days before the quarter at the latest (213-3); later it is still possible,
/// and the duty is met late.
#[utoipa::path(operation_id = "sendReceptionSchedule", params(("id" = Uuid, Path, description = "Id of the schedule")), responses((status = OK, description = "The schedule, sent", body = ScheduleView)))]
#[post("/reception-schedules/{id}/dispatch")]
pub async fn send(ask: Ask, id: PathId) -> Answer {
    step(ask, id, Command::Send, Changes::default()).await
}

/// Post a schedule
///
/// On the e-government portal (¶5): everybody sees it from now on, its slots that are still to come can be booked, and a roster is
/// owed for each of its months to come (213-9).
#[utoipa::path(operation_id = "postReceptionSchedule", extensions(("x-refusals" = json!("not-configured"))), params(("id" = Uuid, Path, description = "Id of the schedule")), responses((status = OK, description = "The schedule, posted", body = ScheduleView)))]
#[post("/reception-schedules/{id}/posting")]
pub async fn post_it(ask: Ask, id: PathId) -> Answer {
    flow::take::<ReceptionSchedule, _, _>(ask, id.0, (), |desk, schedule, ()| {
        desk.app.organisation(Role::EgovOperator)?;
        desk.app.organisation(Role::StateCorporation)?;
        schedule.act(desk, &Command::Post)?;
        let id = schedule.row.id.0;
        let row = schedules::of_case(desk.connection, id)?;
        // By the calendar as it stands; of a quarter that has begun, what is still to come.
        let form = form_of(&row)?;
        let mut slots = form.slots(&desk.app.law)?;
        slots.retain(|(slot, _)| slot.starts_at > desk.now);
        bookings::create_slots(desk.connection, &row, &slots, || desk.app.ids.next())?;
        open_rosters(desk, &row)?;
        let changes = Changes { public_at: Some(Instant(desk.now)), ..Changes::default() };
        schedules::record(desk.connection, id, changes)?;
        rebook_waiting(desk, &row.body)?;
        show_schedule(desk, id)?.reply()
    })
    .await
}

/// Begins a roster for each month of a schedule that is still to come. Where nothing can be filed under the act any more, none is owed.
fn open_rosters(desk: &mut Desk<'_>, row: &ScheduleRow) -> Result<(), Problem> {
    if engine::edition_for::<ReceptionRoster>(&desk.app.law, desk.now).is_err() {
        return Ok(());
    }
    let initiator = cases::party(desk.connection, row.case_id.0, Role::ResponsibleEmployee)?;
    let parties = Parties { initiator, addressees: desk.app.addressees(ReceptionRoster::ADDRESSEES) };
    for month in Quarter::of(row.quarter).months() {
        if zone::start_of(month) <= desk.now {
            continue;
        }
        let facts = roster_facts(desk.app, month);
        let system = Actor::system();
        let id = flow::begin::<ReceptionRoster>(desk, &system, parties.clone(), facts, &RosterAction::Open)?;
        rosters::create(desk.connection, id, row, month)?;
    }
    Ok(())
}

/// Withdraw a schedule
///
/// By the responsible employee, before it is sent and before it is overdue. Another one can then be drawn up.
#[utoipa::path(operation_id = "withdrawReceptionSchedule", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the schedule")), responses((status = OK, description = "The schedule, withdrawn", body = ScheduleView)))]
#[post("/reception-schedules/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId) -> Answer {
    step(ask, id, Command::Withdraw, Changes { withdrawn: Some(true), ..Changes::default() }).await
}
