//! A database that an earlier release has left opens, and its cases go on.

use merzim_tests::kit::{act, id, stands, words};
use merzim_tests::reception::{protocol, refusal};
use merzim_tests::{Backend, Server, Storage};
use serde_json::{Value, json};

/// The day after the last that happened in it.
const AFTER: [(&str, &str); 1] = [("sandbox_clock", "2026-04-17T10:00:00+05:00")];

fn opened(backend: Backend) -> Server {
    let storage = Storage::new(backend);
    storage.alter(include_str!("../stored/sqlite.sql"), include_str!("../stored/postgres.sql"));
    Server::over(storage, &AFTER)
}

/// Every case that somebody sees in a list, read whole.
fn cases(server: &Server, who: &str, list: &str) -> Vec<Value> {
    let items = server.get(who, &format!("{list}?limit=100")).send().expect(200);
    let paths = items.items().iter().map(|item| format!("{list}/{}", item["id"].as_str().unwrap()));
    paths.map(|path| server.get(who, &path).send().expect(200).body).collect()
}

/// The one of these cases in which something holds.
#[track_caller]
fn one(cases: &[Value], holds: impl Fn(&Value) -> bool) -> &Value {
    cases.iter().find(|case| holds(case)).expect("there is one")
}

/// Checks that something was read in one of these cases.
#[track_caller]
fn expect_read(cases: &[Value], at: impl Fn(&Value) -> Value, what: &str) {
    let is_there = |found: Value| found.as_array().map_or(!found.is_null(), |all| !all.is_empty());
    assert!(cases.iter().any(|case| is_there(at(case)[what].clone())), "no case with {what}");
}

fn everything_is_read(backend: Backend) {
    let server = opened(backend);
    let appeals = cases(&server, "body", "/reception-appeals");
    for field in [
        "hearing",
        "objections",
        "protocol",
        "refusal",
        "earlierRefusals",
        "extensions",
        "forwarding",
        "times",
        "failures",
        "record",
        "noShow",
    ] {
        expect_read(&appeals, |case| case["proceedings"].clone(), field);
    }
    let meetings = cases(&server, "holder", "/meetings");
    for field in ["postponements", "closure", "emergency", "cancellation", "publication", "broadcast"] {
        expect_read(&meetings, Value::clone, field);
    }
    expect_read(&meetings, |case| case["attendance"].clone(), "seatsPrepared");
    expect_read(&cases(&server, "body", "/reception-schedules"), Value::clone, "returns");
    expect_read(&cases(&server, "body", "/reception-rosters"), Value::clone, "receptions");
    let complaints = cases(&server, "complaints", "/complaints");
    let _ = one(&complaints, |case| case["decision"]["decision"] == "satisfied");
    for (who, list) in [
        ("participant", "/reception-appeals"),
        ("office", "/reception-appeals"),
        ("operator", "/reception-appeals"),
        ("participant", "/complaints"),
        ("authority", "/accreditation-applications"),
        ("ministry", "/register-change-applications"),
        ("akimat", "/cessation-notices"),
        ("responsible", "/attendance-requests"),
    ] {
        assert!(!cases(&server, who, list).is_empty(), "{who} {list}");
    }
    for (who, list) in
        [("authority", "/obligations"), ("body", "/obligations"), ("body", "/notices"), ("", "/register-entries")]
    {
        assert!(!server.get(who, list).send().expect(200).items().is_empty(), "{who} {list}");
    }
    // Its words were folded in another way.
    let found = |list: &str, words: &str| {
        let words: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
        server.get("", &format!("{list}?text={words}")).send().expect(200).items().len()
    };
    // Its events have hashes now, and their places in the log.
    assert!(server.settled_log() > 50);
    assert_eq!(server.audit(None), []);
    assert_eq!((found("/register-entries", "ауыл уни"), found("/register-entries", "АУЫЛ ҮНІ")), (1, 1));
    assert!(found("/meetings", "мажилис залы") > 0);
}

