//! Moving cases: begin, load for a change, apply, save. The handlers of every procedure use these.

use merzim_domain::engine::{
    self, Actor, Alteration, Anew, Case, CaseFile, Change, Command as _, CommonRefusal, DecisionRefusal, NamedParty,
    Party, Procedure, Reasons, Refusal,
};
use merzim_domain::procedures::Built;
use merzim_domain::{Bilingual, Role, Text, Vocabulary, procedures};
use merzim_persistence::cases::{self, CaseRow, NewCase};
use merzim_persistence::{DbError, events};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::redress;
use crate::app::{Ask, Desk, Serves};
use crate::http::{Answer, Call};
use crate::problem::Problem;

/// A case read for a change.
#[derive(Clone, Debug)]
pub struct Loaded<P: Procedure> {
    /// As stored.
    pub row: CaseRow,
    /// As the engine knows it.
    pub case: Case<P>,
}

/// Who begins a case, and with whom: for whom it is begun, and those that it is filed with.
#[derive(Clone, Debug)]
pub struct Parties {
    /// For whom.
    pub initiator: NamedParty,
    /// With whom.
    pub addressees: Vec<NamedParty>,
}

/// Begins a case of `P` by a command of the table. `facts` is what the case knows from then on.
pub fn begin<P: Procedure>(
    desk: &mut Desk<'_>,
    actor: &Actor,
    Parties { initiator, addressees }: Parties,
    facts: P::Facts,
    command: &P::Command,
) -> Result<Uuid, Problem> {
    let edition = engine::edition_for::<P>(&desk.app.law, desk.now)?;
    let id = desk.app.ids.next();
    let new = NewCase { id, procedure: P::CODE, act: P::ACT, edition: &edition, at: desk.now, initiator, addressees };
    let case = Case::<P>::blank(facts, cases::create(desk.connection, new)?);
    act_as(desk, actor, &case, command)?;
    Ok(id)
}

/// Checks that a case of `P` could be begun by a command now; nothing is stored.
pub fn would_begin<P: Procedure>(
    desk: &Desk<'_>,
    actor: &Actor,
    parties: &Parties,
    facts: P::Facts,
    command: &P::Command,
) -> Result<(), Problem> {
    let Parties { initiator, addressees } = parties.clone();
    let edition = engine::edition_for::<P>(&desk.app.law, desk.now)?;
    let file = CaseFile::new(Uuid::nil(), edition, initiator.party, addressees);
    let case = Case::<P>::blank(facts, file);
    Ok(engine::apply(&case, command, actor, desk.now, &desk.app.law).map(drop)?)
}

/// Begins a draft of `P` for the caller's organisation, whose name the form gives. Else 403 when the token names no
/// organisation, or whatever [`begin`] says.
pub fn begin_draft<P: Procedure>(
    desk: &mut Desk<'_>,
    name: Bilingual,
    facts: P::Facts,
    create: &P::Command,
) -> Result<Uuid, Problem> {
    let initiator = NamedParty::organisation(P::INITIATOR, desk.call.organisation()?, name);
    let parties = Parties { initiator, addressees: desk.app.addressees(P::ADDRESSEES) };
    begin::<P>(desk, &desk.call.actor, parties, facts, create)
}

/// Reads a case of `P` with its row.
pub fn read<P: Serves>(desk: &mut Desk<'_>, row: CaseRow) -> Result<Loaded<P>, Problem> {
    Ok(Loaded { case: P::read(desk, &row)?, row })
}

/// Reads a case of `P` for a change: the caller must see it and name its version. Else 404, 428 or 412.
pub fn load<P: Serves>(desk: &mut Desk<'_>, id: Uuid) -> Result<Loaded<P>, Problem> {
    let row = cases::find(desk.connection, &desk.call.viewer(), P::CODE, id)?;
    desk.call.expect_version(row.version)?;
    let loaded = read::<P>(desk, row)?;
    if !P::PLACE.said_to_all {
        desk.call.note_viewing(id, &loaded.case.file.parties);
    }
    Ok(loaded)
}

