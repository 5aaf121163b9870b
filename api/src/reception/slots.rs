//! The receptions that schedules give: what is free, and who holds it.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{delete, get, post};
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::video_reception::VideoReception;
use merzim_domain::{Lang, zone};
use merzim_persistence::page::{ListPlace, Page};
use merzim_persistence::reception::bookings::{self, BookingRow, Filter, SlotRow, Taker};
use merzim_persistence::reception::offices::{self, OfficeRow};
use merzim_persistence::reception::schedules;
use merzim_persistence::{Connection, Id};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::booking::{both, can_register, holder, open_office, slot_of, take};
use super::facts::{first_open_day, form_of, registration_until};
use super::form::{ReceiverKindCode, ReceptionHoldForm, ReceptionScheduleForm, no_such, unknown};
use super::offices::OfficeReference;
use super::settings::ReceptionSettings;
use crate::app::lanes::Lane;
use crate::app::{App, Ask, Desk};
use crate::http::{
    Answer, At, BASE, Bilingual, GivenBin, Listed, Looked, Paging, PathId, Query, Reply, Visit, list_of, page_of,
    paging,
};
use crate::law::acts::Standing;
use crate::problem::{Fault, Problem};

/// Who receives.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReceptionReceiver)]
pub struct Receiver {
    /// Code in the schedule.
    #[schema(example = "minister")]
    pub code: String,
    /// First head or deputy.
    pub kind: ReceiverKindCode,
    /// Surname, first name, patronymic.
    #[schema(example = "ДЕМО: бірінші басшы")]
    pub name: String,
    /// Position.
    pub position: Bilingual,
}

impl Receiver {
    /// Whoever receives in a slot of the schedule that says so.
    pub(super) fn of(form: &ReceptionScheduleForm, slot: &SlotRow) -> Result<Self, Problem> {
        let receiver = form.receivers.iter().find(|receiver| receiver.code == slot.receiver);
        let receiver = receiver.ok_or_else(|| Problem::internal("a slot without a receiver"))?;
        Ok(Self {
            code: receiver.code.clone(),
            kind: receiver.kind,
            name: receiver.name.clone(),
            position: receiver.position.clone().into(),
        })
    }
}

/// A reception that can be booked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceptionSlot {
    /// Id.
    pub id: Uuid,
    /// The schedule that gives it.
    pub schedule: Uuid,
    /// BIN of the state body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Name of the state body.
    pub body_name: Bilingual,
    /// Who receives.
    pub receiver: Receiver,
    /// When it begins.
    pub starts_at: At,
    /// When it ends.
    pub ends_at: At,
    /// Until when one can register for it.
    pub registration_until: At,
    /// How many rooms of the office asked for are free then; none if no office was asked for.
    #[schema(minimum = 1, example = 2)]
    pub free_rooms: Option<i64>,
    /// Whether the order is in force today, and whether the wording by which one would register is held.
    #[serde(flatten)]
    pub standing: Standing,
}

page_of!(ReceptionSlots, ReceptionSlot, "Free receptions, by their beginning.");

/// What free receptions are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct SlotFilter {
    /// Of this state body (BIN).
    #[param(inline)]
    body: Option<GivenBin>,
    /// Of the receiver with this code.
    #[param(max_length = 40, pattern = "^[a-z0-9][a-z0-9-]{0,39}$", example = "minister")]
    receiver: Option<String>,
    /// With a free room at this office.
    office: Option<Uuid>,
    /// On this day or later.
    from: Option<Date>,
    /// On this day or earlier.
    to: Option<Date>,
}

