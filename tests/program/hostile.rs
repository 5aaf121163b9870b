//! What fills up a machine: disks, descriptors, memory; and who may read what is written.

use std::io::Write;
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use merzim_tests::reception::{appeal, office};
use merzim_tests::{eventually, form, guest, number_of};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::Program;

const QUIET: (&str, &str) = ("MERZIM_DEMO_DATA", "false");

fn demo(settings: &[(&str, &str)]) -> Program {
    Program::start(tempfile::tempdir().unwrap(), settings, &["--demo"])
}

/// Attaches a file to a case; the status and what is said.
fn upload(program: &Program, case: &str, token: &str, version: &str, content: &[u8]) -> (u16, Value) {
    let head = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n";
    let body = [head.as_bytes(), content, b"\r\n--edge--\r\n"].concat();
    let request = program
        .agent
        .post(format!("{}/api/v1/cases/{case}/attachments", program.base))
        .header("Authorization", format!("Bearer {token}"))
        .header("If-Match", version)
        .header("Content-Type", "multipart/form-data; boundary=edge");
    let mut answer = request.send(&body).unwrap();
    (answer.status().as_u16(), answer.body_mut().read_json().unwrap_or_default())
}

/// A number that the program tells for monitoring.
fn number(program: &Program, name: &str) -> u64 {
    let mut answer = program.agent.get(format!("{}/metrics", program.base)).call().unwrap();
    number_of(&answer.body_mut().read_to_string().unwrap(), name)
}

#[test]
fn an_appeal_with_a_file_is_forwarded_where_temporary_files_have_another_volume() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = Path::new("/dev/shm");
    let volume = |path: &Path| std::fs::metadata(path).unwrap().dev();
    assert_ne!(volume(folder.path()), volume(elsewhere), "two file systems are needed for this test");
    let program = Program::start(
        folder,
        &[QUIET, ("TMPDIR", "/dev/shm"), ("MERZIM_SANDBOX_CLOCK", "2025-12-01T10:00:00+05:00")],
        &["--demo"],
    );
    let tokens = program.tokens();
    let (status, place) = program.post("/api/v1/reception-offices", &tokens["office"], &office(1), "");
    assert_eq!(status, 201);
    let form = appeal(place["id"].as_str().unwrap());
    let (status, filed) = program.post("/api/v1/reception-appeals", &tokens["participant"], &form, "");
    assert_eq!(status, 201);
    let id = filed["id"].as_str().unwrap();
    assert_eq!(upload(&program, id, &tokens["participant"], "\"1\"", b"hello").0, 201);
    let forwarding = json!({
        "to": "000740000004", "toName": { "kk": "Әкімдік", "ru": "Акимат" },
        "reasons": { "kk": "Құзыреті", "ru": "Компетенция" },
    });
    let path = format!("/api/v1/reception-appeals/{id}/forwarding");
    let (status, done) = program.post(&path, &tokens["body"], &forwarding, "\"2\"");
    assert_eq!(status, 200, "{done}");
    let there = done["proceedings"]["forwarding"]["appeal"].as_str().unwrap();
    let (_, files) = program.get(&format!("/api/v1/cases/{there}/attachments"), &tokens["participant"]);
    assert_eq!(files["items"][0]["size"], 5);
    // So is the spreadsheet made.
    assert_eq!(program.get("/api/v1/register-entries.xlsx", &tokens["participant"]).0, 200);
}

#[test]
fn what_a_demo_writes_its_owner_alone_may_read() {
    let program = demo(&[]);
    let data = program.folder.as_ref().unwrap().path();
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(data).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        // The log is the test's own.
        if name != "log" {
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{name}");
            seen.push(name);
        }
    }
    for name in ["demo.sqlite3", "demo-key.p8", "attachments"] {
        assert!(seen.iter().any(|known| known == name), "{name} of {seen:?}");
    }
    // A file of an older release, which others could read.
    let file = data.join("demo.sqlite3");
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&file, open).unwrap();
    let again = Program::start(program.kill(), &[], &["--demo"]);
    let file = again.folder.as_ref().unwrap().path().join("demo.sqlite3");
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o077, 0);
}

