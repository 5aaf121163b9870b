//! The one place where an IIN is written to storage and read from it: whoever wants it encrypted at rest does so here.

use merzim_domain::Iin;

use crate::DbError;

/// The IIN as it is stored.
pub(crate) fn seal(iin: &Iin) -> String {
    iin.reveal().to_owned()
}

/// The IIN that was stored.
///
/// # Errors
/// [`DbError::Internal`] when what is stored is none.
pub(crate) fn open(stored: &str) -> Result<Iin, DbError> {
    // What is wrong with it is not said: that would tell the number.
    Iin::stored(stored).map_err(|_| DbError::Internal("a stored IIN cannot be read".to_owned()))
}

/// What has an IIN in it, such as a certificate, as it is stored.
pub(crate) const fn seal_bytes(bytes: Vec<u8>) -> Vec<u8> {
    bytes
}

/// What was stored so.
pub(crate) const fn open_bytes(stored: Vec<u8>) -> Vec<u8> {
    stored
}
