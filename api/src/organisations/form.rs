//! What is entered of an organisation.

use merzim_domain::organisation::{OrganisationKind, StateShare};
use merzim_domain::{Bilingual, Bin};
use merzim_persistence::organisations::{self, Organisation};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::given::Given;
use crate::http::input::{not_before, rule, together};
use crate::http::{BilingualName, Code, GivenBin, RegionCode};

pub(super) type OrganisationKindCode = Code<OrganisationKind>;

/// A share in percent, to the hundredth.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = r"^(100(\.00?)?|[0-9]{1,2}(\.[0-9]{1,2})?)$", example = "75.50")]
#[expect(dead_code, reason = "describes a text in the contract")]
pub struct Percent(String);

/// The first head of an organisation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "ДЕМО: бірінші басшы", "position": { "kk": "Басқарма төрағасы", "ru": "Председатель правления" } }))]
pub struct FirstHead {
    /// Surname, first name, patronymic.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: бірінші басшы")]
    pub name: String,
    /// Position.
    pub position: BilingualName,
}

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
    /// The share of the state in it, in percent; of a quasi-state entity.
    #[schema(value_type = Option<Percent>, example = json!(null))]
    pub state_share: Option<String>,
    /// Its first head.
    #[schema(example = json!(null))]
    pub first_head: Option<FirstHead>,
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
    /// The share of the state in it, in percent; of a quasi-state entity.
    #[schema(value_type = Option<Percent>, example = json!(null))]
    pub state_share: Option<String>,
    /// Its first head.
    #[schema(example = json!(null))]
    pub first_head: Option<FirstHead>,
}

/// What is the same of both: an organisation ends after its first day, if it ends; the state has a share in what is no state body.
fn check(from: Date, until: Option<Date>, kind: OrganisationKind, has_share: bool) -> Result<(), ValidationErrors> {
    let message = "бірінші күннен кейін болуы керек|должно быть после первого дня|must be after the first day";
    let later = rule(until.is_none_or(|until| from < until), "/until /from", message);
    let message =
        "мемлекеттік орган үшін көрсетілмейді|для государственного органа не указывается|is not given of a state body";
    let owned = rule(!(has_share && kind.is_state_body()), "/stateShare /kind", message);
    together([later.map_err(not_before(from.next_day().unwrap_or(from))), owned])
}

impl Validate for OrganisationForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        check(self.from, self.until, self.kind.0, self.state_share.is_some())
    }
}

impl Validate for OrganisationChangeForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        check(self.from, self.until, self.kind.0, self.state_share.is_some())
    }
}

impl From<organisations::FirstHead> for FirstHead {
    fn from(organisations::FirstHead { name, position: Bilingual { kk, ru } }: organisations::FirstHead) -> Self {
        Self { name, position: BilingualName { kk, ru } }
    }
}

impl OrganisationChangeForm {
    /// What is entered of the organisation with this BIN.
    pub fn of(self, bin: Bin) -> Organisation {
        let Self { kind, name, region, from, until, state_share, first_head } = self;
        OrganisationForm { bin: Given(bin), kind, name, region, from, until, state_share, first_head }.into()
    }
}

impl From<OrganisationForm> for Organisation {
    fn from(form: OrganisationForm) -> Self {
        let both = |BilingualName { kk, ru }| Bilingual { kk, ru };
        Self {
            bin: form.bin.0,
            kind: form.kind.0,
            name: both(form.name),
            region: form.region.map(|region| region.0),
            from: form.from,
            until: form.until,
            state_share: form.state_share.as_deref().and_then(StateShare::parse),
            head: form
                .first_head
                .map(|head| organisations::FirstHead { name: head.name, position: both(head.position) }),
        }
    }
}
