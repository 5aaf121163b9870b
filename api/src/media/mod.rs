//! Press officers, the weekly submission and the media grid (№ 444-НҚ).

pub mod event;
pub mod follow;
pub mod grids;
pub mod issues;
pub mod materials;
pub mod officer;
pub mod officers;
pub mod outlets;
pub mod settings;
pub mod weekly;

use futures_util::FutureExt;
use merzim_domain::procedures::media_grid::MediaGrid;
use merzim_domain::procedures::weekly_submission::WeeklySubmission;
use merzim_persistence::media::issues as stored_issues;

use self::grids::{compiling, feeds, pages, tables};
use self::issues::{information, raised};
use self::materials::requests;
use self::officers::{actions as naming, directory};
use self::outlets::{deliveries, register};
use self::weekly::{recur, submissions};
use crate::app::Part;
use crate::app::part::routes;
use crate::recurring;

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: settings::SETTINGS,
    recurs: &[recurring::catch_up::<WeeklySubmission>, recurring::catch_up::<MediaGrid>, recur::release, recur::remind],
    things: &[
        ("cross-body-issues", |connection, viewer, id| stored_issues::find(connection, viewer, id).map(drop)),
        ("outlets", outlets::there),
    ],
    keeps: Some(|app| follow::keep(app).boxed_local()),
    demo: include_str!("demo.json"),
    ..Part::of(
        "Media",
        "Press officers, the weekly submission and the media grid (№ 444-НҚ).",
        &[officers::PLACE, weekly::PLACE, grids::PLACE, issues::PLACE, materials::PLACE],
        routes,
    )
};

routes! {
    directory: download_csv download_xlsx list get;
    naming: create change_contacts confirm replace end;
    submissions: list get submit correct revisions suggest;
    compiling: list get replace approve reopen send correct revisions candidates suggest;
    pages: draw print;
    feeds: subscribe follow;
    tables: download_csv download_xlsx;
    deliveries: of_grid;
    register: create list get replace confirm unsubscribe;
    deliveries: to_outlet;
    raised: raise list get publish withdraw;
    information: list get provide supplement;
    requests: create list get agree decline request_agreed provide supplement withdraw;
}
