//! As in production: no demo, tokens of an issuer verified against its key set, signatures against trusted authorities.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use diesel::PgConnection;
use diesel::connection::{Connection, SimpleConnection};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use merzim_tests::issuer::{BODY, Issuer, Provider};
use merzim_tests::signing::{Pair, RIGHT_TO_SIGN, Wanted, ec, holder};
use merzim_tests::{Backend, Storage, eventually, form};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{AUTHORITY, Program, run, said};

/// A server as in production, whose key set is at `keys`.
fn start(keys: &str) -> Program {
    Program::start(
        tempfile::tempdir().unwrap(),
        &[
            AUTHORITY[0],
            AUTHORITY[1],
            AUTHORITY[2],
            ("MERZIM_JWKS", keys),
            ("MERZIM_TOKEN_ISSUER", "https://issuer.example"),
        ],
        &[],
    )
}

/// The same, with a key set in a file.
fn start_with(issuer: &Issuer) -> Program {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), issuer.keys()).unwrap();
    start(file.path().to_str().unwrap())
}

#[test]
fn tokens_are_verified_against_the_issuers_key_set() {
    let issuer = Issuer::new();
    let server = start_with(&issuer);
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
        json!({ "iin": "061211600013" }),
        json!({ "roles": 7 }),
        json!({ "roles": ["applicantBody", 7] }),
    ] {
        assert_eq!(status(&issuer.token(Algorithm::ES256, "e", &changed)), 401, "{changed}");
    }
    assert_eq!(status(&issuer.token(Algorithm::ES256, "unknown", &good)), 401);
    assert_eq!(status(&issuer.token(Algorithm::ES256, "r", &good)), 401);
    assert_eq!(status(&Issuer::new().token(Algorithm::ES256, "e", &good)), 401);
    // Neither a token for something else, nor one that asks for what is not understood.
    let mut other = Header::new(Algorithm::ES256);
    other.kid = Some("e".to_owned());
    other.typ = Some("logout+jwt".to_owned());
    let claims = json!({
        "sub": "officer-7", "iss": "https://issuer.example", "aud": "merzim",
        "exp": OffsetDateTime::now_utc().unix_timestamp() + 600, "roles": ["applicantBody"],
    });
    let with = |header: &Header| status(&encode(header, &claims, &issuer.elliptic).unwrap());
    assert_eq!(with(&other), 401);
    // An ID token may well be meant for us too.
    for typ in [Some("JWT"), None] {
        other.typ = typ.map(str::to_owned);
        assert_eq!(with(&other), 401, "{typ:?}");
    }
    other.typ = Some("at+jwt".to_owned());
    assert_eq!(with(&other), 200);
    other.crit = Some(vec!["b64".to_owned()]);
    assert_eq!(with(&other), 401);
    // A public key is no secret to sign with, in whatever form.
    let set: Value = serde_json::from_str(&issuer.keys()).unwrap();
    let modulus =
        base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, set["keys"][1]["n"].as_str().unwrap())
            .unwrap();
    for secret in [issuer.keys().as_bytes(), modulus.as_slice(), set["keys"][0]["x"].as_str().unwrap().as_bytes(), b""]
    {
        for id in ["e", "r"] {
            let mut confused = Header::new(Algorithm::HS256);
            confused.kid = Some(id.to_owned());
            assert_eq!(status(&encode(&confused, &claims, &EncodingKey::from_secret(secret)).unwrap()), 401);
        }
    }
    // Clocks may differ by the leeway, and no more.
    let ends = |ago: i64| {
        issuer.token(Algorithm::ES256, "e", &json!({ "exp": OffsetDateTime::now_utc().unix_timestamp() - ago }))
    };
    assert_eq!((status(&ends(10)), status(&ends(60))), (200, 401));
    // Nobody can claim to be Merzim itself, and an unknown role gives nothing.
    let system = issuer.token(Algorithm::ES256, "e", &json!({ "roles": ["system", "emperor"] }));
    assert_eq!(server.post("/api/v1/accreditation-applications", &system, &form(), "").0, 403);
}

