//! Accreditation of a channel of communications (№ 93-НҚ ¶3–6).

use std::collections::HashSet;

use crate::engine::{Anew, DecisionRefusal, Line, Procedure, Reason, Redress, Refusal, SignatureRefusal, reasons_of};
use crate::law::Law;
use crate::reading::{ApplicationSigner, MissingRegulatingAct, RefusalGround};
use crate::region::Region;
use crate::role::Role;
use crate::rulebook::ids::{R93_1, R93_2, R93_3, RuleId};
use crate::signing::SignerPosition;
use crate::text::{Bilingual, Text};
use crate::vocabulary::Vocabulary;
use time::{Date, OffsetDateTime};

/// Accreditation of a channel of communications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accreditation;

impl Procedure for Accreditation {
    const TABLE: &'static [Line<Self>] = table! { ApplicationAction ApplicationState ApplicationOutcome ApplicationNotice;
        Create:                      => Draft      by ApplicantBody;
        Submit:   Draft              => Received   by ApplicantBody,
                files, opens R93_1 R93_2 R93_3, meets R93_1, tells Filed to CommAuthority;
        Accredit: Received           => Accredited by CommAuthority,
                decides Accredited, opens R93_4 R93_5 R93_6 R93_7, meets R93_2 R93_3 R93_5 R93_6 R93_7, tells Accredited to ApplicantBody;
        Refuse:   Received           => Refused    by CommAuthority,
                decides Refused, opens R93_4, meets R93_2 R93_3, tells Refused to ApplicantBody;
        Notify:   Accredited Refused => Notified   by System, meets R93_4;
        Withdraw: Draft Received     => Withdrawn  by ApplicantBody, decides Withdrawn, voids R93_2 R93_3, tells Withdrawn to CommAuthority;
        // After a complaint: what was decided against the applicant is taken back, and what is overdue stays so.
        Reopen:   Received Refused Notified => Received by System,
                opens R93_2 R93_3, voids R93_4, tells Reopened to ApplicantBody CommAuthority;
    };

    type State = ApplicationState;
    type Action = ApplicationAction;
    type Outcome = ApplicationOutcome;
    type Notice = ApplicationNotice;
    type Refusal = ApplicationRefusal;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = "accreditation";
    const TITLE: Text = Text::new(
        "Коммуникациялар арнасын аккредиттеу",
        "Аккредитация канала коммуникаций",
        "Accreditation of a channel of communications",
    );
    const ACT: &'static str = "93";
    const PREFIX: &'static str = "ACC";
    const INITIATOR: Role = Role::ApplicantBody;
    const ADDRESSEES: &'static [Role] = &[Role::CommAuthority];
    const DRAFTS: &'static [ApplicationState] = &[ApplicationState::Draft];

    /// A refusal that a complaint has taken back meanwhile is not told.
    const PERISHABLE: &'static [ApplicationNotice] = &[ApplicationNotice::Refused];

    const REDRESS: Option<Redress<Self>> = Some(Redress {
        of: Role::CommAuthority,
        decisions: &[ApplicationOutcome::Refused],
        favours: &[ApplicationOutcome::Accredited],
        silence: &[R93_3],
        binds: &[],
        reopens: Some(Command::Reopen),
    });

    fn shares() -> Vec<&'static Reason> {
        [reasons_of::<DecisionRefusal>(), reasons_of::<SignatureRefusal>()].concat()
    }

    fn allows(facts: &Facts, action: ApplicationAction, _: &Law) -> Result<(), Refusal> {
        match action {
            ApplicationAction::Refuse if facts.bound => Err(Refusal::of(DecisionRefusal::BoundByComplaint)),
            ApplicationAction::Create
            | ApplicationAction::Submit
            | ApplicationAction::Accredit
            | ApplicationAction::Refuse
            | ApplicationAction::Notify
            | ApplicationAction::Withdraw
            | ApplicationAction::Reopen => Ok(()),
        }
    }

    fn guard(facts: &Facts, command: &Command, _: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        match command {
            Command::Submit(signed) => entitled(*signed, R93_1, law),
            // What the decision on a complaint has settled is not assessed against it.
            Command::Accredit(_) if facts.bound => Ok(()),
            Command::Accredit(assessment) => {
                let unmet_by = |criterion| {
                    let refusal = Refusal::by(ApplicationRefusal::CriterionUnmet, R93_2).because(unmet(criterion));
                    Refusal::given(assessed_in(criterion), Err(refusal))
                };
                Refusal::all(as_the_law_has_it(*assessment, facts, law).unmet().map(unmet_by))
            }
            Command::Refuse { assessment, form_fault, reasons } => {
                let strict = law.rulebook.switches().refusal_ground == RefusalGround::CriterionOrForm;
                let grounded = *form_fault || assessment.unmet().next().is_some();
                let unless = |holds: bool, refusal: Refusal| if holds { Ok(()) } else { Err(refusal) };
                Refusal::all([
                    Refusal::given(
                        "reasons",
                        unless(reasons.is_some(), Refusal::by(DecisionRefusal::ReasonsMissing, R93_3)),
                    ),
                    Refusal::given(
                        "formFault",
                        unless(grounded || !strict, Refusal::by(ApplicationRefusal::NoGround, R93_2)),
                    ),
                ])
            }
            Command::Create | Command::Notify | Command::Withdraw | Command::Reopen(_) => Ok(()),
        }
    }

    fn day_set(command: &Command, _: RuleId, of: RuleId) -> Option<Date> {
        let Command::Reopen(anew) = command else { return None };
        anew.until.filter(|_| of == R93_3)
    }

    fn takes_back(command: &Command) -> bool {
        matches!(command, Command::Reopen(_))
    }

    fn on_delivery(notice: ApplicationNotice) -> Option<Command> {
        matches!(notice, ApplicationNotice::Accredited | ApplicationNotice::Refused).then_some(Command::Notify)
    }
}

