//! Monthly rosters of reception by videoconference (№ 213/НҚ ¶8–9).

use std::collections::BTreeSet;

use crate::engine::{Line, News, Opened, Procedure, Refusal, Window};
use crate::law::Law;
use crate::reading::ReceptionRegistration;
use crate::reception::month_of;
use crate::role::Role;
use crate::rulebook::ids::{R213_9, R213_10, RuleId};
use crate::text::Text;
use crate::vocabulary::Nothing;
use crate::zone;
use time::{Date, OffsetDateTime};

/// A monthly roster of reception by videoconference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceptionRoster;

impl Procedure for ReceptionRoster {
    const TABLE: &'static [Line<Self>] = table! { RosterAction RosterState RosterOutcome RosterNotice;
        Open:                                  => Open     by System, files, opens R213_9;
        // Again, too, when receptions have changed since it was reported.
        Compile: Open Compiled Reported Posted => Compiled by ResponsibleEmployee, voids R213_10;
        Report:  Compiled                      => Reported by ResponsibleEmployee,
                opens R213_10, meets R213_9, tells Reported to EgovOperator StateCorporation;
        Post:    Reported                      => Posted   by EgovOperator,
                decides Posted, meets R213_10, tells Posted to ResponsibleEmployee;
    };

    type State = RosterState;
    type Action = RosterAction;
    type Outcome = RosterOutcome;
    type Notice = RosterNotice;
    type Refusal = Nothing;
    type Facts = Facts;
    type Command = RosterAction;

    const CODE: &'static str = "reception-roster";
    const TITLE: Text = Text::new(
        "Бейнеконференцбайланыс арқылы қабылдаудың айлық кестесі",
        "Месячный график приёма посредством видеоконференцсвязи",
        "Monthly roster of receptions",
    );
    const ACT: &'static str = "213";
    const PREFIX: &'static str = "ROS";
    const INITIATOR: Role = Role::ResponsibleEmployee;
    const ADDRESSEES: &'static [Role] = &[Role::EgovOperator, Role::StateCorporation];
    const DRAFTS: &'static [RosterState] = &[];

    fn window(_: RosterState, facts: &Facts, action: RosterAction, _: Role, _: &Law) -> Result<Window, Refusal> {
        Ok(match action {
            RosterAction::Compile => Window::from(facts.closes_at).by(R213_9),
            RosterAction::Open | RosterAction::Report | RosterAction::Post => Window::ALWAYS,
        })
    }

    /// By when it is to be posted.
    fn news(_: &Facts, _: &Command, opened: &[Opened]) -> News {
        News { due_on: Opened::last_day(opened, R213_10), ..News::default() }
    }

    fn event_at(facts: &Facts, command: &Command, _: RuleId, now: OffsetDateTime, _: &Law) -> Option<OffsetDateTime> {
        Some(match command {
            Command::Open => zone::start_of(facts.month),
            Command::Compile | Command::Report | Command::Post => now,
        })
    }
}

/// What a roster knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// First day of its month.
    pub month: Date,
    /// From when it can be compiled: registration for the month has closed, or what comes later is added to it.
    pub closes_at: OffsetDateTime,
}

/// Nothing is said with an action.
pub type Command = RosterAction;

/// When registration for the month that begins on `month` closes: the end of this day of the month before.
///
/// ```
/// use merzim_domain::procedures::reception_roster::registration_closes;
/// use time::macros::{date, datetime};
/// assert_eq!(registration_closes(date!(2025-04-01), 20), datetime!(2025-03-21 00:00 +5));
/// ```
#[must_use]
pub fn registration_closes(month: Date, day: u8) -> OffsetDateTime {
    let before = month.previous_day().unwrap_or(Date::MIN);
    zone::end_of(before.replace_day(day).unwrap_or(before))
}

/// Until when one can register for a reception on this day (№ 213/НҚ ¶8), where registration for a month closes at the end of
/// `closing_day` of the month before.
#[must_use]
pub fn registration_until(day: Date, closing_day: u8, law: &Law) -> OffsetDateTime {
    match law.rulebook.switches().reception_registration {
        ReceptionRegistration::BeforeMonth => registration_closes(month_of(day), closing_day),
        ReceptionRegistration::DayBefore => zone::start_of(day),
    }
}

vocabulary! {
    /// How far the roster of a month has come.
    RosterState {
        /// Participants can still be registered for the month, or nobody has compiled it yet.
        Open = "open", "жасалмаған", "не составлен", "not compiled";
        /// Compiled from what is booked (№ 213/НҚ ¶8).
        Compiled = "compiled", "жасалған", "составлен", "compiled";
        /// Reported to the operator and the State Corporation (№ 213/НҚ ¶8).
        Reported = "reported", "хабарланған", "о нём сообщено", "reported";
        /// On the e-government portal (№ 213/НҚ ¶9).
        Posted = "posted", "порталда орналастырылған", "размещён на портале", "posted";
    }
}

impl RosterState {
    /// Whether a party in these roles sees what was compiled last, and not only what was posted: whoever compiles it does, the
    /// operator and the State Corporation once it is reported to them (№ 213/НҚ ¶8).
    #[must_use]
    pub fn shows_compiled(self, to: &BTreeSet<Role>) -> bool {
        to.contains(&Role::ResponsibleEmployee) || matches!(self, Self::Reported | Self::Posted)
    }
}

vocabulary! {
    /// What can be done with a roster.
    RosterAction {
        /// Begin it, when the schedule of the quarter is posted.
        Open = "open", "ашу", "открыть", "open";
        /// Compile it, once registration for the month has closed.
        Compile = "compile", "жасау", "составить", "compile";
        /// Report it.
        Report = "report", "операторға және Мемлекеттік корпорацияға хабарлау", "сообщить оператору и Государственной корпорации", "report";
        /// Post it.
        Post = "post", "порталда орналастыру", "разместить на портале", "post";
    }
}

vocabulary! {
    /// What became of a roster.
    RosterOutcome {
        /// Posted.
        Posted = "posted", "орналастырылды", "размещён", "posted";
    }
}

vocabulary! {
    /// What the parties to a roster are told.
    RosterNotice {
        /// A schedule or roster was posted on the portal (№ 213/НҚ ¶5, ¶9).
        Posted = "posted", "Айлық қабылдау кестесі порталда орналастырылды", "Месячный график приёма размещён на портале", "It is posted on the portal";
        /// The roster of receptions was reported (№ 213/НҚ ¶8).
        Reported = "reported", "Айлық қабылдау кестесі туралы хабарланды", "Сообщено о месячном графике приёма", "The roster of receptions is reported";
    }
}