#[test]
fn there_is_no_sandbox_and_no_demo_signature() {
    let issuer = Issuer::new();
    let server = start_with(&issuer);
    let token = issuer.token(Algorithm::ES256, "e", &json!({}));
    assert_eq!(server.get("/api/v1/sandbox/clock", &token).0, 404);
    assert_eq!(server.get("/api/v1/sandbox/personas", &token).0, 404);
    let (status, draft) = server.post("/api/v1/accreditation-applications", &token, &form(), "");
    assert_eq!(status, 201);
    let path = format!("/api/v1/accreditation-applications/{}/submission", draft["id"].as_str().unwrap());
    // Nobody but a demo trusts what a demo signs.
    let demo = Program::start(tempfile::tempdir().unwrap(), &[("MERZIM_DEMO_DATA", "false")], &["--demo"]);
    let (_, document) = server.get(&path.replace("submission", "document"), &token);
    let signing = json!({ "content": document["content"] });
    let (_, signed) = demo.post("/api/v1/sandbox/signatures", &demo.tokens()["ministry"], &signing, "");
    let submission = json!({
        "edms": { "documentNumber": "1", "documentDate": "2026-01-15" },
        "signature": { "cms": signed["cms"] },
    });
    let (status, problem) = server.post(&path, &token, &submission, "\"1\"");
    assert_eq!((status, problem["type"].as_str()), (422, Some("urn:merzim:problem:signature-invalid")));
    assert_eq!(problem["reason"], "untrusted");
}

#[test]
fn a_signed_case_is_filed_and_its_signature_verified_again() {
    let (issuer, folder) = (Issuer::new(), tempfile::tempdir().unwrap());
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (root, other) = (Pair::root("Сынақ орталығы"), Pair::root("Басқа орталық"));
    std::fs::write(at("keys.json"), issuer.keys()).unwrap();
    std::fs::write(at("root.pem"), root.certificate.to_pem().unwrap()).unwrap();
    std::fs::write(at("other.pem"), other.certificate.to_pem().unwrap()).unwrap();
    std::fs::write(at("vault-key"), run(&["keys", "new"], &[]).stdout).unwrap();
    let vault = at("vault-key");
    let (keys, anchors, data) = (at("keys.json"), at("root.pem"), at("data"));
    let database = format!("sqlite://{data}/merzim.sqlite3");
    let settings = |anchors| {
        let own = [
            ("MERZIM_JWKS", keys.as_str()),
            ("MERZIM_TOKEN_ISSUER", "https://issuer.example"),
            ("MERZIM_DATABASE_URL", &database),
            ("MERZIM_SIGNATURE_ANCHORS", anchors),
            ("MERZIM_VAULT_KEY", &vault),
        ];
        [AUTHORITY.as_slice(), &own].concat()
    };
    let server = Program::start(tempfile::tempdir().unwrap(), &settings(&anchors), &[]);
    let token = issuer.token(Algorithm::ES256, "e", &json!({ "iin": "061211600012" }));
    let (status, draft) = server.post("/api/v1/accreditation-applications", &token, &form(), "");
    assert_eq!(status, 201);
    let path = format!("/api/v1/accreditation-applications/{}", draft["id"].as_str().unwrap());
    let (_, document) = server.get(&format!("{path}/document"), &token);
    let document = BASE64_STANDARD.decode(document["content"].as_str().unwrap()).unwrap();
    let wanted = holder("061211600012", Some(BODY), RIGHT_TO_SIGN);
    let signer = root.certifies(&Wanted { valid: ("20250101000000Z", "20490101000000Z"), ..wanted }, ec());
    let edms = json!({ "documentNumber": "1", "documentDate": "2026-01-15" });
    let body = json!({ "edms": edms, "signature": { "cms": signer.sent(&document) } });
    let (status, filed) = server.post(&format!("{path}/submission"), &token, &body, "\"1\"");
    assert_eq!(status, 200, "{filed}");
    let number = filed["number"].as_str().unwrap();
    let verified = run(&["signature", "verify", number], &settings(&anchors));
    assert!(
        verified.status.success() && said(&verified).contains("********0012, for 100140000003"),
        "{}",
        said(&verified)
    );
    // Whoever trusts another authority is not convinced.
    let others = at("other.pem");
    let refused = run(&["signature", "verify", filed["id"].as_str().unwrap()], &settings(&others));
    assert!(!refused.status.success() && said(&refused).contains("trusted authority"), "{}", said(&refused));
    let nothing = run(&["signature", "verify", "ACC-2026-999999"], &settings(&anchors));
    assert!(!nothing.status.success() && said(&nothing).contains("ACC-2026-999999"), "{}", said(&nothing));
    // What was tampered with in the database is found.
    drop(server);
    let mut connection = diesel::SqliteConnection::establish(&format!("{data}/merzim.sqlite3")).unwrap();
    connection
        // Both are sealed with one key.
        .batch_execute("UPDATE signatures SET document = cms")
        .unwrap();
    let tampered = run(&["signature", "verify", number], &settings(&anchors));
    assert!(!tampered.status.success() && said(&tampered).contains("another document"), "{}", said(&tampered));
}

