//! The engine: no sequence of actions leaves the tables, and every duty ends somewhere.

use std::collections::BTreeSet;

use merzim_domain::Bilingual;
use merzim_domain::engine::{
    Actor, Case, CaseFile, Change, CommonRefusal, NamedParty, Owed, Party, Procedure, Reason, Reasons, apply,
    edition_for,
};
use merzim_domain::identity::{Bin, PersonKey, Who};
use merzim_domain::law::Law;
use merzim_domain::procedures::accreditation::{
    self, Accreditation, ApplicationState, Assessment, Signed, SignerPosition,
};
use merzim_domain::procedures::attendance::{self, Attendance, AttendanceChannel};
use merzim_domain::procedures::broadcast_comment::{self, Broadcast, BroadcastComment};
use merzim_domain::procedures::complaint::{self, Complaint, ComplaintDecision};
use merzim_domain::procedures::open_meeting::{
    self, ClosureGround, HolderKind, MeetingFormat, MeetingState, OpenMeeting,
};
use merzim_domain::procedures::reception_roster::{self, ReceptionRoster};
use merzim_domain::procedures::reception_schedule::{self, ReceptionSchedule};
use merzim_domain::procedures::register_amendment::{self, ChannelCessation, RegisterChange};
use merzim_domain::procedures::video_reception::{self, OnBehalf, ReceptionChannel, VideoReception};
use merzim_domain::procedures::{Built, all};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{L1, R93_1, R93_2, R605_3, R605_8, RuleId};
use merzim_domain::vocabulary::Vocabulary;
use proptest::prelude::*;
use time::macros::{date, datetime};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{law, law_reading};

const NOW: OffsetDateTime = datetime!(2026-03-16 10:00 +5);
/// While the last edition of № 213/НҚ was in force.
const THEN: OffsetDateTime = datetime!(2025-09-01 10:00 +5);

/// A moment at which the act of a procedure is in force.
fn now_of<P: Procedure>() -> OffsetDateTime {
    if P::ACT == "213" { THEN } else { NOW }
}

fn body() -> Bin {
    Bin::parse("100140000003").unwrap()
}

fn authority() -> Bin {
    Bin::parse("940740000911").unwrap()
}

fn citizen() -> PersonKey {
    PersonKey::of_digest("somebody")
}

fn actor(role: Role) -> Actor {
    let (organisation, person) = match role {
        Role::CommAuthority => (Some(authority()), None),
        Role::System => (None, None),
        Role::InformationUser | Role::Participant => (None, Some(citizen())),
        _ => (Some(body()), None),
    };
    Actor { subject: "someone".to_owned(), roles: BTreeSet::from([role]), organisation, person }
}

fn party(role: Role) -> NamedParty {
    let who = match role {
        Role::CommAuthority => Who::Organisation(authority()),
        Role::InformationUser | Role::Participant => return NamedParty::person(role, citizen()),
        _ => Who::Organisation(body()),
    };
    let name = Bilingual { kk: "атауы".to_owned(), ru: "название".to_owned() };
    NamedParty { party: Party { role, who }, name }
}

/// A case in which nothing has happened.
fn blank<P: Procedure>(law: &Law) -> Case<P> {
    Case::blank(CaseFile {
        id: Uuid::nil(),
        version: 0,
        edition: edition_for::<P>(law, now_of::<P>()).unwrap(),
        parties: vec![party(P::INITIATOR).party],
        addressees: P::ADDRESSEES.iter().copied().map(party).collect(),
        owed: vec![],
    })
}

/// The case after the change, as storage would give it back.
fn after<P: Procedure>(Case { file, .. }: &Case<P>, change: &Change) -> Case<P> {
    let ended = |owed: &Owed| change.met.contains(owed) || change.voided.contains(owed);
    let begun = change.opened.iter().map(|new| Owed { id: new.id, rule: new.rule.to_string() });
    let mut parties = file.parties.clone();
    let newcomers = change.filing.iter().flat_map(|filing| &filing.addressees).chain(&change.joined);
    parties.extend(newcomers.map(|named| named.party.clone()));
    let file = CaseFile {
        version: file.version + 1,
        edition: change.edition.clone(),
        parties,
        owed: file.owed.iter().cloned().chain(begun).filter(|owed| !ended(owed)).collect(),
        ..file.clone()
    };
    Case::stored(change.to, file).unwrap()
}

