//! Watching live: new comments and answers as server-sent events (№ 605-НҚ ¶13).
//!
//! Each node looks once for all who watch a meeting there: at once when something is written through this node, and every
//! second for what another node has written.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration as Pause, Instant};

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, get};
use futures_util::{StreamExt, stream};
use merzim_domain::procedures::broadcast_comment::CommentState;
use merzim_persistence::cases::{CaseRow, Viewer};
use merzim_persistence::comments::{self, CommentRow};
use merzim_persistence::{Json, attendance, meetings, page};
use serde::Serialize;
use time::{Duration, OffsetDateTime};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender, channel};
use utoipa::ToSchema;
use uuid::Uuid;

use super::audience::{Viewpoint, broadcast};
use super::facts::StoredAnswer;
use super::settings::MeetingSettings;
use crate::app::live::LiveEvent;
use crate::app::{App, Ask, Record};
use crate::http::edge::is_head;
use crate::http::places::TakenPlace;
use crate::http::{Code, PathId};
use crate::problem::{Fault, Problem};

/// How often one looks for what another node has written.
const PAUSE: Pause = Pause::from_secs(1);
/// How long an empty line keeps a connection from being taken for dead; and how often those who asked to attend are asked
/// again whether they still may watch.
const SILENCE: Pause = Pause::from_secs(5);
/// How far back one looks each time, for what was committed late.
const OVERLAP: Duration = Duration::seconds(5);
/// How many events may wait for a slow reader.
const WAITING: usize = 256;
/// How many events that were missed are sent after; whoever missed more reads the list again.
const MISSED: i64 = 500;
/// How many of these are read at a time.
const PAGE: i64 = 20;
/// How many changes are read at a time.
const BATCH: i64 = 500;
/// Seconds after which a place may be free.
const RETRY: u64 = 30;

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
        author: row.author.filter(|_| shown),
        text: shown.then_some(row.text),
        answer: answer.filter(|_| shown),
    };
    let data = serde_json::to_string(&told).map_err(Problem::internal)?;
    let place = case.updated_at.0.unix_timestamp_nanos() / 1_000;
    let event = format!("id: {place}\nevent: {name}\ndata: {data}\n\n");
    Ok(LiveEvent { id: case.id.0, version: case.version, at: case.updated_at.0, event: event.into() })
}

