//! Moving cases: begin, load for a change, apply, save. The handlers of every procedure use these.

use merzim_domain::engine::{self, Case, Party, Procedure, Refusal, RefusalKind};
use merzim_domain::procedures::Built;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Bilingual, procedures};
use merzim_persistence::Connection;
use merzim_persistence::cases::{self, CaseRow, NewCase};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::app::App;
use crate::http::call::Call;
use crate::http::problem::Problem;

/// A case read for a change.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// As stored.
    pub row: CaseRow,
    /// As the engine knows it.
    pub case: Case,
}

/// Begins a case of `P` for the caller's organisation, whose name the form gives.
///
/// # Errors
/// A [`Problem`] when the caller may not or the act is not in force.
pub fn begin<P: Procedure>(
    app: &App,
    call: &Call,
    connection: &mut Connection,
    name: Bilingual,
    now: OffsetDateTime,
) -> Result<Uuid, Problem> {
    if !call.actor.roles.contains(&P::INITIATOR) {
        return Err(Refusal::of(RefusalKind::RoleForbidsAction).into());
    }
    let organisation = call.organisation()?.clone();
    let edition = engine::edition_for::<P>(&app.law, now)?;
    let id = Uuid::now_v7();
    cases::create(
        connection,
        NewCase {
            id,
            procedure: P::CODE,
            state: P::INITIAL.code(),
            act: P::ACT,
            edition: &edition,
            at: now,
            actor: &call.actor.subject,
            initiator: Party { role: P::INITIATOR, organisation },
            name,
        },
    )?;
    Ok(id)
}

/// Reads a case of `P` for a change: the caller must see it and name its version.
///
/// # Errors
/// 404, 428 or 412.
pub fn load<P: Procedure>(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<Loaded, Problem> {
    let row = cases::find(connection, &call.viewer(), P::CODE, id)?;
    call.expect_version(row.version)?;
    let case = cases::for_engine(connection, &row, app.addressee(P::ADDRESSEE))?;
    Ok(Loaded { row, case })
}

/// Applies a command to a loaded case and saves everything that it changes.
///
/// # Errors
/// A [`Problem`] when the engine refuses, or the case has changed meanwhile.
pub fn act<P: Procedure>(
    app: &App,
    call: &Call,
    connection: &mut Connection,
    loaded: &Loaded,
    command: &P::Command,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    let change = engine::apply::<P>(&loaded.case, command, &call.actor, now, &app.law).map_err(|refusal| {
        let actions = match refusal.kind {
            RefusalKind::StateForbidsAction => {
                engine::actions::<P>(&loaded.case.state, &loaded.case.parties, &call.actor)
            }
            _ => Vec::new(),
        };
        Problem::from(refusal).with_actions(actions)
    })?;
    cases::save(connection, &loaded.case, P::CODE, &change, &app.authority().name)?;
    Ok(())
}

/// Checks that a loaded case is still being written, by the caller's organisation.
///
/// # Errors
/// 403 or 409.
pub fn expect_draft(call: &Call, loaded: &Loaded, built: &Built) -> Result<(), Problem> {
    let initial = built.states.first().map(|state| state.code);
    if initial != Some(loaded.case.state.as_str()) {
        let detail = built.state_title(&loaded.case.state).cloned();
        let refusal = Refusal { detail, ..Refusal::of(RefusalKind::StateForbidsAction) };
        let actions = (built.actions_in)(&loaded.case.state, &loaded.case.parties, &call.actor);
        return Err(Problem::from(refusal).with_actions(actions));
    }
    // Only its own organisation sees a draft; the role is what is left to check.
    let initiates = loaded.case.parties.iter().any(|party| {
        Some(&party.organisation) == call.actor.organisation.as_ref() && call.actor.roles.contains(&party.role)
    });
    if initiates { Ok(()) } else { Err(Refusal::of(RefusalKind::RoleForbidsAction).into()) }
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
