//! Requests to attend an open meeting offline (№ 605-НҚ ¶9): from anybody, with an account or without, and from paper.

use actix_web::{get, post, put};
use merzim_domain::engine::{NamedParty, Procedure, Refusal};
use merzim_domain::procedures::attendance::{
    self as procedure, Attendance, AttendanceChannel, AttendanceRefusal, Command, Facts,
};
use merzim_domain::rulebook::ids::R605_9;
use merzim_domain::zone::rfc3339;
use merzim_domain::{Role, Text, Vocabulary};
use merzim_persistence::attendance::{self, Filter, Guest};
use merzim_persistence::cases::{self, PartyRow, as_parties};
use merzim_persistence::meetings;
use merzim_persistence::{Id, Sealed};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::audience::is_staff;
use super::facts::{facts_of_request, guest_of, hold_meeting};
use super::form::AttendanceForm;
use super::view::{
    AttendanceChannelCode, AttendanceRequest, AttendanceRequests, AttendanceStateCode, show_request, summarise_request,
};
use crate::app::{Ask, Desk};
use crate::auth::lookup::LookupToken;
use crate::cases::receipt::{self, Receipt};
use crate::cases::{Parties, flow, parties_of};
use crate::http::{Answer, Listed, Looked, Paging, PathId, Query, Since, paging};
use crate::problem::{Fault, Wrong};

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
}

/// Ask to attend a meeting
///
/// Offline, by anybody: with an account, or without, when the answer has a `lookupToken` to find the request again. The
/// holder's staff enter what came on paper in the same way, with the time of its receipt. Due two working days before the
/// day of the meeting (605-8); later requests, of a meeting of several days until its last session begins, are kept as late, and the holder may admit them. Attending online needs no
/// request. The same person registers once: whoever asks again, with the same account or `Lookup-Token`, or with the same name, year
/// of birth and contact, is shown the first request (200). Without account and token it says how it stands, but not who asked, and
/// has no new token.
#[utoipa::path(operation_id = "createAttendanceRequest", extensions(("x-refusals" = json!("act-not-in-force meeting-forbids-action online-only too-late wording-not-held"))), params(("id" = Uuid, Path, description = "Id of the meeting")), security((), ("bearer" = []), ("lookupToken" = [])), request_body = AttendanceForm, responses((status = CREATED, description = "The request", body = AttendanceRequest), (status = OK, description = "The request that the same person has filed before", body = AttendanceRequest)))]
#[post("/meetings/{id}/attendance-requests")]
pub async fn create(ask: Ask, id: PathId, form: Looked<AttendanceForm>) -> Answer {
    receipt::file(ask, form, move |desk, filing, Looked { form, mut faults }| {
        form.check(desk.now, &mut faults);
        // The meeting stays as it is until the request is kept, so that a postponement tells this one too.
        let held = meetings::held(desk.connection, id.0)?;
        let meeting = &held.1;
        let parties = cases::parties(desk.connection, &[id.0])?;
        let staff = is_staff(desk.call, &parties)?;
        if meeting.public_at.is_none() && !staff {
            return Err(Fault::NotFound.into());
        }
        let announced_at = meeting.announced_at.map(|at| at.0);
        let came = |at| staff && procedure::may_have_come(at, announced_at, desk.now);
        if form.received_at.is_some_and(|at| !came(at)) {
            let message = Text::new(
                "тек қағаз өтінімде, анонстан кейін және болашақта емес",
                "только для бумажной заявки, после анонса и не в будущем",
                "only of a request on paper, after the announcement and not in the future",
            );
            let wrong = Wrong::from(message).not_after(desk.now);
            faults.tell_of(&["/receivedAt"], announced_at.into_iter().fold(wrong, Wrong::not_before));
        }
        faults.none()?;
        let receipt = match form.received_at {
            Some(at) => Receipt::At(at),
            None if staff => Receipt::At(desk.now),
            None => {
                Receipt::Sent(procedure::last_moment(meeting.starts_at.0, meeting.ends_at.0, desk.now, &desk.app.law)?)
            }
        };
        // The same person registers once, and is shown their first request.
        let guest = Guest::from(form);
        let known = desk.call.by_person().ok().filter(|_| !staff).cloned();
        let before = attendance::asked_before(desk.connection, meeting.case_id, known.as_ref(), &guest.identity)?;
        if let Some(first) = before.same.filter(|_| staff) {
            return show_request(desk, first)?.reply();
        }
        if let Some(first) = before.own.or(before.same) {
            return show_first(desk, first, before.own.is_some());
        }
        let (asking, person, token) = if staff {
            // Whoever came with paper is known by the token on their receipt.
            let token = LookupToken::new()?;
            (desk.call.clone(), token.person(), Some(token))
        } else {
            desk.call.in_person()?
        };
        let known = known.unwrap_or_else(|| person.clone());
        let channel = if staff { AttendanceChannel::Paper } else { AttendanceChannel::Electronic };
        let facts = facts_of_request(&held, channel)?;
        let parties = Parties {
            initiator: NamedParty::person(Role::InformationUser, person),
            addressees: parties.iter().map(PartyRow::named).collect::<Result<_, _>>()?,
        };
        let begun = filing.begin::<Attendance>(desk, &asking.actor, parties, receipt, |desk| {
            let command = Command::request(facts.meeting, desk.now, &desk.app.law)?;
            Ok((facts.clone(), command))
        });
        let (id, _) = flow::as_stands(desk, &held.0, AttendanceRefusal::MeetingForbidsAction, begun)?;
        let of = (meeting.case_id, meeting.turn);
        attendance::create(desk.connection, id, of, channel.code(), &known, guest)?;
        let mut shown = show_request(&mut desk.for_another(&asking), id)?;
        shown.own.lookup_token = token.map(LookupToken::reveal);
        shown.created()
    })
    .await
}

