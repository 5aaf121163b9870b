//! Verifies signatures of RSA and ECDSA with OpenSSL.

use std::fs;
use std::path::PathBuf;

use der::Tag;
use der::asn1::ObjectIdentifier;
use merzim_domain::signing::SignatureFault;
use openssl::error::ErrorStack;
use openssl::hash::hash;
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::{X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509, X509PurposeId, X509StoreContext, X509VerifyResult};
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::certificate::signer;
use super::cms::{ID_CT_TST_INFO, ID_DATA, Signed, digest_of};
use super::der::Element;
use super::revocation::Crls;
use super::{Certificate, SignatureVerifier, Unverified, Verified, When};
use crate::config::SignatureSettings;

/// The security level of OpenSSL for chains: 112 bits, so RSA keys of 2048 bits and no SHA-1.
const SECURITY_LEVEL: i32 = 2;
/// By how much the clock of a time-stamping authority may be ahead.
const CLOCK_SKEW: Duration = Duration::minutes(5);

/// Of a time stamp that cannot be verified here.
const UNVERIFIABLE: [SignatureFault; 6] = [
    SignatureFault::UnknownAlgorithm,
    SignatureFault::WeakAlgorithm,
    SignatureFault::NoSigner,
    SignatureFault::Untrusted,
    SignatureFault::NotYetValid,
    SignatureFault::Expired,
];

/// Verifies with authorities that are trusted.
pub struct Embedded {
    anchors: Vec<X509>,
    /// The authorities of those who stamp times.
    tsa_anchors: Vec<X509>,
    /// Certificates between an authority and the signers, for signatures that come without them.
    intermediates: Vec<X509>,
    crls: Crls,
    accepts_unknown: bool,
}

impl Embedded {
    /// A verifier as the settings say. Without an authority no signature holds.
    ///
    /// # Errors
    /// What is wrong with a file.
    pub fn open(settings: &SignatureSettings) -> Result<Self, String> {
        let anchors = certificates("ANCHORS", &settings.anchors)?;
        let tsa_anchors = certificates("TSA_ANCHORS", &settings.tsa_anchors)?;
        Ok(Self {
            tsa_anchors: if tsa_anchors.is_empty() { anchors.clone() } else { tsa_anchors },
            anchors,
            intermediates: certificates("INTERMEDIATES", &settings.intermediates)?,
            crls: Crls::open(&settings.crls).map_err(|error| format!("MERZIM_SIGNATURE_CRLS: {error}"))?,
            accepts_unknown: settings.accepts_unknown,
        })
    }

    /// The same, that trusts another authority too.
    pub fn trusting(mut self, authority: X509) -> Self {
        self.anchors.push(authority);
        self
    }

    /// The chain from the signer's certificate to one of these authorities, valid at a moment and for this purpose.
    fn chain(
        &self,
        anchors: &[X509],
        signed: &Signed,
        at: OffsetDateTime,
        purpose: Option<X509PurposeId>,
    ) -> Result<Vec<X509>, SignatureFault> {
        let untrusted = |_| SignatureFault::Untrusted;
        let mut others = Stack::new().map_err(untrusted)?;
        for one in signed.others.iter().map(|one| one.to_owned()).chain(self.intermediates.iter().cloned()) {
            others.push(one).map_err(untrusted)?;
        }
        let store = store(anchors, at, purpose).map_err(untrusted)?;
        let mut context = X509StoreContext::new().map_err(untrusted)?;
        let found = context.init(&store, &signed.certificate, &others, |context| {
            let holds = context.verify_cert()?;
            let chain = context.chain().into_iter().flatten().map(|one| one.to_owned()).collect();
            Ok(if holds { Ok(chain) } else { Err(fault_of(context.error())) })
        });
        found.map_err(untrusted)?
    }

    /// Whether it is known that nothing of a chain was revoked at a moment.
    ///
    /// # Errors
    /// That something was, or that it is not known and has to be.
    fn none_revoked(&self, chain: &[X509], at: OffsetDateTime, now: OffsetDateTime) -> Result<bool, Unverified> {
        if self.crls.is_empty() {
            return Ok(false);
        }
        let known = self.crls.none_revoked(chain, at, now)?;
        let unknown = || Unverified::Unavailable("no current CRL of each issuer of a chain".to_owned());
        if known || self.accepts_unknown { Ok(known) } else { Err(unknown()) }
    }

    /// The time that a token attests for this signature, and whether revocation is known for its chain. With its key any time can be
    /// written, so the authority must have been good when the signature came.
    fn stamped(
        &self,
        token: &[u8],
        signature: &[u8],
        When { received, now }: When,
    ) -> Result<(OffsetDateTime, bool), Unverified> {
        let token = Signed::read(token, ID_CT_TST_INFO)?;
        let content = token.content.as_deref().ok_or(SignatureFault::BadTimeStamp)?;
        token.verify_over(content)?;
        let TstInfo { gen_time, hash_algorithm, hashed_message } =
            TstInfo::read(content).ok_or(SignatureFault::BadTimeStamp)?;
        let own = hash(digest_of(hash_algorithm)?, signature).map_err(|_| SignatureFault::BadTimeStamp)?;
        if own.as_ref() != hashed_message || gen_time > received + CLOCK_SKEW {
            return Err(SignatureFault::BadTimeStamp.into());
        }
        let chain = self.chain(&self.tsa_anchors, &token, received, Some(X509PurposeId::TIMESTAMP_SIGN))?;
        Ok((gen_time.min(received), self.none_revoked(&chain, received, now)?))
    }
}

