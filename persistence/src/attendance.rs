//! Requests to attend an open meeting (№ 605-НҚ ¶9).

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::attendance::{Attendance, AttendanceChannel, AttendanceState};
use merzim_domain::procedures::open_meeting::MeetingState;
use merzim_domain::writing::place;
use merzim_domain::{PersonKey, Role, Vocabulary, zone};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, forget_persons, visible_to};
use crate::connection::take_turns;
use crate::meetings::meetings;
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Sealed};
use crate::{Connection, DbError, vault};

case_table! {
    attendance_requests as attendance {
        meeting_id -> SqlId,
        channel -> Text,
        surname -> Nullable<SqlSealed>,
        first_name -> Nullable<SqlSealed>,
        patronymic -> Nullable<SqlSealed>,
        birth_year -> Nullable<SqlSealed>,
        contact -> Nullable<SqlSealed>,
        turn -> BigInt,
        reminded_turn -> Nullable<BigInt>,
        active -> Bool,
        known -> Bool,
        person -> Nullable<Text>,
        identity -> Nullable<Text>,
    }
}

diesel::joinable!(attendance -> meetings (meeting_id));
diesel::allow_tables_to_appear_in_same_query!(attendance, meetings);
diesel::allow_columns_to_appear_in_same_group_by_clause!(attendance::meeting_id, cases::state);

/// A stored request. Who it is, is gone after the erasure.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = attendance)]
pub struct AttendanceRow {
    /// The case.
    pub case_id: Id,
    /// The meeting.
    pub meeting_id: Id,
    /// Code of how it was filed.
    pub channel: String,
    /// Surname, if any.
    pub surname: Option<Sealed<String>>,
    /// First name, if any.
    pub first_name: Option<Sealed<String>>,
    /// Patronymic, if any.
    pub patronymic: Option<Sealed<String>>,
    /// Year of birth.
    pub birth_year: Option<Sealed<i64>>,
    /// Contact details for feedback.
    pub contact: Option<Sealed<String>>,
    /// The turn of the meeting that it has followed.
    pub turn: i64,
    /// The turn that it was reminded of.
    pub reminded_turn: Option<i64>,
    /// Whether it may still have to follow.
    pub active: bool,
    /// Whether whoever asked is still known by a key.
    pub known: bool,
    /// By what whoever filed it is known; none after a withdrawal or the erasure.
    pub person: Option<String>,
    /// A keyed digest of who they say they are; none after a withdrawal or the erasure.
    pub identity: Option<String>,
}

/// Who wants to attend.
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = attendance)]
pub struct Guest {
    /// Surname, if any.
    #[diesel(treat_none_as_null = true)]
    pub surname: Option<Sealed<String>>,
    /// First name, if any.
    #[diesel(treat_none_as_null = true)]
    pub first_name: Option<Sealed<String>>,
    /// Patronymic, if any.
    #[diesel(treat_none_as_null = true)]
    pub patronymic: Option<Sealed<String>>,
    /// Year of birth.
    pub birth_year: Sealed<i64>,
    /// Contact details for feedback.
    pub contact: Sealed<String>,
    /// A digest of the rest, however it is written.
    pub identity: String,
}

/// What a list of requests is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// For this meeting.
    pub meeting: Option<Uuid>,
    /// In this state.
    pub state: Option<AttendanceState>,
    /// Filed so.
    pub channel: Option<AttendanceChannel>,
}

/// Stores the request of a new case, of whoever is known by `person`.
///
/// # Errors
/// [`DbError`] when the database fails; [`DbError::Duplicate`] when they have asked already, see [`asked_before`].
pub fn create(
    connection: &mut Connection,
    case: Uuid,
    (meeting, turn): (Id, i64),
    channel: &str,
    person: &PersonKey,
    guest: Guest,
) -> Result<(), DbError> {
    let row = AttendanceRow {
        case_id: Id(case),
        meeting_id: meeting,
        channel: channel.to_owned(),
        surname: guest.surname,
        first_name: guest.first_name,
        patronymic: guest.patronymic,
        birth_year: Some(guest.birth_year),
        contact: Some(guest.contact),
        turn,
        reminded_turn: None,
        active: true,
        known: true,
        person: Some(person.as_str().to_owned()),
        identity: Some(vault::blind(&guest.identity)?),
    };
    diesel::insert_into(attendance::table).values(row).execute(connection)?;
    Ok(())
}

/// Replaces who wants to attend. The caller has seen with [`asked_before`] that nobody of this identity has another request.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn replace(connection: &mut Connection, before: &AttendanceRow, mut guest: Guest) -> Result<(), DbError> {
    guest.identity = vault::blind(&guest.identity)?;
    diesel::update(attendance::table.find(before.case_id)).set(guest).execute(connection)?;
    Ok(())
}

/// Lets nobody else ask to attend a meeting as somebody who is known so, until the transaction ends.
fn one_at_a_time(connection: &mut Connection, meeting: Id, known: [Option<&str>; 2]) -> Result<(), DbError> {
    take_turns(connection, known.into_iter().flatten().map(|known| format!("{} {known}", meeting.0)).collect())
}

