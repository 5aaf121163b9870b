//! Quarterly schedules of reception (№ 213/НҚ ¶4–5).

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::reception_schedule::{ReceptionSchedule, ScheduleState};
use merzim_domain::{Bin, Vocabulary};
use time::Date;
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, shown_to};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};

case_table! {
    reception_schedules as schedules {
        body -> Text,
        quarter -> Date,
        form -> SqlJson,
        story -> SqlJson,
        withdrawn -> Bool,
        public_at -> Nullable<SqlInstant>,
    }
}

/// A stored schedule.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = schedules)]
pub struct ScheduleRow {
    /// The case.
    pub case_id: Id,
    /// BIN of the state body.
    pub body: String,
    /// First day of the quarter.
    pub quarter: Date,
    /// The whole form.
    pub form: Json,
    /// What was remarked, approved and moved.
    pub story: Json,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// From when everybody sees it.
    pub public_at: Option<Instant>,
}

/// What an action sets; none leaves as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = schedules)]
pub struct Changes {
    /// The whole form.
    pub form: Option<Json>,
    /// What was remarked, approved and moved.
    pub story: Option<Json>,
    /// Whether it was withdrawn.
    pub withdrawn: Option<bool>,
    /// From when everybody sees it.
    pub public_at: Option<Instant>,
}

/// What a list of schedules is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this body.
    pub body: Option<Bin>,
    /// Of the quarter that begins on this day.
    pub quarter: Option<Date>,
    /// In this state.
    pub state: Option<ScheduleState>,
}

/// Stores the schedule of a new case.
///
/// # Errors
/// [`DbError::Duplicate`] when the body has one for the quarter.
pub fn create(connection: &mut Connection, row: ScheduleRow) -> Result<(), DbError> {
    diesel::insert_into(schedules::table).values(row).execute(connection)?;
    Ok(())
}

/// Records what an action sets.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, case: Uuid, changes: Changes) -> Result<(), DbError> {
    if changes != Changes::default() {
        diesel::update(schedules::table.find(Id(case))).set(changes).execute(connection)?;
    }
    Ok(())
}

/// The schedule of a case, for what belongs to it. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<ScheduleRow, DbError> {
    Ok(schedules::table.find(Id(case)).select(ScheduleRow::as_select()).first(connection)?)
}

/// These schedules.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn these(connection: &mut Connection, ids: &[Id]) -> Result<Vec<ScheduleRow>, DbError> {
    Ok(schedules::table
        .filter(schedules::case_id.eq_any(ids.to_vec()))
        .select(ScheduleRow::as_select())
        .load(connection)?)
}

/// The schedules that a body has posted, the newest quarter first.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn posted(connection: &mut Connection, body: &Bin, limit: i64) -> Result<Vec<ScheduleRow>, DbError> {
    Ok(schedules::table
        .filter(schedules::body.eq(body.to_string()))
        .filter(schedules::public_at.is_not_null())
        .order(schedules::quarter.desc())
        .limit(limit)
        .select(ScheduleRow::as_select())
        .load(connection)?)
}

/// The schedule with this id, if it is posted or `viewer` is a party.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer may not see it.
pub fn find(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<(CaseRow, ScheduleRow), DbError> {
    Ok(schedules::table
        .inner_join(cases::table)
        .filter(schedules::case_id.eq(Id(id)))
        .filter(shown_to!(schedules::public_at, viewer))
        .select((CaseRow::as_select(), ScheduleRow::as_select()))
        .first(connection)?)
}

/// The schedules that are posted, and those of which `viewer` is a party, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, ScheduleRow)>, DbError> {
    let mut query =
        schedules::table.inner_join(cases::table).filter(shown_to!(schedules::public_at, viewer)).into_boxed();
    if let Some(body) = &filter.body {
        query = query.filter(schedules::body.eq(body.to_string()));
    }
    if let Some(quarter) = filter.quarter {
        query = query.filter(schedules::quarter.eq(quarter));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    walked!(query, ScheduleRow, ReceptionSchedule::CODE, viewer, walk, limit, connection)
}
