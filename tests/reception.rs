//! Receptions by videoconference as tests set them up: an office, a posted schedule, an appeal.

use serde_json::{Value, json};

use crate::{Answer, Server};

/// The schedule of a quarter: the head on Tuesdays, a deputy on Thursdays, from ten to eleven in slots of twenty minutes.
#[must_use]
pub fn schedule(quarter: &str) -> Value {
    let words = |kk: &str, ru: &str| json!({ "kk": kk, "ru": ru });
    json!({
        "bodyName": words("Сынақ министрлігі", "Тестовое министерство"),
        "quarter": quarter,
        "receivers": [
            {
                "code": "minister", "kind": "firstHead", "name": "Бірінші басшы", "position": words("Министр", "Министр"),
                "slotMinutes": 20, "weekly": [{ "weekday": "tuesday", "from": "10:00", "until": "11:00" }],
            },
            {
                "code": "deputy", "kind": "deputyHead", "name": "Орынбасар",
                "position": words("Вице-министр", "Вице-министр"),
                "slotMinutes": 20, "weekly": [{ "weekday": "thursday", "from": "10:00", "until": "11:00" }],
            },
        ],
    })
}

/// An appeal to the ministry, at an office.
#[must_use]
pub fn appeal(office: &str) -> Value {
    json!({
        "stateBody": "100140000003",
        "stateBodyName": { "kk": "Сынақ министрлігі", "ru": "Тестовое министерство" },
        "iin": "061211600012",
        "fullName": "Сынақов Сынақ Сынақұлы",
        "address": "Астана қаласы, Сынақ көшесі, 1",
        "email": "s@demo.example",
        "phones": ["+7 701 000 00 00", "+7 7172 00-00-00"],
        "office": office,
        "preferredDate": "2026-01-13",
        "workplace": "Сынақ мектебі",
        "position": "Мұғалім",
        "appeal": "Цифрлық қызметтер туралы",
        "language": "kk",
        "question": "Ауылда интернет қашан болады?",
    })
}

/// An office with so many rooms.
#[must_use]
pub fn office(rooms: u8) -> Value {
    json!({
        "name": { "kk": "№ 1 бөлімше", "ru": "Отделение № 1" },
        "address": { "kk": "Сынақ көшесі, 2", "ru": "Улица Тестовая, 2" },
        "region": "71", "rooms": rooms, "active": true,
    })
}

/// A hearing then, before a refusal on that day.
#[must_use]
pub fn hearing(at: &str, decision_on: &str) -> Value {
    json!({
        "hearingAt": at, "place": "305-кабинет", "decisionOn": decision_on,
        "preliminaryDecision": { "kk": "Құзыретке жатпайды", "ru": "Не относится к компетенции" },
    })
}

/// The protocol of a hearing.
#[must_use]
pub fn protocol(attended: bool) -> Value {
    json!({ "attended": attended, "conductedBy": "Директор", "text": "Хаттама" })
}

/// A refusal.
#[must_use]
pub fn refusal() -> Value {
    json!({ "ground": "outsideCompetence", "reasons": { "kk": "Құзыретке жатпайды", "ru": "Не относится к компетенции" } })
}

impl Server {
    /// An office with so many rooms; its id.
    #[must_use]
    pub fn office(&self, rooms: u8) -> String {
        self.post("office", "/reception-offices").json(&office(rooms)).send().expect(201).text_of("id")
    }

    /// An action on a case without anything to say, by a persona.
    #[must_use]
    pub fn step(&self, who: &str, path: &str, resource: &str) -> Answer {
        self.act(who, path, resource).send()
    }

    /// A schedule that the first head has approved; its path.
    #[must_use]
    pub fn approved(&self, form: &Value) -> String {
        let drawn_up = self.post("body", "/reception-schedules").json(form).send().expect(201);
        let path = drawn_up.header("location").to_owned();
        for (who, resource) in [("body", "proposal"), ("informatization", "agreement"), ("head", "approval")] {
            let _ = self.step(who, &path, resource).expect(200);
        }
        path
    }

    /// A schedule that is posted; its path.
    #[must_use]
    pub fn posted(&self, form: &Value) -> String {
        let path = self.approved(form);
        let _ = self.step("body", &path, "dispatch").expect(200);
        let _ = self.step("informatization", &path, "posting").expect(200);
        path
    }

    /// The free slots of the ministry, by their beginning.
    #[must_use]
    pub fn free_slots(&self, query: &str) -> Vec<Value> {
        let list = self.get("", &format!("/reception-slots?body=100140000003&limit=100{query}")).send().expect(200);
        list.items().to_vec()
    }

    /// An appeal filed by the participant; its path.
    #[must_use]
    pub fn appealed(&self, office: &str) -> String {
        let filed = self.post("participant", "/reception-appeals").json(&appeal(office)).send().expect(201);
        filed.header("location").to_owned()
    }

    /// The roster of the ministry for a month; its path.
    #[must_use]
    pub fn roster(&self, month: &str) -> String {
        let list = self.get("body", &format!("/reception-rosters?month={month}")).send().expect(200);
        format!("/api/v1/reception-rosters/{}", list.items()[0]["id"].as_str().unwrap())
    }
}
