//! Internet conferences (№ 401-V art. 17(6)).

use serde_json::{Value, json};

use super::{Part, Subject, World};
use crate::kit::words;
use crate::{Answer, Server};

pub(super) const PART: Part =
    Part { make, parameters: &[], page: include_str!("../../docs/who-sees-what/conferences.md"), subject };

const MAY: [&str; 2] = ["2026-05-14T10:00:00+05:00", "2026-05-14T12:00:00+05:00"];
const APRIL: [&str; 2] = ["2026-04-16T10:00:00+05:00", "2026-04-16T12:00:00+05:00"];

/// A conference is announced; the first one has two more questions each time, of which the second is supported.
fn make(server: &Server, world: &mut World) {
    let path = world.once("administrator", "conferences", || server.conference(&conference(MAY)));
    let _ = server.conference(&conference(APRIL));
    let [first, second] = [server.admitted(&path, "Бірінші"), server.admitted(&path, "Екінші")];
    let _ = server.post("citizen", &format!("{second}/supports")).send().expect(200);
    world.keep("administrator", "questions", &first);
}

fn subject(server: &Server, title: &str) -> Subject {
    let form = conference(APRIL);
    match title {
        "Conference, applied for" => {
            Subject::of("citizen", applied(server, "citizen").expect(201).header("location"), form)
        }
        "Conference, planned" => Subject::of("administrator", &server.planned_conference(&form), form),
        "Conference, announced after an application" => {
            let path = applied(server, "citizen").expect(201).header("location").to_owned();
            let _ = server.act("administrator", &path, "acceptance").json(&form).send().expect(200);
            let _ = server.act("administrator", &path, "announcement").send().expect(200);
            Subject::of("citizen", &path, form)
        }
        "Question to a conference, hidden" => {
            let asked = asked(server, "citizen", &server.conference(&form), "Сұрақ");
            let path = asked.header("location");
            let _ = server.act("administrator", path, "hiding").json(&json!({ "ground": "spam" })).send().expect(200);
            Subject::of("citizen", path, json!({}))
        }
        other => panic!("nothing is made for {other}"),
    }
}

/// A conference at this time.
#[must_use]
pub fn conference([starts_at, ends_at]: [&str; 2]) -> Value {
    json!({
        "title": { "kk": "Мектеп жолдары", "ru": "Дороги у школ" },
        "about": { "kk": "Өткелдер", "ru": "Переходы" },
        "speaker": { "name": "Сынақов Спикер", "position": { "kk": "Вице-министр", "ru": "Вице-министр" } },
        "region": "75",
        "startsAt": starts_at,
        "endsAt": ends_at,
    })
}

/// An application for a conference of the ministry.
#[must_use]
pub fn application() -> Value {
    json!({
        "holder": "100140000003",
        "applicant": "Сынақов Азамат",
        "contact": "azamat@demo.example",
        "topic": { "ru": "Вода в ауле" },
        "reason": words(),
    })
}

/// Somebody applies for a conference.
#[must_use]
pub fn applied(server: &Server, who: &str) -> Answer {
    server.post(who, "/conference-applications").json(&application()).send()
}

/// Somebody asks a question.
///
/// # Panics
/// When it is not taken.
#[must_use]
pub fn asked(server: &Server, who: &str, conference: &str, text: &str) -> Answer {
    let question = json!({ "language": "kk", "text": text, "author": "Ата-ана" });
    server.post(who, &format!("{conference}/questions")).json(&question).send().expect(201)
}

impl Server {
    /// A conference planned by the ministry; its path.
    #[must_use]
    pub fn planned_conference(&self, form: &Value) -> String {
        self.post("administrator", "/conferences").json(form).send().expect(201).header("location").to_owned()
    }

    /// A conference announced by the ministry; its path.
    #[must_use]
    pub fn conference(&self, form: &Value) -> String {
        let path = self.planned_conference(form);
        let _ = self.act("administrator", &path, "announcement").send().expect(200);
        path
    }

    /// A question that everybody sees; its path.
    #[must_use]
    pub fn admitted(&self, conference: &str, text: &str) -> String {
        let path = asked(self, "citizen", conference, text).header("location").to_owned();
        let _ = self.act("administrator", &path, "admission").send().expect(200);
        path
    }

    /// A header that says to be this information user.
    #[must_use]
    pub fn as_person(&self, name: &str) -> String {
        format!("Bearer {}", self.signed(&json!({ "sub": name, "org": null, "roles": ["informationUser"] })))
    }
}
