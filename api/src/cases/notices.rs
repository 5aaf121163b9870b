//! The inbox: notices delivered to the caller's organisation.

use actix_web::{get, post};
use merzim_domain::Who;
use merzim_domain::engine::{Before, HearingForm, News, Venue};
use merzim_domain::procedures::{self, Named};
use merzim_persistence::notices::{self, Filter, InboxRow};
use merzim_persistence::page::{ListPlace, Walk};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{IntoParams, PartialSchema, ToSchema};
use uuid::Uuid;

use super::flow::built;
use super::obligations::CaseReference;
use crate::app::{Ask, Desk};
use crate::enumeration;
use crate::http::call::IdempotencyKey;
use crate::http::{Answer, At, Bilingual, Code, Listed, Paging, PathId, Query, Reply, Since, page_of, paging};
use crate::law::RoleCode;
use crate::problem::Problem;

pub type HearingFormCode = Code<HearingForm>;

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
        enumeration::schema("What a notice says.", words.into_iter().map(|word| (word.code, word.title.clone())))
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
    #[schema(example = "An application is received")]
    pub title: String,
    /// When and where something is, and until when one may act, where the notice tells it.
    pub news: Option<NoticeNews>,
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
    /// When it last changed: when it was written, delivered or acknowledged.
    pub updated_at: At,
    /// By whom: the subject of the token.
    #[schema(example = "demo-applicant")]
    pub acknowledged_by: Option<String>,
}

/// When and where something is, and until when one may act.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NoticeNews {
    /// When it begins from now on: the reception, the meeting, the oral hearing. Of a meeting or reception that is not held then, when it
    /// was to begin.
    pub starts_at: Option<At>,
    /// When it ends.
    pub ends_at: Option<At>,
    /// Where it is.
    pub venue: Option<NoticeVenue>,
    /// The last day of the term from now on: to decide, to add what lacks, to post a roster; of a hearing, to object; of a meeting that
    /// was put off, to ask to attend.
    pub due_on: Option<Date>,
    /// How it stood before, where a meeting was put off.
    pub before: Option<NoticeBefore>,
    /// Of a hearing: whether the participant is heard orally, then at `startsAt`, or in writing.
    pub form: Option<HearingFormCode>,
}

/// How something stood before it was put off.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NoticeBefore {
    /// When it was to begin.
    pub starts_at: At,
    /// When it was to end, if that is known.
    pub ends_at: Option<At>,
    /// What the last day of the term was.
    pub due_on: Option<Date>,
}

/// Where something takes place.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeVenue {
    /// Its name.
    pub name: Bilingual,
    /// Its address; none where the name says it, as of a meeting or a hearing.
    pub address: Option<Bilingual>,
}

impl From<News> for NoticeNews {
    fn from(News { starts_at, ends_at, venue, due_on, before, form }: News) -> Self {
        let venue = venue
            .map(|Venue { name, address }| NoticeVenue { name: name.into(), address: address.map(Bilingual::from) });
        let before = before.map(|Before { starts_at, ends_at, due_on }| NoticeBefore {
            starts_at: At(starts_at),
            ends_at: ends_at.map(At),
            due_on,
        });
        Self { starts_at: starts_at.map(At), ends_at: ends_at.map(At), venue, due_on, before, form: form.map(Code) }
    }
}

page_of!(Notices, Notice, "Notices, the newest first.", gone);

/// What the inbox is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct NoticeFilter {
    /// Acknowledged ones, or those that are not.
    acknowledged: Option<bool>,
    /// About this case.
    case: Option<Uuid>,
}

fn show(desk: &Desk<'_>, (row, procedure, number): InboxRow) -> Result<Notice, Problem> {
    let said = built(&procedure)?.notices.iter().find(|word| word.code == row.kind);
    let said = said.ok_or_else(|| Problem::internal(format!("{procedure} has no notice `{}`", row.kind)))?;
    Ok(Notice {
        id: row.id.0,
        updated_at: At(row.changed_at()),
        title: said.title.get(desk.call.lang).to_owned(),
        news: row.news()?.map(NoticeNews::from),
        kind: NoticeKind(row.kind),
        case: CaseReference::to(desk.app, row.case_id.0, number.as_deref(), &procedure),
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
#[utoipa::path(tag = "Notices", operation_id = "listNotices", params(NoticeFilter, Since, Paging), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "A page of notices", body = Notices)))]
#[get("/notices")]
pub async fn list(ask: Ask, asked: Query<Listed<NoticeFilter>>) -> Answer {
    let Query(Listed { filter: NoticeFilter { acknowledged, case }, since, page }) = asked;
    let (walk, limit) = (since.walk(&page)?, page.limit());
    let filter = Filter { acknowledged, case };
    ask.list(move |desk| {
        let page = notices::inbox(desk.connection, &desk.call.viewer(), filter, walk, limit)?;
        match walk {
            Walk::Begun(_) => paging::reply(page, |(row, ..)| row.id.0, |row| show(desk, row)),
            Walk::Changed(..) => {
                let place = |(row, ..): &InboxRow| ListPlace { at: row.changed_at(), id: row.id.0 };
                paging::reply_changes(page, place, |row| show(desk, row))
            }
        }
    })
    .await
}

/// Get a notice
///
/// One notice delivered to the caller's organisation.
#[utoipa::path(tag = "Notices", operation_id = "getNotice", params(("id" = Uuid, Path, description = "Id of the notice")), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The notice", body = Notice)))]
#[get("/notices/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let found = notices::find(desk.connection, &desk.call.viewer(), id.0)?;
        Reply::ok(&show(desk, found)?)
    })
    .await
}

/// Acknowledge a notice
///
/// Records that the notice has been read. Acknowledging again changes nothing.
#[utoipa::path(tag = "Notices", operation_id = "acknowledgeNotice", params(("id" = Uuid, Path, description = "Id of the notice"), IdempotencyKey), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The notice, acknowledged", body = Notice)))]
#[post("/notices/{id}/acknowledgement")]
pub async fn acknowledge(ask: Ask, id: PathId) -> Answer {
    ask.change((), move |desk, ()| {
        let (found, ..) = notices::find(desk.connection, &desk.call.viewer(), id.0)?;
        // Of a person acting for themselves no more is kept than the role.
        let by = match Who::parse(&found.recipient) {
            Ok(Who::Organisation(_)) => desk.call.actor.subject.as_str(),
            Ok(Who::Person(_)) | Err(_) => found.recipient_role.as_str(),
        };
        notices::acknowledge(desk.connection, id.0, by, desk.now)?;
        let found = notices::find(desk.connection, &desk.call.viewer(), id.0)?;
        Reply::ok(&show(desk, found)?)
    })
    .await
}
