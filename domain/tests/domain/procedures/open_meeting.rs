//! Open meetings.

use merzim_domain::engine::{Case, apply};
use merzim_domain::law::Law;
use merzim_domain::procedures::open_meeting::Command::{
    Announce, AnnounceOnline, Broadcast, Cancel, Close, CloseRest, Correct, CorrectEnd, EndEmergency, GoOnline, Hold,
    HoldOffline, HoldUnseen, MoveEnd, NotHeld, OpenRest, Plan, Postpone, PrepareSeats, ProvideAccess, Publish,
    PublishRecord, Reopen,
};
use merzim_domain::procedures::open_meeting::{
    ClosureGround, Command, Facts, HolderKind, MeetingFormat, MeetingState, NoticePlace, OpenMeeting,
};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{
    L1, L9, L10, R605_1, R605_2, R605_3, R605_4, R605_5, R605_6, R605_7, R605_10, R605_12, R605_14, RuleId,
};
use merzim_domain::vocabulary::Vocabulary;
use time::{Duration, OffsetDateTime};

use crate::tried::{NOW, Tried, actor, after, blank};
use crate::{law, law_reading};

impl Tried for OpenMeeting {
    const RULES: &'static [RuleId] =
        &[L1, L9, L10, R605_1, R605_2, R605_3, R605_4, R605_5, R605_6, R605_7, R605_10, R605_12, R605_14];

    /// Meetings that lie ahead, have begun or are over, in one format or both, with a ground or without.
    fn facts() -> Vec<Facts> {
        let ahead = meeting(MeetingFormat::Hybrid, NOW + Duration::days(30));
        let over = meeting(MeetingFormat::Hybrid, NOW - Duration::hours(3));
        vec![
            over,
            Facts { access: true, ..over },
            Facts { format: MeetingFormat::Online, emergency: Some(NOW), ..over },
            ahead,
            Facts { format: MeetingFormat::Online, emergency: Some(NOW), ..ahead },
            Facts {
                format: MeetingFormat::Online,
                emergency: Some(NOW),
                starts_at: NOW,
                ends_at: NOW + Duration::hours(3),
                ..ahead
            },
            Facts { format: MeetingFormat::Offline, ..ahead },
            Facts { starts_at: NOW, ends_at: NOW + Duration::hours(3), ..ahead },
            Facts { starts_at: NOW, ends_at: NOW + Duration::hours(3), access: true, guests_came: true, ..ahead },
            Facts { closed: Some(NOW), ..ahead },
            Facts { starts_at: NOW, ends_at: NOW + Duration::hours(3), closed: Some(NOW), ..ahead },
        ]
    }

    fn commands() -> Vec<Command> {
        let (ground, law) = (ClosureGround::OtherLaw, Some("a law".to_owned()));
        let everywhere = NoticePlace::ALL.to_vec();
        vec![
            Plan { late: false },
            Announce,
            AnnounceOnline,
            Postpone {
                to: NOW + Duration::days(40),
                ends_at: NOW + Duration::days(40),
                late: false,
                told_through: everywhere.clone(),
            },
            Postpone {
                to: NOW + Duration::days(1),
                ends_at: NOW + Duration::days(1),
                late: false,
                told_through: vec![],
            },
            GoOnline,
            EndEmergency,
            Reopen { late: false },
            OpenRest,
            Close { ground, law: law.clone(), told_through: everywhere.clone() },
            Close { ground, law: None, told_through: everywhere },
            CloseRest { ground, law: law.clone(), told_through: NoticePlace::ALL.to_vec() },
            Close { ground, law, told_through: vec![NoticePlace::Premises] },
            PrepareSeats { seats: 3, registered: 3 },
            PrepareSeats { seats: 2, registered: 3 },
            ProvideAccess,
            Broadcast,
            Hold,
            HoldOffline,
            HoldUnseen,
            Correct,
            CorrectEnd,
            MoveEnd { ends_at: NOW + Duration::days(2) },
            Publish,
            PublishRecord,
            Cancel,
            NotHeld,
        ]
    }
}

pub fn meeting(format: MeetingFormat, starts_at: OffsetDateTime) -> Facts {
    Facts {
        holder: HolderKind::CentralExecutive,
        starts_at,
        ends_at: starts_at + Duration::hours(3),
        format,
        access: false,
        guests_came: false,
        emergency: None,
        closed: None,
    }
}

