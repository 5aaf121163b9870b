//! Requests for information, under the Law № 401-V and on the platform of № 95.

use std::collections::BTreeSet;

use merzim_domain::engine::{
    Anew, Bound, Case, Change, CommonRefusal, DecisionRefusal, ObligationStatus, Opened, Procedure, Refusal, actions,
    apply, status,
};
use merzim_domain::procedures::information_request::{
    Addressee, Answer, Command, Duty, ExtensionGrounds, Facts, Identity, InformationRequest, Nonconformity,
    PersonalData, Prepared, Publication, Rating, Reckoned, Reckoning, RequestAction, RequestChannel, RequestNotice,
    RequestRefusal, RequestState, Said,
};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{
    L2, L2_2, L2_3, L2_4, L2_5, L2_6, L2_7, L2_8, L2_9, L2_10, L2_11, L2_12, L2_13, L2_14, L2_15, L2_16, L2_17, L2_18,
    L2_19, L2_20, L2_21, R95_1, R95_2, R95_3, R95_4, R95_5, R95_6, R95_7, R95_8, R95_9, R95_10, R95_11, R95_12, RuleId,
};
use merzim_domain::vocabulary::Vocabulary;
use time::macros::{date, datetime};
use time::{Date, Duration, OffsetDateTime};

use crate::tried::{Tried, actor, after, blank, party};
use crate::{law, law_reading};

/// A working day on which both acts are in force.
const THEN: OffsetDateTime = datetime!(2025-03-20 10:00 +5);
/// The worked examples: on the platform, and under the Law.
const ON_PLATFORM: OffsetDateTime = datetime!(2025-03-07 10:00 +5);
const UNDER_LAW: OffsetDateTime = datetime!(2026-03-06 10:00 +5);

const ANSWER: Answer = Answer { in_language: true, in_form: true, costs: false };
const BOTH: ExtensionGrounds = ExtensionGrounds { several_holders: true, needs_others: true };
const FILE: Command = Command::File { identity: Identity::Signed };
const SEND: Command = Command::Send { identity: Identity::Signed, addressee: Addressee::QuasiStateEntity };
const REFUSE: Command = Command::Refuse { reasons: true };
const FORWARD: Command = Command::Forward { had_it: false };
const LIKE: Command = Command::Rate { rating: Rating::Like, reason: false };
const DISLIKE: Command = Command::Rate { rating: Rating::Dislike, reason: true };

impl Tried for InformationRequest {
    const RULES: &'static [RuleId] = &[
        L2, L2_2, L2_3, L2_4, L2_5, L2_6, L2_7, L2_8, L2_9, L2_10, L2_11, L2_12, L2_13, L2_14, L2_15, L2_16, L2_17,
        L2_18, L2_19, L2_20, L2_21, R95_1, R95_2, R95_3, R95_4, R95_5, R95_6, R95_7, R95_8, R95_9, R95_10, R95_11,
        R95_12,
    ];
    const NOW: OffsetDateTime = THEN;

    fn facts() -> Vec<Facts> {
        let with = |channel| Facts {
            received_at: Some(THEN),
            registered_at: Some(THEN),
            due_at: Some(datetime!(2025-04-05 00:00 +5)),
            ..Facts::new(channel, THEN, THEN)
        };
        let platform = with(RequestChannel::Platform);
        vec![
            with(RequestChannel::Electronic),
            with(RequestChannel::Paper),
            with(RequestChannel::Forwarded),
            platform,
            Facts { asked_again_at: Some(THEN), costs_owed: true, inquired: true, ..platform },
            Facts { rated_at: Some(THEN), costs_exempt: true, ..platform },
            Facts { bound: true, ..platform },
            Facts { publication: Some(Publication::Allowed), ..platform },
            Facts { publication: Some(Publication::Public), ..platform },
            Facts { erased: Some(THEN), publication: Some(Publication::Public), ..platform },
            Facts { prepared: Some(Prepared::default()), ..platform },
            Facts { prepared: Some(Prepared { answer: true, refusal: true, reference: true }), ..platform },
        ]
    }

    fn commands() -> Vec<Command> {
        use Command as C;
        let mut commands = vec![
            C::TakeOver,
            C::RecordOral { at: THEN },
            C::RecordOral { at: THEN + Duration::days(1) },
            C::Accept,
            C::Register,
            C::Assign,
            C::Prepare(ANSWER),
            C::Prepare(Answer { in_language: false, ..ANSWER }),
            C::PrepareDecision,
            C::Inquire,
            C::RecordInquiry,
            C::Remind { due_on: date!(2025 - 04 - 04) },
            C::Clarify,
            C::Explain,
            C::Answer(ANSWER),
            C::Answer(Answer { in_language: false, in_form: false, costs: true }),
            C::Answer(Answer { costs: true, ..ANSWER }),
            C::ReferToPublished,
            C::AskAgain,
            C::Withdraw,
            C::Reimburse,
            LIKE,
            C::Consent,
            C::WithdrawConsent,
            C::Publish { personal_data: PersonalData::default() },
            C::Publish { personal_data: PersonalData { question: true, answer: true } },
            C::TakeDown,
            C::NotifyExtension,
            C::NotifyForwarding,
            C::Reopen(Anew { bound: false, until: None }),
            C::Reopen(Anew { bound: true, until: Some(date!(2025 - 03 - 28)) }),
        ];
        for identity in [Identity::Signed, Identity::LinkedAccount, Identity::Unproven, Identity::Anonymous] {
            commands.push(C::File { identity });
            commands.push(C::Send { identity, addressee: Addressee::QuasiStateEntity });
        }
        for wrong in [false, true] {
            commands.extend([
                C::Enter { received_at: THEN - Duration::days(1), anonymous: wrong },
                C::Return { nothing: wrong },
                C::Extend { until: date!(2025 - 04 - 18), grounds: ExtensionGrounds { needs_others: !wrong, ..BOTH } },
                C::AnswerPartly { answer: ANSWER, reasons: !wrong },
                C::Refuse { reasons: !wrong },
                C::Forward { had_it: wrong },
                C::Rate { rating: Rating::Dislike, reason: !wrong },
            ]);
        }
        commands
    }
}

type Request = Case<InformationRequest>;

