//! What is done with an appeal: hearing, decision, extension, forwarding, the reception itself (№ 213/НҚ ¶6–7, ¶10).

use actix_web::post;
use actix_web::web::Data;
use merzim_domain::engine::{Actor, NamedParty};
use merzim_domain::identity::Bin;
use merzim_domain::procedures::video_reception::{Command, OnBehalf, RefusalGround, VideoReception};
use merzim_domain::reception::Slot;
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Bilingual as Name, Text};
use merzim_persistence::reception::appeals::{self, AppealRow, Changes, NewAppeal};
use merzim_persistence::reception::bookings::{self, SlotRow, Taker};
use merzim_persistence::reception::offices::{self, OfficeRow};
use merzim_persistence::sql_types::{Instant, Json};
use merzim_persistence::{Connection, cases, obligations};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::appeals::addressees;
use super::slots::{can_be_held, can_register, office, taken};
use super::unknown;
use super::view::{
    Failure, Forwarding, HeadsOrder, Hearing, Note, Objection, Proceedings, Protocol, ReceptionAppeal, ReceptionRecord,
    ReceptionRefusal, RefusalGroundCode, SetTime, TermExtension, proceedings_of, reply,
};
use crate::app::App;
use crate::cases::flow::{self, Deed};
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::code::Code;
use crate::http::input::{Body, PathId, stored};
use crate::http::problem::Problem;
use crate::http::reply::Reply;
use crate::http::{Bilingual, rfc3339};

type Deal = Deed<VideoReception>;

/// A deed that records something of what happened in the case.
fn noted(id: Uuid, command: Command, note: impl FnOnce(&mut Proceedings, OffsetDateTime) + 'static) -> Deal {
    Deed::with(command, move |_, _, connection, now| {
        let mut proceedings = proceedings_of(&appeals::of_case(connection, id)?)?;
        note(&mut proceedings, now);
        record_proceedings(connection, id, &proceedings)
    })
}

fn record_proceedings(connection: &mut Connection, id: Uuid, proceedings: &Proceedings) -> Result<(), Problem> {
    Ok(appeals::record(connection, id, Changes { story: Some(Json(stored(proceedings)?)), ..Changes::default() })?)
}

/// Records when a reception is held from now on.
pub(super) fn record_time(connection: &mut Connection, id: Uuid, time: Slot) -> Result<(), Problem> {
    let changes = Changes {
        starts_at: Some(Some(Instant(time.starts_at))),
        ends_at: Some(Some(Instant(time.ends_at))),
        ..Changes::default()
    };
    Ok(appeals::record(connection, id, changes)?)
}

/// When the reception of an appeal begins, which has one.
fn starts_at(row: &AppealRow) -> Result<OffsetDateTime, Problem> {
    // Without one the table does not allow the action, which the engine says better.
    Ok(row.starts_at.map_or(OffsetDateTime::UNIX_EPOCH, |at| at.0))
}

/// How whoever acts for a participant does so.
fn on_behalf(call: &Call, row: &AppealRow) -> Result<OnBehalf, Problem> {
    let by_office = !call.actor.roles.contains(&Role::Participant);
    Ok(OnBehalf { by_office, channel: Code::known(&row.channel)?.0 })
}

/// A hearing that the participant is notified of.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "hearingAt": "2025-12-29T10:00:00+05:00",
    "place": "Министрлік, 305-кабинет (демо)",
    "decisionOn": "2026-01-06",
    "preliminaryDecision": { "kk": "Мәселе басшының құзыретіне жатпайды", "ru": "Вопрос не относится к компетенции руководителя" },
}))]
pub struct HearingForm {
    /// When the participant will be heard.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime, example = "2025-12-29T10:00:00+05:00")]
    pub hearing_at: OffsetDateTime,
    /// Where, or by what link.
    #[schema(min_length = 1, max_length = 1_000, pattern = r"\S", example = "Министрлік, 305-кабинет (демо)")]
    pub place: String,
    /// On which day the refusal is planned: three working days from now at the earliest.
    pub decision_on: Date,
    /// The preliminary decision and its reasons.
    pub preliminary_decision: Bilingual,
}

