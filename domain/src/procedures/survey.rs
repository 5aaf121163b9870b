//! Surveys of the public (№ 401-V art. 16(3)(13), 16(13), 17(6)).

use crate::calendar::{UnknownYear, day_in_words};
use crate::engine::{AddedRefusal, CommonRefusal, Line, Moment, Procedure, Reason, Refusal, Window, reasons_of};
use crate::law::Law;
use crate::role::Role;
use crate::rulebook::ids::{L2_24, RuleId};
use crate::term;
use crate::text::Text;
use crate::vocabulary::{Nothing, Vocabulary};
use crate::zone;
use time::{Date, Duration, OffsetDateTime};

/// A survey that an information holder carries out on the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Survey;

impl Procedure for Survey {
    const TABLE: &'static [Line<Self>] = table! { SurveyAction SurveyState SurveyOutcome Nothing;
        Prepare:                       => Draft     by InformationHolder ResponsiblePerson, files, opens L2_23;
        Announce: Draft                => Announced by InformationHolder, opens L2_24, meets L2_23;
        // It opens and closes by the clock. Another end: the results are due from then.
        Extend:   Announced            => =         by InformationHolder, opens L2_24, voids L2_24;
        Close:    Announced            => =         by InformationHolder, opens L2_24, voids L2_24;
        // What is said of the results can be published anew.
        Publish:  Announced Published  => Published by InformationHolder, decides Published, meets L2_24;
        Cancel:   Draft Announced      => Cancelled by InformationHolder, decides Cancelled, voids L2_23 L2_24;
    };

    type State = SurveyState;
    type Action = SurveyAction;
    type Outcome = SurveyOutcome;
    type Notice = Nothing;
    type Refusal = SurveyRefusal;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = "survey";
    const TITLE: Text = Text::new("Сауалнама", "Опрос", "Survey");
    const ACT: &'static str = "401-V";
    const PREFIX: &'static str = "SRV";
    const INITIATOR: Role = Role::InformationHolder;
    const ADDRESSEES: &'static [Role] = &[Role::ResponsiblePerson];
    const REPLACERS: &'static [Role] = &[Role::InformationHolder, Role::ResponsiblePerson];
    const DRAFTS: &'static [SurveyState] = &[SurveyState::Draft];
    const ATTACHES: &'static [SurveyState] = &[];

    fn shares() -> Vec<&'static Reason> {
        reasons_of::<AddedRefusal>()
    }

    fn window(state: SurveyState, facts: &Facts, action: SurveyAction, _: Role, _: &Law) -> Result<Window, Refusal> {
        let Facts { opens_at, closes_at } = *facts;
        Ok(match action {
            SurveyAction::Announce | SurveyAction::Extend => Window::until(closes_at),
            SurveyAction::Close => Window { from: Some(opens_at), ..Window::until(closes_at) },
            SurveyAction::Publish => Window::from(closes_at),
            // Once it has closed, its results are owed.
            SurveyAction::Cancel if state == SurveyState::Announced => Window::until(closes_at).by(L2_24),
            SurveyAction::Prepare | SurveyAction::Cancel => Window::ALWAYS,
        })
    }

    fn guard(facts: &Facts, command: &Command, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        match command {
            Command::Prepare => may_close(facts.closes_at, now, law),
            Command::Extend { closes_at } => may_close(*closes_at, now, law),
            Command::Announce | Command::Close | Command::Publish | Command::Cancel => Ok(()),
        }
    }

    /// The results are made when the survey closes, and their term runs from then.
    fn event_at(
        facts: &Facts,
        command: &Command,
        rule: RuleId,
        now: OffsetDateTime,
        _: &Law,
    ) -> Option<OffsetDateTime> {
        if rule != L2_24 {
            return Some(now);
        }
        Some(match command {
            Command::Extend { closes_at } => *closes_at,
            Command::Close => now,
            Command::Prepare | Command::Announce | Command::Publish | Command::Cancel => facts.closes_at,
        })
    }
}

