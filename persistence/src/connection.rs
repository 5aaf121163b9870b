//! Connections to either database, their pool, and transactions.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, InstrumentationEvent, SimpleConnection, TransactionManager};
use diesel::{Connection as _, ConnectionError, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use parking_lot::Mutex;

use crate::DbError;
use crate::backend::AnyConnection;

/// A connection that work is done on.
pub type Connection = AnyConnection;

const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations/postgres");
const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// PostgreSQL, by connection URL.
    Postgres(String),
    /// SQLite, by path of its file.
    Sqlite(String),
}

/// A database URL that names neither database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must begin with postgres:// or sqlite://")]
pub struct UrlError;

impl DatabaseUrl {
    /// Tells the database by the scheme of its URL.
    ///
    /// # Errors
    /// [`UrlError`] for any other scheme.
    pub fn parse(url: &str) -> Result<Self, UrlError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        match url.strip_prefix("sqlite://") {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(path.to_owned())),
            _ => Err(UrlError),
        }
    }
}

struct Manager {
    url: DatabaseUrl,
    /// How often connections have been lost.
    losses: Arc<AtomicU64>,
}

impl std::fmt::Debug for Manager {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Manager")
    }
}

/// A connection in the pool, and whether it must leave it.
struct Pooled {
    connection: AnyConnection,
    lost: bool,
    /// How often connections had been lost when it was made.
    age: u64,
}

impl Manager {
    fn establish(&self) -> Result<AnyConnection, ConnectionError> {
        let mut connection = match &self.url {
            DatabaseUrl::Postgres(url) => AnyConnection::Postgres(PgConnection::establish(&impatient(url))?),
            DatabaseUrl::Sqlite(path) => AnyConnection::Sqlite(SqliteConnection::establish(path)?),
        };
        let settings = match &self.url {
            DatabaseUrl::Postgres(_) => "SET TIME ZONE 'UTC'; SET statement_timeout = '30s'".to_owned(),
            DatabaseUrl::Sqlite(_) => format!(
                "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                 PRAGMA secure_delete = ON",
                PATIENCE.as_millis()
            ),
        };
        connection.batch_execute(&settings).map_err(ConnectionError::CouldntSetupConfiguration)?;
        connection.set_instrumentation(|event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { .. } = event {
                STATEMENTS.with(|count| count.set(count.get() + 1));
            }
        });
        Ok(connection)
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = Pooled;
    type Error = ConnectionError;

    fn connect(&self) -> Result<Pooled, ConnectionError> {
        let age = self.losses.load(Ordering::Relaxed);
        self.establish().map(|connection| Pooled { connection, lost: false, age })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), ConnectionError> {
        pooled.connection.batch_execute("SELECT 1").map_err(ConnectionError::CouldntSetupConfiguration)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.lost || std::thread::panicking()
    }
}

thread_local! {
    static STATEMENTS: Cell<u32> = const { Cell::new(0) };
}

/// How long one waits for a connection, or for another program that holds an SQLite file.
pub const PATIENCE: Duration = Duration::from_millis(1500);

/// The database, shared by all requests.
#[derive(Clone, Debug)]
pub struct Database {
    pool: r2d2::Pool<Manager>,
    url: DatabaseUrl,
    losses: Arc<AtomicU64>,
    /// SQLite has one writer: those of this program take turns rather than ask again and again.
    writer: Arc<Mutex<()>>,
}

impl Database {
    /// Opens a pool of `size` connections, creating the file of an SQLite database if need be.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when no connection can be made.
    pub fn open(url: DatabaseUrl, size: u32) -> Result<Self, DbError> {
        let losses = Arc::default();
        let manager = Manager { url: url.clone(), losses: Arc::clone(&losses) };
        let pool = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(PATIENCE)
            .error_handler(Box::new(r2d2::NopErrorHandler))
            .build(manager)
            .map_err(|error| DbError::Unavailable(error.to_string()))?;
        Ok(Self { pool, url, losses, writer: Arc::default() })
    }

    /// A connection beside the pool. Blocks; never call it on an async thread.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when there is none to be had.
    pub fn connect(&self) -> Result<Connection, DbError> {
        let manager = Manager { url: self.url.clone(), losses: Arc::clone(&self.losses) };
        manager.establish().map_err(|error| DbError::Unavailable(error.to_string()))
    }

    /// A connection was lost, so those that the pool has now are no longer trusted.
    pub fn distrust(&self) {
        self.losses.fetch_add(1, Ordering::Relaxed);
    }

    /// A connection of the pool, no older than the last loss.
    fn trusted(&self, until: Instant) -> Result<r2d2::PooledConnection<Manager>, DbError> {
        loop {
            let rest = until.saturating_duration_since(Instant::now());
            let mut pooled = self.pool.get_timeout(rest).map_err(|error| DbError::Unavailable(error.to_string()))?;
            if pooled.age == self.losses.load(Ordering::Relaxed) {
                return Ok(pooled);
            }
            // It leaves the pool, which makes a new one.
            pooled.lost = true;
        }
    }

