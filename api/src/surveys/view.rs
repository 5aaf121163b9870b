//! How surveys are shown: to everybody from their announcement on, and to their holder.

use merzim_domain::engine::{Actor, Procedure};
use merzim_domain::procedures::survey::{Survey, SurveyPhase, SurveyState};
use merzim_persistence::cases::{self, CaseRow, PartyRow, as_parties};
use merzim_persistence::surveys::{self, SurveyRow};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::counts::Counts;
use super::facts::{Cancellation, End, StoredPublication, facts_of, form_of, state_of};
use super::form::{ResultsShownCode, SurveyForm};
use super::response::own_response;
use crate::app::{Desk, Record};
use crate::cases::{Shown, Summary};
use crate::http::{At, Bilingual, Code, page_of};
use crate::problem::Problem;

pub(super) type SurveyStateCode = Code<SurveyState>;
pub(super) type SurveyPhaseCode = Code<SurveyPhase>;

/// An answer in free text that the holder has chosen to publish.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PublishedText {
    /// The number of the question.
    #[schema(minimum = 1, example = 4)]
    pub question: i64,
    /// What it says.
    #[schema(example = "Мәтінді ірілеу керек (демо)")]
    pub text: String,
}

/// What was published of the results besides the figures.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SurveyPublication)]
pub struct Publication {
    /// What the holder concludes from them.
    pub conclusion: Bilingual,
    /// Answers in free text that the holder has chosen.
    #[schema(example = json!([]))]
    pub texts: Vec<PublishedText>,
    /// When it was published.
    #[schema(value_type = String, format = DateTime, example = "2026-04-01T15:00:00+05:00")]
    pub published_at: At,
    /// When results were published first.
    #[schema(value_type = String, format = DateTime, example = "2026-04-01T15:00:00+05:00")]
    pub first_published_at: At,
}

/// A survey.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Survey)]
pub struct SurveyDetails {
    /// What is asked, and how.
    pub form: SurveyForm,
    /// Where the clock has brought it; none of one that is not announced, or cancelled.
    pub phase: Option<SurveyPhaseCode>,
    /// How many have responded.
    #[schema(minimum = 0, example = 0)]
    pub responses: i64,
    /// On which day the caller responded; none, if they have not, or that was forgotten.
    #[schema(example = "2026-03-16")]
    pub responded_on: Option<Date>,
    /// The other ends that were set, the first one first.
    #[schema(example = json!([]))]
    pub ends: Vec<End>,
    /// What was published of the results besides the figures.
    pub publication: Option<Publication>,
    /// Why it is not carried out.
    pub cancellation: Option<Cancellation>,
}

/// A survey as it is shown alone.
pub type SurveyView = Shown<Survey, SurveyDetails>;

/// A survey in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SurveySummary)]
pub struct SurveyBrief {
    /// Name of the information holder.
    pub holder_name: Bilingual,
    /// What it is about.
    pub title: Bilingual,
    /// From when one may respond.
    pub opens_at: At,
    /// Until when one may respond.
    pub closes_at: At,
    /// Where the clock has brought it; none of one that is not announced, or cancelled.
    pub phase: Option<SurveyPhaseCode>,
    /// Whether nobody can know who responded.
    #[schema(example = true)]
    pub anonymous: bool,
    /// From when everybody sees the figures.
    pub results_shown: ResultsShownCode,
    /// How many questions it has.
    #[schema(minimum = 1, example = 4)]
    pub questions: i64,
    /// How many have responded.
    #[schema(minimum = 0, example = 0)]
    pub responses: i64,
}

/// A survey as a list shows it.
pub type SurveySummary = Summary<Survey, SurveyBrief>;

page_of!(Surveys, SurveySummary, "Surveys, the newest first.", gone);

/// Whether somebody acts for the holder of a survey.
pub(super) fn is_holder(actor: &Actor, parties: &[PartyRow]) -> Result<bool, Problem> {
    Ok(actor.part_in(&as_parties(parties)?, Survey::REPLACERS).is_some())
}

/// What was published last of the results.
pub(super) fn publication_of(row: &SurveyRow) -> Result<Option<Publication>, Problem> {
    let log = Vec::<StoredPublication>::read(&row.publications)?;
    let first_published_at = log.first().map(|first| first.published_at);
    let Some((StoredPublication { conclusion, texts, published_at }, first_published_at)) =
        log.into_iter().next_back().zip(first_published_at)
    else {
        return Ok(None);
    };
    Ok(Some(Publication { conclusion, texts, published_at, first_published_at }))
}

/// Shows a survey as the caller may see it.
pub(super) fn show_survey(desk: &mut Desk<'_>, id: Uuid) -> Result<SurveyView, Problem> {
    let (case, row) = surveys::find(desk.connection, &desk.call.viewer(), id)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let (form, facts) = (form_of(&row)?, facts_of(&row));
    let details = SurveyDetails {
        phase: facts.phase(state_of(&case)?, desk.now).map(Code),
        responses: Counts::read(&row.counts)?.responses,
        responded_on: own_response(desk, &row, &form)?.map(|own| own.responded_on),
        ends: Record::read(&row.ends)?,
        publication: publication_of(&row)?,
        cancellation: Record::read_some(row.cancellation.as_ref())?,
        form,
    };
    Shown::whole(desk, &case, &parties, &facts, details)
}

/// Shows a survey in a list.
pub(super) fn summarise_survey(
    desk: &Desk<'_>,
    (case, row): &(CaseRow, SurveyRow),
    parties: &[PartyRow],
) -> Result<SurveySummary, Problem> {
    let (form, facts) = (form_of(row)?, facts_of(row));
    let brief = SurveyBrief {
        holder_name: form.holder_name.into(),
        title: form.title.into(),
        opens_at: row.opens_at.into(),
        closes_at: row.closes_at.into(),
        phase: facts.phase(state_of(case)?, desk.now).map(Code),
        anonymous: form.anonymous,
        results_shown: form.results_shown,
        questions: i64::try_from(form.questions.len()).unwrap_or(i64::MAX),
        responses: Counts::read(&row.counts)?.responses,
    };
    Summary::of(desk, case, parties, &facts, brief)
}
