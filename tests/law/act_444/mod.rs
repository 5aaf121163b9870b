//! № 444-НҚ: press officers, the weekly submission, the media grid.

mod grid;
mod weekly;
