//! Requests for information-reference materials (№ 444-НҚ ¶7–8).

use merzim_tests::kit::{act, id, most, stands, told, words};
use merzim_tests::parts::media::materials;
use merzim_tests::{Answer, Server, at_once, both, tally};
use serde_json::{Value, json};

/// A Friday before a weekend that is followed by a day off: 25 October, the Day of the Republic, is a Sunday.
const OCTOBER: [(&str, &str); 1] = [("sandbox_clock", "2026-10-23T10:00:00+05:00")];
const MINISTRY: &str = "100140000003";
const PROSECUTOR: &str = "910740000014";

fn request(server: &Server, body: &str) -> Answer {
    server.post("mediaAuthority", "/materials-requests").json(&materials(body)).send()
}

fn text() -> Value {
    json!({ "text": { "kk": "1 250 қызмет" } })
}

fn listed(server: &Server, who: &str, query: &str) -> usize {
    server.get(who, &format!("/materials-requests{query}")).send().expect(200).items().len()
}

both! {
    with OCTOBER;
    fn rule_444_7_materials_are_due_one_working_day_after_the_day_of_the_request_and_late_a_minute_after(server) {
        server.organisations();
        let _ = server.post("body", "/press-officers").json(&{
            let mut form = merzim_tests::parts::media::officer();
            form["appointedOn"] = json!("2026-10-01");
            form
        }).send().expect(201);
        let (in_time, late) = (server.materials_of(MINISTRY), server.materials_of(MINISTRY));
        let case = server.get("pressOfficer", &in_time).send().expect(200);
        stands(&case, "444-6", "met", None);
        stands(&case, "444-7", "open", Some("2026-10-27"));
        assert_eq!((&case.duty("444-7")["bearer"]["role"], &case.duty("444-7")["creditor"]["role"]), (&json!("authorisedPerson"), &json!("massMediaAuthority")));
        assert_eq!(case.body["number"], "MAT-2026-000001");
        let _ = told(&server, "pressOfficer", "requested");
        assert_eq!(listed(&server, "mediaAuthority", "?overdue=true"), 0);
        server.clock("2026-10-27T23:59:00+05:00");
        stands(&act(&server, "pressOfficer", &in_time, "provision", &text()).expect(200), "444-7", "met", Some("2026-10-27"));
        let _ = told(&server, "mediaAuthority", "provided");
        server.clock("2026-10-28T00:00:00+05:00");
        stands(&server.get("body", &late).send().expect(200), "444-7", "overdue", Some("2026-10-27"));
        assert_eq!((listed(&server, "mediaAuthority", "?overdue=true"), listed(&server, "mediaAuthority", "?overdue=false")), (1, 1));
        assert_eq!(listed(&server, "mediaAuthority", "?late=true"), 0);
        stands(&act(&server, "body", &late, "provision", &text()).expect(200), "444-7", "late", Some("2026-10-27"));
        assert_eq!((listed(&server, "mediaAuthority", "?overdue=true"), listed(&server, "mediaAuthority", "?late=true"), listed(&server, "mediaAuthority", "?late=false")), (0, 1, 1));
    }
}

both! {
    fn rule_444_7_a_request_after_hours_is_received_on_the_next_working_day(server) {
        server.organisations();
        server.clock("2026-03-16T19:00:00+05:00");
        stands(&request(&server, MINISTRY).expect(201), "444-7", "open", Some("2026-03-18"));
    }
}

both! {
    fn rule_444_7_the_body_itself_owes_while_it_has_named_nobody(server) {
        server.organisations();
        let bearer = || request(&server, MINISTRY).expect(201).duty("444-7")["bearer"]["role"].clone();
        assert_eq!(bearer(), "stateBody");
        let officer = server.officer("body");
        assert_eq!(bearer(), "authorisedPerson");
        let _ = act(&server, "body", &officer, "ending", &json!({ "endedOn": "2026-03-16" })).expect(200);
        assert_eq!(bearer(), "stateBody");
    }
}

