//! The program is killed in the middle of its work, again and again. Nothing that it has acknowledged is lost,
//! nothing that is sent again with the same key is done twice, and every case is whole.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use merzim_tests::{Backend, Storage, accredit, edms, form};
use serde_json::{Value, json};

use super::Program;

const ROUNDS: u32 = 20;
const WRITERS: u32 = 6;

/// A change that a client wants made: it keeps asking, with one key, until it has an answer.
#[derive(Clone, Debug)]
struct Wish {
    key: String,
    who: &'static str,
    path: String,
    version: String,
    body: Value,
}

/// What the clients know: all that was acknowledged, and the wish of each that was under way.
#[derive(Default)]
struct Ledger {
    /// Cases acknowledged: how far each has come, by path.
    cases: BTreeMap<String, &'static str>,
    /// Keys of the drafts that were acknowledged, with their paths.
    drafts: BTreeMap<String, String>,
    unanswered: Vec<Wish>,
}

struct Client<'round> {
    program: &'round Program,
    tokens: &'round BTreeMap<String, String>,
    ledger: &'round Mutex<Ledger>,
}

impl Client<'_> {
    /// Asks once; nothing if there was no answer.
    fn ask(&self, wish: &Wish) -> Option<(u16, String, Value)> {
        let mut request = self
            .program
            .agent
            .post(format!("{}{}", self.program.base, wish.path))
            .header("Authorization", format!("Bearer {}", self.tokens[wish.who]))
            .header("Idempotency-Key", &wish.key);
        if !wish.version.is_empty() {
            request = request.header("If-Match", &wish.version);
        }
        let mut answer = request.send_json(&wish.body).ok()?;
        let location =
            answer.headers().get("location").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let body = answer.body_mut().read_json().ok()?;
        Some((answer.status().as_u16(), location, body))
    }

    /// Asks, and records the answer; false if there was none.
    fn fulfil(&self, wish: &Wish) -> bool {
        let Some((status, location, body)) = self.ask(wish) else {
            self.ledger.lock().unwrap().unanswered.push(wish.clone());
            return false;
        };
        assert!(status == 200 || status == 201, "{wish:?} gave {status}: {body}");
        let mut ledger = self.ledger.lock().unwrap();
        if status == 201 {
            let known = ledger.drafts.insert(wish.key.clone(), location.clone());
            assert!(known.is_none_or(|known| known == location), "{} has made two cases", wish.key);
            ledger.cases.entry(location).or_insert("draft");
        } else if wish.path.ends_with("submission") {
            let case = wish.path.trim_end_matches("/submission").to_owned();
            ledger.cases.insert(case, "received");
        } else {
            let case = wish.path.trim_end_matches("/decision").to_owned();
            ledger.cases.insert(case, "accredited");
        }
        true
    }

    /// Asks again for whatever had no answer, with the same key; how much that was.
    fn ask_again(&self) -> usize {
        let unanswered = std::mem::take(&mut self.ledger.lock().unwrap().unanswered);
        for wish in &unanswered {
            assert!(self.fulfil(wish), "{wish:?}");
        }
        unanswered.len()
    }

    fn read(&self, who: &str, path: &str) -> Option<Value> {
        let request = self.program.agent.get(format!("{}{path}", self.program.base));
        let mut answer = request.header("Authorization", format!("Bearer {}", self.tokens[who])).call().ok()?;
        (answer.status() == 200).then(|| answer.body_mut().read_json().ok())?
    }

    /// One case from its draft to its decision, as far as it comes.
    fn walk(&self, name: &str) -> Option<()> {
        let draft = Wish {
            key: format!("{name}-draft"),
            who: "ministry",
            path: "/api/v1/accreditation-applications".to_owned(),
            version: String::new(),
            body: form(),
        };
        self.fulfil(&draft).then_some(())?;
        let case = self.ledger.lock().unwrap().drafts[&draft.key].clone();
        let document = self.read("ministry", &format!("{case}/document"))?;
        let signing = Wish {
            key: String::from("x"),
            who: "ministry",
            path: "/api/v1/sandbox/signatures".to_owned(),
            version: String::new(),
            body: json!({ "content": document["content"] }),
        };
        let (_, _, signed) = self.ask(&signing)?;
        let submission = Wish {
            key: format!("{name}-submission"),
            who: "ministry",
            path: format!("{case}/submission"),
            version: "\"1\"".to_owned(),
            body: json!({ "edms": edms(), "signature": { "cms": signed["cms"] } }),
        };
        self.fulfil(&submission).then_some(())?;
        let decision = Wish {
            key: format!("{name}-decision"),
            who: "authority",
            path: format!("{case}/decision"),
            version: "\"2\"".to_owned(),
            body: accredit(),
        };
        self.fulfil(&decision).then_some(())
    }
}

