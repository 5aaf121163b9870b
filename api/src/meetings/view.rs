//! How a meeting is shown: to everybody, and, with what is not public, to its holder.

use merzim_domain::procedures::attendance::{AttendanceState, cut_off, last_day};
use merzim_domain::procedures::open_meeting::{
    ClosureGround, EmergencyGround, MeetingOutcome, MeetingState, NoticePlace,
};
use merzim_domain::vocabulary::Vocabulary;
use merzim_persistence::cases::{CaseRow, PartyRow};
use merzim_persistence::meetings::{self, MeetingRow};
use merzim_persistence::sql_types::Id;
use merzim_persistence::{Connection, attendance, cases};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;

use super::attendance::of_meeting;
use super::audience::{AudienceCode, Viewpoint};
use super::form::{KazakhOrRussian, MeetingForm, MeetingFormatCode, MeetingLanguageCode};
use crate::app::App;
use crate::cases::attachments::Attachment;
use crate::cases::view::{CaseBody, CaseHead, show_body, show_head};
use crate::http::call::Call;
use crate::http::code::Code;
use crate::http::code::RegionCode;
use crate::http::input::read_stored;
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::http::{At, Bilingual};
use crate::law::deadlines::{Step, show_trace};
use crate::problem::Problem;

pub(crate) type MeetingStateCode = Code<MeetingState>;
pub(crate) type MeetingOutcomeCode = Code<MeetingOutcome>;
pub(crate) type ClosureGroundCode = Code<ClosureGround>;
pub(crate) type NoticePlaceCode = Code<NoticePlace>;
pub(crate) type EmergencyGroundCode = Code<EmergencyGround>;

/// A time that a meeting was put off from.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Postponed {
    /// When it was to begin.
    #[schema(format = DateTime, example = "2026-05-14T10:00:00+05:00")]
    pub from: String,
    /// Why it was put off.
    pub reason: KazakhOrRussian,
    /// When that was decided.
    #[schema(format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: String,
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
    #[schema(format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: String,
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
    #[schema(format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: String,
}

/// Why a meeting is not held.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cancellation {
    /// Why.
    pub reason: KazakhOrRussian,
    /// When that was decided.
    #[schema(format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: String,
}

/// What was published of a meeting (¶14), as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoredOutcome {
    pub decision: KazakhOrRussian,
    pub transcript: Option<Uuid>,
    pub minutes: Option<Uuid>,
    pub others: Vec<Uuid>,
    pub published_at: String,
    #[serde(default)]
    pub earlier: Vec<EarlierDecision>,
}

impl StoredOutcome {
    /// The files that it names.
    pub fn files(&self) -> Vec<Uuid> {
        self.transcript.into_iter().chain(self.minutes).chain(self.others.iter().copied()).collect()
    }
}

/// What was published as the decision before it was replaced.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EarlierDecision {
    /// The decision.
    pub decision: KazakhOrRussian,
    /// When it was published.
    #[schema(format = DateTime, example = "2026-05-18T15:00:00+05:00")]
    pub published_at: String,
}

/// What was published of a meeting (¶14).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Publication {
    /// The decision adopted.
    pub decision: KazakhOrRussian,
    /// The transcript, if any.
    pub transcript: Option<Attachment>,
    /// The minutes, if any.
    pub minutes: Option<Attachment>,
    /// What else was published.
    pub others: Vec<Attachment>,
    /// When it was published last.
    #[schema(format = DateTime, example = "2026-05-18T15:00:00+05:00")]
    pub published_at: String,
    /// What was published as the decision before, the first one first.
    pub earlier: Vec<EarlierDecision>,
}

/// How a meeting is broadcast (¶12).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BroadcastView {
    /// For whom.
    pub audience: AudienceCode,
    /// Where; only to the holder, and to the audience around the meeting.
    #[schema(format = "uri", example = "https://live.demo.example/otyrys")]
    pub url: Option<String>,
    /// From when the audience is shown the address.
    pub from: At,
    /// Until when.
    pub until: At,
}

/// By when one may ask to attend (¶9), day by day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CutOff {
    /// The last day.
    #[schema(example = "2026-05-12")]
    pub due_on: Date,
    /// The instant at which it ends, 24:00 in Kazakhstan.
    pub due_at: At,
    /// Where that day is not worked: the working day before it.
    pub practical_on: Option<Date>,
    /// Whether it has passed: a request filed now is late.
    pub passed: bool,
    /// Every date stepped over.
    pub trace: Vec<Step>,
}

