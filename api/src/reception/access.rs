//! Who sees how much of a schedule, a roster or an appeal, and who attaches files to an appeal.

use std::collections::HashSet;

use merzim_domain::engine::{CommonRefusal, Party, Procedure, Refusal};
use merzim_domain::procedures::video_reception::{ReceptionChannel, VideoReception};
use merzim_domain::reception::Insight;
use merzim_domain::{Role, Vocabulary};
use merzim_persistence::attachments::AttachmentRow;
use merzim_persistence::cases::{self, CaseRow, PartyRow, as_parties};
use merzim_persistence::reception::appeals;
use merzim_persistence::{DbError, complaints};
use uuid::Uuid;

use crate::app::Desk;
use crate::http::Call;
use crate::problem::Problem;

/// Whether the caller takes part in a case with these parties.
pub(super) fn is_party(call: &Call, parties: &[PartyRow]) -> Result<bool, Problem> {
    Ok(as_parties(parties)?.iter().any(|party| call.actor.is(party)))
}

/// What the caller sees of an appeal whose parties are among these, with the cases in which somebody has complained.
pub(super) fn insight(
    call: &Call,
    case: &CaseRow,
    parties: &[PartyRow],
    contested: &HashSet<Uuid>,
) -> Result<Insight, Problem> {
    let own = parties.iter().filter(|party| party.case_id == case.id);
    let known: Vec<Party> = own.map(PartyRow::party).collect::<Result<_, DbError>>()?;
    let roles = known.iter().filter(|party| call.actor.is(party)).map(|party| party.role);
    Ok(Insight::of(roles, contested.contains(&case.id.0)))
}

/// Keeps the files of an appeal from whoever has no insight into it.
pub(super) fn hide_files(desk: &mut Desk<'_>, case: &CaseRow, files: &mut Vec<AttachmentRow>) -> Result<(), Problem> {
    let parties = cases::parties(desk.connection, &[case.id.0])?;
    let contested = complaints::has_any(desk.connection, &[case.id.0])?;
    if !insight(desk.call, case, &parties, &contested)?.sees_case() {
        files.clear();
    }
    Ok(())
}

/// Whether the caller sees all of an appeal: its signature has the IIN whole.
pub(super) fn shows_signature(desk: &mut Desk<'_>, case: &CaseRow) -> Result<bool, Problem> {
    let parties = cases::parties(desk.connection, &[case.id.0])?;
    let contested = complaints::has_any(desk.connection, &[case.id.0])?;
    Ok(insight(desk.call, case, &parties, &contested)?.sees_iin())
}

/// Checks that an office attaches files to what it filed for a visitor only. Else 403 when it was filed on the portal.
pub(super) fn attaches(desk: &mut Desk<'_>, row: &CaseRow, parties: &[Party]) -> Result<(), Problem> {
    let mut own = parties.iter().filter(|party| desk.call.actor.is(party));
    let inside =
        own.any(|party| VideoReception::ATTACHERS.contains(&party.role) && party.role != Role::StateCorporation);
    let by_office = appeals::of_case(desk.connection, row.id.0)?.channel == ReceptionChannel::Office.code();
    if inside || by_office { Ok(()) } else { Err(Refusal::of(CommonRefusal::RoleForbidsAction).into()) }
}