/// The most memory that a program has had, in MiB.
fn most_memory(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

#[test]
fn a_body_adds_little_to_the_memory() {
    let program = demo(&[]);
    let token = program.tokens()["holder"].clone();
    let before = most_memory(&program);
    let list = |item: &str| format!("{{\"languages\":[{}0]}}", format!("{item},").repeat(900_000 / (item.len() + 1)));
    for body in [list("0"), list("{}"), list("\"\""), list("{\"a\":[]}"), list("[[]]")] {
        let request = program
            .agent
            .post(format!("{}/api/v1/meetings", program.base))
            .header("Authorization", format!("Bearer {token}"))
            .header("Content-Type", "application/json");
        assert_eq!(request.send(body).unwrap().status(), 400);
    }
    let after = most_memory(&program);
    assert!(after < before + 120, "{before} MiB, then {after} MiB");
}

/// A program with so many file descriptors: as many as it has at first, and as many as it may have.
fn with_descriptors(soft: u32, hard: u32) -> Program {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("merzim");
    let program = super::program();
    let text = format!("#!/bin/sh\nulimit -Sn {soft} && ulimit -Hn {hard} && exec {} \"$@\"\n", program.display());
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).unwrap();
    Program::start_by(&script, folder, &[QUIET], &["--demo"])
}

#[test]
fn the_limit_of_descriptors_is_raised_and_connections_never_take_the_last() {
    let program = with_descriptors(200, 400);
    assert_eq!(number(&program, "process_max_fds"), 400);
    let address = program.base.trim_start_matches("http://").to_owned();
    // Half a request each: they wait for the rest, and are closed.
    let idle: Vec<_> = (0..600)
        .filter_map(|_| {
            let mut stream = TcpStream::connect(&address).ok()?;
            stream.write_all(b"GET /api/v1/acts HTTP/1.1\r\n").ok()?;
            Some(stream)
        })
        .collect();
    assert!(idle.len() > 300, "{}", idle.len());
    std::thread::sleep(Duration::from_millis(300));
    let open = std::fs::read_dir(format!("/proc/{}/fd", program.process.id())).unwrap().count();
    assert!(open < 390, "{open} of 400");
    drop(idle);
    eventually(15, || {
        program.agent.get(format!("{}/health/live", program.base)).call().is_ok_and(|answer| answer.status() == 200)
    });
    let (status, _) = program.post("/api/v1/accreditation-applications", &program.tokens()["ministry"], &form(), "");
    assert_eq!(status, 201);
}

/// A small disk of its own, for a folder; none where this user may not have one.
struct Disk(TempDir);

impl Disk {
    fn of(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        let mount = mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(folder.path());
        let mounted = mount.status().is_ok_and(|status| status.success());
        assert!(mounted || std::fs::metadata("/proc/self").unwrap().uid() != 0, "root may mount a disk");
        mounted.then_some(Self(folder))
    }

