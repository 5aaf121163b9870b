//! Connections to either database, their pool, and transactions.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, InstrumentationEvent, SimpleConnection, TransactionManager};
use diesel::migration::MigrationSource;
use diesel::{Connection as _, ConnectionError, PgConnection, RunQueryDsl, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use parking_lot::Mutex;

use crate::DbError;
use crate::backend::AnyConnection;
use crate::storage::open_private;
use crate::vault::{self, Master, Vault};

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

/// Waits until no other transaction is at work under one of these names, and keeps them until this one ends.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn take_turns(connection: &mut Connection, mut names: Vec<String>) -> Result<(), DbError> {
    // An SQLite transaction that writes has the database for itself.
    if let Connection::Postgres(connection) = connection {
        // In one order, so that no two wait for each other.
        names.sort_unstable();
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest($1) AS name")
            .bind::<diesel::sql_types::Array<diesel::sql_types::Text>, _>(names)
            .execute(connection)?;
    }
    Ok(())
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
            DatabaseUrl::Sqlite(path) => {
                // What SQLite puts beside the file is as private as it. One that cannot be written can perhaps be read.
                let _ = open_private(Path::new(path));
                AnyConnection::Sqlite(SqliteConnection::establish(path)?)
            }
        };
        let settings = match &self.url {
            DatabaseUrl::Postgres(_) => format!("SET TIME ZONE 'UTC'; SET statement_timeout = '{LONGEST_STATEMENT}'"),
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

/// How long a change may take. Whoever keeps a copy looks back by a minute, and so meets what bears an earlier moment than what was kept
/// before it.
const LONGEST_CHANGE: Duration = Duration::from_secs(30);

/// How long a statement may take on PostgreSQL, as it writes it.
const LONGEST_STATEMENT: &str = "10s";

/// How a change begins on PostgreSQL.
const ON_POSTGRES: &str = "BEGIN";

/// And on SQLite, where it writes from the start, so that it waits for other writers and not at its end.
const ON_SQLITE: &str = "BEGIN IMMEDIATE";

/// The database, shared by all requests.
#[derive(Clone, Debug)]
pub struct Database {
    pool: r2d2::Pool<Manager>,
    url: DatabaseUrl,
    losses: Arc<AtomicU64>,
    /// SQLite has one writer: those of this program take turns rather than ask again and again.
    writer: Arc<Mutex<()>>,
    /// Whether nothing could be written when that was last tried.
    unwritable: Arc<AtomicBool>,
    /// Whether all that is done is within one transaction.
    staged: bool,
    /// How long a change may take.
    longest_change: Duration,
    /// What opens the columns that are sealed.
    vault: Option<Arc<Vault>>,
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
        Ok(Self {
            pool,
            url,
            losses,
            writer: Arc::default(),
            unwritable: Arc::default(),
            staged: false,
            longest_change: LONGEST_CHANGE,
            vault: None,
        })
    }

    /// The same database with a vault that these master keys open.
    pub(crate) fn with_vault(self, masters: Vec<Master>) -> Self {
        let beside = Self { vault: None, ..self.clone() };
        let reads = move || vault::stored(&mut beside.connect()?);
        Self { vault: Some(Arc::new(Vault::new(masters, Box::new(reads)))), ..self }
    }

    /// The vault.
    pub(crate) fn vault(&self) -> Result<&Arc<Vault>, DbError> {
        self.vault.as_ref().ok_or_else(|| DbError::Internal("the vault is closed".to_owned()))
    }

    /// A connection beside the pool.
    fn connect(&self) -> Result<Connection, DbError> {
        let manager = Manager { url: self.url.clone(), losses: Arc::clone(&self.losses) };
        manager.establish().map_err(|error| DbError::Unavailable(error.to_string()))
    }

    /// Asks whether the database answers: on the connection `held` since the last time, or on a new one beside the pool, which is
    /// given back to be held. That it cannot be written is an answer too. Blocks; never call it on an async thread.
    ///
    /// # Errors
    /// [`DbError`] when it does not answer.
    pub fn probe(&self, held: Option<Connection>) -> Result<Connection, DbError> {
        if let Some(mut held) = held {
            if self.answers(&mut held).is_ok() {
                return Ok(held);
            }
            // This connection was lost, so those of the pool may be too.
            self.distrust();
        }
        let mut probe = self.connect()?;
        self.answers(&mut probe).map(|()| probe)
    }

    fn answers(&self, probe: &mut Connection) -> Result<(), DbError> {
        match ping(probe) {
            Err(DbError::Unwritable(_)) => {
                self.distrust_writing();
                Ok(())
            }
            pinged => pinged,
        }
    }

    /// Nothing can be written, as the database says itself.
    fn distrust_writing(&self) {
        self.unwritable.store(true, Ordering::Relaxed);
    }

    /// A connection was lost, so those that the pool has now are no longer trusted.
    fn distrust(&self) {
        self.losses.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether what is written is kept, as far as is known.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        !self.unwritable.load(Ordering::Relaxed)
    }

    /// Tries whether something can be written, after it could not be: on a connection of its own, which is as new writers will
    /// find it. Blocks; never call it on an async thread.
    ///
    /// # Errors
    /// [`DbError`] when it still cannot.
    pub fn try_writing(&self) -> Result<(), DbError> {
        self.connect()?.batch_execute("UPDATE beats SET count = count + 1")?;
        self.distrust();
        self.unwritable.store(false, Ordering::Relaxed);
        Ok(())
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

    /// The same database within one transaction, on a connection beside the pool: what is done there is kept by
    /// [`Self::commit`], and else lost. On PostgreSQL, programs that do this together wait for each other. Blocks.
    ///
    /// # Errors
    /// [`DbError`] when the transaction cannot begin.
    pub fn stage(&self) -> Result<Self, DbError> {
        // Whoever waits here waits for all that another does on its stage.
        let wait = "BEGIN; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(7080)";
        self.staged(&format!("{wait}; SET LOCAL statement_timeout = '{LONGEST_STATEMENT}'"))
    }

    /// The same, for what is only tried, and undone by [`Self::take_back`] after each try. Others wait for one try at the most:
    /// whoever waits for a part of a transaction on PostgreSQL may wait until all of it has ended.
    ///
    /// # Errors
    /// [`DbError`] when the transaction cannot begin.
    pub fn rehearsal(&self) -> Result<Self, DbError> {
        self.staged(ON_POSTGRES)
    }

    fn staged(&self, on_postgres: &str) -> Result<Self, DbError> {
        let stage = Self::open(self.url.clone(), 1)?;
        stage.read(Instant::now() + PATIENCE, |connection| begin(connection, on_postgres, ON_SQLITE))?;
        Ok(Self { staged: true, vault: self.vault.clone(), ..stage })
    }

    /// Keeps what was done in a [`Self::stage`], which ends with that. Blocks.
    ///
    /// # Errors
    /// [`DbError`] when it cannot be kept, or there is no transaction.
    pub fn commit(&self) -> Result<(), DbError> {
        self.read(Instant::now() + PATIENCE, |connection| Ok(Transactions::commit_transaction(connection)?))
    }

    /// Undoes what was done on a [`Self::rehearsal`], which goes on. Blocks.
    ///
    /// # Errors
    /// [`DbError`] when the database fails.
    pub fn take_back(&self) -> Result<(), DbError> {
        self.read(Instant::now() + PATIENCE, |connection| {
            Transactions::rollback_transaction(connection)?;
            begin(connection, ON_POSTGRES, ON_SQLITE)
        })
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
                    let wait = "SET statement_timeout = 0; SELECT pg_advisory_lock(7079)";
                    connection.batch_execute(wait).map_err(DbError::from)?;
                    let run = connection.run_pending_migrations(POSTGRES_MIGRATIONS).map(|versions| names(&versions));
                    let done =
                        format!("SELECT pg_advisory_unlock(7079); SET statement_timeout = '{LONGEST_STATEMENT}'");
                    connection.batch_execute(&done).map_err(DbError::from)?;
                    run
                }
                AnyConnection::Sqlite(connection) => {
                    connection.run_pending_migrations(SQLITE_MIGRATIONS).map(|versions| names(&versions))
                }
            };
            run.map_err(|error| DbError::Internal(error.to_string()))
        })
    }

    /// Whether the schema lacks a migration. Only reads, for whoever may do no more; a database without a schema lacks them all.
    ///
    /// # Errors
    /// [`DbError`] when that cannot be found out.
    pub fn is_behind(&self) -> Result<bool, DbError> {
        let read = self.read(Instant::now() + PATIENCE, Self::lacks_migrations);
        match read {
            Err(DbError::Internal(said)) if said.contains("__diesel_schema_migrations") => Ok(true),
            read => read,
        }
    }

    fn lacks_migrations(connection: &mut Connection) -> Result<bool, DbError> {
        let run = diesel::dsl::sql::<diesel::sql_types::BigInt>("(SELECT count(*) FROM __diesel_schema_migrations)");
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| DbError::Internal(error.to_string());
        let (run, known): (i64, usize) = match connection {
            AnyConnection::Postgres(connection) => {
                let known = MigrationSource::<diesel::pg::Pg>::migrations(&POSTGRES_MIGRATIONS).map_err(failed)?;
                (diesel::select(run).get_result(connection)?, known.len())
            }
            AnyConnection::Sqlite(connection) => {
                let known =
                    MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE_MIGRATIONS).map_err(failed)?;
                (diesel::select(run).get_result(connection)?, known.len())
            }
        };
        Ok(usize::try_from(run).unwrap_or_default() < known)
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
        let result = vault::with(self.vault.as_ref(), || {
            if let Some(vault) = self.vault.as_ref().filter(|vault| vault.is_stale()) {
                let now = Instant::now();
                vault.take(&vault::stored(&mut pooled.connection)?, now)?;
            }
            STATEMENTS.set(0);
            work(&mut pooled.connection)
        });
        if let Err(error) = &result {
            pooled.lost = error.is_unavailable();
            if error.is_unwritable() {
                self.distrust_writing();
            }
        }
        result
    }

    /// Does `work` in one transaction: all of it is kept, or nothing, as when it takes longer than half a minute. On SQLite the
    /// transaction takes the write lock at its beginning, so that what it reads cannot change under it.
    ///
    /// # Errors
    /// Whatever `work` returns, or [`DbError`] when the transaction cannot begin or end, or takes too long.
    pub fn write<T, E: From<DbError> + AsDbError>(
        &self,
        until: Instant,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_at_length(until, |connection| {
            let begun = Instant::now();
            let done = work(connection)?;
            let in_time = begun.elapsed() < self.longest_change;
            in_time.then_some(done).ok_or_else(|| DbError::Unavailable("the change took too long".to_owned()).into())
        })
    }

    /// The same, however long it takes: for what nobody follows.
    ///
    /// # Errors
    /// As [`Self::write`], but for the time.
    pub fn write_at_length<T, E: From<DbError> + AsDbError>(
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
        let on_sqlite = format!("PRAGMA busy_timeout = {rest}; {ON_SQLITE}");
        self.transaction(until, ON_POSTGRES, &on_sqlite, work)
    }

    /// Does `work`, which only reads, on one state of the database, whatever others write meanwhile. On PostgreSQL no statement
    /// takes longer than `statement`; SQLite cannot be told so.
    ///
    /// # Errors
    /// Whatever `work` returns, or [`DbError`] when the transaction cannot begin or end.
    pub fn snapshot<T, E: From<DbError> + AsDbError>(
        &self,
        until: Instant,
        statement: Duration,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let on_postgres = format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = {}",
            statement.as_millis()
        );
        self.transaction(until, &on_postgres, "BEGIN", work)
    }

    fn transaction<T, E: From<DbError> + AsDbError>(
        &self,
        until: Instant,
        on_postgres: &str,
        on_sqlite: &str,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.read(until, |connection| {
            if self.staged {
                // A part of the one transaction, which can be taken back by itself.
                Transactions::begin_transaction(connection).map_err(DbError::from)?;
            } else {
                begin(connection, on_postgres, on_sqlite)?;
            }
            match work(connection) {
                Ok(value) => {
                    Transactions::commit_transaction(connection).map_err(DbError::from)?;
                    Ok(value)
                }
                Err(error) => match Transactions::rollback_transaction(connection) {
                    Err(rollback) if !error.is_unavailable() => Err(DbError::Unavailable(rollback.to_string()).into()),
                    _ => Err(error),
                },
            }
        })
    }
}

