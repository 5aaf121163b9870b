//! Responses to a survey: one from each person.

use actix_web::{get, post};
use merzim_domain::engine::CommonRefusal;
use merzim_domain::procedures::survey::responded_on;
use merzim_domain::tally::is_step;
use merzim_domain::zone;
use merzim_persistence::surveys::responses::{self, RespondentRow};
use merzim_persistence::surveys::{self, Changes, SurveyRow};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

use super::counts::Counts;
use super::facts::{facts_of, form_of, state_of};
use super::form::{SurveyAnswer, SurveyForm, SurveyResponseForm};
use super::settings::SurveySettings;
use super::{SURVEYS, pool};
use crate::app::{Ask, Desk, Record, form, stored};
use crate::cases::flow;
use crate::digest::keyed;
use crate::http::{Answer, Looked, PathId, Reply};
use crate::problem::{Fault, Problem};

/// The caller's response to a survey.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SurveyResponse {
    /// On which day it was given; nothing finer is kept.
    pub responded_on: Date,
    /// What was answered; none of an anonymous survey, for nobody can tell any more.
    pub answers: Option<Vec<SurveyAnswer>>,
}

impl SurveyResponse {
    fn of(row: RespondentRow) -> Result<Self, Problem> {
        Ok(Self { responded_on: row.responded_on, answers: row.answers.as_ref().map(form).transpose()? })
    }
}

/// By what the caller is known among those who respond to a survey: by their key. Of an anonymous survey it is a hash of that, made with a
/// secret of this survey alone. So nobody can tell who it is, or whether the same person responds to another survey. None, where the
/// secret is gone, or the caller is no person.
fn respondent(desk: &Desk<'_>, row: &SurveyRow, form: &SurveyForm) -> Option<String> {
    let person = desk.call.actor.person.as_ref()?.as_str();
    if !form.anonymous {
        return Some(person.to_owned());
    }
    let key = format!("{}{}", row.secret.as_ref()?, desk.app.config.part::<SurveySettings>().key);
    Some(keyed(key.as_bytes(), person.as_bytes()))
}

/// The caller's response, if they have responded and that is not forgotten.
pub(super) fn own_response(
    desk: &mut Desk<'_>,
    row: &SurveyRow,
    form: &SurveyForm,
) -> Result<Option<RespondentRow>, Problem> {
    let Some(known) = respondent(desk, row, form) else { return Ok(None) };
    Ok(responses::find(desk.connection, row.case_id.0, &known)?)
}

/// Takes a response of the caller to a survey to which nobody else responds meanwhile.
fn take(
    desk: &mut Desk<'_>,
    (row, survey): (&SurveyRow, &SurveyForm),
    Looked { form, mut faults }: Looked<SurveyResponseForm>,
) -> Result<RespondentRow, Problem> {
    desk.call.by_person()?;
    let respondent = respondent(desk, row, survey).ok_or(Fault::Forbidden)?;
    if let Some(own) = responses::find(desk.connection, row.case_id.0, &respondent)? {
        return Err(responded_on(own.responded_on).into());
    }
    let said = form.read(&survey.questions, &mut faults);
    faults.none()?;
    let mut counts = Counts::read(&row.counts)?;
    counts.add(&said.chosen);
    let (is_step, counts) = (is_step(counts.responses), counts.write()?);
    let (pool, leaving) = pool::join(desk, row, said.texts)?;
    let changes = Changes {
        shown_counts: is_step.then(|| counts.clone()),
        counts: Some(counts),
        pool: Some(pool),
        ..Changes::default()
    };
    surveys::record(desk.connection, row.case_id.0, changes)?;
    let own = RespondentRow {
        survey_id: row.case_id,
        respondent,
        responded_on: zone::local(desk.now).date(),
        answers: (!survey.anonymous).then(|| stored(&form.answers)).transpose()?,
    };
    responses::create(desk.connection, own.clone(), leaving)?;
    Ok(own)
}

/// Respond to a survey
///
/// By anybody whose token holds a role, while it is open, once: a response is not changed. All that does not fit the questions is told at once. Of an
/// anonymous survey the answers are counted, and kept with nothing that tells whose they are. It takes no idempotency key, which would tell
/// when somebody responded.
#[utoipa::path(operation_id = "respondToSurvey", extensions(("x-refusals" = json!("already-responded person-needed state-forbids-action too-early too-late"))), params(("id" = Uuid, Path, description = "Id of the survey")), security(("bearer" = [])), request_body = SurveyResponseForm, responses((status = CREATED, description = "The response", body = SurveyResponse)))]
#[post("/surveys/{id}/response")]
pub async fn respond(ask: Ask, id: PathId, form: Looked<SurveyResponseForm>) -> Answer {
    ask.unremembered()
        .change(form, move |desk, form| {
            let (case, row) = surveys::find_to_respond(desk.connection, &desk.call.viewer(), id.0)?;
            let takes = facts_of(&row).takes_responses(state_of(&case)?, desk.now).map_err(Problem::from);
            flow::as_stands(desk, &case, CommonRefusal::StateForbidsAction, takes)?;
            let own = take(desk, (&row, &form_of(&row)?), form)?;
            Reply::created(&SurveyResponse::of(own)?, format!("{}/response", SURVEYS.path(id.0)))
        })
        .await
}

/// Get your response
///
/// Whether, and on which day, the caller has responded; what they answered, unless the survey is anonymous. 404 if they have not, or that
/// has been forgotten since.
#[utoipa::path(operation_id = "getSurveyResponse", params(("id" = Uuid, Path, description = "Id of the survey")), security(("bearer" = [])), responses((status = OK, description = "The response", body = SurveyResponse)))]
#[get("/surveys/{id}/response")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let (_, row) = surveys::find(desk.connection, &desk.call.viewer(), id.0)?;
        let own = own_response(desk, &row, &form_of(&row)?)?.ok_or(Fault::NotFound)?;
        Reply::ok(&SurveyResponse::of(own)?)
    })
    .await
}
