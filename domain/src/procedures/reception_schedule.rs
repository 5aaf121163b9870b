//! Quarterly schedules of reception by videoconference (№ 213/НҚ ¶4–5).

use crate::engine::{Line, Procedure, Refusal, Window};
use crate::law::Law;
use crate::reception::Quarter;
use crate::role::Role;
use crate::rulebook::ids::{R213_2, R213_3, RuleId};
use crate::term;
use crate::text::Text;
use crate::vocabulary::Nothing;
use crate::zone;
use time::{Date, OffsetDateTime};

/// A quarterly schedule of reception by videoconference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceptionSchedule;

impl Procedure for ReceptionSchedule {
    const TABLE: &'static [Line<Self>] = table! { ScheduleAction ScheduleState ScheduleOutcome ScheduleNotice;
        Draft:                     => Drafted   by ResponsibleEmployee, opens R213_3;
        Propose:   Drafted         => Proposed  by ResponsibleEmployee, files, opens R213_2, tells Filed to InformatizationAuthority;
        Propose:   Returned        => Proposed  by ResponsibleEmployee, tells Filed to InformatizationAuthority;
        Agree:     Proposed        => Agreed    by InformatizationAuthority, tells Agreed to ResponsibleEmployee HeadOfBody;
        // Until it is posted, what was approved can still come back too.
        Return:    Proposed Agreed Approved Sent => Returned  by InformatizationAuthority HeadOfBody, tells Returned to ResponsibleEmployee;
        Approve:   Agreed          => Approved  by HeadOfBody, meets R213_2, tells Approved to ResponsibleEmployee;
        Send:      Approved        => Sent      by ResponsibleEmployee, meets R213_3, tells Sent to InformatizationAuthority;
        Post:      Sent            => Posted    by InformatizationAuthority, decides Posted, tells Posted to ResponsibleEmployee HeadOfBody;
        MoveSlots: Posted          => =         by ResponsibleEmployee;
        Withdraw:  Drafted Returned Proposed Agreed Approved => Withdrawn by ResponsibleEmployee, decides Withdrawn, voids R213_2 R213_3;
    };

    type State = ScheduleState;
    type Action = ScheduleAction;
    type Outcome = ScheduleOutcome;
    type Notice = ScheduleNotice;
    type Refusal = Nothing;
    type Facts = Facts;
    type Command = ScheduleAction;

    const CODE: &'static str = "reception-schedule";
    const TITLE: Text = Text::new("Қабылдау кестесі", "График приёма", "Reception Schedule");
    const ACT: &'static str = "213";
    const PREFIX: &'static str = "SCH";
    const INITIATOR: Role = Role::ResponsibleEmployee;
    const ADDRESSEES: &'static [Role] = &[Role::HeadOfBody, Role::InformatizationAuthority];
    const DRAFTS: &'static [ScheduleState] = &[ScheduleState::Drafted, ScheduleState::Returned];

    fn window(_: ScheduleState, facts: &Facts, action: ScheduleAction, _: Role, law: &Law) -> Result<Window, Refusal> {
        Ok(match action {
            // Once it is overdue, what is owed for the quarter does not fall away any more.
            ScheduleAction::Withdraw => Window { until: last_day(facts.quarter, law)?, ..Window::ALWAYS }.by(R213_3),
            // A draft may have lain until its quarter was over.
            ScheduleAction::Propose => not_past(facts.quarter),
            ScheduleAction::Draft
            | ScheduleAction::Agree
            | ScheduleAction::Return
            | ScheduleAction::Approve
            | ScheduleAction::Send
            | ScheduleAction::Post
            | ScheduleAction::MoveSlots => Window::ALWAYS,
        })
    }

    fn guard(facts: &Facts, command: &Command, now: OffsetDateTime, _: &Law) -> Result<(), Refusal> {
        match command {
            Command::Draft => not_past(facts.quarter).check(now),
            Command::Propose
            | Command::Agree
            | Command::Return
            | Command::Approve
            | Command::Send
            | Command::Post
            | Command::MoveSlots
            | Command::Withdraw => Ok(()),
        }
    }

    fn event_at(facts: &Facts, _: &Command, rule: RuleId, now: OffsetDateTime, _: &Law) -> Option<OffsetDateTime> {
        Some(if rule == R213_3 { zone::start_of(facts.quarter) } else { now })
    }
}

/// What a schedule knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// First day of its quarter.
    pub quarter: Date,
}

/// Nothing is said with an action.
pub type Command = ScheduleAction;

