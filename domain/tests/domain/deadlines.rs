//! Due dates of single rules, and that the trace says the same as the arithmetic.

use merzim_domain::law::Law;
use merzim_domain::rulebook::{Term, Unit};
use merzim_domain::term::{self, StepKind};
use merzim_domain::zone;
use proptest::prelude::*;
use time::macros::{date, datetime, time};
use time::{Date, Duration, OffsetDateTime};

use crate::{law, law_reading};

fn due(law: &Law, rule: &str, event: OffsetDateTime) -> Date {
    term::due(law, law.rulebook.rule(rule).unwrap(), event).unwrap().unwrap().on
}

fn morning(day: Date) -> OffsetDateTime {
    zone::at(day, time!(10:00))
}

#[test]
fn the_worked_examples_hold() {
    let law = law();
    let examples: &[(&str, Date, Date)] = &[
        ("93-3", date!(2026 - 03 - 06), date!(2026 - 03 - 19)),
        ("93-3", date!(2026 - 03 - 16), date!(2026 - 03 - 31)),
        ("93-3", date!(2024 - 12 - 30), date!(2025 - 01 - 14)),
        ("93-2", date!(2026 - 03 - 06), date!(2026 - 03 - 19)),
        ("93-4", date!(2026 - 03 - 20), date!(2026 - 03 - 27)),
        ("93-10", date!(2026 - 05 - 06), date!(2026 - 05 - 13)),
        ("605-6", date!(2026 - 05 - 14), date!(2026 - 05 - 08)),
        ("605-8", date!(2026 - 05 - 14), date!(2026 - 05 - 12)),
        ("605-14", date!(2026 - 05 - 14), date!(2026 - 05 - 21)),
        ("605-6", date!(2025 - 01 - 08), date!(2024 - 12 - 31)),
        ("605-8", date!(2025 - 01 - 08), date!(2025 - 01 - 05)),
        ("605-14", date!(2025 - 01 - 08), date!(2025 - 01 - 15)),
        ("95-6", date!(2025 - 03 - 07), date!(2025 - 03 - 11)),
        ("95-4", date!(2025 - 03 - 07), date!(2025 - 03 - 13)),
        ("95-7", date!(2025 - 03 - 07), date!(2025 - 03 - 26)),
        ("95-10", date!(2025 - 03 - 07), date!(2025 - 03 - 17)),
        ("95-8", date!(2025 - 03 - 07), date!(2025 - 04 - 07)),
        ("213-3", date!(2026 - 01 - 01), date!(2025 - 12 - 17)),
        ("213-3", date!(2025 - 07 - 01), date!(2025 - 06 - 16)),
        ("213-9", date!(2025 - 06 - 01), date!(2025 - 05 - 29)),
        ("213-9", date!(2025 - 04 - 01), date!(2025 - 03 - 29)),
        ("213-10", date!(2025 - 12 - 15), date!(2025 - 12 - 17)),
        ("213-11", date!(2025 - 12 - 15), date!(2026 - 01 - 09)),
        ("213-6", date!(2025 - 12 - 15), date!(2026 - 01 - 05)),
        ("213-12", date!(2025 - 12 - 15), date!(2026 - 01 - 16)),
        ("213-11", date!(2024 - 06 - 10), date!(2024 - 07 - 01)),
        ("444-7", date!(2026 - 10 - 23), date!(2026 - 10 - 27)),
        ("444-5", date!(2026 - 05 - 14), date!(2026 - 05 - 15)),
        ("444-3", date!(2026 - 05 - 11), date!(2026 - 05 - 14)),
    ];
    for (rule, event, expected) in examples {
        assert_eq!(due(law, rule, morning(*event)), *expected, "{rule} from {event}");
    }
}

#[test]
fn a_calendar_term_keeps_its_raw_last_day() {
    let law = law();
    let raw = |rule| {
        term::due(law, law.rulebook.rule(rule).unwrap(), morning(date!(2025 - 03 - 07))).unwrap().unwrap().raw_on
    };
    assert_eq!(raw("95-7"), date!(2025 - 03 - 22));
    assert_eq!(raw("95-8"), date!(2025 - 04 - 06));
}

