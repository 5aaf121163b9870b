//! All receptions that a schedule gives, the days left out, and where some move when the calendar is amended.

use actix_web::web::Data;
use actix_web::{get, post};
use merzim_domain::calendar::DayKind;
use merzim_domain::procedures::reception_schedule::{Command as ScheduleCommand, ReceptionSchedule, ScheduleState};
use merzim_domain::procedures::video_reception::{Command, VideoReception};
use merzim_domain::reception::{GRID, LeftOutReason, Quarter, Slot, moves};
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Lang, Text, zone};
use merzim_persistence::Connection;
use merzim_persistence::cases::{self, PartyRow};
use merzim_persistence::reception::appeals;
use merzim_persistence::reception::bookings::{self, BookingRow, SlotRow};
use merzim_persistence::reception::offices::{self};
use merzim_persistence::reception::schedules::{self, Changes};
use merzim_persistence::sql_types::Json;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::form::ReceptionScheduleForm;
use super::recording::{record_proceedings, record_time};
use super::schedules::{MovedSlot, ScheduleView, form_of, is_party, reply, story_of};
use super::slots::taken;
use super::unknown;
use super::view::{SetTime, proceedings_of};
use crate::app::App;
use crate::cases::flow::{self, Deed};
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::code::Code;
use crate::http::input::{Body, PathId, stored};
use crate::http::reply::Reply;
use crate::http::{At, rfc3339};
use crate::law::deadlines::DayKindCode;
use crate::problem::Problem;

pub(crate) type LeftOutReasonCode = Code<LeftOutReason>;

/// A reception that a schedule gives.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionScheduledSlot)]
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
#[schema(as = ReceptionDayLeftOut)]
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
#[schema(as = ReceptionSlotConflict)]
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
#[schema(as = ReceptionScheduleSlots)]
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

fn left_out(app: &App, form: &ReceptionScheduleForm, lang: Lang) -> Result<Vec<LeftOutDay>, Problem> {
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
        let own: Vec<PartyRow> =
            parties.into_iter().filter(|party| party.role != Role::InformatizationAuthority.code()).collect();
        let staff = is_party(&call, &own)?;
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
fn drafted(app: &App, form: &ReceptionScheduleForm) -> Result<Vec<ScheduledSlot>, Problem> {
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
#[schema(as = ReceptionSlotMove)]
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
pub struct ReceptionMovesForm {
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
    let to = Slot { starts_at, ends_at: starts_at.saturating_add(slot.ends_at.0 - slot.starts_at.0) };
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
/// Away from a day that is not worked any more since the calendar was amended. Whoever has one keeps it, at its new time;
/// whoever's time was set is told. A room of the office may be taken then (409).
#[utoipa::path(tag = "Receptions", operation_id = "moveReceptionSlots", params(("id" = Uuid, Path, description = "Id of the schedule"), IfMatch, IdempotencyKey), request_body = ReceptionMovesForm, security(("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The schedule", body = ScheduleView)))]
#[post("/reception-schedules/{id}/moves")]
pub async fn move_slots(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionMovesForm>,
) -> Result<Reply, Problem> {
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
            let case = cases::read(connection, &row, Vec::new())?;
            let command = Command::Reschedule { was: was.0, starts_at: to.starts_at };
            flow::act::<VideoReception>(app, &call.actor, connection, &case, &command, now)?;
            let mut proceedings = proceedings_of(&appeal)?;
            let reason = Some(super::schedules::amended());
            proceedings.times.push(SetTime { at: rfc3339(now), starts_at: rfc3339(to.starts_at), reason });
            record_proceedings(connection, case.file.id, &proceedings)?;
            record_time(connection, case.file.id, to)?;
        }
    }
    let rooms = match booking {
        Some(booking) => offices::find(connection, booking.office_id.0)?.rooms,
        None => 0,
    };
    if bookings::move_slot(connection, slot, to, rooms, now)? { Ok(()) } else { Err(taken()) }
}
