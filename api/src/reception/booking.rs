//! Who has which slot: chosen, held, kept, given, and given again after a technical failure.

use merzim_domain::engine::{Actor, Refusal, Venue};
use merzim_domain::procedures::video_reception::{
    self, Appointment, Command, ReceptionRefusal, VideoReception, can_have,
};
use merzim_domain::reception::{Slot, Unmet, Wish};
use merzim_domain::{Bin, Role, Text, Who};
use merzim_persistence::reception::appeals::{self, AppealRow, Changes};
use merzim_persistence::reception::bookings::{self, BookingRow, SlotRow, Taker};
use merzim_persistence::reception::offices::{self, OfficeRow};
use merzim_persistence::{Connection, DbError, Id, cases};
use time::OffsetDateTime;
use uuid::Uuid;

use super::facts::{SetTime, note, registration_until, timed};
use super::form::{ReceptionAppealForm, no_such};
use crate::app::{App, Desk};
use crate::cases::flow::{self, found};
use crate::http::{Bilingual, Call};
use crate::problem::{Fault, FieldFaults, Problem, Wrong};

/// Whether a reception can be held in a slot.
pub(super) fn can_be_held(app: &App, slot: &SlotRow, now: OffsetDateTime) -> Result<(), Refusal> {
    can_have(slot.time(), None, now, &app.law)
}

/// Whether somebody who is not registered yet may have a slot.
pub(super) fn can_register(app: &App, slot: &SlotRow, now: OffsetDateTime) -> Result<(), Refusal> {
    can_have(slot.time(), Some(registration_until(app, slot.day)), now, &app.law)
}

/// Whether a reception may be moved to a slot.
pub(super) fn can_be_moved_to(app: &App, slot: &SlotRow, now: OffsetDateTime) -> Result<(), Refusal> {
    video_reception::can_be_moved_to(slot.time(), registration_until(app, slot.day), now, &app.law)
}

/// By what the holder of a slot is known.
pub(super) fn holder(call: &Call) -> Result<&str, Problem> {
    Ok(call.actor.person.as_ref().ok_or(Fault::Forbidden)?.as_str())
}

/// That somebody else has the receiver of a slot at a time, or every room of an office; until when.
pub(super) fn taken(
    desk: &mut Desk<'_>,
    slot: &SlotRow,
    time: Slot,
    office: Option<&OfficeRow>,
) -> Result<Problem, Problem> {
    let mut until = bookings::taken_until(desk.connection, slot, time, office)?;
    if until.is_none() {
        // Somebody has taken the slot itself, where it was.
        until = bookings::taken_until(desk.connection, slot, slot.time(), None)?;
    }
    Ok(Refusal::of(ReceptionRefusal::SlotTaken).until(until).into())
}

/// Takes a slot with a room of an office.
pub(super) fn take(
    desk: &mut Desk<'_>,
    slot: &SlotRow,
    office: &OfficeRow,
    taker: Taker<'_>,
) -> Result<BookingRow, Problem> {
    match bookings::take(desk.connection, slot, office, taker, desk.now)? {
        Some(booking) => Ok(booking),
        None => Err(taken(desk, slot, slot.time(), Some(office))?),
    }
}

/// The office of this id, if there is one and receptions are held there.
pub(super) fn open_office(connection: &mut Connection, id: Uuid) -> Result<Option<OfficeRow>, Problem> {
    Ok(offices::these(connection, &[Id(id)])?.pop().filter(|office| office.active))
}

/// The slot of this id, if there is one.
pub(super) fn slot_of(connection: &mut Connection, id: Uuid) -> Result<Option<SlotRow>, Problem> {
    match bookings::slot(connection, id) {
        Err(DbError::NotFound) => Ok(None),
        slot => Ok(Some(slot?)),
    }
}

