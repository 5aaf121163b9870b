//! Applications for accreditation: written, submitted, withdrawn, shown.

use actix_web::web::Data;
use actix_web::{get, post, put};
use merzim_domain::engine::{CommonRefusal, Procedure, Refusal};
use merzim_domain::procedures::accreditation::{Accreditation, ApplicationOutcome, ApplicationState, Command};
use merzim_domain::rulebook::ids::R93_1;
use merzim_domain::vocabulary::Vocabulary;
use merzim_persistence::applications::{self, ApplicationRow, Filter};
use merzim_persistence::cases::{self, CaseRow};
use merzim_persistence::{Connection, attachments};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::PLACE;
use super::decisions::Decided;
use super::form::AccreditationForm;
use crate::app::App;
use crate::cases::filing::{self, Filing, SigningDocument, Submission};
use crate::cases::flow;
use crate::cases::view::{CaseBody, CaseHead, parties_of, show_head, show_whole};
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::code::Code;
use crate::http::input::{Body, PathId, Query, read_stored, stored};
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::http::{Bilingual, paging};
use crate::problem::Problem;

type ApplicationStateCode = Code<ApplicationState>;
type ApplicationOutcomeCode = Code<ApplicationOutcome>;

/// An application for accreditation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: ApplicationStateCode,
    /// What became of it.
    pub outcome: Option<ApplicationOutcomeCode>,
    /// The form (Annex 1).
    pub form: AccreditationForm,
    /// How it was filed.
    pub filing: Option<Filing>,
    /// How it was decided.
    pub decision: Option<Decided>,
    /// Obligations and attachments.
    #[serde(flatten)]
    pub body: CaseBody,
}

/// An application in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationSummary {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: ApplicationStateCode,
    /// What became of it.
    pub outcome: Option<ApplicationOutcomeCode>,
    /// Name of the channel.
    pub channel_name: Bilingual,
}

page_of!(Applications, ApplicationSummary, "Applications, the newest first.");

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
    /// Changed at this instant or later, for clients that keep a copy.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = Option<String>, format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    modified_since: Option<OffsetDateTime>,
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// Where to go on: `nextCursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

pub(super) fn read_form(row: &ApplicationRow) -> Result<AccreditationForm, Problem> {
    serde_json::from_value(row.form.0.clone()).map_err(Problem::internal)
}

/// Reads a case again after a change and shows it.
pub(super) fn show(
    app: &App,
    call: &Call,
    connection: &mut Connection,
    id: Uuid,
) -> Result<(Application, CaseRow), Problem> {
    let row = cases::find(connection, &call.viewer(), PLACE.procedure, id)?;
    let application = applications::of_case(connection, id)?;
    let (head, body) = show_whole(app, call, connection, &row)?;
    let shown = Application {
        head,
        state: Code::known(&row.state)?,
        outcome: row.outcome.as_deref().and_then(Code::stored),
        form: read_form(&application)?,
        filing: read_stored(application.filing)?,
        decision: read_stored(application.decision)?,
        body,
    };
    Ok((shown, row))
}

pub(super) fn reply(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<Reply, Problem> {
    let (shown, row) = show(app, call, connection, id)?;
    Ok(Reply::ok(&shown)?.version(row.version))
}

/// Begin an application
///
/// Stores the form (Annex 1) as a draft that only the applicant's organisation sees. Attach files, then submit it.
#[utoipa::path(tag = "Accreditation", operation_id = "createAccreditationApplication", params(IdempotencyKey), request_body = AccreditationForm, security(("bearer" = ["applicantBody"])), responses((status = CREATED, description = "The draft", body = Application)))]
#[post("/accreditation-applications")]
pub async fn create(app: Data<App>, call: Call, form: Body<AccreditationForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let (inner, asked) = (app.clone(), call.clone());
    let value = stored(&form)?;
    app.write(&call, value.to_string().as_bytes(), move |connection| {
        let now = inner.clock.now();
        let name = form.body_name.clone().into();
        let id = flow::begin_draft::<Accreditation>(&inner, &asked, connection, name, &Command::Create, now)?;
        applications::create(connection, id, &form.channel_name.into(), value)?;
        let (shown, row) = show(&inner, &asked, connection, id)?;
        Ok(Reply::created(&shown, PLACE.path(id))?.version(row.version))
    })
    .await
}

/// List applications
///
/// The applications that the caller may see: the applicant its own, the authorised body those filed with it.
#[utoipa::path(tag = "Accreditation", operation_id = "listAccreditationApplications", params(ApplicationFilter), security(("bearer" = ["applicantBody"]), ("bearer" = ["commAuthority"])), responses((status = OK, description = "A page of applications", body = Applications)))]
#[get("/accreditation-applications")]
pub async fn list(app: Data<App>, call: Call, filter: Query<ApplicationFilter>) -> Result<Reply, Problem> {
    let Query(asked) = filter;
    let filter = Filter {
        state: asked.state.map(|state| state.0.code().to_owned()),
        outcome: asked.outcome.map(|outcome| outcome.0.code().to_owned()),
        modified_since: asked.modified_since,
    };
    let before = paging::place::<Uuid>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    let inner = app.clone();
    app.search(move |connection| {
        let page = applications::list(connection, &call.viewer(), &filter, before, limit)?;
        let parties = parties_of(connection, &page)?;
        paging::reply(
            page,
            |(case, _)| case.id.0,
            |(case, application)| {
                Ok(ApplicationSummary {
                    head: show_head(&inner, &call, &case, &parties)?,
                    state: Code::known(&case.state)?,
                    outcome: case.outcome.as_deref().and_then(Code::stored),
                    channel_name: Bilingual { kk: application.channel_name_kk, ru: application.channel_name_ru },
                })
            },
        )
    })
    .await
}

/// Get an application
///
/// The form, how it stands, who owes what by when and why, and what the caller may do now.
#[utoipa::path(tag = "Accreditation", operation_id = "getAccreditationApplication", params(("id" = Uuid, Path, description = "Id of the application")), security(("bearer" = ["applicantBody"]), ("bearer" = ["commAuthority"]), ("bearer" = ["complaintBody"])), responses((status = OK, description = "The application", body = Application)))]
#[get("/accreditation-applications/{id}")]
pub async fn get(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| reply(&inner, &call, connection, id.0)).await
}

