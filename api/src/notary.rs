//! Who signs the heads of the tree of events, and whose signatures on them are known.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_persistence::Instant;
use merzim_persistence::audit::HeadRow;
use merzim_persistence::digest::canonical;
use merzim_persistence::storage::read_or_make;
use openssl::error::ErrorStack;
use openssl::pkey::{HasPublic, Id as Kind, PKey, Private, Public};
use openssl::sign::{Signer, Verifier};
use serde::Serialize;
use time::OffsetDateTime;

use crate::config::Config;
use crate::digest::sha256;

/// The file of the key that is made where the settings name none.
const KEY_FILE: &str = "audit-key.pem";

/// A key of Ed25519 that signs heads, and those that signed before.
pub struct Notary {
    key: PKey<Private>,
    public_key: String,
    /// The keys whose signatures hold, PEM.
    known: Vec<String>,
}

/// What is signed of a head, as canonical JSON (RFC 8785).
#[derive(Serialize)]
struct Signed<'head> {
    at: String,
    log: String,
    root: &'head str,
    size: i64,
}

impl Notary {
    /// Reads the key; where the settings name none, one is made.
    pub fn open(config: &Config) -> Result<Self, String> {
        if config.audit_key.is_none() {
            let path = path_of(config);
            let make = || Ok(PKey::generate_ed25519()?.private_key_to_pem_pkcs8()?);
            read_or_make(&path, make).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Self::read(config)
    }

    /// Reads the key.
    pub fn read(config: &Config) -> Result<Self, String> {
        let path = path_of(config);
        let said = |error: String| format!("{}: {error}", path.display());
        let text = std::fs::read(&path).map_err(|error| said(error.to_string()))?;
        let key = PKey::private_key_from_pem(&text).map_err(|error| said(error.to_string()))?;
        if key.id() != Kind::ED25519 {
            return Err(said("it is no key of Ed25519".to_owned()));
        }
        let public_key = pem(&key).map_err(|error| said(error.to_string()))?;
        let former = config.audit_former_keys.iter().map(|path| former(path)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { key, known: former.into_iter().chain([public_key.clone()]).collect(), public_key })
    }

    /// The head of a tree with so many leaves, signed.
    pub fn sign(&self, size: i64, root: String, at: OffsetDateTime) -> Result<HeadRow, String> {
        let mut head =
            HeadRow { size, at: Instant(at), root, public_key: self.public_key.clone(), signature: String::new() };
        let bytes = signed(&head)?;
        let sign = || Signer::new_without_digest(&self.key)?.sign_oneshot_to_vec(&bytes);
        head.signature = BASE64_STANDARD.encode(sign().map_err(|error: ErrorStack| error.to_string())?);
        Ok(head)
    }

    /// Whether a head is signed by a key that is known.
    pub fn has_signed(&self, head: &HeadRow) -> bool {
        let verified = || {
            let key = PKey::public_key_from_pem(head.public_key.as_bytes()).ok()?;
            let signature = BASE64_STANDARD.decode(&head.signature).ok()?;
            Verifier::new_without_digest(&key).ok()?.verify_oneshot(&signature, &signed(head).ok()?).ok()
        };
        self.known.contains(&head.public_key) && verified() == Some(true)
    }
}

/// The bytes that are signed of a head.
pub fn signed(head: &HeadRow) -> Result<Vec<u8>, String> {
    let log = log(&head.public_key).map_err(|error| error.to_string())?;
    let signed = Signed { at: head.at.utc(), log, root: &head.root, size: head.size };
    canonical(&signed).map_err(|error| error.to_string())
}

fn path_of(config: &Config) -> PathBuf {
    config.audit_key.clone().unwrap_or_else(|| config.data_dir.join(KEY_FILE))
}

/// By what a log is known: the SHA-256 of its public key (RFC 9162 §4.4 names one so too).
fn log(public_key: &str) -> Result<String, ErrorStack> {
    Ok(sha256(&PKey::public_key_from_pem(public_key.as_bytes())?.public_key_to_der()?))
}

fn pem<T: HasPublic>(key: &PKey<T>) -> Result<String, ErrorStack> {
    Ok(String::from_utf8_lossy(&key.public_key_to_pem()?).into_owned())
}

/// A key that signed before, as it is written here.
fn former(path: &Path) -> Result<String, String> {
    let said = |error: String| format!("{}: {error}", path.display());
    let text = std::fs::read(path).map_err(|error| said(error.to_string()))?;
    let key: PKey<Public> = PKey::public_key_from_pem(&text).map_err(|error| said(error.to_string()))?;
    pem(&key).map_err(|error| said(error.to_string()))
}
