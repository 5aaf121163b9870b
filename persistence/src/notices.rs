//! Notices: the outbox, and the inbox of those who are told.

use diesel::prelude::*;
use merzim_domain::engine::News;
use merzim_domain::{Role, Vocabulary};
use serde::Deserialize;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::cases::{Viewer, visible_to};
use crate::page::{ListPlace, Page, Walk, arrived, coalesce, gone};
use crate::schema::{case_events, cases, notices};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};

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
    /// Code of the role of who is told.
    pub recipient_role: String,
    /// BIN of the organisation told, or key of the person.
    pub recipient: String,
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
    /// The event of the case that caused it.
    pub sequence: i64,
    /// What is new to whoever is told, if there is something.
    news: Option<Json>,
}

impl NoticeRow {
    /// What is new to whoever is told, if there is something.
    ///
    /// # Errors
    /// [`DbError::Internal`] when what is stored cannot be read.
    pub fn news(&self) -> Result<Option<News>, DbError> {
        Ok(self.news.as_ref().map(|news| News::deserialize(&news.0)).transpose()?)
    }
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
}

impl NoticeRow {
    /// When it last changed: when it was acknowledged, or delivered.
    #[must_use]
    pub fn changed_at(&self) -> OffsetDateTime {
        self.acknowledged_at.or(self.delivered_at).unwrap_or(self.created_at).0
    }
}

/// The notices delivered to `viewer`, the newest first, or in the order of change, with procedure and number of the case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn inbox(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<InboxRow>, DbError> {
    let mut query = notices::table
        .inner_join(cases::table)
        .filter(notices::recipient.eq_any(viewer.stored_parties()))
        .filter(notices::recipient_role.eq_any(viewer.role_codes()))
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
    query = match walk {
        Walk::Begun(before) => {
            if let Some(id) = before {
                query = query.filter(notices::id.lt(Id(id)));
            }
            query.order(notices::id.desc())
        }
        Walk::Changed(since, after) => {
            let changed = coalesce(notices::acknowledged_at, notices::delivered_at, notices::created_at);
            let since = Instant(since);
            query = query.filter(changed.ge(since).or(notices::case_id.eq_any(arrived(viewer, since))));
            if let Some(ListPlace { at, id }) = after {
                let (at, id) = (Instant(at), Id(id));
                query = query.filter(changed.gt(at).or(changed.eq(at).and(notices::id.gt(id))));
            }
            query.order((changed, notices::id))
        }
    };
    let rows: Vec<InboxRow> =
        query.limit(limit + 1).select((NoticeRow::as_select(), cases::procedure, cases::number)).load(connection)?;
    Ok(match walk {
        Walk::Begun(_) => Page::of(rows, limit),
        Walk::Changed(since, after) => {
            let gone = gone(connection, viewer, None, since, after)?;
            Page::of_changes(rows, gone, limit, |(row, ..)| ListPlace { at: row.changed_at(), id: row.id.0 })
        }
    })
}

/// The notice with this id, if it was delivered to `viewer`.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or it was not.
pub fn find(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<InboxRow, DbError> {
    Ok(notices::table
        .inner_join(cases::table)
        .filter(notices::id.eq(Id(id)))
        .filter(notices::recipient.eq_any(viewer.stored_parties()))
        .filter(notices::recipient_role.eq_any(viewer.role_codes()))
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
    let mut query =
        notices::table.filter(notices::delivered_at.is_null()).filter(notices::dropped_at.is_null()).into_boxed();
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

/// Whether anything has happened in the case since the event that caused the notice.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn is_outdated(connection: &mut Connection, notice: &NoticeRow) -> Result<bool, DbError> {
    let later = case_events::table
        .filter(case_events::case_id.eq(notice.case_id))
        .filter(case_events::sequence.gt(notice.sequence));
    Ok(diesel::select(diesel::dsl::exists(later)).get_result(connection)?)
}

/// When the last notice to whoever takes part in a case in this role was delivered; none if it was not yet.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn told_at(connection: &mut Connection, case: Uuid, role: Role) -> Result<Option<OffsetDateTime>, DbError> {
    let at: Option<Option<Instant>> = notices::table
        .filter(notices::case_id.eq(Id(case)))
        .filter(notices::recipient_role.eq(role.code()))
        .order(notices::id.desc())
        .select(notices::delivered_at)
        .first(connection)
        .optional()?;
    Ok(at.flatten().map(|at| at.0))
}

/// When, and by which carrier, the last of these notices to whoever takes part in a case in this role was delivered, if it has been.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn delivered(
    connection: &mut Connection,
    case: Uuid,
    role: Role,
    kinds: &[&str],
) -> Result<Option<(OffsetDateTime, String)>, DbError> {
    let last: Option<(Option<Instant>, Option<String>)> = notices::table
        .filter(notices::case_id.eq(Id(case)))
        .filter(notices::recipient_role.eq(role.code()))
        .filter(notices::kind.eq_any(kinds.iter().map(|kind| (*kind).to_owned())))
        .order(notices::id.desc())
        .select((notices::delivered_at, notices::carrier))
        .first(connection)
        .optional()?;
    Ok(last.and_then(|(at, carrier)| Some((at?.0, carrier?))))
}

/// Whether everybody who was to be told of the event that caused the notice has been, as far as they could be.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn all_told(connection: &mut Connection, notice: &NoticeRow) -> Result<bool, DbError> {
    let waiting = notices::table
        .filter(notices::case_id.eq(notice.case_id))
        .filter(notices::sequence.eq(notice.sequence))
        .filter(notices::delivered_at.is_null())
        .filter(notices::dropped_at.is_null());
    let waits: bool = diesel::select(diesel::dsl::exists(waiting)).get_result(connection)?;
    Ok(!waits)
}

/// Gives a notice up: it is not sent any more.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn give_up(connection: &mut Connection, id: Uuid, at: OffsetDateTime) -> Result<(), DbError> {
    diesel::update(notices::table.find(Id(id)).filter(notices::delivered_at.is_null()))
        .set(notices::dropped_at.eq(Instant(at)))
        .execute(connection)?;
    Ok(())
}