/// A request before anything has happened in it.
fn new(channel: RequestChannel, came_at: OffsetDateTime) -> Request {
    blank::<InformationRequest>(&Facts::new(channel, came_at, came_at), law())
}

/// What is done, and the case after it, with the facts that storage would give.
fn step(case: &Request, command: &Command, by: Role, now: OffsetDateTime) -> (Change, Request) {
    let change = apply(case, command, &actor(by), now, law()).unwrap();
    let mut next = after(case, &change);
    let facts = &mut next.facts;
    match command {
        Command::Accept => facts.received_at = Some(now),
        Command::Register => facts.registered_at = Some(now),
        Command::AskAgain | Command::Reopen(_) => {
            (facts.received_at, facts.registered_at) = (Some(now), Some(now));
            facts.asked_again_at = facts.asked_again_at.or(Some(now).filter(|_| *command == Command::AskAgain));
        }
        Command::Answer(answer) => facts.costs_owed = answer.costs,
        Command::Rate { .. } => facts.rated_at = facts.rated_at.or(Some(now)),
        _ => {}
    }
    if let Command::Reopen(Anew { bound, .. }) = command {
        facts.bound = *bound;
    }
    for new in change.opened.iter().filter(|new| InformationRequest::DUE.contains(&new.rule)) {
        facts.due_at = new.deadline.due.map(|due| due.at);
    }
    (change, next)
}

fn refused(case: &Request, command: &Command, by: Role, now: OffsetDateTime) -> Refusal {
    apply(case, command, &actor(by), now, law()).unwrap_err()
}

/// A request on the platform that was sent, accepted and registered at these moments.
fn on_platform(sent: OffsetDateTime, accepted: OffsetDateTime, registered: OffsetDateTime) -> Request {
    let case = step(&new(RequestChannel::Platform, sent), &SEND, Role::InformationUser, sent).1;
    let case = step(&case, &Command::Accept, Role::PortalAdministrator, accepted).1;
    step(&case, &Command::Register, Role::QuasiStateEntity, registered).1
}

/// A request under the Law that was filed then.
fn filed(at: OffsetDateTime) -> Request {
    step(&new(RequestChannel::Electronic, at), &FILE, Role::InformationUser, at).1
}

fn rules(change: &Change) -> BTreeSet<RuleId> {
    change.opened.iter().map(|new| new.rule).collect()
}

fn opened(change: &Change, rule: RuleId) -> &Opened {
    change.opened.iter().find(|new| new.rule == rule).unwrap_or_else(|| panic!("{rule} is not opened"))
}

fn due(change: &Change, rule: RuleId) -> Date {
    opened(change, rule).deadline.due.unwrap().on
}

/// Whether what the change opens by a rule, and meets, is met late.
fn late(change: &Change, rule: RuleId) -> bool {
    let new = opened(change, rule);
    assert!(change.met.iter().any(|met| met.id == new.id), "{rule} is not met");
    change.at >= new.deadline.due.unwrap().at
}

fn day(at: OffsetDateTime, days: i64) -> OffsetDateTime {
    at + Duration::days(days)
}

#[test]
fn the_terms_on_the_platform_are_those_of_the_worked_example() {
    let now = ON_PLATFORM;
    let (sent, case) = step(&new(RequestChannel::Platform, now), &SEND, Role::InformationUser, now);
    assert_eq!(due(&sent, R95_3), date!(2025 - 03 - 11));
    let (accepted, case) = step(&case, &Command::Accept, Role::PortalAdministrator, now);
    assert_eq!(due(&accepted, R95_7), date!(2025 - 03 - 26));
    assert_eq!(opened(&accepted, R95_7).deadline.due.unwrap().raw_on, date!(2025 - 03 - 22));
    assert_eq!((due(&accepted, L2_8), due(&accepted, L2_14)), (date!(2025 - 03 - 13), date!(2025 - 03 - 13)));
    let (registered, case) = step(&case, &Command::Register, Role::QuasiStateEntity, now);
    assert_eq!(due(&registered, L2_9), date!(2025 - 03 - 17));

    let forwarded = step(&case, &FORWARD, Role::QuasiStateEntity, now).0;
    assert_eq!((due(&forwarded, R95_4), due(&forwarded, R95_5)), (date!(2025 - 03 - 13), date!(2025 - 03 - 13)));
    assert_eq!(due(&step(&case, &REFUSE, Role::QuasiStateEntity, now).0, R95_10), date!(2025 - 03 - 17));
    let extend = Command::Extend { until: date!(2025 - 04 - 07), grounds: BOTH };
    let extended = step(&case, &extend, Role::HolderHead, now).0;
    assert_eq!((due(&extended, R95_7), due(&extended, R95_8)), (date!(2025 - 04 - 07), date!(2025 - 04 - 07)));
    assert_eq!(due(&extended, R95_9), date!(2025 - 03 - 13));
}

#[test]
fn the_terms_under_the_law_are_those_of_the_worked_example() {
    let now = UNDER_LAW;
    let (change, case) = step(&new(RequestChannel::Electronic, now), &FILE, Role::InformationUser, now);
    assert_eq!((due(&change, L2_8), due(&change, L2_14)), (date!(2026 - 03 - 12), date!(2026 - 03 - 12)));
    assert_eq!((due(&change, L2_9), due(&change, L2)), (date!(2026 - 03 - 16), date!(2026 - 03 - 26)));
    let forwarded = step(&case, &FORWARD, Role::InformationHolder, now).0;
    assert_eq!((due(&forwarded, L2_6), due(&forwarded, L2_7)), (date!(2026 - 03 - 12), date!(2026 - 03 - 12)));
    assert_eq!(due(&step(&case, &REFUSE, Role::InformationHolder, now).0, L2_10), date!(2026 - 03 - 16));
    let extend = Command::Extend { until: date!(2026 - 04 - 06), grounds: BOTH };
    let extended = step(&case, &extend, Role::HolderHead, now).0;
    assert_eq!((due(&extended, L2), due(&extended, L2_2)), (date!(2026 - 04 - 06), date!(2026 - 04 - 06)));
    assert_eq!(due(&extended, L2_3), date!(2026 - 03 - 12));
}

