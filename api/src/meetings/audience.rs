//! For whom a meeting is broadcast, and when (№ 605-НҚ ¶12).

use merzim_domain::procedures::attendance::acts_for_holder;
use merzim_domain::procedures::broadcast_comment::Broadcast;
use merzim_domain::procedures::open_meeting::Audience;
use merzim_persistence::attendance;
use merzim_persistence::cases::{self, CaseRow, PartyRow, as_parties};
use merzim_persistence::meetings::MeetingRow;
use time::OffsetDateTime;

use super::facts::{broadcast_of, closed_at};
use super::form::BroadcastForm;
use super::settings::MeetingSettings;
use crate::app::{App, Desk};
use crate::http::{Call, Code};
use crate::problem::Problem;

/// The broadcast of a meeting, as it is for those in its audience, or not in it.
pub fn broadcast(app: &App, (case, row): &(CaseRow, MeetingRow), in_audience: bool) -> Result<Broadcast, Problem> {
    let margin = app.config.part::<MeetingSettings>().broadcast_margin;
    let from = row.starts_at.0.checked_sub(margin).unwrap_or(row.starts_at.0);
    let until = row.ends_at.0.checked_add(margin).unwrap_or(row.ends_at.0);
    // What is left of a meeting that was closed while it ran is not shown.
    let window = (row.broadcast.is_some() && row.closure.is_none()).then_some((from, until));
    Ok(Broadcast { state: Code::known(&case.state)?.0, window, closed: closed_at(row)?, in_audience })
}

/// What the caller is to a meeting and its broadcast.
#[derive(Clone, Debug)]
pub struct Viewpoint {
    /// Who takes part in the meeting.
    pub parties: Vec<PartyRow>,
    /// Whether the caller's organisation holds the meeting.
    pub staff: bool,
    /// The broadcast as it was set up, if it was.
    pub form: Option<BroadcastForm>,
    /// Whether the caller belongs to its audience only as one of those who have asked to attend.
    pub must_ask: bool,
    /// The broadcast as the caller meets it.
    pub broadcast: Broadcast,
}

impl Viewpoint {
    /// The caller's.
    pub fn of(desk: &mut Desk<'_>, meeting: &(CaseRow, MeetingRow)) -> Result<Self, Problem> {
        let call = desk.call;
        let parties = cases::parties(desk.connection, &[meeting.0.id.0])?;
        let staff = is_staff(call, &parties)?;
        let form = broadcast_of(&meeting.1)?;
        let audience = form.as_ref().map(|form| form.audience.0);
        let must_ask = !staff && audience == Some(Audience::Registered);
        let has_asked = must_ask && attendance::has_asked(desk.connection, &call.viewer(), meeting.0.id.0)?;
        let in_audience = audience.map_or(staff, |audience| audience.admits(staff, call.has_account(), has_asked));
        Ok(Self { parties, staff, form, must_ask, broadcast: broadcast(desk.app, meeting, in_audience)? })
    }

    /// The address, as far as the caller is shown it now: the holder always, the audience while it is shown.
    pub fn address(&self, now: OffsetDateTime) -> Option<String> {
        let form = self.form.as_ref().filter(|_| self.staff || self.broadcast.is_shown(now).is_ok());
        form.map(|form| form.url.0.to_string())
    }
}

/// Whether the caller acts for the holder: of the meeting, or of what was filed for it.
pub fn is_staff(call: &Call, parties: &[PartyRow]) -> Result<bool, Problem> {
    Ok(acts_for_holder(&call.actor, &as_parties(parties)?))
}
