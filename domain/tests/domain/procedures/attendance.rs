//! Requests to attend open meetings.

use merzim_domain::Bilingual;
use merzim_domain::engine::{Actor, Venue, apply};
use merzim_domain::law::Law;
use merzim_domain::procedures::attendance::{Attendance, AttendanceAction, AttendanceChannel, Facts, Meeting};
use merzim_domain::procedures::open_meeting::{MeetingFormat, MeetingState};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{R605_8, R605_9, R605_11, RuleId};
use merzim_domain::vocabulary::Vocabulary;
use time::Duration;

use crate::tried::{NOW, Tried, actor, blank, body};
use crate::{law, law_reading};

impl Tried for Attendance {
    const RULES: &'static [RuleId] = &[R605_8, R605_9, R605_11];

    fn facts() -> Vec<Facts> {
        let far = Duration::days(200);
        vec![
            asked(MeetingFormat::Hybrid, far),
            asked(MeetingFormat::Hybrid, Duration::hours(1)),
            asked(MeetingFormat::Online, far),
        ]
    }

    fn commands() -> Vec<AttendanceAction> {
        AttendanceAction::ALL.to_vec()
    }
}

/// A request to attend a meeting so long from now.
fn asked(format: MeetingFormat, ahead: Duration) -> Facts {
    let meeting =
        Meeting { state: MeetingState::Announced, format, emergency: None, closed: None, starts_at: NOW + ahead };
    let venue = Venue { name: Bilingual { kk: "зал".to_owned(), ru: "зал".to_owned() }, address: None };
    let ends_at = meeting.starts_at + Duration::hours(3);
    Facts { meeting, ends_at, venue, channel: AttendanceChannel::Electronic, before: None, last_day: None }
}

#[test]
fn a_late_request_to_attend_is_kept_unless_the_reading_refuses_it() {
    let soon = asked(MeetingFormat::Hybrid, Duration::days(1));
    let ask = |law: &Law| {
        let command = AttendanceAction::request(soon.meeting, NOW, law).unwrap();
        apply(&blank::<Attendance>(&soon, law), &command, &actor(Role::InformationUser), NOW, law)
    };
    assert_eq!(ask(law()).unwrap().to, "late");
    let refused = ask(law_reading("lateAttendance", "refused")).unwrap_err();
    assert_eq!((refused.reason.code, refused.rule), ("too-late", Some(R605_8)));
}

#[test]
fn the_log_does_not_say_which_person_did_something() {
    let far = asked(MeetingFormat::Hybrid, Duration::days(30));
    let command = AttendanceAction::request(far.meeting, NOW, law()).unwrap();
    let by = |actor: &Actor| apply(&blank::<Attendance>(&far, law()), &command, actor, NOW, law()).unwrap().by;
    let own = by(&actor(Role::InformationUser));
    assert_eq!((own.subject.as_str(), own.organisation), ("informationUser", None));
    let staff = by(&actor(Role::ResponsiblePerson));
    assert_eq!((staff.subject.as_str(), staff.organisation), ("someone", Some(body())));
}
