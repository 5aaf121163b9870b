//! The Law № 401-V on access to information: internet conferences (art. 17(6)).

use merzim_tests::kit::{act, id, stands, told, words};
use merzim_tests::parts::conferences::{application, applied, asked, conference};
use merzim_tests::{Answer, Server, both};
use serde_json::{Value, json};

const APRIL: [&str; 2] = ["2026-04-16T10:00:00+05:00", "2026-04-16T12:00:00+05:00"];
const MAY: [&str; 2] = ["2026-05-14T10:00:00+05:00", "2026-05-14T12:00:00+05:00"];

fn seen(server: &Server, path: &str) -> Answer {
    server.get("administrator", path).send().expect(200)
}

both! {
    fn rule_l2_22_a_conference_that_is_announced_stands_open_until_it_has_ended(server) {
        let path = server.planned_conference(&conference(APRIL));
        assert!(seen(&server, &path).body["obligations"].as_array().unwrap().is_empty());
        let announced = server.step("holder", &path, "announcement").expect(200);
        stands(&announced, "L2-22", "open", None);
        // Everybody sees what is owed. No term is set, so nothing is late before the end, nor after it.
        stands(&server.get("", &path).send().expect(200), "L2-22", "open", None);
        let _ = act(&server, "holder", &path, "postponement", &json!({ "startsAt": MAY[0], "endsAt": MAY[1], "reason": words() })).expect(200);
        server.clock(MAY[0]);
        let open = server.until("", &path, |case| case["state"] == "open");
        stands(&open, "L2-22", "open", None);
        server.clock(MAY[1]);
        let closed = server.until("", &path, |case| case["state"] == "closed");
        stands(&closed, "L2-22", "met", None);
        assert_eq!(closed.body["postponements"][0]["from"], APRIL[0]);
        let rule = server.get("", "/rules/L2-22").send().expect(200);
        assert_eq!((rule.text_of("kind").as_str(), rule.text_of("bearer").as_str()), ("duty", "informationHolder"));
    }
}

both! {
    fn rule_l2_22_falls_away_with_a_conference_that_is_cancelled(server) {
        let path = server.conference(&conference(APRIL));
        let off = act(&server, "administrator", &path, "cancellation", &json!({ "reason": words() })).expect(200);
        stands(&off, "L2-22", "voided", None);
        assert_eq!((off.text_of("state").as_str(), off.body["cancellation"]["reasons"]["kk"].is_string()), ("cancelled", true));
        let late = act(&server, "administrator", &path, "opening", &Value::Null);
        let _ = late.problem(409, "state-forbids-action");
    }
}

both! {
    fn rule_l2_22_a_conference_is_opened_and_closed_by_hand_before_its_time(server) {
        let path = server.conference(&conference(APRIL));
        let question = server.admitted(&path, "Сұрақ");
        let early = act(&server, "holder", &question, "answer", &json!({ "text": "Жауап" }));
        let _ = early.problem(409, "conference-forbids-action");
        let open = server.step("holder", &path, "opening").expect(200);
        assert_eq!((open.text_of("state").as_str(), open.body["openedAt"].is_string()), ("open", true));
        let _ = act(&server, "holder", &question, "answer", &json!({ "text": "Жауап" })).expect(200);
        let closed = server.step("administrator", &path, "closure").expect(200);
        stands(&closed, "L2-22", "met", None);
        // A calendar has it when it was.
        let calendar = server.get("", &format!("{path}/conference.ics")).send().expect(200).text;
        assert!(calendar.contains("DTSTART:20260316T05") && calendar.contains("DTEND:20260316T05"), "{calendar}");
        let late = server.post("citizen", &format!("{path}/questions")).json(&json!({ "language": "kk", "text": "Кеш" })).send();
        let _ = late.problem(409, "conference-forbids-action");
        let _ = server.post("citizen", &format!("{question}/supports")).send().problem(409, "conference-forbids-action");
    }
}

