//! Merzim: JSON REST API over the procedures of the law.
//!
//! One folder for each part of the API; `http` holds what every handler shares. No SQL and no
//! deadline arithmetic here: rules come from `merzim-domain`, storage from `merzim-persistence`.

mod accreditation;
mod app;
mod audit;
mod auth;
mod caller;
mod cases;
mod complaints;
mod conferences;
pub mod config;
mod connections;
pub mod daily;
pub mod demo;
mod descriptors;
mod digest;
mod dispatch;
mod docs;
mod enumeration;
mod gatherings;
mod http;
mod information;
mod law;
mod masters;
mod media;
mod meetings;
mod metrics;
mod notary;
pub mod openapi;
mod operations;
mod organisations;
mod outbound;
pub mod parts;
mod problem;
pub mod problems;
mod reception;
mod recurring;
mod register;
mod server;
mod signature;
mod surveys;

pub use app::App;
pub use merzim_persistence::Master;
pub use merzim_persistence::audit::Finding;
pub use server::{
    Running, StartError, bring_up_to_date, check_signatures, open_database, read_law, rotate_keys, start, unlock,
    verify_log, verify_signature,
};
