//! Complaints against a decision or against silence in a case of another procedure (articles 91–100 of the
//! Administrative Procedural and Process-Related Code, № 213/НҚ ¶10).

use crate::calendar::UnknownYear;
use crate::consideration::ConsiderationRefusal;
use crate::consideration::hearing::{self, Hearings, Notice, RemarksDecision};
use crate::consideration::mending::{self, Mending, ReturnGround};
use crate::engine::{
    Actor, Anew, CommonRefusal, Line, NamedParty, NamedRefusal, News, Opened, Party, Procedure, Reason, Refusal,
    Window, reasons_of,
};
use crate::identity::Bin;
use crate::law::Law;
use crate::procedures::{Built, BuiltRedress};
use crate::reading::{ComplaintFrom, HearingNoticeBefore};
use crate::role::Role;
use crate::rulebook::ids::{
    L8, L8_2, L8_3, L8_4, L8_5, L8_6, L8_8, L8_10, L8_13, L8_14, L8_15, L8_16, L8_17, L8_19, L8_21, L8_22, R213_12,
    RuleId,
};
use crate::term::{self, Due};
use crate::text::Text;
use crate::zone;
use time::{Date, OffsetDateTime};

/// By which rules a complaint that lacks something is mended (art. 94(1)).
const MENDING: mending::Rules = mending::Rules { points_out: L8_21, returns: L8_22, term: L8 };

/// By which rules whoever complained is heard before a decision that is not in their favour (art. 98(3)).
const HEARING: hearing::Rules = hearing::Rules {
    hears: L8_6,
    notifies: L8_13,
    holds: L8_6,
    term: L8,
    objects: L8_14,
    speaks: L8_15,
    remarks: L8_19,
};

/// Complaints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Complaint;

