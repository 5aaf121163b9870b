//! Issues that concern several bodies: raised, told of by each body, made one agenda (№ 444-НҚ ¶5).

pub mod form;
pub mod information;
pub mod raised;
pub mod view;

use merzim_domain::procedures::cross_body_issue::{CrossBodyIssue, Facts};
use merzim_persistence::cases::CaseRow;

use crate::app::{Desk, Place, Serves};
use crate::media::ISSUES;
use crate::problem::Problem;

impl Serves for CrossBodyIssue {
    const PLACE: Place = ISSUES;

    fn facts(_: &mut Desk<'_>, _: &CaseRow) -> Result<Facts, Problem> {
        Ok(Facts)
    }
}
