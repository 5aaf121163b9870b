//! The settings that meetings need.

use time::Duration;

use crate::config::read::{number, units};
use crate::config::settings;

settings! {
    /// How meetings are run.
    MeetingSettings:
    attendance_kept_days = "30" => kept: Duration, units(Duration::days, number(36_500)), "Days after a meeting until the personal data of those who asked to attend are erased";
    remind_before = "24" => remind_before: Duration, units(Duration::hours, number(8_760)), "Hours before a meeting at which those who asked to attend are reminded";
    broadcast_margin = "30" => broadcast_margin: Duration, units(Duration::minutes, number(1_440)), "Minutes before and after a meeting in which its broadcast is shown";
    watchers_per_meeting = "1000" => watchers_per_meeting: usize, number(1_000_000), "How many may watch the comments of one meeting live at this node";
}
