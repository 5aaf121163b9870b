//! Receptions by videoconference (№ 213/НҚ).

use serde_json::{Value, json};

use super::complaints::{of_silence, passed_on};
use super::{Part, Subject, World};
use crate::kit::words;
use crate::{MONDAY, Server};

pub(super) const PART: Part = Part {
    make,
    parameters: &[
        ("/reception-schedules", "quarter", ["2026-Q1", "2026-Q2"]),
        ("/reception-rosters", "month", ["2026-01", "2026-04"]),
        ("/reception-slots", "office", ["{reception-offices}", "{small-offices}"]),
    ],
    page: include_str!("../../docs/who-sees-what/reception.md"),
    subject,
};

/// While the wording held was in force.
const THEN: &str = "2025-12-01T10:00:00+05:00";
const QUARTERS: [&str; 8] = ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"];

/// Two offices, the schedule of one more quarter with its rosters, an appeal with a file and a time, the first of which is given
/// a room once more; and, once, a slot that is held.
fn make(server: &Server, world: &mut World) {
    server.clock(THEN);
    let office = server.office(2);
    world.keep("office", "reception-offices", &office);
    world.keep("office", "small-offices", &server.office(1));
    let posted = server.get("body", "/reception-schedules").send().expect(200).items().len();
    for quarter in &QUARTERS[posted..=posted.max(1)] {
        world.keep("body", "reception-schedules", &server.posted(&schedule(quarter)));
    }
    let appeal = server.appealed(&office);
    world.keep("body", "attachments", &server.attached("participant", &appeal));
    let time = json!({ "slot": server.free_slots("")[0]["id"] });
    let _ = server.act("body", &appeal, "appointment").json(&time).send().expect(200);
    server.settled(&appeal);
    let first = world.once("body", "reception-appeals", || appeal);
    let room = json!({ "url": "https://room.demo.example/7" });
    let _ = server.act("body", &first, "room").json(&room).send().expect(200);
    world.keep("body", "reception-rosters", &server.roster("2026-01"));
    server.clock(MONDAY);
    let _ = world.once("office", "reception-holds", || {
        let hold = json!({ "slot": server.free_slots("")[1]["id"], "office": office });
        server.post("office", "/reception-holds").json(&hold).send().expect(201).text_of("id")
    });
}

fn subject(server: &Server, title: &str) -> Subject {
    server.clock(THEN);
    let appealed = || {
        let path = server.appealed(&server.office(1));
        Subject::of("participant", &path, json!({})).with_file(server)
    };
    match title {
        "Reception Schedule, returned" => {
            let form = schedule("2026-Q1");
            let drawn_up = server.post("body", "/reception-schedules").json(&form).send().expect(201);
            let subject = Subject::of("body", drawn_up.header("location"), form).with_file(server);
            let _ = server.step("body", &subject.path, "proposal").expect(200);
            let remarks = json!({ "remarks": words() });
            let _ = server.act("informatization", &subject.path, "return").json(&remarks).send().expect(200);
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
            server.clock("2026-02-02T10:00:00+05:00");
            passed_on(server, &of_silence(server, &subject.path));
            subject
        }
        "Appeal that an office filed for a visitor" => {
            let visitor = visitor(&server.office(1));
            let filed = server.post("office", "/reception-appeals").json(&visitor).send().expect(201);
            Subject::of("office", filed.header("location"), json!({}))
        }
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
            Subject::of("body", &roster, json!({}))
        }
        other => panic!("nothing is made for {other}"),
    }
}

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

/// An appeal of a visitor, as an office files it.
pub fn visitor(office: &str) -> Value {
    let mut form = appeal(office);
    form["iin"] = json!("850101300808");
    form["acceptedBy"] = json!({ "name": "Сынақова С. С.", "position": "Оператор" });
    form
}

/// An appeal to the ministry, at an office.
#[must_use]
pub fn appeal(office: &str) -> Value {
    json!({
        "body": "100140000003",
        "iin": "061211600012",
        "fullName": "Сынақов Сынақ Сынақұлы",
        "address": "Астана қаласы, Сынақ көшесі, 1",
        "email": "s@demo.example",
        "phones": ["+7 701 000 00 00", "+7 7172 00-00-00"],
        "office": office,
        "preferredDate": "2027-01-12",
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

/// The protocol of a hearing that began then, at a full or a half hour, and took nine minutes; or half an hour, in which nobody came.
#[must_use]
pub fn protocol(at: &str, attended: bool) -> Value {
    let ended = format!("{}{}9{}", &at[..14], if attended { &at[14..15] } else { "2" }, &at[16..]);
    json!({
        "attended": attended, "place": "305-кабинет", "startedAt": at, "endedAt": ended, "conductedBy": "Директор",
        "secretary": "Хатшы", "participants": ["Сынақов Сынақ"], "subject": "Құзырет", "text": "Хаттама", "signedOn": &at[..10],
    })
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

    /// Waits until everybody was told of a decision on an appeal: then the case has another version.
    ///
    /// # Panics
    /// When they never are.
    pub fn settled(&self, appeal: &str) {
        let _ = self.until("body", appeal, |case| {
            let mut duties = case["obligations"].as_array().into_iter().flatten();
            duties.any(|duty| duty["rule"] == "213-8" && duty["status"] == "met")
        });
    }

    /// The roster of the ministry for a month; its path.
    #[must_use]
    pub fn roster(&self, month: &str) -> String {
        let list = self.get("body", &format!("/reception-rosters?month={month}")).send().expect(200);
        format!("/api/v1/reception-rosters/{}", list.items()[0]["id"].as_str().unwrap())
    }
}
