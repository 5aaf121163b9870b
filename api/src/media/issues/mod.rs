//! Issues that concern several bodies: raised, told of by each body, made one agenda (№ 444-НҚ ¶5).

pub mod form;
pub mod information;
pub mod raised;
pub mod view;

use merzim_domain::procedures::cross_body_issue::{CrossBodyIssue, Facts};
use merzim_persistence::cases::{CaseRow, Viewer};
use merzim_persistence::media::issues::{self, IssueRow, PartRow};
use merzim_persistence::{Connection, DbError};
use uuid::Uuid;

use self::form::IssueStatement;
use crate::app::{Desk, Place, Record, Serves};
use crate::media::ISSUES;
use crate::problem::Problem;

/// Whether a viewer is of those for whom agendas are published: the mass media.
fn is_of_media(viewer: &Viewer) -> bool {
    viewer.roles.contains(&CrossBodyIssue::READER)
}

/// The issue with this id, if `viewer` may see it.
pub fn find(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<IssueRow, DbError> {
    issues::find(connection, viewer, is_of_media(viewer), id)
}

impl Serves for CrossBodyIssue {
    const PLACE: Place = ISSUES;

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        facts_of(&issues::of_case(desk.connection, row.id.0)?)
    }
}

/// What a body has told of an issue, the first statement first.
fn told(part: &PartRow) -> Result<Vec<IssueStatement>, Problem> {
    Vec::read(&part.said)
}

/// What the part of a body with this row knows.
fn facts_of(part: &PartRow) -> Result<Facts, Problem> {
    Ok(Facts { said: told(part)?.len() })
}
