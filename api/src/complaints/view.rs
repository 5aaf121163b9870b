//! How a complaint is shown.

use merzim_domain::engine::Procedure;
use merzim_domain::procedures::complaint::{Complaint, ComplaintNotice, ComplaintRight, ComplaintState};
use merzim_domain::{Role, Vocabulary};
use merzim_persistence::cases::{self, CaseRow};
use merzim_persistence::{complaints, obligations};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::facts::{CourtNamed, DUE, DecidedComplaint, Kept, PassedOn, Story, complaint_facts};
use super::form::{ComplaintForm, ComplaintGroundCode};
use crate::app::{Desk, Place, Record, form};
use crate::cases::hearing::Hearings;
use crate::cases::joining::{JoinedCase, Joining};
use crate::cases::mending::{Incomplete, Note, Returned};
use crate::cases::notified::Notified;
use crate::cases::slip::Slip;
use crate::cases::{Shown, Summary};
use crate::http::{At, Code, page_of};
use crate::problem::Problem;

pub(super) type ComplaintStateCode = Code<ComplaintState>;

/// The case complained of.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContestedCase {
    /// Id.
    pub id: Uuid,
    /// Code of its procedure.
    #[schema(example = "video-reception")]
    pub procedure: String,
    /// Its number.
    #[schema(example = "VRC-2025-000001")]
    pub number: Option<String>,
    /// Where it stands in the API.
    #[schema(format = "uri-reference", example = "/api/v1/reception-appeals/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub href: String,
}

/// A complaint and how it stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Complaint)]
pub struct ComplaintDetails {
    /// The case complained of.
    pub contested: ContestedCase,
    /// What it says.
    pub form: ComplaintForm,
    /// That it was filed, and when (L8-23).
    pub slip: Slip,
    /// To whom it was passed on.
    pub passed_on: Option<PassedOn>,
    /// That the body complained of keeps it, or kept it until it was passed on after all, to satisfy it itself.
    pub kept: Option<Kept>,
    /// The court that was named, where no body stands above.
    pub court: Option<CourtNamed>,
    /// What it lacks, if the body that considers it has pointed that out: the latest.
    pub incomplete: Option<Incomplete>,
    /// What was pointed out before that, the first one first.
    #[schema(example = json!([]))]
    pub earlier_remarks: Vec<Incomplete>,
    /// Why it was returned.
    pub returned: Option<Returned>,
    /// That it was added to the case considered before, without an answer.
    pub joining: Option<Joining>,
    /// Identical ones that were added to this one, without an answer.
    #[schema(example = json!([]))]
    pub joined: Vec<JoinedCase>,
    /// How whoever complained is heard before a decision that is not in their favour.
    #[serde(flatten)]
    pub hearings: Hearings,
    /// What the body complained of has said.
    #[schema(example = json!([]))]
    pub responses: Vec<Note>,
    /// Whether it is being considered, and the body complained of, which is heard too (art. 98(3) of the Code), has not stated its
    /// position yet.
    pub response_awaited: bool,
    /// Whether it came after the term for it.
    pub missed_term: bool,
    /// What whoever complains may, and has to, do (L8-12), in the caller's language.
    pub rights: Vec<String>,
    /// How it was decided.
    pub decision: Option<DecidedComplaint>,
    /// How whoever complained was notified of the decision, or of the court, once they were.
    pub notified: Option<Notified>,
    /// Since when it counts as rejected, for no decision came within the term (L8-8).
    pub counts_as_rejected_since: Option<At>,
}

/// A complaint as it is shown alone.
pub type ComplaintView = Shown<Complaint, ComplaintDetails>;

/// A complaint in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ComplaintSummary)]
pub struct ComplaintBrief {
    /// Id of the case complained of.
    pub case: Uuid,
    /// What is complained of.
    pub ground: ComplaintGroundCode,
}

/// A complaint as a list shows it.
pub type ComplaintSummary = Summary<Complaint, ComplaintBrief>;

page_of!(Complaints, ComplaintSummary, "Complaints, the newest first.");

/// The place of the cases of a procedure that is complained of.
pub(super) fn place_of(desk: &Desk<'_>, row: &CaseRow) -> Result<&'static Place, Problem> {
    desk.app.place(&row.procedure).ok_or_else(|| Problem::internal("a case without a place"))
}

/// By what whoever complained is told what was decided.
const DECISIONS: [ComplaintNotice; 4] = [
    ComplaintNotice::ComplaintDecided,
    ComplaintNotice::SentBack,
    ComplaintNotice::Left,
    ComplaintNotice::ReferredToCourt,
];

/// Shows a complaint.
pub(super) fn show(desk: &mut Desk<'_>, id: Uuid) -> Result<ComplaintView, Problem> {
    let case = cases::find(desk.connection, &desk.call.viewer(), Complaint::CODE, id)?;
    let row = complaints::of_case(desk.connection, id)?;
    let contested = cases::by_id(desk.connection, row.contested_id.0)?;
    let href = place_of(desk, &contested)?.path(contested.id.0);
    let story = Story::read(&row.story)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let due_at = obligations::running_due(desk.connection, id, DUE)?;
    let facts = complaint_facts(desk.app, &case, &row, &parties, due_at)?;
    let state: ComplaintStateCode = Code::known(&case.state)?;
    let rejected_at = facts.rejected_at(state.0, &desk.app.law)?;
    let details = ComplaintDetails {
        contested: ContestedCase { id: contested.id.0, procedure: contested.procedure, number: contested.number, href },
        form: form(&row.form)?,
        slip: Slip::of(&case, None),
        passed_on: story.passed_on,
        kept: story.kept,
        court: story.court,
        incomplete: story.incomplete,
        earlier_remarks: story.earlier_remarks,
        returned: story.returned,
        joining: story.joining,
        joined: story.joined,
        hearings: story.hearings,
        response_awaited: state.0 == ComplaintState::PassedOn && story.responses.is_empty(),
        responses: story.responses,
        missed_term: story.missed_term,
        rights: ComplaintRight::ALL.iter().map(|right| right.title().get(desk.call.lang).to_owned()).collect(),
        decision: story.decision,
        notified: Notified::of(desk, id, Role::Participant, &DECISIONS)?,
        counts_as_rejected_since: rejected_at.filter(|at| *at <= desk.now).map(At),
    };
    Shown::whole(desk, &case, &parties, &facts, details)
}
