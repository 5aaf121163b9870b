//! What a duty is from its beginning on, and the digest of that in the event by which it began.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use time::Date;

use crate::DbError;
use crate::events::canonical;
use crate::merkle::{self, Hash};
use crate::schema::obligations;
use crate::sql_types::{Id, Instant, Json};

/// A duty as it began; nothing of it changes.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = obligations)]
pub struct BegunDuty {
    /// Id.
    pub id: Id,
    /// The case.
    pub case_id: Id,
    /// Code of the procedure.
    pub procedure: String,
    /// Id of the rule.
    pub rule: String,
    /// Id of the edition.
    pub edition: String,
    /// Code of the role of whoever owes it.
    pub bearer_role: String,
    /// BIN of whoever owes it; empty of a person.
    pub bearer: String,
    /// Code of the role to whom it is owed.
    pub owed_to: Option<String>,
    /// When it began.
    pub opened_at: Instant,
    /// When its term began.
    pub event_at: Instant,
    /// The day from which the term is counted.
    pub counted_from: Date,
    /// The due date.
    pub due_on: Option<Date>,
    /// The moment at which the term ends.
    pub due_at: Option<Instant>,
    /// The due date before it was moved to a working day.
    pub raw_on: Option<Date>,
    /// The day by which it had better be done.
    pub practical_on: Option<Date>,
    /// The place in lists.
    pub sort_at: Instant,
    /// How the term was counted.
    pub trace: Json,
}

/// A duty, and what became of it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = obligations)]
pub(crate) struct DutyRow {
    /// As it began.
    #[diesel(embed)]
    pub sealed: BegunDuty,
    /// When it was met.
    pub met_at: Option<Instant>,
    /// When it fell away.
    pub voided_at: Option<Instant>,
}

/// A duty as it is hashed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sealed<'duty> {
    bearer: [&'duty str; 2],
    counted_from: String,
    due_at: Option<String>,
    due_on: Option<String>,
    edition: &'duty str,
    event_at: String,
    opened_at: String,
    owed_to: Option<&'duty str>,
    practical_on: Option<String>,
    procedure: &'duty str,
    raw_on: Option<String>,
    rule: &'duty str,
    trace: &'duty Value,
}

impl BegunDuty {
    /// The SHA-256 of its canonical JSON.
    ///
    /// # Errors
    /// [`DbError`] when it cannot be written.
    pub fn digest(&self) -> Result<Hash, DbError> {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let sealed = Sealed {
            bearer: [&self.bearer_role, &self.bearer],
            counted_from: self.counted_from.to_string(),
            due_at: self.due_at.as_ref().map(Instant::utc),
            due_on: day(self.due_on),
            edition: &self.edition,
            event_at: self.event_at.utc(),
            opened_at: self.opened_at.utc(),
            owed_to: self.owed_to.as_deref(),
            practical_on: day(self.practical_on),
            procedure: &self.procedure,
            raw_on: day(self.raw_on),
            rule: &self.rule,
            trace: &self.trace.0,
        };
        Ok(merkle::digest(&canonical(&sealed)?))
    }
}
