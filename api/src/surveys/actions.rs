//! What is done with a survey: announced, extended, closed early, its results published, cancelled.

use actix_web::post;
use merzim_domain::Text;
use merzim_domain::procedures::survey::{Command, Survey};
use merzim_persistence::Instant;
use merzim_persistence::surveys::responses::TextRow;
use merzim_persistence::surveys::{self, Changes, SurveyRow};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::facts::{Cancellation, End, StoredPublication, facts_of, form_of};
use super::form::{SurveyExtensionForm, SurveyPublicationForm, SurveyReasonForm};
use super::pool;
use super::settings::SurveySettings;
use super::view::{PublishedText, SurveyView, show_survey};
use crate::app::{Ask, Desk, Record, added};
use crate::cases::flow;
use crate::http::{Answer, At, Bilingual, Looked, PathId};
use crate::problem::{Fault, FieldFaults, Problem, Wrong, WrongCode};

/// Takes an action on a survey: what it is is made from the survey as it stands, then applied and recorded.
async fn act<T, F>(ask: Ask, id: PathId, form: Looked<T>, make: F) -> Answer
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut Desk<'_>, &SurveyRow, T, &mut FieldFaults) -> Result<(Command, Changes), Problem> + Send + 'static,
{
    flow::take::<Survey, _, _>(ask, id.0, form, move |desk, survey, Looked { form, mut faults }| {
        let row = surveys::of_case(desk.connection, id.0)?;
        let tried = make(desk, &row, form, &mut faults).and_then(|(command, changes)| {
            survey.act(desk, &command)?;
            Ok(surveys::record(desk.connection, id.0, changes)?)
        });
        faults.and(tried)?;
        show_survey(desk, id.0)?.reply()
    })
    .await
}

const NO_KEY: Text = Text::new(
    "Анонимді сауалнамаға MERZIM_RESPONDENTS_KEY баптауы қажет: онсыз кім жауап бергенін дерекқордан білуге болар еді.",
    "Для анонимного опроса нужна настройка MERZIM_RESPONDENTS_KEY: без неё по базе данных можно было бы узнать, кто ответил.",
    "An anonymous survey needs the setting MERZIM_RESPONDENTS_KEY: without it the database could tell who responded.",
);

/// Announce a survey
///
/// Everybody sees it from now on. It opens and closes by itself at the times that it says; one whose opening is past is open at once.
/// Its results are due within three working days of its close (L2-24).
#[utoipa::path(operation_id = "announceSurvey", extensions(("x-refusals" = json!("not-configured too-late"))), params(("id" = Uuid, Path, description = "Id of the survey")), responses((status = OK, description = "The survey, announced", body = SurveyView)))]
#[post("/surveys/{id}/announcement")]
pub async fn announce(ask: Ask, id: PathId) -> Answer {
    act(ask, id, Looked::nothing(), |desk, row, (), _| {
        let hashes_hold = desk.app.config.demo || !desk.app.config.part::<SurveySettings>().key.is_empty();
        if form_of(row)?.anonymous && !hashes_hold {
            return Err(Problem::from(Fault::NotConfigured).because(NO_KEY));
        }
        Ok((Command::Announce, Changes { public_at: Some(Instant(desk.now)), ..Changes::default() }))
    })
    .await
}

/// What another end sets.
fn end(row: &SurveyRow, to: OffsetDateTime, reason: Bilingual, now: OffsetDateTime) -> Result<Changes, Problem> {
    let mut form = form_of(row)?;
    form.closes_at = to;
    let mut ends = Vec::<End>::read(&row.ends)?;
    added(&mut ends, End { from: row.closes_at.into(), to: At(to), reason, decided_at: At(now) })?;
    Ok(Changes { ends: Some(ends.write()?), ..form.changes()? })
}

