//! The data keys of a database: the first one, the next ones, and the walk that seals everything with the newest.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Bool, Text};
use time::OffsetDateTime;

use crate::schema::vault_keys;
use crate::sql_types::SqlInstant;
use crate::vault::{self, BLIND_PATTERN, INDEX, Master, Wrapped};
use crate::{Connection, Database, DbError};

/// How a column holds what is sealed.
#[derive(Clone, Copy, Debug)]
enum Held {
    AsText,
    AsBytes,
}
use Held::{AsBytes, AsText};

/// What is sealed: the table, its columns, how they hold it.
const SEALED: [(&str, &[&str], Held); 16] = [
    ("accreditation_applications", &["form"], AsText),
    ("attachments", &["name"], AsText),
    ("attendance_requests", &["surname", "first_name", "patronymic", "birth_year", "contact"], AsText),
    ("broadcast_comments", &["author", "text"], AsText),
    ("complaints", &["form", "story"], AsText),
    ("conference_questions", &["author", "text"], AsText),
    ("idempotency_keys", &["answer"], AsText),
    ("information_requests", &["iin", "form", "story"], AsText),
    ("internet_conferences", &["application", "applicant", "contact"], AsText),
    ("outlets", &["form"], AsText),
    ("reception_appeals", &["iin", "form", "story"], AsText),
    ("register_amendments", &["form"], AsText),
    ("signatures", &["document", "cms", "report"], AsBytes),
    ("survey_respondents", &["answers"], AsText),
    ("survey_texts", &["text"], AsText),
    ("surveys", &["pool"], AsText),
];

/// Digests of what persons say, by which it is found again: the table and the column. They are keyed, so that nobody tries values.
const BLIND: [(&str, &str); 3] =
    [("attendance_requests", "identity"), ("filing_attempts", "fingerprint"), ("idempotency_keys", "fingerprint")];

/// Most rows that are changed in one transaction.
const AT_ONCE: i64 = 200;

/// The first data key, with which what an earlier release has stored is sealed.
const FIRST: i64 = 1;

/// How long one statement may take to find the next rows.
const LONGEST: Duration = Duration::from_secs(3600);

/// How long one waits for other writers: longer than a request would.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long somebody may still write with a key after the next one was made, however slow their program is.
const LINGERS: time::Duration = time::Duration::hours(1);

/// How often a batch is tried that another change gets in the way of.
const TRIES: usize = 5;

/// Opens what is sealed in a database of the present schema, with these master keys, of which the first wraps. A database without keys gets
/// its first ones. What an earlier release has stored is sealed before anybody reads it.
///
/// # Errors
/// [`DbError`] when the database fails, or its keys are wrapped with another master key.
pub fn open(db: Database, masters: Vec<Master>, now: OffsetDateTime) -> Result<Database, DbError> {
    let db = db.with_vault(masters);
    let vault = db.vault()?;
    if !are_there(&db)? {
        // Of two programs that begin together, both take the keys of one.
        db.write(soon(), |connection| {
            let make = |id| add(connection, &vault.make(id)?, now);
            [INDEX, FIRST].into_iter().try_for_each(make)
        })?;
    }
    let newest = db.read(soon(), |connection| {
        vault.open_with(&vault::stored(connection)?)?;
        newest(connection)
    })?;
    if newest.id == FIRST && !newest.complete {
        seal_first(&db)?;
        blind_all(&db)?;
        complete(&db, FIRST)?;
    }
    Ok(db)
}

/// Whether a database of the present schema has keys yet.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn are_there(db: &Database) -> Result<bool, DbError> {
    db.read(soon(), |connection| Ok::<_, DbError>(!vault::stored(connection)?.is_empty()))
}

/// Makes a new data key and seals everything with it, while other programs go on. All keys are wrapped with the first master key then. Others
/// may still write with the former one. So it is kept: the first rotation an hour later seals what was written so, and removes it. What was
/// interrupted goes on where it was. Tells the number of the new key.
///
/// # Errors
/// [`DbError`] when the database fails, or something cannot be opened: then it says where that stands.
pub fn rotate(db: &Database, now: OffsetDateTime) -> Result<i64, DbError> {
    let vault = db.vault()?;
    let id = db.write(soon(), |connection| {
        let Newest { id, complete } = newest(connection)?;
        let id = id + i64::from(complete);
        if complete {
            add(connection, &vault.make(id)?, now)?;
        }
        vault.open_with(&vault::stored(connection)?)?;
        Ok::<_, DbError>(id)
    })?;
    seal_anew(db)?;
    complete(db, id)?;
    db.write(soon(), |connection| {
        let long_newest = vault_keys::table
            .filter(vault_keys::made_at.lt(crate::Instant(now - LINGERS)))
            .select(diesel::dsl::max(vault_keys::id))
            .first::<Option<i64>>(connection)?
            .unwrap_or_default();
        let former = vault_keys::table.filter(vault_keys::id.ne(INDEX)).filter(vault_keys::id.lt(long_newest));
        diesel::delete(former).execute(connection)?;
        for key in vault::stored(connection)? {
            let wrapped = vault.rewrap(&key)?.wrapped;
            diesel::update(vault_keys::table.find(key.id)).set(vault_keys::wrapped.eq(wrapped)).execute(connection)?;
        }
        Ok::<_, DbError>(())
    })?;
    Ok(id)
}

