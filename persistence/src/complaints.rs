//! Complaints against a decision or silence in a case of whatever procedure.

use std::collections::HashSet;

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::complaint::{Complaint, ComplaintState};
use merzim_domain::{Role, Vocabulary};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::cases::{CaseRow, PartyRow, Viewer, parties, replace_parties, visible_to};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Json};
use crate::{Connection, DbError};

case_table! {
    complaints {
        contested_id -> SqlId,
        ground -> Text,
        form -> SqlSealed,
        pending -> Bool,
        story -> SqlSealed,
    }
}

/// A stored complaint.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = complaints)]
pub struct ComplaintRow {
    /// The case.
    pub case_id: Id,
    /// The case complained of.
    pub contested_id: Id,
    /// Code of what is complained of.
    pub ground: String,
    /// The form.
    pub form: Json,
    /// Whether it is being considered.
    pub pending: bool,
    /// To whom it was passed on, and how it was decided.
    pub story: Json,
}

/// What a list of complaints is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Against what was, or was not, decided in this case.
    pub case: Option<Uuid>,
    /// In this state.
    pub state: Option<ComplaintState>,
}

/// Stores the complaint of a new case.
///
/// # Errors
/// [`DbError::Duplicate`] when another one is being considered.
pub fn create(connection: &mut Connection, row: ComplaintRow) -> Result<(), DbError> {
    diesel::insert_into(complaints::table).values(row).execute(connection)?;
    Ok(())
}

/// Those of these cases in which somebody has complained.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn has_any(connection: &mut Connection, cases: &[Uuid]) -> Result<HashSet<Uuid>, DbError> {
    let ids: Vec<Id> = cases.iter().copied().map(Id).collect();
    let contested: Vec<Id> = complaints::table
        .filter(complaints::contested_id.eq_any(ids))
        .select(complaints::contested_id)
        .load(connection)?;
    Ok(contested.into_iter().map(|id| id.0).collect())
}

/// The complaint in this case that is being considered, if one is.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn pending(connection: &mut Connection, contested: Uuid) -> Result<Option<CaseRow>, DbError> {
    let pending =
        complaints::table.filter(complaints::contested_id.eq(Id(contested))).filter(complaints::pending.eq(true));
    let its_case = cases::table.filter(cases::id.eq_any(pending.select(complaints::case_id)));
    Ok(its_case.select(CaseRow::as_select()).first(connection).optional()?)
}

/// Records what became of a complaint. As long as it is being considered, and no longer, whoever considers it sees the case
/// complained of too.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, row: &ComplaintRow, at: OffsetDateTime) -> Result<(), DbError> {
    let (role, contested) = (Role::ComplaintBody, Id(row.contested_id.0));
    let considering = if row.pending { parties(connection, &[row.case_id.0])? } else { Vec::new() };
    let considering: Vec<PartyRow> = considering
        .into_iter()
        .filter(|party| party.role == role.code())
        .map(|party| PartyRow { case_id: Id(contested.0), ..party })
        .collect();
    replace_parties(connection, contested, role, &considering, at)?;
    diesel::update(complaints::table.find(&row.case_id))
        .set((complaints::pending.eq(row.pending), complaints::story.eq(&row.story)))
        .execute(connection)?;
    Ok(())
}

/// The complaint of a case. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<ComplaintRow, DbError> {
    Ok(complaints::table.find(Id(case)).select(ComplaintRow::as_select()).first(connection)?)
}

/// The complaints that `viewer` may see, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, ComplaintRow)>, DbError> {
    let mut query =
        complaints::table.inner_join(cases::table).filter(complaints::case_id.eq_any(visible_to(viewer))).into_boxed();
    if let Some(case) = filter.case {
        query = query.filter(complaints::contested_id.eq(Id(case)));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    walked!(query, ComplaintRow, Complaint::CODE, viewer, walk, limit, connection)
}
