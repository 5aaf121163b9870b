//! Who may ask for what: every role against every operation, as the contract names them.

use merzim_tests::{Backend, Server, both};
use serde_json::{Value, json};

/// An operation of the contract.
struct Operation {
    method: &'static str,
    path: String,
    /// None if no token is needed; else the roles of which one is, any if there are none.
    roles: Option<Vec<String>>,
    statuses: Vec<String>,
}

/// Every operation that a server publishes, so that those to come are tested too.
fn operations(contract: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in contract["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let security =
                operation["security"].as_array().unwrap_or_else(|| panic!("{path}: says nothing of security"));
            let roles: Vec<String> = security
                .iter()
                .flat_map(|requirement| requirement["bearer"].as_array().unwrap())
                .map(|role| role.as_str().unwrap().to_owned())
                .collect();
            operations.push(Operation {
                method: ["GET", "PUT", "POST", "DELETE"]
                    .into_iter()
                    .find(|known| known.eq_ignore_ascii_case(method))
                    .unwrap(),
                path: path
                    .replace("{id}", "01a203f8-f39e-7461-a9f5-562e7023f1ee")
                    .replace("{year}", "2026")
                    .replace("{code}", "accreditation"),
                roles: (!security.is_empty()).then_some(roles),
                statuses: operation["responses"].as_object().unwrap().keys().cloned().collect(),
            });
        }
    }
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
        assert!(documented("401") && documented("403"), "{place}: 401 and 403 are not in the contract");
        let _ = ask(None).problem(401, "unauthenticated");
        let _ = ask(Some("Bearer nonsense")).problem(401, "invalid-token");
        let none: Vec<String> = Vec::new();
        let nobody = format!("Bearer {}", server.signed(&json!({ "roles": none })));
        let _ = ask(Some(&nobody)).problem(403, "role-forbids-action");
        for (role, token) in &tokens {
            let answer = ask(Some(token));
            // Nobody may claim to be the public or Merzim itself.
            let known = !["public", "system"].contains(&role.as_str());
            if known && (needed.is_empty() || needed.contains(role)) {
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
            if by.iter().all(|role| role == "system") {
                continue;
            }
            let resource = match action {
                "submit" => "submission",
                "withdraw" => "withdrawal",
                "accredit" | "refuse" => "decision",
                "enter" => "entry",
                other => panic!("which resource takes {other}?"),
            };
            let collection = match procedure["code"].as_str().unwrap() {
                "accreditation" => "accreditation-applications",
                "register-change" => "register-change-applications",
                "channel-cessation" => "cessation-notices",
                other => panic!("where are the cases of {other}?"),
            };
            let suffix = format!("/{resource}");
            let operation = known
                .iter()
                .find(|one| one.path.contains(collection) && one.path.ends_with(&suffix))
                .unwrap_or_else(|| panic!("{collection} {resource}"));
            let needed: Vec<&str> = operation.roles.iter().flatten().map(String::as_str).collect();
            let acting: Vec<&str> = by.iter().filter_map(Value::as_str).collect();
            assert_eq!(needed, acting, "{collection} {resource}");
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
            json!({ "subject": "officer-7", "organisation": "100140000003", "person": "********0012", "roles": ["applicantBody"] })
        );
        assert!(!caller.text.contains("061211"), "the IIN is shown");
        let _ = as_told(json!({ "iin": "061211600013" })).problem(401, "invalid-token");
        let _ = as_told(json!({ "iin": 61_211_600_012_u64 })).problem(401, "invalid-token");
        let _ = as_told(json!({ "org": "100140000004" })).problem(401, "invalid-token");
        let said = |claims: Value| as_told(claims).problem(401, "invalid-token").text_of("detail");
        assert_eq!(said(json!({ "exp": 1_600_000_000 })), "мерзімі өткен");
        assert_eq!(said(json!({ "nbf": 4_000_000_000_u64 })), "әлі күшіне енген жоқ");
        assert!(said(json!({ "aud": "another" })).contains("aud") && said(json!({ "iss": "another" })).contains("iss"));
    }
}
