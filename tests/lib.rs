//! Starts Merzim on a free port over a database of its own, and talks to it as a client does.

pub mod issuer;
pub mod kit;
pub mod parts;
pub mod signing;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Barrier, LazyLock, mpsc};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use merzim::config::Config;
use serde_json::{Value, json};
use tempfile::TempDir;

pub use parts::accreditation::{accredit, edms, form, form_named, refuse};
pub use parts::meetings::{guest, meeting, newcomer};
pub use parts::{World, reception};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// The embedded one.
    Sqlite,
    /// The one for production.
    Postgres,
}

/// Writes a test for each database: `both! { fn name(server) { … } }` starts a server at ten in the
/// morning of Monday 16 March 2026.
#[macro_export]
macro_rules! both {
    ($(#[$meta:meta])* fn $name:ident($server:ident) $body:block) => {
        mod $name {
            use super::*;

            fn run($server: $crate::Server) $body

            #[test]
            fn sqlite() {
                run($crate::Server::start($crate::Backend::Sqlite));
            }

            #[test]
            fn postgres() {
                run($crate::Server::start($crate::Backend::Postgres));
            }
        }
    };
    (on $backend:ident; fn $name:ident() $body:block) => {
        mod $name {
            use super::*;

            fn run($backend: $crate::Backend) $body

            #[test]
            fn sqlite() {
                run($crate::Backend::Sqlite);
            }

            #[test]
            fn postgres() {
                run($crate::Backend::Postgres);
            }
        }
    };
    (with $settings:expr; fn $name:ident($server:ident) $body:block) => {
        mod $name {
            use super::*;

            fn run($server: $crate::Server) $body

            #[test]
            fn sqlite() {
                run($crate::Server::start_with($crate::Backend::Sqlite, &$settings));
            }

            #[test]
            fn postgres() {
                run($crate::Server::start_with($crate::Backend::Postgres, &$settings));
            }
        }
    };
}

/// When the sandbox clock of a test starts, unless it says otherwise.
pub const MONDAY: &str = "2026-03-16T10:00:00+05:00";

static DATABASES: AtomicU32 = AtomicU32::new(0);

/// A database of its own, which ends with its owner.
#[derive(Debug)]
pub struct Storage {
    folder: TempDir,
    url: Option<String>,
}

impl Storage {
    /// An empty one.
    ///
    /// # Panics
    /// When there is no PostgreSQL for tests.
    #[must_use]
    pub fn new(backend: Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = (backend == Backend::Postgres).then(|| {
            let server = std::env::var("MERZIM_TEST_POSTGRES").expect(
                "MERZIM_TEST_POSTGRES is not set: run `./dev test`, which starts a PostgreSQL, or name one that may be filled with test databases",
            );
            let number = DATABASES.fetch_add(1, Ordering::Relaxed);
            let name = format!("merzim_test_{}_{number}", std::process::id());
            let mut connection = PgConnection::establish(&server).expect("the PostgreSQL for tests answers");
            connection.batch_execute(&format!("DROP DATABASE IF EXISTS {name}; ")).unwrap();
            connection.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
            let (base, _) = server.rsplit_once('/').unwrap();
            format!("{base}/{name}")
        });
        Self { folder, url }
    }

    /// What the log finds wrong with what is stored: of each the case and the event, and what it is. `kept` is a file with a head.
    ///
    /// # Panics
    /// When the database cannot be asked.
    #[must_use]
    pub fn audit(&self, kept: Option<&str>) -> Vec<(String, i64, String)> {
        audited_by(&config_over(self, &[]), kept)
    }

    /// The folder for files.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Changes the database behind Merzim's back.
    ///
    /// # Panics
    /// When it cannot be changed.
    pub fn alter(&self, on_sqlite: &str, on_postgres: &str) {
        match &self.url {
            Some(url) => PgConnection::establish(url).unwrap().batch_execute(on_postgres).unwrap(),
            None => {
                let file = self.folder().join("demo.sqlite3");
                let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
                // The program may be writing just now.
                connection.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
                connection.batch_execute(on_sqlite).unwrap();
            }
        }
    }

    /// URL of the database, if it is PostgreSQL.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        if let (Some(url), Ok(server)) = (&self.url, std::env::var("MERZIM_TEST_POSTGRES")) {
            let name = url.rsplit('/').next().unwrap_or_default();
            if let Ok(mut connection) = PgConnection::establish(&server) {
                let _ = connection.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            }
        }
    }
}

