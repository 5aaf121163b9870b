//! Press officers, the weekly submission and the media grid (№ 444-НҚ).

pub mod settings;

use crate::app::Part;

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: settings::SETTINGS,
    demo: include_str!("demo.json"),
    ..Part::of("Media", "Press officers, the weekly submission and the media grid (№ 444-НҚ).", &[], |_| {})
};
