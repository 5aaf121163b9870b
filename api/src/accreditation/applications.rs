//! Applications for accreditation: written, submitted, withdrawn, shown.

use actix_web::{get, post, put};
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::accreditation::{Accreditation, Command};
use merzim_domain::rulebook::ids::R93_1;
use merzim_domain::signing::SignatureFault;
use merzim_persistence::applications::{self, Filter};
use merzim_persistence::cases::{self, CaseRow};
use serde::Deserialize;
use utoipa::IntoParams;

use super::facts::facts_of;
use super::form::AccreditationForm;
use super::view::{
    Application, ApplicationBrief, ApplicationOutcomeCode, ApplicationStateCode, ApplicationSummary, Applications, show,
};
use crate::app::{Ask, Desk, form, stored};
use crate::cases::filing::{self, Submission};
use crate::cases::signing::{SigningDocument, Verification, not_signed};
use crate::cases::{flow, parties_of};
use crate::http::{Answer, Body, EitherLanguageName, Listed, Looked, Paging, PathId, Query, Reply, Since, paging};
use crate::problem::Problem;

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ApplicationFilter {
    /// In this state.
    #[param(inline)]
    state: Option<ApplicationStateCode>,
    /// With this outcome.
    #[param(inline)]
    outcome: Option<ApplicationOutcomeCode>,
}

/// Begin an application
///
/// Stores the form (Annex 1) as a draft that only the applicant's organisation sees. Attach files, then submit it.
#[utoipa::path(operation_id = "createAccreditationApplication", extensions(("x-refusals" = json!("act-not-in-force wording-not-held"))), request_body = AccreditationForm, responses((status = CREATED, description = "The draft", body = Application)))]
#[post("/accreditation-applications")]
pub async fn create(ask: Ask, form: Body<AccreditationForm>) -> Answer {
    ask.change(form.0, |desk, form| {
        let name = form.body_name.as_both();
        let id = flow::begin_draft::<Accreditation>(desk, name, facts_of(&form, false), &Command::Create)?;
        let value = stored(&form)?;
        applications::create(desk.connection, id, &form.channel_name.in_columns(), value)?;
        show(desk, id)?.created()
    })
    .await
}

/// List applications
///
/// The applications that the caller may see: the applicant its own, the authorised body those filed with it.
#[utoipa::path(operation_id = "listAccreditationApplications", params(ApplicationFilter, Since, Paging), responses((status = OK, description = "A page of applications", body = Applications)))]
#[get("/accreditation-applications")]
pub async fn list(ask: Ask, asked: Query<Listed<ApplicationFilter>>) -> Answer {
    let Query(Listed { filter, since, page }) = asked;
    let filter = Filter { state: filter.state.map(|state| state.0), outcome: filter.outcome.map(|outcome| outcome.0) };
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let page = applications::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        paging::reply_cases(page, walk, |(case, application)| {
            let facts = facts_of(&form(&application.form)?, case.bound_by.is_some());
            let channel_name = EitherLanguageName::stored(application.channel_name_kk, application.channel_name_ru);
            ApplicationSummary::of(desk, &case, &parties, &facts, ApplicationBrief { channel_name })
        })
    })
    .await
}

/// Get an application
///
/// The form, how it stands, who owes what by when and why, and what the caller may do now.
#[utoipa::path(operation_id = "getAccreditationApplication", params(("id" = Uuid, Path, description = "Id of the application")), responses((status = OK, description = "The application", body = Application)))]
#[get("/accreditation-applications/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show(desk, id.0)?.reply()).await
}

/// Replace the form of a draft
///
/// Only before the application is submitted.
#[utoipa::path(operation_id = "replaceAccreditationForm", extensions(("x-refusals" = json!("state-forbids-action"))), params(("id" = Uuid, Path, description = "Id of the application")), request_body = AccreditationForm, responses((status = OK, description = "The draft", body = Application)))]
#[put("/accreditation-applications/{id}")]
pub async fn replace(ask: Ask, id: PathId, form: Body<AccreditationForm>) -> Answer {
    flow::take::<Accreditation, _, _>(ask, id.0, form.0, move |desk, application, form| {
        application.expect_draft(desk)?;
        application.replace(desk)?;
        let value = stored(&form)?;
        cases::rename_party(desk.connection, id.0, Accreditation::INITIATOR, &form.body_name.as_both())?;
        applications::replace_form(desk.connection, id.0, &form.channel_name.in_columns(), value)?;
        show(desk, id.0)?.reply()
    })
    .await
}

/// Get the document to be signed
///
/// What the deputy of the first head signs: the form and the SHA-256 of every attachment. Sign the bytes that `content` decodes to from
/// base64; `sha256` is their hash.
#[utoipa::path(operation_id = "getAccreditationDocument", params(("id" = Uuid, Path, description = "Id of the application")), responses((status = OK, description = "The document", body = SigningDocument)))]
#[get("/accreditation-applications/{id}/document")]
pub async fn signing_document(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let row = cases::find(desk.connection, &desk.call.viewer(), Accreditation::CODE, id.0)?;
        let document = document(desk, &row)?;
        Ok(Reply::ok(&SigningDocument::made(document, row.updated_at.0))?.version(row.version))
    })
    .await
}

/// What of an application is signed.
fn document(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Vec<u8>, Problem> {
    let form = applications::of_case(desk.connection, row.id.0)?.form.0;
    filing::document(desk, row, &form, None)
}

/// Submit an application
///
/// Files the signed draft with the authorised body (¶3): it gets its number, and the eight working days for
/// the decision begin (93-3). Filed after hours or on a day off, it is registered on the next working day.
#[utoipa::path(operation_id = "submitAccreditationApplication", extensions(("x-refusals" = json!("act-not-in-force calendar-year-unknown signature-invalid signer-not-entitled wording-not-held"))), params(("id" = Uuid, Path, description = "Id of the application")), request_body = Submission, responses((status = OK, description = "The application, received", body = Application)))]
#[post("/accreditation-applications/{id}/submission")]
pub async fn submit(ask: Ask, id: PathId, submission: Looked<Submission>) -> Answer {
    let drafted = move |desk: &mut Desk<'_>| {
        let row = cases::find(desk.connection, &desk.call.viewer(), Accreditation::CODE, id.0)?;
        document(desk, &row)
    };
    let verification = Verification::of(&ask, submission.form.signature.as_ref(), ask.query(drafted)).await?;
    flow::take::<Accreditation, _, _>(ask, id.0, submission, move |desk, application, submission| {
        application.expect_draft(desk)?;
        let document = document(desk, &application.row)?;
        let checked = filing::check(desk, submission, verification, &document, R93_1)?;
        let signer = checked.signer().ok_or_else(|| not_signed("/signature", R93_1, SignatureFault::NotSigned))?;
        application.act(desk, &Command::Submit(signer))?;
        let filing = checked.keep(desk, id.0)?;
        applications::record_filing(desk.connection, id.0, filing)?;
        show(desk, id.0)?.reply()
    })
    .await
}

/// Withdraw an application
///
/// By the applicant, before the decision. The duty to decide falls away.
#[utoipa::path(operation_id = "withdrawAccreditationApplication", params(("id" = Uuid, Path, description = "Id of the application")), responses((status = OK, description = "The application, withdrawn", body = Application)))]
#[post("/accreditation-applications/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId) -> Answer {
    flow::take::<Accreditation, _, _>(ask, id.0, (), move |desk, application, ()| {
        application.act(desk, &Command::Withdraw)?;
        show(desk, id.0)?.reply()
    })
    .await
}
