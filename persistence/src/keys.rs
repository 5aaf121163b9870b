//! The data keys of a database: the first ones, their rotation, and the sealing of what is not sealed with the newest.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Bool, Text};
use time::OffsetDateTime;

use crate::connection::LONGEST_CHANGE;
use crate::schema::vault_keys;
use crate::sql_types::{Instant, SqlInstant};
use crate::vault::{self, FRESH, INDEX, Master, Wrapped};
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

/// So many rows at the most are sealed in one transaction.
const AT_ONCE: i64 = 200;

/// What is looked up: the table, the column, that of its blind index. A digest without a key is replaced by one.
const INDEXED: [(&str, &str, &str); 3] = [
    ("attendance_requests", "identity", "identity"),
    ("information_requests", "iin", "iin_index"),
    ("reception_appeals", "iin", "iin_index"),
];

/// A value in its place.
#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Binary)]
    stored: Vec<u8>,
}

/// Opens what is sealed in a database of the present schema, with these master keys, of which the first wraps. A database without keys gets
/// its first ones; what was stored before is sealed.
///
/// # Errors
/// [`DbError`] when the database fails, or its keys are wrapped with another master key.
pub fn open(db: Database, masters: Vec<Master>, now: OffsetDateTime) -> Result<Database, DbError> {
    let db = db.with_vault(masters);
    let vault = db.vault()?;
    if !are_there(&db)? {
        // Of two programs that begin together, both take the keys of one.
        db.write(soon(), |connection| {
            let make = |id| add(connection, vault.make(id)?, now);
            [INDEX, 1].into_iter().try_for_each(make)
        })?;
    }
    let is_complete = db.read(soon(), |connection| {
        vault.take(&vault::stored(connection)?)?;
        Ok::<_, DbError>(newest(connection)?.complete)
    })?;
    if !is_complete {
        complete(&db)?;
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

/// Makes a new data key and seals everything with it, while other programs go on; then no other is kept, and all are wrapped with the first
/// master key. What was interrupted goes on where it was. Tells the number of the new key.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn rotate(db: &Database, now: OffsetDateTime) -> Result<i64, DbError> {
    let vault = db.vault()?;
    let id = db.write(soon(), |connection| {
        let Newest { id, complete } = newest(connection)?;
        let id = id + i64::from(complete);
        if complete {
            add(connection, vault.make(id)?, now)?;
        }
        vault.take(&vault::stored(connection)?)?;
        Ok::<_, DbError>(id)
    })?;
    seal_all(db)?;
    // Until then somebody may still write with the key that they have known.
    std::thread::sleep(FRESH + LONGEST_CHANGE + Duration::from_secs(1));
    complete(db)?;
    db.write(soon(), |connection| {
        let keys = vault::stored(connection)?;
        for key in keys.iter().filter(|key| key.id == INDEX || key.id == id) {
            let wrapped = vault.rewrap(key)?.wrapped;
            diesel::update(vault_keys::table.find(key.id)).set(vault_keys::wrapped.eq(wrapped)).execute(connection)?;
        }
        let former = vault_keys::table.filter(vault_keys::id.ne(INDEX)).filter(vault_keys::id.lt(id));
        diesel::delete(former).execute(connection)?;
        vault.take(&vault::stored(connection)?)
    })?;
    Ok(id)
}

fn add(connection: &mut Connection, Wrapped { id, wrapped }: Wrapped, now: OffsetDateTime) -> Result<(), DbError> {
    let insert =
        "INSERT INTO vault_keys (id, wrapped, made_at, complete) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    sql_query(insert)
        .bind::<BigInt, _>(id)
        .bind::<Text, _>(wrapped)
        .bind::<SqlInstant, _>(Instant(now))
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

/// Seals everything with the newest key, makes it findable, and notes that.
fn complete(db: &Database) -> Result<(), DbError> {
    // Until a whole walk finds nothing.
    while seal_all(db)? {}
    index_all(db)?;
    db.write(soon(), |connection| {
        let newest = newest(connection)?.id;
        diesel::update(vault_keys::table.find(newest)).set(vault_keys::complete.eq(true)).execute(connection)?;
        Ok(())
    })
}

/// Until when one waits for other writers: longer than a request would.
fn soon() -> std::time::Instant {
    std::time::Instant::now() + LONGEST_CHANGE
}

/// How PostgreSQL walks a table: in the order of its rows, and as long as that takes.
const IN_ORDER: &str = "SET LOCAL statement_timeout = 0; SET LOCAL max_parallel_workers_per_gather = 0; \
     SET LOCAL synchronize_seqscans = off";

/// Has `some` work through a table, batch by batch, each in a transaction of its own. It is given the place of the last row, and tells the
/// next. Whether there was anything to do.
fn through(
    db: &Database,
    some: impl Fn(&mut Connection, Option<&str>) -> Result<Option<String>, DbError>,
) -> Result<bool, DbError> {
    let mut after: Option<String> = None;
    loop {
        let last = db.write_at_length(soon(), |connection| {
            if let Connection::Postgres(connection) = connection {
                connection.batch_execute(IN_ORDER)?;
            }
            some(connection, after.as_deref())
        })?;
        if last.is_none() {
            return Ok(after.is_some());
        }
        after = last;
    }
}

/// Seals what is not sealed with the newest key; whether there was anything.
fn seal_all(db: &Database) -> Result<bool, DbError> {
    let mut any = false;
    for (table, columns, held) in SEALED {
        for column in columns {
            any |= through(db, |connection, after| seal_some(connection, (table, column, held), after))?;
        }
    }
    Ok(any)
}

fn index_all(db: &Database) -> Result<(), DbError> {
    for indexed in INDEXED {
        while through(db, |connection, after| index_some(connection, indexed, after))? {}
    }
    Ok(())
}

/// How a table is walked, in the words of a database: rows have places, which are compared.
struct Walk {
    table: &'static str,
    /// The place of a row.
    place: &'static str,
    /// What a place is read from.
    sort: &'static str,
    /// Before the first one.
    first: &'static str,
}

impl Walk {
    fn of(connection: &Connection, table: &'static str) -> Self {
        let (place, sort, first) = match (connection, table) {
            (Connection::Postgres(_), _) => ("ctid", "tid", "(0,0)"),
            // Tables whose rows have no number are walked by their keys.
            (Connection::Sqlite(_), "survey_respondents") => ("survey_id || ' ' || respondent", "TEXT", ""),
            (Connection::Sqlite(_), "survey_texts") => ("id", "TEXT", ""),
            (Connection::Sqlite(_), _) => ("rowid", "INTEGER", "0"),
        };
        Self { table, place, sort, first }
    }

    /// The next rows in which `wanted` holds, each with these bytes.
    fn next(
        &self,
        connection: &mut Connection,
        bytes: &str,
        wanted: &str,
        after: Option<&str>,
    ) -> Result<Vec<Stored>, DbError> {
        let Self { table, place, sort, first } = self;
        // PostgreSQL would sort all the rest for each batch; it reads in this order anyway.
        let order = match connection {
            Connection::Postgres(_) => String::new(),
            Connection::Sqlite(_) => format!("ORDER BY {place}"),
        };
        let select = format!(
            "SELECT CAST({place} AS TEXT) AS place, {bytes} AS stored FROM {table} \
             WHERE {place} > CAST($1 AS {sort}) AND {wanted} {order} LIMIT {AT_ONCE}"
        );
        Ok(sql_query(select).bind::<Text, _>(after.unwrap_or(first)).load(connection)?)
    }

    /// Sets a column in a place where these bytes still are. What others change meanwhile is left to them: they seal it themselves.
    fn update(&self, column: &str, bytes: &str) -> String {
        let Self { table, place, sort, .. } = self;
        format!("UPDATE {table} SET {column} = $1 WHERE {place} = CAST($2 AS {sort}) AND {bytes} = $3")
    }
}

/// The bytes of a column, in the words of a database.
fn bytes_of(connection: &Connection, column: &str, held: Held) -> String {
    match (connection, held) {
        (Connection::Postgres(_), AsText) => format!("convert_to({column}, 'UTF8')"),
        (Connection::Postgres(_), AsBytes) => column.to_owned(),
        (Connection::Sqlite(_), _) => format!("CAST({column} AS BLOB)"),
    }
}

/// What is stored so, as it was before it was sealed.
fn plain(stored: &[u8], held: Held) -> Result<Vec<u8>, DbError> {
    if !vault::is_sealed(stored) {
        return Ok(stored.to_vec());
    }
    match held {
        AsText => vault::open_text(&String::from_utf8_lossy(stored)),
        AsBytes => vault::open_bytes(stored),
    }
}

/// Seals with the newest key what of a column is not; tells the place of the last.
fn seal_some(
    connection: &mut Connection,
    (table, column, held): (&'static str, &str, Held),
    after: Option<&str>,
) -> Result<Option<String>, DbError> {
    let (walk, bytes) = (Walk::of(connection, table), bytes_of(connection, column, held));
    let beginning = match (&*connection, held) {
        (_, AsText) => column.to_owned(),
        (Connection::Postgres(_), AsBytes) => format!("encode(substring({column} FROM 1 FOR 32), 'escape')"),
        (Connection::Sqlite(_), AsBytes) => format!("CAST(substr({column}, 1, 32) AS TEXT)"),
    };
    let wanted = format!("{beginning} NOT LIKE '{}%'", vault::newest_prefix()?);
    let rows = walk.next(connection, &bytes, &wanted, after)?;
    let update = walk.update(column, &bytes);
    for Stored { place, stored } in &rows {
        let plain = plain(stored, held)?;
        let update = sql_query(&update);
        let update = match held {
            AsText => update
                .bind::<Text, _>(vault::seal_text(&plain)?)
                .bind::<Text, _>(place)
                .bind::<Binary, _>(stored)
                .execute(connection),
            AsBytes => update
                .bind::<Binary, _>(vault::seal_bytes(&plain)?)
                .bind::<Text, _>(place)
                .bind::<Binary, _>(stored)
                .execute(connection),
        };
        update?;
    }
    Ok(rows.into_iter().next_back().map(|row| row.place))
}

/// Gives values their blind indexes that have none; tells the place of the last.
fn index_some(
    connection: &mut Connection,
    (table, column, index): (&'static str, &str, &str),
    after: Option<&str>,
) -> Result<Option<String>, DbError> {
    let (walk, bytes) = (Walk::of(connection, table), bytes_of(connection, column, AsText));
    let wanted = format!("{column} IS NOT NULL AND COALESCE({index}, '') NOT LIKE '{}'", vault::BLIND_PATTERN);
    let rows = walk.next(connection, &bytes, &wanted, after)?;
    for Stored { place, stored } in &rows {
        let value = plain(stored, AsText)?;
        sql_query(walk.update(index, &bytes))
            .bind::<Text, _>(vault::blind(&String::from_utf8_lossy(&value))?)
            .bind::<Text, _>(place)
            .bind::<Binary, _>(stored)
            .execute(connection)?;
    }
    Ok(rows.into_iter().next_back().map(|row| row.place))
}
