//! The officer or unit of a body, as a party.

use merzim_domain::Bin;
use merzim_domain::engine::NamedParty;

use crate::app::Desk;
use crate::problem::Problem;

/// Who is named for a body now, if anybody is.
pub fn of(_: &mut Desk<'_>, _: &Bin) -> Result<Option<NamedParty>, Problem> {
    Ok(None)
}
