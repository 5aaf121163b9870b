//! How a grid is shown.

use merzim_domain::agenda::{self, Clash, ClashKind};
use merzim_domain::procedures::media_grid::{Facts, GridState, MediaGrid};
use merzim_domain::week::Week;
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::media::grids::GridRow;
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::entry::{GridChange, GridEntry, changes, occurrences};
use super::form::MediaGridForm;
use super::readers::{self, Reader};
use super::revision::{GridRevision, compiled, latest};
use crate::app::{Desk, Record, form};
use crate::cases::{Shown, Summary, show_below};
use crate::http::{At, Code, page_of, periods};
use crate::media::settings::MediaSettings;
use crate::problem::Problem;

pub(super) type GridStateCode = Code<GridState>;
type ClashKindCode = Code<ClashKind>;

/// Which week, and what was sent of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GridWeek {
    /// The week.
    #[schema(value_type = periods::Week)]
    pub week: Week,
    /// Its Monday.
    pub week_from: Date,
    /// Its Sunday.
    pub week_to: Date,
    /// The number of the version that was sent last; 0 while none was.
    #[schema(minimum = 0, example = 1)]
    pub revision: i64,
    /// When that was.
    pub sent_at: Option<At>,
}

impl TryFrom<&GridRow> for GridWeek {
    type Error = Problem;

    fn try_from(row: &GridRow) -> Result<Self, Problem> {
        let week = row.week()?;
        Ok(Self {
            week,
            week_from: week.monday(),
            week_to: week.sunday(),
            revision: row.revision,
            sent_at: row.sent_at.map(At::from),
        })
    }
}

/// The grid of a week in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MediaGridSummary)]
pub struct GridBrief {
    /// Which week, and what was sent of it.
    #[serde(flatten)]
    pub week: GridWeek,
}

/// Events that do not go together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GridClash {
    /// Why.
    pub kind: ClashKindCode,
    /// The same in words, in the caller's language.
    #[schema(example = "at the same place at the same time")]
    pub title: String,
    /// From when.
    pub from: At,
    /// Until when.
    pub until: At,
    /// The place or the speaker.
    pub of: Option<String>,
    /// What the events are known by.
    #[schema(max_items = 300)]
    pub events: Vec<String>,
}

/// What the ministry compiles.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GridCompilation {
    /// What is picked.
    pub form: MediaGridForm,
    /// The events that are picked, as the bodies tell of them now.
    #[schema(max_items = 300)]
    pub entries: Vec<GridEntry>,
    /// How they differ from what was approved or sent.
    #[schema(max_items = 600)]
    pub changes: Vec<GridChange>,
    /// What does not go together among them.
    pub clashes: Vec<GridClash>,
}

/// The grid of a week, and how it stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MediaGrid)]
pub struct GridDetails {
    /// Which week, and what was sent of it.
    #[serde(flatten)]
    pub week: GridWeek,
    /// What was sent last, as far as the caller may see it.
    pub latest: Option<GridRevision>,
    /// What is compiled; for the ministry only.
    pub compiled: Option<GridCompilation>,
}

/// A grid as it is shown alone.
pub type MediaGridView = Shown<MediaGrid, GridDetails>;

/// A grid as a list shows it.
pub type MediaGridSummary = Summary<MediaGrid, GridBrief>;

page_of!(MediaGrids, MediaGridSummary, "Media grids, the newest first.");
page_of!(GridCandidates, GridCandidate, "Events that were submitted for a week, in the order of time.");

/// An event that may be picked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GridCandidate {
    /// Whether it is picked.
    pub picked: bool,
    /// The event, as the body tells of it.
    #[serde(flatten)]
    pub entry: GridEntry,
}

/// What a grid with this row knows.
pub(super) fn facts_of(row: &GridRow) -> Result<Facts, Problem> {
    Ok(Facts { week: row.week()? })
}

/// Shows a grid as the caller may see it.
pub(in crate::media) fn show(desk: &mut Desk<'_>, id: Uuid) -> Result<MediaGridView, Problem> {
    let (case, row) = readers::find(desk, id)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let below = show_below(desk, &case, &parties)?;
    let latest = latest(desk, id)?;
    let reader = Reader::of(desk, latest.as_ref())?;
    let compiled = if reader.compiles { Some(compilation(desk, &row, latest.as_ref())?) } else { None };
    let latest = latest.map(|latest| reader.shown(latest));
    let details = GridDetails { week: GridWeek::try_from(&row)?, latest, compiled };
    Ok(Summary::of(desk, &case, &parties, &facts_of(&row)?, details)?.with_below(below))
}

fn compilation(desk: &mut Desk<'_>, row: &GridRow, sent: Option<&GridRevision>) -> Result<GridCompilation, Problem> {
    let approved = Vec::<GridEntry>::read_some(row.approved.as_ref())?;
    let before = approved.as_deref().or(sent.map(|sent| sent.entries.as_slice()));
    let entries = compiled(desk, row, before.unwrap_or_default())?;
    let changes = before.map(|before| changes(before, &entries)).transpose()?.unwrap_or_default();
    let most = desk.app.config.part::<MediaSettings>().hourly;
    let clashes = agenda::clashes(&occurrences(&entries, desk.call.lang), most, &desk.app.law);
    let clash = |Clash { kind, from, until, of, events }: Clash| {
        let title = Code(kind).title(desk.call.lang);
        GridClash { kind: Code(kind), title, from: At(from), until: At(until), of, events }
    };
    Ok(GridCompilation { form: form(&row.form)?, clashes: clashes.into_iter().map(clash).collect(), changes, entries })
}

/// Shows a grid in a list.
pub(super) fn summarise(
    desk: &Desk<'_>,
    case: &CaseRow,
    row: &GridRow,
    parties: &[PartyRow],
) -> Result<MediaGridSummary, Problem> {
    MediaGridSummary::of(desk, case, parties, &facts_of(row)?, GridBrief { week: GridWeek::try_from(row)? })
}
