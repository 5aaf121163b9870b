//! What changes an entry of the Register: applications for changes (№ 93-НҚ ¶11, Annex 3) and
//! notices of cessation (¶12). Both are filed by the applicant body and entered by the authorised
//! body (¶13), so they share one table; only the duty to file differs.

use std::fmt::Debug;
use std::marker::PhantomData;

use time::{Date, Duration, OffsetDateTime};

use super::accreditation::{Coverage, Format, entitled};
use crate::calendar::day_in_words;
use crate::engine::{Anew, Line, Moment, Procedure, Reason, Redress, Refusal, SignatureRefusal, reasons_of};
use crate::law::Law;
use crate::region::Region;
use crate::role::Role;
use crate::rulebook::ids::{R93_8, R93_9, R93_10, RuleId};
use crate::signing::SignerPosition;
use crate::text::{Bilingual, Text};
use crate::zone;

/// How far ahead the end of a channel may lie: one that stops later is not being stopped.
pub const FARTHEST_END: Duration = Duration::days(366);

/// The table, with the rule by which one files.
macro_rules! amendment {
    ($filing:ident) => {
        table! { AmendmentAction AmendmentState AmendmentOutcome AmendmentNotice;
            Create:                  => Draft     by ApplicantBody;
            Submit:   Draft          => Received  by ApplicantBody,
                    files, opens $filing R93_10, meets $filing, tells Filed to CommAuthority;
            Enter:    Received       => Entered   by CommAuthority,
                    decides Entered, opens R93_6, meets R93_6 R93_10, tells Entered to ApplicantBody;
            Withdraw: Draft Received => Withdrawn by ApplicantBody, decides Withdrawn, voids R93_10, tells Withdrawn to CommAuthority;
            Lapse:    Received       => Lapsed    by System, decides Lapsed, voids R93_10, tells Lapsed to ApplicantBody;
            // After a complaint that it was not entered, in time or at all; what is overdue stays so.
            Reopen:   Received Lapsed => Received by System, opens R93_10, tells Reopened to ApplicantBody CommAuthority;
        }
    };
}

/// What makes one kind of amendment differ from the other.
pub trait Kind: Copy + Eq + Debug + 'static {
    /// Code of the procedure.
    const CODE: &'static str;
    /// Name of the procedure.
    const TITLE: Text;
    /// Prefix of the numbers of its cases.
    const PREFIX: &'static str;
    /// The rule by which one files.
    const FILING: RuleId;
    /// The rule that demands a signature, if one does.
    const SIGNED: Option<RuleId>;
    /// The table.
    const TABLE: &'static [Line<Amendment<Self>>];
}

/// An application for changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeKind;

impl Kind for ChangeKind {
    const CODE: &'static str = "register-change";
    const TITLE: Text =
        Text::new("Тізілімге өзгерістер енгізу", "Внесение изменений в реестр", "Change of a Register entry");
    const PREFIX: &'static str = "CHG";
    const FILING: RuleId = R93_8;
    const SIGNED: Option<RuleId> = Some(R93_8);
    const TABLE: &'static [Line<Amendment<Self>>] = amendment!(R93_8);
}

/// A notice of cessation, in free form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CessationKind;

impl Kind for CessationKind {
    const CODE: &'static str = "channel-cessation";
    const TITLE: Text = Text::new("Арна жұмысының тоқтатылуы", "Прекращение работы канала", "Cessation of a channel");
    const PREFIX: &'static str = "CES";
    const FILING: RuleId = R93_9;
    const SIGNED: Option<RuleId> = None;
    const TABLE: &'static [Line<Amendment<Self>>] = amendment!(R93_9);
}

/// The amendment of a Register entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amendment<K>(PhantomData<K>);

/// The procedure of an application for changes.
pub type RegisterChange = Amendment<ChangeKind>;
/// The procedure of a notice of cessation.
pub type ChannelCessation = Amendment<CessationKind>;

impl<K: Kind> Procedure for Amendment<K> {
    const TABLE: &'static [Line<Self>] = K::TABLE;

    type State = AmendmentState;
    type Action = AmendmentAction;
    type Outcome = AmendmentOutcome;
    type Notice = AmendmentNotice;
    type Refusal = AmendmentRefusal;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = K::CODE;
    const TITLE: Text = K::TITLE;
    const ACT: &'static str = "93";
    const PREFIX: &'static str = K::PREFIX;
    const INITIATOR: Role = Role::ApplicantBody;
    const ADDRESSEES: &'static [Role] = &[Role::CommAuthority];
    const DRAFTS: &'static [AmendmentState] = &[AmendmentState::Draft];
    const REDRESS: Option<Redress<Self>> = Some(Redress {
        of: Role::CommAuthority,
        decisions: &[AmendmentOutcome::Lapsed],
        favours: &[AmendmentOutcome::Entered],
        silence: &[R93_10],
        binds: &[],
        reopens: Some(Command::Reopen),
    });

