//! What each procedure gives to be tried with, and what is tested of it alone.

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
