//! Requests for information (Law № 401-V art. 11): to any holder, and, while № 95 is in force, to the first heads of quasi-state
//! entities on the blog platform of the Open Dialogue portal.
//!
//! Both ways share one table. A request on the platform is equal to a written one (art. 11(5)), and № 95 adds to the Law: identity,
//! moderation, rating. Where № 95 repeats a duty of the Law, it is owed once, under № 95 ([`RequestChannel::binds`]). What ends with
//! № 95 is the platform, no procedure: under the Law every holder is asked, before and after.
//!
//! Three moments are kept apart. From the receipt on the platform runs the term of moderation (№ 95 ¶4), from the receipt by the holder
//! that of an answer (art. 11(10), № 95 ¶5 part 1), and from the registration that of a refusal (art. 11(17), № 95 ¶5 part 3).

use time::{Date, Duration, OffsetDateTime};

use crate::calendar::UnknownYear;
use crate::consideration::ConsiderationRefusal;
use crate::consideration::extension::extendable;
use crate::engine::{
    AddedRefusal, Anew, CommonRefusal, DecisionRefusal, Line, NamedRefusal, News, Opened, Procedure, Reason, Reasons,
    Redress, Refusal, SignatureRefusal, Window, edition_of, reasons_of,
};
use crate::law::Law;
use crate::reading::{AskedAgain, ExtensionFrom, RatingChange, RefusalFrom};
use crate::role::Role;
use crate::rulebook::ids::{
    L2, L2_2, L2_3, L2_5, L2_6, L2_7, L2_8, L2_9, L2_10, L2_11, L2_12, L2_18, L2_19, L2_21, R95_1, R95_2, R95_3, R95_4,
    R95_6, R95_7, R95_8, R95_10, R95_11, R95_12, RuleId,
};
use crate::term::{self, Due};
use crate::text::Text;
use crate::vocabulary::Vocabulary;
use crate::zone;

/// For how long a rating can be changed after the first one, by the reading `ratingChange`. No act says so.
pub const RATING_CHANGES: Duration = Duration::days(30);

const ERASED: Text = Text::new(
    "Сұрау салу мен жауаптың мазмұны сақтау мерзімі өткен соң өшірілген.",
    "Содержание запроса и ответа удалено по истечении срока хранения.",
    "What was asked and answered has been erased, for its time of retention is over.",
);

/// Requests for information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InformationRequest;

