//! Personal data of those who applied for a conference, or asked there, are erased some time after it.

use merzim_persistence::conferences::{self, Left};
use time::Duration;

use super::settings::ConferenceSettings;
use crate::app::part::{COMPLAINED, Daily, Erasure};
use crate::config::Config;

/// What is erased.
pub const ERASED: &[Daily] = &[
    Daily::Erase(Erasure {
        what: "who applied for these conferences, or asked or supported a question there",
        kept,
        due: |connection, before, after, limit| conferences::with_left(connection, Left::Data, before, after, limit),
        erase: |desk, _, conference| Ok(conferences::erase(desk.connection, conference, desk.now)?),
    }),
    Daily::Erase(Erasure {
        what: "the keys of those who applied for these conferences",
        kept: |config| kept(config).max(COMPLAINED),
        due: |connection, before, after, limit| conferences::with_left(connection, Left::Keys, before, after, limit),
        erase: |desk, _, conference| Ok(conferences::forget(desk.connection, conference)?),
    }),
];

fn kept(config: &Config) -> Duration {
    config.part::<ConferenceSettings>().kept
}
