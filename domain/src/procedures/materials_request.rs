//! Requests for information-reference materials (№ 444-НҚ ¶7–8).

use time::{Date, OffsetDateTime};

use crate::engine::{
    AddedRefusal, AskedRefusal, Line, NamedRefusal, News, Opened, Procedure, Reason, Refusal, reasons_of,
};
use crate::law::Law;
use crate::organisation::OrganisationKind;
use crate::role::Role;
use crate::rulebook::ids::{R444_6, R444_7, RuleId};
use crate::text::Text;

/// Requests for materials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaterialsRequest;

impl Procedure for MaterialsRequest {
    const TABLE: &'static [Line<Self>] = table! { MaterialsAction MaterialsState MaterialsOutcome MaterialsNotice;
        // The General Prosecutor's Office is asked for its agreement first (¶7); what it owes begins with the request that follows.
        Ask:                                       => AgreementAsked by MassMediaAuthority,
                files, opens R444_6, tells AgreementAsked to StateBody AuthorisedPerson;
        Agree:      AgreementAsked                 => Agreed         by StateBody AuthorisedPerson, tells Agreed to MassMediaAuthority;
        Decline:    AgreementAsked                 => Declined       by StateBody AuthorisedPerson,
                decides Declined, voids R444_6, tells Declined to MassMediaAuthority;
        Request:                                   => Requested      by MassMediaAuthority,
                files, opens R444_6 R444_7, meets R444_6, tells Requested to StateBody AuthorisedPerson;
        Request:    Agreed                         => Requested      by MassMediaAuthority,
                opens R444_7, meets R444_6, tells Requested to StateBody AuthorisedPerson;
        Remind:     Requested                      => =              by System, tells DueSoon to StateBody AuthorisedPerson;
        Provide:    Requested                      => Provided       by StateBody AuthorisedPerson,
                decides Provided, meets R444_7, tells Provided to MassMediaAuthority;
        Supplement: Provided                       => =              by StateBody AuthorisedPerson, tells Supplemented to MassMediaAuthority;
        // Merzim withdraws it where the body is no more on the last day for it.
        Withdraw:   AgreementAsked Agreed Requested => Withdrawn     by MassMediaAuthority System,
                decides Withdrawn, voids R444_6 R444_7, tells Withdrawn to StateBody AuthorisedPerson;
    };

    type State = MaterialsState;
    type Action = MaterialsAction;
    type Outcome = MaterialsOutcome;
    type Notice = MaterialsNotice;
    type Refusal = MaterialsRefusal;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = "materials-request";
    const TITLE: Text = Text::new(
        "Ақпараттық-анықтамалық материалдарды сұрату",
        "Запрос информационно-справочных материалов",
        "Request for information-reference materials",
    );
    const ACT: &'static str = "444";
    const PREFIX: &'static str = "MAT";
    const INITIATOR: Role = Role::MassMediaAuthority;
    const ADDRESSEES: &'static [Role] = &[Role::StateBody, Role::AuthorisedPerson];
    const DRAFTS: &'static [MaterialsState] = &[];
    const ATTACHES: &'static [MaterialsState] =
        &[MaterialsState::AgreementAsked, MaterialsState::Agreed, MaterialsState::Requested, MaterialsState::Provided];
    const ATTACHERS: &'static [Role] = &[Role::MassMediaAuthority, Role::StateBody, Role::AuthorisedPerson];
    const PERISHABLE: &'static [MaterialsNotice] = &[MaterialsNotice::DueSoon];

    fn shares() -> Vec<&'static Reason> {
        [reasons_of::<NamedRefusal>(), reasons_of::<AskedRefusal>(), reasons_of::<AddedRefusal>()].concat()
    }

    fn allows(facts: &Facts, action: MaterialsAction, _: &Law) -> Result<(), Refusal> {
        if action == MaterialsAction::Supplement { AddedRefusal::unless_room(facts.said) } else { Ok(()) }
    }

    fn guard(facts: &Facts, command: &Command, _: OffsetDateTime, _: &Law) -> Result<(), Refusal> {
        match command {
            Command::Request { .. } if facts.by_agreement && !facts.agreed => {
                Err(Refusal::by(MaterialsRefusal::AgreementMissing, R444_6))
            }
            Command::Provide { nothing: true } | Command::Supplement { nothing: true } => {
                Refusal::given("text", Err(Refusal::by(MaterialsRefusal::NothingProvided, R444_7)))
            }
            Command::Ask
            | Command::Agree
            | Command::Decline
            | Command::Request { .. }
            | Command::Remind { .. }
            | Command::Provide { .. }
            | Command::Supplement { .. }
            | Command::Withdraw { .. } => Ok(()),
        }
    }

    fn news(_: &Facts, command: &Command, opened: &[Opened]) -> News {
        let due_on = match command {
            Command::Remind { due_on } => Some(*due_on),
            _ => Opened::last_day(opened, R444_7),
        };
        News { due_on, ..News::default() }
    }

    fn never_owed(command: &Command) -> bool {
        matches!(command, Command::Withdraw { never_owed: true })
    }

    fn bears(_: &Facts, command: &Command, rule: RuleId) -> Option<Role> {
        let by_itself = rule == R444_7 && matches!(command, Command::Request { officer_named: false });
        by_itself.then_some(Role::StateBody)
    }
}

