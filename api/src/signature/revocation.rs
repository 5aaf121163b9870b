//! Whether certificates are revoked: lists (CRL) in files, which are read again when they change.

use std::cmp::Ordering;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use der::asn1::ObjectIdentifier;
use merzim_domain::signing::SignatureFault;
use openssl::x509::{CrlStatus, X509, X509Crl};
use parking_lot::RwLock;
use time::OffsetDateTime;

use super::certificate::moment;
use super::der::{Element, extension};

const ID_CE_DELTA_CRL_INDICATOR: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");
const ID_CE_ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");
/// Where extensions stand in a list.
const EXTENSIONS: u8 = 0;

/// Lists of revoked certificates.
pub struct Crls {
    files: Vec<PathBuf>,
    read: RwLock<Vec<Crl>>,
}

/// What is in a file.
struct Crl {
    written: Option<SystemTime>,
    list: X509Crl,
    /// Whether it has all that its issuer has revoked. It is no delta then, and not about some certificates or reasons only.
    complete: bool,
}

impl Crls {
    /// Those in these files, PEM or DER.
    ///
    /// # Errors
    /// Which file is none.
    pub fn open(files: &[PathBuf]) -> Result<Self, String> {
        let read = files.iter().map(Crl::read).collect::<Result<_, _>>()?;
        Ok(Self { files: files.to_vec(), read: RwLock::new(read) })
    }

    /// Whether there is none, so that nothing is looked up.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Reads again what has changed. What cannot be read leaves the list as it was.
    fn refresh(&self) {
        for (place, file) in self.files.iter().enumerate() {
            let known = self.read.read().get(place).and_then(|one| one.written);
            if written(file) == known {
                continue;
            }
            match Crl::read(file) {
                Ok(list) => {
                    if let Some(one) = self.read.write().get_mut(place) {
                        *one = list;
                    }
                }
                Err(error) => tracing::warn!(error, "a list of revoked certificates stays as it was"),
            }
        }
    }

    /// Whether it is known that no certificate of a chain, but for the authority's, was revoked at a moment.
    ///
    /// # Errors
    /// That one was.
    pub fn none_revoked(
        &self,
        chain: &[X509],
        at: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<bool, SignatureFault> {
        self.refresh();
        let lists = self.read.read();
        let mut known = true;
        for pair in chain.windows(2) {
            let [one, issuer] = pair else { continue };
            let own: Vec<&Crl> = lists.iter().filter(|crl| crl.is_of(issuer)).collect();
            if own.iter().any(|crl| crl.revokes(one, at)) {
                return Err(SignatureFault::Revoked);
            }
            known &= own.iter().any(|crl| crl.tells_of(one, now));
        }
        Ok(known)
    }
}

impl Crl {
    fn read(file: &PathBuf) -> Result<Self, String> {
        let written = written(file);
        let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let no_list = |_| format!("{}: no list of revoked certificates", file.display());
        let bytes = if bytes.starts_with(b"-----") {
            X509Crl::from_pem(&bytes).and_then(|list| list.to_der()).map_err(no_list)?
        } else {
            bytes
        };
        let list = X509Crl::from_der(&bytes).map_err(no_list)?;
        let partly = [ID_CE_DELTA_CRL_INDICATOR, ID_CE_ISSUING_DISTRIBUTION_POINT];
        let complete = Element::read(&bytes).is_some()
            && partly.into_iter().all(|oid| extension(&bytes, EXTENSIONS, oid).is_none());
        Ok(Self { written, list, complete })
    }

    /// Whether it is one of this issuer, signed by it.
    fn is_of(&self, issuer: &X509) -> bool {
        let named = self.list.issuer_name().try_cmp(issuer.subject_name());
        let is_named = named.is_ok_and(|order| order == Ordering::Equal);
        is_named && issuer.public_key().and_then(|key| self.list.verify(&key)).unwrap_or_default()
    }

    /// Whether a certificate was revoked at a moment; a list that is out of date still tells of that.
    fn revokes(&self, one: &X509, at: OffsetDateTime) -> bool {
        match self.list.get_by_cert(one) {
            CrlStatus::Revoked(revoked) => moment(revoked.revocation_date()).is_none_or(|since| since <= at),
            CrlStatus::NotRevoked | CrlStatus::RemoveFromCrl(_) => false,
        }
    }

    /// Whether it would name a certificate that was revoked. It is neither of the future nor out of date, and has all that were revoked
    /// before they expired.
    fn tells_of(&self, one: &X509, now: OffsetDateTime) -> bool {
        let from = moment(self.list.last_update());
        let begins = from.is_some_and(|from| from <= now && moment(one.not_after()).is_some_and(|end| from <= end));
        self.complete && begins && self.list.next_update().and_then(moment).is_some_and(|until| until > now)
    }
}

fn written(file: &PathBuf) -> Option<SystemTime> {
    fs::metadata(file).and_then(|about| about.modified()).ok()
}
