//! What Merzim does for conferences by itself: it opens and closes them at their time.

use actix_web::web::Data;
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
    let turning = move |connection: &mut Connection, after| conferences::to_turn(connection, now, after, BATCH);
    desk::each(app, turning, by_the_clock).await
}