/// Notify of a hearing
///
/// A refusal is intended: the participant is told, with the preliminary decision, three working days before it is adopted
/// (213-6), and may object within two working days (L6).
#[utoipa::path(tag = "Receptions", operation_id = "notifyReceptionHearing", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = HearingForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, hearing notified", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/hearing")]
pub async fn notify_hearing(app: Data<App>, call: Call, id: PathId, form: Body<HearingForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |app, _, _, _| {
        let command = Command::notify_hearing(form.hearing_at, form.decision_on, &app.law);
        Ok(noted(id.0, command, move |proceedings, now| {
            let HearingForm { hearing_at, place, decision_on, preliminary_decision } = form;
            let (notified_at, hearing_at) = (rfc3339(now), rfc3339(hearing_at));
            proceedings.hearing = Some(Hearing { notified_at, hearing_at, place, decision_on, preliminary_decision });
            proceedings.protocol = None;
        }))
    })
    .await
}

/// An objection.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ObjectionForm {
    /// What it says.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Мәселе басшының құзыретіне жатады")]
    pub text: String,
}

/// Object to the preliminary decision
///
/// By the participant, within two working days of it (L6), or by the office that filed the appeal for a visitor.
#[utoipa::path(tag = "Receptions", operation_id = "objectToRefusal", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ObjectionForm, security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"]), ("lookupToken" = [])), responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/objection")]
pub async fn raise_objection(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ObjectionForm>,
) -> Result<Reply, Problem> {
    let Body(ObjectionForm { text }) = form;
    let asked = call.clone();
    flow::take(app, call, id.0, &text.clone(), reply, move |_, connection, _, _| {
        let behalf = on_behalf(&asked, &appeals::of_case(connection, id.0)?)?;
        Ok(noted(id.0, Command::Object(behalf), move |proceedings, now| {
            proceedings.objections.push(Objection { at: rfc3339(now), text, by_office: behalf.by_office });
        }))
    })
    .await
}

/// The protocol of a hearing.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProtocolForm {
    /// Whether the participant came.
    pub attended: bool,
    /// Who conducted the hearing.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S", example = "ДЕМО: департамент директоры")]
    pub conducted_by: String,
    /// What was said.
    #[schema(min_length = 1, max_length = 50_000, pattern = r"\S", example = "Қатысушы өз ұстанымын білдірді")]
    pub text: String,
}

/// When the hearing of an appeal is, or was.
fn hearing_of(connection: &mut Connection, id: Uuid) -> Result<Option<Hearing>, Problem> {
    Ok(proceedings_of(&appeals::of_case(connection, id)?)?.hearing)
}

fn instant(text: &str) -> Result<OffsetDateTime, Problem> {
    OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).map_err(Problem::internal)
}

/// Record a hearing
///
/// With its protocol, or that the participant did not come (213-7). Not before it was to be.
#[utoipa::path(tag = "Receptions", operation_id = "recordReceptionHearing", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ProtocolForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, heard", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/protocol")]
pub async fn hold_hearing(app: Data<App>, call: Call, id: PathId, form: Body<ProtocolForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |_, connection, _, now| {
        let hearing_at = match hearing_of(connection, id.0)? {
            Some(hearing) => instant(&hearing.hearing_at)?,
            None => now,
        };
        Ok(noted(id.0, Command::HoldHearing { hearing_at }, move |proceedings, now| {
            let ProtocolForm { attended, conducted_by, text } = form;
            proceedings.protocol = Some(Protocol { at: rfc3339(now), attended, conducted_by, text });
        }))
    })
    .await
}

/// A refusal.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "ground": "outsideCompetence",
    "reasons": { "kk": "Мәселе басшының құзыретіне жатпайды", "ru": "Вопрос не относится к компетенции руководителя" },
}))]
pub struct RefusalForm {
    /// The ground: there is one (¶6).
    pub ground: RefusalGroundCode,
    /// The reasons.
    pub reasons: Bilingual,
}

/// Refuse a reception
///
/// Only because the issue is outside the head's competence (213-4), only after the participant was notified of a hearing
/// three working days before (213-6) and was heard, or did not come. Participant, operator and State Corporation are told
/// (213-8).
#[utoipa::path(tag = "Receptions", operation_id = "refuseReception", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = RefusalForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, refused", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/refusal")]
pub async fn refuse(app: Data<App>, call: Call, id: PathId, form: Body<RefusalForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |_, connection, _, now| {
        let RefusalForm { ground: Code(RefusalGround::OutsideCompetence), reasons } = form;
        let notified_at = match hearing_of(connection, id.0)? {
            Some(hearing) => instant(&hearing.notified_at)?,
            None => now,
        };
        Ok(Deal::with(Command::Refuse { notified_at }, move |_, _, connection, now| {
            let mut proceedings = proceedings_of(&appeals::of_case(connection, id.0)?)?;
            let ground = Code(RefusalGround::OutsideCompetence);
            proceedings.refusal = Some(ReceptionRefusal { at: rfc3339(now), ground, reasons });
            bookings::free_of_case(connection, id.0)?;
            record_proceedings(connection, id.0, &proceedings)
        }))
    })
    .await
}

