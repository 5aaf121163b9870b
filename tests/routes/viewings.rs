//! Who views the case of a person is told to that person, and to nobody else.

use merzim_tests::kit::id;
use merzim_tests::parts::meetings::{meeting, newcomer};
use merzim_tests::{Answer, Server, at_once, both, eventually, tally};
use serde_json::json;

fn viewings(server: &Server, who: &str, case: &str) -> Answer {
    server.get(who, &format!("/cases/{}/viewings?limit=100", id(case))).send()
}

/// An employee of the holder with another account.
fn employee(server: &Server, name: &str) -> String {
    server.signed(&json!({ "sub": name, "roles": ["informationHolder"] }))
}

both! {
    fn a_person_reads_who_has_viewed_their_case_and_nobody_else_does(server) {
        let case = server.requested(&json!({}));
        let seen = |wanted: usize| {
            let page = viewings(&server, "citizen", &case).expect(200);
            assert_eq!(page.items().len(), wanted, "{}", page.body);
            page
        };
        // The person's own viewings are not counted.
        let _ = server.get("citizen", &case).send().expect(200);
        let _ = seen(0);
        for _ in 0..2 {
            let _ = server.get("holder", &case).send().expect(200);
        }
        let one = &seen(1).items()[0].clone();
        assert_eq!(one["organisation"], "100140000003");
        assert!(one["viewedAt"].as_str().unwrap().starts_with("2026-03-16T10:00"), "{one}");
        assert!(one["organisationName"]["kk"].is_string());
        // Each other employee is, whichever way they look.
        let ways = [
            case.clone(),
            "/information-requests?limit=100".to_owned(),
            format!("/cases/{}/events", id(&case)),
            format!("/cases/{}/case.zip", id(&case)),
            format!("/cases/{}/attachments", id(&case)),
        ];
        for (number, path) in ways.iter().enumerate() {
            let token = employee(&server, &format!("employee {number}"));
            let _ = server.get("", path).header("Authorization", &format!("Bearer {token}")).send().expect(200);
            let _ = seen(2 + number);
        }
        // A new day is a new viewing.
        server.clock("2026-03-17T09:00:00+05:00");
        let _ = server.get("holder", &case).send().expect(200);
        let page = seen(ways.len() + 2);
        assert!(page.items()[0]["viewedAt"].as_str().unwrap().starts_with("2026-03-17T09:00"));
        let first = server.get("citizen", &format!("/cases/{}/viewings?limit=1", id(&case))).send().expect(200);
        let next = first.body["nextCursor"].as_str().unwrap();
        let rest = server.get("citizen", &format!("/cases/{}/viewings?limit=100&cursor={next}", id(&case))).send().expect(200);
        assert_eq!(rest.items().len(), ways.len() + 1);

        let _ = viewings(&server, "holder", &case).problem(403, "role-forbids-action");
        let _ = viewings(&server, "", &case).expect(401);
        let stranger = server.signed(&json!({ "sub": "stranger", "org": null, "roles": ["informationUser"] }));
        let path = format!("/cases/{}/viewings", id(&case));
        let _ = server.get("", &path).header("Authorization", &format!("Bearer {stranger}")).send().problem(404, "not-found");
    }
}

both! {
    fn a_guest_reads_with_their_token_that_the_entrance_has_their_name(server) {
        let meeting = server.announced(&meeting("2026-05-14T10:00:00+05:00"));
        let (request, token) = server.asked(&meeting);
        let path = format!("/cases/{}/viewings", id(&request));
        let seen = || server.as_guest("GET", &token, &path).send().expect(200).items().len();
        assert_eq!(seen(), 0);
        for (number, kind) in ["csv", "html"].into_iter().enumerate() {
            let staff = format!("Bearer {}", employee(&server, kind));
            let list = format!("{meeting}/admission-list.{kind}");
            let _ = server.get("", &list).header("Authorization", &staff).send().expect(200);
            assert_eq!(seen(), number + 1);
        }
        // By a lookup token of somebody else nothing is found.
        let (_, other) = server.asked(&meeting);
        let _ = server.as_guest("GET", &other, &path).send().problem(404, "not-found");
    }
}

both! {
    fn whoever_reads_their_own_case_does_not_view_it_for_their_employer(server) {
        let token = |org: Option<&str>| {
            let claims = json!({ "sub": "a person", "org": org, "roles": ["informationUser"], "iin": "061211600012" });
            format!("Bearer {}", server.signed(&claims))
        };
        let meeting = server.announced(&meeting("2026-05-14T10:00:00+05:00"));
        let asks = server.post("", &format!("{meeting}/attendance-requests")).header("Authorization", &token(None));
        let filed = asks.json(&newcomer()).send().expect(201);
        let case = filed.header("location").trim_start_matches("/api/v1").to_owned();
        let _ = server.get("", &case).header("Authorization", &token(Some("100140000003"))).send().expect(200);
        let path = format!("/cases/{}/viewings", id(&case));
        assert!(server.get("", &path).header("Authorization", &token(None)).send().expect(200).items().is_empty());
        let _ = server.get("holder", &case).send().expect(200);
        assert_eq!(server.get("", &path).header("Authorization", &token(None)).send().expect(200).items().len(), 1);
    }
}

both! {
    fn of_many_viewings_at_once_one_is_recorded(server) {
        let case = server.requested(&json!({}));
        let answers = at_once(24, |_| server.get("holder", &case).send());
        assert_eq!(tally(&answers)[&200], 24);
        assert_eq!(viewings(&server, "citizen", &case).expect(200).items().len(), 1);
    }
}

both! {
    with [("viewings_kept_days", "1")];
    fn viewings_are_forgotten_when_their_time_is_over(server) {
        let case = server.requested(&json!({}));
        let _ = server.get("holder", &case).send().expect(200);
        assert_eq!(viewings(&server, "citizen", &case).expect(200).items().len(), 1);
        server.clock("2026-03-17T10:00:00+05:00");
        let _ = server.get("holder", &case).send().expect(200);
        server.clock("2026-03-18T10:00:00+05:00");
        // That of yesterday is kept.
        eventually(20, || viewings(&server, "citizen", &case).expect(200).items().len() == 1);
    }
}
