//! Whoever files very much: nothing lawful is refused for a number.

use merzim_tests::reception::{appeal, visitor};
use merzim_tests::{Answer, Server, both, guest, meeting, newcomer};
use serde_json::{Value, json};

const MARCH: (&str, &str) = ("sandbox_clock", "2026-03-16T10:00:00+05:00");
const APRIL: &str = "2026-04-16T10:00:00+05:00";

/// Told to come again within so many seconds, and that this counts.
#[track_caller]
fn delayed(answer: Answer, most: u64) -> String {
    let answer = answer.problem(429, "too-many-requests");
    let seconds: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=most).contains(&seconds), "{seconds}");
    answer.text_of("detail")
}

/// A request to attend of somebody with this name.
fn named(name: &str) -> Value {
    let mut form = guest();
    form["surname"] = json!(name);
    form
}

fn ask(server: &Server, who: &str, meeting: &str, form: &Value) -> Answer {
    server.post(who, &format!("{meeting}/attendance-requests")).header("Accept-Language", "en").json(form).send()
}

const DAY: u64 = 24 * 60 * 60;

both! {
    with [MARCH, ("filings_per_address", "3"), ("filings_per_person", "0")];
    fn what_is_filed_too_often_from_an_address_counts_from_the_first_attempt(server) {
        let path = server.announced(&meeting(APRIL));
        for number in 0..3 {
            let _ = ask(&server, "", &path, &named(&format!("Сынақ{number}"))).expect(201);
        }
        let detail = delayed(ask(&server, "", &path, &named("Кешіккен")), DAY / 3 + 1);
        assert!(detail.contains("16 March 2026, 10:0"), "{detail}");
        // The holder's staff enter what comes on paper, however much that is.
        for number in 0..5 {
            let _ = ask(&server, "holder", &path, &named(&format!("Қағаз{number}"))).expect(201);
        }
        // An hour later it is sent again, and still too early: the first attempt stands.
        server.clock("2026-03-16T11:00:00+05:00");
        let again = delayed(ask(&server, "", &path, &named("Кешіккен")), DAY / 3 + 1);
        assert!(again.contains("16 March 2026, 10:0"), "{again}");
        // The next day, and on another node: it counts from then, and whoever keeps a copy is told that it is new.
        let server = Server::over(server.stop(), &[MARCH, ("filings_per_address", "3")]);
        server.clock("2026-03-17T10:00:00+05:00");
        let filed = ask(&server, "", &path, &named("Кешіккен")).expect(201);
        assert!(filed.text_of("receivedAt").starts_with("2026-03-16T10:0"), "{}", filed.text);
        assert!(filed.text_of("updatedAt").starts_with("2026-03-17T10:0"), "{}", filed.text);
        // Once more it is the same request.
        assert_eq!(ask(&server, "", &path, &named("Кешіккен")).expect(200).body["id"], filed.body["id"]);
    }
}

both! {
    with [MARCH, ("filings_per_address", "1"), ("filings_per_person", "0")];
    fn nobody_is_kept_waiting_beyond_the_last_day_of_a_term(server) {
        // The last day to ask for this one is today.
        let path = server.announced(&meeting("2026-03-19T10:00:00+05:00"));
        let until = server.get("", &path).send().expect(200).body["requestsUntil"]["dueOn"].clone();
        server.clock(&format!("{}T23:58:30+05:00", until.as_str().unwrap()));
        let _ = ask(&server, "", &path, &named("Бірінші")).expect(201);
        // A day's number is spent, but the day is not to be waited for: one a minute is taken.
        let second = ask(&server, "", &path, &named("Екінші")).expect(201);
        assert_eq!(second.body["state"], "registered");
        let _ = delayed(ask(&server, "", &path, &named("Үшінші")), 61);
        // In the last minute nobody waits at all.
        server.clock(&format!("{}T23:59:30+05:00", until.as_str().unwrap()));
        for number in 0..3 {
            let last = ask(&server, "", &path, &named(&format!("Соңғы{number}"))).expect(201);
            assert_eq!(last.body["state"], "registered");
        }
    }
}

both! {
    with [MARCH, ("filings_per_person", "2")];
    fn a_person_is_counted_over_everything_that_they_file(server) {
        let near = server.announced(&meeting("2026-03-16T10:20:00+05:00"));
        let stream = json!({ "url": "https://live.demo.example/", "audience": "public" });
        let _ = server.act("holder", &near, "broadcast").json(&stream).send().expect(200);
        let far = server.announced(&meeting(APRIL));
        let comment = |text: &str| server.post("citizen", &format!("{near}/comments")).json(&json!({ "text": text })).send();
        let first = comment("Бірінші").expect(201);
        let _ = ask(&server, "citizen", &far, &guest()).expect(201);
        let other = server.announced(&meeting(APRIL));
        let _ = delayed(ask(&server, "citizen", &other, &named("Тағы")), DAY / 2 + 1);
        // The broadcast ends before the day does: one comment a minute is taken.
        let _ = comment("Екінші").expect(201);
        let _ = delayed(comment("Үшінші"), 61);
        // Another person is not meant, nor who has no account.
        let _ = ask(&server, "participant", &far, &newcomer()).expect(201);
        let _ = ask(&server, "", &far, &newcomer()).expect(201);
        // What was answered is answered again, whatever the number.
        let _ = server.get("citizen", first.header("location")).send().expect(200);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00"), ("filings_per_person", "2")];
    fn appeals_and_complaints_of_one_account_wait_and_an_office_does_not(server) {
        let office = server.office(1);
        let key = |key: &str| server.post("participant", "/reception-appeals").header("Idempotency-Key", key).json(&appeal(&office)).send();
        let first = key("a").expect(201);
        let _ = key("b").expect(201);
        let _ = delayed(key("c"), DAY / 2 + 1);
        assert_eq!(key("a").expect(201).body["id"], first.body["id"]);
        let visitor = visitor(&office);
        for _ in 0..4 {
            let _ = server.post("office", "/reception-appeals").json(&visitor).send().expect(201);
        }
        server.clock("2026-02-01T10:00:00+05:00");
        let complaint = json!({ "case": first.body["id"], "ground": "silence", "text": "Жауап жоқ" });
        let _ = delayed(server.post("participant", "/complaints").header("Accept-Language", "en").json(&complaint).send(), DAY / 2 + 1);
    }
}

both! {
    with [MARCH, ("files_per_case", "3"), ("files_size_per_case", "1000")];
    fn files_of_a_case_are_limited_in_number_and_in_size(server) {
        let path = server.draft("ministry", &merzim_tests::form());
        let case = path.rsplit('/').next().unwrap().to_owned();
        let upload = |size: usize| {
            let version = server.get("ministry", &path).send().header("etag").to_owned();
            server.post("ministry", &format!("/cases/{case}/attachments")).header("If-Match", &version).header("Accept-Language", "en").file("a.txt", &vec![b'a'; size]).send()
        };
        let first = upload(600).expect(201);
        let full = upload(500).problem(413, "too-large");
        assert!(full.text_of("detail").contains("3 files") && full.text.contains("1000"), "{}", full.text);
        let _ = upload(300).expect(201);
        let _ = upload(100).expect(201);
        let _ = upload(1).problem(413, "too-large");
        // What is taken off makes room.
        let version = server.get("ministry", &path).send().header("etag").to_owned();
        let _ = server.request("DELETE", "ministry", &first.text_of("href")).header("If-Match", &version).send().expect(204);
        let _ = upload(500).expect(201);
    }
}
