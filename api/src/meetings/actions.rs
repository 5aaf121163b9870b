//! What is done with a meeting: announced, postponed, made online only and back, closed and opened again, prepared, held,
//! published, cancelled.

use actix_web::post;
use merzim_domain::engine::Command as _;
use merzim_domain::procedures::open_meeting::{
    Audience, Command, MeetingAction, MeetingFormat, MeetingState, NoticePlace, OpenMeeting, end,
};
use merzim_domain::{Text, Vocabulary, gathering, zone};
use merzim_persistence::meetings::{self, Changes, FormColumns, MeetingRow};
use merzim_persistence::{Instant, Json, attachments, attendance, cases};
use serde::Serialize;
use uuid::Uuid;

use super::facts::{
    Cancellation, Closure, Correction, EarlierDecision, Emergency, Lifted, StoredOutcome, broadcast_of, form_of,
    meeting_facts,
};
use super::form::{
    BroadcastForm, CancellationForm, ClosureForm, CorrectionForm, EmergencyEndForm, EmergencyForm, HoldingForm,
    NoticePlaceCode, OutcomeForm, PostponementForm, ReopeningForm, SeatsForm, look_at_files,
};
use super::view::{Meeting, show_meeting};
use crate::app::{Ask, Desk, Record, added, stored};
use crate::cases::{Loaded, flow};
use crate::gatherings::{Postponed, changes_nothing};
use crate::http::input::look_at_rules;
use crate::http::{Answer, At, Body, Code, Looked, MaybeBody, PathId};
use crate::problem::{FieldFaults, Problem, Wrong};

/// What is done with a meeting, what is recorded of it, and the files that everybody may read from now on.
type Deed = (Command, Changes, Vec<(String, Uuid)>);

/// Takes an action on a meeting: what it is is made from the meeting as it stands, then applied and recorded.
async fn act<T, F>(ask: Ask, id: PathId, form: Looked<T>, make: F) -> Answer
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut Desk<'_>, &MeetingRow, T, &mut FieldFaults) -> Result<Deed, Problem> + Send + 'static,
{
    with(ask, id, form, |desk, meeting, row, Looked { form, mut faults }| {
        let tried = make(desk, row, form, &mut faults).and_then(|deed| apply(desk, &meeting, row, deed));
        faults.and(tried)
    })
    .await
}

/// Does something with a meeting, and shows it.
async fn with<T, F>(ask: Ask, id: PathId, form: T, work: F) -> Answer
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut Desk<'_>, Loaded<OpenMeeting>, &MeetingRow, T) -> Result<(), Problem> + Send + 'static,
{
    let watched = ask.app.clone();
    let reply = flow::take::<OpenMeeting, _, _>(ask, id.0, form, move |desk, meeting, form| {
        let (_, row) = meetings::by_id(desk.connection, id.0)?;
        work(desk, meeting, &row, form)?;
        show_meeting(desk, id.0)?.reply()
    })
    .await?;
    // Who may watch may have changed.
    watched.live.clear(id.0);
    Ok(reply)
}

/// Applies and records what is done with a meeting that stands so.
fn apply(
    desk: &mut Desk<'_>,
    meeting: &Loaded<OpenMeeting>,
    row: &MeetingRow,
    (command, changes, publishes): Deed,
) -> Result<(), Problem> {
    let id = row.case_id.0;
    meeting.act(desk, &command)?;
    let action = command.action();
    let turn = action.moves_guests().then_some(row.turn + 1);
    let moved_turn = turn.filter(|_| action == MeetingAction::Postpone);
    let corrected_turn = turn.filter(|_| action.corrects());
    // What is public stays so since it first was.
    let public_at = (action.makes_public() && row.public_at.is_none()).then_some(Instant(desk.now));
    meetings::record(desk.connection, id, Changes { turn, moved_turn, corrected_turn, public_at, ..changes })?;
    let publishes: Vec<Uuid> = publishes.into_iter().map(|(_, id)| id).collect();
    attachments::publish(desk.connection, id, &publishes, desk.now)?;
    if action == MeetingAction::Close {
        attachments::unpublish(desk.connection, id)?;
    }
    Ok(())
}

