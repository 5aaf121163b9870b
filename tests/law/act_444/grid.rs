//! The media grid of a week (№ 444-НҚ ¶6).

use merzim_tests::kit::{act, id, most, stands, told};
use merzim_tests::parts::media::{WHO_COMPILES as WHO, compile, event, events, picks};
use merzim_tests::{Server, at_once, both};
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

/// What Merzim has done by itself in the case of a grid since it began.
fn by_itself(server: &Server, path: &str) -> Vec<String> {
    let events = server.get(WHO, &format!("/cases/{}/events", id(path))).send().expect(200);
    let actions = events.items().iter().map(|event| event["action"].as_str().unwrap().to_owned());
    actions.filter(|action| ["cancel", "outdate"].contains(&action.as_str())).collect()
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
        let sent = act(&server, WHO, &path, "dispatch", &json!({ "nothingPlanned": true })).expect(200);
        stands(&sent, "444-5", "late", Some("2026-03-20"));
    }
}

both! {
    fn rule_444_5_is_not_met_by_a_grid_that_says_nothing_unless_that_is_meant(server) {
        let submission = server.weekly("body", MINISTRY, "2026-W13");
        let path = server.grid("2026-W13");
        let send = |form: &Value| act(&server, WHO, &path, "dispatch", form);
        let _ = act(&server, WHO, &path, "approval", &Value::Null).expect(200);
        // The body is still to tell of the week.
        let _ = send(&Value::Null).problem(409, "nothing-picked");
        let _ = act(&server, "body", &submission, "submission", &events(&["2026-03-24"])).expect(200);
        let refused = send(&json!({ "nothingPlanned": false })).problem(409, "nothing-picked");
        assert!(refused.body["detail"].as_str().unwrap().contains('1'), "{}", refused.body);
        stands(&server.get(WHO, &path).send().expect(200), "444-5", "open", Some("2026-03-20"));
        // What has events is not empty.
        let _ = act(&server, WHO, &path, "reopening", &Value::Null).expect(200);
        let _ = compile(&server, &path, &picks(&submission, &["on-2026-03-24"])).expect(200);
        let _ = act(&server, WHO, &path, "approval", &Value::Null).expect(200);
        assert_eq!(send(&json!({ "nothingPlanned": true })).problem(400, "invalid-input").pointers(), ["/nothingPlanned"]);
        let sent = send(&Value::Null).expect(200);
        stands(&sent, "444-5", "met", Some("2026-03-20"));
        // Nobody has subscribed.
        assert_eq!(sent.body["latest"]["outletCount"], 0);
    }
}

