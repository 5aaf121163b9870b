//! Complaints against a decision or against silence in a case of another procedure (articles 91, 92 and 99 of the
//! Administrative Procedural and Process-Related Code, № 213/НҚ ¶10).

use crate::calendar::UnknownYear;
use crate::engine::{Actor, CommonRefusal, Line, NamedParty, Party, Procedure, Refusal};
use crate::identity::Bin;
use crate::law::Law;
use crate::procedures::{Built, BuiltRedress};
use crate::reading::ComplaintFrom;
use crate::role::Role;
use crate::rulebook::ids::{L8, L8_3, L8_4, RuleId};
use crate::text::Text;
use crate::{term, zone};
use time::{Date, OffsetDateTime};

/// Complaints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Complaint;

impl Procedure for Complaint {
    const TABLE: &'static [Line<Self>] = table! { ComplaintAction ComplaintState ComplaintOutcome ComplaintNotice;
        Complain:                            => Received        by Participant,
                files, opens L8_2 L8_3, meets L8_3, tells Filed to AdministrativeBody;
        ComplainOfSilence:                   => Received        by Participant,
                files, opens L8_2 L8_4, meets L8_4, tells Filed to AdministrativeBody;
        PassOn:            Received          => PassedOn        by AdministrativeBody,
                opens L8 R213_12, meets L8_2, tells PassedOn to Participant ComplaintBody;
        Satisfy:           PassedOn          => Satisfied       by ComplaintBody,
                decides Satisfied, meets L8 R213_12, tells ComplaintDecided to Participant AdministrativeBody;
        SatisfyPartly:     PassedOn          => PartlySatisfied by ComplaintBody,
                decides PartlySatisfied, meets L8 R213_12, tells ComplaintDecided to Participant AdministrativeBody;
        Reject:            PassedOn          => Rejected        by ComplaintBody,
                decides Rejected, meets L8 R213_12, tells ComplaintDecided to Participant AdministrativeBody;
        Withdraw:          Received PassedOn => Withdrawn       by Participant,
                decides Withdrawn, voids L8_2 L8 R213_12, tells Withdrawn to AdministrativeBody ComplaintBody;
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
    const ATTACHES: &'static [ComplaintState] = &[ComplaintState::Received];

    fn guard(_: &Facts, command: &Command, now: OffsetDateTime, _: &Law) -> Result<(), Refusal> {
        match command {
            Command::Complain { known_at } if now < *known_at => Err(Refusal::of(CommonRefusal::TooEarly)),
            Command::Complain { .. }
            | Command::ComplainOfSilence
            | Command::PassOn { .. }
            | Command::Satisfy
            | Command::SatisfyPartly
            | Command::Reject
            | Command::Withdraw => Ok(()),
        }
    }

    fn event_at(
        facts: &Facts,
        command: &Command,
        rule: RuleId,
        now: OffsetDateTime,
        law: &Law,
    ) -> Option<OffsetDateTime> {
        match command {
            Command::Complain { known_at } if rule == L8_3 => Some(*known_at),
            Command::PassOn { binding, .. } if rule != L8 && !binding.contains(&rule) => None,
            Command::PassOn { .. } => match law.rulebook.switches().complaint_from {
                ComplaintFrom::Filing => Some(facts.filed_at),
                ComplaintFrom::PassingOn => Some(now),
            },
            Command::Complain { .. }
            | Command::ComplainOfSilence
            | Command::Satisfy
            | Command::SatisfyPartly
            | Command::Reject
            | Command::Withdraw => Some(now),
        }
    }

    fn joining(command: &Command) -> Vec<NamedParty> {
        match command {
            Command::PassOn { to, .. } => vec![to.clone()],
            Command::Complain { .. }
            | Command::ComplainOfSilence
            | Command::Satisfy
            | Command::SatisfyPartly
            | Command::Reject
            | Command::Withdraw => Vec::new(),
        }
    }
}

