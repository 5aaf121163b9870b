//! № 444-НҚ: press officers, the weekly submission, the media grid.

mod materials;
mod officers;
mod weekly;
