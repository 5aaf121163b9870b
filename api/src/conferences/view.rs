//! How conferences are shown: to everybody, and, with who applied, to the holder.

use merzim_domain::Vocabulary;
use merzim_domain::engine::{Party, Procedure};
use merzim_domain::procedures::internet_conference::{
    ConferenceOutcome, ConferenceState, InternetConference, QuestionState,
};
use merzim_persistence::Sealed;
use merzim_persistence::cases::{self, CaseRow, PartyRow, Viewer, as_parties};
use merzim_persistence::conferences::{self, ConferenceRow, Counts};
use merzim_persistence::{DbError, Id};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::facts::{Correction, Publication, Reasons, Story, time_of};
use super::form::{ConferenceApplication, ConferenceForm};
use crate::app::{Desk, Record, form};
use crate::cases::{Shown, Summary, name_of, show_below};
use crate::gatherings::Postponed;
use crate::http::{At, Bilingual, Code, GivenBin, page_of};
use crate::problem::Problem;

pub(super) type ConferenceStateCode = Code<ConferenceState>;

/// How many questions were asked.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
#[schema(as = ConferenceQuestionCounts)]
pub struct QuestionCounts {
    /// Not looked at yet.
    #[schema(minimum = 0, example = 0)]
    pub asked: i64,
    /// Shown, without an answer.
    #[schema(minimum = 0, example = 0)]
    pub admitted: i64,
    /// Shown, with an answer.
    #[schema(minimum = 0, example = 0)]
    pub answered: i64,
    /// Hidden.
    #[schema(minimum = 0, example = 0)]
    pub hidden: i64,
}

impl QuestionCounts {
    fn of(conference: Id, counts: &Counts) -> Self {
        let count = |state| counts.of(conference, state);
        Self {
            asked: count(QuestionState::Asked),
            admitted: count(QuestionState::Admitted),
            answered: count(QuestionState::Answered),
            hidden: count(QuestionState::Hidden),
        }
    }
}

/// An application for a conference; for the holder, and for whoever applied.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ConferenceApplied)]
pub struct Applied {
    /// Who applied; none once that is erased.
    #[schema(example = "ДЕМО: Асан Азамат")]
    pub applicant: Option<String>,
    /// How to reach them; none once that is erased.
    #[schema(example = "asan@demo.example")]
    pub contact: Option<String>,
    /// What is applied for.
    #[serde(flatten)]
    pub application: ConferenceApplication,
}

/// An internet conference, or an application for one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Conference)]
pub struct ConferenceDetails {
    /// BIN of the holder.
    #[schema(value_type = GivenBin)]
    pub holder: String,
    /// Its name.
    pub holder_name: Bilingual,
    /// What is applied for, if somebody has; for the holder and whoever applied.
    pub application: Option<Applied>,
    /// Why the application was declined.
    pub declined: Option<Reasons>,
    /// What the announcement says; none of an application that is not accepted.
    pub form: Option<ConferenceForm>,
    /// When it was announced.
    pub announced_at: Option<At>,
    /// What was corrected in the announcement, the first one first.
    #[schema(example = json!([]))]
    pub corrections: Vec<Correction>,
    /// The times that it was put off from, the first one first.
    #[schema(example = json!([]))]
    pub postponements: Vec<Postponed>,
    /// When it began.
    pub opened_at: Option<At>,
    /// When it ended.
    pub ended_at: Option<At>,
    /// How many questions were asked.
    pub questions: QuestionCounts,
    /// What was published of it, besides its questions and answers.
    pub publication: Option<Publication>,
    /// Why it is not held.
    pub cancellation: Option<Reasons>,
    /// Opens this application to whoever filed it without an account, in the header `Lookup-Token`. It is told here and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kq3V0dDPbE0mVJw4m5r5m8n4yq0z1b7cXo2F6aT9sLw")]
    pub lookup_token: Option<String>,
}

/// A conference as it is shown alone.
pub type Conference = Shown<InternetConference, ConferenceDetails>;

