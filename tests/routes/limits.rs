//! How often one may ask, from which pages, and for how long.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use merzim_tests::{Backend, Server, form};

#[test]
fn who_asks_too_often_is_told_when_to_come_back_and_nobody_else_is() {
    let server = Server::start_with(Backend::Sqlite, &[("rate_per_caller", "8")]);
    for left in (0..8).rev() {
        let answer = server.get("ministry", "/obligations").send().expect(200);
        assert!(
            answer.header("ratelimit").contains(&format!("\"caller\";r={left};")),
            "{}",
            answer.header("ratelimit")
        );
        assert!(answer.header("ratelimit-policy").contains("\"caller\";q=8;w=60"));
    }
    let refused = server.get("ministry", "/obligations").send().problem(429, "too-many-requests");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=8).contains(&wait), "{wait}");
    assert!(refused.header("ratelimit").contains("\"caller\";r=0;"));
    let _ = server.get("authority", "/obligations").send().expect(200);
    let _ = server.get("", "/acts").send().expect(200);
    std::thread::sleep(Duration::from_secs(wait));
    let _ = server.get("ministry", "/obligations").send().expect(200);
}

#[test]
fn an_address_is_limited_too_and_a_trusted_proxy_speaks_for_others() {
    let server = Server::start_with(Backend::Sqlite, &[("rate_per_address", "3"), ("trusted_proxies", "127.0.0.0/8")]);
    let ask = |from: &str| server.get("", "/acts").header("X-Forwarded-For", from).send();
    // The harness has asked for the personas, from the address of the proxy itself.
    for _ in 0..3 {
        let _ = ask("203.0.113.7").expect(200);
    }
    let _ = ask("203.0.113.7").problem(429, "too-many-requests");
    // What the client itself has written before the proxy's own entry is not believed.
    let _ = ask("198.51.100.1, 203.0.113.7").problem(429, "too-many-requests");
    let _ = ask("203.0.113.8").expect(200);
    // A subscriber of IPv6 is one, whatever the rest of the address.
    for end in 1..=3 {
        let _ = ask(&format!("2001:db8:1:2::{end}")).expect(200);
    }
    let _ = ask("2001:db8:1:2::4").problem(429, "too-many-requests");
    // Proxies write ports, brackets and IPv4 as IPv6; what nobody can read hides nobody.
    for number in 0..3 {
        let _ = ask(&format!("9.9.9.{number}, 203.0.113.9:{}", 5000 + number)).expect(200);
    }
    let _ = ask("9.9.9.9, 203.0.113.9").problem(429, "too-many-requests");
    for number in 0..3 {
        let _ = ask(&format!("::ffff:198.51.100.{number}")).expect(200);
        let _ = ask(&format!("[2001:db8:7::{number}]:443")).expect(200);
    }
    let _ = ask("[2001:db8:7::9]:80").problem(429, "too-many-requests");
    // Health is asked by machines that must be answered.
    for _ in 0..8 {
        let _ = server.get("", "//health/live").send().expect(200);
    }
    let stranger = Server::start_with(Backend::Sqlite, &[("rate_per_address", "3")]);
    for number in 0..8 {
        let answer = stranger.get("", "/acts").header("X-Forwarded-For", &format!("203.0.113.{number}")).send();
        assert_eq!(answer.status == 429, number >= 2, "{number}: nobody has said that this proxy is trusted");
    }
}

#[test]
fn only_pages_that_the_operator_names_may_call_and_read_problems_too() {
    let server = Server::start_with(Backend::Sqlite, &[("cors_origins", "https://portal.example")]);
    let preflight = |origin: &str| {
        server
            .request("OPTIONS", "", "/accreditation-applications")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,if-match,idempotency-key,content-type")
            .send()
    };
    let allowed = preflight("https://portal.example").expect(200);
    assert_eq!(allowed.header("access-control-allow-origin"), "https://portal.example");
    assert!(allowed.header("access-control-allow-methods").contains("POST"));
    assert!(allowed.header("access-control-allow-headers").to_lowercase().contains("idempotency-key"));
    assert_eq!(preflight("https://elsewhere.example").header("access-control-allow-origin"), "");

    let from = |path: &str| server.get("", path).header("Origin", "https://portal.example").send();
    for (path, status) in [("/acts", 200), ("/acts?x=1", 400), ("/obligations", 401), ("/nothing", 404)] {
        let answer = from(path).expect(status);
        assert_eq!(answer.header("access-control-allow-origin"), "https://portal.example", "{path}");
        let exposed = answer.header("access-control-expose-headers").to_lowercase();
        assert!(exposed.contains("etag") && exposed.contains("x-request-id") && exposed.contains("ratelimit"));
        assert!(answer.header("vary").to_lowercase().contains("origin"));
    }
    let closed = Server::start(Backend::Sqlite);
    let answer = closed.get("", "/acts").header("Origin", "https://portal.example").send().expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), "");
    let open = Server::start_with(Backend::Sqlite, &[("cors_origins", "*")]);
    let answer = open.get("", "/acts").header("Origin", "https://portal.example").send().expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}

