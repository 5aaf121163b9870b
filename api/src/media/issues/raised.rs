//! Issues: raised, listed, shown, published, withdrawn.

use actix_web::{get, post};
use merzim_domain::engine::{Actor, CommonRefusal, NamedParty, Procedure, Refusal};
use merzim_domain::procedures::cross_body_issue::{Command, CrossBodyIssue, Facts, IssueState};
use merzim_domain::rulebook::ids::R444_4;
use merzim_domain::{Bilingual, Bin, Role, Vocabulary, zone};
use merzim_persistence::media::issues::{self, IssueRow, PartRow};
use merzim_persistence::{Id, Instant, cases, obligations, organisations};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::form::{AgendaForm, CrossBodyIssueForm, IssueStatement};
use super::view::{CrossBodyIssueSummary, CrossBodyIssues, IssueView, show_issue};
use crate::app::{Ask, Desk, Record, stored};
use crate::cases::Parties;
use crate::cases::flow;
use crate::http::call::IfMatch;
use crate::http::{Answer, BASE, Body, Listed, Looked, Paging, PathId, Query, Reply, paging};
use crate::media::outlets::deliveries;
use crate::media::{asked, officer};
use crate::organisations::party;
use crate::problem::Problem;

/// What issues are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IssueFilter {
    /// Those whose agenda is published, or is not.
    published: Option<bool>,
}

/// Raise an issue
///
/// By the ministry, or by a body: something that concerns several bodies. Each of them is asked at once, and owes its information within one
/// working day (444-4). The ministry is told. Central state bodies and local executive bodies are asked, as long as they are there.
#[utoipa::path(operation_id = "raiseCrossBodyIssue", extensions(("x-refusals" = json!("act-not-in-force body-not-covered body-not-there body-unknown calendar-year-unknown wording-not-held"))), security(("bearer" = ["massMediaAuthority"]), ("bearer" = ["stateBody"]), ("bearer" = ["authorisedPerson"])), request_body = CrossBodyIssueForm, responses((status = CREATED, description = "The issue", body = IssueView)))]
#[post("/cross-body-issues")]
pub async fn raise(ask: Ask, form: Looked<CrossBodyIssueForm>) -> Answer {
    ask.change(form, |desk, Looked { form, faults }| {
        let named = form.bodies.iter().enumerate().map(|(place, bin)| (format!("/bodies/{place}"), &bin.0));
        let bodies = asked::named(desk, R444_4, &named.collect::<Vec<_>>(), faults)?;
        let (id, raiser) = (desk.app.ids.next(), desk.call.organisation()?.clone());
        issues::create(
            desk.connection,
            &IssueRow {
                id: Id(id),
                title_kk: form.title.kk.clone(),
                title_ru: form.title.ru.clone(),
                form: stored(&form)?,
                raised_by: raiser.to_string(),
                raised_at: Instant(desk.now),
                withdrawn_at: None,
                agenda: None,
                published_at: None,
                for_media: false,
                version: 1,
                updated_at: Instant(desk.now),
            },
        )?;
        let own = raised(desk, id, &raiser, bodies.iter().any(|body| body.bin == raiser))?;
        for body in &bodies {
            let command = Command::Ask { officer: officer::of(desk, &body.bin, &body.name)? };
            match own.filter(|_| body.bin == raiser) {
                Some(case) => move_part(desk, case, &command)?,
                None => begin_part(desk, id, party(Role::StateBody, body), &command).map(drop)?,
            }
        }
        Ok(Reply::created(&show_issue(desk, id)?, format!("{BASE}/cross-body-issues/{id}"))?.version(1))
    })
    .await
}

/// Begins the part of the body that raises an issue, unless that is the ministry. Its officer joins when it `is_asked`.
fn raised(desk: &mut Desk<'_>, issue: Uuid, raiser: &Bin, is_asked: bool) -> Result<Option<Uuid>, Problem> {
    if desk.app.organisation(Role::MassMediaAuthority).is_ok_and(|ministry| ministry.bin == *raiser) {
        return Ok(None);
    }
    let unnamed = || Bilingual { kk: raiser.to_string(), ru: raiser.to_string() };
    let name = organisations::with_bin(desk.connection, raiser)?.map_or_else(unnamed, |known| known.name);
    let officer = if is_asked { None } else { officer::of(desk, raiser, &name)? };
    let party = NamedParty::organisation(Role::StateBody, raiser, name);
    begin_part(desk, issue, party, &Command::Raise { officer }).map(Some)
}

/// Begins the part of a body in an issue.
fn begin_part(desk: &mut Desk<'_>, issue: Uuid, initiator: NamedParty, command: &Command) -> Result<Uuid, Problem> {
    let body = initiator.party.who.as_str().to_owned();
    let parties = Parties { initiator, addressees: desk.app.addressees(CrossBodyIssue::ADDRESSEES) };
    let id = flow::begin::<CrossBodyIssue>(desk, &Actor::system(), parties, Facts::default(), command)?;
    let said = Vec::<IssueStatement>::new().write()?;
    issues::add(desk.connection, PartRow { case_id: Id(id), issue_id: Id(issue), body, said })?;
    Ok(id)
}

/// Has Merzim apply a command to the part of a body, unless that is over.
fn move_part(desk: &mut Desk<'_>, case: Uuid, command: &Command) -> Result<(), Problem> {
    let case = cases::locked(desk.connection, case)?;
    if case.closed_at.is_some() {
        return Ok(());
    }
    let part = flow::read::<CrossBodyIssue>(desk, case)?;
    flow::act_as(desk, &Actor::system(), &part.case, command).map(drop)
}

