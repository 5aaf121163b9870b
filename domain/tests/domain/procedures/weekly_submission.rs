//! What each state body sends of the coming week.

use merzim_domain::engine::apply;
use merzim_domain::procedures::weekly_submission::{Command, Facts, WeeklySubmission};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{R444_3, RuleId};
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::week::Week;
use time::Date;
use time::macros::date;

use crate::tried::{NOW, Tried, actor, after, blank, party};
use crate::{law, law_reading};

impl Tried for WeeklySubmission {
    const RULES: &'static [RuleId] = &[R444_3];

    fn facts() -> Vec<Facts> {
        vec![Facts { week: Week::of(NOW.date()).plus(1) }, Facts { week: Week::of(NOW.date()).plus(-1) }]
    }

    fn commands() -> Vec<Command> {
        vec![
            Command::Expect { officer: None },
            Command::Expect { officer: Some(party(Role::AuthorisedPerson)) },
            Command::Assign { officer: Some(party(Role::AuthorisedPerson)), joins: true },
            Command::Assign { officer: None, joins: false },
            Command::Remind,
            Command::Submit,
            Command::Correct,
            Command::Release { never_owed: true },
            Command::Release { never_owed: false },
        ]
    }
}

#[test]
fn the_officer_owes_it_and_the_body_itself_while_none_is_named() {
    let system = actor(Role::System);
    let facts = Facts { week: Week::of(date!(2026 - 03 - 23)) };
    let case = blank::<WeeklySubmission>(&facts, law());
    let bearer = |case: &_, command: &_| {
        let change = apply(case, command, &system, NOW, law()).unwrap();
        let new = &change.opened[0];
        assert_eq!(new.deadline.due.unwrap().on, date!(2026 - 03 - 19));
        (new.bearer.role, change)
    };
    let (role, expected) = bearer(&case, &Command::Expect { officer: None });
    assert_eq!(role, Role::StateBody);
    let case = after(&case, &expected);
    let named = Command::Assign { officer: Some(party(Role::AuthorisedPerson)), joins: true };
    let (role, assigned) = bearer(&case, &named);
    assert_eq!((role, assigned.voided.len()), (Role::AuthorisedPerson, 1));
    let case = after(&case, &assigned);
    assert_eq!(bearer(&case, &Command::Assign { officer: None, joins: false }).0, Role::StateBody);
}

#[test]
fn the_first_week_is_the_one_whose_last_day_is_still_to_come() {
    let next = law_reading("holidayThursday", "nextWorkingDay");
    for (from, usual, after_holidays) in [
        (date!(2026 - 03 - 19), "2026-W13", "2026-W13"),
        (date!(2026 - 03 - 20), "2026-W14", "2026-W14"),
        // Thursday 7 January is a day off: the information is due on the 6th, or on the 8th.
        (date!(2027 - 01 - 06), "2027-W02", "2027-W02"),
        (date!(2027 - 01 - 07), "2027-W03", "2027-W02"),
        (date!(2027 - 01 - 09), "2027-W03", "2027-W03"),
        // 1 January 2026 is a Thursday, and the next working day is in the week that is told of.
        (date!(2026 - 01 - 01), "2026-W03", "2026-W02"),
        (date!(2026 - 01 - 05), "2026-W03", "2026-W02"),
        // Beyond the calendar it is the Thursday.
        (date!(2040 - 01 - 05), "2040-W02", "2040-W02"),
    ] {
        let first = |law| WeeklySubmission::first_week(from, law).to_string();
        assert_eq!((first(law()), first(next)), (usual.to_owned(), after_holidays.to_owned()), "{from}");
    }
    let of =
        |until| WeeklySubmission::weeks_of(date!(2026 - 03 - 16), Some(until), law()).last.map(|week| week.to_string());
    assert_eq!(of(date!(2026 - 03 - 30)), Some("2026-W13".into()));
    assert_eq!(of(date!(2026 - 03 - 31)), Some("2026-W14".into()));
}

#[test]
fn whoever_has_sent_nothing_is_reminded_from_the_working_day_before_the_last_one() {
    let reminded = |on: Date| -> Vec<String> {
        WeeklySubmission::weeks_to_remind(on, law()).iter().map(Week::to_string).collect()
    };
    for (on, weeks) in [
        (date!(2026 - 03 - 17), vec![]),
        (date!(2026 - 03 - 18), vec!["2026-W13"]),
        (date!(2026 - 03 - 19), vec!["2026-W13"]),
        (date!(2026 - 03 - 20), vec!["2026-W14"]),
        (date!(2026 - 03 - 26), vec!["2026-W14"]),
        (date!(2026 - 03 - 27), vec![]),
        // Thursday 7 January is a day off: it is due on the 6th.
        (date!(2027 - 01 - 04), vec![]),
        (date!(2027 - 01 - 05), vec!["2027-W02"]),
        (date!(2027 - 01 - 06), vec!["2027-W02"]),
        (date!(2027 - 01 - 07), vec![]),
    ] {
        assert_eq!(reminded(on), weeks, "{on}");
    }
    // Of every week it begins on the working day before that on which it is due.
    let (first, last) = (Week::of(date!(2025 - 01 - 13)), Week::of(date!(2027 - 12 - 13)));
    for week in first.through(last) {
        let due = WeeklySubmission::due_on(week, law());
        let eve = law().calendar.subtract_working_days(due, 1).unwrap();
        let days = std::iter::successors(Some(week.plus(-2).monday()), |day| day.next_day())
            .take_while(|day| *day <= week.sunday());
        let told: Vec<Date> =
            days.filter(|day| WeeklySubmission::weeks_to_remind(*day, law()).contains(&week)).collect();
        assert_eq!((told.first(), told.last()), (Some(&eve), Some(&due)), "{week}");
    }
}

#[test]
fn the_trace_begins_on_the_thursday_and_names_every_reading_of_the_week() {
    let told = |law, monday: Date| -> Vec<(Date, &'static str, String)> {
        let case = blank::<WeeklySubmission>(&Facts { week: Week::of(monday) }, law);
        let change = apply(&case, &Command::Expect { officer: None }, &actor(Role::System), NOW, law).unwrap();
        let trace = change.opened[0].deadline.trace.iter();
        trace.map(|step| (step.date, step.kind.code(), step.reading.clone().unwrap_or_default().into_owned())).collect()
    };
    let of = |day, kind, reading: &str| (day, kind, reading.to_owned());
    let thursday = date!(2026 - 03 - 19);
    assert_eq!(
        told(law(), date!(2026 - 03 - 23)),
        [of(thursday, "event", "comingWeek"), of(thursday, "termEnd", "emptyWeek")]
    );
    let next = law_reading("holidayThursday", "nextWorkingDay");
    let (thursday, monday) = (date!(2026 - 01 - 01), date!(2026 - 01 - 05));
    let mut expected = vec![of(thursday, "event", "comingWeek"), of(thursday, "termEnd", "emptyWeek")];
    expected.extend((1..=4).map(|day| of(thursday.replace_day(day).unwrap(), "rolled", "holidayThursday")));
    // The last day lies in the week itself.
    expected.extend([of(monday, "begun", "comingWeek"), of(monday, "due", "holidayThursday")]);
    assert_eq!(told(next, monday), expected);
}