/// Everything of a list, page by page.
fn all(client: &Client<'_>, who: &str, path: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.read(who, &format!("{path}?limit=100{cursor}")).expect("a page");
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

/// Every case is what its events say, and owes what its state says.
fn check(client: &Client<'_>) {
    let listed = all(client, "ministry", "/api/v1/accreditation-applications");
    let ledger = client.ledger.lock().unwrap();
    let id_of = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let stored: BTreeMap<String, String> = listed
        .iter()
        .map(|case| (case["id"].as_str().unwrap().to_owned(), case["state"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(stored.len(), listed.len());
    assert_eq!(stored.len(), ledger.cases.len(), "as many cases as were acknowledged, none twice");
    for (path, reached) in &ledger.cases {
        let state = stored.get(&id_of(path)).unwrap_or_else(|| panic!("{path} was acknowledged and is lost"));
        let held = match *reached {
            "accredited" => ["accredited", "notified"].contains(&state.as_str()),
            reached => state == reached,
        };
        assert!(held, "{path} was acknowledged as {reached} and is {state}");
    }
    let mut numbers = Vec::new();
    for (path, reached) in &ledger.cases {
        let case = client.read("ministry", path).expect("the case");
        let events =
            client.read("ministry", &format!("/api/v1/cases/{}/events?limit=100", id_of(path))).expect("its events");
        let actions: Vec<&str> =
            events["items"].as_array().unwrap().iter().map(|event| event["action"].as_str().unwrap()).collect();
        let duties: BTreeMap<&str, &str> = case["obligations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|duty| (duty["rule"].as_str().unwrap(), duty["status"].as_str().unwrap()))
            .collect();
        let decided = [("93-1", "met"), ("93-2", "met"), ("93-3", "met")];
        match case["state"].as_str().unwrap() {
            "draft" => assert!(actions == ["create"] && duties.is_empty(), "{path} {actions:?} {duties:?}"),
            "received" => {
                assert_eq!(actions, ["create", "submit"], "{path}");
                assert_eq!((duties["93-1"], duties["93-3"], duties.len()), ("met", "open", 3), "{path}");
            }
            "accredited" => {
                assert_eq!(actions, ["create", "submit", "accredit"], "{path}");
                assert!(
                    decided.iter().all(|(rule, status)| duties[rule] == *status) && duties["93-4"] == "open",
                    "{path} {duties:?}"
                );
            }
            "notified" => {
                assert_eq!(actions, ["create", "submit", "accredit", "notify"], "{path}");
                assert!(
                    decided.iter().all(|(rule, status)| duties[rule] == *status) && duties["93-4"] == "met",
                    "{path} {duties:?}"
                );
            }
            state => panic!("{path} is {state}"),
        }
        if *reached != "draft" {
            numbers.push(case["number"].as_str().unwrap().to_owned());
        }
    }
    numbers.sort();
    let year = numbers.first().map_or("", |number| &number[4..8]).to_owned();
    let expected: Vec<String> = (1..=numbers.len()).map(|number| format!("ACC-{year}-{number:06}")).collect();
    assert_eq!(numbers, expected, "numbers without gaps and doubles");
    let entries = all(client, "ministry", "/api/v1/register-entries");
    let accredited = ledger.cases.values().filter(|reached| **reached == "accredited").count();
    assert_eq!(entries.len(), accredited, "an entry for each accreditation");
}

fn run(backend: Backend) {
    let storage = Storage::new(backend);
    let mut folder = tempfile::tempdir().unwrap();
    let settings: Vec<(&str, &str)> = storage
        .url()
        .map(|url| ("MERZIM_DATABASE_URL", url))
        .into_iter()
        .chain([("MERZIM_DEMO_DATA", "false"), ("MERZIM_DEMO_ON_PRODUCTION", "true")])
        .collect();
    let ledger = Mutex::new(Ledger::default());
    let names = AtomicU32::new(0);
    let mut replayed = 0;
    for round in 0..ROUNDS {
        let program = Program::start(folder, &settings, &["--demo"]);
        let tokens = program.tokens();
        let client = Client { program: &program, tokens: &tokens, ledger: &ledger };
        // Who had no answer asks again, with the same key.
        replayed += client.ask_again();
        if round % 5 == 0 {
            check(&client);
        }
        let stopped = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| {
                    while !stopped.load(Ordering::SeqCst) {
                        let name = names.fetch_add(1, Ordering::SeqCst);
                        if client.walk(&format!("case-{name}")).is_none() {
                            return;
                        }
                    }
                });
            }
            // Each time at another moment of the work.
            std::thread::sleep(Duration::from_millis(150 + u64::from(round * 37 % 200)));
            assert!(
                std::process::Command::new("kill")
                    .args(["-KILL", &program.process.id().to_string()])
                    .status()
                    .unwrap()
                    .success()
            );
            stopped.store(true, Ordering::SeqCst);
        });
        folder = program.kill();
    }
    let program = Program::start(folder, &settings, &["--demo"]);
    let tokens = program.tokens();
    let client = Client { program: &program, tokens: &tokens, ledger: &ledger };
    replayed += client.ask_again();
    check(&client);
    let cases = ledger.lock().unwrap().cases.len();
    assert!(cases > 40 && replayed > 20, "{cases} cases, {replayed} sent again: too little to tell");
}

#[test]
fn killed_twenty_times_over_sqlite_nothing_is_lost_and_nothing_doubled() {
    run(Backend::Sqlite);
}

#[test]
fn killed_twenty_times_over_postgresql_nothing_is_lost_and_nothing_doubled() {
    run(Backend::Postgres);
}
