//! The register of the mass media that the grid is sent to, and what was sent to each.

use diesel::prelude::*;
use merzim_domain::procedures::media_grid::DeliveryKind;
use merzim_domain::{Bilingual, Bin, Vocabulary};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::connection::take_turns;
use crate::page::Page;
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};
use tables::{outlet_deliveries as deliveries, outlets};

mod tables {
    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        outlets (id) {
            id -> SqlId,
            owner -> Text,
            name_kk -> Text,
            name_ru -> Text,
            form -> SqlSealed,
            accepts_embargo -> Bool,
            code -> Nullable<Text>,
            confirmed_at -> Nullable<SqlInstant>,
            left_at -> Nullable<SqlInstant>,
            version -> BigInt,
            entered_at -> SqlInstant,
            updated_at -> SqlInstant,
        }
    }

    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        outlet_deliveries (id) {
            id -> SqlId,
            outlet_id -> SqlId,
            kind -> Text,
            case_id -> Nullable<SqlId>,
            revision -> Nullable<BigInt>,
            events -> BigInt,
            code -> Nullable<Text>,
            created_at -> SqlInstant,
            delivered_at -> Nullable<SqlInstant>,
            carrier -> Nullable<Text>,
            issue_id -> Nullable<SqlId>,
        }
    }

    diesel::joinable!(outlet_deliveries -> outlets (outlet_id));
    diesel::allow_tables_to_appear_in_same_query!(outlets, outlet_deliveries);
}

/// An outlet that subscribes to the grid.
#[derive(Clone, Debug, Queryable, Insertable, Selectable, AsChangeset)]
#[diesel(table_name = outlets, treat_none_as_null = true)]
pub struct OutletRow {
    /// Id.
    pub id: Id,
    /// BIN of the organisation that runs it.
    pub owner: String,
    /// Name in Kazakh.
    pub name_kk: String,
    /// Name in Russian.
    pub name_ru: String,
    /// The form.
    pub form: Json,
    /// Whether it publishes nothing of an event under embargo.
    pub accepts_embargo: bool,
    /// Digest of the code that confirms its address, while that is not confirmed.
    pub code: Option<String>,
    /// When its address was confirmed.
    pub confirmed_at: Option<Instant>,
    /// When it unsubscribed.
    pub left_at: Option<Instant>,
    /// Grows by one with every change.
    pub version: i64,
    /// When it subscribed.
    pub entered_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl OutletRow {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> Bilingual {
        Bilingual { kk: self.name_kk.clone(), ru: self.name_ru.clone() }
    }
}

/// Something that was sent to an outlet.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = deliveries)]
pub struct DeliveryRow {
    /// Id.
    pub id: Id,
    /// The outlet.
    pub outlet_id: Id,
    /// Code of why.
    pub kind: String,
    /// The grid, if it is one.
    pub case_id: Option<Id>,
    /// Which version of it.
    pub revision: Option<i64>,
    /// How many of its events the outlet is told of.
    pub events: i64,
    /// The code that confirms the address, if it is sent.
    pub code: Option<String>,
    /// When it was to be sent.
    pub created_at: Instant,
    /// When it was delivered.
    pub delivered_at: Option<Instant>,
    /// By which carrier.
    pub carrier: Option<String>,
    /// The issue, if it is an agenda.
    pub issue_id: Option<Id>,
}

impl DeliveryRow {
    /// Why it was sent.
    ///
    /// # Errors
    /// [`DbError::Internal`] when what is stored is no reason.
    pub fn kind(&self) -> Result<DeliveryKind, DbError> {
        DeliveryKind::parse(&self.kind).ok_or_else(|| DbError::Internal(format!("delivery {}", self.kind)))
    }
}

/// Stores a new outlet.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, row: &OutletRow) -> Result<(), DbError> {
    diesel::insert_into(outlets::table).values(row.clone()).execute(connection)?;
    Ok(())
}

/// Stores an outlet again that is still at the version before the one given.
///
/// # Errors
/// [`DbError::Stale`] when it has changed meanwhile.
pub fn update(connection: &mut Connection, row: &OutletRow) -> Result<(), DbError> {
    let unchanged = outlets::table.filter(outlets::id.eq(row.id)).filter(outlets::version.eq(row.version - 1));
    let changed = diesel::update(unchanged).set(row.clone()).execute(connection)?;
    if changed == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// The outlet with this id; of its owner, if one is named.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn find(connection: &mut Connection, id: Uuid, owner: Option<&Bin>) -> Result<OutletRow, DbError> {
    let mut query = outlets::table.filter(outlets::id.eq(Id(id))).into_boxed();
    if let Some(owner) = owner {
        query = query.filter(outlets::owner.eq(owner.to_string()));
    }
    Ok(query.select(OutletRow::as_select()).first(connection)?)
}

