//! The weekly media grid (№ 444-НҚ ¶6): compiled, approved, sent, corrected, and in every form that newsrooms use.

pub mod compiling;
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
use crate::problem::Problem;

/// Where media grids stand in the API.
pub const PLACE: Place = Place {
    public: true,
    shown: Some(|connection, viewer, id| grids::find(connection, viewer, id).map(drop)),
    ..Place::of::<MediaGrid>(
        "media-grids",
        &[("approve", "approval"), ("reopen", "reopening"), ("send", "dispatch"), ("correct", "correction")],
    )
};

impl Serves for MediaGrid {
    const PLACE: Place = PLACE;

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        view::facts_of(&grids::of_case(desk.connection, row.id.0)?)
    }
}
