//! How a request for information is shown.

use std::collections::BTreeMap;

use merzim_domain::engine::{Party, Procedure};
use merzim_domain::procedures::information_request::{
    InformationRequest, PLATFORM_ACT, RequestChannel, RequestNotice, RequestState,
};
use merzim_domain::{Lang, Role, Vocabulary, zone};
use merzim_persistence::DbError;
use merzim_persistence::attachments::AttachmentRow;
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::information::{self, RequestRow};
use serde::Serialize;
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;

use super::facts::{
    Assignment, Draft, Extension, Forwarding, Given, Inquiry, OralAnswer, PublishedAlready, Rated, Refused,
    Represented, Returned, StoredRequest, Story, Withdrawal, due_at, facts_of, is_of_holder,
};
use super::form::{
    AskingEntity, FormOfAnswerCode, InformationAnswerForm, InformationRefusalForm, PublicationReferenceForm,
    RequestLanguageCode,
};
use crate::app::{App, Desk, Record};
use crate::cases::mending::Note;
use crate::cases::notified::Notified;
use crate::cases::slip::Slip;
use crate::cases::{Shown, Summary, name_of};
use crate::http::{At, Bilingual, Call, Code, GivenBin, page_of};
use crate::law::RoleCode;
use crate::law::acts::Standing;
use crate::problem::Problem;

pub(super) type RequestStateCode = Code<RequestState>;
pub(super) type RequestChannelCode = Code<RequestChannel>;

/// Who sees everything of a request: the holder, in whatever role.
const INSIDE: [Role; 5] = [
    Role::InformationHolder,
    Role::HolderHead,
    Role::ResponsibleEmployee,
    Role::QuasiStateEntity,
    Role::PortalAdministrator,
];

/// Whoever asks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationAskerView)]
pub struct AskerView {
    /// Surname, first name, patronymic of a person.
    #[schema(example = "ДЕМО: Сынақов Сынақ Сынақұлы")]
    pub full_name: Option<String>,
    /// IIN of a person: whole for the person and the holder when they read the request, else its last four digits.
    #[schema(example = "********0012")]
    pub iin: Option<String>,
    /// The legal entity.
    #[schema(example = json!(null))]
    pub entity: Option<AskingEntity>,
    /// Postal address.
    #[schema(example = "Астана қаласы, Демо көшесі, 1")]
    pub address: Option<String>,
    /// E-mail address.
    #[schema(example = "synaq@demo.example")]
    pub email: Option<String>,
    /// Telephone numbers.
    #[schema(example = json!(["+7 701 000 00 00"]))]
    pub phones: Vec<String>,
    /// Who acts for them.
    #[schema(example = json!(null))]
    pub representative: Option<Represented>,
}

/// An answer that is prepared, for the holder only.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InformationDraft)]
pub struct DraftView {
    /// When.
    pub at: At,
    /// In which role; not known of older ones.
    pub by: Option<RoleCode>,
    /// Ids of the files that come with it; not known of older ones.
    pub files: Option<Vec<Uuid>>,
    /// The answer.
    pub answer: InformationAnswerForm,
}

/// Another decision that is prepared, for the holder only.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationDecisionDraft)]
pub struct DecisionDraftView {
    /// When.
    pub at: At,
    /// In which role.
    pub by: Option<RoleCode>,
    /// The refusal, if it is one.
    pub refusal: Option<InformationRefusalForm>,
    /// Where the information is published, if it says so.
    pub publication_reference: Option<PublicationReferenceForm>,
}

/// The act that a request on the blog platform runs under besides the Law, and how that stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlatformAct)]
pub struct PlatformAct {
    /// Id of the act.
    #[schema(example = "95")]
    pub act: &'static str,
    /// Whether it is in force today, and why.
    #[serde(flatten)]
    pub standing: Standing,
}

impl PlatformAct {
    /// How it stands today.
    pub fn today(app: &App, now: OffsetDateTime, lang: Lang) -> Result<Self, Problem> {
        let missing = || Problem::internal("no act of the platform");
        let act = app.law.rulebook.act(PLATFORM_ACT).ok_or_else(missing)?;
        Ok(Self { act: PLATFORM_ACT, standing: Standing::of(act, zone::local(now).date(), lang) })
    }

    /// The same, of a request that came so.
    fn of(desk: &Desk<'_>, channel: RequestChannel) -> Result<Option<Self>, Problem> {
        let platform = channel == RequestChannel::Platform;
        platform.then(|| Self::today(desk.app, desk.now, desk.call.lang)).transpose()
    }
}