/// How many have asked to attend, and the seats (¶10).
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Heads {
    /// Registered in time.
    #[schema(minimum = 0, example = 12)]
    pub registered: i64,
    /// Filed late and not admitted.
    #[schema(minimum = 0, example = 1)]
    pub late: i64,
    /// Filed late and admitted.
    #[schema(minimum = 0, example = 1)]
    pub admitted: i64,
    /// Have come.
    #[schema(minimum = 0, example = 0)]
    pub attended: i64,
    /// Withdrawn.
    #[schema(minimum = 0, example = 0)]
    pub withdrawn: i64,
    /// Lapsed with the meeting.
    #[schema(minimum = 0, example = 0)]
    pub lapsed: i64,
    /// Seats needed: for those registered, admitted and come. There is no cap.
    #[schema(minimum = 0, example = 13)]
    pub seats_needed: i64,
    /// Seats prepared, if that was recorded.
    #[schema(minimum = 0, example = 15)]
    pub seats_prepared: Option<i64>,
}

impl Heads {
    /// Those of one meeting among the numbers of several.
    pub(super) fn of(row: &MeetingRow, counted: &[(Id, String, i64)]) -> Self {
        let count = |state: AttendanceState| {
            let own = counted.iter().find(|(meeting, known, _)| *meeting == row.case_id && known == state.code());
            own.map_or(0, |(_, _, number)| *number)
        };
        Self {
            registered: count(AttendanceState::Registered),
            late: count(AttendanceState::Late),
            admitted: count(AttendanceState::Admitted),
            attended: count(AttendanceState::Attended),
            withdrawn: count(AttendanceState::Withdrawn),
            lapsed: count(AttendanceState::Lapsed),
            seats_needed: AttendanceState::SEATED.iter().copied().map(count).sum(),
            seats_prepared: row.seats,
        }
    }
}

/// An open meeting, or one that was closed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Meeting {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: MeetingStateCode,
    /// What became of it.
    pub outcome: Option<MeetingOutcomeCode>,
    /// What the announcement says.
    pub form: MeetingForm,
    /// When it was announced for its present time.
    pub announced_at: Option<At>,
    /// By when one may ask to attend; none where one cannot.
    pub requests_until: Option<CutOff>,
    /// How many have asked to attend, and the seats.
    pub attendance: Heads,
    /// The times that it was put off from, the first one first.
    pub postponements: Vec<Postponed>,
    /// Why it is online only, if it is.
    pub emergency: Option<Emergency>,
    /// Why it is closed, if it is.
    pub closure: Option<Closure>,
    /// How it is broadcast, if that is set up.
    pub broadcast: Option<BroadcastView>,
    /// What was published of it.
    pub publication: Option<Publication>,
    /// Why it is not held.
    pub cancellation: Option<Cancellation>,
    /// Obligations and attachments; of these, those that are published to everybody.
    #[serde(flatten)]
    pub body: CaseBody,
}

/// A meeting in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MeetingSummary {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: MeetingStateCode,
    /// What became of it.
    pub outcome: Option<MeetingOutcomeCode>,
    /// Name of the information holder.
    pub holder_name: Bilingual,
    /// The collegial body whose meeting it is.
    pub collegial_body: KazakhOrRussian,
    /// What it is about.
    pub title: KazakhOrRussian,
    /// The region that it is about, if it is about one.
    pub region: Option<RegionCode>,
    /// When it begins.
    pub starts_at: At,
    /// When it is expected to end.
    pub ends_at: At,
    /// Where.
    pub place: KazakhOrRussian,
    /// How it can be attended.
    pub format: MeetingFormatCode,
    /// In which languages it is held.
    pub languages: Vec<MeetingLanguageCode>,
    /// The last day on which one may ask to attend.
    pub requests_until: Option<Date>,
    /// How many have asked to attend, and the seats.
    pub attendance: Heads,
}

page_of!(Meetings, MeetingSummary, "Meetings, in the order asked for.");

pub(super) fn form_of(row: &MeetingRow) -> Result<MeetingForm, Problem> {
    serde_json::from_value(row.form.0.clone()).map_err(Problem::internal)
}

