//! Issues that concern several bodies (№ 444-НҚ ¶5 part 2).

use merzim_tests::kit::{act, id, most, stands, told, words};
use merzim_tests::{Answer, Server, both};
use serde_json::{Value, json};

const MINISTRY: &str = "100140000003";
const AKIMAT: &str = "000740000004";

/// An issue that concerns the ministry and the akimat, raised by somebody; its path.
fn raised(server: &Server, who: &str) -> String {
    server.issue(who, &[MINISTRY, AKIMAT])
}

/// The part of a body in an issue, as one of its personas sees it; its path.
fn part(server: &Server, who: &str, issue: &str, bin: &str) -> String {
    let list = server.get(who, &format!("/issue-information?issue={}&body={bin}", id(issue))).send().expect(200);
    format!("/issue-information/{}", list.items()[0]["id"].as_str().unwrap())
}

fn provide(server: &Server, who: &str, part: &str) -> Answer {
    act(server, who, part, "provision", &json!({ "text": words() }))
}

both! {
    fn rule_444_4_each_body_tells_within_one_working_day(server) {
        // Thursday before Nauryz: Friday is the next working day.
        server.clock("2026-03-19T10:00:00+05:00");
        let issue = raised(&server, "mediaAuthority");
        let own = part(&server, "body", &issue, MINISTRY);
        stands(&server.get("body", &own).send().expect(200), "444-4", "open", Some("2026-03-20"));
        assert_eq!(told(&server, "body", "asked")["case"]["id"], id(&own));
        let provided = provide(&server, "body", &own).expect(200);
        assert_eq!(provided.body["state"], "provided");
        stands(&provided, "444-4", "met", Some("2026-03-20"));
        assert_eq!(told(&server, "mediaAuthority", "provided")["case"]["id"], id(&own));
    }
}

both! {
    fn rule_444_4_what_is_told_after_that_is_late(server) {
        // Friday before Nauryz: 21 to 25 March are days off.
        server.clock("2026-03-20T10:00:00+05:00");
        let issue = raised(&server, "body");
        let own = part(&server, "akimatPress", &issue, AKIMAT);
        server.clock("2026-03-27T00:00:00+05:00");
        stands(&server.get("akimatPress", &own).send().expect(200), "444-4", "overdue", Some("2026-03-26"));
        stands(&provide(&server, "akimatPress", &own).expect(200), "444-4", "late", Some("2026-03-26"));
    }
}

both! {
    fn the_ministry_sees_what_is_in_and_what_is_missing_and_a_body_its_own(server) {
        let issue = raised(&server, "mediaAuthority");
        let _ = provide(&server, "body", &part(&server, "body", &issue, MINISTRY)).expect(200);
        let seen = |who: &str| -> Vec<(String, String)> {
            let issue = server.get(who, &issue).send().expect(200);
            let text = |part: &Value, field: &str| part[field].as_str().unwrap().to_owned();
            let parts = issue.body["information"].as_array().unwrap();
            parts.iter().map(|part| (text(part, "body"), text(part, "state"))).collect()
        };
        let part = |bin: &str, state: &str| (bin.to_owned(), state.to_owned());
        assert_eq!(seen("mediaAuthority"), [part(AKIMAT, "asked"), part(MINISTRY, "provided")]);
        assert_eq!(seen("akimatPress"), [part(AKIMAT, "asked")]);
        assert_eq!(server.get("newsroom", &issue).send().status, 404);
    }
}

both! {
    fn the_ministry_publishes_one_agenda_for_bodies_and_for_the_mass_media(server) {
        let issue = raised(&server, "body");
        let agenda = json!({ "text": words() });
        let _ = act(&server, "body", &issue, "agenda", &agenda).problem(403, "role-forbids-action");
        let published = act(&server, "mediaAuthority", &issue, "agenda", &agenda).expect(200);
        assert_eq!(published.body["agenda"]["text"], words());
        assert_eq!(told(&server, "akimatPress", "published")["kind"], "published");
        assert_eq!(server.get("newsroom", &issue).send().status, 404);
        let for_media = json!({ "text": words(), "forMedia": true });
        let again = act(&server, "mediaAuthority", &issue, "agenda", &for_media).expect(200);
        // The agenda of others is not taken from under them.
        let _ = act(&server, "body", &issue, "withdrawal", &Value::Null).problem(403, "role-forbids-action");
        assert_eq!(again.body["publishedAt"], published.body["publishedAt"]);
        let read = server.get("newsroom", &issue).send().expect(200);
        assert_eq!((&read.body["agenda"]["text"], &read.body["form"], &read.body["information"]), (&words(), &Value::Null, &json!([])));
        // What is still owed stays owed.
        let own = part(&server, "akimatPress", &issue, AKIMAT);
        stands(&server.get("akimatPress", &own).send().expect(200), "444-4", "open", Some("2026-03-17"));
    }
}

