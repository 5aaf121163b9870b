//! Merzim: JSON REST API over the procedures of the law.
//!
//! One folder for each part of the API; `http` holds what every handler shares. No SQL and no
//! deadline arithmetic here: rules come from `merzim-domain`, storage from `merzim-persistence`.

pub mod accreditation;
mod app;
mod auth;
mod caller;
pub mod cases;
pub mod complaints;
pub mod config;
mod connections;
pub mod demo;
mod descriptors;
mod dispatch;
pub mod docs;
pub mod http;
pub mod law;
pub mod meetings;
mod metrics;
pub mod openapi;
mod operations;
pub mod parts;
pub mod problem;
pub mod problems;
pub mod reception;
pub mod register;
mod server;
pub mod signature;

pub use app::App;
pub use server::{Running, StartError, bring_up_to_date, open_database, read_law, start};
