//! The officer or unit of a body, as a party.

use merzim_domain::engine::NamedParty;
use merzim_domain::{Bilingual, Bin, Role, zone};
use merzim_persistence::media::officers;

use crate::app::Desk;
use crate::problem::Problem;

/// Whether a body has an officer or a unit now.
pub fn is_named(desk: &mut Desk<'_>, body: &Bin) -> Result<bool, Problem> {
    Ok(officers::current(desk.connection, body, zone::local(desk.now).date())?.is_some())
}

/// Who is named for the body with this BIN and name now, if anybody is.
pub fn of(desk: &mut Desk<'_>, body: &Bin, name: &Bilingual) -> Result<Option<NamedParty>, Problem> {
    let party = || NamedParty::organisation(Role::AuthorisedPerson, body, name.clone());
    Ok(is_named(desk, body)?.then(party))
}
