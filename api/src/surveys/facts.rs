//! What is stored of surveys, and what the engine knows of each.

use merzim_domain::procedures::survey::{Facts, Survey, SurveyState};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::surveys::{self, SurveyRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::form::SurveyForm;
use super::view::PublishedText;
use crate::app::{Desk, Place, Record, Serves, form};
use crate::http::{At, Bilingual, Code};
use crate::problem::Problem;

/// Another end of a survey than the one that was announced.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SurveyEnd)]
pub struct End {
    /// When it was to close.
    #[schema(value_type = String, format = DateTime, example = "2026-03-30T18:00:00+05:00")]
    pub from: At,
    /// When it closes instead.
    #[schema(value_type = String, format = DateTime, example = "2026-04-10T18:00:00+05:00")]
    pub to: At,
    /// Why.
    pub reason: Bilingual,
    /// When that was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-03-27T15:00:00+05:00")]
    pub decided_at: At,
}

/// What was published of the results besides the figures, as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoredPublication {
    pub conclusion: Bilingual,
    pub texts: Vec<PublishedText>,
    pub published_at: At,
}

/// Why a survey is not carried out.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SurveyCancellation)]
pub struct Cancellation {
    /// Why.
    pub reason: Bilingual,
    /// When that was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-03-20T15:00:00+05:00")]
    pub decided_at: At,
}

impl Record for End {}
impl Record for StoredPublication {}
impl Record for Cancellation {}

/// The form of a survey, as it stands.
pub(super) fn form_of(row: &SurveyRow) -> Result<SurveyForm, Problem> {
    form(&row.form)
}

/// What the engine knows of a survey.
pub(super) fn facts_of(row: &SurveyRow) -> Facts {
    Facts { opens_at: row.opens_at.0, closes_at: row.closes_at.0 }
}

/// In which state a survey is.
pub(super) fn state_of(case: &CaseRow) -> Result<SurveyState, Problem> {
    Ok(Code::known(&case.state)?.0)
}

impl Serves for Survey {
    const PLACE: Place = super::SURVEYS;
    const ABOUT_BELOW: &'static str = "Obligations; no files are attached.";

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        Ok(facts_of(&surveys::of_case(desk.connection, row.id.0)?))
    }
}
