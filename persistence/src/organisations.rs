//! The register of organisations.

use std::collections::HashMap;

use diesel::prelude::*;
use merzim_domain::organisation::{OrganisationKind, StateShare};
use merzim_domain::region::Region;
use merzim_domain::writing;
use merzim_domain::{Bilingual, Bin, Vocabulary};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::page::Page;
use crate::schema::organisations;
use crate::sql_types::{Id, Instant};
use crate::words::{Hits, Worded, holding, searched};
use crate::{Connection, DbError, numbers};

/// The first head of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstHead {
    /// Surname, first name, patronymic.
    pub name: String,
    /// Position.
    pub position: Bilingual,
}

/// What the register says of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its BIN.
    pub bin: Bin,
    /// Of which kind it is.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: Bilingual,
    /// The region that it is of, unless it is of the whole country.
    pub region: Option<Region>,
    /// Its first day.
    pub from: Date,
    /// The first day on which it is no more.
    pub until: Option<Date>,
    /// The share of the state in it, of a quasi-state entity.
    pub state_share: Option<StateShare>,
    /// Its first head, where that is entered.
    pub head: Option<FirstHead>,
}

impl Organisation {
    /// Whether there is such a body on a day.
    #[must_use]
    pub fn is_there(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on < until)
    }
}

/// A stored organisation.
#[derive(Clone, Debug, Queryable, Insertable, Selectable, AsChangeset)]
#[diesel(table_name = organisations, treat_none_as_null = true)]
pub struct OrganisationRow {
    /// Id.
    pub id: Id,
    /// Its BIN.
    pub bin: String,
    /// Code of its kind.
    pub kind: String,
    /// Name in Kazakh.
    pub name_kk: String,
    /// Name in Russian.
    pub name_ru: String,
    /// Code of its region, if it is of one.
    pub region: Option<String>,
    /// Its first day.
    pub from_on: Date,
    /// The first day on which it is no more.
    pub until_on: Option<Date>,
    /// The place of its name in the order of the Kazakh alphabet.
    pub place: String,
    /// The words of its names and its BIN, folded.
    pub search: String,
    /// The same, plain.
    pub plain: String,
    /// Grows by one with every change.
    pub version: i64,
    /// When it was entered.
    pub entered_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// The share of the state in it, in hundredths of a percent.
    pub state_share: Option<i64>,
    /// Name of its first head.
    pub head_name: Option<String>,
    /// Position of its first head in Kazakh.
    pub head_position_kk: Option<String>,
    /// The same in Russian.
    pub head_position_ru: Option<String>,
}

/// The words of its names, and its BIN.
const WORDED: Worded = Worded { table: "organisations", key: "id", index: "organisation_words" };

impl OrganisationRow {
    /// A row with what is said of an organisation, entered now.
    #[must_use]
    pub fn entered(id: Uuid, said: &Organisation, now: OffsetDateTime) -> Self {
        let Organisation { bin, kind, name, region, from, until, state_share, head } = said;
        let (search, plain) = searched([name.kk.as_str(), name.ru.as_str(), bin.as_str()]);
        Self {
            id: Id(id),
            bin: bin.to_string(),
            kind: kind.code().to_owned(),
            name_kk: name.kk.clone(),
            name_ru: name.ru.clone(),
            region: region.map(|region| region.code().to_owned()),
            from_on: *from,
            until_on: *until,
            place: place(&name.kk),
            plain,
            search,
            version: 1,
            entered_at: Instant(now),
            updated_at: Instant(now),
            state_share: state_share.map(StateShare::hundredths),
            head_name: head.as_ref().map(|head| head.name.clone()),
            head_position_kk: head.as_ref().map(|head| head.position.kk.clone()),
            head_position_ru: head.as_ref().map(|head| head.position.ru.clone()),
        }
    }

    /// The same organisation with what is said of it now.
    #[must_use]
    pub fn changed(&self, said: &Organisation, now: OffsetDateTime) -> Self {
        let version = self.version + 1;
        Self { version, entered_at: self.entered_at, ..Self::entered(self.id.0, said, now) }
    }