impl Procedure for InformationRequest {
    const TABLE: &'static [Line<Self>] = table! { RequestAction RequestState RequestOutcome RequestNotice;
        // Every written request that is not anonymous is accepted and registered (art. 11(7)).
        File:                                              => Registered by InformationUser,
                files, opens L2 L2_8 L2_9 L2_11 L2_12 L2_14, meets L2_11 L2_12, tells Received to InformationHolder;
        // What came on paper is entered with the moment of its receipt, and whoever brought it has a slip (art. 11(6)).
        Enter:                                             => Registered by InformationHolder ResponsibleEmployee,
                files, opens L2 L2_8 L2_9 L2_11 L2_12 L2_13 L2_14, meets L2_11 L2_12 L2_13, tells Received to InformationUser;
        // Another holder has forwarded it, however it came there: here it has a term of its own, under the Law (art. 11(10)–(11)).
        TakeOver:                                          => Registered by System,
                files, opens L2 L2_8 L2_9 L2_12 L2_14, meets L2_12, tells Received to InformationHolder InformationUser;
        // An oral request is answered at once, and no more than recorded (art. 11(4)).
        RecordOral:                                        => AnsweredOrally by InformationHolder ResponsibleEmployee,
                files, decides AnsweredOrally, opens L2_21, meets L2_21;
        // On the blog platform (№ 95 ¶3).
        Send:                                              => Moderation by InformationUser,
                files, opens R95_1 R95_2 R95_3 L2_11, meets R95_1 R95_2 L2_11, tells Sent to PortalAdministrator;
        Accept:      Moderation                            => Received   by PortalAdministrator,
                opens R95_7 L2_8 L2_12 L2_14, meets R95_3, tells Accepted to InformationUser InformationHolder;
        Return:      Moderation                            => Returned   by PortalAdministrator,
                decides Returned, opens R95_6, meets R95_3 R95_6, tells Returned to InformationUser;
        Forward:     Moderation                            => Forwarded  by PortalAdministrator,
                decides Forwarded, opens R95_4 R95_5, meets R95_3 R95_4, tells Forwarded to InformationUser;
        Register:    Received                              => Registered by InformationHolder QuasiStateEntity ResponsibleEmployee,
                opens L2_9, meets L2_12, tells Registered to InformationUser;
        // Inside the holder: nothing that is owed moves.
        Assign:      Received Registered Extended          => =          by InformationHolder QuasiStateEntity HolderHead,
                tells Assigned to ResponsibleEmployee;
        Prepare:     Registered Extended                   => =          by InformationHolder QuasiStateEntity ResponsibleEmployee,
                tells Prepared to HolderHead;
        PrepareDecision: Registered Extended               => =          by InformationHolder QuasiStateEntity ResponsibleEmployee,
                tells Prepared to HolderHead;
        Inquire:     Registered Extended                   => =          by InformationHolder QuasiStateEntity ResponsibleEmployee HolderHead;
        RecordInquiry: Registered Extended                 => =          by InformationHolder QuasiStateEntity ResponsibleEmployee HolderHead;
        Remind:      Registered Extended                   => =          by System,
                tells DueSoon to InformationHolder HolderHead ResponsibleEmployee;
        // The term runs on meanwhile (art. 9(1)(2)).
        Clarify:     Registered Extended                   => =          by InformationHolder QuasiStateEntity ResponsibleEmployee,
                opens L2_15, meets L2_15, tells ClarificationAsked to InformationUser;
        Explain:     Registered Extended                   => =          by InformationUser InformationHolder ResponsibleEmployee,
                tells Explained to InformationHolder;
        // Once: no extension leads on from there. What was due on the first day is due on the new one.
        Extend:      Registered                            => Extended   by HolderHead,
                opens L2_2 L2_3 L2 R95_7 R95_8 R95_9, meets L2_2 R95_8, voids L2 R95_7, tells Extended to InformationUser;
        Answer:      Registered Extended                   => Answered   by HolderHead InformationHolder QuasiStateEntity,
                decides Answered, opens L2_4 L2_5 L2_17 L2_18 L2_19 R95_11,
                meets L2 R95_7 L2_4 L2_5 L2_17 L2_18, voids L2_8 L2_9 L2_14, tells Answered to InformationUser;
        // Only the part that is restricted is refused (art. 5(3)); that is in time or late as any refusal is.
        AnswerPartly: Registered Extended                  => Answered   by HolderHead InformationHolder QuasiStateEntity,
                decides PartlyAnswered, opens L2_4 L2_5 L2_10 L2_17 L2_18 L2_19 L2_20 R95_10 R95_11,
                meets L2 R95_7 L2_4 L2_5 L2_9 L2_10 L2_17 L2_18 L2_20 R95_10, voids L2_8 L2_14, tells AnsweredPartly to InformationUser;
        Refuse:      Registered Extended                   => Refused    by HolderHead InformationHolder QuasiStateEntity,
                decides Refused, opens L2_10 R95_10, meets L2_9 L2_10 R95_10, voids L2 R95_7 L2_8 L2_14, tells Refused to InformationUser;
        // The information is published already; whoever asks again is answered in full (art. 11(15)).
        ReferToPublished: Registered                       => ReferredToPublished by HolderHead InformationHolder QuasiStateEntity,
                decides ReferredToPublished, meets L2_8, voids L2 R95_7 L2_9 L2_14, tells ReferredToPublished to InformationUser;
        AskAgain:    ReferredToPublished                   => Registered by InformationUser InformationHolder ResponsibleEmployee,
                opens L2 L2_9 R95_7, tells AskedAgain to InformationHolder;
        // That it is not for this holder may turn out later too: then it is late.
        Forward:     Received Registered Extended          => Forwarded  by InformationHolder QuasiStateEntity HolderHead,
                decides Forwarded, opens L2_6 L2_7 R95_4 R95_5, meets L2_6 L2_14 R95_4,
                voids L2 R95_7 L2_8 L2_9 L2_12, tells Forwarded to InformationUser;
        Withdraw:    Moderation                            => Withdrawn  by InformationUser,
                decides Withdrawn, opens L2_16, meets L2_16, voids R95_3, tells Withdrawn to PortalAdministrator;
        Withdraw:    Received Registered Extended          => Withdrawn  by InformationUser InformationHolder ResponsibleEmployee,
                decides Withdrawn, opens L2_16, meets L2_16, voids L2 R95_7 L2_3 R95_9 L2_8 L2_9 L2_12 L2_14, tells Withdrawn to InformationHolder;
        Reimburse:   Answered                              => =          by InformationHolder QuasiStateEntity ResponsibleEmployee, meets L2_19;
        // One rating for an answer (№ 95 ¶6), which can be changed for a while.
        Rate:        Answered                              => =          by InformationUser,
                opens R95_12, meets R95_11 R95_12, tells Rated to InformationHolder;
        // Question and answer become public where the asker agrees (art. 16(3)(15)), and are no more where the asker does not any more.
        Consent:     Moderation Received Registered Extended Answered => = by InformationUser;
        WithdrawConsent: Moderation Received Registered Extended Answered => = by InformationUser InformationHolder ResponsibleEmployee,
                tells ConsentWithdrawn to InformationHolder;
        Publish:     Answered                              => =          by InformationHolder QuasiStateEntity ResponsibleEmployee,
                tells Published to InformationUser;
        TakeDown:    Answered                              => =          by InformationHolder QuasiStateEntity ResponsibleEmployee;
        NotifyExtension: Registered Extended Answered ReferredToPublished Refused Forwarded => = by System, meets L2_3 R95_9;
        NotifyForwarding: Forwarded                        => =          by System, meets L2_7 R95_5;
        // After a complaint; what is overdue stays so.
        Reopen:      Moderation Returned                   => Received   by System,
                opens R95_7 L2_8 L2_12 L2_14, voids R95_3, tells Reopened to InformationUser InformationHolder;
        Reopen:      Received                              => =          by System,
                opens R95_7, tells Reopened to InformationUser InformationHolder;
        Reopen:      Registered Extended                   => =          by System,
                opens L2 L2_9 R95_7, voids L2_9, tells Reopened to InformationUser InformationHolder;
        Reopen:      Answered ReferredToPublished Refused Forwarded => Registered by System,
                opens L2 L2_9 R95_7, voids L2_7 R95_5 L2_19 R95_11, tells Reopened to InformationUser InformationHolder;
    };

    type State = RequestState;
    type Action = RequestAction;
    type Outcome = RequestOutcome;
    type Notice = RequestNotice;
    type Refusal = RequestRefusal;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = "information-request";
    const TITLE: Text = Text::new("Ақпарат беру туралы сұрау салу", "Запрос информации", "Request for information");
    const ACT: &'static str = "401-V";
    const PREFIX: &'static str = "INF";
    const INITIATOR: Role = Role::InformationUser;
    /// One organisation in each of its roles; those of № 95 only where the request goes through the platform.
    const ADDRESSEES: &'static [Role] = &[
        Role::InformationHolder,
        Role::HolderHead,
        Role::ResponsibleEmployee,
        Role::QuasiStateEntity,
        Role::PortalAdministrator,
    ];
    const DRAFTS: &'static [RequestState] = &[];
    const ATTACHES: &'static [RequestState] =
        &[RequestState::Moderation, RequestState::Received, RequestState::Registered, RequestState::Extended];
    const ATTACHERS: &'static [Role] = &[
        Role::InformationUser,
        Role::InformationHolder,
        Role::QuasiStateEntity,
        Role::ResponsibleEmployee,
        Role::HolderHead,
    ];
    const PERISHABLE: &'static [RequestNotice] = &[RequestNotice::DueSoon];
    const ON_MERITS: &'static [RequestOutcome] =
        &[RequestOutcome::Answered, RequestOutcome::PartlyAnswered, RequestOutcome::Refused];

    /// Whoever is restricted in access complains of it (Law № 401-V art. 7(1)(6), 18).
    const REDRESS: Option<Redress<Self>> = Some(Redress {
        of: Role::InformationHolder,
        decisions: &[
            RequestOutcome::PartlyAnswered,
            RequestOutcome::Refused,
            RequestOutcome::ReferredToPublished,
            RequestOutcome::Forwarded,
            RequestOutcome::Returned,
        ],
        favours: &[RequestOutcome::Answered],
        silence: &[L2, R95_7, R95_3],
        binds: &[],
        reopens: Some(Command::Reopen),
    });

    fn shares() -> Vec<&'static Reason> {
        let single = vec![ConsiderationRefusal::DayNotWorked.reason(), SignatureRefusal::SignatureInvalid.reason()];
        [reasons_of::<DecisionRefusal>(), reasons_of::<NamedRefusal>(), reasons_of::<AddedRefusal>(), single].concat()
    }

    fn window(_: RequestState, facts: &Facts, action: RequestAction, by: Role, law: &Law) -> Result<Window, Refusal> {
        use RequestAction as A;
        // The holder does for whoever asked on paper what nobody else does for those who asked themselves.
        let users = matches!(action, A::Explain | A::AskAgain | A::Withdraw | A::WithdrawConsent);
        if users && by != Role::InformationUser && !facts.on_paper {
            return Err(Refusal::of(CommonRefusal::RoleForbidsAction));
        }
        if facts.awaits_another(action, by) {
            return Err(Refusal::of(RequestRefusal::NotPrepared).because(PREPARED_AND_APPROVED));
        }
        let not_so = || Refusal::of(CommonRefusal::StateForbidsAction);
        let goes_on = matches!(action, A::AskAgain | A::Reimburse | A::Rate | A::Consent | A::Publish | A::Reopen);
        if let Some(at) = facts.erased.filter(|_| goes_on) {
            return Err(not_so().because(ERASED).since(at));
        }
        Ok(match action {
            A::Extend => Window { until: facts.due_at, ..Window::ALWAYS }.by(facts.channel.of(L2_2, R95_8)),
            A::ReferToPublished if facts.asked_again_at.is_some() => return Err(facts.was_asked_again()),
            A::ReferToPublished => Window { until: facts.due(L2_8, law)?.map(|due| due.at), ..Window::ALWAYS }.by(L2_8),
            A::RecordInquiry if !facts.inquired => return Err(not_so()),
            A::Reimburse if !facts.costs_owed => return Err(not_so()),
            // No other act knows a rating.
            A::Rate if facts.channel != RequestChannel::Platform => return Err(not_so()),
            A::Rate => facts.ratable(law),
            A::Consent if facts.publication.is_some() => return Err(not_so()),
            A::WithdrawConsent if facts.publication.is_none() => return Err(not_so()),
            A::Publish if facts.publication.is_none() => return Err(Refusal::of(RequestRefusal::NoConsent)),
            A::TakeDown if facts.publication != Some(Publication::Public) => return Err(not_so()),
            A::Consent
            | A::WithdrawConsent
            | A::Publish
            | A::TakeDown
            | A::File
            | A::Enter
            | A::TakeOver
            | A::RecordOral
            | A::Send
            | A::Accept
            | A::Return
            | A::Register
            | A::Assign
            | A::Prepare
            | A::PrepareDecision
            | A::Inquire
            | A::RecordInquiry
            | A::Remind
            | A::Clarify
            | A::Explain
            | A::Answer
            | A::AnswerPartly
            | A::Refuse
            | A::AskAgain
            | A::Forward
            | A::Withdraw
            | A::Reimburse
            | A::NotifyExtension
            | A::NotifyForwarding
            | A::Reopen => Window::ALWAYS,
        })
    }

    fn allows(facts: &Facts, action: RequestAction, law: &Law) -> Result<(), Refusal> {
        use RequestAction as A;
        let less_than_all = matches!(action, A::Refuse | A::AnswerPartly | A::ReferToPublished | A::Forward);
        if facts.bound && (less_than_all || action == A::Extend) {
            return Err(Refusal::of(DecisionRefusal::BoundByComplaint));
        }
        if facts.given_in_full(law) && less_than_all {
            return Err(facts.was_asked_again());
        }
        Ok(())
    }

    fn came_at(facts: &Facts, _: OffsetDateTime) -> OffsetDateTime {
        facts.sent_at
    }

    /// What comes through the platform is registered by the holder, once it is accepted there.
    fn registers(command: &Command, files: bool) -> bool {
        match command {
            Command::Send { .. } => false,
            Command::Register => true,
            _ => files,
        }
    }

    fn guard(facts: &Facts, command: &Command, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        let refusing = facts.channel.of(L2_10, R95_10);
        let reasoned = |reasons: &bool| {
            Refusal::given("reasons", unless(*reasons, || Refusal::by(DecisionRefusal::ReasonsMissing, refusing)))
        };
        match command {
            Command::File { identity } => identity.under_the_law(),
            Command::Enter { received_at, anonymous } => Refusal::all([
                Refusal::given("asker", unless(!anonymous, || Refusal::by(RequestRefusal::Anonymous, L2_12))),
                Refusal::given("receipt/receivedAt", can_have_come(*received_at, L2_12, now, law)),
            ]),
            Command::RecordOral { at } => Refusal::given("at", can_have_come(*at, L2_21, now, law)),
            Command::Send { identity, addressee } => {
                platform_open(now, law)?;
                Refusal::all([identity.on_the_platform(), addressee.on_the_platform()])
            }
            Command::Return { nothing } => {
                Refusal::given("faults", unless(!nothing, || Refusal::by(RequestRefusal::NoNonconformity, R95_6)))
            }
            Command::Answer(answer) | Command::Prepare(answer) => answer.given_to(facts),
            Command::AnswerPartly { answer, reasons } => Refusal::all([answer.given_to(facts), reasoned(reasons)]),
            Command::Refuse { reasons } => reasoned(reasons),
            Command::Forward { had_it } => {
                let ring = || Refusal::by(RequestRefusal::ForwardedInRing, facts.channel.of(L2_6, R95_4));
                Refusal::given("to", unless(!had_it, ring))
            }
            Command::Extend { until, grounds } => facts.extendable(*until, *grounds, now, law),
            Command::Rate { rating: Rating::Dislike, reason: false } => {
                Refusal::given("reason", Err(Refusal::by(RequestRefusal::DislikeUnexplained, R95_12)))
            }
            Command::Publish { personal_data } => {
                let told = |name, tells: bool| {
                    Refusal::given(name, unless(!tells, || Refusal::of(RequestRefusal::PersonalDataFound)))
                };
                Refusal::all([told("question", personal_data.question), told("answer", personal_data.answer)])
            }
            Command::TakeOver
            | Command::Consent
            | Command::WithdrawConsent
            | Command::TakeDown
            | Command::Accept
            | Command::Register
            | Command::Assign
            | Command::PrepareDecision
            | Command::Inquire
            | Command::RecordInquiry
            | Command::Remind { .. }
            | Command::Clarify
            | Command::Explain
            | Command::ReferToPublished
            | Command::AskAgain
            | Command::Withdraw
            | Command::Reimburse
            | Command::Rate { .. }
            | Command::NotifyExtension
            | Command::NotifyForwarding
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
        if !facts.channel.binds(rule) {
            return None;
        }
        match command {
            // One of the two ways of № 95 ¶3.
            Command::Send { identity, .. } if rule == R95_1 => (*identity == Identity::Signed).then_some(now),
            Command::Send { identity, .. } if rule == R95_2 => (*identity == Identity::LinkedAccount).then_some(now),
            Command::Enter { received_at, .. } if rule == L2_9 => Some(refusal_from(*received_at, now, law)),
            Command::Enter { received_at, .. } => Some(*received_at),
            Command::Register => Some(refusal_from(facts.received_at.unwrap_or(now), now, law)),
            Command::Return { .. } => Some(facts.sent_at),
            Command::Extend { .. } if rule == L2_2 || rule == R95_8 => facts.extended_from(now, law),
            Command::Extend { .. } if rule == L2 || rule == R95_7 => facts.received_at,
            // In moderation nobody else has received it.
            Command::Forward { .. } => facts.received_at.or(Some(facts.sent_at)),
            Command::Refuse { .. } | Command::AnswerPartly { .. } if rule == L2_10 || rule == R95_10 => {
                Some(refusal_from(facts.received_at?, facts.registered_at?, law))
            }
            Command::Answer(answer) | Command::AnswerPartly { answer, .. } if rule == L2_19 => {
                answer.costs.then_some(now)
            }
            Command::Rate { rating, .. } => (*rating == Rating::Dislike).then_some(now),
            // Who is bound to give the information does not refuse it.
            Command::Reopen(Anew { bound: true, .. }) if rule == L2_9 => None,
            // Nor who has said that it is published.
            Command::AskAgain if rule == L2_9 && gives_in_full(law) => None,
            _ => Some(now),
        }
    }

    /// An extension sets the last day for the answer, and so may a complaint.
    fn day_set(command: &Command, opened: RuleId, of: RuleId) -> Option<Date> {
        let until = match command {
            Command::Extend { until, .. } => Some(*until),
            Command::Reopen(anew) => anew.until,
            _ => None,
        };
        until.filter(|_| opened != L2_2 && opened != R95_8 && [L2, R95_7].contains(&of))
    }

    fn takes_back(command: &Command) -> bool {
        matches!(command, Command::AskAgain | Command::Reopen(_))
    }

    fn news(_: &Facts, command: &Command, opened: &[Opened]) -> News {
        let due_on = match command {
            Command::Remind { due_on } => Some(*due_on),
            // By when there is an answer.
            _ => Opened::last_day(opened, L2).or_else(|| Opened::last_day(opened, R95_7)),
        };
        News { due_on, ..News::default() }
    }

    fn on_delivery(notice: RequestNotice) -> Option<Command> {
        match notice {
            RequestNotice::Extended => Some(Command::NotifyExtension),
            RequestNotice::Forwarded => Some(Command::NotifyForwarding),
            RequestNotice::Sent
            | RequestNotice::Received
            | RequestNotice::Accepted
            | RequestNotice::Returned
            | RequestNotice::Registered
            | RequestNotice::Assigned
            | RequestNotice::Prepared
            | RequestNotice::DueSoon
            | RequestNotice::ClarificationAsked
            | RequestNotice::Explained
            | RequestNotice::Answered
            | RequestNotice::AnsweredPartly
            | RequestNotice::Refused
            | RequestNotice::ReferredToPublished
            | RequestNotice::AskedAgain
            | RequestNotice::Withdrawn
            | RequestNotice::Rated
            | RequestNotice::ConsentWithdrawn
            | RequestNotice::Published
            | RequestNotice::Reopened => None,
        }
    }
}

