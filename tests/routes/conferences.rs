//! Internet conferences: what everybody finds, supports and watches.

use std::collections::BTreeMap;

use merzim_tests::kit::{event, id, watch};
use merzim_tests::parts::conferences::{asked, conference};
use merzim_tests::{Answer, at_once, both, tally};
use serde_json::json;

const APRIL: [&str; 2] = ["2026-04-16T10:00:00+05:00", "2026-04-16T12:00:00+05:00"];
const MAY: [&str; 2] = ["2026-05-14T10:00:00+05:00", "2026-05-15T12:00:00+05:00"];

fn titles(list: &Answer) -> Vec<String> {
    list.items().iter().map(|one| one["form"]["title"]["kk"].as_str().unwrap().to_owned()).collect()
}

both! {
    fn everybody_finds_conferences_by_holder_region_day_state_and_words(server) {
        let mut second = conference(MAY);
        second["title"] = json!({ "kk": "Ауыл дәрігері", "ru": "Сельский врач" });
        second["region"] = json!("71");
        let _ = server.conference(&second);
        let _ = server.conference(&conference(APRIL));
        let _ = server.planned_conference(&conference(APRIL));
        let list = |query: &str| titles(&server.get("", &format!("/conferences{query}")).send().expect(200));
        assert_eq!(list(""), ["Ауыл дәрігері", "Мектеп жолдары"]);
        assert_eq!(list("?order=earliest"), ["Мектеп жолдары", "Ауыл дәрігері"]);
        assert_eq!(server.get("holder", "/conferences").send().expect(200).items().len(), 3);
        assert_eq!(server.get("akimat", "/conferences").send().expect(200).items().len(), 2);
        for (query, found) in [
            ("?holder=100140000003", 2), ("?holder=000740000004", 0), ("?region=71", 1), ("?region=10", 0),
            ("?from=2026-05-15", 1), ("?from=2026-05-16", 0), ("?to=2026-04-16", 1), ("?to=2026-04-15", 0), ("?state=announced", 2),
            ("?state=open", 0), ("?text=врач", 1), ("?text=СПИКЕР", 2), ("?text=жоқ", 0),
        ] {
            assert_eq!(list(query).len(), found, "{query}");
        }
        let page = server.get("", "/conferences?limit=1").send().expect(200);
        let next = server.get("", &format!("/conferences?limit=1&cursor={}", page.text_of("nextCursor"))).send().expect(200);
        assert_eq!((titles(&page), titles(&next)), (vec!["Ауыл дәрігері".to_owned()], vec!["Мектеп жолдары".to_owned()]));
        for wrong in ["?holder=1", "?text=--", "?from=tomorrow", "?cursor=x", "?order=up"] {
            let _ = server.get("", &format!("/conferences{wrong}")).send().problem(400, "invalid-input");
        }
    }
}

both! {
    fn conferences_are_a_calendar_and_a_feed(server) {
        let path = server.conference(&conference(APRIL));
        let _ = server.planned_conference(&conference(MAY));
        let calendar = server.get("", "/conferences.ics?lang=ru").send().expect(200);
        assert_eq!((calendar.header("content-type"), calendar.text.matches("BEGIN:VEVENT").count()), ("text/calendar; charset=utf-8", 1));
        for line in ["SUMMARY:Дороги у школ", "DTSTART:20260416T050000Z", "DTEND:20260416T070000Z", "STATUS:CONFIRMED", &format!("UID:{}@merzim", id(&path))] {
            assert!(calendar.text.contains(&format!("\r\n{line}\r\n")), "{line} in {}", calendar.text);
        }
        assert!(!calendar.text.contains("LOCATION"), "{}", calendar.text);
        let one = format!("{path}/conference.ics");
        let _ = server.act("holder", &path, "cancellation").json(&json!({ "reason": { "kk": "Себеп" } })).send().expect(200);
        let cancelled = server.get("", &one).send().expect(200);
        assert!(cancelled.text.contains("STATUS:CANCELLED") && cancelled.header("content-disposition").contains("conference.ics"));
        let feed = server.get("", "/conferences.atom?lang=kk").send().expect(200);
        assert_eq!((feed.header("content-type"), feed.text.matches("<entry>").count()), ("application/atom+xml; charset=utf-8", 1));
        assert!(feed.text.contains(&format!("<id>urn:uuid:{}</id>", id(&path))) && feed.text.contains("term=\"cancelled\""), "{}", feed.text);
        assert!(feed.text.contains("urn:merzim:conferences:lang=kk") && feed.text.contains("Сынақов Спикер"), "{}", feed.text);
        let planned = server.get("holder", "/conferences?state=planned").send().expect(200);
        let _ = server.get("", &format!("/conferences/{}/conference.ics", planned.items()[0]["id"].as_str().unwrap())).send().problem(404, "not-found");
    }
}

