//! Requests for information under the Law № 401-V, article 11.

use merzim_tests::kit::{act, id, stands, told, words};
use merzim_tests::parts::information::{COMPANY, HOLDING, MINISTRY, answer, request};
use merzim_tests::{Answer, Server, at_once, both, tally};
use serde_json::{Value, json};
use time::macros::date;

/// A Friday before a holiday that is moved to Monday.
const FRIDAY: &str = "2026-03-06T10:00:00+05:00";
const THEN: [(&str, &str); 1] = [("sandbox_clock", FRIDAY)];

fn asked(server: &Server) -> String {
    server.requested(&json!({}))
}

fn refusal(ground: &str) -> Value {
    let signer = json!({ "name": "Қол қоюшы Қ. Қ.", "position": "Директор" });
    json!({ "ground": ground, "reasons": words(), "signer": signer })
}

fn extension(until: &str) -> Value {
    let grounds = json!({ "severalHolders": true, "needsOthers": true });
    json!({ "until": until, "grounds": grounds, "reasons": words() })
}

/// A request on paper that came then.
fn paper(at: &str) -> Value {
    let by = json!({ "name": "Кеңсе К. К.", "position": "Маман" });
    request(&json!({ "receipt": { "receivedAt": at, "acceptedBy": by } }))
}

/// Whether a duty was met, once whoever it is owed to is told.
fn met_by_notice(server: &Server, path: &str, rule: &str) {
    let _ = server.until("citizen", path, |case| {
        let duties = case["obligations"].as_array().unwrap();
        duties.iter().any(|duty| duty["rule"] == rule && duty["status"] == "met")
    });
}

both! {
    with THEN;
    fn rule_l2_a_request_is_answered_in_fifteen_calendar_days_of_its_receipt(server) {
        let (in_time, late) = (asked(&server), asked(&server));
        let case = server.get("citizen", &in_time).send().expect(200);
        stands(&case, "L2", "open", Some("2026-03-26"));
        stands(&case, "L2-11", "met", None);
        stands(&case, "L2-12", "met", None);
        assert_eq!((&case.body["number"], &case.body["state"], &case.body["act"]), (&json!("INF-2026-000001"), &json!("registered"), &json!("401-V")));
        let _ = told(&server, "holder", "received");
        server.clock("2026-03-26T23:59:00+05:00");
        let case = act(&server, "holder", &in_time, "answer", &answer(&json!({}))).expect(200);
        for rule in ["L2", "L2-4", "L2-5", "L2-17", "L2-18"] {
            assert_eq!(case.duty(rule)["status"], "met", "{rule}");
        }
        let _ = told(&server, "citizen", "answered");
        server.clock("2026-03-27T00:00:00+05:00");
        stands(&server.get("holder", &late).send().expect(200), "L2", "overdue", Some("2026-03-26"));
        stands(&act(&server, "holder", &late, "answer", &answer(&json!({}))).expect(200), "L2", "late", Some("2026-03-26"));
        let figures = server.get("", &format!("/answer-figures/{MINISTRY}")).send().expect(200);
        assert_eq!((&figures.body["total"]["answered"], &figures.body["total"]["late"], &figures.body["total"]["latePercent"]), (&json!(2), &json!(1), &json!(50)));
        assert_eq!(figures.body["months"][0]["medianDays"], 20);
        let picture = server.get("", &format!("/answer-figures/{MINISTRY}/figures.svg?lang=ru")).send().expect(200);
        assert!(picture.text.contains("2026-03") && picture.text.contains("поздно: 1"), "{}", picture.text);
        assert!(picture.text.contains(figures.body["holderName"]["ru"].as_str().unwrap()), "{}", picture.text);
    }
}

both! {
    with THEN;
    fn rule_l2_2_and_l2_3_the_head_extends_once_by_fifteen_days_on_both_grounds(server) {
        let path = asked(&server);
        let _ = act(&server, "holder", &path, "extension", &extension("2026-04-06")).problem(403, "role-forbids-action");
        let mut both = extension("2026-04-07");
        both["grounds"] = json!({ "severalHolders": false, "needsOthers": false });
        let refused = act(&server, "holderHead", &path, "extension", &both);
        let refused = refused.problem(422, "extension-ground-missing");
        assert_eq!((refused.pointers(), &refused.body["rule"]), (vec!["/grounds/needsOthers", "/grounds/severalHolders", "/until"], &json!("L2-2")));
        let case = act(&server, "holderHead", &path, "extension", &extension("2026-04-06")).expect(200);
        stands(&case, "L2-2", "met", Some("2026-04-06"));
        stands(&case, "L2", "open", Some("2026-04-06"));
        stands(&case, "L2-3", "open", Some("2026-03-12"));
        met_by_notice(&server, &path, "L2-3");
        let _ = act(&server, "holderHead", &path, "extension", &extension("2026-04-06")).problem(409, "state-forbids-action");
        server.clock("2026-04-07T00:00:00+05:00");
        stands(&act(&server, "holder", &path, "answer", &answer(&json!({}))).expect(200), "L2", "late", Some("2026-04-06"));
    }
}

both! {
    with THEN;
    fn rule_l2_5_and_l2_18_an_answer_is_in_the_language_and_the_form_that_were_chosen(server) {
        let path = server.requested(&json!({ "answerForm": ["electronic", "paper"], "sociallyVulnerable": true }));
        let other = json!({ "language": "ru", "form": ["paper"], "costs": { "amount": 100, "basis": "2 бет" } });
        let refused = act(&server, "holder", &path, "answer", &answer(&other)).problem(422, "other-language");
        assert_eq!(refused.pointers(), ["/costs", "/form", "/language"]);
        assert_eq!((&refused.body["rule"], refused.body["also"].as_array().unwrap().len()), (&json!("L2-5"), 2));
        let both = answer(&json!({ "form": ["paper", "electronic"] }));
        let case = act(&server, "holder", &path, "answer", &both).expect(200);
        stands(&case, "L2-18", "met", None);
        assert_eq!(case.body["answers"][0]["signer"]["position"], "Директор");
    }
}