/// What the holder does inside, which nobody else sees.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationInside)]
pub struct Inside {
    /// To whom it was assigned, the first one first.
    pub assignments: Vec<Assignment>,
    /// What other holders were asked for.
    pub inquiries: Vec<Inquiry>,
    /// The answer that is prepared.
    pub draft: Option<DraftView>,
    /// The other decisions that are prepared.
    pub decision_drafts: Vec<DecisionDraftView>,
}

impl Inside {
    fn of(story: &mut Story) -> Self {
        let refusal = story.refusal_draft.take().map(|draft| DecisionDraftView {
            at: draft.at,
            by: draft.role,
            refusal: Some(draft.form),
            publication_reference: None,
        });
        let reference = story.reference_draft.take().map(|draft| DecisionDraftView {
            at: draft.at,
            by: draft.role,
            refusal: None,
            publication_reference: Some(draft.form),
        });
        let of_answer = |Draft { at, role, files, form, .. }| DraftView { at, by: role, files, answer: form };
        Self {
            assignments: std::mem::take(&mut story.assignments),
            inquiries: std::mem::take(&mut story.inquiries),
            draft: story.draft.take().map(of_answer),
            decision_drafts: refusal.into_iter().chain(reference).collect(),
        }
    }
}

/// Question and answer as everybody reads them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InformationPublication)]
pub struct PublicationView {
    /// Since when.
    pub at: At,
    /// The question.
    #[schema(example = "2025 жылы қанша желі тартылды?")]
    pub question: String,
    /// The answer.
    #[schema(example = "1 250 шақырым")]
    pub answer: String,
}

/// A request for information and how it stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationRequest)]
pub struct RequestDetails {
    /// How it came.
    pub channel: RequestChannelCode,
    /// The act of the blog platform, of a request that came through it.
    #[schema(example = json!(null))]
    pub platform_act: Option<PlatformAct>,
    /// BIN of the holder.
    #[schema(value_type = GivenBin)]
    pub holder: String,
    /// Name of the holder.
    pub holder_name: Bilingual,
    /// Who asks; none of an oral request, and of one that is erased.
    pub asker: Option<AskerView>,
    /// Codes of what it lacks of what article 11(5) and (8) want said: grounds to refuse it as `nonconforming`, or to return it in moderation. Other faults
    /// only a reader sees.
    #[schema(example = json!([]))]
    pub lacks: Vec<String>,
    /// The language of request and answer.
    pub language: RequestLanguageCode,
    /// What is asked for; empty once it is erased.
    #[schema(example = "2025 жылы ауылдарға қанша шақырым оптикалық желі тартылды?")]
    pub text: String,
    /// In which form the answer is to be.
    pub answer_form: Vec<FormOfAnswerCode>,
    /// Whether the asker need not pay for copies.
    pub socially_vulnerable: bool,
    /// When it was received on the platform; elsewhere, by the holder.
    pub sent_at: At,
    /// When the holder received it, once it has; anew, if it was asked again or reopened.
    pub holder_received_at: Option<At>,
    /// When the holder registered it, once it has; anew, if it was asked again or reopened.
    pub holder_registered_at: Option<At>,
    /// By when it is to be answered, as long as it is.
    pub due_at: Option<At>,
    /// That it was filed, when and with whom (L2-13).
    pub slip: Slip,
    /// Why it was returned in moderation.
    pub returned: Option<Returned>,
    /// What the holder has asked about it, or one that has forwarded it.
    #[schema(example = json!([]))]
    pub clarifications: Vec<Note>,
    /// What whoever asks has said to that.
    #[schema(example = json!([]))]
    pub explanations: Vec<Note>,
    /// The extension of the term.
    pub extension: Option<Extension>,
    /// How the asker was notified of the extension (L2-3, 95-9), once they were.
    pub extension_notified: Option<Notified>,
    /// The answers, the first one first: more than one, if it was asked again or reopened.
    #[schema(example = json!([]))]
    pub answers: Vec<Given>,
    /// The refusals, the first one first.
    #[schema(example = json!([]))]
    pub refusals: Vec<Refused>,
    /// Where the information is published already.
    pub published_already: Option<PublishedAlready>,
    /// When it was asked for again.
    pub asked_again_at: Option<At>,
    /// Where it was forwarded.
    pub forwarding: Option<Forwarding>,
    /// Where it was forwarded before a satisfied complaint brought it back.
    #[schema(example = json!([]))]
    pub earlier_forwardings: Vec<Forwarding>,
    /// The request that was forwarded to this holder, if this one was.
    pub forwarded_from: Option<Uuid>,
    /// How the asker was notified of the latest decision, once they were.
    pub notified: Option<Notified>,
    /// That it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// When the costs of copies were paid.
    pub paid_on: Option<Date>,
    /// How the answer was rated.
    pub rating: Option<Rated>,
    /// The answer to an oral request.
    pub oral: Option<OralAnswer>,
    /// When it was reopened, after a complaint.
    pub reopened_at: Option<At>,
    /// When what was asked and answered was erased, with who asked: some years after it. What is published stays.
    #[schema(example = json!(null))]
    pub erased_at: Option<At>,
    /// Whether question and answer may become public.
    pub publication_consent: bool,
    /// Question and answer as everybody reads them, if they are public.
    pub publication: Option<PublicationView>,
    /// What the holder does inside; for the holder only.
    pub inside: Option<Inside>,
    /// Opens this request to whoever asked on paper, in the header `Lookup-Token`. It is told here and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kq3V0dDPbE0mVJw4m5r5m8n4yq0z1b7cXo2F6aT9sLw")]
    pub lookup_token: Option<String>,
}