#[test]
fn keys_come_from_an_address_wait_for_it_and_follow_their_rotation() {
    let provider = Provider::start();
    // It starts although the provider is away; until it answers, nobody can be recognised.
    let server = start(&provider.jwks());
    let (first, second) = (Issuer::new(), Issuer::new());
    let good = json!({});
    let status = |issuer: &Issuer| server.get("/api/v1/obligations", &issuer.token(Algorithm::ES256, "e", &good)).0;
    assert_eq!(server.get("/api/v1/acts", "").0, 200);
    assert_eq!((status(&first), server.get("/health/ready", "").0), (503, 503));
    provider.serve(&first);
    let started = Instant::now();
    while status(&first) != 200 {
        assert!(started.elapsed() < Duration::from_secs(10), "the keys never came");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(server.get("/health/ready", "").0, 200);
    // The provider changes its keys: an unknown key makes the set be read again, the old one is gone.
    provider.serve(&second);
    let rotated = |issuer: &Issuer| server.get("/api/v1/obligations", &issuer.token(Algorithm::ES256, "e2", &good)).0;
    assert_eq!(rotated(&second), 401, "no such key id");
    let started = Instant::now();
    while status(&second) != 200 {
        assert!(started.elapsed() < Duration::from_secs(20), "the new keys never came");
        // An id that is not known asks for the set to be read again.
        let _ = rotated(&second);
        std::thread::sleep(Duration::from_millis(250));
    }
    assert_eq!(status(&first), 401);
}

/// A server whose key set is at `keys`, read again every second, with some settings more.
fn start_eager(keys: &str, settings: &[(&str, &str)]) -> Program {
    let own = [
        AUTHORITY[0],
        AUTHORITY[1],
        AUTHORITY[2],
        ("MERZIM_JWKS", keys),
        ("MERZIM_TOKEN_ISSUER", "https://issuer.example"),
        ("MERZIM_JWKS_REFRESH", "1"),
    ];
    Program::start(tempfile::tempdir().unwrap(), &[&own, settings].concat(), &[])
}

#[test]
fn keys_that_were_withdrawn_or_cannot_be_read_for_long_are_believed_no_more() {
    let (provider, issuer) = (Provider::start(), Issuer::new());
    provider.serve(&issuer);
    let server = start_eager(&provider.jwks(), &[("MERZIM_JWKS_MAX_AGE", "4")]);
    let status = || server.get("/api/v1/obligations", &issuer.token(Algorithm::ES256, "e", &json!({}))).0;
    assert_eq!(status(), 200);
    // Emptied on purpose: nobody is recognised from then on, and whoever watches is told.
    provider.give_keys("{\"keys\":[]}");
    eventually(15, || status() == 401);
    assert_eq!(server.get("/health/ready", "").1["checks"]["keys"], "down");
    provider.serve(&issuer);
    eventually(15, || status() == 200);
    // What is no key set changes nothing for a while.
    provider.give_keys("{}");
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(status(), 200);
    // Away for longer than keys are believed.
    provider.leave();
    eventually(15, || status() == 503);
    assert_eq!(server.get("/health/ready", "").0, 503);
    provider.serve(&issuer);
    eventually(15, || status() == 200);
}

#[test]
fn nobody_is_sent_on_to_another_host_for_keys() {
    let (provider, other) = (Provider::start(), Provider::start());
    let (issuer, stranger) = (Issuer::new(), Issuer::new());
    provider.serve(&issuer);
    other.serve(&stranger);
    let server = start_eager(&provider.jwks(), &[]);
    let status =
        |issuer: &Issuer| server.get("/api/v1/obligations", &issuer.token(Algorithm::ES256, "e", &json!({}))).0;
    assert_eq!((status(&issuer), status(&stranger)), (200, 401));
    let elsewhere = other.jwks().trim_start_matches("http:").to_owned();
    for place in [other.jwks(), elsewhere, other.jwks().replace("127.0.0.1", "localhost")] {
        provider.send_on(&place);
        std::thread::sleep(Duration::from_millis(2500));
        assert_eq!((status(&issuer), status(&stranger)), (200, 401));
    }
    // Within its own house a provider may move.
    let second = Issuer::new();
    provider.serve(&second);
    provider.send_on("/jwks-2");
    eventually(15, || status(&second) == 200);
}

#[test]
fn a_token_without_a_type_is_accepted_only_where_the_settings_say_so() {
    let issuer = Issuer::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), issuer.keys()).unwrap();
    let path = file.path().to_str().unwrap();
    let token = |typ: Option<&str>, iss: Value| {
        let claims = json!({
            "sub": "officer-7", "iss": iss, "aud": "merzim",
            "exp": OffsetDateTime::now_utc().unix_timestamp() + 600, "roles": ["applicantBody"],
        });
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some("e".to_owned());
        header.typ = typ.map(str::to_owned);
        encode(&header, &claims, &issuer.elliptic).unwrap()
    };
    let one = || json!("https://issuer.example");
    let (strict, lax) = (start_eager(path, &[]), start_eager(path, &[("MERZIM_TOKEN_UNTYPED", "true")]));
    let status = |server: &Program, token: String| server.get("/api/v1/obligations", &token).0;
    for (typ, in_strict, in_lax) in [
        (None, 401, 200),
        (Some("JWT"), 401, 401),
        (Some("at+jwt"), 200, 200),
        (Some("AT+JWT"), 200, 200),
        (Some("application/at+jwt"), 200, 200),
        (Some("id+jwt"), 401, 401),
    ] {
        assert_eq!(
            (status(&strict, token(typ, one())), status(&lax, token(typ, one()))),
            (in_strict, in_lax),
            "{typ:?}"
        );
    }
    let several = json!(["https://issuer.example", "https://other.example"]);
    for iss in [several, json!(["https://issuer.example"]), json!({ "0": "https://issuer.example" }), json!(7)] {
        assert_eq!(status(&strict, token(Some("at+jwt"), iss.clone())), 401, "{iss}");
    }
}

