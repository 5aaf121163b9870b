//! What a demo starts with.

use std::collections::{BTreeMap, BTreeSet};

use merzim_tests::{Backend, Server, at_once, both, operations, tally};
use serde_json::Value;

const WITH_DATA: [(&str, &str); 1] = [("demo_data", "true")];

/// The procedures whose cases stand in a list of their own, each with its collection.
fn places() -> impl Iterator<Item = (&'static str, &'static str)> {
    let places = merzim::parts::PARTS.iter().flat_map(|part| part.places);
    places.map(|place| (place.procedure, place.collection)).filter(|(_, collection)| *collection != "comments")
}

/// The ids of cases with their states, and of things of other kinds, whoever sees them.
fn things(server: &Server) -> BTreeMap<(&'static str, String), String> {
    let mut seen = BTreeMap::new();
    let cases = places().map(|(_, collection)| (collection, "state"));
    let lists = cases.chain([("register-entries", "status"), ("reception-offices", "active")]);
    for (list, field) in lists {
        for persona in server.personas.iter().map(|persona| persona.id.as_str()).chain([""]) {
            let shown = server.get(persona, &format!("/{list}?limit=100")).send();
            for item in shown.body["items"].as_array().into_iter().flatten() {
                let stands = item[field].as_str().map_or_else(|| item[field].to_string(), str::to_owned);
                seen.insert((list, item["id"].to_string()), format!("{list} {stands}"));
            }
        }
    }
    seen
}

/// How many of them there are in each state.
fn counts(server: &Server) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for stands in things(server).into_values() {
        *counts.entry(stands).or_default() += 1;
    }
    counts
}

/// States in which no case of a demo is found: what Merzim does next by itself follows at once.
const PASSED_THROUGH: [&str; 2] = ["accreditation-applications accredited", "accreditation-applications refused"];

/// Waits until those who are told when it starts are told, and gives what there is.
fn demo_of(server: &Server) -> BTreeMap<String, usize> {
    let settled = || PASSED_THROUGH.iter().all(|state| !counts(server).contains_key(*state));
    merzim_tests::eventually(60, settled);
    counts(server)
}

both! {
    with WITH_DATA;
    fn a_demo_starts_with_cases_in_every_state_and_only_once(server) {
        let demo = demo_of(&server);
        let procedures = server.get("", "/procedures").send().expect(200);
        let mut states = 0;
        for (code, collection) in places() {
            let procedure = procedures.items().iter().find(|one| one["code"] == code).unwrap();
            for state in procedure["states"].as_array().unwrap() {
                let stands = format!("{collection} {}", state["code"].as_str().unwrap());
                assert!(demo.contains_key(&stands) || PASSED_THROUGH.contains(&stands.as_str()), "{stands}: {demo:?}");
                states += 1;
            }
        }
        assert!(states > 40, "{states}");
        // What is late is there to be seen as such.
        let late = |status: &str| -> Vec<Value> {
            let owed = server.get("authority", &format!("/obligations?status={status}&limit=100")).send().expect(200);
            owed.items().iter().map(|one| one["rule"].clone()).collect()
        };
        assert_eq!(late("overdue"), ["93-2", "93-3"]);
        assert_eq!(late("late"), ["93-2", "93-3", "93-4"]);
        // Nothing of it happens after now, and the clock stands where it would without it.
        let now = server.get("", "/sandbox/clock").send().expect(200).text_of("now");
        assert!(now.starts_with("2026-03-16T10:"), "{now}");
        assert_eq!(demo_of(&Server::over(server.stop(), &WITH_DATA)), demo);
    }
}

#[test]
fn a_demo_begins_on_any_day_of_a_week_after_midnight_too_and_at_the_end_of_a_year() {
    for now in [
        "2026-11-24T09:00:00+05:00",
        "2026-11-27T10:00:00+05:00",
        "2026-11-28T00:01:20+05:00",
        "2026-11-28T12:00:00+05:00",
        "2026-11-29T23:50:00+05:00",
        "2026-12-31T19:00:00+05:00",
    ] {
        let server = Server::start_with(Backend::Sqlite, &[WITH_DATA[0], ("sandbox_clock", now)]);
        assert!(!server.get("mediaAuthority", "/press-officers").send().expect(200).items().is_empty(), "{now}");
    }
}

#[test]
fn a_demo_begins_where_the_calendar_ends_with_what_it_reaches() {
    let server = Server::start_with(Backend::Sqlite, &[WITH_DATA[0], ("sandbox_clock", "2027-12-15T10:00:00+05:00")]);
    for list in ["/accreditation-applications", "/press-officers", "/meetings"] {
        let who = if list == "/press-officers" { "mediaAuthority" } else { "authority" };
        assert!(!server.get(who, list).send().expect(200).items().is_empty(), "{list}");
    }
    let asked = server.get("", "/sandbox/requests/createReceptionSchedule").header("Accept-Language", "en").send();
    assert!(asked.status == 200 || asked.text_of("detail").contains("calendar"), "{}", asked.text);
}

