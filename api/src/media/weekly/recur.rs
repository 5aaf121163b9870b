//! Weekly submissions begin by themselves, are reminded of, follow the directory of officers, and end with their body.

use merzim_domain::engine::{Actor, Procedure};
use merzim_domain::organisation::OrganisationKind;
use merzim_domain::procedures::weekly_submission::{Command, Facts, WeeklySubmission};
use merzim_domain::week::Week;
use merzim_domain::{Bin, Role, Vocabulary, zone};
use merzim_persistence::media::weekly::{self, WeeklyRow};
use merzim_persistence::{cases, organisations};
use time::macros::date;
use time::{Date, Duration, Month};
use uuid::Uuid;

use crate::app::Desk;
use crate::cases::flow::{self, Parties};
use crate::media::officer;
use crate::media::settings::MediaSettings;
use crate::organisations::party;
use crate::problem::Problem;
use crate::recurring::{Bearer, Recurs};

/// The first Thursday on which № 444-НҚ was in force.
const FIRST_THURSDAY: Date = date!(2024 - 10 - 24);

/// The first day from which weeks are owed here: by the settings, else since there is a register.
pub(in crate::media) fn since(desk: &mut Desk<'_>) -> Result<Option<Date>, Problem> {
    let said = desk.app.config.part::<MediaSettings>().since;
    let begun = match said {
        Some(day) => Some(day),
        None => organisations::begun_and_changed(desk.connection)?.0.map(|at| zone::local(at).date()),
    };
    Ok(begun.map(|day| day.max(FIRST_THURSDAY)))
}

fn bound_kinds() -> Vec<OrganisationKind> {
    OrganisationKind::ALL.iter().copied().filter(|kind| kind.tells_the_media()).collect()
}

impl Recurs for WeeklySubmission {
    type Period = Week;

    fn bearers(desk: &mut Desk<'_>) -> Result<Vec<Bearer>, Problem> {
        // Where nobody compiles the grid, nobody is owed anything.
        let Ok(ministry) = desk.app.organisation(Role::MassMediaAuthority) else { return Ok(Vec::new()) };
        let ministry = ministry.bin.clone();
        let Some(since) = since(desk)? else { return Ok(Vec::new()) };
        // From the first Thursday on, which is about the week after it.
        let first = |from: Date| Week::of(from.max(since).saturating_add(Duration::days(3))).plus(1).monday();
        let bound = organisations::of_kinds(desk.connection, &bound_kinds())?.into_iter();
        let others = bound.filter(|(body, _)| body.bin != ministry);
        Ok(others.map(|(body, _)| Bearer { from: first(body.from), bin: body.bin, until: body.until }).collect())
    }

    fn last(desk: &Desk<'_>) -> Week {
        // It begins a week before the one in which it is due, as far as the calendar goes.
        let known = *desk.app.law.calendar.years().end();
        let end = Date::from_calendar_date(known, Month::December, 31).map_or(Week::of(Date::MAX), Week::of);
        Week::of(zone::local(desk.now).date()).plus(2).min(end)
    }

    fn begin(desk: &mut Desk<'_>, bearer: &Bearer, week: Week) -> Result<Uuid, Problem> {
        let body = organisations::with_bin(desk.connection, &bearer.bin)?;
        let body = body.ok_or_else(|| Problem::internal("a bearer that the register does not know"))?;
        let parties =
            Parties { initiator: party(Role::StateBody, &body), addressees: desk.app.addressees(Self::ADDRESSEES) };
        let officer = officer::of(desk, &bearer.bin)?;
        let id = flow::begin::<Self>(desk, &Actor::system(), parties, Facts { week }, &Command::Expect { officer })?;
        weekly::create(desk.connection, WeeklyRow::expected(id, &bearer.bin, week))?;
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
pub fn assign(desk: &mut Desk<'_>, body: &Bin) -> Result<(), Problem> {
    let officer = officer::of(desk, body)?;
    let this_week = Week::of(zone::local(desk.now).date());
    for row in weekly::expected_of(desk.connection, body)? {
        if row.week()? <= this_week {
            continue;
        }
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
    let today = zone::local(desk.now).date();
    let week = Week::of(today).plus(1);
    if today < week.plus(-1).thursday().saturating_sub(Duration::DAY) {
        return Ok(false);
    }
    let rows = weekly::to_remind(desk.connection, week, i64::try_from(most).unwrap_or(i64::MAX))?;
    for row in &rows {
        apply(desk, row, &Command::Remind)?;
        weekly::update(desk.connection, &WeeklyRow { reminded: true, ..row.clone() })?;
    }
    Ok(rows.len() == most)
}
