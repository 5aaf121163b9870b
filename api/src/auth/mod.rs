//! Tokens: who the caller is, for which organisation, and in which roles.

mod bearer;
mod keys;
pub mod lookup;
mod provider;
mod rejected;
mod verifier;

pub use bearer::{ACTING_FOR, Bearer};
pub use keys::Issuer;
pub use provider::DISCOVERY;
pub(crate) use rejected::{ClaimFault, Rejected};
