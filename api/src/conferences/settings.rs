//! The settings that conferences need.

use time::Duration;

use crate::config::read::{number, units};
use crate::config::settings;

settings! {
    /// How conferences are run.
    ConferenceSettings:
    conference_kept_days = "30" => kept: Duration, units(Duration::days, number(36_500)), "Days after a conference until who applied for it, asked or supported a question there is erased";
    watchers_per_conference = "1000" => watchers_per_conference: usize, number(1_000_000), "How many may watch the questions of one conference live at this node";
}
