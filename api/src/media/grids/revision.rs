//! The versions of a grid: what was sent, when, why, and how it differs from the version before.

use std::collections::{BTreeSet, HashMap};

use merzim_domain::engine::Actor;
use merzim_domain::procedures::media_grid::{Command, GridChangeKind, GridRevisionKind, MediaGrid};
use merzim_domain::week::Week;
use merzim_persistence::media::grids::{self, GridRow};
use merzim_persistence::{Instant, cases};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::entry::{GridChange, GridEntry, Sources, changes};
use super::form::MediaGridForm;
use crate::app::{Desk, Record, form};
use crate::cases::flow;
use crate::http::{At, Code, EitherLanguage};
use crate::media::outlets::deliveries;
use crate::media::settings::MediaSettings;
use crate::problem::Problem;

type GridRevisionKindCode = Code<GridRevisionKind>;

/// What is told of a version of a grid that was sent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GridRevisionHead {
    /// Its number, from 1.
    #[schema(minimum = 1, example = 1)]
    pub revision: i64,
    /// Why it was sent.
    pub kind: GridRevisionKindCode,
    /// When.
    pub sent_at: At,
    /// Why, in words.
    pub reason: Option<EitherLanguage>,
    /// How it differs from the version before; nothing in the first one.
    pub changes: Vec<GridChange>,
}

impl Record for GridRevisionHead {}

/// A version of a grid that was sent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GridRevision {
    /// What is told of it.
    #[serde(flatten)]
    pub head: GridRevisionHead,
    /// Its events, in its order.
    pub entries: Vec<GridEntry>,
    /// The events of earlier versions that it leaves out.
    pub withdrawn: Vec<GridEntry>,
}

impl Record for GridRevision {}

/// The version that was sent last, if one was.
pub fn latest(desk: &mut Desk<'_>, case: Uuid) -> Result<Option<GridRevision>, Problem> {
    GridRevision::read_some(grids::latest(desk.connection, case)?.as_ref())
}

/// What is picked for a grid, as the bodies tell of it now.
pub fn compiled(desk: &mut Desk<'_>, row: &GridRow, before: &[GridEntry]) -> Result<Vec<GridEntry>, Problem> {
    let picked: MediaGridForm = form(&row.form)?;
    Ok(Sources::of(desk, row.week()?)?.compiled(&picked, before))
}

/// Stores the next version, which has these entries: it is sent now.
pub fn send(
    desk: &mut Desk<'_>,
    row: GridRow,
    before: Option<GridRevision>,
    kind: GridRevisionKind,
    reason: Option<EitherLanguage>,
    mut entries: Vec<GridEntry>,
) -> Result<(), Problem> {
    let now = At(desk.now);
    let (sent, withdrawn) = before.map(|before| (before.entries, before.withdrawn)).unwrap_or_default();
    let changes = if row.revision == 0 { Vec::new() } else { changes(&sent, &entries)? };
    let changed: BTreeSet<&str> = changes.iter().map(|change| change.uid.as_str()).collect();
    // What comes again goes on where it was.
    let known: HashMap<&str, &GridEntry> =
        withdrawn.iter().chain(&sent).map(|entry| (entry.uid.as_str(), entry)).collect();
    for entry in &mut entries {
        match known.get(entry.uid.as_str()) {
            Some(old) if changed.contains(entry.uid.as_str()) => {
                (entry.sequence, entry.changed_at) = (old.sequence + 1, Some(now));
            }
            Some(old) => (entry.sequence, entry.changed_at) = (old.sequence, old.changed_at),
            None => entry.changed_at = Some(now),
        }
    }
    let there: BTreeSet<&str> = entries.iter().map(|entry| entry.uid.as_str()).collect();
    let gone = |entry: &GridEntry| GridEntry { sequence: entry.sequence + 1, changed_at: Some(now), ..entry.clone() };
    let left_out = withdrawn.iter().filter(|entry| !there.contains(entry.uid.as_str())).cloned();
    let withdrawn = left_out.chain(sent.iter().filter(|entry| !there.contains(entry.uid.as_str())).map(gone)).collect();
    let revision = row.revision + 1;
    let head = GridRevisionHead { revision, kind: Code(kind), sent_at: now, reason, changes };
    let (told, sent) = (head.write()?, GridRevision { head, entries, withdrawn });
    grids::revise(desk.connection, row.case_id.0, revision, told, sent.write()?)?;
    deliveries::send_grid(desk, row.case_id.0, &sent)?;
    let is_public = desk.app.config.part::<MediaSettings>().is_public;
    let public_at = row.public_at.or_else(|| is_public.then_some(Instant(desk.now)));
    let row = GridRow { revision, sent_at: Some(Instant(desk.now)), approved: None, public_at, ..row };
    Ok(grids::update(desk.connection, &row)?)
}

/// Follows a submission of a week that a body has corrected after the grid was sent: what does not take place is told at once, in a
/// version of its own; of anything else the ministry is told.
pub fn follow(desk: &mut Desk<'_>, week: Week, submission: Uuid) -> Result<(), Problem> {
    let Some(id) = grids::of_week(desk.connection, week)? else { return Ok(()) };
    // Whoever sends it just now is waited for.
    let case = cases::locked(desk.connection, id)?;
    let row = grids::of_case(desk.connection, id)?;
    let Some(before) = latest(desk, id)? else { return Ok(()) };
    let now = compiled(desk, &row, &before.entries)?;
    let own = |change: &GridChange| {
        before.entries.iter().any(|entry| entry.uid == change.uid && entry.submission == submission)
    };
    let changes: Vec<GridChange> = changes(&before.entries, &now)?.into_iter().filter(own).collect();
    let (off, other): (Vec<GridChange>, Vec<GridChange>) =
        changes.into_iter().partition(|change| change.kind.0 == GridChangeKind::Cancelled);
    if !off.is_empty() {
        let grid = flow::read::<MediaGrid>(desk, case.clone())?;
        flow::act_as(desk, &Actor::system(), &grid.case, &Command::Cancel)?;
        let is_off = |entry: &GridEntry| off.iter().any(|change| change.uid == entry.uid);
        let entries = before.entries.iter();
        let entries = entries.map(|entry| if is_off(entry) { super::entry::cancelled(entry) } else { entry.clone() });
        let entries = entries.collect();
        send(desk, row, Some(before), GridRevisionKind::Cancellation, None, entries)?;
    } else if !other.is_empty() {
        let grid = flow::read::<MediaGrid>(desk, case)?;
        flow::act_as(desk, &Actor::system(), &grid.case, &Command::Outdate)?;
    }
    Ok(())
}
