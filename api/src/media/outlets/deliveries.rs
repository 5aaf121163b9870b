//! What is sent to outlets. It is in their inbox at once; whatever carries it to an address besides is told here too.

use std::collections::HashMap;

use actix_web::get;
use merzim_domain::procedures::media_grid::{DeliveryKind, GridRevisionKind, MediaGrid};
use merzim_domain::{Vocabulary, engine::Procedure};
use merzim_persistence::media::outlets::{self, DeliveryRow, OutletRow};
use merzim_persistence::{Id, Instant, cases};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::OutletForm;
use super::owner;
use crate::app::{Ask, Desk, form};
use crate::http::{Answer, At, BASE, Bilingual, Code, Paging, PathId, Query, page_of, paging};
use crate::media::GRIDS;
use crate::media::grids::entry::GridEntry;
use crate::media::grids::revision::GridRevision;
use crate::problem::Problem;

type DeliveryKindCode = Code<DeliveryKind>;

/// Something that was sent to an outlet.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutletDelivery {
    /// Id.
    pub id: Uuid,
    /// The outlet.
    pub outlet: Uuid,
    /// Its name.
    pub name: Bilingual,
    /// Why it was sent.
    pub kind: DeliveryKindCode,
    /// Where the grid is, or the issue of an agenda.
    #[schema(format = "uri-reference", example = "/api/v1/media-grids/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub href: Option<String>,
    /// Which version of it.
    #[schema(minimum = 1, example = 1)]
    pub revision: Option<i64>,
    /// How many of its events, or of those that changed or whose embargo ended, the outlet is told of.
    #[schema(minimum = 0, example = 12)]
    pub event_count: i64,
    /// The code that confirms the address; only whoever runs the outlet sees it.
    pub code: Option<String>,
    /// When it was to be sent.
    pub created_at: At,
    /// When it was delivered.
    pub delivered_at: Option<At>,
    /// By which carrier.
    #[schema(example = "inbox")]
    pub carrier: Option<String>,
}

page_of!(OutletDeliveries, OutletDelivery, "Deliveries, the newest first.");

fn show(row: &DeliveryRow, outlet: &OutletRow, shows_code: bool) -> Result<OutletDelivery, Problem> {
    let grid = row.case_id.map(|case| GRIDS.path(case.0));
    let issue = row.issue_id.map(|issue| format!("{BASE}/cross-body-issues/{}", issue.0));
    Ok(OutletDelivery {
        id: row.id.0,
        outlet: row.outlet_id.0,
        name: outlet.name().into(),
        kind: Code(row.kind()?),
        href: grid.or(issue),
        revision: row.revision,
        event_count: row.events,
        code: row.code.clone().filter(|_| shows_code),
        created_at: row.created_at.into(),
        delivered_at: row.delivered_at.map(Into::into),
        carrier: row.carrier.clone(),
    })
}

/// The carrier by which everything is delivered at once.
const INBOX: &str = "inbox";

fn delivery(desk: &Desk<'_>, outlet: Id, kind: DeliveryKind) -> DeliveryRow {
    DeliveryRow {
        id: Id(desk.app.ids.next()),
        outlet_id: outlet,
        kind: kind.code().to_owned(),
        case_id: None,
        revision: None,
        events: 0,
        code: None,
        created_at: Instant(desk.now),
        delivered_at: Some(Instant(desk.now)),
        carrier: Some(INBOX.to_owned()),
        issue_id: None,
    }
}

/// Sends the code that confirms its address to an outlet.
pub(super) fn send_code(desk: &mut Desk<'_>, outlet: Uuid, code: &str) -> Result<(), Problem> {
    let row = DeliveryRow { code: Some(code.to_owned()), ..delivery(desk, Id(outlet), DeliveryKind::Confirmation) };
    Ok(outlets::deliver(desk.connection, &[row])?)
}

