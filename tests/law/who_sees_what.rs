//! The tables of `docs/who-sees-what.md`, held against the running program: every role that takes part in a case, alone.

use std::cell::RefCell;
use std::collections::BTreeMap;

use merzim_tests::reception::{appeal, hearing, schedule};
use merzim_tests::{Answer, Backend, Request, Server, form, guest, meeting};
use serde_json::{Value, json};

const PAGE: &str = include_str!("../../docs/who-sees-what.md");

/// A table of the page: its columns, and what stands in each row.
struct Table {
    title: String,
    roles: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
}

fn tables() -> Vec<Table> {
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let of = |part: &str| {
        let title = part.lines().next().unwrap().to_owned();
        let mut lines = part.lines().filter(|line| line.starts_with('|') && !line.starts_with("|---")).map(cells);
        let roles = lines.next().unwrap().split_off(1);
        let rows = lines.map(|mut cells| (cells.remove(0), cells)).collect();
        Table { title, roles, rows }
    };
    PAGE.split("\n## ").skip(1).map(of).collect()
}

/// A case, and who comes to it.
struct Subject<'server> {
    server: &'server Server,
    path: String,
    /// Headers by which each role comes.
    callers: BTreeMap<&'static str, (&'static str, String)>,
    /// By whom its file is attached, if it has one.
    owner: &'static str,
    /// What it is replaced by.
    form: Value,
    file: RefCell<String>,
}

impl<'server> Subject<'server> {
    fn of(server: &'server Server, path: &str, owner: &'static str, form: Value) -> Self {
        let token = |organisation: &str, role: &str| {
            let claims = json!({ "sub": format!("only-{role}"), "org": organisation, "roles": [role] });
            ("Authorization", format!("Bearer {}", server.signed(&claims)))
        };
        let persona = |who: &str| ("Authorization", format!("Bearer {}", server.token(who)));
        let mut callers: BTreeMap<_, _> = [
            ("applicantBody", "100140000003"),
            ("informationHolder", "100140000003"),
            ("responsiblePerson", "100140000003"),
            ("responsibleEmployee", "100140000003"),
            ("stateBody", "100140000003"),
            ("headOfBody", "100140000003"),
            ("administrativeBody", "100140000003"),
            ("commAuthority", "940740000911"),
            ("informatizationAuthority", "050140000100"),
            ("egovOperator", "050140000201"),
            ("stateCorporation", "050140000309"),
            ("complaintBody", "050140000408"),
        ]
        .into_iter()
        .map(|(role, organisation)| (role, token(organisation, role)))
        .collect();
        callers.insert("participant", persona("participant"));
        callers.insert("informationUser", persona("citizen"));
        callers.insert("another informationUser", persona("participant"));
        Self { server, path: path.to_owned(), callers, owner, form, file: RefCell::default() }
    }