fn add(connection: &mut Connection, Wrapped { id, wrapped }: &Wrapped, now: OffsetDateTime) -> Result<(), DbError> {
    let insert =
        "INSERT INTO vault_keys (id, wrapped, made_at, complete) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    sql_query(insert)
        .bind::<BigInt, _>(id)
        .bind::<Text, _>(wrapped)
        .bind::<SqlInstant, _>(crate::Instant(now))
        .bind::<Bool, _>(false)
        .execute(connection)?;
    Ok(())
}

/// The newest data key.
#[derive(Queryable)]
struct Newest {
    id: i64,
    /// Whether everything is sealed with it.
    complete: bool,
}

fn newest(connection: &mut Connection) -> Result<Newest, DbError> {
    let newest = vault_keys::table.order(vault_keys::id.desc()).select((vault_keys::id, vault_keys::complete));
    Ok(newest.first(connection)?)
}

/// Notes that everything is sealed with a key. SQLite forgets what its journal has of before.
fn complete(db: &Database, id: i64) -> Result<(), DbError> {
    db.write(soon(), |connection| {
        diesel::update(vault_keys::table.find(id)).set(vault_keys::complete.eq(true)).execute(connection)?;
        Ok::<_, DbError>(())
    })?;
    db.read(soon(), |connection| {
        if let Connection::Sqlite(connection) = connection {
            connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
        }
        Ok(())
    })
}

fn soon() -> Instant {
    Instant::now() + PATIENCE
}

/// A column that is walked.
#[derive(Clone, Copy, Debug)]
struct Column {
    table: &'static str,
    name: &'static str,
    held: Held,
}

/// Which rows are to be looked at, as SQL has it.
type Wanted = fn(&Connection, &Column) -> Result<String, DbError>;

/// What stands in place of a value; none leaves it.
type Changes = fn(&[u8], Held) -> Result<Option<Vec<u8>>, DbError>;

/// Seals with the newest key what is sealed with another; what is sealed with none is a mistake.
fn seal_anew(db: &Database) -> Result<(), DbError> {
    seal_all(db, not_newest, |stored, held| sealed(&opened(stored, held)?, held).map(Some))
}

/// Seals what an earlier release has stored. That may begin as what is sealed does: only what can be opened is sealed.
fn seal_first(db: &Database) -> Result<(), DbError> {
    let seal: Changes = |stored, held| match opened(stored, held) {
        Ok(_) => Ok(None),
        Err(_) => sealed(stored, held).map(Some),
    };
    seal_all(db, |_, column| Ok(format!("{} IS NOT NULL", column.name)), seal)
}

/// Walks through everything that is sealed, until a whole walk changes nothing.
fn seal_all(db: &Database, wanted: Wanted, seal: Changes) -> Result<(), DbError> {
    let of_table = |&(table, names, held): &(&'static str, &'static [&'static str], Held)| {
        names.iter().map(move |name| Column { table, name, held })
    };
    let columns: Vec<Column> = SEALED.iter().flat_map(of_table).collect();
    while columns.iter().try_fold(0, |changed, column| Ok::<_, DbError>(changed + walk(db, column, wanted, seal)?))? > 0
    {
    }
    Ok(())
}

/// Keys the digests that an earlier release has stored without a key.
fn blind_all(db: &Database) -> Result<(), DbError> {
    for (table, name) in BLIND {
        let wanted: Wanted = |_, column| Ok(format!("{} NOT LIKE '{BLIND_PATTERN}'", column.name));
        let blind: Changes = |stored, _| Ok(Some(vault::blind(&String::from_utf8_lossy(stored))?.into_bytes()));
        walk(db, &Column { table, name, held: AsText }, wanted, blind)?;
    }
    Ok(())
}

fn opened(stored: &[u8], held: Held) -> Result<Vec<u8>, DbError> {
    match held {
        AsText => vault::open_text(&String::from_utf8_lossy(stored)),
        AsBytes => vault::open_bytes(stored),
    }
}

fn sealed(plain: &[u8], held: Held) -> Result<Vec<u8>, DbError> {
    match held {
        AsText => vault::seal_text(plain).map(String::into_bytes),
        AsBytes => vault::seal_bytes(plain),
    }
}

/// What does not begin as what is sealed with the newest key.
fn not_newest(connection: &Connection, &Column { name, held, .. }: &Column) -> Result<String, DbError> {
    let newest = vault::newest_prefix()?;
    Ok(match (connection, held) {
        (Connection::Postgres(_), AsText) => format!("{name} NOT LIKE '{newest}%'"),
        (Connection::Postgres(_), AsBytes) => {
            format!("encode(substring({name} FROM 1 FOR 32), 'escape') NOT LIKE '{newest}%'")
        }
        (Connection::Sqlite(_), _) => format!("CAST(substr({name}, 1, 32) AS TEXT) NOT GLOB '{newest}*'"),
    })
}

/// A value in its place.
#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Binary)]
    stored: Vec<u8>,
}

