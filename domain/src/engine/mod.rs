//! The procedure engine: one table for each procedure and one pure function for all of them.

#[macro_use]
mod refusal;
#[macro_use]
mod table;

mod apply;
mod case;

pub use apply::{Change, Filing, Opened, Telling, actions, apply, edition_for};
pub use case::{Acting, Actor, Case, CaseFile, NamedParty, ObligationStatus, Owed, Party, UnknownState, status};
pub use refusal::{CommonRefusal, Obstacle, Reason, Reasons, Refusal};
pub use table::{Line, Procedure, Redress};
