//! An identity provider: tokens, and over HTTP the description, the keys, and the flows by which one gets a token.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use time::OffsetDateTime;
use url::form_urlencoded;

/// The organisation that tokens are for, unless something else is said.
pub const BODY: &str = "100140000003";

/// An issuer of tokens, with a key of each kind.
#[derive(Clone)]
pub struct Issuer {
    /// The key of ES256, `e`.
    pub elliptic: EncodingKey,
    /// What the ids of its keys begin with.
    name: &'static str,
    rsa: EncodingKey,
}

impl Issuer {
    /// One with new keys.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "no two are alike")]
    pub fn new() -> Self {
        let elliptic = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        let rsa = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let rsa: aws_lc_rs::encoding::Pkcs8V1Der<'_> = rsa.as_der().unwrap();
        Self {
            elliptic: EncodingKey::from_ec_der(elliptic.as_ref()),
            rsa: EncodingKey::from_rsa_der(&pkcs1(rsa.as_ref())),
            name: "",
        }
    }

    /// One whose keys have ids of their own.
    #[must_use]
    pub fn named(name: &'static str) -> Self {
        Self { name, ..Self::new() }
    }

    /// Its key set.
    #[must_use]
    pub fn keys(&self) -> String {
        let jwk = |key: &EncodingKey, algorithm, id: &str| {
            let mut jwk = Jwk::from_encoding_key(key, algorithm).unwrap();
            jwk.common.key_id = Some(format!("{}{id}", self.name));
            jwk
        };
        let keys = vec![jwk(&self.elliptic, Algorithm::ES256, "e"), jwk(&self.rsa, Algorithm::RS256, "r")];
        serde_json::to_string(&JwkSet { keys }).unwrap()
    }

    /// A token with these claims instead of the usual ones.
    #[must_use]
    pub fn token(&self, algorithm: Algorithm, id: &str, changed: &Value) -> String {
        let mut claims = json!({
            "sub": "officer-7", "iss": "https://issuer.example", "aud": "merzim",
            "exp": OffsetDateTime::now_utc().unix_timestamp() + 600, "org": BODY, "roles": ["applicantBody"],
        });
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let mut header = Header::new(algorithm);
        header.kid = Some(id.to_owned());
        header.typ = Some("at+jwt".to_owned());
        let key = if algorithm == Algorithm::RS256 { &self.rsa } else { &self.elliptic };
        encode(&header, &claims, key).unwrap()
    }
}

impl Issuer {
    fn es256(&self, claims: &Value) -> String {
        self.token(Algorithm::ES256, &format!("{}e", self.name), claims)
    }
}

/// The PKCS#1 key inside a PKCS#8 envelope: the octet string at its end.
fn pkcs1(pkcs8: &[u8]) -> Vec<u8> {
    let start = pkcs8.windows(4).skip(4).position(|bytes| bytes[0] == 0x30 && bytes[1] == 0x82).unwrap() + 4;
    pkcs8[start..].to_vec()
}

/// What a provider knows at a moment.
#[derive(Default)]
struct Known {
    /// None while it is away.
    issuer: Option<Issuer>,
    /// What is told at `/jwks` instead of the keys.
    keys: Option<String>,
    /// Where whoever asks for the keys is sent on.
    sent_on: Option<String>,
    /// What its description says otherwise.
    described: Value,
    /// What the tokens say that it gives out: of people who log in, and of programs.
    claims: Value,
    /// The codes that it has given, each with the challenge that came with it.
    codes: BTreeMap<String, String>,
    /// How often each path was asked for.
    asked: BTreeMap<String, usize>,
}

/// A provider over HTTP: OpenID Connect Discovery, the authorization code flow with PKCE, client credentials.
#[derive(Clone)]
pub struct Provider {
    /// Its address, which is what it is called in tokens.
    pub base: String,
    known: Arc<Mutex<Known>>,
}