/// List free receptions
///
/// By state body, receiver, office and day: those that nobody has, on days that are worked, while registration for them is
/// open. Public.
#[utoipa::path(operation_id = "listReceptionSlots", params(SlotFilter, Paging), security(()), responses((status = OK, description = "A page of free receptions", body = ReceptionSlots)))]
#[get("/reception-slots")]
pub async fn list(app: Data<App>, visit: Visit, asked: Query<Listed<SlotFilter>>) -> Answer {
    let Query(Listed { filter: asked, page, .. }) = asked;
    let filter = Filter {
        body: asked.body.map(|given| given.0),
        receiver: asked.receiver,
        from: asked.from.map(zone::start_of),
        to: asked.to.map(zone::end_of),
    };
    let (after, limit) = (page.place::<ListPlace>()?, page.limit());
    let inner = app.clone();
    app.answer(Lane::Search, move |connection| {
        let now = inner.clock.now();
        // What nobody can register for by now is not looked through.
        let open = Some(zone::start_of(first_open_day(&inner, now)));
        let filter = Filter { from: filter.from.max(open), ..filter };
        let office = match asked.office {
            Some(id) => Some(open_office(connection, id)?.ok_or_else(|| unknown("?office"))?),
            None => None,
        };
        let page = bookable(&inner, connection, (&filter, office.as_ref()), now, after, limit)?;
        let ids: Vec<Id> = page.items.iter().map(|(slot, _)| slot.schedule_id).collect();
        let rows = schedules::these(connection, &ids)?;
        let forms: BTreeMap<Uuid, ReceptionScheduleForm> =
            rows.iter().map(|row| Ok((row.case_id.0, form_of(row)?))).collect::<Result<_, Problem>>()?;
        let reply = paging::reply(
            page,
            |(slot, _)| place(slot),
            |(slot, free)| {
                let form = forms.get(&slot.schedule_id.0).ok_or_else(|| Problem::internal("a slot without a form"))?;
                show((&inner, now, visit.lang), form, &slot, free)
            },
        )?;
        Ok(reply.public())
    })
    .await
}

fn place(slot: &SlotRow) -> ListPlace {
    ListPlace { at: slot.starts_at.0, id: slot.id.0 }
}

/// A page of the slots that can be booked, each with how many rooms of the office are free then: so many free ones are read as it
/// takes to fill the page, or all.
fn bookable(
    app: &App,
    connection: &mut Connection,
    (filter, office): (&Filter, Option<&OfficeRow>),
    now: OffsetDateTime,
    mut after: Option<ListPlace>,
    limit: i64,
) -> Result<Page<(SlotRow, Option<i64>)>, Problem> {
    const AT_A_TIME: i64 = 500;
    let (mut found, wanted) = (Vec::new(), usize::try_from(limit).unwrap_or_default());
    loop {
        let free = bookings::free(connection, filter, now, after, AT_A_TIME)?;
        let rooms = office.map(|office| bookings::free_rooms(connection, office, &free.items, now)).transpose()?;
        after = free.items.last().map(place);
        for slot in free.items {
            let rooms = rooms.as_ref().and_then(|rooms| rooms.get(&slot.id.0).copied());
            if rooms.is_none_or(|rooms| rooms > 0) && can_register(app, &slot, now).is_ok() {
                found.push((slot, rooms));
            }
        }
        if found.len() > wanted || !free.more {
            return Ok(Page::of(found, limit));
        }
    }
}

/// Whether the order is in force today, and whether its wording is held.
pub(super) fn standing((app, now, lang): Viewed<'_>) -> Result<Standing, Problem> {
    let act = app.law.rulebook.act(VideoReception::ACT).ok_or_else(|| Problem::internal("no order"))?;
    Ok(Standing::of(act, zone::local(now).date(), lang))
}

/// By which law, when and in which language something is shown.
type Viewed<'a> = (&'a App, OffsetDateTime, Lang);

fn show(
    viewed: Viewed<'_>,
    form: &ReceptionScheduleForm,
    slot: &SlotRow,
    free_rooms: Option<i64>,
) -> Result<ReceptionSlot, Problem> {
    Ok(ReceptionSlot {
        id: slot.id.0,
        schedule: slot.schedule_id.0,
        body: slot.body.clone(),
        body_name: form.body_name.clone().into(),
        receiver: Receiver::of(form, slot)?,
        starts_at: slot.starts_at.into(),
        ends_at: slot.ends_at.into(),
        registration_until: At(registration_until(viewed.0, slot.day)),
        free_rooms,
        standing: standing(viewed)?,
    })
}

/// A slot that is held for whoever fills in an appeal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReceptionHold)]
pub struct SlotHold {
    /// Id, for the appeal.
    pub id: Uuid,
    /// Until when; after that it is free again.
    pub until: At,
    /// The slot.
    pub slot: ReceptionSlot,
    /// The office.
    pub office: OfficeReference,
    /// Number of the room there.
    #[schema(minimum = 1, example = 1)]
    pub room: i64,
}

