//! A week of events, hour by hour: as a picture for a sheet of A4 in landscape, and as a page with the same picture and with every
//! event in words, day by day.

mod drawing;
mod layout;
mod page;

use time::{Date, Month, OffsetDateTime};

use super::cut;
use crate::agenda::EventStatus;
use crate::calendar;
use crate::region::Region;
use crate::text::{Lang, Text};
use crate::vocabulary::Vocabulary;
use crate::week::Week;
use crate::zone;

pub use drawing::draw;
pub use page::page;

const NAME: Text = Text::new("Медиа-грид", "Медиа-грид", "Media grid");
const DRAFT: Text = Text::new("жоба", "проект", "draft");
const VERSION: Text = Text::new("{}-нұсқа", "версия {}", "version {}");
const WEEK_NUMBER: Text = Text::new("{}-апта", "неделя {}", "week {}");
const EMPTY: Text =
    Text::new("Бұл аптаға іс-шара енгізілмеген", "На эту неделю мероприятий нет", "No events this week");
const EMBARGO: Text = Text::new("Эмбарго: {} дейін", "Эмбарго до {}", "Under embargo until {}");
const UNDER_EMBARGO: Text = Text::new("эмбарго", "эмбарго", "embargo");
const LEFT_OUT: Text = Text::new("Гридтен алып тасталды", "Исключено из грида", "Left out of the grid");
const NOW: Text = Text::new("қазір", "сейчас", "now");
const NO_REGION: Text = Text::new("өңірі көрсетілмеген", "без региона", "no region");

/// An event as it is drawn.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is.
    pub title: String,
    /// When it begins.
    pub starts_at: OffsetDateTime,
    /// When it ends.
    pub ends_at: OffsetDateTime,
    /// Where it is.
    pub place: String,
    /// In which region, if it is in one.
    pub region: Option<Region>,
    /// Whose it is.
    pub organiser: String,
    /// How sure it is.
    pub status: EventStatus,
    /// How it differs from what the version before said of it, in words; none, where its status says so.
    pub change: Option<String>,
    /// Until when nothing may be published of it.
    pub embargo_until: Option<OffsetDateTime>,
    /// Under which heading it stands, if under one.
    pub heading: Option<String>,
    /// What else there is to say: names, and what stands under them.
    pub details: Vec<(String, String)>,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The week.
    pub week: Week,
    /// In which language.
    pub lang: Lang,
    /// Who issues it.
    pub issuer: String,
    /// When it is looked at.
    pub now: OffsetDateTime,
    /// The number of the version, and when it was sent; none while it is a draft.
    pub version: Option<(u32, OffsetDateTime)>,
    /// Why this version was sent, if that is said.
    pub reason: Option<String>,
    /// The events, in the order in which they are told; the place of each is its number.
    pub entries: Vec<Entry>,
    /// The events of earlier versions that it leaves out.
    pub left_out: Vec<Entry>,
}

impl Grid {
    /// Which version it is, and of when.
    fn edition(&self) -> String {
        match self.version {
            Some((number, sent_at)) => {
                let version = VERSION.with(&Text::same(number));
                format!("{} · {}", version.get(self.lang), super::moment_in(sent_at, self.lang))
            }
            None => DRAFT.get(self.lang).to_owned(),
        }
    }

    /// The number of the week in its year.
    fn number(&self) -> String {
        WEEK_NUMBER.with(&Text::same(self.week.monday().iso_week())).get(self.lang).to_owned()
    }

    /// The regions in which there is something, in the order of their codes.
    fn regions(&self) -> Vec<Option<Region>> {
        let mut regions: Vec<_> = self.entries.iter().map(|entry| entry.region).collect();
        regions.sort_unstable_by_key(|region| (region.is_none(), *region));
        regions.dedup();
        regions
    }

    /// The class of a region: what comes from one has one colour.
    fn hue(&self, region: Option<Region>) -> String {
        match self.regions().iter().position(|known| *known == region) {
            Some(place) if region.is_some() => format!("r{}", place % HUES.len()),
            _ => "r".to_owned(),
        }
    }
}

/// Colours of regions, by day and by night.
static HUES: [(&str, &str); 10] = [
    ("#0b5cad", "#6cb2ff"),
    ("#b3541e", "#f0883e"),
    ("#1a7f37", "#56d364"),
    ("#8250df", "#bc8cff"),
    ("#bf3989", "#f778ba"),
    ("#0f7b83", "#39c5cf"),
    ("#8a6d00", "#d9b32c"),
    ("#a40e26", "#ff8f85"),
    ("#4d6a0e", "#a3c55a"),
    ("#5a4a8a", "#a99ae0"),
];

