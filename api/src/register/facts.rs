//! The two kinds of amendment as the API has them, and what is stored of one.

use std::collections::HashSet;

use merzim_domain::Bilingual;
use merzim_domain::procedures::register_amendment::{Amendment, Facts, Kind};
use merzim_persistence::amendments;
use merzim_persistence::cases::CaseRow;
use merzim_persistence::register::{self, Entering, EntryRow, RevisionRow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use time::Date;
use uuid::Uuid;

use super::form::EntryWording;
use crate::app::{Desk, Place, Serves};
use crate::problem::Problem;

/// One kind of amendment, as the API has it.
pub trait Amends: Kind {
    /// The collection of its cases in the path.
    const COLLECTION: &'static str;
    /// Its form.
    type Form: Serialize + DeserializeOwned + Send + 'static;

    /// The entry that a form is about.
    fn entry(form: &Self::Form) -> Uuid;

    /// Name of the body that files: as the form changes it, or as the entry has it.
    fn body_name(form: &Self::Form, current: &EntryWording) -> Bilingual;

    /// What the form must have besides, given the entry and the day.
    fn check(form: &Self::Form, entry: &EntryRow, today: Date) -> Result<(), Problem>;

    /// Enters it in the Register.
    fn enter(desk: &mut Desk<'_>, entering: Entering, current: &RevisionRow, form: Self::Form) -> Result<(), Problem>;
}

impl<A: Amends> Serves for Amendment<A> {
    const PLACE: Place =
        Place::of::<Self>(A::COLLECTION, &[("submit", "submission"), ("enter", "entry"), ("withdraw", "withdrawal")]);

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        let entry = amendments::of_case(desk.connection, row.id.0)?.entry_id.0;
        Ok(facts_of(entry, &register::removed(desk.connection, &[entry])?))
    }
}

/// What an amendment of this entry knows, where these have been removed.
pub(super) fn facts_of(entry: Uuid, removed: &HashSet<Uuid>) -> Facts {
    Facts { entry_removed: removed.contains(&entry) }
}
