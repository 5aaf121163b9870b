//! Tokens: who the caller is, in which organisation and roles.

mod keys;
pub mod lookup;

use std::collections::BTreeSet;
use std::time::{Duration, Instant, UNIX_EPOCH};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, JwkSet, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use merzim_domain::engine::Actor;
use merzim_domain::identity::IdentityError;
use merzim_domain::writing::tidy;
use merzim_domain::{Bin, Iin, Role, Text, Vocabulary};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::config::TokenSettings;
use crate::problem::{Fault, Problem};

pub use keys::{DISCOVERY, Issuer};

/// What a token says.
#[derive(Serialize, Deserialize)]
pub struct Claims {
    /// Stable identity of the person or program.
    pub sub: String,
    /// Issuer. More than one would be none.
    pub iss: String,
    /// Audience: one, or several.
    pub aud: Audience,
    /// End of validity, seconds since 1970.
    pub exp: Number,
    /// IIN of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iin: Option<String>,
    /// BIN of the organisation acted for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
    /// Codes of the roles held.
    #[serde(default)]
    pub roles: Vec<String>,
    /// What else it says.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// For whom a token is meant; whatever is no text is nobody.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

/// The bearer of a valid token.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// Who acts, for whom, in which roles.
    pub actor: Actor,
    /// The person, where the token names one.
    pub person: Option<Iin>,
    /// Whether a subscriber number is connected to the account.
    pub has_phone: bool,
    /// When the token runs out, if it does.
    pub ends_at: Option<Instant>,
}

/// Subjects stand in event logs and in keys of the database.
const LONGEST_SUBJECT: usize = 255;

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// It is no signed JWT, or of a type that is no access token.
    NoToken,
    /// It is signed with a key that the set does not have, or with another algorithm than the key's.
    UnknownKey,
    /// The signature does not hold.
    Signature,
    /// It has expired.
    Expired,
    /// It is not valid yet.
    NotYet,
    /// Another issuer.
    Issuer,
    /// Meant for somebody else.
    Audience,
    /// Nothing was filed with this lookup token, or what was is erased.
    UnknownLookupToken,
    /// The claim `iin` is no IIN.
    Iin(IdentityError),
    /// The claim `org` is no BIN.
    Organisation(IdentityError),
    /// Another claim that is needed is missing or is not what it should be.
    Claims,
}

/// What is wrong with the number in a claim.
fn wrong(claim: &str, why: IdentityError) -> Text {
    let Text { kk, ru, en } = why.text();
    Text {
        kk: format!("токендегі {claim}: {kk}").into(),
        ru: format!("в токене {claim}: {ru}").into(),
        en: format!("the token's {claim}: {en}").into(),
    }
}

impl From<Rejected> for Problem {
    fn from(why: Rejected) -> Self {
        let detail = match why {
            Rejected::NoToken => {
                Text::new("бұл қол жеткізу токені емес", "это не токен доступа", "this is no access token")
            }
            Rejected::UnknownKey => Text::new(
                "кілті (kid) белгісіз немесе алгоритмі басқа",
                "ключ (kid) неизвестен или алгоритм другой",
                "its key (kid) is unknown, or its algorithm is not that of the key",
            ),
            Rejected::Signature => Text::new("қолтаңбасы дұрыс емес", "подпись неверна", "its signature does not hold"),
            Rejected::Expired => Text::new("мерзімі өткен", "срок действия истёк", "it has expired"),
            Rejected::NotYet => Text::new("әлі күшіне енген жоқ", "ещё не действует", "it is not valid yet"),
            Rejected::Issuer => Text::new("шығарушысы (iss) басқа", "другой издатель (iss)", "another issuer (iss)"),
            Rejected::Audience => Text::new(
                "басқа алушыға арналған (aud)",
                "предназначен другому (aud)",
                "meant for another audience (aud)",
            ),
            Rejected::UnknownLookupToken => Text::new(
                "бұл токенмен ештеңе берілмеген, не деректер өшірілген",
                "с этим токеном ничего не подано, либо данные стёрты",
                "nothing was filed with this lookup token, or it has been erased",
            ),
            Rejected::Iin(why) => wrong("iin", why),
            Rejected::Organisation(why) => wrong("org", why),
            Rejected::Claims => Text::new(
                "sub, iss, aud, exp мәндерінің бірі жоқ, не sub, iin, org немесе roles қате",
                "нет одного из sub, iss, aud, exp, либо ошибка в sub, iin, org или roles",
                "one of sub, iss, aud, exp is missing, or sub, iin, org or roles is wrong",
            ),
        };
        Self::from(Fault::InvalidToken).because(detail)
    }
}

struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

