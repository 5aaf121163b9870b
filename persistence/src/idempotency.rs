//! Answers remembered by the key that the client chose, written with what they answer for.

use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Serialize;
use serde::de::DeserializeOwned;
use time::{Duration, OffsetDateTime};

use crate::schema::idempotency_keys as keys;
use crate::sql_types::{Instant, Json, SqlInstant};
use crate::{Connection, DbError, vault};

/// How long answers are remembered.
const REMEMBERED: Duration = Duration::hours(24);

/// A key that a client chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Whose it is.
    pub owner: String,
    /// The key.
    pub key: String,
    /// What it stands for.
    pub fingerprint: String,
}

/// What comes of work that is done once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Once<T> {
    /// It is done now: nobody had used the key.
    Done(T),
    /// It was done before, for the same request, and this was the answer.
    Remembered(T),
    /// The key was used for another request.
    Other,
}

/// Does `work` and remembers the answer, unless the key was used. A transaction that claims the same key waits until the first
/// one ends.
///
/// # Errors
/// Whatever `work` returns, or [`DbError`] when the database fails.
pub fn once<T: Serialize + DeserializeOwned, E: From<DbError>>(
    connection: &mut Connection,
    key: &Key,
    now: OffsetDateTime,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<Once<T>, E> {
    if !claim(connection, key, now)? {
        return Ok(remembered(connection, key)?);
    }
    let answer = work(connection)?;
    remember(connection, key, &answer)?;
    Ok(Once::Done(answer))
}

/// Claims a key, unless it was used.
fn claim(
    connection: &mut Connection,
    Key { owner, key, fingerprint }: &Key,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let claimed = diesel::sql_query(
        "INSERT INTO idempotency_keys (subject, key, fingerprint, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (subject, key) DO UPDATE \
         SET fingerprint = excluded.fingerprint, created_at = excluded.created_at, answer = NULL \
         WHERE idempotency_keys.created_at < $5",
    )
    .bind::<Text, _>(owner)
    .bind::<Text, _>(key)
    .bind::<Text, _>(vault::blind(fingerprint)?)
    .bind::<SqlInstant, _>(Instant(now))
    .bind::<SqlInstant, _>(Instant(now - REMEMBERED))
    .execute(connection)?;
    Ok(claimed == 1)
}

/// What is remembered for a key that was used.
fn remembered<T: DeserializeOwned>(connection: &mut Connection, key: &Key) -> Result<Once<T>, DbError> {
    let (known, answer): (String, Option<Json>) =
        keys::table.find((&key.owner, &key.key)).select((keys::fingerprint, keys::answer)).first(connection)?;
    Ok(match answer {
        Some(Json(answer)) if known == vault::blind(&key.fingerprint)? => {
            Once::Remembered(serde_json::from_value(answer)?)
        }
        _ => Once::Other,
    })
}

/// Remembers the answer for a claimed key.
fn remember<T: Serialize>(connection: &mut Connection, key: &Key, answer: &T) -> Result<(), DbError> {
    let answer = Json(serde_json::to_value(answer)?);
    diesel::update(keys::table.find((&key.owner, &key.key))).set(keys::answer.eq(answer)).execute(connection)?;
    Ok(())
}

/// Whether a key was used and is remembered, at `now`.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn is_known(connection: &mut Connection, owner: &str, key: &str, now: OffsetDateTime) -> Result<bool, DbError> {
    let used = keys::table.find((owner, key)).filter(keys::created_at.ge(Instant(now - REMEMBERED)));
    Ok(diesel::select(diesel::dsl::exists(used)).get_result(connection)?)
}

/// Forgets what need not be remembered at `now` any more.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn forget(connection: &mut Connection, now: OffsetDateTime) -> Result<usize, DbError> {
    Ok(diesel::delete(keys::table.filter(keys::created_at.lt(Instant(now - REMEMBERED)))).execute(connection)?)
}