both! {
    fn an_issue_is_withdrawn_by_whoever_has_raised_it_and_by_the_ministry(server) {
        let issue = raised(&server, "body");
        let _ = act(&server, "akimatPress", &issue, "withdrawal", &Value::Null).problem(403, "role-forbids-action");
        let own = part(&server, "akimatPress", &issue, AKIMAT);
        let _ = act(&server, "body", &issue, "withdrawal", &Value::Null).expect(200);
        stands(&server.get("akimatPress", &own).send().expect(200), "444-4", "voided", Some("2026-03-17"));
        let _ = act(&server, "mediaAuthority", &issue, "agenda", &json!({ "text": words() })).problem(409, "state-forbids-action");
    }
}

both! {
    fn a_body_that_the_register_does_not_know_is_told_with_every_other_fault(server) {
        let _ = server.entered(MINISTRY, &json!({})).expect(201);
        let issue = json!({ "title": words(), "text": { "kk": "" , "ru": "" }, "bodies": [MINISTRY, AKIMAT, "150540000027", MINISTRY] });
        let wrong = server.post("mediaAuthority", "/cross-body-issues").json(&issue).send().problem(400, "invalid-input");
        let mut told = wrong.pointers();
        told.sort_unstable();
        assert_eq!(told, ["/bodies/1", "/bodies/2", "/bodies/3", "/text/kk", "/text/ru"]);
    }
}

both! {
    fn rule_444_4_only_bodies_that_the_order_names_and_that_are_there_are_asked(server) {
        server.organisations();
        let csv = "bin;kind;nameKk;nameRu;from;until\n150540000027;agency;А;Б;2024-01-01;2026-03-16\n050140000408;otherStateBody;А;Б;2024-01-01;\n050140000309;stateCorporation;А;Б;2024-01-01;\n";
        let _ = server.post("registrar", "/organisation-imports").json(&json!({ "csv": csv })).send().expect(200);
        let raise = |bodies: &[&str]| {
            let issue = json!({ "title": words(), "text": words(), "bodies": bodies });
            server.post("mediaAuthority", "/cross-body-issues").json(&issue).send()
        };
        // Of each that is not, one is told where it stands.
        let refused = raise(&[MINISTRY, "920740000036", "060140000073", "000340000014", "050140000309", "150540000027", "050140000408"]);
        let refused = refused.problem(422, "body-not-covered");
        let expected: Vec<String> = (1..7).map(|place| format!("/bodies/{place}")).collect();
        assert_eq!(refused.pointers(), expected);
        assert_eq!(refused.body["rule"], "444-4");
        assert!(refused.body["also"].as_array().unwrap().iter().any(|also| also["type"] == "urn:merzim:problem:body-not-there"));
        let _ = raise(&[MINISTRY, "150540000027"]).problem(422, "body-not-there");
        // What the register does not know is told with them.
        let exempt = raise(&["000340000014", "010540000128"]).problem(422, "body-not-covered");
        assert_eq!(exempt.pointers(), ["/bodies/0", "/bodies/1"]);
        assert_eq!(exempt.body["also"][0]["type"], "urn:merzim:problem:body-unknown");
        assert!(exempt.text_of("detail").ends_with('.') && exempt.text_of("detail").contains(": "), "{}", exempt.text);
        assert!(server.get("mediaAuthority", "/cross-body-issues").send().expect(200).items().is_empty());
        // The General Prosecutor's Office is a central state body.
        let _ = raise(&[MINISTRY, "910740000014"]).expect(201);
    }
}

/// How often somebody was told something.
fn count(server: &Server, who: &str, kind: &str) -> usize {
    let list = server.get(who, "/notices?limit=100").send().expect(200);
    list.items().iter().filter(|one| one["kind"] == kind && one["case"]["procedure"] == "cross-body-issue").count()
}

both! {
    fn the_ministry_is_told_once_that_an_issue_arose_unless_it_raised_it_itself(server) {
        let _ = raised(&server, "mediaAuthority");
        let _ = told(&server, "akimatPress", "asked");
        assert_eq!(count(&server, "mediaAuthority", "asked"), 0);
        let issue = raised(&server, "body");
        let _ = told(&server, "mediaAuthority", "asked");
        assert_eq!((count(&server, "mediaAuthority", "asked"), count(&server, "body", "asked")), (1, 2));
        // Whoever raises what concerns it has one part in it, and owes its information.
        stands(&server.get("body", &part(&server, "body", &issue, MINISTRY)).send().expect(200), "444-4", "open", Some("2026-03-17"));
        let seen = server.get("mediaAuthority", &issue).send().expect(200);
        assert_eq!(seen.body["information"].as_array().unwrap().len(), 2);
    }
}

