//! A grid is compiled, approved, sent and corrected (№ 444-НҚ ¶6).

use std::collections::HashSet;

use actix_web::{get, post, put};
use merzim_domain::Text;
use merzim_domain::agenda::EventStatus;
use merzim_domain::procedures::media_grid::{Command, GridRevisionKind, MediaGrid};
use merzim_domain::week::Week;
use merzim_persistence::cases;
use merzim_persistence::media::grids::{self, Filter, GridRow};
use merzim_persistence::media::weekly;
use merzim_persistence::page::Page;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::entry::{GridEntry, Sources, changes};
use super::form::{GridCorrectionForm, GridDispatchForm, GridItem, MediaGridForm};
use super::readers::{self, Reader};
use super::revision::{self, GridRevisionHead};
use super::view::{GridCandidate, GridCandidates, GridStateCode, MediaGridView, MediaGrids, show, summarise};
use crate::app::{Ask, Desk, Record, form, stored};
use crate::cases::{flow, parties_of};
use crate::http::{
    Answer, Body, Listed, Looked, MaybeBody, Paging, PathId, Query, Reply, Since, page_of, paging, periods,
};
use crate::media::weekly::submissions::week_of;
use crate::problem::{FieldFaults, Problem, Wrong, WrongCode};

/// What grids are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct GridFilter {
    /// Of this week, by ISO 8601.
    #[param(inline, value_type = Option<periods::Week>)]
    week: Option<String>,
    /// In this state.
    #[param(inline)]
    state: Option<GridStateCode>,
}

/// List media grids
///
/// The ministry sees all of its own. The mass media and state bodies see those that were sent; everybody does where the operator has
/// opened them.
#[utoipa::path(operation_id = "listMediaGrids", params(GridFilter, Since, Paging), responses((status = OK, description = "A page of grids", body = MediaGrids)))]
#[get("/media-grids")]
pub async fn list(ask: Ask, asked: Query<Listed<GridFilter>>) -> Answer {
    let Query(Listed { filter: asked, since, page }) = asked;
    let filter = Filter { week: week_of(asked.week.as_deref()), state: asked.state.map(|state| state.0) };
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let receives = readers::receives(desk);
        let page = grids::list(desk.connection, &desk.call.viewer(), receives, &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        paging::reply_cases(page, walk, |(case, row)| summarise(desk, &case, &row, &parties))
    })
    .await
}

/// Get a media grid
///
/// What was sent last. The ministry also sees what it compiles: how that differs from what was sent, and what does not go together.
#[utoipa::path(operation_id = "getMediaGrid", params(("id" = Uuid, Path, description = "Id of the grid")), responses((status = OK, description = "The grid", body = MediaGridView)))]
#[get("/media-grids/{id}")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| show(desk, id.0)?.reply()).await
}

const NOT_SUBMITTED: Text = Text::new(
    "бұл аптаға мұндай іс-шара ұсынылмаған",
    "такое мероприятие на эту неделю не представлено",
    "no such event was submitted for this week",
);
const NO_SUBMISSION: Text = Text::new(
    "бұл аптаға мұндай ұсыным берілмеген",
    "такой подачи на эту неделю нет",
    "there is no such submission for this week",
);
const TWICE: Text =
    Text::new("бұл іс-шара екі рет көрсетілген", "это мероприятие указано дважды", "this event stands twice");

/// Looks at what is picked: each event once, and each of them submitted. What was sent may stay in, though its body has left it out.
fn look_at(picked: &MediaGridForm, sources: &Sources, sent: &[GridEntry], faults: &mut FieldFaults) {
    let mut seen = HashSet::new();
    for (place, item) in picked.items.iter().enumerate() {
        let [submission, event] = ["submission", "event"].map(|field| format!("/items/{place}/{field}"));
        let was_sent = || sent.iter().any(|one| one.submission == item.submission && one.event.code == item.event);
        if !seen.insert((item.submission, item.event.as_str())) {
            faults.tell_of(&[&event], Wrong::of(WrongCode::Twice, TWICE));
        } else if !sources.have(item) && !was_sent() {
            if sources.know(item.submission) {
                faults.tell_of(&[&event, &submission], NOT_SUBMITTED);
            } else {
                faults.tell_of(&[&submission], NO_SUBMISSION);
            }
        }
    }
}

