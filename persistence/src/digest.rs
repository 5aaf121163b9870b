//! SHA-256, how digests are written, and the form of JSON that is hashed.

use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;

use crate::DbError;

/// A digest as it is stored and told: SHA-256 in lower-case hexadecimal.
pub type Hash = String;

/// SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Hash {
    hex(digest(&SHA256, bytes).as_ref())
}

/// Bytes in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Canonical JSON (RFC 8785): equal values have equal bytes.
///
/// # Errors
/// [`DbError::Internal`] when it cannot be written.
pub fn canonical(value: &impl Serialize) -> Result<Vec<u8>, DbError> {
    serde_json_canonicalizer::to_vec(value).map_err(|error| DbError::Internal(error.to_string()))
}
