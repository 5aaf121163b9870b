//! Offices of the State Corporation with equipment for video links.

use diesel::prelude::*;
use merzim_domain::region::Region;
use merzim_domain::{Bilingual, Vocabulary};
use uuid::Uuid;

use crate::page::Page;
use crate::sql_types::{Id, Instant};
use crate::{Connection, DbError};
use table::reception_offices as offices;

mod table {
    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        reception_offices (id) {
            id -> SqlId,
            name_kk -> Text,
            name_ru -> Text,
            address_kk -> Text,
            address_ru -> Text,
            region -> Text,
            rooms -> BigInt,
            active -> Bool,
            version -> BigInt,
            updated_at -> SqlInstant,
        }
    }
}

/// A stored office.
#[derive(Clone, Debug, Queryable, Insertable, Selectable, AsChangeset)]
#[diesel(table_name = offices)]
pub struct OfficeRow {
    /// Id.
    pub id: Id,
    /// Name in Kazakh.
    pub name_kk: String,
    /// Name in Russian.
    pub name_ru: String,
    /// Address in Kazakh.
    pub address_kk: String,
    /// Address in Russian.
    pub address_ru: String,
    /// Code of the region.
    pub region: String,
    /// How many rooms there are.
    pub rooms: i64,
    /// Whether receptions are held there.
    pub active: bool,
    /// Grows by one with every change.
    pub version: i64,
    /// When it last changed.
    pub updated_at: Instant,
}

impl OfficeRow {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> Bilingual {
        Bilingual { kk: self.name_kk.clone(), ru: self.name_ru.clone() }
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> Bilingual {
        Bilingual { kk: self.address_kk.clone(), ru: self.address_ru.clone() }
    }
}

/// Stores a new office.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, row: &OfficeRow) -> Result<(), DbError> {
    diesel::insert_into(offices::table).values(row.clone()).execute(connection)?;
    Ok(())
}

/// Replaces an office that is still at the version before the one given.
///
/// # Errors
/// [`DbError::Stale`] when it has changed meanwhile.
pub fn replace(connection: &mut Connection, row: &OfficeRow) -> Result<(), DbError> {
    let unchanged = offices::table.filter(offices::id.eq(row.id)).filter(offices::version.eq(row.version - 1));
    let changed = diesel::update(unchanged).set(row.clone()).execute(connection)?;
    if changed == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// The office with this id.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn find(connection: &mut Connection, id: Uuid) -> Result<OfficeRow, DbError> {
    Ok(offices::table.find(Id(id)).select(OfficeRow::as_select()).first(connection)?)
}

/// These offices.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn these(connection: &mut Connection, ids: &[Id]) -> Result<Vec<OfficeRow>, DbError> {
    Ok(offices::table.filter(offices::id.eq_any(ids.to_vec())).select(OfficeRow::as_select()).load(connection)?)
}

/// The offices, those of a region, those where receptions are held, in the order in which they were entered.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    region: Option<Region>,
    active: Option<bool>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Page<OfficeRow>, DbError> {
    let mut query = offices::table.into_boxed();
    if let Some(region) = region {
        query = query.filter(offices::region.eq(region.code()));
    }
    if let Some(active) = active {
        query = query.filter(offices::active.eq(active));
    }
    if let Some(id) = after {
        query = query.filter(offices::id.gt(Id(id)));
    }
    Ok(Page::of(query.order(offices::id).limit(limit + 1).select(OfficeRow::as_select()).load(connection)?, limit))
}
