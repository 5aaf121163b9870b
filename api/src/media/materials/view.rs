//! How a request for materials is shown.

use std::collections::BTreeMap;

use merzim_domain::engine::Procedure;
use merzim_domain::procedures::materials_request::{MaterialsRequest, MaterialsState};
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::media::materials::{self, MaterialsRow};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use super::facts::{Agreement, Provision, Story, Withdrawal, facts_of};
use super::form::{MaterialsKindCode, MaterialsRequestForm};
use crate::app::{Desk, Record, form};
use crate::cases::{Shown, Summary, name_of};
use crate::http::{At, Bilingual, Code, GivenBin, page_of};
use crate::problem::Problem;

pub(super) type MaterialsStateCode = Code<MaterialsState>;

/// A request for materials and how it stands. Its attachments are those of the authorised body and of the body that was asked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MaterialsRequest)]
pub struct MaterialsDetails {
    /// What is asked for.
    pub form: MaterialsRequestForm,
    /// Whether the body is asked by agreement only: the General Prosecutor's Office.
    pub by_agreement: bool,
    /// What it said to that.
    pub agreement: Option<Agreement>,
    /// When the materials were requested, from which the working day for them runs.
    pub requested_at: Option<At>,
    /// What was provided, the first one first; the others add to it.
    #[schema(max_items = 50)]
    pub provisions: Vec<Provision>,
    /// That the request was withdrawn.
    pub withdrawal: Option<Withdrawal>,
}

/// A request with what every case has.
pub type MaterialsRequestView = Shown<MaterialsRequest, MaterialsDetails>;

/// A request in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MaterialsRequestSummary)]
pub struct MaterialsBrief {
    /// BIN of the body that is asked.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Its name.
    pub body_name: Bilingual,
    /// What is asked for.
    #[schema(max_items = 5)]
    pub kinds: Vec<MaterialsKindCode>,
    /// By when the materials are owed, as long as they are.
    pub due_at: Option<At>,
    /// When they were provided.
    pub provided_at: Option<At>,
}

/// A request as a list shows it.
pub type MaterialsRequestSummary = Summary<MaterialsRequest, MaterialsBrief>;

page_of!(MaterialsRequests, MaterialsRequestSummary, "Requests for materials, the newest first.");

/// Shows a request in a list, of which some are due at these moments.
pub(super) fn summarise(
    desk: &Desk<'_>,
    (case, row): (CaseRow, MaterialsRow),
    parties: &[PartyRow],
    dues: &BTreeMap<Uuid, OffsetDateTime>,
) -> Result<MaterialsRequestSummary, Problem> {
    let asked: MaterialsRequestForm = form(&row.form)?;
    let story = Story::read(&row.story)?;
    let brief = MaterialsBrief {
        due_at: dues.get(&case.id.0).copied().map(At),
        provided_at: story.provisions.first().map(|provision| provision.at),
        kinds: asked.kinds,
        body_name: name_of(parties, case.id, &row.body),
        body: row.body.clone(),
    };
    Summary::of(desk, &case, parties, &facts_of(&row, &story), brief)
}

/// Shows a request for materials.
pub(in crate::media) fn show(desk: &mut Desk<'_>, id: Uuid) -> Result<MaterialsRequestView, Problem> {
    let case = cases::find(desk.connection, &desk.call.viewer(), MaterialsRequest::CODE, id)?;
    let row = materials::of_case(desk.connection, id)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let story = Story::read(&row.story)?;
    let facts = facts_of(&row, &story);
    let Story { requested_at, agreement, provisions, withdrawal } = story;
    let details = MaterialsDetails {
        form: form(&row.form)?,
        by_agreement: row.by_agreement,
        agreement,
        requested_at,
        provisions,
        withdrawal,
    };
    Shown::whole(desk, &case, &parties, &facts, details)
}
