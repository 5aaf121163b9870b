//! What changes an entry of the Register: applications for changes (№ 93-НҚ ¶11, Annex 3) and
//! notices of cessation (¶12). Both are filed by the applicant body and entered by the authorised
//! body (¶13), so they share one table; only the duty to file differs.

use std::fmt::Debug;
use std::marker::PhantomData;

use super::accreditation::{Signed, entitled};
use time::OffsetDateTime;

use crate::engine::{Case, NoticeKind, NoticeTemplate, Procedure, Redress, Refusal, RefusalKind, Transition};
use crate::law::Law;
use crate::role::Role;
use crate::text::Text;

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
        Lapsed = "lapsed", "арна алып тасталғандықтан күшін жойды", "утратило предмет: канал исключён", "lapsed: the channel was removed";
    }
}

vocabulary! {
    /// What can be done with a change or cessation.
    AmendmentAction {
        /// Begin to write.
        Create = "create", "жазуды бастау", "начать", "create";
        /// Send to the authorised body.
        Submit = "submit", "жіберу", "подать", "submit";
        /// Enter in the Register (№ 93-НҚ ¶13).
        Enter = "enter", "Тізілімге енгізу", "внести в реестр", "enter in the Register";
        /// Withdraw before it is entered.
        Withdraw = "withdraw", "кері қайтарып алу", "отозвать", "withdraw";
        /// Close because the channel has been removed: there is nothing left to enter.
        Lapse = "lapse", "нысаны жойылды деп жабу", "закрыть за утратой предмета", "lapse";
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
        Lapsed = "lapsed", "күшін жойды", "утратило предмет", "lapsed";
    }
}

/// An action with all that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Begin a draft.
    Create,
    /// Submit; a signature where the form asks for one.
    Submit(Option<Signed>),
    /// Enter; whether the entry has already been removed.
    Enter {
        /// Whether the entry has been removed in the meantime.
        entry_removed: bool,
    },
    /// Withdraw.
    Withdraw,
    /// The channel has been removed.
    Lapse,
}

/// What makes one kind of amendment differ from the other.
pub trait Kind: Debug + 'static {
    /// Code of the procedure.
    const CODE: &'static str;
    /// Name of the procedure.
    const TITLE: Text;
    /// Prefix of the numbers of its cases.
    const PREFIX: &'static str;
    /// The duty to file, met by filing.
    const FILING: &'static [&'static str];
    /// The duties that filing begins.
    const FILED: &'static [&'static str];
    /// The rule that demands a signature, if one does.
    const SIGNED: Option<&'static str>;
}

/// An application for changes.
#[derive(Debug)]
pub struct ChangeKind;

impl Kind for ChangeKind {
    const CODE: &'static str = "register-change";
    const TITLE: Text =
        Text::new("Тізілімге өзгерістер енгізу", "Внесение изменений в реестр", "Change of a Register entry");
    const PREFIX: &'static str = "CHG";
    const FILING: &'static [&'static str] = &["93-8"];
    const FILED: &'static [&'static str] = &["93-8", "93-10"];
    const SIGNED: Option<&'static str> = Some("93-8");
}

/// A notice of cessation, in free form.
#[derive(Debug)]
pub struct CessationKind;

impl Kind for CessationKind {
    const CODE: &'static str = "channel-cessation";
    const TITLE: Text = Text::new("Арна жұмысының тоқтатылуы", "Прекращение работы канала", "Cessation of a channel");
    const PREFIX: &'static str = "CES";
    const FILING: &'static [&'static str] = &["93-9"];
    const FILED: &'static [&'static str] = &["93-9", "93-10"];
    const SIGNED: Option<&'static str> = None;
}

/// The amendment of a Register entry.
#[derive(Debug)]
pub struct Amendment<K>(PhantomData<K>);

/// The procedure of an application for changes.
pub type RegisterChange = Amendment<ChangeKind>;
/// The procedure of a notice of cessation.
pub type ChannelCessation = Amendment<CessationKind>;

