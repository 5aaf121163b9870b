//! What scenarios say: acting, how duties stand, what somebody is told.

use serde_json::{Value, json};

use crate::{Answer, Server};

/// Takes an action on a case, with its present version.
#[must_use]
pub fn act(server: &Server, who: &str, path: &str, resource: &str, body: &Value) -> Answer {
    let asked = server.act(who, path, resource);
    // Nothing is no `null`: where no body is taken, none is sent.
    if body.is_null() { asked.send() } else { asked.json(body).send() }
}

/// How the latest obligation under `rule` stands in a case, and its due date.
#[track_caller]
pub fn stands(case: &Answer, rule: &str, status: &str, due_on: Option<&str>) {
    let duty = case.duty(rule);
    assert_eq!((duty["status"].as_str(), duty["dueOn"].as_str()), (Some(status), due_on), "{rule}: {duty}");
}

/// Waits until somebody is told something; the newest notice that says so.
#[track_caller]
pub fn told(server: &Server, who: &str, kind: &str) -> Value {
    let says = |one: &&Value| one["kind"] == kind;
    let list = server.until(who, "/notices", |list| {
        list["items"].as_array().is_some_and(|items| items.iter().any(|one| says(&one)))
    });
    list.items().iter().find(says).cloned().unwrap_or_default()
}

/// A reason, in both languages.
#[must_use]
pub fn words() -> Value {
    json!({ "kk": "Себебі бар", "ru": "Есть причина" })
}

/// The id in a path.
#[must_use]
pub fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// How many items a field of a schema of the contract may have.
#[must_use]
pub fn most(server: &Server, schema: &str, field: &str) -> usize {
    fn found(schema: &Value, field: &str) -> Option<u64> {
        let here = schema["properties"][field]["maxItems"].as_u64();
        here.or_else(|| schema["allOf"].as_array()?.iter().find_map(|part| found(part, field)))
    }
    let contract = server.contract();
    let most = found(&contract["components"]["schemas"][schema], field);
    usize::try_from(most.unwrap_or_else(|| panic!("{schema} bounds no {field}"))).unwrap()
}