/// The colours of regions as a style sheet has them.
fn hues() -> String {
    let rules = |pick: fn(&(&'static str, &'static str)) -> &'static str| -> String {
        HUES.iter().enumerate().map(|(place, pair)| format!(".r{place}{{--hue:{}}}", pick(pair))).collect()
    };
    let (day, night) = (rules(|pair| pair.0), rules(|pair| pair.1));
    format!(".r{{--hue:var(--pale)}}{day}@media screen and (prefers-color-scheme:dark){{{night}}}")
}

impl Entry {
    /// Until when it is under embargo, in words.
    fn embargo(&self, lang: Lang) -> Option<String> {
        let until = super::moment_in(self.embargo_until?, lang);
        Some(EMBARGO.with(&Text::same(until)).get(lang).to_owned())
    }

    /// On which days it begins and ends; what ends at midnight ends on the day before.
    fn days(&self) -> (Date, Date) {
        let (first, end) = (zone::local(self.starts_at).date(), zone::local(self.ends_at));
        let last = if end.time() == time::Time::MIDNIGHT && end.date() > first {
            end.date().previous_day().unwrap_or(first)
        } else {
            end.date()
        };
        (first, last.max(first))
    }

    /// From when to when, in words: with dates where it is not on one day.
    fn hours(&self, lang: Lang) -> String {
        let (start, end) = (zone::local(self.starts_at), zone::local(self.ends_at));
        let clock = |at: OffsetDateTime| format!("{:02}:{:02}", at.hour(), at.minute());
        // What ends at midnight ends at 24:00 of the day before.
        let (first, last) = self.days();
        let until = if last == end.date() { clock(end) } else { "24:00".to_owned() };
        if end <= start {
            clock(start)
        } else if first == last || end - start <= time::Duration::DAY {
            format!("{}–{until}", clock(start))
        } else {
            format!("{} {} – {} {until}", short_day(first, lang), clock(start), short_day(last, lang))
        }
    }

    /// Everything that is drawn, in words.
    fn told(&self, lang: Lang) -> String {
        let (first, _) = self.days();
        let status = self.status.title();
        [
            format!("{}, {}", day_of(first, lang), self.hours(lang)),
            self.title.clone(),
            self.place.clone(),
            self.organiser.clone(),
            status.get(lang).to_owned(),
        ]
        .into_iter()
        .chain(self.embargo(lang))
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
    }
}

static WEEKDAYS: [Text; 7] = [
    Text::new("Дүйсенбі", "Понедельник", "Monday"),
    Text::new("Сейсенбі", "Вторник", "Tuesday"),
    Text::new("Сәрсенбі", "Среда", "Wednesday"),
    Text::new("Бейсенбі", "Четверг", "Thursday"),
    Text::new("Жұма", "Пятница", "Friday"),
    Text::new("Сенбі", "Суббота", "Saturday"),
    Text::new("Жексенбі", "Воскресенье", "Sunday"),
];

fn month_of(month: Month, lang: Lang) -> &'static str {
    calendar::month_of(month).get(lang)
}

fn weekday_of(date: Date, lang: Lang) -> &'static str {
    WEEKDAYS.get(super::column(date)).map_or("", |name| name.get(lang))
}

/// `11.05`.
fn short_day(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Kk | Lang::Ru => format!("{:02}.{:02}", date.day(), u8::from(date.month())),
        Lang::En => format!("{} {}", date.day(), cut(month_of(date.month(), lang), 4).trim_end_matches('…')),
    }
}

/// `Дүйсенбі, 11 мамыр`.
fn day_of(date: Date, lang: Lang) -> String {
    format!("{}, {} {}", weekday_of(date, lang), date.day(), month_of(date.month(), lang))
}

/// The days of a week: `2026 жылғы 11–17 мамыр`, `28 декабря 2026 – 3 января 2027 года`.
fn span(week: Week, lang: Lang) -> String {
    let (first, last) = (week.monday(), week.end().previous_day().unwrap_or(week.monday()));
    let day = |date: Date| format!("{} {}", date.day(), month_of(date.month(), lang));
    let days = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => format!("{}–{}", first.day(), day(last)),
        (true, false) => format!("{} – {}", day(first), day(last)),
        (false, _) => {
            let (first, last) = ((day(first), first.year()), (day(last), last.year()));
            return match lang {
                Lang::Kk => format!("{} жылғы {} – {} жылғы {}", first.1, first.0, last.1, last.0),
                Lang::Ru => format!("{} {} – {} {} года", first.0, first.1, last.0, last.1),
                Lang::En => format!("{} {} – {} {}", first.0, first.1, last.0, last.1),
            };
        }
    };
    match lang {
        Lang::Kk => format!("{} жылғы {days}", first.year()),
        Lang::Ru => format!("{days} {} года", first.year()),
        Lang::En => format!("{days} {}", first.year()),
    }
}