both! {
    with THEN;
    fn rule_l2_6_and_l2_7_a_request_is_forwarded_within_three_working_days_and_the_asker_is_told(server) {
        server.entities();
        let (in_time, late) = (asked(&server), asked(&server));
        stands(&server.get("holder", &in_time).send().expect(200), "L2-14", "open", Some("2026-03-12"));
        let to = json!({ "to": HOLDING, "reasons": words() });
        server.clock("2026-03-12T18:00:00+05:00");
        let case = act(&server, "holder", &in_time, "forwarding", &to).expect(200);
        stands(&case, "L2-6", "met", Some("2026-03-12"));
        stands(&case, "L2", "voided", Some("2026-03-26"));
        met_by_notice(&server, &in_time, "L2-7");
        let there = format!("/information-requests/{}", case.body["forwarding"]["request"].as_str().unwrap());
        stands(&server.get("citizen", &there).send().expect(200), "L2", "open", Some("2026-03-27"));
        let _ = server.get("holder", &there).send().expect(404);
        server.clock("2026-03-13T00:00:00+05:00");
        stands(&act(&server, "holder", &late, "forwarding", &to).expect(200), "L2-6", "late", Some("2026-03-12"));
        // What came then is forwarded late at last, and not where it has been.
        assert_eq!(server.get("citizen", "/information-requests").send().expect(200).items().len(), 4);
    }
}

