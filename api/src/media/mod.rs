//! Press officers, the weekly submission and the media grid (№ 444-НҚ).

pub mod follow;
pub mod materials;
pub mod officers;
pub mod settings;

use futures_util::FutureExt;

use crate::app::Part;
use crate::app::part::routes;
use materials::requests;
use officers::{actions as officer, directory};

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: settings::SETTINGS,
    keeps: Some(|app| follow::keep(app).boxed_local()),
    demo: include_str!("demo.json"),
    ..Part::of(
        "Media",
        "Press officers, the weekly submission and the media grid (№ 444-НҚ).",
        &[officers::PLACE, materials::PLACE],
        routes,
    )
};

routes! {
    directory: download_csv download_xlsx list get;
    officer: create change_contacts confirm replace end;
    requests: create list get agree decline request_agreed provide supplement withdraw;
}
