//! Answers remembered by the key that the client chose, written with what they answer for.

use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::Value;
use time::OffsetDateTime;

use crate::schema::idempotency_keys as keys;
use crate::sql_types::{Instant, Json, SqlInstant};
use crate::{Connection, DbError};

/// What is known of a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// Nobody has used it: it is now claimed by this transaction.
    New,
    /// It was used for the same request, which was answered so.
    Answered(Value),
    /// It was used for another request.
    Other,
}

/// Claims `key` for a request with this `fingerprint`, unless it was used `since` then. A transaction that claims
/// the same key waits until the first one ends.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn claim(
    connection: &mut Connection,
    subject: &str,
    key: &str,
    fingerprint: &str,
    now: OffsetDateTime,
    since: OffsetDateTime,
) -> Result<Claim, DbError> {
    let claimed = diesel::sql_query(
        "INSERT INTO idempotency_keys (subject, key, fingerprint, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (subject, key) DO UPDATE \
         SET fingerprint = excluded.fingerprint, created_at = excluded.created_at, answer = NULL \
         WHERE idempotency_keys.created_at < $5",
    )
    .bind::<Text, _>(subject)
    .bind::<Text, _>(key)
    .bind::<Text, _>(fingerprint)
    .bind::<SqlInstant, _>(Instant(now))
    .bind::<SqlInstant, _>(Instant(since))
    .execute(connection)?;
    if claimed == 1 {
        return Ok(Claim::New);
    }
    let (known, answer): (String, Option<Json>) =
        keys::table.find((subject, key)).select((keys::fingerprint, keys::answer)).first(connection)?;
    Ok(match answer {
        Some(Json(answer)) if known == fingerprint => Claim::Answered(answer),
        _ => Claim::Other,
    })
}

/// Whether a key was used, `since` then.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn is_known(connection: &mut Connection, subject: &str, key: &str, since: OffsetDateTime) -> Result<bool, DbError> {
    let used = keys::table.find((subject, key)).filter(keys::created_at.ge(Instant(since)));
    Ok(diesel::select(diesel::dsl::exists(used)).get_result(connection)?)
}

/// Remembers the answer for a claimed key.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn answer(connection: &mut Connection, subject: &str, key: &str, answer: Value) -> Result<(), DbError> {
    diesel::update(keys::table.find((subject, key))).set(keys::answer.eq(Json(answer))).execute(connection)?;
    Ok(())
}

/// Forgets keys used before `since`.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn forget(connection: &mut Connection, since: OffsetDateTime) -> Result<usize, DbError> {
    Ok(diesel::delete(keys::table.filter(keys::created_at.lt(Instant(since)))).execute(connection)?)
}
