//! Changes and cessations in the Register (№ 93-НҚ).

use serde_json::{Value, json};

use super::accreditation::form;
use super::{Part, Subject, World};
use crate::Server;

pub(super) const PART: Part =
    Part { make, parameters: &[], page: include_str!("../../docs/who-sees-what/register.md"), subject };

/// A change and a cessation of one entry, in draft.
fn make(server: &Server, world: &mut World) {
    let entry = world.id("register-entries");
    let forms = [("register-change-applications", change(entry)), ("cessation-notices", cessation(entry))];
    for (collection, form) in forms {
        let begun = server.post("ministry", &format!("/{collection}")).json(&form).send().expect(201);
        world.keep("ministry", collection, begun.header("location"));
    }
}

fn subject(server: &Server, title: &str) -> Subject {
    assert_eq!(title, "Change of a Register entry, draft", "nothing is made for it");
    let (_, entry) = server.accredited("ministry", &form());
    let begun = server.post("ministry", "/register-change-applications").json(&change(&entry)).send().expect(201);
    Subject::of("ministry", begun.header("location"), change(&entry))
}

/// A change of an entry.
#[must_use]
pub fn change(entry: &str) -> Value {
    let name = json!({ "kk": "Жаңа атау", "ru": "Новое имя" });
    json!({ "entryId": entry, "justification": name, "newEntry": {
        "channelName": name, "bodyName": name, "purpose": name, "coverage": "republican", "format": "online" } })
}

/// A cessation of the channel of an entry.
#[must_use]
pub fn cessation(entry: &str) -> Value {
    json!({ "entryId": entry, "stoppedOn": "2026-03-16", "text": { "kk": "Арна тоқтады", "ru": "Канал остановлен" } })
}