impl Key {
    /// The key, if it verifies RS256 or ES256.
    fn of(jwk: &Jwk) -> Option<Self> {
        let signs = jwk.common.public_key_use.as_ref().is_none_or(|used| *used == PublicKeyUse::Signature);
        let verifies = jwk.common.key_operations.as_ref().is_none_or(|may| may.contains(&KeyOperations::Verify));
        if !signs || !verifies {
            return None;
        }
        // Without `alg` the type of the key says what it signs with.
        let algorithm = match (jwk.common.key_algorithm, &jwk.algorithm) {
            (Some(KeyAlgorithm::RS256), _) | (None, AlgorithmParameters::RSA(_)) => Algorithm::RS256,
            (Some(KeyAlgorithm::ES256), _) | (None, AlgorithmParameters::EllipticCurve(_)) => Algorithm::ES256,
            _ => return None,
        };
        let key = DecodingKey::from_jwk(jwk).ok()?;
        Some(Self { id: jwk.common.key_id.clone(), algorithm, key })
    }
}

/// Verifies tokens against one key set.
pub(crate) struct TokenVerifier {
    keys: Vec<Key>,
    settings: TokenSettings,
}

impl TokenVerifier {
    /// A verifier for the keys of `set` that sign with RS256 or ES256.
    pub(crate) fn of(set: &JwkSet, settings: &TokenSettings) -> Self {
        Self { keys: set.keys.iter().filter_map(Key::of).collect(), settings: settings.clone() }
    }

    /// Whether there is no key: then nobody is recognised.
    pub(crate) const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The key that a header names; without a name, the only one with its algorithm.
    fn key(&self, id: Option<&str>, algorithm: Algorithm) -> Option<&Key> {
        let mut fitting =
            self.keys.iter().filter(|key| key.algorithm == algorithm && (id.is_none() || key.id.as_deref() == id));
        let first = fitting.next();
        if id.is_none() && fitting.next().is_some() { None } else { first }
    }

    /// Who the bearer of `token` is.
    pub(crate) fn verify(&self, token: &str) -> Result<Bearer, Rejected> {
        let header = decode_header(token).map_err(|_| Rejected::NoToken)?;
        // Else an ID token that is meant for us too would do (RFC 9068 §4).
        let is_access_token = header.typ.as_deref().map_or(self.settings.untyped, |kind| {
            ["at+jwt", "application/at+jwt"].iter().any(|known| known.eq_ignore_ascii_case(kind))
        });
        // An extension that must be understood is none that is known here (RFC 7515 §4.1.11).
        if !is_access_token || header.crit.is_some() {
            return Err(Rejected::NoToken);
        }
        let key = self.key(header.kid.as_deref(), header.alg).ok_or(Rejected::UnknownKey)?;
        // The algorithm is the key's, whatever the token says of itself.
        let mut validation = Validation::new(key.algorithm);
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_audience(&[&self.settings.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = self.settings.leeway;
        validation.validate_nbf = true;
        let read: Claims = decode(token, &key.key, &validation)
            .map_err(|error| match error.kind() {
                ErrorKind::InvalidSignature => Rejected::Signature,
                ErrorKind::ExpiredSignature => Rejected::Expired,
                ErrorKind::ImmatureSignature => Rejected::NotYet,
                ErrorKind::InvalidIssuer => Rejected::Issuer,
                ErrorKind::InvalidAudience => Rejected::Audience,
                _ => Rejected::Claims,
            })?
            .claims;
        if tidy(&read.sub).is_ok_and(|shown| shown.trim().is_empty())
            || read.sub.chars().count() > LONGEST_SUBJECT
            || read.sub.contains(char::is_control)
        {
            return Err(Rejected::Claims);
        }
        let organisation = read.org.as_deref().map(Bin::parse).transpose().map_err(Rejected::Organisation)?;
        let person = read.iin.as_deref().map(Iin::parse).transpose().map_err(Rejected::Iin)?;
        // Nobody may claim to be Merzim itself or the public.
        let roles: BTreeSet<Role> = read
            .roles
            .iter()
            .filter_map(|code| Role::parse(code))
            .filter(|role| !matches!(role, Role::System | Role::Public))
            .collect();
        let now = UNIX_EPOCH.elapsed().unwrap_or_default().as_secs_f64();
        let leeway = f64::from(u32::try_from(self.settings.leeway).unwrap_or_default());
        let rest = read.exp.as_f64().unwrap_or_default() - now + leeway;
        let ends_at = Duration::try_from_secs_f64(rest).ok().and_then(|rest| Instant::now().checked_add(rest));
        Ok(Bearer {
            ends_at,
            actor: Actor { person: Some(lookup::account(&read.sub)), subject: read.sub, roles, organisation },
            person,
            has_phone: read.others.get(&self.settings.phone_claim) == Some(&Value::Bool(true)),
        })
    }
}
