//! What is entered of an organisation.

use merzim_domain::Bilingual;
use merzim_domain::organisation::OrganisationKind;
use merzim_persistence::organisations::Organisation;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::input::{rule, together};
use crate::http::{BilingualName, Code, GivenBin, RegionCode};

pub(super) type OrganisationKindCode = Code<OrganisationKind>;

/// What is entered of an organisation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "bin": "080340000058",
    "kind": "centralExecutiveBody",
    "name": { "kk": "ДЕМО: Экология министрлігі", "ru": "ДЕМО: Министерство экологии" },
    "from": "2025-01-01",
}))]
pub struct OrganisationForm {
    /// Its BIN, which does not change.
    pub bin: GivenBin,
    /// Of which kind it is.
    pub kind: OrganisationKindCode,
    /// Its name.
    pub name: BilingualName,
    /// The region that it is of, unless it is of the whole country (code of the classifier of administrative units, КАТО).
    pub region: Option<RegionCode>,
    /// Its first day.
    #[schema(example = "2025-01-01")]
    pub from: Date,
    /// The first day on which it is no more, if there is one.
    #[schema(example = json!(null))]
    pub until: Option<Date>,
}

impl Validate for OrganisationForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let ends = self.until.is_none_or(|until| self.from < until);
        together([rule(
            ends,
            "/until /from",
            "бірінші күннен кейін болуы керек|должно быть после первого дня|must be after the first day",
        )])
    }
}

impl From<OrganisationForm> for Organisation {
    fn from(form: OrganisationForm) -> Self {
        let BilingualName { kk, ru } = form.name;
        Self {
            bin: form.bin.0,
            kind: form.kind.0,
            name: Bilingual { kk, ru },
            region: form.region.map(|region| region.0),
            from: form.from,
            until: form.until,
        }
    }
}
