//! The end of an embargo is told at once: to the outlets that want to be told of the event, and to the ministry.

use actix_web::web::Data;
use merzim_domain::engine::Actor;
use merzim_domain::procedures::media_grid::{Command, MediaGrid};
use merzim_persistence::media::grids::{self, GridRow};
use merzim_persistence::{Connection, Instant, cases};
use time::OffsetDateTime;
use uuid::Uuid;

use super::entry::GridEntry;
use super::revision;
use crate::app::desk::{self, BATCH};
use crate::app::{App, Desk};
use crate::cases::flow;
use crate::media::outlets::deliveries;
use crate::problem::Problem;

/// When the next embargo among these events ends, if one runs.
pub fn next_end(entries: &[GridEntry], now: OffsetDateTime) -> Option<Instant> {
    let running = entries.iter().filter(|entry| entry.event.takes_place() && entry.is_under_embargo(now));
    running.filter_map(|entry| entry.event.embargo_until).min().map(Instant)
}

/// Tells of each embargo that has ended, once.
pub async fn run(app: &Data<App>) -> Result<(), Problem> {
    let now = app.clock.now();
    let ended = move |connection: &mut Connection, after| grids::whose_embargo_ended(connection, now, after, BATCH);
    desk::each(app, ended, end).await
}

fn end(desk: &mut Desk<'_>, id: Uuid) -> Result<(), Problem> {
    // The case first: if another node tells from here on, its version tells; if it has before, the row does.
    let case = cases::by_id(desk.connection, id)?;
    let row = grids::of_case(desk.connection, id)?;
    let Some(first) = row.embargo_ends_at.filter(|at| at.0 <= desk.now) else { return Ok(()) };
    let entries = revision::latest(desk, id)?.map(|latest| latest.entries).unwrap_or_default();
    let grid = flow::read::<MediaGrid>(desk, case)?;
    flow::act_as(desk, &Actor::system(), &grid.case, &Command::EndEmbargo)?;
    let has_ended = |entry: &&GridEntry| {
        let until = entry.event.embargo_until;
        entry.event.takes_place() && until.is_some_and(|until| first.0 <= until && until <= desk.now)
    };
    let ended: Vec<&GridEntry> = entries.iter().filter(has_ended).collect();
    deliveries::send_ended(desk, id, row.revision, &ended)?;
    let embargo_ends_at = next_end(&entries, desk.now);
    Ok(grids::update(desk.connection, &GridRow { embargo_ends_at, ..row })?)
}
