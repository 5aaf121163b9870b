//! What is shown of an application.

use merzim_domain::Role;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::accreditation::{
    Accreditation, ApplicationNotice, ApplicationOutcome, ApplicationState,
};
use merzim_persistence::{applications, cases};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::facts::{Decided, EarlierDecisions, facts_of};
use super::form::AccreditationForm;
use crate::app::{Desk, Record, form};
use crate::cases::filing::Filing;
use crate::cases::notified::Notified;
use crate::cases::{Shown, Summary};
use crate::http::{Code, EitherLanguageName, page_of};
use crate::problem::Problem;

pub(super) type ApplicationStateCode = Code<ApplicationState>;
pub(super) type ApplicationOutcomeCode = Code<ApplicationOutcome>;

/// An application for accreditation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Application)]
pub struct ApplicationDetails {
    /// The form (Annex 1).
    pub form: AccreditationForm,
    /// How it was filed.
    pub filing: Option<Filing>,
    /// How it was decided.
    pub decision: Option<Decided>,
    /// The decisions that a complaint has taken back, the first one first.
    #[schema(example = json!([]))]
    pub earlier_decisions: Vec<Decided>,
    /// How the applicant was notified of the decision (¶6), once it was.
    pub notified: Option<Notified>,
}

/// An application with its obligations.
pub type Application = Shown<Accreditation, ApplicationDetails>;

/// An application in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApplicationSummary)]
pub struct ApplicationBrief {
    /// Name of the channel.
    pub channel_name: EitherLanguageName,
}

/// An application as a list shows it.
pub type ApplicationSummary = Summary<Accreditation, ApplicationBrief>;

page_of!(Applications, ApplicationSummary, "Applications, the newest first.", gone);

/// Shows an application.
pub(super) fn show(desk: &mut Desk<'_>, id: Uuid) -> Result<Application, Problem> {
    let row = cases::find(desk.connection, &desk.call.viewer(), Accreditation::CODE, id)?;
    let application = applications::of_case(desk.connection, id)?;
    let form = form(&application.form)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let facts = facts_of(&form, row.bound_by.is_some());
    let filing = Filing::read_some(application.filing.as_ref())?;
    let decision = Decided::read_some(application.decision.as_ref())?;
    let EarlierDecisions(earlier_decisions) = crate::app::form(&application.earlier_decisions)?;
    let told = [ApplicationNotice::Accredited, ApplicationNotice::Refused];
    // Of a decision that was taken back nobody is notified any more.
    let notified = Notified::of(desk, id, Role::ApplicantBody, &told)?.filter(|_| decision.is_some());
    let details = ApplicationDetails { form, filing, decision, earlier_decisions, notified };
    Shown::whole(desk, &row, &parties, &facts, details)
}
