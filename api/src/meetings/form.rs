//! What comes in: what the announcement of a meeting says (№ 605-НҚ ¶8), a request to attend it (¶9), a comment on its
//! broadcast (¶13), and what is said with the actions.

use std::collections::BTreeSet;

use merzim_domain::gathering::OfficialLanguage;
use merzim_domain::procedures::attendance;
use merzim_domain::procedures::open_meeting::{
    self, AccessMeans, Audience, ClosureGround, EmergencyGround, HolderKind, MeetingFormat, NoticePlace,
};
use merzim_domain::{Text, Vocabulary, zone};
use merzim_persistence::attachments::AttachmentRow;
use merzim_persistence::attendance::Guest;
use merzim_persistence::meetings::{FormColumns, MeetingRow, search_words};
use merzim_persistence::{Instant, Sealed};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use crate::app::stored;
use crate::digest::sha256;
use crate::gatherings::OfficialLanguageCode;
use crate::http::input::{any_of, ends_after, together};
use crate::http::{
    BilingualName, Code, EitherLanguage, EitherLanguageName, GivenEmail, GivenLink, GivenPhone, RegionCode, instant,
};
use crate::problem::{FieldFaults, Problem, Wrong, WrongCode};

pub(super) type HolderKindCode = Code<HolderKind>;
pub(super) type MeetingFormatCode = Code<MeetingFormat>;
pub(super) type EmergencyGroundCode = Code<EmergencyGround>;
pub(super) type ClosureGroundCode = Code<ClosureGround>;
pub(super) type NoticePlaceCode = Code<NoticePlace>;
pub(super) type AudienceCode = Code<Audience>;
pub(super) type AccessMeansCode = Code<AccessMeans>;

/// Words in Kazakh and (or) in Russian (№ 605-НҚ ¶7).
pub(super) type KazakhOrRussian = EitherLanguage;
/// A name in Kazakh and (or) in Russian (№ 605-НҚ ¶7).
pub(super) type NameInKazakhOrRussian = EitherLanguageName;

/// A question planned for consideration.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgendaItem {
    /// The question.
    pub question: KazakhOrRussian,
    /// Who reports on it.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "Қаржы басқармасы (демо)")]
    pub speaker: Option<String>,
    /// Ids of files attached to the meeting that belong to it; everybody can read them once the meeting is announced.
    #[serde(default)]
    #[schema(max_items = 20, example = json!([]))]
    pub attachments: Vec<Uuid>,
}

/// The person responsible for preparing the meeting, with whom requests to attend are filed (№ 605-НҚ ¶8, ¶9).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResponsibleContact {
    /// Surname, first name, patronymic.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: жауапты адам")]
    pub name: String,
    /// Work telephone number.
    pub work_phone: GivenPhone,
    /// E-mail address.
    pub email: GivenEmail,
}

