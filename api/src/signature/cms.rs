//! A CMS with one signature (RFC 5652). OpenSSL verifies it; here is read what OpenSSL does not tell.

use std::cmp::Ordering;

use const_oid::db::rfc5911::{ID_CONTENT_TYPE, ID_MESSAGE_DIGEST, ID_SIGNED_DATA};
use const_oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, ID_MD_5, ID_RSASSA_PSS, ID_SHA_1, ID_SHA_224,
    ID_SHA_256, ID_SHA_384, ID_SHA_512, MD_5_WITH_RSA_ENCRYPTION, RSA_ENCRYPTION, SHA_1_WITH_RSA_ENCRYPTION,
    SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION, SHA_512_WITH_RSA_ENCRYPTION,
};
use der::asn1::ObjectIdentifier;
use der::{Tag, TagNumber};
use merzim_domain::signing::SignatureFault;
use openssl::bn::BigNum;
use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::hash::{MessageDigest, hash};
use openssl::stack::Stack;
use openssl::x509::{X509, X509Name};

use super::der::Element;

pub use const_oid::db::rfc5911::ID_DATA;

/// The type of what a time-stamping authority signs (RFC 3161).
pub const ID_CT_TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// The unsigned attribute with a time-stamp token over the signature.
const ID_AA_TIME_STAMP_TOKEN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
const ECDSA_WITH_SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");
/// Below this stand the algorithms of GOST.
const GOST: &str = "1.2.398.3.10.";

/// What is signed with: RSA, also with a named digest or as PSS, and ECDSA.
const SIGNATURE_ALGORITHMS: [ObjectIdentifier; 8] = [
    RSA_ENCRYPTION,
    ID_RSASSA_PSS,
    SHA_256_WITH_RSA_ENCRYPTION,
    SHA_384_WITH_RSA_ENCRYPTION,
    SHA_512_WITH_RSA_ENCRYPTION,
    ECDSA_WITH_SHA_256,
    ECDSA_WITH_SHA_384,
    ECDSA_WITH_SHA_512,
];

/// Algorithms that are too weak.
const WEAK: [ObjectIdentifier; 6] =
    [ID_MD_5, ID_SHA_1, ID_SHA_224, MD_5_WITH_RSA_ENCRYPTION, SHA_1_WITH_RSA_ENCRYPTION, ECDSA_WITH_SHA_1];

/// How many digest algorithms and certificates a CMS with one signature has at most.
const MOST_DIGESTS: usize = 4;
const MOST_CERTIFICATES: usize = 20;

/// The digest algorithm with this identifier.
///
/// # Errors
/// That it is weak, or none that is known here.
pub fn digest_of(oid: ObjectIdentifier) -> Result<MessageDigest, SignatureFault> {
    match oid {
        ID_SHA_256 => Ok(MessageDigest::sha256()),
        ID_SHA_384 => Ok(MessageDigest::sha384()),
        ID_SHA_512 => Ok(MessageDigest::sha512()),
        other => Err(unfit(other)),
    }
}

/// What is wrong with an algorithm that is not among those that are used.
fn unfit(oid: ObjectIdentifier) -> SignatureFault {
    if WEAK.contains(&oid) { SignatureFault::WeakAlgorithm } else { SignatureFault::UnknownAlgorithm }
}

fn not_cms<E>(_: E) -> SignatureFault {
    SignatureFault::NotCms
}

/// A CMS with one signature.
pub struct Signed {
    /// The CMS as it came, without what follows it. What is signed in it is not always written as DER.
    pub given: Vec<u8>,
    /// What is signed, where it stands in the CMS.
    pub content: Option<Vec<u8>>,
    /// The signer's certificate.
    pub certificate: X509,
    /// The other certificates in the CMS.
    pub others: Stack<X509>,
    digest_algorithm: ObjectIdentifier,
    signature_algorithm: ObjectIdentifier,
    signature: Vec<u8>,
    /// The digest among the signed attributes, if there are any.
    signed_digest: Option<Vec<u8>>,
    /// The time-stamp token over the signature, if there is one.
    pub time_stamp_token: Option<Vec<u8>>,
}

