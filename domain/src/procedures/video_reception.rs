//! Appeals to heads of state bodies by videoconference (№ 213/НҚ ¶6–7, ¶10), and the duties of the Code that bind them.

use crate::calendar::moment_in_words;
use crate::consideration::ConsiderationRefusal;
use crate::consideration::extension::extendable;
use crate::consideration::hearing::{self, Hearings, Notice, RemarksDecision};
use crate::consideration::mending::{self, Mending, ReturnGround};
use crate::consideration::worked;
use crate::engine::{
    Anew, CommonRefusal, DecisionRefusal, Line, Moment, NamedRefusal, News, Opened, Procedure, Reason, Redress,
    Refusal, Venue, Window, reasons_of,
};
use crate::law::Law;
use crate::reading::{Extensions, HearingNoticeBefore, ReceptionRescheduling, RefusalHearing};
use crate::reception::Slot;
use crate::role::Role;
use crate::rulebook::Trigger;
use crate::rulebook::ids::{
    L3_2, L4_2, L6, L6_2, L6_3, L6_4, L6_7, L7, L7_2, L7_3, L7_4, R213_2, R213_5, R213_6, R213_7, R213_9, R213_11,
    R213_12, RuleId,
};
use crate::term;
use crate::text::Text;
use crate::vocabulary::Vocabulary;
use crate::zone;
use time::{Date, OffsetDateTime};

/// By which rules an appeal that lacks something is mended.
const MENDING: mending::Rules = mending::Rules { points_out: L3_2, returns: L4_2, term: R213_11 };

/// By which rules whoever is to be refused is heard (№ 213/НҚ ¶6).
const HEARING: hearing::Rules = hearing::Rules {
    hears: R213_5,
    notifies: R213_6,
    holds: R213_7,
    term: R213_11,
    objects: L6,
    speaks: L6_2,
    remarks: L6_7,
};

/// Appeals to heads of state bodies by videoconference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoReception;

