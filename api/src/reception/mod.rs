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
use merzim_persistence::reception::offices as stored_offices;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::app::part::{Part, Place};
use crate::problem::Problem;

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

/// What this folder brings to the program.
pub const PART: Part = Part {
    tag: (
        "Receptions",
        "Reception by heads of state bodies by videoconference: offices, quarterly schedules, appeals, monthly rosters (№ 213/НҚ).",
    ),
    places: &[SCHEDULES, ROSTERS, APPEALS],
    things: &[("reception-offices", |connection, _, id| stored_offices::find(connection, id).map(drop))],
    routes,
    keeps: None,
};

fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(offices::create)
        .service(offices::list)
        .service(offices::get)
        .service(offices::replace)
        .service(schedules::create)
        .service(schedules::list)
        .service(schedules::get)
        .service(schedules::replace)
        .service(schedules::propose)
        .service(schedules::agree)
        .service(schedules::send_back)
        .service(schedules::approve)
        .service(schedules::send)
        .service(schedules::post_it)
        .service(schedules::withdraw)
        .service(moves::of_schedule)
        .service(moves::move_slots)
        .service(slots::list)
        .service(slots::hold)
        .service(slots::get_hold)
        .service(slots::let_go)
        .service(appeals::create)
        .service(appeals::list)
        .service(appeals::get)
        .service(hearing::notify_hearing)
        .service(hearing::raise_objection)
        .service(hearing::hold_hearing)
        .service(hearing::refuse)
        .service(decisions::set_time)
        .service(decisions::reschedule)
        .service(decisions::extend)
        .service(decisions::forward)
        .service(holding::provide_room)
        .service(holding::hold)
        .service(holding::miss)
        .service(holding::interrupt)
        .service(holding::rebook)
        .service(holding::complete)
        .service(decisions::withdraw)
        .service(rosters::list)
        .service(rosters::get)
        .service(rosters::compile)
        .service(rosters::report)
        .service(rosters::post_it);
}