impl Signed {
    /// Reads a CMS over content of this type. Its signature may still be anything.
    ///
    /// # Errors
    /// That it is none, or has not one signer with a certificate.
    pub fn read(bytes: &[u8], content_type: ObjectIdentifier) -> Result<Self, SignatureFault> {
        // What is BER becomes DER, but for values whose type OpenSSL does not know.
        let der = CmsContentInfo::from_der(bytes).and_then(|cms| cms.to_der()).map_err(not_cms)?;
        let Parts { content, certificates, signers } = Parts::of(&der, content_type).ok_or(SignatureFault::NotCms)?;
        let signer = match signers.as_slice() {
            [signer] => SignerInfo::of(*signer, content_type).ok_or(SignatureFault::NotCms)?,
            [] => return Err(SignatureFault::NoSigner),
            _ => return Err(SignatureFault::SeveralSigners),
        };
        let (mut certificate, mut others) = (None, Stack::new().map_err(not_cms)?);
        for one in certificates {
            let one = X509::from_der(one).map_err(not_cms)?;
            if certificate.is_none() && is_of(signer.identifier, &one) {
                certificate = Some(one);
            } else {
                others.push(one).map_err(not_cms)?;
            }
        }
        Ok(Self {
            content: content.map(<[u8]>::to_vec),
            certificate: certificate.ok_or(SignatureFault::NoSigner)?,
            others,
            digest_algorithm: signer.digest_algorithm,
            signature_algorithm: signer.signature_algorithm,
            signature: signer.signature.to_vec(),
            signed_digest: signer.signed_digest.map(<[u8]>::to_vec),
            time_stamp_token: signer.time_stamp_token.map(<[u8]>::to_vec),
            given: Element::read(bytes).map_or(der.as_slice(), |one| one.whole).to_vec(),
        })
    }

    /// Verifies that the signature is one over a document, made with the key of the certificate.
    ///
    /// # Errors
    /// That it is over something else, broken, or made with what is not verified here.
    pub fn verify_over(&self, document: &[u8]) -> Result<(), SignatureFault> {
        if !SIGNATURE_ALGORITHMS.contains(&self.signature_algorithm) {
            return Err(unfit(self.signature_algorithm));
        }
        let broken = |_| SignatureFault::Broken;
        let digest = hash(digest_of(self.digest_algorithm)?, document).map_err(broken)?;
        // OpenSSL does not tell another document from a broken signature, so the digest is compared first.
        let is_over = self.signed_digest.as_deref().is_none_or(|signed| signed == digest.as_ref());
        if !is_over || self.has_other_content(document) {
            return Err(SignatureFault::OtherContent);
        }
        // OpenSSL must verify by this very certificate, whatever else there is in the CMS that looks like it.
        let mut signers = Stack::new().map_err(broken)?;
        signers.push(self.certificate.clone()).map_err(broken)?;
        let detached = self.content.is_none().then_some(document);
        let how = CMSOptions::NO_SIGNER_CERT_VERIFY | CMSOptions::NOINTERN | CMSOptions::BINARY;
        let mut cms = CmsContentInfo::from_der(&self.given).map_err(broken)?;
        cms.verify(Some(&signers), None, detached, None, how).map_err(broken)
    }

    /// Whether the CMS has content, but not this document.
    pub fn has_other_content(&self, document: &[u8]) -> bool {
        self.content.as_ref().is_some_and(|content| content != document)
    }

    /// Whether it is made by the algorithms of GOST.
    pub fn is_by_gost(&self) -> bool {
        [self.digest_algorithm, self.signature_algorithm].iter().all(|oid| oid.to_string().starts_with(GOST))
    }

    /// The signature itself.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// What of the signature nobody but the signer can change. Of ECDSA it is the first of two numbers: the second may be negated.
    pub fn fingerprint(&self) -> &[u8] {
        let numbers =
            Element::read(&self.signature).filter(|both| both.tag == Tag::Sequence).and_then(Element::children);
        match numbers.as_deref() {
            Some([first, _]) => first.content,
            _ => &self.signature,
        }
    }
}

/// What stands in signed data.
struct Parts<'der> {
    content: Option<&'der [u8]>,
    certificates: Vec<&'der [u8]>,
    signers: Vec<Element<'der>>,
}

