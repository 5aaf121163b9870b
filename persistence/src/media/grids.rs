//! The media grid of each week, and every version of it that was sent.

use diesel::IntoSql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use merzim_domain::Vocabulary;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::media_grid::{GridState, MediaGrid};
use merzim_domain::week::Week;
use time::OffsetDateTime;
use uuid::Uuid;

use super::week_of;
use crate::cases::{CaseRow, Viewer, visible_to};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};

case_table! {
    media_grids as grids {
        week -> Text,
        form -> SqlJson,
        approved -> Nullable<SqlJson>,
        revision -> BigInt,
        sent_at -> Nullable<SqlInstant>,
        embargo_ends_at -> Nullable<SqlInstant>,
    }
}

mod revisions {
    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        media_grid_revisions (case_id, revision) {
            case_id -> SqlId,
            revision -> BigInt,
            head -> SqlJson,
            record -> SqlJson,
        }
    }
}
use revisions::media_grid_revisions as sent;

/// The grid of a week.
#[derive(Clone, Debug, Queryable, Insertable, Selectable, AsChangeset)]
#[diesel(table_name = grids, treat_none_as_null = true)]
pub struct GridRow {
    /// The case.
    pub case_id: Id,
    /// The week.
    pub week: String,
    /// What the ministry has picked.
    pub form: Json,
    /// The events as they were approved; none until then.
    pub approved: Option<Json>,
    /// The number of the latest version; 0 while nothing was sent.
    pub revision: i64,
    /// When the latest version was sent.
    pub sent_at: Option<Instant>,
    /// When the next embargo in it ends, of which nobody was told yet.
    pub embargo_ends_at: Option<Instant>,
}

impl GridRow {
    /// The week.
    ///
    /// # Errors
    /// [`DbError::Internal`] when what is stored is none.
    pub fn week(&self) -> Result<Week, DbError> {
        week_of(&self.week)
    }
}

/// What a list of grids is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this week.
    pub week: Option<Week>,
    /// In this state.
    pub state: Option<GridState>,
}

/// Stores the grid of a new case.
///
/// # Errors
/// [`DbError::Duplicate`] when its week has one.
pub fn create(connection: &mut Connection, row: GridRow) -> Result<(), DbError> {
    diesel::insert_into(grids::table).values(row).execute(connection)?;
    Ok(())
}

/// Stores a grid again.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn update(connection: &mut Connection, row: &GridRow) -> Result<(), DbError> {
    diesel::update(grids::table.find(row.case_id)).set(row.clone()).execute(connection)?;
    Ok(())
}

/// Stores a version that is sent: what is told of it, and all of it.
///
/// # Errors
/// [`DbError::Duplicate`] when there is one with its number.
pub fn revise(connection: &mut Connection, case: Uuid, revision: i64, head: Json, record: Json) -> Result<(), DbError> {
    let row = (sent::case_id.eq(Id(case)), sent::revision.eq(revision), sent::head.eq(head), sent::record.eq(record));
    diesel::insert_into(sent::table).values(row).execute(connection)?;
    Ok(())
}

/// The grid of a case. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<GridRow, DbError> {
    Ok(grids::table.find(Id(case)).select(GridRow::as_select()).first(connection)?)
}

/// The case of the grid of a week, if there is one.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn of_week(connection: &mut Connection, week: Week) -> Result<Option<Uuid>, DbError> {
    let of = grids::table.filter(grids::week.eq(week.to_string()));
    let case: Option<Id> = of.select(grids::case_id).first(connection).optional()?;
    Ok(case.map(|id| id.0))
}

/// Grids after the one named in which an embargo has ended now, of which nobody was told.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn whose_embargo_ended(
    connection: &mut Connection,
    now: OffsetDateTime,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, DbError> {
    let ids: Vec<Id> = grids::table
        .filter(grids::embargo_ends_at.le(Instant(now)))
        .filter(grids::case_id.gt(Id(after)))
        .order(grids::case_id)
        .limit(limit)
        .select(grids::case_id)
        .load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// The version that was sent last, if one was.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn latest(connection: &mut Connection, case: Uuid) -> Result<Option<Json>, DbError> {
    let of = sent::table.filter(sent::case_id.eq(Id(case))).order(sent::revision.desc());
    Ok(of.select(sent::record).first(connection).optional()?)
}

/// The version with this number.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn numbered(connection: &mut Connection, case: Uuid, revision: i64) -> Result<Json, DbError> {
    Ok(sent::table.find((Id(case), revision)).select(sent::record).first(connection)?)
}

/// What is told of the versions after a number, the first one first.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn history(connection: &mut Connection, case: Uuid, after: i64, limit: i64) -> Result<Page<(i64, Json)>, DbError> {
    let of = sent::table.filter(sent::case_id.eq(Id(case))).filter(sent::revision.gt(after)).order(sent::revision);
    Ok(Page::of(of.limit(limit + 1).select((sent::revision, sent::head)).load(connection)?, limit))
}

/// A grid that was sent, if the viewer `receives` those, or that `viewer` compiles.
macro_rules! shown {
    ($viewer:expr, $receives:expr) => {
        grids::sent_at.is_not_null().and($receives.into_sql::<Bool>()).or(grids::case_id.eq_any(visible_to($viewer)))
    };
}

/// The grid with this id, if it was sent and the viewer `receives` such ones, or `viewer` compiles it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer may not see it.
pub fn find(
    connection: &mut Connection,
    viewer: &Viewer,
    receives: bool,
    id: Uuid,
) -> Result<(CaseRow, GridRow), DbError> {
    Ok(grids::table
        .inner_join(cases::table)
        .filter(grids::case_id.eq(Id(id)))
        .filter(shown!(viewer, receives))
        .select((CaseRow::as_select(), GridRow::as_select()))
        .first(connection)?)
}

/// The grids that were sent, if the viewer `receives` those, or that `viewer` compiles, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    receives: bool,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, GridRow)>, DbError> {
    let mut query = grids::table.inner_join(cases::table).filter(shown!(viewer, receives)).into_boxed();
    if let Some(week) = filter.week {
        query = query.filter(grids::week.eq(week.to_string()));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    walked!(query, GridRow, MediaGrid::CODE, viewer, walk, limit, connection)
}
