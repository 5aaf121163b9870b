//! Comments on the broadcast of a meeting, and the answers to them (№ 605-НҚ ¶13).

use actix_web::web::Data;
use actix_web::{get, post};
use merzim_domain::engine::NamedParty;
use merzim_domain::procedures::broadcast_comment::{
    BroadcastComment, Command, CommentOutcome, CommentState, HidingGround,
};
use merzim_domain::role::Role;
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::comments::{self, CommentRow, Filter};
use merzim_persistence::{Connection, meetings};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::COMMENTS;
use super::audience::{Viewpoint, is_staff};
use crate::app::App;
use crate::auth::lookup::LookupToken;
use crate::cases::flow;
use crate::cases::receipt::{self, Receipt};
use crate::cases::view::{CaseHead, parties_of, show_head};
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::code::Code;
use crate::http::input::{Body, PathId, Query, read_stored, stored};
use crate::http::paging::page_of;
use crate::http::reply::Reply;
use crate::http::{paging, rfc3339};
use crate::problem::Problem;

pub(crate) type CommentStateCode = Code<CommentState>;
pub(crate) type CommentOutcomeCode = Code<CommentOutcome>;
pub(crate) type HidingGroundCode = Code<HidingGround>;

/// A comment on a broadcast.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CommentForm {
    /// The name to be shown beside it; none is needed.
    #[schema(min_length = 1, max_length = 100, pattern = r"\S", example = "Көрермен (демо)")]
    pub author: Option<String>,
    /// What it says.
    #[schema(min_length = 1, max_length = 2_000, pattern = r"\S", example = "Жол жөндеуге қанша бөлінді?")]
    pub text: String,
}

/// The answer to a comment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AnswerForm {
    /// What it says.
    #[schema(
        min_length = 1,
        max_length = 10_000,
        pattern = r"\S",
        example = "Толық сома шешімнің қосымшасында (демо)"
    )]
    pub text: String,
}

/// Why a comment is hidden.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "unlawful_is_explained"))]
pub struct HidingForm {
    /// The ground.
    pub ground: HidingGroundCode,
    /// What it is about; needed for `unlawful`.
    #[schema(max_length = 2_000, example = "Жарнама сілтемесі")]
    pub explanation: Option<String>,
}

fn unlawful_is_explained(form: &HidingForm) -> Result<(), ValidationError> {
    let explained = form.explanation.as_deref().is_some_and(|text| !text.trim().is_empty());
    if explained || form.ground.0 != HidingGround::Unlawful {
        return Ok(());
    }
    let message = "қай заң бұзылғанын көрсету керек|нужно указать, что нарушено|must say which law is broken";
    Err(ValidationError::new("/explanation").with_message(message.into()))
}

/// An answer that was given.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// What it says.
    #[schema(example = "Толық сома шешімнің қосымшасында (демо)")]
    pub text: String,
    /// When it was given.
    #[schema(format = DateTime, example = "2026-05-14T11:05:00+05:00")]
    pub answered_at: String,
}

/// A line of the log of moderation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Moderation {
    /// When.
    #[schema(format = DateTime, example = "2026-05-14T11:05:00+05:00")]
    pub at: String,
    /// Whether it was hidden then, or shown again.
    pub hidden: bool,
    /// The ground on which it was hidden.
    pub ground: Option<HidingGroundCode>,
    /// What that was about.
    #[schema(example = "Жарнама сілтемесі")]
    pub explanation: Option<String>,
}

/// A comment as it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: CommentStateCode,
    /// What became of it.
    pub outcome: Option<CommentOutcomeCode>,
    /// Id of the meeting.
    pub meeting: Uuid,
    /// The name to be shown beside it.
    #[schema(example = "Көрермен (демо)")]
    pub author: Option<String>,
    /// What it says.
    #[schema(example = "Жол жөндеуге қанша бөлінді?")]
    pub text: String,
    /// The answer.
    pub answer: Option<Answer>,
    /// Opens this comment to whoever wrote it without an account, in the header `Lookup-Token`. It is told here and never
    /// again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kq3V0dDPbE0mVJw4m5r5m8n4yq0z1b7cXo2F6aT9sLw")]
    pub lookup_token: Option<String>,
    /// When it was hidden and shown again, and why; for the holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation: Option<Vec<Moderation>>,
}

page_of!(Comments, Comment, "Comments, the first one first.");

