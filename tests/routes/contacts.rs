//! Numbers of persons and organisations, telephone numbers, e-mail addresses, names.

use merzim_tests::reception::appeal;
use merzim_tests::{Answer, Server, both, guest, meeting};
use serde_json::{Value, json};

const MAY: &str = "2026-05-14T10:00:00+05:00";
const APRIL: [(&str, &str); 2] = [("sandbox_clock", "2026-04-20T10:00:00+05:00"), ("filings_per_address", "0")];
const DECEMBER: [(&str, &str); 2] = [("sandbox_clock", "2025-12-15T10:00:00+05:00"), ("filings_per_person", "0")];

fn asked(server: &Server, meeting: &str, form: &Value) -> Answer {
    server.post("", &format!("{meeting}/attendance-requests")).json(form).send()
}

both! {
    with APRIL;
    fn a_person_with_one_name_can_ask_to_attend(server) {
        let path = server.announced(&meeting(MAY));
        let mut form = guest();
        form.as_object_mut().unwrap().remove("patronymic");
        for (missing, left) in [("surname", "Сынақ"), ("firstName", "Сынақов")] {
            let mut single = form.clone();
            single.as_object_mut().unwrap().remove(missing);
            let filed = asked(&server, &path, &single).expect(201);
            let shown = server.as_guest("GET", &filed.text_of("lookupToken"), filed.header("location")).send().expect(200);
            assert!(shown.body["guest"][missing].is_null());
            single[missing] = Value::Null;
            assert_eq!(asked(&server, &path, &single).expect(200).body["id"], filed.body["id"]);
            let csv = server.get("holder", &format!("{path}/admission-list.csv")).send().expect(200);
            assert!(csv.text.contains(left), "{}", csv.text);
        }
        let mut nobody = form;
        for name in ["surname", "firstName"] {
            nobody.as_object_mut().unwrap().remove(name);
        }
        assert_eq!(asked(&server, &path, &nobody).problem(400, "invalid-input").pointers(), [""]);
        // A single name is erased as every other one is.
        server.clock("2026-06-15T00:00:01+05:00");
        let list = server.get("holder", "/attendance-requests").send().expect(200);
        for request in list.items() {
            let path = format!("/attendance-requests/{}", request["id"].as_str().unwrap());
            let _ = server.until("holder", &path, |one| one["guest"].is_null());
        }
    }
}

both! {
    with DECEMBER;
    fn a_person_with_one_name_can_file_an_appeal(server) {
        let mut form = appeal(&server.office(1));
        form["fullName"] = json!("Сынақ");
        let filed = server.post("participant", "/reception-appeals").json(&form).send().expect(201);
        assert_eq!(filed.body["applicant"]["fullName"], "Сынақ");
    }
}

both! {
    with DECEMBER;
    fn telephone_numbers_are_kept_in_one_form(server) {
        let mut form = appeal(&server.office(1));
        form["phones"] =
            json!(["8 (701) 123‑45–67", "\u{202a}+7\u{a0}702 1234567\u{202c}", "(7172) 74-00-00, доб. 12", "1414", "+44 20 7946 0958 ext. 5"]);
        let filed = server.post("participant", "/reception-appeals").json(&form).send().expect(201);
        let kept = ["+7 701 123 45 67", "+7 702 123 45 67", "+7 717 274 00 00 (ішкі 12)", "1414", "+442079460958 (ішкі 5)"];
        assert_eq!(filed.body["applicant"]["phones"], json!(kept));
        for nonsense in ["", "12", "abc", "+7 701 12", "8 (701 123 45 67", "123456789", "1414, 1415", "+7 701 123 45 67 x"] {
            form["phones"] = json!(["1414", nonsense]);
            let answer = server.post("participant", "/reception-appeals").json(&form).send().problem(400, "invalid-input");
            assert!(answer.pointers().iter().all(|pointer| *pointer == "/phones/1"), "{}", answer.text);
        }
    }
}

both! {
    with APRIL;
    fn a_work_number_may_have_an_extension(server) {
        for (written, kept) in [
            ("+7 7172 74-00-00 (ішкі 1234)", "+7 717 274 00 00 (ішкі 1234)"),
            ("+7 7172 74-00-00 вн. 5", "+7 717 274 00 00 (ішкі 5)"),
            ("109", "109"),
        ] {
            let mut form = meeting(MAY);
            form["responsible"]["workPhone"] = json!(written);
            let path = server.announced(&form);
            assert_eq!(server.get("", &path).send().expect(200).body["form"]["responsible"]["workPhone"], kept);
        }
    }
}

