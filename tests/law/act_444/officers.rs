//! The directory of press officers (№ 444-НҚ ¶3–4).

use merzim_tests::kit::{act, stands, told};
use merzim_tests::parts::media::{contact, officer};
use merzim_tests::{Answer, Backend, Server, at_once, both, tally};
use serde_json::{Value, json};

fn contacts(name: &str) -> Value {
    json!({ "officer": contact(name) })
}

fn appointed(on: &str) -> Value {
    let mut form = officer();
    form["appointedOn"] = json!(on);
    form
}

fn names(list: &Answer) -> Vec<&str> {
    list.items().iter().map(|one| one["contacts"]["officer"]["name"]["kk"].as_str().unwrap()).collect()
}

/// As somebody of an organisation who has one role.
fn as_role(server: &Server, organisation: &str, role: &str) -> String {
    let claims = json!({ "sub": format!("{organisation}-{role}"), "org": organisation, "roles": [role] });
    format!("Bearer {}", server.signed(&claims))
}

both! {
    fn rule_444_1_a_state_body_sends_the_contacts_when_it_names_somebody(server) {
        server.organisations();
        let path = server.post("body", "/press-officers").json(&appointed("2026-03-10")).send().expect(201).header("location").to_owned();
        let case = server.get("body", &path).send().expect(200);
        stands(&case, "444-1", "met", None);
        assert_eq!(case.duty("444-1")["countedFrom"], "2026-03-10");
        assert_eq!(case.duty("444-1")["bearer"]["role"], "stateBody");
        assert_eq!(case.body["number"], "PRO-2026-000001");
        assert_eq!((&case.body["state"], &case.body["bodyName"]["kk"]), (&json!("current"), &json!("Сынақ министрлігі")));
        let _ = told(&server, "mediaAuthority", "named");
        // Somebody appointed before the order was in force is named too: it binds from its first day on.
        let long_ago = server.post("akimatPress", "/press-officers").json(&appointed("2009-01-05")).send().expect(201);
        assert_eq!(long_ago.duty("444-1")["countedFrom"], "2024-10-18");
        assert_eq!(long_ago.body["appointedOn"], "2009-01-05");
    }
}

both! {
    fn rule_444_1_the_state_security_service_is_exempt_and_others_are_no_state_bodies(server) {
        server.organisations();
        for (bin, code) in [("920740000036", "exempt-body"), ("060140000073", "no-state-body"), ("010540000128", "no-state-body")] {
            let token = as_role(&server, bin, "stateBody");
            let asked = server.post("", "/press-officers").header("Authorization", &token);
            let refused = asked.json(&officer()).send();
            let status = refused.status;
            assert_eq!((status, refused.problem(403, code).body["rule"].as_str()), (403, Some("444-1")));
        }
        assert!(server.directory("mediaAuthority", "").items().is_empty());
        // Nor does a body that is not there, be it no more or not yet. What it is comes first.
        for (kind, days, status, code) in [
            ("agency", "2024-01-01;2026-03-16", 422, "body-not-there"),
            ("agency", "2026-03-17;", 422, "body-not-there"),
            ("quasiStateEntity", "2026-03-17;", 403, "no-state-body"),
        ] {
            let csv = format!("bin;kind;nameKk;nameRu;from;until\n100140000003;{kind};А;Б;{days}\n");
            let _ = server.post("registrar", "/organisation-imports").json(&json!({ "csv": csv })).send().expect(200);
            let refused = server.post("body", "/press-officers").json(&officer()).send().problem(status, code);
            assert_eq!(refused.body["rule"], "444-1");
        }
    }
}

