//! How a weekly submission is shown.

use merzim_domain::engine::Procedure;
use merzim_domain::procedures::weekly_submission::{WeeklyState, WeeklySubmission};
use merzim_domain::week::Week;
use merzim_persistence::cases::{self, PartyRow};
use merzim_persistence::media::weekly::{self, WeeklyRow};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::facts_of;
use super::form::WeeklyRevision;
use crate::app::{Desk, Record};
use crate::cases::{Shown, Summary, name_of};
use crate::http::{At, Bilingual, Code, GivenBin, page_of, periods};
use crate::problem::Problem;

pub(super) type WeeklyStateCode = Code<WeeklyState>;

/// Which week, and what was sent of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WeeklyBrief {
    /// BIN of the body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Its name.
    pub body_name: Bilingual,
    /// The week.
    #[schema(value_type = periods::Week)]
    pub week: Week,
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

impl WeeklyBrief {
    /// What was sent, by a body that is among these parties.
    pub(super) fn of(row: &WeeklyRow, parties: &[PartyRow]) -> Result<Self, Problem> {
        let week = row.week()?;
        Ok(Self {
            body: row.body.clone(),
            body_name: name_of(parties, row.case_id, &row.body),
            week,
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
pub(in crate::media) fn show(desk: &mut Desk<'_>, id: Uuid) -> Result<WeeklySubmissionView, Problem> {
    let case = cases::find(desk.connection, &desk.call.viewer(), WeeklySubmission::CODE, id)?;
    let row = weekly::of_case(desk.connection, id)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let latest = WeeklyRevision::read_some(weekly::latest(desk.connection, id)?.as_ref())?;
    let details = WeeklyDetails { brief: WeeklyBrief::of(&row, &parties)?, latest };
    Shown::whole(desk, &case, &parties, &facts_of(&row)?, details)
}
