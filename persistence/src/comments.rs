//! Comments on the broadcast of an open meeting, and the answers to them (№ 605-НҚ ¶13).

use diesel::prelude::*;
use merzim_domain::procedures::broadcast_comment::CommentState;
use merzim_domain::{Vocabulary, zone};
use serde_json::json;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, forget_persons, visible_to};
use crate::meetings::meetings;
use crate::page::{Gone, ListPlace, MOST_GONE_AND_ONE, Page, Walk};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json, Sealed};
use crate::{Connection, DbError};

case_table! {
    broadcast_comments as comments {
        meeting_id -> SqlId,
        author -> Nullable<SqlSealed>,
        text -> SqlSealed,
        answer -> Nullable<SqlJson>,
        moderation -> SqlJson,
        known -> Bool,
    }
}

diesel::joinable!(comments -> meetings (meeting_id));
diesel::allow_tables_to_appear_in_same_query!(comments, meetings);

/// A stored comment.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = comments)]
pub struct CommentRow {
    /// The case.
    pub case_id: Id,
    /// The meeting.
    pub meeting_id: Id,
    /// Under which name it was written, if under one.
    pub author: Option<Sealed<String>>,
    /// What it says.
    pub text: Sealed<String>,
    /// The answer.
    pub answer: Option<Json>,
    /// What was hidden and shown again, when, why.
    pub moderation: Json,
    /// Whether whoever has commented is still known by a key.
    known: bool,
}

/// What a list of comments is narrowed to.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// On the broadcast of this meeting.
    pub meeting: Uuid,
    /// In this state.
    pub state: Option<CommentState>,
}

/// The states in which everybody sees a comment.
const SHOWN: [CommentState; 2] = [CommentState::Received, CommentState::Answered];

/// Stores the comment of a new case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(
    connection: &mut Connection,
    case: Uuid,
    meeting: Uuid,
    author: Option<String>,
    text: String,
) -> Result<(), DbError> {
    let row = CommentRow {
        case_id: Id(case),
        meeting_id: Id(meeting),
        author: author.map(Sealed),
        text: Sealed(text),
        answer: None,
        moderation: Json(json!([])),
        known: true,
    };
    diesel::insert_into(comments::table).values(row).execute(connection)?;
    Ok(())
}

/// The comment with this id, if `viewer` is a party to it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer is not.
pub fn find(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<(CaseRow, CommentRow), DbError> {
    Ok(comments::table
        .inner_join(cases::table)
        .filter(comments::case_id.eq(Id(id)))
        .filter(comments::case_id.eq_any(visible_to(viewer)))
        .select((CaseRow::as_select(), CommentRow::as_select()))
        .first(connection)?)
}

/// The comments on a broadcast, the first one first: those that are not hidden, and those of which `viewer` is a party.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, CommentRow)>, DbError> {
    let shown = SHOWN.map(Vocabulary::code);
    let mut query = comments::table
        .inner_join(cases::table)
        .filter(comments::meeting_id.eq(Id(filter.meeting)))
        .filter(cases::state.eq_any(shown).or(comments::case_id.eq_any(visible_to(viewer))))
        .into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    query = match walk {
        Walk::Begun(before) => {
            // The first one first: here a list goes on after the one that was seen last.
            if let Some(id) = before {
                query = query.filter(cases::id.gt(Id(id)));
            }
            query.order(cases::id)
        }
        Walk::Changed(since, after) => {
            query = query.filter(cases::updated_at.ge(Instant(since)));
            if let Some(ListPlace { at, id }) = after {
                let (at, id) = (Instant(at), Id(id));
                query = query.filter(cases::updated_at.gt(at).or(cases::updated_at.eq(at).and(cases::id.gt(id))));
            }
            query.order((cases::updated_at, cases::id))
        }
    };
    let query = query.limit(limit + 1).select((CaseRow::as_select(), CommentRow::as_select()));
    let rows: Vec<(CaseRow, CommentRow)> = query.load(connection)?;
    Ok(match walk {
        Walk::Begun(_) => Page::of(rows, limit),
        Walk::Changed(since, after) => {
            let gone = hidden(connection, viewer, filter.meeting, since, after)?;
            Page::of_changes(rows, gone, limit, |(case, _)| ListPlace::of(case))
        }
    })
}

