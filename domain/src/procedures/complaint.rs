//! Complaints against a decision or against silence in a case of another procedure (articles 91, 92 and 99 of the
//! Administrative Procedural and Process-Related Code, № 213/НҚ ¶10).

use time::OffsetDateTime;

use crate::calendar::UnknownYear;
use crate::engine::{Case, NamedParty, NoticeKind, NoticeTemplate, Procedure, Refusal, RefusalKind, Transition};
use crate::law::Law;
use crate::reading::ComplaintFrom;
use crate::role::Role;
use crate::text::Text;
use crate::{term, zone};

vocabulary! {
    /// How far a complaint has come.
    ComplaintState {
        /// With the body complained of.
        Received = "received", "келіп түсті", "поступила", "received";
        /// With the body that considers it.
        PassedOn = "passedOn", "қарайтын органға жіберілді", "направлена в рассматривающий орган", "passed on";
        /// Satisfied.
        Satisfied = "satisfied", "қанағаттандырылды", "удовлетворена", "satisfied";
        /// Satisfied in part.
        PartlySatisfied = "partlySatisfied", "ішінара қанағаттандырылды", "удовлетворена частично", "satisfied in part";
        /// Rejected.
        Rejected = "rejected", "қанағаттандырусыз қалдырылды", "оставлена без удовлетворения", "rejected";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвана", "withdrawn";
    }
}

vocabulary! {
    /// What can be done with a complaint.
    ComplaintAction {
        /// Complain of a decision.
        Complain = "complain", "шешімге шағымдану", "обжаловать решение", "complain of a decision";
        /// Complain of silence, which counts as a refusal (art. 91(2)).
        ComplainOfSilence = "complainOfSilence", "шешім қабылданбауына шағымдану", "обжаловать непринятие решения", "complain of silence";
        /// Pass it on with the case (art. 91(4)).
        PassOn = "passOn", "қарайтын органға жіберу", "направить в рассматривающий орган", "pass on";
        /// Satisfy it.
        Satisfy = "satisfy", "қанағаттандыру", "удовлетворить", "satisfy";
        /// Satisfy it in part.
        SatisfyPartly = "satisfyPartly", "ішінара қанағаттандыру", "удовлетворить частично", "satisfy in part";
        /// Reject it.
        Reject = "reject", "қанағаттандырусыз қалдыру", "оставить без удовлетворения", "reject";
        /// Withdraw it.
        Withdraw = "withdraw", "кері қайтарып алу", "отозвать", "withdraw";
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
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвана", "withdrawn";
    }
}