impl InformationRequest {
    /// The rules by which an answer is due (Law № 401-V art. 11(10), № 95 ¶5).
    pub const DUE: &'static [RuleId] = &[L2, R95_7];

    /// The rules by which it is told how a holder has dealt with a request.
    pub const RECKONED: &'static [RuleId] = &[L2, R95_7, L2_8, L2_6, R95_4, L2_10, R95_10];

    /// Whether anything is sent through the blog platform at this moment.
    #[must_use]
    pub fn platform_is_open(now: OffsetDateTime, law: &Law) -> bool {
        platform_open(now, law).is_ok()
    }
}

/// What a duty of a holder came to, under one of [`InformationRequest::RECKONED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The rule.
    pub rule: RuleId,
    /// The end of its term.
    pub due_at: OffsetDateTime,
    /// When it was done.
    pub met_at: Option<OffsetDateTime>,
    /// When it fell away.
    pub voided_at: Option<OffsetDateTime>,
}

/// How a request counts in the figures of its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reckoned {
    /// As what.
    pub reckoning: Reckoning,
    /// The end of the term by which it was dealt with, or is to be.
    pub due_at: OffsetDateTime,
    /// When it was dealt with.
    pub ended_at: Option<OffsetDateTime>,
    /// Whether that was after the term.
    pub late: bool,
}

impl Reckoned {
    /// What these duties of one request come to; nothing, if nothing was owed that counts. Each request counts once: by what was decided
    /// last, or as waiting. Withdrawn, it counts only where the term was over by then.
    #[must_use]
    pub fn of(duties: &[Duty]) -> Option<Self> {
        let answers = || duties.iter().filter(|duty| InformationRequest::DUE.contains(&duty.rule));
        let waits = answers().filter(|duty| duty.met_at.is_none() && duty.voided_at.is_none());
        if let Some(due_at) = waits.map(|duty| duty.due_at).min() {
            return Some(Self { reckoning: Reckoning::Open, due_at, ended_at: None, late: false });
        }
        let decided_at = duties.iter().filter_map(|duty| duty.met_at).max();
        let fell_away_at = answers().filter_map(|duty| duty.voided_at).max();
        if let Some(at) = decided_at.filter(|at| fell_away_at.is_none_or(|fell_away| *at >= fell_away)) {
            let done = || duties.iter().filter(|duty| duty.met_at == Some(at));
            let reckoning = Reckoning::ALL.iter().copied().find(|one| done().any(|duty| one.is_by(duty.rule)))?;
            let due_at = done().filter(|duty| reckoning.is_by(duty.rule)).map(|duty| duty.due_at).min()?;
            return Some(Self { reckoning, due_at, ended_at: Some(at), late: done().any(|duty| at >= duty.due_at) });
        }
        let fell_away = answers().filter(|duty| duty.voided_at == fell_away_at);
        let due_at = fell_away.map(|duty| duty.due_at).min()?;
        let late = fell_away_at.is_some_and(|at| at >= due_at);
        late.then_some(Self { reckoning: Reckoning::Withdrawn, due_at, ended_at: fell_away_at, late })
    }
}

vocabulary! {
    /// How a request counts in the figures of its holder.
    Reckoning {
        /// It waits for an answer.
        Open = "open", "жауап күтуде", "ожидает ответа", "waiting for an answer";
        /// It was answered, in whole or in part.
        Answered = "answered", "жауап берілді", "дан ответ", "answered";
        /// The holder said where the information is published.
        Referred = "referred", "орналастырылған жері хабарланды", "сообщено, где размещена информация", "referred to what is published";
        /// It was forwarded.
        Forwarded = "forwarded", "басқа ақпарат иеленушіге жіберілді", "перенаправлен", "forwarded";
        /// It was refused.
        Refused = "refused", "бас тартылды", "отказано", "refused";
        /// It was withdrawn, when the term for an answer was over.
        Withdrawn = "withdrawn", "мерзімі өткен соң кері қайтарып алынды", "отозван после истечения срока", "withdrawn after its term";
    }
}

impl Reckoning {
    /// Whether what is done under a rule is that.
    fn is_by(self, rule: RuleId) -> bool {
        let rules: &[RuleId] = match self {
            Self::Answered => InformationRequest::DUE,
            Self::Referred => &[L2_8],
            Self::Forwarded => &[L2_6, R95_4],
            Self::Refused => &[L2_10, R95_10],
            Self::Open | Self::Withdrawn => &[],
        };
        rules.contains(&rule)
    }
}

