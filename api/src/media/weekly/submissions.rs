//! Weekly submissions: listed, shown, sent, corrected.

use actix_web::{get, post};
use merzim_domain::Text;
use merzim_domain::agenda::EventStatus;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::weekly_submission::{Command, WeeklySubmission};
use merzim_domain::week::Week;
use merzim_persistence::media::weekly::{self, Filter, WeeklyRow};
use merzim_persistence::obligations::InTerm;
use merzim_persistence::{Instant, cases};
use serde::Deserialize;
use time::Duration;
use utoipa::IntoParams;
use uuid::Uuid;

use super::facts_of;
use super::form::{WeeklyRevision, WeeklySubmissionForm};
use super::view::{
    WeeklyBrief, WeeklyLine, WeeklyStateCode, WeeklySubmissionSummary, WeeklySubmissionView, WeeklySubmissions, show,
};
use crate::app::{Ask, Desk, Record};
use crate::cases::{flow, parties_of};
use crate::http::{
    Answer, At, GivenBin, Listed, Looked, Paging, PathId, Query, Reply, Since, page_of, paging, periods,
};
use crate::media::{event, grids};
use crate::problem::{Problem, Wrong, WrongCode};

/// What weekly submissions are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct WeeklyFilter {
    /// Of this week, by ISO 8601.
    #[param(inline, value_type = Option<periods::Week>)]
    week: Option<String>,
    /// Of the body with this BIN.
    #[param(inline)]
    body: Option<GivenBin>,
    /// In this state: what is `expected` was not sent yet.
    #[param(inline)]
    state: Option<WeeklyStateCode>,
    /// Not sent yet although its Thursday has passed, or not so.
    overdue: Option<bool>,
    /// Sent after its Thursday, or not so.
    late: Option<bool>,
}

/// The week that a parameter names.
pub(in crate::media) fn week_of(text: Option<&str>) -> Option<Week> {
    text.and_then(Week::parse)
}

/// List weekly submissions
///
/// Those of the caller's body; the ministry sees those of all. One begins by itself for each body and week, a week before the one in which
/// it is due. Who has not sent anything: `?week=2026-W13&state=expected`; whose Thursday has passed: `?overdue=true`.
#[utoipa::path(operation_id = "listWeeklySubmissions", params(WeeklyFilter, Since, Paging), responses((status = OK, description = "A page of submissions", body = WeeklySubmissions)))]
#[get("/weekly-submissions")]
pub async fn list(ask: Ask, asked: Query<Listed<WeeklyFilter>>) -> Answer {
    let Query(Listed { filter: asked, since, page }) = asked;
    let WeeklyFilter { week, body, state, overdue, late } = asked;
    let (week, walk, limit) = (week_of(week.as_deref()), since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let in_term = InTerm { owed_by: WeeklySubmission::DUE, overdue, late, now: desk.now };
        let filter = Filter { week, body: body.map(|body| body.0), state: state.map(|state| state.0), in_term };
        let page = weekly::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        paging::reply_cases(page, walk, |(case, row)| {
            let line = WeeklyLine { brief: WeeklyBrief::of(&row, &parties)? };
            WeeklySubmissionSummary::of(desk, &case, &parties, &facts_of(&row)?, line)
        })
    })
    .await
}

/// Get a weekly submission
///
/// What was sent, and what is owed by when and why.
#[utoipa::path(operation_id = "getWeeklySubmission", params(("id" = Uuid, Path, description = "Id of the submission")), responses((status = OK, description = "The submission", body = WeeklySubmissionView)))]
#[get("/weekly-submissions/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show(desk, id.0)?.reply()).await
}

/// Send the information for a week
///
/// By the officer or the body itself, by the Thursday before the week (444-3): its events, or that nothing is planned. Attach materials
/// before or after.
#[utoipa::path(operation_id = "submitWeeklySubmission", params(("id" = Uuid, Path, description = "Id of the submission")), request_body = WeeklySubmissionForm, responses((status = OK, description = "The submission, sent", body = WeeklySubmissionView)))]
#[post("/weekly-submissions/{id}/submission")]
pub async fn submit(ask: Ask, id: PathId, form: Looked<WeeklySubmissionForm>) -> Answer {
    send(ask, id.0, form, Command::Submit).await
}

/// Correct the information for a week
///
/// Until the week is over: the whole of it again, as a new version. The versions before it stay.
#[utoipa::path(operation_id = "correctWeeklySubmission", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the submission")), request_body = WeeklySubmissionForm, responses((status = OK, description = "The submission, corrected", body = WeeklySubmissionView)))]
#[post("/weekly-submissions/{id}/correction")]
pub async fn correct(ask: Ask, id: PathId, form: Looked<WeeklySubmissionForm>) -> Answer {
    send(ask, id.0, form, Command::Correct).await
}