both! {
    with THEN;
    fn rule_l2_8_what_is_published_is_said_to_be_within_three_working_days_and_answered_in_full_when_asked_again(server) {
        let (in_time, late) = (asked(&server), asked(&server));
        let place = json!({ "link": "https://demo.example/report", "text": words() });
        assert_eq!(act(&server, "holder", &late, "publication-reference", &json!({})).problem(400, "invalid-input").pointers(), [""]);
        server.clock("2026-03-12T23:59:00+05:00");
        let case = act(&server, "holder", &in_time, "publication-reference", &place).expect(200);
        stands(&case, "L2-8", "met", Some("2026-03-12"));
        assert_eq!((&case.body["state"], &case.body["publishedAlready"]["place"]["link"]), (&json!("referredToPublished"), &json!("https://demo.example/report")));
        let _ = told(&server, "citizen", "referredToPublished");
        server.clock("2026-03-13T00:00:00+05:00");
        let refused = act(&server, "holder", &late, "publication-reference", &place).problem(409, "too-late");
        assert_eq!(refused.body["rule"], "L2-8");
        // Asked again, it has a term from now on, and is not referred once more.
        server.clock("2026-03-16T10:00:00+05:00");
        let again = server.step("citizen", &in_time, "repeat-request").expect(200);
        stands(&again, "L2", "open", Some("2026-03-31"));
        let _ = told(&server, "holder", "askedAgain");
        let refused = act(&server, "holder", &in_time, "publication-reference", &place).problem(409, "asked-again");
        assert_eq!(refused.body["since"], again.body["askedAgainAt"]);
        // Nor is it refused, in whole or in part, or forwarded; and none of that is offered.
        server.entities();
        let refused = act(&server, "holder", &in_time, "refusal", &refusal("restricted")).problem(409, "asked-again");
        assert_eq!(refused.body["rule"], "L2-8");
        let partly = answer(&json!({ "withheld": words() }));
        let _ = act(&server, "holder", &in_time, "answer", &partly).problem(409, "asked-again");
        let to = json!({ "to": HOLDING, "reasons": words() });
        let _ = act(&server, "holder", &in_time, "forwarding", &to).problem(409, "asked-again");
        let offered = server.get("holder", &in_time).send().expect(200);
        let offered: Vec<&str> = offered.body["actions"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert!(offered.contains(&"answer"), "{offered:?}");
        assert!(!["refuse", "answerPartly", "forward", "referToPublished"].iter().any(|code| offered.contains(code)), "{offered:?}");
        stands(&act(&server, "holder", &in_time, "answer", &answer(&json!({}))).expect(200), "L2", "met", Some("2026-03-31"));
    }
}

both! {
    with THEN;
    fn rule_l2_9_and_l2_10_a_refusal_has_one_of_seven_grounds_and_comes_within_five_working_days(server) {
        let grounds = ["unclear", "nonconforming", "restricted", "analysisUnfinished", "inspectionUndecided", "decisionPending", "disclosureNotAgreed"];
        let requests: Vec<String> = grounds.iter().map(|_| asked(&server)).collect();
        let late = asked(&server);
        stands(&server.get("holder", &late).send().expect(200), "L2-9", "open", Some("2026-03-16"));
        server.clock("2026-03-16T18:00:00+05:00");
        for (ground, path) in grounds.iter().zip(&requests) {
            let case = act(&server, "holder", path, "refusal", &refusal(ground)).expect(200);
            stands(&case, "L2-10", "met", Some("2026-03-16"));
            stands(&case, "L2-9", "met", Some("2026-03-16"));
        }
        assert_eq!(act(&server, "holder", &late, "refusal", &refusal("busy")).problem(400, "invalid-input").pointers(), ["/ground"]);
        let mut bare = refusal("restricted");
        bare["reasons"] = Value::Null;
        assert_eq!(act(&server, "holder", &late, "refusal", &bare).problem(400, "invalid-input").pointers(), ["/reasons"]);
        server.clock("2026-03-17T00:00:00+05:00");
        let case = act(&server, "holder", &late, "refusal", &refusal("restricted")).expect(200);
        stands(&case, "L2-10", "late", Some("2026-03-16"));
    }
}

both! {
    with THEN;
    fn rule_l2_20_only_what_is_restricted_is_refused_and_that_in_time(server) {
        let (in_time, late) = (asked(&server), asked(&server));
        let partly = answer(&json!({ "withheld": words() }));
        server.clock("2026-03-16T18:00:00+05:00");
        let case = act(&server, "holder", &in_time, "answer", &partly).expect(200);
        for rule in ["L2", "L2-10", "L2-20"] {
            assert_eq!(case.duty(rule)["status"], "met", "{rule}");
        }
        assert_eq!((&case.body["outcome"], &case.body["answers"][0]["withheld"]), (&json!("partlyAnswered"), &words()));
        server.clock("2026-03-17T00:00:00+05:00");
        let case = act(&server, "holder", &late, "answer", &partly).expect(200);
        stands(&case, "L2-10", "late", Some("2026-03-16"));
        stands(&case, "L2", "met", Some("2026-03-26"));
    }
}

both! {
    with THEN;
    fn rule_l2_11_an_electronic_request_is_signed_by_whoever_asks(server) {
        // A number connected to the account does for the platform alone.
        let bare = server.post("citizen", "/information-requests").json(&request(&json!({}))).send().problem(422, "request-unsigned");
        assert_eq!((bare.pointers(), &bare.body["rule"]), (vec!["/signature"], &json!("L2-11")));
        // The signature is over this very form.
        let mut other = server.signed_form("citizen", &request(&json!({})));
        other["text"] = json!("Басқа сұрақ");
        assert_eq!(server.post("citizen", "/information-requests").json(&other).send().problem(422, "signature-invalid").pointers(), ["/signature/cms"]);
        // Whoever asks is who the token says, and says how to be reached.
        let another = json!({ "asker": { "person": { "fullName": "Басқа", "iin": "900101300017" }, "phones": [] } });
        let faults = server.post("citizen", "/information-requests").json(&request(&another)).send().problem(400, "invalid-input");
        // And that it is not signed, which the Law refuses.
        assert_eq!(faults.pointers(), ["/asker/person/iin", "/signature"]);
        let neither = json!({ "asker": { "email": "a@demo.example" }, "answerForm": [], "text": " " });
        let faults = server.post("citizen", "/information-requests").json(&request(&neither)).send().problem(400, "invalid-input");
        assert_eq!(faults.pointers(), ["/answerForm", "/asker/person", "/signature", "/text"]);
        // A legal entity asks under its number and date, and signs as such.
        let entity = json!({ "asker": {
            "entity": {
                "bin": "010540000128", "name": { "kk": "Редакция" }, "outgoingNumber": "1-7", "outgoingOn": "2026-03-06",
                "signer": { "name": "Бас редактор", "position": "Бас редактор" },
            },
            "email": "a@demo.example",
        } });
        let claims = json!({ "sub": "editor", "org": "010540000128", "iin": "000101500001", "roles": ["informationUser"] });
        let token = format!("Bearer {}", server.signed(&claims));
        let ask = |path: &str, body: &Value| server.post("", path).header("Authorization", &token).json(body).send();
        let form = request(&entity);
        let document = ask("/information-requests/document", &form).expect(200);
        let signed = ask("/sandbox/signatures", &json!({ "content": document.body["content"] })).expect(200);
        let mut form = form;
        form["signature"] = json!({ "cms": signed.body["cms"] });
        let case = ask("/information-requests", &form).expect(201);
        stands(&case, "L2-11", "met", None);
        assert_eq!(case.body["asker"]["entity"]["outgoingNumber"], "1-7");
        form["asker"]["entity"]["outgoingOn"] = json!("2026-03-07");
        assert!(ask("/information-requests", &form).problem(400, "invalid-input").pointers().contains(&"/asker/entity/outgoingOn"));
        assert_eq!(server.post("citizen", "/information-requests").json(&request(&entity)).send().problem(400, "invalid-input").pointers(), ["/asker/entity/bin"]);
    }
}

both! {
    with THEN;
    fn rule_l2_12_and_l2_13_what_comes_on_paper_is_entered_with_its_receipt_and_a_slip(server) {
        server.clock("2026-03-10T10:00:00+05:00");
        let entered = server.post("body", "/information-requests").json(&paper(FRIDAY)).send().expect(201);
        // The term runs from the receipt, that of a refusal from the registration.
        stands(&entered, "L2", "open", Some("2026-03-26"));
        stands(&entered, "L2-9", "open", Some("2026-03-17"));
        stands(&entered, "L2-13", "met", None);
        assert_eq!((&entered.body["slip"]["acceptedBy"]["name"], &entered.body["holderReceivedAt"]), (&json!("Кеңсе К. К."), &json!(FRIDAY)));
        // The slip has the moment at which it was handed in, and so has the case.
        assert_eq!((&entered.body["slip"]["receivedAt"], &entered.body["receivedAt"]), (&json!(FRIDAY), &json!(FRIDAY)));
        assert_eq!((&entered.body["slip"]["registeredOn"], &entered.body["registeredOn"]), (&json!("2026-03-10"), &json!("2026-03-10")));
        let token = entered.text_of("lookupToken");
        let path = entered.header("location").to_owned();
        let found = server.as_guest("GET", &token, &path).send().expect(200);
        assert_eq!(found.body["asker"]["iin"], "061211600012");
        assert!(found.body["lookupToken"].is_null() && found.body["inside"].is_null());
        // What names nobody is not accepted, and nothing comes from the future; nobody else enters anything.
        let mut anonymous = paper("2026-03-10T10:00:01+05:00");
        anonymous["asker"] = Value::Null;
        let refused = server.post("body", "/information-requests").json(&anonymous).send().problem(422, "anonymous-request");
        assert_eq!((refused.pointers(), &refused.body["rule"]), (vec!["/asker", "/receipt/receivedAt"], &json!("L2-12")));
        assert_eq!(server.post("citizen", "/information-requests").json(&paper(FRIDAY)).send().problem(400, "invalid-input").pointers(), ["/receipt"]);
        // For whoever asked so, the holder does what they cannot.
        let statement = json!({ "statement": { "on": "2026-03-10", "number": "12" } });
        let case = act(&server, "body", &path, "withdrawal", &statement).expect(200);
        stands(&case, "L2-16", "met", None);
        // Wherever it is forwarded since.
        server.entities();
        let entered = server.post("body", "/information-requests").json(&paper(FRIDAY)).send().expect(201);
        let forwarded = act(&server, "holder", entered.header("location"), "forwarding", &json!({ "to": COMPANY, "reasons": words() })).expect(200);
        let there = format!("/information-requests/{}", forwarded.body["forwarding"]["request"].as_str().unwrap());
        let _ = act(&server, "company", &there, "explanation", &json!({ "text": "Ақмола" })).expect(200);
        let _ = act(&server, "company", &there, "withdrawal", &statement).expect(200);
        // Not for those who asked themselves.
        let own = asked(&server);
        let _ = act(&server, "body", &own, "withdrawal", &statement).problem(403, "role-forbids-action");
    }
}

both! {
    with THEN;
    fn rule_l2_15_a_request_is_clarified_and_the_term_runs_on(server) {
        let path = asked(&server);
        let case = act(&server, "holder", &path, "clarification", &json!({ "text": "Қай облыс?" })).expect(200);
        stands(&case, "L2-15", "met", None);
        let _ = told(&server, "citizen", "clarificationAsked");
        let case = act(&server, "citizen", &path, "explanation", &json!({ "text": "Ақмола" })).expect(200);
        stands(&case, "L2", "open", Some("2026-03-26"));
        assert_eq!((&case.body["clarifications"][0]["text"], &case.body["explanations"][0]["text"]), (&json!("Қай облыс?"), &json!("Ақмола")));
        let _ = told(&server, "holder", "explained");
    }
}

both! {
    with THEN;
    fn rule_l2_16_whoever_asks_withdraws_until_it_is_decided(server) {
        let (path, answered) = (asked(&server), asked(&server));
        let case = act(&server, "citizen", &path, "withdrawal", &Value::Null).expect(200);
        stands(&case, "L2-16", "met", None);
        stands(&case, "L2", "voided", Some("2026-03-26"));
        let _ = told(&server, "holder", "withdrawn");
        let _ = act(&server, "holder", &answered, "answer", &answer(&json!({}))).expect(200);
        let _ = act(&server, "citizen", &answered, "withdrawal", &Value::Null).problem(409, "state-forbids-action");
    }
}

both! {
    with THEN;
    fn rule_l2_19_copies_are_paid_for_but_not_by_the_vulnerable(server) {
        let path = asked(&server);
        let costs = json!({ "costs": { "amount": 1500, "basis": "30 бет" } });
        let case = act(&server, "holder", &path, "answer", &answer(&costs)).expect(200);
        stands(&case, "L2-19", "open", None);
        assert_eq!(act(&server, "holder", &path, "reimbursement", &json!({ "paidOn": "2026-03-07" })).problem(400, "invalid-input").pointers(), ["/paidOn"]);
        let case = act(&server, "holder", &path, "reimbursement", &json!({ "paidOn": "2026-03-06" })).expect(200);
        stands(&case, "L2-19", "met", None);
        let _ = act(&server, "holder", &path, "reimbursement", &json!({ "paidOn": "2026-03-06" })).problem(409, "state-forbids-action");
        let exempt = server.requested(&json!({ "sociallyVulnerable": true }));
        let refused = act(&server, "holder", &exempt, "answer", &answer(&costs)).problem(422, "exempt-from-costs");
        assert_eq!((refused.pointers(), &refused.body["rule"]), (vec!["/costs"], &json!("L2-19")));
    }
}

both! {
    with THEN;
    fn rule_l2_21_an_oral_request_is_answered_at_once_and_recorded(server) {
        let by = json!({ "name": "Маман М. М.", "position": "Кеңсе маманы" });
        let oral = json!({
            "holder": MINISTRY, "at": FRIDAY, "subject": "workingHours", "language": "ru", "text": "Когда вы работаете?",
            "answer": "С 9 до 18:30", "answeredBy": by,
        });
        let case = server.post("body", "/oral-requests").json(&oral).send().expect(201);
        stands(&case, "L2-21", "met", None);
        assert_eq!((&case.body["state"], &case.body["asker"], &case.body["oral"]["answeredBy"]), (&json!("answeredOrally"), &Value::Null, &by));
        let mut ahead = oral;
        ahead["at"] = json!("2026-03-07T10:00:00+05:00");
        assert_eq!(server.post("body", "/oral-requests").json(&ahead).send().problem(409, "too-early").pointers(), ["/at"]);
        ahead["at"] = json!("2015-01-01T10:00:00+05:00");
        assert_eq!(server.post("body", "/oral-requests").json(&ahead).send().problem(409, "act-not-in-force").pointers(), ["/at"]);
        ahead["holder"] = json!("000740000004");
        assert_eq!(server.post("body", "/oral-requests").json(&ahead).send().problem(400, "invalid-input").pointers(), ["/holder"]);
        let _ = server.post("citizen", "/oral-requests").json(&ahead).send().problem(403, "role-forbids-action");
    }
}

both! {
    with THEN;
    fn an_answer_is_prepared_assigned_and_approved_inside_the_holder(server) {
        let path = asked(&server);
        let employee = json!({ "employee": { "name": "Орындаушы О. О.", "position": "Сарапшы" }, "note": "Асығыс" });
        let case = act(&server, "holderHead", &path, "assignment", &employee).expect(200);
        assert_eq!(case.body["inside"]["assignments"][0]["by"], "holderHead");
        let _ = told(&server, "body", "assigned");
        let received = json!({ "inquiry": 1, "receivedOn": "2026-03-06", "text": "340 шақырым" });
        let _ = act(&server, "body", &path, "inquiry-answers", &received).problem(409, "state-forbids-action");
        let inquiry = json!({ "to": "000740000004", "text": "Желінің ұзындығы", "sentOn": "2026-03-06" });
        let mut wrong = inquiry.clone();
        (wrong["to"], wrong["sentOn"]) = (json!("010540000128"), json!("2026-03-07"));
        assert_eq!(act(&server, "body", &path, "inquiries", &wrong).problem(400, "invalid-input").pointers(), ["/sentOn", "/to"]);
        // Nor is the holder asked itself, or before it had the request.
        (wrong["to"], wrong["sentOn"]) = (json!(MINISTRY), json!("2026-03-05"));
        assert_eq!(act(&server, "body", &path, "inquiries", &wrong).problem(400, "invalid-input").pointers(), ["/sentOn", "/to"]);
        server.entities();
        let mut known = inquiry;
        known["to"] = json!(HOLDING);
        let _ = act(&server, "body", &path, "inquiries", &known).expect(200);
        let case = act(&server, "body", &path, "inquiry-answers", &received).expect(200);
        assert_eq!(case.body["inside"]["inquiries"][0]["answer"], "340 шақырым");
        assert_eq!(act(&server, "body", &path, "inquiry-answers", &json!({ "inquiry": 2, "receivedOn": "2026-03-06" })).problem(400, "invalid-input").pointers(), ["/inquiry"]);
        // What an answer may not be, a draft may not either.
        let other = answer(&json!({ "language": "ru", "form": ["paper"] }));
        assert_eq!(act(&server, "body", &path, "draft", &other).problem(422, "other-language").pointers(), ["/form", "/language"]);
        let case = act(&server, "body", &path, "draft", &answer(&json!({ "text": "Жоба" }))).expect(200);
        assert_eq!((&case.body["inside"]["draft"]["by"], &case.body["inside"]["draft"]["files"]), (&json!("responsibleEmployee"), &json!([])));
        let _ = told(&server, "holderHead", "prepared");
        // Nobody outside sees any of it.
        let outside = server.get("citizen", &path).send().expect(200);
        assert!(outside.body["inside"].is_null() && !outside.text.contains("Жоба") && !outside.text.contains("Орындаушы"));
        let draft = server.get("holderHead", &path).send().body["inside"]["draft"]["answer"].clone();
        let case = act(&server, "holderHead", &path, "answer", &draft).expect(200);
        assert_eq!((&case.body["answers"][0]["text"], &case.body["answers"][0]["by"], &case.body["inside"]["draft"]), (&json!("Жоба"), &json!("holderHead"), &Value::Null));
    }
}

both! {
    with [("sandbox_clock", FRIDAY), ("information_second_person", "true")];
    fn where_the_operator_wants_it_the_head_decides_and_another_has_prepared_that(server) {
        let path = asked(&server);
        let form = answer(&json!({}));
        let _ = act(&server, "holder", &path, "answer", &form).problem(409, "not-prepared");
        let _ = act(&server, "holderHead", &path, "answer", &form).problem(409, "not-prepared");
        let _ = act(&server, "body", &path, "draft", &form).expect(200);
        let _ = act(&server, "holder", &path, "answer", &form).problem(409, "not-prepared");
        // It is offered to the head alone, and only what is prepared.
        let offered = |who: &str, path: &str| {
            let case = server.get(who, path).send().expect(200);
            let of = |one: &Value| one["code"].as_str().unwrap().to_owned();
            let codes: Vec<String> = case.body["actions"].as_array().unwrap().iter().map(of).collect();
            ["answer", "refuse", "referToPublished"].map(|code| codes.iter().any(|known| known == code))
        };
        assert_eq!((offered("holder", &path), offered("holderHead", &path)), ([false; 3], [true, false, false]));
        // And what the head gives is what was prepared, with the files that were there.
        let _ = act(&server, "holderHead", &path, "answer", &answer(&json!({ "text": "Басқа" }))).problem(409, "not-prepared");
        let file = server.attached("holder", &path);
        let _ = act(&server, "holderHead", &path, "answer", &form).problem(409, "not-prepared");
        let _ = act(&server, "body", &path, "draft", &form).expect(200);
        let case = act(&server, "holderHead", &path, "answer", &form).expect(200);
        assert_eq!(case.body["answers"][0]["files"], json!([id(&file)]));
        // So it is with every decision by which a request ends.
        let (refused, referred) = (asked(&server), asked(&server));
        let place = json!({ "link": "https://demo.example/report", "text": null });
        for (path, resource, decision, draft) in [
            (&refused, "refusal", refusal("restricted"), json!({ "refusal": refusal("restricted") })),
            (&referred, "publication-reference", place.clone(), json!({ "publicationReference": place })),
        ] {
            for who in ["holder", "holderHead"] {
                let _ = act(&server, who, path, resource, &decision).problem(409, "not-prepared");
            }
            let _ = act(&server, "holderHead", path, "decision-draft", &draft).problem(403, "role-forbids-action");
            let case = act(&server, "body", path, "decision-draft", &draft).expect(200);
            assert_eq!(case.body["inside"]["decisionDrafts"][0]["by"], "responsibleEmployee");
            assert!(server.get("citizen", path).send().expect(200).body["inside"].is_null());
            let _ = act(&server, "holder", path, resource, &decision).problem(409, "not-prepared");
            let _ = act(&server, "holderHead", path, resource, &decision).expect(200);
        }
        let both = json!({ "refusal": refusal("restricted"), "publicationReference": place });
        for wrong in [json!({}), both] {
            let _ = act(&server, "body", &asked(&server), "decision-draft", &wrong).problem(400, "invalid-input");
        }
        // Another ground than was prepared is another decision.
        let other = asked(&server);
        let _ = act(&server, "body", &other, "decision-draft", &json!({ "refusal": refusal("unclear") })).expect(200);
        let _ = act(&server, "holderHead", &other, "refusal", &refusal("restricted")).problem(409, "not-prepared");
    }
}

both! {
    with THEN;
    fn what_a_holder_attaches_is_seen_when_it_is_given_with_an_answer(server) {
        server.entities();
        let path = asked(&server);
        let own = server.attached("citizen", &path);
        let given = [server.attached("holder", &path), server.attached("holderHead", &path)];
        let seen = |who: &str| {
            let case = server.get(who, &path).send().expect(200);
            let listed = server.get(who, &format!("/cases/{}/attachments", id(&path))).send().expect(200);
            let of = |list: &[Value]| list.iter().map(|one| one["href"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
            assert_eq!(of(case.body["attachments"].as_array().unwrap()), of(listed.items()), "{who}");
            of(listed.items())
        };
        assert_eq!((seen("citizen"), seen("body").len()), (vec![own.clone()], 3));
        for file in &given {
            let _ = server.get("citizen", file).send().expect(404);
            let _ = server.request("DELETE", "citizen", file).header("If-Match", server.get("citizen", &path).send().header("etag")).send().expect(404);
            let _ = server.get("body", file).send().expect(200);
        }
        // They do not go along to another holder; what came with the request does, and what was said about it.
        let elsewhere = asked(&server);
        let (_, _) = (server.attached("citizen", &elsewhere), server.attached("holder", &elsewhere));
        let _ = act(&server, "holder", &elsewhere, "clarification", &json!({ "text": "Қай облыс?" })).expect(200);
        let _ = act(&server, "citizen", &elsewhere, "explanation", &json!({ "text": "Ақмола" })).expect(200);
        let to = json!({ "to": COMPANY, "reasons": words() });
        let forwarded = act(&server, "holder", &elsewhere, "forwarding", &to).expect(200);
        let there = format!("/information-requests/{}", forwarded.body["forwarding"]["request"].as_str().unwrap());
        let taken = server.get("company", &there).send().expect(200);
        assert_eq!(taken.body["attachments"].as_array().unwrap().len(), 1);
        assert_eq!((&taken.body["clarifications"][0]["text"], &taken.body["explanations"][0]["text"]), (&json!("Қай облыс?"), &json!("Ақмола")));
        // A refusal shows nothing of what was prepared.
        let refused = asked(&server);
        let kept = server.attached("holder", &refused);
        let _ = act(&server, "holder", &refused, "refusal", &refusal("restricted")).expect(200);
        let _ = server.get("citizen", &kept).send().expect(404);
        let case = act(&server, "holder", &path, "answer", &answer(&json!({}))).expect(200);
        assert_eq!(case.body["answers"][0]["files"], json!(given.each_ref().map(|file| id(file))));
        assert_eq!(seen("citizen").len(), 3);
        let _ = server.get("citizen", &given[1]).send().expect(200);
    }
}

both! {
    with THEN;
    fn rule_l2_12_what_lacks_something_is_registered_and_may_be_refused_for_it(server) {
        let mut bare = paper(FRIDAY);
        bare["asker"] = json!({ "person": { "fullName": "Сынақов Сынақ" } });
        bare["representative"] = json!({ "fullName": "Өкілов Өкіл" });
        let entered = server.post("body", "/information-requests").json(&bare).send().expect(201);
        stands(&entered, "L2-12", "met", None);
        assert_eq!((&entered.body["state"], &entered.body["lacks"]), (&json!("registered"), &json!(["personNotNamed", "noContacts", "noAuthority"])));
        let case = act(&server, "holder", entered.header("location"), "refusal", &refusal("nonconforming")).expect(200);
        assert_eq!(case.body["refusals"][0]["ground"], "nonconforming");
        // A legal entity that says no more than its name is found again by the token.
        bare["representative"] = Value::Null;
        bare["asker"] = json!({ "entity": { "name": { "kk": "Редакция" } }, "email": "a@demo.example" });
        let entered = server.post("body", "/information-requests").json(&bare).send().expect(201);
        assert_eq!(entered.body["lacks"], json!(["entityNotNamed"]));
        let found = server.as_guest("GET", &entered.text_of("lookupToken"), entered.header("location")).send().expect(200);
        assert_eq!(found.body["asker"]["entity"]["name"]["kk"], "Редакция");
        // A name there must be.
        bare["asker"] = json!({ "person": { "fullName": " " } });
        assert_eq!(server.post("body", "/information-requests").json(&bare).send().problem(400, "invalid-input").pointers(), ["/asker/person/fullName"]);
        // Electronically it is the same: the signature says who asks.
        let electronic = server.asks(&json!({ "asker": { "person": { "fullName": "Сынақов Сынақ" } } })).expect(201);
        assert_eq!(electronic.body["lacks"], json!(["personNotNamed", "noContacts"]));
        assert_eq!(server.asks(&json!({})).expect(201).body["lacks"], json!([]));
    }
}

both! {
    with [("sandbox_clock", FRIDAY), ("readings.askedAgain", "asAnyRequest")];
    fn rule_l2_8_what_is_asked_again_may_be_refused_where_the_operator_reads_the_article_so(server) {
        let path = asked(&server);
        let place = json!({ "link": "https://demo.example/report" });
        let _ = act(&server, "holder", &path, "publication-reference", &place).expect(200);
        let again = server.step("citizen", &path, "repeat-request").expect(200);
        stands(&again, "L2-9", "open", Some("2026-03-16"));
        let _ = act(&server, "holder", &path, "publication-reference", &place).problem(409, "asked-again");
        stands(&act(&server, "holder", &path, "refusal", &refusal("restricted")).expect(200), "L2-10", "met", Some("2026-03-16"));
    }
}

both! {
    with THEN;
    fn figures_count_what_was_owed_and_silence_is_late(server) {
        server.entities();
        let [answered, refused, forwarded, referred, _silent, late_withdrawn, withdrawn] = [(); 7].map(|()| asked(&server));
        let at_company = server.requested(&json!({ "holder": COMPANY }));
        server.clock("2026-03-10T10:00:00+05:00");
        let _ = act(&server, "holder", &answered, "answer", &answer(&json!({}))).expect(200);
        let _ = act(&server, "company", &at_company, "answer", &answer(&json!({}))).expect(200);
        let _ = act(&server, "holder", &referred, "publication-reference", &json!({ "link": "https://demo.example/report" })).expect(200);
        let _ = act(&server, "citizen", &withdrawn, "withdrawal", &Value::Null).expect(200);
        let figures = |query: &str| server.get("", &format!("/answer-figures/{MINISTRY}{query}")).send().expect(200).body;
        let count = |known: &Value, names: &[&str]| names.iter().map(|name| known[name].as_i64().unwrap()).collect::<Vec<_>>();
        // Nothing is late yet, and what waits is said.
        let known = figures("");
        assert_eq!(count(&known["total"], &["owed", "answered", "referred", "open", "overdue", "late"]), [6, 1, 1, 4, 0, 0]);
        assert_eq!((&known["now"]["open"], &known["total"]["latePercent"]), (&json!(4), &json!(0)));
        server.clock("2026-06-10T10:00:00+05:00");
        let _ = act(&server, "holder", &refused, "refusal", &refusal("restricted")).expect(200);
        let _ = act(&server, "holder", &forwarded, "forwarding", &json!({ "to": HOLDING, "reasons": words() })).expect(200);
        let _ = act(&server, "citizen", &late_withdrawn, "withdrawal", &Value::Null).expect(200);
        let _ = asked(&server);
        let known = figures("?from=2026-03&to=2026-06");
        let all = ["owed", "answered", "refused", "forwarded", "referred", "withdrawn", "open", "overdue", "late"];
        assert_eq!(count(&known["total"], &all), [7, 1, 1, 1, 1, 1, 1, 1, 4]);
        assert_eq!((&known["total"]["latePercent"], &known["total"]["medianDays"]), (&json!(67), &json!(4)));
        assert_eq!((&known["now"]["open"], &known["now"]["overdue"]), (&json!(1), &json!(1)));
        // By the month in which the terms end.
        let months = known["months"].as_array().unwrap();
        assert_eq!((months.len(), &months[0]["month"], &months[0]["late"]), (2, &json!("2026-03"), &json!(4)));
        assert_eq!((&months[1]["month"], &months[1]["open"], &months[1]["late"]), (&json!("2026-06"), &json!(1), &json!(0)));
        let picture = server.get("", &format!("/answer-figures/{MINISTRY}/figures.svg?lang=ru")).send().expect(200).text;
        assert!(picture.contains("поздно: 4") && picture.contains("всё ещё без ответа: 1"), "{picture}");
        // Side by side, whoever is late comes first; who only waits in term is not compared.
        let compared = server.get("", "/answer-figures?from=2026-03&to=2026-06").send().expect(200);
        let holders: Vec<&str> = compared.items().iter().map(|one| one["holder"].as_str().unwrap()).collect();
        assert_eq!(holders, [MINISTRY, COMPANY]);
        let (first, second) = (&compared.items()[0], &compared.items()[1]);
        assert_eq!((&first["figures"], &first["now"]), (&known["total"], &known["now"]));
        assert_eq!((&second["figures"]["late"], &second["figures"]["answered"]), (&json!(0), &json!(1)));
        assert!(second["holderName"]["kk"].as_str().unwrap().contains("Компания"));
        let page = server.get("", "/answer-figures?from=2026-03&to=2026-06&limit=1").send().expect(200);
        let next = format!("/answer-figures?from=2026-03&to=2026-06&limit=1&cursor={}", page.text_of("nextCursor"));
        assert_eq!(server.get("", &next).send().expect(200).items()[0]["holder"], COMPANY);
        // What begins after its end is a mistake.
        for path in ["/answer-figures".to_owned(), format!("/answer-figures/{MINISTRY}"), format!("/answer-figures/{MINISTRY}/figures.svg")] {
            let _ = server.get("", &format!("{path}?from=2026-06&to=2026-03")).send().problem(400, "invalid-input");
        }
    }
}

both! {
    with THEN;
    fn holders_are_reminded_before_the_term_ends_and_once(server) {
        let (path, answered) = (asked(&server), asked(&server));
        let _ = act(&server, "holder", &answered, "answer", &answer(&json!({}))).expect(200);
        server.clock("2026-03-25T10:00:00+05:00");
        let notice = told(&server, "holder", "dueSoon");
        assert_eq!(notice["case"]["id"], id(&path));
        // The head answers for it in person.
        assert_eq!(told(&server, "holderHead", "dueSoon")["case"]["id"], id(&path));
        let reminders = |server: &Server| {
            let list = server.get("holder", "/notices?limit=100").send().expect(200);
            list.items().iter().filter(|one| one["kind"] == "dueSoon").count()
        };
        server.clock("2026-03-25T11:00:00+05:00");
        let _ = act(&server, "holder", &path, "clarification", &json!({ "text": "Қай облыс?" })).expect(200);
        let _ = told(&server, "citizen", "clarificationAsked");
        assert_eq!(reminders(&server), 1);
    }
}

both! {
    with THEN;
    fn question_and_answer_become_public_with_consent_and_without_personal_data(server) {
        let path = server.requested(&json!({ "text": "Телефоным +7 701 123 45 67. Қанша желі тартылды?" }));
        let _ = act(&server, "holder", &path, "publication", &json!({})).problem(409, "state-forbids-action");
        let _ = act(&server, "holder", &path, "answer", &answer(&json!({ "text": "ЖСН 061211600012 бойынша 1 250 шақырым" }))).expect(200);
        let found = act(&server, "holder", &path, "publication", &json!({})).problem(422, "personal-data-found");
        assert_eq!(found.pointers(), ["/answer", "/question"]);
        assert!(found.text.contains("7 701 123 45 67") && !found.text.contains("061211600012"), "{}", found.text);
        let clean = json!({ "question": "Қанша желі тартылды?", "answer": "1 250 шақырым" });
        let case = act(&server, "holder", &path, "publication", &clean).expect(200);
        assert_eq!(case.body["publication"]["answer"], "1 250 шақырым");
        let _ = told(&server, "citizen", "published");
        let listed = |query: &str| server.get("", &format!("/published-answers{query}")).send().expect(200).items().to_vec();
        assert_eq!(listed("?text=ЖЕЛІ%20тартылды")[0]["question"], "Қанша желі тартылды?");
        // Found with Russian letters too, as everywhere.
        assert_eq!((listed("?text=желi").len(), listed("?text=канша").len(), listed("?text=жоқ").len()), (1, 1, 0));
        assert_eq!((listed(&format!("?holder={MINISTRY}")).len(), listed(&format!("?holder={HOLDING}")).len()), (1, 0));
        // And by language and day.
        assert_eq!(["?language=kk", "?language=ru", "?from=2026-03-06&to=2026-03-06", "?from=2026-03-07", "?to=2026-03-05"].map(|query| listed(query).len()), [1, 0, 1, 0, 0]);
        let _ = server.get("", "/published-answers?from=2026-03-07&to=2026-03-06").send().expect(400);
        let one = server.get("", &format!("/published-answers/{}", id(&path))).send().expect(200);
        assert!(!one.text.contains("Сынақов") && !one.text.contains("synaq"), "{}", one.text);
        let feed = |query: &str| server.get("", &format!("/published-answers.atom?lang=ru{query}")).send().expect(200).text;
        let entry = feed("&text=желі");
        assert!(entry.contains("<title>Опубликованные ответы</title>") && entry.contains("1 250 шақырым") && !entry.contains("Сынақов"), "{entry}");
        assert!(entry.contains(&format!("urn:uuid:{}", id(&path))) && !feed("&text=жоқ").contains("<entry>"), "{entry}");
        let similar = |query: &str| server.get("", &format!("/similar-answers?text={query}")).send().expect(200).items().len();
        // Endings differ, words may be others; one word of several is not enough, and short ones say nothing.
        assert_eq!((similar("Ауылдарға%20қанша%20желілер%20тартылған"), similar("желі"), similar("Қанша%20адам%20келді"), similar("не")), (1, 1, 0, 0));
        assert_eq!([MINISTRY, HOLDING].map(|holder| similar(&format!("қанша%20желі&holder={holder}"))), [1, 0]);
        // The consent is withdrawn, and nothing is public any more.
        let _ = server.step("citizen", &path, "publication-consent-withdrawal").expect(200);
        assert!(listed("").is_empty() && similar("қанша%20желі") == 0);
        let _ = server.get("", &format!("/published-answers/{}", id(&path))).send().expect(404);
        let _ = act(&server, "holder", &path, "publication", &clean).problem(409, "no-consent");
        let _ = server.step("citizen", &path, "publication-consent").expect(200);
        // What only looks like it is said to be none.
        let desk = json!({ "question": "8 800 080 77 77 – анықтама нөмірі ме?", "answer": "Иә" });
        assert_eq!(act(&server, "holder", &path, "publication", &desk).problem(422, "personal-data-found").pointers(), ["/question"]);
        let mut confirmed = desk;
        confirmed["noPersonalData"] = json!(true);
        let _ = act(&server, "holder", &path, "publication", &confirmed).expect(200);
        assert_eq!(listed("").len(), 1);
        let _ = server.step("holder", &path, "publication-end").expect(200);
        assert!(listed("").is_empty());
    }
}

both! {
    with THEN;
    fn a_complaint_has_a_refused_request_considered_anew(server) {
        let path = asked(&server);
        let _ = act(&server, "holder", &path, "refusal", &refusal("restricted")).expect(200);
        let _ = told(&server, "citizen", "refused");
        let complaint = json!({ "case": id(&path), "ground": "decision", "text": "Ақпарат ашық болуы тиіс" });
        let filed = server.post("citizen", "/complaints").json(&complaint).send().expect(201);
        let complaint = filed.header("location").to_owned();
        let satisfied = json!({ "reasons": words() });
        server.clock("2026-03-11T10:00:00+05:00");
        let _ = act(&server, "holder", &complaint, "satisfaction", &satisfied).expect(200);
        // The holder is bound to give the information, by the day that its decision on the complaint sets.
        let case = server.get("citizen", &path).send().expect(200);
        assert_eq!((&case.body["state"], &case.body["outcome"]), (&json!("registered"), &Value::Null));
        stands(&case, "L2", "open", Some("2026-03-12"));
        let bound = act(&server, "holder", &path, "refusal", &refusal("restricted")).problem(409, "bound-by-complaint");
        assert!(bound.body["detail"].is_string());
        stands(&act(&server, "holder", &path, "answer", &answer(&json!({}))).expect(200), "L2", "met", Some("2026-03-12"));
    }
}

both! {
    with THEN;
    fn of_many_who_decide_one_request_at_once_one_does(server) {
        let path = asked(&server);
        let settled = server.until("holder", &path, |case| case["version"].is_i64());
        let _ = told(&server, "holder", "received");
        let tag = server.get("holder", &path).send().header("etag").to_owned();
        assert!(!settled.text.is_empty());
        let answers = at_once(30, |number| {
            let request = if number % 2 == 0 {
                server.post("holder", &format!("{path}/answer")).json(&answer(&json!({})))
            } else {
                server.post("holder", &format!("{path}/refusal")).json(&refusal("restricted"))
            };
            request.header("If-Match", &tag).send()
        });
        assert_eq!(tally(&answers), [(200, 1), (412, 29)].into());
        let decided: Answer = server.get("citizen", &path).send().expect(200);
        let (given, refused) = (decided.body["answers"].as_array().unwrap().len(), decided.body["refusals"].as_array().unwrap().len());
        assert_eq!(given + refused, 1);
    }
}

both! {
    with [("sandbox_clock", FRIDAY), ("information_kept_days", "200")];
    fn who_asked_and_what_was_said_is_erased_when_nobody_can_complain_any_more(server) {
        const WHAT: &str = "who asked for information, what was asked and what was answered";
        let (decided, silent) = (asked(&server), asked(&server));
        let on_paper = server.post("holder", "/information-requests").json(&paper(FRIDAY)).send().expect(201);
        let (paper, token) = (on_paper.header("location").to_owned(), on_paper.text_of("lookupToken"));
        let file = server.attached("holder", &decided);
        for path in [&decided, &paper] {
            let _ = act(&server, "holder", path, "answer", &answer(&json!({}))).expect(200);
        }
        let public = json!({ "question": "Қанша желі тартылды?", "answer": "1 250 шақырым" });
        let _ = act(&server, "holder", &decided, "publication", &public).expect(200);
        let _ = told(&server, "citizen", "published");
        // Two hundred days are the least that the settings take; what is not decided is kept.
        assert_eq!(server.erasures(date!(2026 - 09 - 22))[WHAT], 0);
        assert_eq!(server.erasures(date!(2026 - 09 - 23))[WHAT], 2);
        server.clock("2026-09-22T23:59:00+05:00");
        assert!(server.get("citizen", &decided).send().expect(200).text.contains("Сынақов"));
        let id = decided.rsplit('/').next().unwrap().to_owned();
        let _ = server.get("holder", &format!("/cases/{id}/signature")).send().expect(200);
        server.clock("2026-09-23T00:00:01+05:00");
        let erased = server.until("holder", &decided, |one| one["erasedAt"].is_string());
        for told in ["Сынақов", "synaq", "061211600012", "Демо көшесі"] {
            assert!(!erased.text.contains(told), "{told}: {}", erased.text);
        }
        let signature = format!("/cases/{}/signature", erased.text_of("id"));
        let _ = server.get("holder", &signature).send().problem(404, "not-found");
        let body = &erased.body;
        assert_eq!((&body["text"], &body["asker"], &body["answers"], &body["attachments"]), (&json!(""), &Value::Null, &json!([]), &json!([])));
        // That it was asked, and how it ended, is kept, and what is public stays so.
        assert_eq!((&body["state"], &body["outcome"], &body["number"]), (&json!("answered"), &json!("answered"), &json!("INF-2026-000001")));
        assert_eq!(server.get("", "/published-answers").send().expect(200).items().len(), 1);
        let figures = server.get("", &format!("/answer-figures/{MINISTRY}?from=2026-03&to=2026-03")).send().expect(200);
        assert_eq!(figures.body["total"]["answered"], 2);
        let _ = server.get("holder", &file).send().expect(404);
        let _ = server.get("citizen", &decided).send().expect(404);
        let _ = server.as_guest("GET", &token, &paper).send().problem(401, "invalid-token");
        let _ = act(&server, "holder", &paper, "publication", &public).problem(409, "state-forbids-action");
        let _ = act(&server, "holder", &decided, "publication-end", &json!({})).expect(200);
        assert!(server.get("citizen", &silent).send().expect(200).text.contains("Сынақов"));
        assert_eq!(server.erasures(date!(2030 - 01 - 01))[WHAT], 0);
    }
}
