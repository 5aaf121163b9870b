//! The two kinds of amendment as the API has them, and what is stored of one.

use merzim_domain::Bilingual;
use merzim_domain::procedures::register_amendment::{Amendment, Kind};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::register::{Entering, EntryRow, RevisionRow};
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

    fn facts(_: &mut Desk<'_>, _: &CaseRow) -> Result<(), Problem> {
        Ok(())
    }
}