/// Announce a meeting
///
/// Posts the announcement and the agenda (¶8): everybody sees the meeting from now on. Later than three working days before
/// the start it is still possible, and the duty is then met late, for everybody to see (605-6). Both formats must be
/// possible, unless the meeting is online only for a ground of ¶6 (605-3).
#[utoipa::path(operation_id = "announceMeeting", extensions(("x-refusals" = json!("format-not-guaranteed too-late"))), params(("id" = Uuid, Path, description = "Id of the meeting")), responses((status = OK, description = "The meeting, announced", body = Meeting)))]
#[post("/meetings/{id}/announcement")]
pub async fn announce(ask: Ask, id: PathId) -> Answer {
    act(ask, id, Looked::nothing(), |desk, row, (), faults| {
        // A file may have been taken off since the agenda named it.
        let form = form_of(row)?;
        let files = form.files();
        look_at_files(&files, &attachments::of_case(desk.connection, row.case_id.0)?, faults);
        let FormColumns { search, plain, .. } = form.columns(false)?;
        let changes = Changes {
            announced_at: Some(Some(Instant(desk.now))),
            search: Some(search),
            plain: Some(plain),
            agenda_hidden: Some(false),
            ..Changes::default()
        };
        Ok((form.format.0.announce(), changes, files))
    })
    .await
}

/// Correct an announcement
///
/// When the meeting is expected to end, where it is, who is responsible, how one gets in: without another time, before it begins. While
/// it runs, only when it is expected to end, also on another day: what is counted from its last day is then counted anew. What
/// was announced before stays to be seen, but for whoever was responsible, and whoever asked to attend is told. What is considered is not corrected so: that needs
/// another announcement (605-6).
#[utoipa::path(operation_id = "correctMeeting", extensions(("x-refusals" = json!("calendar-year-unknown too-late too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = CorrectionForm, responses((status = OK, description = "The meeting, corrected", body = Meeting)))]
#[post("/meetings/{id}/correction")]
pub async fn correct(ask: Ask, id: PathId, form: Looked<CorrectionForm>) -> Answer {
    act(ask, id, form, |desk, row, form, faults| {
        let CorrectionForm { ends_at, place, responsible, access_rules, reason } = form;
        let only_its_end = place.is_none() && responsible.is_none() && access_rules.is_none();
        let mut form = form_of(row)?;
        let earlier = row.ends_at.into();
        let correction = Correction {
            ends_at: swap(&mut form.ends_at, ends_at.map(Some)).map(|_| earlier),
            place: swap(&mut form.place, place),
            access_rules: swap(&mut form.access_rules, access_rules.map(Some)).flatten(),
            reason,
            decided_at: At(desk.now),
        };
        swap(&mut form.responsible, responsible);
        look_at_rules(&form, faults);
        if row.form == stored(&form)? {
            faults.tell_of(&["/place", "/responsible", "/accessRules", "/endsAt"], changes_nothing());
        }
        let ends = end(form.starts_at, form.ends_at);
        let heads = attendance::heads(desk.connection, &[row.case_id.0])?;
        let runs = only_its_end && desk.now >= row.starts_at.0;
        if runs && ends <= desk.now {
            let message = Text::new("болашақта болуы керек", "должно быть в будущем", "must be in the future");
            faults.tell_of(&["/endsAt"], Wrong::from(message).not_before(zone::next_minute(desk.now)));
        }
        if let Some(wrong) = form.ends_on_another_day(row).filter(|_| !runs) {
            faults.tell_of(&["/endsAt"], wrong);
        }
        let command =
            if runs { meeting_facts(row, &form, &heads)?.end_at(ends, &desk.app.law) } else { Command::Correct };
        let mut log = Vec::<Correction>::read(&row.corrections)?;
        added(&mut log, correction)?;
        let FormColumns { ends_at, search, plain, form, .. } = form.columns(row.agenda_hidden)?;
        let changes = Changes {
            ends_at: Some(ends_at),
            search: Some(search),
            plain: Some(plain),
            form: Some(form),
            corrections: Some(log.write()?),
            ..Changes::default()
        };
        Ok((command, changes, Vec::new()))
    })
    .await
}