/// Hold a slot
///
/// With a room of an office, for ten minutes, while the appeal is filled in; then it is free again. Whoever holds another
/// slot lets go of that one. Filing the appeal ends the hold: the slot is the appeal's.
#[utoipa::path(operation_id = "holdSlot", extensions(("x-refusals" = json!("day-not-worked registration-closed slot-taken too-late"))), security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"])), request_body = ReceptionHoldForm, responses((status = CREATED, description = "The hold", body = SlotHold)))]
#[post("/reception-holds")]
pub async fn hold(ask: Ask, form: Looked<ReceptionHoldForm>) -> Answer {
    let held = ask.change(form, |desk, Looked { form, faults }| {
        let by = holder(desk.call)?;
        let until = desk.now + desk.app.config.part::<ReceptionSettings>().held;
        let (slot, office) = (slot_of(desk.connection, form.slot)?, open_office(desk.connection, form.office)?);
        let (slot, office) = both(slot, office, no_such(), faults)?;
        can_register(desk.app, &slot, desk.now)?;
        let taker = Taker::Holder { by, until };
        let booking = take(desk, &slot, &office, taker)?;
        let held = show_hold(desk, &booking, &slot, &office)?;
        Reply::created(&held, format!("{BASE}/reception-holds/{}", held.id))
    });
    // Two who met half-way: nothing is stale to whoever named no version, and may be tried again.
    held.await.map_err(|problem| if problem.is(Fault::Stale) { Fault::Unavailable.into() } else { problem })
}

fn show_hold(
    desk: &mut Desk<'_>,
    booking: &BookingRow,
    slot: &SlotRow,
    office: &OfficeRow,
) -> Result<SlotHold, Problem> {
    let until = booking.held_until.ok_or(Fault::NotFound)?;
    let form = form_of(&schedules::of_case(desk.connection, slot.schedule_id.0)?)?;
    Ok(SlotHold {
        id: booking.id.0,
        until: until.into(),
        slot: show((desk.app, desk.now, desk.call.lang), &form, slot, None)?,
        office: office.into(),
        room: booking.room,
    })
}

list_of!(SlotHolds, SlotHold, "What the caller holds.");

/// List the caller's holds
///
/// What the caller holds now, as after a page was loaded again: one slot at most.
#[utoipa::path(operation_id = "listHolds", security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"])), responses((status = OK, description = "The holds", body = SlotHolds)))]
#[get("/reception-holds")]
pub async fn list_holds(ask: Ask) -> Answer {
    ask.show(|desk| {
        let held = bookings::held(desk.connection, holder(desk.call)?, desk.now)?;
        let items = held.into_iter().map(|(booking, slot)| {
            let office = offices::find(desk.connection, booking.office_id.0)?;
            show_hold(desk, &booking, &slot, &office)
        });
        Reply::ok(&SlotHolds { items: items.collect::<Result<_, _>>()? })
    })
    .await
}

/// Get a hold
///
/// Of the caller's own, until it runs out or an appeal has it.
#[utoipa::path(operation_id = "getHold", params(("id" = Uuid, Path, description = "Id of the hold")), security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"])), responses((status = OK, description = "The hold", body = SlotHold)))]
#[get("/reception-holds/{id}")]
pub async fn get_hold(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let by = holder(desk.call)?;
        let (booking, slot) = bookings::find(desk.connection, id.0)?;
        let is_theirs = booking.held_by.as_deref() == Some(by);
        if !is_theirs || booking.held_until.is_none_or(|until| until.0 <= desk.now) {
            return Err(Fault::NotFound.into());
        }
        let office = offices::find(desk.connection, booking.office_id.0)?;
        Reply::ok(&show_hold(desk, &booking, &slot, &office)?)
    })
    .await
}

/// Let go of a slot
///
/// Before the time is up. A slot that an appeal has is not let go of so.
#[utoipa::path(operation_id = "letGoOfSlot", params(("id" = Uuid, Path, description = "Id of the hold")), security(("bearer" = ["participant"]), ("bearer" = ["stateCorporation"])), responses((status = NO_CONTENT, description = "It is free")))]
#[delete("/reception-holds/{id}")]
pub async fn let_go(ask: Ask, id: PathId) -> Answer {
    ask.change((), move |desk, ()| {
        let by = holder(desk.call)?;
        if bookings::let_go(desk.connection, id.0, by)? { Reply::nothing() } else { Err(Fault::NotFound.into()) }
    })
    .await
}