impl Procedure for VideoReception {
    const TABLE: &'static [Line<Self>] = table! { ReceptionAction ReceptionState ReceptionOutcome ReceptionNotice;
        // Merzim itself files what one body forwards to another. Personal data are protected for as long as the case lasts.
        File:                                           => Received    by Participant StateCorporation System,
                files, opens R213_1 L3 L4 L4_4 R213_4 R213_5 R213_6 R213_11 L7, meets L3 L4 L4_4, tells Filed to StateBody;
        PointOut:        Received                       => =           by StateBody ResponsibleEmployee,
                opens L3_2, meets L3_2, tells Incomplete to Participant;
        // Whatever the body has notified meanwhile, the term to mend it runs on.
        Mend:            Received Hearing Heard         => =           by Participant StateCorporation, tells Mended to StateBody;
        Return:          Received                       => Returned    by StateBody ResponsibleEmployee,
                decides Returned, opens L4_2 L7_4, meets R213_1 L4_2, voids R213_4 R213_5 R213_6 R213_8 R213_11 L6_7 L6_8 L7 L7_3, tells Returned to Participant;
        // The next one like it is added to the case considered before, and not answered (art. 64(8)).
        Join:            Received                       => Joined      by StateBody ResponsibleEmployee,
                decides Joined, opens L4_5, meets R213_1 L4_5, voids R213_4 R213_5 R213_6 R213_8 R213_11 L6_7 L6_8 L7 L7_3, tells Joined to Participant;
        // It was decided on the same before, or a court has ruled on it (art. 70(1)).
        Terminate:       Received Hearing Heard         => Terminated  by StateBody ResponsibleEmployee,
                decides Terminated, opens L7_4 L7_5, meets R213_1 L7_5,
                voids R213_4 R213_5 R213_6 R213_7 R213_8 R213_11 L6 L6_2 L6_3 L6_7 L6_8 L7 L7_3, tells Terminated to Participant;
        NotifyHearing:   Received Hearing Heard         => Hearing     by StateBody ResponsibleEmployee,
                opens R213_5 R213_6 R213_7 L6 L6_2 L6_3 L6_4, meets R213_5 R213_6 L6_4, voids R213_7 L6 L6_2 L6_3, tells HearingPlanned to Participant;
        // Whoever asks or objects after an office has entered their waiver is to be heard after all.
        AskToSpeak:      Hearing Heard                  => Hearing     by Participant StateCorporation,
                opens R213_7, meets L6_2, tells OralHearingAsked to StateBody;
        WaiveHearing:    Hearing Heard                  => Heard       by Participant,
                voids R213_7 L6 L6_2 L6_3, tells HearingWaived to StateBody;
        WaiveHearing:    Hearing Heard                  => Heard       by StateCorporation,
                voids R213_7 L6_3, tells HearingWaived to StateBody Participant;
        Object:          Hearing Heard                  => =           by Participant StateCorporation,
                opens R213_7 L6_3, meets L6, tells Objected to StateBody;
        HoldHearing:     Hearing Heard                  => Heard       by StateBody ResponsibleEmployee,
                opens L6_6 L6_7, meets R213_7 L6_3 L6_6, tells ProtocolMade to Participant;
        Remark:          Received Hearing Heard Refused => =           by Participant StateCorporation,
                opens L6_8, meets L6_7, tells Remarked to StateBody;
        AnswerRemarks:   Received Hearing Heard Refused => =           by StateBody ResponsibleEmployee,
                meets L6_8, tells RemarksAnswered to Participant;
        // The three whom ¶7 names are told: the participant, the operator, the State Corporation where it is held.
        SetTime:         Received Hearing Heard         => Scheduled   by StateBody ResponsibleEmployee,
                decides TimeSet, opens R213_8, meets R213_4 R213_11 L7, voids R213_5 R213_6 R213_7 L6 L6_2 L6_3 L6_7 L6_8,
                tells TimeSet to Participant EgovOperator StateCorporation;
        // Heard in writing, there is no protocol, and the refusal follows the day that was planned.
        Refuse:          Hearing Heard                  => Refused     by StateBody ResponsibleEmployee,
                decides Refused, opens R213_8, meets R213_4 R213_7 R213_11 L7, voids L6 L6_2 L6_3,
                tells ReceptionRefused to Participant EgovOperator StateCorporation;
        // Without a hearing, where that is the reading of art. 73(2)(9).
        Refuse:          Received                       => Refused     by StateBody ResponsibleEmployee,
                decides Refused, opens R213_8, meets R213_4 R213_11 L7, voids R213_5 R213_6,
                tells ReceptionRefused to Participant EgovOperator StateCorporation;
        // What was due on the first day is due on the new one; the latest notice of a hearing moves too while none was given.
        Extend:          Received                       => =           by StateBody ResponsibleEmployee HeadOfBody,
                opens L7_2 L7_3 R213_4 R213_5 R213_6 R213_11 L7, meets L7_2, voids R213_4 R213_5 R213_6 R213_11 L7,
                tells Extended to Participant;
        Extend:          Hearing Heard                  => =           by StateBody ResponsibleEmployee HeadOfBody,
                opens L7_2 L7_3 R213_4 R213_11 L7, meets L7_2, voids R213_4 R213_11 L7, tells Extended to Participant;
        // That it is not for this body may turn out when a hearing was notified too: then it is late (art. 65(1)).
        Forward:         Received Hearing Heard         => Forwarded   by StateBody ResponsibleEmployee,
                decides Forwarded, opens L5 L5_2, meets R213_1 L5 L5_2,
                voids R213_4 R213_5 R213_6 R213_7 R213_8 R213_11 L6 L6_2 L6_3 L6_7 L6_8 L7 L7_3, tells Forwarded to Participant;
        Reschedule:      Scheduled                      => =           by StateBody ResponsibleEmployee,
                tells Rescheduled to Participant EgovOperator StateCorporation;
        ProvideRoom:     Scheduled                      => =           by StateBody ResponsibleEmployee EgovOperator;
        Hold:            Scheduled                      => Held        by StateBody ResponsibleEmployee, decides Held;
        Miss:            Scheduled                      => Missed      by StateBody ResponsibleEmployee,
                decides Missed, meets R213_1, voids R213_8 L7_3, tells Missed to Participant;
        Interrupt:       Scheduled                      => Interrupted by StateBody ResponsibleEmployee StateCorporation EgovOperator,
                tells Interrupted to Participant EgovOperator StateCorporation;
        Rebook:          Interrupted                    => Scheduled   by StateBody ResponsibleEmployee,
                tells Rescheduled to Participant EgovOperator StateCorporation;
        // Merzim does it at once, where there is a slot.
        Rebook:          Interrupted                    => Scheduled   by System,
                tells Rescheduled to Participant EgovOperator StateCorporation;
        Complete:        Held                           => Completed   by StateBody ResponsibleEmployee, meets R213_1, voids R213_8 L7_3;
        Withdraw:        Received Hearing Heard         => Withdrawn   by Participant StateCorporation,
                decides Withdrawn, opens L4_3 L7_4, meets R213_1 L4_3, voids R213_4 R213_5 R213_6 R213_7 R213_8 R213_11 L6 L6_2 L6_3 L6_7 L6_8 L7 L7_3,
                tells Withdrawn to Participant StateBody EgovOperator StateCorporation;
        // After the decision there is nothing to withdraw: the participant says that they will not come.
        Cancel:          Scheduled Interrupted          => Cancelled   by Participant StateCorporation,
                decides Cancelled, meets R213_1, voids R213_8 L7_3, tells Cancelled to StateBody EgovOperator StateCorporation;
        NotifyDecision:  Scheduled Interrupted Held Refused Received Hearing Heard => = by System, meets R213_8;
        NotifyExtension: Received Hearing Heard Scheduled Interrupted Held Refused => = by System, meets L7_3;
        NotifyTermination: Withdrawn Returned Terminated => =           by System, meets L7_4;
        // Silence counts as a refusal, so whoever complained of it with success has an appeal that begins anew; what is overdue stays so.
        // A hearing that was planned does not count any more; what its protocol says can still be put right.
        Reopen:          Received Hearing Heard Refused => Received by System,
                opens R213_4 R213_5 R213_6 R213_11 L7, voids R213_5 R213_6 R213_7 L6 L6_2 L6_3, tells Reopened to Participant StateBody;
        // What was over for this body is with it again, and so are the personal data.
        Reopen:          Returned Terminated Joined Forwarded Withdrawn Missed => Received by System,
                opens R213_1 R213_4 R213_5 R213_6 R213_11 L7, voids L7_4, tells Reopened to Participant StateBody;
    };

    type State = ReceptionState;
    type Action = ReceptionAction;
    type Outcome = ReceptionOutcome;
    type Notice = ReceptionNotice;
    type Refusal = ReceptionRefusal;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = "video-reception";
    const TITLE: Text = Text::new(
        "Басшының бейнеконференцбайланыс арқылы қабылдауы",
        "Приём руководителем посредством видеоконференцсвязи",
        "Video reception by the head",
    );
    const ACT: &'static str = "213";
    const PREFIX: &'static str = "VRC";
    const INITIATOR: Role = Role::Participant;
    const ADDRESSEES: &'static [Role] = &[
        Role::StateBody,
        Role::AdministrativeBody,
        Role::ResponsibleEmployee,
        Role::HeadOfBody,
        Role::StateCorporation,
        Role::EgovOperator,
    ];
    /// An office attaches what a visitor brings, to what it filed for them.
    const ATTACHERS: &'static [Role] =
        &[Role::Participant, Role::StateBody, Role::ResponsibleEmployee, Role::StateCorporation];
    /// It is told of the decision (¶7) and provides the room, and knows of nothing else.
    const OUTSIDERS: &'static [Role] = &[Role::EgovOperator];
    const DRAFTS: &'static [ReceptionState] = &[];
    const ATTACHES: &'static [ReceptionState] =
        &[ReceptionState::Received, ReceptionState::Hearing, ReceptionState::Heard];
    const ON_MERITS: &'static [ReceptionOutcome] = &[
        ReceptionOutcome::TimeSet,
        ReceptionOutcome::Held,
        ReceptionOutcome::Missed,
        ReceptionOutcome::Cancelled,
        ReceptionOutcome::Refused,
    ];
    const REDRESS: Option<Redress<Self>> = Some(Redress {
        of: Role::AdministrativeBody,
        decisions: &[
            ReceptionOutcome::Refused,
            ReceptionOutcome::Forwarded,
            ReceptionOutcome::Returned,
            ReceptionOutcome::Terminated,
            ReceptionOutcome::Joined,
            ReceptionOutcome::Withdrawn,
            ReceptionOutcome::Missed,
        ],
        favours: &[ReceptionOutcome::TimeSet, ReceptionOutcome::Held],
        silence: &[R213_11],
        binds: &[R213_12],
        reopens: Some(Command::Reopen),
    });

    fn shares() -> Vec<&'static Reason> {
        [reasons_of::<NamedRefusal>(), reasons_of::<ConsiderationRefusal>(), reasons_of::<DecisionRefusal>()].concat()
    }

    fn window(
        state: ReceptionState,
        facts: &Facts,
        action: ReceptionAction,
        by: Role,
        law: &Law,
    ) -> Result<Window, Refusal> {
        use ReceptionAction as A;
        // What was filed on the portal is the participant's alone.
        let participants = matches!(
            action,
            A::Mend | A::AskToSpeak | A::WaiveHearing | A::Object | A::Remark | A::Withdraw | A::Cancel
        );
        if participants && by == Role::StateCorporation && facts.channel == ReceptionChannel::Portal {
            return Err(Refusal::of(CommonRefusal::RoleForbidsAction));
        }
        let not_yet = || Refusal::of(CommonRefusal::StateForbidsAction);
        let starts_at = || facts.starts_at.ok_or_else(not_yet);
        Ok(match action {
            A::Mend => mending::mendable(facts.mending)?,
            A::Return => mending::decidable(facts.mending, MENDING.returns),
            A::Join | A::Terminate => mending::decidable(facts.mending, MENDING.points_out),
            A::AskToSpeak => HEARING.speakable(facts.hearings, law)?,
            A::WaiveHearing => facts.hearings.waivable()?,
            A::Object => facts.hearings.objectable()?,
            A::HoldHearing => facts.hearings.recordable()?,
            A::Remark => HEARING.remarkable(facts.hearings, law)?,
            A::AnswerRemarks => facts.hearings.answerable()?,
            A::Refuse if state == ReceptionState::Received => match law.rulebook.switches().refusal_hearing {
                RefusalHearing::Required => return Err(not_yet()),
                RefusalHearing::Exempt => mending::decidable(facts.mending, MENDING.points_out),
            },
            A::Refuse => {
                HEARING.decidable(facts.hearings)?.after(mending::decidable(facts.mending, MENDING.points_out))
            }
            A::Extend if facts.extended && law.rulebook.switches().extensions == Extensions::Once => {
                return Err(Refusal::by(ReceptionRefusal::AlreadyExtended, L7_2).until_the_end_of(facts.due_at));
            }
            A::Extend => Window { until: facts.due_at, ..Window::ALWAYS }.by(L7_2),
            A::Reschedule => Window::until(starts_at()?),
            A::Hold => Window::from(starts_at()?),
            // As long as the time lasts one may still come.
            A::Miss => Window::from(facts.ends_at.ok_or_else(not_yet)?),
            A::Cancel if state == ReceptionState::Scheduled => Window::until(starts_at()?),
            // What is known before the day of the reception is a reason to reschedule it.
            A::Interrupt => Window::from(zone::start_of(zone::local(starts_at()?).date())),
            A::File
            | A::PointOut
            | A::NotifyHearing
            | A::SetTime
            | A::Forward
            | A::ProvideRoom
            | A::Rebook
            | A::Complete
            | A::Withdraw
            | A::Cancel
            | A::NotifyDecision
            | A::NotifyExtension
            | A::NotifyTermination
            | A::Reopen => Window::ALWAYS,
        })
    }

    fn allows(facts: &Facts, action: ReceptionAction, _: &Law) -> Result<(), Refusal> {
        use ReceptionAction as A;
        // Nor is there anything left to find out, for which the term could be extended.
        let against = matches!(
            action,
            A::NotifyHearing | A::Refuse | A::Return | A::Join | A::Terminate | A::Forward | A::Extend
        );
        if against && facts.bound { Err(Refusal::of(DecisionRefusal::BoundByComplaint)) } else { Ok(()) }
    }

    fn guard(facts: &Facts, command: &Command, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        match command {
            Command::NotifyHearing(notice) => HEARING.notify(notice, facts.hearings, facts.due_at, now, law),
            Command::PointOut { until } => MENDING.point_out(facts.mending, *until, facts.due_at, now, law),
            Command::Return(ground) => MENDING.give_back(*ground, facts.mending),
            Command::SetTime(to) | Command::Rebook(to) | Command::Reschedule(to) => {
                Window::until(to.time.starts_at).check(now)
            }
            Command::Refuse => HEARING.decide(facts.hearings, now, law),
            Command::Extend { until, by } => within_extension(facts, *until, *by, now, law),
            Command::File
            | Command::Mend
            | Command::Join
            | Command::Terminate
            | Command::AskToSpeak
            | Command::WaiveHearing
            | Command::Object
            | Command::HoldHearing
            | Command::Remark
            | Command::AnswerRemarks(_)
            | Command::Forward
            | Command::ProvideRoom
            | Command::Hold
            | Command::Miss
            | Command::Interrupt
            | Command::Complete
            | Command::Withdraw
            | Command::Cancel
            | Command::NotifyDecision
            | Command::NotifyExtension
            | Command::NotifyTermination
            | Command::Reopen(_) => Ok(()),
        }
    }

    fn event_at(
        facts: &Facts,
        command: &Command,
        rule: RuleId,
        now: OffsetDateTime,
        law: &Law,
    ) -> Option<OffsetDateTime> {
        let of_hearing = rule == R213_5 || rule == R213_6;
        match command {
            // An oral hearing ends with a protocol; one in writing may become oral, if the participant asks.
            Command::NotifyHearing(notice) if rule == L6_3 => notice.oral_at,
            Command::NotifyHearing(notice) if rule == L6_4 => notice.oral_at.map(|_| now),
            // An oral hearing need not be asked for.
            Command::NotifyHearing(notice) if rule == L6_2 => notice.oral_at.is_none().then_some(now),
            // What a waiver has excused is owed again, where it does not hold any more.
            Command::AskToSpeak | Command::Object if rule == R213_7 => facts.hearings.is_entered().then_some(now),
            Command::Object if rule == L6_3 => {
                facts.hearings.is_entered().then(|| facts.hearings.to_be_held()).flatten()
            }
            Command::NotifyHearing(notice) if of_hearing => {
                let planned = zone::start_of(notice.decision_on);
                from_receipt(law, planned).is_none().then_some(planned)
            }
            // Who is bound to decide in favour hears nobody before a refusal.
            Command::Reopen(Anew { bound: true, .. }) if of_hearing => None,
            Command::File | Command::Reopen(_) if of_hearing => from_receipt(law, now),
            Command::Extend { .. } if of_hearing => from_receipt(law, facts.considered_from),
            Command::Extend { .. } if rule == L7_2 => Some(extended_from(facts, now, law)),
            Command::Extend { .. } if rule != L7_3 => Some(facts.considered_from),
            // Returned on another ground, the procedure is not terminated (art. 70(1)(3) of the Code).
            Command::Return(ground) if rule == L7_4 => (*ground == ReturnGround::NotMended).then_some(now),
            Command::Return(ground) if rule == L4_2 => Some(ground.arose_at(facts.mending, facts.considered_from)),
            Command::Forward => Some(facts.considered_from),
            _ => Some(now),
        }
    }

    /// An extension sets the last day of the consideration, and so may a complaint; what is measured from it follows.
    fn day_set(command: &Command, opened: RuleId, of: RuleId) -> Option<Date> {
        let until = match command {
            Command::Extend { until, .. } => Some(*until),
            Command::Reopen(anew) => anew.until,
            _ => None,
        };
        until.filter(|_| opened != L7_2 && [R213_11, L7].contains(&of))
    }

    fn takes_back(command: &Command) -> bool {
        matches!(command, Command::Reopen(_))
    }

    fn news(facts: &Facts, command: &Command, opened: &[Opened]) -> News {
        match command {
            // By when it is to be decided.
            Command::File | Command::Reopen(_) => News { due_on: Opened::last_day(opened, R213_11), ..News::default() },
            Command::SetTime(to) | Command::Rebook(to) | Command::Reschedule(to) => News {
                starts_at: Some(to.time.starts_at),
                ends_at: Some(to.time.ends_at),
                venue: Some(to.venue.clone()),
                ..News::default()
            },
            Command::Extend { until, .. } | Command::PointOut { until } => {
                News { due_on: Some(*until), ..News::default() }
            }
            Command::NotifyHearing(notice) => notice.news(L6, opened),
            // Until when one may submit remarks.
            Command::HoldHearing => News { due_on: Opened::last_day(opened, L6_7), ..News::default() },
            // Which reception is not held.
            Command::Interrupt | Command::Cancel => News { starts_at: facts.starts_at, ..News::default() },
            Command::Mend
            | Command::Return(_)
            | Command::Join
            | Command::Terminate
            | Command::AskToSpeak
            | Command::WaiveHearing
            | Command::Object
            | Command::Remark
            | Command::AnswerRemarks(_)
            | Command::Refuse
            | Command::Forward
            | Command::ProvideRoom
            | Command::Hold
            | Command::Miss
            | Command::Complete
            | Command::Withdraw
            | Command::NotifyDecision
            | Command::NotifyExtension
            | Command::NotifyTermination => News::default(),
        }
    }

    fn on_delivery(notice: ReceptionNotice) -> Option<Command> {
        match notice {
            ReceptionNotice::TimeSet | ReceptionNotice::ReceptionRefused => Some(Command::NotifyDecision),
            ReceptionNotice::Extended => Some(Command::NotifyExtension),
            ReceptionNotice::Withdrawn | ReceptionNotice::Returned | ReceptionNotice::Terminated => {
                Some(Command::NotifyTermination)
            }
            ReceptionNotice::Filed
            | ReceptionNotice::Incomplete
            | ReceptionNotice::Mended
            | ReceptionNotice::Joined
            | ReceptionNotice::OralHearingAsked
            | ReceptionNotice::HearingWaived
            | ReceptionNotice::Cancelled
            | ReceptionNotice::Rescheduled
            | ReceptionNotice::Interrupted
            | ReceptionNotice::HearingPlanned
            | ReceptionNotice::Objected
            | ReceptionNotice::ProtocolMade
            | ReceptionNotice::Remarked
            | ReceptionNotice::RemarksAnswered
            | ReceptionNotice::Forwarded
            | ReceptionNotice::Missed
            | ReceptionNotice::Reopened => None,
        }
    }
}

