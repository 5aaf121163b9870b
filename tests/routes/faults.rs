//! Everything that is wrong with a form is told in one answer: fields, rules between them, what they refer to, what the case forbids.

use merzim_tests::kit::words;
use merzim_tests::parts::conferences::{application, conference};
use merzim_tests::parts::information;
use merzim_tests::parts::surveys::survey;
use merzim_tests::reception::schedule;
use merzim_tests::{Backend, Server, World, both, form, meeting, operations};
use serde_json::{Map, Value, json};

/// What is wrong with a form that is made wrong in every way at once.
#[derive(Default)]
struct Wrong(Vec<(String, &'static str)>);

impl Wrong {
    fn tell(&mut self, at: &str, code: &'static str) -> Value {
        self.0.push((at.to_owned(), code));
        Value::Null
    }

    /// A form of this schema in which whatever must be there is missing, and something is that should not.
    fn bare(&mut self, document: &Value, schema: &Value) -> Value {
        for name in resolved(document, schema)["required"].as_array().into_iter().flatten() {
            let _ = self.tell(&format!("/{}", name.as_str().unwrap()), "required");
        }
        let _ = self.tell("/wonder", "unknownName");
        json!({ "wonder": 1 })
    }

    /// A value of this schema in which everything is wrong, down to the last field.
    fn full(&mut self, document: &Value, schema: &Value, at: &str) -> Value {
        let schema = resolved(document, schema);
        if let Some(fields) = schema["properties"].as_object() {
            let wrong =
                |(name, field): (&String, &Value)| (name.clone(), self.full(document, field, &format!("{at}/{name}")));
            return Value::Object(fields.iter().map(wrong).collect::<Map<_, _>>());
        }
        if let Some(items) = schema.get("items") {
            return json!([self.full(document, items, &format!("{at}/0"))]);
        }
        if schema["enum"].is_array() {
            let _ = self.tell(at, "notAllowed");
            return json!("galactic");
        }
        if schema["pattern"].as_str().is_some_and(|pattern| !ANY_WORDS.contains(&pattern)) {
            let _ = self.tell(at, "format");
            return json!("а".repeat(1_000));
        }
        if let Some(most) = schema["maxLength"].as_u64().filter(|_| schema["format"].is_null()) {
            let _ = self.tell(at, "tooLong");
            return json!("а".repeat(usize::try_from(most).unwrap() + 1));
        }
        if schema["format"].is_string() && schema["type"].to_string().contains("string") {
            let _ = self.tell(at, "format");
            return json!("soon");
        }
        if let Some(most) = schema["maximum"].as_i64() {
            let _ = self.tell(at, "tooLarge");
            return json!(most + 1);
        }
        let _ = self.tell(at, "wrongType");
        json!({ "neither": "nor" })
    }
}

/// The patterns of texts that are in words.
const ANY_WORDS: [&str; 3] = [r"\S", r"^.*\S.*$", "^.*$"];

/// What is written in Latin in Kazakh and Russian too.
const IN_LATIN: [&str; 15] = [
    "API", "ASCII", "HTTP", "HTTPS", "JSON", "PDF", "SHA-256", "Unicode", "UUID", "https", "http", "true", "false",
    "minister", "opening",
];

/// The words of a sentence in Kazakh or Russian that only a programmer would know: names of operations and fields.
fn names_in(error: &Value) -> Vec<String> {
    let allowed: Vec<&str> = error["allowed"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let said = error["detail"].as_str().unwrap();
    let words = said.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-');
    let words = words.filter(|word| word.chars().filter(char::is_ascii_alphabetic).count() > 2);
    words.filter(|word| !IN_LATIN.contains(word) && !allowed.contains(word)).map(str::to_owned).collect()
}

/// A schema, or the one that it refers to, or may be besides `null`.
fn resolved<'document>(document: &'document Value, schema: &'document Value) -> &'document Value {
    let mut either = ["oneOf", "anyOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
    if let Some(meant) = either.find(|one| one["type"] != "null") {
        return resolved(document, meant);
    }
    match schema["$ref"].as_str() {
        Some(name) => resolved(document, document.pointer(name.trim_start_matches('#')).unwrap()),
        None => schema,
    }
}

#[test]
fn every_form_is_told_all_that_is_wrong_with_it_at_once() {
    let server = Server::start(Backend::Sqlite);
    let mut world = World::of(&server);
    let document = server.contract();
    let takes_json = |operation: &Value| operation.pointer("/requestBody/content/application~1json/schema").is_some();
    let mut closed = operations(&document);
    closed.retain(|(_, _, operation)| takes_json(operation));
    let mut told = sweep(&server, &world, &document, &mut closed);
    // Who considers a complaint sees it once it is passed on.
    let to = json!({ "to": "050140000408", "toName": { "kk": "Жоғары орган", "ru": "Вышестоящий орган" } });
    let _ = server.act("body", &world.address("/complaints/{id}"), "passing-on").json(&to).send().expect(200);
    // A conference and a survey are changed while they are planned.
    let planned = server.planned_conference(&conference(["2026-04-14T10:00:00+05:00", "2026-04-14T12:00:00+05:00"]));
    world.put("administrator", "conferences", &planned);
    let drafted = server.drafted(&survey("2026-03-17T09:00:00+05:00", "2026-03-30T18:00:00+05:00"));
    world.put("holder", "surveys", &drafted);
    told += sweep(&server, &world, &document, &mut closed);
    let _ = server.act("holder", &drafted, "announcement").send().expect(200);
    server.clock("2026-03-18T10:00:00+05:00");
    told += sweep(&server, &world, &document, &mut closed);
    // Of an appeal that has no time yet other things are asked, and of a conference that is only applied for.
    let applied = server.post("citizen", "/conference-applications").json(&application()).send().expect(201);
    world.put("administrator", "conferences", applied.header("location"));
    server.clock("2025-12-01T10:00:00+05:00");
    world.put("body", "reception-appeals", &server.appealed(&server.office(1)));
    told += sweep(&server, &world, &document, &mut closed);
    // And of a request for information that is moderated, or answered.
    server.clock("2025-03-07T10:00:00+05:00");
    let platform = json!({ "platform": true, "holder": information::COMPANY });
    world.put("company", "information-requests", &server.requested(&platform));
    told += sweep(&server, &world, &document, &mut closed);
    let path = world.address("/information-requests/{id}");
    for step in ["acceptance", "registration"] {
        let _ = server.step("company", &path, step).expect(200);
    }
    let costs = json!({ "costs": { "amount": 100, "basis": "2 бет" } });
    let _ = server.act("company", &path, "answer").json(&information::answer(&costs)).send().expect(200);
    told += sweep(&server, &world, &document, &mut closed);
    let closed: Vec<_> = closed.iter().map(|(_, _, operation)| operation["operationId"].to_string()).collect();
    assert!(told > 250 && closed.len() < 30, "{told} {closed:?}");
}

/// Sends wrong forms to whichever of the operations are open, which are struck from the list; how many.
fn sweep(server: &Server, world: &World, document: &Value, left: &mut Vec<(&'static str, String, Value)>) -> usize {
    let (mut told, mut untold) = (0, Vec::new());
    left.retain(|(method, path, operation)| {
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        let (at, who) = (world.address(path), world.who(server, path, operation));
        let (mut bare, mut full) = (Wrong::default(), Wrong::default());
        let bodies = [bare.bare(document, body), full.full(document, body, "")];
        let mut is_closed = false;
        for (sent, Wrong(expected)) in bodies.iter().zip([bare, full]) {
            for language in ["kk", "ru", "en"] {
                let ask = |who: &str| {
                    let request = server.request(method, who, &at).header("If-Match", "*");
                    request.header("Accept-Language", language).json(sent).send()
                };
                // Who may ask need not take part in this very case.
                let others = server.personas.iter().map(|persona| persona.id.as_str());
                let mut answers = [who].into_iter().chain(others).map(ask);
                let answer = answers.find(|answer| ![403, 404].contains(&answer.status));
                // What nobody sees yet, or can be changed no more, need not be mended.
                let Some(answer) = answer.filter(|answer| answer.status != 409) else {
                    is_closed = true;
                    continue;
                };
                let errors = answer.problem(400, "invalid-input").body["errors"].as_array().unwrap().clone();
                let is_told = |pointer: &str, code: &str| {
                    errors.iter().any(|error| {
                        error["pointer"] == pointer
                            && error["code"] == code
                            && error["max"].is_number() == ["tooLong", "tooLarge"].contains(&code)
                            && error["allowed"].is_array() == (code == "notAllowed")
                    })
                };
                let missing = expected.iter().filter(|(pointer, code)| !is_told(pointer, code));
                untold.extend(missing.map(|wrong| format!("{method} {path}: {wrong:?}")));
                for error in errors {
                    let said = error["detail"].as_str().unwrap();
                    assert!(!said.is_empty() && !said.contains(['^', '$', '\\', '[']), "a pattern is no word: {error}");
                    assert!(
                        language == "en" || names_in(&error).is_empty(),
                        "{:?} are for programs: {error}",
                        names_in(&error)
                    );
                }
                told += 1;
            }
        }
        is_closed
    });
    assert_eq!(untold, Vec::<String>::new());
    told
}

both! {
    fn faults_of_a_meeting_are_told_together(server) {
        let mut bad = meeting("2026-04-16T10:00:00+05:00");
        bad["endsAt"] = json!("2026-04-16T09:00:00+05:00");
        bad["languages"] = json!(["kk", "kk"]);
        bad["agenda"] = json!([{ "question": {}, "attachments": ["0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11"] }]);
        bad["place"] = json!({});
        bad["responsible"]["email"] = json!("nobody");
        let refused = |bad: &Value| server.post("holder", "/meetings").json(bad).send().problem(400, "invalid-input");
        let told = refused(&bad);
        let all = ["/agenda/0/attachments/0", "/agenda/0/question", "/endsAt", "/languages/1", "/place", "/responsible/email"];
        assert_eq!(told.pointers(), all);
        let ends = told.body["errors"].as_array().unwrap().iter().find(|error| error["pointer"] == "/endsAt").unwrap();
        let limits = (&json!("2026-04-16T10:00:00+05:00"), &json!("2026-05-17T10:00:00+05:00"));
        assert_eq!((&ends["min"], &ends["max"]), limits);
        bad["agenda"] = json!([]);
        assert_eq!(refused(&bad).pointers(), ["/agenda", "/endsAt", "/languages/1", "/place", "/responsible/email"]);
        // So it is where a meeting is changed, corrected, and what it decided is published.
        let path = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
        let act = |action: &str, body: &Value| server.act("holder", &path, action).json(body).send().problem(400, "invalid-input");
        let correction = json!({ "endsAt": "2026-04-16T09:00:00+05:00", "reason": {}, "wonder": 1 });
        assert_eq!(act("correction", &correction).pointers(), ["/endsAt", "/reason", "/wonder"]);
        server.clock("2026-04-16T13:00:00+05:00");
        let _ = server.step("holder", &path, "holding").expect(200);
        let outcome = json!({ "decision": {}, "minutes": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11" });
        assert_eq!(act("outcome", &outcome).pointers(), ["/decision", "/minutes"]);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00")];
    fn faults_of_a_schedule_are_told_together(server) {
        let mut bad = schedule("2026-Q1");
        let receiver = bad["receivers"][0].clone();
        let of = |code: &str, change: &dyn Fn(&mut Value)| {
            let mut receiver = receiver.clone();
            receiver["code"] = json!(code);
            change(&mut receiver);
            receiver
        };
        bad["receivers"] = json!([
            of("one", &|one| one["weekly"] = json!([{ "weekday": "monday", "from": "10:00", "until": "10:00" }])),
            of("two", &|two| (two["weekly"], two["single"]) = (json!([]), json!([]))),
            of("two", &|two| two["exceptions"] = json!([{ "date": "2026-05-05", "reason": words() }])),
            of("three", &|three| three["position"] = json!({ "kk": "" })),
        ]);
        bad["bodyName"] = json!({ "kk": "а\nб", "ru": "б" });
        let told = server.post("body", "/reception-schedules").json(&bad).send().problem(400, "invalid-input");
        let all = [
            "/bodyName/kk", "/receivers/0/weekly/0/until", "/receivers/1/code", "/receivers/1/weekly",
            "/receivers/2/exceptions/0/date", "/receivers/3/position/kk", "/receivers/3/position/ru",
        ];
        assert_eq!(told.pointers(), all);
        let errors = told.body["errors"].as_array().unwrap();
        let limits = |pointer: &str| {
            let error = errors.iter().find(|error| error["pointer"] == pointer).unwrap();
            [&error["min"], &error["max"]].map(|limit| limit.as_str().unwrap_or_default().to_owned())
        };
        assert_eq!(limits("/receivers/0/weekly/0/until"), ["10:00", ""]);
        assert_eq!(limits("/receivers/2/exceptions/0/date"), ["2026-01-01", "2026-03-31"]);
    }
}

both! {
    fn faults_of_a_change_of_an_entry_are_told_together(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let mut change = merzim_tests::parts::register::change(&entry);
        change["newEntry"]["coverage"] = json!("regional");
        change["justification"] = json!({});
        let post = |change: &Value| server.post("ministry", "/register-change-applications").json(change).send().problem(400, "invalid-input");
        assert_eq!(post(&change).pointers(), ["/justification", "/newEntry/region"]);
        change["entryId"] = json!("0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11");
        assert_eq!(post(&change).pointers(), ["/entryId", "/justification"]);
        let notice = json!({ "entryId": entry, "stoppedOn": "2020-01-01", "text": { "kk": "" } });
        let told = server.post("ministry", "/cessation-notices").json(&notice).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/stoppedOn", "/text/kk"]);
        // And how it is filed.
        let path = server.draft("ministry", &form());
        let filed = json!({ "edms": { "documentNumber": "", "documentDate": "2030-01-01" } });
        let told = server.act("ministry", &path, "submission").json(&filed).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/edms/documentDate", "/edms/documentNumber"]);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00")];
    fn faults_of_an_extension_are_told_together(server) {
        let office = server.office(1);
        let path = server.appealed(&office);
        let extension = json!({ "until": "2025-12-02", "reasons": { "kk": "" } });
        let told = server.act("body", &path, "extension").json(&extension).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/by", "/reasons/kk", "/reasons/ru", "/until"]);
        let codes: Vec<&Value> = told.body["errors"].as_array().unwrap().iter().map(|error| &error["code"]).collect();
        assert!(codes.iter().filter(|code| **code == "required").count() == 2, "{codes:?}");
        let hearing = json!({ "hearingAt": "2025-12-20T10:00:00+05:00", "decisionOn": "2025-12-10", "preliminaryDecision": { "ru": "б" } });
        let told = server.act("body", &path, "hearing").json(&hearing).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/decisionOn", "/hearingAt", "/place", "/preliminaryDecision/kk"]);
        let chosen = json!({ "slot": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11", "office": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11", "wonder": 1 });
        let told = server.act("body", &path, "appointment").json(&chosen).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/office", "/slot", "/wonder"]);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00")];
    fn what_the_law_refuses_of_other_fields_is_told_with_the_faults_of_a_form(server) {
        let office = server.office(1);
        let path = server.appealed(&office);
        let blank = json!({ "kk": "", "ru": "б" });
        let far = |action: &str, form: &Value, pointers: &[&str]| {
            let before = server.get("body", &path).send().expect(200).body["version"].clone();
            let told = server.act("body", &path, action).json(form).send().problem(400, "invalid-input");
            assert_eq!(told.pointers(), pointers, "{}", told.text);
            // Nothing of it was done.
            assert_eq!(server.get("body", &path).send().expect(200).body["version"], before);
        };
        far("extension", &json!({ "until": "2027-06-01", "by": "head", "reasons": blank }), &["/reasons/kk", "/until"]);
        far("remarks", &json!({ "requirements": blank, "until": "2025-11-01" }), &["/requirements/kk", "/until"]);
        far("remarks", &json!({ "requirements": blank, "until": "2027-06-01" }), &["/requirements/kk", "/until"]);
        far("hearing", &json!({ "decisionOn": "2025-12-02", "preliminaryDecision": blank }), &["/decisionOn", "/preliminaryDecision/kk"]);
        // Of a meeting likewise: at its planning, its postponement and its closure.
        let mut form = meeting("2025-11-01T10:00:00+05:00");
        form["title"] = blank.clone();
        let planned = server.post("holder", "/meetings").json(&form).send().problem(400, "invalid-input");
        assert_eq!(planned.pointers(), ["/startsAt", "/title/kk"]);
        let meeting = server.announced(&meeting("2026-01-16T10:00:00+05:00"));
        // What is past says from when on it is not, alone or with others.
        for reason in [words(), blank.clone()] {
            let past = json!({ "startsAt": "2025-11-02T10:00:00+05:00", "reason": reason });
            let told = server.act("holder", &meeting, "postponement").json(&past).send();
            let starts = told.body["errors"].as_array().unwrap().iter().find(|error| error["pointer"] == "/startsAt").unwrap();
            assert_eq!(starts["min"], "2025-12-01T10:01:00+05:00", "{}", told.text);
        }
        let postponement = json!({ "startsAt": "2025-12-02T10:00:00+05:00", "reason": blank });
        let told = server.act("holder", &meeting, "postponement").json(&postponement).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/reason/kk", "/startsAt"]);
        let closure = json!({ "ground": "otherLaw", "explanation": blank, "toldThrough": [] });
        let told = server.act("holder", &meeting, "closure").json(&closure).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/explanation/kk", "/law", "/toldThrough"]);
    }
}

both! {
    fn faults_of_parameters_and_headers_are_told_together(server) {
        let request = server.post("ministry", "/accreditation-applications?wonder=1&other=2");
        let answer = request.header("Idempotency-Key", " ").json(&form()).send();
        let answer = answer.problem(400, "invalid-input");
        assert_eq!(answer.pointers(), ["?other", "?wonder", "Idempotency-Key"]);
    }
}

both! {
    fn what_the_law_refuses_is_told_together_with_the_rules(server) {
        let path = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
        let closure = json!({ "ground": "otherLaw", "explanation": words(), "toldThrough": [] });
        let refused = server.act("holder", &path, "closure").header("Accept-Language", "en").json(&closure).send();
        let refused = refused.problem(422, "notice-incomplete");
        assert_eq!((refused.body["rule"].as_str(), refused.body["ruleHref"].as_str()), (Some("L1"), Some("/api/v1/rules/L1")));
        let also = refused.body["also"].as_array().unwrap();
        assert_eq!((also.len(), also[0]["type"].as_str()), (1, Some("urn:merzim:problem:reasons-missing")));
        assert!(also[0]["detail"].as_str().unwrap().starts_with("The ground is"), "{also:?}");
        for rule in [&refused.body["ruleHref"], &also[0]["ruleHref"]] {
            let href = rule.as_str().unwrap().trim_start_matches("/api/v1");
            let _ = server.get("", href).send().expect(200);
        }
        // A decision on an application likewise.
        let path = server.draft("ministry", &form());
        let _ = server.submit("ministry", &path).expect(200);
        let met = json!({ "met": true });
        let refusal = json!({ "outcome": "refused", "criteria": { "noDuplication": met, "regulated": met, "effective": met } });
        let refused = server.act("authority", &path, "decision").json(&refusal).send().problem(422, "reasons-missing");
        assert_eq!((&refused.body["rule"], &refused.body["also"][0]["rule"]), (&json!("93-3"), &json!("93-2")));
    }
}

both! {
    fn what_is_too_early_or_too_late_says_from_when_or_until_when(server) {
        let path = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
        let early = server.step("holder", &path, "holding").problem(409, "too-early");
        assert_eq!((early.body["from"].as_str(), early.body["until"].as_str()), (Some("2026-04-16T13:00:00+05:00"), None));
        assert!(early.text_of("detail").ends_with(" 2026 жылғы 16 сәуір, 13:00."), "{}", early.text);
        server.clock("2026-04-16T10:00:00+05:00");
        let postponement = json!({ "startsAt": "2026-05-16T10:00:00+05:00", "reason": words() });
        let late = server.act("holder", &path, "postponement").json(&postponement).send().problem(409, "too-late");
        assert_eq!((late.body["from"].as_str(), late.body["until"].as_str()), (None, Some("2026-04-16T10:00:00+05:00")));
    }
}

both! {
    fn a_whole_number_may_be_written_with_a_point(server) {
        let path = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
        for (place, (year, status)) in [("1988.0", 201), ("1.988e3", 201), ("1988.5", 400), ("-0", 400), ("1e308", 400)].into_iter().enumerate() {
            let body = format!(r#"{{ "surname": "Демо{place}", "birthYear": {year}, "contact": "a@demo.example" }}"#);
            let request = server.post("", &format!("{path}/attendance-requests"));
            let answer = request.bytes("application/json", body.into()).send().expect(status);
            assert!(status == 201 || answer.pointers() == ["/birthYear"], "{year}: {}", answer.text);
        }
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00")];
    fn what_the_case_forbids_is_told_before_what_is_wrong_with_the_form(server) {
        let office = server.office(1);
        let path = server.appealed(&office);
        let _ = server.step("participant", &path, "withdrawal").expect(200);
        let unknown = "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11";
        let wrong = json!({ "slot": unknown, "office": unknown, "wonder": 1 });
        let appointment = |path: &str| {
            server.post("body", &format!("{path}/appointment")).header("If-Match", "*").json(&wrong).send()
        };
        let refused = appointment(&path).problem(409, "state-forbids-action");
        assert!(!refused.text_of("detail").is_empty(), "{}", refused.text);
        let _ = appointment(&server.appealed(&office)).problem(400, "invalid-input");
    }
}

both! {
    fn where_no_body_is_taken_none_is_swallowed(server) {
        let path = server.received("ministry", &form());
        let send = |body: &str| server.act("ministry", &path, "withdrawal").bytes("application/json", body.into()).send();
        let long = format!("{{{}}}", " ".repeat(100_000));
        for body in [r#"{"reason": not json"#, r#"{"late":true}"#, "[]", "null", "0", "{}{}", &long] {
            assert_eq!(send(body).problem(400, "invalid-input").pointers(), [""], "{body}");
        }
        let told = server.post("ministry", &format!("{path}/withdrawal?wonder=1")).json(&json!({ "late": true })).send();
        assert_eq!(told.problem(400, "invalid-input").pointers(), ["", "?wonder"]);
        assert_eq!(server.get("ministry", &path).send().expect(200).body["state"], "received");
        let _ = send(" { }\n").expect(200);
    }
}

both! {
    fn a_cursor_opens_no_list_but_its_own(server) {
        let mut world = World::of(&server);
        world.grow(&server);
        let page = |path: &str| server.get("ministry", path).send().expect(200);
        let cursor = |path: &str| page(path).text_of("nextCursor").to_owned();
        let entries = cursor("/register-entries?limit=1");
        let (due, changed) = (cursor("/obligations?limit=1"), cursor("/obligations?limit=1&modifiedSince=2020-01-01T00:00:00Z"));
        let refused = |path: String| {
            let answer = server.get("ministry", &path).send().problem(400, "invalid-input");
            assert!(answer.pointers().contains(&"?cursor"), "{path}: {}", answer.text);
        };
        for list in ["/meetings", "/notices", "/accreditation-applications", "/reception-offices", "/register-entries"] {
            refused(format!("{list}?cursor={due}"));
        }
        refused(format!("/obligations?cursor={entries}"));
        refused(format!("/obligations?cursor={changed}"));
        refused(format!("/obligations?cursor={due}&modifiedSince=2020-01-01T00:00:00Z"));
        refused(format!("/obligations?wonder=1&cursor={entries}"));
        let _ = page(&format!("/obligations?limit=1&cursor={due}"));
        let next = server.get("ministry", "/obligations?limit=1").send().expect(200);
        assert!(next.header("link").contains(&next.text_of("nextCursor")), "{}", next.header("link"));
    }
}

both! {
    fn one_answer_tells_what_the_form_the_case_and_the_signature_lack(server) {
        let unknown = "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11";
        let complaint = json!({ "case": unknown, "ground": "silence", "text": "" });
        let told = server.post("ministry", "/complaints").json(&complaint).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/case", "/text"]);
        let path = server.draft("ministry", &form());
        let filed = json!({ "edms": { "documentNumber": "1", "documentDate": "2030-01-01" }, "signature": { "cms": "bm9uZQ==" } });
        let told = server.act("ministry", &path, "submission").json(&filed).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/edms/documentDate", "/signature/cms"]);
        // A decision names every criterion that is not met.
        let path = server.received("ministry", &form());
        let unmet = json!({ "met": false, "comment": "жоқ" });
        let decision = json!({ "outcome": "accredited", "criteria": { "noDuplication": unmet, "regulated": unmet, "effective": unmet } });
        let refused = server.act("authority", &path, "decision").json(&decision).send().problem(422, "criterion-unmet");
        let also = refused.body["also"].as_array().unwrap();
        assert!(also.len() == 2 && also.iter().all(|one| one["detail"].is_string()), "{}", refused.text);
    }
}

both! {
    fn a_fault_says_by_its_code_what_kind_it_is(server) {
        let errors = |bad: &Value| {
            let answer = server.post("holder", "/meetings").header("Accept-Language", "en").json(bad).send();
            answer.problem(400, "invalid-input").body["errors"].as_array().unwrap().clone()
        };
        let wrong = |name: &str, value: Value| {
            let mut bad = meeting("2026-04-16T10:00:00+05:00");
            bad[name] = value;
            let errors = errors(&bad);
            assert_eq!(errors.len(), 1, "{errors:?}");
            (errors[0]["code"].as_str().unwrap().to_owned(), errors[0]["detail"].as_str().unwrap().to_owned(), errors[0]["min"].clone())
        };
        assert_eq!((wrong("agenda", json!([])).0.as_str(), wrong("agenda", json!([])).2), ("tooFew", json!(1)));
        assert_eq!(wrong("languages", json!(["kk", "kk"])).0, "twice");
        // A list is looked into, however long it is, and its words are told with their titles.
        let mut bad = meeting("2026-04-16T10:00:00+05:00");
        bad["languages"] = json!(["kk", "kk", "de"]);
        let told = errors(&bad);
        let told = |pointer: &str| told.iter().find(|error| error["pointer"] == pointer).unwrap();
        let codes = ["/languages", "/languages/1", "/languages/2"].map(|pointer| told(pointer)["code"].clone());
        assert_eq!(codes, ["tooMany", "twice", "notAllowed"]);
        assert_eq!(told("/languages/2")["detail"], "must be one of these: kk (Kazakh), ru (Russian)");
        let region = server.get("", "/meetings?region=12").header("Accept-Language", "kk").send().problem(400, "invalid-input");
        assert!(region.body["errors"][0]["detail"].as_str().unwrap().contains("71 (Астана қаласы)"), "{}", region.text);
        // What has passed is told beside what else is wrong.
        let mut bad = meeting("2026-01-16T10:00:00+05:00");
        bad["endsAt"] = json!("2026-01-16T09:00:00+05:00");
        let told = server.post("holder", "/meetings").json(&bad).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/endsAt", "/startsAt"]);
        assert_eq!(wrong("languages", json!([[true]])).0, "wrongType");
        assert!(wrong("agenda", json!("none")).1.ends_with("a list"), "{}", wrong("agenda", json!("none")).1);
        let late = wrong("startsAt", json!("9999-12-31T10:00:00+05:00"));
        assert_eq!((late.0.as_str(), late.2), ("tooLarge", json!("0001-01-01T00:00:00Z")));
        // What must be there in this case is said to be required.
        let mut regional = form();
        regional["coverage"] = json!("regional");
        regional.as_object_mut().unwrap().remove("region");
        let told = server.post("ministry", "/accreditation-applications").header("Accept-Language", "en").json(&regional).send();
        let told = told.problem(400, "invalid-input");
        let error = &told.body["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/region"), &json!("required")), "{}", told.text);
        assert!(error["detail"].as_str().unwrap().contains("required"), "{error}");
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00")];
    fn what_is_needed_empty_or_twice_is_told_by_its_code(server) {
        let office = server.office(1);
        let told = |answer: merzim_tests::Answer| -> Vec<(String, String, Value)> {
            let answer = answer.problem(400, "invalid-input");
            let errors = answer.body["errors"].as_array().unwrap().iter();
            let mut told: Vec<_> = errors
                .map(|error| {
                    let text = |name: &str| error[name].as_str().unwrap().to_owned();
                    (text("pointer"), text("code"), error["min"].clone())
                })
                .collect();
            told.sort_by(|one, other| one.0.cmp(&other.0));
            told
        };
        let one = |pointer: &str, code: &str, min: Value| vec![(pointer.to_owned(), code.to_owned(), min)];
        // What a rule between fields needs is required.
        let path = server.appealed(&office);
        let appointment = server.act("body", &path, "appointment").json(&json!({})).send();
        assert_eq!(told(appointment), one("/slot", "required", Value::Null));
        // An empty list has too few.
        let mut empty = schedule("2026-Q1");
        (empty["receivers"][0]["weekly"], empty["receivers"][0]["single"]) = (json!([]), json!([]));
        let empty = server.post("body", "/reception-schedules").json(&empty).send();
        assert_eq!(told(empty), one("/receivers/0/weekly", "tooFew", json!(1)));
        // A number that stands twice is told where it stands again, however it is written.
        let mut twice = merzim_tests::reception::appeal(&office);
        twice["phones"] = json!(["+7 701 000 00 00", "+7 701 000 00 01", "8 (701) 000-00-00"]);
        let twice = server.post("participant", "/reception-appeals").json(&twice).send();
        assert_eq!(told(twice), one("/phones/2", "twice", Value::Null));
    }
}

both! {
    fn where_any_field_will_do_the_fault_is_of_the_whole_form(server) {
        let path = server.announced(&meeting("2026-04-16T10:00:00+05:00"));
        let correction = json!({ "reason": words() });
        let told = server.act("holder", &path, "correction").json(&correction).send().problem(400, "invalid-input");
        assert_eq!((told.pointers(), &told.body["errors"][0]["code"]), (vec![""], &json!("required")));
        let guest = json!({ "birthYear": 1988, "contact": "a@demo.example" });
        let told = server.post("", &format!("{path}/attendance-requests")).json(&guest).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), [""]);
        // It is told beside what else is wrong, unless that is one of them.
        let correction = json!({ "wonder": 1, "reason": {} });
        let told = server.act("holder", &path, "correction").json(&correction).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["", "/reason", "/wonder"]);
        let correction = json!({ "place": {}, "reason": words() });
        let told = server.act("holder", &path, "correction").json(&correction).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/place"]);
    }
}

/// The parameters of every list of the contract that can be asked for without an id, each with the path of the list.
fn parameters(document: &Value) -> Vec<(String, Value)> {
    let lists = operations(document).into_iter().filter(|(method, path, _)| *method == "GET" && !path.contains('{'));
    let of = |(_, path, operation): (_, String, Value)| {
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        parameters.into_iter().filter(|one| one["in"] == "query").map(move |one| (path.clone(), one))
    };
    lists.flat_map(of).collect()
}

#[test]
fn a_parameter_is_refused_in_one_way_wherever_it_stands() {
    let server = Server::start(Backend::Sqlite);
    let document = server.contract();
    let (mut blank, mut looks) = (0, 0);
    for (path, parameter) in parameters(&document) {
        let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
        let refused = |value: &str| {
            let at = format!("{path}?{name}={value}");
            let asked = || ["ministry", "authority", "mediaAuthority"].into_iter();
            let mut answers = asked().map(|who| server.get(who, &at).header("Accept-Language", "en").send());
            let answer = answers.find(|answer| answer.status == 400).unwrap_or_else(|| panic!("{at} is taken"));
            let pointer = format!("?{name}");
            let errors = answer.body["errors"].as_array().unwrap();
            let error = errors.iter().find(|error| error["pointer"] == pointer.as_str());
            error.unwrap_or_else(|| panic!("{at}: {}", answer.text)).clone()
        };
        if schema["format"] == "words" {
            let error = refused("%20");
            assert_eq!(
                (&error["code"], &error["detail"]),
                (&json!("empty"), &json!("must hold letters or digits")),
                "{path}"
            );
            blank += 1;
        } else if schema["type"] == "string" && schema["enum"].is_null() && !["cursor"].contains(&name) {
            let of_law = ["act", "rule", "procedure"].iter().any(|format| schema["format"] == *format);
            for value in ["%20", "nonsense-of-many-letters-that-is-nothing-at-all", "2026-03-16T10:00:00%2B05:00"] {
                if schema["format"] == "date-time" && value.starts_with("2026") {
                    continue;
                }
                // What is no code may look like one.
                if name == "receiver" && value.starts_with("nonsense") {
                    continue;
                }
                let code =
                    if of_law { refused(value)["code"].clone() } else { json!(refused(value)["code"] == "format") };
                let is_right =
                    if of_law { ["notAllowed", "tooLong"].contains(&code.as_str().unwrap()) } else { code == true };
                assert!(is_right, "{path}?{name}={value}: {}", refused(value));
            }
            looks += 1;
        }
    }
    assert!(blank > 9 && looks > 30, "{blank} {looks}");
}

both! {
    fn every_fault_of_a_query_is_told_at_once(server) {
        for (path, pointers) in [
            ("/rules?act=zz&procedure=zz&bearer=zz", &["?act", "?bearer", "?procedure"][..]),
            ("/obligations?rule=zz&procedure=zz&status=zz&dueBefore=x", &["?dueBefore", "?procedure", "?rule", "?status"]),
            ("/weekly-submissions?week=2026-W54&state=zz", &["?state", "?week"]),
            ("/meetings?text=%20&region=zz&order=zz", &["?order", "?region", "?text"]),
            ("/organisations?text=%20&kind=zz&wonder=1", &["?kind", "?text", "?wonder"]),
        ] {
            let told = server.get("mediaAuthority", path).send().problem(400, "invalid-input");
            assert_eq!(told.pointers(), pointers, "{path}");
        }
        let unknown = server.get("", "/rules?act=zz").send().problem(400, "invalid-input");
        let error = &unknown.body["errors"][0];
        assert!(error["code"] == "notAllowed" && error["allowed"].as_array().unwrap().len() > 3, "{error}");
    }
}

/// Whatever of a schema is a list of codes.
fn enums<'document>(value: &'document Value, found: &mut Vec<&'document Value>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("enum").filter(|codes| codes.is_array()).map(|_| value));
            fields.values().for_each(|value| enums(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| enums(item, found)),
        _ => {}
    }
}

#[test]
fn whoever_sends_a_code_that_is_none_is_told_what_each_stands_for() {
    let server = Server::start(Backend::Sqlite);
    let document = server.contract();
    let mut found = Vec::new();
    enums(&document["paths"], &mut found);
    enums(&document["components"]["schemas"], &mut found);
    // What an answer says for programs is never sent.
    found.retain(|schema| !schema["enum"].as_array().unwrap().contains(&json!("unknownName")));
    let untitled: Vec<_> = found
        .iter()
        .filter(|schema| schema["x-enum-titles"].as_array().map(Vec::len) != schema["enum"].as_array().map(Vec::len))
        .map(|schema| &schema["enum"])
        .collect();
    assert!(untitled.is_empty() && found.len() > 60, "{}: {untitled:?}", found.len());
    for (path, pointer, said) in [
        ("/register-entries?status=zz", "?status", "active (используется), removed (исключён из Реестра)"),
        ("/meetings?order=zz", "?order", "latest (сначала самые поздние), earliest (сначала самые ранние)"),
        (
            "/register-entries.csv?separator=zz",
            "?separator",
            "comma (запятая), semicolon (точка с запятой), tab (табуляция)",
        ),
        ("/register-entries.csv?lang=zz", "?lang", "kk (казахский), ru (русский)"),
        ("/procedures/complaint/diagram.svg?lang=zz", "?lang", "kk (казахский), ru (русский), en (английский)"),
    ] {
        let told = server.get("", path).header("Accept-Language", "ru").send().problem(400, "invalid-input");
        let error = &told.body["errors"][0];
        assert_eq!(
            (&error["pointer"], &error["detail"]),
            (&json!(pointer), &json!(format!("должно быть одним из: {said}")))
        );
    }
}

both! {
    fn a_filter_that_nothing_can_meet_is_a_fault(server) {
        for (path, pointers) in [
            ("/obligations?rule=nope&procedure=nope", &["?procedure", "?rule"][..]),
            ("/rules?act=nope&procedure=nope", &["?act", "?procedure"]),
            ("/obligations?dueAfter=2026-03-02&dueBefore=2026-03-01", &["?dueAfter", "?dueBefore"]),
        ] {
            let told = server.get("ministry", path).send().problem(400, "invalid-input");
            assert_eq!(told.pointers(), pointers, "{path}");
            let of_code = told.body["errors"].as_array().unwrap().iter().filter(|error| error["code"] == "notAllowed");
            assert!(of_code.into_iter().all(|error| error["allowed"].as_array().unwrap().len() > 2), "{}", told.text);
        }
        let _ = server.get("ministry", "/obligations?dueAfter=2026-03-01&dueBefore=2026-03-01").send().expect(200);
    }
}
