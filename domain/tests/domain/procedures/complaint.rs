//! Complaints.

use merzim_domain::procedures::complaint::{Above, Command, Complaint, ComplaintGround, ComplaintMeans, Facts};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{
    L4_3, L7_4, L8, L8_2, L8_3, L8_4, L8_5, L8_6, L8_7, L8_8, L8_9, L8_10, L8_11, L8_12, R213_12, RuleId,
};
use time::Duration;

use crate::tried::{NOW, Tried, party};

impl Tried for Complaint {
    const RULES: &'static [RuleId] =
        &[L4_3, L7_4, L8, L8_2, L8_3, L8_4, L8_5, L8_6, L8_7, L8_8, L8_9, L8_10, L8_11, L8_12, R213_12];

    fn facts() -> Vec<Facts> {
        [Above::Body, Above::Court, Above::Unknown]
            .map(|above| Facts { filed_at: NOW, above, due_at: Some(NOW), ground: ComplaintGround::Decision })
            .into_iter()
            .flat_map(|facts| [facts, Facts { ground: ComplaintGround::Silence, ..facts }])
            .collect()
    }

    fn commands() -> Vec<Command> {
        use Command as C;
        let to = || party(Role::ComplaintBody);
        vec![
            C::Complain { known_at: NOW - Duration::days(2), says_how: true },
            C::Complain { known_at: NOW - Duration::days(2), says_how: false },
            C::Complain { known_at: NOW + Duration::days(500), says_how: true },
            C::ComplainOfSilence { silent_at: NOW - Duration::days(2) },
            C::PassOn { to: to(), binding: &[R213_12] },
            C::PassOn { to: to(), binding: &[] },
            C::SatisfyItself,
            C::NameCourt,
            C::WaiveHearing,
            C::Hear,
            C::Satisfy(ComplaintMeans::Annulled),
            C::Satisfy(ComplaintMeans::BoundToAct),
            C::SatisfyPartly(ComplaintMeans::BoundToAct),
            C::Reject,
            C::SendBack,
            C::Leave,
            C::Withdraw,
            C::TurnElsewhere,
            C::NotifySentBack,
            C::NotifyLeft,
            C::NotifyWithdrawn,
        ]
    }
}
