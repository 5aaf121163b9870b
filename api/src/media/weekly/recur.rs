//! Weekly submissions begin by themselves, are reminded of, follow the directory of officers, and end with their body.

use merzim_domain::engine::{Actor, NamedParty, Procedure};
use merzim_domain::organisation::OrganisationKind;
use merzim_domain::procedures::weekly_submission::{Command, Facts, WeeklySubmission};
use merzim_domain::week::Week;
use merzim_domain::{Bin, Role, Vocabulary, zone};
use merzim_persistence::cases;
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
        None => organisations::begun(desk.connection)?.map(|at| zone::local(at).date()),
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
        let Ok(ministry) = desk.app.organisation(Role::MassMediaAuthority) else { return Ok(Vec::new()) };
        let ministry = ministry.bin.clone();
        let Some(since) = since(desk)? else { return Ok(Vec::new()) };
        let bound = organisations::of_kinds(desk.connection, &bound_kinds())?.into_iter();
        let others = bound.filter(|body| body.bin != ministry);
        let bearer = |Organisation { bin, name, from, until, .. }| Bearer {
            bin,
            name,
            first: Self::first_week(from.max(since)),
            last: until.and_then(Date::previous_day).map(Week::of),
        };
        Ok(others.map(bearer).collect())
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

/// Has Merzim apply a command to the case of a row.
fn apply(desk: &mut Desk<'_>, row: &WeeklyRow, command: &Command) -> Result<(), Problem> {
    let case = cases::locked(desk.connection, row.case_id.0)?;
    let loaded = flow::read::<WeeklySubmission>(desk, case)?;
    flow::act_as(desk, &Actor::system(), &loaded.case, command).map(drop)
}

/// Passes on what a body still owes, now that an officer is named, or is gone. What is late stays where it is.
pub fn assign(desk: &mut Desk<'_>, bin: &Bin) -> Result<(), Problem> {
    let Some(body) = organisations::with_bin(desk.connection, bin)? else { return Ok(()) };
    let officer = officer::of(desk, bin, &body.name)?;
    let from = WeeklySubmission::first_week(zone::local(desk.now).date());
    for row in weekly::expected_of(desk.connection, bin, from)? {
        let parties = cases::parties(desk.connection, &[row.case_id.0])?;
        let joins = !parties.iter().any(|party| party.role == Role::AuthorisedPerson.code());
        apply(desk, &row, &Command::Assign { officer: officer.clone(), joins })?;
    }
    Ok(())
}

/// Releases bodies that are gone, or are not bound any more, from the weeks to come.
pub fn release(desk: &mut Desk<'_>, most: usize) -> Result<bool, Problem> {
    let kinds: Vec<&str> = bound_kinds().into_iter().map(Vocabulary::code).collect();
    let week = Week::of(zone::local(desk.now).date());
    let rows = weekly::unbound(desk.connection, week, &kinds, i64::try_from(most).unwrap_or(i64::MAX))?;
    for row in &rows {
        apply(desk, row, &Command::Release)?;
    }
    Ok(rows.len() == most)
}

/// Reminds whoever has sent nothing, on the last day before it is due.
pub fn remind(desk: &mut Desk<'_>, most: usize) -> Result<bool, Problem> {
    let Some(week) = WeeklySubmission::week_to_remind(zone::local(desk.now).date()) else { return Ok(false) };
    let rows = weekly::to_remind(desk.connection, week, i64::try_from(most).unwrap_or(i64::MAX))?;
    for row in &rows {
        apply(desk, row, &Command::Remind)?;
        weekly::update(desk.connection, &WeeklyRow { reminded: true, ..row.clone() })?;
    }
    Ok(rows.len() == most)
}
