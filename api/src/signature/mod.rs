//! Electronic signatures: whether one holds over a document, and who signed.

mod certificate;
mod cms;
mod der;
mod embedded;
mod ncanode;
mod revocation;

use merzim_domain::signing::{CertificateRole, SignatureFault};
use merzim_domain::{Bin, Iin};
use openssl::x509::X509;
use time::OffsetDateTime;

use crate::config::SignatureSettings;

pub use certificate::{BIN, IIN, ROLE_OIDS};
use embedded::Embedded;
use ncanode::NcaNode;

/// Who signed, as their certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The person.
    pub person: Iin,
    /// The organisation for which they signed; none of somebody who acts for themselves.
    pub organisation: Option<Bin>,
    /// In which role.
    pub role: CertificateRole,
}

/// What a certificate says of itself.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The name of its holder.
    pub name: String,
    /// Who issued it, as one line.
    pub issuer: String,
    /// Its serial number, hexadecimal.
    pub serial_number: String,
    /// From when it is valid.
    pub not_before: OffsetDateTime,
    /// Until when.
    pub not_after: OffsetDateTime,
    /// The certificate itself, DER.
    pub der: Vec<u8>,
}

impl Certificate {
    /// Checks that it was valid at a moment.
    ///
    /// # Errors
    /// That it was not yet, or no longer.
    pub fn was_valid(&self, at: OffsetDateTime) -> Result<(), SignatureFault> {
        match at {
            at if at < self.not_before => Err(SignatureFault::NotYetValid),
            at if at > self.not_after => Err(SignatureFault::Expired),
            _ => Ok(()),
        }
    }
}

/// A signature that holds.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Who signed.
    pub signer: Signer,
    /// The certificates that were used, the signer's first.
    pub chain: Vec<Certificate>,
    /// When it was signed, as a time-stamping authority attests.
    pub stamped_at: Option<OffsetDateTime>,
    /// Whether it is known that no certificate was revoked.
    pub revocation_known: bool,
    /// What verified it, with its version.
    pub verifier: String,
    /// The CMS as it came, without what follows it.
    pub cms: Vec<u8>,
    /// What of the signature nobody but the signer can change.
    pub fingerprint: Vec<u8>,
}

/// Why it is not known that a signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unverified {
    /// It does not.
    Fault(SignatureFault),
    /// That cannot be found out now, for this reason.
    Unavailable(String),
}

impl From<SignatureFault> for Unverified {
    fn from(fault: SignatureFault) -> Self {
        Self::Fault(fault)
    }
}

/// The moments that matter.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// When the signature came.
    pub received: OffsetDateTime,
    /// When it is verified.
    pub now: OffsetDateTime,
}

/// Verifies signatures.
pub trait SignatureVerifier: Send + Sync {
    /// Who has signed a document with this CMS, DER.
    ///
    /// # Errors
    /// Why it does not hold, or that this cannot be found out.
    fn verify(&self, cms: &[u8], document: &[u8], when: When) -> Result<Verified, Unverified>;
}

/// Verifies by itself, and has NCANode verify what it does not know, if there is one.
pub struct Verifiers {
    embedded: Embedded,
    ncanode: Option<NcaNode>,
}

impl Verifiers {
    /// The verifiers that the settings name.
    ///
    /// # Errors
    /// What is wrong with a file.
    pub fn open(settings: &SignatureSettings) -> Result<Self, String> {
        Ok(Self { embedded: Embedded::open(settings)?, ncanode: NcaNode::of(settings) })
    }

    /// The same, that trust another authority too.
    pub fn trusting(self, authority: X509) -> Self {
        Self { embedded: self.embedded.trusting(authority), ..self }
    }
}

impl SignatureVerifier for Verifiers {
    fn verify(&self, cms: &[u8], document: &[u8], when: When) -> Result<Verified, Unverified> {
        match (self.embedded.verify(cms, document, when), &self.ncanode) {
            (Err(Unverified::Fault(SignatureFault::UnknownAlgorithm)), Some(node)) => node.verify(cms, document, when),
            (said, _) => said,
        }
    }
}
