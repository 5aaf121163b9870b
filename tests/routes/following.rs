//! Keeping a copy: what has changed, in that order, and what is gone.

use merzim_tests::kit::{id, words};
use merzim_tests::{Server, both, form, form_named};
use serde_json::{Value, json};

/// All that has changed since then, page by page of one: the items, and the cases that are gone.
fn since(server: &Server, who: &str, list: &str, since: &str) -> (Vec<Value>, Vec<String>) {
    let (mut items, mut gone, mut cursor) = (Vec::new(), Vec::new(), String::new());
    loop {
        let path = format!(
            "{list}{}modifiedSince={}&limit=1{cursor}",
            if list.contains('?') { '&' } else { '?' },
            since.replace('+', "%2B")
        );
        let page = server.get(who, &path).send().expect(200);
        let left = page.body["gone"].as_array().cloned().unwrap_or_default();
        // What is gone takes no place of an item, so that no page that goes on is empty.
        let goes_on = page.body["nextCursor"].is_string();
        assert!(page.items().len() <= 1 && (!goes_on || page.items().len() == 1), "{}", page.text);
        items.extend(page.items().to_vec());
        gone.extend(left.iter().map(|one| one["case"].as_str().unwrap().to_owned()));
        let Some(next) = page.body["nextCursor"].as_str() else { return (items, gone) };
        cursor = format!("&cursor={next}");
    }
}

fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

both! {
    fn what_changed_comes_in_the_order_of_change_so_that_a_broken_run_goes_on(server) {
        let paths: Vec<String> = (0..4).map(|number| server.draft("ministry", &form_named(&format!("Арна {number}"), "Канал"))).collect();
        let own = |number: usize| id(&paths[number]).to_owned();
        // The second and then the first are changed again, a minute later.
        server.clock("2026-03-16T10:01:00+05:00");
        for number in [1, 0] {
            let _ = server.request("PUT", "ministry", &paths[number]).header("If-Match", "\"1\"").json(&form()).send().expect(200);
        }
        let list = "/accreditation-applications";
        let (items, gone) = since(&server, "ministry", list, "2026-03-16T09:00:00+05:00");
        assert_eq!((ids(&items), gone.len()), (vec![own(2), own(3), own(1), own(0)], 0));
        let moments: Vec<&str> = items.iter().map(|item| item["updatedAt"].as_str().unwrap()).collect();
        assert!(moments.is_sorted(), "{moments:?}");
        // A run that broke off after the third goes on at its moment, or a minute before.
        assert_eq!(ids(&since(&server, "ministry", list, moments[2]).0), [own(1), own(0)]);
        // Without it the newest is first.
        let newest = server.get("ministry", list).send().expect(200);
        assert_eq!(ids(newest.items()), [own(3), own(2), own(1), own(0)]);
        // A cursor belongs to its list.
        let page = server.get("ministry", &format!("{list}?limit=1")).send().expect(200);
        let _ = server.get("ministry", &format!("{list}?limit=1&modifiedSince=2026-03-16T09:00:00Z&cursor={}", page.text_of("nextCursor"))).send().problem(400, "invalid-input");
        // The Register, duties and notices too.
        let (_, first) = server.accredited("ministry", &form_named("Бірінші", "Первый"));
        server.clock("2026-03-17T10:00:00+05:00");
        let (second, entry) = server.accredited("ministry", &form_named("Екінші", "Второй"));
        assert_eq!(ids(&since(&server, "", "/register-entries", "2026-03-16T09:00:00+05:00").0), [first, entry.clone()]);
        assert_eq!(ids(&since(&server, "", "/register-entries", "2026-03-17T09:00:00+05:00").0), [entry]);
        let (duties, _) = since(&server, "authority", "/obligations", "2026-03-16T09:00:00+05:00");
        let moment = |duty: &Value| ["metAt", "voidedAt", "openedAt"].iter().find_map(|field| duty[field].as_str()).unwrap().to_owned();
        let moments: Vec<String> = duties.iter().map(moment).collect();
        assert!(moments.len() > 4 && moments.is_sorted(), "{moments:?}");
        let _ = server.until("ministry", &second, |case| case["state"] != "accredited");
        let (notices, _) = since(&server, "ministry", "/notices", "2026-03-16T09:00:00+05:00");
        let told: Vec<&str> = notices.iter().map(|notice| notice["deliveredAt"].as_str().unwrap()).collect();
        assert!(!told.is_empty() && told.is_sorted(), "{told:?}");
    }
}

