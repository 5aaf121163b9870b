//! Where the key set comes from, and that it stays fresh.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jsonwebtoken::jwk::JwkSet;
use merzim_domain::Role;
use parking_lot::RwLock;
use tokio::sync::Mutex;

use super::bearer::Bearer;
use super::provider::{Login, Provider, discovery, origin};
use super::rejected::{ClaimFault, Rejected};
use super::verifier::TokenVerifier;
use crate::config::{KeySource, TokenSettings};
use crate::outbound::agent;
use crate::problem::{Fault, Problem};

/// How long the identity provider may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
const LARGEST_SET: u64 = 1024 * 1024;

/// What is read from the identity provider.
type Read = (JwkSet, Option<Login>);

impl KeySource {
    /// Reads the set, and how one logs in. Blocks; never call it on an async thread.
    fn read(&self, settings: &TokenSettings) -> Result<Read, String> {
        let (place, text) = match self {
            Self::Given(set) => return Ok((set.clone(), None)),
            Self::File(path) => (path.display().to_string(), std::fs::read_to_string(path).map_err(|e| e.to_string())),
            Self::Url(url) => (url.clone(), get(url)),
            Self::Described => {
                let provider = Provider::read(settings)?;
                return Ok((set(&provider.jwks_uri, get(&provider.jwks_uri))?, provider.login(settings)));
            }
        };
        let set = set(&place, text)?;
        if settings.docs_client.is_none() {
            return Ok((set, None));
        }
        let provider =
            Provider::read(settings).inspect_err(|error| tracing::warn!(error, "nobody can log in at /docs"));
        Ok((set, provider.ok().and_then(|provider| provider.login(settings))))
    }

    /// Reads the set and looks for keys that tokens can be verified with.
    pub fn check(&self, settings: &TokenSettings) -> Result<(), String> {
        let (set, _) = self.read(settings)?;
        if TokenVerifier::of(&set, settings).is_empty() { Err(NO_KEY.to_owned()) } else { Ok(()) }
    }
}

fn set(place: &str, text: Result<String, String>) -> Result<JwkSet, String> {
    text.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()))
        .map_err(|error| format!("{place}: {error}"))
}

/// What is said of a set without a key that tokens can be verified with.
const NO_KEY: &str = "the key set has no RS256 or ES256 key";

/// How often one is sent on by the identity provider.
const REDIRECTS: usize = 3;

/// What is at an address of the identity provider. One is sent on within its origin only: nobody else's keys are believed.
pub(super) fn get(url: &str) -> Result<String, String> {
    let agent = agent(ANSWER_WITHIN);
    let mut url = url.to_owned();
    for _ in 0..=REDIRECTS {
        let mut answer = agent.get(&url).call().map_err(|error| error.to_string())?;
        if !answer.status().is_redirection() {
            if !answer.status().is_success() {
                return Err(answer.status().to_string());
            }
            return answer
                .body_mut()
                .with_config()
                .limit(LARGEST_SET)
                .read_to_string()
                .map_err(|error| error.to_string());
        }
        let location = answer.headers().get("location").and_then(|location| location.to_str().ok());
        url = sent_on(&url, location.unwrap_or_default()).ok_or("sent on to another origin")?;
    }
    Err("sent on too often".to_owned())
}

/// The address that a redirect leads to, if it has the same scheme, host and port.
fn sent_on(from: &str, location: &str) -> Option<String> {
    let here = origin(from)?;
    if location.starts_with('/') && !location.starts_with("//") {
        return Some(format!("{here}{location}"));
    }
    (origin(location)? == here).then(|| location.to_owned())
}

/// How soon an unknown key may make the set be read again.
const AT_MOST_EVERY: Duration = Duration::from_secs(5);

/// The issuer of tokens, as Merzim knows it: its keys now, and where they come from.
pub struct Issuer {
    source: KeySource,
    settings: TokenSettings,
    /// None until the set could be read for the first time; and when it was read last.
    verifier: RwLock<Option<(Arc<TokenVerifier>, Instant)>>,
    /// How people log in, once that is known.
    login: RwLock<Option<Login>>,
    /// When the set was last read again; held meanwhile, so that one reads at a time.
    refreshed: Mutex<Option<Instant>>,
}

