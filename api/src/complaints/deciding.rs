//! What is done with a complaint: passed on, decided, returned, withdrawn.

use actix_web::post;
use merzim_domain::engine::{self, Actor, Anew, NamedParty, Refusal};
use merzim_domain::procedures::complaint::{
    Command, Complaint, ComplaintAction, ComplaintDecision, ComplaintGround, ComplaintMeans, ComplaintRefusal,
    LeavingGround, may_consider,
};
use merzim_domain::rulebook::ids::L8_10;
use merzim_domain::{Bin, Role, Text};
use merzim_persistence::cases::{self, CaseRow, as_parties};
use merzim_persistence::complaints::{self, ComplaintRow};
use uuid::Uuid;

use super::facts::{CourtNamed, DecidedComplaint, Kept, PassedOn, Story};
use super::form::{ComplaintDecisionForm, ComplaintForm, ComplaintSatisfactionForm, CourtNamingForm, PassingOnForm};
use super::view::{ComplaintView, place_of, show};
use crate::app::{Ask, Desk, Record, form as stored_form};
use crate::cases::earlier::{Earlier, considered};
use crate::cases::joining::JoiningForm;
use crate::cases::mending::ReturnForm;
use crate::cases::redress::{BodyReference, Redress};
use crate::cases::statement::made_since;
use crate::cases::{Loaded, flow};
use crate::http::{Answer, At, Body, Code, Looked, MaybeBody, PathId};
use crate::organisations::{expect_known, name_of};
use crate::problem::{FieldFaults, Problem, Wrong, WrongCode};

/// Records what became of a complaint, and shows it.
pub(super) fn record(
    desk: &mut Desk<'_>,
    row: ComplaintRow,
    pending: bool,
    tell: impl FnOnce(&mut Story, At),
) -> Answer {
    let id = row.case_id.0;
    note(desk, row, pending, tell)?;
    show(desk, id)?.reply()
}

/// Records what became of a complaint.
fn note(
    desk: &mut Desk<'_>,
    row: ComplaintRow,
    pending: bool,
    tell: impl FnOnce(&mut Story, At),
) -> Result<(), Problem> {
    let mut story = Story::read(&row.story)?;
    tell(&mut story, At(desk.now));
    // Who passes on what it kept, or from whom it is taken, is not held to its word: others decide.
    if story.kept.is_some() && story.decision.is_none() && (!pending || story.passed_on.is_some()) {
        cases::release(desk.connection, row.contested_id.0, row.case_id.0)?;
    }
    let row = ComplaintRow { pending, story: story.write()?, ..row };
    Ok(complaints::record(desk.connection, &row, desk.now)?)
}

/// The body that considers a complaint about `own`: the one that is named, if it is known, or the one that stands above.
fn considering(
    desk: &mut Desk<'_>,
    own: &Bin,
    form: PassingOnForm,
    faults: &mut FieldFaults,
) -> Result<Option<BodyReference>, Problem> {
    let Some(to) = form.to else {
        let above = Redress::of(desk.app, own).and_then(|redress| redress.considers);
        if above.is_none() {
            let message = Text::new(
                "толтырылуы міндетті: шағымды қарайтын орган белгісіз",
                "обязательно для заполнения: орган, рассматривающий жалобу, неизвестен",
                "is required: the body that considers the complaint is not known",
            );
            faults.tell_of(&["/to"], Wrong::of(WrongCode::Required, message));
        }
        return Ok(above);
    };
    let known = name_of(desk, &to.0)?.map(Into::into);
    let given = form.to_name.map(|name| name.as_both().into());
    Ok(known.map(|known| BodyReference { bin: to.0.to_string(), name: given.unwrap_or(known) }))
}

