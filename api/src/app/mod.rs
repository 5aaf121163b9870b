//! What all requests share: the law, the database, the clock, the keys.

pub mod desk;
pub mod ids;
pub mod lanes;
pub mod live;
pub mod part;
pub mod pulse;
pub mod record;
pub mod table;
pub mod viewings;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use merzim_domain::engine::NamedParty;
use merzim_domain::{Bin, Law, PersonKey, Role, Text, Vocabulary};
use merzim_persistence::cases::{self, Viewer};
use merzim_persistence::idempotency::{self, Key, Once};
use merzim_persistence::storage::FileStore;
use merzim_persistence::{Connection, Database, statements};
use time::{Duration, OffsetDateTime};
use tokio::sync::watch;
use uuid::Uuid;

pub use desk::{Ask, Desk};
pub use part::{Part, Place, Serves};
pub use record::{Record, added, form, stored};

use self::ids::Ids;
use self::lanes::{Lane, Lanes, Wanted};
use self::live::Live;
use self::pulse::Pulse;
use self::viewings::Viewings;
use crate::config::{Config, Organisation};
use crate::digest::sha256;
use crate::http::door::{Door, Inside};
use crate::http::{Answer, Call, Reply, block};
use crate::notary::Notary;
use crate::problem::{Fault, Problem};
use crate::signature::SignatureVerifier;

/// What all requests share.
pub struct App {
    /// Rulebook and calendar.
    pub law: Arc<Law>,
    /// Settings.
    pub config: Config,
    /// The time, which a sandbox can move.
    pub clock: Clock,
    /// The ids of what is new.
    pub ids: Ids,
    /// Where attachments are kept.
    pub files: Arc<dyn FileStore>,
    /// Who verifies signatures.
    pub signatures: Arc<dyn SignatureVerifier>,
    /// Who signs the heads of the log.
    pub notary: Arc<Notary>,
    /// What every request has met.
    pub door: Arc<Door>,
    /// The parts of the program.
    pub parts: &'static [Part],
    /// Whether the database answers.
    pub pulse: Pulse,
    /// Those who watch something live.
    pub live: Live,
    /// Who has viewed the cases of persons.
    pub(crate) viewings: Viewings,
    pub(crate) db: Database,
    pub(crate) lanes: Lanes,
    /// Says that something was changed, to those who then look what there is to do.
    pub(crate) changed: watch::Sender<()>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("App")
    }
}

/// The time in microseconds; in a sandbox it can be moved.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_micros: Arc<AtomicI64>,
}

impl Clock {
    /// Now.
    pub fn now(&self) -> OffsetDateTime {
        let now = OffsetDateTime::now_utc() + Duration::microseconds(self.ahead_micros.load(Ordering::Relaxed));
        now.replace_microsecond(now.microsecond()).unwrap_or(now)
    }

    /// Makes it `instant` now; the clock runs on from there.
    pub fn set(&self, instant: OffsetDateTime) {
        let ahead = (instant - OffsetDateTime::now_utc()).whole_microseconds();
        self.ahead_micros.store(i64::try_from(ahead).unwrap_or_default(), Ordering::Relaxed);
    }
}

/// Work on the database that gives a `T`.
pub trait Work<T>: FnOnce(&mut Connection) -> Result<T, Problem> + Send + 'static {}

impl<T, F: FnOnce(&mut Connection) -> Result<T, Problem> + Send + 'static> Work<T> for F {}

/// Whose an idempotency key is, as a digest: who it is, nobody needs to know from it.
fn owner(call: &Call, fingerprint: &str) -> String {
    // The same person in another organisation or role is another caller.
    let roles: Vec<&str> = call.actor.roles.iter().map(|role| role.code()).collect();
    let organisation = call.actor.organisation.as_ref().map_or("", Bin::as_str);
    // Those who do not say who they are have nothing in common but what they ask for.
    let guest = if call.actor.person.is_none() { fingerprint } else { "" };
    sha256(format!("{} {organisation} {} {guest}", call.actor.subject, roles.join(" ")).as_bytes())
}

/// Whether somebody who has said who they are has used the idempotency key of this call.
pub(crate) fn is_repeated(call: &Call, connection: &mut Connection) -> Result<bool, Problem> {
    let Some(key) = &call.idempotency_key else { return Ok(false) };
    Ok(idempotency::is_known(connection, &owner(call, ""), key, OffsetDateTime::now_utc())?)
}

impl App {
    /// The body of which there is one in the country, as the settings name it. Else 409 when they name none.
    pub fn organisation(&self, role: Role) -> Result<&Organisation, Problem> {
        let missing = || {
            Problem::from(Fault::NotConfigured).because(
                Text::new(
                    "баптауда көрсетілмеген: {}",
                    "в настройках не указан: {}",
                    "the settings do not name this body: {}",
                )
                .with(&role.title()),
            )
        };
        self.config.organisations.get(&role).ok_or_else(missing)
    }