/// Answers with the first request of whoever asks again. Who only says to be that person is told how it stands, nothing that they
/// have not said themselves, and what can be done with it is left to whoever holds its token.
fn show_first(desk: &mut Desk<'_>, id: Uuid, is_own: bool) -> Answer {
    let parties = as_parties(&cases::parties(desk.connection, &[id])?)?;
    let own = parties.into_iter().find(|party| party.role == Attendance::INITIATOR).map(|party| party.who);
    let asking = desk.call.as_person(own);
    let mut shown = show_request(&mut desk.for_another(&asking), id)?;
    if !is_own {
        shown.own.guest = None;
        shown.head.actions.clear();
    }
    shown.reply()
}

/// List requests to attend
///
/// For the holder, those for its meetings; for whoever asks to attend, their own.
#[utoipa::path(operation_id = "listAttendanceRequests", params(AttendanceFilter, Since, Paging), responses((status = OK, description = "A page of requests", body = AttendanceRequests)))]
#[get("/attendance-requests")]
pub async fn list(ask: Ask, asked: Query<Listed<AttendanceFilter>>) -> Answer {
    let Query(Listed { filter: asked, since, page }) = asked;
    let filter = Filter {
        meeting: asked.meeting,
        state: asked.state.map(|state| state.0),
        channel: asked.channel.map(|channel| channel.0),
    };
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let page = attendance::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        let ids: Vec<Id> = page.items.iter().map(|(_, row)| row.meeting_id).collect();
        let meetings = meetings::these(desk.connection, &ids)?;
        paging::reply_cases(page, walk, |request| summarise_request(desk, &request, &parties, &meetings))
    })
    .await
}

/// Get a request to attend
///
/// How it stands, the meeting, the rules of access, and whether it was in time, day by day.
#[utoipa::path(operation_id = "getAttendanceRequest", params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request", body = AttendanceRequest)))]
#[get("/attendance-requests/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show_request(desk, id.0)?.reply()).await
}

