//! Bodies that cost much to check.

use merzim_tests::{Answer, Backend, Server, World, both, operations};
use serde_json::{Value, json};

use super::*;

/// The operations with a JSON body: method, path, and what the contract says of them.
fn with_bodies(contract: &Value) -> Vec<(&'static str, String, Value)> {
    let has_body = |operation: &Value| operation["requestBody"]["content"]["application/json"].is_object();
    operations(contract).into_iter().filter(|(_, _, operation)| has_body(operation)).collect()
}

/// Bodies of about this size that are hard on a careless check, each of a kind of its own.
fn hard(size: usize) -> Vec<String> {
    let items = |item: &str, bytes: usize| vec![item; bytes / (item.len() + 1)].join(",");
    vec![
        // A long name above many items: a pointer for each would be long, too.
        format!("{{\"{}\":[{}]}}", "a".repeat(size * 2 / 5), items("0", size * 3 / 5)),
        // A fault in every item of a known list.
        format!("{{\"languages\":[{}]}}", items("0", size)),
        format!("{{\"agenda\":[{}]}}", items("{}", size)),
        format!("{{\"phones\":[{}]}}", items("\"\"", size)),
        format!("{{\"receivers\":[{{\"weekly\":[{}]}}]}}", items("{\"x\":0}", size)),
        // An unknown name in every field.
        format!("{{{}}}", (0..size / 12).map(|number| format!("\"n{number}\":0")).collect::<Vec<_>>().join(",")),
        // Controls everywhere.
        format!("{{\"text\":[{}]}}", items("\"\\u0000\"", size)),
        // Depth.
        format!("{}{}", "[".repeat(size / 2), "]".repeat(size / 2)),
        format!("{}0{}", "{\"a\":".repeat(size / 6), "}".repeat(size / 6)),
        // One long string where a short one is meant, of signs that patterns like.
        format!("{{\"text\":\"{}\",\"contact\":\"{}\"}}", " ".repeat(size / 2), "a@".repeat(size / 4)),
        format!("{{\"surname\":\"{}\"}}", "\\\\".repeat(size / 2)),
        // Numbers.
        format!("{{\"birthYear\":1{}}}", "0".repeat(size)),
    ]
}

fn took(ask: impl Fn() -> Answer) -> (Answer, Duration) {
    let started = Instant::now();
    let answer = ask();
    (answer, started.elapsed())
}

#[test]
fn a_check_costs_no_more_than_its_body_is_long() {
    let server = Server::start_with(Backend::Sqlite, &[("filings_per_address", "0")]);
    let world = World::of(&server);
    // Everybody may send these three; of the others the same checks are made.
    let paths = ["/meetings/{id}/attendance-requests", "/meetings/{id}/comments"];
    let signed = [("holder", "/meetings"), ("participant", "/reception-appeals"), ("body", "/reception-schedules")];
    let asked = paths.iter().map(|path| ("", *path)).chain(signed);
    let mut slowest = Duration::ZERO;
    for (who, path) in asked {
        let path = world.address(path);
        let ask =
            |body: &str| took(|| server.post(who, &path).bytes("application/json", body.as_bytes().to_vec()).send());
        for (small, large) in hard(240_000).iter().zip(hard(960_000)) {
            let kind: String = large.chars().take(40).collect();
            let (_, short) = ask(small);
            let (answer, long) = ask(&large);
            assert!((400..500).contains(&answer.status), "{path} {kind}: {}", answer.text);
            assert!(answer.bytes.len() < 64 * 1024, "{path} {kind}: {} bytes", answer.bytes.len());
            assert!(answer.pointers().len() <= 100, "{path} {kind}");
            // Four times as long; a square would be sixteen. What is soon done may be disturbed.
            assert!(long < short * 10 || long < Duration::from_millis(400), "{path} {kind}: {short:?}, then {long:?}");
            slowest = slowest.max(long);
        }
    }
    assert!(slowest < Duration::from_secs(4), "{slowest:?}");
}

