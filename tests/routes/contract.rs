//! `/openapi.json`, `/problems`, headers that every answer has.

use std::collections::BTreeSet;

use merzim_tests::{Backend, Server, World, who_may};
use serde_json::Value;

fn document() -> Value {
    serde_json::from_str(&merzim::openapi::committed().unwrap()).unwrap()
}

/// Every operation: method, path and what is said of it.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| (method.clone(), path.clone(), operation.clone()))
        })
        .collect()
}

#[test]
fn the_committed_contract_is_what_the_routes_give() {
    let committed = include_str!("../../openapi/openapi.json");
    assert!(committed == merzim::openapi::committed().unwrap(), "the contract has drifted: run `./dev openapi`");
}

#[test]
fn every_operation_says_what_it_does() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let place = format!("{method} {path}");
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{place}: operationId stands twice");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{place}: no summary");
        assert!(operation["description"].as_str().is_some_and(|text| text.len() > 10), "{place}: no description");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{place}");
        assert!(path.starts_with("/api/v1/") && !path.contains('_') && !path.ends_with('/'), "{place}");
        for (status, response) in operation["responses"].as_object().unwrap() {
            let is_problem = response["$ref"] == "#/components/responses/Problem";
            assert_eq!(is_problem, status.starts_with(['4', '5']), "{place} {status}");
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].as_str().is_some_and(|text| !text.is_empty()), "{place}: {parameter}");
        }
    }
}

#[test]
fn every_schema_describes_its_fields() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let combined = schema["allOf"].as_array().into_iter().flatten().chain([schema]);
        for part in combined {
            for (field, property) in part["properties"].as_object().into_iter().flatten() {
                let described =
                    property["description"].is_string() || property["$ref"].is_string() || property["oneOf"].is_array();
                assert!(described, "{name}.{field}: {property}");
            }
        }
    }
}

#[test]
fn every_problem_has_a_name_a_status_and_a_title_in_three_languages() {
    let server = Server::start(Backend::Sqlite);
    let mut seen = BTreeSet::new();
    for lang in ["kk", "ru", "en"] {
        let list = server.get("", "/problems").header("Accept-Language", lang).send().expect(200);
        for problem in list.items() {
            assert!((400..=503).contains(&problem["status"].as_u64().unwrap()));
            assert!(seen.insert(format!("{lang} {}", problem["type"])), "{problem}");
            assert!(!problem["title"].as_str().unwrap().is_empty());
        }
    }
}

#[test]
fn every_answer_names_version_language_and_sandbox() {
    let server = Server::start(Backend::Sqlite);
    for path in ["/acts", "/nothing", "/obligations", "/acts?x=1"] {
        let answer = server.get("", path).header("Accept-Language", "ru").send();
        assert_eq!(answer.header("api-version"), "0.1.0");
        assert_eq!(answer.header("content-language"), "ru");
        assert_eq!(answer.header("x-merzim-sandbox"), "true");
        assert!(!answer.header("x-request-id").is_empty());
        assert!(answer.header("vary").contains("Accept-Language"));
    }
}

#[test]
fn procedures_are_shown_as_the_tables_that_run_them() {
    let server = Server::start(Backend::Sqlite);
    let accreditation = server.get("", "/procedures/accreditation").header("Accept-Language", "en").send().expect(200);
    let states: Vec<&str> =
        accreditation.body["states"].as_array().unwrap().iter().filter_map(|state| state["code"].as_str()).collect();
    assert_eq!(states, ["draft", "received", "accredited", "refused", "notified", "withdrawn"]);
    assert_eq!(accreditation.body["rules"].as_array().map(Vec::len), Some(7));
    assert_eq!(server.get("", "/procedures").send().expect(200).items().len(), 10);
    assert_eq!(server.get("", "/acts").send().expect(200).items().len(), 7);
    let rules = server.get("", "/rules?act=605").send().expect(200);
    assert_eq!(rules.items().len(), 15);
    assert_eq!(server.get("", "/rules?procedure=register-change").send().expect(200).items().len(), 3);
    assert_eq!(server.get("", "/rules?bearer=applicantBody").send().expect(200).items().len(), 3);
    let act = server.get("", "/acts/93").header("Accept-Language", "ru").send().expect(200);
    assert!(act.text_of("title").starts_with("Об утверждении") && act.body["provisions"].as_array().unwrap().len() > 8);
    assert_eq!(act.body["registration"]["number"], "34142");
}

