//! Settings about tokens: whose are believed, and what stands where in them.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jsonwebtoken::jwk::JwkSet;
use merzim_domain::role::Role;
use serde_json::Value;

use super::read::{
    any, claim, flag, key_source, list, number, number_or_zero, optional, pair, role_name, told_by, units,
};
use super::table::settings;
use super::{DAY, Reader, Settings};

settings! {
    /// How tokens are verified.
    TokenSettings:
    jwks = "" => jwks: Option<KeySource>, optional(key_source), "File or http(s):// URL of the JSON Web Key Set that tokens are verified against; by default token_issuer, an address, says where it is (OpenID Connect Discovery)";
    jwks_refresh = "300" => jwks_refresh: Duration, units(Duration::from_secs, number(DAY)), "Seconds after which the key set is read again";
    jwks_max_age = "86400" => jwks_max_age: Duration, units(Duration::from_secs, number(365 * DAY)), "Seconds for which keys are believed while the set cannot be read again";
    token_issuer = "merzim-demo" => issuer: String, any, "Required issuer of tokens (`iss`)";
    token_audience = "merzim" => audience: String, any, "Required audience of tokens (`aud`)";
    token_leeway = "30" => leeway: u64, number_or_zero(3600), "Seconds by which clocks may differ";
    token_types = "at+jwt" => types: Vec<String>, list(any), "Types (`typ`) of access tokens, at+jwt by RFC 9068; with JWT, nothing but their audience tells them from ID tokens";
    token_untyped = "false" => untyped: bool, flag, "Whether tokens without a type are accepted too";
    token_org_claim = "org" => org_claim: Claim, claim, "The claim with the BIN of the organisation, or of several; a name, or the way to it, such as /organisation/bin (RFC 6901)";
    token_iin_claim = "iin" => iin_claim: Claim, claim, "The claim with the IIN of the person";
    token_phone_claim = "phone_number_verified" => phone_claim: Claim, claim, "The claim that is `true` where a subscriber number is connected to the account (№ 95 ¶3)";
    token_roles_claim = "roles" => roles_claims: Vec<Claim>, list(claim), "The claims with the roles, such as /realm_access/roles,scope";
    token_roles = "" => role_names: Vec<(String, Role)>, list(role_name), "What the provider calls the roles: officer=applicantBody,head=headOfBody; then no other name gives a role; by default they have their codes here";
    token_program = "" => programs: Vec<(Claim, Option<String>)>, list(told_by), "By which claims a token is known to be a program's, such as idtyp=app or client_id; one whose sub is its client_id always is";
    docs_client = "" => docs_client: Option<String>, optional(any), "Client id by which people log in at /docs (authorization code with PKCE); token_issuer must be an address";
    docs_scopes = "openid" => docs_scopes: Vec<String>, list(any), "Scopes that /docs asks for";
    docs_parameters = "" => docs_parameters: Vec<(String, String)>, list(pair), "What else it says to the provider, such as resource=https://merzim.example";
}

/// Where a JSON Web Key Set is read from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// A file.
    File(PathBuf),
    /// An address of the identity provider, its `jwks_uri`.
    Url(String),
    /// Where the description of the identity provider says.
    Described,
    /// The set itself: the demo's own.
    Given(JwkSet),
}

/// Where in a token something stands: a JSON Pointer (RFC 6901).
#[derive(Clone, Debug, Default)]
pub struct Claim(String);

impl Claim {
    /// A claim by its name, or by the way to it, which begins with `/`.
    pub fn of(text: &str) -> Self {
        let is_way = text.starts_with('/');
        Self(if is_way { text.to_owned() } else { format!("/{}", text.replace('~', "~0").replace('/', "~1")) })
    }

    /// What stands there, if anything does.
    pub fn of_token<'token>(&self, claims: &'token Value) -> Option<&'token Value> {
        claims.pointer(&self.0).filter(|value| !value.is_null())
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = self.0.trim_start_matches('/');
        formatter.write_str(if one.contains(['/', '~']) { &self.0 } else { one })
    }
}

impl TokenSettings {
    /// The settings of a demo, which signs its own tokens: they have the usual claims, whatever those of another provider are called.
    pub fn of_demo(&self) -> Self {
        let usual = Self::read(&mut Reader::default());
        Self { issuer: self.issuer.clone(), audience: self.audience.clone(), leeway: self.leeway, ..usual }
    }

    /// The issuer, if it is an address at which it describes itself.
    pub fn provider(&self) -> Option<&str> {
        let issuer = self.issuer.trim_end_matches('/');
        ["https://", "http://"].iter().any(|scheme| issuer.starts_with(scheme)).then_some(issuer)
    }

    /// Where the key set is read from, if that is known.
    pub fn keys(&self) -> Option<KeySource> {
        self.jwks.clone().or_else(|| self.provider().map(|_| KeySource::Described))
    }

    /// What does not fit together, each with the reason.
    pub(super) fn at_odds(&self, reader: &Reader) -> Vec<(bool, &'static str)> {
        let is_demo = reader.text("demo", "") == "true";
        let jwks = reader.text("jwks", "");
        vec![
            (
                !is_demo && jwks.is_empty() && self.provider().is_none(),
                "MERZIM_JWKS: a key set is needed to verify tokens, or a MERZIM_TOKEN_ISSUER that is an address, unless this is a demo",
            ),
            (self.issuer.is_empty(), "MERZIM_TOKEN_ISSUER: must not be empty"),
            (self.audience.is_empty(), "MERZIM_TOKEN_AUDIENCE: must not be empty"),
            (self.jwks_max_age < self.jwks_refresh, "MERZIM_JWKS_MAX_AGE: must not be less than MERZIM_JWKS_REFRESH"),
            (
                self.docs_client.is_some() && self.provider().is_none(),
                "MERZIM_DOCS_CLIENT: needs a MERZIM_TOKEN_ISSUER that is an address",
            ),
        ]
    }
}
