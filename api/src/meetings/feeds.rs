//! Meetings as a calendar (RFC 5545) and as a feed (RFC 4287), for programs that people already have.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use atom_syndication::{Category, Entry, Feed, Generator, Link, Person, Text as AtomText};
use merzim_domain::procedures::open_meeting::MeetingState;
use merzim_domain::zone::{self, rfc3339};
use merzim_domain::{Lang, Text};
use merzim_persistence::cases::{CaseRow, Viewer};
use merzim_persistence::meetings::{self, MeetingRow, Order};
use merzim_persistence::page::Hits;
use serde::Deserialize;
use time::OffsetDateTime;
use utoipa::IntoParams;

use super::MEETINGS;
use super::facts::form_of;
use super::form::{MeetingForm, MeetingLanguageCode};
use super::planning::MeetingFilter;
use super::view::MeetingStateCode;
use crate::app::App;
use crate::http::ical::{ICS, Ical, plain};
use crate::http::reply::send_public;
use crate::http::{Code, File, Listed, PathId, Query, Since, Visit};
use crate::problem::Problem;

/// How many meetings a calendar or a feed holds.
const MOST: i64 = 500;
/// Somebody who sees what everybody sees.
const EVERYBODY: Viewer = Viewer { parties: Vec::new(), roles: Vec::new() };
const NAME: Text = Text::new("Ашық отырыстар", "Открытые заседания", "Open meetings");

/// In which language a calendar or a feed is, for programs that cannot say so in a header.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct FeedQuery {
    /// In this language, whatever `Accept-Language` says.
    #[param(inline)]
    lang: Option<MeetingLanguageCode>,
}

/// The language and the filter.
#[derive(Debug, Deserialize)]
pub struct FilteredFeedQuery {
    #[serde(flatten)]
    feed: FeedQuery,
    #[serde(flatten)]
    asked: Listed<MeetingFilter>,
}

impl FeedQuery {
    fn lang(&self, visit: Visit) -> Lang {
        self.lang.map_or(visit.lang, |lang| lang.0.into())
    }
}

/// Who meets, and the questions of the agenda, unless they are hidden.
fn description(form: &MeetingForm, row: &MeetingRow, lang: Lang) -> String {
    let mut lines = vec![form.holder_name.get(lang).to_owned(), form.collegial_body.get(lang).to_owned()];
    if !row.agenda_hidden {
        let agenda = form.agenda.iter().enumerate();
        lines.extend(agenda.map(|(place, item)| format!("{}. {}", place + 1, item.question.get(lang))));
    }
    plain(&lines.join("\n"))
}

fn write_event(calendar: &mut Ical, case: &CaseRow, row: &MeetingRow, lang: Lang) -> Result<(), Problem> {
    let form = form_of(row)?;
    let state: MeetingStateCode = Code::known(&case.state)?;
    let status = match state.0 {
        MeetingState::Cancelled => "CANCELLED",
        // Put off or open again, and not announced anew.
        MeetingState::Planned | MeetingState::Postponed | MeetingState::Reopened => "TENTATIVE",
        MeetingState::Announced
        | MeetingState::Closed
        | MeetingState::Held
        | MeetingState::Published
        | MeetingState::HeldClosed => "CONFIRMED",
    };
    calendar.line("BEGIN", "VEVENT");
    calendar.line("UID", &format!("{}@merzim", case.id.0));
    calendar.instant("DTSTAMP", case.updated_at.0);
    calendar.instant("LAST-MODIFIED", case.updated_at.0);
    calendar.instant("DTSTART", row.starts_at.0);
    calendar.instant("DTEND", row.ends_at.0);
    calendar.line("SEQUENCE", &case.version.to_string());
    calendar.line("STATUS", status);
    calendar.text("SUMMARY", &plain(form.title.get(lang)));
    calendar.text("LOCATION", &plain(form.place.get(lang)));
    calendar.text("DESCRIPTION", &description(&form, row, lang));
    calendar.line("END", "VEVENT");
    Ok(())
}

/// How often a program may ask again.
const EVERY: &str = "PT1H";

fn calendar(rows: &[(CaseRow, MeetingRow)], lang: Lang) -> Result<String, Problem> {
    let mut calendar = Ical::begin("Open meetings", NAME.get(lang), EVERY, lang);
    for (case, row) in rows {
        write_event(&mut calendar, case, row, lang)?;
    }
    Ok(calendar.written())
}

/// What everybody sees of the meetings asked for, in that order.
async fn shown(app: &App, asked: Listed<MeetingFilter>, order: Order) -> Result<Vec<(CaseRow, MeetingRow)>, Problem> {
    let filter = asked.filter.stored(&asked.since);
    app.look(move |connection| Ok(meetings::list(connection, &EVERYBODY, &filter, Hits::All, order, None, MOST)?.items))
        .await
}