    fn shares() -> Vec<&'static Reason> {
        reasons_of::<SignatureRefusal>()
    }

    fn allows(facts: &Facts, action: AmendmentAction, _: &Law) -> Result<(), Refusal> {
        match action {
            AmendmentAction::Submit => facts.entry_removed.map_or(Ok(()), |day| Err(removed(day))),
            // What was received before the channel stopped is entered even after it (¶13); the rest has lapsed.
            AmendmentAction::Create
            | AmendmentAction::Enter
            | AmendmentAction::Withdraw
            | AmendmentAction::Lapse
            | AmendmentAction::Reopen => Ok(()),
        }
    }

    fn guard(_: &Facts, command: &Command, _: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        match (command, K::SIGNED) {
            (Command::Submit(Some(signer)), Some(rule)) => entitled(*signer, rule, law),
            (Command::Submit(None), Some(rule)) => {
                Refusal::given("signature", Err(Refusal::by(SignatureRefusal::SignatureInvalid, rule)))
            }
            (
                Command::Create
                | Command::Submit(_)
                | Command::Enter
                | Command::Withdraw
                | Command::Lapse
                | Command::Reopen(_),
                _,
            ) => Ok(()),
        }
    }

    fn day_set(command: &Command, _: RuleId, of: RuleId) -> Option<Date> {
        let Command::Reopen(anew) = command else { return None };
        anew.until.filter(|_| of == R93_10)
    }
}

/// What an amendment knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The day on which the channel has left the Register: the one on which it stops, once it has come.
    pub entry_removed: Option<Date>,
}

/// That the channel was removed from the Register on this day.
#[must_use]
pub fn removed(on: Date) -> Refusal {
    let said = Text::new("Шығарылған күні: {}.", "Исключён {}.", "Removed on {}.").with(&day_in_words(on));
    Refusal {
        moment: Some(Moment::Since(zone::start_of(on))),
        ..Refusal::of(AmendmentRefusal::EntryRemoved).because(said)
    }
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Name of the channel.
    pub channel_name: Bilingual,
    /// Name of the body that uses it.
    pub body_name: Bilingual,
    /// Functional purpose.
    pub purpose: Bilingual,
    /// Whom it serves.
    pub coverage: Coverage,
    /// Which region, if it serves one.
    pub region: Option<Region>,
    /// How people interact through it.
    pub format: Format,
}

/// Of what an application speaks, besides the names, which each one gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Speaks {
    /// Of the purpose.
    pub purpose: bool,
    /// Of whom the channel serves.
    pub coverage: bool,
    /// Of how people interact through it.
    pub format: bool,
}

impl Wording {
    /// What an entry that says this says at last, where applications that were received later are entered already: of what those
    /// speak, it goes on saying what it said `before`.
    #[must_use]
    pub fn under(&self, before: Self, later: Speaks) -> Self {
        let entered = self.clone();
        Self {
            channel_name: before.channel_name,
            body_name: before.body_name,
            purpose: if later.purpose { before.purpose } else { entered.purpose },
            coverage: if later.coverage { before.coverage } else { entered.coverage },
            region: if later.coverage { before.region } else { entered.region },
            format: if later.format { before.format } else { entered.format },
        }
    }
}

/// On which day a channel stops by a notice that is entered on `entered_on`, and stopped by what was entered `before`; none if it goes
/// on. Where the notice names no day, a removal that has happened stays where it is.
#[must_use]
pub fn stops_on(continues: bool, named: Option<Date>, before: Option<Date>, entered_on: Date) -> Option<Date> {
    let unnamed = before.filter(|day| *day <= entered_on).unwrap_or(entered_on);
    (!continues).then(|| named.unwrap_or(unnamed))
}

commands! { AmendmentAction;
    Create;
    Submit(Option<SignerPosition>);
    Enter;
    Withdraw;
    Lapse;
    Reopen(Anew);
}

vocabulary! {
    /// How far a change or cessation has come.
    AmendmentState {
        /// Being written by the applicant; nobody else sees it.
        Draft = "draft", "жоба", "черновик", "draft";
        /// Received by the authorised body.
        Received = "received", "келіп түсті", "поступило", "received";
        /// Entered in the Register.
        Entered = "entered", "Тізілімге енгізілді", "внесено в реестр", "entered";
        /// Withdrawn by the applicant before it was entered.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвано", "withdrawn";
        /// Without an object: the channel was removed before it was entered.
        Lapsed = "lapsed", "мәнін жоғалтты: арна алып тасталды", "утратило предмет: канал исключён", "lapsed: the channel was removed";
    }
}

