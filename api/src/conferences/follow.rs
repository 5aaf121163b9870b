//! What Merzim does for conferences by itself: it opens and closes them at their time.

use actix_web::web::Data;
use merzim_domain::procedures::internet_conference::Command;
use merzim_persistence::Connection;
use merzim_persistence::conferences;

use super::actions::by_the_clock;
use crate::app::App;
use crate::app::desk::{self, BATCH};
use crate::problem::Problem;

/// Keeps conferences where their time is, for as long as the program runs.
pub async fn keep(app: Data<App>) {
    desk::keep(app, "conferences", run).await;
}

/// Does what there is to do; each piece in a transaction of its own.
async fn run(app: &Data<App>) -> Result<(), Problem> {
    let now = app.clock.now();
    let begun = move |connection: &mut Connection, after| conferences::to_open(connection, now, after, BATCH);
    desk::each(app, begun, |desk, id| by_the_clock(desk, id, &Command::Open)).await?;
    let over = move |connection: &mut Connection, after| conferences::to_close(connection, now, after, BATCH);
    desk::each(app, over, |desk, id| by_the_clock(desk, id, &Command::Close)).await
}
