//! Press officers, the weekly submission and the media grid (№ 444-НҚ).

pub mod event;
pub mod grids;
pub mod settings;
pub mod weekly;

use merzim_domain::procedures::media_grid::MediaGrid;
use merzim_domain::procedures::weekly_submission::WeeklySubmission;

use self::grids::{compiling, feeds, pages, tables};
use self::weekly::{recur, submissions};
use crate::app::Part;
use crate::app::part::routes;
use crate::recurring;

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: settings::SETTINGS,
    recurs: &[recurring::catch_up::<WeeklySubmission>, recurring::catch_up::<MediaGrid>, recur::release, recur::remind],
    demo: include_str!("demo.json"),
    ..Part::of(
        "Media",
        "Press officers, the weekly submission and the media grid (№ 444-НҚ).",
        &[weekly::PLACE, grids::PLACE],
        routes,
    )
};

routes! {
    submissions: list get submit correct revisions suggest;
    compiling: list get replace approve reopen send correct revisions candidates suggest;
    pages: draw print;
    feeds: subscribe follow;
    tables: download_csv download_xlsx;
}
