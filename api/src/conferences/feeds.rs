//! Conferences as a calendar and as a feed.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::procedures::internet_conference::ConferenceState;
use merzim_domain::{Lang, Text};
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::conferences::{self, ConferenceRow, Filter};
use merzim_persistence::page::Order;
use merzim_persistence::words::Hits;
use uuid::Uuid;

use super::CONFERENCES;
use super::facts::form_of;
use super::planning::ConferenceFilter;
use super::view::ConferenceStateCode;
use crate::app::App;
use crate::cases::name_of;
use crate::gatherings::feeds::{Channel, EVERYBODY, FeedQuery, Firmness, MOST, Told};
use crate::http::{Code, File, Listed, PathId, Query, Since, Visit};
use crate::law::pictures::InLanguage;
use crate::problem::Problem;

const CHANNEL: Channel = Channel {
    collection: CONFERENCES.collection,
    product: "Internet conferences",
    name: Text::new("Интернет-конференциялар", "Интернет-конференции", "Internet conferences"),
};

/// Conferences that everybody sees, with their parties.
type Seen = (Vec<(CaseRow, ConferenceRow)>, Vec<PartyRow>);

/// A conference: who holds it, who answers, and what it is about.
fn told<'row>(
    (case, row): &'row (CaseRow, ConferenceRow),
    parties: &[PartyRow],
    lang: Lang,
) -> Result<Told<'row>, Problem> {
    let form = form_of(row)?;
    let state: ConferenceStateCode = Code::known(&case.state)?;
    let firmness = match state.0 {
        ConferenceState::Cancelled | ConferenceState::Declined | ConferenceState::Withdrawn => Firmness::Cancelled,
        ConferenceState::Applied | ConferenceState::Planned => Firmness::Tentative,
        ConferenceState::Announced | ConferenceState::Open | ConferenceState::Closed | ConferenceState::Published => {
            Firmness::Confirmed
        }
    };
    let holder = name_of(parties, case.id, &row.holder).get(lang).to_owned();
    let speaker = format!("{}, {}", form.speaker.name, form.speaker.position.get(lang));
    let about = form.about.map(|about| about.get(lang).to_owned());
    let lines: Vec<String> = [holder.clone(), speaker].into_iter().chain(about).collect();
    Ok(Told {
        case,
        path: CONFERENCES.path(case.id.0),
        title: form.title.get(lang).to_owned(),
        holder,
        place: None,
        description: lines.join("\n"),
        standing: state.title(lang),
        firmness,
        starts_at: row.starts_at.0,
        ends_at: row.ends_at.0,
        public_at: row.public_at.map(|at| at.0),
    })
}

fn all_told((rows, parties): &Seen, lang: Lang) -> Result<Vec<Told<'_>>, Problem> {
    rows.iter().map(|row| told(row, parties, lang)).collect()
}

/// What everybody sees of the conferences asked for, in that order.
async fn shown(app: &App, asked: Listed<ConferenceFilter>, order: Order) -> Result<Seen, Problem> {
    let filter: Filter = asked.filter.stored(&asked.since);
    app.look(move |connection| {
        let rows = conferences::list(connection, &EVERYBODY, &filter, Hits::All, order, None, MOST)?.items;
        let ids: Vec<Uuid> = rows.iter().map(|(case, _)| case.id.0).collect();
        let parties = cases::parties(connection, &ids)?;
        Ok((rows, parties))
    })
    .await
}

/// Subscribe to conferences as a calendar
///
/// An iCalendar (RFC 5545) of at most 500 conferences, the latest first, with the same filters as the list. A conference that is put off
/// moves, one that is cancelled stays, marked as such.
#[utoipa::path(operation_id = "subscribeConferences", params(InLanguage, ConferenceFilter, Since), security(()), responses((status = OK, description = "The calendar", content_type = "text/calendar", body = inline(File))))]
#[get("/conferences.ics")]
pub async fn subscribe(
    app: Data<App>,
    visit: Visit,
    asked: Query<FeedQuery<ConferenceFilter>>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lang = asked.0.lang.of(visit);
    let seen = shown(&app, asked.0.asked, Order::Latest).await?;
    Ok(CHANNEL.send_calendar(&request, None, &all_told(&seen, lang)?, lang))
}

/// Get a conference for a calendar
///
/// One conference as an iCalendar file (RFC 5545), to be put into a calendar.
#[utoipa::path(operation_id = "getConferenceIcs", params(("id" = Uuid, Path, description = "Id of the conference"), InLanguage), security(()), responses((status = OK, description = "The file", content_type = "text/calendar", body = inline(File))))]
#[get("/conferences/{id}/conference.ics")]
pub async fn one(
    app: Data<App>,
    visit: Visit,
    id: PathId,
    lang: Query<InLanguage>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lang = lang.0.of(visit);
    let found = app.query(move |connection| {
        let found = conferences::find(connection, &EVERYBODY, id.0)?;
        Ok((vec![found], cases::parties(connection, &[id.0])?))
    });
    Ok(CHANNEL.send_calendar(&request, Some("conference.ics"), &all_told(&found.await?, lang)?, lang))
}

/// Follow conferences as a feed
///
/// An Atom feed (RFC 4287) of the announcements that changed last, at most 500, with the same filters as the list. Each filter and
/// each language make a feed with an id and an address of its own.
#[utoipa::path(operation_id = "followConferences", params(InLanguage, ConferenceFilter, Since), security(()), responses((status = OK, description = "The feed", content_type = "application/atom+xml", body = inline(File))))]
#[get("/conferences.atom")]
pub async fn follow(
    app: Data<App>,
    visit: Visit,
    asked: Query<FeedQuery<ConferenceFilter>>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lang = asked.0.lang.of(visit);
    let seen = shown(&app, asked.0.asked, Order::Changed).await?;
    CHANNEL.send_feed(&app, &request, all_told(&seen, lang)?.iter().map(Told::item), lang)
}
