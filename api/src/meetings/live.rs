//! Watching live: new comments and answers as server-sent events (№ 605-НҚ ¶13).
//!
//! Each node looks once for all who watch a meeting there: at once when something is written through this node, and every
//! second for what another node has written.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration as Pause;

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, get};
use futures_util::{StreamExt, stream};
use merzim_domain::procedures::broadcast_comment::CommentState;
use merzim_domain::procedures::open_meeting::MeetingState;
use merzim_persistence::cases::CaseRow;
use merzim_persistence::comments::{self, CommentRow};
use merzim_persistence::meetings;
use parking_lot::Mutex;
use serde::Serialize;
use time::{Duration, OffsetDateTime};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, broadcast};
use utoipa::ToSchema;
use uuid::Uuid;

use super::audience::Viewpoint;
use super::comments::Answer;
use crate::app::App;
use crate::http::call::Call;
use crate::http::code::Code;
use crate::http::input::{PathId, read_stored};
use crate::http::problem::{Fault, Problem};

/// How often one looks for what another node has written.
const PAUSE: Pause = Pause::from_secs(1);
/// How long an empty line keeps a connection from being taken for dead.
const SILENCE: Pause = Pause::from_secs(5);
/// How far back one looks each time, for what was committed late.
const OVERLAP: Duration = Duration::seconds(5);
/// How many events may wait for a slow reader.
const BACKLOG: usize = 256;
/// How many may watch at one node.
const WATCHERS: usize = 1_000;
const BATCH: i64 = 500;

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
    pub answer: Option<Answer>,
}

/// What happened to a comment, ready to be sent.
#[derive(Clone, Debug)]
struct Told {
    id: Uuid,
    version: i64,
    /// When it happened.
    at: OffsetDateTime,
    event: Arc<str>,
}

/// The rooms in which meetings are watched.
#[derive(Debug, Default)]
pub struct Live {
    rooms: Mutex<HashMap<Uuid, broadcast::Sender<Told>>>,
    /// Rung when something has been written through this node.
    bell: Notify,
    /// Rung when the program stops.
    end: Notify,
}

impl Live {
    /// Something has been written.
    pub fn ring(&self) {
        self.bell.notify_waiters();
    }

    /// Sends everybody out of a room: whoever comes again is asked once more whether they may.
    pub fn clear(&self, meeting: Uuid) {
        self.rooms.lock().remove(&meeting);
        self.ring();
    }

    /// Nobody watches any more: the program stops.
    pub fn close(&self) {
        self.rooms.lock().clear();
        self.end.notify_waiters();
    }

    fn watchers(&self) -> usize {
        self.rooms.lock().values().map(broadcast::Sender::receiver_count).sum()
    }
}

fn change((case, row): (CaseRow, CommentRow)) -> Result<Told, Problem> {
    let state: Code<CommentState> = Code::known(&case.state)?;
    let answer: Option<Answer> = read_stored(row.answer)?;
    let (name, shown) = match state.0 {
        CommentState::Received => ("comment", true),
        CommentState::Answered => ("answer", true),
        CommentState::Hidden | CommentState::AnsweredHidden => ("hidden", false),
    };
    let told = LiveComment {
        id: case.id.0,
        author: row.author.filter(|_| shown),
        text: shown.then_some(row.text),
        answer: answer.filter(|_| shown),
    };
    let data = serde_json::to_string(&told).map_err(Problem::internal)?;
    let place = case.updated_at.0.unix_timestamp_nanos() / 1_000;
    let event = format!("id: {place}\nevent: {name}\ndata: {data}\n\n");
    Ok(Told { id: case.id.0, version: case.version, at: case.updated_at.0, event: event.into() })
}

/// Everything that has happened since, as long as the meeting is watched; then nothing.
async fn changes(app: &Data<App>, meeting: Uuid, since: OffsetDateTime) -> Result<Option<Vec<Told>>, Problem> {
    app.query(move |connection| {
        let (case, _) = meetings::by_id(connection, meeting)?;
        let state: Code<MeetingState> = Code::known(&case.state)?;
        if !state.0.is_watched() {
            return Ok(None);
        }
        let (mut found, mut since) = (Vec::new(), since);
        loop {
            let batch = comments::changed(connection, meeting, since, BATCH)?;
            let (read, last) = (batch.len(), batch.last().map(|(case, _)| case.updated_at.0));
            found.extend(batch.into_iter().map(change).collect::<Result<Vec<_>, _>>()?);
            match last {
                // The last instant may have more than one; they are told apart by their ids.
                Some(last) if i64::try_from(read).is_ok_and(|read| read == BATCH) && last > since => since = last,
                _ => return Ok(Some(found)),
            }
        }
    })
    .await
}

