//! Applications to change or supplement the Register (№ 93-НҚ ¶11, Annex 3).

use actix_web::{get, post, put};
use merzim_domain::Bilingual as Names;
use merzim_domain::procedures::register_amendment::ChangeKind;
use merzim_persistence::register::{self, Entering, EntryRow, RevisionRow};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::amendments::{self, AmendmentCase, AmendmentFilter, AmendmentSummary};
use super::facts::Amends;
use super::wording::EntryWording;
use crate::app::{Ask, Desk};
use crate::cases::filing::{SigningDocument, Submission};
use crate::http::{Answer, Bilingual, Body, Listed, Paging, PathId, Query, Since, page_of};
use crate::problem::Problem;

/// Application for changes or additions (Annex 3).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "entryId": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "newEntry": {
        "channelName": { "kk": "ДЕМО: Ашық үкімет порталы", "ru": "ДЕМО: Портал открытого правительства" },
        "bodyName": { "kk": "ДЕМО: Цифрлық қызметтер министрлігі", "ru": "ДЕМО: Министерство цифровых услуг" },
        "purpose": { "kk": "Азаматтардың сұрақтарына жауап беру", "ru": "Ответы на вопросы граждан" },
        "coverage": "republican",
        "format": "hybrid",
    },
    "justification": { "kk": "Атауы өзгерді", "ru": "Изменено наименование" },
}))]
pub struct ChangeForm {
    /// The Register entry to be changed.
    pub entry_id: Uuid,
    /// Its new wording, in full.
    #[validate(nested)]
    pub new_entry: EntryWording,
    /// Why; this is what column 5 of the Register will say.
    pub justification: Bilingual,
}

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

/// An application for changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeApplication {
    /// The case.
    #[serde(flatten)]
    pub case: AmendmentCase,
    /// The form (Annex 3).
    pub form: ChangeForm,
}

page_of!(ChangeApplications, AmendmentSummary, "Applications for changes, the newest first.");

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
