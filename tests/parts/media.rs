//! Press officers, the weekly submission and the media grid (№ 444-НҚ).

use serde_json::{Value, json};

use super::{Part, Subject, World};
use crate::kit::id;
use crate::{Answer, MONDAY, Server};

pub(super) const PART: Part = Part {
    make,
    parameters: &[
        ("/weekly-submissions", "week", ["2026-W13", "2026-W14"]),
        ("/media-grids", "week", ["2026-W13", "2026-W53"]),
    ],
    page: include_str!("../../docs/who-sees-what/media.md"),
    subject,
};

/// The body of the personas `ministry`, `body` and `pressOfficer`.
const MINISTRY: &str = "100140000003";

/// The ministry is bound; it has sent what it does in the coming week. Made again, a week more has begun.
fn make(server: &Server, world: &mut World) {
    let sent = server.weekly("body", MINISTRY, "2026-W13");
    world.keep("body", "weekly-submissions", &sent);
    if server.get("body", &sent).send().expect(200).body["state"] == "expected" {
        let _ = server.act("body", &sent, "submission").json(&events(&["2026-03-24"])).send().expect(200);
    }
    server.clock("2026-03-23T10:00:00+05:00");
    let _ = server.weekly("body", MINISTRY, "2026-W15");
    make_grid(server, world, &sent);
    server.clock(MONDAY);
}

/// The grid of the week is sent, and compiled anew, which is not. Made again, an event more is submitted, and a week more has begun.
fn make_grid(server: &Server, world: &mut World, submission: &str) {
    let grid = server.grid("2026-W13");
    world.keep(WHO_COMPILES, "media-grids", &grid);
    if server.get(WHO_COMPILES, &grid).send().expect(200).body["state"] == "compiling" {
        let _ = compile(server, &grid, &picks(submission, &["on-2026-03-24"])).expect(200);
        for resource in ["approval", "dispatch"] {
            let _ = server.act(WHO_COMPILES, &grid, resource).send().expect(200);
        }
        let _ = compile(server, &grid, &json!({ "items": [] })).expect(200);
    }
    let mut known = server.get("body", submission).send().expect(200).body["latest"]["events"].clone();
    let count = known.as_array().unwrap().len();
    known.as_array_mut().unwrap().push(event(&format!("more-{count}"), "2026-03-25"));
    let _ = server.act("body", submission, "correction").json(&json!({ "events": known })).send().expect(200);
    let grids = server.get(WHO_COMPILES, "/media-grids?limit=100").send().expect(200).items().len();
    let week = 13 + grids;
    let monday = time::macros::date!(2026 - 03 - 16) + time::Duration::weeks(i64::try_from(grids).unwrap());
    server.clock(&format!("{monday}T10:00:00+05:00"));
    let _ = server.grid(&format!("2026-W{week}"));
}

fn subject(server: &Server, title: &str) -> Subject {
    if let Some(state) = title.strip_prefix("Media grid, ") {
        return grid_subject(server, state);
    }
    let path = server.weekly("body", MINISTRY, "2026-W13");
    let subject = Subject::of("body", &path, json!({})).with_file(server);
    match title {
        "Weekly submission, expected" => {}
        "Weekly submission, sent" => {
            let _ = server.act("body", &path, "submission").json(&events(&["2026-03-24"])).send().expect(200);
        }
        other => panic!("nothing is made for {other}"),
    }
    subject
}

fn grid_subject(server: &Server, state: &str) -> Subject {
    let submission = server.weekly("body", MINISTRY, "2026-W13");
    let _ = server.act("body", &submission, "submission").json(&events(&["2026-03-24"])).send().expect(200);
    let grid = server.grid("2026-W13");
    let _ = compile(server, &grid, &picks(&submission, &["on-2026-03-24"])).expect(200);
    let taken: &[&str] = match state {
        "being compiled" => &[],
        "sent" => &["approval", "dispatch"],
        other => panic!("nothing is made for {other}"),
    };
    for resource in taken {
        let _ = server.act(WHO_COMPILES, &grid, resource).send().expect(200);
    }
    Subject::of(WHO_COMPILES, &grid, json!({ "items": [] }))
}

/// An event of an hour on a day, at eleven.
#[must_use]
pub fn event(code: &str, day: &str) -> Value {
    json!({
        "code": code,
        "title": { "kk": format!("Брифинг {code}"), "ru": format!("Брифинг {code}") },
        "startsAt": format!("{day}T11:00:00+05:00"),
        "endsAt": format!("{day}T12:00:00+05:00"),
        "place": { "name": { "kk": "Баспасөз орталығы", "ru": "Пресс-центр" }, "region": "71" },
        "organisers": [{ "name": { "kk": "Министрлік", "ru": "Министерство" }, "person": "Баспасөз хатшысы", "phone": "+7 7172 00-00-00" }],
        "purpose": { "kk": "Хабардар ету", "ru": "Информировать" },
        "objective": { "kk": "Көрсету", "ru": "Показать" },
        "keyMessages": [{ "kk": "Бәрі дайын", "ru": "Всё готово" }],
        "speakers": [{ "name": "Вице-министр", "position": { "kk": "Вице-министр", "ru": "Вице-министр" }, "email": "vice@demo.example" }],
        "expectedOutcome": { "kk": "Жоспар", "ru": "План" },
    })
}

/// What is sent of a week with an event on each of these days.
#[must_use]
pub fn events(days: &[&str]) -> Value {
    let events: Vec<Value> = days.iter().map(|day| event(&format!("on-{day}"), day)).collect();
    json!({ "events": events })
}

impl Server {
    /// The submission of a body for a week, seen by one of its personas, once it has begun by itself; its path. The body is entered, if it is
    /// not known.
    #[must_use]
    pub fn weekly(&self, who: &str, bin: &str, week: &str) -> String {
        let known = self.get("", &format!("/organisations?bin={bin}")).send().expect(200);
        if known.items().is_empty() {
            let _ = self.entered(bin, &json!({})).expect(201);
        }
        let list = self.until(who, &format!("/weekly-submissions?week={week}&body={bin}"), |list| {
            list["items"].as_array().is_some_and(|items| !items.is_empty())
        });
        format!("/weekly-submissions/{}", list.items()[0]["id"].as_str().unwrap())
    }
}

/// Who compiles the media grid.
pub const WHO_COMPILES: &str = "mediaAuthority";

/// Picks events of a submission by their codes.
#[must_use]
pub fn picks(submission: &str, codes: &[&str]) -> Value {
    let items: Vec<Value> = codes.iter().map(|code| json!({ "submission": id(submission), "event": code })).collect();
    json!({ "items": items })
}

/// Compiles a grid.
#[must_use]
pub fn compile(server: &Server, path: &str, form: &Value) -> Answer {
    let seen = server.get(WHO_COMPILES, path).send().expect(200);
    let version = format!("\"{}\"", seen.body["version"]);
    server.request("PUT", WHO_COMPILES, path).header("If-Match", &version).json(form).send()
}

impl Server {
    /// The grid of a week, once it has begun by itself; its path. There is none before a body is known, so one is entered.
    #[must_use]
    pub fn grid(&self, week: &str) -> String {
        if self.get("", "/organisations").send().expect(200).items().is_empty() {
            let _ = self.entered(MINISTRY, &json!({})).expect(201);
        }
        let list = self.until(WHO_COMPILES, &format!("/media-grids?week={week}"), |list| {
            list["items"].as_array().is_some_and(|items| !items.is_empty())
        });
        format!("/media-grids/{}", list.items()[0]["id"].as_str().unwrap())
    }
}
