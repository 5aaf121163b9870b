//! The weekly media grid.

use merzim_domain::engine::{Case, apply};
use merzim_domain::procedures::media_grid::{Command, Facts, GridState, MediaGrid};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{R444_5, RuleId};
use merzim_domain::week::Week;
use time::Date;
use time::macros::date;

use crate::law;
use crate::tried::{NOW, Tried, actor, blank};

impl Tried for MediaGrid {
    const RULES: &'static [RuleId] = &[R444_5];

    fn facts() -> Vec<Facts> {
        let week = Week::of(date!(2026 - 03 - 23));
        vec![Facts { week }]
    }

    fn commands() -> Vec<Command> {
        let corrections = [true, false].map(|differs| Command::Correct { differs });
        let others =
            [Command::Open, Command::Approve, Command::Reopen, send(0, 0, 0, false), Command::Cancel, Command::Outdate];
        others.into_iter().chain(corrections).collect()
    }
}

const fn send(picked: usize, submitted: usize, expected: usize, nothing_planned: bool) -> Command {
    Command::Send { picked, submitted, expected, nothing_planned }
}

/// The last day for sending the grid of the week that begins then.
fn due(monday: Date) -> Date {
    let facts = Facts { week: Week::of(monday) };
    let change = apply(&blank::<MediaGrid>(&facts, law()), &Command::Open, &actor(Role::System), NOW, law()).unwrap();
    change.opened[0].deadline.due.unwrap().on
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
    let correct = |differs| apply(&case, &Command::Correct { differs }, &ministry, NOW, law);
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
