//! Notices: the outbox, and the inbox of those who are told.

use diesel::prelude::*;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::cases::{Viewer, visible_to};
use crate::page::Page;
use crate::schema::{cases, notices};
use crate::sql_types::{Id, Instant};
use crate::{Connection, DbError};
use merzim_domain::vocabulary::Vocabulary;

/// A stored notice.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = notices)]
pub struct NoticeRow {
    /// Id.
    pub id: Id,
    /// The case.
    pub case_id: Id,
    /// Code of what it says.
    pub kind: String,
    /// Code of the role of the organisation told.
    pub recipient_role: String,
    /// BIN of the organisation told.
    pub recipient_organisation: String,
    /// When it arose.
    pub created_at: Instant,
    /// When it was delivered.
    pub delivered_at: Option<Instant>,
    /// By which carrier.
    pub carrier: Option<String>,
    /// When its receipt was acknowledged.
    pub acknowledged_at: Option<Instant>,
    /// By whom.
    pub acknowledged_by: Option<String>,
}

/// A delivered notice with what its reader wants to know of the case.
pub type InboxRow = (NoticeRow, String, Option<String>);

/// What an inbox is narrowed to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Acknowledged ones, or those that are not.
    pub acknowledged: Option<bool>,
    /// About this case.
    pub case: Option<Uuid>,
    /// Changed at this instant or later.
    pub modified_since: Option<OffsetDateTime>,
}

fn roles(viewer: &Viewer) -> (String, Vec<&'static str>) {
    (
        viewer.organisation.as_ref().map_or_else(String::new, ToString::to_string),
        viewer.roles.iter().map(|role| role.code()).collect(),
    )
}

/// The notices delivered to `viewer`, the newest first, with procedure and number of the case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn inbox(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: Filter,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Page<InboxRow>, DbError> {
    let (organisation, roles) = roles(viewer);
    let mut query = notices::table
        .inner_join(cases::table)
        .filter(notices::recipient_organisation.eq(organisation))
        .filter(notices::recipient_role.eq_any(roles))
        .filter(notices::case_id.eq_any(visible_to(viewer)))
        .filter(notices::delivered_at.is_not_null())
        .into_boxed();
    query = match filter.acknowledged {
        Some(true) => query.filter(notices::acknowledged_at.is_not_null()),
        Some(false) => query.filter(notices::acknowledged_at.is_null()),
        None => query,
    };
    if let Some(case) = filter.case {
        query = query.filter(notices::case_id.eq(Id(case)));
    }
    if let Some(since) = filter.modified_since {
        let since = Instant(since);
        query = query.filter(notices::delivered_at.ge(since).or(notices::acknowledged_at.ge(since)));
    }
    if let Some(id) = before {
        query = query.filter(notices::id.lt(Id(id)));
    }
    let rows = query
        .order(notices::id.desc())
        .limit(limit + 1)
        .select((NoticeRow::as_select(), cases::procedure, cases::number))
        .load(connection)?;
    Ok(Page::of(rows, limit))
}

/// The notice with this id, if it was delivered to `viewer`.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or it was not.
pub fn find(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<InboxRow, DbError> {
    let (organisation, roles) = roles(viewer);
    Ok(notices::table
        .inner_join(cases::table)
        .filter(notices::id.eq(Id(id)))
        .filter(notices::recipient_organisation.eq(organisation))
        .filter(notices::recipient_role.eq_any(roles))
        .filter(notices::case_id.eq_any(visible_to(viewer)))
        .filter(notices::delivered_at.is_not_null())
        .select((NoticeRow::as_select(), cases::procedure, cases::number))
        .first(connection)?)
}

/// Records that the receipt of a notice was acknowledged; an earlier acknowledgement stays.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn acknowledge(connection: &mut Connection, id: Uuid, by: &str, at: OffsetDateTime) -> Result<(), DbError> {
    diesel::update(notices::table.find(Id(id)).filter(notices::acknowledged_at.is_null()))
        .set((notices::acknowledged_at.eq(Instant(at)), notices::acknowledged_by.eq(by)))
        .execute(connection)?;
    Ok(())
}

/// The oldest notices that wait for delivery, after the one named.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn waiting(connection: &mut Connection, after: Option<Uuid>, limit: i64) -> Result<Vec<NoticeRow>, DbError> {
    let mut query = notices::table.filter(notices::delivered_at.is_null()).into_boxed();
    if let Some(id) = after {
        query = query.filter(notices::id.gt(Id(id)));
    }
    Ok(query.order(notices::id).limit(limit).select(NoticeRow::as_select()).load(connection)?)
}

/// Records a delivery; `false` when another node was faster.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn deliver(connection: &mut Connection, id: Uuid, carrier: &str, at: OffsetDateTime) -> Result<bool, DbError> {
    let delivered = diesel::update(notices::table.find(Id(id)).filter(notices::delivered_at.is_null()))
        .set((notices::delivered_at.eq(Instant(at)), notices::carrier.eq(carrier)))
        .execute(connection)?;
    Ok(delivered == 1)
}
