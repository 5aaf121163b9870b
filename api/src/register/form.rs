//! What comes in: the wording of an entry, applications for changes, notices of cessation.

use merzim_domain::Text;
use merzim_persistence::register::{RevisionRow, Wording};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::accreditation::form::{CoverageCode, FormatCode};
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
    /// Whether any of what it gives differs from what the entry says now.
    pub fn changes(&self, current: &EntryWording) -> bool {
        !self.channel_name.are(&current.channel_name)
            || !self.body_name.are(&current.body_name)
            || self.purpose.as_ref().is_some_and(|purpose| !purpose.are(&current.purpose))
            || self.coverage.is_some_and(|coverage| coverage != current.coverage)
            || self.region.is_some_and(|region| Some(region) != current.region)
            || self.format.is_some_and(|format| format != current.format)
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

/// Notice of cessation, in free form (¶12), in Kazakh or in Russian.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
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
    /// What the body says of it; this is what column 6 of the Register will say.
    pub text: EitherLanguage,
}

/// What the authorised body adds when it enters an amendment, so that the Register has it in both languages (¶8). What the form
/// says stays as it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "note": { "ru": "Изменено наименование" } }))]
pub struct EntryForm {
    /// Name of the channel, in the language that the form lacks.
    pub channel_name: Option<EitherLanguageName>,
    /// Name of the body that uses it.
    pub body_name: Option<EitherLanguageName>,
    /// Functional purpose; where it stands in one language only, it says the same in the other.
    pub purpose: Option<EitherLanguage>,
    /// Why it is changed, or what the body says of the cessation.
    pub note: Option<EitherLanguage>,
}
