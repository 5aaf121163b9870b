//! Encryption at rest. A column of the type [`crate::sql_types::SqlSealed`] is sealed with a data key. The database has the data keys too,
//! each wrapped with a master key that the database does not have.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use aws_lc_rs::rand;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use merzim_domain::Iin;
use parking_lot::{Mutex, RwLock};
use serde_json::Value;

use crate::DbError;
use crate::backend::AnyConnection;
use crate::digest::hex;

/// So many bytes a key has.
const LENGTH: usize = 32;

/// How long a program may go without looking for a newer data key.
pub(crate) const FRESH: Duration = Duration::from_secs(10);

/// How long nobody looks again for a data key that was not there.
const AGAIN: Duration = Duration::from_secs(1);

/// The number of the key of blind indexes. Data keys follow from 1.
pub(crate) const INDEX: i64 = 0;

/// How what is sealed begins: the number of its data key follows, and a point.
const SIGN: &str = "sealed.";

/// How a blind index begins.
const BLIND: &str = "blind.";

/// A key that seals data keys. The database never has it.
pub struct Master(RandomizedNonceKey);

/// A data key as it is stored.
#[derive(Debug, QueryableByName)]
pub(crate) struct Wrapped {
    /// Its number.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// The key, sealed with a master key, in base64.
    #[diesel(sql_type = Text)]
    pub wrapped: String,
}

/// Reads all data keys, sealed as they are.
pub(crate) fn stored(connection: &mut AnyConnection) -> Result<Vec<Wrapped>, DbError> {
    Ok(sql_query("SELECT id, wrapped FROM vault_keys ORDER BY id").load(connection)?)
}

/// Reads the data keys when one is met that is not known yet.
type Reads = Box<dyn Fn() -> Result<Vec<Wrapped>, DbError> + Send + Sync>;

/// The keys of a database, open.
pub(crate) struct Vault {
    /// The one that wraps, and those that wrapped before.
    masters: Vec<Master>,
    held: RwLock<Held>,
    reads: Reads,
    /// For which key that was not known the keys were last read, and when. One thread reads them at a time.
    missed: Mutex<Option<(i64, Instant)>>,
}

struct Held {
    keys: BTreeMap<i64, Arc<RandomizedNonceKey>>,
    index: Option<hmac::Key>,
    read_at: Instant,
    /// Whether there is a data key that is wrapped with a master key that is not known here.
    is_behind: bool,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Vault")
    }
}

impl std::fmt::Debug for Master {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Master")
    }
}

impl Master {
    /// A new one, as its file holds it.
    ///
    /// # Errors
    /// [`DbError::Internal`] when the system has no random bytes.
    pub fn made() -> Result<String, DbError> {
        Ok(BASE64_STANDARD.encode(random()?) + "\n")
    }

    /// The one that a file holds: 32 bytes in base64.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_STANDARD.decode(text.trim()).ok().filter(|bytes| bytes.len() == LENGTH)?;
        key(&bytes).ok().map(Self)
    }
}

fn random() -> Result<[u8; LENGTH], DbError> {
    let mut bytes = [0; LENGTH];
    rand::fill(&mut bytes).map_err(|_| broken("there are no random bytes"))?;
    Ok(bytes)
}

fn key(bytes: &[u8]) -> Result<RandomizedNonceKey, DbError> {
    RandomizedNonceKey::new(&AES_256_GCM_SIV, bytes).map_err(|_| broken("a key has not 32 bytes"))
}

fn broken(what: &str) -> DbError {
    DbError::Internal(what.to_owned())
}

/// What `begin` is the beginning of: a nonce, and the bytes sealed, bound to that beginning.
fn sealed(key: &RandomizedNonceKey, begin: &str, plain: &[u8]) -> Result<Vec<u8>, DbError> {
    let mut bytes = plain.to_vec();
    let nonce = key.seal_in_place_append_tag(Aad::from(begin), &mut bytes).map_err(|_| broken("cannot be sealed"))?;
    Ok([nonce.as_ref().as_slice(), &bytes].concat())
}

fn opened(key: &RandomizedNonceKey, begin: &str, sealed: &[u8]) -> Result<Vec<u8>, DbError> {
    // What is wrong with it is not said: that might tell what it is.
    let unreadable = || broken("what is sealed cannot be opened");
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(unreadable)?;
    let mut bytes = rest.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let plain = key.open_in_place(nonce, Aad::from(begin), &mut bytes).map_err(|_| unreadable())?.len();
    bytes.truncate(plain);
    Ok(bytes)
}