#[test]
fn each_of_the_three_moments_has_its_own_term() {
    let (sent, accepted, registered) = (ON_PLATFORM, day(ON_PLATFORM, 5), day(ON_PLATFORM, 7));
    let case = step(&new(RequestChannel::Platform, sent), &SEND, Role::InformationUser, sent).1;
    // Two days late, whether it is returned or accepted.
    let returned = step(&case, &Command::Return { nothing: false }, Role::PortalAdministrator, accepted).0;
    assert_eq!((due(&returned, R95_6), late(&returned, R95_6)), (date!(2025 - 03 - 11), true));
    let in_time = step(&case, &Command::Return { nothing: false }, Role::PortalAdministrator, day(sent, 4)).0;
    assert!(!late(&in_time, R95_6));
    let (change, _) = step(&case, &Command::Accept, Role::PortalAdministrator, accepted);
    assert_eq!(due(&change, R95_7), date!(2025 - 03 - 27));
    assert_eq!(change.met.iter().map(|met| met.rule.as_str()).collect::<Vec<_>>(), ["95-3"]);
    let case = on_platform(sent, accepted, registered);
    // Over Nauryz.
    assert_eq!(due(&step(&case, &REFUSE, Role::QuasiStateEntity, registered).0, R95_10), date!(2025 - 03 - 26));
    assert_eq!(due(&step(&case, &FORWARD, Role::QuasiStateEntity, registered).0, R95_4), date!(2025 - 03 - 17));
}

#[test]
fn by_another_reading_a_late_registration_gives_no_more_time_to_refuse() {
    let sent = step(&new(RequestChannel::Platform, ON_PLATFORM), &SEND, Role::InformationUser, ON_PLATFORM).1;
    let received = step(&sent, &Command::Accept, Role::PortalAdministrator, ON_PLATFORM).1;
    let read = law_reading("refusalFrom", "dueRegistration");
    for (law, expected) in [(law(), date!(2025 - 03 - 20)), (read, date!(2025 - 03 - 17))] {
        let entity = actor(Role::QuasiStateEntity);
        let change = apply(&received, &Command::Register, &entity, day(ON_PLATFORM, 6), law).unwrap();
        assert_eq!(due(&change, L2_9), expected);
    }
}

#[test]
fn rule_95_4_what_is_for_another_holder_may_be_forwarded_in_moderation_already() {
    let sent = step(&new(RequestChannel::Platform, ON_PLATFORM), &SEND, Role::InformationUser, ON_PLATFORM).1;
    let forwards = |at| step(&sent, &FORWARD, Role::PortalAdministrator, at).0;
    let in_time = forwards(datetime!(2025-03-13 18:00 +5));
    assert_eq!((due(&in_time, R95_4), late(&in_time, R95_4)), (date!(2025 - 03 - 13), false));
    assert!(in_time.met.iter().any(|met| met.rule == "95-3"));
    assert!(late(&forwards(datetime!(2025-03-14 09:00 +5)), R95_4));
}

#[test]
fn while_an_answer_is_in_time_nothing_is_overdue_though_the_days_to_refuse_and_to_forward_are_over() {
    let now = datetime!(2026-03-20 10:00 +5);
    let blank = new(RequestChannel::Electronic, UNDER_LAW);
    let change = step(&blank, &FILE, Role::InformationUser, UNDER_LAW).0;
    let stands = |new: &Opened| {
        let kind = law().rulebook.rule(&new.rule).unwrap().kind;
        let met_at = change.met.iter().any(|met| met.id == new.id).then_some(UNDER_LAW);
        (new.rule, status(kind, new.deadline.due.map(|due| due.at), met_at, None, now))
    };
    let stood: Vec<_> = change.opened.iter().map(stands).collect();
    use ObligationStatus::{Lapsed, Met, Open};
    assert_eq!(stood, [(L2, Open), (L2_8, Lapsed), (L2_9, Lapsed), (L2_11, Met), (L2_12, Met), (L2_14, Lapsed)]);
}

#[test]
fn paper_counts_from_its_receipt_and_a_refusal_of_it_from_its_registration() {
    let received_at = day(UNDER_LAW, -2);
    let blank = new(RequestChannel::Paper, received_at);
    let enter = Command::Enter { received_at, anonymous: false };
    let change = step(&blank, &enter, Role::ResponsibleEmployee, UNDER_LAW).0;
    assert_eq!((due(&change, L2), due(&change, L2_8)), (date!(2026 - 03 - 19), date!(2026 - 03 - 10)));
    assert_eq!(due(&change, L2_9), date!(2026 - 03 - 16));
    assert!(rules(&change).is_superset(&[L2_12, L2_13].into()));
    let strict = law_reading("refusalFrom", "dueRegistration");
    let change = apply(&blank, &enter, &actor(Role::InformationHolder), UNDER_LAW, strict).unwrap();
    assert_eq!((due(&change, L2), due(&change, L2_9)), (date!(2026 - 03 - 19), date!(2026 - 03 - 12)));
    let case = Case {
        facts: Facts::new(RequestChannel::Paper, received_at, UNDER_LAW),
        ..step(&blank, &enter, Role::InformationHolder, UNDER_LAW).1
    };
    for (law, expected) in [(law(), date!(2026 - 03 - 16)), (strict, date!(2026 - 03 - 12))] {
        let change = apply(&case, &REFUSE, &actor(Role::InformationHolder), UNDER_LAW, law).unwrap();
        assert_eq!(due(&change, L2_10), expected);
    }
    let tomorrow = Command::Enter { received_at: day(UNDER_LAW, 1), anonymous: true };
    let refusal = refused(&blank, &tomorrow, Role::InformationHolder, UNDER_LAW);
    let reasons: Vec<_> = refusal.each().map(|one| (one.reason.code, one.given)).collect();
    assert_eq!(reasons, [("anonymous-request", Some("asker")), ("too-early", Some("receipt/receivedAt"))]);
}

