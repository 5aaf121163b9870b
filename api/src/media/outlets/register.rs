//! Outlets: they subscribe, confirm, change, leave; listed and shown.

use actix_web::{get, post, put};
use merzim_domain::engine::{CommonRefusal, Refusal};
use merzim_domain::procedures::media_grid::{GridRefusal, MOST_OUTLETS};
use merzim_domain::{Text, zone};
use merzim_persistence::media::outlets::{self, OutletRow};
use merzim_persistence::{Id, Instant};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::deliveries;
use super::form::{OutletConfirmationForm, OutletForm};
use super::owner;
use crate::app::{Ask, Desk, form, stored};
use crate::auth::lookup::LookupToken;
use crate::digest::sha256;
use crate::http::call::IfMatch;
use crate::http::{Answer, At, BASE, Body, GivenBin, Listed, Looked, Paging, PathId, Query, Reply, page_of, paging};
use crate::problem::Problem;

/// An outlet of the mass media that subscribes to the grid.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outlet {
    /// Id.
    pub id: Uuid,
    /// BIN of the organisation that runs it.
    #[schema(value_type = GivenBin)]
    pub organisation: String,
    /// What it says of itself.
    pub form: OutletForm,
    /// When its address was confirmed; nothing is sent before.
    pub confirmed_at: Option<At>,
    /// When it unsubscribed; nothing is sent after.
    pub left_at: Option<At>,
    /// When it subscribed.
    pub entered_at: At,
    /// Grows with every change; its entity tag.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it last changed.
    pub updated_at: At,
}

page_of!(Outlets, Outlet, "Outlets, in the order in which they subscribed.");

pub(super) fn show(row: &OutletRow) -> Result<Outlet, Problem> {
    Ok(Outlet {
        id: row.id.0,
        organisation: row.owner.clone(),
        form: form(&row.form)?,
        confirmed_at: row.confirmed_at.map(Into::into),
        left_at: row.left_at.map(Into::into),
        entered_at: row.entered_at.into(),
        version: row.version,
        updated_at: row.updated_at.into(),
    })
}

/// What outlets are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OutletFilter {
    /// Those that grids are sent to, or not.
    subscribed: Option<bool>,
}

/// The code of every outlet of a demo.
const DEMO_CODE: &str = "demo";

/// A new code for an outlet of the caller's organisation, if it may have one more today.
fn new_code(desk: &mut Desk<'_>, outlet: Uuid) -> Result<String, Problem> {
    let today = zone::local(desk.now).date();
    let sent = outlets::codes_since(desk.connection, desk.call.organisation()?, zone::start_of(today))?;
    GridRefusal::unless_codes_left(sent.iter().filter(|id| **id == outlet).count(), sent.len(), today)?;
    // In a demo nobody has an address.
    Ok(if desk.app.door.is_sandbox { DEMO_CODE.to_owned() } else { LookupToken::new()?.reveal() })
}

/// A code as it is stored.
fn digest(code: &str) -> String {
    sha256(code.as_bytes())
}

/// Checks that the caller's organisation may have one outlet more.
fn expect_room(desk: &mut Desk<'_>) -> Result<(), Problem> {
    let own = desk.call.organisation()?;
    if outlets::count(desk.connection, own)? < MOST_OUTLETS {
        return Ok(());
    }
    Err(Refusal::of(GridRefusal::TooManyOutlets).at_most(MOST_OUTLETS).into())
}

/// Subscribe an outlet
///
/// By an organisation of the mass media, for one of its outlets, of which it may have a hundred. A code is sent to the address; the outlet is
/// told of grids once it has confirmed with that. On a day two hundred codes are sent to all outlets of an organisation at the most.
#[utoipa::path(operation_id = "createOutlet", extensions(("x-refusals" = json!("too-many-codes too-many-outlets"))), security(("bearer" = ["massMedia"])), request_body = OutletForm, responses((status = CREATED, description = "The outlet", body = Outlet)))]
#[post("/outlets")]
pub async fn create(ask: Ask, form: Body<OutletForm>) -> Answer {
    ask.change(form.0, |desk, form| {
        expect_room(desk)?;
        let id = desk.app.ids.next();
        let code = new_code(desk, id)?;
        let row = OutletRow {
            id: Id(id),
            owner: desk.call.organisation()?.to_string(),
            name_kk: form.name.kk.clone(),
            name_ru: form.name.ru.clone(),
            form: stored(&form)?,
            accepts_embargo: form.accepts_embargo,
            code: Some(digest(&code)),
            confirmed_at: None,
            left_at: None,
            version: 1,
            entered_at: Instant(desk.now),
            updated_at: Instant(desk.now),
        };
        outlets::create(desk.connection, &row)?;
        deliveries::send_code(desk, id, &code)?;
        Ok(Reply::created(&show(&row)?, format!("{BASE}/outlets/{id}"))?.version(row.version))
    })
    .await
}

/// List outlets
///
/// The ministry sees all, an organisation of the mass media its own.
#[utoipa::path(operation_id = "listOutlets", security(("bearer" = ["massMedia"]), ("bearer" = ["massMediaAuthority"])), params(OutletFilter, Paging), responses((status = OK, description = "A page of outlets", body = Outlets)))]
#[get("/outlets")]
pub async fn list(ask: Ask, asked: Query<Listed<OutletFilter>>) -> Answer {
    let Query(Listed { filter, page, .. }) = asked;
    let (after, limit) = (page.place::<Uuid>()?, page.limit());
    ask.list(move |desk| {
        let owner = owner(desk)?;
        let found = outlets::list(desk.connection, owner.as_ref(), filter.subscribed, after, limit)?;
        paging::reply(found, |row| row.id.0, |row| show(&row))
    })
    .await
}

