//! The reception itself: room, record, no-show, technical failure, follow-up.

use actix_web::post;
use actix_web::web::Data;
use merzim_domain::engine::Actor;
use merzim_domain::identity::Bin;
use merzim_domain::procedures::video_reception::{Command, VideoReception};
use merzim_persistence::page::Place;
use merzim_persistence::reception::appeals::{self, AppealRow, Changes};
use merzim_persistence::reception::bookings::{self, Taker};
use merzim_persistence::reception::offices::{self};
use merzim_persistence::sql_types::Json;
use merzim_persistence::{Connection, cases};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use validator::Validate;

use super::decisions::{Chosen, ReceptionAppointmentForm, choose, give};
use super::recording::{AppealDeed, noted, starts_at};
use super::slots::{can_be_held, free_rooms_of};
use super::view::{Failure, HeadsOrder, Note, ReceptionAppeal, ReceptionRecord, proceedings_of, reply};
use crate::app::App;
use crate::cases::flow;
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::input::{Body, PathId, stored};
use crate::http::reply::Reply;
use crate::http::{Bilingual, rfc3339};
use crate::problem::Problem;

/// Where the participants meet online.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReceptionRoomForm {
    /// The link.
    #[schema(format = "uri", pattern = r"^https://\S+$", max_length = 2_000, example = "https://room.demo.example/1")]
    pub url: String,
}

/// Give the room link
///
/// It is shown to the parties only, and only around the reception.
#[utoipa::path(tag = "Receptions", operation_id = "provideReceptionRoom", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionRoomForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"]), ("bearer" = ["egovOperator"])), responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/room")]
pub async fn provide_room(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionRoomForm>,
) -> Result<Reply, Problem> {
    let Body(ReceptionRoomForm { url }) = form;
    flow::take(app, call, id.0, &url.clone(), reply, move |_, _, _, _| {
        Ok(AppealDeed::with(Command::ProvideRoom, move |_, _, connection, _| {
            Ok(appeals::record(connection, id.0, Changes { room_url: Some(Some(url)), ..Changes::default() })?)
        }))
    })
    .await
}

/// What was said and ordered at a reception.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReceptionRecordForm {
    /// What was said.
    #[schema(min_length = 1, max_length = 50_000, pattern = r"\S", example = "Мәселе талқыланды")]
    pub said: String,
    /// What the head ordered.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub orders: Vec<HeadsOrder>,
}

/// Record that a reception was held
///
/// Not before its beginning: what was said, and what the head ordered.
#[utoipa::path(tag = "Receptions", operation_id = "recordReception", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionRecordForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, held", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/record")]
pub async fn hold(app: Data<App>, call: Call, id: PathId, form: Body<ReceptionRecordForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |_, connection, _, _| {
        let starts_at = starts_at(&appeals::of_case(connection, id.0)?);
        Ok(noted(id.0, Command::Hold { starts_at }, move |proceedings, now| {
            let ReceptionRecordForm { said, orders } = form;
            proceedings.record = Some(ReceptionRecord { at: rfc3339(now), said, orders });
        }))
    })
    .await
}

/// Something to be noted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReceptionNoteForm {
    /// What.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Тапсырма орындалды")]
    pub text: String,
}

/// Record a no-show
///
/// That the participant did not come; not before the reception was to begin.
#[utoipa::path(tag = "Receptions", operation_id = "recordNoShow", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionNoteForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, missed", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/no-show")]
pub async fn miss(app: Data<App>, call: Call, id: PathId, form: Body<ReceptionNoteForm>) -> Result<Reply, Problem> {
    let Body(ReceptionNoteForm { text }) = form;
    flow::take(app, call, id.0, &text.clone(), reply, move |_, connection, _, _| {
        let starts_at = starts_at(&appeals::of_case(connection, id.0)?);
        Ok(noted(id.0, Command::Miss { starts_at }, move |proceedings, now| {
            proceedings.no_show = Some(Note { at: rfc3339(now), text });
        }))
    })
    .await
}

/// How many slots are looked at together after a technical failure.
const PAGE: i64 = 100;

