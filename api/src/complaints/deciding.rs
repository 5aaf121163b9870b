//! What is done with a complaint: passed on, decided, withdrawn.

use actix_web::post;
use merzim_domain::engine::NamedParty;
use merzim_domain::procedures::complaint::{Command, Complaint, may_consider};
use merzim_domain::{Bin, Role, Text};
use merzim_persistence::cases::{self, as_parties};
use merzim_persistence::complaints::{self, ComplaintRow};
use uuid::Uuid;

use super::facts::{DecidedComplaint, PassedOn, Story};
use super::form::{ComplaintDecisionForm, PassingOnForm};
use super::view::{ComplaintView, place_of, show};
use crate::app::{Ask, Desk, Record};
use crate::cases::flow;
use crate::http::{Answer, At, Body, PathId};
use crate::problem::{Fault, Problem};

/// Records what became of a complaint, and shows it.
fn record(desk: &mut Desk<'_>, row: ComplaintRow, pending: bool, tell: impl FnOnce(&mut Story, At)) -> Answer {
    let mut story = Story::read(&row.story)?;
    tell(&mut story, At(desk.now));
    let row = ComplaintRow { pending, story: story.write()?, ..row };
    complaints::record(desk.connection, &row, desk.now)?;
    show(desk, row.case_id.0)?.reply()
}

/// Pass a complaint on
///
/// By the body complained of, with the case, to the body that considers it, within three working days (L8-2). Until it is
/// decided that body sees both, and considers the complaint in twenty working days (L8, 213-12).
#[utoipa::path(operation_id = "passOnComplaint", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = PassingOnForm, responses((status = OK, description = "The complaint, passed on", body = ComplaintView)))]
#[post("/complaints/{id}/passing-on")]
pub async fn pass_on(ask: Ask, id: PathId, form: Body<PassingOnForm>) -> Answer {
    let own = ask.call.organisation()?.clone();
    flow::take::<Complaint, _, _>(ask, id.0, form.0, move |desk, complaint, PassingOnForm { to, to_name }| {
        let row = complaints::of_case(desk.connection, id.0)?;
        let body = Bin::parse(&to).map_err(|_| Problem::from(Fault::Invalid))?;
        let involved = as_parties(&cases::parties(desk.connection, &[id.0, row.contested_id.0])?)?;
        if !may_consider(&body, &own, &involved) {
            let message = Text::new(
                "іске қатысатын орган шағымды қарамайды",
                "участник дела жалобу не рассматривает",
                "whoever takes part in the case does not consider the complaint",
            );
            return Err(Problem::field("/to", message));
        }
        let procedure = cases::by_id(desk.connection, row.contested_id.0)?.procedure;
        let binding = flow::built(&procedure)?.redress.as_ref().map_or(&[][..], |redress| redress.binds);
        let considers = NamedParty::organisation(Role::ComplaintBody, &body, to_name.clone());
        complaint.act(desk, &Command::PassOn { to: considers, binding })?;
        record(desk, row, true, |story, at| story.passed_on = Some(PassedOn { at, to, to_name }))
    })
    .await
}

/// Decide a complaint
///
/// By the body that considers it. If it is satisfied, even in part, the case complained of is considered anew where its
/// procedure knows that, as an appeal for a reception does.
#[utoipa::path(operation_id = "decideComplaint", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = ComplaintDecisionForm, responses((status = OK, description = "The complaint, decided", body = ComplaintView)))]
#[post("/complaints/{id}/decision")]
pub async fn decide(ask: Ask, id: PathId, form: Body<ComplaintDecisionForm>) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form.0, move |desk, complaint, form| {
        let ComplaintDecisionForm { decision, reasons } = form;
        complaint.act(desk, &decision.0.command())?;
        let row = complaints::of_case(desk.connection, id.0)?;
        let reopened = decision.0.reopens() && reopen(desk, row.contested_id.0)?;
        record(desk, row, false, |story, at| {
            story.decision = Some(DecidedComplaint { at, decision, reasons, reopened });
        })
    })
    .await
}

/// Has the case complained of considered anew, where its procedure knows that and it is still where that can be.
fn reopen(desk: &mut Desk<'_>, id: Uuid) -> Result<bool, Problem> {
    let row = cases::locked(desk.connection, id)?;
    (place_of(desk, &row)?.reopen)(desk, &row)
}

/// Withdraw a complaint
///
/// By whoever filed it, before it is decided.
#[utoipa::path(operation_id = "withdrawComplaint", params(("id" = Uuid, Path, description = "Id of the complaint")), responses((status = OK, description = "The complaint, withdrawn", body = ComplaintView)))]
#[post("/complaints/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, (), move |desk, complaint, ()| {
        complaint.act(desk, &Command::Withdraw)?;
        let row = complaints::of_case(desk.connection, id.0)?;
        record(desk, row, false, |_, _| {})
    })
    .await
}
