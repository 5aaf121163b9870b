//! What is shown of an application.

use merzim_domain::engine::Procedure;
use merzim_domain::procedures::accreditation::{Accreditation, ApplicationOutcome, ApplicationState};
use merzim_persistence::{applications, cases};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::facts::{Decided, facts_of};
use super::form::AccreditationForm;
use crate::app::{Desk, Record, form};
use crate::cases::filing::Filing;
use crate::cases::{CaseBody, CaseHead, show_body, show_head};
use crate::http::{Answer, Bilingual, Code, Reply, page_of};

pub(super) type ApplicationStateCode = Code<ApplicationState>;
pub(super) type ApplicationOutcomeCode = Code<ApplicationOutcome>;

/// An application for accreditation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: ApplicationStateCode,
    /// What became of it.
    pub outcome: Option<ApplicationOutcomeCode>,
    /// The form (Annex 1).
    pub form: AccreditationForm,
    /// How it was filed.
    pub filing: Option<Filing>,
    /// How it was decided.
    pub decision: Option<Decided>,
    /// Obligations and attachments.
    #[serde(flatten)]
    pub body: CaseBody,
}

/// An application in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationSummary {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: ApplicationStateCode,
    /// What became of it.
    pub outcome: Option<ApplicationOutcomeCode>,
    /// Name of the channel.
    pub channel_name: Bilingual,
}

page_of!(Applications, ApplicationSummary, "Applications, the newest first.");

/// Reads an application, again after a change, and answers with it.
pub(super) fn reply(desk: &mut Desk<'_>, id: Uuid) -> Answer {
    let row = cases::find(desk.connection, &desk.call.viewer(), Accreditation::CODE, id)?;
    let application = applications::of_case(desk.connection, id)?;
    let form = form(&application.form)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let shown = Application {
        head: show_head::<Accreditation>(desk, &row, &parties, &facts_of(&form))?,
        state: Code::known(&row.state)?,
        outcome: Code::some(row.outcome.as_deref())?,
        form,
        filing: Filing::read_some(application.filing.as_ref())?,
        decision: Decided::read_some(application.decision.as_ref())?,
        body: show_body(desk, &row, &parties)?,
    };
    Ok(Reply::ok(&shown)?.version(row.version))
}
