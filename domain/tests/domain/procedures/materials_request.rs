//! Requests for materials.

use merzim_domain::engine::{Actor, Case, MOST_SAID, apply};
use merzim_domain::procedures::materials_request::Command::{
    Agree, Ask, Decline, Provide, Remind, Request, Supplement, Withdraw,
};
use merzim_domain::procedures::materials_request::{Command, Facts, MaterialsRefusal, MaterialsRequest};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{R444_6, R444_7, RuleId};
use time::macros::{date, datetime};

use crate::law;
use crate::tried::{NOW, Tried, actor, after, blank};

const FACTS: Facts = Facts { by_agreement: false, agreed: false, said: 1 };
const REQUEST: Command = Request { officer_named: true };

impl Tried for MaterialsRequest {
    const RULES: &'static [RuleId] = &[R444_6, R444_7];

    fn facts() -> Vec<Facts> {
        let by_agreement = Facts { by_agreement: true, ..FACTS };
        vec![FACTS, by_agreement, Facts { agreed: true, ..by_agreement }, Facts { said: MOST_SAID, ..FACTS }]
    }

    fn commands() -> Vec<Command> {
        let mut commands =
            vec![Ask, Agree, Decline, Remind { due_on: date!(2026 - 03 - 17) }, Withdraw { never_owed: false }];
        for nothing in [false, true] {
            commands.extend([Request { officer_named: nothing }, Provide { nothing }, Supplement { nothing }]);
        }
        commands
    }
}

fn ministry() -> Actor {
    actor(Role::MassMediaAuthority)
}

#[test]
fn a_request_begins_with_what_the_law_asks_for_first() {
    let by_agreement = Facts { by_agreement: true, ..FACTS };
    assert_eq!((FACTS.first(true), by_agreement.first(true)), (REQUEST, Ask));
}

#[test]
fn rule_444_6_no_materials_are_requested_without_agreement() {
    let law = law();
    let refused = |facts, command| {
        let case = blank::<MaterialsRequest>(&facts, law);
        apply(&case, &command, &ministry(), NOW, law).unwrap_err()
    };
    let of_prosecutor = Facts { by_agreement: true, ..FACTS };
    assert!(refused(of_prosecutor, REQUEST).is(MaterialsRefusal::AgreementMissing));
}

#[test]
fn rule_444_7_the_day_begins_with_the_request_that_follows_the_agreement() {
    let law = law();
    let asked_at = datetime!(2026-10-19 10:00 +5);
    let asked = blank::<MaterialsRequest>(&Facts { by_agreement: true, ..FACTS }, law);
    let change = apply(&asked, &Ask, &ministry(), asked_at, law).unwrap();
    assert_eq!(change.opened.iter().map(|new| new.rule).collect::<Vec<_>>(), [R444_6]);
    let asked = after(&asked, &change);
    let change = apply(&asked, &Agree, &actor(Role::StateBody), asked_at, law).unwrap();
    let agreed = Case { facts: Facts { agreed: true, ..asked.facts }, ..after(&asked, &change) };
    let change = apply(&agreed, &REQUEST, &ministry(), datetime!(2026-10-23 10:00 +5), law).unwrap();
    let due = change.opened.iter().find(|new| new.rule == R444_7).unwrap().deadline.due.unwrap();
    // Monday the 26th is a day off for the Day of the Republic on Sunday.
    assert_eq!(due.on, date!(2026 - 10 - 27));
    assert_eq!(change.met.len(), 1);
}

#[test]
fn rule_444_7_the_body_itself_owes_where_it_has_named_nobody() {
    let case = blank::<MaterialsRequest>(&FACTS, law());
    let bearer = |officer_named| {
        let change = apply(&case, &Request { officer_named }, &ministry(), NOW, law()).unwrap();
        change.opened.iter().find(|new| new.rule == R444_7).unwrap().bearer.role
    };
    assert_eq!((bearer(true), bearer(false)), (Role::AuthorisedPerson, Role::StateBody));
}
