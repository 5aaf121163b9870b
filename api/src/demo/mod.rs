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
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use merzim_persistence::storage::open_private;
use time::{Duration, OffsetDateTime};

use crate::auth::Claims;
use crate::config::Config;
use crate::signature::DemoSigner;

/// The BIN of a demo ministry.
pub(crate) const MINISTRY: &str = "100140000003";
/// The BIN of a demo akimat.
pub(crate) const AKIMAT: &str = "000740000004";

/// The BIN of a demo body that considers complaints.
pub(crate) const HIGHER_BODY: &str = "050140000408";
/// The IIN of a demo participant.
const PARTICIPANT: &str = "061211600012";

/// Somebody whom a tester can be.
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
    ///
    /// # Errors
    /// A sentence when the key cannot be read or written.
    pub fn open(config: &Config) -> Result<Self, String> {
        let private = read_or_make_key(&config.data_dir)?;
        let key = EncodingKey::from_ec_der(&private);
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).map_err(|error| error.to_string())?;
        jwk.common.key_id = Some(KEY_ID.to_owned());
        let named = |role: Role| config.organisations.get(&role).map(|one| one.bin.to_string());
        let (ministry, akimat) = (Some(MINISTRY.to_owned()), Some(AKIMAT.to_owned()));
        let people: [(&'static str, &'static str, Option<String>, &'static [Role]); 13] = [
            (
                "ministry",
                "ДЕМО министрлік, өтініш беруші · ДЕМО министерство, заявитель",
                ministry.clone(),
                &[Role::ApplicantBody, Role::Participant],
            ),
            (
                "akimat",
                "ДЕМО әкімдік, өтініш беруші · ДЕМО акимат, заявитель",
                akimat,
                &[Role::ApplicantBody, Role::Participant],
            ),
            (
                "authority",
                "ДЕМО уәкілетті орган · ДЕМО уполномоченный орган",
                named(Role::CommAuthority),
                &[Role::CommAuthority, Role::AdministrativeBody],
            ),
            (
                "holder",
                "ДЕМО министрлік, ақпарат иеленуші · ДЕМО министерство, обладатель информации",
                ministry.clone(),
                &[Role::InformationHolder, Role::AdministrativeBody],
            ),
            (
                "responsible",
                "ДЕМО министрлік, отырысқа жауапты адам · ДЕМО министерство, ответственный за заседание",
                ministry.clone(),
                &[Role::ResponsiblePerson],
            ),
            (
                "citizen",
                "ДЕМО азамат, ақпарат пайдаланушы · ДЕМО гражданин, пользователь информации",
                None,
                &[Role::InformationUser, Role::Participant],
            ),
            (
                "body",
                "ДЕМО министрлік, жауапты қызметкер · ДЕМО министерство, ответственный работник",
                ministry.clone(),
                &[Role::ResponsibleEmployee, Role::StateBody, Role::AdministrativeBody],
            ),
            (
                "head",
                "ДЕМО министрлік, бірінші басшы · ДЕМО министерство, первый руководитель",
                ministry,
                &[Role::HeadOfBody],
            ),
            (
                "informatization",
                "ДЕМО ақпараттандыру органы · ДЕМО орган в сфере информатизации",
                named(Role::InformatizationAuthority),
                &[Role::InformatizationAuthority],
            ),
            ("operator", "ДЕМО оператор · ДЕМО оператор", named(Role::EgovOperator), &[Role::EgovOperator]),
            (
                "office",
                "ДЕМО Мемлекеттік корпорация, бөлімше · ДЕМО Государственная корпорация, отделение",
                named(Role::StateCorporation),
                &[Role::StateCorporation],
            ),
            (
                "participant",
                "ДЕМО әкімшілік рәсімге қатысушы · ДЕМО участник административной процедуры",
                None,
                &[Role::Participant],
            ),
            (
                "complaints",
                "ДЕМО шағымды қарайтын орган · ДЕМО орган, рассматривающий жалобы",
                Some(HIGHER_BODY.to_owned()),
                &[Role::ComplaintBody],
            ),
        ];
        let personas = people
            .into_iter()
            .map(|(id, title, organisation, roles)| {
                let token = token(&key, config, id, organisation.clone(), roles)?;
                Ok(Persona { id, title, organisation, roles, token })
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

fn token(key: &EncodingKey, config: &Config, id: &str, org: Option<String>, roles: &[Role]) -> Result<String, String> {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(KEY_ID.to_owned());
    header.typ = Some("at+jwt".to_owned());
    let claims = Claims {
        sub: format!("demo-{id}"),
        iss: config.tokens.issuer.clone(),
        aud: config.tokens.audience.clone(),
        // Whoever files an appeal for a reception is known by the IIN too.
        iin: roles.starts_with(&[Role::Participant]).then(|| PARTICIPANT.to_owned()),
        exp: (OffsetDateTime::now_utc() + Duration::days(30)).unix_timestamp(),
        org,
        roles: roles.iter().map(|role| role.code().to_owned()).collect(),
    };
    encode(&header, &claims, key).map_err(|error| error.to_string())
}
