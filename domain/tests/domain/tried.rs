//! How a procedure is tried: who acts, what a case looks like, and what each procedure gives.

use std::collections::BTreeSet;

use merzim_domain::Bilingual;
use merzim_domain::engine::{Actor, Case, CaseFile, Change, NamedParty, Owed, Party, Procedure, edition_for};
use merzim_domain::identity::{Bin, PersonKey, Who};
use merzim_domain::law::Law;
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::RuleId;
use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

pub const NOW: OffsetDateTime = datetime!(2026-03-16 10:00 +5);

/// What the general tests are given of a procedure.
pub trait Tried: Procedure {
    /// The rules whose duties arise in its cases, as the acts have them.
    const RULES: &'static [RuleId];
    /// A moment at which its act is in force.
    const NOW: OffsetDateTime = NOW;

    /// What cases know: every line of the table can be taken with one of these.
    fn facts() -> Vec<Self::Facts>;

    /// What is said with each action, well and badly.
    fn commands() -> Vec<Self::Command>;
}

pub fn body() -> Bin {
    Bin::parse("100140000003").unwrap()
}

fn authority() -> Bin {
    Bin::parse("940740000911").unwrap()
}

fn citizen() -> PersonKey {
    PersonKey::of_digest("somebody")
}

pub fn actor(role: Role) -> Actor {
    let (organisation, person) = match role {
        Role::CommAuthority => (Some(authority()), None),
        Role::System => (None, None),
        Role::InformationUser | Role::Participant => (None, Some(citizen())),
        _ => (Some(body()), None),
    };
    Actor { subject: "someone".to_owned(), roles: BTreeSet::from([role]), organisation, person }
}

pub fn party(role: Role) -> NamedParty {
    let who = match role {
        Role::CommAuthority => Who::Organisation(authority()),
        Role::InformationUser | Role::Participant => return NamedParty::person(role, citizen()),
        _ => Who::Organisation(body()),
    };
    let name = Bilingual { kk: "атауы".to_owned(), ru: "название".to_owned() };
    NamedParty { party: Party { role, who }, name }
}

/// A case in which nothing has happened.
pub fn blank<P: Tried>(facts: &P::Facts, law: &Law) -> Case<P> {
    let file = CaseFile {
        id: Uuid::nil(),
        version: 0,
        edition: edition_for::<P>(law, P::NOW).unwrap(),
        parties: vec![party(P::INITIATOR).party],
        addressees: P::ADDRESSEES.iter().copied().map(party).collect(),
        owed: vec![],
    };
    Case::blank(facts.clone(), file)
}

/// The case after the change, as storage would give it back.
pub fn after<P: Procedure>(Case { file, facts, .. }: &Case<P>, change: &Change) -> Case<P> {
    let ended = |owed: &Owed| change.met.contains(owed) || change.voided.contains(owed);
    let begun = change.opened.iter().map(|new| Owed { id: new.id, rule: new.rule.to_string() });
    let mut parties = file.parties.clone();
    let newcomers = change.filing.iter().flat_map(|filing| &filing.addressees).chain(&change.joined);
    parties.extend(newcomers.map(|named| named.party.clone()));
    let file = CaseFile {
        version: file.version + 1,
        edition: change.edition.clone(),
        parties,
        owed: file.owed.iter().cloned().chain(begun).filter(|owed| !ended(owed)).collect(),
        ..file.clone()
    };
    Case::stored(change.to, facts.clone(), file).unwrap()
}
