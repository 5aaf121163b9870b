//! What each state body sends of the coming week (№ 444-НҚ ¶5).

use time::{Date, OffsetDateTime};

use crate::engine::{Line, NamedParty, Procedure, Refusal, Window};
use crate::law::Law;
use crate::role::Role;
use crate::rulebook::ids::{R444_3, RuleId};
use crate::term;
use crate::text::Text;
use crate::vocabulary::Nothing;
use crate::week::Week;
use crate::zone;

/// The information of one body for one week. It begins by itself, a week before the one in which it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeeklySubmission;

impl Procedure for WeeklySubmission {
    const TABLE: &'static [Line<Self>] = table! { WeeklyAction WeeklyState Nothing WeeklyNotice;
        Expect:             => Expected  by System, files, opens R444_3;
        // The officer owes it; while none is named, the body itself. Who was released by a mistake owes it again.
        Assign:   Expected Released => Expected by System, opens R444_3, voids R444_3;
        Remind:   Expected  => =         by System, tells Due to AuthorisedPerson StateBody;
        Submit:   Expected  => Submitted by AuthorisedPerson StateBody, meets R444_3, tells Submitted to MassMediaAuthority;
        Correct:  Submitted => =         by AuthorisedPerson StateBody, tells Corrected to MassMediaAuthority;
        Release:  Expected  => Released  by System, voids R444_3;
    };

    type State = WeeklyState;
    type Action = WeeklyAction;
    type Outcome = Nothing;
    type Notice = WeeklyNotice;
    type Refusal = Nothing;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = "weekly-submission";
    const TITLE: Text = Text::new(
        "Алдағы аптаға арналған ақпарат",
        "Информация на предстоящую неделю",
        "Information for the coming week",
    );
    const ACT: &'static str = "444";
    const PREFIX: &'static str = "WKS";
    const INITIATOR: Role = Role::StateBody;
    const ADDRESSEES: &'static [Role] = &[Role::MassMediaAuthority];
    const DRAFTS: &'static [WeeklyState] = &[];
    const ATTACHES: &'static [WeeklyState] = &[WeeklyState::Expected, WeeklyState::Submitted];
    const ATTACHERS: &'static [Role] = &[Role::StateBody, Role::AuthorisedPerson];
    const JOINS: &'static [Role] = &[Role::AuthorisedPerson];
    const PERISHABLE: &'static [WeeklyNotice] = &[WeeklyNotice::Due];

    fn window(_: WeeklyState, facts: &Facts, action: WeeklyAction, _: Role, _: &Law) -> Result<Window, Refusal> {
        Ok(match action {
            // What is over is not corrected.
            WeeklyAction::Correct => Window::until(zone::start_of(facts.week.end())),
            WeeklyAction::Expect
            | WeeklyAction::Assign
            | WeeklyAction::Remind
            | WeeklyAction::Submit
            | WeeklyAction::Release => Window::ALWAYS,
        })
    }

    fn event_at(facts: &Facts, _: &Command, _: RuleId, _: OffsetDateTime, _: &Law) -> Option<OffsetDateTime> {
        Some(zone::start_of(facts.week.plus(-1).thursday()))
    }

    fn about_from(facts: &Facts) -> Option<Date> {
        Some(facts.week.monday())
    }

    fn bears(_: &Facts, command: &Command, _: RuleId) -> Option<Role> {
        match command {
            Command::Expect { officer: None } | Command::Assign { officer: None, .. } => Some(Role::StateBody),
            _ => None,
        }
    }

    fn never_owed(command: &Command) -> bool {
        matches!(command, Command::Release { never_owed: true })
    }

    fn joining(command: &Command) -> Vec<NamedParty> {
        match command {
            Command::Expect { officer: Some(officer) } | Command::Assign { officer: Some(officer), joins: true } => {
                vec![officer.clone()]
            }
            _ => Vec::new(),
        }
    }
}

impl WeeklySubmission {
    /// The rules by which the information for a week is due (№ 444-НҚ ¶5).
    pub const DUE: &'static [RuleId] = &[R444_3];

    /// The first day on which weeks could be owed at all: that of the order.
    #[must_use]
    pub fn in_force_from(law: &Law) -> Option<Date> {
        law.rulebook.act(Self::ACT)?.editions.first().map(|edition| edition.from)
    }

