//! Bad input of every kind is a problem, complete and in the caller's language.

use merzim_tests::{Backend, Server, both, form};
use serde_json::json;

both! {
    fn every_fault_of_a_body_is_told_at_once(server) {
        let mut bad = form();
        bad["channelName"] = json!({ "kk": "", "extra": 1 });
        bad["coverage"] = json!("galactic");
        bad["format"] = json!(7);
        bad["unknown"] = json!(true);
        bad.as_object_mut().unwrap().remove("resources");
        let answer = server.post("ministry", "/accreditation-applications").json(&bad).send().problem(400, "invalid-input");
        let pointers = answer.pointers();
        for expected in
            ["/channelName/extra", "/channelName/kk", "/coverage", "/format", "/resources", "/unknown"]
        {
            assert!(pointers.contains(&expected), "{expected} is not in {pointers:?}");
        }
    }
}

both! {
    fn faults_of_fields_and_between_fields_are_told_together(server) {
        let mut bad = form();
        bad["channelName"] = json!({ "kk": "", "ru": "Канал" });
        bad["coverage"] = json!("regional");
        bad["purpose"] = json!({ "kk": "Мақсат", "ru": "Цель\u{0}" });
        let post = |bad: &serde_json::Value| {
            let answer = server.post("ministry", "/accreditation-applications").header("Accept-Language", "en").json(bad).send();
            answer.problem(400, "invalid-input")
        };
        assert_eq!(post(&bad).pointers(), ["/channelName/kk", "/purpose/ru", "/region"]);
        // What is not known of one field says nothing of another.
        bad["coverage"] = json!("galactic");
        assert_eq!(post(&bad).pointers(), ["/channelName/kk", "/coverage", "/purpose/ru"]);
    }
}

both! {
    with [("sandbox_clock", "2025-12-01T10:00:00+05:00")];
    fn an_appeal_with_seven_faults_takes_one_round(server) {
        let office = server.office(1);
        let mut bad = merzim_tests::reception::appeal(&office);
        bad["iin"] = json!("061211600013");
        bad["body"] = json!("100140000004");
        bad["fullName"] = json!("");
        bad["email"] = json!("nobody");
        bad["phones"] = json!(["+7 701 000 00 00", "12"]);
        bad["office"] = json!("0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11");
        bad["preferredDate"] = json!("2025-11-01");
        bad["receiver"] = json!("nobody");
        bad["question"] = json!("а".repeat(10_001));
        let post = |bad: &serde_json::Value| {
            let answer = server.post("participant", "/reception-appeals").header("Accept-Language", "en").json(bad).send();
            answer.problem(400, "invalid-input")
        };
        // Who receives at a body that is not known is not known either.
        let all = ["/body", "/email", "/fullName", "/iin", "/office", "/phones/1", "/preferredDate", "/question"];
        assert_eq!(post(&bad).pointers(), all);
        bad["body"] = json!("100140000003");
        bad["iin"] = json!("850101300808");
        let refused = post(&bad);
        assert_eq!(refused.pointers(), ["/email", "/fullName", "/iin", "/office", "/phones/1", "/preferredDate", "/question", "/receiver"]);
        let long = refused.body["errors"].as_array().unwrap().iter().find(|error| error["pointer"] == "/question").unwrap();
        assert_eq!((long["code"].as_str(), long["max"].as_i64()), (Some("tooLong"), Some(10_000)));
        assert_eq!(server.get("participant", "/reception-appeals").send().expect(200).items().len(), 0);
        // What is wrong is no repetition of what was right, though it says the same besides.
        let keyed = |form: &serde_json::Value| server.post("participant", "/reception-appeals").header("Idempotency-Key", "k").json(form).send();
        let mut form = merzim_tests::reception::appeal(&office);
        let _ = keyed(&form).expect(201);
        form["unknown"] = json!(1);
        let _ = keyed(&form).problem(422, "idempotency-key-reused");
        form.as_object_mut().unwrap().remove("unknown");
        let _ = keyed(&form).expect(201);
    }
}