impl SignatureVerifier for Embedded {
    fn verify(&self, cms: &[u8], document: &[u8], when: When) -> Result<Verified, Unverified> {
        let signed = Signed::read(cms, ID_DATA)?;
        signed.verify_over(document)?;
        let stamped = |token: &[u8]| match self.stamped(token, signed.signature(), when) {
            // Anybody may take a time stamp off, so one that cannot be verified here counts as none.
            Err(Unverified::Fault(fault)) if UNVERIFIABLE.contains(&fault) => Ok(None),
            Err(Unverified::Fault(_)) => Err(SignatureFault::BadTimeStamp.into()),
            stamped => stamped.map(Some),
        };
        let stamped = signed.time_stamp_token.as_deref().map(stamped).transpose()?.flatten();
        // Without a time stamp nobody but Merzim knows when there was a signature: when it came.
        let at = stamped.map_or(when.received, |(gen_time, _)| gen_time);
        let chain = self.chain(&self.anchors, &signed, at, None)?;
        let known = self.none_revoked(&chain, at, when.now)?;
        Ok(Verified {
            signer: signer(&signed.certificate)?,
            chain: chain.iter().map(|one| Certificate::of(one)).collect::<Option<_>>().ok_or(SignatureFault::NotCms)?,
            stamped_at: stamped.map(|(gen_time, _)| gen_time),
            revocation_known: known && stamped.is_none_or(|(_, known)| known),
            verifier: openssl::version::version().to_owned(),
            fingerprint: signed.fingerprint().to_vec(),
            cms: signed.given,
        })
    }
}

/// What a chain is checked against.
fn store(anchors: &[X509], at: OffsetDateTime, purpose: Option<X509PurposeId>) -> Result<X509Store, ErrorStack> {
    let mut store = X509StoreBuilder::new()?;
    for anchor in anchors {
        store.add_cert(anchor.clone())?;
    }
    let mut how = X509VerifyParam::new()?;
    how.set_time(at.unix_timestamp());
    how.set_auth_level(SECURITY_LEVEL);
    if let Some(purpose) = purpose {
        how.set_purpose(purpose)?;
    }
    // An authority that is named is trusted, though one above it is not.
    how.set_flags(X509VerifyFlags::PARTIAL_CHAIN)?;
    store.set_param(&how)?;
    Ok(store.build())
}

/// What is wrong with a chain.
fn fault_of(result: X509VerifyResult) -> SignatureFault {
    match result.as_raw() {
        openssl_sys::X509_V_ERR_CERT_NOT_YET_VALID => SignatureFault::NotYetValid,
        openssl_sys::X509_V_ERR_CERT_HAS_EXPIRED => SignatureFault::Expired,
        openssl_sys::X509_V_ERR_EE_KEY_TOO_SMALL
        | openssl_sys::X509_V_ERR_CA_KEY_TOO_SMALL
        | openssl_sys::X509_V_ERR_CA_MD_TOO_WEAK => SignatureFault::WeakAlgorithm,
        _ => SignatureFault::Untrusted,
    }
}

/// The certificates in the PEM files that a setting names.
fn certificates(setting: &str, files: &[PathBuf]) -> Result<Vec<X509>, String> {
    let mut all = Vec::new();
    for file in files {
        let said = |error: String| format!("MERZIM_SIGNATURE_{setting}: {}: {error}", file.display());
        let text = fs::read(file).map_err(|error| said(error.to_string()))?;
        let read = X509::stack_from_pem(&text).map_err(|error| said(error.to_string()))?;
        if read.is_empty() {
            return Err(said("no certificate".to_owned()));
        }
        all.extend(read);
    }
    Ok(all)
}

/// What a time-stamp token says (RFC 3161).
struct TstInfo<'der> {
    gen_time: OffsetDateTime,
    hash_algorithm: ObjectIdentifier,
    hashed_message: &'der [u8],
}

impl<'der> TstInfo<'der> {
    /// Reads what matters of it.
    fn read(der: &'der [u8]) -> Option<Self> {
        let fields = Element::read(der)?.children()?;
        let [_version, _policy, imprint, _serial_number, time, ..] = fields.as_slice() else { return None };
        let imprint = imprint.children()?;
        let [algorithm, hashed] = imprint.as_slice() else { return None };
        // Fractions of seconds may follow.
        let time = std::str::from_utf8(time.content)
            .ok()
            .filter(|text| time.tag == Tag::GeneralizedTime && text.ends_with('Z'));
        let format = format_description!("[year][month][day][hour][minute][second]");
        let gen_time = PrimitiveDateTime::parse(time?.get(..14)?, format).ok()?.assume_utc();
        let hash_algorithm = algorithm.children()?.first()?.oid()?;
        Some(Self { gen_time, hash_algorithm, hashed_message: hashed.content })
    }
}
