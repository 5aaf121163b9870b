//! As in production: no demo, tokens of an issuer verified against its key set, signatures refused
//! until a real verifier is configured.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use merzim_tests::form;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{AUTHORITY, program};

const BODY: &str = "100140000003";

/// An issuer of tokens, with a key of each kind.
struct Issuer {
    elliptic: EncodingKey,
    rsa: EncodingKey,
}

impl Issuer {
    fn new() -> Self {
        let elliptic = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        let rsa = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let rsa: aws_lc_rs::encoding::Pkcs8V1Der<'_> = rsa.as_der().unwrap();
        Self {
            elliptic: EncodingKey::from_ec_der(elliptic.as_ref()),
            rsa: EncodingKey::from_rsa_der(&pkcs1(rsa.as_ref())),
        }
    }

    fn keys(&self) -> String {
        let jwk = |key: &EncodingKey, algorithm, id: &str| {
            let mut jwk = Jwk::from_encoding_key(key, algorithm).unwrap();
            jwk.common.key_id = Some(id.to_owned());
            jwk
        };
        let keys = vec![jwk(&self.elliptic, Algorithm::ES256, "e"), jwk(&self.rsa, Algorithm::RS256, "r")];
        serde_json::to_string(&JwkSet { keys }).unwrap()
    }

    /// A token with these claims instead of the usual ones.
    fn token(&self, algorithm: Algorithm, id: &str, changed: &Value) -> String {
        let mut claims = json!({
            "sub": "officer-7", "iss": "https://issuer.example", "aud": "merzim",
            "exp": OffsetDateTime::now_utc().unix_timestamp() + 600, "org": BODY, "roles": ["applicantBody"],
        });
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let mut header = Header::new(algorithm);
        header.kid = Some(id.to_owned());
        let key = if algorithm == Algorithm::RS256 { &self.rsa } else { &self.elliptic };
        encode(&header, &claims, key).unwrap()
    }
}

/// The PKCS#1 key inside a PKCS#8 envelope: the octet string at its end.
fn pkcs1(pkcs8: &[u8]) -> Vec<u8> {
    let start = pkcs8.windows(4).skip(4).position(|bytes| bytes[0] == 0x30 && bytes[1] == 0x82).unwrap() + 4;
    pkcs8[start..].to_vec()
}

struct Production {
    process: Child,
    base: String,
    agent: ureq::Agent,
    _folder: tempfile::TempDir,
}

impl Production {
    fn start(keys: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.json");
        std::fs::write(&file, keys).unwrap();
        let mut process = Command::new(program())
            .arg("serve")
            .env_clear()
            .envs(AUTHORITY)
            .env("MERZIM_BIND", "127.0.0.1:0")
            .env("MERZIM_DATA_DIR", folder.path())
            .env("MERZIM_JWKS", &file)
            .env("MERZIM_TOKEN_ISSUER", "https://issuer.example")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let base = line.trim_start_matches("Merzim listens on ").to_owned();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        Self { process, base, agent, _folder: folder }
    }

    fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let request = self.agent.get(format!("{}{path}", self.base)).header("Authorization", format!("Bearer {token}"));
        let mut answer = request.call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_json().unwrap_or_default())
    }

    fn post(&self, path: &str, token: &str, body: &Value, version: &str) -> (u16, Value) {
        let request =
            self.agent.post(format!("{}{path}", self.base)).header("Authorization", format!("Bearer {token}"));
        let mut answer = request.header("If-Match", version).send_json(body).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_json().unwrap_or_default())
    }
}

impl Drop for Production {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn tokens_are_verified_against_the_issuers_key_set() {
    let issuer = Issuer::new();
    let server = Production::start(&issuer.keys());
    let status = |token: &str| server.get("/api/v1/obligations", token).0;
    let good = json!({});
    assert_eq!(status(&issuer.token(Algorithm::ES256, "e", &good)), 200);
    assert_eq!(status(&issuer.token(Algorithm::RS256, "r", &good)), 200);
    let past = OffsetDateTime::now_utc().unix_timestamp() - 120;
    for changed in [
        json!({ "aud": "another" }),
        json!({ "iss": "https://another.example" }),
        json!({ "exp": past }),
        json!({ "exp": null }),
        json!({ "nbf": past + 3600 }),
        json!({ "org": "123456789012" }),
        json!({ "sub": null }),
    ] {
        assert_eq!(status(&issuer.token(Algorithm::ES256, "e", &changed)), 401, "{changed}");
    }
    assert_eq!(status(&issuer.token(Algorithm::ES256, "unknown", &good)), 401);
    assert_eq!(status(&issuer.token(Algorithm::ES256, "r", &good)), 401);
    assert_eq!(status(&Issuer::new().token(Algorithm::ES256, "e", &good)), 401);
    // A public key is no secret to sign with.
    let mut confused = Header::new(Algorithm::HS256);
    confused.kid = Some("e".to_owned());
    let secret = EncodingKey::from_secret(issuer.keys().as_bytes());
    assert_eq!(status(&encode(&confused, &json!({ "sub": "x" }), &secret).unwrap()), 401);
    // Nobody can claim to be Merzim itself, and an unknown role gives nothing.
    let system = issuer.token(Algorithm::ES256, "e", &json!({ "roles": ["system", "emperor"] }));
    assert_eq!(server.post("/api/v1/accreditation-applications", &system, &form(), "").0, 403);
}

#[test]
fn there_is_no_sandbox_and_no_demo_signature() {
    let issuer = Issuer::new();
    let server = Production::start(&issuer.keys());
    let token = issuer.token(Algorithm::ES256, "e", &json!({}));
    assert_eq!(server.get("/api/v1/sandbox/clock", &token).0, 404);
    assert_eq!(server.get("/api/v1/sandbox/personas", &token).0, 404);
    let (status, draft) = server.post("/api/v1/accreditation-applications", &token, &form(), "");
    assert_eq!(status, 201);
    let path = format!("/api/v1/accreditation-applications/{}/submission", draft["id"].as_str().unwrap());
    let submission = json!({
        "edms": { "documentNumber": "1", "documentDate": "2026-01-15" },
        "signature": { "cms": "eyJkZW1vIjp0cnVlfQ==" },
    });
    let (status, problem) = server.post(&path, &token, &submission, "\"1\"");
    assert_eq!((status, problem["type"].as_str()), (422, Some("urn:merzim:problem:signature-invalid")));
}
