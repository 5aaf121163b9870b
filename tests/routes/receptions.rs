//! Receptions by videoconference: slots and rooms, holds, offices, calendar amendments, the reception itself.

use std::collections::{BTreeMap, BTreeSet};

use merzim_tests::kit::{act, id, told, words};
use merzim_tests::reception::{appeal, hearing, office, schedule, visitor};
use merzim_tests::{Server, at_once, both, law_copy, tally};
use serde_json::{Value, json};

const DECEMBER: [(&str, &str); 1] = [("sandbox_clock", "2025-12-01T10:00:00+05:00")];

/// A request of a participant of one's own.
fn participant<'server>(server: &'server Server, name: &str, path: &str) -> merzim_tests::Request<'server> {
    let token = server.signed(&json!({ "sub": name, "org": null, "roles": ["participant"] }));
    server.post("", path).header("Authorization", &format!("Bearer {token}"))
}

fn hold(slot: &Value, office: &str) -> Value {
    json!({ "slot": slot["id"], "office": office })
}

/// An appeal whose time is set.
fn scheduled(server: &Server, office: &str) -> String {
    let path = server.appealed(office);
    let time = json!({ "slot": server.free_slots("")[0]["id"] });
    let _ = act(server, "body", &path, "appointment", &time).expect(200);
    server.settled(&path);
    path
}

both! {
    with DECEMBER;
    fn a_slot_is_held_for_ten_minutes_and_then_free_again_without_a_job(server) {
        let place = server.office(1);
        let _ = server.posted(&schedule("2026-Q1"));
        let slot = server.free_slots("")[0].clone();
        let held = participant(&server, "first", "/reception-holds").json(&hold(&slot, &place)).send().expect(201);
        let _ = server.get("participant", held.header("location")).send().problem(404, "not-found");
        assert!(held.text_of("until").as_str() > "2025-12-01T10:09" && held.text_of("until").as_str() < "2025-12-01T10:11");
        assert!(server.free_slots("").iter().all(|free| free["id"] != slot["id"]));
        let taken = participant(&server, "second", "/reception-holds").json(&hold(&slot, &place)).send().problem(409, "slot-taken");
        assert_eq!(taken.body["until"], held.body["until"]);
        // Whatever is not there is told at once.
        let nothing = json!({ "slot": place, "office": slot["id"] });
        let missing = participant(&server, "second", "/reception-holds").json(&nothing).send().problem(400, "invalid-input");
        assert_eq!(missing.pointers(), ["/office", "/slot"]);
        let path = server.appealed(&place);
        let missing = act(&server, "body", &path, "appointment", &json!({ "office": slot["id"] })).problem(400, "invalid-input");
        assert_eq!(missing.pointers(), ["/office", "/slot"]);
        // The holder may hold it anew, and lets go of it for another.
        let _ = participant(&server, "first", "/reception-holds").json(&hold(&slot, &place)).send().expect(201);
        server.clock("2025-12-01T10:20:00+05:00");
        assert_eq!(server.free_slots("")[0]["id"], slot["id"]);
        let second = participant(&server, "second", "/reception-holds").json(&hold(&slot, &place)).send().expect(201);
        // What has run out is not kept for an appeal.
        let mut form = appeal(&place);
        form["hold"] = held.body["id"].clone();
        let _ = server.post("participant", "/reception-appeals").json(&form).send().problem(409, "hold-expired");
        let other = server.free_slots("")[0].clone();
        let _ = participant(&server, "second", "/reception-holds").json(&hold(&other, &place)).send().expect(201);
        assert_eq!(server.free_slots("")[0]["id"], slot["id"], "the first one is free again");
        let _ = server.request("DELETE", "participant", &format!("/reception-holds/{}", second.text_of("id"))).send().problem(404, "not-found");
    }
}

