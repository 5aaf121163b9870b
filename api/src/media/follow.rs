//! What Merzim does for the mass media by itself: bodies are reminded.

use actix_web::web::Data;

use super::officers;
use crate::app::{App, desk};

/// Reminds whom there is to remind, for as long as the program runs.
pub async fn keep(app: Data<App>) {
    desk::keep(app, "reminders to press officers", async |app| officers::remind::run(app).await).await;
}