    /// Those of the roles that the settings name somebody for, as parties. Others are named when a case begins.
    pub fn addressees(&self, roles: &[Role]) -> Vec<NamedParty> {
        let party = |role: &Role| {
            let Organisation { bin, name } = self.config.organisations.get(role)?;
            Some(NamedParty::organisation(*role, bin, name.clone()))
        };
        roles.iter().filter_map(party).collect()
    }

    async fn on_database<T: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce(&Database, Instant) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let asked = Instant::now();
        let answer = self.pulse.while_up(async {
            let (turn, until) = self.lanes.enter(lane).await?;
            self.door.metrics.waited(asked.elapsed());
            let db = self.db.clone();
            block(move || {
                let _turn = turn;
                work(&db, until)
            })
            .await
        });
        // A change that nobody waits for any more may still be made: who asked does not know, and asks again
        // with the same key.
        answer.await.ok_or(Fault::Unavailable)?
    }

    /// Answers from one state of the database, with as many statements as it takes.
    pub async fn answer(&self, lane: Lane, work: impl Work<Reply>) -> Answer {
        let counted = self.door.is_sandbox;
        self.on_database(lane, move |db, until| {
            let reply = db.snapshot(until, lane.longest_statement(), work)?;
            Ok(if counted { reply.after(statements()) } else { reply })
        })
        .await
    }

    /// Reads a part of something long, as a search does.
    pub async fn look<T: Send + 'static>(&self, work: impl Work<T>) -> Result<T, Problem> {
        self.on_database(Lane::Search, move |db, until| db.snapshot(until, Lane::Search.longest_statement(), work))
            .await
    }

    /// Reads very much, from one state of the database, as long as somebody waits for it: `work` asks now and then.
    pub async fn export<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection, &Wanted) -> Result<T, Problem> + Send + 'static,
    {
        // It is dropped when nobody waits any more.
        let asking = Arc::new(());
        let wanted = Wanted(Arc::downgrade(&asking));
        self.on_database(Lane::Export, move |db, until| {
            wanted.still()?;
            db.snapshot(until, Lane::Export.longest_statement(), |connection| work(connection, &wanted))
        })
        .await
    }

    /// Reads something that is not an answer yet.
    pub async fn query<T: Send + 'static>(&self, work: impl Work<T>) -> Result<T, Problem> {
        self.on_database(Lane::Read, move |db, until| db.read(until, work)).await
    }

    /// Changes something in one transaction, and tells those who look what there is to do.
    pub async fn change<T: Send + 'static>(&self, work: impl Work<T>) -> Result<T, Problem> {
        let done = self.write_plainly(work).await?;
        self.changed.send_replace(());
        Ok(done)
    }

    /// The same for what tells nobody anything.
    pub async fn write_plainly<T: Send + 'static>(&self, work: impl Work<T>) -> Result<T, Problem> {
        self.on_database(Lane::Write, move |db, until| db.write(until, work)).await
    }

    /// Changes something in one transaction and answers. With an idempotency key the answer is
    /// remembered in that transaction; `body` is what the key stands for.
    pub async fn write(&self, call: &Call, body: &[u8], work: impl Work<Reply>) -> Answer {
        let (now, lang) = (OffsetDateTime::now_utc(), call.lang);
        let key = call.idempotency_key.clone().map(|key| {
            // Who forgets the version does not ask for the same.
            let version: &[u8] = if call.is_conditional() { b"If-Match " } else { b"" };
            let fingerprint = sha256(&[call.target.as_bytes(), b" ", version, body].concat());
            Key { owner: owner(call, &fingerprint), key, fingerprint }
        });
        self.change(move |connection| {
            let Some(key) = key else { return work(connection) };
            let once = |connection: &mut Connection| work(connection).map(|reply| reply.in_language(lang));
            match idempotency::once(connection, &key, now, once)? {
                Once::Done(reply) => Ok(reply),
                Once::Remembered(reply) => Ok(reply.replayed()),
                Once::Other => Err(Fault::KeyReused.into()),
            }
        })
        .await
    }
}

impl Inside for App {
    fn knows(&self, person: PersonKey) -> LocalBoxFuture<'_, Result<bool, Problem>> {
        self.query(move |connection| Ok(cases::knows(connection, &person)?)).boxed_local()
    }

    fn expect_there(
        &self,
        viewer: Viewer,
        (collection, id): (String, Uuid),
        for_everybody: bool,
    ) -> LocalBoxFuture<'_, Result<(), Problem>> {
        let parts = self.parts;
        self.query(move |connection| part::expect_there(parts, connection, &viewer, (&collection, id), for_everybody))
            .boxed_local()
    }
}
