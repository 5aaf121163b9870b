//! Files: where they are written, what they are called, what becomes of them when nothing comes of it.

use merzim_tests::reception::appeal;
use merzim_tests::{Backend, Server, both, form};
use serde_json::json;

/// How many files the store holds.
fn kept(server: &Server) -> usize {
    fn files(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
    }
    let store = server.folder().join("attachments");
    files(&store) - files(&store.join("incoming"))
}

fn staged(server: &Server) -> Vec<String> {
    let incoming = server.folder().join("attachments/incoming");
    let names = std::fs::read_dir(incoming).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.into_string().unwrap()).collect()
}

both! {
    fn what_is_not_attached_leaves_no_file(server) {
        let path = server.draft("ministry", &form());
        let id = path.rsplit('/').next().unwrap().to_owned();
        let upload = |version: &str, key: &str, name: &str| {
            let request = server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", version);
            let request = if key.is_empty() { request } else { request.header("Idempotency-Key", key) };
            request.file(name, b"hello").send()
        };
        let _ = upload("\"1\"", "k", "a.txt").expect(201);
        assert_eq!(kept(&server), 1);
        let _ = upload("\"1\"", "k", "a.txt").expect(201);
        let _ = upload("\"1\"", "k", "b.txt").problem(422, "idempotency-key-reused");
        let _ = upload("\"1\"", "", "a.txt").problem(412, "stale");
        let _ = upload("\"1\"", "other", "a.txt").problem(412, "stale");
        let _ = upload("\"2\"", "", "a.html").problem(415, "unsupported-media-type");
        assert_eq!(kept(&server), 1);
    }
}