/// What a survey knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// From when one may respond, once it is announced.
    pub opens_at: OffsetDateTime,
    /// Until when one may respond.
    pub closes_at: OffsetDateTime,
}

impl Facts {
    /// When an extended survey closes at the earliest, and at the latest.
    #[must_use]
    pub fn extended(&self) -> (OffsetDateTime, OffsetDateTime) {
        (zone::next_minute(self.closes_at), self.opens_at.saturating_add(LONGEST))
    }

    /// When one may respond.
    const fn window(&self) -> Window {
        Window { from: Some(self.opens_at), ..Window::until(self.closes_at) }
    }

    /// How far a survey that stands so has come by the clock; nothing is said of one that is not announced, or cancelled.
    #[must_use]
    pub fn phase(&self, state: SurveyState, now: OffsetDateTime) -> Option<SurveyPhase> {
        match state {
            SurveyState::Draft | SurveyState::Cancelled => None,
            SurveyState::Announced | SurveyState::Published => Some(if now < self.opens_at {
                SurveyPhase::Upcoming
            } else if now < self.closes_at {
                SurveyPhase::Open
            } else {
                SurveyPhase::Closed
            }),
        }
    }

    /// Checks that one may respond now to a survey that stands so.
    ///
    /// # Errors
    /// [`Refusal`] when one may not, not yet or no longer.
    pub fn takes_responses(&self, state: SurveyState, now: OffsetDateTime) -> Result<(), Refusal> {
        self.within(self.window(), state, now)
    }

    /// Checks that the results of a survey that stands so are shown now: to its holder from its opening on, to everybody else as it
    /// was announced.
    ///
    /// # Errors
    /// [`Refusal`] when they are not, or not yet.
    pub fn shows_results(
        &self,
        state: SurveyState,
        shown: ResultsShown,
        is_holder: bool,
        now: OffsetDateTime,
    ) -> Result<(), Refusal> {
        let from = if is_holder || shown == ResultsShown::AtOnce { self.opens_at } else { self.closes_at };
        self.within(Window::from(from), state, now)
    }

    fn within(&self, window: Window, state: SurveyState, now: OffsetDateTime) -> Result<(), Refusal> {
        match self.phase(state, now) {
            Some(_) => window.check(now),
            None => Err(Refusal::of(CommonRefusal::StateForbidsAction).because_it_is(state.title())),
        }
    }
}

/// How long one may respond to a survey at the most.
pub const LONGEST: Duration = Duration::days(366);

/// Checks that a survey may be set to close then: that is ahead, and the term for its results lies within the calendar.
///
/// # Errors
/// [`Refusal`] when it may not.
pub fn may_close(closes_at: OffsetDateTime, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
    if closes_at <= now {
        return Err(Refusal::past("closesAt", now));
    }
    let rule = law.rulebook.rule_on(&L2_24, zone::local(now).date());
    let due = rule.map(|rule| term::due(law, rule, closes_at)).transpose();
    Refusal::given("closesAt", due.map(drop).map_err(|unknown: UnknownYear| unknown.into()))
}

/// That somebody responds again who responded on this day.
#[must_use]
pub fn responded_on(day: Date) -> Refusal {
    let words = Text::new("Жауап берген күніңіз: {}.", "Вы ответили {}.", "You responded on {}.");
    let refusal = Refusal::of(SurveyRefusal::AlreadyResponded).because(words.with(&day_in_words(day)));
    Refusal { moment: Some(Moment::Since(zone::start_of(day))), ..refusal }
}

commands! { SurveyAction;
    Prepare;
    Announce;
    Extend {
        /// When it closes now.
        closes_at: OffsetDateTime,
    };
    Close;
    Publish;
    Cancel;
}