/// What a key is bound to when it is wrapped.
fn name(id: i64) -> String {
    format!("key {id}")
}

impl Vault {
    /// The vault that these master keys open, without data keys yet. The first wraps.
    pub(crate) fn new(masters: Vec<Master>, reads: Reads) -> Self {
        let held = Held { keys: BTreeMap::new(), index: None, read_at: Instant::now(), is_behind: false };
        Self { masters, held: RwLock::new(held), reads, missed: Mutex::new(None) }
    }

    /// A new key with this number, wrapped.
    pub(crate) fn make(&self, id: i64) -> Result<Wrapped, DbError> {
        self.wrap(id, &random()?)
    }

    /// The same key, wrapped with the master key of now.
    pub(crate) fn rewrap(&self, key: &Wrapped) -> Result<Wrapped, DbError> {
        self.wrap(key.id, &self.unwrap(key)?)
    }

    fn wrap(&self, id: i64, bytes: &[u8]) -> Result<Wrapped, DbError> {
        let master = self.masters.first().ok_or_else(|| broken("there is no master key"))?;
        Ok(Wrapped { id, wrapped: BASE64_STANDARD.encode(sealed(&master.0, &name(id), bytes)?) })
    }

    fn unwrap(&self, key: &Wrapped) -> Result<Vec<u8>, DbError> {
        let bytes = BASE64_STANDARD.decode(&key.wrapped).unwrap_or_default();
        let open = |master: &Master| opened(&master.0, &name(key.id), &bytes).ok();
        let other = "the data keys of this database are wrapped with another master key: see MERZIM_VAULT_KEY";
        self.masters.iter().find_map(open).ok_or_else(|| broken(other))
    }

    /// Takes these data keys, all of which must open.
    pub(crate) fn open_with(&self, stored: &[Wrapped]) -> Result<(), DbError> {
        stored.iter().try_for_each(|one| self.unwrap(one).map(drop))?;
        self.take(stored, Instant::now())
    }

    /// Takes those of these data keys that open, as they were read then. What is sealed with another is not readable, and nothing is sealed
    /// while there is one: it may be newer.
    pub(crate) fn take(&self, stored: &[Wrapped], read_at: Instant) -> Result<(), DbError> {
        let mut held = self.held.write();
        held.is_behind = false;
        for one in stored {
            match self.unwrap(one) {
                Ok(bytes) if one.id == INDEX => held.index = Some(hmac::Key::new(HMAC_SHA256, &bytes)),
                Ok(bytes) => drop(held.keys.insert(one.id, Arc::new(key(&bytes)?))),
                Err(_) => held.is_behind = true,
            }
        }
        held.read_at = held.read_at.max(read_at);
        Ok(())
    }

    /// Whether there may be a newer data key.
    pub(crate) fn is_stale(&self) -> bool {
        self.held.read().read_at.elapsed() > FRESH
    }

    /// The number of the newest data key.
    pub(crate) fn newest(&self) -> Option<i64> {
        self.held.read().keys.last_key_value().map(|(id, _)| *id)
    }

    fn key(&self, id: i64) -> Result<Arc<RandomizedNonceKey>, DbError> {
        let known = || self.held.read().keys.get(&id).map(Arc::clone);
        if let Some(key) = known() {
            return Ok(key);
        }
        let mut missed = self.missed.lock();
        // It may have been made a moment ago.
        if known().is_none() && missed.is_none_or(|(other, at)| other != id || at.elapsed() > AGAIN) {
            let now = Instant::now();
            self.take(&(self.reads)()?, now)?;
            *missed = Some((id, now));
        }
        known().ok_or_else(|| broken("the data key of what is sealed is not there"))
    }

    fn seal(&self, plain: &[u8]) -> Result<(String, Vec<u8>), DbError> {
        if self.held.read().is_behind {
            return Err(DbError::Unavailable(
                "there are data keys of another master key: see MERZIM_VAULT_KEY".to_owned(),
            ));
        }
        let id = self.newest().ok_or_else(|| broken("there is no data key"))?;
        let begin = beginning(id);
        let bytes = sealed(&*self.key(id)?, &begin, plain)?;
        Ok((begin, bytes))
    }

