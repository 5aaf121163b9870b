//! What is stored of an appointment, and what it knows besides its state.

use merzim_domain::procedures::press_officer::{Facts, PressOfficer};
use merzim_domain::zone;
use merzim_persistence::cases::CaseRow;
use merzim_persistence::media::officers::{self, OfficerRow};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;

use super::form::PressContacts;
use crate::app::{Desk, Place, Record, Serves, form};
use crate::http::At;
use crate::media::OFFICERS;
use crate::problem::Problem;

/// Contacts that were given before others.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EarlierContacts {
    /// Until when.
    #[schema(value_type = String, format = DateTime, example = "2026-03-20T15:00:00+05:00")]
    pub until: At,
    /// What they were.
    pub contacts: PressContacts,
}

impl Record for EarlierContacts {}

impl Serves for PressOfficer {
    const PLACE: Place = OFFICERS;

    const ABOUT_OUTCOME: &'static str = "How it ended.";

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        Ok(facts_of(&officers::of_case(desk.connection, row.id.0)?))
    }
}

/// What an appointment with this row knows.
pub(super) fn facts_of(row: &OfficerRow) -> Facts {
    Facts { appointed_on: row.appointed_on, changes: row.earlier.0.as_array().map_or(0, Vec::len) }
}

/// The contacts of an appointment at the end of a day; those of now, if none is named.
pub(super) fn contacts_on(row: &OfficerRow, day: Option<Date>) -> Result<PressContacts, Problem> {
    let earlier = Vec::<EarlierContacts>::read(&row.earlier)?;
    let end = day.map(zone::end_of);
    let then = earlier.into_iter().find(|earlier| end.is_some_and(|end| end <= earlier.until.0));
    then.map_or_else(|| form(&row.contacts), |earlier| Ok(earlier.contacts))
}
