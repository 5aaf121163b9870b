//! What a Reception Schedule says (№ 213/НҚ ¶4): who receives, when, and on which days not.

use merzim_domain::calendar::UnknownYear;
use merzim_domain::reception::{LeftOut, Pattern, Quarter, ReceiverKind, Slot, WeekDay, Window, any_overlap};
use merzim_domain::{Law, Text};
use serde::{Deserialize, Serialize};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, Duration, Time};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::http::Bilingual;
use crate::http::code::Code;
use crate::problem::{FieldFaults, Problem};

pub(crate) type WeekDayCode = Code<WeekDay>;
pub(crate) type ReceiverKindCode = Code<ReceiverKind>;

const HOURS: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]");
/// How many slots a schedule may have.
const MOST_SLOTS: i64 = 2_000;

/// A time set aside in every week.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReceptionWeeklyWindow)]
pub struct WeeklyWindow {
    /// On this day of the week.
    pub weekday: WeekDayCode,
    /// From when, by Kazakhstan's clocks, in steps of five minutes.
    #[schema(pattern = r"^([01][0-9]|2[0-3]):[0-5][05]$", example = "10:00")]
    pub from: String,
    /// Until when.
    #[schema(pattern = r"^([01][0-9]|2[0-3]):[0-5][05]$", example = "12:00")]
    pub until: String,
}

/// A time set aside on one day.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReceptionSingleWindow)]
pub struct SingleWindow {
    /// On this day.
    pub date: Date,
    /// From when, by Kazakhstan's clocks, in steps of five minutes.
    #[schema(pattern = r"^([01][0-9]|2[0-3]):[0-5][05]$", example = "15:00")]
    pub from: String,
    /// Until when.
    #[schema(pattern = r"^([01][0-9]|2[0-3]):[0-5][05]$", example = "17:00")]
    pub until: String,
}

/// A day on which a receiver does not receive, though the pattern names it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceptionException {
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: Bilingual,
}

/// Somebody who receives, and when.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReceptionReceiverForm {
    /// A code of your choice; the same person keeps it from quarter to quarter.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,39}$", example = "minister")]
    pub code: String,
    /// First head or deputy.
    pub kind: ReceiverKindCode,
    /// Surname, first name, patronymic.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S", example = "ДЕМО: бірінші басшы")]
    pub name: String,
    /// Position.
    pub position: Bilingual,
    /// How long one reception is, in minutes.
    #[schema(minimum = 5, maximum = 240, multiple_of = 5, example = 20)]
    pub slot_minutes: i64,
    /// Times of every week of the quarter.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub weekly: Vec<WeeklyWindow>,
    /// Times of single days.
    #[serde(default)]
    #[schema(max_items = 100, example = json!([]))]
    pub single: Vec<SingleWindow>,
    /// Days left out.
    #[serde(default)]
    #[schema(max_items = 100, example = json!([]))]
    pub exceptions: Vec<ReceptionException>,
}

/// A Reception Schedule: the time set aside for reception by videoconference in a quarter (№ 213/НҚ ¶4).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "makes_sense"))]
#[schema(example = json!({
    "bodyName": { "kk": "ДЕМО: Цифрлық қызметтер министрлігі", "ru": "ДЕМО: Министерство цифровых услуг" },
    "quarter": "2026-Q1",
    "receivers": [{
        "code": "minister",
        "kind": "firstHead",
        "name": "ДЕМО: бірінші басшы",
        "position": { "kk": "Министр", "ru": "Министр" },
        "slotMinutes": 20,
        "weekly": [{ "weekday": "tuesday", "from": "10:00", "until": "12:00" }],
        "exceptions": [{ "date": "2026-02-03", "reason": { "kk": "Іссапар", "ru": "Командировка" } }],
    }],
}))]
pub struct ReceptionScheduleForm {
    /// Name of the state body.
    pub body_name: Bilingual,
    /// The quarter; once drawn up, it stays.
    #[schema(pattern = "^[0-9]{4}-Q[1-4]$", example = "2026-Q1")]
    pub quarter: String,
    /// Who receives.
    #[schema(min_items = 1, max_items = 50)]
    pub receivers: Vec<ReceptionReceiverForm>,
}

/// The slots of one receiver, and the days left out.
#[derive(Debug)]
pub struct Expanded<'form> {
    /// Who receives.
    pub receiver: &'form ReceptionReceiverForm,
    /// The slots in order.
    pub slots: Vec<Slot>,
    /// The days left out.
    pub left_out: Vec<LeftOut>,
}

fn time_of(text: &str) -> Time {
    // The contract has seen to its shape.
    Time::parse(text, HOURS).unwrap_or(Time::MIDNIGHT)
}

fn window(from: &str, until: &str) -> Window {
    Window { from: time_of(from), until: time_of(until) }
}

fn fault(pointer: String, message: &'static str) -> ValidationError {
    let mut error = ValidationError::new("");
    error.code = pointer.into();
    error.with_message(message.into())
}

