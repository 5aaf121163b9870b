//! What Merzim does for the mass media by itself: bodies are reminded.

use actix_web::web::Data;

use super::{materials, officers};
use crate::app::{App, desk};
use crate::problem::Problem;

/// Reminds whom there is to remind, for as long as the program runs.
pub async fn keep(app: Data<App>) {
    desk::keep(app, "reminders to state bodies", run).await;
}

async fn run(app: &Data<App>) -> Result<(), Problem> {
    officers::remind::run(app).await?;
    materials::remind::run(app).await
}