impl Provider {
    /// Starts one that is away.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let provider = Self { base, known: Arc::default() };
        let served = provider.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let served = served.clone();
                std::thread::spawn(move || served.answer(&stream));
            }
        });
        provider
    }

    /// Starts one that has these keys.
    #[must_use]
    pub fn of(issuer: &Issuer) -> Self {
        let provider = Self::start();
        provider.serve(issuer);
        provider
    }

    /// Where its keys are.
    #[must_use]
    pub fn jwks(&self) -> String {
        format!("{}/jwks", self.base)
    }

    /// Has these keys from now on.
    pub fn serve(&self, issuer: &Issuer) {
        let mut known = self.known.lock().unwrap();
        (known.issuer, known.keys) = (Some(issuer.clone()), None);
    }

    /// Goes away.
    pub fn leave(&self) {
        self.known.lock().unwrap().issuer = None;
    }

    /// Gives this out for its keys.
    pub fn give_keys(&self, keys: &str) {
        self.known.lock().unwrap().keys = Some(keys.to_owned());
    }

    /// Sends whoever asks for the keys to another place.
    pub fn send_on(&self, place: &str) {
        self.known.lock().unwrap().sent_on = Some(place.to_owned());
    }

    /// Describes itself with these fields instead of the usual ones.
    pub fn describe(&self, changed: Value) {
        self.known.lock().unwrap().described = changed;
    }

    /// Gives out tokens with these claims.
    pub fn claim(&self, claims: Value) {
        self.known.lock().unwrap().claims = claims;
    }

    /// How often a path was asked for.
    #[must_use]
    pub fn asked(&self, path: &str) -> usize {
        self.known.lock().unwrap().asked.get(path).copied().unwrap_or_default()
    }

    /// A token with these claims, of this provider.
    #[must_use]
    pub fn token(&self, changed: &Value) -> String {
        let mut claims = changed.clone();
        if claims.get("iss").is_none() {
            claims["iss"] = json!(self.base);
        }
        self.known.lock().unwrap().issuer.as_ref().unwrap().es256(&claims)
    }

    fn answer(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while reader.read_line(&mut head).is_ok_and(|read| read > 2) {}
        let field = |name: &str| {
            let found = head
                .lines()
                .find_map(|line| line.split_once(": ").filter(|(known, _)| known.eq_ignore_ascii_case(name)));
            found.map(|(_, value)| value.to_owned())
        };
        let length = field("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let mut words = head.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let said = if method == "GET" { query.as_bytes() } else { &body };
        let said: BTreeMap<String, String> = form_urlencoded::parse(said).into_owned().collect();
        let (status, headers, body) = self.say(method, path, &said);
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
            body.len()
        );
        let mut stream = stream;
        let _ = stream.write_all((head + &body).as_bytes());
    }

    fn say(&self, method: &str, path: &str, said: &BTreeMap<String, String>) -> (&'static str, String, String) {
        const OK: &str = "200 OK";
        let refused = || ("400 Bad Request", ANY_PAGE.to_owned(), "{\"error\":\"invalid_grant\"}".to_owned());
        let said = |name: &str| said.get(name).map(String::as_str).unwrap_or_default();
        let mut known = self.known.lock().unwrap();
        *known.asked.entry(path.to_owned()).or_default() += 1;
        let sent_on = known.sent_on.clone().filter(|_| path == "/jwks");
        if let Some(place) = sent_on {
            return ("302 Found", format!("Location: {place}\r\n"), String::new());
        }
        let Some(issuer) = known.issuer.clone() else {
            return ("503 Service Unavailable", String::new(), String::new());
        };
        match (method, path) {
            ("OPTIONS", _) => ("204 No Content", ANY_PAGE.to_owned(), String::new()),
            ("GET", "/.well-known/openid-configuration") => {
                let at = |path: &str| format!("{}{path}", self.base);
                let mut description = json!({
                    "issuer": self.base, "jwks_uri": at("/jwks"),
                    "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
                    "response_types_supported": ["code"], "code_challenge_methods_supported": ["S256"],
                });
                for (name, value) in known.described.as_object().into_iter().flatten() {
                    description[name] = value.clone();
                }
                (OK, ANY_PAGE.to_owned(), description.to_string())
            }
            ("GET", "/jwks" | "/jwks-2") => (OK, String::new(), known.keys.clone().unwrap_or_else(|| issuer.keys())),
            // Whoever comes is logged in already, and has agreed.
            ("GET", "/authorize") if said("response_type") == "code" && said("code_challenge_method") == "S256" => {
                let code = format!("code-{}", known.codes.len());
                known.codes.insert(code.clone(), said("code_challenge").to_owned());
                let query: String = form_urlencoded::Serializer::new(String::new())
                    .append_pair("code", &code)
                    .append_pair("state", said("state"))
                    .finish();
                ("302 Found", format!("Location: {}?{query}\r\n", said("redirect_uri")), String::new())
            }
            ("POST", "/token") => {
                let challenge = known.codes.remove(said("code"));
                let shown = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, said("code_verifier").as_bytes()));
                let is_entitled = match said("grant_type") {
                    "authorization_code" => challenge == Some(shown),
                    "client_credentials" => said("client_secret") == SECRET,
                    _ => false,
                };
                if !is_entitled {
                    return refused();
                }
                let mut claims = known.claims.clone();
                claims["iss"] = json!(self.base);
                let token = issuer.es256(&claims);
                let answer = json!({ "access_token": token, "token_type": "Bearer", "expires_in": 600 });
                (OK, ANY_PAGE.to_owned(), answer.to_string())
            }
            _ => refused(),
        }
    }
}

/// The secret of every program.
pub const SECRET: &str = "secret-of-the-program";

/// Pages of all origins may ask.
const ANY_PAGE: &str = "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *\r\n";