/// When and where a reception is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// When.
    pub time: Slot,
    /// The office of the State Corporation.
    pub venue: Venue,
}

/// What an appeal knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// How it was filed.
    pub channel: ReceptionChannel,
    /// When it was received; anew, if it was reopened.
    pub considered_from: OffsetDateTime,
    /// By when a decision is due, while one is.
    pub due_at: Option<OffsetDateTime>,
    /// What the body has pointed out that it lacks.
    pub mending: Option<Mending>,
    /// What was done so that the participant is heard.
    pub hearings: Hearings,
    /// When the reception begins, once that is set.
    pub starts_at: Option<OffsetDateTime>,
    /// When it ends, by what was set.
    pub ends_at: Option<OffsetDateTime>,
    /// Whether the term that runs was extended before.
    pub extended: bool,
    /// Whether the decision on a complaint binds the body to receive the participant.
    pub bound: bool,
}

impl Facts {
    /// Those of an appeal that is filed now.
    #[must_use]
    pub const fn filed(channel: ReceptionChannel, now: OffsetDateTime) -> Self {
        Self {
            channel,
            considered_from: now,
            due_at: None,
            mending: None,
            hearings: Hearings { latest: None, waiver: None, protocol: None, heard_before: false },
            starts_at: None,
            ends_at: None,
            extended: false,
            bound: false,
        }
    }
}

