//! What is decided on an appeal: time, extension, forwarding, withdrawal (№ 213/НҚ ¶6–7, ¶10).

use actix_web::post;
use actix_web::web::Data;
use merzim_domain::engine::{self, Actor, CommonRefusal, NamedParty, Procedure};
use merzim_domain::identity::Bin;
use merzim_domain::procedures::video_reception::{Command, VideoReception};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::R213_11;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Bilingual as Name, Text, zone};
use merzim_persistence::attachments::{self, AttachmentRow};
use merzim_persistence::reception::appeals::{self, AppealRow, Changes, NewAppeal};
use merzim_persistence::reception::bookings::{self, SlotRow, Taker};
use merzim_persistence::reception::offices::{self, OfficeRow};
use merzim_persistence::sql_types::{Id, Instant, Json};
use merzim_persistence::storage::Placed;
use merzim_persistence::{Connection, cases, obligations};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::appeals::addressees;
use super::holding::rebook_waiting;
use super::recording::{AppealDeed, noted, on_behalf, record_proceedings, record_time, starts_at};
use super::slots::{can_be_held, can_register, office, taken};
use super::unknown;
use super::view::{Forwarding, Proceedings, ReceptionAppeal, SetTime, TermExtension, proceedings_of, reply};
use crate::app::App;
use crate::cases::flow::{self, found};
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::input::{Body, PathId, block, is_bin, stored};
use crate::http::reply::Reply;
use crate::http::{Bilingual, rfc3339};
use crate::problem::Problem;

/// Which slot, and where.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "slot": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11" }))]
pub struct ReceptionAppointmentForm {
    /// The slot; the one that the appeal has, if none is named.
    pub slot: Option<Uuid>,
    /// The office; the one that the participant chose, if none is named.
    pub office: Option<Uuid>,
}

/// A slot that an appeal is to have.
pub(super) struct Chosen {
    /// The slot.
    pub slot: SlotRow,
    /// Where.
    pub office: OfficeRow,
    /// Whether it has it already.
    pub own: bool,
}

/// Finds the slot that an appeal is to have: one of its body.
pub(super) fn choose(
    connection: &mut Connection,
    row: &AppealRow,
    form: &ReceptionAppointmentForm,
) -> Result<Chosen, Problem> {
    let booked = bookings::of_case(connection, row.case_id.0)?;
    let slot = match (form.slot, &booked) {
        (Some(id), _) => found(bookings::slot(connection, id), || unknown("/slot"))?,
        (None, Some((_, slot))) => bookings::slot(connection, slot.id.0)?,
        (None, None) => {
            let message = Text::new(
                "жолданымда уақыт жоқ, таңдаңыз",
                "у обращения нет времени, выберите его",
                "the appeal has no slot: choose one",
            );
            return Err(Problem::field("/slot", message));
        }
    };
    if slot.body != row.body {
        return Err(unknown("/slot"));
    }
    let place =
        form.office.or_else(|| booked.as_ref().map(|(booking, _)| booking.office_id.0)).unwrap_or(row.office_id.0);
    let own = booked.is_some_and(|(booking, kept)| kept.id == slot.id && booking.office_id.0 == place);
    // What was booked before it closed stays.
    let office = if own { offices::find(connection, place)? } else { office(connection, place, "/office")? };
    Ok(Chosen { slot, office, own })
}

/// Gives an appeal its slot, and lets go of what it had.
pub(super) fn give(
    connection: &mut Connection,
    id: Uuid,
    chosen: &Chosen,
    reason: Option<Bilingual>,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    let Chosen { slot, office, own } = chosen;
    if !own {
        bookings::free_of_case(connection, id)?;
        let place = (office.id.0, office.rooms);
        bookings::take(connection, slot, place, Taker::Appeal(id), now)?.ok_or_else(taken)?;
    }
    let mut proceedings = proceedings_of(&appeals::of_case(connection, id)?)?;
    proceedings.times.push(SetTime { at: rfc3339(now), starts_at: rfc3339(slot.starts_at.0), reason });
    let changes = Changes {
        office_id: Some(office.id),
        receiver: Some(slot.receiver.clone()),
        priority: Some(false),
        room_url: Some(None),
        story: Some(Json(stored(&proceedings)?)),
        ..Changes::default()
    };
    appeals::record(connection, id, changes)?;
    record_time(connection, id, slot.time())
}

/// Set date and time
///
/// Of the reception: a slot of the body's Reception Schedule, at an office (213-4). Participant, operator and State
/// Corporation are told (213-8).
#[utoipa::path(tag = "Receptions", operation_id = "setReceptionTime", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionAppointmentForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, time set", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/appointment")]
pub async fn set_time(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionAppointmentForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |app, connection, _, now| {
        let row = appeals::of_case(connection, id.0)?;
        let chosen = choose(connection, &row, &form)?;
        if chosen.own {
            can_be_held(app, &chosen.slot, now)?
        } else {
            can_register(app, &chosen.slot, now)?
        }
        let command = Command::SetTime { starts_at: chosen.slot.starts_at.0 };
        Ok(AppealDeed::with(command, move |_, _, connection, now| give(connection, id.0, &chosen, None, now)))
    })
    .await
}