/// Pass a complaint on
///
/// By the body complained of, with the case, to the body that considers it, within three working days (L8-2): the one that
/// stands above, or another that a law empowers. Until it is decided that body sees both, and considers the complaint in twenty
/// working days (L8, 213-12).
#[utoipa::path(operation_id = "passOnComplaint", extensions(("x-refusals" = json!("body-unknown calendar-year-unknown no-body-above"))), params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = Option<PassingOnForm>, responses((status = OK, description = "The complaint, passed on", body = ComplaintView)))]
#[post("/complaints/{id}/passing-on")]
pub async fn pass_on(ask: Ask, id: PathId, form: MaybeBody<PassingOnForm>) -> Answer {
    let own = ask.call.organisation()?.clone();
    flow::take::<Complaint, _, _>(ask, id.0, form.0, move |desk, complaint, Looked { form, mut faults }| {
        let row = complaints::of_case(desk.connection, id.0)?;
        let contested = cases::locked(desk.connection, row.contested_id.0)?;
        let considers = considering(desk, &own, form, &mut faults)?;
        let involved = as_parties(&cases::parties(desk.connection, &[id.0, row.contested_id.0])?)?;
        let body = considers.as_ref().map(|body| Bin::parse(&body.bin)).transpose().map_err(Problem::internal)?;
        if body.as_ref().is_some_and(|body| !may_consider(body, &own, &involved)) {
            let message = Text::new(
                "іске қатысатын орган шағымды қарамайды",
                "участник дела жалобу не рассматривает",
                "whoever takes part in the case does not consider the complaint",
            );
            faults.tell_of(&["/to"], message);
        }
        let (body, BodyReference { name: to_name, .. }) = expect_known(body.zip(considers), "/to", faults)?;
        let binding = flow::built(&contested.procedure)?.redress.as_ref().map_or(&[][..], |redress| redress.binds);
        let considers = NamedParty::organisation(Role::ComplaintBody, &body, to_name.clone());
        complaint.act(desk, &Command::PassOn { to: considers, binding })?;
        record(desk, row, true, |story, at| story.passed_on = Some(PassedOn { at, to: body.to_string(), to_name }))
    })
    .await
}

/// Satisfy a complaint without passing it on
///
/// By the body complained of, in full, within three working days (L8-10). The case complained of is considered anew, and the body
/// is bound to decide it in favour within the same three days. By that decision the complaint is satisfied; until then it stays
/// `received`, and is passed on if the decision does not come. Where the case is decided in favour already, it is satisfied at once.
#[utoipa::path(operation_id = "satisfyComplaint", extensions(("x-refusals" = json!("calendar-year-unknown nothing-to-do-anew too-late"))), params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = ComplaintSatisfactionForm, responses((status = OK, description = "The complaint, kept or satisfied", body = ComplaintView)))]
#[post("/complaints/{id}/satisfaction")]
pub async fn satisfy(ask: Ask, id: PathId, form: Body<ComplaintSatisfactionForm>) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form.0, move |desk, complaint, ComplaintSatisfactionForm { reasons }| {
        let row = complaints::of_case(desk.connection, id.0)?;
        let contested = cases::locked(desk.connection, row.contested_id.0)?;
        complaint.act(desk, &Command::SatisfyItself)?;
        let until = complaint.case.facts.satisfiable(&desk.app.law)?.map(|due| due.on);
        let reopened = (place_of(desk, &contested)?.reopen)(desk, &contested, Anew { bound: true, until }, id.0)?;
        if let Some(before) = contested.bound_by.filter(|_| reopened) {
            cases::bind(desk.connection, contested.id.0, Some(before.0))?;
        }
        note(desk, row, true, |story, at| story.kept = Some(Kept { at, until, reasons }))?;
        if !reopened {
            let redress = flow::built(&contested.procedure)?.redress.as_ref();
            let in_favour = |outcome| redress.is_some_and(|redress| redress.favours.contains(&outcome));
            if !contested.outcome.as_deref().is_none_or(in_favour) {
                return Err(Refusal::by(ComplaintRefusal::NothingToDoAnew, L8_10).into());
            }
            fulfil(desk, contested.id.0, false)?;
        }
        show(desk, id.0)?.reply()
    })
    .await
}

