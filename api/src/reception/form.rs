//! What comes in: schedules, which say who receives, when, and on which days not (№ 213/НҚ ¶4), appeals, and what is said with
//! each action.

use merzim_domain::calendar::UnknownYear;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::video_reception::{
    AppealLanguage, ExtendedBy, RefusalGround, TerminationGround, VideoReception,
};
use merzim_domain::reception::{
    LeftOut, Pattern, Quarter, ReceiverKind, Slot, WeekDay, Window, WrongPattern, WrongSchedule, any_overlap,
    check_schedule,
};
use merzim_domain::{Law, Text};
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime, Time};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use crate::cases::earlier::{self, EarlierForm};
use crate::cases::signing::{Signable, Signature};
use crate::cases::slip::AcceptedBy;
use crate::http::input::{each_once, not_after, not_before, once, rule, together};
use crate::http::{
    Bilingual, BilingualName, Code, EitherLanguageName, GivenBin, GivenEmail, GivenIin, GivenLink, GivenPhone, instant,
    periods,
};
use crate::problem::{FieldFaults, Limit, Problem};

pub(super) type WeekDayCode = Code<WeekDay>;
pub(super) type ReceiverKindCode = Code<ReceiverKind>;
pub(super) type RefusalGroundCode = Code<RefusalGround>;
pub(super) type TerminationGroundCode = Code<TerminationGround>;
pub(super) type ExtendedByCode = Code<ExtendedBy>;
pub(super) type AppealLanguageCode = Code<AppealLanguage>;

time::serde::format_description!(hours, Time, "[hour]:[minute]");

/// That a field names what is not there.
pub(super) const fn no_such() -> Text {
    Text::new("мұндай жоқ", "такого нет", "there is no such thing")
}

/// A field that names what is not there.
pub(super) fn unknown(pointer: &str) -> Problem {
    Problem::field(pointer, no_such())
}

/// A time set aside in every week.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReceptionWeeklyWindow)]
pub struct WeeklyWindow {
    /// On this day of the week.
    pub weekday: WeekDayCode,
    /// From when, by Kazakhstan's clocks, in steps of five minutes.
    #[serde(with = "hours")]
    #[schema(value_type = String, pattern = r"^([01][0-9]|2[0-3]):[0-5][05]$", example = "10:00")]
    pub from: Time,
    /// Until when.
    #[serde(with = "hours")]
    #[schema(value_type = String, pattern = r"^([01][0-9]|2[0-3]):[0-5][05]$", example = "12:00")]
    pub until: Time,
}

/// A time set aside on one day.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReceptionSingleWindow)]
pub struct SingleWindow {
    /// On this day.
    pub date: Date,
    /// From when, by Kazakhstan's clocks, in steps of five minutes.
    #[serde(with = "hours")]
    #[schema(value_type = String, pattern = r"^([01][0-9]|2[0-3]):[0-5][05]$", example = "15:00")]
    pub from: Time,
    /// Until when.
    #[serde(with = "hours")]
    #[schema(value_type = String, pattern = r"^([01][0-9]|2[0-3]):[0-5][05]$", example = "17:00")]
    pub until: Time,
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
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: бірінші басшы")]
    pub name: String,
    /// Position.
    pub position: BilingualName,
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
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "bodyName": { "kk": "ДЕМО: Цифрлық қызметтер министрлігі", "ru": "ДЕМО: Министерство цифровых услуг" },
    "quarter": "2026-Q2",
    "receivers": [{
        "code": "minister",
        "kind": "firstHead",
        "name": "ДЕМО: бірінші басшы",
        "position": { "kk": "Министр", "ru": "Министр" },
        "slotMinutes": 20,
        "weekly": [{ "weekday": "tuesday", "from": "10:00", "until": "12:00" }],
    }],
}))]
pub struct ReceptionScheduleForm {
    /// Name of the state body.
    pub body_name: BilingualName,
    /// The quarter; once drawn up, it stays.
    #[schema(value_type = periods::Quarter)]
    pub quarter: Quarter,
    /// Who receives.
    #[schema(min_items = 1, max_items = 50)]
    pub receivers: Vec<ReceptionReceiverForm>,
}

