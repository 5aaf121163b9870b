//! Storage of cases, obligations, events, notices and registers on SQLite and PostgreSQL.
//!
//! Every query is written once, for both. This crate never decides who may do what: visibility
//! comes in as a [`cases::Viewer`], and what an action changes as a [`merzim_domain::engine::Change`].

pub mod amendments;
pub mod applications;
pub mod archive;
pub mod attachments;
pub mod attempts;
pub mod attendance;
pub mod audit;
mod backend;
pub mod cases;
pub mod comments;
pub mod complaints;
pub mod conferences;
mod connection;
pub mod digest;
mod duties;
mod error;
pub mod events;
pub mod idempotency;
pub mod information;
pub mod keys;
pub mod kinds;
pub mod media;
pub mod meetings;
pub mod merkle;
pub mod notices;
pub mod numbers;
pub mod obligations;
pub mod organisations;
pub mod page;
pub mod reception;
pub mod recurrences;
pub mod register;
mod schema;
pub mod signatures;
pub mod similar;
pub mod sql_types;
pub mod storage;
pub mod surveys;
mod vault;
pub mod viewings;
pub mod words;

pub use connection::{AsDbError, Connection, Database, DatabaseUrl, PATIENCE, UrlError, statements};
pub use error::DbError;
pub use sql_types::{Id, Instant, Json, Sealed};
pub use vault::Master;
