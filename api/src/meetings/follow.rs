//! What Merzim does for meetings by itself: requests to attend follow their meeting, guests are reminded, and personal
//! data are erased.
//!
//! A request knows the turn of its meeting that it has followed; a meeting's turn grows whenever it is postponed,
//! cancelled, closed or made online only. So nothing is lost if the program stops in between, and no change of a
//! meeting waits for the requests, however many.

use std::time::Duration as Pause;

use actix_web::web::Data;
use merzim_domain::engine::{Actor, Procedure};
use merzim_domain::procedures::attendance::{Attendance, AttendanceState, Command};
use merzim_domain::procedures::open_meeting::MeetingState;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::zone;
use merzim_persistence::{Connection, attendance, cases, meetings};
use time::OffsetDateTime;
use uuid::Uuid;

use super::attendance::of_meeting;
use crate::app::App;
use crate::cases::flow;
use crate::http::code::Code;
use crate::problem::Problem;

const BATCH: i64 = 50;

/// How often one looks even if nobody rings, for what another node has written, and for what its time has come.
const PAUSE: Pause = Pause::from_secs(1);

/// Keeps requests where their meetings are, for as long as the program runs.
pub async fn keep(app: Data<App>) {
    let mut changed = app.changed.subscribe();
    loop {
        if let Err(problem) = run(&app).await {
            tracing::warn!(code = problem.code(), cause = problem.cause(), "requests to attend wait");
        }
        let _ = tokio::time::timeout(PAUSE, changed.changed()).await;
    }
}

/// Does what there is to do; each piece in a transaction of its own. What cannot be done with one request is logged, and
/// tried again.
async fn run(app: &Data<App>) -> Result<(), Problem> {
    let now = app.clock.now();
    each(app, |connection, after| Ok(attendance::behind(connection, after, BATCH)?), follow).await?;
    let soon = now.checked_add(app.config.meetings.remind_before).unwrap_or(now);
    let near = move |connection: &mut Connection, after: Uuid| {
        Ok(attendance::to_remind(connection, MeetingState::Announced.code(), now, soon, after, BATCH)?)
    };
    each(app, near, remind).await?;
    let kept = zone::local(now).date().checked_sub(app.config.meetings.kept).unwrap_or(time::Date::MIN);
    let old = move |connection: &mut Connection, after: Uuid| Ok(attendance::to_erase(connection, kept, after, BATCH)?);
    each(app, old, erase).await
}

type Work = fn(&App, &mut Connection, Uuid, OffsetDateTime) -> Result<(), Problem>;

/// Does `work` on each of what `waiting` gives, batch by batch. What another node has done meanwhile, or what fails, is
/// left for the next time.
async fn each<F>(app: &Data<App>, waiting: F, work: Work) -> Result<(), Problem>
where
    F: Fn(&mut Connection, Uuid) -> Result<Vec<Uuid>, Problem> + Clone + Send + 'static,
{
    let mut after = Uuid::nil();
    loop {
        let next = waiting.clone();
        let batch = app.query(move |connection| next(connection, after)).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = *last;
        for id in batch {
            let inner = app.clone();
            if let Err(problem) = app.change(move |connection| work(&inner, connection, id, inner.clock.now())).await {
                tracing::warn!(case = %id, code = problem.code(), cause = problem.cause(), "waits");
            }
        }
    }
}

/// Whether the meeting that a reminder is about still reminds: it is announced, where it was, and ahead.
///
/// # Errors
/// A [`Problem`] when the database fails.
pub(super) fn still_reminds(connection: &mut Connection, case: Uuid, now: OffsetDateTime) -> Result<bool, Problem> {
    let request = attendance::of_case(connection, case)?;
    let (meeting_case, meeting) = meetings::held(connection, request.meeting_id.0)?;
    Ok(request.turn == meeting.turn && of_meeting(&meeting_case, &meeting)?.reminds(now))
}

/// Brings a request to where its meeting is.
fn follow(app: &App, connection: &mut Connection, id: Uuid, now: OffsetDateTime) -> Result<(), Problem> {
    // The case first: if another node moves it from here on, its version tells; if it has before, the turn does.
    let row = cases::by_id(connection, id)?;
    let request = attendance::of_case(connection, id)?;
    let (meeting_case, meeting) = meetings::held(connection, request.meeting_id.0)?;
    if request.turn >= meeting.turn {
        return Ok(());
    }
    let state: Code<AttendanceState> = Code::known(&row.state)?;
    let command = Command::follow(state.0, of_meeting(&meeting_case, &meeting)?, now, &app.law)?;
    let Some(command) = command.filter(|_| Attendance::DRAFTS.contains(&state.0)) else {
        return Ok(attendance::rest(connection, id)?);
    };
    let case = cases::read(connection, &row, Vec::new())?;
    let change = flow::act::<Attendance>(app, &Actor::system(), connection, &case, &command, now)?;
    attendance::followed(connection, id, meeting.turn)?;
    if change.closes { Ok(attendance::rest(connection, id)?) } else { Ok(()) }
}

/// Reminds whoever is expected. Whoever was late and is not admitted is not.
fn remind(app: &App, connection: &mut Connection, id: Uuid, now: OffsetDateTime) -> Result<(), Problem> {
    // The case first, as above.
    let row = cases::by_id(connection, id)?;
    let request = attendance::of_case(connection, id)?;
    let (_, meeting) = meetings::held(connection, request.meeting_id.0)?;
    if request.turn != meeting.turn || request.reminded_turn == Some(meeting.turn) {
        // It must follow first, or another node was faster.
        return Ok(());
    }
    let state: Code<AttendanceState> = Code::known(&row.state)?;
    if state.0.is_expected() {
        let case = cases::read(connection, &row, Vec::new())?;
        flow::act::<Attendance>(app, &Actor::system(), connection, &case, &Command::Remind, now)?;
    }
    Ok(attendance::reminded(connection, id, Some(meeting.turn))?)
}

/// Erases who asked to attend a meeting that is long over.
fn erase(_: &App, connection: &mut Connection, id: Uuid, now: OffsetDateTime) -> Result<(), Problem> {
    Ok(attendance::erase(connection, id, now)?)
}
