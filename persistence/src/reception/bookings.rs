//! Slots, and who has them: a receiver and a room, each in pieces of five minutes that nobody else can have.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Text;
use merzim_domain::reception::{self, Slot};
use merzim_domain::{Bin, PersonKey};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::appeals::appeals;
use super::offices::{self, OfficeRow};
use super::schedules::ScheduleRow;
use crate::page::{ListPlace, Page};
use crate::schema::case_parties;
use crate::sql_types::{Id, Instant, SqlId, SqlInstant};
use crate::{Connection, DbError};
use tables::{reception_bookings as bookings, reception_pieces as pieces, reception_slots as slots};

mod tables {
    use super::appeals;
    use crate::schema::case_parties;

    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        reception_slots (id) {
            id -> SqlId,
            schedule_id -> SqlId,
            body -> Text,
            receiver -> Text,
            starts_at -> SqlInstant,
            ends_at -> SqlInstant,
            day -> Date,
        }
    }

    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        reception_bookings (id) {
            id -> SqlId,
            slot_id -> SqlId,
            office_id -> SqlId,
            room -> BigInt,
            case_id -> Nullable<SqlId>,
            held_by -> Nullable<Text>,
            held_until -> Nullable<SqlInstant>,
        }
    }

    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        reception_pieces (resource, at) {
            resource -> Text,
            at -> SqlInstant,
            booking_id -> SqlId,
        }
    }

    diesel::joinable!(reception_bookings -> reception_slots (slot_id));
    diesel::joinable!(reception_pieces -> reception_bookings (booking_id));
    diesel::allow_tables_to_appear_in_same_query!(reception_slots, reception_bookings, reception_pieces, appeals);
    diesel::allow_tables_to_appear_in_same_query!(reception_bookings, case_parties);
}

/// A stored slot of a posted schedule.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = slots)]
pub struct SlotRow {
    /// Id.
    pub id: Id,
    /// The schedule.
    pub schedule_id: Id,
    /// BIN of the state body.
    pub body: String,
    /// Code of the receiver.
    pub receiver: String,
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// The day of its beginning.
    pub day: Date,
}

impl SlotRow {
    /// The time that it takes.
    #[must_use]
    pub const fn time(&self) -> Slot {
        Slot { starts_at: self.starts_at.0, ends_at: self.ends_at.0 }
    }

    fn receiver_resource(&self) -> String {
        format!("receiver:{}:{}", self.body, self.receiver)
    }
}

/// A stored booking.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = bookings)]
pub struct BookingRow {
    /// Id.
    pub id: Id,
    /// The slot.
    pub slot_id: Id,
    /// The office.
    pub office_id: Id,
    /// Number of the room there.
    pub room: i64,
    /// The appeal that it is for.
    pub case_id: Option<Id>,
    /// Who holds it while there is no appeal.
    pub held_by: Option<String>,
    /// Until when.
    pub held_until: Option<Instant>,
}

/// For whom a slot is taken.
#[derive(Clone, Copy, Debug)]
pub enum Taker<'taker> {
    /// For an appeal.
    Appeal(Uuid),
    /// For somebody who fills in the form, until then.
    Holder {
        /// By what they are known.
        by: &'taker str,
        /// Until when.
        until: OffsetDateTime,
    },
}

/// What a list of free slots is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this body.
    pub body: Option<Bin>,
    /// Of this receiver.
    pub receiver: Option<String>,
    /// Beginning at this instant or later.
    pub from: Option<OffsetDateTime>,
    /// Beginning before this instant.
    pub to: Option<OffsetDateTime>,
}

/// Stores the slots of a schedule, each with the code of its receiver and a new id.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create_slots(
    connection: &mut Connection,
    schedule: &ScheduleRow,
    slots: &[(Slot, &str)],
    new_id: impl Fn() -> Uuid,
) -> Result<(), DbError> {
    for (slot, receiver) in slots {
        let row = SlotRow {
            id: Id(new_id()),
            schedule_id: schedule.case_id,
            body: schedule.body.clone(),
            receiver: (*receiver).to_owned(),
            starts_at: Instant(slot.starts_at),
            ends_at: Instant(slot.ends_at),
            day: slot.day(),
        };
        diesel::insert_into(slots::table).values(row).execute(connection)?;
    }
    Ok(())
}

/// The slot with this id, kept from moving until the transaction ends.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn slot(connection: &mut Connection, id: Uuid) -> Result<SlotRow, DbError> {
    // An SQLite transaction that writes has the database for itself.
    if let Connection::Postgres(connection) = connection {
        slots::table.find(Id(id)).select(slots::day).for_share().first::<Date>(connection)?;
    }
    Ok(slots::table.find(Id(id)).select(SlotRow::as_select()).first(connection)?)
}

