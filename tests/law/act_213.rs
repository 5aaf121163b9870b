//! № 213/НҚ: reception by heads of state bodies by videoconference, and the duties of the Code that bind it (L3–L8).

use merzim_tests::kit::{act, id, stands, told, words};
use merzim_tests::reception::{appeal, hearing, protocol, refusal, schedule, visitor};
use merzim_tests::{Server, both};
use serde_json::{Value, json};

/// Two weeks before the schedule of the first quarter of 2026 is due.
const DECEMBER: [(&str, &str); 1] = [("sandbox_clock", "2025-12-01T10:00:00+05:00")];
/// A BIN that neither the settings nor the operator's list name.
const UNLISTED: &str = "140240000014";
/// A Monday, the day before Independence Day; 16 December, 1, 2 and 7 January are days off.
const RECEIVED: &str = "2025-12-15T10:00:00+05:00";

/// A server with an office and a posted schedule of the first quarter of 2026, its clock when the appeals come; the office.
fn ready(server: &Server) -> String {
    let office = server.office(2);
    let _ = server.posted(&schedule("2026-Q1"));
    server.clock(RECEIVED);
    office
}

/// The first free slot.
/// An extension of the term until then.
fn extension(until: &str) -> Value {
    json!({ "until": until, "by": "head", "reasons": words() })
}

fn slot(server: &Server) -> Value {
    json!({ "slot": server.free_slots("")[0]["id"] })
}

/// An appeal whose refusal is intended: notified on Wednesday 24 December, heard on Monday 29.
fn heard(server: &Server) -> String {
    let path = server.appealed(&ready(server));
    server.clock("2025-12-24T10:00:00+05:00");
    let _ = act(server, "body", &path, "hearing", &hearing("2025-12-29T10:00:00+05:00", "2025-12-30")).expect(200);
    server.clock("2025-12-29T11:00:00+05:00");
    let _ = act(server, "body", &path, "protocol", &protocol("2025-12-29T10:00:00+05:00", true)).expect(200);
    path
}

/// An appeal refused on 30 December.
fn refused(server: &Server) -> String {
    let path = heard(server);
    server.clock("2025-12-30T10:00:00+05:00");
    let _ = act(server, "body", &path, "refusal", &refusal()).expect(200);
    let _ = server.until("participant", &path, |case| {
        case["obligations"].as_array().unwrap().iter().any(|duty| duty["rule"] == "213-8" && duty["status"] == "met")
    });
    path
}

both! {
    with DECEMBER;
    fn rule_213_1_the_iin_is_whole_for_the_person_and_the_receiving_body_and_nobody_else(server) {
        let office = ready(&server);
        let filed = server.post("participant", "/reception-appeals").json(&appeal(&office)).send().expect(201);
        let path = filed.header("location").to_owned();
        // What an idempotency key would remember never holds it.
        assert_eq!(filed.body["applicant"]["iin"], "********0012");
        // It is owed for as long as the case lasts.
        stands(&filed, "213-1", "open", None);
        for (who, iin) in [("participant", "061211600012"), ("body", "061211600012"), ("office", "********0012"), ("operator", "********0012")] {
            let seen = server.get(who, &path).send().expect(200);
            assert_eq!(seen.body["applicant"]["iin"], iin, "{who}");
        }
        let of_office = server.get("office", &path).send().expect(200);
        assert!(of_office.body["applicant"]["fullName"].is_string() && of_office.body["question"].is_null());
        let of_operator = server.get("operator", &path).send().expect(200);
        assert!(of_operator.body["applicant"]["fullName"].is_null() && of_operator.body["proceedings"].is_null());
        for who in ["participant", "body", "office", "operator"] {
            let list = server.get(who, "/reception-appeals").send().expect(200);
            assert!(list.items().len() == 1 && !list.text.contains("061211600012"), "{}", list.text);
        }
        let _ = server.get("citizen", &path).send().problem(404, "not-found");
        let _ = server.get("akimat", &path).send().problem(404, "not-found");
    }
}

both! {
    with DECEMBER;
    fn rule_213_1_personal_data_are_protected_until_the_case_ends(server) {
        let office = ready(&server);
        let withdrawn = server.step("participant", &server.appealed(&office), "withdrawal").expect(200);
        stands(&withdrawn, "213-1", "met", None);
        let to = json!({ "to": "000740000004", "reasons": words() });
        stands(&act(&server, "body", &server.appealed(&office), "forwarding", &to).expect(200), "213-1", "met", None);
        let set = |_: usize| {
            let path = server.appealed(&office);
            let _ = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
            server.settled(&path);
            path
        };
        let [held, missed] = [0, 1].map(set);
        server.clock("2026-01-06T10:50:00+05:00");
        let record = json!({ "said": "Мәселе талқыланды" });
        stands(&act(&server, "body", &held, "record", &record).expect(200), "213-1", "open", None);
        let note = json!({ "text": "Орындалды" });
        stands(&act(&server, "body", &held, "follow-up", &note).expect(200), "213-1", "met", None);
        stands(&act(&server, "body", &missed, "no-show", &note).expect(200), "213-1", "met", None);
    }
}

both! {
    with DECEMBER;
    fn rule_213_1_a_refused_appeal_may_be_opened_again_so_its_data_are_still_protected(server) {
        let path = refused(&server);
        stands(&server.get("participant", &path).send().expect(200), "213-1", "open", None);
    }
}

both! {
    with DECEMBER;
    fn rule_213_2_the_first_head_approves_the_schedule_once_it_is_agreed(server) {
        let drawn_up = server.post("body", "/reception-schedules").json(&schedule("2026-Q1")).send().expect(201);
        let path = drawn_up.header("location").to_owned();
        // Nobody else sees a draft, and nobody approves what is not agreed.
        let _ = server.get("informatization", &path).send().problem(404, "not-found");
        let proposed = server.step("body", &path, "proposal").expect(200);
        stands(&proposed, "213-2", "open", None);
        assert_eq!(proposed.duty("213-2")["bearer"]["role"], "headOfBody");
        let _ = server.step("head", &path, "approval").problem(409, "state-forbids-action");
        let returned = act(&server, "informatization", &path, "return", &json!({ "remarks": words() })).expect(200);
        assert_eq!((returned.text_of("state").as_str(), returned.body["returns"][0]["remarks"]["kk"].as_str()), ("returned", Some("Себебі бар")));
        let version = returned.header("etag");
        let _ = server.request("PUT", "body", &path).header("If-Match", version).json(&schedule("2026-Q1")).send().expect(200);
        let again = server.step("body", &path, "proposal").expect(200);
        assert_eq!(again.text_of("number"), proposed.text_of("number"));
        let _ = server.step("informatization", &path, "agreement").expect(200);
        let _ = server.step("body", &path, "dispatch").problem(409, "state-forbids-action");
        let approved = server.step("head", &path, "approval").expect(200);
        stands(&approved, "213-2", "met", None);
        // One schedule for a quarter.
        let twice = server.post("body", "/reception-schedules").json(&schedule("2026-Q1")).send().problem(400, "invalid-input");
        assert_eq!(twice.pointers(), ["/quarter"]);
        // Not by a deputy or anybody else, and not for a quarter that is over.
        let other = server.post("body", "/reception-schedules").json(&schedule("2026-Q2")).send().expect(201).header("location").to_owned();
        let _ = server.step("body", &other, "proposal").expect(200);
        let _ = server.step("informatization", &other, "agreement").expect(200);
        let _ = server.step("body", &other, "approval").problem(403, "role-forbids-action");
        let late = server.post("body", "/reception-schedules").json(&schedule("2025-Q3")).send().problem(409, "too-late");
        assert_eq!(late.body["rule"], "213-2");
    }
}

both! {
    with DECEMBER;
    fn rule_213_2_what_was_approved_or_sent_may_come_back_until_it_is_posted(server) {
        let path = server.approved(&schedule("2026-Q1"));
        let remarks = json!({ "remarks": words() });
        let _ = act(&server, "body", &path, "return", &remarks).problem(403, "role-forbids-action");
        for (who, sent) in [("head", false), ("informatization", false), ("informatization", true), ("head", true)] {
            if sent {
                let _ = server.step("body", &path, "dispatch").expect(200);
            }
            let returned = act(&server, who, &path, "return", &remarks).expect(200);
            assert_eq!(returned.text_of("state"), "returned");
            // What was done in time stays done. It is mended, and goes the whole way again.
            stands(&returned, "213-2", "met", None);
            let version = returned.header("etag");
            let _ = server.request("PUT", "body", &path).header("If-Match", version).json(&schedule("2026-Q1")).send().expect(200);
            let _ = server.step("body", &path, "dispatch").problem(409, "state-forbids-action");
            for (who, resource) in [("body", "proposal"), ("informatization", "agreement"), ("head", "approval")] {
                let _ = server.step(who, &path, resource).expect(200);
            }
        }
        let _ = server.step("body", &path, "dispatch").expect(200);
        let posted = server.step("informatization", &path, "posting").expect(200);
        assert_eq!(posted.body["returns"].as_array().unwrap().len(), 4);
        let _ = act(&server, "head", &path, "return", &remarks).problem(409, "state-forbids-action");
    }
}

both! {
    with DECEMBER;
    fn rule_213_3_the_schedule_is_sent_fifteen_calendar_days_before_the_quarter(server) {
        let path = server.approved(&schedule("2026-Q1"));
        stands(&server.get("body", &path).send(), "213-3", "open", Some("2025-12-17"));
        server.clock("2025-12-17T23:59:00+05:00");
        let sent = server.step("body", &path, "dispatch").expect(200);
        stands(&sent, "213-3", "met", Some("2025-12-17"));
        // Everybody sees it once it is posted.
        let _ = server.get("", &path).send().problem(404, "not-found");
        let _ = server.step("informatization", &path, "posting").expect(200);
        let seen = server.get("", &path).send().expect(200);
        assert_eq!(seen.body["state"], "posted");
        assert_eq!(server.get("", "/reception-schedules?quarter=2026-Q1").send().expect(200).items().len(), 1);
    }
}

both! {
    with [("sandbox_clock", "2025-06-02T10:00:00+05:00")];
    fn rule_213_3_sent_later_the_schedule_is_late_and_can_be_withdrawn_no_more(server) {
        let path = server.approved(&schedule("2025-Q3"));
        stands(&server.get("body", &path).send(), "213-3", "open", Some("2025-06-16"));
        server.clock("2025-06-17T00:00:00+05:00");
        stands(&server.get("body", &path).send(), "213-3", "overdue", Some("2025-06-16"));
        let refused = server.step("body", &path, "withdrawal").problem(409, "too-late");
        assert_eq!(refused.body["rule"], "213-3");
        let sent = server.step("body", &path, "dispatch").expect(200);
        stands(&sent, "213-3", "late", Some("2025-06-16"));
    }
}