impl Procedure for Complaint {
    const TABLE: &'static [Line<Self>] = table! { ComplaintAction ComplaintState ComplaintOutcome ComplaintNotice;
        Complain:                              => Received        by Participant,
                files, opens L8_2 L8_3 L8_5 L8_10 L8_12 L8_23, meets L8_3 L8_5 L8_12 L8_23, tells Filed to AdministrativeBody;
        ComplainOfSilence:                     => Received        by Participant,
                files, opens L8_2 L8_3 L8_4 L8_10 L8_12 L8_23, meets L8_3 L8_4 L8_12 L8_23, tells Filed to AdministrativeBody;
        PassOn:            Received            => PassedOn        by AdministrativeBody,
                opens L8 R213_12 L8_6 L8_13, meets L8_2, voids L8_10, tells PassedOn to Participant ComplaintBody;
        // Instead of passing it on, the body decides its case anew, in favour: by that the complaint is satisfied, by no promise (art. 91(4)).
        SatisfyItself:     Received            => =               by AdministrativeBody;
        Fulfil:            Received            => Satisfied       by System,
                decides Satisfied, meets L8_10, voids L8_2, tells ComplaintDecided to Participant;
        // Where no body stands above it (art. 91(6)).
        NameCourt:         Received            => ReferredToCourt by AdministrativeBody,
                decides ReferredToCourt, voids L8_2 L8_10, tells ReferredToCourt to Participant;
        // The body that considers a complaint returns it (art. 95(1)(3)), so it says too what it lacks.
        PointOut:          PassedOn            => =               by ComplaintBody,
                opens L8_21, meets L8_21, tells Incomplete to Participant;
        Mend:              PassedOn            => =               by Participant, tells Mended to ComplaintBody;
        Return:            PassedOn            => LeftWithoutConsideration by ComplaintBody,
                decides LeftWithoutConsideration, opens L8_22 L8_9, meets L8 R213_12 L8_22,
                voids L8_6 L8_13 L8_14 L8_15 L8_16 L8_19 L8_20, tells Left to Participant AdministrativeBody;
        // The next one like it is added to the case considered before, and not answered (art. 94(1), 64(8)).
        Join:              PassedOn            => Joined          by ComplaintBody,
                decides Joined, opens L8_24, meets L8_24, voids L8 R213_12 L8_6 L8_13 L8_14 L8_15 L8_16 L8_19 L8_20,
                tells Joined to Participant AdministrativeBody;
        NotifyHearing:     PassedOn            => =               by ComplaintBody,
                opens L8_6 L8_13 L8_14 L8_15 L8_16 L8_17, meets L8_13 L8_17, voids L8_14 L8_15 L8_16,
                tells HearingPlanned to Participant AdministrativeBody;
        // Whoever asks or objects after their waiver was entered is to be heard after all.
        AskToSpeak:        PassedOn            => =               by Participant,
                opens L8_6, meets L8_15, tells OralHearingAsked to ComplaintBody;
        WaiveHearing:      PassedOn            => =               by Participant,
                voids L8_6 L8_13 L8_14 L8_15 L8_16, tells HearingWaived to Participant ComplaintBody AdministrativeBody;
        // By statement on paper, which the body enters; one may still say that it does not hold.
        WaiveHearing:      PassedOn            => =               by ComplaintBody,
                voids L8_6 L8_13 L8_16, tells HearingWaived to Participant ComplaintBody AdministrativeBody;
        Object:            PassedOn            => =               by Participant,
                opens L8_6 L8_13 L8_16, meets L8_14, tells Objected to ComplaintBody;
        // The official complained of is heard too (art. 98(3)).
        Respond:           PassedOn            => =               by AdministrativeBody, tells Responded to Participant ComplaintBody;
        Hear:              PassedOn            => =               by ComplaintBody,
                opens L8_18 L8_19, meets L8_6 L8_16 L8_18, tells ProtocolMade to Participant AdministrativeBody;
        Remark:            PassedOn PartlySatisfied Rejected SentBack TurnedElsewhere => = by Participant,
                opens L8_20, meets L8_19, tells Remarked to ComplaintBody;
        // By whichever participant of the procedure (art. 74(6)).
        Remark:            PassedOn PartlySatisfied Rejected SentBack TurnedElsewhere => = by AdministrativeBody,
                opens L8_20, tells Remarked to ComplaintBody;
        AnswerRemarks:     PassedOn PartlySatisfied Rejected SentBack TurnedElsewhere => = by ComplaintBody,
                meets L8_20, tells RemarksAnswered to Participant AdministrativeBody;
        Satisfy:           PassedOn            => Satisfied       by ComplaintBody,
                decides Satisfied, opens L8_25, meets L8 R213_12, voids L8_6 L8_13 L8_14 L8_15 L8_16 L8_19 L8_20,
                tells ComplaintDecided to Participant AdministrativeBody;
        // Heard in writing, there is no protocol, and the decision follows the day that was planned.
        SatisfyPartly:     PassedOn            => PartlySatisfied by ComplaintBody,
                decides PartlySatisfied, opens L8_25, meets L8 R213_12 L8_6, voids L8_13 L8_14 L8_15 L8_16,
                tells ComplaintDecided to Participant AdministrativeBody;
        Reject:            PassedOn            => Rejected        by ComplaintBody,
                decides Rejected, opens L8_25, meets L8 R213_12 L8_6, voids L8_13 L8_14 L8_15 L8_16,
                tells ComplaintDecided to Participant AdministrativeBody;
        SendBack:          PassedOn            => SentBack        by ComplaintBody,
                decides SentBack, opens L8_7 L8_25, meets L8 R213_12 L8_6, voids L8_13 L8_14 L8_15 L8_16,
                tells SentBack to AdministrativeBody Participant;
        Leave:             PassedOn            => LeftWithoutConsideration by ComplaintBody,
                decides LeftWithoutConsideration, opens L8_9, meets L8 R213_12,
                voids L8_6 L8_13 L8_14 L8_15 L8_16 L8_19 L8_20, tells Left to Participant AdministrativeBody;
        // Whoever has the complaint tells the participant that its consideration has ended (art. 70(3), 95(2)).
        Withdraw:          Received            => Withdrawn       by Participant,
                decides Withdrawn, opens L4_3 L7_4, meets L4_3, voids L8_2 L8_10, tells Withdrawn to Participant AdministrativeBody;
        Withdraw:          PassedOn            => Withdrawn       by Participant,
                decides Withdrawn, opens L4_3 L8_9, meets L4_3,
                voids L8 R213_12 L8_6 L8_13 L8_14 L8_15 L8_16 L8_19 L8_20,
                tells Withdrawn to Participant AdministrativeBody ComplaintBody;
        // No decision within the term counts as a rejection (art. 100(5)). What the protocol says can still be put right.
        TurnElsewhere:     PassedOn            => TurnedElsewhere by Participant,
                decides TurnedElsewhere, opens L8_8, meets L8_8,
                voids L8 R213_12 L8_6 L8_13 L8_14 L8_15 L8_16,
                tells TurnedElsewhere to AdministrativeBody ComplaintBody;
        // Nor does it help the body complained of not to pass it on.
        TurnElsewhere:     Received            => TurnedElsewhere by Participant,
                decides TurnedElsewhere, opens L8_8, meets L8_8, voids L8_2 L8_10, tells TurnedElsewhere to AdministrativeBody;
        // Whoever does not agree with the decision may do so too (art. 100(6)); what was decided stays decided.
        TurnElsewhere:     PartlySatisfied Rejected SentBack LeftWithoutConsideration Joined => TurnedElsewhere by Participant,
                opens L8_11, meets L8_11, tells Disagreed to AdministrativeBody ComplaintBody;
        // The decision is with the participant, and a copy with the body complained of (art. 100(4)).
        NotifyDecided:     Satisfied PartlySatisfied Rejected TurnedElsewhere => = by System, meets L8_25;
        NotifySentBack:    SentBack TurnedElsewhere => =               by System, meets L8_7 L8_25;
        NotifyLeft:        LeftWithoutConsideration TurnedElsewhere => = by System, meets L8_9;
        NotifyWithdrawn:   Withdrawn           => =               by System, meets L7_4 L8_9;
    };

    type State = ComplaintState;
    type Action = ComplaintAction;
    type Outcome = ComplaintOutcome;
    type Notice = ComplaintNotice;
    type Refusal = ComplaintRefusal;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = "complaint";
    const TITLE: Text = Text::new("Шағым", "Жалоба", "Complaint");
    const ACT: &'static str = "350-VI";
    const PREFIX: &'static str = "CMP";
    const INITIATOR: Role = Role::Participant;
    const ADDRESSEES: &'static [Role] = &[Role::AdministrativeBody];
    const JOINS: &'static [Role] = &[Role::ComplaintBody];
    const DRAFTS: &'static [ComplaintState] = &[];
    const ON_MERITS: &'static [ComplaintOutcome] = &[
        ComplaintOutcome::Satisfied,
        ComplaintOutcome::PartlySatisfied,
        ComplaintOutcome::Rejected,
        ComplaintOutcome::SentBack,
    ];
    const ATTACHES: &'static [ComplaintState] = &[ComplaintState::Received, ComplaintState::PassedOn];

    fn shares() -> Vec<&'static Reason> {
        [reasons_of::<ConsiderationRefusal>(), reasons_of::<NamedRefusal>()].concat()
    }

    fn window(
        state: ComplaintState,
        facts: &Facts,
        action: ComplaintAction,
        _: Role,
        law: &Law,
    ) -> Result<Window, Refusal> {
        let only = |above: Above, refusal| {
            if facts.above == above { Err(Refusal::by(refusal, L8_2)) } else { Ok(Window::ALWAYS) }
        };
        match action {
            // Once it is kept, it is satisfied by the decision in favour, and by nothing else.
            ComplaintAction::SatisfyItself | ComplaintAction::Fulfil => {
                if facts.kept != (action == ComplaintAction::Fulfil) {
                    return Err(Refusal::of(CommonRefusal::StateForbidsAction));
                }
                Ok(Window { until: facts.satisfiable(law)?.map(|due| due.at), ..Window::ALWAYS }.by(L8_10))
            }
            ComplaintAction::TurnElsewhere if matches!(state, ComplaintState::Received | ComplaintState::PassedOn) => {
                let rejected_at = facts.rejected_at(state, law)?;
                let rejected_at = rejected_at.ok_or_else(|| Refusal::of(CommonRefusal::StateForbidsAction))?;
                Ok(Window::from(rejected_at).by(L8_8))
            }
            ComplaintAction::PassOn => only(Above::Court, ComplaintRefusal::NoBodyAbove),
            ComplaintAction::NameCourt => only(Above::Body, ComplaintRefusal::BodyAbove),
            ComplaintAction::Mend => mending::mendable(facts.mending),
            ComplaintAction::Return => Ok(mending::decidable(facts.mending, MENDING.returns)),
            ComplaintAction::Join => Ok(mending::decidable(facts.mending, MENDING.points_out)),
            ComplaintAction::AskToSpeak => HEARING.speakable(facts.hearings, law),
            ComplaintAction::WaiveHearing => facts.hearings.waivable(),
            ComplaintAction::Object => facts.hearings.objectable(),
            ComplaintAction::Hear => facts.hearings.recordable(),
            ComplaintAction::Remark => HEARING.remarkable(facts.hearings, law),
            ComplaintAction::AnswerRemarks => facts.hearings.answerable(),
            ComplaintAction::SatisfyPartly | ComplaintAction::Reject | ComplaintAction::SendBack => {
                Ok(HEARING.decidable(facts.hearings)?.after(mending::decidable(facts.mending, MENDING.points_out)))
            }
            ComplaintAction::Complain
            | ComplaintAction::ComplainOfSilence
            | ComplaintAction::PointOut
            | ComplaintAction::NotifyHearing
            | ComplaintAction::Respond
            | ComplaintAction::Satisfy
            | ComplaintAction::Leave
            | ComplaintAction::Withdraw
            | ComplaintAction::TurnElsewhere
            | ComplaintAction::NotifyDecided
            | ComplaintAction::NotifySentBack
            | ComplaintAction::NotifyLeft
            | ComplaintAction::NotifyWithdrawn => Ok(Window::ALWAYS),
        }
    }

    fn guard(facts: &Facts, command: &Command, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        // Who was silent has adopted no act.
        let annuls = |means: &ComplaintMeans, annullable: &bool| {
            let nothing = !annullable && *means != ComplaintMeans::BoundToAct;
            let looked_at = if nothing { Err(Refusal::by(ComplaintRefusal::NothingToAnnul, L8_4)) } else { Ok(()) };
            Refusal::given("means", looked_at)
        };
        let heard = || HEARING.decide(facts.hearings, now, law);
        match command {
            Command::Satisfy { means, annullable } => annuls(means, annullable),
            Command::SatisfyPartly { means, annullable } => Refusal::all([annuls(means, annullable), heard()]),
            Command::Reject | Command::SendBack => heard(),
            Command::PointOut { until } => MENDING.point_out(facts.mending, *until, facts.due_at, now, law),
            Command::Return(ground) => MENDING.give_back(*ground, facts.mending),
            Command::NotifyHearing(notice) => HEARING.notify(notice, facts.hearings, facts.due_at, now, law),
            Command::Complain { known_at, .. } if now < *known_at => {
                Err(Refusal::of(CommonRefusal::TooEarly).at(*known_at))
            }
            _ => Ok(()),
        }
    }

    fn event_at(
        facts: &Facts,
        command: &Command,
        rule: RuleId,
        now: OffsetDateTime,
        law: &Law,
    ) -> Option<OffsetDateTime> {
        let considered = || considered_from(facts, rule, facts.passed_at.unwrap_or(now), law);
        match command {
            Command::Complain { known_at, says_how } if rule == L8_3 || rule == L8_5 => {
                (rule == term_to_complain(*says_how, now, law)).then_some(*known_at)
            }
            Command::ComplainOfSilence { silent_at } if rule == L8_3 => Some(*silent_at),
            Command::PassOn { binding, .. } if rule == R213_12 && !binding.contains(&rule) => None,
            Command::PassOn { .. } => considered_from(facts, rule, now, law),
            // What a waiver has excused is owed again, where it does not hold any more.
            Command::NotifyHearing(_) if rule == L8_6 => facts.hearings.waiver.and_then(|_| considered()),
            Command::AskToSpeak if !facts.hearings.is_entered() => None,
            Command::Object if !facts.hearings.is_entered() => None,
            Command::Object if rule == L8_16 => facts.hearings.to_be_held(),
            Command::Object if rule == L8_13 && facts.hearings.latest.is_some() => None,
            Command::AskToSpeak | Command::Object => considered(),
            Command::NotifyHearing(notice) => match rule {
                L8_13 => match law.rulebook.switches().hearing_notice_before {
                    HearingNoticeBefore::ConsiderationDue => None,
                    HearingNoticeBefore::PlannedDecision => Some(zone::start_of(notice.decision_on)),
                },
                L8_15 => notice.oral_at.is_none().then_some(now),
                L8_16 => notice.oral_at,
                L8_17 => notice.oral_at.map(|_| now),
                _ => Some(now),
            },
            Command::Return(ground) if rule == L8_22 => {
                Some(ground.arose_at(facts.mending, facts.passed_at.unwrap_or(now)))
            }
            _ => Some(now),
        }
    }

    fn news(_: &Facts, command: &Command, opened: &[Opened]) -> News {
        match command {
            Command::NotifyHearing(notice) => notice.news(L8_14, opened),
            // Until when one may submit remarks.
            Command::Hear => News { due_on: Opened::last_day(opened, L8_19), ..News::default() },
            Command::PointOut { until } => News { due_on: Some(*until), ..News::default() },
            _ => News::default(),
        }
    }

    fn joining(command: &Command) -> Vec<NamedParty> {
        if let Command::PassOn { to, .. } = command { vec![to.clone()] } else { Vec::new() }
    }

    fn on_delivery(notice: ComplaintNotice) -> Option<Command> {
        match notice {
            ComplaintNotice::ComplaintDecided => Some(Command::NotifyDecided),
            ComplaintNotice::SentBack => Some(Command::NotifySentBack),
            ComplaintNotice::Left => Some(Command::NotifyLeft),
            ComplaintNotice::Withdrawn => Some(Command::NotifyWithdrawn),
            ComplaintNotice::Filed
            | ComplaintNotice::Incomplete
            | ComplaintNotice::Mended
            | ComplaintNotice::HearingPlanned
            | ComplaintNotice::OralHearingAsked
            | ComplaintNotice::HearingWaived
            | ComplaintNotice::Objected
            | ComplaintNotice::Responded
            | ComplaintNotice::ProtocolMade
            | ComplaintNotice::Remarked
            | ComplaintNotice::RemarksAnswered
            | ComplaintNotice::Disagreed
            | ComplaintNotice::PassedOn
            | ComplaintNotice::ReferredToCourt
            | ComplaintNotice::TurnedElsewhere
            | ComplaintNotice::Joined => None,
        }
    }
}

