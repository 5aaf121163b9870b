//! What is stored of a conference, and what it knows besides its state.

use merzim_domain::procedures::internet_conference::{InternetConference, Time};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::conferences::{self, ConferenceRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::CONFERENCES;
use super::form::ConferenceForm;
use crate::app::{Desk, Place, Record, Serves, form};
use crate::gatherings::Postponed;
use crate::http::{At, EitherLanguage};
use crate::problem::Problem;

/// Why an application was declined, or a conference is not held.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConferenceReasons)]
pub struct Reasons {
    /// Why.
    pub reasons: EitherLanguage,
    /// When that was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: At,
}

/// What an announcement said before it was corrected, and why it was.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConferenceCorrection)]
pub struct Correction {
    /// What it said.
    pub earlier: ConferenceForm,
    /// Why it was corrected.
    pub reason: EitherLanguage,
    /// When that was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: At,
}

/// What was published of a conference, besides its questions and answers.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConferencePublication)]
pub struct Publication {
    /// What came of it.
    pub summary: Option<EitherLanguage>,
    /// When it was published last.
    #[schema(value_type = String, format = DateTime, example = "2026-05-14T15:00:00+05:00")]
    pub published_at: At,
}

/// What has become of a conference.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Story {
    pub declined: Option<Reasons>,
    pub announced_at: Option<At>,
    pub corrections: Vec<Correction>,
    pub postponements: Vec<Postponed>,
    pub opened_at: Option<At>,
    pub closed_at: Option<At>,
    pub publication: Option<Publication>,
    pub cancelled: Option<Reasons>,
}

impl Record for Story {}

impl Serves for InternetConference {
    const PLACE: Place = CONFERENCES;
    const ABOUT_BELOW: &'static str = "Obligations; nothing is attached.";

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Time, Problem> {
        Ok(time_of(&conferences::by_id(desk.connection, row.id.0)?.1))
    }
}

/// When a conference with this row is.
pub(super) const fn time_of(row: &ConferenceRow) -> Time {
    Time { starts_at: row.starts_at.0, ends_at: row.ends_at.0 }
}

/// What is announced of a conference that is planned.
pub(super) fn form_of(row: &ConferenceRow) -> Result<ConferenceForm, Problem> {
    let planned = row.form.as_ref().ok_or_else(|| Problem::internal(format!("no plan of {}", row.case_id.0)))?;
    form(planned)
}
