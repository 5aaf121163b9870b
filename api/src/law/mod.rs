//! The law as the API shows it: acts, rules, readings, deadlines, the calendar, procedures.

pub mod acts;
pub mod calendar;
pub mod deadlines;
pub mod procedures;
pub mod readings;
pub mod rules;

use merzim_domain::role::Role;
use merzim_domain::{Lang, Text};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::code::Code;

/// Code of a role.
pub type RoleCode = Code<Role>;

fn said(text: &Text, lang: Lang) -> String {
    text.get(lang).to_owned()
}

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(acts::list)
        .service(acts::get)
        .service(rules::list)
        .service(rules::get)
        .service(deadlines::get)
        .service(readings::list)
        .service(calendar::days)
        .service(calendar::year)
        .service(procedures::list)
        .service(procedures::get);
}