/// From when a term of the consideration runs of a complaint that was passed on then; none for the notice of a hearing that is counted
/// from the planned decision.
fn considered_from(facts: &Facts, rule: RuleId, passed_at: OffsetDateTime, law: &Law) -> Option<OffsetDateTime> {
    let from_planned = law.rulebook.switches().hearing_notice_before == HearingNoticeBefore::PlannedDecision;
    match law.rulebook.switches().complaint_from {
        _ if rule == L8_13 && from_planned => None,
        ComplaintFrom::Filing => Some(facts.filed_at),
        ComplaintFrom::PassingOn => Some(passed_at),
    }
}

/// The rule that says until when one may complain of a decision: it gives six months where the decision does not say how
/// one may complain, since № 241-VIII.
fn term_to_complain(says_how: bool, now: OffsetDateTime, law: &Law) -> RuleId {
    if !says_how && law.rulebook.states(&L8_5, zone::local(now).date()) { L8_5 } else { L8_3 }
}

impl ComplaintDecision {
    /// The command that decides so, by these means if it satisfies; where there is an act that can be annulled, or not.
    #[must_use]
    pub const fn command(self, means: ComplaintMeans, annullable: bool) -> Command {
        match self {
            Self::Satisfied => Command::Satisfy { means, annullable },
            Self::PartlySatisfied => Command::SatisfyPartly { means, annullable },
            Self::Rejected => Command::Reject,
            Self::SentBack => Command::SendBack,
            Self::LeftWithoutConsideration => Command::Leave,
        }
    }

