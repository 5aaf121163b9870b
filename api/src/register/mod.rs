//! The Register of channels (№ 93-НҚ ¶7–13): public, in Kazakh and Russian, and what amends it.

pub mod amendments;
pub mod downloads;
pub mod entries;
pub mod facts;
pub mod form;
pub mod handlers;
pub mod view;

use merzim_domain::procedures::register_amendment::{CessationKind, ChangeKind, ChannelCessation, RegisterChange};

use self::handlers::{cessations, changes};
use crate::app::part::routes;
use crate::app::{Part, Place, Serves};

/// What this folder brings to the program.
pub const PART: Part = Part {
    updates: Some(merzim_persistence::register::fold_anew),
    demo: include_str!("demo.json"),
    ..Part::of(
        "Register",
        "The public Register of accredited channels, and what amends it (№ 93-НҚ ¶7–13).",
        &[
            Place { whole: Some(|desk, id| view::show::<ChangeKind>(desk, id)?.reply()), ..RegisterChange::PLACE },
            Place { whole: Some(|desk, id| view::show::<CessationKind>(desk, id)?.reply()), ..ChannelCessation::PLACE },
        ],
        routes,
    )
};

routes! {
    downloads: download_csv download_xlsx;
    entries: list get wordings;
    changes: create list get replace signing_document submit enter withdraw;
    cessations: create list get replace signing_document submit enter withdraw;
}