both! {
    fn an_application_is_accepted_and_whoever_applied_is_told_of_all_that_follows(server) {
        let filed = applied(&server, "citizen").expect(201);
        let path = filed.header("location").to_owned();
        assert_eq!((filed.text_of("state").as_str(), filed.body["application"]["topic"]["ru"].as_str()), ("applied", Some("Вода в ауле")));
        assert!(filed.body.get("lookupToken").is_none() && filed.text_of("number").starts_with("CNF-2026-"));
        let _ = told(&server, "administrator", "applied");
        let mut past = conference(["2026-03-16T09:00:00+05:00", "2026-03-16T12:00:00+05:00"]);
        let _ = act(&server, "administrator", &path, "acceptance", &past).problem(409, "too-late");
        past["endsAt"] = json!("2026-03-16T08:00:00+05:00");
        assert_eq!(act(&server, "administrator", &path, "acceptance", &past).problem(400, "invalid-input").pointers(), ["/endsAt", "/startsAt"]);
        let accepted = act(&server, "administrator", &path, "acceptance", &conference(APRIL)).expect(200);
        assert_eq!((accepted.text_of("state").as_str(), accepted.text_of("outcome").as_str()), ("planned", "accepted"));
        assert_eq!(told(&server, "citizen", "accepted")["news"]["startsAt"], APRIL[0]);
        let _ = server.step("administrator", &path, "announcement").expect(200);
        let _ = told(&server, "citizen", "announced");
        // Nobody is told who applied, nor that somebody did.
        let public = server.get("", &path).send().expect(200).text + &server.get("", "/conferences").send().expect(200).text;
        for private in ["Сынақов Азамат", "azamat@demo.example", "Вода в ауле", "informationUser"] {
            assert!(!public.contains(private), "{private} in {public}");
        }
        let _ = act(&server, "holder", &path, "postponement", &json!({ "startsAt": MAY[0], "endsAt": MAY[1], "reason": words() })).expect(200);
        assert_eq!(told(&server, "citizen", "postponed")["news"]["endsAt"], MAY[1]);
        let _ = act(&server, "holder", &path, "cancellation", &json!({ "reason": words() })).expect(200);
        let _ = told(&server, "citizen", "cancelled");
    }
}

both! {
    fn an_application_is_declined_with_reasons_or_withdrawn_and_seen_by_nobody_else(server) {
        let path = applied(&server, "citizen").expect(201).header("location").to_owned();
        let stranger = format!("Bearer {}", server.signed(&json!({ "org": "000740000004", "roles": ["portalAdministrator"] })));
        let _ = server.get("", &path).header("Authorization", &stranger).send().problem(404, "not-found");
        let _ = server.get("", &path).send().problem(404, "not-found");
        let _ = act(&server, "administrator", &path, "announcement", &Value::Null).problem(409, "state-forbids-action");
        let declined = act(&server, "administrator", &path, "refusal", &json!({ "reasons": words() })).expect(200);
        assert_eq!(declined.text_of("outcome"), "declined");
        let _ = told(&server, "citizen", "declined");
        let own = server.get("citizen", &path).send().expect(200);
        assert_eq!(own.body["declined"]["reasons"], words());
        // One may complain of that.
        let complaint = json!({ "case": id(&path), "ground": "decision", "text": "Негізсіз" });
        let _ = server.post("citizen", "/complaints").json(&complaint).send().expect(201);
        let second = applied(&server, "citizen").expect(201).header("location").to_owned();
        assert_eq!(server.step("citizen", &second, "withdrawal").expect(200).text_of("state"), "withdrawn");
        let _ = told(&server, "administrator", "withdrawn");
        let _ = act(&server, "administrator", &second, "acceptance", &conference(APRIL)).problem(409, "state-forbids-action");
    }
}