    /// Whether the complaint is satisfied, and says by what means.
    #[must_use]
    pub const fn satisfies(self) -> bool {
        matches!(self, Self::Satisfied | Self::PartlySatisfied)
    }

    /// How the case complained of is considered anew, if it is. Where more is decided than that an act is annulled, the body is
    /// bound (art. 100(4)): it performs the action, or carries out the new act.
    #[must_use]
    pub fn anew(self, means: ComplaintMeans) -> Option<Anew> {
        let bound = match self {
            Self::Satisfied | Self::PartlySatisfied => means != ComplaintMeans::Annulled,
            Self::SentBack => false,
            Self::Rejected | Self::LeftWithoutConsideration => return None,
        };
        Some(Anew { bound, until: None })
    }

    /// Whether it is decided on the merits: then it says too whether a missed term is restored (art. 92(2)–(3)).
    #[must_use]
    pub const fn on_the_merits(self) -> bool {
        !matches!(self, Self::LeftWithoutConsideration)
    }
}

impl ComplaintGround {
    /// What satisfies a complaint of this, where nothing else is said: what was decided is annulled, what was not done is to be.
    #[must_use]
    pub const fn usual_means(self) -> ComplaintMeans {
        match self {
            Self::Decision => ComplaintMeans::Annulled,
            Self::Silence => ComplaintMeans::BoundToAct,
        }
    }
}

/// What stands above the body complained of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Above {
    /// A body that considers complaints.
    Body,
    /// Nothing: one turns to the court.
    Court,
    /// It is not known here.
    Unknown,
}

/// What a complaint knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// When it was filed.
    pub filed_at: OffsetDateTime,
    /// What stands above the body complained of.
    pub above: Above,
    /// By when it must be decided, while it must.
    pub due_at: Option<OffsetDateTime>,
    /// What is complained of.
    pub ground: ComplaintGround,
    /// When it was passed on.
    pub passed_at: Option<OffsetDateTime>,
    /// Whether the body complained of keeps it, to satisfy it itself.
    pub kept: bool,
    /// What it lacks, as the body that considers it has pointed out.
    pub mending: Option<Mending>,
    /// What was done so that whoever complained is heard.
    pub hearings: Hearings,
}

impl Facts {
    /// Those of a complaint of this that is filed now.
    #[must_use]
    pub const fn filed(ground: ComplaintGround, now: OffsetDateTime) -> Self {
        Self {
            filed_at: now,
            above: Above::Unknown,
            due_at: None,
            ground,
            passed_at: None,
            kept: false,
            mending: None,
            hearings: Hearings { latest: None, waiver: None, protocol: None, heard_before: false },
        }
    }

    /// When it counts as rejected, if it is not decided by then (art. 100(5)). By the reading `complaintFrom` the term may have begun
    /// before it was passed on.
    ///
    /// # Errors
    /// [`UnknownYear`] when the way leaves the calendar.
    pub fn rejected_at(&self, state: ComplaintState, law: &Law) -> Result<Option<OffsetDateTime>, UnknownYear> {
        if state != ComplaintState::Received || law.rulebook.switches().complaint_from == ComplaintFrom::PassingOn {
            return Ok(self.due_at);
        }
        let rule = law.rulebook.rule_on(&L8, zone::local(self.filed_at).date());
        Ok(rule.map(|rule| term::due(law, rule, self.filed_at)).transpose()?.flatten().map(|due| due.at))
    }

    /// Until when the body complained of may satisfy it itself (L8-10): by then it has decided in favour (art. 91(4)).
    ///
    /// # Errors
    /// [`UnknownYear`] when the way leaves the calendar.
    pub fn satisfiable(&self, law: &Law) -> Result<Option<Due>, UnknownYear> {
        let rule = law.rulebook.rule_on(&L8_10, zone::local(self.filed_at).date());
        Ok(rule.map(|rule| term::due(law, rule, self.filed_at)).transpose()?.flatten())
    }
}

commands! { ComplaintAction;
    Complain {
        /// When the participant learned of the decision.
        known_at: OffsetDateTime,
        /// Whether the decision says how one may complain of it.
        says_how: bool,
    };
    ComplainOfSilence {
        /// When the term for a decision had run out.
        silent_at: OffsetDateTime,
    };
    PassOn {
        /// To whom.
        to: NamedParty,
        /// The rules that bind whoever considers it, besides those of the Code: those of the procedure complained of.
        binding: &'static [RuleId],
    };
    SatisfyItself;
    Fulfil;
    NameCourt;
    PointOut {
        /// Until which day it is to be mended.
        until: Date,
    };
    Mend;
    Return(ReturnGround);
    Join;
    NotifyHearing(Notice);
    AskToSpeak;
    WaiveHearing;
    Object;
    Respond;
    Hear;
    Remark;
    AnswerRemarks(RemarksDecision);
    Satisfy {
        /// By what means.
        means: ComplaintMeans,
        /// Whether there is an act that can be annulled.
        annullable: bool,
    };
    SatisfyPartly {
        /// By what means.
        means: ComplaintMeans,
        /// Whether there is an act that can be annulled.
        annullable: bool,
    };
    Reject;
    SendBack;
    Leave;
    Withdraw;
    TurnElsewhere;
    NotifyDecided;
    NotifySentBack;
    NotifyLeft;
    NotifyWithdrawn;
}

fn nothing_to_complain_of(rule: RuleId) -> Refusal {
    Refusal::by(ComplaintRefusal::NothingToComplainOf, rule)
}

/// What may be complained of in a case of a procedure, who complains, for whom it was begun, and of whom: both as they take
/// part in the complaint.
///
/// # Errors
/// [`ComplaintRefusal::NothingToComplainOf`], or [`CommonRefusal::RoleForbidsAction`] for anybody else.
pub fn contested<'built>(
    built: &'built Built,
    parties: &[NamedParty],
    actor: &Actor,
) -> Result<(&'built BuiltRedress, NamedParty, NamedParty), Refusal> {
    let nothing = || nothing_to_complain_of(L8_3);
    let of = |role| parties.iter().find(|named| named.party.role == role).cloned().ok_or_else(nothing);
    let redress = built.redress.as_ref().ok_or_else(nothing)?;
    let own = of(built.initiator)?;
    if !actor.is(&own.party) {
        return Err(Refusal::of(CommonRefusal::RoleForbidsAction));
    }
    Ok((redress, own.in_role(Role::Participant), of(redress.of)?.in_role(Role::AdministrativeBody)))
}

