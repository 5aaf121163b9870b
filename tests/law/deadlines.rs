//! Due dates of every act through the calculator, whether or not a procedure is built on them.

use merzim_tests::{Backend, Server, both};
use serde_json::{Value, json};

#[test]
fn the_worked_examples_of_all_five_acts_hold() {
    let server = Server::start(Backend::Sqlite);
    for (rule, event, due_on) in [
        ("93-3", "2026-03-06", "2026-03-19"),
        ("93-3", "2026-03-16", "2026-03-31"),
        ("93-3", "2024-12-30", "2025-01-14"),
        ("93-4", "2026-03-20", "2026-03-27"),
        ("93-10", "2026-05-06", "2026-05-13"),
        ("605-6", "2026-05-14", "2026-05-08"),
        ("605-8", "2026-05-14", "2026-05-12"),
        ("605-14", "2026-05-14", "2026-05-21"),
        ("605-6", "2025-01-08", "2024-12-31"),
        ("605-8", "2025-01-08", "2025-01-05"),
        ("605-14", "2025-01-08", "2025-01-15"),
        ("95-6", "2025-03-07", "2025-03-11"),
        ("95-4", "2025-03-07", "2025-03-13"),
        ("95-7", "2025-03-07", "2025-03-26"),
        ("95-10", "2025-03-07", "2025-03-17"),
        ("95-8", "2025-03-07", "2025-04-07"),
        ("213-3", "2026-01-01", "2025-12-17"),
        ("213-3", "2025-07-01", "2025-06-16"),
        ("213-9", "2025-06-01", "2025-05-29"),
        ("213-9", "2025-04-01", "2025-03-29"),
        ("213-10", "2025-12-15", "2025-12-17"),
        ("213-11", "2025-12-15", "2026-01-09"),
        ("213-6", "2025-12-15", "2026-01-05"),
        ("213-12", "2025-12-15", "2026-01-16"),
        ("213-11", "2024-06-10", "2024-07-01"),
        ("444-7", "2026-10-23", "2026-10-27"),
        ("444-5", "2026-05-14", "2026-05-15"),
    ] {
        // An offset's plus sign, escaped or not, and a bare date mean the same day.
        for event in [format!("{event}T10:00:00+05:00"), format!("{event}T10:00:00%2B05:00"), event.to_owned()] {
            let answer = server.get("", &format!("/rules/{rule}/deadline?event={event}")).send().expect(200);
            assert_eq!(answer.body["dueOn"], due_on, "{rule} from {event}");
            assert_eq!(
                answer.body["trace"].as_array().and_then(|trace| trace.last()).map(|step| &step["date"]),
                Some(&answer.body["dueOn"])
            );
        }
    }
}

#[test]
fn acts_that_are_not_in_force_are_served_and_say_so() {
    let server = Server::start(Backend::Sqlite);
    let standing = |path: &str| {
        let answer = server.get("", path).header("Accept-Language", "en").send().expect(200);
        assert_eq!(answer.body["wordingHeld"], true, "{path}");
        (answer.body["inForce"].as_bool().unwrap(), answer.text_of("standing"), !answer.text_of("reason").is_empty())
    };
    assert_eq!(standing("/acts/95"), (false, "repealed".to_owned(), true));
    assert_eq!(standing("/acts/95?on=2025-03-01"), (true, "inForce".to_owned(), true));
    assert_eq!(standing("/acts/213?on=2025-12-31"), (true, "inForce".to_owned(), true));
    assert_eq!(standing("/acts/93"), (true, "inForce".to_owned(), true));
    assert_eq!(standing("/rules/95-7"), (false, "repealed".to_owned(), true));
    assert_eq!(standing("/rules/95-7/deadline?event=2025-03-07"), (true, "inForce".to_owned(), true));
    assert_eq!(standing("/rules/95-7/deadline?event=2026-03-07"), (false, "repealed".to_owned(), true));
    // Due on 17 December 2025, when the wording held was still in force.
    assert_eq!(standing("/rules/213-3/deadline?event=2026-01-01"), (true, "inForce".to_owned(), true));
    assert_eq!(standing("/procedures/accreditation"), (true, "inForce".to_owned(), true));
}

#[test]
fn a_rule_is_not_in_force_before_the_first_edition_that_states_it() {
    let server = Server::start(Backend::Sqlite);
    for (rule, event) in [
        ("L1", "2024-03-01"),
        ("L8-5", "2025-06-02"),
        ("L9", "2024-03-01T10:00:00%2B05:00"),
        ("L4-2", "2023-06-01"),
        ("L8-9", "2024-06-03"),
        ("L6-2", "2024-05-01"),
        ("93-3", "2023-01-10"),
    ] {
        let shown = server.get("", &format!("/rules/{rule}/deadline?event={event}")).send().expect(200);
        assert_eq!(
            (&shown.body["inForce"], &shown.body["standing"]),
            (&json!(false), &json!("notYetInForce")),
            "{rule}: {}",
            shown.text
        );
    }
}