/// The authorised body's assessment: which of the three criteria are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// No duplication of existing channels.
    pub no_duplication: bool,
    /// The operating procedure is regulated.
    pub regulated: bool,
    /// Expected results and effectiveness.
    pub effective: bool,
}

/// An assessment, with criterion 2 unmet where nothing regulates the channel and the reading says so.
fn as_the_law_has_it(assessment: Assessment, facts: &Facts, law: &Law) -> Assessment {
    let strict = law.rulebook.switches().missing_regulating_act == MissingRegulatingAct::FailsCriterion;
    Assessment { regulated: assessment.regulated && (facts.names_regulating_act || !strict), ..assessment }
}

/// Where a decision says how a criterion is assessed.
fn assessed_in(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::NoDuplication => "criteria/noDuplication",
        Criterion::Regulated => "criteria/regulated",
        Criterion::Effective => "criteria/effective",
    }
}

/// Says that a criterion is not met.
fn unmet(criterion: Criterion) -> Text {
    let Text { kk, ru, en } = criterion.title();
    Text {
        kk: format!("орындалмаған: {kk}").into(),
        ru: format!("не соблюдено: {ru}").into(),
        en: format!("not met: {en}").into(),
    }
}

impl Assessment {
    /// The criteria that are not met.
    fn unmet(self) -> impl Iterator<Item = Criterion> {
        [
            (self.no_duplication, Criterion::NoDuplication),
            (self.regulated, Criterion::Regulated),
            (self.effective, Criterion::Effective),
        ]
        .into_iter()
        .filter_map(|(met, criterion)| (!met).then_some(criterion))
    }
}

/// What an application knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether item 2 of the form names an act or document that regulates the channel.
    pub names_regulating_act: bool,
    /// Whether the decision on a complaint binds the authorised body to accredit.
    pub bound: bool,
}

commands! { ApplicationAction;
    Create;
    Submit(SignerPosition);
    Accredit(Assessment);
    Refuse {
        /// How the criteria are assessed.
        assessment: Assessment,
        /// Whether the form, or the way it was sent, is not as ¶3 says.
        form_fault: bool,
        /// Why.
        reasons: Option<Bilingual>,
    };
    Notify;
    Withdraw;
    Reopen(Anew);
}

/// Whether the signature is one that the forms of № 93-НҚ accept.
pub(super) fn entitled(signer: SignerPosition, rule: RuleId, law: &Law) -> Result<(), Refusal> {
    let accepted = match law.rulebook.switches().application_signer {
        ApplicationSigner::DeputyOnly => signer == SignerPosition::DeputyFirstHead,
        ApplicationSigner::DeputyOrFirstHead => {
            matches!(signer, SignerPosition::DeputyFirstHead | SignerPosition::FirstHead)
        }
    };
    if accepted {
        Ok(())
    } else {
        let said = Text::new("қол қойған: {}", "подписал: {}", "signed by: {}").with(&signer.title());
        let refusal = Refusal::by(SignatureRefusal::SignerNotEntitled, rule).because(said);
        Refusal::given("signature", Err(refusal))
    }
}

