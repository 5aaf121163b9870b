//! The signed log: every event is in it, and whatever is changed by hand is found.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use merzim_tests::kit::{id, words};
use merzim_tests::{Backend, Server, World, accredit, both, eventually, form};
use openssl::pkey::PKey;
use openssl::sign::Verifier;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn decoded(value: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(value.as_str().unwrap()).unwrap()
}

/// The root of a head, whose signature holds.
fn root_of(head: &Value) -> RootHash<Sha256> {
    let key = PKey::public_key_from_pem(head["publicKey"].as_str().unwrap().as_bytes()).unwrap();
    let signed = decoded(&head["signed"]);
    let mut verifier = Verifier::new_without_digest(&key).unwrap();
    assert!(verifier.verify_oneshot(&decoded(&head["signature"]), &signed).unwrap());
    let signed: Value = serde_json::from_slice(&signed).unwrap();
    assert_eq!((&signed["root"], &signed["size"]), (&head["root"], &head["size"]));
    let root = bytes(head["root"].as_str().unwrap());
    RootHash::new(root.as_slice().try_into().unwrap(), head["size"].as_u64().unwrap())
}

/// All proofs of the events of a case, page by page, each held against its head.
fn proven(server: &Server, who: &str, case: &str) -> Vec<Value> {
    let (mut found, mut next, mut previous) = (Vec::new(), String::new(), Value::Null);
    loop {
        let page = server.get(who, &format!("/cases/{case}/proofs?limit=2{next}")).send().expect(200);
        let root = root_of(&page.body["head"]);
        for item in page.items() {
            let event = decoded(&item["event"]);
            let told: Value = serde_json::from_slice(&event).unwrap();
            assert_eq!((&told["previous"], &told["case"]), (&previous, &json!(case)));
            previous = item["hash"].clone();
            let path: Vec<u8> =
                item["path"].as_array().unwrap().iter().flat_map(|step| bytes(step.as_str().unwrap())).collect();
            let proof = InclusionProof::try_from_bytes(path).unwrap();
            root.verify_inclusion(&event, item["position"].as_u64().unwrap(), &proof).unwrap();
            if let Some(by) = item["by"].as_object() {
                // Names of fields and texts without anything to escape: canonical as it is.
                let by = serde_json::to_vec(&json!(by)).unwrap();
                let digest: String = Sha256::digest(&by).iter().map(|byte| format!("{byte:02x}")).collect();
                assert_eq!(told["by"], digest);
            }
            found.push(told);
        }
        match page.body["nextCursor"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => return found,
        }
    }
}

/// An application with a file, filed and accredited; its id.
fn accredited(server: &Server) -> String {
    let path = server.received("ministry", &form());
    let _ = server.act("authority", &path, "decision").json(&accredit()).send().expect(200);
    id(&path).to_owned()
}

both! {
    fn every_event_is_in_the_signed_log_and_proven(server) {
        let empty = server.get("", "/audit/head").send().expect(200).body;
        assert_eq!(root_of(&empty), RootHash::new(Sha256::digest(b""), 0));
        let case = accredited(&server);
        let first = server.settled_log();
        let kept = server.get("", "/audit/head").send().expect(200).body;
        let told = proven(&server, "ministry", &case);
        let events = server.get("ministry", &format!("/cases/{case}/events?limit=100")).send().expect(200);
        assert_eq!(told.len(), events.items().len());
        for (sealed, event) in told.iter().zip(events.items()) {
            assert_eq!((&sealed["sequence"], &sealed["action"], &sealed["to"]), (&event["sequence"], &event["action"], &event["to"]));
            assert_eq!(sealed["duties"].as_array().unwrap().len(), event["duties"].as_array().unwrap().len());
        }
        // Who acted is told to their own organisation only; strangers see no proof.
        let page = server.get("authority", &format!("/cases/{case}/proofs")).send().expect(200);
        let by: Vec<bool> = page.items().iter().map(|item| item["by"].is_null()).collect();
        assert!(by.contains(&true) && by.contains(&false), "{by:?}");
        assert!(!page.text.contains("demo-ministry"));
        let _ = server.get("akimat", &format!("/cases/{case}/proofs")).send().problem(404, "not-found");
        let _ = server.get("", &format!("/cases/{case}/proofs")).send().problem(401, "unauthenticated");
        // The log of all procedures holds, and continues the one whose head was kept.
        let _ = World::of(&server);
        let last = server.settled_log();
        assert!(last > first + 50, "{first} {last}");
        let answer = server.get("", &format!("/audit/consistency?size={first}")).send().expect(200).body;
        let path: Vec<u8> = answer["path"].as_array().unwrap().iter().flat_map(|step| bytes(step.as_str().unwrap())).collect();
        let proof = ConsistencyProof::try_from_bytes(path).unwrap();
        root_of(&answer["head"]).verify_consistency(&root_of(&kept), &proof).unwrap();
        assert_eq!(server.audit(None), []);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), kept.to_string()).unwrap();
        assert_eq!(server.audit(file.path().to_str()), []);
        for wrong in ["0", "-1", "x", &(last + 1000).to_string()] {
            let _ = server.get("", &format!("/audit/consistency?size={wrong}")).send().problem(400, "invalid-input");
        }
        let _ = server.get("", "/audit/consistency").send().problem(400, "invalid-input");
    }
}