both! {
    with [("sandbox_clock", "2026-02-10T10:10:00+05:00")];
    fn rule_213_3_a_schedule_for_a_running_quarter_is_taken_and_late(server) {
        let drawn_up = server.post("body", "/reception-schedules").json(&schedule("2026-Q1")).send().expect(201);
        stands(&drawn_up, "213-3", "overdue", Some("2025-12-17"));
        let path = drawn_up.header("location").to_owned();
        // What is overdue does not fall away.
        let _ = server.step("body", &path, "withdrawal").problem(409, "too-late");
        for (who, step) in [("body", "proposal"), ("informatization", "agreement"), ("head", "approval")] {
            let _ = server.step(who, &path, step).expect(200);
        }
        assert!(server.free_slots("").is_empty());
        let overdue = server.get("body", "/obligations?status=overdue&rule=213-3").send().expect(200);
        assert_eq!(overdue.items().len(), 1);
        stands(&server.step("body", &path, "dispatch").expect(200), "213-3", "late", Some("2025-12-17"));
        let _ = server.step("informatization", &path, "posting").expect(200);
        // It gives the slots that are still to come: of this Tuesday those after ten past ten.
        let slots = server.get("", &format!("{path}/slots")).send().expect(200);
        assert_eq!(slots.body["slots"][0]["startsAt"], "2026-02-10T10:20:00+05:00");
        // Registration for March is open; a roster is owed for it, and none for a month that has begun.
        assert_eq!(server.free_slots("")[0]["startsAt"], "2026-03-03T10:00:00+05:00");
        let rosters = server.get("body", "/reception-rosters").send().expect(200);
        assert_eq!(rosters.items().iter().map(|one| one["month"].as_str().unwrap()).collect::<Vec<_>>(), ["2026-03"]);
        let path = server.appealed(&server.office(1));
        let set = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
        assert_eq!(set.body["reception"]["startsAt"], "2026-03-03T10:00:00+05:00");
    }
}

both! {
    with [("sandbox_clock", "2026-03-31T23:00:00+05:00")];
    fn rule_213_3_a_draft_that_has_lain_until_its_quarter_is_over_is_not_sent_any_more(server) {
        let past = server.post("body", "/reception-schedules").json(&schedule("2025-Q4")).send().problem(409, "too-late");
        assert_eq!(past.body["rule"], "213-2");
        let drawn_up = server.post("body", "/reception-schedules").json(&schedule("2026-Q1")).send().expect(201);
        let path = drawn_up.header("location").to_owned();
        server.clock("2026-04-01T00:00:00+05:00");
        let refused = server.step("body", &path, "proposal").problem(409, "too-late");
        assert_eq!(refused.body["rule"], "213-2");
        let seen = server.get("body", &path).send().expect(200);
        let offered = seen.body["actions"].as_array().unwrap().iter().find(|one| one["code"] == "propose").unwrap().clone();
        assert_eq!(offered["until"], "2026-04-01T00:00:00+05:00");
        stands(&seen, "213-3", "overdue", Some("2025-12-17"));
    }
}

both! {
    with DECEMBER;
    fn rule_213_4_date_and_time_are_set_or_it_is_refused_on_the_one_ground(server) {
        let path = server.appealed(&ready(&server));
        stands(&server.get("participant", &path).send(), "213-4", "open", Some("2026-01-09"));
        let _ = act(&server, "body", &path, "appointment", &json!({})).problem(400, "invalid-input");
        let set = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
        assert_eq!(set.body["state"], "scheduled");
        assert_eq!(set.body["reception"]["startsAt"], "2026-01-06T10:00:00+05:00");
        for rule in ["213-4", "213-11", "L7"] {
            stands(&set, rule, "met", Some("2026-01-09"));
        }
        // No refusal is intended any more.
        stands(&set, "213-6", "voided", Some("2026-01-05"));
        let other = server.appealed(server.get("", "/reception-offices").send().items()[0]["id"].as_str().unwrap());
        let mut unfounded = refusal();
        unfounded["ground"] = json!("noTime");
        let _ = act(&server, "body", &other, "refusal", &unfounded).problem(400, "invalid-input");
        server.clock("2026-01-10T00:00:00+05:00");
        let late = act(&server, "body", &other, "appointment", &slot(&server)).expect(200);
        stands(&late, "213-4", "late", Some("2026-01-09"));
    }
}

