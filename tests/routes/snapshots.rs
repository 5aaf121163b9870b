//! Whole answers as they were reviewed: one thing of each kind, the same on both databases. After a change that is meant:
//! `INSTA_UPDATE=always ./dev test --test routes snapshots`, then read what changes in `tests/snapshots/`.

use std::collections::BTreeMap;
use std::time::Duration;

use merzim_tests::{Server, World, both, operations};
use serde_json::Value;

/// How long an id is, written out.
const ID: usize = 36;

fn is_id(text: &str) -> bool {
    text.len() == ID
        && text.char_indices().all(|(place, sign)| match place {
            8 | 13 | 18 | 23 => sign == '-',
            _ => sign.is_ascii_hexdigit(),
        })
}

/// A text in which ids are numbered as they come, and instants go to the hour: these differ from run to run.
fn told_apart(text: &str, ids: &mut Vec<String>) -> String {
    let is_instant = text.len() >= 20 && text.as_bytes()[10] == b'T' && text.as_bytes()[13] == b':';
    if is_instant {
        return format!("{}:…", &text[..13]);
    }
    let mut said = String::new();
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let next = match rest.get(..ID).filter(|start| is_id(start)) {
            Some(id) => {
                let place = ids.iter().position(|known| known == id).unwrap_or_else(|| {
                    ids.push(id.to_owned());
                    ids.len() - 1
                });
                said.push_str(&format!("id-{}", place + 1));
                ID
            }
            None => {
                said.push(sign);
                sign.len_utf8()
            }
        };
        rest = &rest[next..];
    }
    said
}

/// An answer without what differs from run to run. The steps of a trace take one line each.
fn plain(value: &Value, ids: &mut Vec<String>) -> Value {
    match value {
        Value::String(text) => Value::String(told_apart(text, ids)),
        Value::Array(items) => Value::Array(items.iter().map(|item| plain(item, ids)).collect()),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                let shown = match (name.as_str(), value) {
                    ("trace", Value::Array(steps)) => {
                        steps.iter().map(|step| Value::String(step.to_string())).collect()
                    }
                    // Weeks begin by themselves, of whichever body first.
                    ("number", Value::String(text)) if text.starts_with("WKS-") => Value::from("WKS-…"),
                    // Made of ids.
                    ("cms" | "sha256", Value::String(_)) => Value::from("…"),
                    _ => plain(value, ids),
                };
                (name.clone(), shown)
            };
            Value::Object(fields.iter().map(field).collect())
        }
        other => other.clone(),
    }
}

/// What each operation that shows one thing by its id answers, by the collection.
fn shown(server: &Server, world: &World) -> BTreeMap<String, Value> {
    let contract = server.contract();
    let gets = operations(&contract).into_iter().filter(|(method, path, operation)| {
        let by_id = path.ends_with("/{id}")
            && operation["parameters"].as_array().into_iter().flatten().any(|one| one["schema"]["format"] == "uuid");
        *method == "GET" && by_id && operation["responses"]["200"]["content"]["application/json"].is_object()
    });
    gets.map(|(_, path, operation)| {
        let who = world.who(server, &path, &operation);
        let answer = server.get(who, &world.address(&path)).header("Accept-Language", "en").send().expect(200);
        (path.rsplit('/').nth(1).unwrap().to_owned(), plain(&answer.body, &mut Vec::new()))
    })
    .collect()
}

/// The same, once nothing happens in the background any more.
fn settled(server: &Server, world: &World) -> BTreeMap<String, Value> {
    let mut before = shown(server, world);
    for _ in 0..50 {
        std::thread::sleep(Duration::from_millis(400));
        let now = shown(server, world);
        if now == before {
            return now;
        }
        before = now;
    }
    panic!("it never settles");
}

both! {
    fn what_is_shown_of_one_thing_of_each_kind_is_what_was_reviewed(server) {
        let world = World::of(&server);
        let answers = settled(&server, &world);
        assert!(answers.len() > 12, "{:?}", answers.keys());
        for (name, answer) in answers {
            insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name, format!("{answer:#}"));
            });
        }
    }
}