#[test]
fn what_the_order_says_over_again_is_owed_once() {
    let of_order = |rule: &RuleId| rule.starts_with("95-");
    let platform = on_platform(ON_PLATFORM, ON_PLATFORM, ON_PLATFORM);
    let electronic = filed(ON_PLATFORM);
    let twice: BTreeSet<RuleId> = [L2, L2_2, L2_3, L2_6, L2_7, L2_10].into();
    let extend = Command::Extend { until: date!(2025 - 04 - 07), grounds: BOTH };
    let partly = Command::AnswerPartly { answer: Answer { costs: true, ..ANSWER }, reasons: true };
    for (command, by) in [(FORWARD, Role::InformationHolder), (extend, Role::HolderHead), (partly, Role::HolderHead)] {
        let change = step(&platform, &command, by, ON_PLATFORM).0;
        assert!(rules(&change).iter().any(of_order) && rules(&change).is_disjoint(&twice), "{command:?}");
        let change = step(&electronic, &command, by, ON_PLATFORM).0;
        assert!(!rules(&change).iter().any(of_order) && !rules(&change).is_disjoint(&twice), "{command:?}");
    }
    // What the order does not say binds on the platform too.
    let answered = step(&platform, &Command::Answer(ANSWER), Role::HolderHead, ON_PLATFORM).0;
    assert!(rules(&answered).is_superset(&[L2_4, L2_5, L2_17, L2_18, R95_11].into()));
}

#[test]
fn nothing_is_sent_through_the_platform_once_its_act_is_repealed_and_what_was_sent_goes_on() {
    let send = |at| apply(&new(RequestChannel::Platform, at), &SEND, &actor(Role::InformationUser), at, law());
    let last = datetime!(2025-04-07 17:00 +5);
    let refusal = send(day(last, 1)).unwrap_err();
    assert!(refusal.is(CommonRefusal::ActNotInForce) && refusal.detail.is_some());
    assert_eq!(refusal.rule, Some(R95_1));
    let sent = step(&new(RequestChannel::Platform, last), &SEND, Role::InformationUser, last).1;
    let (accepted, _) = step(&sent, &Command::Accept, Role::PortalAdministrator, day(last, 1));
    assert_eq!(
        (due(&accepted, R95_7), opened(&accepted, R95_7).edition.as_str()),
        (date!(2025 - 04 - 23), "2023-03-26")
    );
    // The Law asks every holder, before and after.
    assert_eq!(filed(day(last, 1)).state, Some(RequestState::Registered));
}

#[test]
fn rules_95_1_and_95_2_it_is_known_who_asks_in_one_of_two_ways() {
    let blank = new(RequestChannel::Platform, THEN);
    let send = |identity, addressee| {
        apply(&blank, &Command::Send { identity, addressee }, &actor(Role::InformationUser), THEN, law())
    };
    let entity = Addressee::QuasiStateEntity;
    let signed = rules(&send(Identity::Signed, entity).unwrap());
    assert!(signed.contains(&R95_1) && !signed.contains(&R95_2));
    let linked = rules(&send(Identity::LinkedAccount, entity).unwrap());
    assert!(linked.contains(&R95_2) && !linked.contains(&R95_1));
    let refusal = send(Identity::Unproven, entity).unwrap_err();
    assert!(refusal.is(RequestRefusal::IdentityUnproven) && refusal.rule == Some(R95_2));
    assert!(send(Identity::Anonymous, entity).unwrap_err().is(RequestRefusal::Anonymous));
    assert!(send(Identity::Signed, Addressee::OtherHolder).unwrap_err().is(RequestRefusal::NotOnPlatform));
    // All that is wrong is told at once.
    let refusal = send(Identity::Unproven, Addressee::WhollyStateOwned).unwrap_err();
    let given: Vec<_> = refusal.each().map(|one| (one.reason.code, one.given)).collect();
    assert_eq!(given, [("identity-unproven", Some("signature")), ("wholly-state-owned", Some("holder"))]);
}

#[test]
fn under_the_law_an_account_is_no_signature_and_nobody_asks_anonymously() {
    let blank = new(RequestChannel::Electronic, UNDER_LAW);
    let refused = |identity| refused(&blank, &Command::File { identity }, Role::InformationUser, UNDER_LAW);
    for identity in [Identity::LinkedAccount, Identity::Unproven] {
        let refusal = refused(identity);
        assert!(refusal.is(RequestRefusal::RequestUnsigned) && refusal.rule == Some(L2_11));
    }
    assert!(refused(Identity::Anonymous).is(RequestRefusal::Anonymous));
}

#[test]
fn the_term_is_extended_once_by_the_head_on_both_grounds() {
    let case = filed(UNDER_LAW);
    let extend = |until, grounds| Command::Extend { until, grounds };
    let latest = extend(date!(2026 - 04 - 06), BOTH);
    assert!(refused(&case, &latest, Role::InformationHolder, UNDER_LAW).is(CommonRefusal::RoleForbidsAction));
    let none = ExtensionGrounds { several_holders: false, needs_others: false };
    let refusal = refused(&case, &extend(date!(2026 - 04 - 07), none), Role::HolderHead, UNDER_LAW);
    let given: Vec<_> = refusal.each().map(|one| (one.reason.code, one.given, one.rule)).collect();
    assert_eq!(
        given,
        [
            ("extension-ground-missing", Some("grounds/severalHolders"), Some(L2_2)),
            ("extension-ground-missing", Some("grounds/needsOthers"), Some(L2_2)),
            ("extension-too-long", Some("until"), Some(L2_2)),
        ]
    );
    assert_eq!(refusal.each().last().unwrap().day, Some(Bound::Latest(date!(2026 - 04 - 06))));
    let sooner = extend(date!(2026 - 03 - 26), BOTH);
    assert!(refused(&case, &sooner, Role::HolderHead, UNDER_LAW).is(CommonRefusal::TooLate));
    let off = extend(date!(2026 - 03 - 28), BOTH);
    assert_eq!(refused(&case, &off, Role::HolderHead, UNDER_LAW).reason.code, "day-not-worked");

    let (change, extended) = step(&case, &latest, Role::HolderHead, UNDER_LAW);
    assert_eq!((change.voided.len(), change.notices[0].news.due_on), (1, Some(date!(2026 - 04 - 06))));
    assert!(refused(&extended, &latest, Role::HolderHead, UNDER_LAW).is(CommonRefusal::StateForbidsAction));
    let told = step(&extended, &Command::NotifyExtension, Role::System, day(UNDER_LAW, 4)).0;
    assert_eq!(told.met[0].rule, "L2-3");
    assert_eq!(InformationRequest::on_delivery(RequestNotice::Extended), Some(Command::NotifyExtension));
    // The term is still that of the receipt, whenever it is extended.
    let later = step(&case, &latest, Role::HolderHead, day(UNDER_LAW, 6)).0;
    assert_eq!((opened(&later, L2).event_at, opened(&later, L2_3).event_at), (UNDER_LAW, day(UNDER_LAW, 6)));
    // What has run out is not extended.
    let over = datetime!(2026-03-27 10:00 +5);
    let refusal = refused(&case, &latest, Role::HolderHead, over);
    assert!(refusal.is(CommonRefusal::TooLate) && refusal.rule == Some(L2_2));
}

