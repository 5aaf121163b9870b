//! What Merzim does by itself on a new day, and when the register of organisations has changed.

use std::cell::Cell;

use actix_web::web::Data;
use merzim_domain::zone;
use merzim_persistence::organisations;

use crate::app::part::Daily;
use crate::app::{App, desk};
use crate::problem::Problem;

/// After so many, the next transaction begins.
const BATCH: i64 = 100;

/// Does it, for as long as the program runs.
pub async fn keep(app: Data<App>) {
    let seen = Cell::new(None);
    let look = async |app: &Data<App>| {
        let day = zone::local(app.clock.now()).date();
        let changes = app.query(|connection| Ok(organisations::changes(connection)?)).await?;
        if seen.get() != Some((day, changes)) {
            run(app).await?;
            seen.set(Some((day, changes)));
        }
        Ok(())
    };
    desk::keep(app, "what a day brings", look).await;
}

/// Does all that is to be done now.
pub async fn run(app: &Data<App>) -> Result<(), Problem> {
    for daily in app.parts.iter().flat_map(|part| part.daily) {
        match *daily {
            Daily::Begin(begin) => begin(app.clone()).await?,
            Daily::Move(some) => while desk::by_itself(app.clone(), move |desk| some(desk, BATCH)).await? {},
        }
    }
    Ok(())
}
