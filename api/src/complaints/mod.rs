//! Complaints against a decision or silence in a case of whatever procedure (articles 91–100 of the Code).

pub mod bodies;
pub mod considering;
pub mod deciding;
pub mod facts;
pub mod filing;
pub mod form;
pub mod lists;
pub mod view;

use merzim_domain::procedures::complaint::Complaint;

use crate::app::part::routes;
use crate::app::{Part, Place};

/// Where complaints stand in the API.
pub const PLACE: Place = Place {
    after_favour: Some(|desk, contested| deciding::fulfil(desk, contested, true)),
    whole: Some(|desk, id| view::show(desk, id)?.reply()),
    ..Place::of::<Complaint>(
        "complaints",
        &[
            ("passOn", "passing-on"),
            ("satisfyItself", "satisfaction"),
            ("nameCourt", "court-naming"),
            ("pointOut", "remarks"),
            ("mend", "supplement"),
            ("return", "return"),
            ("join", "joining"),
            ("notifyHearing", "hearing"),
            ("askToSpeak", "oral-hearing-request"),
            ("waiveHearing", "hearing-waiver"),
            ("object", "objection"),
            ("respond", "response"),
            ("hear", "protocol"),
            ("remark", "protocol-remarks"),
            ("answerRemarks", "protocol-remarks-answer"),
            ("satisfy", "decision"),
            ("satisfyPartly", "decision"),
            ("reject", "decision"),
            ("sendBack", "decision"),
            ("leave", "decision"),
            ("withdraw", "withdrawal"),
            ("turnElsewhere", "turning-elsewhere"),
        ],
    )
};

/// What this folder brings to the program.
pub const PART: Part = Part {
    demo: include_str!("demo.json"),
    ..Part::of(
        "Complaints",
        "Complaints against a decision or silence in a case of whatever procedure (articles 91–100 of the Code).",
        &[PLACE],
        routes,
    )
};

routes! {
    filing: give_document create;
    lists: list get;
    bodies: get;
    deciding: pass_on satisfy name_court;
    considering: point_out mend;
    deciding: give_back join;
    considering: notify_hearing ask_to_speak waive_hearing raise_objection respond hear remark answer_remarks;
    deciding: decide withdraw turn_elsewhere;
}
