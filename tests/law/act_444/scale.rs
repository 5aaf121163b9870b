//! A year of two hundred bodies beside two weeks of them: what somebody waits for does not grow with the years. On SQLite a list first looks up
//! the cases that its reader may see: that takes some milliseconds for ten thousand of them.
//!
//! `./dev test --test law -- --ignored --nocapture --test-threads=1 act_444::scale` measures it and tells the figures.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use merzim_tests::kit::act;
use merzim_tests::parts::media::{WHO_COMPILES as WHO, compile, event};
use merzim_tests::{Backend, MONDAY, Server, Storage};
use serde_json::{Value, json};
use time::Date;
use time::macros::date;

const BODIES: usize = 200;
/// Of so many bodies one has sent nothing.
const SILENT: usize = 20;
/// So many times each request is made; what takes the middle of the time counts.
const TIMES: usize = 9;
/// The last two weeks that are awaited at the beginning of a test.
const LATEST: [&str; 2] = ["2026-W13", "2026-W14"];
const MINISTRY: &str = "100140000003";

/// BINs that are well-formed, the first of them that of a persona.
fn bins() -> Vec<String> {
    let check = |digits: &str, from: usize| {
        let weighed = digits.bytes().enumerate().map(|(at, digit)| usize::from(digit - b'0') * ((at + from) % 11 + 1));
        weighed.sum::<usize>() % 11
    };
    let whole = |number: usize| {
        let digits = format!("110140{number:05}");
        let last = [check(&digits, 0), check(&digits, 2)].into_iter().find(|digit| *digit < 10)?;
        Some(format!("{digits}{last}"))
    };
    std::iter::once(MINISTRY.to_owned()).chain((1..).filter_map(whole)).take(BODIES).collect()
}

fn register() -> String {
    let mut csv = "bin;kind;nameKk;nameRu;region;from\n".to_owned();
    for (number, bin) in bins().iter().enumerate() {
        writeln!(csv, "{bin};centralExecutiveBody;Орган {number};Орган {number};;2024-01-01").unwrap();
    }
    csv
}

/// What a body tells of a week that begins on a day: two events, of which those of other bodies are at other times.
fn told(monday: Date, kind: u8) -> Value {
    let at = |number: u8| {
        let day = monday + time::Duration::days(i64::from((kind + number) % 5));
        let mut event = event(&format!("event-{number}"), &day.to_string());
        event["startsAt"] = json!(format!("{day}T{:02}:00:00+05:00", 9 + kind % 8));
        event["endsAt"] = json!(format!("{day}T{:02}:45:00+05:00", 9 + kind % 8));
        (event["status"], event["filming"], event["embargoUntil"]) = (json!("planned"), Value::Null, Value::Null);
        event
    };
    json!({ "revision": 1, "submittedAt": MONDAY, "events": [at(0), at(1)], "nothingPlanned": false, "note": null, "recordVersion": 1 })
}

/// Has the bodies tell of every week from this one on that has begun and of which nothing was told, all but a few of them: in one transaction,
/// behind Merzim's back.
fn tell(storage: &Storage, first: Date) {
    let mut sql = "BEGIN;".to_owned();
    let mut monday = first;
    while monday <= date!(2026 - 03 - 30) {
        let (year, number, _) = monday.to_iso_week_date();
        for kind in 0..10 {
            let record = told(monday, kind).to_string().replace('\'', "''");
            let of = format!(
                "week = '{year}-W{number:02}' AND body LIKE '%{kind}' AND revision = 0 AND case_id NOT IN (SELECT case_id FROM silent)"
            );
            writeln!(
                sql,
                "INSERT INTO weekly_revisions (case_id, revision, record) SELECT case_id, 1, '{record}' FROM weekly_submissions WHERE {of};"
            )
            .unwrap();
        }
        monday += time::Duration::WEEK;
    }
    sql.push_str(
        "UPDATE weekly_submissions SET revision = 1, events = 2, submitted_at = (SELECT created_at FROM cases WHERE id = case_id) \
           WHERE revision = 0 AND case_id IN (SELECT case_id FROM weekly_revisions); \
         UPDATE cases SET state = 'submitted', version = version + 1 \
           WHERE state = 'expected' AND id IN (SELECT case_id FROM weekly_revisions); \
         UPDATE obligations SET met_at = opened_at \
           WHERE rule = '444-3' AND met_at IS NULL AND case_id IN (SELECT case_id FROM weekly_revisions); \
         DROP TABLE silent; COMMIT; ANALYZE;",
    );
    let quiet: Vec<String> = bins().iter().skip(1).step_by(SILENT).map(|bin| format!("'{bin}'")).collect();
    let silent =
        format!("CREATE TABLE silent AS SELECT case_id FROM weekly_submissions WHERE body IN ({});", quiet.join(","));
    storage.alter(&format!("{silent}{sql}"), &format!("{silent}{sql}"));
}

/// Compiles, approves and sends the grid of a week; its path.
fn sent(server: &Server, path: &str) -> String {
    let proposed = server.get(WHO, &format!("{path}/suggestion")).send().expect(200);
    let _ = compile(server, path, &proposed.body).expect(200);
    for resource in ["approval", "dispatch"] {
        let _ = act(server, WHO, path, resource, &Value::Null).expect(200);
    }
    path.to_owned()
}

