//! The directory of press officers of state bodies (№ 444-НҚ ¶3–4).

pub mod actions;
pub mod daily;
pub mod directory;
pub mod facts;
pub mod form;
pub mod remind;
pub mod view;
