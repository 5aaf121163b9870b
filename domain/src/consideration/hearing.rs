//! A hearing before a decision against whoever has a part in a case (articles 73 and 74 of the Code).

use super::{ConsiderationRefusal, due_at, within_term, worked};
pub use crate::engine::HearingForm;
use crate::engine::{CommonRefusal, News, Opened, Refusal, Venue, Window};
use crate::law::Law;
use crate::reading::OralHearingNotice;
use crate::rulebook::ids::RuleId;
use crate::term::{self, Due};
use crate::text::{Bilingual, Text};
use crate::zone;
use time::{Date, Duration, OffsetDateTime};

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
    /// Whether it was held, and has a protocol.
    pub held: bool,
}

/// How the participant does without a hearing (art. 73(2)(5)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiver {
    /// They say so themselves.
    Own,
    /// Somebody has entered their statement on paper. Whoever objects after that, or asks to speak, does not do without it.
    Entered,
}

/// What was done so that the participant is heard, as far as the law asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hearings {
    /// The latest hearing of which the participant was notified.
    pub latest: Option<Hearing>,
    /// How they do without it, if they do; where none was notified, without any until one is.
    pub waiver: Option<Waiver>,
    /// The latest protocol, of whichever hearing.
    pub protocol: Option<Protocol>,
    /// Whether they were heard before hearings were notified.
    pub heard_before: bool,
}

/// The protocols of oral hearings, as far as the law asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protocol {
    /// When the latest was entered, and the participant told of it.
    pub made_at: OffsetDateTime,
    /// Whether there are remarks on any that nobody has decided on.
    pub unanswered: bool,
}

/// How long one waits for whoever is to be heard, from the time of which they were told, before they have not come. The Code sets no
/// time, and a hearing has no planned end.
pub const WAITED: Duration = Duration::minutes(15);

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

impl Hearings {
    /// When the hearing may be recorded: once it was to be.
    ///
    /// # Errors
    /// [`CommonRefusal::StateForbidsAction`] where none is to be held orally, or it has a protocol.
    pub fn recordable(self) -> Result<Window, Refusal> {
        let hearing = self.latest.filter(|hearing| !hearing.held).ok_or_else(not_yet)?;
        Ok(Window::from(hearing.oral_at.ok_or_else(not_yet)?))
    }

    /// When it may be decided on remarks on a protocol: while there are some.
    ///
    /// # Errors
    /// [`CommonRefusal::StateForbidsAction`] where there are none.
    pub fn answerable(self) -> Result<Window, Refusal> {
        let unanswered = self.protocol.is_some_and(|protocol| protocol.unanswered);
        if unanswered { Ok(Window::ALWAYS) } else { Err(not_yet()) }
    }

    /// When the participant may object: once a hearing was notified, or somebody has entered that they do without it.
    ///
    /// # Errors
    /// [`CommonRefusal::StateForbidsAction`] before that.
    pub fn objectable(self) -> Result<Window, Refusal> {
        let open = self.latest.is_some() || self.is_entered();
        if open { Ok(Window::ALWAYS) } else { Err(not_yet()) }
    }

    /// When the participant may do without a hearing: unless they have said so.
    ///
    /// # Errors
    /// [`CommonRefusal::StateForbidsAction`] where they have.
    pub fn waivable(self) -> Result<Window, Refusal> {
        if self.waiver == Some(Waiver::Own) { Err(not_yet()) } else { Ok(Window::ALWAYS) }
    }

    /// Whether somebody has entered that the participant does without a hearing.
    #[must_use]
    pub fn is_entered(self) -> bool {
        self.waiver == Some(Waiver::Entered)
    }

    /// When an oral hearing is to be that has not been held.
    #[must_use]
    pub fn to_be_held(self) -> Option<OffsetDateTime> {
        self.latest.filter(|hearing| !hearing.held).and_then(|hearing| hearing.oral_at)
    }
}

impl Rules {
    /// When the participant may ask to be heard orally: within two working days, where they are to be heard in writing.
    ///
    /// # Errors
    /// [`CommonRefusal::StateForbidsAction`] where that cannot be asked for.
    pub fn speakable(self, hearings: Hearings, law: &Law) -> Result<Window, Refusal> {
        let asked = |hearing: &Hearing| hearing.oral_at.is_some() || hearing.asked_to_speak;
        let _ = hearings.waivable()?;
        let hearing = hearings.latest.filter(|hearing| !asked(hearing)).ok_or_else(not_yet)?;
        Ok(Window { until: due_at(self.speaks, hearing.notified_at, law)?, ..Window::ALWAYS }.by(self.speaks))
    }

