//! Instants as they are written, RFC 3339: read with any offset, shown with that of Kazakhstan's clocks. For fields, `with = "instant"`.

use merzim_domain::zone;
use serde::Serializer;
use time::OffsetDateTime;
pub use time::serde::rfc3339::deserialize;

/// Writes an instant.
pub fn serialize<S: Serializer>(at: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&zone::rfc3339(*at))
}

/// The same where there need be none.
pub mod option {
    use serde::Serialize;
    pub use time::serde::rfc3339::option::deserialize;

    use super::{OffsetDateTime, Serializer};
    use crate::http::At;

    /// Writes an instant, if there is one.
    pub fn serialize<S: Serializer>(at: &Option<OffsetDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
        at.map(At).serialize(serializer)
    }
}