both! {
    fn an_appointment_ends_with_its_body_and_nobody_is_reminded_of_it(server) {
        server.organisations();
        let (path, other) = (server.officer("body"), server.officer("akimatPress"));
        server.clock("2026-03-20T10:00:00+05:00");
        let ends = |until: &str| {
            let csv = format!("bin;kind;nameKk;nameRu;from;until\n100140000003;agency;А;Б;2024-01-01;{until}\n");
            let _ = server.post("registrar", "/organisation-imports").json(&json!({ "csv": csv })).send().expect(200);
        };
        // A day that is still to come changes nothing yet.
        ends("2026-04-01");
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        assert_eq!(server.directory("mediaAuthority", "?current=true").items().len(), 2);
        server.clock("2026-12-01T10:00:00+05:00");
        let ended = server.until("mediaAuthority", &path, |case| case["state"] == "ended");
        assert_eq!((&ended.body["endedOn"], &ended.body["unconfirmed"]), (&json!("2026-04-01"), &json!(false)));
        assert_eq!(told(&server, "mediaAuthority", "ended")["case"]["id"], ended.body["id"]);
        let held = |on: &str| server.directory("mediaAuthority", &format!("?on={on}")).items().len();
        assert_eq!((held("2026-03-31"), held("2026-04-01")), (2, 1));
        // The other body is reminded after half a year, this one is not.
        assert_eq!(told(&server, "akimatPress", "unconfirmed")["case"]["id"], merzim_tests::kit::id(&other));
        assert!(server.get("body", "/notices").send().expect(200).items().iter().all(|one| one["kind"] != "unconfirmed"));
    }
}

both! {
    fn rule_444_2_the_directory_is_formed_of_what_bodies_send_and_read_by_them_and_the_authorised_body(server) {
        server.organisations();
        let path = server.officer("body");
        let case = server.get("mediaAuthority", &path).send().expect(200);
        stands(&case, "444-2", "met", None);
        assert_eq!(case.duty("444-2")["bearer"]["role"], "massMediaAuthority");
        for who in ["body", "pressOfficer", "mediaAuthority", "akimatPress", "prosecutor"] {
            assert_eq!(names(&server.directory(who, "")), ["Айгүл Сынақова"], "{who}");
            let _ = server.get(who, &path).send().expect(200);
            for file in ["csv", "xlsx"] {
                let _ = server.get(who, &format!("/press-officers.{file}")).send().expect(200);
            }
        }
        // Another body reads the entry, not what is owed in the case, and changes nothing.
        let other = server.get("akimatPress", &path).send().expect(200);
        assert_eq!((other.body["obligations"].as_array().unwrap().len(), other.body["actions"].as_array().unwrap().len()), (0, 0));
        let _ = act(&server, "akimatPress", &path, "confirmation", &Value::Null).problem(404, "not-found");
        for who in ["newsroom", "citizen", "ministry"] {
            for read in ["/press-officers", &path, "/press-officers.csv", "/press-officers.xlsx"] {
                let _ = server.get(who, read).send().problem(403, "role-forbids-action");
            }
        }
        let _ = server.get("", "/press-officers").send().problem(401, "unauthenticated");
    }
}

both! {
    fn every_fault_of_a_press_officer_is_told_at_once(server) {
        server.organisations();
        let mut form = appointed("2026-03-17");
        form["contacts"]["officer"]["position"] = Value::Null;
        form["contacts"]["officer"]["phones"] = json!(["+7 701 123 45 67", "87011234567"]);
        form["contacts"]["deputy"] = contact("Ерлан");
        form["contacts"]["deputy"]["email"] = json!("nobody");
        form["contacts"]["deputy"]["languages"] = json!(["kk", "kk"]);
        let faults = server.post("body", "/press-officers").json(&form).send().problem(400, "invalid-input");
        assert_eq!(faults.pointers(), [
            "/appointedOn", "/contacts/deputy/email", "/contacts/deputy/languages/1", "/contacts/officer/phones/1", "/contacts/officer/position",
        ]);
        // A unit needs no position.
        let mut unit = officer();
        unit["kind"] = json!("unit");
        unit["contacts"]["officer"]["position"] = Value::Null;
        let path = server.post("body", "/press-officers").json(&unit).send().expect(201).header("location").to_owned();
        let changed = act(&server, "body", &path, "contacts", &unit["contacts"]).expect(200);
        assert_eq!(changed.body["contacts"]["officer"]["position"], Value::Null);
        let person = server.officer("akimatPress");
        let bare = act(&server, "akimatPress", &person, "contacts", &unit["contacts"]).problem(400, "invalid-input");
        assert_eq!(bare.pointers(), ["/officer/position"]);
        let late = act(&server, "body", &path, "ending", &json!({ "endedOn": "2026-03-17" })).problem(400, "invalid-input");
        assert_eq!(late.pointers(), ["/endedOn"]);
        let early = act(&server, "body", &path, "ending", &json!({ "endedOn": "2026-03-15" })).problem(400, "invalid-input");
        assert_eq!(early.pointers(), ["/endedOn"]);
    }
}

