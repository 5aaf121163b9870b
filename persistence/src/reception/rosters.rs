//! Monthly rosters of reception (№ 213/НҚ ¶8–9).

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::reception_roster::{ReceptionRoster, RosterState};
use merzim_domain::{Bin, Vocabulary};
use serde_json::Value;
use time::Date;
use uuid::Uuid;

use super::schedules::ScheduleRow;
use crate::cases::{CaseRow, Viewer, shown_to};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};

case_table! {
    reception_rosters as rosters {
        schedule_id -> SqlId,
        body -> Text,
        month -> Date,
        entries -> SqlJson,
        posted -> Nullable<SqlJson>,
        compiled_at -> Nullable<SqlInstant>,
        public_at -> Nullable<SqlInstant>,
    }
}

/// A stored roster. It holds no personal data.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = rosters)]
pub struct RosterRow {
    /// The case.
    pub case_id: Id,
    /// The schedule that it is within.
    pub schedule_id: Id,
    /// BIN of the state body.
    pub body: String,
    /// First day of the month.
    pub month: Date,
    /// The receptions compiled.
    pub entries: Json,
    /// Those that are posted.
    pub posted: Option<Json>,
    /// When it was compiled.
    pub compiled_at: Option<Instant>,
    /// From when everybody sees it.
    pub public_at: Option<Instant>,
}

/// What an action sets; none leaves as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = rosters)]
pub struct Changes {
    /// The receptions compiled.
    pub entries: Option<Json>,
    /// Those that are posted.
    pub posted: Option<Json>,
    /// When it was compiled.
    pub compiled_at: Option<Instant>,
    /// From when everybody sees it.
    pub public_at: Option<Instant>,
}

/// What a list of rosters is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this body.
    pub body: Option<Bin>,
    /// Of the month that begins on this day.
    pub month: Option<Date>,
    /// In this state.
    pub state: Option<RosterState>,
}

/// Stores the roster of a new case, for a month of a schedule: nothing is compiled yet.
///
/// # Errors
/// [`DbError::Duplicate`] when the body has one for the month.
pub fn create(connection: &mut Connection, case: Uuid, schedule: &ScheduleRow, month: Date) -> Result<(), DbError> {
    let row = RosterRow {
        case_id: Id(case),
        schedule_id: schedule.case_id,
        body: schedule.body.clone(),
        month,
        entries: Json(Value::Array(Vec::new())),
        posted: None,
        compiled_at: None,
        public_at: None,
    };
    diesel::insert_into(rosters::table).values(row).execute(connection)?;
    Ok(())
}

/// Records what an action sets.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, case: Uuid, changes: Changes) -> Result<(), DbError> {
    if changes != Changes::default() {
        diesel::update(rosters::table.find(Id(case))).set(changes).execute(connection)?;
    }
    Ok(())
}

/// The roster of a case. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<RosterRow, DbError> {
    Ok(rosters::table.find(Id(case)).select(RosterRow::as_select()).first(connection)?)
}

/// The roster with this id, if it is posted or `viewer` is a party.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer may not see it.
pub fn find(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<(CaseRow, RosterRow), DbError> {
    Ok(rosters::table
        .inner_join(cases::table)
        .filter(rosters::case_id.eq(Id(id)))
        .filter(shown_to!(rosters::public_at, viewer))
        .select((CaseRow::as_select(), RosterRow::as_select()))
        .first(connection)?)
}

/// The rosters that are posted, and those of which `viewer` is a party, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, RosterRow)>, DbError> {
    let mut query = rosters::table.inner_join(cases::table).filter(shown_to!(rosters::public_at, viewer)).into_boxed();
    if let Some(body) = &filter.body {
        query = query.filter(rosters::body.eq(body.to_string()));
    }
    if let Some(month) = filter.month {
        query = query.filter(rosters::month.eq(month));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    walked!(query, RosterRow, ReceptionRoster::CODE, viewer, walk, limit, connection)
}
