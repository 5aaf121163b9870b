//! Reception Schedules.

use merzim_domain::procedures::reception_schedule::{Facts, ReceptionSchedule, ScheduleAction};
use merzim_domain::rulebook::ids::{R213_2, R213_3, RuleId};
use merzim_domain::vocabulary::Vocabulary;
use time::OffsetDateTime;
use time::macros::date;

use super::video_reception::THEN;
use crate::tried::Tried;

impl Tried for ReceptionSchedule {
    const RULES: &'static [RuleId] = &[R213_2, R213_3];
    const NOW: OffsetDateTime = THEN;

    /// Of a quarter to come, and of one that has begun.
    fn facts() -> Vec<Facts> {
        vec![Facts { quarter: date!(2026 - 01 - 01) }, Facts { quarter: date!(2025 - 07 - 01) }]
    }

    fn commands() -> Vec<ScheduleAction> {
        ScheduleAction::ALL.to_vec()
    }
}