/// Sends a version of a grid to every outlet that wants to be told of one of its events, or, of a later version, of one that changed, as
/// it is or as it was `before`: what leaves a region is news there. How many outlets these are.
pub fn send_grid(desk: &mut Desk<'_>, case: Uuid, before: &[GridEntry], sent: &GridRevision) -> Result<i64, Problem> {
    let kind = match sent.head.kind.0 {
        GridRevisionKind::Dispatch => DeliveryKind::Dispatch,
        GridRevisionKind::Correction => DeliveryKind::Correction,
        GridRevisionKind::Cancellation => DeliveryKind::Cancellation,
    };
    let changed = |uid: &str| sent.head.revision == 1 || sent.head.changes.iter().any(|change| change.uid == uid);
    let news: Vec<_> = sent.entries.iter().chain(&sent.withdrawn).filter(|entry| changed(&entry.uid)).collect();
    let was: HashMap<&str, &GridEntry> = before.iter().map(|entry| (entry.uid.as_str(), entry)).collect();
    let mut rows = Vec::new();
    for outlet in outlets::subscribed(desk.connection)? {
        let said: OutletForm = form(&outlet.form)?;
        let wants = |entry: &GridEntry| {
            said.wants(entry.region()) && (outlet.accepts_embargo || !entry.is_under_embargo(desk.now))
        };
        let told =
            news.iter().filter(|entry| wants(entry) || was.get(entry.uid.as_str()).is_some_and(|was| wants(was)));
        let events = i64::try_from(told.count()).unwrap_or(i64::MAX);
        if events > 0 || sent.head.revision == 1 {
            let (case_id, revision) = (Some(Id(case)), Some(sent.head.revision));
            rows.push(DeliveryRow { case_id, revision, events, ..delivery(desk, outlet.id, kind) });
        }
    }
    outlets::deliver(desk.connection, &rows)?;
    Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX))
}

/// Tells every outlet that wants to be told of one of these events of a grid that its embargo has ended: it may publish it, or is shown it
/// only now.
pub fn send_ended(desk: &mut Desk<'_>, grid: Uuid, revision: i64, ended: &[&GridEntry]) -> Result<(), Problem> {
    let mut rows = Vec::new();
    for outlet in outlets::subscribed(desk.connection)? {
        let said: OutletForm = form(&outlet.form)?;
        let wanted = ended.iter().filter(|entry| said.wants(entry.region()));
        let events = i64::try_from(wanted.count()).unwrap_or(i64::MAX);
        if events > 0 {
            let (case_id, revision) = (Some(Id(grid)), Some(revision));
            rows.push(DeliveryRow { case_id, revision, events, ..delivery(desk, outlet.id, DeliveryKind::EmbargoEnd) });
        }
    }
    Ok(outlets::deliver(desk.connection, &rows)?)
}

/// Sends the agenda of an issue to every outlet.
pub fn send_agenda(desk: &mut Desk<'_>, issue: Uuid) -> Result<(), Problem> {
    let outlets = outlets::subscribed(desk.connection)?.into_iter();
    let agenda = |outlet: OutletRow| DeliveryRow {
        issue_id: Some(Id(issue)),
        ..delivery(desk, outlet.id, DeliveryKind::Agenda)
    };
    let rows: Vec<DeliveryRow> = outlets.map(agenda).collect();
    Ok(outlets::deliver(desk.connection, &rows)?)
}

/// List what was sent to an outlet
///
/// Codes, grids, corrections, cancellations, ends of embargoes and agendas, the newest first.
#[utoipa::path(operation_id = "listOutletDeliveries", security(("bearer" = ["massMedia"]), ("bearer" = ["massMediaAuthority"])), params(("id" = Uuid, Path, description = "Id of the outlet"), Paging), responses((status = OK, description = "A page of deliveries", body = OutletDeliveries)))]
#[get("/outlets/{id}/deliveries")]
pub async fn to_outlet(ask: Ask, id: PathId, asked: Query<Paging>) -> Answer {
    let (after, limit) = (asked.0.place::<Uuid>()?, asked.0.limit());
    ask.list(move |desk| {
        let owner = owner(desk)?;
        let outlet = outlets::find(desk.connection, id.0, owner.as_ref())?;
        let shows_code = desk.call.organisation()?.as_str() == outlet.owner;
        let found = outlets::deliveries(desk.connection, Some(id.0), None, after, limit)?;
        paging::reply(found, |(row, _)| row.id.0, |(row, outlet)| show(&row, &outlet, shows_code))
    })
    .await
}

/// List to whom a media grid was sent
///
/// By the ministry: each outlet, with each version that it was told of.
#[utoipa::path(operation_id = "listMediaGridDeliveries", security(("bearer" = ["massMediaAuthority"])), params(("id" = Uuid, Path, description = "Id of the grid"), Paging), responses((status = OK, description = "A page of deliveries", body = OutletDeliveries)))]
#[get("/media-grids/{id}/deliveries")]
pub async fn of_grid(ask: Ask, id: PathId, asked: Query<Paging>) -> Answer {
    let (after, limit) = (asked.0.place::<Uuid>()?, asked.0.limit());
    ask.list(move |desk| {
        let case = cases::find(desk.connection, &desk.call.viewer(), MediaGrid::CODE, id.0)?;
        let found = outlets::deliveries(desk.connection, None, Some(case.id.0), after, limit)?;
        paging::reply(found, |(row, _)| row.id.0, |(row, outlet)| show(&row, &outlet, false))
    })
    .await
}
