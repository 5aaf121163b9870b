//! What is stored of meetings, requests to attend them and comments, and what the engine knows of each.

use merzim_domain::engine::{Before, Venue};
use merzim_domain::procedures::attendance::{self as procedure, Attendance, AttendanceChannel, AttendanceState};
use merzim_domain::procedures::broadcast_comment::BroadcastComment;
use merzim_domain::procedures::open_meeting::{self, OpenMeeting};
use merzim_domain::{Bilingual, Lang};
use merzim_persistence::attendance::{self, AttendanceRow};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::meetings::{self, MeetingRow};
use merzim_persistence::{Json, Sealed};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::{
    AttendanceForm, BroadcastForm, ClosureGroundCode, EmergencyGroundCode, KazakhOrRussian, MeetingForm,
    NameInKazakhOrRussian, NoticePlaceCode,
};
use crate::app::{Desk, Place, Record, Serves, form};
use crate::cases::Loaded;
use crate::gatherings::Postponed;
use crate::http::{At, Code};
use crate::problem::Problem;

/// What an announcement said before it was corrected, and why it was; what was not corrected is left out. Whoever was responsible is too:
/// what was wrong may have been somebody's number.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    /// When the meeting was expected to end.
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-05-14T12:00:00+05:00")]
    pub ends_at: Option<At>,
    /// Where it was to be.
    pub place: Option<NameInKazakhOrRussian>,
    /// How one was to get into the building.
    pub access_rules: Option<KazakhOrRussian>,
    /// Why it was corrected.
    pub reason: KazakhOrRussian,
    /// When that was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: At,
}

/// Why a meeting is online only (¶6).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Emergency {
    /// The situation.
    pub ground: EmergencyGroundCode,
    /// What it is.
    pub explanation: KazakhOrRussian,
    /// When that was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: At,
}

/// Why a meeting is held without information users (¶4).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Closure {
    /// The ground.
    pub ground: ClosureGroundCode,
    /// The law that sets it, where the ground does not say it itself.
    #[schema(example = "ДЕМО: заңның бабы")]
    pub law: Option<String>,
    /// What users are told of it.
    pub explanation: KazakhOrRussian,
    /// Where they were told.
    pub told_through: Vec<NoticePlaceCode>,
    /// When that was decided, and users were told.
    #[schema(value_type = String, format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: At,
}

/// A closure, or that a meeting is online only, that was lifted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Lifted {
    /// The closure, if it was one.
    pub closure: Option<Closure>,
    /// Why it was online only, if it was that.
    pub emergency: Option<Emergency>,
    /// Why it was lifted.
    pub reason: KazakhOrRussian,
    /// When that was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: At,
}

/// Why a meeting is not held.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cancellation {
    /// Why.
    pub reason: KazakhOrRussian,
    /// Whether it was announced to the end, and the holder says that it did not take place.
    #[serde(default)]
    #[schema(example = false)]
    pub did_not_take_place: bool,
    /// When that was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: At,
}

/// What was published of a meeting (¶14), as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoredOutcome {
    pub decision: KazakhOrRussian,
    pub transcript: Option<Uuid>,
    pub minutes: Option<Uuid>,
    pub others: Vec<Uuid>,
    pub published_at: At,
    #[serde(default)]
    pub earlier: Vec<EarlierDecision>,
}

/// What was published as the decision before it was replaced.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EarlierDecision {
    /// The decision.
    pub decision: KazakhOrRussian,
    /// When it was published.
    #[schema(value_type = String, format = DateTime, example = "2026-05-18T15:00:00+05:00")]
    pub published_at: At,
}

impl Record for Correction {}
impl Record for Emergency {}
impl Record for Closure {}
impl Record for Lifted {}
impl Record for Cancellation {}
impl Record for StoredOutcome {}

/// The form of a meeting, as it stands.
pub(super) fn form_of(row: &MeetingRow) -> Result<MeetingForm, Problem> {
    form(&row.form)
}

/// How a meeting is broadcast, if that is set up.
pub(super) fn broadcast_of(row: &MeetingRow) -> Result<Option<BroadcastForm>, Problem> {
    row.broadcast.as_ref().map(form).transpose()
}

/// What the engine knows of a meeting with this form, and with these who have asked to attend.
pub(super) fn meeting_facts(
    row: &MeetingRow,
    form: &MeetingForm,
    heads: &attendance::Heads,
) -> Result<open_meeting::Facts, Problem> {
    Ok(open_meeting::Facts {
        holder: form.holder_kind.0,
        starts_at: row.starts_at.0,
        ends_at: row.ends_at.0,
        access: row.broadcast.is_some(),
        guests_came: heads.of(row.case_id, AttendanceState::Attended) > 0,
        format: Code::known(&row.format)?.0,
        emergency: Emergency::read_some(row.emergency.as_ref())?.map(|emergency| emergency.decided_at.0),
        closed: closed_at(row)?,
    })
}

