//! Swagger UI in a real headless Chromium, driven over WebDriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use merzim_tests::issuer::{Issuer, Provider};
use merzim_tests::{Backend, Server};
use serde_json::{Value, json};

/// A browser and its driver, which end with it.
struct Browser {
    driver: Child,
    session: String,
    agent: ureq::Agent,
    _profile: tempfile::TempDir,
}

impl Browser {
    fn open() -> Self {
        Self::of_width(1400)
    }

    /// With a window of so many pixels, as a telephone has it if they are few.
    fn of_width(width: u32) -> Self {
        let mut driver = Command::new("chromedriver")
            .args(["--port=0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is missing: run `./dev test`, which installs it");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .find_map(|line| {
                line.ok()?
                    .split_once("successfully on port ")
                    .and_then(|(_, port)| port.trim_end_matches('.').parse::<u16>().ok())
            })
            .expect("chromedriver names its port");
        std::thread::spawn(move || lines.for_each(drop));
        let profile = tempfile::tempdir().unwrap();
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .new_agent();
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];
        let own = [format!("--user-data-dir={}", profile.path().display()), format!("--window-size={width},2000")];
        let arguments: Vec<&str> = arguments.into_iter().chain(own.iter().map(String::as_str)).collect();
        let mut options = json!({ "args": arguments });
        if width < 600 {
            options["mobileEmulation"] =
                json!({ "deviceMetrics": { "width": width, "height": 2000, "pixelRatio": 1.0 } });
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let base = format!("http://127.0.0.1:{port}/session");
        let opened: Value = agent.post(&base).send_json(&wanted).unwrap().body_mut().read_json().unwrap();
        let id = opened["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {opened}"));
        Self { driver, session: format!("{base}/{id}"), agent, _profile: profile }
    }

    fn go(&self, url: &str) {
        let _ = self.agent.post(format!("{}/url", self.session)).send_json(json!({ "url": url })).unwrap();
    }

    /// What a script in the page gives.
    fn run(&self, script: &str) -> Value {
        let body = json!({ "script": script, "args": [] });
        let mut answer = self.agent.post(format!("{}/execute/sync", self.session)).send_json(body).unwrap();
        answer.body_mut().read_json::<Value>().unwrap()["value"].clone()
    }

