//! What is stored of an application, and what it knows besides its state.

use merzim_domain::procedures::accreditation::{Accreditation, Facts};
use merzim_persistence::applications;
use merzim_persistence::cases::CaseRow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::{AccreditationForm, Assessment, DecisionKindCode};
use crate::app::{Desk, Place, Record, Serves, form, stored};
use crate::http::{At, Bilingual};
use crate::problem::Problem;

/// A decision that was taken.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Decided {
    /// Which.
    pub outcome: DecisionKindCode,
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
        Ok(facts_of(&form_of(desk, row.id.0)?, row.bound_by.is_some()))
    }
}

/// What an application with this form knows, to which the decision on a complaint binds the authorised body or not.
pub(super) fn facts_of(form: &AccreditationForm, bound: bool) -> Facts {
    Facts { names_regulating_act: form.names_regulating_act(), bound }
}

/// The decisions on an application that a complaint has taken back, the first one first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct EarlierDecisions(pub Vec<Decided>);

/// Takes the decision on an application back, which is considered anew after a complaint.
pub(super) fn take_back(desk: &mut Desk<'_>, id: Uuid) -> Result<(), Problem> {
    let row = applications::of_case(desk.connection, id)?;
    let EarlierDecisions(mut earlier) = form(&row.earlier_decisions)?;
    earlier.extend(Decided::read_some(row.decision.as_ref())?);
    let earlier = stored(&EarlierDecisions(earlier))?;
    Ok(applications::take_back_decision(desk.connection, id, earlier)?)
}

/// The form of an application. The caller has seen to visibility.
pub(super) fn form_of(desk: &mut Desk<'_>, id: Uuid) -> Result<AccreditationForm, Problem> {
    form(&applications::of_case(desk.connection, id)?.form)
}