/// What a written request says of whoever asks, as far as article 11 wants it said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Whether a legal entity asks, and all its particulars are there.
    pub entity: Option<bool>,
    /// Whether a person who asks has given the IIN.
    pub iin: bool,
    /// Whether there is a way to reach them.
    pub contacts: bool,
    /// Whether somebody acts for them, and shows the right to.
    pub authority: Option<bool>,
}

impl Said {
    /// Which requirements are not met. Nobody is turned away for that at the door (art. 11(7)): it is a ground to refuse (art. 11(16)(2)), or
    /// to return in moderation.
    #[must_use]
    pub fn lacks(self) -> Vec<Nonconformity> {
        let lacks = [
            (self.entity.is_none() && !self.iin, Nonconformity::PersonNotNamed),
            (self.entity == Some(false), Nonconformity::EntityNotNamed),
            (!self.contacts, Nonconformity::NoContacts),
            (self.authority == Some(false), Nonconformity::NoAuthority),
        ];
        lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, one)| one).collect()
    }
}

/// How a decision is made where a second person has to look at it.
const PREPARED_AND_APPROVED: Text = Text::new(
    "Жобаны бір қызметкер дайындайды, шешімді басшы қабылдайды, және ол басқа адам болуы керек.",
    "Проект готовит один работник, а решение принимает руководитель, и это должны быть разные люди.",
    "One employee prepares a draft, and the head decides, who must be another person.",
);

/// How a holder is asked that is not asked through the platform.
const ASK_DIRECTLY: Text = Text::new(
    "Сұрау салуды ақпарат иеленушінің өзіне Заң бойынша жіберіңіз. Ол үшін platform өрісін алып тастап, сұрау салуға қол қойыңыз немесе оны қағаз нысанында беріңіз.",
    "Направьте запрос самому обладателю информации по Закону. Для этого уберите поле platform и подпишите запрос либо подайте его на бумаге.",
    "Send the request to the holder itself, under the Law. To do so, leave out the field platform and sign the request, or hand it in on paper.",
);

/// Whether what was said to be published is given in full when it is asked for again.
fn gives_in_full(law: &Law) -> bool {
    match law.rulebook.switches().asked_again {
        AskedAgain::InFull => true,
        AskedAgain::AsAnyRequest => false,
    }
}

/// The act by which the blog platform works.
pub const PLATFORM_ACT: &str = "95";

/// What № 95 says over again: on the platform it is owed under № 95 alone.
const SAID_AGAIN: &[RuleId] = &[L2, L2_2, L2_3, L2_6, L2_7, L2_10];

/// `Ok` where something holds, else this refusal.
fn unless(holds: bool, refusal: impl FnOnce() -> Refusal) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(refusal()) }
}

/// Whether a request can have come to a holder then: not ahead, and not before the Law.
fn can_have_come(at: OffsetDateTime, rule: RuleId, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
    if at > now {
        return Err(Refusal::by(CommonRefusal::TooEarly, rule).at(at));
    }
    let then = edition_of(InformationRequest::ACT, law, at);
    then.map(drop).map_err(|refusal| Refusal { rule: Some(rule), ..refusal })
}

/// Whether anything is sent through the platform at this moment: as long as № 95 is in force, or is served all the same.
fn platform_open(now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
    edition_of(PLATFORM_ACT, law, now).map(drop).map_err(|refusal| Refusal { rule: Some(R95_1), ..refusal })
}

/// From when the term of a refusal runs, of what was received and registered then (art. 11(17), № 95 ¶5 part 3).
fn refusal_from(received_at: OffsetDateTime, registered_at: OffsetDateTime, law: &Law) -> OffsetDateTime {
    match law.rulebook.switches().refusal_from {
        RefusalFrom::Registration => registered_at,
        RefusalFrom::DueRegistration => received_at,
    }
}

impl RequestChannel {
    /// Whether a rule binds a request that came so: one of № 95 on the platform alone, and there each of the Law that № 95 does not
    /// say over again.
    #[must_use]
    pub fn binds(self, rule: RuleId) -> bool {
        let of_platform = rule.strip_prefix(PLATFORM_ACT).is_some_and(|number| number.starts_with('-'));
        match self {
            Self::Platform => of_platform || !SAID_AGAIN.contains(&rule),
            Self::Electronic | Self::Paper | Self::Forwarded | Self::Oral => !of_platform,
        }
    }

    /// Which of two rules that say the same binds: that of the Law, or, on the platform, that of № 95.
    const fn of(self, law: RuleId, platform: RuleId) -> RuleId {
        match self {
            Self::Platform => platform,
            Self::Electronic | Self::Paper | Self::Forwarded | Self::Oral => law,
        }
    }
}

/// How it is known who asks (Law № 401-V art. 11(5), (7), № 95 ¶3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// By an electronic digital signature.
    Signed,
    /// By an account on the e-government portal with a subscriber number connected to it.
    LinkedAccount,
    /// By neither.
    Unproven,
    /// The request names nobody.
    Anonymous,
}

impl Identity {
    /// Whether an electronic request is accepted under the Law: an account with a number stands for a signature on the platform alone.
    fn under_the_law(self) -> Result<(), Refusal> {
        match self {
            Self::Signed => Ok(()),
            Self::LinkedAccount | Self::Unproven => {
                Refusal::given("signature", Err(Refusal::by(RequestRefusal::RequestUnsigned, L2_11)))
            }
            Self::Anonymous => Refusal::given("asker", Err(Refusal::by(RequestRefusal::Anonymous, L2_12))),
        }
    }

    fn on_the_platform(self) -> Result<(), Refusal> {
        match self {
            Self::Signed | Self::LinkedAccount => Ok(()),
            Self::Unproven => Refusal::given("signature", Err(Refusal::by(RequestRefusal::IdentityUnproven, R95_2))),
            Self::Anonymous => Refusal::given("asker", Err(Refusal::by(RequestRefusal::Anonymous, L2_12))),
        }
    }
}

/// Whom a request on the platform is addressed to (Law № 401-V art. 11(5), № 95 ¶2(4)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// A quasi-state entity that does not belong to the state alone.
    QuasiStateEntity,
    /// One in which the state has a share of one hundred per cent.
    WhollyStateOwned,
    /// Any other holder.
    OtherHolder,
}

impl Addressee {
    fn on_the_platform(self) -> Result<(), Refusal> {
        let looked_at = match self {
            Self::QuasiStateEntity => Ok(()),
            Self::WhollyStateOwned => Err(Refusal::by(RequestRefusal::WhollyStateOwned, R95_1).because(ASK_DIRECTLY)),
            Self::OtherHolder => Err(Refusal::by(RequestRefusal::NotOnPlatform, R95_1).because(ASK_DIRECTLY)),
        };
        Refusal::given("holder", looked_at)
    }
}

/// What is said of an answer, besides what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it is in the language of the request (art. 11(12)).
    pub in_language: bool,
    /// Whether it is on paper or electronic, as the asker chose (art. 11(12)).
    pub in_form: bool,
    /// Whether the asker is to reimburse the costs of copying or printing (art. 11(13)).
    pub costs: bool,
}

impl Answer {
    fn given_to(self, facts: &Facts) -> Result<(), Refusal> {
        let said =
            |name, holds, word: RequestRefusal, rule| Refusal::given(name, unless(holds, || Refusal::by(word, rule)));
        Refusal::all([
            said("language", self.in_language, RequestRefusal::OtherLanguage, L2_5),
            said("form", self.in_form, RequestRefusal::OtherForm, L2_18),
            said("costs", !(self.costs && facts.costs_exempt), RequestRefusal::ExemptFromCosts, L2_19),
        ])
    }
}

/// Which grounds of an extension are stated (art. 11(10), № 95 ¶5 part 2): only both allow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtensionGrounds {
    /// The information is in the competence of several holders.
    pub several_holders: bool,
    /// The answer needs information from other holders.
    pub needs_others: bool,
}

/// How far question and answer are public, where the asker agrees that they be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// They may be.
    Allowed,
    /// They are.
    Public,
}

/// In which of the texts that become public something looks like personal data, and nobody has said that it is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonalData {
    /// In the question.
    pub question: bool,
    /// In the answer.
    pub answer: bool,
}

/// What another person has prepared than whoever acts, where the operator wants a second person to look at each decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prepared {
    /// An answer.
    pub answer: bool,
    /// A refusal.
    pub refusal: bool,
    /// Word of where the information is published.
    pub reference: bool,
}

