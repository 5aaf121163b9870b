//! Persons: those with an account, and those who show a token that they were given when they filed something.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use merzim_domain::PersonKey;

use crate::digest::sha256;
use crate::problem::Problem;

/// The header that a lookup token comes in.
pub const HEADER: &str = "Lookup-Token";

/// A secret by which somebody without an account finds again what they have filed. Merzim keeps its digest; only the answer
/// that is remembered for an idempotency key holds it for that day.
pub struct LookupToken(String);

impl LookupToken {
    /// A new one, of 256 random bits.
    pub fn new() -> Result<Self, Problem> {
        Ok(Self(BASE64_URL_SAFE_NO_PAD.encode(random::<32>()?)))
    }

    /// The one that somebody shows.
    pub fn shown(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// By what its bearer is known.
    pub fn person(&self) -> PersonKey {
        PersonKey::of_digest(&sha256(format!("token {}", self.0).as_bytes()))
    }

    /// The secret itself, for the one person who is told.
    pub fn reveal(self) -> String {
        self.0
    }
}

/// Bytes that nobody can foretell.
pub fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(Problem::internal)?;
    Ok(bytes)
}

/// By what the person with this account is known.
pub fn account(subject: &str) -> PersonKey {
    PersonKey::of_digest(&sha256(format!("account {subject}").as_bytes()))
}
