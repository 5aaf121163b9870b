//! The program itself: its commands, its settings, and that it refuses to start over mistakes.

mod crash;
mod examples;
mod hostile;
mod outage;
mod production;
mod release;
mod signing_in;
mod vault;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use merzim_tests::issuer::Issuer;
use merzim_tests::law_copy;
use serde_json::Value;
use tempfile::TempDir;

fn program() -> PathBuf {
    // The tests run from `target/<profile>/deps`; the program is built beside them.
    let folder = std::env::current_exe().unwrap();
    let program = folder.parent().and_then(Path::parent).unwrap().join("merzim");
    assert!(program.is_file(), "{} is not built: run `./dev test`", program.display());
    program
}

fn run(arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("keys.json"), Issuer::new().keys()).unwrap();
    let mut command = Command::new(program());
    command
        .args(arguments)
        .env_clear()
        .env("MERZIM_DATA_DIR", folder.path())
        .env("MERZIM_BIND", "127.0.0.1:0")
        .current_dir(folder.path());
    command.envs(settings.iter().copied());
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The running program.
struct Program {
    process: Child,
    base: String,
    agent: ureq::Agent,
    folder: Option<TempDir>,
}

impl Program {
    /// Starts it over a folder for its files.
    fn start(folder: TempDir, settings: &[(&str, &str)], arguments: &[&str]) -> Self {
        Self::start_by(&program(), folder, settings, arguments)
    }

    /// The same by another program, which becomes it.
    fn start_by(program: &Path, folder: TempDir, settings: &[(&str, &str)], arguments: &[&str]) -> Self {
        let mut process = Command::new(program)
            .arg("serve")
            .args(arguments)
            .env_clear()
            .env("MERZIM_BIND", "127.0.0.1:0")
            .env("MERZIM_DATA_DIR", folder.path())
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next().expect("it says where it listens").unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        let base = line.trim_start_matches("Merzim listens on ").to_owned();
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .new_agent();
        Self { process, base, agent, folder: Some(folder) }
    }

    fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let request = self.agent.get(format!("{}{path}", self.base)).header("Authorization", format!("Bearer {token}"));
        let mut answer = request.call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_json().unwrap_or_default())
    }

    fn post(&self, path: &str, token: &str, body: &Value, version: &str) -> (u16, Value) {
        let request =
            self.agent.post(format!("{}{path}", self.base)).header("Authorization", format!("Bearer {token}"));
        let mut answer = request.header("If-Match", version).send_json(body).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_json().unwrap_or_default())
    }

    /// Tokens of the personas of a demo.
    fn tokens(&self) -> BTreeMap<String, String> {
        let (_, personas) = self.get("/api/v1/sandbox/personas", "");
        let text = |persona: &Value, field: &str| persona[field].as_str().unwrap().to_owned();
        personas["items"].as_array().unwrap().iter().map(|one| (text(one, "id"), text(one, "token"))).collect()
    }

    /// Asks it to end, as an operating system does.
    fn terminate(&self) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Kills it where it stands, and gives its folder away.
    fn kill(mut self) -> TempDir {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        self.folder.take().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const AUTHORITY: [(&str, &str); 3] = [
    ("MERZIM_AUTHORITY_BIN", "940740000911"),
    ("MERZIM_AUTHORITY_NAME_KK", "Орган"),
    ("MERZIM_AUTHORITY_NAME_RU", "Орган"),
];

#[test]
fn the_contract_is_printed() {
    let output = run(&["openapi"], &[]);
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout), include_str!("../../openapi/openapi.json"));
}

#[test]
fn help_names_every_setting_and_unknown_commands_are_refused() {
    let help = said(&run(&["help"], &[]));
    for setting in ["MERZIM_BIND", "MERZIM_DATABASE_URL", "MERZIM_DATA_DIR", "MERZIM_READINGS"] {
        assert!(help.contains(setting), "{setting}");
    }
    assert!(!run(&["dance"], &[]).status.success());
}

