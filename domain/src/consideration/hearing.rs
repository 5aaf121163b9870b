//! A hearing before a decision against whoever has a part in a case (articles 73 and 74 of the Code).

use super::{due_at, last_day, the_earliest_day, the_last_day, within_term, worked};
pub use crate::engine::HearingForm;
use crate::engine::{CommonRefusal, News, Opened, Refusal, Venue, Window};
use crate::law::Law;
use crate::reading::OralHearingNotice;
use crate::rulebook::ids::RuleId;
use crate::term::{self, Due};
use crate::text::{Bilingual, Text};
use crate::zone;
use time::{Date, OffsetDateTime};

/// A hearing of which the participant was notified, as far as the law asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hearing {
    /// When the participant was notified.
    pub notified_at: OffsetDateTime,
    /// When the participant is heard, if orally.
    pub oral_at: Option<OffsetDateTime>,
    /// On which day the decision is planned.
    pub decision_on: Date,
    /// Whether the participant has asked to be heard orally (art. 73(3)).
    pub asked_to_speak: bool,
    /// Whether the participant does without it (art. 73(2)(5)).
    pub waived: bool,
    /// Its protocol, once that is made.
    pub protocol: Option<Protocol>,
}

/// The protocol of an oral hearing, as far as the law asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protocol {
    /// When it was entered, and the participant told of it.
    pub made_at: OffsetDateTime,
    /// Whether there are remarks on it that nobody has decided on.
    pub unanswered: bool,
}

/// A hearing of which the participant is notified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// When the participant will be heard, if orally.
    pub oral_at: Option<OffsetDateTime>,
    /// Where, or by what link, if orally.
    pub place: Option<Bilingual>,
    /// On which day the decision is planned.
    pub decision_on: Date,
}

impl Notice {
    /// What the participant is told of it besides: in which form, when, where, and until when one may object by this rule.
    #[must_use]
    pub fn news(&self, objects: RuleId, opened: &[Opened]) -> News {
        News {
            starts_at: self.oral_at,
            venue: self.place.clone().map(|name| Venue { name, address: None }),
            due_on: Opened::last_day(opened, objects),
            form: Some(if self.oral_at.is_some() { HearingForm::Oral } else { HearingForm::Written }),
            ..News::default()
        }
    }
}

/// The rules of a procedure by which it hears whoever it would decide against.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// That the participant is heard.
    pub hears: RuleId,
    /// That they are notified before the decision.
    pub notifies: RuleId,
    /// How the hearing is held.
    pub holds: RuleId,
    /// The term of consideration.
    pub term: RuleId,
    /// Until when one may object.
    pub objects: RuleId,
    /// Until when one may ask to be heard orally.
    pub speaks: RuleId,
    /// Until when one may submit remarks on the protocol.
    pub remarks: RuleId,
}

const ASKED: Text = Text::new(
    "қатысушы ауызша тыңдауды сұраған: уақыты мен орнын көрсетіңіз",
    "участник ходатайствовал об устном заслушивании: укажите время и место",
    "the participant has asked to be heard orally: say when and where",
);

fn not_yet() -> Refusal {
    Refusal::of(CommonRefusal::StateForbidsAction)
}

/// When the hearing may be recorded: once it was to be.
///
/// # Errors
/// [`CommonRefusal::StateForbidsAction`] where none is to be held orally, or it has a protocol.
pub fn recordable(hearing: Option<Hearing>) -> Result<Window, Refusal> {
    let hearing = hearing.filter(|hearing| hearing.protocol.is_none()).ok_or_else(not_yet)?;
    Ok(Window::from(hearing.oral_at.ok_or_else(not_yet)?))
}

/// When it may be decided on remarks on the protocol: while there are some.
///
/// # Errors
/// [`CommonRefusal::StateForbidsAction`] where there are none.
pub fn answerable(hearing: Option<Hearing>) -> Result<Window, Refusal> {
    let unanswered = hearing.and_then(|hearing| hearing.protocol).is_some_and(|protocol| protocol.unanswered);
    if unanswered { Ok(Window::ALWAYS) } else { Err(not_yet()) }
}

impl Rules {
    /// When the participant may ask to be heard orally: within two working days, where they are to be heard in writing.
    ///
    /// # Errors
    /// [`CommonRefusal::StateForbidsAction`] where that cannot be asked for.
    pub fn speakable(self, hearing: Option<Hearing>, law: &Law) -> Result<Window, Refusal> {
        let asked = |hearing: &Hearing| hearing.oral_at.is_some() || hearing.asked_to_speak || hearing.waived;
        let hearing = hearing.filter(|hearing| !asked(hearing)).ok_or_else(not_yet)?;
        Ok(Window { until: due_at(self.speaks, hearing.notified_at, law)?, ..Window::ALWAYS }.by(self.speaks))
    }

    /// When remarks on the protocol may be submitted: within three working days.
    ///
    /// # Errors
    /// [`CommonRefusal::StateForbidsAction`] where there is no protocol.
    pub fn remarkable(self, hearing: Option<Hearing>, law: &Law) -> Result<Window, Refusal> {
        let protocol = hearing.and_then(|hearing| hearing.protocol).ok_or_else(not_yet)?;
        Ok(Window { until: due_at(self.remarks, protocol.made_at, law)?, ..Window::ALWAYS }.by(self.remarks))
    }

    /// When it may be decided against whoever was notified so: from the day that was planned on, after the oral hearing, if there is
    /// one; at once where they do without it.
    ///
    /// # Errors
    /// [`CommonRefusal::NotHeard`] where they are still to be heard orally.
    pub fn decidable(self, hearing: Hearing) -> Result<Window, Refusal> {
        if hearing.waived {
            return Ok(Window::ALWAYS);
        }
        if hearing.protocol.is_none() && (hearing.oral_at.is_some() || hearing.asked_to_speak) {
            return Err(Refusal::by(CommonRefusal::NotHeard, self.hears));
        }
        Ok(Window::from(zone::start_of(hearing.decision_on)).by(self.notifies))
    }

