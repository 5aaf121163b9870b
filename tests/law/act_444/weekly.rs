//! The information for the coming week (№ 444-НҚ ¶5 part 1).

use merzim_tests::kit::{act, stands, told};
use merzim_tests::parts::media::{event, events};
use merzim_tests::{Backend, Server, both};
use serde_json::{Value, json};

/// The body of the persona `body`, and the one of `akimatPress`.
const MINISTRY: &str = "100140000003";
const AKIMAT: &str = "000740000004";

/// Sends the events of these days.
fn send(server: &Server, path: &str, days: &[&str]) -> merzim_tests::Answer {
    act(server, "body", path, "submission", &events(days))
}

both! {
    fn rule_444_3_the_information_for_the_coming_week_is_sent_by_its_thursday(server) {
        let path = server.weekly("body", MINISTRY, "2026-W13");
        let expected = server.get("mediaAuthority", &path).send().expect(200);
        stands(&expected, "444-3", "open", Some("2026-03-19"));
        assert_eq!((&expected.body["weekFrom"], &expected.body["weekTo"]), (&json!("2026-03-23"), &json!("2026-03-29")));
        let sent = send(&server, &path, &["2026-03-23", "2026-03-29"]).expect(200);
        assert_eq!(sent.body["state"], "submitted");
        stands(&sent, "444-3", "met", Some("2026-03-19"));
        assert_eq!(told(&server, "mediaAuthority", "submitted")["case"]["id"], sent.body["id"]);
    }
}

both! {
    fn rule_444_3_what_is_sent_after_the_thursday_is_late(server) {
        let path = server.weekly("body", MINISTRY, "2026-W13");
        server.clock("2026-03-20T00:00:00+05:00");
        stands(&server.get("body", &path).send().expect(200), "444-3", "overdue", Some("2026-03-19"));
        stands(&send(&server, &path, &["2026-03-24"]).expect(200), "444-3", "late", Some("2026-03-19"));
    }
}

both! {
    fn rule_444_3_the_ministry_sees_who_has_sent_nothing(server) {
        let sent = server.weekly("body", MINISTRY, "2026-W13");
        let owed = server.weekly("akimatPress", AKIMAT, "2026-W13");
        let _ = send(&server, &sent, &["2026-03-24"]).expect(200);
        let list = server.get("mediaAuthority", "/weekly-submissions?week=2026-W13&state=expected").send().expect(200);
        let ids: Vec<&Value> = list.items().iter().map(|one| &one["id"]).collect();
        assert_eq!(ids, [owed.rsplit('/').next().unwrap()]);
        // Nobody sees what another body sends.
        assert_eq!(server.get("akimatPress", &sent).send().status, 404);
    }
}

both! {
    fn rule_444_3_that_nothing_is_planned_is_said(server) {
        let path = server.weekly("body", MINISTRY, "2026-W13");
        let silent = act(&server, "body", &path, "submission", &json!({}));
        assert_eq!(silent.problem(400, "invalid-input").pointers(), ["/events"]);
        let sent = act(&server, "body", &path, "submission", &json!({ "nothingPlanned": true })).expect(200);
        stands(&sent, "444-3", "met", Some("2026-03-19"));
        assert_eq!(sent.body["eventCount"], 0);
    }
}

both! {
    fn every_fault_of_every_event_is_told_at_once(server) {
        let path = server.weekly("body", MINISTRY, "2026-W13");
        let mut outside = event("briefing", "2026-03-30");
        outside["speakers"][0].as_object_mut().unwrap().remove("email");
        let mut reversed = event("briefing", "2026-03-24");
        reversed["endsAt"] = json!("2026-03-24T10:00:00+05:00");
        reversed["filming"] = json!({ "openness": "registered", "registerUntil": "2026-03-25T10:00:00+05:00" });
        reversed["organisers"] = json!([]);
        let wrong = act(&server, "body", &path, "submission", &json!({ "events": [outside, reversed] }));
        let wrong = wrong.problem(400, "invalid-input");
        let mut told = wrong.pointers();
        told.sort_unstable();
        assert_eq!(
            told,
            [
                "/events/0/speakers/0/phone",
                "/events/0/startsAt",
                "/events/1/code",
                "/events/1/endsAt",
                "/events/1/filming/registerUntil",
                "/events/1/organisers",
            ]
        );
    }
}

