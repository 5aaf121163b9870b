//! What is done with a complaint: passed on, heard, decided, withdrawn.

use actix_web::post;
use merzim_domain::engine::NamedParty;
use merzim_domain::procedures::complaint::{Command, Complaint, ComplaintDecision, may_consider};
use merzim_domain::{Bin, Role, Text};
use merzim_persistence::cases::{self, as_parties};
use merzim_persistence::complaints::{self, ComplaintRow};
use uuid::Uuid;

use super::facts::{ComplaintHeard, CourtNamed, DecidedComplaint, PassedOn, Story};
use super::form::{
    ComplaintDecisionForm, ComplaintGroundCode, ComplaintHearingForm, ComplaintSatisfactionForm, CourtNamingForm,
    PassingOnForm,
};
use super::view::{ComplaintView, place_of, show};
use crate::app::{Ask, Desk, Record};
use crate::cases::flow;
use crate::cases::redress::{BodyReference, Redress};
use crate::http::{Answer, At, Bilingual, Body, Code, MaybeBody, PathId};
use crate::problem::Problem;

/// Records what became of a complaint, and shows it.
fn record(desk: &mut Desk<'_>, row: ComplaintRow, pending: bool, tell: impl FnOnce(&mut Story, At)) -> Answer {
    let mut story = Story::read(&row.story)?;
    tell(&mut story, At(desk.now));
    let row = ComplaintRow { pending, story: story.write()?, ..row };
    complaints::record(desk.connection, &row, desk.now)?;
    show(desk, row.case_id.0)?.reply()
}

/// The body that considers a complaint about `own`: the one that is named, or the one that stands above.
fn considering(desk: &Desk<'_>, own: &Bin, form: PassingOnForm) -> Result<BodyReference, Problem> {
    let above = Redress::of(desk.app, own).and_then(|redress| redress.considers);
    let missing = |pointer| {
        let message = Text::new(
            "көрсету қажет: шағымды қарайтын орган белгісіз",
            "нужно указать: орган, рассматривающий жалобу, неизвестен",
            "is needed: the body that considers the complaint is not known",
        );
        Problem::field(pointer, message)
    };
    let Some(to) = form.to else { return above.ok_or_else(|| missing("/to")) };
    let listed = || Some(desk.app.config.bodies.find(&to.0)?.name.clone().into());
    let name = form.to_name.map(Bilingual::from).or_else(listed).ok_or_else(|| missing("/toName"))?;
    Ok(BodyReference { organisation: to.0.to_string(), name })
}

/// Pass a complaint on
///
/// By the body complained of, with the case, to the body that considers it, within three working days (L8-2): the one that
/// stands above, or another that a law empowers. Until it is decided that body sees both, and considers the complaint in twenty
/// working days (L8, 213-12).
#[utoipa::path(operation_id = "passOnComplaint", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = Option<PassingOnForm>, responses((status = OK, description = "The complaint, passed on", body = ComplaintView)))]
#[post("/complaints/{id}/passing-on")]
pub async fn pass_on(ask: Ask, id: PathId, form: MaybeBody<PassingOnForm>) -> Answer {
    let own = ask.call.organisation()?.clone();
    flow::take::<Complaint, _, _>(ask, id.0, form.0, move |desk, complaint, form| {
        let row = complaints::of_case(desk.connection, id.0)?;
        let BodyReference { organisation: to, name: to_name } = considering(desk, &own, form)?;
        let body = Bin::parse(&to).map_err(Problem::internal)?;
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
        record(desk, row, true, |story, at| story.passed_on = Some(PassedOn { at, to: body.to_string(), to_name }))
    })
    .await
}

/// Satisfy a complaint without passing it on
///
/// By the body complained of, in full, within three working days (L8-10). The case complained of is considered anew, where its
/// procedure knows that.
#[utoipa::path(operation_id = "satisfyComplaint", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = ComplaintSatisfactionForm, responses((status = OK, description = "The complaint, satisfied", body = ComplaintView)))]
#[post("/complaints/{id}/satisfaction")]
pub async fn satisfy(ask: Ask, id: PathId, form: Body<ComplaintSatisfactionForm>) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form.0, move |desk, complaint, ComplaintSatisfactionForm { reasons }| {
        complaint.act(desk, &Command::SatisfyItself)?;
        let form =
            ComplaintDecisionForm { decision: Code(ComplaintDecision::Satisfied), means: None, ground: None, reasons };
        conclude(desk, id.0, form, true)
    })
    .await
}