/// Somebody whom a tester can be, as the sandbox tells it.
#[derive(Clone, Debug)]
pub struct Persona {
    /// Short name.
    pub id: String,
    /// BIN of the organisation, if they act for one.
    pub organisation: Option<String>,
    /// The roles held, the first one first.
    pub roles: Vec<String>,
    /// A token.
    pub token: String,
}

impl Persona {
    fn read(told: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let roles = told["roles"].as_array().into_iter().flatten();
        Self {
            id: text(&told["id"]).unwrap(),
            organisation: text(&told["organisation"]),
            roles: roles.filter_map(text).collect(),
            token: text(&told["token"]).unwrap(),
        }
    }
}

/// A running Merzim in demo mode.
#[derive(Debug)]
pub struct Server {
    /// Where it is: `http://127.0.0.1:PORT`.
    pub base: String,
    config: Config,
    agent: ureq::Agent,
    /// Everybody who can be played.
    pub personas: Vec<Persona>,
    handle: Option<actix_web::dev::ServerHandle>,
    thread: Option<std::thread::JoinHandle<()>>,
    storage: Option<Storage>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// Body as text.
    pub text: String,
    /// Body as bytes.
    pub bytes: Vec<u8>,
    /// Body as JSON, or null.
    pub body: Value,
}

/// Refusals that may be of no field of a request: of all of it, of who asks, or of how the case stands.
const OF_THE_WHOLE: [&str; 7] = [
    "nothing-changes",
    "calendar-year-unknown",
    "idempotency-key-reused",
    "body-not-there",
    "day-not-worked",
    "format-not-guaranteed",
    "notice-too-short",
];

/// Refusals of how things stand that no moment begins or ends.
const OF_NO_MOMENT: [&str; 18] = [
    "act-not-in-force",
    "body-above",
    // A hold that is given up is known no more.
    "hold-expired",
    "no-body-above",
    "no-consent",
    "not-configured",
    "not-heard",
    "not-prepared",
    "nothing-picked",
    "nothing-to-complain-of",
    "nothing-to-correct",
    "nothing-to-do-anew",
    "online-only",
    "too-many-additions",
    "too-many-changes",
    "too-many-events",
    "too-many-outlets",
    "wording-not-held",
];

impl Answer {
    /// The same answer, if it has this status.
    #[track_caller]
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The same answer, if it is this problem.
    #[track_caller]
    #[must_use]
    pub fn problem(self, status: u16, code: &str) -> Self {
        assert_eq!(
            (self.status, self.body["type"].as_str()),
            (status, Some(format!("urn:merzim:problem:{code}").as_str())),
            "{}",
            self.text
        );
        assert_eq!(self.headers["content-type"], "application/problem+json");
        self.expect_words();
        let times = ["since", "from", "until", "earliestOn", "latestOn"];
        let mut fields = self.body["errors"].as_array().into_iter().flatten();
        let has_limit = fields.any(|error| !error["min"].is_null() || !error["max"].is_null());
        let has_time = has_limit || times.iter().any(|time| self.body[time].is_string());
        assert!(status != 409 || has_time || OF_NO_MOMENT.contains(&code), "since when? {}", self.text);
        let of_the_whole = OF_THE_WHOLE.contains(&code);
        assert!(status != 422 || of_the_whole || self.body["errors"].is_array(), "which field? {}", self.text);
        self
    }

