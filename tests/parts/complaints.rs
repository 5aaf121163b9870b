//! Complaints (articles 91–100 of the Code).

use serde_json::json;

use super::{Part, Subject, World};
use crate::Server;
use crate::kit::id;

pub(super) const PART: Part =
    Part { make, parameters: &[], page: include_str!("../../docs/who-sees-what/complaints.md"), subject };

/// Somebody complains of silence.
fn make(server: &Server, world: &mut World) {
    let appeal = silent(server);
    world.keep("participant", "complaints", &of_silence(server, &appeal));
    world.keep("participant", "contested", &appeal);
}

fn subject(server: &Server, title: &str) -> Subject {
    let complaint = of_silence(server, &silent(server));
    match title {
        "Complaint, received" => {}
        "Complaint, passed on" => passed_on(server, &complaint),
        other => panic!("nothing is made for {other}"),
    }
    Subject::of("participant", &complaint, json!({}))
}

/// An appeal that nobody has answered in time; its path.
fn silent(server: &Server) -> String {
    server.clock("2025-11-03T10:00:00+05:00");
    let appeal = server.appealed(&server.office(1));
    server.clock("2025-12-01T10:00:00+05:00");
    appeal
}

/// A complaint of the participant that an appeal was not answered; its path.
pub(super) fn of_silence(server: &Server, appeal: &str) -> String {
    let complaint = json!({ "case": id(appeal), "ground": "silence", "text": "Жауап жоқ" });
    server.post("participant", "/complaints").json(&complaint).send().expect(201).header("location").to_owned()
}

/// The body passes a complaint on to the higher one.
pub(super) fn passed_on(server: &Server, complaint: &str) {
    let to = json!({ "to": "050140000408", "toName": { "kk": "Жоғары орган", "ru": "Вышестоящий орган" } });
    let _ = server.act("body", complaint, "passing-on").json(&to).send().expect(200);
}
