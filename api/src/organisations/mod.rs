//! The register of organisations: bodies that procedures know by their BIN, kept by a registrar.

mod form;
mod import;
mod register;
mod view;

pub use self::form::FirstHead;

use merzim_domain::engine::{NamedParty, NamedRefusal, Refusal};
use merzim_domain::{Bilingual, Bin, Role, Text};
use merzim_persistence::organisations::{self, Organisation};

use crate::app::part::routes;
use crate::app::{App, Desk, Part};
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

/// What is told of the field that names a body which is not known.
pub const UNKNOWN: Text = Text::new(
    "мұндай ұйым тізілімде жоқ",
    "такой организации в реестре нет",
    "the register knows no such organisation",
);

/// The name of the body with this BIN: by the settings, by the operator's list, or by the register.
pub fn name_of(desk: &mut Desk<'_>, bin: &Bin) -> Result<Option<Bilingual>, Problem> {
    match name_set(desk.app, bin) {
        Some(name) => Ok(Some(name.clone())),
        None => Ok(organisations::with_bin(desk.connection, bin)?.map(|known| known.name)),
    }
}

/// The name that the settings give a body, if they know it.
pub fn name_set<'app>(app: &'app App, bin: &Bin) -> Option<&'app Bilingual> {
    let single = app.config.organisations.values().find(|body| body.bin == *bin).map(|body| &body.name);
    single.or_else(|| app.config.bodies.find(bin).map(|body| &body.name))
}

/// The same as of [`name_of`]; what nobody knows has its BIN for a name.
pub fn name_or_bin(desk: &mut Desk<'_>, bin: &Bin) -> Result<Bilingual, Problem> {
    let unnamed = || Bilingual { kk: bin.to_string(), ru: bin.to_string() };
    Ok(name_of(desk, bin)?.unwrap_or_else(unnamed))
}

/// What is known of the body which the field at `pointer` names, if nothing is wrong. Else as of [`unknown`], and a 400 with every fault.
pub fn expect_known<T>(known: Option<T>, pointer: &str, faults: FieldFaults) -> Result<T, Problem> {
    match known {
        Some(known) => faults.none().map(|()| known),
        None => Err(unknown(pointer, faults)),
    }
}

/// That nobody knows the body which the field at `pointer` names: a 422 if that is all that is wrong, and a 400 with every fault.
pub fn unknown(pointer: &str, faults: FieldFaults) -> Problem {
    let mut named = FieldFaults::default();
    named.tell_of(&[pointer], UNKNOWN);
    let problem = Problem::from(Refusal::of(NamedRefusal::BodyUnknown)).at(named);
    if faults.is_empty() { problem } else { faults.besides(problem) }
}

/// An organisation as a party in a role.
#[must_use]
pub fn party(role: Role, organisation: &Organisation) -> NamedParty {
    NamedParty::organisation(role, &organisation.bin, organisation.name.clone())
}