/// A request with what every case has.
pub type InformationRequestView = Shown<InformationRequest, RequestDetails>;

/// A request in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationRequestSummary)]
pub struct RequestBrief {
    /// How it came.
    pub channel: RequestChannelCode,
    /// The act of the blog platform, of a request that came through it.
    #[schema(example = json!(null))]
    pub platform_act: Option<PlatformAct>,
    /// BIN of the holder.
    #[schema(value_type = GivenBin)]
    pub holder: String,
    /// Its name.
    pub holder_name: Bilingual,
    /// The language.
    pub language: RequestLanguageCode,
    /// The beginning of what is asked for: two hundred characters at most.
    #[schema(max_length = 201, example = "2025 жылы ауылдарға қанша шақырым оптикалық желі тартылды?")]
    pub excerpt: String,
    /// By when it is to be answered, as long as it is.
    pub due_at: Option<At>,
    /// When it was answered, or refused, last.
    pub decided_at: Option<At>,
    /// Name of the employee to whom it is assigned; for the holder only.
    #[schema(example = "ДЕМО: Орындаушы О. О.")]
    pub assigned_to: Option<String>,
}

/// A request as a list shows it.
pub type InformationRequestSummary = Summary<InformationRequest, RequestBrief>;

page_of!(InformationRequests, InformationRequestSummary, "Requests for information, the newest first.", gone);

/// So much of what is asked for stands in a list.
const EXCERPT: usize = 200;

pub(super) fn excerpt(text: &str) -> String {
    let mut signs = text.chars();
    let begins: String = signs.by_ref().take(EXCERPT).collect();
    if signs.next().is_some() { begins + "…" } else { begins }
}

/// Whether the caller takes part in a case with some of these parties in one of these roles.
fn takes_part(call: &Call, case: &CaseRow, parties: &[PartyRow], roles: &[Role]) -> Result<bool, Problem> {
    let own = parties.iter().filter(|party| party.case_id == case.id);
    let known: Vec<Party> = own.map(PartyRow::party).collect::<Result<_, DbError>>()?;
    Ok(call.actor.part_in(&known, roles).is_some())
}

/// Shows a request in a list, of which some are due at these moments.
pub(super) fn summarise(
    desk: &Desk<'_>,
    (case, row): (CaseRow, RequestRow),
    parties: &[PartyRow],
    dues: &BTreeMap<Uuid, OffsetDateTime>,
) -> Result<InformationRequestSummary, Problem> {
    let (stored, story) = (StoredRequest::read(&row.form)?, Story::read(&row.story)?);
    let due_at = dues.get(&case.id.0).copied();
    let facts = facts_of(desk, &case, &row, &stored, &story, due_at)?;
    let decisions = story.answers.iter().map(|one| one.at).chain(story.refusals.iter().map(|one| one.at));
    let inside = takes_part(desk.call, &case, parties, &INSIDE)?;
    let brief = RequestBrief {
        channel: Code(facts.channel),
        platform_act: PlatformAct::of(desk, facts.channel)?,
        holder_name: name_of(parties, case.id, &row.holder),
        holder: row.holder,
        language: stored.language,
        excerpt: excerpt(&stored.text),
        due_at: due_at.map(At),
        decided_at: decisions.max_by_key(|at| at.0).filter(|_| case.outcome.is_some()),
        assigned_to: story.assignments.last().filter(|_| inside).map(|one| one.employee.name.clone()),
    };
    Summary::of(desk, &case, parties, &facts, brief)
}

/// By what whoever asks is told what was decided.
const DECISIONS: [RequestNotice; 6] = [
    RequestNotice::Answered,
    RequestNotice::AnsweredPartly,
    RequestNotice::Refused,
    RequestNotice::ReferredToPublished,
    RequestNotice::Forwarded,
    RequestNotice::Returned,
];