#[test]
fn a_role_that_can_change_no_table_serves_what_another_has_migrated() {
    let storage = Storage::new(Backend::Postgres);
    let url = storage.url().unwrap().to_owned();
    let (server, name) = url.rsplit_once('/').unwrap();
    let role = format!("{name}_serving");
    let mut operator = PgConnection::establish(&url).unwrap();
    let serving = format!("postgres://{role}:secret@{}/{name}", server.split('@').nth(1).unwrap());
    operator
        .batch_execute(&format!(
            "CREATE ROLE {role} LOGIN PASSWORD 'secret'; REVOKE ALL ON SCHEMA public FROM PUBLIC; \
             GRANT USAGE ON SCHEMA public TO {role}; \
             ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}"
        ))
        .unwrap();
    let keys = tempfile::NamedTempFile::new().unwrap();
    let issuer = Issuer::new();
    std::fs::write(keys.path(), issuer.keys()).unwrap();
    let settings = |url: &'static str, migrate: &'static str| {
        let keys: &'static str = keys.path().to_str().unwrap().to_owned().leak();
        [
            AUTHORITY[0],
            AUTHORITY[1],
            AUTHORITY[2],
            ("MERZIM_JWKS", keys),
            ("MERZIM_TOKEN_ISSUER", "https://issuer.example"),
            ("MERZIM_DATABASE_URL", url),
            ("MERZIM_MIGRATE", migrate),
        ]
    };
    let (serving, owning): (&'static str, &'static str) = (serving.leak(), url.clone().leak());
    let behind = run(&["serve"], &settings(serving, "false"));
    assert!(!behind.status.success() && said(&behind).contains("merzim migrate"), "{}", said(&behind));
    assert!(run(&["migrate"], &settings(owning, "true")).status.success());
    let program = Program::start(tempfile::tempdir().unwrap(), &settings(serving, "false"), &[]);
    let token = issuer.token(Algorithm::ES256, "e", &json!({}));
    assert_eq!(program.post("/api/v1/accreditation-applications", &token, &form(), "").0, 201);
    assert_eq!(program.get("/api/v1/accreditation-applications", &token).1["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(program.get("/health/ready", "").0, 200);
    let mut served = PgConnection::establish(serving).unwrap();
    for forbidden in
        ["CREATE TABLE mine (id int)", "DROP TABLE cases", "TRUNCATE cases", "ALTER TABLE cases ADD mine int"]
    {
        assert!(served.batch_execute(forbidden).is_err(), "{forbidden}");
    }
    drop((program, served));
    operator.batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).unwrap();
}

fn log_of(server: &Program) -> String {
    std::fs::read_to_string(server.folder.as_ref().unwrap().path().join("log")).unwrap()
}

/// What the log says of a request.
fn line_of(log: &str, request_id: &str) -> Value {
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let mut of_request = lines.into_iter().filter(|line| line["fields"]["request_id"] == request_id);
    of_request.next().expect("the line of the request")
}

#[test]
fn a_trace_is_recognised_by_its_form() {
    let server = start_with(&Issuer::new());
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let logged = |id: &str, traceparent: &str| {
        let request = server.agent.get(format!("{}/api/v1/acts", server.base)).header("X-Request-Id", id);
        request.header("traceparent", traceparent).call().unwrap();
        line_of(&log_of(&server), id)["fields"]["trace_id"].clone()
    };
    assert_eq!(logged("good", &format!("00-{trace}-00f067aa0ba902b7-01")), trace);
    let (zeros, other) =
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", format!("ff-{trace}-00f067aa0ba902b7-01"));
    for (number, bad) in ["", "00", "00-x-y-z", zeros, &other].into_iter().enumerate() {
        assert_eq!(logged(&format!("bad-{number}"), bad), Value::Null, "{bad}");
    }
}

#[test]
fn the_log_is_json_with_the_ids_of_a_request_and_without_the_person() {
    let issuer = Issuer::new();
    let server = start_with(&issuer);
    let token = issuer.token(Algorithm::ES256, "e", &json!({ "iin": "061211600012", "sub": "somebody-by-name" }));
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let request = server
        .agent
        .get(format!("{}/api/v1/caller", server.base))
        .header("Authorization", format!("Bearer {token}"))
        .header("X-Request-Id", "request-7")
        .header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"));
    let mut answer = request.call().unwrap();
    assert_eq!(answer.headers()["x-request-id"], "request-7");
    assert!(answer.body_mut().read_to_string().unwrap().contains("********0012"));
    let log = log_of(&server);
    let line = line_of(&log, "request-7");
    assert_eq!(line["fields"]["trace_id"], trace);
    assert_eq!((&line["fields"]["path"], &line["fields"]["status"]), (&json!("/api/v1/caller"), &json!(200)));
    for personal in ["061211600012", "somebody-by-name", token.as_str()] {
        assert!(!log.contains(personal), "{personal} is in the log");
    }
}

#[test]
fn keys_that_are_not_for_signatures_verify_none() {
    let issuer = Issuer::new();
    let mut set: Value = serde_json::from_str(&issuer.keys()).unwrap();
    set["keys"][1]["use"] = json!("enc");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), set.to_string()).unwrap();
    let server = start(file.path().to_str().unwrap());
    let status = |algorithm, id: &str| server.get("/api/v1/obligations", &issuer.token(algorithm, id, &json!({}))).0;
    assert_eq!((status(Algorithm::ES256, "e"), status(Algorithm::RS256, "r")), (200, 401));
}