#[test]
fn a_meeting_needs_both_formats_unless_an_emergency_or_the_reading_says_otherwise() {
    let announce = |law: &Law, format, emergency| {
        let hybrid = meeting(MeetingFormat::Hybrid, NOW + Duration::days(9));
        let holder = actor(Role::InformationHolder);
        let case = blank::<OpenMeeting>(&hybrid, law);
        let planned = apply(&case, &Plan { late: false }, &holder, NOW, law).unwrap();
        // Another format comes from a situation of ¶6 since then, or was planned before that was refused.
        let planned = Case {
            facts: Facts { emergency: Some(NOW).filter(|_| emergency), format, ..hybrid },
            ..after(&case, &planned)
        };
        apply(&planned, &format.announce(), &holder, NOW, law).map(|_| ()).map_err(|refusal| refusal.rule)
    };
    assert_eq!(announce(law(), MeetingFormat::Hybrid, false), Ok(()));
    assert_eq!(announce(law(), MeetingFormat::Offline, true), Err(Some(R605_3)));
    assert_eq!(announce(law(), MeetingFormat::Online, false), Err(Some(R605_3)));
    assert_eq!(announce(law(), MeetingFormat::Online, true), Ok(()));
    assert_eq!(announce(law_reading("meetingFormats", "asAnnounced"), MeetingFormat::Offline, false), Ok(()));
    let plan = |law: &Law, format| {
        let case = blank::<OpenMeeting>(&meeting(format, NOW + Duration::days(9)), law);
        let planned = apply(&case, &Plan { late: false }, &actor(Role::InformationHolder), NOW, law);
        planned.map(|_| ()).map_err(|refusal| refusal.rule)
    };
    for format in [MeetingFormat::Offline, MeetingFormat::Online] {
        assert_eq!(plan(law(), format), Err(Some(R605_3)));
        assert_eq!(plan(law_reading("meetingFormats", "asAnnounced"), format), Ok(()));
    }
}

#[test]
fn the_rules_extend_to_the_holders_of_paragraph_2_and_to_others_only_by_the_reading() {
    let plan = |law: &Law, holder| {
        let ahead = meeting(MeetingFormat::Hybrid, NOW + Duration::days(9));
        let case = blank::<OpenMeeting>(&Facts { holder, ..ahead }, law);
        apply(&case, &Plan { late: false }, &actor(Role::InformationHolder), NOW, law).is_ok()
    };
    let wide = law_reading("meetingHolders", "anyHolder");
    for holder in HolderKind::ALL {
        let outside = matches!(holder, HolderKind::LawEnforcement | HolderKind::SpecialStateBody);
        assert_eq!(plan(law(), *holder), !outside && *holder != HolderKind::Other, "{holder:?}");
        assert_eq!(plan(wide, *holder), !outside, "{holder:?}");
    }
}

#[test]
fn a_rule_of_another_act_is_owed_in_the_wording_of_that_act() {
    let law = law();
    let holder = actor(Role::InformationHolder);
    let case = blank::<OpenMeeting>(&meeting(MeetingFormat::Hybrid, NOW + Duration::days(30)), law);
    let planned = after(&case, &apply(&case, &Plan { late: false }, &holder, NOW, law).unwrap());
    let told_through = NoticePlace::ALL.to_vec();
    let close = Close { ground: ClosureGround::StateSecrets, law: None, told_through };
    let change = apply(&planned, &close, &holder, NOW, law).unwrap();
    let notice = change.opened.iter().find(|new| new.rule == L1).unwrap();
    assert_eq!((change.edition.as_str(), notice.edition.as_str()), ("2025-03-17", "2025-03-17"));
    assert!(notice.deadline.due.is_some() && change.met.iter().any(|met| met.id == notice.id));
}

#[test]
fn a_time_of_which_users_cannot_be_told_in_time_is_taken_only_by_a_holder_who_knows_it() {
    let law = law();
    let holder = actor(Role::InformationHolder);
    let soon = NOW + Duration::days(2);
    let facts = meeting(MeetingFormat::Hybrid, NOW + Duration::days(30));
    let case = blank::<OpenMeeting>(&facts, law);
    let planned = after(&case, &apply(&case, &Plan { late: false }, &holder, NOW, law).unwrap());
    let move_to = |to, late| {
        let command = Postpone { to, ends_at: to + Duration::hours(3), late, told_through: vec![] };
        apply(&planned, &command, &holder, NOW, law).map(drop).map_err(|refusal| (refusal.reason.code, refusal.rule))
    };
    assert_eq!(move_to(soon, false), Err(("too-late-to-tell", Some(R605_6))));
    assert_eq!(move_to(soon, true), Ok(()));
    assert_eq!(move_to(facts.starts_at, true), Err(("same-time", Some(L1))));
    assert_eq!(move_to(NOW - Duration::days(1), true), Err(("too-late", Some(R605_6))));
    let plan = |late| {
        let case = blank::<OpenMeeting>(&meeting(MeetingFormat::Hybrid, soon), law);
        apply(&case, &Plan { late }, &holder, NOW, law).map(drop).map_err(|refusal| refusal.reason.code)
    };
    assert_eq!((plan(false), plan(true)), (Err("too-late-to-tell"), Ok(())));
    // Of a closed one users are told by L1, in all three places.
    let mut closed = blank::<OpenMeeting>(&Facts { closed: Some(NOW), ..facts }, law);
    closed = Case { state: Some(MeetingState::Closed), file: planned.file.clone(), ..closed };
    let move_to = |to, told_through| {
        let command = Postpone { to, ends_at: to + Duration::hours(3), late: false, told_through };
        apply(&closed, &command, &holder, NOW, law).map(drop).map_err(|refusal| (refusal.reason.code, refusal.rule))
    };
    let later = NOW + Duration::days(40);
    assert_eq!(move_to(soon, NoticePlace::ALL.to_vec()), Err(("too-late-to-tell", Some(L1))));
    assert_eq!(move_to(later, vec![NoticePlace::Premises]), Err(("notice-incomplete", Some(L1))));
    assert_eq!(move_to(later, NoticePlace::ALL.to_vec()), Ok(()));
}
