//! What comes before a refusal, and the refusal: notice, objection, protocol (№ 213/НҚ ¶6, article 73 of the Code).

use actix_web::post;
use merzim_domain::Role;
use merzim_domain::procedures::video_reception::{Command, VideoReception};
use merzim_persistence::reception::appeals::Changes;
use merzim_persistence::reception::bookings;
use serde::Serialize;

use super::booking::rebook_waiting;
use super::facts::{ReceptionRefusal, act_and_note, note};
use super::form::ReceptionRefusalForm;
use super::view::{ReceptionAppeal, show_appeal};
use crate::app::Ask;
use crate::cases::flow;
use crate::cases::hearing::{
    HearingNoticeForm, HearingProtocolForm, Hearings, ObjectionForm, ProtocolRemarkForm, RemarksAnswerForm,
};
use crate::cases::statement::StatementForm;
use crate::http::{Answer, At, Body, Looked, MaybeBody, PathId};

/// Notify of a hearing
///
/// A refusal is intended: the participant is told, with the preliminary decision, three working days before it is adopted
/// (213-6), and may object within two working days (L6). With a time and a place the participant is heard orally: in working hours,
/// once the time to object is over (reading `oralHearingNotice`). Without, in writing, unless they ask to be heard orally within two
/// working days (L6-2). The refusal is planned for a working day within the term (213-11); where the notice comes too late for that,
/// for the first day that it leaves. The notice can be given anew.
#[utoipa::path(operation_id = "notifyReceptionHearing", extensions(("x-refusals" = json!("beyond-term bound-by-complaint calendar-year-unknown day-not-worked hearing-too-soon not-heard notice-too-short outside-hours too-late"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = HearingNoticeForm, responses((status = OK, description = "The appeal, hearing notified", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/hearing")]
pub async fn notify_hearing(ask: Ask, id: PathId, form: Looked<HearingNoticeForm>) -> Answer {
    say(ask, id, form, |form| Command::NotifyHearing(form.notice()), Hearings::notify).await
}

/// Ask to be heard orally
///
/// By the participant, within two working days of the preliminary decision (L6-2), where the hearing is to be in writing. The
/// body then gives notice anew, with a time and a place. An oral hearing need not be asked for, nor is it held again for whoever was told
/// of it and did not come (art. 73(3) of the Code).
#[utoipa::path(operation_id = "askForOralHearing", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the appeal")), responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/oral-hearing-request")]
pub async fn ask_to_speak(ask: Ask, id: PathId) -> Answer {
    say(ask, id, Looked::nothing(), |()| Command::AskToSpeak, |hearings, (), at| hearings.ask_to_speak(at)).await
}

/// Do without a hearing
///
/// By the participant, as art. 73(2)(5) of the Code allows: the body need not wait for it, until another hearing is notified. An office
/// that filed the appeal for a visitor names their written statement. What an office enters does not shorten the time to the day that
/// was announced for the decision, and ends where the participant objects or asks to speak.
#[utoipa::path(operation_id = "waiveHearing", params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = Option<StatementForm>, responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/hearing-waiver")]
pub async fn waive_hearing(ask: Ask, id: PathId, form: MaybeBody<StatementForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form.0, |desk, appeal, Looked { form, mut faults }| {
        appeal.act(desk, &Command::WaiveHearing)?;
        form.check(desk, &appeal.case.file.parties, appeal.row.received_at.map_or(desk.now, |at| at.0), &mut faults);
        faults.none()?;
        note(desk, appeal.row.id.0, Changes::default(), |proceedings, at| {
            proceedings.hearings.waive(form.statement, at);
        })?;
        show_appeal(desk, appeal.row.id.0)?.reply()
    })
    .await
}

/// Has the caller take an action with which something is said of the hearing.
async fn say<F: Serialize + Send + 'static>(
    ask: Ask,
    id: PathId,
    form: Looked<F>,
    command: fn(&F) -> Command,
    tell: fn(&mut Hearings, F, At),
) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form, move |desk, appeal, Looked { form, faults }| {
        let command = command(&form);
        faults.and(act_and_note(desk, &appeal, &command, |proceedings, at| tell(&mut proceedings.hearings, form, at)))
    })
    .await
}