/// Extend a survey
///
/// Before it has closed. Its results are due from the new end (L2-24).
#[utoipa::path(operation_id = "extendSurvey", extensions(("x-refusals" = json!("calendar-year-unknown too-late too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the survey")), request_body = SurveyExtensionForm, responses((status = OK, description = "The survey, with its new end", body = SurveyView)))]
#[post("/surveys/{id}/extension")]
pub async fn extend(ask: Ask, id: PathId, form: Looked<SurveyExtensionForm>) -> Answer {
    act(ask, id, form, |desk, row, SurveyExtensionForm { closes_at, reason }, faults| {
        let (first, latest) = facts_of(row).extended();
        if closes_at < first || closes_at > latest {
            let message = Text::new(
                "қазіргі аяқталу уақытынан кейін, ашылғаннан бастап 366 тәулік ішінде болуы керек",
                "должно быть после нынешнего завершения, в пределах 366 суток со дня открытия",
                "must be after the present end, within 366 days of the opening",
            );
            faults.tell_of(&["/closesAt"], Wrong::from(message).not_before(first).not_after(latest));
        }
        Ok((Command::Extend { closes_at }, end(row, closes_at, reason, desk.now)?))
    })
    .await
}

/// Close a survey early
///
/// While it is open. Its results are due from now (L2-24).
#[utoipa::path(operation_id = "closeSurvey", extensions(("x-refusals" = json!("too-early too-late too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the survey")), request_body = SurveyReasonForm, responses((status = OK, description = "The survey, closed", body = SurveyView)))]
#[post("/surveys/{id}/closure")]
pub async fn close(ask: Ask, id: PathId, form: Looked<SurveyReasonForm>) -> Answer {
    act(ask, id, form, |desk, row, form, _| Ok((Command::Close, end(row, desk.now, form.reason, desk.now)?))).await
}

/// Publish the results of a survey
///
/// Once it has closed, within three working days (L2-24): what the holder concludes, and the answers in free text that it chooses for
/// everybody to read. The figures are there without it. What is said can be published anew; the first time counts.
#[utoipa::path(operation_id = "publishSurveyResults", extensions(("x-refusals" = json!("too-early too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the survey")), request_body = SurveyPublicationForm, responses((status = OK, description = "The survey, with its results published", body = SurveyView)))]
#[post("/surveys/{id}/publication")]
pub async fn publish(ask: Ask, id: PathId, form: Looked<SurveyPublicationForm>) -> Answer {
    act(ask, id, form, |desk, row, SurveyPublicationForm { conclusion, texts }, faults| {
        let said = pool::these(desk, row, &texts)?;
        look_at_texts(&texts, &said, faults);
        let chosen = texts.iter().filter_map(|id| said.iter().find(|text| text.id.0 == *id));
        let texts = chosen.map(|text| PublishedText { question: text.question, text: text.text.0.clone() }).collect();
        let mut log = Vec::<StoredPublication>::read(&row.publications)?;
        added(&mut log, StoredPublication { conclusion, texts, published_at: At(desk.now) })?;
        Ok((Command::Publish, Changes { publications: Some(log.write()?), ..Changes::default() }))
    })
    .await
}

/// Looks whether texts were said in answer to the survey.
fn look_at_texts(named: &[Uuid], said: &[TextRow], faults: &mut FieldFaults) {
    const MISSING: Text = Text::new(
        "бұл сауалнамада мұндай жауап жоқ",
        "в этом опросе такого ответа нет",
        "there is no such answer to this survey",
    );
    for (place, _) in named.iter().enumerate().filter(|(_, id)| !said.iter().any(|text| text.id.0 == **id)) {
        faults.tell_of(&[&format!("/texts/{place}")], Wrong::of(WrongCode::NotAllowed, MISSING));
    }
}

/// Cancel a survey
///
/// As long as it has not closed. What was answered is shown to nobody; what was said in free text is erased.
#[utoipa::path(operation_id = "cancelSurvey", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the survey")), request_body = SurveyReasonForm, responses((status = OK, description = "The survey, cancelled", body = SurveyView)))]
#[post("/surveys/{id}/cancellation")]
pub async fn cancel(ask: Ask, id: PathId, form: Looked<SurveyReasonForm>) -> Answer {
    act(ask, id, form, |desk, row, SurveyReasonForm { reason }, _| {
        pool::erase(desk, row.case_id.0)?;
        let cancellation = Cancellation { reason, decided_at: At(desk.now) }.write()?;
        Ok((Command::Cancel, Changes { cancellation: Some(cancellation), ..Changes::default() }))
    })
    .await
}
