//! Requests for information on the blog platform (№ 95), as long as the order is in force.

use merzim_tests::kit::{act, id, stands, told, words};
use merzim_tests::parts::information::{COMPANY, HOLDING, MINISTRY, answer, request};
use merzim_tests::{Answer, Server, at_once, both, tally};
use serde_json::{Value, json};

/// A Friday before a holiday and a weekend with a day off after it.
const FRIDAY: &str = "2025-03-07T10:00:00+05:00";
const THEN: [(&str, &str); 1] = [("sandbox_clock", FRIDAY)];

fn on_platform() -> Value {
    json!({ "platform": true, "holder": COMPANY })
}

/// A request of the citizen on the platform; its path.
fn sent(server: &Server) -> String {
    server.requested(&on_platform())
}

/// One that the administrator has accepted, and the company has registered.
fn registered(server: &Server) -> String {
    let path = sent(server);
    let _ = server.step("company", &path, "acceptance").expect(200);
    let _ = server.step("company", &path, "registration").expect(200);
    path
}

fn refusal() -> Value {
    let signer = json!({ "name": "Қол қоюшы Қ. Қ.", "position": "Төраға" });
    json!({ "ground": "restricted", "reasons": words(), "signer": signer })
}

fn extension(until: &str) -> Value {
    let grounds = json!({ "severalHolders": true, "needsOthers": true });
    json!({ "until": until, "grounds": grounds, "reasons": words() })
}

/// Sends a form as it is, by the bearer of these claims.
fn sent_by(server: &Server, claims: &Value, form: &Value) -> Answer {
    let token = format!("Bearer {}", server.signed(claims));
    server.post("", "/information-requests").header("Authorization", &token).json(form).send()
}

both! {
    with THEN;
    fn rule_95_1_and_95_2_a_request_is_signed_or_comes_from_an_account_with_a_number(server) {
        server.entities();
        let signed = server.get("citizen", &sent(&server)).send().expect(200);
        stands(&signed, "95-1", "met", None);
        assert_eq!((&signed.body["state"], &signed.body["channel"]), (&json!("moderation"), &json!("platform")));
        assert!(signed.body["obligations"].as_array().unwrap().iter().all(|duty| duty["rule"] != "95-2" && duty["rule"] != "L2"));
        // The account has a number, so no signature is needed.
        let by_account = server.post("citizen", "/information-requests").json(&request(&on_platform())).send().expect(201);
        stands(&by_account, "95-2", "met", None);
        // Without a number it is.
        let claims = json!({ "sub": "someone", "org": null, "iin": "061211600012", "roles": ["informationUser"] });
        for phone in [json!(null), json!(false), json!("true")] {
            let mut without = claims.clone();
            without["phone_number_verified"] = phone;
            let refused = sent_by(&server, &without, &request(&on_platform())).problem(422, "identity-unproven");
            assert_eq!((refused.pointers(), &refused.body["rule"]), (vec!["/signature"], &json!("95-2")));
        }
        // Nobody signs for another.
        let mut other = request(&on_platform());
        other["signature"] = json!({ "cms": "eyJkZW1vIjp0cnVlfQ==" });
        assert_eq!(server.post("citizen", "/information-requests").json(&other).send().problem(422, "signature-invalid").pointers(), ["/signature/cms"]);
        let mut anonymous = request(&on_platform());
        anonymous["asker"] = Value::Null;
        let refused = server.post("citizen", "/information-requests").json(&anonymous).send().problem(422, "anonymous-request");
        assert_eq!((refused.pointers(), &refused.body["rule"]), (vec!["/asker"], &json!("L2-12")));
    }
}

both! {
    with THEN;
    fn rule_95_1_whoever_belongs_to_the_state_alone_is_not_asked_on_the_platform(server) {
        server.entities();
        for (holder, code) in [(HOLDING, "wholly-state-owned"), (MINISTRY, "not-on-platform")] {
            let refused = server.asks(&json!({ "platform": true, "holder": holder })).problem(422, code);
            assert_eq!((refused.pointers(), &refused.body["rule"]), (vec!["/holder"], &json!("95-1")));
            // It says which way there is instead.
            let detail = refused.text_of("detail");
            assert!(detail.contains("platform") && detail != refused.text_of("title"), "{detail}");
            // There is another way, and it is open.
            let _ = server.asks(&json!({ "holder": holder })).expect(201);
        }
        let listed = server.get("", "/quasi-state-entities").send().expect(200);
        let on_platform = |bin: &str| listed.items().iter().find(|one| one["bin"] == bin).unwrap()["onPlatform"].clone();
        assert_eq!((on_platform(COMPANY), on_platform(HOLDING)), (json!(true), json!(false)));
    }
}