    /// The last day on which the information about a week is sent in time (444-3): the Thursday before it, or the working day that the
    /// reading `holidayThursday` takes for that. Where the calendar does not reach, the Thursday.
    #[must_use]
    pub fn due_on(week: Week, law: &Law) -> Date {
        let thursday = week.plus(-1).thursday();
        let rule = law.rulebook.rule_on(R444_3.as_str(), thursday);
        let due = rule.and_then(|rule| term::due(law, rule, zone::start_of(thursday)).ok()?);
        due.map_or(thursday, |due| due.on)
    }

    /// The first week that is owed by whoever is bound from a day on: the first whose last day is not over before that.
    #[must_use]
    pub fn first_week(from: Date, law: &Law) -> Week {
        let week = Week::of(from);
        let last = week.plus(3);
        week.through(last).find(|week| from <= Self::due_on(*week, law)).unwrap_or(last)
    }

    /// The weeks that a body owes which is there from a day on, until another, if there is one.
    #[must_use]
    pub fn weeks_of(from: Date, until: Option<Date>, law: &Law) -> Weeks {
        Weeks { first: Self::first_week(from, law), last: until.and_then(Date::previous_day).map(Week::of) }
    }

    /// The last week that is awaited on a day, as far as the calendar goes: a body may tell of it a week before the one in which it is due.
    #[must_use]
    pub fn last_week(on: Date, law: &Law) -> Week {
        Week::of(on).plus(2).min(Week::of(law.calendar.last_day()))
    }

    /// The weeks of which whoever has sent nothing is reminded on a day: from the working day before the last one to that.
    #[must_use]
    pub fn weeks_to_remind(on: Date, law: &Law) -> Vec<Week> {
        let is_near = |week: &Week| {
            let due = Self::due_on(*week, law);
            let eve = law.calendar.subtract_working_days(due, 1);
            on <= due && eve.is_ok_and(|eve| eve <= on)
        };
        Week::of(on).through(Week::of(on).plus(2)).filter(is_near).collect()
    }
}

/// The weeks in which a body is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weeks {
    /// The first of them.
    pub first: Week,
    /// The last of them, if it is known.
    pub last: Option<Week>,
}

impl Weeks {
    /// Whether a week is one of them.
    #[must_use]
    pub fn have(self, week: Week) -> bool {
        self.first <= week && self.last.is_none_or(|last| week <= last)
    }
}

/// What a submission knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The week that it is about.
    pub week: Week,
}

commands! { WeeklyAction;
    Expect {
        /// The officer or unit of the body, if one is named.
        officer: Option<NamedParty>,
    };
    Assign {
        /// The officer or unit that owes it from now on; the body itself, if none is named.
        officer: Option<NamedParty>,
        /// Whether the officer takes no part in it yet.
        joins: bool,
    };
    Remind;
    Submit;
    Correct;
    Release {
        /// Whether it was never owed: the body is not there in that week.
        never_owed: bool,
    };
}

vocabulary! {
    /// How far the information for a week has come.
    WeeklyState {
        /// Owed, and not sent yet.
        Expected = "expected", "күтілуде", "ожидается", "expected";
        /// Sent; it may be corrected until the week is over.
        Submitted = "submitted", "жіберілді", "направлена", "submitted";
        /// Not owed any more: the body is gone, or is not bound.
        Released = "released", "міндет жоқ", "не требуется", "released";
    }
}

vocabulary! {
    /// What happens to the information for a week.
    WeeklyAction {
        /// Its time comes (¶5).
        Expect = "expect", "күту", "начать ожидание", "expect";
        /// Another owes it: an officer is named, or gone; or the body is bound again.
        Assign = "assign", "міндетті беру", "передать обязанность", "assign";
        /// Its last day comes.
        Remind = "remind", "еске салу", "напомнить", "remind";
        /// Submit (¶5).
        Submit = "submit", "жіберу", "направить", "submit";
        /// Correct.
        Correct = "correct", "түзету", "исправить", "correct";
        /// It is not owed any more.
        Release = "release", "босату", "освободить", "release";
    }
}

vocabulary! {
    /// What is told of the information for a week.
    WeeklyNotice {
        /// It is due.
        Due = "due", "Алдағы аптаға арналған ақпаратты жіберу мерзімі келді", "Наступает срок направить информацию на предстоящую неделю", "The information for the coming week is due";
        /// It was sent.
        Submitted = "submitted", "Алдағы аптаға арналған ақпарат жіберілді", "Направлена информация на предстоящую неделю", "The information for the coming week was sent";
        /// It was corrected.
        Corrected = "corrected", "Алдағы аптаға арналған ақпарат түзетілді", "Исправлена информация на предстоящую неделю", "The information for the coming week was corrected";
    }
}
