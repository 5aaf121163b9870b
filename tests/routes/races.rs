//! Many at once: one wins, nothing is lost, nothing is doubled.

use std::collections::{BTreeMap, BTreeSet};

use merzim_tests::{Backend, Server, accredit, at_once, both, form, meeting, newcomer, refuse, tally};
use serde_json::{Value, json};

both! {
    fn of_many_deciders_one_wins_and_the_others_are_told_that_it_has_changed(server) {
        let path = server.received("ministry", &form());
        let version = server.get("authority", &path).send().header("etag").to_owned();
        let answers = at_once(16, |number| {
            let decision = if number % 2 == 0 { accredit() } else { refuse() };
            server.post("authority", &format!("{path}/decision")).header("If-Match", &version).json(&decision).send()
        });
        assert_eq!(tally(&answers), BTreeMap::from([(200, 1), (412, 15)]));
        let case = server.until("ministry", &path, |case| case["state"] == "notified");
        let entries = server.get("", "/register-entries").send().items().len();
        assert_eq!(entries, usize::from(case.body["outcome"] == "accredited"));
        let id = path.rsplit('/').next().unwrap();
        assert_eq!(server.get("ministry", &format!("/cases/{id}/events")).send().items().len(), 4);
    }
}

both! {
    fn of_a_hundred_writers_with_one_version_one_wins_and_nothing_of_the_others_is_kept(server) {
        let path = server.draft("ministry", &form());
        let name = |number: usize| json!({ "kk": format!("Атау {number}"), "ru": format!("Имя {number}") });
        let answers = at_once(100, |number| {
            let mut form = form();
            form["channelName"] = name(number);
            server.request("PUT", "ministry", &path).header("If-Match", "\"1\"").json(&form).send()
        });
        assert_eq!(tally(&answers), BTreeMap::from([(200, 1), (412, 99)]));
        let winner = answers.iter().position(|answer| answer.status == 200).unwrap();
        let kept = server.get("ministry", &path).send().expect(200);
        assert_eq!((&kept.body["form"]["channelName"], kept.body["version"].as_i64()), (&name(winner), Some(2)));
    }
}

both! {
    fn numbers_have_no_gaps_and_no_doubles_though_some_are_refused(server) {
        let drafts: Vec<String> = (0..24).map(|_| server.draft("ministry", &form())).collect();
        let submissions: Vec<_> = drafts.iter().map(|path| server.submission("ministry", path, "rightToSign")).collect();
        // Every draft is submitted twice at once: half of all must fail.
        let answers = at_once(48, |number| {
            let place = number % 24;
            server.post("ministry", &format!("{}/submission", drafts[place])).header("If-Match", "\"1\"").json(&submissions[place]).send()
        });
        assert_eq!(tally(&answers), BTreeMap::from([(200, 24), (412, 24)]));
        let mut numbers: Vec<String> = answers.iter().filter(|answer| answer.status == 200).map(|answer| answer.text_of("number")).collect();
        numbers.sort();
        let expected: Vec<String> = (1..=24).map(|number| format!("ACC-2026-{number:06}")).collect();
        assert_eq!(numbers, expected);
    }
}

both! {
    fn many_requests_with_one_key_make_one_case(server) {
        let answers = at_once(50, |_| {
            server.post("ministry", "/accreditation-applications").header("Idempotency-Key", "once").json(&form()).send()
        });
        assert_eq!(tally(&answers), BTreeMap::from([(201, 50)]));
        assert!(answers.iter().all(|answer| answer.header("location") == answers[0].header("location")));
        assert_eq!(server.get("ministry", "/accreditation-applications?limit=100").send().items().len(), 1);
    }
}

both! {
    fn of_many_changes_to_one_entry_each_is_kept_in_its_turn(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let paths: Vec<String> = (0..6)
            .map(|number| {
                let name = json!({ "kk": format!("Атау {number}"), "ru": format!("Имя {number}") });
                let form = json!({ "entryId": entry, "justification": name, "newEntry": {
                    "channelName": name, "bodyName": name, "purpose": name, "coverage": "republican", "format": "online" } });
                let path = server.post("ministry", "/register-change-applications").json(&form).send().expect(201).header("location").to_owned();
                let _ = server.submit("ministry", &path).expect(200);
                path
            })
            .collect();
        for _ in 0..paths.len() {
            let answers = at_once(paths.len(), |number| server.act("authority", &paths[number], "entry").send());
            assert!(answers.iter().all(|answer| [200, 409, 412].contains(&answer.status)), "{:?}", tally(&answers));
        }
        let history = server.get("", &format!("/register-entries/{entry}/history")).send().expect(200);
        let revisions: Vec<i64> = history.items().iter().map(|revision| revision["revision"].as_i64().unwrap()).collect();
        // What was received earlier and entered later is shown, and what was received later is put back: both are revisions.
        assert!(revisions.len() >= 7 && revisions.iter().copied().eq(1..=revisions.len() as i64), "{revisions:?}");
        let shown = server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        assert_eq!(shown.body["channelName"]["kk"], "Атау 5");
        assert_eq!(server.get("", "/register-entries").send().items().len(), 1);
    }
}

both! {
    fn reads_go_on_while_others_write(server) {
        let path = server.draft("ministry", &form());
        let answers = at_once(24, |number| match number % 3 {
            0 => server.post("ministry", "/accreditation-applications").json(&form()).send(),
            1 => server.get("ministry", "/obligations").send(),
            _ => server.get("ministry", &path).send(),
        });
        assert_eq!(tally(&answers), BTreeMap::from([(200, 16), (201, 8)]));
    }
}