/// The outlets, in the order in which they subscribed, after this one; those of an owner, if one is named; those that are told of grids, or
/// are not.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    owner: Option<&Bin>,
    subscribed: Option<bool>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Page<OutletRow>, DbError> {
    let mut query = outlets::table.into_boxed();
    if let Some(owner) = owner {
        query = query.filter(outlets::owner.eq(owner.to_string()));
    }
    query = match subscribed {
        Some(true) => query.filter(outlets::confirmed_at.is_not_null()).filter(outlets::left_at.is_null()),
        Some(false) => query.filter(outlets::confirmed_at.is_null().or(outlets::left_at.is_not_null())),
        None => query,
    };
    if let Some(id) = after {
        query = query.filter(outlets::id.gt(Id(id)));
    }
    Ok(Page::of(query.order(outlets::id).limit(limit + 1).select(OutletRow::as_select()).load(connection)?, limit))
}

/// Has the changes to what an owner has so many of follow one another.
fn take_turn(connection: &mut Connection, owner: &Bin) -> Result<(), DbError> {
    take_turns(connection, vec![format!("outlets {owner}")])
}

/// How many outlets of an owner have not left. Until the transaction ends, nobody else counts them.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn count(connection: &mut Connection, owner: &Bin) -> Result<i64, DbError> {
    take_turn(connection, owner)?;
    let own = outlets::table.filter(outlets::owner.eq(owner.to_string())).filter(outlets::left_at.is_null());
    Ok(own.count().get_result(connection)?)
}

/// To which outlets of an owner a code was sent from a moment on, once for each code. Until the transaction ends, nobody else looks.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn codes_since(connection: &mut Connection, owner: &Bin, since: OffsetDateTime) -> Result<Vec<Uuid>, DbError> {
    take_turn(connection, owner)?;
    let sent: Vec<Id> = deliveries::table
        .inner_join(outlets::table)
        .filter(outlets::owner.eq(owner.to_string()))
        .filter(deliveries::code.is_not_null())
        .filter(deliveries::created_at.ge(Instant(since)))
        .select(deliveries::outlet_id)
        .load(connection)?;
    Ok(sent.into_iter().map(|id| id.0).collect())
}

/// The outlets that are told of grids.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn subscribed(connection: &mut Connection) -> Result<Vec<OutletRow>, DbError> {
    Ok(outlets::table
        .filter(outlets::confirmed_at.is_not_null())
        .filter(outlets::left_at.is_null())
        .order(outlets::id)
        .select(OutletRow::as_select())
        .load(connection)?)
}

/// Whether an organisation runs an outlet that is told of grids and accepts embargoes.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn accepts_embargo(connection: &mut Connection, owner: &Bin) -> Result<bool, DbError> {
    let own = outlets::table
        .filter(outlets::owner.eq(owner.to_string()))
        .filter(outlets::accepts_embargo.eq(true))
        .filter(outlets::confirmed_at.is_not_null())
        .filter(outlets::left_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(connection)?)
}

/// So many rows are stored in one statement: databases bound its values.
const MOST_AT_ONCE: usize = 1_000;

/// Stores what is sent to outlets.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn deliver(connection: &mut Connection, rows: &[DeliveryRow]) -> Result<(), DbError> {
    for rows in rows.chunks(MOST_AT_ONCE) {
        let send = diesel::insert_into(deliveries::table).values(rows);
        match connection {
            Connection::Postgres(connection) => send.execute(connection)?,
            Connection::Sqlite(connection) => send.execute(connection)?,
        };
    }
    Ok(())
}

/// What was sent, the newest first, after this one: to an outlet, or of a grid.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn deliveries(
    connection: &mut Connection,
    to: Option<Uuid>,
    of: Option<Uuid>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Page<(DeliveryRow, OutletRow)>, DbError> {
    let mut query = deliveries::table.inner_join(outlets::table).into_boxed();
    if let Some(outlet) = to {
        query = query.filter(deliveries::outlet_id.eq(Id(outlet)));
    }
    if let Some(case) = of {
        query = query.filter(deliveries::case_id.eq(Id(case)));
    }
    if let Some(id) = after {
        query = query.filter(deliveries::id.lt(Id(id)));
    }
    let rows = query
        .order(deliveries::id.desc())
        .limit(limit + 1)
        .select((DeliveryRow::as_select(), OutletRow::as_select()))
        .load(connection)?;
    Ok(Page::of(rows, limit))
}
