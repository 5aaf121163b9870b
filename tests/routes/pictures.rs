//! Pictures: of a procedure, a year, a due date, a case.

use std::path::Path;

use merzim_tests::parts::accreditation::{accredit, form};
use merzim_tests::{Answer, Backend, Server, both};
use roxmltree::{Document, Node};

/// The picture, which a program can read.
fn parsed(answer: &Answer) -> Document<'_> {
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    let document = Document::parse(&answer.text).unwrap_or_else(|fault| panic!("{fault}: {}", answer.text));
    let root = document.root_element();
    assert_eq!((root.tag_name().name(), root.attribute("role")), ("svg", Some("img")));
    for name in ["aria-label", "aria-description"] {
        assert!(root.attribute(name).is_some_and(|words| words.len() > 5), "{name}");
    }
    // Nothing is drawn beyond the edge.
    let size: Vec<f64> = root.attribute("viewBox").unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
    for node in document.descendants().filter(Node::is_element) {
        for (name, most) in
            [("x", size[2]), ("x1", size[2]), ("x2", size[2]), ("y", size[3]), ("y1", size[3]), ("y2", size[3])]
        {
            let place = node.attribute(name).map_or(0.0, |place| place.parse::<f64>().unwrap());
            assert!((0.0..=most).contains(&place), "{name}={place}: {}", answer.text);
        }
    }
    document
}

fn about<'answer>(document: &'answer Document<'_>) -> &'answer str {
    document.root_element().attribute("aria-description").unwrap()
}

fn of_class<'answer>(document: &'answer Document<'_>, class: &str) -> Vec<Node<'answer, 'answer>> {
    let is =
        |node: &Node<'_, '_>| node.attribute("class").is_some_and(|names| names.split(' ').any(|name| name == class));
    document.descendants().filter(is).collect()
}

#[test]
fn every_procedure_and_every_rule_is_drawn_in_each_language() {
    let server = Server::start(Backend::Sqlite);
    for list in ["procedures", "rules"] {
        for item in server.get("", &format!("/{list}")).send().expect(200).items() {
            for lang in ["kk", "ru", "en"] {
                let path = match list {
                    "procedures" => format!("/procedures/{}/diagram.svg?lang={lang}", item["code"].as_str().unwrap()),
                    _ => format!("/rules/{}/deadline.svg?lang={lang}&event=2025-06-16", item["id"].as_str().unwrap()),
                };
                let picture = server.get("", &path).header("Accept-Language", "ru").send();
                if picture.status == 404 {
                    // The rule was not stated on that day.
                    let _ = server.get("", &path.replace(".svg", "")).send().expect(404);
                    continue;
                }
                let picture = picture.expect(200);
                assert_eq!(parsed(&picture).root_element().attribute("lang"), Some(lang));
                assert_eq!(picture.header("content-language"), lang);
            }
        }
    }
}

#[test]
fn a_year_is_drawn_with_every_day_and_the_acts() {
    let server = Server::start(Backend::Sqlite);
    let picture = server.get("", "/calendar/years/2025.svg?lang=en").send().expect(200);
    let drawn = parsed(&picture);
    assert_eq!(of_class(&drawn, "Holiday").len(), 1 + 13);
    assert_eq!(of_class(&drawn, "MovedWorkingDay").len(), 1 + 1);
    for words in ["246 working days", "5 Jan 2025", "Nauryz", "267-II", "Labour Code"] {
        assert!(about(&drawn).contains(words), "{words}");
    }
    let known = server.get("", "/calendar/years/2025.svg?lang=en").header("If-None-Match", picture.header("etag"));
    let _ = known.send().expect(304);
    for (end, status, code) in
        [("2028", 422, "calendar-year-unknown"), ("x", 404, "not-found"), ("-1", 404, "not-found")]
    {
        for kind in ["svg", "ics"] {
            let _ = server.get("", &format!("/calendar/years/{end}.{kind}")).send().problem(status, code);
        }
    }
    let _ = server.get("", "/calendar/years/2025.svg?lang=de").send().problem(400, "invalid-input");
}