both! {
    fn a_draft_rewritten_and_submitted_at_once_is_one_or_the_other(server) {
        for _ in 0..6 {
            let path = server.draft("ministry", &form());
            let submission = server.submission("ministry", &path, "rightToSign");
            let answers = at_once(8, |number| {
                if number % 2 == 0 {
                    server.request("PUT", "ministry", &path).header("If-Match", "\"1\"").json(&form()).send()
                } else {
                    server.post("ministry", &format!("{path}/submission")).header("If-Match", "\"1\"").json(&submission).send()
                }
            });
            assert_eq!(tally(&answers), BTreeMap::from([(200, 1), (412, 7)]));
        }
    }
}

/// The server is shared by threads.
const fn shared<T: Sync>() {}
const _: () = shared::<Server>();

both! {
    with [("sandbox_clock", "2026-04-20T10:00:00+05:00")];
    fn fifty_who_ask_to_attend_at_once_all_get_a_seat(server) {
        let path = server.announced(&meeting("2026-05-14T10:00:00+05:00"));
        let answers = at_once(50, |_| server.post("", &format!("{path}/attendance-requests")).json(&newcomer()).send());
        assert_eq!(tally(&answers), BTreeMap::from([(201, 50)]));
        let numbers: BTreeSet<String> = answers.iter().map(|answer| answer.text_of("number")).collect();
        let tokens: BTreeSet<String> = answers.iter().map(|answer| answer.text_of("lookupToken")).collect();
        assert_eq!((numbers.len(), tokens.len()), (50, 50));
        assert!(numbers.contains("ATT-2026-000001") && numbers.contains("ATT-2026-000050"));
        let shown = server.get("", &path).send().expect(200);
        // The meeting itself has not changed: its holder can go on with it.
        assert_eq!((shown.body["attendance"]["seatsNeeded"].as_i64(), shown.body["version"].as_i64()), (Some(50), Some(2)));
    }
}

both! {
    with [("sandbox_clock", "2026-04-20T10:00:00+05:00")];
    fn whoever_asks_while_the_meeting_is_postponed_is_told_of_it_once_or_refused(server) {
        let path = server.announced(&meeting("2026-05-14T10:00:00+05:00"));
        let moved = json!({ "startsAt": "2026-05-21T10:00:00+05:00", "reason": { "kk": "Себеп" } });
        let answers = at_once(40, |number| {
            if number == 20 {
                let request = server.post("holder", &format!("{path}/postponement")).header("If-Match", "\"2\"");
                return request.json(&moved).send();
            }
            server.post("", &format!("{path}/attendance-requests")).json(&newcomer()).send()
        });
        assert_eq!(answers[20].status, 200, "{}", answers[20].text);
        for (number, answer) in answers.iter().enumerate().filter(|(number, _)| *number != 20) {
            if answer.status != 201 {
                assert_eq!((answer.status, answer.code()), (409, "meeting-forbids-action"), "{number}");
                continue;
            }
            let (request, token) = (answer.header("location"), answer.text_of("lookupToken"));
            let mut told = Vec::new();
            for _ in 0..2_000 {
                let notices = server.as_guest("GET", &token, "/notices").send().expect(200);
                told = notices.items().iter().map(|one| one["kind"].clone()).collect();
                if !told.is_empty() {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(25));
            }
            assert_eq!(told, ["postponed"], "{number}");
            let seen = server.as_guest("GET", &token, request).send().expect(200);
            assert_eq!(seen.body["meeting"]["startsAt"], "2026-05-21T10:00:00+05:00");
        }
    }
}

both! {
    with [("sandbox_clock", "2026-04-20T10:00:00+05:00")];
    fn nobody_is_let_in_twice(server) {
        let path = server.announced(&meeting("2026-05-14T10:00:00+05:00"));
        let (request, _) = server.asked(&path);
        server.clock("2026-05-14T09:30:00+05:00");
        // The reminder comes first, so that the version stands.
        let _ = server.until("holder", &request, |one| one["version"] == 2);
        let answers = at_once(16, |_| server.post("responsible", &format!("{request}/check-in")).header("If-Match", "\"2\"").send());
        assert_eq!(tally(&answers), BTreeMap::from([(200, 1), (412, 15)]));
        assert_eq!(server.get("", &path).send().body["attendance"]["attended"], 1);
        let log = server.get("holder", &format!("/cases/{}/events", request.rsplit('/').next().unwrap())).send().expect(200);
        assert_eq!(log.items().iter().filter(|event| event["action"] == "checkIn").count(), 1);
    }
}

#[test]
fn two_nodes_tell_everybody_once() {
    let settings = [("sandbox_clock", "2026-04-20T10:00:00+05:00")];
    let server = Server::start_with(Backend::Postgres, &settings);
    let database = server.database().unwrap().to_owned();
    let other = Server::start_with(Backend::Sqlite, &[settings[0], ("database_url", &database)]);
    let path = server.announced(&meeting("2026-05-14T10:00:00+05:00"));
    let guests: Vec<(String, String)> = (0..40).map(|_| server.asked(&path)).collect();
    for day in ["2026-05-20", "2026-05-21", "2026-05-22"] {
        let moved = json!({ "startsAt": format!("{day}T10:00:00+05:00"), "reason": { "kk": "Себеп" } });
        let _ = server.act("holder", &path, "postponement").json(&moved).send().expect(200);
        for (_, token) in &guests {
            let kinds = || -> Vec<Value> {
                let list = other.as_guest("GET", token, "/notices?limit=100").send().expect(200);
                list.items().iter().map(|one| one["kind"].clone()).collect()
            };
            let wanted = day[8..].parse::<usize>().unwrap() - 19;
            for _ in 0..2_000 {
                if kinds().len() >= wanted {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(25));
            }
            assert_eq!(kinds(), vec![json!("postponed"); wanted], "{day}");
        }
    }
}