#[test]
fn every_bad_setting_is_told_at_once() {
    let output = run(
        &["config", "check"],
        &[
            ("MERZIM_DATABASE_URL", "mysql://x"),
            ("MERZIM_POOL_SIZE", "0"),
            ("MERZIM_AUTHORITY_BIN", "123"),
            ("MERZIM_DAY_ENDS_AT", "late"),
            ("MERZIM_SANDBOX_CLOCK", "2026-03-16T10:00:00+05:00"),
        ],
    );
    assert!(!output.status.success());
    let said = said(&output);
    for setting in
        ["DATABASE_URL", "POOL_SIZE", "AUTHORITY_BIN", "DAY_ENDS_AT", "SANDBOX_CLOCK", "JWKS", "AUTHORITY_NAME_KK"]
    {
        assert!(said.contains(&format!("MERZIM_{setting}")), "{setting}: {said}");
    }
}

#[test]
fn settings_come_from_a_file_too_and_unknown_ones_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("merzim.toml");
    let check = |text: &str| {
        std::fs::write(&file, text).unwrap();
        run(&["config", "check"], &[("MERZIM_CONFIG", file.to_str().unwrap())])
    };
    let good = "jwks = \"keys.json\"\nauthority_bin = \"940740000911\"\nauthority_name_kk = \"а\"\nauthority_name_ru = \"б\"\npool_size = 4\n[readings]\neventDay = \"included\"\n";
    let output = check(good);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&check(&format!("colour = \"red\"\n{good}"))).contains("unknown setting `colour`"));
    assert!(said(&check(&good.replace("eventDay", "eventNight"))).contains("eventNight"));
    assert!(said(&check("pool_size = ")).contains("merzim.toml"));
    assert!(said(&check(&good.replace("keys.json", "nothing.json"))).contains("nothing.json"));
    let empty = folder.path().join("empty.json");
    std::fs::write(&empty, "{\"keys\":[]}").unwrap();
    assert!(said(&check(&good.replace("keys.json", empty.to_str().unwrap()))).contains("no RS256 or ES256 key"));
    for (name, bad) in [
        ("BIND", "nonsense"),
        ("WORKERS", "5000"),
        ("POOL_SIZE", "4294967295"),
        ("TOKEN_LEEWAY", "4294967295"),
        ("BODY_TIMEOUT", "-1"),
        ("MAX_UPLOAD", "x"),
        ("RATE_PER_CALLER", "many"),
        ("TRUSTED_PROXIES", "10.0.0.0/40"),
        ("CORS_ORIGINS", "https://é.example"),
        ("CORS_ORIGINS", "https://a.example/path"),
        ("CORS_ORIGINS", "https://u:p@a.example"),
        ("CORS_ORIGINS", "https://["),
        ("CORS_ORIGINS", "portal.example"),
        ("LOG", "merzim=loud"),
        ("TOKEN_ISSUER", ""),
        ("INFORMATION_KEPT_DAYS", "1"),
        ("INFORMATION_KEPT_DAYS", "199"),
        ("SIGNATURE_NCANODE", "ftp://127.0.0.1"),
        ("SIGNATURE_NCANODE_REVOCATION", "OCSP,Crl"),
        ("SIGNATURE_ANCHORS", "nothing.pem"),
        ("SIGNATURE_CRLS", "keys.json"),
    ] {
        std::fs::write(&file, good).unwrap();
        let name = format!("MERZIM_{name}");
        let settings = [("MERZIM_CONFIG", file.to_str().unwrap()), (name.as_str(), bad)];
        let output = run(&["config", "check"], &settings);
        assert!(!output.status.success() && said(&output).contains(&name), "{name}={bad}: {}", said(&output));
    }
    let secret = run(&["config", "check"], &[("MERZIM_DATABASE_URL", "mysql://me:secret@db/x")]);
    assert!(!said(&secret).contains("secret"), "{}", said(&secret));
    assert!(
        said(&run(&["config", "check"], &[("MERZIM_POOL_SISE", "4")]))
            .contains("MERZIM_POOL_SISE: there is no such setting")
    );
}