impl Coverage {
    /// Whether a channel that serves so many may be in this region, or in none: a regional one names its region, a republican
    /// one does not.
    ///
    /// # Errors
    /// Why not.
    pub fn fits(self, region: Option<Region>) -> Result<(), Text> {
        match (self, region) {
            (Self::Regional, Some(_)) | (Self::Republican, None) => Ok(()),
            (Self::Regional, None) => Err(Text::new(
                "өңірлік арна үшін міндетті",
                "обязательно для регионального канала",
                "is required for a regional channel",
            )),
            (Self::Republican, Some(_)) => Err(Text::new(
                "республикалық арнада көрсетілмейді",
                "не указывается для республиканского канала",
                "is not given for a republican channel",
            )),
        }
    }
}

/// How alike a sought channel and a registered one are, by the words that they share: from 0, none,
/// to 1, all. Both are folded; words of fewer than four letters say nothing and are left out.
///
/// ```
/// use merzim_domain::procedures::accreditation::likeness;
/// assert!(likeness("ашық диалог порталы", "ашық диалог чаты") > 0.4);
/// assert_eq!(likeness("ашық диалог", "су құбыры"), 0.0);
/// ```
#[must_use]
pub fn likeness(sought: &str, registered: &str) -> f64 {
    let sought = telling_words(sought);
    let registered: HashSet<&str> = telling_words(registered).into_iter().collect();
    let shared = sought.iter().filter(|word| registered.contains(*word)).count();
    let all = sought.len() + registered.len() - shared;
    match (u32::try_from(shared), u32::try_from(all)) {
        (Ok(shared), Ok(all)) if all > 0 => f64::from(shared) / f64::from(all),
        _ => 0.0,
    }
}

/// The distinct words of a folded text that are long enough to tell something, in order.
#[must_use]
pub fn telling_words(folded: &str) -> Vec<&str> {
    let mut seen = HashSet::new();
    folded.split(' ').filter(|word| word.chars().count() > 3 && seen.insert(*word)).collect()
}

vocabulary! {
    /// How far an application for accreditation has come.
    ApplicationState {
        /// Being written by the applicant; nobody else sees it.
        Draft = "draft", "жоба", "черновик", "draft";
        /// Received by the authorised body, under review.
        Received = "received", "келіп түсті", "поступила", "received";
        /// Accredited and entered in the Register; the applicant is being notified.
        Accredited = "accredited", "аккредиттелді", "аккредитован", "accredited";
        /// Refused; the applicant is being notified.
        Refused = "refused", "бас тартылды", "отказано", "refused";
        /// The applicant has been notified of the decision.
        Notified = "notified", "хабардар етілді", "заявитель уведомлён", "notified";
        /// Withdrawn by the applicant before the decision.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвана", "withdrawn";
    }
}

vocabulary! {
    /// What can be done with an application for accreditation.
    ApplicationAction {
        /// Begin to write.
        Create = "create", "жобасын жасау", "создать черновик", "create";
        /// Sign and send to the authorised body (№ 93-НҚ ¶3).
        Submit = "submit", "жіберу", "подать", "submit";
        /// Accredit and enter in the Register (№ 93-НҚ ¶5(1)).
        Accredit = "accredit", "аккредиттеу", "аккредитовать", "accredit";
        /// Refuse accreditation (№ 93-НҚ ¶5(2)).
        Refuse = "refuse", "бас тарту", "отказать", "refuse";
        /// Deliver the notice of the decision (№ 93-НҚ ¶6).
        Notify = "notify", "хабардар ету", "уведомить", "notify";
        /// Withdraw before the decision.
        Withdraw = "withdraw", "кері қайтарып алу", "отозвать", "withdraw";
        /// Consider it anew, for a complaint was satisfied.
        Reopen = "reopen", "қайта қарау", "рассмотреть вновь", "reopen";
    }
}

