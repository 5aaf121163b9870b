//! Monthly rosters of reception by videoconference (№ 213/НҚ ¶8–9).

use crate::engine::{Case, CommonRefusal, Line, Procedure, Refusal};
use crate::law::Law;
use crate::role::Role;
use crate::rulebook::ids::{R213_9, RuleId};
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
    type Command = Command;

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

    fn action(command: &Command) -> RosterAction {
        match command {
            Command::Open { .. } => RosterAction::Open,
            Command::Compile { .. } => RosterAction::Compile,
            Command::Report => RosterAction::Report,
            Command::Post => RosterAction::Post,
        }
    }

    fn guard(_: &Case<Self>, command: &Command, now: OffsetDateTime, _: &Law) -> Result<(), Refusal> {
        match command {
            Command::Compile { closes_at } if now < *closes_at => Err(Refusal::by(CommonRefusal::TooEarly, R213_9)),
            _ => Ok(()),
        }
    }

    fn event_at(command: &Command, _: RuleId, now: OffsetDateTime) -> Option<OffsetDateTime> {
        Some(match command {
            Command::Open { month } => zone::start_of(*month),
            _ => now,
        })
    }
}

/// An action with all that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Begin the roster of the month that begins on this day.
    Open {
        /// First day of the month.
        month: Date,
    },
    /// Compile it.
    Compile {
        /// When registration for the month closes.
        closes_at: OffsetDateTime,
    },
    /// Report it.
    Report,
    /// Post it.
    Post,
}

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

vocabulary! {
    /// How far the roster of a month has come.
    RosterState {
        /// Participants can still be registered for the month, or nobody has compiled it yet.
        Open = "open", "жасалмаған", "не составлен", "not compiled";
        /// Compiled from what is booked (№ 213/НҚ ¶8).
        Compiled = "compiled", "жасалған", "составлен", "compiled";
        /// Reported to the operator and the State Corporation (№ 213/НҚ ¶8).
        Reported = "reported", "хабарланған", "сообщён", "reported";
        /// On the e-government portal (№ 213/НҚ ¶9).
        Posted = "posted", "порталда орналастырылған", "размещён на портале", "posted";
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
        Report = "report", "хабарлау", "сообщить", "report";
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
        Posted = "posted", "Кесте порталда орналастырылды", "График размещён на портале", "It is posted on the portal";
        /// The roster of receptions was reported (№ 213/НҚ ¶8).
        Reported = "reported", "Қабылдау кестесі хабарланды", "График приёма сообщён", "The roster of receptions is reported";
    }
}
