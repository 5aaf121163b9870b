//! What Merzim does for the mass media by itself when its time comes: bodies are reminded, and the end of an embargo is told.

use actix_web::web::Data;

use super::{grids, materials, officers};
use crate::app::{App, desk};
use crate::problem::Problem;

/// Does it, for as long as the program runs.
pub async fn keep(app: Data<App>) {
    desk::keep(app, "reminders to state bodies, and ends of embargoes", run).await;
}

async fn run(app: &Data<App>) -> Result<(), Problem> {
    officers::remind::run(app).await?;
    materials::remind::run(app).await?;
    grids::embargo::run(app).await
}
