//! The register of the mass media that the grid is sent to (№ 444-НҚ ¶6): they subscribe, confirm their address, and leave.

pub mod deliveries;
pub mod form;
pub mod register;

use merzim_domain::{Bin, Role, Who};
use merzim_persistence::cases::Viewer;
use merzim_persistence::media::outlets;
use merzim_persistence::{Connection, DbError};
use uuid::Uuid;

use crate::app::Desk;
use crate::problem::Problem;

/// Whose outlets the caller sees: the ministry sees all, anybody else their own.
fn owner(desk: &Desk<'_>) -> Result<Option<Bin>, Problem> {
    let own = desk.call.organisation()?;
    Ok((!desk.acts_as(Role::MassMediaAuthority)).then(|| own.clone()))
}

/// Checks that there is an outlet with this id that a viewer may run, or the ministry see.
pub fn there(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<(), DbError> {
    let row = outlets::find(connection, id, None)?;
    let runs = viewer.parties.iter().any(|party| matches!(party, Who::Organisation(bin) if bin.as_str() == row.owner));
    if runs || viewer.roles.contains(&Role::MassMediaAuthority) { Ok(()) } else { Err(DbError::NotFound) }
}
