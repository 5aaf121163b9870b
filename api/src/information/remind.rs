//! Holders are reminded that an answer is due soon.

use actix_web::web::Data;
use merzim_domain::engine::Actor;
use merzim_domain::procedures::information_request::{Command, InformationRequest, RequestState};
use merzim_domain::zone;
use merzim_persistence::information::{self, Changes};
use merzim_persistence::{Connection, Instant, cases, obligations};
use uuid::Uuid;

use super::settings::InformationSettings;
use crate::app::desk::{self, BATCH};
use crate::app::{App, Desk};
use crate::cases::flow;
use crate::problem::Problem;

/// Reminds, for as long as the program runs.
pub async fn keep(app: Data<App>) {
    desk::keep(app, "reminders of requests for information", run).await;
}

/// Reminds once of each term.
async fn run(app: &Data<App>) -> Result<(), Problem> {
    let now = app.clock.now();
    let soon = now.checked_add(app.config.part::<InformationSettings>().remind_before).unwrap_or(now);
    let waiting = move |connection: &mut Connection, after| {
        information::to_remind(connection, InformationRequest::DUE, (now, soon), after, BATCH)
    };
    desk::each(app, waiting, remind).await
}

fn remind(desk: &mut Desk<'_>, id: Uuid) -> Result<(), Problem> {
    // The case first: if another node reminds from here on, its version tells; if it has before, the row does.
    let case = cases::by_id(desk.connection, id)?;
    let request = flow::read::<InformationRequest>(desk, case)?;
    let reminded = information::of_case(desk.connection, id)?.reminded_at.is_some();
    let due_at = obligations::running_due(desk.connection, id, InformationRequest::DUE)?;
    let waits = matches!(request.case.state, Some(RequestState::Registered | RequestState::Extended));
    let Some(due_at) = due_at.filter(|_| !reminded && waits) else { return Ok(()) };
    // The last day ends at that moment.
    let due_on = zone::last_day(due_at);
    flow::act_as(desk, &Actor::system(), &request.case, &Command::Remind { due_on })?;
    let reminded = Changes { reminded_at: Some(Some(Instant(desk.now))), ..Changes::default() };
    Ok(information::record(desk.connection, id, reminded)?)
}