/// How many slots a form gives at most, told without making them: a quarter has fourteen weeks, counted from both ends.
fn most_slots(form: &ReceptionScheduleForm) -> i64 {
    const WEEKS: i64 = 14;
    let of = |from: &str, until: &str, slot: i64| (time_of(until) - time_of(from)).whole_minutes().max(0) / slot.max(1);
    let receivers = form.receivers.iter().map(|receiver| {
        let weekly = receiver.weekly.iter().map(|one| WEEKS * of(&one.from, &one.until, receiver.slot_minutes));
        let single = receiver.single.iter().map(|one| of(&one.from, &one.until, receiver.slot_minutes));
        weekly.chain(single).sum::<i64>()
    });
    receivers.sum()
}

fn makes_sense(form: &ReceptionScheduleForm) -> Result<(), ValidationError> {
    if most_slots(form) > MOST_SLOTS {
        let message = "кестеде 2000-нан артық қабылдау бар|в графике больше 2000 приёмов|the schedule has more than 2000 receptions";
        return Err(fault("/receivers".to_owned(), message));
    }

    let Some(quarter) = Quarter::parse(&form.quarter) else {
        return Err(fault("/quarter".to_owned(), "мұндай тоқсан жоқ|такого квартала нет|there is no such quarter"));
    };
    for (place, receiver) in form.receivers.iter().enumerate() {
        let at = |rest: &str| format!("/receivers/{place}{rest}");
        if form.receivers.iter().skip(place + 1).any(|other| other.code == receiver.code) {
            return Err(fault(at("/code"), "код екі рет тұр|код указан дважды|the code stands twice"));
        }
        if receiver.weekly.is_empty() && receiver.single.is_empty() {
            return Err(fault(
                at("/weekly"),
                "кемінде бір уақыт болуы керек|нужно хотя бы одно время|at least one time is needed",
            ));
        }
        let order = "аяқталуы басталуынан кейін болуы керек|окончание должно быть после начала|must be after the start";
        for (number, one) in receiver.weekly.iter().enumerate() {
            if time_of(&one.from) >= time_of(&one.until) {
                return Err(fault(at(&format!("/weekly/{number}/until")), order));
            }
        }
        let outside = "тоқсанға кірмейді|не входит в квартал|is not in the quarter";
        for (number, one) in receiver.single.iter().enumerate() {
            if time_of(&one.from) >= time_of(&one.until) {
                return Err(fault(at(&format!("/single/{number}/until")), order));
            }
            if !quarter.contains(one.date) {
                return Err(fault(at(&format!("/single/{number}/date")), outside));
            }
        }
        if let Some(number) = receiver.exceptions.iter().position(|one| !quarter.contains(one.date)) {
            return Err(fault(at(&format!("/exceptions/{number}/date")), outside));
        }
    }
    Ok(())
}

impl ReceptionReceiverForm {
    fn pattern(&self) -> Pattern {
        Pattern {
            slot: Duration::minutes(self.slot_minutes),
            weekly: self.weekly.iter().map(|one| (one.weekday.0, window(&one.from, &one.until))).collect(),
            single: self.single.iter().map(|one| (one.date, window(&one.from, &one.until))).collect(),
            exceptions: self.exceptions.iter().map(|one| one.date).collect(),
        }
    }
}

impl ReceptionScheduleForm {
    /// The quarter.
    ///
    /// # Errors
    /// A [`Problem`] when what is stored is none.
    pub fn quarter(&self) -> Result<Quarter, Problem> {
        Quarter::parse(&self.quarter).ok_or_else(|| Problem::internal("the schedule has no quarter"))
    }

    /// The slots of each receiver by the calendar as it stands, and the days left out.
    ///
    /// # Errors
    /// A [`Problem`] when the calendar has no data for the quarter.
    pub fn expand(&self, law: &Law) -> Result<Vec<Expanded<'_>>, Problem> {
        let quarter = self.quarter()?;
        let of = |receiver| {
            let (slots, left_out) = ReceptionReceiverForm::pattern(receiver).expand(quarter, &law.calendar)?;
            Ok(Expanded { receiver, slots, left_out })
        };
        self.receivers.iter().map(of).collect::<Result<_, UnknownYear>>().map_err(Problem::from)
    }

    /// Checks what the calendar has a say in: that no slots overlap, and that there are some.
    ///
    /// # Errors
    /// A [`Problem`] with the receivers whose times do not fit.
    pub fn check(&self, law: &Law) -> Result<(), Problem> {
        let expanded = self.expand(law)?;
        let mut faults = FieldFaults::default();
        for (place, Expanded { slots, .. }) in expanded.iter().enumerate() {
            let message = if any_overlap(slots) {
                Text::new("уақыттар қабаттасады", "времена пересекаются", "the times overlap")
            } else if slots.is_empty() {
                Text::new("бірде-бір қабылдау сыймайды", "не помещается ни одного приёма", "not one reception fits in")
            } else {
                continue;
            };
            faults.tell(|| format!("/receivers/{place}/weekly"), message);
        }
        faults.none()
    }

    /// The receiver with this code.
    #[must_use]
    pub fn receiver(&self, code: &str) -> Option<&ReceptionReceiverForm> {
        self.receivers.iter().find(|receiver| receiver.code == code)
    }
}
