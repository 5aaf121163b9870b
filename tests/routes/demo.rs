//! What a demo starts with.

use std::collections::BTreeMap;

use merzim_tests::{Backend, Server, both};
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