/// Record a technical failure
///
/// From the day of the reception on: it cannot be held, or not to its end. The appeal gets the next free slot of the same
/// receiver at the same office at once, before everybody else and even if registration has closed; if there is none, it waits, and gets the first
/// that is given back or newly posted.
#[utoipa::path(tag = "Receptions", operation_id = "recordReceptionFailure", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionNoteForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"]), ("bearer" = ["stateCorporation"]), ("bearer" = ["egovOperator"])), responses((status = OK, description = "The appeal, rebooked or waiting", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/failure")]
pub async fn interrupt(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionNoteForm>,
) -> Result<Reply, Problem> {
    let Body(ReceptionNoteForm { text }) = form;
    flow::take(app, call, id.0, &text.clone(), reply, move |_, connection, _, _| {
        let starts_at = starts_at(&appeals::of_case(connection, id.0)?);
        Ok(AppealDeed::with(Command::Interrupt { starts_at }, move |app, _, connection, now| {
            let row = appeals::of_case(connection, id.0)?;
            let mut proceedings = proceedings_of(&row)?;
            proceedings.failures.push(Failure { at: rfc3339(now), explanation: text });
            bookings::free_of_case(connection, id.0)?;
            let changes = Changes {
                starts_at: Some(None),
                ends_at: Some(None),
                priority: Some(true),
                room_url: Some(None),
                story: Some(Json(stored(&proceedings)?)),
                ..Changes::default()
            };
            appeals::record(connection, id.0, changes)?;
            rebook_at_once(app, connection, &row, now)
        }))
    })
    .await
}

/// Offers the slots of a body that have become free to those who wait with priority, the first one first.
pub(super) fn rebook_waiting(
    app: &App,
    connection: &mut Connection,
    body: &str,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    for row in appeals::waiting(connection, body)? {
        rebook_at_once(app, connection, &row, now)?;
    }
    Ok(())
}

/// Gives an appeal the next slot of its receiver that is free, with a room at its office, if there is one.
fn rebook_at_once(app: &App, connection: &mut Connection, row: &AppealRow, now: OffsetDateTime) -> Result<(), Problem> {
    let id = row.case_id.0;
    let office = offices::find(connection, row.office_id.0)?;
    if !office.active {
        return Ok(());
    }
    let filter = bookings::Filter {
        body: Bin::parse(&row.body).ok(),
        receiver: row.receiver.clone(),
        // What failed is not tried again.
        from: row.ends_at.map(|ends| ends.0),
        to: None,
    };
    let place = (office.id.0, office.rooms);
    let mut after = None;
    loop {
        let page = bookings::free(connection, &filter, now, after, PAGE)?;
        let rooms = free_rooms_of(connection, &office, &page.items, now)?;
        for (slot, free) in page.items.iter().zip(rooms) {
            if free < 1 || can_be_held(app, slot, now).is_err() {
                continue;
            }
            let slot = bookings::slot(connection, slot.id.0)?;
            if bookings::take(connection, &slot, place, Taker::Appeal(id), now)?.is_none() {
                continue;
            }
            let case_row = cases::by_id(connection, id)?;
            let case = cases::read(connection, &case_row, Vec::new())?;
            let command = Command::Rebook { starts_at: slot.starts_at.0 };
            flow::act::<VideoReception>(app, &Actor::system(), connection, &case, &command, now)?;
            let chosen = Chosen { slot, office, own: true };
            return give(connection, id, &chosen, Some(after_failure()), now);
        }
        match page.items.last().filter(|_| page.more) {
            Some(last) => after = Some(Place { at: last.starts_at.0, id: last.id.0 }),
            None => return Ok(()),
        }
    }
}

fn after_failure() -> Bilingual {
    Bilingual {
        kk: "Техникалық ақаудан кейін".to_owned(), ru: "После технического сбоя".to_owned()
    }
}

/// Set another time after a technical failure
///
/// Before everybody else: registration for the month need not be open.
#[utoipa::path(tag = "Receptions", operation_id = "rebookReception", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionAppointmentForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, at its new time", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/rebooking")]
pub async fn rebook(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionAppointmentForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |app, connection, _, now| {
        let row = appeals::of_case(connection, id.0)?;
        let chosen = choose(connection, &row, &form)?;
        can_be_held(app, &chosen.slot, now)?;
        let command = Command::Rebook { starts_at: chosen.slot.starts_at.0 };
        let reason = Some(after_failure());
        Ok(AppealDeed::with(command, move |_, _, connection, now| give(connection, id.0, &chosen, reason, now)))
    })
    .await
}

/// Record the follow-up
///
/// How what the head ordered was done. This ends the case.
#[utoipa::path(tag = "Receptions", operation_id = "recordFollowUp", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionNoteForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, completed", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/follow-up")]
pub async fn complete(app: Data<App>, call: Call, id: PathId, form: Body<ReceptionNoteForm>) -> Result<Reply, Problem> {
    let Body(ReceptionNoteForm { text }) = form;
    flow::take(app, call, id.0, &text.clone(), reply, move |_, _, _, _| {
        Ok(noted(id.0, Command::Complete, move |proceedings, now| {
            proceedings.follow_up = Some(Note { at: rfc3339(now), text });
        }))
    })
    .await
}
