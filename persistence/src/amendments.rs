//! Applications for changes (№ 93-НҚ Annex 3) and notices of cessation (¶12).

use diesel::prelude::*;
use merzim_domain::Vocabulary;
use merzim_domain::procedures::register_amendment::AmendmentState;
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, visible_to};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Json};
use crate::{Connection, DbError};

case_table! {
    register_amendments as amendments {
        entry_id -> SqlId,
        current_entry -> SqlJson,
        form -> SqlSealed,
        filing -> Nullable<SqlJson>,
    }
}

/// A stored amendment.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = amendments)]
pub struct AmendmentRow {
    /// The case.
    pub case_id: Id,
    /// The entry to be amended.
    pub entry_id: Id,
    /// What the entry said when the form was written; once it is filed, what it said then.
    pub current_entry: Json,
    /// The whole form.
    pub form: Json,
    /// EDMS document and signature, once filed.
    pub filing: Option<Json>,
}

/// What a list of amendments is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<AmendmentState>,
    /// About this entry.
    pub entry: Option<Uuid>,
}

/// Stores the form of a new case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(
    connection: &mut Connection,
    case: Uuid,
    entry: Uuid,
    current_entry: Json,
    form: Json,
) -> Result<(), DbError> {
    let row = AmendmentRow { case_id: Id(case), entry_id: Id(entry), current_entry, form, filing: None };
    diesel::insert_into(amendments::table).values(row).execute(connection)?;
    Ok(())
}

/// Replaces the form of a draft.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn replace_form(
    connection: &mut Connection,
    case: Uuid,
    entry: Uuid,
    current_entry: Json,
    form: Json,
) -> Result<(), DbError> {
    diesel::update(amendments::table.find(Id(case)))
        .set((
            amendments::entry_id.eq(Id(entry)),
            amendments::current_entry.eq(current_entry),
            amendments::form.eq(form),
        ))
        .execute(connection)?;
    Ok(())
}

/// Records how the amendment was filed, and what the entry said then.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record_filing(
    connection: &mut Connection,
    case: Uuid,
    current_entry: Json,
    filing: Json,
) -> Result<(), DbError> {
    diesel::update(amendments::table.find(Id(case)))
        .set((amendments::current_entry.eq(current_entry), amendments::filing.eq(filing)))
        .execute(connection)?;
    Ok(())
}

/// What was received last for this entry under a procedure, but for the case named, and waits or is entered.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn last_filed(
    connection: &mut Connection,
    entry: Uuid,
    procedure: &str,
    but_for: Uuid,
) -> Result<Option<(CaseRow, AmendmentRow)>, DbError> {
    let filed = [AmendmentState::Received.code(), AmendmentState::Entered.code()];
    Ok(amendments::table
        .inner_join(cases::table)
        .filter(amendments::entry_id.eq(Id(entry)))
        .filter(cases::procedure.eq(procedure))
        .filter(cases::state.eq_any(filed))
        .filter(cases::id.ne(Id(but_for)))
        .order((cases::received_at.desc(), cases::id.desc()))
        .select((CaseRow::as_select(), AmendmentRow::as_select()))
        .first(connection)
        .optional()?)
}

/// What was received for this entry after a case of the same procedure, and is entered: the first one received first.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn entered_after(connection: &mut Connection, entry: Uuid, case: &CaseRow) -> Result<Vec<AmendmentRow>, DbError> {
    let Some(received_at) = case.received_at else { return Ok(Vec::new()) };
    let same_moment = cases::received_at.eq(received_at).and(cases::id.gt(case.id));
    Ok(amendments::table
        .inner_join(cases::table)
        .filter(amendments::entry_id.eq(Id(entry)))
        .filter(cases::procedure.eq(&case.procedure))
        .filter(cases::state.eq(AmendmentState::Entered.code()))
        .filter(cases::received_at.gt(received_at).or(same_moment))
        .order((cases::received_at, cases::id))
        .select(AmendmentRow::as_select())
        .load(connection)?)
}

/// The amendments that wait to be entered in this entry, but for the one named, the oldest first.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn waiting(
    connection: &mut Connection,
    entry: Uuid,
    but_for: Uuid,
) -> Result<Vec<(CaseRow, AmendmentRow)>, DbError> {
    Ok(amendments::table
        .inner_join(cases::table)
        .filter(amendments::entry_id.eq(Id(entry)))
        .filter(cases::state.eq(AmendmentState::Received.code()))
        .filter(cases::id.ne(Id(but_for)))
        .order(cases::id)
        .select((CaseRow::as_select(), AmendmentRow::as_select()))
        .load(connection)?)
}

/// The amendment of a case. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<AmendmentRow, DbError> {
    Ok(amendments::table.find(Id(case)).select(AmendmentRow::as_select()).first(connection)?)
}

/// The amendments of one procedure that `viewer` may see, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    procedure: &str,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, AmendmentRow)>, DbError> {
    let mut query = amendments::table
        .inner_join(cases::table)
        .filter(amendments::case_id.eq_any(visible_to(viewer)))
        .filter(cases::procedure.eq(procedure.to_owned()))
        .into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    if let Some(entry) = filter.entry {
        query = query.filter(amendments::entry_id.eq(Id(entry)));
    }
    walked!(query, AmendmentRow, procedure, viewer, walk, limit, connection)
}
