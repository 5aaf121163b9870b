//! The inbox: notices delivered to the caller's organisation.

use actix_web::web::Data;
use actix_web::{get, post};
use merzim_domain::identity::Who;
use merzim_domain::procedures::{self, Named};
use merzim_persistence::notices::{self, Filter, InboxRow};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{IntoParams, PartialSchema, ToSchema};
use uuid::Uuid;

use super::flow::built;
use super::obligations::CaseReference;
use crate::app::App;
use crate::http::call::{Call, IdempotencyKey};
use crate::http::code::{self, Code};
use crate::http::input::{PathId, Query};
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::http::{At, paging};
use crate::law::RoleCode;
use crate::problem::Problem;

/// What a notice says, as its stable code: a word of the procedure of its case.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct NoticeKind(String);

impl PartialSchema for NoticeKind {
    fn schema() -> RefOr<Schema> {
        let mut words: Vec<&Named> = Vec::new();
        for word in procedures::all().iter().flat_map(|built| &built.notices) {
            if !words.iter().any(|known| known.code == word.code) {
                words.push(word);
            }
        }
        code::schema("What a notice says.", words.into_iter().map(|word| (word.code, word.title.clone())))
    }
}

impl ToSchema for NoticeKind {}

/// Something that the organisation is told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// Id.
    pub id: Uuid,
    /// What it says.
    pub kind: NoticeKind,
    /// What it says, in the caller's language.
    #[schema(example = "The channel is accredited and entered in the Register")]
    pub title: String,
    /// About which case.
    pub case: CaseReference,
    /// In which role the organisation is told.
    pub role: RoleCode,
    /// When it arose.
    pub created_at: At,
    /// When it was delivered.
    pub delivered_at: Option<At>,
    /// By which carrier.
    #[schema(example = "inbox")]
    pub carrier: Option<String>,
    /// When its receipt was acknowledged.
    pub acknowledged_at: Option<At>,
    /// By whom: the subject of the token.
    #[schema(example = "demo-applicant")]
    pub acknowledged_by: Option<String>,
}

page_of!(Notices, Notice, "Notices, the newest first.");

/// What the inbox is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct NoticeFilter {
    /// Acknowledged ones, or those that are not.
    acknowledged: Option<bool>,
    /// About this case.
    case: Option<Uuid>,
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

fn show(app: &App, call: &Call, (row, procedure, number): InboxRow) -> Result<Notice, Problem> {
    let said = built(&procedure)?.notices.iter().find(|word| word.code == row.kind);
    let said = said.ok_or_else(|| Problem::internal(format!("{procedure} has no notice `{}`", row.kind)))?;
    Ok(Notice {
        id: row.id.0,
        title: said.title.get(call.lang).to_owned(),
        kind: NoticeKind(row.kind),
        case: CaseReference::to(app, row.case_id.0, number.as_deref(), &procedure),
        role: Code::known(&row.recipient_role)?,
        created_at: row.created_at.into(),
        delivered_at: row.delivered_at.map(At::from),
        carrier: row.carrier,
        acknowledged_at: row.acknowledged_at.map(At::from),
        acknowledged_by: row.acknowledged_by,
    })
}

/// List notices
///
/// What the caller's organisation has been told, the newest first.
#[utoipa::path(tag = "Notices", operation_id = "listNotices", params(NoticeFilter), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "A page of notices", body = Notices)))]
#[get("/notices")]
pub async fn list(app: Data<App>, call: Call, filter: Query<NoticeFilter>) -> Result<Reply, Problem> {
    let Query(asked) = filter;
    let before = paging::place::<Uuid>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    let inner = app.clone();
    app.search(move |connection| {
        let filter =
            Filter { acknowledged: asked.acknowledged, case: asked.case, modified_since: asked.modified_since };
        let page = notices::inbox(connection, &call.viewer(), filter, before, limit)?;
        paging::reply(page, |(row, ..)| row.id.0, |row| show(&inner, &call, row))
    })
    .await
}

/// Get a notice
///
/// One notice delivered to the caller's organisation.
#[utoipa::path(tag = "Notices", operation_id = "getNotice", params(("id" = Uuid, Path, description = "Id of the notice")), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The notice", body = Notice)))]
#[get("/notices/{id}")]
pub async fn get(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.read(move |connection| Reply::ok(&show(&inner, &call, notices::find(connection, &call.viewer(), id.0)?)?)).await
}

/// Acknowledge a notice
///
/// Records that the notice has been read. Acknowledging again changes nothing.
#[utoipa::path(tag = "Notices", operation_id = "acknowledgeNotice", params(("id" = Uuid, Path, description = "Id of the notice"), IdempotencyKey), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The notice, acknowledged", body = Notice)))]
#[post("/notices/{id}/acknowledgement")]
pub async fn acknowledge(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.write(&call.clone(), b"", move |connection| {
        let (found, ..) = notices::find(connection, &call.viewer(), id.0)?;
        // Of a person acting for themselves no more is kept than the role.
        let by = match Who::parse(&found.recipient) {
            Ok(Who::Organisation(_)) => call.actor.subject.as_str(),
            Ok(Who::Person(_)) | Err(_) => found.recipient_role.as_str(),
        };
        notices::acknowledge(connection, id.0, by, inner.clock.now())?;
        Reply::ok(&show(&inner, &call, notices::find(connection, &call.viewer(), id.0)?)?)
    })
    .await
}
