//! Questions to a conference: asked and supported by people, moderated and answered by the holder.

use actix_web::{get, post};
use merzim_domain::procedures::internet_conference::{
    ConferenceRefusal, ConferenceState, QuestionAction, QuestionState, Time,
};
use merzim_domain::{Vocabulary, vocabulary};
use merzim_persistence::cases::{self, Viewer};
use merzim_persistence::conferences::{self, Looks, QuestionOrder, QuestionPlace, QuestionRow};
use merzim_persistence::{Connection, DbError, Id, Instant, Sealed};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::QUESTIONS;
use super::facts::time_of;
use super::form::ConferenceQuestionForm;
use super::view::is_staff;
use crate::app::{Ask, Desk, Record};
use crate::cases::{flow, receipt};
use crate::gatherings::OfficialLanguageCode;
use crate::gatherings::moderation::{AnswerForm, HidingForm, Moderation, StoredAnswer};
use crate::http::call::IfMatch;
use crate::http::paging::Cursor;
use crate::http::{Answer, At, BASE, Body, Code, Paging, PathId, Query, Reply, page_of, paging};
use crate::problem::{Fault, Problem};

type QuestionStateCode = Code<QuestionState>;
type OrderCode = Code<OrderOfQuestions>;

vocabulary! {
    /// In which order questions come.
    OrderOfQuestions {
        /// What most persons support first.
        Support = "support", "алдымен көп қолдау тапқандары", "сначала самые поддержанные", "the most supported first";
        /// The first one first.
        Time = "time", "уақыты бойынша", "по времени", "the first one first";
    }
}

/// In which order questions come, what they are narrowed to, and the page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageOfQuestions {
    /// In which order: by default the first one first.
    #[param(inline)]
    order: Option<OrderCode>,
    /// In this state: `admitted` are those without an answer.
    #[param(inline)]
    state: Option<QuestionStateCode>,
    #[serde(flatten)]
    #[param(ignore)]
    page: Paging,
}

impl Cursor for QuestionPlace {
    fn write(&self) -> String {
        format!("{}.{}", self.supports, self.id.simple())
    }

    fn read(text: &str) -> Option<Self> {
        let (supports, id) = text.split_once('.')?;
        Some(Self { supports: supports.parse().ok()?, id: Uuid::try_parse(id).ok()? })
    }
}

/// A question to a conference.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConferenceQuestion)]
pub struct Question {
    /// Id.
    pub id: Uuid,
    /// Id of the conference.
    pub conference: Uuid,
    /// The name to be shown beside it; none once that is erased.
    #[schema(example = "Ата-ана (демо)")]
    pub author: Option<String>,
    /// In which language it is asked.
    pub language: OfficialLanguageCode,
    /// What it says.
    #[schema(example = "Мектеп алдындағы өткел қашан жасалады?")]
    pub text: String,
    /// How far it has come.
    pub state: QuestionStateCode,
    /// How many persons support it.
    #[schema(minimum = 0, example = 3)]
    pub supports: i64,
    /// Whether the caller supports it.
    pub supported: bool,
    /// Whether the caller has asked it.
    pub own: bool,
    /// The answer.
    pub answer: Option<StoredAnswer>,
    /// When it was hidden and shown again, and why; for the holder, and for whoever asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation: Option<Vec<Moderation>>,
    /// When it was asked.
    pub asked_at: At,
    /// Grows with every change, but for how many support it; its entity tag.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it last changed.
    pub updated_at: At,
}

page_of!(ConferenceQuestions, Question, "Questions, in the order asked for.");

/// Whether a viewer acts for the holder of a conference.
fn is_of_holder(connection: &mut Connection, viewer: &Viewer, conference: Uuid) -> Result<bool, DbError> {
    is_staff(viewer, &cases::parties(connection, &[conference])?)
}

