//! What everybody may follow as a calendar (RFC 5545) and as a feed (RFC 4287), for programs that people already have.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use atom_syndication::{Category, Entry, Feed, Generator, Link, Person, Text as AtomText};
use merzim_domain::zone::{self, rfc3339};
use merzim_domain::{Lang, Text};
use merzim_persistence::cases::{CaseRow, Viewer};
use serde::Deserialize;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::app::App;
use crate::http::Listed;
use crate::http::ical::{ICS, Ical, plain};
use crate::http::reply::send_public;
use crate::law::pictures::InLanguage;
use crate::problem::Problem;

/// How many of them a calendar or a feed holds.
pub const MOST: i64 = 500;
/// Somebody who sees what everybody sees.
pub const EVERYBODY: Viewer = Viewer { parties: Vec::new(), roles: Vec::new() };

/// The language and the filter.
#[derive(Debug, Deserialize)]
pub struct FeedQuery<F> {
    /// The language.
    #[serde(flatten)]
    pub lang: InLanguage,
    /// The filter.
    #[serde(flatten)]
    pub asked: Listed<F>,
}

/// How firm it is, as a calendar says it.
#[derive(Clone, Copy, Debug)]
pub enum Firmness {
    /// Its time may change.
    Tentative,
    /// It takes place.
    Confirmed,
    /// It does not.
    Cancelled,
}

/// Something that everybody may follow, as a calendar and a feed tell of it.
#[derive(Debug)]
pub struct Told<'row> {
    /// Its case.
    pub case: &'row CaseRow,
    /// Where it stands in the API.
    pub path: String,
    /// What it is about.
    pub title: String,
    /// Who holds it.
    pub holder: String,
    /// Where it is, if anywhere.
    pub place: Option<String>,
    /// What else is said of it.
    pub description: String,
    /// How far it has come, in words.
    pub standing: String,
    /// How firm that is.
    pub firmness: Firmness,
    /// When it begins.
    pub starts_at: OffsetDateTime,
    /// When it ends.
    pub ends_at: OffsetDateTime,
    /// From when everybody sees it.
    pub public_at: Option<OffsetDateTime>,
}

impl Told<'_> {
    fn write(&self, calendar: &mut Ical) {
        let Self { case, .. } = self;
        calendar.line("BEGIN", "VEVENT");
        calendar.line("UID", &format!("{}@merzim", case.id.0));
        calendar.instant("DTSTAMP", case.updated_at.0);
        calendar.instant("LAST-MODIFIED", case.updated_at.0);
        calendar.instant("DTSTART", self.starts_at);
        calendar.instant("DTEND", self.ends_at);
        calendar.line("SEQUENCE", &case.version.to_string());
        calendar.line(
            "STATUS",
            match self.firmness {
                Firmness::Tentative => "TENTATIVE",
                Firmness::Confirmed => "CONFIRMED",
                Firmness::Cancelled => "CANCELLED",
            },
        );
        calendar.text("SUMMARY", &plain(&self.title));
        if let Some(place) = &self.place {
            calendar.text("LOCATION", &plain(place));
        }
        calendar.text("DESCRIPTION", &plain(&self.description));
        calendar.line("END", "VEVENT");
    }

    /// The same, as a feed tells it.
    pub fn item(&self) -> Item {
        let Self { case, .. } = self;
        let head = [Some(self.standing.clone()), Some(rfc3339(self.starts_at)), self.place.clone()];
        let head: Vec<String> = head.into_iter().flatten().collect();
        Item {
            id: case.id.0,
            path: self.path.clone(),
            title: self.title.clone(),
            author: self.holder.clone(),
            category: Some(case.state.clone()),
            text: format!("{}\n{}", head.join(" · "), self.description),
            published_at: self.public_at,
            updated_at: case.updated_at.0,
        }
    }
}

