//! The grid of each week begins by itself.

use merzim_domain::Role;
use merzim_domain::engine::{Actor, NamedParty};
use merzim_domain::identity::Who;
use merzim_domain::procedures::media_grid::{Command, Facts, MediaGrid};
use merzim_domain::procedures::weekly_submission::WeeklySubmission;
use merzim_domain::week::Week;
use merzim_persistence::Id;
use merzim_persistence::media::grids::{self, GridRow};
use uuid::Uuid;

use super::form::MediaGridForm;
use crate::app::{Desk, stored};
use crate::cases::flow::{self, Parties};
use crate::media::weekly::recur::since;
use crate::problem::Problem;
use crate::recurring::{Bearer, Recurs};

/// The ministry as a party.
fn ministry(desk: &Desk<'_>) -> Option<NamedParty> {
    desk.app.addressees(&[Role::MassMediaAuthority]).pop()
}

impl Recurs for MediaGrid {
    type Period = Week;

    fn bearers(desk: &mut Desk<'_>) -> Result<Vec<Bearer>, Problem> {
        let (Some(NamedParty { party, .. }), Some(since)) = (ministry(desk), since(desk)?) else {
            return Ok(Vec::new());
        };
        let Who::Organisation(bin) = party.who else { return Ok(Vec::new()) };
        // What is owed in a week is about the week after it.
        Ok(vec![Bearer { bin, from: Week::of(since).plus(1).monday(), until: None }])
    }

    /// It begins together with the submissions that it is compiled from.
    fn last(desk: &Desk<'_>) -> Week {
        WeeklySubmission::last(desk)
    }

    fn begin(desk: &mut Desk<'_>, _: &Bearer, week: Week) -> Result<Uuid, Problem> {
        let initiator = ministry(desk).ok_or_else(|| Problem::internal("nobody compiles the media grid"))?;
        let parties = Parties { initiator, addressees: Vec::new() };
        let id = flow::begin::<Self>(desk, &Actor::system(), parties, Facts { week }, &Command::Open)?;
        let row = GridRow {
            case_id: Id(id),
            week: week.to_string(),
            form: stored(&MediaGridForm::default())?,
            approved: None,
            revision: 0,
            sent_at: None,
            public_at: None,
        };
        grids::create(desk.connection, row)?;
        Ok(id)
    }
}