both! {
    with [("sandbox_clock", "2025-11-03T10:00:00+05:00")];
    fn whoever_considers_a_complaint_is_told_when_the_case_comes_and_goes(server) {
        let appeal = server.appealed(&server.office(1));
        server.clock("2025-12-01T10:00:00+05:00");
        let complaint = json!({ "case": id(&appeal), "ground": "silence", "text": "Жауап жоқ" });
        let complaint = server.post("participant", "/complaints").json(&complaint).send().expect(201).header("location").to_owned();
        let higher = server.holds("complaintBody").unwrap().clone();
        let to = json!({ "to": higher.organisation, "toName": { "kk": "Жоғары орган", "ru": "Вышестоящий орган" } });
        let changed = |who: &str, list: &str, from: &str| since(&server, who, list, from);
        assert!(changed(&higher.id, "/reception-appeals", "2025-11-01T00:00:00+05:00").0.is_empty());
        server.clock("2025-12-02T10:00:00+05:00");
        let _ = server.act("body", &complaint, "passing-on").json(&to).send().expect(200);
        // The appeal itself has not changed for a month, and is new to whoever considers the complaint.
        let today = "2025-12-02T09:00:00+05:00";
        let (items, gone) = changed(&higher.id, "/reception-appeals", today);
        assert_eq!((ids(&items), gone.len()), (vec![id(&appeal).to_owned()], 0));
        let duties = changed(&higher.id, "/obligations?procedure=video-reception", today).0;
        assert!(!duties.is_empty() && duties.iter().all(|duty| duty["case"]["id"] == id(&appeal)), "{duties:?}");
        let _ = server.step("participant", &complaint, "hearing-waiver").expect(200);
        server.clock("2025-12-03T10:00:00+05:00");
        let rejected = json!({ "decision": "rejected", "reasons": words() });
        let _ = server.act(&higher.id, &complaint, "decision").json(&rejected).send().expect(200);
        let _ = server.get(&higher.id, &appeal).send().problem(404, "not-found");
        let now = "2025-12-03T09:00:00+05:00";
        for list in ["/reception-appeals", "/obligations?procedure=video-reception", "/notices"] {
            let (items, gone) = changed(&higher.id, list, now);
            let of_case = |item: &&Value| item["case"]["id"] == id(&appeal) || item["id"] == id(&appeal);
            assert_eq!((items.iter().filter(of_case).count(), gone.as_slice()), (0, &[id(&appeal).to_owned()][..]), "{list}");
            assert!(changed(&higher.id, list, "2025-12-04T09:00:00+05:00").1.is_empty(), "{list}");
        }
        // Others see it still, and nobody else is told. The complaint stays to be seen.
        for who in ["participant", "body"] {
            assert!(changed(who, "/reception-appeals", "2025-11-01T00:00:00+05:00").1.is_empty(), "{who}");
        }
        let (complaints, gone) = changed(&higher.id, "/complaints", now);
        assert_eq!((ids(&complaints), gone.len()), (vec![id(&complaint).to_owned()], 0));
        // Complained of again, it is there again, and not gone.
        let again = json!({ "case": id(&appeal), "ground": "silence", "text": "Жауап әлі жоқ" });
        let again = server.post("participant", "/complaints").json(&again).send();
        if again.status == 201 {
            let _ = server.act("body", again.header("location"), "passing-on").json(&to).send().expect(200);
            let (items, gone) = changed(&higher.id, "/reception-appeals", now);
            assert_eq!((ids(&items), gone.len()), (vec![id(&appeal).to_owned()], 0));
        }
    }
}

both! {
    with [("sandbox_clock", "2026-04-20T10:00:00+05:00")];
    fn a_comment_that_is_hidden_is_gone_for_everybody_but_the_holder(server) {
        let path = server.announced(&merzim_tests::meeting("2026-05-14T10:00:00+05:00"));
        let _ = server.act("responsible", &path, "broadcast").json(&json!({ "url": "https://live.demo.example/1", "audience": "public" })).send().expect(200);
        server.clock("2026-05-14T10:05:00+05:00");
        let comment = |text: &str| server.post("", &format!("{path}/comments")).json(&json!({ "text": text })).send().expect(201);
        let (first, second) = (comment("Бірінші"), comment("Екінші"));
        let spam: Vec<_> = (0..3).map(|_| comment("Жарнама")).collect();
        for (minute, comment) in std::iter::once(&first).chain(&spam).enumerate() {
            server.clock(&format!("2026-05-14T10:0{}:00+05:00", 6 + minute));
            let _ = server.act("holder", comment.header("location"), "hiding").json(&json!({ "ground": "spam" })).send().expect(200);
        }
        // After what is gone something else has changed.
        server.clock("2026-05-14T10:10:00+05:00");
        let third = comment("Үшінші");
        let list = format!("{path}/comments");
        let (items, gone) = since(&server, "", &list, "2026-05-14T10:00:00+05:00");
        let left: Vec<String> = std::iter::once(&first).chain(&spam).map(|comment| comment.text_of("id")).collect();
        assert_eq!((ids(&items), &gone), (vec![second.text_of("id"), third.text_of("id")], &left));
        let (items, gone) = since(&server, "holder", &list, "2026-05-14T10:00:00+05:00");
        let all = [vec![second.text_of("id")], left, vec![third.text_of("id")]].concat();
        assert_eq!((ids(&items), gone.len()), (all, 0));
        assert!(since(&server, "", &list, "2026-05-14T10:15:00+05:00").1.is_empty());
        assert!(server.get("", &list).send().expect(200).body.get("gone").is_none());
        let meetings = since(&server, "", "/meetings", "2026-04-20T09:00:00+05:00").0;
        assert_eq!(ids(&meetings), [id(&path)]);
    }
}
