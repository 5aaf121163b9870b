//! Bodies are reminded that materials are due soon.

use actix_web::web::Data;
use merzim_domain::engine::Actor;
use merzim_domain::procedures::materials_request::{Command, MaterialsRequest, MaterialsState};
use merzim_domain::zone;
use merzim_persistence::media::materials::{self, Changes};
use merzim_persistence::{Connection, Instant, cases, obligations};
use uuid::Uuid;

use crate::app::desk::{self, BATCH};
use crate::app::{App, Desk};
use crate::cases::flow;
use crate::media::settings::MediaSettings;
use crate::problem::Problem;

/// Reminds once of each request.
pub async fn run(app: &Data<App>) -> Result<(), Problem> {
    let now = app.clock.now();
    let soon = now.checked_add(app.config.part::<MediaSettings>().remind_before).unwrap_or(now);
    let waiting = move |connection: &mut Connection, after| {
        materials::to_remind(connection, MaterialsRequest::DUE, (now, soon), after, BATCH)
    };
    desk::each(app, waiting, remind).await
}

fn remind(desk: &mut Desk<'_>, id: Uuid) -> Result<(), Problem> {
    // The case first: if another node reminds from here on, its version tells; if it has before, the row does.
    let case = cases::by_id(desk.connection, id)?;
    let request = flow::read::<MaterialsRequest>(desk, case)?;
    let reminded = materials::of_case(desk.connection, id)?.reminded_at.is_some();
    let due_at = obligations::running_due(desk.connection, id, MaterialsRequest::DUE)?;
    let Some(due_at) = due_at.filter(|_| !reminded && request.case.state == Some(MaterialsState::Requested)) else {
        return Ok(());
    };
    // The last day ends at that moment.
    let due_on = zone::last_day(due_at);
    flow::act_as(desk, &Actor::system(), &request.case, &Command::Remind { due_on })?;
    let reminded = Changes { reminded_at: Some(Instant(desk.now)), ..Changes::default() };
    Ok(materials::record(desk.connection, id, reminded)?)
}
