//! Weekly submissions begin by themselves.

use merzim_domain::engine::{Actor, NamedParty, Procedure};
use merzim_domain::organisation::OrganisationKind;
use merzim_domain::procedures::weekly_submission::{Command, Facts, WeeklySubmission, Weeks};
use merzim_domain::week::Week;
use merzim_domain::{Role, Vocabulary, zone};
use merzim_persistence::media::weekly::{self, WeeklyRow};
use merzim_persistence::organisations::{self, Organisation};
use time::Date;
use uuid::Uuid;

use crate::app::Desk;
use crate::cases::flow::{self, Parties};
use crate::media::officer;
use crate::media::settings::MediaSettings;
use crate::problem::Problem;
use crate::recurring::{Bearer, Recurs};

/// The first day from which weeks are owed here: by the settings, else since there is a register; never before the order.
pub(in crate::media) fn since(desk: &mut Desk<'_>) -> Result<Option<Date>, Problem> {
    let said = desk.app.config.part::<MediaSettings>().since;
    let begun = match said {
        Some(day) => Some(day),
        None => organisations::begun(desk.connection, &bound_kinds())?.map(|at| zone::local(at).date()),
    };
    Ok(begun.zip(WeeklySubmission::in_force_from(&desk.app.law)).map(|(day, first)| day.max(first)))
}

fn bound_kinds() -> Vec<OrganisationKind> {
    OrganisationKind::ALL.iter().copied().filter(|kind| kind.tells_the_media()).collect()
}

impl Recurs for WeeklySubmission {
    type Period = Week;

    fn bearers(desk: &mut Desk<'_>) -> Result<Vec<Bearer<Week>>, Problem> {
        // Where nobody compiles the grid, nobody is owed anything.
        if desk.app.organisation(Role::MassMediaAuthority).is_err() {
            return Ok(Vec::new());
        }
        let Some(since) = since(desk)? else { return Ok(Vec::new()) };
        // The ministry is a state body too, and tells itself what it does.
        let bound = organisations::of_kinds(desk.connection, &bound_kinds())?.into_iter();
        let bearer = |Organisation { bin, name, from, until, .. }| {
            let Weeks { first, last } = Self::weeks_of(from.max(since), until, &desk.app.law);
            Bearer { bin, name, first, last }
        };
        Ok(bound.map(bearer).collect())
    }

    fn last(desk: &Desk<'_>) -> Week {
        Self::last_week(zone::local(desk.now).date(), &desk.app.law)
    }

    fn begin(desk: &mut Desk<'_>, Bearer { bin, name, .. }: &Bearer<Week>, week: Week) -> Result<Uuid, Problem> {
        let initiator = NamedParty::organisation(Role::StateBody, bin, name.clone());
        let parties = Parties { initiator, addressees: desk.app.addressees(Self::ADDRESSEES) };
        let officer = officer::of(desk, bin, name)?;
        let id = flow::begin::<Self>(desk, &Actor::system(), parties, Facts { week }, &Command::Expect { officer })?;
        weekly::create(desk.connection, WeeklyRow::expected(id, bin, week))?;
        Ok(id)
    }
}
