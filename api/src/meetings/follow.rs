//! What Merzim does for meetings by itself: requests to attend follow their meeting, and guests are reminded.
//!
//! A request knows the turn of its meeting that it has followed; a meeting's turn grows whenever it is postponed, corrected,
//! cancelled, closed or made online only, or takes that back. So nothing is lost if the program stops in between, and no change of a
//! meeting waits for the requests, however many.

use actix_web::web::Data;
use merzim_domain::Vocabulary;
use merzim_domain::engine::Actor;
use merzim_domain::procedures::attendance::{Attendance, AttendanceState, Changed, Command};
use merzim_persistence::{Connection, attendance, cases, events, meetings};
use uuid::Uuid;

use super::facts::{hold_meeting, look_back, of_meeting};
use super::settings::MeetingSettings;
use crate::app::desk::{self, BATCH};
use crate::app::{App, Desk};
use crate::cases::{Loaded, flow};
use crate::http::Code;
use crate::problem::Problem;

/// Keeps requests where their meetings are, for as long as the program runs.
pub async fn keep(app: Data<App>) {
    desk::keep(app, "requests to attend", run).await;
}

/// Does what there is to do; each piece in a transaction of its own. What cannot be done with one request is logged, and
/// tried again.
async fn run(app: &Data<App>) -> Result<(), Problem> {
    let (now, settings) = (app.clock.now(), app.config.part::<MeetingSettings>());
    desk::each(app, |connection, after| attendance::behind(connection, after, BATCH), follow).await?;
    let soon = now.checked_add(settings.remind_before).unwrap_or(now);
    let near = move |connection: &mut Connection, after| attendance::to_remind(connection, now, soon, after, BATCH);
    desk::each(app, near, remind).await
}

/// Whether the meeting that a reminder is about still reminds: it is announced, where it was, and ahead.
pub(super) fn still_reminds(desk: &mut Desk<'_>, case: Uuid) -> Result<bool, Problem> {
    let request = attendance::of_case(desk.connection, case)?;
    let meeting = meetings::held(desk.connection, request.meeting_id.0)?;
    Ok(request.turn == meeting.1.turn && of_meeting(&meeting)?.reminds(desk.now))
}

/// Brings a request to where its meeting is.
fn follow(desk: &mut Desk<'_>, id: Uuid) -> Result<(), Problem> {
    // The case first: if another node moves it from here on, its version tells; if it has before, the turn does.
    let row = cases::by_id(desk.connection, id)?;
    let mut loaded = flow::read::<Attendance>(desk, row)?;
    let (request, (_, meeting)) = hold_meeting(desk, &mut loaded)?;
    if request.turn >= meeting.turn {
        return Ok(());
    }
    let Loaded { mut case, row } = loaded;
    let before = match case.state {
        Some(lapsed @ AttendanceState::Lapsed) => {
            events::came_to(desk.connection, id, lapsed.code())?.and_then(|(_, from)| from)
        }
        _ => None,
    };
    let before = Code::some(before.as_deref())?.map(|Code(before)| before);
    let of = case.facts.meeting;
    let news = Changed { moved: request.turn < meeting.moved_turn, corrected: request.turn < meeting.corrected_turn };
    if news.moved {
        look_back(desk, &mut case.facts, &meeting, row.updated_at.0)?;
    }
    if let Some(command) = Command::follow(case.state, before, of, news, desk.now, &desk.app.law)? {
        flow::act_as(desk, &Actor::system(), &case, &command)?;
    }
    attendance::followed(desk.connection, id, meeting.turn)?;
    if of.state.is_over() { Ok(attendance::rest(desk.connection, id)?) } else { Ok(()) }
}

/// Reminds whoever is expected. Whoever was late and is not admitted is not.
fn remind(desk: &mut Desk<'_>, id: Uuid) -> Result<(), Problem> {
    // The case first, as above.
    let row = cases::by_id(desk.connection, id)?;
    let mut loaded = flow::read::<Attendance>(desk, row)?;
    let (request, (_, meeting)) = hold_meeting(desk, &mut loaded)?;
    if request.turn != meeting.turn || request.reminded_turn == Some(meeting.turn) {
        // It must follow first, or another node was faster.
        return Ok(());
    }
    if loaded.case.state.is_some_and(AttendanceState::is_expected) {
        flow::act_as(desk, &Actor::system(), &loaded.case, &Command::Remind)?;
    }
    Ok(attendance::reminded(desk.connection, id, Some(meeting.turn))?)
}
