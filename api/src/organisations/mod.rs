//! The register of organisations: bodies that procedures know by their BIN, kept by a registrar.

mod form;
mod import;
mod register;
mod view;

use merzim_domain::engine::{AskedRefusal, NamedParty, Refusal};
use merzim_domain::{Bin, Role, Text};
use merzim_persistence::organisations::{self, Organisation};

use crate::app::part::routes;
use crate::app::{Desk, Part};
use crate::problem::{FieldFaults, Problem};

/// What this folder brings to the program.
pub const PART: Part = Part {
    things: &[("organisations", |connection, _, id| organisations::find(connection, id).map(drop))],
    demo: include_str!("demo.json"),
    ..Part::of("Organisations", "The register of organisations: bodies that procedures know by their BIN.", &[], routes)
};

routes! {
    register: create list get replace;
    import: import;
}

const UNKNOWN: Text = Text::new(
    "мұндай ұйым тізілімде жоқ",
    "такой организации в реестре нет",
    "the register knows no such organisation",
);

/// The organisation with a BIN that a form names in the field at `pointer`. What the register does not know is told: a 422, unless
/// something else is wrong too.
pub fn named(
    desk: &mut Desk<'_>,
    bin: &Bin,
    pointer: &str,
    faults: &mut FieldFaults,
) -> Result<Option<Organisation>, Problem> {
    Ok(all_named(desk, &[(pointer.to_owned(), bin)], faults)?.pop())
}

/// The organisations that a form names, each in the field at a pointer. What the register does not know is told.
pub fn all_named(
    desk: &mut Desk<'_>,
    named: &[(String, &Bin)],
    faults: &mut FieldFaults,
) -> Result<Vec<Organisation>, Problem> {
    let bins: Vec<&str> = named.iter().map(|(_, bin)| bin.as_str()).collect();
    let known = organisations::these(desk.connection, &bins)?;
    let (mut found, was_right) = (Vec::with_capacity(named.len()), faults.is_empty());
    for (pointer, bin) in named {
        match known.get(bin.as_str()) {
            Some(row) => found.push(row.said()?),
            None => faults.tell_of(&[pointer], UNKNOWN),
        }
    }
    if was_right && !faults.is_empty() {
        return Err(Problem::from(Refusal::of(AskedRefusal::BodyUnknown)).at(std::mem::take(faults)));
    }
    Ok(found)
}

/// An organisation as a party in a role.
#[must_use]
pub fn party(role: Role, organisation: &Organisation) -> NamedParty {
    NamedParty::organisation(role, &organisation.bin, organisation.name.clone())
}
