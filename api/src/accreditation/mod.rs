//! Accreditation of channels of communications (№ 93-НҚ ¶3–6).

pub mod applications;
pub mod decisions;
pub mod facts;
pub mod form;
pub mod settings;
pub mod similar;
pub mod view;

use merzim_domain::procedures::accreditation::Accreditation;

use crate::app::part::routes;
use crate::app::{Part, Place};

/// Where applications stand in the API.
pub const PLACE: Place = Place {
    after_reopening: Some(facts::take_back),
    whole: Some(|desk, id| view::show(desk, id)?.reply()),
    ..Place::of::<Accreditation>(
        "accreditation-applications",
        &[("submit", "submission"), ("accredit", "decision"), ("refuse", "decision"), ("withdraw", "withdrawal")],
    )
};

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: settings::SETTINGS,
    demo: include_str!("demo.json"),
    ..Part::of(
        "Accreditation",
        "Accreditation of channels of communications of state bodies with the population (№ 93-НҚ ¶3–6).",
        &[PLACE],
        routes,
    )
};

routes! {
    applications: create list get replace signing_document submit withdraw;
    decisions: decide;
    similar: list;
}
