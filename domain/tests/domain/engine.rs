//! The engine: no sequence of actions leaves the tables, and every duty ends somewhere.

use std::collections::BTreeSet;

use merzim_domain::engine::{
    Case, Command as _, CommonRefusal, Line, Owed, Party, Possible, Procedure, Reason, Reasons, actions, apply,
};
use merzim_domain::law::Law;
use merzim_domain::procedures::accreditation::{Accreditation, ApplicationState};
use merzim_domain::procedures::all;
use merzim_domain::procedures::media_grid::{Command as GridCommand, Facts as Grid, MediaGrid};
use merzim_domain::procedures::open_meeting::{Facts as Meeting, MeetingFormat, MeetingState, OpenMeeting};
use merzim_domain::procedures::video_reception::{Facts, ReceptionChannel, ReceptionState, VideoReception};
use merzim_domain::reading::Readings;
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{L8_6, RuleId};
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::week::Week;
use merzim_domain::zone;
use proptest::prelude::*;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::procedures::accreditation::{APPLICATION, draft};
use crate::procedures::open_meeting::meeting;
use crate::procedures::video_reception::{HEARD, THEN};
use crate::tried::{NOW, Tried, actor, after, blank, party};
use crate::{law, law_reading};

/// What is tested of every procedure, for each a module of its own.
macro_rules! try_all {
    ($($name:ident: $Procedure:ty;)+) => {
        $(mod $name {
            use super::*;

            proptest! {
                #[test]
                fn no_sequence_of_actions_leaves_its_table(steps in steps()) {
                    walk::<$Procedure>(&steps)?;
                }
            }

            #[test]
            fn every_transition_can_be_taken() {
                every_line_can_be_taken::<$Procedure>();
            }

            #[test]
            fn nothing_that_is_offered_now_is_too_early() {
                what_is_offered_has_begun::<$Procedure>();
            }

            #[test]
            fn every_rule_is_opened_and_met_somewhere() {
                its_rules_are_opened_and_met::<$Procedure>();
            }
        })+
    };
}

merzim_domain::each_procedure!(try_all);
// Not served yet, so not in that list.

/// Commands, roles and days to the next step.
type Steps = Vec<(usize, usize, i64)>;

fn steps() -> impl Strategy<Value = Steps> {
    prop::collection::vec((0..1000_usize, 0..1000_usize, 0..12_i64), 0..40)
}

/// Every other time one of the likely ones, if there are any.
fn pick<'all, T>(number: usize, likely: &[&'all T], all: &'all [T]) -> &'all T {
    let (number, is_likely) = (number / 2, number.is_multiple_of(2));
    if is_likely && !likely.is_empty() { likely[number % likely.len()] } else { &all[number % all.len()] }
}

fn walk<P: Tried>(steps: &Steps) -> Result<(), TestCaseError> {
    let (law, commands) = (law(), P::commands());
    for facts in P::facts() {
        let mut case = blank::<P>(&facts, law);
        let mut now = P::NOW;
        let mut closed = false;
        for (command, role, days) in steps {
            now += Duration::days(*days);
            let here: Vec<&Line<P>> = P::TABLE.iter().filter(|line| line.starts_in(case.state)).collect();
            let fits = |command: &&P::Command| here.iter().any(|line| line.action == command.action());
            let command = pick(*command, &commands.iter().filter(fits).collect::<Vec<_>>(), &commands);
            let lines = here.iter().filter(|line| line.action == command.action());
            let actor = actor(*pick(*role, &lines.flat_map(|line| line.by).collect::<Vec<_>>(), Role::ALL));
            let result = apply::<P>(&case, command, &actor, now, law);
            // The same again gives the very same.
            let again = apply::<P>(&case, command, &actor, now, law);
            prop_assert_eq!(&result, &again);
            let offered = case
                .state
                .map_or_else(Vec::new, |state| actions::<P>(state, &facts, &case.file.parties, &actor, now, law));
            let Ok(change) = result else { continue };
            // What was taken had been offered, if the case had begun.
            let action = command.action().code();
            let open = |one: &Possible| one.action == action && one.window.check(now).is_ok();
            prop_assert!(case.state.is_none() || offered.iter().any(open), "{action} was not offered");
            prop_assert!(!closed, "a closed case changed");
            let mut lines = P::TABLE.iter().filter(|line| line.action.code() == change.action);
            let line = lines.find(|line| line.starts_in(case.state));
            let to = line.and_then(|line| line.to.or(case.state)).map(Vocabulary::code);
            prop_assert_eq!(to, Some(change.to));
            prop_assert!(P::State::parse(change.to).is_some());
            let bound = |rule: &&RuleId| P::event_at(&facts, command, **rule, now, law).is_some();
            // A rule of another act is owed as far as that act states it then.
            let stated = |rule: &&RuleId| law.rulebook.stated(rule, P::ACT, &change.edition, zone::local(now).date());
            let opens =
                line.map_or(0, |line| line.opens.iter().filter(bound).filter(|rule| stated(rule).is_some()).count());
            prop_assert_eq!(change.opened.len(), opens, "a duty has no bearer");
            for new in &change.opened {
                let ended_at_once = change.met.iter().any(|met| met.id == new.id);
                let untimed = law.rulebook.rule(&new.rule).is_some_and(|rule| rule.term.is_none());
                let is_due = ended_at_once || untimed || new.deadline.due.is_some();
                prop_assert!(is_due, "{} has lost its due date", new.rule);
            }
            closed = change.closes;
            case = after(&case, &change);
            // Whoever decides a complaint without a hearing has not heard: that stays seen.
            let left = |owed: &&Owed| owed.rule != *L8_6;
            let owed: Vec<&Owed> = case.file.owed.iter().filter(left).collect();
            prop_assert!(!closed || owed.is_empty(), "closed with {owed:?} still owed");
        }
    }
    Ok(())
}

