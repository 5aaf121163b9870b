//! The event log of a case.

use actix_web::get;
use merzim_domain::engine::{Alteration, CommonRefusal, Refusal};
use merzim_domain::procedures::Built;
use merzim_domain::{Lang, Vocabulary};
use merzim_persistence::cases::{self, CaseRow, as_parties};
use merzim_persistence::events::{self, EventRow};
use merzim_persistence::page::Page;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::flow::built;
use crate::app::{Ask, Desk};
use crate::http::{Answer, At, Code, GivenBin, Paging, PathId, Query, page_of, paging};
use crate::law::RoleCode;
use crate::problem::Problem;

/// What happened to a duty.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DutyChange {
    /// Id of the obligation.
    pub obligation: Uuid,
    /// Id of the rule.
    #[schema(example = "93-3")]
    pub rule: String,
    /// `opened`, `met` or `voided`.
    #[schema(example = "opened")]
    pub change: String,
    /// The due date of a duty that began.
    pub due_on: Option<Date>,
}

/// Something that happened in a case.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Grows with every event of the case.
    #[schema(minimum = 1, example = 2)]
    pub sequence: i64,
    /// When.
    pub at: At,
    /// Code of the action; `replaceForm`, `attachFile`, `removeFile` or `joinCase` where what belongs to the case was changed.
    #[schema(example = "submit")]
    pub action: String,
    /// Title of the action in the caller's language.
    #[schema(example = "submit")]
    pub action_title: String,
    /// Code of the state before; none for the first event.
    #[schema(example = "draft")]
    pub from: Option<String>,
    /// Code of the state after.
    #[schema(example = "received")]
    pub to: String,
    /// In which role it was done.
    pub role: RoleCode,
    /// By whom: the subject of the token, seen by the actor's own organisation only.
    #[schema(example = "demo-applicant")]
    pub actor: Option<String>,
    /// Id of the request that it came of, as in `X-Request-Id`, seen by the actor's own organisation only; none of what Merzim does by
    /// itself.
    #[schema(example = "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub request_id: Option<String>,
    /// For which organisation (BIN).
    #[schema(value_type = Option<GivenBin>)]
    pub organisation: Option<String>,
    /// The duties that began, were done or fell away.
    pub duties: Vec<DutyChange>,
}

page_of!(Events, Event, "Events, the first one first.");

/// The case with this id and its procedure, if the caller may read its log.
pub(super) fn open_log(desk: &mut Desk<'_>, id: Uuid) -> Result<(CaseRow, &'static Built), Problem> {
    let case = cases::visible(desk.connection, &desk.call.viewer(), id)?;
    let built = built(&case.procedure)?;
    let parties = as_parties(&cases::parties(desk.connection, &[id])?)?;
    if built.keeps_outside(&desk.call.actor, &parties) {
        return Err(Refusal::of(CommonRefusal::RoleForbidsAction).into());
    }
    desk.call.note_viewing(id, &parties);
    Ok((case, built))
}

/// The title of what was done, which is an action of the procedure or an alteration of what belongs to a case.
pub(super) fn title_of(built: &Built, done: &str, lang: Lang) -> String {
    let action = built.actions.iter().find(|action| action.code == done).map(|action| action.title.clone());
    let title = action.or_else(|| Alteration::parse(done).map(Vocabulary::title));
    title.map_or_else(|| done.to_owned(), |title| title.get(lang).to_owned())
}

/// Shows an event of a case of this procedure, as the caller may see it.
pub(super) fn show_event(desk: &Desk<'_>, built: &Built, row: EventRow) -> Result<Event, Problem> {
    let own = desk.call.actor.organisation.as_ref().map(ToString::to_string);
    let is_own = row.organisation == own;
    Ok(Event {
        sequence: row.sequence,
        at: row.at.into(),
        action_title: title_of(built, &row.action, desk.call.lang),
        action: row.action,
        from: row.from_state,
        to: row.to_state,
        role: Code::known(&row.role)?,
        actor: is_own.then_some(row.actor),
        request_id: row.request.filter(|_| is_own),
        organisation: row.organisation,
        duties: serde_json::from_value(row.duties.0).map_err(Problem::internal)?,
    })
}

/// List the events of a case
///
/// Who did what when, from which state to which, and what became of which duty.
#[utoipa::path(tag = "Cases", operation_id = "listCaseEvents", params(("id" = Uuid, Path, description = "Id of the case, of whatever procedure"), Paging), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "A page of events", body = Events)))]
#[get("/cases/{id}/events")]
pub async fn list(ask: Ask, id: PathId, page: Query<Paging>) -> Answer {
    let (after, limit) = (page.0.place::<i64>()?.unwrap_or_default(), page.0.limit());
    ask.list(move |desk| {
        let (_, built) = open_log(desk, id.0)?;
        let rows = events::of_case(desk.connection, id.0, after, limit + 1)?;
        paging::reply(Page::of(rows, limit), |row| row.sequence, |row| show_event(desk, built, row))
    })
    .await
}