/// What keeps a copy of all that can be tampered with, and puts it back.
const TABLES: [&str; 6] = ["case_events", "audit_leaves", "audit_nodes", "audit_tree", "audit_heads", "obligations"];

both! {
    on backend;
    fn what_is_changed_by_hand_is_found_and_located() {
        let server = Server::start(backend);
        let (case, other) = (accredited(&server), accredited(&server));
        let _ = server.act("ministry", &format!("/accreditation-applications/{case}"), "withdrawal").json(&json!({ "reason": words() })).send();
        let last = server.settled_log();
        let kept = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(kept.path(), server.get("", "/audit/head").send().expect(200).text).unwrap();
        let storage = server.stop();
        let run = |sql: &str| storage.alter(sql, sql);
        for table in TABLES {
            run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"));
        }
        let restore = || {
            for table in TABLES {
                run(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}"));
            }
        };
        let audited = |kept: Option<&str>| storage.audit(kept);
        assert_eq!(audited(kept.path().to_str()), []);
        let of = |sequence: i64| format!("case_id = '{case}' AND sequence = {sequence}");
        let end = last - 1;
        let at_end = format!("(SELECT position FROM audit_leaves WHERE position = {end})");
        // What is done, and where it is found: case and event, or only that it is.
        let here = |sequence: i64| Some((case.as_str(), sequence));
        let deeds: Vec<(String, Option<(&str, i64)>)> = vec![
            (format!("UPDATE case_events SET action = 'decide' WHERE {}", of(1)), here(1)),
            (format!("UPDATE case_events SET to_state = 'refused' WHERE {}", of(1)), here(1)),
            (format!("UPDATE case_events SET at = '2026-03-01 00:00:00.000000' WHERE {}", of(2)), here(2)),
            (format!("UPDATE case_events SET actor = 'somebody' WHERE {}", of(2)), here(2)),
            (format!("UPDATE case_events SET organisation = '000740000004' WHERE {}", of(1)), here(1)),
            (format!("UPDATE case_events SET duties = '[]' WHERE {}", of(2)), here(2)),
            (format!("UPDATE case_events SET request = NULL WHERE {}", of(2)), here(2)),
            (format!("UPDATE case_events SET hash = '{}' WHERE {}", "0".repeat(64), of(2)), here(2)),
            // Deleted, from the middle and at the end.
            (format!("DELETE FROM case_events WHERE {}", of(1)), here(1)),
            (format!("DELETE FROM case_events WHERE leaf = {end}"), None),
            (format!("DELETE FROM case_events WHERE leaf = {end}; DELETE FROM audit_leaves WHERE position = {at_end}"), None),
            (
                format!(
                    "DELETE FROM case_events WHERE leaf = {end}; DELETE FROM audit_leaves WHERE position = {end}; \
                     DELETE FROM audit_nodes WHERE place >= {}; UPDATE audit_tree SET size = {end}",
                    2 * end
                ),
                None,
            ),
            // In another order, and moved to another case.
            (
                format!(
                    "UPDATE case_events SET sequence = 900 WHERE {}; UPDATE case_events SET sequence = 1 WHERE {}; \
                     UPDATE case_events SET sequence = 2 WHERE case_id = '{case}' AND sequence = 900",
                    of(1),
                    of(2)
                ),
                here(1),
            ),
            (format!("UPDATE case_events SET case_id = '{other}', sequence = 900 WHERE {}", of(2)), here(2)),
            (
                "UPDATE case_events SET leaf = -1 WHERE leaf = 1; UPDATE case_events SET leaf = 1 WHERE leaf = 0; \
                 UPDATE case_events SET leaf = 0 WHERE leaf = -1"
                    .to_owned(),
                None,
            ),
            // The tree itself.
            ("UPDATE audit_leaves SET sequence = 901 WHERE position = 1".to_owned(), None),
            ("DELETE FROM audit_leaves WHERE position = 0".to_owned(), None),
            (format!("UPDATE audit_nodes SET hash = '{}' WHERE place = 1", "0".repeat(64)), None),
            (format!("UPDATE audit_heads SET root = '{}'", "0".repeat(64)), None),
            ("UPDATE audit_heads SET signature = 'AAAA'".to_owned(), None),
            (format!("UPDATE audit_nodes SET hash = '{}' WHERE place = 3", "0".repeat(64)), None),
            ("DELETE FROM audit_nodes WHERE place = 7".to_owned(), None),
            ("DELETE FROM audit_heads".to_owned(), None),
            // One that was never there, at a place of another.
            (
                format!(
                    "INSERT INTO case_events (case_id, sequence, at, actor, role, action, to_state, duties, salt, hash, leaf) \
                     SELECT case_id, 903, at, actor, role, action, to_state, duties, salt, hash, leaf FROM case_events WHERE {}",
                    of(2)
                ),
                here(903),
            ),
            // What the events say of duties.
            (format!("UPDATE obligations SET due_at = '2027-01-11 00:00:00.000000' WHERE case_id = '{case}' AND rule = '93-3'"), here(0)),
            (format!("UPDATE obligations SET rule = '93-2' WHERE case_id = '{case}' AND rule = '93-3'"), here(0)),
            (format!("UPDATE obligations SET bearer = '000740000004' WHERE case_id = '{case}' AND rule = '93-3'"), here(0)),
            (format!("UPDATE obligations SET trace = '[]' WHERE case_id = '{case}' AND rule = '93-3'"), here(0)),
            (format!("UPDATE obligations SET due_on = '2027-01-11' WHERE case_id = '{case}' AND rule = '93-3'"), here(0)),
            (format!("UPDATE obligations SET met_at = NULL WHERE case_id = '{case}' AND rule = '93-3'"), here(0)),
            (format!("DELETE FROM obligations WHERE case_id = '{case}' AND rule = '93-3'"), here(0)),
            (format!("UPDATE cases SET state = 'draft' WHERE id = '{case}'"), None),
        ];
        for (deed, place) in deeds {
            let state = format!("UPDATE cases SET state = (SELECT to_state FROM kept_case_events k WHERE k.case_id = cases.id ORDER BY sequence DESC LIMIT 1) WHERE id = '{case}'");
            run(&deed);
            let found = audited(None);
            assert!(!found.is_empty(), "not found: {deed}");
            if let Some((case, sequence)) = place {
                let located = found.iter().any(|(of, at, _)| of == case && *at == sequence);
                assert!(located, "not located: {deed}: {found:?}");
            }
            restore();
            run(&state);
            assert_eq!(audited(None), [], "not restored after: {deed}");
        }
        // A case that is gone with all that belongs to it, but for its leaves.
        let gone = format!("DELETE FROM cases WHERE id = '{case}'");
        storage.alter(&format!("PRAGMA foreign_keys = OFF; CREATE TABLE kept_cases AS SELECT * FROM cases; {gone}"), &format!("SET session_replication_role = replica; CREATE TABLE kept_cases AS SELECT * FROM cases; {gone}"));
        assert!(audited(None).iter().any(|(of, _, what)| *of == case && what == "the case is missing"));
        run(&format!("INSERT INTO cases SELECT * FROM kept_cases WHERE id = '{case}'"));
        assert_eq!(audited(None), []);
        // Whoever cuts off the end with its head as well is found by a head that was kept elsewhere.
        run(&format!(
            "DELETE FROM case_events WHERE leaf = {end}; DELETE FROM audit_leaves WHERE position = {end}; \
             DELETE FROM audit_nodes WHERE place >= {}; UPDATE audit_tree SET size = {end}; DELETE FROM audit_heads",
            2 * end
        ));
        assert!(audited(kept.path().to_str()).iter().any(|(_, _, what)| what.contains("missing")));
        restore();
        // Nothing is signed on top of what was forged: the log stands still, and says so.
        run(&format!("UPDATE audit_heads SET root = '{}'", "0".repeat(64)));
        let server = Server::over(storage, &[]);
        let _ = server.received("ministry", &form());
        std::thread::sleep(std::time::Duration::from_millis(2500));
        assert_eq!(server.log_size(), last);
        assert!(!server.audit(None).is_empty());
        let storage = server.stop();
        let again = "DELETE FROM audit_heads; INSERT INTO audit_heads SELECT * FROM kept_audit_heads";
        storage.alter(again, again);
        // A head that another key has signed is none.
        let data = storage.folder().to_owned();
        std::fs::remove_file(data.join("audit-key.pem")).unwrap();
        let server = Server::over(storage, &[]);
        eventually(30, || server.audit(None).iter().any(|(_, _, what)| what.contains("signed by no known key")));
    }
}

/// Has eight at once draft ten applications each, by turns at these nodes; each draft is one event.
fn many_write(nodes: &[&Server]) {
    let before = nodes[0].settled_log();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            scope.spawn(move || {
                for turn in 0..10 {
                    let _ = nodes[(writer + turn) % nodes.len()].draft("ministry", &form());
                }
            });
        }
    });
    let after = nodes[0].settled_log();
    assert_eq!(after, before + 80, "each event has one place");
    for node in nodes {
        assert_eq!((node.log_size(), node.audit(None)), (after, Vec::new()));
    }
}

both! {
    fn what_many_write_at_once_has_one_place_each(server) {
        let _ = server.draft("ministry", &form());
        many_write(&[&server]);
    }
}

#[test]
fn two_nodes_seal_everything_once() {
    let server = Server::start(Backend::Postgres);
    let (database, key) = (server.database().unwrap().to_owned(), server.folder().join("audit-key.pem"));
    let settings = [("database_url", database.as_str()), ("audit_key", key.to_str().unwrap())];
    let other = Server::start_with(Backend::Sqlite, &settings);
    let _ = server.draft("ministry", &form());
    // Each node knows the personas of its own key only, so each writes by its own.
    many_write(&[&server, &other]);
}