both! {
    with THEN;
    fn rule_95_3_and_95_6_a_request_is_moderated_and_returned_within_one_working_day(server) {
        server.entities();
        let (accepted, returned, late) = (sent(&server), sent(&server), sent(&server));
        stands(&server.get("company", &accepted).send().expect(200), "95-3", "open", Some("2025-03-11"));
        let _ = told(&server, "company", "sent");
        server.clock("2025-03-11T18:00:00+05:00");
        let case = server.step("company", &accepted, "acceptance").expect(200);
        stands(&case, "95-3", "met", Some("2025-03-11"));
        // What names no way to reach whoever asks comes in, and is returned for that.
        let asker = json!({ "person": { "fullName": "Сынақов Сынақ", "iin": "061211600012" } });
        let unreachable = server.asks(&json!({ "platform": true, "holder": COMPANY, "asker": asker })).expect(201);
        assert_eq!(unreachable.body["lacks"], json!(["noContacts"]));
        let faults = json!({ "faults": unreachable.body["lacks"], "reasons": words() });
        let _ = act(&server, "company", unreachable.header("location"), "return", &faults).expect(200);
        // What is returned names what it lacks.
        let nothing = json!({ "faults": [], "reasons": words() });
        assert_eq!(act(&server, "company", &returned, "return", &nothing).problem(422, "no-nonconformity").pointers(), ["/faults"]);
        let unknown = act(&server, "company", &returned, "return", &json!({ "faults": ["noContacts", "colour"], "reasons": words() }));
        let unknown = unknown.problem(400, "invalid-input");
        assert_eq!(unknown.pointers(), ["/faults/1"]);
        let known = server.get("", "/request-requirements").send().expect(200);
        assert_eq!(unknown.body["errors"][0]["allowed"].as_array().unwrap().len(), known.items().len());
        let lacks = json!({ "faults": ["noContacts", "personNotNamed"], "reasons": words() });
        let case = act(&server, "company", &returned, "return", &lacks).expect(200);
        stands(&case, "95-6", "met", Some("2025-03-11"));
        assert_eq!((&case.body["state"], &case.body["returned"]["faults"][1]), (&json!("returned"), &json!("personNotNamed")));
        let _ = told(&server, "citizen", "returned");
        server.clock("2025-03-12T00:00:00+05:00");
        stands(&server.get("company", &late).send().expect(200), "95-3", "overdue", Some("2025-03-11"));
        let case = act(&server, "company", &late, "return", &lacks).expect(200);
        stands(&case, "95-3", "late", Some("2025-03-11"));
        stands(&case, "95-6", "late", Some("2025-03-11"));
    }
}

both! {
    with THEN;
    fn rule_95_4_and_95_5_a_request_is_forwarded_within_three_working_days_and_never_in_a_ring(server) {
        server.entities();
        let (in_time, late) = (registered(&server), registered(&server));
        server.clock("2025-03-13T18:00:00+05:00");
        let to = |bin: &str| json!({ "to": bin, "reasons": words() });
        let case = act(&server, "company", &in_time, "forwarding", &to(MINISTRY)).expect(200);
        stands(&case, "95-4", "met", Some("2025-03-13"));
        assert_eq!((&case.body["state"], &case.body["forwarding"]["to"]), (&json!("forwarded"), &json!(MINISTRY)));
        let _ = server.until("citizen", &in_time, |case| case["obligations"].as_array().unwrap().iter().any(|duty| duty["rule"] == "95-5" && duty["status"] == "met"));
        // There it has a term of its own, under the Law, and both know of each other.
        let there = format!("/information-requests/{}", case.body["forwarding"]["request"].as_str().unwrap());
        let taken = server.get("holder", &there).send().expect(200);
        stands(&taken, "L2", "open", Some("2025-03-28"));
        assert_eq!((&taken.body["channel"], &taken.body["forwardedFrom"]), (&json!("forwarded"), &case.body["id"]));
        assert_eq!(server.get("citizen", &there).send().expect(200).body["text"], case.body["text"]);
        // Back it does not go.
        let ring = act(&server, "holder", &there, "forwarding", &to(COMPANY)).problem(422, "forwarded-in-ring");
        assert_eq!((ring.pointers(), &ring.body["rule"]), (vec!["/to"], &json!("L2-6")));
        let _ = act(&server, "holder", &there, "forwarding", &to(MINISTRY)).problem(422, "forwarded-in-ring");
        assert_eq!(act(&server, "holder", &there, "forwarding", &to("010540000128")).problem(422, "body-unknown").pointers(), ["/to"]);
        server.clock("2025-03-14T00:00:00+05:00");
        stands(&act(&server, "company", &late, "forwarding", &to(MINISTRY)).expect(200), "95-4", "late", Some("2025-03-13"));
    }
}

