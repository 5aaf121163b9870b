//! The weekly submission, press officers and the media grid (№ 444-НҚ).

pub mod issues;
pub mod weekly;
