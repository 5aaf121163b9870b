//! What comes in: requests for information, with the contents of article 11(5) of the Law № 401-V, and what is said with each action.

use merzim_domain::engine::Procedure;
use merzim_domain::procedures::information_request::{
    FormOfAnswer, InformationRefusalGround, InformationRequest, OralSubject, Rating, RequestLanguage,
};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::cases::signing::{Signable, Signature};
use crate::cases::slip::AcceptedBy;
use crate::http::input::{any_of, each_once, rule, together};
use crate::http::{
    Bilingual, Code, EitherLanguageName, GivenBin, GivenEmail, GivenIin, GivenLink, GivenPhone, instant,
};

pub(super) type RequestLanguageCode = Code<RequestLanguage>;
pub(super) type FormOfAnswerCode = Code<FormOfAnswer>;
pub(super) type RequestRefusalGroundCode = Code<InformationRefusalGround>;
pub(super) type OralSubjectCode = Code<OralSubject>;
pub(super) type AnswerRatingCode = Code<Rating>;

/// A person who asks (art. 11(5) of the Law № 401-V).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InformationAskingPerson)]
pub struct AskingPerson {
    /// Surname, first name, patronymic.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: Сынақов Сынақ Сынақұлы")]
    pub full_name: String,
    /// IIN (ЖСН), which the Law wants stated; that of the token, where the person files it. What lacks it is registered all the same.
    pub iin: Option<GivenIin>,
}

/// Whoever signs for a legal entity, or for a holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InformationSigner)]
pub struct SignedBy {
    /// Surname and initials.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: Қол қоюшы Қ. Қ.")]
    pub name: String,
    /// Position.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "Департамент директоры")]
    pub position: String,
}

/// A legal entity that asks (art. 11(5)).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InformationAskingEntity)]
pub struct AskingEntity {
    /// Its BIN; that of the token, where it files the request. Only a request on paper may lack it.
    pub bin: Option<GivenBin>,
    /// Its full name.
    pub name: EitherLanguageName,
    /// Outgoing number of the request.
    #[schema(min_length = 1, max_length = 100, pattern = r"^.*\S.*$", example = "1-7/15")]
    pub outgoing_number: Option<String>,
    /// Its date; not in the future.
    pub outgoing_on: Option<Date>,
    /// Who signs it.
    pub signer: Option<SignedBy>,
}

impl AskingEntity {
    /// Whether it says all that the Law wants said.
    pub const fn is_whole(&self) -> bool {
        self.bin.is_some() && self.outgoing_number.is_some() && self.outgoing_on.is_some() && self.signer.is_some()
    }
}

/// Whoever asks: a person or a legal entity, and how to reach them (art. 11(5)). A name is enough to be registered; `lacks` of the request
/// tells what the Law wants besides.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InformationAsker)]
pub struct Asker {
    /// The person, if it is one.
    pub person: Option<AskingPerson>,
    /// The legal entity, if it is one.
    #[schema(example = json!(null))]
    pub entity: Option<AskingEntity>,
    /// Postal address.
    #[schema(min_length = 1, max_length = 1_000, pattern = r"^.*\S.*$", example = "Астана қаласы, Демо көшесі, 1")]
    pub address: Option<String>,
    /// E-mail address.
    pub email: Option<GivenEmail>,
    /// Telephone numbers.
    #[serde(default)]
    #[schema(max_items = 5, example = json!(["+7 701 000 00 00"]))]
    pub phones: Vec<GivenPhone>,
}

impl Asker {
    fn rules(&self) -> Vec<Result<(), validator::ValidationError>> {
        let one = "адам немесе заңды тұлға: дәл біреуі|физическое или юридическое лицо: что-то одно|a person or a legal entity: exactly one of both";
        let mut rules = each_once(self.phones.iter().map(|phone| phone.0.as_str()), "/asker/phones");
        rules.push(rule(self.person.is_some() != self.entity.is_some(), "/asker/person /asker/entity", one));
        rules
    }
}

/// Whoever acts for the one who asks (art. 11(8)).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InformationRepresentative)]
pub struct Representative {
    /// Surname, first name, patronymic.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: Өкілов Өкіл")]
    pub full_name: String,
    /// IIN; that of the token, where the representative files the request.
    pub iin: Option<GivenIin>,
    /// By which document.
    #[schema(
        min_length = 1,
        max_length = 500,
        pattern = r"^.*\S.*$",
        example = "2026 жылғы 10 наурыздағы № 7 сенімхат"
    )]
    pub authority: Option<String>,
}

/// That a request came on paper (art. 11(6)), as the holder's staff enter it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InformationPaperReceipt)]
pub struct PaperReceipt {
    /// When the holder received it; not in the future.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-03-16T09:00:00+05:00")]
    pub received_at: OffsetDateTime,
    /// Who accepted it, for the slip.
    pub accepted_by: AcceptedBy,
}