/// The question with this id, if `viewer` may see it: the holder sees all, others what is shown and what they have asked themselves.
pub fn find(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<QuestionRow, DbError> {
    Ok(looked_at(connection, viewer, id)?.0)
}

/// The same, with whether the viewer acts for the holder.
fn looked_at(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<(QuestionRow, bool), DbError> {
    let row = conferences::question(connection, id)?;
    let staff = is_of_holder(connection, viewer, row.conference_id.0)?;
    let shown = QuestionState::SHOWN.iter().any(|state| state.code() == row.state);
    if shown || row.is_asked_by(viewer) || staff { Ok((row, staff)) } else { Err(DbError::NotFound) }
}

/// The conference of a question, which stays as it is until the transaction ends, if its questions allow an action now; when it is.
fn held(desk: &mut Desk<'_>, conference: Uuid, action: QuestionAction) -> Result<Time, Problem> {
    cases::held(desk.connection, conference)?;
    let (case, row) = conferences::by_id(desk.connection, conference)?;
    let (state, time): (Code<ConferenceState>, Time) = (Code::known(&case.state)?, time_of(&row));
    let allowed = state.0.allows(action, &time, desk.now).map_err(Problem::from);
    flow::as_stands(desk, &case, ConferenceRefusal::ConferenceForbidsAction, allowed)?;
    Ok(time)
}

/// How a question stands after an action; if that is not possible, since when it stands as it does.
fn after(row: &QuestionRow, action: QuestionAction) -> Result<QuestionState, Problem> {
    let state: QuestionStateCode = Code::known(&row.state)?;
    state.0.after(action, row.answer.is_some()).map_err(|refusal| match stands_since(row, state.0) {
        Ok(since) => refusal.since(since).into(),
        Err(unread) => unread,
    })
}

/// Since when a question stands so: since it came to this state, or was last hidden or shown again, whichever is later.
fn stands_since(row: &QuestionRow, state: QuestionState) -> Result<Option<OffsetDateTime>, Problem> {
    let moderated = Vec::<Moderation>::read(&row.moderation)?.last().map(|line| line.at.0);
    let came = match state {
        QuestionState::Asked => Some(row.asked_at.0),
        QuestionState::Admitted => row.shown_at.map(|at| at.0),
        QuestionState::Answered => StoredAnswer::read_some(row.answer.as_ref())?.map(|given| given.first_at().0),
        QuestionState::Hidden => None,
    };
    Ok(moderated.max(came))
}

/// Shows questions of one conference, in their order, to whoever acts for its holder or to others.
fn views(desk: &mut Desk<'_>, conference: Uuid, rows: &[QuestionRow], staff: bool) -> Result<Vec<Question>, Problem> {
    let viewer = desk.call.viewer();
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let supported = match &desk.call.actor.person {
        Some(person) => conferences::supported(desk.connection, &ids, person)?,
        None => Default::default(),
    };
    let view = |row: &QuestionRow| {
        let own = row.is_asked_by(&viewer);
        Ok(Question {
            id: row.id.0,
            conference,
            author: Sealed::opened(row.author.clone()),
            language: Code::known(&row.language)?,
            text: row.text.0.clone(),
            state: Code::known(&row.state)?,
            supports: row.supports,
            supported: supported.contains(&row.id.0),
            own,
            answer: Record::read_some(row.answer.as_ref())?,
            moderation: Record::read_some(Some(&row.moderation).filter(|_| staff || own))?,
            asked_at: row.asked_at.into(),
            version: row.version,
            updated_at: row.updated_at.into(),
        })
    };
    rows.iter().map(view).collect()
}

/// Shows a question, if the caller may see it.
fn show(desk: &mut Desk<'_>, id: Uuid) -> Result<Question, Problem> {
    let (row, staff) = looked_at(desk.connection, &desk.call.viewer(), id)?;
    let one = views(desk, row.conference_id.0, std::slice::from_ref(&row), staff)?.pop();
    one.ok_or_else(|| Fault::NotFound.into())
}

fn reply(desk: &mut Desk<'_>, id: Uuid) -> Answer {
    let question = show(desk, id)?;
    Ok(Reply::ok(&question)?.version(question.version))
}

/// Ask a question
///
/// By anybody with an account, from the announcement until the conference ends. Everybody sees it once it is admitted; until then whoever
/// asked and the holder do. Nobody but Merzim knows who asked.
#[utoipa::path(operation_id = "askConferenceQuestion", extensions(("x-refusals" = json!("conference-forbids-action person-needed too-late"))), params(("id" = Uuid, Path, description = "Id of the conference")), security(("bearer" = ["informationUser"])), request_body = ConferenceQuestionForm, responses((status = CREATED, description = "The question", body = Question)))]
#[post("/conferences/{id}/questions")]
pub async fn create(ask: Ask, id: PathId, form: Body<ConferenceQuestionForm>) -> Answer {
    receipt::file(ask, form.0, move |desk, filing, ConferenceQuestionForm { author, language, text }| {
        conferences::find(desk.connection, &desk.call.viewer(), id.0)?;
        let time = held(desk, id.0, QuestionAction::Ask)?;
        let (asker, asked_at) = (desk.call.by_person()?.clone(), filing.received_at(desk, Some(time.ends_at))?);
        let question = desk.app.ids.next();
        let row = QuestionRow {
            id: Id(question),
            conference_id: Id(id.0),
            asker: Some(asker.as_str().to_owned()),
            author: author.map(Sealed),
            language: language.0.code().to_owned(),
            text: Sealed(text),
            state: QuestionState::Asked.code().to_owned(),
            supports: 0,
            answer: None,
            moderation: Vec::<Moderation>::new().write()?,
            shown_at: None,
            version: 1,
            asked_at: Instant(asked_at),
            updated_at: Instant(desk.now),
        };
        conferences::ask(desk.connection, row)?;
        Ok(Reply::created(&show(desk, question)?, format!("{BASE}/{QUESTIONS}/{question}"))?.version(1))
    })
    .await
}

/// List the questions to a conference
///
/// With their answers. Those that wait to be admitted, and those that are hidden, for the holder and for whoever asked them.
#[utoipa::path(operation_id = "listConferenceQuestions", params(("id" = Uuid, Path, description = "Id of the conference"), PageOfQuestions, Paging), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "A page of questions", body = ConferenceQuestions)))]
#[get("/conferences/{id}/questions")]
pub async fn list(ask: Ask, id: PathId, asked: Query<PageOfQuestions>) -> Answer {
    let Query(PageOfQuestions { order, state, page }) = asked;
    let order = match order.map(|order| order.0) {
        Some(OrderOfQuestions::Support) => QuestionOrder::Support,
        Some(OrderOfQuestions::Time) | None => QuestionOrder::Time,
    };
    let (after, limit) = (page.place::<QuestionPlace>()?, page.limit());
    ask.list(move |desk| {
        let viewer = desk.call.viewer();
        conferences::find(desk.connection, &viewer, id.0)?;
        let staff = is_of_holder(desk.connection, &viewer, id.0)?;
        let looks = if staff { Looks::Staff } else { Looks::Other(&viewer) };
        let which = (id.0, state.map(|state| state.0));
        let page = conferences::list_questions(desk.connection, looks, which, order, after, limit)?;
        let mut shown = views(desk, id.0, &page.items, staff)?.into_iter();
        let next = |_| shown.next().ok_or_else(|| Problem::internal("a question that is not shown"));
        paging::reply(page, |row| QuestionPlace { supports: row.supports, id: row.id.0 }, next)
    })
    .await
}

/// Get a question
///
/// With its answer; why it is hidden, for the holder and for whoever asked.
#[utoipa::path(operation_id = "getConferenceQuestion", params(("id" = Uuid, Path, description = "Id of the question")), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The question", body = Question)))]
#[get("/questions/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| reply(desk, id.0)).await
}

/// Takes an action on a question for the holder, and tells whoever watches.
async fn act<T, F>(ask: Ask, id: PathId, form: T, action: QuestionAction, record: F) -> Answer
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut QuestionRow, At, T) -> Result<(), Problem> + Send + 'static,
{
    let watched = ask.app.clone();
    let reply = ask
        .change(form, move |desk, form| {
            let viewer = desk.call.viewer();
            let (mut row, staff) = looked_at(desk.connection, &viewer, id.0)?;
            if !staff {
                return Err(Fault::NotFound.into());
            }
            desk.call.expect_version(row.version)?;
            held(desk, row.conference_id.0, action)?;
            let after = after(&row, action)?;
            after.code().clone_into(&mut row.state);
            if QuestionState::SHOWN.contains(&after) {
                row.shown_at = row.shown_at.or(Some(Instant(desk.now)));
            }
            record(&mut row, At(desk.now), form)?;
            row.version += 1;
            row.updated_at = Instant(desk.now);
            conferences::change(desk.connection, &row)?;
            self::reply(desk, id.0)
        })
        .await?;
    watched.live.ring();
    Ok(reply)
}

