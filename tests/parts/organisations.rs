//! The register of organisations.

use serde_json::{Value, json};

use super::{Part, Subject, World};
use crate::{Answer, Server};

pub(super) const PART: Part = Part {
    make,
    parameters: &[("/organisations", "region", ["33", "75"]), ("/organisations", "text", ["Министрлік", "ештеңе"])],
    page: include_str!("../../docs/who-sees-what/organisations.md"),
    subject,
};

/// BINs of bodies that are made, one after the other.
const BINS: [&str; 8] = [
    "150540000027",
    "080340000054",
    "910740000014",
    "110940000014",
    "000340000014",
    "220240000011",
    "130440000218",
    "920740000036",
];

/// One body more.
fn make(server: &Server, world: &mut World) {
    let known = server.get("", "/organisations?limit=100").send().expect(200);
    let is_new = |bin: &&&str| !known.items().iter().any(|one| one["bin"] == ***bin);
    let bin = BINS.iter().find(is_new).unwrap();
    let region = if known.items().len().is_multiple_of(2) { json!("33") } else { Value::Null };
    let form = json!({ "kind": "localExecutiveBody", "region": region });
    world.keep("registrar", "organisations", server.entered(bin, &form).expect(201).header("location"));
}

fn subject(_: &Server, title: &str) -> Subject {
    panic!("nothing is made for {title}")
}

impl Server {
    /// The registrar enters an organisation; `said` stands in place of what it would be else, a central body.
    #[must_use]
    pub fn entered(&self, bin: &str, said: &Value) -> Answer {
        let mut form = json!({
            "bin": bin, "kind": "centralExecutiveBody", "from": "2025-01-01",
            "name": { "kk": format!("Министрлік {bin}"), "ru": format!("Министерство {bin}") },
        });
        for (field, value) in said.as_object().into_iter().flatten() {
            form[field] = value.clone();
        }
        self.post("registrar", "/organisations").json(&form).send()
    }
}
