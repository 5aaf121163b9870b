//! Requests for materials: made, agreed to, answered, withdrawn, listed.

use actix_web::{get, post};
use merzim_domain::engine::{NamedParty, Procedure};
use merzim_domain::procedures::materials_request::{Command, Facts, MaterialsRequest};
use merzim_domain::rulebook::ids::R444_6;
use merzim_domain::{Bin, Role, Text, Vocabulary};
use merzim_persistence::media::materials::{self, Changes, Filter, MaterialsRow};
use merzim_persistence::{Id, attachments, obligations, organisations};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use uuid::Uuid;

use super::facts::{Agreement, Provision, Story, Withdrawal};
use super::form::{
    MaterialsAgreementForm, MaterialsForm, MaterialsKindCode, MaterialsReasonsForm, MaterialsRequestForm,
};
use super::view::{DUE, MaterialsRequestView, MaterialsRequests, MaterialsStateCode, show, summarise};
use crate::app::{Ask, Desk, Record, stored};
use crate::cases::{Loaded, Parties, flow, parties_of};
use crate::http::{
    Answer, At, EitherLanguage, GivenBin, Listed, Looked, MaybeBody, Paging, PathId, Query, Since, paging,
};
use crate::media::{asked, officer};
use crate::organisations::{named, party};
use crate::problem::Problem;

/// What requests are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct MaterialsFilter {
    /// Of this body (BIN).
    #[param(inline)]
    body: Option<GivenBin>,
    /// Asking for this.
    #[param(inline)]
    kind: Option<MaterialsKindCode>,
    /// In this state.
    #[param(inline)]
    state: Option<MaterialsStateCode>,
    /// Whose materials are owed after their term, or not.
    overdue: Option<bool>,
    /// Whose materials came after their term, or not.
    late: Option<bool>,
}

/// Request materials
///
/// About the work of a central state body or a local executive body, of its authorised person, or of the body itself while it has named
/// nobody: they have one working day (444-7). The General Prosecutor's Office is asked for its agreement first (444-6); then request the
/// materials by `request`.
#[utoipa::path(operation_id = "createMaterialsRequest", request_body = MaterialsRequestForm, responses((status = CREATED, description = "The request", body = MaterialsRequestView)))]
#[post("/materials-requests")]
pub async fn create(ask: Ask, form: Looked<MaterialsRequestForm>) -> Answer {
    ask.change(form, |desk, Looked { form, mut faults }| {
        let body = named(desk, &form.body.0, "/body", &mut faults)?;
        let authority = desk.app.organisation(Role::MassMediaAuthority)?;
        if form.body.0 == authority.bin {
            let message = Text::new(
                "сұратушы органның өзі болмауы керек",
                "не может быть самим запрашивающим органом",
                "must not be the body that asks",
            );
            faults.tell_of(&["/body"], message);
        }
        faults.none()?;
        let body = body.ok_or_else(|| Problem::internal("an unknown organisation is asked"))?;
        asked::expect(desk, R444_6, [(Some("/body".to_owned()), &body)])?;
        let facts = Facts::of(body.kind);
        let command = facts.first(officer::is_named(desk, &body.bin)?);
        let initiator = NamedParty::organisation(MaterialsRequest::INITIATOR, &authority.bin, authority.name.clone());
        let addressees = MaterialsRequest::ADDRESSEES.iter().map(|role| party(*role, &body)).collect();
        let id = flow::begin::<MaterialsRequest>(
            desk,
            &desk.call.actor,
            Parties { initiator, addressees },
            facts,
            &command,
        )?;
        let requested_at = matches!(command, Command::Request { .. }).then_some(At(desk.now));
        let row = MaterialsRow {
            case_id: Id(id),
            body: body.bin.to_string(),
            kinds: materials::kinds(form.kinds.iter().map(|kind| kind.0)),
            by_agreement: facts.by_agreement,
            agreed: false,
            story: Story { requested_at, ..Story::default() }.write()?,
            form: stored(&form)?,
            reminded_at: None,
        };
        materials::create(desk.connection, row)?;
        show(desk, id)?.created()
    })
    .await
}