/// The law as it is read by default, then with each other reading.
fn readings() -> impl Iterator<Item = &'static Law> {
    let others = Readings::SWITCHES.iter().flat_map(|(id, codes)| codes.iter().skip(1).map(|code| (*id, *code)));
    std::iter::once(law()).chain(others.map(|(id, code)| law_reading(id, code)))
}

/// Every line of the table can be taken by one of the commands from a case in each of its states, by some reading.
fn every_line_can_be_taken<P: Tried>() {
    let commands = P::commands();
    for line in P::TABLE {
        let froms = line.from.iter().copied().map(Some).chain(line.from.is_empty().then_some(None));
        for from in froms {
            let taken = readings().any(|law| {
                P::facts().iter().any(|facts| {
                    let case = standing::<P>(facts, from, law);
                    let may = |command, role| apply::<P>(&case, command, &actor(role), P::NOW, law).is_ok();
                    let mut fitting = commands.iter().filter(|command| command.action() == line.action);
                    fitting.any(|command| line.by.iter().any(|role| may(command, *role)))
                })
            });
            assert!(taken, "{} from {from:?}", line.action.code());
        }
    }
}

/// A case in such a state, in which everybody takes part.
fn standing<P: Tried>(facts: &P::Facts, state: Option<P::State>, law: &Law) -> Case<P> {
    let mut case = blank::<P>(facts, law);
    case.state = state;
    if state.is_some() {
        let addressees = case.file.addressees.iter().map(|named| named.party.clone());
        let joined = P::JOINS.iter().copied().map(party).map(|named| named.party);
        case.file.parties = case.file.parties.iter().cloned().chain(addressees).chain(joined).collect();
    }
    case
}

/// Whatever is said with an action, it is not too early for it once it is offered.
fn what_is_offered_has_begun<P: Tried>() {
    let (law, facts, commands) = (law(), P::facts(), P::commands());
    for (line, facts) in P::TABLE.iter().flat_map(|line| facts.iter().map(move |facts| (line, facts))) {
        for (state, by) in line.from.iter().flat_map(|state| line.by.iter().map(move |by| (*state, actor(*by)))) {
            let case = standing::<P>(facts, Some(state), law);
            for now in [-10, -1, 0, 1, 10].map(|days| P::NOW + Duration::days(days)) {
                let offered = actions::<P>(state, facts, &case.file.parties, &by, now, law);
                for command in commands.iter().filter(|command| command.action() == line.action) {
                    let early = apply::<P>(&case, command, &by, now, law)
                        .is_err_and(|refusal| refusal.is(CommonRefusal::TooEarly));
                    let open = |one: &Possible| one.action == line.action.code() && one.window.check(now).is_ok();
                    assert!(
                        !early || !offered.iter().any(open),
                        "{} in {state:?} at {now}: {facts:?}",
                        line.action.code()
                    );
                }
            }
        }
    }
}

fn its_rules_are_opened_and_met<P: Tried>() {
    let opened: BTreeSet<&RuleId> = P::TABLE.iter().flat_map(|line| line.opens).collect();
    let met: BTreeSet<&RuleId> = P::TABLE.iter().flat_map(|line| line.meets).collect();
    assert_eq!(opened, met);
    assert_eq!(opened, P::RULES.iter().collect());
}

#[test]
fn every_state_can_be_reached_and_codes_are_distinct() {
    for built in all() {
        for state in &built.states {
            let initial = built.states.first().map(|first| first.code) == Some(state.code);
            assert!(initial || built.lines.iter().any(|line| line.to == state.code), "{} {}", built.code, state.code);
        }
        let codes: BTreeSet<&str> = built.states.iter().map(|state| state.code).collect();
        assert_eq!(codes.len(), built.states.len());
    }
}

