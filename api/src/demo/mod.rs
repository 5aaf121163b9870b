//! Demo mode: personas with tokens, demo data that says so, a clock that can be moved.

pub mod routes;
pub mod seed;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use merzim_domain::{Role, Vocabulary};
use merzim_persistence::storage::open_private;
use time::{Duration, OffsetDateTime};

use crate::app::{Part, part};
use crate::auth::Claims;
use crate::config::Config;
use crate::signature::DemoSigner;

/// Somebody whom a tester can be, with all that they need.
#[derive(Clone, Debug)]
pub struct Persona {
    /// Short name.
    pub id: &'static str,
    /// Who it is.
    pub title: &'static str,
    /// BIN of the organisation, if they act for one.
    pub organisation: Option<String>,
    /// The roles held, the first one first.
    pub roles: &'static [Role],
    /// A token that lasts thirty days.
    pub token: String,
}

/// The demo's own state.
#[derive(Clone, Debug)]
pub struct Sandbox {
    /// Who can be played.
    pub personas: Vec<Persona>,
    /// Makes demo signatures.
    pub signer: Arc<DemoSigner>,
    keys: JwkSet,
}

const KEY_ID: &str = "demo";
const KEY_FILE: &str = "demo-key.p8";

impl Sandbox {
    /// Opens the sandbox: reads or makes the demo key, and issues tokens.
    pub fn open(config: &Config, parts: &[Part]) -> Result<Self, String> {
        let private = read_or_make_key(&config.data_dir)?;
        let key = EncodingKey::from_ec_der(&private);
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).map_err(|error| error.to_string())?;
        jwk.common.key_id = Some(KEY_ID.to_owned());
        let personas = parts
            .iter()
            .flat_map(|part| part.demo.personas)
            .map(|who| {
                let organisation = who.organisation(config);
                let token = token(&key, config, who, organisation.clone())?;
                Ok(Persona { id: who.id, title: who.title, organisation, roles: who.roles, token })
            })
            .collect::<Result<_, String>>()?;
        Ok(Self { personas, signer: Arc::new(DemoSigner::new(&private)), keys: JwkSet { keys: vec![jwk] } })
    }

    /// The key set that demo tokens are verified against.
    pub const fn key_set(&self) -> &JwkSet {
        &self.keys
    }
}

fn read_or_make_key(folder: &Path) -> Result<Vec<u8>, String> {
    let path = folder.join(KEY_FILE);
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    match std::fs::read(&path) {
        Ok(key) => {
            // It may be the operator's, and only to be read.
            let _ = open_private(&path);
            Ok(key)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|error| error.to_string())?;
            std::fs::create_dir_all(folder).map_err(said)?;
            open_private(&path).and_then(|mut file| file.write_all(made.as_ref())).map_err(said)?;
            Ok(made.as_ref().to_vec())
        }
        Err(error) => Err(said(error)),
    }
}

fn token(key: &EncodingKey, config: &Config, who: &part::demo::Persona, org: Option<String>) -> Result<String, String> {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(KEY_ID.to_owned());
    header.typ = Some("at+jwt".to_owned());
    let claims = Claims {
        sub: who.subject(),
        iss: config.tokens.issuer.clone(),
        aud: config.tokens.audience.clone(),
        iin: who.iin().map(str::to_owned),
        exp: (OffsetDateTime::now_utc() + Duration::days(30)).unix_timestamp().into(),
        org,
        roles: who.roles.iter().map(|role| role.code().to_owned()).collect(),
    };
    encode(&header, &claims, key).map_err(|error| error.to_string())
}
