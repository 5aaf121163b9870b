//! Appeals for a reception (№ 213/НҚ ¶6–7, ¶10).

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::video_reception::{ReceptionState, VideoReception};
use merzim_domain::{Bin, Iin, Vocabulary};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, visible_to};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json, Sealed};
use crate::{Connection, DbError};

case_table! {
    reception_appeals as appeals {
        body -> Text,
        office_id -> SqlId,
        channel -> Text,
        iin -> SqlSealed,
        form -> SqlSealed,
        considered_from -> SqlInstant,
        starts_at -> Nullable<SqlInstant>,
        ends_at -> Nullable<SqlInstant>,
        receiver -> Nullable<Text>,
        priority -> Bool,
        room_url -> Nullable<Text>,
        story -> SqlSealed,
    }
}

/// A stored appeal.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = appeals)]
pub struct AppealRow {
    /// The case.
    pub case_id: Id,
    /// BIN of the state body.
    pub body: String,
    /// Where the reception is to be held.
    pub office_id: Id,
    /// Code of how it was filed.
    pub channel: String,
    /// Whose appeal it is.
    pub iin: Sealed<Iin>,
    /// The form without the IIN.
    pub form: Json,
    /// When the term that runs began: the receipt, or the reopening.
    pub considered_from: Instant,
    /// When the reception begins.
    pub starts_at: Option<Instant>,
    /// When it ends.
    pub ends_at: Option<Instant>,
    /// Code of the receiver.
    pub receiver: Option<String>,
    /// Whether another time comes before everybody else's.
    pub priority: bool,
    /// Where the participants meet online.
    pub room_url: Option<String>,
    /// What was notified, said, decided and recorded.
    pub story: Json,
}

/// A new appeal.
#[derive(Clone, Debug)]
pub struct NewAppeal<'appeal> {
    /// The case.
    pub case: Uuid,
    /// The state body.
    pub body: &'appeal Bin,
    /// Where the reception is to be held.
    pub office: Uuid,
    /// Code of how it is filed.
    pub channel: &'appeal str,
    /// Whose it is.
    pub iin: &'appeal Iin,
    /// The form without the IIN.
    pub form: Json,
    /// When it is received.
    pub received_at: OffsetDateTime,
    /// What is known of it besides.
    pub story: Json,
}

/// What an action sets; none leaves as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = appeals)]
pub struct Changes {
    /// Where the reception is to be held.
    pub office_id: Option<Id>,
    /// When the term that runs began.
    pub considered_from: Option<Instant>,
    /// When the reception begins; the outer none leaves it, the inner takes it back.
    pub starts_at: Option<Option<Instant>>,
    /// When it ends.
    pub ends_at: Option<Option<Instant>>,
    /// Code of the receiver.
    pub receiver: Option<String>,
    /// Whether another time comes before everybody else's.
    pub priority: Option<bool>,
    /// Where the participants meet online; the outer none leaves it, the inner takes it back.
    pub room_url: Option<Option<String>>,
    /// What was notified, said, decided and recorded.
    pub story: Option<Json>,
}

/// What a list of appeals is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// To this body.
    pub body: Option<Bin>,
    /// At this office.
    pub office: Option<Uuid>,
    /// In this state.
    pub state: Option<ReceptionState>,
    /// Those that wait for another time before everybody else, or those that do not.
    pub priority: Option<bool>,
    /// Whose reception begins at this instant or later.
    pub from: Option<OffsetDateTime>,
    /// Whose reception begins before this instant.
    pub to: Option<OffsetDateTime>,
}

/// Stores the appeal of a new case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, new: NewAppeal<'_>) -> Result<(), DbError> {
    let row = AppealRow {
        case_id: Id(new.case),
        body: new.body.to_string(),
        office_id: Id(new.office),
        channel: new.channel.to_owned(),
        iin: Sealed(new.iin.clone()),
        form: new.form,
        considered_from: Instant(new.received_at),
        starts_at: None,
        ends_at: None,
        receiver: None,
        priority: false,
        room_url: None,
        story: new.story,
    };
    diesel::insert_into(appeals::table).values(row).execute(connection)?;
    Ok(())
}

/// Records what an action sets.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, case: Uuid, changes: Changes) -> Result<(), DbError> {
    if changes != Changes::default() {
        diesel::update(appeals::table.find(Id(case))).set(changes).execute(connection)?;
    }
    Ok(())
}

/// The appeal of a case. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<AppealRow, DbError> {
    Ok(appeals::table.find(Id(case)).select(AppealRow::as_select()).first(connection)?)
}

/// The appeals to a body that wait for another time before everybody else's, the first one first.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn waiting(connection: &mut Connection, body: &str) -> Result<Vec<AppealRow>, DbError> {
    Ok(appeals::table
        .inner_join(cases::table)
        .filter(appeals::body.eq(body.to_owned()))
        .filter(appeals::priority.eq(true))
        .filter(cases::state.eq(ReceptionState::Interrupted.code()))
        .order((cases::updated_at, cases::id))
        .select(AppealRow::as_select())
        .load(connection)?)
}

/// The appeals that `viewer` may see, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, AppealRow)>, DbError> {
    let mut query =
        appeals::table.inner_join(cases::table).filter(appeals::case_id.eq_any(visible_to(viewer))).into_boxed();
    if let Some(body) = &filter.body {
        query = query.filter(appeals::body.eq(body.to_string()));
    }
    if let Some(office) = filter.office {
        query = query.filter(appeals::office_id.eq(Id(office)));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    if let Some(priority) = filter.priority {
        query = query.filter(appeals::priority.eq(priority));
    }
    if let Some(from) = filter.from {
        query = query.filter(appeals::starts_at.ge(Instant(from)));
    }
    if let Some(to) = filter.to {
        query = query.filter(appeals::starts_at.lt(Instant(to)));
    }
    walked!(query, AppealRow, VideoReception::CODE, viewer, walk, limit, connection)
}
