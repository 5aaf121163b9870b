//! The two kinds of amendment as the API has them, what an amendment knows, and what becomes of those without an object.

use std::collections::HashSet;

use merzim_domain::engine::Actor;
use merzim_domain::procedures::register_amendment::{Amendment, CessationKind, ChangeKind, Command, Facts, Kind};
use merzim_domain::{Bilingual, Text};
use merzim_persistence::amendments;
use merzim_persistence::cases::CaseRow;
use merzim_persistence::register::{self, Entering, EntryRow, RevisionRow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use time::Date;
use uuid::Uuid;

use super::form::{CessationForm, ChangeForm, EntryWording};
use crate::app::{Desk, Place, Serves};
use crate::cases::flow;
use crate::problem::Problem;

/// One kind of amendment, as the API has it.
pub trait Amends: Kind {
    /// The collection of its cases in the path.
    const COLLECTION: &'static str;
    /// Its form.
    type Form: Serialize + DeserializeOwned + Send + 'static;

    /// The entry that a form is about.
    fn entry(form: &Self::Form) -> Uuid;

    /// Name of the body that files: as the entry has it, if the form does not change it.
    fn body_name(_: &Self::Form, current: &EntryWording) -> Bilingual {
        current.body_name.clone().into()
    }

    /// What the form must have besides, given the entry and the day.
    fn check(_: &Self::Form, _: &EntryRow, _: Date) -> Result<(), Problem> {
        Ok(())
    }

    /// Enters it in the Register.
    fn enter(desk: &mut Desk<'_>, entering: Entering, current: &RevisionRow, form: Self::Form) -> Result<(), Problem>;
}

impl Amends for ChangeKind {
    const COLLECTION: &'static str = "register-change-applications";
    type Form = ChangeForm;

    fn entry(form: &ChangeForm) -> Uuid {
        form.entry_id
    }

    fn body_name(form: &ChangeForm, _: &EntryWording) -> Bilingual {
        form.new_entry.body_name.clone().into()
    }

    fn enter(desk: &mut Desk<'_>, entering: Entering, current: &RevisionRow, form: ChangeForm) -> Result<(), Problem> {
        let wording = form.new_entry.into();
        Ok(register::change(desk.connection, entering, current, &wording, form.justification.into())?)
    }
}

impl Amends for CessationKind {
    const COLLECTION: &'static str = "cessation-notices";
    type Form = CessationForm;

    fn entry(form: &CessationForm) -> Uuid {
        form.entry_id
    }

    fn check(form: &CessationForm, entry: &EntryRow, today: Date) -> Result<(), Problem> {
        if (entry.included_on..=today).contains(&form.stopped_on) {
            return Ok(());
        }
        let message = Text::new(
            "Тізілімге енгізілген күннен ерте және бүгінгі күннен кеш болмауы керек",
            "должен быть не раньше включения в реестр и не позже сегодняшнего дня",
            "must not be before the inclusion in the Register or after today",
        );
        Err(Problem::field("/stoppedOn", message))
    }

    fn enter(
        desk: &mut Desk<'_>,
        entering: Entering,
        current: &RevisionRow,
        form: CessationForm,
    ) -> Result<(), Problem> {
        register::remove(desk.connection, entering, current, form.stopped_on, form.text.into())?;
        lapse_others(desk, current.entry_id.0, entering.case)
    }
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

/// Closes what else waits for an entry whose channel has been removed, so that nobody owes what
/// cannot be done any more.
fn lapse_others(desk: &mut Desk<'_>, entry: Uuid, but_for: Uuid) -> Result<(), Problem> {
    for row in amendments::waiting(desk.connection, entry, but_for)? {
        let lapse = if row.procedure == ChangeKind::CODE { lapse::<ChangeKind> } else { lapse::<CessationKind> };
        lapse(desk, row)?;
    }
    Ok(())
}

fn lapse<A: Amends>(desk: &mut Desk<'_>, row: CaseRow) -> Result<(), Problem> {
    let amendment = flow::read::<Amendment<A>>(desk, row)?;
    flow::act_as(desk, &Actor::system(), &amendment.case, &Command::Lapse).map(drop)
}
