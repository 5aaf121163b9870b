//! Press officers, the weekly submission and the media grid (№ 444-НҚ).

pub mod event;
pub mod settings;
pub mod weekly;

use merzim_domain::procedures::weekly_submission::WeeklySubmission;

use self::weekly::{recur, submissions};
use crate::app::Part;
use crate::app::part::routes;
use crate::recurring;

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: settings::SETTINGS,
    recurs: &[recurring::catch_up::<WeeklySubmission>, recur::release, recur::remind],
    demo: include_str!("demo.json"),
    ..Part::of(
        "Media",
        "Press officers, the weekly submission and the media grid (№ 444-НҚ).",
        &[weekly::PLACE],
        routes,
    )
};

routes! {
    submissions: list get submit correct revisions suggest;
}