/// A schedule is for the quarter to come. That of a quarter that has begun is late (№ 213/НҚ ¶5); that of one that is over would
/// be for nobody.
fn not_past(quarter: Date) -> Window {
    Window::until(zone::start_of(Quarter::of(quarter).end())).by(R213_2)
}

/// The instant by which the schedule of a quarter must have been sent.
fn last_day(quarter: Date, law: &Law) -> Result<Option<OffsetDateTime>, Refusal> {
    let rule = law.rulebook.rule_on(&R213_3, quarter);
    let due = rule.map(|rule| term::due(law, rule, zone::start_of(quarter))).transpose()?;
    Ok(due.flatten().map(|due| due.at))
}

vocabulary! {
    /// How far a Reception Schedule has come.
    ScheduleState {
        /// Drawn up by the responsible employee.
        Drafted = "drafted", "жоба", "проект", "drafted";
        /// With the informatization authority, to be agreed.
        Proposed = "proposed", "келісуде", "на согласовании", "proposed";
        /// Came back with remarks.
        Returned = "returned", "ескертулермен қайтарылған", "возвращён с замечаниями", "returned";
        /// Agreed (№ 213/НҚ ¶4).
        Agreed = "agreed", "келісілген", "согласован", "agreed";
        /// Approved by the first head (№ 213/НҚ ¶4).
        Approved = "approved", "бекітілген", "утверждён", "approved";
        /// Sent to be posted (№ 213/НҚ ¶5).
        Sent = "sent", "орналастыруға жіберілген", "направлен для размещения", "sent";
        /// On the e-government portal (№ 213/НҚ ¶5).
        Posted = "posted", "порталда орналастырылған", "размещён на портале", "posted";
        /// Given up while it was a draft.
        Withdrawn = "withdrawn", "кері қайтарып алынған", "отозван", "withdrawn";
    }
}

vocabulary! {
    /// What can be done with a Reception Schedule.
    ScheduleAction {
        /// Draw it up.
        Draft = "draft", "жобасын жасау", "составить проект", "draft";
        /// Send it to be agreed.
        Propose = "propose", "келісуге жіберу", "направить на согласование", "propose";
        /// Agree with it (№ 213/НҚ ¶4).
        Agree = "agree", "келісу", "согласовать", "agree";
        /// Send it back with remarks.
        Return = "return", "ескертулермен қайтару", "вернуть с замечаниями", "return";
        /// Approve it (№ 213/НҚ ¶4).
        Approve = "approve", "бекіту", "утвердить", "approve";
        /// Send it to be posted (№ 213/НҚ ¶5).
        Send = "send", "орналастыруға жіберу", "направить для размещения", "send";
        /// Post it on the portal (№ 213/НҚ ¶5).
        Post = "post", "порталда орналастыру", "разместить на портале", "post";
        /// Move slots away from a day that is not worked any more.
        MoveSlots = "moveSlots", "уақыттарды ауыстыру", "перенести время", "move slots";
        /// Give it up.
        Withdraw = "withdraw", "кері қайтарып алу", "отозвать", "withdraw";
    }
}

vocabulary! {
    /// What became of a Reception Schedule.
    ScheduleOutcome {
        /// Posted.
        Posted = "posted", "орналастырылды", "размещён", "posted";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозван", "withdrawn";
    }
}

vocabulary! {
    /// What the parties to a Reception Schedule are told.
    ScheduleNotice {
        /// An application or notice was filed.
        Filed = "filed", "Құжат келіп түсті", "Поступил документ", "A document has been filed";
        /// The informatization authority agrees with a Reception Schedule (№ 213/НҚ ¶4).
        Agreed = "agreed", "Қабылдау кестесі келісілді", "График приёма согласован", "The Reception Schedule is agreed";
        /// A Reception Schedule came back with remarks.
        Returned = "returned", "Қабылдау кестесі ескертулермен қайтарылды", "График приёма возвращён с замечаниями", "The Reception Schedule is returned with remarks";
        /// The first head approved a Reception Schedule (№ 213/НҚ ¶4).
        Approved = "approved", "Қабылдау кестесі бекітілді", "График приёма утверждён", "The Reception Schedule is approved";
        /// An approved Reception Schedule was sent to be posted (№ 213/НҚ ¶5).
        Sent = "sent", "Бекітілген Қабылдау кестесі орналастыруға жіберілді", "Утверждённый График приёма направлен для размещения", "The approved Reception Schedule is sent to be posted";
        /// A schedule or roster was posted on the portal (№ 213/НҚ ¶5, ¶9).
        Posted = "posted", "Қабылдау кестесі порталда орналастырылды", "График приёма размещён на портале", "It is posted on the portal";
    }
}