#[test]
fn while_hard_bodies_are_checked_others_are_answered() {
    let server = Server::start_with(Backend::Sqlite, &[("workers", "1")]);
    let world = World::of(&server);
    let path = world.address("/meetings/{id}/comments");
    let bodies = hard(960_000);
    std::thread::scope(|scope| {
        for body in bodies.iter().take(6) {
            let (server, path) = (&server, &path);
            scope.spawn(move || {
                for _ in 0..3 {
                    let answer = server.post("", path).bytes("application/json", body.as_bytes().to_vec()).send();
                    assert!((400..500).contains(&answer.status));
                }
            });
        }
        std::thread::sleep(Duration::from_millis(100));
        for _ in 0..20 {
            let (answer, long) = took(|| server.get("", "//health/live").send());
            assert_eq!(answer.status, 200);
            assert!(long < Duration::from_millis(1500), "{long:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    });
}

#[test]
fn of_a_list_that_is_too_long_a_few_items_are_told() {
    let server = Server::start(Backend::Sqlite);
    let mut form = merzim_tests::meeting("2026-05-14T10:00:00+05:00");
    form["languages"] = json!(vec![0; 1000]);
    form["agenda"][0]["question"] = json!({ "kk": "" });
    let answer = server.post("holder", "/meetings").json(&form).send().problem(400, "invalid-input");
    let pointers = answer.pointers();
    let of_list = pointers.iter().filter(|pointer| pointer.starts_with("/languages")).count();
    assert!(pointers.contains(&"/languages") && of_list < 30, "{pointers:?}");
    assert!(pointers.iter().any(|pointer| pointer.starts_with("/agenda/0/question")), "{pointers:?}");
    // Nested lists as well, and each on its own.
    let mut schedule = merzim_tests::reception::schedule("2026-Q2");
    schedule["receivers"][1]["weekly"] = json!(vec![json!({ "weekday": "monday" }); 60]);
    let answer = server.post("body", "/reception-schedules").json(&schedule).send().problem(400, "invalid-input");
    let pointers = answer.pointers();
    assert!(pointers.contains(&"/receivers/1/weekly") && pointers.len() < 200, "{pointers:?}");
}

#[test]
fn every_list_and_every_text_of_a_body_has_an_end() {
    fn look(schema: &Value, components: &Value, at: &str, open: &mut Vec<String>) {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.trim_start_matches("#/components/schemas/");
            return look(&components["schemas"][name], components, &format!("{at}>{name}"), open);
        }
        let is = |kind: &str| {
            schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
        };
        if is("array") {
            if !schema["maxItems"].is_u64() {
                open.push(format!("{at}: a list"));
            }
            look(&schema["items"], components, &format!("{at}[]"), open);
        }
        let bounded = ["maxLength", "enum", "pattern", "const"].iter().any(|key| !schema[*key].is_null());
        let told_by_format = ["date", "date-time", "uuid"].iter().any(|format| schema["format"] == *format);
        if is("string") && !bounded && !told_by_format {
            open.push(format!("{at}: a text"));
        }
        if is("object") && schema["additionalProperties"] != false {
            open.push(format!("{at}: an object"));
        }
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            look(field, components, &format!("{at}.{name}"), open);
        }
        for part in ["allOf", "anyOf", "oneOf"].iter().filter_map(|key| schema[*key].as_array()).flatten() {
            look(part, components, at, open);
        }
    }
    let contract: Value = serde_json::from_str(include_str!("../../../openapi/openapi.json")).unwrap();
    let mut open = Vec::new();
    for (method, path, operation) in with_bodies(&contract) {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        look(schema, &contract["components"], &format!("{method} {path}"), &mut open);
    }
    open.retain(|line| !line.ends_with("Bilingual: an object"));
    assert!(open.is_empty(), "{open:#?}");
}

both! {
    fn a_body_is_looked_at_after_the_right_to_ask_and_what_is_asked_for(server) {
        let world = World::of(&server);
        let contract = server.contract();
        let nonsense = || b"{\"x\":".to_vec();
        for (method, path, operation) in with_bodies(&contract) {
            if path.contains("/sandbox/") {
                continue;
            }
            let missing = path.replace("{id}", "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11");
            let open = operation["security"].as_array().unwrap().contains(&json!({}));
            let nobody = server.request(method, "", &missing).bytes("application/json", nonsense()).send();
            let looked_at = if path.contains("{id}") { 404 } else { 400 };
            let expected = if open { looked_at } else { 401 };
            assert_eq!(nobody.status, expected, "{method} {path}: {}", nobody.text);
            let who = world.who(&server, &path, &operation);
            let somebody = server.request(method, who, &missing).bytes("application/json", nonsense()).send();
            assert_eq!(somebody.status, looked_at, "{method} {path} as {who}: {}", somebody.text);
            // Somebody whose roles do not fit is told so first.
            let needs = operation["security"].as_array().unwrap();
            let roles: Vec<&str> = needs.iter().filter_map(|one| one["bearer"].as_array()).flatten().filter_map(Value::as_str).collect();
            if !roles.is_empty() && !open {
                let other = &server.personas.iter().find(|one| !one.roles.iter().any(|role| roles.contains(&role.as_str()))).unwrap().id;
                let refused = server.request(method, other, &missing).bytes("application/json", nonsense()).send();
                assert_eq!(refused.status, 403, "{method} {path} as {other}: {}", refused.text);
            }
            // Where there is something, the body is what is wrong.
            if path.contains("{id}") {
                let there = server.request(method, who, &world.address(&path)).bytes("application/json", nonsense()).send();
                assert!([400, 404].contains(&there.status), "{method} {path}: {}", there.text);
            }
        }
    }
}

#[test]
fn a_body_that_nobody_reads_is_not_listened_to_for_long() {
    let server = Server::start_with(Backend::Sqlite, &[("body_timeout", "1")]);
    let head = |path: &str| format!("POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    let live = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
    let older = "GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    // Not there, not allowed, not a method: answered at once; then somebody goes on sending, or says nothing more. Whatever was
    // asked before on the same connection.
    let openings = [
        head("/nothing"),
        head("/api/v1/complaints"),
        head("/health/live"),
        head("/api/v1/acts"),
        format!("{live}{live}{live}{}", head("/nothing")),
        format!("{older}{}", head("/nothing")),
        head("/nothing").replace("Host: x", "Host: x\r\nExpect: 100-continue"),
    ];
    for opening in openings {
        for drips in [true, false] {
            let path = &opening;
            let mut stream = TcpStream::connect(server.base.trim_start_matches("http://")).unwrap();
            stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
            stream.write_all(opening.as_bytes()).unwrap();
            let started = Instant::now();
            let mut said = Vec::new();
            let closed = loop {
                if drips && stream.write_all(b"1\r\nx\r\n").is_err() {
                    break true;
                }
                let mut some = [0; 1024];
                match stream.read(&mut some) {
                    Ok(0) => break true,
                    Ok(read) => said.extend_from_slice(&some[..read]),
                    Err(error)
                        if [std::io::ErrorKind::WouldBlock, std::io::ErrorKind::TimedOut].contains(&error.kind()) => {}
                    Err(_) => break true,
                }
                if started.elapsed() > Duration::from_secs(10) {
                    break false;
                }
            };
            assert!(
                String::from_utf8_lossy(&said).contains("HTTP/1.1 4"),
                "{path}: {}",
                String::from_utf8_lossy(&said)
            );
            assert!(closed, "{path}, drips: {drips}");
            assert!(started.elapsed() < Duration::from_secs(8), "{path}, drips: {drips}: {:?}", started.elapsed());
        }
    }
    // A length that is padded, so that it could be understood in two ways, is none.
    for padded in
        [format!("Transfer-Encoding:{}chunked", " ".repeat(140)), format!("Content-Length: {}5", "0".repeat(140))]
    {
        let mut stream = TcpStream::connect(server.base.trim_start_matches("http://")).unwrap();
        write!(stream, "POST /nothing HTTP/1.1\r\nHost: x\r\n{padded}\r\n\r\n").unwrap();
        let mut said = String::new();
        let _ = stream.read_to_string(&mut said);
        assert!(said.starts_with("HTTP/1.1 400"), "{said}");
    }
    // Who sends a whole body too soon goes on with the same connection.
    let mut stream = TcpStream::connect(server.base.trim_start_matches("http://")).unwrap();
    let whole = format!("{}5\r\nhello\r\n0\r\n\r\n", head("/nothing"));
    write!(stream, "{whole}GET /api/v1/acts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut both = String::new();
    stream.read_to_string(&mut both).unwrap();
    assert_eq!(both.matches("HTTP/1.1 ").count(), 2, "{both}");
}

#[test]
fn what_was_downloaded_on_a_connection_does_not_cut_what_is_uploaded_on_it() {
    let server = Server::start(Backend::Sqlite);
    let path = server.draft("ministry", &merzim_tests::form());
    let id = path.rsplit('/').next().unwrap();
    let lines = "HTTP/1.1 200 OK\r\n".repeat(60_000);
    let upload = server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", "\"1\"");
    let file = upload.file("a.txt", lines.as_bytes()).send().expect(201).text_of("href");
    let token = server.token("ministry");
    let mut stream = TcpStream::connect(server.base.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    for _ in 0..3 {
        write!(stream, "GET {file} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n").unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            assert!(reader.read_line(&mut line).unwrap() > 0);
        }
        let mut whole = vec![0; lines.len()];
        reader.read_exact(&mut whole).unwrap();
        assert!(reader.buffer().is_empty());
    }
    let body =
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.txt\"\r\n\r\nhello\r\n--edge--\r\n";
    let (first, rest) = body.split_at(40);
    write!(stream, "POST /api/v1/cases/{id}/attachments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIf-Match: \"2\"\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: {}\r\n\r\n{first}", body.len()).unwrap();
    std::thread::sleep(Duration::from_millis(2500));
    stream.write_all(rest.as_bytes()).unwrap();
    let mut said = String::new();
    let _ = stream.read_to_string(&mut said);
    assert!(said.contains("HTTP/1.1 201"), "{said}");
}