impl Issuer {
    /// Reads the key set for the first time. An address that does not answer yet is asked again later;
    /// until it answers, whoever comes with a token is told to come again.
    pub fn open(source: KeySource, settings: &TokenSettings) -> Result<Self, String> {
        let issuer = Self {
            source,
            settings: settings.clone(),
            verifier: RwLock::default(),
            login: RwLock::default(),
            refreshed: Mutex::default(),
        };
        match (issuer.read(), &issuer.source) {
            (Err(error), KeySource::Url(_) | KeySource::Described) => tracing::warn!(error, "no key set yet"),
            (Err(error), _) => return Err(error),
            (Ok(()), KeySource::File(_)) if !issuer.is_ready() => return Err(NO_KEY.to_owned()),
            (Ok(()), _) => {}
        }
        Ok(issuer)
    }

    /// Where the identity provider says how one logs in (OpenID Connect Discovery), if the issuer is an address.
    pub fn discovery(&self) -> Option<String> {
        discovery(&self.settings)
    }

    /// How a person logs in at `/docs`, if the operator lets them and the provider has said.
    pub fn login(&self) -> Option<Login> {
        self.login.read().clone()
    }

    /// What a token lacks for whoever acts in these roles.
    pub fn lacks(&self, bearer: &Bearer, roles: &BTreeSet<Role>) -> Vec<ClaimFault> {
        bearer.lacks(roles, &self.settings)
    }

    /// Reads the set. One that was emptied takes all keys away: that is how a provider withdraws them.
    fn read(&self) -> Result<(), String> {
        let (set, login) = self.source.read(&self.settings)?;
        if login.is_some() {
            *self.login.write() = login;
        }
        let verifier = TokenVerifier::of(&set, &self.settings);
        let empty = verifier.is_empty();
        let before = self.verifier.write().replace((Arc::new(verifier), Instant::now()));
        if empty && before.is_none_or(|(verifier, _)| !verifier.is_empty()) {
            tracing::error!("{NO_KEY}: nobody is recognised");
        }
        Ok(())
    }

    /// The keys, if they were read lately enough to be believed.
    fn verifier(&self) -> Option<Arc<TokenVerifier>> {
        let known = self.verifier.read().clone();
        let given = matches!(self.source, KeySource::Given(_));
        known.filter(|(_, read)| given || read.elapsed() < self.settings.jwks_max_age).map(|(verifier, _)| verifier)
    }

    /// Whether there are keys to verify tokens with.
    pub fn is_ready(&self) -> bool {
        self.verifier().is_some_and(|verifier| !verifier.is_empty())
    }

    /// Reads the set again, unless that was tried within `pause`. What cannot be read leaves the keys as they are.
    async fn refresh(self: &Arc<Self>, pause: Duration) {
        let mut refreshed = self.refreshed.lock().await;
        if refreshed.is_some_and(|at| at.elapsed() < pause) {
            return;
        }
        // Noted first: whoever asked may go while it is read.
        *refreshed = Some(Instant::now());
        let inner = Arc::clone(self);
        let read = actix_web::web::block(move || inner.read()).await;
        if let Err(error) = read.map_err(|error| error.to_string()).and_then(|read| read) {
            tracing::warn!(error, "the key set stays as it was");
        }
    }

    /// Keeps the set fresh for as long as the program runs.
    pub async fn keep_fresh(self: Arc<Self>) {
        loop {
            let pause = if self.is_ready() { self.settings.jwks_refresh } else { Duration::from_secs(1) };
            tokio::time::sleep(pause).await;
            self.refresh(pause / 2).await;
        }
    }

    /// Who the bearer of `token` is. A key that is not known may be new: then the set is read again. Else 401 when the
    /// token is not valid, 503 while no keys could be read.
    pub async fn verify(self: &Arc<Self>, token: &str) -> Result<Bearer, Problem> {
        let no_keys = || Problem::from(Fault::Unavailable);
        match self.verifier().ok_or_else(no_keys)?.verify(token) {
            Err(Rejected::UnknownKey) => {
                self.refresh(AT_MOST_EVERY).await;
                Ok(self.verifier().ok_or_else(no_keys)?.verify(token)?)
            }
            result => Ok(result?),
        }
    }
}
