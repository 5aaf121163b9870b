//! What tests send and find: forms, decisions, a copy of the law, one of everything.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Server;

/// A persona of the ministry, or a citizen, who may ask for an operation of the contract.
#[must_use]
pub fn who_may(operation: &Value) -> &'static str {
    let requirements = operation["security"].as_array().into_iter().flatten();
    let roles: Vec<&str> = requirements
        .filter_map(|requirement| requirement["bearer"].as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let known = [
        ("applicantBody", "ministry"),
        ("commAuthority", "authority"),
        ("informationHolder", "holder"),
        ("informationUser", "citizen"),
        ("responsibleEmployee", "body"),
        ("stateBody", "body"),
        ("headOfBody", "head"),
        ("informatizationAuthority", "informatization"),
        ("egovOperator", "operator"),
        ("stateCorporation", "office"),
        ("administrativeBody", "body"),
        ("complaintBody", "complaints"),
        ("participant", "participant"),
    ];
    let anybody = if operation["tags"][0] == "Receptions" { "body" } else { "ministry" };
    known.iter().find(|(role, _)| roles.contains(role)).map_or(anybody, |(_, who)| who)
}

/// One of everything, all of it the ministry's: ids by the collection that they are found in.
#[derive(Debug)]
pub struct World(BTreeMap<&'static str, String>);

impl World {
    /// Makes it: a channel accredited, another application in draft with a file, a change and a cessation in draft, two
    /// meetings, one of them about to begin, with a request to attend and a comment.
    #[must_use]
    pub fn of(server: &Server) -> Self {
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let receptions = receptions(server);
        let mut regional = form();
        regional["coverage"] = json!("regional");
        regional["region"] = json!("75");
        let (accredited, entry) = server.accredited("ministry", &regional);
        let _ = server.until("ministry", &accredited, |case| case["state"] == "notified");
        let draft = server.draft("ministry", &form_named("Басқа арна", "Другой канал"));
        let upload =
            server.post("ministry", &format!("/cases/{}/attachments", last(&draft))).header("If-Match", "\"1\"");
        let attachment = upload.file("a.txt", b"hello").send().expect(201).text_of("id");
        let name = json!({ "kk": "Жаңа атау", "ru": "Новое имя" });
        let change = json!({ "entryId": entry, "justification": name, "newEntry": {
            "channelName": name, "bodyName": name, "purpose": name, "coverage": "republican", "format": "online" } });
        let cessation = json!({ "entryId": entry, "stoppedOn": "2026-03-16", "text": name });
        let begun = |collection: &str, form: &Value| {
            last(server.post("ministry", &format!("/{collection}")).json(form).send().expect(201).header("location"))
        };
        let first =
            |list: &str| server.get("ministry", list).send().expect(200).items()[0]["id"].as_str().unwrap().to_owned();
        let _ = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
        let near = server.announced(&meeting("2026-03-16T10:20:00+05:00"));
        let stream = json!({ "url": "https://live.demo.example/", "audience": "public" });
        let _ = server.act("holder", &near, "broadcast").json(&stream).send().expect(200);
        let comment = json!({ "text": "Сұрақ" });
        let comment = server.post("citizen", &format!("{near}/comments")).json(&comment).send().expect(201);
        let request = server.post("citizen", &format!("{near}/attendance-requests")).json(&guest()).send().expect(201);
        Self(
            [
                ("meetings", last(&near)),
                ("attendance-requests", request.text_of("id")),
                ("comments", comment.text_of("id")),
                ("acts", "93".to_owned()),
                ("rules", "93-3".to_owned()),
                ("procedures", "accreditation".to_owned()),
                ("years", "2026".to_owned()),
                ("cases", last(&draft)),
                ("attachments", attachment),
                ("obligations", first("/obligations")),
                ("notices", first("/notices")),
                ("accreditation-applications", last(&accredited)),
                ("register-change-applications", begun("register-change-applications", &change)),
                ("cessation-notices", begun("cessation-notices", &cessation)),
                ("register-entries", entry),
            ]
            .into_iter()
            .chain(receptions)
            .collect(),
        )
    }

    /// The path with the id of what there is in its collection.
    ///
    /// # Panics
    /// When there is nothing in it: then it should be made in [`World::of`].
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        let steps: Vec<&str> = path.split('/').collect();
        let filled = steps.iter().enumerate().map(|(place, step)| match step.starts_with('{') {
            true => self.0.get(steps[place - 1]).unwrap_or_else(|| panic!("nothing for {path}")).as_str(),
            false => step,
        });
        filled.collect::<Vec<_>>().join("/")
    }

    /// A value in which `{collection}` stands for an id.
    #[must_use]
    pub fn filled(&self, value: &str) -> String {
        let inner = value.trim_start_matches('{').trim_end_matches('}');
        if inner == value { value.to_owned() } else { self.0[inner].clone() }
    }
}

