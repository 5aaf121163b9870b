//! What comes in: an application for a conference, what its announcement says, a question to it, and what is said with the actions.

use merzim_domain::procedures::internet_conference::Time;
use merzim_domain::{Bin, Vocabulary};
use merzim_persistence::Instant;
use merzim_persistence::conferences::Changes;
use merzim_persistence::words::searched;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::app::stored;
use crate::gatherings::OfficialLanguageCode;
use crate::http::input::{any_of, ends_after, together};
use crate::http::{Bilingual, BilingualName, EitherLanguage, EitherLanguageName, GivenBin, RegionCode, instant};
use crate::problem::Problem;

/// An application for an internet conference. It is in Kazakh or in Russian, or in both.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "holder": "100140000003",
    "applicant": "ДЕМО: Асан Азамат",
    "contact": "asan@demo.example",
    "topic": { "kk": "ДЕМО: Мектеп жанындағы жолдар" },
    "reason": { "kk": "ДЕМО: ата-аналардың сұрақтары көп" },
    "wanted": { "kk": "ДЕМО: Көлік министрі" },
}))]
pub struct ConferenceApplicationForm {
    /// BIN of the body or quasi-state entity that is to hold it.
    pub holder: GivenBin,
    /// Who applies: surname, first name, patronymic; or the name of the legal entity. Only the holder sees it.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: Асан Азамат")]
    pub applicant: String,
    /// How to reach them. Only the holder sees it.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "asan@demo.example")]
    pub contact: String,
    /// What it is to be about.
    pub topic: EitherLanguageName,
    /// Why.
    pub reason: EitherLanguage,
    /// Whom one would like to hear.
    pub wanted: Option<EitherLanguageName>,
}

/// What is applied for, without who does.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ConferenceApplication {
    /// What it is to be about.
    pub topic: EitherLanguageName,
    /// Why.
    pub reason: EitherLanguage,
    /// Whom one would like to hear.
    pub wanted: Option<EitherLanguageName>,
}

/// Who answers at a conference.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConferenceSpeaker)]
pub struct Speaker {
    /// Surname, first name, patronymic.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: Спикер Айгүл")]
    pub name: String,
    /// Position.
    pub position: BilingualName,
}

/// A conference as it is planned, and as its announcement says it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "title": { "kk": "ДЕМО: Мектеп жанындағы жолдар", "ru": "ДЕМО: Дороги у школ" },
    "about": { "kk": "ДЕМО: жаяу жүргінші өткелдері, жарық, жылдамдық", "ru": "ДЕМО: переходы, освещение, скорость" },
    "speaker": { "name": "ДЕМО: Спикер Айгүл", "position": { "kk": "Вице-министр", "ru": "Вице-министр" } },
    "startsAt": "2026-05-14T10:00:00+05:00",
    "endsAt": "2026-05-14T12:00:00+05:00",
}))]
pub struct ConferenceForm {
    /// What it is about.
    pub title: BilingualName,
    /// More of that.
    pub about: Option<Bilingual>,
    /// Who answers.
    pub speaker: Speaker,
    /// The region that it is about, if it is about one (code of the classifier of administrative units, КАТО).
    pub region: Option<RegionCode>,
    /// When it begins.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-05-14T10:00:00+05:00")]
    pub starts_at: OffsetDateTime,
    /// When it ends: at most thirty-one days later.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-05-14T12:00:00+05:00")]
    pub ends_at: OffsetDateTime,
}

impl Validate for ConferenceForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together([ends_after(self.starts_at, self.ends_at, "/endsAt /startsAt")])
    }
}

impl ConferenceForm {
    /// When it is.
    pub const fn time(&self) -> Time {
        Time { starts_at: self.starts_at, ends_at: self.ends_at }
    }

    /// The columns that it sets, of a holder with these names.
    pub fn columns(&self, holder: &merzim_domain::Bilingual) -> Result<Changes, Problem> {
        let about = self.about.iter().flat_map(|about| [about.kk.as_str(), about.ru.as_str()]);
        let Speaker { name, position } = &self.speaker;
        let named = [&holder.kk, &holder.ru, &self.title.kk, &self.title.ru, name, &position.kk, &position.ru];
        let (search, plain) = searched(named.into_iter().map(String::as_str).chain(about));
        Ok(Changes {
            starts_at: Some(Instant(self.starts_at)),
            ends_at: Some(Instant(self.ends_at)),
            region: Some(self.region.map(|region| region.0.code().to_owned())),
            form: Some(stored(self)?),
            search: Some(search),
            plain: Some(plain),
            ..Changes::default()
        })
    }
}