/// What comments are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CommentFilter {
    /// In this state: `received` are those without an answer.
    #[param(inline)]
    state: Option<CommentStateCode>,
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

fn show(app: &App, call: &Call, case: &CaseRow, row: CommentRow, parties: &[PartyRow]) -> Result<Comment, Problem> {
    let own: Vec<PartyRow> = parties.iter().filter(|party| party.case_id == case.id).cloned().collect();
    // Whoever commented is a party too, but the log of moderation is the holder's.
    let staff = is_staff(call, &own)?;
    let moderation = || serde_json::from_value(row.moderation.0.clone()).map_err(Problem::internal);
    Ok(Comment {
        head: show_head(app, call, case, parties)?,
        state: Code::known(&case.state)?,
        outcome: case.outcome.as_deref().and_then(Code::stored),
        meeting: row.meeting_id.0,
        answer: read_stored(row.answer)?,
        moderation: if staff { Some(moderation()?) } else { None },
        author: row.author,
        text: row.text,
        lookup_token: None,
    })
}

fn read(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<(Comment, i64), Problem> {
    let (case, row) = comments::find(connection, &call.viewer(), id)?;
    let parties = cases::parties(connection, &[id])?;
    Ok((show(app, call, &case, row, &parties)?, case.version))
}

/// Comment on the broadcast
///
/// By whoever belongs to its audience, while it is shown. An answer is owed (605-13).
#[utoipa::path(tag = "Meetings", operation_id = "createComment", params(("id" = Uuid, Path, description = "Id of the meeting"), IdempotencyKey), request_body = CommentForm, security((), ("bearer" = []), ("lookupToken" = [])), responses((status = CREATED, description = "The comment", body = Comment)))]
#[post("/meetings/{id}/comments")]
pub async fn create(app: Data<App>, call: Call, id: PathId, form: Body<CommentForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    let (inner, asked) = (app.clone(), call.clone());
    let whole = form.clone();
    let filed = receipt::file(&app, &call, &whole, move |connection, filing| {
        meetings::find(connection, &asked.viewer(), id.0)?;
        // It stays as it is until the comment is kept.
        let (meeting_case, meeting) = meetings::held(connection, id.0)?;
        let parties = cases::parties(connection, &[id.0])?;
        let viewpoint = Viewpoint::of(&inner, &asked, connection, (&meeting_case, &meeting), &parties)?;
        let broadcast = viewpoint.broadcast;
        let (asked, person, token) = asked.in_person()?;
        let initiator = NamedParty::person(Role::InformationUser, person);
        let addressees = parties.iter().map(PartyRow::named).collect::<Result<_, _>>()?;
        let (id, _) = filing.begin::<BroadcastComment>(
            connection,
            &asked.actor,
            (initiator, addressees),
            Receipt::Sent(broadcast.last_moment()),
            |_, _| Ok(Command::Comment(broadcast)),
        )?;
        comments::create(connection, id, meeting.case_id.0, form.author, form.text)?;
        let (mut shown, version) = read(&inner, &asked, connection, id)?;
        shown.lookup_token = token.map(LookupToken::reveal);
        Ok(Reply::created(&shown, COMMENTS.path(id))?.version(version))
    });
    let reply = filed.await?;
    app.live.ring();
    Ok(reply)
}

/// List the comments on a broadcast
///
/// With their answers, for its audience; hidden ones for the holder only. Those in the state `received` wait for an answer.
#[utoipa::path(tag = "Meetings", operation_id = "listComments", params(("id" = Uuid, Path, description = "Id of the meeting"), CommentFilter), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "A page of comments", body = Comments)))]
#[get("/meetings/{id}/comments")]
pub async fn list(app: Data<App>, call: Call, id: PathId, filter: Query<CommentFilter>) -> Result<Reply, Problem> {
    let Query(asked) = filter;
    let filter =
        Filter { meeting: id.0, state: asked.state.map(|state| state.0), modified_since: asked.modified_since };
    let after = paging::place::<Uuid>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    let inner = app.clone();
    app.search(move |connection| {
        let (case, meeting) = meetings::find(connection, &call.viewer(), id.0)?;
        Viewpoint::read(&inner, &call, connection, (&case, &meeting))?.expect_audience()?;
        let page = comments::list(connection, &call.viewer(), filter, after, limit)?;
        let parties = parties_of(connection, &page)?;
        paging::reply(page, |(case, _)| case.id.0, |(case, row)| show(&inner, &call, &case, row, &parties))
    })
    .await
}

/// Get a comment
///
/// For the holder, and for whoever wrote it.
#[utoipa::path(tag = "Meetings", operation_id = "getComment", params(("id" = Uuid, Path, description = "Id of the comment")), security(("bearer" = ["informationUser"]), ("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"]), ("lookupToken" = [])), responses((status = OK, description = "The comment", body = Comment)))]
#[get("/comments/{id}")]
pub async fn get(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| {
        let (shown, version) = read(&inner, &call, connection, id.0)?;
        Ok(Reply::ok(&shown)?.version(version))
    })
    .await
}

