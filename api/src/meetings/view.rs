//! How meetings, requests to attend them and comments are shown: to everybody, and, with what is not public, to the holder.

use merzim_domain::engine::Procedure;
use merzim_domain::procedures::attendance::{self as procedure, Attendance, AttendanceChannel, AttendanceState};
use merzim_domain::procedures::broadcast_comment::{BroadcastComment, CommentState};
use merzim_domain::procedures::open_meeting::{MeetingState, OpenMeeting};
use merzim_persistence::Sealed;
use merzim_persistence::attendance::{self, AttendanceRow};
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::comments::{self, CommentRow};
use merzim_persistence::meetings::{self, MeetingRow};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::MEETINGS;
use super::audience::{Viewpoint, is_staff};
use super::facts::{
    Cancellation, Closure, Correction, EarlierDecision, Emergency, Lifted, StoredOutcome, form_of, guest_of,
    meeting_facts, of_meeting, request_facts,
};
use super::form::{
    AccessMeansCode, AttendanceForm, AudienceCode, KazakhOrRussian, MeetingForm, MeetingFormatCode,
    NameInKazakhOrRussian,
};
use crate::app::{Desk, Record};
use crate::cases::attachments::Attachment;
use crate::cases::{Shown, Summary, show_below};
use crate::gatherings::moderation::{Moderation, StoredAnswer};
use crate::gatherings::{OfficialLanguageCode, Postponed};
use crate::http::{At, Bilingual, Code, RegionCode, page_of};
use crate::law::deadlines::{Step, show_steps};
use crate::problem::Problem;

pub(super) type MeetingStateCode = Code<MeetingState>;
pub(super) type AttendanceStateCode = Code<AttendanceState>;
pub(super) type AttendanceChannelCode = Code<AttendanceChannel>;
pub(super) type CommentStateCode = Code<CommentState>;

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
    #[schema(value_type = String, format = DateTime, example = "2026-05-18T15:00:00+05:00")]
    pub published_at: At,
    /// What was published as the decision before, the first one first.
    pub earlier: Vec<EarlierDecision>,
}

/// How a meeting is broadcast (¶12).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BroadcastView {
    /// For whom.
    pub audience: AudienceCode,
    /// By what.
    pub means: AccessMeansCode,
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

/// How many have asked to attend, each person once, and the seats (¶10).
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Heads {
    /// Registered in time.
    #[schema(minimum = 0, example = 0)]
    pub registered: i64,
    /// Filed late and not admitted.
    #[schema(minimum = 0, example = 0)]
    pub late: i64,
    /// Filed late and admitted.
    #[schema(minimum = 0, example = 0)]
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
    #[schema(minimum = 0, example = 0)]
    pub seats_needed: i64,
    /// Seats prepared, if that was recorded.
    #[schema(minimum = 0)]
    pub seats_prepared: Option<i64>,
}

impl Heads {
    /// Those of one meeting among the numbers of several.
    fn of(row: &MeetingRow, heads: &attendance::Heads) -> Self {
        let count = |state| heads.of(row.case_id, state);
        Self {
            registered: count(AttendanceState::Registered),
            late: count(AttendanceState::Late),
            admitted: count(AttendanceState::Admitted),
            attended: count(AttendanceState::Attended),
            withdrawn: count(AttendanceState::Withdrawn),
            lapsed: count(AttendanceState::Lapsed),
            seats_needed: heads.seated(row.case_id),
            seats_prepared: row.seats,
        }
    }
}