both! {
    fn a_legal_entity_applies_as_well_as_somebody_without_an_account(server) {
        let entity = format!("Bearer {}", server.signed(&json!({ "sub": "clerk", "org": "000740000004", "roles": ["informationUser"] })));
        let filed = server.post("", "/conference-applications").header("Authorization", &entity).json(&application()).send().expect(201);
        let colleague = format!("Bearer {}", server.signed(&json!({ "sub": "another", "org": "000740000004", "roles": ["informationUser"] })));
        let _ = server.get("", filed.header("location")).header("Authorization", &colleague).send().expect(200);
        let guest = server.post("", "/conference-applications").json(&application()).send().expect(201);
        let (path, token) = (guest.header("location"), guest.text_of("lookupToken"));
        let _ = server.get("", path).send().problem(404, "not-found");
        assert_eq!(server.as_guest("GET", &token, path).send().expect(200).body["application"]["contact"], "azamat@demo.example");
        let listed = server.as_guest("GET", &token, "/conferences?state=applied").send().expect(200);
        assert_eq!(listed.items().len(), 1);
        let withdrawn = server.as_guest("POST", &token, &format!("{path}/withdrawal")).header("If-Match", "\"1\"").send();
        assert_eq!(withdrawn.expect(200).text_of("outcome"), "withdrawn");
        let mut unknown = application();
        unknown["holder"] = json!("010540000128");
        let refused = server.post("", "/conference-applications").json(&unknown).send().problem(422, "body-unknown");
        assert_eq!(refused.pointers(), ["/holder"]);
    }
}

both! {
    fn a_question_is_seen_once_it_is_admitted_and_whoever_asked_sees_why_it_is_hidden(server) {
        let path = server.conference(&conference(APRIL));
        let question = asked(&server, "citizen", &path, "Өткел қашан?").header("location").to_owned();
        let other = server.as_person("other");
        let list = |who: &str| server.get(who, &format!("{path}/questions")).send().expect(200).items().len();
        assert_eq!((list("citizen"), list("administrator"), list("holder"), list(""), list("akimat")), (1, 1, 1, 0, 0));
        let _ = server.get("", &question).send().problem(404, "not-found");
        let _ = server.post("", &format!("{question}/supports")).header("Authorization", &other).send().problem(404, "not-found");
        // Only the holder moderates, and not from an old version.
        let foreign = format!("Bearer {}", server.signed(&json!({ "org": "000740000004", "roles": ["portalAdministrator"] })));
        let admit = |token: &str| server.post("", &format!("{question}/admission")).header("Authorization", token).header("If-Match", "\"1\"").send();
        let _ = admit(&foreign).problem(404, "not-found");
        let _ = server.act("administrator", &question, "admission").send().expect(200);
        let _ = admit(&format!("Bearer {}", server.token("administrator"))).problem(412, "stale");
        let _ = server.post("", &format!("{question}/hiding")).header("Authorization", &foreign).header("If-Match", "\"2\"").json(&json!({ "ground": "spam" })).send().problem(404, "not-found");
        let public = server.get("", &question).send().expect(200);
        assert_eq!((public.text_of("state").as_str(), public.text_of("author").as_str(), public.body.get("moderation")), ("admitted", "Ата-ана", None));
        let unlawful = json!({ "ground": "unlawful" });
        assert_eq!(act(&server, "administrator", &question, "hiding", &unlawful).problem(400, "invalid-input").pointers(), ["/explanation"]);
        let _ = act(&server, "administrator", &question, "hiding", &json!({ "ground": "personalData", "explanation": "Нөмір" })).expect(200);
        let own = server.get("citizen", &question).send().expect(200);
        assert_eq!((own.text_of("state").as_str(), own.body["own"].as_bool()), ("hidden", Some(true)));
        let hidden = act(&server, "administrator", &question, "hiding", &json!({ "ground": "spam" })).problem(409, "state-forbids-action");
        assert_eq!(hidden.body["since"], own.body["moderation"][0]["at"]);
        assert_eq!((own.body["moderation"][0]["ground"].as_str(), own.body["moderation"][0]["explanation"].as_str()), (Some("personalData"), Some("Нөмір")));
        assert_eq!((list("citizen"), list(""), server.get("", &question).send().status), (1, 0, 404));
        let shown = act(&server, "administrator", &question, "restoration", &Value::Null).expect(200);
        assert_eq!((shown.text_of("state").as_str(), shown.body["moderation"].as_array().map(Vec::len)), ("admitted", Some(2)));
        assert_eq!(list(""), 1);
    }
}