/// The part of a document that a reference names, or the part itself.
fn resolved<'document>(document: &'document Value, part: &'document Value) -> &'document Value {
    part["$ref"].as_str().map_or(part, |reference| document.pointer(reference.trim_start_matches('#')).unwrap())
}

#[test]
fn every_example_fits_its_schema() {
    let document = document();
    let check = |place: &str, schema: &Value, example: &Value| {
        let whole = serde_json::json!({ "allOf": [schema], "components": document["components"] });
        let validator = jsonschema::options().should_validate_formats(true).build(&whole).unwrap();
        let faults: Vec<String> = validator.iter_errors(example).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{place}: {faults:?}\n{example}");
    };
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for example in schema["examples"].as_array().into_iter().flatten() {
            check(name, schema, example);
        }
    }
    for (method, path, operation) in operations(&document) {
        let answers =
            operation["responses"].as_object().unwrap().iter().map(|(status, answer)| (status.as_str(), answer));
        for (part, message) in answers.chain([("request", &operation["requestBody"])]) {
            let message = resolved(&document, message);
            for (kind, content) in
                message["content"].as_object().into_iter().flatten().filter(|(kind, _)| kind.ends_with("json"))
            {
                let place = format!("{method} {path} {part} {kind}");
                let example = resolved(&document, &content["examples"]["example"]);
                assert!(!example["value"].is_null(), "{place}: no example");
                check(&place, &content["schema"], &example["value"]);
            }
        }
    }
}

#[test]
fn every_link_leads_to_an_operation_that_takes_what_it_gives() {
    let document = document();
    let known = operations(&document);
    let mut links = 0;
    for (method, path, operation) in &known {
        for (_, answer) in operation["responses"].as_object().unwrap() {
            for (name, link) in answer["links"].as_object().into_iter().flatten() {
                let target = known.iter().find(|(_, _, other)| other["operationId"] == link["operationId"]);
                let (_, _, target) = target.unwrap_or_else(|| panic!("{method} {path} {name} leads nowhere"));
                let takes: Vec<&str> = target["parameters"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|parameter| parameter["name"].as_str())
                    .collect();
                for given in link["parameters"].as_object().unwrap().keys() {
                    assert!(takes.contains(&given.as_str()), "{method} {path} {name}: {given}");
                }
                links += 1;
            }
        }
    }
    assert!(links > 50, "{links}");
}

#[test]
fn the_contract_is_where_clients_look_for_it() {
    let server = Server::start(Backend::Sqlite);
    let below = server.get("", "/openapi.json").send().expect(200);
    assert_eq!(below.body, server.contract());
    assert_eq!(server.get("", "/openapi.json").header("If-None-Match", below.header("etag")).send().status, 304);
}

