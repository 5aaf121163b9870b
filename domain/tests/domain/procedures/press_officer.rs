//! The directory of press officers.

use merzim_domain::engine::apply;
use merzim_domain::procedures::press_officer::Command::{ChangeContacts, Confirm, End, Name, Remind, Replace};
use merzim_domain::procedures::press_officer::{
    Command, Facts, MOST_CHANGES, Namer, OfficerRefusal, PressOfficer, unconfirmed_from,
};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{R444_1, R444_2, RuleId};
use time::macros::date;

use crate::law;
use crate::tried::{NOW, Tried, actor, blank};

impl Tried for PressOfficer {
    const RULES: &'static [RuleId] = &[R444_1, R444_2];

    fn facts() -> Vec<Facts> {
        [0, MOST_CHANGES].map(|changes| Facts { appointed_on: date!(2026 - 03 - 02), changes }).into()
    }

    fn commands() -> Vec<Command> {
        vec![
            Name { by: Namer::StateBody, already: false },
            Name { by: Namer::StateBody, already: true },
            Name { by: Namer::NotThere, already: false },
            Name { by: Namer::Exempt, already: false },
            Name { by: Namer::Other, already: false },
            ChangeContacts,
            Confirm,
            Remind,
            Replace,
            End,
        ]
    }
}

#[test]
fn contacts_count_as_unconfirmed_from_the_same_day_six_months_later() {
    for (confirmed_on, from) in [
        (date!(2026 - 03 - 16), date!(2026 - 09 - 16)),
        (date!(2026 - 08 - 31), date!(2027 - 02 - 28)),
        (date!(2027 - 08 - 30), date!(2028 - 02 - 29)),
    ] {
        assert_eq!(unconfirmed_from(confirmed_on), from);
    }
}

#[test]
fn rule_444_1_runs_from_the_appointment_and_binds_no_exempt_body() {
    let law = law();
    let case = blank::<PressOfficer>(&PressOfficer::facts()[0], law);
    let name = |by, already| apply(&case, &Name { by, already }, &actor(Role::StateBody), NOW, law);
    let named = name(Namer::StateBody, false).unwrap();
    let from = |rule| named.opened.iter().find(|new| new.rule == rule).unwrap().deadline.counted_from;
    assert_eq!((from(R444_1), from(R444_2)), (date!(2026 - 03 - 02), date!(2026 - 03 - 16)));
    for (by, already, word) in [
        (Namer::Exempt, false, OfficerRefusal::ExemptBody),
        (Namer::Exempt, true, OfficerRefusal::ExemptBody),
        (Namer::Other, false, OfficerRefusal::NoStateBody),
        (Namer::StateBody, true, OfficerRefusal::OfficerNamed),
    ] {
        assert!(name(by, already).unwrap_err().is(word), "{by:?} {already}");
    }
}
