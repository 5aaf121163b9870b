//! SHA-256, and how digests are written.

use aws_lc_rs::digest::{Context, Digest, SHA256, digest};

/// The SHA-256 of some bytes.
pub fn of(bytes: &[u8]) -> Digest {
    digest(&SHA256, bytes)
}

/// Begins the SHA-256 of bytes that come in pieces.
pub fn begin() -> Context {
    Context::new(&SHA256)
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(of(bytes).as_ref())
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