both! {
    fn rule_444_6_whom_the_act_does_not_name_is_not_asked(server) {
        server.organisations();
        for bin in ["060140000073", "000340000014", "920740000036", "050140000408"] {
            let refused = request(&server, bin).problem(422, "body-not-covered");
            assert_eq!(refused.body["rule"], "444-6");
            assert!(refused.body["detail"].is_string());
        }
        // Nor is a body that is not there, be it no more or not yet.
        let of = |bin: &str, days: &str| {
            let csv = format!("bin;kind;nameKk;nameRu;from;until\n{bin};agency;А;Б;{days}\n");
            let _ = server.post("registrar", "/organisation-imports").json(&json!({ "csv": csv })).send().expect(200);
        };
        of("150540000027", "2024-01-01;2026-03-16");
        of("050140000408", "2026-03-17;");
        for bin in ["150540000027", "050140000408"] {
            let refused = request(&server, bin).problem(422, "body-not-there");
            assert_eq!((refused.pointers(), &refused.body["rule"]), (vec!["/body"], &json!("444-6")));
        }
        // What the register does not know, and all else that is wrong, is told at once.
        let mut unknown = materials("010540000128");
        unknown["kinds"] = json!(["data", "data"]);
        let faults = server.post("mediaAuthority", "/materials-requests").json(&unknown).send().problem(400, "invalid-input");
        assert_eq!(faults.pointers(), ["/body", "/kinds/1"]);
        assert_eq!(request(&server, "010540000128").problem(422, "body-unknown").pointers(), ["/body"]);
        assert_eq!(request(&server, "940740000911").problem(400, "invalid-input").pointers(), ["/body"]);
        // Nobody else requests, not even in the same role.
        let _ = server.post("body", "/materials-requests").json(&materials(MINISTRY)).send().problem(403, "role-forbids-action");
        let claims = json!({ "sub": "other", "org": "150540000027", "roles": ["massMediaAuthority"] });
        let other = server.post("", "/materials-requests").header("Authorization", &format!("Bearer {}", server.signed(&claims)));
        let _ = other.json(&materials(MINISTRY)).send().problem(403, "role-forbids-action");
        assert_eq!(listed(&server, "mediaAuthority", ""), 0);
    }
}

both! {
    with [("readings.otherStateBodies", "asked")];
    fn rule_444_6_and_444_4_other_state_bodies_are_asked_where_the_operator_reads_the_act_so(server) {
        server.organisations();
        stands(&request(&server, "050140000408").expect(201), "444-6", "met", None);
        let _ = request(&server, "000340000014").problem(422, "body-not-covered");
        let issue = json!({ "title": words(), "text": words(), "bodies": [MINISTRY, "050140000408"] });
        let _ = server.post("mediaAuthority", "/cross-body-issues").json(&issue).send().expect(201);
    }
}

both! {
    with OCTOBER;
    fn rule_444_6_the_general_prosecutors_office_is_asked_first_and_its_day_begins_with_the_request_that_follows(server) {
        server.organisations();
        server.clock("2026-10-19T10:00:00+05:00");
        let path = request(&server, PROSECUTOR).expect(201).header("location").to_owned();
        let asked = server.get("prosecutor", &path).send().expect(200);
        assert_eq!((&asked.body["state"], &asked.body["byAgreement"]), (&json!("agreementAsked"), &json!(true)));
        stands(&asked, "444-6", "open", None);
        assert!(asked.body["obligations"].as_array().unwrap().iter().all(|duty| duty["rule"] != "444-7"));
        let _ = told(&server, "prosecutor", "agreementAsked");
        // Nothing is requested, and nothing provided, before it agrees.
        let _ = act(&server, "mediaAuthority", &path, "request", &Value::Null).problem(409, "state-forbids-action");
        let _ = act(&server, "prosecutor", &path, "provision", &text()).problem(409, "state-forbids-action");
        let _ = act(&server, "mediaAuthority", &path, "agreement", &json!({})).problem(403, "role-forbids-action");
        server.clock("2026-10-21T10:00:00+05:00");
        let agreed = act(&server, "prosecutor", &path, "agreement", &json!({ "text": { "ru": "Без персональных данных" } })).expect(200);
        assert_eq!((&agreed.body["state"], &agreed.body["agreement"]["agreed"]), (&json!("agreed"), &json!(true)));
        let _ = told(&server, "mediaAuthority", "agreed");
        server.clock("2026-10-23T10:00:00+05:00");
        let requested = act(&server, "mediaAuthority", &path, "request", &Value::Null).expect(200);
        stands(&requested, "444-6", "met", None);
        stands(&requested, "444-7", "open", Some("2026-10-27"));
        assert!(requested.text_of("requestedAt").starts_with("2026-10-23T10:00:00"));
        stands(&act(&server, "prosecutor", &path, "provision", &text()).expect(200), "444-7", "met", Some("2026-10-27"));
        // A body that is gone meanwhile is not asked, though it had agreed.
        let gone = request(&server, PROSECUTOR).expect(201).header("location").to_owned();
        let _ = act(&server, "prosecutor", &gone, "agreement", &json!({})).expect(200);
        let until = |until: &str| {
            let csv = format!("bin;kind;nameKk;nameRu;from;until\n{PROSECUTOR};generalProsecutor;А;Б;2024-01-01;{until}\n");
            let _ = server.post("registrar", "/organisation-imports").json(&json!({ "csv": csv })).send().expect(200);
        };
        until("2026-10-23");
        let _ = act(&server, "mediaAuthority", &gone, "request", &Value::Null).problem(422, "body-not-there");
        until("");
        // What is declined is over.
        let declined = request(&server, PROSECUTOR).expect(201).header("location").to_owned();
        let answer = act(&server, "prosecutor", &declined, "refusal", &json!({ "reasons": words() })).expect(200);
        stands(&answer, "444-6", "voided", None);
        assert_eq!((&answer.body["state"], &answer.body["agreement"]["agreed"], answer.body["closedAt"].is_string()), (&json!("declined"), &json!(false), true));
        let _ = told(&server, "mediaAuthority", "declined");
        let _ = act(&server, "mediaAuthority", &declined, "request", &Value::Null).problem(409, "state-forbids-action");
    }
}

