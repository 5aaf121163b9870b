//! Accreditation of channels.

use merzim_domain::Bilingual;
use merzim_domain::engine::{Anew, Case, CommonRefusal, DecisionRefusal, apply};
use merzim_domain::identity::Bin;
use merzim_domain::law::Law;
use merzim_domain::procedures::accreditation::Command::{Accredit, Create, Notify, Refuse, Reopen, Submit, Withdraw};
use merzim_domain::procedures::accreditation::{Accreditation, Assessment, Command, Facts};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{R93_1, R93_2, R93_3, R93_4, R93_5, R93_6, R93_7, RuleId};
use merzim_domain::signing::SignerPosition;

use crate::tried::{NOW, Tried, actor, after, blank};
use crate::{law, law_reading};

pub const APPLICATION: Facts = Facts { names_regulating_act: true, bound: false };

impl Tried for Accreditation {
    const RULES: &'static [RuleId] = &[R93_1, R93_2, R93_3, R93_4, R93_5, R93_6, R93_7];

    fn facts() -> Vec<Facts> {
        vec![APPLICATION, Facts { bound: true, ..APPLICATION }]
    }

    fn commands() -> Vec<Command> {
        vec![
            Create,
            Submit(SignerPosition::DeputyFirstHead),
            Submit(SignerPosition::Employee),
            Accredit(assessment([true; 3])),
            Accredit(assessment([true, true, false])),
            refuse([true, false, true], false, Some(reasons())),
            refuse([true; 3], true, Some(reasons())),
            refuse([true; 3], false, Some(reasons())),
            refuse([true, false, true], false, None),
            Notify,
            Withdraw,
            Reopen(Anew { bound: true, until: None }),
        ]
    }
}

const fn assessment(met: [bool; 3]) -> Assessment {
    let [no_duplication, regulated, effective] = met;
    Assessment { no_duplication, regulated, effective }
}

const fn refuse(met: [bool; 3], form_fault: bool, reasons: Option<Bilingual>) -> Command {
    Refuse { assessment: assessment(met), form_fault, reasons }
}

fn reasons() -> Bilingual {
    Bilingual { kk: "себебі".to_owned(), ru: "причина".to_owned() }
}

pub fn draft(law: &Law) -> Case<Accreditation> {
    let case = blank::<Accreditation>(&APPLICATION, law);
    let change = apply(&case, &Create, &actor(Role::ApplicantBody), NOW, law).unwrap();
    after(&case, &change)
}

fn received(law: &Law) -> Case<Accreditation> {
    let case = draft(law);
    let submit = Submit(SignerPosition::DeputyFirstHead);
    let change = apply(&case, &submit, &actor(Role::ApplicantBody), NOW, law).unwrap();
    after(&case, &change)
}

#[test]
fn accreditation_with_an_unmet_criterion_is_refused_by_rule_93_2() {
    let law = law();
    for met in [[false, true, true], [true, false, true], [true, true, false]] {
        let command = Accredit(assessment(met));
        let refusal = apply(&received(law), &command, &actor(Role::CommAuthority), NOW, law).unwrap_err();
        assert_eq!((refusal.reason.code, refusal.rule), ("criterion-unmet", Some(R93_2)));
    }
}

#[test]
fn a_channel_without_a_regulating_act_fails_criterion_2_unless_the_reading_leaves_it_to_the_assessor() {
    let command = Accredit(assessment([true; 3]));
    let facts = Facts { names_regulating_act: false, ..APPLICATION };
    let try_under = |law: &Law| {
        let case = Case { facts, ..received(law) };
        apply(&case, &command, &actor(Role::CommAuthority), NOW, law)
    };
    assert_eq!(try_under(law()).unwrap_err().reason.code, "criterion-unmet");
    assert!(try_under(law_reading("missingRegulatingAct", "assessorDecides")).is_ok());
}

#[test]
fn only_the_deputy_of_the_first_head_signs_unless_the_reading_admits_the_first_head() {
    let submit =
        |law: &Law, signer: SignerPosition| apply(&draft(law), &Submit(signer), &actor(Role::ApplicantBody), NOW, law);
    let wide = law_reading("applicationSigner", "deputyOrFirstHead");
    assert_eq!(submit(law(), SignerPosition::FirstHead).unwrap_err().rule, Some(R93_1));
    assert!(submit(wide, SignerPosition::FirstHead).is_ok());
    assert!(submit(wide, SignerPosition::Employee).is_err());
}

#[test]
fn who_is_bound_by_a_complaint_accredits_and_does_not_refuse() {
    let law = law();
    let case = Case { facts: Facts { names_regulating_act: false, bound: true }, ..received(law) };
    let try_to = |command: Command| apply(&case, &command, &actor(Role::CommAuthority), NOW, law);
    let refusal = try_to(refuse([true, false, true], false, Some(reasons()))).unwrap_err();
    assert!(refusal.is(DecisionRefusal::BoundByComplaint));
    assert!(try_to(Accredit(assessment([true; 3]))).is_ok());
}

#[test]
fn refusal_needs_reasons() {
    let law = law();
    let try_to = |command: Command| apply(&received(law), &command, &actor(Role::CommAuthority), NOW, law);
    let refusal = try_to(refuse([true, false, true], false, None)).unwrap_err();
    assert!(refusal.is(DecisionRefusal::ReasonsMissing));
    assert!(try_to(refuse([true, false, true], false, Some(reasons()))).is_ok());
}

#[test]
fn refusal_names_a_criterion_or_a_fault_of_the_form_unless_the_reading_takes_any_reasons() {
    let groundless = refuse([true; 3], false, Some(reasons()));
    let under = |law: &Law, command: &Command| apply(&received(law), command, &actor(Role::CommAuthority), NOW, law);
    let refusal = under(law(), &groundless).unwrap_err();
    assert_eq!((refusal.reason.code, refusal.rule), ("no-ground", Some(R93_2)));
    assert!(under(law(), &refuse([true; 3], true, Some(reasons()))).is_ok());
    assert!(under(law_reading("refusalGround", "anyReasons"), &groundless).is_ok());
}

#[test]
fn an_organisation_that_is_no_party_may_do_nothing() {
    let law = law();
    let mut stranger = actor(Role::CommAuthority);
    stranger.organisation = Some(Bin::parse("050140000201").unwrap());
    let refusal = apply(&received(law), &Withdraw, &stranger, NOW, law).unwrap_err();
    assert!(refusal.is(CommonRefusal::RoleForbidsAction));
}