    /// Whether a hearing may be notified now so: early enough before the decision, at a time that can be attended, and orally where
    /// that was asked for; before a decision on a working day of the term, which is due then.
    ///
    /// # Errors
    /// [`Refusal`] when it may not, for all reasons at once.
    pub fn notify(
        self,
        notice: &Notice,
        before: Option<Hearing>,
        due_at: Option<OffsetDateTime>,
        now: OffsetDateTime,
        law: &Law,
    ) -> Result<(), Refusal> {
        let asked_to_speak = before.is_some_and(|hearing| hearing.asked_to_speak);
        let orally = match notice.oral_at {
            Some(oral_at) => self.attendable(oral_at, notice.decision_on, now, law),
            None if asked_to_speak => Err(Refusal::by(CommonRefusal::NotHeard, self.speaks).because(ASKED)),
            None => Ok(()),
        };
        Refusal::all([
            self.in_time(now, notice.decision_on, law),
            orally,
            worked(notice.decision_on, self.notifies, law),
            within_term(notice.decision_on, self.latest_decision(due_at, now, law)?, self.term),
        ])
    }

    /// Whether it may be decided now against whoever was notified so: three working days before.
    ///
    /// # Errors
    /// [`CommonRefusal::NoticeTooShort`] when it may not.
    pub fn decide(self, hearing: Hearing, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        if hearing.waived { Ok(()) } else { self.in_time(hearing.notified_at, zone::local(now).date(), law) }
    }

    /// Whether an oral hearing of which the participant is told now can be attended: it lies ahead, before the decision, in working
    /// hours, and leaves them time to prepare.
    fn attendable(
        self,
        oral_at: OffsetDateTime,
        decision_on: Date,
        now: OffsetDateTime,
        law: &Law,
    ) -> Result<(), Refusal> {
        let day = zone::local(oral_at).date();
        let within_hours = || {
            let hours = Text::same(format!("9:00–{}:{:02}", law.day_ends_at.hour(), law.day_ends_at.minute()));
            let said = Text::new("жұмыс уақыты: {}", "рабочее время: {}", "the working hours are {}").with(&hours);
            Refusal::by(CommonRefusal::OutsideHours, self.holds).because(said)
        };
        let earliest = match law.rulebook.switches().oral_hearing_notice {
            OralHearingNotice::AfterObjections => due_at(self.objects, now, law)?.map(|ends| zone::local(ends).date()),
            OralHearingNotice::NextWorkingDay => zone::local(now).date().next_day(),
        };
        let earliest = earliest.map(|day| law.calendar.working_day_from(day)).transpose()?;
        let too_soon = earliest.filter(|earliest| day < *earliest);
        let soon = |day| Refusal::by(CommonRefusal::HearingTooSoon, self.holds).because(the_earliest_day(day));
        Refusal::all([
            Window::until(oral_at).check(now),
            Window::until(zone::end_of(decision_on)).by(self.hears).not_over(zone::start_of(day)),
            worked(day, self.holds, law),
            if law.within_hours(oral_at) { Ok(()) } else { Err(within_hours()) },
            too_soon.map_or(Ok(()), |day| Err(soon(day))),
        ])
    }

    /// The latest day for a decision whose hearing is notified now: the last day of the term; where it is too late to notify of a
    /// hearing before that, the first day before which it is not.
    fn latest_decision(
        self,
        due_at: Option<OffsetDateTime>,
        now: OffsetDateTime,
        law: &Law,
    ) -> Result<Option<Date>, Refusal> {
        let Some(due_at) = due_at else { return Ok(None) };
        let mut day = law.calendar.working_day_from(last_day(due_at.max(now)))?;
        while self.latest_notice(day, law)?.is_some_and(|latest| now >= latest.at) {
            day = law.calendar.add_working_days(day, 1)?;
        }
        Ok(Some(day))
    }

    /// Until when a hearing before a decision on `decision_on` is to be notified.
    fn latest_notice(self, decision_on: Date, law: &Law) -> Result<Option<Due>, Refusal> {
        let Some(rule) = law.rulebook.rule_on(&self.notifies, decision_on) else { return Ok(None) };
        // Whatever the term of the rule is counted from, here it is the day of the decision.
        let start = zone::start_of(decision_on);
        Ok(term::due_where(law, rule, start, &|of| (*self.term == *of).then_some(decision_on))?)
    }

    /// Whether a hearing notified at `notified_at` is notified early enough for a decision on `decision_on`.
    fn in_time(self, notified_at: OffsetDateTime, decision_on: Date, law: &Law) -> Result<(), Refusal> {
        match self.latest_notice(decision_on, law)? {
            Some(latest) if notified_at >= latest.at => {
                Err(Refusal::by(CommonRefusal::NoticeTooShort, self.notifies).because(the_last_day(latest.on)))
            }
            _ => Ok(()),
        }
    }
}

vocabulary! {
    /// What whoever led a hearing decides on remarks on its protocol (art. 74(6)).
    RemarksDecision {
        /// They are accepted.
        Accepted = "accepted", "қанағаттандырылды", "удовлетворены", "accepted";
        /// Some of them are rejected.
        PartlyRejected = "partlyRejected", "ішінара қабылданбады", "отклонены частично", "rejected in part";
        /// They are rejected.
        Rejected = "rejected", "қабылданбады", "отклонены", "rejected";
    }
}