both! {
    fn a_body_has_one_press_officer_at_a_time_however_many_are_named_at_once(server) {
        server.organisations();
        let answers = at_once(12, |_| server.post("body", "/press-officers").json(&officer()).send());
        assert_eq!(tally(&answers), [(201, 1), (409, 11)].into());
        assert!(answers.iter().filter(|answer| answer.status == 409).all(|answer| answer.code() == "officer-named"));
        let list = server.directory("body", "?current=true");
        let path = format!("/press-officers/{}", list.items()[0]["id"].as_str().unwrap());
        let again = server.post("body", "/press-officers").json(&officer()).send().problem(409, "officer-named");
        let number = list.items()[0]["number"].as_str().unwrap();
        assert!(again.text_of("detail").starts_with(&format!("Істің нөмірі: {number}.")), "{}", again.text);
        assert_eq!((&again.body["caseHref"], &again.body["since"]), (&json!(format!("/api/v1{path}")), &json!("2026-03-16T00:00:00+05:00")));
        // Of many who name the next one, one does.
        let version = server.get("body", &path).send().header("etag").to_owned();
        let answers = at_once(8, |_| {
            let request = server.post("body", &format!("{path}/replacement")).header("If-Match", &version);
            request.json(&officer()).send()
        });
        assert_eq!(tally(&answers), [(201, 1), (412, 7)].into());
        assert_eq!(server.directory("body", "?current=true").items().len(), 1);
        assert_eq!(server.directory("body", "").items().len(), 2);
    }
}

both! {
    fn whoever_was_press_officer_is_found_by_the_day_with_the_contacts_of_then(server) {
        server.organisations();
        let first = server.post("body", "/press-officers").json(&appointed("2026-02-02")).send().expect(201).header("location").to_owned();
        server.clock("2026-03-20T10:00:00+05:00");
        let _ = act(&server, "pressOfficer", &first, "contacts", &contacts("Айгүл Үлгіқызы")).expect(200);
        let _ = told(&server, "mediaAuthority", "contactsChanged");
        server.clock("2026-04-10T10:00:00+05:00");
        let mut next = appointed("2026-02-01");
        next["contacts"] = contacts("Ерлан Сынақ");
        let early = act(&server, "body", &first, "replacement", &next).problem(400, "invalid-input");
        assert_eq!(early.pointers(), ["/appointedOn"]);
        next["appointedOn"] = json!("2026-04-06");
        let second = act(&server, "body", &first, "replacement", &next).expect(201);
        assert_eq!(second.body["state"], "current");
        let replaced = server.get("body", &first).send().expect(200);
        assert_eq!((&replaced.body["state"], &replaced.body["endedOn"], &replaced.body["successor"]), (&json!("replaced"), &json!("2026-04-06"), &second.body["id"]));
        for (on, expected) in [
            ("2026-02-01", vec![]),
            ("2026-02-02", vec!["Айгүл Сынақова"]),
            ("2026-03-19", vec!["Айгүл Сынақова"]),
            ("2026-03-20", vec!["Айгүл Үлгіқызы"]),
            ("2026-04-05", vec!["Айгүл Үлгіқызы"]),
            ("2026-04-06", vec!["Ерлан Сынақ"]),
            ("2026-12-31", vec!["Ерлан Сынақ"]),
        ] {
            assert_eq!(names(&server.directory("akimatPress", &format!("?on={on}"))), expected, "{on}");
        }
        // Whoever is gone is not changed any more, and the next one begins after the end.
        let _ = act(&server, "body", &first, "confirmation", &Value::Null).problem(409, "state-forbids-action");
        let path = second.header("location").to_owned();
        let ended = act(&server, "body", &path, "ending", &json!({ "endedOn": "2026-04-09" })).expect(200);
        assert_eq!((&ended.body["state"], &ended.body["endedOn"]), (&json!("ended"), &json!("2026-04-09")));
        let _ = told(&server, "mediaAuthority", "ended");
        let overlapping = server.post("body", "/press-officers").json(&appointed("2026-04-08")).send().problem(400, "invalid-input");
        assert_eq!(overlapping.pointers(), ["/appointedOn"]);
        let _ = server.post("body", "/press-officers").json(&appointed("2026-04-09")).send().expect(201);
        assert_eq!(names(&server.directory("body", "?on=2026-04-09")), ["Айгүл Сынақова"]);
    }
}

