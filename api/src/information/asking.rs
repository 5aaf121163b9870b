//! What whoever asks does with a request: explains, asks again, rates, agrees to publication, withdraws; or the holder, for those who asked
//! on paper.

use actix_web::post;
use merzim_domain::procedures::information_request::Command;
use merzim_domain::{Text, Vocabulary, zone};
use merzim_persistence::Instant;
use merzim_persistence::information::Changes;

use super::facts::{Rated, Withdrawal, take};
use super::form::{InformationNoteForm, InformationRatingForm, InformationReimbursementForm};
use super::view::InformationRequestView;
use crate::app::Ask;
use crate::cases::mending::Note;
use crate::cases::statement::StatementForm;
use crate::http::{Answer, Looked, MaybeBody, PathId};
use crate::problem::{FieldFaults, Problem, Wrong};

/// Say what exactly is asked for
///
/// By whoever asks, or by the holder for those who asked on paper. The term does not change.
#[utoipa::path(operation_id = "explainInformationRequest", extensions(("x-refusals" = json!("too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationNoteForm, responses((status = OK, description = "The request", body = InformationRequestView)))]
#[post("/information-requests/{id}/explanation")]
pub async fn explain(ask: Ask, id: PathId, form: Looked<InformationNoteForm>) -> Answer {
    take(ask, id, form, |request, at, InformationNoteForm { text }| {
        request.expect_room(request.story.explanations.len())?;
        request.act(&Command::Explain)?;
        request.story.explanations.push(Note { at, text });
        Ok(())
    })
    .await
}

/// Ask again for what is published
///
/// The holder answers in full then, in fifteen calendar days of now (art. 11(15) of the Law).
#[utoipa::path(operation_id = "askForInformationAgain", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request, asked again", body = InformationRequestView)))]
#[post("/information-requests/{id}/repeat-request")]
pub async fn ask_again(ask: Ask, id: PathId) -> Answer {
    take(ask, id, Looked::nothing(), |request, at, ()| {
        request.act(&Command::AskAgain)?;
        let now = Some(Instant(at.0));
        request.changes =
            Changes { received_at: now, registered_at: now, reminded_at: Some(None), ..Changes::default() };
        request.story.asked_again_at = Some(at);
        Ok(())
    })
    .await
}

/// Withdraw a request
///
/// Before it is decided (L2-16): by whoever asks, or by the holder for those who asked on paper, who names their written statement.
#[utoipa::path(operation_id = "withdrawInformationRequest", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = Option<StatementForm>, responses((status = OK, description = "The request, withdrawn", body = InformationRequestView)))]
#[post("/information-requests/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId, form: MaybeBody<StatementForm>) -> Answer {
    take(ask, id, form.0, |request, at, form| {
        request.act(&Command::Withdraw)?;
        let mut faults = FieldFaults::default();
        let sent_at = request.case.case.facts.sent_at;
        form.check(request.desk, &request.case.case.file.parties, sent_at, &mut faults);
        faults.none()?;
        request.story.forget_drafts();
        request.story.withdrawal = Some(Withdrawal { at, statement: form.statement });
        Ok(())
    })
    .await
}

/// Record that costs were paid
///
/// By the holder: the asker has paid for copies (L2-19).
#[utoipa::path(operation_id = "recordReimbursement", params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationReimbursementForm, responses((status = OK, description = "The request", body = InformationRequestView)))]
#[post("/information-requests/{id}/reimbursement")]
pub async fn reimburse(ask: Ask, id: PathId, form: Looked<InformationReimbursementForm>) -> Answer {
    take(ask, id, form, |request, at, InformationReimbursementForm { paid_on }| {
        request.act(&Command::Reimburse)?;
        let today = zone::local(at.0).date();
        let answered = request.story.answers.last().map_or(today, |answer| zone::local(answer.at.0).date());
        if !(answered..=today).contains(&paid_on) {
            let message = Text::new(
                "жауаптан ерте және болашақта болмауы керек",
                "не раньше ответа и не в будущем",
                "must not be before the answer, nor in the future",
            );
            return Err(Problem::field("/paidOn", Wrong::from(message).not_before(answered).not_after(today)));
        }
        request.story.paid_on = Some(paid_on);
        request.changes.costs_owed = Some(false);
        Ok(())
    })
    .await
}

/// Rate an answer
///
/// Like, or dislike with a reason (95-11, 95-12): once for an answer on the platform. It can be changed for thirty days (reading
/// `ratingChange`); no act says so.
#[utoipa::path(operation_id = "rateInformationAnswer", extensions(("x-refusals" = json!("calendar-year-unknown dislike-unexplained too-late"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationRatingForm, responses((status = OK, description = "The request, its answer rated", body = InformationRequestView)))]
#[post("/information-requests/{id}/rating")]
pub async fn rate(ask: Ask, id: PathId, form: Looked<InformationRatingForm>) -> Answer {
    take(ask, id, form, |request, at, InformationRatingForm { rating, reason }| {
        request.act(&Command::Rate { rating: rating.0, reason: reason.is_some() })?;
        let first = request.story.rating.as_ref().filter(|_| request.row.rated_at.is_some()).map(|rated| rated.at);
        request.changes.rating = Some(Some(rating.0.code().to_owned()));
        request.changes.rated_at = Some(Some(Instant(first.unwrap_or(at).0)));
        request.story.rating = Some(Rated { at: first.unwrap_or(at), changed_at: first.map(|_| at), rating, reason });
        Ok(())
    })
    .await
}

/// Agree to publication
///
/// Question and answer may become public from now on, without personal data.
#[utoipa::path(operation_id = "agreeToPublication", extensions(("x-refusals" = json!("too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request", body = InformationRequestView)))]
#[post("/information-requests/{id}/publication-consent")]
pub async fn consent(ask: Ask, id: PathId) -> Answer {
    take(ask, id, Looked::nothing(), |request, _, ()| {
        request.expect_room(request.story.publications)?;
        request.act(&Command::Consent)?;
        request.story.publications += 1;
        request.changes.consent = Some(true);
        Ok(())
    })
    .await
}

/// Withdraw the consent to publication
///
/// What is public is so no more.
#[utoipa::path(operation_id = "withdrawPublicationConsent", params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request", body = InformationRequestView)))]
#[post("/information-requests/{id}/publication-consent-withdrawal")]
pub async fn withdraw_consent(ask: Ask, id: PathId) -> Answer {
    take(ask, id, Looked::nothing(), |request, _, ()| {
        request.act(&Command::WithdrawConsent)?;
        request.changes = Changes { consent: Some(false), ..Changes::default().taken_down() };
        Ok(())
    })
    .await
}
