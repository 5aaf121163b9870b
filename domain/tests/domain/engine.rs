//! The engine: no sequence of actions leaves the tables, and every duty ends somewhere.

use std::collections::BTreeSet;

use merzim_domain::engine::{Actor, Case, Change, Owed, Party, Procedure, RefusalKind, apply, edition_for};
use merzim_domain::identity::Bin;
use merzim_domain::law::Law;
use merzim_domain::procedures::accreditation::{self, Accreditation, Assessment, Signed, SignerPosition};
use merzim_domain::procedures::register_amendment::{self, ChannelCessation, RegisterChange};
use merzim_domain::procedures::{Built, all};
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use proptest::prelude::*;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{law, law_reading};

const NOW: OffsetDateTime = datetime!(2026-03-16 10:00 +5);

fn body() -> Bin {
    Bin::parse("100140000003").unwrap()
}

fn authority() -> Bin {
    Bin::parse("940740000911").unwrap()
}

fn actor(role: Role) -> Actor {
    let organisation = match role {
        Role::CommAuthority => Some(authority()),
        Role::System => None,
        _ => Some(body()),
    };
    Actor { subject: "someone".to_owned(), roles: BTreeSet::from([role]), organisation }
}

fn draft<P: Procedure>(law: &Law) -> Case {
    Case {
        id: Uuid::nil(),
        state: P::INITIAL.code().to_owned(),
        version: 1,
        edition: edition_for::<P>(law, NOW).unwrap(),
        parties: vec![Party { role: P::INITIATOR, organisation: body() }],
        addressee: Party { role: P::ADDRESSEE, organisation: authority() },
        owed: vec![],
    }
}

/// The case after the change, as storage would give it back.
fn after(case: &Case, change: &Change) -> Case {
    let ended = |owed: &Owed| change.met.contains(owed) || change.voided.contains(owed);
    let begun = change.opened.iter().map(|new| Owed { id: new.id, rule: new.rule.to_owned() });
    let mut parties = case.parties.clone();
    parties.extend(change.filing.as_ref().map(|filing| filing.addressee.clone()));
    Case {
        state: change.to.to_owned(),
        version: case.version + 1,
        edition: change.edition.clone(),
        parties,
        owed: case.owed.iter().cloned().chain(begun).filter(|owed| !ended(owed)).collect(),
        ..case.clone()
    }
}

const fn signed(position: SignerPosition) -> Signed {
    Signed { for_applicant: true, position }
}

const fn assessment(met: [bool; 3]) -> Assessment {
    let [no_duplication, regulated, effective] = met;
    Assessment { no_duplication, regulated, effective }
}

fn accreditation_commands() -> Vec<accreditation::Command> {
    use accreditation::Command::{Accredit, Notify, Refuse, Submit, Withdraw};
    vec![
        Submit(signed(SignerPosition::DeputyFirstHead)),
        Submit(signed(SignerPosition::Employee)),
        Accredit { assessment: assessment([true; 3]), regulating_act: true },
        Accredit { assessment: assessment([true, true, false]), regulating_act: true },
        Refuse { reasoned: true },
        Refuse { reasoned: false },
        Notify,
        Withdraw,
    ]
}

fn amendment_commands() -> Vec<register_amendment::Command> {
    use register_amendment::Command::{Enter, Lapse, Submit, Withdraw};
    vec![
        Submit(Some(signed(SignerPosition::DeputyFirstHead))),
        Submit(None),
        Enter { entry_removed: false },
        Enter { entry_removed: true },
        Withdraw,
        Lapse,
    ]
}

const ROLES: [Role; 4] = [Role::ApplicantBody, Role::CommAuthority, Role::System, Role::MassMedia];

fn walk<P: Procedure>(commands: &[P::Command], steps: &[(usize, usize, i64)]) -> Result<(), TestCaseError> {
    let law = law();
    let mut case = draft::<P>(law);
    let mut now = NOW;
    let mut closed = false;
    for (command, role, days) in steps {
        now += Duration::days(*days);
        let command = &commands[command % commands.len()];
        let actor = actor(ROLES[role % ROLES.len()]);
        let result = apply::<P>(&case, command, &actor, now, law);
        // The same again gives the very same.
        let again = apply::<P>(&case, command, &actor, now, law);
        prop_assert_eq!(&result, &again);
        let Ok(change) = result else { continue };
        prop_assert!(!closed, "a closed case changed");
        let line = P::TRANSITIONS.iter().find(|line| {
            line.action.code() == change.action && line.from.iter().any(|from| from.code() == change.from)
        });
        prop_assert_eq!(line.map(|line| line.to.code()), Some(change.to));
        prop_assert!(P::State::parse(change.to).is_some());
        prop_assert_eq!(change.opened.len(), line.map_or(0, |line| line.opens.len()), "a duty has no bearer");
        for new in &change.opened {
            let ended_at_once = change.met.iter().any(|met| met.id == new.id);
            prop_assert!(ended_at_once || new.deadline.due.is_some(), "{} is open without a due date", new.rule);
        }
        closed = change.closes;
        case = after(&case, &change);
        prop_assert!(!closed || case.owed.is_empty(), "closed with {:?} still owed", case.owed);
    }
    Ok(())
}

fn steps() -> impl Strategy<Value = Vec<(usize, usize, i64)>> {
    prop::collection::vec((0..8_usize, 0..4_usize, 0..12_i64), 0..12)
}

