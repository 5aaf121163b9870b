//! Quarterly schedules of reception by videoconference (№ 213/НҚ ¶4–5).

use time::{Date, OffsetDateTime};

use crate::engine::{Case, NoticeKind, NoticeTemplate, Procedure, Refusal, RefusalKind, Transition};
use crate::law::Law;
use crate::role::Role;
use crate::term;
use crate::text::Text;
use crate::zone;

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

/// An action with all that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Draw up the schedule of the quarter that begins on this day.
    Draft {
        /// First day of the quarter.
        quarter: Date,
    },
    /// Send it to be agreed.
    Propose,
    /// Agree.
    Agree,
    /// Send it back.
    Return,
    /// Approve.
    Approve,
    /// Send it to be posted.
    Send,
    /// Post it.
    Post,
    /// Move slots.
    MoveSlots,
    /// Give up the schedule of the quarter that begins on this day.
    Withdraw {
        /// First day of the quarter.
        quarter: Date,
    },
}

/// A quarterly schedule of reception by videoconference.
#[derive(Debug)]
pub struct ReceptionSchedule;

const EMPLOYEE: &[Role] = &[Role::ResponsibleEmployee];
const AUTHORITY: &[Role] = &[Role::InformatizationAuthority];
const HEAD: &[Role] = &[Role::HeadOfBody];

const fn told(kind: NoticeKind, to: Role) -> NoticeTemplate {
    NoticeTemplate::new(kind, to)
}

const TO_AUTHORITY: &[NoticeTemplate] = &[told(NoticeKind::Filed, Role::InformatizationAuthority)];

const fn send_back(from: &'static [ScheduleState]) -> Transition<ReceptionSchedule> {
    Transition {
        notices: const { &[told(NoticeKind::Returned, Role::ResponsibleEmployee)] },
        ..Transition::plain(
            ScheduleAction::Return,
            from,
            ScheduleState::Returned,
            &[Role::InformatizationAuthority, Role::HeadOfBody],
        )
    }
}

const fn withdraw(from: &'static [ScheduleState]) -> Transition<ReceptionSchedule> {
    Transition {
        outcome: Some(ScheduleOutcome::Withdrawn),
        voids: &["213-2", "213-3"],
        ..Transition::plain(ScheduleAction::Withdraw, from, ScheduleState::Withdrawn, EMPLOYEE)
    }
}

impl Procedure for ReceptionSchedule {
    type State = ScheduleState;
    type Action = ScheduleAction;
    type Outcome = ScheduleOutcome;
    type Command = Command;

    const CODE: &'static str = "reception-schedule";
    const TITLE: Text = Text::new("Қабылдау кестесі", "График приёма", "Reception Schedule");
    const ACT: &'static str = "213";
    const PREFIX: &'static str = "SCH";
    const INITIATOR: Role = Role::ResponsibleEmployee;
    const ADDRESSEES: &'static [Role] = &[Role::HeadOfBody, Role::InformatizationAuthority];
    const DRAFTS: &'static [ScheduleState] = &[ScheduleState::Drafted, ScheduleState::Returned];

    const TRANSITIONS: &'static [Transition<Self>] = &[
        Transition {
            opens: &["213-3"],
            ..Transition::plain(ScheduleAction::Draft, &[], ScheduleState::Drafted, EMPLOYEE)
        },
        Transition {
            files: true,
            opens: &["213-2"],
            notices: TO_AUTHORITY,
            ..Transition::plain(ScheduleAction::Propose, &[ScheduleState::Drafted], ScheduleState::Proposed, EMPLOYEE)
        },
        Transition {
            notices: TO_AUTHORITY,
            ..Transition::plain(ScheduleAction::Propose, &[ScheduleState::Returned], ScheduleState::Proposed, EMPLOYEE)
        },
        Transition {
            notices: &[told(NoticeKind::Agreed, Role::ResponsibleEmployee), told(NoticeKind::Agreed, Role::HeadOfBody)],
            ..Transition::plain(ScheduleAction::Agree, &[ScheduleState::Proposed], ScheduleState::Agreed, AUTHORITY)
        },
        send_back(&[ScheduleState::Proposed, ScheduleState::Agreed]),
        Transition {
            meets: &["213-2"],
            notices: &[told(NoticeKind::Approved, Role::ResponsibleEmployee)],
            ..Transition::plain(ScheduleAction::Approve, &[ScheduleState::Agreed], ScheduleState::Approved, HEAD)
        },
        Transition {
            meets: &["213-3"],
            notices: &[told(NoticeKind::Sent, Role::InformatizationAuthority)],
            ..Transition::plain(ScheduleAction::Send, &[ScheduleState::Approved], ScheduleState::Sent, EMPLOYEE)
        },
        Transition {
            outcome: Some(ScheduleOutcome::Posted),
            notices: &[told(NoticeKind::Posted, Role::ResponsibleEmployee), told(NoticeKind::Posted, Role::HeadOfBody)],
            ..Transition::plain(ScheduleAction::Post, &[ScheduleState::Sent], ScheduleState::Posted, AUTHORITY)
        },
        Transition::plain(ScheduleAction::MoveSlots, &[ScheduleState::Posted], ScheduleState::Posted, EMPLOYEE),
        withdraw(&[
            ScheduleState::Drafted,
            ScheduleState::Returned,
            ScheduleState::Proposed,
            ScheduleState::Agreed,
            ScheduleState::Approved,
        ]),
    ];

    fn action(command: &Command) -> ScheduleAction {
        match command {
            Command::Draft { .. } => ScheduleAction::Draft,
            Command::Propose => ScheduleAction::Propose,
            Command::Agree => ScheduleAction::Agree,
            Command::Return => ScheduleAction::Return,
            Command::Approve => ScheduleAction::Approve,
            Command::Send => ScheduleAction::Send,
            Command::Post => ScheduleAction::Post,
            Command::MoveSlots => ScheduleAction::MoveSlots,
            Command::Withdraw { .. } => ScheduleAction::Withdraw,
        }
    }

    fn guard(_: &Case, command: &Command, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        match command {
            // The schedule is for the quarter to come.
            Command::Draft { quarter } if now >= zone::start_of(*quarter) => {
                Err(Refusal::by(RefusalKind::TooLate, "213-2"))
            }
            // Once it is overdue, what is owed for the quarter does not fall away any more.
            Command::Withdraw { quarter } if last_day(*quarter, law)?.is_some_and(|due| now >= due) => {
                Err(Refusal::by(RefusalKind::TooLate, "213-3"))
            }
            _ => Ok(()),
        }
    }

    fn event_at(command: &Command, rule: &str, now: OffsetDateTime) -> Option<OffsetDateTime> {
        Some(match command {
            Command::Draft { quarter } if rule == "213-3" => zone::start_of(*quarter),
            _ => now,
        })
    }
}

/// The instant by which the schedule of a quarter must have been sent.
fn last_day(quarter: Date, law: &Law) -> Result<Option<OffsetDateTime>, Refusal> {
    let rule = law.rulebook.rule_on("213-3", quarter);
    let due = rule.map(|rule| term::due(law, rule, zone::start_of(quarter))).transpose()?;
    Ok(due.flatten().map(|due| due.at))
}