#[test]
fn by_another_reading_an_extension_is_measured_from_the_decision() {
    let case = filed(UNDER_LAW);
    let until = |day| Command::Extend { until: day, grounds: BOTH };
    let read = law_reading("extensionFrom", "decision");
    let decided_at = datetime!(2026-03-16 10:00 +5);
    let extends = |day| apply(&case, &until(day), &actor(Role::HolderHead), decided_at, read);
    assert_eq!(due(&extends(date!(2026 - 03 - 31)).unwrap(), L2), date!(2026 - 03 - 31));
    let refusal = extends(date!(2026 - 04 - 01)).unwrap_err();
    assert_eq!(refusal.day, Some(Bound::Latest(date!(2026 - 03 - 31))));
}

#[test]
fn rule_l2_10_a_refusal_is_late_after_five_working_days_also_within_the_fifteen() {
    let case = filed(UNDER_LAW);
    let refuses = |at| step(&case, &REFUSE, Role::InformationHolder, at).0;
    assert!(!late(&refuses(datetime!(2026-03-16 23:59 +5)), L2_10));
    let change = refuses(datetime!(2026-03-17 09:00 +5));
    assert!(late(&change, L2_10));
    // The answer falls away in its time, and the power to refuse is used.
    assert!(change.voided.iter().any(|owed| owed.rule == "L2") && change.met.iter().any(|owed| owed.rule == "L2-9"));
    let refusal = refused(&case, &Command::Refuse { reasons: false }, Role::InformationHolder, UNDER_LAW);
    assert!(refusal.is(DecisionRefusal::ReasonsMissing) && refusal.rule == Some(L2_10));
    // On the platform it is rule 95-10.
    let case = on_platform(ON_PLATFORM, ON_PLATFORM, ON_PLATFORM);
    let change = |at| step(&case, &REFUSE, Role::QuasiStateEntity, at).0;
    assert!(!late(&change(datetime!(2025-03-17 18:00 +5)), R95_10));
    assert!(late(&change(datetime!(2025-03-18 09:00 +5)), R95_10));
}

#[test]
fn only_the_part_that_is_restricted_is_refused() {
    let case = filed(UNDER_LAW);
    let partly = |reasons| Command::AnswerPartly { answer: ANSWER, reasons };
    let change = step(&case, &partly(true), Role::InformationHolder, datetime!(2026-03-18 10:00 +5)).0;
    assert!(late(&change, L2_10) && rules(&change).contains(&L2_20));
    assert!(change.met.iter().any(|owed| owed.rule == "L2"));
    assert_eq!((change.to, change.outcome), ("answered", Some(Some("partlyAnswered"))));
    let refusal = refused(&case, &partly(false), Role::InformationHolder, UNDER_LAW);
    assert!(refusal.is(DecisionRefusal::ReasonsMissing));
    // Article 5(3) is held in its wording of 2025 only.
    let before = step(&filed(ON_PLATFORM), &partly(true), Role::InformationHolder, ON_PLATFORM).0;
    assert!(!rules(&before).contains(&L2_20));
}

#[test]
fn rule_l2_8_what_is_published_is_said_within_three_working_days_and_given_in_full_when_asked_again() {
    let case = filed(UNDER_LAW);
    let refers =
        |case: &Request, at| apply(case, &Command::ReferToPublished, &actor(Role::InformationHolder), at, law());
    let refusal = refers(&case, datetime!(2026-03-13 09:00 +5)).unwrap_err();
    assert!(refusal.is(CommonRefusal::TooLate) && refusal.rule == Some(L2_8));
    let last = datetime!(2026-03-12 23:00 +5);
    let (change, referred) = step(&case, &Command::ReferToPublished, Role::InformationHolder, last);
    assert!(change.met.iter().any(|owed| owed.rule == "L2-8") && change.voided.iter().any(|owed| owed.rule == "L2"));
    assert!(refused(&referred, &Command::AskAgain, Role::InformationHolder, last).is(CommonRefusal::RoleForbidsAction));
    let again_at = datetime!(2026-04-20 10:00 +5);
    let (change, again) = step(&referred, &Command::AskAgain, Role::InformationUser, again_at);
    assert_eq!(due(&change, L2), date!(2026 - 05 - 05));
    assert!(!rules(&change).contains(&L2_9));
    assert_eq!((change.outcome, change.to), (Some(None), "registered"));
    let refusal = refers(&again, again_at).unwrap_err();
    assert!(refusal.is(RequestRefusal::AskedAgain) && refusal.rule == Some(L2_8));
    assert_eq!(step(&again, &Command::Answer(ANSWER), Role::InformationHolder, again_at).0.to, "answered");
}

#[test]
fn an_answer_is_in_the_language_and_the_form_that_were_asked_for_and_as_a_rule_free() {
    let case = filed(UNDER_LAW);
    let (free, answered) = step(&case, &Command::Answer(ANSWER), Role::InformationHolder, UNDER_LAW);
    assert!(!rules(&free).contains(&L2_19) && rules(&free).contains(&L2_4));
    assert!(
        refused(&answered, &Command::Reimburse, Role::InformationHolder, UNDER_LAW)
            .is(CommonRefusal::StateForbidsAction)
    );
    let copies = Command::Answer(Answer { costs: true, ..ANSWER });
    let (copied, answered) = step(&case, &copies, Role::InformationHolder, UNDER_LAW);
    assert_eq!(opened(&copied, L2_19).bearer.role, Role::InformationUser);
    let paid = step(&answered, &Command::Reimburse, Role::InformationHolder, UNDER_LAW).0;
    assert_eq!(paid.met[0].rule, "L2-19");
    let exempt = Case { facts: Facts { costs_exempt: true, ..case.facts }, ..case };
    let wrong = Command::Answer(Answer { in_language: false, in_form: false, costs: true });
    let refusal = refused(&exempt, &wrong, Role::InformationHolder, UNDER_LAW);
    let rules: Vec<_> = refusal.each().map(|one| (one.given, one.rule)).collect();
    assert_eq!(rules, [(Some("language"), Some(L2_5)), (Some("form"), Some(L2_18)), (Some("costs"), Some(L2_19))]);
}