/// The grids that are being compiled of weeks that bodies have told of, all but the latest.
fn send_all(server: &Server) {
    loop {
        let list = server.get(WHO, "/media-grids?state=compiling&limit=100").send().expect(200);
        let open = list
            .items()
            .iter()
            .filter(|one| one["week"] != LATEST[1])
            .map(|one| one["id"].as_str().unwrap().to_owned());
        let open: Vec<String> = open.collect();
        if open.is_empty() {
            return;
        }
        for grid in open {
            let _ = sent(server, &format!("/media-grids/{grid}"));
        }
    }
}

/// How long the middle one of several takes.
fn middle(work: impl Fn()) -> Duration {
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[TIMES / 2]
}

/// How long each takes that somebody waits for.
fn measured(server: &Server) -> Vec<(&'static str, Duration)> {
    let week = LATEST[0];
    // The day after its Thursday: those that have sent nothing are overdue.
    server.clock("2026-03-20T10:00:00+05:00");
    let grid = |week: &str| {
        let list = server.get(WHO, &format!("/media-grids?week={week}")).send().expect(200);
        format!("/media-grids/{}", list.items()[0]["id"].as_str().unwrap())
    };
    let (sent, next) = (grid(week), grid(LATEST[1]));
    let proposed = server.get(WHO, &format!("{next}/suggestion")).send().expect(200).body;
    let get = |who: &'static str, path: String| middle(move || drop(server.get(who, &path).send().expect(200)));
    let silent =
        server.get(WHO, &format!("/weekly-submissions?week={week}&state=expected&limit=100")).send().expect(200);
    assert_eq!(silent.items().len(), (BODIES - 1).div_ceil(SILENT));
    vec![
        ("submissions, newest first", get(WHO, "/weekly-submissions?limit=100".into())),
        ("submissions of a week", get(WHO, format!("/weekly-submissions?week={week}&limit=100"))),
        ("submissions of a body", get("body", "/weekly-submissions?limit=2".into())),
        ("who has sent nothing", get(WHO, format!("/weekly-submissions?week={week}&state=expected&limit=100"))),
        ("who is overdue", get(WHO, "/obligations?status=overdue&rule=444-3&limit=10".into())),
        ("events to pick", get(WHO, format!("{next}/candidates?limit=100"))),
        ("compile a grid", middle(|| drop(compile(server, &next, &proposed).expect(200)))),
        ("grids", get("newsroom", "/media-grids?limit=1".into())),
        ("a grid", get("newsroom", sent.clone())),
        ("page of a grid", get("newsroom", format!("{sent}/grid.html"))),
        ("calendar of a grid", get("newsroom", format!("{sent}/grid.ics"))),
        ("feed of a grid", get("newsroom", format!("{sent}/grid.atom"))),
        ("table of a grid", get("newsroom", format!("{sent}/grid.csv"))),
    ]
}

/// Once all bodies have their submissions of the latest week.
fn wait(server: &Server) {
    for week in LATEST {
        let path = format!("/weekly-submissions?week={week}&limit=100");
        let _ = server.until(WHO, &path, |list| list["nextCursor"].is_string());
    }
}

fn a_year_beside_two_weeks(backend: Backend) {
    let server = Server::start_with(backend, &[("media_since", "2026-03-16")]);
    let _ = server.post("registrar", "/organisation-imports").json(&json!({ "csv": register() })).send().expect(200);
    wait(&server);
    std::thread::sleep(Duration::from_secs(2));
    let storage = server.stop();
    tell(&storage, date!(2026 - 03 - 23));
    let server = Server::over(storage, &[("media_since", "2026-03-16")]);
    send_all(&server);
    let few = measured(&server);
    let storage = server.stop();

    let begun = Instant::now();
    let server = Server::over(storage, &[("media_since", "2025-03-25")]);
    let last = bins().pop().unwrap();
    let first = format!("/weekly-submissions?week=2025-W14&body={last}");
    merzim_tests::eventually(300, || !server.get(WHO, &first).send().expect(200).items().is_empty());
    let opened = begun.elapsed();
    std::thread::sleep(Duration::from_secs(5));
    let storage = server.stop();
    tell(&storage, date!(2025 - 03 - 31));
    let server = Server::over(storage, &[("media_since", "2025-03-25")]);
    send_all(&server);
    let all = measured(&server);

    println!("{backend:?}: 51 weeks of {BODIES} bodies opened in {:.1} s", opened.as_secs_f64());
    println!("{:28} {:>9} {:>9} {:>6}", "", "2 weeks", "53 weeks", "ratio");
    let mut grown = Vec::new();
    for ((what, few), (_, all)) in few.iter().zip(&all) {
        let ratio = all.as_secs_f64() / few.as_secs_f64();
        println!("{what:28} {:>6.1} ms {:>6.1} ms {ratio:>6.2}", few.as_secs_f64() * 1e3, all.as_secs_f64() * 1e3);
        // What is short is measured less exactly than what is long.
        if *all > *few * 2 && *all - *few > Duration::from_millis(25) {
            grown.push(*what);
        }
    }
    assert!(grown.is_empty(), "these have grown: {grown:?}");
}

#[test]
#[ignore = "it takes minutes; see above"]
fn a_year_beside_two_weeks_sqlite() {
    a_year_beside_two_weeks(Backend::Sqlite);
}

#[test]
#[ignore = "it takes minutes; see above"]
fn a_year_beside_two_weeks_postgres() {
    a_year_beside_two_weeks(Backend::Postgres);
}
