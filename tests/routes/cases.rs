//! What is the same for all cases: versions, idempotency, obligations, events, notices, pages.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_tests::parts::register::change;
use merzim_tests::{Server, accredit, both, form, form_named};
use serde_json::{Value, json};

both! {
    fn a_change_needs_the_version_that_it_is_meant_for(server) {
        let path = server.draft("ministry", &form());
        let put = || server.request("PUT", "ministry", &path).json(&form());
        let _ = put().send().problem(428, "precondition-required");
        let _ = put().header("If-Match", "\"7\"").send().problem(412, "stale");
        let changed = put().header("If-Match", "\"1\"").send().expect(200);
        assert_eq!((changed.header("etag"), changed.body["version"].as_i64()), ("\"2\"", Some(2)));
        let _ = put().header("If-Match", "\"1\"").send().problem(412, "stale");
        let submission = server.submission("ministry", &path, "rightToSign");
        for (resource, body) in [("submission", submission), ("withdrawal", json!({}))] {
            let _ = server.post("ministry", &format!("{path}/{resource}")).json(&body).send().problem(428, "precondition-required");
        }
        let _ = server.submit("ministry", &path).expect(200);
        let _ = server.post("authority", &format!("{path}/decision")).json(&accredit()).send().problem(428, "precondition-required");
    }
}

both! {
    fn the_same_key_and_request_get_the_same_answer_and_another_request_is_refused(server) {
        let post = |key: &str, form: &Value| server.post("ministry", "/accreditation-applications").header("Idempotency-Key", key).json(form).send();
        let first = post("k1", &form()).expect(201);
        let again = post("k1", &form()).expect(201);
        assert_eq!((&first.text, first.header("location"), first.header("etag")), (&again.text, again.header("location"), again.header("etag")));
        assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
        let _ = post("k1", &form_named("б", "б")).problem(422, "idempotency-key-reused");
        let _ = post("k2", &form()).expect(201);
        // A key belongs to whoever uses it.
        let _ = server.post("akimat", "/accreditation-applications").header("Idempotency-Key", "k1").json(&form_named("б", "б")).send().expect(201);
        assert_eq!(server.get("ministry", "/accreditation-applications").send().items().len(), 2);
        // What failed is not remembered.
        let mut bad = form();
        bad["coverage"] = json!("regional");
        let _ = post("k3", &bad).problem(400, "invalid-input");
        let _ = post("k3", &form()).expect(201);
        let _ = post("", &form()).problem(400, "invalid-input");
        let _ = post("кілт", &form()).problem(400, "invalid-input");
        let _ = post(&"x".repeat(256), &form()).problem(400, "invalid-input");
        // The answer outlives the server.
        let server = Server::over(server.stop(), &[]);
        let later = server.post("ministry", "/accreditation-applications").header("Idempotency-Key", "k1").json(&form()).send().expect(201);
        assert_eq!(later.header("location"), first.header("location"));
    }
}

both! {
    fn an_action_repeated_with_its_key_is_answered_again_though_the_version_has_moved(server) {
        let path = server.received("ministry", &form());
        let version = server.get("authority", &path).send().header("etag").to_owned();
        let decide = || server.post("authority", &format!("{path}/decision")).header("If-Match", &version).header("Idempotency-Key", "d").json(&accredit()).send();
        let first = decide().expect(200);
        assert_eq!(decide().expect(200).body["decision"], first.body["decision"]);
        // Without a version it is another request.
        let plain = server.post("authority", &format!("{path}/decision")).header("Idempotency-Key", "d").json(&accredit()).send();
        let _ = plain.problem(422, "idempotency-key-reused");
        assert_eq!(server.get("", "/register-entries").send().items().len(), 1);
    }
}