    /// Checks that what a problem says is for people: sentences, in which days are said in words.
    #[track_caller]
    fn expect_words(&self) {
        let also = self.body["also"].as_array().into_iter().flatten();
        for detail in also.chain([&self.body]).filter_map(|problem| problem["detail"].as_str()) {
            let begins = |sign: char| sign.is_uppercase() || sign.is_numeric();
            assert!(detail.trim_start_matches('«').starts_with(begins), "{detail}");
            assert!(detail.ends_with(['.', '!', '?']) && !has_day(detail), "{detail}");
        }
        for error in self.body["errors"].as_array().into_iter().flatten() {
            // How a day is written is told by an example.
            let is_said = error["code"] != "format" && has_day(error["detail"].as_str().unwrap());
            assert!(!is_said, "{error}");
            // Whoever is told that something lies beyond another day or moment is told of that too.
            let detail = error["detail"].as_str().unwrap();
            let lies_beyond = error["code"] == "unfit" && BEYOND.iter().any(|words| detail.contains(words));
            assert!(!lies_beyond || error["min"].is_string() || error["max"].is_string(), "{error}");
        }
    }

    /// Code of the problem.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["type"].as_str().unwrap_or_default().trim_start_matches("urn:merzim:problem:")
    }

    /// A header, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// A field of the body as text.
    #[track_caller]
    #[must_use]
    pub fn text_of(&self, field: &str) -> String {
        self.body[field].as_str().unwrap_or_else(|| panic!("no {field} in {}", self.text)).to_owned()
    }

    /// The items of a list.
    #[track_caller]
    #[must_use]
    pub fn items(&self) -> &[Value] {
        self.body["items"].as_array().unwrap_or_else(|| panic!("no items in {}", self.text))
    }

    /// Pointers of the fields that are wrong.
    #[must_use]
    pub fn pointers(&self) -> Vec<&str> {
        let mut pointers: Vec<&str> = self.body["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|error| error["pointer"].as_str())
            .collect();
        pointers.sort_unstable();
        pointers
    }

    /// The latest obligation under `rule` in a case.
    #[track_caller]
    #[must_use]
    pub fn duty(&self, rule: &str) -> &Value {
        let duties = self.body["obligations"].as_array().unwrap_or_else(|| panic!("no obligations in {}", self.text));
        duties.iter().rev().find(|duty| duty["rule"] == rule).unwrap_or_else(|| panic!("no {rule} in {duties:?}"))
    }
}

/// A request on its way.
#[derive(Clone, Debug)]
pub struct Request<'server> {
    server: &'server Server,
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    /// The case whose present version it names.
    of: Option<String>,
}

impl Request<'_> {
    /// With the present version of a case, which is read when it is sent. A case that has changed by itself since, as when somebody was told
    /// of something, is read again.
    #[must_use]
    pub fn on(self, path: &str) -> Self {
        Self { of: Some(path.to_owned()), ..self }
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string().into_bytes())
    }

    /// With any body.
    #[must_use]
    pub fn bytes(self, kind: &str, body: Vec<u8>) -> Self {
        let mut request = self.header("Content-Type", kind);
        request.body = Some(body);
        request
    }

    /// With a file in a form.
    #[must_use]
    pub fn file(self, name: &str, content: &[u8]) -> Self {
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/x-whatever\r\n\r\n"
        );
        let body = [head.as_bytes(), content, b"\r\n--edge--\r\n"].concat();
        self.bytes("multipart/form-data; boundary=edge", body)
    }

    /// Sends it.
    ///
    /// # Panics
    /// When there is no answer.
    #[must_use]
    pub fn send(mut self) -> Answer {
        let Some(path) = self.of.take() else { return self.send_once() };
        let who = |(name, _): &&(String, String)| ["Authorization", "Lookup-Token"].contains(&name.as_str());
        let reading =
            Self { headers: self.headers.iter().filter(who).cloned().collect(), ..self.server.get("", &path) };
        let attempt = || self.clone().header("If-Match", reading.clone().send_once().header("etag")).send_once();
        let tried = (0..5).map(|_| attempt()).find(|answer| answer.status != 412);
        tried.unwrap_or_else(attempt)
    }

    fn send_once(self) -> Answer {
        let mut request = ureq::http::Request::builder().method(self.method).uri(format!(
            "{}{}",
            self.server.base,
            self.path.replace(' ', "%20")
        ));
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let request = request.body(self.body.unwrap_or_default()).unwrap();
        let mut response = self.server.agent.run(request).expect("an answer");
        let mut headers = BTreeMap::<String, String>::new();
        for (name, value) in response.headers() {
            let value = String::from_utf8_lossy(value.as_bytes());
            let joined = headers.entry(name.as_str().to_owned()).or_default();
            *joined = if joined.is_empty() { value.into_owned() } else { format!("{joined}, {value}") };
        }
        let bytes = response.body_mut().with_config().limit(100_000_000).read_to_vec().expect("a whole body");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let answer = Answer {
            status: response.status().as_u16(),
            headers,
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
            bytes,
        };
        promised(self.method, &self.path, &answer);
        answer
    }
}