fn requests_until(app: &App, call: &Call, starts_at: OffsetDateTime) -> Result<Option<CutOff>, Problem> {
    let now = app.clock.now();
    let Some(deadline) = cut_off(starts_at, now, &app.law)? else { return Ok(None) };
    Ok(deadline.due.map(|due| CutOff {
        due_on: due.on,
        due_at: At(due.at),
        practical_on: due.practical_on,
        passed: now >= due.at,
        trace: show_trace(app, deadline.trace, call.lang),
    }))
}

/// Shows a meeting as the caller may see it.
///
/// # Errors
/// A [`Problem`] when the database fails or what is stored is not what it should be.
pub fn show(
    app: &App,
    call: &Call,
    connection: &mut Connection,
    case: &CaseRow,
    row: &MeetingRow,
) -> Result<Meeting, Problem> {
    let state: MeetingStateCode = Code::known(&case.state)?;
    let parties = cases::parties(connection, &[case.id.0])?;
    let viewpoint = Viewpoint::of(app, call, connection, (case, row), &parties)?;
    let mut body = show_body(app, call, connection, case, &parties)?;
    let outcome: Option<StoredOutcome> = read_stored(row.outcome.clone())?;
    let file = |id: Uuid| body.attachments.iter().find(|file| file.id == id).cloned();
    let publication = outcome.map(|outcome| Publication {
        transcript: outcome.transcript.and_then(file),
        minutes: outcome.minutes.and_then(file),
        others: outcome.others.iter().copied().filter_map(file).collect(),
        decision: outcome.decision,
        published_at: outcome.published_at,
        earlier: outcome.earlier,
    });
    let mut form = form_of(row)?;
    if !viewpoint.staff {
        body.attachments.retain(|file| file.published_at.is_some());
        if row.closure.is_some() {
            form.agenda.clear();
        }
    }
    let requests_until =
        if of_meeting(case, row)?.has_cut_off() { requests_until(app, call, row.starts_at.0)? } else { None };
    Ok(Meeting {
        head: show_head(app, call, case, &parties)?,
        state,
        outcome: case.outcome.as_deref().and_then(Code::stored),
        announced_at: row.announced_at.map(At::from),
        requests_until,
        attendance: Heads::of(row, &attendance::heads(connection, &[case.id.0])?),
        postponements: serde_json::from_value(row.postponements.0.clone()).map_err(Problem::internal)?,
        emergency: read_stored(row.emergency.clone())?,
        closure: read_stored(row.closure.clone())?,
        broadcast: viewpoint.form.as_ref().zip(viewpoint.broadcast.window).map(|(form, (from, until))| BroadcastView {
            audience: form.audience,
            url: viewpoint.address(app.clock.now()),
            from: At(from),
            until: At(until),
        }),
        publication,
        cancellation: read_stored(row.cancellation.clone())?,
        form,
        body,
    })
}

/// Reads a meeting again and answers with it.
///
/// # Errors
/// A [`Problem`] when the database fails.
pub fn reply(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<Reply, Problem> {
    let (case, row) = meetings::find(connection, &call.viewer(), id)?;
    Ok(Reply::ok(&show(app, call, connection, &case, &row)?)?.version(case.version))
}

/// Shows a meeting in a list.
///
/// # Errors
/// A [`Problem`] when what is stored is not what it should be.
pub fn summarise(
    app: &App,
    call: &Call,
    case: &CaseRow,
    row: &MeetingRow,
    parties: &[PartyRow],
    heads: &[(Id, String, i64)],
) -> Result<MeetingSummary, Problem> {
    let form = form_of(row)?;
    let state: MeetingStateCode = Code::known(&case.state)?;
    let until = match of_meeting(case, row)?.has_cut_off() {
        true => last_day(row.starts_at.0, app.clock.now(), &app.law)?,
        false => None,
    };
    Ok(MeetingSummary {
        head: show_head(app, call, case, parties)?,
        state,
        outcome: case.outcome.as_deref().and_then(Code::stored),
        holder_name: form.holder_name,
        collegial_body: form.collegial_body,
        title: form.title,
        region: form.region,
        starts_at: row.starts_at.into(),
        ends_at: row.ends_at.into(),
        place: form.place,
        format: form.format,
        languages: form.languages,
        requests_until: until.map(|until| until.on),
        attendance: Heads::of(row, heads),
    })
}