both! {
    with DECEMBER;
    fn e_mail_addresses_are_one_mailbox_and_a_domain_in_any_script(server) {
        let mut form = appeal(&server.office(1));
        for (written, kept) in [
            ("info@қазақстан.қаз", "info@қазақстан.қаз"),
            ("Info@XN--80ao21a.kz", "Info@қаз.kz"),
            ("a.b+c@demo.example ", "a.b+c@demo.example"),
            ("асқар@пошта.қаз", "асқар@пошта.қаз"),
        ] {
            form["email"] = json!(written);
            let filed = server.post("participant", "/reception-appeals").json(&form).send().expect(201);
            assert_eq!(filed.body["applicant"]["email"], kept);
        }
        let long = format!("{}@demo.example", "a".repeat(65));
        for wrong in [
            "", "a", "a@b", "\"A\" <a@b.kz>", "a b@c.kz", "a@b.kz\r\nBcc: x@y.kz", "a@b.kz, c@d.kz", ".a@b.kz", "a@-b.kz", "a@xn--a.kz", "a@[1.2.3.4]", &long,
        ] {
            form["email"] = json!(wrong);
            let answer = server.post("participant", "/reception-appeals").json(&form).send().problem(400, "invalid-input");
            assert!(answer.pointers().iter().all(|pointer| *pointer == "/email"), "{wrong}: {}", answer.text);
        }
    }
}

/// What is said in English of one wrong number, at its pointer.
fn said(answer: &Answer) -> (String, String) {
    let errors = answer.body["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{}", answer.text);
    (errors[0]["pointer"].as_str().unwrap().to_owned(), errors[0]["detail"].as_str().unwrap().to_owned())
}

const WRONG_BINS: [(&str, &str); 6] = [
    ("10014000000", "must be 12 digits"),
    ("100140000004", "the check digit, the last one, is wrong"),
    ("061211600012", "this is the IIN of a person, not a BIN"),
    ("001340000002", "the third and fourth digit are no month"),
    ("000171000001", "the fifth digit must be 4, 5 or 6"),
    ("000147000000", "the sixth digit must be 0 to 3"),
];

both! {
    with DECEMBER;
    fn each_part_of_a_number_is_looked_at_in_forms_and_parameters(server) {
        let form = appeal(&server.office(1));
        let file = |name: &str, number: &str| {
            let mut bad = form.clone();
            bad[name] = json!(number);
            server.post("participant", "/reception-appeals").header("Accept-Language", "en").json(&bad).send().problem(400, "invalid-input")
        };
        for (number, why) in WRONG_BINS {
            assert_eq!(said(&file("body", number)), ("/body".to_owned(), why.to_owned()), "{number}");
            for list in ["/obligations?bearer", "/register-entries?body", "/meetings?holder", "/reception-slots?body", "/reception-schedules?body"] {
                let name = list.rsplit('?').next().unwrap();
                let answer = server.get("body", &format!("{list}={number}")).header("Accept-Language", "en").send();
                assert_eq!(said(&answer.problem(400, "invalid-input")), (format!("?{name}"), why.to_owned()), "{list} {number}");
            }
        }
        for (number, why) in [
            ("06121160001", "must be 12 digits"),
            ("061211600013", "the check digit, the last one, is wrong"),
            ("100140000003", "this is the BIN of an organisation, not an IIN"),
            ("840230300005", "the first six digits are no date of birth"),
            ("840101700009", "the seventh digit must be 0 to 6"),
        ] {
            assert_eq!(said(&file("iin", number)), ("/iin".to_owned(), why.to_owned()), "{number}");
        }
    }
}

both! {
    with DECEMBER;
    fn a_body_is_named_by_its_bin_wherever_it_is_named(server) {
        let office = server.office(1);
        let path = server.appealed(&office);
        let forwarding = json!({
            "to": "061211600012", "toName": { "kk": "Орган", "ru": "Орган" }, "reasons": { "kk": "Себеп", "ru": "Причина" },
        });
        let answer = server.act("body", &path, "forwarding").json(&forwarding).send().problem(400, "invalid-input");
        assert_eq!(answer.pointers(), ["/to"]);
        // A body that nobody knows is no addressee of anything.
        let of = |who: &str, path: &str, body: Value| {
            assert_eq!(server.act(who, path, body["way"].as_str().unwrap()).json(&body["form"]).send().problem(422, "body-unknown").pointers(), ["/to"]);
        };
        let words = json!({ "kk": "Себеп", "ru": "Причина" });
        of("body", &path, json!({ "way": "forwarding", "form": { "to": "010540000128", "toName": words, "reasons": words } }));
        server.clock("2026-01-12T10:00:00+05:00");
        let complaint = json!({ "case": path.rsplit('/').next(), "ground": "silence", "text": "Жауап жоқ" });
        let complaint = server.post("participant", "/complaints").json(&complaint).send().expect(201).header("location").to_owned();
        of("body", &complaint, json!({ "way": "passing-on", "form": { "to": "010540000128", "toName": words } }));
    }
}

both! {
    fn each_part_of_a_number_is_looked_at_in_tokens(server) {
        let ask = |claims: Value| {
            let token = format!("Bearer {}", server.signed(&claims));
            server.get("", "/obligations").header("Authorization", &token).header("Accept-Language", "en").send()
        };
        let _ = ask(json!({ "iin": "061211600012" })).expect(200);
        for (number, why) in WRONG_BINS {
            let detail = ask(json!({ "org": number })).problem(401, "invalid-token").text_of("detail");
            assert_eq!(detail, format!("The token's org: {why}."));
        }
        let detail = ask(json!({ "iin": "100140000003" })).problem(401, "invalid-token").text_of("detail");
        assert_eq!(detail, "The token's iin: this is the BIN of an organisation, not an IIN.");
        let _ = ask(json!({ "sub": "\u{200b}\u{3164}" })).problem(401, "invalid-token");
    }
}
