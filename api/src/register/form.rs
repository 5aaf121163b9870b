//! What comes in: the wording of an entry, applications for changes, notices of cessation.

use merzim_persistence::register::{RevisionRow, Wording};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::accreditation::form::{CoverageCode, FormatCode, coverage_has_region};
use crate::http::{Bilingual, BilingualName, Code, RegionCode};
use crate::problem::Problem;

/// What an entry says.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "region_fits"))]
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

fn region_fits(wording: &EntryWording) -> Result<(), ValidationError> {
    coverage_has_region(wording.coverage, wording.region)
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
}

impl From<EntryWording> for Wording {
    fn from(wording: EntryWording) -> Self {
        Self {
            channel_name: wording.channel_name.into(),
            body_name: wording.body_name.into(),
            purpose: wording.purpose.into(),
            coverage: wording.coverage.0,
            region: wording.region.map(|region| region.0),
            format: wording.format.0,
        }
    }
}

/// Application for changes or additions (Annex 3).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "entryId": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "newEntry": {
        "channelName": { "kk": "ДЕМО: Ашық үкімет порталы", "ru": "ДЕМО: Портал открытого правительства" },
        "bodyName": { "kk": "ДЕМО: Цифрлық қызметтер министрлігі", "ru": "ДЕМО: Министерство цифровых услуг" },
        "purpose": { "kk": "Азаматтардың сұрақтарына жауап беру", "ru": "Ответы на вопросы граждан" },
        "coverage": "republican",
        "format": "hybrid",
    },
    "justification": { "kk": "Атауы өзгерді", "ru": "Изменено наименование" },
}))]
pub struct ChangeForm {
    /// The Register entry to be changed.
    pub entry_id: Uuid,
    /// Its new wording, in full.
    #[validate(nested)]
    pub new_entry: EntryWording,
    /// Why; this is what column 5 of the Register will say.
    pub justification: Bilingual,
}

/// Notice of cessation, in free form (¶12).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "entryId": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "stoppedOn": "2026-03-16",
    "text": { "kk": "Арнаның жұмысы тоқтатылды", "ru": "Работа канала прекращена" },
}))]
pub struct CessationForm {
    /// The Register entry of the channel.
    pub entry_id: Uuid,
    /// The day on which the channel stopped; not in the future, not before its inclusion.
    pub stopped_on: Date,
    /// What the body says of it; this is what column 6 of the Register will say.
    pub text: Bilingual,
}