/// Get an outlet
///
/// By whoever runs it, and by the ministry.
#[utoipa::path(operation_id = "getOutlet", security(("bearer" = ["massMedia"]), ("bearer" = ["massMediaAuthority"])), params(("id" = Uuid, Path, description = "Id of the outlet")), responses((status = OK, description = "The outlet", body = Outlet)))]
#[get("/outlets/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let owner = owner(desk)?;
        let row = outlets::find(desk.connection, id.0, owner.as_ref())?;
        Ok(Reply::ok(&show(&row)?)?.version(row.version))
    })
    .await
}

/// Changes an outlet of the caller's.
async fn change<T, F>(ask: Ask, id: Uuid, form: T, work: F) -> Answer
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut Desk<'_>, &mut OutletRow, T) -> Result<(), Problem> + Send + 'static,
{
    ask.change(form, move |desk, form| {
        let own = desk.call.organisation()?.clone();
        let mut row = outlets::find(desk.connection, id, Some(&own))?;
        desk.call.expect_version(row.version)?;
        work(desk, &mut row, form)?;
        row.version += 1;
        row.updated_at = Instant(desk.now);
        outlets::update(desk.connection, &row)?;
        Ok(Reply::ok(&show(&row)?)?.version(row.version))
    })
    .await
}

/// Replace an outlet
///
/// By whoever runs it. Another address must be confirmed again, with a code: five are sent to an outlet on a day at the most. One that had left
/// subscribes again.
#[utoipa::path(operation_id = "replaceOutlet", extensions(("x-refusals" = json!("too-many-codes too-many-outlets"))), security(("bearer" = ["massMedia"])), params(("id" = Uuid, Path, description = "Id of the outlet")), request_body = OutletForm, responses((status = OK, description = "The outlet", body = Outlet)))]
#[put("/outlets/{id}")]
pub async fn replace(ask: Ask, id: PathId, said: Body<OutletForm>) -> Answer {
    change(ask, id.0, said.0, |desk, row, said| {
        if row.left_at.is_some() {
            expect_room(desk)?;
        }
        let before: OutletForm = form(&row.form)?;
        if before.address() != said.address() || row.left_at.is_some() {
            row.confirmed_at = None;
            row.left_at = None;
            let code = new_code(desk, row.id.0)?;
            row.code = Some(digest(&code));
            deliveries::send_code(desk, row.id.0, &code)?;
        }
        row.name_kk.clone_from(&said.name.kk);
        row.name_ru.clone_from(&said.name.ru);
        row.accepts_embargo = said.accepts_embargo;
        row.form = stored(&said)?;
        Ok(())
    })
    .await
}

/// That an outlet has left.
const LEFT: Text = Text::new("редакция жазылымнан шыққан", "редакция уже отписалась", "the outlet has left already");

/// That how an outlet stands forbids it: what is so, and since when.
fn stands(said: Text, since: Option<Instant>) -> Problem {
    Refusal::of(CommonRefusal::StateForbidsAction).because(said.sentence()).since(since.map(|at| at.0)).into()
}

/// Confirm the address of an outlet
///
/// With the code that was sent to it: the last one.
#[utoipa::path(operation_id = "confirmOutlet", security(("bearer" = ["massMedia"])), params(("id" = Uuid, Path, description = "Id of the outlet"), IfMatch), request_body = OutletConfirmationForm, responses((status = OK, description = "The outlet, which is told of grids from now on", body = Outlet)))]
#[post("/outlets/{id}/confirmation")]
pub async fn confirm(ask: Ask, id: PathId, said: Looked<OutletConfirmationForm>) -> Answer {
    change(ask, id.0, said, |desk, row, Looked { form, mut faults }| {
        let Some(code) = row.code.take() else {
            let confirmed =
                Text::new("мекенжай расталған", "адрес уже подтверждён", "the address is confirmed already");
            let (said, at) = row.left_at.map_or((confirmed, row.confirmed_at), |at| (LEFT, Some(at)));
            return Err(stands(said, at));
        };
        if digest(&form.code) != code {
            let message =
                Text::new("бұл жіберілген код емес", "это не тот код, что отправлен", "is not the code that was sent");
            faults.tell_of(&["/code"], message);
        }
        faults.none()?;
        row.confirmed_at = Some(Instant(desk.now));
        Ok(())
    })
    .await
}

/// Unsubscribe an outlet
///
/// By whoever runs it: nothing is sent to it any more.
#[utoipa::path(operation_id = "unsubscribeOutlet", security(("bearer" = ["massMedia"])), params(("id" = Uuid, Path, description = "Id of the outlet"), IfMatch), responses((status = OK, description = "The outlet, which has left", body = Outlet)))]
#[post("/outlets/{id}/unsubscription")]
pub async fn unsubscribe(ask: Ask, id: PathId) -> Answer {
    change(ask, id.0, (), |desk, row, ()| {
        if row.left_at.is_some() {
            return Err(stands(LEFT, row.left_at));
        }
        row.code = None;
        row.left_at = Some(Instant(desk.now));
        Ok(())
    })
    .await
}