commands! { ReceptionAction;
    File;
    PointOut {
        /// Until which day it is to be mended.
        until: Date,
    };
    Mend;
    Return(ReturnGround);
    Join;
    Terminate;
    NotifyHearing(Notice);
    AskToSpeak;
    WaiveHearing;
    Object;
    HoldHearing;
    Remark;
    AnswerRemarks(RemarksDecision);
    SetTime(Appointment);
    Refuse;
    Extend {
        /// The last day from now on.
        until: Date,
        /// Who decides so.
        by: ExtendedBy,
    };
    Forward;
    Reschedule(Appointment);
    ProvideRoom;
    Hold;
    Miss;
    Interrupt;
    Rebook(Appointment);
    Complete;
    Withdraw;
    Cancel;
    NotifyDecision;
    NotifyExtension;
    NotifyTermination;
    Reopen(Anew);
}

/// From when an extension decided now is measured: from the decision, or, before № 241-VIII, with the first term.
fn extended_from(facts: &Facts, now: OffsetDateTime, law: &Law) -> OffsetDateTime {
    let rule = law.rulebook.rule_on(&L7_2, zone::local(now).date());
    if rule.is_some_and(|rule| rule.trigger == Trigger::Event) { now } else { facts.considered_from }
}

/// From when the latest notice of a hearing is counted, where it is counted from the receipt of the appeal.
fn from_receipt(law: &Law, received_at: OffsetDateTime) -> Option<OffsetDateTime> {
    match law.rulebook.switches().hearing_notice_before {
        HearingNoticeBefore::ConsiderationDue => Some(received_at),
        HearingNoticeBefore::PlannedDecision => None,
    }
}

