//! Who may ask for what: every role against every operation, as the contract names them.

use std::collections::BTreeSet;

use merzim_tests::parts::conferences::conference;
use merzim_tests::parts::information::request;
use merzim_tests::parts::surveys::{response, survey};
use merzim_tests::{Backend, Server, World, both, form, meeting, newcomer, reception};
use serde_json::{Value, json};

/// An operation of the contract.
struct Operation {
    method: &'static str,
    path: String,
    /// None if nobody is asked for a token; else the roles of which one is needed, any if there are none.
    roles: Option<Vec<String>>,
    /// Whether somebody without a token may ask.
    guests: bool,
    statuses: Vec<String>,
}

/// Every operation that a server publishes, so that those to come are tested too.
fn operations(contract: &Value) -> Vec<Operation> {
    let read = |(method, path, operation): (&'static str, String, Value)| {
        let security = operation["security"].as_array().unwrap_or_else(|| panic!("{path}: says nothing of security"));
        let roles = security.iter().filter_map(|requirement| requirement["bearer"].as_array()).flatten();
        let roles: Vec<String> = roles.map(|role| role.as_str().unwrap().to_owned()).collect();
        Operation {
            method,
            path: path
                .replace("{id}", "01a203f8-f39e-7461-a9f5-562e7023f1ee")
                .replace("{year}", "2026")
                .replace("{code}", "accreditation"),
            roles: (!security.is_empty()).then_some(roles),
            guests: security.iter().any(|requirement| requirement.as_object().unwrap().is_empty()),
            statuses: operation["responses"].as_object().unwrap().keys().cloned().collect(),
        }
    };
    let operations: Vec<Operation> = merzim_tests::operations(contract).into_iter().map(read).collect();
    assert!(operations.len() > 50);
    operations
}

