//! Monthly rosters: compiled from what is booked, reported, posted (№ 213/НҚ ¶8–9).

use std::collections::BTreeMap;

use actix_web::{get, post};
use merzim_domain::procedures::reception_roster::{Command, ReceptionRoster};
use merzim_domain::reception::{Slot, month_after, parse_month};
use merzim_domain::{writing, zone};
use merzim_persistence::reception::rosters::{self, Changes, Filter, RosterRow};
use merzim_persistence::reception::{bookings, offices, schedules};
use merzim_persistence::{Connection, Id, Instant};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::facts::{RosterEntry, form_of};
use super::slots::Receiver;
use super::view::{ReceptionRosters, RosterStateCode, RosterView, show_roster, summarise_roster};
use crate::app::{Ask, Desk, Record};
use crate::cases::{flow, parties_of};
use crate::http::{Answer, GivenBin, Listed, Paging, PathId, Query, Since, paging, periods};
use crate::problem::Problem;

/// What rosters are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct RosterFilter {
    /// Of this state body (BIN).
    #[param(inline)]
    body: Option<GivenBin>,
    /// Of this month.
    #[param(inline, value_type = Option<periods::Month>)]
    month: Option<String>,
    /// In this state.
    #[param(inline)]
    state: Option<RosterStateCode>,
}

/// List rosters
///
/// Those that are posted; with a token, also those in which the caller takes part. No roster holds personal data of
/// participants.
#[utoipa::path(operation_id = "listReceptionRosters", params(RosterFilter, Since, Paging), responses((status = OK, description = "A page of rosters", body = ReceptionRosters)))]
#[get("/reception-rosters")]
pub async fn list(ask: Ask, asked: Query<Listed<RosterFilter>>) -> Answer {
    let Query(Listed { filter: asked, since, page }) = asked;
    let filter = Filter {
        body: asked.body.map(|given| given.0),
        month: asked.month.as_deref().and_then(parse_month),
        state: asked.state.map(|state| state.0),
    };
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let page = rosters::list(desk.connection, &desk.call.viewer(), &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        paging::reply_cases(page, walk, |(case, row)| summarise_roster(desk, &case, row, &parties))
    })
    .await
}

/// Get a roster
///
/// The receptions of the month, who receives when and where, and what is owed by when and why.
#[utoipa::path(operation_id = "getReceptionRoster", params(("id" = Uuid, Path, description = "Id of the roster")), responses((status = OK, description = "The roster", body = RosterView)))]
#[get("/reception-rosters/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show_roster(desk, id.0)?.reply()).await
}

/// The receptions of a month whose time is set, without personal data.
fn compiled(connection: &mut Connection, row: &RosterRow) -> Result<Vec<RosterEntry>, Problem> {
    let month = Slot { starts_at: zone::start_of(row.month), ends_at: zone::start_of(month_after(row.month)) };
    let set = bookings::set_in(connection, &row.body, month)?;
    let form = form_of(&schedules::of_case(connection, row.schedule_id.0)?)?;
    let ids: Vec<Id> = set.iter().map(|(booking, _)| booking.office_id).collect();
    let places: BTreeMap<Uuid, _> =
        offices::these(connection, &ids)?.into_iter().map(|office| (office.id.0, office)).collect();
    let entries = set.into_iter().map(|(booking, slot)| {
        let Receiver { name: receiver, position, .. } = Receiver::of(&form, &slot)?;
        let office =
            places.get(&booking.office_id.0).ok_or_else(|| Problem::internal("a booking without an office"))?;
        Ok(RosterEntry {
            starts_at: slot.starts_at.into(),
            ends_at: slot.ends_at.into(),
            receiver_name: receiver,
            position,
            office_name: office.name().into(),
            office_address: office.address().into(),
            room: booking.room,
        })
    });
    let mut entries = entries.collect::<Result<Vec<_>, Problem>>()?;
    // Databases order letters in ways of their own.
    entries.sort_by_cached_key(|entry: &RosterEntry| (entry.starts_at.0, writing::place(&entry.receiver_name)));
    Ok(entries)
}

/// Takes an action, records what it sets of the roster as it was, and answers.
async fn take(
    ask: Ask,
    id: PathId,
    command: Command,
    set: fn(&mut Desk<'_>, RosterRow) -> Result<Changes, Problem>,
) -> Answer {
    flow::take::<ReceptionRoster, _, _>(ask, id.0, (), move |desk, roster, ()| {
        roster.act(desk, &command)?;
        let row = rosters::of_case(desk.connection, roster.row.id.0)?;
        let changes = set(desk, row)?;
        rosters::record(desk.connection, roster.row.id.0, changes)?;
        show_roster(desk, roster.row.id.0)?.reply()
    })
    .await
}

/// Compile a roster
///
/// From the receptions whose time is set, once registration for the month has closed. It may be compiled again; one
/// that was reported is then reported and posted anew.
#[utoipa::path(operation_id = "compileReceptionRoster", extensions(("x-refusals" = json!("too-early"))), params(("id" = Uuid, Path, description = "Id of the roster")), responses((status = OK, description = "The roster, compiled", body = RosterView)))]
#[post("/reception-rosters/{id}/compilation")]
pub async fn compile(ask: Ask, id: PathId) -> Answer {
    take(ask, id, Command::Compile, |desk, row| {
        let entries = Some(compiled(desk.connection, &row)?.write()?);
        Ok(Changes { entries, compiled_at: Some(Instant(desk.now)), ..Changes::default() })
    })
    .await
}

/// Report a roster
///
/// To the operator and the State Corporation, three days before the month at the latest (213-9); later it is still possible,
/// and the duty is met late.
#[utoipa::path(operation_id = "reportReceptionRoster", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("id" = Uuid, Path, description = "Id of the roster")), responses((status = OK, description = "The roster, reported", body = RosterView)))]
#[post("/reception-rosters/{id}/report")]
pub async fn report(ask: Ask, id: PathId) -> Answer {
    take(ask, id, Command::Report, |_, _| Ok(Changes::default())).await
}

/// Post a roster
///
/// By the operator, on the e-government portal, within one working day of its receipt (213-10). Everybody sees it from now
/// on.
#[utoipa::path(operation_id = "postReceptionRoster", params(("id" = Uuid, Path, description = "Id of the roster")), responses((status = OK, description = "The roster, posted", body = RosterView)))]
#[post("/reception-rosters/{id}/posting")]
pub async fn post_it(ask: Ask, id: PathId) -> Answer {
    take(ask, id, Command::Post, |desk, row| {
        let public_at = row.public_at.is_none().then_some(Instant(desk.now));
        Ok(Changes { public_at, posted: Some(row.entries), ..Changes::default() })
    })
    .await
}
