//! A case as the engine knows it: its state, its parties, what is owed in it, and who acts.

use std::collections::BTreeSet;

use time::OffsetDateTime;
use uuid::Uuid;

use super::table::Procedure;
use crate::identity::{Bin, PersonKey, Who};
use crate::role::Role;
use crate::rulebook::RuleKind;
use crate::text::{Bilingual, Text};
use crate::vocabulary::Vocabulary;

vocabulary! {
    /// How an obligation stands at a moment. Computed from the clock, never stored.
    ObligationStatus {
        /// Owed, and the term has not run out.
        Open = "open", "орындалуға тиіс", "подлежит исполнению", "open";
        /// Owed, and the term has run out.
        Overdue = "overdue", "мерзімі өткен", "просрочена", "overdue";
        /// A right or power whose term has run out unused: nobody owes anything.
        Lapsed = "lapsed", "мерзімінде пайдаланылмады", "не использовано в срок", "not used in time";
        /// Done within the term.
        Met = "met", "мерзімінде орындалды", "исполнена в срок", "met in time";
        /// Done after the term.
        Late = "late", "кешіктіріліп орындалды", "исполнена с опозданием", "met late";
        /// No longer owed.
        Voided = "voided", "тоқтатылды", "отпала", "voided";
        /// No longer owed, but the term had run out before it fell away.
        VoidedOverdue = "voidedOverdue", "мерзімі өткеннен кейін міндет тоқтатылды", "отпала после истечения срока", "voided when it was overdue";
    }
}

/// Somebody's part in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// In which role.
    pub role: Role,
    /// Who.
    pub who: Who,
}

/// A party with the name by which it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedParty {
    /// The party.
    pub party: Party,
    /// Its name; of a person, no more than the role.
    pub name: Bilingual,
}

impl NamedParty {
    /// An organisation, under this name.
    #[must_use]
    pub fn organisation(role: Role, bin: &Bin, name: impl Into<Bilingual>) -> Self {
        Self { party: Party { role, who: Who::Organisation(bin.clone()) }, name: name.into() }
    }

    /// A person, shown by the role alone.
    #[must_use]
    pub fn person(role: Role, key: PersonKey) -> Self {
        let Text { kk, ru, .. } = role.title();
        let name = Bilingual { kk: kk.into_owned(), ru: ru.into_owned() };
        Self { party: Party { role, who: Who::Person(key) }, name }
    }

    /// The same one in another role.
    #[must_use]
    pub fn in_role(self, role: Role) -> Self {
        match self.party.who {
            Who::Person(key) => Self::person(role, key),
            who @ Who::Organisation(_) => Self { party: Party { role, who }, name: self.name },
        }
    }
}

/// A duty still owed in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The obligation.
    pub id: Uuid,
    /// The rule behind it.
    pub rule: String,
}

/// What is the same in the cases of every procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    /// The case.
    pub id: Uuid,
    /// How often it has been changed.
    pub version: i64,
    /// The edition pinned to it.
    pub edition: String,
    /// Who takes part.
    pub parties: Vec<Party>,
    /// Who will take part once it is filed.
    pub addressees: Vec<NamedParty>,
    /// What is still owed.
    pub owed: Vec<Owed>,
}

impl CaseFile {
    /// The file of a case before anything has happened in it.
    #[must_use]
    pub fn new(id: Uuid, edition: String, initiator: Party, addressees: Vec<NamedParty>) -> Self {
        Self { id, version: 0, edition, parties: vec![initiator], addressees, owed: Vec::new() }
    }
}

/// A case of the procedure `P`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case<P: Procedure> {
    /// Its state; none until it has begun.
    pub state: Option<P::State>,
    /// What it knows besides.
    pub facts: P::Facts,
    /// What is the same in every case.
    pub file: CaseFile,
}