/// Puts what is given in the place of what was said, which it returns.
fn swap<T>(said: &mut T, given: Option<T>) -> Option<T> {
    given.map(|given| std::mem::replace(said, given))
}

/// Postpone a meeting
///
/// Sets another time. An announced meeting must be announced anew, in time for the new start (605-6), and its seats and
/// broadcast prepared anew; whoever asked to attend is told, and stays registered. Of a closed meeting users are told anew (L1).
/// A time of which they cannot be told in time is taken only if `late` says that the holder knows it.
#[utoipa::path(operation_id = "postponeMeeting", extensions(("x-refusals" = json!("calendar-year-unknown notice-incomplete same-time too-late too-late-to-tell too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = PostponementForm, responses((status = OK, description = "The meeting, at its new time", body = Meeting)))]
#[post("/meetings/{id}/postponement")]
pub async fn postpone(ask: Ask, id: PathId, form: Looked<PostponementForm>) -> Answer {
    act(ask, id, form, |desk, row, form, _| {
        let PostponementForm { starts_at, ends_at, reason, late, told_through } = form;
        let mut form = form_of(row)?;
        form.starts_at = starts_at;
        form.ends_at = ends_at.or_else(|| starts_at.checked_add(row.ends_at.0 - row.starts_at.0));
        let ends_at = end(starts_at, form.ends_at);
        let mut log = Vec::<Postponed>::read(&row.postponements)?;
        let postponed = Postponed {
            from: row.starts_at.into(),
            from_end: Some(row.ends_at.into()),
            to: Some(At(starts_at)),
            to_end: Some(At(ends_at)),
            reason,
            decided_at: At(desk.now),
        };
        added(&mut log, postponed)?;
        let changes = Changes {
            form: Some(stored(&form)?),
            announced_at: Some(None),
            postponements: Some(log.write()?),
            // They were prepared for the old time.
            seats: Some(None),
            broadcast: Some(None),
            ..Changes::moved_to(starts_at, ends_at)
        };
        let told_through = places(&told_through);
        Ok((Command::Postpone { to: starts_at, ends_at, late, told_through }, changes, Vec::new()))
    })
    .await
}

fn places(told_through: &[NoticePlaceCode]) -> Vec<NoticePlace> {
    told_through.iter().map(|place| place.0).collect()
}

/// Make a meeting online only
///
/// In a situation of ¶6, of an announced meeting also while it runs. Requests to attend offline have no object any more: whoever filed one is told, and new ones are
/// refused (605-4).
#[utoipa::path(operation_id = "makeMeetingOnline", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = EmergencyForm, responses((status = OK, description = "The meeting, online only", body = Meeting)))]
#[post("/meetings/{id}/emergency")]
pub async fn go_online(ask: Ask, id: PathId, form: Looked<EmergencyForm>) -> Answer {
    act(ask, id, form, |desk, row, EmergencyForm { ground, explanation }, _| {
        let mut form = form_of(row)?;
        form.format = Code(MeetingFormat::Online);
        // Nobody new can ask to attend, so nobody may be kept from watching for that.
        let broadcast = broadcast_of(row)?.filter(|broadcast| broadcast.audience.0 == Audience::Registered);
        let widened = broadcast.map(|broadcast| BroadcastForm { audience: Code(Audience::Public), ..broadcast });
        let changes = Changes {
            format: Some(MeetingFormat::Online.code().to_owned()),
            form: Some(stored(&form)?),
            emergency: Some(Some(Emergency { ground, explanation, decided_at: At(desk.now) }.write()?)),
            broadcast: widened.map(|broadcast| stored(&broadcast).map(Some)).transpose()?,
            ..Changes::default()
        };
        Ok((Command::GoOnline, changes, Vec::new()))
    })
    .await
}