both! {
    with THEN;
    fn rule_95_7_a_request_is_answered_in_fifteen_calendar_days_of_its_receipt_by_the_entity(server) {
        server.entities();
        let (in_time, late) = (registered(&server), registered(&server));
        stands(&server.get("citizen", &in_time).send().expect(200), "95-7", "open", Some("2025-03-26"));
        server.clock("2025-03-26T23:59:00+05:00");
        let case = act(&server, "company", &in_time, "answer", &answer(&json!({}))).expect(200);
        stands(&case, "95-7", "met", Some("2025-03-26"));
        let _ = told(&server, "citizen", "answered");
        server.clock("2025-03-27T00:00:00+05:00");
        stands(&server.get("citizen", &late).send().expect(200), "95-7", "overdue", Some("2025-03-26"));
        assert_eq!(server.get("citizen", "/information-requests?overdue=true").send().expect(200).items().len(), 1);
        stands(&act(&server, "company", &late, "answer", &answer(&json!({}))).expect(200), "95-7", "late", Some("2025-03-26"));
        assert_eq!(server.get("company", "/information-requests?late=true").send().expect(200).items().len(), 1);
    }
}

both! {
    with THEN;
    fn rule_95_7_the_term_runs_from_the_acceptance_and_not_from_the_platform(server) {
        server.entities();
        let path = sent(&server);
        server.clock("2025-03-11T10:00:00+05:00");
        let accepted = server.step("company", &path, "acceptance").expect(200);
        // The twenty-sixth is the last of the fifteen days, and worked.
        stands(&accepted, "95-7", "open", Some("2025-03-26"));
        let at = |case: &Answer, field: &str| case.text_of(field)[..16].to_owned();
        assert_eq!((at(&accepted, "sentAt"), at(&accepted, "holderReceivedAt")), ("2025-03-07T10:00".to_owned(), "2025-03-11T10:00".to_owned()));
        assert_eq!(accepted.body["holderRegisteredAt"], Value::Null);
        // It came to the platform then, and is not registered before the entity does so.
        assert_eq!((at(&accepted, "receivedAt"), &accepted.body["registeredOn"]), ("2025-03-07T10:00".to_owned(), &Value::Null));
        assert_eq!(accepted.body["slip"]["registeredOn"], Value::Null);
        // A refusal counts from the registration.
        server.clock("2025-03-12T10:00:00+05:00");
        let case = server.step("company", &path, "registration").expect(200);
        assert_eq!(at(&case, "holderRegisteredAt"), "2025-03-12T10:00");
        assert_eq!((&case.body["registeredOn"], &case.body["slip"]["registeredOn"]), (&json!("2025-03-12"), &json!("2025-03-12")));
        stands(&case, "L2-9", "open", Some("2025-03-19"));
    }
}

both! {
    with THEN;
    fn rule_95_7_a_request_that_was_never_registered_is_considered_anew_after_a_complaint_of_silence(server) {
        server.entities();
        let path = sent(&server);
        let _ = server.step("company", &path, "acceptance").expect(200);
        server.clock("2025-03-31T10:00:00+05:00");
        let complaint = json!({ "case": id(&path), "ground": "silence", "text": "Жауап жоқ" });
        let filed = server.post("citizen", "/complaints").json(&complaint).send().expect(201);
        let _ = act(&server, "company", filed.header("location"), "satisfaction", &json!({ "reasons": words() })).expect(200);
        let case = server.get("citizen", &path).send().expect(200);
        assert_eq!((&case.body["state"], &case.text_of("holderReceivedAt")[..10]), (&json!("received"), "2025-03-31"));
        stands(&case, "95-7", "open", Some("2025-04-03"));
        let case = server.step("company", &path, "registration").expect(200);
        stands(&act(&server, "company", &path, "answer", &answer(&json!({}))).expect(200), "95-7", "met", Some("2025-04-03"));
        assert_eq!(case.body["state"], "registered");
    }
}