both! {
    with WITH_DATA;
    fn a_demo_has_one_example_of_what_is_overdue_by_a_rule(server) {
        let mut overdue: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for persona in &server.personas {
            let duties = server.get(&persona.id, "/obligations?status=overdue&limit=100").send();
            for duty in duties.body["items"].as_array().into_iter().flatten() {
                let case = duty["case"]["id"].to_string();
                overdue.entry(duty["rule"].to_string()).or_default().insert(case);
            }
        }
        // Of what is moderated nothing new comes any more, so that there are two: one to accept and one to return.
        let most = |rule: &str| if rule == "\"95-3\"" { 2 } else { 1 };
        assert!(overdue.len() > 3 && overdue.iter().all(|(rule, cases)| cases.len() == most(rule)), "{overdue:?}");
    }
}

#[test]
fn every_demo_begins_with_the_same_ids() {
    let demo = |backend| {
        let server = Server::start_with(backend, &WITH_DATA);
        let _ = demo_of(&server);
        let slots = server.get("", "/reception-slots?limit=100").send().expect(200);
        (things(&server), slots.items().iter().map(|slot| slot["id"].clone()).collect::<Vec<_>>())
    };
    let (known, slots) = demo(Backend::Sqlite);
    assert!(known.len() > 60 && !slots.is_empty(), "{}", known.len());
    assert_eq!(demo(Backend::Postgres), (known, slots));
}

#[test]
fn nodes_that_start_together_make_one_demo() {
    let first = Server::start(Backend::Postgres);
    let database = first.database().unwrap();
    std::thread::scope(|scope| {
        let node = || Server::start_with(Backend::Sqlite, &[WITH_DATA[0], ("database_url", database)]);
        let nodes = [scope.spawn(node), scope.spawn(node)].map(|node| node.join().unwrap());
        let demos: Vec<_> = nodes.iter().map(demo_of).collect();
        assert_eq!(demos[0], demos[1]);
    });
}

both! {
    with WITH_DATA;
    fn every_operation_is_executed_as_it_is_shown(server) {
        let contract = server.contract();
        let (mut done, mut failed) = (0, Vec::new());
        for (method, path, operation) in operations(&contract) {
            let id = operation["operationId"].as_str().unwrap();
            // What goes on for as long as one watches never ends.
            if operation["responses"]["200"]["content"].get("text/event-stream").is_some() {
                let _ = server.get("", &format!("/sandbox/requests/{id}")).send().expect(200);
                done += 1;
                continue;
            }
            let is_file = operation["requestBody"]["content"].get("multipart/form-data").is_some();
            let execute = || {
                let shown = server.get("", &format!("/sandbox/requests/{id}")).send();
                if shown.status != 200 {
                    return shown;
                }
                let text = |field: &str| shown.body[field].as_str().unwrap_or_default();
                assert_eq!((text("method"), text("operation")), (method, id));
                let mut request = server.request(method, text("persona"), text("path"));
                if let Some(version) = shown.body["ifMatch"].as_str() {
                    request = request.header("If-Match", version);
                }
                match &shown.body["body"] {
                    Value::Null if is_file => request.file("demo.txt", b"DEMO"),
                    Value::Null => request,
                    body => request.json(body),
                }
                .send()
            };
            let mut answer = execute();
            // What the clock changed in between is read again.
            if answer.status == 412 {
                answer = execute();
            }
            match answer.status {
                200..=299 => done += 1,
                _ => failed.push(format!("{id} of {path}: {} {}", answer.status, answer.text)),
            }
        }
        assert!(failed.is_empty(), "{done} done, {} not:\n{}", failed.len(), failed.join("\n"));
    }
}

/// When somebody starts a demo: at night, at the end of a week, of a quarter and of a year, on a holiday.
const MOMENTS: [&str; 4] = [
    "2026-03-20T23:50:00+05:00",
    "2026-03-22T00:10:00+05:00",
    "2026-06-30T08:00:00+05:00",
    "2026-12-31T22:40:00+05:00",
];

#[test]
fn a_demo_has_something_for_every_operation_whenever_it_is_started() {
    for moment in MOMENTS {
        let server = Server::start_with(Backend::Sqlite, &[WITH_DATA[0], ("sandbox_clock", moment)]);
        let mut missing: Vec<_> =
            operations(&server.contract()).iter().map(|(.., one)| one["operationId"].clone()).collect();
        missing.retain(|id| {
            let id = id.as_str().unwrap();
            server.get("", &format!("/sandbox/requests/{id}")).send().status != 200
        });
        assert!(missing.is_empty(), "{moment}: {missing:?}");
    }
}

