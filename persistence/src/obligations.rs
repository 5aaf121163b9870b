//! Obligations: who owes what, by when.

use std::collections::BTreeMap;

use diesel::prelude::*;
use merzim_domain::Bin;
use merzim_domain::engine::ObligationStatus;
use merzim_domain::rulebook::ids::RuleId;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::cases::{Viewer, visible_to};
pub use crate::duties::ObligationRow;
use crate::page::{ListPlace, Page, arrived, coalesce, gone};
use crate::schema::{cases, obligations, organisations};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};

/// What a list of obligations is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// How they stand.
    pub status: Option<ObligationStatus>,
    /// The rules by which nobody owes anything, which are never overdue.
    pub entitlements: Vec<String>,
    /// The rules by which nothing falls away overdue.
    pub never_voided_overdue: Vec<String>,
    /// Who owes.
    pub bearer: Option<Bin>,
    /// In which procedure.
    pub procedure: Option<String>,
    /// Under which rule.
    pub rule: Option<String>,
    /// In which case.
    pub case: Option<Uuid>,
    /// Due on this day or earlier.
    pub due_before: Option<Date>,
    /// Due on this day or later.
    pub due_after: Option<Date>,
    /// Changed at this instant or later.
    pub modified_since: Option<OffsetDateTime>,
}

/// What was neither done nor fell away.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn running() -> _ {
    obligations::met_at.is_null().and(obligations::voided_at.is_null())
}

/// The same, though its term is over at `now`: it is overdue, if it is owed.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn running_after_term(now: Instant) -> _ {
    obligations::met_at.is_null().and(obligations::voided_at.is_null()).and(obligations::due_at.le(now))
}

/// What was done after its term: it is late.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn done_after_term() -> _ {
    obligations::met_at.ge(obligations::due_at)
}

/// How cases are narrowed to those in which something is overdue, or was done late.
#[derive(Clone, Debug)]
pub struct InTerm {
    /// The rules by which it is owed.
    pub owed_by: &'static [RuleId],
    /// In which it is owed after its term, or not.
    pub overdue: Option<bool>,
    /// In which it was done after its term, or not.
    pub late: Option<bool>,
    /// Now.
    pub now: OffsetDateTime,
}

/// Narrows a boxed query to the cases of a column that are so.
macro_rules! in_term {
    ($query:expr, $case_id:expr, $in_term:expr) => {{
        use crate::obligations::{InTerm, codes, done_after_term, running_after_term};
        use crate::schema::obligations;
        use crate::sql_types::Instant;
        use diesel::dsl::{exists, not};

        let InTerm { owed_by, overdue, late, now } = $in_term;
        let owed = || {
            let of_case = obligations::table.filter(obligations::case_id.eq($case_id));
            of_case.filter(obligations::rule.eq_any(codes(owed_by)))
        };
        let is_overdue = || exists(owed().filter(running_after_term(Instant(*now))));
        let was_late = || exists(owed().filter(done_after_term()));
        let query = match overdue {
            None => $query,
            Some(true) => $query.filter(is_overdue()),
            Some(false) => $query.filter(not(is_overdue())),
        };
        match late {
            None => query,
            Some(true) => query.filter(was_late()),
            Some(false) => query.filter(not(was_late())),
        }
    }};
}
pub(crate) use in_term;

/// The cases after the one named in which something is owed under one of these rules that is due after now, `soon` at the latest, among
/// those that a query of cases gives. By what duties are ordered by, of which few are due so soon.
macro_rules! due_soon {
    ($among:expr, $rules:expr, ($now:expr, $soon:expr), $after:expr, $limit:expr, $connection:expr) => {{
        use crate::obligations::{codes, running};
        use crate::schema::obligations;
        use crate::sql_types::{Id, Instant};

        let ids: Vec<Id> = obligations::table
            .filter(obligations::sort_at.gt(Instant($now)))
            .filter(obligations::sort_at.le(Instant($soon)))
            .filter(obligations::rule.eq_any(codes($rules)))
            .filter(running())
            .filter(obligations::case_id.eq_any($among))
            .filter(obligations::case_id.gt(Id($after)))
            .order(obligations::case_id)
            .limit($limit)
            .select(obligations::case_id)
            .load($connection)?;
        Ok(ids.into_iter().map(|id| id.0).collect())
    }};
}
pub(crate) use due_soon;