vocabulary! {
    /// What became of an application for accreditation.
    ApplicationOutcome {
        /// Accredited.
        Accredited = "accredited", "аккредиттелді", "аккредитован", "accredited";
        /// Refused.
        Refused = "refused", "бас тартылды", "отказано", "refused";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвана", "withdrawn";
    }
}

vocabulary! {
    /// What the parties to an application for accreditation are told.
    ApplicationNotice {
        /// An application or notice was filed.
        Filed = "filed", "Құжат келіп түсті", "Поступил документ", "A document has been filed";
        /// The channel was accredited and entered in the Register (№ 93-НҚ ¶6).
        Accredited = "accredited", "Арна аккредиттелді және Тізілімге енгізілді", "Канал аккредитован и включён в реестр", "The channel is accredited and entered in the Register";
        /// Accreditation was refused (№ 93-НҚ ¶6).
        Refused = "refused", "Аккредиттеуден бас тартылды", "В аккредитации отказано", "Accreditation is refused";
        /// The applicant withdrew.
        Withdrawn = "withdrawn", "Өтінім кері қайтарып алынды", "Заявка отозвана", "The application is withdrawn";
        /// A case is open again, after a complaint in it.
        Reopened = "reopened", "Шағымды қарау нәтижесі бойынша іс қайта қаралады", "По результатам рассмотрения жалобы дело рассматривается вновь", "After the complaint the case is considered anew";
    }
}

reasons! {
    /// Why an action on an application for accreditation is refused.
    ApplicationRefusal {
        /// Accreditation although a criterion is not met (№ 93-НҚ ¶4).
        CriterionUnmet = "criterion-unmet", Request, "Өлшемшарттар жиынтығында орындалмаған", "Критерии в совокупности не соблюдены", "The criteria are not met in aggregate";
            "Бас тартыңыз немесе бағалауды түзетіңіз", "Откажите или исправьте оценку", "Refuse, or correct the assessment";
        /// A refusal although every criterion is met and the form is as ¶3 says (№ 93-НҚ ¶4–5).
        NoGround = "no-ground", Request, "Бас тартуға негіз жоқ: барлық өлшемшарт орындалған, өтінім 3-тармаққа сәйкес", "Для отказа нет основания: все критерии соблюдены, заявка соответствует пункту 3", "There is no ground to refuse: every criterion is met, and the application is as paragraph 3 says";
            "Орындалмаған өлшемшартты (criteria) немесе 3-тармақтың қай талабы сақталмағанын (formFault) көрсетіңіз, әйтпесе аккредиттеңіз", "Укажите несоблюдённый критерий (criteria) или требование пункта 3, которому заявка не соответствует (formFault), иначе аккредитуйте", "Name a criterion that is not met (criteria), or what of paragraph 3 is not (formFault); else accredit";
    }
}

vocabulary! {
    /// The criteria of accreditation (№ 93-НҚ ¶4), applied in aggregate.
    Criterion {
        /// No duplication of the functionality of existing channels (¶4(1)).
        NoDuplication = "noDuplication", "қолданыстағы коммуникация арналарының функционалымен қайталанудың болмауы", "отсутствие дублирования функционала действующих каналов коммуникаций", "no duplication of the functionality of existing channels";
        /// The channel's operating procedure is regulated (¶4(2)).
        Regulated = "regulated", "коммуникациялар арнасының жұмыс тәртібінің регламенттелуі", "регламентированность порядка работы канала коммуникаций", "the channel's operating procedure is regulated";
        /// Expected results and effectiveness (¶4(3)).
        Effective = "effective", "коммуникациялар арнасының жұмысынан күтілетін нәтижелер мен тиімділігі", "ожидаемые результаты и эффективность работы канала коммуникаций", "expected results and effectiveness";
    }
}

vocabulary! {
    /// Whom a channel serves (№ 93-НҚ Annex 1 item 4).
    Coverage {
        /// The whole republic.
        Republican = "republican", "республикалық", "республиканский", "republican";
        /// One region.
        Regional = "regional", "өңірлік", "региональный", "regional";
    }
}

vocabulary! {
    /// How people interact through a channel (№ 93-НҚ Annex 1 item 5).
    Format {
        /// Online.
        Online = "online", "онлайн", "онлайн", "online";
        /// Offline.
        Offline = "offline", "офлайн", "офлайн", "offline";
        /// Both.
        Hybrid = "hybrid", "гибрид", "гибрид", "hybrid";
    }
}
