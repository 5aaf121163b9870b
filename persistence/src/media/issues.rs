//! Issues that concern several bodies, and what each body tells of them.

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::cross_body_issue::{CrossBodyIssue, IssueState};
use merzim_domain::{Bilingual, Bin, Vocabulary, Who};
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, visible_to};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};
use issue_table::cross_body_issues as issues;

mod issue_table {
    use super::issue_parts;
    use crate::schema::case_parties;

    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        cross_body_issues (id) {
            id -> SqlId,
            title_kk -> Text,
            title_ru -> Text,
            form -> SqlJson,
            raised_by -> Text,
            raised_at -> SqlInstant,
            withdrawn_at -> Nullable<SqlInstant>,
            agenda -> Nullable<SqlJson>,
            published_at -> Nullable<SqlInstant>,
            for_media -> Bool,
            version -> BigInt,
            updated_at -> SqlInstant,
        }
    }
    diesel::allow_tables_to_appear_in_same_query!(cross_body_issues, issue_parts);
    diesel::allow_tables_to_appear_in_same_query!(cross_body_issues, case_parties);
}

case_table! {
    issue_parts {
        issue_id -> SqlId,
        body -> Text,
        said -> SqlJson,
    }
}

/// An issue that concerns several bodies.
#[derive(Clone, Debug, Queryable, Insertable, Selectable, AsChangeset)]
#[diesel(table_name = issues)]
pub struct IssueRow {
    /// Id.
    pub id: Id,
    /// Title in Kazakh.
    pub title_kk: String,
    /// Title in Russian.
    pub title_ru: String,
    /// The form.
    pub form: Json,
    /// BIN of whoever raised it.
    pub raised_by: String,
    /// When.
    pub raised_at: Instant,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<Instant>,
    /// The agenda, if it is published.
    pub agenda: Option<Json>,
    /// When it was published first.
    pub published_at: Option<Instant>,
    /// Whether it is published to the mass media too.
    pub for_media: bool,
    /// Grows by one with every change.
    pub version: i64,
    /// When it last changed.
    pub updated_at: Instant,
}

impl IssueRow {
    /// Its title.
    #[must_use]
    pub fn title(&self) -> Bilingual {
        Bilingual { kk: self.title_kk.clone(), ru: self.title_ru.clone() }
    }
}

/// The part of one body in an issue.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = issue_parts)]
pub struct PartRow {
    /// The case.
    pub case_id: Id,
    /// The issue.
    pub issue_id: Id,
    /// BIN of the body.
    pub body: String,
    /// What it has said.
    pub said: Json,
}

/// Stores a new issue.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, row: &IssueRow) -> Result<(), DbError> {
    diesel::insert_into(issues::table).values(row.clone()).execute(connection)?;
    Ok(())
}

/// Stores an issue again that is still at the version before the one given.
///
/// # Errors
/// [`DbError::Stale`] when it has changed meanwhile.
pub fn update(connection: &mut Connection, row: &IssueRow) -> Result<(), DbError> {
    let unchanged = issues::table.filter(issues::id.eq(row.id)).filter(issues::version.eq(row.version - 1));
    let changed = diesel::update(unchanged).set(row.clone()).execute(connection)?;
    if changed == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Stores the part of a body.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn add(connection: &mut Connection, row: PartRow) -> Result<(), DbError> {
    diesel::insert_into(issue_parts::table).values(row).execute(connection)?;
    Ok(())
}

/// Stores what a body has said.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn say(connection: &mut Connection, case: Uuid, said: &Json) -> Result<(), DbError> {
    diesel::update(issue_parts::table.find(Id(case))).set(issue_parts::said.eq(said)).execute(connection)?;
    Ok(())
}

/// The part of a case. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<PartRow, DbError> {
    Ok(issue_parts::table.find(Id(case)).select(PartRow::as_select()).first(connection)?)
}