both! {
    fn an_empty_grid_is_sent_where_nothing_was_submitted_and_nobody_is_awaited(server) {
        let submission = server.weekly("body", MINISTRY, "2026-W13");
        let path = server.grid("2026-W13");
        let _ = act(&server, "body", &submission, "submission", &json!({ "nothingPlanned": true })).expect(200);
        let _ = server.subscribed(&json!({}));
        let _ = act(&server, WHO, &path, "approval", &Value::Null).expect(200);
        let sent = act(&server, WHO, &path, "dispatch", &Value::Null).expect(200);
        assert_eq!(sent.body["latest"]["outletCount"], 1);
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
        assert_eq!(wrong.pointers(), ["/items/1/event", "/items/2/event", "/items/3/submission"]);
        assert_eq!(wrong.body["errors"][1]["code"], "twice");
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
    fn what_a_body_corrects_is_followed_whatever_the_ministry_compiles_meanwhile(server) {
        let days = ["2026-03-24", "2026-03-25", "2026-03-26"];
        let mut form = events(&days);
        let (path, submission) = sent(&server, &form);
        // An unsent draft without the first event, and with words of the ministry for the second.
        let mut draft = picks(&submission, &["on-2026-03-25", "on-2026-03-26"]);
        draft["items"][0]["title"] = json!({ "kk": "Өз сөзімізбен", "ru": "Своими словами" });
        draft["items"][0]["summary"] = json!({ "kk": "Маңызды", "ru": "Важно" });
        let _ = compile(&server, &path, &draft).expect(200);
        let correct = |form: &Value| act(&server, "body", &submission, "correction", form).expect(200);
        let latest = || server.get("newsroom", &path).send().expect(200).body["latest"].clone();
        // What the grid does not have does not concern it.
        form["events"].as_array_mut().unwrap().push(event("more", "2026-03-27"));
        let _ = correct(&form);
        assert_eq!((by_itself(&server, &path), &latest()["revision"]), (vec![], &json!(1)));
        // One correction cancels an event and moves another: both are told.
        form["events"][0]["status"] = json!("cancelled");
        form["events"][1]["startsAt"] = json!("2026-03-25T10:30:00+05:00");
        let _ = correct(&form);
        assert_eq!(by_itself(&server, &path), ["cancel", "outdate"]);
        let told = latest();
        assert_eq!((&told["revision"], &told["kind"]), (&json!(2), &json!("cancellation")));
        let statuses: Vec<&Value> = told["entries"].as_array().unwrap().iter().map(|one| &one["event"]["status"]).collect();
        assert_eq!(statuses, ["cancelled", "planned", "planned"]);
        assert_eq!(told["entries"][1]["event"]["startsAt"], "2026-03-25T11:00:00+05:00");
        assert_eq!(told["changes"].as_array().unwrap().len(), 1);
        // What is told is not told again; what comes back is a change.
        form["events"].as_array_mut().unwrap().remove(0);
        let _ = correct(&form);
        assert_eq!(by_itself(&server, &path).len(), 2);
        form["events"].as_array_mut().unwrap().insert(0, event("on-2026-03-24", "2026-03-24"));
        let _ = correct(&form);
        assert_eq!(by_itself(&server, &path), ["cancel", "outdate", "outdate"]);
        assert_eq!(latest()["revision"], 2);
    }
}

both! {
    fn what_a_body_corrects_between_approval_and_dispatch_is_followed_at_the_dispatch(server) {
        let mut form = events(&["2026-03-24", "2026-03-25"]);
        let submission = submitted(&server, &form);
        let path = server.grid("2026-W13");
        let mut picked = picks(&submission, &["on-2026-03-24", "on-2026-03-25"]);
        picked["items"][1]["title"] = json!({ "kk": "Өз сөзімізбен", "ru": "Своими словами" });
        let _ = compile(&server, &path, &picked).expect(200);
        let _ = act(&server, WHO, &path, "approval", &Value::Null).expect(200);
        form["events"][0]["status"] = json!("cancelled");
        form["events"][1]["title"]["ru"] = json!("О другом");
        let _ = act(&server, "body", &submission, "correction", &form).expect(200);
        let _ = act(&server, WHO, &path, "dispatch", &Value::Null).expect(200);
        assert_eq!(by_itself(&server, &path), ["cancel", "outdate"]);
        let read = server.get("newsroom", &path).send().expect(200);
        assert_eq!(read.body["revision"], 2);
        assert_eq!(titles(&read.body["latest"]["entries"])[1], "Своими словами");
    }
}

both! {
    fn a_calendar_a_feed_and_a_table_say_how_an_event_stands_its_embargo_and_its_broadcast(server) {
        let _ = server.subscribed(&json!({ "acceptsEmbargo": true }));
        let mut form = events(&["2026-03-24", "2026-03-26", "2026-03-27"]);
        form["events"][0]["embargoUntil"] = json!("2026-03-25T12:00:00+05:00");
        form["events"][0]["place"]["link"] = json!("https://live.example/1");
        form["events"][1]["status"] = json!("postponed");
        let (path, submission) = sent(&server, &form);
        let mut picked = picks(&submission, &["on-2026-03-24", "on-2026-03-26"]);
        picked["items"][0]["summary"] = json!({ "kk": "Маңызды", "ru": "Важно" });
        let _ = compile(&server, &path, &picked).expect(200);
        let _ = act(&server, WHO, &path, "correction", &json!({})).expect(200);
        let file = |name: &str| server.get("newsroom", &format!("{path}/{name}")).send().expect(200).text;
        let ics = file("grid.ics?lang=ru").replace("\r\n ", "");
        let part = |code: &str| {
            ics.split("BEGIN:VEVENT").find(|part| part.contains(&format!("-{code}@merzim"))).unwrap().to_owned()
        };
        for (code, said) in [
            ("on-2026-03-24", "SUMMARY:Брифинг on-2026-03-24\r\n"),
            ("on-2026-03-24", "эмбарго до 25.03.2026 12:00"),
            ("on-2026-03-24", "Для СМИ: Важно"),
            ("on-2026-03-24", "Цель: Информировать"),
            ("on-2026-03-24", "Задача: Показать"),
            ("on-2026-03-24", "Трансляция: https://live.example/1"),
            ("on-2026-03-24", "URL:https://live.example/1\r\n"),
            ("on-2026-03-26", "SUMMARY:ОТЛОЖЕНО: Брифинг on-2026-03-26\r\n"),
            ("on-2026-03-26", "STATUS:TENTATIVE\r\n"),
            ("on-2026-03-27", "SUMMARY:ИСКЛЮЧЕНО: Брифинг on-2026-03-27\r\n"),
            ("on-2026-03-27", "STATUS:CANCELLED\r\n"),
        ] {
            assert!(part(code).contains(said), "{said}: {}", part(code));
        }
        let feed = file("grid.atom?lang=ru");
        let feed = roxmltree::Document::parse(&feed).unwrap();
        let text = |node: &roxmltree::Node<'_, '_>, name: &str| {
            node.children().find(|child| child.tag_name().name() == name).unwrap().text().unwrap_or_default().to_owned()
        };
        let entries: Vec<_> = feed.descendants().filter(|node| node.tag_name().name() == "entry").collect();
        let entry = |code: &str| entries.iter().find(|node| text(node, "id").ends_with(code)).copied().unwrap();
        let says = |code: &str, name: &str, value: &str| {
            let entry = entry(code);
            entry.descendants().any(|node| node.attribute(name) == Some(value))
        };
        assert!(text(&entry("on-2026-03-24"), "summary").contains("эмбарго до 25.03.2026 12:00"));
        assert!(says("on-2026-03-24", "href", "https://live.example/1"));
        assert!(says("on-2026-03-26", "term", "postponed"));
        assert!(says("on-2026-03-27", "term", "cancelled"));
        let table = file("grid.csv?lang=ru&separator=comma");
        // It goes on where it broke off, and is not sent again to whoever has it.
        let again = |name: &str, value: &str| {
            server.get(WHO, &format!("{path}/grid.csv?lang=ru&separator=comma")).header(name, value).send()
        };
        let whole = again("Accept", "*/*").expect(200);
        let part = again("Range", "bytes=3-12").expect(206);
        assert_eq!((part.bytes.as_slice(), part.header("accept-ranges")), (&whole.bytes[3..13], "bytes"));
        assert_eq!(again("If-None-Match", whole.header("etag")).expect(304).bytes.len(), 0);
        let _ = again("Range", "bytes=9999999-").problem(416, "no-such-part");
        let row = table.lines().find(|line| line.contains("on-2026-03-24")).unwrap();
        assert!(row.ends_with(r#""эмбарго до 25.03.2026 12:00","https://live.example/1","Важно""#), "{row}");
    }
}

both! {
    fn a_grid_keeps_the_order_and_the_headings_of_the_ministry(server) {
        let mut early = event("early", "2026-03-24");
        early["startsAt"] = json!("2026-03-24T09:00:00+05:00");
        let form = json!({ "events": [early, event("noon", "2026-03-24"), event("thursday", "2026-03-26")] });
        let submission = submitted(&server, &form);
        let path = server.grid("2026-W13");
        let heading = |name: &str| json!({ "kk": name, "ru": name });
        let order = |codes: [&str; 3]| {
            let mut picked = picks(&submission, &codes);
            for (place, name) in ["Главное", "Разное", "Главное"].into_iter().enumerate() {
                picked["items"][place]["heading"] = heading(name);
            }
            picked
        };
        let _ = compile(&server, &path, &order(["thursday", "noon", "early"])).expect(200);
        let _ = act(&server, WHO, &path, "approval", &Value::Null).expect(200);
        let _ = act(&server, WHO, &path, "dispatch", &Value::Null).expect(200);
        let shown = ["Брифинг thursday", "Брифинг noon", "Брифинг early"];
        let file = |name: &str| server.get("newsroom", &format!("{path}/{name}")).send().expect(200);
        assert_eq!(titles(&file("grid.json").body["entries"]), shown);
        let table = file("grid.csv?lang=ru&separator=comma").text;
        let rows: Vec<&str> = table.trim_start_matches('\u{feff}').lines().skip(1).collect();
        for (row, title) in rows.iter().zip(shown) {
            assert!(row.contains(title), "{table}");
        }
        // Day by day, under the headings; the numbers are those of the table.
        let page = file("grid.html?lang=ru").text;
        let list = page.split_once("class=\"days\"").unwrap().1;
        let places: Vec<usize> = [">Вторник, 24 марта", ">Разное<", "value=\"2\"", ">Главное<", "value=\"3\"", ">Четверг, 26 марта", "value=\"1\""]
            .iter()
            .map(|words| list.find(words).unwrap_or_else(|| panic!("{words}: {list}")))
            .collect();
        assert!(places.is_sorted(), "{places:?}");
        // Another order is a correction.
        let _ = compile(&server, &path, &order(["early", "noon", "thursday"])).expect(200);
        let sent = act(&server, WHO, &path, "correction", &json!({})).expect(200);
        assert_eq!(titles(&sent.body["latest"]["entries"]), ["Брифинг early", "Брифинг noon", "Брифинг thursday"]);
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
    fn a_longer_embargo_holds_in_every_version_and_at_once_where_it_comes_after_the_approval(server) {
        let mut form = events(&["2026-03-24", "2026-03-26"]);
        form["events"][0]["embargoUntil"] = json!("2026-03-25T12:00:00+05:00");
        let submission = submitted(&server, &form);
        let path = server.grid("2026-W13");
        let _ = compile(&server, &path, &picks(&submission, &["on-2026-03-24", "on-2026-03-26"])).expect(200);
        let _ = act(&server, WHO, &path, "approval", &Value::Null).expect(200);
        // The other event comes under an embargo before the grid is sent. What was approved is still what the ministry proofreads.
        form["events"][1]["embargoUntil"] = json!("2026-03-26T09:00:00+05:00");
        form["events"][1]["title"] = json!({ "kk": "Басқаша", "ru": "Иначе" });
        let _ = act(&server, "body", &submission, "correction", &form).expect(200);
        let proof = |query: &str| server.get(WHO, &format!("{path}/grid.json?{query}")).send().expect(200).text;
        assert_eq!((proof("").contains("Иначе"), proof("compiled=true").contains("Иначе")), (false, true));
        let _ = act(&server, WHO, &path, "dispatch", &Value::Null).expect(200);
        let tells = |query: &str, day: &str| {
            let files = ["grid.json", "grid.html", "grid.csv"].map(|file| {
                server.get("newsroom", &format!("{path}/{file}?{query}")).send().expect(200).text.contains(day)
            });
            assert!(files.iter().all(|told| *told == files[0]), "{query} {day}: {files:?}");
            files[0]
        };
        assert_eq!((tells("", "on-2026-03-24"), tells("", "on-2026-03-26")), (false, false));
        // The first one is prolonged: what the first version says of its end does not count.
        form["events"][0]["embargoUntil"] = json!("2026-03-27T12:00:00+05:00");
        let _ = act(&server, "body", &submission, "correction", &form).expect(200);
        let _ = act(&server, WHO, &path, "correction", &json!({})).expect(200);
        server.clock("2026-03-26T10:00:00+05:00");
        let changes = || server.get("newsroom", &format!("{path}/revisions")).send().expect(200).text.contains("on-2026-03-24");
        assert_eq!((tells("revision=1", "on-2026-03-24"), tells("revision=1", "on-2026-03-26"), changes()), (false, true, false));
        server.clock("2026-03-27T12:00:00+05:00");
        assert_eq!((tells("revision=1", "on-2026-03-24"), tells("", "on-2026-03-24"), changes()), (true, true, true));
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
    with [("media_grid_public", "true")];
    fn how_people_are_reached_is_for_the_ministry_the_body_itself_and_the_mass_media(server) {
        let mut form = events(&["2026-03-24", "2026-03-26"]);
        form["events"][0]["organisers"][0]["email"] = json!("press@demo.example");
        form["events"][0]["speakers"][0]["phone"] = json!("+7 701 000 00 09");
        let (path, submission) = sent(&server, &form);
        // One that is left out is shown too.
        let _ = compile(&server, &path, &picks(&submission, &["on-2026-03-24"])).expect(200);
        let _ = act(&server, WHO, &path, "correction", &json!({})).expect(200);
        let contacts = ["vice@demo.example", "press@demo.example", "+7 701 000 00 09", "+7 717 200 00 00", "Баспасөз хатшысы"];
        let known = |who: &str, form: &str| -> Vec<&str> {
            let read = server.get(who, &format!("{path}{form}")).send().expect(200).text.replace("\r\n ", "");
            assert!(read.contains("Брифинг on-2026-03-24"), "{form}: {read}");
            contacts.into_iter().filter(|contact| read.contains(contact)).collect()
        };
        for who in [WHO, "body", "newsroom"] {
            for form in ["", "/grid.json", "/grid.json?revision=1", "/grid.html", "/grid.ics", "/grid.atom", "/grid.csv"] {
                assert_eq!(known(who, form), contacts, "{who}: {form}");
            }
        }
        for who in ["", "akimatPress"] {
            for form in ["", "/grid.json", "/grid.json?revision=1", "/grid.html", "/grid.svg", "/grid.ics", "/grid.atom", "/grid.csv"] {
                assert_eq!(known(who, form), [""; 0], "{who}: {form}");
            }
        }
        // Whoever submits an event says them.
        let mut silent = events(&["2026-03-24"]);
        silent["events"][0]["organisers"][0] = json!({ "name": { "kk": "Министрлік", "ru": "Министерство" } });
        let wrong = act(&server, "body", &submission, "correction", &silent).problem(400, "invalid-input");
        assert_eq!(wrong.pointers(), ["/events/0/organisers/0/person", "/events/0/organisers/0/phone"]);
    }
}

both! {
    fn whether_grids_are_for_everybody_is_what_the_operator_says_now(server) {
        let (path, _) = sent(&server, &events(&["2026-03-24"]));
        let open = |server: &Server| {
            let found = server.get("", "/media-grids").send().expect(200).items().len();
            (server.get("", &path).send().status, server.get("", &format!("{path}/grid.json")).send().status, found)
        };
        assert_eq!(open(&server), (404, 404, 0));
        let server = Server::over(server.stop(), &[("media_grid_public", "true")]);
        assert_eq!(open(&server), (200, 200, 1));
        let server = Server::over(server.stop(), &[]);
        assert_eq!(open(&server), (404, 404, 0));
        let _ = server.get("newsroom", &path).send().expect(200);
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
        assert!(rows[1].contains(r#","2026-03-24","2026-03-24 11:00","2026-03-24 12:00","Брифинг on-2026-03-24","#));
        assert!(file("grid.xlsx").bytes.starts_with(b"PK"));
        // The ministry looks at what it compiles.
        let _ = compile(&server, &path, &json!({ "items": [] })).expect(200);
        let compiled = server.get(WHO, &format!("{path}/grid.svg?lang=ru&compiled=true")).send().expect(200);
        assert!(compiled.text.contains("проект") && !compiled.text.contains("Брифинг"));
        let others = server.get("newsroom", &format!("{path}/grid.svg?lang=ru&compiled=true")).send();
        let _ = others.problem(403, "role-forbids-action");
    }
}

both! {
    fn a_page_says_what_a_version_changes_and_leaves_out_and_how_people_are_reached(server) {
        let mut form = events(&["2026-03-24", "2026-03-25", "2026-03-26"]);
        form["events"][1]["speakers"][0]["phone"] = json!("+7 701 000 00 09");
        let (path, submission) = sent(&server, &form);
        let page = || server.get("newsroom", &format!("{path}/grid.html?lang=ru")).send().expect(200).text;
        let first = page();
        assert!(!first.contains("tag news\"") && !first.contains("id=\"left-out\""), "{first}");
        for link in ["href=\"tel:+77010000009\"", "href=\"mailto:vice@demo.example\"", "href=\"tel:+77172000000\""] {
            assert!(first.contains(link), "{link}");
        }
        assert!(first.contains("Всё готово") && first.contains("План"), "{first}");
        form["events"][0]["startsAt"] = json!("2026-03-24T10:30:00+05:00");
        form["events"].as_array_mut().unwrap().push(event("new", "2026-03-27"));
        let _ = act(&server, "body", &submission, "correction", &form).expect(200);
        let _ = compile(&server, &path, &picks(&submission, &["on-2026-03-24", "on-2026-03-25", "new"])).expect(200);
        let reason = json!({ "reason": { "kk": "Уақыты нақтыланды", "ru": "Уточнено время" } });
        let _ = act(&server, WHO, &path, "correction", &reason).expect(200);
        let second = page();
        for words in ["Уточнено время", "tag news\">изменено время", "tag news\">добавлено", "Исключено из грида"] {
            assert!(second.contains(words), "{words}");
        }
        let (_, left_out) = second.split_once("id=\"left-out\"").unwrap();
        assert!(left_out.contains("Брифинг on-2026-03-26") && !left_out.contains("Брифинг new"), "{left_out}");
        // An earlier version says what it changed itself.
        let again = server.get("newsroom", &format!("{path}/grid.html?lang=ru&revision=1")).send().expect(200).text;
        assert!(!again.contains("tag news\"") && again.contains("Брифинг on-2026-03-26"));
        // State bodies are told how nobody is reached.
        let other = server.get("akimatPress", &format!("{path}/grid.html?lang=ru")).send().expect(200).text;
        assert!(!other.contains("href=\"tel:") && !other.contains("href=\"mailto:"));
        let calendar = server.get("newsroom", &format!("{path}/grid.ics?lang=ru")).send().expect(200).text;
        assert!(calendar.replace("\r\n ", "").contains("CONTACT:Баспасөз хатшысы · +7 717 200 00 00"), "{calendar}");
        // The table has each of the six items of ¶5.
        let table = server.get("newsroom", &format!("{path}/grid.csv?lang=ru&separator=comma")).send().expect(200).text;
        for item in ["2026-03-24 10:30", "Пресс-центр", "Баспасөз хатшысы", "Информировать", "Показать", "Всё готово", "Вице-министр", "План"] {
            assert!(table.contains(item), "{item}");
        }
    }
}

both! {
    fn of_a_dispatch_and_a_cancellation_at_once_no_outlet_is_left_with_an_event_that_is_off(server) {
        let outlet = server.subscribed(&json!({}));
        let days = ["2026-03-24", "2026-03-26"];
        let submission = submitted(&server, &events(&days));
        let mut corrected = events(&days);
        corrected["events"][0]["status"] = json!("cancelled");
        let path = server.grid("2026-W13");
        let _ = compile(&server, &path, &picks(&submission, &["on-2026-03-24", "on-2026-03-26"])).expect(200);
        let _ = act(&server, WHO, &path, "approval", &Value::Null).expect(200);
        let take = |who: &str, path: &str, resource: &str, body: &Value| loop {
            // Whoever comes second reads again.
            let answer = act(&server, who, path, resource, body);
            if answer.status != 412 {
                return answer.expect(200);
            }
        };
        let _ = at_once(2, |number| match number {
            0 => take(WHO, &path, "dispatch", &Value::Null),
            _ => take("body", &submission, "correction", &corrected),
        });
        let read = server.get("newsroom", &path).send().expect(200);
        let first = read.body["latest"]["entries"].as_array().unwrap().iter().find(|one| one["event"]["code"] == "on-2026-03-24");
        assert_eq!(first.unwrap()["event"]["status"], "cancelled", "{}", read.text);
        assert_eq!(server.get("body", &submission).send().expect(200).body["revision"], 2);
        // It is told in a version of its own, after the one that was approved with it.
        let told = server.get("newsroom", &format!("{outlet}/deliveries")).send().expect(200);
        let kinds: Vec<&Value> = told.items().iter().map(|one| &one["kind"]).collect();
        assert_eq!(kinds, ["cancellation", "dispatch", "confirmation"]);
    }
}

both! {
    fn of_an_approval_and_a_change_of_a_submission_at_once_nothing_is_lost(server) {
        for round in 0..4 {
            let code = format!("on-2026-03-{}", 24 + round);
            let path = server.grid("2026-W13");
            let submission = server.weekly("body", MINISTRY, "2026-W13");
            let first = server.get("body", &submission).send().expect(200).body["state"] == "expected";
            let form = events(&["2026-03-24", "2026-03-25", "2026-03-26", "2026-03-27"]);
            let _ = act(&server, "body", &submission, if first { "submission" } else { "correction" }, &form).expect(200);
            let _ = compile(&server, &path, &picks(&submission, &[&code])).expect(200);
            let mut changed = form.clone();
            changed["events"][round]["title"]["ru"] = json!("Иначе");
            let (grid, sent) = (server.get(WHO, &path).send().expect(200), server.get("body", &submission).send().expect(200));
            let answers = at_once(2, |number| match number {
                0 => server.post(WHO, &format!("{path}/approval")).header("If-Match", grid.header("etag")).send(),
                _ => server.post("body", &format!("{submission}/correction")).header("If-Match", sent.header("etag")).json(&changed).send(),
            });
            // Neither stands in the way of the other.
            assert!(answers.iter().all(|answer| answer.status == 200), "{:?}", answers.iter().map(|answer| &answer.text).collect::<Vec<_>>());
            let read = server.get(WHO, &path).send().expect(200);
            let version = server.get("body", &submission).send().expect(200);
            assert_eq!(version.body["latest"]["events"][round]["title"]["ru"], "Иначе");
            // Either it was approved with the change, or the ministry is shown what has changed since.
            let approved: Value = server.get(WHO, &format!("{path}/grid.json")).send().expect(200).body;
            let title = &approved["entries"][0]["event"]["title"]["ru"];
            let changes = read.body["compiled"]["changes"].as_array().unwrap().len();
            assert_eq!(changes, usize::from(title != "Иначе"), "{}", read.text);
            let _ = act(&server, WHO, &path, "reopening", &Value::Null).expect(200);
        }
    }
}

both! {
    fn the_versions_of_a_grid_have_as_many_events_together_as_the_contract_says(server) {
        let (path, submission) = sent(&server, &events(&["2026-03-24"]));
        let most = most(&server, "GridRevision", "withdrawn");
        let (mut known, mut round) = (1, 0);
        let corrected = loop {
            let many: Vec<Value> = (0..200).map(|number| event(&format!("event-{round}-{number}"), "2026-03-25")).collect();
            let codes: Vec<String> = many.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect();
            let _ = act(&server, "body", &submission, "correction", &json!({ "events": many })).expect(200);
            let _ = compile(&server, &path, &picks(&submission, &codes.iter().map(String::as_str).collect::<Vec<_>>())).expect(200);
            let corrected = act(&server, WHO, &path, "correction", &json!({}));
            (known, round) = (known + 200, round + 1);
            if known > most {
                break corrected;
            }
            let _ = corrected.expect(200);
        };
        let refused = corrected.problem(409, "too-many-events");
        assert!(refused.text_of("detail").contains(&most.to_string()), "{}", refused.text);
    }
}
