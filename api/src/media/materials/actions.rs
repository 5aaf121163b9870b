//! Requests for materials: agreed to, requested, answered, withdrawn.

use actix_web::post;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::materials_request::{Command, MaterialsRequest};
use merzim_domain::rulebook::ids::R444_6;
use merzim_domain::{Bin, Vocabulary};
use merzim_persistence::media::materials::{self, Changes, MaterialsRow};
use merzim_persistence::{attachments, organisations};
use serde::Serialize;

use super::facts::{Agreement, Provision, Story, Withdrawal};
use super::form::{MaterialsAgreementForm, MaterialsForm, MaterialsReasonsForm};
use super::view::{MaterialsRequestView, show};
use crate::app::{Ask, Desk, Record};
use crate::cases::{Loaded, flow};
use crate::http::{Answer, At, EitherLanguage, Looked, MaybeBody, PathId};
use crate::media::{asked, officer};
use crate::problem::Problem;

/// A request on which somebody acts.
struct Request<'desk, 'run> {
    desk: &'desk mut Desk<'run>,
    case: Loaded<MaterialsRequest>,
    row: MaterialsRow,
    /// What has become of it; stored after the action.
    story: Story,
}

impl Request<'_, '_> {
    fn act(&mut self, command: &Command) -> Result<(), Problem> {
        self.case.act(self.desk, command).map(drop)
    }

    /// Whether the body says nothing and has attached nothing since it last provided something.
    fn has_nothing(&mut self, form: &MaterialsForm) -> Result<bool, Problem> {
        let says = form.text.as_ref().is_some_and(|text| *text != EitherLanguage::default());
        let since = self.story.provisions.last().map(|provision| provision.at.0);
        let roles: Vec<&str> = MaterialsRequest::ADDRESSEES.iter().map(|role| role.code()).collect();
        let files = attachments::of_case(self.desk.connection, self.row.case_id.0)?;
        let attached = files.iter().any(|file| {
            file.uploaded_as.as_deref().is_some_and(|role| roles.contains(&role))
                && since.is_none_or(|since| file.uploaded_at.0 > since)
        });
        Ok(!says && !attached)
    }
}

/// Takes an action on a request, and stores what becomes of it.
async fn take<T, F>(ask: Ask, id: PathId, form: Looked<T>, action: F) -> Answer
where
    T: Clone + Serialize + Send + 'static,
    F: FnOnce(&mut Request<'_, '_>, At, T) -> Result<(), Problem> + Send + 'static,
{
    flow::take::<MaterialsRequest, _, _>(ask, id.0, form, move |desk, case, Looked { form, faults }| {
        faults.none()?;
        let row = materials::of_case(desk.connection, id.0)?;
        let story = Story::read(&row.story)?;
        let mut request = Request { desk, case, row, story };
        let now = At(request.desk.now);
        action(&mut request, now, form)?;
        let Request { desk, story, .. } = request;
        let agreed = story.agreement.as_ref().map(|agreement| agreement.agreed);
        let changes = Changes { agreed, story: Some(story.write()?), ..Changes::default() };
        materials::record(desk.connection, id.0, changes)?;
        show(desk, id.0)?.reply()
    })
    .await
}

/// Agree to a request for materials
///
/// By the General Prosecutor's Office (¶7). The authorised body may request the materials from now on.
#[utoipa::path(operation_id = "agreeToMaterialsRequest", params(("id" = Uuid, Path, description = "Id of the request")), request_body = Option<MaterialsAgreementForm>, responses((status = OK, description = "The request, agreed to", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/agreement")]
pub async fn agree(ask: Ask, id: PathId, form: MaybeBody<MaterialsAgreementForm>) -> Answer {
    take(ask, id, form.0, |request, at, MaterialsAgreementForm { text }| {
        request.act(&Command::Agree)?;
        request.story.agreement = Some(Agreement { at, agreed: true, text });
        Ok(())
    })
    .await
}

