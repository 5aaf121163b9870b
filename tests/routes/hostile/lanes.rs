//! Heavy reads, which hold up only their like.

use diesel::PgConnection;
use diesel::connection::{Connection, SimpleConnection};
use merzim_tests::{Backend, Server, at_once, both, form, tally};

use super::*;

/// Keeps the Register from being read, until it is dropped.
fn locked(server: &Server) -> PgConnection {
    let mut other = PgConnection::establish(server.database().unwrap()).unwrap();
    other.batch_execute("BEGIN; LOCK TABLE register_revisions, register_entries IN ACCESS EXCLUSIVE MODE").unwrap();
    other
}

#[test]
fn exports_that_hang_hold_up_nobody_else_and_the_queue_has_an_end() {
    let server = Server::start_with(Backend::Postgres, &[("pool_size", "8")]);
    let _ = server.accredited("ministry", &form());
    let path = server.draft("ministry", &form());
    let mut other = locked(&server);
    std::thread::scope(|scope| {
        // The age of the Register is asked for first, which hangs as any other read: so these are searches.
        let searches = scope.spawn(|| at_once(100, |_| server.get("", "/register-entries?text=чат").send()));
        std::thread::sleep(Duration::from_millis(300));
        for _ in 0..20 {
            let started = Instant::now();
            let _ = server.get("ministry", &path).send().expect(200);
            let _ = server.post("ministry", "/accreditation-applications").json(&form()).send().expect(201);
            assert!(started.elapsed() < Duration::from_millis(1400), "bystanders wait: {:?}", started.elapsed());
        }
        other.batch_execute("ROLLBACK").unwrap();
        let answers = searches.join().unwrap();
        let counted = tally(&answers);
        assert!(counted.get(&429).copied().unwrap_or_default() >= 20, "{counted:?}");
        for answer in answers.iter().filter(|answer| answer.status == 429) {
            assert_eq!(answer.code(), "too-many-requests");
            assert!(!answer.header("retry-after").is_empty());
        }
    });
    let _ = server.get("", "/register-entries?text=чат").send().expect(200);
}

#[test]
fn nobody_waits_long_for_a_statement_that_hangs() {
    let server = Server::start(Backend::Postgres);
    let _ = server.accredited("ministry", &form());
    let mut other = locked(&server);
    let started = Instant::now();
    let answer = server.get("", "/register-entries").send().problem(503, "unavailable");
    assert!(!answer.header("retry-after").is_empty());
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    other.batch_execute("ROLLBACK").unwrap();
    let _ = server.get("", "/register-entries").send().expect(200);
}

#[test]
fn work_that_nobody_waits_for_any_more_stops() {
    let server = Server::start(Backend::Postgres);
    let _ = server.accredited("ministry", &form());
    let mut other = locked(&server);
    // Some dozens ask for a spreadsheet and go at once.
    let gone: Vec<_> = (0..40).map(|_| sent(&server, "GET", "/api/v1/register-entries.xlsx", "")).collect();
    std::thread::sleep(Duration::from_millis(300));
    drop(gone);
    eventually(5, || number(&server, "http_requests_under_way") <= 1);
    other.batch_execute("ROLLBACK").unwrap();
    let started = Instant::now();
    let file = server.get("", "/register-entries.xlsx").send().expect(200);
    assert!(file.bytes.starts_with(b"PK"));
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}

both! {
    fn a_search_has_few_words_and_a_head_of_a_spreadsheet_makes_none(server) {
        let _ = server.accredited("ministry", &form());
        let many = ["а"; 11].join("%20");
        for list in ["/register-entries", "/meetings", "/register-entries.csv", "/register-entries.xlsx", "/meetings.ics", "/meetings.atom"] {
            let answer = server.get("", &format!("{list}?text={many}")).send().problem(400, "invalid-input");
            assert_eq!(answer.pointers(), ["?text"]);
        }
        let get = server.get("", "/register-entries.xlsx").send().expect(200);
        let head = server.request("HEAD", "", "/register-entries.xlsx").send().expect(200);
        assert_eq!((head.bytes.len(), head.header("etag"), head.header("content-type")), (0, get.header("etag"), get.header("content-type")));
    }
}