/// What a request knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// How it came.
    pub channel: RequestChannel,
    /// Whether whoever asks did so on paper, wherever it was forwarded since.
    pub on_paper: bool,
    /// When it was received on the platform; elsewhere, by the holder.
    pub sent_at: OffsetDateTime,
    /// When the holder received it, once it has; anew, if it was asked again or reopened.
    pub received_at: Option<OffsetDateTime>,
    /// When it was registered with the holder, once it was; anew, if it was asked again or reopened.
    pub registered_at: Option<OffsetDateTime>,
    /// By when an answer is due, while one is.
    pub due_at: Option<OffsetDateTime>,
    /// Whether another holder was asked for what it holds.
    pub inquired: bool,
    /// When it was asked again after the holder had said where the information is published, if it was.
    pub asked_again_at: Option<OffsetDateTime>,
    /// Whether the asker need not pay for copies: socially vulnerable people (art. 11(13)).
    pub costs_exempt: bool,
    /// Whether costs of copying or printing are owed.
    pub costs_owed: bool,
    /// When the answer was rated first, if it was.
    pub rated_at: Option<OffsetDateTime>,
    /// How far it is public, if the asker agrees.
    pub publication: Option<Publication>,
    /// Whether the decision on a complaint binds the holder to give the information.
    pub bound: bool,
    /// Since when what was asked and answered is erased, if it is.
    pub erased: Option<OffsetDateTime>,
    /// What is prepared for the head, where nobody decides alone.
    pub prepared: Option<Prepared>,
}

impl Facts {
    /// Those of a request that comes so: when, and when it is registered. On the platform the holder has it only once it is accepted.
    #[must_use]
    pub fn new(channel: RequestChannel, came_at: OffsetDateTime, registered_at: OffsetDateTime) -> Self {
        let with_holder = |at| Some(at).filter(|_| channel != RequestChannel::Platform);
        Self {
            channel,
            on_paper: channel == RequestChannel::Paper,
            sent_at: came_at,
            received_at: with_holder(came_at),
            registered_at: with_holder(registered_at),
            due_at: None,
            inquired: false,
            asked_again_at: None,
            costs_exempt: false,
            costs_owed: false,
            rated_at: None,
            publication: None,
            bound: false,
            erased: None,
            prepared: None,
        }
    }

    /// Whether whoever takes an action in a role would decide alone, where a second person has to look at it. What is forwarded is not decided:
    /// its holder has no say in what was asked.
    fn awaits_another(&self, action: RequestAction, by: Role) -> bool {
        let Some(prepared) = self.prepared else { return false };
        let is_prepared = match action {
            RequestAction::Answer | RequestAction::AnswerPartly => prepared.answer,
            RequestAction::Refuse => prepared.refusal,
            RequestAction::ReferToPublished => prepared.reference,
            _ => return false,
        };
        !(is_prepared && by == Role::HolderHead)
    }

    /// Whether the information is to be given in full, for it was asked for again.
    fn given_in_full(&self, law: &Law) -> bool {
        self.asked_again_at.is_some() && gives_in_full(law)
    }

    /// That the information was asked for again, and when.
    fn was_asked_again(&self) -> Refusal {
        Refusal::by(RequestRefusal::AskedAgain, L2_8).since(self.asked_again_at)
    }

    /// The end of the term of a rule that runs from the receipt by the holder.
    fn due(&self, rule: RuleId, law: &Law) -> Result<Option<Due>, UnknownYear> {
        let Some(received_at) = self.received_at else { return Ok(None) };
        let rule = law.rulebook.rule_on(&rule, zone::local(received_at).date());
        Ok(rule.map(|rule| term::due(law, rule, received_at)).transpose()?.flatten())
    }

    /// From when an extension decided now is measured.
    fn extended_from(&self, now: OffsetDateTime, law: &Law) -> Option<OffsetDateTime> {
        match law.rulebook.switches().extension_from {
            ExtensionFrom::OriginalDueDate => self.received_at,
            ExtensionFrom::Decision => Some(now),
        }
    }

    /// Whether the term may be extended so: on both grounds, by fifteen calendar days at most.
    fn extendable(
        &self,
        until: Date,
        grounds: ExtensionGrounds,
        now: OffsetDateTime,
        law: &Law,
    ) -> Result<(), Refusal> {
        let power = self.channel.of(L2_2, R95_8);
        let latest = Self { received_at: self.extended_from(now, law), ..*self }.due(power, law);
        let stated = |name, holds| {
            Refusal::given(name, unless(holds, || Refusal::by(RequestRefusal::ExtensionGroundMissing, power)))
        };
        Refusal::all([
            stated("grounds/severalHolders", grounds.several_holders),
            stated("grounds/needsOthers", grounds.needs_others),
            extendable(until, self.due_at, latest, power, RequestRefusal::ExtensionTooLong, law),
        ])
    }

    /// When an answer can be rated: at any time, and changed for as long as the reading says.
    fn ratable(&self, law: &Law) -> Window {
        let Some(rated_at) = self.rated_at else { return Window::ALWAYS };
        match law.rulebook.switches().rating_change {
            RatingChange::ThirtyDays => Window::until(rated_at + RATING_CHANGES).by(R95_11),
            RatingChange::Never => Window::until(rated_at).by(R95_11),
        }
    }
}

commands! { RequestAction;
    File {
        /// How it is known who asks.
        identity: Identity,
    };
    Enter {
        /// When the holder received it.
        received_at: OffsetDateTime,
        /// Whether it names nobody.
        anonymous: bool,
    };
    TakeOver;
    RecordOral {
        /// When it was asked and answered.
        at: OffsetDateTime,
    };
    Send {
        /// How it is known who asks.
        identity: Identity,
        /// Whom it is addressed to.
        addressee: Addressee,
    };
    Accept;
    Return {
        /// Whether no point of article 11 is named that it does not meet.
        nothing: bool,
    };
    Register;
    Assign;
    Prepare(Answer);
    PrepareDecision;
    Inquire;
    RecordInquiry;
    Remind {
        /// By when an answer is owed.
        due_on: Date,
    };
    Clarify;
    Explain;
    Extend {
        /// The last day from now on.
        until: Date,
        /// Which grounds are stated.
        grounds: ExtensionGrounds,
    };
    Answer(Answer);
    AnswerPartly {
        /// What is said of the answer.
        answer: Answer,
        /// Whether it says why the rest is refused.
        reasons: bool,
    };
    Refuse {
        /// Whether it says why.
        reasons: bool,
    };
    ReferToPublished;
    AskAgain;
    Forward {
        /// Whether the holder to whom it goes has had it before, or forwards it itself.
        had_it: bool,
    };
    Withdraw;
    Reimburse;
    Rate {
        /// How the answer is rated.
        rating: Rating,
        /// Whether a reason is given.
        reason: bool,
    };
    Consent;
    WithdrawConsent;
    Publish {
        /// Where something looks like personal data.
        personal_data: PersonalData,
    };
    TakeDown;
    NotifyExtension;
    NotifyForwarding;
    Reopen(Anew);
}

vocabulary! {
    /// How a request for information came to its holder.
    RequestChannel {
        /// As an electronic document (Law № 401-V art. 11(3), (5)).
        Electronic = "electronic", "электрондық құжат түрінде", "в виде электронного документа", "as an electronic document";
        /// On paper, entered by the holder (art. 11(6)).
        Paper = "paper", "қағаз нысанында", "в бумажной форме", "on paper";
        /// Forwarded by another holder (art. 11(11), № 95 ¶4).
        Forwarded = "forwarded", "басқа ақпарат иеленуші жіберген", "перенаправлен другим обладателем информации", "forwarded by another holder";
        /// Orally, in person or by telephone (art. 11(4)).
        Oral = "oral", "ауызша", "устно", "orally";
        /// On the blog platform of first heads of quasi-state entities (№ 95 ¶2(4)).
        Platform = "platform", "блог-платформа арқылы", "через блог-платформу", "on the blog platform";
    }
}

vocabulary! {
    /// How far a request for information has come.
    RequestState {
        /// On the blog platform; its administrator moderates it (№ 95 ¶4).
        Moderation = "moderation", "модерацияда", "на модерации", "in moderation";
        /// Accepted on the platform, and with the holder; not registered there yet.
        Received = "received", "келіп түсті", "поступил", "received";
        /// Registered with the holder; an answer is owed.
        Registered = "registered", "тіркелді", "зарегистрирован", "registered";
        /// The term for the answer is extended (art. 11(10), № 95 ¶5).
        Extended = "extended", "мерзімі ұзартылды", "срок продлён", "extended";
        /// Answered, in full or in part.
        Answered = "answered", "жауап берілді", "дан ответ", "answered";
        /// The holder has said where the information is published (art. 11(15)).
        ReferredToPublished = "referredToPublished", "орналастырылған жері хабарланды", "сообщено, где размещена информация", "referred to what is published";
        /// Refused (art. 11(16)–(17)).
        Refused = "refused", "бас тартылды", "отказано", "refused";
        /// Forwarded to the holder in whose competence it is (art. 11(11), № 95 ¶4).
        Forwarded = "forwarded", "басқа ақпарат иеленушіге жіберілді", "перенаправлен", "forwarded";
        /// Returned in moderation (№ 95 ¶4).
        Returned = "returned", "қайтарылды", "возвращён", "returned";
        /// Withdrawn by the asker (art. 7(1)(4)).
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозван", "withdrawn";
        /// Asked and answered orally (art. 11(4)).
        AnsweredOrally = "answeredOrally", "ауызша жауап берілді", "дан устный ответ", "answered orally";
    }
}

