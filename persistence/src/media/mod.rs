//! The weekly submission, press officers and the media grid (№ 444-НҚ).

pub mod grids;
pub mod issues;
pub mod materials;
pub mod officers;
pub mod outlets;
pub mod weekly;
