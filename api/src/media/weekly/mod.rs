//! What each state body sends of the coming week (№ 444-НҚ ¶5).

pub mod daily;
pub mod form;
pub mod recur;
pub mod submissions;
pub mod view;

use merzim_domain::procedures::weekly_submission::{Facts, WeeklySubmission};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::media::weekly::{self, WeeklyRow};

use crate::app::{Desk, Place, Serves};
use crate::media::WEEKLY;
use crate::problem::Problem;

impl Serves for WeeklySubmission {
    const PLACE: Place = WEEKLY;

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        facts_of(&weekly::of_case(desk.connection, row.id.0)?)
    }
}

/// What a submission with this row knows.
fn facts_of(row: &WeeklyRow) -> Result<Facts, Problem> {
    Ok(Facts { week: row.week()? })
}