#[test]
fn a_mistake_in_the_law_stops_the_start_with_file_and_line() {
    let folder = law_copy();
    let law = folder.path().to_str().unwrap();
    let settings = [("MERZIM_LAW_DIR", law), ("MERZIM_JWKS", "keys.json"), AUTHORITY[0], AUTHORITY[1], AUTHORITY[2]];
    assert!(run(&["config", "check"], &settings).status.success());
    let act = folder.path().join("acts/93.toml");
    let text = std::fs::read_to_string(&act).unwrap();
    let line = text.lines().position(|line| line.starts_with("issuer =")).unwrap() + 1;
    std::fs::write(&act, text.replace("issuer =", "isuer =")).unwrap();
    for command in [&["config", "check"][..], &["serve"]] {
        let output = run(command, &settings);
        assert!(!output.status.success());
        assert!(said(&output).contains(&format!("acts/93.toml:{line}: unknown field `isuer`")), "{}", said(&output));
    }
}

#[test]
fn a_demo_refuses_to_run_over_what_looks_like_production() {
    for (name, value) in [("MERZIM_DATABASE_URL", "postgres://127.0.0.1:1/x"), ("MERZIM_JWKS", "keys.json")] {
        let output = run(&["serve", "--demo"], &[(name, value)]);
        assert!(!output.status.success() && said(&output).contains("MERZIM_DEMO_ON_PRODUCTION"), "{}", said(&output));
    }
}

#[test]
fn migrations_run_once_and_a_database_that_is_away_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/m.sqlite3", folder.path().display());
    let settings =
        [("MERZIM_DATABASE_URL", url.as_str()), ("MERZIM_JWKS", "keys.json"), AUTHORITY[0], AUTHORITY[1], AUTHORITY[2]];
    assert!(said(&run(&["migrate"], &settings)).contains("20261122000001"));
    assert!(said(&run(&["migrate"], &settings)).contains("Nothing to do."));
    let erasures = said(&run(&["erasures"], &settings));
    assert!(erasures.contains("who asked to attend these meetings:\n  none\n"), "{erasures}");
    let away =
        [("MERZIM_DATABASE_URL", "postgres://127.0.0.1:1/x"), settings[1], settings[2], settings[3], settings[4]];
    let output = run(&["migrate"], &away);
    assert!(!output.status.success() && said(&output).contains("the database"), "{}", said(&output));
}

#[test]
fn a_demo_starts_with_other_switches_too_and_erasures_are_those_of_its_clock() {
    let clock = ("MERZIM_SANDBOX_CLOCK", "2026-03-16T10:00:00+05:00");
    let readings = "askedAgain=asAnyRequest,refusalFrom=dueRegistration,ratingChange=never,extensionFrom=decision";
    let settings = [
        clock,
        ("MERZIM_INFORMATION_SECOND_PERSON", "true"),
        ("MERZIM_INFORMATION_REMIND_HOURS", "240"),
        ("MERZIM_INFORMATION_KEPT_DAYS", "200"),
        ("MERZIM_SERVE_REPEALED", "95"),
        ("MERZIM_READINGS", readings),
    ];
    let program = Program::start(tempfile::tempdir().unwrap(), &settings, &["--demo"]);
    let (status, list) = program.get("/api/v1/information-requests?limit=100", &program.tokens()["holder"]);
    let states: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(status, 200, "{list}");
    for state in ["answered", "refused", "referredToPublished", "forwarded", "registered"] {
        assert!(states.contains(&state), "{state}: {states:?}");
    }
    let folder = program.kill();
    let what = "who asked for information, what was asked and what was answered:\n  ";
    let erased = |clock: &str| {
        let folder = folder.path().to_str().unwrap();
        let settings = [("MERZIM_DATA_DIR", folder), ("MERZIM_DEMO", "true"), ("MERZIM_SANDBOX_CLOCK", clock)];
        let said = said(&run(&["erasures"], &settings));
        !said.split(what).nth(1).unwrap_or_else(|| panic!("{said}")).starts_with("none")
    };
    assert!(!erased("2026-03-17T10:00:00+05:00") && erased("2033-03-17T10:00:00+05:00"));
}

#[test]
fn a_token_is_printed_for_a_persona() {
    let output = run(&["token", "ministry"], &[]);
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim().split('.').count(), 3);
    assert!(!run(&["token", "nobody"], &[]).status.success());
}