/// The slots that nobody has at `now` and that are still to come, by their beginning.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn free(
    connection: &mut Connection,
    filter: &Filter,
    now: OffsetDateTime,
    after: Option<ListPlace>,
    limit: i64,
) -> Result<Page<SlotRow>, DbError> {
    let mut query = slots::table
        .left_join(bookings::table)
        .filter(slots::starts_at.gt(Instant(now)))
        .filter(bookings::id.nullable().is_null().or(bookings::held_until.le(Instant(now))))
        .into_boxed();
    if let Some(body) = &filter.body {
        query = query.filter(slots::body.eq(body.to_string()));
    }
    if let Some(receiver) = &filter.receiver {
        query = query.filter(slots::receiver.eq(receiver.clone()));
    }
    if let Some(from) = filter.from {
        query = query.filter(slots::starts_at.ge(Instant(from)));
    }
    if let Some(to) = filter.to {
        query = query.filter(slots::starts_at.lt(Instant(to)));
    }
    if let Some(ListPlace { at, id }) = after {
        let (at, id) = (Instant(at), Id(id));
        query = query.filter(slots::starts_at.gt(at).or(slots::starts_at.eq(at).and(slots::id.gt(id))));
    }
    let rows =
        query.order((slots::starts_at, slots::id)).limit(limit + 1).select(SlotRow::as_select()).load(connection)?;
    Ok(Page::of(rows, limit))
}

/// How many rooms of an office are free at `now` in each of these slots, by its id: one query for all.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn free_rooms(
    connection: &mut Connection,
    office: &OfficeRow,
    of: &[SlotRow],
    now: OffsetDateTime,
) -> Result<BTreeMap<Uuid, i64>, DbError> {
    let begin = of.iter().map(|slot| slot.starts_at.0).min();
    let Some((begin, end)) = begin.zip(of.iter().map(|slot| slot.ends_at.0).max()) else {
        return Ok(BTreeMap::new());
    };
    let rows: Vec<(Instant, Instant)> = bookings::table
        .inner_join(slots::table)
        .filter(bookings::office_id.eq(office.id))
        .filter(bookings::held_until.is_null().or(bookings::held_until.gt(Instant(now))))
        .filter(slots::starts_at.lt(Instant(end)))
        .filter(slots::ends_at.gt(Instant(begin)))
        .select((slots::starts_at, slots::ends_at))
        .load(connection)?;
    let taken: Vec<Slot> =
        rows.into_iter().map(|(starts_at, ends_at)| Slot { starts_at: starts_at.0, ends_at: ends_at.0 }).collect();
    Ok(of.iter().map(|slot| (slot.id.0, reception::free_rooms(office.rooms, &taken, slot.time()))).collect())
}

/// The slots of a schedule by their beginning, each with the booking that stands at `now`.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn of_schedule(
    connection: &mut Connection,
    schedule: Uuid,
    now: OffsetDateTime,
) -> Result<Vec<(SlotRow, Option<BookingRow>)>, DbError> {
    let rows: Vec<(SlotRow, Option<BookingRow>)> = slots::table
        .left_join(bookings::table)
        .filter(slots::schedule_id.eq(Id(schedule)))
        .order((slots::starts_at, slots::receiver))
        .select((SlotRow::as_select(), Option::<BookingRow>::as_select()))
        .load(connection)?;
    let stands = |booking: &BookingRow| booking.held_until.is_none_or(|until| until.0 > now);
    Ok(rows.into_iter().map(|(slot, booking)| (slot, booking.filter(stands))).collect())
}

/// What somebody holds at `now`, with the slots.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn held(connection: &mut Connection, by: &str, now: OffsetDateTime) -> Result<Vec<(BookingRow, SlotRow)>, DbError> {
    Ok(bookings::table
        .inner_join(slots::table)
        .filter(bookings::held_by.eq(by.to_owned()))
        .filter(bookings::held_until.gt(Instant(now)))
        .order(slots::starts_at)
        .select((BookingRow::as_select(), SlotRow::as_select()))
        .load(connection)?)
}

/// The booking of an appeal, with its slot.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<Option<(BookingRow, SlotRow)>, DbError> {
    Ok(bookings::table
        .inner_join(slots::table)
        .filter(bookings::case_id.eq(Id(case)))
        .select((BookingRow::as_select(), SlotRow::as_select()))
        .first(connection)
        .optional()?)
}

