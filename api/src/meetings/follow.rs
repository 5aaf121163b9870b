//! What Merzim does for meetings by itself: requests to attend follow their meeting, guests are reminded, and personal
//! data are erased.
//!
//! A request knows the turn of its meeting that it has followed; a meeting's turn grows whenever it is postponed,
//! cancelled, closed or made online only. So nothing is lost if the program stops in between, and no change of a
//! meeting waits for the requests, however many.

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
use crate::http::problem::Problem;

const BATCH: i64 = 50;

/// Does what there is to do; each piece in a transaction of its own.
///
/// # Errors
/// A [`Problem`] when the database fails. What cannot be done with one request is logged, and tried again.
pub async fn run(app: &Data<App>) -> Result<(), Problem> {
    let now = app.clock.now();
    drain(app, |connection| Ok(attendance::behind(connection, BATCH)?), follow).await?;
    let soon = now.checked_add(app.config.meetings.remind_before).unwrap_or(now);
    let near = move |connection: &mut Connection| {
        Ok(attendance::to_remind(connection, MeetingState::Announced.code(), now, soon, BATCH)?)
    };
    drain(app, near, remind).await?;
    let kept = zone::local(now).date().checked_sub(app.config.meetings.kept).unwrap_or(time::Date::MIN);
    drain(app, move |connection| Ok(meetings::to_erase(connection, kept, BATCH)?), erase).await
}

type Work = fn(&App, &mut Connection, Uuid, OffsetDateTime) -> Result<(), Problem>;

/// Does `work` on what `waiting` gives, until it gives no more, or the same as before.
async fn drain<F>(app: &Data<App>, waiting: F, work: Work) -> Result<(), Problem>
where
    F: Fn(&mut Connection) -> Result<Vec<Uuid>, Problem> + Clone + Send + 'static,
{
    let mut before = Vec::new();
    loop {
        let batch = app.query(waiting.clone()).await?;
        if batch.is_empty() || batch == before {
            return Ok(());
        }
        for id in &batch {
            let (inner, id) = (app.clone(), *id);
            if let Err(problem) = app.change(move |connection| work(&inner, connection, id, inner.clock.now())).await {
                tracing::warn!(case = %id, code = problem.code(), cause = problem.cause(), "waits");
            }
        }
        before = batch;
    }
}

/// Brings a request to where its meeting is.
fn follow(app: &App, connection: &mut Connection, id: Uuid, now: OffsetDateTime) -> Result<(), Problem> {
    let request = attendance::of_case(connection, id)?;
    let (meeting_case, meeting) = meetings::held(connection, request.meeting_id.0)?;
    let row = cases::by_id(connection, id)?;
    let state: Code<AttendanceState> = Code::known(&row.state)?;
    let command = Command::follow(state.0, of_meeting(&meeting_case, &meeting)?, now, &app.law)?;
    let Some(command) = command.filter(|_| Attendance::DRAFTS.contains(&state.0)) else {
        return Ok(attendance::rest(connection, id)?);
    };
    let case = cases::for_engine(connection, &row, Vec::new())?;
    flow::act::<Attendance>(app, &Actor::system(), connection, &case, &command, now)?;
    attendance::followed(connection, id, meeting.turn)?;
    let lapses = matches!(command, Command::FollowCancellation | Command::FollowOnline | Command::FollowClosure);
    if lapses { Ok(attendance::rest(connection, id)?) } else { Ok(()) }
}

/// Reminds whoever is expected. Whoever was late and is not admitted is not.
fn remind(app: &App, connection: &mut Connection, id: Uuid, now: OffsetDateTime) -> Result<(), Problem> {
    let request = attendance::of_case(connection, id)?;
    let (_, meeting) = meetings::held(connection, request.meeting_id.0)?;
    let row = cases::by_id(connection, id)?;
    if request.turn == meeting.turn && row.state != AttendanceState::Late.code() {
        let case = cases::for_engine(connection, &row, Vec::new())?;
        flow::act::<Attendance>(app, &Actor::system(), connection, &case, &Command::Remind, now)?;
    }
    Ok(attendance::reminded(connection, id, request.turn)?)
}

/// Erases who asked to attend a meeting that is long over.
fn erase(_: &App, connection: &mut Connection, id: Uuid, now: OffsetDateTime) -> Result<(), Problem> {
    Ok(meetings::erase_guests(connection, id, now)?)
}