vocabulary! {
    /// What can be done with a change or cessation.
    AmendmentAction {
        /// Begin to write.
        Create = "create", "жобасын жасау", "создать черновик", "create";
        /// Send to the authorised body.
        Submit = "submit", "жіберу", "подать", "submit";
        /// Enter in the Register (№ 93-НҚ ¶13).
        Enter = "enter", "Тізілімге енгізу", "внести в реестр", "enter in the Register";
        /// Withdraw before it is entered.
        Withdraw = "withdraw", "кері қайтарып алу", "отозвать", "withdraw";
        /// Close because the channel has been removed: there is nothing left to enter.
        Lapse = "lapse", "мәнін жоғалтқандықтан жабу", "закрыть за утратой предмета", "lapse";
        /// Enter it after all, for a complaint was satisfied.
        Reopen = "reopen", "қайта қарау", "рассмотреть вновь", "reopen";
    }
}

vocabulary! {
    /// What became of a change or cessation.
    AmendmentOutcome {
        /// Entered.
        Entered = "entered", "Тізілімге енгізілді", "внесено в реестр", "entered";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвано", "withdrawn";
        /// Lapsed.
        Lapsed = "lapsed", "мәнін жоғалтты", "утратило предмет", "lapsed";
    }
}

vocabulary! {
    /// What the parties to a change or cessation are told.
    AmendmentNotice {
        /// An application or notice was filed.
        Filed = "filed", "Құжат келіп түсті", "Поступил документ", "A document has been filed";
        /// The applicant withdrew.
        Withdrawn = "withdrawn", "Құжат кері қайтарып алынды", "Документ отозван", "The filing is withdrawn";
        /// A change or cessation was entered in the Register (№ 93-НҚ ¶13).
        Entered = "entered", "Мәлімет Тізілімге енгізілді", "Сведения внесены в реестр", "The information is entered in the Register";
        /// A case is open again, after a complaint in it.
        Reopened = "reopened", "Шағымды қарау нәтижесі бойынша іс қайта қаралады", "По результатам рассмотрения жалобы дело рассматривается вновь", "After the complaint the case is considered anew";
        /// A change or cessation has no object any more: the channel was removed.
        Lapsed = "lapsed", "Арна Тізілімнен алып тасталды, құжат мәнін жоғалтты", "Канал исключён из реестра, документ утратил предмет", "The channel was removed from the Register: the filing has no object any more";
    }
}

reasons! {
    /// Why an action on a change or cessation is refused.
    AmendmentRefusal {
        /// The channel has left the Register.
        EntryRemoved = "entry-removed", Circumstances, "Арна Тізілімнен алып тасталған", "Канал исключён из реестра", "The channel has been removed from the Register";
            "Ондай арна туралы ештеңе берілмейді", "По такому каналу ничего не подаётся", "Nothing is filed for such a channel any more";
        /// The entry says something else than the document that was signed (№ 93-НҚ ¶11, Annex 3).
        EntryChanged = "entry-changed", Circumstances, "Қол қойылғаннан кейін Тізілімдегі жазба өзгерді", "После подписания запись в реестре изменилась", "The Register entry has changed since this was signed";
            "document құжатын қайта алып, қолтаңбаны жаңадан қойыңыз", "Получите document заново и подпишите его", "Get the document again and sign it anew";
        /// What is to be entered is what the Register says already (№ 93-НҚ ¶13).
        NothingChanges = "nothing-changes", Request, "Енгізетін өзгеріс жоқ: Тізілімде солай жазылған", "Вносить нечего: в реестре так и указано", "There is nothing to enter: the Register says so already";
            "Өтініш беруші өтінімді кері қайтарып алады: withdrawal", "Заявитель отзывает заявку: withdrawal", "The applicant withdraws the application: withdrawal";
        /// The same was filed for this channel and waits to be entered (№ 93-НҚ ¶13).
        AlreadyFiled = "already-filed", Circumstances, "Бұл арна бойынша дәл осындай құжат келіп түскен, ол әлі енгізілген жоқ", "По этому каналу уже поступил такой же документ, он ещё не внесён", "The same has been filed for this channel and is not entered yet";
            "Оның енгізілуін күтіңіз немесе оны кері қайтарып алыңыз; нөмірі detail өрісінде көрсетілген", "Дождитесь его внесения или отзовите его; номер указан в detail", "Wait until it is entered, or withdraw it; detail has its number";
    }
}