/// A conference in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConferenceSummary)]
pub struct ConferenceBrief {
    /// BIN of the holder.
    #[schema(value_type = GivenBin)]
    pub holder: String,
    /// Its name.
    pub holder_name: Bilingual,
    /// What is applied for, if somebody has; for the holder and whoever applied.
    pub application: Option<Applied>,
    /// What the announcement says; none of an application that is not accepted.
    pub form: Option<ConferenceForm>,
    /// How many questions were asked.
    pub questions: QuestionCounts,
}

/// A conference as a list shows it.
pub type ConferenceSummary = Summary<InternetConference, ConferenceBrief>;

page_of!(Conferences, ConferenceSummary, "Conferences, in the order asked for.");

/// Whether a viewer acts for the holder of a conference with these parties.
pub(super) fn is_staff(viewer: &Viewer, parties: &[PartyRow]) -> Result<bool, DbError> {
    let is = |party: &Party| viewer.roles.contains(&party.role) && viewer.parties.contains(&party.who);
    Ok(as_parties(parties)?.iter().any(|party| InternetConference::ADDRESSEES.contains(&party.role) && is(party)))
}

/// The parties to a case, among those to several, as far as the caller is shown them: not who applied, unless they take part.
fn shown_parties(desk: &Desk<'_>, parties: &[PartyRow], case: Id) -> Result<(Vec<PartyRow>, bool), Problem> {
    let mut own: Vec<PartyRow> = parties.iter().filter(|party| party.case_id == case).cloned().collect();
    let takes_part = as_parties(&own)?.iter().any(|party| desk.call.actor.is(party));
    own.retain(|party| takes_part || party.role != InternetConference::INITIATOR.code());
    Ok((own, takes_part))
}

fn applied(row: &ConferenceRow, takes_part: bool) -> Result<Option<Applied>, Problem> {
    let application = row.application.as_ref().filter(|_| takes_part).map(form).transpose()?;
    let [applicant, contact] = [&row.applicant, &row.contact].map(|said| Sealed::opened(said.clone()));
    Ok(application.map(|application| Applied { applicant, contact, application }))
}

/// The case as whoever takes no part in it is shown it: that somebody applied for it is not told by what came of the application.
fn shown_case(case: CaseRow, takes_part: bool) -> CaseRow {
    let tells = !takes_part && case.outcome.as_deref() == Some(ConferenceOutcome::Accepted.code());
    CaseRow { outcome: case.outcome.filter(|_| !tells), ..case }
}

/// Shows a conference as the caller may see it.
pub(super) fn show(desk: &mut Desk<'_>, id: Uuid) -> Result<Conference, Problem> {
    let (case, row) = conferences::find(desk.connection, &desk.call.viewer(), id)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let (parties, takes_part) = shown_parties(desk, &parties, case.id)?;
    let case = shown_case(case, takes_part);
    let below = show_below(desk, &case, &parties)?;
    let counts = conferences::counts(desk.connection, &[id])?;
    let Story { declined, announced_at, corrections, postponements, opened_at, closed_at, publication, cancelled } =
        Story::read(&row.story)?;
    let details = ConferenceDetails {
        holder_name: name_of(&parties, case.id, &row.holder),
        application: applied(&row, takes_part)?,
        form: row.form.as_ref().map(form).transpose()?,
        holder: row.holder.clone(),
        declined,
        announced_at,
        corrections,
        postponements,
        opened_at,
        ended_at: closed_at,
        questions: QuestionCounts::of(case.id, &counts),
        publication,
        cancellation: cancelled,
        lookup_token: None,
    };
    Ok(Summary::of(desk, &case, &parties, &time_of(&row), details)?.with_below(below))
}

/// Shows a conference in a list.
pub(super) fn summarise(
    desk: &Desk<'_>,
    (case, row): &(CaseRow, ConferenceRow),
    parties: &[PartyRow],
    counts: &Counts,
) -> Result<ConferenceSummary, Problem> {
    let (parties, takes_part) = shown_parties(desk, parties, case.id)?;
    let case = shown_case(case.clone(), takes_part);
    let brief = ConferenceBrief {
        holder: row.holder.clone(),
        holder_name: name_of(&parties, case.id, &row.holder),
        application: applied(row, takes_part)?,
        form: row.form.as_ref().map(form).transpose()?,
        questions: QuestionCounts::of(case.id, counts),
    };
    Summary::of(desk, &case, &parties, &time_of(row), brief)
}
