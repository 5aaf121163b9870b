//! The procedures that are built.
//!
//! A new procedure is a module here, with its table and its words, and a line in [`all`].

pub mod accreditation;
pub mod attendance;
pub mod broadcast_comment;
pub mod complaint;
pub mod open_meeting;
pub mod reception_roster;
pub mod reception_schedule;
pub mod register_amendment;
pub mod video_reception;

use std::sync::LazyLock;

pub use crate::engine::built::{Built, BuiltRedress, Line, Named};

use crate::rulebook::load::Usage;

static ALL: LazyLock<Vec<Built>> = LazyLock::new(|| {
    vec![
        Built::of::<accreditation::Accreditation>(),
        Built::of::<register_amendment::RegisterChange>(),
        Built::of::<register_amendment::ChannelCessation>(),
        Built::of::<open_meeting::OpenMeeting>(),
        Built::of::<attendance::Attendance>(),
        Built::of::<broadcast_comment::BroadcastComment>(),
        Built::of::<reception_schedule::ReceptionSchedule>(),
        Built::of::<reception_roster::ReceptionRoster>(),
        Built::of::<video_reception::VideoReception>(),
        Built::of::<complaint::Complaint>(),
    ]
});

/// Every built procedure.
#[must_use]
pub fn all() -> &'static [Built] {
    &ALL
}

/// The built procedure with this code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Built> {
    all().iter().find(|built| built.code == code)
}

/// How each built procedure uses the rules, for the loader of the rulebook.
#[must_use]
pub fn usage() -> Usage {
    all().iter().map(|built| (built.code, built.used())).collect()
}
