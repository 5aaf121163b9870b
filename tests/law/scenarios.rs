//! No rule is without a scenario, or a note that says why no case raises it.

use std::collections::BTreeSet;
use std::path::Path;

use merzim_tests::{Backend, Server};

/// The sources of the scenarios.
fn sources(folder: &Path) -> String {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| if path.is_dir() { sources(&path) } else { std::fs::read_to_string(path).unwrap() }).collect()
}

#[test]
fn every_rule_that_a_case_can_raise_stands_in_a_scenario_and_the_notes_say_why_no_case_raises_the_others() {
    let server = Server::start(Backend::Sqlite);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (scenarios, notes) =
        (sources(&root.join("law")), std::fs::read_to_string(root.join("../docs/notes-on-duties.md")).unwrap());
    let procedures = server.get("", "/procedures").send().expect(200);
    let rules_of = |procedure: &serde_json::Value| procedure["rules"].as_array().cloned().unwrap_or_default();
    let raised: BTreeSet<String> =
        procedures.items().iter().flat_map(rules_of).filter_map(|rule| rule.as_str().map(str::to_owned)).collect();
    assert!(raised.len() > 80, "{raised:?}");
    let rules = server.get("", "/rules").send().expect(200);
    let ids: BTreeSet<&str> = rules.items().iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert!(raised.iter().all(|rule| ids.contains(rule.as_str())));
    let untold = |id: &&&str| {
        if raised.contains(**id) { !scenarios.contains(&format!("\"{id}\"")) } else { !notes.contains(**id) }
    };
    let untold: Vec<_> = ids.iter().filter(untold).collect();
    assert!(untold.is_empty(), "{untold:?}");
}