/// The requests for a meeting that somebody who asks to attend it may have filed before.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    /// By whoever is known so.
    pub own: Option<Uuid>,
    /// With the same identity, by whomever.
    pub same: Option<Uuid>,
}

/// What somebody has filed before who is known by this key and says to be of this identity. Until the transaction ends, nobody
/// else asks to attend the meeting as either.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn asked_before(
    connection: &mut Connection,
    meeting: Id,
    person: Option<&PersonKey>,
    identity: &str,
) -> Result<Before, DbError> {
    let person = person.map(PersonKey::as_str);
    let identity = &*vault::blind(identity)?;
    one_at_a_time(connection, meeting, [person, Some(identity)])?;
    let found: Vec<(Id, Option<String>, Option<String>)> = attendance::table
        .filter(attendance::meeting_id.eq(meeting))
        .filter(attendance::person.eq(person).or(attendance::identity.eq(identity)))
        .select((attendance::case_id, attendance::person, attendance::identity))
        .load(connection)?;
    let own = found.iter().find(|(_, known, _)| person.is_some() && known.as_deref() == person);
    let same = found.iter().find(|(.., known)| known.as_deref() == Some(identity));
    Ok(Before { own: own.map(|(id, ..)| id.0), same: same.map(|(id, ..)| id.0) })
}

/// Forgets who has filed a request that is withdrawn: they may ask again.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn release(connection: &mut Connection, request: &AttendanceRow) -> Result<(), DbError> {
    diesel::update(attendance::table.find(request.case_id))
        .set((attendance::person.eq(None::<String>), attendance::identity.eq(None::<String>)))
        .execute(connection)?;
    Ok(())
}

/// The request of a case. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<AttendanceRow, DbError> {
    Ok(attendance::table.find(Id(case)).select(AttendanceRow::as_select()).first(connection)?)
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
) -> Result<Page<(CaseRow, AttendanceRow)>, DbError> {
    let mut query =
        attendance::table.inner_join(cases::table).filter(attendance::case_id.eq_any(visible_to(viewer))).into_boxed();
    if let Some(meeting) = filter.meeting {
        query = query.filter(attendance::meeting_id.eq(Id(meeting)));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    if let Some(channel) = filter.channel {
        query = query.filter(attendance::channel.eq(channel.code()));
    }
    walked!(query, AttendanceRow, Attendance::CODE, viewer, walk, limit, connection)
}

/// Who may come in, as the Kazakh alphabet orders their names: all of them, for the entrance. The caller has seen to visibility.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn admitted(connection: &mut Connection, meeting: Uuid) -> Result<Vec<(CaseRow, AttendanceRow)>, DbError> {
    let states: Vec<&str> = AttendanceState::SEATED.iter().map(|state| state.code()).collect();
    let mut admitted: Vec<(CaseRow, AttendanceRow)> = attendance::table
        .inner_join(cases::table)
        .filter(attendance::meeting_id.eq(Id(meeting)))
        .filter(cases::state.eq_any(states))
        .order(attendance::case_id)
        .select((CaseRow::as_select(), AttendanceRow::as_select()))
        .load(connection)?;
    // Databases order letters in ways of their own.
    admitted.sort_by_cached_key(|(_, row)| {
        let names = [&row.surname, &row.first_name, &row.patronymic];
        place(&names.into_iter().flatten().map(|name| name.0.as_str()).collect::<Vec<_>>().join(" "))
    });
    Ok(admitted)
}

/// Whether `viewer` has asked to attend a meeting, and not withdrawn.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn has_asked(connection: &mut Connection, viewer: &Viewer, meeting: Uuid) -> Result<bool, DbError> {
    // Not whoever sees the request of another, as the body that considers a complaint does.
    let asking = Viewer { roles: vec![Role::InformationUser], ..viewer.clone() };
    let own = attendance::table
        .inner_join(cases::table)
        .filter(attendance::meeting_id.eq(Id(meeting)))
        .filter(cases::state.ne(AttendanceState::Withdrawn.code()))
        .filter(attendance::case_id.eq_any(visible_to(&asking)));
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(connection)?)
}