both! {
    with DECEMBER;
    fn the_slot_that_one_holds_is_kept_for_the_appeal_and_set_by_the_body(server) {
        let place = server.office(1);
        let _ = server.posted(&schedule("2026-Q1"));
        let slot = server.free_slots("&receiver=deputy")[0].clone();
        assert_eq!(slot["registrationUntil"], "2025-12-21T00:00:00+05:00");
        let held = server.post("participant", "/reception-holds").json(&hold(&slot, &place)).send().expect(201);
        let mut form = appeal(&place);
        form["hold"] = held.body["id"].clone();
        form["receiver"] = json!("minister");
        let wrong = server.post("participant", "/reception-appeals").json(&form).send().problem(400, "invalid-input");
        assert_eq!(wrong.pointers(), ["/receiver"]);
        form["receiver"] = json!("deputy");
        let filed = server.post("participant", "/reception-appeals").json(&form).send().expect(201);
        // Another appeal of the same person keeps no second one.
        let more = server.post("participant", "/reception-holds").json(&hold(&server.free_slots("")[0], &place)).send().expect(201);
        let _ = server.get("participant", more.header("location")).send().expect(200);
        // Who has loaded the page again finds it; nobody else does, and what an appeal has or has run out is none.
        let own = |who: &str| server.get(who, "/reception-holds").send().expect(200).items().to_vec();
        assert_eq!((own("participant").len(), own("participant")[0]["id"].clone()), (1, more.body["id"].clone()));
        assert!(own("office").is_empty());
        let _ = server.get("body", "/reception-holds").send().problem(403, "role-forbids-action");
        let _ = server.get("", "/reception-holds").send().problem(401, "unauthenticated");
        let mut again = appeal(&place);
        again["hold"] = more.body["id"].clone();
        assert_eq!(server.post("participant", "/reception-appeals").json(&again).send().problem(400, "invalid-input").pointers(), ["/hold"]);
        assert_eq!(server.request("DELETE", "participant", more.header("location")).send().status, 204);
        assert!(own("participant").is_empty());
        assert_eq!((filed.body["reception"]["slot"].as_str(), filed.body["reception"]["isSet"].as_bool()), (slot["id"].as_str(), Some(false)));
        // It stays, however late the decision, even after registration for its month has closed.
        server.clock("2025-12-24T10:00:00+05:00");
        assert!(server.free_slots("&to=2026-01-31").is_empty());
        let path = filed.header("location").to_owned();
        let set = act(&server, "body", &path, "appointment", &json!({})).expect(200);
        assert_eq!((set.body["reception"]["startsAt"].clone(), set.body["reception"]["isSet"].as_bool()), (slot["startsAt"].clone(), Some(true)));
        let late = server.appealed(&place);
        let january = server.get("body", "/reception-schedules?quarter=2026-Q1").send().items()[0]["id"].as_str().unwrap().to_owned();
        let slots = server.get("body", &format!("/reception-schedules/{january}/slots")).send().expect(200);
        let free = slots.body["slots"].as_array().unwrap().iter().find(|one| one["taken"] == false).unwrap().clone();
        let closed = act(&server, "body", &late, "appointment", &json!({ "slot": free["id"] })).problem(409, "registration-closed");
        assert_eq!(closed.body["rule"], "213-9");
        // Cancelled, it is free again.
        let withdrawn = server.step("participant", &path, "cancellation").expect(200);
        assert!(withdrawn.body["reception"].is_null());
    }
}

both! {
    with DECEMBER;
    fn no_page_of_free_slots_is_empty_while_the_list_goes_on(server) {
        let small = server.office(1);
        let mut two_at_once = schedule("2026-Q1");
        two_at_once["receivers"][1]["weekly"][0]["weekday"] = json!("tuesday");
        let _ = server.posted(&two_at_once);
        // The only room is taken in the first slot of each of two days; the other receiver has it free, elsewhere.
        let first = server.free_slots("&receiver=minister")[0].clone();
        let _ = participant(&server, "one", "/reception-holds").json(&hold(&first, &small)).send().expect(201);
        // Then registration for January has closed, and for February.
        for (now, opens) in [("2025-12-01T10:05:00+05:00", "2026-01"), ("2025-12-22T10:00:00+05:00", "2026-02"), ("2026-01-21T10:00:00+05:00", "2026-03")] {
            server.clock(now);
            let (all, one_by_one) = (server.free_slots(&format!("&office={small}")), {
                let (mut found, mut cursor) = (Vec::new(), String::new());
                loop {
                    let page = server.get("", &format!("/reception-slots?body=100140000003&office={small}&limit=1{cursor}")).send().expect(200);
                    assert_eq!(page.items().len(), 1, "{now}: {}", page.text);
                    found.extend(page.items().to_vec());
                    let Some(next) = page.body["nextCursor"].as_str() else { break found };
                    cursor = format!("&cursor={next}");
                }
            });
            assert!(all.len() > 20 && all[0]["startsAt"].as_str().unwrap().starts_with(opens), "{now}: {}", all[0]);
            assert_eq!(all, one_by_one, "{now}");
        }
        server.clock("2026-02-21T10:00:00+05:00");
        let none = server.get("", "/reception-slots?body=100140000003&limit=1").send().expect(200);
        assert_eq!((none.items().len(), none.body.get("nextCursor")), (0, None));
    }
}

