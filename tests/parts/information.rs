//! Requests for information (Law № 401-V art. 11, № 95).

use serde_json::{Value, json};

use super::{Part, Subject, World};
use crate::{Answer, MONDAY, Server};

pub(super) const PART: Part = Part {
    make,
    parameters: &[
        ("/quasi-state-entities", "region", ["75", "33"]),
        ("/quasi-state-entities", "text", ["Компания", "ештеңе"]),
        ("/published-answers", "text", ["желі", "ештеңе"]),
        ("/published-answers", "language", ["kk", "ru"]),
        ("/published-answers", "from", ["2026-01-01", "2026-03-01"]),
        ("/published-answers", "to", ["2026-02-28", "2026-03-31"]),
        ("/answer-figures", "from", ["2026-01", "2026-03"]),
        ("/answer-figures", "to", ["2026-02", "2026-03"]),
        ("/answer-figures/{bin}", "from", ["2026-01", "2026-03"]),
        ("/answer-figures/{bin}", "to", ["2026-02", "2026-03"]),
        ("/answer-figures/{bin}/figures.svg", "from", ["2026-01", "2026-03"]),
        ("/answer-figures/{bin}/figures.svg", "to", ["2026-02", "2026-03"]),
    ],
    page: include_str!("../../docs/who-sees-what/information.md"),
    subject,
};

/// The ministry of the personas `holder`, `holderHead` and `body`.
pub const MINISTRY: &str = "100140000003";
/// The quasi-state entity of the persona `company`, in which the state has fifty-one per cent.
pub const COMPANY: &str = "060140000073";
/// One that belongs to the state alone.
pub const HOLDING: &str = "040440000103";

/// More entities, one after the other.
const MORE: [&str; 5] = ["040440000115", "040440000127", "040440000139", "040440000140", "040440000152"];

/// Two are asked and answered, one of which is published; one more is asked. Made again, there is an entity more, which is asked and silent.
fn make(server: &Server, world: &mut World) {
    server.entities();
    let known = server.get("", "/quasi-state-entities?limit=100").send().expect(200).items().len();
    let name = json!({ "kk": "Тағы бір компания", "ru": "Ещё одна компания" });
    let silent = MORE[known - 2];
    let _ = server.entered(silent, &json!({ "kind": "quasiStateEntity", "name": name })).expect(201);
    for (asked_on, answered_on) in [("2026-02-02", "2026-02-05"), ("2026-03-02", "2026-03-06")] {
        server.clock(&format!("{asked_on}T10:00:00+05:00"));
        let answered = server.requested(&json!({}));
        server.clock(&format!("{answered_on}T10:00:00+05:00"));
        let _ = server.act("holder", &answered, "answer").json(&answer(&json!({}))).send().expect(200);
        let _ = server.act("holder", &answered, "publication").json(&json!({})).send().expect(200);
        world.keep("", "published-answers", &answered);
    }
    // Whoever is silent is compared with others.
    server.clock("2026-02-02T10:00:00+05:00");
    let _ = server.requested(&json!({ "holder": silent }));
    server.clock(MONDAY);
    world.keep("", "answer-figures", MINISTRY);
    let asked = server.requested(&json!({}));
    let first = world.once("citizen", "information-requests", || asked);
    // A case that is signed. Each time it has more events, and one more employee has viewed it.
    world.keep("citizen", "cases", &first);
    let sub = format!("employee {}", super::surveys::newcomer());
    let token = server.signed(&json!({ "sub": sub, "roles": ["informationHolder"] }));
    let _ = server.get("", &first).header("Authorization", &format!("Bearer {token}")).send().expect(200);
    let _ = server.act("holder", &first, "assignment").json(&employee()).send().expect(200);
}

fn employee() -> Value {
    json!({ "employee": { "name": "Орындаушы О. О.", "position": "Сарапшы" } })
}

fn subject(server: &Server, title: &str) -> Subject {
    let path = server.requested(&json!({}));
    let subject = Subject::of("citizen", &path, json!({})).with_file(server);
    let _ = server.act("holder", &path, "assignment").json(&employee()).send().expect(200);
    match title {
        "Request for information, registered" => {}
        "Request for information, answered" => {
            let _ = server.act("holder", &path, "answer").json(&answer(&json!({}))).send().expect(200);
        }
        other => panic!("nothing is made for {other}"),
    }
    subject
}

/// A request to the ministry; `said` stands in place of what it would say else.
#[must_use]
pub fn request(said: &Value) -> Value {
    let asker = json!({
        "person": { "fullName": "Сынақов Сынақ", "iin": "061211600012" },
        "email": "synaq@demo.example",
    });
    let form = json!({
        "holder": MINISTRY, "asker": asker, "language": "kk", "text": "Қанша шақырым желі тартылды?",
        "answerForm": ["electronic"], "publication": true,
    });
    with(form, said)
}

/// An answer; `said` stands in place of what it would say else.
#[must_use]
pub fn answer(said: &Value) -> Value {
    let form = json!({
        "text": "1 250 шақырым", "language": "kk", "form": ["electronic"], "postalAddress": "Астана, Демо даңғылы, 8",
        "signer": { "name": "Қол қоюшы Қ. Қ.", "position": "Директор" },
    });
    with(form, said)
}

fn with(mut form: Value, said: &Value) -> Value {
    for (field, value) in said.as_object().into_iter().flatten() {
        form[field] = value.clone();
    }
    form
}

impl Server {
    /// The registrar enters the company and the holding.
    pub fn entities(&self) {
        for (bin, share) in [(COMPANY, "51"), (HOLDING, "100")] {
            let head = json!({ "name": "Бірінші басшы", "position": { "kk": "Төраға", "ru": "Председатель" } });
            let name = json!({ "kk": format!("Компания {bin}"), "ru": format!("Компания {bin}") });
            let form = json!({ "kind": "quasiStateEntity", "stateShare": share, "firstHead": head, "name": name });
            let form = if share == "51" { with(form, &json!({ "region": "75" })) } else { form };
            let entered = self.entered(bin, &form);
            assert!([201, 400].contains(&entered.status), "{}", entered.text);
        }
    }

    /// What somebody signs of a form, and the form with it.
    #[must_use]
    pub fn signed_form(&self, who: &str, form: &Value) -> Value {
        let document = self.post(who, "/information-requests/document").json(form).send().expect(200);
        let signing = json!({ "content": document.body["content"] });
        let signed = self.post(who, "/sandbox/signatures").json(&signing).send().expect(200);
        with(form.clone(), &json!({ "signature": { "cms": signed.body["cms"] } }))
    }

    /// The citizen asks, signed.
    #[must_use]
    pub fn asks(&self, said: &Value) -> Answer {
        let form = self.signed_form("citizen", &request(said));
        self.post("citizen", "/information-requests").json(&form).send()
    }

    /// The same; where it is.
    #[must_use]
    pub fn requested(&self, said: &Value) -> String {
        let asked = self.asks(said).expect(201);
        asked.header("location").trim_start_matches("/api/v1").to_owned()
    }
}