/// Replace the form of a draft
///
/// Only before the application is submitted.
#[utoipa::path(tag = "Accreditation", operation_id = "replaceAccreditationForm", params(("id" = Uuid, Path, description = "Id of the application"), IfMatch), request_body = AccreditationForm, security(("bearer" = ["applicantBody"])), responses((status = OK, description = "The draft", body = Application)))]
#[put("/accreditation-applications/{id}")]
pub async fn replace(app: Data<App>, call: Call, id: PathId, form: Body<AccreditationForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let (inner, asked) = (app.clone(), call.clone());
    let value = stored(&form)?;
    app.write(&call, value.to_string().as_bytes(), move |connection| {
        let loaded = flow::load::<Accreditation>(&inner, &asked, connection, id.0)?;
        flow::expect_draft(&asked, &loaded)?;
        // The case first: whoever changes it waits here, in the same order everywhere.
        cases::touch(connection, id.0, loaded.row.version, inner.clock.now())?;
        cases::rename_party(connection, id.0, Accreditation::INITIATOR, &form.body_name.into())?;
        applications::replace_form(connection, id.0, &form.channel_name.into(), value)?;
        reply(&inner, &asked, connection, id.0)
    })
    .await
}

/// Get the document to be signed
///
/// The very bytes that the deputy of the first head signs: the form and the SHA-256 of every attachment.
#[utoipa::path(tag = "Accreditation", operation_id = "getAccreditationDocument", params(("id" = Uuid, Path, description = "Id of the application")), security(("bearer" = ["applicantBody"]), ("bearer" = ["commAuthority"])), responses((status = OK, description = "The document", body = SigningDocument)))]
#[get("/accreditation-applications/{id}/document")]
pub async fn signing_document(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| {
        let row = cases::find(connection, &call.viewer(), PLACE.procedure, id.0)?;
        let application = applications::of_case(connection, id.0)?;
        let attached = attachments::of_case(connection, id.0)?;
        Ok(Reply::ok(&SigningDocument::of(&inner, &row, &application.form.0, None, &attached)?)?.version(row.version))
    })
    .await
}

/// Submit an application
///
/// Files the signed draft with the authorised body (¶3): it gets its number, and the eight working days for
/// the decision begin (93-3). Filed after hours or on a day off, it is registered on the next working day.
#[utoipa::path(tag = "Accreditation", operation_id = "submitAccreditationApplication", params(("id" = Uuid, Path, description = "Id of the application"), IfMatch, IdempotencyKey), request_body = Submission, security(("bearer" = ["applicantBody"])), responses((status = OK, description = "The application, received", body = Application)))]
#[post("/accreditation-applications/{id}/submission")]
pub async fn submit(app: Data<App>, call: Call, id: PathId, submission: Body<Submission>) -> Result<Reply, Problem> {
    let Body(submission) = submission;
    let (inner, asked) = (app.clone(), call.clone());
    let fingerprint = stored(&submission)?.to_string();
    app.write(&call, fingerprint.as_bytes(), move |connection| {
        let now = inner.clock.now();
        let loaded = flow::load::<Accreditation>(&inner, &asked, connection, id.0)?;
        flow::expect_draft(&asked, &loaded)?;
        let form = applications::of_case(connection, id.0)?.form.0;
        let attached = attachments::of_case(connection, id.0)?;
        let document = filing::document_bytes(&inner, &loaded.row, &form, None, &attached)?;
        let (signed, filing) = filing::check(&inner, &asked, &submission, &document, R93_1, now)?;
        let signed = signed.ok_or_else(|| Refusal::by(CommonRefusal::SignatureInvalid, R93_1))?;
        flow::act::<Accreditation>(&inner, &asked.actor, connection, &loaded.case, &Command::Submit(signed), now)?;
        applications::record_filing(connection, id.0, stored(&filing)?)?;
        reply(&inner, &asked, connection, id.0)
    })
    .await
}

/// Withdraw an application
///
/// By the applicant, before the decision. The duty to decide falls away.
#[utoipa::path(tag = "Accreditation", operation_id = "withdrawAccreditationApplication", params(("id" = Uuid, Path, description = "Id of the application"), IfMatch, IdempotencyKey), security(("bearer" = ["applicantBody"])), responses((status = OK, description = "The application, withdrawn", body = Application)))]
#[post("/accreditation-applications/{id}/withdrawal")]
pub async fn withdraw(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let (inner, asked) = (app.clone(), call.clone());
    app.write(&call, b"", move |connection| {
        let loaded = flow::load::<Accreditation>(&inner, &asked, connection, id.0)?;
        flow::act::<Accreditation>(
            &inner,
            &asked.actor,
            connection,
            &loaded.case,
            &Command::Withdraw,
            inner.clock.now(),
        )?;
        reply(&inner, &asked, connection, id.0)
    })
    .await
}

/// The form of an application that the caller may see.
pub(super) fn form_of(call: &Call, connection: &mut Connection, id: Uuid) -> Result<AccreditationForm, Problem> {
    let row = cases::find(connection, &call.viewer(), PLACE.procedure, id)?;
    read_form(&applications::of_case(connection, row.id.0)?)
}
