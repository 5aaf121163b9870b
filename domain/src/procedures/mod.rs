//! The procedures that are built.
//!
//! A new procedure is a module here, with its table and its words, and a line in [`each_procedure!`].

pub mod accreditation;
pub mod attendance;
pub mod broadcast_comment;
pub mod complaint;
pub mod cross_body_issue;
pub mod information_request;
pub mod internet_conference;
pub mod materials_request;
pub mod media_grid;
pub mod open_meeting;
pub mod press_officer;
pub mod reception_roster;
pub mod reception_schedule;
pub mod register_amendment;
pub mod survey;
pub mod video_reception;
pub mod weekly_submission;

use std::sync::LazyLock;

pub use crate::engine::built::{Built, BuiltRedress, Line, Named};

use crate::rulebook::load::Usage;

/// Hands every built procedure to a macro, each as `name: Type;`. What is generic over procedures is made from this list.
#[macro_export]
macro_rules! each_procedure {
    ($make:ident) => {
        $make! {
            accreditation: $crate::procedures::accreditation::Accreditation;
            register_change: $crate::procedures::register_amendment::RegisterChange;
            channel_cessation: $crate::procedures::register_amendment::ChannelCessation;
            open_meeting: $crate::procedures::open_meeting::OpenMeeting;
            attendance: $crate::procedures::attendance::Attendance;
            broadcast_comment: $crate::procedures::broadcast_comment::BroadcastComment;
            reception_schedule: $crate::procedures::reception_schedule::ReceptionSchedule;
            reception_roster: $crate::procedures::reception_roster::ReceptionRoster;
            video_reception: $crate::procedures::video_reception::VideoReception;
            media_grid: $crate::procedures::media_grid::MediaGrid;
            weekly_submission: $crate::procedures::weekly_submission::WeeklySubmission;
            cross_body_issue: $crate::procedures::cross_body_issue::CrossBodyIssue;
            complaint: $crate::procedures::complaint::Complaint;
            press_officer: $crate::procedures::press_officer::PressOfficer;
            internet_conference: $crate::procedures::internet_conference::InternetConference;
            materials_request: $crate::procedures::materials_request::MaterialsRequest;
            information_request: $crate::procedures::information_request::InformationRequest;
            survey: $crate::procedures::survey::Survey;
        }
    };
}

macro_rules! built {
    ($($name:ident: $Procedure:ty;)+) => {
        vec![$(Built::of::<$Procedure>()),+]
    };
}

static ALL: LazyLock<Vec<Built>> = LazyLock::new(|| each_procedure!(built));

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