both! {
    fn a_case_is_unchanged_only_while_what_it_owes_is_so_too(server) {
        let path = server.received("ministry", &form());
        let read = |tag: &str, lang: &str| server.get("ministry", &path).header("If-None-Match", tag).header("Accept-Language", lang).send();
        let first = read("\"other\"", "ru").expect(200);
        let tag = first.header("etag").to_owned();
        let same = read(&tag, "ru").expect(304);
        assert_eq!((same.header("etag"), same.text.as_str(), same.header("cache-control")), (tag.as_str(), "", "no-store"));
        let _ = read(&format!("\"x\", W/{tag}"), "ru").expect(304);
        let _ = read("*", "ru").expect(304);
        // Another language is something else, and so is another reader.
        let _ = read(&tag, "en").expect(200);
        let other = server.get("authority", &path).header("If-None-Match", &tag).header("Accept-Language", "ru").send().expect(200);
        assert_ne!(other.header("etag"), tag);
        // What it owes changes with the clock.
        server.clock("2026-04-02T10:00:00+05:00");
        let later = read(&tag, "ru").expect(200);
        assert_eq!(later.duty("93-3")["status"], "overdue");
        assert_ne!(later.header("etag"), tag);
        // The version is the same, so what was read before will do for a change.
        let withdrawal = server.post("ministry", &format!("{path}/withdrawal")).header("If-Match", &tag).json(&json!({ "reason": { "kk": "Себеп", "ru": "Причина" } })).send();
        assert_ne!(withdrawal.status, 412, "{}", withdrawal.text);
    }
}

both! {
    fn what_belongs_to_a_case_is_changed_with_an_event_that_names_its_request(server) {
        let draft = server.post("ministry", "/accreditation-applications").header("X-Request-Id", "begun-1").json(&form()).send().expect(201);
        let path = draft.header("location").to_owned();
        let id = draft.text_of("id");
        let put = server.request("PUT", "ministry", &path).header("If-Match", "\"1\"").header("X-Request-Id", "put-2").json(&form()).send().expect(200);
        assert_eq!(put.header("x-request-id"), "put-2");
        let attach = |version: &str, request: &str, key: &str| {
            let upload = server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", version).header("Idempotency-Key", key);
            upload.header("X-Request-Id", request).file("a.txt", b"hello").send().expect(201).text_of("href")
        };
        let file = attach("\"2\"", "attach-3", "one");
        // Sent again, it is one event still; what is refused is none.
        let _ = attach("\"2\"", "attach-again", "one");
        let _ = server.request("PUT", "ministry", &path).header("If-Match", "\"1\"").json(&form()).send().problem(412, "stale");
        let _ = server.request("DELETE", "ministry", &file).header("If-Match", "\"3\"").header("X-Request-Id", "remove-4").send().expect(204);
        let events = |who: &str| server.get(who, &format!("/cases/{id}/events")).header("Accept-Language", "en").send().expect(200);
        let told: Vec<(i64, String, String, String, String)> = events("ministry").items().iter().map(|event| {
            let text = |field: &str| event[field].as_str().unwrap_or_default().to_owned();
            (event["sequence"].as_i64().unwrap(), text("action"), text("from"), text("to"), text("requestId"))
        }).collect();
        let event = |sequence: i64, action: &str, from: &str, request: &str| (sequence, action.to_owned(), from.to_owned(), "draft".to_owned(), request.to_owned());
        assert_eq!(told, [event(1, "create", "", "begun-1"), event(2, "replaceForm", "draft", "put-2"), event(3, "attachFile", "draft", "attach-3"), event(4, "removeFile", "draft", "remove-4")]);
        let last = events("ministry").items()[3].clone();
        assert_eq!((last["actionTitle"].as_str(), last["role"].as_str(), last["duties"].as_array().map(Vec::len)), (Some("remove a file"), Some("applicantBody"), Some(0)));
        // Others see what was done, and not by which request.
        let _ = server.submit("ministry", &path).expect(200);
        let seen = events("authority");
        assert!(seen.items().len() == 5 && seen.items().iter().all(|event| event["requestId"].is_null()), "{}", seen.text);
        assert!(events("ministry").items()[4]["requestId"].is_string());
    }
}