impl ConferenceApplicationForm {
    /// The holder, who applies and how to reach them, what is applied for, and the words that search looks in.
    pub fn parts(self) -> (Bin, [String; 2], ConferenceApplication, (String, String)) {
        let Self { holder, applicant, contact, topic, reason, wanted } = self;
        let words = searched(topic.kk.iter().chain(&topic.ru).map(String::as_str));
        (holder.0, [applicant, contact], ConferenceApplication { topic, reason, wanted }, words)
    }
}

/// Why an application is declined.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reasons": { "kk": "Бұл тақырып министрліктің құзыретіне кірмейді", "ru": "Эта тема не относится к компетенции министерства" } }))]
pub struct ConferenceRefusalForm {
    /// Why.
    pub reasons: EitherLanguage,
}

/// What is corrected in an announcement; what is not given stays as it was said.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "speaker": { "name": "ДЕМО: Спикер Болат", "position": { "kk": "Департамент директоры", "ru": "Директор департамента" } },
    "reason": { "kk": "Спикер ауысты", "ru": "Сменился спикер" },
}))]
pub struct ConferenceCorrectionForm {
    /// What it is about.
    pub title: Option<BilingualName>,
    /// More of that.
    pub about: Option<Bilingual>,
    /// Who answers.
    pub speaker: Option<Speaker>,
    /// When it ends.
    #[serde(default, with = "instant::option")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-05-14T13:00:00+05:00")]
    pub ends_at: Option<OffsetDateTime>,
    /// Why it is corrected.
    pub reason: EitherLanguage,
}

impl Validate for ConferenceCorrectionForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let Self { title, about, speaker, ends_at, reason: _ } = self;
        let given = title.is_some() || about.is_some() || speaker.is_some() || ends_at.is_some();
        let message = "түзетілетін кемінде бір нәрсе көрсетілуі керек|нужно указать хотя бы одно исправление|at least one correction is required";
        together([any_of(given, "/title /about /speaker /endsAt", message)])
    }
}

impl ConferenceCorrectionForm {
    /// The form with what is corrected, and why.
    pub fn apply(self, form: ConferenceForm) -> (ConferenceForm, EitherLanguage) {
        let Self { title, about, speaker, ends_at, reason } = self;
        let corrected = ConferenceForm {
            title: title.unwrap_or(form.title),
            about: about.or(form.about),
            speaker: speaker.unwrap_or(form.speaker),
            ends_at: ends_at.unwrap_or(form.ends_at),
            ..form
        };
        (corrected, reason)
    }
}

/// Another time for a conference.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "startsAt": "2026-05-21T10:00:00+05:00", "endsAt": "2026-05-21T12:00:00+05:00",
    "reason": { "kk": "Спикер іссапарда", "ru": "Спикер в командировке" },
}))]
pub struct ConferencePostponementForm {
    /// When it begins now.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-05-21T10:00:00+05:00")]
    pub starts_at: OffsetDateTime,
    /// When it ends.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-05-21T12:00:00+05:00")]
    pub ends_at: OffsetDateTime,
    /// Why it is put off.
    pub reason: EitherLanguage,
}

impl Validate for ConferencePostponementForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together([ends_after(self.starts_at, self.ends_at, "/endsAt /startsAt")])
    }
}

/// Why a conference is not held.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ConferenceCancellationForm {
    /// Why.
    pub reason: EitherLanguage,
}

/// What is published of a conference, besides its questions and answers.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "summary": { "kk": "ДЕМО: жиырма сұраққа жауап берілді", "ru": "ДЕМО: даны ответы на двадцать вопросов" } }))]
pub struct ConferencePublicationForm {
    /// What came of it.
    pub summary: Option<EitherLanguage>,
}

/// A question to a conference, in one language.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "author": "Ата-ана (демо)", "language": "kk", "text": "Мектеп алдындағы өткел қашан жасалады?" }))]
pub struct ConferenceQuestionForm {
    /// The name to be shown beside it; none is needed.
    #[schema(min_length = 1, max_length = 100, pattern = r"^.*\S.*$", example = "Ата-ана (демо)")]
    pub author: Option<String>,
    /// In which language it is asked: Kazakh or Russian.
    pub language: OfficialLanguageCode,
    /// What it says.
    #[schema(min_length = 1, max_length = 2_000, pattern = r"\S", example = "Мектеп алдындағы өткел қашан жасалады?")]
    pub text: String,
}
