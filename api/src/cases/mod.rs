//! What is the same for the cases of every procedure: how they are shown, moved and followed.

pub mod attachments;
pub mod events;
pub mod filing;
pub mod flow;
mod kinds;
pub mod notices;
pub mod obligations;
pub mod receipt;
mod upload;
pub mod view;

use utoipa_actix_web::service_config::ServiceConfig;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(obligations::list)
        .service(obligations::get)
        .service(events::list)
        .service(attachments::create)
        .service(attachments::list)
        .service(attachments::get)
        .service(attachments::remove)
        .service(notices::list)
        .service(notices::get)
        .service(notices::acknowledge);
}
