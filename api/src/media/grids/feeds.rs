//! A grid as a calendar (RFC 5545) and as a feed (RFC 4287).

use actix_web::{HttpResponse, get};
use atom_syndication::{Category, Entry, Feed, Generator, Link, Person, Text as AtomText};
use merzim_domain::agenda::EventStatus;
use merzim_domain::procedures::media_grid::GridChangeKind;
use merzim_domain::week::Week;
use merzim_domain::zone::rfc3339;
use merzim_domain::{Lang, Text, Vocabulary};
use time::OffsetDateTime;

use super::entry::GridEntry;
use super::shown::{Shown, WhichGrid, contacts, details, embargo, joined, moment, place_in_region, read};
use crate::app::Ask;
use crate::http::download::begin_private;
use crate::http::ical::{ICS, Ical, plain};
use crate::http::{Code, File, PathId, Query};
use crate::law::pictures::InLanguage;
use crate::media::GRIDS;
use crate::problem::Problem;

/// An event as a calendar and a feed tell of it.
struct Told<'grid> {
    entry: &'grid GridEntry,
    status: EventStatus,
    /// How it stands, in words.
    standing: String,
}

/// The events of a grid, and those that it leaves out: there they are cancelled.
fn told(shown: &Shown, lang: Lang) -> impl Iterator<Item = Told<'_>> {
    let there = shown.entries.iter().map(move |entry| {
        let status = entry.event.status;
        Told { entry, status: status.0, standing: status.title(lang) }
    });
    let left_out = Code(GridChangeKind::Removed).title(lang);
    let withdrawn = shown.withdrawn.iter();
    there.chain(withdrawn.map(move |entry| Told { entry, status: EventStatus::Cancelled, standing: left_out.clone() }))
}

impl Told<'_> {
    /// Its title. Few programs show how firm an event is, so it says first what does not take place as it stands there.
    fn title(&self, lang: Lang) -> String {
        let title = self.entry.event.title.get(lang);
        plain(&match self.status {
            EventStatus::Planned | EventStatus::Confirmed => title.to_owned(),
            EventStatus::Postponed | EventStatus::Cancelled => format!("{}: {title}", self.standing.to_uppercase()),
        })
    }

    /// What is said of it.
    fn description(&self, now: OffsetDateTime, lang: Lang) -> String {
        let head = [self.standing.clone(), embargo(self.entry, now, lang), self.entry.body_name.get(lang).to_owned()];
        let details = details(self.entry, lang).into_iter().map(|(name, words)| format!("{name}: {words}"));
        let lines: Vec<String> = head.into_iter().chain(details).collect();
        plain(&joined(lines.iter().map(String::as_str), "\n"))
    }

    fn changed_at(&self, shown: &Shown) -> OffsetDateTime {
        self.entry.changed_at.map_or(shown.now, |at| at.0)
    }

    fn heading(&self, lang: Lang) -> Option<String> {
        self.entry.heading.as_ref().map(|heading| plain(heading.get(lang)))
    }
}

fn write_event(calendar: &mut Ical, shown: &Shown, told: &Told<'_>, lang: Lang) {
    let (entry, changed) = (told.entry, told.changed_at(shown));
    calendar.line("BEGIN", "VEVENT");
    calendar.line("UID", &format!("{}@merzim", entry.uid));
    calendar.instant("DTSTAMP", changed);
    calendar.instant("LAST-MODIFIED", changed);
    calendar.instant("DTSTART", entry.event.starts_at);
    calendar.instant("DTEND", entry.event.ends_at);
    calendar.line("SEQUENCE", &entry.sequence.to_string());
    calendar.line("STATUS", ical_status(told.status));
    calendar.text("SUMMARY", &told.title(lang));
    calendar.text("LOCATION", &plain(&place_in_region(entry, lang)));
    calendar.text("DESCRIPTION", &told.description(shown.now, lang));
    for contact in contacts(entry) {
        calendar.text("CONTACT", &plain(&contact));
    }
    if let Some(heading) = told.heading(lang) {
        calendar.text("CATEGORIES", &heading);
    }
    if let Some(link) = &entry.event.place.link {
        calendar.line("URL", link.0.as_str());
    }
    calendar.line("END", "VEVENT");
}

const fn ical_status(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Confirmed => "CONFIRMED",
        EventStatus::Planned | EventStatus::Postponed => "TENTATIVE",
        EventStatus::Cancelled => "CANCELLED",
    }
}

/// How often a program may ask again.
const EVERY: &str = "PT1H";
const NAME: Text = Text::new("Медиа-грид {}", "Медиа-грид {}", "Media grid {}");

fn name(week: Week, lang: Lang) -> String {
    NAME.with(&Text::same(week)).get(lang).to_owned()
}

/// Get a media grid for a calendar
///
/// An iCalendar (RFC 5545) with an event for each. One that changes keeps its `UID` and has a higher `SEQUENCE`; one that is cancelled or
/// left out stays, as `CANCELLED`. One that is postponed says so first in its `SUMMARY`.
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
    for told in told(&shown, lang) {
        write_event(&mut calendar, &shown, &told, lang);
    }
    Ok(begin_private(ICS, &format!("{}.ics", shown.week), lang.code()).body(calendar.written()))
}

fn feed_entry(shown: &Shown, told: &Told<'_>, lang: Lang) -> Result<Entry, Problem> {
    let entry = told.entry;
    let link = |href: &str, rel: &str| Link { href: href.to_owned(), rel: rel.to_owned(), ..Link::default() };
    let broadcast = entry.event.place.link.as_ref().map(|to| link(to.0.as_str(), "related"));
    let page = format!("{}/grid.html?lang={}", GRIDS.path(shown.id), lang.code());
    let category = |term: String| Category { term, ..Category::default() };
    let when = joined([moment(entry.event.starts_at).as_str(), place_in_region(entry, lang).as_str()], " · ");
    Ok(Entry {
        title: AtomText::plain(told.title(lang)),
        id: format!("urn:merzim:media-grid:{}", entry.uid),
        updated: rfc3339(told.changed_at(shown)).parse().map_err(Problem::internal)?,
        authors: vec![Person { name: plain(entry.body_name.get(lang)), ..Person::default() }],
        categories: [told.status.code().to_owned()].into_iter().chain(told.heading(lang)).map(category).collect(),
        links: [link(&page, "alternate")].into_iter().chain(broadcast).collect(),
        summary: Some(AtomText::plain(format!("{}\n{}", plain(&when), told.description(shown.now, lang)))),
        ..Entry::default()
    })
}

/// Follow a media grid as a feed
///
/// An Atom feed (RFC 4287) with an entry for each event, what changed last first. One that is left out stays, in the category `cancelled`.
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
    let mut entries = told(&shown, lang).map(|told| feed_entry(&shown, &told, lang)).collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.updated));
    let sent_at = shown.version.map_or(shown.now, |(_, at)| at);
    let changed_at = told(&shown, lang).map(|told| told.changed_at(&shown)).fold(sent_at, OffsetDateTime::max);
    let itself = format!("{}/grid.atom?lang={}", GRIDS.path(shown.id), lang.code());
    let feed = Feed {
        title: AtomText::plain(name(shown.week, lang)),
        id: format!("urn:merzim:media-grid:{}:{}", shown.week, lang.code()),
        updated: rfc3339(changed_at).parse().map_err(Problem::internal)?,
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