/// What the actor is offered now in such a case.
fn offered<P: Procedure>(state: P::State, facts: &P::Facts, role: Role, now: OffsetDateTime) -> Vec<&'static str> {
    let parties: Vec<Party> = Role::ALL.iter().copied().map(party).map(|named| named.party).collect();
    let possible = actions::<P>(state, facts, &parties, &actor(role), now, law());
    possible.iter().filter(|one| one.window.check(now).is_ok()).map(|one| one.action).collect()
}

#[test]
fn nothing_is_offered_that_the_case_and_the_clock_would_refuse() {
    let starts_at = NOW + Duration::days(1);
    let hybrid = meeting(MeetingFormat::Hybrid, starts_at);
    let of = |facts, now| offered::<OpenMeeting>(MeetingState::Announced, facts, Role::InformationHolder, now);
    let facts = Meeting { access: true, ..hybrid };
    let at = |now| of(&facts, now);
    assert!(at(NOW).contains(&"postpone") && !at(NOW).contains(&"hold"));
    let ends_at = facts.ends_at;
    assert!(at(ends_at).contains(&"hold") && !at(starts_at).contains(&"hold") && !at(starts_at).contains(&"postpone"));
    // An announced meeting is cancelled until it begins; on its day it may turn out that it did not take place.
    assert!(at(NOW).contains(&"cancel") && !at(starts_at).contains(&"cancel"));
    assert!(at(starts_at).contains(&"notHeld") && !at(starts_at + Duration::days(1)).contains(&"notHeld"));
    // With guests in it, it took place.
    let full = Meeting { guests_came: true, ..hybrid };
    assert!(of(&full, NOW).contains(&"cancel") && !of(&full, starts_at).contains(&"notHeld"));
    // Where nobody could attend it online, that is what is recorded.
    assert!(of(&hybrid, ends_at).contains(&"holdOffline") && !of(&hybrid, ends_at).contains(&"hold"));
    let online = Meeting { format: MeetingFormat::Online, emergency: Some(NOW), ..hybrid };
    assert!(of(&online, ends_at).contains(&"holdUnseen"));
    // Seats and access are prepared until its day is over, and seats only where somebody comes.
    for action in ["prepareSeats", "broadcast", "provideAccess"] {
        assert!(at(starts_at).contains(&action) && !at(starts_at + Duration::days(1)).contains(&action), "{action}");
        assert_eq!(of(&online, NOW).contains(&action), action != "prepareSeats", "{action}");
    }

    let extends = |now| offered::<VideoReception>(ReceptionState::Received, &HEARD, Role::StateBody, now);
    assert!(extends(THEN).contains(&"extend") && !extends(HEARD.due_at.unwrap()).contains(&"extend"));
    // An office withdraws what it filed for a visitor, and nothing else.
    let office = Facts { channel: ReceptionChannel::Office, ..HEARD };
    let withdraws = |facts| offered::<VideoReception>(ReceptionState::Received, facts, Role::StateCorporation, THEN);
    assert!(withdraws(&office).contains(&"withdraw") && !withdraws(&HEARD).contains(&"withdraw"));
}

#[test]
fn a_state_that_is_not_known_is_an_error_and_no_beginning() {
    let stored = |state| Case::<Accreditation>::stored(state, APPLICATION, draft(law()).file);
    assert!(stored("bewitched").is_err() && stored("").is_err());
    assert_eq!(stored("draft").unwrap().state, Some(ApplicationState::Draft));
}

#[test]
fn every_rule_that_the_acts_state_has_its_constant() {
    let stated: BTreeSet<&str> = law().rulebook.rules().iter().map(|rule| rule.id.as_str()).collect();
    let constants: BTreeSet<&str> = RuleId::ALL.iter().map(|id| id.as_str()).collect();
    assert_eq!(stated, constants);
}

/// The words of two lists may share a code only where they say the same.
#[test]
fn a_reason_to_refuse_reads_the_same_wherever_it_arises() {
    let common = CommonRefusal::ALL.iter().map(|word| word.reason());
    let all: Vec<&Reason> = common.chain(all().iter().flat_map(|built| built.refusals.clone())).collect();
    for one in &all {
        assert!(all.iter().all(|other| other.code != one.code || other == one), "{}", one.code);
    }
}

#[test]
fn what_is_owed_has_an_id_of_its_own_also_in_cases_whose_ids_are_counted() {
    let facts = Grid { week: Week::of(NOW.date()) };
    let mut seen = BTreeSet::new();
    for (number, version) in (1..40_u128).flat_map(|number| (0..40).map(move |version| (number, version))) {
        let mut case = blank::<MediaGrid>(&facts, law());
        (case.file.id, case.file.version) = (Uuid::from_u128(number), version);
        let change = apply(&case, &GridCommand::Open, &actor(Role::System), NOW, law()).unwrap();
        assert!(seen.insert(change.opened[0].id), "{number} {version}");
    }
}