    /// Takes all that is left.
    fn fill(&self) {
        let mut file = std::fs::File::create(self.0.path().join("filler")).unwrap();
        for piece in [64 * 1024, 4096, 1] {
            while file.write_all(&vec![0; piece]).is_ok() {}
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.0.path().join("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// What is said of a check.
fn check(program: &Program, name: &str) -> (u16, Value) {
    let (status, ready) = program.get("/health/ready", "");
    (status, ready["checks"][name].clone())
}

#[test]
fn a_full_disk_is_told_and_recovers_by_itself() {
    // Whoever is no superuser cannot have a small disk.
    let Some(disk) = Disk::of("8m") else { return };
    let data = disk.0.path().display().to_string();
    let program = demo(&[QUIET, ("MERZIM_DATA_DIR", &data)]);
    let token = program.tokens()["ministry"].clone();
    let (status, draft) = program.post("/api/v1/accreditation-applications", &token, &form(), "");
    assert_eq!(status, 201);
    let id = draft["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/accreditation-applications/{id}");
    for _ in 0..2 {
        disk.fill();
        // What SQLite has room for in its files is written still; then nothing is.
        let refused = |_| program.post("/api/v1/accreditation-applications", &token, &form(), "");
        let (_, problem) = (0..500).map(refused).find(|(status, _)| *status != 201).expect("a full disk");
        assert_eq!(problem["type"], "urn:merzim:problem:unavailable", "{problem}");
        let (status, problem) = upload(&program, &id, &token, "\"1\"", &vec![b'a'; 200_000]);
        assert_eq!((status, &problem["type"]), (503, &json!("urn:merzim:problem:unavailable")));
        assert_eq!(check(&program, "databaseWrites"), (503, json!("down")));
        assert_eq!(check(&program, "files"), (503, json!("down")));
        // What is there can be read.
        assert_eq!(program.get(&path, &token).0, 200);
        disk.free();
        eventually(10, || program.get("/health/ready", "").0 == 200);
        let (status, _) = program.post("/api/v1/accreditation-applications", &token, &form(), "");
        assert_eq!(status, 201);
    }
    assert_eq!(upload(&program, &id, &token, "\"1\"", &vec![b'a'; 200_000]).0, 201);
    drop(program);
}

#[test]
fn what_somebody_types_is_not_in_the_log() {
    let program = demo(&[QUIET]);
    let secrets = ["ivan.petrov@example.com", "061211600012", "Petrov"];
    let ask = |method: &str, target: &str, header: &str| {
        let mut stream = TcpStream::connect(program.base.trim_start_matches("http://")).unwrap();
        write!(stream, "{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n").unwrap();
        let mut answer = String::new();
        let _ = std::io::Read::read_to_string(&mut stream, &mut answer);
        assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    };
    for secret in secrets {
        for target in
            ["/", "/api/v1/", "/api/v1/meetings/", "/api/v1/cases/", "/api/v1/rules/", "/docs/", "/api/v1/acts?x="]
        {
            ask("GET", &format!("{target}{secret}"), "");
            ask("POST", &format!("{target}{secret}"), "Content-Length: 0\r\n");
        }
        ask(
            "GET",
            "/api/v1/cases",
            &format!(
                "Authorization: Bearer {secret}\r\nLookup-Token: {secret}\r\nX-Request-Id: {secret}@\r\ntraceparent: {secret}\r\n"
            ),
        );
    }
    ask("Petrov", "/api/v1/acts", "");
    for id in ["061211600012", "x-061211600012", "a.061211600012_b"] {
        ask("GET", "/api/v1/acts", &format!("X-Request-Id: {id}\r\n"));
    }
    let meeting =
        program.post("/api/v1/meetings/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11/attendance-requests", "", &guest(), "");
    assert_eq!(meeting.0, 404);
    let log = std::fs::read_to_string(program.folder.as_ref().unwrap().path().join("log")).unwrap();
    assert!(log.contains("answered"));
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn operators_may_have_a_port_of_their_own_and_their_addresses_one_spelling() {
    let program = demo(&[QUIET]);
    let status = |base: &str, path: &str| program.agent.get(format!("{base}{path}")).call().unwrap().status().as_u16();
    assert_eq!(status(&program.base, "/metrics"), 200);
    for path in [
        "/%6detrics",
        "/metric%73",
        "/health%2Fready",
        "/health/%72eady",
        "/%68ealth/live",
        "//metrics",
        "/metrics/",
        "/./metrics",
        "/METRICS",
    ] {
        assert_eq!(status(&program.base, path), 404, "{path}");
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let own = demo(&[QUIET, ("MERZIM_OPERATIONS_BIND", &port.to_string())]);
    for path in ["/metrics", "/health/live", "/health/ready"] {
        assert_eq!(status(&own.base, path), 404, "{path} is public");
        assert_eq!(status(&format!("http://{port}"), path), 200, "{path}");
    }
    assert_eq!(status(&format!("http://{port}"), "/api/v1/acts"), 404);
}

#[test]
fn a_proxy_that_nobody_has_named_is_told_to_the_operator() {
    let detail = |program: &Program| program.get("/health/ready", "").1["detail"].to_string();
    let through = |program: &Program| {
        let request =
            program.agent.get(format!("{}/api/v1/acts", program.base)).header("X-Forwarded-For", "203.0.113.7");
        assert_eq!(request.call().unwrap().status(), 200);
    };
    let program = demo(&[QUIET]);
    assert_eq!(detail(&program), "[]");
    through(&program);
    assert!(detail(&program).contains("MERZIM_TRUSTED_PROXIES"), "{}", detail(&program));
    let log = std::fs::read_to_string(program.folder.as_ref().unwrap().path().join("log")).unwrap();
    assert!(log.contains("MERZIM_TRUSTED_PROXIES"));
    let named = demo(&[QUIET, ("MERZIM_TRUSTED_PROXIES", "127.0.0.0/8")]);
    through(&named);
    assert_eq!(detail(&named), "[]");
}

#[test]
fn an_operator_is_told_that_the_calendar_ends_soon() {
    let detail = |program: &Program| program.get("/health/ready", "").1["detail"].to_string();
    let at = |clock| demo(&[QUIET, ("MERZIM_SANDBOX_CLOCK", clock)]);
    assert_eq!(detail(&at("2027-10-01T10:00:00+05:00")), "[]");
    assert!(detail(&at("2027-10-03T10:00:00+05:00")).contains("calendar ends"));
}

#[test]
fn one_address_takes_half_of_the_connections_at_most() {
    let program = with_descriptors(400, 400);
    let address = program.base.trim_start_matches("http://").to_owned();
    let port = address.rsplit(':').next().unwrap().to_owned();
    let idle: Vec<_> = (0..300)
        .filter_map(|_| {
            let mut stream = TcpStream::connect(&address).ok()?;
            stream.write_all(b"POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n").ok()?;
            Some(stream)
        })
        .collect();
    assert_eq!(idle.len(), 300);
    std::thread::sleep(Duration::from_millis(500));
    // Somebody from another address is answered at once.
    let socket = Command::new("curl")
        .args([
            "--silent",
            "--max-time",
            "3",
            "--interface",
            "127.0.0.2",
            &format!("http://127.0.0.1:{port}/health/live"),
        ])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&socket.stdout).contains("live"), "{socket:?}");
    drop(idle);
}

/// The memory that a program has now, in MiB.
fn memory(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

#[test]
fn memory_returns_after_many_bodies_at_once() {
    let program = demo(&[QUIET, ("MERZIM_BODY_TIMEOUT", "2")]);
    let meeting = "/api/v1/meetings/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11/attendance-requests";
    let token = program.tokens()["holder"].clone();
    let before = memory(&program);
    let address = program.base.trim_start_matches("http://").to_owned();
    // Large bodies of somebody with a token that never end.
    let half = vec![b' '; 900_000];
    let waiting: Vec<_> = (0..200)
        .filter_map(|_| {
            let mut stream = TcpStream::connect(&address).ok()?;
            stream.set_write_timeout(Some(Duration::from_secs(2))).ok()?;
            let head = format!("POST /api/v1/meetings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n");
            stream.write_all(head.as_bytes()).ok()?;
            stream.write_all(&half).ok()?;
            Some(stream)
        })
        .collect();
    assert!(waiting.len() > 100, "{}", waiting.len());
    std::thread::sleep(Duration::from_secs(4));
    drop(waiting);
    // It is given back as the program goes on working.
    eventually(20, || {
        (0..20).for_each(|_| assert_eq!(program.get("/api/v1/acts", "").0, 200));
        memory(&program) < before + 80
    });
    assert_eq!(program.post(meeting, "", &guest(), "").0, 404);
}