/// The requests after the one named that have not followed the last change of their meeting.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn behind(connection: &mut Connection, after: Uuid, limit: i64) -> Result<Vec<Uuid>, DbError> {
    let ids: Vec<Id> = attendance::table
        .inner_join(meetings::table)
        .filter(attendance::active.eq(true))
        .filter(attendance::turn.lt(meetings::turn))
        .filter(attendance::case_id.gt(Id(after)))
        .order(attendance::case_id)
        .limit(limit)
        .select(attendance::case_id)
        .load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// The requests after the one named to be reminded of an announced meeting that begins after `now` and not after `until`.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn to_remind(
    connection: &mut Connection,
    now: OffsetDateTime,
    until: OffsetDateTime,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, DbError> {
    let ids: Vec<Id> = attendance::table
        .inner_join(meetings::table)
        .inner_join(cases::table.on(cases::id.eq(attendance::meeting_id)))
        .filter(attendance::active.eq(true))
        .filter(attendance::turn.eq(meetings::turn))
        .filter(attendance::reminded_turn.is_null().or(attendance::reminded_turn.lt(meetings::turn.nullable())))
        .filter(cases::state.eq(MeetingState::Announced.code()))
        .filter(meetings::starts_at.gt(Instant(now)))
        .filter(meetings::starts_at.le(Instant(until)))
        .filter(attendance::case_id.gt(Id(after)))
        .order(attendance::case_id)
        .limit(limit)
        .select(attendance::case_id)
        .load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Records that a request has followed its meeting to this turn.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn followed(connection: &mut Connection, case: Uuid, turn: i64) -> Result<(), DbError> {
    diesel::update(attendance::table.find(Id(case))).set(attendance::turn.eq(turn)).execute(connection)?;
    Ok(())
}

/// Records that a request was reminded of its meeting at this turn, or is to be reminded anew.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn reminded(connection: &mut Connection, case: Uuid, turn: Option<i64>) -> Result<(), DbError> {
    diesel::update(attendance::table.find(Id(case))).set(attendance::reminded_turn.eq(turn)).execute(connection)?;
    Ok(())
}

/// Records that a request has nothing to follow any more.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn rest(connection: &mut Connection, case: Uuid) -> Result<(), DbError> {
    diesel::update(attendance::table.find(Id(case))).set(attendance::active.eq(false)).execute(connection)?;
    Ok(())
}

/// How many persons have asked to attend some meetings: meeting, code of the state, number.
#[derive(Clone, Debug)]
pub struct Heads(Vec<(Id, String, i64)>);

impl Heads {
    /// How many persons have a request for a meeting in a state.
    #[must_use]
    pub fn of(&self, meeting: Id, state: AttendanceState) -> i64 {
        let own = self.0.iter().filter(|(of, found, _)| *of == meeting && found == state.code());
        own.map(|(.., number)| number).sum()
    }

    /// For how many persons a seat is needed.
    #[must_use]
    pub fn seated(&self, meeting: Id) -> i64 {
        AttendanceState::SEATED.iter().map(|state| self.of(meeting, *state)).sum()
    }
}

/// Counts those who have asked to attend these meetings, each person once.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn heads(connection: &mut Connection, of: &[Uuid]) -> Result<Heads, DbError> {
    let ids: Vec<Id> = of.iter().copied().map(Id).collect();
    let heads = attendance::table
        .inner_join(cases::table)
        .filter(attendance::meeting_id.eq_any(ids))
        .group_by((attendance::meeting_id, cases::state))
        .select((attendance::meeting_id, cases::state, diesel::dsl::count_star()));
    Ok(Heads(heads.load(connection)?))
}

/// What is still there of those who asked to attend.
#[derive(Clone, Copy, Debug)]
pub enum Left {
    /// Their personal data.
    Data,
    /// The keys by which they are known.
    Keys,
}

/// The meetings after the one named, over before this day, of whose guests this is left.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn with_left(
    connection: &mut Connection,
    left: Left,
    before: Date,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, DbError> {
    let query = attendance::table
        .inner_join(meetings::table)
        .filter(meetings::ends_at.le(Instant(zone::start_of(before))))
        .filter(attendance::meeting_id.gt(Id(after)))
        .order(attendance::meeting_id)
        .select(attendance::meeting_id)
        .distinct()
        .limit(limit)
        .into_boxed();
    let query = match left {
        Left::Data => query.filter(attendance::contact.is_not_null()),
        Left::Keys => query.filter(attendance::known),
    };
    let ids: Vec<Id> = query.load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Erases what tells who asked to attend a meeting. The requests stay, so that they can be counted, and the keys, so that one
/// may still complain.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn erase(connection: &mut Connection, meeting: Uuid, at: OffsetDateTime) -> Result<(), DbError> {
    let requests = || attendance::table.filter(attendance::meeting_id.eq(Id(meeting))).select(attendance::case_id);
    diesel::update(cases::table.filter(cases::id.eq_any(requests())))
        .set((cases::version.eq(cases::version + 1), cases::updated_at.eq(Instant(at))))
        .execute(connection)?;
    diesel::update(attendance::table.filter(attendance::meeting_id.eq(Id(meeting))))
        .set((
            attendance::surname.eq(None::<Sealed<String>>),
            attendance::first_name.eq(None::<Sealed<String>>),
            attendance::patronymic.eq(None::<Sealed<String>>),
            attendance::birth_year.eq(None::<Sealed<i64>>),
            attendance::contact.eq(None::<Sealed<String>>),
            attendance::active.eq(false),
            attendance::person.eq(None::<String>),
            attendance::identity.eq(None::<String>),
        ))
        .execute(connection)?;
    Ok(())
}

/// Forgets the keys by which those who asked to attend a meeting are known: nobody can follow these requests any more.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn forget(connection: &mut Connection, meeting: Uuid) -> Result<(), DbError> {
    let of_meeting = || attendance::table.filter(attendance::meeting_id.eq(Id(meeting)));
    forget_persons!(of_meeting().select(attendance::case_id), connection);
    diesel::update(of_meeting()).set(attendance::known.eq(false)).execute(connection)?;
    Ok(())
}