/// Whether somebody may have a slot: it lies ahead, its day is worked, and, for those who are not registered yet,
/// registration has not closed at this moment (№ 213/НҚ ¶8).
///
/// # Errors
/// [`Refusal`] when they may not.
pub fn can_have(slot: Slot, closes_at: Option<OffsetDateTime>, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
    Window::until(slot.starts_at).check(now)?;
    worked(slot.day(), R213_2, law)?;
    let closed = |at| {
        let said =
            Text::new("Тіркеу аяқталған уақыт: {}.", "Регистрация закончилась: {}.", "Registration closed on {}.");
        let refusal = Refusal::by(ReceptionRefusal::RegistrationClosed, R213_9);
        Refusal { moment: Some(Moment::Since(at)), ..refusal.because(said.with(&moment_in_words(at))) }
    };
    closes_at.filter(|at| now >= *at).map_or(Ok(()), |at| Err(closed(at)))
}

/// Whether a reception may be moved to a slot, for which registration closes at this moment: one that somebody may have who is not
/// registered yet, or any.
///
/// # Errors
/// [`Refusal`] when it may not.
pub fn can_be_moved_to(slot: Slot, closes_at: OffsetDateTime, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
    let closes_at = match law.rulebook.switches().reception_rescheduling {
        ReceptionRescheduling::AsRegistration => Some(closes_at),
        ReceptionRescheduling::AnyFreeSlot => None,
    };
    can_have(slot, closes_at, now, law)
}

/// Whether a term may be extended so (art. 76(3) of the Code): to a later day, two months from the decision at most.
fn within_extension(facts: &Facts, until: Date, by: ExtendedBy, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
    let rule = law.rulebook.rule_on(&L7_2, zone::local(now).date());
    let entitled = by != ExtendedBy::HeadOfApparatus || rule.is_none_or(|rule| rule.trigger == Trigger::Event);
    let latest = rule.map(|rule| term::due(law, rule, extended_from(facts, now, law))).transpose().map(Option::flatten);
    Refusal::all([
        extendable(until, facts.due_at, latest, L7_2, ReceptionRefusal::ExtensionTooLong, law),
        if entitled {
            Ok(())
        } else {
            let who = Text::new("ұзартқан: {}", "продлил: {}", "extended by: {}").with(&by.title());
            Refusal::given("by", Err(Refusal::by(ReceptionRefusal::NotEntitledToExtend, L7_2).because(who)))
        },
    ])
}

vocabulary! {
    /// How far an appeal for a reception has come.
    ReceptionState {
        /// Filed; a decision is owed.
        Received = "received", "келіп түсті", "поступило", "received";
        /// A refusal is intended, and the participant is notified of the hearing (№ 213/НҚ ¶6).
        Hearing = "hearing", "тыңдау тағайындалды", "назначено заслушивание", "hearing notified";
        /// The participant was heard, or did not come.
        Heard = "heard", "тыңдалды", "заслушан", "heard";
        /// Date and time are set (№ 213/НҚ ¶6(1)).
        Scheduled = "scheduled", "уақыты белгіленді", "время назначено", "time set";
        /// It could not be held for technical reasons; another time comes before everybody else's.
        Interrupted = "interrupted", "техникалық себеппен өткізілмеді", "приём не состоялся по техническим причинам", "technical failure";
        /// The reception was held; what was ordered is to be followed up.
        Held = "held", "қабылдау өткізілді", "приём проведён", "held";
        /// Held, and what was ordered followed up.
        Completed = "completed", "аяқталды", "завершено", "completed";
        /// The participant did not come.
        Missed = "missed", "қатысушы келмеді", "участник не явился", "no-show";
        /// The participant said that they would not come.
        Cancelled = "cancelled", "қатысушы қабылдауға келуден бас тартты", "участник отказался от приёма", "cancelled by the participant";
        /// Refused (№ 213/НҚ ¶6(2)).
        Refused = "refused", "бас тартылды", "отказано", "refused";
        /// Returned with the reasons (art. 64(7) of the Code).
        Returned = "returned", "қайтарылды", "возвращено", "returned";
        /// Terminated, for it was decided on the same before, or a court has ruled on it (art. 70(1) of the Code).
        Terminated = "terminated", "рәсім тоқтатылды", "процедура прекращена", "terminated";
        /// Added to the case considered before, without an answer (art. 64(8) of the Code).
        Joined = "joined", "бұрын қаралған іске қоса тіркелді", "приобщено к ранее рассмотренному делу", "added to the case considered before";
        /// Forwarded to the competent body (art. 65 of the Code).
        Forwarded = "forwarded", "уәкілетті органға жолданды", "перенаправлено", "forwarded";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвано", "withdrawn";
    }
}