/// The receptions of a body whose time is set, in this span: office, room, slot.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn set_in(connection: &mut Connection, body: &str, span: Slot) -> Result<Vec<(BookingRow, SlotRow)>, DbError> {
    Ok(bookings::table
        .inner_join(slots::table)
        .inner_join(appeals::table.on(bookings::case_id.eq(appeals::case_id.nullable())))
        .filter(slots::body.eq(body.to_owned()))
        .filter(appeals::starts_at.is_not_null())
        .filter(slots::starts_at.ge(Instant(span.starts_at)))
        .filter(slots::starts_at.lt(Instant(span.ends_at)))
        .order((slots::starts_at, slots::id))
        .select((BookingRow::as_select(), SlotRow::as_select()))
        .load(connection)?)
}

/// Takes a slot, which [`slot`] has read in this transaction, with a room of an office; none if somebody else has it, or every
/// room is taken then. What somebody held too long is free again.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn take(
    connection: &mut Connection,
    slot: &SlotRow,
    office: &OfficeRow,
    taker: Taker<'_>,
    now: OffsetDateTime,
) -> Result<Option<BookingRow>, DbError> {
    forget_expired(connection, now)?;
    if let Taker::Holder { by, .. } = taker {
        let earlier = held_by(connection, by, None)?;
        forget(connection, earlier)?;
    }
    let (case, by, until) = match taker {
        Taker::Appeal(case) => (Some(Id(case)), None, None),
        Taker::Holder { by, until } => (None, Some(by), Some(Instant(until))),
    };
    let id = Id(Uuid::now_v7());
    let begun = diesel::sql_query(
        "INSERT INTO reception_bookings (id, slot_id, office_id, room, case_id, held_by, held_until) \
         VALUES ($1, $2, $3, 0, $4, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind::<SqlId, _>(id)
    .bind::<SqlId, _>(slot.id)
    .bind::<SqlId, _>(office.id)
    .bind::<diesel::sql_types::Nullable<SqlId>, _>(case)
    .bind::<diesel::sql_types::Nullable<Text>, _>(by)
    .bind::<diesel::sql_types::Nullable<SqlInstant>, _>(until)
    .execute(connection)?;
    if begun == 0 {
        return Ok(None);
    }
    let room = if occupy(connection, id, &slot.receiver_resource(), slot.time())? {
        a_room(connection, id, office, slot.time())?
    } else {
        None
    };
    let Some(room) = room else {
        forget(connection, vec![id])?;
        return Ok(None);
    };
    diesel::update(bookings::table.find(id)).set(bookings::room.eq(room)).execute(connection)?;
    Ok(Some(bookings::table.find(id).select(BookingRow::as_select()).first(connection)?))
}

/// Until when a receiver, or every room of an office, is taken at a time, if it is. What is held is free again after its hold. What is
/// booked lasts until its slot ends.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn taken_until(
    connection: &mut Connection,
    slot: &SlotRow,
    time: Slot,
    office: Option<&OfficeRow>,
) -> Result<Option<OffsetDateTime>, DbError> {
    let receiver = free_again(connection, vec![slot.receiver_resource()], time)?;
    let rooms = office.map(|office| free_again(connection, rooms_of(office), time)).transpose()?.flatten();
    Ok(receiver.max(rooms))
}

/// When the first of these resources is free again at a time; none, if one of them is free.
fn free_again(
    connection: &mut Connection,
    resources: Vec<String>,
    time: Slot,
) -> Result<Option<OffsetDateTime>, DbError> {
    let count = resources.len();
    let taken: Vec<(String, Option<Instant>, Instant)> = pieces::table
        .inner_join(bookings::table.inner_join(slots::table))
        .filter(pieces::resource.eq_any(resources))
        .filter(pieces::at.ge(Instant(time.starts_at)))
        .filter(pieces::at.lt(Instant(time.ends_at)))
        .select((pieces::resource, bookings::held_until, slots::ends_at))
        .load(connection)?;
    let mut until = BTreeMap::<String, OffsetDateTime>::new();
    for (resource, held_until, ends_at) in taken {
        let free = held_until.unwrap_or(ends_at).0;
        until.entry(resource).and_modify(|last| *last = free.max(*last)).or_insert(free);
    }
    Ok(until.values().min().copied().filter(|_| until.len() == count))
}

