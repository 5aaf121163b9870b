//! What one may not see is not there, on every path.

use merzim_tests::{both, form};
use serde_json::Value;

both! {
    fn a_draft_is_seen_by_its_own_organisation_only_and_a_filed_case_by_its_parties(server) {
        let path = server.draft("ministry", &form());
        let id = path.rsplit('/').next().unwrap().to_owned();
        let attachment = server.attached("ministry", &path);
        let seen = |who: &str| {
            let reads = [path.clone(), format!("{path}/document"), format!("/cases/{id}/events"), format!("/cases/{id}/attachments"), attachment.clone()];
            let statuses: Vec<u16> = reads.iter().map(|read| server.get(who, read).send().status).collect();
            let listed = server.get(who, "/accreditation-applications").send().items().len();
            let owed = server.get(who, &format!("/obligations?case={id}")).send().items().len();
            (statuses, listed, owed)
        };
        assert_eq!(seen("ministry"), (vec![200; 5], 1, 0));
        assert_eq!(seen("authority"), (vec![404; 5], 0, 0));
        assert_eq!(seen("akimat"), (vec![404; 5], 0, 0));
        let submitted = server.submit("ministry", &path).expect(200);
        assert_eq!(seen("authority"), (vec![200; 5], 1, 3));
        assert_eq!(seen("akimat"), (vec![404; 5], 0, 0));
        for duty in submitted.body["obligations"].as_array().unwrap() {
            let path = format!("/obligations/{}", duty["id"].as_str().unwrap());
            assert_eq!(server.get("authority", &path).send().status, 200);
            assert_eq!(server.get("akimat", &path).send().status, 404);
        }
        for resource in ["submission", "withdrawal"] {
            let asked = server.post("akimat", &format!("{path}/{resource}")).header("If-Match", "\"3\"");
            let body = server.submission("ministry", &path, "rightToSign");
            let answer = if resource == "submission" { asked.json(&body).send() } else { asked.send() };
            let _ = answer.problem(404, "not-found");
        }
        let _ = server.request("PUT", "akimat", &path).header("If-Match", "\"3\"").json(&form()).send().problem(404, "not-found");
        let _ = server.request("DELETE", "akimat", &attachment).header("If-Match", "\"3\"").send().problem(404, "not-found");
        let _ = server.get("akimat", &format!("{path}/similar-channels")).send().problem(404, "not-found");
        let _ = server.get("", &path).send().problem(401, "unauthenticated");
        // The case of another procedure is not there either.
        let wrong = path.replace("accreditation-applications", "cessation-notices");
        let _ = server.get("ministry", &wrong).send().problem(404, "not-found");
    }
}

both! {
    fn only_applicants_begin_cases(server) {
        let _ = server.post("authority", "/accreditation-applications").json(&form()).send().problem(403, "role-forbids-action");
    }
}

both! {
    fn the_register_shows_nothing_of_the_case_behind_it(server) {
        let (path, entry) = server.accredited("ministry", &form());
        let case = path.rsplit('/').next().unwrap();
        let public = server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        assert!(!public.text.contains(case) && !public.text.contains("demo-"));
        let list = server.get("", &format!("/register-entries/{entry}/history")).send().expect(200);
        assert!(!list.text.contains(case) && list.items()[0]["note"] == Value::Null);
    }
}
