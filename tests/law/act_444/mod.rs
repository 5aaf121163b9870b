//! № 444-НҚ: press officers, the weekly submission, the media grid.

mod grid;
mod issues;
mod materials;
mod officers;
mod outlets;
mod scale;
mod weekly;