const fn signed(position: SignerPosition) -> Signed {
    Signed { for_applicant: true, position }
}

const fn assessment(met: [bool; 3]) -> Assessment {
    let [no_duplication, regulated, effective] = met;
    Assessment { no_duplication, regulated, effective }
}

fn accreditation_commands() -> Vec<accreditation::Command> {
    use accreditation::Command::{Accredit, Create, Notify, Refuse, Submit, Withdraw};
    vec![
        Create,
        Submit(signed(SignerPosition::DeputyFirstHead)),
        Submit(signed(SignerPosition::Employee)),
        Accredit { assessment: assessment([true; 3]), regulating_act: true },
        Accredit { assessment: assessment([true, true, false]), regulating_act: true },
        Refuse { reasoned: true },
        Refuse { reasoned: false },
        Notify,
        Withdraw,
    ]
}

fn amendment_commands() -> Vec<register_amendment::Command> {
    use register_amendment::Command::{Create, Enter, Lapse, Submit, Withdraw};
    vec![
        Create,
        Submit(Some(signed(SignerPosition::DeputyFirstHead))),
        Submit(None),
        Enter { entry_removed: false },
        Enter { entry_removed: true },
        Withdraw,
        Lapse,
    ]
}

fn meeting_commands() -> Vec<open_meeting::Command> {
    use open_meeting::Command::{
        Announce, Broadcast, Cancel, Close, GoOnline, Hold, Plan, Postpone, PrepareSeats, Publish,
    };
    let starts_at = NOW + Duration::days(30);
    let (ground, law_cited) = (ClosureGround::OtherLaw, true);
    vec![
        Plan { holder: HolderKind::CentralExecutive, starts_at },
        Plan { holder: HolderKind::SpecialStateBody, starts_at },
        Announce { starts_at, format: MeetingFormat::Hybrid, emergency: false },
        Announce { starts_at, format: MeetingFormat::Online, emergency: false },
        Announce { starts_at, format: MeetingFormat::Online, emergency: true },
        Postpone { was: starts_at, starts_at },
        GoOnline { starts_at },
        Close { starts_at, ground, law_cited, told_everywhere: true },
        Close { starts_at, ground, law_cited: false, told_everywhere: true },
        Close { starts_at, ground, law_cited, told_everywhere: false },
        PrepareSeats { seats: 3, needed: 3 },
        PrepareSeats { seats: 2, needed: 3 },
        Broadcast,
        Hold { starts_at: NOW },
        Publish,
        Cancel { starts_at },
    ]
}

const fn meeting(state: MeetingState, format: MeetingFormat, starts_at: OffsetDateTime) -> attendance::Meeting {
    attendance::Meeting { state, format, emergency: None, starts_at }
}

fn attendance_commands() -> Vec<attendance::Command> {
    use attendance::Command::{
        Admit, CheckIn, ComeInTime, FollowCancellation, FollowClosure, FollowOnline, FollowPostponement, Remind,
        Request, RequestLate, Withdraw,
    };
    let far = meeting(MeetingState::Announced, MeetingFormat::Hybrid, NOW + Duration::days(200));
    let today = meeting(MeetingState::Announced, MeetingFormat::Hybrid, NOW + Duration::hours(1));
    vec![
        Request(far),
        Request(meeting(MeetingState::Announced, MeetingFormat::Online, far.starts_at)),
        RequestLate(far),
        Admit(far),
        CheckIn(today),
        Withdraw { by_staff: false, channel: AttendanceChannel::Electronic },
        Withdraw { by_staff: true, channel: AttendanceChannel::Paper },
        Withdraw { by_staff: true, channel: AttendanceChannel::Electronic },
        Remind,
        FollowPostponement,
        ComeInTime(far),
        FollowCancellation,
        FollowOnline,
        FollowClosure,
    ]
}

