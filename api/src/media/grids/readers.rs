//! Who sees what of a grid: the ministry everything, the others what was sent, and of that no embargo that they have not accepted. How
//! people are reached is told to the mass media, not to everybody.

use std::collections::HashSet;

use merzim_domain::Role;
use merzim_domain::procedures::media_grid::MediaGrid;
use merzim_persistence::cases::CaseRow;
use merzim_persistence::media::grids::{self, GridRow};
use merzim_persistence::media::outlets;
use time::OffsetDateTime;
use uuid::Uuid;

use super::embargo::Embargoes;
use super::entry::{GridChange, GridEntry};
use super::revision::{GridRevision, GridRevisionHead};
use crate::app::Desk;
use crate::http::{At, Call};
use crate::media::settings::MediaSettings;
use crate::problem::Problem;

/// Whether every grid that is sent goes to whoever asks: it is for everybody, or they act in a role of those whom it is sent to.
pub fn receives(desk: &Desk<'_>) -> bool {
    let is_public = desk.app.config.part::<MediaSettings>().is_public;
    is_public || desk.call.actor.roles.iter().copied().any(MediaGrid::goes_to)
}

/// The grid with this id, for whoever asks. Else 404.
pub fn find(desk: &mut Desk<'_>, id: Uuid) -> Result<(CaseRow, GridRow), Problem> {
    let receives = receives(desk);
    Ok(grids::find(desk.connection, &desk.call.viewer(), receives, id)?)
}

/// Somebody who reads a grid.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Whether it is the ministry, which compiles it.
    pub compiles: bool,
    /// Whether an outlet of theirs accepts embargoes.
    accepts_embargo: bool,
    /// Whether they are of the mass media.
    is_media: bool,
    /// BIN of the organisation acted for.
    organisation: Option<String>,
    /// The embargoes that hold: in every version.
    embargoes: Embargoes,
    now: OffsetDateTime,
}

impl Reader {
    /// Whoever asks of a grid whose latest version this is, if it has one.
    pub fn of(desk: &mut Desk<'_>, latest: Option<&GridRevision>) -> Result<Self, Problem> {
        let Call { actor, .. } = desk.call;
        let is_media = actor.roles.contains(&Role::MassMedia);
        let own = actor.organisation.as_ref().filter(|_| is_media);
        let accepts_embargo = match own {
            Some(own) => outlets::accepts_embargo(desk.connection, own)?,
            None => false,
        };
        let embargoes = latest.map(|latest| Embargoes::of(desk, latest)).transpose()?.unwrap_or_default();
        Ok(Self {
            embargoes,
            accepts_embargo,
            is_media,
            compiles: desk.acts_as(Role::MassMediaAuthority),
            organisation: actor.organisation.as_ref().map(ToString::to_string),
            now: desk.now,
        })
    }

    /// Whether an event is shown. Until its embargo ends, one is shown to the ministry, to the body that submitted it,
    /// and to the mass media that accept embargoes.
    fn sees(&self, entry: &GridEntry) -> bool {
        self.is_let_in(&entry.body) || !entry.is_under_embargo(self.now)
    }

    /// Whether what is under embargo is told, of an event of this body.
    fn is_let_in(&self, body: &str) -> bool {
        self.compiles || self.accepts_embargo || self.is_of(body)
    }

    fn is_of(&self, body: &str) -> bool {
        self.organisation.as_deref() == Some(body)
    }

    /// A version with the embargoes that hold, without what is not shown. How people are reached is for the ministry, the body itself and the mass media. What was under
    /// embargo has changed when that ended.
    pub fn shown(&self, revision: GridRevision) -> GridRevision {
        let mut revision = self.embargoes.held(revision);
        let hidden: HashSet<String> = revision
            .entries
            .iter()
            .chain(&revision.withdrawn)
            .filter(|entry| !self.sees(entry))
            .map(|entry| entry.uid.clone())
            .collect();
        revision.entries.retain(|entry| !hidden.contains(&entry.uid));
        revision.withdrawn.retain(|entry| !hidden.contains(&entry.uid));
        for entry in revision.entries.iter_mut().chain(&mut revision.withdrawn) {
            if !(self.compiles || self.is_media || self.is_of(&entry.body)) {
                entry.event.leave_out_contacts();
            }
            let freed_at = entry.event.embargo_until.filter(|until| *until <= self.now);
            entry.changed_at = entry.changed_at.max(freed_at.map(At));
        }
        revision.head.changes.retain(|change| self.knows(change));
        revision
    }

    /// What is told of a version, with the embargoes that hold, without what is not shown.
    pub fn told(&self, mut head: GridRevisionHead) -> GridRevisionHead {
        self.embargoes.hold(&mut head);
        head.changes.retain(|change| self.knows(change));
        head
    }

    fn knows(&self, change: &GridChange) -> bool {
        self.is_let_in(&change.body) || change.embargo_until.is_none_or(|until| until.0 <= self.now)
    }
}
