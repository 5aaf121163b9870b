//! Moving cases: begin, load for a change, apply, save. The handlers of every procedure use these.

use actix_web::web::Data;
use merzim_domain::engine::{
    self, Actor, Case, CaseFile, Change, CommonRefusal, NamedParty, Party, Procedure, Refusal,
};
use merzim_domain::identity::Who;
use merzim_domain::procedures::Built;
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Bilingual, procedures};
use merzim_persistence::cases::{self, CaseRow, NewCase};
use merzim_persistence::{Connection, DbError};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::app::App;
use crate::http::call::Call;
use crate::http::input::stored;
use crate::http::reply::Reply;
use crate::problem::Problem;

/// A case read for a change.
#[derive(Clone, Debug)]
pub struct Loaded<P: Procedure> {
    /// As stored.
    pub row: CaseRow,
    /// As the engine knows it.
    pub case: Case<P>,
}

/// Begins a case of `P` for `initiator`, by a command of the table.
///
/// # Errors
/// A [`Problem`] when the actor may not, the engine refuses, or the act is not in force.
pub fn begin<P: Procedure>(
    app: &App,
    actor: &Actor,
    connection: &mut Connection,
    initiator: NamedParty,
    addressees: Vec<NamedParty>,
    command: &P::Command,
    now: OffsetDateTime,
) -> Result<Uuid, Problem> {
    let edition = engine::edition_for::<P>(&app.law, now)?;
    let id = Uuid::now_v7();
    let new = NewCase { id, procedure: P::CODE, act: P::ACT, edition: &edition, at: now, initiator, addressees };
    let case = Case::blank(cases::create(connection, new)?);
    act::<P>(app, actor, connection, &case, command, now)?;
    Ok(id)
}

/// Checks that a case of `P` could be begun by a command now; nothing is stored.
///
/// # Errors
/// Whatever [`begin`] would say of it.
pub fn would_begin<P: Procedure>(
    app: &App,
    actor: &Actor,
    initiator: &NamedParty,
    addressees: &[NamedParty],
    command: &P::Command,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    let file = CaseFile {
        id: Uuid::nil(),
        version: 0,
        edition: engine::edition_for::<P>(&app.law, now)?,
        parties: vec![initiator.party.clone()],
        addressees: addressees.to_vec(),
        owed: Vec::new(),
    };
    Ok(engine::apply::<P>(&Case::blank(file), command, actor, now, &app.law).map(drop)?)
}

/// Begins a draft of `P` for the caller's organisation, whose name the form gives.
///
/// # Errors
/// 403 when the token names no organisation, or whatever [`begin`] says.
pub fn begin_draft<P: Procedure>(
    app: &App,
    call: &Call,
    connection: &mut Connection,
    name: Bilingual,
    create: &P::Command,
    now: OffsetDateTime,
) -> Result<Uuid, Problem> {
    let who = Who::Organisation(call.organisation()?.clone());
    let initiator = NamedParty { party: Party { role: P::INITIATOR, who }, name };
    begin::<P>(app, &call.actor, connection, initiator, app.addressees(P::ADDRESSEES), create, now)
}

/// Reads a case of `P` for a change: the caller must see it and name its version.
///
/// # Errors
/// 404, 428 or 412.
pub fn load<P: Procedure>(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<Loaded<P>, Problem> {
    let row = cases::find(connection, &call.viewer(), P::CODE, id)?;
    call.expect_version(row.version)?;
    let case = cases::read(connection, &row, app.addressees(P::ADDRESSEES))?;
    Ok(Loaded { row, case })
}

/// Applies a command to a case and saves everything that it changes, which is given back.
///
/// # Errors
/// A [`Problem`] when the engine refuses, or the case has changed meanwhile.
pub fn act<P: Procedure>(
    app: &App,
    actor: &Actor,
    connection: &mut Connection,
    case: &Case<P>,
    command: &P::Command,
    now: OffsetDateTime,
) -> Result<Change, Problem> {
    let change = engine::apply::<P>(case, command, actor, now, &app.law).map_err(|refusal| {
        let forbidden = refusal.is(CommonRefusal::StateForbidsAction);
        let instead = || engine::actions::<P>(case.state, &case.file.parties, actor);
        Problem::from(refusal).with_actions(if forbidden { instead() } else { Vec::new() })
    })?;
    cases::save(connection, &case.file, P::CODE, &change)?;
    Ok(change)
}

/// What is done with a case, and what is recorded of it once the row of the case is written.
pub struct Deed<P: Procedure> {
    /// The command.
    pub command: P::Command,
    /// Records what the action says besides.
    pub record: Record,
}

impl<P: Procedure> std::fmt::Debug for Deed<P> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Deed")
    }
}

