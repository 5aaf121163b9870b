//! For whom a meeting is broadcast, and when (№ 605-НҚ ¶12).

use merzim_domain::engine::{Party, Procedure, Refusal};
use merzim_domain::procedures::attendance::Attendance;
use merzim_domain::procedures::broadcast_comment::{Broadcast, CommentRefusal};
use merzim_domain::procedures::open_meeting::Audience;
use merzim_persistence::attendance;
use merzim_persistence::cases::{self, CaseRow, PartyRow, as_parties};
use merzim_persistence::meetings::MeetingRow;
use time::OffsetDateTime;

use super::facts::broadcast_of;
use super::form::BroadcastForm;
use crate::app::{App, Desk};
use crate::http::{Call, Code};
use crate::problem::Problem;

/// From when and until when a broadcast is shown, if one was set up.
pub fn window(app: &App, row: &MeetingRow) -> Option<(OffsetDateTime, OffsetDateTime)> {
    let margin = app.config.meetings.broadcast_margin;
    let from = row.starts_at.0.checked_sub(margin).unwrap_or(row.starts_at.0);
    let until = row.ends_at.0.checked_add(margin).unwrap_or(row.ends_at.0);
    row.broadcast.is_some().then_some((from, until))
}

/// What the caller is to a meeting and its broadcast.
#[derive(Clone, Debug)]
pub struct Viewpoint {
    /// Whether the caller's organisation holds the meeting.
    pub staff: bool,
    /// The broadcast as it was set up, if it was.
    pub form: Option<BroadcastForm>,
    /// The broadcast as the caller meets it.
    pub broadcast: Broadcast,
}

impl Viewpoint {
    /// The caller's, for a meeting with these parties.
    pub fn of(desk: &mut Desk<'_>, (case, row): &(CaseRow, MeetingRow), parties: &[PartyRow]) -> Result<Self, Problem> {
        let call = desk.call;
        let staff = is_staff(call, parties)?;
        let form = broadcast_of(row)?;
        let audience = form.as_ref().map(|form| form.audience.0);
        let has_asked = !staff
            && audience == Some(Audience::Registered)
            && attendance::has_asked(desk.connection, &call.viewer(), row.case_id.0)?;
        let in_audience = audience.map_or(staff, |audience| audience.admits(staff, call.has_account(), has_asked));
        let broadcast = Broadcast { state: Code::known(&case.state)?.0, window: window(desk.app, row), in_audience };
        Ok(Self { staff, form, broadcast })
    }

    /// The same, with the parties read.
    pub fn read(desk: &mut Desk<'_>, meeting: &(CaseRow, MeetingRow)) -> Result<Self, Problem> {
        let parties = cases::parties(desk.connection, &[meeting.0.id.0])?;
        Self::of(desk, meeting, &parties)
    }

    /// Whether the broadcast is set up for these.
    pub fn is_for(&self, audience: Audience) -> bool {
        self.form.as_ref().is_some_and(|form| form.audience.0 == audience)
    }

    /// The address, as far as the caller is shown it now: the holder always, the audience while it is shown.
    pub fn address(&self, now: OffsetDateTime) -> Option<String> {
        let form = self.form.as_ref().filter(|_| self.staff || self.broadcast.is_shown(now).is_ok());
        form.map(|form| form.url.clone())
    }

    /// Checks that the caller may read the comments. Else 403 for whoever is not in the audience of the broadcast.
    pub fn expect_audience(&self) -> Result<(), Problem> {
        if self.broadcast.in_audience || self.form.is_none() {
            return Ok(());
        }
        Err(Refusal::of(CommentRefusal::NotInAudience).into())
    }
}

/// Whether the caller acts for the holder: of the meeting, or of what was filed for it.
pub fn is_staff(call: &Call, parties: &[PartyRow]) -> Result<bool, Problem> {
    Ok(acts_for_holder(call, &as_parties(parties)?))
}

/// The same, of parties as the engine knows them.
pub fn acts_for_holder(call: &Call, parties: &[Party]) -> bool {
    // Whoever works for the holder and has asked to attend themselves acts as themselves.
    let themselves = parties.iter().any(|party| party.role == Attendance::INITIATOR && call.actor.is(party));
    !themselves && parties.iter().any(|party| Attendance::ADDRESSEES.contains(&party.role) && call.actor.is(party))
}