/// Has an actor, who need not be the caller, apply a command to a case and saves everything that it changes, which is given back.
pub fn act_as<P: Procedure>(
    desk: &mut Desk<'_>,
    actor: &Actor,
    case: &Case<P>,
    command: &P::Command,
) -> Result<Change, Problem> {
    let change = match engine::apply(case, command, actor, desk.now, &desk.app.law) {
        Ok(change) => change,
        Err(refusal) => return Err(refused(desk, case, actor, refusal)?),
    };
    cases::save(desk.connection, &case.file, P::CODE, &change, desk.call.request_id.as_deref())?;
    redress::say(desk, built(P::CODE)?, &case.file, &change)?;
    Ok(change)
}

/// A refusal, with what the actor may do instead and since when, where the state of the case refuses, and with the complaint that binds.
fn refused<P: Procedure>(
    desk: &mut Desk<'_>,
    case: &Case<P>,
    actor: &Actor,
    refusal: Refusal,
) -> Result<Problem, Problem> {
    if refusal.is(DecisionRefusal::BoundByComplaint) {
        let Some(complaint) = cases::by_id(desk.connection, case.file.id)?.bound_by else { return Ok(refusal.into()) };
        // It binds since the case is considered anew for it.
        let reopens = P::REDRESS.and_then(|redress| redress.reopens);
        let reopens = reopens.map(|reopens| reopens(Anew { bound: true, until: None }).action().code());
        let since = reopens.map(|action| events::last_taken(desk.connection, case.file.id, action)).transpose()?;
        let complaint = cases::by_id(desk.connection, complaint.0)?;
        return Ok(because_of(desk, refusal, &complaint, since.flatten().map(|at| at.0)));
    }
    let Some(state) = case.state.filter(|_| refusal.is(CommonRefusal::StateForbidsAction)) else {
        return Ok(refusal.into());
    };
    let said = refusal.detail.is_some();
    let refusal = if said { refusal } else { refusal.because_it_is(state.title()) };
    let refusal = since_it_came(desk, refusal, case.file.id, state.code())?;
    Ok(Problem::from(refusal).with_actions(instead(desk, case, actor)))
}

/// A refusal, with the case that stands in the way, since then: its number, and where it is.
pub fn because_of(desk: &Desk<'_>, refusal: Refusal, case: &CaseRow, since: Option<OffsetDateTime>) -> Problem {
    let number = Text::new("Істің нөмірі: {}.", "Номер дела: {}.", "The number of the case is {}.");
    let number = case.number.as_ref().map(|known| number.with(&Text::same(known)));
    let problem = Problem::from(refusal.because(number).since(since));
    desk.app.place(&case.procedure).map_or(problem.clone(), |place| problem.for_case(place.path(case.id.0)))
}

/// A refusal of how a case stands, with since when it stands so, unless that is said.
pub fn since_it_came(desk: &mut Desk<'_>, refusal: Refusal, case: Uuid, state: &str) -> Result<Refusal, Problem> {
    if refusal.moment.is_some() {
        return Ok(refusal);
    }
    let came = events::came_to(desk.connection, case, state)?;
    Ok(refusal.since(came.map(|(at, _)| at.0)))
}

/// The same of another case than the one acted on, where this reason refuses.
pub fn as_stands<T>(
    desk: &mut Desk<'_>,
    case: &CaseRow,
    reason: impl Reasons,
    looked_at: Result<T, Problem>,
) -> Result<T, Problem> {
    let Err(problem) = looked_at else { return looked_at };
    let Some(refusal) = problem.refusal().filter(|_| problem.code() == reason.code()) else { return Err(problem) };
    Err(since_it_came(desk, refusal.clone(), case.id.0, &case.state)?.into())
}

