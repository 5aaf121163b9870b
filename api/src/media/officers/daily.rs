//! Appointments end with their body.

use merzim_domain::engine::Actor;
use merzim_domain::procedures::press_officer::{Command, PressOfficer};
use merzim_domain::zone;
use merzim_persistence::cases;
use merzim_persistence::media::officers::{self, Changes};

use crate::app::Desk;
use crate::cases::flow;
use crate::problem::Problem;

/// Ends so many appointments at the most at bodies that are no more; whether there may be more.
pub fn end(desk: &mut Desk<'_>, most: i64) -> Result<bool, Problem> {
    let today = zone::local(desk.now).date();
    let outliving = officers::outliving(desk.connection, today, most)?;
    for (id, until) in &outliving {
        let case = cases::locked(desk.connection, *id)?;
        let officer = flow::read::<PressOfficer>(desk, case)?;
        flow::act_as(desk, &Actor::system(), &officer.case, &Command::End)?;
        // Where the body was gone before it named somebody, the appointment never held.
        let ended_on = Some((*until).max(officer.case.facts.appointed_on));
        officers::record(desk.connection, *id, Changes { ended_on, ..Changes::default() })?;
    }
    Ok(i64::try_from(outliving.len()) == Ok(most))
}
