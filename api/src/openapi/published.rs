//! The contract as an installation publishes it and holds requests against it.

use std::sync::{Arc, OnceLock};

use actix_web::web::Bytes;
use serde_json::Value;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::SecurityRequirement;

use super::{PROVIDER_SCHEME, document};
use crate::http::contract::{Contract, SCHEME};

/// The contract of an installation.
pub struct Published {
    /// As it is published.
    pub document: OpenApi,
    /// The same as JSON.
    pub json: Value,
    /// The same as it is sent.
    pub sent: Bytes,
    /// What requests are held against.
    pub contract: Arc<Contract>,
}

impl std::fmt::Debug for Published {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Published")
    }
}

/// What the contract of an installation depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installation {
    /// It is a sandbox, and has the sandbox's routes.
    pub sandbox: bool,
    /// Its operator has named an identity provider.
    pub provider: bool,
}

/// The contract of such an installation, made once in a process.
///
/// # Errors
/// What is wrong with it.
pub fn published(installation: Installation) -> Result<&'static Published, String> {
    static MADE: [OnceLock<Result<Published, String>>; 3] = [const { OnceLock::new() }; 3];
    let [production, sandbox, alone] = &MADE;
    let made = match installation {
        Installation { sandbox: false, .. } => production,
        Installation { provider: true, .. } => sandbox,
        Installation { provider: false, .. } => alone,
    };
    made.get_or_init(|| publish(installation)).as_ref().map_err(Clone::clone)
}

fn publish(installation: Installation) -> Result<Published, String> {
    let mut document = document(installation.sandbox);
    if installation.sandbox && !installation.provider {
        without_provider(&mut document);
    }
    let json = serde_json::to_value(&document).map_err(|error| error.to_string())?;
    let sent = sent(&document)?;
    let contract = Arc::new(Contract::of(&json)?);
    Ok(Published { document, json, sent, contract })
}

/// A contract as it is sent.
///
/// # Errors
/// When it cannot be written.
pub fn sent(document: &OpenApi) -> Result<Bytes, String> {
    document.to_json().map(Bytes::from).map_err(|error| error.to_string())
}

/// Takes the identity provider out of the contract of a demo that has none: whoever reads of one asks for it.
fn without_provider(document: &mut OpenApi) {
    document.security = Some(vec![SecurityRequirement::new(SCHEME, [""; 0])]);
    if let Some(components) = &mut document.components {
        components.security_schemes.remove(PROVIDER_SCHEME);
    }
}