    fn open(&self, begin: &str, bytes: &[u8]) -> Result<Vec<u8>, DbError> {
        let number = begin.strip_prefix(SIGN).and_then(|rest| rest.strip_suffix('.'));
        let id = number.and_then(|number| number.parse().ok()).ok_or_else(|| broken("it is not sealed"))?;
        opened(&*self.key(id)?, begin, bytes)
    }
}

thread_local! {
    /// The vault of the database that this thread works on.
    static OPEN: RefCell<Option<Arc<Vault>>> = const { RefCell::new(None) };
}

/// Does `work` with this vault.
pub(crate) fn with<T>(vault: Option<&Arc<Vault>>, work: impl FnOnce() -> T) -> T {
    /// Puts back what was there before, also when the work panics.
    struct Before(Option<Arc<Vault>>);
    impl Drop for Before {
        fn drop(&mut self) {
            OPEN.set(self.0.take());
        }
    }
    let _before = Before(OPEN.replace(vault.cloned()));
    work()
}

fn open_vault() -> Result<Arc<Vault>, DbError> {
    OPEN.with_borrow(|vault| vault.clone()).ok_or_else(|| broken("the vault is closed"))
}

/// How what is sealed with the newest data key begins.
pub(crate) fn newest_prefix() -> Result<String, DbError> {
    open_vault()?.newest().map(beginning).ok_or_else(|| broken("there is no data key"))
}

/// How what is sealed with this data key begins.
fn beginning(id: i64) -> String {
    format!("{SIGN}{id}.")
}

/// Bytes as they are stored.
pub(crate) fn seal_bytes(plain: &[u8]) -> Result<Vec<u8>, DbError> {
    let (begin, bytes) = open_vault()?.seal(plain)?;
    Ok([begin.as_bytes(), &bytes].concat())
}

/// Bytes as they are stored in a column for text.
pub(crate) fn seal_text(plain: &[u8]) -> Result<String, DbError> {
    let (begin, bytes) = open_vault()?.seal(plain)?;
    Ok(begin + &BASE64_STANDARD.encode(bytes))
}

/// What was stored so.
pub(crate) fn open_bytes(stored: &[u8]) -> Result<Vec<u8>, DbError> {
    let ends = stored.iter().enumerate().filter(|(_, byte)| **byte == b'.').map(|(at, _)| at + 1);
    let (begin, bytes) = ends.take(2).last().and_then(|end| stored.split_at_checked(end)).unwrap_or_default();
    open_vault()?.open(&String::from_utf8_lossy(begin), bytes)
}

/// What was stored so.
pub(crate) fn open_text(stored: &str) -> Result<Vec<u8>, DbError> {
    let at = stored.rfind('.').map_or(0, |point| point + 1);
    let (begin, text) = stored.split_at(at);
    let bytes = BASE64_STANDARD.decode(text).map_err(|_| broken("what is sealed cannot be read"))?;
    open_vault()?.open(begin, &bytes)
}

/// By what a value is looked up that is sealed: who does not have the key cannot try values.
pub(crate) fn blind(value: &str) -> Result<String, DbError> {
    let vault = open_vault()?;
    let held = vault.held.read();
    let key = held.index.as_ref().ok_or_else(|| broken("there is no key of blind indexes"))?;
    Ok(format!("{BLIND}{}", hex(hmac::sign(key, value.as_bytes()).as_ref())))
}

/// A pattern of LIKE that every blind index has.
pub(crate) const BLIND_PATTERN: &str = "blind.%";

/// What can be sealed.
pub(crate) trait Sealable: Sized + std::fmt::Debug + Send + Sync + 'static {
    /// Its bytes.
    fn bytes(&self) -> Result<Cow<'_, [u8]>, DbError>;

    /// What has these bytes.
    fn of(bytes: Vec<u8>) -> Result<Self, DbError>;
}

impl Sealable for String {
    fn bytes(&self) -> Result<Cow<'_, [u8]>, DbError> {
        Ok(Cow::Borrowed(self.as_bytes()))
    }

    fn of(bytes: Vec<u8>) -> Result<Self, DbError> {
        Self::from_utf8(bytes).map_err(|_| broken("a stored text cannot be read"))
    }
}

impl Sealable for i64 {
    fn bytes(&self) -> Result<Cow<'_, [u8]>, DbError> {
        Ok(Cow::Owned(self.to_string().into_bytes()))
    }

    fn of(bytes: Vec<u8>) -> Result<Self, DbError> {
        String::of(bytes)?.parse().map_err(|_| broken("a stored number cannot be read"))
    }
}

