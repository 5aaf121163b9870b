//! The tables of `docs/who-sees-what/`, held against the running program: every role that takes part in a case, alone.

use std::cell::RefCell;

use merzim_tests::kit::id;
use merzim_tests::parts::{PARTS, Subject};
use merzim_tests::{Answer, Backend, Request, Server};
use serde_json::{Value, json};

/// A table of a page: its columns, and what stands in each row.
struct Table {
    title: String,
    roles: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
}

fn tables(page: &str) -> Vec<Table> {
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let of = |part: &str| {
        let title = part.lines().next().unwrap().split(" (").next().unwrap().to_owned();
        let mut lines = part.lines().filter(|line| line.starts_with('|') && !line.starts_with("|---")).map(cells);
        let roles = lines.next().unwrap().split_off(1);
        let rows = lines.map(|mut cells| (cells.remove(0), cells)).collect();
        Table { title, roles, rows }
    };
    page.split("\n## ").skip(1).map(of).collect()
}

/// Somebody comes to a case.
struct Visit<'server> {
    server: &'server Server,
    subject: Subject,
    /// Where the file that everybody looks for is now.
    file: RefCell<String>,
}

impl Visit<'_> {
    /// As somebody who has this role alone: of an organisation, or the person, or `another` one.
    fn ask(&self, method: &'static str, role: &str, path: &str) -> Request<'_> {
        let (another, role) = role.strip_prefix("another ").map_or((false, role), |role| (true, role));
        let persona = self.server.holds(role).unwrap_or_else(|| panic!("nobody is {role}"));
        let token = match &persona.organisation {
            None if !another => persona.token.clone(),
            organisation => {
                let claims = json!({ "sub": format!("only-{role}"), "org": organisation, "roles": [role] });
                self.server.signed(&claims)
            }
        };
        self.server.request(method, "", path).header("Authorization", &format!("Bearer {token}"))
    }

    fn version(&self, role: &str) -> String {
        let Subject { path, owner, .. } = &self.subject;
        let seen = self.ask("GET", role, path).send();
        let seen = if seen.status == 200 { seen } else { self.server.get(owner, path).send() };
        seen.header("etag").to_owned()
    }

    /// What stands in a cell, as the program has it.
    fn cell(&self, role: &str, row: &str) -> &'static str {
        let either = |is: bool, yes: &'static str, no: &'static str| if is { yes } else { no };
        let done = |answer: &Answer| match answer.status {
            200 | 201 | 204 => "may",
            403 | 404 | 409 => "may not",
            status => panic!("{role} {row}: {status} {}", answer.text),
        };
        let listed = |path: &str| self.ask("GET", role, path).send();
        let Subject { path, owner, form, .. } = &self.subject;
        let files = format!("/cases/{}/attachments", id(path));
        match row {
            "case" => either(listed(path).status == 200, "whole", "none"),
            "events" => either(listed(&format!("/cases/{}/events", id(path))).status == 200, "whole", "none"),
            "signature" => either(listed(&format!("/cases/{}/signature", id(path))).status == 200, "whole", "none"),
            "obligations" => {
                let list = listed(&format!("/obligations?case={}", id(path)));
                let seen = list.status == 200 && !list.items().is_empty();
                let case = listed(path);
                // A comment is shown without them.
                let inside = case.body.get("obligations").and_then(Value::as_array).map(|owed| !owed.is_empty());
                assert!(inside.is_none_or(|inside| inside == seen), "{role}: the list and the case differ");
                either(seen, "whole", "none")
            }
            "files" => {
                let list = listed(&files);
                let file = self.file.borrow();
                let seen = list.status == 200 && list.items().iter().any(|one| one["href"] == **file);
                assert_eq!(seen, listed(&file).status == 200, "{role}: the list and the file differ");
                either(seen, "whole", "none")
            }
            "attach" => {
                let request = self.ask("POST", role, &files).header("If-Match", &self.version(role));
                done(&request.file("b.txt", b"file").send())
            }
            "remove" => {
                let file = self.file.borrow().clone();
                let removed = self.ask("DELETE", role, &file).header("If-Match", &self.version(role)).send();
                let what = done(&removed);
                if what == "may" {
                    *self.file.borrow_mut() = self.server.attached(owner, path);
                }
                what
            }
            "replace" => {
                let request = self.ask("PUT", role, path).header("If-Match", &self.version(role));
                done(&request.json(form).send())
            }
            field => {
                let case = listed(path);
                let value = case.body.pointer(&format!("/{}", field.replace('.', "/"))).cloned().unwrap_or_default();
                match &value {
                    Value::String(text) if text.starts_with("********") => "masked",
                    Value::Null => "none",
                    Value::Array(items) if items.is_empty() => "none",
                    _ => "whole",
                }
            }
        }
    }
}

fn hold(backend: Backend) {
    let mut wrong = Vec::new();
    let mut cells = 0;
    let tables = PARTS.iter().flat_map(|part| tables(part.page).into_iter().map(move |table| (part, table)));
    for (part, Table { title, roles, rows }) in tables {
        let server = Server::start(backend);
        let subject = (part.subject)(&server, &title);
        let file = RefCell::new(subject.file.clone().unwrap_or_default());
        let visit = Visit { server: &server, subject, file };
        for (row, expected) in &rows {
            assert_eq!(expected.len(), roles.len(), "{title}: {row}");
            for (role, expected) in roles.iter().zip(expected) {
                let found = visit.cell(role, row);
                cells += 1;
                if found != expected {
                    wrong.push(format!("{title}: {row} for {role} is {found}, not {expected}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(cells > 200, "{cells}");
}

#[test]
fn everybody_sees_what_the_table_says_and_no_more_on_sqlite() {
    hold(Backend::Sqlite);
}

#[test]
fn everybody_sees_what_the_table_says_and_no_more_on_postgresql() {
    hold(Backend::Postgres);
}