both! {
    fn a_conference_is_published_with_its_answers_and_what_has_none_is_marked(server) {
        let path = server.conference(&conference(APRIL));
        let answered = server.admitted(&path, "Бірінші");
        let _ = server.admitted(&path, "Екінші");
        let _ = asked(&server, "citizen", &path, "Күтеді");
        let _ = server.step("holder", &path, "opening").expect(200);
        let _ = act(&server, "administrator", &answered, "answer", &json!({ "text": "Алғашқы" })).expect(200);
        let replaced = act(&server, "administrator", &answered, "answer", &json!({ "text": "Жауап" })).expect(200);
        // It stands answered since the first answer.
        let refused = act(&server, "administrator", &answered, "restoration", &Value::Null).problem(409, "state-forbids-action");
        assert_eq!(refused.body["since"], replaced.body["answer"]["earlier"][0]["answeredAt"]);
        // What was said before stays to be seen.
        let (answer, earlier) = (&replaced.body["answer"], &replaced.body["answer"]["earlier"]);
        assert_eq!((answer["text"].as_str(), earlier[0]["text"].as_str(), earlier[1].is_null()), (Some("Жауап"), Some("Алғашқы"), true));
        let _ = server.step("holder", &path, "closure").expect(200);
        let published = act(&server, "holder", &path, "publication", &json!({ "summary": words() })).expect(200);
        assert_eq!(published.body["questions"], json!({ "asked": 1, "admitted": 1, "answered": 1, "hidden": 0 }));
        assert_eq!(published.body["publication"]["summary"], words());
        let list = server.get("", &format!("{path}/questions")).send().expect(200);
        let states: Vec<&str> = list.items().iter().map(|one| one["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["answered", "admitted"]);
        // What is answered later is published too.
        let left = server.get("", &format!("{path}/questions?state=admitted")).send().expect(200);
        let left = format!("/questions/{}", left.items()[0]["id"].as_str().unwrap());
        let _ = act(&server, "administrator", &left, "answer", &json!({ "text": "Кейін" })).expect(200);
        let again = server.step("holder", &path, "publication").expect(200);
        assert!(again.body["publication"]["summary"].is_null() && again.body["questions"]["answered"] == 2);
    }
}

both! {
    fn an_announcement_is_corrected_and_what_it_said_before_stays_to_be_seen(server) {
        let path = server.conference(&conference(APRIL));
        let _ = act(&server, "holder", &path, "correction", &json!({ "reason": words() })).problem(400, "invalid-input");
        let early = json!({ "endsAt": "2026-04-16T09:00:00+05:00", "reason": words() });
        assert_eq!(act(&server, "holder", &path, "correction", &early).problem(400, "invalid-input").pointers(), ["/endsAt"]);
        let speaker = json!({ "name": "Басқа Спикер", "position": { "kk": "Директор", "ru": "Директор" } });
        let corrected = act(&server, "holder", &path, "correction", &json!({ "speaker": speaker, "reason": words() })).expect(200);
        assert_eq!((&corrected.body["form"]["speaker"], corrected.body["corrections"][0]["earlier"]["speaker"]["name"].as_str()), (&speaker, Some("Сынақов Спикер")));
        assert_eq!(server.get("", "/conferences?text=Басқа").send().expect(200).items().len(), 1);
        // What is said again is no correction.
        let again = act(&server, "holder", &path, "correction", &json!({ "speaker": speaker, "reason": words() }));
        assert_eq!(again.problem(400, "invalid-input").pointers(), ["/title"]);
        // Once it goes on, its end may still be moved. It has begun when it was opened.
        let _ = server.step("holder", &path, "opening").expect(200);
        let later = json!({ "endsAt": "2026-04-16T15:00:00+05:00", "reason": words() });
        let _ = act(&server, "holder", &path, "correction", &later).expect(200);
        let calendar = server.get("", &format!("{path}/conference.ics")).send().expect(200);
        assert!(calendar.text.contains("DTSTART:20260316T05") && calendar.text.contains("DTEND:20260416T100000Z"), "{}", calendar.text);
        server.clock("2026-04-16T15:00:00+05:00");
        let closed = server.until("", &path, |case| case["state"] == "closed");
        assert_eq!(closed.body["form"]["endsAt"], "2026-04-16T15:00:00+05:00");
        let _ = act(&server, "holder", &path, "correction", &later).problem(409, "state-forbids-action");
    }
}

both! {
    fn a_conference_keeps_fifty_corrections_and_no_more(server) {
        let path = server.conference(&conference(APRIL));
        let correct = |number: u32| {
            let about = json!({ "kk": format!("Туралы {number}"), "ru": format!("О том {number}") });
            act(&server, "holder", &path, "correction", &json!({ "about": about, "reason": words() }))
        };
        for number in 0..50 {
            let _ = correct(number).expect(200);
        }
        let _ = correct(50).problem(409, "too-many-additions");
    }
}

both! {
    fn nobody_but_who_takes_part_sees_that_somebody_applied(server) {
        let path = applied(&server, "citizen").expect(201).header("location").to_owned();
        let _ = act(&server, "administrator", &path, "acceptance", &conference(APRIL)).expect(200);
        let _ = server.step("administrator", &path, "announcement").expect(200);
        let outcome = |who: &str| server.get(who, &path).send().expect(200).body["outcome"].clone();
        assert_eq!((outcome("citizen"), outcome("administrator"), outcome("")), (json!("accepted"), json!("accepted"), Value::Null));
        let listed = server.get("", "/conferences").send().expect(200);
        assert!(listed.items()[0]["outcome"].is_null(), "{}", listed.text);
    }
}

both! {
    fn the_name_that_was_typed_for_an_organisation_is_erased_too(server) {
        let claims = json!({ "sub": "staff", "org": "010540000128", "roles": ["informationUser"] });
        let token = format!("Bearer {}", server.signed(&claims));
        let made = server.post("", "/conference-applications").header("Authorization", &token).json(&application()).send().expect(201);
        let named = made.body["parties"].as_array().unwrap().iter().find(|party| party["role"] == "informationUser").unwrap().clone();
        assert_eq!((named["name"]["kk"].as_str(), made.body["application"]["applicant"].as_str()), (Some("010540000128"), Some("Сынақов Азамат")));
    }
}

both! {
    fn who_applied_asked_and_supported_is_erased_thirty_days_after_the_conference(server) {
        let guest = server.post("", "/conference-applications").json(&application()).send().expect(201);
        let (path, token) = (guest.header("location").to_owned(), guest.text_of("lookupToken"));
        let _ = act(&server, "administrator", &path, "acceptance", &conference(APRIL)).expect(200);
        let _ = server.step("administrator", &path, "announcement").expect(200);
        let question = server.admitted(&path, "Сұрақ");
        let _ = server.post("citizen", &format!("{question}/supports")).send().expect(200);
        // Nobody has decided on this one.
        let waits = applied(&server, "citizen").expect(201).header("location").to_owned();
        server.clock("2026-04-16T12:00:00+05:00");
        let _ = server.until("", &path, |case| case["state"] == "closed");
        server.clock("2026-05-16T23:59:00+05:00");
        std::thread::sleep(std::time::Duration::from_millis(1500));
        assert_eq!(server.get("citizen", &question).send().body["own"], true);
        server.clock("2026-05-17T00:00:01+05:00");
        let erased = server.until("citizen", &question, |one| one["own"] == false);
        assert_eq!((erased.body["author"].as_str(), erased.body["supported"].as_bool(), erased.body["supports"].as_i64()), (None, Some(false), Some(1)));
        let case = seen(&server, &path);
        assert!(case.body["application"]["applicant"].is_null() && case.body["application"]["contact"].is_null() && !case.text.contains("Сынақов Азамат"));
        assert!(seen(&server, &waits).body["application"]["contact"].is_string());
        assert_eq!(server.as_guest("GET", &token, &path).send().status, 200);
        // When nobody can complain any more, the token opens nothing.
        server.clock("2026-11-10T10:00:00+05:00");
        merzim_tests::eventually(50, || server.as_guest("GET", &token, &path).send().status == 401);
    }
}
