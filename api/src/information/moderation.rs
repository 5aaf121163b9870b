//! Requests on the blog platform moderated, and registered with the holder (№ 95 ¶4, art. 11(7) of the Law № 401-V).

use actix_web::post;
use merzim_domain::procedures::information_request::Command;
use merzim_domain::{Role, Text};
use merzim_persistence::Instant;

use super::facts::{Assignment, Returned, take};
use super::form::{InformationAssignmentForm, InformationReturnForm};
use super::settings::InformationSettings;
use super::view::InformationRequestView;
use crate::app::Ask;
use crate::http::{Answer, Code, Looked, PathId};
use crate::problem::{Wrong, WrongCode};

const ASSIGNING: [Role; 3] = [Role::HolderHead, Role::InformationHolder, Role::QuasiStateEntity];

/// Accept a request
///
/// In moderation, by the administrator: it is with the holder from now on, and the answer is due in fifteen calendar days (95-7).
#[utoipa::path(operation_id = "acceptInformationRequest", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request, accepted", body = InformationRequestView)))]
#[post("/information-requests/{id}/acceptance")]
pub async fn accept(ask: Ask, id: PathId) -> Answer {
    take(ask, id, Looked::nothing(), |request, at, ()| {
        request.act(&Command::Accept)?;
        request.changes.received_at = Some(Instant(at.0));
        Ok(())
    })
    .await
}

/// Return a request
///
/// In moderation, by the administrator, within one working day (95-6): with the requirements of article 11 that it does not meet, of those
/// that `listRequestRequirements` gives.
#[utoipa::path(operation_id = "returnInformationRequest", extensions(("x-refusals" = json!("no-nonconformity"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationReturnForm, responses((status = OK, description = "The request, returned", body = InformationRequestView)))]
#[post("/information-requests/{id}/return")]
pub async fn send_back(ask: Ask, id: PathId, form: Looked<InformationReturnForm>) -> Answer {
    let Looked { form, mut faults } = form;
    let known = &ask.app.config.part::<InformationSettings>().requirements.0;
    for (place, code) in form.faults.iter().enumerate() {
        if !known.iter().any(|one| one.code == *code) {
            let message = Text::new("мұндай талап жоқ", "такого требования нет", "there is no such requirement");
            let codes = known.iter().map(|one| one.code.clone()).collect();
            faults.tell_of(&[&format!("/faults/{place}")], Wrong::of(WrongCode::NotAllowed, message).among(codes));
        }
    }
    take(ask, id, Looked { form, faults }, |request, at, InformationReturnForm { faults, reasons }| {
        request.act(&Command::Return { nothing: faults.is_empty() })?;
        request.story.returned = Some(Returned { at, faults, reasons });
        Ok(())
    })
    .await
}

/// Register a request
///
/// By the holder, once it is accepted on the platform. The five working days for a refusal run from now (95-10).
#[utoipa::path(operation_id = "registerInformationRequest", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request, registered", body = InformationRequestView)))]
#[post("/information-requests/{id}/registration")]
pub async fn register(ask: Ask, id: PathId) -> Answer {
    take(ask, id, Looked::nothing(), |request, at, ()| {
        request.act(&Command::Register)?;
        request.changes.registered_at = Some(Instant(at.0));
        Ok(())
    })
    .await
}

/// Assign a request
///
/// By the holder or its head, to an employee; as often as needed. Only the holder sees to whom.
#[utoipa::path(operation_id = "assignInformationRequest", extensions(("x-refusals" = json!("too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationAssignmentForm, responses((status = OK, description = "The request, assigned", body = InformationRequestView)))]
#[post("/information-requests/{id}/assignment")]
pub async fn assign(ask: Ask, id: PathId, form: Looked<InformationAssignmentForm>) -> Answer {
    take(ask, id, form, |request, at, InformationAssignmentForm { employee, note }| {
        request.expect_room(request.story.assignments.len())?;
        request.act(&Command::Assign)?;
        let by = request.acted_as(&ASSIGNING).map(Code);
        request.story.assignments.push(Assignment { at, employee, note, by });
        Ok(())
    })
    .await
}
