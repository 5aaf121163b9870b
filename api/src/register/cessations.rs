//! Notices that a channel has stopped (№ 93-НҚ ¶12), in free form.

use actix_web::web::Data;
use actix_web::{get, post, put};
use merzim_domain::Bilingual as Names;
use merzim_domain::procedures::register_amendment::CessationKind;
use merzim_persistence::Connection;
use merzim_persistence::register::{self, Entering, EntryRow, RevisionRow};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::amendments::{self, AmendmentCase, AmendmentFilter, AmendmentSummary, Amends, CESSATIONS};
use crate::app::App;
use crate::app::part::Place;
use crate::cases::filing::{SigningDocument, Submission};
use crate::http::Bilingual;
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::input::{Body, PathId, Query};
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::problem::Problem;

/// Notice of cessation, in free form (¶12).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "entryId": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "stoppedOn": "2026-03-16",
    "text": { "kk": "Арнаның жұмысы тоқтатылды", "ru": "Работа канала прекращена" },
}))]
pub struct CessationForm {
    /// The Register entry of the channel.
    pub entry_id: Uuid,
    /// The day on which the channel stopped; not in the future, not before its inclusion.
    pub stopped_on: Date,
    /// What the body says of it; this is what column 6 of the Register will say.
    pub text: Bilingual,
}

impl Amends for CessationKind {
    const REMOVES: bool = true;
    const PLACE: Place = CESSATIONS;
    type Form = CessationForm;

    fn entry(form: &CessationForm) -> Uuid {
        form.entry_id
    }

    fn body_name(_: &CessationForm) -> Option<Names> {
        None
    }

    fn check(form: &CessationForm, entry: &EntryRow, today: Date) -> Result<(), Problem> {
        if (entry.included_on..=today).contains(&form.stopped_on) {
            return Ok(());
        }
        let message = merzim_domain::Text::new(
            "Тізілімге енгізілген күннен бүгінге дейінгі күн болуы керек",
            "должен быть не раньше включения в реестр и не позже сегодняшнего дня",
            "must not be before the inclusion in the Register or after today",
        );
        Err(Problem::field("/stoppedOn", message))
    }

    fn enter(
        connection: &mut Connection,
        entering: Entering,
        current: &RevisionRow,
        form: CessationForm,
    ) -> Result<(), Problem> {
        Ok(register::remove(connection, entering, current, form.stopped_on, form.text.into())?)
    }
}

/// A notice of cessation.
#[derive(Debug, Serialize, ToSchema)]
pub struct CessationNotice {
    /// The case.
    #[serde(flatten)]
    pub case: AmendmentCase,
    /// The form.
    pub form: CessationForm,
}

page_of!(CessationNotices, AmendmentSummary, "Notices of cessation, the newest first.");

/// Begin a notice of cessation
///
/// Stores it as a draft that only the applicant's organisation sees.
#[utoipa::path(tag = "Register", operation_id = "createCessationNotice", params(IdempotencyKey), request_body = CessationForm, security(("bearer" = ["applicantBody"])), responses((status = CREATED, description = "The draft", body = CessationNotice)))]
#[post("/cessation-notices")]
pub async fn create(app: Data<App>, call: Call, form: Body<CessationForm>) -> Result<Reply, Problem> {
    amendments::create::<CessationKind>(app, call, form.0).await
}

/// List notices of cessation
///
/// Those that the caller may see: the applicant its own, the authorised body those filed with it.
#[utoipa::path(tag = "Register", operation_id = "listCessationNotices", params(AmendmentFilter), security(("bearer" = ["applicantBody"]), ("bearer" = ["commAuthority"])), responses((status = OK, description = "A page", body = CessationNotices)))]
#[get("/cessation-notices")]
pub async fn list(app: Data<App>, call: Call, filter: Query<AmendmentFilter>) -> Result<Reply, Problem> {
    amendments::list::<CessationKind>(app, call, filter.0).await
}

/// Get a notice of cessation
///
/// The form, how it stands, who owes what by when and why, and what the caller may do now.
#[utoipa::path(tag = "Register", operation_id = "getCessationNotice", params(("id" = Uuid, Path, description = "Id of the case")), security(("bearer" = ["applicantBody"]), ("bearer" = ["commAuthority"]), ("bearer" = ["complaintBody"])), responses((status = OK, description = "The case", body = CessationNotice)))]
#[get("/cessation-notices/{id}")]
pub async fn get(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    amendments::get::<CessationKind>(app, call, id.0).await
}

/// Replace the form of a draft
///
/// Only before it is submitted.
#[utoipa::path(tag = "Register", operation_id = "replaceCessationNotice", params(("id" = Uuid, Path, description = "Id of the case"), IfMatch), request_body = CessationForm, security(("bearer" = ["applicantBody"])), responses((status = OK, description = "The draft", body = CessationNotice)))]
#[put("/cessation-notices/{id}")]
pub async fn replace(app: Data<App>, call: Call, id: PathId, form: Body<CessationForm>) -> Result<Reply, Problem> {
    amendments::replace::<CessationKind>(app, call, id.0, form.0).await
}

/// Get the document to be signed
///
/// The form and the SHA-256 of every attachment, as the very bytes that are filed.
#[utoipa::path(tag = "Register", operation_id = "getCessationNoticeDocument", params(("id" = Uuid, Path, description = "Id of the case")), security(("bearer" = ["applicantBody"]), ("bearer" = ["commAuthority"])), responses((status = OK, description = "The document", body = SigningDocument)))]
#[get("/cessation-notices/{id}/document")]
pub async fn signing_document(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    amendments::document::<CessationKind>(app, call, id.0).await
}

/// Submit a notice of cessation
///
/// Files it with the authorised body, which has three working days to enter it (93-10).
#[utoipa::path(tag = "Register", operation_id = "submitCessationNotice", params(("id" = Uuid, Path, description = "Id of the case"), IfMatch, IdempotencyKey), request_body = Submission, security(("bearer" = ["applicantBody"])), responses((status = OK, description = "The case, received", body = CessationNotice)))]
#[post("/cessation-notices/{id}/submission")]
pub async fn submit(app: Data<App>, call: Call, id: PathId, submission: Body<Submission>) -> Result<Reply, Problem> {
    amendments::submit::<CessationKind>(app, call, id.0, submission.0).await
}

/// Enter it in the Register
///
/// By the authorised body (¶13). The act gives no power to refuse.
#[utoipa::path(tag = "Register", operation_id = "enterCessationNotice", params(("id" = Uuid, Path, description = "Id of the case"), IfMatch, IdempotencyKey), security(("bearer" = ["commAuthority"])), responses((status = OK, description = "The case, entered", body = CessationNotice)))]
#[post("/cessation-notices/{id}/entry")]
pub async fn enter(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    amendments::enter::<CessationKind>(app, call, id.0).await
}

/// Withdraw a notice of cessation
///
/// By the applicant, before it is entered.
#[utoipa::path(tag = "Register", operation_id = "withdrawCessationNotice", params(("id" = Uuid, Path, description = "Id of the case"), IfMatch, IdempotencyKey), security(("bearer" = ["applicantBody"])), responses((status = OK, description = "The case, withdrawn", body = CessationNotice)))]
#[post("/cessation-notices/{id}/withdrawal")]
pub async fn withdraw(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    amendments::withdraw::<CessationKind>(app, call, id.0).await
}
