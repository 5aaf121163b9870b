//! The receptions that schedules give: what is free, who holds it, and where it moves when the calendar is amended.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{delete, get, post};
use merzim_domain::calendar::DayKind;
use merzim_domain::engine::{Refusal, RefusalKind};
use merzim_domain::procedures::reception_roster::registration_closes;
use merzim_domain::procedures::reception_schedule::{Command as ScheduleCommand, ReceptionSchedule, ScheduleState};
use merzim_domain::procedures::video_reception::{Command, VideoReception};
use merzim_domain::reception::{GRID, LeftOutReason, Quarter, Slot, month_of, moves};
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Lang, Text, zone};
use merzim_persistence::page::Place as ListPlace;
use merzim_persistence::reception::appeals;
use merzim_persistence::reception::bookings::{self, BookingRow, Filter, SlotRow, Taker};
use merzim_persistence::reception::offices::{self, OfficeRow};
use merzim_persistence::reception::schedules::{self, Changes};
use merzim_persistence::sql_types::{Id, Json};
use merzim_persistence::{Connection, cases};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::form::{ReceiverForm, ReceiverKindCode, ScheduleForm};
use super::offices::OfficeReference;
use super::schedules::{MovedSlot, ScheduleView, form_of, is_party, reply, story_of};
use super::unknown;
use crate::app::App;
use crate::cases::flow::{self, Deed};
use crate::cases::obligations::bin_parameter;
use crate::http::call::{Call, IdempotencyKey, IfMatch, Visit};
use crate::http::code::Code;
use crate::http::input::{Body, PathId, Query, stored};
use crate::http::problem::{Fault, Problem};
use crate::http::reply::Reply;
use crate::http::{At, Bilingual, paging, rfc3339};
use crate::law::deadlines::DayKindCode;
use crate::page_of;

pub(crate) type LeftOutReasonCode = Code<LeftOutReason>;

/// Who receives.
#[derive(Clone, Debug, Serialize, ToSchema)]
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

impl From<&ReceiverForm> for Receiver {
    fn from(form: &ReceiverForm) -> Self {
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
    Err(Refusal::by(RefusalKind::RegistrationClosed, "213-9").because(Text::same(rfc3339(until))).into())
}

/// Whether a reception can be held in a slot: its day is worked, and it lies ahead.
pub(super) fn can_be_held(app: &App, slot: &SlotRow, now: OffsetDateTime) -> Result<(), Problem> {
    if slot.starts_at.0 <= now {
        return Err(Refusal::of(RefusalKind::TooLate).into());
    }
    if !app.law.calendar.is_working_day(slot.day)? {
        return Err(Refusal::by(RefusalKind::DayNotWorked, "213-2").because(Text::same(slot.day)).into());
    }
    Ok(())
}

/// The schedules of these slots, each with its form.
fn forms_of<'slots>(
    connection: &mut Connection,
    slots: impl Iterator<Item = &'slots SlotRow>,
) -> Result<BTreeMap<Uuid, ScheduleForm>, Problem> {
    let mut ids: Vec<Id> = slots.map(|slot| slot.schedule_id).collect();
    ids.sort_unstable_by_key(|id| id.0);
    ids.dedup();
    schedules::these(connection, &ids)?.iter().map(|row| Ok((row.case_id.0, form_of(row)?))).collect()
}

