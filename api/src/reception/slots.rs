//! The receptions that schedules give: what is free, who holds it, and where it moves when the calendar is amended.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{delete, get, post};
use merzim_domain::engine::{CommonRefusal, Refusal};
use merzim_domain::procedures::reception_roster::registration_closes;
use merzim_domain::procedures::video_reception::ReceptionRefusal;
use merzim_domain::reception::{Slot, month_of};
use merzim_domain::rulebook::ids::{R213_2, R213_9};
use merzim_domain::{Text, zone};
use merzim_persistence::Connection;
use merzim_persistence::page::Place as ListPlace;
use merzim_persistence::reception::bookings::{self, BookingRow, Filter, SlotRow, Taker};
use merzim_persistence::reception::offices::{self, OfficeRow};
use merzim_persistence::reception::schedules::{self};
use merzim_persistence::sql_types::Id;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::form::{ReceiverKindCode, ReceptionReceiverForm, ReceptionScheduleForm};
use super::offices::OfficeReference;
use super::schedules::form_of;
use super::unknown;
use crate::app::App;
use crate::cases::flow::found;
use crate::cases::obligations::bin_parameter;
use crate::http::call::{Call, IdempotencyKey, Visit};
use crate::http::input::{Body, PathId, Query, stored};
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::http::{At, Bilingual, paging, rfc3339};
use crate::problem::{Fault, Problem};

/// Who receives.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReceptionReceiver)]
pub struct Receiver {
    /// Code in the schedule.
    #[schema(example = "minister")]
    pub code: String,
    /// First head or deputy.
    pub kind: ReceiverKindCode,
    /// Surname, first name, patronymic.
    #[schema(example = "ДЕМО: бірінші басшы")]
    pub name: String,
    /// Position.
    pub position: Bilingual,
}

impl From<&ReceptionReceiverForm> for Receiver {
    fn from(form: &ReceptionReceiverForm) -> Self {
        Self { code: form.code.clone(), kind: form.kind, name: form.name.clone(), position: form.position.clone() }
    }
}

/// A reception that can be booked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceptionSlot {
    /// Id.
    pub id: Uuid,
    /// The schedule that gives it.
    pub schedule: Uuid,
    /// BIN of the state body.
    #[schema(pattern = r"^\d{12}$", example = "100140000003")]
    pub body: String,
    /// Name of the state body.
    pub body_name: Bilingual,
    /// Who receives.
    pub receiver: Receiver,
    /// When it begins.
    pub starts_at: At,
    /// When it ends.
    pub ends_at: At,
    /// Until when one can register for it.
    pub registration_until: At,
    /// How many rooms of the office asked for are free then; none if no office was asked for.
    #[schema(minimum = 1, example = 2)]
    pub free_rooms: Option<i64>,
}

page_of!(
    ReceptionSlots,
    ReceptionSlot,
    "Free receptions, by their beginning. What cannot be booked is left out, so a page may be shorter than its limit."
);

/// What free receptions are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct SlotFilter {
    /// Of this state body (BIN).
    #[param(pattern = r"^\d{12}$", example = "100140000003")]
    body: Option<String>,
    /// Of the receiver with this code.
    #[param(max_length = 40, example = "minister")]
    receiver: Option<String>,
    /// With a free room at this office.
    office: Option<Uuid>,
    /// On this day or later.
    from: Option<Date>,
    /// On this day or earlier.
    to: Option<Date>,
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// Where to go on: `nextCursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

/// Until when one can register for a reception on this day.
pub(super) fn registration_until(app: &App, day: Date) -> OffsetDateTime {
    registration_closes(month_of(day), app.config.receptions.registration_closes_on)
}

/// Whether somebody who is not registered yet may have a slot: its day is worked, it lies ahead, registration is open.
pub(super) fn can_register(app: &App, slot: &SlotRow, now: OffsetDateTime) -> Result<(), Problem> {
    can_be_held(app, slot, now)?;
    let until = registration_until(app, slot.day);
    if now < until {
        return Ok(());
    }
    Err(Refusal::by(ReceptionRefusal::RegistrationClosed, R213_9).because(Text::same(rfc3339(until))).into())
}

/// Whether a reception can be held in a slot: its day is worked, and it lies ahead.
pub(super) fn can_be_held(app: &App, slot: &SlotRow, now: OffsetDateTime) -> Result<(), Problem> {
    if slot.starts_at.0 <= now {
        return Err(Refusal::of(CommonRefusal::TooLate).into());
    }
    if !app.law.calendar.is_working_day(slot.day)? {
        return Err(Refusal::by(ReceptionRefusal::DayNotWorked, R213_2).because(Text::same(slot.day)).into());
    }
    Ok(())
}