impl<K: Kind> Procedure for Amendment<K> {
    type State = AmendmentState;
    type Action = AmendmentAction;
    type Outcome = AmendmentOutcome;
    type Command = Command;

    const CODE: &'static str = K::CODE;
    const TITLE: Text = K::TITLE;
    const ACT: &'static str = "93";
    const PREFIX: &'static str = K::PREFIX;
    const INITIATOR: Role = Role::ApplicantBody;
    const ADDRESSEES: &'static [Role] = &[Role::CommAuthority];
    const DRAFTS: &'static [AmendmentState] = &[AmendmentState::Draft];
    const REDRESS: Option<Redress<Self>> =
        Some(Redress { of: Role::CommAuthority, decisions: &[], silence: &["93-10"], reopens: None });

    const TRANSITIONS: &'static [Transition<Self>] = &[
        Transition {
            action: AmendmentAction::Create,
            from: &[],
            to: AmendmentState::Draft,
            by: &[Role::ApplicantBody],
            files: false,
            outcome: None,
            opens: &[],
            meets: &[],
            voids: &[],
            notices: &[],
        },
        Transition {
            action: AmendmentAction::Submit,
            from: &[AmendmentState::Draft],
            to: AmendmentState::Received,
            by: &[Role::ApplicantBody],
            files: true,
            outcome: None,
            opens: K::FILED,
            meets: K::FILING,
            voids: &[],
            notices: &[NoticeTemplate { kind: NoticeKind::Filed, to: Role::CommAuthority }],
        },
        Transition {
            action: AmendmentAction::Enter,
            from: &[AmendmentState::Received],
            to: AmendmentState::Entered,
            by: &[Role::CommAuthority],
            files: false,
            outcome: Some(AmendmentOutcome::Entered),
            opens: &["93-6"],
            meets: &["93-6", "93-10"],
            voids: &[],
            notices: &[NoticeTemplate { kind: NoticeKind::Entered, to: Role::ApplicantBody }],
        },
        Transition {
            action: AmendmentAction::Withdraw,
            from: &[AmendmentState::Draft, AmendmentState::Received],
            to: AmendmentState::Withdrawn,
            by: &[Role::ApplicantBody],
            files: false,
            outcome: Some(AmendmentOutcome::Withdrawn),
            opens: &[],
            meets: &[],
            voids: &["93-10"],
            notices: &[NoticeTemplate { kind: NoticeKind::Withdrawn, to: Role::CommAuthority }],
        },
        Transition {
            action: AmendmentAction::Lapse,
            from: &[AmendmentState::Received],
            to: AmendmentState::Lapsed,
            by: &[Role::System],
            files: false,
            outcome: Some(AmendmentOutcome::Lapsed),
            opens: &[],
            meets: &[],
            voids: &["93-10"],
            notices: &[NoticeTemplate { kind: NoticeKind::Lapsed, to: Role::ApplicantBody }],
        },
    ];

    fn action(command: &Command) -> AmendmentAction {
        match command {
            Command::Create => AmendmentAction::Create,
            Command::Submit(_) => AmendmentAction::Submit,
            Command::Enter { .. } => AmendmentAction::Enter,
            Command::Withdraw => AmendmentAction::Withdraw,
            Command::Lapse => AmendmentAction::Lapse,
        }
    }

    fn guard(_: &Case, command: &Command, _: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        match (command, K::SIGNED) {
            (Command::Submit(Some(signed)), Some(rule)) => entitled(*signed, rule, law),
            // A signature that nobody asked for must still be the applicant's own.
            (Command::Submit(Some(Signed { for_applicant: false, .. })), None) => {
                Err(Refusal::of(RefusalKind::SignerNotEntitled))
            }
            (Command::Submit(None), Some(rule)) => Err(Refusal::by(RefusalKind::SignatureInvalid, rule)),
            (Command::Enter { entry_removed: true }, _) => Err(Refusal::by(RefusalKind::EntryRemoved, "93-10")),
            (Command::Create | Command::Submit(_) | Command::Enter { .. } | Command::Withdraw | Command::Lapse, _) => {
                Ok(())
            }
        }
    }
}
