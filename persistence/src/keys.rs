//! The data keys of a database: the first ones, their rotation, and the sealing of what is not sealed with the newest.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Bool, Text};
use time::OffsetDateTime;

use crate::connection::LONGEST_CHANGE;
use crate::schema::vault_keys;
use crate::sql_types::{Instant, SqlInstant};
use crate::vault::{self, FRESH, INDEX, Master, Wrapped};
use crate::{Connection, Database, DbError, PATIENCE};

/// Brings so many rows up to date at the most; whether there may be more.
pub type Update = fn(&mut Connection, i64) -> Result<bool, DbError>;

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

/// A value in its place.
#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Binary)]
    stored: Vec<u8>,
}

/// Opens what is sealed in a database of the present schema, with these master keys, of which the first wraps. A database without keys gets
/// its first ones; what was stored before is sealed, and made findable by `indexes`.
///
/// # Errors
/// [`DbError`] when the database fails, or its keys are wrapped with another master key.
pub fn open(db: Database, masters: Vec<Master>, indexes: &[Update], now: OffsetDateTime) -> Result<Database, DbError> {
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
        Ok::<_, DbError>(newest(connection)?.1)
    })?;
    if !is_complete {
        complete(&db, indexes)?;
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
        let (newest, is_complete) = newest(connection)?;
        let id = newest + i64::from(is_complete);
        if is_complete {
            add(connection, vault.make(id)?, now)?;
        }
        vault.take(&vault::stored(connection)?)?;
        Ok::<_, DbError>(id)
    })?;
    seal_all(db)?;
    // Until then somebody may still write with the key that they have known.
    std::thread::sleep(FRESH + LONGEST_CHANGE + Duration::from_secs(1));
    complete(db, &[])?;
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

/// The newest data key, and whether everything is sealed with it.
fn newest(connection: &mut Connection) -> Result<(i64, bool), DbError> {
    let newest = vault_keys::table.order(vault_keys::id.desc()).select((vault_keys::id, vault_keys::complete));
    Ok(newest.first(connection)?)
}

/// Seals everything with the newest key, makes it findable, and notes that.
fn complete(db: &Database, indexes: &[Update]) -> Result<(), DbError> {
    seal_all(db)?;
    for index in indexes {
        while db.write(soon(), |connection| index(connection, AT_ONCE))? {}
    }
    db.write(soon(), |connection| {
        let newest = newest(connection)?.0;
        diesel::update(vault_keys::table.find(newest)).set(vault_keys::complete.eq(true)).execute(connection)?;
        Ok(())
    })
}

/// Until when one waits for a connection.
fn soon() -> std::time::Instant {
    std::time::Instant::now() + PATIENCE
}

fn seal_all(db: &Database) -> Result<(), DbError> {
    for (table, columns, held) in SEALED {
        for column in columns {
            let mut after = None;
            loop {
                let seal = |connection: &mut Connection| seal_some(connection, (table, column, held), after.as_deref());
                let last = db.write(soon(), seal)?;
                if last.is_none() {
                    break;
                }
                after = last;
            }
        }
    }
    Ok(())
}

/// Seals with the newest key what of a column is not; tells the place of the last. What others change meanwhile is left to them: they
/// seal it themselves.
fn seal_some(
    connection: &mut Connection,
    (table, column, held): (&str, &str, Held),
    after: Option<&str>,
) -> Result<Option<String>, DbError> {
    let newest = vault::newest()?;
    let (select, update) = match connection {
        Connection::Postgres(_) => {
            let (begins, bytes) = match held {
                AsText => (column.to_owned(), format!("convert_to({column}, 'UTF8')")),
                AsBytes => (format!("encode(substring({column} FROM 1 FOR 32), 'escape')"), column.to_owned()),
            };
            (
                format!(
                    "SELECT ctid::text AS place, {bytes} AS stored FROM {table} WHERE ctid > $1::tid AND {begins} NOT LIKE $2 \
                     ORDER BY ctid LIMIT {AT_ONCE}"
                ),
                format!("UPDATE {table} SET {column} = $1 WHERE ctid = $2::tid AND {bytes} = $3"),
            )
        }
        Connection::Sqlite(_) => {
            // Tables whose rows have no number are walked by their keys.
            let (place, sort) = match table {
                "survey_respondents" => ("survey_id || ' ' || respondent", "TEXT"),
                "survey_texts" => ("id", "TEXT"),
                _ => ("rowid", "INTEGER"),
            };
            (
                format!(
                    "SELECT CAST({place} AS TEXT) AS place, CAST({column} AS BLOB) AS stored FROM {table} \
                     WHERE {place} > CAST($1 AS {sort}) AND CAST(substr({column}, 1, 32) AS TEXT) NOT LIKE $2 \
                     ORDER BY {place} LIMIT {AT_ONCE}"
                ),
                format!(
                    "UPDATE {table} SET {column} = $1 WHERE {place} = CAST($2 AS {sort}) AND CAST({column} AS BLOB) = $3"
                ),
            )
        }
    };
    let first = match connection {
        Connection::Postgres(_) => "(0,0)",
        Connection::Sqlite(_) => "",
    };
    let rows: Vec<Stored> = sql_query(select)
        .bind::<Text, _>(after.unwrap_or(first))
        .bind::<Text, _>(format!("{newest}%"))
        .load(connection)?;
    for Stored { place, stored } in &rows {
        let plain = match held {
            _ if !vault::is_sealed(stored) => stored.clone(),
            AsText => vault::open_text(&String::from_utf8_lossy(stored))?,
            AsBytes => vault::open_bytes(stored)?,
        };
        let update = sql_query(&update);
        match held {
            AsText => update
                .bind::<Text, _>(vault::seal_text(&plain)?)
                .bind::<Text, _>(place)
                .bind::<Binary, _>(stored)
                .execute(connection)?,
            AsBytes => update
                .bind::<Binary, _>(vault::seal_bytes(&plain)?)
                .bind::<Text, _>(place)
                .bind::<Binary, _>(stored)
                .execute(connection)?,
        };
    }
    Ok(rows.into_iter().next_back().map(|row| row.place))
}