vocabulary! {
    /// What can be done with an appeal for a reception.
    ReceptionAction {
        /// File it.
        File = "file", "жолданым беру", "подать обращение", "file";
        /// Say what it lacks, and until when it is to be mended (art. 64(6) of the Code).
        PointOut = "pointOut", "талаптарға сәйкес еместігін көрсету", "указать на несоответствие требованиям", "point out what it lacks";
        /// Add what it lacked.
        Mend = "mend", "жолданымды талаптарға сәйкес келтіру", "привести обращение в соответствие с требованиями", "add what it lacked";
        /// Return it with the reasons (art. 64(7) of the Code).
        Return = "return", "қайтару", "возвратить", "return";
        /// Terminate the procedure, for it was decided on the same before, or a court has ruled on it (art. 70(1) of the Code).
        Terminate = "terminate", "рәсімді тоқтату", "прекратить процедуру", "terminate the procedure";
        /// Add the next one that is identical to the case considered before, without an answer (art. 64(8) of the Code).
        Join = "join", "бұрын қаралған іске қоса тіркеу", "приобщить к ранее рассмотренному делу", "add to the case considered before";
        /// Notify the participant that a refusal is intended and of the hearing (№ 213/НҚ ¶6).
        NotifyHearing = "notifyHearing", "тыңдау туралы хабарлау", "уведомить о заслушивании", "notify of the hearing";
        /// Ask to be heard orally (art. 73(3) of the Code).
        AskToSpeak = "askToSpeak", "ауызша тыңдау туралы өтінішхат беру", "ходатайствовать об устном заслушивании", "ask to be heard orally";
        /// Do without a hearing (art. 73(2)(5) of the Code).
        WaiveHearing = "waiveHearing", "тыңдаудан бас тарту", "отказаться от заслушивания", "do without a hearing";
        /// Object to the preliminary decision (art. 73(3) of the Code).
        Object = "object", "қарсылық білдіру", "представить возражение", "object";
        /// Record the hearing, or that the participant did not come.
        HoldHearing = "holdHearing", "тыңдау хаттамасын енгізу", "внести протокол заслушивания", "record the hearing";
        /// Submit remarks on the protocol of the hearing (art. 74(6) of the Code).
        Remark = "remark", "тыңдау хаттамасына ескерту беру", "представить замечания на протокол заслушивания", "submit remarks on the protocol";
        /// Decide on remarks on the protocol (art. 74(6) of the Code).
        AnswerRemarks = "answerRemarks", "хаттамаға ескертулер бойынша шешім қабылдау", "принять решение по замечаниям на протокол", "decide on remarks on the protocol";
        /// Set date and time (№ 213/НҚ ¶6(1)).
        SetTime = "setTime", "күні мен уақытын белгілеу", "назначить дату и время", "set date and time";
        /// Refuse: the issue is outside the head's competence (№ 213/НҚ ¶6(2)).
        Refuse = "refuse", "бас тарту", "отказать", "refuse";
        /// Extend the term by a reasoned decision (art. 76(3) of the Code).
        Extend = "extend", "мерзімін ұзарту", "продлить срок", "extend";
        /// Forward it to the competent body (art. 65 of the Code).
        Forward = "forward", "уәкілетті органға жолдау", "перенаправить", "forward";
        /// Set another date or time.
        Reschedule = "reschedule", "уақытын ауыстыру", "перенести", "reschedule";
        /// Say where the participants meet online.
        ProvideRoom = "provideRoom", "байланыс сілтемесін беру", "указать ссылку для подключения", "give the room link";
        /// Record that it was held, what was said and ordered.
        Hold = "hold", "өткізілгенін белгілеу", "отметить проведение", "record that it was held";
        /// Record that the participant did not come.
        Miss = "miss", "келмегенін белгілеу", "отметить неявку", "record a no-show";
        /// Record a technical failure.
        Interrupt = "interrupt", "техникалық ақауды белгілеу", "отметить технический сбой", "record a technical failure";
        /// Set another time after a technical failure.
        Rebook = "rebook", "жаңа уақыт белгілеу", "назначить новое время", "rebook";
        /// Record that what was ordered was followed up.
        Complete = "complete", "тапсырмалардың орындалуын белгілеу", "отметить исполнение поручений", "record the follow-up";
        /// Withdraw, before the decision (art. 64(9) of the Code).
        Withdraw = "withdraw", "кері қайтарып алу", "отозвать", "withdraw";
        /// Say that one will not come to the reception.
        Cancel = "cancel", "қабылдауға келуден бас тарту", "отказаться от приёма", "cancel the reception";
        /// Everybody was told of the decision (№ 213/НҚ ¶7).
        NotifyDecision = "notifyDecision", "шешім туралы хабардар ету", "уведомить о решении", "told of the decision";
        /// The participant was told of the extension.
        NotifyExtension = "notifyExtension", "ұзарту туралы хабардар ету", "уведомить о продлении", "told of the extension";
        /// The participant was told that the procedure is terminated.
        NotifyTermination = "notifyTermination", "рәсімнің тоқтатылғаны туралы хабардар ету", "уведомить о прекращении процедуры", "told of the termination";
        /// Consider it anew, for a complaint was satisfied.
        Reopen = "reopen", "қайта қарау", "рассмотреть вновь", "reopen";
    }
}