/// End an emergency
///
/// The situation of ¶6 is over: both formats return, without another time. Seats and the guarantee of both formats are owed
/// again (605-10, 605-3). Requests that had lapsed for it stand again, and whoever filed one is told; new ones may be filed.
#[utoipa::path(operation_id = "endMeetingEmergency", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = EmergencyEndForm, responses((status = OK, description = "The meeting, in both formats", body = Meeting)))]
#[post("/meetings/{id}/emergency-end")]
pub async fn end_emergency(ask: Ask, id: PathId, form: Looked<EmergencyEndForm>) -> Answer {
    act(ask, id, form, |desk, row, EmergencyEndForm { reason }, _| {
        let mut form = form_of(row)?;
        form.format = Code(MeetingFormat::Hybrid);
        let emergency = Record::read_some(row.emergency.as_ref())?;
        let changes = Changes {
            format: Some(MeetingFormat::Hybrid.code().to_owned()),
            form: Some(stored(&form)?),
            emergency: Some(None),
            // They were prepared when nobody was to come.
            seats: Some(None),
            lifted: Some(lift(row, Lifted { closure: None, emergency, reason, decided_at: At(desk.now) })?),
            ..Changes::default()
        };
        Ok((Command::EndEmergency, changes, Vec::new()))
    })
    .await
}

/// What was lifted of a meeting, this last.
fn lift(row: &MeetingRow, lifted: Lifted) -> Result<Json, Problem> {
    let mut log = Vec::<Lifted>::read(&row.lifted)?;
    log.push(lifted);
    log.write()
}

/// Close a meeting
///
/// Decides, on a ground, to hold it without information users (605-2), and tells them, three working days before the
/// start, on the internet resource, in mass media and at the premises (L1); later, that duty is met late. Whoever asked to
/// attend is told. The agenda and its files are no longer public. Of an announced meeting that has begun, what is left is closed: it stays
/// announced, nobody comes or watches any more, and its outcome is owed.
#[utoipa::path(operation_id = "closeMeeting", extensions(("x-refusals" = json!("notice-incomplete reasons-missing too-late"))), params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = ClosureForm, responses((status = OK, description = "The meeting, closed", body = Meeting)))]
#[post("/meetings/{id}/closure")]
pub async fn close(ask: Ask, id: PathId, form: Looked<ClosureForm>) -> Answer {
    act(ask, id, form, |desk, row, ClosureForm { ground, law, explanation, told_through }, _| {
        let cited = law.clone().filter(|law| !law.trim().is_empty());
        let (why, told) = (ground.0, places(&told_through));
        let closure = Closure { ground, law, explanation, told_through, decided_at: At(desk.now) };
        if row.announced_at.is_some() && desk.now >= row.starts_at.0 {
            let changes = Changes { closure: Some(Some(closure.write()?)), ..Changes::default() };
            return Ok((Command::CloseRest { ground: why, law: cited, told_through: told }, changes, Vec::new()));
        }
        let command = Command::Close { ground: why, law: cited, told_through: told };
        // What is considered behind closed doors is found by its title, not by its agenda.
        let FormColumns { search, plain, .. } = form_of(row)?.columns(true)?;
        let changes = Changes {
            closure: Some(Some(closure.write()?)),
            search: Some(search),
            plain: Some(plain),
            agenda_hidden: Some(true),
            // Nobody comes or watches.
            seats: Some(None),
            broadcast: Some(None),
            ..Changes::default()
        };
        Ok((command, changes, Vec::new()))
    })
    .await
}

