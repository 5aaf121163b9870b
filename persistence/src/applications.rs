//! Applications for accreditation (№ 93-НҚ Annex 1).

use diesel::prelude::*;
use merzim_domain::Vocabulary;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::accreditation::{Accreditation, ApplicationOutcome, ApplicationState};
use merzim_domain::text::Bilingual;
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, visible_to};
use crate::page::{Page, Walk, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Json};
use crate::{Connection, DbError};

case_table! {
    accreditation_applications as applications {
        channel_name_kk -> Text,
        channel_name_ru -> Text,
        form -> SqlSealed,
        filing -> Nullable<SqlJson>,
        decision -> Nullable<SqlJson>,
        earlier_decisions -> SqlJson,
    }
}

/// A stored application.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = applications)]
pub struct ApplicationRow {
    /// The case.
    pub case_id: Id,
    /// Name of the channel in Kazakh.
    pub channel_name_kk: String,
    /// Name of the channel in Russian.
    pub channel_name_ru: String,
    /// The whole form.
    pub form: Json,
    /// EDMS document and signature, once filed.
    pub filing: Option<Json>,
    /// Assessment and reasons, once decided.
    pub decision: Option<Json>,
    /// The decisions that a complaint has taken back, the first one first.
    pub earlier_decisions: Json,
}

/// What a list of applications is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<ApplicationState>,
    /// With this outcome.
    pub outcome: Option<ApplicationOutcome>,
}

/// Stores the form of a new case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, case: Uuid, name: &Bilingual, form: Json) -> Result<(), DbError> {
    let row = ApplicationRow {
        case_id: Id(case),
        channel_name_kk: name.kk.clone(),
        channel_name_ru: name.ru.clone(),
        form,
        filing: None,
        decision: None,
        earlier_decisions: Json(serde_json::json!([])),
    };
    diesel::insert_into(applications::table).values(row).execute(connection)?;
    Ok(())
}

/// Replaces the form of a draft.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn replace_form(connection: &mut Connection, case: Uuid, name: &Bilingual, form: Json) -> Result<(), DbError> {
    diesel::update(applications::table.find(Id(case)))
        .set((
            applications::channel_name_kk.eq(&name.kk),
            applications::channel_name_ru.eq(&name.ru),
            applications::form.eq(form),
        ))
        .execute(connection)?;
    Ok(())
}

/// Records how the application was filed.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record_filing(connection: &mut Connection, case: Uuid, filing: Json) -> Result<(), DbError> {
    diesel::update(applications::table.find(Id(case))).set(applications::filing.eq(filing)).execute(connection)?;
    Ok(())
}

/// Records how the application was decided.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record_decision(connection: &mut Connection, case: Uuid, decision: Json) -> Result<(), DbError> {
    diesel::update(applications::table.find(Id(case))).set(applications::decision.eq(decision)).execute(connection)?;
    Ok(())
}

/// Takes the decision on an application back, and keeps it with the earlier ones.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn take_back_decision(connection: &mut Connection, case: Uuid, earlier: Json) -> Result<(), DbError> {
    diesel::update(applications::table.find(Id(case)))
        .set((applications::decision.eq(None::<Json>), applications::earlier_decisions.eq(earlier)))
        .execute(connection)?;
    Ok(())
}

/// The application of a case. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<ApplicationRow, DbError> {
    Ok(applications::table.find(Id(case)).select(ApplicationRow::as_select()).first(connection)?)
}

/// The applications that `viewer` may see, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, ApplicationRow)>, DbError> {
    let mut query = applications::table
        .inner_join(cases::table)
        .filter(applications::case_id.eq_any(visible_to(viewer)))
        .into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(cases::outcome.eq(outcome.code()));
    }
    walked!(query, ApplicationRow, Accreditation::CODE, viewer, walk, limit, connection)
}