vocabulary! {
    /// What was decided on an appeal, or became of it.
    ReceptionOutcome {
        /// Date and time were set.
        TimeSet = "timeSet", "уақыты белгіленді", "время назначено", "time set";
        /// Refused.
        Refused = "refused", "бас тартылды", "отказано", "refused";
        /// Forwarded.
        Forwarded = "forwarded", "уәкілетті органға жолданды", "перенаправлено", "forwarded";
        /// Held.
        Held = "held", "қабылдау өткізілді", "приём проведён", "held";
        /// The participant did not come.
        Missed = "missed", "қатысушы келмеді", "участник не явился", "no-show";
        /// The participant said that they would not come.
        Cancelled = "cancelled", "қатысушы қабылдауға келуден бас тартты", "участник отказался от приёма", "cancelled by the participant";
        /// Returned.
        Returned = "returned", "қайтарылды", "возвращено", "returned";
        /// Terminated.
        Terminated = "terminated", "рәсім тоқтатылды", "процедура прекращена", "terminated";
        /// Added to the case considered before, without an answer.
        Joined = "joined", "бұрын қаралған іске қоса тіркелді", "приобщено к ранее рассмотренному делу", "added to the case considered before";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвано", "withdrawn";
    }
}

vocabulary! {
    /// What the parties to an appeal for a reception are told.
    ReceptionNotice {
        /// An appeal was filed.
        Filed = "filed", "Құжат келіп түсті", "Поступил документ", "A document has been filed";
        /// The appeal lacks something that the law requires (art. 64(6) of the Code).
        Incomplete = "incomplete", "Жолданым талаптарға сәйкес емес, оны сәйкес келтіру қажет", "Обращение не соответствует требованиям, его нужно привести в соответствие", "The appeal lacks something that the law requires";
        /// The participant added what the appeal lacked.
        Mended = "mended", "Жолданым талаптарға сәйкес келтірілді", "Обращение приведено в соответствие с требованиями", "What the appeal lacked was added";
        /// The appeal was returned with the reasons (art. 64(7) of the Code).
        Returned = "returned", "Жолданым қайтарылды", "Обращение возвращено", "The appeal is returned";
        /// The procedure was terminated (art. 70(1), 70(3) of the Code).
        Terminated = "terminated", "Жолданым бойынша әкімшілік рәсім тоқтатылды", "Административная процедура по обращению прекращена", "The procedure on the appeal is terminated";
        /// The appeal was added to the case considered before, without an answer (art. 64(8) of the Code).
        Joined = "joined", "Жолданым жауап берілмей, бұрын қаралған іске қоса тіркелді", "Обращение приобщено к ранее рассмотренному делу без ответа", "The appeal is added to the case considered before, without an answer";
        /// The participant withdrew (art. 64(9), 70 of the Code).
        Withdrawn = "withdrawn", "Жолданым кері қайтарып алынды, рәсім тоқтатылды", "Обращение отозвано, процедура прекращена", "The appeal is withdrawn, and the procedure terminated";
        /// The participant said that they would not come.
        Cancelled = "cancelled", "Қатысушы қабылдауға келуден бас тартты", "Участник отказался от приёма", "The participant will not come to the reception";
        /// The participant asks to be heard orally (art. 73(3) of the Code).
        OralHearingAsked = "oralHearingAsked", "Қатысушы ауызша тыңдау туралы өтінішхат берді", "Участник заявил ходатайство об устном заслушивании", "The participant asks to be heard orally";
        /// The participant does without a hearing (art. 73(2)(5) of the Code).
        HearingWaived = "hearingWaived", "Қатысушы тыңдаудан бас тартты", "Участник отказался от заслушивания", "The participant does without a hearing";
        /// Date and time of a reception are set (№ 213/НҚ ¶6(1), ¶7).
        TimeSet = "timeSet", "Қабылдау күні мен уақыты белгіленді", "Назначены дата и время приёма", "Date and time of the reception are set";
        /// A reception has another date or time.
        Rescheduled = "rescheduled", "Қабылдаудың күні немесе уақыты өзгерді", "Дата или время приёма изменены", "The reception has another date or time";
        /// The participant did not come, as the body has recorded.
        Missed = "missed", "Қатысушының қабылдауға келмегені тіркелді", "Зафиксировано, что участник не явился на приём", "It was recorded that the participant did not come to the reception";
        /// A reception cannot be held for technical reasons; another time follows.
        Interrupted = "interrupted", "Қабылдау техникалық себеппен өткізілмейді, басқа уақыт белгіленеді", "Приём не состоится по техническим причинам, будет назначено другое время", "The reception cannot be held for technical reasons: another time will be set";
        /// A refusal is intended; the participant will be heard (№ 213/НҚ ¶6).
        HearingPlanned = "hearingPlanned", "Бас тарту көзделуде: ұстанымыңызды білдіре аласыз", "Предполагается отказ: вы можете выразить свою позицию", "A refusal is intended: you may state your position";
        /// The participant objects to the preliminary decision (art. 73(3) of the Code).
        Objected = "objected", "Қатысушы қарсылық білдірді", "Участник представил возражение", "The participant objects";
        /// The protocol of the hearing is there to be seen (art. 74(5) of the Code).
        ProtocolMade = "protocolMade", "Ауызша тыңдау хаттамасы жасалды: оған ескерту бере аласыз", "Изготовлен протокол заслушивания: вы можете представить замечания на него", "The protocol of the hearing is made: you may submit remarks on it";
        /// There are remarks on the protocol (art. 74(6) of the Code).
        Remarked = "remarked", "Тыңдау хаттамасына ескертулер берілді", "Представлены замечания на протокол заслушивания", "There are remarks on the protocol of the hearing";
        /// It was decided on the remarks (art. 74(6) of the Code).
        RemarksAnswered = "remarksAnswered", "Хаттамаға ескертулер бойынша шешім қабылданды", "По замечаниям на протокол принято решение", "It was decided on the remarks on the protocol";
        /// A reception was refused (№ 213/НҚ ¶6(2), ¶7).
        ReceptionRefused = "receptionRefused", "Қабылдау туралы жолданымды қанағаттандырудан бас тартылды", "В удовлетворении обращения о приёме отказано", "The reception is refused";
        /// The term was extended (art. 76(3) of the Code).
        Extended = "extended", "Қарау мерзімі ұзартылды", "Срок рассмотрения продлён", "The term is extended";
        /// The appeal was forwarded to the competent body (art. 65 of the Code).
        Forwarded = "forwarded", "Жолданым уәкілетті органға жолданды", "Обращение перенаправлено уполномоченному органу", "The appeal is forwarded to the competent body";
        /// A case is open again, after a complaint in it.
        Reopened = "reopened", "Шағымды қарау нәтижесі бойынша іс қайта қаралады", "По результатам рассмотрения жалобы дело рассматривается вновь", "After the complaint the case is considered anew";
    }
}