#[test]
fn receptions_without_their_bodies_in_the_settings_are_refused_and_say_which_is_missing() {
    let issuer = Issuer::new();
    let server = start_with(&issuer);
    let token = issuer.token(Algorithm::ES256, "e", &json!({ "org": "100140000003", "roles": ["stateCorporation"] }));
    let office = json!({
        "name": { "kk": "а", "ru": "а" }, "address": { "kk": "а", "ru": "а" }, "region": "71", "rooms": 1, "active": true,
    });
    let request = server
        .agent
        .post(format!("{}/api/v1/reception-offices", server.base))
        .header("Authorization", format!("Bearer {token}"))
        .header("Accept-Language", "en")
        .header("Content-Type", "application/json");
    let mut answer = request.send(office.to_string()).unwrap();
    let problem: Value = serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap();
    assert_eq!(
        (&problem["status"], &problem["type"], &problem["detail"]),
        (
            &json!(409),
            &json!("urn:merzim:problem:not-configured"),
            &json!("The settings do not name this body: State Corporation.")
        )
    );
}

#[test]
fn a_log_that_nobody_reads_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = std::process::Command::new(super::program())
        .args(["serve", "--demo"])
        .env_clear()
        .env("MERZIM_BIND", "127.0.0.1:0")
        .env("MERZIM_DATA_DIR", folder.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(process.stdout.take().unwrap()));
    let base = lines.next().unwrap().unwrap().trim_start_matches("Merzim listens on ").to_owned();
    drop(process.stderr.take());
    for _ in 0..5 {
        assert_eq!(ureq::get(format!("{base}/api/v1/acts")).call().unwrap().status(), 200);
    }
    process.kill().unwrap();
    process.wait().unwrap();
}