/// A slot and an office, or what is wrong with the fields that name them, beside what is wrong already.
pub(super) fn both(
    slot: Option<SlotRow>,
    office: Option<OfficeRow>,
    no_slot: impl Into<Wrong>,
    mut faults: FieldFaults,
) -> Result<(SlotRow, OfficeRow), Problem> {
    if slot.is_none() {
        faults.tell_of(&["/slot"], no_slot);
    }
    if office.is_none() {
        faults.tell_of(&["/office"], no_such());
    }
    faults.none()?;
    slot.zip(office).ok_or_else(|| Problem::internal("neither a slot nor an office is missing"))
}

/// Until when the caller holds a slot, if they do.
pub(super) fn held_until(desk: &mut Desk<'_>, hold: Option<Uuid>) -> Result<Option<OffsetDateTime>, Problem> {
    let Some(hold) = hold else { return Ok(None) };
    Ok(bookings::held_until(desk.connection, hold, holder(desk.call)?)?)
}

/// Tells what of an appeal does not fit the slot that is held.
pub(super) fn tell_unmet(
    desk: &mut Desk<'_>,
    form: &ReceptionAppealForm,
    faults: &mut FieldFaults,
) -> Result<(), Problem> {
    let Some(hold) = form.hold.filter(|_| !faults.touch("/hold")) else { return Ok(()) };
    // That it has run out is told by whoever is to keep it.
    let (booking, slot) = match bookings::find(desk.connection, hold) {
        Err(DbError::NotFound) => return Ok(()),
        found => found?,
    };
    let wish = Wish { body: form.body.0.as_str(), office: form.office, receiver: form.receiver.as_deref() };
    for unmet in wish.unmet(&slot.body, booking.office_id.0, &slot.receiver) {
        let pointer = match unmet {
            Unmet::Body => "/body",
            Unmet::Office => "/office",
            Unmet::Receiver => "/receiver",
        };
        faults.tell_of(&[pointer], UNFIT);
    }
    Ok(())
}

/// What is said of a field that does not fit the slot that is held.
const UNFIT: Text = Text::new(
    "брондалған уақытқа сәйкес емес, не уақыт басқа жолданымыңыз үшін брондалған",
    "не соответствует закреплённому времени, либо время уже закреплено за другим вашим обращением",
    "does not fit the slot that is held, or another appeal of yours keeps one already",
);

/// That the caller holds a slot no more; since when, if they held it then.
fn expired(until: Option<OffsetDateTime>) -> Problem {
    Refusal::of(ReceptionRefusal::HoldExpired).since(until).into()
}

/// Keeps the slot that the caller holds for the appeal of this case, which fits it.
pub(super) fn keep_slot(desk: &mut Desk<'_>, form: &ReceptionAppealForm, case: Uuid) -> Result<(), Problem> {
    let Some(hold) = form.hold else { return Ok(()) };
    let until = held_until(desk, form.hold)?;
    let (_, slot) = found(bookings::find(desk.connection, hold), || expired(None))?;
    can_register(desk.app, &slot, desk.now)?;
    // One slot is enough for whoever waits for a decision; more would be taken from the others.
    if let Who::Person(person) = cases::party(desk.connection, case, Role::Participant)?.party.who
        && bookings::kept_for(desk.connection, &slot.body, &person)? > 0
    {
        return Err(Problem::field("/hold", UNFIT));
    }
    let kept = bookings::keep(desk.connection, hold, holder(desk.call)?, case, desk.now)?;
    if kept { Ok(()) } else { Err(expired(until.filter(|until| *until <= desk.now))) }
}

/// A slot that an appeal is to have.
pub(super) struct Chosen {
    /// The slot.
    pub slot: SlotRow,
    /// Where.
    pub office: OfficeRow,
    /// Whether it has it already.
    pub own: bool,
}

impl Chosen {
    /// When and where that is.
    pub fn appointment(&self) -> Appointment {
        appointment(self.slot.time(), &self.office)
    }
}

/// A reception at this time and office.
pub(super) fn appointment(time: Slot, office: &OfficeRow) -> Appointment {
    Appointment { time, venue: Venue { name: office.name(), address: Some(office.address()) } }
}

