//! Accreditation of channels of communications (№ 93-НҚ ¶3–6).

pub mod applications;
pub mod decisions;
pub mod form;
pub mod similar;

use crate::cases::Place;

/// Where applications stand in the API.
pub const PLACE: Place = Place::plain(
    "accreditation",
    "accreditation-applications",
    &[("submit", "submission"), ("accredit", "decision"), ("refuse", "decision"), ("withdraw", "withdrawal")],
);
