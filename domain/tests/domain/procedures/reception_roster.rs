//! Monthly rosters of receptions.

use merzim_domain::procedures::reception_roster::{Facts, ReceptionRoster, RosterAction};
use merzim_domain::rulebook::ids::{R213_9, R213_10, RuleId};
use merzim_domain::vocabulary::Vocabulary;
use time::OffsetDateTime;
use time::macros::date;

use super::video_reception::THEN;
use crate::tried::Tried;

impl Tried for ReceptionRoster {
    const RULES: &'static [RuleId] = &[R213_9, R213_10];
    const NOW: OffsetDateTime = THEN;

    fn facts() -> Vec<Facts> {
        vec![Facts { month: date!(2025 - 10 - 01), closes_at: THEN }]
    }

    fn commands() -> Vec<RosterAction> {
        RosterAction::ALL.to_vec()
    }
}
