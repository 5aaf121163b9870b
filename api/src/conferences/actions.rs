//! What is done with a conference: announced, corrected, postponed, opened, closed, published, cancelled.

use actix_web::post;
use merzim_domain::engine::{Actor, Command as _};
use merzim_domain::procedures::internet_conference::{Command, ConferenceAction, InternetConference, Time};
use merzim_domain::{Bilingual, Role};
use merzim_persistence::Instant;
use merzim_persistence::cases;
use merzim_persistence::conferences::{self, Changes, ConferenceRow};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::facts::{Correction, Publication, Reasons, Story, form_of};
use super::form::{
    ConferenceCancellationForm, ConferenceCorrectionForm, ConferenceForm, ConferencePostponementForm,
    ConferencePublicationForm,
};
use super::view::{Conference, ConferenceStateCode, show};
use crate::app::{Ask, Desk, Record, added, stored};
use crate::cases::{Loaded, flow};
use crate::gatherings::{Postponed, changes_nothing};
use crate::http::input::look_at_rules;
use crate::http::{Answer, At, Code, Looked, MaybeBody, PathId};
use crate::problem::{FieldFaults, Problem};

/// A conference with which something is done.
pub(super) struct Acted {
    /// When.
    pub now: OffsetDateTime,
    /// The conference as it stands.
    pub row: ConferenceRow,
    /// Name of the holder.
    pub holder: Bilingual,
    /// What has become of it; stored after the action.
    pub story: Story,
    /// What is wrong with what was said.
    pub faults: FieldFaults,
}

/// Takes an action on a conference: what it is is made from the conference as it stands, then applied and recorded.
pub(super) async fn act<T, F>(ask: Ask, id: PathId, form: Looked<T>, make: F) -> Answer
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut Acted, T) -> Result<(Command, Changes), Problem> + Send + 'static,
{
    let watched = ask.app.clone();
    let reply = flow::take::<InternetConference, _, _>(ask, id.0, form, move |desk, case, Looked { form, faults }| {
        let (_, row) = conferences::by_id(desk.connection, id.0)?;
        let holder = cases::party(desk.connection, id.0, Role::InformationHolder)?.name;
        let mut conference = Acted { now: desk.now, story: Story::read(&row.story)?, row, holder, faults };
        let tried = make(&mut conference, form)
            .and_then(|(command, changes)| Ok((command.action(), case.act(desk, &command)?.to, changes)));
        let Acted { row, mut story, faults, .. } = conference;
        let (action, to, changes) = faults.and(tried)?;
        record(desk, &row, &mut story, (action, to), changes)?;
        show(desk, id.0)?.reply()
    })
    .await?;
    // Whether it may be watched may have changed.
    watched.live.ring();
    Ok(reply)
}

/// Records an action on a conference and the state that it led to, with what has become of it.
fn record(
    desk: &mut Desk<'_>,
    row: &ConferenceRow,
    story: &mut Story,
    (action, to): (ConferenceAction, &str),
    changes: Changes,
) -> Result<(), Problem> {
    let now = At(desk.now);
    match action {
        ConferenceAction::Announce => story.announced_at = Some(now),
        ConferenceAction::Open => story.opened_at = Some(now),
        ConferenceAction::Close => story.closed_at = Some(now),
        ConferenceAction::Apply
        | ConferenceAction::Plan
        | ConferenceAction::Accept
        | ConferenceAction::Decline
        | ConferenceAction::Withdraw
        | ConferenceAction::Correct
        | ConferenceAction::Postpone
        | ConferenceAction::Publish
        | ConferenceAction::Cancel => {}
    }
    let public_at = (action == ConferenceAction::Announce).then_some(Instant(desk.now));
    // One that begins or ends earlier does so from then on.
    let starts_at =
        (action == ConferenceAction::Open).then(|| Instant(row.starts_at.0.min(desk.now))).or(changes.starts_at);
    let ends_at = (action == ConferenceAction::Close).then(|| Instant(row.ends_at.0.min(desk.now))).or(changes.ends_at);
    let at = |new: Option<Instant>, known: Instant| new.unwrap_or(known).0;
    let time = Time { starts_at: at(starts_at, row.starts_at), ends_at: at(ends_at, row.ends_at) };
    let state: ConferenceStateCode = Code::known(to)?;
    let turns_at = Some(state.0.turn(&time).map(|(_, at)| Instant(at)));
    let changes = Changes { public_at, starts_at, ends_at, turns_at, story: Some(story.write()?), ..changes };
    Ok(conferences::record(desk.connection, row.case_id.0, changes)?)
}

/// Has Merzim open or close a conference whose time has come, unless somebody was faster.
pub(super) fn by_the_clock(desk: &mut Desk<'_>, id: Uuid) -> Result<(), Problem> {
    let row = cases::locked(desk.connection, id)?;
    let Loaded { case, .. } = flow::read::<InternetConference>(desk, row)?;
    let turn = case.state.and_then(|state| state.turn(&case.facts));
    let Some((command, _)) = turn.filter(|(_, at)| *at <= desk.now) else { return Ok(()) };
    let to = flow::act_as(desk, &Actor::system(), &case, &command)?.to;
    let (_, row) = conferences::by_id(desk.connection, id)?;
    let mut story = Story::read(&row.story)?;
    record(desk, &row, &mut story, (command.action(), to), Changes::default())
}