/// What an actor may do with a case now.
fn instead<P: Procedure>(desk: &Desk<'_>, case: &Case<P>, actor: &Actor) -> Vec<&'static str> {
    let Some(state) = case.state else { return Vec::new() };
    let possible = engine::actions::<P>(state, &case.facts, &case.file.parties, actor, desk.now, &desk.app.law);
    engine::possible_now(&possible, desk.now)
}

/// Takes an action on a case of `P` and answers: `work` is given the case and the form. The form is also what an idempotency
/// key stands for. What the case forbids is told before what is wrong with the form: that need not be mended then.
pub async fn take<P, T, F>(ask: Ask, id: Uuid, form: T, work: F) -> Answer
where
    P: Serves,
    T: Serialize + Send + 'static,
    F: FnOnce(&mut Desk<'_>, Loaded<P>, T) -> Answer + Send + 'static,
{
    ask.change(form, move |desk, form| {
        let loaded = load::<P>(desk, id)?;
        let forbidden = forbidden(desk, &loaded.case)?;
        work(desk, loaded, form).map_err(|problem| match forbidden {
            Some(forbidden) if problem.is_of_what_was_asked() => forbidden,
            _ => problem,
        })
    })
    .await
}

/// Why the action that the address of the request names cannot be taken any more, whatever is said with it. An address may stand for
/// several actions, of which one must be possible. What is only too early is not forbidden: its form will still be needed.
fn forbidden<P: Serves>(desk: &mut Desk<'_>, case: &Case<P>) -> Result<Option<Problem>, Problem> {
    let resource = desk.call.target.rsplit('/').next();
    let named = P::PLACE.actions.iter().filter(|(_, known)| Some(*known) == resource);
    let actor = &desk.call.actor;
    let looked_at: Result<Vec<Refusal>, ()> = named
        .filter_map(|(code, _)| P::Action::parse(code))
        .map(|action| engine::expect_possible(case, action, actor, desk.now, &desk.app.law))
        .map(|looked_at| looked_at.err().filter(|refusal| !refusal.is(CommonRefusal::TooEarly)).ok_or(()))
        .collect();
    let first = looked_at.ok().and_then(|refusals| refusals.into_iter().next());
    first.map(|first| refused(desk, case, actor, first)).transpose()
}

impl<P: Procedure> Loaded<P> {
    /// Has the caller apply a command; gives what it changes.
    pub fn act(&self, desk: &mut Desk<'_>, command: &P::Command) -> Result<Change, Problem> {
        act_as(desk, &desk.call.actor, &self.case, command)
    }

    /// Checks that the form may still be replaced, by the caller. Else 403 or 409.
    pub fn expect_draft(&self, desk: &mut Desk<'_>) -> Result<(), Problem> {
        self.expect_in(desk, P::DRAFTS, P::REPLACERS)
    }

    /// Notes that the caller replaces the form. The case comes first: whoever changes it waits here, in the same order everywhere.
    pub fn replace(&self, desk: &mut Desk<'_>) -> Result<(), Problem> {
        alter(desk, &self.row, &self.case.file.parties, P::REPLACERS, Alteration::ReplaceForm)
    }

    /// Checks that the case is in one of the `states` and that the caller takes part in it in one of the `roles`. Else
    /// 403 or 409.
    pub fn expect_in(&self, desk: &mut Desk<'_>, states: &[P::State], roles: &[Role]) -> Result<(), Problem> {
        let case = &self.case;
        if !case.state.is_some_and(|state| states.contains(&state)) {
            let refusal = Refusal::of(CommonRefusal::StateForbidsAction);
            return Err(refused(desk, case, &desk.call.actor, refusal)?);
        }
        expect_role(desk.call, &case.file.parties, roles).map(drop)
    }
}

/// In which of the `roles` the caller is one of the `parties`. Else 403.
pub fn expect_role(call: &Call, parties: &[Party], roles: &[Role]) -> Result<Role, Problem> {
    let role = call.actor.part_in(parties, roles);
    role.ok_or_else(|| Refusal::of(CommonRefusal::RoleForbidsAction).into())
}

/// Notes what the caller does, in one of the `roles`, to a case beside the actions of its table. Else 403 or 412.
pub fn alter(
    desk: &mut Desk<'_>,
    row: &CaseRow,
    parties: &[Party],
    roles: &[Role],
    alteration: Alteration,
) -> Result<(), Problem> {
    let by = desk.call.actor.may_act_as(roles, parties);
    let by = by.ok_or_else(|| Refusal::of(CommonRefusal::RoleForbidsAction))?;
    Ok(cases::alter(desk.connection, row, &by, alteration, desk.call.request_id.as_deref(), desk.now)?)
}

/// What was looked for, or `missing()` when it is not there.
pub fn found<T>(looked_for: Result<T, DbError>, missing: impl FnOnce() -> Problem) -> Result<T, Problem> {
    looked_for.map_err(|error| if matches!(error, DbError::NotFound) { missing() } else { error.into() })
}

/// The built procedure with this code.
pub fn built(code: &str) -> Result<&'static Built, Problem> {
    procedures::find(code).ok_or_else(|| Problem::internal(format!("no procedure {code}")))
}