vocabulary! {
    /// What can be done with a request for information.
    RequestAction {
        /// File it, signed (art. 11(5)).
        File = "file", "сұрау салу жіберу", "направить запрос", "file";
        /// Enter one that came on paper (art. 11(6)).
        Enter = "enter", "қағаз нысанындағы сұрау салуды енгізу", "внести запрос, поступивший на бумаге", "enter one that came on paper";
        /// Take over what another holder has forwarded.
        TakeOver = "takeOver", "жіберілген сұрау салуды қабылдау", "принять перенаправленный запрос", "take over what was forwarded";
        /// Record that an oral request was answered (art. 11(4)).
        RecordOral = "recordOral", "ауызша сұрау салуға берілген жауапты тіркеу", "отметить ответ на устный запрос", "record an oral answer";
        /// Send it through the blog platform (№ 95 ¶3).
        Send = "send", "блог-платформа арқылы жіберу", "направить через блог-платформу", "send through the blog platform";
        /// Accept it in moderation (№ 95 ¶4).
        Accept = "accept", "қарауға қабылдау", "принять к рассмотрению", "accept";
        /// Return what does not conform to article 11 (№ 95 ¶4).
        Return = "return", "қайтару", "вернуть", "return";
        /// Register it with the holder (art. 11(7)).
        Register = "register", "тіркеу", "зарегистрировать", "register";
        /// Assign it to an employee.
        Assign = "assign", "орындаушыны тағайындау", "назначить исполнителя", "assign";
        /// Prepare an answer for the head.
        Prepare = "prepare", "жауап жобасын дайындау", "подготовить проект ответа", "prepare an answer";
        /// Prepare another decision for the head.
        PrepareDecision = "prepareDecision", "шешім жобасын дайындау", "подготовить проект решения", "prepare a decision";
        /// Ask another holder for what it holds (art. 11(10)).
        Inquire = "inquire", "өзге ақпарат иеленушіден ақпарат сұрату", "запросить сведения у другого обладателя информации", "ask another holder";
        /// Record what another holder has answered.
        RecordInquiry = "recordInquiry", "өзге ақпарат иеленушінің жауабын белгілеу", "отметить ответ другого обладателя", "record the answer of another holder";
        /// Remind that the answer is due soon.
        Remind = "remind", "мерзімі туралы еске салу", "напомнить о сроке", "remind";
        /// Ask what exactly is asked for (art. 9(1)(2)).
        Clarify = "clarify", "сұрау салудың мазмұнын нақтылауды сұрау", "попросить уточнить содержание запроса", "ask for clarification";
        /// Say what exactly is asked for.
        Explain = "explain", "сұрау салудың мазмұнын нақтылау", "уточнить содержание запроса", "clarify";
        /// Extend the term (art. 11(10), № 95 ¶5).
        Extend = "extend", "мерзімін ұзарту", "продлить срок", "extend";
        /// Answer (art. 11(10), № 95 ¶5).
        Answer = "answer", "жауап беру", "дать ответ", "answer";
        /// Answer, and refuse the part that is restricted (art. 5(3)).
        AnswerPartly = "answerPartly", "ішінара жауап беру", "дать частичный ответ", "answer in part";
        /// Refuse (art. 11(16)–(17), № 95 ¶5).
        Refuse = "refuse", "бас тарту", "отказать", "refuse";
        /// Say where the information is published (art. 11(15)).
        ReferToPublished = "referToPublished", "ақпараттың орналастырылған жерін хабарлау", "сообщить, где размещена информация", "refer to what is published";
        /// Ask again for what was said to be published (art. 11(15)).
        AskAgain = "askAgain", "қайталап өтініш жасау", "обратиться повторно", "ask again";
        /// Forward it to the holder in whose competence it is (art. 11(11), № 95 ¶4).
        Forward = "forward", "тиісті ақпарат иеленушіге жіберу", "перенаправить", "forward";
        /// Withdraw it (art. 7(1)(4)).
        Withdraw = "withdraw", "кері қайтарып алу", "отозвать", "withdraw";
        /// Record that the costs of copying or printing were paid (art. 11(13)).
        Reimburse = "reimburse", "шығындардың өтелгенін белгілеу", "отметить возмещение затрат", "record the payment of costs";
        /// Rate the answer (№ 95 ¶6).
        Rate = "rate", "жауапты бағалау", "оценить ответ", "rate the answer";
        /// Agree that question and answer become public.
        Consent = "consent", "жариялауға келісім беру", "согласиться на публикацию", "agree to publication";
        /// Agree no more.
        WithdrawConsent = "withdrawConsent", "жариялауға келісімді кері қайтарып алу", "отозвать согласие на публикацию", "withdraw the consent to publication";
        /// Make question and answer public, without personal data.
        Publish = "publish", "сұрақ пен жауапты жариялау", "опубликовать вопрос и ответ", "publish question and answer";
        /// Make them public no more.
        TakeDown = "takeDown", "жарияланымды алып тастау", "снять с публикации", "take down";
        /// The asker was told of the extension (art. 11(10), № 95 ¶5).
        NotifyExtension = "notifyExtension", "ұзарту туралы хабардар ету", "уведомить о продлении", "told of the extension";
        /// The asker was told of the forwarding (art. 11(11), № 95 ¶4).
        NotifyForwarding = "notifyForwarding", "қайта жіберу туралы хабардар ету", "уведомить о перенаправлении", "told of the forwarding";
        /// Consider it anew, for a complaint was satisfied.
        Reopen = "reopen", "қайта қарау", "рассмотреть вновь", "reopen";
    }
}

vocabulary! {
    /// What became of a request for information.
    RequestOutcome {
        /// Answered.
        Answered = "answered", "жауап берілді", "дан ответ", "answered";
        /// Answered in part; the rest is restricted.
        PartlyAnswered = "partlyAnswered", "ішінара жауап берілді", "дан частичный ответ", "answered in part";
        /// Answered orally.
        AnsweredOrally = "answeredOrally", "ауызша жауап берілді", "дан устный ответ", "answered orally";
        /// Referred to what is published.
        ReferredToPublished = "referredToPublished", "орналастырылған жері хабарланды", "сообщено, где размещена информация", "referred to what is published";
        /// Refused.
        Refused = "refused", "бас тартылды", "отказано", "refused";
        /// Forwarded.
        Forwarded = "forwarded", "басқа ақпарат иеленушіге жіберілді", "перенаправлен", "forwarded";
        /// Returned.
        Returned = "returned", "қайтарылды", "возвращён", "returned";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозван", "withdrawn";
    }
}