impl Validate for ReceptionScheduleForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let patterns: Vec<(&str, Pattern)> =
            self.receivers.iter().map(|receiver| (receiver.code.as_str(), receiver.pattern())).collect();
        together(check_schedule(self.quarter, &patterns).into_iter().map(|wrong| {
            let twice = matches!(wrong, WrongSchedule::Receiver(_, WrongPattern::CodeTwice));
            let limits = self.limits(&wrong);
            let (fields, message) = out_of_schedule(wrong);
            let broken = if twice { once(false, fields, message) } else { rule(false, fields, message) };
            match limits {
                Some((first, None)) => broken.map_err(not_before(first)),
                Some((first, Some(last))) => broken.map_err(not_before(first)).map_err(not_after(last)),
                None => broken,
            }
        }))
    }
}

impl ReceptionScheduleForm {
    /// Between what the field must lie of which a schedule's pattern is wrong: a time after another, or a day in the quarter.
    fn limits(&self, wrong: &WrongSchedule) -> Option<(Limit, Option<Limit>)> {
        let WrongSchedule::Receiver(place, wrong) = wrong else { return None };
        let receiver = self.receivers.get(*place)?;
        let after = |time: Time| Some((Limit::Time(format!("{:02}:{:02}", time.hour(), time.minute())), None));
        match wrong {
            WrongPattern::WeeklyOrder(number) => after(receiver.weekly.get(*number)?.from),
            WrongPattern::SingleOrder(number) => after(receiver.single.get(*number)?.from),
            WrongPattern::SingleOutside(_) | WrongPattern::ExceptionOutside(_) => {
                let last = self.quarter.end().previous_day()?;
                Some((self.quarter.first().into(), Some(last.into())))
            }
            WrongPattern::CodeTwice | WrongPattern::Empty => None,
        }
    }
}

/// Which fields say what is wrong with a schedule, and what is said of the first.
fn out_of_schedule(wrong: WrongSchedule) -> (String, &'static str) {
    let order = "аяқталуы басталуынан кейін болуы керек|окончание должно быть после начала|must be after the start";
    let outside = "тоқсанға кірмейді|не входит в квартал|is not in the quarter";
    let (place, wrong) = match wrong {
        WrongSchedule::Receiver(place, wrong) => (format!("/receivers/{place}"), wrong),
        WrongSchedule::TooManySlots => {
            let message = "кестеде 2000-нан артық қабылдау бар|в графике больше 2000 приёмов|the schedule has more than 2000 receptions";
            return ("/receivers".to_owned(), message);
        }
    };
    match wrong {
        WrongPattern::CodeTwice => {
            (format!("{place}/code"), "код екі рет көрсетілген|код указан дважды|the code stands twice")
        }
        WrongPattern::Empty => (
            format!("{place}/weekly {place}/single"),
            "кемінде бір уақыт болуы керек|нужно хотя бы одно время|at least one time is needed",
        ),
        WrongPattern::WeeklyOrder(number) => {
            (format!("{place}/weekly/{number}/until {place}/weekly/{number}/from"), order)
        }
        WrongPattern::SingleOrder(number) => {
            (format!("{place}/single/{number}/until {place}/single/{number}/from"), order)
        }
        WrongPattern::SingleOutside(number) => (format!("{place}/single/{number}/date /quarter"), outside),
        WrongPattern::ExceptionOutside(number) => (format!("{place}/exceptions/{number}/date /quarter"), outside),
    }
}

impl ReceptionReceiverForm {
    fn pattern(&self) -> Pattern {
        Pattern {
            slot: Duration::minutes(self.slot_minutes),
            weekly: self
                .weekly
                .iter()
                .map(|one| (one.weekday.0, Window { from: one.from, until: one.until }))
                .collect(),
            single: self.single.iter().map(|one| (one.date, Window { from: one.from, until: one.until })).collect(),
            exceptions: self.exceptions.iter().map(|one| one.date).collect(),
        }
    }

    /// The slots in a quarter by the calendar as it stands, and the days left out.
    pub fn expand(&self, quarter: Quarter, law: &Law) -> Result<(Vec<Slot>, Vec<LeftOut>), UnknownYear> {
        self.pattern().expand(quarter, &law.calendar)
    }
}

impl ReceptionScheduleForm {
    /// All slots by the calendar as it stands, each with the code of its receiver.
    pub fn slots(&self, law: &Law) -> Result<Vec<(Slot, &str)>, Problem> {
        let mut all = Vec::new();
        for receiver in &self.receivers {
            let (slots, _) = receiver.expand(self.quarter, law)?;
            all.extend(slots.into_iter().map(|slot| (slot, receiver.code.as_str())));
        }
        Ok(all)
    }

