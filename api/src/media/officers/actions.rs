//! A state body names its press officer, and keeps the contacts right.

use actix_web::post;
use merzim_domain::calendar::day_in_words;
use merzim_domain::engine::{NamedParty, Procedure, Refusal};
use merzim_domain::procedures::press_officer::{
    Command, Facts, Namer, OfficerKind, OfficerRefusal, PressOfficer, unconfirmed_from,
};
use merzim_domain::{Bin, Role, Text, Vocabulary, zone};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::media::officers::{self, Changes, OfficerRow};
use merzim_persistence::organisations::{self, Organisation};
use merzim_persistence::words::searched;
use merzim_persistence::{DbError, Id, Instant};
use serde::Serialize;
use time::Date;
use uuid::Uuid;

use super::facts::{EarlierContacts, contacts_on};
use super::form::{POSITION_MISSING, PressContacts, PressOfficerEndForm, PressOfficerForm};
use super::view::{PressOfficerView, show};
use crate::app::{Ask, Desk, Record, stored};
use crate::cases::{Loaded, Parties, flow};
use crate::http::input::rule_message;
use crate::http::{Answer, At, Looked, PathId};
use crate::media::weekly::daily;
use crate::organisations::party;
use crate::problem::{FieldFaults, Problem, Wrong};

/// Tells of a day that lies ahead, or before another one.
fn look_at_day(desk: &Desk<'_>, pointer: &str, day: Date, not_before: Option<Date>, faults: &mut FieldFaults) {
    let today = zone::local(desk.now).date();
    if day > today {
        let late = Text::new("ең кеш күн: {}", "последний день: {}", "must be {} at the latest");
        faults.tell_of(&[pointer], Wrong::from(late.with(&day_in_words(today))).not_after(today));
    }
    if let Some(first) = not_before.filter(|first| day < *first) {
        let early = Text::new("ең ерте күн: {}", "самый ранний день: {}", "must be {} at the earliest");
        faults.tell_of(&[pointer], Wrong::from(early.with(&day_in_words(first))).not_before(first));
    }
}

/// The words of contacts, as search looks for them.
fn words(contacts: &PressContacts) -> String {
    let (_, plain) = searched([contacts.texts().as_str()]);
    plain
}

/// Names the press officer of the caller's organisation.
fn name(desk: &mut Desk<'_>, form: PressOfficerForm, mut faults: FieldFaults) -> Result<Uuid, Problem> {
    let bin = desk.call.organisation()?.clone();
    let body = organisations::with_bin(desk.connection, &bin)?;
    let latest = officers::latest(desk.connection, &bin)?;
    let facts = Facts { appointed_on: form.appointed_on, changes: 0 };
    let command = naming(desk, &facts, body.as_ref(), latest.as_ref())?;
    let ended_on = latest.and_then(|(_, row)| row.ended_on);
    look_at_day(desk, "/appointedOn", form.appointed_on, ended_on, &mut faults);
    faults.none()?;
    let body = body.ok_or_else(|| Problem::internal("an unknown organisation names somebody"))?;
    let parties = parties(desk, &body)?;
    let id = flow::begin::<PressOfficer>(desk, &desk.call.actor, parties, facts, &command)?;
    officers::create(desk.connection, appointed(desk, id, &bin, &form)?).map_err(|error| match error {
        // Of several who name somebody at once, the first one does.
        DbError::Duplicate(_) => Refusal::of(OfficerRefusal::OfficerNamed).into(),
        error => Problem::from(error),
    })?;
    daily::assign(desk, &bin)?;
    Ok(id)
}

/// The naming by a body, if it is one, whose latest appointment is this. Refused before its form is looked at: who names nobody need not mend
/// that.
fn naming(
    desk: &Desk<'_>,
    facts: &Facts,
    body: Option<&Organisation>,
    latest: Option<&(CaseRow, OfficerRow)>,
) -> Result<Command, Problem> {
    let today = zone::local(desk.now).date();
    let current = latest.filter(|(_, row)| row.ended_on.is_none());
    let command =
        Command::Name { by: Namer::of(body.map(|body| (body.kind, body.is_there(today)))), already: current.is_some() };
    let looked_at = PressOfficer::guard(facts, &command, desk.now, &desk.app.law);
    looked_at.map_err(|refusal| match current {
        Some((case, row)) if refusal.is(OfficerRefusal::OfficerNamed) => {
            flow::because_of(desk, refusal, case, Some(zone::start_of(row.appointed_on)))
        }
        _ => refusal.into(),
    })?;
    Ok(command)
}