/// Subscribe to meetings as a calendar
///
/// An iCalendar (RFC 5545) of at most 500 meetings, the latest first, with the same filters as the list. A meeting that is put off moves,
/// one that is cancelled stays, marked as such.
#[utoipa::path(operation_id = "subscribeMeetings", params(FeedQuery, MeetingFilter, Since), security(()), responses((status = OK, description = "The calendar", content_type = "text/calendar", body = inline(File))))]
#[get("/meetings.ics")]
pub async fn subscribe(
    app: Data<App>,
    visit: Visit,
    asked: Query<FilteredFeedQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lang = asked.0.feed.lang(visit);
    let rows = shown(&app, asked.0.asked, Order::Latest).await?;
    Ok(send_public(&request, ICS, None, calendar(&rows, lang)?, lang))
}

/// Get a meeting for a calendar
///
/// One meeting as an iCalendar file (RFC 5545), to be put into a calendar.
#[utoipa::path(operation_id = "getMeetingIcs", params(("id" = Uuid, Path, description = "Id of the meeting"), FeedQuery), security(()), responses((status = OK, description = "The file", content_type = "text/calendar", body = inline(File))))]
#[get("/meetings/{id}/meeting.ics")]
pub async fn one(
    app: Data<App>,
    visit: Visit,
    id: PathId,
    asked: Query<FeedQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lang = asked.0.lang(visit);
    let meeting = app.query(move |connection| Ok(meetings::find(connection, &EVERYBODY, id.0)?)).await?;
    Ok(send_public(&request, ICS, Some("meeting.ics"), calendar(&[meeting], lang)?, lang))
}

fn entry(case: &CaseRow, row: &MeetingRow, lang: Lang) -> Result<Entry, Problem> {
    let form = form_of(row)?;
    let state: MeetingStateCode = Code::known(&case.state)?;
    let instant = |at: OffsetDateTime| rfc3339(at).parse().map_err(Problem::internal);
    let summary = format!(
        "{} · {} · {}\n{}",
        state.title(lang),
        rfc3339(row.starts_at.0),
        plain(form.place.get(lang)),
        description(&form, row, lang)
    );
    Ok(Entry {
        title: AtomText::plain(plain(form.title.get(lang))),
        id: format!("urn:uuid:{}", case.id.0),
        updated: instant(case.updated_at.0)?,
        authors: vec![Person { name: plain(form.holder_name.get(lang)), ..Person::default() }],
        categories: vec![Category { term: case.state.clone(), ..Category::default() }],
        links: vec![Link { href: MEETINGS.path(case.id.0), rel: "alternate".to_owned(), ..Link::default() }],
        published: row.public_at.map(|at| instant(at.0)).transpose()?,
        summary: Some(AtomText::plain(summary)),
        ..Entry::default()
    })
}

/// The query that asks for a feed in this language, always in the same order: another filter makes another feed, and so does
/// another language, whether the query names it or a header.
fn narrowed(request: &HttpRequest, lang: Lang) -> String {
    let mut query: BTreeMap<String, String> = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
    query.insert("lang".to_owned(), lang.code().to_owned());
    serde_urlencoded::to_string(query).unwrap_or_default()
}

/// Follow meetings as a feed
///
/// An Atom feed (RFC 4287) of the announcements that changed last, at most 500, with the same filters as the list. Each filter and
/// each language make a feed with an id and an address of its own.
#[utoipa::path(operation_id = "followMeetings", params(FeedQuery, MeetingFilter, Since), security(()), responses((status = OK, description = "The feed", content_type = "application/atom+xml", body = inline(File))))]
#[get("/meetings.atom")]
pub async fn follow(
    app: Data<App>,
    visit: Visit,
    asked: Query<FilteredFeedQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lang = asked.0.feed.lang(visit);
    let rows = shown(&app, asked.0.asked, Order::Changed).await?;
    let entries = rows.iter().map(|(case, row)| entry(case, row, lang)).collect::<Result<Vec<_>, _>>()?;
    // One without entries is of this day: what it had before is not known.
    let today = rfc3339(zone::start_of(zone::local(app.clock.now()).date()));
    let updated = entries.first().map(|entry| entry.updated).map_or_else(|| today.parse(), Ok);
    let narrowed = narrowed(&request, lang);
    // Links are relative: whoever fetched the feed knows where from.
    let itself = format!("{}/meetings.atom?{narrowed}", crate::http::BASE);
    let feed = Feed {
        title: AtomText::plain(NAME.get(lang)),
        id: format!("urn:merzim:meetings:{narrowed}"),
        updated: updated.map_err(Problem::internal)?,
        generator: Some(Generator { value: "Merzim".to_owned(), ..Generator::default() }),
        links: vec![Link { href: itself, rel: "self".to_owned(), ..Link::default() }],
        lang: Some(lang.code().to_owned()),
        entries,
        ..Feed::default()
    };
    Ok(send_public(&request, "application/atom+xml; charset=utf-8", None, feed.to_string(), lang))
}
