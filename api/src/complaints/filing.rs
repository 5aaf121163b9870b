//! Filing a complaint.

use actix_web::post;
use merzim_domain::engine::{NamedParty, Refusal};
use merzim_domain::procedures::complaint::{self, Command, Complaint, ComplaintGround, ComplaintRefusal, Facts};
use merzim_domain::procedures::{Built, BuiltRedress};
use merzim_domain::rulebook::ids::L3;
use merzim_domain::{Text, Vocabulary, zone};
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::complaints::{self, ComplaintRow};
use merzim_persistence::{DbError, Id, notices, obligations};
use uuid::Uuid;

use super::facts::Story;
use super::form::ComplaintForm;
use super::view::{ComplaintView, show};
use crate::app::{Ask, Desk, Record, stored};
use crate::cases::receipt::{self, Receipt};
use crate::cases::signing::{self, SigningDocument, Verification};
use crate::cases::{Parties, flow};
use crate::http::{Answer, Body, Looked};
use crate::problem::{Problem, Wrong};

/// What is complained of, as the procedure complained of knows it.
struct Contested {
    row: CaseRow,
    built: &'static Built,
    redress: &'static BuiltRedress,
}

/// Finds the case that the caller, for whom it was begun, complains of; and who complains to whom.
fn contested(desk: &mut Desk<'_>, id: Uuid) -> Result<(Contested, Parties), Problem> {
    let missing = || Problem::field("/case", Text::new("мұндай іс жоқ", "такого дела нет", "there is no such case"));
    let row = flow::found(cases::visible(desk.connection, &desk.call.viewer(), id), missing)?;
    let built = flow::built(&row.procedure)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let parties: Vec<NamedParty> = parties.iter().map(PartyRow::named).collect::<Result<_, _>>()?;
    let (redress, initiator, body) = complaint::contested(built, &parties, &desk.call.actor)?;
    Ok((Contested { row, built, redress }, Parties { initiator, addressees: vec![body] }))
}

/// The command by which a complaint is filed now: there must be a decision, or a term that has run out without one.
fn complain(desk: &mut Desk<'_>, form: &ComplaintForm, contested: &Contested) -> Result<Command, Problem> {
    let Contested { row, built, redress } = contested;
    match form.ground.0 {
        ComplaintGround::Decision => {
            let decided = row.outcome.as_deref().is_some_and(|outcome| redress.decisions.contains(&outcome));
            let told_at = notices::told_at(desk.connection, row.id.0, built.initiator)?;
            Command::complain(decided, told_at, form.known_on, row.redress.is_some(), desk.now)?.ok_or_else(|| {
                let message = Text::new(
                    "шешім қабылданған күннен ерте және бүгінгі күннен кеш болмауы керек",
                    "должен быть не раньше решения и не позже сегодняшнего дня",
                    "must not be before the decision or after today",
                );
                let first = zone::local(told_at.map_or(desk.now, |at| at.min(desk.now))).date();
                let wrong = Wrong::from(message).not_before(first).not_after(zone::local(desk.now).date());
                Problem::field("/knownOn", wrong)
            })
        }
        ComplaintGround::Silence => {
            let due_at = obligations::running_due(desk.connection, row.id.0, redress.silence)?;
            Ok(Command::complain_of_silence(due_at, desk.now)?)
        }
    }
}

/// Get the document of a complaint
///
/// What is signed of this form: the same form gives the same bytes. Nothing is stored. `signature` is no part of it.
#[utoipa::path(operation_id = "documentComplaint", security(("bearer" = []), ("lookupToken" = [])), request_body = ComplaintForm, responses((status = OK, description = "The document", body = SigningDocument)))]
#[post("/complaints/document")]
pub async fn give_document(ask: Ask, form: Body<ComplaintForm>) -> Answer {
    signing::give_document(&ask, &form.0)
}

/// File a complaint
///
/// Against a decision, within three months of learning of it (L8-3), or six where the decision does not say how one may complain
/// (L8-5); or against silence within three months of the end of the term, for it counts as a refusal (L8-4); in a case of whatever
/// procedure, by whomever it was begun for. It is filed with the body complained of, which passes it on within three working days
/// (L8-2). A later complaint is taken all the same, and late; `termPetition` asks to restore the term. The answer says what
/// rights and duties one has (L8-12).
#[utoipa::path(operation_id = "createComplaint", extensions(("x-refusals" = json!("already-complained calendar-year-unknown nothing-to-complain-of signature-invalid"))), request_body = ComplaintForm, responses((status = CREATED, description = "The complaint", body = ComplaintView)))]
#[post("/complaints")]
pub async fn create(ask: Ask, form: Looked<ComplaintForm>) -> Answer {
    let verification = Verification::of_form(&ask, &form.form).await?;
    receipt::file(ask, form, |desk, attempt, Looked { form, faults }| {
        let (contested, parties) = contested(desk, form.case).map_err(|problem| faults.clone().besides(problem))?;
        let twice = || Refusal::of(ComplaintRefusal::AlreadyComplained);
        if let Some(first) = complaints::pending(desk.connection, form.case)? {
            return Err(flow::because_of(desk, twice(), &first, first.received_at.map(|at| at.0)));
        }
        let last = complain(desk, &form, &contested).map_err(|problem| faults.clone().besides(problem))?;
        faults.none()?;
        let evidence = verification.map(|one| one.evidence_of(desk, &form, L3)).transpose()?;
        let form = ComplaintForm { signature: None, ..form };
        let last = last.last_moment(desk.now, &desk.app.law)?;
        let (id, received_at) =
            attempt.begin::<Complaint>(desk, &desk.call.actor, parties, Receipt::Sent(last), |desk| {
                let ground = form.ground.0;
                Ok((Facts::filed(ground, desk.now), complain(desk, &form, &contested)?))
            })?;
        let story = Story { missed_term: last.is_some_and(|last| received_at >= last), ..Story::default() };
        let row = ComplaintRow {
            case_id: Id(id),
            contested_id: Id(form.case),
            ground: form.ground.0.code().to_owned(),
            form: stored(&form)?,
            pending: true,
            story: story.write()?,
        };
        complaints::create(desk.connection, row).map_err(|error| match error {
            // Somebody was faster.
            DbError::Duplicate(_) => Problem::from(twice()),
            error => error.into(),
        })?;
        if let Some(evidence) = evidence {
            evidence.keep(desk, id, L3)?;
        }
        show(desk, id)?.created()
    })
    .await
}
