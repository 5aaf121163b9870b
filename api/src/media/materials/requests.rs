//! Requests for materials: made, listed, shown.

use actix_web::{get, post};
use merzim_domain::engine::{NamedParty, Procedure};
use merzim_domain::procedures::materials_request::{Command, Facts, MaterialsRequest};
use merzim_domain::rulebook::ids::R444_6;
use merzim_domain::{Role, Text};
use merzim_persistence::Id;
use merzim_persistence::media::materials::{self, Filter, MaterialsRow};
use merzim_persistence::obligations::{self, InTerm};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::facts::Story;
use super::form::{MaterialsKindCode, MaterialsRequestForm};
use super::view::{MaterialsRequestView, MaterialsRequests, MaterialsStateCode, show, summarise};
use crate::app::{Ask, Record, stored};
use crate::cases::{Parties, flow, parties_of};
use crate::http::{Answer, At, GivenBin, Listed, Looked, Paging, PathId, Query, Since, paging};
use crate::media::{asked, officer};
use crate::organisations::party;
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

const ITSELF: Text = Text::new(
    "сұратушы органның өзі болмауы керек",
    "не может быть самим запрашивающим органом",
    "must not be the body that asks",
);

/// Request materials
///
/// About the work of a central state body or a local executive body, of its authorised person, or of the body itself while it has named
/// nobody: they have one working day (444-7). The General Prosecutor's Office is asked for its agreement first (444-6); then request the
/// materials by `request`.
#[utoipa::path(operation_id = "createMaterialsRequest", extensions(("x-refusals" = json!("act-not-in-force body-not-covered body-not-there body-unknown calendar-year-unknown not-configured wording-not-held"))), request_body = MaterialsRequestForm, responses((status = CREATED, description = "The request", body = MaterialsRequestView)))]
#[post("/materials-requests")]
pub async fn create(ask: Ask, form: Looked<MaterialsRequestForm>) -> Answer {
    ask.change(form, |desk, Looked { form, mut faults }| {
        let authority = desk.app.organisation(Role::MassMediaAuthority)?;
        if form.body.0 == authority.bin {
            faults.tell_of(&["/body"], ITSELF);
        }
        let body = asked::named(desk, R444_6, &[("/body".to_owned(), &form.body.0)], faults)?.pop();
        let body = body.ok_or_else(|| Problem::internal("an unknown organisation is asked"))?;
        let initiator = NamedParty::organisation(MaterialsRequest::INITIATOR, &authority.bin, authority.name.clone());
        let addressees = MaterialsRequest::ADDRESSEES.iter().map(|role| party(*role, &body)).collect();
        let parties = Parties { initiator, addressees };
        let facts = Facts::of(body.kind);
        let command = facts.first(officer::is_named(desk, &body.bin)?);
        let id = flow::begin::<MaterialsRequest>(desk, &desk.call.actor, parties, facts, &command)?;
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
            in_term: InTerm { owed_by: MaterialsRequest::DUE, overdue, late, now: desk.now },
        };
        let page = materials::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        let ids: Vec<Uuid> = page.items.iter().map(|(case, _)| case.id.0).collect();
        let dues = obligations::running_dues(desk.connection, &ids, MaterialsRequest::DUE)?;
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
