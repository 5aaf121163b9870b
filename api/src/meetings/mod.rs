//! Open meetings of information holders (№ 605-НҚ): the meeting, requests to attend it, comments on its broadcast.

pub mod actions;
pub mod admission;
pub mod attendance;
pub mod audience;
pub mod comments;
pub mod feeds;
pub mod follow;
pub mod form;
pub mod live;
pub mod planning;
pub mod view;

use futures_util::FutureExt;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::attendance::Attendance;
use merzim_domain::procedures::broadcast_comment::BroadcastComment;
use merzim_domain::procedures::open_meeting::OpenMeeting;
use merzim_persistence::meetings;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::app::part::{Part, Place};

/// Where meetings stand in the API.
pub const MEETINGS: Place = Place {
    shown: Some(|connection, viewer, id| meetings::find(connection, viewer, id).map(drop)),
    ..Place::plain(
        OpenMeeting::CODE,
        "meetings",
        &[
            ("announce", "announcement"),
            ("announceOnline", "announcement"),
            ("postpone", "postponement"),
            ("goOnline", "emergency"),
            ("close", "closure"),
            ("prepareSeats", "seats"),
            ("broadcast", "broadcast"),
            ("hold", "holding"),
            ("publish", "outcome"),
            ("cancel", "cancellation"),
        ],
    )
};

/// Where requests to attend stand in the API.
pub const ATTENDANCE: Place = Place {
    still_holds: Some(follow::still_reminds),
    ..Place::plain(
        Attendance::CODE,
        "attendance-requests",
        &[("admit", "admission"), ("checkIn", "check-in"), ("withdraw", "withdrawal")],
    )
};

/// Where comments stand in the API.
pub const COMMENTS: Place = Place::plain(
    BroadcastComment::CODE,
    "comments",
    &[("answer", "answer"), ("hide", "hiding"), ("restore", "restoration")],
);

/// What this folder brings to the program.
pub const PART: Part = Part {
    tag: (
        "Meetings",
        "Open meetings of information holders, requests to attend them, comments on their broadcast (№ 605-НҚ).",
    ),
    places: &[MEETINGS, ATTENDANCE, COMMENTS],
    things: &[],
    routes,
    keeps: Some(|app| follow::keep(app).boxed_local()),
};

fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(feeds::subscribe)
        .service(feeds::follow)
        .service(feeds::one)
        .service(planning::create)
        .service(planning::list)
        .service(planning::get)
        .service(planning::replace)
        .service(actions::announce)
        .service(actions::postpone)
        .service(actions::go_online)
        .service(actions::close)
        .service(actions::prepare_seats)
        .service(actions::set_up_broadcast)
        .service(actions::hold)
        .service(actions::publish)
        .service(actions::cancel)
        .service(attendance::create)
        .service(attendance::list)
        .service(attendance::get)
        .service(attendance::replace)
        .service(attendance::admit)
        .service(attendance::check_in)
        .service(attendance::withdraw)
        .service(admission::download_csv)
        .service(admission::print)
        .service(live::watch)
        .service(comments::create)
        .service(comments::list)
        .service(comments::get)
        .service(comments::answer)
        .service(comments::hide)
        .service(comments::restore);
}
