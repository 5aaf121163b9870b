//! The slip that whoever files an appeal or a complaint is given (article 64(2) of the Code).

use merzim_persistence::cases::CaseRow;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;

use crate::http::At;

/// Whoever accepted something that was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptedBy {
    /// Surname and initials.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: Сынақова С. С.")]
    pub name: String,
    /// Position.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "Оператор")]
    pub position: String,
}

/// That something was filed (art. 64(2) of the Code).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FilingSlip)]
pub struct Slip {
    /// The unique number.
    #[schema(example = "VRC-2026-000001")]
    pub number: Option<String>,
    /// Date and time at which it came: on paper, those that were stated.
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    pub received_at: Option<At>,
    /// The day on which whoever deals with it registered it; none before that.
    pub registered_on: Option<Date>,
    /// Who accepted it; none where Merzim did so by itself.
    pub accepted_by: Option<AcceptedBy>,
}

impl Slip {
    /// That of a case which they accepted.
    pub fn of(row: &CaseRow, accepted_by: Option<AcceptedBy>) -> Self {
        Self {
            number: row.number.clone(),
            received_at: row.received_at.map(At::from),
            registered_on: row.registered_on,
            accepted_by,
        }
    }
}
