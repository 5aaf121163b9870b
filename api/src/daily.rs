//! What Merzim does by itself on a new day, and when the register of organisations has changed.

use std::cell::Cell;
use std::time::Instant;

use actix_web::web::Data;
use merzim_domain::zone;
use merzim_persistence::{Connection, Database, DbError, PATIENCE, organisations, viewings};
use time::Date;
use uuid::Uuid;

use crate::app::part::{Daily, Erasure};
use crate::app::{App, Part, desk};
use crate::config::Config;
use crate::problem::Problem;

/// After so many, the next transaction begins.
const BATCH: i64 = 100;

/// The same, where little is done with each.
const MANY: i64 = 1_000;

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
            Daily::Erase(erasure) => {
                let Erasure { due, erase, .. } = erasure;
                let before = erasure.before(&app.config, zone::local(app.clock.now()).date());
                let old = move |connection: &mut Connection, after| due(connection, before, after, BATCH);
                desk::each(app, old, move |desk, id| erase(desk, before, id)).await?;
            }
        }
    }
    let today = zone::local(app.clock.now()).date();
    let before = today.checked_sub(app.config.viewings_kept).unwrap_or(Date::MIN);
    while app.write_plainly(move |connection| Ok(viewings::forget(connection, before, MANY)?)).await? {}
    Ok(())
}

/// What these parts would erase on this day, of each kind: the cases of which it is. Nothing is. Blocks.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn erasures(
    parts: &[Part],
    config: &Config,
    db: &Database,
    today: Date,
) -> Result<Vec<(&'static str, Vec<Uuid>)>, DbError> {
    let erasures = parts.iter().flat_map(|part| part.daily).filter_map(|daily| match daily {
        Daily::Erase(erasure) => Some(erasure),
        Daily::Begin(_) | Daily::Move(_) => None,
    });
    db.read(Instant::now() + PATIENCE, |connection| {
        let due = |erasure: &Erasure| {
            let mut ids = Vec::new();
            loop {
                let after = ids.last().copied().unwrap_or(Uuid::nil());
                let more = (erasure.due)(connection, erasure.before(config, today), after, BATCH)?;
                if more.is_empty() {
                    return Ok((erasure.what, ids));
                }
                ids.extend(more);
            }
        };
        erasures.map(due).collect()
    })
}
