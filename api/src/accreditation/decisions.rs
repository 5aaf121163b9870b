//! The decision: accredit, with the entry in the Register in the same transaction, or refuse.

use actix_web::post;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::accreditation::{Accreditation, Command};
use merzim_domain::zone;
use merzim_persistence::applications;
use merzim_persistence::register::{self, Entering, Wording};
use uuid::Uuid;

use super::facts::{Decided, form_of};
use super::form::{Decision, DecisionKind};
use super::view::{Application, show};
use crate::app::{Ask, Desk, Record};
use crate::cases::{Loaded, flow};
use crate::http::{Answer, At, Bilingual, Looked, PathId};
use crate::problem::Problem;

/// Decide an application
///
/// By the authorised body (¶5). Accreditation enters the channel in the Register in the same transaction; it is
/// refused by rule 93-2 when a criterion is not met. The Register is kept in both languages: what the form says in one is
/// completed in `register`. Refusal needs reasons, and a criterion that is not met or a fault of the form. Either way two working days begin
/// in which the applicant must be notified (93-4).
#[utoipa::path(operation_id = "decideAccreditationApplication", extensions(("x-refusals" = json!("bound-by-complaint calendar-year-unknown criterion-unmet no-ground reasons-missing"))), params(("id" = Uuid, Path, description = "Id of the application")), request_body = Decision, responses((status = OK, description = "The application, decided", body = Application)))]
#[post("/accreditation-applications/{id}/decision")]
pub async fn decide(ask: Ask, id: PathId, decision: Looked<Decision>) -> Answer {
    flow::take::<Accreditation, _, _>(
        ask,
        id.0,
        decision,
        move |desk, application, Looked { form: decision, faults }| {
            let Decision { outcome, criteria, form_fault, reasons, register } = decision;
            let assessment = criteria.assessed();
            let command = match outcome.0 {
                DecisionKind::Accredited => Command::Accredit(assessment),
                DecisionKind::Refused => Command::Refuse {
                    assessment,
                    form_fault: form_fault.as_ref().is_some_and(has_words),
                    reasons: reasons.clone().filter(has_words).map(Into::into),
                },
            };
            let wording = match outcome.0 {
                DecisionKind::Accredited => Some(form_of(desk, id.0)?.wording(register, faults)?),
                DecisionKind::Refused => faults.none().map(|()| None)?,
            };
            application.act(desk, &command)?;
            let register_entry = wording.map(|wording| include(desk, &application, &wording)).transpose()?;
            let decided = Decided { outcome, criteria, form_fault, reasons, decided_at: At(desk.now), register_entry };
            applications::record_decision(desk.connection, id.0, decided.write()?)?;
            show(desk, id.0)?.reply()
        },
    )
    .await
}

/// Whether something is said in both languages: signs without a letter or a digit say nothing.
fn has_words(said: &Bilingual) -> bool {
    [&said.kk, &said.ru].into_iter().all(|words| words.chars().any(char::is_alphanumeric))
}

/// Includes the channel of an application in the Register.
fn include(
    desk: &mut Desk<'_>,
    Loaded { row, case }: &Loaded<Accreditation>,
    wording: &Wording,
) -> Result<Uuid, Problem> {
    let applicant = case.file.parties.iter().find(|party| party.role == Accreditation::INITIATOR);
    let applicant = applicant.and_then(|party| party.who.organisation());
    let applicant = applicant.ok_or_else(|| Problem::internal("an application without an applicant"))?;
    let entering = Entering { case: row.id.0, on: zone::local(desk.now).date(), at: desk.now };
    Ok(register::include(desk.connection, desk.app.ids.next(), entering, applicant, wording)?)
}
