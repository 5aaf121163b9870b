//! Law № 401-V on access to information: surveys (art. 16(13), 17(6)).

use merzim_tests::kit::{act, stands, words};
use merzim_tests::parts::surveys::{response, survey};
use merzim_tests::{Answer, Server, both};
use serde_json::{Value, json};

const OPENS: &str = "2026-03-16T09:00:00+05:00";
/// Friday, before Nauryz.
const CLOSES: &str = "2026-03-20T18:00:00+05:00";
/// The third working day after it.
const DUE: &str = "2026-03-30";

fn shown(server: &Server, path: &str) -> Answer {
    server.get("holder", path).send().expect(200)
}

fn conclusion() -> Value {
    json!({ "conclusion": words() })
}

both! {
    fn rule_l2_23_a_holder_may_hold_a_survey_which_is_prepared_first(server) {
        // Whoever prepares it there drafts it, and does not announce it.
        let path = server.post("responsible", "/surveys").json(&survey(OPENS, CLOSES)).send().expect(201).header("location").to_owned();
        stands(&shown(&server, &path), "L2-23", "open", None);
        let _ = server.get("", &path).send().problem(404, "not-found");
        let _ = act(&server, "responsible", &path, "announcement", &Value::Null).problem(403, "role-forbids-action");
        let mut changed = survey(OPENS, CLOSES);
        changed["title"]["ru"] = json!("Сквер");
        let _ = server.request("PUT", "responsible", &path).on(&path).json(&changed).send().expect(200);

        let announced = act(&server, "holder", &path, "announcement", &Value::Null).expect(200);
        stands(&announced, "L2-23", "met", None);
        assert_eq!((announced.body["act"].as_str(), announced.body["pinnedEdition"].as_str()), (Some("401-V"), Some("2025-03-17")));
        assert_eq!(announced.body["inForce"], true);
        let public = server.get("", &path).send().expect(200);
        assert_eq!((public.body["phase"].as_str(), public.body["form"]["title"]["ru"].as_str()), (Some("open"), Some("Сквер")));
        // What everybody was told does not change any more.
        let again = server.request("PUT", "holder", &path).on(&path).json(&changed).send();
        let _ = again.problem(409, "state-forbids-action");
    }
}

both! {
    fn rule_l2_23_a_draft_that_is_dropped_was_no_use_of_the_right(server) {
        let path = server.drafted(&survey(OPENS, CLOSES));
        let dropped = act(&server, "holder", &path, "cancellation", &json!({ "reason": words() })).expect(200);
        stands(&dropped, "L2-23", "voided", None);
        assert_eq!(dropped.body["cancellation"]["reason"]["ru"], "Есть причина");
        let _ = server.get("", &path).send().problem(404, "not-found");
    }
}

both! {
    fn rule_l2_24_results_published_on_the_third_working_day_after_the_close_are_in_time(server) {
        let path = server.surveyed(&survey(OPENS, CLOSES));
        stands(&shown(&server, &path), "L2-24", "open", Some(DUE));
        let early = act(&server, "holder", &path, "publication", &conclusion()).problem(409, "too-early");
        assert_eq!(early.body["from"], CLOSES);
        let _ = server.responds(&path, 1).json(&response(1, 4)).send().expect(201);
        server.clock("2026-03-30T23:00:00+05:00");
        let _ = act(&server, "responsible", &path, "publication", &conclusion()).problem(403, "role-forbids-action");
        let published = act(&server, "holder", &path, "publication", &conclusion()).expect(200);
        stands(&published, "L2-24", "met", Some(DUE));
        assert_eq!((published.body["state"].as_str(), published.body["outcome"].as_str()), (Some("published"), Some("published")));
        // What is said can be said better later; the first time counts.
        server.clock("2026-04-06T10:00:00+05:00");
        let better = json!({ "conclusion": { "kk": "Басқаша", "ru": "Иначе" } });
        let again = act(&server, "holder", &path, "publication", &better).expect(200);
        stands(&again, "L2-24", "met", Some(DUE));
        assert_eq!(again.body["publication"]["conclusion"]["ru"], "Иначе");
        assert_eq!(again.body["publication"]["firstPublishedAt"].as_str().unwrap().get(..10), Some("2026-03-30"));
    }
}

