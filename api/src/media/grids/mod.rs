//! The weekly media grid (№ 444-НҚ ¶6): compiled, approved, sent, corrected, and in every form that newsrooms use.

pub mod compiling;
pub mod embargo;
pub mod entry;
pub mod feeds;
pub mod form;
pub mod pages;
mod readers;
mod recur;
pub mod revision;
mod shown;
pub mod tables;
pub mod view;

use merzim_domain::procedures::media_grid::{Facts, MediaGrid};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::media::grids;

use crate::app::{Desk, Place, Serves};
use crate::media::GRIDS;
use crate::problem::Problem;

impl Serves for MediaGrid {
    const PLACE: Place = GRIDS;

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        view::facts_of(&grids::of_case(desk.connection, row.id.0)?)
    }
}