/// A meeting as it is planned, and as its announcement says it (№ 605-НҚ ¶8).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "holderKind": "centralExecutive",
    "holderName": { "kk": "ДЕМО: Цифрлық қызметтер министрлігі", "ru": "ДЕМО: Министерство цифровых услуг" },
    "collegialBody": { "kk": "ДЕМО: Алқа", "ru": "ДЕМО: Коллегия" },
    "title": { "kk": "ДЕМО: Министрліктің бюджеті туралы", "ru": "ДЕМО: О бюджете министерства" },
    "startsAt": "2026-05-14T10:00:00+05:00",
    "endsAt": "2026-05-14T12:00:00+05:00",
    "place": { "kk": "Астана қаласы, мәжіліс залы (демо)", "ru": "Город Астана, зал заседаний (демо)" },
    "format": "hybrid",
    "languages": ["kk", "ru"],
    "agenda": [{ "question": { "kk": "Бюджетті нақтылау", "ru": "Уточнение бюджета" } }],
    "responsible": { "name": "ДЕМО: жауапты адам", "workPhone": "+7 7172 00-00-00", "email": "otyrys@demo.example" },
    "accessRules": { "kk": "Жеке куәлікпен, 30 минут бұрын", "ru": "С удостоверением личности, за 30 минут" },
}))]
pub struct MeetingForm {
    /// What kind of body holds it. Law-enforcement and special state bodies are outside the Rules (¶3).
    pub holder_kind: HolderKindCode,
    /// Name of the information holder.
    pub holder_name: BilingualName,
    /// The collegial body whose meeting it is.
    pub collegial_body: NameInKazakhOrRussian,
    /// What the meeting is about.
    pub title: NameInKazakhOrRussian,
    /// The region that it is about, if it is about one (code of the classifier of administrative units, КАТО).
    pub region: Option<RegionCode>,
    /// When it begins. Once planned, another time is set by a postponement.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-05-14T10:00:00+05:00")]
    pub starts_at: OffsetDateTime,
    /// When it is expected to end; three hours after the start, if not said. A meeting may last several days, thirty-one at the most.
    #[serde(default, with = "instant::option")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-05-14T12:00:00+05:00")]
    pub ends_at: Option<OffsetDateTime>,
    /// Where.
    pub place: NameInKazakhOrRussian,
    /// How it can be attended. An open meeting is announced as `hybrid`, for both ways are guaranteed (¶5), unless
    /// a situation of ¶6 makes it `online`.
    pub format: MeetingFormatCode,
    /// In which languages it is held (¶7).
    #[schema(value_type = BTreeSet<OfficialLanguageCode>, min_items = 1, max_items = 2, example = json!(["kk", "ru"]))]
    pub languages: Vec<OfficialLanguageCode>,
    /// The questions planned for consideration, in order; at least one. Of a closed meeting, only its holder sees them.
    #[schema(min_items = 1, max_items = 100)]
    pub agenda: Vec<AgendaItem>,
    /// The person responsible for preparation.
    pub responsible: ResponsibleContact,
    /// How one gets into the building (¶11).
    pub access_rules: Option<KazakhOrRussian>,
    /// Of a meeting that is being planned: true, if it is too late to announce it in time (605-6) and the holder knows
    /// that. Never shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
}

impl Validate for MeetingForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together(self.ends_at.map(|ends_at| ends_after(self.starts_at, ends_at, "/endsAt /startsAt")))
    }
}

impl MeetingForm {
    /// The columns that the form sets. What is considered is found by search unless it is hidden.
    pub fn columns(&self, agenda_hidden: bool) -> Result<FormColumns, Problem> {
        let form = stored(self)?;
        let (search, plain) = search_words(&form.0, agenda_hidden);
        Ok(FormColumns {
            ends_at: Instant(open_meeting::end(self.starts_at, self.ends_at)),
            region: self.region.map(|region| region.0.code().to_owned()),
            format: self.format.0.code().to_owned(),
            in_kazakh: self.languages.contains(&Code(OfficialLanguage::Kk)),
            in_russian: self.languages.contains(&Code(OfficialLanguage::Ru)),
            search,
            plain,
            form,
        })
    }

    /// What is wrong, if the meeting were to end on another day than it does.
    pub fn ends_on_another_day(&self, row: &MeetingRow) -> Option<Wrong> {
        let [day, known] = [open_meeting::end(self.starts_at, self.ends_at), row.ends_at.0].map(zone::last_day);
        let message = Text::new(
            "басқа күнге отырысты кейінге қалдыру арқылы ауыстырылады",
            "на другой день заседание переносится отдельным действием",
            "another day is set by postponing the meeting",
        );
        let first = zone::start_of(known).max(self.starts_at);
        (day != known).then(|| Wrong::from(message).not_before(first).not_after(zone::end_of(known)))
    }

    /// The files that the agenda names, each with the pointer to where.
    pub fn files(&self) -> Vec<(String, Uuid)> {
        let items = self.agenda.iter().enumerate();
        items.flat_map(|(item, agenda)| listed(format!("/agenda/{item}/attachments"), &agenda.attachments)).collect()
    }
}

/// The files in a list at `pointer`, each with the pointer to its place.
fn listed(pointer: String, files: &[Uuid]) -> impl Iterator<Item = (String, Uuid)> {
    files.iter().enumerate().map(move |(place, id)| (format!("{pointer}/{place}"), *id))
}

/// Looks whether files are attached to the meeting; each is given with the pointer to where it is named.
pub fn look_at_files(named: &[(String, Uuid)], attached: &[AttachmentRow], faults: &mut FieldFaults) {
    const MISSING: Text = Text::new(
        "бұл отырысқа мұндай файл тіркелмеген",
        "к этому заседанию такой файл не приложен",
        "no such file is attached to this meeting",
    );
    let attached: BTreeSet<Uuid> = attached.iter().map(|row| row.id.0).collect();
    for (pointer, _) in named.iter().filter(|(_, id)| !attached.contains(id)) {
        faults.tell_of(&[pointer], MISSING);
    }
}

