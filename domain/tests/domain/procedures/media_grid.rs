//! The weekly media grid.

use merzim_domain::engine::{Case, apply};
use merzim_domain::law::Law;
use merzim_domain::procedures::media_grid::{Command, Facts, GridState, MOST_EVENTS, MediaGrid};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{R444_5, RuleId};
use merzim_domain::term::Deadline;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::week::Week;
use time::Date;
use time::macros::date;

use crate::tried::{NOW, Tried, actor, blank};
use crate::{law, law_reading};

impl Tried for MediaGrid {
    const RULES: &'static [RuleId] = &[R444_5];

    fn facts() -> Vec<Facts> {
        let week = Week::of(date!(2026 - 03 - 23));
        vec![Facts { week }]
    }

    fn commands() -> Vec<Command> {
        let corrections = [(true, 1), (false, 1), (true, MOST_EVENTS + 1)];
        let corrections = corrections.map(|(differs, events)| Command::Correct { differs, events });
        let others = [
            Command::Open,
            Command::Approve,
            Command::Reopen,
            send(0, 0, 0, false),
            Command::Cancel,
            Command::Outdate,
            Command::EndEmbargo,
        ];
        others.into_iter().chain(corrections).collect()
    }
}

const fn send(picked: usize, submitted: usize, expected: usize, nothing_planned: bool) -> Command {
    Command::Send { picked, submitted, expected, nothing_planned }
}

/// By when the grid of the week that begins then is sent.
fn deadline(law: &'static Law, monday: Date) -> Deadline {
    let facts = Facts { week: Week::of(monday) };
    let change = apply(&blank::<MediaGrid>(&facts, law), &Command::Open, &actor(Role::System), NOW, law).unwrap();
    change.opened[0].deadline.clone()
}

/// The last day for that.
fn due(monday: Date) -> Date {
    deadline(law(), monday).due.unwrap().on
}

#[test]
fn rule_444_5_the_grid_is_due_one_working_day_after_the_thursday_also_of_a_holiday() {
    assert_eq!(due(date!(2026 - 05 - 18)), date!(2026 - 05 - 15));
    assert_eq!(due(date!(2026 - 05 - 11)), date!(2026 - 05 - 08));
    assert_eq!(due(date!(2026 - 01 - 05)), date!(2026 - 01 - 05));
    // Within its own week.
    assert_eq!(due(date!(2027 - 01 - 04)), date!(2027 - 01 - 05));
}

#[test]
fn a_correction_says_something_else() {
    let law = law();
    let facts = Facts { week: Week::of(date!(2026 - 03 - 23)) };
    let case = Case::<MediaGrid> { state: Some(GridState::Sent), ..blank(&facts, law) };
    let ministry = actor(Role::MassMediaAuthority);
    let correct = |differs| apply(&case, &Command::Correct { differs, events: 1 }, &ministry, NOW, law);
    assert_eq!(correct(false).unwrap_err().reason.code, "nothing-to-correct");
    assert_eq!(correct(true).unwrap().to, "sent");
}

#[test]
fn a_grid_without_events_is_meant_to_have_none() {
    let law = law();
    let facts = Facts { week: Week::of(date!(2026 - 03 - 23)) };
    let case = Case::<MediaGrid> { state: Some(GridState::Approved), ..blank(&facts, law) };
    let refused = |command: &Command| {
        apply(&case, command, &actor(Role::MassMediaAuthority), NOW, law).err().map(|refusal| refusal.reason.code)
    };
    for command in [send(0, 1, 0, false), send(0, 0, 1, false)] {
        assert_eq!(refused(&command), Some("nothing-picked"));
    }
    for command in [send(1, 1, 1, false), send(0, 0, 0, false), send(0, 1, 1, true)] {
        assert_eq!(refused(&command), None);
    }
}

#[test]
fn where_the_information_is_due_after_its_thursday_the_grid_is_due_after_that() {
    let next = law_reading("holidayThursday", "nextWorkingDay");
    let due = |monday| deadline(next, monday).due.unwrap().on;
    assert_eq!(due(date!(2026 - 03 - 23)), date!(2026 - 03 - 20));
    // The Thursdays 1 January 2026, 7 May 2026 and 16 December 2027 are days off.
    assert_eq!(due(date!(2026 - 01 - 05)), date!(2026 - 01 - 06));
    assert_eq!(due(date!(2026 - 05 - 11)), date!(2026 - 05 - 12));
    assert_eq!(due(date!(2027 - 12 - 20)), date!(2027 - 12 - 20));
}

#[test]
fn the_trace_says_from_what_it_is_counted_and_that_the_week_itself_has_begun() {
    let told = |law, monday: Date| -> Vec<String> {
        let trace = deadline(law, monday).trace.into_iter();
        let said = trace.map(|step| {
            let read = step.reading.map(|reading| format!(" {reading}={}", step.choice.unwrap_or_default()));
            format!("{} {}{}", step.date, step.kind.code(), read.unwrap_or_default())
        });
        said.filter(|step| !step.ends_with("skipped")).collect()
    };
    let from = |day: &str| [format!("{day} event mediaGridFrom=thursday"), format!("{day} skipped eventDay=excluded")];
    let begun = |day: &str| format!("{day} begun comingWeek=isoWeekAfterThursday");
    let usual = [from("2026-03-19").to_vec(), vec!["2026-03-20 counted".into()]].concat();
    assert_eq!(told(law(), date!(2026 - 03 - 23)), usual);
    let within = [from("2026-12-31").to_vec(), vec![begun("2027-01-04"), "2027-01-05 counted".into()]].concat();
    assert_eq!(told(law(), date!(2027 - 01 - 04)), within);
    let next = law_reading("holidayThursday", "nextWorkingDay");
    let after = [from("2027-12-17").to_vec(), vec![begun("2027-12-20"), "2027-12-20 counted".into()]].concat();
    assert_eq!(told(next, date!(2027 - 12 - 20)), after);
    // The first day of the event is counted by the other reading, and still said to be the event.
    let included = told(law_reading("eventDay", "included"), date!(2026 - 03 - 23));
    assert_eq!(included, ["2026-03-19 event mediaGridFrom=thursday", "2026-03-19 counted"]);
}