/// Whether a body may consider a complaint: not the one that passes it on, nor whoever takes part in one of the two cases.
#[must_use]
pub fn may_consider(body: &Bin, passes_on: &Bin, involved: &[Party]) -> bool {
    body != passes_on && !involved.iter().any(|party| party.who.organisation() == Some(body))
}

impl Command {
    /// Complains of a decision, if one is `decided` of which one may: the participant was told of it at `told_at`, and learned
    /// of it, as they say, on `known_on`; `says_how` one may complain, or not. None if that day is before the decision or ahead.
    ///
    /// # Errors
    /// [`ComplaintRefusal::NothingToComplainOf`].
    pub fn complain(
        decided: bool,
        told_at: Option<OffsetDateTime>,
        known_on: Option<Date>,
        says_how: bool,
        now: OffsetDateTime,
    ) -> Result<Option<Self>, Refusal> {
        if !decided {
            return Err(nothing_to_complain_of(L8_3));
        }
        // Whoever complains before the notice has come has learned of the decision all the same; a notice may also have been
        // delivered while the complaint came in.
        let told_at = told_at.map_or(now, |at| at.min(now));
        let known_at = known_on.map_or(told_at, zone::start_of);
        let fits = known_at >= zone::start_of(zone::local(told_at).date()) && known_at <= now;
        Ok(fits.then_some(Self::Complain { known_at, says_how }))
    }

    /// Complains of silence, if the term for a decision has run out, at `due_at`.
    ///
    /// # Errors
    /// [`ComplaintRefusal::NothingToComplainOf`].
    pub fn complain_of_silence(due_at: Option<OffsetDateTime>, now: OffsetDateTime) -> Result<Self, Refusal> {
        let silent_at = due_at.filter(|due_at| *due_at <= now);
        let nothing = || nothing_to_complain_of(L8_4).from_the_end_of(due_at);
        silent_at.map(|silent_at| Self::ComplainOfSilence { silent_at }).ok_or_else(nothing)
    }

    /// Until when one may complain so (L8-3, L8-5): of silence, from the end of the term for a decision.
    ///
    /// # Errors
    /// [`UnknownYear`] when the way leaves the calendar.
    pub fn last_moment(&self, now: OffsetDateTime, law: &Law) -> Result<Option<OffsetDateTime>, UnknownYear> {
        let (rule, known_at) = match self {
            Self::Complain { known_at, says_how } => (term_to_complain(*says_how, now, law), *known_at),
            // The term ends at midnight: what is not done then is known to be not done on the day before.
            Self::ComplainOfSilence { silent_at } => (L8_3, *silent_at),
            _ => return Ok(None),
        };
        let rule = law.rulebook.rule_on(&rule, zone::local(now).date());
        let due = rule.map(|rule| term::due(law, rule, known_at)).transpose()?.flatten();
        Ok(due.map(|due| due.at))
    }
}

vocabulary! {
    /// How far a complaint has come.
    ComplaintState {
        /// With the body complained of.
        Received = "received", "келіп түсті", "поступила", "received";
        /// With the body that considers it.
        PassedOn = "passedOn", "шағымды қарайтын органға жіберілді", "направлена в орган, рассматривающий жалобу", "passed on";
        /// Satisfied.
        Satisfied = "satisfied", "қанағаттандырылды", "удовлетворена", "satisfied";
        /// Satisfied in part.
        PartlySatisfied = "partlySatisfied", "ішінара қанағаттандырылды", "удовлетворена частично", "satisfied in part";
        /// Rejected.
        Rejected = "rejected", "қанағаттандырусыз қалдырылды", "оставлена без удовлетворения", "rejected";
        /// The case was sent back to the body complained of.
        SentBack = "sentBack", "іс әкімшілік органға жіберілді", "дело направлено в административный орган", "case sent back";
        /// Left without consideration (art. 95).
        LeftWithoutConsideration = "leftWithoutConsideration", "қараусыз қалдырылды", "оставлена без рассмотрения", "left without consideration";
        /// Added to the case considered before, without an answer (art. 94(1), 64(8)).
        Joined = "joined", "бұрын қаралған іске қоса тіркелді", "приобщена к ранее рассмотренному делу", "added to the case considered before";
        /// No body stands above the one complained of, and the participant was told of the court (art. 91(6)).
        ReferredToCourt = "referredToCourt", "сотқа жүгіну тәртібі түсіндірілді", "разъяснён порядок обращения в суд", "referred to the court";
        /// The participant turned to another body or to the court (art. 100(5)–(6)).
        TurnedElsewhere = "turnedElsewhere", "қатысушы басқа органға немесе сотқа жүгінді", "участник обратился в другой орган или в суд", "turned elsewhere";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвана", "withdrawn";
    }
}

