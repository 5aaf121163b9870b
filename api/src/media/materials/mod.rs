//! Requests for information-reference materials (№ 444-НҚ ¶7–8).

pub mod actions;
pub mod daily;
pub mod facts;
pub mod form;
pub mod remind;
pub mod requests;
pub mod view;
