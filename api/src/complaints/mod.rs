//! Complaints against a decision or silence in a case of whatever procedure (articles 91–100 of the Code).

pub mod bodies;
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
pub const PLACE: Place = Place::of::<Complaint>(
    "complaints",
    &[
        ("passOn", "passing-on"),
        ("satisfyItself", "satisfaction"),
        ("nameCourt", "court-naming"),
        ("waiveHearing", "hearing-waiver"),
        ("hear", "hearing"),
        ("satisfy", "decision"),
        ("satisfyPartly", "decision"),
        ("reject", "decision"),
        ("sendBack", "decision"),
        ("leave", "decision"),
        ("withdraw", "withdrawal"),
        ("turnElsewhere", "turning-elsewhere"),
    ],
);

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
    filing: create;
    lists: list get;
    bodies: get;
    deciding: pass_on satisfy name_court waive_hearing hear decide withdraw turn_elsewhere;
}
