//! Press officers, requests for materials (№ 444-НҚ).

use serde_json::{Value, json};

use super::{Part, Subject, World};
use crate::kit::act;
use crate::{Answer, Server};

pub(super) const PART: Part =
    Part { make, parameters: &[], page: include_str!("../../docs/who-sees-what/media.md"), subject };

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

/// The next press officer of the ministry, the contacts of whom somebody has confirmed, and a request for materials with a file.
fn make(server: &Server, world: &mut World) {
    server.organisations();
    let current = server.get("body", "/press-officers?current=true&body=100140000003").send().expect(200);
    let officer = match current.items() {
        [] => server.officer("body"),
        [one, ..] => {
            let path = format!("/press-officers/{}", one["id"].as_str().unwrap());
            act(server, "body", &path, "replacement", &officer()).expect(201).header("location").to_owned()
        }
    };
    world.keep("body", "press-officers", &officer);
    let asked = server.materials_of("100140000003");
    world.keep("body", "materials-requests", &asked);
}

fn subject(server: &Server, title: &str) -> Subject {
    server.organisations();
    match title {
        "Press officer, in office" => Subject::of("body", &server.officer("body"), officer()),
        "Request for materials, requested" => {
            let path = server.materials_of("100140000003");
            Subject::of("pressOfficer", &path, json!({})).with_file(server)
        }
        other => panic!("nothing is made for {other}"),
    }
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
        let _ = self.post("registrar", "/organisations/import").json(&json!({ "csv": REGISTER })).send().expect(200);
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
}