/// The comments on a broadcast that were hidden from `viewer` then or later, in that order.
fn hidden(
    connection: &mut Connection,
    viewer: &Viewer,
    meeting: Uuid,
    since: OffsetDateTime,
    after: Option<ListPlace>,
) -> Result<Vec<Gone>, DbError> {
    let place = after.unwrap_or(ListPlace::at(since));
    let (at, id) = (Instant(place.at), Id(place.id));
    let rows: Vec<(Id, Instant)> = comments::table
        .inner_join(cases::table)
        .filter(comments::meeting_id.eq(Id(meeting)))
        .filter(cases::state.ne_all(SHOWN.map(Vocabulary::code)))
        .filter(diesel::dsl::not(comments::case_id.eq_any(visible_to(viewer))))
        .filter(cases::updated_at.gt(at).or(cases::updated_at.eq(at).and(cases::id.gt(id))))
        .order((cases::updated_at, cases::id))
        .limit(MOST_GONE_AND_ONE)
        .select((cases::id, cases::updated_at))
        .load(connection)?;
    Ok(rows.into_iter().map(|(case, at)| Gone { case: case.0, at: at.0 }).collect())
}

/// Comments on a broadcast that changed after a place in the order of change, in that order, hidden ones too.
#[diesel::dsl::auto_type(no_type_alias)]
fn after(meeting: Uuid, place: ListPlace) -> _ {
    let meeting: Id = Id(meeting);
    let at: Instant = Instant(place.at);
    let id: Id = Id(place.id);
    comments::table
        .inner_join(cases::table)
        .filter(comments::meeting_id.eq(meeting))
        .filter(cases::updated_at.gt(at).or(cases::updated_at.eq(at).and(cases::id.gt(id))))
        .order((cases::updated_at, cases::id))
}

/// Of these, the first `limit`.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn changed(
    connection: &mut Connection,
    meeting: Uuid,
    place: ListPlace,
    limit: i64,
) -> Result<Page<(CaseRow, CommentRow)>, DbError> {
    let some = after(meeting, place).limit(limit + 1).select((CaseRow::as_select(), CommentRow::as_select()));
    Ok(Page::of(some.load(connection)?, limit))
}

/// How many of these there are, up to `limit`.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn changes_after(connection: &mut Connection, meeting: Uuid, place: ListPlace, limit: i64) -> Result<i64, DbError> {
    let ids: Vec<Id> = after(meeting, place).limit(limit).select(cases::id).load(connection)?;
    Ok(i64::try_from(ids.len()).unwrap_or(limit))
}

/// Records the answer.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record_answer(connection: &mut Connection, case: Uuid, answer: Json) -> Result<(), DbError> {
    diesel::update(comments::table.find(Id(case))).set(comments::answer.eq(answer)).execute(connection)?;
    Ok(())
}

/// Records the log of moderation.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record_moderation(connection: &mut Connection, case: Uuid, log: Json) -> Result<(), DbError> {
    diesel::update(comments::table.find(Id(case))).set(comments::moderation.eq(log)).execute(connection)?;
    Ok(())
}

/// The meetings after the one named, over before this day, on whose broadcast somebody has commented who is still known by a key.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn to_forget(connection: &mut Connection, before: Date, after: Uuid, limit: i64) -> Result<Vec<Uuid>, DbError> {
    let ids: Vec<Id> = comments::table
        .inner_join(meetings::table)
        .filter(comments::known)
        .filter(meetings::ends_at.le(Instant(zone::start_of(before))))
        .filter(comments::meeting_id.gt(Id(after)))
        .order(comments::meeting_id)
        .select(comments::meeting_id)
        .distinct()
        .limit(limit)
        .load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Forgets the keys by which those who commented on the broadcast of a meeting are known: nobody can follow these comments any more.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn forget(connection: &mut Connection, meeting: Uuid) -> Result<(), DbError> {
    let of_meeting = || comments::table.filter(comments::meeting_id.eq(Id(meeting)));
    forget_persons!(of_meeting().select(comments::case_id), connection);
    diesel::update(of_meeting()).set(comments::known.eq(false)).execute(connection)?;
    Ok(())
}