both! {
    with THEN;
    fn rule_95_8_and_95_9_the_head_extends_once_on_both_grounds_and_the_asker_is_told(server) {
        server.entities();
        let path = registered(&server);
        for missing in ["severalHolders", "needsOthers"] {
            let mut form = extension("2025-04-07");
            form["grounds"][missing] = json!(false);
            let refused = act(&server, "company", &path, "extension", &form).problem(422, "extension-ground-missing");
            assert_eq!((refused.pointers(), &refused.body["rule"]), (vec![format!("/grounds/{missing}").as_str()], &json!("95-8")));
        }
        let too_long = act(&server, "company", &path, "extension", &extension("2025-04-08")).problem(422, "extension-too-long");
        assert_eq!((too_long.pointers(), &too_long.body["errors"][0]["max"]), (vec!["/until"], &json!("2025-04-07")));
        let case = act(&server, "company", &path, "extension", &extension("2025-04-07")).expect(200);
        stands(&case, "95-8", "met", Some("2025-04-07"));
        stands(&case, "95-7", "open", Some("2025-04-07"));
        stands(&case, "95-9", "open", Some("2025-03-13"));
        let _ = server.until("citizen", &path, |case| case["obligations"].as_array().unwrap().iter().any(|duty| duty["rule"] == "95-9" && duty["status"] == "met"));
        let _ = act(&server, "company", &path, "extension", &extension("2025-04-07")).problem(409, "state-forbids-action");
        // After the term there is nothing to extend.
        let over = registered(&server);
        server.clock("2025-03-27T10:00:00+05:00");
        let _ = act(&server, "company", &over, "extension", &extension("2025-04-07")).problem(409, "too-late");
    }
}

both! {
    with THEN;
    fn rule_95_10_a_refusal_comes_within_five_working_days_of_the_registration(server) {
        server.entities();
        let (in_time, late) = (registered(&server), registered(&server));
        server.clock("2025-03-17T18:00:00+05:00");
        let case = act(&server, "company", &in_time, "refusal", &refusal()).expect(200);
        stands(&case, "95-10", "met", Some("2025-03-17"));
        assert_eq!((&case.body["outcome"], &case.body["refusals"][0]["ground"]), (&json!("refused"), &json!("restricted")));
        let _ = told(&server, "citizen", "refused");
        // Later it is late, though an answer would not be yet.
        server.clock("2025-03-18T00:00:00+05:00");
        let case = act(&server, "company", &late, "refusal", &refusal()).expect(200);
        stands(&case, "95-10", "late", Some("2025-03-17"));
        stands(&case, "95-7", "voided", Some("2025-03-26"));
    }
}

both! {
    with THEN;
    fn rule_95_11_and_95_12_an_answer_is_rated_once_and_a_dislike_has_a_reason(server) {
        server.entities();
        let path = registered(&server);
        let like = json!({ "rating": "like" });
        let _ = act(&server, "citizen", &path, "rating", &like).problem(409, "state-forbids-action");
        let answered = act(&server, "company", &path, "answer", &answer(&json!({}))).expect(200);
        stands(&answered, "95-11", "open", None);
        let bare = act(&server, "citizen", &path, "rating", &json!({ "rating": "dislike" })).problem(422, "dislike-unexplained");
        assert_eq!((bare.pointers(), &bare.body["rule"]), (vec!["/reason"], &json!("95-12")));
        let rated = act(&server, "citizen", &path, "rating", &like).expect(200);
        stands(&rated, "95-11", "met", None);
        let _ = told(&server, "company", "rated");
        // It can be changed for thirty days of the first one.
        server.clock("2025-04-05T10:00:00+05:00");
        let dislike = json!({ "rating": "dislike", "reason": "Толық емес" });
        let changed = act(&server, "citizen", &path, "rating", &dislike).expect(200);
        stands(&changed, "95-12", "met", None);
        assert_eq!(changed.body["rating"]["rating"], "dislike");
        assert!(changed.body["rating"]["at"].as_str().unwrap() < changed.body["rating"]["changedAt"].as_str().unwrap());
        server.clock("2025-04-07T10:00:01+05:00");
        let _ = act(&server, "citizen", &path, "rating", &like).problem(409, "too-late");
        // Nobody else rates, and what was asked under the Law is not rated.
        let _ = act(&server, "company", &path, "rating", &like).problem(403, "role-forbids-action");
        let figures = server.get("", &format!("/answer-figures/{COMPANY}")).send().expect(200);
        assert_eq!((&figures.body["total"]["disliked"], &figures.body["total"]["liked"], &figures.body["total"]["likedPercent"]), (&json!(1), &json!(0), &json!(0)));
    }
}

