//! Lanes to the database: who may be there at once, who waits, and who is told to come again. What is heavy has lanes of its
//! own, so that it holds up only its like.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use merzim_persistence::PATIENCE;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::problem::{Fault, Problem};

/// Seconds after which a lane may be free again.
const RETRY: u64 = 5;

/// How many signatures are verified at once.
const VERIFICATIONS: usize = 4;

/// Kinds of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Reads a thing or two.
    Read,
    /// Changes something.
    Write,
    /// Looks for something in a list.
    Search,
    /// Reads very much, for a file.
    Export,
}

impl Lane {
    /// How long one waits for a turn.
    const fn patience(self) -> Duration {
        match self {
            Self::Read | Self::Write | Self::Search => PATIENCE,
            Self::Export => Duration::from_secs(15),
        }
    }

    /// How long a statement of a snapshot may take; outside of one it is ten seconds, as the connection says.
    pub const fn longest_statement(self) -> Duration {
        match self {
            Self::Read | Self::Write | Self::Search => Duration::from_secs(5),
            Self::Export => Duration::from_secs(30),
        }
    }
}

/// A queue: so many have their turn at once, and so many wait.
#[derive(Debug)]
struct Queue {
    turns: Arc<Semaphore>,
    waiting: Semaphore,
}

impl Queue {
    fn of(turns: usize, most_waiting: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(turns.max(1))), waiting: Semaphore::new(most_waiting) }
    }

    async fn turn(&self, until: Instant, busy: impl Fn() -> Problem) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(turn) = Arc::clone(&self.turns).try_acquire_owned() {
            return Ok(turn);
        }
        let _waiting = self.waiting.try_acquire().map_err(|_| busy())?;
        let turn = tokio::time::timeout_at(until.into(), Arc::clone(&self.turns).acquire_owned()).await;
        turn.map_err(|_| busy())?.map_err(Problem::internal)
    }
}

/// The queues of a node. All work waits for a connection; some kinds wait in a queue of their own first, which has fewer turns,
/// so that some connections stay free for the others.
#[derive(Debug)]
pub struct Lanes {
    connections: Queue,
    writers: Queue,
    searches: Queue,
    exports: Queue,
    verifications: Queue,
}

impl Lanes {
    /// Lanes to so many connections.
    pub fn to(connections: usize) -> Self {
        Self {
            connections: Queue::of(connections, Semaphore::MAX_PERMITS),
            writers: Queue::of(connections.saturating_sub(2), Semaphore::MAX_PERMITS),
            searches: Queue::of(connections / 2, connections * 8),
            exports: Queue::of(connections / 4, connections),
            verifications: Queue::of(VERIFICATIONS, connections * 8),
        }
    }

    /// Waits for a turn to verify a signature, which takes no connection but may take seconds. Else 503.
    pub async fn verification(&self) -> Result<OwnedSemaphorePermit, Problem> {
        self.verifications.turn(Instant::now() + PATIENCE, || Fault::Unavailable.into()).await
    }

    /// Waits for a turn, which lasts as long as what is given back; and until when one would have waited for a
    /// connection. Else 429 when too many search or export already, 503 when the database is too busy.
    pub async fn enter(&self, lane: Lane) -> Result<(Vec<OwnedSemaphorePermit>, Instant), Problem> {
        let come_again = || Problem::from(Fault::TooManyRequests).retry_after(RETRY);
        let away = || Problem::from(Fault::Unavailable);
        let until = Instant::now() + lane.patience();
        let first = match lane {
            Lane::Read => None,
            Lane::Write => Some(self.writers.turn(until, away).await?),
            Lane::Search => Some(self.searches.turn(until, come_again).await?),
            Lane::Export => Some(self.exports.turn(until, come_again).await?),
        };
        // Whoever has waited long for an export is not patient with a connection besides.
        let until = until.min(Instant::now() + PATIENCE);
        let last = self.connections.turn(until, away).await?;
        Ok((first.into_iter().chain([last]).collect(), until))
    }
}

/// Whether anybody still waits for work that takes long: whoever holds what this points to.
#[derive(Debug)]
pub struct Wanted(pub(super) Weak<()>);

impl Wanted {
    /// Goes on only if somebody still waits.
    pub fn still(&self) -> Result<(), Problem> {
        if self.0.strong_count() > 0 { Ok(()) } else { Err(Fault::Timeout.into()) }
    }
}