both! {
    fn rule_444_7_there_is_a_text_or_a_file_and_more_may_follow(server) {
        server.organisations();
        let path = server.materials_of(MINISTRY);
        // The authorised body says with a file what it needs; that is no material of the body.
        let _ = server.attached("mediaAuthority", &path);
        for empty in [Value::Null, json!({}), json!({ "text": {} })] {
            let answer = act(&server, "pressOfficer", &path, "provision", &empty);
            assert!([400, 422].contains(&answer.status), "{}", answer.text);
        }
        let _ = act(&server, "pressOfficer", &path, "provision", &Value::Null).problem(422, "nothing-provided");
        let _ = server.attached("pressOfficer", &path);
        server.clock("2026-03-16T11:00:00+05:00");
        let provided = act(&server, "pressOfficer", &path, "provision", &Value::Null).expect(200);
        assert_eq!((provided.body["attachments"].as_array().unwrap().len(), &provided.body["outcome"]), (2, &json!("provided")));
        let _ = act(&server, "pressOfficer", &path, "provision", &text()).problem(409, "state-forbids-action");
        // A supplement is something new.
        let _ = act(&server, "pressOfficer", &path, "supplement", &Value::Null).problem(422, "nothing-provided");
        let supplemented = act(&server, "body", &path, "supplement", &text()).expect(200);
        assert_eq!(supplemented.body["provisions"].as_array().unwrap().len(), 2);
        let _ = told(&server, "mediaAuthority", "supplemented");
        server.clock("2026-03-16T12:00:00+05:00");
        let _ = server.attached("body", &path);
        let _ = act(&server, "body", &path, "supplement", &Value::Null).expect(200);
        let events = server.get("mediaAuthority", &format!("/cases/{}/events", id(&path))).send().expect(200);
        assert_eq!(events.items().iter().filter(|event| event["action"] == "supplement").count(), 2);
    }
}

both! {
    fn a_request_is_withdrawn_before_it_is_answered_and_nobody_owes_anything(server) {
        server.organisations();
        let path = server.materials_of(MINISTRY);
        let _ = act(&server, "body", &path, "withdrawal", &json!({ "reasons": words() })).problem(403, "role-forbids-action");
        let withdrawn = act(&server, "mediaAuthority", &path, "withdrawal", &json!({ "reasons": words() })).expect(200);
        stands(&withdrawn, "444-7", "voided", Some("2026-03-17"));
        let _ = told(&server, "pressOfficer", "withdrawn");
        let _ = act(&server, "pressOfficer", &path, "provision", &text()).problem(409, "state-forbids-action");
        let answered = server.materials_of(MINISTRY);
        let _ = act(&server, "pressOfficer", &answered, "provision", &text()).expect(200);
        let _ = act(&server, "mediaAuthority", &answered, "withdrawal", &json!({ "reasons": words() })).problem(409, "state-forbids-action");
        // Another body sees none of it.
        let _ = server.get("akimatPress", &path).send().problem(404, "not-found");
        assert_eq!(listed(&server, "akimatPress", ""), 0);
        for (query, count) in [("?state=withdrawn", 1), ("?state=provided", 1), ("?kind=data", 2), ("?kind=analysis", 0), ("?body=100140000003", 2), ("?body=150540000027", 0)] {
            assert_eq!(listed(&server, "body", query), count, "{query}");
        }
    }
}