/// Takes for an appeal the first of the free slots in which it can be held, with a room of an office; none if there is none.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn take_first(
    connection: &mut Connection,
    filter: &Filter,
    office: &OfficeRow,
    case: Uuid,
    now: OffsetDateTime,
    can_be_held: impl Fn(&SlotRow) -> bool,
) -> Result<Option<SlotRow>, DbError> {
    // How many are looked at together.
    const PAGE: i64 = 100;
    let mut after = None;
    loop {
        let page = free(connection, filter, now, after, PAGE)?;
        let rooms = free_rooms(connection, office, &page.items, now)?;
        for one in page.items.iter().filter(|one| rooms.get(&one.id.0).is_some_and(|free| *free > 0)) {
            if !can_be_held(one) {
                continue;
            }
            let slot = slot(connection, one.id.0)?;
            if take(connection, &slot, office, Taker::Appeal(case), now)?.is_some() {
                return Ok(Some(slot));
            }
        }
        match page.items.last().filter(|_| page.more) {
            Some(last) => after = Some(ListPlace { at: last.starts_at.0, id: last.id.0 }),
            None => return Ok(None),
        }
    }
}

/// Takes a room of an office that is free then, the first one first.
fn a_room(connection: &mut Connection, booking: Id, office: &OfficeRow, time: Slot) -> Result<Option<i64>, DbError> {
    let taken: Vec<String> = pieces::table
        .filter(pieces::resource.eq_any(rooms_of(office)))
        .filter(pieces::at.ge(Instant(time.starts_at)))
        .filter(pieces::at.lt(Instant(time.ends_at)))
        .select(pieces::resource)
        .distinct()
        .load(connection)?;
    // What looks free may be taken by now: only the keys decide.
    for (room, resource) in (1..).zip(rooms_of(office)).filter(|(_, resource)| !taken.contains(resource)) {
        if occupy(connection, booking, &resource, time)? {
            return Ok(Some(room));
        }
    }
    Ok(None)
}

/// The rooms of an office, the first one first.
fn rooms_of(office: &OfficeRow) -> Vec<String> {
    (1..=office.rooms).map(|room| format!("room:{}:{room}", office.id.0)).collect()
}

/// Takes every piece of a time of a resource, or none.
fn occupy(connection: &mut Connection, booking: Id, resource: &str, time: Slot) -> Result<bool, DbError> {
    let times: Vec<OffsetDateTime> = time.pieces().collect();
    let places: Vec<String> = (0..times.len()).map(|place| format!("($1, $2, ${})", place + 3)).collect();
    let mut insert = diesel::sql_query(format!(
        "INSERT INTO reception_pieces (resource, booking_id, at) VALUES {} ON CONFLICT (resource, at) DO NOTHING",
        places.join(", ")
    ))
    .into_boxed()
    .bind::<Text, _>(resource.to_owned())
    .bind::<SqlId, _>(booking);
    for at in &times {
        insert = insert.bind::<SqlInstant, _>(Instant(*at));
    }
    if insert.execute(connection)? == times.len() {
        return Ok(true);
    }
    let mine = pieces::table.filter(pieces::booking_id.eq(booking)).filter(pieces::resource.eq(resource));
    diesel::delete(mine).execute(connection)?;
    Ok(false)
}

/// Turns a hold into the booking of an appeal; `false` if it is not the holder's, or not any more.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn keep(
    connection: &mut Connection,
    booking: Uuid,
    by: &str,
    case: Uuid,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let held = bookings::table
        .filter(bookings::id.eq(Id(booking)))
        .filter(bookings::held_by.eq(by.to_owned()))
        .filter(bookings::held_until.gt(Instant(now)));
    let kept = diesel::update(held)
        .set((
            bookings::case_id.eq(Some(Id(case))),
            bookings::held_by.eq(None::<String>),
            bookings::held_until.eq(None::<Instant>),
        ))
        .execute(connection)?;
    Ok(kept == 1)
}

/// The booking with this id.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn find(connection: &mut Connection, id: Uuid) -> Result<(BookingRow, SlotRow), DbError> {
    Ok(bookings::table
        .inner_join(slots::table)
        .filter(bookings::id.eq(Id(id)))
        .select((BookingRow::as_select(), SlotRow::as_select()))
        .first(connection)?)
}

/// Until when a slot is held by whoever is known so, if it is.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn held_until(connection: &mut Connection, id: Uuid, by: &str) -> Result<Option<OffsetDateTime>, DbError> {
    let until: Option<Option<Instant>> = bookings::table
        .filter(bookings::id.eq(Id(id)))
        .filter(bookings::held_by.eq(by.to_owned()))
        .select(bookings::held_until)
        .first(connection)
        .optional()?;
    Ok(until.flatten().map(|until| until.0))
}

