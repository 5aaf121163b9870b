//! The law as the API shows it: acts, rules, readings, deadlines, the calendar, procedures.

pub mod acts;
pub mod calendar;
pub mod deadlines;
pub mod pictures;
pub mod procedures;
pub mod readings;
pub mod rules;

use merzim_domain::{Lang, Role, Text, zone};
use time::Date;

use crate::app::App;
use crate::http::Code;

/// Code of a role.
pub type RoleCode = Code<Role>;

fn said(text: &Text, lang: Lang) -> String {
    text.get(lang).to_owned()
}

/// Today.
pub fn today(app: &App) -> Date {
    zone::local(app.clock.now()).date()
}

crate::app::part::routes! {
    acts: list get;
    rules: list get;
    deadlines: draw get;
    readings: list;
    calendar: list draw subscribe get_year;
    procedures: list get draw;
}