/// The body complained of has decided a case in favour, `reopened` for that: a complaint that it keeps is satisfied, if that is in time.
pub(super) fn fulfil(desk: &mut Desk<'_>, contested: Uuid, reopened: bool) -> Result<(), Problem> {
    let Some(CaseRow { id, .. }) = complaints::pending(desk.connection, contested)? else { return Ok(()) };
    let case = cases::locked(desk.connection, id.0)?;
    let Loaded { case, .. } = flow::read::<Complaint>(desk, case)?;
    let (action, merzim) = (ComplaintAction::Fulfil, Actor::system());
    if engine::expect_possible(&case, action, &merzim, desk.now, &desk.app.law).is_err() {
        return Ok(());
    }
    flow::act_as(desk, &merzim, &case, &Command::Fulfil)?;
    let row = complaints::of_case(desk.connection, id.0)?;
    note(desk, row, false, |story, at| {
        story.decision = story.kept.as_ref().map(|kept| DecidedComplaint {
            by_itself: true,
            means: Some(Code(case.facts.ground.usual_means())),
            reopened,
            bound: reopened,
            ..DecidedComplaint::of(at, ComplaintDecision::Satisfied, kept.reasons.clone())
        });
    })
}

/// Name the court
///
/// By the body complained of, where no body stands above it (art. 91(6) of the Code): the participant is told to which court
/// one may turn.
#[utoipa::path(operation_id = "nameCourt", extensions(("x-refusals" = json!("body-above"))), params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = Option<CourtNamingForm>, responses((status = OK, description = "The complaint, court named", body = ComplaintView)))]
#[post("/complaints/{id}/court-naming")]
pub async fn name_court(ask: Ask, id: PathId, form: MaybeBody<CourtNamingForm>) -> Answer {
    let own = ask.call.organisation()?.clone();
    flow::take::<Complaint, _, _>(
        ask,
        id.0,
        form.0,
        move |desk, complaint, Looked { form: CourtNamingForm { court }, mut faults }| {
            let listed = || Redress::of(desk.app, &own).and_then(|redress| redress.court);
            let court = court.map(|court| court.as_both().into()).or_else(listed);
            if court.is_none() {
                let message = Text::new(
                    "толтырылуы міндетті: бұл орган үшін сот белгіленбеген",
                    "обязательно для заполнения: для этого органа суд не задан",
                    "is required: no court is listed for this body",
                );
                faults.tell_of(&["/court"], Wrong::of(WrongCode::Required, message));
            }
            faults.none()?;
            let court = court.ok_or_else(|| Problem::internal("a court that nobody names"))?;
            complaint.act(desk, &Command::NameCourt)?;
            let row = complaints::of_case(desk.connection, id.0)?;
            record(desk, row, false, |story, at| story.court = Some(CourtNamed { at, court }))
        },
    )
    .await
}

/// Checks that a decision says whether a missed term is restored where that was asked for, and only there.
fn says_of_term(row: &ComplaintRow, form: &ComplaintDecisionForm, faults: &mut FieldFaults) -> Result<(), Problem> {
    let complaint: ComplaintForm = stored_form(&row.form)?;
    let asked = Story::read(&row.story)?.missed_term && complaint.term_petition.is_some();
    if form.term_restored.is_some() == (asked && form.decision.0.on_the_merits()) {
        return Ok(());
    }
    let message = Text::new(
        "өтіп кеткен мерзімді қалпына келтіру туралы өтінішхат бойынша көрсетіледі: шағым мәні бойынша шешілгенде міндетті",
        "указывается по ходатайству о восстановлении пропущенного срока: обязательно, если жалоба решается по существу",
        "is said of a petition to restore a missed term: required where the complaint is decided on the merits",
    );
    faults.tell_of(&["/termRestored", "/decision"], message);
    Ok(())
}