/// Leaves out what is owed in cases into which `viewer` looks from outside only.
macro_rules! of_insiders {
    ($query:expr, $viewer:expr) => {
        $viewer.kept_out().iter().fold($query, |query, (procedure, inside)| {
            let inside = obligations::case_id.eq_any(visible_to(inside));
            query.filter(obligations::procedure.ne(*procedure).or(inside))
        })
    };
}

/// The obligations that `viewer` may see, by due date, or in the order of change, with the numbers of their cases.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    now: OffsetDateTime,
    after: Option<ListPlace>,
    limit: i64,
) -> Result<Page<(ObligationRow, Option<String>)>, DbError> {
    let mut query = obligations::table
        .inner_join(cases::table)
        .filter(obligations::case_id.eq_any(visible_to(viewer)))
        .into_boxed();
    query = of_insiders!(query, viewer);
    let now = Instant(now);
    query = match filter.status {
        None => query,
        Some(ObligationStatus::Voided) => query.filter(obligations::voided_at.is_not_null()).filter(
            obligations::due_at
                .is_null()
                .or(obligations::never_owed.eq(true))
                .or(obligations::voided_at.lt(obligations::due_at))
                .or(obligations::rule.eq_any(filter.never_voided_overdue.clone()).nullable()),
        ),
        Some(ObligationStatus::VoidedOverdue) => query
            .filter(obligations::voided_at.ge(obligations::due_at))
            .filter(obligations::never_owed.eq(false))
            .filter(obligations::rule.ne_all(filter.never_voided_overdue.clone())),
        Some(ObligationStatus::Met) => query
            .filter(obligations::met_at.is_not_null())
            .filter(obligations::due_at.is_null().or(obligations::met_at.lt(obligations::due_at))),
        Some(ObligationStatus::Late) => query.filter(done_after_term()),
        Some(ObligationStatus::Open) => {
            query.filter(running()).filter(obligations::due_at.is_null().or(obligations::due_at.gt(now)))
        }
        Some(ObligationStatus::Overdue) => {
            query.filter(running_after_term(now)).filter(obligations::rule.ne_all(filter.entitlements.clone()))
        }
        Some(ObligationStatus::Lapsed) => {
            query.filter(running_after_term(now)).filter(obligations::rule.eq_any(filter.entitlements.clone()))
        }
    };
    if let Some(bearer) = &filter.bearer {
        query = query.filter(obligations::bearer.eq(bearer.to_string()));
    }
    if let Some(procedure) = &filter.procedure {
        query = query.filter(obligations::procedure.eq(procedure.clone()));
    }
    if let Some(rule) = &filter.rule {
        query = query.filter(obligations::rule.eq(rule.clone()));
    }
    if let Some(case) = filter.case {
        query = query.filter(obligations::case_id.eq(Id(case)));
    }
    if let Some(day) = filter.due_before {
        query = query.filter(obligations::due_on.le(day));
    }
    if let Some(day) = filter.due_after {
        query = query.filter(obligations::due_on.ge(day));
    }
    let place = after.map(|ListPlace { at, id }| (Instant(at), Id(id)));
    query = match filter.modified_since {
        None => {
            if let Some((at, id)) = place {
                let same = obligations::sort_at.eq(at).and(obligations::id.gt(id));
                query = query.filter(obligations::sort_at.gt(at).or(same));
            }
            query.order((obligations::sort_at, obligations::id))
        }
        Some(since) => {
            let changed = coalesce(obligations::met_at, obligations::voided_at, obligations::opened_at);
            let since = Instant(since);
            query = query.filter(changed.ge(since).or(obligations::case_id.eq_any(arrived(viewer, since))));
            if let Some((at, id)) = place {
                query = query.filter(changed.gt(at).or(changed.eq(at).and(obligations::id.gt(id))));
            }
            query.order((changed, obligations::id))
        }
    };
    let rows: Vec<(ObligationRow, Option<String>)> =
        query.limit(limit + 1).select((ObligationRow::as_select(), cases::number)).load(connection)?;
    if let Some(since) = filter.modified_since {
        let gone = gone(connection, viewer, filter.procedure.as_deref(), since, after)?;
        let place = |(row, _): &(ObligationRow, _)| ListPlace { at: row.changed_at(), id: row.id.0 };
        return Ok(Page::of_changes(rows, gone, limit, place));
    }
    Ok(Page::of(rows, limit))
}

