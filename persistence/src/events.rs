//! The log of a case: what was done, by whom, and when. Each event has a digest of itself and of the one before it.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::digest::{Hash, canonical, hex, sha256};
use crate::merkle;
use crate::schema::case_events;
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};

/// Something that is done to a case.
#[derive(Clone, Debug)]
pub struct NewEvent<'event> {
    /// The case.
    pub case: Uuid,
    /// The version that it brought the case to. It may skip: not every change is an event.
    pub sequence: i64,
    /// When.
    pub at: OffsetDateTime,
    /// Subject of the actor.
    pub actor: &'event str,
    /// Code of the role acted in.
    pub role: &'static str,
    /// BIN of the organisation acted for.
    pub organisation: Option<&'event str>,
    /// Code of the action.
    pub action: &'event str,
    /// Code of the state before; none for the first event.
    pub from_state: Option<&'event str>,
    /// Code of the state after.
    pub to_state: &'event str,
    /// The duties begun, done and fallen away, with their dates.
    pub duties: Value,
    /// Id of the request that it came of.
    pub request: Option<&'event str>,
}

/// A stored event.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = case_events)]
pub struct EventRow {
    /// The case.
    pub case_id: Id,
    /// The version that it brought the case to. It may skip: not every change is an event.
    pub sequence: i64,
    /// When.
    pub at: Instant,
    /// Subject of the actor.
    pub actor: String,
    /// Code of the role acted in.
    pub role: String,
    /// BIN of the organisation acted for.
    pub organisation: Option<String>,
    /// Code of the action.
    pub action: String,
    /// Code of the state before; none for the first event.
    pub from_state: Option<String>,
    /// Code of the state after.
    pub to_state: String,
    /// The duties begun, done and fallen away, with their dates.
    pub duties: Json,
    /// Id of the request that it came of; not known of older ones.
    pub request: Option<String>,
    /// Random, so that nobody can guess from a digest who acted.
    pub salt: String,
    /// The hash of its leaf.
    pub hash: Hash,
    /// Its place among the leaves, once it has one.
    pub leaf: Option<i64>,
}

/// Who acted, and by which request: shown to their own organisation only.
#[derive(Clone, Debug, Serialize)]
pub struct By {
    /// Subject of the actor.
    pub actor: String,
    /// Id of the request.
    pub request: Option<String>,
    /// What makes the digest one that nobody guesses.
    pub salt: String,
}

/// An event as it is sealed.
#[derive(Serialize)]
struct Sealed<'event> {
    action: &'event str,
    at: String,
    by: String,
    case: Uuid,
    duties: &'event Value,
    from: Option<&'event str>,
    organisation: Option<&'event str>,
    previous: Option<&'event str>,
    role: &'event str,
    sequence: i64,
    to: &'event str,
}

impl EventRow {
    /// Who acted.
    #[must_use]
    pub fn by(&self) -> By {
        By { actor: self.actor.clone(), request: self.request.clone(), salt: self.salt.clone() }
    }

    /// The bytes whose hash is its leaf. `previous` is the hash of the event before it in its case. Who acted is in them as a digest.
    ///
    /// # Errors
    /// [`DbError`] when it cannot be written.
    pub fn sealed(&self, previous: Option<&str>) -> Result<Vec<u8>, DbError> {
        canonical(&Sealed {
            action: &self.action,
            at: self.at.utc(),
            by: sha256(&canonical(&self.by())?),
            case: self.case_id.0,
            duties: &self.duties.0,
            from: self.from_state.as_deref(),
            organisation: self.organisation.as_deref(),
            previous,
            role: &self.role,
            sequence: self.sequence,
            to: &self.to_state,
        })
    }
}

/// Records an event of a case, which the transaction has changed before: so nobody else records one at the same time.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, new: NewEvent<'_>) -> Result<(), DbError> {
    let mut row = EventRow {
        case_id: Id(new.case),
        sequence: new.sequence,
        at: Instant(new.at),
        actor: new.actor.to_owned(),
        role: new.role.to_owned(),
        organisation: new.organisation.map(str::to_owned),
        action: new.action.to_owned(),
        from_state: new.from_state.map(str::to_owned),
        to_state: new.to_state.to_owned(),
        duties: Json(new.duties),
        request: new.request.map(str::to_owned),
        salt: salt()?,
        hash: Hash::new(),
        leaf: None,
    };
    let previous = hash_before(connection, new.case, new.sequence)?;
    row.hash = merkle::leaf(&row.sealed(previous.as_deref())?);
    diesel::insert_into(case_events::table).values(row).execute(connection)?;
    Ok(())
}

/// What nobody can guess.
fn salt() -> Result<String, DbError> {
    let mut salt = [0; 16];
    SystemRandom::new().fill(&mut salt).map_err(|error| DbError::Internal(error.to_string()))?;
    Ok(hex(&salt))
}

/// The hash of the last event of a case before one.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn hash_before(connection: &mut Connection, case: Uuid, sequence: i64) -> Result<Option<Hash>, DbError> {
    let earlier = case_events::table
        .filter(case_events::case_id.eq(Id(case)))
        .filter(case_events::sequence.lt(sequence))
        .order(case_events::sequence.desc())
        .select(case_events::hash);
    Ok(earlier.first(connection).optional()?)
}

/// Gives events from before there were hashes theirs, at most so many; whether there may be more.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn seal_old(connection: &mut Connection, at_once: i64) -> Result<bool, DbError> {
    let old: Vec<EventRow> = case_events::table
        .filter(case_events::hash.eq(""))
        .order((case_events::case_id, case_events::sequence))
        .limit(at_once)
        .select(EventRow::as_select())
        .load(connection)?;
    let is_any = !old.is_empty();
    for row in old {
        let row = EventRow { salt: salt()?, ..row };
        let previous = hash_before(connection, row.case_id.0, row.sequence)?;
        let hash = merkle::leaf(&row.sealed(previous.as_deref())?);
        diesel::update(case_events::table.find((row.case_id, row.sequence)))
            .set((case_events::hash.eq(hash), case_events::salt.eq(row.salt)))
            .execute(connection)?;
    }
    Ok(is_any)
}

/// The events of a case, in order.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn of_case(connection: &mut Connection, case: Uuid, after: i64, limit: i64) -> Result<Vec<EventRow>, DbError> {
    Ok(case_events::table
        .filter(case_events::case_id.eq(Id(case)))
        .filter(case_events::sequence.gt(after))
        .order(case_events::sequence)
        .limit(limit)
        .select(EventRow::as_select())
        .load(connection)?)
}

/// When the action with this code was last taken in a case, if it was.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn last_taken(connection: &mut Connection, case: Uuid, action: &str) -> Result<Option<Instant>, DbError> {
    let taken = case_events::table
        .filter(case_events::case_id.eq(Id(case)))
        .filter(case_events::action.eq(action))
        .order(case_events::sequence.desc())
        .select(case_events::at);
    Ok(taken.first(connection).optional()?)
}

/// When a case last came to the state with this code, and the code of the state from which; none, if it began so.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn came_to(
    connection: &mut Connection,
    case: Uuid,
    state: &str,
) -> Result<Option<(Instant, Option<String>)>, DbError> {
    let came = case_events::table
        .filter(case_events::case_id.eq(Id(case)))
        .filter(case_events::to_state.eq(state))
        .filter(case_events::from_state.is_null().or(case_events::from_state.ne(state)))
        .order(case_events::sequence.desc())
        .select((case_events::at, case_events::from_state));
    Ok(came.first(connection).optional()?)
}
