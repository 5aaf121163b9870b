//! Records what happens in the case of an appeal.

use merzim_domain::procedures::video_reception::{Command, OnBehalf, VideoReception};
use merzim_domain::reception::Slot;
use merzim_domain::role::Role;
use merzim_persistence::Connection;
use merzim_persistence::reception::appeals::{self, AppealRow, Changes};
use merzim_persistence::sql_types::{Instant, Json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::view::{Proceedings, proceedings_of};
use crate::cases::flow::{Deed, Loaded};
use crate::http::call::Call;
use crate::http::code::Code;
use crate::http::input::stored;
use crate::problem::Problem;

/// A deed in the case of an appeal.
pub(super) type AppealDeed = Deed<VideoReception>;

/// A deed that records something of what happened in the case.
pub(super) fn noted(
    id: Uuid,
    command: Command,
    note: impl FnOnce(&mut Proceedings, OffsetDateTime) + 'static,
) -> AppealDeed {
    Deed::with(command, move |_, _, connection, now| {
        let mut proceedings = proceedings_of(&appeals::of_case(connection, id)?)?;
        note(&mut proceedings, now);
        record_proceedings(connection, id, &proceedings)
    })
}

/// Records what happened in the case.
pub(super) fn record_proceedings(
    connection: &mut Connection,
    id: Uuid,
    proceedings: &Proceedings,
) -> Result<(), Problem> {
    Ok(appeals::record(connection, id, Changes { story: Some(Json(stored(proceedings)?)), ..Changes::default() })?)
}

/// Records when a reception is held from now on.
pub(super) fn record_time(connection: &mut Connection, id: Uuid, time: Slot) -> Result<(), Problem> {
    let changes = Changes {
        starts_at: Some(Some(Instant(time.starts_at))),
        ends_at: Some(Some(Instant(time.ends_at))),
        ..Changes::default()
    };
    Ok(appeals::record(connection, id, changes)?)
}

/// When the reception of an appeal begins, which has one: where it has none, the table does not allow what asks for it.
pub(super) fn starts_at(row: &AppealRow) -> OffsetDateTime {
    row.starts_at.map_or(OffsetDateTime::UNIX_EPOCH, |at| at.0)
}

/// How whoever acts for a participant does so.
pub(super) fn on_behalf(call: &Call, loaded: &Loaded<VideoReception>, row: &AppealRow) -> Result<OnBehalf, Problem> {
    let parties = &loaded.case.file.parties;
    let by_office = !parties.iter().any(|party| party.role == Role::Participant && call.actor.is(party));
    Ok(OnBehalf { by_office, channel: Code::known(&row.channel)?.0 })
}
