//! Verifying a token: its signature, by whom and for whom it was made, and from when until when it holds.

use std::time::{Duration, Instant, UNIX_EPOCH};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use merzim_domain::writing::tidy;
use serde::Deserialize;
use serde_json::{Number, Value};

use super::bearer::Bearer;
use super::rejected::Rejected;
use crate::config::TokenSettings;

/// The claims that every token has (RFC 9068 §2.2).
#[derive(Deserialize)]
pub(super) struct Registered {
    /// Stable identity of the person or program.
    pub(super) sub: String,
    /// Issuer. More than one would be none.
    #[serde(rename = "iss")]
    _iss: String,
    /// Audience.
    #[serde(rename = "aud")]
    _aud: Audience,
    /// End of validity, seconds since 1970.
    exp: Number,
}

/// For whom a token is meant: one, or several; whatever is no text is nobody.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(#[expect(dead_code, reason = "its type is what is checked")] String),
    Several(#[expect(dead_code, reason = "its type is what is checked")] Vec<String>),
}

/// Subjects stand in event logs and in keys of the database.
const LONGEST_SUBJECT: usize = 255;

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
            (Some(KeyAlgorithm::ES256), _) => Algorithm::ES256,
            (None, AlgorithmParameters::EllipticCurve(key)) if key.curve == EllipticCurve::P256 => Algorithm::ES256,
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

    /// Whether a token of this type (`typ`) is an access token. Else an ID token that is meant for us too would do (RFC 9068 §4).
    fn is_access_token(&self, kind: Option<&str>) -> bool {
        let Some(kind) = kind else { return self.settings.untyped };
        // The prefix may be left out (RFC 7515 §4.1.9).
        let kind = kind.to_ascii_lowercase();
        let kind = kind.strip_prefix("application/").unwrap_or(&kind);
        self.settings.types.iter().any(|known| known.eq_ignore_ascii_case(kind))
    }

    /// Who the bearer of `token` is.
    pub(crate) fn verify(&self, token: &str) -> Result<Bearer, Rejected> {
        let header = decode_header(token).map_err(|_| Rejected::NoToken)?;
        // An extension that must be understood is none that is known here (RFC 7515 §4.1.11).
        if !self.is_access_token(header.typ.as_deref()) || header.crit.is_some() {
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
        let claims: Value = decode(token, &key.key, &validation)
            .map_err(|error| match error.kind() {
                ErrorKind::InvalidSignature => Rejected::Signature,
                ErrorKind::ExpiredSignature => Rejected::Expired,
                ErrorKind::ImmatureSignature => Rejected::NotYet,
                ErrorKind::InvalidIssuer => Rejected::Issuer,
                ErrorKind::InvalidAudience => Rejected::Audience,
                _ => Rejected::Claims,
            })?
            .claims;
        let known = Registered::deserialize(&claims).map_err(|_| Rejected::Claims)?;
        if tidy(&known.sub).is_ok_and(|shown| shown.trim().is_empty())
            || known.sub.chars().count() > LONGEST_SUBJECT
            || known.sub.contains(char::is_control)
        {
            return Err(Rejected::Claims);
        }
        let now = UNIX_EPOCH.elapsed().unwrap_or_default().as_secs_f64();
        let leeway = f64::from(u32::try_from(self.settings.leeway).unwrap_or_default());
        let rest = known.exp.as_f64().unwrap_or_default() - now + leeway;
        let ends_at = Duration::try_from_secs_f64(rest).ok().and_then(|rest| Instant::now().checked_add(rest));
        Ok(Bearer::of(known.sub, ends_at, &claims, &self.settings))
    }
}
