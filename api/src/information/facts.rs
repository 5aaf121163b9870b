//! What is stored of a request for information, and what it knows besides its state.

use merzim_domain::engine::AddedRefusal;
use merzim_domain::procedures::information_request::{
    Command, Facts, InformationRequest, Prepared, Publication, RequestChannel, Said,
};
use merzim_domain::role::Role;
use merzim_domain::{PersonKey, Vocabulary};
use merzim_persistence::attachments::{self, AttachmentRow};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::information::{self, Changes, RequestRow};
use merzim_persistence::obligations;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;

use super::PLACE;
use super::form::{
    AnswerRatingCode, AskingEntity, Costs, ExtensionGroundsForm, FormOfAnswerCode, InformationAnswerForm,
    InformationRefusalForm, InformationRequestForm, OralSubjectCode, PublicationReferenceForm, RequestLanguageCode,
    RequestRefusalGroundCode, SignedBy,
};
use super::settings::InformationSettings;
use super::view::show;
use crate::app::{Ask, Desk, Place, Record, Serves};
use crate::cases::mending::Note;
use crate::cases::slip::AcceptedBy;
use crate::cases::statement::Statement;
use crate::cases::{Loaded, flow};
use crate::http::{Answer, At, Bilingual, Code, GivenBin, Looked, PathId};
use crate::law::RoleCode;
use crate::problem::Problem;

/// Whoever acts for the one who asks.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationRepresented)]
pub struct Represented {
    /// Surname, first name, patronymic.
    #[schema(example = "ДЕМО: Өкілов Өкіл")]
    pub full_name: String,
    /// By which document, where that is shown.
    #[schema(example = "2026 жылғы 10 наурыздағы № 7 сенімхат")]
    pub authority: Option<String>,
}

/// A request as it is stored, without IINs and signature. Of an oral one nobody is named.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredRequest {
    /// Name of the holder, as it was known when the request came.
    pub holder_name: Bilingual,
    /// Surname, first name, patronymic of a person who asks.
    pub full_name: Option<String>,
    /// The legal entity that asks.
    pub entity: Option<AskingEntity>,
    /// Postal address.
    pub address: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Who acts for them.
    pub representative: Option<Represented>,
    /// The language.
    pub language: RequestLanguageCode,
    /// What is asked for.
    pub text: String,
    /// In which form the answer is to be.
    pub answer_form: Vec<FormOfAnswerCode>,
    /// Whether the asker need not pay for copies.
    pub socially_vulnerable: bool,
    /// Whether whoever asks did so on paper.
    pub on_paper: bool,
    /// Who accepted it on paper.
    pub accepted_by: Option<AcceptedBy>,
}

impl StoredRequest {
    /// What is kept of a form to a holder with this name.
    pub(super) fn of(form: &InformationRequestForm, holder_name: Bilingual) -> Self {
        let asker = form.asker.as_ref();
        Self {
            holder_name,
            full_name: asker.and_then(|asker| Some(asker.person.as_ref()?.full_name.clone())),
            entity: asker.and_then(|asker| asker.entity.clone()),
            address: asker.and_then(|asker| asker.address.clone()),
            email: asker.and_then(|asker| Some(asker.email.as_ref()?.0.as_str().to_owned())),
            phones: asker.iter().flat_map(|asker| &asker.phones).map(|phone| phone.0.as_str().to_owned()).collect(),
            representative: form
                .representative
                .as_ref()
                .map(|one| Represented { full_name: one.full_name.clone(), authority: one.authority.clone() }),
            language: form.language,
            text: form.text.clone(),
            answer_form: form.answer_form.clone(),
            socially_vulnerable: form.socially_vulnerable,
            on_paper: form.receipt.is_some(),
            accepted_by: form.receipt.as_ref().map(|receipt| receipt.accepted_by.clone()),
        }
    }

    /// Codes of the requirements of article 11 that it does not meet, as far as that can be seen; `iin` says whether there is one.
    pub(super) fn lacks(&self, iin: bool) -> Vec<String> {
        let said = Said {
            entity: self.entity.as_ref().map(AskingEntity::is_whole),
            iin,
            contacts: self.address.is_some() || self.email.is_some() || !self.phones.is_empty(),
            authority: self.representative.as_ref().map(|one| one.authority.is_some()),
        };
        said.lacks().into_iter().map(|one| one.code().to_owned()).collect()
    }

    /// What is kept of it once it is erased: nothing of whoever asked.
    pub(super) fn erased(self) -> Self {
        let Self { holder_name, language, answer_form, socially_vulnerable, on_paper, accepted_by, .. } = self;
        Self {
            holder_name,
            full_name: None,
            entity: None,
            address: None,
            email: None,
            phones: Vec::new(),
            representative: None,
            language,
            text: String::new(),
            answer_form,
            socially_vulnerable,
            on_paper,
            accepted_by,
        }
    }
}

