//! Meetings as a calendar (RFC 5545) and as a feed (RFC 4287), for programs that people already have.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use atom_syndication::{Category, Entry, Feed, Generator, Link, Person, Text as AtomText};
use icalendar::{Calendar, Component, DatePerhapsTime, Event, EventLike, EventStatus, Property};
use merzim_domain::procedures::open_meeting::MeetingState;
use merzim_domain::zone::rfc3339;
use merzim_domain::{Lang, Text};
use merzim_persistence::cases::{CaseRow, Viewer};
use merzim_persistence::meetings::{self, MeetingRow, Order};
use serde::Deserialize;
use time::OffsetDateTime;
use utoipa::IntoParams;

use super::MEETINGS;
use super::facts::form_of;
use super::form::{MeetingForm, MeetingLanguageCode};
use super::planning::MeetingFilter;
use super::view::MeetingStateCode;
use crate::app::App;
use crate::http::download::disposition;
use crate::http::reply::public;
use crate::http::tags::tag_of;
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

/// Words on lines as both formats have them.
fn lines(words: &str) -> String {
    words.replace("\r\n", "\n").replace('\r', "\n")
}

/// Who meets, and the questions of the agenda; of a closed meeting none.
fn description(form: &MeetingForm, row: &MeetingRow, lang: Lang) -> String {
    let mut lines = vec![form.holder_name.get(lang).to_owned(), form.collegial_body.get(lang).to_owned()];
    if row.closure.is_none() {
        let agenda = form.agenda.iter().enumerate();
        lines.extend(agenda.map(|(place, item)| format!("{}. {}", place + 1, item.question.get(lang))));
    }
    self::lines(&lines.join("\n"))
}

fn event(case: &CaseRow, row: &MeetingRow, lang: Lang) -> Result<Event, Problem> {
    let form = form_of(row)?;
    let state: MeetingStateCode = Code::known(&case.state)?;
    let status = match state.0 {
        MeetingState::Cancelled => EventStatus::Cancelled,
        // Put off and not announced anew.
        MeetingState::Planned | MeetingState::Postponed => EventStatus::Tentative,
        MeetingState::Announced
        | MeetingState::Closed
        | MeetingState::Held
        | MeetingState::Published
        | MeetingState::HeldClosed => EventStatus::Confirmed,
    };
    let changed = DatePerhapsTime::from(case.updated_at.0);
    let mut event = Event::with_uid(&format!("{}@merzim", case.id.0));
    event
        .append_property(changed.to_property("DTSTAMP"))
        .append_property(changed.to_property("LAST-MODIFIED"))
        .starts(row.starts_at.0)
        .ends(row.ends_at.0)
        .sequence(u32::try_from(case.version).unwrap_or(u32::MAX))
        .status(status)
        .summary(&lines(form.title.get(lang)))
        .location(&lines(form.place.get(lang)))
        .description(&description(&form, row, lang));
    Ok(event.done())
}

/// Sends bytes that everybody may have, unless the client has them.
fn send(request: &HttpRequest, kind: &'static str, name: Option<&str>, body: String, lang: Lang) -> HttpResponse {
    let (mut answer, known) = public(request, &tag_of(body.as_bytes()));
    if known {
        return answer.finish();
    }
    answer.insert_header((header::CONTENT_TYPE, kind)).insert_header((header::CONTENT_LANGUAGE, lang.code()));
    if let Some(name) = name {
        answer.insert_header((header::CONTENT_DISPOSITION, disposition(name)));
    }
    answer.body(body)
}

const ICS: &str = "text/calendar; charset=utf-8";

fn calendar(rows: &[(CaseRow, MeetingRow)], lang: Lang) -> Result<String, Problem> {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Merzim//Open meetings//KK"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.name(NAME.get(lang));
    calendar.append_property(Property::new("REFRESH-INTERVAL", "PT1H").add_parameter("VALUE", "DURATION").done());
    for (case, row) in rows {
        calendar.push(event(case, row, lang)?);
    }
    Ok(calendar.to_string())
}

/// What everybody sees of the meetings asked for, in that order.
async fn shown(app: &App, asked: Listed<MeetingFilter>, order: Order) -> Result<Vec<(CaseRow, MeetingRow)>, Problem> {
    let filter = asked.filter.stored(&asked.since)?;
    app.look(move |connection| Ok(meetings::list(connection, &EVERYBODY, &filter, order, None, MOST)?.items)).await
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
    Ok(send(&request, ICS, None, calendar(&rows, lang)?, lang))
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
    Ok(send(&request, ICS, Some("meeting.ics"), calendar(&[meeting], lang)?, lang))
}

fn entry(case: &CaseRow, row: &MeetingRow, lang: Lang) -> Result<Entry, Problem> {
    let form = form_of(row)?;
    let state: MeetingStateCode = Code::known(&case.state)?;
    let instant = |at: OffsetDateTime| rfc3339(at).parse().map_err(Problem::internal);
    let summary = format!(
        "{} · {} · {}\n{}",
        state.title(lang),
        rfc3339(row.starts_at.0),
        form.place.get(lang),
        description(&form, row, lang)
    );
    Ok(Entry {
        title: AtomText::plain(form.title.get(lang)),
        id: format!("urn:uuid:{}", case.id.0),
        updated: instant(case.updated_at.0)?,
        authors: vec![Person { name: form.holder_name.get(lang).to_owned(), ..Person::default() }],
        categories: vec![Category { term: case.state.clone(), ..Category::default() }],
        links: vec![Link { href: MEETINGS.path(case.id.0), rel: "alternate".to_owned(), ..Link::default() }],
        published: row.public_at.map(|at| instant(at.0)).transpose()?,
        summary: Some(AtomText::plain(summary)),
        ..Entry::default()
    })
}

/// Follow meetings as a feed
///
/// An Atom feed (RFC 4287) of the announcements that changed last, at most 500, with the same filters as the list.
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
    let updated = entries.first().map(|entry| entry.updated);
    // Links are relative: whoever fetched the feed knows where from.
    let itself = format!("{}/meetings.atom", crate::http::BASE);
    let feed = Feed {
        title: AtomText::plain(NAME.get(lang)),
        id: "urn:merzim:meetings".to_owned(),
        updated: updated.unwrap_or_default(),
        generator: Some(Generator { value: "Merzim".to_owned(), ..Generator::default() }),
        links: vec![Link { href: itself, rel: "self".to_owned(), ..Link::default() }],
        lang: Some(lang.code().to_owned()),
        entries,
        ..Feed::default()
    };
    Ok(send(&request, "application/atom+xml; charset=utf-8", None, feed.to_string(), lang))
}
