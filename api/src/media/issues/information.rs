//! What each body tells of an issue.

use actix_web::{get, post};
use merzim_domain::procedures::cross_body_issue::{Command, CrossBodyIssue};
use merzim_persistence::media::issues::{self, Filter};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::form::{IssueInformationForm, IssueStatement};
use super::view::{
    IssueInformationLine, IssueInformationPage, IssueInformationSummary, IssueInformationView, IssueStateCode, brief,
    show,
};
use super::{facts_of, told};
use crate::app::{Ask, Record};
use crate::cases::{flow, parties_of};
use crate::http::{Answer, At, Body, GivenBin, Listed, Paging, PathId, Query, Since, paging};

/// What the information of bodies is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct IssueInformationFilter {
    /// On this issue.
    issue: Option<Uuid>,
    /// Of the body with this BIN.
    #[param(inline)]
    body: Option<GivenBin>,
    /// In this state.
    #[param(inline)]
    state: Option<IssueStateCode>,
}

/// List the information on issues
///
/// What the caller's body was asked, and has told; the ministry sees that of all.
#[utoipa::path(operation_id = "listIssueInformation", params(IssueInformationFilter, Since, Paging), responses((status = OK, description = "A page of what bodies tell", body = IssueInformationPage)))]
#[get("/issue-information")]
pub async fn list(ask: Ask, asked: Query<Listed<IssueInformationFilter>>) -> Answer {
    let Query(Listed { filter: asked, since, page }) = asked;
    let IssueInformationFilter { issue, body, state } = asked;
    let filter = Filter { issue, body: body.map(|body| body.0), state: state.map(|state| state.0) };
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let page = issues::list_parts(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        paging::reply_cases(page, walk, |(case, part)| {
            let line = IssueInformationLine { brief: brief(&part, &parties)? };
            IssueInformationSummary::of(desk, &case, &parties, &facts_of(&part)?, line)
        })
    })
    .await
}

/// Get the information of a body on an issue
///
/// What is asked, what the body has told, and what is owed by when and why.
#[utoipa::path(operation_id = "getIssueInformation", params(("id" = Uuid, Path, description = "Id of the part of the body")), responses((status = OK, description = "What the body tells", body = IssueInformationView)))]
#[get("/issue-information/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show(desk, id.0)?.reply()).await
}

/// Provide information on an issue
///
/// By the officer or the body itself, within one working day (444-4). Attach files before or after.
#[utoipa::path(operation_id = "provideIssueInformation", params(("id" = Uuid, Path, description = "Id of the part of the body")), request_body = IssueInformationForm, responses((status = OK, description = "What the body tells", body = IssueInformationView)))]
#[post("/issue-information/{id}/provision")]
pub async fn provide(ask: Ask, id: PathId, form: Body<IssueInformationForm>) -> Answer {
    tell(ask, id.0, form.0, Command::Provide).await
}

/// Say more on an issue
///
/// What was told before stays. A body tells of an issue up to fifty times in all.
#[utoipa::path(operation_id = "supplementIssueInformation", extensions(("x-refusals" = json!("too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the part of the body")), request_body = IssueInformationForm, responses((status = OK, description = "What the body tells", body = IssueInformationView)))]
#[post("/issue-information/{id}/supplement")]
pub async fn supplement(ask: Ask, id: PathId, form: Body<IssueInformationForm>) -> Answer {
    tell(ask, id.0, form.0, Command::Supplement).await
}

async fn tell(ask: Ask, id: Uuid, form: IssueInformationForm, command: Command) -> Answer {
    flow::take::<CrossBodyIssue, _, _>(ask, id, form, move |desk, part, form| {
        part.act(desk, &command)?;
        let mut said = told(&issues::of_case(desk.connection, id)?)?;
        said.push(IssueStatement { at: At(desk.now), text: form.text });
        issues::say(desk.connection, id, &said.write()?)?;
        show(desk, id)?.reply()
    })
    .await
}
