//! What certificates of the country's certification authority say of their holders.

use const_oid::db::rfc5280::ID_CE_EXT_KEY_USAGE;
use merzim_domain::signing::{CertificateRole, SignatureFault};
use merzim_domain::{Bin, Iin};
use openssl::asn1::{Asn1Time, Asn1TimeRef};
use openssl::nid::Nid;
use openssl::x509::{X509KeyUsage, X509NameEntryRef, X509NameRef, X509Ref};
use time::{Duration, OffsetDateTime};

use super::der::{Element, extension};
use super::{Certificate, Signer};

/// Where extensions stand in a certificate.
const EXTENSIONS: u8 = 3;
/// What stands before an IIN in the serial number of a subject.
pub const IIN: &str = "IIN";
/// What stands before a BIN in the unit of an organisation.
pub const BIN: &str = "BIN";

/// Extended key usages that say the role of a holder, the narrowest first.
pub const ROLE_OIDS: [(&str, CertificateRole); 7] = [
    ("1.2.398.3.3.4.1.2.1", CertificateRole::FirstHead),
    ("1.2.398.3.3.4.1.2.2", CertificateRole::RightToSign),
    ("1.2.398.3.3.4.1.2.3", CertificateRole::Finance),
    ("1.2.398.3.3.4.1.2.4", CertificateRole::Personnel),
    ("1.2.398.3.3.4.1.2.5", CertificateRole::Employee),
    ("1.2.398.3.3.4.1.2", CertificateRole::Employee),
    ("1.2.398.3.3.4.1.1", CertificateRole::Individual),
];

/// The role of the holder of a certificate.
fn role(certificate: &X509Ref) -> Option<CertificateRole> {
    let usages = extension(&certificate.to_der().ok()?, EXTENSIONS, ID_CE_EXT_KEY_USAGE)?;
    let usages: Vec<String> =
        Element::read(&usages)?.children()?.iter().filter_map(|one| Some(one.oid()?.to_string())).collect();
    ROLE_OIDS.iter().find(|(oid, _)| usages.iter().any(|one| one == oid)).map(|(_, role)| *role)
}

/// Whoever holds a certificate, if it is one for signing.
///
/// # Errors
/// That it is not, or does not say who they are.
pub fn signer(certificate: &X509Ref) -> Result<Signer, SignatureFault> {
    let usage = certificate.key_usage();
    if !usage.is_some_and(|usage| usage.contains(X509KeyUsage::NON_REPUDIATION)) {
        return Err(SignatureFault::NotForSigning);
    }
    let subject = certificate.subject_name();
    let person = value_with_prefix(subject, Nid::SERIALNUMBER, IIN).and_then(|iin| Iin::parse(&iin).ok());
    let bin = value_with_prefix(subject, Nid::ORGANIZATIONALUNITNAME, BIN).and_then(|bin| Bin::parse(&bin).ok());
    match (person, role(certificate), bin) {
        (Some(person), Some(CertificateRole::Individual), _) => {
            Ok(Signer { person, organisation: None, role: CertificateRole::Individual })
        }
        (Some(person), Some(role), Some(bin)) => Ok(Signer { person, organisation: Some(bin), role }),
        _ => Err(SignatureFault::NoIdentity),
    }
}

/// What follows a prefix in an entry of a name.
fn value_with_prefix(name: &X509NameRef, entry: Nid, prefix: &str) -> Option<String> {
    name.entries_by_nid(entry).filter_map(text).find_map(|text| text.strip_prefix(prefix).map(str::to_owned))
}

fn text(entry: &X509NameEntryRef) -> Option<String> {
    Some(entry.data().to_string().ok()?.trim().to_owned())
}

fn one_line(name: &X509NameRef) -> String {
    let entry =
        |entry: &X509NameEntryRef| Some(format!("{}={}", entry.object().nid().short_name().ok()?, text(entry)?));
    name.entries().filter_map(entry).collect::<Vec<_>>().join(", ")
}

/// A time of a certificate.
pub fn moment(time: &Asn1TimeRef) -> Option<OffsetDateTime> {
    let since = Asn1Time::from_unix(0).ok()?.diff(time).ok()?;
    let passed = Duration::days(since.days.into()) + Duration::seconds(since.secs.into());
    OffsetDateTime::UNIX_EPOCH.checked_add(passed)
}

impl Certificate {
    /// What a certificate says of itself.
    pub fn of(certificate: &X509Ref) -> Option<Self> {
        let number = certificate.serial_number().to_bn().ok()?;
        Some(Self {
            name: certificate.subject_name().entries_by_nid(Nid::COMMONNAME).find_map(text).unwrap_or_default(),
            issuer: one_line(certificate.issuer_name()),
            serial_number: number.to_hex_str().ok()?.to_lowercase(),
            not_before: moment(certificate.not_before())?,
            not_after: moment(certificate.not_after())?,
            der: certificate.to_der().ok()?,
        })
    }
}