    /// Looks at what the calendar has a say in: that no slots overlap, and that there are some. That it does not know the
    /// quarter is told once nothing else is wrong.
    pub fn check(&self, law: &Law, faults: &mut FieldFaults) -> Result<(), Problem> {
        // What is not known of one receiver or of the quarter says nothing of the slots; nor may there be too many to be made.
        if ["/quarter", "/receivers"].into_iter().any(|pointer| faults.is_at(pointer)) {
            return Ok(());
        }
        for (place, receiver) in self.receivers.iter().enumerate() {
            let (slots, _) = match receiver.expand(self.quarter, law) {
                Ok(expanded) => expanded,
                Err(_) if !faults.is_empty() => return Ok(()),
                Err(unknown) => return Err(Problem::from(unknown).of_what_was_said(|_| vec!["/quarter".to_owned()])),
            };
            let message = if any_overlap(&slots) {
                Text::new("уақыттар қабаттасады", "времена пересекаются", "the times overlap")
            } else if slots.is_empty() {
                Text::new("бірде-бір қабылдау сыймайды", "не помещается ни одного приёма", "not one reception fits in")
            } else {
                continue;
            };
            let receiver = format!("/receivers/{place}");
            if !faults.touch(&receiver) {
                faults.tell(|| receiver + "/weekly", message);
            }
        }
        Ok(())
    }
}

/// Why a schedule goes back.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReceptionReturnForm {
    /// What is to be mended.
    pub remarks: Bilingual,
}

/// A slot and where it moves.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReceptionSlotMove)]
pub struct SlotMove {
    /// The slot: one of the conflicts of the schedule.
    pub slot: Uuid,
    /// When it begins from now on: one of the proposals, or another time of a working day of the quarter. The nearest one
    /// proposed, if none.
    #[serde(default, with = "instant::option")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-03-27T10:00:00+05:00")]
    pub starts_at: Option<OffsetDateTime>,
}

/// Which slots move where.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "moves": [{ "slot": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11" }] }))]
pub struct ReceptionMovesForm {
    /// The moves.
    #[schema(min_items = 1, max_items = 200)]
    pub moves: Vec<SlotMove>,
}

/// An appeal for a reception by videoconference, as the annex has it (№ 213/НҚ).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "body": "100140000003",
    "iin": "061211600012",
    "fullName": "ДЕМО: Сынақов Сынақ Сынақұлы",
    "address": "Астана қаласы, Демо көшесі, 1",
    "email": "synaq@demo.example",
    "phones": ["+7 701 000 00 00"],
    "office": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "language": "kk",
    "question": "Ауылда интернет қашан болады?",
}))]
pub struct ReceptionAppealForm {
    /// BIN of the state body whose head is addressed: one that the settings or the register of organisations know.
    pub body: GivenBin,
    /// Its name, as the sender knows it. What is shown is the name by which Merzim knows the body.
    pub body_name: Option<EitherLanguageName>,
    /// Code of the head or deputy addressed: one of those who receive by the body's Reception Schedules.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,39}$", example = "minister")]
    pub receiver: Option<String>,
    /// IIN of the participant (ЖСН); that of the token, if the participant files it.
    pub iin: GivenIin,
    /// Surname, first name, patronymic (аты-жөні); of a person with one name, that name.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: Сынақов Сынақ Сынақұлы")]
    pub full_name: String,
    /// Address.
    #[schema(min_length = 1, max_length = 1_000, pattern = r"^.*\S.*$", example = "Астана қаласы, Демо көшесі, 1")]
    pub address: String,
    /// E-mail address.
    pub email: GivenEmail,
    /// Telephone numbers.
    #[schema(min_items = 1, max_items = 5, example = json!(["+7 701 000 00 00"]))]
    pub phones: Vec<GivenPhone>,
    /// Place of reception: an office of the State Corporation where receptions are held.
    pub office: Uuid,
    /// The date that the participant would like: a wish, which must not be past.
    pub preferred_date: Option<Date>,
    /// Place of work.
    #[schema(max_length = 300, pattern = "^.*$", example = "Демо мектебі")]
    pub workplace: Option<String>,
    /// Position held.
    #[schema(max_length = 300, pattern = "^.*$", example = "Мұғалім")]
    pub position: Option<String>,
    /// The appeal in words (жолданым).
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Цифрлық қызметтер туралы жолданым")]
    pub appeal: Option<String>,
    /// Its language.
    pub language: Option<AppealLanguageCode>,
    /// The question.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Ауылда интернет қашан болады?")]
    pub question: String,
    /// The slot that the caller holds, to be kept for the appeal.
    pub hold: Option<Uuid>,
    /// Who accepts it at the office, for the visitor's slip; given by an office only.
    pub accepted_by: Option<AcceptedBy>,
    /// The participant's signature over the document that `documentReceptionAppeal` gives for this form, if it is signed. An office gives none.
    pub signature: Option<Signature>,
}