both! {
    fn what_is_wrong_is_said_to_people_and_to_programs(server) {
        let mut bad = form();
        bad["coverage"] = json!("galactic");
        bad["format"] = json!(7);
        bad["unknown"] = json!(true);
        bad["bodyName"] = json!({ "kk": "а\nб", "ru": "" });
        bad.as_object_mut().unwrap().remove("resources");
        let coded = |answer: merzim_tests::Answer| {
            let answer = answer.problem(400, "invalid-input");
            let mut told: Vec<(String, String)> = answer.body["errors"].as_array().unwrap().iter().map(|error| {
                let said = error["detail"].as_str().unwrap();
                assert!(!said.contains(['^', '$', '\\', '[', '"']), "a pattern is no word: {said}");
                (error["pointer"].as_str().unwrap().to_owned(), error["code"].as_str().unwrap().to_owned())
            }).collect();
            told.sort();
            (told, answer)
        };
        let pair = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        let (told, answer) = coded(server.post("ministry", "/accreditation-applications").header("Accept-Language", "en").json(&bad).send());
        let all = [
            pair("/bodyName/kk", "manyLines"), pair("/bodyName/ru", "empty"), pair("/coverage", "notAllowed"), pair("/format", "wrongType"),
            pair("/resources", "required"), pair("/unknown", "unknownName"),
        ];
        for one in &all {
            assert!(told.contains(one), "{one:?} in {told:?}");
        }
        let coverage = answer.body["errors"].as_array().unwrap().iter().find(|error| error["pointer"] == "/coverage").unwrap();
        assert!(coverage["allowed"].as_array().unwrap().contains(&json!("republican")), "{coverage}");
        for (query, pointer, code) in [
            ("/obligations?limit=101", "?limit", "tooLarge"),
            ("/obligations?limit=x", "?limit", "wrongType"),
            ("/obligations?dueBefore=soon", "?dueBefore", "format"),
            ("/obligations?modifiedSince=soon", "?modifiedSince", "format"),
            ("/obligations?case=soon", "?case", "format"),
            ("/obligations?limit=5&limit=6", "?limit", "twice"),
            ("/reception-schedules?quarter=soon", "?quarter", "format"),
            ("/reception-rosters?month=soon", "?month", "format"),
            ("/rules/93-3/deadline?event=soon", "?event", "format"),
        ] {
            let answer = server.get("ministry", query).header("Accept-Language", "en").send();
            assert!(coded(answer).0.contains(&pair(pointer, code)), "{query}");
        }
    }
}

both! {
    fn rules_between_fields_name_the_field(server) {
        let mut bad = form();
        bad["coverage"] = json!("regional");
        let answer =
            server.post("ministry", "/accreditation-applications").header("Accept-Language", "en").json(&bad).send();
        let answer = answer.problem(400, "invalid-input");
        assert_eq!(answer.pointers(), ["/region"]);
        assert_eq!(answer.body["errors"][0]["detail"], "is required for a regional channel");
        bad["coverage"] = json!("republican");
        bad["region"] = json!("75");
        assert_eq!(
            server
                .post("ministry", "/accreditation-applications")
                .json(&bad)
                .send()
                .problem(400, "invalid-input")
                .pointers(),
            ["/region"]
        );
    }
}

both! {
    fn what_is_no_json_is_malformed_and_what_is_no_json_type_is_not_accepted(server) {
        let post = || server.post("ministry", "/accreditation-applications");
        for body in ["", "{", "[1,", "{\"a\":1e999}", "\u{feff}{}", "nul"] {
            let _ = post().bytes("application/json", body.into()).send().problem(400, "malformed-request");
        }
        for body in ["[]", "null", "7", "\"x\""] {
            let _ = post().bytes("application/json", body.into()).send().problem(400, "invalid-input");
        }
        let _ = post().bytes("text/plain", b"{}".to_vec()).send().problem(415, "unsupported-media-type");
        let _ = post().send().problem(415, "unsupported-media-type");
        let deep = "[".repeat(100_000);
        let _ = post().bytes("application/json", deep.into()).send().problem(400, "malformed-request");
        let _ = post().bytes("application/json", vec![b' '; 2 * 1024 * 1024]).send().problem(413, "too-large");
        let mut nul = form();
        nul["otherInformation"] = json!("a\u{0}b");
        let _ = post().json(&nul).send().problem(400, "invalid-input");
    }
}

