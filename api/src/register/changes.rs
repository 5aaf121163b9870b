//! Applications to change or supplement the Register (№ 93-НҚ ¶11, Annex 3).

use actix_web::{get, post, put};
use merzim_domain::Bilingual as Names;
use merzim_domain::procedures::register_amendment::ChangeKind;
use merzim_persistence::register::{self, Entering, EntryRow, RevisionRow};
use time::Date;
use uuid::Uuid;

use super::amendments::{self, AmendmentFilter};
use super::facts::Amends;
use super::form::{ChangeForm, EntryWording};
use super::view::{ChangeApplication, ChangeApplications};
use crate::app::{Ask, Desk};
use crate::cases::filing::{SigningDocument, Submission};
use crate::http::{Answer, Body, Listed, Paging, PathId, Query, Since};
use crate::problem::Problem;

impl Amends for ChangeKind {
    const COLLECTION: &'static str = "register-change-applications";
    type Form = ChangeForm;

    fn entry(form: &ChangeForm) -> Uuid {
        form.entry_id
    }

    fn body_name(form: &ChangeForm, _: &EntryWording) -> Names {
        form.new_entry.body_name.clone().into()
    }

    fn check(_: &ChangeForm, _: &EntryRow, _: Date) -> Result<(), Problem> {
        Ok(())
    }

    fn enter(desk: &mut Desk<'_>, entering: Entering, current: &RevisionRow, form: ChangeForm) -> Result<(), Problem> {
        let wording = form.new_entry.into();
        Ok(register::change(desk.connection, entering, current, &wording, form.justification.into())?)
    }
}

/// Begin an application for changes
///
/// Stores it as a draft that only the applicant's organisation sees.
#[utoipa::path(operation_id = "createChangeApplication", request_body = ChangeForm, responses((status = CREATED, description = "The draft", body = ChangeApplication)))]
#[post("/register-change-applications")]
pub async fn create(ask: Ask, form: Body<ChangeForm>) -> Answer {
    amendments::create::<ChangeKind>(ask, form.0).await
}

/// List applications for changes
///
/// Those that the caller may see: the applicant its own, the authorised body those filed with it.
#[utoipa::path(operation_id = "listChangeApplications", params(AmendmentFilter, Since, Paging), responses((status = OK, description = "A page", body = ChangeApplications)))]
#[get("/register-change-applications")]
pub async fn list(ask: Ask, asked: Query<Listed<AmendmentFilter>>) -> Answer {
    amendments::list::<ChangeKind>(ask, asked.0).await
}

/// Get an application for changes
///
/// The form, how it stands, who owes what by when and why, and what the caller may do now.
#[utoipa::path(operation_id = "getChangeApplication", params(("id" = Uuid, Path, description = "Id of the case")), responses((status = OK, description = "The case", body = ChangeApplication)))]
#[get("/register-change-applications/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    amendments::get::<ChangeKind>(ask, id.0).await
}

/// Replace the form of a draft
///
/// Only before it is submitted.
#[utoipa::path(operation_id = "replaceChangeApplication", params(("id" = Uuid, Path, description = "Id of the case")), request_body = ChangeForm, responses((status = OK, description = "The draft", body = ChangeApplication)))]
#[put("/register-change-applications/{id}")]
pub async fn replace(ask: Ask, id: PathId, form: Body<ChangeForm>) -> Answer {
    amendments::replace::<ChangeKind>(ask, id.0, form.0).await
}

/// Get the document to be signed
///
/// The form and the SHA-256 of every attachment, as the very bytes that are filed.
#[utoipa::path(operation_id = "getChangeApplicationDocument", params(("id" = Uuid, Path, description = "Id of the case")), responses((status = OK, description = "The document", body = SigningDocument)))]
#[get("/register-change-applications/{id}/document")]
pub async fn signing_document(ask: Ask, id: PathId) -> Answer {
    amendments::document::<ChangeKind>(ask, id.0).await
}

/// Submit an application for changes
///
/// Files it with the authorised body, which has three working days to enter it (93-10).
#[utoipa::path(operation_id = "submitChangeApplication", params(("id" = Uuid, Path, description = "Id of the case")), request_body = Submission, responses((status = OK, description = "The case, received", body = ChangeApplication)))]
#[post("/register-change-applications/{id}/submission")]
pub async fn submit(ask: Ask, id: PathId, submission: Body<Submission>) -> Answer {
    amendments::submit::<ChangeKind>(ask, id.0, submission.0).await
}

/// Enter it in the Register
///
/// By the authorised body (¶13). The act gives no power to refuse.
#[utoipa::path(operation_id = "enterChangeApplication", params(("id" = Uuid, Path, description = "Id of the case")), responses((status = OK, description = "The case, entered", body = ChangeApplication)))]
#[post("/register-change-applications/{id}/entry")]
pub async fn enter(ask: Ask, id: PathId) -> Answer {
    amendments::enter::<ChangeKind>(ask, id.0).await
}

/// Withdraw an application for changes
///
/// By the applicant, before it is entered.
#[utoipa::path(operation_id = "withdrawChangeApplication", params(("id" = Uuid, Path, description = "Id of the case")), responses((status = OK, description = "The case, withdrawn", body = ChangeApplication)))]
#[post("/register-change-applications/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId) -> Answer {
    amendments::withdraw::<ChangeKind>(ask, id.0).await
}