both! {
    with DECEMBER;
    fn rule_213_4_an_appeal_names_a_receiver_an_office_and_a_date_that_there_are(server) {
        let office = ready(&server);
        let closed = server.office(1);
        let mut shut = merzim_tests::reception::office(1);
        shut["active"] = json!(false);
        let _ = server.request("PUT", "office", &format!("/reception-offices/{closed}")).header("If-Match", "\"1\"").json(&shut).send().expect(200);
        let file = |changes: Value| {
            let mut form = appeal(&office);
            form.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            server.post("participant", "/reception-appeals").header("Accept-Language", "en").json(&form).send()
        };
        // All at once.
        let wrong = json!({ "iin": "850101300808", "receiver": "governor", "office": closed, "preferredDate": "2025-12-14" });
        let refused = file(wrong).problem(400, "invalid-input");
        assert_eq!(refused.pointers(), ["/iin", "/office", "/preferredDate", "/receiver"]);
        // Nobody who is to be born, or was born very long ago.
        for (iin, why) in [("301231600010", "still to come"), ("500101100010", "130 years")] {
            let mut form = appeal(&office);
            form["iin"] = json!(iin);
            let token = format!("Bearer {}", server.signed(&json!({ "sub": "anybody", "iin": iin, "roles": ["participant"] })));
            let refused = server.post("", "/reception-appeals").header("Authorization", &token).header("Accept-Language", "en").json(&form).send();
            let refused = refused.problem(400, "invalid-input");
            assert_eq!(refused.pointers(), ["/iin"], "{}", refused.text);
            assert!(refused.body["errors"][0]["detail"].as_str().unwrap().contains(why), "{}", refused.text);
        }
        // A token that does not say who somebody is, is what is wrong.
        for (claims, why) in [(json!({ "roles": ["participant"] }), "no IIN"), (json!({ "roles": ["stateCorporation"] }), "(org)")] {
            let token = format!("Bearer {}", server.signed(&claims));
            let refused = server.post("", "/reception-appeals").header("Authorization", &token).header("Accept-Language", "en").json(&appeal(&office)).send();
            assert!(refused.problem(403, "forbidden").text_of("detail").contains(why));
        }
        for (wrong, pointer) in [
            (json!({ "receiver": "governor" }), "/receiver"),
            (json!({ "office": closed }), "/office"),
            (json!({ "office": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11" }), "/office"),
            (json!({ "preferredDate": "2025-12-14" }), "/preferredDate"),
            (json!({ "preferredDate": "2020-01-01" }), "/preferredDate"),
            // Whoever receives at another body does not receive at this one, nor where nobody does.
            (json!({ "body": "000740000004", "receiver": "minister" }), "/receiver"),
        ] {
            assert_eq!(file(wrong.clone()).problem(400, "invalid-input").pointers(), [pointer], "{wrong}");
        }
        // A wish: today, and in a month for which registration has closed, too.
        let wishes = [
            json!({ "receiver": "minister", "preferredDate": "2025-12-15" }),
            json!({ "receiver": "deputy", "preferredDate": "2025-12-30" }),
            json!({ "receiver": null, "preferredDate": null }),
        ];
        for right in wishes {
            let _ = file(right).expect(201);
        }
        // Nothing was kept of what was refused.
        assert_eq!(server.get("body", "/reception-appeals").send().expect(200).items().len(), 3);
    }
}

both! {
    with DECEMBER;
    fn rule_213_4_whoever_receives_no_more_is_not_named_any_more(server) {
        let office = ready(&server);
        let mut second = schedule("2026-Q2");
        second["receivers"].as_array_mut().unwrap().pop();
        let _ = server.posted(&second);
        let to_deputy = || {
            let mut form = appeal(&office);
            form["receiver"] = json!("deputy");
            server.post("participant", "/reception-appeals").json(&form).send()
        };
        server.clock("2026-03-31T10:00:00+05:00");
        let _ = to_deputy().expect(201);
        server.clock("2026-04-01T10:00:00+05:00");
        assert_eq!(to_deputy().problem(400, "invalid-input").pointers(), ["/receiver"]);
        // Where no schedule runs, the last one says who receives.
        server.clock("2026-08-03T10:00:00+05:00");
        assert_eq!(to_deputy().problem(400, "invalid-input").pointers(), ["/receiver"]);
        let mut form = appeal(&office);
        form["receiver"] = json!("minister");
        let _ = server.post("participant", "/reception-appeals").json(&form).send().expect(201);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("filings_per_person", "2")];
    fn rule_213_4_what_was_right_when_it_was_first_sent_is_not_wrong_because_it_had_to_wait(server) {
        let office = ready(&server);
        server.clock("2025-12-20T10:00:00+05:00");
        let mut form = appeal(&office);
        form["preferredDate"] = json!("2025-12-20");
        let send = || server.post("participant", "/reception-appeals").json(&form).send();
        let _ = (send().expect(201), send().expect(201));
        let _ = send().problem(429, "too-many-requests");
        // The day passes meanwhile: for whoever comes now, and not for whoever came then.
        server.clock("2025-12-21T10:00:00+05:00");
        form["question"] = json!("Басқа сұрақ");
        let other = server.post("participant", "/reception-appeals").json(&form).send().problem(400, "invalid-input");
        assert_eq!(other.pointers(), ["/preferredDate"]);
        form["question"] = appeal(&office)["question"].clone();
        let server = Server::over(server.stop(), &[("sandbox_clock", "2025-12-21T10:00:00+05:00")]);
        let filed = server.post("participant", "/reception-appeals").json(&form).send().expect(201);
        assert!(filed.text_of("receivedAt").starts_with("2025-12-20T10:0"), "{}", filed.text);
    }
}

both! {
    with DECEMBER;
    fn rule_213_4_a_body_is_named_by_its_bin_and_known_by_its_schedule(server) {
        let office = ready(&server);
        let file = |changes: Value| {
            let mut form = appeal(&office);
            form.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            server.post("participant", "/reception-appeals").json(&form).send().expect(201)
        };
        let known = json!({ "kk": "Сынақ министрлігі", "ru": "Тестовое министерство" });
        let given = json!({ "kk": "Басқа атау", "ru": "Другое название" });
        for changes in [json!({}), json!({ "bodyName": given })] {
            let filed = file(changes);
            assert_eq!(filed.body["bodyName"], known);
            let party = filed.body["parties"].as_array().unwrap().iter().find(|one| one["role"] == "stateBody").unwrap();
            assert_eq!(party["name"], known);
        }
        // Then by the settings, by the operator's list, and by the register of organisations.
        let one_of_its_kind = file(json!({ "body": "050140000100" }));
        assert_eq!(one_of_its_kind.body["bodyName"]["ru"], "ДЕМО: Уполномоченный орган в сфере информатизации");
        let listed = file(json!({ "body": "000740000004", "bodyName": given }));
        assert_eq!(listed.body["bodyName"]["kk"], "ДЕМО: Облыс әкімдігі");
        let unlisted = |changes: Value| {
            let mut form = appeal(&office);
            form["body"] = json!(UNLISTED);
            form.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            server.post("participant", "/reception-appeals").json(&form).send()
        };
        for changes in [json!({}), json!({ "bodyName": given }), json!({ "receiver": "minister" })] {
            assert_eq!(unlisted(changes).problem(422, "body-unknown").pointers(), ["/body"]);
        }
        // With whatever else is wrong.
        let past = unlisted(json!({ "preferredDate": "2020-01-01" })).problem(400, "invalid-input");
        assert_eq!(past.pointers(), ["/body", "/preferredDate"]);
        let _ = server.entered(UNLISTED, &json!({})).expect(201);
        let registered = unlisted(json!({ "bodyName": { "kk": "Басқа атау" } })).expect(201);
        assert_ne!(registered.body["bodyName"]["kk"], "Басқа атау");
        // So is the body that an appeal is forwarded to.
        let mut form = appeal(&office);
        form["body"] = json!("000740000004");
        let path = server.post("participant", "/reception-appeals").json(&form).send().expect(201).header("location").to_owned();
        let akimat = server.signed(&json!({ "org": "000740000004", "roles": ["stateBody"] }));
        let bearer = format!("Bearer {akimat}");
        let forward = |form: &Value| server.post("", &format!("{path}/forwarding")).header("Authorization", &bearer).header("If-Match", "\"1\"").json(form).send();
        let elsewhere = json!({ "to": "010540000128", "toName": given, "reasons": words() });
        let nowhere = forward(&elsewhere).problem(422, "body-unknown");
        assert_eq!(nowhere.pointers(), ["/to"]);
        let forwarded = forward(&json!({ "to": "100140000003", "reasons": words() })).expect(200);
        assert_eq!(forwarded.body["proceedings"]["forwarding"]["toName"], known);
        let there = forwarded.body["proceedings"]["forwarding"]["appeal"].as_str().unwrap();
        assert_eq!(server.get("body", &format!("/reception-appeals/{there}")).send().expect(200).body["bodyName"], known);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("readings.oralHearingNotice", "nextWorkingDay")];
    fn rule_213_5_no_refusal_without_a_hearing_in_any_other_order(server) {
        let path = server.appealed(&ready(&server));
        let _ = act(&server, "body", &path, "refusal", &refusal()).problem(409, "state-forbids-action");
        let _ = act(&server, "body", &path, "protocol", &protocol("2025-12-17T10:00:00+05:00", true)).problem(409, "state-forbids-action");
        let notified = act(&server, "body", &path, "hearing", &hearing("2025-12-17T10:00:00+05:00", "2025-12-19")).expect(200);
        stands(&notified, "213-5", "met", Some("2026-01-05"));
        // Notified is not heard.
        let _ = act(&server, "body", &path, "refusal", &refusal()).problem(409, "not-heard");
        let _ = act(&server, "body", &path, "protocol", &protocol("2025-12-17T10:00:00+05:00", true)).problem(409, "too-early");
        server.clock("2025-12-17T10:30:00+05:00");
        // Whoever is to be heard is waited for.
        let mut unwaited = protocol("2025-12-17T10:00:00+05:00", false);
        unwaited["endedAt"] = json!("2025-12-17T10:14:59+05:00");
        let refused = act(&server, "body", &path, "protocol", &unwaited).problem(400, "invalid-input");
        assert_eq!(refused.pointers(), ["/attended"]);
        let heard = act(&server, "body", &path, "protocol", &protocol("2025-12-17T10:00:00+05:00", false)).expect(200);
        assert_eq!((heard.text_of("state").as_str(), heard.body["proceedings"]["protocol"]["attended"].as_bool()), ("heard", Some(false)));
        // Three working days have not passed since the notice: 16 December is a day off.
        server.clock("2025-12-18T10:00:00+05:00");
        let refused = act(&server, "body", &path, "refusal", &refusal()).problem(422, "notice-too-short");
        assert!(refused.body["rule"] == "213-6" && refused.body["earliestOn"] == "2025-12-19", "{}", refused.text);
        server.clock("2025-12-19T10:00:00+05:00");
        let refused = act(&server, "body", &path, "refusal", &refusal()).expect(200);
        assert_eq!(refused.body["outcome"], "refused");
    }
}

both! {
    with DECEMBER;
    fn rule_213_6_the_latest_notice_of_a_hearing_is_three_working_days_before_the_decision_is_due(server) {
        let path = server.appealed(&ready(&server));
        stands(&server.get("body", &path).send(), "213-6", "open", Some("2026-01-05"));
        // A plan that leaves no three working days is refused.
        server.clock("2025-12-24T10:00:00+05:00");
        let short = act(&server, "body", &path, "hearing", &hearing("2025-12-25T10:00:00+05:00", "2025-12-26")).problem(422, "notice-too-short");
        assert!(short.body["rule"] == "213-6" && short.body["earliestOn"] == "2025-12-29", "{}", short.text);
        // On a day that is worked, and before the decision.
        let off = act(&server, "body", &path, "hearing", &hearing("2025-12-28T10:00:00+05:00", "2025-12-30")).problem(422, "day-not-worked");
        assert_eq!(off.body["rule"], "213-7");
        let before = act(&server, "body", &path, "hearing", &hearing("2025-12-31T10:00:00+05:00", "2025-12-30")).problem(400, "invalid-input");
        assert_eq!(before.pointers(), ["/decisionOn", "/hearingAt"]);
        server.clock("2026-01-05T23:00:00+05:00");
        let notified = act(&server, "body", &path, "hearing", &hearing("2026-01-09T10:00:00+05:00", "2026-01-09")).expect(200);
        stands(&notified, "213-6", "met", Some("2026-01-05"));
        stands(&notified, "213-7", "open", None);
        // The participant is told in which form, when and where, and until when they may object.
        let news = told(&server, "participant", "hearingPlanned")["news"].clone();
        assert_eq!(
            news,
            json!({
                "startsAt": "2026-01-09T10:00:00+05:00", "endsAt": null, "form": "oral", "before": null, "dueOn": "2026-01-08",
                "venue": { "name": { "kk": "305-кабинет", "ru": "305-кабинет" }, "address": null },
            })
        );
    }
}

both! {
    with DECEMBER;
    fn rule_213_6_a_refusal_is_planned_for_a_working_day_within_the_term(server) {
        let path = server.appealed(&ready(&server));
        let in_writing = |decision_on: &str| {
            let words = hearing("", decision_on)["preliminaryDecision"].clone();
            act(&server, "body", &path, "hearing", &json!({ "decisionOn": decision_on, "preliminaryDecision": words }))
        };
        let late = in_writing("2026-01-12").problem(422, "beyond-term");
        assert!(late.body["rule"] == "213-11" && late.body["latestOn"] == "2026-01-09", "{}", late.text);
        // New Year, Christmas, a Sunday.
        let days = [("2026-01-01", "2026 жылғы 1 қаңтар"), ("2026-01-07", "2026 жылғы 7 қаңтар"), ("2025-12-28", "2025 жылғы 28 желтоқсан")];
        for (off, said) in days {
            let refused = in_writing(off).problem(422, "day-not-worked");
            assert!(refused.body["rule"] == "213-6" && refused.text_of("detail").starts_with(said), "{}", refused.text);
        }
        let _ = in_writing("2026-01-09").expect(200);
        let news = told(&server, "participant", "hearingPlanned")["news"].clone();
        assert_eq!(news, json!({ "startsAt": null, "endsAt": null, "form": "written", "before": null, "dueOn": "2025-12-18", "venue": null }));
        // Notified too late for the term, it is planned for the first day that the notice leaves.
        server.clock("2026-01-06T10:00:00+05:00");
        assert!(in_writing("2026-01-13").problem(422, "beyond-term").body["latestOn"] == "2026-01-12");
        let _ = in_writing("2026-01-12").expect(200);
        // An extended term leaves more.
        let _ = act(&server, "body", &path, "extension", &extension("2026-02-09")).expect(200);
        let _ = server.until("participant", &path, |case| case["obligations"].as_array().unwrap().iter().any(|duty| duty["rule"] == "L7-3" && duty["status"] == "met"));
        assert!(in_writing("2026-02-10").problem(422, "beyond-term").body["latestOn"] == "2026-02-09");
        let _ = in_writing("2026-02-09").expect(200);
        // Nor is it mended after the term.
        let other = server.appealed(&server.office(1));
        let remarks = |until: &str| act(&server, "body", &other, "remarks", &json!({ "requirements": words(), "until": until }));
        let due = server.get("body", &other).send().duty("213-11")["dueOn"].as_str().unwrap().to_owned();
        assert!(remarks("2026-03-02").problem(422, "beyond-term").body["latestOn"] == due);
        let _ = remarks(&due).expect(200);
    }
}

/// A time of an oral hearing, and the code and the detail of the refusal, if it is refused.
type Planned<'a> = (&'a str, Option<(&'a str, &'a str)>);

/// Gives notice of an oral hearing at each of these times, before a refusal on 24 December.
fn plan(server: &Server, path: &str, times: &[Planned<'_>]) {
    for (at, refused) in times {
        let answer = act(server, "body", path, "hearing", &hearing(at, "2025-12-24"));
        let Some((code, detail)) = refused else {
            let _ = answer.expect(200);
            continue;
        };
        let refused = answer.problem(422, code);
        assert!(
            refused.body["rule"] == "213-7"
                && (refused.body["earliestOn"] == **detail || refused.text_of("detail").contains(detail)),
            "{at}: {}",
            refused.text
        );
    }
}

both! {
    with DECEMBER;
    fn rule_213_7_an_oral_hearing_is_in_working_hours_and_leaves_time_to_prepare(server) {
        let path = server.appealed(&ready(&server));
        plan(&server, &path, &[
            ("2025-12-22T08:59:00+05:00", Some(("outside-hours", "9:00–18:30"))),
            ("2025-12-22T18:30:00+05:00", Some(("outside-hours", "9:00–18:30"))),
            ("2025-12-22T22:00:00Z", Some(("outside-hours", "9:00–18:30"))),
            // Two working days are given to object: 17 and 18 December.
            ("2025-12-15T10:05:00+05:00", Some(("hearing-too-soon", "2025-12-19"))),
            ("2025-12-18T18:00:00+05:00", Some(("hearing-too-soon", "2025-12-19"))),
            ("2025-12-19T09:00:00+05:00", None),
            ("2025-12-22T18:29:00+05:00", None),
        ]);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("readings.oralHearingNotice", "nextWorkingDay")];
    fn rule_213_7_by_the_other_reading_it_is_on_the_next_working_day(server) {
        let path = server.appealed(&ready(&server));
        plan(&server, &path, &[
            ("2025-12-15T18:00:00+05:00", Some(("hearing-too-soon", "2025-12-17"))),
            ("2025-12-17T09:00:00+05:00", None),
        ]);
        // Whoever was told of it and does not come has been heard: it is oral already, so that nothing is left to be asked for.
        let _ = act(&server, "participant", &path, "oral-hearing-request", &Value::Null).problem(409, "state-forbids-action");
        server.clock("2025-12-17T09:30:00+05:00");
        let _ = act(&server, "body", &path, "protocol", &protocol("2025-12-17T09:00:00+05:00", false)).expect(200);
        let _ = act(&server, "participant", &path, "oral-hearing-request", &Value::Null).problem(409, "state-forbids-action");
    }
}

both! {
    with DECEMBER;
    fn rule_213_6_a_later_notice_is_late_and_moves_the_refusal_beyond_the_term(server) {
        let path = server.appealed(&ready(&server));
        server.clock("2026-01-06T10:00:00+05:00");
        stands(&server.get("body", &path).send(), "213-6", "overdue", Some("2026-01-05"));
        let notified = act(&server, "body", &path, "hearing", &hearing("2026-01-12T10:00:00+05:00", "2026-01-12")).expect(200);
        stands(&notified, "213-6", "late", Some("2026-01-05"));
        stands(&notified, "213-5", "late", Some("2026-01-05"));
        server.clock("2026-01-12T11:00:00+05:00");
        let _ = act(&server, "body", &path, "protocol", &protocol("2026-01-12T10:00:00+05:00", true)).expect(200);
        let refused = act(&server, "body", &path, "refusal", &refusal()).expect(200);
        stands(&refused, "213-11", "late", Some("2026-01-09"));
        stands(&refused, "L7", "late", Some("2026-01-09"));
        // Each of the three is told of the refusal.
        for who in ["participant", "operator", "office"] {
            let _ = told(&server, who, "receptionRefused");
        }
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("readings.hearingNoticeBefore", "plannedDecision")];
    fn rule_213_6_the_reading_may_count_from_the_planned_refusal(server) {
        let path = server.appealed(&ready(&server));
        let filed = server.get("body", &path).send();
        assert!(!filed.text.contains("\"213-6\""), "nothing is planned yet: {}", filed.text);
        let notified = act(&server, "body", &path, "hearing", &hearing("2025-12-19T10:00:00+05:00", "2025-12-22")).expect(200);
        stands(&notified, "213-6", "met", Some("2025-12-17"));
    }
}

both! {
    with DECEMBER;
    fn rule_213_7_the_hearing_has_a_protocol(server) {
        let path = heard(&server);
        let case = server.get("participant", &path).send().expect(200);
        stands(&case, "213-7", "met", None);
        assert_eq!(case.body["proceedings"]["protocol"]["text"], "Хаттама");
        let readings = server.get("", "/rules/213-7").send().expect(200);
        assert!(readings.text.contains("hearingArticle"));
    }
}

both! {
    with DECEMBER;
    fn rule_213_8_participant_operator_and_state_corporation_are_told_each_by_a_notice(server) {
        let path = server.appealed(&ready(&server));
        let _ = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
        for who in ["participant", "operator", "office"] {
            let list = server.until(who, "/notices", |list| list["items"].as_array().is_some_and(|items| items.iter().any(|one| one["kind"] == "timeSet")));
            assert_eq!(list.items().iter().filter(|one| one["kind"] == "timeSet").count(), 1, "{who}");
        }
        let told = server.until("body", &path, |case| case["obligations"].as_array().unwrap().iter().any(|duty| duty["rule"] == "213-8" && duty["status"] == "met"));
        stands(&told, "213-8", "met", None);
        // The appeal says by which way: not to whoever only provides the room.
        let notified = server.get("participant", &path).send().expect(200).body["notified"].clone();
        assert!(notified["carrier"] == "inbox" && notified["at"].is_string(), "{notified}");
        assert!(server.get("operator", &path).send().expect(200).body["notified"].is_null());
        // One event, though three were told.
        let events = server.get("body", &format!("/cases/{}/events", id(&path))).send().expect(200);
        assert_eq!(events.items().iter().filter(|event| event["action"] == "notifyDecision").count(), 1);
    }
}

both! {
    with DECEMBER;
    fn rule_213_8_the_notice_says_the_date_the_time_and_the_place(server) {
        let office = ready(&server);
        let path = server.appealed(&office);
        let _ = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
        server.settled(&path);
        let place = merzim_tests::reception::office(2);
        for who in ["participant", "operator", "office"] {
            let news = told(&server, who, "timeSet")["news"].clone();
            assert_eq!((&news["startsAt"], &news["endsAt"]), (&json!("2026-01-06T10:00:00+05:00"), &json!("2026-01-06T10:20:00+05:00")), "{who}");
            assert_eq!((&news["venue"]["name"], &news["venue"]["address"], &news["dueOn"]), (&place["name"], &place["address"], &Value::Null));
        }
        // Whoever must decide is told by when.
        assert_eq!(told(&server, "body", "filed")["news"]["dueOn"], "2026-01-09");
        // Moved to another time at another office.
        let other = server.office(1);
        let another = json!({ "slot": server.free_slots("")[1]["id"], "office": other, "reason": words() });
        let _ = act(&server, "body", &path, "rescheduling", &another).expect(200);
        for who in ["participant", "operator", "office"] {
            let notice = told(&server, who, "rescheduled");
            assert_eq!((&notice["news"]["startsAt"], &notice["news"]["venue"]["address"]), (&json!("2026-01-06T10:40:00+05:00"), &place["address"]), "{who}");
            let alone = server.get(who, &format!("/notices/{}", notice["id"].as_str().unwrap())).send().expect(200);
            assert_eq!(alone.body["news"], notice["news"]);
        }
        // After a technical failure, at the next free time.
        server.clock("2026-01-06T10:45:00+05:00");
        let failed = act(&server, "office", &path, "failure", &json!({ "text": "Байланыс үзілді" })).expect(200);
        let starts_at = failed.body["reception"]["startsAt"].clone();
        let again = server.until("participant", "/notices", |list| list["items"][0]["news"]["startsAt"] == starts_at);
        assert_eq!(again.items()[0]["kind"], "rescheduled");
    }
}

/// A posted schedule of the second quarter of 2025, and its clock after registration for April has closed.
fn april(server: &Server) -> String {
    let office = server.office(1);
    let _ = server.posted(&schedule("2025-Q2"));
    office
}

const MARCH: [(&str, &str); 1] = [("sandbox_clock", "2025-03-03T10:00:00+05:00")];

both! {
    with MARCH;
    fn rule_213_9_the_roster_is_reported_three_days_before_the_month(server) {
        let office = april(&server);
        let path = server.appealed(&office);
        let _ = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
        let roster = server.roster("2025-04");
        stands(&server.get("body", &roster).send(), "213-9", "open", Some("2025-03-29"));
        assert_eq!(server.get("body", &roster).send().duty("213-9")["practicalOn"], "2025-03-28");
        let _ = server.step("body", &roster, "compilation").problem(409, "too-early");
        server.clock("2025-03-21T09:00:00+05:00");
        let _ = server.step("body", &roster, "report").problem(409, "state-forbids-action");
        let compiled = server.step("body", &roster, "compilation").expect(200);
        assert_eq!(compiled.body["receptions"].as_array().map(Vec::len), Some(1));
        server.clock("2025-03-29T12:00:00+05:00");
        let reported = server.step("body", &roster, "report").expect(200);
        stands(&reported, "213-9", "met", Some("2025-03-29"));
        for who in ["operator", "office"] {
            let _ = told(&server, who, "reported");
        }
        assert_eq!(told(&server, "operator", "reported")["news"]["dueOn"], reported.duty("213-10")["dueOn"]);
        // Each month of the quarter has its own.
        stands(&server.get("body", &server.roster("2025-06")).send(), "213-9", "open", Some("2025-05-29"));
    }
}

both! {
    with [("sandbox_clock", "2025-03-03T10:00:00+05:00"), ("readings.rosterDays", "workingDays")];
    fn rule_213_9_by_the_other_reading_the_days_are_working_days_and_later_is_late(server) {
        let _ = april(&server);
        let roster = server.roster("2025-04");
        stands(&server.get("body", &roster).send(), "213-9", "open", Some("2025-03-27"));
        stands(&server.get("body", &server.roster("2025-06")).send(), "213-9", "open", Some("2025-05-28"));
        server.clock("2025-03-28T12:00:00+05:00");
        let _ = server.step("body", &roster, "compilation").expect(200);
        stands(&server.step("body", &roster, "report").expect(200), "213-9", "late", Some("2025-03-27"));
    }
}

both! {
    with DECEMBER;
    fn rule_213_9_one_registers_until_registration_for_the_month_closes(server) {
        let office = ready(&server);
        server.clock("2026-01-05T10:00:00+05:00");
        assert!(server.free_slots("&to=2026-01-31").is_empty());
        let february = server.free_slots("")[0].clone();
        assert_eq!((&february["startsAt"], &february["registrationUntil"]), (&json!("2026-02-03T10:00:00+05:00"), &json!("2026-01-21T00:00:00+05:00")));
        let path = server.appealed(&office);
        let hold = json!({ "slot": february["id"], "office": office });
        let _ = server.post("participant", "/reception-holds").json(&hold).send().expect(201);
        server.clock("2026-01-21T00:00:00+05:00");
        let closed = act(&server, "body", &path, "appointment", &json!({ "slot": february["id"] })).problem(409, "registration-closed");
        assert!(closed.body["rule"] == "213-9" && closed.text_of("detail").ends_with(" 2026 жылғы 21 қаңтар, 00:00."), "{}", closed.text);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("readings.receptionRegistration", "dayBefore")];
    fn rule_213_9_by_the_other_reading_one_registers_until_the_day_before_the_reception(server) {
        let office = ready(&server);
        server.clock("2026-01-05T10:00:00+05:00");
        let tomorrow = server.free_slots("")[0].clone();
        assert_eq!((&tomorrow["startsAt"], &tomorrow["registrationUntil"]), (&json!("2026-01-06T10:00:00+05:00"), &json!("2026-01-06T00:00:00+05:00")));
        let hold = json!({ "slot": tomorrow["id"], "office": office });
        let held = server.post("participant", "/reception-holds").json(&hold).send().expect(201);
        let mut form = appeal(&office);
        form["hold"] = held.body["id"].clone();
        let filed = server.post("participant", "/reception-appeals").json(&form).send().expect(201);
        let path = filed.header("location").to_owned();
        let _ = act(&server, "body", &path, "appointment", &json!({})).expect(200);
        // On the day itself nobody registers any more.
        let next = server.free_slots("")[0].clone();
        assert_eq!(next["startsAt"], "2026-01-06T10:20:00+05:00");
        let other = server.appealed(&office);
        server.clock("2026-01-06T09:00:00+05:00");
        assert_eq!(server.free_slots("")[0]["startsAt"], "2026-01-08T10:00:00+05:00");
        let closed = act(&server, "body", &other, "appointment", &json!({ "slot": next["id"] })).problem(409, "registration-closed");
        assert!(closed.body["rule"] == "213-9" && closed.text_of("detail").ends_with(" 2026 жылғы 6 қаңтар, 00:00."), "{}", closed.text);
        let _ = server.post("office", "/reception-holds").json(&json!({ "slot": next["id"], "office": office })).send().problem(409, "registration-closed");
        // The roster of a month is compiled as before; what is registered later is added when it is compiled again.
        let february = server.roster("2026-02");
        server.clock("2026-01-21T09:00:00+05:00");
        assert_eq!(server.step("body", &february, "compilation").expect(200).body["receptions"], json!([]));
        let path = server.appealed(&office);
        let slot = server.free_slots("&from=2026-02-01")[0]["id"].clone();
        let _ = act(&server, "body", &path, "appointment", &json!({ "slot": slot })).expect(200);
        let again = server.step("body", &february, "compilation").expect(200);
        assert_eq!(again.body["receptions"].as_array().map(Vec::len), Some(1));
    }
}

/// An appeal with a time in January, and what is answered when it is to move to the next slot of January, whose registration has closed.
fn moved_within_a_closed_month(server: &Server) -> (String, merzim_tests::Answer) {
    let path = server.appealed(&ready(server));
    let [first, second] = [0, 1].map(|place| server.free_slots("")[place]["id"].clone());
    let _ = act(server, "body", &path, "appointment", &json!({ "slot": first })).expect(200);
    server.settled(&path);
    server.clock("2025-12-22T10:00:00+05:00");
    let moved = act(server, "body", &path, "rescheduling", &json!({ "slot": second, "reason": words() }));
    (path, moved)
}

both! {
    with DECEMBER;
    fn rule_213_9_a_reception_is_rescheduled_where_one_can_still_register(server) {
        let (path, moved) = moved_within_a_closed_month(&server);
        let closed = moved.problem(409, "registration-closed");
        assert!(closed.body["rule"] == "213-9" && closed.text_of("detail").ends_with(" 2025 жылғы 21 желтоқсан, 00:00."), "{}", closed.text);
        let february = server.free_slots("")[0].clone();
        assert_eq!(february["startsAt"], "2026-02-03T10:00:00+05:00");
        let moved = act(&server, "body", &path, "rescheduling", &json!({ "slot": february["id"], "reason": words() })).expect(200);
        assert_eq!(moved.body["reception"]["startsAt"], february["startsAt"]);
        // Whoever will not come after all says which reception that was.
        let _ = server.step("participant", &path, "cancellation").expect(200);
        assert_eq!(told(&server, "body", "cancelled")["news"]["startsAt"], february["startsAt"]);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("readings.receptionRescheduling", "anyFreeSlot")];
    fn rule_213_9_by_the_other_reading_it_is_rescheduled_to_any_free_slot(server) {
        let (_, moved) = moved_within_a_closed_month(&server);
        assert_eq!(moved.expect(200).body["reception"]["startsAt"], "2026-01-06T10:20:00+05:00");
    }
}

both! {
    with MARCH;
    fn rule_213_9_who_receives_at_the_same_time_stands_in_the_order_of_names(server) {
        let office = server.office(2);
        let mut form = schedule("2025-Q2");
        for (place, (code, name)) in [("a", "Яковлев Я."), ("b", "Әлиева Ә.")].into_iter().enumerate() {
            form["receivers"][place]["code"] = json!(code);
            form["receivers"][place]["name"] = json!(name);
            form["receivers"][place]["weekly"] = json!([{ "weekday": "tuesday", "from": "10:00", "until": "11:00" }]);
        }
        let _ = server.posted(&form);
        for slot in server.free_slots("&to=2025-04-01") {
            let path = server.appealed(&office);
            let _ = act(&server, "body", &path, "appointment", &json!({ "slot": slot["id"] })).expect(200);
        }
        server.clock("2025-03-24T10:00:00+05:00");
        let compiled = server.step("body", &server.roster("2025-04"), "compilation").expect(200);
        let receptions = compiled.body["receptions"].as_array().unwrap().iter();
        let order: Vec<(&str, &str)> = receptions.map(|one| (&one["startsAt"].as_str().unwrap()[11..16], one["receiverName"].as_str().unwrap())).collect();
        let each = ["10:00", "10:20", "10:40"].map(|time| [(time, "Әлиева Ә."), (time, "Яковлев Я.")]);
        assert_eq!(order, each.concat());
    }
}

both! {
    with MARCH;
    fn rule_213_10_the_operator_posts_the_roster_within_one_working_day_without_personal_data(server) {
        let office = april(&server);
        let path = server.appealed(&office);
        let _ = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
        server.clock("2025-03-24T10:00:00+05:00");
        let roster = server.roster("2025-04");
        let _ = server.step("body", &roster, "compilation").expect(200);
        stands(&server.step("body", &roster, "report").expect(200), "213-10", "open", Some("2025-03-27"));
        let _ = server.get("", &roster).send().problem(404, "not-found");
        // 24 and 25 March are days off: it is received on 26 March.
        server.clock("2025-03-27T23:00:00+05:00");
        let posted = server.step("operator", &roster, "posting").expect(200);
        stands(&posted, "213-10", "met", Some("2025-03-27"));
        let public = server.get("", &roster).send().expect(200);
        assert_eq!(public.body["receptions"][0]["receiverName"], "Бірінші басшы");
        for secret in ["Сынақов", "061211600012", "demo.example", id(&path), "интернет", "+7 701"] {
            assert!(!public.text.contains(secret), "{secret} is public: {}", public.text);
        }
        // Compiled again after somebody cancelled, it is posted anew; until then everybody sees what was posted.
        let _ = server.step("participant", &path, "cancellation").expect(200);
        assert_eq!(server.step("body", &roster, "compilation").expect(200).body["receptions"], json!([]));
        assert_eq!(server.get("", &roster).send().expect(200).body["receptions"].as_array().map(Vec::len), Some(1));
        stands(&server.step("body", &roster, "report").expect(200), "213-10", "open", Some("2025-03-31"));
        let _ = server.step("operator", &roster, "posting").expect(200);
        assert_eq!(server.get("", &roster).send().expect(200).body["receptions"], json!([]));
        let next = server.roster("2025-05");
        server.clock("2025-04-25T10:00:00+05:00");
        let _ = server.step("body", &next, "compilation").expect(200);
        let _ = server.step("body", &next, "report").expect(200);
        server.clock("2025-04-29T10:00:00+05:00");
        stands(&server.step("operator", &next, "posting").expect(200), "213-10", "late", Some("2025-04-28"));
    }
}

both! {
    with DECEMBER;
    fn rule_213_10_a_roster_received_before_a_day_off_is_posted_after_it(server) {
        let _ = ready(&server);
        // Registration for January closes on the twentieth, so that the roster comes later; the calculator has the date.
        let due = server.get("", "/rules/213-10/deadline?event=2025-12-15").send().expect(200);
        assert_eq!(due.body["dueOn"], "2025-12-17");
    }
}

both! {
    with DECEMBER;
    fn rule_213_11_an_appeal_is_decided_in_fifteen_working_days(server) {
        let path = server.appealed(&ready(&server));
        let case = server.get("participant", &path).send().expect(200);
        for rule in ["213-11", "213-4", "L7"] {
            stands(&case, rule, "open", Some("2026-01-09"));
        }
        assert_eq!(case.body["registeredOn"], "2025-12-15");
        server.clock("2026-01-09T23:59:59+05:00");
        let set = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
        stands(&set, "213-11", "met", Some("2026-01-09"));
    }
}

both! {
    with [("sandbox_clock", "2024-06-10T10:00:00+05:00")];
    fn rule_213_11_a_day_off_in_the_week_of_a_feast_that_is_worked_counts(server) {
        let path = server.appealed(&server.office(1));
        stands(&server.get("participant", &path).send(), "213-11", "open", Some("2024-07-01"));
        server.clock("2024-07-02T00:00:00+05:00");
        stands(&server.get("participant", &path).send(), "213-11", "overdue", Some("2024-07-01"));
    }
}

both! {
    with DECEMBER;
    fn rule_213_12_a_complaint_is_considered_in_twenty_working_days_of_its_receipt(server) {
        let path = refused(&server);
        let complain = json!({ "case": id(&path), "ground": "decision", "text": "Заңсыз" });
        let filed = server.post("participant", "/complaints").json(&complain).send().expect(201);
        let complaint = filed.header("location").to_owned();
        let to = json!({ "to": "050140000408", "toName": { "kk": "Жоғары тұрған орган", "ru": "Вышестоящий орган" } });
        let passed = act(&server, "body", &complaint, "passing-on", &to).expect(200);
        // 20 working days from 30 December 2025.
        stands(&passed, "213-12", "open", Some("2026-01-30"));
        stands(&passed, "L8", "open", Some("2026-01-30"));
        let _ = server.step("participant", &complaint, "hearing-waiver").expect(200);
        server.clock("2026-01-30T23:00:00+05:00");
        let decision = json!({ "decision": "rejected", "reasons": words() });
        let decided = act(&server, "complaints", &complaint, "decision", &decision).expect(200);
        stands(&decided, "213-12", "met", Some("2026-01-30"));
        assert_eq!((decided.text_of("outcome").as_str(), decided.body["decision"]["reopened"].as_bool()), ("rejected", Some(false)));
        assert_eq!(server.get("participant", &path).send().text_of("state"), "refused");
        assert_eq!(server.get("", "/rules/213-12/deadline?event=2025-12-15").send().body["dueOn"], "2026-01-16");
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("readings.complaintFrom", "passingOn")];
    fn rule_213_12_by_the_other_reading_the_term_runs_from_the_passing_on(server) {
        let path = refused(&server);
        let complain = json!({ "case": id(&path), "ground": "decision", "text": "Заңсыз" });
        let filed = server.post("participant", "/complaints").json(&complain).send().expect(201);
        let complaint = filed.header("location").to_owned();
        server.clock("2026-01-05T10:00:00+05:00");
        let to = json!({ "to": "050140000408", "toName": { "kk": "Жоғары тұрған орган", "ru": "Вышестоящий орган" } });
        let passed = act(&server, "body", &complaint, "passing-on", &to).expect(200);
        stands(&passed, "L8-2", "met", Some("2026-01-06"));
        stands(&passed, "213-12", "open", Some("2026-02-03"));
        let _ = server.step("participant", &complaint, "hearing-waiver").expect(200);
        server.clock("2026-02-04T00:00:00+05:00");
        let decision = json!({ "decision": "partlySatisfied", "reasons": words() });
        let decided = act(&server, "complaints", &complaint, "decision", &decision).expect(200);
        stands(&decided, "213-12", "late", Some("2026-02-03"));
        stands(&decided, "L8", "late", Some("2026-02-03"));
        // Satisfied in part, it opens the appeal again too.
        assert_eq!(server.get("participant", &path).send().text_of("state"), "received");
    }
}

both! {
    with DECEMBER;
    fn rule_l3_an_appeal_says_who_asks_what_of_whom(server) {
        let office = ready(&server);
        let filed = server.get("participant", &server.appealed(&office)).send().expect(200);
        stands(&filed, "L3", "met", None);
        for field in ["iin", "fullName", "address", "email", "phones", "office", "question", "body"] {
            let mut form = appeal(&office);
            let _ = form.as_object_mut().unwrap().remove(field);
            let missing = server.post("participant", "/reception-appeals").json(&form).send().problem(400, "invalid-input");
            assert_eq!(missing.pointers(), [format!("/{field}")]);
        }
        for (field, value, pointer) in [
            ("iin", json!("061211600013"), "/iin"),
            ("body", json!("100140000004"), "/body"),
            ("office", json!("0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11"), "/office"),
            ("email", json!("no address"), "/email"),
            ("language", json!("en"), "/language"),
        ] {
            let mut form = appeal(&office);
            form[field] = value;
            let wrong = server.post("participant", "/reception-appeals").json(&form).send().problem(400, "invalid-input");
            assert_eq!(wrong.pointers(), [pointer]);
        }
        // Somebody else's IIN.
        let form = visitor(&office);
        let other = server.post("participant", "/reception-appeals").json(&form).send().problem(400, "invalid-input");
        assert_eq!(other.pointers(), ["/acceptedBy", "/iin"]);
        assert!(!other.text.contains("850101300808") && !other.text.contains("061211600012"));
    }
}

both! {
    with DECEMBER;
    fn rule_l4_what_comes_after_hours_is_registered_on_the_next_working_day(server) {
        let office = ready(&server);
        server.clock("2025-12-15T19:00:00+05:00");
        let filed = server.get("participant", &server.appealed(&office)).send().expect(200);
        // The next day is a day off.
        assert_eq!(filed.body["registeredOn"], "2025-12-17");
        stands(&filed, "L4", "met", Some("2025-12-17"));
        stands(&filed, "213-11", "open", Some("2026-01-12"));
    }
}

both! {
    with DECEMBER;
    fn rule_l5_an_appeal_outside_its_competence_is_forwarded_in_three_working_days_and_begins_there(server) {
        let path = server.appealed(&ready(&server));
        let to = json!({ "to": "000740000004", "toName": { "kk": "Әкімдік", "ru": "Акимат" }, "reasons": words() });
        server.clock("2025-12-19T10:00:00+05:00");
        let forwarded = act(&server, "body", &path, "forwarding", &to).expect(200);
        assert_eq!(forwarded.body["state"], "forwarded");
        stands(&forwarded, "L5", "met", Some("2025-12-19"));
        stands(&forwarded, "L5-2", "met", Some("2025-12-19"));
        stands(&forwarded, "213-11", "voided", Some("2026-01-09"));
        let there = forwarded.body["proceedings"]["forwarding"]["appeal"].as_str().unwrap().to_owned();
        let seen = server.get("participant", &format!("/reception-appeals/{there}")).send().expect(200);
        assert_eq!((seen.text_of("state").as_str(), seen.text_of("body").as_str()), ("received", "000740000004"));
        stands(&seen, "213-11", "open", Some("2026-01-14"));
        assert_eq!(seen.body["applicant"]["iin"], "061211600012");
        let told = server.until("participant", "/notices", |list| list["items"].as_array().is_some_and(|items| items.iter().any(|one| one["kind"] == "forwarded")));
        assert!(told.items().iter().any(|one| one["kind"] == "forwarded"));
        let late = server.appealed(server.get("", "/reception-offices").send().items()[0]["id"].as_str().unwrap());
        server.clock("2025-12-25T10:00:00+05:00");
        let forwarded = act(&server, "body", &late, "forwarding", &to).expect(200);
        stands(&forwarded, "L5", "late", Some("2025-12-24"));
        stands(&forwarded, "L5-2", "late", Some("2025-12-24"));
        // What had run out before it fell away says so; the appeal that begins there rests on a wording that is not held.
        let overdue = server.appealed(server.get("", "/reception-offices").send().items()[0]["id"].as_str().unwrap());
        server.clock("2026-02-10T10:00:00+05:00");
        let forwarded = act(&server, "body", &overdue, "forwarding", &to).expect(200);
        stands(&forwarded, "213-11", "voidedOverdue", Some("2026-01-20"));
        let begun = forwarded.body["proceedings"]["forwarding"]["appeal"].as_str().unwrap();
        let begun = server.get("participant", &format!("/reception-appeals/{begun}")).send().expect(200);
        assert_eq!((begun.text_of("pinnedEdition").as_str(), begun.body["wordingHeld"].as_bool()), ("2026-01-01", Some(false)));
        assert_eq!((forwarded.text_of("pinnedEdition").as_str(), forwarded.body["wordingHeld"].as_bool()), ("2023-06-11", Some(true)));
        let found = server.get("body", "/obligations?status=voidedOverdue&rule=213-11").send().expect(200);
        assert_eq!(found.items().len(), 1);
        server.clock("2025-12-25T10:00:00+05:00");
        let itself = server.appealed(server.get("", "/reception-offices").send().items()[0]["id"].as_str().unwrap());
        // Neither to itself, nor back to where it came from.
        let returned = server.signed(&json!({ "org": "000740000004", "roles": ["stateBody"] }));
        let back = json!({ "to": "100140000003", "toName": { "kk": "Министрлік", "ru": "Министерство" }, "reasons": words() });
        let request = server.post("", &format!("/reception-appeals/{there}/forwarding")).header("Authorization", &format!("Bearer {returned}")).header("If-Match", "\"1\"");
        assert_eq!(request.json(&back).send().problem(400, "invalid-input").pointers(), ["/to"]);
        let mut same = to.clone();
        same["to"] = json!("100140000003");
        let _ = act(&server, "body", &itself, "forwarding", &same).problem(400, "invalid-input");
    }
}

both! {
    with DECEMBER;
    fn rule_l6_the_participant_objects_within_two_working_days_or_late(server) {
        let path = server.appealed(&ready(&server));
        server.clock("2025-12-24T10:00:00+05:00");
        let notified = act(&server, "body", &path, "hearing", &hearing("2025-12-29T10:00:00+05:00", "2025-12-30")).expect(200);
        stands(&notified, "L6", "open", Some("2025-12-26"));
        server.clock("2025-12-26T20:00:00+05:00");
        let objection = json!({ "text": "Құзыретке жатады" });
        let _ = act(&server, "office", &path, "objection", &objection).problem(403, "role-forbids-action");
        let objected = act(&server, "participant", &path, "objection", &objection).expect(200);
        stands(&objected, "L6", "met", Some("2025-12-26"));
        assert_eq!(objected.body["proceedings"]["objections"][0]["text"], "Құзыретке жатады");
        let _ = told(&server, "body", "objected");
    }
}

both! {
    with DECEMBER;
    fn rule_l6_a_later_objection_is_kept_and_late(server) {
        let path = heard(&server);
        let objected = act(&server, "participant", &path, "objection", &json!({ "text": "Қарсымын" })).expect(200);
        stands(&objected, "L6", "late", Some("2025-12-26"));
    }
}

both! {
    with DECEMBER;
    fn rule_l7_the_term_is_extended_by_a_reasoned_decision_and_the_participant_is_told(server) {
        let path = server.appealed(&ready(&server));
        server.clock("2026-01-05T10:00:00+05:00");
        let long = act(&server, "body", &path, "extension", &extension("2026-03-06")).problem(422, "extension-too-long");
        assert!(long.body["rule"] == "L7-2" && long.body["latestOn"] == "2026-03-05", "{}", long.text);
        let early = act(&server, "body", &path, "extension", &extension("2026-01-09")).problem(400, "invalid-input");
        assert_eq!(early.pointers(), ["/until"]);
        let extended = act(&server, "body", &path, "extension", &extension("2026-02-09")).expect(200);
        for rule in ["213-4", "213-11", "L7"] {
            stands(&extended, rule, "open", Some("2026-02-09"));
        }
        // The latest notice of a hearing follows, and the way to it is shown.
        stands(&extended, "213-6", "open", Some("2026-02-04"));
        let trace = extended.duty("213-11")["trace"].as_array().unwrap().clone();
        assert_eq!((trace.last().unwrap()["step"].as_str(), trace.last().unwrap()["date"].as_str()), (Some("set"), Some("2026-02-09")));
        stands(&extended, "L7-2", "met", Some("2026-03-05"));
        assert_eq!(extended.duty("L7-3")["dueOn"], "2026-01-09");
        let told = server.until("participant", &path, |case| case["obligations"].as_array().unwrap().iter().any(|duty| duty["rule"] == "L7-3" && duty["status"] == "met"));
        stands(&told, "L7-3", "met", Some("2026-01-09"));
        assert_eq!((&told.body["extensionNotified"]["carrier"], &told.body["notified"]), (&json!("inbox"), &Value::Null));
        let news = merzim_tests::kit::told(&server, "participant", "extended")["news"].clone();
        assert_eq!((&news["dueOn"], &news["startsAt"]), (&json!("2026-02-09"), &Value::Null));
        // It is extended once.
        let again = act(&server, "body", &path, "extension", &extension("2026-02-20")).problem(409, "already-extended");
        assert_eq!(again.body["rule"], "L7-2");
        assert!(again.text_of("detail").contains(" 2026 "), "{}", again.text);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("readings.extensions", "repeated")];
    fn reading_extensions_repeated_each_is_two_months_from_its_decision_and_none_after_the_term(server) {
        let path = server.appealed(&ready(&server));
        server.clock("2026-01-05T10:00:00+05:00");
        let _ = act(&server, "body", &path, "extension", &extension("2026-02-09")).expect(200);
        let told = |case: &Value| case["obligations"].as_array().unwrap().iter().all(|duty| duty["rule"] != "L7-3" || duty["status"] == "met");
        let _ = server.until("participant", &path, told);
        server.clock("2026-02-06T10:00:00+05:00");
        let again = act(&server, "body", &path, "extension", &extension("2026-03-10")).expect(200);
        stands(&again, "213-11", "open", Some("2026-03-10"));
        let _ = server.until("participant", &path, told);
        server.clock("2026-03-11T00:00:00+05:00");
        let over = act(&server, "body", &path, "extension", &extension("2026-03-20")).problem(409, "too-late");
        assert_eq!(over.body["rule"], "L7-2");
    }
}

both! {
    with DECEMBER;
    fn article_76_3_whoever_records_an_extension_says_who_decided_it(server) {
        let path = server.appealed(&ready(&server));
        let mut unsaid = extension("2026-02-09");
        let _ = unsaid.as_object_mut().unwrap().remove("by");
        let refused = act(&server, "body", &path, "extension", &unsaid).problem(400, "invalid-input");
        assert_eq!(refused.pointers(), ["/by"]);
        let mut early = unsaid.clone();
        early["until"] = json!("2025-12-16");
        let both = act(&server, "body", &path, "extension", &early).problem(400, "invalid-input");
        assert_eq!(both.pointers(), ["/by", "/until"]);
        let extended = act(&server, "head", &path, "extension", &unsaid).expect(200);
        assert_eq!(extended.body["proceedings"]["extensions"][0]["by"], "head");
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("notice_dispatch", "false")];
    fn rule_l7_3_whoever_hears_of_an_extension_after_three_working_days_hears_of_it_late(server) {
        let path = server.appealed(&ready(&server));
        let extended = act(&server, "body", &path, "extension", &extension("2026-02-09")).expect(200);
        stands(&extended, "L7-3", "open", Some("2025-12-19"));
        server.clock("2025-12-20T00:00:00+05:00");
        stands(&server.get("body", &path).send(), "L7-3", "overdue", Some("2025-12-19"));
        // The outbox outlives the server: another one delivers.
        let server = Server::over(server.stop(), &[("sandbox_clock", "2025-12-22T09:00:00+05:00")]);
        let told = server.until("participant", &path, |case| {
            case["obligations"].as_array().is_some_and(|duties| duties.iter().any(|duty| duty["rule"] == "L7-3" && duty["status"] == "late"))
        });
        stands(&told, "L7-3", "late", Some("2025-12-19"));
    }
}

both! {
    with DECEMBER;
    fn rule_l8_2_a_complaint_is_passed_on_in_three_working_days_with_the_case(server) {
        let path = refused(&server);
        let complain = json!({ "case": id(&path), "ground": "decision", "text": "Заңсыз", "demand": "Қайта қарау" });
        let filed = server.post("participant", "/complaints").json(&complain).send().expect(201);
        let complaint = filed.header("location").to_owned();
        stands(&filed, "L8-2", "open", Some("2026-01-06"));
        stands(&filed, "L8-3", "met", Some("2026-03-30"));
        let _ = server.post("participant", "/complaints").json(&complain).send().problem(409, "already-complained");
        let _ = server.get("complaints", &path).send().problem(404, "not-found");
        server.clock("2026-01-09T10:00:00+05:00");
        let to = json!({ "to": "050140000408", "toName": { "kk": "Жоғары тұрған орган", "ru": "Вышестоящий орган" } });
        let mut own = to.clone();
        own["to"] = json!("100140000003");
        let _ = act(&server, "body", &complaint, "passing-on", &own).problem(400, "invalid-input");
        let passed = act(&server, "body", &complaint, "passing-on", &to).expect(200);
        stands(&passed, "L8-2", "late", Some("2026-01-06"));
        // Whoever considers it sees the case, but not the IIN.
        let seen = server.get("complaints", &path).send().expect(200);
        assert_eq!(seen.body["applicant"]["iin"], "********0012");
        assert!(seen.body["question"].is_string());
    }
}

both! {
    with DECEMBER;
    fn rule_l8_a_satisfied_complaint_opens_the_appeal_again(server) {
        let path = refused(&server);
        let complain = json!({ "case": id(&path), "ground": "decision", "text": "Заңсыз" });
        let filed = server.post("participant", "/complaints").json(&complain).send().expect(201);
        let complaint = filed.header("location").to_owned();
        let to = json!({ "to": "050140000408", "toName": { "kk": "Жоғары тұрған орган", "ru": "Вышестоящий орган" } });
        let _ = act(&server, "body", &complaint, "passing-on", &to).expect(200);
        server.clock("2026-01-12T10:00:00+05:00");
        let decision = json!({ "decision": "satisfied", "reasons": words() });
        let decided = act(&server, "complaints", &complaint, "decision", &decision).expect(200);
        stands(&decided, "L8", "met", Some("2026-01-30"));
        assert_eq!(decided.body["decision"]["reopened"], true);
        let open = server.get("participant", &path).send().expect(200);
        assert_eq!((&open.body["state"], &open.body["outcome"]), (&json!("received"), &Value::Null));
        stands(&open, "213-11", "open", Some("2026-02-02"));
        assert!(open.body["proceedings"]["refusal"].is_null() && open.body["proceedings"]["earlierRefusals"][0]["ground"] == "outsideCompetence");
        // What was taken back cannot be complained of again.
        let _ = server.post("participant", "/complaints").json(&complain).send().problem(409, "nothing-to-complain-of");
        // The hearing of before does not count.
        let _ = act(&server, "body", &path, "refusal", &refusal()).problem(409, "state-forbids-action");
        let set = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
        stands(&set, "213-11", "met", Some("2026-02-02"));
        let again = server.post("participant", "/complaints").json(&complain).send().problem(409, "nothing-to-complain-of");
        assert_eq!(again.body["rule"], "L8-3");
    }
}

both! {
    with DECEMBER;
    fn an_appeal_that_a_complaint_opened_again_is_forwarded_and_nothing_stays_owed(server) {
        let path = refused(&server);
        let complain = json!({ "case": id(&path), "ground": "decision", "text": "Заңсыз" });
        let complaint = server.post("participant", "/complaints").json(&complain).send().expect(201).header("location").to_owned();
        let to = json!({ "to": "050140000408", "toName": { "kk": "Жоғары тұрған орган", "ru": "Вышестоящий орган" } });
        let _ = act(&server, "body", &complaint, "passing-on", &to).expect(200);
        let decision = json!({ "decision": "satisfied", "reasons": words() });
        let _ = act(&server, "complaints", &complaint, "decision", &decision).expect(200);
        let to = json!({ "to": "000740000004", "toName": { "kk": "Әкімдік", "ru": "Акимат" }, "reasons": words() });
        let forwarded = act(&server, "body", &path, "forwarding", &to).expect(200);
        let duties = forwarded.body["obligations"].as_array().unwrap();
        let owed = duties.iter().filter(|duty| ["open", "overdue"].contains(&duty["status"].as_str().unwrap()));
        assert_eq!(owed.map(|duty| duty["rule"].as_str().unwrap()).collect::<Vec<_>>(), Vec::<&str>::new());
    }
}

both! {
    with DECEMBER;
    fn rule_l8_3_a_complaint_after_three_months_is_taken_and_late(server) {
        let path = refused(&server);
        server.clock("2026-03-31T10:00:00+05:00");
        let complain = json!({ "case": id(&path), "ground": "decision", "text": "Заңсыз" });
        let filed = server.post("participant", "/complaints").json(&complain).send().expect(201);
        stands(&filed, "L8-3", "late", Some("2026-03-30"));
        let withdrawn = server.step("participant", filed.header("location"), "withdrawal").expect(200);
        stands(&withdrawn, "L8-2", "voided", Some("2026-04-03"));
        // The next one may say when the participant learned of the decision, though not before it was made.
        let mut early = complain.clone();
        early["knownOn"] = json!("2025-12-29");
        let _ = server.post("participant", "/complaints").json(&early).send().problem(400, "invalid-input");
        early["knownOn"] = json!("2026-01-12");
        let filed = server.post("participant", "/complaints").json(&early).send().expect(201);
        stands(&filed, "L8-3", "met", Some("2026-04-13"));
    }
}

both! {
    with DECEMBER;
    fn rule_l8_4_silence_past_the_term_can_be_complained_of_as_a_refusal(server) {
        let path = server.appealed(&ready(&server));
        let complain = json!({ "case": id(&path), "ground": "silence", "text": "Жауап жоқ" });
        let early = server.post("participant", "/complaints").json(&complain).send().problem(409, "nothing-to-complain-of");
        assert_eq!(early.body["rule"], "L8-4");
        assert!(early.text_of("detail").contains("2026 жылғы 10 қаңтар"), "{}", early.text);
        server.clock("2026-01-10T10:00:00+05:00");
        let _ = server.post("citizen", "/complaints").json(&complain).send().problem(400, "invalid-input");
        let filed = server.post("participant", "/complaints").json(&complain).send().expect(201);
        stands(&filed, "L8-4", "met", None);
        assert_eq!(filed.body["contested"]["procedure"], "video-reception");
        let complaint = filed.header("location").to_owned();
        let to = json!({ "to": "050140000408", "toName": { "kk": "Жоғары тұрған орган", "ru": "Вышестоящий орган" } });
        let _ = act(&server, "body", &complaint, "passing-on", &to).expect(200);
        let decision = json!({ "decision": "satisfied", "reasons": words() });
        let decided = act(&server, "complaints", &complaint, "decision", &decision).expect(200);
        assert_eq!(decided.body["decision"]["reopened"], true);
        // What was overdue stays so until it is decided, and is then late.
        let open = server.get("participant", &path).send().expect(200);
        let terms: Vec<&str> = open.body["obligations"].as_array().unwrap().iter().filter(|duty| duty["rule"] == "213-11").filter_map(|duty| duty["status"].as_str()).collect();
        assert_eq!(terms, ["overdue", "open"]);
        // A new term runs: there is no silence yet, and it may be extended.
        let _ = server.post("participant", "/complaints").json(&complain).send().problem(409, "nothing-to-complain-of");
        let set = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
        let terms: Vec<&str> = set.body["obligations"].as_array().unwrap().iter().filter(|duty| duty["rule"] == "213-11").filter_map(|duty| duty["status"].as_str()).collect();
        assert_eq!(terms, ["late", "met"]);
    }
}

both! {
    with DECEMBER;
    fn an_office_objects_for_a_visitor_and_the_visitor_with_the_token(server) {
        let office = ready(&server);
        let form = visitor(&office);
        let filed = server.post("office", "/reception-appeals").json(&form).send().expect(201);
        let (path, token) = (filed.header("location").to_owned(), filed.text_of("lookupToken"));
        let _ = act(&server, "body", &path, "hearing", &hearing("2025-12-19T10:00:00+05:00", "2025-12-19")).expect(200);
        let objected = act(&server, "office", &path, "objection", &json!({ "text": "Қарсы" })).expect(200);
        stands(&objected, "L6", "met", Some("2025-12-18"));
        let version = objected.header("etag");
        let again = server.as_guest("POST", &token, &format!("{path}/objection")).header("If-Match", version).json(&json!({ "text": "Мен де" })).send().expect(200);
        let by: Vec<bool> = again.body["proceedings"]["objections"].as_array().unwrap().iter().filter_map(|one| one["byOffice"].as_bool()).collect();
        assert_eq!(by, [true, false]);
        // A visitor attaches with the token, too.
        let upload = server.as_guest("POST", &token, &format!("/cases/{}/attachments", id(&path))).header("If-Match", again.header("etag"));
        let _ = upload.file("a.txt", b"text").send().expect(201);
    }
}

both! {
    fn silence_in_an_accreditation_can_be_complained_of(server) {
        let path = server.received("ministry", &merzim_tests::form());
        let complain = json!({ "case": id(&path), "ground": "silence", "text": "Шешім жоқ" });
        let _ = server.post("ministry", "/complaints").json(&complain).send().problem(409, "nothing-to-complain-of");
        server.clock("2026-04-20T10:00:00+05:00");
        let filed = server.post("ministry", "/complaints").json(&complain).send().expect(201);
        stands(&filed, "L8-4", "met", None);
        // Nobody complains in the name of another.
        let _ = server.post("akimat", "/complaints").json(&complain).send().problem(400, "invalid-input");
        let _ = server.get("authority", filed.header("location")).send().expect(200);
    }
}

both! {
    fn somebody_without_an_account_complains_with_the_token_of_their_request(server) {
        let meeting = server.announced(&merzim_tests::meeting("2026-04-16T10:00:00+05:00"));
        let (request, token) = server.asked(&meeting);
        let _ = act(&server, "holder", &meeting, "cancellation", &json!({ "reason": words() })).expect(200);
        let complain = json!({ "case": id(&request), "ground": "decision", "text": "Отырыс негізсіз болмай қалды" });
        for _ in 0..2_000 {
            if server.as_guest("GET", &token, &request).send().body["state"] == "lapsed" {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        let filed = server.as_guest("POST", &token, "/complaints").json(&complain).send().expect(201);
        assert_eq!(filed.body["contested"]["procedure"], "attendance-request");
        let complaint = filed.header("location").to_owned();
        let to = json!({ "to": "050140000408", "toName": { "kk": "Жоғары тұрған орган", "ru": "Вышестоящий орган" } });
        let _ = act(&server, "holder", &complaint, "passing-on", &to).expect(200);
        let version = server.get("complaints", &complaint).send().header("etag").to_owned();
        let waiver = server.as_guest("POST", &token, &format!("{complaint}/hearing-waiver")).header("If-Match", &version);
        let _ = waiver.send().expect(200);
        let decision = json!({ "decision": "rejected", "reasons": words() });
        let decided = act(&server, "complaints", &complaint, "decision", &decision).expect(200);
        assert_eq!(decided.text_of("outcome"), "rejected");
        assert_eq!(server.as_guest("GET", &token, &complaint).send().expect(200).text_of("state"), "rejected");
    }
}

both! {
    fn complaints_serve_the_other_procedures_too(server) {
        let path = server.received("ministry", &merzim_tests::form());
        let _ = server.decide(&path, &merzim_tests::refuse()).expect(200);
        let _ = server.until("ministry", &path, |case| case["state"] == "notified");
        let complain = json!({ "case": id(&path), "ground": "decision", "text": "Қайталау жоқ" });
        let filed = server.post("ministry", "/complaints").json(&complain).send().expect(201);
        assert_eq!(filed.body["contested"]["procedure"], "accreditation");
        let complaint = filed.header("location").to_owned();
        let to = json!({ "to": "050140000408", "toName": { "kk": "Жоғары тұрған орган", "ru": "Вышестоящий орган" } });
        let passed = act(&server, "authority", &complaint, "passing-on", &to).expect(200);
        // The duty of № 213/НҚ does not bind it, that of the Code does.
        assert!(passed.duty("L8")["dueOn"].is_string() && !passed.text.contains("\"213-12\""), "{}", passed.text);
        assert_eq!(server.get("complaints", &path).send().expect(200).body["state"], "notified");
        let decision = json!({ "decision": "satisfied", "reasons": words() });
        let decided = act(&server, "complaints", &complaint, "decision", &decision).expect(200);
        assert_eq!(decided.body["decision"]["reopened"], true);
        // Decided, it is no more theirs to read.
        let _ = server.get("complaints", &path).send().problem(404, "not-found");
    }
}

both! {
    fn a_procedure_says_whether_the_wordings_of_all_its_acts_are_held(server) {
        let held = |code: &str| server.get("", &format!("/procedures/{code}")).send().expect(200).body["wordingHeld"].clone();
        for (code, expected) in [("complaint", false), ("video-reception", false), ("accreditation", true), ("open-meeting", true)] {
            assert_eq!(held(code), expected, "{code}");
        }
        // The act that complaints run under is held; one of the rules is not the Code's.
        let listed = server.get("", "/procedures").send().expect(200);
        let complaint = listed.items().iter().find(|one| one["code"] == "complaint").unwrap().clone();
        assert_eq!((complaint["standing"].as_str(), complaint["wordingHeld"].as_bool()), (Some("inForce"), Some(false)));
    }
}

both! {
    fn the_order_goes_on_in_the_last_wording_held_and_every_case_and_duty_says_so(server) {
        let office = server.office(1);
        let _ = server.posted(&schedule("2026-Q2"));
        let path = server.appealed(&office);
        for (lang, words) in [("kk", "белгілі соңғы редакция"), ("ru", "последняя известная"), ("en", "the last wording held is applied")] {
            let case = server.get("participant", &path).header("Accept-Language", lang).send().expect(200);
            assert_eq!(
                (case.body["inForce"].as_bool(), case.body["wordingHeld"].as_bool(), case.text_of("pinnedEdition").as_str()),
                (Some(true), Some(false), "2026-01-01")
            );
            assert!(case.text_of("reason").contains(words), "{}", case.text);
            // So does each duty of the order; those of the Code rest on a wording that is held.
            for duty in case.body["obligations"].as_array().unwrap() {
                let of_the_order = duty["basis"]["act"] == "213";
                assert_eq!(duty["wordingHeld"], !of_the_order, "{duty}");
                assert!(!of_the_order || duty["reason"].as_str().unwrap().contains(words), "{duty}");
            }
        }
        stands(&server.get("participant", &path).send(), "213-11", "open", Some("2026-04-09"));
        let listed = server.get("participant", "/reception-appeals").send().expect(200);
        assert_eq!(listed.items()[0]["wordingHeld"], false);
        let owed = server.get("body", "/obligations?rule=213-11").send().expect(200);
        assert_eq!((owed.items().len(), owed.items()[0]["wordingHeld"].as_bool()), (1, Some(false)));
        // So does every slot, of which one may have one, alone and in its schedule.
        let slots = server.free_slots("");
        assert!(slots.iter().all(|slot| (&slot["inForce"], &slot["wordingHeld"]) == (&json!(true), &json!(false))), "{slots:?}");
        let hold = json!({ "slot": slots[1]["id"], "office": office });
        let held = server.post("participant", "/reception-holds").json(&hold).send().expect(201);
        assert_eq!(held.body["slot"]["wordingHeld"], false);
        let schedule = format!("/reception-schedules/{}/slots", slots[0]["schedule"].as_str().unwrap());
        assert_eq!(server.get("", &schedule).send().expect(200).body["wordingHeld"], false);
        let _ = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
    }
}

both! {
    with DECEMBER;
    fn what_was_filed_in_a_wording_that_is_held_rests_on_it_afterwards_too(server) {
        let path = server.appealed(&ready(&server));
        server.clock("2026-01-12T10:00:00+05:00");
        let set = act(&server, "body", &path, "appointment", &slot(&server)).expect(200);
        assert_eq!((set.text_of("pinnedEdition").as_str(), set.body["wordingHeld"].as_bool(), set.text_of("standing").as_str()), ("2023-06-11", Some(true), "inForce"));
        // What is owed only now is owed in that wording, too.
        let duty = set.duty("213-8");
        assert_eq!((duty["wordingHeld"].as_bool(), duty["standing"].as_str(), duty["edition"].as_str()), (Some(true), Some("inForce"), Some("2026-01-01")));
    }
}

/// The law, with what its file on the order says changed.
fn law_where(change: impl FnOnce(String) -> String) -> tempfile::TempDir {
    let law = merzim_tests::law_copy();
    let file = law.path().join("acts/213.toml");
    std::fs::write(&file, change(std::fs::read_to_string(&file).unwrap())).unwrap();
    law
}

both! {
    fn once_the_order_is_repealed_nothing_is_filed_and_once_its_wording_is_found_that_is_applied(server) {
        let office = server.office(1);
        let path = server.appealed(&office);
        let repeal = "[repeal]\nfrom = \"2026-06-01\"\nby = \"№ 1\"\nnote = { kk = \"күші жойылды\", ru = \"утратил силу\", en = \"repealed\" }\n\n[[provisions]]";
        let law = law_where(|text| text.replacen("[[provisions]]", repeal, 1));
        let law_dir = law.path().display().to_string();
        let server = Server::over(server.stop(), &[("law_dir", &law_dir), ("sandbox_clock", "2026-06-02T10:00:00+05:00")]);
        let refused = server.post("participant", "/reception-appeals").json(&appeal(&office)).send().problem(409, "act-not-in-force");
        assert_eq!(refused.text_of("detail"), "Күші жойылды.");
        // What was filed before goes on, and still says in which wording.
        let case = server.get("participant", &path).send().expect(200);
        assert_eq!((case.body["inForce"].as_bool(), case.text_of("standing").as_str(), case.body["wordingHeld"].as_bool()), (Some(false), "repealed", Some(false)));
        assert_eq!((case.duty("213-11")["standing"].as_str(), case.duty("213-11")["wordingHeld"].as_bool()), (Some("repealed"), Some(false)));

        // The wording is found: one rule is gone from it, but what was owed under it stays to be seen.
        let law = law_where(|text| {
            let held = text.replacen("wordingHeld = false\ncertainty = \"inferred\"\n", "", 1);
            let (before, after) = held.split_once("id = \"213-2\"").unwrap();
            format!("{before}id = \"213-2\"{}", after.replace("editions = [\"2023-06-11\"]", "editions = [\"2023-06-11\", \"2026-01-01\"]"))
        });
        let law_dir = law.path().display().to_string();
        let server = Server::over(server.stop(), &[("law_dir", &law_dir), ("sandbox_clock", "2026-03-17T10:00:00+05:00")]);
        let case = server.get("participant", &path).send().expect(200);
        assert_eq!((case.text_of("standing").as_str(), case.body["wordingHeld"].as_bool()), ("inForce", Some(true)));
        stands(&case, "213-1", "open", None);
        let filed = server.get("participant", &server.appealed(&office)).send().expect(200);
        assert!(!filed.text.contains("\"213-1\"") && filed.body["wordingHeld"] == true, "{}", filed.text);
    }
}

both! {
    with [("sandbox_clock", "2026-03-16T10:00:00+05:00"), ("refuse_wording_not_held", "true")];
    fn an_operator_may_refuse_what_would_be_filed_in_a_wording_that_is_not_held(server) {
        let office = server.office(1);
        let refused = server.post("participant", "/reception-appeals").json(&appeal(&office)).send().problem(409, "wording-not-held");
        assert!(refused.text_of("detail").contains("01.01.2026"));
        let _ = server.post("body", "/reception-schedules").json(&schedule("2026-Q2")).send().problem(409, "wording-not-held");
        // What was filed before goes on; forwarded, nothing begins there.
        server.clock("2025-12-15T10:00:00+05:00");
        let path = server.appealed(&office);
        server.clock("2026-01-12T10:00:00+05:00");
        let to = json!({ "to": "000740000004", "toName": { "kk": "Әкімдік", "ru": "Акимат" }, "reasons": words() });
        let forwarded = act(&server, "body", &path, "forwarding", &to).expect(200);
        assert!(forwarded.body["proceedings"]["forwarding"]["appeal"].is_null());
    }
}

both! {
    with DECEMBER;
    fn a_record_that_nobody_came_can_be_complained_of_and_is_taken_back(server) {
        let office = ready(&server);
        let path = server.appealed(&office);
        let set = act(&server, "body", &path, "appointment", &json!({ "slot": server.free_slots("")[0]["id"] })).expect(200);
        server.settled(&path);
        server.clock(set.body["reception"]["endsAt"].as_str().unwrap());
        let _ = act(&server, "body", &path, "no-show", &json!({ "text": "Келмеді" })).expect(200);
        told(&server, "participant", "missed");
        let complain = json!({ "case": id(&path), "ground": "decision", "text": "Келдім, есік жабық болды" });
        let complaint = server.post("participant", "/complaints").json(&complain).send().expect(201);
        let _ = act(&server, "body", complaint.header("location"), "satisfaction", &json!({ "reasons": words() })).expect(200);
        let anew = server.get("participant", &path).send().expect(200);
        assert_eq!((anew.text_of("state").as_str(), &anew.body["reception"]), ("received", &Value::Null));
        assert_eq!((&anew.body["proceedings"]["noShow"], &anew.body["proceedings"]["earlierNoShows"][0]["text"]), (&Value::Null, &json!("Келмеді")));
        let slot = json!({ "slot": server.free_slots("")[0]["id"] });
        let _ = act(&server, "body", &path, "appointment", &slot).expect(200);
    }
}