    /// Runs a script until it gives something that is true.
    #[track_caller]
    fn until(&self, script: &str) -> Value {
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(30) {
            let value = self.run(script);
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return value;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let seen = self.run("return document.body.innerText.slice(0, 2000)");
        panic!("never came true: {script}\n{seen}");
    }

    /// Finds an operation by a word and opens it, as it is filled in; the element that it is.
    fn open_operation(&self, operation: &str) -> String {
        let block = format!("document.querySelector('[id$=\"-{operation}\"]')");
        self.run(&format!("window.ui.layoutActions.updateFilter('{operation}')"));
        self.run("document.querySelectorAll('.opblock-tag[data-is-open=\"false\"]').forEach((tag) => tag.click())");
        self.until(&format!("return {block} !== null"));
        self.run(&format!(
            "if (!{block}.querySelector('.execute')) {block}.querySelector('.opblock-summary-control').click()"
        ));
        self.until(&format!("return {block}.querySelector('.execute') !== null"));
        self.until(&format!("return document.getElementById('bar').dataset.filled?.includes('{operation} ')"));
        block
    }

    /// Opens an operation and executes it; its status and body.
    fn execute(&self, operation: &str) -> String {
        let block = self.open_operation(operation);
        self.run(&format!("const clear = {block}.querySelector('.btn-clear'); if (clear) clear.click()"));
        self.run(&format!("{block}.querySelector('.execute').click()"));
        let shown = self.until(&format!(
            "const table = {block}.querySelector('.live-responses-table .response'); return table && table.innerText"
        ));
        shown.as_str().unwrap().to_owned()
    }

    /// Chooses a persona in the bar.
    fn become_somebody(&self, id: &str) -> Value {
        self.run(&format!(
            "const select = document.getElementById('persona'); select.value = '{id}'; select.dispatchEvent(new Event('change'))"
        ))
    }

    fn screenshot(&self) -> Vec<u8> {
        let mut answer = self.agent.get(format!("{}/screenshot", self.session)).call().unwrap();
        let shot: Value = answer.body_mut().read_json().unwrap();
        base64::prelude::BASE64_STANDARD.decode(shot["value"].as_str().unwrap()).unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

#[test]
fn a_tester_becomes_a_persona_with_one_click_and_sees_a_term_run_out() {
    let server = Server::start_with(Backend::Sqlite, &[("demo_data", "true")]);
    let browser = Browser::open();
    browser.go(&format!("{}/docs", server.base));
    browser.until("return document.querySelectorAll('.opblock-tag-section').length > 8");
    // Closed, so that it opens at once.
    assert_eq!(browser.run("return document.querySelectorAll('.opblock').length"), 0);
    // Nothing is asked for that is not there.
    assert_eq!(browser.run(FAILED), json!([]));
    // What is looked for is shown at once, by words in each language; where there is none, that is said.
    for word in ["complaint", "шағым", "жалоба", "withdrawal"] {
        browser.run(&format!("window.ui.layoutActions.updateFilter('{word}')"));
        browser.until("return document.querySelectorAll('.opblock').length > 3");
        browser.run("window.ui.layoutActions.updateFilter('')");
        browser.until("return document.querySelectorAll('.opblock').length === 0");
    }
    browser.run("window.ui.layoutActions.updateFilter('nothing is called so')");
    browser.until("return document.querySelector('#swagger-ui [role=status]')?.innerText.length > 10");
    browser.run("window.ui.layoutActions.updateFilter('')");
    let introduction = browser.run("return document.querySelector('.information-container').innerText");
    assert!(introduction.as_str().unwrap().contains("Demo mode"), "{introduction}");
    browser.until("return document.getElementById('persona') !== null");
    // The bar is one line.
    assert!(browser.run("return document.getElementById('bar').offsetHeight < 60").as_bool().unwrap());

    let execute = |operation: &str| browser.execute(operation);
    let persona = |id: &str| browser.become_somebody(id);

    // Whoever opens what needs a token becomes somebody who has one.
    assert!(execute("listObligations").starts_with("200"));
    persona("ministry");
    let shown = execute("getCaller");
    assert!(shown.starts_with("200") && shown.contains("demo-ministry"), "{shown}");
    persona("authority");
    let shown = execute("getCaller");
    assert!(shown.starts_with("200") && shown.contains("demo-authority"), "{shown}");
    let shown = execute("listAccreditationApplications");
    assert!(shown.contains("ACC-2026-"), "{shown}");

    // What is opened is filled in with what works, and the persona becomes one who may.
    let block = "document.querySelector('[id$=\"-postponeMeeting\"]')";
    browser.run("window.ui.layoutActions.updateFilter('another time postponement')");
    browser.run("document.querySelectorAll('.opblock-tag[data-is-open=\"false\"]').forEach((tag) => tag.click())");
    browser.until(&format!("return {block} !== null"));
    browser.run(&format!("{block}.querySelector('.opblock-summary-control').click()"));
    browser.until("return document.getElementById('persona').value === 'holder'");
    browser
        .until(&format!("return [...{block}.querySelectorAll('input')].some((input) => input.value.startsWith('\"'))"));
    browser.run(&format!("{block}.querySelector('.execute').click()"));
    let shown = browser.until(&format!(
        "const table = {block}.querySelector('.live-responses-table .response'); return table && table.innerText"
    ));
    assert!(shown.as_str().unwrap().starts_with("200"), "{shown}");
    // The choice survives a reload.
    browser.go(&format!("{}/docs", server.base));
    browser.until("return document.getElementById('persona')?.value === 'holder'");
    assert!(execute("getCaller").starts_with("200"));
    persona("nobody");
    assert!(execute("getCaller").starts_with("401"));

    // Whoever comes by a link to an operation finds it filled in, too.
    browser.go(&format!("{}/docs/?by=link#/Accreditation/decideAccreditationApplication", server.base));
    browser.until("return document.getElementById('persona')?.value === 'authority'");

    // The clock moves by two weeks, and a duty that was open is overdue.
    let overdue = || server.get("authority", "/obligations?status=overdue&limit=100").send().expect(200).items().len();
    let before = overdue();
    for _ in 0..2 {
        let shown = browser.run("return document.querySelector('#clock output').dataset.now");
        browser.run("document.querySelector('#clock [data-days=\"7\"]').click()");
        browser.until(&format!("return document.querySelector('#clock output').dataset.now > {shown}"));
    }
    assert!(overdue() > before, "no term has run out");
    let picture = browser.screenshot();
    if let Ok(path) = std::env::var("MERZIM_TEST_SCREENSHOT") {
        std::fs::write(path, &picture).unwrap();
    }
    assert!(picture.len() > 20_000);

    browser.go(&server.base);
    let start = browser.until("return document.body.innerText");
    assert!(start.as_str().unwrap().contains("Swagger UI") && start.as_str().unwrap().contains("Мерзім"));
    // A deadline, what is overdue, procedures, a year: each is drawn.
    browser.until("return document.querySelectorAll('#owed li').length > 2 && document.querySelectorAll('#acts details').length > 7");
    for picture in ["#calculator img", "#year img"] {
        browser.until(&format!("return document.querySelector('{picture}').naturalWidth > 500"));
    }
    browser.run("document.querySelector('#acts summary').scrollIntoView()");
    browser.until("return document.querySelector('#acts details img').naturalWidth > 500");
    browser.go(&format!("{}/guide", server.base));
    browser.until("return document.querySelectorAll('.guide h2[id]').length > 5");
    assert_eq!(browser.run(FAILED), json!([]));
}

/// What a page has asked for in vain.
const FAILED: &str = "return performance.getEntriesByType('resource').filter(entry => entry.responseStatus >= 400).map(entry => entry.name)";

#[test]
fn what_is_opened_goes_on_with_what_was_just_made_and_works_for_whoever_it_is_for() {
    let server = Server::start_with(Backend::Sqlite, &[("demo_data", "true")]);
    let browser = Browser::open();
    browser.go(&format!("{}/docs", server.base));
    browser.until("return document.getElementById('persona') !== null");
    let id_of = |shown: &str| {
        let (_, rest) = shown.split_once("\"id\": \"").unwrap_or_else(|| panic!("no id: {shown}"));
        rest.split('"').next().unwrap().to_owned()
    };
    let field = |block: &str, name: &str| {
        browser.run(&format!("return {block}.querySelector('tr[data-param-name=\"{name}\"] input').value"))
    };
    let shown = browser.execute("createAccreditationApplication");
    assert!(shown.starts_with("201"), "{shown}");
    let made = id_of(&shown);
    for operation in ["submitAccreditationApplication", "getAccreditationApplication", "decideAccreditationApplication"]
    {
        let shown = browser.execute(operation);
        assert!(shown.starts_with("200"), "{operation}: {shown}");
        assert_eq!((id_of(&shown), field(&browser.open_operation(operation), "id")), (made.clone(), json!(made)));
    }

    // Whoever may by their role, but has nothing there, is told so or becomes somebody who has.
    let who = || browser.run("return document.getElementById('persona').value");
    browser.become_somebody("nobody");
    let shown = browser.execute("getMediaGrid");
    assert!(shown.starts_with("200"), "{}: {shown}", who());
    browser.become_somebody("akimat");
    let shown = browser.execute("getObligation");
    assert!(shown.starts_with("200"), "{}: {shown}", who());
    // Where nothing works, it is said why, in the language chosen.
    let empty = Server::start(Backend::Sqlite);
    browser.go(&format!("{}/docs", empty.base));
    browser.until("return document.querySelector('#clock input') !== null");
    for (language, words) in [("kk", "күнтізбе"), ("ru", "календарь"), ("en", "calendar")] {
        browser.run(&format!(
            "const select = document.getElementById('language'); select.value = '{language}'; select.dispatchEvent(new Event('change')); \
             document.getElementById('bar').dataset.filled = ''"
        ));
        browser.until("return document.querySelector('#clock input') !== null");
        let block = browser.open_operation("moveReceptionSlots");
        let note = format!("return {block}.querySelector('.merzim-note')?.innerText.includes('{words}')");
        browser.until(&note);
        browser.run(&format!("{block}.querySelector('.opblock-summary-control').click()"));
        browser.until(&format!("return {block}.querySelector('.execute') === null"));
    }
}

#[test]
fn the_start_page_speaks_the_language_of_its_address_as_people_do() {
    let server = Server::start_with(Backend::Sqlite, &[("demo_data", "true")]);
    let browser = Browser::of_width(1300);
    for (language, day, duties) in [
        ("kk", r"мерзімі: \d{4} жылғы \d{1,2} [а-яәіңғүұқөһ]+$", "13 міндет"),
        ("ru", r"срок: \d{1,2} [а-я]+ \d{4} года$", "13 обязанностей"),
        ("en", r"due: \d{1,2} [A-Z][a-z]+ \d{4}$", "13 duties"),
    ] {
        browser.go(&format!("{}/?lang={language}", server.base));
        browser.until("return !document.getElementById('owed').hidden && !document.getElementById('acts').hidden");
        assert_eq!(browser.run("return document.documentElement.lang"), language);
        let days = format!(
            "const days = [...document.querySelectorAll('#owed time')]; return days.length > 3 && days.every((day) => /^{day}/.test(day.textContent))"
        );
        assert_eq!(browser.run(&days), true, "{language}");
        // The first that was due stands first; few are shown, and nothing between two marks is missing.
        let sorted = "const days = [...document.querySelectorAll('#owed time')].map((day) => day.dateTime); \
            return days.length <= 12 && days.every((day, place) => place === 0 || days[place - 1] <= day)";
        assert_eq!(browser.run(sorted), true);
        assert_eq!(browser.run("return / · *·|^ ·|· $/m.test(document.getElementById('owed').innerText)"), false);
        let counts =
            browser.run("return [...document.querySelectorAll('#acts small')].map((small) => small.textContent)");
        assert!(counts.as_array().unwrap().contains(&json!(duties)), "{counts}");
    }
}

#[test]
fn everything_has_its_place_on_a_telephone() {
    let server = Server::start_with(Backend::Sqlite, &[("demo_data", "true")]);
    let browser = Browser::of_width(390);
    let width = || browser.run("return document.documentElement.scrollWidth");
    browser.go(&format!("{}/docs", server.base));
    browser.until("return document.querySelector('#clock input') !== null");
    let block = browser.open_operation("decideAccreditationApplication");
    assert_eq!(width(), 390);
    // Who asks and when, in two rows.
    let narrow = "return [...document.querySelectorAll('#bar select, #bar button, #bar input, #bar output')] \
        .filter((one) => one.offsetWidth < 50).map((one) => one.outerHTML)";
    assert_eq!(browser.run(narrow), json!([]));
    assert!(browser.run("return document.getElementById('persona').offsetWidth").as_u64().unwrap() > 200);
    assert!(browser.run("return document.getElementById('bar').offsetHeight").as_u64().unwrap() < 90);
    // What can go wrong is a line each, until it is opened.
    let folded = format!("{block}.querySelectorAll('.merzim-folded')");
    let lines = browser.run(&format!("return [...{folded}].map((line) => line.offsetHeight)"));
    let lines: Vec<u64> = lines.as_array().unwrap().iter().map(|line| line.as_u64().unwrap()).collect();
    assert!(lines.len() > 8 && lines.iter().all(|line| *line < 50), "{lines:?}");
    browser.run(&format!("{folded}[0].querySelector('button').click()"));
    browser.until(&format!("return {folded}.length === {}", lines.len() - 1));
    assert_eq!(width(), 390);

    browser.go(&server.base);
    browser.until("return document.querySelector('#acts details[open] img')?.naturalWidth > 500");
    for picture in ["#calculator img", "#year img"] {
        // Large enough to be read; its box is moved.
        browser.until(&format!("const picture = document.querySelector('{picture}'); return picture.naturalWidth > 500 && picture.width === picture.naturalWidth"));
    }
    assert_eq!(width(), 390);
    let boxes = "return [...document.querySelectorAll('.wide')].every((box) => getComputedStyle(box).overflowX === 'auto' && box.clientWidth <= 390)";
    assert_eq!(browser.run(boxes), true);
    assert!(browser.run("return document.getElementById('about').innerText.length").as_u64().unwrap() > 100);
    // Where the page leads to is there.
    let links = browser.run("return [...document.querySelectorAll('#clients a')].map((link) => link.href)");
    for link in links.as_array().unwrap() {
        let found = browser.agent.get(link.as_str().unwrap().split('#').next().unwrap()).call().unwrap();
        assert_eq!(found.status(), 200, "{link}");
    }
    browser.go(&format!("{}/guide", server.base));
    browser.until("return document.querySelectorAll('.guide div[lang] h2').length === 2");
    assert_eq!(width(), 390);
}

#[test]
fn a_person_logs_in_at_the_provider_and_asks_as_themselves() {
    let provider = Provider::of(&Issuer::new());
    let settings = [
        ("demo", ""),
        ("sandbox_clock", ""),
        ("token_issuer", provider.base.as_str()),
        ("docs_client", "docs"),
        ("docs_scopes", "openid merzim"),
        ("docs_parameters", "resource=urn:merzim"),
        ("authority_bin", "940740000911"),
        ("authority_name_kk", "Орган"),
        ("authority_name_ru", "Орган"),
    ];
    provider.claim(json!({ "sub": "officer-7", "iin": "061211600012" }));
    let server = Server::start_with(Backend::Sqlite, &settings);
    let browser = Browser::open();
    browser.go(&format!("{}/docs", server.base));
    browser.until("return document.querySelectorAll('.opblock-tag-section').length > 8");
    let asked = browser.execute("getCaller");
    assert!(asked.contains("401"), "{asked}");
    // The button leads to the provider, which sends the browser back with a code; the page shows that and its secret.
    browser.run("document.querySelector('.btn.authorize').click()");
    browser.until("return document.querySelector('.modal-ux .auth-container .scope-def') !== null");
    assert_eq!(browser.run("return document.querySelector('#client_id_authorizationCode').value"), "docs");
    browser.run(
        "[...document.querySelectorAll('.modal-ux .auth-container')].find((one) => one.querySelector('.scope-def')).querySelector('.btn.authorize').click()",
    );
    browser.until("return [...document.querySelectorAll('.modal-ux button')].filter((one) => one.innerText === 'Logout').length === 2");
    assert_eq!((provider.asked("/authorize"), provider.asked("/token") > 0), (1, true));
    browser.run("document.querySelector('.modal-ux .btn-done').click()");
    let asked = browser.execute("getCaller");
    assert!(asked.contains("200") && asked.contains("officer-7") && asked.contains("********0012"), "{asked}");
    // Whoever logs out there is nobody again.
    browser.run("window.ui.authActions.logout(['oidc'])");
    let asked = browser.execute("getCaller");
    assert!(asked.contains("401"), "{asked}");
}