type Transactions = <AnyConnection as diesel::Connection>::TransactionManager;

/// Begins a transaction in the words of the database.
fn begin(connection: &mut Connection, on_postgres: &str, on_sqlite: &str) -> Result<(), DbError> {
    Ok(match connection {
        AnyConnection::Postgres(connection) => AnsiTransactionManager::begin_transaction_sql(connection, on_postgres),
        AnyConnection::Sqlite(connection) => AnsiTransactionManager::begin_transaction_sql(connection, on_sqlite),
    }?)
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

/// Asks the database for nothing, to see whether it answers; and PostgreSQL whether it can be written, which it knows.
fn ping(connection: &mut Connection) -> Result<(), DbError> {
    match connection {
        AnyConnection::Sqlite(connection) => Ok(connection.batch_execute("SELECT 1")?),
        AnyConnection::Postgres(connection) => {
            let setting = diesel::dsl::sql::<diesel::sql_types::Text>("current_setting('transaction_read_only')");
            match diesel::select(setting).get_result::<String>(connection)?.as_str() {
                "off" => Ok(()),
                _ => Err(DbError::Unwritable("PostgreSQL is read-only".to_owned())),
            }
        }
    }
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
    /// Whether the connection is of no more use: the database could not be reached, or not written.
    fn is_unavailable(&self) -> bool;

    /// Whether nothing could be written.
    fn is_unwritable(&self) -> bool;
}

impl AsDbError for DbError {
    fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Unwritable(_))
    }

    fn is_unwritable(&self) -> bool {
        matches!(self, Self::Unwritable(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_takes_too_long_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("merzim.db").to_str().unwrap().to_owned());
        let database = Database::open(url, 1).unwrap();
        assert_eq!(database.longest_change, Duration::from_secs(30));
        let _ = database.migrate().unwrap();
        // As long as somebody who keeps a copy looks back, and not longer.
        let database = Database { longest_change: Duration::from_millis(100), ..database };
        let write = |pause: Duration| {
            database.write(Instant::now() + PATIENCE, |connection| {
                let insert = "INSERT INTO counters (prefix, year, last) VALUES ('T', 2026, 1) ON CONFLICT DO NOTHING";
                let written = diesel::sql_query(insert).execute(connection)?;
                std::thread::sleep(pause);
                Ok::<_, DbError>(written)
            })
        };
        assert!(matches!(write(Duration::from_millis(150)), Err(DbError::Unavailable(_))));
        // Nothing of it was kept, or this would find it.
        assert_eq!(write(Duration::ZERO).unwrap(), 1);
        assert_eq!(write(Duration::ZERO).unwrap(), 0);
    }
}
