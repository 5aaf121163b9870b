//! A duty as it is stored, and the digest of how it began, which stands in the event by which it did.

use diesel::prelude::*;
use merzim_domain::engine::{self, ObligationStatus};
use merzim_domain::rulebook::RuleKind;
use merzim_domain::zone;
use serde::Serialize;
use serde_json::Value;
use time::{Date, OffsetDateTime};

use crate::DbError;
use crate::digest::{Hash, canonical, sha256};
use crate::schema::obligations;
use crate::sql_types::{Id, Instant};

/// A stored obligation, without its trace.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = obligations)]
pub struct ObligationRow {
    /// Id.
    pub id: Id,
    /// The case.
    pub case_id: Id,
    /// Code of the procedure.
    pub procedure: String,
    /// Id of the rule.
    pub rule: String,
    /// The edition whose wording of the rule is owed.
    pub edition: String,
    /// Code of the role in which it is owed.
    pub bearer_role: String,
    /// BIN of the organisation that owes; empty where a person does.
    pub bearer: String,
    /// Code of the role to which it is owed.
    pub owed_to: Option<String>,
    /// When it began.
    pub opened_at: Instant,
    /// When the event happened from which the term runs.
    pub event_at: Instant,
    /// The day from which the term is counted.
    pub counted_from: Date,
    /// Last day in time.
    pub due_on: Option<Date>,
    /// The instant at which that day ends.
    pub due_at: Option<Instant>,
    /// Last day of the term before it was moved.
    pub raw_on: Option<Date>,
    /// The working day before a due date that is not worked.
    pub practical_on: Option<Date>,
    /// What lists are ordered by.
    pub sort_at: Instant,
    /// When it was done.
    pub met_at: Option<Instant>,
    /// When it fell away.
    pub voided_at: Option<Instant>,
    /// Whether it was never owed, as it turned out.
    pub never_owed: bool,
}

impl ObligationRow {
    /// The SHA-256 of the duty as it began, with the trace of its term, as canonical JSON. What became of it is not in it.
    ///
    /// # Errors
    /// [`DbError`] when it cannot be written.
    pub(crate) fn digest(&self, trace: &Value) -> Result<Hash, DbError> {
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
            trace,
        };
        Ok(sha256(&canonical(&sealed)?))
    }

    /// When it last changed: when it was done or fell away, or began.
    #[must_use]
    pub fn changed_at(&self) -> OffsetDateTime {
        self.met_at.or(self.voided_at).unwrap_or(self.opened_at).0
    }

    /// The days between which the way to its due date lies.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        let event = zone::local(self.event_at.0).date();
        [Some(event), Some(self.counted_from), self.raw_on, self.due_on].into_iter().flatten()
    }

    /// How it stands at `now`, under a rule of this kind.
    #[must_use]
    pub fn status(&self, kind: RuleKind, now: OffsetDateTime) -> ObligationStatus {
        if self.never_owed {
            return ObligationStatus::Voided;
        }
        let [due_at, met_at, voided_at] = [self.due_at, self.met_at, self.voided_at].map(|at| at.map(|at| at.0));
        engine::status(kind, due_at, met_at, voided_at, now)
    }
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
