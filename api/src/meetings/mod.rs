//! Open meetings of information holders (№ 605-НҚ): the meeting, requests to attend it, comments on its broadcast.

pub mod actions;
pub mod admission;
pub mod attendance;
pub mod audience;
pub mod comments;
pub mod erasure;
pub mod facts;
pub mod feeds;
pub mod follow;
pub mod form;
pub mod live;
pub mod planning;
pub mod settings;
pub mod view;

use futures_util::FutureExt;
use merzim_domain::procedures::attendance::Attendance;
use merzim_domain::procedures::broadcast_comment::BroadcastComment;
use merzim_domain::procedures::open_meeting::OpenMeeting;
use merzim_persistence::meetings;

use crate::app::part::routes;
use crate::app::{Part, Place};
use crate::config::PartSettings;

/// Where meetings stand in the API.
pub const MEETINGS: Place = Place {
    public: true,
    shown: Some(|connection, viewer, id| meetings::find(connection, viewer, id).map(drop)),
    whole: Some(|desk, id| view::show_meeting(desk, id)?.reply()),
    ..Place::of::<OpenMeeting>(
        "meetings",
        &[
            ("announce", "announcement"),
            ("announceOnline", "announcement"),
            ("correct", "correction"),
            ("correctEnd", "correction"),
            ("moveEnd", "holding"),
            ("postpone", "postponement"),
            ("goOnline", "emergency"),
            ("endEmergency", "emergency-end"),
            ("close", "closure"),
            ("closeRest", "closure"),
            ("reopen", "reopening"),
            ("openRest", "reopening"),
            ("prepareSeats", "seats"),
            ("provideAccess", "broadcast"),
            ("broadcast", "broadcast"),
            ("hold", "holding"),
            ("holdOffline", "holding"),
            ("holdUnseen", "holding"),
            ("publish", "outcome"),
            ("publishRecord", "outcome"),
            ("cancel", "cancellation"),
            ("notHeld", "cancellation"),
        ],
    )
};

/// Where requests to attend stand in the API.
pub const ATTENDANCE: Place = Place {
    still_holds: Some(follow::still_reminds),
    whole: Some(|desk, id| view::show_request(desk, id)?.reply()),
    ..Place::of::<Attendance>(
        "attendance-requests",
        &[("admit", "admission"), ("checkIn", "check-in"), ("withdraw", "withdrawal")],
    )
};

/// Where comments stand in the API.
pub const COMMENTS: Place = Place {
    said_to_all: true,
    whole: Some(|desk, id| view::show_comment(desk, id)?.reply()),
    ..Place::of::<BroadcastComment>("comments", &[("answer", "answer"), ("hide", "hiding"), ("restore", "restoration")])
};

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: PartSettings::of::<settings::MeetingSettings>(&[]),
    daily: erasure::ERASED,
    keeps: Some(|app| follow::keep(app).boxed_local()),
    updates: Some(merzim_persistence::meetings::fold_anew),
    demo: include_str!("demo.json"),
    ..Part::of(
        "Meetings",
        "Open meetings of information holders, requests to attend them, comments on their broadcast (№ 605-НҚ).",
        &[MEETINGS, ATTENDANCE, COMMENTS],
        routes,
    )
};

routes! {
    feeds: subscribe follow one;
    planning: create list get replace;
    actions: announce correct postpone go_online end_emergency close reopen prepare_seats set_up_broadcast hold publish cancel;
    attendance: create list get replace admit check_in withdraw;
    admission: download_csv print;
    live: watch;
    comments: create list get answer hide restore;
}