/// Takes an action on a comment, and records it.
async fn act<F>(
    app: Data<App>,
    call: Call,
    id: PathId,
    body: String,
    command: Command,
    record: F,
) -> Result<Reply, Problem>
where
    F: FnOnce(&mut Connection, CommentRow, OffsetDateTime) -> Result<(), Problem> + Send + 'static,
{
    let (inner, asked) = (app.clone(), call.clone());
    let reply = app
        .write(&call, body.as_bytes(), move |connection| {
            let now = inner.clock.now();
            let loaded = flow::load::<BroadcastComment>(&inner, &asked, connection, id.0)?;
            let (_, row) = comments::find(connection, &asked.viewer(), id.0)?;
            flow::act::<BroadcastComment>(&inner, &asked.actor, connection, &loaded.case, &command, now)?;
            record(connection, row, now)?;
            let (shown, version) = read(&inner, &asked, connection, id.0)?;
            Ok(Reply::ok(&shown)?.version(version))
        })
        .await?;
    app.live.ring();
    Ok(reply)
}

/// Answer a comment
///
/// Whoever wrote it is told, and whoever watches sees it at once (605-13). Answered again, the answer is replaced.
#[utoipa::path(tag = "Meetings", operation_id = "answerComment", params(("id" = Uuid, Path, description = "Id of the comment"), IfMatch, IdempotencyKey), request_body = AnswerForm, security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "The comment, answered", body = Comment)))]
#[post("/comments/{id}/answer")]
pub async fn answer(app: Data<App>, call: Call, id: PathId, form: Body<AnswerForm>) -> Result<Reply, Problem> {
    let Body(AnswerForm { text }) = form;
    act(app, call, id, text.clone(), Command::Answer, |connection, row, now| {
        let answer = Answer { text, answered_at: rfc3339(now) };
        Ok(comments::record_answer(connection, row.case_id.0, stored(&answer)?)?)
    })
    .await
}

fn log(connection: &mut Connection, row: CommentRow, line: Moderation) -> Result<(), Problem> {
    let mut lines: Vec<Moderation> = serde_json::from_value(row.moderation.0).map_err(Problem::internal)?;
    lines.push(line);
    Ok(comments::record_moderation(connection, row.case_id.0, stored(&lines)?)?)
}

/// Hide a comment
///
/// From viewers, for abuse. It stays, with the ground, in the log of moderation; no answer is owed any more.
#[utoipa::path(tag = "Meetings", operation_id = "hideComment", params(("id" = Uuid, Path, description = "Id of the comment"), IfMatch, IdempotencyKey), request_body = HidingForm, security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "The comment, hidden", body = Comment)))]
#[post("/comments/{id}/hiding")]
pub async fn hide(app: Data<App>, call: Call, id: PathId, form: Body<HidingForm>) -> Result<Reply, Problem> {
    let Body(HidingForm { ground, explanation }) = form;
    let body = stored(&(ground, &explanation))?.to_string();
    act(app, call, id, body, Command::Hide, move |connection, row, now| {
        log(connection, row, Moderation { at: rfc3339(now), hidden: true, ground: Some(ground), explanation })
    })
    .await
}

/// Show a comment again
///
/// To viewers; an answer is owed anew, unless it was given.
#[utoipa::path(tag = "Meetings", operation_id = "restoreComment", params(("id" = Uuid, Path, description = "Id of the comment"), IfMatch, IdempotencyKey), security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "The comment, shown again", body = Comment)))]
#[post("/comments/{id}/restoration")]
pub async fn restore(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    act(app, call, id, String::new(), Command::Restore, |connection, row, now| {
        log(connection, row, Moderation { at: rfc3339(now), hidden: false, ground: None, explanation: None })
    })
    .await
}
