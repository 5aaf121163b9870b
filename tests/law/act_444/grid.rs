//! The media grid of a week (№ 444-НҚ ¶6).

use merzim_tests::kit::{act, id, stands, told};
use merzim_tests::parts::media::{WHO_COMPILES as WHO, compile, event, events, picks};
use merzim_tests::{Server, both};
use serde_json::{Value, json};

const MINISTRY: &str = "100140000003";
const AKIMAT: &str = "000740000004";

/// The body has sent this of week 13; the path of its submission.
fn submitted(server: &Server, form: &Value) -> String {
    let path = server.weekly("body", MINISTRY, "2026-W13");
    let _ = act(server, "body", &path, "submission", form).expect(200);
    path
}

/// The grid of week 13 with these events of one submission, sent; its path and that of the submission.
fn sent(server: &Server, form: &Value) -> (String, String) {
    let submission = submitted(server, form);
    let path = server.grid("2026-W13");
    let codes: Vec<&str> = form["events"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    let _ = compile(server, &path, &picks(&submission, &codes)).expect(200);
    let _ = act(server, WHO, &path, "approval", &Value::Null).expect(200);
    let _ = act(server, WHO, &path, "dispatch", &Value::Null).expect(200);
    (path, submission)
}

fn titles(entries: &Value) -> Vec<&str> {
    entries.as_array().unwrap().iter().map(|entry| entry["event"]["title"]["ru"].as_str().unwrap()).collect()
}

both! {
    fn rule_444_5_the_grid_is_sent_within_one_working_day_of_the_thursday(server) {
        let submission = submitted(&server, &events(&["2026-03-24", "2026-03-26"]));
        let path = server.grid("2026-W13");
        let begun = server.get(WHO, &path).send().expect(200);
        stands(&begun, "444-5", "open", Some("2026-03-20"));
        assert_eq!(begun.duty("444-5")["bearer"]["role"], "massMediaAuthority");
        // Everything that was submitted is proposed, and what is picked stands in the order in which it was picked.
        let proposed = server.get(WHO, &format!("{path}/suggestion")).send().expect(200);
        assert_eq!(proposed.body, picks(&submission, &["on-2026-03-24", "on-2026-03-26"]));
        let mut form = picks(&submission, &["on-2026-03-26", "on-2026-03-24"]);
        form["items"][0]["title"] = json!({ "kk": "Өз сөзімізбен", "ru": "Своими словами" });
        let compiled = compile(&server, &path, &form).expect(200);
        assert_eq!(titles(&compiled.body["compiled"]["entries"]), ["Своими словами", "Брифинг on-2026-03-24"]);
        // The submission stays as it was.
        let body = server.get("body", &submission).send().expect(200);
        assert_eq!(body.body["latest"]["events"][1]["title"]["ru"], "Брифинг on-2026-03-26");
        let early = act(&server, WHO, &path, "dispatch", &Value::Null).problem(409, "state-forbids-action");
        assert_eq!(early.body["actions"], json!(["approve"]));
        let _ = act(&server, WHO, &path, "approval", &Value::Null).expect(200);
        assert_eq!(server.get("newsroom", &path).send().status, 404);
        server.clock("2026-03-20T18:00:00+05:00");
        let sent = act(&server, WHO, &path, "dispatch", &Value::Null).expect(200);
        assert_eq!((&sent.body["state"], &sent.body["revision"]), (&json!("sent"), &json!(1)));
        stands(&sent, "444-5", "met", Some("2026-03-20"));
        let read = server.get("newsroom", &path).send().expect(200);
        assert_eq!(titles(&read.body["latest"]["entries"]), ["Своими словами", "Брифинг on-2026-03-24"]);
        assert_eq!(read.body["compiled"], Value::Null);
        assert_eq!(server.get("", &path).send().status, 404);
    }
}

both! {
    fn rule_444_5_a_grid_that_is_sent_after_its_last_day_is_late(server) {
        let path = server.grid("2026-W13");
        let _ = act(&server, WHO, &path, "approval", &Value::Null).expect(200);
        server.clock("2026-03-21T00:00:00+05:00");
        stands(&server.get(WHO, &path).send().expect(200), "444-5", "overdue", Some("2026-03-20"));
        stands(&act(&server, WHO, &path, "dispatch", &Value::Null).expect(200), "444-5", "late", Some("2026-03-20"));
    }
}

/// When the grid of a week is due, by the Thursday before it.
const DUES: &[(&str, &str, &str)] = &[
    ("2026-05-11T10:00:00+05:00", "2026-W21", "2026-05-15"),
    ("2025-12-29T10:00:00+05:00", "2026-W02", "2026-01-05"),
    ("2026-12-28T10:00:00+05:00", "2027-W01", "2027-01-05"),
];

both! {
    with [("media_since", "2025-01-01")];
    fn rule_444_5_counts_from_the_thursday_also_where_it_is_a_holiday(server) {
        for (now, week, due) in DUES {
            server.clock(now);
            stands(&server.get(WHO, &server.grid(week)).send().expect(200), "444-5", "open", Some(due));
        }
    }
}

both! {
    with [("media_since", "2027-01-01"), ("readings.holidayThursday", "nextWorkingDay")];
    fn rule_444_5_counts_from_the_day_on_which_the_information_is_due_where_that_is_later(server) {
        server.clock("2027-12-06T10:00:00+05:00");
        let submission = server.weekly("body", MINISTRY, "2027-W51");
        stands(&server.get("body", &submission).send().expect(200), "444-3", "open", Some("2027-12-17"));
        stands(&server.get(WHO, &server.grid("2027-W51")).send().expect(200), "444-5", "open", Some("2027-12-20"));
    }
}

both! {
    fn what_was_approved_is_sent_though_it_may_be_compiled_anew_before(server) {
        let submission = submitted(&server, &events(&["2026-03-24"]));
        let path = server.grid("2026-W13");
        let _ = compile(&server, &path, &picks(&submission, &["on-2026-03-24"])).expect(200);
        let _ = act(&server, WHO, &path, "approval", &Value::Null).expect(200);
        let _ = compile(&server, &path, &json!({ "items": [] })).problem(409, "state-forbids-action");
        let mut corrected = events(&["2026-03-24"]);
        corrected["events"][0]["title"]["ru"] = json!("Иначе");
        let _ = act(&server, "body", &submission, "correction", &corrected).expect(200);
        let seen = server.get(WHO, &path).send().expect(200);
        assert_eq!(seen.body["compiled"]["changes"][0]["fields"], json!(["title"]));
        let _ = act(&server, WHO, &path, "reopening", &Value::Null).expect(200);
        let again = act(&server, WHO, &path, "approval", &Value::Null).expect(200);
        assert_eq!(again.body["compiled"]["changes"], json!([]));
        let sent = act(&server, WHO, &path, "dispatch", &Value::Null).expect(200);
        assert_eq!(titles(&sent.body["latest"]["entries"]), ["Иначе"]);
    }
}

both! {
    fn only_what_was_submitted_for_the_week_is_picked_and_each_event_once(server) {
        let submission = submitted(&server, &events(&["2026-03-24"]));
        let other = server.weekly("akimatPress", AKIMAT, "2026-W13");
        let path = server.grid("2026-W13");
        let mut form = picks(&submission, &["on-2026-03-24", "none", "on-2026-03-24"]);
        let of_other = picks(&other, &["on-2026-03-24"])["items"][0].clone();
        form["items"].as_array_mut().unwrap().push(of_other);
        let wrong = compile(&server, &path, &form).problem(400, "invalid-input");
        assert_eq!(wrong.pointers(), ["/items/1/event", "/items/2/event", "/items/3/event"]);
        let _ = compile(&server, &path, &picks(&submission, &["on-2026-03-24"])).expect(200);
        let candidates = server.get(WHO, &format!("{path}/candidates")).send().expect(200);
        assert_eq!((candidates.items().len(), &candidates.items()[0]["picked"]), (1, &json!(true)));
        assert_eq!(server.get("newsroom", &format!("{path}/candidates")).send().status, 403);
    }
}

both! {
    fn what_does_not_go_together_is_told(server) {
        let (mut late, mut two) = (event("late", "2026-03-26"), event("two", "2026-03-26"));
        late["startsAt"] = json!("2026-03-26T11:30:00+05:00");
        late["endsAt"] = json!("2026-03-26T19:30:00+05:00");
        late["speakers"][0]["name"] = json!("Басқа адам");
        two["place"]["name"] = json!({ "kk": "Басқа жер", "ru": "Другое место" });
        let submission = submitted(&server, &json!({ "events": [event("one", "2026-03-26"), late, two] }));
        let path = server.grid("2026-W13");
        let compiled = compile(&server, &path, &picks(&submission, &["one", "late", "two"])).expect(200);
        let clashes = compiled.body["compiled"]["clashes"].as_array().unwrap();
        let told: Vec<(&str, usize)> = clashes
            .iter()
            .map(|clash| (clash["kind"].as_str().unwrap(), clash["events"].as_array().unwrap().len()))
            .collect();
        assert_eq!(told, [("samePlace", 2), ("sameSpeaker", 2), ("outsideWorkingTime", 1)]);
    }
}

both! {
    fn a_correction_is_a_version_that_says_what_changed(server) {
        let (path, submission) = sent(&server, &events(&["2026-03-24", "2026-03-26"]));
        let _ = act(&server, WHO, &path, "correction", &json!({})).problem(409, "nothing-to-correct");
        // A body corrects: the ministry is told, the newsroom sees nothing of it yet.
        let mut corrected = events(&["2026-03-24", "2026-03-26", "2026-03-27"]);
        corrected["events"][0]["startsAt"] = json!("2026-03-24T10:30:00+05:00");
        let _ = act(&server, "body", &submission, "correction", &corrected).expect(200);
        assert_eq!(told(&server, WHO, "outdated")["case"]["id"], id(&path));
        let seen = server.get(WHO, &path).send().expect(200);
        assert_eq!(seen.body["compiled"]["changes"][0]["kind"], "moved");
        assert_eq!(seen.body["compiled"]["changes"][0]["fields"], json!(["startsAt"]));
        assert_eq!(server.get("newsroom", &path).send().expect(200).body["revision"], 1);
        let _ = compile(&server, &path, &picks(&submission, &["on-2026-03-24", "on-2026-03-27"])).expect(200);
        server.clock("2026-03-23T10:00:00+05:00");
        let reason = json!({ "reason": { "ru": "Уточнено время" } });
        let sent = act(&server, WHO, &path, "correction", &reason).expect(200);
        assert_eq!(sent.body["revision"], 2);
        let versions = server.get("newsroom", &format!("{path}/revisions")).send().expect(200);
        let changes = versions.items()[1]["changes"].as_array().unwrap();
        let changes: Vec<(&str, &str)> =
            changes.iter().map(|one| (one["kind"].as_str().unwrap(), one["title"]["ru"].as_str().unwrap())).collect();
        assert_eq!(
            changes,
            [
                ("moved", "Брифинг on-2026-03-24"),
                ("added", "Брифинг on-2026-03-27"),
                ("removed", "Брифинг on-2026-03-26")
            ]
        );
        assert_eq!(versions.items()[1]["reason"]["ru"], "Уточнено время");
        let first = server.get("newsroom", &format!("{path}/grid.json?revision=1")).send().expect(200);
        assert_eq!(titles(&first.body["entries"]), ["Брифинг on-2026-03-24", "Брифинг on-2026-03-26"]);
        assert_eq!(server.get("newsroom", &format!("{path}/grid.json?revision=3")).send().status, 404);
        // What changed has a higher sequence; what is left out is cancelled in a calendar.
        let ics = server.get("newsroom", &format!("{path}/grid.ics?lang=ru")).send().expect(200);
        let ics = ics.text.replace("\r\n ", "");
        let found = |code: &str| {
            ics.split("BEGIN:VEVENT").find(|part| part.contains(&format!("-{code}@merzim"))).unwrap().to_owned()
        };
        for (code, sequence, status) in
            [("on-2026-03-24", 1, "TENTATIVE"), ("on-2026-03-26", 1, "CANCELLED"), ("on-2026-03-27", 0, "TENTATIVE")]
        {
            let part = found(code);
            for line in [format!("SEQUENCE:{sequence}\r\n"), format!("STATUS:{status}\r\n")] {
                assert!(part.contains(&line), "{line}: {part}");
            }
        }
        assert!(found("on-2026-03-24").contains("DTSTART:20260324T053000Z"));
    }
}

both! {
    fn an_event_that_is_cancelled_after_the_dispatch_is_told_at_once(server) {
        let (path, submission) = sent(&server, &events(&["2026-03-24", "2026-03-26", "2026-03-27"]));
        let mut corrected = events(&["2026-03-24", "2026-03-26"]);
        corrected["events"][0]["status"] = json!("cancelled");
        corrected["events"][1]["startsAt"] = json!("2026-03-26T10:30:00+05:00");
        let _ = act(&server, "body", &submission, "correction", &corrected).expect(200);
        let read = server.get("newsroom", &path).send().expect(200);
        assert_eq!((&read.body["revision"], &read.body["latest"]["kind"]), (&json!(2), &json!("cancellation")));
        let entries = read.body["latest"]["entries"].as_array().unwrap();
        let statuses: Vec<&Value> = entries.iter().map(|one| &one["event"]["status"]).collect();
        // What is left out of a submission does not take place; what is only moved waits for the ministry.
        assert_eq!(statuses, ["cancelled", "planned", "cancelled"]);
        assert_eq!(entries[1]["event"]["startsAt"], "2026-03-26T11:00:00+05:00");
        assert_eq!(told(&server, WHO, "cancelled")["case"]["id"], id(&path));
    }
}

both! {
    fn what_is_under_embargo_is_seen_by_the_ministry_and_its_own_body_until_it_ends(server) {
        let mut form = events(&["2026-03-24", "2026-03-26"]);
        form["events"][0]["embargoUntil"] = json!("2026-03-25T12:00:00+05:00");
        let (path, _) = sent(&server, &form);
        let sees = |who: &str| {
            server.get(who, &path).send().expect(200).body["latest"]["entries"].as_array().unwrap().len()
        };
        assert_eq!((sees(WHO), sees("body"), sees("akimatPress"), sees("newsroom")), (2, 2, 1, 1));
        for file in ["grid.svg", "grid.html", "grid.ics", "grid.atom", "grid.csv"] {
            let tells = |who: &str| {
                let file = server.get(who, &format!("{path}/{file}?lang=ru")).send().expect(200);
                file.text.contains("Брифинг on-2026-03-24")
            };
            assert_eq!((tells(WHO), tells("newsroom")), (true, false), "{file}");
        }
        server.clock("2026-03-25T12:00:00+05:00");
        assert_eq!(sees("newsroom"), 2);
    }
}

both! {
    with [("media_grid_public", "true")];
    fn a_grid_that_is_sent_is_public_where_the_operator_says_so(server) {
        let mut form = events(&["2026-03-24", "2026-03-26"]);
        form["events"][0]["embargoUntil"] = json!("2026-03-25T12:00:00+05:00");
        let (path, _) = sent(&server, &form);
        let read = server.get("", &path).send().expect(200);
        assert_eq!(titles(&read.body["latest"]["entries"]), ["Брифинг on-2026-03-26"]);
        let _ = server.get("", &format!("{path}/grid.svg")).send().expect(200);
        assert_eq!(server.get("", "/media-grids").send().expect(200).items().len(), 1);
        server.clock("2026-03-23T10:00:00+05:00");
        assert_eq!(server.get("", &server.grid("2026-W14")).send().status, 404);
    }
}

both! {
    fn a_grid_has_every_form_that_newsrooms_use(server) {
        let (path, _) = sent(&server, &events(&["2026-03-24", "2026-03-26"]));
        let file = |name: &str| server.get("newsroom", &format!("{path}/{name}")).send().expect(200);
        let picture = file("grid.svg?lang=kk");
        assert_eq!((picture.header("content-type"), picture.header("cache-control")), ("image/svg+xml", "no-store"));
        let drawn = roxmltree::Document::parse(&picture.text).unwrap();
        assert!(drawn.root_element().attribute("aria-description").unwrap().contains("Брифинг on-2026-03-24"));
        let planned = |node: &roxmltree::Node<'_, '_>| {
            node.attribute("class").is_some_and(|class| class.starts_with("planned "))
        };
        // Two events, and the sign that explains them.
        assert_eq!(drawn.descendants().filter(planned).count(), 3);
        let page = file("grid.html?lang=ru");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        for words in ["<html lang=\"ru\">", "<h2 id=\"d24\">Вторник, 24 марта", "<svg ", "size:A4 landscape"] {
            assert!(page.text.contains(words), "{words}");
        }
        let feed = file("grid.atom?lang=ru");
        let feed = roxmltree::Document::parse(&feed.text).unwrap();
        assert_eq!(feed.descendants().filter(|node| node.tag_name().name() == "entry").count(), 2);
        let table = file("grid.csv?lang=ru&separator=comma");
        let rows: Vec<&str> = table.text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(rows.len(), 3);
        assert!(rows[1].contains(r#","2026-03-24","24.03.2026 11:00","24.03.2026 12:00","Брифинг on-2026-03-24","#));
        assert!(file("grid.xlsx").bytes.starts_with(b"PK"));
        // The ministry looks at what it compiles.
        let _ = compile(&server, &path, &json!({ "items": [] })).expect(200);
        let compiled = server.get(WHO, &format!("{path}/grid.svg?lang=ru&compiled=true")).send().expect(200);
        assert!(compiled.text.contains("проект") && !compiled.text.contains("Брифинг"));
        assert!(!file("grid.svg?lang=ru&compiled=true").text.contains("проект"));
    }
}