vocabulary! {
    /// What can be done with a complaint.
    ComplaintAction {
        /// Complain of a decision.
        Complain = "complain", "шешімге шағым жасау", "обжаловать решение", "complain of a decision";
        /// Complain of silence, which counts as a refusal (art. 91(2)).
        ComplainOfSilence = "complainOfSilence", "шешім қабылданбауына шағым жасау", "обжаловать непринятие решения", "complain of silence";
        /// Satisfy it in full instead of passing it on (art. 91(4)).
        SatisfyItself = "satisfyItself", "шағымды жібермей, толық қанағаттандыру", "удовлетворить полностью, не направляя жалобу", "satisfy it without passing it on";
        /// The case was decided in favour, and so the complaint is satisfied (art. 91(4)).
        Fulfil = "fulfil", "талаптар толық орындалды", "требования выполнены полностью", "the demands are met in full";
        /// Name the court, for no body stands above (art. 91(6)).
        NameCourt = "nameCourt", "сотқа жүгіну тәртібін түсіндіру", "разъяснить порядок обращения в суд", "name the court";
        /// Do without a hearing (art. 73(2)(5)).
        WaiveHearing = "waiveHearing", "тыңдаудан бас тарту", "отказаться от заслушивания", "do without a hearing";
        /// Say what it lacks, and until when it is to be mended (art. 94(1), 64(6)).
        PointOut = "pointOut", "талаптарға сәйкес еместігін көрсету", "указать на несоответствие требованиям", "point out what it lacks";
        /// Add what it lacked.
        Mend = "mend", "шағымды талаптарға сәйкес келтіру", "привести жалобу в соответствие с требованиями", "add what it lacked";
        /// Return it with the reasons (art. 94(1), 64(7)).
        Return = "return", "қайтару", "возвратить", "return";
        /// Add the next one that is identical to the case considered before, without an answer (art. 94(1), 64(8)).
        Join = "join", "бұрын қаралған іске қоса тіркеу", "приобщить к ранее рассмотренному делу", "add to the case considered before";
        /// Notify the participant of the preliminary decision and of the hearing (art. 73(1), 98(3)).
        NotifyHearing = "notifyHearing", "тыңдау туралы хабарлау", "уведомить о заслушивании", "notify of the hearing";
        /// Ask to be heard orally (art. 73(3)).
        AskToSpeak = "askToSpeak", "ауызша тыңдау туралы өтінішхат беру", "ходатайствовать об устном заслушивании", "ask to be heard orally";
        /// Object to the preliminary decision (art. 73(3)).
        Object = "object", "қарсылық білдіру", "представить возражение", "object";
        /// State one's position, as the body complained of (art. 98(3)).
        Respond = "respond", "шағым бойынша ұстанымды білдіру", "изложить позицию по жалобе", "state a position on the complaint";
        /// Record the hearing with its protocol (art. 98(3), 74).
        Hear = "hear", "тыңдау хаттамасын енгізу", "внести протокол заслушивания", "record the hearing";
        /// Submit remarks on the protocol of the hearing (art. 74(6)).
        Remark = "remark", "тыңдау хаттамасына ескерту беру", "представить замечания на протокол заслушивания", "submit remarks on the protocol";
        /// Decide on remarks on the protocol (art. 74(6)).
        AnswerRemarks = "answerRemarks", "хаттамаға ескертулер бойынша шешім қабылдау", "принять решение по замечаниям на протокол", "decide on remarks on the protocol";
        /// Pass it on with the case (art. 91(4)).
        PassOn = "passOn", "шағымды қарайтын органға жіберу", "направить в орган, рассматривающий жалобу", "pass on";
        /// Satisfy it.
        Satisfy = "satisfy", "қанағаттандыру", "удовлетворить", "satisfy";
        /// Satisfy it in part.
        SatisfyPartly = "satisfyPartly", "ішінара қанағаттандыру", "удовлетворить частично", "satisfy in part";
        /// Reject it.
        Reject = "reject", "қанағаттандырусыз қалдыру", "оставить без удовлетворения", "reject";
        /// Send the case back to the body complained of (art. 100(1)(5)).
        SendBack = "sendBack", "істі әкімшілік органға жіберу", "направить дело в административный орган", "send the case back";
        /// Leave it without consideration (art. 95, 100(1)(6)).
        Leave = "leave", "қараусыз қалдыру", "оставить без рассмотрения", "leave without consideration";
        /// Withdraw it.
        Withdraw = "withdraw", "кері қайтарып алу", "отозвать", "withdraw";
        /// Turn to another body or to the court, for no decision came within the term, or one does not agree with it (art. 100(5)–(6)).
        TurnElsewhere = "turnElsewhere", "басқа органға немесе сотқа жүгіну", "обратиться в другой орган или в суд", "turn to another body or to the court";
        /// The participant was sent the decision, and the body complained of a copy (art. 100(4)).
        NotifyDecided = "notifyDecided", "шешімнің жіберілгені туралы хабардар ету", "уведомить о решении", "decision sent";
        /// The body complained of was sent the case.
        NotifySentBack = "notifySentBack", "істің жіберілгені туралы хабардар ету", "уведомить о направлении дела", "case sent";
        /// The participant was told that it is left without consideration.
        NotifyLeft = "notifyLeft", "қараусыз қалдырылғаны туралы хабардар ету", "уведомить об оставлении без рассмотрения", "told that it is left";
        /// The participant was told that its consideration has ended.
        NotifyWithdrawn = "notifyWithdrawn", "шағымды қараудың тоқтатылғаны туралы хабардар ету", "уведомить о прекращении рассмотрения жалобы", "told that its consideration has ended";
    }
}

vocabulary! {
    /// What became of a complaint (art. 99 of the Code).
    ComplaintOutcome {
        /// Satisfied.
        Satisfied = "satisfied", "қанағаттандырылды", "удовлетворена", "satisfied";
        /// Satisfied in part.
        PartlySatisfied = "partlySatisfied", "ішінара қанағаттандырылды", "удовлетворена частично", "satisfied in part";
        /// Rejected.
        Rejected = "rejected", "қанағаттандырусыз қалдырылды", "оставлена без удовлетворения", "rejected";
        /// The case was sent back to the body complained of.
        SentBack = "sentBack", "іс әкімшілік органға жіберілді", "дело направлено в административный орган", "case sent back";
        /// Left without consideration (art. 95).
        LeftWithoutConsideration = "leftWithoutConsideration", "қараусыз қалдырылды", "оставлена без рассмотрения", "left without consideration";
        /// Added to the case considered before, without an answer (art. 94(1), 64(8)).
        Joined = "joined", "бұрын қаралған іске қоса тіркелді", "приобщена к ранее рассмотренному делу", "added to the case considered before";
        /// No body stands above the one complained of, and the participant was told of the court (art. 91(6)).
        ReferredToCourt = "referredToCourt", "сотқа жүгіну тәртібі түсіндірілді", "разъяснён порядок обращения в суд", "referred to the court";
        /// No decision came within the term, and the participant turned to another body or to the court (art. 100(5)).
        TurnedElsewhere = "turnedElsewhere", "қатысушы басқа органға немесе сотқа жүгінді", "участник обратился в другой орган или в суд", "turned elsewhere";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвана", "withdrawn";
    }
}