#[test]
fn what_is_forwarded_begins_anew_with_the_next_holder_and_does_not_come_back() {
    let case = filed(UNDER_LAW);
    let refusal = refused(&case, &Command::Forward { had_it: true }, Role::InformationHolder, UNDER_LAW);
    assert!(refusal.is(RequestRefusal::ForwardedInRing));
    assert_eq!((refusal.given, refusal.rule), (Some("to"), Some(L2_6)));
    let at = datetime!(2026-03-13 10:00 +5);
    let (change, forwarded) = step(&case, &FORWARD, Role::InformationHolder, at);
    assert!(late(&change, L2_6));
    assert_eq!(change.notices[0].to.role, Role::InformationUser);
    let told = step(&forwarded, &Command::NotifyForwarding, Role::System, at).0;
    assert_eq!(told.met[0].rule, "L2-7");
    assert_eq!(InformationRequest::on_delivery(RequestNotice::Forwarded), Some(Command::NotifyForwarding));
    // On its last day it is in time.
    assert!(!late(&step(&case, &FORWARD, Role::InformationHolder, datetime!(2026-03-12 18:00 +5)).0, L2_6));
    let next = step(&new(RequestChannel::Forwarded, at), &Command::TakeOver, Role::System, at).0;
    assert_eq!(due(&next, L2), date!(2026 - 03 - 30));
    let blank = new(RequestChannel::Forwarded, at);
    assert!(refused(&blank, &Command::TakeOver, Role::InformationUser, at).is(CommonRefusal::RoleForbidsAction));
}

#[test]
fn rules_95_11_and_95_12_an_answer_is_rated_once_and_the_rating_changed_for_thirty_days() {
    let user = Role::InformationUser;
    let case = on_platform(ON_PLATFORM, ON_PLATFORM, ON_PLATFORM);
    let answered = step(&case, &Command::Answer(ANSWER), Role::HolderHead, day(ON_PLATFORM, 10)).1;
    let unexplained = Command::Rate { rating: Rating::Dislike, reason: false };
    let refusal = refused(&answered, &unexplained, user, day(ON_PLATFORM, 100));
    assert!(refusal.is(RequestRefusal::DislikeUnexplained));
    assert_eq!((refusal.given, refusal.rule), (Some("reason"), Some(R95_12)));
    let first = day(ON_PLATFORM, 100);
    let (change, rated) = step(&answered, &LIKE, user, first);
    assert_eq!((change.met[0].rule.as_str(), rules(&change).is_empty()), ("95-11", true));
    let changed = step(&rated, &DISLIKE, user, day(first, 29)).0;
    assert!(rules(&changed) == [R95_12].into() && changed.met[0].rule == "95-12");
    let refusal = refused(&rated, &DISLIKE, user, day(first, 30));
    assert!(refusal.is(CommonRefusal::TooLate) && refusal.rule == Some(R95_11));
    let once = law_reading("ratingChange", "never");
    assert!(apply(&answered, &LIKE, &actor(user), first, once).is_ok());
    assert!(apply(&rated, &DISLIKE, &actor(user), first, once).unwrap_err().is(CommonRefusal::TooLate));
    // The Law knows no rating.
    let under_law = step(&filed(UNDER_LAW), &Command::Answer(ANSWER), Role::InformationHolder, UNDER_LAW).1;
    assert!(refused(&under_law, &LIKE, user, UNDER_LAW).is(CommonRefusal::StateForbidsAction));
}

#[test]
fn what_one_asked_oneself_the_holder_does_not_take_back() {
    let electronic = filed(UNDER_LAW);
    let refusal = refused(&electronic, &Command::Withdraw, Role::InformationHolder, UNDER_LAW);
    assert!(refusal.is(CommonRefusal::RoleForbidsAction));
    let enter = Command::Enter { received_at: UNDER_LAW, anonymous: false };
    let paper = step(&new(RequestChannel::Paper, UNDER_LAW), &enter, Role::InformationHolder, UNDER_LAW).1;
    for (case, by) in [(&electronic, Role::InformationUser), (&paper, Role::InformationHolder)] {
        let (change, withdrawn) = step(case, &Command::Withdraw, by, day(UNDER_LAW, 1));
        assert!(change.closes && withdrawn.file.owed.is_empty());
    }
    let sent = step(&new(RequestChannel::Platform, THEN), &SEND, Role::InformationUser, THEN).1;
    let (change, withdrawn) = step(&sent, &Command::Withdraw, Role::InformationUser, THEN);
    assert!(change.closes && withdrawn.file.owed.is_empty());
}

#[test]
fn after_a_complaint_the_information_is_given_by_the_day_that_was_set() {
    let refused_case = step(&filed(UNDER_LAW), &REFUSE, Role::InformationHolder, UNDER_LAW).1;
    let reopen = |bound, until| Command::Reopen(Anew { bound, until });
    let at = day(UNDER_LAW, 40);
    let (change, bound) = step(&refused_case, &reopen(true, Some(date!(2026 - 04 - 17))), Role::System, at);
    assert_eq!((due(&change, L2), rules(&change)), (date!(2026 - 04 - 17), [L2].into()));
    assert_eq!(change.outcome, Some(None));
    for command in [REFUSE, FORWARD, Command::ReferToPublished] {
        let refusal = refused(&bound, &command, Role::InformationHolder, at);
        assert!(refusal.is(DecisionRefusal::BoundByComplaint), "{command:?}");
    }
    assert_eq!(step(&bound, &Command::Answer(ANSWER), Role::InformationHolder, at).0.to, "answered");
    let (change, _) = step(&refused_case, &reopen(false, None), Role::System, at);
    assert_eq!(rules(&change), [L2, L2_9].into());
    // What was overdue stays so: silence is complained of, and the term that was missed is not forgotten.
    let silent = filed(UNDER_LAW);
    let (change, again) = step(&silent, &reopen(true, None), Role::System, at);
    assert!(change.voided.iter().all(|owed| owed.rule != "L2"));
    assert_eq!(again.file.owed.iter().filter(|owed| owed.rule == "L2").count(), 2);
}