/// One of everything of receptions, while № 213/НҚ was in force: an office, a posted schedule with its rosters, an appeal with a
/// slot, a hold, and a complaint of silence.
fn receptions(server: &Server) -> Vec<(&'static str, String)> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    server.clock("2025-11-03T10:00:00+05:00");
    let office = server.office(2);
    let silent = server.appealed(&office);
    server.clock("2025-12-01T10:00:00+05:00");
    let schedule = server.posted(&crate::reception::schedule("2026-Q1"));
    let complaint = json!({ "case": last(&silent), "ground": "silence", "text": "Жауап жоқ" });
    let complaint = server.post("participant", "/complaints").json(&complaint).send().expect(201).text_of("id");
    let _ = server.posted(&crate::reception::schedule("2026-Q2"));
    let appeal = server.appealed(&office);
    let slots = server.free_slots("");
    let time = json!({ "slot": slots[0]["id"] });
    let _ = server.act("body", &appeal, "appointment").json(&time).send().expect(200);
    let roster = last(&server.roster("2026-01"));
    server.clock(crate::MONDAY);
    let hold = json!({ "slot": server.free_slots("")[1]["id"], "office": office });
    let hold = server.post("office", "/reception-holds").json(&hold).send().expect(201).text_of("id");
    vec![
        ("reception-offices", office),
        ("reception-schedules", last(&schedule)),
        ("reception-appeals", last(&appeal)),
        ("reception-holds", hold),
        ("reception-rosters", roster),
        ("complaints", complaint),
        ("small-offices", server.office(1)),
        ("contested", last(&silent)),
    ]
}

/// A meeting of the ministry that begins then.
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
    })
}

/// Somebody who wants to attend.
#[must_use]
pub fn guest() -> Value {
    json!({ "surname": "Сынақов", "firstName": "Сынақ", "patronymic": "Сынақұлы", "birthYear": 1990, "contact": "s@demo.example" })
}

/// A copy of the law that the program is built with, to be changed.
#[must_use]
pub fn law_copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/law");
    for part in ["", "acts", "calendar"] {
        std::fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in std::fs::read_dir(source.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, folder.path().join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    folder
}

/// An EDMS document.
#[must_use]
pub fn edms() -> Value {
    json!({ "documentNumber": "01-15/77", "documentDate": "2026-01-15" })
}

/// The decision to accredit.
#[must_use]
pub fn accredit() -> Value {
    let met = json!({ "met": true });
    json!({ "outcome": "accredited", "criteria": { "noDuplication": met, "regulated": met, "effective": met } })
}

/// The decision to refuse, with reasons.
#[must_use]
pub fn refuse() -> Value {
    json!({
        "outcome": "refused",
        "criteria": { "noDuplication": { "met": false, "comment": "Ұқсас арна бар" }, "regulated": { "met": true }, "effective": { "met": true } },
        "reasons": { "kk": "Қолданыстағы арнаны қайталайды", "ru": "Дублирует действующий канал" },
    })
}

/// A whole form (Annex 1).
#[must_use]
pub fn form() -> Value {
    json!({
        "bodyName": { "kk": "Сынақ министрлігі", "ru": "Тестовое министерство" },
        "channelName": { "kk": "Ашық үкімет чаты", "ru": "Чат открытого правительства" },
        "instruction": "Үкіметтің тапсырмасы",
        "regulatingAct": "Арнаның жұмыс регламенті",
        "purpose": { "kk": "Азаматтардың сұрақтарына жауап беру", "ru": "Ответы на вопросы граждан" },
        "coverage": "republican",
        "format": "online",
        "resources": { "infrastructure": "Сервер", "staff": "Үш модератор", "finance": "Бюджет шегінде" },
        "justification": { "need": "Кері байланыс", "surveyResults": "68 %" },
        "otherInformation": "Жоқ",
    })
}

/// The form of another channel.
#[must_use]
pub fn form_named(kk: &str, ru: &str) -> Value {
    let mut form = form();
    form["channelName"] = json!({ "kk": kk, "ru": ru });
    form
}
