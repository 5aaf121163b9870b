//! Signing in at an identity provider: what it says of itself, what its tokens are read as, and how one gets one.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use merzim_tests::issuer::{BODY, Issuer, Provider, SECRET};
use merzim_tests::{eventually, form};
use serde_json::{Value, json};

use super::{AUTHORITY, Program, run, said};

/// Another organisation.
const OTHER: &str = "940740000911";
/// One that no token names.
const STRANGER: &str = "050240000005";

/// A server that knows of its provider by the issuer alone.
fn start(provider: &Provider, settings: &[(&str, &str)]) -> Program {
    let own = [("MERZIM_TOKEN_ISSUER", provider.base.as_str()), ("MERZIM_JWKS_REFRESH", "1")];
    Program::start(tempfile::tempdir().unwrap(), &[&AUTHORITY, own.as_slice(), settings].concat(), &[])
}

/// Status and body of a read as somebody, for an organisation.
fn get_for(server: &Program, path: &str, token: &str, organisation: &str) -> (u16, Value) {
    let request = server.agent.get(format!("{}{path}", server.base)).header("Authorization", format!("Bearer {token}"));
    let mut answer = request.header("Acting-For", organisation).call().unwrap();
    (answer.status().as_u16(), answer.body_mut().read_json().unwrap_or_default())
}

fn caller(server: &Program, token: &str) -> Value {
    let (status, caller) = server.get("/api/v1/caller", token);
    assert_eq!(status, 200, "{caller}");
    caller
}

