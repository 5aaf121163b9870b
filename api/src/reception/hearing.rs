//! What comes before a refusal, and the refusal: notice, objection, protocol (№ 213/НҚ ¶6).

use actix_web::post;
use actix_web::web::Data;
use merzim_domain::procedures::video_reception::{Command, RefusalGround};
use merzim_domain::{Text, zone};
use merzim_persistence::Connection;
use merzim_persistence::reception::appeals::{self};
use merzim_persistence::reception::bookings::{self};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::holding::rebook_waiting;
use super::recording::{AppealDeed, noted, on_behalf, record_proceedings};
use super::view::{
    Hearing, Objection, Protocol, ReceptionAppeal, ReceptionRefusal, RefusalGroundCode, proceedings_of, reply,
};
use crate::app::App;
use crate::cases::flow;
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::code::Code;
use crate::http::input::{Body, PathId};
use crate::http::reply::Reply;
use crate::http::{Bilingual, rfc3339};
use crate::problem::Problem;

/// A hearing that the participant is notified of.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "hearingAt": "2025-12-29T10:00:00+05:00",
    "place": "Министрлік, 305-кабинет (демо)",
    "decisionOn": "2026-01-06",
    "preliminaryDecision": { "kk": "Мәселе басшының құзыретіне жатпайды", "ru": "Вопрос не относится к компетенции руководителя" },
}))]
pub struct ReceptionHearingForm {
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
#[utoipa::path(tag = "Receptions", operation_id = "notifyReceptionHearing", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionHearingForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, hearing notified", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/hearing")]
pub async fn notify_hearing(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionHearingForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |app, _, _, _| {
        if zone::local(form.hearing_at).date() > form.decision_on {
            let message = Text::new(
                "тыңдаудан кейін болуы керек",
                "должен быть не раньше заслушивания",
                "must not be before the hearing",
            );
            return Err(Problem::field("/decisionOn", message));
        }
        let command = Command::notify_hearing(form.hearing_at, form.decision_on, &app.law);
        Ok(noted(id.0, command, move |proceedings, now| {
            let ReceptionHearingForm { hearing_at, place, decision_on, preliminary_decision } = form;
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
pub struct ReceptionObjectionForm {
    /// What it says.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Мәселе басшының құзыретіне жатады")]
    pub text: String,
}

/// Object to the preliminary decision
///
/// By the participant, within two working days of it (L6), or by the office that filed the appeal for a visitor.
#[utoipa::path(tag = "Receptions", operation_id = "objectToRefusal", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionObjectionForm, security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"]), ("lookupToken" = [])), responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/objection")]
pub async fn raise_objection(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionObjectionForm>,
) -> Result<Reply, Problem> {
    let Body(ReceptionObjectionForm { text }) = form;
    let asked = call.clone();
    flow::take(app, call, id.0, &text.clone(), reply, move |_, connection, loaded, _| {
        let behalf = on_behalf(&asked, loaded, &appeals::of_case(connection, id.0)?)?;
        Ok(noted(id.0, Command::Object(behalf), move |proceedings, now| {
            proceedings.objections.push(Objection { at: rfc3339(now), text, by_office: behalf.by_office });
        }))
    })
    .await
}

/// The protocol of a hearing.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReceptionProtocolForm {
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
#[utoipa::path(tag = "Receptions", operation_id = "recordReceptionHearing", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionProtocolForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, heard", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/protocol")]
pub async fn hold_hearing(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionProtocolForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |_, connection, _, now| {
        let hearing_at = match hearing_of(connection, id.0)? {
            Some(hearing) => instant(&hearing.hearing_at)?,
            None => now,
        };
        Ok(noted(id.0, Command::HoldHearing { hearing_at }, move |proceedings, now| {
            let ReceptionProtocolForm { attended, conducted_by, text } = form;
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
pub struct ReceptionRefusalForm {
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
#[utoipa::path(tag = "Receptions", operation_id = "refuseReception", params(("id" = Uuid, Path, description = "Id of the appeal"), IfMatch, IdempotencyKey), request_body = ReceptionRefusalForm, security(("bearer" = ["stateBody"]), ("bearer" = ["responsibleEmployee"])), responses((status = OK, description = "The appeal, refused", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/refusal")]
pub async fn refuse(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<ReceptionRefusalForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    flow::take(app, call, id.0, &form.clone(), reply, move |_, connection, _, now| {
        let ReceptionRefusalForm { ground: Code(RefusalGround::OutsideCompetence), reasons } = form;
        let (notified_at, planned_on) = match hearing_of(connection, id.0)? {
            Some(hearing) => (instant(&hearing.notified_at)?, hearing.decision_on),
            None => (now, zone::local(now).date()),
        };
        Ok(AppealDeed::with(Command::Refuse { notified_at, planned_on }, move |app, _, connection, now| {
            let row = appeals::of_case(connection, id.0)?;
            let mut proceedings = proceedings_of(&row)?;
            let ground = Code(RefusalGround::OutsideCompetence);
            proceedings.refusal = Some(ReceptionRefusal { at: rfc3339(now), ground, reasons });
            bookings::free_of_case(connection, id.0)?;
            record_proceedings(connection, id.0, &proceedings)?;
            rebook_waiting(app, connection, &row.body, now)
        }))
    })
    .await
}