#[test]
fn headers_that_the_contract_names_are_sent() {
    let server = Server::start(Backend::Sqlite);
    let world = World::of(&server);
    let mut seen = 0;
    for (method, path, operation) in operations(&server.contract()) {
        if method != "get" {
            continue;
        }
        // What goes on for as long as one watches never ends.
        if operation["responses"]["200"]["content"].get("text/event-stream").is_some() {
            continue;
        }
        let query = match operation["operationId"].as_str().unwrap() {
            "listDays" => "?from=2026-01-01&to=2026-01-31",
            "getDeadline" => "?event=2026-03-16",
            _ => "",
        };
        let at = world.address(&path) + query;
        let answer = server.get(who_may(&operation), &at).send().expect(200);
        for name in operation["responses"]["200"]["headers"].as_object().unwrap().keys() {
            // There is one page only.
            if name != "Link" {
                assert!(!answer.header(&name.to_lowercase()).is_empty(), "{at}: {name}");
            }
        }
        if operation["responses"].get("304").is_some() {
            let again = server.get(who_may(&operation), &at).header("If-None-Match", answer.header("etag")).send();
            assert_eq!((again.status, again.bytes.len()), (304, 0), "{at}");
        }
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn every_operation_refuses_a_parameter_that_it_does_not_know() {
    let server = Server::start(Backend::Sqlite);
    let world = World::of(&server);
    for (method, path, _) in operations(&server.contract()) {
        let method =
            ["GET", "PUT", "POST", "DELETE"].into_iter().find(|known| known.eq_ignore_ascii_case(&method)).unwrap();
        let at = world.address(&path) + "?wonder=1";
        let answer = server.request(method, "ministry", &at).send().problem(400, "invalid-input");
        assert!(answer.pointers().contains(&"?wonder"), "{method} {at}: {}", answer.text);
    }
}

/// Two values of every parameter, by the path that takes it, whose answers must differ: whoever adds a parameter
/// adds a line. What pages do is tested with the lists.
const PARAMETERS: &[(&str, &str, &str, &str)] = &[
    ("/acts", "on", "2026-03-16", "2020-01-01"),
    ("/acts/{id}", "on", "2026-03-16", "2020-01-01"),
    ("/rules", "act", "93", "605"),
    ("/rules", "procedure", "accreditation", "register-change"),
    ("/rules", "bearer", "applicantBody", "commAuthority"),
    ("/rules/{id}/deadline", "event", "2026-03-16", "2026-03-17"),
    ("/calendar/days", "from", "2026-01-01&to=2026-01-31", "2026-01-02&to=2026-01-31"),
    ("/calendar/days", "to", "2026-01-31&from=2026-01-01", "2026-01-30&from=2026-01-01"),
    ("/obligations", "status", "open", "met"),
    ("/obligations", "bearer", "100140000003", "940740000911"),
    ("/obligations", "procedure", "accreditation", "register-change"),
    ("/obligations", "rule", "93-1", "93-3"),
    ("/obligations", "case", "{accreditation-applications}", "{cessation-notices}"),
    ("/obligations", "dueBefore", "2026-12-31", "2026-01-01"),
    ("/obligations", "dueAfter", "2026-01-01", "2026-12-31"),
    ("/obligations", "modifiedSince", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/notices", "acknowledged", "false", "true"),
    ("/notices", "case", "{accreditation-applications}", "{cessation-notices}"),
    ("/notices", "modifiedSince", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/accreditation-applications", "state", "draft", "withdrawn"),
    ("/accreditation-applications", "outcome", "accredited", "refused"),
    ("/accreditation-applications", "modifiedSince", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/register-change-applications", "state", "draft", "entered"),
    ("/register-change-applications", "entry", "{register-entries}", "{obligations}"),
    ("/register-change-applications", "modifiedSince", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/cessation-notices", "state", "draft", "entered"),
    ("/cessation-notices", "entry", "{register-entries}", "{obligations}"),
    ("/cessation-notices", "modifiedSince", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/register-entries", "body", "100140000003", "000740000004"),
    ("/register-entries", "region", "75", "71"),
    ("/register-entries", "text", "чат", "пошта"),
    ("/register-entries", "status", "active", "removed"),
    ("/register-entries", "includedFrom", "2026-01-01", "2026-12-31"),
    ("/register-entries", "includedTo", "2026-12-31", "2026-01-01"),
    ("/register-entries", "asOf", "2026-12-31", "2026-01-01"),
    ("/register-entries", "modifiedSince", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/register-entries.csv", "lang", "kk", "ru"),
    ("/meetings", "order", "latest", "earliest"),
    ("/meetings", "holder", "100140000003", "000740000004"),
    ("/meetings", "region", "75", "71"),
    ("/meetings", "from", "2026-01-01", "2026-12-31"),
    ("/meetings", "to", "2026-12-31", "2026-01-01"),
    ("/meetings", "format", "hybrid", "online"),
    ("/meetings", "language", "kk", "ru"),
    ("/meetings", "state", "announced", "held"),
    ("/meetings", "text", "бюджет", "көпір"),
    ("/meetings", "modifiedSince", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/meetings.ics", "lang", "kk", "ru"),
    ("/meetings.atom", "lang", "kk", "ru"),
    ("/meetings/{id}/meeting.ics", "lang", "kk", "ru"),
    ("/attendance-requests", "channel", "electronic", "paper"),
    ("/attendance-requests", "meeting", "{meetings}", "{cessation-notices}"),
    ("/attendance-requests", "state", "late", "registered"),
    ("/attendance-requests", "modifiedSince", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/meetings/{id}/comments", "state", "received", "answered"),
    ("/meetings/{id}/comments", "modifiedSince", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/reception-offices", "region", "71", "75"),
    ("/reception-offices", "active", "true", "false"),
    ("/reception-schedules", "body", "100140000003", "000740000004"),
    ("/reception-schedules", "quarter", "2026-Q1", "2026-Q2"),
    ("/reception-schedules", "state", "posted", "sent"),
    ("/reception-schedules", "modifiedSince", "2025-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/reception-slots", "body", "100140000003", "000740000004"),
    ("/reception-slots", "receiver", "deputy", "nobody"),
    ("/reception-slots", "office", "{reception-offices}", "{small-offices}"),
    ("/reception-slots", "from", "2026-04-01", "2026-07-01"),
    ("/reception-slots", "to", "2026-04-30", "2026-03-01"),
    ("/reception-appeals", "body", "100140000003", "000740000004"),
    ("/reception-appeals", "office", "{reception-offices}", "{cessation-notices}"),
    ("/reception-appeals", "state", "scheduled", "refused"),
    ("/reception-appeals", "priority", "false", "true"),
    ("/reception-appeals", "from", "2026-01-01", "2027-01-01"),
    ("/reception-appeals", "to", "2026-12-31", "2025-01-01"),
    ("/reception-appeals", "modifiedSince", "2025-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/reception-rosters", "body", "100140000003", "000740000004"),
    ("/reception-rosters", "month", "2026-01", "2026-04"),
    ("/reception-rosters", "state", "open", "posted"),
    ("/reception-rosters", "modifiedSince", "2025-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ("/complaints", "case", "{contested}", "{complaints}"),
    ("/complaints", "state", "received", "rejected"),
    ("/complaints", "modifiedSince", "2025-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
];

#[test]
fn every_parameter_does_something() {
    let server = Server::start(Backend::Sqlite);
    let world = World::of(&server);
    for (_, path, operation) in operations(&server.contract()) {
        for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            if ["limit", "cursor"].contains(&name) {
                continue;
            }
            let short = path.trim_start_matches("/api/v1");
            // The files of the Register are narrowed as the list is.
            let list = short
                .trim_end_matches(".csv")
                .trim_end_matches(".xlsx")
                .trim_end_matches(".ics")
                .trim_end_matches(".atom");
            let line = PARAMETERS.iter().find(|(known, of, ..)| (*known == short || *known == list) && *of == name);
            let (_, _, one, other) = line.unwrap_or_else(|| panic!("{short}: no line for `{name}`"));
            let ask = |value: &str| {
                let at = format!("{}?{name}={}", world.address(&path), world.filled(value));
                let answer = server.get(who_may(&operation), &at).send().expect(200);
                if short.ends_with(".xlsx") { answer.header("etag").to_owned() } else { answer.text }
            };
            assert_ne!(ask(one), ask(other), "{short}: `{name}` does nothing");
        }
    }
}

#[test]
fn the_table_of_problems_is_the_one_in_the_code() {
    let committed = include_str!("../../docs/problems.md");
    assert!(committed == merzim::problems::table(), "docs/problems.md has drifted: run `./dev openapi`");
}

#[test]
fn the_examples_of_requests_are_accepted() {
    let server = Server::start(Backend::Sqlite);
    let document = server.contract();
    let example = |name: &str| document["components"]["examples"][name]["value"].clone();
    let path = server.draft("ministry", &example("AccreditationForm"));
    let _ = server.submit("ministry", &path).expect(200);
    let decided = server.decide(&path, &example("Decision")).expect(200);
    let entry = &decided.body["decision"]["registerEntry"];
    for (name, collection) in [("ChangeForm", "register-change-applications"), ("CessationForm", "cessation-notices")] {
        let mut form = example(name);
        form["entryId"] = entry.clone();
        let _ = server.post("ministry", &format!("/{collection}")).json(&form).send().expect(201);
    }
    let _ = server.post("ministry", "/sandbox/signatures").json(&example("DemoSigning")).send().expect(200);
    let _ = server.post("", "/sandbox/clock").json(&example("ClockSetting")).send().expect(200);
}
