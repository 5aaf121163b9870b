//! How a body considers a case under the Administrative Procedural and Process-Related Code, whatever is decided in it: it has what
//! is missing mended (article 64), hears whoever it would decide against (articles 73 and 74), and extends its term.

pub mod extension;
pub mod hearing;
pub mod mending;

use crate::calendar::day_in_words;
use crate::engine::Refusal;
use crate::law::Law;
use crate::rulebook::ids::RuleId;
use crate::term;
use crate::text::Text;
use crate::zone;
use time::{Date, OffsetDateTime};

reasons! {
    /// Why a step of a consideration is refused, whatever the procedure.
    ConsiderationRefusal {
        /// The hearing was notified less than three working days before the decision (art. 73(1) of the Code).
        NoticeTooShort = "notice-too-short", Request, "Тыңдау туралы хабарлама шешімнен кемінде үш жұмыс күні бұрын жіберілмеген", "Уведомление о заслушивании направлено менее чем за три рабочих дня до решения", "The notice of the hearing was sent less than three working days before the decision";
            "Тыңдау туралы хабарламаның ең кеш күні detail өрісінде көрсетілген: шешімді кейінге қалдырыңыз, қажет болса әрі мүмкін болса, мерзімді ұзартыңыз", "Последний день уведомления указан в detail: отложите решение, при необходимости и возможности продлите срок", "detail says the latest day of the notice: decide later, and extend the term if need be and it can be";
        /// A hearing that the participant cannot prepare for (art. 73(3) of the Code).
        HearingTooSoon = "hearing-too-soon", Request, "Қатысушыға тыңдауға дайындалуға уақыт қалмайды", "Участнику не остаётся времени подготовиться к заслушиванию", "The participant is left no time to prepare for the hearing";
            "Тыңдауды кейінірек тағайындаңыз; ең ерте күн detail өрісінде көрсетілген", "Назначьте заслушивание позже; самый ранний день указан в detail", "Set a later hearing; detail says the earliest day";
        /// A hearing before or after working hours.
        OutsideHours = "outside-hours", Request, "Бұл уақыт жұмыс уақытына кірмейді", "Это время нерабочее", "The time is not within working hours";
            "Сағат 9:00-ден кейінгі, жұмыс күні аяқталғанға дейінгі уақытты таңдаңыз", "Выберите время с 9:00 до конца рабочего дня", "Choose a time from nine to the end of the working day";
        /// The participant is left no time to mend what they filed (art. 64(6) of the Code).
        NoTimeToMend = "no-time-to-mend", Request, "Қатысушыға кемшілікті түзетуге уақыт қалмайды", "Участнику не остаётся времени устранить недостатки", "The participant is left no time to mend what is missing";
            "Кейінгі күнді таңдаңыз: detail өрісінде ең ерте күн көрсетілген", "Выберите более поздний день: самый ранний указан в detail", "Choose a later day: detail says the earliest";
        /// A day beyond the term of consideration.
        BeyondTerm = "beyond-term", Request, "Бұл күн қарау мерзімінен тыс", "Этот день за пределами срока рассмотрения", "The day is beyond the term of consideration";
            "Ең кеш күн detail өрісінде көрсетілген: одан ерте күнді таңдаңыз, қажет болса әрі мүмкін болса, мерзімді ұзартыңыз", "Самый поздний день указан в detail: выберите день не позже него, при необходимости и возможности продлите срок", "detail says the latest day: choose one that is no later, and extend the term if need be and it can be";
        /// A decision against somebody who is still to be heard (art. 73 of the Code).
        NotHeard = "not-heard", Circumstances, "Қатысушы әлі тыңдалмаған", "Участник ещё не заслушан", "The participant has not been heard yet";
            "Тыңдау туралы хабарлаңыз; ауызша болса, оны өткізіп, хаттамасын енгізіңіз", "Уведомите о заслушивании; если оно устное, проведите его и внесите протокол", "Notify of the hearing; if it is oral, hold it and enter its protocol";
        /// Something is set for a day that is not worked.
        DayNotWorked = "day-not-worked", Request, "Бұл күн жұмыс күні емес", "Этот день нерабочий", "The day is not a working day";
            "Жұмыс күнін таңдаңыз; қай күн екені detail өрісінде көрсетілген", "Выберите рабочий день; день указан в detail", "Choose a working day; detail names the day";
    }
}

/// Whether state bodies work on this day.
///
/// # Errors
/// [`ConsiderationRefusal::DayNotWorked`], or that the calendar does not know the year.
pub fn worked(day: Date, rule: RuleId, law: &Law) -> Result<(), Refusal> {
    let refused = || {
        Refusal::by(ConsiderationRefusal::DayNotWorked, rule).because(
            Text::new("{} – жұмыс күні емес.", "{} – нерабочий день.", "{} is no working day.")
                .with(&day_in_words(day)),
        )
    };
    if law.calendar.is_working_day(day)? { Ok(()) } else { Err(refused()) }
}

/// Whether a day lies within the term of consideration, which this rule sets and whose last day is this.
fn within_term(day: Date, latest: Option<Date>, term: RuleId) -> Result<(), Refusal> {
    match latest.filter(|latest| day > *latest) {
        Some(latest) => Err(Refusal::by(ConsiderationRefusal::BeyondTerm, term).not_after(latest)),
        None => Ok(()),
    }
}

/// The end of the term of a rule whose event happened then, where it has one.
fn due_at(rule: RuleId, event: OffsetDateTime, law: &Law) -> Result<Option<OffsetDateTime>, Refusal> {
    let Some(rule) = law.rulebook.rule_on(&rule, zone::local(event).date()) else { return Ok(None) };
    Ok(term::due(law, rule, event)?.map(|due| due.at))
}