/// Everything that has happened since, and how the meeting is broadcast, as long as the broadcast is shown; then nothing.
async fn changes(
    app: &Data<App>,
    meeting: Uuid,
    since: OffsetDateTime,
) -> Result<Option<(Vec<LiveEvent>, Option<Json>)>, Problem> {
    let inner = app.clone();
    app.query(move |connection| {
        let found = meetings::by_id(connection, meeting)?;
        if broadcast(&inner, &found, true)?.is_shown(inner.clock.now()).is_err() {
            return Ok(None);
        }
        let (mut told, mut next) = (Vec::new(), Some(page::ListPlace::at(since)));
        while let Some(place) = next {
            let batch = comments::changed(connection, meeting, place, BATCH)?;
            next = batch.next();
            told.extend(batch.items.into_iter().map(change).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(Some((told, found.1.broadcast)))
    })
    .await
}

/// Enters the room of a meeting, which is opened for the first: if there is a place at this node, in this room, and for this
/// address.
fn enter(app: &Data<App>, meeting: Uuid, address: IpAddr) -> Result<(TakenPlace, Receiver<LiveEvent>), Problem> {
    let full = || Problem::from(Fault::TooManyRequests).retry_after(RETRY);
    let mut rooms = app.live.rooms.lock();
    let there = rooms.get(&meeting).map_or(0, Sender::receiver_count);
    if app.live.watchers() >= app.live.most || there >= app.config.part::<MeetingSettings>().watchers_per_meeting {
        return Err(full());
    }
    let place = app.live.places.take(address).ok_or_else(full)?;
    if let Some(room) = rooms.get(&meeting) {
        return Ok((place, room.subscribe()));
    }
    let (room, receiver) = channel(WAITING);
    rooms.insert(meeting, room.clone());
    actix_web::rt::spawn(look_out(app.clone(), meeting, room));
    Ok((place, receiver))
}

/// Tells a room what changes, until it is empty.
async fn look_out(app: Data<App>, meeting: Uuid, room: Sender<LiveEvent>) {
    let mut known: HashMap<Uuid, (i64, OffsetDateTime)> = HashMap::new();
    let opened = app.clock.now();
    let mut since = opened - OVERLAP;
    let mut form: Option<Option<Json>> = None;
    loop {
        {
            let mut rooms = app.live.rooms.lock();
            let is_this = rooms.get(&meeting).is_some_and(|known| known.same_channel(&room));
            if !is_this || room.receiver_count() == 0 {
                if is_this {
                    rooms.remove(&meeting);
                }
                return;
            }
        }
        // The clock of a sandbox may have been set back.
        let looked = app.clock.now();
        since = since.min(looked - OVERLAP);
        match changes(&app, meeting, since).await {
            Ok(Some((changes, now))) if form.as_ref().is_none_or(|form| *form == now) => {
                let first = form.replace(now).is_none();
                for change in changes {
                    let place = (change.version, change.at);
                    let new = known.insert(change.id, place).is_none_or(|(before, _)| before < change.version);
                    // What was before the room was opened is in the list.
                    if new && (!first || change.at >= opened) {
                        // Nobody may be listening any more.
                        let _ = room.send(change);
                    }
                }
                since = looked - OVERLAP;
                known.retain(|_, (_, at)| *at >= since);
            }
            // It is over, or broadcast otherwise now, perhaps for others: another node may have been told so.
            Ok(_) => return app.live.leave(meeting, &room),
            Err(problem) => tracing::warn!(code = problem.code(), cause = problem.cause(), "nothing to watch"),
        }
        let _ = tokio::time::timeout(PAUSE, app.live.bell.notified()).await;
    }
}

/// What is sent to one watcher.
struct Watcher {
    app: Data<App>,
    meeting: Uuid,
    receiver: Receiver<LiveEvent>,
    /// What was missed, by `Last-Event-ID`, and is sent first: a page of it, and where the next one begins.
    missed: std::vec::IntoIter<LiveEvent>,
    next_page: Option<page::ListPlace>,
    sent: HashMap<Uuid, i64>,
    /// When the token runs out.
    until: Option<Instant>,
    /// Who must still have asked to attend, and when that was last seen.
    asked: Option<(Viewer, Instant)>,
    _place: TakenPlace,
}

impl Watcher {
    /// Whether the watcher still belongs to the audience.
    async fn may_stay(&mut self) -> Result<bool, Problem> {
        if self.until.is_some_and(|until| until <= Instant::now()) {
            return Ok(false);
        }
        let Some((viewer, seen)) = self.asked.as_mut().filter(|(_, seen)| seen.elapsed() >= SILENCE) else {
            return Ok(true);
        };
        *seen = Instant::now();
        let (viewer, meeting) = (viewer.clone(), self.meeting);
        let asked = self.app.query(move |connection| Ok(attendance::has_asked(connection, &viewer, meeting)?)).await;
        // While the database is busy or away, whoever was let in stays.
        asked.or_else(|problem| if problem.is(Fault::Unavailable) { Ok(true) } else { Err(problem) })
    }

    /// The next of what was missed, read a page at a time, so that none of it waits in memory for a slow reader.
    async fn next_missed(&mut self) -> Result<Option<LiveEvent>, Problem> {
        if self.missed.len() == 0
            && let Some(place) = self.next_page.take()
        {
            let meeting = self.meeting;
            let page =
                self.app.query(move |connection| Ok(comments::changed(connection, meeting, place, PAGE)?)).await?;
            self.next_page = page.next();
            self.missed = page.items.into_iter().map(change).collect::<Result<Vec<_>, _>>()?.into_iter();
        }
        Ok(self.missed.next())
    }

    /// What is sent next; nothing when there is nothing more for this watcher.
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        if !self.may_stay().await? {
            return Ok(None);
        }
        if let Some(change) = self.next_missed().await? {
            self.sent.insert(change.id, change.version);
            return Ok(Some(change.event));
        }
        loop {
            let Ok(received) = tokio::time::timeout(SILENCE, self.receiver.recv()).await else {
                return Ok(self.may_stay().await?.then_some(Bytes::from_static(b": still here\n\n")));
            };
            match received {
                Ok(change) if self.sent.get(&change.id).is_some_and(|sent| *sent >= change.version) => {}
                Ok(change) => return Ok(Some(change.event)),
                // Whoever reads too slowly comes again and says where to go on.
                Err(RecvError::Lagged(_) | RecvError::Closed) => return Ok(None),
            }
        }
    }
}

async fn next(mut watcher: Watcher) -> Option<(Result<Bytes, actix_web::Error>, Watcher)> {
    match watcher.next().await {
        Ok(told) => told.map(|told| (Ok(told), watcher)),
        Err(problem) => {
            tracing::warn!(code = problem.code(), cause = problem.cause(), "a watcher is sent away");
            None
        }
    }
}

/// Where somebody was interrupted, by the id of the last event they had.
fn interrupted(request: &HttpRequest) -> Option<page::ListPlace> {
    let micros: i64 = request.headers().get("Last-Event-ID")?.to_str().ok()?.parse().ok()?;
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).ok()?;
    // Databases know no instants at the ends of time.
    (1..9999).contains(&at.year()).then(|| page::ListPlace::at(at))
}