both! {
    fn text_of_any_script_and_length_within_the_limit_is_kept(server) {
        let mut long = form();
        long["otherInformation"] = json!("Ә".repeat(10_000));
        long["channelName"]["kk"] = json!("'; DROP TABLE cases; -- \\ \" 🙂 ﷽");
        let path = server.draft("ministry", &long);
        assert_eq!(server.get("ministry", &path).send().body["form"]["channelName"], long["channelName"]);
        long["otherInformation"] = json!("Ә".repeat(10_001));
        assert_eq!(server.post("ministry", "/accreditation-applications").json(&long).send().problem(400, "invalid-input").pointers(), ["/otherInformation"]);
    }
}

both! {
    fn unknown_repeated_and_wrong_parameters_are_refused(server) {
        let wrong = |path: &str, pointers: &[&str]| {
            let answer = server.get("ministry", path).send().problem(400, "invalid-input");
            assert_eq!(answer.pointers(), pointers, "{path}");
        };
        wrong("/acts?x=1", &["?x"]);
        wrong("/obligations?limit=0&status=never&dueBefore=soon", &["?dueBefore", "?limit", "?status"]);
        wrong("/obligations?limit=101", &["?limit"]);
        wrong("/obligations?limit=5&limit=6", &["?limit"]);
        wrong("/obligations?limit=abc", &["?limit"]);
        wrong("/obligations?bearer=123456789012", &["?bearer"]);
        wrong("/obligations?rule=%00&procedure=a%00", &["?procedure", "?rule"]);
        wrong("/obligations?cursor=zzz", &["?cursor"]);
        wrong("/accreditation-applications?cursor=%F0%9F%99%82", &["?cursor"]);
        wrong("/notices?acknowledged=maybe", &["?acknowledged"]);
        wrong("/register-entries?region=99&includedFrom=2026-1-1", &["?includedFrom", "?region"]);
        wrong("/register-entries.csv?lang=en", &["?lang"]);
        // A span does not run backwards, wherever one is asked for; it may be of one day.
        for list in ["calendar/days", "meetings", "meetings.ics", "meetings.atom", "reception-slots", "reception-appeals"] {
            wrong(&format!("/{list}?from=2026-05-02&to=2026-05-01"), &["?from", "?to"]);
        }
        for list in ["register-entries", "register-entries.csv", "register-entries.xlsx"] {
            wrong(&format!("/{list}?includedFrom=2026-05-02&includedTo=2026-05-01"), &["?includedFrom", "?includedTo"]);
        }
        let _ = server.get("", "/meetings?from=2026-05-02&to=2026-05-02").send().expect(200);
    }
}

both! {
    fn paths_that_lead_nowhere_are_404_and_wrong_methods_405(server) {
        for path in [
            "/nothing",
            "/acts/",
            "/acts/999",
            "/accreditation-applications/x",
            "/obligations/01a203f8-f39e-7461-a9f5-562e7023f1ee",
            "/procedures/x",
        ] {
            let _ = server.get("ministry", path).send().problem(404, "not-found");
        }
        let answer = server.request("DELETE", "ministry", "/acts").send().problem(405, "method-not-allowed");
        assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS");
        let _ = server.request("DELETE", "", "/nothing").send().problem(404, "not-found");
    }
}

