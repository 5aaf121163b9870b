//! The Register of channels (№ 93-НҚ ¶7–13): public, in Kazakh and Russian, and what amends it.

pub mod amendments;
pub mod cessations;
pub mod changes;
pub mod downloads;
pub mod entries;
pub mod wording;