/// Change a request to attend
///
/// Who wants to attend, and how to reach them; after the last day for requests, not into that of another person, and never into
/// that of a person who has another request. It stays in time if it was. The holder's staff change what came on paper only.
#[utoipa::path(operation_id = "replaceAttendanceRequest", extensions(("x-refusals" = json!("already-asked state-forbids-action too-late"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = AttendanceForm, responses((status = OK, description = "The request", body = AttendanceRequest)))]
#[put("/attendance-requests/{id}")]
pub async fn replace(ask: Ask, id: PathId, form: Looked<AttendanceForm>) -> Answer {
    flow::take::<Attendance, _, _>(ask, id.0, form, move |desk, request, Looked { form, mut faults }| {
        request.expect_draft(desk)?;
        form.check(desk.now, &mut faults);
        if form.received_at.is_some() {
            let known = request.row.received_at.map(|at| rfc3339(at.0));
            faults.tell_of(&["/receivedAt"], Wrong::unchangeable(known));
        }
        faults.none()?;
        let row = attendance::of_case(desk.connection, id.0)?;
        if guest_of(&row).is_none() {
            // What was erased is not collected again.
            return Err(Fault::NotFound.into());
        }
        let Facts { meeting, channel, .. } = request.case.facts;
        let by_staff = procedure::acts_for_holder(&desk.call.actor, &request.case.file.parties);
        procedure::left_to(if by_staff { Role::InformationHolder } else { Role::InformationUser }, channel)?;
        let another = Sealed::opened(row.surname.clone()) != form.surname
            || Sealed::opened(row.first_name.clone()) != form.first_name
            || row.birth_year != Some(Sealed(form.birth_year));
        procedure::may_change(another, meeting.starts_at, desk.now, &desk.app.law)?;
        request.replace(desk)?;
        let guest = Guest::from(form);
        let before = attendance::asked_before(desk.connection, row.meeting_id, None, &guest.identity)?;
        if let Some(other) = before.same.filter(|other| *other != id.0) {
            let asked_at = cases::by_id(desk.connection, other)?.received_at.map(|at| at.0);
            return Err(Refusal::by(AttendanceRefusal::AlreadyAsked, R605_9).since(asked_at).into());
        }
        attendance::replace(desk.connection, &row, guest)?;
        show_request(desk, id.0)?.reply()
    })
    .await
}

/// Takes an action on a request, whose meeting stays as it is until that is done.
async fn act(ask: Ask, id: PathId, command: Command) -> Answer {
    flow::take::<Attendance, _, _>(ask, id.0, (), move |desk, mut request, ()| {
        let (row, (meeting, _)) = hold_meeting(desk, &mut request)?;
        let done = request.act(desk, &command);
        let change = flow::as_stands(desk, &meeting, AttendanceRefusal::MeetingForbidsAction, done)?;
        if change.closes {
            attendance::rest(desk.connection, id.0)?;
        }
        if command == Command::Withdraw {
            attendance::release(desk.connection, &row)?;
        }
        if command == Command::Admit {
            // Whoever was late was not reminded.
            attendance::reminded(desk.connection, id.0, None)?;
        }
        show_request(desk, id.0)?.reply()
    })
    .await
}

/// Admit a late request
///
/// The order states no consequence of a late request, so the holder may admit it all the same.
#[utoipa::path(operation_id = "admitAttendanceRequest", extensions(("x-refusals" = json!("meeting-forbids-action online-only"))), params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request, admitted", body = AttendanceRequest)))]
#[post("/attendance-requests/{id}/admission")]
pub async fn admit(ask: Ask, id: PathId) -> Answer {
    act(ask, id, Command::Admit).await
}

/// Check somebody in
///
/// At the entrance, on the day of the meeting (605-11).
#[utoipa::path(operation_id = "checkIn", extensions(("x-refusals" = json!("meeting-forbids-action online-only too-early too-late"))), params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request, attended", body = AttendanceRequest)))]
#[post("/attendance-requests/{id}/check-in")]
pub async fn check_in(ask: Ask, id: PathId) -> Answer {
    act(ask, id, Command::CheckIn).await
}

/// Withdraw a request to attend
///
/// By whoever filed it, or by the holder's staff for somebody who did so on paper, and nobody else.
#[utoipa::path(operation_id = "withdrawAttendanceRequest", params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request, withdrawn", body = AttendanceRequest)))]
#[post("/attendance-requests/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId) -> Answer {
    act(ask, id, Command::Withdraw).await
}