#[test]
fn an_oral_request_is_no_more_than_recorded() {
    let blank = new(RequestChannel::Oral, UNDER_LAW);
    let (change, recorded) = step(&blank, &Command::RecordOral { at: UNDER_LAW }, Role::ResponsibleEmployee, UNDER_LAW);
    assert_eq!((rules(&change), change.closes, recorded.file.owed.len()), ([L2_21].into(), true, 0));
}

#[test]
fn clarifying_stops_no_term() {
    let case = filed(UNDER_LAW);
    let (change, asked) = step(&case, &Command::Clarify, Role::ResponsibleEmployee, day(UNDER_LAW, 3));
    assert!(change.voided.is_empty() && rules(&change) == [L2_15].into());
    assert_eq!(asked.facts.due_at, case.facts.due_at);
    assert_eq!(step(&asked, &Command::Explain, Role::InformationUser, day(UNDER_LAW, 4)).0.to, "registered");
}

/// What is offered at a moment, in the order of the table.
fn offered(case: &Request, role: Role, at: OffsetDateTime) -> Vec<&'static str> {
    let mut parties = case.file.parties.clone();
    parties.push(party(Role::InformationUser).party);
    let possible = actions::<InformationRequest>(case.state.unwrap(), &case.facts, &parties, &actor(role), at, law());
    possible.iter().filter(|one| one.window.check(at).is_ok()).map(|one| one.action).collect()
}

#[test]
fn each_state_allows_to_each_what_is_theirs() {
    use RequestState as S;
    use Role::{HolderHead, InformationHolder, InformationUser, PortalAdministrator, ResponsibleEmployee};
    let platform = on_platform(THEN, THEN, THEN);
    let head: &[&str] =
        &["assign", "inquire", "extend", "answer", "answerPartly", "refuse", "referToPublished", "forward"];
    let holder: &[&str] = &[
        "assign",
        "prepare",
        "prepareDecision",
        "inquire",
        "clarify",
        "answer",
        "answerPartly",
        "refuse",
        "referToPublished",
        "forward",
    ];
    let later = |actions: &'static [&'static str]| -> Vec<&'static str> {
        actions.iter().copied().filter(|action| !["extend", "referToPublished"].contains(action)).collect()
    };
    let expected: Vec<(S, Role, Vec<&str>)> = vec![
        (S::Moderation, PortalAdministrator, vec!["accept", "return", "forward"]),
        (S::Moderation, InformationUser, vec!["withdraw", "consent"]),
        (S::Moderation, InformationHolder, vec![]),
        (S::Received, PortalAdministrator, vec![]),
        (S::Received, InformationUser, vec!["withdraw", "consent"]),
        (S::Received, InformationHolder, vec!["register", "assign", "forward"]),
        (S::Received, ResponsibleEmployee, vec!["register"]),
        (S::Received, HolderHead, vec!["assign", "forward"]),
        (S::Registered, PortalAdministrator, vec![]),
        (S::Registered, InformationUser, vec!["explain", "withdraw", "consent"]),
        (S::Registered, InformationHolder, holder.to_vec()),
        (S::Registered, ResponsibleEmployee, vec!["prepare", "prepareDecision", "inquire", "clarify"]),
        (S::Registered, HolderHead, head.to_vec()),
        (S::Extended, InformationUser, vec!["explain", "withdraw", "consent"]),
        (
            S::Extended,
            InformationHolder,
            later(&[
                "assign",
                "prepare",
                "prepareDecision",
                "inquire",
                "clarify",
                "answer",
                "answerPartly",
                "refuse",
                "forward",
            ]),
        ),
        (S::Extended, HolderHead, later(&["assign", "inquire", "answer", "answerPartly", "refuse", "forward"])),
        (S::Answered, InformationUser, vec!["rate", "consent"]),
        (S::Answered, InformationHolder, vec![]),
        (S::ReferredToPublished, InformationUser, vec!["askAgain"]),
        (S::ReferredToPublished, InformationHolder, vec![]),
        (S::Refused, InformationUser, vec![]),
        (S::Refused, HolderHead, vec![]),
        (S::Forwarded, InformationHolder, vec![]),
        (S::Returned, InformationUser, vec![]),
        (S::Returned, PortalAdministrator, vec![]),
        (S::Withdrawn, InformationUser, vec![]),
        (S::AnsweredOrally, InformationHolder, vec![]),
    ];
    for (state, role, actions) in expected {
        let case = Case { state: Some(state), ..platform.clone() };
        assert_eq!(offered(&case, role, THEN), actions, "{state:?} {role:?}");
    }
}

#[test]
fn whoever_asked_on_paper_has_the_holder_do_it_for_them() {
    let enter = Command::Enter { received_at: THEN, anonymous: false };
    let paper = step(&new(RequestChannel::Paper, THEN), &enter, Role::InformationHolder, THEN).1;
    assert_eq!(
        offered(&paper, Role::ResponsibleEmployee, THEN),
        ["prepare", "prepareDecision", "inquire", "clarify", "explain", "withdraw"]
    );
    // Costs are offered where they are owed.
    let facts = Facts { costs_owed: true, ..paper.facts };
    let answered = Case { state: Some(RequestState::Answered), facts, ..paper };
    assert_eq!(offered(&answered, Role::ResponsibleEmployee, THEN), ["reimburse"]);
}

#[test]
fn every_state_is_reached_and_every_action_and_notice_is_used() {
    let table = InformationRequest::TABLE;
    for state in RequestState::ALL {
        assert!(table.iter().any(|line| line.to == Some(*state)), "{state:?}");
    }
    for action in RequestAction::ALL {
        assert!(table.iter().any(|line| line.action == *action), "{action:?}");
    }
    for notice in RequestNotice::ALL {
        assert!(table.iter().any(|line| line.tells.iter().any(|(told, _)| told == notice)), "{notice:?}");
    }
}