impl ComplaintDecision {
    /// The command that decides so.
    #[must_use]
    pub const fn command(self) -> Command {
        match self {
            Self::Satisfied => Command::Satisfy,
            Self::PartlySatisfied => Command::SatisfyPartly,
            Self::Rejected => Command::Reject,
        }
    }

    /// Whether the case complained of is considered anew.
    #[must_use]
    pub const fn reopens(self) -> bool {
        matches!(self, Self::Satisfied | Self::PartlySatisfied)
    }
}

/// What a complaint knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// When it was filed.
    pub filed_at: OffsetDateTime,
}

commands! { ComplaintAction;
    Complain {
        /// When the participant learned of the decision.
        known_at: OffsetDateTime,
    };
    ComplainOfSilence;
    PassOn {
        /// To whom.
        to: NamedParty,
        /// The rules that bind whoever considers it, besides those of the Code: those of the procedure complained of.
        binding: &'static [RuleId],
    };
    Satisfy;
    SatisfyPartly;
    Reject;
    Withdraw;
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
    /// of it, as they say, on `known_on`. None if that day is before the decision or ahead.
    ///
    /// # Errors
    /// [`ComplaintRefusal::NothingToComplainOf`].
    pub fn complain(
        decided: bool,
        told_at: Option<OffsetDateTime>,
        known_on: Option<Date>,
        now: OffsetDateTime,
    ) -> Result<Option<Self>, Refusal> {
        if !decided {
            return Err(nothing_to_complain_of(L8_3));
        }
        // Whoever complains before the notice has come has learned of the decision all the same.
        let told_at = told_at.unwrap_or(now);
        let known_at = known_on.map_or(told_at, zone::start_of);
        let fits = known_at >= zone::start_of(zone::local(told_at).date()) && known_at <= now;
        Ok(fits.then_some(Self::Complain { known_at }))
    }

    /// Complains of silence, if the term for a decision has run out, at `due_at`.
    ///
    /// # Errors
    /// [`ComplaintRefusal::NothingToComplainOf`].
    pub fn complain_of_silence(due_at: Option<OffsetDateTime>, now: OffsetDateTime) -> Result<Self, Refusal> {
        let silent = due_at.is_some_and(|due_at| due_at <= now);
        silent.then_some(Self::ComplainOfSilence).ok_or_else(|| nothing_to_complain_of(L8_4))
    }

    /// Until when one may complain so (L8-3); nothing sets an end to complaints of silence.
    ///
    /// # Errors
    /// [`UnknownYear`] when the way leaves the calendar.
    pub fn last_moment(&self, now: OffsetDateTime, law: &Law) -> Result<Option<OffsetDateTime>, UnknownYear> {
        let Self::Complain { known_at } = self else { return Ok(None) };
        let rule = law.rulebook.rule_on(&L8_3, zone::local(now).date());
        let due = rule.map(|rule| term::due(law, rule, *known_at)).transpose()?.flatten();
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
        /// Pass it on with the case (art. 91(4)).
        PassOn = "passOn", "шағымды қарайтын органға жіберу", "направить в орган, рассматривающий жалобу", "pass on";
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
    /// What the parties to a complaint are told.
    ComplaintNotice {
        /// An application or notice was filed.
        Filed = "filed", "Құжат келіп түсті", "Поступил документ", "A document has been filed";
        /// The applicant withdrew.
        Withdrawn = "withdrawn", "Өтінім кері қайтарып алынды", "Заявка отозвана", "The application is withdrawn";
        /// A complaint was passed on to the body that considers it (art. 91(4) of the Code).
        PassedOn = "passedOn", "Шағым оны қарайтын органға жіберілді", "Жалоба направлена в орган, который её рассмотрит", "The complaint is passed on to the body that considers it";
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
        /// A complaint of the same is being considered.
        AlreadyComplained = "already-complained", Circumstances, "Бұл іс бойынша шағым қаралып жатыр", "Жалоба по этому делу уже рассматривается", "A complaint in this case is being considered";
            "Берілген шағымның қаралуын күтіңіз", "Дождитесь рассмотрения поданной жалобы", "Wait until the complaint that was filed is decided";
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