/// Watch the comments live
///
/// Server-sent events, for the audience of the broadcast while it is shown: `comment` for a new comment, `answer` for an
/// answer, `hidden` for a comment that is shown no more; each with a `LiveComment` as its data. The id of an event, sent as
/// `Last-Event-ID`, says where to go on after an interruption; some may then come twice. After `reset` too much was missed:
/// read the list of comments again. The events end with the broadcast, with the token, and when the caller no longer belongs
/// to the audience. Places are limited for a meeting and for an address (429).
#[utoipa::path(operation_id = "watchComments", params(("id" = Uuid, Path, description = "Id of the meeting")), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The events, as long as one watches", content_type = "text/event-stream", body = inline(String))))]
#[get("/meetings/{id}/comments/live")]
pub async fn watch(ask: Ask, id: PathId, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let since = interrupted(&request);
    let (for_some, too_much) = ask
        .query(move |desk| {
            let meeting = meetings::find(desk.connection, &desk.call.viewer(), id.0)?;
            let viewpoint = Viewpoint::of(desk, &meeting)?;
            viewpoint.broadcast.is_shown(desk.now)?;
            let missed =
                since.map(|place| comments::changes_after(desk.connection, id.0, place, MISSED + 1)).transpose()?;
            let too_much = missed.is_some_and(|missed| missed > MISSED);
            Ok((viewpoint.must_ask, too_much))
        })
        .await?;
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        // A proxy must not keep the events until there are many.
        .insert_header(("X-Accel-Buffering", "no"));
    if is_head(&request) {
        return Ok(answer.streaming(stream::empty::<Result<Bytes, actix_web::Error>>()));
    }
    let address = ask.app.door.rates.address(&request).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let (place, receiver) = enter(&ask.app, id.0, address)?;
    let watcher = Watcher {
        meeting: id.0,
        receiver,
        missed: Vec::new().into_iter(),
        next_page: since.filter(|_| !too_much),
        sent: HashMap::new(),
        until: ask.call.ends_at(),
        asked: for_some.then(|| (ask.call.viewer(), Instant::now())),
        _place: place,
        app: ask.app,
    };
    let hello = if too_much { "retry: 2000\nevent: reset\ndata: {}\n\n" } else { "retry: 2000\n\n" };
    let hello = stream::once(async move { Ok(Bytes::from_static(hello.as_bytes())) });
    Ok(answer.streaming(hello.chain(Box::pin(stream::unfold(watcher, next)))))
}
