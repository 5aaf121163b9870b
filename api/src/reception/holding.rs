//! The reception itself: room, record, no-show, technical failure, follow-up.

use actix_web::post;
use merzim_domain::procedures::video_reception::{Command, VideoReception};
use merzim_persistence::reception::appeals::{self, Changes};
use merzim_persistence::reception::bookings;

use super::booking::{after_failure, can_be_held, choose, give, rebook_at_once};
use super::facts::{Failure, ReceptionRecord, act_and_note, note, timed};
use super::form::{ReceptionAppointmentForm, ReceptionRecordForm, ReceptionRoomForm};
use super::view::{ReceptionAppeal, show_appeal};
use crate::app::Ask;
use crate::cases::flow;
use crate::cases::mending::{Note, NoteForm};
use crate::http::{Answer, Body, Looked, PathId};

/// Give the room link
///
/// It is shown to the parties only, and only around the reception.
#[utoipa::path(operation_id = "provideReceptionRoom", params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ReceptionRoomForm, responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/room")]
pub async fn provide_room(ask: Ask, id: PathId, form: Body<ReceptionRoomForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form.0, |desk, appeal, form| {
        appeal.act(desk, &Command::ProvideRoom)?;
        let changes = Changes { room_url: Some(Some(form.url.0.to_string())), ..Changes::default() };
        appeals::record(desk.connection, appeal.row.id.0, changes)?;
        show_appeal(desk, appeal.row.id.0)?.reply()
    })
    .await
}

/// Record that a reception was held
///
/// Not before its beginning: what was said, and what the head ordered.
#[utoipa::path(operation_id = "recordReception", extensions(("x-refusals" = json!("too-early"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ReceptionRecordForm, responses((status = OK, description = "The appeal, held", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/record")]
pub async fn hold(ask: Ask, id: PathId, form: Body<ReceptionRecordForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form.0, |desk, appeal, form| {
        act_and_note(desk, &appeal, &Command::Hold, |proceedings, at| {
            proceedings.record = Some(ReceptionRecord { at, said: form.said, orders: form.orders });
        })
    })
    .await
}

/// Record a no-show
///
/// That the participant did not come; not before the end of the time that was set.
#[utoipa::path(operation_id = "recordNoShow", extensions(("x-refusals" = json!("too-early"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = NoteForm, responses((status = OK, description = "The appeal, missed", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/no-show")]
pub async fn miss(ask: Ask, id: PathId, form: Body<NoteForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form.0, |desk, appeal, form| {
        act_and_note(desk, &appeal, &Command::Miss, |proceedings, at| {
            proceedings.no_show = Some(Note { at, text: form.text });
        })
    })
    .await
}

/// Record a technical failure
///
/// From the day of the reception on: it cannot be held, or not to its end. The appeal gets the next free slot of the same
/// receiver at the same office at once, before everybody else and even if registration has closed; if there is none, it waits, and gets the first
/// that is given back or newly posted.
#[utoipa::path(operation_id = "recordReceptionFailure", extensions(("x-refusals" = json!("too-early"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = NoteForm, responses((status = OK, description = "The appeal, rebooked or waiting", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/failure")]
pub async fn interrupt(ask: Ask, id: PathId, form: Body<NoteForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form.0, |desk, appeal, form| {
        appeal.act(desk, &Command::Interrupt)?;
        let id = appeal.row.id.0;
        bookings::free_of_case(desk.connection, id)?;
        let changes = Changes { priority: Some(true), room_url: Some(None), ..timed(None) };
        let before = note(desk, id, changes, |proceedings, at| {
            proceedings.failures.push(Failure { at, explanation: form.text });
        })?;
        rebook_at_once(desk, &before)?;
        show_appeal(desk, id)?.reply()
    })
    .await
}

/// Set another time after a technical failure
///
/// Before everybody else: registration for the month need not be open.
#[utoipa::path(operation_id = "rebookReception", extensions(("x-refusals" = json!("day-not-worked slot-taken too-late"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ReceptionAppointmentForm, responses((status = OK, description = "The appeal, at its new time", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/rebooking")]
pub async fn rebook(ask: Ask, id: PathId, form: Looked<ReceptionAppointmentForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form, |desk, appeal, Looked { form, faults }| {
        let id = appeal.row.id.0;
        let chosen = choose(desk.connection, id, form.slot, form.office, faults)?;
        can_be_held(desk.app, &chosen.slot, desk.now)?;
        appeal.act(desk, &Command::Rebook(chosen.appointment()))?;
        give(desk, id, &chosen, Some(after_failure()))?;
        show_appeal(desk, id)?.reply()
    })
    .await
}

/// Record the follow-up
///
/// How what the head ordered was done. This ends the case.
#[utoipa::path(operation_id = "recordFollowUp", params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = NoteForm, responses((status = OK, description = "The appeal, completed", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/follow-up")]
pub async fn complete(ask: Ask, id: PathId, form: Body<NoteForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form.0, |desk, appeal, form| {
        act_and_note(desk, &appeal, &Command::Complete, |proceedings, at| {
            proceedings.follow_up = Some(Note { at, text: form.text });
        })
    })
    .await
}
