//! Demo mode: personas with tokens, demo data that says so, a clock that can be moved.
//!
//! Who is played, and what they do before a demo starts, each part tells in its `demo.json`.

pub mod asker;
pub mod authority;
pub mod example;
pub mod play;
pub mod rehearsal;
pub mod routes;

use std::collections::HashMap;
use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use merzim_domain::calendar::DayKind;
use merzim_domain::reception::Quarter;
use merzim_domain::signing::CertificateRole;
use merzim_domain::{Bin, Iin, Law, Role, Text, Vocabulary};
use merzim_persistence::storage::read_or_make;
use serde::Deserialize;
use serde_json::json;
use time::{Date, Duration, OffsetDateTime, Weekday};

use self::authority::Authority;
use self::play::Scene;
use crate::app::Part;
use crate::config::Config;
use crate::law::RoleCode;
use crate::signature::Signer;

/// The name of whoever asks without a token.
pub const NOBODY: &str = "nobody";

/// Somebody whom a tester can be, with all that they need.
#[derive(Clone, Debug)]
pub struct Persona {
    /// Short name.
    pub id: String,
    /// Who it is.
    pub title: Text,
    /// BIN of the organisation, if they act for one.
    pub organisation: Option<String>,
    /// The person, if it is one who is known.
    pub person: Option<Iin>,
    /// The roles held, the first one first.
    pub roles: Vec<Role>,
    /// A token that lasts thirty days.
    pub token: String,
}

impl Persona {
    /// Who they are, when they sign something: an organisation by the deputy of its first head, or the person.
    pub fn signer(&self) -> Option<Signer> {
        let organisation = self.organisation.as_deref().and_then(|bin| Bin::parse(bin).ok());
        authority::signer(organisation.as_ref(), self.person.as_ref(), CertificateRole::RightToSign)
    }

    /// Whether they hold a role with this code.
    fn holds(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held.code() == role)
    }
}

/// What a part tells of a demo.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Script {
    personas: Vec<Cast>,
    scenes: Vec<Scene>,
    /// In which collection an id in the example of a body is looked for, where that is another one: by the name of its field, or of the
    /// operation and the field, with a dot between them.
    ids: HashMap<String, String>,
    /// What is said of an operation of which nothing can be tried, by its id.
    otherwise: HashMap<String, Text>,
}

/// A persona as a part tells of it: for the body with a BIN, else for the one that the settings name for the first role, if
/// they do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cast {
    id: String,
    title: Text,
    bin: Option<Bin>,
    iin: Option<String>,
    /// Whether a subscriber number is connected to their account.
    #[serde(default)]
    phone: bool,
    roles: Vec<RoleCode>,
}

fn script_of(part: &Part) -> Result<Script, String> {
    serde_json::from_str(part.demo).map_err(|error| format!("{}: demo.json: {error}", part.tag.0))
}

/// The demo's own state.
#[derive(Clone, Debug)]
pub struct Sandbox {
    /// Who can be played.
    pub personas: Vec<Persona>,
    /// Certifies whoever signs, and signs for them.
    pub authority: Authority,
    keys: JwkSet,
}

/// The law as the past of a demo knew it: one day off of the next quarter was not known yet. So a demo shows what there is to do
/// when the calendar is amended. It is the last day off that a working day of the quarter follows. What falls on it has where to
/// move, and no term reaches so far.
pub fn earlier(law: &Law, today: Date) -> Law {
    let calendar = &law.calendar;
    let next = Quarter::of(Quarter::of(today).end());
    let is_off = |day: &Date| calendar.kind(*day).is_ok_and(|kind| !kind.is_working() && kind != DayKind::Weekend);
    let leads_on = |day: &Date| calendar.add_working_days(*day, 1).is_ok_and(|after| next.contains(after));
    let is_in_a_week = |day: &Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    match next.days().filter(is_in_a_week).filter(is_off).filter(leads_on).last() {
        Some(day) => Law { calendar: calendar.before_day_off(day), ..law.clone() },
        None => law.clone(),
    }
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
        let mut personas = Vec::new();
        for part in parts {
            let known = script_of(part)?.personas.into_iter().map(|who| persona(&key, config, who));
            personas.extend(known.collect::<Result<Vec<_>, _>>()?);
        }
        let authority = Authority::of(&private).map_err(|error| error.to_string())?;
        Ok(Self { personas, authority, keys: JwkSet { keys: vec![jwk] } })
    }

    /// The key set that demo tokens are verified against.
    pub const fn key_set(&self) -> &JwkSet {
        &self.keys
    }
}

fn read_or_make_key(folder: &Path) -> Result<Vec<u8>, String> {
    let path = folder.join(KEY_FILE);
    let make = || {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        made.map(|key| key.as_ref().to_vec()).map_err(std::io::Error::other)
    };
    read_or_make(&path, make).map_err(|error| format!("{}: {error}", path.display()))
}

fn persona(key: &EncodingKey, config: &Config, who: Cast) -> Result<Persona, String> {
    let Cast { id, title, bin, iin, phone, roles } = who;
    let roles: Vec<Role> = roles.into_iter().map(|role| role.0).collect();
    let named = || config.organisations.get(roles.first()?).map(|one| one.bin.clone());
    let organisation = bin.or_else(named).map(|bin| bin.to_string());
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(KEY_ID.to_owned());
    header.typ = Some("at+jwt".to_owned());
    let person = iin.as_deref().map(Iin::parse).transpose().map_err(|error| error.to_string())?;
    let codes: Vec<&str> = roles.iter().map(|role| role.code()).collect();
    let claims = json!({
        "sub": format!("demo-{id}"),
        "iss": config.tokens.issuer,
        "aud": config.tokens.audience,
        "exp": (OffsetDateTime::now_utc() + Duration::days(30)).unix_timestamp(),
        "iin": iin,
        "org": organisation,
        "roles": codes,
        "phone_number_verified": phone,
    });
    let token = encode(&header, &claims, key).map_err(|error| error.to_string())?;
    Ok(Persona { id, title, organisation, person, roles, token })
}
