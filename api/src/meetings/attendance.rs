//! Requests to attend an open meeting offline (№ 605-НҚ ¶9): from anybody, with an account or without, and from paper.

use actix_web::web::Data;
use actix_web::{get, post, put};
use merzim_domain::Text;
use merzim_domain::engine::{NamedParty, Procedure};
use merzim_domain::procedures::attendance::{
    self as procedure, Attendance, AttendanceChannel, AttendanceOutcome, AttendanceState, Command,
};
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use merzim_persistence::Connection;
use merzim_persistence::attendance::{self, AttendanceRow, Filter};
use merzim_persistence::cases::{self, CaseRow};
use merzim_persistence::meetings::{self, MeetingRow};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::audience::{Viewpoint, acts_for_holder, is_staff};
use super::form::{AttendanceForm, KazakhOrRussian};
use super::view::{Emergency, MeetingStateCode, form_of};
use super::{ATTENDANCE, MEETINGS};
use crate::app::App;
use crate::auth::lookup::LookupToken;
use crate::cases::flow;
use crate::cases::receipt::{self, Receipt};
use crate::cases::view::{CaseBody, CaseHead, parties_of, show_head, show_whole};
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::code::Code;
use crate::http::input::{Body, PathId, Query, read_stored, stored};
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::http::{At, paging};
use crate::problem::{Fault, Problem};

pub(crate) type AttendanceStateCode = Code<AttendanceState>;
pub(crate) type AttendanceOutcomeCode = Code<AttendanceOutcome>;
pub(crate) type AttendanceChannelCode = Code<AttendanceChannel>;

/// The meeting that a request is about.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MeetingReference {
    /// Id.
    pub id: Uuid,
    /// What it is about.
    pub title: KazakhOrRussian,
    /// How far it has come.
    pub state: MeetingStateCode,
    /// When it begins.
    pub starts_at: At,
    /// Where.
    pub place: KazakhOrRussian,
    /// How one gets into the building (¶11).
    pub access_rules: Option<KazakhOrRussian>,
    /// Where it is broadcast, if the request admits to it, around the meeting only.
    #[schema(format = "uri", example = "https://live.demo.example/otyrys")]
    pub broadcast_url: Option<String>,
    /// Where it stands in the API.
    #[schema(format = "uri-reference", example = "/api/v1/meetings/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub href: String,
}

/// A request to attend.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttendanceRequest {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: AttendanceStateCode,
    /// What became of it.
    pub outcome: Option<AttendanceOutcomeCode>,
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
    /// Obligations.
    #[serde(flatten)]
    pub body: CaseBody,
}

/// A request to attend in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttendanceSummary {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: AttendanceStateCode,
    /// What became of it.
    pub outcome: Option<AttendanceOutcomeCode>,
    /// Id of the meeting.
    pub meeting: Uuid,
    /// How it was filed.
    pub channel: AttendanceChannelCode,
    /// Who wants to attend; none after the personal data were erased.
    pub guest: Option<AttendanceForm>,
}

page_of!(AttendanceRequests, AttendanceSummary, "Requests to attend, the newest first.");

/// What requests are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AttendanceFilter {
    /// For this meeting.
    meeting: Option<Uuid>,
    /// In this state.
    #[param(inline)]
    state: Option<AttendanceStateCode>,
    /// Filed so: those who asked on paper are told by the holder's staff.
    #[param(inline)]
    channel: Option<AttendanceChannelCode>,
    /// Changed at this instant or later, for clients that keep a copy.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = Option<String>, format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    modified_since: Option<OffsetDateTime>,
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// Where to go on: `nextCursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

/// What a request must know of its meeting.
pub(super) fn of_meeting(case: &CaseRow, row: &MeetingRow) -> Result<procedure::Meeting, Problem> {
    let (state, format) = (Code::known(&case.state)?.0, Code::known(&row.format)?.0);
    let emergency: Option<Emergency> = read_stored(row.emergency.clone())?;
    let emergency = emergency.map(|emergency| emergency.ground.0);
    Ok(procedure::Meeting { state, format, emergency, starts_at: row.starts_at.0 })
}

