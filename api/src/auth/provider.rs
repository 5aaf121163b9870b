//! The identity provider, as it describes itself (OpenID Connect Discovery 1.0).

use actix_web::http::Uri;
use serde::{Deserialize, Serialize};

use super::keys::get;
use crate::config::TokenSettings;

/// The path at which an OpenID provider describes itself. At the same path Merzim leads to its provider.
pub const DISCOVERY: &str = "/.well-known/openid-configuration";

/// What a provider says of itself, as far as it matters here.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Provider {
    issuer: String,
    /// Where its keys are.
    pub(super) jwks_uri: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
}

/// How a person logs in at `/docs`: the authorization code flow with PKCE (RFC 7636).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Login {
    authorization_url: String,
    token_url: String,
    client_id: String,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
}

impl Provider {
    /// Reads the description. Blocks.
    pub(super) fn read(settings: &TokenSettings) -> Result<Self, String> {
        let address = discovery(settings).ok_or("MERZIM_TOKEN_ISSUER is no address")?;
        let said = |error: String| format!("{address}: {error}");
        let provider: Self = get(&address)
            .and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()))
            .map_err(said)?;
        // Else one provider could speak for another (§4.3).
        if provider.issuer != settings.issuer {
            return Err(said(format!("it is of another issuer, `{}`", provider.issuer)));
        }
        // An issuer with https has no address without it.
        let is_safe = settings.issuer.starts_with("https://");
        let urls =
            [Some(&provider.jwks_uri), provider.authorization_endpoint.as_ref(), provider.token_endpoint.as_ref()];
        let is_fit = |url: &String| origin(url).is_some() && (!is_safe || url.starts_with("https://"));
        let unfit = urls.into_iter().flatten().find(|url| !is_fit(url)).cloned();
        unfit.map_or(Ok(provider), |url| Err(said(format!("`{url}` is no address for it"))))
    }

    /// How a person logs in there, if the settings say as which client.
    pub(super) fn login(&self, settings: &TokenSettings) -> Option<Login> {
        Some(Login {
            authorization_url: self.authorization_endpoint.clone()?,
            token_url: self.token_endpoint.clone()?,
            client_id: settings.docs_client.clone()?,
            scopes: settings.docs_scopes.clone(),
            parameters: settings.docs_parameters.clone(),
        })
    }
}

impl Login {
    /// Whom a page asks for a token.
    pub fn origin(&self) -> String {
        origin(&self.token_url).unwrap_or_default()
    }
}

/// Where the issuer describes itself, if it is an address.
pub(super) fn discovery(settings: &TokenSettings) -> Option<String> {
    settings.provider().map(|issuer| format!("{issuer}{DISCOVERY}"))
}

/// The scheme, host and port of an address.
pub(super) fn origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let scheme = uri.scheme_str().filter(|scheme| ["http", "https"].contains(scheme))?;
    Some(format!("{scheme}://{}", uri.authority()?))
}
