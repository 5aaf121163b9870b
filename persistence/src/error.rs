//! What can go wrong between Merzim and its database.

use diesel::result::{DatabaseErrorKind, Error};
use merzim_domain::engine::UnknownState;

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// What was read has been changed in the meantime; nothing was written.
    #[error("changed in the meantime")]
    Stale,
    /// The row is not there.
    #[error("not found")]
    NotFound,
    /// A row with this key is already there.
    #[error("already there: {0}")]
    Duplicate(String),
    /// The database cannot be reached or is too busy.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The database answers, but nothing can be written: it is read-only, or its disk is full.
    #[error("the database cannot be written: {0}")]
    Unwritable(String),
    /// A mistake in the program or in stored data.
    #[error("{0}")]
    Internal(String),
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, details) => {
                Self::Duplicate(details.message().to_owned())
            }
            Error::DatabaseError(DatabaseErrorKind::ClosedConnection, details) => {
                Self::Unavailable(details.message().to_owned())
            }
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Self::Stale,
            Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, details) => {
                Self::Unwritable(details.message().to_owned())
            }
            Error::DatabaseError(_, details) if UNWRITABLE.iter().any(|sign| details.message().contains(sign)) => {
                Self::Unwritable(details.message().to_owned())
            }
            // Another transaction held what this one needs, and the other way round: only one could go on.
            Error::DatabaseError(_, details) if details.message().contains("deadlock detected") => Self::Stale,
            Error::DatabaseError(_, details) if is_lost(details.message()) => {
                Self::Unavailable(details.message().to_owned())
            }
            Error::BrokenTransactionManager => Self::Unavailable("the transaction was lost".to_owned()),
            // What is sealed may need a key that is being looked for.
            Error::DeserializationError(cause) | Error::SerializationError(cause) => match cause.downcast::<Self>() {
                Ok(own) => *own,
                Err(cause) => Self::Internal(cause.to_string()),
            },
            error => Self::Internal(error.to_string()),
        }
    }
}

impl From<UnknownState> for DbError {
    fn from(error: UnknownState) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<serde_json::Error> for DbError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// Messages that mean: nothing can be written. Neither driver gives them a kind of their own.
const UNWRITABLE: [&str; 8] = [
    "readonly database",
    "read-only transaction",
    "database or disk is full",
    "No space left on device",
    "Disk quota exceeded",
    "Read-only file system",
    "could not extend file",
    "disk I/O error",
];

/// Messages that mean: not now.
fn is_lost(message: &str) -> bool {
    const LOST: [&str; 14] = [
        "canceling statement due to",
        "database is locked",
        "database table is locked",
        "unable to open database file",
        "connection to server",
        "server closed the connection",
        "terminating connection",
        "no connection to the server",
        "could not receive data",
        "out of memory",
        "out of shared memory",
        "too many clients",
        "remaining connection slots",
        "the database system is",
    ];
    LOST.iter().any(|sign| message.contains(sign))
}