/// Who wants to attend, unless that was erased.
pub(super) fn guest_of(row: &AttendanceRow) -> Option<AttendanceForm> {
    Some(AttendanceForm {
        surname: row.surname.clone()?,
        first_name: row.first_name.clone()?,
        patronymic: row.patronymic.clone(),
        birth_year: row.birth_year?,
        contact: row.contact.clone()?,
        received_at: None,
    })
}

fn show(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<(AttendanceRequest, i64), Problem> {
    let case = cases::find(connection, &call.viewer(), Attendance::CODE, id)?;
    let row = attendance::of_case(connection, id)?;
    let (meeting_case, meeting) = meetings::by_id(connection, row.meeting_id.0)?;
    let viewpoint = Viewpoint::read(app, call, connection, (&meeting_case, &meeting))?;
    let form = form_of(&meeting)?;
    let (head, body) = show_whole(app, call, connection, &case)?;
    let shown = AttendanceRequest {
        head,
        state: Code::known(&case.state)?,
        outcome: case.outcome.as_deref().and_then(Code::stored),
        meeting: MeetingReference {
            id: meeting.case_id.0,
            title: form.title,
            state: Code::known(&meeting_case.state)?,
            starts_at: meeting.starts_at.into(),
            place: form.place,
            access_rules: form.access_rules,
            broadcast_url: viewpoint.address(app.clock.now()),
            href: MEETINGS.path(meeting.case_id.0),
        },
        channel: Code::known(&row.channel)?,
        guest: guest_of(&row),
        lookup_token: None,
        body,
    };
    Ok((shown, case.version))
}

fn reply(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<Reply, Problem> {
    let (shown, version) = show(app, call, connection, id)?;
    Ok(Reply::ok(&shown)?.version(version))
}

/// The instant at which paper was received: in the past, and not before the meeting was announced.
fn paper_received_at(
    stated: Option<OffsetDateTime>,
    staff: bool,
    meeting: &MeetingRow,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, Problem> {
    let Some(at) = stated else { return Ok(None) };
    let fits = staff && at <= now && meeting.announced_at.is_some_and(|announced| announced.0 <= at);
    if fits {
        return Ok(Some(at));
    }
    let message = Text::new(
        "тек қағаз өтінімде, анонстан кейін және болашақта емес",
        "только для бумажной заявки, после анонса и не в будущем",
        "only of a request on paper, after the announcement and not in the future",
    );
    Err(Problem::field("/receivedAt", message))
}

/// Ask to attend a meeting
///
/// Offline, by anybody: with an account, or without, when the answer has a `lookupToken` to find the request again. The
/// holder's staff enter what came on paper in the same way, with the time of its receipt. Due two working days before the
/// day of the meeting (605-8); later requests are kept as late, and the holder may admit them. Attending online needs no
/// request.
#[utoipa::path(tag = "Meetings", operation_id = "createAttendanceRequest", params(("id" = Uuid, Path, description = "Id of the meeting"), IdempotencyKey), request_body = AttendanceForm, security((), ("bearer" = [])), responses((status = CREATED, description = "The request", body = AttendanceRequest)))]
#[post("/meetings/{id}/attendance-requests")]
pub async fn create(app: Data<App>, call: Call, id: PathId, form: Body<AttendanceForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let (inner, asked) = (app.clone(), call.clone());
    receipt::file(&app, &call, &form.clone(), move |connection, filing| {
        let now = filing.now;
        form.check(now)?;
        // The meeting stays as it is until the request is kept, so that a postponement tells this one too.
        let (meeting_case, meeting) = meetings::held(connection, id.0)?;
        let parties = cases::parties(connection, &[id.0])?;
        let staff = is_staff(&asked, &parties)?;
        if meeting.public_at.is_none() && !staff {
            return Err(Fault::NotFound.into());
        }
        let on_paper = paper_received_at(form.received_at, staff, &meeting, now)?;
        let receipt = match on_paper.or(staff.then_some(now)) {
            Some(at) => Receipt::At(at),
            None => Receipt::Sent(procedure::last_moment(meeting.starts_at.0, now, &inner.law)?),
        };
        let (asking, person, token) = if staff {
            // Whoever came with paper is known by the token on their receipt.
            let token = LookupToken::new()?;
            (asked.clone(), token.person(), Some(token))
        } else {
            asked.in_person()?
        };
        let channel = if staff { AttendanceChannel::Paper } else { AttendanceChannel::Electronic };
        let initiator = NamedParty::person(Role::InformationUser, person);
        let asked_for = of_meeting(&meeting_case, &meeting)?;
        let addressees = parties.iter().map(cases::PartyRow::named).collect::<Result<_, _>>()?;
        let (id, _) =
            filing.begin::<Attendance>(connection, &asking.actor, (initiator, addressees), receipt, |_, at| {
                Ok(Command::request(asked_for, at, &inner.law)?)
            })?;
        attendance::create(connection, id, meeting.case_id.0, meeting.turn, channel.code(), form.into())?;
        let (mut shown, version) = show(&inner, &asking, connection, id)?;
        shown.lookup_token = token.map(LookupToken::reveal);
        Ok(Reply::created(&shown, ATTENDANCE.path(id))?.version(version))
    })
    .await
}

/// List requests to attend
///
/// For the holder, those for its meetings; for whoever asks to attend, their own.
#[utoipa::path(tag = "Meetings", operation_id = "listAttendanceRequests", params(AttendanceFilter), security(("bearer" = ["informationUser"]), ("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"]), ("lookupToken" = [])), responses((status = OK, description = "A page of requests", body = AttendanceRequests)))]
#[get("/attendance-requests")]
pub async fn list(app: Data<App>, call: Call, filter: Query<AttendanceFilter>) -> Result<Reply, Problem> {
    let Query(asked) = filter;
    let filter = Filter {
        meeting: asked.meeting,
        state: asked.state.map(|state| state.0),
        channel: asked.channel.map(|channel| channel.0),
        modified_since: asked.modified_since,
    };
    let before = paging::place::<Uuid>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    let inner = app.clone();
    app.search(move |connection| {
        let page = attendance::list(connection, &call.viewer(), &filter, before, limit)?;
        let parties = parties_of(connection, &page)?;
        paging::reply(
            page,
            |(case, _)| case.id.0,
            |(case, row)| {
                Ok(AttendanceSummary {
                    head: show_head(&inner, &call, &case, &parties)?,
                    state: Code::known(&case.state)?,
                    outcome: case.outcome.as_deref().and_then(Code::stored),
                    meeting: row.meeting_id.0,
                    channel: Code::known(&row.channel)?,
                    guest: guest_of(&row),
                })
            },
        )
    })
    .await
}

/// Get a request to attend
///
/// How it stands, the meeting, the rules of access, and whether it was in time, day by day.
#[utoipa::path(tag = "Meetings", operation_id = "getAttendanceRequest", params(("id" = Uuid, Path, description = "Id of the request")), security(("bearer" = ["informationUser"]), ("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"]), ("bearer" = ["complaintBody"]), ("lookupToken" = [])), responses((status = OK, description = "The request", body = AttendanceRequest)))]
#[get("/attendance-requests/{id}")]
pub async fn get(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| reply(&inner, &call, connection, id.0)).await
}

/// Change a request to attend
///
/// Who wants to attend, and how to reach them; after the last day for requests, not into that of another person. It stays in
/// time if it was. The holder's staff change what came on paper only.
#[utoipa::path(tag = "Meetings", operation_id = "replaceAttendanceRequest", params(("id" = Uuid, Path, description = "Id of the request"), IfMatch), request_body = AttendanceForm, security(("bearer" = ["informationUser"]), ("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"]), ("lookupToken" = [])), responses((status = OK, description = "The request", body = AttendanceRequest)))]
#[put("/attendance-requests/{id}")]
pub async fn replace(app: Data<App>, call: Call, id: PathId, form: Body<AttendanceForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let (inner, asked) = (app.clone(), call.clone());
    let fingerprint = stored(&form)?.to_string();
    app.write(&call, fingerprint.as_bytes(), move |connection| {
        let now = inner.clock.now();
        let loaded = flow::load::<Attendance>(&inner, &asked, connection, id.0)?;
        flow::expect_draft(&asked, &loaded)?;
        form.check(now)?;
        if form.received_at.is_some() {
            let message = Text::new("өзгермейді", "не меняется", "cannot be changed");
            return Err(Problem::field("/receivedAt", message));
        }
        let row = attendance::of_case(connection, id.0)?;
        if guest_of(&row).is_none() {
            // What was erased is not collected again.
            return Err(Fault::NotFound.into());
        }
        let channel: AttendanceChannelCode = Code::known(&row.channel)?;
        procedure::left_to_staff(acts_for_holder(&asked, &loaded.case.file.parties), channel.0)?;
        let (_, meeting) = meetings::by_id(connection, row.meeting_id.0)?;
        let another = row.surname.as_ref() != Some(&form.surname)
            || row.first_name.as_ref() != Some(&form.first_name)
            || row.birth_year != Some(form.birth_year);
        procedure::may_change(another, meeting.starts_at.0, now, &inner.law)?;
        cases::touch(connection, id.0, loaded.row.version, now)?;
        attendance::replace(connection, id.0, form.into())?;
        reply(&inner, &asked, connection, id.0)
    })
    .await
}

/// Takes an action on a request, given what it must know of its meeting and of itself.
async fn act<F>(app: Data<App>, call: Call, id: PathId, command: F) -> Result<Reply, Problem>
where
    F: FnOnce(procedure::Meeting, AttendanceChannel, bool) -> Command + Send + 'static,
{
    let (inner, asked) = (app.clone(), call.clone());
    app.write(&call, b"", move |connection| {
        let now = inner.clock.now();
        let loaded = flow::load::<Attendance>(&inner, &asked, connection, id.0)?;
        let row = attendance::of_case(connection, id.0)?;
        let channel: AttendanceChannelCode = Code::known(&row.channel)?;
        let (meeting_case, meeting) = meetings::held(connection, row.meeting_id.0)?;
        let by_staff = acts_for_holder(&asked, &loaded.case.file.parties);
        let command = command(of_meeting(&meeting_case, &meeting)?, channel.0, by_staff);
        let change = flow::act::<Attendance>(&inner, &asked.actor, connection, &loaded.case, &command, now)?;
        if change.closes {
            attendance::rest(connection, id.0)?;
        }
        if let Command::Admit(_) = command {
            // Whoever was late was not reminded.
            attendance::reminded(connection, id.0, None)?;
        }
        reply(&inner, &asked, connection, id.0)
    })
    .await
}

/// Admit a late request
///
/// The order states no consequence of a late request, so the holder may admit it all the same.
#[utoipa::path(tag = "Meetings", operation_id = "admitAttendanceRequest", params(("id" = Uuid, Path, description = "Id of the request"), IfMatch, IdempotencyKey), security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "The request, admitted", body = AttendanceRequest)))]
#[post("/attendance-requests/{id}/admission")]
pub async fn admit(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    act(app, call, id, |meeting, _, _| Command::Admit(meeting)).await
}

/// Check somebody in
///
/// At the entrance, on the day of the meeting (605-11).
#[utoipa::path(tag = "Meetings", operation_id = "checkIn", params(("id" = Uuid, Path, description = "Id of the request"), IfMatch, IdempotencyKey), security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "The request, attended", body = AttendanceRequest)))]
#[post("/attendance-requests/{id}/check-in")]
pub async fn check_in(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    act(app, call, id, |meeting, _, _| Command::CheckIn(meeting)).await
}

/// Withdraw a request to attend
///
/// By whoever filed it, or by the holder's staff for somebody who did so on paper, and nobody else.
#[utoipa::path(tag = "Meetings", operation_id = "withdrawAttendanceRequest", params(("id" = Uuid, Path, description = "Id of the request"), IfMatch, IdempotencyKey), security(("bearer" = ["informationUser"]), ("bearer" = ["responsiblePerson"]), ("bearer" = ["informationHolder"]), ("lookupToken" = [])), responses((status = OK, description = "The request, withdrawn", body = AttendanceRequest)))]
#[post("/attendance-requests/{id}/withdrawal")]
pub async fn withdraw(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    act(app, call, id, |_, channel, by_staff| Command::Withdraw { by_staff, channel }).await
}
