//! The settings that surveys need.

use time::Duration;

use crate::config::read::{number, secret, units};
use crate::config::settings;

settings! {
    /// How responses to surveys are kept.
    SurveySettings:
    respondents_kept_days = "30" => kept: Duration, units(Duration::days, number(36_500)), "Days after a survey until it is forgotten who responded, and what was said in free text; the counts stay";
    respondents_key = "" => key: String, secret, "Secret that goes into the keyed hashes of those who respond to anonymous surveys; what is known of them cannot be tried without it. Changed, it lets them respond again";
}