/// Who takes part in an appointment: the body, its officer, the authorised body.
fn parties(desk: &Desk<'_>, body: &Organisation) -> Result<Parties, Problem> {
    let authority = desk.app.organisation(Role::MassMediaAuthority)?;
    let authority = NamedParty::organisation(Role::MassMediaAuthority, &authority.bin, authority.name.clone());
    Ok(Parties {
        initiator: party(Role::StateBody, body),
        addressees: vec![authority, party(Role::AuthorisedPerson, body)],
    })
}

/// The row of an appointment that begins now.
fn appointed(desk: &Desk<'_>, id: Uuid, body: &Bin, form: &PressOfficerForm) -> Result<OfficerRow, Problem> {
    Ok(OfficerRow {
        case_id: Id(id),
        body: body.to_string(),
        kind: form.kind.0.code().to_owned(),
        appointed_on: form.appointed_on,
        ended_on: None,
        words: words(&form.contacts),
        contacts: stored(&form.contacts)?,
        earlier: Vec::<EarlierContacts>::new().write()?,
        confirmed_at: Instant(desk.now),
        unconfirmed_from: unconfirmed_from(zone::local(desk.now).date()),
        reminded_of: None,
        successor_id: None,
    })
}

/// Name a press officer
///
/// The authorised person or unit of the caller's state body for the mass media, with contacts (¶3, 444-1). The directory has it at once, and
/// the authorised body is told. A body has one at a time: the next one is named by `replacement`. The State Security Service names nobody.
#[utoipa::path(operation_id = "createPressOfficer", extensions(("x-refusals" = json!("act-not-in-force body-not-there calendar-year-unknown exempt-body no-state-body not-configured officer-named wording-not-held"))), request_body = PressOfficerForm, responses((status = CREATED, description = "The appointment", body = PressOfficerView)))]
#[post("/press-officers")]
pub async fn create(ask: Ask, form: Looked<PressOfficerForm>) -> Answer {
    ask.change(form, |desk, Looked { form, faults }| {
        let id = name(desk, form, faults)?;
        show(desk, id)?.created()
    })
    .await
}

/// Replace a press officer
///
/// Names the next one, which this answers with. The appointment ends on the day on which the next one begins.
#[utoipa::path(operation_id = "replacePressOfficer", extensions(("x-refusals" = json!("act-not-in-force body-not-there calendar-year-unknown exempt-body no-state-body wording-not-held"))), params(("id" = Uuid, Path, description = "Id of the appointment that ends")), request_body = PressOfficerForm, responses((status = CREATED, description = "The appointment that follows", body = PressOfficerView)))]
#[post("/press-officers/{id}/replacement")]
pub async fn replace(ask: Ask, id: PathId, form: Looked<PressOfficerForm>) -> Answer {
    flow::take::<PressOfficer, _, _>(ask, id.0, form, move |desk, officer, Looked { form, mut faults }| {
        let appointed_on = officer.case.facts.appointed_on;
        look_at_day(desk, "/appointedOn", form.appointed_on, Some(appointed_on), &mut faults);
        faults.clone().none()?;
        officer.act(desk, &Command::Replace)?;
        let ended = Changes { ended_on: Some(form.appointed_on), ..Changes::default() };
        officers::record(desk.connection, id.0, ended)?;
        let next = name(desk, form, faults)?;
        let followed = Changes { successor_id: Some(Id(next)), ..Changes::default() };
        officers::record(desk.connection, id.0, followed)?;
        show(desk, next)?.created()
    })
    .await
}

