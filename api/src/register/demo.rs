//! The story of five channels: two are accredited, of which one is changed and one stops, one is refused, two wait.

use merzim_domain::procedures::register_amendment::{Amendment, CessationKind, ChangeKind, Command, Facts};
use merzim_domain::signing::Signed;
use merzim_domain::{Role, zone};
use merzim_persistence::amendments;
use merzim_persistence::register::{self, Entering, Filter};
use uuid::Uuid;

use super::facts::Amends;
use super::form::CessationForm;
use super::form::ChangeForm;
use super::form::EntryWording;
use crate::accreditation::demo::{CHANNELS, SIGNED, act, decided, filing, received};
use crate::app::part::demo::{Body, Demo, ago, play, words};
use crate::app::{Desk, Record, stored};
use crate::cases::flow;
use crate::http::Bilingual;
use crate::problem::Problem;

/// What the Register brings to a demo.
pub(super) const DEMO: Demo = Demo { cases, ..Demo::NONE };

fn cases(desk: &mut Desk<'_>) -> Result<(), Problem> {
    let [portal, reception, chat, bot, yard] = &CHANNELS;
    decided(desk, portal, [60, 54])?;
    decided(desk, reception, [45, 39])?;
    changed(desk, &portal.body, [30, 28])?;
    stopped(desk, &reception.body, [20, 19])?;
    // After its term, so that the demo shows a duty met late.
    decided(desk, bot, [40, 24])?;
    received(desk, chat, 4)?;
    received(desk, yard, 25).map(drop)
}

/// The entry of a body, and what it says.
fn entry_of(desk: &mut Desk<'_>, body: &Body) -> Result<(Uuid, EntryWording), Problem> {
    let filter = Filter { body: Some(body.bin()?), ..Filter::default() };
    let page = register::list(desk.connection, &filter, 0, 1)?;
    let (entry, row) = page.items.first().ok_or_else(|| Problem::internal("no channel to amend"))?;
    Ok((entry.id.0, EntryWording::of(row)?))
}

fn changed(desk: &mut Desk<'_>, body: &Body, days_ago: [i64; 2]) -> Result<(), Problem> {
    let (entry_id, wording) = entry_of(desk, body)?;
    let purpose = Bilingual {
        kk: format!("{}; мобильді қосымша", wording.purpose.kk),
        ru: format!("{}; мобильное приложение", wording.purpose.ru),
    };
    let justification = words(("ДЕМО: мобильді қосымша қосылды", "ДЕМО: добавлено мобильное приложение"));
    let form = ChangeForm { entry_id, new_entry: EntryWording { purpose, ..wording }, justification };
    amended::<ChangeKind>(desk, body, form, Some(SIGNED), days_ago)
}

fn stopped(desk: &mut Desk<'_>, body: &Body, [filed, entered]: [i64; 2]) -> Result<(), Problem> {
    let (entry_id, _) = entry_of(desk, body)?;
    let stopped_on = zone::local(ago(desk, filed)).date();
    let text = words(("ДЕМО: арнаның жұмысы тоқтатылды", "ДЕМО: работа канала прекращена"));
    amended::<CessationKind>(desk, body, CessationForm { entry_id, stopped_on, text }, None, [filed, entered])
}

/// An amendment that was filed and entered so many days ago.
fn amended<A: Amends>(
    desk: &mut Desk<'_>,
    body: &Body,
    form: A::Form,
    signed: Option<Signed>,
    days_ago: [i64; 2],
) -> Result<(), Problem> {
    let [filed, entered] = days_ago.map(|days| ago(desk, days));
    let entry = A::entry(&form);
    let id = play(desk, body.id, Role::ApplicantBody, filed, |desk| {
        let current = EntryWording::of(&register::find(desk.connection, entry)?.1)?;
        let id = flow::begin_draft::<Amendment<A>>(
            desk,
            A::body_name(&form, &current),
            Facts { entry_removed: false },
            &Command::Create,
        )?;
        amendments::create(desk.connection, id, entry, stored(&current)?, stored(&form)?)?;
        amendments::record_filing(desk.connection, id, filing(filed, signed).write()?.0)?;
        act::<Amendment<A>>(desk, id, &Command::Submit(signed))?;
        Ok(id)
    })?;
    play(desk, "authority", Role::CommAuthority, entered, |desk| {
        act::<Amendment<A>>(desk, id, &Command::Enter)?;
        let (_, current) = register::find(desk.connection, entry)?;
        let entering = Entering { case: id, on: zone::local(entered).date(), at: entered };
        A::enter(desk, entering, &current, form)
    })
}
