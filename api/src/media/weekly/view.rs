//! How a weekly submission is shown.

use merzim_domain::engine::Procedure;
use merzim_domain::procedures::weekly_submission::{WeeklyState, WeeklySubmission};
use merzim_domain::week::Week;
use merzim_persistence::cases;
use merzim_persistence::media::weekly::{self, WeeklyRow};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::facts_of;
use super::form::WeeklyRevision;
use crate::app::{Desk, Record};
use crate::cases::{Shown, Summary};
use crate::http::{At, Code, page_of};
use crate::problem::Problem;

pub(super) type WeeklyStateCode = Code<WeeklyState>;

/// Which week, and what was sent of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WeeklyBrief {
    /// BIN of the body.
    #[schema(example = "100140000003")]
    pub body: String,
    /// The week, by ISO 8601.
    #[schema(example = "2026-W13")]
    pub week: String,
    /// Its Monday.
    pub week_from: Date,
    /// Its Sunday.
    pub week_to: Date,
    /// How many versions were sent; the number of the latest.
    #[schema(minimum = 0, example = 0)]
    pub revision: i64,
    /// When the first was sent.
    pub submitted_at: Option<At>,
    /// How many events the latest has.
    #[schema(minimum = 0, example = 0)]
    pub event_count: i64,
}

impl TryFrom<&WeeklyRow> for WeeklyBrief {
    type Error = Problem;

    fn try_from(row: &WeeklyRow) -> Result<Self, Problem> {
        let week: Week = row.week()?;
        Ok(Self {
            body: row.body.clone(),
            week: row.week.clone(),
            week_from: week.monday(),
            week_to: week.sunday(),
            revision: row.revision,
            submitted_at: row.submitted_at.map(Into::into),
            event_count: row.events,
        })
    }
}

/// The information of a body for a week, and how it stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WeeklySubmission)]
pub struct WeeklyDetails {
    /// Which week, and what was sent of it.
    #[serde(flatten)]
    pub brief: WeeklyBrief,
    /// The latest version, if anything was sent.
    pub latest: Option<WeeklyRevision>,
}

/// A submission in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WeeklySubmissionSummary)]
pub struct WeeklyLine {
    /// Which week, and what was sent of it.
    #[serde(flatten)]
    pub brief: WeeklyBrief,
}

/// A submission as it is shown alone.
pub type WeeklySubmissionView = Shown<WeeklySubmission, WeeklyDetails>;

/// A submission as a list shows it.
pub type WeeklySubmissionSummary = Summary<WeeklySubmission, WeeklyLine>;

page_of!(WeeklySubmissions, WeeklySubmissionSummary, "Submissions, the newest first.");

/// Shows a submission.
pub(super) fn show(desk: &mut Desk<'_>, id: Uuid) -> Result<WeeklySubmissionView, Problem> {
    let case = cases::find(desk.connection, &desk.call.viewer(), WeeklySubmission::CODE, id)?;
    let row = weekly::of_case(desk.connection, id)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let latest = WeeklyRevision::read_some(weekly::latest(desk.connection, id)?.as_ref())?;
    let details = WeeklyDetails { brief: WeeklyBrief::try_from(&row)?, latest };
    Shown::whole(desk, &case, &parties, &facts_of(&row)?, details)
}