/// What is stored is what the law asks of: a hearing that was notified, a complaint that was passed on, a time that was set.
fn cases_go_on(backend: Backend) {
    let server = opened(backend);
    let path = |list: &str, case: &Value| format!("{list}/{}", case["id"].as_str().unwrap());
    let appeals = cases(&server, "body", "/reception-appeals");
    let hearing = path("/reception-appeals", one(&appeals, |case| case["state"] == "hearing"));
    let planned = one(&appeals, |case| case["state"] == "hearing")["proceedings"]["hearing"]["hearingAt"].clone();
    let protocol = protocol(planned.as_str().unwrap(), false);
    let heard = act(&server, "body", &hearing, "protocol", &protocol).expect(200);
    stands(&heard, "213-7", "met", None);
    let refused = act(&server, "body", &hearing, "refusal", &refusal()).expect(200);
    assert_eq!(refused.body["proceedings"]["hearing"]["decisionOn"], "2025-12-30");
    let complaints = cases(&server, "complaints", "/complaints");
    let passed = path("/complaints", one(&complaints, |case| case["state"] == "passedOn"));
    let decision = json!({ "decision": "satisfied", "reasons": words() });
    let decided = act(&server, "complaints", &passed, "decision", &decision).expect(200);
    assert_eq!(decided.body["decision"]["reopened"], true);
    let meetings = cases(&server, "holder", "/meetings");
    let postponed = one(&meetings, |case| case["state"] == "postponed");
    let postponed = path("/meetings", postponed);
    let again = json!({ "startsAt": "2026-05-14T10:00:00+05:00", "reason": words() });
    let moved = act(&server, "holder", &postponed, "postponement", &again).expect(200);
    assert_eq!(moved.body["postponements"].as_array().map(Vec::len), Some(2));
    let published = one(&meetings, |case| !case["publication"].is_null());
    let corrected = json!({ "decision": { "kk": "Тағы түзетілді" } });
    let corrected = act(&server, "holder", &path("/meetings", published), "outcome", &corrected).expect(200);
    assert_eq!(corrected.body["publication"]["earlier"].as_array().map(Vec::len), Some(2));
    let comments =
        server.get("responsible", &format!("/meetings/{}/comments", id(&path("", published)))).send().expect(200);
    let hidden = comments.items().iter().find(|one| one["state"] == "hidden").expect("a hidden comment");
    let restored = server.step("responsible", &path("/comments", hidden), "restoration").expect(200);
    assert_eq!(restored.body["moderation"].as_array().map(Vec::len), Some(2));
}

/// The migrations after those that the stored database has had, and before the one that says which complaint binds.
fn until_bound_by(backend: Backend) -> String {
    let folder = if backend == Backend::Sqlite { "sqlite" } else { "postgres" };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(folder);
    let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter(|name| ("2026-11-26".."2026-11-27-000031").contains(&name.as_str())).collect();
    names.sort();
    let applied = names.iter().map(|name| {
        let up = std::fs::read_to_string(folder.join(name).join("up.sql")).unwrap();
        let version = name.split('_').next().unwrap().replace('-', "");
        format!("{up}\nINSERT INTO __diesel_schema_migrations (version) VALUES ('{version}');\n")
    });
    applied.collect()
}

/// A body that was bound before it was stored by which complaint is bound by the one that was satisfied.
fn who_was_bound_is_bound_by_a_complaint(backend: Backend) {
    let storage = Storage::new(backend);
    storage.alter(include_str!("../stored/sqlite.sql"), include_str!("../stored/postgres.sql"));
    let migrated = until_bound_by(backend);
    storage.alter(&migrated, &migrated);
    storage.alter(
        "UPDATE cases SET bound = 1 WHERE number = 'VRC-2025-000003'",
        "UPDATE cases SET bound = true WHERE number = 'VRC-2025-000003'",
    );
    let server = Server::over(storage, &AFTER);
    let returned = json!({ "ground": "insulting", "reasons": words() });
    let appeals = cases(&server, "body", "/reception-appeals");
    let path = |number: &str| {
        format!("/reception-appeals/{}", one(&appeals, |case| case["number"] == number)["id"].as_str().unwrap())
    };
    let bound = act(&server, "body", &path("VRC-2025-000003"), "return", &returned).problem(409, "bound-by-complaint");
    assert!(bound.text_of("detail").contains("CMP-2025-000002"), "{}", bound.text);
    let complaint = server.get("body", bound.text_of("caseHref").trim_start_matches("/api/v1")).send().expect(200);
    assert_eq!(complaint.text_of("outcome"), "satisfied");
    // Nobody else is.
    let _ = act(&server, "body", &path("VRC-2025-000001"), "return", &returned).expect(200);
}

#[test]
fn who_was_bound_is_bound_by_a_complaint_in_sqlite() {
    who_was_bound_is_bound_by_a_complaint(Backend::Sqlite);
}

#[test]
fn who_was_bound_is_bound_by_a_complaint_in_postgresql() {
    who_was_bound_is_bound_by_a_complaint(Backend::Postgres);
}

#[test]
fn everything_that_an_earlier_release_stored_is_read_in_sqlite() {
    everything_is_read(Backend::Sqlite);
}

#[test]
fn everything_that_an_earlier_release_stored_is_read_in_postgresql() {
    everything_is_read(Backend::Postgres);
}

#[test]
fn cases_that_an_earlier_release_began_go_on_in_sqlite() {
    cases_go_on(Backend::Sqlite);
}

#[test]
fn cases_that_an_earlier_release_began_go_on_in_postgresql() {
    cases_go_on(Backend::Postgres);
}