/// A stored case is in a state that its procedure does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the case {case} of {procedure} is in the unknown state `{state}`")]
pub struct UnknownState {
    /// The case.
    pub case: Uuid,
    /// Code of the procedure.
    pub procedure: &'static str,
    /// What stands for its state.
    pub state: String,
}

impl<P: Procedure> Case<P> {
    /// A case that has not begun.
    #[must_use]
    pub const fn blank(facts: P::Facts, file: CaseFile) -> Self {
        Self { state: None, facts, file }
    }

    /// A case that is stored with this state.
    ///
    /// # Errors
    /// [`UnknownState`] when the procedure has no such state.
    pub fn stored(state: &str, facts: P::Facts, file: CaseFile) -> Result<Self, UnknownState> {
        match P::State::parse(state) {
            Some(state) => Ok(Self { state: Some(state), facts, file }),
            None => Err(UnknownState { case: file.id, procedure: P::CODE, state: state.to_owned() }),
        }
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Stable identity of the person or program.
    pub subject: String,
    /// The roles held.
    pub roles: BTreeSet<Role>,
    /// The organisation acted for.
    pub organisation: Option<Bin>,
    /// By what the person is known where they take part themselves.
    pub person: Option<PersonKey>,
}

impl Actor {
    /// Merzim itself.
    #[must_use]
    pub fn system() -> Self {
        let roles = BTreeSet::from([Role::System]);
        Self { subject: "merzim".to_owned(), roles, organisation: None, person: None }
    }

    /// Whether the actor takes part as this party.
    #[must_use]
    pub fn is(&self, party: &Party) -> bool {
        self.roles.contains(&party.role)
            && match &party.who {
                Who::Organisation(bin) => self.organisation.as_ref() == Some(bin),
                Who::Person(key) => self.person.as_ref() == Some(key),
            }
    }

    /// In which of `roles` the actor is one of the `parties`.
    #[must_use]
    pub fn part_in(&self, parties: &[Party], roles: &[Role]) -> Option<Role> {
        parties.iter().find(|party| roles.contains(&party.role) && self.is(party)).map(|party| party.role)
    }

    /// As which of `roles` the actor may act in a case with these parties.
    #[must_use]
    pub fn may_act_as(&self, roles: &[Role], parties: &[Party]) -> Option<Acting> {
        roles.iter().copied().find_map(|role| {
            if role == Role::System {
                let acting = Acting { role, subject: self.subject.clone(), organisation: None };
                return self.roles.contains(&role).then_some(acting);
            }
            let party = parties.iter().find(|party| party.role == role && self.is(party))?;
            Some(match &party.who {
                Who::Organisation(bin) => {
                    Acting { role, subject: self.subject.clone(), organisation: Some(bin.clone()) }
                }
                // The log is kept for ever, so it does not say which person.
                Who::Person(_) => Acting { role, subject: role.code().to_owned(), organisation: None },
            })
        })
    }
}

/// Who did something, as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// In which role.
    pub role: Role,
    /// Stable identity of the person or program; of a person acting for themselves, no more than the role.
    pub subject: String,
    /// The organisation acted for.
    pub organisation: Option<Bin>,
}

/// How an obligation under a rule of this kind stands at `now`.
#[must_use]
pub fn status(
    kind: RuleKind,
    due_at: Option<OffsetDateTime>,
    met_at: Option<OffsetDateTime>,
    voided_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> ObligationStatus {
    let passed = |at: OffsetDateTime| due_at.is_some_and(|due| at >= due);
    match (met_at, voided_at) {
        (Some(met), _) if passed(met) => ObligationStatus::Late,
        (Some(_), _) => ObligationStatus::Met,
        (None, Some(voided)) if kind.is_breached_when_voided() && passed(voided) => ObligationStatus::VoidedOverdue,
        (None, Some(_)) => ObligationStatus::Voided,
        (None, None) if passed(now) && kind.is_owed() => ObligationStatus::Overdue,
        (None, None) if passed(now) => ObligationStatus::Lapsed,
        (None, None) => ObligationStatus::Open,
    }
}
