//! The settings that requests for information need.

use time::Duration;

use super::requirements::{Requirements, requirements};
use crate::app::part::COMPLAINED;
use crate::config::read::{between, flag, number, units};
use crate::config::{PartSettings, settings};

settings! {
    /// How requests for information are dealt with.
    InformationSettings:
    information_remind_hours = "48" => remind_before: Duration, units(Duration::hours, number(240)), "Hours before an answer to a request for information is due at which its holder is reminded";
    information_kept_days = "1826" => kept: Duration, units(Duration::days, between(COMPLAINED.whole_days(), 36_500)), "Days after a request for information was last dealt with until who asked, what was asked and what was answered is erased: 200 at least, for so long one may complain";
    information_second_person = "false" => second_person: bool, flag, "Whether a request for information is answered, refused, or referred to what is published by the head only, after another person has prepared that";
    information_requirements = "" => requirements: Requirements, requirements, "TOML file with the requirements of article 11 of the Law № 401-V for which a request is returned in moderation, instead of those built in";
}

/// The settings.
pub(super) const SETTINGS: PartSettings = PartSettings::of::<InformationSettings>(&[]);
