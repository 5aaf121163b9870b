//! What a holder does with a request: asks, extends, answers, refuses, forwards (Law № 401-V art. 11(10)–(17), № 95 ¶4–5).

use actix_web::post;
use merzim_domain::engine::{Actor, Refusal};
use merzim_domain::procedures::information_request::{
    Answer as Weighed, Command, ExtensionGrounds, Facts, FormOfAnswer, InformationRequest, RequestChannel,
    RequestRefusal,
};
use merzim_domain::{Role, Text, zone};
use merzim_persistence::attachments::AttachmentRow;
use merzim_persistence::information::{self, Changes, NewRequest};
use merzim_persistence::{Instant, cases};
use time::Date;
use uuid::Uuid;

use super::facts::{
    Draft, Extension, Forwarding, Given, Inquiry, PublishedAlready, Refused, Request, StoredRequest, Story,
    is_of_holder, known, take,
};
use super::filing::addressees;
use super::form::{
    InformationAnswerForm, InformationDecisionDraftForm, InformationExtensionForm, InformationForwardingForm,
    InformationInquiryAnswerForm, InformationInquiryForm, InformationNoteForm, InformationRefusalForm,
    PublicationReferenceForm,
};
use super::view::InformationRequestView;
use crate::app::{Ask, Desk, Record};
use crate::cases::forwarding::Copied;
use crate::cases::mending::Note;
use crate::cases::{Parties, flow};
use crate::http::{Answer, At, Code, Looked, PathId};
use crate::organisations::{expect_known, name_of};
use crate::problem::{FieldFaults, Problem, Wrong};

const DECIDING: [Role; 3] = [Role::HolderHead, Role::InformationHolder, Role::QuasiStateEntity];
const PREPARING: [Role; 3] = [Role::InformationHolder, Role::QuasiStateEntity, Role::ResponsibleEmployee];

/// Why what was prepared is not what is decided.
const OTHERWISE: Text = Text::new(
    "Шешім дайындалған жобадан өзгеше, немесе жобадан кейін файлдар өзгерген.",
    "Решение отличается от подготовленного проекта, или после проекта изменились файлы.",
    "The decision is not what was prepared, or the files have changed since the draft.",
);

const ITSELF: Text = Text::new(
    "ақпарат иеленушінің өзі болмауы керек",
    "не должен быть самим обладателем информации",
    "must not be the holder itself",
);

/// A day that is not ahead.
fn not_ahead(day: Date, at: At, pointer: &str, faults: &mut FieldFaults) {
    let today = zone::local(at.0).date();
    if day > today {
        let message = Text::new("болашақта болмауы керек", "не должна быть в будущем", "must not be in the future");
        faults.tell_of(&[pointer], Wrong::from(message).not_after(today));
    }
}

/// Ask another holder
///
/// For what it holds and the answer needs (L2-2): recorded with its day. The term runs on; it is extended by `extendInformationRequest`.
/// Only the holder sees it.
#[utoipa::path(operation_id = "inquireForInformation", extensions(("x-refusals" = json!("body-unknown too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationInquiryForm, responses((status = OK, description = "The request", body = InformationRequestView)))]
#[post("/information-requests/{id}/inquiries")]
pub async fn inquire(ask: Ask, id: PathId, form: Looked<InformationInquiryForm>) -> Answer {
    take(ask, id, form, |request, at, InformationInquiryForm { to, text, sent_on }| {
        let mut faults = FieldFaults::default();
        not_ahead(sent_on, at, "/sentOn", &mut faults);
        let received_on = zone::local(request.case.case.facts.received_at.unwrap_or(at.0)).date();
        if sent_on < received_on {
            let message = Text::new(
                "сұрау салу келіп түскен күннен ерте болмауы керек",
                "не раньше дня поступления запроса",
                "must not be before the day on which the request came",
            );
            faults.tell_of(&["/sentOn"], Wrong::from(message).not_before(received_on));
        }
        if to.0.as_str() == request.row.holder {
            faults.tell_of(&["/to"], ITSELF);
        }
        let to_name = expect_known(name_of(request.desk, &to.0)?, "/to", faults)?.into();
        request.expect_room(request.story.inquiries.len())?;
        request.act(&Command::Inquire)?;
        let number = i64::try_from(request.story.inquiries.len()).unwrap_or_default() + 1;
        let to = to.0.to_string();
        request.story.inquiries.push(Inquiry { number, to, to_name, text, sent_on, received_on: None, answer: None });
        Ok(())
    })
    .await
}

