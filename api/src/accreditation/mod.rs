//! Accreditation of channels of communications (№ 93-НҚ ¶3–6).

pub mod applications;
pub mod decisions;
pub mod form;
pub mod similar;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::app::part::{Part, Place};

/// Where applications stand in the API.
pub const PLACE: Place = Place::plain(
    "accreditation",
    "accreditation-applications",
    &[("submit", "submission"), ("accredit", "decision"), ("refuse", "decision"), ("withdraw", "withdrawal")],
);

/// What this folder brings to the program.
pub const PART: Part = Part {
    tag: (
        "Accreditation",
        "Accreditation of channels of communications of state bodies with the population (№ 93-НҚ ¶3–6).",
    ),
    places: &[PLACE],
    things: &[],
    routes,
    keeps: None,
};

fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(applications::create)
        .service(applications::list)
        .service(applications::get)
        .service(applications::replace)
        .service(applications::signing_document)
        .service(applications::submit)
        .service(applications::withdraw)
        .service(decisions::decide)
        .service(similar::list);
}