/// Why a request was returned in moderation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = InformationReturned)]
pub struct Returned {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-03-16T11:00:00+05:00")]
    pub at: At,
    /// Codes of the requirements of article 11 that it does not meet.
    #[schema(example = json!(["noContacts"]))]
    pub faults: Vec<String>,
    /// What is to be mended.
    pub reasons: Bilingual,
}

/// To whom a request was assigned.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = InformationAssignment)]
pub struct Assignment {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-03-16T11:00:00+05:00")]
    pub at: At,
    /// The employee.
    pub employee: SignedBy,
    /// What they were told besides.
    pub note: Option<String>,
    /// In which role it was assigned; not known of older ones.
    pub by: Option<RoleCode>,
}

/// What another holder was asked for, and when it answered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationInquiry)]
pub struct Inquiry {
    /// Number in this case.
    #[schema(minimum = 1, example = 1)]
    pub number: i64,
    /// BIN of the other holder.
    #[schema(value_type = GivenBin)]
    pub to: String,
    /// Its name.
    pub to_name: Bilingual,
    /// What it was asked for.
    #[schema(example = "Ауданға тартылған желінің ұзындығы")]
    pub text: String,
    /// When.
    pub sent_on: Date,
    /// When the answer came.
    pub received_on: Option<Date>,
    /// What was answered.
    #[schema(example = "340 шақырым")]
    pub answer: Option<String>,
}

/// Something that is prepared for the head.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Draft<T> {
    /// When.
    pub at: At,
    /// By what the person is known who has prepared it.
    pub by: Option<String>,
    /// In which role they did; not known of older ones.
    pub role: Option<RoleCode>,
    /// The files of the holder that came with it; not known of older ones.
    pub files: Option<Vec<Uuid>>,
    /// What is prepared.
    pub form: T,
}

impl<T> Draft<T> {
    /// Whether another person has prepared it than the one who is known so.
    fn is_by_another(&self, known: Option<&str>) -> bool {
        self.by.as_deref().is_some_and(|by| Some(by) != known)
    }
}

/// An extension of the term.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = InformationExtension)]
pub struct Extension {
    /// When it was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-03-16T11:00:00+05:00")]
    pub at: At,
    /// The last day from then on.
    pub until: Date,
    /// The grounds.
    pub grounds: ExtensionGroundsForm,
    /// The reasons.
    pub reasons: Bilingual,
}

/// An answer that was given.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationAnswer)]
pub struct Given {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-03-20T11:00:00+05:00")]
    pub at: At,
    /// What it says; the files are among the attachments.
    #[schema(example = "2025 жылы 1 250 шақырым желі тартылды")]
    pub text: String,
    /// Its language.
    pub language: RequestLanguageCode,
    /// In which form it was given.
    pub form: Vec<FormOfAnswerCode>,
    /// Postal address of the holder.
    #[schema(example = "Астана қаласы, Демо даңғылы, 8")]
    pub postal_address: String,
    /// Who signed it.
    pub signer: SignedBy,
    /// What the asker is to pay for copies.
    pub costs: Option<Costs>,
    /// In which role it was given.
    pub by: RoleCode,
    /// Which part was not given, and why it is restricted.
    pub withheld: Option<Bilingual>,
    /// Ids of the files that came with it, which are among the attachments; not known of older ones.
    pub files: Option<Vec<Uuid>>,
}

/// A refusal.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = InformationRefusal)]
pub struct Refused {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-03-20T11:00:00+05:00")]
    pub at: At,
    /// The ground.
    pub ground: RequestRefusalGroundCode,
    /// The reasons.
    pub reasons: Bilingual,
    /// Who signed it.
    pub signer: SignedBy,
}

impl Refused {
    pub(super) fn of(InformationRefusalForm { ground, reasons, signer }: InformationRefusalForm, at: At) -> Self {
        Self { at, ground, reasons, signer }
    }
}

/// That the information was published already.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = InformationPublishedAlready)]
pub struct PublishedAlready {
    /// When that was said.
    #[schema(value_type = String, format = DateTime, example = "2026-03-17T11:00:00+05:00")]
    pub at: At,
    /// Where it is.
    pub place: PublicationReferenceForm,
}

/// Where a request was forwarded.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationForwarding)]
pub struct Forwarding {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-03-17T11:00:00+05:00")]
    pub at: At,
    /// BIN of the competent holder.
    #[schema(value_type = GivenBin)]
    pub to: String,
    /// Its name.
    pub to_name: Bilingual,
    /// Why it is the competent one.
    pub reasons: Bilingual,
    /// The request there.
    pub request: Uuid,
}

