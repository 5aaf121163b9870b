//! Surveys that information holders carry out (№ 401-V art. 17(6)), responses to them, and their results.

pub mod actions;
pub mod counts;
pub mod facts;
pub mod form;
pub mod planning;
pub mod pool;
pub mod response;
pub mod results;
pub mod settings;
pub mod texts;
pub mod view;

use merzim_domain::procedures::survey::Survey;
use merzim_persistence::surveys::{self, responses};

use crate::app::part::{Daily, Erasure, routes};
use crate::app::{Part, Place};
use crate::config::PartSettings;

/// Where surveys stand in the API.
pub const SURVEYS: Place = Place {
    public: true,
    unremembered: &["response"],
    shown: Some(|connection, viewer, id| surveys::find(connection, viewer, id).map(drop)),
    whole: Some(|desk, id| view::show_survey(desk, id)?.reply()),
    ..Place::of::<Survey>(
        "surveys",
        &[
            ("announce", "announcement"),
            ("extend", "extension"),
            ("close", "closure"),
            ("publish", "publication"),
            ("cancel", "cancellation"),
        ],
    )
};

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: PartSettings::of::<settings::SurveySettings>(&[]),
    daily: &[Daily::Erase(Erasure {
        what: "who responded to these surveys, and what was said there in free text",
        kept: |config| config.part::<settings::SurveySettings>().kept,
        due: responses::to_forget,
        erase: |desk, _, survey| {
            pool::erase(desk, survey)?;
            Ok(responses::forget(desk.connection, survey)?)
        },
    })],
    demo: include_str!("demo.json"),
    ..Part::of(
        "Surveys",
        "Surveys of information holders, responses to them, their results (№ 401-V).",
        &[SURVEYS],
        routes,
    )
};

routes! {
    planning: create list get replace;
    actions: announce extend close publish cancel;
    response: respond get;
    texts: list;
    results: get download_csv draw;
}