fn comment_commands() -> Vec<broadcast_comment::Command> {
    use broadcast_comment::Command::{Answer, Comment, Hide, Restore};
    let broadcast = Broadcast {
        state: MeetingState::Announced,
        window: Some((NOW - Duration::hours(1), NOW + Duration::days(300))),
        in_audience: true,
    };
    vec![Comment(broadcast), Comment(Broadcast { in_audience: false, ..broadcast }), Answer, Hide, Restore]
}

fn schedule_commands() -> Vec<reception_schedule::Command> {
    use reception_schedule::Command::{Agree, Approve, Draft, MoveSlots, Post, Propose, Return, Send, Withdraw};
    let quarter = date!(2026 - 01 - 01);
    let begun = date!(2025 - 07 - 01);
    vec![
        Draft { quarter },
        Draft { quarter: begun },
        Propose,
        Agree,
        Return,
        Approve,
        Send,
        Post,
        MoveSlots,
        Withdraw { quarter },
        Withdraw { quarter: begun },
    ]
}

fn roster_commands() -> Vec<reception_roster::Command> {
    use reception_roster::Command::{Compile, Open, Post, Report};
    let far = THEN + Duration::days(500);
    vec![Open { month: date!(2025 - 10 - 01) }, Compile { closes_at: THEN }, Compile { closes_at: far }, Report, Post]
}

fn reception_commands() -> Vec<video_reception::Command> {
    use video_reception::Command as C;
    let law = law();
    let far = THEN + Duration::days(400);
    let own = OnBehalf { by_office: false, channel: ReceptionChannel::Portal };
    let (received_at, until) = (THEN, date!(2025 - 10 - 10));
    vec![
        C::file(THEN, law),
        C::notify_hearing(far, date!(2026 - 12 - 01), law),
        C::notify_hearing(THEN + Duration::hours(1), date!(2025 - 09 - 02), law),
        C::Object(own),
        C::Object(OnBehalf { by_office: true, ..own }),
        C::HoldHearing { hearing_at: THEN },
        C::SetTime { starts_at: far },
        C::Refuse { notified_at: THEN - Duration::days(10), planned_on: date!(2025 - 09 - 01) },
        C::Refuse { notified_at: far, planned_on: date!(2025 - 09 - 01) },
        C::extend(received_at, far, until, law),
        C::extend(received_at, THEN + Duration::days(20), until, law),
        C::Forward { received_at },
        C::Reschedule { was: far, starts_at: far },
        C::ProvideRoom,
        C::Hold { starts_at: THEN },
        C::Miss { starts_at: THEN },
        C::Interrupt { starts_at: THEN },
        C::Rebook { starts_at: far },
        C::Complete,
        C::Withdraw(own),
        C::NotifyDecision,
        C::NotifyExtension,
        C::Reopen { hearing_from: Some(THEN) },
        C::Reopen { hearing_from: None },
    ]
}

fn complaint_commands() -> Vec<complaint::Command> {
    use complaint::Command::{Complain, ComplainOfSilence, Decide, Withdraw};
    let pass_on = |of_reception| complaint::Command::pass_on(party(Role::ComplaintBody), of_reception, NOW, NOW, law());
    vec![
        Complain { known_at: NOW - Duration::days(2) },
        Complain { known_at: NOW + Duration::days(500) },
        ComplainOfSilence,
        pass_on(true),
        pass_on(false),
        Decide(ComplaintDecision::Satisfied),
        Decide(ComplaintDecision::PartlySatisfied),
        Decide(ComplaintDecision::Rejected),
        Withdraw,
    ]
}

const ROLES: [Role; 15] = [
    Role::StateBody,
    Role::ResponsibleEmployee,
    Role::HeadOfBody,
    Role::InformatizationAuthority,
    Role::Participant,
    Role::EgovOperator,
    Role::AdministrativeBody,
    Role::ComplaintBody,
    Role::ApplicantBody,
    Role::CommAuthority,
    Role::InformationHolder,
    Role::ResponsiblePerson,
    Role::InformationUser,
    Role::System,
    Role::MassMedia,
];

