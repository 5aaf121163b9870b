//! Who sees what of a grid: the ministry everything, the others what was sent, and of that no embargo that they have not accepted.

use std::collections::HashSet;

use merzim_domain::Role;
use merzim_persistence::media::outlets;
use time::OffsetDateTime;

use super::entry::{GridChange, GridEntry};
use super::revision::GridRevision;
use crate::app::Desk;
use crate::http::Call;
use crate::problem::Problem;

/// Somebody who reads a grid.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Whether it is the ministry, which compiles it.
    pub compiles: bool,
    /// Whether an outlet of theirs accepts embargoes.
    accepts_embargo: bool,
    /// BIN of the organisation acted for.
    organisation: Option<String>,
    now: OffsetDateTime,
}

impl Reader {
    /// Whoever asks.
    pub fn of(desk: &mut Desk<'_>) -> Result<Self, Problem> {
        let Call { actor, .. } = desk.call;
        let own = actor.organisation.as_ref().filter(|_| actor.roles.contains(&Role::MassMedia));
        let accepts_embargo = match own {
            Some(own) => outlets::accepts_embargo(desk.connection, own)?,
            None => false,
        };
        Ok(Self {
            accepts_embargo,
            compiles: desk.acts_as(Role::MassMediaAuthority),
            organisation: actor.organisation.as_ref().map(ToString::to_string),
            now: desk.now,
        })
    }

    /// Whether an event is shown. Until its embargo ends, one is shown to the ministry, to the body that submitted it,
    /// and to the mass media that accept embargoes.
    pub fn sees(&self, entry: &GridEntry) -> bool {
        let is_own = self.organisation.as_ref() == Some(&entry.body);
        !entry.is_under_embargo(self.now) || self.compiles || self.accepts_embargo || is_own
    }

    /// A version without what is not shown.
    pub fn shown(&self, revision: GridRevision) -> GridRevision {
        let mut revision = revision;
        let hidden: HashSet<String> = revision
            .entries
            .iter()
            .chain(&revision.withdrawn)
            .filter(|entry| !self.sees(entry))
            .map(|entry| entry.uid.clone())
            .collect();
        revision.entries.retain(|entry| !hidden.contains(&entry.uid));
        revision.withdrawn.retain(|entry| !hidden.contains(&entry.uid));
        revision.head.changes.retain(|change| self.knows(change));
        revision
    }

    /// Whether a change is told.
    pub fn knows(&self, change: &GridChange) -> bool {
        let is_own = self.organisation.as_ref() == Some(&change.body);
        self.compiles || self.accepts_embargo || is_own || change.embargo_until.is_none_or(|until| until.0 <= self.now)
    }
}
