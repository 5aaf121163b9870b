//! Streams that never end: `/meetings/{id}/comments/live`

use merzim_tests::{Server, both, meeting};
use serde_json::json;

use super::*;

const APRIL: [(&str, &str); 1] = [("sandbox_clock", "2026-04-20T10:00:00+05:00")];
const MAY: &str = "2026-05-14T10:00:00+05:00";

/// A meeting whose broadcast is shown now, for these; the path of its stream.
fn shown(server: &Server, audience: &str) -> String {
    let path = server.announced(&meeting(MAY));
    let stream = json!({ "url": "https://live.demo.example/a", "audience": audience });
    let _ = server.act("holder", &path, "broadcast").json(&stream).send().expect(200);
    server.clock("2026-05-14T10:10:00+05:00");
    format!("{path}/comments/live")
}

both! {
    with APRIL;
    fn a_head_never_begins_a_stream(server) {
        let live = shown(&server, "public");
        let head = server.request("HEAD", "", &live).send().expect(200);
        assert_eq!((head.header("content-type"), head.bytes.len()), ("text/event-stream", 0));
        for _ in 0..300 {
            drop(sent(&server, "HEAD", &live, ""));
        }
        // Each is answered, on a connection that stays of use.
        let mut stream = sent(&server, "HEAD", &live, "");
        write!(stream, "HEAD {live} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut both = String::new();
        stream.read_to_string(&mut both).unwrap();
        assert_eq!(both.matches("HTTP/1.1 200").count(), 2, "{both}");
        eventually(5, || number(&server, "merzim_watchers") == 0 && number(&server, "http_requests_under_way") <= 1);
        assert_eq!(answered(sent(&server, "GET", &live, "")).0, 200);
    }
}

both! {
    with APRIL;
    fn whoever_goes_is_noticed_within_seconds(server) {
        let live = shown(&server, "public");
        for _ in 0..3 {
            let watching: Vec<_> = (0..30).map(|_| answered(sent(&server, "GET", &live, ""))).collect();
            assert!(watching.iter().all(|(status, _)| *status == 200));
            assert_eq!(number(&server, "merzim_watchers"), 30);
            drop(watching);
            eventually(5, || number(&server, "merzim_watchers") == 0);
        }
    }
}

both! {
    with [APRIL[0], ("watchers_per_address", "3"), ("watchers_per_meeting", "5"), ("trusted_proxies", "127.0.0.1")];
    fn places_are_for_a_meeting_and_for_an_address_and_are_free_again(server) {
        let live = shown(&server, "public");
        let from = |address: u8| format!("X-Forwarded-For: 198.51.100.{address}\r\n");
        let watching: Vec<_> = (0..3).map(|_| answered(sent(&server, "GET", &live, &from(1)))).collect();
        let full = || server.get("", &live).header("X-Forwarded-For", "198.51.100.1").send();
        let refused = full().problem(429, "too-many-requests");
        assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
        // Others have places still, until the meeting is full.
        let others: Vec<_> = (0..2).map(|_| answered(sent(&server, "GET", &live, &from(2)))).collect();
        assert!(watching.iter().chain(&others).all(|(status, _)| *status == 200));
        let _ = server.get("", &live).header("X-Forwarded-For", "198.51.100.3").send().problem(429, "too-many-requests");
        drop(watching);
        eventually(5, || number(&server, "merzim_watchers") == 2);
        assert_eq!(answered(sent(&server, "GET", &live, &from(1))).0, 200);
    }
}

both! {
    with APRIL;
    fn nobody_watches_before_the_broadcast_or_after_it(server) {
        let path = server.announced(&meeting(MAY));
        let live = format!("{path}/comments/live");
        let _ = server.get("", &live).send().problem(409, "meeting-forbids-action");
        let stream = json!({ "url": "https://live.demo.example/a", "audience": "public" });
        let _ = server.act("holder", &path, "broadcast").json(&stream).send().expect(200);
        for method in ["GET", "HEAD"] {
            let answer = server.request(method, "", &live).send();
            assert_eq!(answer.status, 409, "weeks ahead");
        }
        let _ = server.get("holder", &live).send().problem(409, "too-early");
        server.clock("2026-05-14T10:10:00+05:00");
        let (status, mut reader) = answered(sent(&server, "GET", &live, ""));
        assert_eq!(status, 200);
        server.clock("2026-05-15T10:10:00+05:00");
        assert!(ends(&mut reader, 8), "the stream outlives the broadcast");
        let _ = server.get("", &live).send().problem(409, "too-late");
        eventually(5, || number(&server, "merzim_watchers") == 0);
    }
}

both! {
    with [APRIL[0], ("token_leeway", "0")];
    fn a_stream_ends_with_the_token_and_with_the_request(server) {
        let live = shown(&server, "registered");
        let path = live.trim_end_matches("/comments/live");
        let _ = server.get("", &live).send().problem(403, "not-in-audience");
        server.clock(APRIL[0].1);
        let (request, token) = server.asked(path);
        server.clock("2026-05-14T10:10:00+05:00");
        let lookup = format!("Lookup-Token: {token}\r\n");
        let (status, mut guest_watches) = answered(sent(&server, "GET", &live, &lookup));
        assert_eq!(status, 200);
        let ends_at = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() + 3;
        let token_ends = server.signed(&json!({ "exp": ends_at, "roles": ["informationHolder"] }));
        let (status, mut holder_watches) = answered(sent(&server, "GET", &live, &format!("Authorization: Bearer {token_ends}\r\n")));
        assert_eq!(status, 200);
        assert!(ends(&mut holder_watches, 15), "the stream outlives the token");
        assert!(!ends(&mut guest_watches, 1), "the guest still belongs to the audience");
        let version = server.as_guest("GET", &token, &request).send().expect(200).header("etag").to_owned();
        let _ = server.as_guest("POST", &token, &format!("{request}/withdrawal")).header("If-Match", &version).send().expect(200);
        assert!(ends(&mut guest_watches, 15), "the stream outlives the request");
    }
}

both! {
    with [APRIL[0], ("filings_per_person", "0"), ("filings_per_address", "0")];
    fn what_was_missed_comes_in_pages_and_too_much_of_it_not_at_all(server) {
        let live = shown(&server, "public");
        let comments = live.trim_end_matches("/live").to_owned();
        let say = |count: usize| {
            let answers = merzim_tests::at_once(8, |_| {
                for _ in 0..count / 8 {
                    let _ = server.post("", &comments).json(&json!({ "text": "Сұрақ ".repeat(20) })).send().expect(201);
                }
                server.get("", "/acts").send()
            });
            assert_eq!(answers.len(), 8);
        };
        say(56);
        let read = |expected: &str, most: usize| {
            let (status, mut reader) = answered(sent(&server, "GET", &live, "Last-Event-ID: 1\r\n"));
            assert_eq!(status, 200);
            let mut found = 0;
            while found < most {
                let mut line = String::new();
                assert!(reader.read_line(&mut line).unwrap() > 0, "the stream ends after {found} of {most}");
                found += usize::from(line.trim_end() == format!("event: {expected}"));
            }
        };
        read("comment", 56);
        say(456);
        read("reset", 1);
    }
}