/// The claims that a caller misses.
fn missing(caller: &Value) -> Vec<&str> {
    caller["missing"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[test]
fn the_issuer_says_where_its_keys_are() {
    let provider = Provider::start();
    let server = start(&provider, &[]);
    assert_eq!(server.get("/health/ready", "").0, 503);
    provider.serve(&Issuer::new());
    let token = provider.token(&json!({}));
    let status = || server.get("/api/v1/obligations", &token).0;
    eventually(15, || status() == 200);
    // Whoever is away is believed for a while.
    provider.leave();
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(status(), 200);
}

#[test]
fn an_unknown_key_makes_the_keys_be_read_again_once() {
    let provider = Provider::of(&Issuer::new());
    let server = start(&provider, &[("MERZIM_JWKS_REFRESH", "300"), ("MERZIM_JWKS_MAX_AGE", "300")]);
    let status = |token: &str| server.get("/api/v1/obligations", token).0;
    let old = provider.token(&json!({}));
    assert_eq!(status(&old), 200);
    let before = provider.asked("/jwks");
    provider.serve(&Issuer::named("second-"));
    // Recognised at once, and nobody with the old keys is any more.
    assert_eq!((status(&provider.token(&json!({}))), status(&old)), (200, 401));
    let stranger = Provider::of(&Issuer::named("third-")).token(&json!({ "iss": provider.base }));
    for _ in 0..50 {
        assert_eq!(status(&stranger), 401);
    }
    assert_eq!(provider.asked("/jwks"), before + 1);
}

#[test]
fn keys_of_a_provider_that_stays_away_are_believed_until_their_age() {
    let provider = Provider::of(&Issuer::new());
    let server = start(&provider, &[("MERZIM_JWKS_MAX_AGE", "4")]);
    let token = provider.token(&json!({}));
    assert_eq!(server.get("/api/v1/obligations", &token).0, 200);
    provider.leave();
    eventually(15, || server.get("/api/v1/obligations", &token).0 == 503);
    provider.serve(&Issuer::new());
    eventually(15, || server.get("/api/v1/obligations", &provider.token(&json!({}))).0 == 200);
}

#[test]
fn a_description_of_somebody_else_is_not_believed() {
    for (changed, said) in [
        (json!({ "issuer": "https://another.example" }), "it is of another issuer"),
        (json!({ "jwks_uri": "file:///etc/passwd" }), "is no address for it"),
        (json!({ "jwks_uri": null }), "invalid type"),
        (json!({ "token_endpoint": "javascript:alert(1)" }), "is no address for it"),
    ] {
        let provider = Provider::of(&Issuer::new());
        provider.describe(changed.clone());
        let server = start(&provider, &[]);
        assert_eq!(server.get("/api/v1/obligations", &provider.token(&json!({}))).0, 503, "{changed}");
        assert_eq!(provider.asked("/jwks"), 0, "{changed}");
        let settings = [&AUTHORITY, [("MERZIM_TOKEN_ISSUER", provider.base.as_str())].as_slice()].concat();
        let checked = run(&["config", "check"], &settings);
        assert!(!checked.status.success() && self::said(&checked).contains(said), "{}", self::said(&checked));
        provider.describe(json!({}));
        eventually(15, || server.get("/api/v1/obligations", &provider.token(&json!({}))).0 == 200);
        assert!(run(&["config", "check"], &settings).status.success());
    }
}

#[test]
fn an_issuer_or_a_key_set_is_needed() {
    for (settings, told) in [
        ([("MERZIM_TOKEN_ISSUER", "issuer")].as_slice(), "MERZIM_JWKS"),
        (&[("MERZIM_JWKS", "keys.json"), ("MERZIM_DOCS_CLIENT", "docs")], "MERZIM_DOCS_CLIENT"),
        (&[("MERZIM_TOKEN_ROLES", "officer=emperor")], "MERZIM_TOKEN_ROLES"),
        (&[("MERZIM_TOKEN_ROLES", "officer=system")], "MERZIM_TOKEN_ROLES"),
        (&[("MERZIM_TOKEN_ROLES", "officer")], "MERZIM_TOKEN_ROLES"),
        (&[("MERZIM_TOKEN_ORG_CLAIM", "/")], "MERZIM_TOKEN_ORG_CLAIM"),
        (&[("MERZIM_DOCS_PARAMETERS", "resource")], "MERZIM_DOCS_PARAMETERS"),
    ] {
        let output = run(&["config", "check"], &[&AUTHORITY, settings].concat());
        assert!(!output.status.success() && said(&output).contains(told), "{settings:?}: {}", said(&output));
    }
}

#[test]
fn claims_are_found_where_the_settings_say() {
    let provider = Provider::of(&Issuer::new());
    let server = start(
        &provider,
        &[
            ("MERZIM_TOKEN_ORG_CLAIM", "/organisation/bin"),
            ("MERZIM_TOKEN_IIN_CLAIM", "https://id.example/iin"),
            ("MERZIM_TOKEN_PHONE_CLAIM", "/contact/0/verified"),
            ("MERZIM_TOKEN_ROLES_CLAIM", "/realm_access/roles,scope,/a~1b/x~0y"),
            (
                "MERZIM_TOKEN_ROLES",
                "officer=applicantBody, officer=stateBody, x=y=commAuthority, merzim:read=registrar",
            ),
            ("MERZIM_TOKEN_PROGRAM", "/idtyp=app gty"),
            ("MERZIM_TOKEN_TYPES", "at+jwt"),
        ],
    );
    let token = provider.token(&json!({
        // What usually says who somebody is says nothing here.
        "org": OTHER, "iin": "850615000010", "roles": ["massMedia"],
        "organisation": { "bin": "BIN100140000003" },
        "https:~1~1id.example~1iin": "931002451325", "https://id.example/iin": "IIN061211600012",
        "contact": [{ "verified": true }],
        "realm_access": { "roles": ["officer", "offline_access", "x=y"] },
        "scope": "openid merzim:read applicantBody",
        "a/b": { "x~y": ["officer"] },
    }));
    let told = caller(&server, &token);
    assert_eq!(told["organisation"], BODY);
    assert_eq!(told["organisations"], json!([BODY]));
    assert_eq!(told["person"], "********0012");
    assert_eq!(told["hasPhone"], true);
    assert_eq!(told["isProgram"], false);
    assert_eq!(told["roles"], json!(["commAuthority", "applicantBody", "stateBody", "registrar"]));
    // A role that is called otherwise here is not held under its own code.
    assert_eq!(told["unknownRoles"], json!(["applicantBody", "offline_access", "openid"]));
    assert_eq!(missing(&told), [""; 0]);
    assert_eq!(server.post("/api/v1/accreditation-applications", &token, &form(), "").0, 201);
    for (claims, program) in [
        (json!({ "idtyp": "app" }), true),
        (json!({ "idtyp": ["user", "app"] }), true),
        (json!({ "idtyp": "user" }), false),
        (json!({ "gty": "client-credentials" }), true),
        (json!({ "gty": false }), false),
        (json!({ "client_id": "officer-7" }), true),
        (json!({ "client_id": "portal" }), false),
    ] {
        assert_eq!(caller(&server, &provider.token(&claims))["isProgram"], program, "{claims}");
    }
}

#[test]
fn of_several_organisations_the_caller_chooses_one() {
    let provider = Provider::of(&Issuer::new());
    let server = start(&provider, &[]);
    for organisations in [json!([BODY, OTHER]), json!({ BODY: {}, OTHER: { "id": "x" } })] {
        let token = provider.token(&json!({ "org": organisations }));
        let (status, problem) = server.get("/api/v1/obligations", &token);
        assert_eq!((status, &problem["type"]), (403, &json!("urn:merzim:problem:organisation-not-chosen")));
        for (named, status) in [(BODY, 200), (OTHER, 200), ("self", 200), (STRANGER, 403), ("", 403), ("100140", 403)] {
            let (is, problem) = get_for(&server, "/api/v1/obligations", &token, named);
            assert_eq!(is, status, "{named}");
            if status == 403 {
                assert_eq!(problem["type"], "urn:merzim:problem:organisation-not-held", "{named}");
            }
        }
        let told = caller(&server, &token);
        assert_eq!((&told["organisation"], &told["organisations"]), (&Value::Null, &json!([BODY, OTHER])));
        assert_eq!(missing(&told), ["iin", "Acting-For"]);
        let (_, chosen) = get_for(&server, "/api/v1/caller", &token, OTHER);
        assert_eq!((&chosen["organisation"], missing(&chosen)), (&json!(OTHER), vec!["iin"]));
        // What cannot be read, or is said twice, names nobody.
        for named in ["өзім", "100140000003, 940740000911"] {
            assert_eq!(get_for(&server, "/api/v1/obligations", &token, named).0, 403, "{named}");
        }
        let twice = server.agent.get(format!("{}/api/v1/obligations", server.base)).header("Acting-For", BODY);
        let twice =
            twice.header("Acting-For", OTHER).header("Authorization", format!("Bearer {token}")).call().unwrap();
        assert_eq!(twice.status(), 403);
        let (_, none) = get_for(&server, "/api/v1/caller", &token, "self");
        assert_eq!((&none["organisation"], missing(&none)), (&Value::Null, vec!["iin"]));
    }
    // One that is the only one need not be chosen, and can be put aside.
    let one = provider.token(&json!({ "org": [BODY] }));
    assert_eq!(caller(&server, &one)["organisation"], BODY);
    assert_eq!(get_for(&server, "/api/v1/caller", &one, "self").1["organisation"], Value::Null);
    // What is held in one organisation is held in no other.
    let token = provider.token(&json!({
        "roles": ["informationUser"],
        "org": { BODY: { "roles": ["applicantBody"] }, OTHER: ["commAuthority", "guard"], STRANGER: null },
    }));
    for (organisation, roles) in [
        (BODY, json!(["applicantBody", "informationUser"])),
        (OTHER, json!(["commAuthority", "informationUser"])),
        (STRANGER, json!(["informationUser"])),
        ("self", json!(["informationUser"])),
    ] {
        let (_, told) = get_for(&server, "/api/v1/caller", &token, organisation);
        assert_eq!((&told["roles"], &told["unknownRoles"]), (&roles, &json!(["guard"])), "{organisation}");
    }
    let file = |organisation: &str| {
        let request = server.agent.post(format!("{}/api/v1/accreditation-applications", server.base));
        let request = request.header("Authorization", format!("Bearer {token}")).header("Acting-For", organisation);
        let mut answer = request.header("Idempotency-Key", "the same").send_json(form()).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_json::<Value>().unwrap())
    };
    let (status, draft) = file(BODY);
    assert_eq!((status, file(OTHER).0, file("self").0), (201, 403, 403));
    assert_eq!(file(BODY).1["id"], draft["id"], "the key belongs to the organisation");
    let path = format!("/api/v1/accreditation-applications/{}", draft["id"].as_str().unwrap());
    assert_eq!(get_for(&server, &path, &token, BODY).0, 200);
    assert_eq!(get_for(&server, &path, &token, OTHER).0, 404);
}

#[test]
fn whoever_has_a_valid_token_is_told_what_it_lacks() {
    let provider = Provider::of(&Issuer::new());
    let server = start(&provider, &[]);
    for (claims, lacks, elsewhere) in [
        (json!({ "iin": "061211600012" }), vec![], 200),
        (json!({}), vec!["iin"], 200),
        (json!({ "org": null }), vec!["org", "iin"], 200),
        (json!({ "roles": [] }), vec!["roles", "iin"], 403),
        (json!({ "roles": null, "org": null }), vec!["roles", "iin"], 403),
        (json!({ "roles": ["informationUser"], "org": null, "iin": "061211600012" }), vec![], 200),
        (json!({ "roles": 7 }), vec!["roles", "roles", "iin"], 401),
        (json!({ "org": "123" }), vec!["org", "org", "iin"], 401),
        (json!({ "org": [BODY, 7] }), vec!["org", "iin"], 401),
        (json!({ "org": { BODY: { "roles": 7 } } }), vec!["org", "org", "iin"], 401),
        (json!({ "org": { BODY: false } }), vec!["org", "iin"], 200),
        (json!({ "org": { "BIN100140000003": {} } }), vec!["iin"], 200),
        // Here a role is held only elsewhere.
        (json!({ "roles": null, "org": { BODY: [] } }), vec!["roles", "iin"], 403),
        (json!({ "iin": "061211600013" }), vec!["iin", "iin"], 401),
        (json!({ "client_id": "officer-7", "roles": ["applicantBody"] }), vec![], 200),
    ] {
        let token = provider.token(&claims);
        let told = caller(&server, &token);
        assert_eq!(missing(&told), lacks, "{claims}");
        assert_eq!(server.get("/api/v1/obligations", &token).0, elsewhere, "{claims}");
        assert!(told["missing"].as_array().unwrap().iter().all(|one| !one["detail"].as_str().unwrap().is_empty()));
    }
    for token in ["", "x", &provider.token(&json!({ "sub": "" })), &provider.token(&json!({ "aud": "another" }))] {
        assert_eq!(server.get("/api/v1/caller", token).0, 401);
    }
    let request = server.agent.get(format!("{}/api/v1/caller", server.base));
    let answer = request.header("Authorization", format!("Bearer {}", provider.token(&json!({})))).call().unwrap();
    let vary = answer.headers()["vary"].to_str().unwrap();
    assert!(vary.contains("Authorization") && vary.contains("Acting-For"), "{vary}");
}

/// A form that is sent as pages send it.
fn token_by(provider: &Provider, form: &[(&str, &str)]) -> Option<String> {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let mut answer = agent.post(format!("{}/token", provider.base)).send_form(form.iter().copied()).unwrap();
    let told: Value = answer.body_mut().read_json().unwrap();
    told["access_token"].as_str().map(str::to_owned)
}

#[test]
fn a_person_logs_in_with_pkce_and_a_program_with_its_secret() {
    let provider = Provider::of(&Issuer::new());
    let server = start(&provider, &[]);
    let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent();
    // Merzim leads to the description of its provider.
    let answer = agent.get(format!("{}/.well-known/openid-configuration", server.base)).call().unwrap();
    let place = answer.headers()["location"].to_str().unwrap().to_owned();
    let description: Value = agent.get(&place).call().unwrap().body_mut().read_json().unwrap();
    provider.claim(json!({ "sub": "officer-7", "iin": "061211600012" }));
    let verifier = "a verifier of more than forty-three characters, as it must be";
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    let code = || {
        let authorize = description["authorization_endpoint"].as_str().unwrap();
        let query = format!(
            "response_type=code&client_id=docs&redirect_uri=http://page.example/&state=7&code_challenge_method=S256&code_challenge={challenge}"
        );
        let answer = agent.get(format!("{authorize}?{query}")).call().unwrap();
        let place = answer.headers()["location"].to_str().unwrap().to_owned();
        let query: BTreeMap<String, String> = url::Url::parse(&place).unwrap().query_pairs().into_owned().collect();
        query["code"].clone()
    };
    let given = |code: &str, verifier: &str| {
        token_by(&provider, &[("grant_type", "authorization_code"), ("code", code), ("code_verifier", verifier)])
    };
    assert_eq!(given(&code(), "another"), None);
    let token = given(&code(), verifier).unwrap();
    assert_eq!(server.post("/api/v1/accreditation-applications", &token, &form(), "").0, 201);
    // A program has no person, and files nothing for itself.
    provider.claim(json!({ "sub": "portal", "client_id": "portal", "roles": ["applicantBody"] }));
    let program = token_by(&provider, &[("grant_type", "client_credentials"), ("client_secret", SECRET)]).unwrap();
    let told = caller(&server, &program);
    assert_eq!(
        (&told["isProgram"], &told["person"], &told["organisation"]),
        (&json!(true), &Value::Null, &json!(BODY))
    );
    let (status, draft) = server.post("/api/v1/accreditation-applications", &program, &form(), "");
    assert_eq!(status, 201);
    let id = draft["id"].as_str().unwrap();
    let (_, events) = server.get(&format!("/api/v1/cases/{id}/events"), &program);
    assert!(events.to_string().contains("portal"), "{events}");
    // A key is remembered for it as for anybody.
    let keyed = |body: &Value| {
        let request = server.agent.post(format!("{}/api/v1/accreditation-applications", server.base));
        let request = request.header("Authorization", format!("Bearer {program}")).header("Idempotency-Key", "k");
        let mut answer = request.send_json(body).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_json::<Value>().unwrap())
    };
    let (once, again) = (keyed(&form()), keyed(&form()));
    assert_eq!((once.0, &once.1["id"]), (201, &again.1["id"]));
    let mut other = form();
    other["regulatingAct"] = json!("Басқа");
    assert_eq!(keyed(&other).0, 422);
}
