//! What is stored of a request for materials, and what it knows besides its state.

use merzim_domain::procedures::materials_request::{Facts, MaterialsRequest};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::media::materials::{self, MaterialsRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::{Desk, Place, Record, Serves};
use crate::http::{At, Bilingual, EitherLanguage};
use crate::media::MATERIALS;
use crate::problem::Problem;

/// What the body said to the question whether it agrees (¶7).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = MaterialsAgreement)]
pub struct Agreement {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-03-16T11:00:00+05:00")]
    pub at: At,
    /// Whether it agrees.
    pub agreed: bool,
    /// Why it does not, or on which conditions it does.
    pub text: Option<EitherLanguage>,
}

/// Materials that the body provided, or added to them (¶8).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = MaterialsProvision)]
pub struct Provision {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-03-17T15:00:00+05:00")]
    pub at: At,
    /// What was said; the files are among the attachments.
    pub text: Option<EitherLanguage>,
}

/// That a request was withdrawn.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = MaterialsWithdrawal)]
pub struct Withdrawal {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-03-16T15:00:00+05:00")]
    pub at: At,
    /// Why.
    pub reasons: Bilingual,
}

/// What became of a request.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Story {
    pub requested_at: Option<At>,
    pub agreement: Option<Agreement>,
    pub provisions: Vec<Provision>,
    pub withdrawal: Option<Withdrawal>,
}

impl Record for Story {}

impl Serves for MaterialsRequest {
    const PLACE: Place = MATERIALS;

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        let row = materials::of_case(desk.connection, row.id.0)?;
        Ok(facts_of(&row, &Story::read(&row.story)?))
    }
}

/// What a request with this row knows, of which this has become.
pub(super) const fn facts_of(row: &MaterialsRow, story: &Story) -> Facts {
    Facts { by_agreement: row.by_agreement, agreed: row.agreed, said: story.provisions.len() }
}
