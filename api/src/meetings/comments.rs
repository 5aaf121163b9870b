//! Comments on the broadcast of a meeting, and the answers to them (№ 605-НҚ ¶13).

use actix_web::{get, post};
use merzim_domain::Role;
use merzim_domain::engine::NamedParty;
use merzim_domain::procedures::broadcast_comment::{BroadcastComment, Command, CommentRefusal};
use merzim_persistence::cases::PartyRow;
use merzim_persistence::comments::{self, CommentRow, Filter};
use merzim_persistence::meetings;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::audience::Viewpoint;
use super::form::CommentForm;
use super::view::{Comment, CommentStateCode, Comments, show_comment, summarise_comment};
use crate::app::{Ask, Desk, Record};
use crate::auth::lookup::LookupToken;
use crate::cases::receipt::{self, Receipt};
use crate::cases::{Parties, flow, parties_of};
use crate::gatherings::moderation::{AnswerForm, HidingForm, Moderation, StoredAnswer};
use crate::http::{Answer, At, Body, Listed, Paging, PathId, Query, Since, paging};
use crate::problem::Problem;

/// What comments are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CommentFilter {
    /// In this state: `received` are those without an answer.
    #[param(inline)]
    state: Option<CommentStateCode>,
}

/// Comment on the broadcast
///
/// By whoever belongs to its audience, while it is shown. An answer is owed (605-13).
#[utoipa::path(operation_id = "createComment", extensions(("x-refusals" = json!("act-not-in-force meeting-forbids-action not-in-audience too-early too-late wording-not-held"))), params(("id" = Uuid, Path, description = "Id of the meeting")), security((), ("bearer" = []), ("lookupToken" = [])), request_body = CommentForm, responses((status = CREATED, description = "The comment", body = Comment)))]
#[post("/meetings/{id}/comments")]
pub async fn create(ask: Ask, id: PathId, form: Body<CommentForm>) -> Answer {
    let watched = ask.app.clone();
    let reply = receipt::file(ask, form.0, move |desk, filing, CommentForm { author, text }| {
        meetings::find(desk.connection, &desk.call.viewer(), id.0)?;
        // It stays as it is until the comment is kept.
        let meeting = meetings::held(desk.connection, id.0)?;
        let Viewpoint { parties, broadcast, .. } = Viewpoint::of(desk, &meeting)?;
        let (asking, person, token) = desk.call.in_person()?;
        let parties = Parties {
            initiator: NamedParty::person(Role::InformationUser, person),
            addressees: parties.iter().map(PartyRow::named).collect::<Result<_, _>>()?,
        };
        let receipt = Receipt::Sent(broadcast.last_moment());
        let begun = filing.begin::<BroadcastComment>(desk, &asking.actor, parties, receipt, |_| {
            Ok(((), Command::Comment(broadcast)))
        });
        let (comment, _) = flow::as_stands(desk, &meeting.0, CommentRefusal::MeetingForbidsAction, begun)?;
        comments::create(desk.connection, comment, id.0, author, text)?;
        let mut shown = show_comment(&mut desk.for_another(&asking), comment)?;
        shown.own.lookup_token = token.map(LookupToken::reveal);
        shown.created()
    })
    .await?;
    watched.live.ring();
    Ok(reply)
}

/// List the comments on a broadcast
///
/// With their answers, for its audience; hidden ones for the holder only. Those in the state `received` wait for an answer.
#[utoipa::path(operation_id = "listComments", extensions(("x-refusals" = json!("not-in-audience"))), params(("id" = Uuid, Path, description = "Id of the meeting"), CommentFilter, Since, Paging), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "A page of comments", body = Comments)))]
#[get("/meetings/{id}/comments")]
pub async fn list(ask: Ask, id: PathId, asked: Query<Listed<CommentFilter>>) -> Answer {
    let Query(Listed { filter: CommentFilter { state }, since, page }) = asked;
    let filter = Filter { meeting: id.0, state: state.map(|state| state.0) };
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let meeting = meetings::find(desk.connection, &desk.call.viewer(), id.0)?;
        Viewpoint::of(desk, &meeting)?.broadcast.may_be_read()?;
        let page = comments::list(desk.connection, &desk.call.viewer(), filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        paging::reply_cases(page, walk, |comment| summarise_comment(desk, comment, &parties))
    })
    .await
}

/// Get a comment
///
/// For the holder, and for whoever wrote it.
#[utoipa::path(operation_id = "getComment", params(("id" = Uuid, Path, description = "Id of the comment")), responses((status = OK, description = "The comment", body = Comment)))]
#[get("/comments/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show_comment(desk, id.0)?.reply()).await
}

/// Takes an action on a comment, and records it.
async fn act<T, F>(ask: Ask, id: PathId, form: T, command: Command, record: F) -> Answer
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut Desk<'_>, &CommentRow, T) -> Result<(), Problem> + Send + 'static,
{
    let watched = ask.app.clone();
    let reply = flow::take::<BroadcastComment, _, _>(ask, id.0, form, move |desk, comment, form| {
        let (_, row) = comments::find(desk.connection, &desk.call.viewer(), id.0)?;
        comment.act(desk, &command)?;
        record(desk, &row, form)?;
        show_comment(desk, id.0)?.reply()
    })
    .await?;
    watched.live.ring();
    Ok(reply)
}

/// Answer a comment
///
/// Whoever wrote it is told, and whoever watches sees it at once (605-13). Answered again, what was said before stays beside it.
#[utoipa::path(operation_id = "answerComment", extensions(("x-refusals" = json!("too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the comment")), request_body = AnswerForm, responses((status = OK, description = "The comment, answered", body = Comment)))]
#[post("/comments/{id}/answer")]
pub async fn answer(ask: Ask, id: PathId, form: Body<AnswerForm>) -> Answer {
    act(ask, id, form.0, Command::Answer, |desk, row, AnswerForm { text }| {
        let answer = StoredAnswer::in_place_of(row.answer.as_ref(), text, At(desk.now))?;
        Ok(comments::record_answer(desk.connection, row.case_id.0, answer.write()?)?)
    })
    .await
}

fn log(desk: &mut Desk<'_>, row: &CommentRow, line: Moderation) -> Result<(), Problem> {
    Ok(comments::record_moderation(desk.connection, row.case_id.0, line.after(&row.moderation)?)?)
}

/// Hide a comment
///
/// From viewers, for abuse. It stays, with the ground, in the log of moderation; no answer is owed any more.
#[utoipa::path(operation_id = "hideComment", params(("id" = Uuid, Path, description = "Id of the comment")), request_body = HidingForm, responses((status = OK, description = "The comment, hidden", body = Comment)))]
#[post("/comments/{id}/hiding")]
pub async fn hide(ask: Ask, id: PathId, form: Body<HidingForm>) -> Answer {
    act(ask, id, form.0, Command::Hide, |desk, row, form| log(desk, row, form.at(desk.now))).await
}

/// Show a comment again
///
/// To viewers; an answer is owed anew, unless it was given.
#[utoipa::path(operation_id = "restoreComment", extensions(("x-refusals" = json!("calendar-year-unknown too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the comment")), responses((status = OK, description = "The comment, shown again", body = Comment)))]
#[post("/comments/{id}/restoration")]
pub async fn restore(ask: Ask, id: PathId) -> Answer {
    act(ask, id, (), Command::Restore, |desk, row, ()| log(desk, row, Moderation::shown(desk.now))).await
}