/// Who wants to attend (№ 605-НҚ ¶9). Nothing more is collected.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "surname": "Демо", "firstName": "Айгүл", "patronymic": "Серікқызы", "birthYear": 1988, "contact": "aigul@demo.example",
}))]
pub struct AttendanceForm {
    /// Surname, unless the person has one name only, which is then the first name or the surname.
    #[schema(min_length = 1, max_length = 100, pattern = r"^.*\S.*$", example = "Демо")]
    pub surname: Option<String>,
    /// First name, unless the person has one name only.
    #[schema(min_length = 1, max_length = 100, pattern = r"^.*\S.*$", example = "Айгүл")]
    pub first_name: Option<String>,
    /// Patronymic, if any.
    #[schema(min_length = 1, max_length = 100, pattern = r"^.*\S.*$", example = "Серікқызы")]
    pub patronymic: Option<String>,
    /// Year of birth.
    #[schema(minimum = 1900, maximum = 2100, example = 1988)]
    pub birth_year: i64,
    /// Contact details for feedback.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "aigul@demo.example")]
    pub contact: String,
    /// Of a request on paper, entered by the holder's staff: when it was received; now, if not said.
    #[serde(default, with = "instant::option", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-05-12T16:00:00+05:00")]
    pub received_at: Option<OffsetDateTime>,
}

impl Validate for AttendanceForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let message = "тегі немесе аты қажет|нужна фамилия или имя|a surname or a first name is required";
        together([any_of(self.surname.is_some() || self.first_name.is_some(), "/surname /firstName", message)])
    }
}

impl AttendanceForm {
    /// Looks whether whoever wants to attend has been born.
    pub fn check(&self, now: OffsetDateTime, faults: &mut FieldFaults) {
        let this_year = i64::from(zone::local(now).year());
        if self.birth_year > this_year {
            let message = Text::new("болашақта болмауы керек", "не должен быть в будущем", "must not be in the future");
            faults.tell_of(&["/birthYear"], Wrong::of(WrongCode::TooLarge, message).at_most(this_year));
        }
    }
}

impl From<AttendanceForm> for Guest {
    fn from(form: AttendanceForm) -> Self {
        let AttendanceForm { surname, first_name, patronymic, birth_year, contact, received_at: _ } = form;
        let identity =
            sha256(attendance::identity(surname.as_deref(), first_name.as_deref(), birth_year, &contact).as_bytes());
        let [surname, first_name, patronymic] = [surname, first_name, patronymic].map(|name| name.map(Sealed));
        Self { surname, first_name, patronymic, birth_year: Sealed(birth_year), contact: Sealed(contact), identity }
    }
}

/// Another time for a meeting.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PostponementForm {
    /// When it begins now.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-05-21T10:00:00+05:00")]
    pub starts_at: OffsetDateTime,
    /// When it is expected to end; as long after the start as before, if not said.
    #[serde(default, with = "instant::option")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-05-21T12:00:00+05:00")]
    pub ends_at: Option<OffsetDateTime>,
    /// Why it is put off.
    pub reason: KazakhOrRussian,
    /// True, if it is too late to tell users in time (605-6; of a closed meeting L1) and the holder knows that.
    #[serde(default)]
    pub late: bool,
    /// Where users are told of it, if the meeting is closed: all three are needed then.
    #[serde(default)]
    #[schema(max_items = 3, example = json!([]))]
    pub told_through: Vec<NoticePlaceCode>,
}

impl Validate for PostponementForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together(self.ends_at.map(|ends_at| ends_after(self.starts_at, ends_at, "/endsAt /startsAt")))
    }
}

/// What is corrected in an announcement; what is not given stays as it was said.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "place": { "kk": "Астана қаласы, кіші мәжіліс залы (демо)", "ru": "Город Астана, малый зал заседаний (демо)" },
    "reason": { "kk": "Орны қате көрсетілген", "ru": "Место указано с ошибкой" },
}))]
pub struct CorrectionForm {
    /// When it is expected to end.
    #[serde(default, with = "instant::option")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-05-14T13:00:00+05:00")]
    pub ends_at: Option<OffsetDateTime>,
    /// Where.
    pub place: Option<NameInKazakhOrRussian>,
    /// The person responsible for preparation.
    pub responsible: Option<ResponsibleContact>,
    /// How one gets into the building (¶11).
    pub access_rules: Option<KazakhOrRussian>,
    /// Why it is corrected.
    pub reason: KazakhOrRussian,
}