    /// When remarks on the protocol may be submitted: within three working days.
    ///
    /// # Errors
    /// [`CommonRefusal::StateForbidsAction`] where there is no protocol.
    pub fn remarkable(self, hearings: Hearings, law: &Law) -> Result<Window, Refusal> {
        let protocol = hearings.protocol.ok_or_else(not_yet)?;
        Ok(Window { until: due_at(self.remarks, protocol.made_at, law)?, ..Window::ALWAYS }.by(self.remarks))
    }

    /// When it may be decided against whoever was heard so: at once where they say that they do without a hearing, or none was notified
    /// and it was entered that they do; else from the day that was planned on, after the oral hearing, if there is one.
    ///
    /// # Errors
    /// [`ConsiderationRefusal::NotHeard`] where they are still to be notified, or to be heard orally.
    pub fn decidable(self, hearings: Hearings) -> Result<Window, Refusal> {
        let Hearings { latest, waiver, heard_before, .. } = hearings;
        let unheard = || Err(Refusal::by(ConsiderationRefusal::NotHeard, self.hears));
        match latest {
            _ if waiver == Some(Waiver::Own) => Ok(Window::ALWAYS),
            None if waiver.is_some() || heard_before => Ok(Window::ALWAYS),
            None => unheard(),
            Some(hearing)
                if waiver.is_none() && !hearing.held && (hearing.oral_at.is_some() || hearing.asked_to_speak) =>
            {
                unheard()
            }
            Some(hearing) => Ok(Window::from(zone::start_of(hearing.decision_on)).by(self.notifies)),
        }
    }

    /// Whether a hearing may be notified now so: early enough before the decision, at a time that can be attended, and orally where
    /// that was asked for; before a decision on a working day of the term, which is due then.
    ///
    /// # Errors
    /// [`Refusal`] when it may not, for all reasons at once.
    pub fn notify(
        self,
        notice: &Notice,
        before: Hearings,
        due_at: Option<OffsetDateTime>,
        now: OffsetDateTime,
        law: &Law,
    ) -> Result<(), Refusal> {
        let asked_to_speak = before.latest.is_some_and(|hearing| hearing.asked_to_speak);
        let orally = match notice.oral_at {
            Some(oral_at) => self.attendable(oral_at, notice.decision_on, now, law),
            None if asked_to_speak => Err(Refusal::by(ConsiderationRefusal::NotHeard, self.speaks).because(ASKED)),
            None => Ok(()),
        };
        let of_term = self
            .latest_decision(due_at, now, law)
            .and_then(|latest| within_term(notice.decision_on, latest, self.term));
        Refusal::all([
            Refusal::given("decisionOn", self.in_time(now, notice.decision_on, law)),
            Refusal::given("hearingAt", orally),
            Refusal::given("decisionOn", worked(notice.decision_on, self.notifies, law)),
            Refusal::given("decisionOn", of_term),
        ])
    }

    /// Whether it may be decided now against whoever was notified so: three working days before.
    ///
    /// # Errors
    /// [`ConsiderationRefusal::NoticeTooShort`] when it may not.
    pub fn decide(self, hearings: Hearings, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        match hearings.latest {
            Some(hearing) if hearings.waiver != Some(Waiver::Own) => {
                self.in_time(hearing.notified_at, zone::local(now).date(), law)
            }
            _ => Ok(()),
        }
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
            Refusal::by(ConsiderationRefusal::OutsideHours, self.holds).because(said)
        };
        let earliest = match law.rulebook.switches().oral_hearing_notice {
            OralHearingNotice::AfterObjections => due_at(self.objects, now, law)?.map(|ends| zone::local(ends).date()),
            OralHearingNotice::NextWorkingDay => zone::local(now).date().next_day(),
        };
        let earliest = earliest.map(|day| law.calendar.working_day_from(day)).transpose()?;
        let too_soon = earliest.filter(|earliest| day < *earliest);
        let soon = |day| Refusal::by(ConsiderationRefusal::HearingTooSoon, self.holds).not_before(day);
        Refusal::all([
            if now < oral_at { Ok(()) } else { Err(Refusal::past("hearingAt", now)) },
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
        self.earliest_decision(zone::last_day(due_at.max(now)), now, law).map(Some)
    }

    /// The first working day from `day` on for a decision whose hearing is notified at `notified_at` early enough.
    fn earliest_decision(self, day: Date, notified_at: OffsetDateTime, law: &Law) -> Result<Date, Refusal> {
        let mut day = law.calendar.working_day_from(day)?;
        while self.latest_notice(day, law)?.is_some_and(|latest| notified_at >= latest.at) {
            day = law.calendar.add_working_days(day, 1)?;
        }
        Ok(day)
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
                let earliest = self.earliest_decision(decision_on, notified_at, law)?;
                Err(Refusal::by(ConsiderationRefusal::NoticeTooShort, self.notifies).not_before(earliest))
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
