//! What comes in: the wording of an entry, applications for changes, notices of cessation.

use merzim_domain::Text;
use merzim_persistence::register::{RevisionRow, Wording};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use crate::accreditation::form::{CoverageCode, FormatCode};
use crate::http::input::{rule, together};
use crate::http::{Bilingual, BilingualName, Code, EitherLanguage, EitherLanguageName, RegionCode};
use crate::problem::Problem;

/// What an entry says.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntryWording {
    /// Name of the channel.
    pub channel_name: BilingualName,
    /// Name of the body that uses it.
    pub body_name: BilingualName,
    /// Functional purpose.
    pub purpose: Bilingual,
    /// Whom it serves.
    pub coverage: CoverageCode,
    /// Which region, if it serves one.
    pub region: Option<RegionCode>,
    /// How people interact through it.
    pub format: FormatCode,
}

impl EntryWording {
    /// What a stored wording says.
    pub fn of(row: &RevisionRow) -> Result<Self, Problem> {
        Ok(Self {
            channel_name: row.channel_name().into(),
            body_name: row.body_name().into(),
            purpose: row.purpose().into(),
            coverage: Code::known(&row.coverage)?,
            region: row.region.as_deref().map(Code::known).transpose()?,
            format: Code::known(&row.format)?,
        })
    }

    /// The same as storage knows it.
    pub fn stored(&self) -> Wording {
        Wording {
            channel_name: self.channel_name.clone().into(),
            body_name: self.body_name.clone().into(),
            purpose: self.purpose.clone().into(),
            coverage: self.coverage.0,
            region: self.region.map(|region| region.0),
            format: self.format.0,
        }
    }
}

/// What an entry is to say. Of the five data of ¶10 the applicant gives two names, each in one language or in both; what is left
/// out stays as it is. Something must change.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewWording {
    /// Name of the channel.
    pub channel_name: EitherLanguageName,
    /// Name of the body that uses it.
    pub body_name: EitherLanguageName,
    /// Functional purpose.
    pub purpose: Option<EitherLanguage>,
    /// Whom it serves.
    pub coverage: Option<CoverageCode>,
    /// Which region, if it serves one.
    pub region: Option<RegionCode>,
    /// How people interact through it.
    pub format: Option<FormatCode>,
}

impl NewWording {
    /// What of it differs from what the entry says now.
    pub fn changed(&self, current: &EntryWording) -> Changed<'_> {
        Changed {
            channel_name: Some(&self.channel_name).filter(|name| !name.are(&current.channel_name)),
            body_name: Some(&self.body_name).filter(|name| !name.are(&current.body_name)),
            purpose: self.purpose.as_ref().filter(|purpose| !purpose.are(&current.purpose)),
            coverage: self.coverage.filter(|coverage| *coverage != current.coverage),
            region: self.region.filter(|region| Some(*region) != current.region),
            format: self.format.filter(|format| *format != current.format),
        }
    }

    /// Whom the channel is to serve, and where, given what the entry says now. Else why that does not fit.
    pub fn coverage(&self, current: &EntryWording) -> Result<(CoverageCode, Option<RegionCode>), Text> {
        let coverage = self.coverage.unwrap_or(current.coverage);
        // A channel that is to serve everybody leaves its region.
        let kept = current.region.filter(|_| coverage.0 == current.coverage.0);
        let region = self.region.or(kept);
        let fits = coverage.0.fits(region.map(|region| region.0));
        fits.map(|()| (coverage, region))
    }
}

/// What of a new wording differs from what the entry says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed<'form> {
    channel_name: Option<&'form EitherLanguageName>,
    body_name: Option<&'form EitherLanguageName>,
    purpose: Option<&'form EitherLanguage>,
    coverage: Option<CoverageCode>,
    region: Option<RegionCode>,
    format: Option<FormatCode>,
}

impl Changed<'_> {
    /// Whether both change the same, whatever blanks their words have, and in whichever languages they are given.
    pub fn alike(&self, other: &Self) -> bool {
        let [one, two] = [(self.channel_name, other.channel_name), (self.body_name, other.body_name)];
        one.0.zip(one.1).map_or(one.0 == one.1, |(one, other)| one.alike(other))
            && two.0.zip(two.1).map_or(two.0 == two.1, |(one, other)| one.alike(other))
            && self.purpose.zip(other.purpose).map_or(self.purpose == other.purpose, |(one, other)| one.alike(other))
            && (self.coverage, self.region, self.format) == (other.coverage, other.region, other.format)
    }
}

/// Application for changes or additions (Annex 3), in Kazakh or in Russian.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "entryId": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "newEntry": {
        "channelName": { "kk": "ДЕМО: Ашық үкімет порталы" },
        "bodyName": { "kk": "ДЕМО: Цифрлық қызметтер министрлігі" },
        "format": "hybrid",
    },
    "justification": { "kk": "Атауы өзгерді" },
}))]
pub struct ChangeForm {
    /// The Register entry to be changed.
    pub entry_id: Uuid,
    /// Its new wording.
    pub new_entry: NewWording,
    /// Why; column 5 of the Register says it too.
    pub justification: EitherLanguage,
}

/// Notice of cessation, in free form (¶12), in Kazakh or in Russian. As long as the day on which a channel stops has not come, another
/// notice takes the place of the one before: it names another day, or says that the channel goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "entryId": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "stoppedOn": "2026-03-16",
    "text": { "kk": "Арнаның жұмысы тоқтатылды" },
}))]
pub struct CessationForm {
    /// The Register entry of the channel.
    pub entry_id: Uuid,
    /// The day on which the channel stops, if the body says; not before its inclusion. If it is still to come, the channel stays in use
    /// until then.
    pub stopped_on: Option<Date>,
    /// Whether the channel goes on after all: then the cessation that was entered is taken back.
    #[serde(default)]
    #[schema(example = false)]
    pub continues: bool,
    /// What the body says of it. Column 6 of the Register says the same; that the channel goes on, or stops on another day, column 5.
    pub text: EitherLanguage,
}

impl Validate for CessationForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together([rule(
            !(self.continues && self.stopped_on.is_some()),
            "/stoppedOn /continues",
            "арна жұмысын жалғастырса, көрсетілмейді|не указывается, если канал продолжает работу|is not given if the channel goes on",
        )])
    }
}

/// What the authorised body adds when it enters an amendment, so that the Register has it in both languages (¶8). What the form
/// says stays as it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "note": { "ru": "Изменено наименование" } }))]
pub struct EntryForm {
    /// Name of the channel, in the language that the form lacks. What the form does not change keeps the words of the Register.
    pub channel_name: Option<EitherLanguageName>,
    /// Name of the body that uses it.
    pub body_name: Option<EitherLanguageName>,
    /// Functional purpose.
    pub purpose: Option<EitherLanguage>,
    /// Why it is changed, or what the body says of the cessation.
    pub note: Option<EitherLanguage>,
}
