//! The two kinds of amendment as the API has them, what an amendment knows, and what becomes of those without an object.

use std::collections::HashSet;

use merzim_domain::engine::{Actor, Refusal};
use merzim_domain::procedures::register_amendment::{
    Amendment, AmendmentRefusal, CessationKind, ChangeKind, Command, Facts, Kind,
};
use merzim_domain::rulebook::ids::R93_10;
use merzim_domain::{Bilingual, Text, zone};
use merzim_persistence::amendments;
use merzim_persistence::cases::CaseRow;
use merzim_persistence::register::{self, Entering, EntryRow, RevisionRow, Wording};
use serde::Serialize;
use serde::de::DeserializeOwned;
use time::Date;
use uuid::Uuid;

use super::form::{CessationForm, ChangeForm, Changed, EntryForm, EntryWording};
use crate::app::{Desk, Place, Serves};
use crate::cases::flow;
use crate::problem::{FieldFaults, Problem};

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

    /// Looks at what the form must have besides, given the entry and what it says.
    fn check(form: &Self::Form, entry: &EntryRow, row: &RevisionRow, current: &EntryWording, faults: &mut FieldFaults);

    /// Whether two forms ask for the same, given what the entry says.
    fn alike(one: &Self::Form, other: &Self::Form, current: &EntryWording) -> bool;

    /// Enters it in the Register, with the words that complete it, unless something is wrong with them.
    fn enter(
        desk: &mut Desk<'_>,
        entering: Entering,
        current: &RevisionRow,
        form: Self::Form,
        completed: (EntryForm, FieldFaults),
    ) -> Result<(), Problem>;
}

impl Amends for ChangeKind {
    const COLLECTION: &'static str = "register-change-applications";
    type Form = ChangeForm;

    fn entry(form: &ChangeForm) -> Uuid {
        form.entry_id
    }

    fn body_name(form: &ChangeForm, _: &EntryWording) -> Bilingual {
        form.new_entry.body_name.as_both()
    }

    fn alike(one: &ChangeForm, other: &ChangeForm, current: &EntryWording) -> bool {
        one.new_entry.changed(current) == other.new_entry.changed(current)
    }

    fn check(form: &ChangeForm, _: &EntryRow, _: &RevisionRow, current: &EntryWording, faults: &mut FieldFaults) {
        if let Err(why) = form.new_entry.coverage(current) {
            faults.tell_of(&["/newEntry/region", "/newEntry/coverage", "/entryId"], why);
        }
        if form.new_entry.changed(current) != Changed::default() {
            return;
        }
        let message = Text::new(
            "Тізілім жазбасында ешнәрсені өзгертпейді",
            "ничего не меняет в записи реестра",
            "changes nothing in the Register entry",
        );
        faults.tell_of(&["/newEntry", "/entryId"], message);
    }

    fn enter(
        desk: &mut Desk<'_>,
        entering: Entering,
        row: &RevisionRow,
        ChangeForm { new_entry, justification, .. }: ChangeForm,
        (completed, mut faults): (EntryForm, FieldFaults),
    ) -> Result<(), Problem> {
        let current = EntryWording::of(row)?;
        let before = current.stored();
        let (coverage, region) = new_entry.coverage(&current).map_err(|why| Problem::field("/newEntry/region", why))?;
        let EntryForm { channel_name, body_name, purpose, note } = completed;
        let channel = new_entry.channel_name.completed(channel_name).in_both("/channelName", &mut faults);
        let body = new_entry.body_name.completed(body_name).in_both("/bodyName", &mut faults);
        let why = justification.completed(note).in_both("/note", &mut faults);
        faults.none()?;
        let (Some(channel), Some(body), Some(why)) = (channel, body, why) else { return Err(without_language()) };
        let wording = Wording {
            channel_name: channel.into(),
            body_name: body.into(),
            purpose: new_entry.purpose.map_or(current.purpose.into(), |new| new.completed(purpose).as_both()),
            coverage: coverage.0,
            region: region.map(|region| region.0),
            format: new_entry.format.unwrap_or(current.format).0,
        };
        if wording == before {
            return Err(Refusal::by(AmendmentRefusal::NothingChanges, R93_10).into());
        }
        Ok(register::change(desk.connection, entering, row, &wording, why.into())?)
    }
}