both! {
    fn whoever_raised_what_does_not_concern_it_is_asked_nothing_and_learns_of_the_agenda(server) {
        let issue = raised(&server, "prosecutor");
        let _ = told(&server, "mediaAuthority", "asked");
        let seen = server.get("mediaAuthority", &issue).send().expect(200);
        assert_eq!(seen.body["information"].as_array().unwrap().len(), 2);
        let own = part(&server, "prosecutor", &issue, "910740000014");
        let case = server.get("prosecutor", &own).send().expect(200);
        assert_eq!((&case.body["state"], &case.body["obligations"]), (&json!("raised"), &json!([])));
        let _ = provide(&server, "prosecutor", &own).problem(409, "state-forbids-action");
        let _ = act(&server, "mediaAuthority", &issue, "agenda", &json!({ "text": words() })).expect(200);
        assert_eq!(told(&server, "prosecutor", "published")["case"]["id"], id(&own));
        for read in [&issue, &own] {
            assert_eq!(server.get("prosecutor", read).send().expect(200).body["agenda"]["text"], words());
        }
        // What others tell is not for it.
        assert_eq!(server.get("prosecutor", &issue).send().expect(200).body["information"], json!([]));
        let _ = act(&server, "mediaAuthority", &issue, "withdrawal", &Value::Null).expect(200);
        assert_eq!(told(&server, "prosecutor", "withdrawn")["case"]["id"], id(&own));
    }
}

both! {
    fn outlets_are_sent_an_agenda_that_is_for_the_mass_media(server) {
        let (outlet, left) = (server.subscribed(&json!({ "regions": ["75"] })), server.subscribed(&json!({})));
        let _ = act(&server, "newsroom", &left, "unsubscription", &Value::Null).expect(200);
        let sent = |outlet: &str| -> Vec<Value> {
            let list = server.get("newsroom", &format!("{outlet}/deliveries")).send().expect(200);
            list.items().iter().filter(|one| one["kind"] == "agenda").cloned().collect()
        };
        let issue = raised(&server, "mediaAuthority");
        let _ = act(&server, "mediaAuthority", &issue, "agenda", &json!({ "text": words() })).expect(200);
        assert_eq!(sent(&outlet).len(), 0);
        for published in 1..=2 {
            let _ = act(&server, "mediaAuthority", &issue, "agenda", &json!({ "text": words(), "forMedia": true })).expect(200);
            assert_eq!((sent(&outlet).len(), sent(&left).len()), (published, 0));
        }
        assert_eq!(sent(&outlet)[0]["href"], json!(issue));
        assert_eq!(server.get("newsroom", &issue).send().expect(200).body["agenda"]["text"], words());
    }
}

both! {
    fn rule_444_4_a_body_that_is_no_more_on_the_last_day_owes_nothing_and_the_issue_goes_on(server) {
        server.organisations();
        let issue = raised(&server, "mediaAuthority");
        let own = part(&server, "body", &issue, MINISTRY);
        server.clock("2026-03-20T10:00:00+05:00");
        let csv = "bin;kind;nameKk;nameRu;from;until\n100140000003;agency;А;Б;2024-01-01;2026-03-17\n000740000004;localExecutiveBody;А;Б;2024-01-01;2026-03-18\n";
        let _ = server.post("registrar", "/organisation-imports").json(&json!({ "csv": csv })).send().expect(200);
        let over = server.until("mediaAuthority", &own, |case| case["state"] == "withdrawn");
        stands(&over, "444-4", "voided", Some("2026-03-17"));
        let akimat = part(&server, "akimatPress", &issue, AKIMAT);
        stands(&server.get("akimatPress", &akimat).send().expect(200), "444-4", "overdue", Some("2026-03-17"));
        let published = act(&server, "mediaAuthority", &issue, "agenda", &json!({ "text": words() })).expect(200);
        assert_eq!(published.body["agenda"]["text"], words());
        let _ = act(&server, "mediaAuthority", &issue, "withdrawal", &Value::Null).expect(200);
    }
}

both! {
    fn a_body_tells_of_an_issue_as_often_as_the_contract_says_and_no_more(server) {
        let issue = raised(&server, "mediaAuthority");
        let own = part(&server, "body", &issue, MINISTRY);
        let _ = provide(&server, "body", &own).expect(200);
        let more = || act(&server, "body", &own, "supplement", &json!({ "text": words() }));
        let most = most(&server, "IssueInformation", "statements");
        for _ in 1..most {
            let _ = more().expect(200);
        }
        let refused = more().problem(409, "too-many-additions");
        assert!(refused.text_of("detail").contains(&most.to_string()), "{}", refused.text);
        let shown = server.get("body", &own).send().expect(200);
        assert_eq!(shown.body["statements"].as_array().unwrap().len(), most);
        assert!(!shown.text.contains("\"supplement\""), "{}", shown.body["actions"]);
        // The issue has the last of it.
        let whole = server.get("mediaAuthority", &issue).send().expect(200);
        let told = whole.body["information"].as_array().unwrap().iter().find(|one| one["body"] == MINISTRY).unwrap();
        assert_eq!((&told["statementCount"], told["statements"].as_array().unwrap().len()), (&json!(most), 5));
    }
}