both! {
    fn content_and_name_agree(server) {
        let path = server.draft("ministry", &form());
        let id = path.rsplit('/').next().unwrap().to_owned();
        let upload = |name: &str, content: &[u8]| {
            let version = server.get("ministry", &path).send().header("etag").to_owned();
            server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", &version).file(name, content).send()
        };
        for name in ["a.html", "a.HTA", "a.exe", "a.txt.svg", "a.js", "a.pdf", "a.exe.", "a.bat ", "a.xhtml"] {
            let refused = upload(name, "жай мәтін".as_bytes()).problem(415, "unsupported-media-type");
            assert!(refused.text_of("detail").contains("text/plain"), "{}", refused.text);
        }
        let _ = upload("a.txt", b"<html><script>alert(1)</script></html>").problem(415, "unsupported-media-type");
        let _ = upload("a.txt", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n").problem(415, "unsupported-media-type");
        for name in ["a.txt", "A.TXT", "a.csv", "a", "Хат.txt"] {
            let _ = upload(name, "мәтін".as_bytes()).expect(201);
        }
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00")];
    fn a_forwarded_appeal_takes_its_files_along_and_a_refused_one_leaves_none(server) {
        let office = server.office(1);
        let filed = server.post("participant", "/reception-appeals").json(&appeal(&office)).send().expect(201);
        let path = filed.header("location").to_owned();
        let id = filed.text_of("id");
        let upload = |content: &[u8]| {
            let version = server.get("participant", &path).send().header("etag").to_owned();
            server.post("participant", &format!("/cases/{id}/attachments")).header("If-Match", &version).file("a.txt", content).send().expect(201)
        };
        let _ = upload(b"first");
        let _ = upload(b"second");
        let forwarding = |to: &str| json!({ "to": to, "toName": { "kk": "Әкімдік", "ru": "Акимат" }, "reasons": { "kk": "Құзыреті", "ru": "Компетенция" } });
        // To the body that has it: refused, and nothing is left behind.
        let _ = server.act("body", &path, "forwarding").json(&forwarding("100140000003")).send().problem(400, "invalid-input");
        assert_eq!(kept(&server), 2);
        let version = server.get("body", &path).send().header("etag").to_owned();
        let forward = || server.post("body", &format!("{path}/forwarding")).header("If-Match", &version).header("Idempotency-Key", "f").json(&forwarding("000740000004")).send();
        let done = forward().expect(200);
        let there = done.body["proceedings"]["forwarding"]["appeal"].as_str().unwrap().to_owned();
        assert_eq!(kept(&server), 4);
        // Asked for again with its key, it is answered again, and nothing is copied.
        let _ = forward().expect(200);
        assert_eq!(kept(&server), 4);
        let list = server.get("participant", &format!("/cases/{there}/attachments")).send().expect(200);
        let texts: Vec<String> = list.items().iter().map(|file| server.get("participant", file["href"].as_str().unwrap()).send().expect(200).text).collect();
        assert_eq!(texts, ["first", "second"]);
        assert_eq!(list.items()[0]["uploadedAs"], "participant");
    }
}

#[test]
fn staging_folders_of_programs_that_ended_are_swept_and_of_others_not() {
    let server = Server::start(Backend::Sqlite);
    let incoming = server.folder().join("attachments/incoming");
    assert_eq!(staged(&server).len(), 2, "one lock, one folder of its own: {:?}", staged(&server));
    std::fs::write(incoming.join(".tmpOld"), b"left by a release that had no folders").unwrap();
    let left = incoming.join("node-gone");
    std::fs::create_dir(&left).unwrap();
    std::fs::write(left.join("lock"), b"").unwrap();
    std::fs::write(left.join("half"), b"half a file").unwrap();
    // A second node over the same folder: it sweeps what was left, and not what the first is using.
    let storage = merzim_tests::Storage::new(Backend::Sqlite);
    let data = server.folder().display().to_string();
    let second = Server::over(storage, &[("data_dir", &data), ("database_url", "")]);
    assert!(!left.exists() && !incoming.join(".tmpOld").exists());
    assert_eq!(staged(&server).len(), 3, "{:?}", staged(&server));
    drop(second);
    let path = server.draft("ministry", &form());
    let id = path.rsplit('/').next().unwrap();
    let upload = server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", "\"1\"");
    let _ = upload.file("a.txt", b"hello").send().expect(201);
}

both! {
    with [("sandbox_clock", "2026-03-16T10:00:00+05:00")];
    fn who_may_not_attach_is_told_so_before_the_file_whatever_the_key(server) {
        let path = server.announced(&merzim_tests::meeting("2026-04-16T10:00:00+05:00"));
        let (request, token) = server.asked(&path);
        let id = request.rsplit('/').next().unwrap();
        let started = std::time::Instant::now();
        for key in ["", "any"] {
            let upload = server.as_guest("POST", &token, &format!("/cases/{id}/attachments")).header("If-Match", "\"1\"");
            let upload = if key.is_empty() { upload } else { upload.header("Idempotency-Key", key) };
            // Not a form at all: it is not looked at.
            let kind = "multipart/form-data; boundary=edge";
            let _ = upload.bytes(kind, vec![b'-'; 1000]).send().problem(409, "state-forbids-action");
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(5));
        assert_eq!(kept(&server), 0);
    }
}

#[test]
fn a_form_costs_no_more_than_it_is_long() {
    let server = Server::start(Backend::Sqlite);
    let path = server.draft("ministry", &form());
    let id = path.rsplit('/').next().unwrap();
    let send = |boundary: &str, body: Vec<u8>| {
        let started = std::time::Instant::now();
        let version = server.get("ministry", &path).send().header("etag").to_owned();
        let upload = server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", &version);
        let answer = upload.bytes(&format!("multipart/form-data; boundary={boundary}"), body).send();
        (answer, started.elapsed())
    };
    let form = |boundary: &str, content: &[u8]| {
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n");
        [head.as_bytes(), content, format!("\r\n--{boundary}--\r\n").as_bytes()].concat()
    };
    let long = "b".repeat(60);
    let size = 1_500_000;
    let near = format!("\r\n--{}", &long[..59]);
    for (boundary, content, status) in [
        ("q", "\r\n--p".repeat(size / 5), 201),
        ("q", "\r\n".repeat(size / 2), 201),
        ("q", "\n".repeat(size), 201),
        (long.as_str(), near.repeat(size / near.len()), 201),
        ("q", "\r".repeat(size), 201),
    ] {
        let (plain, usual) = send(boundary, form(boundary, &vec![b'a'; size]));
        assert_eq!(plain.status, 201);
        let (answer, took) = send(boundary, form(boundary, content.as_bytes()));
        assert_eq!(answer.status, status, "{}", answer.text);
        assert!(
            took < usual * 12 + std::time::Duration::from_millis(300),
            "{:?} beside {usual:?}: {took:?}",
            &content[..5]
        );
    }
    // What is no file has its own, small limit: before it, as a head, after it.
    let much = "\r\n".repeat(400_000);
    let file = form("q", b"hello");
    let before = [much.as_bytes(), &file].concat();
    let head = format!("--q\r\nX: {}\r\n\r\nhello\r\n--q--\r\n", "a".repeat(800_000)).into_bytes();
    for body in [before, head] {
        let (answer, _) = send("q", body);
        assert_eq!(answer.status, 400, "{}", answer.text);
    }
}
