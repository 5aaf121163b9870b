//! Periods in the contract: each is written in one way, wherever it stands. Refer to one by `value_type`.

use utoipa::ToSchema;

/// A week from Monday to Sunday, by ISO 8601: year and number. Week 1 is the one with the first Thursday of the year.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = "week", pattern = r"^\d{4}-W\d{2}$", examples("2026-W13"))]
pub struct Week(());

/// A month: year and number.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, pattern = r"^\d{4}-(0[1-9]|1[0-2])$", examples("2026-03"))]
pub struct Month(());

/// A quarter: year and number.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, pattern = r"^\d{4}-Q[1-4]$", examples("2026-Q2"))]
pub struct Quarter(());