/// The schedules of these slots, each with its form.
fn forms_of<'slots>(
    connection: &mut Connection,
    slots: impl Iterator<Item = &'slots SlotRow>,
) -> Result<BTreeMap<Uuid, ReceptionScheduleForm>, Problem> {
    let mut ids: Vec<Id> = slots.map(|slot| slot.schedule_id).collect();
    ids.sort_unstable_by_key(|id| id.0);
    ids.dedup();
    schedules::these(connection, &ids)?.iter().map(|row| Ok((row.case_id.0, form_of(row)?))).collect()
}

/// The form of the schedule of one slot.
pub(super) fn form_of_slot(connection: &mut Connection, slot: &SlotRow) -> Result<ReceptionScheduleForm, Problem> {
    form_of(&schedules::of_case(connection, slot.schedule_id.0)?)
}

/// The office of this id, if receptions are held there.
pub(super) fn office(connection: &mut Connection, id: Uuid, pointer: &str) -> Result<OfficeRow, Problem> {
    match offices::find(connection, id) {
        Ok(office) if office.active => Ok(office),
        Ok(_) | Err(merzim_persistence::DbError::NotFound) => Err(unknown(pointer)),
        Err(error) => Err(error.into()),
    }
}

/// How many rooms of an office are free all through a slot.
fn free_rooms(rooms: i64, taken: &[Slot], slot: Slot) -> i64 {
    // What is taken at the beginning of each piece is what is taken in it.
    let most = slot.pieces().map(|at| taken.iter().filter(|one| one.starts_at <= at && at < one.ends_at).count()).max();
    rooms - i64::try_from(most.unwrap_or_default()).unwrap_or(i64::MAX)
}

/// How many rooms of an office are free in each of these slots, which are in order: one query for all.
pub(super) fn free_rooms_of(
    connection: &mut Connection,
    office: &OfficeRow,
    slots: &[SlotRow],
    now: OffsetDateTime,
) -> Result<Vec<i64>, Problem> {
    let ends_at = slots.iter().map(|slot| slot.ends_at.0).max();
    let span = slots.first().zip(ends_at).map(|(first, ends_at)| Slot { starts_at: first.starts_at.0, ends_at });
    let taken = match span {
        Some(span) => bookings::rooms_taken(connection, office.id.0, span, now)?,
        None => Vec::new(),
    };
    Ok(slots.iter().map(|slot| free_rooms(office.rooms, &taken, slot.time())).collect())
}

/// List free receptions
///
/// By state body, receiver, office and day: those that nobody has, on days that are worked, while registration for their
/// month is open. Public.
#[utoipa::path(tag = "Receptions", operation_id = "listReceptionSlots", params(SlotFilter), responses((status = OK, description = "A page of free receptions", body = ReceptionSlots)))]
#[get("/reception-slots")]
pub async fn list(app: Data<App>, _: Visit, filter: Query<SlotFilter>) -> Result<Reply, Problem> {
    let Query(asked) = filter;
    let filter = Filter {
        body: bin_parameter("body", asked.body.as_deref())?,
        receiver: asked.receiver,
        from: asked.from.map(zone::start_of),
        to: asked.to.map(zone::end_of),
    };
    let after = paging::place::<ListPlace>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    let inner = app.clone();
    app.search(move |connection| {
        let now = inner.clock.now();
        let page = bookings::free(connection, &filter, now, after, limit)?;
        let forms = forms_of(connection, page.items.iter())?;
        let office = asked.office.map(|id| office(connection, id, "?office")).transpose()?;
        let rooms: BTreeMap<Uuid, i64> = match &office {
            Some(office) => {
                let free = free_rooms_of(connection, office, &page.items, now)?;
                page.items.iter().map(|slot| slot.id.0).zip(free).collect()
            }
            None => BTreeMap::new(),
        };
        let rooms = |slot: &SlotRow| rooms.get(&slot.id.0).copied();
        let shown = |slot: &SlotRow| can_register(&inner, slot, now).is_ok() && rooms(slot).is_none_or(|free| free > 0);
        let reply = paging::reply_some(
            page,
            |slot| ListPlace { at: slot.starts_at.0, id: slot.id.0 },
            |slot| {
                if !shown(&slot) {
                    return Ok(None);
                }
                let form = forms.get(&slot.schedule_id.0).ok_or_else(|| Problem::internal("a slot without a form"))?;
                show(&inner, form, &slot, rooms(&slot)).map(Some)
            },
        )?;
        Ok(reply.public())
    })
    .await
}

fn show(
    app: &App,
    form: &ReceptionScheduleForm,
    slot: &SlotRow,
    free_rooms: Option<i64>,
) -> Result<ReceptionSlot, Problem> {
    let receiver = form.receiver(&slot.receiver).ok_or_else(|| Problem::internal("a slot without a receiver"))?;
    Ok(ReceptionSlot {
        id: slot.id.0,
        schedule: slot.schedule_id.0,
        body: slot.body.clone(),
        body_name: form.body_name.clone(),
        receiver: receiver.into(),
        starts_at: slot.starts_at.into(),
        ends_at: slot.ends_at.into(),
        registration_until: At(registration_until(app, slot.day)),
        free_rooms,
    })
}

