//! What an entry of the Register says, as forms and answers carry it.

use merzim_persistence::register::{RevisionRow, Wording};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::accreditation::form::{CoverageCode, FormatCode, coverage_has_region};
use crate::http::{Bilingual, Code, RegionCode};
use crate::problem::Problem;

/// What an entry says.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "region_fits"))]
pub struct EntryWording {
    /// Name of the channel.
    pub channel_name: Bilingual,
    /// Name of the body that uses it.
    pub body_name: Bilingual,
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
            channel_name: Bilingual { kk: row.channel_name_kk.clone(), ru: row.channel_name_ru.clone() },
            body_name: Bilingual { kk: row.body_name_kk.clone(), ru: row.body_name_ru.clone() },
            purpose: Bilingual { kk: row.purpose_kk.clone(), ru: row.purpose_ru.clone() },
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