/// A request for information (Law № 401-V art. 11, № 95).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "holder": "100140000003",
    "asker": {
        "person": { "fullName": "ДЕМО: Сынақов Сынақ Сынақұлы", "iin": "061211600012" },
        "address": "Астана қаласы, Демо көшесі, 1",
        "email": "synaq@demo.example",
        "phones": ["+7 701 000 00 00"],
    },
    "language": "kk",
    "text": "2025 жылы ауылдарға қанша шақырым оптикалық желі тартылды?",
    "answerForm": ["electronic"],
    "publication": true,
    "signature": { "cms": "MIIB" },
}))]
pub struct InformationRequestForm {
    /// BIN of the holder: one that the settings or the register of organisations know.
    pub holder: GivenBin,
    /// Whether it goes through the blog platform (№ 95): to the first head of a quasi-state entity that does not belong to the state alone,
    /// as long as that order is in force.
    #[serde(default)]
    #[schema(example = false)]
    pub platform: bool,
    /// Who asks; a request that names nobody is not accepted (art. 11(7)).
    pub asker: Option<Asker>,
    /// Who acts for them, if somebody does.
    #[schema(example = json!(null))]
    pub representative: Option<Representative>,
    /// Its language, which is that of the answer too.
    pub language: RequestLanguageCode,
    /// What is asked for.
    #[schema(
        min_length = 1,
        max_length = 10_000,
        pattern = r"\S",
        example = "2025 жылы ауылдарға қанша шақырым оптикалық желі тартылды?"
    )]
    pub text: String,
    /// In which form the answer is to be: electronically, on paper, or both.
    #[schema(value_type = BTreeSet<FormOfAnswerCode>, min_items = 1, max_items = 2)]
    pub answer_form: Vec<FormOfAnswerCode>,
    /// Whether the asker is socially vulnerable, and need not pay for copies (art. 11(13)).
    #[serde(default)]
    #[schema(example = false)]
    pub socially_vulnerable: bool,
    /// Whether question and answer may become public, without personal data.
    #[serde(default)]
    #[schema(example = true)]
    pub publication: bool,
    /// The signature over the document that `documentInformationRequest` gives for this form. Through the platform, an account with a
    /// subscriber number connected to it will do without.
    pub signature: Option<Signature>,
    /// That it came on paper; given by the holder's staff only, who file nothing else.
    #[schema(example = json!(null))]
    pub receipt: Option<PaperReceipt>,
}

impl Signable for InformationRequestForm {
    const PROCEDURE: &'static str = InformationRequest::CODE;
    const UNSIGNED: &'static [&'static str] = &["receipt"];

    fn signature(&self) -> Option<&Signature> {
        self.signature.as_ref()
    }
}

impl Validate for InformationRequestForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let of_paper = "қағаз нысанындағы сұрау салу блог-платформа арқылы жіберілмейді|бумажный запрос через блог-платформу не направляется|a request on paper does not go through the blog platform";
        let signed = "қағаз нысанындағы сұрау салуда электрондық қолтаңба болмайды|у бумажного запроса нет электронной подписи|a request on paper has no electronic signature";
        let of_whom = "кім үшін екені көрсетілмеген|не указано, за кого|it is not said for whom";
        let paper = self.receipt.is_some();
        let own = [
            rule(!(paper && self.platform), "/platform /receipt", of_paper),
            rule(!(paper && self.signature.is_some()), "/signature /receipt", signed),
            rule(self.representative.is_none() || self.asker.is_some(), "/representative /asker", of_whom),
        ];
        together(own.into_iter().chain(self.asker.iter().flat_map(Asker::rules)))
    }
}

/// An oral request and its answer, as the holder records them (art. 11(4)).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "holder": "100140000003",
    "at": "2026-03-13T09:30:00+05:00",
    "subject": "reception",
    "language": "kk",
    "text": "Азаматтарды қабылдау күндері қандай?",
    "answer": "Әр сейсенбі, 10:00–12:00",
    "answeredBy": { "name": "ДЕМО: Маман М. М.", "position": "Кеңсе маманы" },
}))]
pub struct OralRequestForm {
    /// BIN of the holder; that of the token.
    pub holder: GivenBin,
    /// When it was; not in the future.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-03-16T09:30:00+05:00")]
    pub at: OffsetDateTime,
    /// About what: what is answered orally is named in the Law.
    pub subject: OralSubjectCode,
    /// Its language.
    pub language: RequestLanguageCode,
    /// What was asked.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Азаматтарды қабылдау күндері қандай?")]
    pub text: String,
    /// What was answered.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Әр сейсенбі, 10:00–12:00")]
    pub answer: String,
    /// Who answered.
    pub answered_by: SignedBy,
}

