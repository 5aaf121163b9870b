//! Surveys (№ 401-V art. 17(6)).

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::{Part, Subject, World};
use crate::{Answer, Request, Server};

pub(super) const PART: Part = Part {
    make,
    parameters: &[("/surveys/{id}/texts", "question", ["4", "1"])],
    page: include_str!("../../docs/who-sees-what/surveys.md"),
    subject,
};

/// A survey has closed, to which the holder's officer has responded with four others, and one more person each time; another is open.
fn make(server: &Server, world: &mut World) {
    server.clock("2026-03-12T10:00:00+05:00");
    let closed = world.once("holder", "surveys", || {
        let mut form = survey("2026-03-12T09:00:00+05:00", "2026-03-16T09:00:00+05:00");
        form["anonymous"] = json!(false);
        let closed = server.surveyed(&form);
        let _ = server.post("holder", &format!("{closed}/response")).json(&response(1, 4)).send().expect(201);
        server.all_respond(&closed, 900, &vec![response(2, 3); 4]);
        closed
    });
    let _ = server.responds(&closed, newcomer()).json(&response(1, 5)).send().expect(201);
    server.clock(crate::MONDAY);
    let _ = server.surveyed(&survey("2026-03-16T09:00:00+05:00", "2026-03-30T18:00:00+05:00"));
}

fn subject(server: &Server, title: &str) -> Subject {
    let form = survey("2026-03-16T09:00:00+05:00", "2026-03-30T18:00:00+05:00");
    match title {
        "Survey, draft" => Subject::of("holder", &server.drafted(&form), form),
        "Survey, announced" => Subject::of("holder", &server.surveyed(&form), form),
        other => panic!("nothing is made for {other}"),
    }
}

/// An anonymous survey with a question of each kind, whose figures are seen at once.
#[must_use]
pub fn survey(opens_at: &str, closes_at: &str) -> Value {
    let name = |kk: &str, ru: &str| json!({ "kk": kk, "ru": ru });
    json!({
        "holderName": name("Сынақ министрлігі", "Тестовое министерство"),
        "title": name("Саябақ", "Парк"),
        "opensAt": opens_at,
        "closesAt": closes_at,
        "anonymous": true,
        "resultsShown": "atOnce",
        "questions": [
            { "title": name("Саябаққа барасыз ба?", "Бываете ли вы в парке?"), "kind": "single", "required": true,
              "options": [name("Иә", "Да"), name("Жоқ", "Нет"), name("=Кейде", "=Иногда")] },
            { "title": name("Не керек?", "Что нужно?"), "kind": "multiple", "required": false, "maxChoices": 2,
              "options": [name("Жарық", "Свет"), name("Орындық", "Скамейки"), name("Ағаш", "Деревья")] },
            { "title": name("Бағалаңыз", "Оцените"), "kind": "scale", "required": true,
              "scale": { "from": 1, "to": 5, "fromMeans": name("нашар", "плохо"), "toMeans": name("жақсы", "хорошо") } },
            { "title": name("Ұсыныс", "Предложение"), "kind": "text", "required": false },
        ],
    })
}

/// A response that chooses an option of the first question and a value of the third, and says something in the fourth.
#[must_use]
pub fn response(option: i64, value: i64) -> Value {
    json!({ "answers": [
        { "question": 1, "options": [option] },
        { "question": 3, "value": value },
        { "question": 4, "text": format!("Ұсыныс {option}-{value}") },
    ] })
}

/// The number of somebody who has not come before.
#[must_use]
pub fn newcomer() -> usize {
    static COME: AtomicUsize = AtomicUsize::new(1_000);
    COME.fetch_add(1, Ordering::Relaxed)
}

impl Server {
    /// A survey prepared by the holder; its path.
    #[must_use]
    pub fn drafted(&self, form: &Value) -> String {
        self.post("holder", "/surveys").json(form).send().expect(201).header("location").to_owned()
    }

    /// A survey announced by the holder; its path.
    #[must_use]
    pub fn surveyed(&self, form: &Value) -> String {
        let path = self.drafted(form);
        let _ = self.act("holder", &path, "announcement").send().expect(200);
        path
    }

    /// A citizen with this number.
    #[must_use]
    pub fn citizen(&self, number: usize) -> String {
        let claims = json!({ "sub": format!("citizen-{number}"), "org": null, "roles": ["informationUser"] });
        format!("Bearer {}", self.signed(&claims))
    }

    /// A response of a citizen to a survey, to be sent.
    #[must_use]
    pub fn responds(&self, path: &str, number: usize) -> Request<'_> {
        self.post("", &format!("{path}/response")).header("Authorization", &self.citizen(number))
    }

    /// Has so many citizens respond so, from this number on.
    pub fn all_respond(&self, path: &str, from: usize, responses: &[Value]) {
        for (number, response) in (from..).zip(responses) {
            let _ = self.responds(path, number).json(response).send().expect(201);
        }
    }

    /// The results of a survey, as everybody sees them.
    #[must_use]
    pub fn results(&self, path: &str) -> Answer {
        self.get("", &format!("{path}/results")).send().expect(200)
    }
}