/// Record the answer of another holder
///
/// To an inquiry in this case, by its number; what was recorded before is replaced.
#[utoipa::path(operation_id = "recordInquiryAnswer", params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationInquiryAnswerForm, responses((status = OK, description = "The request", body = InformationRequestView)))]
#[post("/information-requests/{id}/inquiry-answers")]
pub async fn record_inquiry(ask: Ask, id: PathId, form: Looked<InformationInquiryAnswerForm>) -> Answer {
    take(ask, id, form, |request, at, InformationInquiryAnswerForm { inquiry, received_on, text }| {
        let mut faults = FieldFaults::default();
        not_ahead(received_on, at, "/receivedOn", &mut faults);
        request.act(&Command::RecordInquiry)?;
        match request.story.inquiries.iter_mut().find(|one| one.number == inquiry) {
            None => {
                let message = Text::new("мұндай сұрату жоқ", "такого запроса нет", "there is no such inquiry");
                faults.tell_of(&["/inquiry"], message);
            }
            Some(one) if received_on < one.sent_on => {
                let message =
                    Text::new("сұратудан ерте болмауы керек", "не раньше запроса", "must not be before the inquiry");
                faults.tell_of(&["/receivedOn"], Wrong::from(message).not_before(one.sent_on));
            }
            Some(one) => (one.received_on, one.answer) = (Some(received_on), text),
        }
        faults.none()
    })
    .await
}

/// Ask what exactly is asked for
///
/// Of whoever asks; the term runs on meanwhile (L2-15).
#[utoipa::path(operation_id = "clarifyInformationRequest", extensions(("x-refusals" = json!("calendar-year-unknown too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationNoteForm, responses((status = OK, description = "The request", body = InformationRequestView)))]
#[post("/information-requests/{id}/clarification")]
pub async fn clarify(ask: Ask, id: PathId, form: Looked<InformationNoteForm>) -> Answer {
    take(ask, id, form, |request, at, InformationNoteForm { text }| {
        request.expect_room(request.story.clarifications.len())?;
        request.act(&Command::Clarify)?;
        request.story.clarifications.push(Note { at, text });
        Ok(())
    })
    .await
}

/// Extend the term
///
/// By the head, once, while it runs, on both grounds only (L2-2, 95-8). It is extended by fifteen calendar days at most, counted from its last
/// day (reading `extensionFrom`). The asker is told within three working days (L2-3, 95-9).
#[utoipa::path(operation_id = "extendInformationRequest", extensions(("x-refusals" = json!("bound-by-complaint calendar-year-unknown day-not-worked extension-ground-missing extension-too-long too-late"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationExtensionForm, responses((status = OK, description = "The request, its term extended", body = InformationRequestView)))]
#[post("/information-requests/{id}/extension")]
pub async fn extend(ask: Ask, id: PathId, form: Looked<InformationExtensionForm>) -> Answer {
    take(ask, id, form, |request, at, InformationExtensionForm { until, grounds, reasons }| {
        let stated = ExtensionGrounds { several_holders: grounds.several_holders, needs_others: grounds.needs_others };
        request.act(&Command::Extend { until, grounds: stated })?;
        request.story.extension = Some(Extension { at, until, grounds, reasons });
        // It is due on another day now.
        request.changes.reminded_at = Some(None);
        Ok(())
    })
    .await
}

/// Prepare an answer
///
/// By an employee, for the head, who sends it as the answer; the next draft replaces this one. Only the holder sees it, with the files that
/// the holder has attached by then. What would be refused of an answer is refused of a draft.
#[utoipa::path(operation_id = "prepareInformationAnswer", extensions(("x-refusals" = json!("exempt-from-costs other-form other-language"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationAnswerForm, responses((status = OK, description = "The request, with the draft", body = InformationRequestView)))]
#[post("/information-requests/{id}/draft")]
pub async fn prepare(ask: Ask, id: PathId, form: Looked<InformationAnswerForm>) -> Answer {
    take(ask, id, form, |request, at, form| {
        let answer = request.weighed(&form);
        request.act(&Command::Prepare(answer))?;
        request.story.draft = Some(request.drafted(form, at)?);
        Ok(())
    })
    .await
}

/// Prepare a decision
///
/// A refusal, or word of where the information is published: by an employee, for the head, who takes it as it is. The next draft of its kind
/// replaces this one. Only the holder sees it.
#[utoipa::path(operation_id = "prepareInformationDecision", params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationDecisionDraftForm, responses((status = OK, description = "The request, with the draft", body = InformationRequestView)))]
#[post("/information-requests/{id}/decision-draft")]
pub async fn prepare_decision(ask: Ask, id: PathId, form: Looked<InformationDecisionDraftForm>) -> Answer {
    take(ask, id, form, |request, at, InformationDecisionDraftForm { refusal, publication_reference }| {
        request.act(&Command::PrepareDecision)?;
        if let Some(refusal) = refusal {
            request.story.refusal_draft = Some(request.drafted(refusal, at)?);
        }
        if let Some(reference) = publication_reference {
            request.story.reference_draft = Some(request.drafted(reference, at)?);
        }
        Ok(())
    })
    .await
}