/// Another slot, and why.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReceptionReschedulingForm {
    /// The slot.
    pub slot: Uuid,
    /// The office; the same as before, if none is named.
    pub office: Option<Uuid>,
    /// Why.
    pub reason: Bilingual,
}

/// Set another date or time
///
/// Before the reception begins. Registration for the month need not be open: whoever is rescheduled was registered.
#[utoipa::path(tag = "Receptions", operation_id = "rescheduleReception", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionReschedulingForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, at its new time", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/rescheduling")]
pub async fn reschedule(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionReschedulingForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |app, connection, _, now| {
        let row = appeals::of_case(connection, id.0)?;
        let wanted = ReceptionAppointmentForm { slot: Some(form.slot), office: form.office };
        let chosen = choose(connection, &row, &wanted)?;
        can_be_held(app, &chosen.slot, now)?;
        let command = Command::Reschedule { was: starts_at(&row), starts_at: chosen.slot.starts_at.0 };
        let reason = Some(form.reason);
        Ok(AppealDeed::with(command, move |app, _, connection, now| {
            give(connection, id.0, &chosen, reason, now)?;
            rebook_waiting(app, connection, &row.body, now)
        }))
    })
    .await
}

/// An extension.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "until": "2026-02-09",
    "reasons": { "kk": "Қосымша мәліметтер қажет", "ru": "Нужны дополнительные сведения" },
}))]
pub struct ReceptionExtensionForm {
    /// The last day from now on, two months after the first term at the latest.
    pub until: Date,
    /// The reasons.
    pub reasons: Bilingual,
}

/// Extend the term
///
/// By a reasoned decision, while it runs, by two months at most (L7-2). The participant is told within three working days
/// (L7-3), at once in fact.
#[utoipa::path(tag = "Receptions", operation_id = "extendReceptionTerm", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionExtensionForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, term extended", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/extension")]
pub async fn extend(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionExtensionForm>,
) -> Result<Reply, Problem> {
    let Body(ReceptionExtensionForm { until, reasons }) = form;
    flow::take(app, call, id.0, &(until, reasons.clone()), reply, move |app, connection, loaded, now| {
        let row = appeals::of_case(connection, id.0)?;
        let due_at = obligations::running_due(connection, loaded.case.file.id, &[R213_11])?.unwrap_or(now);
        if zone::end_of(until) <= due_at && now < due_at {
            let message = Text::new("мерзімнен кейін болуы керек", "должен быть после срока", "must be after the term");
            return Err(Problem::field("/until", message));
        }
        let command = Command::extend(row.considered_from.0, due_at, until, &app.law);
        Ok(noted(id.0, command, move |proceedings, now| {
            proceedings.extensions.push(TermExtension { at: rfc3339(now), until, reasons });
        }))
    })
    .await
}

/// Where an appeal is forwarded.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "is_a_body"))]
#[schema(example = json!({
    "to": "000740000004",
    "toName": { "kk": "ДЕМО: Облыс әкімдігі", "ru": "ДЕМО: Акимат области" },
    "reasons": { "kk": "Мәселе әкімдіктің құзыретінде", "ru": "Вопрос в компетенции акимата" },
}))]
pub struct ReceptionForwardingForm {
    /// BIN of the competent body.
    #[schema(pattern = r"^\d{12}$", example = "000740000004")]
    pub to: String,
    /// Its name.
    pub to_name: Bilingual,
    /// Why it is the competent one.
    pub reasons: Bilingual,
}

fn is_a_body(form: &ReceptionForwardingForm) -> Result<(), ValidationError> {
    is_bin("/to", &form.to)
}

/// Forward an appeal
///
/// To the competent body, within three working days of its receipt (L5), the participant told at the same time (L5-2).
/// An appeal to that body begins, whose term runs from now, unless the act is not in force any more.
#[utoipa::path(tag = "Receptions", operation_id = "forwardReceptionAppeal", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionForwardingForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, forwarded", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/forwarding")]
pub async fn forward(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionForwardingForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    let copies = copy_files(&app, &call, id.0).await?;
    flow::take(app, call, id.0, &form.clone(), reply, move |_, connection, _, _| {
        let row = appeals::of_case(connection, id.0)?;
        let to = Bin::parse(&form.to).map_err(|_| unknown("/to"))?;
        if has_been_at(connection, &row, &to)? {
            let message = Text::new(
                "жолданым бұл органда болған",
                "обращение у этого органа уже было",
                "the appeal has been with this body",
            );
            return Err(Problem::field("/to", message));
        }
        let command = Command::Forward { received_at: row.considered_from.0 };
        Ok(AppealDeed::with(command, move |app, _, connection, now| {
            let there = file_there(app, connection, &row, &to, &form.to_name, copies, now)?;
            let mut proceedings = proceedings_of(&row)?;
            let ReceptionForwardingForm { to, to_name, reasons } = form;
            proceedings.forwarding = Some(Forwarding { at: rfc3339(now), to, to_name, reasons, appeal: there });
            bookings::free_of_case(connection, id.0)?;
            record_proceedings(connection, id.0, &proceedings)
        }))
    })
    .await
}