/// Compile a media grid
///
/// Which events it has, in which order, under which headings, with which words of the ministry. What the bodies submitted stays as it
/// was. A grid that was sent is compiled anew for a correction; until that is sent, nobody else sees it.
#[utoipa::path(operation_id = "replaceMediaGrid", extensions(("x-refusals" = json!("state-forbids-action"))), params(("id" = Uuid, Path, description = "Id of the grid")), request_body = MediaGridForm, responses((status = OK, description = "The grid", body = MediaGridView)))]
#[put("/media-grids/{id}")]
pub async fn replace(ask: Ask, id: PathId, form: Looked<MediaGridForm>) -> Answer {
    flow::take::<MediaGrid, _, _>(ask, id.0, form, move |desk, grid, Looked { form, mut faults }| {
        grid.expect_draft(desk)?;
        let sent = revision::latest(desk, id.0)?.map(|sent| sent.entries).unwrap_or_default();
        look_at(&form, &Sources::of(desk, grid.case.facts.week)?, &sent, &mut faults);
        faults.none()?;
        grid.replace(desk)?;
        let row = grids::of_case(desk.connection, id.0)?;
        grids::update(desk.connection, &GridRow { form: stored(&form)?, ..row })?;
        show(desk, id.0)?.reply()
    })
    .await
}

/// Approve a media grid
///
/// What is sent is what was approved, whatever the bodies correct meanwhile: `compiled.changes` tells of that. A longer embargo holds at once.
#[utoipa::path(operation_id = "approveMediaGrid", params(("id" = Uuid, Path, description = "Id of the grid")), responses((status = OK, description = "The grid, approved", body = MediaGridView)))]
#[post("/media-grids/{id}/approval")]
pub async fn approve(ask: Ask, id: PathId) -> Answer {
    flow::take::<MediaGrid, _, _>(ask, id.0, (), move |desk, grid, ()| {
        grid.act(desk, &Command::Approve)?;
        let row = grids::of_case(desk.connection, id.0)?;
        let approved = Some(revision::compiled(desk, &row, &[])?.write()?);
        grids::update(desk.connection, &GridRow { approved, ..row })?;
        show(desk, id.0)?.reply()
    })
    .await
}

/// Compile an approved media grid anew
///
/// Before it is sent.
#[utoipa::path(operation_id = "reopenMediaGrid", params(("id" = Uuid, Path, description = "Id of the grid")), responses((status = OK, description = "The grid, being compiled", body = MediaGridView)))]
#[post("/media-grids/{id}/reopening")]
pub async fn reopen(ask: Ask, id: PathId) -> Answer {
    flow::take::<MediaGrid, _, _>(ask, id.0, (), move |desk, grid, ()| {
        grid.act(desk, &Command::Reopen)?;
        let row = grids::of_case(desk.connection, id.0)?;
        grids::update(desk.connection, &GridRow { approved: None, ..row })?;
        show(desk, id.0)?.reply()
    })
    .await
}

const NOT_EMPTY: Text = Text::new("гридте іс-шаралар бар", "в гриде есть мероприятия", "the grid has events");

/// How many of these take place.
fn take_place(entries: &[GridEntry]) -> usize {
    entries.iter().filter(|entry| entry.event.takes_place()).count()
}

/// The sending of a grid with these events, and what might have been in it.
fn sending(
    desk: &mut Desk<'_>,
    week: Week,
    entries: &[GridEntry],
    submitted: &Sources,
    form: GridDispatchForm,
) -> Result<Command, Problem> {
    let (picked, submitted, nothing_planned) =
        (take_place(entries), take_place(&submitted.all()), form.nothing_planned);
    let expected = usize::try_from(weekly::count_expected(desk.connection, week)?).unwrap_or_default();
    Ok(Command::Send { picked, submitted, expected, nothing_planned })
}