impl MaterialsRequest {
    /// The rules by which materials are due (№ 444-НҚ ¶8).
    pub const DUE: &'static [RuleId] = &[R444_7];
}

/// What a request knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether the body is asked by agreement only: the General Prosecutor's Office.
    pub by_agreement: bool,
    /// Whether it has agreed.
    pub agreed: bool,
    /// How often the body has provided something.
    pub said: usize,
}

impl Facts {
    /// What is known of a request to an organisation of this kind.
    #[must_use]
    pub const fn of(kind: OrganisationKind) -> Self {
        Self { by_agreement: matches!(kind, OrganisationKind::GeneralProsecutor), agreed: false, said: 0 }
    }

    /// By which command a request begins, where the body has named its authorised person (unit) or not: the General
    /// Prosecutor's Office is asked for its agreement first.
    #[must_use]
    pub const fn first(self, officer_named: bool) -> Command {
        if self.by_agreement { Command::Ask } else { Command::Request { officer_named } }
    }
}

commands! { MaterialsAction;
    Ask;
    Agree;
    Decline;
    Request {
        /// Whether the body has named its authorised person (unit), who owes the materials then. Else the body itself does.
        officer_named: bool,
    };
    Remind {
        /// By when the materials are owed.
        due_on: Date,
    };
    Provide {
        /// Whether there is neither a text nor a file of the body.
        nothing: bool,
    };
    Supplement {
        /// Whether there is neither a text nor a file of the body that is new.
        nothing: bool,
    };
    Withdraw {
        /// Whether nothing was owed: the body is no more on the last day for it.
        never_owed: bool,
    };
}

vocabulary! {
    /// What is asked for (№ 444-НҚ ¶7).
    MaterialsKind {
        /// Data.
        Data = "data", "мәліметтер", "сведения", "data";
        /// Methodological papers.
        Methodological = "methodological", "әдістемелік әзірлемелер", "методические разработки", "methodological papers";
        /// Infographics.
        Infographics = "infographics", "инфографика", "инфографика", "infographics";
        /// Statistical materials.
        Statistics = "statistics", "статистикалық материалдар", "статистические материалы", "statistical materials";
        /// Analytical materials.
        Analysis = "analysis", "талдамалық материалдар", "аналитические материалы", "analytical materials";
    }
}

vocabulary! {
    /// How far a request for materials has come.
    MaterialsState {
        /// The body is asked whether it agrees; nothing is owed yet.
        AgreementAsked = "agreementAsked", "келісім сұратылды", "запрошено согласие", "agreement asked for";
        /// It agrees; the materials can be requested.
        Agreed = "agreed", "келісім берілді", "получено согласие", "agreed";
        /// It does not agree.
        Declined = "declined", "келісім берілмеді", "отказано в согласовании", "declined";
        /// The materials are owed.
        Requested = "requested", "сұратылды", "запрошены", "requested";
        /// Provided.
        Provided = "provided", "ұсынылды", "представлены", "provided";
        /// Withdrawn by the authorised body, or because the body is no more.
        Withdrawn = "withdrawn", "сұрау салу кері қайтарып алынды", "запрос отозван", "withdrawn";
    }
}

