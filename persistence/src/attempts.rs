//! First attempts to file what was to be sent again later: it counts from them.

use diesel::prelude::*;
use diesel::sql_types::Text;
use time::{Duration, OffsetDateTime};

use crate::schema::filing_attempts as attempts;
use crate::sql_types::{Instant, SqlInstant};
use crate::{Connection, DbError, vault};

/// How long a first attempt counts: nobody must wait longer for the next.
const COUNTS_FOR: Duration = Duration::days(2);

/// Keeps when something was first tried, and gives it back; what is known already stays.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn keep(connection: &mut Connection, fingerprint: &str, at: OffsetDateTime) -> Result<OffsetDateTime, DbError> {
    let fingerprint = vault::blind(fingerprint)?;
    diesel::sql_query(
        "INSERT INTO filing_attempts (fingerprint, at) VALUES ($1, $2) ON CONFLICT (fingerprint) DO NOTHING",
    )
    .bind::<Text, _>(&fingerprint)
    .bind::<SqlInstant, _>(Instant(at))
    .execute(connection)?;
    let first: Instant = attempts::table.find(&fingerprint).select(attempts::at).first(connection)?;
    Ok(first.0)
}

/// When something that is filed `now` counts as received: when it was first tried, if that counts, and else now.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn first(connection: &mut Connection, fingerprint: &str, now: OffsetDateTime) -> Result<OffsetDateTime, DbError> {
    let fingerprint = vault::blind(fingerprint)?;
    let first: Option<Instant> = attempts::table.find(fingerprint).select(attempts::at).first(connection).optional()?;
    Ok(first.map(|at| at.0).filter(|first| *first > now - COUNTS_FOR && *first < now).unwrap_or(now))
}

/// The same; the attempt is then forgotten.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn take(connection: &mut Connection, fingerprint: &str, now: OffsetDateTime) -> Result<OffsetDateTime, DbError> {
    let first = first(connection, fingerprint, now)?;
    diesel::delete(attempts::table.find(vault::blind(fingerprint)?)).execute(connection)?;
    Ok(first)
}

/// Forgets what was tried and never again, and does not count any more at `now`.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn forget(connection: &mut Connection, now: OffsetDateTime) -> Result<(), DbError> {
    diesel::delete(attempts::table.filter(attempts::at.lt(Instant(now - COUNTS_FOR)))).execute(connection)?;
    Ok(())
}
