//! Watching live: what changes of what everybody may follow, as server-sent events.
//!
//! Each node looks once for all who watch the same there: at once when something is written through this node, and every
//! second for what another node has written.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration as Pause, Instant};

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{StreamExt, stream};
use merzim_persistence::cases::Viewer;
use merzim_persistence::page::{ListPlace, Page};
use merzim_persistence::{Connection, DbError, Json};
use serde::Serialize;
use time::{Duration, OffsetDateTime};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender, channel};
use uuid::Uuid;

use crate::app::live::LiveEvent;
use crate::app::{App, Ask, Desk};
use crate::http::edge::is_head;
use crate::http::places::TakenPlace;
use crate::problem::{Fault, Problem};

/// How often one looks for what another node has written.
const PAUSE: Pause = Pause::from_secs(1);
/// How long an empty line keeps a connection from being taken for dead; and how often those who must be are asked again whether they
/// still may watch.
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

/// What is watched: something that everybody may follow, with what people say there.
pub trait Watched: 'static {
    /// How many may watch one of them at this node.
    fn places(app: &App) -> usize;

    /// Checks that the caller may watch; whether they must be asked again while they do.
    fn enter(desk: &mut Desk<'_>, id: Uuid) -> Result<bool, Problem>;

    /// Whether somebody who must be asked again may go on watching.
    fn may_stay(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<bool, DbError>;

    /// How it is shown, as long as it may be watched. When that changes everybody must come in again.
    fn shown(app: &App, connection: &mut Connection, id: Uuid) -> Result<Option<Option<Json>>, Problem>;

    /// What changed after this place, in the order of change, and where that goes on.
    fn changes(
        connection: &mut Connection,
        id: Uuid,
        place: ListPlace,
        limit: i64,
    ) -> Result<(Vec<LiveEvent>, Option<ListPlace>), Problem>;

    /// How much of it there is, up to `limit`.
    fn changes_after(connection: &mut Connection, id: Uuid, place: ListPlace, limit: i64) -> Result<i64, DbError>;
}

/// A page of changes as it is told, and where it goes on.
pub fn told<R>(
    page: Page<R>,
    tell: impl FnMut(R) -> Result<LiveEvent, Problem>,
) -> Result<(Vec<LiveEvent>, Option<ListPlace>), Problem> {
    let more = page.more;
    let told = page.items.into_iter().map(tell).collect::<Result<Vec<_>, _>>()?;
    let next = told.last().filter(|_| more).map(|last| ListPlace { at: last.at, id: last.id });
    Ok((told, next))
}

impl LiveEvent {
    /// What happened under this name to something that came to this version then, with what is told of it.
    pub fn of<T: Serialize>(
        name: &str,
        id: Uuid,
        (version, at): (i64, OffsetDateTime),
        told: &T,
    ) -> Result<Self, Problem> {
        let data = serde_json::to_string(told).map_err(Problem::internal)?;
        let place = at.unix_timestamp_nanos() / 1_000;
        let event = format!("id: {place}\nevent: {name}\ndata: {data}\n\n");
        Ok(Self { id, version, at, event: event.into() })
    }
}

/// Everything that has happened since, and how it is shown, as long as it is; then nothing.
async fn changes<W: Watched>(
    app: &Data<App>,
    id: Uuid,
    since: OffsetDateTime,
) -> Result<Option<(Vec<LiveEvent>, Option<Json>)>, Problem> {
    let inner = app.clone();
    app.query(move |connection| {
        let Some(shown) = W::shown(&inner, connection, id)? else { return Ok(None) };
        let (mut told, mut next) = (Vec::new(), Some(ListPlace::at(since)));
        while let Some(place) = next {
            let (batch, more) = W::changes(connection, id, place, BATCH)?;
            next = more;
            told.extend(batch);
        }
        Ok(Some((told, shown)))
    })
    .await
}

/// Enters the room of what is watched, which is opened for the first: if there is a place at this node, in this room, and for this
/// address.
fn enter<W: Watched>(app: &Data<App>, id: Uuid, address: IpAddr) -> Result<(TakenPlace, Receiver<LiveEvent>), Problem> {
    let full = || Problem::from(Fault::TooManyRequests).retry_after(RETRY);
    let mut rooms = app.live.rooms.lock();
    let there = rooms.get(&id).map_or(0, Sender::receiver_count);
    if app.live.watchers() >= app.live.most || there >= W::places(app) {
        return Err(full());
    }
    let place = app.live.places.take(address).ok_or_else(full)?;
    if let Some(room) = rooms.get(&id) {
        return Ok((place, room.subscribe()));
    }
    let (room, receiver) = channel(WAITING);
    rooms.insert(id, room.clone());
    actix_web::rt::spawn(look_out::<W>(app.clone(), id, room));
    Ok((place, receiver))
}

/// Tells a room what changes, until it is empty.
async fn look_out<W: Watched>(app: Data<App>, id: Uuid, room: Sender<LiveEvent>) {
    let mut known: HashMap<Uuid, (i64, OffsetDateTime)> = HashMap::new();
    let opened = app.clock.now();
    let mut since = opened - OVERLAP;
    let mut before: Option<Option<Json>> = None;
    loop {
        {
            let mut rooms = app.live.rooms.lock();
            let is_this = rooms.get(&id).is_some_and(|known| known.same_channel(&room));
            if !is_this || room.receiver_count() == 0 {
                if is_this {
                    rooms.remove(&id);
                }
                return;
            }
        }
        // The clock of a sandbox may have been set back.
        let looked = app.clock.now();
        since = since.min(looked - OVERLAP);
        match changes::<W>(&app, id, since).await {
            Ok(Some((changes, now))) if before.as_ref().is_none_or(|before| *before == now) => {
                let first = before.replace(now).is_none();
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
            // It is over, or shown otherwise now, perhaps to others: another node may have been told so.
            Ok(_) => return app.live.leave(id, &room),
            Err(problem) => tracing::warn!(code = problem.code(), cause = problem.cause(), "nothing to watch"),
        }
        let _ = tokio::time::timeout(PAUSE, app.live.bell.notified()).await;
    }
}

/// What is sent to one watcher.
struct Watcher<W> {
    app: Data<App>,
    id: Uuid,
    receiver: Receiver<LiveEvent>,
    /// What was missed, by `Last-Event-ID`, and is sent first: a page of it, and where the next one begins.
    missed: std::vec::IntoIter<LiveEvent>,
    next_page: Option<ListPlace>,
    sent: HashMap<Uuid, i64>,
    /// When the token runs out.
    until: Option<Instant>,
    /// Who must be asked again whether they may stay, and when they last were.
    asked: Option<(Viewer, Instant)>,
    _place: TakenPlace,
    _watched: PhantomData<W>,
}

impl<W: Watched> Watcher<W> {
    /// Whether the watcher still belongs to the audience.
    async fn may_stay(&mut self) -> Result<bool, Problem> {
        if self.until.is_some_and(|until| until <= Instant::now()) {
            return Ok(false);
        }
        let Some((viewer, seen)) = self.asked.as_mut().filter(|(_, seen)| seen.elapsed() >= SILENCE) else {
            return Ok(true);
        };
        *seen = Instant::now();
        let (viewer, id) = (viewer.clone(), self.id);
        let asked = self.app.query(move |connection| Ok(W::may_stay(connection, &viewer, id)?)).await;
        // While the database is busy or away, whoever was let in stays.
        asked.or_else(|problem| if problem.is(Fault::Unavailable) { Ok(true) } else { Err(problem) })
    }

    /// The next of what was missed, read a page at a time, so that none of it waits in memory for a slow reader.
    async fn next_missed(&mut self) -> Result<Option<LiveEvent>, Problem> {
        if self.missed.len() == 0
            && let Some(place) = self.next_page.take()
        {
            let id = self.id;
            let (page, next) = self.app.query(move |connection| W::changes(connection, id, place, PAGE)).await?;
            self.next_page = next;
            self.missed = page.into_iter();
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

async fn next<W: Watched>(mut watcher: Watcher<W>) -> Option<(Result<Bytes, actix_web::Error>, Watcher<W>)> {
    match watcher.next().await {
        Ok(told) => told.map(|told| (Ok(told), watcher)),
        Err(problem) => {
            tracing::warn!(code = problem.code(), cause = problem.cause(), "a watcher is sent away");
            None
        }
    }
}

/// Where somebody was interrupted, by the id of the last event they had.
fn interrupted(request: &HttpRequest) -> Option<ListPlace> {
    let micros: i64 = request.headers().get("Last-Event-ID")?.to_str().ok()?.parse().ok()?;
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).ok()?;
    // Databases know no instants at the ends of time.
    (1..9999).contains(&at.year()).then(|| ListPlace::at(at))
}

/// Watches what has this id, for as long as that goes on.
pub async fn watch<W: Watched>(ask: Ask, id: Uuid, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let since = interrupted(&request);
    let (for_some, too_much) = ask
        .query(move |desk| {
            let for_some = W::enter(desk, id)?;
            let missed = since.map(|place| W::changes_after(desk.connection, id, place, MISSED + 1)).transpose()?;
            Ok((for_some, missed.is_some_and(|missed| missed > MISSED)))
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
    let (place, receiver) = enter::<W>(&ask.app, id, address)?;
    let watcher = Watcher::<W> {
        id,
        receiver,
        missed: Vec::new().into_iter(),
        next_page: since.filter(|_| !too_much),
        sent: HashMap::new(),
        until: ask.call.ends_at(),
        asked: for_some.then(|| (ask.call.viewer(), Instant::now())),
        _place: place,
        _watched: PhantomData,
        app: ask.app,
    };
    let hello = if too_much { "retry: 2000\nevent: reset\ndata: {}\n\n" } else { "retry: 2000\n\n" };
    let hello = stream::once(async move { Ok(Bytes::from_static(hello.as_bytes())) });
    Ok(answer.streaming(hello.chain(Box::pin(stream::unfold(watcher, next)))))
}
