//! The grid of each week begins by itself.

use merzim_domain::Role;
use merzim_domain::engine::{Actor, NamedParty, Procedure};
use merzim_domain::procedures::media_grid::{Command, Facts, MediaGrid};
use merzim_domain::procedures::weekly_submission::WeeklySubmission;
use merzim_domain::week::Week;
use merzim_persistence::Id;
use merzim_persistence::media::grids::{self, GridRow};
use uuid::Uuid;

use super::form::MediaGridForm;
use crate::app::{Desk, stored};
use crate::cases::flow::{self, Parties};
use crate::config::Organisation;
use crate::media::weekly::recur::since;
use crate::problem::Problem;
use crate::recurring::{Bearer, Recurs};

impl Recurs for MediaGrid {
    type Period = Week;

    fn bearers(desk: &mut Desk<'_>) -> Result<Vec<Bearer<Week>>, Problem> {
        let since = since(desk)?;
        let ministry = desk.app.organisation(Role::MassMediaAuthority).ok().zip(since);
        let bearer = ministry.map(|(Organisation { bin, name }, since)| Bearer {
            bin: bin.clone(),
            name: name.clone(),
            first: WeeklySubmission::first_week(since, &desk.app.law),
            last: None,
        });
        Ok(bearer.into_iter().collect())
    }

    /// It begins together with the submissions that it is compiled from.
    fn last(desk: &Desk<'_>) -> Week {
        WeeklySubmission::last(desk)
    }

    fn begin(desk: &mut Desk<'_>, Bearer { bin, name, .. }: &Bearer<Week>, week: Week) -> Result<Uuid, Problem> {
        let initiator = NamedParty::organisation(Self::INITIATOR, bin, name.clone());
        let parties = Parties { initiator, addressees: Vec::new() };
        let id = flow::begin::<Self>(desk, &Actor::system(), parties, Facts { week }, &Command::Open)?;
        let row = GridRow {
            case_id: Id(id),
            week: week.to_string(),
            form: stored(&MediaGridForm::default())?,
            approved: None,
            revision: 0,
            sent_at: None,
            embargo_ends_at: None,
        };
        grids::create(desk.connection, row)?;
        Ok(id)
    }
}