/// How the rows of a table are found one after the other, as SQL has it.
struct Places {
    /// The place of a row, as text.
    place: &'static str,
    /// That a row stands after the place `$1`.
    after: &'static str,
    /// That a row stands at the place `$2`.
    at: &'static str,
    /// The order of places; none where rows come so anyway.
    order: &'static str,
    /// Before the first one.
    first: &'static str,
}

impl Places {
    fn of(connection: &Connection, table: &str) -> Self {
        let (place, after, at, order, first) = match (connection, table) {
            (Connection::Postgres(_), _) => ("ctid::text", "ctid > $1::tid", "ctid = $2::tid", "", "(0,0)"),
            // These have no numbers of rows, but keys.
            (Connection::Sqlite(_), "survey_respondents") => (
                "survey_id || ' ' || respondent",
                "(survey_id, respondent) > (substr($1, 1, 36), substr($1, 38))",
                "(survey_id, respondent) = (substr($2, 1, 36), substr($2, 38))",
                "ORDER BY survey_id, respondent",
                "",
            ),
            (Connection::Sqlite(_), "survey_texts") => ("id", "id > $1", "id = $2", "ORDER BY id", ""),
            (Connection::Sqlite(_), _) => (
                "CAST(rowid AS TEXT)",
                "rowid > CAST($1 AS INTEGER)",
                "rowid = CAST($2 AS INTEGER)",
                "ORDER BY rowid",
                "0",
            ),
        };
        Self { place, after, at, order, first }
    }
}

/// Has PostgreSQL read a table in the order of its rows.
const IN_ORDER: &str = "SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL synchronize_seqscans = off";

/// Walks through a column, batch by batch: rows are looked for without holding anybody up, and changed in transactions of their own. What
/// others change meanwhile is left to them. Tells how many values were changed.
fn walk(db: &Database, column: &Column, wanted: Wanted, change: Changes) -> Result<usize, DbError> {
    let (mut changed, mut after) = (0, None);
    loop {
        let rows = db.snapshot(soon(), LONGEST, |connection| next(connection, column, wanted, after.as_deref()))?;
        let Some(last) = rows.last() else { return Ok(changed) };
        after = Some(last.place.clone());
        let mut tries = TRIES;
        changed += loop {
            let done = db.write(soon(), |connection| {
                rows.iter().try_fold(0, |done, row| Ok(done + replace(connection, column, row, change)?))
            });
            tries -= 1;
            match done {
                // Another change got in the way.
                Err(DbError::Stale) if tries > 0 => {}
                done => break done?,
            }
        };
    }
}

/// The next rows that are wanted.
fn next(
    connection: &mut Connection,
    column: &Column,
    wanted: Wanted,
    after: Option<&str>,
) -> Result<Vec<Stored>, DbError> {
    if let Connection::Postgres(connection) = connection {
        connection.batch_execute(IN_ORDER)?;
    }
    let Places { place, after: stands_after, order, first, .. } = Places::of(connection, column.table);
    let (bytes, wanted) = (bytes_of(connection, column), wanted(connection, column)?);
    let select = format!(
        "SELECT {place} AS place, {bytes} AS stored FROM {} WHERE {stands_after} AND {wanted} {order} LIMIT {AT_ONCE}",
        column.table
    );
    Ok(sql_query(select).bind::<Text, _>(after.unwrap_or(first)).load(connection)?)
}

/// Replaces a value, if it still is what was read; whether it was.
fn replace(
    connection: &mut Connection,
    column: &Column,
    Stored { place, stored }: &Stored,
    change: Changes,
) -> Result<usize, DbError> {
    let Column { table, name, held } = column;
    let located = |error| DbError::Internal(format!("{table}.{name} at {place}: {error}"));
    let Some(value) = change(stored, *held).map_err(located)? else { return Ok(0) };
    let (Places { at, .. }, bytes) = (Places::of(connection, table), bytes_of(connection, column));
    let new = match (&*connection, held) {
        (Connection::Postgres(_), AsText) => "convert_from($1, 'UTF8')",
        (Connection::Sqlite(_), AsText) => "CAST($1 AS TEXT)",
        (_, AsBytes) => "$1",
    };
    let update = format!("UPDATE {table} SET {name} = {new} WHERE {at} AND {bytes} = $3");
    Ok(sql_query(update)
        .bind::<Binary, _>(value)
        .bind::<Text, _>(place)
        .bind::<Binary, _>(stored)
        .execute(connection)?)
}

/// The bytes of a column, as SQL has them.
fn bytes_of(connection: &Connection, Column { name, held, .. }: &Column) -> String {
    match (connection, held) {
        (Connection::Postgres(_), AsText) => format!("convert_to({name}, 'UTF8')"),
        (Connection::Postgres(_), AsBytes) => (*name).to_owned(),
        (Connection::Sqlite(_), _) => format!("CAST({name} AS BLOB)"),
    }
}
