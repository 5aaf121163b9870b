//! A grid as a calendar (RFC 5545) and as a feed (RFC 4287).

use actix_web::{HttpResponse, get};
use atom_syndication::{Category, Entry, Feed, Generator, Link, Person, Text as AtomText};
use merzim_domain::agenda::EventStatus;
use merzim_domain::week::Week;
use merzim_domain::zone::rfc3339;
use merzim_domain::{Lang, Text, Vocabulary};

use super::entry::GridEntry;
use super::shown::{Shown, WhichGrid, about, contacts, filming, joined, moment, place, read, speakers};
use crate::app::Ask;
use crate::http::download::begin_private;
use crate::http::ical::{ICS, Ical, plain};
use crate::http::{File, PathId, Query};
use crate::law::pictures::InLanguage;
use crate::media::GRIDS;
use crate::problem::Problem;

/// What is said of an event in a calendar and in a feed.
fn description(entry: &GridEntry, lang: Lang) -> String {
    let lines = [
        entry.body_name.get(lang).to_owned(),
        about(entry, lang).to_owned(),
        speakers(entry, lang),
        contacts(entry),
        filming(entry, lang),
    ];
    plain(&joined(lines.iter().map(String::as_str), "\n"))
}

fn write_event(calendar: &mut Ical, shown: &Shown, entry: &GridEntry, status: &str, lang: Lang) {
    let changed = entry.changed_at.map_or(shown.now, |at| at.0);
    calendar.line("BEGIN", "VEVENT");
    calendar.line("UID", &format!("{}@merzim", entry.uid));
    calendar.instant("DTSTAMP", changed);
    calendar.instant("LAST-MODIFIED", changed);
    calendar.instant("DTSTART", entry.event.starts_at);
    calendar.instant("DTEND", entry.event.ends_at);
    calendar.line("SEQUENCE", &entry.sequence.to_string());
    calendar.line("STATUS", status);
    calendar.text("SUMMARY", &plain(entry.event.title.get(lang)));
    calendar.text("LOCATION", &plain(&place(entry, lang)));
    calendar.text("DESCRIPTION", &description(entry, lang));
    calendar.line("END", "VEVENT");
}

const fn ical_status(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Confirmed => "CONFIRMED",
        EventStatus::Planned | EventStatus::Postponed => "TENTATIVE",
        EventStatus::Cancelled => CANCELLED,
    }
}

const CANCELLED: &str = "CANCELLED";
/// How often a program may ask again.
const EVERY: &str = "PT1H";
const NAME: Text = Text::new("Медиа-грид {}", "Медиа-грид {}", "Media grid {}");

fn name(week: Week, lang: Lang) -> String {
    NAME.with(&Text::same(week)).get(lang).to_owned()
}

/// Get a media grid for a calendar
///
/// An iCalendar (RFC 5545) with an event for each. One that changes keeps its `UID` and has a higher `SEQUENCE`; one that is cancelled or
/// left out stays, as `CANCELLED`.
#[utoipa::path(operation_id = "getMediaGridIcs", params(("id" = Uuid, Path, description = "Id of the grid"), InLanguage, WhichGrid), security((), ("bearer" = [])), responses((status = OK, description = "The calendar", content_type = "text/calendar", body = inline(File))))]
#[get("/media-grids/{id}/grid.ics")]
pub async fn subscribe(
    ask: Ask,
    id: PathId,
    lang: Query<InLanguage>,
    which: Query<WhichGrid>,
) -> Result<HttpResponse, Problem> {
    let lang = lang.0.or(ask.call.lang);
    let shown = read(&ask, id, which.0).await?;
    let mut calendar = Ical::begin("Media grid", &name(shown.week, lang), EVERY, lang);
    for entry in &shown.entries {
        write_event(&mut calendar, &shown, entry, ical_status(entry.event.status.0), lang);
    }
    for entry in &shown.withdrawn {
        write_event(&mut calendar, &shown, entry, CANCELLED, lang);
    }
    Ok(begin_private(ICS, &format!("{}.ics", shown.week), lang.code()).body(calendar.written()))
}

fn feed_entry(shown: &Shown, entry: &GridEntry, lang: Lang) -> Result<Entry, Problem> {
    let updated = rfc3339(entry.changed_at.map_or(shown.now, |at| at.0)).parse().map_err(Problem::internal)?;
    let status = entry.event.status;
    let when = format!("{} · {} · {}", status.title(lang), moment(entry.event.starts_at), place(entry, lang));
    Ok(Entry {
        title: AtomText::plain(plain(entry.event.title.get(lang))),
        id: format!("urn:merzim:media-grid:{}", entry.uid),
        updated,
        authors: vec![Person { name: plain(entry.body_name.get(lang)), ..Person::default() }],
        categories: vec![Category { term: status.0.code().to_owned(), ..Category::default() }],
        links: vec![Link { href: GRIDS.path(shown.id), rel: "alternate".to_owned(), ..Link::default() }],
        summary: Some(AtomText::plain(plain(&format!("{when}\n{}", description(entry, lang))))),
        ..Entry::default()
    })
}

/// Follow a media grid as a feed
///
/// An Atom feed (RFC 4287) with an entry for each event, what changed last first.
#[utoipa::path(operation_id = "followMediaGrid", params(("id" = Uuid, Path, description = "Id of the grid"), InLanguage, WhichGrid), security((), ("bearer" = [])), responses((status = OK, description = "The feed", content_type = "application/atom+xml", body = inline(File))))]
#[get("/media-grids/{id}/grid.atom")]
pub async fn follow(
    ask: Ask,
    id: PathId,
    lang: Query<InLanguage>,
    which: Query<WhichGrid>,
) -> Result<HttpResponse, Problem> {
    let lang = lang.0.or(ask.call.lang);
    let shown = read(&ask, id, which.0).await?;
    let mut entries =
        shown.entries.iter().map(|entry| feed_entry(&shown, entry, lang)).collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.updated));
    let sent = rfc3339(shown.version.map_or(shown.now, |(_, at)| at));
    let itself = format!("{}/grid.atom?lang={}", GRIDS.path(shown.id), lang.code());
    let feed = Feed {
        title: AtomText::plain(name(shown.week, lang)),
        id: format!("urn:merzim:media-grid:{}:{}", shown.week, lang.code()),
        updated: sent.parse().map_err(Problem::internal)?,
        generator: Some(Generator { value: "Merzim".to_owned(), ..Generator::default() }),
        authors: vec![Person { name: plain(shown.issuer.get(lang)), ..Person::default() }],
        links: vec![Link { href: itself, rel: "self".to_owned(), ..Link::default() }],
        lang: Some(lang.code().to_owned()),
        entries,
        ..Feed::default()
    };
    let kind = "application/atom+xml; charset=utf-8";
    Ok(begin_private(kind, &format!("{}.atom", shown.week), lang.code()).body(feed.to_string()))
}