/// Send a media grid
///
/// To the mass media, within one working day of the Thursday before its week (444-5); later it is still sent, and the duty is met late. A
/// grid without events is sent where `nothingPlanned` says that this is meant, or where nothing was submitted and nobody is still to tell.
#[utoipa::path(operation_id = "sendMediaGrid", extensions(("x-refusals" = json!("nothing-picked"))), params(("id" = Uuid, Path, description = "Id of the grid")), request_body = Option<GridDispatchForm>, responses((status = OK, description = "The grid, sent", body = MediaGridView)))]
#[post("/media-grids/{id}/dispatch")]
pub async fn send(ask: Ask, id: PathId, form: MaybeBody<GridDispatchForm>) -> Answer {
    flow::take::<MediaGrid, _, _>(ask, id.0, form.0, move |desk, grid, Looked { form, mut faults }| {
        let row = grids::of_case(desk.connection, id.0)?;
        let mut entries = Vec::<GridEntry>::read_some(row.approved.as_ref())?.unwrap_or_default();
        if form.nothing_planned && take_place(&entries) > 0 {
            faults.tell_of(&["/nothingPlanned"], NOT_EMPTY);
        }
        faults.none()?;
        let submitted = Sources::of(desk, grid.case.facts.week)?;
        let sending = sending(desk, grid.case.facts.week, &entries, &submitted, form)?;
        grid.act(desk, &sending)?;
        entries.iter_mut().for_each(|entry| submitted.hold(entry));
        let since = entries.iter().map(|entry| (entry.submission, entry.submission_revision)).collect();
        revision::send(desk, row, None, GridRevisionKind::Dispatch, None, entries)?;
        // What the bodies have corrected since the approval is followed at once.
        revision::follow(desk, grid.case.facts.week, &since)?;
        show(desk, id.0)?.reply()
    })
    .await
}

/// Correct a media grid that was sent
///
/// As a version of its own, with the next number: it says what differs, event by event. Another order is a correction too. Compile it first. The
/// versions of a grid have up to a thousand events together.
#[utoipa::path(operation_id = "correctMediaGrid", extensions(("x-refusals" = json!("nothing-to-correct too-many-events"))), params(("id" = Uuid, Path, description = "Id of the grid")), request_body = GridCorrectionForm, responses((status = OK, description = "The grid, with the new version", body = MediaGridView)))]
#[post("/media-grids/{id}/correction")]
pub async fn correct(ask: Ask, id: PathId, form: Body<GridCorrectionForm>) -> Answer {
    flow::take::<MediaGrid, _, _>(ask, id.0, form.0, move |desk, grid, GridCorrectionForm { reason }| {
        let row = grids::of_case(desk.connection, id.0)?;
        let before = revision::latest(desk, id.0)?;
        let sent = before.as_ref().map(|before| before.entries.as_slice()).unwrap_or_default();
        let entries = revision::compiled(desk, &row, sent)?;
        let order = |entries: &[GridEntry]| entries.iter().map(|entry| entry.uid.clone()).collect::<Vec<_>>();
        let differs = order(sent) != order(&entries) || !changes(sent, &entries)?.is_empty();
        let known = before.iter().flat_map(|before| before.entries.iter().chain(&before.withdrawn));
        let events: HashSet<&str> = known.chain(&entries).map(|entry| entry.uid.as_str()).collect();
        grid.act(desk, &Command::Correct { differs, events: events.len() })?;
        revision::send(desk, row, before, GridRevisionKind::Correction, reason, entries)?;
        show(desk, id.0)?.reply()
    })
    .await
}

page_of!(GridRevisions, GridRevisionHead, "Versions of a grid, the first one first.");

