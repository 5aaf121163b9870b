//! The law as data, working-day arithmetic and the procedure engine.
//!
//! Everything here is a pure function: the clock, the calendar and the stored case come in as
//! arguments, and what must change goes out as a value. There is no I/O, no database, no HTTP and
//! no clock in this crate.

#[macro_use]
pub mod vocabulary;
#[macro_use]
pub mod engine;

pub mod agenda;
pub mod calendar;
pub mod consideration;
pub mod contact;
pub mod duties;
pub mod gathering;
pub mod identity;
pub mod law;
pub mod link;
pub mod organisation;
pub mod personal;
pub mod pictures;
pub mod procedures;
pub mod reading;
pub mod reception;
pub mod region;
pub mod role;
pub mod rulebook;
pub mod signing;
pub mod tally;
pub mod term;
pub mod text;
pub mod week;
pub mod writing;
pub mod zone;

pub use identity::{Bin, Iin, PersonKey, Who};
pub use law::{Law, LawError};
pub use role::Role;
pub use text::{Bilingual, Lang, Text};
pub use vocabulary::Vocabulary;