/// An open meeting, or one that was closed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Meeting)]
pub struct MeetingDetails {
    /// What the announcement says.
    pub form: MeetingForm,
    /// When it was announced for its present time.
    pub announced_at: Option<At>,
    /// Once it is recorded as held, when it ended, as the holder says; else as it was expected to.
    pub ended_at: Option<At>,
    /// By when one may ask to attend; none where one cannot.
    pub requests_until: Option<CutOff>,
    /// How many have asked to attend, and the seats.
    pub attendance: Heads,
    /// The times that it was put off from, the first one first.
    #[schema(example = json!([]))]
    pub postponements: Vec<Postponed>,
    /// What was corrected in the announcement, the first one first.
    #[schema(example = json!([]))]
    pub corrections: Vec<Correction>,
    /// Why it is online only, if it is.
    pub emergency: Option<Emergency>,
    /// Why it is closed, if it is.
    pub closure: Option<Closure>,
    /// The closures and emergencies that were lifted, the first one first.
    #[schema(example = json!([]))]
    pub lifted: Vec<Lifted>,
    /// How it is broadcast, if that is set up.
    pub broadcast: Option<BroadcastView>,
    /// What was published of it.
    pub publication: Option<Publication>,
    /// Why it is not held.
    pub cancellation: Option<Cancellation>,
}

/// A meeting as it is shown alone.
pub type Meeting = Shown<OpenMeeting, MeetingDetails>;

/// A meeting in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MeetingSummary)]
pub struct MeetingBrief {
    /// Name of the information holder.
    pub holder_name: Bilingual,
    /// The collegial body whose meeting it is.
    pub collegial_body: NameInKazakhOrRussian,
    /// What it is about.
    pub title: NameInKazakhOrRussian,
    /// The region that it is about, if it is about one.
    pub region: Option<RegionCode>,
    /// When it begins.
    pub starts_at: At,
    /// When it is expected to end; once it is recorded as held, when it ended.
    pub ends_at: At,
    /// Where.
    pub place: NameInKazakhOrRussian,
    /// How it can be attended.
    pub format: MeetingFormatCode,
    /// In which languages it is held.
    pub languages: Vec<OfficialLanguageCode>,
    /// The last day on which one may ask to attend.
    pub requests_until: Option<Date>,
    /// How many have asked to attend, and the seats.
    pub attendance: Heads,
}

/// A meeting as a list shows it.
pub type MeetingSummary = Summary<OpenMeeting, MeetingBrief>;

page_of!(Meetings, MeetingSummary, "Meetings, in the order asked for.");

/// The meeting that a request is about.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MeetingReference {
    /// Id.
    pub id: Uuid,
    /// What it is about.
    pub title: NameInKazakhOrRussian,
    /// How far it has come.
    pub state: MeetingStateCode,
    /// When it begins.
    pub starts_at: At,
    /// Where.
    pub place: NameInKazakhOrRussian,
    /// How one gets into the building (¶11).
    pub access_rules: Option<KazakhOrRussian>,
    /// Where it is broadcast, if the request admits to it, around the meeting only; a list does not say it.
    #[schema(format = "uri", example = "https://live.demo.example/otyrys")]
    pub broadcast_url: Option<String>,
    /// Where it stands in the API.
    #[schema(format = "uri-reference", example = "/api/v1/meetings/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub href: String,
}

impl MeetingReference {
    /// A meeting, without where it is broadcast.
    fn of((case, row): &(CaseRow, MeetingRow)) -> Result<Self, Problem> {
        let form = form_of(row)?;
        Ok(Self {
            id: case.id.0,
            title: form.title,
            state: Code::known(&case.state)?,
            starts_at: row.starts_at.into(),
            place: form.place,
            access_rules: form.access_rules,
            broadcast_url: None,
            href: MEETINGS.path(case.id.0),
        })
    }
}

/// A request to attend.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AttendanceRequest)]
pub struct RequestDetails {
    /// The meeting.
    pub meeting: MeetingReference,
    /// How it was filed.
    pub channel: AttendanceChannelCode,
    /// Who wants to attend; none after the personal data were erased.
    pub guest: Option<AttendanceForm>,
    /// Opens this request to whoever filed it without an account, in the header `Lookup-Token`. It is told here and
    /// never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kq3V0dDPbE0mVJw4m5r5m8n4yq0z1b7cXo2F6aT9sLw")]
    pub lookup_token: Option<String>,
}

/// A request as it is shown alone.
pub type AttendanceRequest = Shown<Attendance, RequestDetails>;