both! {
    fn what_was_sent_is_corrected_until_the_week_is_over_and_every_version_stays(server) {
        let path = server.weekly("body", MINISTRY, "2026-W13");
        let _ = send(&server, &path, &["2026-03-24"]).expect(200);
        let again = act(&server, "body", &path, "submission", &events(&["2026-03-24"]));
        let _ = again.problem(409, "state-forbids-action");
        let mut changed = events(&["2026-03-24", "2026-03-26"]);
        changed["events"][0]["status"] = json!("cancelled");
        changed["note"] = json!({ "ru": "Отменено" });
        let corrected = act(&server, "body", &path, "correction", &changed).expect(200);
        assert_eq!((&corrected.body["revision"], &corrected.body["eventCount"]), (&json!(2), &json!(2)));
        assert_eq!(told(&server, "mediaAuthority", "corrected")["case"]["id"], corrected.body["id"]);
        let versions = server.get("mediaAuthority", &format!("{path}/revisions")).send().expect(200);
        let statuses: Vec<&Value> = versions.items().iter().map(|one| &one["events"][0]["status"]).collect();
        assert_eq!(statuses, ["planned", "cancelled"]);
        server.clock("2026-03-30T00:00:00+05:00");
        let _ = act(&server, "body", &path, "correction", &changed).problem(409, "too-late");
    }
}

both! {
    fn last_weeks_events_are_suggested_a_week_later(server) {
        let path = server.weekly("body", MINISTRY, "2026-W13");
        let _ = send(&server, &path, &["2026-03-24"]).expect(200);
        let next = server.weekly("body", MINISTRY, "2026-W14");
        let form = server.get("body", &format!("{next}/suggestion")).send().expect(200);
        assert_eq!(form.body["events"][0]["startsAt"], "2026-03-31T11:00:00+05:00");
        let _ = act(&server, "body", &next, "submission", &form.body).expect(200);
        // Of the first week nothing is known to suggest.
        assert_eq!(server.get("body", &format!("{path}/suggestion")).send().expect(200).body["events"], json!([]));
    }
}

both! {
    fn whoever_has_sent_nothing_is_reminded_the_day_before(server) {
        let _ = server.weekly("body", MINISTRY, "2026-W13");
        server.clock("2026-03-18T09:00:00+05:00");
        assert_eq!(told(&server, "body", "due")["case"]["procedure"], "weekly-submission");
    }
}