both! {
    fn only_a_valid_token_is_let_in(server) {
        let token = server.token("ministry").to_owned();
        let (head, rest) = token.split_once('.').unwrap();
        let (claims, signature) = rest.split_once('.').unwrap();
        let none = "eyJhbGciOiJub25lIn0";
        let tampered = format!("{head}.{}.{signature}", claims.replacen('A', "B", 1));
        let ask = |authorization: &str| server.get("", "/obligations").header("Authorization", authorization).send();
        for none_at_all in ["", "Bearer", "Bearer ", "Basic x", &token] {
            let answer = ask(none_at_all).problem(401, "unauthenticated");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"merzim\"", "{none_at_all}");
        }
        for bad in ["Bearer x", &format!("Bearer {none}.{claims}."), &format!("Bearer {tampered}")] {
            let answer = ask(bad).problem(401, "invalid-token");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"merzim\", error=\"invalid_token\"", "{bad}");
            assert!(!answer.text_of("detail").is_empty());
        }
        let _ = server.get("", "/obligations").header("Authorization", &format!("bearer {token}")).send().expect(200);
    }
}

both! {
    fn problems_come_in_the_callers_language(server) {
        let title =
            |languages: &str| server.get("", "/obligations").header("Accept-Language", languages).send().text_of("title");
        assert_eq!(title(""), "Жарамды токен қажет");
        assert_eq!(title("fr"), "Жарамды токен қажет");
        assert_eq!(title("ru-RU,ru;q=0.9,en;q=0.8"), "Нужен действительный токен");
        assert_eq!(title("fr, en;q=0.8, ru;q=0.3"), "A valid token is needed");
        assert_eq!(title("ru;q=0.1, kk;q=0.2"), "Жарамды токен қажет");
    }
}

both! {
    fn a_request_id_is_echoed_if_it_is_plain(server) {
        let echoed = |id: &str| server.get("", "/acts").header("X-Request-Id", id).send().header("x-request-id").to_owned();
        assert_eq!(echoed("abc-123"), "abc-123");
        assert_ne!(echoed("<script>"), "<script>");
        assert_ne!(echoed(&"x".repeat(65)), "x".repeat(65));
    }
}

both! {
    fn what_would_be_read_in_two_ways_is_not_read_at_all(server) {
        let post = |kind: &str, body: &str| server.post("ministry", "/accreditation-applications").bytes(kind, body.into()).send();
        let whole = form().to_string();
        let twice = whole.replacen('{', "{\"coverage\":\"regional\",", 1);
        let said = post("application/json", &twice).problem(400, "malformed-request").text_of("detail");
        assert!(said.contains("атау екі рет көрсетілген"), "{said}");
        let deep = whole.replacen("\"kk\":", "\"ru\":\"x\",\"kk\":", 1);
        let _ = post("application/json", &deep).problem(400, "malformed-request");
        for kind in ["application/json; charset=windows-1251", "application/json; charset=utf-16"] {
            let _ = post(kind, &whole).problem(415, "unsupported-media-type");
        }
        let _ = post("application/json; charset=UTF-8", &whole).expect(201);
        for coding in ["br", "gzip", "x-gzip", "deflate"] {
            let coded = server.post("ministry", "/accreditation-applications").header("Content-Encoding", coding);
            let _ = coded.bytes("application/json", whole.clone().into()).send().problem(415, "unsupported-media-type");
        }
        let mut nul = form();
        nul["channelName"]["ru"] = json!("a\u{0}b");
        assert_eq!(post("application/json", &nul.to_string()).problem(400, "invalid-input").pointers(), ["/channelName/ru"]);
    }
}