#[test]
fn a_year_is_a_calendar_to_subscribe_to() {
    let server = Server::start(Backend::Sqlite);
    let calendar = server.get("", "/calendar/years/2025.ics?lang=ru").send().expect(200);
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    let text = calendar.text.replace("\r\n ", "");
    let year = server.get("", "/calendar/years/2025").send().expect(200);
    assert_eq!(text.matches("BEGIN:VEVENT").count(), year.body["exceptions"].as_array().unwrap().len());
    for line in
        ["DTSTART;VALUE=DATE:20250105", "DTEND;VALUE=DATE:20250106", "CATEGORIES:movedWorkingDay", "TRANSP:TRANSPARENT"]
    {
        assert!(text.contains(&format!("{line}\r\n")), "{line}");
    }
    assert!(text.contains("DESCRIPTION:Закон Республики Казахстан"));
}

#[test]
fn a_due_date_is_drawn_day_by_day() {
    let server = Server::start(Backend::Sqlite);
    let path = "/rules/93-3/deadline.svg?lang=en&event=2026-03-16T10:00:00%2B05:00";
    let picture = server.get("", path).send().expect(200);
    let drawn = parsed(&picture);
    assert_eq!((of_class(&drawn, "counted").len(), of_class(&drawn, "event").len()), (8, 1));
    let due: Vec<String> = of_class(&drawn, "due")
        .iter()
        .map(|node| node.descendants().filter_map(|node| node.text()).collect())
        .collect();
    assert!(due.len() == 1 && due[0].contains("31 Mar 2026"), "{due:?}");
    assert!(about(&drawn).contains("24 Mar 2026: not counted; substitute day off; Nauryz"), "{}", about(&drawn));
    let _ = server.get("", "/rules/93-3/deadline.svg?event=x").send().problem(400, "invalid-input");
    let _ = server.get("", "/rules/93-3/deadline.svg").send().problem(400, "invalid-input");
    let _ = server.get("", "/rules/none/deadline.svg?event=2026-03-16").send().problem(404, "not-found");
}

both! {
    with [("sandbox_clock", "2026-03-16T10:00:00+05:00")];
    fn the_time_line_of_a_case_shows_what_is_late_to_whoever_sees_its_events(server) {
        let path = server.received("ministry", &form());
        let id = path.rsplit('/').next().unwrap();
        let line = format!("/cases/{id}/timeline.svg?lang=en");
        let early = server.get("authority", &line).send().expect(200);
        assert!(of_class(&parsed(&early), "late").is_empty());
        server.clock("2026-04-06T10:00:00+05:00");
        let overdue = server.get("authority", &line).send().expect(200);
        assert_eq!(overdue.header("cache-control"), "no-store");
        let drawn = parsed(&overdue);
        assert_eq!(of_class(&drawn, "late").len(), 2);
        assert!(about(&drawn).contains("93-3"), "{}", about(&drawn));
        assert!(about(&drawn).contains("overdue, due 31 Mar 2026"), "{}", about(&drawn));
        let _ = server.decide(&path, &accredit()).expect(200);
        assert_eq!(of_class(&parsed(&server.get("ministry", &line).send().expect(200)), "late").len(), 2);
        let _ = server.get("akimat", &line).send().problem(404, "not-found");
        let _ = server.get("", &line).send().problem(401, "unauthenticated");
    }
}

/// Compares a picture with the one that the README shows, or writes it, as insta does with its snapshots.
fn expect_shown(name: &str, drawn: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pictures").join(name);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, drawn).unwrap();
    }
    let shown = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(shown == drawn, "docs/pictures/{name} has drifted: run this test with INSTA_UPDATE=always, and look at it");
}

#[test]
fn the_readme_shows_what_is_drawn() {
    let server = Server::start_with(Backend::Sqlite, &[("sandbox_clock", "2026-03-16T10:00:00+05:00")]);
    let shown = |name: &str, who: &str, path: &str| {
        for (lang, end) in [("en", ""), ("kk", ".kk"), ("ru", ".ru")] {
            expect_shown(
                &format!("{name}{end}.svg"),
                &server.get(who, &format!("{path}lang={lang}")).send().expect(200).text,
            );
        }
    };
    shown("deadline", "", "/rules/93-3/deadline.svg?event=2026-03-16T10:00:00%2B05:00&");
    let path = server.received("ministry", &form());
    server.clock("2026-04-02T11:00:00+05:00");
    let _ = server.decide(&path, &accredit()).expect(200);
    let _ = server.until("ministry", &path, |case| case["state"] == "notified");
    server.clock("2026-04-03T09:00:00+05:00");
    shown("timeline", "authority", &format!("/cases/{}/timeline.svg?", path.rsplit('/').next().unwrap()));
}