/// A request to attend in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AttendanceSummary)]
pub struct RequestBrief {
    /// The meeting.
    pub meeting: MeetingReference,
    /// How it was filed.
    pub channel: AttendanceChannelCode,
    /// Who wants to attend; none after the personal data were erased.
    pub guest: Option<AttendanceForm>,
}

/// A request as a list shows it.
pub type AttendanceSummary = Summary<Attendance, RequestBrief>;

page_of!(AttendanceRequests, AttendanceSummary, "Requests to attend, the newest first.", gone);

/// A comment as it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Comment)]
pub struct CommentDetails {
    /// Id of the meeting.
    pub meeting: Uuid,
    /// The name to be shown beside it.
    #[schema(example = "Көрермен (демо)")]
    pub author: Option<String>,
    /// What it says.
    #[schema(example = "Жол жөндеуге қанша бөлінді?")]
    pub text: String,
    /// The answer.
    pub answer: Option<StoredAnswer>,
    /// Opens this comment to whoever wrote it without an account, in the header `Lookup-Token`. It is told here and never
    /// again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kq3V0dDPbE0mVJw4m5r5m8n4yq0z1b7cXo2F6aT9sLw")]
    pub lookup_token: Option<String>,
    /// When it was hidden and shown again, and why; for the holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation: Option<Vec<Moderation>>,
}

/// A comment with what every case has.
pub type Comment = Summary<BroadcastComment, CommentDetails>;

page_of!(Comments, Comment, "Comments, the first one first.", gone);

fn requests_until(desk: &Desk<'_>, meeting: procedure::Meeting) -> Result<Option<CutOff>, Problem> {
    let Some(deadline) = meeting.cut_off(desk.now, &desk.app.law)? else { return Ok(None) };
    Ok(deadline.due.map(|due| CutOff {
        due_on: due.on,
        due_at: At(due.at),
        practical_on: due.practical_on,
        passed: desk.now >= due.at,
        trace: show_steps(desk.app, deadline.trace, desk.call.lang),
    }))
}

/// Shows a meeting as the caller may see it.
pub(super) fn show_meeting(desk: &mut Desk<'_>, id: Uuid) -> Result<Meeting, Problem> {
    let meeting = meetings::find(desk.connection, &desk.call.viewer(), id)?;
    let (case, row) = &meeting;
    let viewpoint = Viewpoint::of(desk, &meeting)?;
    let mut below = show_below(desk, case, &viewpoint.parties)?;
    let file = |id: Uuid| below.attachments.iter().find(|file| file.id == id).cloned();
    let publication = StoredOutcome::read_some(row.outcome.as_ref())?.map(|outcome| Publication {
        transcript: outcome.transcript.and_then(file),
        minutes: outcome.minutes.and_then(file),
        others: outcome.others.iter().copied().filter_map(file).collect(),
        decision: outcome.decision,
        published_at: outcome.published_at,
        earlier: outcome.earlier,
    });
    let mut form = form_of(row)?;
    let heads = attendance::heads(desk.connection, &[id])?;
    let facts = meeting_facts(row, &form, &heads)?;
    if !viewpoint.staff {
        below.attachments.retain(|file| file.published_at.is_some());
        if row.agenda_hidden {
            form.agenda.clear();
        }
    }
    let details = MeetingDetails {
        announced_at: row.announced_at.map(At::from),
        ended_at: Code::<MeetingState>::known(&case.state)?.0.was_held().then_some(row.ends_at.into()),
        requests_until: requests_until(desk, of_meeting(&meeting)?)?,
        attendance: Heads::of(row, &heads),
        postponements: Record::read(&row.postponements)?,
        corrections: Record::read(&row.corrections)?,
        emergency: Record::read_some(row.emergency.as_ref())?,
        closure: Record::read_some(row.closure.as_ref())?,
        lifted: Record::read(&row.lifted)?,
        broadcast: viewpoint.form.as_ref().zip(viewpoint.broadcast.window).map(|(form, (from, until))| BroadcastView {
            audience: form.audience,
            means: form.means,
            url: viewpoint.address(desk.now),
            from: At(from),
            until: At(until),
        }),
        publication,
        cancellation: Record::read_some(row.cancellation.as_ref())?,
        form,
    };
    Ok(Summary::of(desk, case, &viewpoint.parties, &facts, details)?.with_below(below))
}