both! {
    with [("sandbox_clock", FRIDAY), ("readings.ratingChange", "never")];
    fn rule_95_11_a_rating_is_final_where_the_operator_reads_the_order_so(server) {
        server.entities();
        let path = registered(&server);
        let _ = act(&server, "company", &path, "answer", &answer(&json!({}))).expect(200);
        let _ = act(&server, "citizen", &path, "rating", &json!({ "rating": "like" })).expect(200);
        let again = json!({ "rating": "dislike", "reason": "Толық емес" });
        let _ = act(&server, "citizen", &path, "rating", &again).problem(409, "too-late");
    }
}

both! {
    with THEN;
    fn of_many_ratings_of_one_answer_one_is_kept(server) {
        server.entities();
        let path = registered(&server);
        let answered = act(&server, "company", &path, "answer", &answer(&json!({}))).expect(200);
        let rated = server.until("citizen", &path, |case| case["notified"].is_object());
        assert!(answered.body["version"].as_i64() <= rated.body["version"].as_i64());
        let tag = rated.header("etag").to_owned();
        let answers = at_once(40, |number| {
            let rating = if number % 2 == 0 { json!({ "rating": "like" }) } else { json!({ "rating": "dislike", "reason": "жоқ" }) };
            server.post("citizen", &format!("{path}/rating")).header("If-Match", &tag).json(&rating).send()
        });
        assert_eq!(tally(&answers), [(200, 1), (412, 39)].into());
        let figures = server.get("", &format!("/answer-figures/{COMPANY}")).send().expect(200);
        let total = &figures.body["total"];
        assert_eq!(total["liked"].as_i64().unwrap() + total["disliked"].as_i64().unwrap(), 1);
    }
}

both! {
    with THEN;
    fn the_platform_ends_with_the_order_and_what_is_there_goes_on(server) {
        server.entities();
        let before = sent(&server);
        server.clock("2025-04-07T23:59:00+05:00");
        let _ = sent(&server);
        server.clock("2025-04-08T00:00:00+05:00");
        let refused = server.asks(&on_platform()).problem(409, "act-not-in-force");
        assert_eq!(refused.body["rule"], "95-1");
        let entities = server.get("", "/quasi-state-entities").send().expect(200);
        assert!(entities.items().iter().all(|one| one["onPlatform"] == json!(false) && one["platformAct"]["standing"] == "repealed"));
        let case = server.get("citizen", &before).send().expect(200);
        assert_eq!((&case.body["platformAct"]["standing"], &case.body["state"]), (&json!("repealed"), &json!("moderation")));
        // The Law goes on.
        let _ = server.asks(&json!({ "holder": COMPANY })).expect(201);
        let case = server.step("company", &before, "acceptance").expect(200);
        stands(&case, "95-3", "late", Some("2025-03-11"));
        stands(&case, "95-7", "open", Some("2025-04-23"));
    }
}

both! {
    with [("sandbox_clock", "2026-03-16T10:00:00+05:00"), ("serve_repealed", "95")];
    fn the_platform_goes_on_where_the_operator_serves_the_repealed_order(server) {
        server.entities();
        let path = registered(&server);
        let case = server.get("citizen", &path).send().expect(200);
        stands(&case, "95-7", "open", Some("2026-03-31"));
        // And says that the order is not in force, wherever the case is shown.
        assert_eq!(server.get("", "/acts/95").send().expect(200).body["standing"], "repealed");
        let listed = server.get("citizen", "/information-requests").send().expect(200);
        for shown in [&case.body, &listed.items()[0]] {
            let act = &shown["platformAct"];
            assert_eq!((&act["act"], &act["standing"], &act["inForce"]), (&json!("95"), &json!("repealed"), &json!(false)));
            assert!(act["reason"].as_str().unwrap().len() > 20);
            assert_eq!((&shown["act"], &shown["standing"]), (&json!("401-V"), &json!("inForce")));
            // Of the Law it is said what concerns requests.
            assert!(shown["reason"].as_str().unwrap().contains("11"), "{}", shown["reason"]);
        }
        let picture = server.get("citizen", &format!("/cases/{}/timeline.svg?lang=ru", id(&path))).send().expect(200);
        assert!(picture.text.contains("№ 95 не действует"), "{}", picture.text);
        let entities = server.get("", "/quasi-state-entities").send().expect(200);
        let company = entities.items().iter().find(|one| one["bin"] == COMPANY).unwrap();
        assert_eq!((&company["onPlatform"], &company["platformAct"]["standing"]), (&json!(true), &json!("repealed")));
    }
}
