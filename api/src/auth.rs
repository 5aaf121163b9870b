//! Tokens: who the caller is, in which organisation and roles.

use std::collections::BTreeSet;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use merzim_domain::engine::Actor;
use merzim_domain::identity::Bin;
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::http::problem::{Fault, Problem};

/// What a token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Stable identity of the person or program.
    pub sub: String,
    /// Issuer.
    pub iss: String,
    /// Audience.
    pub aud: String,
    /// End of validity, seconds since 1970.
    pub exp: i64,
    /// BIN of the organisation acted for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
    /// Codes of the roles held.
    #[serde(default)]
    pub roles: Vec<String>,
}

#[derive(Deserialize)]
struct Read {
    sub: String,
    #[serde(default)]
    org: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
}

struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

/// Verifies tokens against a key set.
pub struct TokenVerifier {
    keys: Vec<Key>,
    issuer: String,
    audience: String,
    leeway: u64,
}

impl std::fmt::Debug for TokenVerifier {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "TokenVerifier({} keys)", self.keys.len())
    }
}

impl TokenVerifier {
    /// A verifier for the keys of `set` that sign with RS256 or ES256.
    ///
    /// # Errors
    /// A sentence when the set has no such key.
    pub fn of(set: &JwkSet, config: &Config) -> Result<Self, String> {
        let keys: Vec<Key> = set
            .keys
            .iter()
            .filter_map(|jwk| {
                let algorithm = match jwk.common.key_algorithm.map(|algorithm| algorithm.to_string()).as_deref() {
                    Some("RS256") => Algorithm::RS256,
                    Some("ES256") => Algorithm::ES256,
                    Some(_) => return None,
                    // Without `alg` the type of the key says what it signs with.
                    None => match &jwk.algorithm {
                        jsonwebtoken::jwk::AlgorithmParameters::RSA(_) => Algorithm::RS256,
                        jsonwebtoken::jwk::AlgorithmParameters::EllipticCurve(_) => Algorithm::ES256,
                        _ => return None,
                    },
                };
                let key = DecodingKey::from_jwk(jwk).ok()?;
                Some(Key { id: jwk.common.key_id.clone(), algorithm, key })
            })
            .collect();
        if keys.is_empty() {
            return Err("the key set has no RS256 or ES256 key".to_owned());
        }
        Ok(Self {
            keys,
            issuer: config.token_issuer.clone(),
            audience: config.token_audience.clone(),
            leeway: config.token_leeway,
        })
    }

    /// Who the bearer of `token` is.
    ///
    /// # Errors
    /// A 401 when the token is not valid.
    pub fn verify(&self, token: &str) -> Result<Actor, Problem> {
        let refused = || Problem::from(Fault::Unauthenticated);
        let header = decode_header(token).map_err(|_| refused())?;
        let key = self
            .keys
            .iter()
            .find(|key| key.algorithm == header.alg && (header.kid.is_none() || key.id == header.kid))
            .ok_or_else(refused)?;
        let mut validation = Validation::new(key.algorithm);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = self.leeway;
        validation.validate_nbf = true;
        let read: Read = decode(token, &key.key, &validation).map_err(|_| refused())?.claims;
        let organisation = read.org.as_deref().map(Bin::parse).transpose().map_err(|_| refused())?;
        // Nobody may claim to be Merzim itself or the public.
        let roles: BTreeSet<Role> = read
            .roles
            .iter()
            .filter_map(|code| Role::parse(code))
            .filter(|role| !matches!(role, Role::System | Role::Public))
            .collect();
        Ok(Actor { subject: read.sub, roles, organisation })
    }
}