proptest! {
    #[test]
    fn no_sequence_of_actions_leaves_the_table_of_accreditation(steps in steps()) {
        walk::<Accreditation>(&accreditation_commands(), &steps)?;
    }

    #[test]
    fn no_sequence_of_actions_leaves_the_tables_of_amendments(steps in steps()) {
        walk::<RegisterChange>(&amendment_commands(), &steps)?;
        walk::<ChannelCessation>(&amendment_commands(), &steps)?;
    }
}

/// Every line of the table can be taken by one of the commands from a case in each of its states.
fn every_line_can_be_taken<P: Procedure>(commands: &[P::Command]) {
    let law = law();
    for line in P::TRANSITIONS {
        for from in line.from {
            let mut case = draft::<P>(law);
            case.state = from.code().to_owned();
            if *from != P::INITIAL {
                case.parties.push(case.addressee.clone());
            }
            let taken = commands.iter().any(|command| {
                P::action(command) == line.action
                    && line.by.iter().any(|role| apply::<P>(&case, command, &actor(*role), NOW, law).is_ok())
            });
            assert!(taken, "{} from {}", line.action.code(), from.code());
        }
    }
}

#[test]
fn every_transition_can_be_taken() {
    every_line_can_be_taken::<Accreditation>(&accreditation_commands());
    every_line_can_be_taken::<RegisterChange>(&amendment_commands());
    every_line_can_be_taken::<ChannelCessation>(&amendment_commands());
}

#[test]
fn every_rule_of_a_built_procedure_is_opened_and_met_somewhere() {
    let built = all();
    let opened: BTreeSet<&str> = built.iter().flat_map(Built::rules).collect();
    let met: BTreeSet<&str> =
        built.iter().flat_map(|built| &built.lines).flat_map(|line| line.meets).copied().collect();
    assert_eq!(opened, met);
    let law = law();
    let expected: BTreeSet<&str> =
        (1..=10).filter_map(|number| law.rulebook.rule(&format!("93-{number}"))).map(|rule| rule.id.as_str()).collect();
    assert_eq!(opened, expected);
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

fn received(law: &Law) -> Case {
    let case = draft::<Accreditation>(law);
    let submit = accreditation::Command::Submit(signed(SignerPosition::DeputyFirstHead));
    let change = apply::<Accreditation>(&case, &submit, &actor(Role::ApplicantBody), NOW, law).unwrap();
    after(&case, &change)
}

#[test]
fn accreditation_with_an_unmet_criterion_is_refused_by_rule_93_2() {
    let law = law();
    for met in [[false, true, true], [true, false, true], [true, true, false]] {
        let command = accreditation::Command::Accredit { assessment: assessment(met), regulating_act: true };
        let refusal =
            apply::<Accreditation>(&received(law), &command, &actor(Role::CommAuthority), NOW, law).unwrap_err();
        assert_eq!((refusal.kind, refusal.rule), (RefusalKind::CriterionUnmet, Some("93-2")));
    }
}

#[test]
fn a_channel_without_a_regulating_act_fails_criterion_2_unless_the_reading_leaves_it_to_the_assessor() {
    let command = accreditation::Command::Accredit { assessment: assessment([true; 3]), regulating_act: false };
    let try_under = |law: &Law| apply::<Accreditation>(&received(law), &command, &actor(Role::CommAuthority), NOW, law);
    assert_eq!(try_under(law()).unwrap_err().kind, RefusalKind::CriterionUnmet);
    assert!(try_under(law_reading("missingRegulatingAct", "assessorDecides")).is_ok());
}

#[test]
fn only_the_deputy_of_the_first_head_signs_unless_the_reading_admits_the_first_head() {
    let submit = |law: &Law, signed: Signed| {
        apply::<Accreditation>(
            &draft::<Accreditation>(law),
            &accreditation::Command::Submit(signed),
            &actor(Role::ApplicantBody),
            NOW,
            law,
        )
    };
    let wide = law_reading("applicationSigner", "deputyOrFirstHead");
    assert_eq!(submit(law(), signed(SignerPosition::FirstHead)).unwrap_err().rule, Some("93-1"));
    assert!(submit(wide, signed(SignerPosition::FirstHead)).is_ok());
    assert!(submit(wide, signed(SignerPosition::Employee)).is_err());
    let stranger = Signed { for_applicant: false, position: SignerPosition::DeputyFirstHead };
    assert!(submit(wide, stranger).is_err());
}

#[test]
fn refusal_needs_reasons() {
    let law = law();
    let refuse = |reasoned| {
        let command = accreditation::Command::Refuse { reasoned };
        apply::<Accreditation>(&received(law), &command, &actor(Role::CommAuthority), NOW, law)
    };
    assert_eq!(refuse(false).unwrap_err().kind, RefusalKind::ReasonsMissing);
    assert!(refuse(true).is_ok());
}

#[test]
fn an_organisation_that_is_no_party_may_do_nothing() {
    let law = law();
    let mut stranger = actor(Role::CommAuthority);
    stranger.organisation = Some(Bin::parse("931002451325").unwrap());
    let command = accreditation::Command::Withdraw;
    let refusal = apply::<Accreditation>(&received(law), &command, &stranger, NOW, law).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::RoleForbidsAction);
}
