//! Surveys (№ 401-V art. 17(6)), and the responses to them.

pub mod responses;

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::survey::{Survey, SurveyPhase, SurveyState};
use merzim_domain::{Bin, Vocabulary};
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::cases::{self as stored_cases, CaseRow, Viewer, shown_to};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};

case_table! {
    surveys {
        holder -> Text,
        opens_at -> SqlInstant,
        closes_at -> SqlInstant,
        form -> SqlJson,
        public_at -> Nullable<SqlInstant>,
        counts -> SqlJson,
        shown_counts -> SqlJson,
        pool -> SqlSealed,
        secret -> Nullable<Text>,
        ends -> SqlJson,
        publications -> SqlJson,
        cancellation -> Nullable<SqlJson>,
    }
}

/// A stored survey.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = surveys)]
pub struct SurveyRow {
    /// The case.
    pub case_id: Id,
    /// BIN of the holder.
    pub holder: String,
    /// From when one may respond.
    pub opens_at: Instant,
    /// Until when one may respond.
    pub closes_at: Instant,
    /// The whole form.
    pub form: Json,
    /// From when everybody sees it.
    pub public_at: Option<Instant>,
    /// How often each answer was given.
    pub counts: Json,
    /// The same as it is shown while one may respond.
    pub shown_counts: Json,
    /// What goes into the keyed hashes of those who responded; none once they are forgotten.
    pub secret: Option<String>,
    /// The other ends that were set, and why.
    pub ends: Json,
    /// What was published of the results, the first one first.
    pub publications: Json,
    /// Why it was cancelled.
    pub cancellation: Option<Json>,
}

/// What an action, another form or a response sets; none leaves as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = surveys)]
pub struct Changes {
    /// From when one may respond.
    pub opens_at: Option<Instant>,
    /// Until when one may respond.
    pub closes_at: Option<Instant>,
    /// The whole form.
    pub form: Option<Json>,
    /// From when everybody sees it.
    pub public_at: Option<Instant>,
    /// How often each answer was given.
    pub counts: Option<Json>,
    /// The same as it is shown while one may respond.
    pub shown_counts: Option<Json>,
    /// Answers in free text that wait among others.
    pub pool: Option<Json>,
    /// The other ends that were set, and why.
    pub ends: Option<Json>,
    /// What was published of the results.
    pub publications: Option<Json>,
    /// Why it was cancelled.
    pub cancellation: Option<Json>,
}

/// What a list of surveys is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this body.
    pub holder: Option<Bin>,
    /// In this state.
    pub state: Option<SurveyState>,
    /// Where the clock has brought it, now.
    pub phase: Option<(SurveyPhase, OffsetDateTime)>,
}

/// Stores the survey of a new case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, row: SurveyRow) -> Result<(), DbError> {
    let pool = surveys::pool.eq(Json(json!([])));
    diesel::insert_into(surveys::table).values((row, pool)).execute(connection)?;
    Ok(())
}

/// Records what is set.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, case: Uuid, changes: Changes) -> Result<(), DbError> {
    if changes != Changes::default() {
        diesel::update(surveys::table.find(Id(case))).set(changes).execute(connection)?;
    }
    Ok(())
}

/// The survey with this id, if it is public or `viewer` is a party.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer may not see it.
pub fn find(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<(CaseRow, SurveyRow), DbError> {
    Ok(surveys::table
        .inner_join(cases::table)
        .filter(surveys::case_id.eq(Id(id)))
        .filter(shown_to!(surveys::public_at, viewer))
        .select((CaseRow::as_select(), SurveyRow::as_select()))
        .first(connection)?)
}

/// The same, to be responded to: until the transaction ends nobody else does, and it stays as it is.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer may not see it.
pub fn find_to_respond(
    connection: &mut Connection,
    viewer: &Viewer,
    id: Uuid,
) -> Result<(CaseRow, SurveyRow), DbError> {
    stored_cases::locked(connection, id)?;
    find(connection, viewer, id)
}

/// The survey of a case, for what belongs to it. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<SurveyRow, DbError> {
    Ok(surveys::table.find(Id(case)).select(SurveyRow::as_select()).first(connection)?)
}

/// The surveys that are announced, and those of which `viewer` is a party, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, SurveyRow)>, DbError> {
    let mut query = surveys::table.inner_join(cases::table).filter(shown_to!(surveys::public_at, viewer)).into_boxed();
    if let Some(holder) = &filter.holder {
        query = query.filter(surveys::holder.eq(holder.to_string()));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    if let Some((phase, now)) = filter.phase {
        let now = Instant(now);
        query =
            query.filter(cases::state.eq_any([SurveyState::Announced, SurveyState::Published].map(Vocabulary::code)));
        query = match phase {
            SurveyPhase::Upcoming => query.filter(surveys::opens_at.gt(now)),
            SurveyPhase::Open => query.filter(surveys::opens_at.le(now)).filter(surveys::closes_at.gt(now)),
            SurveyPhase::Closed => query.filter(surveys::closes_at.le(now)),
        };
    }
    walked!(query, SurveyRow, Survey::CODE, viewer, walk, limit, connection)
}
