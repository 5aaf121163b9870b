//! What is shown of a case: what every case has, and what its procedure adds, in one object.

use merzim_domain::engine::Procedure;
use merzim_persistence::cases::{CaseRow, PartyRow};
use serde::Serialize;

use super::view::{CaseBelow, CaseHead, show_below, show_head};
use crate::app::{Desk, Serves};
use crate::http::{Answer, Code, Reply};
use crate::problem::Problem;

/// What is shown of a case of `P` alone: what every case has, how far it has come, what its procedure adds, and below it what is
/// owed and attached.
#[derive(Debug, Serialize)]
#[serde(bound = "T: Serialize, B: Serialize")]
pub struct Shown<P: Procedure, T, B = CaseBelow> {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: Code<P::State>,
    /// What became of it.
    pub outcome: Option<Code<P::Outcome>>,
    /// What the procedure adds.
    #[serde(flatten)]
    pub own: T,
    /// Obligations and attachments.
    #[serde(flatten)]
    pub below: B,
}

/// What is shown of a case in a list: the same, with nothing below.
pub type Summary<P, T> = Shown<P, T, ()>;

impl<P: Serves, T> Summary<P, T> {
    /// Shows a case that knows `facts` and whose parties are among `parties`.
    pub fn of(desk: &Desk<'_>, row: &CaseRow, parties: &[PartyRow], facts: &P::Facts, own: T) -> Result<Self, Problem> {
        let (state, outcome) = (Code::known(&row.state)?, Code::some(row.outcome.as_deref())?);
        Ok(Self { head: show_head::<P>(desk, row, parties, facts)?, state, outcome, own, below: () })
    }

    /// The same with what is below it, for where some of that is kept from the caller.
    pub fn with_below(self, below: CaseBelow) -> Shown<P, T> {
        let Self { head, state, outcome, own, below: () } = self;
        Shown { head, state, outcome, own, below }
    }
}

impl<P: Serves, T> Shown<P, T> {
    /// Shows a case that knows `facts` and has these parties, with all that is owed and attached.
    pub fn whole(
        desk: &mut Desk<'_>,
        row: &CaseRow,
        parties: &[PartyRow],
        facts: &P::Facts,
        own: T,
    ) -> Result<Self, Problem> {
        Ok(Summary::of(desk, row, parties, facts, own)?.with_below(show_below(desk, row, parties)?))
    }
}

impl<P: Serves, T: Serialize, B: Serialize> Shown<P, T, B> {
    /// Answers with it.
    pub fn reply(&self) -> Answer {
        Ok(Reply::ok(self)?.version(self.head.version))
    }

    /// Answers that it was created.
    pub fn created(&self) -> Answer {
        Ok(Reply::created(self, P::PLACE.path(self.head.id))?.version(self.head.version))
    }
}
