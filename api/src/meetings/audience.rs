//! For whom a meeting is broadcast, and when (№ 605-НҚ ¶12).

use merzim_domain::engine::{Party, Procedure, Refusal, RefusalKind};
use merzim_domain::procedures::attendance::Attendance;
use merzim_domain::procedures::broadcast_comment::Broadcast;
use merzim_domain::procedures::open_meeting::{Audience, MeetingState};
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::meetings::MeetingRow;
use merzim_persistence::{Connection, attendance};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::http::call::Call;
use crate::http::code::Code;
use crate::http::input::read_stored;
use crate::http::problem::Problem;

pub(crate) type AudienceCode = Code<Audience>;

/// How a meeting is broadcast.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BroadcastForm {
    /// Where: the address of an internet broadcast, or of another means of taking part.
    #[schema(
        format = "uri",
        max_length = 2_000,
        pattern = r"^https?://\S+$",
        example = "https://live.demo.example/otyrys"
    )]
    pub url: String,
    /// For whom.
    pub audience: AudienceCode,
}

/// What the caller is to a meeting and its broadcast.
#[derive(Clone, Debug)]
pub struct Viewpoint {
    /// Whether the caller's organisation holds the meeting.
    pub staff: bool,
    /// Whether the caller belongs to the audience of the broadcast.
    pub in_audience: bool,
    /// The broadcast, if it is set up.
    pub broadcast: Option<BroadcastForm>,
    /// From when it is shown.
    pub from: OffsetDateTime,
    /// Until when.
    pub until: OffsetDateTime,
}

impl Viewpoint {
    /// The caller's, for a meeting with these parties.
    ///
    /// # Errors
    /// A [`Problem`] when the database fails.
    pub fn of(
        app: &App,
        call: &Call,
        connection: &mut Connection,
        row: &MeetingRow,
        parties: &[PartyRow],
    ) -> Result<Self, Problem> {
        let staff = is_staff(call, parties)?;
        let broadcast: Option<BroadcastForm> = read_stored(row.broadcast.clone())?;
        let in_audience = match broadcast.as_ref().map(|broadcast| broadcast.audience.0) {
            _ if staff => true,
            None => false,
            Some(Audience::Public) => true,
            Some(Audience::Authenticated) => call.has_account(),
            Some(Audience::Registered) => attendance::has_asked(connection, &call.viewer(), row.case_id.0)?,
        };
        let margin = app.config.meetings.broadcast_margin;
        let from = row.starts_at.0.checked_sub(margin).unwrap_or(row.starts_at.0);
        let until = row.ends_at.0.checked_add(margin).unwrap_or(row.ends_at.0);
        Ok(Self { staff, in_audience, broadcast, from, until })
    }

    /// The same, read anew.
    ///
    /// # Errors
    /// A [`Problem`] when the database fails.
    pub fn read(app: &App, call: &Call, connection: &mut Connection, row: &MeetingRow) -> Result<Self, Problem> {
        let parties = cases::parties(connection, &[row.case_id.0])?;
        Self::of(app, call, connection, row, &parties)
    }

    /// Whether the address is shown to the caller now: to the holder always, to the audience around a meeting that takes
    /// place.
    #[must_use]
    pub fn sees_address(&self, state: MeetingState, now: OffsetDateTime) -> bool {
        self.staff || (self.in_audience && state.takes_place() && self.from <= now && now < self.until)
    }

    /// What a comment must know.
    ///
    /// # Errors
    /// A [`Problem`] when what is stored is not what it should be.
    pub fn for_comment(&self, case: &CaseRow) -> Result<Broadcast, Problem> {
        let is_set_up = self.broadcast.is_some();
        Ok(Broadcast {
            state: Code::known(&case.state)?.0,
            from: is_set_up.then_some(self.from),
            until: is_set_up.then_some(self.until),
            in_audience: self.in_audience,
        })
    }

    /// Checks that the caller may read the comments.
    ///
    /// # Errors
    /// 403 for whoever is not in the audience of the broadcast.
    pub fn expect_audience(&self) -> Result<(), Problem> {
        if self.in_audience || self.broadcast.is_none() {
            return Ok(());
        }
        Err(Refusal::of(RefusalKind::NotInAudience).into())
    }
}

/// Whether the caller acts for the holder: of the meeting, or of what was filed for it.
///
/// # Errors
/// A [`Problem`] when what is stored is not what it should be.
pub fn is_staff(call: &Call, parties: &[PartyRow]) -> Result<bool, Problem> {
    let parties: Vec<Party> = parties.iter().map(PartyRow::party).collect::<Result<_, _>>()?;
    Ok(acts_for_holder(call, &parties))
}

/// The same, of parties as the engine knows them.
#[must_use]
pub fn acts_for_holder(call: &Call, parties: &[Party]) -> bool {
    parties.iter().any(|party| Attendance::ADDRESSEES.contains(&party.role) && call.actor.is(party))
}