/// Takes an action on an appointment, and records what it sets.
async fn act<T, F>(ask: Ask, id: PathId, form: T, command: Command, set: F) -> Answer
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut Desk<'_>, (&CaseRow, OfficerRow), T) -> Result<Changes, Problem> + Send + 'static,
{
    flow::take::<PressOfficer, _, _>(ask, id.0, form, move |desk, officer: Loaded<PressOfficer>, form| {
        officer.act(desk, &command)?;
        let row = officers::of_case(desk.connection, id.0)?;
        let body = Bin::stored(&row.body).map_err(|_| Problem::internal(format!("no BIN {}", row.body)))?;
        let changes = set(desk, (&officer.row, row), form)?;
        let ends = changes.ended_on.is_some();
        officers::record(desk.connection, id.0, changes)?;
        if ends {
            daily::assign(desk, &body)?;
        }
        show(desk, id.0)?.reply()
    })
    .await
}

/// That the contacts are right as of now.
fn confirmed(desk: &Desk<'_>) -> Changes {
    Changes {
        confirmed_at: Some(Instant(desk.now)),
        unconfirmed_from: Some(unconfirmed_from(zone::local(desk.now).date())),
        ..Changes::default()
    }
}

/// Change the contacts of a press officer
///
/// All of them anew, which confirms them too; the authorised body is told. What they were at the end of earlier days is kept,
/// of up to two hundred such days; then name the officer anew, by `replacement`.
#[utoipa::path(operation_id = "changePressContacts", extensions(("x-refusals" = json!("too-many-changes"))), params(("id" = Uuid, Path, description = "Id of the appointment")), request_body = PressContacts, responses((status = OK, description = "The appointment", body = PressOfficerView)))]
#[post("/press-officers/{id}/contacts")]
pub async fn change_contacts(ask: Ask, id: PathId, form: Looked<PressContacts>) -> Answer {
    act(ask, id, form, Command::ChangeContacts, |desk, (case, row), Looked { form: contacts, mut faults }| {
        if row.kind == OfficerKind::Person.code() && contacts.officer.position.is_none() {
            faults.tell_of(&["/officer/position"], Wrong::required(&rule_message(Some(POSITION_MISSING))));
        }
        faults.none()?;
        let mut earlier = Vec::<EarlierContacts>::read(&row.earlier)?;
        let given_at = earlier.last().map_or(case.created_at.0, |before| before.until.0);
        // A day has the contacts of its end.
        if zone::local(given_at).date() < zone::local(desk.now).date() {
            earlier.push(EarlierContacts { until: At(desk.now), contacts: contacts_on(&row, None)? });
        }
        Ok(Changes {
            words: Some(words(&contacts)),
            contacts: Some(stored(&contacts)?),
            earlier: Some(earlier.write()?),
            ..confirmed(desk)
        })
    })
    .await
}

/// Confirm the contacts of a press officer
///
/// They are right. Contacts that nobody has confirmed for six months are flagged, and the body is reminded.
#[utoipa::path(operation_id = "confirmPressContacts", params(("id" = Uuid, Path, description = "Id of the appointment")), responses((status = OK, description = "The appointment", body = PressOfficerView)))]
#[post("/press-officers/{id}/confirmation")]
pub async fn confirm(ask: Ask, id: PathId) -> Answer {
    act(ask, id, (), Command::Confirm, |desk, _, ()| Ok(confirmed(desk))).await
}

/// End the appointment of a press officer
///
/// Without a successor: what the body owes by its press officer, it owes itself until it names one. The appointment stays in the directory.
#[utoipa::path(operation_id = "endPressOfficer", params(("id" = Uuid, Path, description = "Id of the appointment")), request_body = PressOfficerEndForm, responses((status = OK, description = "The appointment, ended", body = PressOfficerView)))]
#[post("/press-officers/{id}/ending")]
pub async fn end(ask: Ask, id: PathId, form: Looked<PressOfficerEndForm>) -> Answer {
    act(ask, id, form, Command::End, |desk, (_, row), Looked { form, mut faults }| {
        look_at_day(desk, "/endedOn", form.ended_on, Some(row.appointed_on), &mut faults);
        faults.none()?;
        Ok(Changes { ended_on: Some(form.ended_on), ..Changes::default() })
    })
    .await
}
