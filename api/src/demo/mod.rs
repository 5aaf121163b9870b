//! Demo mode: personas with tokens, demo data that says so, a clock that can be moved.

pub mod routes;
pub mod seed;

use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use time::{Duration, OffsetDateTime};

use crate::auth::Claims;
use crate::config::Config;
use crate::signature::DemoSigner;

/// Settings of a demo that are not the usual ones, unless they are set: an authorised body, and limits that stand in
/// nobody's way, not even of a load test.
pub const SETTINGS: [(&str, &str); 6] = [
    ("rate_per_guest", "6000000"),
    ("rate_per_address", "6000000"),
    ("rate_per_caller", "6000000"),
    ("authority_bin", "940740000911"),
    ("authority_name_kk", "ДЕМО: Коммуникациялар саласындағы уәкілетті орган"),
    ("authority_name_ru", "ДЕМО: Уполномоченный орган в сфере коммуникаций"),
];

/// The BIN of a demo ministry.
pub(crate) const MINISTRY: &str = "100140000003";
/// The BIN of a demo akimat.
pub(crate) const AKIMAT: &str = "000740000004";

/// Somebody whom a tester can be.
#[derive(Clone, Debug)]
pub struct Persona {
    /// Short name.
    pub id: &'static str,
    /// Who it is.
    pub title: &'static str,
    /// BIN of the organisation, if they act for one.
    pub organisation: Option<String>,
    /// The role held.
    pub role: Role,
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
    ///
    /// # Errors
    /// A sentence when the key cannot be read or written.
    pub fn open(config: &Config) -> Result<Self, String> {
        let private = read_or_make_key(&config.data_dir)?;
        let key = EncodingKey::from_ec_der(&private);
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).map_err(|error| error.to_string())?;
        jwk.common.key_id = Some(KEY_ID.to_owned());
        let people = [
            (
                "ministry",
                "ДЕМО министрлік, өтініш беруші · ДЕМО министерство, заявитель",
                Some(MINISTRY.to_owned()),
                Role::ApplicantBody,
            ),
            (
                "akimat",
                "ДЕМО әкімдік, өтініш беруші · ДЕМО акимат, заявитель",
                Some(AKIMAT.to_owned()),
                Role::ApplicantBody,
            ),
            (
                "authority",
                "ДЕМО уәкілетті орган · ДЕМО уполномоченный орган",
                Some(config.authority.bin.to_string()),
                Role::CommAuthority,
            ),
            (
                "holder",
                "ДЕМО министрлік, ақпарат иеленуші · ДЕМО министерство, обладатель информации",
                Some(MINISTRY.to_owned()),
                Role::InformationHolder,
            ),
            (
                "responsible",
                "ДЕМО министрлік, отырысқа жауапты адам · ДЕМО министерство, ответственный за заседание",
                Some(MINISTRY.to_owned()),
                Role::ResponsiblePerson,
            ),
            (
                "citizen",
                "ДЕМО азамат, ақпарат пайдаланушы · ДЕМО гражданин, пользователь информации",
                None,
                Role::InformationUser,
            ),
        ];
        let personas = people
            .into_iter()
            .map(|(id, title, organisation, role)| {
                let token = token(&key, config, id, organisation.clone(), role)?;
                Ok(Persona { id, title, organisation, role, token })
            })
            .collect::<Result<_, String>>()?;
        Ok(Self { personas, signer: Arc::new(DemoSigner::new(&private)), keys: JwkSet { keys: vec![jwk] } })
    }

    /// The key set that demo tokens are verified against.
    #[must_use]
    pub const fn key_set(&self) -> &JwkSet {
        &self.keys
    }
}

fn read_or_make_key(folder: &Path) -> Result<Vec<u8>, String> {
    let path = folder.join(KEY_FILE);
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    match std::fs::read(&path) {
        Ok(key) => Ok(key),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|error| error.to_string())?;
            std::fs::create_dir_all(folder).map_err(said)?;
            std::fs::write(&path, made.as_ref()).map_err(said)?;
            Ok(made.as_ref().to_vec())
        }
        Err(error) => Err(said(error)),
    }
}

fn token(key: &EncodingKey, config: &Config, id: &str, org: Option<String>, role: Role) -> Result<String, String> {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(KEY_ID.to_owned());
    header.typ = Some("at+jwt".to_owned());
    let claims = Claims {
        sub: format!("demo-{id}"),
        iss: config.tokens.issuer.clone(),
        aud: config.tokens.audience.clone(),
        iin: None,
        exp: (OffsetDateTime::now_utc() + Duration::days(30)).unix_timestamp(),
        org,
        roles: vec![role.code().to_owned()],
    };
    encode(&header, &claims, key).map_err(|error| error.to_string())
}