both! {
    fn a_change_names_the_version_as_the_standard_has_it(server) {
        let path = server.draft("ministry", &form());
        let put = |tag: &str| server.request("PUT", "ministry", &path).header("If-Match", tag).json(&form()).send();
        for wrong in ["1", "W/\"1\"", "\"1", "1\"", "'1'", "\"1\" \"2\"", "w/\"1\"", "", ",", "\"1\", *", "W/\"1\", W/\"2\"", "\"ә\""] {
            // What is no text at all does not reach the program.
            if wrong.is_ascii() {
                assert_eq!(put(wrong).problem(400, "invalid-input").pointers(), ["If-Match"], "{wrong}");
            }
        }
        for stale in ["\"2\"", "\"1-abc\"", "\"0\"", "\"x\"", "\"10\"", "\"\"", "\"2\", \"3\"", "W/\"1\", \"2\""] {
            let _ = put(stale).problem(412, "stale");
        }
        assert_eq!(put("\"7\", \"1\"").expect(200).header("etag"), "\"2\"");
        assert_eq!(put("W/\"1\" , \"2\"").expect(200).header("etag"), "\"3\"");
        assert_eq!(put("*").expect(200).header("etag"), "\"4\"");
        let twice = server.request("PUT", "ministry", &path).header("If-Match", "\"9\"").header("If-Match", "\"4\"").json(&form()).send();
        assert_eq!(twice.expect(200).header("etag"), "\"5\"");
        let read = server.get("ministry", &path).send().header("etag").to_owned();
        assert_eq!(put(&read).expect(200).header("etag"), "\"6\"");
        let _ = server.request("PUT", "ministry", &path).json(&form()).send().problem(428, "precondition-required");
    }
}