vocabulary! {
    /// How a complaint is decided (art. 99 of the Code).
    ComplaintDecision {
        /// In favour of whoever complains.
        Satisfied = "satisfied", "қанағаттандыру", "удовлетворить", "satisfy it";
        /// In part.
        PartlySatisfied = "partlySatisfied", "ішінара қанағаттандыру", "удовлетворить частично", "satisfy it in part";
        /// Against.
        Rejected = "rejected", "қанағаттандырусыз қалдыру", "оставить без удовлетворения", "reject it";
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

impl ComplaintDecision {
    /// Whether the case complained of is considered anew.
    #[must_use]
    pub const fn reopens(self) -> bool {
        matches!(self, Self::Satisfied | Self::PartlySatisfied)
    }
}

/// An action with all that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Complain of a decision.
    Complain {
        /// When the participant learned of it.
        known_at: OffsetDateTime,
    },
    /// Complain of silence.
    ComplainOfSilence,
    /// Pass it on.
    PassOn {
        /// To whom.
        to: NamedParty,
        /// From when the twenty working days are counted.
        counted_from: OffsetDateTime,
        /// Whether it is about reception by videoconference, so that № 213/НҚ ¶10 binds it too.
        of_reception: bool,
    },
    /// Decide it.
    Decide(ComplaintDecision),
    /// Withdraw it.
    Withdraw,
}

impl Command {
    /// Until when one may complain so (L8-3); nothing sets an end to complaints of silence.
    ///
    /// # Errors
    /// [`UnknownYear`] when the way leaves the calendar.
    pub fn last_moment(&self, now: OffsetDateTime, law: &Law) -> Result<Option<OffsetDateTime>, UnknownYear> {
        let Self::Complain { known_at } = self else { return Ok(None) };
        let rule = law.rulebook.rule_on("L8-3", zone::local(now).date());
        let due = rule.map(|rule| term::due(law, rule, *known_at)).transpose()?.flatten();
        Ok(due.map(|due| due.at))
    }

    /// Passes on a complaint that was filed at `filed_at`.
    #[must_use]
    pub fn pass_on(
        to: NamedParty,
        of_reception: bool,
        filed_at: OffsetDateTime,
        now: OffsetDateTime,
        law: &Law,
    ) -> Self {
        let counted_from = match law.rulebook.switches().complaint_from {
            ComplaintFrom::Filing => filed_at,
            ComplaintFrom::PassingOn => now,
        };
        Self::PassOn { to, counted_from, of_reception }
    }
}

/// Complaints.
#[derive(Debug)]
pub struct Complaint;

const PARTICIPANT: &[Role] = &[Role::Participant];

const fn told(kind: NoticeKind, to: Role) -> NoticeTemplate {
    NoticeTemplate::new(kind, to)
}

const fn complain(action: ComplaintAction) -> Transition<Complaint> {
    Transition {
        files: true,
        notices: const { &[told(NoticeKind::Filed, Role::AdministrativeBody)] },
        ..Transition::plain(action, &[], ComplaintState::Received, PARTICIPANT)
    }
}

const fn decide(action: ComplaintAction, to: ComplaintState, outcome: ComplaintOutcome) -> Transition<Complaint> {
    Transition {
        outcome: Some(outcome),
        meets: &["L8", "213-12"],
        notices: const {
            &[
                told(NoticeKind::ComplaintDecided, Role::Participant),
                told(NoticeKind::ComplaintDecided, Role::AdministrativeBody),
            ]
        },
        ..Transition::plain(action, &[ComplaintState::PassedOn], to, &[Role::ComplaintBody])
    }
}

impl Procedure for Complaint {
    type State = ComplaintState;
    type Action = ComplaintAction;
    type Outcome = ComplaintOutcome;
    type Command = Command;

    const CODE: &'static str = "complaint";
    const TITLE: Text = Text::new("Шағым", "Жалоба", "Complaint");
    const ACT: &'static str = "350-VI";
    const PREFIX: &'static str = "CMP";
    const INITIATOR: Role = Role::Participant;
    const ADDRESSEES: &'static [Role] = &[Role::AdministrativeBody];
    const JOINS: &'static [Role] = &[Role::ComplaintBody];
    const DRAFTS: &'static [ComplaintState] = &[];
    const ATTACHES: &'static [ComplaintState] = &[ComplaintState::Received];

    const TRANSITIONS: &'static [Transition<Self>] = &[
        Transition { opens: &["L8-2", "L8-3"], meets: &["L8-3"], ..complain(ComplaintAction::Complain) },
        Transition { opens: &["L8-2", "L8-4"], meets: &["L8-4"], ..complain(ComplaintAction::ComplainOfSilence) },
        Transition {
            opens: &["L8", "213-12"],
            meets: &["L8-2"],
            notices: &[told(NoticeKind::PassedOn, Role::Participant), told(NoticeKind::PassedOn, Role::ComplaintBody)],
            ..Transition::plain(
                ComplaintAction::PassOn,
                &[ComplaintState::Received],
                ComplaintState::PassedOn,
                &[Role::AdministrativeBody],
            )
        },
        decide(ComplaintAction::Satisfy, ComplaintState::Satisfied, ComplaintOutcome::Satisfied),
        decide(ComplaintAction::SatisfyPartly, ComplaintState::PartlySatisfied, ComplaintOutcome::PartlySatisfied),
        decide(ComplaintAction::Reject, ComplaintState::Rejected, ComplaintOutcome::Rejected),
        Transition {
            outcome: Some(ComplaintOutcome::Withdrawn),
            voids: &["L8-2", "L8", "213-12"],
            notices: &[
                told(NoticeKind::Withdrawn, Role::AdministrativeBody),
                told(NoticeKind::Withdrawn, Role::ComplaintBody),
            ],
            ..Transition::plain(
                ComplaintAction::Withdraw,
                &[ComplaintState::Received, ComplaintState::PassedOn],
                ComplaintState::Withdrawn,
                PARTICIPANT,
            )
        },
    ];

    fn action(command: &Command) -> ComplaintAction {
        match command {
            Command::Complain { .. } => ComplaintAction::Complain,
            Command::ComplainOfSilence => ComplaintAction::ComplainOfSilence,
            Command::PassOn { .. } => ComplaintAction::PassOn,
            Command::Decide(ComplaintDecision::Satisfied) => ComplaintAction::Satisfy,
            Command::Decide(ComplaintDecision::PartlySatisfied) => ComplaintAction::SatisfyPartly,
            Command::Decide(ComplaintDecision::Rejected) => ComplaintAction::Reject,
            Command::Withdraw => ComplaintAction::Withdraw,
        }
    }

    fn guard(_: &Case, command: &Command, now: OffsetDateTime, _: &Law) -> Result<(), Refusal> {
        match command {
            Command::Complain { known_at } if now < *known_at => Err(Refusal::of(RefusalKind::TooEarly)),
            _ => Ok(()),
        }
    }

    fn event_at(command: &Command, rule: &str, now: OffsetDateTime) -> Option<OffsetDateTime> {
        match command {
            Command::Complain { known_at } if rule == "L8-3" => Some(*known_at),
            Command::PassOn { of_reception: false, .. } if rule == "213-12" => None,
            Command::PassOn { counted_from, .. } => Some(*counted_from),
            _ => Some(now),
        }
    }

    fn joining(command: &Command) -> Vec<NamedParty> {
        match command {
            Command::PassOn { to, .. } => vec![to.clone()],
            _ => Vec::new(),
        }
    }
}