    /// How many connections the pool has, and how many of them nobody uses.
    #[must_use]
    pub fn connections(&self) -> (u32, u32) {
        let state = self.pool.state();
        (state.connections, state.idle_connections)
    }

    /// Brings the schema up to date; returns the names of the migrations run.
    ///
    /// # Errors
    /// [`DbError`] when a migration fails or the database is unavailable.
    pub fn migrate(&self) -> Result<Vec<String>, DbError> {
        self.read(Instant::now() + PATIENCE, |connection| {
            let run = match connection {
                AnyConnection::Postgres(connection) => {
                    // Nodes that start together wait for each other; the lock ends with the connection too.
                    connection.batch_execute("SELECT pg_advisory_lock(7079)").map_err(DbError::from)?;
                    let run = connection.run_pending_migrations(POSTGRES_MIGRATIONS).map(|versions| names(&versions));
                    connection.batch_execute("SELECT pg_advisory_unlock(7079)").map_err(DbError::from)?;
                    run
                }
                AnyConnection::Sqlite(connection) => {
                    connection.run_pending_migrations(SQLITE_MIGRATIONS).map(|versions| names(&versions))
                }
            };
            run.map_err(|error| DbError::Internal(error.to_string()))
        })
    }

    /// Does `work` on a connection that is had `until` then, outside a transaction. Blocks; never call it on an async
    /// thread.
    ///
    /// # Errors
    /// Whatever `work` returns, or [`DbError::Unavailable`] when there is no connection.
    pub fn read<T, E: From<DbError> + AsDbError>(
        &self,
        until: Instant,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut pooled = self.trusted(until)?;
        STATEMENTS.set(0);
        let result = work(&mut pooled.connection);
        if let Err(error) = &result {
            pooled.lost = error.is_unavailable();
        }
        result
    }

    /// Does `work` in one transaction: all of it is kept, or nothing. On SQLite the transaction
    /// takes the write lock at its beginning, so that what it reads cannot change under it.
    ///
    /// # Errors
    /// Whatever `work` returns, or [`DbError`] when the transaction cannot begin or end.
    pub fn write<T, E: From<DbError> + AsDbError>(
        &self,
        until: Instant,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let busy = || DbError::Unavailable("another writer is long at work".to_owned());
        let _turn = match self.url {
            DatabaseUrl::Sqlite(_) => Some(self.writer.try_lock_until(until).ok_or_else(busy)?),
            DatabaseUrl::Postgres(_) => None,
        };
        // Another program may hold the file: what is left of the patience is for it.
        let rest = until.saturating_duration_since(Instant::now()).as_millis();
        let on_sqlite = format!("PRAGMA busy_timeout = {rest}; BEGIN IMMEDIATE");
        self.transaction(until, "BEGIN", &on_sqlite, work)
    }

    /// Does `work`, which only reads, on one state of the database, whatever others write meanwhile.
    ///
    /// # Errors
    /// Whatever `work` returns, or [`DbError`] when the transaction cannot begin or end.
    pub fn snapshot<T, E: From<DbError> + AsDbError>(
        &self,
        until: Instant,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transaction(until, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "BEGIN", work)
    }

    fn transaction<T, E: From<DbError> + AsDbError>(
        &self,
        until: Instant,
        on_postgres: &str,
        on_sqlite: &str,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        type Manager = <AnyConnection as diesel::Connection>::TransactionManager;
        self.read(until, |connection| {
            match connection {
                AnyConnection::Postgres(connection) => {
                    AnsiTransactionManager::begin_transaction_sql(connection, on_postgres)
                }
                AnyConnection::Sqlite(connection) => {
                    AnsiTransactionManager::begin_transaction_sql(connection, on_sqlite)
                }
            }
            .map_err(DbError::from)?;
            match work(connection) {
                Ok(value) => {
                    Manager::commit_transaction(connection).map_err(DbError::from)?;
                    Ok(value)
                }
                Err(error) => match Manager::rollback_transaction(connection) {
                    Ok(()) => Err(error),
                    Err(rollback) => Err(DbError::Unavailable(rollback.to_string()).into()),
                },
            }
        })
    }
}

/// The URL with an end to waiting: for a connection, and for a network that swallows what is sent. What the
/// operator has set stays.
fn impatient(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in [("connect_timeout", "2"), ("tcp_user_timeout", "10000")] {
        if !url.contains(name) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&format!("{name}={value}"));
        }
    }
    url
}

/// Asks the database for nothing, to see whether it answers.
///
/// # Errors
/// [`DbError`] when it does not.
pub fn ping(connection: &mut Connection) -> Result<(), DbError> {
    Ok(connection.batch_execute("SELECT 1")?)
}

fn names(versions: &[diesel::migration::MigrationVersion<'_>]) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

/// How many statements this thread has sent since its last [`Database::read`] or `write` began.
#[must_use]
pub fn statements() -> u32 {
    STATEMENTS.get()
}

/// Errors that may stand for a failure of the database.
pub trait AsDbError {
    /// Whether the database could not be reached, so that the connection is of no more use.
    fn is_unavailable(&self) -> bool;
}

impl AsDbError for DbError {
    fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}
