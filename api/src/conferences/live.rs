//! Watching live: questions that are admitted, answers, questions that are hidden, as server-sent events.

use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::procedures::internet_conference::{ConferenceRefusal, QuestionAction, QuestionState};
use merzim_persistence::Sealed;
use merzim_persistence::cases::Viewer;
use merzim_persistence::conferences::{self, QuestionRow};
use merzim_persistence::page::ListPlace;
use merzim_persistence::{Connection, DbError, Json};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::facts::time_of;
use super::settings::ConferenceSettings;
use super::view::ConferenceStateCode;
use crate::app::live::LiveEvent;
use crate::app::{App, Ask, Desk, Record};
use crate::cases::flow;
use crate::gatherings::OfficialLanguageCode;
use crate::gatherings::live::{self, Watched, told};
use crate::gatherings::moderation::StoredAnswer;
use crate::http::{Code, PathId};
use crate::problem::Problem;

/// What a watcher is told of a question.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LiveQuestion {
    /// Id of the question.
    pub id: Uuid,
    /// The name to be shown beside it.
    pub author: Option<String>,
    /// In which language it is asked; none once it is hidden.
    pub language: Option<OfficialLanguageCode>,
    /// What it says; none once it is hidden.
    pub text: Option<String>,
    /// The answer.
    pub answer: Option<StoredAnswer>,
}

fn change(row: QuestionRow) -> Result<LiveEvent, Problem> {
    let state: Code<QuestionState> = Code::known(&row.state)?;
    let (name, shown) = match state.0 {
        QuestionState::Admitted => ("question", true),
        QuestionState::Answered => ("answer", true),
        QuestionState::Asked | QuestionState::Hidden => ("hidden", false),
    };
    let told = LiveQuestion {
        id: row.id.0,
        answer: StoredAnswer::read_some(row.answer.as_ref())?.filter(|_| shown),
        author: Sealed::opened(row.author).filter(|_| shown),
        language: Some(&row.language).filter(|_| shown).map(|language| Code::known(language)).transpose()?,
        text: shown.then_some(row.text.0),
    };
    LiveEvent::of(name, row.id.0, (row.version, row.updated_at.0), &told)
}

/// The questions of a conference.
struct Questions;

impl Watched for Questions {
    fn places(app: &App) -> usize {
        app.config.part::<ConferenceSettings>().watchers_per_conference
    }

    fn enter(desk: &mut Desk<'_>, id: Uuid) -> Result<bool, Problem> {
        let (case, row) = conferences::find(desk.connection, &desk.call.viewer(), id)?;
        let state: ConferenceStateCode = Code::known(&case.state)?;
        let allowed = state.0.allows(QuestionAction::Ask, &time_of(&row), desk.now).map_err(Problem::from);
        flow::as_stands(desk, &case, ConferenceRefusal::ConferenceForbidsAction, allowed)?;
        Ok(false)
    }

    fn may_stay(_: &mut Connection, _: &Viewer, _: Uuid) -> Result<bool, DbError> {
        Ok(true)
    }

    fn shown(app: &App, connection: &mut Connection, id: Uuid) -> Result<Option<Option<Json>>, Problem> {
        let (case, row) = conferences::by_id(connection, id)?;
        let state: ConferenceStateCode = Code::known(&case.state)?;
        Ok(state.0.allows(QuestionAction::Ask, &time_of(&row), app.clock.now()).is_ok().then_some(None))
    }

    fn changes(
        connection: &mut Connection,
        id: Uuid,
        place: ListPlace,
        limit: i64,
    ) -> Result<(Vec<LiveEvent>, Option<ListPlace>), Problem> {
        told(conferences::changed(connection, id, place, limit)?, change)
    }

    fn changes_after(connection: &mut Connection, id: Uuid, place: ListPlace, limit: i64) -> Result<i64, DbError> {
        conferences::changes_after(connection, id, place, limit)
    }
}

/// Watch the questions live
///
/// Server-sent events, for everybody, from the announcement to the end: `question` for one that is admitted, `answer` for an answer,
/// `hidden` for a question that is shown no more; each with a `LiveQuestion` as its data. The id of an event, sent as `Last-Event-ID`, says
/// where to go on after an interruption; some may then come twice. After `reset` too much was missed: read the list of questions again. The
/// events end with the conference and with the token. Places are limited for a conference and for an address (429).
#[utoipa::path(operation_id = "watchConferenceQuestions", extensions(("x-refusals" = json!("conference-forbids-action too-late"))), params(("id" = Uuid, Path, description = "Id of the conference")), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The events, as long as one watches", content_type = "text/event-stream", body = inline(String))))]
#[get("/conferences/{id}/questions/live")]
pub async fn watch(ask: Ask, id: PathId, request: HttpRequest) -> Result<HttpResponse, Problem> {
    live::watch::<Questions>(ask, id.0, request).await
}