#[test]
fn what_is_too_deep_too_many_or_too_long_is_not_read() {
    let server = Server::start(Backend::Sqlite);
    let post = |json: String| {
        let request = server.post("ministry", "/accreditation-applications").header("Accept-Language", "en");
        request.bytes("application/json", json.into_bytes()).send()
    };
    let expect_read = |json: String| drop(post(json).problem(400, "invalid-input"));
    let expect_refused = |json: String, why: &str| {
        let said = post(json).problem(400, "malformed-request").text_of("detail");
        assert!(said.ends_with(&format!("{why}.")), "{said}");
    };
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    expect_read(nested(32));
    expect_refused(nested(33), ": values stand too deep in one another");
    expect_refused(nested(400_000), ": values stand too deep in one another");
    let list = |items: usize| format!("[0{}]", ",0".repeat(items - 1));
    expect_read(list(100_000));
    expect_refused(list(100_001), ": there are too many values");
    let named = |length: usize| format!("{{\"{}\":0}}", "a".repeat(length));
    expect_read(named(128));
    expect_refused(named(129), ": a name is too long");
    expect_refused("{\"a\":1,\"a\":1}".to_owned(), ": a name stands twice in one object");
    expect_refused("{} {}".to_owned(), ": this is no JSON");
    expect_refused("{".to_owned(), ": the JSON ends too early");
}

#[test]
fn a_control_character_is_pointed_at_wherever_it_stands() {
    let server = Server::start(Backend::Sqlite);
    let body = r#"{"a/b":[0,{"c":"\u0000"}]}"#;
    let post = server.post("ministry", "/accreditation-applications").bytes("application/json", body.into());
    let answer = post.send().problem(400, "invalid-input");
    let inside: Vec<&str> = answer.pointers().into_iter().filter(|pointer| pointer.starts_with("/a~1b/")).collect();
    assert_eq!(inside, ["/a~1b/1/c"]);
}

both! {
    fn a_second_that_no_clock_has_is_pointed_at(server) {
        for instant in ["2026-05-14T10:00:60+05:00", "2026-05-14T23:59:60Z", "2026-05-15T04:59:60+05:00", "2026-05-14T10:00:61Z"] {
            let answer = server.get("ministry", &format!("/notices?modifiedSince={}", instant.replace('+', "%2B"))).send();
            assert_eq!(answer.problem(400, "invalid-input").pointers(), ["?modifiedSince"], "{instant}");
            let answer = server.post("holder", "/meetings").json(&merzim_tests::meeting(instant)).send();
            assert_eq!(answer.problem(400, "invalid-input").pointers(), ["/startsAt"], "{instant}");
        }
    }
}

both! {
    fn instants_at_the_ends_of_time_are_refused(server) {
        for instant in ["9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00%2B23:59"] {
            for list in ["obligations", "notices", "accreditation-applications", "register-entries", "register-entries.csv", "register-entries.xlsx"] {
                let answer = server.get("ministry", &format!("/{list}?modifiedSince={instant}")).send().problem(400, "invalid-input");
                assert_eq!(answer.pointers(), ["?modifiedSince"]);
            }
        }
        for now in ["9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00+23:59"] {
            let answer = server.post("", "/sandbox/clock").json(&json!({ "now": now })).send();
            assert!([400, 422].contains(&answer.status), "{}", answer.text);
        }
    }
}

both! {
    fn subjects_that_cannot_be_kept_are_no_subjects(server) {
        for subject in ["", "  ", "a\u{0}b", &"x".repeat(256)] {
            let token = format!("Bearer {}", server.signed(&json!({ "sub": subject })));
            let draft = server.post("", "/accreditation-applications").header("Authorization", &token).header("Idempotency-Key", "k");
            let _ = draft.json(&form()).send().problem(401, "invalid-token");
        }
        let token = format!("Bearer {}", server.signed(&json!({ "sub": "Ә".repeat(255) })));
        let draft = server.post("", "/accreditation-applications").header("Authorization", &token).header("Idempotency-Key", "k");
        let _ = draft.json(&form()).send().expect(201);
    }
}

both! {
    fn an_answer_comes_even_where_no_coding_of_it_is_accepted(server) {
        let answer = server.get("", "/acts").header("Accept-Encoding", "identity;q=0, *;q=0").send().expect(200);
        assert!(answer.items().len() > 5);
        let coding = |accepted: &str| server.get("", "/acts").header("Accept-Encoding", accepted).send().header("content-encoding").to_owned();
        assert_eq!((coding("gzip;q=0.8, identity;q=0.1").as_str(), coding("gzip;q=0").as_str()), ("gzip", ""));
    }
}