/// That a request was withdrawn.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = InformationWithdrawal)]
pub struct Withdrawal {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-03-17T11:00:00+05:00")]
    pub at: At,
    /// The statement in writing by which the asker did so, where the holder has entered it.
    pub statement: Option<Statement>,
}

/// How an answer was rated.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationRating)]
pub struct Rated {
    /// When, the first time.
    #[schema(value_type = String, format = DateTime, example = "2026-03-21T11:00:00+05:00")]
    pub at: At,
    /// When it was changed, if it was.
    pub changed_at: Option<At>,
    /// Like or dislike.
    pub rating: AnswerRatingCode,
    /// Why.
    #[schema(example = "Сұрақтың екінші бөлігіне жауап жоқ")]
    pub reason: Option<String>,
}

/// An oral request that was answered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InformationOralAnswer)]
pub struct OralAnswer {
    /// About what.
    pub subject: OralSubjectCode,
    /// What was answered.
    #[schema(example = "Әр сейсенбі, 10:00–12:00")]
    pub text: String,
    /// Who answered.
    pub answered_by: SignedBy,
}

/// What happened to a request.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Story {
    pub returned: Option<Returned>,
    pub assignments: Vec<Assignment>,
    pub inquiries: Vec<Inquiry>,
    pub draft: Option<Draft<InformationAnswerForm>>,
    pub refusal_draft: Option<Draft<InformationRefusalForm>>,
    pub reference_draft: Option<Draft<PublicationReferenceForm>>,
    pub clarifications: Vec<Note>,
    pub explanations: Vec<Note>,
    pub extension: Option<Extension>,
    pub answers: Vec<Given>,
    pub refusals: Vec<Refused>,
    pub published_already: Option<PublishedAlready>,
    pub asked_again_at: Option<At>,
    pub forwarding: Option<Forwarding>,
    pub earlier_forwardings: Vec<Forwarding>,
    pub forwarded_from: Option<Uuid>,
    pub withdrawal: Option<Withdrawal>,
    pub paid_on: Option<Date>,
    pub rating: Option<Rated>,
    /// How often the asker agreed to publication, or the holder published.
    pub publications: usize,
    pub oral: Option<OralAnswer>,
    pub reopened_at: Option<At>,
}

impl Story {
    /// What is kept of it once the request is erased: nothing that anybody wrote.
    pub(super) fn erased(self) -> Self {
        let Self { asked_again_at, forwarded_from, paid_on, reopened_at, .. } = self;
        Self { asked_again_at, forwarded_from, paid_on, reopened_at, ..Self::default() }
    }
}

impl Story {
    /// What goes along when it is forwarded: what was asked about it and said to that.
    pub(super) fn passed_on(&self, from: Uuid) -> Self {
        let (clarifications, explanations) = (self.clarifications.clone(), self.explanations.clone());
        Self { forwarded_from: Some(from), clarifications, explanations, ..Self::default() }
    }

    /// Forgets what was prepared, now that it is decided.
    pub(super) fn forget_drafts(&mut self) {
        (self.draft, self.refusal_draft, self.reference_draft) = (None, None, None);
    }

    /// Whether a file of the holder has been given with an answer. Of an older answer it is not known which were: all that there were.
    pub(super) fn has_given(&self, file: &AttachmentRow) -> bool {
        self.answers.iter().any(|answer| match &answer.files {
            Some(files) => files.contains(&file.id.0),
            None => file.uploaded_at.0 <= answer.at.0,
        })
    }
}

impl Record for StoredRequest {}
impl Record for Story {}

impl Serves for InformationRequest {
    const PLACE: Place = PLACE;
    const ABOUT_OUTCOME: &'static str = "What became of it.";

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        let request = information::of_case(desk.connection, row.id.0)?;
        let (stored, story) = (StoredRequest::read(&request.form)?, Story::read(&request.story)?);
        let due_at = due_at(desk, row.id.0)?;
        facts_of(desk, row, &request, &stored, &story, due_at)
    }
}

/// By when a request must be answered, while it must.
pub(super) fn due_at(desk: &mut Desk<'_>, case: Uuid) -> Result<Option<OffsetDateTime>, Problem> {
    Ok(obligations::running_due(desk.connection, case, InformationRequest::DUE)?)
}