both! {
    with DECEMBER;
    fn a_slot_uses_one_room_at_one_office_and_one_receiver(server) {
        let (small, large) = (server.office(1), server.office(2));
        let mut both_at_once = schedule("2026-Q1");
        both_at_once["receivers"][1]["weekly"][0]["weekday"] = json!("tuesday");
        // Slots of another length that overlap: from five past ten, of half an hour.
        both_at_once["receivers"][1]["weekly"][0] = json!({ "weekday": "tuesday", "from": "10:05", "until": "11:05" });
        both_at_once["receivers"][1]["slotMinutes"] = json!(30);
        let _ = server.posted(&both_at_once);
        let of = |receiver: &str| server.free_slots(&format!("&receiver={receiver}&to=2026-01-06"));
        let (first, overlapping) = (of("minister")[0].clone(), of("deputy")[0].clone());
        let held = participant(&server, "one", "/reception-holds").json(&hold(&first, &small)).send().expect(201);
        // The only room of the small office is taken then; the other receiver is free, elsewhere.
        let taken = participant(&server, "two", "/reception-holds").json(&hold(&overlapping, &small)).send().problem(409, "slot-taken");
        assert_eq!(taken.body["until"], held.body["until"]);
        assert!(server.free_slots(&format!("&receiver=deputy&to=2026-01-06&office={small}")).iter().all(|free| free["id"] != overlapping["id"]));
        let free = server.free_slots(&format!("&receiver=deputy&to=2026-01-06&office={large}"));
        assert_eq!((free[0]["id"].clone(), free[0]["freeRooms"].as_i64()), (overlapping["id"].clone(), Some(2)));
        let _ = participant(&server, "two", "/reception-holds").json(&hold(&overlapping, &large)).send().expect(201);
        let last = of("deputy").last().unwrap().clone();
        let _ = participant(&server, "three", "/reception-holds").json(&hold(&last, &small)).send().expect(201);
    }
}

both! {
    with DECEMBER;
    fn of_two_hundred_who_want_one_slot_exactly_one_gets_it(server) {
        let place = server.office(5);
        let _ = server.posted(&schedule("2026-Q1"));
        let slot = server.free_slots("")[0].clone();
        let tokens: Vec<String> = (0..200)
            .map(|number| server.signed(&json!({ "sub": format!("p{number}"), "org": null, "roles": ["participant"] })))
            .collect();
        let answers = at_once(200, |number| {
            let request = server.post("", "/reception-holds").header("Authorization", &format!("Bearer {}", tokens[number]));
            request.json(&hold(&slot, &place)).send()
        });
        let tally = tally(&answers);
        assert_eq!(tally.get(&201), Some(&1), "{tally:?}");
        // The others are told that it is taken, or that there are too many at once.
        assert!(tally.keys().all(|status| [201, 409, 503].contains(status)) && tally.contains_key(&409), "{tally:?}");
        assert!(server.free_slots("").iter().all(|free| free["id"] != slot["id"]));
    }
}

both! {
    with DECEMBER;
    fn a_slot_is_either_let_go_of_or_filed_with_never_both(server) {
        let place = server.office(5);
        let _ = server.posted(&schedule("2026-Q1"));
        for slot in server.free_slots("").iter().take(12) {
            let held = server.post("participant", "/reception-holds").json(&hold(slot, &place)).send().expect(201);
            let mut form = appeal(&place);
            form["hold"] = held.body["id"].clone();
            let answers = at_once(2, |number| match number {
                0 => server.post("participant", "/reception-appeals").json(&form).send(),
                _ => server.request("DELETE", "participant", held.header("location")).send(),
            });
            let (filed, gone) = (answers[0].status == 201, answers[1].status == 204);
            assert!(filed != gone, "{} {}", answers[0].text, answers[1].status);
            if filed {
                let path = answers[0].header("location");
                assert!(server.get("participant", path).send().body["reception"].is_object());
                let _ = server.step("participant", path, "withdrawal").expect(200);
            }
        }
    }
}

