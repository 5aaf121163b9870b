//! Internet conferences of information holders (№ 401-V art. 17(6)): the conference, the application for it, the questions asked there.

pub mod actions;
pub mod applications;
pub mod erasure;
pub mod facts;
pub mod feeds;
pub mod follow;
pub mod form;
pub mod live;
pub mod planning;
pub mod questions;
pub mod settings;
pub mod view;

use futures_util::FutureExt;
use merzim_domain::procedures::internet_conference::InternetConference;
use merzim_persistence::conferences;

use crate::app::part::routes;
use crate::app::{Part, Place};
use crate::config::PartSettings;

/// Where conferences stand in the API.
pub const CONFERENCES: Place = Place {
    public: true,
    things: &["conference-applications", QUESTIONS],
    shown: Some(|connection, viewer, id| conferences::find(connection, viewer, id).map(drop)),
    whole: Some(|desk, id| view::show(desk, id)?.reply()),
    ..Place::of::<InternetConference>(
        "conferences",
        &[
            ("accept", "acceptance"),
            ("decline", "refusal"),
            ("withdraw", "withdrawal"),
            ("announce", "announcement"),
            ("correct", "correction"),
            ("postpone", "postponement"),
            ("open", "opening"),
            ("close", "closure"),
            ("publish", "publication"),
            ("cancel", "cancellation"),
        ],
    )
};

/// The collection of questions.
const QUESTIONS: &str = "questions";

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: PartSettings::of::<settings::ConferenceSettings>(&[]),
    things: &[(QUESTIONS, |connection, viewer, id| questions::find(connection, viewer, id).map(drop))],
    daily: erasure::ERASED,
    keeps: Some(|app| follow::keep(app).boxed_local()),
    demo: include_str!("demo.json"),
    ..Part::of(
        "Conferences",
        "Internet conferences of information holders, applications for them, questions asked there (№ 401-V art. 17).",
        &[CONFERENCES],
        routes,
    )
};

routes! {
    feeds: subscribe follow one;
    applications: create accept decline withdraw;
    planning: create list get replace;
    actions: announce correct postpone open close publish cancel;
    live: watch;
    questions: create list get admit hide restore support answer;
}