fn walk<P: Procedure>(commands: &[P::Command], steps: &[(usize, usize, i64)]) -> Result<(), TestCaseError> {
    let law = law();
    let mut case = blank::<P>(law);
    let mut now = now_of::<P>();
    let mut closed = false;
    for (command, role, days) in steps {
        now += Duration::days(*days);
        let command = &commands[command % commands.len()];
        let actor = actor(ROLES[role % ROLES.len()]);
        let result = apply::<P>(&case, command, &actor, now, law);
        // The same again gives the very same.
        let again = apply::<P>(&case, command, &actor, now, law);
        prop_assert_eq!(&result, &again);
        let Ok(change) = result else { continue };
        prop_assert!(!closed, "a closed case changed");
        let line = P::TABLE.iter().filter(|line| line.action.code() == change.action);
        let line = line.clone().find(|line| line.starts_in(case.state));
        let to = line.and_then(|line| line.to.or(case.state)).map(Vocabulary::code);
        prop_assert_eq!(to, Some(change.to));
        prop_assert!(P::State::parse(change.to).is_some());
        let bound = |rule: &&RuleId| P::event_at(command, **rule, now).is_some();
        let opens = line.map_or(0, |line| line.opens.iter().filter(bound).count());
        prop_assert_eq!(change.opened.len(), opens, "a duty has no bearer");
        for new in &change.opened {
            let ended_at_once = change.met.iter().any(|met| met.id == new.id);
            let untimed = law.rulebook.rule(&new.rule).is_some_and(|rule| rule.term.is_none());
            prop_assert!(ended_at_once || untimed || new.deadline.due.is_some(), "{} has lost its due date", new.rule);
        }
        closed = change.closes;
        case = after(&case, &change);
        prop_assert!(!closed || case.file.owed.is_empty(), "closed with {:?} still owed", case.file.owed);
    }
    Ok(())
}

fn steps() -> impl Strategy<Value = Vec<(usize, usize, i64)>> {
    prop::collection::vec((0..30_usize, 0..ROLES.len(), 0..12_i64), 0..40)
}

proptest! {
    #[test]
    fn no_sequence_of_actions_leaves_the_table_of_accreditation(steps in steps()) {
        walk::<Accreditation>(&accreditation_commands(), &steps)?;
    }

    #[test]
    fn no_sequence_of_actions_leaves_the_tables_of_amendments(steps in steps()) {
        walk::<RegisterChange>(&amendment_commands(), &steps)?;
        walk::<ChannelCessation>(&amendment_commands(), &steps)?;
    }

    #[test]
    fn no_sequence_of_actions_leaves_the_tables_of_meetings(steps in steps()) {
        walk::<OpenMeeting>(&meeting_commands(), &steps)?;
        walk::<Attendance>(&attendance_commands(), &steps)?;
        walk::<BroadcastComment>(&comment_commands(), &steps)?;
    }

    #[test]
    fn no_sequence_of_actions_leaves_the_tables_of_receptions(steps in steps()) {
        walk::<ReceptionSchedule>(&schedule_commands(), &steps)?;
        walk::<ReceptionRoster>(&roster_commands(), &steps)?;
        walk::<VideoReception>(&reception_commands(), &steps)?;
        walk::<Complaint>(&complaint_commands(), &steps)?;
    }
}

/// Every line of the table can be taken by one of the commands from a case in each of its states.
fn every_line_can_be_taken<P: Procedure>(commands: &[P::Command]) {
    let law = law();
    for line in P::TABLE {
        let froms = line.from.iter().copied().map(Some).chain(line.from.is_empty().then_some(None));
        for from in froms {
            let mut case = blank::<P>(law);
            case.state = from;
            if from.is_some() {
                let addressees = case.file.addressees.iter().map(|named| named.party.clone());
                let joined = P::JOINS.iter().copied().map(party).map(|named| named.party);
                case.file.parties = case.file.parties.iter().cloned().chain(addressees).chain(joined).collect();
            }
            let taken = commands.iter().any(|command| {
                P::action(command) == line.action
                    && line.by.iter().any(|role| apply::<P>(&case, command, &actor(*role), now_of::<P>(), law).is_ok())
            });
            assert!(taken, "{} from {from:?}", line.action.code());
        }
    }
}

