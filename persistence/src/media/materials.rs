//! Requests for information-reference materials (№ 444-НҚ ¶7–8).

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::materials_request::{MaterialsKind, MaterialsRequest, MaterialsState};
use merzim_domain::rulebook::ids::RuleId;
use merzim_domain::{Bin, Vocabulary};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, visible_to};
use crate::obligations::{InTerm, due_soon, in_term};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};

case_table! {
    materials_requests as materials {
        body -> Text,
        kinds -> Text,
        by_agreement -> Bool,
        agreed -> Bool,
        form -> SqlJson,
        story -> SqlJson,
        reminded_at -> Nullable<SqlInstant>,
    }
}

/// A stored request.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = materials)]
pub struct MaterialsRow {
    /// The case.
    pub case_id: Id,
    /// BIN of the body that is asked.
    pub body: String,
    /// Codes of what is asked for, each between blanks.
    pub kinds: String,
    /// Whether the body is asked by agreement only.
    pub by_agreement: bool,
    /// Whether it has agreed.
    pub agreed: bool,
    /// The form.
    pub form: Json,
    /// What was said of the agreement, what was provided, why it was withdrawn.
    pub story: Json,
    /// When it was reminded that the materials are due soon.
    pub reminded_at: Option<Instant>,
}

/// What an action sets; none leaves as it is.
#[derive(Clone, Debug, Default, AsChangeset)]
#[diesel(table_name = materials)]
pub struct Changes {
    /// Whether the body has agreed.
    pub agreed: Option<bool>,
    /// What was said.
    pub story: Option<Json>,
    /// When it was reminded.
    pub reminded_at: Option<Instant>,
}

/// What a list of requests is narrowed to.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Of this body.
    pub body: Option<Bin>,
    /// Asking for this.
    pub kind: Option<MaterialsKind>,
    /// In this state.
    pub state: Option<MaterialsState>,
    /// Whose materials are so.
    pub in_term: InTerm,
}

/// A code, as a column of several has it.
fn between_blanks(code: &str) -> String {
    format!(" {code} ")
}

/// The column for what is asked for.
#[must_use]
pub fn kinds(kinds: impl IntoIterator<Item = MaterialsKind>) -> String {
    kinds.into_iter().map(|kind| between_blanks(kind.code())).collect()
}

/// Stores the request of a new case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, row: MaterialsRow) -> Result<(), DbError> {
    diesel::insert_into(materials::table).values(row).execute(connection)?;
    Ok(())
}

/// Records what an action sets.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, case: Uuid, changes: Changes) -> Result<(), DbError> {
    diesel::update(materials::table.find(Id(case))).set(changes).execute(connection)?;
    Ok(())
}

/// The request of a case. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<MaterialsRow, DbError> {
    Ok(materials::table.find(Id(case)).select(MaterialsRow::as_select()).first(connection)?)
}

/// The requests that `viewer` may see, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, MaterialsRow)>, DbError> {
    let mut query =
        materials::table.inner_join(cases::table).filter(materials::case_id.eq_any(visible_to(viewer))).into_boxed();
    if let Some(body) = &filter.body {
        query = query.filter(materials::body.eq(body.to_string()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(materials::kinds.like(format!("%{}%", between_blanks(kind.code()))));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    let query = in_term!(query, materials::case_id, &filter.in_term);
    walked!(query, MaterialsRow, MaterialsRequest::CODE, viewer, walk, limit, connection)
}

/// Requests after the one named whose materials are owed under one of these rules and due after now, `soon` at the latest, of which the body was not reminded.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn to_remind(
    connection: &mut Connection,
    rules: &[RuleId],
    (now, soon): (OffsetDateTime, OffsetDateTime),
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, DbError> {
    let not_reminded = materials::table.filter(materials::reminded_at.is_null()).select(materials::case_id);
    due_soon!(not_reminded, rules, (now, soon), after, limit, connection)
}
