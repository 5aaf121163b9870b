//! What each state body sends of the coming week.

use merzim_domain::engine::apply;
use merzim_domain::procedures::weekly_submission::{Command, Facts, WeeklySubmission};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{R444_3, RuleId};
use merzim_domain::week::Week;
use time::macros::date;

use crate::law;
use crate::tried::{NOW, Tried, actor, after, blank, party};

impl Tried for WeeklySubmission {
    const RULES: &'static [RuleId] = &[R444_3];

    fn facts() -> Vec<Facts> {
        vec![Facts { week: Week::of(NOW.date()).plus(1) }, Facts { week: Week::of(NOW.date()).plus(-1) }]
    }

    fn commands() -> Vec<Command> {
        vec![
            Command::Expect { officer: None },
            Command::Expect { officer: Some(party(Role::AuthorisedPerson)) },
            Command::Assign { officer: Some(party(Role::AuthorisedPerson)), joins: true },
            Command::Assign { officer: None, joins: false },
            Command::Remind,
            Command::Submit,
            Command::Correct,
            Command::Release,
        ]
    }
}

#[test]
fn the_officer_owes_it_and_the_body_itself_while_none_is_named() {
    let system = actor(Role::System);
    let facts = Facts { week: Week::of(date!(2026 - 03 - 23)) };
    let case = blank::<WeeklySubmission>(&facts, law());
    let bearer = |case: &_, command: &_| {
        let change = apply(case, command, &system, NOW, law()).unwrap();
        let new = &change.opened[0];
        assert_eq!(new.deadline.due.unwrap().on, date!(2026 - 03 - 19));
        (new.bearer.role, change)
    };
    let (role, expected) = bearer(&case, &Command::Expect { officer: None });
    assert_eq!(role, Role::StateBody);
    let case = after(&case, &expected);
    let named = Command::Assign { officer: Some(party(Role::AuthorisedPerson)), joins: true };
    let (role, assigned) = bearer(&case, &named);
    assert_eq!((role, assigned.voided.len()), (Role::AuthorisedPerson, 1));
    let case = after(&case, &assigned);
    assert_eq!(bearer(&case, &Command::Assign { officer: None, joins: false }).0, Role::StateBody);
}