both! {
    fn actions_are_what_this_caller_may_do_now(server) {
        let path = server.draft("ministry", &form());
        let actions = |who: &str| {
            let case = server.get(who, &path).send().expect(200);
            let actions = case.body["actions"].as_array().unwrap();
            actions.iter().map(|action| action["action"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(actions("ministry"), ["submit", "withdraw"]);
        let _ = server.submit("ministry", &path).expect(200);
        assert_eq!(actions("ministry"), ["withdraw"]);
        assert_eq!(actions("authority"), ["accredit", "refuse"]);
        let wrong = server.act("ministry", &path, "decision").json(&accredit()).send();
        let _ = wrong.problem(403, "role-forbids-action");
        let twice = server.submit("ministry", &path).problem(409, "state-forbids-action");
        assert_eq!(twice.body["actions"], json!(["withdraw"]));
        let submitted = &server.get("ministry", &format!("/cases/{}/events", path.rsplit('/').next().unwrap())).send().expect(200).body["items"][1];
        assert_eq!((&twice.body["since"], submitted["to"].as_str()), (&submitted["at"], Some("received")));
        assert!(twice.text_of("detail").contains(" 2026 жылғы 16 наурыз, 10:0"), "{}", twice.text);
        let _ = server.decide(&path, &accredit()).expect(200);
        server.until("ministry", &path, |case| case["state"] == "notified");
        assert!(actions("ministry").is_empty() && actions("authority").is_empty());
        // Every action that is offered leads somewhere.
        let other = server.received("ministry", &form());
        let case = server.get("authority", &other).send();
        for action in case.body["actions"].as_array().unwrap() {
            let href = action["href"].as_str().unwrap();
            assert_eq!(server.post("authority", href).json(&json!({})).send().status, 400, "{href}");
        }
    }
}

both! {
    fn events_tell_who_did_what_when_and_what_became_of_each_duty(server) {
        let (path, _) = server.accredited("ministry", &form());
        server.until("ministry", &path, |case| case["state"] == "notified");
        let id = path.rsplit('/').next().unwrap();
        let events = server.get("ministry", &format!("/cases/{id}/events")).send().expect(200);
        let told: Vec<(&str, &str)> = events.items().iter().map(|event| (event["action"].as_str().unwrap(), event["to"].as_str().unwrap())).collect();
        assert_eq!(told, [("create", "draft"), ("submit", "received"), ("accredit", "accredited"), ("notify", "notified")]);
        let opened = &events.items()[1]["duties"][2];
        assert_eq!((opened["rule"].as_str(), opened["change"].as_str(), opened["dueOn"].as_str()), (Some("93-3"), Some("opened"), Some("2026-03-31")));
        // The name of the official is for the official's own organisation.
        assert_eq!((events.items()[1]["actor"].as_str(), events.items()[2]["actor"].as_str()), (Some("demo-ministry"), None));
        let page = server.get("ministry", &format!("/cases/{id}/events?limit=3")).send().expect(200);
        let cursor = page.text_of("nextCursor");
        let rest = server.get("ministry", &format!("/cases/{id}/events?limit=3&cursor={cursor}")).send().expect(200);
        assert_eq!((page.items().len(), rest.items().len()), (3, 1));
    }
}

/// What is packed in a ZIP file that compresses nothing: each file by its name.
fn packed(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let archive = rawzip::ZipArchive::from_slice(archive).unwrap();
    let (mut entries, mut found) = (archive.entries(), BTreeMap::new());
    while let Some(entry) = entries.next_entry().unwrap() {
        let name = String::from_utf8(entry.file_path().as_ref().to_vec()).unwrap();
        let content = archive.get_entry(entry.wayfinder()).unwrap();
        found.insert(name, content.data().to_vec());
    }
    found
}

both! {
    fn a_whole_case_is_downloaded_as_one_file(server) {
        let path = server.draft("ministry", &form());
        let _ = server.attached("ministry", &path);
        let _ = server.attached("ministry", &path);
        let _ = server.submit("ministry", &path).expect(200);
        let at = format!("/cases/{}/case.zip", path.rsplit('/').next().unwrap());
        // Until its events have their places in the log, it still changes.
        let proofs = || server.get("ministry", &at.replace("case.zip", "proofs")).send().expect(200);
        merzim_tests::eventually(30, || proofs().items().iter().all(|one| one["position"].is_number()));
        let whole = server.get("ministry", &at).header("Accept-Language", "en").send().expect(200);
        assert_eq!((whole.header("content-type"), whole.header("content-disposition").contains("ACC-2026-000001.zip")), ("application/zip", true));
        let files = packed(&whole.bytes);
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(names, ["README.txt", "case.json", "events.json", "files/1-a.txt", "files/2-a.txt", "head.json", "head.sig", "log.pem", "obligations.json", "proofs.json", "signature/document.json", "signature/report.json", "signature/signature.p7s", "timeline.svg", "verify.py"]);
        let json = |name: &str| serde_json::from_slice::<Value>(&files[name]).unwrap();
        let shown = |path: &str| server.get("ministry", path).header("Accept-Language", "en").send().expect(200);
        assert_eq!(json("case.json"), shown(&path).body);
        assert_eq!(json("events.json")["items"].as_array().unwrap().as_slice(), shown(&at.replace("case.zip", "events")).items());
        let picture = String::from_utf8(files["timeline.svg"].clone()).unwrap();
        assert_eq!((files["files/1-a.txt"].as_slice(), picture.contains("ACC-2026-000001")), (b"hello".as_slice(), true));
        let signature = shown(&at.replace("case.zip", "signature")).body;
        assert_eq!(json("signature/report.json"), signature["report"]);
        assert_eq!(BASE64_STANDARD.encode(&files["signature/signature.p7s"]), signature["cms"]);
        assert_eq!(BASE64_STANDARD.encode(&files["signature/document.json"]), signature["document"]["content"]);
        // Anybody verifies it with what every system has.
        let folder = tempfile::tempdir().unwrap();
        let lay = |name: &str, content: &[u8]| std::fs::write(folder.path().join(name), content).unwrap();
        files.iter().filter(|(name, _)| !name.contains('/')).for_each(|(name, content)| lay(name, content));
        let holds = |program: &str, arguments: &[&str]| {
            let output = std::process::Command::new(program).args(arguments).current_dir(folder.path()).output().unwrap();
            output.status.success()
        };
        let by_openssl = ["pkeyutl", "-verify", "-pubin", "-inkey", "log.pem", "-rawin", "-in", "head.json", "-sigfile", "head.sig"];
        assert!(holds("python3", &["verify.py"]) && holds("openssl", &by_openssl));
        let changed = |name: &str, from: &str, to: &str| {
            let text = String::from_utf8(files[name].clone()).unwrap();
            assert!(text.contains(from), "{name} has no {from}");
            lay(name, text.replace(from, to).as_bytes());
            let holds = holds("python3", &["verify.py"]) && holds("openssl", &by_openssl);
            lay(name, &files[name]);
            holds
        };
        assert!(changed("timeline.svg", "<svg", "<svg "), "a picture proves nothing");
        for (name, from, to) in [
            ("events.json", "attachFile", "removeFile"),
            ("events.json", "\"change\":\"met\"", "\"change\":\"voided\""),
            ("proofs.json", "\"position\":0", "\"position\":9"),
            ("proofs.json", "demo-ministry", "somebody"),
            ("proofs.json", "\"items\":[", "\"items\":[], \"others\":["),
            ("head.json", "\"at\":\"2026", "\"at\":\"2025"),
            ("case.json", &format!("\"id\":\"{}\"", path.rsplit('/').next().unwrap()), "\"id\":\"another\""),
        ] {
            assert!(!changed(name, from, to), "{name}: {from}");
        }
        // Each term with every day that was stepped over.
        let owed = json("obligations.json")["items"].as_array().unwrap().clone();
        assert!(owed.len() > 2 && owed.iter().all(|duty| duty["dueOn"].is_null() || duty["trace"].is_array()), "{owed:?}");
        // A download that broke off goes on.
        let rest = server.get("ministry", &at).header("Accept-Language", "en").header("Range", "bytes=10-").header("If-Range", whole.header("etag")).send().expect(206);
        assert_eq!(rest.bytes, whole.bytes[10..]);
        let _ = server.get("akimat", &at).send().problem(404, "not-found");
        let _ = server.get("", &at).send().problem(401, "unauthenticated");
    }
}

both! {
    fn obligations_are_narrowed_by_each_filter(server) {
        let open = server.received("ministry", &form());
        let decided = server.received("akimat", &form());
        let _ = server.decide(&decided, &accredit()).expect(200);
        server.until("akimat", &decided, |case| case["state"] == "notified");
        let withdrawn = server.received("ministry", &form());
        let _ = server.act("ministry", &withdrawn, "withdrawal").send().expect(200);
        let rules = |query: &str| {
            let list = server.get("authority", &format!("/obligations?limit=100&{query}")).send().expect(200);
            let mut rules: Vec<String> = list.items().iter().map(|duty| duty["rule"].as_str().unwrap().to_owned()).collect();
            rules.sort();
            rules
        };
        assert_eq!(rules("status=open"), ["93-2", "93-3"]);
        assert_eq!(rules("status=voided"), ["93-2", "93-3"]);
        assert_eq!(rules("status=met"), ["93-1", "93-1", "93-1", "93-2", "93-3", "93-4", "93-5", "93-6", "93-7"]);
        assert!(rules("status=overdue").is_empty() && rules("status=late").is_empty());
        assert_eq!(rules("rule=93-3"), ["93-3", "93-3", "93-3"]);
        assert_eq!(rules("bearer=100140000003"), ["93-1", "93-1"]);
        assert_eq!(rules("bearer=940740000911&status=open").len(), 2);
        assert_eq!(rules("procedure=accreditation").len(), 13);
        assert!(rules("procedure=register-change").is_empty());
        assert_eq!(rules(&format!("case={}", open.rsplit('/').next().unwrap())).len(), 3);
        assert_eq!(rules("dueBefore=2026-03-16"), ["93-5", "93-6", "93-7"]);
        assert_eq!(rules("dueAfter=2026-03-19").len(), 6);
        assert_eq!(rules("dueAfter=2026-03-18&dueBefore=2026-03-18"), ["93-4"]);
        server.clock("2026-04-02T10:00:00+05:00");
        assert_eq!(rules("status=overdue"), ["93-2", "93-3"]);
        let _ = server.decide(&open, &accredit()).expect(200);
        assert_eq!(rules("status=late"), ["93-2", "93-3"]);
        let list = server.get("ministry", "/obligations?status=late&rule=93-3").send().expect(200);
        let id = list.items()[0]["id"].as_str().unwrap();
        let whole = server.get("ministry", &format!("/obligations/{id}")).send().expect(200);
        assert_eq!(whole.body["trace"].as_array().map(Vec::len), Some(16));
        assert!(list.items()[0].get("trace").is_none());
    }
}

both! {
    fn similar_channels_are_found_with_as_many_statements_however_many_there_are(server) {
        for number in 0..6 {
            let form = form_named(&format!("Ұқсас арна {number}"), &format!("Похожий канал {number}"));
            let _ = server.accredited("ministry", &form);
        }
        let review = server.received("akimat", &form_named("Ұқсас арна 9", "Похожий канал 9"));
        let similar = server.get("authority", &format!("{review}/similar-channels")).send().expect(200);
        assert_eq!(similar.items().len(), 6);
        // With the two that make it one state.
        assert_eq!(similar.header("x-merzim-statements"), "6");
    }
}

both! {
    fn what_belongs_to_one_case_or_entry_is_read_with_as_many_statements_however_much_it_is(server) {
        let path = server.draft("ministry", &form());
        let id = path.rsplit('/').next().unwrap();
        let count = |who: &str, path: &str| {
            let answer = server.get(who, path).send().expect(200);
            answer.header("x-merzim-statements").parse::<u32>().unwrap()
        };
        let reads = [path.clone(), format!("/cases/{id}/attachments"), format!("/cases/{id}/events"), format!("{path}/document")];
        let _ = server.attached("ministry", &path);
        let before: Vec<u32> = reads.iter().map(|read| count("ministry", read)).collect();
        for _ in 0..3 {
            let _ = server.attached("ministry", &path);
        }
        let _ = server.submit("ministry", &path).expect(200);
        let decided = server.decide(&path, &accredit()).expect(200);
        server.until("ministry", &path, |case| case["state"] == "notified");
        let after: Vec<u32> = reads.iter().map(|read| count("ministry", read)).collect();
        assert_eq!(before, after);

        let entry = decided.body["decision"]["registerEntry"].as_str().unwrap();
        let reads = [format!("/register-entries/{entry}"), format!("/register-entries/{entry}/history")];
        let before: Vec<u32> = reads.iter().map(|read| count("", read)).collect();
        for name in ["а", "б"] {
            let mut form = change(entry);
            form["newEntry"]["channelName"]["kk"] = json!(name);
            let begun = server.post("ministry", "/register-change-applications").json(&form).send().expect(201);
            let change = begun.header("location").to_owned();
            let _ = server.submit("ministry", &change).expect(200);
            let _ = server.act("authority", &change, "entry").send().expect(200);
        }
        let after: Vec<u32> = reads.iter().map(|read| count("", read)).collect();
        assert_eq!(before, after);
    }
}

both! {
    fn similar_channels_are_offered_the_most_alike_first(server) {
        let _ = server.accredited("ministry", &form_named("Жол полициясының чаты", "Чат дорожной полиции"));
        let _ = server.accredited("ministry", &form_named("Ашық үкімет порталы", "Портал открытого правительства"));
        let mut other = form_named("Су құбыры", "Водопровод");
        other["purpose"] = json!({ "kk": "Апаттарды жою", "ru": "Ликвидация аварий" });
        other["bodyName"] = json!({ "kk": "Облыс әкімдігі", "ru": "Акимат области" });
        let _ = server.accredited("akimat", &other);
        let path = server.received("akimat", &form());
        let similar = server.get("authority", &format!("{path}/similar-channels")).send().expect(200);
        let names: Vec<&str> = similar.items().iter().map(|channel| channel["channelName"]["ru"].as_str().unwrap()).collect();
        assert_eq!(names, ["Портал открытого правительства", "Чат дорожной полиции"]);
        let likeness: Vec<f64> = similar.items().iter().map(|channel| channel["likeness"].as_f64().unwrap()).collect();
        assert!(likeness[0] > likeness[1] && likeness[1] > 0.0 && likeness[0] < 1.0);
    }
}

both! {
    fn notices_are_acknowledged_once(server) {
        let (path, _) = server.accredited("ministry", &form());
        server.until("ministry", &path, |case| case["state"] == "notified");
        let id = server.get("ministry", "/notices?acknowledged=false").send().items()[0]["id"].as_str().unwrap().to_owned();
        let acknowledge = |who: &str| server.post(who, &format!("/notices/{id}/acknowledgement")).send();
        let _ = acknowledge("authority").problem(404, "not-found");
        let first = acknowledge("ministry").expect(200);
        server.clock("2026-03-17T10:00:00+05:00");
        assert_eq!(acknowledge("ministry").expect(200).body, first.body);
        assert_eq!(server.get("ministry", "/notices?acknowledged=false").send().items().len(), 0);
        assert_eq!(server.get("ministry", "/notices?acknowledged=true").send().items().len(), 1);
        assert_eq!(server.get("ministry", &format!("/notices/{id}")).send().expect(200).body, first.body);
        let case = path.rsplit('/').next().unwrap();
        assert_eq!(server.get("authority", &format!("/notices?case={case}")).send().items()[0]["kind"], "filed");
    }
}

both! {
    fn a_key_is_kept_for_a_day_over_restarts_and_not_for_ever(server) {
        let post = |server: &Server, form: &Value| {
            server.post("ministry", "/accreditation-applications").header("Idempotency-Key", "day").json(form).send()
        };
        let first = post(&server, &form()).expect(201);
        let aged = |server: Server, hours: u32| {
            let storage = server.stop();
            storage.alter(
                &format!("UPDATE idempotency_keys SET created_at = strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{hours} hours')"),
                &format!("UPDATE idempotency_keys SET created_at = now() - interval '{hours} hours'"),
            );
            Server::over(storage, &[])
        };
        let server = aged(server, 23);
        let again = post(&server, &form()).expect(201);
        assert_eq!((again.text.as_str(), again.header("idempotency-replayed")), (first.text.as_str(), "true"));
        let server = aged(server, 25);
        let another = post(&server, &form_named("б", "б")).expect(201);
        assert_eq!((another.header("idempotency-replayed"), another.text == first.text), ("", false));
    }
}

both! {
    fn a_repeated_request_gets_its_answer_in_the_language_of_the_first(server) {
        let post = |lang: &str| {
            let request = server.post("ministry", "/accreditation-applications").header("Idempotency-Key", "lang");
            request.header("Accept-Language", lang).json(&form()).send().expect(201)
        };
        let (first, again) = (post("ru"), post("en"));
        assert_eq!((first.header("content-language"), again.header("content-language")), ("ru", "ru"));
        assert_eq!(first.text, again.text);
    }
}

both! {
    fn whoever_keeps_a_copy_asks_for_what_has_changed(server) {
        let old = server.received("ministry", &form());
        server.clock("2026-03-17T10:00:00+05:00");
        let (new, _) = server.accredited("ministry", &form_named("Жаңа арна", "Новый канал"));
        let _ = server.until("ministry", &new, |case| case["state"] == "notified");
        let ids = |path: &str, field: &str| -> Vec<String> {
            let list = server.get("ministry", path).send().expect(200);
            list.items().iter().map(|item| item.pointer(field).unwrap().as_str().unwrap().to_owned()).collect()
        };
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let since = "modifiedSince=2026-03-17T00:00:00%2B05:00";
        assert_eq!(ids(&format!("/accreditation-applications?{since}"), "/id"), [id(&new)]);
        assert_eq!(ids("/accreditation-applications?modifiedSince=2026-03-16T00:00:00Z", "/id"), [id(&old), id(&new)]);
        assert!(ids(&format!("/obligations?{since}"), "/case/id").iter().all(|case| *case == id(&new)));
        assert!(ids("/obligations", "/case/id").contains(&id(&old)));
        assert_eq!(ids(&format!("/notices?{since}"), "/case/id"), [id(&new)]);
        assert_eq!(ids(&format!("/register-entries?{since}"), "/channelName/kk"), ["Жаңа арна"]);
        let later = "modifiedSince=2026-03-18T00:00:00%2B05:00";
        for list in ["accreditation-applications", "obligations", "notices", "register-entries", "register-change-applications", "cessation-notices"] {
            assert!(ids(&format!("/{list}?{later}"), "/id").is_empty(), "{list}");
            let _ = server.get("ministry", &format!("/{list}?modifiedSince=yesterday")).send().problem(400, "invalid-input");
        }
        // A withdrawn case does not disappear: it has changed.
        server.clock("2026-03-19T10:00:00+05:00");
        let _ = server.act("ministry", &old, "withdrawal").send().expect(200);
        assert_eq!(ids(&format!("/accreditation-applications?{later}"), "/id"), [id(&old)]);
        assert!(!ids(&format!("/obligations?{later}&status=voided"), "/id").is_empty());
    }
}