impl Request<'_, '_> {
    /// What the law asks about an answer.
    fn weighed(&self, form: &InformationAnswerForm) -> Weighed {
        let has = |one: &Code<FormOfAnswer>| form.form.iter().any(|given| given.0 == one.0);
        Weighed {
            in_language: form.language.0 == self.stored.language.0,
            in_form: self.stored.answer_form.iter().all(has),
            costs: form.costs.is_some(),
        }
    }

    /// A draft of the caller, with the files that the holder has attached by now.
    fn drafted<T>(&mut self, form: T, at: At) -> Result<Draft<T>, Problem> {
        let by = known(self.desk.call.actor.person.as_ref());
        let role = self.acted_as(&PREPARING).map(Code);
        Ok(Draft { at, by, role, files: Some(self.new_files()?), form })
    }

    /// Checks that the head decides as another person has prepared it, where the operator wants that. With `files`, what comes with it must
    /// have been there too.
    fn expect_as_prepared<T: PartialEq>(
        &self,
        draft: Option<&Draft<T>>,
        form: &T,
        files: Option<&[Uuid]>,
    ) -> Result<(), Problem> {
        let nobody_alone = self.case.case.facts.prepared.is_some();
        let with_files =
            |draft: &Draft<T>| files.is_none_or(|files| draft.files.as_deref().is_none_or(|known| known == files));
        if nobody_alone && !draft.is_some_and(|draft| draft.form == *form && with_files(draft)) {
            return Err(Refusal::of(RequestRefusal::NotPrepared).because(OTHERWISE).into());
        }
        Ok(())
    }

    /// Gives an answer.
    fn answer(&mut self, form: InformationAnswerForm, at: At) -> Result<(), Problem> {
        let files = self.new_files()?;
        let answer = self.weighed(&form);
        self.act(&match form.withheld {
            Some(_) => Command::AnswerPartly { answer, reasons: true },
            None => Command::Answer(answer),
        })?;
        self.expect_as_prepared(self.story.draft.as_ref(), &form, Some(&files))?;
        let InformationAnswerForm { text, language, form, postal_address, signer, costs, withheld } = form;
        let by = Code(self.acted_as(&DECIDING).unwrap_or(Role::InformationHolder));
        self.changes.costs_owed = Some(costs.is_some());
        let files = Some(files);
        let given = Given { at, text, language, form, postal_address, signer, costs, by, withheld, files };
        self.story.answers.push(given);
        self.story.forget_drafts();
        Ok(())
    }
}

/// Answer a request
///
/// In fifteen calendar days of its receipt (L2, 95-7), free of charge (L2-4). It is in the language of the request (L2-5), and in the form
/// that the asker chose (L2-18). It states what the Law wants stated (L2-17). With `withheld` it is an answer in part: what is restricted is
/// refused, with reasons, and no more than that (L2-20). That is late where a refusal is (L2-10). Attach files first.
#[utoipa::path(operation_id = "answerInformationRequest", extensions(("x-refusals" = json!("asked-again bound-by-complaint calendar-year-unknown exempt-from-costs not-prepared other-form other-language"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationAnswerForm, responses((status = OK, description = "The request, answered", body = InformationRequestView)))]
#[post("/information-requests/{id}/answer")]
pub async fn give(ask: Ask, id: PathId, form: Looked<InformationAnswerForm>) -> Answer {
    take(ask, id, form, |request, at, form| request.answer(form, at)).await
}

/// Refuse a request
///
/// On one of seven grounds, with reasons, within five working days of its registration (L2-10, 95-10); later it is late. Whoever has asked again
/// for what was said to be published is not refused (reading `askedAgain`).
#[utoipa::path(operation_id = "refuseInformationRequest", extensions(("x-refusals" = json!("asked-again bound-by-complaint not-prepared"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationRefusalForm, responses((status = OK, description = "The request, refused", body = InformationRequestView)))]
#[post("/information-requests/{id}/refusal")]
pub async fn refuse(ask: Ask, id: PathId, form: Looked<InformationRefusalForm>) -> Answer {
    take(ask, id, form, |request, at, form| {
        request.act(&Command::Refuse { reasons: true })?;
        request.expect_as_prepared(request.story.refusal_draft.as_ref(), &form, None)?;
        request.story.refusals.push(Refused::of(form, at));
        request.story.forget_drafts();
        Ok(())
    })
    .await
}