both! {
    fn rule_l2_24_results_published_later_are_late_and_the_figures_were_there_all_the_same(server) {
        let path = server.surveyed(&survey(OPENS, CLOSES));
        server.clock("2026-03-31T09:00:00+05:00");
        stands(&shown(&server, &path), "L2-24", "overdue", Some(DUE));
        assert_eq!(server.results(&path).body["isFinal"], true);
        // Once it has closed, it is too late to call it off or to extend it.
        let reason = json!({ "reason": words() });
        let _ = act(&server, "holder", &path, "cancellation", &reason).problem(409, "too-late");
        let _ = act(&server, "holder", &path, "closure", &reason).problem(409, "too-late");
        let later = json!({ "closesAt": "2026-04-10T18:00:00+05:00", "reason": words() });
        let _ = act(&server, "holder", &path, "extension", &later).problem(409, "too-late");
        let published = act(&server, "holder", &path, "publication", &conclusion()).expect(200);
        stands(&published, "L2-24", "late", Some(DUE));
    }
}

both! {
    fn rule_l2_24_the_results_are_due_from_the_end_that_was_set_last(server) {
        let path = server.surveyed(&survey(OPENS, CLOSES));
        let extension = |closes_at: &str| json!({ "closesAt": closes_at, "reason": words() });
        let earlier = act(&server, "holder", &path, "extension", &extension("2026-03-19T18:00:00+05:00"));
        assert_eq!(earlier.problem(400, "invalid-input").pointers(), ["/closesAt"]);
        let beyond = act(&server, "holder", &path, "extension", &extension("2026-12-31T18:00:00+05:00")).expect(200);
        stands(&beyond, "L2-24", "open", Some("2027-01-08"));

        server.clock("2026-04-01T10:00:00+05:00");
        let closed = act(&server, "holder", &path, "closure", &json!({ "reason": words() })).expect(200);
        stands(&closed, "L2-24", "open", Some("2026-04-06"));
        assert_eq!((closed.body["phase"].as_str(), closed.body["ends"].as_array().unwrap().len()), (Some("closed"), 2));
        assert_eq!(closed.body["ends"][0]["to"], "2026-12-31T18:00:00+05:00");
        let voided = closed.body["obligations"].as_array().unwrap().iter().filter(|duty| duty["status"] == "voided");
        assert_eq!(voided.count(), 2);
    }
}

both! {
    fn rule_l2_24_nothing_is_owed_of_a_survey_that_is_called_off_before_its_close(server) {
        let path = server.surveyed(&survey(OPENS, CLOSES));
        let _ = server.responds(&path, 1).json(&response(1, 4)).send().expect(201);
        let cancelled = act(&server, "holder", &path, "cancellation", &json!({ "reason": words() })).expect(200);
        stands(&cancelled, "L2-24", "voided", Some(DUE));
        for who in ["", "holder"] {
            let _ = server.get(who, &format!("{path}/results")).send().problem(409, "state-forbids-action");
        }
        let _ = server.responds(&path, 2).json(&response(1, 4)).send().problem(409, "state-forbids-action");
        assert_eq!(server.get("", &path).send().expect(200).body["cancellation"]["reason"]["kk"], "Себебі бар");
    }
}

both! {
    fn rule_l2_24_a_survey_whose_results_would_be_due_beyond_the_calendar_is_not_prepared(server) {
        let mut far = survey("2027-12-01T09:00:00+05:00", "2027-12-31T18:00:00+05:00");
        let refused = server.post("holder", "/surveys").json(&far).send().problem(422, "calendar-year-unknown");
        assert_eq!(refused.pointers(), ["/closesAt"]);
        far["closesAt"] = json!("2027-12-20T18:00:00+05:00");
        let path = server.drafted(&far);
        far["closesAt"] = json!("2027-12-31T18:00:00+05:00");
        let _ = server.request("PUT", "holder", &path).on(&path).json(&far).send().problem(422, "calendar-year-unknown");
    }
}
