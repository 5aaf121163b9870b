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

use merzim_domain::engine::Procedure;
use merzim_domain::procedures::attendance::Attendance;
use merzim_domain::procedures::broadcast_comment::BroadcastComment;
use merzim_domain::procedures::open_meeting::OpenMeeting;
use merzim_persistence::meetings;

use crate::cases::Place;

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