    fn id(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    fn ask(&self, method: &'static str, role: &str, path: &str) -> Request<'_> {
        let (name, value) = &self.callers[role];
        self.server.request(method, "", path).header(name, value)
    }

    fn version(&self, role: &str) -> String {
        let seen = self.ask("GET", role, &self.path).send();
        let seen = if seen.status == 200 { seen } else { self.ask("GET", self.owner, &self.path).send() };
        seen.header("etag").to_owned()
    }

    fn attach(&self, role: &str) -> Answer {
        let request = self.ask("POST", role, &format!("/cases/{}/attachments", self.id()));
        request.header("If-Match", &self.version(role)).file("a.txt", b"file").send()
    }

    /// Attaches the file that the others look for.
    fn attach_own(&self) {
        *self.file.borrow_mut() = self.attach(self.owner).expect(201).text_of("href");
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
        match row {
            "case" => either(listed(&self.path).status == 200, "whole", "none"),
            "events" => either(listed(&format!("/cases/{}/events", self.id())).status == 200, "whole", "none"),
            "obligations" => {
                let list = listed(&format!("/obligations?case={}", self.id()));
                let seen = list.status == 200 && !list.items().is_empty();
                let case = self.ask("GET", role, &self.path).send();
                // A comment is shown without them.
                let inside = case.body.get("obligations").and_then(Value::as_array).map(|owed| !owed.is_empty());
                assert!(inside.is_none_or(|inside| inside == seen), "{role}: the list and the case differ");
                either(seen, "whole", "none")
            }
            "files" => {
                let list = listed(&format!("/cases/{}/attachments", self.id()));
                let file = self.file.borrow();
                let seen = list.status == 200 && list.items().iter().any(|one| one["href"] == **file);
                assert_eq!(
                    seen,
                    self.ask("GET", role, &file).send().status == 200,
                    "{role}: the list and the file differ"
                );
                either(seen, "whole", "none")
            }
            "attach" => done(&self.attach(role)),
            "remove" => {
                let file = self.file.borrow().clone();
                let removed = self.ask("DELETE", role, &file).header("If-Match", &self.version(role)).send();
                let what = done(&removed);
                if what == "may" {
                    self.attach_own();
                }
                what
            }
            "replace" => {
                let request = self.ask("PUT", role, &self.path).header("If-Match", &self.version(role));
                done(&request.json(&self.form).send())
            }
            field => {
                let case = listed(&self.path);
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

/// The case that a table is about.
fn subject<'server>(server: &'server Server, title: &str) -> Subject<'server> {
    let of = |path: &str, owner, form| Subject::of(server, path, owner, form);
    let words = json!({ "kk": "Себебі", "ru": "Причина" });
    let appealed = || {
        server.clock("2025-12-01T10:00:00+05:00");
        let path = server.appealed(&server.office(1));
        let subject = of(&path, "participant", json!({}));
        subject.attach_own();
        subject
    };
    let silence = |subject: &Subject<'_>| {
        server.clock("2026-02-02T10:00:00+05:00");
        let complaint = json!({ "case": subject.id(), "ground": "silence", "text": "Жауап жоқ" });
        server.post("participant", "/complaints").json(&complaint).send().expect(201).header("location").to_owned()
    };
    let pass_on = |complaint: &str| {
        let to = json!({ "to": "050140000408", "toName": { "kk": "Жоғары орган", "ru": "Вышестоящий орган" } });
        let _ = server.act("body", complaint, "passing-on").json(&to).send().expect(200);
    };
    match title.split(" (").next().unwrap() {
        "Application for accreditation, draft" => {
            let subject = of(&server.draft("ministry", &form()), "applicantBody", form());
            subject.attach_own();
            subject
        }
        "Application for accreditation, received" => {
            let path = server.draft("ministry", &form());
            let subject = of(&path, "applicantBody", form());
            subject.attach_own();
            let _ = server.submit("ministry", &path).expect(200);
            subject
        }
        "Change of a Register entry, draft" => {
            let (_, entry) = server.accredited("ministry", &form());
            let name = json!({ "kk": "Жаңа атау", "ru": "Новое имя" });
            let change = json!({ "entryId": entry, "justification": name, "newEntry": {
                "channelName": name, "bodyName": name, "purpose": name, "coverage": "republican", "format": "online" } });
            let begun = server.post("ministry", "/register-change-applications").json(&change).send().expect(201);
            of(begun.header("location"), "applicantBody", change)
        }
        "Meeting, announced" => {
            let plan = meeting("2026-04-16T10:00:00+05:00");
            of(&server.announced(&plan), "informationHolder", plan)
        }
        "Comment on a broadcast, hidden" => {
            let path = server.announced(&meeting("2026-03-16T10:20:00+05:00"));
            let stream = json!({ "url": "https://live.demo.example/", "audience": "public" });
            let _ = server.act("holder", &path, "broadcast").json(&stream).send().expect(200);
            let comment = json!({ "text": "Сұрақ" });
            let comment = server.post("citizen", &format!("{path}/comments")).json(&comment).send().expect(201);
            let path = comment.header("location").to_owned();
            let _ = server.act("holder", &path, "hiding").json(&json!({ "ground": "spam" })).send().expect(200);
            of(&path, "informationUser", json!({}))
        }
        "Meeting, planned" => {
            let plan = meeting("2026-04-16T10:00:00+05:00");
            of(&server.planned(&plan), "informationHolder", plan)
        }
        "Meeting, postponed" => {
            let path = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
            let later = json!({ "startsAt": "2026-05-14T10:00:00+05:00", "reason": words });
            let _ = server.act("holder", &path, "postponement").json(&later).send().expect(200);
            of(&path, "informationHolder", meeting("2026-05-14T10:00:00+05:00"))
        }
        "Request to attend" => {
            let path = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
            let asked =
                server.post("citizen", &format!("{path}/attendance-requests")).json(&guest()).send().expect(201);
            of(asked.header("location"), "informationUser", guest())
        }
        "Reception Schedule, returned" => {
            server.clock("2025-12-01T10:00:00+05:00");
            let drawn_up = server.post("body", "/reception-schedules").json(&schedule("2026-Q1")).send().expect(201);
            let path = drawn_up.header("location").to_owned();
            let subject = of(&path, "responsibleEmployee", schedule("2026-Q1"));
            subject.attach_own();
            let _ = server.step("body", &path, "proposal").expect(200);
            let _ =
                server.act("informatization", &path, "return").json(&json!({ "remarks": words })).send().expect(200);
            subject
        }
        "Appeal for a reception, received" => {
            let subject = appealed();
            let notice = hearing("2025-12-05T10:00:00+05:00", "2025-12-09");
            let _ = server.act("body", &subject.path, "hearing").json(&notice).send().expect(200);
            subject
        }
        "Appeal for a reception, contested" => {
            let subject = appealed();
            pass_on(&silence(&subject));
            subject
        }
        "Appeal that an office filed for a visitor" => {
            server.clock("2025-12-01T10:00:00+05:00");
            let mut visitor = appeal(&server.office(1));
            visitor["iin"] = json!("850101300808");
            let filed = server.post("office", "/reception-appeals").json(&visitor).send().expect(201);
            of(filed.header("location"), "stateCorporation", json!({}))
        }
        "Complaint, passed on" => {
            let complaint = silence(&appealed());
            pass_on(&complaint);
            of(&complaint, "participant", json!({}))
        }
        "Complaint, received" => of(&silence(&appealed()), "participant", json!({})),
        "Monthly roster, compiled" => {
            server.clock("2025-03-03T10:00:00+05:00");
            let office = server.office(1);
            let _ = server.posted(&schedule("2025-Q2"));
            let path = server.appealed(&office);
            let slot = json!({ "slot": server.free_slots("")[0]["id"] });
            let _ = server.act("body", &path, "appointment").json(&slot).send().expect(200);
            server.clock("2025-03-24T10:00:00+05:00");
            let roster = server.roster("2025-04");
            let _ = server.step("body", &roster, "compilation").expect(200);
            of(&roster, "responsibleEmployee", json!({}))
        }
        other => panic!("nothing is made for {other}"),
    }
}

fn hold(backend: Backend) {
    let mut wrong = Vec::new();
    let mut cells = 0;
    for Table { title, roles, rows } in tables() {
        let server = Server::start(backend);
        let subject = subject(&server, &title);
        for (row, expected) in &rows {
            assert_eq!(expected.len(), roles.len(), "{title}: {row}");
            for (role, expected) in roles.iter().zip(expected) {
                let found = subject.cell(role, row);
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