vocabulary! {
    /// What the parties to a request for information are told.
    RequestNotice {
        /// A request is on the platform, to be moderated (№ 95 ¶4).
        Sent = "sent", "Блог-платформаға сұрау салу келіп түсті", "На блог-платформу поступил запрос", "A request has come in on the blog platform";
        /// A request was received and registered.
        Received = "received", "Ақпарат беру туралы сұрау салу келіп түсті және тіркелді", "Запрос информации поступил и зарегистрирован", "A request for information has been received and registered";
        /// It is accepted for consideration (№ 95 ¶5).
        Accepted = "accepted", "Сұрау салу қарауға қабылданды", "Запрос принят к рассмотрению", "The request is accepted for consideration";
        /// It is returned, for it does not conform to article 11 (№ 95 ¶4).
        Returned = "returned", "Сұрау салу «Ақпаратқа қол жеткізу туралы» Заңның 11-бабына сәйкес келмегендіктен қайтарылды", "Запрос возвращён: он не соответствует статье 11 Закона «О доступе к информации»", "The request is returned: it does not conform to article 11 of the Law on access to information";
        /// It is registered with the holder (art. 11(7)).
        Registered = "registered", "Сұрау салу тіркелді", "Запрос зарегистрирован", "The request is registered";
        /// An employee is to prepare the answer.
        Assigned = "assigned", "Сұрау салуға жауап дайындау сізге тапсырылды", "Вам поручено подготовить ответ на запрос", "You are to prepare the answer to a request";
        /// An answer, or another decision, is prepared for the head.
        Prepared = "prepared", "Сұрау салу бойынша шешім жобасы дайын", "Подготовлен проект решения по запросу", "A decision on a request is prepared";
        /// The answer is due soon, and not there yet.
        DueSoon = "dueSoon", "Сұрау салуға жауап беру мерзімі аяқталып келеді", "Срок ответа на запрос истекает", "The answer to a request is due soon";
        /// The holder asks what exactly is asked for (art. 9(1)(2)).
        ClarificationAsked = "clarificationAsked", "Ақпарат иеленуші сұрау салудың мазмұнын нақтылауды сұрайды", "Обладатель информации просит уточнить содержание запроса", "The holder asks you to clarify the request";
        /// The asker has said so.
        Explained = "explained", "Сұрау салудың мазмұны нақтыланды", "Содержание запроса уточнено", "The request is clarified";
        /// The term is extended (art. 11(10), № 95 ¶5).
        Extended = "extended", "Сұрау салуды қарау мерзімі ұзартылды", "Срок рассмотрения запроса продлён", "The term for the request is extended";
        /// It is answered.
        Answered = "answered", "Сұрау салуға жауап берілді", "На запрос дан ответ", "The request is answered";
        /// It is answered in part; access to the rest is restricted (art. 5(3)).
        AnsweredPartly = "answeredPartly", "Сұрау салуға ішінара жауап берілді: қалған ақпаратқа қол жеткізу шектелген", "На запрос дан частичный ответ: доступ к остальной информации ограничен", "The request is answered in part: access to the rest is restricted";
        /// It is refused (art. 11(17), № 95 ¶5).
        Refused = "refused", "Ақпарат беруден бас тартылды", "В предоставлении информации отказано", "The information is refused";
        /// The information is published already (art. 11(15)).
        ReferredToPublished = "referredToPublished", "Сұратылған ақпарат бұрын орналастырылған: оны қайдан табуға болатыны көрсетілген. Қайталап өтініш жасасаңыз, жауап толық беріледі", "Запрашиваемая информация уже размещена: указано, где её найти. При повторном обращении ответ будет дан в полном объёме", "The information is published already, and it says where. If you ask again, you will be answered in full";
        /// The asker wants the answer in full all the same (art. 11(15)).
        AskedAgain = "askedAgain", "Ақпарат пайдаланушы қайталап өтініш жасады: ақпарат жалпы тәртіппен беріледі", "Пользователь информации обратился повторно: информация предоставляется в общем порядке", "The asker has asked again: the information is to be given in full";
        /// It is forwarded to the holder in whose competence it is (art. 11(11), № 95 ¶4).
        Forwarded = "forwarded", "Сұрау салу тиісті ақпарат иеленушіге жіберілді", "Запрос направлен соответствующему обладателю информации", "The request is forwarded to the proper holder";
        /// The asker withdrew.
        Withdrawn = "withdrawn", "Сұрау салу кері қайтарып алынды", "Запрос отозван", "The request is withdrawn";
        /// The answer was rated (№ 95 ¶6).
        Rated = "rated", "Сіздің жауабыңыз бағаланды", "Ваш ответ оценён", "Your answer was rated";
        /// The asker does not agree to the publication any more.
        ConsentWithdrawn = "consentWithdrawn", "Ақпарат пайдаланушы жариялауға келісімін кері қайтарып алды", "Пользователь информации отозвал согласие на публикацию", "The asker has withdrawn the consent to publication";
        /// Question and answer are public.
        Published = "published", "Сіздің сұрағыңыз бен оған берілген жауап дербес деректерсіз жарияланды", "Ваш вопрос и ответ на него опубликованы без персональных данных", "Your question and its answer are published, without personal data";
        /// A case is open again, after a complaint in it.
        Reopened = "reopened", "Шағымды қарау нәтижесі бойынша іс қайта қаралады", "По результатам рассмотрения жалобы дело рассматривается вновь", "After the complaint the case is considered anew";
    }
}

reasons! {
    /// Why an action on a request for information is refused.
    RequestRefusal {
        /// A request that names nobody (Law № 401-V art. 11(7)).
        Anonymous = "anonymous-request", Request, "Анонимдік сұрау салу қабылданбайды", "Анонимный запрос не принимается", "An anonymous request is not accepted";
            "Сұрау салушының кім екенін көрсетіңіз", "Укажите, кто направляет запрос", "Say who asks";
        /// An electronic request without a signature (art. 11(5)).
        RequestUnsigned = "request-unsigned", Request, "Сұрау салу электрондық цифрлық қолтаңбамен куәландырылмаған", "Запрос не заверен электронной цифровой подписью", "The request bears no electronic digital signature";
            "Сұрау салуға қол қойыңыз немесе оны қағаз нысанында беріңіз", "Подпишите запрос или подайте его на бумаге", "Sign the request, or hand it in on paper";
        /// Neither a signature nor an account with a subscriber number connected to it (№ 95 ¶3).
        IdentityUnproven = "identity-unproven", Request, "Сұрау салушының кім екені расталмаған", "Личность направляющего запрос не подтверждена", "It is not proven who asks";
            "Сұрау салуға қол қойыңыз немесе «электрондық үкімет» порталындағы есепке алу жазбаңызға абоненттік нөмір қосыңыз", "Подпишите запрос или подключите абонентский номер к учётной записи на портале «электронного правительства»", "Sign the request, or connect a subscriber number to your account on the e-government portal";
        /// The platform is not for those who belong to the state alone (№ 95 ¶2(4), Law art. 11(5)).
        WhollyStateOwned = "wholly-state-owned", Request, "Мемлекет жүз пайыз қатысатын тұлғаға блог-платформа арқылы сұрау салу жіберілмейді", "Лицу со стопроцентным участием государства запрос через блог-платформу не направляется", "An entity in which the state has one hundred per cent is not asked through the blog platform";
            "Заң бойынша тікелей сұрау салыңыз: электрондық цифрлық қолтаңбамен немесе қағаз нысанында", "Направьте запрос напрямую по Закону: с электронной цифровой подписью или на бумаге", "Ask it directly under the Law: with an electronic digital signature, or on paper";
        /// The platform is for quasi-state entities (№ 95 ¶2(4)).
        NotOnPlatform = "not-on-platform", Request, "Блог-платформа арқылы тек квазимемлекеттік сектор субъектілеріне сұрау салынады", "Через блог-платформу запросы направляются только субъектам квазигосударственного сектора", "Only quasi-state entities are asked through the blog platform";
            "Заң бойынша тікелей сұрау салыңыз: электрондық цифрлық қолтаңбамен немесе қағаз нысанында", "Направьте запрос напрямую по Закону: с электронной цифровой подписью или на бумаге", "Ask the holder directly under the Law: with an electronic digital signature, or on paper";
        /// Returned without a point of article 11 that it does not meet (№ 95 ¶4).
        NoNonconformity = "no-nonconformity", Request, "Сұрау салудың Заңның 11-бабының қай талабына сәйкес келмейтіні көрсетілмеген", "Не указано, какому требованию статьи 11 Закона не соответствует запрос", "No point of article 11 of the Law is named that the request does not meet";
            "Кемінде бір сәйкессіздікті көрсетіңіз немесе сұрау салуды қабылдаңыз", "Укажите хотя бы одно несоответствие или примите запрос", "Name at least one, or accept the request";
        /// One of the two grounds of an extension is not stated (art. 11(10), № 95 ¶5).
        ExtensionGroundMissing = "extension-ground-missing", Request, "Мерзімді ұзартудың екі негізінің бірі жоқ", "Нет одного из двух оснований для продления срока", "One of the two grounds of an extension is missing";
            "Ақпарат бірнеше ақпарат иеленушінің құзыретіне кіргенде және оны олардан алу қажет болғанда ғана ұзартыңыз", "Продлевайте, только если информация входит в компетенцию нескольких обладателей и её нужно получить от них", "Extend only if the information is in the competence of several holders and must be had from them";
        /// A term extended beyond what the law allows (art. 11(10), № 95 ¶5).
        ExtensionTooLong = "extension-too-long", Request, "Мерзім заңда жол берілгеннен ұзаққа ұзартылады", "Срок продлевается сверх допускаемого законом", "The term is extended beyond what the law allows";
            "Ең кеш күн detail өрісінде көрсетілген", "Самый поздний день указан в detail", "detail says the latest day";
        /// Somebody who asks again is not told once more that it is published (art. 11(15)).
        AskedAgain = "asked-again", Circumstances, "Ақпарат қайталап сұратылды: ол толық берілуге тиіс", "Информация запрошена повторно: она предоставляется в полном объёме", "The information was asked for again: it is given in full";
            "Сұрау салуға жауап беріңіз", "Дайте ответ на запрос", "Answer the request";
        /// Forwarded to a holder that has had it (art. 11(11), № 95 ¶4).
        ForwardedInRing = "forwarded-in-ring", Request, "Бұл сұрау салу ол ақпарат иеленушіде болған", "Этот запрос у этого обладателя информации уже был", "That holder has had this request";
            "Басқа ақпарат иеленушіні көрсетіңіз немесе сұрау салуды өзіңіз қараңыз", "Укажите другого обладателя информации или рассмотрите запрос сами", "Name another holder, or consider the request yourself";
        /// An answer in another language than the request (art. 11(12)).
        OtherLanguage = "other-language", Request, "Жауап сұрау салудың тілінде емес", "Ответ дан не на языке запроса", "The answer is not in the language of the request";
            "Жауапты сұрау салудың тілінде беріңіз", "Дайте ответ на языке запроса", "Answer in the language of the request";
        /// An answer in another form than was chosen (art. 11(12)).
        OtherForm = "other-form", Request, "Жауап ақпарат пайдаланушы таңдаған нысанда емес", "Ответ дан не в той форме, которую выбрал пользователь информации", "The answer is not in the form that the asker chose";
            "Жауапты таңдалған нысанда беріңіз: қағаз және (немесе) электрондық", "Дайте ответ в выбранной форме: бумажной и (или) электронной", "Answer in the form that was chosen: on paper and (or) electronically";
        /// Costs are asked of somebody who need not pay them (art. 11(13)).
        ExemptFromCosts = "exempt-from-costs", Request, "Ақпарат пайдаланушы көшірме жасау мен басып шығару шығындарын төлеуден босатылған", "Пользователь информации освобождён от оплаты затрат на копирование и печать", "The asker is exempt from the costs of copying and printing";
            "Жауапты тегін беріңіз", "Предоставьте ответ бесплатно", "Give the answer free of charge";
        /// Published without the asker's consent.
        NoConsent = "no-consent", Circumstances, "Ақпарат пайдаланушы жариялауға келісім бермеген", "Пользователь информации не давал согласия на публикацию", "The asker has not agreed to the publication";
            "Келісімді ақпарат пайдаланушының өзі береді", "Согласие даёт сам пользователь информации", "Only the asker can agree";
        /// What is to be public holds something that looks like personal data.
        PersonalDataFound = "personal-data-found", Request, "Жарияланатын мәтінде дербес деректерге ұқсас мәлімет бар", "В публикуемом тексте есть похожее на персональные данные", "What is to be public holds something that looks like personal data";
            "Оны мәтіннен алып тастаңыз немесе дербес деректер жоқ екенін растаңыз: noPersonalData", "Уберите это из текста или подтвердите, что персональных данных нет: noPersonalData", "Take it out of the text, or confirm that it is none: noPersonalData";
        /// A decision that nobody else has prepared so, where the operator wants a second pair of eyes.
        NotPrepared = "not-prepared", Circumstances, "Шешімді бір адам дайындап, басқасы бекітуге тиіс", "Решение готовит один человек, а утверждает другой", "A decision is prepared by one person and approved by another";
            "Жобаны басқа қызметкер дайындасын, басшы оны өзгертпей бекітеді", "Пусть проект подготовит другой работник, руководитель утверждает его без изменений", "Have another employee prepare it; the head approves it as it is";
        /// A dislike without a reason (№ 95 ¶6).
        DislikeUnexplained = "dislike-unexplained", Request, "«Ұнамайды» деген бағаның себебі көрсетілмеген", "Не указана причина оценки «Не нравится»", "The dislike has no reason";
            "Себебін көрсетіңіз", "Укажите причину", "Give the reason";
    }
}

