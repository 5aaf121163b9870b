//! `/calendar`

use merzim_tests::{Backend, Server};

#[test]
fn days_say_what_they_are_and_which_act_says_so() {
    let server = Server::start(Backend::Sqlite);
    let days = server
        .get("", "/calendar/days?from=2026-03-20&to=2026-03-26")
        .header("Accept-Language", "ru")
        .send()
        .expect(200);
    let kinds: Vec<&str> = days.items().iter().filter_map(|day| day["kind"].as_str()).collect();
    assert_eq!(
        kinds,
        ["workingDay", "holiday", "holiday", "holiday", "substituteDayOff", "substituteDayOff", "workingDay"]
    );
    let substitute = &days.items()[4];
    assert_eq!(
        (substitute["working"].as_bool(), substitute["counterpart"].as_str()),
        (Some(false), Some("2026-03-21"))
    );
    assert!(substitute["basis"].as_str().unwrap().contains("267-II"));
}

#[test]
fn a_span_has_one_to_366_days_within_the_calendar() {
    let server = Server::start(Backend::Sqlite);
    let days = |from: &str, to: &str| server.get("", &format!("/calendar/days?from={from}&to={to}")).send();
    assert_eq!(days("2024-01-01", "2024-12-31").expect(200).items().len(), 366);
    assert_eq!(days("2024-01-01", "2025-01-01").problem(400, "invalid-input").pointers(), ["?to"]);
    let _ = days("2024-01-02", "2024-01-01").problem(400, "invalid-input");
    let _ = days("2014-12-31", "2015-01-01").problem(422, "calendar-year-unknown");
    let _ = days("2027-12-31", "2028-01-01").problem(422, "calendar-year-unknown");
    assert_eq!(days("2024-02-30", "x").problem(400, "invalid-input").pointers(), ["?from", "?to"]);
    let _ = days("-9999-01-01", "9999-12-31").problem(400, "invalid-input");
}

#[test]
fn a_year_gives_its_working_days_and_says_if_it_is_provisional() {
    let server = Server::start(Backend::Sqlite);
    for (year, days, provisional) in [(2024, 249, false), (2026, 247, false), (2027, 247, true)] {
        let answer = server.get("", &format!("/calendar/years/{year}")).send().expect(200);
        assert_eq!(
            (answer.body["workingDays"].as_i64(), answer.body["provisional"].as_bool()),
            (Some(days), Some(provisional))
        );
    }
    let _ = server.get("", "/calendar/years/2028").send().problem(422, "calendar-year-unknown");
    for year in ["99999999999999", "x", "2026.5"] {
        let _ = server.get("", &format!("/calendar/years/{year}")).send().problem(404, "not-found");
    }
}