/// Code of a requirement of article 11 of the Law.
#[derive(ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 40, pattern = "^[A-Za-z0-9]+$", example = "noContacts")]
#[expect(dead_code, reason = "describes a text in the contract")]
pub struct RequirementCode(String);

/// A return in moderation (№ 95 ¶4).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "faults": ["noContacts"],
    "reasons": { "kk": "Байланыс деректерін көрсетіңіз", "ru": "Укажите контактные данные" },
}))]
pub struct InformationReturnForm {
    /// Codes of the requirements of article 11 that it does not meet, of those that `listRequestRequirements` gives.
    #[schema(max_items = 20, value_type = Vec<RequirementCode>, example = json!(["noContacts"]))]
    pub faults: Vec<String>,
    /// What is to be mended.
    pub reasons: Bilingual,
}

impl Validate for InformationReturnForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together(each_once(self.faults.iter(), "/faults"))
    }
}

/// To whom a request is assigned.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "employee": { "name": "ДЕМО: Орындаушы О. О.", "position": "Бас сарапшы" } }))]
pub struct InformationAssignmentForm {
    /// The employee.
    pub employee: SignedBy,
    /// What they are told besides.
    #[schema(min_length = 1, max_length = 2_000, pattern = r"\S", example = "Мердігерлердің есептерін де қараңыз")]
    pub note: Option<String>,
}

/// Costs of copying or printing (art. 11(13)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InformationCosts, example = json!({ "amount": 1500, "basis": "30 бет, бір бетіне 50 теңге" }))]
pub struct Costs {
    /// How much, in tenge.
    #[schema(minimum = 1, maximum = 100_000_000, example = 1500)]
    pub amount: i64,
    /// What for.
    #[schema(min_length = 1, max_length = 1_000, pattern = r"\S", example = "30 бет, бір бетіне 50 теңге")]
    pub basis: String,
}

/// An answer (art. 11(10), (12)–(14)). Files are attached before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "text": "2025 жылы 1 250 шақырым желі тартылды",
    "language": "kk",
    "form": ["electronic"],
    "postalAddress": "Астана қаласы, Демо даңғылы, 8",
    "signer": { "name": "ДЕМО: Қол қоюшы Қ. Қ.", "position": "Департамент директоры" },
}))]
pub struct InformationAnswerForm {
    /// What is answered.
    #[schema(min_length = 1, max_length = 50_000, pattern = r"\S", example = "2025 жылы 1 250 шақырым желі тартылды")]
    pub text: String,
    /// Its language: that of the request.
    pub language: RequestLanguageCode,
    /// In which form it is given: at least as the asker chose.
    #[schema(value_type = BTreeSet<FormOfAnswerCode>, min_items = 1, max_items = 2)]
    pub form: Vec<FormOfAnswerCode>,
    /// Postal address of the holder.
    #[schema(min_length = 1, max_length = 1_000, pattern = r"^.*\S.*$", example = "Астана қаласы, Демо даңғылы, 8")]
    pub postal_address: String,
    /// Who signs it.
    pub signer: SignedBy,
    /// What the asker is to pay for copies, if anything.
    #[schema(example = json!(null))]
    pub costs: Option<Costs>,
    /// Which part is not given and why access to it is restricted, if it is (art. 5(3)); then it is an answer in part.
    #[schema(example = json!(null))]
    pub withheld: Option<Bilingual>,
}

/// A refusal (art. 11(16)–(17)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "ground": "restricted",
    "reasons": { "kk": "Ақпарат қызметтік құпияға жатады", "ru": "Сведения относятся к служебной тайне" },
    "signer": { "name": "ДЕМО: Қол қоюшы Қ. Қ.", "position": "Департамент директоры" },
}))]
pub struct InformationRefusalForm {
    /// The ground: the Law names seven.
    pub ground: RequestRefusalGroundCode,
    /// The reasons.
    pub reasons: Bilingual,
    /// Who signs it.
    pub signer: SignedBy,
}

/// A decision that is prepared for the head, but for an answer: exactly one.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "refusal": {
        "ground": "restricted",
        "reasons": { "kk": "Ақпарат қызметтік құпияға жатады", "ru": "Сведения относятся к служебной тайне" },
        "signer": { "name": "ДЕМО: Қол қоюшы Қ. Қ.", "position": "Департамент директоры" },
    },
}))]
pub struct InformationDecisionDraftForm {
    /// A refusal.
    pub refusal: Option<InformationRefusalForm>,
    /// Where the information is published.
    #[schema(example = json!(null))]
    pub publication_reference: Option<PublicationReferenceForm>,
}

