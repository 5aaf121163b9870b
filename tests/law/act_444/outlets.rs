//! The mass media that the grid is sent to (№ 444-НҚ ¶6).

use merzim_tests::kit::{act, id};
use merzim_tests::parts::media::{compile, event, events, picks};
use merzim_tests::{Server, at_once, both, tally};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const MINISTRY: &str = "100140000003";

/// Why, which version, and of how many events each was sent to an outlet, the newest first.
fn sent(server: &Server, outlet: &str) -> Vec<(String, i64, i64)> {
    let list = server.get("newsroom", &format!("{outlet}/deliveries")).send().expect(200);
    let number = |one: &Value, field: &str| one[field].as_i64().unwrap_or_default();
    let of =
        |one: &Value| (one["kind"].as_str().unwrap().to_owned(), number(one, "revision"), number(one, "eventCount"));
    list.items().iter().map(of).collect()
}

/// The grid of the week with what the ministry has sent of it; its path, and that of the submission.
fn grid(server: &Server, submitted: &Value) -> (String, String) {
    let submission = server.weekly("body", MINISTRY, "2026-W13");
    let _ = act(server, "body", &submission, "submission", submitted).expect(200);
    let grid = server.grid("2026-W13");
    let codes: Vec<&str> =
        submitted["events"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    let _ = compile(server, &grid, &picks(&submission, &codes)).expect(200);
    for resource in ["approval", "dispatch"] {
        let _ = act(server, "mediaAuthority", &grid, resource, &Value::Null).expect(200);
    }
    (grid, submission)
}

fn row(kind: &str, revision: i64, events: i64) -> (String, i64, i64) {
    (kind.to_owned(), revision, events)
}

both! {
    fn an_outlet_is_told_of_grids_once_it_has_confirmed_its_address_and_until_it_leaves(server) {
        let outlet = server.outlet(&json!({}));
        assert_eq!(sent(&server, &outlet), [row("confirmation", 0, 0)]);
        let wrong = act(&server, "newsroom", &outlet, "confirmation", &json!({ "code": "guess" }));
        assert_eq!(wrong.problem(400, "invalid-input").pointers(), ["/code"]);
        let both = act(&server, "newsroom", &outlet, "confirmation", &json!({ "code": "guess", "other": 1 }));
        assert_eq!(both.problem(400, "invalid-input").pointers(), ["/code", "/other"]);
        let (grid, submission) = grid(&server, &events(&["2026-03-24"]));
        assert_eq!(sent(&server, &outlet).len(), 1);
        let code = server.get("newsroom", &format!("{outlet}/deliveries")).send().expect(200).items()[0]["code"].clone();
        // The ministry sees that a code was sent, and not which.
        assert_eq!(server.get("mediaAuthority", &format!("{outlet}/deliveries")).send().expect(200).items()[0]["code"], Value::Null);
        let _ = act(&server, "newsroom", &outlet, "confirmation", &json!({ "code": code })).expect(200);
        let again = act(&server, "newsroom", &outlet, "confirmation", &json!({ "code": code }));
        let _ = again.problem(409, "state-forbids-action");
        let cancelled = json!({ "nothingPlanned": true });
        let _ = act(&server, "body", &submission, "correction", &cancelled).expect(200);
        assert_eq!(sent(&server, &outlet)[0], row("cancellation", 2, 1));
        let of = server.get("mediaAuthority", &format!("{grid}/deliveries")).send().expect(200);
        assert_eq!((of.items().len(), &of.items()[0]["outlet"]), (1, &json!(id(&outlet))));
        let _ = act(&server, "newsroom", &outlet, "unsubscription", &Value::Null).expect(200);
        let _ = act(&server, "body", &submission, "correction", &events(&["2026-03-24"])).expect(200);
        assert_eq!(sent(&server, &outlet).len(), 2);
    }
}

both! {
    fn an_outlet_is_told_of_the_events_of_its_regions(server) {
        let of_almaty = server.subscribed(&json!({ "regions": ["75"] }));
        let of_all = server.subscribed(&json!({}));
        let mut submitted = events(&["2026-03-24", "2026-03-26"]);
        submitted["events"][1]["place"]["region"] = json!("75");
        let (_, submission) = grid(&server, &submitted);
        assert_eq!(sent(&server, &of_almaty)[0], row("dispatch", 1, 1));
        assert_eq!(sent(&server, &of_all)[0], row("dispatch", 1, 2));
        // What changes elsewhere is no news to it.
        submitted["events"][0]["status"] = json!("cancelled");
        let _ = act(&server, "body", &submission, "correction", &submitted).expect(200);
        assert_eq!(sent(&server, &of_almaty)[0], row("dispatch", 1, 1));
        assert_eq!(sent(&server, &of_all)[0], row("cancellation", 2, 1));
    }
}

both! {
    fn an_outlet_is_told_of_what_leaves_its_region_or_comes_under_an_embargo(server) {
        let of_almaty = server.subscribed(&json!({ "regions": ["75"] }));
        let of_all = server.subscribed(&json!({}));
        let mut submitted = events(&["2026-03-24", "2026-03-26", "2026-03-27"]);
        submitted["events"][0]["place"]["region"] = json!("75");
        // Nobody here knows of it.
        submitted["events"][2]["embargoUntil"] = json!("2026-03-27T18:00:00+05:00");
        let (grid, submission) = grid(&server, &submitted);
        assert_eq!(sent(&server, &of_almaty)[0], row("dispatch", 1, 1));
        assert_eq!(sent(&server, &of_all)[0], row("dispatch", 1, 2));
        let correct = |submitted: &Value| {
            let _ = act(&server, "body", &submission, "correction", submitted).expect(200);
            act(&server, "mediaAuthority", &grid, "correction", &json!({})).expect(200)
        };
        submitted["events"][0]["place"]["region"] = json!("71");
        let told = correct(&submitted);
        assert_eq!(told.body["latest"]["outletCount"], 2);
        assert_eq!(sent(&server, &of_almaty)[0], row("correction", 2, 1));
        assert_eq!(sent(&server, &of_all)[0], row("correction", 2, 1));
        // It is theirs no more; the other is hidden now.
        submitted["events"][0]["title"]["ru"] = json!("Иначе");
        submitted["events"][1]["embargoUntil"] = json!("2026-03-26T18:00:00+05:00");
        submitted["events"][2]["title"]["ru"] = json!("Иначе");
        let told = correct(&submitted);
        assert_eq!(told.body["latest"]["changes"].as_array().unwrap().len(), 3);
        assert_eq!(sent(&server, &of_almaty)[0], row("correction", 2, 1));
        assert_eq!(sent(&server, &of_all)[0], row("correction", 3, 2));
    }
}

both! {
    fn what_is_under_embargo_is_shown_to_outlets_that_accept_it(server) {
        let mut secret = event("secret", "2026-03-24");
        secret["embargoUntil"] = json!("2026-03-24T11:00:00+05:00");
        let open = event("open", "2026-03-25");
        let (grid, _) = grid(&server, &json!({ "events": [secret, open] }));
        let seen = || -> Vec<String> {
            let grid = server.get("newsroom", &grid).send().expect(200);
            let entries = grid.body["latest"]["entries"].as_array().unwrap();
            entries.iter().map(|entry| entry["event"]["code"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(seen(), ["open"]);
        let outlet = server.subscribed(&json!({ "acceptsEmbargo": true }));
        assert_eq!(seen(), ["secret", "open"]);
        let _ = act(&server, "newsroom", &outlet, "unsubscription", &Value::Null).expect(200);
        assert_eq!(seen(), ["open"]);
        server.clock("2026-03-24T11:00:00+05:00");
        assert_eq!(seen(), ["secret", "open"]);
    }
}

both! {
    fn an_outlet_with_another_address_confirms_again_and_one_that_left_may_return(server) {
        let outlet = server.subscribed(&json!({}));
        let put = |email: &str| {
            let form = json!({ "name": { "kk": "Агенттік", "ru": "Агентство" }, "channel": "email", "email": email, "languages": ["kk"] });
            let version = server.get("newsroom", &outlet).send().expect(200).header("etag").to_owned();
            server.request("PUT", "newsroom", &outlet).header("If-Match", &version).json(&form).send().expect(200)
        };
        assert!(put("news@demo.example").body["confirmedAt"].is_string());
        assert_eq!(put("other@demo.example").body["confirmedAt"], Value::Null);
        assert_eq!(sent(&server, &outlet).len(), 2);
        let _ = act(&server, "newsroom", &outlet, "unsubscription", &Value::Null).expect(200);
        assert_eq!(put("other@demo.example").body["leftAt"], Value::Null);
        // Nobody else sees or changes it.
        for who in ["body", "akimatPress"] {
            assert_eq!(server.get(who, &outlet).send().status, 403);
        }
    }
}

both! {
    fn the_end_of_an_embargo_is_told_once_to_outlets_and_the_ministry_and_in_the_feed(server) {
        let anybody = server.subscribed(&json!({ "acceptsEmbargo": false }));
        let careful = server.subscribed(&json!({ "acceptsEmbargo": true }));
        let elsewhere = server.subscribed(&json!({ "regions": ["75"] }));
        let (mut first, mut second) = (event("first", "2026-03-24"), event("second", "2026-03-25"));
        (first["embargoUntil"], second["embargoUntil"]) = (json!("2026-03-24T11:00:00+05:00"), json!("2026-03-25T11:00:00+05:00"));
        let mut off = event("off", "2026-03-25");
        (off["embargoUntil"], off["status"]) = (json!("2026-03-24T11:00:00+05:00"), json!("cancelled"));
        let (grid, _) = grid(&server, &json!({ "events": [first, second, off, event("open", "2026-03-26")] }));
        let news = |outlet: &str| sent(&server, outlet).into_iter().filter(|row| row.0 == "embargoEnd").collect::<Vec<_>>();
        let updated = || {
            let feed = server.get("newsroom", &format!("{grid}/grid.atom")).send().expect(200).text;
            feed.split("<updated>").nth(1).unwrap()[..16].to_owned()
        };
        server.clock("2026-03-24T10:59:00+05:00");
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        assert_eq!((news(&anybody), news(&careful)), (vec![], vec![]));
        let before = updated();
        // Who accepts embargoes may publish it now, and who does not is shown it.
        for (at, count) in [("2026-03-24T11:00:00+05:00", 1), ("2026-03-25T11:00:00+05:00", 2)] {
            server.clock(at);
            let done = |list: &Value| list["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "embargoEnd").count() == count;
            let _ = server.until("newsroom", &format!("{anybody}/deliveries"), done);
            std::thread::sleep(std::time::Duration::from_millis(1_500));
            assert_eq!(news(&anybody), vec![row("embargoEnd", 1, 1); count]);
            assert_eq!((news(&careful), news(&elsewhere)), (news(&anybody), vec![]));
            assert!(updated() > before && updated().starts_with(&at[..16]), "{} {before}", updated());
        }
        let told = server.get("mediaAuthority", "/notices?limit=100").send().expect(200);
        let told = told.items().iter().filter(|one| one["kind"] == "embargoEnded" && one["case"]["id"] == id(&grid)).count();
        assert_eq!(told, 2);
        let entries = server.get("newsroom", &grid).send().expect(200).body["latest"]["entries"].clone();
        let changed = entries.as_array().unwrap().iter().find(|entry| entry["event"]["code"] == "second").unwrap();
        assert_eq!(changed["changedAt"], "2026-03-25T11:00:00+05:00");
        let calendar = server.get("newsroom", &format!("{grid}/grid.ics?lang=en")).send().expect(200).text;
        assert!(!calendar.contains("under embargo"), "{calendar}");
    }
}

both! {
    fn an_embargo_that_the_body_lengthens_ends_by_that_in_every_form_and_is_told_then(server) {
        let careful = server.subscribed(&json!({ "acceptsEmbargo": true }));
        let (mut first, mut second) = (event("first", "2026-03-24"), event("second", "2026-03-26"));
        (first["embargoUntil"], second["embargoUntil"]) = (json!("2026-03-24T11:00:00+05:00"), json!("2026-03-26T11:00:00+05:00"));
        let (grid, submission) = grid(&server, &json!({ "events": [first, second] }));
        let mut prolong = |until: [&str; 2]| {
            let until = until.map(|until| json!(format!("{until}:00+05:00")));
            (first["embargoUntil"], second["embargoUntil"]) = (until[0].clone(), until[1].clone());
            let _ = act(&server, "body", &submission, "correction", &json!({ "events": [first, second] })).expect(200);
        };
        prolong(["2026-03-25T11:00", "2026-03-28T11:00"]);
        let read = |who: &str, file: &str| server.get(who, &format!("{grid}{file}")).send().expect(200).text;
        // A body is shown it in each form, or in none.
        let sees = |code: &str| {
            let files = ["", "/grid.json", "/grid.csv", "/grid.html", "/grid.ics", "/grid.atom", "/grid.json?revision=1"];
            let seen = files.map(|file| read("akimatPress", file).contains(&format!("Брифинг {code}")));
            assert!(seen.iter().all(|one| *one == seen[0]), "{code}: {seen:?}");
            seen[0]
        };
        let ends = || sent(&server, &careful).into_iter().filter(|row| row.0 == "embargoEnd").count();
        let at = |at: &str| {
            server.clock(at);
            std::thread::sleep(std::time::Duration::from_millis(1_500));
        };
        at("2026-03-24T11:00:00+05:00");
        assert_eq!((ends(), sees("first")), (0, false));
        // Whoever may see it reads until when it is held; what was sent is what the ministry compares.
        for (file, hour) in [("/grid.csv", "25.03.2026 11:00"), ("/grid.ics?lang=en", "25.03.2026 11:00"), ("/grid.json", "2026-03-25T11:00")] {
            assert!(read("newsroom", file).contains(hour), "{file}");
        }
        let kept = server.get("mediaAuthority", &grid).send().expect(200).body["compiled"]["changes"].clone();
        assert_eq!((&kept[0]["fields"], &kept[1]["fields"]), (&json!(["embargoUntil"]), &json!(["embargoUntil"])));
        server.clock("2026-03-25T11:00:00+05:00");
        let told = |count: usize| {
            let done = |list: &Value| list["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "embargoEnd").count() == count;
            let _ = server.until("newsroom", &format!("{careful}/deliveries"), done);
        };
        told(1);
        assert_eq!((sees("first"), sees("second")), (true, false));
        let entry = server.get("akimatPress", &grid).send().expect(200).body["latest"]["entries"][0].clone();
        assert_eq!(entry["changedAt"], "2026-03-25T11:00:00+05:00");
        // What the ministry has sent anew says so itself.
        let _ = act(&server, "mediaAuthority", &grid, "correction", &json!({})).expect(200);
        at("2026-03-26T11:00:00+05:00");
        assert_eq!((ends(), sees("second")), (1, false));
        at("2026-03-28T11:00:00+05:00");
        told(2);
        assert!(sees("second"));
    }
}

both! {
    fn an_embargo_that_is_moved_to_what_has_passed_ends_at_once(server) {
        let outlet = server.subscribed(&json!({ "acceptsEmbargo": false }));
        let mut held = event("held", "2026-03-24");
        held["embargoUntil"] = json!("2026-03-24T11:00:00+05:00");
        let (_, submission) = grid(&server, &json!({ "events": [held] }));
        let mut ask = |until: &str| {
            held["embargoUntil"] = json!(until);
            let _ = act(&server, "body", &submission, "correction", &json!({ "events": [held] })).expect(200);
        };
        ask("2026-03-26T11:00:00+05:00");
        server.clock("2026-03-25T11:00:00+05:00");
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        assert_eq!(sent(&server, &outlet)[0].0, "dispatch");
        ask("2026-03-24T11:00:00+05:00");
        assert_eq!(sent(&server, &outlet)[0], row("embargoEnd", 1, 1));
        // Nothing more is told when the hour comes that it had been moved to.
        server.clock("2026-03-26T11:00:00+05:00");
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        assert_eq!(sent(&server, &outlet).iter().filter(|row| row.0 == "embargoEnd").count(), 1);
    }
}

both! {
    fn an_organisation_has_a_hundred_outlets_and_no_more(server) {
        let first = server.outlet(&json!({}));
        for _ in 1..100 {
            let _ = server.outlet(&json!({}));
        }
        let form = json!({ "name": { "kk": "Агенттік", "ru": "Агентство" }, "channel": "email", "email": "news@demo.example", "languages": ["kk"] });
        let one_more = || server.post("newsroom", "/outlets").json(&form).send();
        let refused = one_more().problem(409, "too-many-outlets");
        assert!(refused.text_of("detail").contains("100"), "{}", refused.text);
        let _ = act(&server, "newsroom", &first, "unsubscription", &Value::Null).expect(200);
        let _ = one_more().expect(201);
        let version = server.get("newsroom", &first).send().expect(200).header("etag").to_owned();
        let returning = server.request("PUT", "newsroom", &first).header("If-Match", &version).json(&form).send();
        let _ = returning.problem(409, "too-many-outlets");
    }
}

/// An outlet by e-mail to an address of this name.
fn by_email(name: &str) -> Value {
    let email = format!("{name}@demo.example");
    json!({ "name": { "kk": "Агенттік", "ru": "Агентство" }, "channel": "email", "email": email, "languages": ["kk"] })
}

both! {
    fn of_many_who_subscribe_at_once_none_exceeds_the_hundred_outlets_of_its_organisation(server) {
        for _ in 0..96 {
            let _ = server.outlet(&json!({}));
        }
        let answers = at_once(16, |_| server.post("newsroom", "/outlets").json(&by_email("news")).send());
        assert_eq!(tally(&answers), BTreeMap::from([(201, 4), (409, 12)]));
    }
}

both! {
    fn an_outlet_is_sent_five_codes_a_day_to_whatever_addresses(server) {
        server.clock("2026-03-16T22:00:00+05:00");
        let outlet = server.outlet(&json!({}));
        let put = |name: &str| {
            let version = server.get("newsroom", &outlet).send().expect(200).header("etag").to_owned();
            server.request("PUT", "newsroom", &outlet).header("If-Match", &version).json(&by_email(name)).send()
        };
        for number in 1..5 {
            let _ = put(&format!("of{number}")).expect(200);
        }
        let refused = put("of5").problem(409, "too-many-codes");
        assert!(refused.text_of("detail").contains('5'), "{}", refused.text);
        // What needs no code is changed; who leaves and returns is sent none either.
        let _ = put("of4").expect(200);
        let _ = act(&server, "newsroom", &outlet, "unsubscription", &Value::Null).expect(200);
        let _ = put("of4").problem(409, "too-many-codes");
        assert_eq!(sent(&server, &outlet).len(), 5);
        // Another outlet has codes of its own, and the day ends at midnight in Kazakhstan.
        let _ = server.outlet(&json!({}));
        server.clock("2026-03-17T00:00:00+05:00");
        let _ = put("of5").expect(200);
    }
}

both! {
    fn an_organisation_that_leaves_and_subscribes_anew_is_sent_two_hundred_codes_a_day(server) {
        for _ in 0..2 {
            let outlets: Vec<String> = (0..100).map(|_| server.outlet(&json!({}))).collect();
            for outlet in &outlets {
                let _ = act(&server, "newsroom", outlet, "unsubscription", &Value::Null).expect(200);
            }
        }
        let refused = server.post("newsroom", "/outlets").json(&by_email("news")).send().problem(409, "too-many-codes");
        assert!(refused.text_of("detail").contains("200"), "{}", refused.text);
    }
}