/// Open a closed meeting again
///
/// Before it begins. It is to be announced anew, in time for its start (605-6); if it is too late for that, only if `late` says
/// that the holder knows it. Its agenda is shown once it is announced; until then it can be changed. Requests that had lapsed
/// for the closure stand again, and whoever filed one is told. Of an announced meeting that has begun and whose rest was closed, the rest
/// is open again, as it was announced, until it ends.
#[utoipa::path(operation_id = "reopenMeeting", extensions(("x-refusals" = json!("too-late too-late-to-tell"))), params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = ReopeningForm, responses((status = OK, description = "The meeting, open again", body = Meeting)))]
#[post("/meetings/{id}/reopening")]
pub async fn reopen(ask: Ask, id: PathId, form: Body<ReopeningForm>) -> Answer {
    with(ask, id, form.0, |desk, meeting, row, ReopeningForm { reason, late }| {
        let closure = Record::read_some(row.closure.as_ref())?;
        let lifted = Some(lift(row, Lifted { closure, emergency: None, reason, decided_at: At(desk.now) })?);
        let changes = Changes { closure: Some(None), lifted, ..Changes::default() };
        // What is left of one that was announced stays announced.
        let (command, changes) = match meeting.case.state {
            Some(MeetingState::Announced) => (Command::OpenRest, changes),
            _ => (Command::Reopen { late }, Changes { announced_at: Some(None), ..changes }),
        };
        apply(desk, &meeting, row, (command, changes, Vec::new()))
    })
    .await
}

/// Record the seats prepared
///
/// From the number of those who may come, and no fewer (605-10), before the meeting begins; later on its day it is late, and after
/// that it is not recorded. It may be recorded again when more have asked. A meeting that is online only has no seats.
#[utoipa::path(operation_id = "recordSeats", extensions(("x-refusals" = json!("too-few-seats too-late"))), params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = SeatsForm, responses((status = OK, description = "The meeting", body = Meeting)))]
#[post("/meetings/{id}/seats")]
pub async fn prepare_seats(ask: Ask, id: PathId, form: Looked<SeatsForm>) -> Answer {
    act(ask, id, form, |desk, row, SeatsForm { seats }, _| {
        let registered = attendance::heads(desk.connection, &[row.case_id.0])?.seated(row.case_id);
        let changes = Changes { seats: Some(Some(seats)), ..Changes::default() };
        Ok((Command::PrepareSeats { seats, registered }, changes, Vec::new()))
    })
    .await
}

/// Set up the broadcast
///
/// On the internet, before the meeting begins (605-12, L9); later on its day it is late, and after that it is not recorded. Access by other available technology
/// (`means`) meets 605-12 only. The address is shown to the audience chosen, around the meeting only.
#[utoipa::path(operation_id = "setUpBroadcast", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = BroadcastForm, responses((status = OK, description = "The meeting", body = Meeting)))]
#[post("/meetings/{id}/broadcast")]
pub async fn set_up_broadcast(ask: Ask, id: PathId, form: Looked<BroadcastForm>) -> Answer {
    act(ask, id, form, |_, row, form, faults| {
        if form.audience.0 == Audience::Registered && row.format == MeetingFormat::Online.code() {
            let message = Text::new(
                "тек онлайн өтетін отырысқа жазылу жүргізілмейді",
                "запись на онлайн-заседание не ведётся",
                "nobody registers for a meeting that is online only",
            );
            faults.tell_of(&["/audience"], message);
        }
        let broadcast = Some(Some(stored(&form)?));
        Ok((form.means.0.provide(), Changes { broadcast, ..Changes::default() }, Vec::new()))
    })
    .await
}

