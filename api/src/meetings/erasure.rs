//! Personal data of those who wanted to attend a meeting, or commented on its broadcast, are erased some time after it.

use merzim_persistence::attendance::{self, Left};
use merzim_persistence::comments;
use time::Duration;

use super::settings::MeetingSettings;
use crate::app::part::{COMPLAINED, Daily, Erasure};
use crate::config::Config;

/// What is erased.
pub const ERASED: &[Daily] = &[
    Daily::Erase(Erasure {
        what: "who asked to attend these meetings",
        kept,
        due: |connection, before, after, limit| attendance::with_left(connection, Left::Data, before, after, limit),
        erase: |desk, _, meeting| Ok(attendance::erase(desk.connection, meeting, desk.now)?),
    }),
    Daily::Erase(Erasure {
        what: "the keys of those who asked to attend these meetings",
        kept: keys_kept,
        due: |connection, before, after, limit| attendance::with_left(connection, Left::Keys, before, after, limit),
        erase: |desk, _, meeting| Ok(attendance::forget(desk.connection, meeting)?),
    }),
    // What else a guest's key opens is forgotten with the request.
    Daily::Erase(Erasure {
        what: "the keys of those who commented on the broadcast of these meetings",
        kept: keys_kept,
        due: comments::to_forget,
        erase: |desk, _, meeting| Ok(comments::forget(desk.connection, meeting)?),
    }),
];

fn kept(config: &Config) -> Duration {
    config.part::<MeetingSettings>().kept
}

fn keys_kept(config: &Config) -> Duration {
    kept(config).max(COMPLAINED)
}