reasons! {
    /// Why an action on an appeal for a reception is refused.
    ReceptionRefusal {
        /// A term extended beyond what the law allows (art. 76(3) of the Code).
        ExtensionTooLong = "extension-too-long", Request, "Мерзім заңда жол берілгеннен ұзаққа ұзартылады", "Срок продлевается сверх допускаемого законом", "The term is extended beyond what the law allows";
            "Ең кеш күн detail өрісінде көрсетілген", "Самый поздний день указан в detail", "detail says the latest day";
        /// The term was extended before, and the Code is read as allowing that once (art. 76(3) of the Code).
        AlreadyExtended = "already-extended", Circumstances, "Мерзім бұрын ұзартылған", "Срок уже продлевался", "The term was extended before";
            "Мерзім бір рет ұзартылады: оның ішінде шешім қабылдаңыз", "Срок продлевается один раз: примите решение в этот срок", "The term is extended once: decide within it";
        /// A term extended by somebody to whom the Code gave no such power then (art. 76(3) of the Code before № 241-VIII).
        NotEntitledToExtend = "not-entitled-to-extend", Request, "Бұл лауазымды адам мерзімді ұзартуға құқылы емес", "Это должностное лицо не вправе продлевать срок", "This official may not extend the term";
            "Мерзімді басшы немесе оның орынбасары ұзартады", "Срок продлевает руководитель или его заместитель", "The head or a deputy extends it";
        /// Somebody else has the slot, or every room of the office is taken then.
        SlotTaken = "slot-taken", Circumstances, "Бұл уақыт бос емес", "Это время занято", "The slot is taken";
            "Басқа бос уақытты таңдаңыз: GET /reception-slots", "Выберите другое свободное время: GET /reception-slots", "Choose another free slot: GET /reception-slots";
        /// The slot is not held by the caller any more.
        HoldExpired = "hold-expired", Circumstances, "Бұл уақытты брондау мерзімі өтті", "Время больше не закреплено за вами", "The slot is not held for you any more";
            "Уақытты қайта таңдаңыз", "Выберите время снова", "Hold a slot again";
        /// Registration for the reception has closed (№ 213/НҚ ¶8).
        RegistrationClosed = "registration-closed", Circumstances, "Бұл қабылдауға тіркеу аяқталды", "Регистрация на этот приём завершена", "Registration for this reception has closed";
            "Кейінгі қабылдауды таңдаңыз; тіркеу аяқталған сәт detail өрісінде көрсетілген", "Выберите более поздний приём; когда регистрация завершилась, указано в detail", "Choose a later reception; detail says when registration closed";
    }
}

vocabulary! {
    /// How an appeal was filed.
    ReceptionChannel {
        /// By the participant, on the portal.
        Portal = "portal", "портал арқылы", "через портал", "on the portal";
        /// By an office of the State Corporation, for somebody who came there.
        Office = "office", "Мемлекеттік корпорацияның бөлімшесінде", "в отделении Государственной корпорации", "at an office of the State Corporation";
    }
}

vocabulary! {
    /// Why a reception may be refused: the one ground there is (№ 213/НҚ ¶6(2)).
    RefusalGround {
        /// The issue is not within the competence of the head.
        OutsideCompetence = "outsideCompetence", "мәселе басшының құзыретіне жатпайды", "вопрос не относится к компетенции руководителя", "the issue is outside the head's competence";
    }
}

vocabulary! {
    /// Why the procedure on an appeal is terminated (art. 70(1)(1)–(2) of the Code).
    TerminationGround {
        /// There is a decision on the same.
        DecidedBefore = "decidedBefore", "сол нысана туралы шешім бар", "имеется решение о том же предмете", "there is a decision on the same";
        /// There is a judicial act on the same.
        CourtRuled = "courtRuled", "сол нысана туралы заңды күшіне енген сот актісі бар", "имеется вступивший в законную силу судебный акт о том же предмете", "there is a judicial act on the same";
    }
}

vocabulary! {
    /// A language in which an appeal may be written.
    AppealLanguage {
        /// Kazakh.
        Kk = "kk", "қазақша", "казахский", "Kazakh";
        /// Russian.
        Ru = "ru", "орысша", "русский", "Russian";
    }
}

vocabulary! {
    /// Who decided to extend a term (art. 76(3) of the Code).
    ExtendedBy {
        /// The head.
        Head = "head", "басшы", "руководитель", "the head";
        /// A deputy.
        DeputyHead = "deputyHead", "басшының орынбасары", "заместитель руководителя", "a deputy";
        /// The head of the apparatus, since № 241-VIII.
        HeadOfApparatus = "headOfApparatus", "аппарат басшысы", "руководитель аппарата", "the head of the apparatus";
    }
}
