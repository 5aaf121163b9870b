//! What Merzim does for conferences by itself: it opens and closes them at their time, and erases personal data.

use actix_web::web::Data;
use merzim_domain::procedures::internet_conference::Command;
use merzim_domain::zone;
use merzim_persistence::Connection;
use merzim_persistence::conferences::{self, Left};
use time::Date;

use super::actions::by_the_clock;
use super::settings::ConferenceSettings;
use crate::app::App;
use crate::app::desk::{self, BATCH};
use crate::gatherings::COMPLAINED;
use crate::problem::Problem;

/// Keeps conferences where their time is, for as long as the program runs.
pub async fn keep(app: Data<App>) {
    desk::keep(app, "conferences", run).await;
}

/// Does what there is to do; each piece in a transaction of its own.
async fn run(app: &Data<App>) -> Result<(), Problem> {
    let (now, kept) = (app.clock.now(), app.config.part::<ConferenceSettings>().kept);
    let begun = move |connection: &mut Connection, after| conferences::to_open(connection, now, after, BATCH);
    desk::each(app, begun, |desk, id| by_the_clock(desk, id, &Command::Open)).await?;
    let over = move |connection: &mut Connection, after| conferences::to_close(connection, now, after, BATCH);
    desk::each(app, over, |desk, id| by_the_clock(desk, id, &Command::Close)).await?;
    let before = |kept| zone::local(now).date().checked_sub(kept).unwrap_or(Date::MIN);
    let (old, complained) = (before(kept), before(kept.max(COMPLAINED)));
    let with = |left, before| {
        move |connection: &mut Connection, after| conferences::with_left(connection, left, before, after, BATCH)
    };
    desk::each(app, with(Left::Data, old), |desk, id| Ok(conferences::erase(desk.connection, id, desk.now)?)).await?;
    desk::each(app, with(Left::Keys, complained), |desk, id| Ok(conferences::forget(desk.connection, id)?)).await
}
