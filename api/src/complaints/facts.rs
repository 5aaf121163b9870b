//! What is stored of a complaint, and what the engine must know of it.

use merzim_domain::procedures::complaint::{Complaint, Facts};
use merzim_persistence::cases::CaseRow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PLACE;
use super::form::ComplaintDecisionCode;
use crate::app::{Desk, Place, Record, Serves};
use crate::http::{At, Bilingual};
use crate::problem::Problem;

/// To whom a complaint was passed on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ComplaintPassedOn)]
pub struct PassedOn {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2025-12-17T10:00:00+05:00")]
    pub at: At,
    /// BIN of the body that considers it.
    #[schema(pattern = r"^\d{12}$", example = "940740000911")]
    pub to: String,
    /// Its name.
    pub to_name: Bilingual,
}

/// How a complaint was decided.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ComplaintDecided)]
pub struct DecidedComplaint {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-01-12T10:00:00+05:00")]
    pub at: At,
    /// How.
    pub decision: ComplaintDecisionCode,
    /// The reasons.
    pub reasons: Bilingual,
    /// Whether the case complained of is considered anew.
    pub reopened: bool,
}

/// What became of a complaint.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Story {
    pub passed_on: Option<PassedOn>,
    pub decision: Option<DecidedComplaint>,
}

impl Record for Story {}

impl Serves for Complaint {
    const PLACE: Place = PLACE;

    fn facts(_: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        let filed_at = row.received_at.ok_or_else(|| Problem::internal("a complaint that was not received"))?;
        Ok(Facts { filed_at: filed_at.0 })
    }
}
