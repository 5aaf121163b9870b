//! Has signatures verified by NCANode 3, which knows the algorithms of GOST.
//!
//! What it says is not enough by itself. `valid` holds also where nobody signed, or where the signer's certificate is not there. `data`
//! is ignored where the CMS has content of its own. What a key is for is not looked at. So Merzim reads CMS and certificate itself, and
//! compares the content. It takes from the answer only whether key, chain and revocation are good.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::signing::SignatureFault;
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

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
/// How many questions it is asked at once.
const MOST_QUESTIONS: u32 = 2;
/// What it says of lists of its own that it cannot read.
const CANNOT_LOAD_CRL: &str = "Cannot load CRL";
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
    /// How many questions are under way.
    asking: AtomicU32,
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
#[serde(rename_all = "camelCase")]
struct RevocationInfo {
    revoked: bool,
    by: Option<String>,
    revocation_time: Option<String>,
}

impl RevocationInfo {
    /// Whether the certificate was revoked by a moment, as far as that is known.
    fn revoked_by(&self, at: OffsetDateTime) -> bool {
        let since = self.revocation_time.as_deref().and_then(|time| OffsetDateTime::parse(time, &Rfc3339).ok());
        self.revoked && since.is_none_or(|since| since <= at)
    }
}

/// A question under way.
struct Asking<'node>(&'node AtomicU32);

impl<'node> Asking<'node> {
    /// Begins one, unless there are as many as there may be.
    fn begin(asking: &'node AtomicU32) -> Option<Self> {
        let more = |now| (now < MOST_QUESTIONS).then_some(now + 1);
        asking.fetch_update(Ordering::SeqCst, Ordering::SeqCst, more).ok().map(|_| Self(asking))
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl VerifyResponse {
    /// What it says of this certificate, which is its only signer's.
    fn about(&self, own: &Certificate) -> Result<&CertificateInfo, SignatureFault> {
        let [SignerInfo { certificates }] = self.signers.as_slice() else { return Err(SignatureFault::NoSigner) };
        certificates.first().filter(|one| is_number(own, &one.serial_number)).ok_or(SignatureFault::NoSigner)
    }
}

impl NcaNode {
    /// The server that the settings name, if they do.
    pub fn of(settings: &SignatureSettings) -> Option<Self> {
        Some(Self {
            url: format!("{}/cms/verify", settings.ncanode.as_ref()?.trim_end_matches('/')),
            revocation: settings.ncanode_revocation.clone(),
            accepts_unknown: settings.accepts_unknown,
            agent: agent(ANSWER_WITHIN),
            asking: AtomicU32::new(0),
            failed: Mutex::default(),
        })
    }

    /// What it answers, unless it is away.
    fn ask(&self, question: &Value) -> Result<VerifyResponse, Unverified> {
        let left_alone = |until: &Instant| *until > Instant::now();
        if self.failed.lock().1.as_ref().is_some_and(left_alone) {
            return Err(Unverified::Unavailable("NCANode failed often, and is asked again later".to_owned()));
        }
        // Whoever waits for it leaves turns to those who need it not.
        let _asking =
            Asking::begin(&self.asking).ok_or_else(|| Unverified::Unavailable("NCANode is busy".to_owned()))?;
        let mut cause = String::new();
        for _ in 0..TRIES {
            match self.try_once(question) {
                Ok(said) => {
                    *self.failed.lock() = (0, None);
                    return said;
                }
                Err(error) => cause = error,
            }
        }
        let mut failed = self.failed.lock();
        failed.0 += 1;
        failed.1 = (failed.0 >= FAILURES).then(|| Instant::now() + LEFT_ALONE);
        Err(Unverified::Unavailable(format!("NCANode: {cause}")))
    }

    /// What it answers to one question; else why it does not.
    fn try_once(&self, question: &Value) -> Result<Result<VerifyResponse, Unverified>, String> {
        let mut answer = self.agent.post(&self.url).send_json(question).map_err(|error| error.to_string())?;
        let status = answer.status();
        let body =
            answer.body_mut().with_config().limit(MAX_ANSWER).read_to_string().map_err(|error| error.to_string())?;
        if status.is_success() {
            return serde_json::from_str(&body).map(Ok).map_err(|error| error.to_string());
        }
        // What it answers may name people.
        tracing::warn!(%status, "NCANode has not verified a signature");
        // Its own lists may be broken; else it cannot read the CMS.
        let is_of_cms = matches!(status.as_u16(), 400 | 422) && !body.contains(CANNOT_LOAD_CRL);
        Ok(Err(if is_of_cms {
            SignatureFault::Broken.into()
        } else {
            Unverified::Unavailable(format!("NCANode: {status}"))
        }))
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
        let ask = |revocation: &[String]| {
            self.ask(&json!({
                "cms": BASE64_STANDARD.encode(&signed.given),
                "data": BASE64_STANDARD.encode(document),
                "revocationCheck": revocation,
            }))
        };
        let mut said = ask(&self.revocation)?;
        let mut about = said.about(&own)?;
        if about.revocations.iter().any(|one| one.revoked_by(when.received)) {
            return Err(SignatureFault::Revoked.into());
        }
        if when.now > own.not_after || about.revocations.iter().any(|one| one.revoked) {
            return Err(Unverified::Unavailable(
                "NCANode judges as of now, not as of when the signature came".to_owned(),
            ));
        }
        // It does not check that a time stamp is over this signature, nor who gave it: so what counts is when it came.
        own.was_valid(when.received)?;
        // What it says by a CRL may be out of date.
        let mut revocation_known = about.revocations.iter().any(|one| one.by.as_deref() == Some("OCSP"));
        // Where nobody tells what is revoked, NCANode calls the certificate invalid. Without that question it judges the chain.
        if !about.revocations.is_empty() && !about.valid {
            revocation_known = false;
            said = ask(&[])?;
            about = said.about(&own)?;
        }
        let faults = [
            (!about.valid, SignatureFault::Untrusted),
            (!said.valid, SignatureFault::Broken),
            (about.key_usage.as_deref() != Some("SIGN"), SignatureFault::NotForSigning),
        ];
        if let Some((_, fault)) = faults.into_iter().find(|(found, _)| *found) {
            return Err(fault.into());
        }
        if !revocation_known && !self.revocation.is_empty() && !self.accepts_unknown {
            return Err(Unverified::Unavailable("NCANode does not tell whether the certificate is revoked".to_owned()));
        }
        Ok(Verified {
            signer: who,
            chain: vec![own],
            stamped_at: None,
            revocation_known,
            verifier: "NCANode 3".to_owned(),
            fingerprint: signed.fingerprint().to_vec(),
            cms: signed.given,
        })
    }
}

/// Whether this is the serial number of a certificate, hexadecimal as NCANode writes it.
fn is_number(certificate: &Certificate, said: &str) -> bool {
    let plain = |text: &str| text.trim_start_matches('0').to_lowercase();
    plain(said) == plain(&certificate.serial_number)
}
