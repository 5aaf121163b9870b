//! № 605-НҚ: open meetings of information holders, requests to attend them, comments on their broadcast; and the duties of
//! the Law on access to information that bind the same procedure (L1, L9, L10).

use merzim_tests::kit::{act, id, stands, words};
use merzim_tests::{Answer, Server, at_once, both, guest, meeting, newcomer, tally};
use serde_json::{Value, json};

/// A Thursday. Announce by Friday 8 May, for 7 and 9 May are holidays and 11 May is a substitute day off; ask to attend
/// by Tuesday 12 May; publish by Thursday 21 May.
const MAY: &str = "2026-05-14T10:00:00+05:00";
/// When it is to end, where nothing is said: three hours later.
const END: &str = "2026-05-14T13:00:00+05:00";
/// Well before all of that.
const APRIL: [(&str, &str); 1] = [("sandbox_clock", "2026-04-20T10:00:00+05:00")];
/// The end of a year: 7 January is a holiday, Sunday 5 January 2025 is worked.
const DECEMBER: [(&str, &str); 1] = [("sandbox_clock", "2024-12-20T10:00:00+05:00")];

/// Where users of a closed meeting are told.
fn everywhere() -> Value {
    json!(["internetResource", "massMedia", "premises"])
}

fn postpone(server: &Server, path: &str, starts_at: &str) -> Answer {
    act(server, "holder", path, "postponement", &json!({ "startsAt": starts_at, "reason": words() }))
}

fn close(server: &Server, path: &str) -> Answer {
    let closure = json!({ "ground": "commercialSecret", "explanation": words(), "toldThrough": everywhere() });
    act(server, "holder", path, "closure", &closure)
}

/// Has a meeting broadcast.
fn broadcast(server: &Server, path: &str) -> Answer {
    act(server, "holder", path, "broadcast", &json!({ "url": "https://live.demo.example/a", "audience": "public" }))
}

fn reopen(server: &Server, path: &str, late: bool) -> Answer {
    act(server, "holder", path, "reopening", &json!({ "reason": words(), "late": late }))
}

fn ask(server: &Server, who: &str, meeting: &str, form: &Value) -> Answer {
    server.post(who, &format!("{meeting}/attendance-requests")).json(form).send()
}

/// How a meeting stands in public: the codes of its duties, each with its status.
fn owed(meeting: &Answer) -> Vec<(String, String)> {
    let text = |duty: &Value, field: &str| duty[field].as_str().unwrap().to_owned();
    let duties = meeting.body["obligations"].as_array().unwrap().iter();
    duties.map(|duty| (text(duty, "rule"), text(duty, "status"))).collect()
}

/// A request to attend as whoever filed it sees it.
fn seen(server: &Server, (path, token): &(String, String)) -> Answer {
    server.as_guest("GET", token, path).send().expect(200)
}

