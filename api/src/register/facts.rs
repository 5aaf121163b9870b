//! The two kinds of amendment as the API has them, what an amendment knows, and what becomes of those without an object.

use std::collections::HashMap;

use merzim_domain::engine::{Actor, Refusal};
use merzim_domain::procedures::register_amendment::{
    Amendment, AmendmentRefusal, CessationKind, ChangeKind, Command, FARTHEST_END, Facts, Kind, Speaks, stops_on,
};
use merzim_domain::rulebook::ids::R93_10;
use merzim_domain::{Bilingual, Text, zone};
use merzim_persistence::amendments::{self, AmendmentRow};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::register::{self, Entering, EntryRow, RevisionRow, Wording};
use serde::Serialize;
use serde::de::DeserializeOwned;
use time::Date;
use uuid::Uuid;

use super::form::{CessationForm, ChangeForm, Changed, EntryForm, EntryWording, NewWording};
use crate::app::{Desk, Place, Serves, form};
use crate::cases::flow;
use crate::problem::{FieldFaults, Problem, Wrong};

/// One kind of amendment, as the API has it.
pub trait Amends: Kind {
    /// The collection of its cases in the path.
    const COLLECTION: &'static str;
    /// Its form.
    type Form: Serialize + DeserializeOwned + Send + 'static;

    /// The entry that a form is about.
    fn entry(form: &Self::Form) -> Uuid;

    /// Looks at what the form must have besides, whatever entry it names.
    fn check_alone(_: &Desk<'_>, _: &Self::Form, _: &mut FieldFaults) {}

    /// Looks at what the form must have besides, given the entry and what it says.
    fn check(
        desk: &mut Desk<'_>,
        form: &Self::Form,
        entry: &EntryRow,
        row: &RevisionRow,
        faults: &mut FieldFaults,
    ) -> Result<(), Problem>;

    /// Whether two forms ask for the same, given what the entry says.
    fn alike(one: &Self::Form, other: &Self::Form, current: &EntryWording) -> bool;

    /// Enters it in the Register, with the words that complete it, unless something is wrong with them. What was received `later`, and
    /// is entered, goes before it.
    fn enter(
        desk: &mut Desk<'_>,
        entering: Entering,
        current: &RevisionRow,
        later: &Later<Self::Form>,
        form: Self::Form,
        completed: (EntryForm, FieldFaults),
    ) -> Result<(), Problem>;
}

/// What was received later for an entry than what is being entered, and is entered already.
pub struct Later<F> {
    /// The forms, the first one received first.
    pub forms: Vec<F>,
    /// By what the entry says again what it said.
    pub last: Option<(Entering, Bilingual)>,
    /// What is said of the end of the channel, if one is entered.
    pub end: Option<Bilingual>,
}

impl Amends for ChangeKind {
    const COLLECTION: &'static str = "register-change-applications";
    type Form = ChangeForm;

    fn entry(form: &ChangeForm) -> Uuid {
        form.entry_id
    }

    fn alike(one: &ChangeForm, other: &ChangeForm, current: &EntryWording) -> bool {
        one.new_entry.changed(current).alike(&other.new_entry.changed(current))
    }

    fn check(
        _: &mut Desk<'_>,
        form: &ChangeForm,
        _: &EntryRow,
        row: &RevisionRow,
        faults: &mut FieldFaults,
    ) -> Result<(), Problem> {
        let current = &EntryWording::of(row)?;
        if let Err(why) = form.new_entry.coverage(current) {
            faults.tell_of(&["/newEntry/region", "/newEntry/coverage", "/entryId"], why);
        }
        if form.new_entry.changed(current) != Changed::default() {
            return Ok(());
        }
        let message = Text::new(
            "Тізілім жазбасында ешнәрсені өзгертпейді",
            "ничего не меняет в записи реестра",
            "changes nothing in the Register entry",
        );
        faults.tell_of(&["/newEntry", "/entryId"], message);
        Ok(())
    }

    fn enter(
        desk: &mut Desk<'_>,
        entering: Entering,
        row: &RevisionRow,
        later: &Later<ChangeForm>,
        ChangeForm { new_entry, justification, .. }: ChangeForm,
        (completed, mut faults): (EntryForm, FieldFaults),
    ) -> Result<(), Problem> {
        let current = EntryWording::of(row)?;
        let before = current.stored();
        let said = |says: fn(&NewWording) -> bool| later.forms.iter().any(|form| says(&form.new_entry));
        let speaks = Speaks {
            purpose: said(|new| new.purpose.is_some()),
            coverage: said(|new| new.coverage.is_some() || new.region.is_some()),
            format: said(|new| new.format.is_some()),
        };
        let (coverage, region) = match new_entry.coverage(&current) {
            Ok(new) => new,
            Err(_) if speaks.coverage => (current.coverage, current.region),
            Err(why) => return Err(Problem::field("/newEntry/region", why)),
        };
        let EntryForm { channel_name, body_name, purpose, note } = completed;
        let channel = new_entry.channel_name.over(current.channel_name, channel_name, "/channelName", &mut faults);
        let body = new_entry.body_name.over(current.body_name, body_name, "/bodyName", &mut faults);
        let new_purpose = new_entry.purpose.unwrap_or_default();
        let purpose = new_purpose.over(current.purpose, purpose, "/purpose", &mut faults);
        let why = justification.completed(note, "/note", &mut faults);
        faults.none()?;
        let (Some(channel), Some(body), Some(purpose), Some(why)) = (channel, body, purpose, why) else {
            return Err(without_language());
        };
        let wording = Wording {
            channel_name: channel.into(),
            body_name: body.into(),
            purpose: purpose.into(),
            coverage: coverage.0,
            region: region.map(|region| region.0),
            format: new_entry.format.unwrap_or(current.format).0,
        };
        if wording == before {
            return nothing_left(later);
        }
        let next = register::change(desk.connection, entering, row, &wording, why.into())?;
        let Some((entering, why)) = &later.last else { return Ok(()) };
        let kept = wording.under(before, speaks);
        if kept != wording {
            register::change(desk.connection, *entering, &next, &kept, why.clone())?;
        }
        Ok(())
    }
}

impl Amends for CessationKind {
    const COLLECTION: &'static str = "cessation-notices";
    type Form = CessationForm;