/// The parties to a case, among those to several.
fn of_case(parties: &[PartyRow], case: &CaseRow) -> Vec<PartyRow> {
    parties.iter().filter(|party| party.case_id == case.id).cloned().collect()
}

/// Shows a meeting in a list.
pub(super) fn summarise_meeting(
    desk: &Desk<'_>,
    meeting: &(CaseRow, MeetingRow),
    parties: &[PartyRow],
    heads: &attendance::Heads,
) -> Result<MeetingSummary, Problem> {
    let (case, row) = meeting;
    let form = form_of(row)?;
    let facts = meeting_facts(row, &form, heads)?;
    let brief = MeetingBrief {
        holder_name: form.holder_name.into(),
        collegial_body: form.collegial_body,
        title: form.title,
        region: form.region,
        starts_at: row.starts_at.into(),
        ends_at: row.ends_at.into(),
        place: form.place,
        format: form.format,
        languages: form.languages,
        requests_until: of_meeting(meeting)?.last_day(desk.now, &desk.app.law)?,
        attendance: Heads::of(row, heads),
    };
    Summary::of(desk, case, parties, &facts, brief)
}

/// Shows a request to attend, if the caller may see it.
pub(super) fn show_request(desk: &mut Desk<'_>, id: Uuid) -> Result<AttendanceRequest, Problem> {
    let case = cases::find(desk.connection, &desk.call.viewer(), Attendance::CODE, id)?;
    let row = attendance::of_case(desk.connection, id)?;
    let meeting = meetings::by_id(desk.connection, row.meeting_id.0)?;
    let viewpoint = Viewpoint::of(desk, &meeting)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let facts = request_facts(&row, &meeting)?;
    let details = RequestDetails {
        meeting: MeetingReference { broadcast_url: viewpoint.address(desk.now), ..MeetingReference::of(&meeting)? },
        channel: Code::known(&row.channel)?,
        guest: guest_of(&row),
        lookup_token: None,
    };
    Shown::whole(desk, &case, &parties, &facts, details)
}

/// Shows a request in a list; its meeting is among `meetings`.
pub(super) fn summarise_request(
    desk: &Desk<'_>,
    (case, row): &(CaseRow, AttendanceRow),
    parties: &[PartyRow],
    meetings: &[(CaseRow, MeetingRow)],
) -> Result<AttendanceSummary, Problem> {
    let meeting = meetings.iter().find(|(_, meeting)| meeting.case_id == row.meeting_id);
    let meeting = meeting.ok_or_else(|| Problem::internal(format!("request {} without a meeting", case.id.0)))?;
    let (channel, guest) = (Code::known(&row.channel)?, guest_of(row));
    let brief = RequestBrief { meeting: MeetingReference::of(meeting)?, channel, guest };
    Summary::of(desk, case, parties, &request_facts(row, meeting)?, brief)
}

/// Shows a comment, if the caller is a party to it.
pub(super) fn show_comment(desk: &mut Desk<'_>, id: Uuid) -> Result<Comment, Problem> {
    let found = comments::find(desk.connection, &desk.call.viewer(), id)?;
    let parties = cases::parties(desk.connection, &[id])?;
    summarise_comment(desk, found, &parties)
}

/// Shows a comment in a list, where it is the same; its parties are among `parties`.
pub(super) fn summarise_comment(
    desk: &Desk<'_>,
    (case, row): (CaseRow, CommentRow),
    parties: &[PartyRow],
) -> Result<Comment, Problem> {
    // Whoever commented is a party too, but the log of moderation is the holder's.
    let log = is_staff(desk.call, &of_case(parties, &case))?.then_some(&row.moderation);
    let details = CommentDetails {
        meeting: row.meeting_id.0,
        answer: Record::read_some(row.answer.as_ref())?,
        moderation: Record::read_some(log)?,
        author: Sealed::opened(row.author),
        text: row.text.0,
        lookup_token: None,
    };
    Summary::of(desk, &case, parties, &(), details)
}