/// Announce a conference
///
/// Everybody sees it from now on, and asks questions. It is to be held then (L2-22). Whoever applied for it is told.
#[utoipa::path(operation_id = "announceConference", extensions(("x-refusals" = json!("calendar-year-unknown too-late"))), params(("id" = Uuid, Path, description = "Id of the conference")), responses((status = OK, description = "The conference, announced", body = Conference)))]
#[post("/conferences/{id}/announcement")]
pub async fn announce(ask: Ask, id: PathId) -> Answer {
    act(ask, id, Looked::nothing(), |_, ()| Ok((Command::Announce, Changes::default()))).await
}

/// Correct an announcement
///
/// What it is about, who answers, when it ends: until it ends. What was announced before stays to be seen.
#[utoipa::path(operation_id = "correctConference", extensions(("x-refusals" = json!("too-late too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the conference")), request_body = ConferenceCorrectionForm, responses((status = OK, description = "The conference, corrected", body = Conference)))]
#[post("/conferences/{id}/correction")]
pub async fn correct(ask: Ask, id: PathId, form: Looked<ConferenceCorrectionForm>) -> Answer {
    act(ask, id, form, |conference, form| {
        let earlier = form_of(&conference.row)?;
        let (form, reason) = form.apply(earlier.clone());
        look_at_rules(&form, &mut conference.faults);
        if conference.row.form.as_ref() == Some(&stored(&form)?) {
            conference.faults.tell_of(&["/title", "/about", "/speaker", "/endsAt"], changes_nothing());
        }
        added(&mut conference.story.corrections, Correction { earlier, reason, decided_at: At(conference.now) })?;
        // One that was opened earlier has begun then.
        Ok((Command::Correct, Changes { starts_at: None, ..form.columns(&conference.holder)? }))
    })
    .await
}

/// Postpone a conference
///
/// To another time, before it begins. Questions stay, and more are asked. Whoever applied for it is told.
#[utoipa::path(operation_id = "postponeConference", extensions(("x-refusals" = json!("too-late too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the conference")), request_body = ConferencePostponementForm, responses((status = OK, description = "The conference, at its new time", body = Conference)))]
#[post("/conferences/{id}/postponement")]
pub async fn postpone(ask: Ask, id: PathId, form: Looked<ConferencePostponementForm>) -> Answer {
    act(ask, id, form, |conference, ConferencePostponementForm { starts_at, ends_at, reason }| {
        let before = form_of(&conference.row)?;
        let postponed = Postponed {
            from: At(before.starts_at),
            from_end: Some(At(before.ends_at)),
            to: Some(At(starts_at)),
            to_end: Some(At(ends_at)),
            reason,
            decided_at: At(conference.now),
        };
        added(&mut conference.story.postponements, postponed)?;
        let form = ConferenceForm { starts_at, ends_at, ..before };
        Ok((Command::Postpone(Time { starts_at, ends_at }), form.columns(&conference.holder)?))
    })
    .await
}

/// Open a conference
///
/// Answers are given from now on. Merzim opens it at its time, if the holder has not done so before.
#[utoipa::path(operation_id = "openConference", params(("id" = Uuid, Path, description = "Id of the conference")), responses((status = OK, description = "The conference, open", body = Conference)))]
#[post("/conferences/{id}/opening")]
pub async fn open(ask: Ask, id: PathId) -> Answer {
    act(ask, id, Looked::nothing(), |_, ()| Ok((Command::Open, Changes::default()))).await
}

/// Close a conference
///
/// It was held (L2-22): nothing is asked or supported any more. What is left may still be answered. Merzim closes it at its end.
#[utoipa::path(operation_id = "closeConference", params(("id" = Uuid, Path, description = "Id of the conference")), responses((status = OK, description = "The conference, closed", body = Conference)))]
#[post("/conferences/{id}/closure")]
pub async fn close(ask: Ask, id: PathId) -> Answer {
    act(ask, id, Looked::nothing(), |_, ()| Ok((Command::Close, Changes::default()))).await
}

/// Publish a conference
///
/// With the answers; questions in the state `admitted` have none. Published again, the summary is replaced.
#[utoipa::path(operation_id = "publishConference", params(("id" = Uuid, Path, description = "Id of the conference")), request_body = Option<ConferencePublicationForm>, responses((status = OK, description = "The conference, published", body = Conference)))]
#[post("/conferences/{id}/publication")]
pub async fn publish(ask: Ask, id: PathId, form: MaybeBody<ConferencePublicationForm>) -> Answer {
    act(ask, id, form.0, |conference, ConferencePublicationForm { summary }| {
        conference.story.publication = Some(Publication { summary, published_at: At(conference.now) });
        Ok((Command::Publish, Changes::default()))
    })
    .await
}

/// Cancel a conference
///
/// Before it begins. Whoever applied for it is told.
#[utoipa::path(operation_id = "cancelConference", params(("id" = Uuid, Path, description = "Id of the conference")), request_body = ConferenceCancellationForm, responses((status = OK, description = "The conference, cancelled", body = Conference)))]
#[post("/conferences/{id}/cancellation")]
pub async fn cancel(ask: Ask, id: PathId, form: Looked<ConferenceCancellationForm>) -> Answer {
    act(ask, id, form, |conference, ConferenceCancellationForm { reason }| {
        conference.story.cancelled = Some(Reasons { reasons: reason, decided_at: At(conference.now) });
        Ok((Command::Cancel, Changes::default()))
    })
    .await
}
