//! All receptions that a schedule gives, the days left out, and where some move when the calendar is amended.

use actix_web::{get, post};
use merzim_domain::procedures::reception_schedule::{Command as ScheduleCommand, ReceptionSchedule, ScheduleState};
use merzim_domain::procedures::video_reception::{Command, VideoReception};
use merzim_domain::reception::{LeftOutReason, Slot, WrongMove, check_move, moves};
use merzim_domain::{Role, Text, Vocabulary};
use merzim_persistence::cases;
use merzim_persistence::reception::bookings::{self, BookingRow, SlotRow};
use merzim_persistence::reception::schedules::{self, Changes};
use merzim_persistence::reception::{appeals, offices};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::access::is_party;
use super::booking::{appointment, taken};
use super::facts::{MovedSlot, ScheduleStory, SetTime, form_of, note, timed};
use super::form::{ReceptionMovesForm, ReceptionScheduleForm, unknown};
use super::slots::standing;
use super::view::{ScheduleView, show_schedule};
use crate::app::{App, Ask, Desk, Record};
use crate::cases::flow;
use crate::http::{Answer, At, Bilingual, Body, Code, PathId, Reply};
use crate::law::acts::Standing;
use crate::law::deadlines::DayKindCode;
use crate::problem::Problem;

pub(super) type LeftOutReasonCode = Code<LeftOutReason>;

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
    /// Id of the slot.
    pub id: Uuid,
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
    /// Whether the order is in force today, and whether its wording is held.
    #[serde(flatten)]
    pub standing: Standing,
}

/// The receptions of a schedule that must move.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionScheduleConflicts)]
pub struct ScheduleConflicts {
    /// All of them, by their beginning.
    pub items: Vec<SlotConflict>,
    /// Whether the order is in force today, and whether its wording is held.
    #[serde(flatten)]
    pub standing: Standing,
}

/// What a day is, in words.
fn said_of(desk: &Desk<'_>, day: Date) -> Result<String, Problem> {
    let (known, lang) = (desk.app.law.calendar.day(day)?, desk.call.lang);
    Ok(known.occasion.map_or_else(|| known.kind.title().get(lang).to_owned(), |occasion| occasion.get(lang).to_owned()))
}

fn left_out(desk: &Desk<'_>, form: &ReceptionScheduleForm) -> Result<Vec<LeftOutDay>, Problem> {
    let mut days = Vec::new();
    for receiver in &form.receivers {
        let (_, left_out) = receiver.expand(form.quarter, &desk.app.law)?;
        for one in left_out {
            let exception = receiver.exceptions.iter().find(|exception| exception.date == one.day);
            let explanation = match (one.reason, exception) {
                (LeftOutReason::Exception, Some(exception)) => exception.reason.get(desk.call.lang).to_owned(),
                _ => said_of(desk, one.day)?,
            };
            days.push(LeftOutDay {
                receiver: receiver.code.clone(),
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

/// The times of the receiver of a slot, but for the slot itself.
fn others(rows: &[(SlotRow, Option<BookingRow>)], slot: &SlotRow) -> Vec<Slot> {
    let others = rows.iter().filter(|(other, _)| other.receiver == slot.receiver && other.id != slot.id);
    others.map(|(other, _)| other.time()).collect()
}

/// The slots still ahead whose day is not worked, by the calendar as it stands.
fn conflicts(desk: &Desk<'_>, rows: &[(SlotRow, Option<BookingRow>)]) -> Result<Vec<SlotConflict>, Problem> {
    let calendar = &desk.app.law.calendar;
    let mut found = Vec::new();
    for (slot, booking) in rows.iter().filter(|(slot, _)| slot.starts_at.0 > desk.now) {
        let kind = calendar.kind(slot.day)?;
        if kind.is_working() {
            continue;
        }
        let proposals = moves(slot.time(), &others(rows, slot), desk.now, calendar)?;
        found.push(SlotConflict {
            id: slot.id.0,
            receiver: slot.receiver.clone(),
            starts_at: slot.starts_at.into(),
            kind: Code(kind),
            explanation: said_of(desk, slot.day)?,
            taken: booking.is_some(),
            proposals: proposals.into_iter().map(|proposal| At(proposal.starts_at)).collect(),
        });
    }
    Ok(found)
}

/// List the receptions that a schedule gives
///
/// All of them, with the days left out and why.
#[utoipa::path(operation_id = "listScheduleSlots", params(("id" = Uuid, Path, description = "Id of the schedule")), security((), ("bearer" = [])), responses((status = OK, description = "The receptions", body = ScheduleSlots)))]
#[get("/reception-schedules/{id}/slots")]
pub async fn of_schedule(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let (case, row) = schedules::find(desk.connection, &desk.call.viewer(), id.0)?;
        let form = form_of(&row)?;
        let mut parties = cases::parties(desk.connection, &[id.0])?;
        parties.retain(|party| party.role != Role::InformatizationAuthority.code());
        let staff = is_party(desk.call, &parties)?;
        let posted = case.state == ScheduleState::Posted.code();
        let rows = if posted { bookings::of_schedule(desk.connection, id.0, desk.now)? } else { Vec::new() };
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
            drafted(desk.app, &form)?
        };
        Reply::ok(&ScheduleSlots {
            slots,
            left_out: left_out(desk, &form)?,
            standing: standing((desk.app, desk.now, desk.call.lang))?,
        })
    })
    .await
}

/// List the receptions that must move
///
/// Those of a posted schedule that are still ahead, and whose day is not worked any more since the calendar was amended: with the
/// times to which each could move.
#[utoipa::path(operation_id = "listScheduleConflicts", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("id" = Uuid, Path, description = "Id of the schedule")), security((), ("bearer" = [])), responses((status = OK, description = "The receptions", body = ScheduleConflicts)))]
#[get("/reception-schedules/{id}/conflicts")]
pub async fn conflicts_of(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let (case, _) = schedules::find(desk.connection, &desk.call.viewer(), id.0)?;
        let posted = case.state == ScheduleState::Posted.code();
        let rows = if posted { bookings::of_schedule(desk.connection, id.0, desk.now)? } else { Vec::new() };
        let items = conflicts(desk, &rows)?;
        Reply::ok(&ScheduleConflicts { items, standing: standing((desk.app, desk.now, desk.call.lang))? })
    })
    .await
}