    /// What the register says of it.
    ///
    /// # Errors
    /// [`DbError::Internal`] when what is stored cannot be read.
    pub fn said(&self) -> Result<Organisation, DbError> {
        let corrupt = || DbError::Internal(format!("organisation {}", self.bin));
        Ok(Organisation {
            bin: Bin::parse(&self.bin).map_err(|_| corrupt())?,
            kind: OrganisationKind::parse(&self.kind).ok_or_else(corrupt)?,
            name: self.name(),
            region: self.region.as_deref().map(|code| Region::parse(code).ok_or_else(corrupt)).transpose()?,
            from: self.from_on,
            until: self.until_on,
            state_share: self
                .state_share
                .map(|share| StateShare::of_hundredths(share).ok_or_else(corrupt))
                .transpose()?,
            head: self.first_head(),
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> Bilingual {
        Bilingual { kk: self.name_kk.clone(), ru: self.name_ru.clone() }
    }

    /// Its first head, where that is entered.
    #[must_use]
    pub fn first_head(&self) -> Option<FirstHead> {
        let position = self.head_position_kk.clone().zip(self.head_position_ru.clone());
        let position = position.map(|(kk, ru)| Bilingual { kk, ru });
        self.head_name.clone().zip(position).map(|(name, position)| FirstHead { name, position })
    }
}

/// How much of a name says where it stands.
const TELLING: usize = 60;

/// The place of a name in the order of the Kazakh alphabet, in signs that every database puts in one order.
fn place(name: &str) -> String {
    let letters = writing::place(name).into_iter().take(TELLING);
    letters.map(|(place, letter)| format!("{:02x}{:05x}", place.min(0xff), u32::from(letter))).collect()
}

/// Stores a new organisation.
///
/// # Errors
/// [`DbError::Duplicate`] when there is one with its BIN.
pub fn create(connection: &mut Connection, row: &OrganisationRow) -> Result<(), DbError> {
    diesel::insert_into(organisations::table).values(row.clone()).execute(connection)?;
    Ok(())
}

/// Replaces an organisation that is still at the version before the one given.
///
/// # Errors
/// [`DbError::Stale`] when it has changed meanwhile.
pub fn replace(connection: &mut Connection, row: &OrganisationRow) -> Result<(), DbError> {
    let unchanged =
        organisations::table.filter(organisations::id.eq(row.id)).filter(organisations::version.eq(row.version - 1));
    let changed = diesel::update(unchanged).set(row.clone()).execute(connection)?;
    if changed == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// The organisation with this id.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn find(connection: &mut Connection, id: Uuid) -> Result<OrganisationRow, DbError> {
    Ok(organisations::table.find(Id(id)).select(OrganisationRow::as_select()).first(connection)?)
}

/// The organisations with these BINs that the register knows, by BIN.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn these(connection: &mut Connection, bins: &[&str]) -> Result<HashMap<String, OrganisationRow>, DbError> {
    let bins: Vec<String> = bins.iter().map(|bin| (*bin).to_owned()).collect();
    let rows = organisations::table.filter(organisations::bin.eq_any(bins)).select(OrganisationRow::as_select());
    Ok(rows.load(connection)?.into_iter().map(|row: OrganisationRow| (row.bin.clone(), row)).collect())
}

/// The organisation with this BIN, if the register knows it.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn with_bin(connection: &mut Connection, bin: &Bin) -> Result<Option<Organisation>, DbError> {
    these(connection, &[bin.as_str()])?.into_values().next().map(|row| row.said()).transpose()
}

/// The organisations of these kinds, by BIN.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn of_kinds(connection: &mut Connection, kinds: &[OrganisationKind]) -> Result<Vec<Organisation>, DbError> {
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code()).collect();
    let rows: Vec<OrganisationRow> = organisations::table
        .filter(organisations::kind.eq_any(codes))
        .order(organisations::bin)
        .select(OrganisationRow::as_select())
        .load(connection)?;
    rows.iter().map(OrganisationRow::said).collect()
}

/// When the first organisation of one of these kinds was entered, if any was.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn begun(connection: &mut Connection, kinds: &[OrganisationKind]) -> Result<Option<OffsetDateTime>, DbError> {
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code()).collect();
    let of_kinds = organisations::table.filter(organisations::kind.eq_any(codes));
    let first = of_kinds.order(organisations::entered_at).select(organisations::entered_at);
    let begun: Option<Instant> = first.first(connection).optional()?;
    Ok(begun.map(|at| at.0))
}

/// What counts the changes of the register.
const CHANGES: &str = "organisations";

/// How often the register was changed.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn changes(connection: &mut Connection) -> Result<i64, DbError> {
    numbers::last(connection, CHANGES, 0)
}

/// Takes the register to change it: whoever else takes it waits until this transaction ends.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn take(connection: &mut Connection) -> Result<(), DbError> {
    numbers::next(connection, CHANGES, 0).map(drop)
}

/// What a list of organisations is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// With this BIN.
    pub bin: Option<Bin>,
    /// Of one of these kinds, if any is named.
    pub kinds: Vec<OrganisationKind>,
    /// Of this region.
    pub region: Option<Region>,
    /// That are there on this day.
    pub on: Option<Date>,
    /// Whose names or BIN hold these words.
    pub text: Option<String>,
}

/// The organisations by name, after this one.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    filter: &Filter,
    hits: Hits,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Page<OrganisationRow>, DbError> {
    let mut query = organisations::table.into_boxed();
    if let Some(bin) = &filter.bin {
        query = query.filter(organisations::bin.eq(bin.to_string()));
    }
    if !filter.kinds.is_empty() {
        let kinds: Vec<&str> = filter.kinds.iter().map(|kind| kind.code()).collect();
        query = query.filter(organisations::kind.eq_any(kinds));
    }
    if let Some(region) = filter.region {
        query = query.filter(organisations::region.eq(region.code()));
    }
    if let Some(day) = filter.on {
        let still = organisations::until_on.is_null().or(organisations::until_on.gt(day));
        query = query.filter(organisations::from_on.le(day)).filter(still);
    }
    holding!(query, organisations.id as WORDED, filter.text.as_deref(), hits, connection);
    if let Some(id) = after {
        let name = find(connection, id)?.place;
        let same = organisations::place.eq(name.clone()).and(organisations::id.gt(Id(id)));
        query = query.filter(organisations::place.gt(name).or(same));
    }
    let rows = query.order((organisations::place, organisations::id)).limit(limit + 1);
    Ok(Page::of(rows.select(OrganisationRow::as_select()).load(connection)?, limit))
}
