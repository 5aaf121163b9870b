//! What state bodies send of the coming week, version by version.

use std::collections::HashMap;

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::weekly_submission::{WeeklyState, WeeklySubmission};
use merzim_domain::week::Week;
use merzim_domain::{Bin, Vocabulary};
use uuid::Uuid;

use super::week_of;
use crate::cases::{CaseRow, Viewer, visible_to};
use crate::obligations::{InTerm, in_term};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};

case_table! {
    weekly_submissions {
        body -> Text,
        week -> Text,
        revision -> BigInt,
        submitted_at -> Nullable<SqlInstant>,
        events -> BigInt,
        reminded -> Bool,
    }
}

mod revisions {
    use super::weekly_submissions;

    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        weekly_revisions (case_id, revision) {
            case_id -> SqlId,
            revision -> BigInt,
            record -> SqlJson,
        }
    }
    diesel::allow_tables_to_appear_in_same_query!(weekly_revisions, weekly_submissions);
}
use revisions::weekly_revisions;

/// What a body sends of a week.
#[derive(Clone, Debug, Queryable, Insertable, Selectable, AsChangeset)]
#[diesel(table_name = weekly_submissions)]
pub struct WeeklyRow {
    /// The case.
    pub case_id: Id,
    /// BIN of the body.
    pub body: String,
    /// The week.
    pub week: String,
    /// The number of the latest version; 0 while nothing was sent.
    pub revision: i64,
    /// When the first version was sent.
    pub submitted_at: Option<Instant>,
    /// How many events the latest version has.
    pub events: i64,
    /// Whether its bearer was reminded.
    pub reminded: bool,
}

impl WeeklyRow {
    /// The row of a case that begins.
    #[must_use]
    pub fn expected(case: Uuid, body: &Bin, week: Week) -> Self {
        Self {
            case_id: Id(case),
            body: body.to_string(),
            week: week.to_string(),
            revision: 0,
            submitted_at: None,
            events: 0,
            reminded: false,
        }
    }

    /// The week.
    ///
    /// # Errors
    /// [`DbError::Internal`] when what is stored is none.
    pub fn week(&self) -> Result<Week, DbError> {
        week_of(&self.week)
    }
}

/// Stores the row of a new case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, row: WeeklyRow) -> Result<(), DbError> {
    diesel::insert_into(weekly_submissions::table).values(row).execute(connection)?;
    Ok(())
}

/// Stores a row again.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn update(connection: &mut Connection, row: &WeeklyRow) -> Result<(), DbError> {
    diesel::update(weekly_submissions::table.find(row.case_id)).set(row.clone()).execute(connection)?;
    Ok(())
}

/// Stores a version.
///
/// # Errors
/// [`DbError::Duplicate`] when there is one with its number.
pub fn revise(connection: &mut Connection, case: Uuid, revision: i64, record: &Json) -> Result<(), DbError> {
    use weekly_revisions as revisions;
    let row = (revisions::case_id.eq(Id(case)), revisions::revision.eq(revision), revisions::record.eq(record));
    diesel::insert_into(revisions::table).values(row).execute(connection)?;
    Ok(())
}

/// The row of a case. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<WeeklyRow, DbError> {
    Ok(weekly_submissions::table.find(Id(case)).select(WeeklyRow::as_select()).first(connection)?)
}

/// The versions of a case after a number, the first one first.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn history(connection: &mut Connection, case: Uuid, after: i64, limit: i64) -> Result<Page<(i64, Json)>, DbError> {
    let of = weekly_revisions::table
        .filter(weekly_revisions::case_id.eq(Id(case)))
        .filter(weekly_revisions::revision.gt(after))
        .order(weekly_revisions::revision);
    let rows = of.limit(limit + 1).select((weekly_revisions::revision, weekly_revisions::record));
    Ok(Page::of(rows.load(connection)?, limit))
}

/// The latest version of a case, if anything was sent.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn latest(connection: &mut Connection, case: Uuid) -> Result<Option<Json>, DbError> {
    let of = weekly_revisions::table.filter(weekly_revisions::case_id.eq(Id(case)));
    let last = of.order(weekly_revisions::revision.desc()).select(weekly_revisions::record);
    Ok(last.first(connection).optional()?)
}

/// The version of a case with this number, if there is one.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn numbered(connection: &mut Connection, case: Uuid, revision: i64) -> Result<Option<Json>, DbError> {
    let of = weekly_revisions::table.find((Id(case), revision));
    Ok(of.select(weekly_revisions::record).first(connection).optional()?)
}

/// The latest version of what a body sent of a week, if anything was sent.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn sent(connection: &mut Connection, body: &str, week: Week) -> Result<Option<Json>, DbError> {
    let case: Option<Id> = weekly_submissions::table
        .filter(weekly_submissions::body.eq(body.to_owned()))
        .filter(weekly_submissions::week.eq(week.to_string()))
        .select(weekly_submissions::case_id)
        .first(connection)
        .optional()?;
    case.map_or(Ok(None), |case| latest(connection, case.0))
}

/// The latest versions of all that was sent of a week, each with its row and the version of its case, by body.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn of_week(connection: &mut Connection, week: Week) -> Result<Vec<(WeeklyRow, Json)>, DbError> {
    let latest = weekly_revisions::table.on(weekly_revisions::case_id
        .eq(weekly_submissions::case_id)
        .and(weekly_revisions::revision.eq(weekly_submissions::revision)));
    Ok(weekly_submissions::table
        .inner_join(latest)
        .filter(weekly_submissions::week.eq(week.to_string()))
        .order(weekly_submissions::body)
        .select((WeeklyRow::as_select(), weekly_revisions::record))
        .load(connection)?)
}