impl Validate for InformationDecisionDraftForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let one = "шешімнің біреуі: дәл біреуі|одно из решений: ровно одно|one of the decisions: exactly one";
        let exactly_one = self.refusal.is_some() != self.publication_reference.is_some();
        let own = together([rule(exactly_one, "/refusal /publicationReference", one)]);
        own.and_then(|()| self.publication_reference.as_ref().map_or(Ok(()), Validate::validate))
    }
}

/// On which grounds a term is extended: both are needed (art. 11(10), № 95 ¶5).
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InformationExtensionGrounds)]
pub struct ExtensionGroundsForm {
    /// The information is in the competence of several holders.
    #[schema(example = true)]
    pub several_holders: bool,
    /// The answer needs information from other holders.
    #[schema(example = true)]
    pub needs_others: bool,
}

/// An extension.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "until": "2026-04-10",
    "grounds": { "severalHolders": true, "needsOthers": true },
    "reasons": { "kk": "Деректер екі әкімдіктен сұратылды", "ru": "Данные запрошены у двух акиматов" },
}))]
pub struct InformationExtensionForm {
    /// The last day from now on: a working day, fifteen calendar days after the first term at the latest.
    pub until: Date,
    /// The grounds.
    pub grounds: ExtensionGroundsForm,
    /// The reasons.
    pub reasons: Bilingual,
}

/// Where information is published already (art. 11(15)): an address, words, or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "link": "https://demo.example/reports/2025", "text": { "kk": "Жылдық есеп, 3-бөлім", "ru": "Годовой отчёт, раздел 3" } }))]
pub struct PublicationReferenceForm {
    /// Where it is.
    pub link: Option<GivenLink>,
    /// In what, and how it is found there.
    pub text: Option<Bilingual>,
}

impl Validate for PublicationReferenceForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let message =
            "сілтеме немесе мәтін: кемінде біреуі|ссылка или текст: хотя бы одно|a link or words: one at least";
        together([any_of(self.link.is_some() || self.text.is_some(), "/link /text", message)])
    }
}

/// Where a request is forwarded (art. 11(11), № 95 ¶4).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "to": "000740000004",
    "reasons": { "kk": "Ақпарат әкімдіктің құзыретінде", "ru": "Информация в компетенции акимата" },
}))]
pub struct InformationForwardingForm {
    /// BIN of the competent holder: one that the settings or the register of organisations know.
    pub to: GivenBin,
    /// Its name, as the sender knows it. What is shown is the name by which Merzim knows the holder.
    pub to_name: Option<EitherLanguageName>,
    /// Why it is the competent one.
    pub reasons: Bilingual,
}

/// Something that is asked or said about a request.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct InformationNoteForm {
    /// What.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Қай аудандар туралы сұрап отырсыз?")]
    pub text: String,
}

/// A request to another holder for what it holds (art. 11(10)).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "to": "000740000004",
    "text": "Ауданға тартылған желінің ұзындығы",
    "sentOn": "2026-03-16",
}))]
pub struct InformationInquiryForm {
    /// BIN of the other holder: one that the settings or the register of organisations know.
    pub to: GivenBin,
    /// What it is asked for.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Ауданға тартылған желінің ұзындығы")]
    pub text: String,
    /// When it was asked; not in the future.
    pub sent_on: Date,
}

/// That another holder has answered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "inquiry": 1, "receivedOn": "2026-03-16", "text": "340 шақырым" }))]
pub struct InformationInquiryAnswerForm {
    /// Number of the inquiry in this case, from 1.
    #[schema(minimum = 1, maximum = 50, example = 1)]
    pub inquiry: i64,
    /// When the answer came; not in the future, nor before the inquiry.
    pub received_on: Date,
    /// What was answered.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "340 шақырым")]
    pub text: Option<String>,
}

/// That costs were paid (art. 11(13)).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "paidOn": "2026-03-16" }))]
pub struct InformationReimbursementForm {
    /// When; not in the future.
    pub paid_on: Date,
}

/// A rating of an answer (№ 95 ¶6).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "rating": "dislike", "reason": "Сұрақтың екінші бөлігіне жауап жоқ" }))]
pub struct InformationRatingForm {
    /// Like or dislike.
    pub rating: AnswerRatingCode,
    /// Why; needed for a dislike.
    #[schema(min_length = 1, max_length = 2_000, pattern = r"\S", example = "Сұрақтың екінші бөлігіне жауап жоқ")]
    pub reason: Option<String>,
}

/// What of a request becomes public.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct InformationPublicationForm {
    /// The question as everybody reads it; that of the request, if none.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "2025 жылы қанша желі тартылды?")]
    pub question: Option<String>,
    /// The answer as everybody reads it; that which was given, if none.
    #[schema(min_length = 1, max_length = 50_000, pattern = r"\S", example = "1 250 шақырым")]
    pub answer: Option<String>,
    /// That what looks like personal data in them is none.
    #[serde(default)]
    #[schema(example = false)]
    pub no_personal_data: bool,
}
