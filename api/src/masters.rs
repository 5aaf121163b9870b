//! The master keys, which wrap the keys by which personal data are sealed at rest.

use std::path::{Path, PathBuf};

use merzim_persistence::Master;
use merzim_persistence::storage::read_or_make;

use crate::config::Config;

/// The file of the key that is made where the settings name none.
const KEY_FILE: &str = "vault-key";

/// Reads the master keys: the one that wraps, and those that did before. Where the settings name none, one is made, but for a database that
/// has keys: they are wrapped with one that is somewhere else.
pub fn masters(config: &Config, database_has_keys: bool) -> Result<Vec<Master>, String> {
    let path = path_of(config);
    if config.vault_key.is_none() && !path.exists() {
        if database_has_keys {
            return Err(format!(
                "{}: is not there, and the database is sealed with it: put it back, or name it by MERZIM_VAULT_KEY",
                path.display()
            ));
        }
        let make = || Ok(Master::made().map_err(std::io::Error::other)?.into_bytes());
        read_or_make(&path, make).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    check(config)
}

/// Reads the master keys that there are.
pub fn check(config: &Config) -> Result<Vec<Master>, String> {
    let of_now = path_of(config);
    std::iter::once(&of_now).chain(&config.vault_former_keys).map(|path| read(path)).collect()
}

fn path_of(config: &Config) -> PathBuf {
    config.vault_key.clone().unwrap_or_else(|| config.data_dir.join(KEY_FILE))
}

fn read(path: &Path) -> Result<Master, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Master::parse(&text).ok_or_else(|| format!("{}: must hold 32 random bytes in base64", path.display()))
}