#[test]
fn what_is_tried_leaves_nothing_behind_and_what_is_no_operation_is_not_found() {
    let server = Server::start(Backend::Sqlite);
    for id in ["nothing", "get", "../clock"] {
        let _ = server.get("", &format!("/sandbox/requests/{id}")).send().problem(404, "not-found");
    }
    // What is tried is taken back, however many ask at once. On a busy machine whoever comes last is told to ask again.
    let ask = |_| loop {
        let shown = server.get("", "/sandbox/requests/createMeeting").send();
        if shown.status != 503 {
            return shown;
        }
    };
    assert_eq!(tally(&at_once(6, ask)), [(200, 6)].into());
    assert!(server.get("", "/meetings").send().expect(200).items().is_empty());
    let drafts = server.get("holder", "/meetings").send().expect(200);
    assert!(drafts.items().is_empty(), "{}", drafts.text);
}

#[test]
fn what_works_is_tried_for_who_is_named_and_for_what_is_named_first() {
    let server = Server::start_with(Backend::Sqlite, &WITH_DATA);
    // Whoever is named, what is answered works; and it is for them where it can be.
    for operation in ["getMediaGrid", "getAccreditationApplication", "listObligations"] {
        for persona in ["nobody", "ministry", "akimat", "mediaAuthority", "nothing"] {
            let shown = server.get("", &format!("/sandbox/requests/{operation}?persona={persona}")).send().expect(200);
            let who = shown.body["persona"].as_str().unwrap_or_default();
            let _ = server.request("GET", who, &shown.text_of("path")).send().expect(200);
            let can = |known: &[&str]| known.contains(&persona);
            if operation == "listObligations" && can(&["ministry", "akimat", "mediaAuthority"]) {
                assert_eq!(who, persona);
            }
            assert_ne!(who, "nobody");
        }
    }
    // What was made last stands last in its list, and is tried first if it is named.
    let form = &server.contract()["components"]["examples"]["AccreditationForm"]["value"];
    let made: Vec<String> = (0..3)
        .map(|_| server.post("ministry", "/accreditation-applications").json(form).send().expect(201).text_of("id"))
        .collect();
    for id in &made {
        let at = format!("/sandbox/requests/submitAccreditationApplication?persona=ministry&about=x,{id},{}", made[0]);
        assert_eq!(server.get("", &at).send().expect(200).body["parameters"]["id"], **id);
    }
}

#[test]
fn where_nothing_works_it_is_said_why_in_each_language() {
    let server = Server::start(Backend::Sqlite);
    for (operation, why) in [
        ("moveReceptionSlots", ["күнтізбе", "календарь", "calendar"]),
        // There is no case.
        ("decideAccreditationApplication", ["объект", "объекта", "nothing is there"]),
        // What leads there is named.
        (
            "decideAccreditationApplication",
            ["Алдымен", "Сначала", "First do one of these: submitAccreditationApplication (ministry)"],
        ),
        // It is refused: the problem says why.
        ("compileReceptionRoster", ["объект", "объекта", "nothing is there"]),
    ] {
        for (language, words) in ["kk", "ru", "en"].into_iter().zip(why) {
            let asked = server.get("", &format!("/sandbox/requests/{operation}")).header("Accept-Language", language);
            let said = asked.send().problem(404, "not-found").text_of("detail");
            assert!(said.contains(words) && said.ends_with('.'), "{operation}: {said}");
        }
    }
}

#[test]
fn what_is_to_stand_in_place_of_a_thing_is_shown_as_it_stands() {
    let server = Server::start_with(Backend::Sqlite, &WITH_DATA);
    for of in server.get("", "/organisations?limit=100").send().expect(200).items() {
        let shown =
            server.get("", &format!("/sandbox/requests/replaceOrganisation?about={}", of["id"].as_str().unwrap()));
        let shown = shown.send().expect(200).body;
        assert_eq!(shown["parameters"]["id"], of["id"]);
        for field in ["kind", "name", "from"] {
            assert_eq!(shown["body"][field], of[field], "{field}");
        }
    }
}

#[test]
fn the_contract_of_a_demo_names_who_asks_and_for_what() {
    let server = Server::start_with(Backend::Sqlite, &WITH_DATA);
    let mut seen = 0;
    for (_, path, operation) in operations(&server.contract()) {
        let id = operation["operationId"].as_str().unwrap();
        let who = operation["x-persona"].as_str();
        let may_lack = id == "getWorkingRequest";
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
        for one in parameters.filter(|one| one["$ref"].is_null()) {
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
