//! Who sees what of a grid: the ministry everything, the others what was sent, and of that no embargo that they have not accepted.

use merzim_domain::Role;
use time::OffsetDateTime;

use super::entry::GridEntry;
use super::revision::GridRevision;
use crate::app::Desk;
use crate::http::Call;

/// Somebody who reads a grid.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Whether it is the ministry, which compiles it.
    pub compiles: bool,
    /// BIN of the organisation acted for.
    organisation: Option<String>,
    now: OffsetDateTime,
}

impl Reader {
    /// Whoever asks.
    pub fn of(desk: &Desk<'_>) -> Self {
        let Call { actor, .. } = desk.call;
        let ministry = desk.app.organisation(Role::MassMediaAuthority).ok();
        let is_own = ministry.is_some_and(|ministry| actor.organisation.as_ref() == Some(&ministry.bin));
        Self {
            compiles: is_own && actor.roles.contains(&Role::MassMediaAuthority),
            organisation: actor.organisation.as_ref().map(ToString::to_string),
            now: desk.now,
        }
    }

    /// Whether an event is shown. One under embargo is shown to the ministry and to the body that submitted it, until the embargo ends.
    pub fn sees(&self, entry: &GridEntry) -> bool {
        let is_own = self.organisation.as_ref() == Some(&entry.body);
        !entry.is_under_embargo(self.now) || self.compiles || is_own
    }

    /// A version without what is not shown.
    pub fn shown(&self, revision: GridRevision) -> GridRevision {
        let mut revision = revision;
        let hidden: Vec<String> = revision
            .entries
            .iter()
            .chain(&revision.withdrawn)
            .filter(|entry| !self.sees(entry))
            .map(|entry| entry.uid.clone())
            .collect();
        revision.entries.retain(|entry| !hidden.contains(&entry.uid));
        revision.withdrawn.retain(|entry| !hidden.contains(&entry.uid));
        revision.changes.retain(|change| !hidden.contains(&change.uid));
        revision
    }
}