/// Finds the slot that an appeal is to have, one of its body: this one, at this office, or else what it has.
pub(super) fn choose(
    connection: &mut Connection,
    case: Uuid,
    slot: Option<Uuid>,
    office_id: Option<Uuid>,
    faults: FieldFaults,
) -> Result<Chosen, Problem> {
    let row = appeals::of_case(connection, case)?;
    let booked = bookings::of_case(connection, case)?;
    let wanted = slot.or_else(|| booked.as_ref().map(|(_, slot)| slot.id.0));
    let kept_at = booked.as_ref().map_or(row.office_id.0, |(booking, _)| booking.office_id.0);
    let place = office_id.unwrap_or(kept_at);
    let own = booked.is_some_and(|(booking, kept)| wanted == Some(kept.id.0) && booking.office_id.0 == place);
    let slot = wanted.map(|id| slot_of(connection, id)).transpose()?.flatten().filter(|slot| slot.body == row.body);
    // What was booked before it closed stays.
    let office = if own { Some(offices::find(connection, place)?) } else { open_office(connection, place)? };
    let no_slot = if wanted.is_some() {
        no_such().into()
    } else {
        Wrong::required(&Text::new(
            "өтініште қабылдау уақыты жоқ, уақытты таңдаңыз",
            "у обращения нет времени приёма, выберите его",
            "the appeal has no slot: choose one",
        ))
    };
    let (slot, office) = both(slot, office, no_slot, faults)?;
    Ok(Chosen { slot, office, own })
}

/// Gives an appeal its slot, and lets go of what it had.
pub(super) fn give(
    desk: &mut Desk<'_>,
    case: Uuid,
    Chosen { slot, office, own }: &Chosen,
    reason: Option<Bilingual>,
) -> Result<(), Problem> {
    if !own {
        bookings::free_of_case(desk.connection, case)?;
        take(desk, slot, office, Taker::Appeal(case))?;
    }
    let changes = Changes {
        office_id: Some(office.id),
        receiver: Some(slot.receiver.clone()),
        priority: Some(false),
        room_url: Some(None),
        ..timed(Some(slot.time()))
    };
    note(desk, case, changes, |proceedings, at| {
        proceedings.times.push(SetTime { at, starts_at: slot.starts_at.into(), reason });
    })?;
    Ok(())
}

/// Offers the slots of a body that have become free to those who wait with priority, the first one first.
pub(super) fn rebook_waiting(desk: &mut Desk<'_>, body: &str) -> Result<(), Problem> {
    for row in appeals::waiting(desk.connection, body)? {
        rebook_at_once(desk, &row)?;
    }
    Ok(())
}

/// Gives an appeal the next slot of its receiver that is free, with a room at its office, if there is one.
pub(super) fn rebook_at_once(desk: &mut Desk<'_>, row: &AppealRow) -> Result<(), Problem> {
    let case = row.case_id.0;
    let office = offices::find(desk.connection, row.office_id.0)?;
    if !office.active {
        return Ok(());
    }
    let filter = bookings::Filter {
        body: Some(Bin::parse(&row.body).map_err(Problem::internal)?),
        receiver: row.receiver.clone(),
        // What failed is not tried again.
        from: row.ends_at.map(|ends| ends.0),
        to: None,
    };
    let (app, now) = (desk.app, desk.now);
    let can_be_held = |slot: &SlotRow| can_be_held(app, slot, now).is_ok();
    let taken = bookings::take_first(desk.connection, &filter, &office, case, now, can_be_held)?;
    let Some(slot) = taken else { return Ok(()) };
    let stored = cases::by_id(desk.connection, case)?;
    let appeal = flow::read::<VideoReception>(desk, stored)?;
    let chosen = Chosen { slot, office, own: true };
    flow::act_as(desk, &Actor::system(), &appeal.case, &Command::Rebook(chosen.appointment()))?;
    give(desk, case, &chosen, Some(after_failure()))
}

/// Why a reception has another time after a technical failure.
pub(super) fn after_failure() -> Bilingual {
    Bilingual {
        kk: "Техникалық ақаудан кейін".to_owned(), ru: "После технического сбоя".to_owned()
    }
}
