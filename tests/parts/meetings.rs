//! Open meetings (№ 605-НҚ).

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::{Part, Subject, World};
use crate::kit::words;
use crate::{Answer, Server};

pub(super) const PART: Part =
    Part { make, parameters: &[], page: include_str!("../../docs/who-sees-what/meetings.md"), subject };

/// A meeting is announced, with a request to attend it; one that is about to begin has one more comment each time.
fn make(server: &Server, world: &mut World) {
    let far = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
    let near = world.once("holder", "meetings", || {
        let near = broadcast(server);
        let _ = requested(server, &near);
        near
    });
    world.keep("citizen", "comments", commented(server, &near).header("location"));
    world.keep("holder", "attendance-requests", requested(server, &far).header("location"));
}

fn subject(server: &Server, title: &str) -> Subject {
    let april = meeting("2026-04-16T10:00:00+05:00");
    match title {
        "Meeting, planned" => Subject::of("holder", &server.planned(&april), april),
        "Meeting, announced" => Subject::of("holder", &server.announced(&april), april),
        "Meeting, postponed" => {
            let path = server.announced(&april);
            let later = json!({ "startsAt": "2026-05-14T10:00:00+05:00", "reason": words() });
            let _ = server.act("holder", &path, "postponement").json(&later).send().expect(200);
            Subject::of("holder", &path, meeting("2026-05-14T10:00:00+05:00"))
        }
        "Meeting, open again" => {
            let path = server.announced(&april);
            let places = ["internetResource", "massMedia", "premises"];
            let closure = json!({ "ground": "stateSecrets", "explanation": words(), "toldThrough": places });
            let _ = server.act("holder", &path, "closure").json(&closure).send().expect(200);
            let _ = server.act("holder", &path, "reopening").json(&json!({ "reason": words() })).send().expect(200);
            Subject::of("holder", &path, april)
        }
        "Request to attend" => {
            let asked = requested(server, &server.announced(&april));
            Subject::of("citizen", asked.header("location"), guest())
        }
        "Comment on a broadcast, hidden" => {
            let comment = commented(server, &broadcast(server));
            let path = comment.header("location");
            let _ = server.act("holder", path, "hiding").json(&json!({ "ground": "spam" })).send().expect(200);
            Subject::of("citizen", path, json!({}))
        }
        other => panic!("nothing is made for {other}"),
    }
}

/// A meeting with a broadcast, that is about to begin; its path.
fn broadcast(server: &Server) -> String {
    let path = server.announced(&meeting("2026-03-16T10:20:00+05:00"));
    let stream = json!({ "url": "https://live.demo.example/", "audience": "public" });
    let _ = server.act("holder", &path, "broadcast").json(&stream).send().expect(200);
    path
}

fn commented(server: &Server, meeting: &str) -> Answer {
    server.post("citizen", &format!("{meeting}/comments")).json(&json!({ "text": "Сұрақ" })).send().expect(201)
}

fn requested(server: &Server, meeting: &str) -> Answer {
    server.post("citizen", &format!("{meeting}/attendance-requests")).json(&guest()).send().expect(201)
}

/// A meeting of the ministry that begins then, however soon that is.
#[must_use]
pub fn meeting(starts_at: &str) -> Value {
    json!({
        "holderKind": "centralExecutive",
        "holderName": { "kk": "Сынақ министрлігі", "ru": "Тестовое министерство" },
        "collegialBody": { "kk": "Алқа" },
        "title": { "kk": "Бюджет туралы", "ru": "О бюджете" },
        "region": "75",
        "startsAt": starts_at,
        "place": { "kk": "Мәжіліс залы" },
        "format": "hybrid",
        "languages": ["kk"],
        "agenda": [{ "question": { "kk": "Жол жөндеу", "ru": "Ремонт дорог" } }],
        "responsible": { "name": "Жауапты адам", "workPhone": "+7 7172 00-00-00", "email": "a@demo.example" },
        "accessRules": { "kk": "Жеке куәлікпен" },
        "late": true,
    })
}

/// Somebody who wants to attend.
#[must_use]
pub fn guest() -> Value {
    json!({ "surname": "Сынақов", "firstName": "Сынақ", "patronymic": "Сынақұлы", "birthYear": 1990, "contact": "s@demo.example" })
}

/// The same, each time somebody else.
#[must_use]
pub fn newcomer() -> Value {
    static COME: AtomicUsize = AtomicUsize::new(0);
    let mut form = guest();
    form["contact"] = json!(format!("s{}@demo.example", COME.fetch_add(1, Ordering::Relaxed)));
    form
}

impl Server {
    /// A meeting planned by the holder; its path.
    #[must_use]
    pub fn planned(&self, form: &Value) -> String {
        self.post("holder", "/meetings").json(form).send().expect(201).header("location").to_owned()
    }

    /// A meeting announced by the holder; its path.
    #[must_use]
    pub fn announced(&self, form: &Value) -> String {
        let path = self.planned(form);
        let _ = self.act("holder", &path, "announcement").send().expect(200);
        path
    }

    /// A request to attend by somebody new without an account; its path and its lookup token.
    #[must_use]
    pub fn asked(&self, meeting: &str) -> (String, String) {
        let filed = self.post("", &format!("{meeting}/attendance-requests")).json(&newcomer()).send().expect(201);
        (filed.header("location").to_owned(), filed.text_of("lookupToken"))
    }
}
