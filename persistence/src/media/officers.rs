//! The directory of press officers of state bodies (№ 444-НҚ ¶3–4): each row is one appointment.

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::organisation::OrganisationKind;
use merzim_domain::procedures::press_officer::PressOfficer;
use merzim_domain::region::Region;
use merzim_domain::{Bin, Vocabulary};
use time::Date;
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases, organisations};
use crate::sql_types::{Id, Instant, Json};
use crate::words::patterns;
use crate::{Connection, DbError};

case_table! {
    press_officers as officers {
        body -> Text,
        kind -> Text,
        appointed_on -> Date,
        ended_on -> Nullable<Date>,
        contacts -> SqlJson,
        earlier -> SqlJson,
        confirmed_at -> SqlInstant,
        unconfirmed_from -> Date,
        reminded_of -> Nullable<Date>,
        successor_id -> Nullable<SqlId>,
        words -> Text,
    }
}

/// A stored appointment.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = officers)]
pub struct OfficerRow {
    /// The case.
    pub case_id: Id,
    /// BIN of the state body.
    pub body: String,
    /// Code of whether it is a person or a unit.
    pub kind: String,
    /// From which day it holds.
    pub appointed_on: Date,
    /// The first day on which it does not.
    pub ended_on: Option<Date>,
    /// The contacts.
    pub contacts: Json,
    /// What they were before, and until when.
    pub earlier: Json,
    /// When they were given or confirmed.
    pub confirmed_at: Instant,
    /// From which day on they count as unconfirmed.
    pub unconfirmed_from: Date,
    /// The day of that kind of which the body was reminded.
    pub reminded_of: Option<Date>,
    /// The appointment that followed.
    pub successor_id: Option<Id>,
    /// The words that search looks in, folded and plain.
    pub words: String,
}

/// What an action sets; none leaves as it is.
#[derive(Clone, Debug, Default, AsChangeset)]
#[diesel(table_name = officers)]
pub struct Changes {
    /// The first day on which the appointment does not hold.
    pub ended_on: Option<Date>,
    /// The contacts.
    pub contacts: Option<Json>,
    /// What they were before, and until when.
    pub earlier: Option<Json>,
    /// When they were given or confirmed.
    pub confirmed_at: Option<Instant>,
    /// From which day on they count as unconfirmed.
    pub unconfirmed_from: Option<Date>,
    /// The day of that kind of which the body was reminded.
    pub reminded_of: Option<Date>,
    /// The appointment that followed.
    pub successor_id: Option<Id>,
    /// The words that search looks in.
    pub words: Option<String>,
}

/// What the directory is narrowed to.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Of this body.
    pub body: Option<Bin>,
    /// Of bodies of this kind.
    pub body_kind: Option<OrganisationKind>,
    /// Of bodies of this region.
    pub region: Option<Region>,
    /// With every one of these words, of which the name of the body may have some.
    pub text: Option<String>,
    /// Holding, or not.
    pub current: Option<bool>,
    /// Holding with contacts that count as unconfirmed, or not.
    pub unconfirmed: Option<bool>,
    /// Holding on this day.
    pub on: Option<Date>,
    /// Today.
    pub today: Date,
}

/// Stores a new appointment.
///
/// # Errors
/// [`DbError::Duplicate`] when the body has somebody already.
pub fn create(connection: &mut Connection, row: OfficerRow) -> Result<(), DbError> {
    diesel::insert_into(officers::table).values(row).execute(connection)?;
    Ok(())
}

/// Records what an action sets.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, case: Uuid, changes: Changes) -> Result<(), DbError> {
    diesel::update(officers::table.find(Id(case))).set(changes).execute(connection)?;
    Ok(())
}

/// The appointment of a case.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<OfficerRow, DbError> {
    Ok(officers::table.find(Id(case)).select(OfficerRow::as_select()).first(connection)?)
}

/// An appointment with its case, for whoever may read the directory.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn find(connection: &mut Connection, id: Uuid) -> Result<(CaseRow, OfficerRow), DbError> {
    Ok(officers::table
        .inner_join(cases::table)
        .filter(officers::case_id.eq(Id(id)))
        .select((CaseRow::as_select(), OfficerRow::as_select()))
        .first(connection)?)
}