    fn entry(form: &CessationForm) -> Uuid {
        form.entry_id
    }

    fn alike(one: &CessationForm, other: &CessationForm, _: &EntryWording) -> bool {
        (one.stopped_on, one.continues) == (other.stopped_on, other.continues) && one.text.alike(&other.text)
    }

    fn check_alone(desk: &Desk<'_>, form: &CessationForm, faults: &mut FieldFaults) {
        let farthest = zone::local(desk.now).date().saturating_add(FARTHEST_END);
        if form.stopped_on.is_some_and(|day| day > farthest) {
            let message = Text::new("бір жылдан кейін болмауы керек", "не позже чем через год", "at most a year ahead");
            faults.tell_of(&["/stoppedOn"], Wrong::from(message).not_after(farthest));
        }
    }

    fn check(
        desk: &mut Desk<'_>,
        form: &CessationForm,
        entry: &EntryRow,
        row: &RevisionRow,
        faults: &mut FieldFaults,
    ) -> Result<(), Problem> {
        if form.continues && row.removed_on.is_none() {
            let message = Text::new(
                "арнаның тоқтатылуы Тізілімге енгізілмеген",
                "прекращение канала в реестр не внесено",
                "no cessation of the channel has been entered",
            );
            faults.tell_of(&["/continues", "/stoppedOn", "/entryId"], message);
        }
        let Some(day) = form.stopped_on else { return Ok(()) };
        if day < entry.included_on {
            let message = Text::new(
                "Тізілімге енгізілген күннен ерте болмауы керек",
                "должен быть не раньше включения в реестр",
                "must not be before the inclusion in the Register",
            );
            faults.tell_of(&["/stoppedOn", "/entryId"], Wrong::from(message).not_before(entry.included_on));
        }
        let history = register::history(desk.connection, &[entry.id.0], None)?;
        let said = note_of_end(&history, row).filter(|_| row.removed_on == Some(day));
        if said.is_some_and(|said| form.text.are(&said.into())) {
            let message =
                Text::new("Тізілімде солай жазылған", "в реестре так и указано", "the Register says so already");
            faults.tell_of(&["/stoppedOn", "/text"], message);
        }
        Ok(())
    }

    fn enter(
        desk: &mut Desk<'_>,
        entering: Entering,
        current: &RevisionRow,
        later: &Later<CessationForm>,
        form: CessationForm,
        (completed, mut faults): (EntryForm, FieldFaults),
    ) -> Result<(), Problem> {
        let text = form.text.completed(completed.note, "/note", &mut faults);
        faults.none()?;
        let text = text.ok_or_else(without_language)?;
        let stopped_on = stops_on(form.continues, form.stopped_on, current.removed_on, entering.on);
        let text = text.into();
        if stopped_on == current.removed_on && (stopped_on.is_none() || later.end.as_ref() == Some(&text)) {
            return nothing_left(later);
        }
        let next = register::end(desk.connection, entering, current, stopped_on, text)?;
        let mut stops = stopped_on;
        if let Some((entering, why)) = &later.last {
            stops = current.removed_on;
            register::end(desk.connection, *entering, &next, stops, why.clone())?;
        }
        stops.map_or(Ok(()), |day| lapse_others(desk, current.entry_id.0, entering.case, day))
    }
}

/// What was said of the end of a channel, if one is entered.
fn note_of_end(history: &[RevisionRow], current: &RevisionRow) -> Option<Bilingual> {
    let end = history.iter().rev().find(|revision| revision.kind == "removal");
    end.filter(|_| current.removed_on.is_some()).and_then(RevisionRow::note)
}

/// Refuses what changes nothing, unless it is what was received later that has left it nothing to change: then it is entered with that.
fn nothing_left<F>(later: &Later<F>) -> Result<(), Problem> {
    if later.forms.is_empty() { Err(Refusal::by(AmendmentRefusal::NothingChanges, R93_10).into()) } else { Ok(()) }
}

impl<F: DeserializeOwned> Later<F> {
    /// What was received after this case for an entry that stands so, as it is being entered.
    pub fn of(desk: &mut Desk<'_>, case: &CaseRow, current: &RevisionRow, entering: Entering) -> Result<Self, Problem> {
        let entry = current.entry_id.0;
        let rows = amendments::entered_after(desk.connection, entry, case)?;
        let forms = rows.iter().map(|row| form(&row.form)).collect::<Result<_, _>>()?;
        let history = register::history(desk.connection, &[entry], None)?;
        let by = |row: &AmendmentRow| history.iter().rev().find(|revision| revision.case_id == row.case_id);
        let last = rows.iter().rev().find_map(by);
        let last = last.and_then(|said| Some((Entering { case: said.case_id.0, ..entering }, said.note()?)));
        Ok(Self { forms, last, end: note_of_end(&history, current) })
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
pub(super) fn facts_of(entry: Uuid, removed: &HashMap<Uuid, Date>) -> Facts {
    Facts { entry_removed: removed.get(&entry).copied() }
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