#[test]
fn every_transition_can_be_taken() {
    every_line_can_be_taken::<Accreditation>(&accreditation_commands());
    every_line_can_be_taken::<RegisterChange>(&amendment_commands());
    every_line_can_be_taken::<ChannelCessation>(&amendment_commands());
    every_line_can_be_taken::<OpenMeeting>(&meeting_commands());
    every_line_can_be_taken::<Attendance>(&attendance_commands());
    every_line_can_be_taken::<BroadcastComment>(&comment_commands());
    every_line_can_be_taken::<ReceptionSchedule>(&schedule_commands());
    every_line_can_be_taken::<ReceptionRoster>(&roster_commands());
    every_line_can_be_taken::<VideoReception>(&reception_commands());
    every_line_can_be_taken::<Complaint>(&complaint_commands());
}

#[test]
fn every_rule_of_a_built_procedure_is_opened_and_met_somewhere() {
    let built = all();
    let opened: BTreeSet<RuleId> = built.iter().flat_map(Built::rules).collect();
    let met: BTreeSet<RuleId> =
        built.iter().flat_map(|built| &built.lines).flat_map(|line| line.meets).copied().collect();
    assert_eq!(opened, met);
    let numbered = (1..=10).map(|number| format!("93-{number}")).chain((1..=14).map(|number| format!("605-{number}")));
    let of_the_code =
        ["L1", "L3", "L4", "L5", "L5-2", "L6", "L7", "L7-2", "L7-3", "L8", "L8-2", "L8-3", "L8-4"].map(str::to_owned);
    let all = numbered.chain((1..=12).map(|number| format!("213-{number}"))).chain(of_the_code);
    let expected: BTreeSet<RuleId> = all.map(|id| RuleId::parse(&id).expect("it is stated")).collect();
    assert_eq!(opened, expected);
}

#[test]
fn every_state_can_be_reached_and_codes_are_distinct() {
    for built in all() {
        for state in &built.states {
            let initial = built.states.first().map(|first| first.code) == Some(state.code);
            assert!(initial || built.lines.iter().any(|line| line.to == state.code), "{} {}", built.code, state.code);
        }
        let codes: BTreeSet<&str> = built.states.iter().map(|state| state.code).collect();
        assert_eq!(codes.len(), built.states.len());
    }
}

fn draft(law: &Law) -> Case<Accreditation> {
    let case = blank::<Accreditation>(law);
    let create = accreditation::Command::Create;
    let change = apply::<Accreditation>(&case, &create, &actor(Role::ApplicantBody), NOW, law).unwrap();
    after(&case, &change)
}

fn received(law: &Law) -> Case<Accreditation> {
    let case = draft(law);
    let submit = accreditation::Command::Submit(signed(SignerPosition::DeputyFirstHead));
    let change = apply::<Accreditation>(&case, &submit, &actor(Role::ApplicantBody), NOW, law).unwrap();
    after(&case, &change)
}

#[test]
fn accreditation_with_an_unmet_criterion_is_refused_by_rule_93_2() {
    let law = law();
    for met in [[false, true, true], [true, false, true], [true, true, false]] {
        let command = accreditation::Command::Accredit { assessment: assessment(met), regulating_act: true };
        let refusal =
            apply::<Accreditation>(&received(law), &command, &actor(Role::CommAuthority), NOW, law).unwrap_err();
        assert_eq!((refusal.reason.code, refusal.rule), ("criterion-unmet", Some(R93_2)));
    }
}