/// Frees what an appeal had.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn free_of_case(connection: &mut Connection, case: Uuid) -> Result<(), DbError> {
    let ids: Vec<Id> = bookings::table.filter(bookings::case_id.eq(Id(case))).select(bookings::id).load(connection)?;
    forget(connection, ids)
}

/// Lets go of a hold; `false` if it is not the holder's.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn let_go(connection: &mut Connection, booking: Uuid, by: &str) -> Result<bool, DbError> {
    let ids = held_by(connection, by, Some(booking))?;
    let found = !ids.is_empty();
    forget(connection, ids)?;
    Ok(found)
}

/// What somebody holds, kept from becoming an appeal's until the transaction ends: all of it, or this booking.
fn held_by(connection: &mut Connection, by: &str, booking: Option<Uuid>) -> Result<Vec<Id>, DbError> {
    let mut query = bookings::table.filter(bookings::held_by.eq(by.to_owned())).select(bookings::id).into_boxed();
    if let Some(booking) = booking {
        query = query.filter(bookings::id.eq(Id(booking)));
    }
    let ids: Vec<Id> = query.load(connection)?;
    match connection {
        // Looked at again under the lock: it may have been filed with meanwhile.
        Connection::Postgres(connection) => Ok(bookings::table
            .filter(bookings::id.eq_any(ids))
            .filter(bookings::held_by.eq(by.to_owned()))
            .select(bookings::id)
            .order(bookings::id)
            .for_update()
            .load(connection)?),
        Connection::Sqlite(_) => Ok(ids),
    }
}

/// How many slots of a body are kept for appeals of a participant whose time is not set yet.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn kept_for(connection: &mut Connection, body: &str, person: &PersonKey) -> Result<i64, DbError> {
    Ok(bookings::table
        .inner_join(appeals::table.on(bookings::case_id.eq(appeals::case_id.nullable())))
        .inner_join(case_parties::table.on(case_parties::case_id.eq(appeals::case_id)))
        .filter(appeals::body.eq(body.to_owned()))
        .filter(appeals::starts_at.is_null())
        .filter(case_parties::party.eq(person.as_str()))
        .count()
        .get_result(connection)?)
}

/// Moves a slot to another time, with the booking that was read with it. `false` if the room or the receiver is taken then, or
/// somebody else has it by now.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn move_slot(
    connection: &mut Connection,
    slot: &SlotRow,
    booking: Option<&BookingRow>,
    to: Slot,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    forget_expired(connection, now)?;
    diesel::update(slots::table.find(slot.id))
        .set((
            slots::starts_at.eq(Instant(to.starts_at)),
            slots::ends_at.eq(Instant(to.ends_at)),
            slots::day.eq(to.day()),
        ))
        .execute(connection)?;
    let booked: Option<Id> =
        bookings::table.filter(bookings::slot_id.eq(slot.id)).select(bookings::id).first(connection).optional()?;
    let Some(booked) = booked else { return Ok(true) };
    let Some(booking) = booking.filter(|booking| booking.id == booked) else { return Ok(false) };
    diesel::delete(pieces::table.filter(pieces::booking_id.eq(booking.id))).execute(connection)?;
    if !occupy(connection, booking.id, &slot.receiver_resource(), to)? {
        return Ok(false);
    }
    let office = offices::find(connection, booking.office_id.0)?;
    let Some(room) = a_room(connection, booking.id, &office, to)? else {
        return Ok(false);
    };
    diesel::update(bookings::table.find(booking.id)).set(bookings::room.eq(room)).execute(connection)?;
    Ok(true)
}

/// Forgets what was held too long. What another transaction is forgetting is left to it.
fn forget_expired(connection: &mut Connection, now: OffsetDateTime) -> Result<(), DbError> {
    let expired: Vec<Id> = match connection {
        Connection::Postgres(connection) => bookings::table
            .filter(bookings::held_until.le(Instant(now)))
            .select(bookings::id)
            .for_update()
            .skip_locked()
            .load(connection)?,
        Connection::Sqlite(_) => {
            bookings::table.filter(bookings::held_until.le(Instant(now))).select(bookings::id).load(connection)?
        }
    };
    forget(connection, expired)
}

fn forget(connection: &mut Connection, ids: Vec<Id>) -> Result<(), DbError> {
    if !ids.is_empty() {
        diesel::delete(pieces::table.filter(pieces::booking_id.eq_any(ids.clone()))).execute(connection)?;
        diesel::delete(bookings::table.filter(bookings::id.eq_any(ids))).execute(connection)?;
    }
    Ok(())
}
