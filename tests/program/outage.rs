//! The database goes away and comes back; the program is asked to stop while it works.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::connection::{Connection, SimpleConnection};
use diesel::{PgConnection, SqliteConnection};
use merzim_tests::{Answer, Backend, Server, Storage, eventually, form};
use serde_json::json;

use super::Program;

const OPEN: u8 = 0;
const SILENT: u8 = 1;
const CLOSED: u8 = 2;

/// Stands between Merzim and PostgreSQL as the network does.
struct Network {
    address: String,
    state: Arc<AtomicU8>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Network {
    fn to(database: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (state, streams) = (Arc::new(AtomicU8::new(OPEN)), Arc::new(Mutex::new(Vec::new())));
        let (held, all) = (Arc::clone(&state), Arc::clone(&streams));
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if held.load(Ordering::SeqCst) == CLOSED {
                    continue;
                }
                let server = TcpStream::connect(&database).unwrap();
                all.lock().unwrap().extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
                for (from, to) in [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)] {
                    let held = Arc::clone(&held);
                    std::thread::spawn(move || carry(from, to, &held));
                }
            }
        });
        Self { address, state, streams }
    }

    fn set(&self, state: u8) {
        self.state.store(state, Ordering::SeqCst);
        if state == CLOSED {
            for stream in self.streams.lock().unwrap().drain(..) {
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, state: &AtomicU8) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        while state.load(Ordering::SeqCst) == SILENT {
            std::thread::sleep(Duration::from_millis(20));
        }
        if to.write_all(&buffer[..read]).is_err() {
            return;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

/// The answer, and how long it took.
fn timed(ask: impl Fn() -> Answer) -> (Answer, Duration) {
    let started = Instant::now();
    let answer = ask();
    (answer, started.elapsed())
}

fn until_it_answers(ask: impl Fn() -> Answer) {
    let started = Instant::now();
    while ask().status != 200 {
        assert!(started.elapsed() < Duration::from_secs(15), "it has not recovered");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn while_postgresql_is_away_requests_are_told_so_within_two_seconds_and_then_all_is_well_again() {
    let storage = Storage::new(Backend::Postgres);
    let url = storage.url().unwrap().to_owned();
    let place = url.split('@').nth(1).and_then(|rest| rest.split('/').next()).unwrap();
    let network = Network::to(place.to_owned());
    let through = url.replace(place, &network.address);
    let server = Server::over(storage, &[("database_url", &through)]);
    let path = server.draft("ministry", &form());
    for state in [CLOSED, SILENT, CLOSED, SILENT] {
        network.set(state);
        for _ in 0..3 {
            let reads = || server.get("ministry", &path).send();
            let writes = || {
                server
                    .post("ministry", "/accreditation-applications")
                    .header("Idempotency-Key", "away")
                    .json(&form())
                    .send()
            };
            for ask in [&reads as &dyn Fn() -> Answer, &writes] {
                let (answer, took) = timed(ask);
                let answer = answer.problem(503, "unavailable");
                assert!(!answer.header("retry-after").is_empty());
                assert!(took < Duration::from_secs(2), "{state}: {took:?}");
            }
        }
        // What needs no database goes on; whoever balances the load is told.
        let _ = server.get("", "/rules/93-3/deadline?event=2026-03-16").send().expect(200);
        let _ = server.get("", "//health/live").send().expect(200);
        let ready = server.until("", "//health/ready", |ready| ready["status"] == "notReady").expect(503);
        assert_eq!(ready.body["checks"]["database"], "down");
        assert!(server.get("", "//metrics").send().expect(200).text.contains("merzim_database_up 0"));
        network.set(OPEN);
        until_it_answers(|| server.get("", "//health/ready").send());
        // From now on every request is answered, on whichever connection.
        for _ in 0..20 {
            let _ = server.get("ministry", &path).send().expect(200);
        }
        let _ = server
            .request("PUT", "ministry", &path)
            .header("If-Match", server.get("ministry", &path).send().header("etag"))
            .json(&form())
            .send()
            .expect(200);
    }
    // Though it was sent again and again, with one key there is one case at most.
    let _ = server
        .post("ministry", "/accreditation-applications")
        .header("Idempotency-Key", "away")
        .json(&form())
        .send()
        .expect(201);
    assert_eq!(server.get("ministry", "/accreditation-applications").send().expect(200).items().len(), 2);
}

#[test]
fn while_postgresql_is_read_only_changes_are_told_so_reads_go_on_and_then_all_is_well_again() {
    let server = Server::start(Backend::Postgres);
    let path = server.draft("ministry", &form());
    let url = server.database().unwrap().to_owned();
    let (base, name) = url.rsplit_once('/').unwrap();
    let set = |read_only: bool| {
        let mut operator = PgConnection::establish(&format!("{base}/postgres")).unwrap();
        let value = if read_only { "on" } else { "off" };
        operator.batch_execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = {value}")).unwrap();
        if read_only {
            // As after a failover to a server that only follows: old connections are gone, new ones cannot write.
            let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
            operator.batch_execute(&end).unwrap();
        }
    };
    let write = || server.post("ministry", "/accreditation-applications").json(&form()).send();
    for _ in 0..2 {
        set(true);
        until_it_answers(|| server.get("ministry", &path).send());
        for _ in 0..20 {
            let answer = write().problem(503, "unavailable");
            assert!(!answer.header("retry-after").is_empty());
            let _ = server.get("ministry", &path).send().expect(200);
        }
        let ready = server.until("", "//health/ready", |ready| ready["checks"]["database"] == "up").expect(503);
        assert_eq!(
            (&ready.body["status"], &ready.body["checks"]["databaseWrites"]),
            (&json!("notReady"), &json!("down"))
        );
        assert!(server.get("", "//metrics").send().expect(200).text.contains("merzim_database_writable 0"));
        set(false);
        until_it_answers(|| server.get("", "//health/ready").send());
        // From now on every change is made, on whichever connection.
        for _ in 0..20 {
            let _ = write().expect(201);
        }
    }
}

#[test]
fn while_another_program_holds_the_sqlite_file_writes_are_told_so_and_reads_go_on() {
    let server = Server::start(Backend::Sqlite);
    let path = server.draft("ministry", &form());
    server.entities();
    let case = server.requested(&json!({}));
    let file = server.folder().join("demo.sqlite3");
    let mut other = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    other.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let (answer, took) = timed(|| server.post("ministry", "/accreditation-applications").json(&form()).send());
    let _ = answer.problem(503, "unavailable");
    assert!(took < Duration::from_secs(2), "{took:?}");
    let _ = server.get("ministry", &path).send().expect(200);
    // Who views the case of a person is recorded when that can be done.
    let (answer, took) = timed(|| server.get("holder", &case).send());
    let _ = answer.expect(200);
    assert!(took < Duration::from_secs(1), "{took:?}");
    // However many wait: none of them long, and readers are not kept waiting behind them.
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                let (answer, took) =
                    timed(|| server.post("ministry", "/accreditation-applications").json(&form()).send());
                let _ = answer.problem(503, "unavailable");
                assert!(took < Duration::from_secs(2), "{took:?}");
            });
        }
        std::thread::sleep(Duration::from_millis(300));
        for _ in 0..20 {
            let (answer, took) = timed(|| server.get("ministry", &path).send());
            let _ = answer.expect(200);
            assert!(took < Duration::from_millis(1400), "{took:?}");
        }
    });
    other.batch_execute("ROLLBACK").unwrap();
    let _ = server.post("ministry", "/accreditation-applications").json(&form()).send().expect(201);
    let viewings = format!("/cases/{}/viewings", merzim_tests::kit::id(&case));
    eventually(10, || server.get("citizen", &viewings).send().expect(200).items().len() == 1);
}

#[test]
fn whoever_is_being_answered_when_the_program_is_asked_to_stop_gets_the_answer() {
    let mut program = Program::start(tempfile::tempdir().unwrap(), &[("MERZIM_DEMO_DATA", "false")], &["--demo"]);
    let token = program.tokens()["ministry"].clone();
    let (status, draft) = program.post("/api/v1/accreditation-applications", &token, &form(), "");
    assert_eq!(status, 201);

    let body =
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello\r\n--edge--\r\n";
    let (first, rest) = body.split_at(body.len() - 20);
    let mut stream = TcpStream::connect(program.base.trim_start_matches("http://")).unwrap();
    write!(
        stream,
        "POST /api/v1/cases/{}/attachments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIf-Match: \"1\"\r\n\
         Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {}\r\n\r\n{first}",
        draft["id"].as_str().unwrap(),
        body.len()
    )
    .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    program.terminate();
    std::thread::sleep(Duration::from_millis(700));
    assert!(TcpStream::connect(program.base.trim_start_matches("http://")).is_err(), "it takes no new connections");
    stream.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(program.process.wait().unwrap().success(), "it ends well");
}