both! {
    fn contacts_that_change_twice_on_a_day_replace_what_was_said_that_day(server) {
        server.organisations();
        let path = server.officer("body");
        let change = |name: &str| act(&server, "body", &path, "contacts", &contacts(name)).expect(200);
        let earlier = |shown: &merzim_tests::Answer| -> Vec<String> {
            let earlier = shown.body["earlier"].as_array().unwrap();
            earlier.iter().map(|one| one["contacts"]["officer"]["name"]["kk"].as_str().unwrap().to_owned()).collect()
        };
        assert!(earlier(&change("Бірінші")).is_empty());
        assert!(earlier(&change("Екінші")).is_empty());
        server.clock("2026-03-17T10:00:00+05:00");
        assert_eq!(earlier(&change("Үшінші")), ["Екінші"]);
        server.clock("2026-03-17T18:00:00+05:00");
        assert_eq!(earlier(&change("Төртінші")), ["Екінші"]);
        for (on, name) in [("2026-03-16", "Екінші"), ("2026-03-17", "Төртінші")] {
            assert_eq!(names(&server.directory("body", &format!("?on={on}"))), [name], "{on}");
        }
    }
}

both! {
    fn what_a_body_owes_begins_anew_only_where_somebody_else_owes_it(server) {
        server.organisations();
        let week = server.weekly("body", "100140000003", "2026-W13");
        let duties = || server.get("body", &week).send().expect(200).body["obligations"].as_array().unwrap().len();
        let mut path = server.officer("body");
        assert_eq!(duties(), 2);
        for _ in 0..3 {
            path = act(&server, "body", &path, "replacement", &officer()).expect(201).header("location").to_owned();
        }
        assert_eq!(duties(), 2);
    }
}

both! {
    fn the_directory_is_narrowed_by_each_filter(server) {
        server.organisations();
        let _ = server.officer("body");
        let mut unit = officer();
        unit["kind"] = json!("unit");
        unit["contacts"] = contacts("Баспасөз қызметі");
        let of_akimat = server.post("akimatPress", "/press-officers").json(&unit).send().expect(201).header("location").to_owned();
        let found = |query: &str| server.directory("mediaAuthority", query).items().len();
        for (query, count) in [
            ("", 2),
            ("?body=000740000004", 1),
            ("?body=150540000027", 0),
            ("?bodyKind=localExecutiveBody", 1),
            ("?bodyKind=agency", 0),
            ("?region=33", 1),
            ("?region=71", 0),
            // With the letters of Russian for those of Kazakh, by a word of the body, by both, by a number.
            ("?text=%D0%A1%D1%8B%D0%BD%D0%B0%D0%BA%D0%BE%D0%B2%D0%B0", 1),
            ("?text=%D0%B0%D0%BA%D0%B8%D0%BC%D0%B0%D1%82", 1),
            ("?text=%D0%B0%D0%BA%D0%B8%D0%BC%D0%B0%D1%82%20%D0%B1%D0%B0%D1%81%D0%BF%D0%B0%D1%81%D3%A9%D0%B7", 1),
            ("?text=123", 2),
            ("?text=zzz", 0),
            ("?current=true", 2),
            ("?current=false", 0),
            ("?unconfirmed=true", 0),
            ("?unconfirmed=false", 2),
        ] {
            assert_eq!(found(query), count, "{query}");
        }
        let _ = act(&server, "akimatPress", &of_akimat, "ending", &json!({ "endedOn": "2026-03-16" })).expect(200);
        assert_eq!((found("?current=true"), found("?current=false"), found("?current=false&unconfirmed=true")), (1, 1, 0));
        assert_eq!(found("?modifiedSince=2026-03-16T00:00:00Z"), 2);
        let _ = server.get("body", "/press-officers?text=%2B").send().problem(400, "invalid-input");
    }
}