/// Name the court
///
/// By the body complained of, where no body stands above it (art. 91(6) of the Code): the participant is told to which court
/// one may turn.
#[utoipa::path(operation_id = "nameCourt", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = Option<CourtNamingForm>, responses((status = OK, description = "The complaint, court named", body = ComplaintView)))]
#[post("/complaints/{id}/court-naming")]
pub async fn name_court(ask: Ask, id: PathId, form: MaybeBody<CourtNamingForm>) -> Answer {
    let own = ask.call.organisation()?.clone();
    flow::take::<Complaint, _, _>(ask, id.0, form.0, move |desk, complaint, CourtNamingForm { court }| {
        let listed = || Redress::of(desk.app, &own).and_then(|redress| redress.court);
        let court = court.map(Bilingual::from).or_else(listed).ok_or_else(|| {
            let message = Text::new(
                "көрсету қажет: бұл орган үшін сот белгіленбеген",
                "нужно указать: для этого органа суд не задан",
                "is needed: no court is listed for this body",
            );
            Problem::field("/court", message)
        })?;
        complaint.act(desk, &Command::NameCourt)?;
        let row = complaints::of_case(desk.connection, id.0)?;
        record(desk, row, false, |story, at| story.court = Some(CourtNamed { at, court }))
    })
    .await
}

/// Record a hearing
///
/// By the body that considers the complaint: the official complained of and the participant are heard (L8-6), orally or in
/// writing, unless the participant does without it. Whoever decides without one leaves L8-6 unmet.
#[utoipa::path(operation_id = "recordComplaintHearing", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = ComplaintHearingForm, responses((status = OK, description = "The complaint, heard", body = ComplaintView)))]
#[post("/complaints/{id}/hearing")]
pub async fn hear(ask: Ask, id: PathId, form: Body<ComplaintHearingForm>) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form.0, move |desk, complaint, ComplaintHearingForm { form, text }| {
        complaint.act(desk, &Command::Hear)?;
        let row = complaints::of_case(desk.connection, id.0)?;
        record(desk, row, true, |story, at| story.hearing = Some(ComplaintHeard { at, form, text }))
    })
    .await
}

/// Decide a complaint
///
/// By the body that considers it, in one of the six ways of art. 100: it is satisfied, even in part, by one of three `means`;
/// rejected; sent back; or left without consideration. The case complained of is considered anew, where its procedure knows that,
/// unless the complaint is rejected or left, or a new act was adopted at once.
#[utoipa::path(operation_id = "decideComplaint", params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = ComplaintDecisionForm, responses((status = OK, description = "The complaint, decided", body = ComplaintView)))]
#[post("/complaints/{id}/decision")]
pub async fn decide(ask: Ask, id: PathId, form: Body<ComplaintDecisionForm>) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form.0, move |desk, complaint, form| {
        complaint.act(desk, &form.decision.0.command())?;
        conclude(desk, id.0, form, false)
    })
    .await
}

/// Records a decision, and what it does to the case complained of.
fn conclude(desk: &mut Desk<'_>, id: Uuid, form: ComplaintDecisionForm, by_itself: bool) -> Answer {
    let ComplaintDecisionForm { decision, means, ground, reasons } = form;
    let row = complaints::of_case(desk.connection, id)?;
    let of: ComplaintGroundCode = Code::known(&row.ground)?;
    let usual = || decision.0.satisfies().then(|| Code(of.0.usual_means()));
    let means = means.or_else(usual);
    let reopened = decision.0.reopens(means.map(|means| means.0)) && reopen(desk, row.contested_id.0)?;
    record(desk, row, false, |story, at| {
        story.decision = Some(DecidedComplaint { at, decision, means, ground, by_itself, reasons, reopened });
    })
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
    end(ask, id, Command::Withdraw).await
}

/// Turn elsewhere
///
/// By whoever filed the complaint, once the term for it has run out: no decision counts as a rejection (L8-8), and one may turn to
/// another body or to the court.
#[utoipa::path(operation_id = "turnElsewhere", params(("id" = Uuid, Path, description = "Id of the complaint")), responses((status = OK, description = "The complaint, ended", body = ComplaintView)))]
#[post("/complaints/{id}/turning-elsewhere")]
pub async fn turn_elsewhere(ask: Ask, id: PathId) -> Answer {
    end(ask, id, Command::TurnElsewhere).await
}

/// Ends a complaint by a command of whoever filed it.
async fn end(ask: Ask, id: PathId, command: Command) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, (), move |desk, complaint, ()| {
        complaint.act(desk, &command)?;
        let row = complaints::of_case(desk.connection, id.0)?;
        record(desk, row, false, |_, _| {})
    })
    .await
}
