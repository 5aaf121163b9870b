//! What scenarios say: acting, how duties stand, what somebody is told.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

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

/// Lines of a stream of events, as they come.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn watch(server: &Server, path: &str, headers: &str) -> BufReader<TcpStream> {
    let address = server.base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept-Encoding: gzip\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    let _ = reader.read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 200"), "{line}");
    reader
}

/// The next event: its id, its name and its data.
///
/// # Panics
/// When the stream ends before.
pub fn event(reader: &mut BufReader<TcpStream>) -> (String, String, Value) {
    let (mut id, mut name) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        assert!(reader.read_line(&mut line).unwrap() > 0, "the stream has ended");
        let line = line.trim_end();
        if let Some(text) = line.strip_prefix("id: ") {
            text.clone_into(&mut id);
        } else if let Some(text) = line.strip_prefix("event: ") {
            text.clone_into(&mut name);
        } else if let Some(text) = line.strip_prefix("data: ") {
            return (id, name, serde_json::from_str(text).unwrap());
        }
    }
}
