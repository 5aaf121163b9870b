//! How an organisation is shown.

use merzim_domain::Bilingual as Words;
use merzim_domain::organisation::OrganisationKind;
use merzim_persistence::organisations::OrganisationRow;
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::{FirstHead, OrganisationKindCode, Percent};
use crate::http::{At, Bilingual, Code, GivenBin, RegionCode, page_of};
use crate::problem::Problem;

/// An organisation of the register.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Organisation)]
pub struct OrganisationView {
    /// Id.
    pub id: Uuid,
    /// Its BIN.
    #[schema(value_type = GivenBin)]
    pub bin: String,
    /// Of which kind it is.
    pub kind: OrganisationKindCode,
    /// Its name.
    pub name: Bilingual,
    /// The region that it is of, unless it is of the whole country.
    pub region: Option<RegionCode>,
    /// Its first day.
    pub from: Date,
    /// The first day on which it is no more, if there is one.
    pub until: Option<Date>,
    /// The share of the state in it, in percent; of a quasi-state entity, where that is entered.
    #[schema(value_type = Option<Percent>, example = json!(null))]
    pub state_share: Option<String>,
    /// Its first head, where that is entered.
    #[schema(example = json!(null))]
    pub first_head: Option<FirstHead>,
    /// Whether it is a state body.
    pub state_body: bool,
    /// Whether № 444-НҚ binds it: every state body, the State Security Service apart (¶3).
    pub tells_the_media: bool,
    /// Grows with every change; its entity tag.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it last changed.
    pub updated_at: At,
}

page_of!(
    Organisations,
    OrganisationView,
    "Organisations, by their names in the order of the Kazakh alphabet; of a search, first what is spelt so."
);

pub(super) fn show(row: &OrganisationRow) -> Result<OrganisationView, Problem> {
    let kind: OrganisationKind = Code::known(&row.kind)?.0;
    Ok(OrganisationView {
        id: row.id.0,
        bin: row.bin.clone(),
        kind: Code(kind),
        name: Words { kk: row.name_kk.clone(), ru: row.name_ru.clone() }.into(),
        region: Code::some(row.region.as_deref())?,
        from: row.from_on,
        until: row.until_on,
        state_share: row.said()?.state_share.map(|share| share.to_string()),
        first_head: row.first_head().map(FirstHead::from),
        state_body: kind.is_state_body(),
        tells_the_media: kind.tells_the_media(),
        version: row.version,
        updated_at: row.updated_at.into(),
    })
}
