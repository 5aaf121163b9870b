//! Reception by videoconference (№ 213/НҚ): offices, quarterly schedules, slots, appeals, monthly rosters.

mod access;
pub mod appeals;
mod bodies;
mod booking;
pub mod decisions;
pub mod facts;
pub mod form;
pub mod hearing;
pub mod holding;
pub mod moves;
pub mod offices;
pub mod rosters;
pub mod schedules;
pub mod settings;
pub mod slots;
pub mod view;

use merzim_domain::procedures::reception_roster::ReceptionRoster;
use merzim_domain::procedures::reception_schedule::ReceptionSchedule;
use merzim_domain::procedures::video_reception::VideoReception;
use merzim_persistence::reception::offices as stored_offices;

use crate::app::part::routes;
use crate::app::{Part, Place};

/// Where quarterly schedules stand in the API.
pub const SCHEDULES: Place = Place {
    public: true,
    whole: Some(|desk, id| view::show_schedule(desk, id)?.reply()),
    ..Place::of::<ReceptionSchedule>(
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
    )
};

/// Where monthly rosters stand in the API.
pub const ROSTERS: Place = Place {
    public: true,
    whole: Some(|desk, id| view::show_roster(desk, id)?.reply()),
    ..Place::of::<ReceptionRoster>(
        "reception-rosters",
        &[("compile", "compilation"), ("report", "report"), ("post", "posting")],
    )
};

/// Where appeals stand in the API.
pub const APPEALS: Place = Place {
    after_reopening: Some(decisions::consider_anew),
    files_hidden: Some(access::hide_files),
    signature_shown: Some(access::shows_signature),
    attaching: Some(access::attaches),
    whole: Some(|desk, id| view::show_appeal_with_iin(desk, id)?.reply()),
    ..Place::of::<VideoReception>(
        "reception-appeals",
        &[
            ("pointOut", "remarks"),
            ("mend", "supplement"),
            ("return", "return"),
            ("join", "joining"),
            ("terminate", "termination"),
            ("notifyHearing", "hearing"),
            ("askToSpeak", "oral-hearing-request"),
            ("waiveHearing", "hearing-waiver"),
            ("object", "objection"),
            ("holdHearing", "protocol"),
            ("remark", "protocol-remarks"),
            ("answerRemarks", "protocol-remarks-answer"),
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
            ("cancel", "cancellation"),
        ],
    )
};

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: settings::SETTINGS,
    things: &[("reception-offices", |connection, _, id| stored_offices::find(connection, id).map(drop))],
    demo: include_str!("demo.json"),
    ..Part::of(
        "Receptions",
        "Reception by heads of state bodies by videoconference: offices, quarterly schedules, appeals, monthly rosters (№ 213/НҚ).",
        &[SCHEDULES, ROSTERS, APPEALS],
        routes,
    )
};

routes! {
    offices: create list get replace;
    schedules: create list get replace propose agree send_back approve send post_it withdraw;
    moves: of_schedule conflicts_of move_slots;
    slots: list list_holds hold get_hold let_go;
    appeals: give_document create list get;
    decisions: point_out mend send_back join terminate;
    hearing: notify_hearing ask_to_speak waive_hearing raise_objection hold_hearing remark answer_remarks refuse;
    decisions: set_time reschedule extend forward;
    holding: provide_room hold miss interrupt rebook complete;
    decisions: withdraw cancel;
    rosters: list get compile report post_it;
}
