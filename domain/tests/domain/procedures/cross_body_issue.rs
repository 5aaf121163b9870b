//! What one body tells of an issue that concerns several bodies.

use merzim_domain::engine::MOST_SAID;
use merzim_domain::procedures::cross_body_issue::{Command, CrossBodyIssue, Facts};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{R444_4, RuleId};

use crate::tried::{Tried, party};

impl Tried for CrossBodyIssue {
    const RULES: &'static [RuleId] = &[R444_4];

    fn facts() -> Vec<Facts> {
        vec![Facts::default(), Facts { said: MOST_SAID }]
    }

    fn commands() -> Vec<Command> {
        vec![
            Command::Raise { officer: None },
            Command::Raise { officer: Some(party(Role::AuthorisedPerson)) },
            Command::Ask { officer: None },
            Command::Ask { officer: Some(party(Role::AuthorisedPerson)) },
            Command::Provide,
            Command::Supplement,
            Command::Publish,
            Command::Withdraw { never_owed: true },
            Command::Withdraw { never_owed: false },
        ]
    }
}