/// Admit a question
///
/// Everybody sees it from now on, and may support it.
#[utoipa::path(operation_id = "admitConferenceQuestion", extensions(("x-refusals" = json!("conference-forbids-action"))), params(("id" = Uuid, Path, description = "Id of the question"), IfMatch), security(("bearer" = ["informationHolder"]), ("bearer" = ["portalAdministrator"])), responses((status = OK, description = "The question, admitted", body = Question)))]
#[post("/questions/{id}/admission")]
pub async fn admit(ask: Ask, id: PathId) -> Answer {
    act(ask, id, (), QuestionAction::Admit, |_, _, ()| Ok(())).await
}

/// Hide a question
///
/// For abuse; it need not have been admitted. Whoever asked sees why.
#[utoipa::path(operation_id = "hideConferenceQuestion", extensions(("x-refusals" = json!("conference-forbids-action"))), params(("id" = Uuid, Path, description = "Id of the question"), IfMatch), security(("bearer" = ["informationHolder"]), ("bearer" = ["portalAdministrator"])), request_body = HidingForm, responses((status = OK, description = "The question, hidden", body = Question)))]
#[post("/questions/{id}/hiding")]
pub async fn hide(ask: Ask, id: PathId, form: Body<HidingForm>) -> Answer {
    act(ask, id, form.0, QuestionAction::Hide, |row, at, form| {
        row.moderation = form.at(at.0).after(&row.moderation)?;
        Ok(())
    })
    .await
}