/// Which slot, and where.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "slot": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11" }))]
pub struct AppointmentForm {
    /// The slot; the one that the appeal has, if none is named.
    pub slot: Option<Uuid>,
    /// The office; the one that the participant chose, if none is named.
    pub office: Option<Uuid>,
}

/// A slot that an appeal is to have.
struct Chosen {
    slot: SlotRow,
    office: OfficeRow,
    /// Whether it has it already.
    own: bool,
}

/// Finds the slot that an appeal is to have: one of its body.
fn choose(connection: &mut Connection, row: &AppealRow, form: &AppointmentForm) -> Result<Chosen, Problem> {
    let booked = bookings::of_case(connection, row.case_id.0)?;
    let slot = match (form.slot, &booked) {
        (Some(id), _) => bookings::slot(connection, id).map_err(|_| unknown("/slot"))?,
        (None, Some((_, slot))) => slot.clone(),
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
fn give(
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
#[utoipa::path(tag = "Receptions", operation_id = "setReceptionTime", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = AppointmentForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, time set", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/appointment")]
pub async fn set_time(app: Data<App>, call: Call, id: PathId, form: Body<AppointmentForm>) -> Result<Reply, Problem> {
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
        Ok(Deal::with(command, move |_, _, connection, now| give(connection, id.0, &chosen, None, now)))
    })
    .await
}

/// Another slot, and why.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReschedulingForm {
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
#[utoipa::path(tag = "Receptions", operation_id = "rescheduleReception", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReschedulingForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, at its new time", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/rescheduling")]
pub async fn reschedule(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReschedulingForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |app, connection, _, now| {
        let row = appeals::of_case(connection, id.0)?;
        let wanted = AppointmentForm { slot: Some(form.slot), office: form.office };
        let chosen = choose(connection, &row, &wanted)?;
        can_be_held(app, &chosen.slot, now)?;
        let command = Command::Reschedule { was: starts_at(&row)?, starts_at: chosen.slot.starts_at.0 };
        let reason = Some(form.reason);
        Ok(Deal::with(command, move |_, _, connection, now| give(connection, id.0, &chosen, reason, now)))
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
pub struct ExtensionForm {
    /// The last day from now on, two months after the first term at the latest.
    pub until: Date,
    /// The reasons.
    pub reasons: Bilingual,
}

/// Extend the term
///
/// By a reasoned decision, while it runs, by two months at most (L7-2). The participant is told within three working days
/// (L7-3), at once in fact.
#[utoipa::path(tag = "Receptions", operation_id = "extendReceptionTerm", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ExtensionForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, term extended", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/extension")]
pub async fn extend(app: Data<App>, call: Call, id: PathId, form: Body<ExtensionForm>) -> Result<Reply, Problem> {
    let Body(ExtensionForm { until, reasons }) = form;
    flow::take(app, call, id.0, &(until, reasons.clone()), reply, move |app, connection, loaded, now| {
        let row = appeals::of_case(connection, id.0)?;
        let due_at = obligations::next_due(connection, loaded.case.id, &["213-11"])?.unwrap_or(now);
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
pub struct ForwardingForm {
    /// BIN of the competent body.
    #[schema(pattern = r"^\d{12}$", example = "000740000004")]
    pub to: String,
    /// Its name.
    pub to_name: Bilingual,
    /// Why it is the competent one.
    pub reasons: Bilingual,
}

fn is_a_body(form: &ForwardingForm) -> Result<(), ValidationError> {
    if Bin::parse(&form.to).is_ok() {
        return Ok(());
    }
    let message = "БСН қате: бақылау цифры сәйкес емес|неверный БИН: не сходится контрольная цифра|is not a BIN: its check digit is wrong";
    Err(ValidationError::new("/to").with_message(message.into()))
}

/// Forward an appeal
///
/// To the competent body, within three working days of its receipt (L5), the participant told at the same time (L5-2).
/// An appeal to that body begins, whose term runs from now.
#[utoipa::path(tag = "Receptions", operation_id = "forwardReceptionAppeal", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ForwardingForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, forwarded", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/forwarding")]
pub async fn forward(app: Data<App>, call: Call, id: PathId, form: Body<ForwardingForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |_, connection, _, _| {
        let row = appeals::of_case(connection, id.0)?;
        let to = Bin::parse(&form.to).map_err(|_| unknown("/to"))?;
        if row.body == to.as_str() {
            let message = Text::new("сол органның өзі", "это тот же орган", "is the same body");
            return Err(Problem::field("/to", message));
        }
        let command = Command::Forward { received_at: row.considered_from.0 };
        Ok(Deal::with(command, move |app, _, connection, now| {
            let there = file_there(app, connection, &row, &to, &form.to_name, now)?;
            let mut proceedings = proceedings_of(&row)?;
            let ForwardingForm { to, to_name, reasons } = form;
            proceedings.forwarding = Some(Forwarding { at: rfc3339(now), to, to_name, reasons, appeal: there });
            bookings::free_of_case(connection, id.0)?;
            record_proceedings(connection, id.0, &proceedings)
        }))
    })
    .await
}

/// Files an appeal anew with another body, for the same participant.
fn file_there(
    app: &App,
    connection: &mut Connection,
    row: &AppealRow,
    to: &Bin,
    to_name: &Bilingual,
    now: OffsetDateTime,
) -> Result<Uuid, Problem> {
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
    Ok(there)
}

/// Where the participants meet online.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RoomForm {
    /// The link.
    #[schema(format = "uri", pattern = r"^https://\S+$", max_length = 2_000, example = "https://room.demo.example/1")]
    pub url: String,
}

/// Give the room link
///
/// It is shown to the parties only, and only around the reception.
#[utoipa::path(tag = "Receptions", operation_id = "provideReceptionRoom", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = RoomForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"]), ("bearer" = ["egovOperator"])), responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/room")]
pub async fn provide_room(app: Data<App>, call: Call, id: PathId, form: Body<RoomForm>) -> Result<Reply, Problem> {
    let Body(RoomForm { url }) = form;
    flow::take(app, call, id.0, &url.clone(), reply, move |_, _, _, _| {
        Ok(Deal::with(Command::ProvideRoom, move |_, _, connection, _| {
            Ok(appeals::record(connection, id.0, Changes { room_url: Some(Some(url)), ..Changes::default() })?)
        }))
    })
    .await
}

/// What was said and ordered at a reception.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RecordForm {
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
#[utoipa::path(tag = "Receptions", operation_id = "recordReception", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = RecordForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, held", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/record")]
pub async fn hold(app: Data<App>, call: Call, id: PathId, form: Body<RecordForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |_, connection, _, _| {
        let starts_at = starts_at(&appeals::of_case(connection, id.0)?)?;
        Ok(noted(id.0, Command::Hold { starts_at }, move |proceedings, now| {
            let RecordForm { said, orders } = form;
            proceedings.record = Some(ReceptionRecord { at: rfc3339(now), said, orders });
        }))
    })
    .await
}

/// Something to be noted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NoteForm {
    /// What.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Тапсырма орындалды")]
    pub text: String,
}

/// Record a no-show
///
/// That the participant did not come; not before the reception was to begin.
#[utoipa::path(tag = "Receptions", operation_id = "recordNoShow", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = NoteForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, missed", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/no-show")]
pub async fn miss(app: Data<App>, call: Call, id: PathId, form: Body<NoteForm>) -> Result<Reply, Problem> {
    let Body(NoteForm { text }) = form;
    flow::take(app, call, id.0, &text.clone(), reply, move |_, connection, _, _| {
        let starts_at = starts_at(&appeals::of_case(connection, id.0)?)?;
        Ok(noted(id.0, Command::Miss { starts_at }, move |proceedings, now| {
            proceedings.no_show = Some(Note { at: rfc3339(now), text });
        }))
    })
    .await
}

/// How many slots are tried after a technical failure.
const TRIED: i64 = 50;

/// Record a technical failure
///
/// The reception cannot be held, or not to its end. The appeal gets the next free slot of the same receiver at the same
/// office at once, before everybody else and even if registration has closed; if there is none, it waits for one, with
/// priority.
#[utoipa::path(tag = "Receptions", operation_id = "recordReceptionFailure", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = NoteForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"]), ("bearer" = ["stateCorporation"]), ("bearer" = ["egovOperator"])), responses((status = OK, description = "The appeal, rebooked or waiting", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/failure")]
pub async fn interrupt(app: Data<App>, call: Call, id: PathId, form: Body<NoteForm>) -> Result<Reply, Problem> {
    let Body(NoteForm { text }) = form;
    flow::take(app, call, id.0, &text.clone(), reply, move |_, _, _, _| {
        Ok(Deal::with(Command::Interrupt, move |app, _, connection, now| {
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

/// Gives an appeal the next slot of its receiver that is free, at its office, if there is one.
fn rebook_at_once(app: &App, connection: &mut Connection, row: &AppealRow, now: OffsetDateTime) -> Result<(), Problem> {
    let id = row.case_id.0;
    let filter = bookings::Filter {
        body: Bin::parse(&row.body).ok(),
        receiver: row.receiver.clone(),
        // What failed is not tried again.
        from: row.ends_at.map(|ends| ends.0),
        to: None,
    };
    let office = offices::find(connection, row.office_id.0)?;
    let place = (office.id.0, office.rooms);
    for slot in bookings::free(connection, &filter, now, None, TRIED)?.items {
        if can_be_held(app, &slot, now).is_err()
            || bookings::take(connection, &slot, place, Taker::Appeal(id), now)?.is_none()
        {
            continue;
        }
        let case_row = cases::by_id(connection, id)?;
        let case = cases::for_engine(connection, &case_row, Vec::new())?;
        let command = Command::Rebook { starts_at: slot.starts_at.0 };
        flow::act::<VideoReception>(app, &Actor::system(), connection, &case, &command, now)?;
        let chosen = Chosen { slot, office, own: true };
        return give(connection, id, &chosen, Some(after_failure()), now);
    }
    Ok(())
}

fn after_failure() -> Bilingual {
    Bilingual {
        kk: "Техникалық ақаудан кейін".to_owned(), ru: "После технического сбоя".to_owned()
    }
}

/// Set another time after a technical failure
///
/// Before everybody else: registration for the month need not be open.
#[utoipa::path(tag = "Receptions", operation_id = "rebookReception", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = AppointmentForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, at its new time", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/rebooking")]
pub async fn rebook(app: Data<App>, call: Call, id: PathId, form: Body<AppointmentForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |app, connection, _, now| {
        let row = appeals::of_case(connection, id.0)?;
        let chosen = choose(connection, &row, &form)?;
        can_be_held(app, &chosen.slot, now)?;
        let command = Command::Rebook { starts_at: chosen.slot.starts_at.0 };
        let reason = Some(after_failure());
        Ok(Deal::with(command, move |_, _, connection, now| give(connection, id.0, &chosen, reason, now)))
    })
    .await
}

/// Record the follow-up
///
/// How what the head ordered was done. This ends the case.
#[utoipa::path(tag = "Receptions", operation_id = "recordFollowUp", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = NoteForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, completed", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/follow-up")]
pub async fn complete(app: Data<App>, call: Call, id: PathId, form: Body<NoteForm>) -> Result<Reply, Problem> {
    let Body(NoteForm { text }) = form;
    flow::take(app, call, id.0, &text.clone(), reply, move |_, _, _, _| {
        Ok(noted(id.0, Command::Complete, move |proceedings, now| {
            proceedings.follow_up = Some(Note { at: rfc3339(now), text });
        }))
    })
    .await
}

/// Withdraw an appeal
///
/// By the participant, or by the office that filed it for a visitor. Its slot is free again.
#[utoipa::path(tag = "Receptions", operation_id = "withdrawReceptionAppeal", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"]), ("lookupToken" = [])), responses((status = OK, description = "The appeal, withdrawn", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/withdrawal")]
pub async fn withdraw(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let asked = call.clone();
    flow::take(app, call, id.0, &(), reply, move |_, connection, _, _| {
        let behalf = on_behalf(&asked, &appeals::of_case(connection, id.0)?)?;
        Ok(Deal::with(Command::Withdraw(behalf), move |_, _, connection, _| {
            bookings::free_of_case(connection, id.0)?;
            let changes = Changes { room_url: Some(None), ..Changes::default() };
            Ok(appeals::record(connection, id.0, changes)?)
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
    let changes =
        Changes { considered_from: Some(Instant(now)), story: Some(Json(stored(&proceedings)?)), ..Changes::default() };
    Ok(appeals::record(connection, id, changes)?)
}