/// What a request knows whose answer is due then.
pub(super) fn facts_of(
    desk: &Desk<'_>,
    case: &CaseRow,
    row: &RequestRow,
    stored: &StoredRequest,
    story: &Story,
    due_at: Option<OffsetDateTime>,
) -> Result<Facts, Problem> {
    let channel: Code<RequestChannel> = Code::known(&row.channel)?;
    let public = if row.published_at.is_some() { Publication::Public } else { Publication::Allowed };
    Ok(Facts {
        channel: channel.0,
        on_paper: stored.on_paper,
        sent_at: row.sent_at.0,
        received_at: row.received_at.map(|at| at.0),
        registered_at: row.registered_at.map(|at| at.0),
        due_at,
        inquired: !story.inquiries.is_empty(),
        asked_again_at: story.asked_again_at.map(|at| at.0),
        costs_exempt: stored.socially_vulnerable,
        costs_owed: row.costs_owed,
        rated_at: row.rated_at.map(|at| at.0),
        publication: row.consent.then_some(public),
        bound: case.bound_by.is_some(),
        erased: row.erased_at.map(|at| at.0),
        prepared: desk.app.config.part::<InformationSettings>().second_person.then(|| prepared(desk, story)),
    })
}

/// What another person than the caller has prepared.
fn prepared(desk: &Desk<'_>, story: &Story) -> Prepared {
    let own = known(desk.call.actor.person.as_ref());
    Prepared {
        answer: story.draft.as_ref().is_some_and(|draft| draft.is_by_another(own.as_deref())),
        refusal: story.refusal_draft.as_ref().is_some_and(|draft| draft.is_by_another(own.as_deref())),
        reference: story.reference_draft.as_ref().is_some_and(|draft| draft.is_by_another(own.as_deref())),
    }
}

/// A request on which somebody acts.
pub(super) struct Request<'desk, 'run> {
    pub desk: &'desk mut Desk<'run>,
    pub case: Loaded<InformationRequest>,
    pub row: RequestRow,
    pub stored: StoredRequest,
    /// What has happened to it; stored after the action.
    pub story: Story,
    /// What the action sets besides.
    pub changes: Changes,
}

impl<'desk, 'run> Request<'desk, 'run> {
    /// That of a case which was read for a change.
    pub fn of(desk: &'desk mut Desk<'run>, case: Loaded<InformationRequest>) -> Result<Self, Problem> {
        let row = information::of_case(desk.connection, case.row.id.0)?;
        let (stored, story) = (StoredRequest::read(&row.form)?, Story::read(&row.story)?);
        Ok(Self { desk, case, row, stored, story, changes: Changes::default() })
    }

    /// Has the caller take an action.
    pub fn act(&mut self, command: &Command) -> Result<(), Problem> {
        self.case.act(self.desk, command).map(drop)
    }

    /// Checks that one thing more may be said where so much was said. Else 409.
    pub fn expect_room(&self, said: usize) -> Result<(), Problem> {
        Ok(AddedRefusal::unless_room(said)?)
    }

    /// Stores what was done, and shows it.
    pub fn done(self) -> Answer {
        let Self { desk, row, story, changes, .. } = self;
        let changes = Changes { story: Some(story.write()?), ..changes };
        information::record(desk.connection, row.case_id.0, changes)?;
        show(desk, row.case_id.0)?.reply()
    }

    /// Ids of the files that the holder has attached, and has not given with an earlier answer. What came along from the holder before, who
    /// forwarded the request, is no part of an answer.
    pub fn new_files(&mut self) -> Result<Vec<Uuid>, Problem> {
        let files = attachments::of_case(self.desk.connection, self.row.case_id.0)?;
        let begun = self.case.row.created_at.0;
        let new = |file: &AttachmentRow| file.uploaded_at.0 >= begun && !self.story.has_given(file);
        let own = files.into_iter().filter(|file| is_of_holder(file) && new(file));
        Ok(own.map(|file| file.id.0).collect())
    }

    /// In which role the caller has done something.
    pub fn acted_as(&self, roles: &[Role]) -> Option<Role> {
        self.desk.call.actor.part_in(&self.case.case.file.parties, roles)
    }
}

/// Whether a file was attached by the holder.
pub(super) fn is_of_holder(file: &AttachmentRow) -> bool {
    file.uploaded_as.as_deref().is_some_and(|role| role != Role::InformationUser.code())
}

/// Takes an action on a request, and stores what becomes of it. What the law refuses is told besides what is wrong with the form.
pub(super) async fn take<T, F>(ask: Ask, id: PathId, form: Looked<T>, action: F) -> Answer
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut Request<'_, '_>, At, T) -> Result<(), Problem> + Send + 'static,
{
    flow::take::<InformationRequest, _, _>(ask, id.0, form, move |desk, case, Looked { form, faults }| {
        let mut request = Request::of(desk, case)?;
        let now = At(request.desk.now);
        faults.and(action(&mut request, now, form))?;
        request.done()
    })
    .await
}

/// By what the person is known who acts, as it is kept beside what they have prepared.
pub(super) fn known(person: Option<&PersonKey>) -> Option<String> {
    person.map(|key| key.as_str().to_owned())
}
