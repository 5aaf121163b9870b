//! What one body tells of an issue that concerns several bodies (№ 444-НҚ ¶5).

use crate::engine::{
    AddedRefusal, AskedRefusal, Line, NamedParty, NamedRefusal, Procedure, Reason, Refusal, reasons_of,
};
use crate::law::Law;
use crate::role::Role;
use crate::rulebook::ids::RuleId;
use crate::text::Text;
use crate::vocabulary::Nothing;

/// The part of one body in an issue: a case for each of those that it concerns, and for the body that raises it. The ministry makes one
/// agenda of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrossBodyIssue;

impl Procedure for CrossBodyIssue {
    const TABLE: &'static [Line<Self>] = table! { IssueAction IssueState Nothing IssueNotice;
        // A body that raises an issue has a case of its own, also where the issue does not concern it. With that the ministry is told, once.
        Raise:                             => Raised    by System, files, tells Asked to MassMediaAuthority;
        // Merzim asks each body that whoever raises the issue names.
        Ask:                               => Asked     by System, files, opens R444_4, tells Asked to AuthorisedPerson StateBody;
        Ask:        Raised                 => Asked     by System, opens R444_4, tells Asked to AuthorisedPerson StateBody;
        Provide:    Asked                  => Provided  by AuthorisedPerson StateBody, meets R444_4, tells Provided to MassMediaAuthority;
        Supplement: Provided               => =         by AuthorisedPerson StateBody, tells Provided to MassMediaAuthority;
        Publish:    Raised Asked Provided  => =         by System, tells Published to AuthorisedPerson StateBody;
        Withdraw:   Raised Asked Provided  => Withdrawn by System, voids R444_4, tells Withdrawn to AuthorisedPerson StateBody;
    };

    type State = IssueState;
    type Action = IssueAction;
    type Outcome = Nothing;
    type Notice = IssueNotice;
    type Refusal = Nothing;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = "cross-body-issue";
    const TITLE: Text = Text::new(
        "Бірнеше органға қатысты мәселе бойынша ақпарат",
        "Информация по вопросу, касающемуся нескольких органов",
        "Information on an issue that concerns several bodies",
    );
    const ACT: &'static str = "444";
    const PREFIX: &'static str = "CBI";
    const INITIATOR: Role = Role::StateBody;
    const ADDRESSEES: &'static [Role] = &[Role::MassMediaAuthority];
    const DRAFTS: &'static [IssueState] = &[];
    const ATTACHES: &'static [IssueState] = &[IssueState::Asked, IssueState::Provided];
    const ATTACHERS: &'static [Role] = &[Role::StateBody, Role::AuthorisedPerson];
    const JOINS: &'static [Role] = &[Role::AuthorisedPerson];

    fn shares() -> Vec<&'static Reason> {
        [reasons_of::<NamedRefusal>(), reasons_of::<AskedRefusal>(), reasons_of::<AddedRefusal>()].concat()
    }

    fn allows(facts: &Facts, action: IssueAction, _: &Law) -> Result<(), Refusal> {
        if action == IssueAction::Supplement { AddedRefusal::unless_room(facts.said) } else { Ok(()) }
    }

    fn bears(_: &Facts, command: &Command, _: RuleId) -> Option<Role> {
        matches!(command, Command::Ask { officer: None }).then_some(Role::StateBody)
    }

    fn never_owed(command: &Command) -> bool {
        matches!(command, Command::Withdraw { never_owed: true })
    }

    fn joining(command: &Command) -> Vec<NamedParty> {
        match command {
            Command::Raise { officer } | Command::Ask { officer } => officer.iter().cloned().collect(),
            Command::Provide | Command::Supplement | Command::Publish | Command::Withdraw { .. } => Vec::new(),
        }
    }
}

impl CrossBodyIssue {
    /// For whom besides the bodies an agenda is published, if it says so: the mass media (¶5).
    pub const READER: Role = Role::MassMedia;
}

/// What the part of a body in an issue knows besides its state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// How often the body has told something.
    pub said: usize,
}

commands! { IssueAction;
    Raise {
        /// The officer or unit of the body, if one is named and does not join when it is asked.
        officer: Option<NamedParty>,
    };
    Ask {
        /// The officer or unit of the body; the body itself owes it, if none is named.
        officer: Option<NamedParty>,
    };
    Provide;
    Supplement;
    Publish;
    Withdraw {
        /// Whether nothing was owed: the body is no more on the last day for it.
        never_owed: bool,
    };
}

vocabulary! {
    /// How far the information of one body on an issue has come.
    IssueState {
        /// Raised by this body, which is asked nothing.
        Raised = "raised", "көтерілді", "поднят", "raised";
        /// Asked for.
        Asked = "asked", "сұратылды", "запрошена", "asked for";
        /// Provided; more may be said.
        Provided = "provided", "ұсынылды", "представлена", "provided";
        /// The issue was withdrawn, or the body is no more.
        Withdrawn = "withdrawn", "қайтарып алынды", "отозвана", "withdrawn";
    }
}

vocabulary! {
    /// What is done with the information of one body on an issue.
    IssueAction {
        /// Raise an issue (¶5).
        Raise = "raise", "мәселе көтеру", "поднять вопрос", "raise an issue";
        /// Ask a body that the issue concerns (¶5).
        Ask = "ask", "ақпарат сұрату", "запросить информацию", "ask for information";
        /// Provide the information (¶5).
        Provide = "provide", "ақпарат ұсыну", "представить информацию", "provide the information";
        /// Say more.
        Supplement = "supplement", "толықтыру", "дополнить", "say more";
        /// The ministry publishes the agenda.
        Publish = "publish", "күн тәртібін жариялау", "опубликовать повестку", "publish the agenda";
        /// Withdraw the issue.
        Withdraw = "withdraw", "мәселені қайтарып алу", "отозвать вопрос", "withdraw the issue";
    }
}

vocabulary! {
    /// What is told of an issue that concerns several bodies.
    IssueNotice {
        /// Information is asked for.
        Asked = "asked", "Бірнеше органға қатысты мәселе бойынша ақпарат сұратылды", "Запрошена информация по вопросу, касающемуся нескольких органов", "Information is asked for on an issue that concerns several bodies";
        /// A body has provided it.
        Provided = "provided", "Мәселе бойынша ақпарат ұсынылды", "Представлена информация по вопросу", "Information on the issue was provided";
        /// The agenda is published.
        Published = "published", "Бірыңғай ақпараттық күн тәртібі жарияланды", "Опубликована единая информационная повестка", "The single information agenda was published";
        /// The issue was withdrawn.
        Withdrawn = "withdrawn", "Мәселе қайтарып алынды", "Вопрос отозван", "The issue was withdrawn";
    }
}
