//! What is the same for the cases of every procedure: how they are shown, moved and followed.

pub mod attachments;
pub mod events;
pub mod filing;
pub mod flow;
pub mod notices;
pub mod obligations;
pub mod view;

use merzim_persistence::Connection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::http::problem::Problem;

/// Whether what a case depends on is still as it was when a notice arose in it.
pub type StillHolds = fn(&mut Connection, Uuid, OffsetDateTime) -> Result<bool, Problem>;

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
}

/// Every procedure's place.
pub const PLACES: &[Place] = &[
    crate::accreditation::PLACE,
    crate::register::amendments::CHANGES,
    crate::register::amendments::CESSATIONS,
    crate::meetings::MEETINGS,
    crate::meetings::ATTENDANCE,
    crate::meetings::COMMENTS,
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