impl Amends for CessationKind {
    const COLLECTION: &'static str = "cessation-notices";
    type Form = CessationForm;

    fn entry(form: &CessationForm) -> Uuid {
        form.entry_id
    }

    fn alike(one: &CessationForm, other: &CessationForm, _: &EntryWording) -> bool {
        one == other
    }

    fn check(form: &CessationForm, entry: &EntryRow, row: &RevisionRow, _: &EntryWording, faults: &mut FieldFaults) {
        if form.continues && row.removed_on.is_none() {
            let message = Text::new(
                "арнаның тоқтатылуы Тізілімге енгізілмеген",
                "прекращение канала в реестр не внесено",
                "no cessation of the channel has been entered",
            );
            faults.tell_of(&["/continues", "/entryId"], message);
        }
        if form.stopped_on.is_none_or(|day| day >= entry.included_on) {
            return;
        }
        let message = Text::new(
            "Тізілімге енгізілген күннен ерте болмауы керек",
            "должен быть не раньше включения в реестр",
            "must not be before the inclusion in the Register",
        );
        faults.tell_of(&["/stoppedOn", "/entryId"], message);
    }

    fn enter(
        desk: &mut Desk<'_>,
        entering: Entering,
        current: &RevisionRow,
        form: CessationForm,
        (completed, mut faults): (EntryForm, FieldFaults),
    ) -> Result<(), Problem> {
        let text = form.text.completed(completed.note).in_both("/note", &mut faults);
        faults.none()?;
        let text = text.ok_or_else(without_language)?;
        let stopped_on = (!form.continues).then(|| form.stopped_on.unwrap_or(entering.on));
        let (text, said) = (text.into(), current.note().filter(|_| current.kind == "removal"));
        if stopped_on == current.removed_on && (stopped_on.is_none() || said.as_ref() == Some(&text)) {
            return Err(Refusal::by(AmendmentRefusal::NothingChanges, R93_10).into());
        }
        register::end(desk.connection, entering, current, stopped_on, text)?;
        stopped_on.map_or(Ok(()), |day| lapse_others(desk, current.entry_id.0, entering.case, day))
    }
}

fn without_language() -> Problem {
    Problem::internal("words without a language")
}

impl<A: Amends> Serves for Amendment<A> {
    const PLACE: Place =
        Place::of::<Self>(A::COLLECTION, &[("submit", "submission"), ("enter", "entry"), ("withdraw", "withdrawal")]);

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        let entry = amendments::of_case(desk.connection, row.id.0)?.entry_id.0;
        let today = zone::local(desk.now).date();
        Ok(facts_of(entry, &register::removed(desk.connection, &[entry], today)?))
    }
}

/// What an amendment of this entry knows, where the channels of these have stopped.
pub(super) fn facts_of(entry: Uuid, removed: &HashSet<Uuid>) -> Facts {
    Facts { entry_removed: removed.contains(&entry) }
}

/// Closes what else waits for an entry and came only on the day on which its channel stopped or later, so that nobody owes what
/// has no object any more. What came before is entered.
fn lapse_others(desk: &mut Desk<'_>, entry: Uuid, but_for: Uuid, stopped_on: Date) -> Result<(), Problem> {
    let waiting = amendments::waiting(desk.connection, entry, but_for)?;
    let after = |row: &CaseRow| row.received_at.is_some_and(|at| zone::local(at.0).date() >= stopped_on);
    for (row, _) in waiting.into_iter().filter(|(row, _)| after(row)) {
        let lapse = if row.procedure == ChangeKind::CODE { lapse::<ChangeKind> } else { lapse::<CessationKind> };
        lapse(desk, row)?;
    }
    Ok(())
}

fn lapse<A: Amends>(desk: &mut Desk<'_>, row: CaseRow) -> Result<(), Problem> {
    let amendment = flow::read::<Amendment<A>>(desk, row)?;
    flow::act_as(desk, &Actor::system(), &amendment.case, &Command::Lapse).map(drop)
}