/// Enters the room of a meeting, which is opened for the first.
fn enter(app: &Data<App>, meeting: Uuid) -> broadcast::Receiver<Told> {
    let mut rooms = app.live.rooms.lock();
    if let Some(room) = rooms.get(&meeting) {
        return room.subscribe();
    }
    let (room, receiver) = broadcast::channel(BACKLOG);
    rooms.insert(meeting, room.clone());
    actix_web::rt::spawn(look_out(app.clone(), meeting, room));
    receiver
}

/// Tells a room what changes, until it is empty.
async fn look_out(app: Data<App>, meeting: Uuid, room: broadcast::Sender<Told>) {
    let mut known: HashMap<Uuid, i64> = HashMap::new();
    let opened = app.clock.now();
    let mut since = opened - OVERLAP;
    let mut first = true;
    loop {
        {
            let mut rooms = app.live.rooms.lock();
            let is_this = rooms.get(&meeting).is_some_and(|known| known.same_channel(&room));
            if is_this && room.receiver_count() == 0 {
                rooms.remove(&meeting);
            }
            if !is_this || room.receiver_count() == 0 {
                return;
            }
        }
        // The clock of a sandbox may have been set back.
        since = since.min(app.clock.now() - OVERLAP);
        match changes(&app, meeting, since).await {
            Ok(None) => return app.live.clear(meeting),
            Ok(Some(found)) => {
                for change in found {
                    let new = known.insert(change.id, change.version).is_none_or(|before| before < change.version);
                    // What was before the room was opened is in the list.
                    if new && (!first || change.at >= opened) {
                        // Nobody may be listening any more.
                        let _ = room.send(change);
                    }
                }
                since = app.clock.now() - OVERLAP;
                first = false;
            }
            Err(problem) => tracing::warn!(code = problem.code(), cause = problem.cause(), "nothing to watch"),
        }
        let _ = tokio::time::timeout(PAUSE, app.live.bell.notified()).await;
    }
}

/// What is sent to one watcher.
struct Watcher {
    app: Data<App>,
    receiver: broadcast::Receiver<Told>,
    /// What was missed, by `Last-Event-ID`, and is sent first.
    missed: std::vec::IntoIter<Told>,
    sent: HashMap<Uuid, i64>,
}

async fn next(mut watcher: Watcher) -> Option<(Result<Bytes, actix_web::Error>, Watcher)> {
    let tell = |text: &str| Bytes::copy_from_slice(text.as_bytes());
    if let Some(change) = watcher.missed.next() {
        watcher.sent.insert(change.id, change.version);
        return Some((Ok(tell(&change.event)), watcher));
    }
    loop {
        let received = tokio::select! {
            received = watcher.receiver.recv() => received,
            () = tokio::time::sleep(SILENCE) => return Some((Ok(tell(": still here\n\n")), watcher)),
            () = watcher.app.live.end.notified() => return None,
        };
        match received {
            Ok(change) if watcher.sent.get(&change.id).is_some_and(|sent| *sent >= change.version) => {}
            Ok(change) => return Some((Ok(tell(&change.event)), watcher)),
            // Whoever reads too slowly comes again and says where to go on.
            Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
        }
    }
}

/// Watch the comments live
///
/// Server-sent events, for the audience of the broadcast: `comment` for a new comment, `answer` for an answer, `hidden` for
/// a comment that is shown no more; each with a `LiveComment` as its data. The id of an event, sent as `Last-Event-ID`,
/// says where to go on after an interruption; some may then come twice.
#[utoipa::path(tag = "Meetings", operation_id = "watchComments", params(("id" = Uuid, Path, description = "Id of the meeting")), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The events, as long as one watches", content_type = "text/event-stream", body = inline(String))))]
#[get("/meetings/{id}/comments/live")]
pub async fn watch(app: Data<App>, call: Call, id: PathId, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let inner = app.clone();
    app.query(move |connection| {
        let (case, meeting) = meetings::find(connection, &call.viewer(), id.0)?;
        Viewpoint::read(&inner, &call, connection, (&case, &meeting))?.expect_audience()
    })
    .await?;
    if app.live.watchers() >= WATCHERS {
        return Err(Fault::TooManyRequests.into());
    }
    let receiver = enter(&app, id.0);
    let last = request.headers().get("Last-Event-ID").and_then(|id| id.to_str().ok()?.parse::<i64>().ok());
    let since = last.and_then(|micros| OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).ok());
    // Databases know no instants at the ends of time.
    let since = since.filter(|since| (1..9999).contains(&since.year()));
    let missed = match since {
        Some(since) => changes(&app, id.0, since).await?.unwrap_or_default(),
        None => Vec::new(),
    };
    let watcher = Watcher { app, receiver, missed: missed.into_iter(), sent: HashMap::new() };
    let hello = stream::once(async { Ok(Bytes::from_static(b"retry: 2000\n\n")) });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        // A proxy must not keep the events until there are many.
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(hello.chain(Box::pin(stream::unfold(watcher, next)))))
}
