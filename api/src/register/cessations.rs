//! Notices that a channel has stopped (№ 93-НҚ ¶12), in free form.

use actix_web::{get, post, put};
use merzim_domain::procedures::register_amendment::CessationKind;
use merzim_domain::{Bilingual as Names, Text};
use merzim_persistence::register::{self, Entering, EntryRow, RevisionRow};
use time::Date;
use uuid::Uuid;

use super::amendments::{self, AmendmentFilter};
use super::facts::Amends;
use super::form::{CessationForm, EntryWording};
use super::view::{CessationNotice, CessationNotices};
use crate::app::{Ask, Desk};
use crate::cases::filing::{SigningDocument, Submission};
use crate::http::{Answer, Body, Listed, Paging, PathId, Query, Since};
use crate::problem::Problem;

impl Amends for CessationKind {
    const COLLECTION: &'static str = "cessation-notices";
    type Form = CessationForm;

    fn entry(form: &CessationForm) -> Uuid {
        form.entry_id
    }

    fn body_name(_: &CessationForm, current: &EntryWording) -> Names {
        current.body_name.clone().into()
    }

    fn check(form: &CessationForm, entry: &EntryRow, today: Date) -> Result<(), Problem> {
        if (entry.included_on..=today).contains(&form.stopped_on) {
            return Ok(());
        }
        let message = Text::new(
            "Тізілімге енгізілген күннен бүгінге дейінгі күн болуы керек",
            "должен быть не раньше включения в реестр и не позже сегодняшнего дня",
            "must not be before the inclusion in the Register or after today",
        );
        Err(Problem::field("/stoppedOn", message))
    }

    fn enter(
        desk: &mut Desk<'_>,
        entering: Entering,
        current: &RevisionRow,
        form: CessationForm,
    ) -> Result<(), Problem> {
        register::remove(desk.connection, entering, current, form.stopped_on, form.text.into())?;
        amendments::lapse_others(desk, current.entry_id.0, entering.case)
    }
}

/// Begin a notice of cessation
///
/// Stores it as a draft that only the applicant's organisation sees.
#[utoipa::path(operation_id = "createCessationNotice", request_body = CessationForm, responses((status = CREATED, description = "The draft", body = CessationNotice)))]
#[post("/cessation-notices")]
pub async fn create(ask: Ask, form: Body<CessationForm>) -> Answer {
    amendments::create::<CessationKind>(ask, form.0).await
}

/// List notices of cessation
///
/// Those that the caller may see: the applicant its own, the authorised body those filed with it.
#[utoipa::path(operation_id = "listCessationNotices", params(AmendmentFilter, Since, Paging), responses((status = OK, description = "A page", body = CessationNotices)))]
#[get("/cessation-notices")]
pub async fn list(ask: Ask, asked: Query<Listed<AmendmentFilter>>) -> Answer {
    amendments::list::<CessationKind>(ask, asked.0).await
}

/// Get a notice of cessation
///
/// The form, how it stands, who owes what by when and why, and what the caller may do now.
#[utoipa::path(operation_id = "getCessationNotice", params(("id" = Uuid, Path, description = "Id of the case")), responses((status = OK, description = "The case", body = CessationNotice)))]
#[get("/cessation-notices/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    amendments::get::<CessationKind>(ask, id.0).await
}

/// Replace the form of a draft
///
/// Only before it is submitted.
#[utoipa::path(operation_id = "replaceCessationNotice", params(("id" = Uuid, Path, description = "Id of the case")), request_body = CessationForm, responses((status = OK, description = "The draft", body = CessationNotice)))]
#[put("/cessation-notices/{id}")]
pub async fn replace(ask: Ask, id: PathId, form: Body<CessationForm>) -> Answer {
    amendments::replace::<CessationKind>(ask, id.0, form.0).await
}

/// Get the document to be signed
///
/// The form and the SHA-256 of every attachment, as the very bytes that are filed.
#[utoipa::path(operation_id = "getCessationNoticeDocument", params(("id" = Uuid, Path, description = "Id of the case")), responses((status = OK, description = "The document", body = SigningDocument)))]
#[get("/cessation-notices/{id}/document")]
pub async fn signing_document(ask: Ask, id: PathId) -> Answer {
    amendments::document::<CessationKind>(ask, id.0).await
}

/// Submit a notice of cessation
///
/// Files it with the authorised body, which has three working days to enter it (93-10).
#[utoipa::path(operation_id = "submitCessationNotice", params(("id" = Uuid, Path, description = "Id of the case")), request_body = Submission, responses((status = OK, description = "The case, received", body = CessationNotice)))]
#[post("/cessation-notices/{id}/submission")]
pub async fn submit(ask: Ask, id: PathId, submission: Body<Submission>) -> Answer {
    amendments::submit::<CessationKind>(ask, id.0, submission.0).await
}

/// Enter it in the Register
///
/// By the authorised body (¶13). The act gives no power to refuse.
#[utoipa::path(operation_id = "enterCessationNotice", params(("id" = Uuid, Path, description = "Id of the case")), responses((status = OK, description = "The case, entered", body = CessationNotice)))]
#[post("/cessation-notices/{id}/entry")]
pub async fn enter(ask: Ask, id: PathId) -> Answer {
    amendments::enter::<CessationKind>(ask, id.0).await
}

/// Withdraw a notice of cessation
///
/// By the applicant, before it is entered.
#[utoipa::path(operation_id = "withdrawCessationNotice", params(("id" = Uuid, Path, description = "Id of the case")), responses((status = OK, description = "The case, withdrawn", body = CessationNotice)))]
#[post("/cessation-notices/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId) -> Answer {
    amendments::withdraw::<CessationKind>(ask, id.0).await
}