/// What is received after hours is received, and registered, on the next working day.
#[test]
fn what_comes_after_hours_counts_from_the_next_working_day() {
    let evening = datetime!(2026-03-06 20:00 +5);
    let case = new(RequestChannel::Electronic, evening);
    let change = apply(&case, &FILE, &actor(Role::InformationUser), evening, law()).unwrap();
    // Sunday the 8th is a holiday, so Monday the 9th is a day off.
    assert_eq!((due(&change, L2), due(&change, L2_9)), (date!(2026 - 03 - 26), date!(2026 - 03 - 17)));
}

#[test]
fn a_request_counts_once_by_what_was_decided_last_and_silence_counts_as_late() {
    let (due_at, later) = (day(UNDER_LAW, 15), day(UNDER_LAW, 30));
    let duty = |rule, met_at, voided_at| Duty { rule, due_at, met_at, voided_at };
    let of = |duties: &[Duty]| Reckoned::of(duties).map(|one| (one.reckoning, one.late, one.due_at));
    assert_eq!(of(&[]), None);
    assert_eq!(of(&[duty(L2, None, None), duty(L2_8, None, None)]), Some((Reckoning::Open, false, due_at)));
    assert_eq!(of(&[duty(L2, Some(UNDER_LAW), None)]), Some((Reckoning::Answered, false, due_at)));
    // At the end of the term it is over.
    assert_eq!(of(&[duty(R95_7, Some(due_at), None)]), Some((Reckoning::Answered, true, due_at)));
    let refused = [duty(L2, None, Some(later)), duty(L2_10, Some(later), None)];
    assert_eq!(of(&refused), Some((Reckoning::Refused, true, due_at)));
    let forwarded = [duty(L2, None, Some(UNDER_LAW)), duty(L2_6, Some(UNDER_LAW), None)];
    assert_eq!(of(&forwarded), Some((Reckoning::Forwarded, false, due_at)));
    // An answer in part is late where its refusal is.
    let partly = [duty(L2, Some(later), None), Duty { due_at: day(UNDER_LAW, 5), ..duty(L2_10, Some(later), None) }];
    assert_eq!(of(&partly), Some((Reckoning::Answered, true, due_at)));
    // Extended, the first term does not count.
    let extended = [duty(L2, None, Some(UNDER_LAW)), Duty { due_at: later, ..duty(L2, None, None) }];
    assert_eq!(of(&extended), Some((Reckoning::Open, false, later)));
    // Withdrawn in time it counts not at all, and else as what nobody answered.
    assert_eq!(of(&[duty(L2, None, Some(UNDER_LAW))]), None);
    assert_eq!(of(&[duty(L2, None, Some(later))]), Some((Reckoning::Withdrawn, true, due_at)));
    // Silence of which somebody complained stays late when it is answered at last.
    let anew = [duty(L2, Some(later), None), Duty { due_at: day(later, 3), ..duty(L2, Some(later), None) }];
    assert_eq!(of(&anew), Some((Reckoning::Answered, true, due_at)));
}

#[test]
fn what_a_request_lacks_is_told_and_does_not_keep_it_out() {
    let said = Said { entity: None, iin: true, contacts: true, authority: None };
    assert_eq!(said.lacks(), []);
    use Nonconformity::{EntityNotNamed, NoAuthority, NoContacts, PersonNotNamed};
    let bare = Said { iin: false, contacts: false, authority: Some(false), ..said };
    assert_eq!(bare.lacks(), [PersonNotNamed, NoContacts, NoAuthority]);
    assert_eq!(Said { entity: Some(false), iin: false, ..said }.lacks(), [EntityNotNamed]);
    assert_eq!(Said { entity: Some(true), iin: false, authority: Some(true), ..said }.lacks(), []);
}

#[test]
fn rule_l2_8_whoever_asks_again_is_given_all_unless_the_article_is_read_otherwise() {
    let case = filed(UNDER_LAW);
    let referred = step(&case, &Command::ReferToPublished, Role::InformationHolder, UNDER_LAW).1;
    let (again, case) = step(&referred, &Command::AskAgain, Role::InformationUser, UNDER_LAW);
    assert!(!rules(&again).contains(&L2_9));
    let offered = |law| {
        let holder = actor(Role::InformationHolder);
        let (state, parties) = (case.state.unwrap(), &case.file.parties);
        actions::<InformationRequest>(state, &case.facts, parties, &holder, UNDER_LAW, law)
    };
    let partly = Command::AnswerPartly { answer: ANSWER, reasons: true };
    let otherwise = law_reading("askedAgain", "asAnyRequest");
    for command in [&REFUSE, &partly, &FORWARD] {
        let refusal = refused(&case, command, Role::InformationHolder, UNDER_LAW);
        assert_eq!((refusal.reason.code, refusal.rule), ("asked-again", Some(L2_8)));
        assert!(apply(&case, command, &actor(Role::InformationHolder), UNDER_LAW, otherwise).is_ok());
    }
    let codes = |law| offered(law).into_iter().map(|one| one.action).collect::<Vec<_>>();
    for kept_out in ["refuse", "answerPartly", "forward", "referToPublished"] {
        assert!(!codes(law()).contains(&kept_out), "{kept_out}");
    }
    assert!(codes(law()).contains(&"answer") && codes(otherwise).contains(&"refuse"));
}

#[test]
fn what_comes_through_the_platform_is_registered_by_the_holder() {
    let (sent_at, accepted, registered) = (ON_PLATFORM, day(ON_PLATFORM, 4), day(ON_PLATFORM, 5));
    let (sent, case) = step(&new(RequestChannel::Platform, sent_at), &SEND, Role::InformationUser, sent_at);
    let filing = sent.filing.unwrap();
    assert_eq!((filing.received_at, sent.registered_on), (sent_at, None));
    let case = step(&case, &Command::Accept, Role::PortalAdministrator, accepted).1;
    let change = step(&case, &Command::Register, Role::QuasiStateEntity, registered).0;
    assert_eq!(change.registered_on, Some(date!(2025 - 03 - 12)));
    // What came on paper has come when it was handed in.
    let received_at = day(UNDER_LAW, -2);
    let enter = Command::Enter { received_at, anonymous: false };
    let entered = step(&new(RequestChannel::Paper, received_at), &enter, Role::InformationHolder, UNDER_LAW).0;
    assert_eq!(
        (entered.filing.unwrap().received_at, entered.registered_on),
        (received_at, Some(date!(2026 - 03 - 06)))
    );
}