/// Object to the preliminary decision
///
/// By the participant, within two working days of it (L6), or by the office that filed the appeal for a visitor.
#[utoipa::path(operation_id = "objectToRefusal", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ObjectionForm, responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/objection")]
pub async fn raise_objection(ask: Ask, id: PathId, form: Body<ObjectionForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form.0, |desk, appeal, form| {
        let mut parties = appeal.case.file.parties.iter();
        let by_office = !parties.any(|party| party.role == Role::Participant && desk.call.actor.is(party));
        act_and_note(desk, &appeal, &Command::Object, |proceedings, at| {
            proceedings.hearings.object(form, by_office, at);
        })
    })
    .await
}

/// Record a hearing
///
/// With its protocol, or that the participant did not come (213-7), within two working days (L6-3). Not before it was to be. The
/// participant is told of the protocol, and sees it (L6-6). A hearing in writing has none.
#[utoipa::path(operation_id = "recordReceptionHearing", extensions(("x-refusals" = json!("calendar-year-unknown too-early"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = HearingProtocolForm, responses((status = OK, description = "The appeal, heard", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/protocol")]
pub async fn hold_hearing(ask: Ask, id: PathId, form: Looked<HearingProtocolForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form, move |desk, appeal, Looked { form, faults }| {
        form.taken(appeal.act(desk, &Command::HoldHearing), appeal.case.facts.hearings, desk.now, faults)?;
        note(desk, id.0, Changes::default(), |proceedings, at| proceedings.hearings.record(form, at))?;
        show_appeal(desk, id.0)?.reply()
    })
    .await
}

/// Submit remarks on the protocol
///
/// By the participant, or by the office that filed the appeal for a visitor, within three working days of the day on which the
/// protocol is there to be seen (L6-7). They stay in the case.
#[utoipa::path(operation_id = "remarkOnReceptionProtocol", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ProtocolRemarkForm, responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/protocol-remarks")]
pub async fn remark(ask: Ask, id: PathId, form: Looked<ProtocolRemarkForm>) -> Answer {
    say(ask, id, form, |_| Command::Remark, |hearings, form, at| hearings.remark(form, false, at)).await
}

/// Decide on remarks on the protocol
///
/// By whoever led the hearing: all remarks that were not decided on are accepted, or rejected in whole or in part (L6-8).
#[utoipa::path(operation_id = "answerReceptionProtocolRemarks", params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = RemarksAnswerForm, responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/protocol-remarks-answer")]
pub async fn answer_remarks(ask: Ask, id: PathId, form: Looked<RemarksAnswerForm>) -> Answer {
    let command = |form: &RemarksAnswerForm| Command::AnswerRemarks(form.decision.0);
    say(ask, id, form, command, |hearings, form, at| hearings.answer(&form, at)).await
}

/// Refuse a reception
///
/// Only because the issue is outside the head's competence (213-4), only after the participant was notified of a hearing
/// three working days before (213-6) and was heard, in writing or orally, did not come, or did without it. Participant, operator and State Corporation are told
/// (213-8).
#[utoipa::path(operation_id = "refuseReception", extensions(("x-refusals" = json!("bound-by-complaint calendar-year-unknown not-heard notice-too-short too-early"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ReceptionRefusalForm, responses((status = OK, description = "The appeal, refused", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/refusal")]
pub async fn refuse(ask: Ask, id: PathId, form: Body<ReceptionRefusalForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form.0, |desk, appeal, form| {
        appeal.act(desk, &Command::Refuse)?;
        let id = appeal.row.id.0;
        bookings::free_of_case(desk.connection, id)?;
        let row = note(desk, id, Changes::default(), |proceedings, at| {
            let ReceptionRefusalForm { ground, reasons } = form;
            proceedings.refusal = Some(ReceptionRefusal { at, ground, reasons });
        })?;
        rebook_waiting(desk, &row.body)?;
        show_appeal(desk, id)?.reply()
    })
    .await
}