#[test]
fn an_act_in_force_whose_wording_is_not_held_says_so_in_three_languages() {
    let server = Server::start(Backend::Sqlite);
    let paths =
        ["/acts/213", "/rules/213-11", "/rules/213-11/deadline?event=2026-03-16", "/procedures/video-reception"];
    for path in paths {
        for (lang, words) in [
            ("kk", "белгілі соңғы редакция қолданылады"),
            ("ru", "применяется последняя известная"),
            ("en", "the last wording held is applied"),
        ] {
            let answer = server.get("", path).header("Accept-Language", lang).send().expect(200);
            assert_eq!(
                (answer.body["inForce"].as_bool(), answer.body["wordingHeld"].as_bool(), answer.text_of("standing")),
                (Some(true), Some(false), "wordingNotHeld".to_owned()),
                "{path}"
            );
            assert_eq!(answer.text_of("edition"), "2026-01-01");
            assert!(answer.text_of("reason").contains(words), "{path}: {}", answer.text);
        }
    }
    // Which wording is applied, and how sure it is that the act goes on.
    let act = server.get("", "/acts/213").send().expect(200);
    let edition = act.body["editions"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&edition["wordingHeld"], &edition["wording"], &edition["certainty"]),
        (&json!(false), &json!("2023-06-11"), &json!("inferred"))
    );
    // The term is that of the wording applied, and so is the rule.
    let due = server.get("", "/rules/213-11/deadline?event=2026-03-16").send().expect(200);
    assert_eq!(due.body["dueOn"], "2026-04-09");
    // What is listed says so, each rule for itself.
    for rule in server.get("", "/rules").send().expect(200).items() {
        assert_eq!(rule["wordingHeld"], rule["basis"]["act"] != "213", "{}", rule["id"]);
    }
}

#[test]
fn a_rule_is_quoted_in_the_language_of_the_text_that_is_held() {
    let server = Server::start(Backend::Sqlite);
    let (none, kk, ru) = (Value::Null, json!("kk"), json!("ru"));
    for (path, language, words) in [
        ("/rules/L7", &ru, "пятнадцать рабочих дней со дня регистрации обращения"),
        ("/rules/L7/deadline?event=2026-03-16", &ru, "пятнадцать рабочих дней"),
        ("/rules/93-3/deadline?event=2026-03-16", &kk, "8 (сегіз) жұмыс күні"),
        // Stated then as now; but only the words of now are known.
        ("/rules/L4/deadline?event=2026-03-16", &ru, "в день его поступления"),
        ("/rules/L4/deadline?event=2025-06-02", &none, ""),
        ("/rules/L7/deadline?event=2025-06-02", &none, ""),
        ("/rules/L1", &none, ""),
    ] {
        let basis = &server.get("", path).send().expect(200).body["basis"];
        assert_eq!(&basis["phraseLanguage"], language, "{path}");
        assert_eq!(basis["phrase"].is_null(), language.is_null(), "{path}");
        assert!(basis["phrase"].as_str().unwrap_or_default().contains(words), "{path}: {basis}");
    }
    for (path, language) in [
        ("/acts/350-VI", &ru),
        ("/acts/350-VI?on=2025-06-02", &none),
        ("/acts/93", &kk),
        ("/acts/213?on=2022-01-10", &none),
        ("/acts/401-V", &none),
    ] {
        for provision in server.get("", path).send().expect(200).body["provisions"].as_array().unwrap() {
            assert_eq!(&provision["textLanguage"], language, "{path}");
            assert_eq!(provision["text"].is_null(), language.is_null(), "{path}");
        }
    }
}

#[test]
fn a_rule_without_a_term_has_no_due_date() {
    let server = Server::start(Backend::Sqlite);
    let answer = server.get("", "/rules/605-13/deadline?event=2026-05-14").send().expect(200);
    assert!(answer.body["dueOn"].is_null() && answer.body["dueAt"].is_null());
}

#[test]
fn a_date_that_does_not_exist_or_lies_beyond_the_calendar_is_a_problem() {
    let server = Server::start(Backend::Sqlite);
    for event in ["2026-02-30", "2026-13-01T10:00:00+05:00", "2026-03-16T25:00:00+05:00", "yesterday", ""] {
        let answer =
            server.get("", &format!("/rules/93-3/deadline?event={event}")).send().problem(400, "invalid-input");
        assert_eq!(answer.pointers(), ["?event"], "{event}");
    }
    let _ = server.get("", "/rules/93-3/deadline").send().problem(400, "invalid-input");
    let _ = server.get("", "/rules/93-99/deadline?event=2026-03-16").send().problem(404, "not-found");
    for event in [
        "2014-12-31",
        "2028-01-01",
        "2027-12-28",
        "0000-01-01",
        "0001-01-01",
        "9999-12-31",
        "9999-12-31T23:59:59Z",
        "0000-01-01T00:00:00%2B23:59",
    ] {
        let told =
            server.get("", &format!("/rules/93-3/deadline?event={event}")).send().problem(422, "calendar-year-unknown");
        assert_eq!(told.pointers(), ["?event"], "{event}");
    }
}

both! {
    with [("readings.eventDay", "included"), ("day_ends_at", "17:00")];
    fn readings_and_the_end_of_the_day_are_settings_and_are_named(server) {
        let answer = server.get("", "/rules/93-3/deadline?event=2026-03-16T10:00:00+05:00").send().expect(200);
        assert_eq!(answer.body["dueOn"], "2026-03-30");
        let reading = answer.body["readings"].as_array().unwrap().iter().find(|reading| reading["id"] == "eventDay").unwrap();
        assert_eq!(reading["choice"], "included");
        let late = server.get("", "/rules/93-3/deadline?event=2026-03-16T17:01:00+05:00").send().expect(200);
        assert_eq!(late.body["countedFrom"], "2026-03-17");
        let listed = server.get("", "/readings").send().expect(200);
        assert_eq!(listed.items().len(), 47);
    }
}