/// Whether an appeal is, or was before it was forwarded, with this body.
fn has_been_at(connection: &mut Connection, row: &AppealRow, body: &Bin) -> Result<bool, Problem> {
    let mut at = row.clone();
    loop {
        if at.body == body.as_str() {
            return Ok(true);
        }
        match proceedings_of(&at)?.forwarded_from {
            Some(before) => at = appeals::of_case(connection, before)?,
            None => return Ok(false),
        }
    }
}

/// The files of an appeal once more, each with the row that it is copied from: for the body that it is forwarded to.
type Copies = Vec<(AttachmentRow, Placed)>;

/// Copies the files of an appeal, before the transaction, which must not wait for the disk. They are those of the version that
/// the caller has read; if the appeal has another, nothing will be done with them.
async fn copy_files(app: &App, call: &Call, id: Uuid) -> Result<Copies, Problem> {
    let asked = call.clone();
    let rows = app
        .query(move |connection| {
            let case = cases::find(connection, &asked.viewer(), VideoReception::CODE, id)?;
            if asked.expect_version(case.version).is_err() {
                return Ok(Vec::new());
            }
            Ok(attachments::of_case(connection, id)?)
        })
        .await?;
    let files = app.files.clone();
    let copy = move |row: AttachmentRow| Ok((row.clone(), Placed::copy(files.clone(), row.id.0)?));
    block(move || rows.into_iter().map(copy).collect()).await
}

/// Files an appeal anew with another body, for the same participant.
fn file_there(
    app: &App,
    connection: &mut Connection,
    row: &AppealRow,
    to: &Bin,
    to_name: &Bilingual,
    copies: Copies,
    now: OffsetDateTime,
) -> Result<Option<Uuid>, Problem> {
    // An appeal that was filed while the act was in force is forwarded all the same.
    if let Err(refusal) = engine::edition_for::<VideoReception>(&app.law, now) {
        return if refusal.is(CommonRefusal::ActNotInForce) { Ok(None) } else { Err(refusal.into()) };
    }
    let parties = cases::parties(connection, &[row.case_id.0])?;
    let participant: NamedParty = parties
        .iter()
        .find(|party| party.role == Role::Participant.code())
        .ok_or_else(|| Problem::internal("an appeal without a participant"))?
        .named()?;
    let name = Name::from(to_name.clone());
    let others = addressees(app, to, &name)?;
    let command = Command::file(now, &app.law);
    let there = flow::begin::<VideoReception>(app, &Actor::system(), connection, participant, others, &command, now)?;
    let mut form = super::view::stored_of(row)?;
    form.state_body_name = to_name.clone();
    form.receiver = None;
    let story = Proceedings { forwarded_from: Some(row.case_id.0), ..Proceedings::default() };
    let new = NewAppeal {
        case: there,
        body: to,
        office: row.office_id.0,
        channel: &row.channel,
        iin: &row.iin()?,
        form: Json(stored(&form)?),
        received_at: now,
        story: Json(stored(&story)?),
    };
    appeals::create(connection, new)?;
    for (row, file) in copies {
        let copy = AttachmentRow { id: Id(file.id()), case_id: Id(there), published_at: None, ..row };
        attachments::add(connection, &copy)?;
        file.stay();
    }
    Ok(Some(there))
}

/// Withdraw an appeal
///
/// By the participant, or by the office that filed it for a visitor. Its slot is free again.
#[utoipa::path(tag = "Receptions", operation_id = "withdrawReceptionAppeal", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"]), ("lookupToken" = [])), responses((status = OK, description = "The appeal, withdrawn", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/withdrawal")]
pub async fn withdraw(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let asked = call.clone();
    flow::take(app, call, id.0, &(), reply, move |_, connection, loaded, _| {
        let row = appeals::of_case(connection, id.0)?;
        let behalf = on_behalf(&asked, loaded, &row)?;
        Ok(AppealDeed::with(Command::Withdraw(behalf), move |app, _, connection, now| {
            bookings::free_of_case(connection, id.0)?;
            let changes =
                Changes { starts_at: Some(None), ends_at: Some(None), room_url: Some(None), ..Changes::default() };
            appeals::record(connection, id.0, changes)?;
            rebook_waiting(app, connection, &row.body, now)
        }))
    })
    .await
}

/// What a satisfied complaint does besides to an appeal that is considered anew: the term runs from now, and what was heard
/// before does not count.
pub(crate) fn reopened(connection: &mut Connection, id: Uuid, now: OffsetDateTime) -> Result<(), Problem> {
    let row = appeals::of_case(connection, id)?;
    let mut proceedings = proceedings_of(&row)?;
    (proceedings.hearing, proceedings.protocol) = (None, None);
    let taken_back = proceedings.refusal.take();
    proceedings.earlier_refusals.extend(taken_back);
    let changes =
        Changes { considered_from: Some(Instant(now)), story: Some(Json(stored(&proceedings)?)), ..Changes::default() };
    Ok(appeals::record(connection, id, changes)?)
}
