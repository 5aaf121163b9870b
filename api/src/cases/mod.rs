//! What is the same for the cases of every procedure: how they are shown, moved and followed.

pub mod attachments;
pub mod events;
pub mod filing;
pub mod flow;
mod kinds;
pub mod notices;
pub mod obligations;
pub mod receipt;
mod upload;
pub mod view;

use merzim_domain::engine::Party;
use merzim_persistence::cases::{self, CaseRow, Viewer};
use merzim_persistence::reception::offices;
use merzim_persistence::{Connection, DbError};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::http::call::Call;
use crate::http::problem::Problem;

/// Whether what a case depends on is still as it was when a notice arose in it.
pub type StillHolds = fn(&mut Connection, Uuid, OffsetDateTime) -> Result<bool, Problem>;

/// Does with a procedure's own rows what follows when a case is considered anew.
pub type Reopened = fn(&mut Connection, Uuid, OffsetDateTime) -> Result<(), Problem>;

/// Whether the caller may read the files of a case, which they see.
pub type FilesShown = fn(&Call, &mut Connection, &CaseRow) -> Result<bool, Problem>;

/// What the roles cannot say about who attaches files to a case.
pub type Attaching = fn(&Call, &mut Connection, &CaseRow, &[Party]) -> Result<(), Problem>;

/// Whether a case is shown to a viewer, who need not take part in it.
pub type Shown = fn(&mut Connection, &Viewer, Uuid) -> Result<(), DbError>;

/// Where a procedure's cases stand in the API, and which sub-resource takes which action.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Code of the procedure.
    pub procedure: &'static str,
    /// The collection in the path.
    pub collection: &'static str,
    /// Pairs of an action and the sub-resource that is created to take it.
    pub actions: &'static [(&'static str, &'static str)],
    /// Whether a case is shown to those who take no part in it; to none of them, if nothing is said.
    pub shown: Option<Shown>,
    /// What else a perishable notice depends on, but that nothing has happened in its case.
    pub still_holds: Option<StillHolds>,
    /// What is done with its own rows when a case is considered anew, for a complaint in it was satisfied.
    pub reopened: Option<Reopened>,
    /// Who among those that see a case may read its files, besides their own; all of them, if none is said.
    pub files_shown: Option<FilesShown>,
    /// What the roles cannot say about who attaches files to it.
    pub attaching: Option<Attaching>,
}

impl Place {
    /// The place of a procedure none of whose cases depends on anything else, or is considered anew.
    #[must_use]
    pub const fn plain(
        procedure: &'static str,
        collection: &'static str,
        actions: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            procedure,
            collection,
            actions,
            shown: None,
            still_holds: None,
            reopened: None,
            files_shown: None,
            attaching: None,
        }
    }
}

/// Checks that there is something with an id in a collection: for everybody, or for those who take part in it.
///
/// # Errors
/// 404 when there is none, or the viewer may not see it.
pub fn expect_there(
    connection: &mut Connection,
    viewer: &Viewer,
    (collection, id): (&str, Uuid),
    for_everybody: bool,
) -> Result<(), Problem> {
    if collection == crate::reception::OFFICES {
        return Ok(offices::find(connection, id).map(drop)?);
    }
    let Some(place) = PLACES.iter().find(|place| place.collection == collection) else { return Ok(()) };
    match place.shown.filter(|_| for_everybody) {
        Some(shown) => Ok(shown(connection, viewer, id)?),
        None => Ok(cases::find(connection, viewer, place.procedure, id).map(drop)?),
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