/// The form of the schedule of one slot.
pub(super) fn form_of_slot(connection: &mut Connection, slot: &SlotRow) -> Result<ScheduleForm, Problem> {
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
    app.snapshot(move |connection| {
        let now = inner.clock.now();
        let page = bookings::free(connection, &filter, now, after, limit)?;
        let forms = forms_of(connection, page.items.iter())?;
        let office = asked.office.map(|id| office(connection, id, "?office")).transpose()?;
        let span = page.items.first().zip(page.items.last()).map(|(first, last)| Slot {
            starts_at: first.starts_at.0,
            ends_at: last.ends_at.0.max(first.ends_at.0) + time::Duration::hours(4),
        });
        let taken = match (&office, span) {
            (Some(office), Some(span)) => bookings::rooms_taken(connection, office.id.0, span, now)?,
            _ => Vec::new(),
        };
        let rooms = |slot: &SlotRow| office.as_ref().map(|office| free_rooms(office.rooms, &taken, slot.time()));
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

fn show(app: &App, form: &ScheduleForm, slot: &SlotRow, free_rooms: Option<i64>) -> Result<ReceptionSlot, Problem> {
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
pub struct HoldForm {
    /// The slot.
    pub slot: Uuid,
    /// The office of the State Corporation.
    pub office: Uuid,
}

/// A slot that is held for whoever fills in an appeal.
#[derive(Debug, Serialize, ToSchema)]
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
    Refusal::of(RefusalKind::SlotTaken).into()
}

/// Hold a slot
///
/// With a room of an office, for ten minutes, while the appeal is filled in; then it is free again. Whoever holds another
/// slot lets go of that one.
#[utoipa::path(tag = "Receptions", operation_id = "holdSlot", params(IdempotencyKey), request_body = HoldForm, security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"])), responses((status = CREATED, description = "The hold", body = SlotHold)))]
#[post("/reception-holds")]
pub async fn hold(app: Data<App>, call: Call, form: Body<HoldForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let by = holder(&call)?;
    let inner = app.clone();
    let fingerprint = stored(&form)?.to_string();
    app.write(&call, fingerprint.as_bytes(), move |connection| {
        let now = inner.clock.now();
        let until = now + inner.config.receptions.held;
        let slot = bookings::slot(connection, form.slot).map_err(|_| unknown("/slot"))?;
        let office = office(connection, form.office, "/office")?;
        can_register(&inner, &slot, now)?;
        let taker = Taker::Holder { by: &by, until };
        let place = (office.id.0, office.rooms);
        let booking = bookings::take(connection, &slot, place, taker, now)?.ok_or_else(taken)?;
        let held = SlotHold {
            id: booking.id.0,
            until: At(until),
            slot: show(&inner, &form_of_slot(connection, &slot)?, &slot, None)?,
            office: (&office).into(),
            room: booking.room,
        };
        Reply::created(&held, format!("{}/reception-holds/{}", crate::openapi::BASE, held.id))
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

/// A reception that a schedule gives.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledSlot {
    /// Id, once the schedule is posted.
    pub id: Option<Uuid>,
    /// Code of the receiver.
    #[schema(example = "minister")]
    pub receiver: String,
    /// When it begins.
    pub starts_at: At,
    /// When it ends.
    pub ends_at: At,
    /// Whether somebody has it, or holds it.
    pub taken: bool,
    /// The appeal that has it, for the state body's own staff.
    pub appeal: Option<Uuid>,
}

/// A day that the pattern names and on which there is no reception.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeftOutDay {
    /// Code of the receiver.
    #[schema(example = "minister")]
    pub receiver: String,
    /// The day.
    pub date: Date,
    /// What it is in the calendar.
    pub kind: DayKindCode,
    /// Why there is none.
    pub reason: LeftOutReasonCode,
    /// The same in words: the holiday, or what the schedule says.
    pub explanation: String,
}

/// A reception whose day is not worked any more, since the calendar was amended.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SlotConflict {
    /// The slot.
    pub slot: Uuid,
    /// Code of the receiver.
    #[schema(example = "minister")]
    pub receiver: String,
    /// When it would begin.
    pub starts_at: At,
    /// What its day is in the calendar.
    pub kind: DayKindCode,
    /// What the day is in words.
    pub explanation: String,
    /// Whether somebody has it.
    pub taken: bool,
    /// Where it could move, the nearest first, each by its beginning.
    pub proposals: Vec<At>,
}

/// The receptions that a schedule gives.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleSlots {
    /// All of them, by their beginning.
    pub slots: Vec<ScheduledSlot>,
    /// The days left out, and why.
    pub left_out: Vec<LeftOutDay>,
    /// Those that must move.
    pub conflicts: Vec<SlotConflict>,
}

/// What a day is, in words.
fn said_of(app: &App, day: Date, lang: Lang) -> Result<String, Problem> {
    let known = app.law.calendar.day(day)?;
    let kind: DayKind = known.kind;
    Ok(known.occasion.map_or_else(|| kind.title().get(lang).to_owned(), |occasion| occasion.get(lang).to_owned()))
}

fn left_out(app: &App, form: &ScheduleForm, lang: Lang) -> Result<Vec<LeftOutDay>, Problem> {
    let mut days = Vec::new();
    for expanded in form.expand(&app.law)? {
        for one in expanded.left_out {
            let exception = expanded.receiver.exceptions.iter().find(|exception| exception.date == one.day);
            let explanation = match (one.reason, exception) {
                (LeftOutReason::Exception, Some(exception)) => exception.reason.get(lang).to_owned(),
                _ => said_of(app, one.day, lang)?,
            };
            days.push(LeftOutDay {
                receiver: expanded.receiver.code.clone(),
                date: one.day,
                kind: Code(one.kind),
                reason: Code(one.reason),
                explanation,
            });
        }
    }
    days.sort_by(|one, other| (one.date, &one.receiver).cmp(&(other.date, &other.receiver)));
    Ok(days)
}

/// The slots still ahead whose day is not worked, by the calendar as it stands.
fn conflicts(
    app: &App,
    rows: &[(SlotRow, Option<BookingRow>)],
    now: OffsetDateTime,
    lang: Lang,
) -> Result<Vec<SlotConflict>, Problem> {
    let mut found = Vec::new();
    for (slot, booking) in rows.iter().filter(|(slot, _)| slot.starts_at.0 > now) {
        let kind = app.law.calendar.kind(slot.day)?;
        if kind.is_working() {
            continue;
        }
        let others: Vec<Slot> =
            rows.iter().filter(|(other, _)| other.receiver == slot.receiver).map(|(other, _)| other.time()).collect();
        found.push(SlotConflict {
            slot: slot.id.0,
            receiver: slot.receiver.clone(),
            starts_at: slot.starts_at.into(),
            kind: Code(kind),
            explanation: said_of(app, slot.day, lang)?,
            taken: booking.is_some(),
            proposals: moves(slot.time(), &others, now, &app.law.calendar)?
                .into_iter()
                .map(|proposal| At(proposal.starts_at))
                .collect(),
        });
    }
    Ok(found)
}

/// List the receptions that a schedule gives
///
/// All of them, with the days left out and why; and, where the calendar was amended since, those that must move and where
/// to.
#[utoipa::path(tag = "Receptions", operation_id = "listScheduleSlots", params(("id" = Uuid, Path, description = "Id of the schedule")), security((), ("bearer" = [])), responses((status = OK, description = "The receptions", body = ScheduleSlots)))]
#[get("/reception-schedules/{id}/slots")]
pub async fn of_schedule(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| {
        let now = inner.clock.now();
        let (case, row) = schedules::find(connection, &call.viewer(), id.0)?;
        let form = form_of(&row)?;
        let parties = cases::parties(connection, &[id.0])?;
        let staff = is_party(&call, &parties)? && !call.actor.roles.contains(&Role::InformatizationAuthority);
        let posted = case.state == ScheduleState::Posted.code();
        let rows = if posted { bookings::of_schedule(connection, id.0, now)? } else { Vec::new() };
        let slots = if posted {
            rows.iter()
                .map(|(slot, booking)| ScheduledSlot {
                    id: Some(slot.id.0),
                    receiver: slot.receiver.clone(),
                    starts_at: slot.starts_at.into(),
                    ends_at: slot.ends_at.into(),
                    taken: booking.is_some(),
                    appeal: booking.as_ref().and_then(|booking| booking.case_id).map(|case| case.0).filter(|_| staff),
                })
                .collect()
        } else {
            drafted(&inner, &form)?
        };
        Reply::ok(&ScheduleSlots {
            slots,
            left_out: left_out(&inner, &form, call.lang)?,
            conflicts: conflicts(&inner, &rows, now, call.lang)?,
        })
    })
    .await
}

/// What a schedule that is not posted yet will give.
fn drafted(app: &App, form: &ScheduleForm) -> Result<Vec<ScheduledSlot>, Problem> {
    let mut slots: Vec<(Slot, String)> = form
        .expand(&app.law)?
        .into_iter()
        .flat_map(|one| one.slots.into_iter().map(|slot| (slot, one.receiver.code.clone())).collect::<Vec<_>>())
        .collect();
    slots.sort();
    let shown = slots.into_iter().map(|(slot, receiver)| ScheduledSlot {
        id: None,
        receiver,
        starts_at: At(slot.starts_at),
        ends_at: At(slot.ends_at),
        taken: false,
        appeal: None,
    });
    Ok(shown.collect())
}

/// A slot and where it moves.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SlotMove {
    /// The slot: one of the conflicts of the schedule.
    pub slot: Uuid,
    /// When it begins from now on: one of the proposals, or another time of a working day of the quarter.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime, example = "2026-03-27T10:00:00+05:00")]
    pub starts_at: OffsetDateTime,
}

