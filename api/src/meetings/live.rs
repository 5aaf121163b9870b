//! Watching live: new comments and answers as server-sent events (№ 605-НҚ ¶13).

use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::procedures::broadcast_comment::{CommentRefusal, CommentState};
use merzim_persistence::Sealed;
use merzim_persistence::cases::{CaseRow, Viewer};
use merzim_persistence::comments::{self, CommentRow};
use merzim_persistence::page::ListPlace;
use merzim_persistence::{Connection, DbError, Json, attendance, meetings};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::audience::{Viewpoint, broadcast};
use super::settings::MeetingSettings;
use crate::app::live::LiveEvent;
use crate::app::{App, Ask, Desk, Record};
use crate::cases::flow;
use crate::gatherings::live::{self, Watched, told};
use crate::gatherings::moderation::StoredAnswer;
use crate::http::{Code, PathId};
use crate::problem::Problem;

/// What a watcher is told of a comment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LiveComment {
    /// Id of the comment.
    pub id: Uuid,
    /// The name to be shown beside it.
    pub author: Option<String>,
    /// What it says; nothing once it is hidden.
    pub text: Option<String>,
    /// The answer.
    pub answer: Option<StoredAnswer>,
}

fn change((case, row): (CaseRow, CommentRow)) -> Result<LiveEvent, Problem> {
    let state: Code<CommentState> = Code::known(&case.state)?;
    let answer = StoredAnswer::read_some(row.answer.as_ref())?;
    let (name, shown) = match state.0 {
        CommentState::Received => ("comment", true),
        CommentState::Answered => ("answer", true),
        CommentState::Hidden | CommentState::AnsweredHidden => ("hidden", false),
    };
    let told = LiveComment {
        id: case.id.0,
        author: Sealed::opened(row.author).filter(|_| shown),
        text: shown.then_some(row.text.0),
        answer: answer.filter(|_| shown),
    };
    LiveEvent::of(name, case.id.0, (case.version, case.updated_at.0), &told)
}

/// The comments on the broadcast of a meeting.
struct Comments;

impl Watched for Comments {
    fn places(app: &App) -> usize {
        app.config.part::<MeetingSettings>().watchers_per_meeting
    }

    fn enter(desk: &mut Desk<'_>, id: Uuid) -> Result<bool, Problem> {
        let meeting = meetings::find(desk.connection, &desk.call.viewer(), id)?;
        let viewpoint = Viewpoint::of(desk, &meeting)?;
        let shown = viewpoint.broadcast.is_shown(desk.now).map_err(Problem::from);
        flow::as_stands(desk, &meeting.0, CommentRefusal::MeetingForbidsAction, shown)?;
        Ok(viewpoint.must_ask)
    }

    fn may_stay(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<bool, DbError> {
        attendance::has_asked(connection, viewer, id)
    }

    fn shown(app: &App, connection: &mut Connection, id: Uuid) -> Result<Option<Option<Json>>, Problem> {
        let meeting = meetings::by_id(connection, id)?;
        let is_shown = broadcast(app, &meeting, true)?.is_shown(app.clock.now()).is_ok();
        Ok(is_shown.then_some(meeting.1.broadcast))
    }

    fn changes(
        connection: &mut Connection,
        id: Uuid,
        place: ListPlace,
        limit: i64,
    ) -> Result<(Vec<LiveEvent>, Option<ListPlace>), Problem> {
        told(comments::changed(connection, id, place, limit)?, change)
    }

    fn changes_after(connection: &mut Connection, id: Uuid, place: ListPlace, limit: i64) -> Result<i64, DbError> {
        comments::changes_after(connection, id, place, limit)
    }
}

/// Watch the comments live
///
/// Server-sent events, for the audience of the broadcast while it is shown: `comment` for a new comment, `answer` for an
/// answer, `hidden` for a comment that is shown no more; each with a `LiveComment` as its data. The id of an event, sent as
/// `Last-Event-ID`, says where to go on after an interruption; some may then come twice. After `reset` too much was missed:
/// read the list of comments again. The events end with the broadcast, with the token, and when the caller no longer belongs
/// to the audience. Places are limited for a meeting and for an address (429).
#[utoipa::path(operation_id = "watchComments", extensions(("x-refusals" = json!("meeting-forbids-action not-in-audience too-early too-late"))), params(("id" = Uuid, Path, description = "Id of the meeting")), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The events, as long as one watches", content_type = "text/event-stream", body = inline(String))))]
#[get("/meetings/{id}/comments/live")]
pub async fn watch(ask: Ask, id: PathId, request: HttpRequest) -> Result<HttpResponse, Problem> {
    live::watch::<Comments>(ask, id.0, request).await
}