vocabulary! {
    /// What the parties to a complaint are told.
    ComplaintNotice {
        /// A complaint was filed.
        Filed = "filed", "Құжат келіп түсті", "Поступил документ", "A document has been filed";
        /// The participant withdrew.
        Withdrawn = "withdrawn", "Шағым кері қайтарып алынды, оны қарау тоқтатылды", "Жалоба отозвана, её рассмотрение прекращено", "The complaint is withdrawn, and its consideration has ended";
        /// The participant does without a hearing (art. 73(2)(5) of the Code).
        HearingWaived = "hearingWaived", "Қатысушы тыңдаудан бас тартты", "Участник отказался от заслушивания", "The participant does without a hearing";
        /// The complaint lacks something that the law requires (art. 94(1), 64(6) of the Code).
        Incomplete = "incomplete", "Шағым талаптарға сәйкес емес, оны сәйкес келтіру қажет", "Жалоба не соответствует требованиям, её нужно привести в соответствие", "The complaint lacks something that the law requires";
        /// The participant added what the complaint lacked.
        Mended = "mended", "Шағым талаптарға сәйкес келтірілді", "Жалоба приведена в соответствие с требованиями", "What the complaint lacked was added";
        /// A decision that is not in favour is intended; the participant will be heard (art. 73(1) of the Code).
        HearingPlanned = "hearingPlanned", "Шағым бойынша алдын ала шешім бар: ұстанымыңызды білдіре аласыз", "По жалобе есть предварительное решение: вы можете выразить свою позицию", "There is a preliminary decision on the complaint: you may state your position";
        /// The participant asks to be heard orally (art. 73(3) of the Code).
        OralHearingAsked = "oralHearingAsked", "Қатысушы ауызша тыңдау туралы өтінішхат берді", "Участник заявил ходатайство об устном заслушивании", "The participant asks to be heard orally";
        /// The participant objects to the preliminary decision (art. 73(3) of the Code).
        Objected = "objected", "Қатысушы қарсылық білдірді", "Участник представил возражение", "The participant objects";
        /// The body complained of has stated its position (art. 98(3) of the Code).
        Responded = "responded", "Шешіміне шағым жасалған орган ұстанымын білдірді", "Орган, чьё решение обжалуется, изложил свою позицию", "The body complained of has stated its position";
        /// The protocol of the hearing is there to be seen (art. 74(5) of the Code).
        ProtocolMade = "protocolMade", "Ауызша тыңдау хаттамасы жасалды: оған ескерту бере аласыз", "Изготовлен протокол заслушивания: вы можете представить замечания на него", "The protocol of the hearing is made: you may submit remarks on it";
        /// There are remarks on the protocol (art. 74(6) of the Code).
        Remarked = "remarked", "Тыңдау хаттамасына ескертулер берілді", "Представлены замечания на протокол заслушивания", "There are remarks on the protocol of the hearing";
        /// It was decided on the remarks (art. 74(6) of the Code).
        RemarksAnswered = "remarksAnswered", "Хаттамаға ескертулер бойынша шешім қабылданды", "По замечаниям на протокол принято решение", "It was decided on the remarks on the protocol";
        /// The participant turned elsewhere, for they do not agree with the decision (art. 100(6) of the Code).
        Disagreed = "disagreed", "Қатысушы шағым бойынша шешіммен келіспей, басқа органға немесе сотқа жүгінді", "Участник не согласен с решением по жалобе и обратился в другой орган или в суд", "The participant does not agree with the decision on the complaint, and turned to another body or to the court";
        /// A complaint was passed on to the body that considers it (art. 91(4) of the Code).
        PassedOn = "passedOn", "Шағым оны қарайтын органға жіберілді", "Жалоба направлена в орган, который её рассмотрит", "The complaint is passed on to the body that considers it";
        /// No body considers complaints of this one, and the court does (art. 91(6) of the Code).
        ReferredToCourt = "referredToCourt", "Жоғары тұрған орган жоқ, сотқа жүгінуге болады", "Вышестоящего органа нет, можно обратиться в суд", "No body stands above: one may turn to the court";
        /// The case was sent back to the body complained of (art. 100 of the Code).
        SentBack = "sentBack", "Іс әкімшілік рәсімді жүзеге асыру үшін әкімшілік органға жіберілді", "Дело направлено в административный орган для осуществления административной процедуры", "The case is sent back for the administrative procedure";
        /// A complaint was left without consideration (art. 95 of the Code).
        Left = "leftWithoutConsideration", "Шағым қараусыз қалдырылды", "Жалоба оставлена без рассмотрения", "The complaint is left without consideration";
        /// A complaint was added to the case considered before, without an answer (art. 94(1), 64(8) of the Code).
        Joined = "joined", "Шағым жауап берілмей, бұрын қаралған іске қоса тіркелді", "Жалоба приобщена к ранее рассмотренному делу без ответа", "The complaint is added to the case considered before, without an answer";
        /// The participant turned elsewhere, for no decision came within the term (art. 100(5) of the Code).
        TurnedElsewhere = "turnedElsewhere", "Шағым бойынша шешім мерзімінде қабылданбады, қатысушы басқа органға немесе сотқа жүгінді", "Решение по жалобе в срок не принято, участник обратился в другой орган или в суд", "No decision came within the term: the participant turned to another body or to the court";
        /// A complaint was decided (art. 99 of the Code).
        ComplaintDecided = "complaintDecided", "Шағым бойынша шешім қабылданды", "По жалобе принято решение", "The complaint is decided";
    }
}

reasons! {
    /// Why an action on a complaint is refused.
    ComplaintRefusal {
        /// There is no decision in the case, and no term has run out without one (art. 91 of the Code).
        NothingToComplainOf = "nothing-to-complain-of", Circumstances, "Шағым жасалатын шешім жоқ, мерзім де өтпеген", "Обжаловать нечего: решения нет и срок не истёк", "There is no decision to complain of, and no term has run out without one";
            "Шешімді немесе мерзімнің өтуін күтіңіз", "Дождитесь решения или истечения срока", "Wait for a decision, or until the term has run out";
        /// No body stands above the one complained of (art. 91(6) of the Code).
        NoBodyAbove = "no-body-above", Circumstances, "Жоғары тұрған орган жоқ: шешімге сотта шағым жасалуы мүмкін", "Вышестоящего органа нет: решение может быть обжаловано в суде", "No body stands above this one: one complains to the court";
            "Талаптарды толық қанағаттандырыңыз немесе сотты көрсетіңіз: court-naming", "Удовлетворите требования полностью или укажите суд: court-naming", "Satisfy the demands in full, or name the court: court-naming";
        /// A body stands above, which considers the complaint (art. 91(3) of the Code).
        BodyAbove = "body-above", Circumstances, "Шағымды жоғары тұрған орган қарайды", "Жалобу рассматривает вышестоящий орган", "A body that stands above considers the complaint";
            "Шағымды сол органға жіберіңіз: passing-on", "Направьте жалобу этому органу: passing-on", "Pass the complaint on to it: passing-on";
        /// An act is to be annulled, but the complaint is of silence (art. 91(2) of the Code).
        NothingToAnnul = "nothing-to-annul", Request, "Күшін жоятын акт жоқ: шағым мерзімінде шешім қабылданбауына жасалған", "Отменять нечего: обжалуется непринятие решения", "There is no act to annul: the complaint is that none was adopted";
            "Әкімшілік әрекет жасауды көрсетіңіз: means = boundToAct", "Укажите совершение административного действия: means = boundToAct", "Have the action performed: means = boundToAct";
        /// The body complained of satisfies a complaint, but nothing in its case can be decided anew (art. 91(4) of the Code).
        NothingToDoAnew = "nothing-to-do-anew", Circumstances, "Бұл істе талапты орындайтын ештеңе қайта шешілмейді", "В этом деле нельзя заново решить ничего, что удовлетворило бы жалобу", "Nothing in this case can be decided anew so as to satisfy the complaint";
            "Алдымен шағым жасалған істе әрекет жасаңыз немесе шағымды жіберіңіз: passing-on", "Сначала действуйте в обжалуемом деле или направьте жалобу: passing-on", "Act in the case complained of first, or pass the complaint on: passing-on";
        /// A complaint of the same is being considered.
        AlreadyComplained = "already-complained", Circumstances, "Бұл іс бойынша шағым қаралып жатыр", "Жалоба по этому делу уже рассматривается", "A complaint in this case is being considered";
            "Берілген шағымның қаралуын күтіңіз", "Дождитесь рассмотрения поданной жалобы", "Wait until the complaint that was filed is decided";
    }
}