/// The appointments that hold on a day.
#[diesel::dsl::auto_type(no_type_alias)]
fn holding_on(day: Date) -> _ {
    officers::appointed_on.le(day).and(officers::ended_on.is_null().or(officers::ended_on.gt(day)).assume_not_null())
}

/// Who is the press officer of a body on a day, if anybody is.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn current(connection: &mut Connection, body: &Bin, on: Date) -> Result<Option<OfficerRow>, DbError> {
    Ok(officers::table
        .filter(officers::body.eq(body.as_str()))
        .filter(holding_on(on))
        .order(officers::appointed_on.desc())
        .select(OfficerRow::as_select())
        .first(connection)
        .optional()?)
}

/// The appointment of a body that holds, else the one that ended last, with its case, if there ever was one.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn latest(connection: &mut Connection, body: &Bin) -> Result<Option<(CaseRow, OfficerRow)>, DbError> {
    Ok(officers::table
        .inner_join(cases::table)
        .filter(officers::body.eq(body.as_str()))
        .order((officers::ended_on.is_null().desc(), officers::ended_on.desc()))
        .select((CaseRow::as_select(), OfficerRow::as_select()))
        .first(connection)
        .optional()?)
}

/// The directory, on this walk. All who may read it see all of it.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, OfficerRow)>, DbError> {
    let mut query = officers::table.inner_join(cases::table).into_boxed();
    if let Some(body) = &filter.body {
        query = query.filter(officers::body.eq(body.to_string()));
    }
    if let Some(kind) = filter.body_kind {
        let bodies = organisations::table.filter(organisations::kind.eq(kind.code())).select(organisations::bin);
        query = query.filter(officers::body.eq_any(bodies));
    }
    if let Some(region) = filter.region {
        let bodies = organisations::table.filter(organisations::region.eq(region.code())).select(organisations::bin);
        query = query.filter(officers::body.eq_any(bodies));
    }
    for pattern in patterns(filter.text.as_deref()).1 {
        let named = organisations::table.filter(organisations::plain.like(pattern.clone())).select(organisations::bin);
        query = query.filter(officers::words.like(pattern).or(officers::body.eq_any(named)));
    }
    query = match filter.current {
        None => query,
        Some(true) => query.filter(officers::ended_on.is_null()),
        Some(false) => query.filter(officers::ended_on.is_not_null()),
    };
    query = match filter.unconfirmed {
        None => query,
        Some(true) => query.filter(officers::ended_on.is_null().and(officers::unconfirmed_from.le(filter.today))),
        Some(false) => query.filter(officers::ended_on.is_not_null().or(officers::unconfirmed_from.gt(filter.today))),
    };
    if let Some(day) = filter.on {
        query = query.filter(holding_on(day));
    }
    walked!(query, OfficerRow, PressOfficer::CODE, viewer, walk, limit, connection)
}

/// So many appointments at the most that hold though their body is no more today, each with the first day on which it is not.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn outliving(connection: &mut Connection, today: Date, limit: i64) -> Result<Vec<(Uuid, Date)>, DbError> {
    let rows: Vec<(Id, Option<Date>)> = officers::table
        .inner_join(organisations::table.on(organisations::bin.eq(officers::body)))
        .filter(officers::ended_on.is_null())
        .filter(organisations::until_on.le(today))
        .order(officers::case_id)
        .limit(limit)
        .select((officers::case_id, organisations::until_on))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(id, until)| Some((id.0, until?))).collect())
}

/// Appointments after the one named whose body is to be reminded that nobody has confirmed the contacts.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn to_remind(connection: &mut Connection, today: Date, after: Uuid, limit: i64) -> Result<Vec<Uuid>, DbError> {
    let not_reminded =
        officers::reminded_of.is_null().or(officers::reminded_of.lt(officers::unconfirmed_from.nullable()));
    let gone = organisations::table.filter(organisations::until_on.le(today)).select(organisations::bin);
    let ids: Vec<Id> = officers::table
        .filter(officers::ended_on.is_null())
        .filter(officers::body.ne_all(gone))
        .filter(officers::unconfirmed_from.le(today))
        .filter(not_reminded)
        .filter(officers::case_id.gt(Id(after)))
        .order(officers::case_id)
        .limit(limit)
        .select(officers::case_id)
        .load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}