/// Record that a meeting was held
///
/// Not before its planned end, unless `endedAt` says that it ended earlier: 409 `too-early`. What is counted from its last day is counted
/// from the day on which it ended. After that day 605-1, 605-3, 605-4 and 605-5 are met late. Where neither a broadcast nor other
/// access was set up, nobody could attend online: then 605-3 and 605-4 are not met, nor 605-1 of a meeting that was online only. The outcome of an open meeting is owed within five
/// working days of its last day (605-14).
#[utoipa::path(operation_id = "recordHolding", extensions(("x-refusals" = json!("calendar-year-unknown too-early"))), params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = Option<HoldingForm>, responses((status = OK, description = "The meeting, held", body = Meeting)))]
#[post("/meetings/{id}/holding")]
pub async fn hold(ask: Ask, id: PathId, form: MaybeBody<HoldingForm>) -> Answer {
    with(ask, id, form.0, |desk, mut meeting, row, Looked { form: HoldingForm { ended_at }, mut faults }| {
        if ended_at.is_some_and(|at| at > desk.now || !gathering::may_end(row.starts_at.0, at)) {
            let message = Text::new(
                "басталуынан кейін, 31 тәулік ішінде, болашақта емес",
                "после начала, в пределах 31 суток, не в будущем",
                "after the start, within 31 days, not in the future",
            );
            let last = gathering::latest_end(row.starts_at.0).min(desk.now);
            faults.tell_of(&["/endedAt"], Wrong::from(message).not_before(row.starts_at.0).not_after(last));
        }
        faults.none()?;
        if let Some(at) = ended_at {
            let moves = meeting.case.facts.end_at(at, &desk.app.law);
            if meeting.case.state == Some(MeetingState::Announced) && moves.action() == MeetingAction::MoveEnd {
                meeting.act(desk, &moves)?;
            }
            meetings::record(
                desk.connection,
                row.case_id.0,
                Changes { ends_at: Some(Instant(at)), ..Changes::default() },
            )?;
            // As it stands after that; nobody else changes it meanwhile.
            let case = cases::by_id(desk.connection, row.case_id.0)?;
            meeting = flow::read(desk, case)?;
        }
        let facts = &meeting.case.facts;
        let command = meeting.case.state.map_or(Command::Hold, |state| facts.hold(state));
        apply(desk, &meeting, row, (command, Changes::default(), Vec::new()))
    })
    .await
}

/// Publish the outcome
///
/// The decision adopted, with transcript and minutes if there are any (605-14). Either of these meets L10 as well. Published
/// again, it is replaced, and what was published before stays to be seen; so do files.
#[utoipa::path(operation_id = "publishOutcome", params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = OutcomeForm, responses((status = OK, description = "The meeting, its outcome published", body = Meeting)))]
#[post("/meetings/{id}/outcome")]
pub async fn publish(ask: Ask, id: PathId, form: Looked<OutcomeForm>) -> Answer {
    act(ask, id, form, |desk, row, form, faults| {
        let files = form.files();
        look_at_files(&files, &attachments::of_case(desk.connection, row.case_id.0)?, faults);
        let OutcomeForm { decision, transcript, minutes, others } = form;
        let has_record = transcript.is_some() || minutes.is_some();
        let command = if has_record { Command::PublishRecord } else { Command::Publish };
        let before = StoredOutcome::read_some(row.outcome.as_ref())?;
        let earlier = before.map(|StoredOutcome { decision, published_at, mut earlier, .. }| {
            earlier.push(EarlierDecision { decision, published_at });
            earlier
        });
        let (published_at, earlier) = (At(desk.now), earlier.unwrap_or_default());
        let outcome = StoredOutcome { decision, transcript, minutes, others, published_at, earlier };
        let changes = Changes { outcome: Some(outcome.write()?), ..Changes::default() };
        Ok((command, changes, files))
    })
    .await
}

/// Cancel a meeting
///
/// Before it begins. An announced meeting that has begun is recorded as held; if it did not take place, `didNotTakePlace` says so, on its
/// first day, and not once somebody has been checked in. What was still owed falls away. Whoever asked to attend is told, and nobody is
/// reminded any more.
#[utoipa::path(operation_id = "cancelMeeting", extensions(("x-refusals" = json!("too-early too-late"))), params(("id" = Uuid, Path, description = "Id of the meeting")), request_body = CancellationForm, responses((status = OK, description = "The meeting, cancelled", body = Meeting)))]
#[post("/meetings/{id}/cancellation")]
pub async fn cancel(ask: Ask, id: PathId, form: Looked<CancellationForm>) -> Answer {
    act(ask, id, form, |desk, _, CancellationForm { reason, did_not_take_place }, _| {
        let cancellation = Some(Cancellation { reason, did_not_take_place, decided_at: At(desk.now) }.write()?);
        let command = if did_not_take_place { Command::NotHeld } else { Command::Cancel };
        Ok((command, Changes { cancellation, ..Changes::default() }, Vec::new()))
    })
    .await
}
