//! The Register of channels (№ 93-НҚ ¶7–13): public, in Kazakh and Russian, and what amends it.

pub mod amendments;
pub mod cessations;
pub mod changes;
pub mod downloads;
pub mod entries;
pub mod wording;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::app::part::Part;

/// What this folder brings to the program.
pub const PART: Part = Part {
    tag: ("Register", "The public Register of accredited channels, and what amends it (№ 93-НҚ ¶7–13)."),
    places: &[amendments::CHANGES, amendments::CESSATIONS],
    things: &[],
    routes,
    keeps: None,
};

fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(downloads::download_csv)
        .service(downloads::download_xlsx)
        .service(entries::list)
        .service(entries::get)
        .service(entries::wordings)
        .service(changes::create)
        .service(changes::list)
        .service(changes::get)
        .service(changes::replace)
        .service(changes::signing_document)
        .service(changes::submit)
        .service(changes::enter)
        .service(changes::withdraw)
        .service(cessations::create)
        .service(cessations::list)
        .service(cessations::get)
        .service(cessations::replace)
        .service(cessations::signing_document)
        .service(cessations::submit)
        .service(cessations::enter)
        .service(cessations::withdraw);
}
