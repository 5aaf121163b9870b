//! Open meetings: what everybody finds, what nobody else sees, what is told and when, and what is forgotten.

use std::io::BufRead;
use std::time::Duration;

use merzim_tests::kit::{event, watch};
use merzim_tests::{Server, both, guest, meeting, newcomer};
use serde_json::{Value, json};

const MAY: &str = "2026-05-14T10:00:00+05:00";
const APRIL: [(&str, &str); 1] = [("sandbox_clock", "2026-04-20T10:00:00+05:00")];

fn titles(list: &merzim_tests::Answer) -> Vec<String> {
    list.items().iter().map(|one| one["title"]["kk"].as_str().unwrap().to_owned()).collect()
}

fn titled(title: &str, starts_at: &str) -> Value {
    let mut form = meeting(starts_at);
    form["title"] = json!({ "kk": title, "ru": format!("{title} ru") });
    form
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// Waits until `done` gives something.
fn eventually<T>(done: impl Fn() -> Option<T>) -> T {
    for _ in 0..2_000 {
        if let Some(found) = done() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    panic!("never happened");
}

both! {
    with APRIL;
    fn everybody_finds_meetings_by_holder_region_day_format_language_state_and_words(server) {
        let mut online = titled("Екінші", "2026-05-20T10:00:00+05:00");
        online["region"] = json!("71");
        online["languages"] = json!(["ru"]);
        online["agenda"] = json!([{ "question": { "ru": "Строительство моста" } }]);
        let second = server.planned(&online);
        let ground = json!({ "ground": "social", "explanation": { "kk": "Себеп" } });
        let _ = server.act("holder", &second, "emergency").json(&ground).send().expect(200);
        let _ = server.act("holder", &second, "announcement").send().expect(200);
        let _ = server.announced(&titled("Бірінші", MAY));
        let _ = server.planned(&titled("Жоспар", "2026-05-16T10:00:00+05:00"));
        let list = |query: &str| titles(&server.get("", &format!("/meetings{query}")).send().expect(200));
        assert_eq!(list(""), ["Екінші", "Бірінші"]);
        assert_eq!(list("?order=earliest"), ["Бірінші", "Екінші"]);
        assert_eq!(titles(&server.get("holder", "/meetings").send()), ["Екінші", "Жоспар", "Бірінші"]);
        assert_eq!(titles(&server.get("akimat", "/meetings").send()), ["Екінші", "Бірінші"]);
        for (query, found) in [
            ("?holder=100140000003", 2), ("?holder=000740000004", 0), ("?region=71", 1), ("?region=10", 0),
            ("?from=2026-05-15", 1), ("?to=2026-05-14", 1), ("?from=2026-05-14&to=2026-05-20", 2), ("?format=online", 1),
            ("?format=hybrid", 1), ("?language=ru", 1), ("?language=kk", 1), ("?state=announced", 2), ("?state=planned", 0),
            ("?text=моста%20строительство", 1), ("?text=екінші", 1), ("?text=ЖӨНДЕУ", 1), ("?text=жоқ", 0),
        ] {
            assert_eq!(list(query).len(), found, "{query}");
        }
        // What a calendar or a feed cannot hold is not taken in.
        for title in ["a\u{1}b", "a\u{b}b", "a\u{fffe}b", "a\u{7f}b"] {
            let refused = server.post("holder", "/meetings").json(&titled(title, MAY)).send().problem(400, "invalid-input");
            assert_eq!(refused.pointers(), ["/title/kk", "/title/ru"]);
        }
        for wrong in ["?holder=1", "?text=--", "?from=tomorrow", "?cursor=x", "?order=up"] {
            let _ = server.get("", &format!("/meetings{wrong}")).send().problem(400, "invalid-input");
        }
        let page = server.get("", "/meetings?limit=1&order=earliest").send().expect(200);
        let cursor = page.text_of("nextCursor");
        let next = server.get("", &format!("/meetings?limit=1&order=earliest&cursor={cursor}")).send().expect(200);
        assert_eq!((titles(&page), titles(&next), next.body.get("nextCursor")), (vec!["Бірінші".to_owned()], vec!["Екінші".to_owned()], None));
    }
}

both! {
    with APRIL;
    fn times_are_shown_by_the_clocks_of_kazakhstan_however_they_were_sent(server) {
        let mut form = titled("Отырыс", "2026-05-14T05:00:00Z");
        form["endsAt"] = json!("2026-05-14T09:00:00.5+01:00");
        let path = server.announced(&form);
        let seen = server.get("holder", &path).send().expect(200);
        for (field, told) in [("startsAt", "2026-05-14T10:00:00+05:00"), ("endsAt", "2026-05-14T13:00:00.5+05:00")] {
            assert_eq!(seen.body["form"][field], told, "{}", seen.text);
        }
        assert!(!seen.text.contains("05:00:00Z") && !seen.text.contains("+01:00"), "{}", seen.text);
        let moved = json!({ "startsAt": "2026-05-21T06:00:00Z", "reason": { "kk": "Себеп" } });
        let put_off = server.act("holder", &path, "postponement").json(&moved).send().expect(200);
        assert!(put_off.text.contains("2026-05-21T11:00:00+05:00") && !put_off.text.contains("06:00:00Z"), "{}", put_off.text);
        let clock = server.post("", "/sandbox/clock").json(&json!({ "now": "2026-04-20T05:00:00Z" })).send().expect(200);
        assert!(clock.text_of("now").starts_with("2026-04-20T10:00:0") && clock.text_of("now").ends_with("+05:00"));
        // Before March 2024 they showed another hour.
        let told = server.get("", "/rules/605-6/deadline?event=2024-02-20T05:00:00Z").send().expect(200);
        assert!(told.text.contains("+06:00") && !told.text.contains("00Z"), "{}", told.text);
    }
}

both! {
    with APRIL;
    fn meetings_are_a_calendar_and_a_feed(server) {
        let path = server.announced(&titled("Бюджет; жол, көпір \\ және т.б. туралы өте ұзақ тақырып, ол бір жолға сыймайды", MAY));
        let _ = server.planned(&titled("Жоспар", MAY));
        let one = format!("{path}/meeting.ics");
        let calendar = server.get("", "/meetings.ics").send().expect(200);
        assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
        assert!(calendar.text.ends_with("END:VCALENDAR\r\n") && !calendar.text.replace("\r\n", "").contains('\n'));
        assert!(calendar.text.lines().all(|line| line.len() <= 75), "{}", calendar.text);
        let unfolded = |text: &str| text.replace("\r\n ", "");
        for (name, value) in [
            ("SUMMARY", "Бюджет\\; жол\\, көпір \\\\ және т.б. туралы өте ұзақ тақырып\\, ол бір жолға сыймайды"),
            ("DTSTART", "20260514T050000Z"), ("DTEND", "20260514T080000Z"), ("STATUS", "CONFIRMED"), ("SEQUENCE", "2"),
            ("UID", &format!("{}@merzim", last(&path))),
        ] {
            let line = format!("\r\n{name}:{value}\r\n");
            assert!(unfolded(&calendar.text).contains(&line), "{line} in {}", calendar.text);
        }
        assert_eq!(calendar.text.matches("BEGIN:VEVENT").count(), 1);
        let again = server.get("", "/meetings.ics").header("If-None-Match", calendar.header("etag")).send();
        assert_eq!((again.status, again.bytes.len()), (304, 0));
        let moved = json!({ "startsAt": "2026-05-21T11:00:00+05:00", "reason": { "kk": "Себеп" } });
        let _ = server.act("holder", &path, "postponement").json(&moved).send().expect(200);
        let text = server.get("", &one).send().expect(200).text;
        assert!(text.contains("STATUS:TENTATIVE") && text.contains("SEQUENCE:3") && text.contains("DTSTART:20260521T060000Z"));
        let _ = server.act("holder", &path, "cancellation").json(&json!({ "reason": { "kk": "Себеп" } })).send().expect(200);
        assert!(server.get("", &one).send().expect(200).text.contains("STATUS:CANCELLED"));
        assert!(server.get("", "/meetings.ics?state=announced").send().expect(200).text.matches("BEGIN:VEVENT").count() == 0);
        let feed = server.get("", "/meetings.atom?lang=ru").header("Host", "evil.example").send().expect(200);
        assert!(!feed.text.contains("evil") && feed.header("content-language") == "ru");
        assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
        assert!(feed.text.contains(&format!("<id>urn:uuid:{}</id>", last(&path))) && feed.text.contains("term=\"cancelled\""));
        assert_eq!(feed.text.matches("<entry>").count(), 1);
    }
}

both! {
    with APRIL;
    fn a_calendar_parts_no_escape_and_says_when_to_ask_again(server) {
        // Whatever place an escape or a long character has in a line.
        for before in 0..12 {
            let title = format!("{}{}", "a".repeat(before), "\\,;Ә😀".repeat(12));
            let mut form = titled(&title, MAY);
            let words = format!("{}{}", "a".repeat(before), "\\,;\n\r\nӘ😀".repeat(12));
            form["agenda"] = json!([{ "question": { "kk": words } }]);
            let path = server.announced(&form);
            let calendar = server.get("", &format!("{path}/meeting.ics")).send().expect(200).text;
            for hint in ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"] {
                assert_eq!(calendar.matches(&format!("\r\n{hint}\r\n")).count(), 1, "{calendar}");
            }
            for line in calendar.split("\r\n") {
                assert!(line.len() <= 75 && !line.replace("\\\\", "").ends_with('\\'), "{line:?}");
            }
            let read = |name: &str| {
                let line = calendar.replace("\r\n ", "").split("\r\n").find_map(|line| line.strip_prefix(name).map(str::to_owned)).unwrap();
                line.replace("\\\\", "\0").replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace('\0', "\\")
            };
            assert_eq!(read("SUMMARY:"), title);
            assert!(read("DESCRIPTION:").contains(&words.replace("\r\n", "\n")), "{calendar}");
        }
        // A long agenda costs no more than it is long.
        let mut long = titled("Ұзақ", MAY);
        let words = "Ә ".repeat(4_900);
        long["agenda"] = (0..40).map(|_| json!({ "question": { "kk": format!("{words}.") } })).collect();
        let path = server.announced(&long);
        let started = std::time::Instant::now();
        let calendar = server.get("", &format!("{path}/meeting.ics")).send().expect(200).text;
        assert!(calendar.len() > 500_000 && started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    }
}

both! {
    with APRIL;
    fn each_filter_makes_a_feed_of_its_own(server) {
        let feed = |query: &str| {
            let text = server.get("", &format!("/meetings.atom{query}")).send().expect(200).text;
            let between = |text: &str, from: &str, to: &str| text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map(|(found, _)| found.to_owned()).unwrap_or_else(|| panic!("no {from} in {text}"));
            let head = text.split("<entry>").next().unwrap().to_owned();
            let link = between(&text, "<link href=\"", "\" rel=\"self\"").replace("&amp;", "&");
            (between(&head, "<id>", "</id>"), link, between(&head, "<updated>", "</updated>"))
        };
        // Nothing was announced yet.
        assert_eq!(feed(""), ("urn:merzim:meetings:lang=kk".to_owned(), "/api/v1/meetings.atom?lang=kk".to_owned(), "2026-04-20T00:00:00+05:00".to_owned()));
        // Whoever asks by a header gets the feed of that language.
        let by_header = server.get("", "/meetings.atom").header("Accept-Language", "ru").send().expect(200).text;
        assert!(by_header.contains("<id>urn:merzim:meetings:lang=ru</id>") && by_header.contains("meetings.atom?lang=ru\" rel=\"self\""), "{by_header}");
        let calendar = server.get("", "/meetings.ics").header("Accept-Language", "ru").send().expect(200).text;
        assert!(calendar.contains("PRODID:-//Merzim//Open meetings//RU\r\n"), "{calendar}");
        let _ = server.announced(&titled("<b>&amp; \"]]>'", MAY));
        let queries = ["", "?region=75", "?text=%D0%B6%D0%BE%D0%BB", "?lang=ru", "?lang=ru&region=75", "?modifiedSince=2026-04-20T00:00:00%2B05:00"];
        let (ids, links): (Vec<String>, Vec<String>) = queries.iter().map(|query| feed(query)).map(|(id, link, _)| (id, link)).unzip();
        let all = |of: &[String]| of.iter().collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!((all(&ids), all(&links)), (queries.len(), queries.len()), "{ids:?} {links:?}");
        assert!(ids.iter().all(|id| id.is_ascii() && id.starts_with("urn:merzim:meetings")));
        for (query, link) in queries.iter().zip(&links) {
            // The link leads to the very feed.
            assert_eq!(feed(link.trim_start_matches("/api/v1/meetings.atom")), feed(query));
        }
        assert_eq!(feed("?lang=ru&region=75"), feed("?region=75&lang=ru"));
        assert_ne!(feed("").2, "2026-04-20T00:00:00+05:00");
        assert_eq!(feed("?region=71").2, "2026-04-20T00:00:00+05:00");
        let text = server.get("", "/meetings.atom").send().expect(200).text;
        assert!(text.contains("&lt;b&gt;&amp;amp; &quot;]]&gt;&apos;") && !text.contains('\r'), "{text}");
    }
}

both! {
    with APRIL;
    fn whoever_asks_to_attend_is_seen_by_the_holder_and_by_themselves_alone(server) {
        let path = server.announced(&meeting(MAY));
        let (request, token) = server.asked(&path);
        let (_, other) = server.asked(&path);
        let own = server.post("citizen", &format!("{path}/attendance-requests")).json(&guest()).send().expect(201);
        assert!(own.body.get("lookupToken").is_none());
        // Entered from paper, by the holder's staff only.
        let paper = server.post("responsible", &format!("{path}/attendance-requests")).json(&newcomer()).send().expect(201);
        assert_eq!((own.body["channel"].as_str(), paper.body["channel"].as_str()), (Some("electronic"), Some("paper")));
        assert!(paper.body["lookupToken"].is_string());
        let stranger = |role: &str| format!("Bearer {}", server.signed(&json!({ "org": "000740000004", "roles": [role], "sub": "stranger" })));
        let staff = server.post("", &format!("{path}/attendance-requests")).header("Authorization", &stranger("responsiblePerson")).json(&newcomer()).send();
        // Whoever works for another body asks to attend as anybody does.
        let staff = staff.expect(201);
        assert!(staff.body["channel"] == "electronic" && staff.body["lookupToken"].is_string());
        for (who, status) in [("holder", 200), ("responsible", 200), ("citizen", 404), ("ministry", 403), ("", 401)] {
            assert_eq!(server.get(who, &request).send().status, status, "{who}");
        }
        assert_eq!(server.get("", &request).header("Authorization", &stranger("informationHolder")).send().status, 404);
        assert_eq!((server.as_guest("GET", &token, &request).send().status, server.as_guest("GET", &other, &request).send().status), (200, 404));
        let listed = |answer: merzim_tests::Answer| answer.expect(200).items().len();
        assert_eq!(listed(server.get("holder", "/attendance-requests").send()), 5);
        assert_eq!(listed(server.get("citizen", "/attendance-requests").send()), 1);
        assert_eq!(listed(server.as_guest("GET", &token, "/attendance-requests").send()), 1);
        assert_eq!(listed(server.get("", "/attendance-requests").header("Authorization", &stranger("informationHolder")).send()), 0);
        // What belongs to the request opens to the same token, and says nothing of the person.
        let case = last(&request);
        let events = server.as_guest("GET", &token, &format!("/cases/{case}/events")).send().expect(200);
        let seen = server.get("holder", &format!("/cases/{case}/events")).send().expect(200);
        assert!(!seen.text.contains("Сынақов") && seen.items()[0]["role"] == "informationUser" && seen.items()[0]["organisation"].is_null());
        assert_eq!(events.items()[0]["actor"], "informationUser");
        assert_eq!(listed(server.as_guest("GET", &token, "/obligations").send()), 2);
        assert_eq!(listed(server.as_guest("GET", &other, &format!("/obligations?case={case}")).send()), 0);
        let public = server.get("", &path).send().expect(200).text + &server.get("", "/meetings").send().text;
        assert!(!public.contains("Сынақов") && !public.contains("s@demo.example"));
        // The token opens nothing else.
        let _ = server.as_guest("GET", &token, "/accreditation-applications").send().problem(401, "unauthenticated");
        for token in ["", " ", "x", &"x".repeat(5000)] {
            let status = server.as_guest("GET", token, &request).send().status;
            assert!([401, 431].contains(&status), "{status}");
        }
    }
}

both! {
    with APRIL;
    fn a_request_is_changed_and_withdrawn_by_whoever_filed_it(server) {
        let path = server.announced(&meeting(MAY));
        let (request, token) = server.asked(&path);
        let mut form = guest();
        form["contact"] = json!("new@demo.example");
        let _ = server.as_guest("PUT", &token, &request).json(&form).send().problem(428, "precondition-required");
        let changed = server.as_guest("PUT", &token, &request).header("If-Match", "\"1\"").json(&form).send().expect(200);
        assert_eq!(changed.body["guest"]["contact"], "new@demo.example");
        let withdraw = || server.as_guest("POST", &token, &format!("{request}/withdrawal")).header("If-Match", "\"2\"").send();
        assert_eq!(withdraw().expect(200).body["state"], "withdrawn");
        let _ = withdraw().problem(412, "stale");
        let _ = server.as_guest("PUT", &token, &request).header("If-Match", "\"3\"").json(&form).send().problem(409, "state-forbids-action");
        let told = server.until("responsible", "/notices", |list| list["items"].as_array().is_some_and(|items| items.len() == 2));
        assert_eq!(told.items().iter().map(|one| one["kind"].as_str().unwrap()).collect::<Vec<_>>(), ["withdrawn", "filed"]);
    }
}

both! {
    with [("sandbox_clock", "2026-04-20T10:00:00+05:00"), ("attendance_kept_days", "30")];
    fn personal_data_are_erased_thirty_days_after_the_meeting_and_the_counts_stay(server) {
        let path = server.announced(&meeting(MAY));
        let (request, token) = server.asked(&path);
        let _ = server.post("citizen", &format!("{path}/attendance-requests")).json(&guest()).send().expect(201);
        let stream = json!({ "url": "https://live.demo.example/a", "audience": "public" });
        let _ = server.act("responsible", &path, "broadcast").json(&stream).send().expect(200);
        // On this one somebody has only commented.
        let other = server.announced(&meeting(MAY));
        let _ = server.act("responsible", &other, "broadcast").json(&stream).send().expect(200);
        server.clock("2026-05-14T10:00:00+05:00");
        let comments = format!("{path}/comments");
        let commented = server.as_guest("POST", &token, &comments).json(&json!({ "text": "Сұрақ" })).send().expect(201);
        let comment = commented.header("location").to_owned();
        let alone = server.post("", &format!("{other}/comments")).json(&json!({ "text": "Сұрақ" })).send().expect(201);
        let (alone, alone_token) = (alone.header("location").to_owned(), alone.text_of("lookupToken"));
        let _ = server.act("responsible", &request, "check-in").send().expect(200);
        server.clock("2026-05-14T13:00:00+05:00");
        let _ = server.act("responsible", &path, "holding").send().expect(200);
        server.clock("2026-06-13T23:59:00+05:00");
        std::thread::sleep(Duration::from_millis(1500));
        assert!(server.get("holder", &request).send().body["guest"].is_object());
        server.clock("2026-06-14T00:00:01+05:00");
        let erased = server.until("holder", &request, |one| one["guest"].is_null());
        assert_eq!(erased.body["state"], "attended");
        let heads = &server.get("", &path).send().body["attendance"];
        assert_eq!((heads["registered"].as_i64(), heads["attended"].as_i64()), (Some(1), Some(1)));
        // Nobody is told who it was, not even who comes with the token or the account: they may still complain.
        let own = server.as_guest("GET", &token, &request).send().expect(200);
        assert!(own.body["guest"].is_null() && !own.text.contains("Сынақов"), "{}", own.text);
        let of_citizen = server.get("citizen", "/attendance-requests").send().expect(200);
        assert!(of_citizen.items().len() == 1 && !of_citizen.text.contains("Сынақов"), "{}", of_citizen.text);
        let list = server.get("holder", &format!("{path}/admission-list.csv")).send().expect(200).text;
        assert!(!list.contains("Сынақов") && list.lines().count() == 3, "{list}");
        // What is erased cannot be written again.
        let other = server.get("holder", "/attendance-requests?state=registered").send();
        let id = other.items()[0]["id"].as_str().unwrap();
        let other = format!("/attendance-requests/{id}");
        let version = server.get("holder", &other).send().header("etag").to_owned();
        let again = server.request("PUT", "holder", &other).header("If-Match", &version).json(&guest()).send();
        let _ = again.problem(404, "not-found");
        // When nobody can complain any more, nobody is told whose it was.
        server.clock("2026-12-01T10:00:00+05:00");
        // One rule for all that a token opens: the request, the comment, what one was told.
        for (token, path) in [(&token, &request), (&token, &comment), (&alone_token, &alone)] {
            for _ in 0..2_000 {
                if server.as_guest("GET", token, path).send().status == 401 {
                    break;
                }
                std::thread::sleep(Duration::from_millis(25));
            }
            for path in [path, "/notices"] {
                let _ = server.as_guest("GET", token, path).send().problem(401, "invalid-token");
            }
        }
        // What everybody sees stays.
        assert_eq!(server.get("", &comments).send().expect(200).items().len(), 1);
        assert!(server.get("citizen", "/attendance-requests").send().expect(200).items().is_empty());
        assert!(server.get("citizen", "/notices").send().expect(200).items().is_empty());
    }
}

/// The cells of a table as a spreadsheet reads them that parts them by `separator`, whatever the file has.
fn cells(table: &str, separator: char) -> Vec<String> {
    let (mut cells, mut cell, mut quoted, mut begins) = (Vec::new(), String::new(), false, true);
    let mut signs = table.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(sign) = signs.next() {
        if quoted && sign == '"' && signs.peek() == Some(&'"') {
            cell.extend(signs.next());
        } else if quoted {
            if sign == '"' { quoted = false } else { cell.push(sign) }
        } else if begins && sign == '"' {
            (quoted, begins) = (true, false);
        } else if sign == separator || sign == '\n' || sign == '\r' {
            cells.push(std::mem::take(&mut cell));
            begins = true;
        } else {
            cell.push(sign);
            begins = false;
        }
    }
    cells
}

both! {
    with APRIL;
    fn no_cell_is_a_formula_whatever_a_spreadsheet_parts_cells_by(server) {
        let path = server.announced(&meeting(MAY));
        let signs = ["=1+1", "+1", "-1", "@SUM(1)", "＝1", "＋1", "－1", "＠1", "\"=1\"", " =1", "\u{a0}=1", "\"\" =1"];
        let around = |sign: &str| [sign.to_owned(), format!("Демо;{sign};"), format!("Демо,{sign}"), format!("Демо|{sign}|"), format!("Демо; \"{sign}"), format!(";{sign}"), format!(",,{sign}")];
        let mut asked = 0;
        for surname in signs.iter().flat_map(|sign| around(sign)) {
            let mut form = guest();
            form["surname"] = json!(surname);
            form["firstName"] = json!("Айгүл");
            // What is refused as a name is in no table.
            asked += usize::from(server.post("", &format!("{path}/attendance-requests")).json(&form).send().status == 201);
        }
        assert!(asked > 5, "{asked}");
        for written in ["comma", "semicolon", "tab"] {
            let csv = server.get("holder", &format!("{path}/admission-list.csv?separator={written}")).send().expect(200);
            for separator in [',', ';', '\t', '|'] {
                let cells = cells(&csv.text, separator);
                assert!(cells.len() > asked, "{}", csv.text);
                for cell in cells {
                    let begin = cell.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '"');
                    assert!(!begin.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{written} read by {separator:?}: {cell:?}");
                }
            }
        }
    }
}

both! {
    with APRIL;
    fn the_list_for_the_entrance_is_a_file_and_a_page_that_nothing_breaks(server) {
        let path = server.announced(&meeting(MAY));
        let ask = |surname: &str| {
            let mut form = guest();
            form["surname"] = json!(surname);
            server.post("", &format!("{path}/attendance-requests")).json(&form).send().expect(201)
        };
        let _ = (ask("Яковлев"), ask("=1+2"), ask("<script>alert(1)</script>"), ask("Бек, \"Бек\""));
        server.clock("2026-05-13T10:00:00+05:00");
        let _ = ask("Кешіккен");
        let csv = server.get("responsible", &format!("{path}/admission-list.csv")).header("Accept-Language", "ru").send().expect(200);
        let lines: Vec<&str> = csv.text.lines().collect();
        assert_eq!((lines.len(), lines[0].trim_start_matches('\u{feff}')), (5, "\"Заявка\";\"Фамилия\";\"Имя\";\"Отчество\";\"Год рождения\";\"Состояние\""));
        assert!(csv.text.contains(";\"'=1+2\";") && csv.text.contains("\"Бек, \"\"Бек\"\"\"") && !csv.text.contains("Кешіккен"));
        for (lang, query, between) in [("kk", "", ';'), ("en", "", ','), ("ru", "?separator=comma", ','), ("en", "?separator=tab", '\t'), ("en", "?separator=semicolon", ';')] {
            let csv = server.get("holder", &format!("{path}/admission-list.csv{query}")).header("Accept-Language", lang).send().expect(200);
            assert!(csv.bytes.starts_with("\u{feff}\"".as_bytes()) && csv.text.lines().all(|line| line.split(between).count() >= 6), "{lang}{query}: {}", csv.text);
        }
        let _ = server.get("holder", &format!("{path}/admission-list.csv?separator=colon")).send().problem(400, "invalid-input");
        let page = server.get("holder", &format!("{path}/admission-list.html")).send().expect(200);
        assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script"));
        assert!(page.header("content-security-policy").contains("default-src 'none'") && page.header("content-type").starts_with("text/html"));
        for who in ["", "citizen", "ministry"] {
            assert!([401, 403].contains(&server.get(who, &format!("{path}/admission-list.csv")).send().status));
        }
        let stranger = format!("Bearer {}", server.signed(&json!({ "org": "000740000004", "roles": ["informationHolder"] })));
        let _ = server.get("", &format!("{path}/admission-list.html")).header("Authorization", &stranger).send().problem(404, "not-found");
    }
}

both! {
    with APRIL;
    fn files_of_the_agenda_are_read_by_everybody_once_it_is_announced_and_the_minutes_once_they_are_published(server) {
        let path = server.planned(&meeting(MAY));
        let case = last(&path);
        let attach = |name: &str| {
            let version = server.get("holder", &path).send().header("etag").to_owned();
            let upload = server.post("responsible", &format!("/cases/{case}/attachments")).header("If-Match", &version);
            upload.file(name, b"text").send().expect(201).text_of("id")
        };
        let (agenda, draft) = (attach("agenda.txt"), attach("draft.txt"));
        let mut form = meeting(MAY);
        let put = |form: &Value| {
            let version = server.get("holder", &path).send().header("etag").to_owned();
            server.request("PUT", "holder", &path).header("If-Match", &version).json(form).send()
        };
        form["agenda"][0]["attachments"] = json!([agenda, "01a203f8-f39e-7461-a9f5-562e7023f1ee"]);
        assert_eq!(put(&form).problem(400, "invalid-input").pointers(), ["/agenda/0/attachments/1"]);
        form["agenda"][0]["attachments"] = json!([agenda]);
        let _ = put(&form).expect(200);
        form["startsAt"] = json!("2026-05-15T10:00:00+05:00");
        assert_eq!(put(&form).problem(400, "invalid-input").pointers(), ["/startsAt"]);
        let read = |id: &str| server.get("", &format!("/attachments/{id}")).send().status;
        assert_eq!((read(&agenda), read(&draft)), (404, 404));
        let _ = server.act("holder", &path, "announcement").send().expect(200);
        assert_eq!((read(&agenda), read(&draft)), (200, 404));
        let public = server.get("", &path).send().expect(200);
        assert_eq!(public.body["attachments"].as_array().map(Vec::len), Some(1));
        let version = server.get("holder", &path).send().header("etag").to_owned();
        let gone = server.request("DELETE", "holder", &format!("/attachments/{agenda}")).header("If-Match", &version).send();
        let _ = gone.problem(409, "state-forbids-action");
        server.clock("2026-05-14T13:00:00+05:00");
        let _ = server.act("holder", &path, "holding").send().expect(200);
        let (transcript, minutes) = (attach("transcript.txt"), attach("minutes.txt"));
        let publish = |transcript: &str| {
            let outcome = json!({ "decision": { "ru": "Принято" }, "transcript": transcript, "minutes": minutes });
            server.act("holder", &path, "outcome").json(&outcome).send()
        };
        assert_eq!(publish("01a203f8-f39e-7461-a9f5-562e7023f1ee").problem(400, "invalid-input").pointers(), ["/transcript"]);
        assert_eq!(read(&minutes), 404);
        let _ = publish(&transcript).expect(200);
        assert_eq!((read(&minutes), read(&transcript), read(&draft)), (200, 200, 404));
        let public = server.get("", &path).send().expect(200);
        assert_eq!(public.body["publication"]["minutes"]["name"], "minutes.txt");
    }
}

both! {
    with APRIL;
    fn whoever_is_expected_is_reminded_once_a_day_before_and_again_if_the_meeting_moves(server) {
        let path = server.announced(&meeting(MAY));
        let (_, token) = server.asked(&path);
        let told = || -> Vec<String> {
            let list = server.as_guest("GET", &token, "/notices").send().expect(200);
            list.items().iter().rev().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
        };
        server.clock("2026-05-13T09:59:00+05:00");
        std::thread::sleep(Duration::from_millis(1300));
        assert!(told().is_empty());
        server.clock("2026-05-13T10:01:00+05:00");
        eventually(|| (told() == ["reminder"]).then_some(()));
        std::thread::sleep(Duration::from_millis(1300));
        assert_eq!(told(), ["reminder"]);
        let moved = json!({ "startsAt": "2026-05-21T10:00:00+05:00", "reason": { "kk": "Себеп" } });
        let _ = server.act("holder", &path, "postponement").json(&moved).send().expect(200);
        eventually(|| (told() == ["reminder", "postponed"]).then_some(()));
        // Put off and not announced anew, it reminds nobody.
        server.clock("2026-05-20T10:01:00+05:00");
        std::thread::sleep(Duration::from_millis(1300));
        assert_eq!(told(), ["reminder", "postponed"]);
        let _ = server.act("holder", &path, "announcement").send().expect(200);
        eventually(|| (told() == ["reminder", "postponed", "reminder"]).then_some(()));
    }
}

both! {
    with APRIL;
    fn a_reminder_that_waited_is_sent_only_if_the_meeting_is_where_it_was(server) {
        let (mut path, mut tokens) = (String::new(), Vec::new());
        for _ in 0..4 {
            path = server.announced(&meeting(MAY));
            tokens.push((path.clone(), server.asked(&path)));
        }
        let kinds = |server: &Server, token: &str| -> Vec<String> {
            let list = server.as_guest("GET", token, "/notices").send().expect(200);
            list.items().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
        };
        server.clock("2026-05-13T10:01:00+05:00");
        for (_, (_, token)) in &tokens {
            eventually(|| (kinds(&server, token) == ["reminder"]).then_some(()));
        }
        let (request, token) = tokens[1].1.clone();
        let version = server.as_guest("GET", &token, &request).send().header("etag").to_owned();
        let _ = server.as_guest("POST", &token, &format!("{request}/withdrawal")).header("If-Match", &version).send().expect(200);
        // As if the carrier had been away until now, and a meeting cancelled at that very moment.
        let storage = server.stop();
        let undelivered = "UPDATE notices SET delivered_at = NULL, carrier = NULL WHERE kind = 'reminder'";
        storage.alter(undelivered, undelivered);
        let cancelled = path.rsplit('/').next().unwrap();
        let cancel = format!("UPDATE cases SET state = 'cancelled' WHERE id = '{cancelled}'");
        storage.alter(&cancel, &cancel);
        let server = Server::over(storage, &[("sandbox_clock", "2026-05-13T10:05:00+05:00")]);
        for expected in [&tokens[0], &tokens[2]] {
            eventually(|| (kinds(&server, &expected.1.1) == ["reminder"]).then_some(()));
        }
        std::thread::sleep(Duration::from_millis(1300));
        assert!(kinds(&server, &tokens[1].1.1).is_empty(), "withdrawn");
        assert!(kinds(&server, &tokens[3].1.1).is_empty(), "cancelled");
    }
}

both! {
    with [("sandbox_clock", "2026-04-20T10:00:00+05:00"), ("rate_per_guest", "5")];
    fn somebody_without_a_token_may_not_write_too_often(server) {
        let path = server.announced(&meeting(MAY));
        let ask = |who: &str| server.post(who, &format!("{path}/attendance-requests")).json(&newcomer()).send().status;
        assert!((0..5).all(|_| ask("") == 201));
        assert_eq!((ask(""), ask("citizen"), server.get("", &path).send().status), (429, 201, 200));
        // A made-up lookup token is no way round.
        let comment = json!({ "text": "Сұрақ" });
        for token in ["made-up-1", "made-up-2"] {
            let _ = server.as_guest("POST", token, &format!("{path}/comments")).json(&comment).send().problem(429, "too-many-requests");
        }
    }
}

both! {
    with APRIL;
    fn two_guests_with_one_idempotency_key_are_two_guests(server) {
        let path = server.announced(&meeting(MAY));
        let ask = |key: &str, name: &str| {
            let mut form = guest();
            form["firstName"] = json!(name);
            server.post("", &format!("{path}/attendance-requests")).header("Idempotency-Key", key).json(&form).send()
        };
        let first = ask("one", "Айгүл").expect(201);
        let again = ask("one", "Айгүл").expect(201);
        assert_eq!((again.header("idempotency-replayed"), again.body["lookupToken"] == first.body["lookupToken"]), ("true", true));
        let other = ask("one", "Басқа").expect(201);
        assert!(other.header("idempotency-replayed").is_empty() && other.body["lookupToken"] != first.body["lookupToken"]);
        assert_eq!(server.get("", &path).send().body["attendance"]["registered"], 2);
    }
}

both! {
    with APRIL;
    fn whoever_watches_sees_comments_and_answers_as_they_come(server) {
        let path = server.announced(&meeting(MAY));
        let stream = json!({ "url": "https://live.demo.example/a", "audience": "public" });
        let _ = server.act("holder", &path, "broadcast").json(&stream).send().expect(200);
        server.clock("2026-05-14T10:10:00+05:00");
        let comment = |text: &str| server.post("", &format!("{path}/comments")).json(&json!({ "text": text, "author": "Көрермен" })).send().expect(201);
        let first = comment("Бірінші");
        let live = format!("{path}/comments/live");
        let mut reader = watch(&server, &live, "");
        // The greeting comes first; what was before is in the list.
        std::thread::sleep(Duration::from_millis(300));
        let second = comment("Екінші");
        let (_, name, data) = event(&mut reader);
        assert_eq!((name.as_str(), data["text"].as_str(), data["author"].as_str()), ("comment", Some("Екінші"), Some("Көрермен")));
        let _ = server.act("holder", first.header("location"), "answer").json(&json!({ "text": "Жауап" })).send().expect(200);
        let (place, name, data) = event(&mut reader);
        assert_eq!((name.as_str(), data["answer"]["text"].as_str(), data["id"].as_str()), ("answer", Some("Жауап"), first.body["id"].as_str()));
        let _ = server.act("holder", second.header("location"), "hiding").json(&json!({ "ground": "spam" })).send().expect(200);
        let (_, name, data) = event(&mut reader);
        assert_eq!((name.as_str(), data["text"].as_str(), data["author"].as_str()), ("hidden", None, None));
        drop(reader);
        // Whoever was cut off goes on where they were.
        let mut again = watch(&server, &live, &format!("Last-Event-ID: {place}\r\n"));
        let names: Vec<String> = (0..2).map(|_| event(&mut again).1).collect();
        assert_eq!(names, ["answer", "hidden"]);
        for nonsense in ["nonsense", "-377705116800000000", "9223372036854775807"] {
            let _ = watch(&server, &live, &format!("Last-Event-ID: {nonsense}\r\n"));
        }
        // Behind closed doors nobody goes on watching.
        let mut reader = watch(&server, &live, "");
        let closed_to = json!({ "url": "https://live.demo.example/a", "audience": "authenticated" });
        let _ = server.act("holder", &path, "broadcast").json(&closed_to).send().expect(200);
        let ended = loop {
            let mut line = String::new();
            match reader.read_line(&mut line) {
                Ok(0) => break true,
                Ok(_) => {}
                Err(_) => break false,
            }
        };
        assert!(ended, "the stream goes on");
        let _ = server.get("", &format!("{path}/comments/live")).send().problem(403, "not-in-audience");
    }
}

both! {
    with APRIL;
    fn a_meeting_is_read_with_as_many_statements_however_many_come_and_comment(server) {
        let stream = json!({ "url": "https://live.demo.example/a", "audience": "public" });
        let path = server.announced(&meeting("2026-04-20T10:20:00+05:00"));
        let _ = server.act("holder", &path, "broadcast").json(&stream).send().expect(200);
        let statements = || {
            let _ = server.asked(&path);
            let _ = server.post("", &format!("{path}/comments")).json(&json!({ "text": "Сұрақ" })).send().expect(201);
            let answer = server.get("holder", &path).send().expect(200);
            answer.header("x-merzim-statements").parse::<u32>().unwrap()
        };
        let first = statements();
        assert!(first <= 10, "{first}");
        assert!((0..4).all(|_| statements() == first));
    }
}
