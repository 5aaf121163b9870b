//! What is owed time and again: which bearer has a case for which period.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::Text;
use merzim_domain::Bin;

use crate::{Connection, DbError};
use table::recurrences;

mod table {
    diesel::table! {
        use diesel::sql_types::*;
        recurrences (procedure, bearer, period) {
            procedure -> Text,
            bearer -> Text,
            period -> Text,
        }
    }
}

/// The first and the last period of each bearer of a procedure that has a case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn spans(connection: &mut Connection, procedure: &str) -> Result<HashMap<String, (String, String)>, DbError> {
    let of = recurrences::table.filter(recurrences::procedure.eq(procedure.to_owned()));
    let rows: Vec<(String, Option<String>, Option<String>)> = of
        .group_by(recurrences::bearer)
        .select((recurrences::bearer, diesel::dsl::min(recurrences::period), diesel::dsl::max(recurrences::period)))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(bearer, first, last)| Some((bearer, (first?, last?)))).collect())
}

/// The periods for which a bearer has a case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn periods(connection: &mut Connection, procedure: &str, bearer: &Bin) -> Result<HashSet<String>, DbError> {
    let of = recurrences::table
        .filter(recurrences::procedure.eq(procedure.to_owned()))
        .filter(recurrences::bearer.eq(bearer.to_string()));
    Ok(of.select(recurrences::period).load(connection)?.into_iter().collect())
}

/// Takes the right to begin the case of a bearer for a period, unless somebody has it. Whoever asks meanwhile waits until this
/// transaction ends.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn claim(connection: &mut Connection, procedure: &str, bearer: &Bin, period: &str) -> Result<bool, DbError> {
    let claimed = diesel::sql_query(
        "INSERT INTO recurrences (procedure, bearer, period) VALUES ($1, $2, $3) \
         ON CONFLICT (procedure, bearer, period) DO NOTHING",
    )
    .bind::<Text, _>(procedure)
    .bind::<Text, _>(bearer.as_str())
    .bind::<Text, _>(period)
    .execute(connection)?;
    Ok(claimed == 1)
}
