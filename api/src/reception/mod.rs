//! Reception by videoconference (№ 213/НҚ): offices, quarterly schedules, slots, appeals, monthly rosters.

pub mod appeals;
pub mod decisions;
pub mod form;
pub mod hearing;
pub mod holding;
pub mod moves;
pub mod offices;
mod recording;
pub mod rosters;
pub mod schedules;
pub mod slots;
pub mod view;

use merzim_domain::Text;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::reception_roster::ReceptionRoster;
use merzim_domain::procedures::reception_schedule::ReceptionSchedule;
use merzim_domain::procedures::video_reception::VideoReception;

use crate::cases::Place;
use crate::http::problem::Problem;

/// The collection of offices.
pub const OFFICES: &str = "reception-offices";

/// Where quarterly schedules stand in the API.
pub const SCHEDULES: Place = Place::plain(
    ReceptionSchedule::CODE,
    "reception-schedules",
    &[
        ("propose", "proposal"),
        ("agree", "agreement"),
        ("return", "return"),
        ("approve", "approval"),
        ("send", "dispatch"),
        ("post", "posting"),
        ("moveSlots", "moves"),
        ("withdraw", "withdrawal"),
    ],
);

/// Where monthly rosters stand in the API.
pub const ROSTERS: Place = Place::plain(
    ReceptionRoster::CODE,
    "reception-rosters",
    &[("compile", "compilation"), ("report", "report"), ("post", "posting")],
);

/// Where appeals stand in the API.
pub const APPEALS: Place = Place {
    reopened: Some(decisions::reopened),
    files_shown: Some(view::sees_files),
    attaching: Some(view::attaches),
    ..Place::plain(
        VideoReception::CODE,
        "reception-appeals",
        &[
            ("notifyHearing", "hearing"),
            ("object", "objection"),
            ("holdHearing", "protocol"),
            ("setTime", "appointment"),
            ("refuse", "refusal"),
            ("extend", "extension"),
            ("forward", "forwarding"),
            ("reschedule", "rescheduling"),
            ("provideRoom", "room"),
            ("hold", "record"),
            ("miss", "no-show"),
            ("interrupt", "failure"),
            ("rebook", "rebooking"),
            ("complete", "follow-up"),
            ("withdraw", "withdrawal"),
        ],
    )
};

/// A field that names what is not there.
pub(crate) fn unknown(pointer: &str) -> Problem {
    Problem::field(pointer, Text::new("мұндай жоқ", "такого нет", "there is no such thing"))
}
