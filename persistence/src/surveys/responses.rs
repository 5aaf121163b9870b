//! Who has responded to a survey, as far as that is known, and what was said in free text.

use diesel::prelude::*;
use merzim_domain::zone;
use time::Date;
use uuid::Uuid;

use super::surveys;
use crate::page::Page;
use crate::sql_types::{Id, Instant, Json, Sealed};
use crate::{Connection, DbError};

mod table {
    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        survey_respondents (survey_id, respondent) {
            survey_id -> SqlId,
            respondent -> Text,
            responded_on -> Date,
            answers -> Nullable<SqlSealed>,
        }
    }

    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        survey_texts (id) {
            id -> SqlId,
            survey_id -> SqlId,
            question -> BigInt,
            text -> SqlSealed,
        }
    }
}
use table::{survey_respondents as respondents, survey_texts as texts};

/// That somebody has responded.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = respondents)]
pub struct RespondentRow {
    /// The survey.
    pub survey_id: Id,
    /// By what they are known.
    pub respondent: String,
    /// On which day.
    pub responded_on: Date,
    /// What they answered; none of an anonymous survey.
    pub answers: Option<Json>,
}

/// An answer in free text.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = texts)]
pub struct TextRow {
    /// Id, without an order.
    pub id: Id,
    /// The survey.
    pub survey_id: Id,
    /// The number of the question, from 1.
    pub question: i64,
    /// What it says.
    pub text: Sealed<String>,
}

/// Stores that somebody has responded, and answers in free text, whosever they are.
///
/// # Errors
/// [`DbError::Duplicate`] when they have responded before.
pub fn create(connection: &mut Connection, row: RespondentRow, said: Vec<TextRow>) -> Result<(), DbError> {
    diesel::insert_into(respondents::table).values(row).execute(connection)?;
    for text in said {
        diesel::insert_into(texts::table).values(text).execute(connection)?;
    }
    Ok(())
}

/// The response to a survey of whoever is known so, if there is one.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn find(connection: &mut Connection, survey: Uuid, respondent: &str) -> Result<Option<RespondentRow>, DbError> {
    let row = respondents::table.find((Id(survey), respondent)).select(RespondentRow::as_select());
    Ok(row.first(connection).optional()?)
}

/// What was said in free text in a survey, or in answer to one of its questions, after this text.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn texts(
    connection: &mut Connection,
    survey: Uuid,
    question: Option<i64>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Page<TextRow>, DbError> {
    let mut query = texts::table.filter(texts::survey_id.eq(Id(survey))).into_boxed();
    if let Some(question) = question {
        query = query.filter(texts::question.eq(question));
    }
    if let Some(after) = after {
        query = query.filter(texts::id.gt(Id(after)));
    }
    Ok(Page::of(query.order(texts::id).limit(limit + 1).select(TextRow::as_select()).load(connection)?, limit))
}

/// Those of these texts that were said in a survey.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn these_texts(connection: &mut Connection, survey: Uuid, ids: &[Uuid]) -> Result<Vec<TextRow>, DbError> {
    let ids: Vec<Id> = ids.iter().copied().map(Id).collect();
    let these = texts::table.filter(texts::survey_id.eq(Id(survey))).filter(texts::id.eq_any(ids));
    Ok(these.select(TextRow::as_select()).load(connection)?)
}

/// Surveys after the one named that had closed before this day, of which is known who responded.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn to_forget(connection: &mut Connection, before: Date, after: Uuid, limit: i64) -> Result<Vec<Uuid>, DbError> {
    let old: Vec<Id> = surveys::table
        .filter(surveys::secret.is_not_null())
        .filter(surveys::closes_at.le(Instant(zone::start_of(before))))
        .filter(surveys::case_id.gt(Id(after)))
        .order(surveys::case_id)
        .limit(limit)
        .select(surveys::case_id)
        .load(connection)?;
    Ok(old.into_iter().map(|id| id.0).collect())
}

/// The answers in free text to a survey that wait among others, until one of them is stored by itself.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn pool(connection: &mut Connection, survey: Uuid) -> Result<Json, DbError> {
    Ok(surveys::table.find(Id(survey)).select(surveys::pool).first(connection)?)
}

/// Erases what was said in free text in a survey. An empty `pool` takes the place of the one that is stored.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn erase_texts(connection: &mut Connection, survey: Uuid, pool: Json) -> Result<(), DbError> {
    diesel::delete(texts::table.filter(texts::survey_id.eq(Id(survey)))).execute(connection)?;
    diesel::update(surveys::table.find(Id(survey))).set(surveys::pool.eq(pool)).execute(connection)?;
    Ok(())
}

/// Forgets who has responded to a survey.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn forget(connection: &mut Connection, survey: Uuid) -> Result<(), DbError> {
    diesel::delete(respondents::table.filter(respondents::survey_id.eq(Id(survey)))).execute(connection)?;
    diesel::update(surveys::table.find(Id(survey))).set(surveys::secret.eq(None::<String>)).execute(connection)?;
    Ok(())
}
