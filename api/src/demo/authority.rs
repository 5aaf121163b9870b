//! The certification authority of a demo. Only this demo trusts its certificates.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::signing::CertificateRole;
use merzim_domain::{Bin, Iin};
use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, BigNumContext, MsbOption};
use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::ec::{EcGroup, EcKey, EcPoint};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage};
use openssl::x509::{X509, X509Builder, X509Name, X509NameRef};

use crate::digest;
use crate::signature::{BIN, IIN, ROLE_OIDS, Signer};

/// The clock of a sandbox may stand at any moment between these.
const VALID: [&str; 2] = ["20000101000000Z", "20991231235959Z"];
/// Whose IIN stands in the certificate of an employee whom a persona does not name.
const EMPLOYEE_IIN: &str = "000101500001";
const NAME: &str = "ДЕМО ҚОЛ ҚОЮШЫ";

/// The authority.
#[derive(Clone, Debug)]
pub struct Authority {
    certificate: X509,
    key: PKey<Private>,
}

impl Authority {
    /// The authority whose key is made from the demo's own, so that what it has certified holds after a restart too.
    ///
    /// # Errors
    /// [`ErrorStack`] when OpenSSL fails.
    pub fn of(demo_key: &[u8]) -> Result<Self, ErrorStack> {
        let key = key_from(digest::of(&[b"signatures ", demo_key].concat()).as_ref())?;
        let mut name = X509Name::builder()?;
        name.append_entry_by_nid(Nid::COMMONNAME, "Merzim demo authority")?;
        let name = name.build();
        let mut certificate = unsigned(&name, &key)?;
        certificate.set_issuer_name(&name)?;
        certificate.append_extension(BasicConstraints::new().critical().ca().build()?)?;
        certificate.append_extension(KeyUsage::new().critical().key_cert_sign().crl_sign().build()?)?;
        certificate.sign(&key, MessageDigest::sha256())?;
        Ok(Self { certificate: certificate.build(), key })
    }

    /// Its certificate.
    pub fn certificate(&self) -> X509 {
        self.certificate.clone()
    }

    /// Certifies a key that nobody used before, and signs with it: the CMS, DER in base64.
    ///
    /// # Errors
    /// [`ErrorStack`] when OpenSSL fails.
    pub fn sign(&self, signer: &Signer, document: &[u8]) -> Result<String, ErrorStack> {
        let key = PKey::from_ec_key(EcKey::generate(&*curve()?)?)?;
        let mut name = X509Name::builder()?;
        name.append_entry_by_nid(Nid::COUNTRYNAME, "KZ")?;
        name.append_entry_by_nid(Nid::COMMONNAME, NAME)?;
        name.append_entry_by_nid(Nid::SERIALNUMBER, &format!("{IIN}{}", signer.person.reveal()))?;
        if let Some(bin) = &signer.organisation {
            name.append_entry_by_nid(Nid::ORGANIZATIONALUNITNAME, &format!("{BIN}{bin}"))?;
        }
        let mut certificate = unsigned(&name.build(), &key)?;
        certificate.set_issuer_name(self.certificate.subject_name())?;
        let mut purposes = ExtendedKeyUsage::new();
        purposes.email_protection();
        for (role, _) in ROLE_OIDS.iter().filter(|(_, role)| *role == signer.role) {
            purposes.other(role);
        }
        certificate.append_extension(BasicConstraints::new().build()?)?;
        certificate.append_extension(KeyUsage::new().critical().digital_signature().non_repudiation().build()?)?;
        certificate.append_extension(purposes.build()?)?;
        certificate.sign(&self.key, MessageDigest::sha256())?;
        let how = CMSOptions::DETACHED | CMSOptions::BINARY | CMSOptions::NOSMIMECAP;
        let cms = CmsContentInfo::sign(Some(&certificate.build()), Some(&key), None, Some(document), how)?;
        Ok(BASE64_STANDARD.encode(cms.to_der()?))
    }
}

/// Whoever signs: this person, for this organisation if there is one, in this role.
pub fn signer(organisation: Option<&Bin>, person: Option<&Iin>, role: CertificateRole) -> Option<Signer> {
    match (organisation, person) {
        (Some(bin), person) => {
            let person = person.cloned().or_else(|| Iin::parse(EMPLOYEE_IIN).ok())?;
            Some(Signer { person, organisation: Some(bin.clone()), role })
        }
        (None, Some(person)) => {
            Some(Signer { person: person.clone(), organisation: None, role: CertificateRole::Individual })
        }
        (None, None) => None,
    }
}

/// A certificate that is not signed yet, with what all have.
fn unsigned(subject: &X509NameRef, key: &PKey<Private>) -> Result<X509Builder, ErrorStack> {
    let mut certificate = X509::builder()?;
    let mut number = BigNum::new()?;
    number.rand(127, MsbOption::MAYBE_ZERO, false)?;
    let [from, until] = VALID;
    certificate.set_version(2)?;
    certificate.set_serial_number(&*number.to_asn1_integer()?)?;
    certificate.set_subject_name(subject)?;
    certificate.set_not_before(&*Asn1Time::from_str_x509(from)?)?;
    certificate.set_not_after(&*Asn1Time::from_str_x509(until)?)?;
    certificate.set_pubkey(key)?;
    Ok(certificate)
}

fn curve() -> Result<EcGroup, ErrorStack> {
    EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)
}

/// The key whose number these bytes are.
fn key_from(seed: &[u8]) -> Result<PKey<Private>, ErrorStack> {
    let (group, mut context) = (curve()?, BigNumContext::new()?);
    let (mut order, mut number, mut public) = (BigNum::new()?, BigNum::new()?, EcPoint::new(&group)?);
    group.order(&mut order, &mut context)?;
    number.nnmod(&*BigNum::from_slice(seed)?, &order, &mut context)?;
    public.mul_generator2(&group, &number, &mut context)?;
    PKey::from_ec_key(EcKey::from_private_components(&group, &number, &public)?)
}