/// The latest versions of those of these submissions that have a later one than the version named with them, by case: two queries, however
/// many there are.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn corrected(connection: &mut Connection, since: &HashMap<Uuid, i64>) -> Result<Vec<(Uuid, Json)>, DbError> {
    let ids: Vec<Id> = since.keys().copied().map(Id).collect();
    let known: Vec<(Id, i64)> = weekly_submissions::table
        .filter(weekly_submissions::case_id.eq_any(ids))
        .select((weekly_submissions::case_id, weekly_submissions::revision))
        .load(connection)?;
    let later = known.into_iter().filter(|(id, revision)| since.get(&id.0).is_some_and(|since| since < revision));
    let later: Vec<Id> = later.map(|(id, _)| id).collect();
    let latest = weekly_revisions::table.on(weekly_revisions::case_id
        .eq(weekly_submissions::case_id)
        .and(weekly_revisions::revision.eq(weekly_submissions::revision)));
    let rows: Vec<(Id, Json)> = weekly_submissions::table
        .inner_join(latest)
        .filter(weekly_submissions::case_id.eq_any(later))
        .select((weekly_submissions::case_id, weekly_revisions::record))
        .load(connection)?;
    Ok(rows.into_iter().map(|(id, record)| (id.0, record)).collect())
}

/// What a list of submissions is narrowed to.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Of this week.
    pub week: Option<Week>,
    /// Of this body.
    pub body: Option<Bin>,
    /// In this state.
    pub state: Option<WeeklyState>,
    /// Sent in time, or not.
    pub in_term: InTerm,
}

/// The submissions that `viewer` may see, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, WeeklyRow)>, DbError> {
    let mut query = weekly_submissions::table
        .inner_join(cases::table)
        .filter(weekly_submissions::case_id.eq_any(visible_to(viewer)))
        .into_boxed();
    if let Some(week) = filter.week {
        query = query.filter(weekly_submissions::week.eq(week.to_string()));
    }
    if let Some(body) = &filter.body {
        query = query.filter(weekly_submissions::body.eq(body.to_string()));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    // Of what was not sent yet there is little, however much was sent.
    if filter.state == Some(WeeklyState::Expected) || filter.in_term.overdue == Some(true) {
        query = query.filter(weekly_submissions::submitted_at.is_null());
    }
    let query = in_term!(query, weekly_submissions::case_id, &filter.in_term);
    walked!(query, WeeklyRow, WeeklySubmission::CODE, viewer, walk, limit, connection)
}

/// The cases of a body in which something is still to be sent of this week or a later one.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn expected_of(connection: &mut Connection, body: &Bin, from: Week) -> Result<Vec<WeeklyRow>, DbError> {
    Ok(expected()
        .filter(weekly_submissions::body.eq(body.to_string()))
        .filter(weekly_submissions::week.ge(from.to_string()))
        .select(WeeklyRow::as_select())
        .load(connection)?)
}

/// The submissions of this week and later ones from which bodies were released.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn released_from(connection: &mut Connection, from: Week) -> Result<Vec<WeeklyRow>, DbError> {
    Ok(weekly_submissions::table
        .inner_join(cases::table)
        .filter(weekly_submissions::week.ge(from.to_string()))
        .filter(cases::state.eq(WeeklyState::Released.code()))
        .select(WeeklyRow::as_select())
        .load(connection)?)
}

/// The first and the last week of which something is still to be sent, of each body of which something is, by BIN.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn awaited(connection: &mut Connection) -> Result<HashMap<String, (Week, Week)>, DbError> {
    use diesel::dsl::{max, min};
    use weekly_submissions::{body, week};

    let spans = expected().group_by(body).select((body, min(week), max(week)));
    let spans: Vec<(String, Option<String>, Option<String>)> = spans.load(connection)?;
    let weeks = |(of, first, last): (String, Option<String>, Option<String>)| {
        let (first, last) = first.zip(last)?;
        Some(week_of(&first).and_then(|first| Ok((of, (first, week_of(&last)?)))))
    };
    spans.into_iter().filter_map(weeks).collect()
}

/// The cases of these weeks in which something is still to be sent, and nobody was reminded.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn to_remind(connection: &mut Connection, weeks: &[Week], limit: i64) -> Result<Vec<WeeklyRow>, DbError> {
    Ok(expected()
        .filter(weekly_submissions::week.eq_any(weeks.iter().map(Week::to_string).collect::<Vec<_>>()))
        .filter(weekly_submissions::reminded.eq(false))
        .limit(limit)
        .select(WeeklyRow::as_select())
        .load(connection)?)
}

/// In how many cases of a week something is still to be sent.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn count_expected(connection: &mut Connection, week: Week) -> Result<i64, DbError> {
    Ok(expected().filter(weekly_submissions::week.eq(week.to_string())).count().get_result(connection)?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn expected() -> _ {
    let state: &'static str = WeeklyState::Expected.code();
    let cases_there = cases::table.filter(cases::id.eq(weekly_submissions::case_id)).filter(cases::state.eq(state));
    weekly_submissions::table
        .filter(weekly_submissions::submitted_at.is_null())
        .filter(diesel::dsl::exists(cases_there))
}
