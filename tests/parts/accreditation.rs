//! Accreditation of channels (№ 93-НҚ).

use serde_json::{Value, json};

use super::{Part, Subject, World};
use crate::{Answer, Server};

pub(super) const PART: Part =
    Part { make, parameters: &[], page: include_str!("../../docs/who-sees-what/accreditation.md"), subject };

/// A channel is accredited; another application stays in draft.
fn make(server: &Server, world: &mut World) {
    let mut regional = form();
    regional["coverage"] = json!("regional");
    regional["region"] = json!("75");
    let (accredited, entry) = server.accredited("ministry", &regional);
    let _ = server.until("ministry", &accredited, |case| case["state"] == "notified");
    world.keep("ministry", "accreditation-applications", &accredited);
    world.keep("ministry", "register-entries", &entry);
    let _ = server.draft("ministry", &form_named("Басқа арна", "Другой канал"));
    for list in ["obligations", "notices"] {
        let first = server.get("ministry", &format!("/{list}")).send().expect(200).items()[0]["id"].clone();
        world.keep("ministry", list, first.as_str().unwrap());
    }
}

fn subject(server: &Server, title: &str) -> Subject {
    let path = server.draft("ministry", &form());
    let subject = Subject::of("ministry", &path, form()).with_file(server);
    match title {
        "Application for accreditation, draft" => {}
        "Application for accreditation, received" => drop(server.submit("ministry", &path).expect(200)),
        other => panic!("nothing is made for {other}"),
    }
    subject
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

impl Server {
    /// A draft application of a persona; its path.
    #[must_use]
    pub fn draft(&self, who: &str, form: &Value) -> String {
        self.post(who, "/accreditation-applications").json(form).send().expect(201).header("location").to_owned()
    }

    /// What a submission says, signed by somebody in this role.
    #[must_use]
    pub fn submission(&self, who: &str, path: &str, role: &str) -> Value {
        let document = self.get(who, &format!("{path}/document")).send().expect(200);
        let signing = json!({ "content": document.body["content"], "role": role });
        let cms = self.post(who, "/sandbox/signatures").json(&signing).send().expect(200).text_of("cms");
        json!({ "edms": edms(), "signature": { "cms": cms } })
    }

    /// Submits a draft, signed by the deputy of the first head.
    #[must_use]
    pub fn submit(&self, who: &str, path: &str) -> Answer {
        let submission = self.submission(who, path, "rightToSign");
        self.act(who, path, "submission").json(&submission).send()
    }

    /// A submitted application of a persona; its path.
    #[must_use]
    pub fn received(&self, who: &str, form: &Value) -> String {
        let path = self.draft(who, form);
        let _ = self.submit(who, &path).expect(200);
        path
    }

    /// Decides an application as the authorised body.
    #[must_use]
    pub fn decide(&self, path: &str, decision: &Value) -> Answer {
        self.act("authority", path, "decision").json(decision).send()
    }

    /// An accredited channel of a persona; the path of the application and the id of the Register entry.
    ///
    /// # Panics
    /// When it is not accredited.
    #[must_use]
    pub fn accredited(&self, who: &str, form: &Value) -> (String, String) {
        let path = self.received(who, form);
        let decided = self.decide(&path, &accredit()).expect(200);
        (path, decided.body["decision"]["registerEntry"].as_str().unwrap().to_owned())
    }
}
