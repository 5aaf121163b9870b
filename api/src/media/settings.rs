//! The settings that the media grid needs.

use merzim_domain::Role;
use time::{Date, Duration};

use crate::config::read::{day, flag, number, optional, units};
use crate::config::{PartSettings, SingleBody, settings};

settings! {
    /// Whom state bodies tell what they will do, and since when.
    MediaSettings:
    media_bin = "" demo "940740000911", "BIN of the authorised body in mass media (№ 444-НҚ), if the media grid is run here";
    media_name_kk = "" demo "ДЕМО: Масс-медиа саласындағы уәкілетті орган", "Its name in Kazakh";
    media_name_ru = "" demo "ДЕМО: Уполномоченный орган в области масс-медиа", "Its name in Russian";

    media_since = "" => since: Option<Date>, optional(day), "The first day whose week is owed here (№ 444-НҚ ¶5), such as 2026-01-05; not before 2024-10-24. By default the day on which the first state body that owes it was entered";
    media_remind_hours = "12" => remind_before: Duration, units(Duration::hours, number(240)), "Hours before materials are due at which the body is reminded (№ 444-НҚ ¶8)";
    media_grid_hourly = "5" => hourly: usize, number(100), "How many events may be going on within an hour before the ministry is told that they are too many";
    media_grid_public = "false" => is_public: bool, flag, "Whether everybody sees the media grids that are sent, without contacts and without what is under embargo";
}

/// The settings, and the body that they name.
pub(super) const SETTINGS: PartSettings =
    PartSettings::of::<MediaSettings>(&[SingleBody { role: Role::MassMediaAuthority, prefix: "media", needed: false }]);