/// The parts of an issue that `viewer` may see, with their cases, by body.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn parts(connection: &mut Connection, viewer: &Viewer, issue: Uuid) -> Result<Vec<(CaseRow, PartRow)>, DbError> {
    Ok(issue_parts::table
        .inner_join(cases::table)
        .filter(issue_parts::issue_id.eq(Id(issue)))
        .filter(issue_parts::case_id.eq_any(visible_to(viewer)))
        .order(issue_parts::body)
        .select((CaseRow::as_select(), PartRow::as_select()))
        .load(connection)?)
}

/// The ids of the cases of an issue.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn cases_of(connection: &mut Connection, issue: Uuid) -> Result<Vec<Uuid>, DbError> {
    let of = issue_parts::table.filter(issue_parts::issue_id.eq(Id(issue))).order(issue_parts::case_id);
    let ids: Vec<Id> = of.select(issue_parts::case_id).load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// The issue with this id, whoever may see it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn by_id(connection: &mut Connection, id: Uuid) -> Result<IssueRow, DbError> {
    Ok(issues::table.find(Id(id)).select(IssueRow::as_select()).first(connection)?)
}

/// The organisations that a viewer is.
fn bins(viewer: &Viewer) -> Vec<String> {
    let of = |who: &Who| match who {
        Who::Organisation(bin) => Some(bin.to_string()),
        Who::Person(_) => None,
    };
    viewer.parties.iter().filter_map(of).collect()
}

/// Narrows a query of issues to those that a viewer may see: those that they have raised, or of which they see what some body tells, as the
/// ministry does of all; and if they are `of_media`, the published ones that are for the mass media.
macro_rules! seen_by {
    ($query:ident, $viewer:expr, $of_media:expr) => {{
        let viewer = $viewer;
        let part = issue_parts::table
            .filter(issue_parts::issue_id.eq(issues::id))
            .filter(issue_parts::case_id.eq_any(visible_to(viewer)));
        let own = issues::raised_by.eq_any(bins(viewer)).or(diesel::dsl::exists(part));
        $query = if $of_media {
            $query.filter(own.or(issues::for_media.eq(true).and(issues::published_at.is_not_null())))
        } else {
            $query.filter(own)
        };
    }};
}

/// The issue with this id, if `viewer`, who may be `of_media`, may see it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn find(connection: &mut Connection, viewer: &Viewer, of_media: bool, id: Uuid) -> Result<IssueRow, DbError> {
    let mut query = issues::table.filter(issues::id.eq(Id(id))).into_boxed();
    seen_by!(query, viewer, of_media);
    Ok(query.select(IssueRow::as_select()).first(connection)?)
}

/// The issues that `viewer`, who may be `of_media`, may see, the newest first, after this one; those that are published, or are not.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    of_media: bool,
    published: Option<bool>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Page<IssueRow>, DbError> {
    let mut query = issues::table.into_boxed();
    seen_by!(query, viewer, of_media);
    match published {
        Some(true) => query = query.filter(issues::published_at.is_not_null()),
        Some(false) => query = query.filter(issues::published_at.is_null()),
        None => {}
    }
    if let Some(id) = after {
        query = query.filter(issues::id.lt(Id(id)));
    }
    let rows = query.order(issues::id.desc()).limit(limit + 1).select(IssueRow::as_select()).load(connection)?;
    Ok(Page::of(rows, limit))
}

/// What a list of parts is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this issue.
    pub issue: Option<Uuid>,
    /// Of this body.
    pub body: Option<Bin>,
    /// In this state.
    pub state: Option<IssueState>,
}

/// The parts that `viewer` may see, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list_parts(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, PartRow)>, DbError> {
    let mut query = issue_parts::table
        .inner_join(cases::table)
        .filter(issue_parts::case_id.eq_any(visible_to(viewer)))
        .into_boxed();
    if let Some(issue) = filter.issue {
        query = query.filter(issue_parts::issue_id.eq(Id(issue)));
    }
    if let Some(body) = &filter.body {
        query = query.filter(issue_parts::body.eq(body.to_string()));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    walked!(query, PartRow, CrossBodyIssue::CODE, viewer, walk, limit, connection)
}
