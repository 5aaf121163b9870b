//! Weekly submissions are reminded of, follow the directory of officers, and end with their body.

use merzim_domain::engine::{Actor, NamedParty};
use merzim_domain::organisation::OrganisationKind;
use merzim_domain::procedures::weekly_submission::{Command, WeeklySubmission};
use merzim_domain::rulebook::ids::R444_3;
use merzim_domain::week::Week;
use merzim_domain::{Bin, Role, Vocabulary, zone};
use merzim_persistence::media::weekly::{self, WeeklyRow};
use merzim_persistence::organisations::{self, Organisation};
use merzim_persistence::{cases, obligations};

use crate::app::Desk;
use crate::cases::flow;
use crate::media::officer;
use crate::problem::Problem;

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
    let from = WeeklySubmission::first_week(zone::local(desk.now).date(), &desk.app.law);
    weekly::expected_of(desk.connection, bin, from)?.iter().try_for_each(|row| assign_to(desk, row, officer.clone()))
}

/// Has an officer owe it, or the body itself, unless that is so.
fn assign_to(desk: &mut Desk<'_>, row: &WeeklyRow, officer: Option<NamedParty>) -> Result<(), Problem> {
    let bearer = if officer.is_some() { Role::AuthorisedPerson } else { Role::StateBody };
    if obligations::running_bearer(desk.connection, row.case_id.0, R444_3)?.as_deref() == Some(bearer.code()) {
        return Ok(());
    }
    let parties = cases::parties(desk.connection, &[row.case_id.0])?;
    let joins = !parties.iter().any(|party| party.role == Role::AuthorisedPerson.code());
    apply(desk, row, &Command::Assign { officer, joins })
}

/// Binds bodies again that were released from weeks which are still to be told of, as when the register was put right; whether there may be
/// more than so many.
pub fn resume(desk: &mut Desk<'_>, most: i64) -> Result<bool, Problem> {
    let first = WeeklySubmission::first_week(zone::local(desk.now).date(), &desk.app.law);
    let rows = weekly::released_from(desk.connection, first)?;
    let bins: Vec<&str> = rows.iter().map(|row| row.body.as_str()).collect();
    let bodies = organisations::these(desk.connection, &bins)?;
    let mut resumed = 0;
    for row in &rows {
        let Some(body) = bodies.get(&row.body) else { continue };
        let Organisation { bin, kind, name, from, until, .. } = body.said()?;
        if !kind.tells_the_media() || !WeeklySubmission::weeks_of(from, until, &desk.app.law).have(row.week()?) {
            continue;
        }
        if resumed == most {
            return Ok(true);
        }
        let officer = officer::of(desk, &bin, &name)?;
        assign_to(desk, row, officer)?;
        resumed += 1;
    }
    Ok(false)
}

/// Releases bodies from the weeks in which they are not there, whenever that was entered, and those that are not bound any more from the
/// weeks to come.
pub fn release(desk: &mut Desk<'_>, most: i64) -> Result<bool, Problem> {
    let now = Week::of(zone::local(desk.now).date());
    let awaited = weekly::awaited(desk.connection)?;
    let bodies = organisations::of_kinds(desk.connection, OrganisationKind::ALL)?;
    let mut released = 0;
    for Organisation { bin, kind, from, until, .. } in bodies {
        let Some((earliest, latest)) = awaited.get(bin.as_str()).copied() else { continue };
        let weeks = WeeklySubmission::weeks_of(from, until, &desk.app.law);
        let is_owed = |week: Week| weeks.have(week) && (kind.tells_the_media() || week < now);
        if is_owed(earliest) && is_owed(latest) {
            continue;
        }
        for row in weekly::expected_of(desk.connection, &bin, earliest)? {
            let week = row.week()?;
            if is_owed(week) {
                continue;
            }
            if released == most {
                return Ok(true);
            }
            apply(desk, &row, &Command::Release { never_owed: !weeks.have(week) })?;
            released += 1;
        }
    }
    Ok(false)
}

/// Reminds whoever has sent nothing, on the working day before the last one.
pub fn remind(desk: &mut Desk<'_>, most: i64) -> Result<bool, Problem> {
    let weeks = WeeklySubmission::weeks_to_remind(zone::local(desk.now).date(), &desk.app.law);
    let rows = weekly::to_remind(desk.connection, &weeks, most)?;
    for row in &rows {
        apply(desk, row, &Command::Remind)?;
        weekly::update(desk.connection, &WeeklyRow { reminded: true, ..row.clone() })?;
    }
    Ok(i64::try_from(rows.len()) == Ok(most))
}