#[test]
fn a_before_term_on_a_day_off_stays_and_shows_the_practical_day() {
    let law = law();
    let rule = law.rulebook.rule("213-9").unwrap();
    let due = term::due(law, rule, morning(date!(2025 - 04 - 01))).unwrap().unwrap();
    assert_eq!((due.on, due.practical_on), (date!(2025 - 03 - 29), Some(date!(2025 - 03 - 28))));
    let strict = law_reading("beforeTermOnDayOff", "precedingWorkingDay");
    assert_eq!(self::due(strict, "213-9", morning(date!(2025 - 04 - 01))), date!(2025 - 03 - 28));
}

#[test]
fn what_comes_after_hours_or_on_a_day_off_is_registered_on_the_next_working_day() {
    let law = law();
    let friday = date!(2026 - 03 - 13);
    assert_eq!(due(law, "93-3", zone::at(friday, time!(18:30))), due(law, "93-3", morning(friday)));
    let monday = due(law, "93-3", morning(date!(2026 - 03 - 16)));
    for late in [zone::at(friday, time!(18:30:01)), morning(date!(2026 - 03 - 14)), morning(date!(2026 - 03 - 15))] {
        assert_eq!(due(law, "93-3", late), monday, "{late}");
    }
    // An event that is not a receipt keeps its day.
    assert_eq!(due(law, "93-4", zone::at(friday, time!(20:00))), date!(2026 - 03 - 17));
    let same_day = law_reading("receiptOutsideHours", "sameDay");
    assert_eq!(due(same_day, "93-3", zone::at(friday, time!(20:00))), due(law, "93-3", morning(friday)));
}

#[test]
fn each_switch_moves_the_date_that_it_is_about() {
    let moved = |id: &str, choice: &str, rule: &str, event: Date| due(law_reading(id, choice), rule, morning(event));
    assert_eq!(moved("eventDay", "included", "93-3", date!(2026 - 03 - 16)), date!(2026 - 03 - 30));
    assert_eq!(moved("calendarTermEnd", "asIs", "95-7", date!(2025 - 03 - 07)), date!(2025 - 03 - 22));
    assert_eq!(moved("rosterDays", "workingDays", "213-9", date!(2025 - 06 - 01)), date!(2025 - 05 - 28));
    assert_eq!(moved("rosterDays", "workingDays", "213-9", date!(2025 - 04 - 01)), date!(2025 - 03 - 27));
    assert_eq!(moved("beforeTermDays", "clearDays", "605-6", date!(2026 - 05 - 14)), date!(2026 - 05 - 06));
    assert_eq!(moved("considerationFrom", "receipt", "213-11", date!(2025 - 12 - 13)), date!(2026 - 01 - 08));
    assert_eq!(moved("extensionFrom", "decision", "95-8", date!(2025 - 03 - 20)), date!(2025 - 04 - 04));
    assert_eq!(moved("hearingNoticeBefore", "plannedDecision", "213-6", date!(2026 - 01 - 09)), date!(2026 - 01 - 05));
    assert_eq!(due(law(), "444-3", morning(date!(2026 - 05 - 04))), date!(2026 - 05 - 06));
    assert_eq!(moved("holidayThursday", "nextWorkingDay", "444-3", date!(2026 - 05 - 04)), date!(2026 - 05 - 08));
}

#[test]
fn a_thursday_that_is_a_holiday_is_due_on_the_working_day_before() {
    let law = law();
    for (thursday, expected) in [
        (date!(2026 - 01 - 01), date!(2025 - 12 - 31)),
        (date!(2026 - 05 - 07), date!(2026 - 05 - 06)),
        (date!(2027 - 01 - 07), date!(2027 - 01 - 06)),
        (date!(2027 - 12 - 16), date!(2027 - 12 - 15)),
    ] {
        assert_eq!(due(law, "444-3", morning(thursday)), expected);
    }
}

