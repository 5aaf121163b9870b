//! The procedure engine: one table for each procedure and one pure function for all of them.

#[macro_use]
mod refusal;
#[macro_use]
mod table;

mod alteration;
mod apply;
pub mod built;
mod case;
mod news;
mod window;

pub use alteration::Alteration;
pub use apply::{
    Change, Filing, Opened, Possible, Telling, actions, apply, edition_for, edition_of, expect_possible, possible_now,
};
pub use case::{Acting, Actor, Case, CaseFile, NamedParty, ObligationStatus, Owed, Party, UnknownState, status};
pub use news::{Before, HearingForm, News, Venue};
pub use refusal::{
    AddedRefusal, AskedRefusal, Bound, CommonRefusal, DecisionRefusal, MOST_SAID, Moment, NamedRefusal, Obstacle,
    Reason, Reasons, Refusal, SignatureRefusal, reasons_of, remedy_in_place_of,
};
pub use table::{Anew, Command, Line, Procedure, Redress};
pub use window::Window;
