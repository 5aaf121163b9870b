//! Bodies are reminded that nobody has confirmed the contacts of their press officers.

use actix_web::web::Data;
use merzim_domain::engine::Actor;
use merzim_domain::procedures::press_officer::{Command, PressOfficer};
use merzim_domain::zone;
use merzim_persistence::media::officers::{self, Changes};
use merzim_persistence::{Connection, cases};
use uuid::Uuid;

use crate::app::desk::{self, BATCH};
use crate::app::{App, Desk};
use crate::cases::flow;
use crate::problem::Problem;

/// Reminds once whenever contacts come to count as unconfirmed.
pub async fn run(app: &Data<App>) -> Result<(), Problem> {
    let today = zone::local(app.clock.now()).date();
    let waiting = move |connection: &mut Connection, after| officers::to_remind(connection, today, after, BATCH);
    desk::each(app, waiting, remind).await
}

fn remind(desk: &mut Desk<'_>, id: Uuid) -> Result<(), Problem> {
    // The case first: if another node reminds from here on, its version tells; if it has before, the row does.
    let case = cases::by_id(desk.connection, id)?;
    let row = officers::of_case(desk.connection, id)?;
    let lapsed = row.ended_on.is_none() && row.unconfirmed_from <= zone::local(desk.now).date();
    if !lapsed || row.reminded_of == Some(row.unconfirmed_from) {
        return Ok(());
    }
    let officer = flow::read::<PressOfficer>(desk, case)?;
    flow::act_as(desk, &Actor::system(), &officer.case, &Command::Remind)?;
    let reminded = Changes { reminded_of: Some(row.unconfirmed_from), ..Changes::default() };
    Ok(officers::record(desk.connection, id, reminded)?)
}
