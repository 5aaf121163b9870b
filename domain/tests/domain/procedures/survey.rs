//! Surveys.

use merzim_domain::engine::{Case, Change, CommonRefusal, Moment, Refusal, apply};
use merzim_domain::procedures::survey::Command::{Announce, Cancel, Close, Extend, Prepare, Publish};
use merzim_domain::procedures::survey::{Command, Facts, ResultsShown, Survey, SurveyPhase, SurveyState};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{L2_23, L2_24, RuleId};
use time::macros::{date, datetime};
use time::{Date, OffsetDateTime};

use crate::law;
use crate::tried::{NOW, Tried, actor, after, blank};

const OPENS: OffsetDateTime = datetime!(2026-03-16 09:00 +5);
const CLOSES: OffsetDateTime = datetime!(2026-03-30 18:00 +5);
const FACTS: Facts = Facts { opens_at: OPENS, closes_at: CLOSES };

impl Tried for Survey {
    const RULES: &'static [RuleId] = &[L2_23, L2_24];

    fn facts() -> Vec<Facts> {
        vec![FACTS, Facts { opens_at: datetime!(2026-03-01 09:00 +5), closes_at: datetime!(2026-03-15 09:00 +5) }]
    }

    fn commands() -> Vec<Command> {
        vec![Prepare, Announce, Extend { closes_at: datetime!(2026-04-30 18:00 +5) }, Close, Publish, Cancel]
    }
}

fn take(case: &Case<Survey>, command: &Command, now: OffsetDateTime) -> Result<Change, Refusal> {
    apply(case, command, &actor(Role::InformationHolder), now, law())
}

/// A survey that is announced.
fn announced() -> Case<Survey> {
    let blank = blank::<Survey>(&FACTS, law());
    let draft = after(&blank, &take(&blank, &Prepare, NOW).unwrap());
    after(&draft, &take(&draft, &Announce, NOW).unwrap())
}

/// The last day for the results, as a change sets it.
fn due(change: &Change) -> Date {
    change.opened.iter().find(|new| new.rule == L2_24).unwrap().deadline.due.unwrap().on
}

#[test]
fn rule_l2_24_the_results_are_due_three_working_days_after_the_survey_has_closed_whenever_that_is() {
    let case = announced();
    let extended = take(&case, &Extend { closes_at: datetime!(2026-04-03 18:00 +5) }, NOW).unwrap();
    assert_eq!((due(&extended), extended.voided.len()), (date!(2026 - 04 - 08), 1));
    let closed = take(&case, &Close, NOW).unwrap();
    assert_eq!((due(&closed), closed.voided.len()), (date!(2026 - 03 - 19), 1));
}

#[test]
fn a_survey_that_has_closed_is_neither_extended_nor_cancelled_and_no_results_come_before() {
    let case = announced();
    let later = datetime!(2026-04-30 18:00 +5);
    for command in [Extend { closes_at: later }, Close, Cancel] {
        assert!(take(&case, &command, CLOSES).unwrap_err().is(CommonRefusal::TooLate));
    }
    assert!(take(&case, &Publish, NOW).unwrap_err().is(CommonRefusal::TooEarly));
    assert!(take(&case, &Extend { closes_at: datetime!(2099-04-30 18:00 +5) }, NOW).unwrap_err().unknown.is_some());
}

#[test]
fn one_responds_from_the_opening_until_the_close_by_the_clock() {
    use SurveyState::{Announced, Cancelled, Draft, Published};

    let before = datetime!(2026-03-16 08:59 +5);
    let phase = |state, now| FACTS.phase(state, now);
    assert_eq!(phase(Announced, before), Some(SurveyPhase::Upcoming));
    assert_eq!(phase(Announced, OPENS), Some(SurveyPhase::Open));
    assert_eq!(phase(Published, CLOSES), Some(SurveyPhase::Closed));
    assert_eq!((phase(Draft, NOW), phase(Cancelled, NOW)), (None, None));

    let refused = |state, now| FACTS.takes_responses(state, now).unwrap_err();
    assert_eq!(FACTS.takes_responses(Announced, OPENS), Ok(()));
    assert_eq!(
        (refused(Announced, before).is(CommonRefusal::TooEarly), refused(Announced, before).moment),
        (true, Some(Moment::From(OPENS)))
    );
    assert_eq!(
        (refused(Announced, CLOSES).is(CommonRefusal::TooLate), refused(Announced, CLOSES).moment),
        (true, Some(Moment::Until(CLOSES)))
    );
    assert!(refused(Draft, NOW).is(CommonRefusal::StateForbidsAction));
    assert!(refused(Cancelled, NOW).is(CommonRefusal::StateForbidsAction));
}

#[test]
fn everybody_sees_the_figures_at_once_or_after_the_close_and_the_holder_from_the_opening_on() {
    let shown = |shown, is_holder, now| FACTS.shows_results(SurveyState::Announced, shown, is_holder, now).is_ok();
    assert!(shown(ResultsShown::AtOnce, false, OPENS));
    assert!(!shown(ResultsShown::AfterClose, false, NOW) && shown(ResultsShown::AfterClose, true, NOW));
    assert!(shown(ResultsShown::AfterClose, false, CLOSES));
    let cancelled = FACTS.shows_results(SurveyState::Cancelled, ResultsShown::AtOnce, true, CLOSES);
    assert!(cancelled.unwrap_err().is(CommonRefusal::StateForbidsAction));
}