/// Which slots move where.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MovesForm {
    /// The moves.
    #[schema(min_items = 1, max_items = 200)]
    pub moves: Vec<SlotMove>,
}

/// Checks a move: the day of the slot is not worked any more; the new one is, within the quarter, and nothing else is there.
fn check_move(
    app: &App,
    rows: &[(SlotRow, Option<BookingRow>)],
    place: usize,
    one: &SlotMove,
    now: OffsetDateTime,
) -> Result<Slot, Problem> {
    let (slot, _) = rows
        .iter()
        .find(|(slot, _)| slot.id.0 == one.slot && slot.starts_at.0 > now)
        .ok_or_else(|| unknown(&format!("/moves/{place}/slot")))?;
    if app.law.calendar.is_working_day(slot.day)? {
        let message = Text::new("күні жұмыс күні", "его день рабочий", "its day is worked");
        return Err(Problem::field(&format!("/moves/{place}/slot"), message));
    }
    let starts_at = zone::local(one.starts_at);
    let to = Slot { starts_at, ends_at: starts_at + (slot.ends_at.0 - slot.starts_at.0) };
    let fits = starts_at > now
        && starts_at.unix_timestamp() % GRID.whole_seconds() == 0
        && starts_at.nanosecond() == 0
        && Quarter::of(slot.day).contains(to.day())
        && app.law.calendar.is_working_day(to.day())?
        && to.ends_at <= zone::end_of(to.day())
        && !rows
            .iter()
            .any(|(other, _)| other.receiver == slot.receiver && other.id != slot.id && other.time().overlaps(&to));
    if fits {
        return Ok(to);
    }
    let message = Text::new(
        "тоқсанның жұмыс күні, бес минуттық қадаммен, бос уақыт болуы керек",
        "нужно свободное время рабочего дня квартала, с шагом в пять минут",
        "must be a free time of a working day of the quarter, in steps of five minutes",
    );
    Err(Problem::field(&format!("/moves/{place}/startsAt"), message))
}