both! {
    with DECEMBER;
    fn of_many_appeals_for_one_room_then_each_room_goes_to_one(server) {
        let place = server.office(2);
        let mut busy = schedule("2026-Q1");
        for (number, code) in ["a", "b", "c", "d", "e", "f"].iter().enumerate() {
            let mut receiver = busy["receivers"][0].clone();
            receiver["code"] = json!(code);
            receiver["kind"] = json!("deputyHead");
            if number < 2 {
                busy["receivers"][number] = receiver;
            } else {
                busy["receivers"].as_array_mut().unwrap().push(receiver);
            }
        }
        let _ = server.posted(&busy);
        let slots: Vec<Value> = server.free_slots("").into_iter().take(6).collect();
        let starts: BTreeSet<&str> = slots.iter().filter_map(|slot| slot["startsAt"].as_str()).collect();
        assert_eq!(starts.len(), 1, "all at the same time");
        let paths: Vec<String> = (0..6).map(|_| server.appealed(&place)).collect();
        let answers = at_once(6, |number| act(&server, "body", &paths[number], "appointment", &json!({ "slot": slots[number]["id"] })));
        assert_eq!(tally(&answers), BTreeMap::from([(200, 2), (409, 4)]));
        let rooms: BTreeSet<i64> = answers.iter().filter_map(|answer| answer.body["reception"]["room"].as_i64()).collect();
        assert_eq!(rooms, BTreeSet::from([1, 2]));
    }
}

both! {
    with DECEMBER;
    fn days_left_out_are_shown_with_the_reason(server) {
        let mut form = schedule("2026-Q1");
        form["receivers"][0]["weekly"][0]["weekday"] = json!("thursday");
        form["receivers"][0]["exceptions"] = json!([{ "date": "2026-01-15", "reason": { "kk": "Іссапар", "ru": "Командировка" } }]);
        form["receivers"][0]["single"] = json!([{ "date": "2026-01-14", "from": "15:00", "until": "15:20" }]);
        let path = server.post("body", "/reception-schedules").json(&form).send().expect(201).header("location").to_owned();
        let slots = server.get("body", &format!("{path}/slots")).header("Accept-Language", "ru").send().expect(200);
        let starts: Vec<&str> = slots.body["slots"].as_array().unwrap().iter().filter(|slot| slot["receiver"] == "minister").filter_map(|slot| slot["startsAt"].as_str()).collect();
        assert_eq!(starts[..3], ["2026-01-08T10:00:00+05:00", "2026-01-08T10:20:00+05:00", "2026-01-08T10:40:00+05:00"]);
        assert!(starts.contains(&"2026-01-14T15:00:00+05:00") && !starts.iter().any(|start| start.starts_with("2026-01-15")));
        let left_out: Vec<(&str, &str, &str)> = slots.body["leftOut"].as_array().unwrap().iter().filter(|day| day["receiver"] == "minister")
            .map(|day| (day["date"].as_str().unwrap(), day["reason"].as_str().unwrap(), day["explanation"].as_str().unwrap())).collect();
        assert_eq!(left_out[0].0, "2026-01-01");
        assert_eq!((left_out[0].1, left_out[1]), ("notWorked", ("2026-01-15", "exception", "Командировка")));
        let _ = server.get("", &format!("{path}/slots")).send().problem(404, "not-found");
    }
}

both! {
    with DECEMBER;
    fn a_schedule_that_makes_no_sense_is_refused_with_the_place_of_the_fault(server) {
        let faults = [
            ("/receivers/0/weekly/0/until", json!("09:00"), "/receivers/0/weekly/0/until"),
            ("/receivers/0/weekly/0/from", json!("10:03"), "/receivers/0/weekly/0/from"),
            ("/receivers/1/code", json!("minister"), "/receivers/0/code"),
            ("/receivers/0/weekly", json!([]), "/receivers/0/weekly"),
            ("/receivers/0/weekly/0/until", json!("10:10"), "/receivers/0/weekly"),
            ("/receivers/0/exceptions", json!([{ "date": "2026-04-01", "reason": words() }]), "/receivers/0/exceptions/0/date"),
            ("/receivers/0/single", json!([{ "date": "2026-01-13", "from": "10:10", "until": "10:30" }]), "/receivers/0/weekly"),
            ("/receivers/0/slotMinutes", json!(7), "/receivers/0/slotMinutes"),
            ("/receivers", json!([]), "/receivers"),
            ("/quarter", json!("2026-Q5"), "/quarter"),
            ("/receivers/0/weekly", json!(vec![json!({ "weekday": "monday", "from": "00:00", "until": "23:55" }); 50]), "/receivers"),
        ];
        for (at, value, pointer) in faults {
            let mut form = schedule("2026-Q1");
            if form.pointer(at).is_none() {
                let (parent, name) = at.rsplit_once('/').unwrap();
                form.pointer_mut(parent).unwrap()[name] = Value::Null;
            }
            *form.pointer_mut(at).unwrap() = value;
            let refused = server.post("body", "/reception-schedules").json(&form).send().problem(400, "invalid-input");
            assert_eq!(refused.pointers(), [pointer], "{at}");
        }
        let beyond = server.post("body", "/reception-schedules").json(&schedule("2031-Q1")).send().problem(422, "calendar-year-unknown");
        assert!(beyond.text_of("detail").contains("2031"));
        assert_eq!(beyond.pointers(), ["/quarter"]);
    }
}