/// Codes of all roles, from the contract.
fn roles(contract: &Value) -> Vec<String> {
    let words = contract["components"]["schemas"]["Role"]["enum"].as_array().unwrap();
    words.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_operation_admits_the_roles_that_the_contract_names_and_no_others() {
    let server = Server::start(Backend::Sqlite);
    let contract = server.contract();
    let tokens: Vec<(String, String)> = roles(&contract)
        .into_iter()
        .map(|role| (role.clone(), format!("Bearer {}", server.signed(&json!({ "roles": [role] })))))
        .collect();
    let (mut refused, mut admitted) = (0, 0);
    for operation in operations(&contract) {
        let place = format!("{} {}", operation.method, operation.path);
        let ask = |token: Option<&str>| {
            let request = server.request(operation.method, "", &operation.path);
            let answer = match token {
                Some(token) => request.header("Authorization", token).send(),
                None => request.send(),
            };
            assert!(answer.status < 500, "{place}: {}", answer.text);
            let status = answer.status.to_string();
            assert!(operation.statuses.contains(&status), "{place} gave {status}, which the contract does not know");
            answer
        };
        let documented = |status: &str| operation.statuses.iter().any(|known| known == status);
        let Some(needed) = &operation.roles else {
            assert!(!documented("401") && !documented("403"), "{place} is public, yet the contract says it refuses");
            assert!(![401, 403].contains(&ask(None).status), "{place} is public");
            assert!(![401, 403].contains(&ask(Some("Bearer nonsense")).status), "{place} is public");
            continue;
        };
        // Who they are may be asked even by those who have no role.
        let any_token = operation.path.ends_with("/caller");
        assert!(documented("401") && documented("403") != any_token, "{place}: 401 and 403 are not in the contract");
        if operation.guests {
            assert!(![401, 403].contains(&ask(None).status), "{place} is for everybody");
        } else {
            let _ = ask(None).problem(401, "unauthenticated");
        }
        let _ = ask(Some("Bearer nonsense")).problem(401, "invalid-token");
        let none: Vec<String> = Vec::new();
        let nobody = format!("Bearer {}", server.signed(&json!({ "roles": none })));
        if !(operation.guests && needed.is_empty() || any_token) {
            let _ = ask(Some(&nobody)).problem(403, "role-forbids-action");
        }
        for (role, token) in &tokens {
            let answer = ask(Some(token));
            // Nobody may claim to be the public or Merzim itself.
            let known = !["public", "system"].contains(&role.as_str());
            let anybody = (operation.guests || any_token) && needed.is_empty();
            if anybody || known && (needed.is_empty() || needed.contains(role)) {
                admitted += 1;
                assert!(![401, 403].contains(&answer.status), "{place} as {role}: {}", answer.text);
            } else {
                refused += 1;
                let _ = answer.problem(403, "role-forbids-action");
            }
        }
    }
    assert!(admitted > 200 && refused > 400, "{admitted} {refused}");
}

#[test]
fn the_roles_in_the_contract_are_those_of_the_tables() {
    let server = Server::start(Backend::Sqlite);
    let contract = server.contract();
    let known = operations(&contract);
    // Whatever action a case offers, the operation behind it admits the role that the table lets act.
    for procedure in server.get("", "/procedures").send().expect(200).items() {
        for transition in procedure["transitions"].as_array().unwrap() {
            let (action, by) = (transition["action"].as_str().unwrap(), transition["by"].as_array().unwrap());
            // What begins a case is not offered by one; what Merzim does itself is not asked for.
            if by.iter().all(|role| role == "system") || transition["from"].as_array().unwrap().is_empty() {
                continue;
            }
            let mut places = merzim::parts::PARTS.iter().flat_map(|part| part.places);
            let place = places.find(|place| procedure["code"] == place.procedure).unwrap();
            let (_, resource) = place.actions.iter().find(|(known, _)| *known == action).unwrap();
            let collection = place.collection;
            let suffix = format!("/{resource}");
            let operation = known
                .iter()
                .find(|one| one.path.contains(collection) && one.path.ends_with(&suffix))
                .unwrap_or_else(|| panic!("{collection} {resource}"));
            let needed: Vec<&str> = operation.roles.iter().flatten().map(String::as_str).collect();
            // One operation may take an action of several lines, each by another role.
            let taken = |line: &&Value| place.actions.contains(&(line["action"].as_str().unwrap(), *resource));
            let lines = procedure["transitions"].as_array().unwrap().iter().filter(taken);
            let by = lines.flat_map(|line| line["by"].as_array().unwrap()).filter_map(Value::as_str);
            let acting: BTreeSet<&str> = by.filter(|role| *role != "system").collect();
            assert_eq!(needed.into_iter().collect::<BTreeSet<_>>(), acting, "{collection} {resource}");
        }
    }
}

both! {
    fn the_caller_is_told_who_the_token_says_they_are(server) {
        let as_told = |claims: Value| {
            let token = format!("Bearer {}", server.signed(&claims));
            server.get("", "/caller").header("Authorization", &token).send()
        };
        let caller = as_told(json!({ "sub": "officer-7", "iin": "061211600012", "roles": ["applicantBody", "emperor"] })).expect(200);
        assert_eq!(
            caller.body,
            json!({
                "subject": "officer-7", "isProgram": false, "organisation": "100140000003", "organisations": ["100140000003"],
                "person": "********0012", "hasPhone": false, "roles": ["applicantBody"], "unknownRoles": ["emperor"], "missing": [],
            })
        );
        assert!(!caller.text.contains("061211"), "the IIN is shown");
        // What is wrong with a claim is told; nothing else is done with such a token.
        for (claims, name) in [
            (json!({ "iin": "061211600013" }), "iin"),
            (json!({ "iin": 61_211_600_012_u64 }), "iin"),
            (json!({ "org": "100140000004" }), "org"),
            (json!({ "org": { "100140000004": {} } }), "org"),
            (json!({ "roles": true }), "roles"),
        ] {
            assert_eq!(as_told(claims.clone()).expect(200).body["missing"][0]["name"], name);
            let token = format!("Bearer {}", server.signed(&claims));
            let refused = server.get("", "/obligations").header("Authorization", &token).send().problem(401, "invalid-token");
            assert!(refused.text_of("detail").contains(name), "{}", refused.text);
        }
        // Who is meant is said in text, and an issuer is one.
        for iss in [json!(["merzim-demo"]), json!([["merzim-demo"]]), json!({ "merzim-demo": 1 }), json!(null), json!(1), json!([])] {
            let _ = as_told(json!({ "iss": iss })).problem(401, "invalid-token");
        }
        for sub in [json!(["tester"]), json!(7), json!(null), json!({}), json!(" ")] {
            let _ = as_told(json!({ "sub": sub })).problem(401, "invalid-token");
        }
        for aud in [json!(["merzim", 1]), json!(["merzim", ["merzim"]]), json!([["merzim"]]), json!({ "merzim": 1 }), json!([]), json!(null)] {
            let _ = as_told(json!({ "aud": aud })).problem(401, "invalid-token");
        }
        let _ = as_told(json!({ "aud": ["another", "merzim"] })).expect(200);
        let said = |claims: Value| as_told(claims).problem(401, "invalid-token").text_of("detail");
        assert_eq!(said(json!({ "exp": 1_600_000_000 })), "Мерзімі өткен.");
        assert_eq!(said(json!({ "nbf": 4_000_000_000_u64 })), "Әлі күшіне енген жоқ.");
        assert!(said(json!({ "aud": "another" })).contains("aud") && said(json!({ "iss": "another" })).contains("iss"));
    }
}

both! {
    fn no_operation_shows_another_organisation_anything(server) {
        let world = World::of(&server);
        let contract = server.contract();
        let mut tried = 0;
        for (method, path, operation) in merzim_tests::operations(&contract) {
            let security = operation["security"].as_array().unwrap();
            let for_guests = security.iter().any(|requirement| requirement.as_object().unwrap().is_empty());
            if security.is_empty() || for_guests {
                continue;
            }
            // Whoever keeps the register of organisations keeps it for all of them. The directory of press officers is for every state body.
            if security[0]["bearer"][0] == "registrar" || (method == "GET" && path.contains("/press-officers")) {
                continue;
            }
            // Whoever has an account responds to a survey, asks at a conference, and supports what was asked.
            let of_anybody = ["/surveys/{id}/response", "/conferences/{id}/questions", "/questions/{id}/supports"];
            if method == "POST" && of_anybody.iter().any(|own| path.ends_with(own)) {
                continue;
            }
            // Somebody who may ask, of another organisation, with a request that is good in every way.
            let role = security[0]["bearer"][0].as_str().unwrap_or("applicantBody");
            let token = format!("Bearer {}", server.signed(&json!({ "org": "000740000004", "roles": [role] })));
            if !path.contains("{id}") {
                if method == "GET" && operation["responses"]["200"]["links"]["next"].is_object() {
                    let answer = server.get("", &path).header("Authorization", &token).send();
                    assert!(answer.expect(200).items().is_empty(), "{path}");
                }
                continue;
            }
            let request =
                server.request(method, "", &world.address(&path)).header("Authorization", &token).header("If-Match", "\"1\"");
            let body = &operation["requestBody"]["content"];
            let answer = if let Some(name) = body["application/json"]["examples"]["example"]["$ref"].as_str() {
                request.json(&contract.pointer(name.trim_start_matches('#')).unwrap()["value"]).send()
            } else if body.get("multipart/form-data").is_some() {
                request.file("a.txt", b"hello").send()
            } else {
                request.send()
            };
            assert_eq!((answer.status, answer.code()), (404, "not-found"), "{method} {path} as {role}: {}", answer.text);
            tried += 1;
        }
        assert!(tried > 25, "{tried}");
    }
}

#[test]
fn an_address_written_with_escapes_is_the_same_address() {
    let server = Server::start_with(Backend::Sqlite, &[("rate_per_address", "12")]);
    for path in ["//%61pi/v1/obligations", "//api/v1/obligation%73", "//%61%70i/%76%31/%6fbligations"] {
        let _ = server.get("", path).send().problem(401, "unauthenticated");
        let answer = server.get("", &format!("{path}?bogus=1")).send().problem(400, "invalid-input");
        assert!(!answer.header("content-security-policy").is_empty() && !answer.header("ratelimit").is_empty());
    }
    let _ = server.get("", "//%61pi/v1/calendar/day%73?from=2026-01-01&to=2026-01-02").send().expect(200);
    assert!((0..20).any(|_| server.get("", "//%61pi/v1/acts").send().status == 429));
}

#[test]
fn whoever_may_not_ask_is_told_so_whatever_the_path_says() {
    let server = Server::start(Backend::Sqlite);
    let contract = server.contract();
    let mut asked = 0;
    for (method, path, operation) in merzim_tests::operations(&contract) {
        let security = operation["security"].as_array().unwrap();
        let by_lookup = security.iter().any(|one| one.get("lookupToken").is_some());
        if !by_lookup || !path.contains("{id}") {
            continue;
        }
        let path = path.replace("{id}", "no-id");
        for _ in 0..5 {
            let answer = server.request(method, "", &path).header("Lookup-Token", "nobody's").send();
            assert_eq!(answer.status, 401, "{method} {path}: {}", answer.body);
        }
        asked += 1;
    }
    assert!(asked > 5, "{asked}");
}

both! {
    fn a_program_acts_for_its_organisation_and_for_no_person(server) {
        let program = |role: &str, org: Value| {
            let claims = json!({ "client_id": "tester", "roles": [role], "org": org, "phone_number_verified": true });
            format!("Bearer {}", server.signed(&claims))
        };
        // What an organisation does, its program does: a draft, with a file.
        let officer = program("applicantBody", json!("100140000003"));
        let draft = server.post("", "/accreditation-applications").header("Authorization", &officer).json(&form()).send().expect(201);
        let upload = server.post("", &format!("/cases/{}/attachments", draft.text_of("id"))).header("Authorization", &officer);
        let _ = upload.header("If-Match", "\"1\"").file("a.txt", b"hello").send().expect(201);
        // Persons file through a portal: each is another, known by a token of their own.
        let portal = program("informationUser", Value::Null);
        let near = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
        let asks = || {
            let request = server.post("", &format!("{near}/attendance-requests")).header("Authorization", &portal);
            request.json(&newcomer()).send().expect(201).text_of("lookupToken")
        };
        assert_ne!(asks(), asks());
        // What only a person can do, no program does.
        let conference = server.conference(&conference(["2026-04-16T10:00:00+05:00", "2026-04-16T12:00:00+05:00"]));
        let question = server.admitted(&conference, "Қашан?");
        let survey = server.surveyed(&survey("2026-03-16T09:00:00+05:00", "2026-04-16T09:00:00+05:00"));
        let signed = server.signed_form("citizen", &request(&json!({})));
        let asked = json!({ "language": "kk", "text": "Қашан?", "author": "Ата-ана" });
        for (path, body) in [
            (format!("{conference}/questions"), asked),
            (format!("{question}/supports"), Value::Null),
            (format!("{survey}/response"), response(0, 1)),
        ] {
            let ask = server.post("", &path).header("Authorization", &portal);
            let answer = if body.is_null() { ask.send() } else { ask.json(&body).send() };
            let _ = answer.problem(403, "person-needed");
        }
        let requested = server.post("", "/information-requests").header("Authorization", &portal).json(&signed).send();
        let _ = requested.problem(403, "person-needed");
        let appeal = program("participant", Value::Null);
        let office = server.office(1);
        let filed = server.post("", "/reception-appeals").header("Authorization", &appeal).json(&reception::appeal(&office)).send();
        let _ = filed.problem(403, "person-needed");
    }
}