async fn send(ask: Ask, id: Uuid, form: Looked<WeeklySubmissionForm>, command: Command) -> Answer {
    flow::take::<WeeklySubmission, _, _>(ask, id, form, move |desk, submission, Looked { form, mut faults }| {
        let week = submission.case.facts.week;
        if form.week.as_ref().is_some_and(|said| *said != week.to_string()) {
            let message = Text::new("бұл басқа апта: {}", "это другая неделя: {}", "this is another week: {}");
            let wrong = Wrong::of(WrongCode::NotAllowed, message.with(&Text::same(week)));
            faults.tell_of(&["/week"], wrong.among(vec![week.to_string()]));
        }
        event::look_at(&form.events, week, &mut faults);
        faults.none()?;
        submission.act(desk, &command)?;
        let before = weekly::of_case(desk.connection, id)?;
        let (revision, events) = (before.revision + 1, i64::try_from(form.events.len()).unwrap_or(i64::MAX));
        let submitted_at = before.submitted_at.or(Some(Instant(desk.now)));
        let row = WeeklyRow { revision, events, submitted_at, ..before.clone() };
        let WeeklySubmissionForm { week: _, events, nothing_planned, note } = form;
        let sent = WeeklyRevision { revision, submitted_at: At(desk.now), events, nothing_planned, note };
        weekly::update(desk.connection, &row)?;
        weekly::revise(desk.connection, id, revision, &sent.write()?)?;
        grids::revision::follow(desk, submission.case.facts.week, &[(id, before.revision)].into())?;
        show(desk, id)?.reply()
    })
    .await
}

page_of!(WeeklyRevisions, WeeklyRevision, "Versions, the first one first.");

/// List the versions of a weekly submission
///
/// Everything that was sent of the week, the first version first.
#[utoipa::path(operation_id = "listWeeklyRevisions", security(("bearer" = ["stateBody"]), ("bearer" = ["authorisedPerson"]), ("bearer" = ["massMediaAuthority"])), params(("id" = Uuid, Path, description = "Id of the submission"), Paging), responses((status = OK, description = "A page of versions", body = WeeklyRevisions)))]
#[get("/weekly-submissions/{id}/revisions")]
pub async fn revisions(ask: Ask, id: PathId, asked: Query<Paging>) -> Answer {
    let (after, limit) = (asked.0.place::<i64>()?.unwrap_or_default(), asked.0.limit());
    ask.list(move |desk| {
        let case = cases::find(desk.connection, &desk.call.viewer(), WeeklySubmission::CODE, id.0)?;
        let page = weekly::history(desk.connection, case.id.0, after, limit)?;
        paging::reply(page, |(number, _)| *number, |(_, stored)| WeeklyRevision::read(&stored))
    })
    .await
}

/// Prepare the information for a week from the week before
///
/// What the same body sent of the week before, each event a week later, as a form to be looked through and sent. All of it is planned anew;
/// what was cancelled or put off is left out. Where it planned nothing, the form says so again.
#[utoipa::path(operation_id = "suggestWeeklySubmission", security(("bearer" = ["stateBody"]), ("bearer" = ["authorisedPerson"])), params(("id" = Uuid, Path, description = "Id of the submission")), responses((status = OK, description = "A form to send", body = WeeklySubmissionForm)))]
#[get("/weekly-submissions/{id}/suggestion")]
pub async fn suggest(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let case = cases::find(desk.connection, &desk.call.viewer(), WeeklySubmission::CODE, id.0)?;
        let row = weekly::of_case(desk.connection, case.id.0)?;
        let before = week_before(desk, &row)?;
        let (mut events, planned_nothing) =
            before.map_or_else(Default::default, |sent| (sent.events, sent.nothing_planned));
        events.retain(|event| event.status.0.takes_place());
        let later = |at: &mut time::OffsetDateTime| *at = at.saturating_add(Duration::WEEK);
        for event in &mut events {
            event.status.0 = EventStatus::Planned;
            later(&mut event.starts_at);
            later(&mut event.ends_at);
            event.embargo_until.iter_mut().for_each(later);
            event.filming.iter_mut().filter_map(|filming| filming.register_until.as_mut()).for_each(later);
        }
        let nothing_planned = planned_nothing && events.is_empty();
        Reply::ok(&WeeklySubmissionForm { week: Some(row.week), events, nothing_planned, note: None })
    })
    .await
}

/// What the same body sent of the week before, if anything.
fn week_before(desk: &mut Desk<'_>, row: &WeeklyRow) -> Result<Option<WeeklyRevision>, Problem> {
    let before = row.week()?.plus(-1);
    let sent = weekly::sent(desk.connection, &row.body, before)?;
    WeeklyRevision::read_some(sent.as_ref())
}
