//! What a procedure brings to the program: where its cases stand in the API, its routes, and what the program must ask it.

use actix_web::web::Data;
use futures_util::future::LocalBoxFuture;
use merzim_domain::engine::Party;
use merzim_persistence::cases::{self, CaseRow, Viewer};
use merzim_persistence::{Connection, DbError};
use time::OffsetDateTime;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::App;
use crate::http::BASE;
use crate::http::call::Call;
use crate::problem::Problem;

/// A part of the program: the procedures that live in one folder.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The tag of its operations in the contract, and what that is about.
    pub tag: (&'static str, &'static str),
    /// Where the cases of each of its procedures stand.
    pub places: &'static [Place],
    /// Collections of things that are no cases.
    pub things: &'static [(&'static str, Thing)],
    /// Its routes, below the base of the API.
    pub routes: fn(&mut ServiceConfig<'_>),
    /// What it does by itself, for as long as the program runs.
    pub keeps: Option<Keeps>,
}

/// What a part does by itself.
pub type Keeps = fn(Data<App>) -> LocalBoxFuture<'static, ()>;

/// Finds a thing that is no case, for whoever may see it.
pub type Thing = fn(&mut Connection, &Viewer, Uuid) -> Result<(), DbError>;

/// Whether what a case depends on is still as it was when a notice arose in it.
pub type StillHolds = fn(&mut Connection, Uuid, OffsetDateTime) -> Result<bool, Problem>;

/// Does with a procedure's own rows what follows when a case is considered anew.
pub type Reopened = fn(&mut Connection, Uuid, OffsetDateTime) -> Result<(), Problem>;

/// Whether the caller may read the files of a case, which they see.
pub type FilesShown = fn(&Call, &mut Connection, &CaseRow) -> Result<bool, Problem>;

/// What the roles cannot say about who attaches files to a case.
pub type Attaching = fn(&Call, &mut Connection, &CaseRow, &[Party]) -> Result<(), Problem>;

/// Where a procedure's cases stand in the API, and which sub-resource takes which action.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Code of the procedure.
    pub procedure: &'static str,
    /// The collection in the path.
    pub collection: &'static str,
    /// Pairs of an action and the sub-resource that is created to take it.
    pub actions: &'static [(&'static str, &'static str)],
    /// Whether a case is shown to those who take no part in it; to none of them, if nothing is said.
    pub shown: Option<Thing>,
    /// What else a perishable notice depends on, but that nothing has happened in its case.
    pub still_holds: Option<StillHolds>,
    /// What is done with its own rows when a case is considered anew, for a complaint in it was satisfied.
    pub reopened: Option<Reopened>,
    /// Who among those that see a case may read its files, besides their own; all of them, if none is said.
    pub files_shown: Option<FilesShown>,
    /// What the roles cannot say about who attaches files to it.
    pub attaching: Option<Attaching>,
}

impl Place {
    /// The place of a procedure none of whose cases depends on anything else, or is considered anew.
    #[must_use]
    pub const fn plain(
        procedure: &'static str,
        collection: &'static str,
        actions: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            procedure,
            collection,
            actions,
            shown: None,
            still_holds: None,
            reopened: None,
            files_shown: None,
            attaching: None,
        }
    }

    /// Path of a case of this procedure.
    #[must_use]
    pub fn path(&self, id: Uuid) -> String {
        format!("{BASE}/{}/{id}", self.collection)
    }
}

impl App {
    /// Where the cases of the procedure with this code stand.
    #[must_use]
    pub fn place(&self, procedure: &str) -> Option<&'static Place> {
        self.parts.iter().flat_map(|part| part.places).find(|place| place.procedure == procedure)
    }
}

/// Checks that there is something with an id in a collection: for everybody, or for those who take part in it.
pub(super) fn expect_there(
    parts: &[Part],
    connection: &mut Connection,
    viewer: &Viewer,
    (collection, id): (&str, Uuid),
    for_everybody: bool,
) -> Result<(), Problem> {
    let mut things = parts.iter().flat_map(|part| part.things);
    if let Some((_, find)) = things.find(|(known, _)| *known == collection) {
        return Ok(find(connection, viewer, id)?);
    }
    let mut places = parts.iter().flat_map(|part| part.places);
    let Some(place) = places.find(|place| place.collection == collection) else { return Ok(()) };
    match place.shown.filter(|_| for_everybody) {
        Some(shown) => Ok(shown(connection, viewer, id)?),
        None => Ok(cases::find(connection, viewer, place.procedure, id).map(drop)?),
    }
}
