//! Numbers without gaps: `ACC-2026-000123`.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use crate::{Connection, DbError};

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = BigInt)]
    last: i64,
}

/// The next number of `prefix` in `year`. Given back when the transaction is rolled back, and others
/// wait for its end, so that there are neither gaps nor doubles.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn next(connection: &mut Connection, prefix: &str, year: i32) -> Result<i64, DbError> {
    let Last { last } = diesel::sql_query(
        "INSERT INTO counters (prefix, year, last) VALUES ($1, $2, 1) \
         ON CONFLICT (prefix, year) DO UPDATE SET last = counters.last + 1 RETURNING last",
    )
    .bind::<Text, _>(prefix)
    .bind::<Integer, _>(year)
    .get_result(connection)?;
    Ok(last)
}

/// The last number of `prefix` in `year` that was given; 0 before the first.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn last(connection: &mut Connection, prefix: &str, year: i32) -> Result<i64, DbError> {
    let given = diesel::sql_query("SELECT last FROM counters WHERE prefix = $1 AND year = $2")
        .bind::<Text, _>(prefix)
        .bind::<Integer, _>(year)
        .get_result::<Last>(connection)
        .optional()?;
    Ok(given.map_or(0, |given| given.last))
}

/// The number of a case as people read it.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn next_case(connection: &mut Connection, prefix: &str, year: i32) -> Result<String, DbError> {
    next(connection, prefix, year).map(|last| format!("{prefix}-{year}-{last:06}"))
}