vocabulary! {
    /// What can be done with a request for materials.
    MaterialsAction {
        /// Ask for agreement to a request (¶7).
        Ask = "ask", "келісім сұрату", "запросить согласие", "ask for agreement";
        /// Agree to a request.
        Agree = "agree", "келісім беру", "согласиться", "agree";
        /// Decline a request.
        Decline = "decline", "келісім бермеу", "отказать в согласовании", "decline";
        /// Request (¶7).
        Request = "request", "сұрату", "запросить", "request";
        /// Remind that the materials are due soon.
        Remind = "remind", "мерзімі туралы еске салу", "напомнить о сроке", "remind";
        /// Provide (¶8).
        Provide = "provide", "ұсыну", "представить", "provide";
        /// Add to what was provided.
        Supplement = "supplement", "толықтыру", "дополнить", "supplement";
        /// Withdraw a request.
        Withdraw = "withdraw", "сұрау салуды кері қайтарып алу", "отозвать запрос", "withdraw";
    }
}

vocabulary! {
    /// What became of a request for materials.
    MaterialsOutcome {
        /// Not agreed to.
        Declined = "declined", "келісім берілмеді", "отказано в согласовании", "declined";
        /// Provided.
        Provided = "provided", "ұсынылды", "представлены", "provided";
        /// Withdrawn.
        Withdrawn = "withdrawn", "сұрау салу кері қайтарып алынды", "запрос отозван", "withdrawn";
    }
}

vocabulary! {
    /// What the parties to a request for materials are told.
    MaterialsNotice {
        /// A body is asked whether it agrees (¶7).
        AgreementAsked = "agreementAsked", "Материалдарды сұратуға келісіміңіз сұралады", "Запрашивается ваше согласие на запрос материалов", "Your agreement to a request for materials is asked for";
        /// It agrees.
        Agreed = "agreed", "Материалдарды сұратуға келісім берілді", "Получено согласие на запрос материалов", "The request for materials is agreed to";
        /// It does not.
        Declined = "declined", "Материалдарды сұратуға келісім берілмеді", "В согласовании запроса материалов отказано", "The request for materials is declined";
        /// Materials are requested (¶7).
        Requested = "requested", "Материалдар сұратылды", "Запрошены материалы", "Materials are requested";
        /// They are due soon, and not there yet.
        DueSoon = "dueSoon", "Материалдарды ұсыну мерзімі аяқталып келеді", "Срок представления материалов истекает", "The materials are due soon";
        /// They are there (¶8).
        Provided = "provided", "Материалдар ұсынылды", "Материалы представлены", "The materials are provided";
        /// There is more.
        Supplemented = "supplemented", "Ұсынылған материалдар толықтырылды", "Представленные материалы дополнены", "The materials are supplemented";
        /// Nothing is asked for any more.
        Withdrawn = "withdrawn", "Материалдарға сұрау салу кері қайтарып алынды", "Запрос материалов отозван", "The request for materials is withdrawn";
    }
}

reasons! {
    /// Why an action on a request for materials is refused.
    MaterialsRefusal {
        /// The General Prosecutor's Office has not agreed (¶7).
        AgreementMissing = "agreement-missing", Circumstances, "Бас прокуратура келісім бермеген", "Нет согласия Генеральной прокуратуры", "The General Prosecutor's Office has not agreed";
            "Алдымен келісім алыңыз", "Сначала получите согласие", "Get its agreement first";
        /// Neither a text nor a file (¶8).
        NothingProvided = "nothing-provided", Request, "Ешқандай материал жоқ", "Материалов нет", "There are no materials";
            "Файл тіркеңіз немесе text өрісін толтырыңыз", "Приложите файл или заполните text", "Attach a file, or fill in text";
    }
}
