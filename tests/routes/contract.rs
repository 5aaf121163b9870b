//! `/openapi.json`, `/problems`, headers that every answer has.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, Registry, Validator};
use merzim_tests::{Backend, Server, World, operations};
use serde_json::Value;

fn document() -> Value {
    serde_json::from_str(&merzim::openapi::committed().unwrap()).unwrap()
}

#[test]
fn the_committed_contract_is_what_the_routes_give() {
    let committed = include_str!("../../openapi/openapi.json");
    assert!(committed == merzim::openapi::committed().unwrap(), "the contract has drifted: run `./dev openapi`");
}

#[test]
fn every_list_in_the_order_of_change_shows_when_that_was() {
    let document = document();
    fn resolved(document: &Value, schema: &Value) -> Value {
        let name = schema["$ref"].as_str();
        name.map_or_else(|| schema.clone(), |name| document.pointer(name.trim_start_matches('#')).unwrap().clone())
    }
    fn shows(document: &Value, item: &Value) -> bool {
        let item = resolved(document, item);
        let mut parts = item["allOf"].as_array().into_iter().flatten();
        item["properties"]["updatedAt"].is_object() || parts.any(|part| shows(document, part))
    }
    let mut lists = 0;
    for (method, path, operation) in operations(&document) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let list = operation["responses"]["200"]["content"].get("application/json");
        if let Some(list) = list.filter(|_| parameters.clone().any(|parameter| parameter["name"] == "modifiedSince")) {
            let items = &resolved(&document, &list["schema"])["properties"]["items"]["items"];
            assert!(shows(&document, items), "{method} {path}");
            lists += 1;
        }
    }
    assert!(lists >= 12, "{lists}");
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
            let is_problem =
                response["$ref"].as_str().is_some_and(|name| name.starts_with("#/components/responses/Problem"));
            assert_eq!(is_problem, status.starts_with(['4', '5']), "{place} {status}");
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let parameter = parameter["$ref"].as_str().map_or(parameter, |name| document.pointer(&name[1..]).unwrap());
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
    let codes = |list: &str, field: &str| -> BTreeSet<String> {
        let list = server.get("", list).send().expect(200);
        list.items().iter().map(|one| one[field].as_str().unwrap().to_owned()).collect()
    };
    let served = merzim::parts::PARTS.iter().flat_map(|part| part.places).map(|place| place.procedure.to_owned());
    assert_eq!(codes("/procedures", "code"), served.collect());
    let acts = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/law/acts")).unwrap();
    assert_eq!(codes("/acts", "id").len(), acts.count());
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
    let published =
        Registry::new().draft(Draft::Draft202012).add("urn:contract", &document).unwrap().prepare().unwrap();
    let mut validators = BTreeMap::<String, Validator>::new();
    let mut check = |place: &str, reference: &str, example: &Value| {
        let validator = validators.entry(reference.to_owned()).or_insert_with(|| {
            let schema = serde_json::json!({ "$ref": format!("urn:contract{reference}") });
            let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(&published);
            options.should_validate_formats(true).build(&schema).unwrap()
        });
        let faults: Vec<String> = validator.iter_errors(example).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{place}: {faults:?}\n{example}");
    };
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for example in schema["examples"].as_array().into_iter().flatten() {
            check(name, &format!("#/components/schemas/{name}"), example);
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
                let examples = content["examples"].as_object().unwrap_or_else(|| panic!("{place}: no example"));
                for example in examples.values().map(|example| resolved(&document, example)) {
                    assert!(!example["value"].is_null(), "{place}: an example without a value");
                    let schema = content["schema"]["$ref"]
                        .as_str()
                        .unwrap_or_else(|| panic!("{place}: a schema without a name"));
                    check(&place, schema, &example["value"]);
                    // An error is of the status under which it stands.
                    assert!(
                        part.parse().map_or(true, |status: u16| status < 400 || example["value"]["status"] == status)
                    );
                }
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
        if method != "GET" {
            continue;
        }
        // What goes on for as long as one watches never ends.
        if operation["responses"]["200"]["content"].get("text/event-stream").is_some() {
            continue;
        }
        let at = format!("{}?{}", world.address(&path), needed(&operation, ""));
        let who = world.who(&server, &path, &operation);
        let answer = server.get(who, &at).send().expect(200);
        for name in operation["responses"]["200"]["headers"].as_object().unwrap().keys() {
            // There is one page only.
            if name != "Link" {
                assert!(!answer.header(&name.to_lowercase()).is_empty(), "{at}: {name}");
            }
        }
        if operation["responses"].get("304").is_some() {
            let again = server.get(who, &at).header("If-None-Match", answer.header("etag")).send();
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
        let at = world.address(&path) + "?wonder=1";
        let answer = server.request(method, "ministry", &at).send().problem(400, "invalid-input");
        assert!(answer.pointers().contains(&"?wonder"), "{method} {at}: {}", answer.text);
    }
}

/// What must be in the query of an operation, but for this parameter.
fn needed(operation: &Value, but: &str) -> String {
    let asked = operation["parameters"].as_array().into_iter().flatten();
    let needed = asked.filter(|one| one["in"] == "query" && one["required"] == true && one["name"] != but);
    needed
        .map(|one| format!("&{}={}", one["name"].as_str().unwrap(), one["example"].to_string().trim_matches('"')))
        .collect()
}

/// What an answer says; of a spreadsheet, which says when it was made too, the checksum of its rows.
fn said_in(bytes: Vec<u8>) -> Vec<u8> {
    let name = b"xl/worksheets/sheet1.xml";
    // The directory of the archive is its last part; there the checksum stands before the name.
    let place = bytes.windows(name.len()).rposition(|window| window == name);
    place.map_or(bytes.clone(), |place| bytes[place - 30..place - 26].to_vec())
}