/// Move receptions
///
/// Away from a day that is not worked any more since the calendar was amended. Whoever has one keeps it, at its new time,
/// and is told.
#[utoipa::path(tag = "Receptions", operation_id = "moveReceptionSlots", params(("id" = Uuid, Path, description = "Id of the schedule"), IfMatch, IdempotencyKey), request_body = MovesForm, security(("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The schedule", body = ScheduleView)))]
#[post("/reception-schedules/{id}/moves")]
pub async fn move_slots(app: Data<App>, call: Call, id: PathId, form: Body<MovesForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |_, _, _, _| {
        Ok(Deed::<ReceptionSchedule>::with(ScheduleCommand::MoveSlots, move |app, call, connection, now| {
            let mut story = story_of(&schedules::of_case(connection, id.0)?)?;
            for (place, one) in form.moves.iter().enumerate() {
                // Read anew each time, so that two moves do not meet.
                let rows = bookings::of_schedule(connection, id.0, now)?;
                let to = check_move(app, &rows, place, one, now)?;
                let found = rows.into_iter().find(|(slot, _)| slot.id.0 == one.slot);
                let (slot, booking) = found.ok_or_else(|| unknown(&format!("/moves/{place}/slot")))?;
                move_one(app, call, connection, &slot, booking.as_ref(), to, now)?;
                let from = rfc3339(slot.starts_at.0);
                story.moves.push(MovedSlot { at: rfc3339(now), slot: one.slot, from, to: rfc3339(to.starts_at) });
            }
            let changes = Changes { story: Some(Json(stored(&story)?)), ..Changes::default() };
            Ok(schedules::record(connection, id.0, changes)?)
        }))
    })
    .await
}

fn move_one(
    app: &App,
    call: &Call,
    connection: &mut Connection,
    slot: &SlotRow,
    booking: Option<&BookingRow>,
    to: Slot,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    if let Some(case) = booking.and_then(|booking| booking.case_id) {
        let row = cases::by_id(connection, case.0)?;
        let appeal = appeals::of_case(connection, case.0)?;
        if let Some(was) = appeal.starts_at {
            let case = cases::for_engine(connection, &row, Vec::new())?;
            let command = Command::Reschedule { was: was.0, starts_at: to.starts_at };
            flow::act::<VideoReception>(app, &call.actor, connection, &case, &command, now)?;
            super::decisions::record_time(connection, case.id, to)?;
        }
    }
    let rooms = match booking {
        Some(booking) => offices::find(connection, booking.office_id.0)?.rooms,
        None => 0,
    };
    if bookings::move_slot(connection, slot, to, rooms, now)? { Ok(()) } else { Err(taken()) }
}