impl Server {
    /// Starts a server over an empty database, its clock at [`MONDAY`].
    #[must_use]
    pub fn start(backend: Backend) -> Self {
        Self::start_with(backend, &[])
    }

    /// The same with some settings.
    #[must_use]
    pub fn start_with(backend: Backend, settings: &[(&str, &str)]) -> Self {
        Self::over(Storage::new(backend), settings)
    }

    /// Starts over a database that another server has left.
    #[must_use]
    pub fn over(storage: Storage, settings: &[(&str, &str)]) -> Self {
        let config = config_over(&storage, settings);
        let (tell, told) = mpsc::channel();
        let settled = config.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let running = merzim::start(settled).await.expect("it starts");
                tell.send((running.address, running.handle)).unwrap();
                running.server.await.unwrap();
            });
        });
        let (address, handle) = told.recv().expect("it started");
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(std::time::Duration::from_secs(60)))
            .max_redirects(0)
            .build()
            .new_agent();
        let mut server = Self {
            base: format!("http://{address}"),
            config,
            agent,
            personas: Vec::new(),
            handle: Some(handle),
            thread: Some(thread),
            storage: Some(storage),
        };
        if server.config.demo {
            let personas = server.get("", "/sandbox/personas").send().expect(200);
            server.personas = personas.items().iter().map(Persona::read).collect();
        }
        server
    }

    /// Stops the server and gives its database away.
    #[must_use]
    pub fn stop(mut self) -> Storage {
        self.end();
        self.storage.take().unwrap()
    }

    fn end(&mut self) {
        if let Some(handle) = self.handle.take() {
            drop(handle.stop(true));
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    /// How many events the signed head of the log has.
    #[must_use]
    pub fn log_size(&self) -> i64 {
        self.get("", "/audit/head").send().expect(200).body["size"].as_i64().unwrap()
    }

    /// Waits until all that has happened has its place in the log, and nothing more happens; the size of the log.
    ///
    /// # Panics
    /// When it never rests.
    pub fn settled_log(&self) -> i64 {
        let (mut before, mut same) = (-1, 0);
        for _ in 0..600 {
            std::thread::sleep(std::time::Duration::from_millis(100));
            let now = self.log_size();
            same = if now == before && now > 0 { same + 1 } else { 0 };
            before = now;
            // Longer than anything waits that happens by itself.
            if same > 25 {
                return now;
            }
        }
        panic!("the log never rests");
    }

    /// Where it keeps what it has.
    ///
    /// # Panics
    /// When the server has stopped.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        self.storage.as_ref().expect("it runs")
    }

    /// Its settings.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// What the log finds wrong with what is stored, as [`Storage::audit`] tells it.
    #[must_use]
    pub fn audit(&self, kept: Option<&str>) -> Vec<(String, i64, String)> {
        audited_by(&self.config, kept)
    }

    /// How many cases of each kind would be erased on this day.
    ///
    /// # Panics
    /// When the database cannot be asked.
    #[must_use]
    pub fn erasures(&self, day: time::Date) -> BTreeMap<&'static str, usize> {
        let db = merzim::open_database(&self.config).unwrap();
        let due = merzim::daily::erasures(merzim::parts::PARTS, &self.config, &db, day).unwrap();
        due.into_iter().map(|(what, ids)| (what, ids.len())).collect()
    }

    /// The folder for files.
    ///
    /// # Panics
    /// When the server has given it away.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.storage.as_ref().unwrap().folder()
    }

    /// URL of the database, if it is PostgreSQL.
    ///
    /// # Panics
    /// When the server has given it away.
    #[must_use]
    pub fn database(&self) -> Option<&str> {
        self.storage.as_ref().unwrap().url()
    }

    /// The persona with this name.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn persona(&self, who: &str) -> &Persona {
        self.personas.iter().find(|one| one.id == who).unwrap_or_else(|| panic!("nobody is {who}"))
    }

    /// Who holds a role, if anybody does: first of all, or for the ministry, or at all.
    #[must_use]
    pub fn holds(&self, role: &str) -> Option<&Persona> {
        let ministry = &self.personas.first()?.organisation;
        let holders = || self.personas.iter().filter(|one| one.roles.iter().any(|held| held == role));
        let first_of_all = holders().find(|one| one.roles[0] == role);
        first_of_all.or_else(|| holders().find(|one| one.organisation == *ministry)).or_else(|| holders().next())
    }

    /// Token of a persona.
    #[must_use]
    pub fn token(&self, who: &str) -> &str {
        &self.persona(who).token
    }

    /// A token that the demo's own key has signed, with these claims instead of the usual ones.
    ///
    /// # Panics
    /// When the key cannot be read.
    #[must_use]
    pub fn signed(&self, changed: &Value) -> String {
        let key = std::fs::read(self.storage.as_ref().unwrap().folder().join("demo-key.p8")).unwrap();
        let mut claims = json!({
            "sub": "tester", "iss": "merzim-demo", "aud": "merzim", "exp": 4_102_444_800_u64,
            "org": "100140000003", "roles": ["applicantBody"],
        });
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::ES256);
        header.kid = Some("demo".to_owned());
        header.typ = Some("at+jwt".to_owned());
        jsonwebtoken::encode(&header, &claims, &jsonwebtoken::EncodingKey::from_ec_der(&key)).unwrap()
    }

    /// The contract that the server publishes.
    #[must_use]
    pub fn contract(&self) -> Value {
        self.get("", "//openapi.json").send().expect(200).body
    }

    /// A request by a persona, or by nobody, to a path below `/api/v1`, or to a whole path.
    #[must_use]
    pub fn request(&self, method: &'static str, who: &str, path: &str) -> Request<'_> {
        let path = escaped(path);
        let path = if path.starts_with("/api/") || path.starts_with("//") {
            path.trim_start_matches("/").to_owned()
        } else {
            format!("api/v1{path}")
        };
        let request =
            Request { server: self, method, path: format!("/{path}"), headers: Vec::new(), body: None, of: None };
        if who.is_empty() { request } else { request.header("Authorization", &format!("Bearer {}", self.token(who))) }
    }

    /// GET.
    #[must_use]
    pub fn get(&self, who: &str, path: &str) -> Request<'_> {
        self.request("GET", who, path)
    }

    /// POST.
    #[must_use]
    pub fn post(&self, who: &str, path: &str) -> Request<'_> {
        self.request("POST", who, path)
    }

    /// Moves the sandbox clock.
    pub fn clock(&self, now: &str) {
        let _ = self.post("", "/sandbox/clock").json(&json!({ "now": now })).send().expect(200);
    }

    /// An action on a case, with its present version.
    #[must_use]
    pub fn act(&self, who: &str, path: &str, resource: &str) -> Request<'_> {
        self.post(who, &format!("{path}/{resource}")).on(path)
    }

    /// The same with nothing to say.
    #[must_use]
    pub fn step(&self, who: &str, path: &str, resource: &str) -> Answer {
        self.act(who, path, resource).send()
    }

    /// Attaches a file to a case; where it is.
    #[must_use]
    pub fn attached(&self, who: &str, path: &str) -> String {
        let upload = self.post(who, &format!("/cases/{}/attachments", kit::id(path))).on(path);
        upload.file("a.txt", b"hello").send().expect(201).text_of("href")
    }

    /// A request of somebody with a lookup token, with the present version if it changes something.
    #[must_use]
    pub fn as_guest(&self, method: &'static str, token: &str, path: &str) -> Request<'_> {
        self.request(method, "", path).header("Lookup-Token", token)
    }

    /// Reads `path` until `done` holds, for what happens in the background.
    #[track_caller]
    pub fn until(&self, who: &str, path: &str, done: impl Fn(&Value) -> bool) -> Answer {
        for _ in 0..2_000 {
            let answer = self.get(who, path).send();
            if done(&answer.body) {
                return answer;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        panic!("never happened: {}", self.get(who, path).send().text);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// A path as it goes over the wire: letters beyond ASCII escaped.
fn escaped(path: &str) -> String {
    path.bytes()
        .map(|byte| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Does `work` in as many threads at the same moment.
///
/// # Panics
/// When one of them does.
#[must_use]
pub fn at_once(threads: usize, work: impl Fn(usize) -> Answer + Sync) -> Vec<Answer> {
    let barrier = Barrier::new(threads);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|number| {
                let (barrier, work) = (&barrier, &work);
                scope.spawn(move || {
                    barrier.wait();
                    work(number)
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// How many answers have which status.
#[must_use]
pub fn tally(answers: &[Answer]) -> BTreeMap<u16, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        *tally.entry(answer.status).or_insert(0) += 1;
    }
    tally
}

/// Waits until something is so.
///
/// # Panics
/// When it is not so after so many seconds.
#[track_caller]
pub fn eventually(seconds: u64, is_so: impl Fn() -> bool) {
    let started = std::time::Instant::now();
    while !is_so() {
        assert!(started.elapsed() < std::time::Duration::from_secs(seconds), "it never was");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

/// The settings of a server over this storage.
///
/// # Panics
/// When they are not good.
#[must_use]
pub fn config_over(storage: &Storage, settings: &[(&str, &str)]) -> Config {
    let data = storage.folder.path().display().to_string();
    let key = vault_key();
    let mut values: BTreeMap<String, String> = [
        ("bind", "127.0.0.1:0"),
        ("data_dir", &data),
        ("vault_key", &key),
        ("demo", "true"),
        ("demo_data", "false"),
        ("demo_on_production", "true"),
        ("sandbox_clock", MONDAY),
        ("workers", "1"),
    ]
    .into_iter()
    .chain(storage.url.as_deref().map(|url| ("database_url", url)))
    .chain(settings.iter().copied())
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    values.retain(|_, value| !value.is_empty());
    Config::of(values, &merzim::parts::settings()).expect("good settings")
}

/// The file of the master key of all servers, as several nodes have one.
fn vault_key() -> String {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("vault-key"), "YSBrZXkgb2YgdGVzdHMgb2YgdGhpcnR5LXR3byBieSE=").unwrap();
        folder
    });
    FOLDER.path().join("vault-key").display().to_string()
}

fn audited_by(config: &Config, kept: Option<&str>) -> Vec<(String, i64, String)> {
    let mut found = Vec::new();
    let mut tell = |finding: merzim::Finding| {
        let case = finding.case.map(|case| case.to_string()).unwrap_or_default();
        found.push((case, finding.sequence.unwrap_or_default(), finding.what));
    };
    let _ = merzim::verify_log(config, kept, &mut tell).unwrap();
    found
}

/// A copy of the law that the program is built with, to be changed.
///
/// # Panics
/// When it cannot be copied.
#[must_use]
pub fn law_copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/law");
    for part in ["", "acts", "calendar"] {
        std::fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in std::fs::read_dir(source.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, folder.path().join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    folder
}

/// Every operation of a contract: its method, its path, and what is said of it.
///
/// # Panics
/// When a method is not known.
#[must_use]
pub fn operations(contract: &Value) -> Vec<(&'static str, String, Value)> {
    let known = ["GET", "PUT", "POST", "DELETE"];
    let upper =
        |method: &String| known.into_iter().find(|one| one.eq_ignore_ascii_case(method)).expect("a known method");
    let of = |path: &String, item: &Value| -> Vec<_> {
        let item = item.as_object().unwrap();
        item.iter().map(|(method, operation)| (upper(method), path.clone(), operation.clone())).collect()
    };
    contract["paths"].as_object().unwrap().iter().flat_map(|(path, item)| of(path, item)).collect()
}

/// What the contract that is committed names at an operation: the codes of its problems, by method and the steps of its path.
type Promised = BTreeMap<(&'static str, Vec<String>), BTreeSet<String>>;

static PROMISED: LazyLock<Promised> = LazyLock::new(|| {
    let contract: Value = serde_json::from_str(include_str!("../openapi/openapi.json")).unwrap();
    let codes = |answer: &Value| -> Vec<String> {
        let named = answer["$ref"].as_str().and_then(|name| contract.pointer(name.trim_start_matches('#')));
        let told = named.and_then(|named| named["content"]["application/problem+json"]["examples"].as_object());
        told.into_iter().flatten().map(|(code, _)| code.clone()).collect()
    };
    let of = |(method, path, operation): (&'static str, String, Value)| {
        let answers = operation["responses"].as_object().unwrap().values().flat_map(codes).collect();
        ((method, path.split('/').map(str::to_owned).collect()), answers)
    };
    operations(&contract).into_iter().map(of).collect()
});

/// Checks that an operation of the contract is named there with every problem that it answers.
#[track_caller]
fn promised(method: &'static str, path: &str, answer: &Answer) {
    let kind = answer.header("content-type");
    // What is no address of the API, or no method there, is no operation.
    if kind != "application/problem+json" || answer.status == 405 {
        return;
    }
    let steps: Vec<&str> = path.split('?').next().unwrap_or_default().split('/').collect();
    let fits = |known: &[String]| {
        let is_same = |(known, step): (&String, &&str)| known == step || known.starts_with('{') && known.ends_with('}');
        known.len() == steps.len() && known.iter().zip(&steps).all(is_same)
    };
    let mut known = PROMISED.iter().filter(|((of, known), _)| *of == method && fits(known)).peekable();
    let also = answer.body["also"].as_array().into_iter().flatten();
    let types = also.chain([&answer.body]).filter_map(|problem| problem["type"].as_str());
    let codes: Vec<&str> = types.map(|name| name.trim_start_matches("urn:merzim:problem:")).collect();
    let names = |codes: &[&str], promised: &BTreeSet<String>| codes.iter().all(|code| promised.contains(*code));
    let is_promised = known.peek().is_none() || known.any(|(_, promised)| names(&codes, promised));
    assert!(is_promised, "the contract does not name {codes:?} at {method} {path}: {}", answer.text);
}

/// A number among those that the program tells for monitoring.
///
/// # Panics
/// When there is none of this name.
#[must_use]
pub fn number_of(numbers: &str, name: &str) -> u64 {
    let line = numbers.lines().find(|line| line.split(' ').next() == Some(name)).unwrap_or_else(|| panic!("no {name}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

/// What is said of a day or a moment that lies beyond another, in three languages.
const BEYOND: [&str; 18] = [
    "ерте болмауы",
    "кейін болмауы",
    "кеш болмауы",
    "кейін болуы",
    "болашақта",
    "ең ерте күн",
    "ең кеш күн",
    "не раньше",
    "не позже",
    "должно быть после",
    "в будущем",
    "в прошлом",
    "must not be before",
    "must not be after",
    "must be after",
    "in the future",
    "at the latest",
    "at the earliest",
];

/// Whether a text has a day as programs write it.
#[must_use]
pub fn has_day(text: &str) -> bool {
    let is_day = |part: &[u8]| {
        part.iter()
            .enumerate()
            .all(|(place, sign)| if [4, 7].contains(&place) { *sign == b'-' } else { sign.is_ascii_digit() })
    };
    text.as_bytes().windows(10).any(is_day)
}