/// Show a question again
///
/// As it was, with its answer if it had one.
#[utoipa::path(operation_id = "restoreConferenceQuestion", extensions(("x-refusals" = json!("conference-forbids-action too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the question"), IfMatch), security(("bearer" = ["informationHolder"]), ("bearer" = ["portalAdministrator"])), responses((status = OK, description = "The question, shown again", body = Question)))]
#[post("/questions/{id}/restoration")]
pub async fn restore(ask: Ask, id: PathId) -> Answer {
    act(ask, id, (), QuestionAction::Restore, |row, at, ()| {
        row.moderation = Moderation::shown(at.0).after(&row.moderation)?;
        Ok(())
    })
    .await
}

/// Answer a question
///
/// Once the conference has begun, by the speaker or the administrator: whoever watches sees it at once. Answered again, what was
/// said before stays beside it.
#[utoipa::path(operation_id = "answerConferenceQuestion", extensions(("x-refusals" = json!("conference-forbids-action too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the question"), IfMatch), security(("bearer" = ["informationHolder"]), ("bearer" = ["portalAdministrator"])), request_body = AnswerForm, responses((status = OK, description = "The question, answered", body = Question)))]
#[post("/questions/{id}/answer")]
pub async fn answer(ask: Ask, id: PathId, form: Body<AnswerForm>) -> Answer {
    act(ask, id, form.0, QuestionAction::Answer, |row, answered_at, AnswerForm { text }| {
        row.answer = Some(StoredAnswer::in_place_of(row.answer.as_ref(), text, answered_at)?.write()?);
        Ok(())
    })
    .await
}

/// Support a question
///
/// By anybody with an account, until the conference ends. A person counts once, however often they say so.
#[utoipa::path(operation_id = "supportConferenceQuestion", extensions(("x-refusals" = json!("conference-forbids-action person-needed state-forbids-action too-late"))), params(("id" = Uuid, Path, description = "Id of the question")), security(("bearer" = ["informationUser"])), responses((status = OK, description = "The question, supported", body = Question)))]
#[post("/questions/{id}/supports")]
pub async fn support(ask: Ask, id: PathId) -> Answer {
    ask.change((), move |desk, ()| {
        let row = find(desk.connection, &desk.call.viewer(), id.0)?;
        held(desk, row.conference_id.0, QuestionAction::Support)?;
        after(&row, QuestionAction::Support)?;
        let person = desk.call.by_person()?.clone();
        conferences::support(desk.connection, id.0, &person)?;
        reply(desk, id.0)
    })
    .await
}