#[test]
fn the_last_day_runs_to_24_00_of_kazakhstan_across_the_change_of_its_clocks() {
    let law = law();
    let rule = law.rulebook.rule("93-4").unwrap();
    let ends = |event| term::due(law, rule, event).unwrap().unwrap().at;
    assert_eq!(ends(morning(date!(2026 - 03 - 20))), datetime!(2026-03-28 00:00 +5));
    assert_eq!(ends(morning(date!(2024 - 02 - 27))), datetime!(2024-02-29 19:00 UTC));
    assert_eq!(ends(morning(date!(2024 - 02 - 26))), datetime!(2024-02-28 18:00 UTC));
}

#[test]
fn a_year_beyond_the_calendar_is_an_error_not_a_guess() {
    let law = law();
    let rule = law.rulebook.rule("93-3").unwrap();
    assert_eq!(term::due(law, rule, morning(date!(2027 - 12 - 30))).unwrap_err().year, 2028);
    assert_eq!(term::due(law, rule, morning(date!(2030 - 01 - 10))).unwrap_err().year, 2030);
    let rolled = law.rulebook.rule("95-7").unwrap();
    assert_eq!(term::due(law, rolled, morning(date!(2027 - 12 - 20))).unwrap_err().year, 2028);
}

fn instants() -> impl Strategy<Value = OffsetDateTime> {
    (0..4400_i64 * 86_400).prop_map(|seconds| datetime!(2015-03-01 00:00 +6) + Duration::seconds(seconds))
}

proptest! {
    #[test]
    fn the_trace_counts_what_the_rule_says_and_ends_on_the_due_date(
        event in instants(),
        rule in proptest::sample::select(law().rulebook.rules().iter().map(|rule| rule.id.clone()).collect::<Vec<_>>()),
        (id, choice) in proptest::sample::select(vec![
            ("eventDay", "excluded"), ("eventDay", "included"), ("calendarTermEnd", "asIs"),
            ("beforeTermDays", "clearDays"), ("beforeTermOnDayOff", "precedingWorkingDay"), ("receiptOutsideHours", "sameDay"),
        ]),
    ) {
        let law = law_reading(id, choice);
        let rule = law.rulebook.rule(&rule).unwrap();
        let traced = term::deadline(law, rule, event).unwrap();
        prop_assert_eq!(traced.due, term::due(law, rule, event).unwrap());
        let Some(due) = traced.due else { return Ok(()) };
        prop_assert_eq!(traced.trace.last().map(|step| step.date), Some(due.on));
        let may_end_earlier = matches!(rule.term, Some(Term::Before { .. } | Term::Weekly(_) | Term::With(_)));
        prop_assert!(due.raw_on <= due.on || may_end_earlier);
        if let Some(Term::Within { amount, unit: Unit::WorkingDay | Unit::CalendarDay, .. } | Term::Before { amount, unit: Unit::WorkingDay | Unit::CalendarDay, .. }) = &rule.term {
            let counted: Vec<_> = traced.trace.iter().filter(|step| step.rule == rule.id && step.kind == StepKind::Counted).collect();
            prop_assert_eq!(counted.len(), usize::try_from(*amount).unwrap());
            prop_assert_eq!(counted.last().and_then(|step| step.number), Some(*amount));
        }
        for pair in traced.trace.windows(2) {
            let apart = (pair[1].date - pair[0].date).whole_days().abs();
            let jumps = pair[1].kind == StepKind::TermEnd || matches!(rule.term, Some(Term::Weekly(_)));
            prop_assert!(apart <= 1 || jumps, "{:?}", traced.trace);
        }
    }
}

#[test]
fn what_is_due_with_its_event_is_due_by_its_moment_or_on_its_day() {
    let law = law();
    let begins = datetime!(2026-05-14 10:00 +5);
    let due = |rule: &str| term::due(law, law.rulebook.rule(rule).unwrap(), begins).unwrap().unwrap();
    for (rule, at) in [("605-10", begins), ("L9", begins), ("605-1", datetime!(2026-05-15 0:00 +5))] {
        assert_eq!((due(rule).on, due(rule).at), (date!(2026 - 05 - 14), at), "{rule}");
    }
    let late = datetime!(2028-05-14 10:00 +5);
    assert!(term::due(law, law.rulebook.rule("605-10").unwrap(), late).is_err());
}
