//! № 444-НҚ: press officers, the weekly submission and the media grid.

mod materials;
mod officers;