both! {
    fn questions_are_listed_by_time_or_by_support(server) {
        let path = server.conference(&conference(APRIL));
        let questions: Vec<String> = ["А", "Б", "В"].iter().map(|text| server.admitted(&path, text)).collect();
        let support = |question: &str, who: &str| server.post("", &format!("{question}/supports")).header("Authorization", &server.as_person(who)).send().expect(200);
        for who in ["one", "two"] {
            let _ = support(&questions[2], who);
        }
        let supported = support(&questions[1], "one");
        assert_eq!((supported.body["supports"].as_i64(), supported.body["supported"].as_bool(), supported.body["version"].as_i64()), (Some(1), Some(true), Some(2)));
        let texts = |query: &str| -> Vec<String> {
            let list = server.get("", &format!("{path}/questions{query}")).send().expect(200);
            list.items().iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!((texts(""), texts("?order=time")), (vec!["А".into(), "Б".into(), "В".into()], vec!["А".into(), "Б".into(), "В".into()]));
        assert_eq!(texts("?order=support"), ["В", "Б", "А"]);
        let mut walked = Vec::new();
        let mut next = String::new();
        loop {
            let page = server.get("", &format!("{path}/questions?order=support&limit=1{next}")).send().expect(200);
            walked.extend(page.items().iter().map(|one| one["text"].as_str().unwrap().to_owned()));
            let Some(cursor) = page.body["nextCursor"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(walked, ["В", "Б", "А"]);
        // Who supports is shown to nobody; whoever does is told so.
        let mine = server.get("", &format!("{path}/questions")).header("Authorization", &server.as_person("two")).send().expect(200);
        assert_eq!(mine.items().iter().map(|one| one["supported"] == true).collect::<Vec<_>>(), [false, false, true]);
        // Without an account nobody asks or supports.
        let _ = server.post("", &format!("{}/supports", questions[0])).send().problem(401, "unauthenticated");
        let _ = server.post("", &format!("{path}/questions")).json(&json!({ "language": "kk", "text": "Сұрақ" })).send().problem(401, "unauthenticated");
        for wrong in [json!({ "language": "en", "text": "a" }), json!({ "language": "kk", "text": " " }), json!({ "text": "a" }), json!({ "language": "ru", "text": "a".repeat(2_001) })] {
            let _ = server.post("citizen", &format!("{path}/questions")).json(&wrong).send().problem(400, "invalid-input");
        }
    }
}

both! {
    fn one_person_counts_once_and_two_hundred_count_two_hundred_times(server) {
        let path = server.conference(&conference(APRIL));
        let (own, popular) = (server.admitted(&path, "Өзім"), server.admitted(&path, "Бәріміз"));
        let supports = |question: &str| server.get("", question).send().expect(200).body["supports"].as_i64();
        let once = at_once(50, |_| server.post("citizen", &format!("{own}/supports")).send());
        assert_eq!((tally(&once), supports(&own)), (BTreeMap::from([(200, 50)]), Some(1)));
        let tokens: Vec<String> = (0..200).map(|number| server.as_person(&format!("person-{number}"))).collect();
        let all = at_once(200, |number| server.post("", &format!("{popular}/supports")).header("Authorization", &tokens[number]).send());
        assert_eq!((tally(&all), supports(&popular)), (BTreeMap::from([(200, 200)]), Some(200)));
    }
}

both! {
    fn of_many_who_moderate_one_question_one_is_first(server) {
        let path = server.conference(&conference(APRIL));
        let question = asked(&server, "citizen", &path, "Сұрақ").header("location").to_owned();
        let answers = at_once(16, |number| {
            let resource = if number % 2 == 0 { "admission" } else { "hiding" };
            let request = server.post("administrator", &format!("{question}/{resource}")).header("If-Match", "\"1\"");
            if number % 2 == 0 { request.send() } else { request.json(&json!({ "ground": "spam" })).send() }
        });
        assert_eq!(tally(&answers), BTreeMap::from([(200, 1), (412, 15)]));
    }
}

both! {
    fn whoever_watches_sees_questions_and_answers_until_the_conference_ends(server) {
        let path = server.conference(&conference(APRIL));
        let live = format!("{path}/questions/live");
        let mut reader = watch(&server, &live, "");
        std::thread::sleep(std::time::Duration::from_millis(300));
        let hidden = asked(&server, "citizen", &path, "Көрінбейді").header("location").to_owned();
        let shown = server.admitted(&path, "Көрінеді");
        let (place, name, data) = event(&mut reader);
        assert_eq!((name.as_str(), data["text"].as_str(), data["author"].as_str()), ("question", Some("Көрінеді"), Some("Ата-ана")));
        let _ = server.step("holder", &path, "opening").expect(200);
        let _ = server.act("administrator", &shown, "answer").json(&json!({ "text": "Жауап" })).send().expect(200);
        let (_, name, data) = event(&mut reader);
        assert_eq!((name.as_str(), data["answer"]["text"].as_str()), ("answer", Some("Жауап")));
        let _ = server.act("administrator", &shown, "hiding").json(&json!({ "ground": "spam" })).send().expect(200);
        let (_, name, data) = event(&mut reader);
        assert_eq!((name.as_str(), data["text"].as_str(), data["answer"].is_null()), ("hidden", None, true));
        // Whoever was cut off goes on where they were; what nobody has admitted is told to nobody.
        let mut again = watch(&server, &live, &format!("Last-Event-ID: {place}\r\n"));
        let (_, name, data) = event(&mut again);
        assert_eq!((name.as_str(), data["id"].as_str()), ("hidden", Some(id(&shown))));
        // Nor that it is hidden.
        let _ = server.act("administrator", &hidden, "hiding").json(&json!({ "ground": "spam" })).send().expect(200);
        let last = server.admitted(&path, "Соңғысы");
        let (_, name, data) = event(&mut again);
        assert_eq!((name.as_str(), data["id"].as_str(), data["language"].as_str()), ("question", Some(id(&last)), Some("kk")));
        let _ = server.step("holder", &path, "closure").expect(200);
        let ended = loop {
            let mut line = String::new();
            match std::io::BufRead::read_line(&mut reader, &mut line) {
                Ok(0) => break true,
                Ok(_) => {}
                Err(_) => break false,
            }
        };
        assert!(ended, "the stream goes on");
        let _ = server.get("", &live).send().problem(409, "conference-forbids-action");
    }
}

both! {
    with [("filings_per_person", "3")];
    fn somebody_who_asks_very_much_waits(server) {
        let path = server.conference(&conference(APRIL));
        let ask = |number: usize| server.post("citizen", &format!("{path}/questions")).json(&json!({ "language": "ru", "text": format!("{number}?") })).send();
        assert!((0..3).all(|number| ask(number).status == 201));
        let waits = ask(3).problem(429, "too-many-requests");
        assert!(!waits.header("retry-after").is_empty());
    }
}

both! {
    fn a_conference_is_read_with_as_many_statements_however_many_ask(server) {
        let path = server.conference(&conference(APRIL));
        let statements = |at: &str| {
            let _ = server.admitted(&path, "Сұрақ");
            let _ = server.conference(&conference(APRIL));
            let answer = server.get("citizen", at).send().expect(200);
            answer.header("x-merzim-statements").parse::<u32>().unwrap()
        };
        for at in [path.clone(), "/conferences".to_owned(), format!("{path}/questions")] {
            let first = statements(&at);
            assert!((0..3).all(|_| statements(&at) == first), "{at}");
        }
    }
}