vocabulary! {
    /// By what means a complaint is satisfied (art. 100(1)(1)–(3) of the Code).
    ComplaintMeans {
        /// The act is annulled.
        Annulled = "annulled", "актінің күшін жою", "отмена акта", "the act is annulled";
        /// The act is annulled, and the body that considers the complaint adopts a new one.
        AnnulledWithNewAct = "annulledWithNewAct", "актінің күшін жойып, жаңа акт қабылдау", "отмена акта и принятие нового акта", "the act is annulled and a new one adopted";
        /// The action is to be performed.
        BoundToAct = "boundToAct", "әкімшілік әрекет жасау", "совершение административного действия", "the action is to be performed";
    }
}

vocabulary! {
    /// Why a complaint is left without consideration (art. 95(1) of the Code).
    LeavingGround {
        /// There is a decision on a complaint of the same.
        DecidedBefore = "decidedBefore", "сол нысана туралы шағым бойынша шешім бар", "имеется решение по жалобе о том же предмете", "there is a decision on a complaint of the same";
        /// There is a judicial act on the same.
        CourtRuled = "courtRuled", "сол нысана туралы заңды күшіне енген сот актісі бар", "имеется вступивший в законную силу судебный акт о том же предмете", "there is a judicial act on the same";
        /// It was returned (art. 94(1), 64(7)).
        Returned = "returned", "шағым қайтарылды", "жалоба возвращена", "it was returned";
        /// Whoever complained has withdrawn it by other means.
        Withdrawn = "withdrawn", "шағым кері қайтарып алынды", "принят отзыв жалобы", "it was withdrawn";
        /// A court is considering a suit about the same.
        BeforeCourt = "beforeCourt", "сотта әкімшілік талап қою қаралып жатыр", "административный иск рассматривается судом", "a court is considering a suit about the same";
    }
}

vocabulary! {
    /// How a complaint is decided (art. 100(1) of the Code).
    ComplaintDecision {
        /// In favour of whoever complains.
        Satisfied = "satisfied", "қанағаттандыру", "удовлетворить", "satisfy it";
        /// In part.
        PartlySatisfied = "partlySatisfied", "ішінара қанағаттандыру", "удовлетворить частично", "satisfy it in part";
        /// Against (art. 100(1)(4)).
        Rejected = "rejected", "қанағаттандырусыз қалдыру", "оставить без удовлетворения", "reject it";
        /// The case goes back to the body complained of, with the violations and proposals to remove them (art. 100(1)(5)).
        SentBack = "sentBack", "істі әкімшілік органға жіберу", "направить дело в административный орган", "send the case back";
        /// Without considering it (art. 95, 100(1)(6)).
        LeftWithoutConsideration = "leftWithoutConsideration", "қараусыз қалдыру", "оставить без рассмотрения", "leave it without consideration";
    }
}

vocabulary! {
    /// What is complained of (art. 91 of the Code).
    ComplaintGround {
        /// A decision.
        Decision = "decision", "шешім", "решение", "a decision";
        /// That no decision was adopted within the term, which counts as a refusal (art. 91(2)).
        Silence = "silence", "мерзімінде шешім қабылданбауы", "непринятие решения в срок", "that there is none within the term";
    }
}

vocabulary! {
    /// What somebody who complains may, and has to, do (art. 94(2) of the Code).
    ComplaintRight {
        /// To be heard, and to do without it.
        BeHeard = "beHeard", "тыңдалуға немесе тыңдаудан бас тартуға құқылысыз (ӘРПК 98-бабының 3-бөлігі, 73-бап)", "вы вправе быть заслушаны или отказаться от заслушивания (часть 3 статьи 98, статья 73 АППК)", "you may be heard, or do without a hearing (art. 98(3), 73 of the Code)";
        /// To see the case.
        SeeCase = "seeCase", "істің материалдарымен танысуға құқылысыз (ӘРПК 98-бабының 5-бөлігі, 75-бап)", "вы вправе знакомиться с материалами дела (часть 5 статьи 98, статья 75 АППК)", "you may see the materials of the case (art. 98(5), 75 of the Code)";
        /// To withdraw.
        Withdraw = "withdraw", "шешім қабылданғанға дейін шағымды кері қайтарып алуға құқылысыз (ӘРПК 64-бабының 9-бөлігі)", "вы вправе отозвать жалобу до принятия решения (часть 9 статьи 64 АППК)", "you may withdraw the complaint before it is decided (art. 64(9) of the Code)";
        /// To ask that a missed term be restored.
        RestoreTerm = "restoreTerm", "дәлелді себеппен өтіп кеткен мерзімді қалпына келтіру туралы өтінішхат беруге құқылысыз (ӘРПК 92-бабының 2-бөлігі)", "вы вправе ходатайствовать о восстановлении срока, пропущенного по уважительной причине (часть 2 статьи 92 АППК)", "you may ask that a term missed for a good reason be restored (art. 92(2) of the Code)";
        /// To turn elsewhere.
        TurnElsewhere = "turnElsewhere", "шешіммен келіспесеңіз немесе ол мерзімінде қабылданбаса, басқа органға немесе сотқа жүгінуге құқылысыз (ӘРПК 100-бабының 5 және 6-бөліктері)", "при несогласии с решением или его отсутствии в срок вы вправе обратиться в другой орган или в суд (части 5 и 6 статьи 100 АППК)", "where you do not agree with the decision, or none comes in time, you may turn to another body or to the court (art. 100(5)–(6) of the Code)";
        /// To be reached.
        BeReached = "beReached", "көрсетілген байланыс деректерінің дұрыс болуы тиіс: оларға жіберілген хабарлама тиісті деп есептеледі (ӘРПК 66-бабының 4-бөлігі)", "указанные контакты должны быть достоверны: направленное на них уведомление считается надлежащим (часть 4 статьи 66 АППК)", "the contacts that you give must be true: a notice sent to them counts as duly sent (art. 66(4) of the Code)";
    }
}