fn asker(stored: &StoredRequest, row: &RequestRow, whole: bool) -> Result<Option<AskerView>, Problem> {
    if row.channel == RequestChannel::Oral.code() || row.erased_at.is_some() {
        return Ok(None);
    }
    let iin = row.iin.as_deref();
    Ok(Some(AskerView {
        full_name: stored.full_name.clone(),
        iin: iin.map(|iin| if whole { iin.reveal().to_owned() } else { iin.to_string() }),
        entity: stored.entity.clone(),
        address: stored.address.clone(),
        email: stored.email.clone(),
        phones: stored.phones.clone(),
        representative: stored.representative.clone(),
    }))
}

/// Shows a request. An IIN stays masked, for the answer may be remembered.
pub(super) fn show(desk: &mut Desk<'_>, id: Uuid) -> Result<InformationRequestView, Problem> {
    request(desk, id, false)
}

/// Shows a request, with the IIN whole for those who may see it so: in an answer that is not remembered.
pub(super) fn show_with_iin(desk: &mut Desk<'_>, id: Uuid) -> Result<InformationRequestView, Problem> {
    request(desk, id, true)
}

/// Keeps what the holder has attached from everybody else until it is given with an answer.
pub(super) fn hide_files(desk: &mut Desk<'_>, case: &CaseRow, files: &mut Vec<AttachmentRow>) -> Result<(), Problem> {
    let parties = cases::parties(desk.connection, &[case.id.0])?;
    if !takes_part(desk.call, case, &parties, &INSIDE)? {
        let story = Story::read(&information::of_case(desk.connection, case.id.0)?.story)?;
        files.retain(|file| !is_of_holder(file) || story.has_given(file));
    }
    Ok(())
}

/// The act of the blog platform, of a request that came through it.
pub(super) fn also_under(desk: &mut Desk<'_>, case: &CaseRow) -> Result<Option<&'static str>, Problem> {
    let channel = information::of_case(desk.connection, case.id.0)?.channel;
    Ok((channel == RequestChannel::Platform.code()).then_some(PLATFORM_ACT))
}

fn request(desk: &mut Desk<'_>, id: Uuid, with_iin: bool) -> Result<InformationRequestView, Problem> {
    let case = cases::find(desk.connection, &desk.call.viewer(), InformationRequest::CODE, id)?;
    let row = information::of_case(desk.connection, id)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let (stored, mut story) = (StoredRequest::read(&row.form)?, Story::read(&row.story)?);
    let due_at = due_at(desk, id)?;
    let facts = facts_of(desk, &case, &row, &stored, &story, due_at)?;
    let inside = takes_part(desk.call, &case, &parties, &INSIDE)?;
    let own = takes_part(desk.call, &case, &parties, &[Role::InformationUser])?;
    let mut notified = |last_of: &[RequestNotice]| Notified::of(desk, id, Role::InformationUser, last_of);
    let decided = if case.outcome.is_some() { notified(&DECISIONS)? } else { None };
    let extension_notified = notified(&[RequestNotice::Extended])?;
    let publication = row.published_at.zip(row.question.clone().zip(row.answer.clone()));
    let is_written = facts.channel != RequestChannel::Oral && facts.erased.is_none();
    let details = RequestDetails {
        channel: Code(facts.channel),
        platform_act: PlatformAct::of(desk, facts.channel)?,
        lacks: if is_written { stored.lacks(row.iin.is_some()) } else { Vec::new() },
        inside: inside.then(|| Inside::of(&mut story)),
        asker: asker(&stored, &row, with_iin && (inside || own))?,
        holder: row.holder,
        slip: Slip::of(&case, stored.accepted_by),
        holder_name: stored.holder_name,
        language: stored.language,
        text: stored.text,
        answer_form: stored.answer_form,
        socially_vulnerable: stored.socially_vulnerable,
        sent_at: At(facts.sent_at),
        holder_received_at: facts.received_at.map(At),
        holder_registered_at: facts.registered_at.map(At),
        due_at: due_at.map(At),
        returned: story.returned,
        clarifications: story.clarifications,
        explanations: story.explanations,
        extension: story.extension,
        extension_notified,
        answers: story.answers,
        refusals: story.refusals,
        published_already: story.published_already,
        asked_again_at: story.asked_again_at,
        forwarding: story.forwarding,
        earlier_forwardings: story.earlier_forwardings,
        forwarded_from: story.forwarded_from,
        notified: decided,
        withdrawal: story.withdrawal,
        paid_on: story.paid_on,
        rating: story.rating,
        oral: story.oral,
        reopened_at: story.reopened_at,
        erased_at: row.erased_at.map(At::from),
        publication_consent: row.consent,
        publication: publication.map(|(at, (question, answer))| PublicationView { at: at.into(), question, answer }),
        lookup_token: None,
    };
    Shown::whole(desk, &case, &parties, &facts, details)
}