vocabulary! {
    /// How far a survey has come.
    SurveyState {
        /// Being prepared; nobody but the holder sees it.
        Draft = "draft", "жоба", "проект", "draft";
        /// Announced: it opens and closes by the clock.
        Announced = "announced", "жарияланған", "объявлен", "announced";
        /// Its results are published.
        Published = "published", "нәтижелері жарияланған", "результаты опубликованы", "results published";
        /// Not carried out.
        Cancelled = "cancelled", "болдырылмаған", "отменён", "cancelled";
    }
}

vocabulary! {
    /// Whether one may respond to a survey.
    SurveyPhase {
        /// Not yet.
        Upcoming = "upcoming", "әлі ашылған жоқ", "ещё не открыт", "not open yet";
        /// Now.
        Open = "open", "ашық", "открыт", "open";
        /// No longer.
        Closed = "closed", "аяқталған", "завершён", "closed";
    }
}

vocabulary! {
    /// What can be done with a survey.
    SurveyAction {
        /// Prepare it (№ 401-V art. 17(6)).
        Prepare = "prepare", "әзірлеу", "подготовить", "prepare";
        /// Announce it.
        Announce = "announce", "жариялау", "объявить", "announce";
        /// Let it close later.
        Extend = "extend", "ұзарту", "продлить", "extend";
        /// Close it before its time.
        Close = "close", "мерзімінен бұрын аяқтау", "завершить досрочно", "close early";
        /// Publish the results (№ 401-V art. 16(13)).
        Publish = "publish", "нәтижелерін жариялау", "опубликовать результаты", "publish the results";
        /// Call it off.
        Cancel = "cancel", "болдырмау", "отменить", "cancel";
    }
}

vocabulary! {
    /// What became of a survey.
    SurveyOutcome {
        /// Its results were published.
        Published = "published", "нәтижелері жарияланды", "результаты опубликованы", "results published";
        /// It was called off.
        Cancelled = "cancelled", "болдырылмады", "отменён", "cancelled";
    }
}

vocabulary! {
    /// How a question of a survey is answered.
    QuestionKind {
        /// By one of the options.
        Single = "single", "бір нұсқа", "один вариант", "one option";
        /// By one or more of the options.
        Multiple = "multiple", "бірнеше нұсқа", "несколько вариантов", "several options";
        /// By a number on a scale.
        Scale = "scale", "шкала", "шкала", "a scale";
        /// In one's own words.
        Text = "text", "еркін мәтін", "свободный текст", "free text";
    }
}

vocabulary! {
    /// Who is counted together in the results of a question.
    AnswerGroup {
        /// Those who chose an option.
        Option = "option", "нұсқаны таңдағандар", "выбравшие вариант", "who chose an option";
        /// Those who gave a value on the scale.
        Value = "value", "мәнді таңдағандар", "выбравшие значение", "who chose a value";
        /// Those who answered in their own words.
        Answered = "answered", "жауап бергендер", "ответившие", "who answered";
        /// Those who left the question out.
        Unanswered = "unanswered", "жауап бермегендер", "не ответившие", "who left it out";
    }
}

vocabulary! {
    /// From when everybody sees the figures of a survey.
    ResultsShown {
        /// From its opening on.
        AtOnce = "atOnce", "бірден", "сразу", "at once";
        /// When it has closed.
        AfterClose = "afterClose", "аяқталғаннан кейін", "после завершения", "after it has closed";
    }
}

reasons! {
    /// Why a response to a survey is refused.
    SurveyRefusal {
        /// The same person has responded.
        AlreadyResponded = "already-responded", Circumstances, "Сіз бұл сауалнамаға жауап бергенсіз", "Вы уже ответили на этот опрос", "You have already responded to this survey";
            "Әр адам бір рет жауап береді, жауап өзгертілмейді; жауап берген күніңіз detail өрісінде көрсетілген", "Каждый отвечает один раз, ответ не меняется; день вашего ответа указан в detail", "Everybody responds once, and a response is not changed; detail says on which day you did";
    }
}