impl Signable for ReceptionAppealForm {
    const PROCEDURE: &'static str = VideoReception::CODE;
    const UNSIGNED: &'static [&'static str] = &["hold"];

    fn signature(&self) -> Option<&Signature> {
        self.signature.as_ref()
    }
}

impl Validate for ReceptionAppealForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together(each_once(self.phones.iter().map(|phone| phone.0.as_str()), "/phones"))
    }
}

/// Which slot, and where.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "slot": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11" }))]
pub struct ReceptionAppointmentForm {
    /// The slot; the one that the appeal has, if none is named.
    pub slot: Option<Uuid>,
    /// The office; the one that the participant chose, if none is named.
    pub office: Option<Uuid>,
}

/// Another slot, and why.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReceptionReschedulingForm {
    /// The slot.
    pub slot: Uuid,
    /// The office; the same as before, if none is named.
    pub office: Option<Uuid>,
    /// Why.
    pub reason: Bilingual,
}

/// An extension.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "until": "2026-04-30",
    "by": "head",
    "reasons": { "kk": "Қосымша мәліметтер қажет", "ru": "Нужны дополнительные сведения" },
}))]
pub struct ReceptionExtensionForm {
    /// The last day from now on, two months from today at the latest; before № 241-VIII, two months after the first term.
    pub until: Date,
    /// Who decided so; the head, where the head extends it. Whoever records it for them must say it.
    pub by: Option<ExtendedByCode>,
    /// The reasons.
    pub reasons: Bilingual,
}

/// Where an appeal is forwarded.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "to": "000740000004",
    "reasons": { "kk": "Мәселе әкімдіктің құзыретінде", "ru": "Вопрос в компетенции акимата" },
}))]
pub struct ReceptionForwardingForm {
    /// BIN of the competent body: one that the settings or the register of organisations know.
    pub to: GivenBin,
    /// Its name, as the sender knows it. What is shown is the name by which Merzim knows the body.
    pub to_name: Option<EitherLanguageName>,
    /// Why it is the competent one.
    pub reasons: Bilingual,
}

/// Why the procedure is terminated (art. 70(1) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "ground": "courtRuled",
    "reasons": { "kk": "Сот актісі заңды күшіне енді", "ru": "Судебный акт вступил в законную силу" },
}))]
pub struct ReceptionTerminationForm {
    /// The ground.
    pub ground: TerminationGroundCode,
    /// What was decided before on the same: required where that is the ground, else not given.
    pub earlier: Option<EarlierForm>,
    /// The reasons.
    pub reasons: Bilingual,
}

impl Validate for ReceptionTerminationForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together([earlier::named(self.ground.0 == TerminationGround::DecidedBefore, self.earlier.as_ref())])
    }
}

/// A refusal.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "ground": "outsideCompetence",
    "reasons": { "kk": "Мәселе басшының құзыретіне жатпайды", "ru": "Вопрос не относится к компетенции руководителя" },
}))]
pub struct ReceptionRefusalForm {
    /// The ground: there is one (¶6).
    pub ground: RefusalGroundCode,
    /// The reasons.
    pub reasons: Bilingual,
}

/// Where the participants meet online.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "url": "https://room.demo.example/1" }))]
pub struct ReceptionRoomForm {
    /// The link, with `https://`.
    pub url: GivenLink,
}

impl Validate for ReceptionRoomForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let message = "https:// деп басталуы керек|должна начинаться с https://|must begin with https://";
        together([rule(self.url.0.is_secure(), "/url", message)])
    }
}

/// Something that the head ordered at a reception.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReceptionOrder)]
pub struct HeadsOrder {
    /// What is to be done.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Жолданымды қарап, жауап беру")]
    pub text: String,
    /// By whom.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: департамент директоры")]
    pub responsible: String,
    /// By when, if that was said.
    pub due_on: Option<Date>,
}

/// What was said and ordered at a reception.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReceptionRecordForm {
    /// What was said.
    #[schema(min_length = 1, max_length = 50_000, pattern = r"\S", example = "Мәселе талқыланды")]
    pub said: String,
    /// What the head ordered.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub orders: Vec<HeadsOrder>,
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
