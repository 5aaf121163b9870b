//! The Administrative Procedural and Process-Related Code: editions, extension, hearing, return, withdrawal, complaints.

use merzim_tests::kit::{act, id, stands, told, words};
use merzim_tests::reception::{appeal, hearing, protocol, refusal, schedule, visitor};
use merzim_tests::{Answer, Server, both};
use serde_json::{Value, json};

const DECEMBER: [(&str, &str); 1] = [("sandbox_clock", "2025-12-01T10:00:00+05:00")];
const OCTOBER: [(&str, &str); 1] = [("sandbox_clock", "2025-09-01T10:00:00+05:00")];

/// An office, and a posted schedule of this quarter, both made once; the clock when appeals come. The office.
fn ready(server: &Server, quarter: &str, received: &str) -> String {
    let offices = server.get("", "/reception-offices").send().expect(200);
    let office = offices.items().first().map(|office| office["id"].as_str().unwrap().to_owned());
    let office = office.unwrap_or_else(|| {
        let _ = server.posted(&schedule(quarter));
        server.office(2)
    });
    server.clock(received);
    office
}

/// An appeal received on Monday 15 December 2025.
fn received(server: &Server) -> String {
    let office = ready(server, "2026-Q1", "2025-12-15T10:00:00+05:00");
    server.appealed(&office)
}

/// A hearing in writing before a refusal on that day.
fn in_writing(decision_on: &str) -> Value {
    let mut notice = hearing("", decision_on);
    let fields = notice.as_object_mut().unwrap();
    let _ = (fields.remove("hearingAt"), fields.remove("place"));
    notice
}

fn extension(until: &str) -> Value {
    json!({ "until": until, "by": "deputyHead", "reasons": words() })
}

/// A complaint in a case, filed; its path.
fn complained(server: &Server, who: &str, case: &str, ground: &str) -> Answer {
    let form = json!({ "case": id(case), "ground": ground, "text": "Заңсыз" });
    server.post(who, "/complaints").json(&form).send().expect(201)
}

fn decision(code: &str) -> Value {
    json!({ "decision": code, "reasons": words() })
}

/// Decides a complaint, and waits until everybody is told; how it stands then.
fn decided(server: &Server, complaint: &str, form: &Value) -> Answer {
    let _ = act(server, "complaints", complaint, "decision", form).expect(200);
    server.until("complaints", complaint, |case| {
        let mut duties = case["obligations"].as_array().into_iter().flatten();
        duties.all(|duty| {
            !["L8-7", "L8-9", "L8-25"].contains(&duty["rule"].as_str().unwrap()) || duty["status"] != "open"
        })
    })
}

/// An appeal refused on 30 December 2025, everybody told.
fn refused(server: &Server) -> String {
    let path = received(server);
    server.clock("2025-12-24T10:00:00+05:00");
    let _ = act(server, "body", &path, "hearing", &in_writing("2025-12-30")).expect(200);
    server.clock("2025-12-30T10:00:00+05:00");
    let _ = act(server, "body", &path, "refusal", &refusal()).expect(200);
    server.settled(&path);
    path
}

/// The same, and a complaint passed on to whoever stands above; its path.
fn passed_on(server: &Server) -> String {
    let complaint = complained(server, "participant", &refused(server), "decision").header("location").to_owned();
    let _ = act(server, "body", &complaint, "passing-on", &json!({})).expect(200);
    complaint
}

/// The same, and whoever complained does without a hearing.
fn unheard(server: &Server) -> String {
    let complaint = passed_on(server);
    let _ = server.step("participant", &complaint, "hearing-waiver").expect(200);
    complaint
}

both! {
    with DECEMBER;
    fn rule_l7_2_since_december_2025_two_months_run_from_the_decision_which_the_head_may_take(server) {
        let office = ready(&server, "2026-Q1", "2026-01-08T10:00:00+05:00");
        let path = server.appealed(&office);
        server.clock("2026-01-20T10:00:00+05:00");
        let long = act(&server, "head", &path, "extension", &extension("2026-03-30")).problem(422, "extension-too-long");
        assert!(long.body["rule"] == "L7-2" && long.body["latestOn"] == "2026-03-20", "{}", long.text);
        let mut form = extension("2026-03-20");
        form["by"] = json!("headOfApparatus");
        let extended = act(&server, "head", &path, "extension", &form).expect(200);
        stands(&extended, "L7-2", "met", Some("2026-03-20"));
        stands(&extended, "213-11", "open", Some("2026-03-20"));
        assert_eq!(extended.body["proceedings"]["extensions"][0]["by"], "headOfApparatus");
    }
}

both! {
    with OCTOBER;
    fn rule_l7_2_before_december_2025_two_months_are_added_to_the_first_term(server) {
        let office = ready(&server, "2025-Q4", "2025-10-06T10:00:00+05:00");
        let path = server.appealed(&office);
        // Fifteen working days after Monday 6 October, 27 October being a day off for the 25th.
        server.clock("2025-10-10T10:00:00+05:00");
        let long = act(&server, "body", &path, "extension", &extension("2025-12-31")).problem(422, "extension-too-long");
        assert!(long.body["rule"] == "L7-2" && long.body["latestOn"] == "2025-12-29", "{}", long.text);
        let extended = act(&server, "body", &path, "extension", &extension("2025-12-29")).expect(200);
        stands(&extended, "L7-2", "met", Some("2025-12-29"));
        // What № 241-VIII added is not owed yet, nor had the head of the apparatus that power.
        let mut apparatus = extension("2025-12-29");
        apparatus["by"] = json!("headOfApparatus");
        let other = server.appealed(&office);
        let refused = act(&server, "body", &other, "extension", &apparatus).problem(422, "not-entitled-to-extend");
        assert_eq!(refused.body["rule"], "L7-2");
        assert!(!extended.text.contains("\"L7-4\""));
    }
}

both! {
    with DECEMBER;
    fn rule_l6_a_right_that_is_not_used_lapses_and_is_never_overdue(server) {
        let path = received(&server);
        server.clock("2025-12-24T10:00:00+05:00");
        let _ = act(&server, "body", &path, "hearing", &hearing("2025-12-29T10:00:00+05:00", "2025-12-30")).expect(200);
        server.clock("2025-12-27T00:00:00+05:00");
        stands(&server.get("body", &path).send(), "L6", "lapsed", Some("2025-12-26"));
        let listed = |status: &str| {
            let list = server.get("body", &format!("/obligations?status={status}&rule=L6")).send().expect(200);
            list.items().len()
        };
        assert_eq!((listed("lapsed"), listed("overdue"), listed("open")), (1, 0, 0));
        let set = act(&server, "body", &path, "appointment", &json!({ "slot": server.free_slots("")[0]["id"] })).expect(200);
        stands(&set, "L6", "voided", Some("2025-12-26"));
        assert_eq!((listed("voided"), listed("voidedOverdue")), (1, 0));
    }
}

both! {
    with DECEMBER;
    fn article_73_a_hearing_in_writing_has_no_protocol(server) {
        let path = received(&server);
        server.clock("2025-12-24T10:00:00+05:00");
        let mut half = in_writing("2025-12-30");
        half["place"] = json!("305-кабинет");
        assert_eq!(act(&server, "body", &path, "hearing", &half).problem(400, "invalid-input").pointers(), ["/place"]);
        let notified = act(&server, "body", &path, "hearing", &in_writing("2025-12-30")).expect(200);
        assert_eq!(notified.body["proceedings"]["hearing"]["form"], "written");
        let _ = act(&server, "body", &path, "protocol", &protocol("2025-12-29T10:00:00+05:00", true)).problem(409, "state-forbids-action");
        let _ = act(&server, "participant", &path, "objection", &json!({ "text": "Қарсымын" })).expect(200);
        let early = act(&server, "body", &path, "refusal", &refusal()).problem(422, "notice-too-short");
        assert_eq!(early.body["rule"], "213-6");
        server.clock("2025-12-30T10:00:00+05:00");
        let refused = act(&server, "body", &path, "refusal", &refusal()).expect(200);
        stands(&refused, "213-7", "met", None);
        stands(&refused, "L6", "met", Some("2025-12-26"));
    }
}

both! {
    with DECEMBER;
    fn rule_l6_2_whoever_asks_within_two_working_days_is_heard_orally(server) {
        let office = ready(&server, "2026-Q1", "2026-01-08T10:00:00+05:00");
        let path = server.appealed(&office);
        let notified = act(&server, "body", &path, "hearing", &in_writing("2026-01-15")).expect(200);
        stands(&notified, "L6-2", "open", Some("2026-01-12"));
        let _ = server.step("office", &path, "oral-hearing-request").problem(403, "role-forbids-action");
        let asked = server.step("participant", &path, "oral-hearing-request").expect(200);
        stands(&asked, "L6-2", "met", Some("2026-01-12"));
        told(&server, "body", "oralHearingAsked");
        server.clock("2026-01-15T10:00:00+05:00");
        let unheard = act(&server, "body", &path, "refusal", &refusal()).problem(409, "not-heard");
        assert_eq!(unheard.body["rule"], "213-5");
        let _ = act(&server, "body", &path, "hearing", &in_writing("2026-01-21")).problem(409, "not-heard");
        let again = act(&server, "body", &path, "hearing", &hearing("2026-01-20T10:00:00+05:00", "2026-01-21")).expect(200);
        // The protocol is due two working days after the hearing.
        stands(&again, "L6-3", "open", Some("2026-01-22"));
        server.clock("2026-01-23T10:00:00+05:00");
        let recorded = act(&server, "body", &path, "protocol", &protocol("2026-01-20T10:00:00+05:00", true)).expect(200);
        stands(&recorded, "L6-3", "late", Some("2026-01-22"));
        let _ = act(&server, "body", &path, "refusal", &refusal()).expect(200);
    }
}

both! {
    with DECEMBER;
    fn rule_l6_2_asked_for_later_an_oral_hearing_need_not_be_held(server) {
        let office = ready(&server, "2026-Q1", "2026-01-08T10:00:00+05:00");
        let path = server.appealed(&office);
        let _ = act(&server, "body", &path, "hearing", &in_writing("2026-01-15")).expect(200);
        server.clock("2026-01-13T00:00:00+05:00");
        let late = server.step("participant", &path, "oral-hearing-request").problem(409, "too-late");
        assert_eq!(late.body["rule"], "L6-2");
    }
}

both! {
    with DECEMBER;
    fn article_73_2_5_whoever_does_without_a_hearing_is_refused_at_once(server) {
        let path = received(&server);
        server.clock("2025-12-24T10:00:00+05:00");
        let _ = act(&server, "body", &path, "hearing", &hearing("2025-12-29T10:00:00+05:00", "2025-12-30")).expect(200);
        let waived = server.step("participant", &path, "hearing-waiver").expect(200);
        assert_eq!(waived.text_of("state"), "heard");
        told(&server, "body", "hearingWaived");
        let refused = act(&server, "body", &path, "refusal", &refusal()).expect(200);
        stands(&refused, "213-7", "voided", None);
    }
}

both! {
    with DECEMBER;
    fn reading_refusal_hearing_by_default_nobody_is_refused_unheard(server) {
        let path = received(&server);
        let _ = act(&server, "body", &path, "refusal", &refusal()).problem(409, "state-forbids-action");
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("readings.refusalHearing", "exempt")];
    fn reading_refusal_hearing_exempt_as_article_73_2_9_allows(server) {
        let path = received(&server);
        let refused = act(&server, "body", &path, "refusal", &refusal()).expect(200);
        stands(&refused, "213-5", "voided", Some("2026-01-05"));
        stands(&refused, "213-11", "met", Some("2026-01-09"));
    }
}

both! {
    with DECEMBER;
    fn rule_l3_2_what_an_appeal_lacks_is_pointed_out_and_mended(server) {
        let path = received(&server);
        let remarks = json!({ "requirements": words(), "until": "2025-12-19" });
        let _ = act(&server, "participant", &path, "supplement", &json!({ "text": "Толық мекенжай" })).problem(409, "state-forbids-action");
        let pointed = act(&server, "body", &path, "remarks", &remarks).expect(200);
        stands(&pointed, "L3-2", "met", None);
        told(&server, "participant", "incomplete");
        let mended = act(&server, "participant", &path, "supplement", &json!({ "text": "Толық мекенжай" })).expect(200);
        assert_eq!(mended.body["proceedings"]["incomplete"]["mended"][0]["text"], "Толық мекенжай");
        told(&server, "body", "mended");
        server.clock("2025-12-22T10:00:00+05:00");
        let unmended = json!({ "ground": "notMended", "reasons": words() });
        let refused = act(&server, "body", &path, "return", &unmended).problem(409, "state-forbids-action");
        assert_eq!(refused.body["rule"], "L4-2");
    }
}

