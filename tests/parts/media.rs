//! Press officers, the weekly submission and the media grid (№ 444-НҚ).

use serde_json::{Value, json};

use super::{Part, Subject, World};
use crate::kit::{act, id};
use crate::{Answer, MONDAY, Server};

pub(super) const PART: Part = Part {
    make,
    parameters: &[
        ("/press-officers", "region", ["71", "33"]),
        ("/weekly-submissions", "week", ["2026-W13", "2026-W14"]),
        ("/media-grids", "week", ["2026-W13", "2026-W53"]),
        ("/media-grids/{id}/grid.svg", "revision", ["1", "2"]),
        ("/media-grids/{id}/grid.html", "revision", ["1", "2"]),
        ("/media-grids/{id}/grid.ics", "revision", ["1", "2"]),
        ("/media-grids/{id}/grid.atom", "revision", ["1", "2"]),
        ("/media-grids/{id}/grid.json", "revision", ["1", "2"]),
        ("/media-grids/{id}/grid.csv", "revision", ["1", "2"]),
        ("/media-grids/{id}/grid.xlsx", "revision", ["1", "2"]),
    ],
    page: include_str!("../../docs/who-sees-what/media.md"),
    subject,
};

/// The body of the personas `ministry`, `body` and `pressOfficer`.
const MINISTRY: &str = "100140000003";
/// A body that nobody plays.
const OTHER: &str = "110940000014";
/// The persona of an organisation of the mass media.
const NEWSROOM: &str = "newsroom";

/// The register of organisations of the tests.
pub const REGISTER: &str = "bin;kind;nameKk;nameRu;region;from
100140000003;centralExecutiveBody;Сынақ министрлігі;Тестовое министерство;;2024-01-01
000740000004;localExecutiveBody;Сынақ әкімдігі;Тестовый акимат;33;2024-01-01
940740000911;centralExecutiveBody;Мәдениет министрлігі;Министерство культуры;;2024-01-01
050140000408;otherStateBody;Жоғары тұрған орган;Вышестоящий орган;;2024-01-01
150540000027;agency;Агенттік;Агентство;;2024-01-01
910740000014;generalProsecutor;Бас прокуратура;Генеральная прокуратура;;2024-01-01
920740000036;stateSecurityService;Мемлекеттік күзет қызметі;Служба государственной охраны;;2024-01-01
000340000014;localRepresentativeBody;Мәслихат;Маслихат;33;2024-01-01
060140000073;quasiStateEntity;Ұлттық компания;Национальная компания;;2024-01-01
";

/// The ministry is bound; it has sent what it does in the coming week. It has a press officer, who is asked for materials. Made again, a week more
/// has begun, and the next press officer is named.
fn make(server: &Server, world: &mut World) {
    let sent = server.weekly("body", MINISTRY, "2026-W13");
    world.keep("body", "weekly-submissions", &sent);
    if server.get("body", &sent).send().expect(200).body["state"] == "expected" {
        let _ = server.act("body", &sent, "submission").json(&events(&["2026-03-24"])).send().expect(200);
    }
    let outlet = server.subscribed(&json!({}));
    world.keep(NEWSROOM, "outlets", &outlet);
    server.clock("2026-03-23T10:00:00+05:00");
    let _ = server.weekly("body", MINISTRY, "2026-W15");
    make_grid(server, world, &sent);
    server.clock(MONDAY);
    let current = server.directory("body", &format!("?current=true&body={MINISTRY}"));
    let officer = match current.items() {
        [] => server.officer("body"),
        [one, ..] => {
            let path = format!("/press-officers/{}", one["id"].as_str().unwrap());
            let next = act(server, "body", &path, "replacement", &officer()).expect(201);
            next.header("location").to_owned()
        }
    };
    world.keep("body", "press-officers", &officer);
    world.keep("body", "materials-requests", &server.materials_of(MINISTRY));
    let issue = server.issue("body", &[MINISTRY, OTHER]);
    world.keep("body", "cross-body-issues", &issue);
    let part = server.get("body", &format!("/issue-information?issue={}", id(&issue))).send().expect(200);
    world.keep("body", "issue-information", part.items()[0]["id"].as_str().unwrap());
}