#[test]
fn a_channel_without_a_regulating_act_fails_criterion_2_unless_the_reading_leaves_it_to_the_assessor() {
    let command = accreditation::Command::Accredit { assessment: assessment([true; 3]), regulating_act: false };
    let try_under = |law: &Law| apply::<Accreditation>(&received(law), &command, &actor(Role::CommAuthority), NOW, law);
    assert_eq!(try_under(law()).unwrap_err().reason.code, "criterion-unmet");
    assert!(try_under(law_reading("missingRegulatingAct", "assessorDecides")).is_ok());
}

#[test]
fn only_the_deputy_of_the_first_head_signs_unless_the_reading_admits_the_first_head() {
    let submit = |law: &Law, signed: Signed| {
        apply::<Accreditation>(
            &draft(law),
            &accreditation::Command::Submit(signed),
            &actor(Role::ApplicantBody),
            NOW,
            law,
        )
    };
    let wide = law_reading("applicationSigner", "deputyOrFirstHead");
    assert_eq!(submit(law(), signed(SignerPosition::FirstHead)).unwrap_err().rule, Some(R93_1));
    assert!(submit(wide, signed(SignerPosition::FirstHead)).is_ok());
    assert!(submit(wide, signed(SignerPosition::Employee)).is_err());
    let stranger = Signed { for_applicant: false, position: SignerPosition::DeputyFirstHead };
    assert!(submit(wide, stranger).is_err());
}

#[test]
fn refusal_needs_reasons() {
    let law = law();
    let refuse = |reasoned| {
        let command = accreditation::Command::Refuse { reasoned };
        apply::<Accreditation>(&received(law), &command, &actor(Role::CommAuthority), NOW, law)
    };
    assert!(refuse(false).unwrap_err().is(CommonRefusal::ReasonsMissing));
    assert!(refuse(true).is_ok());
}

#[test]
fn an_organisation_that_is_no_party_may_do_nothing() {
    let law = law();
    let mut stranger = actor(Role::CommAuthority);
    stranger.organisation = Some(Bin::parse("931002451325").unwrap());
    let command = accreditation::Command::Withdraw;
    let refusal = apply::<Accreditation>(&received(law), &command, &stranger, NOW, law).unwrap_err();
    assert!(refusal.is(CommonRefusal::RoleForbidsAction));
}

#[test]
fn a_meeting_needs_both_formats_unless_an_emergency_or_the_reading_says_otherwise() {
    let law = law();
    let plan = open_meeting::Command::Plan { holder: HolderKind::CentralExecutive, starts_at: NOW + Duration::days(9) };
    let holder = actor(Role::InformationHolder);
    let case = blank::<OpenMeeting>(law);
    let planned = after(&case, &apply::<OpenMeeting>(&case, &plan, &holder, NOW, law).unwrap());
    let announce = |law: &Law, format, emergency| {
        let command = open_meeting::Command::Announce { starts_at: NOW + Duration::days(9), format, emergency };
        apply::<OpenMeeting>(&planned, &command, &holder, NOW, law).map(|_| ()).map_err(|refusal| refusal.rule)
    };
    assert_eq!(announce(law, MeetingFormat::Hybrid, false), Ok(()));
    assert_eq!(announce(law, MeetingFormat::Offline, true), Err(Some(R605_3)));
    assert_eq!(announce(law, MeetingFormat::Online, false), Err(Some(R605_3)));
    assert_eq!(announce(law, MeetingFormat::Online, true), Ok(()));
    assert_eq!(announce(law_reading("meetingFormats", "asAnnounced"), MeetingFormat::Offline, false), Ok(()));
}

#[test]
fn the_rules_extend_to_the_holders_of_paragraph_2_and_to_others_only_by_the_reading() {
    let plan = |law: &Law, holder| {
        let command = open_meeting::Command::Plan { holder, starts_at: NOW + Duration::days(9) };
        apply::<OpenMeeting>(&blank::<OpenMeeting>(law), &command, &actor(Role::InformationHolder), NOW, law).is_ok()
    };
    let wide = law_reading("meetingHolders", "anyHolder");
    for holder in HolderKind::ALL {
        let outside = matches!(holder, HolderKind::LawEnforcement | HolderKind::SpecialStateBody);
        assert_eq!(plan(law(), *holder), !outside && *holder != HolderKind::Other, "{holder:?}");
        assert_eq!(plan(wide, *holder), !outside, "{holder:?}");
    }
}

