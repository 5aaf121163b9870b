//! The officer or unit of a body, as a party.

use merzim_domain::engine::NamedParty;
use merzim_domain::{Bin, Role, zone};
use merzim_persistence::media::officers;
use merzim_persistence::organisations;

use crate::app::Desk;
use crate::organisations::party;
use crate::problem::Problem;

/// Who is named for a body now, if anybody is.
pub fn of(desk: &mut Desk<'_>, body: &Bin) -> Result<Option<NamedParty>, Problem> {
    if officers::current(desk.connection, body, zone::local(desk.now).date())?.is_none() {
        return Ok(None);
    }
    let organisation = organisations::with_bin(desk.connection, body)?;
    Ok(organisation.map(|organisation| party(Role::AuthorisedPerson, &organisation)))
}