/// The grid of the week is sent and corrected, and compiled anew, which is not sent. Made again, it is corrected by an event more, and a
/// week more has begun.
fn make_grid(server: &Server, world: &mut World, submission: &str) {
    let grid = server.grid("2026-W13");
    world.keep(WHO_COMPILES, "media-grids", &grid);
    if server.get(WHO_COMPILES, &grid).send().expect(200).body["state"] == "compiling" {
        let _ = compile(server, &grid, &picks(submission, &["on-2026-03-24"])).expect(200);
        for resource in ["approval", "dispatch"] {
            let _ = server.act(WHO_COMPILES, &grid, resource).send().expect(200);
        }
    }
    let mut known = server.get("body", submission).send().expect(200).body["latest"]["events"].clone();
    let code = format!("more-{}", known.as_array().unwrap().len());
    known.as_array_mut().unwrap().push(event(&code, "2026-03-25"));
    let _ = server.act("body", submission, "correction").json(&json!({ "events": known })).send().expect(200);
    let _ = compile(server, &grid, &picks(submission, &["on-2026-03-24", &code])).expect(200);
    let _ = server.act(WHO_COMPILES, &grid, "correction").json(&json!({})).send().expect(200);
    let _ = compile(server, &grid, &json!({ "items": [] })).expect(200);
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
    match title {
        "Press officer, in office" => Subject::of("body", &server.officer("body"), officer()),
        "Request for materials, requested" => {
            Subject::of("pressOfficer", &server.materials_of(MINISTRY), json!({})).with_file(server)
        }
        "Weekly submission, expected" => Subject::of("body", &path, json!({})).with_file(server),
        "Weekly submission, sent" => {
            let subject = Subject::of("body", &path, json!({})).with_file(server);
            let _ = server.act("body", &path, "submission").json(&events(&["2026-03-24"])).send().expect(200);
            subject
        }
        other => panic!("nothing is made for {other}"),
    }
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

/// Somebody whom the mass media can reach.
#[must_use]
pub fn contact(name: &str) -> Value {
    json!({
        "name": { "kk": name, "ru": name },
        "position": { "kk": "баспасөз хатшысы", "ru": "пресс-секретарь" },
        "phones": ["+7 701 123 45 67"],
        "email": "press@demo.example",
        "languages": ["kk", "ru"],
    })
}

/// A press officer, since the tests begin.
#[must_use]
pub fn officer() -> Value {
    json!({ "kind": "person", "appointedOn": "2026-03-16", "contacts": { "officer": contact("Айгүл Сынақова") } })
}

/// A request for materials of a body.
#[must_use]
pub fn materials(body: &str) -> Value {
    json!({ "body": body, "kinds": ["data", "statistics"], "text": { "kk": "Деректер керек", "ru": "Нужны данные" } })
}

impl Server {
    /// Enters the organisations of the tests.
    pub fn organisations(&self) {
        let _ = self.post("registrar", "/organisation-imports").json(&json!({ "csv": REGISTER })).send().expect(200);
    }

    /// The press officer of a persona's body, named today; its path.
    #[must_use]
    pub fn officer(&self, who: &str) -> String {
        self.post(who, "/press-officers").json(&officer()).send().expect(201).header("location").to_owned()
    }

    /// A request for materials of a body; its path.
    #[must_use]
    pub fn materials_of(&self, body: &str) -> String {
        let asked = self.post("mediaAuthority", "/materials-requests").json(&materials(body)).send().expect(201);
        asked.header("location").to_owned()
    }

    /// Everything in the directory, as somebody sees it.
    #[must_use]
    pub fn directory(&self, who: &str, query: &str) -> Answer {
        self.get(who, &format!("/press-officers{query}")).send().expect(200)
    }

    /// The submission of a body for a week, seen by one of its personas, once it has begun by itself; its path. The body is entered, if it is
    /// not known.
    #[must_use]
    pub fn weekly(&self, who: &str, bin: &str, week: &str) -> String {
        let known = self.get("", &format!("/organisations?bin={bin}")).send().expect(200);
        if known.items().is_empty() {
            let _ = self.entered(bin, &json!({ "region": "71" })).expect(201);
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
    server.request("PUT", WHO_COMPILES, path).on(path).json(form).send()
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

    /// An outlet of the newsroom that has subscribed and not confirmed; its path. `said` stands in place of what it would say else.
    #[must_use]
    pub fn outlet(&self, said: &Value) -> String {
        let mut form = json!({
            "name": { "kk": "Агенттік", "ru": "Агентство" }, "channel": "email", "email": "news@demo.example", "languages": ["kk"],
        });
        for (field, value) in said.as_object().into_iter().flatten() {
            form[field] = value.clone();
        }
        self.post(NEWSROOM, "/outlets").json(&form).send().expect(201).header("location").to_owned()
    }

    /// An outlet that has confirmed its address; its path.
    #[must_use]
    pub fn subscribed(&self, said: &Value) -> String {
        let outlet = self.outlet(said);
        let sent = self.get(NEWSROOM, &format!("{outlet}/deliveries")).send().expect(200);
        let code = json!({ "code": sent.items()[0]["code"] });
        let _ = self.act(NEWSROOM, &outlet, "confirmation").json(&code).send().expect(200);
        outlet
    }

    /// An issue that concerns these bodies, which are entered if they are not known; its path.
    #[must_use]
    pub fn issue(&self, who: &str, bodies: &[&str]) -> String {
        for bin in bodies {
            let _ = self.entered(bin, &json!({}));
        }
        let words = json!({ "kk": "Су тасқыны", "ru": "Паводок" });
        let issue = json!({ "title": words, "text": words, "bodies": bodies });
        self.post(who, "/cross-body-issues").json(&issue).send().expect(201).header("location").to_owned()
    }
}
