//! Complaints, listed and shown.

use actix_web::get;
use merzim_persistence::complaints::{self, Filter};
use merzim_persistence::obligations;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::facts::{DUE, complaint_facts};
use super::view::{ComplaintBrief, ComplaintStateCode, ComplaintSummary, ComplaintView, Complaints, show};
use crate::app::Ask;
use crate::cases::parties_of;
use crate::http::{Answer, Code, Listed, Paging, PathId, Query, Since, paging};

/// What complaints are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ComplaintFilter {
    /// In this case.
    case: Option<Uuid>,
    /// In this state.
    #[param(inline)]
    state: Option<ComplaintStateCode>,
}

/// List complaints
///
/// Those that the caller filed, was complained of in, or considers.
#[utoipa::path(operation_id = "listComplaints", params(ComplaintFilter, Since, Paging), responses((status = OK, description = "A page of complaints", body = Complaints)))]
#[get("/complaints")]
pub async fn list(ask: Ask, asked: Query<Listed<ComplaintFilter>>) -> Answer {
    let Query(Listed { filter: asked, since, page }) = asked;
    let filter = Filter { case: asked.case, state: asked.state.map(|state| state.0) };
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let page = complaints::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        let ids: Vec<Uuid> = page.items.iter().map(|(case, _)| case.id.0).collect();
        let dues = obligations::running_dues(desk.connection, &ids, DUE)?;
        paging::reply_cases(page, walk, |(case, row)| {
            let facts = complaint_facts(desk.app, &case, &row, &parties, dues.get(&case.id.0).copied())?;
            let brief = ComplaintBrief { case: row.contested_id.0, ground: Code::known(&row.ground)? };
            ComplaintSummary::of(desk, &case, &parties, &facts, brief)
        })
    })
    .await
}

/// Get a complaint
///
/// How it stands, and what is owed by when and why.
#[utoipa::path(operation_id = "getComplaint", params(("id" = Uuid, Path, description = "Id of the complaint")), responses((status = OK, description = "The complaint", body = ComplaintView)))]
#[get("/complaints/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show(desk, id.0)?.reply()).await
}