/// Where a slot is to be held.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReceptionHoldForm {
    /// The slot.
    pub slot: Uuid,
    /// The office of the State Corporation.
    pub office: Uuid,
}

/// A slot that is held for whoever fills in an appeal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReceptionHold)]
pub struct SlotHold {
    /// Id, for the appeal.
    pub id: Uuid,
    /// Until when; after that it is free again.
    pub until: At,
    /// The slot.
    pub slot: ReceptionSlot,
    /// The office.
    pub office: OfficeReference,
    /// Number of the room there.
    #[schema(minimum = 1, example = 1)]
    pub room: i64,
}

/// By what the holder of a slot is known.
pub(super) fn holder(call: &Call) -> Result<String, Problem> {
    let person = call.actor.person.as_ref().ok_or(Fault::Forbidden)?;
    Ok(person.as_str().to_owned())
}

pub(super) fn taken() -> Problem {
    Refusal::of(ReceptionRefusal::SlotTaken).into()
}

/// Hold a slot
///
/// With a room of an office, for ten minutes, while the appeal is filled in; then it is free again. Whoever holds another
/// slot lets go of that one. Filing the appeal ends the hold: the slot is the appeal's.
#[utoipa::path(tag = "Receptions", operation_id = "holdSlot", params(IdempotencyKey), request_body = ReceptionHoldForm, security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"])), responses((status = CREATED, description = "The hold", body = SlotHold)))]
#[post("/reception-holds")]
pub async fn hold(app: Data<App>, call: Call, form: Body<ReceptionHoldForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let by = holder(&call)?;
    let inner = app.clone();
    let fingerprint = stored(&form)?.to_string();
    let held = app.write(&call, fingerprint.as_bytes(), move |connection| {
        let now = inner.clock.now();
        let until = now + inner.config.receptions.held;
        let slot = found(bookings::slot(connection, form.slot), || unknown("/slot"))?;
        let office = office(connection, form.office, "/office")?;
        can_register(&inner, &slot, now)?;
        let taker = Taker::Holder { by: &by, until };
        let place = (office.id.0, office.rooms);
        let booking = bookings::take(connection, &slot, place, taker, now)?.ok_or_else(taken)?;
        let held = show_hold(&inner, connection, &booking, &slot, &office)?;
        Reply::created(&held, format!("{}/reception-holds/{}", crate::http::BASE, held.id))
    });
    // Two who met half-way: nothing is stale to whoever named no version, and may be tried again.
    held.await.map_err(|problem| if problem.is(Fault::Stale) { Fault::Unavailable.into() } else { problem })
}

fn show_hold(
    app: &App,
    connection: &mut Connection,
    booking: &BookingRow,
    slot: &SlotRow,
    office: &OfficeRow,
) -> Result<SlotHold, Problem> {
    let until = booking.held_until.ok_or(Fault::NotFound)?;
    Ok(SlotHold {
        id: booking.id.0,
        until: until.into(),
        slot: show(app, &form_of_slot(connection, slot)?, slot, None)?,
        office: office.into(),
        room: booking.room,
    })
}

/// Get a hold
///
/// Of the caller's own, until it runs out or an appeal has it.
#[utoipa::path(tag = "Receptions", operation_id = "getHold", params(("id" = Uuid, Path, description = "Id of the hold")), security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"])), responses((status = OK, description = "The hold", body = SlotHold)))]
#[get("/reception-holds/{id}")]
pub async fn get_hold(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let by = holder(&call)?;
    let inner = app.clone();
    app.snapshot(move |connection| {
        let (booking, slot) = bookings::find(connection, id.0)?;
        let now = inner.clock.now();
        let stands = booking.held_by.as_ref() == Some(&by) && booking.held_until.is_some_and(|until| until.0 > now);
        if !stands {
            return Err(Fault::NotFound.into());
        }
        let office = offices::find(connection, booking.office_id.0)?;
        Reply::ok(&show_hold(&inner, connection, &booking, &slot, &office)?)
    })
    .await
}

/// Let go of a slot
///
/// Before the time is up. A slot that an appeal has is not let go of so.
#[utoipa::path(tag = "Receptions", operation_id = "letGoOfSlot", params(("id" = Uuid, Path, description = "Id of the hold")), security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"])), responses((status = NO_CONTENT, description = "It is free")))]
#[delete("/reception-holds/{id}")]
pub async fn let_go(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let by = holder(&call)?;
    app.write(&call, b"", move |connection| {
        if bookings::let_go(connection, id.0, &by)? { Reply::nothing() } else { Err(Fault::NotFound.into()) }
    })
    .await
}