#[test]
fn every_parameter_does_something() {
    let server = Server::start(Backend::Sqlite);
    let world = World::of(&server);
    for (_, path, operation) in operations(&server.contract()) {
        for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            // What works of an operation is not the same from one request to the next.
            if ["limit", "cursor"].contains(&name) || path.ends_with("/sandbox/requests/{operation}") {
                continue;
            }
            let short = path.trim_start_matches("/api/v1");
            let ask = |value: &String| {
                // Some values bring what else is needed.
                let others = if value.contains('&') { String::new() } else { needed(&operation, name) };
                let at = format!("{}?{name}={value}{others}", world.address(&path));
                let answer = server.get(world.who(&server, &path, &operation), &at).send().expect(200);
                // Where what is listed says it of itself, it says what was asked for.
                for item in answer.body["items"].as_array().into_iter().flatten() {
                    let said = item[name].as_str().map(str::to_owned).or(item[name].as_bool().map(|it| it.to_string()));
                    assert!(said.as_ref().is_none_or(|said| said == value), "{at}: {item}");
                }
                said_in(answer.bytes)
            };
            let answers: BTreeSet<Vec<u8>> = world.values(&server, short, parameter).iter().map(ask).collect();
            assert!(answers.len() > 1, "{short}: `{name}` does nothing");
        }
    }
}

/// No operation gives them. One is of no operation at all; before the other one the state of a case refuses.
const OF_NO_OPERATION: [&str; 2] = ["method-not-allowed", "agreement-missing"];

/// That an operation is named there with every problem that it answers is checked of every answer in these tests.
#[test]
fn every_problem_is_named_by_an_operation() {
    let server = Server::start(Backend::Sqlite);
    let document = server.contract();
    let mut named = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        assert!(operation.get("x-refusals").is_none(), "{method} {path}");
        let answers = operation["responses"].as_object().unwrap().values().filter_map(|answer| answer["$ref"].as_str());
        for answer in answers.map(|name| document.pointer(name.trim_start_matches('#')).unwrap()) {
            let examples = answer["content"]["application/problem+json"]["examples"].as_object();
            named.extend(examples.into_iter().flatten().map(|(code, _)| code.clone()));
        }
    }
    let known = server.get("", "/problems").send().expect(200);
    let known =
        known.items().iter().map(|problem| problem["type"].as_str().unwrap().trim_start_matches("urn:merzim:problem:"));
    assert_eq!(known.filter(|code| !named.contains(*code)).collect::<BTreeSet<_>>(), OF_NO_OPERATION.into());
}

#[test]
fn the_table_of_problems_is_the_one_in_the_code() {
    let committed = include_str!("../../docs/problems.md");
    assert!(committed == merzim::problems::table(), "docs/problems.md has drifted: run `./dev openapi`");
}

#[test]
fn who_may_ask_for_what_is_what_was_reviewed() {
    let committed = include_str!("../../openapi/operations.md");
    assert!(
        committed == merzim::openapi::operations(),
        "openapi/operations.md has drifted: run `./dev openapi`, and read it"
    );
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

#[test]
fn the_example_of_a_problem_says_what_its_remedy_promises() {
    let server = Server::start(Backend::Sqlite);
    let document = server.contract();
    let known = server.get("", "/problems").header("Accept-Language", "en").send().expect(200);
    let (mut told, mut ruled) = (0, 0);
    for problem in known.items() {
        let code = problem["type"].as_str().unwrap().trim_start_matches("urn:merzim:problem:");
        // What cannot arise in an operation has no example.
        let examples = document["components"]["examples"].as_object().unwrap();
        let name = format!("problem.{code}");
        // Which role is needed, the example of each operation says.
        let Some(example) = examples.get(&(name.clone() + ".commAuthority")).or_else(|| examples.get(&name)) else {
            continue;
        };
        let example = &example["value"];
        let promises = |field: &str| problem["remedy"].as_str().unwrap().contains(field);
        assert!(!promises("detail") || example["detail"].is_string(), "{code} says no detail: {problem}");
        told += usize::from(example["detail"].is_string());
        if let Some(detail) = example["detail"].as_str() {
            let is_begun = detail.starts_with(|sign: char| sign.is_uppercase() || sign.is_numeric());
            assert!(is_begun && detail.ends_with('.') && !merzim_tests::has_day(detail), "{code}: {detail}");
        }
        if let Some(href) = example["ruleHref"].as_str() {
            let rule = server.get("", href.trim_start_matches("/api/v1")).send().expect(200);
            assert_eq!(rule.body["id"], example["rule"], "{code}");
            ruled += 1;
        }
    }
    assert!(told > 25 && ruled > 25, "{told} {ruled}");
    let instants = document.to_string();
    assert!(!instants.contains("schemas/Instant"), "an instant has one shape");
}

#[test]
fn the_example_of_a_case_shows_its_own_procedure() {
    let document = document();
    let mut seen = 0;
    for (method, path, operation) in operations(&document) {
        let reference = &operation["responses"]["200"]["content"]["application/json"]["examples"]["example"]["$ref"];
        let Some(example) = reference.as_str().and_then(|name| document.pointer(&format!("{}/value", &name[1..])))
        else {
            continue;
        };
        let first = example.pointer("/items/0").unwrap_or(example);
        for own in ["/actions/0/href", "/obligations/0/case/href"] {
            let Some(href) = first.pointer(own).and_then(Value::as_str).filter(|_| !first["act"].is_null()) else {
                continue;
            };
            let collection = href.split('/').nth(3).unwrap();
            assert!(path.split('/').any(|part| part == collection), "{method} {path}: {href}");
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen}");
}
