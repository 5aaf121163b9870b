//! What a demo starts with.

use std::collections::BTreeMap;

use merzim_tests::{Backend, Server, both, operations};
use serde_json::Value;

const WITH_DATA: [(&str, &str); 1] = [("demo_data", "true")];

/// How many cases and things of each kind there are, by how they stand.
fn counts(server: &Server) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (who, list, field) in [
        ("authority", "accreditation-applications", "state"),
        ("authority", "register-change-applications", "state"),
        ("authority", "cessation-notices", "state"),
        ("", "register-entries", "status"),
        ("", "meetings", "state"),
        ("", "reception-offices", "active"),
        ("", "reception-schedules", "state"),
        ("participant", "reception-appeals", "state"),
    ] {
        for item in server.get(who, &format!("/{list}?limit=100")).send().expect(200).items() {
            let stands = item[field].as_str().map_or_else(|| item[field].to_string(), str::to_owned);
            *counts.entry(format!("{list} {stands}")).or_default() += 1;
        }
    }
    counts
}

fn expect_demo(server: &Server) {
    let expected = [
        ("accreditation-applications notified", 3),
        ("accreditation-applications received", 2),
        ("cessation-notices entered", 1),
        ("meetings announced", 2),
        ("meetings cancelled", 1),
        ("meetings published", 1),
        ("reception-appeals received", 1),
        ("reception-appeals scheduled", 1),
        ("reception-offices true", 2),
        ("reception-schedules posted", 1),
        ("register-change-applications entered", 1),
        ("register-entries active", 1),
        ("register-entries removed", 1),
    ];
    let expected = expected.map(|(what, number)| (what.to_owned(), number)).into();
    // Some are told only when it starts.
    for _ in 0..2_000 {
        if counts(server) == expected {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    assert_eq!(counts(server), expected);
}

both! {
    with WITH_DATA;
    fn a_demo_starts_with_what_its_personas_have_done_and_only_once(server) {
        expect_demo(&server);
        let late = |status: &str| -> Vec<Value> {
            let owed = server.get("authority", &format!("/obligations?status={status}&limit=100")).send().expect(200);
            owed.items().iter().map(|one| one["rule"].clone()).collect()
        };
        assert_eq!(late("overdue"), ["93-2", "93-3"]);
        assert_eq!(late("late"), ["93-2", "93-3", "93-4"]);
        // Nothing of it happens after now, and the clock stands where it would without it.
        let now = server.get("", "/sandbox/clock").send().expect(200).text_of("now");
        assert!(now.starts_with("2026-03-16T10:0"), "{now}");
        expect_demo(&Server::over(server.stop(), &WITH_DATA));
    }
}

#[test]
fn nodes_that_start_together_make_one_demo() {
    let first = Server::start(Backend::Postgres);
    let database = first.database().unwrap();
    std::thread::scope(|scope| {
        let node = || Server::start_with(Backend::Sqlite, &[WITH_DATA[0], ("database_url", database)]);
        let nodes = [scope.spawn(node), scope.spawn(node)].map(|node| node.join().unwrap());
        nodes.iter().for_each(expect_demo);
    });
}

/// What no demo can show, and why.
const NOT_SHOWN: [(&str, &str); 1] = [(
    "moveReceptionSlots",
    "slots move when a day that was worked becomes a day off, for which the calendar must be amended",
)];

both! {
    with WITH_DATA;
    fn every_operation_is_executed_as_it_is_shown(server) {
        let contract = server.contract();
        let (mut done, mut failed) = (0, Vec::new());
        for (method, path, operation) in operations(&contract) {
            let id = operation["operationId"].as_str().unwrap();
            if NOT_SHOWN.iter().any(|(known, _)| *known == id) {
                continue;
            }
            let shown = server.get("", &format!("/sandbox/requests/{id}")).send();
            if shown.status != 200 {
                failed.push(format!("{id}: nothing works"));
                continue;
            }
            let text = |field: &str| shown.body[field].as_str().unwrap_or_default();
            assert_eq!((text("method"), text("operation")), (method, id));
            let mut request = server.request(method, text("persona"), text("path"));
            if let Some(version) = shown.body["ifMatch"].as_str() {
                request = request.header("If-Match", version);
            }
            // What goes on for as long as one watches never ends.
            if operation["responses"]["200"]["content"].get("text/event-stream").is_some() {
                done += 1;
                continue;
            }
            let request = match &shown.body["body"] {
                Value::Null if operation["requestBody"]["content"].get("multipart/form-data").is_some() => {
                    request.file("demo.txt", b"DEMO")
                }
                Value::Null => request,
                body => request.json(body),
            };
            let answer = request.send();
            match answer.status {
                200..=299 => done += 1,
                _ => failed.push(format!("{id} as {}: {} {}", text("persona"), answer.status, answer.text)),
            }
            let _ = path;
        }
        assert!(failed.is_empty(), "{done} done, {} not:\n{}", failed.len(), failed.join("\n"));
    }
}

#[test]
fn the_contract_of_a_demo_names_who_asks_and_for_what() {
    let server = Server::start_with(Backend::Sqlite, &WITH_DATA);
    let mut seen = 0;
    for (_, path, operation) in operations(&server.contract()) {
        let id = operation["operationId"].as_str().unwrap();
        let who = operation["x-persona"].as_str();
        let may_lack = id == "getWorkingRequest" || NOT_SHOWN.iter().any(|(known, _)| *known == id);
        assert!(who.is_some() || may_lack, "{id} names nobody");
        let Some(who) = who else { continue };
        assert!(who == "nobody" || server.persona(who).id == who);
        for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "path") {
            assert!(!parameter["example"].is_null(), "{path}: {parameter}");
        }
        seen += 1;
    }
    assert!(seen > 140, "{seen}");
    // A read of each is answered.
    let contract = server.contract();
    for (method, path, operation) in operations(&contract) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        if method != "GET" || operation["x-persona"].is_null() || path.contains("live") {
            continue;
        }
        let example = |one: &Value| one["example"].as_str().map_or_else(|| one["example"].to_string(), str::to_owned);
        let (mut at, mut query) = (path.clone(), Vec::new());
        for one in parameters {
            let name = one["name"].as_str().unwrap();
            if one["in"] == "path" {
                at = at.replace(&format!("{{{name}}}"), &example(one));
            } else if one["in"] == "query" && one["required"] == true {
                query.push(format!("{name}={}", example(one)));
            }
        }
        let who = operation["x-persona"].as_str().unwrap().replace("nobody", "");
        let _ = server.get(&who, &format!("{at}?{}", query.join("&"))).send().expect(200);
    }
}