/// The same, once something in it holds.
fn until(server: &Server, request: &(String, String), done: impl Fn(&Value) -> bool) -> Answer {
    for _ in 0..2_000 {
        let answer = seen(server, request);
        if done(&answer.body) {
            return answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("never happened: {}", seen(server, request).text);
}

/// What whoever filed a request was told, the first one first, once there is as much.
fn told(server: &Server, (_, token): &(String, String), number: usize) -> Vec<String> {
    for _ in 0..2_000 {
        let notices = server.as_guest("GET", token, "/notices").send().expect(200);
        if notices.items().len() >= number {
            return notices.items().iter().rev().map(|one| one["kind"].as_str().unwrap().to_owned()).collect();
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    panic!("never told");
}

both! {
    with APRIL;
    fn rule_605_1_meetings_of_the_holders_are_open_and_those_of_other_bodies_are_outside(server) {
        for (kind, code) in [("lawEnforcement", "outside-scope"), ("specialStateBody", "outside-scope"), ("other", "outside-scope")] {
            let mut form = meeting(MAY);
            form["holderKind"] = json!(kind);
            let refused = server.post("holder", "/meetings").json(&form).send().problem(422, code);
            assert_eq!(refused.body["rule"], "605-1");
        }
        let path = server.planned(&meeting(MAY));
        stands(&server.get("holder", &path).send(), "605-1", "open", Some("2026-05-14"));
        let _ = act(&server, "holder", &path, "announcement", &Value::Null).expect(200);
        let _ = server.act("holder", &path, "holding").send().problem(409, "too-early");
        // That it is over is not known while it runs, unless it is said when it ended.
        server.clock("2026-05-14T10:00:30+05:00");
        let early = server.act("responsible", &path, "holding").send().problem(409, "too-early");
        assert_eq!(early.body["from"], END);
        server.clock(END);
        let held = server.act("responsible", &path, "holding").send().expect(200);
        assert_eq!(held.body["state"], "held");
        stands(&held, "605-1", "met", Some("2026-05-14"));
        assert_eq!(held.duty("605-1")["owedTo"], "informationUser");
    }
}

both! {
    with APRIL;
    fn rule_605_1_a_meeting_that_nobody_recorded_as_held_is_overdue_after_its_day_and_met_late_once_it_is_recorded(server) {
        let (planned, announced) = (server.planned(&meeting(MAY)), server.announced(&meeting(MAY)));
        let _ = broadcast(&server, &announced).expect(200);
        server.clock("2026-05-14T23:59:00+05:00");
        stands(&server.get("", &announced).send(), "605-1", "open", Some("2026-05-14"));
        server.clock("2026-05-15T00:00:00+05:00");
        stands(&server.get("holder", &planned).send(), "605-1", "overdue", Some("2026-05-14"));
        // Everybody sees it.
        for rule in ["605-1", "605-3", "605-5"] {
            stands(&server.get("", &announced).send(), rule, "overdue", Some("2026-05-14"));
        }
        let overdue = server.get("holder", "/obligations?rule=605-1&status=overdue").send().expect(200);
        assert_eq!(overdue.items().len(), 2);
        let held = server.act("responsible", &announced, "holding").send().expect(200);
        for rule in ["605-1", "605-3", "605-5"] {
            stands(&held, rule, "late", Some("2026-05-14"));
        }
    }
}

both! {
    with [("sandbox_clock", "2026-04-20T10:00:00+05:00"), ("readings.meetingHolders", "anyHolder")];
    fn rule_605_1_the_reading_may_extend_to_any_holder(server) {
        let mut form = meeting(MAY);
        form["holderKind"] = json!("other");
        let _ = server.post("holder", "/meetings").json(&form).send().expect(201);
        form["holderKind"] = json!("lawEnforcement");
        let _ = server.post("holder", "/meetings").json(&form).send().problem(422, "outside-scope");
    }
}

both! {
    with APRIL;
    fn rule_605_2_a_meeting_is_closed_on_a_coded_ground_only_with_the_law_cited_where_the_ground_does_not_say_it(server) {
        let path = server.announced(&meeting(MAY));
        let request = server.asked(&path);
        let closure = |ground: &str, law: Option<&str>| json!({ "ground": ground, "law": law, "explanation": words(), "toldThrough": everywhere() });
        let _ = act(&server, "holder", &path, "closure", &closure("secret", None)).problem(400, "invalid-input");
        for ground in ["otherLaw", "otherSecret"] {
            let refused = act(&server, "holder", &path, "closure", &closure(ground, Some("  "))).problem(422, "reasons-missing");
            assert_eq!(refused.body["rule"], "605-2");
        }
        let closed = act(&server, "holder", &path, "closure", &closure("otherLaw", Some("Заңның 5-бабы"))).expect(200);
        assert_eq!(closed.body["state"], "closed");
        stands(&closed, "605-2", "met", None);
        for rule in ["605-1", "605-3", "605-5", "605-10", "605-12", "605-14", "L9", "L10"] {
            assert_eq!(closed.duty(rule)["status"], "voided", "{rule}");
        }
        // Everybody is told why; nobody but the holder what is considered.
        let public = server.get("", &path).send().expect(200);
        assert_eq!((public.body["closure"]["ground"].as_str(), public.body["closure"]["law"].as_str()), (Some("otherLaw"), Some("Заңның 5-бабы")));
        assert_eq!((public.body["form"]["agenda"].as_array().map(Vec::len), closed.body["form"]["agenda"].as_array().map(Vec::len)), (Some(0), Some(1)));
        assert!(server.get("", "/meetings?text=жөндеу").send().items().is_empty());
        assert_eq!(until(&server, &request, |one| one["state"] == "lapsed").body["outcome"], "lapsed");
        assert_eq!(told(&server, &request, 1), ["closed"]);
        let _ = server.post("", &format!("{path}/attendance-requests")).json(&guest()).send().problem(409, "meeting-forbids-action");
        server.clock(END);
        let held = server.act("holder", &path, "holding").send().expect(200);
        assert_eq!((held.body["state"].as_str(), held.body["outcome"].as_str()), (Some("heldClosed"), Some("heldClosed")));
        assert!(held.body["closedAt"].is_string() && held.body["actions"].as_array().unwrap().is_empty());
    }
}

both! {
    with APRIL;
    fn rule_l1_users_are_told_of_a_closed_meeting_three_working_days_ahead_in_time_and_late(server) {
        let mut closure = json!({ "ground": "commercialSecret", "explanation": words(), "toldThrough": ["internetResource", "premises"] });
        let half = server.planned(&meeting(MAY));
        assert_eq!(act(&server, "holder", &half, "closure", &closure).problem(422, "notice-incomplete").body["rule"], "L1");
        closure["toldThrough"] = everywhere();
        let (in_time, late) = (server.planned(&meeting(MAY)), server.planned(&meeting(MAY)));
        server.clock("2026-05-08T23:59:00+05:00");
        let closed = act(&server, "holder", &in_time, "closure", &closure).expect(200);
        stands(&closed, "L1", "met", Some("2026-05-08"));
        assert_eq!(closed.duty("L1")["basis"]["act"], "401-V");
        stands(&closed, "605-6", "voided", Some("2026-05-08"));
        server.clock("2026-05-09T00:00:00+05:00");
        stands(&act(&server, "holder", &late, "closure", &closure).expect(200), "L1", "late", Some("2026-05-08"));
        // Everybody sees that it was late.
        stands(&server.get("", &late).send().expect(200), "L1", "late", Some("2026-05-08"));
        // Of another time users are told anew, in all three places, and in time.
        let _ = postpone(&server, &late, "2026-05-21T10:00:00+05:00").problem(422, "notice-incomplete");
        let told = |starts_at: &str, late: bool| json!({ "startsAt": starts_at, "reason": words(), "toldThrough": everywhere(), "late": late });
        let postpone = |path: &str, body: &Value| act(&server, "holder", path, "postponement", body);
        let moved = postpone(&late, &told("2026-05-21T10:00:00+05:00", false)).expect(200);
        assert_eq!(moved.body["state"], "closed");
        stands(&moved, "L1", "met", Some("2026-05-18"));
        let soon = postpone(&late, &told("2026-05-13T10:00:00+05:00", false)).problem(422, "too-late-to-tell");
        assert!(soon.body["rule"] == "L1" && soon.body["earliestOn"] == "2026-05-15", "{}", soon.text);
        stands(&postpone(&late, &told("2026-05-13T10:00:00+05:00", true)).expect(200), "L1", "late", Some("2026-05-06"));
    }
}

both! {
    with APRIL;
    fn rule_605_3_both_formats_are_guaranteed(server) {
        for format in ["online", "offline"] {
            let mut form = meeting(MAY);
            form["format"] = json!(format);
            let refused = server.post("holder", "/meetings").json(&form).send().problem(422, "format-not-guaranteed");
            assert_eq!(refused.body["rule"], "605-3");
            let path = server.planned(&meeting(MAY));
            let etag = server.get("holder", &path).send().header("etag").to_owned();
            let refused = server.request("PUT", "holder", &path).header("If-Match", &etag).json(&form).send();
            assert_eq!(refused.problem(422, "format-not-guaranteed").body["rule"], "605-3");
        }
        // They are guaranteed once it has been held so, not when that is announced.
        let (path, other) = (server.announced(&meeting(MAY)), server.announced(&meeting(MAY)));
        let _ = broadcast(&server, &path).expect(200);
        stands(&server.get("", &path).send(), "605-3", "open", Some("2026-05-14"));
        server.clock(END);
        stands(&server.act("responsible", &path, "holding").send().expect(200), "605-3", "met", Some("2026-05-14"));
        // Where nothing was broadcast, whoever came was admitted, and nobody could attend online.
        let held = server.act("responsible", &other, "holding").send().expect(200);
        assert_eq!(held.body["state"], "held");
        for (rule, status) in [("605-1", "met"), ("605-5", "met"), ("605-3", "open"), ("605-12", "overdue"), ("L9", "overdue")] {
            stands(&held, rule, status, Some("2026-05-14"));
        }
        let log = server.get("holder", &format!("/cases/{}/events", id(&other))).send().expect(200);
        assert_eq!(log.items().last().map(|event| event["action"].clone()), Some(json!("holdOffline")));
        server.clock("2026-05-15T00:00:00+05:00");
        stands(&server.get("", &other).send(), "605-3", "overdue", Some("2026-05-14"));
        // What was not broadcast on its day never was.
        assert_eq!(broadcast(&server, &other).problem(409, "too-late").body["rule"], "605-12");
    }
}

both! {
    with APRIL;
    fn rule_605_3_a_broadcast_that_begins_late_on_the_day_is_late_and_guarantees_both_all_the_same(server) {
        let path = server.announced(&meeting(MAY));
        server.clock(END);
        stands(&server.act("responsible", &path, "holding").send().expect(200), "605-3", "open", Some("2026-05-14"));
        let late = broadcast(&server, &path).expect(200);
        for (rule, status) in [("605-3", "met"), ("605-12", "late"), ("L9", "late")] {
            stands(&late, rule, status, Some("2026-05-14"));
        }
    }
}

both! {
    with [("sandbox_clock", "2026-04-20T10:00:00+05:00"), ("readings.meetingFormats", "asAnnounced")];
    fn rule_605_3_the_reading_may_leave_the_format_to_the_holder(server) {
        let mut form = meeting(MAY);
        form["format"] = json!("online");
        let path = server.announced(&form);
        let _ = server.post("", &format!("{path}/attendance-requests")).json(&guest()).send().problem(409, "online-only");
    }
}

both! {
    with APRIL;
    fn rule_605_4_in_an_emergency_the_meeting_is_online_and_offline_requests_have_no_object(server) {
        let path = server.announced(&meeting(MAY));
        let request = server.asked(&path);
        let emergency = |ground: &str| json!({ "ground": ground, "explanation": words() });
        let _ = act(&server, "holder", &path, "emergency", &emergency("boredom")).problem(400, "invalid-input");
        let online = act(&server, "holder", &path, "emergency", &emergency("epidemicThreat")).expect(200);
        assert_eq!((online.body["form"]["format"].as_str(), online.body["state"].as_str()), (Some("online"), Some("announced")));
        stands(&online, "605-4", "open", Some("2026-05-14"));
        assert_eq!((&online.duty("605-10")["status"], &online.duty("605-3")["status"]), (&json!("voided"), &json!("voided")));
        assert_eq!(server.get("", &path).send().body["emergency"]["ground"], "epidemicThreat");
        let refused = server.post("", &format!("{path}/attendance-requests")).json(&guest()).send().problem(409, "online-only");
        assert_eq!(refused.body["rule"], "605-4");
        assert!(refused.text_of("detail").ends_with(": эпидемиологиялық аурулардың таралу қатері."), "{}", refused.text);
        let _ = until(&server, &request, |one| one["state"] == "lapsed");
        assert_eq!(told(&server, &request, 1), ["movedOnline"]);
        // One that was only planned may then be announced online.
        let planned = server.planned(&meeting(MAY));
        let _ = act(&server, "holder", &planned, "emergency", &emergency("natural")).expect(200);
        let online = server.act("holder", &planned, "announcement").send().expect(200);
        // Nobody sits in a room, and both formats are not guaranteed.
        let owed: Vec<&str> = online.body["obligations"].as_array().unwrap().iter().map(|duty| duty["rule"].as_str().unwrap()).collect();
        assert!(!owed.contains(&"605-10") && !owed.contains(&"605-3") && owed.contains(&"605-14"), "{owed:?}");
        // Access online is owed anew for another time, and provided when it is held so.
        let moved = postpone(&server, &planned, "2026-05-21T10:00:00+05:00").expect(200);
        stands(&moved, "605-4", "open", Some("2026-05-21"));
        let online = server.act("holder", &planned, "announcement").send().expect(200);
        assert!(online.body["requestsUntil"].is_null());
        let for_some = json!({ "url": "https://live.demo.example/a", "audience": "registered" });
        assert_eq!(act(&server, "holder", &planned, "broadcast", &for_some).problem(400, "invalid-input").pointers(), ["/audience"]);
        // Nobody is to sit in a room, and no seats are offered to be prepared.
        let offered = broadcast(&server, &planned).expect(200).body["actions"].clone();
        assert!(offered.as_array().unwrap().iter().all(|one| one["action"] != "prepareSeats"), "{offered}");
        let _ = act(&server, "holder", &planned, "seats", &json!({ "seats": 1 })).problem(409, "state-forbids-action");
        server.clock("2026-05-21T13:00:00+05:00");
        stands(&server.act("responsible", &planned, "holding").send().expect(200), "605-4", "met", Some("2026-05-21"));
        server.clock("2026-05-22T00:00:00+05:00");
        stands(&server.get("", &path).send(), "605-4", "overdue", Some("2026-05-14"));
        // Where nothing was broadcast either, nobody could follow it: it was not open.
        let unseen = server.act("responsible", &path, "holding").send().expect(200);
        for (rule, status) in [("605-1", "overdue"), ("605-4", "overdue"), ("605-5", "late")] {
            stands(&unseen, rule, status, Some("2026-05-14"));
        }
    }
}

both! {
    with APRIL;
    fn rule_605_4_after_an_emergency_both_formats_return_at_the_same_time_and_so_do_those_who_asked(server) {
        let path = server.announced(&meeting(MAY));
        let end = || act(&server, "holder", &path, "emergency-end", &json!({ "reason": words() }));
        let _ = end().problem(409, "state-forbids-action");
        let (early, gone) = (server.asked(&path), server.asked(&path));
        let _ = act(&server, "holder", &path, "seats", &json!({ "seats": 2 })).expect(200);
        let emergency = json!({ "ground": "natural", "explanation": words() });
        let _ = act(&server, "holder", &path, "emergency", &emergency).expect(200);
        let lapsed = until(&server, &gone, |one| one["state"] == "lapsed");
        assert_eq!(lapsed.body["actions"][0]["action"], "withdraw");
        let withdrawal = server.as_guest("POST", &gone.1, &format!("{}/withdrawal", gone.0));
        let _ = withdrawal.header("If-Match", lapsed.header("etag")).send().expect(200);
        let _ = until(&server, &early, |one| one["state"] == "lapsed");
        let back = end().expect(200);
        assert_eq!((back.body["state"].as_str(), back.body["form"]["format"].as_str()), (Some("announced"), Some("hybrid")));
        assert_eq!(back.body["form"]["startsAt"], MAY);
        for rule in ["605-3", "605-10"] {
            assert_eq!(back.duty(rule)["status"], "open", "{rule}");
        }
        assert_eq!(back.duty("605-4")["status"], "voided");
        assert!(back.body["attendance"]["seatsPrepared"].is_null());
        let public = server.get("", &path).send().expect(200);
        assert!(public.body["emergency"].is_null());
        assert_eq!((&public.body["lifted"][0]["emergency"]["ground"], &public.body["lifted"][0]["reason"]), (&json!("natural"), &words()));
        let stands_again = until(&server, &early, |one| one["state"] == "registered");
        assert!(stands_again.body["outcome"].is_null());
        assert_eq!(told(&server, &early, 2), ["movedOnline", "returned"]);
        assert_eq!(seen(&server, &gone).body["state"], "withdrawn");
        // And others may ask, in time as long as the term runs.
        server.clock("2026-05-12T23:59:00+05:00");
        assert_eq!(seen(&server, &server.asked(&path)).body["state"], "registered");
        server.clock("2026-05-13T00:00:00+05:00");
        assert_eq!(seen(&server, &server.asked(&path)).body["state"], "late");
        server.clock(END);
        let _ = end().problem(409, "too-late");
    }
}

both! {
    with APRIL;
    fn rule_605_4_a_form_does_not_end_an_emergency(server) {
        let path = server.planned(&meeting(MAY));
        let _ = act(&server, "holder", &path, "emergency", &json!({ "ground": "natural", "explanation": words() })).expect(200);
        let version = server.get("holder", &path).send().header("etag").to_owned();
        let put = server.request("PUT", "holder", &path).header("If-Match", &version).json(&meeting(MAY)).send();
        assert_eq!(put.problem(400, "invalid-input").pointers(), ["/format"]);
        let back = act(&server, "holder", &path, "emergency-end", &json!({ "reason": words() })).expect(200);
        assert_eq!((back.body["state"].as_str(), back.body["form"]["format"].as_str()), (Some("planned"), Some("hybrid")));
    }
}

both! {
    with APRIL;
    fn rule_605_5_meetings_are_held_in_kazakh_and_or_russian(server) {
        let mut form = meeting(MAY);
        for (languages, good) in [(json!([]), false), (json!(["en"]), false), (json!(["kk", "kk"]), false), (json!(["ru"]), true), (json!(["kk", "ru"]), true)] {
            form["languages"] = languages;
            let answer = server.post("holder", "/meetings").json(&form).send();
            assert_eq!(answer.status == 201, good, "{}", answer.text);
        }
        form["title"] = json!({});
        let _ = server.post("holder", "/meetings").json(&form).send().problem(400, "invalid-input");
        form["title"] = json!({ "ru": "О бюджете" });
        let path = server.announced(&form);
        stands(&server.get("", &path).send(), "605-5", "open", Some("2026-05-14"));
        server.clock(END);
        stands(&server.act("responsible", &path, "holding").send().expect(200), "605-5", "met", Some("2026-05-14"));
    }
}

both! {
    with APRIL;
    fn rule_605_6_an_announcement_on_the_last_day_is_in_time_and_a_minute_later_it_is_a_breach_that_everybody_sees(server) {
        let (in_time, late) = (server.planned(&meeting(MAY)), server.planned(&meeting(MAY)));
        let planned = server.get("holder", &in_time).send();
        stands(&planned, "605-6", "open", Some("2026-05-08"));
        assert_eq!(planned.duty("605-6")["eventAt"], MAY);
        assert!(planned.duty("605-6")["trace"].as_array().is_some_and(|steps| steps.len() > 3));
        let _ = server.get("", &in_time).send().problem(404, "not-found");
        server.clock("2026-05-08T23:59:00+05:00");
        stands(&server.act("holder", &in_time, "announcement").send().expect(200), "605-6", "met", Some("2026-05-08"));
        server.clock("2026-05-09T00:00:00+05:00");
        stands(&server.get("holder", &late).send(), "605-6", "overdue", Some("2026-05-08"));
        let _ = server.act("holder", &late, "announcement").send().expect(200);
        stands(&server.get("", &late).send().expect(200), "605-6", "late", Some("2026-05-08"));
        // Once it has begun there is nothing to announce.
        let gone = server.planned(&meeting("2026-05-09T00:30:00+05:00"));
        server.clock("2026-05-09T00:30:00+05:00");
        let _ = server.act("holder", &gone, "announcement").send().problem(409, "too-late");
        let _ = server.post("holder", "/meetings").json(&meeting("2026-05-09T00:30:00+05:00")).send().problem(409, "too-late");
    }
}

both! {
    with DECEMBER;
    fn rules_605_6_605_8_and_605_14_hold_over_the_new_year(server) {
        let path = server.announced(&meeting("2025-01-08T10:00:00+05:00"));
        let seen = server.get("", &path).send().expect(200);
        stands(&seen, "605-6", "met", Some("2024-12-31"));
        stands(&seen, "605-14", "open", Some("2025-01-15"));
        assert_eq!(seen.body["requestsUntil"]["dueOn"], "2025-01-05");
        assert!(seen.body["requestsUntil"]["practicalOn"].is_null() && seen.body["requestsUntil"]["passed"] == false);
        server.clock("2025-01-05T23:59:00+05:00");
        assert_eq!(self::seen(&server, &server.asked(&path)).body["state"], "registered");
        server.clock("2025-01-06T00:00:00+05:00");
        assert_eq!(self::seen(&server, &server.asked(&path)).body["state"], "late");
    }
}

both! {
    with APRIL;
    fn rule_605_6_a_postponement_opens_it_anew_for_the_new_start(server) {
        let path = server.announced(&meeting(MAY));
        stands(&server.get("holder", &path).send(), "605-6", "met", Some("2026-05-08"));
        let _ = postpone(&server, &path, "2026-04-01T10:00:00+05:00").problem(409, "too-late");
        let moved = postpone(&server, &path, "2026-06-04T10:00:00+05:00").expect(200);
        assert_eq!((moved.body["state"].as_str(), moved.body["postponements"][0]["from"].as_str()), (Some("postponed"), Some(MAY)));
        stands(&moved, "605-6", "open", Some("2026-06-01"));
        stands(&moved, "605-14", "voided", Some("2026-05-21"));
        // Until it is announced again it is seen, and nobody can ask to attend.
        assert_eq!(server.get("", &path).send().body["form"]["startsAt"], "2026-06-04T10:00:00+05:00");
        let _ = server.post("", &format!("{path}/attendance-requests")).json(&guest()).send().problem(409, "meeting-forbids-action");
        server.clock("2026-06-02T00:00:00+05:00");
        let again = server.act("holder", &path, "announcement").send().expect(200);
        stands(&again, "605-6", "late", Some("2026-06-01"));
        stands(&again, "605-14", "open", Some("2026-06-11"));
        // A meeting that was never announced moves without a trace in public.
        let planned = server.planned(&meeting("2026-06-30T10:00:00+05:00"));
        let moved = postpone(&server, &planned, "2026-07-02T10:00:00+05:00").expect(200);
        assert_eq!(moved.body["state"], "planned");
        stands(&moved, "605-6", "open", Some("2026-06-29"));
        let _ = server.get("", &planned).send().problem(404, "not-found");
    }
}

both! {
    with APRIL;
    fn rule_605_7_an_announcement_without_what_paragraph_8_asks_for_cannot_be_made(server) {
        for field in ["place", "startsAt", "format", "agenda", "responsible", "title", "collegialBody", "languages"] {
            let mut form = meeting(MAY);
            form.as_object_mut().unwrap().remove(field);
            let refused = server.post("holder", "/meetings").json(&form).send().problem(400, "invalid-input");
            assert_eq!(refused.pointers(), [format!("/{field}")]);
        }
        let mut form = meeting(MAY);
        form["agenda"] = json!([]);
        form["responsible"] = json!({ "name": "Жауапты", "workPhone": "жоқ", "email": "not mail" });
        assert_eq!(server.post("holder", "/meetings").json(&form).send().problem(400, "invalid-input").pointers(), ["/agenda", "/responsible/email", "/responsible/workPhone"]);
        form["responsible"] = meeting(MAY)["responsible"].clone();
        assert_eq!(server.post("holder", "/meetings").json(&form).send().problem(400, "invalid-input").pointers(), ["/agenda"]);
        let announced = server.get("", &server.announced(&meeting(MAY))).send().expect(200);
        stands(&announced, "605-7", "met", None);
        assert_eq!(announced.body["form"]["responsible"]["workPhone"], "+7 717 200 00 00");
    }
}

both! {
    with APRIL;
    fn rule_605_8_a_request_on_the_last_day_is_in_time_and_later_it_is_kept_as_late_and_may_be_admitted(server) {
        let path = server.announced(&meeting(MAY));
        assert_eq!(server.get("", &path).send().body["requestsUntil"]["dueOn"], "2026-05-12");
        server.clock("2026-05-12T23:59:00+05:00");
        let in_time = server.asked(&path);
        let filed = seen(&server, &in_time);
        assert_eq!(filed.body["state"], "registered");
        stands(&filed, "605-8", "met", Some("2026-05-12"));
        assert_eq!((filed.duty("605-8")["bearer"]["role"].as_str(), filed.duty("605-8")["bearer"]["organisation"].as_str()), (Some("informationUser"), None));
        assert_eq!(filed.duty("605-8")["creditor"]["role"], "responsiblePerson");
        server.clock("2026-05-13T00:00:00+05:00");
        assert_eq!(server.get("", &path).send().body["requestsUntil"]["passed"], true);
        let late = server.asked(&path);
        let filed = seen(&server, &late);
        assert_eq!(filed.body["state"], "late");
        stands(&filed, "605-8", "late", Some("2026-05-12"));
        let _ = server.act("responsible", &in_time.0, "admission").send().problem(409, "state-forbids-action");
        let admitted = server.act("responsible", &late.0, "admission").send().expect(200);
        assert_eq!(admitted.body["state"], "admitted");
        // That it was late does not change.
        stands(&admitted, "605-8", "late", Some("2026-05-12"));
        assert_eq!(told(&server, &late, 1), ["admitted"]);
        server.clock("2026-05-14T10:00:00+05:00");
        let _ = server.post("", &format!("{path}/attendance-requests")).json(&guest()).send().problem(409, "too-late");
    }
}

both! {
    with [("sandbox_clock", "2026-04-20T10:00:00+05:00"), ("readings.lateAttendance", "refused")];
    fn rule_605_8_the_reading_may_refuse_late_requests(server) {
        let path = server.announced(&meeting(MAY));
        server.clock("2026-05-13T00:00:00+05:00");
        let refused = server.post("", &format!("{path}/attendance-requests")).json(&guest()).send().problem(409, "too-late");
        assert_eq!(refused.body["rule"], "605-8");
    }
}

both! {
    with APRIL;
    fn rule_605_8_whoever_was_in_time_stays_so_when_the_meeting_moves_and_whoever_was_late_may_be_in_time_after_all(server) {
        let path = server.announced(&meeting(MAY));
        let early = server.asked(&path);
        server.clock("2026-05-13T10:00:00+05:00");
        let late = server.asked(&path);
        assert_eq!(seen(&server, &late).body["state"], "late");
        // Whoever was expected is reminded first.
        assert_eq!(told(&server, &early, 1), ["reminder"]);
        let _ = postpone(&server, &path, "2026-06-04T10:00:00+05:00").expect(200);
        let settled = until(&server, &late, |one| one["state"] == "registered");
        stands(&settled, "605-8", "met", Some("2026-06-02"));
        assert_eq!(settled.body["obligations"][0]["status"], "late");
        assert_eq!(told(&server, &late, 1), ["postponed"]);
        assert_eq!(told(&server, &early, 2), ["reminder", "postponed"]);
        // Both are told the new time.
        for guest in [&early, &late] {
            let notices = server.as_guest("GET", &guest.1, "/notices").send().expect(200);
            let news = &notices.items()[0]["news"];
            assert_eq!((&news["startsAt"], &news["dueOn"]), (&json!("2026-06-04T10:00:00+05:00"), &json!("2026-06-02")));
            // And how it stood before, so that whoever is told sees what has changed.
            assert_eq!(news["before"], json!({ "startsAt": MAY, "endsAt": END, "dueOn": "2026-05-12" }));
        }
        let kept = seen(&server, &early);
        assert_eq!(kept.body["state"], "registered");
        stands(&kept, "605-8", "met", Some("2026-05-12"));
        assert_eq!(kept.body["meeting"]["startsAt"], "2026-06-04T10:00:00+05:00");
    }
}

both! {
    with APRIL;
    fn rule_605_9_name_and_year_of_birth_and_contact_and_nothing_more(server) {
        let path = server.announced(&meeting(MAY));
        let ask = |form: &Value| server.post("", &format!("{path}/attendance-requests")).json(form).send();
        for (fields, pointer) in [(&["birthYear"][..], "/birthYear"), (&["contact"], "/contact"), (&["surname", "firstName"], "")] {
            let mut form = guest();
            form.as_object_mut().unwrap().retain(|name, _| !fields.contains(&name.as_str()));
            assert_eq!(ask(&form).problem(400, "invalid-input").pointers(), [pointer]);
        }
        for (field, value) in [("iin", json!("061211600012")), ("birthDate", json!("1990-01-01"))] {
            let mut form = guest();
            form[field] = value;
            assert_eq!(ask(&form).problem(400, "invalid-input").pointers(), [format!("/{field}")]);
        }
        for year in [json!("1990-01-01"), json!(90), json!(2027)] {
            let mut form = guest();
            form["birthYear"] = year;
            assert_eq!(ask(&form).problem(400, "invalid-input").pointers(), ["/birthYear"]);
        }
        let mut form = guest();
        form.as_object_mut().unwrap().remove("patronymic");
        let filed = ask(&form).expect(201);
        stands(&filed, "605-9", "met", None);
        assert!(filed.body["guest"]["patronymic"].is_null());
    }
}

both! {
    with APRIL;
    fn rule_605_10_seats_follow_the_number_registered_and_there_is_no_cap(server) {
        let path = server.announced(&meeting(MAY));
        stands(&server.get("", &path).send(), "605-10", "open", Some("2026-05-14"));
        let requests: Vec<_> = (0..3).map(|_| server.asked(&path)).collect();
        let few = act(&server, "holder", &path, "seats", &json!({ "seats": 2 })).problem(422, "too-few-seats");
        assert!(few.body["rule"] == "605-10" && few.text_of("detail").contains("3"), "{}", few.text);
        stands(&act(&server, "holder", &path, "seats", &json!({ "seats": 3 })).expect(200), "605-10", "met", Some("2026-05-14"));
        server.clock("2026-05-13T10:00:00+05:00");
        let late = server.asked(&path);
        let heads = |who: &str| server.get(who, &path).send().expect(200).body["attendance"].clone();
        assert_eq!(heads("")["seatsNeeded"], 3);
        let _ = server.act("holder", &late.0, "admission").send().expect(200);
        // They have been reminded by now, which is an event of the case.
        let first = until(&server, &requests[0], |one| one["version"] == 2);
        let withdrawal = server.as_guest("POST", &requests[0].1, &format!("{}/withdrawal", requests[0].0));
        let _ = withdrawal.header("If-Match", first.header("etag")).send().expect(200);
        assert_eq!(
            heads(""),
            json!({ "registered": 2, "late": 0, "admitted": 1, "attended": 0, "withdrawn": 1, "lapsed": 0, "seatsNeeded": 3, "seatsPrepared": 3 })
        );
        let again = server.act("responsible", &path, "seats").json(&json!({ "seats": 4 })).send().expect(200);
        assert_eq!(again.body["attendance"]["seatsPrepared"], 4);
        let _ = act(&server, "holder", &path, "seats", &json!({ "seats": -1 })).problem(400, "invalid-input");
    }
}

both! {
    with APRIL;
    fn rule_605_8_paper_counts_from_its_receipt_and_only_the_staff_enter_it(server) {
        let path = server.announced(&meeting(MAY));
        server.clock("2026-05-13T09:00:00+05:00");
        let enter = |who: &str, received: &str| {
            let mut form = guest();
            form["receivedAt"] = json!(received);
            server.post(who, &format!("{path}/attendance-requests")).json(&form).send()
        };
        let paper = enter("responsible", "2026-05-12T16:00:00+05:00").expect(201);
        assert_eq!((paper.body["state"].as_str(), paper.body["channel"].as_str()), (Some("registered"), Some("paper")));
        stands(&paper, "605-8", "met", Some("2026-05-12"));
        for (who, received) in [("responsible", "2026-05-14T09:00:00+05:00"), ("responsible", "2026-04-01T09:00:00+05:00"), ("citizen", "2026-05-12T16:00:00+05:00")] {
            assert_eq!(enter(who, received).problem(400, "invalid-input").pointers(), ["/receivedAt"]);
        }
        // What came on paper the staff may withdraw; what somebody filed themselves they may not, nor change.
        let place = paper.header("location");
        let _ = server.act("responsible", place, "withdrawal").send().expect(200);
        let (own, _) = server.asked(&path);
        let _ = server.act("responsible", &own, "withdrawal").send().problem(403, "role-forbids-action");
        let version = server.get("holder", &own).send().header("etag").to_owned();
        let changed = server.request("PUT", "holder", &own).header("If-Match", &version).json(&guest()).send();
        let _ = changed.problem(403, "role-forbids-action");
    }
}

both! {
    with APRIL;
    fn rule_605_11_whoever_comes_observes_the_rules_of_access_and_is_checked_in_on_the_day(server) {
        let path = server.announced(&meeting(MAY));
        let request = server.asked(&path);
        assert_eq!(seen(&server, &request).body["meeting"]["accessRules"]["kk"], "Жеке куәлікпен");
        let early = server.act("responsible", &request.0, "check-in").send().problem(409, "too-early");
        assert_eq!(early.body["rule"], "605-11");
        server.clock("2026-05-13T10:00:00+05:00");
        let late = server.asked(&path);
        // Merzim reminds by itself, a day ahead; then nothing else moves the request.
        assert_eq!(told(&server, &request, 1), ["reminder"]);
        server.clock("2026-05-14T09:30:00+05:00");
        // Whoever was late and is not admitted does not come in.
        let _ = server.act("responsible", &late.0, "check-in").send().problem(409, "state-forbids-action");
        let came = server.act("responsible", &request.0, "check-in").send().expect(200);
        assert_eq!((came.body["state"].as_str(), came.body["outcome"].as_str()), (Some("attended"), Some("attended")));
        stands(&came, "605-11", "met", None);
        let _ = server.act("responsible", &request.0, "check-in").send().problem(409, "state-forbids-action");
        let _ = server.act("responsible", &late.0, "admission").send().expect(200);
        // Admitted so late, they are reminded at once.
        assert_eq!(told(&server, &late, 2), ["admitted", "reminder"]);
        server.clock("2026-05-15T00:00:00+05:00");
        let _ = server.act("responsible", &late.0, "check-in").send().problem(409, "too-late");
    }
}

both! {
    with APRIL;
    fn rule_605_12_the_broadcast_is_shown_to_its_audience_around_the_meeting_only(server) {
        let path = server.announced(&meeting(MAY));
        stands(&server.get("", &path).send(), "605-12", "open", Some("2026-05-14"));
        let (request, other) = (server.asked(&path), server.asked(&server.announced(&meeting(MAY))));
        let set = |audience: &str| {
            let body = json!({ "url": "https://live.demo.example/a", "audience": audience });
            server.act("responsible", &path, "broadcast").json(&body).send().expect(200)
        };
        stands(&set("public"), "605-12", "met", Some("2026-05-14"));
        // A host in its own script is a host.
        let own = json!({ "url": "https://мысал.қаз/отырыс", "audience": "public" });
        let kept = server.act("holder", &path, "broadcast").json(&own).send().expect(200);
        assert_eq!(kept.body["broadcast"]["url"], "https://xn--80awbu3c.xn--80ao21a/%D0%BE%D1%82%D1%8B%D1%80%D1%8B%D1%81", "{}", kept.text);
        let bad = json!({ "url": "javascript:alert(1)", "audience": "public" });
        let _ = act(&server, "holder", &path, "broadcast", &bad).problem(400, "invalid-input");
        let shown = |answer: Answer| answer.expect(200).body["broadcast"]["url"].is_string();
        let to_guest = || shown(server.get("", &path).send());
        let to_user = || shown(server.get("citizen", &path).send());
        let to_bearer = |token: &str| shown(server.as_guest("GET", token, &path).send());
        assert!(shown(server.get("holder", &path).send()));
        assert!(!to_guest() && !to_user() && !to_bearer(&request.1));
        server.clock("2026-05-14T09:30:00+05:00");
        assert!(to_guest() && to_user());
        let _ = set("authenticated");
        assert!(!to_guest() && to_user() && !to_bearer(&request.1));
        let _ = set("registered");
        assert!(!to_guest() && !to_user() && to_bearer(&request.1) && !to_bearer(&other.1));
        assert_eq!(seen(&server, &request).body["meeting"]["broadcastUrl"], "https://live.demo.example/a");
        // Half an hour after its expected end, three hours after the start, there is nothing to see.
        server.clock("2026-05-14T13:30:00+05:00");
        assert!(!to_bearer(&request.1) && seen(&server, &request).body["meeting"]["broadcastUrl"].is_null());
        // Closed doors are closed to those who watch, too.
        let other = server.announced(&meeting("2026-05-14T14:00:00+05:00"));
        let stream = json!({ "url": "https://live.demo.example/b", "audience": "public" });
        assert!(shown(act(&server, "holder", &other, "broadcast", &stream)) && shown(server.get("", &other).send()));
        let closure = json!({ "ground": "stateSecrets", "explanation": words(), "toldThrough": everywhere() });
        let _ = act(&server, "holder", &other, "closure", &closure).expect(200);
        assert!(!shown(server.get("", &other).send()));
    }
}

both! {
    with APRIL;
    fn rule_605_13_a_comment_is_answered_and_those_without_an_answer_are_listed(server) {
        let path = server.announced(&meeting(MAY));
        let comment = |who: &str, text: &str| server.post(who, &format!("{path}/comments")).json(&json!({ "text": text })).send();
        let _ = comment("", "Ерте").problem(409, "meeting-forbids-action");
        let _ = act(&server, "holder", &path, "broadcast", &json!({ "url": "https://live.demo.example/a", "audience": "public" })).expect(200);
        let early = comment("", "Ерте").problem(409, "too-early");
        assert_eq!(early.body["rule"], "605-13");
        server.clock("2026-05-14T10:10:00+05:00");
        let (first, second) = (comment("citizen", "Бірінші").expect(201), comment("", "Екінші").expect(201));
        let owed = server.get("responsible", "/obligations?rule=605-13&status=open").send().expect(200);
        assert_eq!(owed.items().len(), 2);
        assert!(owed.items()[0]["dueOn"].is_null() && owed.items()[0]["creditor"]["role"] == "informationUser");
        let place = first.header("location").to_owned();
        let answered = server.act("responsible", &place, "answer").json(&json!({ "text": "Жауап" })).send().expect(200);
        assert_eq!((answered.body["state"].as_str(), answered.body["answer"]["text"].as_str()), (Some("answered"), Some("Жауап")));
        let waiting = server.get("responsible", &format!("{path}/comments?state=received")).send().expect(200);
        assert_eq!(waiting.items().iter().map(|one| one["text"].as_str().unwrap()).collect::<Vec<_>>(), ["Екінші"]);
        let notices = server.until("citizen", "/notices", |list| list["items"].as_array().is_some_and(|items| !items.is_empty()));
        assert_eq!(notices.items()[0]["kind"], "answered");
        // Abuse is hidden, with its ground in the log; then no answer is owed, and it can come back.
        let place = second.header("location").to_owned();
        let hidden = server.act("responsible", &place, "hiding").json(&json!({ "ground": "insult", "explanation": "былапыт" })).send().expect(200);
        assert_eq!(hidden.body["state"], "hidden");
        assert!(server.get("", &format!("{path}/comments")).send().items().iter().all(|one| one["text"] != "Екінші"));
        let owed = |status: &str| server.get("responsible", &format!("/obligations?rule=605-13&status={status}")).send().items().len();
        assert_eq!((owed("open"), owed("met"), owed("voided")), (0, 1, 1));
        let back = server.act("holder", &place, "restoration").send().expect(200);
        assert_eq!(back.body["moderation"].as_array().map(Vec::len), Some(2));
        assert_eq!((back.body["moderation"][0]["ground"].as_str(), back.body["moderation"][1]["hidden"].as_bool()), (Some("insult"), Some(false)));
        assert_eq!((owed("open"), owed("voided")), (1, 1));
        assert!(server.get("", &format!("{path}/comments")).send().items().iter().all(|one| one.get("moderation").is_none()));
        let case = back.text_of("id");
        let log: Vec<String> = server.get("holder", &format!("/cases/{case}/events")).send().items().iter().map(|event| event["action"].as_str().unwrap().to_owned()).collect();
        assert_eq!(log, ["comment", "hide", "restore"]);
        server.clock("2026-05-14T13:30:00+05:00");
        let _ = comment("", "Кеш").problem(409, "too-late");
    }
}

both! {
    with APRIL;
    fn rule_605_14_the_outcome_is_published_within_five_working_days_in_time_and_late(server) {
        let (in_time, late) = (server.announced(&meeting(MAY)), server.announced(&meeting(MAY)));
        stands(&server.get("", &in_time).send(), "605-14", "open", Some("2026-05-21"));
        server.clock("2026-05-18T10:00:00+05:00");
        let outcome = json!({ "decision": { "kk": "Қабылданды" } });
        // First it must be recorded that it was held.
        let _ = act(&server, "holder", &in_time, "outcome", &outcome).problem(409, "state-forbids-action");
        for path in [&in_time, &late] {
            let _ = server.act("responsible", path, "holding").send().expect(200);
        }
        server.clock("2026-05-21T23:59:00+05:00");
        stands(&act(&server, "holder", &in_time, "outcome", &outcome).expect(200), "605-14", "met", Some("2026-05-21"));
        server.clock("2026-05-22T00:00:00+05:00");
        stands(&server.get("", &late).send(), "605-14", "overdue", Some("2026-05-21"));
        let published = act(&server, "holder", &late, "outcome", &outcome).expect(200);
        assert_eq!((published.body["state"].as_str(), published.body["outcome"].as_str()), (Some("published"), Some("published")));
        stands(&server.get("", &late).send(), "605-14", "late", Some("2026-05-21"));
        let again = act(&server, "holder", &late, "outcome", &json!({ "decision": { "kk": "Түзетілді" } })).expect(200);
        stands(&again, "605-14", "late", Some("2026-05-21"));
        let public = server.get("", &late).send().expect(200);
        let publication = &public.body["publication"];
        assert_eq!((publication["decision"]["kk"].as_str(), publication["earlier"][0]["decision"]["kk"].as_str()), (Some("Түзетілді"), Some("Қабылданды")));
    }
}

both! {
    with APRIL;
    fn rule_605_14_is_overdue_even_if_nobody_records_that_the_meeting_was_held(server) {
        let path = server.announced(&meeting(MAY));
        server.clock("2026-05-22T00:00:00+05:00");
        stands(&server.get("", &path).send(), "605-14", "overdue", Some("2026-05-21"));
    }
}

both! {
    with APRIL;
    fn a_meeting_held_without_an_announcement_is_a_breach_that_everybody_sees_and_owes_its_outcome(server) {
        let path = server.planned(&meeting(MAY));
        server.clock(END);
        let _ = server.act("responsible", &path, "holding").send().expect(200);
        let held = server.get("", &path).send().expect(200);
        stands(&held, "605-6", "overdue", Some("2026-05-08"));
        stands(&held, "605-14", "open", Some("2026-05-21"));
        stands(&held, "605-1", "open", Some("2026-05-14"));
        server.clock("2026-05-15T10:00:00+05:00");
        stands(&server.get("", &path).send(), "605-1", "overdue", Some("2026-05-14"));
        let outcome = json!({ "decision": { "kk": "Қабылданды" } });
        stands(&act(&server, "holder", &path, "outcome", &outcome).expect(200), "605-14", "met", Some("2026-05-21"));
    }
}

both! {
    with APRIL;
    fn rule_605_14_does_not_fall_away_once_the_meeting_has_begun(server) {
        let path = server.announced(&meeting(MAY));
        server.clock("2026-05-14T10:00:00+05:00");
        let _ = postpone(&server, &path, "2026-05-21T10:00:00+05:00").problem(409, "too-late");
        // On the day it may still turn out that it did not take place, and the holder says so; afterwards its outcome is owed.
        let cancellation = json!({ "reason": words() });
        let not_held = json!({ "reason": words(), "didNotTakePlace": true });
        let refused = act(&server, "holder", &path, "cancellation", &cancellation).problem(409, "too-late");
        assert_eq!(refused.body["rule"], "605-14");
        server.clock("2026-05-15T00:00:00+05:00");
        let refused = act(&server, "holder", &path, "cancellation", &not_held).problem(409, "too-late");
        assert_eq!(refused.body["rule"], "605-14");
        // One that nobody was told of can be called off all the same.
        let planned = server.planned(&meeting("2026-05-20T10:00:00+05:00"));
        server.clock("2026-05-21T10:00:00+05:00");
        let _ = act(&server, "holder", &planned, "cancellation", &cancellation).expect(200);
        let today = server.announced(&meeting("2026-05-21T11:00:00+05:00"));
        let several = server.announced(&json!({ "startsAt": "2026-05-21T11:00:00+05:00", "endsAt": "2026-05-23T18:00:00+05:00" }).as_object().unwrap().iter().fold(meeting(MAY), |mut form, (name, value)| { form[name] = value.clone(); form }));
        let _ = act(&server, "holder", &today, "cancellation", &not_held).problem(409, "too-early");
        server.clock("2026-05-21T18:00:00+05:00");
        let _ = act(&server, "holder", &today, "cancellation", &cancellation).problem(409, "too-late");
        let off = act(&server, "holder", &today, "cancellation", &not_held).expect(200);
        assert_eq!(off.body["cancellation"]["didNotTakePlace"], true);
        stands(&off, "605-14", "voided", Some("2026-05-29"));
        // One of several days is not called off on its second.
        server.clock("2026-05-22T10:00:00+05:00");
        let _ = act(&server, "holder", &several, "cancellation", &not_held).problem(409, "too-late");
        // What it would lead to must lie within the calendar.
        for start in ["2027-12-28T10:00:00+05:00", "2031-05-14T10:00:00+05:00"] {
            let beyond = server.post("holder", "/meetings").json(&meeting(start)).send().problem(422, "calendar-year-unknown");
            assert_eq!(beyond.pointers(), ["/startsAt"], "{start}");
            assert!(beyond.text_of("detail").contains("2015–2027"), "{}", beyond.text);
        }
    }
}

both! {
    with APRIL;
    fn rule_605_14_a_meeting_that_has_begun_with_guests_is_not_cancelled(server) {
        let (path, empty) = (server.announced(&meeting(MAY)), server.announced(&meeting(MAY)));
        let (request, _) = server.asked(&path);
        let cancel = |path: &str| act(&server, "holder", path, "cancellation", &json!({ "reason": words(), "didNotTakePlace": true }));
        server.clock("2026-05-14T09:30:00+05:00");
        let _ = server.act("responsible", &request, "check-in").send().expect(200);
        server.clock(MAY);
        assert_eq!(cancel(&path).problem(409, "too-late").body["rule"], "605-14");
        let offered = server.get("holder", &path).send().expect(200).body["actions"].clone();
        let cancels = offered.as_array().unwrap().iter().find(|one| one["action"] == "notHeld").cloned();
        assert_eq!(cancels.map(|one| one["until"].clone()), Some(json!(MAY)));
        // Nobody came to the other one.
        let _ = cancel(&empty).expect(200);
    }
}

both! {
    with APRIL;
    fn an_announcement_is_corrected_without_another_time_and_those_who_asked_are_told(server) {
        let path = server.announced(&meeting(MAY));
        let request = server.asked(&path);
        let correct = |body: &Value| act(&server, "holder", &path, "correction", body);
        assert_eq!(correct(&json!({ "reason": words() })).problem(400, "invalid-input").pointers(), [""]);
        for ends_at in [MAY, "2026-05-15T10:00:01+05:00"] {
            assert_eq!(correct(&json!({ "endsAt": ends_at, "reason": words() })).problem(400, "invalid-input").pointers(), ["/endsAt"]);
        }
        // Neither another beginning nor another agenda.
        let _ = correct(&json!({ "startsAt": MAY, "reason": words() })).problem(400, "invalid-input");
        let _ = act(&server, "responsible", &path, "correction", &json!({ "endsAt": "2026-05-14T12:00:00+05:00", "reason": words() })).problem(403, "role-forbids-action");
        let corrected = correct(&json!({ "endsAt": "2026-05-14T12:00:00+05:00", "place": { "kk": "Үлкен зал" }, "reason": words() })).expect(200);
        assert_eq!(corrected.body["state"], "announced");
        let public = server.get("", &path).send().expect(200);
        assert_eq!((&public.body["form"]["endsAt"], &public.body["form"]["place"]["kk"]), (&json!("2026-05-14T12:00:00+05:00"), &json!("Үлкен зал")));
        // What was announced before stays to be seen.
        let before = &public.body["corrections"][0];
        assert_eq!((&before["endsAt"], &before["place"]["kk"], &before["reason"]), (&json!(END), &json!("Мәжіліс залы"), &words()));
        assert!(before.get("responsible").is_none() && before["accessRules"].is_null());
        assert_eq!(server.get("", "/meetings?text=үлкен").send().items().len(), 1);
        // What is owed stays as it was, and so do those who asked; they are told when and where.
        stands(&public, "605-6", "met", Some("2026-05-08"));
        assert_eq!(told(&server, &request, 1), ["corrected"]);
        let place = json!({ "name": { "kk": "Үлкен зал", "ru": "Үлкен зал" }, "address": null });
        let news = |ends_at: &str| json!({ "startsAt": MAY, "endsAt": ends_at, "venue": place, "dueOn": null, "before": null, "form": null });
        let notices = |number: usize| {
            let _ = told(&server, &request, number);
            server.as_guest("GET", &request.1, "/notices").send().expect(200).items()[0].clone()
        };
        assert_eq!(notices(1)["news"], news("2026-05-14T12:00:00+05:00"));
        assert_eq!(seen(&server, &request).body["state"], "registered");
        let _ = correct(&json!({ "endsAt": "2026-05-14T11:00:00+05:00", "responsible": meeting(MAY)["responsible"], "accessRules": words(), "reason": words() })).expect(200);
        assert_eq!(notices(2)["news"], news("2026-05-14T11:00:00+05:00"));
        // A reminder says so too; and of a meeting that is not held, which it was.
        server.clock("2026-05-13T11:00:00+05:00");
        let reminder = notices(3);
        assert_eq!((&reminder["kind"], &reminder["news"]), (&json!("reminder"), &news("2026-05-14T11:00:00+05:00")));
        let _ = act(&server, "holder", &path, "cancellation", &json!({ "reason": words() })).expect(200);
        let cancelled = notices(4);
        assert_eq!((&cancelled["kind"], &cancelled["news"]["startsAt"], &cancelled["news"]["venue"]), (&json!("cancelled"), &json!(MAY), &Value::Null));
        let begun = server.announced(&meeting(MAY));
        server.clock(MAY);
        let _ = act(&server, "holder", &begun, "correction", &json!({ "place": { "kk": "Зал" }, "reason": words() })).problem(409, "too-late");
    }
}

both! {
    with APRIL;
    fn rule_605_8_after_the_last_day_a_request_does_not_become_that_of_another_person(server) {
        let path = server.announced(&meeting(MAY));
        let (request, token) = server.asked(&path);
        server.clock("2026-05-13T00:00:00+05:00");
        let put = |field: &str, value: &str| {
            let mut form = guest();
            form[field] = json!(value);
            let version = server.as_guest("GET", &token, &request).send().header("etag").to_owned();
            server.as_guest("PUT", &token, &request).header("If-Match", &version).json(&form).send()
        };
        assert_eq!(put("surname", "Басқа").problem(409, "too-late").body["rule"], "605-8");
        assert_eq!(put("contact", "new@demo.example").expect(200).body["guest"]["contact"], "new@demo.example");
    }
}

both! {
    with APRIL;
    fn a_cancelled_meeting_owes_nothing_and_everybody_who_asked_is_told(server) {
        let path = server.announced(&meeting(MAY));
        let request = server.asked(&path);
        let cancelled = act(&server, "holder", &path, "cancellation", &json!({ "reason": words() })).expect(200);
        assert_eq!((cancelled.body["state"].as_str(), cancelled.body["outcome"].as_str()), (Some("cancelled"), Some("cancelled")));
        assert!(cancelled.body["obligations"].as_array().unwrap().iter().all(|duty| ["met", "voided"].contains(&duty["status"].as_str().unwrap())));
        assert_eq!(server.get("", &path).send().body["cancellation"]["reason"], words());
        let _ = until(&server, &request, |one| one["state"] == "lapsed");
        assert_eq!(told(&server, &request, 1), ["cancelled"]);
        // Nor is anybody reminded of it.
        server.clock("2026-05-14T09:00:00+05:00");
        std::thread::sleep(std::time::Duration::from_millis(1500));
        assert_eq!(told(&server, &request, 1), ["cancelled"]);
    }
}

both! {
    with APRIL;
    fn rules_605_10_605_12_and_l9_are_due_when_the_meeting_begins_and_overdue_or_late_from_then_on(server) {
        let path = server.announced(&meeting(MAY));
        let rules = ["605-10", "605-12", "L9"];
        let announced = server.get("", &path).send().expect(200);
        for rule in rules {
            let duty = announced.duty(rule);
            assert_eq!((&duty["dueOn"], &duty["dueAt"], &duty["eventAt"]), (&json!("2026-05-14"), &json!(MAY), &json!(MAY)), "{rule}");
        }
        assert_eq!(announced.duty("L9")["basis"]["act"], "401-V");
        server.clock("2026-05-14T09:59:59+05:00");
        rules.into_iter().for_each(|rule| stands(&server.get("", &path).send(), rule, "open", Some("2026-05-14")));
        server.clock(MAY);
        rules.into_iter().for_each(|rule| stands(&server.get("", &path).send(), rule, "overdue", Some("2026-05-14")));
        let overdue = server.get("responsible", "/obligations?status=overdue&procedure=open-meeting").send().expect(200);
        assert_eq!(overdue.items().len(), 3);
        // What is recorded later on that day is late; after it nothing can be prepared any more.
        let other = server.announced(&meeting("2026-05-14T11:00:00+05:00"));
        let _ = act(&server, "responsible", &path, "seats", &json!({ "seats": 5 })).expect(200);
        let stream = json!({ "url": "https://live.demo.example/a", "audience": "public" });
        let late = act(&server, "responsible", &path, "broadcast", &stream).expect(200);
        rules.into_iter().for_each(|rule| stands(&late, rule, "late", Some("2026-05-14")));
        // What if: the same by the calculator.
        let what_if = server.get("", "/rules/605-10/deadline?event=2026-05-14T10:00:00%2B05:00").send().expect(200);
        assert_eq!((&what_if.body["dueOn"], &what_if.body["dueAt"]), (&json!("2026-05-14"), &json!(MAY)));
        assert_eq!(what_if.body["trace"].as_array().map(Vec::len), Some(1));
        assert_eq!(server.get("", "/rules/605-10").send().expect(200).body["term"]["kind"], "atEvent");
        server.clock("2026-05-15T00:00:00+05:00");
        assert_eq!(act(&server, "responsible", &other, "seats", &json!({ "seats": 5 })).problem(409, "too-late").body["rule"], "605-10");
        let technology = json!({ "url": "https://live.demo.example/a", "audience": "public", "means": "otherTechnology" });
        for access in [stream, technology] {
            assert_eq!(act(&server, "responsible", &other, "broadcast", &access).problem(409, "too-late").body["rule"], "605-12");
        }
        rules.into_iter().for_each(|rule| stands(&server.get("", &other).send(), rule, "overdue", Some("2026-05-14")));
    }
}

both! {
    with APRIL;
    fn rule_l9_access_by_other_technology_meets_605_12_and_is_no_broadcast(server) {
        let path = server.announced(&meeting(MAY));
        let mut access = json!({ "url": "https://conference.demo.example/a", "audience": "public", "means": "otherTechnology" });
        let provided = act(&server, "responsible", &path, "broadcast", &access).expect(200);
        assert_eq!(provided.body["broadcast"]["means"], "otherTechnology");
        stands(&provided, "605-12", "met", Some("2026-05-14"));
        stands(&provided, "L9", "open", Some("2026-05-14"));
        access["means"] = json!("broadcast");
        stands(&act(&server, "responsible", &path, "broadcast", &access).expect(200), "L9", "met", Some("2026-05-14"));
    }
}

both! {
    with APRIL;
    fn rules_605_10_605_12_and_l9_are_owed_anew_for_another_time(server) {
        let path = server.announced(&meeting(MAY));
        let stream = json!({ "url": "https://live.demo.example/a", "audience": "public" });
        let _ = act(&server, "holder", &path, "broadcast", &stream).expect(200);
        let _ = act(&server, "holder", &path, "seats", &json!({ "seats": 5 })).expect(200);
        let moved = postpone(&server, &path, "2026-06-04T10:00:00+05:00").expect(200);
        // They were prepared for the old time.
        assert!(moved.body["broadcast"].is_null() && moved.body["attendance"]["seatsPrepared"].is_null());
        let again = server.act("holder", &path, "announcement").send().expect(200);
        for rule in ["605-10", "605-12", "L9"] {
            stands(&again, rule, "open", Some("2026-06-04"));
        }
    }
}

both! {
    with APRIL;
    fn rule_l10_a_transcript_or_minutes_stand_on_the_internet_resource_and_the_law_states_no_term(server) {
        let path = server.announced(&meeting(MAY));
        stands(&server.get("", &path).send(), "L10", "open", None);
        server.clock("2026-05-18T10:00:00+05:00");
        let _ = server.act("holder", &path, "holding").send().expect(200);
        let mut outcome = json!({ "decision": { "kk": "Қабылданды" } });
        let published = act(&server, "holder", &path, "outcome", &outcome).expect(200);
        stands(&published, "605-14", "met", Some("2026-05-21"));
        stands(&published, "L10", "open", None);
        let case = path.rsplit('/').next().unwrap();
        let upload = server.post("holder", &format!("/cases/{case}/attachments")).header("If-Match", published.header("etag"));
        outcome["minutes"] = json!(upload.file("minutes.txt", b"text").send().expect(201).text_of("id"));
        let with_minutes = act(&server, "holder", &path, "outcome", &outcome).expect(200);
        stands(&with_minutes, "L10", "met", None);
        let log = server.get("holder", &format!("/cases/{case}/events")).send().expect(200);
        assert_eq!(log.items().last().map(|event| event["action"].clone()), Some(json!("publishRecord")));
        // When it was placed and brought up to date, everybody sees.
        let public = server.get("", &path).send().expect(200);
        assert!(public.body["publication"]["minutes"]["publishedAt"].is_string() && public.body["publication"]["publishedAt"].is_string());
    }
}

both! {
    with APRIL;
    fn rule_605_2_a_closed_meeting_may_become_open_again_and_is_announced_anew(server) {
        let mut form = meeting(MAY);
        let path = server.announced(&form);
        let _ = reopen(&server, &path, false).problem(409, "state-forbids-action");
        let request = server.asked(&path);
        let _ = close(&server, &path).expect(200);
        let _ = until(&server, &request, |one| one["state"] == "lapsed");
        let open = reopen(&server, &path, false).expect(200);
        assert_eq!(open.body["state"], "reopened");
        stands(&open, "605-1", "open", Some("2026-05-14"));
        stands(&open, "605-6", "open", Some("2026-05-08"));
        // Users had been told of the closure in time, which is all that L1 asks.
        let l1: Vec<(String, String)> = owed(&open).into_iter().filter(|(rule, _)| rule == "L1").collect();
        assert_eq!(l1, [("L1".to_owned(), "met".to_owned())]);
        // Everybody sees that it is open again, and why; what was to be considered behind closed doors, not before the announcement.
        let public = || server.get("", &path).send().expect(200);
        let shown = public();
        assert!(shown.body["closure"].is_null() && shown.body["announcedAt"].is_null());
        assert_eq!((&shown.body["lifted"][0]["closure"]["ground"], &shown.body["lifted"][0]["reason"]), (&json!("commercialSecret"), &words()));
        let questions = |answer: &Answer| answer.body["form"]["agenda"].as_array().map(Vec::len);
        let found = |word: &str| server.get("", &format!("/meetings?text={word}")).send().expect(200).items().len();
        assert_eq!((questions(&shown), questions(&server.get("holder", &path).send()), found("жөндеу")), (Some(0), Some(1), 0));
        assert!(!server.get("", &format!("{path}/meeting.ics")).send().text.contains("жөндеу"));
        // The request stands again, and whoever filed it is told.
        assert_eq!(until(&server, &request, |one| one["state"] == "registered").body["outcome"], Value::Null);
        assert_eq!(told(&server, &request, 2), ["closed", "returned"]);
        let _ = ask(&server, "", &path, &newcomer()).problem(409, "meeting-forbids-action");
        // Its form can be changed before it is announced; at another time it still has to be.
        form["agenda"] = json!([{ "question": { "kk": "Көпір салу" } }]);
        let version = server.get("holder", &path).send().header("etag").to_owned();
        let _ = server.request("PUT", "holder", &path).header("If-Match", &version).json(&form).send().expect(200);
        let moved = postpone(&server, &path, "2026-05-21T10:00:00+05:00").expect(200);
        assert_eq!(moved.body["state"], "reopened");
        stands(&moved, "605-6", "open", Some("2026-05-18"));
        assert_eq!((questions(&public()), found("көпір")), (Some(0), 0));
        let again = server.act("holder", &path, "announcement").send().expect(200);
        for rule in ["605-3", "605-5", "605-10", "605-12", "605-14", "L9", "L10"] {
            assert_eq!(again.duty(rule)["status"], "open", "{rule}");
        }
        stands(&again, "605-6", "met", Some("2026-05-18"));
        assert_eq!((questions(&public()), found("көпір")), (Some(1), 1));
        let _ = ask(&server, "", &path, &newcomer()).expect(201);
        // It may be closed again, and then nothing opens it once it has begun.
        let _ = close(&server, &path).expect(200);
        server.clock("2026-05-21T10:00:00+05:00");
        let _ = reopen(&server, &path, true).problem(409, "too-late");
    }
}

both! {
    with APRIL;
    fn rule_605_2_those_who_had_asked_come_back_as_they_were(server) {
        let path = server.announced(&meeting(MAY));
        let early = server.asked(&path);
        server.clock("2026-05-13T09:00:00+05:00");
        let (late, admitted) = (server.asked(&path), server.asked(&path));
        let _ = server.act("responsible", &admitted.0, "admission").send().expect(200);
        let _ = close(&server, &path).expect(200);
        for request in [&early, &late, &admitted] {
            let _ = until(&server, request, |one| one["state"] == "lapsed");
        }
        assert_eq!(server.get("", &path).send().body["attendance"]["lapsed"], 3);
        // It is too late to announce it in time: the holder must know that.
        let refused = reopen(&server, &path, false).problem(422, "too-late-to-tell");
        assert!(refused.body["rule"] == "605-6" && refused.body["earliestOn"] == "2026-05-16", "{}", refused.text);
        stands(&reopen(&server, &path, true).expect(200), "605-6", "overdue", Some("2026-05-08"));
        for (request, state) in [(&early, "registered"), (&late, "late"), (&admitted, "admitted")] {
            let back = until(&server, request, |one| one["state"] == state);
            // That it was in time, or late, does not change.
            let status = if state == "registered" { "met" } else { "late" };
            assert_eq!(back.duty("605-8")["status"], status);
        }
        assert_eq!(server.get("", &path).send().body["attendance"]["seatsNeeded"], 2);
    }
}

both! {
    with APRIL;
    fn rule_605_2_whoever_was_late_is_in_time_after_all_if_the_meeting_has_moved_away_while_it_was_closed(server) {
        let path = server.announced(&meeting(MAY));
        server.clock("2026-05-13T09:00:00+05:00");
        let late = server.asked(&path);
        let _ = close(&server, &path).expect(200);
        let _ = until(&server, &late, |one| one["state"] == "lapsed");
        let moved = json!({ "startsAt": "2026-06-04T10:00:00+05:00", "reason": words(), "toldThrough": everywhere() });
        let _ = act(&server, "holder", &path, "postponement", &moved).expect(200);
        let _ = reopen(&server, &path, false).expect(200);
        let back = until(&server, &late, |one| one["state"] == "registered");
        stands(&back, "605-8", "met", Some("2026-06-02"));
        assert_eq!(told(&server, &late, 2), ["closed", "returned"]);
    }
}

both! {
    with APRIL;
    fn rule_605_6_no_time_is_set_of_which_users_cannot_be_told_in_time_unless_the_holder_knows_it(server) {
        server.clock("2026-05-09T00:00:00+05:00");
        let mut form = meeting(MAY);
        form["late"] = json!(false);
        let refused = server.post("holder", "/meetings").json(&form).send().problem(422, "too-late-to-tell");
        assert!(refused.body["rule"] == "605-6" && refused.body["earliestOn"] == "2026-05-15", "{}", refused.text);
        // On that day it can be held, and on the day before it cannot.
        for (starts_at, status) in [("2026-05-14T23:59:00+05:00", 422), ("2026-05-15T00:00:00+05:00", 201)] {
            let mut moved = form.clone();
            (moved["startsAt"], moved["endsAt"]) = (json!(starts_at), json!(null));
            let _ = server.post("holder", "/meetings").json(&moved).send().expect(status);
        }
        form["late"] = json!(true);
        let knowingly = server.post("holder", "/meetings").json(&form).send().expect(201);
        stands(&knowingly, "605-6", "overdue", Some("2026-05-08"));
        assert!(knowingly.body["form"].get("late").is_none());
        form = meeting("2026-05-28T10:00:00+05:00");
        form.as_object_mut().unwrap().remove("late");
        let path = server.announced(&form);
        let request = server.asked(&path);
        let before = server.get("", &path).send().expect(200);
        // The same instant, however it is written, is no other time.
        for same in ["2026-05-28T10:00:00+05:00", "2026-05-28T05:00:00Z", "2026-05-28T10:00:59.9+05:00"] {
            let _ = postpone(&server, &path, same).problem(422, "same-time");
        }
        let soon = postpone(&server, &path, "2026-05-13T10:00:00+05:00").problem(422, "too-late-to-tell");
        assert!(soon.body["rule"] == "605-6" && soon.body["earliestOn"] == "2026-05-15", "{}", soon.text);
        // Nothing has happened, and nobody was told anything.
        assert_eq!(server.get("", &path).send().body["obligations"], before.body["obligations"]);
        let moved = json!({ "startsAt": "2026-05-13T10:00:00+05:00", "reason": words(), "late": true });
        stands(&act(&server, "holder", &path, "postponement", &moved).expect(200), "605-6", "overdue", Some("2026-05-06"));
        assert_eq!(told(&server, &request, 1), ["postponed"]);
        stands(&server.act("holder", &path, "announcement").send().expect(200), "605-6", "late", Some("2026-05-06"));
    }
}

both! {
    with APRIL;
    fn rule_605_9_the_same_account_registers_once_and_is_shown_its_first_request(server) {
        let path = server.announced(&meeting(MAY));
        let first = ask(&server, "citizen", &path, &guest()).expect(201);
        // Under whatever name.
        for form in [guest(), newcomer()] {
            let again = ask(&server, "citizen", &path, &form).expect(200);
            assert_eq!((&again.body["id"], &again.body["guest"]), (&first.body["id"], &first.body["guest"]));
        }
        assert_eq!(server.get("", &path).send().body["attendance"]["registered"], 1);
        // For another meeting they ask anew; and for this one after a withdrawal.
        let _ = ask(&server, "citizen", &server.announced(&meeting(MAY)), &guest()).expect(201);
        let _ = server.act("citizen", first.header("location"), "withdrawal").send().expect(200);
        let anew = ask(&server, "citizen", &path, &guest()).expect(201);
        assert_ne!(anew.body["id"], first.body["id"]);
        // With their lookup token, so does a guest.
        let (request, token) = server.asked(&path);
        let again = server.as_guest("POST", &token, &format!("{path}/attendance-requests")).json(&guest()).send().expect(200);
        assert!(request.ends_with(again.body["id"].as_str().unwrap()) && again.body.get("lookupToken").is_none());
    }
}

both! {
    with APRIL;
    fn rule_605_9_the_same_name_year_and_contact_register_once_however_they_are_written(server) {
        let path = server.announced(&meeting(MAY));
        let mut form = newcomer();
        form["contact"] = json!("+7 701 000-00-00");
        let first = ask(&server, "", &path, &form).expect(201);
        (form["surname"], form["firstName"], form["contact"]) = (json!("сынак"), json!(" СЫНАҚОВ "), json!("8 (701) 000 0000"));
        form.as_object_mut().unwrap().remove("patronymic");
        // Without a token and with another account: how it stands, and nothing that was not said.
        for who in ["", "citizen"] {
            let again = ask(&server, who, &path, &form).expect(200);
            assert_eq!((&again.body["id"], again.body["state"].as_str()), (&first.body["id"], Some("registered")));
            assert!(again.body["guest"].is_null() && again.body.get("lookupToken").is_none());
            assert_eq!(again.body["actions"], json!([]));
            assert!(!again.text.contains("Сынақұлы"), "{}", again.text);
        }
        // The staff are shown all of it.
        let paper = ask(&server, "responsible", &path, &form).expect(200);
        assert_eq!((&paper.body["id"], &paper.body["guest"]["patronymic"]), (&first.body["id"], &json!("Сынақұлы")));
        // What is shown gives no access.
        let _ = server.get("", first.header("location")).send().problem(401, "unauthenticated");
        let _ = server.get("citizen", first.header("location")).send().problem(404, "not-found");
        let heads = |who: &str| server.get(who, &path).send().expect(200).body["attendance"].clone();
        for who in ["", "holder"] {
            assert_eq!((heads(who)["registered"].as_i64(), heads(who)["seatsNeeded"].as_i64()), (Some(1), Some(1)));
        }
        // Another year, contact or name is another person.
        for (field, value) in [("birthYear", json!(1991)), ("contact", json!("+77010000001")), ("contact", json!("+77010000000@demo.example")), ("surname", json!("Басқа"))] {
            let mut other = form.clone();
            other[field] = value;
            let _ = ask(&server, "", &path, &other).expect(201);
        }
        // A request that is withdrawn blocks nobody.
        let withdrawal = server.as_guest("POST", &first.text_of("lookupToken"), &format!("{}/withdrawal", first.header("location")));
        let _ = withdrawal.header("If-Match", first.header("etag")).send().expect(200);
        assert_ne!(ask(&server, "", &path, &form).expect(201).body["id"], first.body["id"]);
    }
}

both! {
    with APRIL;
    fn rule_605_9_a_request_is_not_changed_into_that_of_a_person_who_has_another(server) {
        let path = server.announced(&meeting(MAY));
        let form = newcomer();
        let (first, second) = (ask(&server, "", &path, &form).expect(201), ask(&server, "", &path, &newcomer()).expect(201));
        let change = |form: &Value| {
            let put = server.as_guest("PUT", &second.text_of("lookupToken"), second.header("location"));
            put.header("If-Match", "*").json(form).send()
        };
        let taken = change(&form).problem(409, "already-asked");
        assert_eq!((&taken.body["rule"], &taken.body["since"]), (&json!("605-9"), &first.body["receivedAt"]));
        let needed = || server.get("holder", &path).send().expect(200).body["attendance"]["seatsNeeded"].clone();
        let kept = server.get("holder", second.header("location")).send().expect(200);
        assert_eq!((&kept.body["guest"], &kept.body["version"], needed()), (&second.body["guest"], &json!(1), json!(2)));
        // Into nobody else's, and into that of somebody who has withdrawn, it is.
        let _ = change(&newcomer()).expect(200);
        let withdrawal = server.as_guest("POST", &first.text_of("lookupToken"), &format!("{}/withdrawal", first.header("location")));
        let _ = withdrawal.header("If-Match", first.header("etag")).send().expect(200);
        let _ = change(&form).expect(200);
        assert_eq!((ask(&server, "", &path, &form).expect(200).body["id"].clone(), needed()), (second.body["id"].clone(), json!(1)));
        // Of many who change into one person, one does.
        let many: Vec<Answer> = (0..8).map(|_| ask(&server, "", &path, &newcomer()).expect(201)).collect();
        let form = newcomer();
        let answers = at_once(8, |number| {
            let put = server.as_guest("PUT", &many[number].text_of("lookupToken"), many[number].header("location"));
            put.header("If-Match", many[number].header("etag")).json(&form).send()
        });
        assert_eq!(tally(&answers), [(200, 1), (409, 7)].into());
    }
}

both! {
    with APRIL;
    fn rule_605_9_of_many_at_once_one_has_the_seat(server) {
        let path = server.announced(&meeting(MAY));
        let needed = || server.get("holder", &path).send().body["attendance"]["seatsNeeded"].clone();
        let own = at_once(12, |_| ask(&server, "citizen", &path, &guest()));
        assert_eq!(tally(&own), [(200, 11), (201, 1)].into());
        assert!(own.iter().all(|one| one.body["id"] == own[0].body["id"]));
        let form = newcomer();
        let guests = at_once(12, |_| ask(&server, "", &path, &form));
        assert_eq!((tally(&guests), needed()), ([(200, 11), (201, 1)].into(), json!(2)));
        let form = newcomer();
        let paper = at_once(12, |_| ask(&server, "responsible", &path, &form));
        assert_eq!((tally(&paper), needed()), ([(200, 11), (201, 1)].into(), json!(3)));
        // One withdraws while others ask: again one has the seat, or none if all came before.
        let first = guests.iter().find(|one| one.status == 201).unwrap();
        let form = first.body["guest"].clone();
        let answers = at_once(12, |number| match number {
            0 => {
                let withdrawal = server.as_guest("POST", &first.text_of("lookupToken"), &format!("{}/withdrawal", first.header("location")));
                withdrawal.header("If-Match", first.header("etag")).send()
            }
            _ => ask(&server, "", &path, &form),
        });
        let filed = answers.iter().filter(|one| one.status == 201).count();
        assert!(filed <= 1 && answers.iter().all(|one| [200, 201].contains(&one.status)), "{:?}", tally(&answers));
        assert_eq!(needed(), json!(2 + filed));
    }
}

/// A session that begins on a Thursday and ends on the Monday after it.
fn session() -> Value {
    let mut form = meeting(MAY);
    form["endsAt"] = json!("2026-05-18T17:00:00+05:00");
    form
}

both! {
    with APRIL;
    fn rule_605_14_of_a_session_of_several_days_terms_run_from_its_last_day(server) {
        let path = server.announced(&session());
        let _ = broadcast(&server, &path).expect(200);
        let (one, other, absent) = (server.asked(&path), server.asked(&path), server.asked(&path));
        let announced = server.get("", &path).send().expect(200);
        // Before it from its first day, at its start, on its last day, after its last day.
        for (rule, due) in [("605-1", "2026-05-18"), ("605-3", "2026-05-18"), ("605-5", "2026-05-18"), ("605-14", "2026-05-25")] {
            stands(&announced, rule, "open", Some(due));
        }
        stands(&announced, "605-6", "met", Some("2026-05-08"));
        assert_eq!(announced.duty("605-10")["dueAt"], MAY);
        let listed = |query: &str| server.get("", &format!("/meetings?{query}")).send().expect(200).items().len();
        assert_eq!((listed("from=2026-05-18"), listed("from=2026-05-19"), listed("to=2026-05-14"), listed("to=2026-05-13")), (1, 0, 1, 0));
        // It is not over before its last day.
        server.clock("2026-05-14T18:00:00+05:00");
        let _ = server.act("responsible", &path, "holding").send().problem(409, "too-early");
        let come = |request: &(String, String)| server.act("holder", &request.0, "check-in").send();
        let _ = come(&one).expect(200);
        // Whoever comes on another of its days comes in, and whoever watches comments on each.
        server.clock("2026-05-16T23:00:00+05:00");
        let _ = server.post("", &format!("{path}/comments")).json(&json!({ "text": "Сұрақ" })).send().expect(201);
        server.clock("2026-05-18T17:00:00+05:00");
        let _ = come(&other).expect(200);
        let held = server.act("responsible", &path, "holding").send().expect(200);
        for rule in ["605-1", "605-3", "605-5"] {
            stands(&held, rule, "met", Some("2026-05-18"));
        }
        server.clock("2026-05-19T00:00:00+05:00");
        assert_eq!(come(&absent).problem(409, "too-late").body["rule"], "605-11");
        server.clock("2026-05-25T23:59:00+05:00");
        let outcome = json!({ "decision": words() });
        stands(&act(&server, "holder", &path, "outcome", &outcome).expect(200), "605-14", "met", Some("2026-05-25"));
    }
}

both! {
    with APRIL;
    fn rule_605_6_another_last_day_is_another_time_and_is_announced_anew(server) {
        let mut form = session();
        for (ends_at, status) in [("2026-06-14T10:00:00+05:00", 201), ("2026-06-14T10:00:01+05:00", 400), (MAY, 400)] {
            form["endsAt"] = json!(ends_at);
            let answer = server.post("holder", "/meetings").json(&form).send();
            assert_eq!(answer.status, status, "{}", answer.text);
        }
        let planned = server.planned(&session());
        let etag = server.get("holder", &planned).send().header("etag").to_owned();
        form["endsAt"] = json!("2026-05-19T17:00:00+05:00");
        let replaced = server.request("PUT", "holder", &planned).header("If-Match", &etag).json(&form).send();
        assert_eq!(replaced.problem(400, "invalid-input").pointers(), ["/endsAt"]);
        let path = server.announced(&session());
        let correct = |ends_at: &str| act(&server, "holder", &path, "correction", &json!({ "endsAt": ends_at, "reason": words() }));
        assert_eq!(correct("2026-05-19T17:00:00+05:00").problem(400, "invalid-input").pointers(), ["/endsAt"]);
        // Midnight ends its last day, and begins no other.
        let _ = correct("2026-05-19T00:00:00+05:00").expect(200);
        stands(&server.get("", &path).send(), "605-14", "open", Some("2026-05-25"));
        let moved = |ends_at: &str| act(&server, "holder", &path, "postponement", &json!({ "startsAt": MAY, "endsAt": ends_at, "reason": words() }));
        let _ = moved("2026-05-18T18:00:00+05:00").problem(422, "same-time");
        stands(&moved("2026-05-19T18:00:00+05:00").expect(200), "605-1", "open", Some("2026-05-19"));
        stands(&server.act("holder", &path, "announcement").send().expect(200), "605-14", "open", Some("2026-05-26"));
    }
}

both! {
    with [("sandbox_clock", "2026-04-20T10:00:00+05:00"), ("readings.meetingDay", "firstDay")];
    fn rule_605_14_the_reading_may_count_from_the_first_day(server) {
        let announced = server.get("", &server.announced(&session())).send().expect(200);
        for (rule, due) in [("605-1", "2026-05-14"), ("605-3", "2026-05-14"), ("605-14", "2026-05-21")] {
            stands(&announced, rule, "open", Some(due));
        }
    }
}

both! {
    with APRIL;
    fn rules_605_4_and_605_2_what_arises_while_a_session_of_several_days_runs_concerns_the_days_left(server) {
        let path = server.announced(&session());
        let _ = broadcast(&server, &path).expect(200);
        let (came, waits) = (server.asked(&path), server.asked(&path));
        let _ = act(&server, "holder", &path, "seats", &json!({ "seats": 5 })).expect(200);
        server.clock("2026-05-14T11:00:00+05:00");
        let _ = server.act("holder", &came.0, "check-in").send().expect(200);
        let emergency = json!({ "ground": "natural", "explanation": words() });
        server.clock("2026-05-14T20:00:00+05:00");
        let online = act(&server, "holder", &path, "emergency", &emergency).expect(200);
        // What was met for the first day stays met; access from afar is owed for the others.
        stands(&online, "605-10", "met", Some("2026-05-14"));
        stands(&online, "605-12", "met", Some("2026-05-14"));
        stands(&online, "605-4", "open", Some("2026-05-18"));
        let _ = until(&server, &waits, |request| request["state"] == "lapsed");
        assert_eq!(seen(&server, &came).body["state"], "attended");
        // Over again: seats are owed for the next session, not for the one that is gone.
        server.clock("2026-05-15T12:00:00+05:00");
        let _ = act(&server, "holder", &path, "emergency-end", &json!({ "reason": words() })).expect(200);
        let seats = |answer: &Answer| answer.body["obligations"].as_array().unwrap().iter().filter(|duty| duty["rule"] == "605-10").map(|duty| (duty["status"].clone(), duty["dueAt"].clone())).collect::<Vec<_>>();
        let owed = seats(&server.get("", &path).send());
        assert_eq!(owed.last(), Some(&(json!("open"), json!("2026-05-16T10:00:00+05:00"))), "{owed:?}");
        let _ = until(&server, &waits, |request| request["state"] == "registered");
        // What is left is closed: nobody comes or watches, and what was open has its outcome.
        let closed = close(&server, &path).expect(200);
        assert_eq!((closed.body["state"].as_str(), closed.body["closure"]["ground"].as_str()), (Some("announced"), Some("commercialSecret")));
        for (rule, status) in [("605-2", "met"), ("L1", "late"), ("605-14", "open"), ("605-1", "open")] {
            assert_eq!(closed.duty(rule)["status"], status, "{rule}");
        }
        let _ = close(&server, &path).problem(409, "state-forbids-action");
        let refused = [
            broadcast(&server, &path).problem(409, "state-forbids-action"),
            act(&server, "holder", &path, "emergency", &emergency).problem(409, "state-forbids-action"),
            ask(&server, "", &path, &guest()).problem(409, "meeting-forbids-action"),
            server.post("", &format!("{path}/comments")).json(&json!({ "text": "Сұрақ" })).send().problem(409, "meeting-forbids-action"),
        ];
        for refused in refused {
            assert_eq!(refused.body["since"], closed.body["closure"]["decidedAt"], "{}", refused.text);
        }
        let _ = until(&server, &waits, |request| request["state"] == "lapsed");
        // And opened again, as it was announced, with a reason; then closed after all.
        let opened = act(&server, "holder", &path, "reopening", &json!({ "reason": words() })).expect(200);
        assert_eq!((opened.body["state"].as_str(), &opened.body["closure"]), (Some("announced"), &Value::Null));
        let lifted = opened.body["lifted"].as_array().unwrap().last().unwrap();
        assert_eq!((&lifted["closure"]["ground"], opened.duty("605-14")["status"].as_str()), (&json!("commercialSecret"), Some("open")));
        let _ = until(&server, &waits, |request| request["state"] == "registered");
        let _ = act(&server, "holder", &path, "reopening", &json!({ "reason": words() })).problem(409, "state-forbids-action");
        let _ = close(&server, &path).expect(200);
        let _ = until(&server, &waits, |request| request["state"] == "lapsed");
        let _ = server.post("", &format!("{path}/comments")).json(&json!({ "text": "Сұрақ" })).send().problem(409, "meeting-forbids-action");
        server.clock("2026-05-18T17:00:00+05:00");
        let held = server.act("responsible", &path, "holding").send().expect(200);
        stands(&held, "605-1", "met", Some("2026-05-18"));
        let _ = act(&server, "holder", &path, "outcome", &json!({ "decision": words() })).expect(200);
        // Not once it has ended.
        let other = server.announced(&{ let mut form = meeting("2026-06-11T10:00:00+05:00"); form["endsAt"] = json!("2026-06-12T12:00:00+05:00"); form });
        server.clock("2026-06-12T12:00:00+05:00");
        let _ = act(&server, "holder", &other, "emergency", &emergency).problem(409, "too-late");
        let _ = close(&server, &other).problem(409, "too-late");
    }
}

both! {
    with APRIL;
    fn rule_605_14_terms_run_from_the_day_on_which_it_really_ended(server) {
        let hold = |path: &str, ended_at: &str| act(&server, "responsible", path, "holding", &json!({ "endedAt": ended_at }));
        let (path, planned) = (server.announced(&session()), server.planned(&session()));
        let running = server.announced(&meeting(MAY));
        let _ = (broadcast(&server, &path).expect(200), broadcast(&server, &running).expect(200));
        // It overruns: its end is said anew while it runs, and its broadcast is commented till then.
        server.clock("2026-05-14T15:00:00+05:00");
        let correct = |ends_at: &str| act(&server, "holder", &running, "correction", &json!({ "endsAt": ends_at, "reason": words() }));
        assert_eq!(correct("2026-05-14T14:00:00+05:00").problem(400, "invalid-input").pointers(), ["/endsAt"]);
        let longer = correct("2026-05-14T20:00:00+05:00").expect(200);
        stands(&longer, "605-14", "open", Some("2026-05-21"));
        server.clock("2026-05-14T19:30:00+05:00");
        let _ = server.post("", &format!("{running}/comments")).json(&json!({ "text": "Сұрақ" })).send().expect(201);
        let last = |answer: &Answer, rule: &str| answer.body["obligations"].as_array().unwrap().iter().rfind(|duty| duty["rule"] == rule).map(|duty| (duty["status"].clone(), duty["dueOn"].clone())).unwrap();
        let _ = correct("2026-05-15T12:00:00+05:00").expect(200);
        let moved = server.get("", &running).send().expect(200);
        assert_eq!(moved.body["corrections"].as_array().map(Vec::len), Some(2));
        for (rule, due) in [("605-1", "2026-05-15"), ("605-3", "2026-05-15"), ("605-5", "2026-05-15"), ("605-14", "2026-05-22")] {
            assert_eq!(last(&moved, rule), (json!("open"), json!(due)), "{rule}");
        }
        // It ends earlier: that is said, on that day or later.
        server.clock("2026-05-15T12:00:00+05:00");
        let _ = server.act("responsible", &path, "holding").send().problem(409, "too-early");
        for at in ["2026-05-15T12:00:01+05:00", MAY] {
            assert_eq!(hold(&path, at).problem(400, "invalid-input").pointers(), ["/endedAt"]);
        }
        let held = hold(&path, "2026-05-15T11:30:00+05:00").expect(200);
        assert_eq!((&held.body["endedAt"], &held.body["form"]["endsAt"]), (&json!("2026-05-15T11:30:00+05:00"), &session()["endsAt"]));
        for (rule, status, due) in [("605-1", "met", "2026-05-15"), ("605-3", "met", "2026-05-15"), ("605-5", "met", "2026-05-15"), ("605-14", "open", "2026-05-22")] {
            assert_eq!(last(&held, rule), (json!(status), json!(due)), "{rule}");
        }
        let held = hold(&planned, "2026-05-15T11:30:00+05:00").expect(200);
        assert_eq!(last(&held, "605-14"), (json!("open"), json!("2026-05-22")));
        // Later than planned, recorded on that day.
        let over = server.announced(&meeting("2026-06-11T10:00:00+05:00"));
        server.clock("2026-06-12T02:00:00+05:00");
        let held = hold(&over, "2026-06-12T01:30:00+05:00").expect(200);
        assert_eq!((last(&held, "605-1"), last(&held, "605-14")), ((json!("met"), json!("2026-06-12")), (json!("open"), json!("2026-06-19"))));
    }
}

both! {
    with APRIL;
    fn rule_605_8_one_may_ask_late_until_the_last_session_and_nothing_is_over_before_it(server) {
        let path = server.announced(&session());
        server.clock("2026-05-15T15:00:00+05:00");
        let request = server.asked(&path);
        assert_eq!(seen(&server, &request).body["state"], "late");
        stands(&seen(&server, &request), "605-8", "late", Some("2026-05-12"));
        let _ = server.act("holder", &request.0, "admission").send().expect(200);
        server.clock("2026-05-18T09:59:59+05:00");
        let _ = server.asked(&path);
        let _ = server.act("responsible", &path, "holding").send().problem(409, "too-early");
        server.clock("2026-05-18T10:00:00+05:00");
        let _ = server.act("holder", &request.0, "check-in").send().expect(200);
        let _ = ask(&server, "", &path, &guest()).problem(409, "too-late");
        let _ = server.act("responsible", &path, "holding").send().problem(409, "too-early");
        server.clock("2026-05-18T17:00:00+05:00");
        let _ = server.act("responsible", &path, "holding").send().expect(200);
        // One that goes on through a night has no other session.
        let mut night = meeting("2026-06-11T22:00:00+05:00");
        night["endsAt"] = json!("2026-06-12T02:00:00+05:00");
        let night = server.announced(&night);
        server.clock("2026-06-12T02:00:00+05:00");
        let _ = server.act("responsible", &night, "holding").send().expect(200);
    }
}

both! {
    with APRIL;
    fn rule_605_6_a_postponement_says_from_when_to_when(server) {
        let path = server.announced(&session());
        let form = json!({ "startsAt": MAY, "endsAt": "2026-05-19T18:00:00+05:00", "reason": words() });
        let moved = act(&server, "holder", &path, "postponement", &form).expect(200);
        let said = &moved.body["postponements"][0];
        assert_eq!((&said["from"], &said["to"], &said["fromEnd"], &said["toEnd"]), (&json!(MAY), &json!(MAY), &session()["endsAt"], &form["endsAt"]));
    }
}