/// Decline a request for materials
///
/// By the General Prosecutor's Office (¶7): nothing is owed.
#[utoipa::path(operation_id = "declineMaterialsRequest", params(("id" = Uuid, Path, description = "Id of the request")), request_body = MaterialsReasonsForm, responses((status = OK, description = "The request, declined", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/refusal")]
pub async fn decline(ask: Ask, id: PathId, form: Looked<MaterialsReasonsForm>) -> Answer {
    take(ask, id, form, |request, at, MaterialsReasonsForm { reasons }| {
        request.act(&Command::Decline)?;
        let text = Some(EitherLanguage { kk: Some(reasons.kk), ru: Some(reasons.ru) });
        request.story.agreement = Some(Agreement { at, agreed: false, text });
        Ok(())
    })
    .await
}

/// Request materials that were agreed to
///
/// By the authorised body, once the General Prosecutor's Office has agreed. The working day for them runs from now (444-7).
#[utoipa::path(operation_id = "requestAgreedMaterials", extensions(("x-refusals" = json!("body-not-covered body-not-there calendar-year-unknown"))), params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request, with what is owed", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/request")]
pub async fn request_agreed(ask: Ask, id: PathId) -> Answer {
    take(ask, id, Looked::nothing(), |request, at, ()| {
        let missing = || Problem::internal(format!("no organisation {}", request.row.body));
        let bin = Bin::stored(&request.row.body).map_err(|_| missing())?;
        let body = organisations::with_bin(request.desk.connection, &bin)?.ok_or_else(missing)?;
        asked::expect(request.desk, R444_6, &body)?;
        let officer_named = officer::is_named(request.desk, &bin)?;
        request.act(&Command::Request { officer_named })?;
        request.story.requested_at = Some(at);
        Ok(())
    })
    .await
}

/// Provide materials
///
/// By the authorised person, or the body, within one working day of the request (444-7). Attach the files first.
#[utoipa::path(operation_id = "provideMaterials", extensions(("x-refusals" = json!("nothing-provided"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = Option<MaterialsForm>, responses((status = OK, description = "The request, with its materials", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/provision")]
pub async fn provide(ask: Ask, id: PathId, form: MaybeBody<MaterialsForm>) -> Answer {
    take(ask, id, form.0, |request, at, form| {
        let nothing = request.has_nothing(&form)?;
        request.act(&Command::Provide { nothing })?;
        request.story.provisions.push(Provision { at, text: form.text });
        Ok(())
    })
    .await
}

/// Supplement materials
///
/// By whoever provided them, up to fifty times in all. Attach the files first.
#[utoipa::path(operation_id = "supplementMaterials", extensions(("x-refusals" = json!("nothing-provided too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = Option<MaterialsForm>, responses((status = OK, description = "The request, with its materials", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/supplement")]
pub async fn supplement(ask: Ask, id: PathId, form: MaybeBody<MaterialsForm>) -> Answer {
    take(ask, id, form.0, |request, at, form| {
        let nothing = request.has_nothing(&form)?;
        request.act(&Command::Supplement { nothing })?;
        request.story.provisions.push(Provision { at, text: form.text });
        Ok(())
    })
    .await
}

/// Withdraw a request for materials
///
/// By the authorised body, before they are provided: nothing is owed any more.
#[utoipa::path(operation_id = "withdrawMaterialsRequest", params(("id" = Uuid, Path, description = "Id of the request")), request_body = MaterialsReasonsForm, responses((status = OK, description = "The request, withdrawn", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId, form: Looked<MaterialsReasonsForm>) -> Answer {
    take(ask, id, form, |request, at, MaterialsReasonsForm { reasons }| {
        request.act(&Command::Withdraw { never_owed: false })?;
        request.story.withdrawal = Some(Withdrawal { at, reasons });
        Ok(())
    })
    .await
}
