//! How a complaint is considered before it is decided: what it lacks is mended, and whoever it concerns is heard (articles 94(1) and
//! 98(3) of the Code).

use actix_web::post;
use merzim_domain::Role;
use merzim_domain::procedures::complaint::{Command, Complaint};
use merzim_persistence::complaints;
use serde::Serialize;

use super::deciding::record;
use super::facts::Story;
use super::form::ResponseForm;
use super::view::ComplaintView;
use crate::app::{Ask, Desk};
use crate::cases::hearing::{
    HearingNoticeForm, HearingProtocolForm, ObjectionForm, ProtocolRemarkForm, RemarksAnswerForm,
};
use crate::cases::mending::{Incomplete, IncompleteForm, Note, NoteForm};
use crate::cases::statement::StatementForm;
use crate::cases::{Loaded, flow};
use crate::http::{Answer, At, Body, Looked, MaybeBody, PathId};

/// Has the caller take an action on a complaint, notes what happened, and answers.
fn act_and_note(
    desk: &mut Desk<'_>,
    complaint: &Loaded<Complaint>,
    command: &Command,
    what: impl FnOnce(&mut Story, At),
) -> Answer {
    complaint.act(desk, command)?;
    let row = complaints::of_case(desk.connection, complaint.row.id.0)?;
    let pending = row.pending;
    record(desk, row, pending, what)
}

/// Has the caller take an action with which something is said.
async fn say<F: Serialize + Send + 'static>(
    ask: Ask,
    id: PathId,
    form: Looked<F>,
    command: fn(&F) -> Command,
    tell: fn(&mut Story, F, At),
) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form, move |desk, complaint, Looked { form, faults }| {
        let command = command(&form);
        faults.and(act_and_note(desk, &complaint, &command, |story, at| tell(story, form, at)))
    })
    .await
}

/// Point out what a complaint lacks
///
/// By the body that considers it: which requirements of art. 93 it does not meet, and until when it is to be mended (L8-21).
#[utoipa::path(operation_id = "pointOutComplaintRemarks", extensions(("x-refusals" = json!("beyond-term calendar-year-unknown day-not-worked no-time-to-mend too-late"))), params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = IncompleteForm, responses((status = OK, description = "The complaint", body = ComplaintView)))]
#[post("/complaints/{id}/remarks")]
pub async fn point_out(ask: Ask, id: PathId, form: Looked<IncompleteForm>) -> Answer {
    let tell = |story: &mut Story, form, at| {
        story.earlier_remarks.extend(story.incomplete.replace(Incomplete::of(form, at)));
    };
    say(ask, id, form, |form| Command::PointOut { until: form.until }, tell).await
}

/// Add what a complaint lacked
///
/// By whoever filed it. Files are attached as before.
#[utoipa::path(operation_id = "mendComplaint", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = NoteForm, responses((status = OK, description = "The complaint", body = ComplaintView)))]
#[post("/complaints/{id}/supplement")]
pub async fn mend(ask: Ask, id: PathId, form: Looked<NoteForm>) -> Answer {
    let tell = |story: &mut Story, NoteForm { text }: NoteForm, at| {
        if let Some(incomplete) = &mut story.incomplete {
            incomplete.mended.push(Note { at, text });
        }
    };
    say(ask, id, form, |_| Command::Mend, tell).await
}

/// Notify of a hearing of a complaint
///
/// A decision that is not wholly in favour is intended: the participant is told the preliminary decision three working days before
/// it is adopted (L8-13), and may object within two working days (L8-14). With a time and a place they are heard orally (L8-17): in
/// working hours, once the time to object is over (reading `oralHearingNotice`). Without, in writing, unless they ask to be heard
/// orally within two working days (L8-15). The decision is planned for a working day within the term (L8); where the notice comes too
/// late for that, for the first day that it leaves. The body complained of is told too. The notice can be given anew.
#[utoipa::path(operation_id = "notifyComplaintHearing", extensions(("x-refusals" = json!("beyond-term calendar-year-unknown day-not-worked hearing-too-soon not-heard notice-too-short outside-hours too-late"))), params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = HearingNoticeForm, responses((status = OK, description = "The complaint, hearing notified", body = ComplaintView)))]
#[post("/complaints/{id}/hearing")]
pub async fn notify_hearing(ask: Ask, id: PathId, form: Looked<HearingNoticeForm>) -> Answer {
    let tell = |story: &mut Story, form, at| story.hearings.notify(form, at);
    say(ask, id, form, |form| Command::NotifyHearing(form.notice()), tell).await
}

/// Ask to be heard orally on a complaint
///
/// By whoever filed it, within two working days of the preliminary decision (L8-15), where the hearing is to be in writing. The body
/// then gives notice anew, with a time and a place.
#[utoipa::path(operation_id = "askForOralComplaintHearing", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the complaint")), responses((status = OK, description = "The complaint", body = ComplaintView)))]
#[post("/complaints/{id}/oral-hearing-request")]
pub async fn ask_to_speak(ask: Ask, id: PathId) -> Answer {
    say(ask, id, Looked::nothing(), |()| Command::AskToSpeak, |story, (), at| story.hearings.ask_to_speak(at)).await
}