/// What a schedule that is not posted yet will give.
fn drafted(app: &App, form: &ReceptionScheduleForm) -> Result<Vec<ScheduledSlot>, Problem> {
    let mut slots = form.slots(&app.law)?;
    slots.sort_unstable();
    let shown = slots.into_iter().map(|(slot, receiver)| ScheduledSlot {
        id: None,
        receiver: receiver.to_owned(),
        starts_at: At(slot.starts_at),
        ends_at: At(slot.ends_at),
        taken: false,
        appeal: None,
    });
    Ok(shown.collect())
}

/// What is wrong with the move at this place of the form.
fn misplaced(wrong: WrongMove, place: usize) -> Problem {
    let (field, message) = match wrong {
        WrongMove::Slot => ("slot", Text::new("бұл күн – жұмыс күні", "этот день рабочий", "its day is worked")),
        WrongMove::Time => (
            "startsAt",
            Text::new(
                "тоқсанның жұмыс күніндегі бес минуттық қадаммен берілген бос уақыт болуы керек",
                "нужно свободное время рабочего дня квартала, с шагом в пять минут",
                "must be a free time of a working day of the quarter, in steps of five minutes",
            ),
        ),
        WrongMove::Year(year) => return year.into(),
    };
    Problem::field(&format!("/moves/{place}/{field}"), message)
}

/// Move receptions
///
/// Away from a day that is not worked any more since the calendar was amended. Whoever has one keeps it, at its new time;
/// whoever's time was set is told. A room of the office may be taken then (409).
#[utoipa::path(operation_id = "moveReceptionSlots", extensions(("x-refusals" = json!("calendar-year-unknown slot-taken"))), params(("id" = Uuid, Path, description = "Id of the schedule")), request_body = ReceptionMovesForm, responses((status = OK, description = "The schedule", body = ScheduleView)))]
#[post("/reception-schedules/{id}/moves")]
pub async fn move_slots(ask: Ask, id: PathId, form: Body<ReceptionMovesForm>) -> Answer {
    flow::take::<ReceptionSchedule, _, _>(ask, id.0, form.0, |desk, schedule, form| {
        schedule.act(desk, &ScheduleCommand::MoveSlots)?;
        let id = schedule.row.id.0;
        let mut story = ScheduleStory::read(&schedules::of_case(desk.connection, id)?.story)?;
        for (place, one) in form.moves.iter().enumerate() {
            // Read anew each time, so that two moves do not meet.
            let rows = bookings::of_schedule(desk.connection, id, desk.now)?;
            let (slot, booking) = rows
                .iter()
                .find(|(slot, _)| slot.id.0 == one.slot && slot.starts_at.0 > desk.now)
                .ok_or_else(|| unknown(&format!("/moves/{place}/slot")))?;
            let (calendar, others) = (&desk.app.law.calendar, others(&rows, slot));
            let nearest = || moves(slot.time(), &others, desk.now, calendar).map(|found| found.first().copied());
            let starts_at = match one.starts_at {
                Some(starts_at) => Some(starts_at),
                None => nearest()?.map(|slot| slot.starts_at),
            };
            let to = starts_at
                .ok_or(WrongMove::Time)
                .and_then(|starts_at| check_move(slot.time(), starts_at, &others, desk.now, calendar))
                .map_err(|wrong| misplaced(wrong, place))?;
            move_one(desk, slot, booking.as_ref(), to)?;
            let (from, to) = (slot.starts_at.into(), At(to.starts_at));
            story.moves.push(MovedSlot { at: At(desk.now), slot: one.slot, from, to });
        }
        schedules::record(desk.connection, id, Changes { story: Some(story.write()?), ..Changes::default() })?;
        show_schedule(desk, id)?.reply()
    })
    .await
}

fn move_one(desk: &mut Desk<'_>, slot: &SlotRow, booking: Option<&BookingRow>, to: Slot) -> Result<(), Problem> {
    if let Some((booking, case)) = booking.and_then(|booking| Some((booking, booking.case_id?)))
        && appeals::of_case(desk.connection, case.0)?.starts_at.is_some()
    {
        let office = offices::find(desk.connection, booking.office_id.0)?;
        let row = cases::by_id(desk.connection, case.0)?;
        let appeal = flow::read::<VideoReception>(desk, row)?;
        appeal.act(desk, &Command::Reschedule(appointment(to, &office)))?;
        note(desk, case.0, timed(Some(to)), |proceedings, at| {
            proceedings.times.push(SetTime { at, starts_at: At(to.starts_at), reason: Some(amended()) });
        })?;
    }
    if bookings::move_slot(desk.connection, slot, booking, to, desk.now)? {
        return Ok(());
    }
    let office = booking.map(|booking| offices::find(desk.connection, booking.office_id.0)).transpose()?;
    Err(taken(desk, slot, to, office.as_ref())?)
}

/// Why a reception moves when the calendar is amended.
fn amended() -> Bilingual {
    Bilingual {
        kk: "Жұмыс күнтізбесі өзгерді".to_owned(), ru: "Изменился производственный календарь".to_owned()
    }
}
