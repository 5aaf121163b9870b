//! Complaints.

use merzim_domain::procedures::complaint::Command::{
    Complain, ComplainOfSilence, PassOn, Reject, Satisfy, SatisfyPartly, Withdraw,
};
use merzim_domain::procedures::complaint::{Command, Complaint, Facts};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{L8, L8_2, L8_3, L8_4, R213_12, RuleId};
use time::Duration;

use crate::tried::{NOW, Tried, party};

impl Tried for Complaint {
    const RULES: &'static [RuleId] = &[L8, L8_2, L8_3, L8_4, R213_12];

    fn facts() -> Vec<Facts> {
        vec![Facts { filed_at: NOW }]
    }

    fn commands() -> Vec<Command> {
        let to = || party(Role::ComplaintBody);
        vec![
            Complain { known_at: NOW - Duration::days(2) },
            Complain { known_at: NOW + Duration::days(500) },
            ComplainOfSilence,
            PassOn { to: to(), binding: &[R213_12] },
            PassOn { to: to(), binding: &[] },
            Satisfy,
            SatisfyPartly,
            Reject,
            Withdraw,
        ]
    }
}
