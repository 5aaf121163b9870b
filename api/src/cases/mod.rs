//! What is the same for the cases of every procedure: how they are shown, moved and followed.

pub mod attachments;
pub mod earlier;
pub mod events;
pub mod filing;
pub mod flow;
pub mod forwarding;
pub mod hearing;
pub mod joining;
pub mod mending;
pub mod notices;
pub mod notified;
pub mod obligations;
mod proofs;
pub mod receipt;
pub mod redress;
mod shown;
mod shown_schema;
pub mod signature;
pub mod signing;
pub mod slip;
pub mod statement;
pub mod timeline;
mod upload;
pub mod view;
mod viewings;
pub mod whole;

pub use flow::{Loaded, Parties};
pub use shown::{Shown, Summary};
pub use view::{name_of, parties_of, show_below};

crate::app::part::routes! {
    obligations: list get;
    events: list;
    proofs: list;
    viewings: list;
    timeline: draw;
    signature: get;
    whole: download prove;
    attachments: create list get remove;
    notices: list get acknowledge;
}
