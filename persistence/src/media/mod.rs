//! The weekly submission, press officers and the media grid (№ 444-НҚ).

pub mod grids;
pub mod issues;
pub mod materials;
pub mod officers;
pub mod outlets;
pub mod weekly;

use merzim_domain::week::Week;

use crate::DbError;

/// A week as it is stored.
fn week_of(stored: &str) -> Result<Week, DbError> {
    Week::parse(stored).ok_or_else(|| DbError::Internal(format!("week {stored}")))
}