#[test]
fn head_is_answered_as_get_without_a_body_and_options_names_the_methods() {
    let server = Server::start(Backend::Sqlite);
    for path in ["/acts", "/register-entries", "//", "//docs/", "/openapi.json", "//openapi.json", "//health/ready"] {
        let (get, head) =
            (server.get("", path).send().expect(200), server.request("HEAD", "", path).send().expect(200));
        assert_eq!(head.bytes.len(), 0, "{path}");
        assert_eq!(
            (get.header("content-type"), get.header("etag")),
            (head.header("content-type"), head.header("etag"))
        );
    }
    let _ = server.request("HEAD", "", "/obligations").send().expect(401);
    let _ = server.request("HEAD", "", "/nothing").send().expect(404);
    let allowed = server.request("OPTIONS", "", "/accreditation-applications").send().expect(204);
    assert_eq!(allowed.header("allow"), "GET, HEAD, OPTIONS, POST");
    let _ = server.request("OPTIONS", "", "/nothing").send().problem(404, "not-found");
}

/// Sends the head of a request and a part of its body, and no more.
fn stalled(server: &Server, path: &str, headers: &str, part: &str) -> (String, Duration) {
    let started = Instant::now();
    let mut stream = TcpStream::connect(server.base.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let token = server.token("ministry");
    write!(stream, "POST /api/v1{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n{headers}\r\n\r\n{part}").unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    (answer, started.elapsed())
}

#[test]
fn a_body_that_does_not_arrive_is_not_waited_for() {
    let server = Server::start_with(Backend::Sqlite, &[("body_timeout", "1")]);
    let json = "Content-Type: application/json\r\nContent-Length: 1000";
    let (answer, took) = stalled(&server, "/accreditation-applications", json, "{\"bodyName\":");
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("urn:merzim:problem:request-timeout"), "{answer}");
    assert!(took < Duration::from_secs(3), "{took:?}");

    let path = server.draft("ministry", &form());
    let case = path.rsplit('/').next().unwrap();
    let upload = "If-Match: \"1\"\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: 100000";
    let part = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello";
    let (answer, took) = stalled(&server, &format!("/cases/{case}/attachments"), upload, part);
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("urn:merzim:problem:request-timeout"), "{answer}");
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[test]
fn answers_tell_browsers_to_do_nothing_with_them_but_read() {
    let server = Server::start(Backend::Sqlite);
    for path in ["/acts", "/nothing", "/obligations", "//docs/", "//"] {
        let answer = server.get("", path).send();
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
    }
    assert_eq!(server.get("", "/obligations").send().header("cache-control"), "no-store");
}

#[test]
fn a_head_whose_lines_do_not_end_as_they_must_is_refused() {
    let server = Server::start(Backend::Sqlite);
    let said = |request: &str| {
        let mut stream = TcpStream::connect(server.base.trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        // An answer begins right after the body of the one before.
        answer.split("HTTP/1.1 ").skip(1).map(|rest| rest[..3].to_owned()).collect::<Vec<_>>()
    };
    let whole = "GET /api/v1/acts HTTP/1.1\r\nHost: x\r\n\r\n";
    let last = "GET /api/v1/acts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    assert_eq!(said(&format!("{whole}{last}")), ["200", "200"]);
    for bare in [
        "GET /api/v1/acts HTTP/1.1\nHost: x\n\n",
        "GET /api/v1/acts HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
        "GET /api/v1/acts HTTP/1.1\r\nHost: x\r\n\n",
        "POST /api/v1/sandbox/clock HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
    ] {
        assert!(said(bare).iter().all(|status| status == "400"), "{bare:?}: {:?}", said(bare));
        assert_eq!(said(&format!("{whole}{bare}"))[0], "200", "what came before is answered: {bare:?}");
        assert!(!said(&format!("{bare}{last}")).contains(&"200".to_owned()), "nothing after it is: {bare:?}");
    }
    // A body has whatever lines it likes, also in pieces.
    let json = "{\n\"now\":\n\"2026-03-16T10:00:00+05:00\"}";
    let post = "POST /api/v1/sandbox/clock HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    assert_eq!(said(&format!("{post}Content-Length: {}\r\n\r\n{json}{last}", json.len())), ["200", "200"]);
    let (first, second) = json.split_at(10);
    let chunked = format!(
        "{post}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n",
        first.len(),
        second.len()
    );
    assert_eq!(said(&format!("{chunked}{last}")), ["200", "200"]);
}