both! {
    fn contacts_that_nobody_confirms_for_six_months_are_flagged_and_the_body_is_reminded_once(server) {
        server.organisations();
        let path = server.officer("body");
        let flagged = || {
            let case = server.get("akimatPress", &path).send().expect(200);
            let listed = server.directory("akimatPress", "?unconfirmed=true").items().len();
            assert_eq!(case.body["unconfirmed"], listed == 1);
            listed == 1
        };
        let reminded = || {
            let list = server.get("pressOfficer", "/notices").send().expect(200);
            list.items().iter().filter(|one| one["kind"] == "unconfirmed").count()
        };
        server.clock("2026-09-15T23:59:00+05:00");
        assert!(!flagged());
        server.clock("2026-09-16T00:00:00+05:00");
        assert!(flagged());
        let _ = told(&server, "body", "unconfirmed");
        let _ = told(&server, "pressOfficer", "unconfirmed");
        server.clock("2026-10-20T10:00:00+05:00");
        // Once for each lapse.
        let _ = server.until("body", "/notices", |_| true);
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        assert_eq!(reminded(), 1);
        let confirmed = act(&server, "pressOfficer", &path, "confirmation", &Value::Null).expect(200);
        assert_eq!((&confirmed.body["unconfirmed"], &confirmed.body["unconfirmedFrom"]), (&json!(false), &json!("2027-04-20")));
        assert!(!flagged());
        server.clock("2027-04-20T10:00:00+05:00");
        assert!(flagged());
        let again = |list: &Value| list["items"].as_array().is_some_and(|items| items.iter().filter(|one| one["kind"] == "unconfirmed").count() == 2);
        let _ = server.until("pressOfficer", "/notices", again);
        // Other contacts are confirmed ones, and nobody is asked of an appointment that ended.
        let _ = act(&server, "body", &path, "contacts", &contacts("Ерлан")).expect(200);
        assert!(!flagged());
        let _ = act(&server, "body", &path, "ending", &json!({ "endedOn": "2027-04-20" })).expect(200);
        server.clock("2027-12-20T10:00:00+05:00");
        assert!(!flagged());
    }
}

both! {
    fn the_directory_is_a_table_for_spreadsheets(server) {
        server.organisations();
        let mut form = officer();
        form["contacts"]["deputy"] = contact("=HYPERLINK(\"x\")");
        let _ = server.post("body", "/press-officers").json(&form).send().expect(201);
        let csv = server.get("mediaAuthority", "/press-officers.csv?lang=ru").send().expect(200);
        assert_eq!((csv.header("content-type"), csv.header("cache-control"), csv.header("content-language")), ("text/csv; charset=utf-8", "no-store", "ru"));
        let text = csv.text.trim_start_matches('\u{feff}');
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines[0].starts_with("\"БИН\";\"Государственный орган\""), "{text}");
        assert!(lines[1].starts_with("\"100140000003\";\"Тестовое министерство\";\"\";\"Айгүл Сынақова\";\"пресс-секретарь\";\"'+7 701 123 45 67\""), "{text}");
        assert!(lines[1].contains("\"'=HYPERLINK") && lines[1].contains("\"2026-03-16\";\"\";\"подтверждены\""), "{text}");
        let none = server.get("mediaAuthority", "/press-officers.csv?current=false&separator=tab").send().expect(200);
        assert_eq!(none.text.lines().count(), 1);
        let xlsx = server.get("mediaAuthority", "/press-officers.xlsx").send().expect(200);
        assert!(xlsx.bytes.starts_with(b"PK") && xlsx.bytes.len() > 3_000);
    }
}

#[test]
fn a_long_directory_takes_as_many_statements_as_a_short_one() {
    let server = Server::start(Backend::Sqlite);
    server.organisations();
    let statements =
        || server.directory("mediaAuthority", "?limit=100").header("x-merzim-statements").parse::<u32>().unwrap();
    let mut path = server.officer("body");
    let few = statements();
    for _ in 0..30 {
        path = act(&server, "body", &path, "replacement", &officer()).expect(201).header("location").to_owned();
    }
    assert_eq!((statements(), server.directory("body", "?limit=100").items().len()), (few, 31));
}