/// Decide a complaint
///
/// By the body that considers it, in one of the six ways of art. 100: it is satisfied, even in part, by one of three `means`;
/// rejected; sent back; or left without consideration. What is not wholly in favour comes after a hearing (L8-6), of which the
/// participant was told three working days before (L8-13), unless they do without it. A complaint of silence annuls what was decided
/// since, too. Unless it is rejected or left, the case complained of is considered anew,
/// its term running from now, if anything can still be decided in it: `reopened` says so. Where it is satisfied by more than
/// that an act is annulled, the body is `bound`: it decides in favour, or carries out the new act.
#[utoipa::path(operation_id = "decideComplaint", extensions(("x-refusals" = json!("calendar-year-unknown not-heard nothing-to-annul notice-too-short too-early"))), params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = ComplaintDecisionForm, responses((status = OK, description = "The complaint, decided", body = ComplaintView)))]
#[post("/complaints/{id}/decision")]
pub async fn decide(ask: Ask, id: PathId, form: Looked<ComplaintDecisionForm>) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form, move |desk, complaint, Looked { form, mut faults }| {
        let facts = complaint.case.facts;
        let means = form.means.map_or_else(|| facts.ground.usual_means(), |means| means.0);
        let row = complaints::of_case(desk.connection, id.0)?;
        let contested = cases::by_id(desk.connection, row.contested_id.0)?;
        // Whoever considers it checks the whole case (art. 98(4)): what was decided after the silence too.
        let annullable = facts.ground == ComplaintGround::Decision || decided_against(&contested)?;
        made_since(desk, form.statement.as_ref(), facts.filed_at, &mut faults);
        says_of_term(&row, &form, &mut faults)?;
        let earlier = match form.earlier.clone() {
            Some(earlier) => earlier.look_up(
                desk,
                &complaint.row,
                Role::AdministrativeBody,
                &mut faults,
                considered_in(contested.id.0),
            )?,
            None => None,
        };
        faults.and(complaint.act(desk, &form.decision.0.command(means, annullable)))?;
        let anew = form.decision.0.anew(means);
        conclude(desk, id.0, form, earlier, means, anew)
    })
    .await
}

/// Records a decision, and has the case complained of considered anew, if it is to be and can be.
fn conclude(
    desk: &mut Desk<'_>,
    id: Uuid,
    form: ComplaintDecisionForm,
    earlier: Option<Earlier>,
    means: ComplaintMeans,
    anew: Option<Anew>,
) -> Answer {
    let ComplaintDecisionForm { decision, ground, statement, term_restored, reasons, .. } = form;
    let row = complaints::of_case(desk.connection, id)?;
    let contested = cases::locked(desk.connection, row.contested_id.0)?;
    let reopened = match anew {
        Some(anew) => (place_of(desk, &contested)?.reopen)(desk, &contested, anew, id)?,
        None => false,
    };
    let bound = reopened && anew.is_some_and(|anew| anew.bound);
    let means = decision.0.satisfies().then_some(Code(means));
    record(desk, row, false, |story, at| {
        story.decision = Some(DecidedComplaint {
            means,
            ground,
            earlier,
            statement,
            term_restored,
            reopened,
            bound,
            ..DecidedComplaint::of(at, decision.0, reasons)
        });
    })
}

/// Whether what was decided in a case is what one may complain of.
fn decided_against(row: &CaseRow) -> Result<bool, Problem> {
    let redress = flow::built(&row.procedure)?.redress.as_ref();
    Ok(redress.zip(row.outcome.as_deref()).is_some_and(|(redress, outcome)| redress.decisions.contains(&outcome)))
}

/// Whether a complaint was considered, in the same case: on another subject it decides nothing (art. 95(1)(1) of the Code).
fn considered_in(contested: Uuid) -> impl FnOnce(&mut Desk<'_>, &CaseRow) -> Result<bool, Problem> {
    move |desk, earlier| {
        let same = complaints::of_case(desk.connection, earlier.id.0)?.contested_id.0 == contested;
        Ok(same && considered::<Complaint>(earlier))
    }
}

