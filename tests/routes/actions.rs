//! What a case says that its caller may do, now or at another time.

use merzim_tests::kit::{act, words};
use merzim_tests::parts::register::{cessation, change};
use merzim_tests::reception::schedule;
use merzim_tests::{Answer, Server, both, edms, form, meeting};
use serde_json::{Value, json};

/// The action with this code that a case offers.
#[track_caller]
fn offered(case: &Answer, code: &str) -> Value {
    let actions = case.body["actions"].as_array().unwrap();
    actions.iter().find(|action| action["code"] == code).unwrap_or_else(|| panic!("no {code} in {actions:?}")).clone()
}

/// From when, and until when, an action can be taken, as the case says.
#[track_caller]
fn window(case: &Answer, code: &str) -> (Option<String>, Option<String>) {
    let action = offered(case, code);
    let at = |name: &str| action[name].as_str().map(str::to_owned);
    (at("from"), at("until"))
}

fn from(at: &str) -> (Option<String>, Option<String>) {
    (Some(at.to_owned()), None)
}

fn until(at: &str) -> (Option<String>, Option<String>) {
    (None, Some(at.to_owned()))
}

const NOW: (Option<String>, Option<String>) = (None, None);

both! {
    fn what_is_too_early_says_from_when_and_what_is_too_late_until_when(server) {
        let path = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
        let case = server.get("holder", &path).send().expect(200);
        assert_eq!(window(&case, "holdOffline"), from("2026-04-16T13:00:00+05:00"));
        assert_eq!((window(&case, "postpone"), window(&case, "cancel")), (NOW, NOW));
        // What a case offers now is done, what it offers for later is refused as too early.
        let _ = server.step("holder", &path, "holding").problem(409, "too-early");
        server.clock("2026-04-16T10:00:00+05:00");
        let case = server.get("holder", &path).send().expect(200);
        // That it is over is known at its planned end; one that ends earlier says when.
        assert_eq!(window(&case, "holdOffline"), from("2026-04-16T13:00:00+05:00"));
        let _ = server.step("holder", &path, "holding").problem(409, "too-early");
        assert_eq!(window(&case, "postpone"), until("2026-04-16T10:00:00+05:00"));
        assert_eq!(window(&case, "close"), until("2026-04-16T10:00:00+05:00"));
        let postponement = json!({ "startsAt": "2026-05-16T10:00:00+05:00", "reason": words() });
        let _ = act(&server, "holder", &path, "postponement", &postponement).problem(409, "too-late");
        let _ = act(&server, "holder", &path, "holding", &json!({ "endedAt": "2026-04-16T10:00:00+05:00" })).problem(400, "invalid-input");
        server.clock("2026-04-16T10:30:00+05:00");
        let _ = act(&server, "holder", &path, "holding", &json!({ "endedAt": "2026-04-16T10:30:00+05:00" })).expect(200);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00")];
    fn what_a_term_bounds_is_offered_within_it(server) {
        let office = server.office(1);
        let _ = server.posted(&schedule("2026-Q1"));
        let roster = server.get("body", &server.roster("2026-01")).send().expect(200);
        assert_eq!(window(&roster, "compile"), from("2025-12-21T00:00:00+05:00"));
        server.clock("2025-12-15T10:00:00+05:00");
        let path = server.appealed(&office);
        let case = server.get("body", &path).send().expect(200);
        assert_eq!(window(&case, "extend"), NOW);
        // Nothing is offered to whom it is not theirs to do.
        let codes = |who: &str| -> Vec<String> {
            let case = server.get(who, &path).send().expect(200);
            case.body["actions"].as_array().unwrap().iter().map(|action| action["code"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(codes("participant"), ["withdraw"]);
        assert!(codes("operator").is_empty(), "{:?}", codes("operator"));
        server.clock("2026-01-10T00:00:00+05:00");
        let case = server.get("body", &path).send().expect(200);
        assert_eq!(window(&case, "extend"), until("2026-01-10T00:00:00+05:00"));
        let extension = json!({ "until": "2026-02-09", "by": "head", "reasons": words() });
        let _ = act(&server, "body", &path, "extension", &extension).problem(409, "too-late");
    }
}

#[test]
fn an_action_says_what_it_is_where_it_is_taken_and_with_which_body() {
    let server = Server::start(merzim_tests::Backend::Sqlite);
    let path = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
    let contract = server.contract();
    for (lang, title) in [("kk", "басқа уақытқа ауыстыру"), ("ru", "перенести"), ("en", "postpone")]
    {
        let case = server.get("holder", &path).header("Accept-Language", lang).send().expect(200);
        assert_eq!(offered(&case, "postpone")["title"], title, "{}", offered(&case, "postpone"));
    }
    let case = server.get("holder", &path).send().expect(200);
    for action in case.body["actions"].as_array().unwrap() {
        assert_eq!((&action["method"], &action["action"]), (&json!("POST"), &action["code"]));
        let href = action["href"].as_str().unwrap();
        assert!(href.starts_with(&path), "{href}");
        let pattern = href.replace(path.rsplit('/').next().unwrap(), "{id}");
        let operation = &contract["paths"][&pattern]["post"];
        assert!(operation.is_object(), "{pattern} is not in the contract");
        let schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str();
        assert_eq!(action["body"].as_str(), schema.and_then(|name| name.rsplit('/').next()), "{pattern}");
    }
}

/// The codes of the actions that a case offers somebody.
fn codes(server: &Server, who: &str, path: &str) -> Vec<String> {
    let case = server.get(who, path).send().expect(200);
    let actions = case.body["actions"].as_array().unwrap().iter();
    actions.map(|action| action["code"].as_str().unwrap().to_owned()).collect()
}

both! {
    fn what_a_case_forbids_at_whatever_time_is_not_offered(server) {
        let path = server.planned(&meeting("2026-04-16T10:00:00+05:00"));
        assert!(!codes(&server, "holder", &path).contains(&"endEmergency".to_owned()));
        let end = || server.act("holder", &path, "emergency-end").json(&json!({ "reason": { "kk": "Бітті" } })).send();
        let _ = end().problem(409, "state-forbids-action");
        // What is too late is too late first of all.
        server.clock("2026-04-16T10:30:00+05:00");
        let _ = end().problem(409, "too-late");
    }
}

both! {
    fn what_waits_for_a_channel_that_was_removed_is_not_offered_to_be_filed(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let begun = |collection: &str, form: &Value| {
            server.post("ministry", collection).json(form).send().expect(201).header("location").to_owned()
        };
        let waits = begun("/register-change-applications", &change(&entry));
        assert_eq!(codes(&server, "ministry", &waits), ["submit", "withdraw"]);
        let stops = begun("/cessation-notices", &cessation(&entry));
        let filed = json!({ "edms": edms() });
        let _ = act(&server, "ministry", &stops, "submission", &filed).expect(200);
        let _ = server.step("authority", &stops, "entry").expect(200);
        assert_eq!(codes(&server, "ministry", &waits), ["withdraw"]);
        let _ = server.submit("ministry", &waits).problem(409, "entry-removed");
        let list = server.get("ministry", "/register-change-applications").send().expect(200);
        assert_eq!(list.items()[0]["actions"].as_array().map(Vec::len), Some(1));
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("refuse_wording_not_held", "true")];
    fn what_would_be_filed_is_not_offered_once_nothing_is_filed_under_the_act(server) {
        let drawn_up = server.post("body", "/reception-schedules").json(&schedule("2026-Q2")).send().expect(201);
        let path = drawn_up.header("location").to_owned();
        assert!(codes(&server, "body", &path).contains(&"propose".to_owned()));
        server.clock("2026-01-05T10:00:00+05:00");
        assert!(!codes(&server, "body", &path).contains(&"propose".to_owned()));
        let _ = server.step("body", &path, "proposal").problem(409, "wording-not-held");
    }
}
