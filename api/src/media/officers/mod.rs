//! The directory of press officers of state bodies (№ 444-НҚ ¶3–4).

pub mod actions;
pub mod directory;
pub mod facts;
pub mod form;
pub mod remind;
pub mod view;

use merzim_domain::procedures::press_officer::PressOfficer;

use crate::app::Place;

/// Where press officers stand in the API.
pub const PLACE: Place = Place::of::<PressOfficer>(
    "press-officers",
    &[("changeContacts", "contacts"), ("confirm", "confirmation"), ("replace", "replacement"), ("end", "ending")],
);