both! {
    fn rule_444_3_binds_every_state_body_but_the_state_security_service(server) {
        let kinds = [
            ("centralExecutiveBody", MINISTRY), ("agency", "150540000027"), ("generalProsecutor", "910740000014"),
            ("stateSecurityService", "920740000036"), ("localExecutiveBody", AKIMAT), ("localRepresentativeBody", "000340000014"),
            ("otherStateBody", "050140000507"), ("quasiStateEntity", "060140000073"),
        ];
        for (kind, bin) in kinds {
            let _ = server.entered(bin, &json!({ "kind": kind })).expect(201);
        }
        let of = |list: &Value| list["items"].as_array().unwrap().iter().map(|one| one["body"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let list = server.until("mediaAuthority", "/weekly-submissions?week=2026-W14&limit=100", |list| of(list).len() >= 6);
        let mut bound = of(&list.body);
        bound.sort();
        assert_eq!(bound, ["000340000014", "000740000004", "050140000507", "100140000003", "150540000027", "910740000014"]);
    }
}

both! {
    fn a_body_that_is_gone_is_released_from_the_weeks_to_come(server) {
        let entered = server.entered(MINISTRY, &json!({})).expect(201);
        let (this, next) = (server.weekly("body", MINISTRY, "2026-W13"), server.weekly("body", MINISTRY, "2026-W14"));
        let form = json!({
            "kind": "centralExecutiveBody", "from": "2025-01-01", "until": "2026-03-30",
            "name": { "kk": "Басқа атау", "ru": "Другое имя" },
        });
        let path = entered.header("location").to_owned();
        let replaced = server.request("PUT", "registrar", &path).header("If-Match", entered.header("etag")).json(&form).send();
        let _ = replaced.expect(200);
        let released = server.until("body", &next, |case| case["state"] == "released");
        stands(&released, "444-3", "voided", Some("2026-03-26"));
        let owed = server.get("body", &this).send().expect(200);
        assert_eq!(owed.body["state"], "expected");
        // Names in cases are those of the register.
        assert_eq!(owed.duty("444-3")["bearer"]["name"]["ru"], "Другое имя");
    }
}

/// When what is owed in a week is due: the week that it is about, by the default and by the other reading.
const THURSDAYS: &[(&str, &str, &str, &str)] = &[
    ("2026-04-27T10:00:00+05:00", "2026-W20", "2026-05-06", "2026-05-08"),
    ("2025-12-22T10:00:00+05:00", "2026-W02", "2025-12-31", "2026-01-05"),
    ("2026-12-28T10:00:00+05:00", "2027-W02", "2027-01-06", "2027-01-08"),
    ("2027-12-06T10:00:00+05:00", "2027-W51", "2027-12-15", "2027-12-17"),
];

/// Where the weeks since the first Thursday in force are owed.
const SINCE: (&str, &str) = ("media_since", "2024-01-01");

/// Expects each week to be due on its day, by the default or by the other reading.
fn expect_dues(server: &Server, of: fn(&(&'static str, &'static str, &'static str, &'static str)) -> &'static str) {
    for row in THURSDAYS {
        server.clock(row.0);
        let path = server.weekly("body", MINISTRY, row.1);
        stands(&server.get("body", &path).send().expect(200), "444-3", "open", Some(of(row)));
    }
}

both! {
    with [SINCE];
    fn rule_444_3_on_a_thursday_that_is_not_worked_it_is_due_before_it(server) {
        expect_dues(&server, |row| row.2);
    }
}

both! {
    with [SINCE, ("readings.holidayThursday", "nextWorkingDay")];
    fn reading_holiday_thursday_next_working_day_is_after_it(server) {
        expect_dues(&server, |row| row.3);
    }
}

both! {
    with [SINCE];
    fn weeks_that_passed_while_nothing_ran_are_owed_from_the_first_thursday_in_force(server) {
        let _ = server.entered(MINISTRY, &json!({ "from": "2024-10-01" })).expect(201);
        let first = server.weekly("body", MINISTRY, "2024-W44");
        stands(&server.get("body", &first).send().expect(200), "444-3", "overdue", Some("2024-10-24"));
        // On 16 March 2026 the weeks up to the second one from then on have begun.
        let _ = server.weekly("body", MINISTRY, "2026-W14");
        let (mut seen, mut path) = (0, "/weekly-submissions?limit=100".to_owned());
        loop {
            let page = server.get("body", &path).send().expect(200);
            seen += page.items().len();
            let Some(cursor) = page.body["nextCursor"].as_str() else { break };
            path = format!("/weekly-submissions?limit=100&cursor={cursor}");
        }
        assert_eq!(seen, 9 + 52 + 14);
        assert!(server.get("body", "/weekly-submissions?week=2024-W43").send().expect(200).items().is_empty());
    }
}

#[test]
fn two_nodes_begin_each_week_once() {
    let server = Server::start_with(Backend::Postgres, &[SINCE]);
    let database = server.database().unwrap().to_owned();
    let other = Server::start_with(Backend::Sqlite, &[SINCE, ("database_url", &database)]);
    for bin in [MINISTRY, AKIMAT, "150540000027"] {
        let _ = server.entered(bin, &json!({})).expect(201);
    }
    for (week, count) in [("2025-W02", 3), ("2025-W40", 3), ("2026-W14", 3)] {
        for node in [&server, &other] {
            let path = format!("/weekly-submissions?week={week}&limit=100");
            let list = node.until("mediaAuthority", &path, |list| {
                list["items"].as_array().is_some_and(|items| items.len() >= count)
            });
            assert_eq!(list.items().len(), count, "{week}");
        }
    }
    // 65 weeks of three bodies: no number was lost to the other node.
    let last = server.get("mediaAuthority", "/weekly-submissions?limit=1").send().expect(200);
    assert_eq!(last.items()[0]["number"], "WKS-2026-000195");
}