both! {
    with DECEMBER;
    fn a_calendar_amendment_flags_slots_and_proposes_moves(server) {
        let place = server.office(1);
        let path = server.posted(&schedule("2026-Q1"));
        let slot = server.free_slots("&from=2026-02-17&to=2026-02-17")[0].clone();
        let booked = server.appealed(&place);
        let _ = act(&server, "body", &booked, "appointment", &json!({ "slot": slot["id"] })).expect(200);
        assert_eq!(server.get("body", &format!("{path}/conflicts")).send().expect(200).body["items"], json!([]));
        // The Government moves the Tuesday to a Saturday.
        let law = law_copy();
        let days = law.path().join("calendar/days.csv");
        let mut rows: Vec<String> = std::fs::read_to_string(&days).unwrap().lines().map(str::to_owned).collect();
        rows.push("2026-02-17,movedDayOff,,resolution-67-2016,2026-02-21".to_owned());
        rows.push("2026-02-21,movedWorkingDay,,resolution-67-2016,2026-02-17".to_owned());
        rows[1..].sort();
        std::fs::write(&days, rows.join("\n") + "\n").unwrap();
        let law_dir = law.path().display().to_string();
        let server = Server::over(server.stop(), &[("law_dir", &law_dir), ("sandbox_clock", "2026-01-12T10:00:00+05:00")]);
        let after = server.get("body", &format!("{path}/slots")).header("Accept-Language", "en").send().expect(200);
        let listed = server.get("body", &format!("{path}/conflicts")).header("Accept-Language", "en").send().expect(200);
        let conflicts = listed.items();
        assert_eq!(conflicts.len(), 3, "{}", listed.text);
        assert_eq!((conflicts[0]["id"].clone(), conflicts[0]["taken"].as_bool(), conflicts[0]["kind"].as_str()), (slot["id"].clone(), Some(true), Some("movedDayOff")));
        let proposals: Vec<&str> = conflicts[0]["proposals"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(proposals, ["2026-02-18T10:00:00+05:00", "2026-02-19T10:00:00+05:00", "2026-02-20T10:00:00+05:00"]);
        // Nobody can book such a slot.
        assert!(server.free_slots("&from=2026-02-17&to=2026-02-17").is_empty());
        let _ = participant(&server, "one", "/reception-holds").json(&json!({ "slot": conflicts[1]["id"], "office": place })).send().problem(422, "day-not-worked");
        // A slot whose day is worked stays; a time that is taken, or not worked, is no place to move to.
        let move_to = |slot: &Value, starts_at: &str| json!({ "moves": [{ "slot": slot, "startsAt": starts_at }] });
        let other = after.body["slots"].as_array().unwrap().iter().find(|one| one["startsAt"] == "2026-02-24T10:00:00+05:00").unwrap()["id"].clone();
        let _ = act(&server, "body", &path, "moves", &move_to(&other, proposals[0])).problem(400, "invalid-input");
        for taken in ["2026-02-24T10:10:00+05:00", "2026-02-17T15:00:00+05:00", "2026-02-18T10:01:00+05:00", "2026-04-01T10:00:00+05:00", "9999-12-31T23:50:00Z"] {
            let refused = act(&server, "body", &path, "moves", &move_to(&slot["id"], taken)).problem(400, "invalid-input");
            assert_eq!(refused.pointers(), ["/moves/0/startsAt"], "{taken}");
        }
        let moved = act(&server, "body", &path, "moves", &move_to(&slot["id"], proposals[0])).expect(200);
        assert_eq!(moved.body["moves"][0]["to"], "2026-02-18T10:00:00+05:00");
        let kept = server.get("participant", &booked).send().expect(200);
        assert_eq!(kept.body["reception"]["startsAt"], "2026-02-18T10:00:00+05:00");
        let news = told(&server, "participant", "rescheduled")["news"].clone();
        assert_eq!((news["startsAt"].as_str(), news["venue"]["name"]["kk"].as_str()), (Some("2026-02-18T10:00:00+05:00"), Some("№ 1 бөлімше")));
        // Without a time it moves to the nearest that is free: ten o'clock is taken now.
        let nearest = json!({ "moves": [{ "slot": conflicts[1]["id"] }] });
        let moved = act(&server, "body", &path, "moves", &nearest).expect(200);
        assert_eq!(moved.body["moves"][1]["to"], conflicts[1]["proposals"][0]);
        assert_eq!(server.get("body", &format!("{path}/conflicts")).send().expect(200).items().len(), 1);
    }
}

both! {
    with DECEMBER;
    fn an_office_files_for_a_visitor_who_comes_back_with_a_token(server) {
        let place = server.office(1);
        let _ = server.posted(&schedule("2026-Q1"));
        let form = visitor(&place);
        let filed = server.post("office", "/reception-appeals").json(&form).send().expect(201);
        let (path, token) = (filed.header("location").to_owned(), filed.text_of("lookupToken"));
        assert_eq!((filed.text_of("channel").as_str(), filed.body["applicant"]["iin"].as_str()), ("office", Some("********0808")));
        let seen = server.as_guest("GET", &token, &path).send().expect(200);
        assert_eq!(seen.body["applicant"]["iin"], "850101300808");
        assert!(seen.body["lookupToken"].is_null());
        assert_eq!(server.as_guest("GET", &token, "/reception-appeals").send().expect(200).items().len(), 1);
        let _ = server.get("participant", &path).send().problem(404, "not-found");
        // The visitor is told under the token, complains with it, and the office withdraws what it filed.
        server.clock("2026-01-15T10:00:00+05:00");
        let complaint = json!({ "case": id(&path), "ground": "silence", "text": "Жауап жоқ" });
        let complaint = server.as_guest("POST", &token, "/complaints").json(&complaint).send().expect(201);
        let withdrawn = server.as_guest("POST", &token, &format!("{}/withdrawal", complaint.header("location"))).header("If-Match", complaint.header("etag"));
        let _ = withdrawn.send().expect(200);
        let _ = act(&server, "office", &path, "withdrawal", &json!({ "statement": { "on": "2026-01-15" } })).expect(200);
        // What the participant filed alone is none of the office's to withdraw.
        server.clock("2025-12-02T10:00:00+05:00");
        let own = server.appealed(&place);
        let _ = server.step("office", &own, "withdrawal").problem(403, "role-forbids-action");
    }
}

both! {
    with DECEMBER;
    fn the_room_is_shown_to_the_parties_only_near_the_time(server) {
        let place = server.office(1);
        let _ = server.posted(&schedule("2026-Q1"));
        let path = scheduled(&server, &place);
        let room = json!({ "url": "https://room.demo.example/7" });
        let _ = act(&server, "operator", &path, "room", &json!({ "url": "http://room.demo.example/7" })).problem(400, "invalid-input");
        let given = act(&server, "operator", &path, "room", &room).expect(200);
        assert!(given.body["reception"]["roomUrl"].is_null());
        for (now, shown) in [("2026-01-06T09:44:00+05:00", false), ("2026-01-06T09:46:00+05:00", true), ("2026-01-06T10:34:00+05:00", true), ("2026-01-06T10:36:00+05:00", false)] {
            server.clock(now);
            for who in ["participant", "body", "office", "operator"] {
                let seen = server.get(who, &path).send().expect(200);
                assert_eq!(seen.body["reception"]["roomUrl"].is_string(), shown, "{who} at {now}");
            }
        }
    }
}

both! {
    with DECEMBER;
    fn a_reception_is_held_recorded_and_followed_up(server) {
        let place = server.office(1);
        let _ = server.posted(&schedule("2026-Q1"));
        let path = scheduled(&server, &place);
        let record = json!({ "said": "Мәселе талқыланды", "orders": [{ "text": "Жауап беру", "responsible": "Департамент", "dueOn": "2026-01-20" }] });
        let _ = act(&server, "body", &path, "record", &record).problem(409, "too-early");
        let _ = act(&server, "body", &path, "no-show", &json!({ "text": "Келмеді" })).problem(409, "too-early");
        server.clock("2026-01-06T10:10:00+05:00");
        let held = act(&server, "body", &path, "record", &record).expect(200);
        assert_eq!((held.text_of("state").as_str(), held.text_of("outcome").as_str()), ("held", "held"));
        assert_eq!(server.get("participant", &path).send().body["proceedings"]["record"]["orders"][0]["dueOn"], "2026-01-20");
        let done = act(&server, "body", &path, "follow-up", &json!({ "text": "Орындалды" })).expect(200);
        assert!(done.body["closedAt"].is_string() && done.text_of("state") == "completed");
    }
}

both! {
    with DECEMBER;
    fn whoever_does_not_come_has_missed_it(server) {
        let place = server.office(1);
        let _ = server.posted(&schedule("2026-Q1"));
        let path = scheduled(&server, &place);
        // As long as the time lasts one may still come.
        for moment in ["2026-01-06T10:00:10+05:00", "2026-01-06T10:19:59+05:00"] {
            server.clock(moment);
            let early = act(&server, "body", &path, "no-show", &json!({ "text": "Келмеді" })).problem(409, "too-early");
            assert_eq!(early.body["from"], "2026-01-06T10:20:00+05:00");
        }
        server.clock("2026-01-06T10:20:00+05:00");
        let missed = act(&server, "body", &path, "no-show", &json!({ "text": "Келмеді" })).expect(200);
        assert_eq!((missed.text_of("state").as_str(), missed.text_of("outcome").as_str()), ("missed", "missed"));
        // One may complain of it, so the case is not closed.
        assert!(missed.body["closedAt"].is_null());
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("readings.receptionRescheduling", "anyFreeSlot")];
    fn after_a_technical_failure_the_next_slot_is_taken_before_everybody_else(server) {
        let place = server.office(1);
        let _ = server.posted(&schedule("2026-Q1"));
        let path = scheduled(&server, &place);
        server.clock("2026-01-06T10:05:00+05:00");
        // Registration for January has closed for everybody else.
        assert!(server.free_slots("&to=2026-01-31").is_empty());
        let failed = act(&server, "office", &path, "failure", &json!({ "text": "Байланыс үзілді" })).expect(200);
        assert_eq!((failed.text_of("state").as_str(), failed.body["reception"]["startsAt"].as_str()), ("scheduled", Some("2026-01-06T10:20:00+05:00")));
        let seen = server.get("participant", &path).send().expect(200);
        assert_eq!(seen.body["proceedings"]["failures"][0]["explanation"], "Байланыс үзілді");
        assert_eq!(seen.body["proceedings"]["times"].as_array().map(Vec::len), Some(2));
        // It may be moved on purpose, too.
        let later = server.get("", "/reception-schedules?quarter=2026-Q1").send().items()[0]["id"].as_str().unwrap().to_owned();
        let slots = server.get("body", &format!("/reception-schedules/{later}/slots")).send().expect(200);
        let next = slots.body["slots"].as_array().unwrap().iter().find(|one| one["startsAt"] == "2026-01-13T10:00:00+05:00").unwrap().clone();
        let moved = act(&server, "body", &path, "rescheduling", &json!({ "slot": next["id"], "reason": words() })).expect(200);
        assert_eq!(moved.body["reception"]["startsAt"], "2026-01-13T10:00:00+05:00");
    }
}

both! {
    with DECEMBER;
    fn without_a_free_slot_it_waits_with_priority_until_it_is_rebooked(server) {
        let place = server.office(1);
        let mut short = schedule("2026-Q1");
        short["receivers"] = json!([short["receivers"][0].clone()]);
        short["receivers"][0]["weekly"] = json!([]);
        short["receivers"][0]["single"] = json!([{ "date": "2026-01-13", "from": "10:00", "until": "10:20" }]);
        let _ = server.posted(&short);
        let _ = server.posted(&schedule("2026-Q2"));
        let path = server.appealed(&place);
        let first = server.free_slots("&to=2026-01-31")[0]["id"].clone();
        let _ = act(&server, "body", &path, "appointment", &json!({ "slot": first })).expect(200);
        server.settled(&path);
        let early = act(&server, "operator", &path, "failure", &json!({ "text": "Жабдық істен шықты" })).problem(409, "too-early");
        assert!(early.body["rule"].is_null());
        server.clock("2026-01-13T10:05:00+05:00");
        // Nobody else receives in the place of the head.
        let second = server.free_slots("&receiver=minister&from=2026-04-01");
        for slot in &second {
            let number = slot["id"].as_str().unwrap();
            let _ = participant(&server, number, "/reception-holds").json(&hold(slot, &place)).send().expect(201);
        }
        let failed = act(&server, "operator", &path, "failure", &json!({ "text": "Жабдық істен шықты" })).expect(200);
        assert_eq!((failed.text_of("state").as_str(), failed.body["priority"].as_bool()), ("interrupted", Some(true)));
        assert!(failed.body["reception"].is_null());
        server.clock("2026-01-13T10:30:00+05:00");
        let waiting = server.get("body", "/reception-appeals?priority=true").send().expect(200);
        assert_eq!(waiting.items().len(), 1);
        let rebooked = act(&server, "body", &path, "rebooking", &json!({ "slot": second[0]["id"] })).expect(200);
        assert_eq!((rebooked.text_of("state").as_str(), rebooked.body["priority"].as_bool()), ("scheduled", Some(false)));
    }
}

both! {
    with DECEMBER;
    fn what_is_given_back_goes_to_those_who_wait_with_priority_first(server) {
        let place = server.office(1);
        let mut short = schedule("2026-Q1");
        short["receivers"] = json!([short["receivers"][0].clone()]);
        short["receivers"][0]["weekly"] = json!([]);
        short["receivers"][0]["single"] = json!([{ "date": "2026-01-13", "from": "10:00", "until": "10:40" }]);
        let _ = server.posted(&short);
        let (first, second) = (scheduled(&server, &place), scheduled(&server, &place));
        server.clock("2026-01-13T10:05:00+05:00");
        let failed = act(&server, "body", &first, "failure", &json!({ "text": "Ақау" })).expect(200);
        assert_eq!(failed.text_of("state"), "interrupted");
        let _ = server.step("participant", &second, "cancellation").expect(200);
        let given = server.get("participant", &first).send().expect(200);
        assert_eq!((given.text_of("state").as_str(), given.body["reception"]["startsAt"].as_str()), ("scheduled", Some("2026-01-13T10:20:00+05:00")));
        let _ = server.until("participant", "/notices", |list| list["items"].as_array().is_some_and(|items| items.iter().any(|one| one["kind"] == "interrupted")));
    }
}

both! {
    with DECEMBER;
    fn a_hearing_is_shown_by_the_clocks_of_kazakhstan(server) {
        let path = server.appealed(&server.office(1));
        let heard = act(&server, "body", &path, "hearing", &hearing("2025-12-05T05:00:00Z", "2025-12-09")).expect(200);
        assert!(heard.text.contains("2025-12-05T10:00:00+05:00") && !heard.text.contains("05:00:00Z"), "{}", heard.text);
        let seen = server.get("participant", &path).send().expect(200);
        assert!(seen.text.contains("2025-12-05T10:00:00+05:00") && !seen.text.contains("05:00:00Z"), "{}", seen.text);
    }
}

both! {
    fn offices_are_kept_by_the_state_corporation_and_read_by_everybody(server) {
        let id = server.office(2);
        let path = format!("/reception-offices/{id}");
        let seen = server.get("", &path).send().expect(200);
        assert_eq!(seen.body["rooms"], 2);
        assert!(seen.header("etag").starts_with("\"1-"), "{}", seen.header("etag"));
        let mut form = office(3);
        form["active"] = json!(false);
        let _ = server.request("PUT", "office", &path).json(&form).send().problem(428, "precondition-required");
        let changed = server.request("PUT", "office", &path).header("If-Match", "\"1\"").json(&form).send().expect(200);
        assert_eq!((changed.body["rooms"].as_i64(), changed.header("etag")), (Some(3), "\"2\""));
        let _ = server.request("PUT", "office", &path).header("If-Match", "\"1\"").json(&form).send().problem(412, "stale");
        let _ = server.post("body", "/reception-offices").json(&form).send().problem(403, "role-forbids-action");
        let stranger = server.signed(&json!({ "roles": ["stateCorporation"] }));
        let refused = server.post("", "/reception-offices").header("Authorization", &format!("Bearer {stranger}")).json(&form).send();
        let _ = refused.problem(403, "role-forbids-action");
        assert!(server.get("", "/reception-offices?active=true").send().expect(200).items().is_empty());
    }
}

both! {
    with DECEMBER;
    fn files_of_an_appeal_are_for_the_person_and_the_body(server) {
        let place = server.office(1);
        let path = server.appealed(&place);
        let file = server.attached("participant", &path);
        let version = server.get("body", &path).send().header("etag").to_owned();
        let _ = server.request("DELETE", "body", &file).header("If-Match", &version).send().problem(403, "role-forbids-action");
        for (who, count) in [("participant", 1), ("body", 1), ("office", 0), ("operator", 0)] {
            let list = server.get(who, &format!("/cases/{}/attachments", id(&path))).send().expect(200);
            assert_eq!(list.items().len(), count, "{who}");
            assert_eq!(server.get(who, &file).send().status, if count == 1 { 200 } else { 404 }, "{who}");
            assert_eq!(server.get(who, &path).send().body["attachments"].as_array().map(Vec::len), Some(count), "{who}");
        }
    }
}