impl Serves for OpenMeeting {
    const PLACE: Place = super::MEETINGS;
    const ABOUT_BELOW: &'static str = "Obligations and attachments; of these, those that are published to everybody.";

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<open_meeting::Facts, Problem> {
        let (_, meeting) = meetings::by_id(desk.connection, row.id.0)?;
        meeting_facts(&meeting, &form_of(&meeting)?, &attendance::heads(desk.connection, &[row.id.0])?)
    }
}

/// Who wants to attend, unless that was erased.
pub(super) fn guest_of(row: &AttendanceRow) -> Option<AttendanceForm> {
    Some(AttendanceForm {
        surname: Sealed::opened(row.surname.clone()),
        first_name: Sealed::opened(row.first_name.clone()),
        patronymic: Sealed::opened(row.patronymic.clone()),
        birth_year: row.birth_year.as_ref()?.0,
        contact: Sealed::opened(row.contact.clone())?,
        received_at: None,
    })
}

/// Since when a meeting, or what is left of it, is closed, if it is.
pub(super) fn closed_at(row: &MeetingRow) -> Result<Option<OffsetDateTime>, Problem> {
    Ok(Closure::read_some(row.closure.as_ref())?.map(|closure| closure.decided_at.0))
}

/// What a request must know of its meeting.
pub(super) fn of_meeting((case, row): &(CaseRow, MeetingRow)) -> Result<procedure::Meeting, Problem> {
    let (state, format) = (Code::known(&case.state)?.0, Code::known(&row.format)?.0);
    let emergency = Emergency::read_some(row.emergency.as_ref())?.map(|emergency| emergency.ground.0);
    Ok(procedure::Meeting { state, format, emergency, closed: closed_at(row)?, starts_at: row.starts_at.0 })
}

/// What whoever asked to attend this meeting is told of its postponement, where they were last told of it then.
pub(super) fn look_back(
    desk: &Desk<'_>,
    facts: &mut procedure::Facts,
    row: &MeetingRow,
    told_at: OffsetDateTime,
) -> Result<(), Problem> {
    let log = Vec::<Postponed>::read(&row.postponements)?;
    let since = log.iter().find(|postponed| postponed.decided_at.0 >= told_at).or(log.last());
    let Some(Postponed { from: At(starts_at), from_end, .. }) = since else { return Ok(()) };
    let last_day = |meeting: procedure::Meeting| meeting.last_day(desk.now, &desk.app.law);
    let due_on = last_day(procedure::Meeting { starts_at: *starts_at, ..facts.meeting })?;
    facts.before = Some(Before { starts_at: *starts_at, ends_at: from_end.map(|at| at.0), due_on });
    facts.last_day = last_day(facts.meeting)?;
    Ok(())
}

/// What the engine knows of a request to attend this meeting.
pub(super) fn request_facts(
    request: &AttendanceRow,
    meeting: &(CaseRow, MeetingRow),
) -> Result<procedure::Facts, Problem> {
    facts_of_request(meeting, Code::known(&request.channel)?.0)
}

/// The same of one that is filed so.
pub(super) fn facts_of_request(
    meeting: &(CaseRow, MeetingRow),
    channel: AttendanceChannel,
) -> Result<procedure::Facts, Problem> {
    let row = &meeting.1;
    // The rest of the form is not read for each row of a list.
    let place: NameInKazakhOrRussian = form(&Json(row.form.0.get("place").cloned().unwrap_or_default()))?;
    let in_language = |lang| place.get(lang).to_owned();
    let venue = Venue { name: Bilingual { kk: in_language(Lang::Kk), ru: in_language(Lang::Ru) }, address: None };
    Ok(procedure::Facts {
        meeting: of_meeting(meeting)?,
        ends_at: row.ends_at.0,
        venue,
        channel,
        before: None,
        last_day: None,
    })
}

impl Serves for Attendance {
    const PLACE: Place = super::ATTENDANCE;
    const ABOUT_BELOW: &'static str = "Obligations.";

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<procedure::Facts, Problem> {
        let request = attendance::of_case(desk.connection, row.id.0)?;
        request_facts(&request, &meetings::by_id(desk.connection, request.meeting_id.0)?)
    }
}

/// Keeps the meeting of a request from changing until the transaction ends; what the engine knows of it is read under that
/// lock.
pub(super) fn hold_meeting(
    desk: &mut Desk<'_>,
    loaded: &mut Loaded<Attendance>,
) -> Result<(AttendanceRow, (CaseRow, MeetingRow)), Problem> {
    let request = attendance::of_case(desk.connection, loaded.row.id.0)?;
    let held = meetings::held(desk.connection, request.meeting_id.0)?;
    loaded.case.facts = request_facts(&request, &held)?;
    Ok((request, held))
}

impl Serves for BroadcastComment {
    const PLACE: Place = super::COMMENTS;

    fn facts(_: &mut Desk<'_>, _: &CaseRow) -> Result<(), Problem> {
        Ok(())
    }
}