/// The obligation with this id, its trace, and the number of its case, if `viewer` may see it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer may not see it.
pub fn find(
    connection: &mut Connection,
    viewer: &Viewer,
    id: Uuid,
) -> Result<(ObligationRow, Json, Option<String>), DbError> {
    let mut query = obligations::table
        .inner_join(cases::table)
        .filter(obligations::id.eq(Id(id)))
        .filter(obligations::case_id.eq_any(visible_to(viewer)))
        .into_boxed();
    query = of_insiders!(query, viewer);
    Ok(query.select((ObligationRow::as_select(), obligations::trace, cases::number)).first(connection)?)
}

/// The obligations of these cases with their traces. The caller has seen to visibility.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn of_cases(connection: &mut Connection, cases: &[Uuid]) -> Result<Vec<(ObligationRow, Json)>, DbError> {
    let ids: Vec<Id> = cases.iter().copied().map(Id).collect();
    Ok(obligations::table
        .filter(obligations::case_id.eq_any(ids))
        .order((obligations::case_id, obligations::opened_at, obligations::id))
        .select((ObligationRow::as_select(), obligations::trace))
        .load(connection)?)
}

/// The ids of rules, as they are stored.
pub(crate) fn codes(rules: &[RuleId]) -> Vec<&'static str> {
    rules.iter().map(|rule| rule.as_str()).collect()
}

/// So many cases at the most in which a body owes something under one of these rules, though it is no more `today`, and was not on the last
/// day for it.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn of_the_gone(
    connection: &mut Connection,
    rules: &[RuleId],
    today: Date,
    limit: i64,
) -> Result<Vec<Uuid>, DbError> {
    let rules = codes(rules);
    let ids: Vec<Id> = obligations::table
        .inner_join(organisations::table.on(organisations::bin.eq(obligations::bearer)))
        .filter(obligations::rule.eq_any(rules))
        .filter(running())
        .filter(organisations::until_on.le(today))
        .filter(organisations::until_on.le(obligations::due_on))
        .order(obligations::case_id)
        .limit(limit)
        .select(obligations::case_id)
        .load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Code of the role in which something under a rule is owed in a case, if anything is.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn running_bearer(connection: &mut Connection, case: Uuid, rule: RuleId) -> Result<Option<String>, DbError> {
    Ok(obligations::table
        .filter(obligations::case_id.eq(Id(case)))
        .filter(obligations::rule.eq(rule.as_str()))
        .filter(running())
        .select(obligations::bearer_role)
        .first(connection)
        .optional()?)
}

/// The due instant of what was owed last in a case under one of these rules, if anything is owed under them.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn running_due(
    connection: &mut Connection,
    case: Uuid,
    rules: &[RuleId],
) -> Result<Option<OffsetDateTime>, DbError> {
    Ok(running_dues(connection, &[case], rules)?.remove(&case))
}

/// The same for many cases: one query for all.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn running_dues(
    connection: &mut Connection,
    cases: &[Uuid],
    rules: &[RuleId],
) -> Result<BTreeMap<Uuid, OffsetDateTime>, DbError> {
    let ids: Vec<Id> = cases.iter().copied().map(Id).collect();
    let rules = codes(rules);
    let dues: Vec<(Id, Instant)> = obligations::table
        .filter(obligations::case_id.eq_any(ids))
        .filter(obligations::rule.eq_any(rules))
        .filter(running())
        .filter(obligations::due_at.is_not_null())
        .select((obligations::case_id, obligations::due_at.assume_not_null()))
        .order((obligations::opened_at, obligations::due_at.desc()))
        .load(connection)?;
    // Of those of a case, the last one stays: what was opened last, and of that what is due first.
    Ok(dues.into_iter().map(|(case, due_at)| (case.0, due_at.0)).collect())
}