both! {
    with DECEMBER;
    fn rule_l4_2_what_was_not_mended_is_returned_in_three_working_days_and_the_participant_told(server) {
        let office = ready(&server, "2026-Q1", "2026-01-08T10:00:00+05:00");
        let path = server.appealed(&office);
        let remarks = json!({ "requirements": words(), "until": "2026-01-14" });
        let _ = act(&server, "body", &path, "remarks", &remarks).expect(200);
        let unmended = json!({ "ground": "notMended", "reasons": words() });
        let early = act(&server, "body", &path, "return", &unmended).problem(409, "too-early");
        assert_eq!(early.body["rule"], "L4-2");
        let offered = server.get("body", &path).send().expect(200);
        let from = |code: &str| offered.body["actions"].as_array().unwrap().iter().find(|one| one["code"] == code).unwrap()["from"].clone();
        assert_eq!([from("return"), from("join")], ["2026-01-15T00:00:00+05:00"; 2]);
        server.clock("2026-01-20T10:00:00+05:00");
        let returned = act(&server, "body", &path, "return", &unmended).expect(200);
        assert_eq!((returned.text_of("state").as_str(), returned.text_of("outcome").as_str()), ("returned", "returned"));
        stands(&returned, "L4-2", "late", Some("2026-01-19"));
        stands(&returned, "213-11", "voided", Some("2026-01-29"));
        let told = server.until("participant", &path, |case| {
            case["obligations"].as_array().unwrap().iter().any(|duty| duty["rule"] == "L7-4" && duty["status"] == "met")
        });
        stands(&told, "L7-4", "met", Some("2026-01-23"));
        // One may complain of it, and it is then considered anew.
        let complaint = complained(&server, "participant", &path, "decision").header("location").to_owned();
        let _ = act(&server, "body", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        assert_eq!(server.get("participant", &path).send().text_of("state"), "received");
    }
}

both! {
    with DECEMBER;
    fn rule_l4_2_an_identical_or_insulting_appeal_is_returned_from_its_registration(server) {
        let office = ready(&server, "2026-Q1", "2026-01-08T10:00:00+05:00");
        let path = server.appealed(&office);
        let insulting = json!({ "ground": "insulting", "reasons": words() });
        let returned = act(&server, "body", &path, "return", &insulting).expect(200);
        stands(&returned, "L4-2", "met", Some("2026-01-13"));
        // The obligation quotes the edition by which it is owed.
        let duties = returned.body["obligations"].as_array().unwrap();
        let basis = &duties.iter().find(|duty| duty["rule"] == "L4-2").unwrap()["basis"];
        assert_eq!(basis["phraseLanguage"], "ru");
        assert!(basis["phrase"].as_str().unwrap().contains("в срок не позднее трех рабочих дней"), "{basis}");
    }
}

both! {
    with DECEMBER;
    fn rule_l4_2_what_is_identical_names_what_was_considered_before(server) {
        let first = server.get("body", &refused(&server)).send().expect(200);
        let office = first.body["office"]["id"].as_str().unwrap().to_owned();
        let again = server.appealed(&office);
        let of_another = server.post("office", "/reception-appeals").json(&visitor(&office)).send().expect(201);
        let insulting = json!({ "ground": "insulting", "reasons": words() });
        let _ = act(&server, "body", of_another.header("location"), "return", &insulting).expect(200);
        let identical = |earlier: Value| {
            let form = json!({ "ground": "identical", "earlier": earlier, "reasons": words() });
            act(&server, "body", &again, "return", &form)
        };
        let own = server.get("body", &again).send().expect(200).body["number"].clone();
        let elsewhere = json!({ "on": "2025-11-20", "number": "Ж-12" });
        for (earlier, pointer) in [
            (Value::Null, "/earlier"),
            (json!({}), "/earlier"),
            (json!({ "case": first.body["number"], "registered": elsewhere }), "/earlier"),
            (json!({ "case": "VRC-2020-000001" }), "/earlier/case"),
            (json!({ "case": own }), "/earlier/case"),
            (json!({ "case": of_another.body["number"] }), "/earlier/case"),
            (json!({ "registered": { "on": "2030-11-20", "number": "Ж-12" } }), "/earlier/registered/on"),
        ] {
            assert_eq!(identical(earlier.clone()).problem(400, "invalid-input").pointers(), [pointer], "{earlier}");
        }
        let mut given = insulting;
        given["earlier"] = json!({ "case": first.body["number"] });
        assert_eq!(act(&server, "body", &again, "return", &given).problem(400, "invalid-input").pointers(), ["/earlier"]);
        let returned = identical(json!({ "case": first.body["number"] })).expect(200);
        let earlier = &returned.body["proceedings"]["returned"]["earlier"];
        assert_eq!(earlier["case"], json!({ "id": first.body["id"], "number": first.body["number"] }));
        // By its id too; and what was considered before there was Merzim is named as it was registered.
        let once_more = server.appealed(&office);
        let form = |earlier: Value| json!({ "ground": "identical", "earlier": earlier, "reasons": words() });
        let returned = act(&server, "body", &once_more, "return", &form(json!({ "case": first.body["id"] }))).expect(200);
        assert_eq!(returned.body["proceedings"]["returned"]["earlier"]["case"]["number"], first.body["number"]);
        let returned = act(&server, "body", &server.appealed(&office), "return", &form(json!({ "registered": elsewhere }))).expect(200);
        assert_eq!(returned.body["proceedings"]["returned"]["earlier"]["registered"], elsewhere);
    }
}

/// Says that one like it was returned before.
fn joining(earlier: Value) -> Value {
    json!({ "earlier": earlier })
}

/// Returns it as identical to a case.
fn returned_as_identical(server: &Server, who: &str, path: &str, to: &Value) -> Answer {
    let form = json!({ "ground": "identical", "earlier": { "case": to }, "reasons": words() });
    act(server, who, path, "return", &form).expect(200)
}

/// The codes of what happened in a case.
fn events(server: &Server, who: &str, path: &str) -> Vec<String> {
    let list = server.get(who, &format!("/cases/{}/events?limit=100", id(path))).send().expect(200);
    list.items().iter().map(|event| event["action"].as_str().unwrap().to_owned()).collect()
}

both! {
    with DECEMBER;
    fn rule_l4_5_after_the_return_of_an_identical_appeal_the_next_is_added_to_the_case_considered_before(server) {
        let path = refused(&server);
        let first = server.get("body", &path).send().expect(200);
        let office = first.body["office"]["id"].as_str().unwrap().to_owned();
        let again = server.appealed(&office);
        let once_more = server.appealed(&office);
        let join = |earlier: Value| act(&server, "body", &once_more, "joining", &joining(earlier));
        // What was considered before is not what was returned; nor is it enough that something was.
        for (earlier, pointer) in [
            (json!({}), "/earlier"),
            (json!({ "case": first.body["number"], "registered": { "on": "2025-11-20", "number": "Ж-12" } }), "/earlier"),
            (json!({ "case": first.body["number"] }), "/earlier/case"),
            (json!({ "case": id(&again) }), "/earlier/case"),
            (json!({ "registered": { "on": "2030-11-20", "number": "Ж-12" } }), "/earlier/registered/on"),
        ] {
            assert_eq!(join(earlier.clone()).problem(400, "invalid-input").pointers(), [pointer], "{earlier}");
        }
        let insulting = server.appealed(&office);
        let _ = act(&server, "body", &insulting, "return", &json!({ "ground": "insulting", "reasons": words() })).expect(200);
        assert_eq!(join(json!({ "case": id(&insulting) })).problem(400, "invalid-input").pointers(), ["/earlier/case"]);
        let returned = returned_as_identical(&server, "body", &again, &first.body["number"]);
        let joined = join(json!({ "case": returned.body["number"] })).expect(200);
        assert_eq!((joined.text_of("state").as_str(), joined.text_of("outcome").as_str()), ("joined", "joined"));
        stands(&joined, "L4-5", "met", None);
        for rule in ["213-4", "213-5", "213-6", "213-11", "L7"] {
            assert_eq!(joined.duty(rule)["status"], "voided", "{rule}");
        }
        stands(&joined, "213-1", "met", None);
        let said = &joined.body["proceedings"]["joining"];
        assert_eq!((&said["returned"]["case"]["id"], &said["considered"]["case"]["id"]), (&returned.body["id"], &first.body["id"]));
        told(&server, "participant", "joined");
        assert_eq!(joined.body["actions"], json!([]));
        // The case considered before shows it, to the participant too.
        let shown = server.get("participant", &path).send().expect(200);
        assert_eq!(shown.body["proceedings"]["joined"][0]["case"]["number"], joined.body["number"]);
        assert_eq!(events(&server, "participant", &path).last().map(String::as_str), Some("joinCase"));
        // The next one too, after the same return; and what was none of Merzim's is named as it was registered.
        let next = server.appealed(&office);
        let _ = act(&server, "body", &next, "joining", &joining(json!({ "case": joined.body["number"] }))).problem(400, "invalid-input");
        let _ = act(&server, "body", &next, "joining", &joining(json!({ "case": returned.body["id"] }))).expect(200);
        let shown = server.get("body", &path).send().expect(200);
        assert_eq!(shown.body["proceedings"]["joined"].as_array().map(Vec::len), Some(2));
        // One may complain of it, and it is then considered anew: there may have been nothing like it before.
        let complaint = complained(&server, "participant", &next, "decision").header("location").to_owned();
        let _ = act(&server, "body", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        assert_eq!(server.get("participant", &next).send().expect(200).text_of("state"), "received");
        let elsewhere = json!({ "registered": { "on": "2025-11-20", "number": "Ж-12" } });
        let joined = act(&server, "body", &server.appealed(&office), "joining", &joining(elsewhere.clone())).expect(200);
        let said = &joined.body["proceedings"]["joining"];
        assert_eq!((&said["returned"]["registered"], &said["considered"]), (&elsewhere["registered"], &Value::Null));
    }
}

both! {
    with DECEMBER;
    fn rule_l4_5_what_is_added_after_a_return_to_a_case_of_before_merzim_stands_in_the_one_returned(server) {
        let office = ready(&server, "2026-Q1", "2026-01-08T10:00:00+05:00");
        let path = server.appealed(&office);
        let form = json!({ "ground": "identical", "earlier": { "registered": { "on": "2025-11-20", "number": "Ж-12" } }, "reasons": words() });
        let returned = act(&server, "body", &path, "return", &form).expect(200);
        let next = server.appealed(&office);
        // Nobody but the body adds it, and not after its term without saying so.
        let joining = joining(json!({ "case": returned.body["number"] }));
        let _ = act(&server, "participant", &next, "joining", &joining).problem(403, "role-forbids-action");
        server.clock("2026-02-02T10:00:00+05:00");
        let joined = act(&server, "body", &next, "joining", &joining).expect(200);
        stands(&joined, "213-11", "voidedOverdue", Some("2026-01-29"));
        let shown = server.get("participant", &path).send().expect(200);
        assert_eq!(shown.body["proceedings"]["joined"][0]["case"]["number"], joined.body["number"]);
    }
}

both! {
    with DECEMBER;
    fn rule_l7_5_what_was_decided_before_or_ruled_on_by_a_court_ends_the_procedure(server) {
        let first = server.get("body", &refused(&server)).send().expect(200);
        let office = first.body["office"]["id"].as_str().unwrap().to_owned();
        let path = server.appealed(&office);
        let end = |path: &str, ground: &str, earlier: Value| {
            act(&server, "body", path, "termination", &json!({ "ground": ground, "earlier": earlier, "reasons": words() }))
        };
        for (ground, earlier, pointers) in [
            ("decidedBefore", Value::Null, vec!["/earlier"]),
            ("courtRuled", json!({ "case": first.body["number"] }), vec!["/earlier"]),
            ("decidedBefore", json!({ "case": id(&path) }), vec!["/earlier/case"]),
            ("notMended", Value::Null, vec!["/ground"]),
        ] {
            assert_eq!(end(&path, ground, earlier).problem(400, "invalid-input").pointers(), pointers, "{ground}");
        }
        // What was withdrawn, returned or forwarded was not considered.
        for (who, resource, form) in [
            ("participant", "withdrawal", Value::Null),
            ("body", "return", json!({ "ground": "insulting", "reasons": words() })),
            ("body", "forwarding", json!({ "to": "050140000408", "reasons": words() })),
        ] {
            let never = server.appealed(&office);
            let _ = act(&server, who, &never, resource, &form).expect(200);
            let earlier = json!({ "case": id(&never) });
            let other = server.appealed(&office);
            let refused = end(&other, "decidedBefore", earlier.clone()).problem(400, "invalid-input");
            assert_eq!(refused.pointers(), ["/earlier/case"], "{resource}");
            let identical = json!({ "ground": "identical", "earlier": earlier, "reasons": words() });
            let refused = act(&server, "body", &other, "return", &identical).problem(400, "invalid-input");
            assert_eq!(refused.pointers(), ["/earlier/case"], "{resource}");
        }
        // What was to be mended may still be.
        let mending = server.appealed(&office);
        let _ = act(&server, "body", &mending, "remarks", &json!({ "requirements": words(), "until": "2026-01-08" })).expect(200);
        assert_eq!(end(&mending, "courtRuled", Value::Null).problem(409, "too-early").body["rule"], "L3-2");
        let ended = end(&path, "decidedBefore", json!({ "case": first.body["number"] })).expect(200);
        assert_eq!((ended.text_of("state").as_str(), ended.text_of("outcome").as_str()), ("terminated", "terminated"));
        assert_eq!(ended.body["proceedings"]["termination"]["earlier"]["case"]["id"], first.body["id"]);
        stands(&ended, "L7-5", "met", None);
        stands(&ended, "213-11", "voided", Some("2026-01-23"));
        stands(&met(&server, "participant", &path, "L7-4"), "L7-4", "met", Some("2026-01-06"));
        told(&server, "participant", "terminated");
        // One may complain of it (art. 70(4)), and it is then considered anew.
        let complaint = complained(&server, "participant", &path, "decision").header("location").to_owned();
        let _ = act(&server, "body", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        let anew = server.get("participant", &path).send().expect(200);
        assert_eq!(anew.text_of("state"), "received");
        let kept = &anew.body["proceedings"];
        assert_eq!((&kept["termination"], kept["earlierTerminations"].as_array().map(Vec::len)), (&Value::Null, Some(1)));
        // Bound by its own word, it does not end it once more.
        let _ = end(&path, "courtRuled", Value::Null).problem(409, "bound-by-complaint");
        // After the term what fell away says so; a hearing that was notified does not stand in the way.
        let other = server.appealed(&office);
        let _ = act(&server, "body", &other, "hearing", &in_writing("2026-01-08")).expect(200);
        server.clock("2026-01-28T10:00:00+05:00");
        let ended = end(&other, "courtRuled", Value::Null).expect(200);
        stands(&ended, "213-11", "voidedOverdue", Some("2026-01-23"));
    }
}

both! {
    with DECEMBER;
    fn rule_l8_24_after_the_return_of_an_identical_complaint_the_next_is_added_to_the_one_considered_before(server) {
        let path = unheard(&server);
        let first = decided(&server, &path, &decision("rejected"));
        let contested = first.body["contested"]["href"].as_str().unwrap();
        let next = || {
            let complaint = complained(&server, "participant", contested, "decision").header("location").to_owned();
            let _ = act(&server, "body", &complaint, "passing-on", &json!({})).expect(200);
            complaint
        };
        let returned = returned_as_identical(&server, "complaints", &next(), &first.body["number"]);
        let complaint = next();
        let join = |earlier: &Value| act(&server, "complaints", &complaint, "joining", &joining(json!({ "case": earlier })));
        assert_eq!(join(&first.body["number"]).problem(400, "invalid-input").pointers(), ["/earlier/case"]);
        let joined = join(&returned.body["number"]).expect(200);
        assert_eq!((joined.text_of("state").as_str(), joined.text_of("outcome").as_str()), ("joined", "joined"));
        stands(&joined, "L8-24", "met", None);
        for rule in ["L8", "213-12", "L8-6", "L8-13"] {
            assert_eq!(joined.duty(rule)["status"], "voided", "{rule}");
        }
        assert_eq!((&joined.body["decision"], &joined.body["joining"]["considered"]["case"]["id"]), (&Value::Null, &first.body["id"]));
        told(&server, "participant", "joined");
        told(&server, "body", "joined");
        let shown = server.get("participant", &path).send().expect(200);
        assert_eq!((&shown.body["joined"][0]["case"]["number"], shown.text_of("state").as_str()), (&joined.body["number"], "rejected"));
        assert_eq!(events(&server, "complaints", &path).last().map(String::as_str), Some("joinCase"));
        // The case complained of is free: one may complain anew, and whoever considered the complaint sees it no longer.
        let _ = server.get("complaints", contested).send().problem(404, "not-found");
        // What was withdrawn was not considered, and what was decided in another case is not the same.
        let withdrawn = next();
        let _ = server.step("participant", &withdrawn, "withdrawal").expect(200);
        let elsewhere = decided(&server, &unheard(&server), &decision("rejected"));
        let last = next();
        for earlier in [json!(id(&withdrawn)), elsewhere.body["id"].clone()] {
            let identical = json!({ "ground": "identical", "earlier": { "case": earlier }, "reasons": words() });
            let refused = act(&server, "complaints", &last, "return", &identical).problem(400, "invalid-input");
            assert_eq!(refused.pointers(), ["/earlier/case"]);
            let mut left = decision("leftWithoutConsideration");
            (left["ground"], left["earlier"]) = (json!("decidedBefore"), json!({ "case": earlier }));
            let refused = act(&server, "complaints", &last, "decision", &left).problem(400, "invalid-input");
            assert_eq!(refused.pointers(), ["/earlier/case"]);
        }
        // Whoever does not agree that theirs was added turns elsewhere.
        let turned = server.step("participant", &complaint, "turning-elsewhere").expect(200);
        assert_eq!((turned.text_of("state").as_str(), turned.text_of("outcome").as_str()), ("turnedElsewhere", "joined"));
    }
}

both! {
    with DECEMBER;
    fn rule_l8_25_the_decision_is_sent_to_the_participant_and_a_copy_to_the_body(server) {
        for code in ["satisfied", "partlySatisfied", "rejected", "sentBack"] {
            let complaint = unheard(&server);
            let taken = act(&server, "complaints", &complaint, "decision", &decision(code)).expect(200);
            stands(&taken, "L8-25", "open", None);
            let sent = server.until("complaints", &complaint, |case| {
                case["obligations"].as_array().unwrap().iter().any(|duty| duty["rule"] == "L8-25" && duty["status"] == "met")
            });
            for who in ["participant", "body"] {
                let notices = server.get(who, "/notices").send().expect(200);
                let kind = if code == "sentBack" { "sentBack" } else { "complaintDecided" };
                let about = |notice: &&Value| notice["case"]["id"] == sent.body["id"] && notice["kind"] == kind;
                assert!(notices.items().iter().any(|notice| about(&notice)), "{code} {who}: {}", notices.text);
            }
        }
    }
}

both! {
    with DECEMBER;
    fn article_95_1_a_complaint_of_the_same_names_the_decision_that_there_is(server) {
        let first = unheard(&server);
        let shown = server.get("complaints", &first).send().expect(200);
        let decided = act(&server, "complaints", &first, "decision", &decision("rejected")).expect(200);
        let again = complained(&server, "participant", shown.body["contested"]["href"].as_str().unwrap(), "decision").header("location").to_owned();
        let _ = act(&server, "body", &again, "passing-on", &json!({})).expect(200);
        let mut left = decision("leftWithoutConsideration");
        left["ground"] = json!("decidedBefore");
        let leave = |left: &Value| act(&server, "complaints", &again, "decision", left);
        assert_eq!(leave(&left).problem(400, "invalid-input").pointers(), ["/earlier"]);
        left["earlier"] = json!({ "case": "CMP-2020-000001" });
        assert_eq!(leave(&left).problem(400, "invalid-input").pointers(), ["/earlier/case"]);
        left["earlier"] = json!({ "case": decided.body["number"] });
        let left = leave(&left).expect(200);
        assert_eq!(left.body["decision"]["earlier"]["case"]["id"], decided.body["id"]);
    }
}

both! {
    with DECEMBER;
    fn article_98_3_that_the_body_complained_of_is_still_to_be_heard_is_seen(server) {
        let complaint = passed_on(&server);
        let awaited = |who: &str| server.get(who, &complaint).send().expect(200).body["responseAwaited"].clone();
        assert_eq!(["participant", "body", "complaints"].map(awaited), [json!(true), json!(true), json!(true)]);
        let _ = act(&server, "body", &complaint, "response", &json!({ "text": "Бас тарту заңды" })).expect(200);
        assert_eq!(awaited("complaints"), false);
    }
}

both! {
    with DECEMBER;
    fn rule_l4_3_one_withdraws_until_the_decision_and_cancels_after_it(server) {
        let office = ready(&server, "2026-Q1", "2026-01-08T10:00:00+05:00");
        let path = server.appealed(&office);
        let withdrawn = server.step("participant", &path, "withdrawal").expect(200);
        stands(&withdrawn, "L4-3", "met", None);
        let told_of = server.until("participant", &path, |case| {
            case["obligations"].as_array().unwrap().iter().any(|duty| duty["rule"] == "L7-4" && duty["status"] == "met")
        });
        stands(&told_of, "L7-4", "met", Some("2026-01-13"));
        let path = server.appealed(&office);
        let _ = act(&server, "body", &path, "appointment", &json!({ "slot": server.free_slots("")[0]["id"] })).expect(200);
        server.settled(&path);
        let decided = server.step("participant", &path, "withdrawal").problem(409, "state-forbids-action");
        assert!(decided.body["actions"].as_array().unwrap().contains(&json!("cancel")), "{}", decided.text);
        let free = server.free_slots("").len();
        let cancelled = server.step("participant", &path, "cancellation").expect(200);
        assert_eq!(cancelled.text_of("state"), "cancelled");
        stands(&cancelled, "213-11", "met", Some("2026-01-29"));
        assert_eq!(server.free_slots("").len(), free + 1);
        told(&server, "body", "cancelled");
    }
}

both! {
    with DECEMBER;
    fn rule_l8_10_the_body_satisfies_a_complaint_in_full_within_three_working_days(server) {
        let path = refused(&server);
        let complaint = complained(&server, "participant", &path, "decision").header("location").to_owned();
        server.clock("2026-01-06T10:00:00+05:00");
        // To say so is not enough.
        let kept = act(&server, "body", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        assert_eq!((kept.text_of("state").as_str(), &kept.body["decision"], &kept.body["kept"]["until"]), ("received", &Value::Null, &json!("2026-01-06")));
        stands(&kept, "L8-10", "open", Some("2026-01-06"));
        stands(&kept, "L8-2", "open", Some("2026-01-06"));
        let again = act(&server, "body", &complaint, "satisfaction", &json!({ "reasons": words() })).problem(409, "state-forbids-action");
        assert!(again.body["actions"].as_array().unwrap().contains(&json!("passOn")), "{}", again.text);
        assert_eq!(server.get("participant", &path).send().text_of("state"), "received");
        // The favourable act is.
        let _ = act(&server, "body", &path, "appointment", &json!({ "slot": server.free_slots("")[0]["id"] })).expect(200);
        let satisfied = server.get("participant", &complaint).send().expect(200);
        assert_eq!((satisfied.text_of("state").as_str(), satisfied.text_of("outcome").as_str()), ("satisfied", "satisfied"));
        stands(&satisfied, "L8-10", "met", Some("2026-01-06"));
        stands(&satisfied, "L8-2", "voided", Some("2026-01-06"));
        let decision = &satisfied.body["decision"];
        assert_eq!((&decision["byItself"], &decision["means"], &decision["reasons"]), (&json!(true), &json!("annulled"), &words()));
        told(&server, "participant", "complaintDecided");
        assert_eq!(server.get("participant", &complaint).send().expect(200).body["notified"]["carrier"], "inbox");
        // Of the refusal that was taken back nobody is notified any more.
        server.settled(&path);
        let notified = server.get("participant", &path).send().expect(200).body["notified"].clone();
        assert!(notified["at"].as_str() >= Some("2026-01-06"), "{notified}");
    }
}

/// A complaint that the body kept until after its three days, and then passed on, waived and decided so; the path of the appeal.
fn kept_in_vain(server: &Server, decision: &Value) -> String {
    let path = refused(server);
    let complaint = complained(server, "participant", &path, "decision").header("location").to_owned();
    server.clock("2026-01-06T10:00:00+05:00");
    let _ = act(server, "body", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
    server.clock("2026-01-08T10:00:00+05:00");
    let idle = server.get("participant", &complaint).send().expect(200);
    stands(&idle, "L8-2", "overdue", Some("2026-01-06"));
    stands(&idle, "L8-10", "lapsed", Some("2026-01-06"));
    let again = json!({ "case": id(&path), "ground": "silence", "text": "Уақыт белгіленбеді" });
    let _ = server.post("participant", "/complaints").json(&again).send().problem(409, "already-complained");
    let _ = act(server, "body", &path, "hearing", &in_writing("2026-01-13")).problem(409, "bound-by-complaint");
    let passed = act(server, "body", &complaint, "passing-on", &json!({})).expect(200);
    stands(&passed, "L8-2", "late", Some("2026-01-06"));
    assert_eq!(passed.body["kept"]["reasons"], words());
    let _ = server.step("participant", &complaint, "hearing-waiver").expect(200);
    let _ = act(server, "complaints", &complaint, "decision", decision).expect(200);
    path
}

both! {
    with DECEMBER;
    fn article_91_4_who_keeps_a_complaint_and_does_nothing_owes_it_to_the_higher_body(server) {
        // Others decide: the body is not held to its word.
        let path = kept_in_vain(&server, &decision("rejected"));
        let _ = act(&server, "body", &path, "hearing", &in_writing("2026-01-13")).expect(200);
    }
}

both! {
    with DECEMBER;
    fn article_91_4_who_kept_a_complaint_in_vain_is_bound_by_what_the_higher_body_decides(server) {
        let mut satisfied = decision("satisfied");
        satisfied["means"] = json!("boundToAct");
        let path = kept_in_vain(&server, &satisfied);
        let _ = act(&server, "body", &path, "hearing", &in_writing("2026-01-13")).problem(409, "bound-by-complaint");
    }
}

both! {
    with DECEMBER;
    fn article_91_4_what_is_done_after_the_three_days_is_for_the_higher_body_to_see(server) {
        let path = refused(&server);
        let complaint = complained(&server, "participant", &path, "decision").header("location").to_owned();
        let _ = act(&server, "body", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        server.clock("2026-01-08T10:00:00+05:00");
        let _ = act(&server, "body", &path, "appointment", &json!({ "slot": server.free_slots("")[0]["id"] })).expect(200);
        assert_eq!(server.get("participant", &complaint).send().text_of("state"), "received");
        let _ = act(&server, "body", &complaint, "passing-on", &json!({})).expect(200);
        let decided = act(&server, "complaints", &complaint, "decision", &decision("satisfied")).expect(200);
        assert_eq!(decided.body["decision"]["reopened"], false);
        assert_eq!(server.get("participant", &path).send().text_of("state"), "scheduled");
    }
}

both! {
    with DECEMBER;
    fn rule_l8_10_after_three_working_days_it_passes_the_complaint_on(server) {
        let complaint = complained(&server, "participant", &refused(&server), "decision").header("location").to_owned();
        server.clock("2026-01-08T00:00:00+05:00");
        let late = act(&server, "body", &complaint, "satisfaction", &json!({ "reasons": words() })).problem(409, "too-late");
        assert_eq!(late.body["rule"], "L8-10");
        // The program knows who considers it.
        let passed = act(&server, "body", &complaint, "passing-on", &json!({})).expect(200);
        assert_eq!(passed.body["passedOn"]["to"], "050140000408");
        stands(&passed, "L8-2", "late", Some("2026-01-06"));
    }
}

both! {
    with DECEMBER;
    fn article_91_the_decision_and_the_program_say_who_considers_complaints(server) {
        let listed = server.get("", "/state-bodies/100140000003").send().expect(200);
        assert_eq!(listed.body["redress"]["considers"]["bin"], "050140000408");
        let _ = server.get("", "/state-bodies/000000000000").send().problem(404, "not-found");
        let path = refused(&server);
        let seen = server.get("participant", &path).send().expect(200);
        assert_eq!(seen.body["redress"]["considers"]["bin"], "050140000408");
    }
}

/// The same server with another list of bodies.
fn listing(server: Server, bodies: &str) -> Server {
    let storage = server.stop();
    let file = storage.folder().join("bodies.toml");
    std::fs::write(&file, bodies).unwrap();
    let settings = [DECEMBER[0], ("state_bodies", file.to_str().unwrap())];
    Server::over(storage, &settings)
}

const WITH_COURT: &str = r#"
[[bodies]]
bin = "100140000003"
name = { kk = "ДЕМО: Министрлік", ru = "ДЕМО: Министерство" }
court = { kk = "ДЕМО: Сот", ru = "ДЕМО: Суд" }
"#;

both! {
    with DECEMBER;
    fn article_91_6_where_nothing_stands_above_the_court_is_named_and_the_complaint_taken(server) {
        let server = listing(server, WITH_COURT);
        let path = refused(&server);
        let seen = server.get("participant", &path).send().expect(200);
        assert_eq!((&seen.body["redress"]["considers"], &seen.body["redress"]["court"]["ru"]), (&Value::Null, &json!("ДЕМО: Суд")));
        let filed = complained(&server, "participant", &path, "decision");
        stands(&filed, "L8-3", "met", Some("2026-03-30"));
        let complaint = filed.header("location").to_owned();
        let _ = act(&server, "body", &complaint, "passing-on", &json!({})).problem(409, "no-body-above");
        let to = json!({ "to": "050140000408", "toName": words() });
        let _ = act(&server, "body", &complaint, "passing-on", &to).problem(409, "no-body-above");
        let named = act(&server, "body", &complaint, "court-naming", &json!({})).expect(200);
        assert_eq!((named.text_of("outcome").as_str(), &named.body["court"]["court"]["ru"]), ("referredToCourt", &json!("ДЕМО: Суд")));
        told(&server, "participant", "referredToCourt");
    }
}

both! {
    with DECEMBER;
    fn article_91_6_a_state_body_is_not_sent_to_the_court_about_another_one(server) {
        let above = "[[bodies]]\nbin = \"050140000408\"\nname = { kk = \"ДЕМО: Орган\", ru = \"ДЕМО: Орган\" }\n";
        let server = listing(server, &(WITH_COURT.replace("100140000003", "940740000911") + above));
        server.clock("2026-03-16T10:00:00+05:00");
        let path = server.received("ministry", &merzim_tests::form());
        let _ = server.decide(&path, &merzim_tests::refuse()).expect(200);
        let refused = server.until("ministry", &path, |case| case["state"] == "notified");
        assert_eq!(refused.body["redress"], Value::Null);
        let complaint = complained(&server, "ministry", &path, "decision").header("location").to_owned();
        let _ = act(&server, "authority", &complaint, "court-naming", &json!({})).problem(409, "body-above");
        let unnamed = act(&server, "authority", &complaint, "passing-on", &json!({})).problem(400, "invalid-input");
        assert_eq!(unnamed.pointers(), ["/to"]);
        let to = json!({ "to": "050140000408", "toName": words() });
        let _ = act(&server, "authority", &complaint, "passing-on", &to).expect(200);
    }
}

both! {
    with DECEMBER;
    fn article_91_6_the_court_is_not_named_where_a_body_stands_above(server) {
        let complaint = complained(&server, "participant", &refused(&server), "decision").header("location").to_owned();
        let _ = act(&server, "body", &complaint, "court-naming", &json!({ "court": words() })).problem(409, "body-above");
    }
}

both! {
    with DECEMBER;
    fn rule_l8_5_a_decision_that_does_not_say_how_is_complained_of_within_six_months(server) {
        let server = listing(server, "");
        let path = refused(&server);
        assert_eq!(server.get("participant", &path).send().body["redress"], Value::Null);
        server.clock("2026-06-30T10:00:00+05:00");
        let filed = complained(&server, "participant", &path, "decision");
        stands(&filed, "L8-5", "met", Some("2026-06-30"));
        assert!(!filed.text.contains("\"L8-3\""));
        let _ = server.step("participant", filed.header("location"), "withdrawal").expect(200);
        server.clock("2026-07-02T10:00:00+05:00");
        stands(&complained(&server, "participant", &path, "decision"), "L8-5", "late", Some("2026-06-30"));
    }
}

both! {
    with DECEMBER;
    fn rule_l8_3_three_months_bind_complaints_of_silence_too(server) {
        let path = received(&server);
        // The term for the decision ran out on 9 January.
        server.clock("2026-04-10T10:00:00+05:00");
        stands(&complained(&server, "participant", &path, "silence"), "L8-3", "met", Some("2026-04-10"));
        let other = received(&server);
        server.clock("2026-04-13T10:00:00+05:00");
        stands(&complained(&server, "participant", &other, "silence"), "L8-3", "late", Some("2026-04-10"));
    }
}

both! {
    with DECEMBER;
    fn article_100_a_complaint_is_decided_in_six_ways(server) {
        for (form, state, means, reopened, bound) in [
            (json!({ "decision": "satisfied", "means": "annulled" }), "satisfied", json!("annulled"), true, false),
            (json!({ "decision": "satisfied", "means": "annulledWithNewAct" }), "satisfied", json!("annulledWithNewAct"), true, true),
            (json!({ "decision": "satisfied", "means": "boundToAct" }), "satisfied", json!("boundToAct"), true, true),
            (json!({ "decision": "partlySatisfied", "means": "boundToAct" }), "partlySatisfied", json!("boundToAct"), true, true),
            (json!({ "decision": "rejected" }), "rejected", Value::Null, false, false),
            (json!({ "decision": "sentBack" }), "sentBack", Value::Null, true, false),
            (json!({ "decision": "leftWithoutConsideration", "ground": "beforeCourt" }), "leftWithoutConsideration", Value::Null, false, false),
        ] {
            let complaint = unheard(&server);
            let mut form = form;
            form["reasons"] = words();
            let decided = act(&server, "complaints", &complaint, "decision", &form).expect(200);
            assert_eq!(decided.text_of("state"), state);
            assert_eq!((&decided.body["decision"]["means"], &decided.body["decision"]["reopened"]), (&means, &json!(reopened)), "{state}");
            assert_eq!(decided.body["decision"]["bound"], bound, "{state}");
            // Who is bound receives the participant; else the body may refuse after a hearing.
            let contested = decided.body["contested"]["href"].as_str().unwrap().trim_start_matches("/api/v1").to_owned();
            let offered = server.get("body", &contested).send().expect(200).body["actions"].clone();
            let hears = offered.as_array().unwrap().iter().any(|action| action["code"] == "notifyHearing");
            assert_eq!(hears, reopened && !bound, "{state}");
            stands(&decided, "L8", "met", Some("2026-01-30"));
        }
        let complaint = passed_on(&server);
        let unsaid = act(&server, "complaints", &complaint, "decision", &decision("leftWithoutConsideration")).problem(400, "invalid-input");
        assert_eq!(unsaid.pointers(), ["/ground"]);
        let mut both = decision("rejected");
        both["means"] = json!("annulled");
        let both = act(&server, "complaints", &complaint, "decision", &both).problem(400, "invalid-input");
        assert_eq!(both.pointers(), ["/means"]);
    }
}

/// A complaint of silence about an appeal received on Monday 15 December, filed on Monday 12 January 2026; both paths.
fn of_silence(server: &Server) -> (String, String) {
    let path = received(server);
    server.clock("2026-01-12T10:00:00+05:00");
    let complaint = complained(server, "participant", &path, "silence").header("location").to_owned();
    (path, complaint)
}

both! {
    with DECEMBER;
    fn rule_l8_10_who_satisfies_a_complaint_of_silence_decides_in_favour_within_three_working_days(server) {
        let (path, complaint) = of_silence(&server);
        let _ = act(&server, "body", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        let open = server.get("participant", &path).send().expect(200);
        stands(&open, "213-11", "open", Some("2026-01-15"));
        stands(&open, "L7", "open", Some("2026-01-15"));
        let trace = open.duty("213-11")["trace"].as_array().unwrap();
        assert_eq!(trace.last().unwrap()["step"], "set");
        // What was not done in time stays visible.
        let terms = open.body["obligations"].as_array().unwrap().iter().filter(|duty| duty["rule"] == "213-11");
        assert_eq!(terms.map(|duty| duty["status"].as_str().unwrap()).collect::<Vec<_>>(), ["overdue", "open"]);
        let forwarding = json!({ "to": "000740000004", "toName": words(), "reasons": words() });
        let returned = json!({ "ground": "insulting", "reasons": words() });
        let extended = extension("2026-02-09");
        let hearing = in_writing("2026-01-15");
        for (resource, form) in [("hearing", hearing), ("forwarding", forwarding), ("return", returned), ("extension", extended)] {
            let bound = act(&server, "body", &path, resource, &form).problem(409, "bound-by-complaint");
            let events = server.get("body", &format!("/cases/{}/events", id(&path))).send().expect(200);
            let reopened = events.items().iter().rev().find(|event| event["action"] == "reopen").unwrap();
            assert_eq!((&bound.body["since"], &bound.body["caseHref"]), (&reopened["at"], &json!(complaint)), "{}", bound.text);
        }
        let set = act(&server, "body", &path, "appointment", &json!({ "slot": server.free_slots("")[0]["id"] })).expect(200);
        stands(&set, "213-11", "met", Some("2026-01-15"));
        let satisfied = server.get("participant", &complaint).send().expect(200);
        stands(&satisfied, "L8-10", "met", Some("2026-01-15"));
        let decision = &satisfied.body["decision"];
        assert_eq!((&decision["byItself"], &decision["reopened"], &decision["bound"], &decision["means"]), (&json!(true), &json!(true), &json!(true), &json!("boundToAct")));
    }
}

both! {
    with DECEMBER;
    fn article_91_2_of_silence_there_is_no_act_to_annul(server) {
        let (_, complaint) = of_silence(&server);
        let _ = act(&server, "body", &complaint, "passing-on", &json!({})).expect(200);
        let _ = server.step("participant", &complaint, "hearing-waiver").expect(200);
        for (code, means) in [("satisfied", "annulled"), ("satisfied", "annulledWithNewAct"), ("partlySatisfied", "annulled")] {
            let mut form = decision(code);
            form["means"] = json!(means);
            let refused = act(&server, "complaints", &complaint, "decision", &form).problem(422, "nothing-to-annul");
            assert_eq!(refused.body["rule"], "L8-4");
        }
        let decided = act(&server, "complaints", &complaint, "decision", &decision("satisfied")).expect(200);
        assert_eq!((&decided.body["decision"]["means"], &decided.body["decision"]["bound"]), (&json!("boundToAct"), &json!(true)));
    }
}

both! {
    with DECEMBER;
    fn article_100_4_what_was_forwarded_comes_back_after_a_complaint(server) {
        let path = received(&server);
        let forwarding = json!({ "to": "000740000004", "toName": words(), "reasons": words() });
        let _ = act(&server, "body", &path, "forwarding", &forwarding).expect(200);
        let complaint = complained(&server, "participant", &path, "decision").header("location").to_owned();
        let _ = act(&server, "body", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        let open = server.get("participant", &path).send().expect(200);
        assert_eq!((open.text_of("state").as_str(), &open.body["outcome"]), ("received", &Value::Null));
        stands(&open, "213-1", "open", None);
        stands(&open, "213-11", "open", Some("2025-12-19"));
    }
}

both! {
    with DECEMBER;
    fn article_95_1_4_a_withdrawal_outside_merzim_rests_on_a_statement(server) {
        let complaint = passed_on(&server);
        let mut left = decision("leftWithoutConsideration");
        left["ground"] = json!("withdrawn");
        let unsaid = act(&server, "complaints", &complaint, "decision", &left).problem(400, "invalid-input");
        assert_eq!(unsaid.pointers(), ["/statement"]);
        for day in ["2025-12-29", "2025-12-31"] {
            left["statement"] = json!({ "on": day });
            let refused = act(&server, "complaints", &complaint, "decision", &left).problem(400, "invalid-input");
            assert_eq!(refused.pointers(), ["/statement/on"], "{day}");
        }
        // Everything that is wrong is told at once.
        left["termRestored"] = json!(true);
        let both = act(&server, "complaints", &complaint, "decision", &left).problem(400, "invalid-input");
        assert_eq!(both.pointers(), ["/statement/on", "/termRestored"]);
        let _ = left.as_object_mut().unwrap().remove("termRestored");
        let mut other = decision("rejected");
        other["statement"] = json!({ "on": "2025-12-30" });
        assert_eq!(act(&server, "complaints", &complaint, "decision", &other).problem(400, "invalid-input").pointers(), ["/statement"]);
        left["statement"] = json!({ "on": "2025-12-30", "number": "Ж-15" });
        let decided = act(&server, "complaints", &complaint, "decision", &left).expect(200);
        assert_eq!(decided.body["decision"]["statement"]["number"], "Ж-15");
    }
}

both! {
    with DECEMBER;
    fn rule_l8_11_whoever_does_not_agree_with_the_decision_turns_elsewhere(server) {
        let mut left = decision("leftWithoutConsideration");
        left["ground"] = json!("courtRuled");
        for (form, outcome) in [(decision("rejected"), "rejected"), (decision("partlySatisfied"), "partlySatisfied"), (left, "leftWithoutConsideration")] {
            let complaint = unheard(&server);
            let _ = decided(&server, &complaint, &form);
            let _ = server.step("body", &complaint, "turning-elsewhere").problem(403, "role-forbids-action");
            let turned = server.step("participant", &complaint, "turning-elsewhere").expect(200);
            assert_eq!((turned.text_of("state").as_str(), turned.text_of("outcome").as_str()), ("turnedElsewhere", outcome));
            stands(&turned, "L8-11", "met", None);
            assert!(!turned.text.contains("\"L8-8\""));
            let _ = server.step("participant", &complaint, "turning-elsewhere").problem(409, "state-forbids-action");
        }
        told(&server, "complaints", "disagreed");
        let complaint = passed_on(&server);
        let _ = decided(&server, &complaint, &decision("satisfied"));
        let _ = server.step("participant", &complaint, "turning-elsewhere").problem(409, "state-forbids-action");
    }
}

both! {
    with DECEMBER;
    fn article_92_2_a_missed_term_is_restored_if_that_was_asked_for(server) {
        for (petition, clock, asked) in [(Some("Ауырдым"), "2026-03-31", true), (None, "2026-03-31", false), (Some("Ауырдым"), "2026-03-30", false)] {
            let path = refused(&server);
            server.clock(&format!("{clock}T10:00:00+05:00"));
            let mut form = json!({ "case": id(&path), "ground": "decision", "text": "Заңсыз", "address": "Астана қаласы", "residence": "Алматы қаласы", "fullName": "Сынақов С." });
            if let Some(petition) = petition {
                form["termPetition"] = json!(petition);
            }
            let filed = server.post("participant", "/complaints").json(&form).send().expect(201);
            assert_eq!(filed.body["missedTerm"], clock == "2026-03-31");
            assert_eq!(filed.body["form"]["residence"], "Алматы қаласы");
            let complaint = filed.header("location").to_owned();
            let _ = act(&server, "body", &complaint, "passing-on", &json!({})).expect(200);
            let _ = server.step("participant", &complaint, "hearing-waiver").expect(200);
            let (mut said, unsaid) = (decision("rejected"), decision("rejected"));
            said["termRestored"] = json!(false);
            let (right, wrong) = if asked { (said, unsaid) } else { (unsaid, said) };
            let refused = act(&server, "complaints", &complaint, "decision", &wrong).problem(400, "invalid-input");
            assert_eq!(refused.pointers(), ["/termRestored"], "{petition:?}");
            let decided = act(&server, "complaints", &complaint, "decision", &right).expect(200);
            assert_eq!(decided.body["decision"]["termRestored"], if asked { json!(false) } else { Value::Null });
        }
    }
}

both! {
    with DECEMBER;
    fn rules_l7_4_and_l8_9_whoever_withdraws_a_complaint_is_told_of_its_end(server) {
        let path = refused(&server);
        server.clock("2026-01-08T10:00:00+05:00");
        let complaint = complained(&server, "participant", &path, "decision").header("location").to_owned();
        let withdrawn = server.step("participant", &complaint, "withdrawal").expect(200);
        assert!(!withdrawn.text.contains("\"L8-9\""));
        stands(&met(&server, "participant", &complaint, "L7-4"), "L7-4", "met", Some("2026-01-13"));
        told(&server, "participant", "withdrawn");
        let complaint = complained(&server, "participant", &path, "decision").header("location").to_owned();
        let _ = act(&server, "body", &complaint, "passing-on", &json!({})).expect(200);
        let withdrawn = server.step("participant", &complaint, "withdrawal").expect(200);
        assert!(!withdrawn.text.contains("\"L7-4\""));
        stands(&met(&server, "participant", &complaint, "L8-9"), "L8-9", "met", Some("2026-01-13"));
    }
}

both! {
    with DECEMBER;
    fn rule_l8_12_whoever_complains_is_told_their_rights_and_duties(server) {
        let path = refused(&server);
        let form = json!({ "case": id(&path), "ground": "decision", "text": "Заңсыз" });
        let filed = server.post("participant", "/complaints").header("Accept-Language", "ru").json(&form).send().expect(201);
        stands(&filed, "L8-12", "met", None);
        let rights: Vec<&str> = filed.body["rights"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(rights.iter().any(|right| right.contains("отозвать жалобу")) && rights.len() == 6, "{rights:?}");
    }
}

both! {
    with DECEMBER;
    fn article_73_2_5_whoever_complains_does_without_the_hearing_themselves_or_in_writing(server) {
        let complaint = passed_on(&server);
        let _ = server.step("body", &complaint, "hearing-waiver").problem(403, "role-forbids-action");
        let waived = server.step("participant", &complaint, "hearing-waiver").expect(200);
        stands(&waived, "L8-6", "voided", Some("2026-01-30"));
        assert!(waived.body["hearingWaivedAt"].is_string());
        told(&server, "complaints", "hearingWaived");
        let on_paper = passed_on(&server);
        let unsaid = act(&server, "complaints", &on_paper, "hearing-waiver", &json!({})).problem(400, "invalid-input");
        assert_eq!(unsaid.pointers(), ["/statement"]);
        let on = |day: &str| json!({ "statement": { "on": day, "number": "Ж-16" } });
        for (who, day, pointer) in [("complaints", "2026-01-30", "/statement/on"), ("participant", "2025-12-30", "/statement")] {
            let refused = act(&server, who, &on_paper, "hearing-waiver", &on(day)).problem(400, "invalid-input");
            assert_eq!(refused.pointers(), [pointer], "{who}");
        }
        let waived = act(&server, "complaints", &on_paper, "hearing-waiver", &on("2025-12-30")).expect(200);
        stands(&waived, "L8-6", "voided", Some("2026-01-30"));
        assert_eq!(waived.body["waiver"]["number"], "Ж-16");
        let _ = act(&server, "complaints", &on_paper, "decision", &decision("rejected")).expect(200);
    }
}

both! {
    with DECEMBER;
    fn rule_l6_4_whoever_is_heard_is_told_when_and_where(server) {
        let path = received(&server);
        server.clock("2025-12-24T10:00:00+05:00");
        let notified = act(&server, "body", &path, "hearing", &hearing("2025-12-29T10:00:00+05:00", "2025-12-30")).expect(200);
        stands(&notified, "L6-4", "met", None);
        let written = act(&server, "body", &received(&server), "hearing", &in_writing("2025-12-30"));
        assert!(!written.text.contains("\"L6-4\""));
    }
}

both! {
    fn article_91_4_who_cannot_do_what_is_demanded_does_not_satisfy_a_complaint(server) {
        let meeting = server.announced(&merzim_tests::meeting("2026-04-16T10:00:00+05:00"));
        let (request, token) = server.asked(&meeting);
        let everywhere = json!(["internetResource", "massMedia", "premises"]);
        let closure = json!({ "ground": "commercialSecret", "explanation": words(), "toldThrough": everywhere });
        let _ = act(&server, "holder", &meeting, "closure", &closure).expect(200);
        merzim_tests::eventually(60, || server.as_guest("GET", &token, &request).send().body["state"] == "lapsed");
        let complain = json!({ "case": id(&request), "ground": "decision", "text": "Негізсіз" });
        let filed = server.as_guest("POST", &token, "/complaints").json(&complain).send().expect(201);
        let complaint = filed.header("location").to_owned();
        let refused = act(&server, "holder", &complaint, "satisfaction", &json!({ "reasons": words() })).problem(409, "nothing-to-do-anew");
        assert_eq!(refused.body["rule"], "L8-10");
        // Once the meeting is open again, so is the request, and the complaint is satisfied.
        let _ = act(&server, "holder", &meeting, "reopening", &json!({ "reason": words() })).expect(200);
        merzim_tests::eventually(60, || server.as_guest("GET", &token, &request).send().body["state"] == "registered");
        let satisfied = act(&server, "holder", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        assert_eq!(satisfied.body["decision"]["reopened"], false);
    }
}

both! {
    with DECEMBER;
    fn rule_l8_6_nobody_is_decided_against_unheard(server) {
        let complaint = passed_on(&server);
        for code in ["partlySatisfied", "rejected", "sentBack"] {
            let unheard = act(&server, "complaints", &complaint, "decision", &decision(code)).problem(409, "not-heard");
            assert_eq!(unheard.body["rule"], "L8-6", "{code}");
        }
        // In favour, or without consideration, no hearing is needed.
        let satisfied = act(&server, "complaints", &complaint, "decision", &decision("satisfied")).expect(200);
        stands(&satisfied, "L8-6", "voided", Some("2026-01-30"));
        stands(&satisfied, "L8-13", "voided", Some("2026-01-27"));
    }
}

both! {
    with DECEMBER;
    fn rule_l8_13_the_preliminary_decision_is_told_three_working_days_before(server) {
        let complaint = passed_on(&server);
        stands(&server.get("complaints", &complaint).send(), "L8-13", "open", Some("2026-01-27"));
        let _ = act(&server, "body", &complaint, "hearing", &in_writing("2026-01-20")).problem(403, "role-forbids-action");
        // Everything that is wrong with the notice is told at once.
        let wrong = act(&server, "complaints", &complaint, "hearing", &hearing("2025-12-31T08:00:00+05:00", "2026-01-04")).problem(422, "notice-too-short");
        let also: Vec<&str> = wrong.body["also"].as_array().unwrap().iter().filter_map(|one| one["type"].as_str()).collect();
        assert_eq!(also, ["urn:merzim:problem:outside-hours", "urn:merzim:problem:hearing-too-soon", "urn:merzim:problem:day-not-worked"]);
        let late = act(&server, "complaints", &complaint, "hearing", &in_writing("2026-02-02")).problem(422, "beyond-term");
        assert!(late.body["rule"] == "L8" && late.body["latestOn"] == "2026-01-30", "{}", late.text);
        let notified = act(&server, "complaints", &complaint, "hearing", &in_writing("2026-01-13")).expect(200);
        assert_eq!(notified.body["hearing"]["form"], "written");
        stands(&notified, "L8-13", "met", Some("2026-01-27"));
        stands(&notified, "L8-14", "open", Some("2026-01-05"));
        stands(&notified, "L8-15", "open", Some("2026-01-05"));
        let notices = server.until("participant", "/notices", |list| list["items"][0]["news"]["dueOn"] == "2026-01-05");
        assert_eq!((&notices.items()[0]["kind"], &notices.items()[0]["news"]["form"]), (&json!("hearingPlanned"), &json!("written")));
        told(&server, "body", "hearingPlanned");
        let objected = act(&server, "participant", &complaint, "objection", &json!({ "text": "Қарсымын" })).expect(200);
        stands(&objected, "L8-14", "met", Some("2026-01-05"));
        told(&server, "complaints", "objected");
        // The official complained of is heard too.
        let responded = act(&server, "body", &complaint, "response", &json!({ "text": "Бас тарту заңды" })).expect(200);
        assert_eq!((&responded.body["objections"][0]["text"], &responded.body["responses"][0]["text"]), (&json!("Қарсымын"), &json!("Бас тарту заңды")));
        told(&server, "complaints", "responded");
        let early = act(&server, "complaints", &complaint, "decision", &decision("rejected")).problem(422, "notice-too-short");
        assert_eq!(early.body["rule"], "L8-13");
        server.clock("2026-01-13T10:00:00+05:00");
        let rejected = act(&server, "complaints", &complaint, "decision", &decision("rejected")).expect(200);
        stands(&rejected, "L8-6", "met", Some("2026-01-30"));
        stands(&rejected, "L8-15", "voided", Some("2026-01-05"));
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("readings.hearingNoticeBefore", "plannedDecision")];
    fn rule_l8_13_by_the_other_reading_it_is_counted_from_the_planned_decision(server) {
        let complaint = passed_on(&server);
        assert!(!server.get("complaints", &complaint).send().text.contains("\"L8-13\""));
        let notified = act(&server, "complaints", &complaint, "hearing", &in_writing("2026-01-13")).expect(200);
        stands(&notified, "L8-13", "met", Some("2026-01-08"));
    }
}

both! {
    with DECEMBER;
    fn rule_l8_13_a_later_notice_is_late_and_moves_the_decision_beyond_the_term(server) {
        let complaint = passed_on(&server);
        server.clock("2026-01-29T10:00:00+05:00");
        let notified = act(&server, "complaints", &complaint, "hearing", &in_writing("2026-02-03")).expect(200);
        stands(&notified, "L8-13", "late", Some("2026-01-27"));
        server.clock("2026-02-03T10:00:00+05:00");
        let rejected = act(&server, "complaints", &complaint, "decision", &decision("rejected")).expect(200);
        for rule in ["L8", "L8-6"] {
            stands(&rejected, rule, "late", Some("2026-01-30"));
        }
    }
}

both! {
    with DECEMBER;
    fn rules_l8_14_and_l8_15_after_two_working_days_one_objects_late_and_asks_to_speak_no_more(server) {
        let complaint = passed_on(&server);
        let notified = act(&server, "complaints", &complaint, "hearing", &in_writing("2026-01-13")).expect(200);
        stands(&notified, "L8-15", "open", Some("2026-01-05"));
        server.clock("2026-01-06T10:00:00+05:00");
        assert_eq!(server.step("participant", &complaint, "oral-hearing-request").problem(409, "too-late").body["rule"], "L8-15");
        let objected = act(&server, "participant", &complaint, "objection", &json!({ "text": "Қарсымын" })).expect(200);
        stands(&objected, "L8-14", "late", Some("2026-01-05"));
        stands(&objected, "L8-15", "lapsed", Some("2026-01-05"));
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("notice_dispatch", "false")];
    fn rules_l7_4_l8_7_and_l8_9_whoever_is_told_after_the_term_is_told_late(server) {
        let office = ready(&server, "2026-Q1", "2025-12-15T10:00:00+05:00");
        let [sent_back, left, withdrawn] = [(); 3].map(|()| server.appealed(&office));
        server.clock("2026-01-12T10:00:00+05:00");
        let [sent_back, left] = [sent_back, left].map(|appeal| {
            let complaint = complained(&server, "participant", &appeal, "silence").header("location").to_owned();
            let _ = act(&server, "body", &complaint, "passing-on", &json!({})).expect(200);
            complaint
        });
        let _ = server.step("participant", &sent_back, "hearing-waiver").expect(200);
        let mut leaving = decision("leftWithoutConsideration");
        leaving["ground"] = json!("courtRuled");
        let owed = [
            (act(&server, "complaints", &sent_back, "decision", &decision("sentBack")), sent_back, "L8-7", "2026-01-19"),
            (act(&server, "complaints", &left, "decision", &leaving), left, "L8-9", "2026-01-15"),
            (server.step("participant", &withdrawn, "withdrawal"), withdrawn, "L7-4", "2026-01-15"),
        ];
        let owed = owed.map(|(done, path, rule, due)| {
            stands(&done.expect(200), rule, "open", Some(due));
            (path, rule, due)
        });
        server.clock("2026-01-20T00:00:00+05:00");
        for (path, rule, due) in &owed {
            stands(&server.get("participant", path).send(), rule, "overdue", Some(due));
        }
        // The outbox outlives the server: another one delivers.
        let server = Server::over(server.stop(), &[("sandbox_clock", "2026-01-20T09:00:00+05:00")]);
        for (path, rule, due) in owed {
            let told = server.until("participant", &path, |case| {
                case["obligations"].as_array().is_some_and(|duties| duties.iter().any(|duty| duty["rule"] == rule && duty["status"] != "overdue"))
            });
            stands(&told, rule, "late", Some(due));
        }
    }
}

/// An oral hearing of a complaint on Friday 16 January 2026, with its protocol; the path of the complaint, and what it is then.
fn heard_orally(server: &Server) -> (String, Answer) {
    let complaint = passed_on(server);
    server.clock("2026-01-08T10:00:00+05:00");
    let _ = act(server, "complaints", &complaint, "hearing", &in_writing("2026-01-20")).expect(200);
    let asked = server.step("participant", &complaint, "oral-hearing-request").expect(200);
    stands(&asked, "L8-15", "met", Some("2026-01-12"));
    told(server, "complaints", "oralHearingAsked");
    let _ = act(server, "complaints", &complaint, "hearing", &in_writing("2026-01-20")).problem(409, "not-heard");
    let notice = hearing("2026-01-16T10:00:00+05:00", "2026-01-20");
    let notified = act(server, "complaints", &complaint, "hearing", &notice).expect(200);
    stands(&notified, "L8-17", "met", None);
    stands(&notified, "L8-16", "open", Some("2026-01-20"));
    let held = protocol("2026-01-16T10:00:00+05:00", true);
    let _ = act(server, "complaints", &complaint, "protocol", &held).problem(409, "too-early");
    server.clock("2026-01-20T12:00:00+05:00");
    let _ = act(server, "complaints", &complaint, "decision", &decision("rejected")).problem(409, "not-heard");
    let recorded = act(server, "complaints", &complaint, "protocol", &held).expect(200);
    (complaint, recorded)
}

both! {
    with DECEMBER;
    fn rule_l8_16_an_oral_hearing_has_a_protocol_which_the_participant_sees(server) {
        let (complaint, recorded) = heard_orally(&server);
        stands(&recorded, "L8-16", "met", Some("2026-01-20"));
        stands(&recorded, "L8-6", "met", Some("2026-01-30"));
        stands(&recorded, "L8-18", "met", None);
        stands(&recorded, "L8-19", "open", Some("2026-01-23"));
        let seen = server.get("participant", &complaint).send().expect(200);
        let protocol = &seen.body["protocol"];
        assert_eq!((&protocol["secretary"], &protocol["participants"][0], &protocol["endedAt"], &protocol["signedOn"]), (&json!("Хатшы"), &json!("Сынақов Сынақ"), &json!("2026-01-16T10:09:00+05:00"), &json!("2026-01-16")));
        assert_eq!(told(&server, "participant", "protocolMade")["news"]["dueOn"], "2026-01-23");
        let _ = act(&server, "complaints", &complaint, "decision", &decision("rejected")).expect(200);
    }
}

both! {
    with DECEMBER;
    fn rule_l8_16_a_later_protocol_is_late(server) {
        let complaint = passed_on(&server);
        server.clock("2026-01-08T10:00:00+05:00");
        let _ = act(&server, "complaints", &complaint, "hearing", &hearing("2026-01-16T10:00:00+05:00", "2026-01-20")).expect(200);
        server.clock("2026-01-21T12:00:00+05:00");
        let recorded = act(&server, "complaints", &complaint, "protocol", &protocol("2026-01-16T10:00:00+05:00", false)).expect(200);
        stands(&recorded, "L8-16", "late", Some("2026-01-20"));
    }
}

/// What is decided on the remarks on a protocol.
fn on_remarks(decision: &str) -> Value {
    json!({ "decision": decision, "reasons": words() })
}

both! {
    with DECEMBER;
    fn rules_l8_19_and_l8_20_remarks_on_the_protocol_are_decided_on(server) {
        let (complaint, _) = heard_orally(&server);
        let remark = json!({ "text": "Түсіндірмем толық емес" });
        let _ = act(&server, "complaints", &complaint, "protocol-remarks-answer", &on_remarks("rejected")).problem(409, "state-forbids-action");
        // The decision does not take the remarks away.
        let _ = decided(&server, &complaint, &decision("rejected"));
        let remarked = act(&server, "participant", &complaint, "protocol-remarks", &remark).expect(200);
        stands(&remarked, "L8-19", "met", Some("2026-01-23"));
        stands(&remarked, "L8-20", "open", None);
        told(&server, "complaints", "remarked");
        let unfounded = act(&server, "complaints", &complaint, "protocol-remarks-answer", &json!({ "decision": "partlyRejected" })).problem(400, "invalid-input");
        assert_eq!(unfounded.pointers(), ["/reasons"]);
        let answered = act(&server, "complaints", &complaint, "protocol-remarks-answer", &on_remarks("partlyRejected")).expect(200);
        stands(&answered, "L8-20", "met", None);
        let answer = &answered.body["protocol"]["remarks"][0];
        assert_eq!((&answer["text"], &answer["answer"]["decision"]), (&remark["text"], &json!("partlyRejected")));
        told(&server, "participant", "remarksAnswered");
        server.clock("2026-01-24T00:00:00+05:00");
        let late = act(&server, "participant", &complaint, "protocol-remarks", &remark).problem(409, "too-late");
        assert_eq!(late.body["rule"], "L8-19");
    }
}

both! {
    with DECEMBER;
    fn rules_l6_6_to_l6_8_remarks_on_the_protocol_before_a_refusal(server) {
        let office = ready(&server, "2026-Q1", "2026-01-08T10:00:00+05:00");
        let path = server.appealed(&office);
        let _ = act(&server, "body", &path, "hearing", &hearing("2026-01-20T10:00:00+05:00", "2026-01-21")).expect(200);
        server.clock("2026-01-20T11:00:00+05:00");
        let recorded = act(&server, "body", &path, "protocol", &protocol("2026-01-20T10:00:00+05:00", true)).expect(200);
        stands(&recorded, "L6-6", "met", None);
        stands(&recorded, "L6-3", "met", Some("2026-01-22"));
        stands(&recorded, "L6-7", "open", Some("2026-01-23"));
        told(&server, "participant", "protocolMade");
        let remark = json!({ "text": "Түсіндірмем толық емес" });
        let _ = act(&server, "office", &path, "protocol-remarks", &remark).problem(403, "role-forbids-action");
        server.clock("2026-01-21T11:00:00+05:00");
        let _ = act(&server, "body", &path, "refusal", &refusal()).expect(200);
        server.settled(&path);
        let remarked = act(&server, "participant", &path, "protocol-remarks", &remark).expect(200);
        stands(&remarked, "L6-7", "met", Some("2026-01-23"));
        stands(&remarked, "L6-8", "open", None);
        told(&server, "body", "remarked");
        let answered = act(&server, "body", &path, "protocol-remarks-answer", &json!({ "decision": "accepted" })).expect(200);
        stands(&answered, "L6-8", "met", None);
        assert_eq!(answered.body["proceedings"]["protocol"]["remarks"][0]["answer"]["decision"], "accepted");
        told(&server, "participant", "remarksAnswered");
        let _ = act(&server, "body", &path, "protocol-remarks-answer", &on_remarks("rejected")).problem(409, "state-forbids-action");
        server.clock("2026-01-24T00:00:00+05:00");
        assert_eq!(act(&server, "participant", &path, "protocol-remarks", &remark).problem(409, "too-late").body["rule"], "L6-7");
    }
}

both! {
    with DECEMBER;
    fn article_74_2_a_protocol_is_of_the_hearing_that_was_told_and_complete(server) {
        let path = received(&server);
        server.clock("2025-12-24T10:00:00+05:00");
        let _ = act(&server, "body", &path, "hearing", &hearing("2025-12-29T10:00:00+05:00", "2025-12-30")).expect(200);
        server.clock("2025-12-29T12:00:00+05:00");
        let mut wrong = protocol("2025-12-29T09:30:00+05:00", true);
        (wrong["endedAt"], wrong["signedOn"]) = (json!("2025-12-29T12:30:00+05:00"), json!("2025-12-28"));
        let refused = act(&server, "body", &path, "protocol", &wrong).problem(400, "invalid-input");
        assert_eq!(refused.pointers(), ["/endedAt", "/signedOn", "/startedAt"]);
        let bare = json!({ "attended": true, "conductedBy": "Директор", "text": "Хаттама" });
        let refused = act(&server, "body", &path, "protocol", &bare).problem(400, "invalid-input");
        assert_eq!(refused.pointers(), ["/endedAt", "/participants", "/place", "/secretary", "/signedOn", "/startedAt", "/subject"]);
        let mut backwards = protocol("2025-12-29T10:00:00+05:00", true);
        backwards["endedAt"] = backwards["startedAt"].clone();
        assert_eq!(act(&server, "body", &path, "protocol", &backwards).problem(400, "invalid-input").pointers(), ["/endedAt"]);
    }
}

both! {
    with DECEMBER;
    fn rule_l8_21_what_a_complaint_lacks_is_pointed_out_and_mended(server) {
        let complaint = passed_on(&server);
        let remarks = |until: &str| json!({ "requirements": words(), "until": until });
        let note = json!({ "text": "Толық мекенжай" });
        let _ = act(&server, "participant", &complaint, "supplement", &note).problem(409, "state-forbids-action");
        let _ = act(&server, "body", &complaint, "remarks", &remarks("2026-01-09")).problem(403, "role-forbids-action");
        let wrong = act(&server, "complaints", &complaint, "remarks", &remarks("2025-12-30")).problem(422, "no-time-to-mend");
        assert_eq!(wrong.body["rule"], "L8-21");
        let _ = act(&server, "complaints", &complaint, "remarks", &remarks("2026-02-02")).problem(422, "beyond-term");
        let pointed = act(&server, "complaints", &complaint, "remarks", &remarks("2026-01-09")).expect(200);
        stands(&pointed, "L8-21", "met", None);
        assert_eq!(told(&server, "participant", "incomplete")["news"]["dueOn"], "2026-01-09");
        let _ = server.attached("participant", &complaint);
        let mended = act(&server, "participant", &complaint, "supplement", &note).expect(200);
        assert_eq!(mended.body["incomplete"]["mended"][0]["text"], "Толық мекенжай");
        told(&server, "complaints", "mended");
        server.clock("2026-01-12T10:00:00+05:00");
        let unmended = json!({ "ground": "notMended", "reasons": words() });
        let refused = act(&server, "complaints", &complaint, "return", &unmended).problem(409, "state-forbids-action");
        assert_eq!(refused.body["rule"], "L8-22");
    }
}

both! {
    with DECEMBER;
    fn rule_l8_22_a_complaint_is_returned_in_three_working_days_and_left_without_consideration(server) {
        let complaint = passed_on(&server);
        let returned = |ground: &str| json!({ "ground": ground, "reasons": words() });
        let _ = act(&server, "complaints", &complaint, "remarks", &json!({ "requirements": words(), "until": "2026-01-09" })).expect(200);
        let early = act(&server, "complaints", &complaint, "return", &returned("notMended")).problem(409, "too-early");
        assert_eq!(early.body["rule"], "L8-22");
        // It is no decision like others.
        let mut left = decision("leftWithoutConsideration");
        left["ground"] = json!("returned");
        assert_eq!(act(&server, "complaints", &complaint, "decision", &left).problem(400, "invalid-input").pointers(), ["/ground"]);
        server.clock("2026-01-14T10:00:00+05:00");
        let back = act(&server, "complaints", &complaint, "return", &returned("notMended")).expect(200);
        assert_eq!((back.text_of("state").as_str(), &back.body["returned"]["ground"], &back.body["decision"]["ground"]), ("leftWithoutConsideration", &json!("notMended"), &json!("returned")));
        stands(&back, "L8-22", "met", Some("2026-01-14"));
        stands(&back, "L8", "met", Some("2026-01-30"));
        stands(&met(&server, "participant", &complaint, "L8-9"), "L8-9", "met", Some("2026-01-19"));
        // One may complain anew; an insulting complaint is returned from the day on which it was passed on.
        let again = complained(&server, "participant", back.body["contested"]["href"].as_str().unwrap(), "decision").header("location").to_owned();
        let _ = act(&server, "body", &again, "passing-on", &json!({})).expect(200);
        server.clock("2026-01-20T10:00:00+05:00");
        stands(&act(&server, "complaints", &again, "return", &returned("insulting")).expect(200), "L8-22", "late", Some("2026-01-19"));
    }
}

both! {
    with DECEMBER;
    fn article_98_4_a_complaint_of_silence_annuls_the_refusal_that_came_meanwhile(server) {
        for (means, bound) in [("annulled", false), ("annulledWithNewAct", true)] {
            let (path, complaint) = of_silence(&server);
            let _ = act(&server, "body", &complaint, "passing-on", &json!({})).expect(200);
            let mut annulled = decision("satisfied");
            annulled["means"] = json!(means);
            let _ = act(&server, "complaints", &complaint, "decision", &annulled).problem(422, "nothing-to-annul");
            let _ = act(&server, "body", &path, "hearing", &in_writing("2026-01-15")).expect(200);
            server.clock("2026-01-15T10:00:00+05:00");
            let _ = act(&server, "body", &path, "refusal", &refusal()).expect(200);
            server.settled(&path);
            let decided = act(&server, "complaints", &complaint, "decision", &annulled).expect(200);
            assert_eq!((&decided.body["decision"]["reopened"], &decided.body["decision"]["bound"]), (&json!(true), &json!(bound)), "{means}");
            let anew = server.get("participant", &path).send().expect(200);
            assert_eq!((anew.text_of("state").as_str(), &anew.body["outcome"]), ("received", &Value::Null));
            assert_eq!(anew.body["proceedings"]["earlierRefusals"].as_array().map(Vec::len), Some(1));
        }
    }
}

/// Waits until a duty is met; the case.
fn met(server: &Server, who: &str, path: &str, rule: &str) -> Answer {
    server.until(who, path, |case| {
        case["obligations"].as_array().unwrap().iter().any(|duty| duty["rule"] == rule && duty["status"] == "met")
    })
}

both! {
    with DECEMBER;
    fn rule_l8_7_a_case_is_sent_back_in_five_working_days(server) {
        let complaint = unheard(&server);
        server.clock("2026-01-12T10:00:00+05:00");
        let _ = act(&server, "complaints", &complaint, "decision", &decision("sentBack")).expect(200);
        stands(&met(&server, "complaints", &complaint, "L8-7"), "L8-7", "met", Some("2026-01-19"));
        told(&server, "body", "sentBack");
    }
}

both! {
    with DECEMBER;
    fn rule_l8_9_whoever_complained_is_told_in_three_working_days_that_it_is_left(server) {
        let filed = { server.clock("2025-12-01T10:00:00+05:00"); refused(&server) };
        server.clock("2026-01-08T10:00:00+05:00");
        let complaint = complained(&server, "participant", &filed, "decision").header("location").to_owned();
        let _ = act(&server, "body", &complaint, "passing-on", &json!({})).expect(200);
        let mut left = decision("leftWithoutConsideration");
        left["ground"] = json!("courtRuled");
        let _ = act(&server, "complaints", &complaint, "decision", &left).expect(200);
        stands(&met(&server, "participant", &complaint, "L8-9"), "L8-9", "met", Some("2026-01-13"));
        told(&server, "participant", "leftWithoutConsideration");
    }
}

both! {
    with DECEMBER;
    fn rule_l8_8_silence_on_a_complaint_counts_as_a_rejection(server) {
        let complaint = passed_on(&server);
        let early = server.step("participant", &complaint, "turning-elsewhere").problem(409, "too-early");
        assert_eq!(early.body["rule"], "L8-8");
        assert_eq!(server.get("participant", &complaint).send().body["countsAsRejectedSince"], Value::Null);
        server.clock("2026-01-31T00:00:00+05:00");
        assert_eq!(server.get("participant", &complaint).send().body["countsAsRejectedSince"], "2026-01-31T00:00:00+05:00");
        let turned = server.step("participant", &complaint, "turning-elsewhere").expect(200);
        stands(&turned, "L8-8", "met", None);
        stands(&turned, "L8", "voidedOverdue", Some("2026-01-30"));
        told(&server, "complaints", "turnedElsewhere");
    }
}

both! {
    fn article_92_a_guest_complains_with_the_token_months_after_the_meeting(server) {
        let meeting = server.announced(&merzim_tests::meeting("2026-04-16T10:00:00+05:00"));
        let (request, token) = server.asked(&meeting);
        let _ = act(&server, "holder", &meeting, "cancellation", &json!({ "reason": words() })).expect(200);
        let lapsed = || server.as_guest("GET", &token, &request).send();
        for _ in 0..2_000 {
            if lapsed().body["state"] == "lapsed" {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        // The term runs from the day on which they were told.
        let told = || server.as_guest("GET", &token, "/notices").send().expect(200).items().len();
        merzim_tests::eventually(60, || told() > 0);
        server.clock("2026-05-28T10:00:00+05:00");
        for _ in 0..2_000 {
            if lapsed().body["guest"].is_null() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        // Who it is, is erased; that it is the same one, is known.
        assert!(lapsed().expect(200).body["guest"].is_null());
        let complain = json!({ "case": id(&request), "ground": "decision", "text": "Негізсіз" });
        let filed = server.as_guest("POST", &token, "/complaints").json(&complain).send().expect(201);
        stands(&filed, "L8-3", "met", Some("2026-06-16"));
        server.clock("2026-12-01T10:00:00+05:00");
        for _ in 0..2_000 {
            if lapsed().status == 404 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        // The complaint is theirs, the request is nobody's.
        let _ = lapsed().problem(404, "not-found");
        let _ = server.as_guest("GET", &token, filed.header("location")).send().expect(200);
    }
}

both! {
    with DECEMBER;
    fn a_role_that_the_case_does_not_know_learns_nothing_of_it(server) {
        let office = ready(&server, "2026-Q1", "2025-12-15T10:00:00+05:00");
        let path = server.post("participant", "/reception-appeals").json(&appeal(&office)).send().expect(201);
        let stranger = server.signed(&json!({ "org": "000740000004", "roles": ["headOfBody"] }));
        let asked = server.get("", path.header("location")).header("Authorization", &format!("Bearer {stranger}"));
        let _ = asked.send().problem(404, "not-found");
        let _ = server.get("head", path.header("location")).send().expect(200);
    }
}

both! {
    with DECEMBER;
    fn article_100_5_a_complaint_that_is_never_passed_on_counts_as_rejected_too(server) {
        let complaint = complained(&server, "participant", &refused(&server), "decision").header("location").to_owned();
        let _ = server.step("participant", &complaint, "turning-elsewhere").problem(409, "too-early");
        assert_eq!(server.get("participant", &complaint).send().body["countsAsRejectedSince"], Value::Null);
        server.clock("2026-03-02T10:00:00+05:00");
        assert!(server.get("participant", &complaint).send().body["countsAsRejectedSince"].is_string());
        let turned = server.step("participant", &complaint, "turning-elsewhere").expect(200);
        assert_eq!((turned.text_of("state").as_str(), turned.duty("L8-2")["status"].as_str()), ("turnedElsewhere", Some("voidedOverdue")));
        stands(&turned, "L8-8", "met", None);
    }
}

both! {
    with DECEMBER;
    fn rules_l4_4_and_l8_23_whoever_files_is_given_a_slip(server) {
        let office = ready(&server, "2026-Q1", "2025-12-15T19:00:00+05:00");
        let visitor = visitor(&office);
        let filed = server.post("office", "/reception-appeals").json(&visitor).send().expect(201);
        stands(&filed, "L4-4", "met", None);
        assert!(filed.body["receivedAt"].is_string());
        let slip = &filed.body["slip"];
        assert_eq!((&slip["number"], &slip["receivedAt"], &slip["registeredOn"]), (&filed.body["number"], &filed.body["receivedAt"], &json!("2025-12-17")));
        assert_eq!(slip["acceptedBy"], visitor["acceptedBy"]);
        assert_eq!(server.get("operator", filed.header("location")).send().expect(200).body["slip"], Value::Null);
        // On the portal nobody accepts it but Merzim.
        let mut own = appeal(&office);
        own["acceptedBy"] = visitor["acceptedBy"].clone();
        let refused = server.post("participant", "/reception-appeals").json(&own).send().problem(400, "invalid-input");
        assert_eq!(refused.pointers(), ["/acceptedBy"]);
        server.clock("2026-01-12T10:00:00+05:00");
        let path = server.post("participant", "/reception-appeals").json(&appeal(&office)).send().expect(201);
        assert_eq!((&path.body["slip"]["number"], &path.body["slip"]["acceptedBy"]), (&path.body["number"], &Value::Null));
        server.clock("2026-03-02T10:00:00+05:00");
        let complaint = complained(&server, "participant", path.header("location"), "silence");
        stands(&complaint, "L8-23", "met", None);
        assert_eq!(complaint.body["slip"]["number"], complaint.body["number"]);
    }
}

both! {
    with DECEMBER;
    fn rule_l5_what_is_not_for_the_body_is_forwarded_after_a_hearing_was_notified_too(server) {
        let path = received(&server);
        server.clock("2025-12-24T10:00:00+05:00");
        let _ = act(&server, "body", &path, "hearing", &in_writing("2025-12-30")).expect(200);
        let forwarding = json!({ "to": "000740000004", "toName": words(), "reasons": words() });
        let forwarded = act(&server, "body", &path, "forwarding", &forwarding).expect(200);
        assert_eq!(forwarded.text_of("state"), "forwarded");
        stands(&forwarded, "L5", "late", Some("2025-12-19"));
        stands(&forwarded, "213-7", "voided", None);
        stands(&forwarded, "L6", "voided", Some("2025-12-26"));
    }
}

both! {
    with DECEMBER;
    fn everything_that_is_wrong_with_an_extension_is_told_at_once(server) {
        let path = received(&server);
        let mut long = extension("2026-05-01");
        long["by"] = json!("head");
        let refused = act(&server, "body", &path, "extension", &long).problem(422, "day-not-worked");
        assert_eq!(refused.body["also"][0]["type"], "urn:merzim:problem:extension-too-long");
        assert_eq!(refused.body["also"][0]["rule"], "L7-2");
        // Each names the field, with its bound where there is one.
        assert_eq!(refused.pointers(), ["/until", "/until"]);
        assert_eq!(refused.body["errors"][1]["max"], refused.body["also"][0]["latestOn"]);
        // What the calendar does not know hides nothing, and the field is named.
        let beyond = act(&server, "body", &path, "extension", &extension("2031-01-08")).problem(422, "extension-too-long");
        assert_eq!(beyond.body["also"][0]["type"], "urn:merzim:problem:calendar-year-unknown");
        assert_eq!(beyond.pointers(), ["/until"]);
    }
}

/// A statement in writing, of that day.
fn on_paper(day: &str) -> Value {
    json!({ "statement": { "on": day, "number": "Ж-16" } })
}

both! {
    with DECEMBER;
    fn article_73_2_5_a_waiver_is_for_one_hearing(server) {
        let complaint = passed_on(&server);
        server.clock("2026-01-08T10:00:00+05:00");
        let _ = server.step("participant", &complaint, "hearing-waiver").expect(200);
        // Said once, it holds.
        let _ = server.step("participant", &complaint, "hearing-waiver").problem(409, "state-forbids-action");
        let notified = act(&server, "complaints", &complaint, "hearing", &in_writing("2026-01-20")).expect(200);
        assert_eq!(notified.body["hearingWaivedAt"], Value::Null);
        assert_eq!(notified.body["earlierWaivers"].as_array().map(Vec::len), Some(1));
        stands(&notified, "L8-6", "open", Some("2026-01-30"));
        let _ = act(&server, "complaints", &complaint, "decision", &decision("rejected")).problem(422, "notice-too-short");
        let path = received(&server);
        server.clock("2026-01-08T10:00:00+05:00");
        let _ = act(&server, "body", &path, "hearing", &in_writing("2026-01-13")).expect(200);
        let _ = server.step("participant", &path, "hearing-waiver").expect(200);
        let again = act(&server, "body", &path, "hearing", &in_writing("2026-01-13")).expect(200);
        assert_eq!(again.text_of("state"), "hearing");
        stands(&again, "213-7", "open", None);
        let told: Vec<&str> = again.body["proceedings"]["earlierHearings"].as_array().unwrap().iter().filter_map(|one| one["hearing"]["decisionOn"].as_str()).collect();
        assert_eq!(told, ["2026-01-13"]);
        let _ = act(&server, "body", &path, "refusal", &refusal()).problem(422, "notice-too-short");
    }
}

both! {
    with DECEMBER;
    fn article_73_2_5_what_others_enter_does_not_shorten_the_time_and_ends_with_an_objection(server) {
        let complaint = passed_on(&server);
        server.clock("2026-01-08T10:00:00+05:00");
        let notice = hearing("2026-01-16T10:00:00+05:00", "2026-01-20");
        let _ = act(&server, "complaints", &complaint, "hearing", &notice).expect(200);
        let entered = act(&server, "complaints", &complaint, "hearing-waiver", &on_paper("2026-01-08")).expect(200);
        stands(&entered, "L8-16", "voided", Some("2026-01-20"));
        stands(&entered, "L8-14", "open", Some("2026-01-12"));
        told(&server, "body", "hearingWaived");
        let early = act(&server, "complaints", &complaint, "decision", &decision("rejected")).problem(422, "notice-too-short");
        assert_eq!(early.body["rule"], "L8-13");
        let objected = act(&server, "participant", &complaint, "objection", &json!({ "text": "Тыңдаудан бас тартқан жоқпын" })).expect(200);
        assert_eq!((&objected.body["hearingWaivedAt"], &objected.body["earlierWaivers"][0]["statement"]["number"]), (&Value::Null, &json!("Ж-16")));
        stands(&objected, "L8-14", "met", Some("2026-01-12"));
        assert_eq!(objected.body["obligations"].as_array().unwrap().iter().filter(|duty| duty["status"] == "open" && (duty["rule"] == "L8-6" || duty["rule"] == "L8-16")).count(), 2);
        server.clock("2026-01-20T10:00:00+05:00");
        let _ = act(&server, "complaints", &complaint, "decision", &decision("rejected")).problem(409, "not-heard");
        // Before any notice too.
        server.clock("2025-12-15T10:00:00+05:00");
        let unnotified = passed_on(&server);
        let _ = act(&server, "complaints", &unnotified, "hearing-waiver", &on_paper("2025-12-30")).expect(200);
        let _ = act(&server, "participant", &unnotified, "objection", &json!({ "text": "Мұндай өтініш берген жоқпын" })).expect(200);
        let _ = act(&server, "complaints", &unnotified, "decision", &decision("rejected")).problem(409, "not-heard");
    }
}

both! {
    with DECEMBER;
    fn articles_64_9_and_73_2_5_an_office_names_the_statement_of_the_visitor(server) {
        let office = ready(&server, "2026-Q1", "2026-01-08T10:00:00+05:00");
        let filed = server.post("office", "/reception-appeals").json(&visitor(&office)).send().expect(201);
        let (path, token) = (filed.header("location").to_owned(), filed.text_of("lookupToken"));
        let _ = act(&server, "body", &path, "hearing", &in_writing("2026-01-15")).expect(200);
        for resource in ["hearing-waiver", "withdrawal"] {
            assert_eq!(act(&server, "office", &path, resource, &json!({})).problem(400, "invalid-input").pointers(), ["/statement"], "{resource}");
            assert_eq!(act(&server, "office", &path, resource, &on_paper("2026-01-09")).problem(400, "invalid-input").pointers(), ["/statement/on"], "{resource}");
        }
        let waived = act(&server, "office", &path, "hearing-waiver", &on_paper("2026-01-08")).expect(200);
        assert_eq!(server.get("body", &path).send().body["proceedings"]["waiver"]["number"], "Ж-16");
        stands(&waived, "213-7", "voided", None);
        let _ = act(&server, "body", &path, "refusal", &refusal()).problem(422, "notice-too-short");
        let asked = server.as_guest("POST", &token, &format!("{path}/oral-hearing-request")).header("If-Match", waived.header("etag")).send().expect(200);
        assert_eq!((asked.text_of("state").as_str(), &asked.body["proceedings"]["waiver"]), ("hearing", &Value::Null));
        server.clock("2026-01-15T10:00:00+05:00");
        let _ = act(&server, "body", &path, "refusal", &refusal()).problem(409, "not-heard");
        let _ = act(&server, "office", &path, "withdrawal", &on_paper("2026-01-15")).expect(200);
        assert_eq!(server.get("body", &path).send().body["proceedings"]["withdrawal"]["statement"]["on"], "2026-01-15");
        // One may complain that it was withdrawn, and it is considered anew.
        let form = json!({ "case": id(&path), "ground": "decision", "text": "Кері қайтарып алған жоқпын" });
        let complaint = server.as_guest("POST", &token, "/complaints").json(&form).send().expect(201);
        let _ = act(&server, "body", complaint.header("location"), "satisfaction", &json!({ "reasons": words() })).expect(200);
        let anew = server.get("body", &path).send().expect(200);
        assert_eq!((anew.text_of("state").as_str(), anew.body["proceedings"]["earlierWithdrawals"].as_array().map(Vec::len)), ("received", Some(1)));
    }
}

both! {
    with DECEMBER;
    fn article_64_2_an_office_says_who_accepted_the_appeal(server) {
        let office = ready(&server, "2026-Q1", "2026-01-08T10:00:00+05:00");
        let mut form = visitor(&office);
        let _ = form.as_object_mut().unwrap().remove("acceptedBy");
        let refused = server.post("office", "/reception-appeals").json(&form).send().problem(400, "invalid-input");
        assert_eq!(refused.pointers(), ["/acceptedBy"]);
    }
}

both! {
    with DECEMBER;
    fn rules_l8_19_and_l8_20_remarks_stay_possible_whatever_comes_after_the_protocol(server) {
        let (complaint, _) = heard_orally(&server);
        let remark = json!({ "text": "Менің түсіндірмем толық жазылмаған" });
        let _ = act(&server, "participant", &complaint, "protocol-remarks", &remark).expect(200);
        // A second hearing keeps the protocol of the first, and it is decided on the remarks all the same.
        let again = act(&server, "complaints", &complaint, "hearing", &in_writing("2026-01-26"));
        let again = if again.status == 200 { again } else { act(&server, "complaints", &complaint, "hearing", &hearing("2026-01-23T10:00:00+05:00", "2026-01-26")) }.expect(200);
        assert_eq!(again.body["protocol"], Value::Null);
        let kept = again.body["earlierHearings"].as_array().unwrap().iter().filter(|one| one["protocol"]["remarks"][0]["text"].is_string()).count();
        assert_eq!(kept, 1);
        let answered = act(&server, "complaints", &complaint, "protocol-remarks-answer", &json!({ "decision": "accepted" })).expect(200);
        stands(&answered, "L8-20", "met", None);
        // The body complained of has the same right, and whoever turned elsewhere too.
        let own = act(&server, "body", &complaint, "protocol-remarks", &remark).expect(200);
        assert!(own.text.contains("\"byBody\":true"), "{}", own.text);
        let (complaint, _) = heard_orally(&server);
        let rejected = decided(&server, &complaint, &decision("rejected"));
        stands(&rejected, "L8-16", "met", Some("2026-01-20"));
        let _ = server.step("participant", &complaint, "turning-elsewhere").expect(200);
        let _ = act(&server, "participant", &complaint, "protocol-remarks", &remark).expect(200);
        let answered = act(&server, "complaints", &complaint, "protocol-remarks-answer", &json!({ "decision": "accepted" })).expect(200);
        stands(&answered, "L8-19", "met", Some("2026-01-23"));
        stands(&answered, "L8-20", "met", None);
    }
}

both! {
    with DECEMBER;
    fn rules_213_6_and_l8_13_whoever_decides_in_favour_owed_no_notice_of_a_refusal(server) {
        let path = received(&server);
        server.clock("2026-01-08T10:00:00+05:00");
        stands(&server.get("body", &path).send(), "213-6", "overdue", Some("2026-01-05"));
        let set = act(&server, "body", &path, "appointment", &json!({ "slot": server.free_slots("")[0]["id"] })).expect(200);
        for rule in ["213-5", "213-6"] {
            stands(&set, rule, "voided", Some("2026-01-05"));
        }
        stands(&set, "213-11", "met", Some("2026-01-09"));
        let listed = |status: &str| server.get("body", &format!("/obligations?status={status}&rule=213-6")).send().expect(200).items().len();
        assert_eq!((listed("voided"), listed("voidedOverdue")), (1, 0));
        server.clock("2025-12-15T10:00:00+05:00");
        let complaint = passed_on(&server);
        server.clock("2026-01-29T10:00:00+05:00");
        stands(&act(&server, "complaints", &complaint, "decision", &decision("satisfied")).expect(200), "L8-13", "voided", Some("2026-01-27"));
    }
}

both! {
    with DECEMBER;
    fn article_64_6_no_term_to_mend_is_cut_off_by_who_set_it(server) {
        let remarks = |until: &str| json!({ "requirements": words(), "until": until });
        let insulting = json!({ "ground": "insulting", "reasons": words() });
        let note = json!({ "text": "Толық мекенжай" });
        let path = received(&server);
        server.clock("2025-12-24T10:00:00+05:00");
        let _ = act(&server, "body", &path, "remarks", &remarks("2026-01-05")).expect(200);
        let _ = act(&server, "body", &path, "return", &insulting).problem(409, "too-early");
        let again = act(&server, "body", &path, "remarks", &remarks("2026-01-06")).expect(200);
        assert_eq!(again.body["proceedings"]["earlierRemarks"][0]["until"], "2026-01-05");
        let _ = act(&server, "body", &path, "hearing", &in_writing("2025-12-30")).expect(200);
        server.clock("2025-12-30T10:00:00+05:00");
        assert_eq!(act(&server, "body", &path, "refusal", &refusal()).problem(409, "too-early").body["rule"], "L3-2");
        let _ = act(&server, "participant", &path, "supplement", &note).expect(200);
        let _ = act(&server, "body", &path, "refusal", &refusal()).expect(200);
        let complaint = unheard(&server);
        let _ = act(&server, "complaints", &complaint, "remarks", &remarks("2026-01-08")).expect(200);
        for code in ["partlySatisfied", "rejected", "sentBack"] {
            assert_eq!(act(&server, "complaints", &complaint, "decision", &decision(code)).problem(409, "too-early").body["rule"], "L8-21", "{code}");
        }
        let _ = act(&server, "complaints", &complaint, "return", &insulting).problem(409, "too-early");
        let _ = act(&server, "participant", &complaint, "supplement", &note).expect(200);
        let _ = act(&server, "complaints", &complaint, "decision", &decision("rejected")).expect(200);
    }
}