/// Say where the information is published
///
/// Within three working days of the receipt (L2-8). Whoever asks again is answered in full.
#[utoipa::path(operation_id = "referToPublished", extensions(("x-refusals" = json!("asked-again bound-by-complaint calendar-year-unknown not-prepared too-late"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = PublicationReferenceForm, responses((status = OK, description = "The request", body = InformationRequestView)))]
#[post("/information-requests/{id}/publication-reference")]
pub async fn refer(ask: Ask, id: PathId, form: Looked<PublicationReferenceForm>) -> Answer {
    take(ask, id, form, |request, at, place| {
        request.act(&Command::ReferToPublished)?;
        request.expect_as_prepared(request.story.reference_draft.as_ref(), &place, None)?;
        request.story.forget_drafts();
        request.story.published_already = Some(PublishedAlready { at, place });
        Ok(())
    })
    .await
}

/// Keeps the files that came with a request: from whoever asks, or with the paper that the holder entered.
fn came_with_it(desk: &mut Desk<'_>, id: Uuid, files: &mut Vec<AttachmentRow>) -> Result<(), Problem> {
    let stored = StoredRequest::read(&information::of_case(desk.connection, id)?.form)?;
    files.retain(|file| stored.on_paper || !is_of_holder(file));
    Ok(())
}

/// Forward a request
///
/// To the holder in whose competence the information is, within three working days of its receipt (L2-6, 95-4). The asker is told at the same
/// time (L2-7, 95-5). A request to that holder begins, with a term of its own, with the files that came with it and what was
/// clarified. It never goes to one that has had it.
#[utoipa::path(operation_id = "forwardInformationRequest", extensions(("x-refusals" = json!("act-not-in-force asked-again body-unknown bound-by-complaint calendar-year-unknown forwarded-in-ring wording-not-held"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = InformationForwardingForm, responses((status = OK, description = "The request, forwarded", body = InformationRequestView)))]
#[post("/information-requests/{id}/forwarding")]
pub async fn forward(ask: Ask, id: PathId, form: Looked<InformationForwardingForm>) -> Answer {
    let copied = Copied::of::<InformationRequest>(&ask, id.0, came_with_it).await?;
    take(ask, id, form, move |request, at, form| {
        let copies = copied.at(request.case.row.version)?;
        let to = &form.to.0;
        let had_it = information::has_had(request.desk.connection, request.row.root_id, to)?;
        let name = expect_known(name_of(request.desk, to)?, "/to", FieldFaults::default())?;
        request.act(&Command::Forward { had_it })?;
        let case = request.row.case_id.0;
        let initiator = cases::party(request.desk.connection, case, Role::InformationUser)?;
        let channel = RequestChannel::Forwarded;
        let parties = Parties { initiator, addressees: addressees(to, &name, channel) };
        let facts = Facts {
            costs_exempt: request.stored.socially_vulnerable,
            on_paper: request.stored.on_paper,
            publication: request.case.case.facts.publication,
            ..Facts::new(channel, at.0, at.0)
        };
        let there =
            flow::begin::<InformationRequest>(request.desk, &Actor::system(), parties, facts, &Command::TakeOver)?;
        let stored = StoredRequest { holder_name: name.clone().into(), accepted_by: None, ..request.stored.clone() };
        let iin = request.row.iin.as_deref();
        let new = NewRequest {
            case: there,
            holder: to,
            channel,
            iin,
            language: request.stored.language.0,
            form: stored.write()?,
            root: request.row.root_id.0,
            sent_at: at.0,
            received_at: Some(at.0),
            registered_at: Some(at.0),
            consent: request.row.consent,
            story: request.story.passed_on(case).write()?,
        };
        information::create(request.desk.connection, new)?;
        copies.add(request.desk.connection, there)?;
        let InformationForwardingForm { to, reasons, .. } = form;
        request.story.forget_drafts();
        let forwarding = Forwarding { at, to: to.0.to_string(), to_name: name.into(), reasons, request: there };
        request.story.earlier_forwardings.extend(request.story.forwarding.replace(forwarding));
        Ok(())
    })
    .await
}

/// What a satisfied complaint does besides to a request that is considered anew: it was received and registered now, and what was
/// answered does not count.
pub(super) fn consider_anew(desk: &mut Desk<'_>, id: Uuid) -> Result<(), Problem> {
    let row = information::of_case(desk.connection, id)?;
    let channel: Code<RequestChannel> = Code::known(&row.channel)?;
    let mut story = Story::read(&row.story)?;
    story.reopened_at = Some(At(desk.now));
    (story.paid_on, story.rating) = (None, None);
    story.forget_drafts();
    story.earlier_forwardings.extend(story.forwarding.take());
    let now = Instant(desk.now);
    // What the holder on the platform has not registered yet, it registers when it has received it.
    let registered = channel.0 != RequestChannel::Platform || row.registered_at.is_some();
    let changes = Changes {
        received_at: Some(now),
        registered_at: registered.then_some(now),
        costs_owed: Some(false),
        rating: Some(None),
        rated_at: Some(None),
        reminded_at: Some(None),
        story: Some(story.write()?),
        ..Changes::default().taken_down()
    };
    Ok(information::record(desk.connection, id, changes)?)
}