impl Sealable for Value {
    fn bytes(&self) -> Result<Cow<'_, [u8]>, DbError> {
        Ok(Cow::Owned(serde_json::to_vec(self)?))
    }

    fn of(bytes: Vec<u8>) -> Result<Self, DbError> {
        Ok(serde_json::from_slice(&bytes)?)
    }
}

/// The one place where an IIN is written to storage and read from it.
impl Sealable for Iin {
    fn bytes(&self) -> Result<Cow<'_, [u8]>, DbError> {
        Ok(Cow::Borrowed(self.reveal().as_bytes()))
    }

    fn of(bytes: Vec<u8>) -> Result<Self, DbError> {
        // What is wrong with it is not said: that would tell the number.
        Self::stored(&String::of(bytes)?).map_err(|_| broken("a stored IIN cannot be read"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(masters: &[&str]) -> Arc<Vault> {
        let masters = masters.iter().map(|text| Master::parse(text).unwrap()).collect();
        Arc::new(Vault::new(masters, Box::new(|| Ok(Vec::new()))))
    }

    #[test]
    fn what_is_sealed_is_opened_by_its_key_alone() {
        let (first, second) = (Master::made().unwrap(), Master::made().unwrap());
        let before = vault(&[&first]);
        let mut keys = vec![before.make(INDEX).unwrap(), before.make(1).unwrap()];
        before.open_with(&keys).unwrap();
        let (text, bytes) =
            with(Some(&before), || (seal_text(b"850615000010").unwrap(), seal_bytes(b"\x30\0").unwrap()));
        assert!(text.starts_with("sealed.1.") && bytes.starts_with(b"sealed.1.") && !text.contains("8506"));
        // Twice the same is not seen to be the same, but by its index.
        let twice = with(Some(&before), || [0, 1].map(|_| (seal_text(b"one").unwrap(), blind("one").unwrap())));
        assert!(twice[0].0 != twice[1].0 && twice[0].1 == twice[1].1);

        assert!(vault(&[&second]).open_with(&keys).is_err(), "another master key opens nothing");
        let after = vault(&[&second, &first]);
        keys.push(after.make(2).unwrap());
        after.open_with(&keys).unwrap();
        let opened =
            |vault: &Arc<Vault>, text: &str| with(Some(vault), || open_text(text)).map_err(|error| error.to_string());
        assert_eq!(opened(&after, &text).unwrap(), b"850615000010");
        assert_eq!(with(Some(&after), || open_bytes(&bytes)).unwrap(), b"\x30\0");
        let newer = with(Some(&after), || seal_text(b"new")).unwrap();
        assert!(newer.starts_with("sealed.2."));
        // Rewrapped, the former master key is needed no more.
        let keys: Vec<Wrapped> = keys.iter().map(|key| after.rewrap(key).unwrap()).collect();
        let last = vault(&[&second]);
        last.open_with(&keys).unwrap();
        assert_eq!(opened(&last, &text).unwrap(), b"850615000010");

        let flipped = text.replace("sealed.1.", "sealed.2.");
        for wrong in [
            flipped.as_str(),
            &text[..text.len() - 4],
            "sealed.7.AAAA",
            "sealed.1.",
            "850615000010",
            "",
            "sealed",
            "{}",
        ] {
            let said = opened(&last, wrong).unwrap_err();
            assert!(!said.contains("8506"), "{said}");
        }
        assert!(open_text(&text).is_err(), "the vault is closed again");
        // A node that does not have the new master key yet reads on, and seals nothing.
        let slow = vault(&[&first]);
        let others = [before.make(INDEX).unwrap(), before.make(3).unwrap(), last.make(4).unwrap()];
        slow.take(&others, Instant::now()).unwrap();
        assert!(matches!(with(Some(&slow), || seal_text(b"late")), Err(DbError::Unavailable(_))));
        slow.take(&others[..2], Instant::now()).unwrap();
        assert!(with(Some(&slow), || seal_text(b"late")).unwrap().starts_with("sealed.3."));
    }

    #[test]
    fn a_master_key_has_32_bytes() {
        for wrong in ["", "short", "AAAA", &BASE64_STANDARD.encode([0; 31]), &BASE64_STANDARD.encode([0; 33])] {
            assert!(Master::parse(wrong).is_none(), "{wrong}");
        }
    }
}
