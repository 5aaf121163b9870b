//! Until when nobody publishes anything of an event; and its end, which is told at once: to the outlets that want to be told of the event, and
//! to the ministry.

use std::collections::HashMap;

use actix_web::web::Data;
use merzim_domain::procedures::media_grid::Command;
use merzim_persistence::media::grids::{self, GridRow};
use merzim_persistence::media::weekly;
use merzim_persistence::{Connection, Instant, cases};
use time::OffsetDateTime;
use uuid::Uuid;

use super::entry::GridEntry;
use super::revision::{self, GridRevision, GridRevisionHead};
use crate::app::desk::{self, BATCH};
use crate::app::{App, Desk, Record};
use crate::http::At;
use crate::media::outlets::deliveries;
use crate::media::weekly::form::WeeklyRevision;
use crate::problem::Problem;

/// Until when the events of a grid are under embargo, by uid: by its latest version, or by what their bodies say of them now, whichever is
/// later. Whoever shows or tells of an event goes by this.
#[derive(Clone, Debug, Default)]
pub struct Embargoes(HashMap<String, OffsetDateTime>);

impl Embargoes {
    /// Those of a grid whose latest version this is.
    pub fn of(desk: &mut Desk<'_>, latest: &GridRevision) -> Result<Self, Problem> {
        let entries = || latest.entries.iter().chain(&latest.withdrawn);
        // An entry that was left out may be of an earlier version of the same submission.
        let mut since: HashMap<Uuid, i64> = HashMap::new();
        for entry in entries() {
            let known = since.entry(entry.submission).or_insert(entry.submission_revision);
            *known = entry.submission_revision.min(*known);
        }
        let mut said: HashMap<Uuid, WeeklyRevision> = HashMap::new();
        for (submission, record) in weekly::corrected(desk.connection, &since)? {
            said.insert(submission, WeeklyRevision::read(&record)?);
        }
        let until = |entry: &GridEntry| {
            let asked = said.get(&entry.submission).and_then(|said| said.embargo_until(&entry.event.code));
            Some((entry.uid.clone(), entry.event.embargo_until.max(asked)?))
        };
        Ok(Self(entries().filter_map(until).collect()))
    }

    /// A version of the grid, with the embargoes that hold.
    pub fn held(&self, mut revision: GridRevision) -> GridRevision {
        for entry in revision.entries.iter_mut().chain(&mut revision.withdrawn) {
            entry.event.embargo_until = self.until(&entry.uid, entry.event.embargo_until);
        }
        self.hold(&mut revision.head);
        revision
    }

    /// Puts what is told of a version under the embargoes that hold.
    pub fn hold(&self, head: &mut GridRevisionHead) {
        for change in &mut head.changes {
            change.embargo_until = self.until(&change.uid, change.embargo_until.map(|until| until.0)).map(At);
        }
    }

    fn until(&self, uid: &str, said: Option<OffsetDateTime>) -> Option<OffsetDateTime> {
        said.max(self.0.get(uid).copied())
    }
}

/// When the next embargo among these events ends that nobody was told of, where this was the last that was known: one that has ended
/// meanwhile is still to be told of.
pub fn next_end(known: Option<Instant>, entries: &[GridEntry], now: OffsetDateTime) -> Option<Instant> {
    let running = entries.iter().filter(|entry| entry.event.takes_place() && entry.is_under_embargo(now));
    let next = running.filter_map(|entry| entry.event.embargo_until).min().map(Instant);
    known.filter(|end| end.0 <= now).or(next)
}

/// Tells of each embargo that has ended, once.
pub async fn run(app: &Data<App>) -> Result<(), Problem> {
    let now = app.clock.now();
    let ended = move |connection: &mut Connection, after| grids::whose_embargo_ended(connection, now, after, BATCH);
    desk::each(app, ended, end).await
}

/// The latest version of a grid, if one was sent, with the embargoes that hold.
fn latest(desk: &mut Desk<'_>, id: Uuid) -> Result<Option<GridRevision>, Problem> {
    let Some(latest) = revision::latest(desk, id)? else { return Ok(None) };
    Ok(Some(Embargoes::of(desk, &latest)?.held(latest)))
}

fn end(desk: &mut Desk<'_>, id: Uuid) -> Result<(), Problem> {
    // Whoever corrects it, or tells of it on another node, is waited for; then the row says what is still to be told.
    let _ = cases::locked(desk.connection, id)?;
    let row = grids::of_case(desk.connection, id)?;
    let Some(first) = row.embargo_ends_at.filter(|at| at.0 <= desk.now) else { return Ok(()) };
    let entries = latest(desk, id)?.map(|latest| latest.entries).unwrap_or_default();
    let has_ended = |entry: &&GridEntry| {
        let until = entry.event.embargo_until;
        entry.event.takes_place() && until.is_some_and(|until| first.0 <= until && until <= desk.now)
    };
    let ended: Vec<&GridEntry> = entries.iter().filter(has_ended).collect();
    tell(desk, &row, &ended)?;
    let embargo_ends_at = next_end(None, &entries, desk.now);
    Ok(grids::update(desk.connection, &GridRow { embargo_ends_at, ..row })?)
}

/// Tells that the embargoes of these events of a grid have ended.
fn tell(desk: &mut Desk<'_>, grid: &GridRow, ended: &[&GridEntry]) -> Result<(), Problem> {
    if ended.is_empty() {
        return Ok(());
    }
    revision::apply(desk, grid.case_id.0, &Command::EndEmbargo)?;
    deliveries::send_ended(desk, grid.case_id.0, grid.revision, ended)
}

/// Follows what bodies have corrected of a grid that was sent, where their submissions `said` something else before. The end of an embargo
/// is told when it comes by what they say now, or at once, if they have moved it to what has passed.
pub fn follow(desk: &mut Desk<'_>, id: Uuid, said: &HashMap<Uuid, Option<WeeklyRevision>>) -> Result<(), Problem> {
    let entries = latest(desk, id)?.map(|latest| latest.entries).unwrap_or_default();
    let asked = |entry: &GridEntry| said.get(&entry.submission)?.as_ref()?.embargo_until(&entry.event.code);
    let has_ended = |entry: &&GridEntry| {
        let ran = asked(entry).is_some_and(|until| desk.now < until);
        ran && entry.event.takes_place() && !entry.is_under_embargo(desk.now)
    };
    let ended: Vec<&GridEntry> = entries.iter().filter(has_ended).collect();
    let row = grids::of_case(desk.connection, id)?;
    tell(desk, &row, &ended)?;
    let embargo_ends_at = next_end(row.embargo_ends_at, &entries, desk.now);
    Ok(grids::update(desk.connection, &GridRow { embargo_ends_at, ..row })?)
}