/// List the versions of a media grid
///
/// When and why each was sent, and how it differs from the one before, the first version first. Every form of the grid takes `revision`.
#[utoipa::path(operation_id = "listMediaGridRevisions", params(("id" = Uuid, Path, description = "Id of the grid"), Paging), security((), ("bearer" = [])), responses((status = OK, description = "A page of versions", body = GridRevisions)))]
#[get("/media-grids/{id}/revisions")]
pub async fn revisions(ask: Ask, id: PathId, asked: Query<Paging>) -> Answer {
    let (after, limit) = (asked.0.place::<i64>()?.unwrap_or_default(), asked.0.limit());
    ask.list(move |desk| {
        let (case, _) = readers::find(desk, id.0)?;
        let page = grids::history(desk.connection, case.id.0, after, limit)?;
        let latest = revision::latest(desk, case.id.0)?;
        let reader = Reader::of(desk, latest.as_ref())?;
        paging::reply(page, |(number, _)| *number, |(_, stored)| Ok(reader.told(GridRevisionHead::read(&stored)?)))
    })
    .await
}

/// The grid with this id, for the ministry, which compiles it. Else 404.
fn own(desk: &mut Desk<'_>, id: Uuid) -> Result<GridRow, Problem> {
    use merzim_domain::engine::Procedure;

    let case = cases::find(desk.connection, &desk.call.viewer(), MediaGrid::CODE, id)?;
    Ok(grids::of_case(desk.connection, case.id.0)?)
}

/// List what was submitted for a media grid
///
/// Every event of the week in the order of time, and whether it is picked.
#[utoipa::path(operation_id = "listMediaGridCandidates", params(("id" = Uuid, Path, description = "Id of the grid"), Paging), security(("bearer" = ["massMediaAuthority"])), responses((status = OK, description = "A page of events", body = GridCandidates)))]
#[get("/media-grids/{id}/candidates")]
pub async fn candidates(ask: Ask, id: PathId, asked: Query<Paging>) -> Answer {
    let (after, limit) = (asked.0.place::<i64>()?.unwrap_or_default(), asked.0.limit());
    ask.list(move |desk| {
        let row = own(desk, id.0)?;
        let picked: MediaGridForm = form(&row.form)?;
        let picked: HashSet<(Uuid, &str)> =
            picked.items.iter().map(|item| (item.submission, item.event.as_str())).collect();
        let all = Sources::of(desk, row.week()?)?.all();
        let rest = (1_i64..).zip(all).skip(usize::try_from(after).unwrap_or(usize::MAX));
        let rows = rest.take(usize::try_from(limit + 1).unwrap_or_default()).collect();
        paging::reply(
            Page::of(rows, limit),
            |(place, _)| *place,
            |(_, entry)| {
                let picked = picked.contains(&(entry.submission, entry.event.code.as_str()));
                Ok(GridCandidate { picked, entry })
            },
        )
    })
    .await
}

/// Propose a media grid
///
/// A form with everything that was submitted and takes place, in the order of time: to be looked through, cut and sent back.
#[utoipa::path(operation_id = "suggestMediaGrid", params(("id" = Uuid, Path, description = "Id of the grid")), security(("bearer" = ["massMediaAuthority"])), responses((status = OK, description = "A form to compile with", body = MediaGridForm)))]
#[get("/media-grids/{id}/suggestion")]
pub async fn suggest(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let row = own(desk, id.0)?;
        let all = Sources::of(desk, row.week()?)?.all();
        let stands = |entry: &GridEntry| entry.event.status.0 != EventStatus::Cancelled;
        let item = |entry: GridEntry| GridItem {
            submission: entry.submission,
            event: entry.event.code,
            heading: None,
            title: None,
            summary: None,
        };
        const MOST: usize = 300;
        Reply::ok(&MediaGridForm { items: all.into_iter().filter(stands).take(MOST).map(item).collect() })
    })
    .await
}