/// Withdraws what so many bodies at the most are asked that are no more on the last day for it; whether there may be more.
pub fn release(desk: &mut Desk<'_>, most: i64) -> Result<bool, Problem> {
    let today = zone::local(desk.now).date();
    let cases = obligations::of_the_gone(desk.connection, &[R444_4], today, most)?;
    for case in &cases {
        move_part(desk, *case, &Command::Withdraw { never_owed: true })?;
    }
    Ok(i64::try_from(cases.len()) == Ok(most))
}

/// List issues
///
/// The ministry sees all; a body those that it has raised, or that concern it; the mass media those whose agenda is published for them.
#[utoipa::path(operation_id = "listCrossBodyIssues", security(("bearer" = ["massMediaAuthority"]), ("bearer" = ["stateBody"]), ("bearer" = ["authorisedPerson"]), ("bearer" = ["massMedia"])), params(IssueFilter, Paging), responses((status = OK, description = "A page of issues", body = CrossBodyIssues)))]
#[get("/cross-body-issues")]
pub async fn list(ask: Ask, asked: Query<Listed<IssueFilter>>) -> Answer {
    let Query(Listed { filter, page, .. }) = asked;
    let (after, limit) = (page.place::<Uuid>()?, page.limit());
    ask.list(move |desk| {
        let viewer = desk.call.viewer();
        let found =
            issues::list(desk.connection, &viewer, super::is_of_media(&viewer), filter.published, after, limit)?;
        paging::reply(found, |row| row.id.0, |row| Ok(CrossBodyIssueSummary::from(&row)))
    })
    .await
}

/// Get an issue
///
/// What was raised, what is in and what is missing, and the agenda once it is published.
#[utoipa::path(operation_id = "getCrossBodyIssue", security(("bearer" = ["massMediaAuthority"]), ("bearer" = ["stateBody"]), ("bearer" = ["authorisedPerson"]), ("bearer" = ["massMedia"])), params(("id" = Uuid, Path, description = "Id of the issue")), responses((status = OK, description = "The issue", body = IssueView)))]
#[get("/cross-body-issues/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| reply(desk, id.0)).await
}

fn reply(desk: &mut Desk<'_>, id: Uuid) -> Answer {
    let issue = show_issue(desk, id)?;
    Ok(Reply::ok(&issue)?.version(issue.summary.version))
}

/// Publish the agenda of an issue
///
/// By the ministry: what bodies say with one voice, for those that the issue concerns, for whoever raised it, and for the mass media if it
/// says so: then it is sent to every outlet. Published again, it is replaced.
#[utoipa::path(operation_id = "publishAgenda", security(("bearer" = ["massMediaAuthority"])), params(("id" = Uuid, Path, description = "Id of the issue"), IfMatch), request_body = AgendaForm, responses((status = OK, description = "The issue, with its agenda", body = IssueView)))]
#[post("/cross-body-issues/{id}/agenda")]
pub async fn publish(ask: Ask, id: PathId, form: Body<AgendaForm>) -> Answer {
    change(ask, id.0, form.0, Command::Publish, |desk, row, form| {
        expect_ministry(desk)?;
        row.for_media = form.for_media;
        row.published_at = row.published_at.or(Some(Instant(desk.now)));
        row.agenda = Some(stored(&form)?);
        if form.for_media { deliveries::send_agenda(desk, row.id.0) } else { Ok(()) }
    })
    .await
}

/// Withdraw an issue
///
/// By the ministry, or, before the agenda is published, by whoever has raised it: nothing is owed any more.
#[utoipa::path(operation_id = "withdrawCrossBodyIssue", security(("bearer" = ["massMediaAuthority"]), ("bearer" = ["stateBody"]), ("bearer" = ["authorisedPerson"])), params(("id" = Uuid, Path, description = "Id of the issue"), IfMatch), responses((status = OK, description = "The issue, withdrawn", body = IssueView)))]
#[post("/cross-body-issues/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId) -> Answer {
    change(ask, id.0, (), Command::Withdraw { never_owed: false }, |desk, row, ()| {
        if row.published_at.is_some() || desk.call.organisation()?.as_str() != row.raised_by {
            expect_ministry(desk)?;
        }
        row.withdrawn_at = Some(Instant(desk.now));
        Ok(())
    })
    .await
}

/// Only the ministry makes agendas, and withdraws what others have raised or what has one.
fn expect_ministry(desk: &Desk<'_>) -> Result<(), Problem> {
    let acts = desk.acts_as(Role::MassMediaAuthority);
    if acts { Ok(()) } else { Err(Refusal::of(CommonRefusal::RoleForbidsAction).into()) }
}

/// Changes an issue that is not withdrawn, and what each body has to do with it.
async fn change<T, F>(ask: Ask, id: Uuid, form: T, command: Command, work: F) -> Answer
where
    T: serde::Serialize + Send + 'static,
    F: FnOnce(&mut Desk<'_>, &mut IssueRow, T) -> Result<(), Problem> + Send + 'static,
{
    ask.change(form, move |desk, form| {
        let mut row = super::find(desk.connection, &desk.call.viewer(), id)?;
        desk.call.expect_version(row.version)?;
        if let Some(at) = row.withdrawn_at {
            let state = Some(IssueState::Withdrawn.title());
            return Err(Refusal::of(CommonRefusal::StateForbidsAction).because_it_is(state).since(at.0).into());
        }
        work(desk, &mut row, form)?;
        row.version += 1;
        row.updated_at = Instant(desk.now);
        issues::update(desk.connection, &row)?;
        for case in issues::cases_of(desk.connection, id)? {
            move_part(desk, case, &command)?;
        }
        reply(desk, id)
    })
    .await
}
