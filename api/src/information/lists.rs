//! Requests for information, listed and shown.

use actix_web::get;
use merzim_domain::procedures::information_request::InformationRequest;
use merzim_persistence::information::{self, Filter};
use merzim_persistence::obligations::{self, InTerm};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::view::{
    InformationRequestView, InformationRequests, RequestChannelCode, RequestStateCode, show_with_iin, summarise,
};
use crate::app::Ask;
use crate::cases::parties_of;
use crate::http::{Answer, GivenBin, Listed, Paging, PathId, Query, Since, paging};

/// What requests are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct InformationFilter {
    /// To this holder (BIN).
    #[param(inline)]
    holder: Option<GivenBin>,
    /// That came so.
    #[param(inline)]
    channel: Option<RequestChannelCode>,
    /// In this state.
    #[param(inline)]
    state: Option<RequestStateCode>,
    /// Whose answers are owed after their term, or not.
    overdue: Option<bool>,
    /// Whose answers came after their term, or not.
    late: Option<bool>,
}

/// List requests for information
///
/// For whoever asks, their own; for the holder, those to it.
#[utoipa::path(operation_id = "listInformationRequests", params(InformationFilter, Since, Paging), responses((status = OK, description = "A page of requests", body = InformationRequests)))]
#[get("/information-requests")]
pub async fn list(ask: Ask, asked: Query<Listed<InformationFilter>>) -> Answer {
    let Query(Listed { filter: InformationFilter { holder, channel, state, overdue, late }, since, page }) = asked;
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let filter = Filter {
            holder: holder.map(|given| given.0),
            channel: channel.map(|channel| channel.0),
            state: state.map(|state| state.0),
            in_term: InTerm { owed_by: InformationRequest::DUE, overdue, late, now: desk.now },
        };
        let page = information::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        let ids: Vec<Uuid> = page.items.iter().map(|(case, _)| case.id.0).collect();
        let dues = obligations::running_dues(desk.connection, &ids, InformationRequest::DUE)?;
        paging::reply_cases(page, walk, |request| summarise(desk, request, &parties, &dues))
    })
    .await
}

/// Get a request for information
///
/// How it stands, what is owed by when and why. The IIN is whole for the person and the holder, and nobody else.
#[utoipa::path(operation_id = "getInformationRequest", params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request", body = InformationRequestView)))]
#[get("/information-requests/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show_with_iin(desk, id.0)?.reply()).await
}
