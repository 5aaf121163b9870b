//! Who has viewed the cases of persons.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Date as SqlDate, Text};
use time::Date;
use uuid::Uuid;

use crate::backend::MultiBackend;
use crate::page::Page;
use crate::schema::case_viewings as viewings;
use crate::sql_types::{Id, Instant, SqlId, SqlInstant};
use crate::{Connection, DbError};

/// That somebody has viewed the case of a person on a day.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = viewings)]
pub struct ViewingRow {
    /// Id.
    pub id: Id,
    /// The case.
    pub case_id: Id,
    /// The day, in Kazakhstan.
    pub day: Date,
    /// BIN of the organisation that they acted for.
    pub organisation: String,
    /// By what they are known.
    pub viewer: String,
    /// When they did first on that day.
    pub viewed_at: Instant,
}

/// Records these, in one statement. Who has viewed it before on that day is recorded already.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, rows: Vec<ViewingRow>) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = (0..rows.len())
        .map(|row| (1..=6).map(|column| format!("${}", row * 6 + column)).collect::<Vec<_>>().join(", "))
        .collect();
    let insert = format!(
        "INSERT INTO case_viewings (id, case_id, day, organisation, viewer, viewed_at) VALUES ({}) ON CONFLICT DO NOTHING",
        places.join("), (")
    );
    let mut insert = sql_query(insert).into_boxed::<MultiBackend>();
    for ViewingRow { id, case_id, day, organisation, viewer, viewed_at } in rows {
        insert = insert
            .bind::<SqlId, _>(id)
            .bind::<SqlId, _>(case_id)
            .bind::<SqlDate, _>(day)
            .bind::<Text, _>(organisation)
            .bind::<Text, _>(viewer)
            .bind::<SqlInstant, _>(viewed_at);
    }
    insert.execute(connection)?;
    Ok(())
}

/// Who has viewed a case, the last first, before the one named. The caller has seen to visibility.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn of_case(
    connection: &mut Connection,
    case: Uuid,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Page<ViewingRow>, DbError> {
    let mut query = viewings::table.filter(viewings::case_id.eq(Id(case))).into_boxed();
    if let Some(before) = before {
        query = query.filter(viewings::id.lt(Id(before)));
    }
    let rows = query.order(viewings::id.desc()).limit(limit + 1).select(ViewingRow::as_select()).load(connection)?;
    Ok(Page::of(rows, limit))
}

/// Forgets some of what was seen before this day; whether there may be more.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn forget(connection: &mut Connection, before: Date, most: i64) -> Result<bool, DbError> {
    let ids: Vec<Id> = viewings::table
        .filter(viewings::day.lt(before))
        .order((viewings::day, viewings::id))
        .limit(most)
        .select(viewings::id)
        .load(connection)?;
    diesel::delete(viewings::table.filter(viewings::id.eq_any(&ids))).execute(connection)?;
    Ok(i64::try_from(ids.len()).is_ok_and(|some| some == most))
}