/// Records what belongs to a change of a case.
pub type Record = Box<dyn FnOnce(&App, &Call, &mut Connection, OffsetDateTime) -> Result<(), Problem>>;

/// Answers with a case as the caller may see it.
pub type Show = fn(&App, &Call, &mut Connection, Uuid) -> Result<Reply, Problem>;

impl<P: Procedure> Deed<P> {
    /// A command of which nothing else is recorded.
    #[must_use]
    pub fn of(command: P::Command) -> Self {
        Self::with(command, |_, _, _, _| Ok(()))
    }

    /// A command, and how what belongs to it is recorded.
    #[must_use]
    pub fn with(
        command: P::Command,
        record: impl FnOnce(&App, &Call, &mut Connection, OffsetDateTime) -> Result<(), Problem> + 'static,
    ) -> Self {
        Self { command, record: Box::new(record) }
    }
}

/// Takes an action on a case of `P`: `make` finds out what it is from the case as it stands, `show` answers. `form` is what
/// an idempotency key stands for.
///
/// # Errors
/// Whatever loading, the engine, or one of the two says.
pub async fn take<P, T, M>(
    app: Data<App>,
    call: Call,
    id: Uuid,
    form: &T,
    show: Show,
    make: M,
) -> Result<Reply, Problem>
where
    P: Procedure,
    T: Serialize,
    M: FnOnce(&App, &mut Connection, &mut Loaded<P>, OffsetDateTime) -> Result<Deed<P>, Problem> + Send + 'static,
{
    let (inner, asked) = (app.clone(), call.clone());
    let fingerprint = stored(form)?.to_string();
    app.write(&call, fingerprint.as_bytes(), move |connection| {
        let now = inner.clock.now();
        let mut loaded = load::<P>(&inner, &asked, connection, id)?;
        let Deed { command, record } = make(&inner, connection, &mut loaded, now)?;
        act::<P>(&inner, &asked.actor, connection, &loaded.case, &command, now)?;
        record(&inner, &asked, connection, now)?;
        show(&inner, &asked, connection, id)
    })
    .await
}

/// Checks that a loaded case is in one of the `states` and that the caller takes part in it in one of the `roles`.
///
/// # Errors
/// 403 or 409.
pub fn expect_in<P: Procedure>(
    call: &Call,
    Loaded { case, .. }: &Loaded<P>,
    states: &[P::State],
    roles: &[Role],
) -> Result<(), Problem> {
    if !case.state.is_some_and(|state| states.contains(&state)) {
        let refusal = Refusal::of(CommonRefusal::StateForbidsAction).because(case.state.map(Vocabulary::title));
        let actions = engine::actions::<P>(case.state, &case.file.parties, &call.actor);
        return Err(Problem::from(refusal).with_actions(actions));
    }
    expect_role(call, &case.file.parties, roles)
}

/// Checks that the caller is one of the `parties` in one of the `roles`.
///
/// # Errors
/// 403.
pub fn expect_role(call: &Call, parties: &[Party], roles: &[Role]) -> Result<(), Problem> {
    let may = parties.iter().any(|party| roles.contains(&party.role) && call.actor.is(party));
    if may { Ok(()) } else { Err(Refusal::of(CommonRefusal::RoleForbidsAction).into()) }
}

/// Checks that the form of a loaded case may still be replaced, by the caller.
///
/// # Errors
/// 403 or 409.
pub fn expect_draft<P: Procedure>(call: &Call, loaded: &Loaded<P>) -> Result<(), Problem> {
    expect_in(call, loaded, P::DRAFTS, P::REPLACERS)
}

/// What was looked for; `missing` if it is not there.
///
/// # Errors
/// `missing`, or whatever else went wrong.
pub fn found<T>(looked_for: Result<T, DbError>, missing: impl FnOnce() -> Problem) -> Result<T, Problem> {
    looked_for.map_err(|error| if matches!(error, DbError::NotFound) { missing() } else { error.into() })
}

/// The built procedure with this code.
///
/// # Errors
/// A [`Problem`] when a stored case names a procedure that the program does not have.
pub fn built(code: &str) -> Result<&'static Built, Problem> {
    procedures::all()
        .iter()
        .find(|built| built.code == code)
        .ok_or_else(|| Problem::internal(format!("no procedure {code}")))
}