vocabulary! {
    /// Why information is refused (Law № 401-V art. 11(16)).
    InformationRefusalGround {
        /// The request does not let one tell what is asked for (1).
        Unclear = "unclear", "сұрау салудың мазмұны сұратылатын ақпаратты анықтауға мүмкіндік бермейді", "содержание запроса не позволяет установить запрашиваемую информацию", "the request does not let one tell what is asked for";
        /// It does not meet the Law (2).
        Nonconforming = "nonconforming", "сұрау салу Заңның талаптарына сәйкес келмейді", "запрос не соответствует требованиям Закона", "the request does not meet the Law";
        /// The information is restricted (3).
        Restricted = "restricted", "қол жеткізу шектелген ақпарат", "информация с ограниченным доступом", "restricted information";
        /// A legal assessment or analytical work is not finished (4).
        AnalysisUnfinished = "analysisUnfinished", "актілерді құқықтық бағалау, қызметті талдау немесе өзге де талдамалық жұмыс аяқталмаған", "правовая оценка актов, анализ деятельности или иная аналитическая работа не завершены", "a legal assessment, an analysis of activity or other analytical work is not finished";
        /// There is no decision on the results of an inspection yet (5).
        InspectionUndecided = "inspectionUndecided", "тексеру нәтижелері бойынша шешім қабылданбаған", "решение по результатам проверки не принято", "there is no decision on the results of an inspection yet";
        /// There is no final decision on correspondence or meetings yet (6).
        DecisionPending = "decisionPending", "хат-хабар алмасу немесе кеңестер негізінде түпкілікті шешім қабылданбаған", "окончательное решение на основе переписки или совещаний не принято", "there is no final decision on correspondence or meetings yet";
        /// It is not agreed yet on what terms documents of foreign states or international organisations are disclosed (7).
        DisclosureNotAgreed = "disclosureNotAgreed", "шет мемлекеттердің немесе халықаралық ұйымдардың құжаттарын ашу шарттары келісілмеген", "условия раскрытия документов иностранных государств или международных организаций не согласованы", "it is not agreed yet on what terms documents of foreign states or international organisations are disclosed";
    }
}

vocabulary! {
    /// Which requirement of article 11 of the Law № 401-V a request does not meet (№ 95 ¶4).
    Nonconformity {
        /// No surname and name, or no individual identification number (art. 11(5)(1)).
        PersonNotNamed = "personNotNamed", "тегі, аты немесе жеке сәйкестендіру нөмірі көрсетілмеген", "не указаны фамилия, имя или индивидуальный идентификационный номер", "no surname, name or individual identification number";
        /// The particulars of a legal entity are not complete (art. 11(5)(2)).
        EntityNotNamed = "entityNotNamed", "заңды тұлғаның деректемелері толық емес", "реквизиты юридического лица указаны не полностью", "the particulars of the legal entity are not complete";
        /// It does not say how to reach whoever asks (art. 11(5)).
        NoContacts = "noContacts", "байланыс деректері көрсетілмеген", "не указаны контактные данные", "no contacts";
        /// A representative does not show the right to act (art. 11(8)).
        NoAuthority = "noAuthority", "өкілдің өкілеттігі расталмаған", "полномочия представителя не подтверждены", "the representative does not show the right to act";
        /// It asks for no information (art. 1(12)).
        NoInformationAsked = "noInformationAsked", "ақпарат сұратылмаған", "информация не запрашивается", "no information is asked for";
    }
}

vocabulary! {
    /// In which language a request is written; that of the answer is the same (Law № 401-V art. 11(12)).
    RequestLanguage {
        /// Kazakh.
        Kk = "kk", "қазақша", "казахский", "Kazakh";
        /// Russian.
        Ru = "ru", "орысша", "русский", "Russian";
    }
}

vocabulary! {
    /// In which form an answer is given (Law № 401-V art. 11(12)).
    FormOfAnswer {
        /// Electronically.
        Electronic = "electronic", "электрондық нысанда", "в электронной форме", "electronically";
        /// On paper.
        Paper = "paper", "қағаз нысанында", "в бумажной форме", "on paper";
    }
}

vocabulary! {
    /// How an answer is rated (№ 95 ¶6).
    Rating {
        /// Like.
        Like = "like", "ұнайды", "нравится", "like";
        /// Dislike.
        Dislike = "dislike", "ұнамайды", "не нравится", "dislike";
    }
}

vocabulary! {
    /// What is answered orally (Law № 401-V art. 11(4)).
    OralSubject {
        /// The working hours of the holder (1).
        WorkingHours = "workingHours", "ақпарат иеленушінің жұмыс кестесі", "график работы обладателя информации", "the working hours of the holder";
        /// Addresses, telephones and heads (2).
        Contacts = "contacts", "мекенжайлары, анықтама қызметтерінің телефондары және басшылары туралы мәліметтер", "адреса, телефоны справочных служб и сведения о руководителях", "addresses, telephones of information desks, and who the heads are";
        /// How people are received (3).
        Reception = "reception", "жеке тұлғаларды және заңды тұлғалардың өкілдерін қабылдау тәртібі", "порядок приёма физических лиц и представителей юридических лиц", "how people and representatives of legal entities are received";
        /// How appeals, requests, applications and complaints are considered (4).
        Consideration = "consideration", "жолданымдарды, сұрау салуларды, өтініштер мен шағымдарды қарау тәртібі", "порядок рассмотрения обращений, запросов, заявлений и жалоб", "how appeals, requests, applications and complaints are considered";
        /// How state services are provided (5).
        Services = "services", "мемлекеттік қызметтер көрсету тәртібі", "порядок оказания государственных услуг", "how state services are provided";
        /// When judicial cases are heard (6).
        CourtSchedule = "courtSchedule", "сот істерін қарау кестелері", "графики рассмотрения судебных дел", "when judicial cases are heard";
        /// When and where open tenders are held (7).
        Tenders = "tenders", "ашық конкурстық сауда-саттықты (аукциондарды, тендерлерді) өткізу күні мен орны", "дата и место проведения открытых конкурсных торгов (аукционов, тендеров)", "when and where open tenders and auctions are held";
        /// Assemblies and meetings of the local community (8).
        LocalAssemblies = "localAssemblies", "жергілікті қоғамдастық жиынын, жиналысын шақыру уақыты, орны және талқыланатын мәселелер", "время и место созыва схода, собрания местного сообщества и обсуждаемые вопросы", "when and where the local community assembles, and about what";
        /// Mass media that the holder has founded (9).
        OwnMedia = "ownMedia", "ақпарат иеленуші құрған бұқаралық ақпарат құралдары", "средства массовой информации, учреждённые обладателем информации", "mass media that the holder has founded";
        /// Telephones to ask about vacancies (10).
        Vacancies = "vacancies", "бос лауазымдар туралы ақпарат алуға арналған телефондар", "телефоны для получения информации о вакантных должностях", "telephones to ask about vacancies";
    }
}