/// Something that a feed tells of.
#[derive(Debug)]
pub struct Item {
    /// Its id.
    pub id: Uuid,
    /// Where it stands in the API.
    pub path: String,
    /// What it is about.
    pub title: String,
    /// Whose it is.
    pub author: String,
    /// A code by which programs sort it, if any.
    pub category: Option<String>,
    /// What is said of it.
    pub text: String,
    /// Since when everybody reads it.
    pub published_at: Option<OffsetDateTime>,
    /// When it changed last.
    pub updated_at: OffsetDateTime,
}

impl Item {
    fn entry(self) -> Result<Entry, Problem> {
        let instant = |at: OffsetDateTime| rfc3339(at).parse().map_err(Problem::internal);
        Ok(Entry {
            title: AtomText::plain(plain(&self.title)),
            id: format!("urn:uuid:{}", self.id),
            updated: instant(self.updated_at)?,
            authors: vec![Person { name: plain(&self.author), ..Person::default() }],
            categories: self.category.into_iter().map(|term| Category { term, ..Category::default() }).collect(),
            links: vec![Link { href: self.path, rel: "alternate".to_owned(), ..Link::default() }],
            published: self.published_at.map(instant).transpose()?,
            summary: Some(AtomText::plain(plain(&self.text))),
            ..Entry::default()
        })
    }
}

/// What a calendar or a feed is of.
#[derive(Debug)]
pub struct Channel {
    /// The collection.
    pub collection: &'static str,
    /// What is in it, for programs.
    pub product: &'static str,
    /// What is in it, for people.
    pub name: Text,
}

/// How often a program may ask again.
const EVERY: &str = "PT1H";

impl Channel {
    /// Sends a calendar; of one of them, as a file of this name.
    pub fn send_calendar(
        &self,
        request: &HttpRequest,
        file: Option<&'static str>,
        told: &[Told<'_>],
        lang: Lang,
    ) -> HttpResponse {
        let mut calendar = Ical::begin(self.product, self.name.get(lang), EVERY, lang);
        for one in told {
            one.write(&mut calendar);
        }
        send_public(request, ICS, file, calendar.written(), lang)
    }

    /// Sends a feed of these, the one that changed last first.
    pub fn send_feed(
        &self,
        app: &App,
        request: &HttpRequest,
        items: impl IntoIterator<Item = Item>,
        lang: Lang,
    ) -> Result<HttpResponse, Problem> {
        let entries = items.into_iter().map(Item::entry).collect::<Result<Vec<_>, _>>()?;
        // One without entries is of this day: what it had before is not known.
        let today = rfc3339(zone::start_of(zone::local(app.clock.now()).date()));
        let updated = entries.first().map(|entry| entry.updated).map_or_else(|| today.parse(), Ok);
        let narrowed = narrowed(request, lang);
        // Links are relative: whoever fetched the feed knows where from.
        let itself = format!("{}/{}.atom?{narrowed}", crate::http::BASE, self.collection);
        let feed = Feed {
            title: AtomText::plain(self.name.get(lang)),
            id: format!("urn:merzim:{}:{narrowed}", self.collection),
            updated: updated.map_err(Problem::internal)?,
            generator: Some(Generator { value: "Merzim".to_owned(), ..Generator::default() }),
            links: vec![Link { href: itself, rel: "self".to_owned(), ..Link::default() }],
            lang: Some(lang.code().to_owned()),
            entries,
            ..Feed::default()
        };
        Ok(send_public(request, "application/atom+xml; charset=utf-8", None, feed.to_string(), lang))
    }
}

/// The query that asks for a feed in this language, always in the same order: another filter makes another feed, and so does
/// another language, whether the query names it or a header.
fn narrowed(request: &HttpRequest, lang: Lang) -> String {
    let mut query: BTreeMap<String, String> = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
    query.insert("lang".to_owned(), lang.code().to_owned());
    serde_urlencoded::to_string(query).unwrap_or_default()
}
