//! The versions of a grid: what was sent, when, why, and how it differs from the version before.

use std::collections::{BTreeSet, HashMap};

use merzim_domain::engine::Actor;
use merzim_domain::procedures::media_grid::{Command, GridRevisionKind, MediaGrid};
use merzim_domain::week::Week;
use merzim_persistence::media::grids::{self, GridRow};
use merzim_persistence::media::weekly;
use merzim_persistence::{Instant, cases};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::embargo::{self, Embargoes};
use super::entry::{GridChange, GridEntry, Sources, cancelled, changes};
use super::form::MediaGridForm;
use crate::app::{Desk, Record, form};
use crate::cases::flow;
use crate::http::{At, Code, EitherLanguage};
use crate::media::outlets::deliveries;
use crate::media::weekly::form::WeeklyRevision;
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
    /// To how many outlets it was sent: 0 says that nobody has subscribed, or that it has no news for anybody. None where nobody counted.
    #[serde(default)]
    #[schema(minimum = 0, example = 3)]
    pub outlet_count: Option<i64>,
    /// How it differs from the version before; nothing in the first one.
    #[schema(max_items = 600)]
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
    #[schema(max_items = 300)]
    pub entries: Vec<GridEntry>,
    /// The events of earlier versions that it leaves out.
    #[schema(max_items = 1_000)]
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
    let (old, withdrawn) = before.map(|before| (before.entries, before.withdrawn)).unwrap_or_default();
    let changes = if row.revision == 0 { Vec::new() } else { changes(&old, &entries)? };
    let changed: BTreeSet<&str> = changes.iter().map(|change| change.uid.as_str()).collect();
    // What comes again goes on where it was.
    let known: HashMap<&str, &GridEntry> =
        withdrawn.iter().chain(&old).map(|entry| (entry.uid.as_str(), entry)).collect();
    for entry in &mut entries {
        match known.get(entry.uid.as_str()) {
            Some(was) if changed.contains(entry.uid.as_str()) => {
                (entry.sequence, entry.changed_at) = (was.sequence + 1, Some(now));
            }
            Some(was) => (entry.sequence, entry.changed_at) = (was.sequence, was.changed_at),
            None => entry.changed_at = Some(now),
        }
    }
    let there: BTreeSet<&str> = entries.iter().map(|entry| entry.uid.as_str()).collect();
    let gone = |entry: &GridEntry| GridEntry { sequence: entry.sequence + 1, changed_at: Some(now), ..entry.clone() };
    let left_out = withdrawn.iter().filter(|entry| !there.contains(entry.uid.as_str())).cloned();
    let withdrawn = left_out.chain(old.iter().filter(|entry| !there.contains(entry.uid.as_str())).map(gone)).collect();
    let revision = row.revision + 1;
    let head = GridRevisionHead { revision, kind: Code(kind), sent_at: now, reason, outlet_count: None, changes };
    let mut sent = GridRevision { head, entries, withdrawn };
    let held = Embargoes::of(desk, &sent)?.held(sent.clone());
    sent.head.outlet_count = Some(deliveries::send_grid(desk, row.case_id.0, &old, &held)?);
    grids::revise(desk.connection, row.case_id.0, revision, sent.head.write()?, sent.write()?)?;
    let embargo_ends_at = embargo::next_end(row.embargo_ends_at, &held.entries, desk.now);
    let row = GridRow { revision, sent_at: Some(Instant(desk.now)), embargo_ends_at, approved: None, ..row };
    Ok(grids::update(desk.connection, &row)?)
}

/// Has Merzim apply a command to a grid.
pub(super) fn apply(desk: &mut Desk<'_>, id: Uuid, command: &Command) -> Result<(), Problem> {
    let case = cases::locked(desk.connection, id)?;
    let grid = flow::read::<MediaGrid>(desk, case)?;
    flow::act_as(desk, &Actor::system(), &grid.case, command).map(drop)
}

/// Follows what bodies have corrected since these versions of their submissions for a week. If its grid was sent, what does not take place
/// is told at once, in a version of its own; of anything else that it says the ministry is told. A longer embargo holds at once. What the
/// ministry compiles meanwhile is not looked at.
pub fn follow(desk: &mut Desk<'_>, week: Week, since: &HashMap<Uuid, i64>) -> Result<(), Problem> {
    let Some(id) = grids::of_week(desk.connection, week)? else { return Ok(()) };
    // Whoever sends it just now is waited for.
    let _ = cases::locked(desk.connection, id)?;
    let Some(before) = latest(desk, id)? else { return Ok(()) };
    let sources = Sources::of(desk, week)?;
    let mut said: HashMap<Uuid, Option<WeeklyRevision>> = HashMap::new();
    for (submission, revision) in since.iter().filter(|(id, revision)| sources.is_later(**id, **revision)) {
        let was = weekly::numbered(desk.connection, *submission, *revision)?;
        said.insert(*submission, WeeklyRevision::read_some(was.as_ref())?);
    }
    let (mut off, mut is_outdated) = (BTreeSet::new(), false);
    for entry in &before.entries {
        let Some(was) = said.get(&entry.submission) else { continue };
        let code = &entry.event.code;
        match sources.event(entry.submission, code).filter(|event| event.takes_place()) {
            None if entry.event.takes_place() => _ = off.insert(entry.uid.clone()),
            None => {}
            is => is_outdated |= was.as_ref().is_some_and(|was| was.events.iter().find(|one| one.code == *code) != is),
        }
    }
    if !off.is_empty() {
        apply(desk, id, &Command::Cancel)?;
        let told = |entry: &GridEntry| if off.contains(&entry.uid) { cancelled(entry) } else { entry.clone() };
        let entries = before.entries.iter().map(told).collect();
        let row = grids::of_case(desk.connection, id)?;
        send(desk, row, Some(before), GridRevisionKind::Cancellation, None, entries)?;
    }
    if is_outdated {
        apply(desk, id, &Command::Outdate)?;
    }
    embargo::follow(desk, id, &said)
}