impl<'der> Parts<'der> {
    fn of(der: &'der [u8], content_type: ObjectIdentifier) -> Option<Self> {
        let outer = Element::read(der)?.children()?;
        let [kind, data] = outer.as_slice() else { return None };
        let data = data.children()?.first()?.children()?;
        let [_version, digests, content, .., signers] = data.as_slice() else { return None };
        let has_few_digests = digests.children()?.len() <= MOST_DIGESTS;
        let content = content.children()?;
        let is_it = kind.oid()? == ID_SIGNED_DATA && content.first()?.oid()? == content_type;
        let octets = match content.get(1) {
            Some(wrapped) => Some(*wrapped.children()?.first().filter(|octets| octets.tag == Tag::OctetString)?),
            None => None,
        };
        let certificates = match Element::numbered(&data, 0) {
            Some(set) => set.children()?,
            None => Vec::new(),
        };
        let mut seen = Vec::<&[u8]>::new();
        for one in certificates.iter().filter(|one| one.tag == Tag::Sequence) {
            if !seen.contains(&one.whole) {
                seen.push(one.whole);
            }
            if seen.len() > MOST_CERTIFICATES {
                return None;
            }
        }
        let parts =
            Self { content: octets.map(|octets| octets.content), certificates: seen, signers: signers.children()? };
        (is_it && has_few_digests).then_some(parts)
    }
}

/// What a signature says of itself.
struct SignerInfo<'der> {
    identifier: Element<'der>,
    digest_algorithm: ObjectIdentifier,
    signature_algorithm: ObjectIdentifier,
    signature: &'der [u8],
    signed_digest: Option<&'der [u8]>,
    time_stamp_token: Option<&'der [u8]>,
}

impl<'der> SignerInfo<'der> {
    fn of(signer: Element<'der>, content_type: ObjectIdentifier) -> Option<Self> {
        let all = signer.children()?;
        let (signed, unsigned) = match all.get(3)?.tag.is_context_specific() {
            true => (Some(*all.get(3)?), all.get(6)),
            false => (None, all.get(5)),
        };
        let after = if signed.is_some() { 4 } else { 3 };
        // With attributes, one says the type of the content. What an authority stamps has them.
        let typed = match signed {
            Some(signed) => Element::read(attribute(signed, ID_CONTENT_TYPE)?)?.oid()? == content_type,
            None => content_type == ID_DATA,
        };
        let signed_digest = signed.map(|signed| Element::read(attribute(signed, ID_MESSAGE_DIGEST)?));
        let this = Self {
            identifier: *all.get(1)?,
            digest_algorithm: all.get(2)?.children()?.first()?.oid()?,
            signature_algorithm: all.get(after)?.children()?.first()?.oid()?,
            signature: all.get(after + 1)?.content,
            signed_digest: match signed_digest {
                Some(digest) => Some(digest?.content),
                None => None,
            },
            time_stamp_token: unsigned.and_then(|unsigned| attribute(*unsigned, ID_AA_TIME_STAMP_TOKEN)),
        };
        typed.then_some(this)
    }
}

/// The values of the only attribute with this identifier.
fn attribute<'der>(attributes: Element<'der>, oid: ObjectIdentifier) -> Option<&'der [u8]> {
    let all = attributes.children()?;
    let mut found =
        all.iter().filter_map(|one| one.children()).filter(|one| one.first().and_then(|id| id.oid()) == Some(oid));
    let values = found.next()?.get(1)?.content;
    if found.next().is_none() { Some(values) } else { None }
}

/// Whether a certificate is that of the signer who is identified so: by issuer and serial number, or by the key.
fn is_of(signer: Element<'_>, certificate: &X509) -> bool {
    if signer.tag == (Tag::ContextSpecific { constructed: false, number: TagNumber::N0 }) {
        return certificate.subject_key_id().is_some_and(|own| own.as_slice() == signer.content);
    }
    let Some([issuer, number]) = signer.children().and_then(|both| <[Element<'_>; 2]>::try_from(both).ok()) else {
        return false;
    };
    let is_issuer = X509Name::from_der(issuer.whole)
        .is_ok_and(|issuer| issuer.try_cmp(certificate.issuer_name()).is_ok_and(|order| order == Ordering::Equal));
    let own = certificate.serial_number().to_bn().and_then(|own| Ok(own == BigNum::from_slice(number.content)?));
    is_issuer && own.unwrap_or_default()
}