impl Validate for CorrectionForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let Self { ends_at, place, responsible, access_rules, reason: _ } = self;
        let given = ends_at.is_some() || place.is_some() || responsible.is_some() || access_rules.is_some();
        let message = "түзетілетін кемінде бір нәрсе көрсетілуі керек|нужно указать хотя бы одно исправление|at least one correction is required";
        together([any_of(given, "/endsAt /place /responsible /accessRules", message)])
    }
}

/// How a meeting was held.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct HoldingForm {
    /// When it ended; when it was expected to, if not said. With it, a meeting that ended earlier is recorded before its planned end.
    #[serde(default, with = "instant::option")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-05-14T11:40:00+05:00")]
    pub ended_at: Option<OffsetDateTime>,
}

/// A situation in which access is online only (¶6).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmergencyForm {
    /// The situation.
    pub ground: EmergencyGroundCode,
    /// What it is.
    pub explanation: KazakhOrRussian,
}

/// Why a meeting is held without information users (¶4).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClosureForm {
    /// The ground.
    pub ground: ClosureGroundCode,
    /// The law that sets it; needed for `otherSecret` and `otherLaw`.
    #[schema(max_length = 1_000, pattern = "^.*$", example = "ДЕМО: заңның бабы")]
    pub law: Option<String>,
    /// What users are told of it.
    pub explanation: KazakhOrRussian,
    /// Where they are told: all three are needed.
    #[schema(max_items = 3, example = json!(["internetResource", "massMedia", "premises"]))]
    pub told_through: Vec<NoticePlaceCode>,
}

/// The end of a situation in which access was online only (¶6).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct EmergencyEndForm {
    /// Why it is over.
    pub reason: KazakhOrRussian,
}

/// A closed meeting is open again.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReopeningForm {
    /// Why.
    pub reason: KazakhOrRussian,
    /// True, if it is too late to announce it in time (605-6) and the holder knows that.
    #[serde(default)]
    pub late: bool,
}

/// The seats prepared (¶10).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SeatsForm {
    /// How many.
    #[schema(minimum = 0, maximum = 100_000, example = 15)]
    pub seats: i64,
}

/// What is published of a meeting (¶14).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "decision": { "kk": "Бюджет нақтыланды", "ru": "Бюджет уточнён" } }))]
pub struct OutcomeForm {
    /// The decision adopted.
    pub decision: KazakhOrRussian,
    /// Id of the attached transcript, if any.
    pub transcript: Option<Uuid>,
    /// Id of the attached minutes, if any.
    pub minutes: Option<Uuid>,
    /// Ids of other attached files to be published.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([]))]
    pub others: Vec<Uuid>,
}

impl OutcomeForm {
    /// The files that it names, each with the pointer to where.
    pub fn files(&self) -> Vec<(String, Uuid)> {
        let named = [("/transcript", self.transcript), ("/minutes", self.minutes)];
        let named = named.into_iter().filter_map(|(pointer, id)| Some((pointer.to_owned(), id?)));
        named.chain(listed("/others".to_owned(), &self.others)).collect()
    }
}

/// Why a meeting is not held.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CancellationForm {
    /// Why.
    pub reason: KazakhOrRussian,
    /// Of a meeting whose beginning has passed: true, if it did not take place.
    #[serde(default)]
    #[schema(example = false)]
    pub did_not_take_place: bool,
}

/// How a meeting is broadcast.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BroadcastForm {
    /// Where: the address of an internet broadcast, or of another means of taking part.
    pub url: GivenLink,
    /// For whom.
    pub audience: AudienceCode,
    /// By what: by an internet broadcast, if not said. Other technology meets 605-12, but not L9.
    #[serde(default = "by_broadcast")]
    pub means: AccessMeansCode,
}

const fn by_broadcast() -> AccessMeansCode {
    Code(AccessMeans::Broadcast)
}

/// A comment on a broadcast.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CommentForm {
    /// The name to be shown beside it; none is needed.
    #[schema(min_length = 1, max_length = 100, pattern = r"^.*\S.*$", example = "Көрермен (демо)")]
    pub author: Option<String>,
    /// What it says.
    #[schema(min_length = 1, max_length = 2_000, pattern = r"\S", example = "Жол жөндеуге қанша бөлінді?")]
    pub text: String,
}
