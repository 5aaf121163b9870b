//! What is the same for the cases of every procedure: how they are shown, moved and followed.

pub mod attachments;
pub mod events;
pub mod filing;
pub mod flow;
pub mod notices;
pub mod obligations;
pub mod view;

use merzim_persistence::Connection;
use merzim_persistence::cases::PartyRow;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::http::call::Call;
use crate::http::problem::Problem;

/// Whether what a case depends on is still as it was when a notice arose in it.
pub type StillHolds = fn(&mut Connection, Uuid, OffsetDateTime) -> Result<bool, Problem>;

/// Does with a procedure's own rows what follows when a case is considered anew.
pub type Reopened = fn(&mut Connection, Uuid, OffsetDateTime) -> Result<(), Problem>;

/// Whether the caller may read the files of a case with these parties, which they see.
pub type FilesShown = fn(&Call, &[PartyRow]) -> Result<bool, Problem>;

/// Where a procedure's cases stand in the API, and which sub-resource takes which action.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Code of the procedure.
    pub procedure: &'static str,
    /// The collection in the path.
    pub collection: &'static str,
    /// Pairs of an action and the sub-resource that is created to take it.
    pub actions: &'static [(&'static str, &'static str)],
    /// What else a perishable notice depends on, but that nothing has happened in its case.
    pub still_holds: Option<StillHolds>,
    /// What is done with its own rows when a case is considered anew, for a complaint in it was satisfied.
    pub reopened: Option<Reopened>,
    /// Who among those that see a case may read its files, besides their own; all of them, if none is said.
    pub files_shown: Option<FilesShown>,
}

impl Place {
    /// The place of a procedure none of whose cases depends on anything else, or is considered anew.
    #[must_use]
    pub const fn plain(
        procedure: &'static str,
        collection: &'static str,
        actions: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self { procedure, collection, actions, still_holds: None, reopened: None, files_shown: None }
    }
}

/// Every procedure's place.
pub const PLACES: &[Place] = &[
    crate::accreditation::PLACE,
    crate::register::amendments::CHANGES,
    crate::register::amendments::CESSATIONS,
    crate::meetings::MEETINGS,
    crate::meetings::ATTENDANCE,
    crate::meetings::COMMENTS,
    crate::reception::SCHEDULES,
    crate::reception::ROSTERS,
    crate::reception::APPEALS,
    crate::complaints::PLACE,
];

impl Place {
    /// Path of a case of this procedure.
    #[must_use]
    pub fn path(&self, id: Uuid) -> String {
        format!("{}/{}/{id}", crate::openapi::BASE, self.collection)
    }

    /// The place of the procedure with this code.
    #[must_use]
    pub fn of(procedure: &str) -> Option<&'static Self> {
        PLACES.iter().find(|place| place.procedure == procedure)
    }
}
