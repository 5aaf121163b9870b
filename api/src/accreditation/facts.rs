//! What is stored of an application, and what it knows besides its state.

use merzim_domain::procedures::accreditation::{Accreditation, Facts};
use merzim_persistence::applications;
use merzim_persistence::cases::CaseRow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::{AccreditationForm, Assessment, DecisionKind};
use crate::app::{Desk, Place, Record, Serves, form};
use crate::http::{At, Bilingual};
use crate::problem::Problem;

/// A decision that was taken.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Decided {
    /// Which.
    pub outcome: DecisionKind,
    /// How the criteria were assessed.
    pub criteria: Assessment,
    /// What of ¶3 was not met, if anything.
    #[serde(default)]
    pub form_fault: Option<Bilingual>,
    /// The reasons.
    pub reasons: Option<Bilingual>,
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-03-20T15:00:00+05:00")]
    pub decided_at: At,
    /// The entry made in the Register.
    pub register_entry: Option<Uuid>,
}

impl Record for Decided {}

impl Serves for Accreditation {
    const PLACE: Place = super::PLACE;

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        Ok(facts_of(&form_of(desk, row.id.0)?))
    }
}

/// What an application with this form knows.
pub(super) fn facts_of(form: &AccreditationForm) -> Facts {
    Facts { names_regulating_act: form.names_regulating_act() }
}

/// The form of an application. The caller has seen to visibility.
pub(super) fn form_of(desk: &mut Desk<'_>, id: Uuid) -> Result<AccreditationForm, Problem> {
    form(&applications::of_case(desk.connection, id)?.form)
}
