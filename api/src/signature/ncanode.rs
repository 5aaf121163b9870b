//! Has signatures verified by NCANode 3, which knows the algorithms of GOST.
//!
//! What it says is not enough by itself. `valid` holds also where nobody signed, or where the signer's certificate is not there. `data`
//! is ignored where the CMS has content of its own. What a key is for is not looked at. So Merzim reads the CMS and the certificate
//! itself, compares the content, and takes nothing from the answer but whether key, chain and revocation are good.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::signing::SignatureFault;
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::{Value, json};

use super::certificate::signer;
use super::cms::{ID_DATA, Signed};
use super::{Certificate, SignatureVerifier, Unverified, Verified, When};
use crate::config::SignatureSettings;
use crate::outbound::agent;

/// How long it may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// How often it is asked.
const TRIES: u32 = 2;
/// After so many failures in a row it is left alone, for so long.
const FAILURES: u32 = 5;
const LEFT_ALONE: Duration = Duration::from_secs(30);
/// The longest answer that is read.
const MAX_ANSWER: u64 = 1024 * 1024;

/// A server of NCANode.
#[derive(Debug)]
pub struct NcaNode {
    url: String,
    /// How it looks up what is revoked.
    revocation: Vec<String>,
    accepts_unknown: bool,
    agent: ureq::Agent,
    /// How often in a row it failed, and until when it is left alone.
    failed: Mutex<(u32, Option<Instant>)>,
}

/// What it answers, as far as that matters.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct VerifyResponse {
    valid: bool,
    #[serde(default)]
    signers: Vec<SignerInfo>,
}

#[derive(Debug, Deserialize)]
struct SignerInfo {
    #[serde(default)]
    certificates: Vec<CertificateInfo>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CertificateInfo {
    valid: bool,
    serial_number: String,
    key_usage: Option<String>,
    #[serde(default)]
    revocations: Vec<RevocationInfo>,
}

#[derive(Debug, Deserialize)]
struct RevocationInfo {
    revoked: bool,
}

impl NcaNode {
    /// The server that the settings name, if they do.
    pub fn of(settings: &SignatureSettings) -> Option<Self> {
        Some(Self {
            url: format!("{}/cms/verify", settings.ncanode.as_ref()?.trim_end_matches('/')),
            revocation: settings.ncanode_revocation.clone(),
            accepts_unknown: settings.accepts_unknown,
            agent: agent(ANSWER_WITHIN),
            failed: Mutex::default(),
        })
    }

    /// What it answers, unless it is away.
    fn ask(&self, question: &Value) -> Result<VerifyResponse, Unverified> {
        let left_alone = |until: &Instant| *until > Instant::now();
        if self.failed.lock().1.as_ref().is_some_and(left_alone) {
            return Err(Unverified::Unavailable("NCANode failed often, and is asked again later".to_owned()));
        }
        let mut cause = String::new();
        for _ in 0..TRIES {
            match self.try_once(question) {
                Ok(said) => {
                    *self.failed.lock() = (0, None);
                    return said.ok_or(SignatureFault::Broken.into());
                }
                Err(error) => cause = error,
            }
        }
        let mut failed = self.failed.lock();
        failed.0 += 1;
        failed.1 = (failed.0 >= FAILURES).then(|| Instant::now() + LEFT_ALONE);
        Err(Unverified::Unavailable(format!("NCANode: {cause}")))
    }

    /// What it answers to one question; nothing where it cannot read the CMS.
    fn try_once(&self, question: &Value) -> Result<Option<VerifyResponse>, String> {
        let mut answer = self.agent.post(&self.url).send_json(question).map_err(|error| error.to_string())?;
        let status = answer.status();
        if matches!(status.as_u16(), 400 | 422) {
            return Ok(None);
        }
        if !status.is_success() {
            return Err(status.to_string());
        }
        let body = answer.body_mut().with_config().limit(MAX_ANSWER).read_json();
        body.map(Some).map_err(|error| error.to_string())
    }
}

impl SignatureVerifier for NcaNode {
    fn verify(&self, cms: &[u8], document: &[u8], when: When) -> Result<Verified, Unverified> {
        let signed = Signed::read(cms, ID_DATA)?;
        if !signed.is_by_gost() {
            return Err(SignatureFault::UnknownAlgorithm.into());
        }
        if signed.has_other_content(document) {
            return Err(SignatureFault::OtherContent.into());
        }
        // Who signs, and whether they may, Merzim sees by itself.
        let (who, own) =
            (signer(&signed.certificate)?, Certificate::of(&signed.certificate).ok_or(SignatureFault::NotCms)?);
        let said = self.ask(&json!({
            "cms": BASE64_STANDARD.encode(&signed.der),
            "data": BASE64_STANDARD.encode(document),
            "revocationCheck": self.revocation,
        }))?;
        let [SignerInfo { certificates }] = said.signers.as_slice() else {
            return Err(SignatureFault::NoSigner.into());
        };
        let about = certificates.first().ok_or(SignatureFault::NoSigner)?;
        if !is_number(&own, &about.serial_number) {
            return Err(SignatureFault::NoSigner.into());
        }
        if about.revocations.iter().any(|one| one.revoked) {
            return Err(SignatureFault::Revoked.into());
        }
        // It does not check that a time stamp is over this signature, nor who gave it: so what counts is when it came.
        own.was_valid(when.received)?;
        let faults = [
            (!about.valid, SignatureFault::Untrusted),
            (!said.valid, SignatureFault::Broken),
            (about.key_usage.as_deref() != Some("SIGN"), SignatureFault::NotForSigning),
        ];
        if let Some((_, fault)) = faults.into_iter().find(|(found, _)| *found) {
            return Err(fault.into());
        }
        let revocation_known = !about.revocations.is_empty();
        if !revocation_known && !self.revocation.is_empty() && !self.accepts_unknown {
            return Err(Unverified::Unavailable("NCANode does not tell whether the certificate is revoked".to_owned()));
        }
        Ok(Verified {
            signer: who,
            chain: vec![own],
            stamped_at: None,
            revocation_known,
            verifier: "NCANode 3".to_owned(),
            signature: signed.signature().to_vec(),
            cms: signed.der,
        })
    }
}

/// Whether this is the serial number of a certificate, hexadecimal as NCANode writes it.
fn is_number(certificate: &Certificate, said: &str) -> bool {
    let plain = |text: &str| text.trim_start_matches('0').to_lowercase();
    plain(said) == plain(&certificate.serial_number)
}