#[test]
fn a_late_request_to_attend_is_kept_unless_the_reading_refuses_it() {
    let soon = meeting(MeetingState::Announced, MeetingFormat::Hybrid, NOW + Duration::days(1));
    let ask = |law: &Law| {
        let command = attendance::Command::request(soon, NOW, law).unwrap();
        apply::<Attendance>(&blank::<Attendance>(law), &command, &actor(Role::InformationUser), NOW, law)
    };
    assert_eq!(ask(law()).unwrap().to, "late");
    let refused = ask(law_reading("lateAttendance", "refused")).unwrap_err();
    assert_eq!((refused.reason.code, refused.rule), ("too-late", Some(R605_8)));
}

#[test]
fn the_log_does_not_say_which_person_did_something() {
    let far = meeting(MeetingState::Announced, MeetingFormat::Hybrid, NOW + Duration::days(30));
    let command = attendance::Command::request(far, NOW, law()).unwrap();
    let by = |actor: &Actor| apply::<Attendance>(&blank::<Attendance>(law()), &command, actor, NOW, law()).unwrap().by;
    let own = by(&actor(Role::InformationUser));
    assert_eq!((own.subject.as_str(), own.organisation), ("informationUser", None));
    let staff = by(&actor(Role::ResponsiblePerson));
    assert_eq!((staff.subject.as_str(), staff.organisation), ("someone", Some(body())));
}

#[test]
fn a_rule_of_another_act_is_owed_in_the_wording_of_that_act() {
    let law = law();
    let change = {
        let case = blank::<OpenMeeting>(law);
        let starts_at = NOW + Duration::days(30);
        let plan = open_meeting::Command::Plan { holder: HolderKind::CentralExecutive, starts_at };
        let holder = actor(Role::InformationHolder);
        let planned = after(&case, &apply::<OpenMeeting>(&case, &plan, &holder, NOW, law).unwrap());
        let ground = ClosureGround::StateSecrets;
        let close = open_meeting::Command::Close { starts_at, ground, law_cited: false, told_everywhere: true };
        apply::<OpenMeeting>(&planned, &close, &holder, NOW, law).unwrap()
    };
    let notice = change.opened.iter().find(|new| new.rule == L1).unwrap();
    assert_eq!((change.edition.as_str(), notice.edition.as_str()), ("2025-03-17", "2015-11-16"));
    assert!(notice.deadline.due.is_some() && change.met.iter().any(|met| met.id == notice.id));
}

#[test]
fn a_state_that_is_not_known_is_an_error_and_no_beginning() {
    let file = draft(law()).file;
    assert!(Case::<Accreditation>::stored("bewitched", file.clone()).is_err());
    assert_eq!(Case::<Accreditation>::stored("draft", file.clone()).unwrap().state, Some(ApplicationState::Draft));
    assert_eq!(Case::<Accreditation>::stored("", file).unwrap().state, None);
}

#[test]
fn every_rule_that_the_acts_state_has_its_constant() {
    let stated: BTreeSet<&str> = law().rulebook.rules().iter().map(|rule| rule.id.as_str()).collect();
    let constants: BTreeSet<&str> = RuleId::ALL.iter().map(|id| id.as_str()).collect();
    assert_eq!(stated, constants);
}

/// The words of two lists may share a code only where they say the same.
#[test]
fn a_reason_to_refuse_reads_the_same_wherever_it_arises() {
    let common = CommonRefusal::ALL.iter().map(|word| word.reason());
    let all: Vec<&Reason> = common.chain(all().iter().flat_map(|built| built.refusals.clone())).collect();
    for one in &all {
        assert!(all.iter().all(|other| other.code != one.code || other == one), "{}", one.code);
    }
}