both! {
    fn the_body_is_reminded_once_some_hours_before_the_materials_are_due(server) {
        server.organisations();
        let (path, answered) = (server.materials_of(MINISTRY), server.materials_of(MINISTRY));
        let _ = act(&server, "pressOfficer", &answered, "provision", &text()).expect(200);
        let reminded = |list: &Value| list["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "dueSoon").count();
        server.clock("2026-03-17T11:59:00+05:00");
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        assert_eq!(reminded(&server.get("pressOfficer", "/notices").send().body), 0);
        server.clock("2026-03-17T12:00:00+05:00");
        let _ = server.until("pressOfficer", "/notices", |list| reminded(list) == 1);
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        let list = server.get("pressOfficer", "/notices").send().expect(200);
        assert_eq!(reminded(&list.body), 1);
        let notice = list.items().iter().find(|one| one["kind"] == "dueSoon").unwrap();
        assert_eq!(notice["case"]["id"].as_str().or(notice["case"].as_str()), Some(id(&path)));
        assert_eq!(notice["news"]["dueOn"], "2026-03-17");
        stands(&act(&server, "pressOfficer", &path, "provision", &text()).expect(200), "444-7", "met", Some("2026-03-17"));
    }
}

both! {
    fn of_many_who_answer_a_request_at_once_one_does(server) {
        server.organisations();
        let path = server.materials_of(MINISTRY);
        let version = server.get("body", &path).send().header("etag").to_owned();
        let answers = at_once(8, |number| {
            let who = if number % 2 == 0 { "body" } else { "pressOfficer" };
            server.post(who, &format!("{path}/provision")).header("If-Match", &version).json(&text()).send()
        });
        assert_eq!(tally(&answers), [(200, 1), (412, 7)].into());
    }
}

both! {
    fn rule_444_7_a_body_that_is_no_more_on_the_last_day_owes_nothing_however_late_that_is_entered(server) {
        server.organisations();
        let (ends, stays) = (server.materials_of(MINISTRY), server.materials_of("150540000027"));
        server.clock("2026-03-20T10:00:00+05:00");
        stands(&server.get("body", &ends).send().expect(200), "444-7", "overdue", Some("2026-03-17"));
        let csv = "bin;kind;nameKk;nameRu;from;until\n100140000003;agency;А;Б;2024-01-01;2026-03-17\n150540000027;agency;А;Б;2024-01-01;2026-03-18\n";
        let _ = server.post("registrar", "/organisation-imports").json(&json!({ "csv": csv })).send().expect(200);
        let over = server.until("mediaAuthority", &ends, |case| case["state"] == "withdrawn");
        stands(&over, "444-7", "voided", Some("2026-03-17"));
        assert_eq!(over.body["withdrawal"]["reasons"]["ru"], "Органа больше нет");
        // Whoever was there on the last day owed it.
        stands(&server.get("mediaAuthority", &stays).send().expect(200), "444-7", "overdue", Some("2026-03-17"));
    }
}

both! {
    fn materials_are_supplemented_as_often_as_the_contract_says_and_no_more(server) {
        server.organisations();
        let path = server.materials_of(MINISTRY);
        let _ = act(&server, "pressOfficer", &path, "provision", &text()).expect(200);
        let most = most(&server, "MaterialsRequest", "provisions");
        for _ in 1..most {
            let _ = act(&server, "pressOfficer", &path, "supplement", &text()).expect(200);
        }
        let refused = act(&server, "pressOfficer", &path, "supplement", &text()).problem(409, "too-many-additions");
        assert!(refused.text_of("detail").contains(&most.to_string()), "{}", refused.text);
        // A file is still taken.
        let _ = server.attached("pressOfficer", &path);
    }
}