/// List requests for materials
///
/// Those in which the caller takes part, by body, kind and state; those that are overdue, and those that were answered late.
#[utoipa::path(operation_id = "listMaterialsRequests", params(MaterialsFilter, Since, Paging), responses((status = OK, description = "A page of requests", body = MaterialsRequests)))]
#[get("/materials-requests")]
pub async fn list(ask: Ask, asked: Query<Listed<MaterialsFilter>>) -> Answer {
    let Query(Listed { filter: MaterialsFilter { body, kind, state, overdue, late }, since, page }) = asked;
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let filter = Filter {
            body: body.map(|given| given.0),
            kind: kind.map(|kind| kind.0),
            state: state.map(|state| state.0),
            overdue,
            late,
            now: desk.now,
        };
        let page = materials::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        let ids: Vec<Uuid> = page.items.iter().map(|(case, _)| case.id.0).collect();
        let dues = obligations::running_dues(desk.connection, &ids, DUE)?;
        paging::reply_cases(page, walk, |request| summarise(desk, request, &parties, &dues))
    })
    .await
}

/// Get a request for materials
///
/// How it stands, what was provided, and what is owed by when and why.
#[utoipa::path(operation_id = "getMaterialsRequest", params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request", body = MaterialsRequestView)))]
#[get("/materials-requests/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show(desk, id.0)?.reply()).await
}

