//! The information for the coming week (№ 444-НҚ ¶5 part 1).

use merzim_tests::kit::{act, id, stands, told};
use merzim_tests::parts::media::{event, events};
use merzim_tests::{Backend, Server, both};
use serde_json::{Value, json};

/// The body of the persona `body`, and the one of `akimatPress`.
const MINISTRY: &str = "100140000003";
const AKIMAT: &str = "000740000004";
/// The ministry that compiles the grid.
const COMPILER: &str = "940740000911";

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
        // Who is late with it, and who was.
        let listed = |query: &str| {
            let list = server.get("mediaAuthority", &format!("/weekly-submissions?week=2026-W13&{query}")).send().expect(200);
            list.items().iter().map(|one| one["body"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!((listed("overdue=true"), listed("late=true")), (vec![], vec![]));
        server.clock("2026-03-20T00:00:00+05:00");
        assert_eq!((listed("overdue=true"), listed("overdue=false")), (vec![AKIMAT.to_owned()], vec![MINISTRY.to_owned()]));
        let _ = act(&server, "akimatPress", &owed, "submission", &events(&["2026-03-24"])).expect(200);
        assert_eq!((listed("overdue=true"), listed("late=true"), listed("late=false")), (vec![], vec![AKIMAT.to_owned()], vec![MINISTRY.to_owned()]));
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
    fn what_was_cancelled_or_put_off_is_not_suggested_and_the_rest_is_planned_anew(server) {
        let path = server.weekly("body", MINISTRY, "2026-W13");
        let mut form = events(&["2026-03-24", "2026-03-25", "2026-03-26", "2026-03-27"]);
        for (place, status) in ["cancelled", "confirmed", "postponed", "planned"].into_iter().enumerate() {
            form["events"][place]["status"] = json!(status);
        }
        let _ = act(&server, "body", &path, "submission", &form).expect(200);
        let next = server.weekly("body", MINISTRY, "2026-W14");
        let suggested = server.get("body", &format!("{next}/suggestion")).send().expect(200);
        let seen: Vec<(&Value, &Value)> =
            suggested.body["events"].as_array().unwrap().iter().map(|one| (&one["code"], &one["status"])).collect();
        let planned = json!("planned");
        assert_eq!(seen, [(&json!("on-2026-03-25"), &planned), (&json!("on-2026-03-27"), &planned)]);
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
    with [("media_since", "2027-01-04")];
    fn the_reminder_comes_on_the_working_day_before_the_last_one_also_where_the_thursday_is_not_worked(server) {
        server.clock("2027-01-04T10:00:00+05:00");
        let path = server.weekly("body", MINISTRY, "2027-W02");
        stands(&server.get("body", &path).send().expect(200), "444-3", "open", Some("2027-01-06"));
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        assert!(server.get("body", "/notices").send().expect(200).items().is_empty());
        server.clock("2027-01-05T09:00:00+05:00");
        assert_eq!(told(&server, "body", "due")["case"]["id"], id(&path));
    }
}

both! {
    fn rule_444_3_binds_the_ministry_that_compiles_the_grid_as_every_body(server) {
        let path = server.weekly("mediaPress", COMPILER, "2026-W13");
        stands(&server.get("mediaAuthority", &path).send().expect(200), "444-3", "open", Some("2026-03-19"));
        let sent = act(&server, "mediaPress", &path, "submission", &events(&["2026-03-24"])).expect(200);
        stands(&sent, "444-3", "met", Some("2026-03-19"));
        let grid = server.grid("2026-W13");
        let candidates = server.get("mediaAuthority", &format!("{grid}/candidates")).send().expect(200);
        assert_eq!((candidates.items().len(), &candidates.items()[0]["body"]), (1, &json!(COMPILER)));
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
        // That was a slip: the body is there, and owes the week again.
        days(&server, &entered, "2025-01-01", None);
        let owed = server.until("body", &next, |case| case["state"] == "expected");
        stands(&owed, "444-3", "open", Some("2026-03-26"));
        let _ = server.act("body", &next, "submission").json(&events(&["2026-03-31"])).send().expect(200);
    }
}

/// Enters the same body with other days.
fn days(server: &Server, entered: &merzim_tests::Answer, from: &str, until: Option<&str>) {
    let name = json!({ "kk": "Басқа атау", "ru": "Другое имя" });
    let form = json!({ "kind": "centralExecutiveBody", "from": from, "until": until, "name": name });
    let path = entered.header("location").to_owned();
    let version = server.get("", &path).send().expect(200).header("etag").to_owned();
    let _ = server.request("PUT", "registrar", &path).header("If-Match", &version).json(&form).send().expect(200);
}

/// The states of the weeks of the persona `body`, once some weeks are released.
fn states_once_released(server: &Server, released: usize) -> Vec<(String, String)> {
    let of = |list: &Value| -> Vec<(String, String)> {
        let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
        list["items"].as_array().unwrap().iter().map(|one| (text(one, "week"), text(one, "state"))).collect()
    };
    let count = |list: &Value| of(list).iter().filter(|(_, state)| state == "released").count();
    let mut states = of(&server.until("body", "/weekly-submissions?limit=100", |list| count(list) == released).body);
    states.sort();
    states
}

fn weeks(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(week, state)| ((*week).to_owned(), (*state).to_owned())).collect()
}

both! {
    with [("media_since", "2026-11-26")];
    fn rule_444_3_a_body_owes_no_week_in_which_it_was_not_there_however_late_that_is_entered(server) {
        server.clock("2027-01-08T10:00:00+05:00");
        let entered = server.entered(MINISTRY, &json!({})).expect(201);
        let first = server.weekly("body", MINISTRY, "2026-W49");
        let last = server.weekly("body", MINISTRY, "2027-W03");
        stands(&server.get("body", &first).send().expect(200), "444-3", "overdue", Some("2026-11-26"));
        // The body ended on 10 December, and that is entered in January.
        days(&server, &entered, "2025-01-01", Some("2026-12-10"));
        let expected = [("2026-W49", "expected"), ("2026-W50", "expected"), ("2026-W51", "released"), ("2026-W52", "released"), ("2026-W53", "released"), ("2027-W01", "released"), ("2027-W02", "released"), ("2027-W03", "released")];
        assert_eq!(states_once_released(&server, 6), weeks(&expected));
        // Nothing of that is a breach, and what was owed before stays so.
        let of = |status: &str| server.get("body", &format!("/obligations?rule=444-3&status={status}")).send().expect(200).items().len();
        assert_eq!((of("voided"), of("voidedOverdue"), of("overdue"), of("open")), (6, 0, 2, 0));
        stands(&server.get("body", &last).send().expect(200), "444-3", "voided", Some("2027-01-14"));
        // Nor is a week owed before the body began.
        days(&server, &entered, "2026-12-01", Some("2026-12-10"));
        assert_eq!(states_once_released(&server, 7)[0], weeks(&[("2026-W49", "released")])[0]);
        assert_eq!((of("voided"), of("overdue")), (7, 1));
    }
}

both! {
    with [("media_since", "2026-01-05")];
    fn rule_444_3_whoever_begins_on_a_thursday_that_is_not_worked_owes_the_next_week(server) {
        server.clock("2027-01-07T10:00:00+05:00");
        let _ = server.entered(MINISTRY, &json!({ "from": "2027-01-07" })).expect(201);
        let next = server.weekly("body", MINISTRY, "2027-W03");
        stands(&server.get("body", &next).send().expect(200), "444-3", "open", Some("2027-01-14"));
        assert!(server.get("body", "/weekly-submissions?week=2027-W02").send().expect(200).items().is_empty());
    }
}

both! {
    with [("media_since", "2027-01-07")];
    fn rule_444_3_nor_is_a_week_owed_whose_last_day_was_before_media_since(server) {
        server.clock("2027-01-08T10:00:00+05:00");
        let _ = server.weekly("body", MINISTRY, "2027-W03");
        let _ = server.grid("2027-W03");
        for list in ["/weekly-submissions?week=2027-W02", "/media-grids?week=2027-W02"] {
            assert!(server.get("mediaAuthority", list).send().expect(200).items().is_empty(), "{list}");
        }
    }
}

both! {
    with [("media_since", "2026-01-05")];
    fn an_obligation_tells_of_a_year_whose_days_may_still_change(server) {
        let path = server.weekly("body", MINISTRY, "2026-W13");
        let provisional = |case: &merzim_tests::Answer| case.duty("444-3")["provisional"].clone();
        assert_eq!(provisional(&server.get("body", &path).send().expect(200)), false);
        server.clock("2026-12-28T10:00:00+05:00");
        let (last, next) = (server.weekly("body", MINISTRY, "2026-W53"), server.weekly("body", MINISTRY, "2027-W02"));
        assert_eq!(provisional(&server.get("body", &last).send().expect(200)), false);
        let case = server.get("body", &next).send().expect(200);
        assert_eq!(provisional(&case), true);
        let duty = case.duty("444-3")["id"].as_str().unwrap().to_owned();
        let alone = server.get("body", &format!("/obligations/{duty}")).send().expect(200);
        assert_eq!(alone.body["provisional"], true);
        // The trace begins on the Thursday, and says by which readings.
        let steps: Vec<(&Value, &Value, &Value)> =
            alone.body["trace"].as_array().unwrap().iter().map(|step| (&step["date"], &step["step"], &step["reading"])).collect();
        let thursday = json!("2027-01-07");
        assert_eq!(steps[0], (&thursday, &json!("event"), &json!("comingWeek")));
        assert_eq!(steps[1], (&thursday, &json!("termEnd"), &json!("emptyWeek")));
        assert_eq!(alone.body["trace"][1]["choice"], "explicitSubmission");
        let listed = server.get("body", "/obligations?rule=444-3&dueAfter=2027-01-01&limit=100").send().expect(200);
        assert!(!listed.items().is_empty() && listed.items().iter().all(|one| one["provisional"] == true));
        // The grid is due within its own week, from a day in the year before.
        let grid = server.get("mediaAuthority", &server.grid("2027-W01")).send().expect(200);
        stands(&grid, "444-5", "open", Some("2027-01-05"));
        assert_eq!(grid.duty("444-5")["provisional"], true);
        let duty = grid.duty("444-5")["id"].as_str().unwrap().to_owned();
        let alone = server.get("mediaAuthority", &format!("/obligations/{duty}")).send().expect(200);
        let says = |step: &str, reading: &str| {
            alone.body["trace"].as_array().unwrap().iter().any(|one| one["step"] == step && one["reading"] == reading)
        };
        assert!(says("event", "mediaGridFrom") && says("begun", "comingWeek"), "{}", alone.text);
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
    // The information about week 2 was due on 31 December, before they began: the Thursday is a holiday.
    for (week, count) in [("2025-W03", 3), ("2025-W40", 3), ("2026-W14", 3)] {
        for node in [&server, &other] {
            let path = format!("/weekly-submissions?week={week}&limit=100");
            let list = node.until("mediaAuthority", &path, |list| {
                list["items"].as_array().is_some_and(|items| items.len() >= count)
            });
            assert_eq!(list.items().len(), count, "{week}");
        }
    }
    // 64 weeks of three bodies: no number was lost to the other node.
    let last = server.get("mediaAuthority", "/weekly-submissions?limit=1").send().expect(200);
    assert_eq!(last.items()[0]["number"], "WKS-2026-000192");
}
