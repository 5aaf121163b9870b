//! Signatures on applications, behind a port.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::signing::SignerPosition;
use merzim_domain::{Bin, Iin};
use serde::{Deserialize, Serialize};

use crate::digest::{self, hex, sha256};

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Signer {
    /// For an organisation.
    Employee {
        /// The organisation in the certificate.
        organisation: Bin,
        /// The position in it.
        position: SignerPosition,
    },
    /// For themselves.
    Person {
        /// The IIN in the certificate.
        person: String,
    },
}

impl Signer {
    /// Whoever acts for this organisation, in this position; else this person.
    pub fn of(organisation: Option<&Bin>, person: Option<&Iin>, position: SignerPosition) -> Option<Self> {
        let employee = organisation.map(|bin| Self::Employee { organisation: bin.clone(), position });
        employee.or_else(|| person.map(Self::person))
    }

    /// This person, who signs for themselves.
    pub fn person(iin: &Iin) -> Self {
        Self::Person { person: iin.reveal().to_owned() }
    }

    /// The organisation that is signed for, and the position in it; none of a person.
    pub const fn employee(&self) -> Option<(&Bin, SignerPosition)> {
        match self {
            Self::Employee { organisation, position } => Some((organisation, *position)),
            Self::Person { .. } => None,
        }
    }
}

/// Verifies that a CMS signature covers a document, and tells who signed.
pub trait SignatureVerifier: Send + Sync {
    /// The signer of `document`, or nothing when the signature does not hold.
    fn verify(&self, cms: &[u8], document: &[u8]) -> Option<Signer>;
}

/// Refuses every signature: what stands until a real verifier is configured.
#[derive(Clone, Copy, Debug)]
pub struct RefuseAll;

impl SignatureVerifier for RefuseAll {
    fn verify(&self, _: &[u8], _: &[u8]) -> Option<Signer> {
        None
    }
}

/// Signs and verifies in demo mode, with a key that only this demo has. What it makes is no
/// CMS and says so.
#[derive(Debug)]
pub struct DemoSigner {
    key: aws_lc_rs::hmac::Key,
}

#[derive(Serialize, Deserialize)]
struct DemoSignature {
    demo: bool,
    #[serde(flatten)]
    signer: Signer,
    sha256: String,
    mac: String,
}

impl DemoSigner {
    /// A signer whose key is made from the demo's own, so that what it signs holds after a restart too.
    pub fn new(demo_key: &[u8]) -> Self {
        let secret = digest::of(&[b"signatures ", demo_key].concat());
        Self { key: aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_ref()) }
    }

    fn mac(&self, signer: &Signer, sha256: &str) -> String {
        let who = match signer {
            Signer::Employee { organisation, position } => format!("{organisation} {position:?}"),
            Signer::Person { person } => person.clone(),
        };
        hex(aws_lc_rs::hmac::sign(&self.key, format!("{who} {sha256}").as_bytes()).as_ref())
    }

    /// A demo signature, base64, of the document with this SHA-256.
    pub fn sign(&self, signer: Signer, sha256: &str) -> String {
        let mac = self.mac(&signer, sha256);
        let signature = DemoSignature { demo: true, signer, sha256: sha256.to_owned(), mac };
        BASE64_STANDARD.encode(serde_json::to_vec(&signature).unwrap_or_default())
    }
}

impl SignatureVerifier for DemoSigner {
    fn verify(&self, cms: &[u8], document: &[u8]) -> Option<Signer> {
        let DemoSignature { signer, mac, .. } = serde_json::from_slice(cms).ok()?;
        let expected = self.mac(&signer, &sha256(document));
        aws_lc_rs::constant_time::verify_slices_are_equal(expected.as_bytes(), mac.as_bytes()).ok()?;
        Some(signer)
    }
}
