//! SHA-256, with a key too, and how digests are written.

use aws_lc_rs::digest::{Context, Digest, SHA256, digest};
use aws_lc_rs::hmac::{self, HMAC_SHA256};

pub use merzim_persistence::digest::{hex, sha256};

/// The SHA-256 of some bytes.
pub fn of(bytes: &[u8]) -> Digest {
    digest(&SHA256, bytes)
}

/// Begins the SHA-256 of bytes that come in pieces.
pub fn begin() -> Context {
    Context::new(&SHA256)
}

/// The HMAC-SHA-256 of some bytes in lower-case hexadecimal: who does not have the key cannot try what they were.
pub fn keyed(key: &[u8], bytes: &[u8]) -> String {
    hex(hmac::sign(&hmac::Key::new(HMAC_SHA256, key), bytes).as_ref())
}