/// Takes an action on a request: `command` says which, and `record` tells it in the story.
async fn take<T, C, R>(ask: Ask, id: PathId, form: Looked<T>, command: C, record: R) -> Answer
where
    T: Clone + Serialize + Send + 'static,
    C: FnOnce(&mut Desk<'_>, &MaterialsRow, &Story, &T) -> Result<Command, Problem> + Send + 'static,
    R: FnOnce(&mut Story, At, T) + Send + 'static,
{
    flow::take::<MaterialsRequest, _, _>(ask, id.0, form, move |desk, request: Loaded<_>, Looked { form, faults }| {
        faults.none()?;
        let row = materials::of_case(desk.connection, id.0)?;
        let mut story = Story::read(&row.story)?;
        let command = command(desk, &row, &story, &form)?;
        request.act(desk, &command)?;
        record(&mut story, At(desk.now), form);
        let agreed = story.agreement.as_ref().map(|agreement| agreement.agreed);
        materials::record(
            desk.connection,
            id.0,
            Changes { agreed, story: Some(story.write()?), ..Changes::default() },
        )?;
        show(desk, id.0)?.reply()
    })
    .await
}

/// A body without anything in it.
fn nothing() -> Looked<()> {
    Looked { form: (), faults: Default::default() }
}

/// Agree to a request for materials
///
/// By the General Prosecutor's Office (¶7). The authorised body may request the materials from now on.
#[utoipa::path(operation_id = "agreeToMaterialsRequest", params(("id" = Uuid, Path, description = "Id of the request")), request_body = Option<MaterialsAgreementForm>, responses((status = OK, description = "The request, agreed to", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/agreement")]
pub async fn agree(ask: Ask, id: PathId, form: MaybeBody<MaterialsAgreementForm>) -> Answer {
    take(
        ask,
        id,
        form.0,
        |_, _, _, _| Ok(Command::Agree),
        |story, at, MaterialsAgreementForm { text }| story.agreement = Some(Agreement { at, agreed: true, text }),
    )
    .await
}

/// Decline a request for materials
///
/// By the General Prosecutor's Office (¶7): nothing is owed.
#[utoipa::path(operation_id = "declineMaterialsRequest", params(("id" = Uuid, Path, description = "Id of the request")), request_body = MaterialsReasonsForm, responses((status = OK, description = "The request, declined", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/refusal")]
pub async fn decline(ask: Ask, id: PathId, form: Looked<MaterialsReasonsForm>) -> Answer {
    take(
        ask,
        id,
        form,
        |_, _, _, _| Ok(Command::Decline),
        |story, at, MaterialsReasonsForm { reasons }| {
            let text = Some(EitherLanguage { kk: Some(reasons.kk), ru: Some(reasons.ru) });
            story.agreement = Some(Agreement { at, agreed: false, text });
        },
    )
    .await
}

/// Request materials that were agreed to
///
/// By the authorised body, once the General Prosecutor's Office has agreed. The working day for them runs from now (444-7).
#[utoipa::path(operation_id = "requestAgreedMaterials", params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request, with what is owed", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/request")]
pub async fn request_agreed(ask: Ask, id: PathId) -> Answer {
    take(
        ask,
        id,
        nothing(),
        |desk, row, _, ()| {
            let missing = || Problem::internal(format!("no organisation {}", row.body));
            let bin = Bin::stored(&row.body).map_err(|_| missing())?;
            let body = organisations::with_bin(desk.connection, &bin)?.ok_or_else(missing)?;
            asked::expect(desk, R444_6, [(None, &body)])?;
            Ok(Command::Request { officer_named: officer::is_named(desk, &bin)? })
        },
        |story, at, ()| story.requested_at = Some(at),
    )
    .await
}

/// Whether a body says nothing and has attached nothing since it last provided something.
fn says_nothing(desk: &mut Desk<'_>, row: &MaterialsRow, story: &Story, form: &MaterialsForm) -> Result<bool, Problem> {
    let says = form.text.as_ref().is_some_and(|text| *text != EitherLanguage::default());
    let since = story.provisions.last().map(|provision| provision.at.0);
    let roles = MaterialsRequest::ADDRESSEES.iter().map(|role| role.code());
    let roles: Vec<&str> = roles.collect();
    let files = attachments::of_case(desk.connection, row.case_id.0)?;
    let attached = files.iter().any(|file| {
        file.uploaded_as.as_deref().is_some_and(|role| roles.contains(&role))
            && since.is_none_or(|since| file.uploaded_at.0 > since)
    });
    Ok(!says && !attached)
}

fn provided(story: &mut Story, at: At, MaterialsForm { text }: MaterialsForm) {
    story.provisions.push(Provision { at, text });
}

/// Provide materials
///
/// By the authorised person, or the body, within one working day of the request (444-7). Attach the files first.
#[utoipa::path(operation_id = "provideMaterials", params(("id" = Uuid, Path, description = "Id of the request")), request_body = Option<MaterialsForm>, responses((status = OK, description = "The request, with its materials", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/provision")]
pub async fn provide(ask: Ask, id: PathId, form: MaybeBody<MaterialsForm>) -> Answer {
    take(
        ask,
        id,
        form.0,
        |desk, row, story, form| Ok(Command::Provide { nothing: says_nothing(desk, row, story, form)? }),
        provided,
    )
    .await
}

/// Supplement materials
///
/// By whoever provided them. Attach the files first.
#[utoipa::path(operation_id = "supplementMaterials", params(("id" = Uuid, Path, description = "Id of the request")), request_body = Option<MaterialsForm>, responses((status = OK, description = "The request, with its materials", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/supplement")]
pub async fn supplement(ask: Ask, id: PathId, form: MaybeBody<MaterialsForm>) -> Answer {
    take(
        ask,
        id,
        form.0,
        |desk, row, story, form| Ok(Command::Supplement { nothing: says_nothing(desk, row, story, form)? }),
        provided,
    )
    .await
}

/// Withdraw a request for materials
///
/// By the authorised body, before they are provided: nothing is owed any more.
#[utoipa::path(operation_id = "withdrawMaterialsRequest", params(("id" = Uuid, Path, description = "Id of the request")), request_body = MaterialsReasonsForm, responses((status = OK, description = "The request, withdrawn", body = MaterialsRequestView)))]
#[post("/materials-requests/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId, form: Looked<MaterialsReasonsForm>) -> Answer {
    take(
        ask,
        id,
        form,
        |_, _, _, _| Ok(Command::Withdraw { never_owed: false }),
        |story, at, MaterialsReasonsForm { reasons }| story.withdrawal = Some(Withdrawal { at, reasons }),
    )
    .await
}