/// Do without a hearing
///
/// By whoever filed the complaint, or by the body that considers it, which names their statement on paper (art. 73(2)(5), 98(3) of
/// the Code): L8-6 falls away until a hearing is notified anew. What the body enters does not shorten the time to the day that was
/// announced for the decision, and ends where the participant objects or asks to speak.
#[utoipa::path(operation_id = "waiveComplaintHearing", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = Option<StatementForm>, responses((status = OK, description = "The complaint, hearing waived", body = ComplaintView)))]
#[post("/complaints/{id}/hearing-waiver")]
pub async fn waive_hearing(ask: Ask, id: PathId, form: MaybeBody<StatementForm>) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form.0, |desk, complaint, Looked { form, mut faults }| {
        let case = &complaint.case;
        form.check(desk, &case.file.parties, case.facts.filed_at, &mut faults);
        faults.none()?;
        act_and_note(desk, &complaint, &Command::WaiveHearing, |story, at| story.hearings.waive(form.statement, at))
    })
    .await
}

/// Object to the preliminary decision on a complaint
///
/// By whoever filed it, within two working days (L8-14), and later as long as it is not decided.
#[utoipa::path(operation_id = "objectToComplaintDecision", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = ObjectionForm, responses((status = OK, description = "The complaint", body = ComplaintView)))]
#[post("/complaints/{id}/objection")]
pub async fn raise_objection(ask: Ask, id: PathId, form: Looked<ObjectionForm>) -> Answer {
    let tell = |story: &mut Story, form, at| story.hearings.object(form, false, at);
    say(ask, id, form, |_| Command::Object, tell).await
}

/// State a position on a complaint
///
/// By the body complained of, which is heard too (art. 98(3) of the Code).
#[utoipa::path(operation_id = "respondToComplaint", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = ResponseForm, responses((status = OK, description = "The complaint", body = ComplaintView)))]
#[post("/complaints/{id}/response")]
pub async fn respond(ask: Ask, id: PathId, form: Looked<ResponseForm>) -> Answer {
    let tell = |story: &mut Story, ResponseForm { text }: ResponseForm, at| story.responses.push(Note { at, text });
    say(ask, id, form, |_| Command::Respond, tell).await
}

/// Record a hearing of a complaint
///
/// With its protocol, or that the participant did not come, within two working days (L8-16). Not before it was to be. The participant
/// is told of the protocol, and sees it (L8-18). A hearing in writing has none.
#[utoipa::path(operation_id = "recordComplaintHearing", extensions(("x-refusals" = json!("calendar-year-unknown too-early"))), params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = HearingProtocolForm, responses((status = OK, description = "The complaint, heard", body = ComplaintView)))]
#[post("/complaints/{id}/protocol")]
pub async fn hear(ask: Ask, id: PathId, form: Looked<HearingProtocolForm>) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form, |desk, complaint, Looked { form, faults }| {
        form.taken(complaint.act(desk, &Command::Hear), complaint.case.facts.hearings, desk.now, faults)?;
        let row = complaints::of_case(desk.connection, complaint.row.id.0)?;
        record(desk, row, true, |story, at| story.hearings.record(form, at))
    })
    .await
}

/// Submit remarks on the protocol of a complaint
///
/// By whoever filed it, or by the body complained of, within three working days of the day on which the protocol is there to be seen
/// (L8-19), also once the complaint is decided. They stay in the case.
#[utoipa::path(operation_id = "remarkOnComplaintProtocol", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = ProtocolRemarkForm, responses((status = OK, description = "The complaint", body = ComplaintView)))]
#[post("/complaints/{id}/protocol-remarks")]
pub async fn remark(ask: Ask, id: PathId, form: Body<ProtocolRemarkForm>) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form.0, |desk, complaint, form| {
        let own = desk.call.actor.part_in(&complaint.case.file.parties, &[Role::Participant]).is_some();
        act_and_note(desk, &complaint, &Command::Remark, |story, at| story.hearings.remark(form, !own, at))
    })
    .await
}

/// Decide on remarks on the protocol of a complaint
///
/// By whoever led the hearing: all remarks that were not decided on are accepted, or rejected in whole or in part (L8-20).
#[utoipa::path(operation_id = "answerComplaintProtocolRemarks", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = RemarksAnswerForm, responses((status = OK, description = "The complaint", body = ComplaintView)))]
#[post("/complaints/{id}/protocol-remarks-answer")]
pub async fn answer_remarks(ask: Ask, id: PathId, form: Looked<RemarksAnswerForm>) -> Answer {
    let tell = |story: &mut Story, form: RemarksAnswerForm, at| story.hearings.answer(&form, at);
    say(ask, id, form, |form| Command::AnswerRemarks(form.decision.0), tell).await
}