/// Return a complaint
///
/// By the body that considers it, with the reasons, within three working days (L8-22): it was not mended in the term that was set, is
/// identical to one considered before, or has insulting words. It is left without consideration (art. 95(1)(3)), and the participant
/// told (L8-9). One may complain anew.
#[utoipa::path(operation_id = "returnComplaint", extensions(("x-refusals" = json!("calendar-year-unknown too-early"))), params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = ReturnForm, responses((status = OK, description = "The complaint, returned", body = ComplaintView)))]
#[post("/complaints/{id}/return")]
pub async fn give_back(ask: Ask, id: PathId, form: Looked<ReturnForm>) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form, move |desk, complaint, Looked { form, faults }| {
        let (ground, reasons) = (form.ground.0, form.reasons.clone());
        let contested = complaints::of_case(desk.connection, id.0)?.contested_id.0;
        let returned =
            form.look_up(desk, &complaint.row, Role::AdministrativeBody, faults, considered_in(contested))?;
        complaint.act(desk, &Command::Return(ground))?;
        let row = complaints::of_case(desk.connection, id.0)?;
        record(desk, row, false, |story, at| {
            story.decision = Some(DecidedComplaint {
                ground: Some(Code(LeavingGround::Returned)),
                ..DecidedComplaint::of(at, ComplaintDecision::LeftWithoutConsideration, reasons)
            });
            story.returned = Some(returned(at));
        })
    })
    .await
}

/// Add a complaint to the case considered before
///
/// By the body that considers it, where one like it was returned as identical to one considered before (`earlier`): the next is added
/// to the materials of that case, and is not answered (L8-24). Nothing more is owed in it; both parties are told. The earlier complaint
/// shows it (`joined`, event `joinCase`), if it is one of Merzim's.
#[utoipa::path(operation_id = "joinComplaint", extensions(("x-refusals" = json!("calendar-year-unknown too-early"))), params(("id" = Uuid, Path, description = "Id of the complaint")), request_body = JoiningForm, responses((status = OK, description = "The complaint, added to the earlier case", body = ComplaintView)))]
#[post("/complaints/{id}/joining")]
pub async fn join(ask: Ask, id: PathId, form: Looked<JoiningForm>) -> Answer {
    flow::take::<Complaint, _, _>(ask, id.0, form, move |desk, complaint, Looked { form, faults }| {
        let returned =
            |desk: &mut Desk<'_>, case| Ok(Story::read(&complaints::of_case(desk.connection, case)?.story)?.returned);
        let joining = form.look_up(desk, &complaint.row, Role::AdministrativeBody, faults, returned)?;
        let change = complaint.act(desk, &Command::Join)?;
        if let Some((case, joined)) = joining.enter(desk, &complaint.row, &change.by)? {
            let before = complaints::of_case(desk.connection, case)?;
            let pending = before.pending;
            note(desk, before, pending, |story, _| story.joined.push(joined))?;
        }
        let row = complaints::of_case(desk.connection, id.0)?;
        record(desk, row, false, |story, _| story.joining = Some(joining))
    })
    .await
}

/// Withdraw a complaint
///
/// By whoever filed it, before it is decided.
#[utoipa::path(operation_id = "withdrawComplaint", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("id" = Uuid, Path, description = "Id of the complaint")), responses((status = OK, description = "The complaint, withdrawn", body = ComplaintView)))]
#[post("/complaints/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId) -> Answer {
    end(ask, id, Command::Withdraw).await
}

/// Turn elsewhere
///
/// By whoever filed the complaint, to another body or to the court: once the term for it has run out, for no decision counts as a
/// rejection (L8-8); or where one does not agree with the decision (L8-11), which stays decided.
#[utoipa::path(operation_id = "turnElsewhere", extensions(("x-refusals" = json!("calendar-year-unknown too-early"))), params(("id" = Uuid, Path, description = "Id of the complaint")), responses((status = OK, description = "The complaint, ended", body = ComplaintView)))]
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
