//! What is entered of an organisation.

use merzim_domain::organisation::OrganisationKind;
use merzim_domain::{Bilingual, Bin};
use merzim_persistence::organisations::Organisation;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::given::Given;
use crate::http::input::{not_before, rule, together};
use crate::http::{BilingualName, Code, GivenBin, RegionCode};

pub(super) type OrganisationKindCode = Code<OrganisationKind>;

/// What is entered of an organisation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "bin": "080340000054",
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

/// What is entered of an organisation that the register has.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "kind": "centralExecutiveBody",
    "name": { "kk": "ДЕМО: Экология министрлігі", "ru": "ДЕМО: Министерство экологии" },
    "from": "2025-01-01",
}))]
pub struct OrganisationChangeForm {
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

/// Whether an organisation ends after its first day, if it ends.
fn ends_after(from: Date, until: Option<Date>) -> Result<(), ValidationErrors> {
    let message = "бірінші күннен кейін болуы керек|должно быть после первого дня|must be after the first day";
    let later = rule(until.is_none_or(|until| from < until), "/until /from", message);
    together([later.map_err(not_before(from.next_day().unwrap_or(from)))])
}

impl Validate for OrganisationForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        ends_after(self.from, self.until)
    }
}

impl Validate for OrganisationChangeForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        ends_after(self.from, self.until)
    }
}

impl OrganisationChangeForm {
    /// What is entered of the organisation with this BIN.
    pub fn of(self, bin: Bin) -> Organisation {
        let Self { kind, name, region, from, until } = self;
        OrganisationForm { bin: Given(bin), kind, name, region, from, until }.into()
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
