//! Pictures, in SVG: the table of a procedure, a year of the calendar, the way to a due date, the time line of a case.
//!
//! They are read in light and in dark, and in black and white: what matters differs in form, never in colour alone. What is drawn
//! is said in words too, for whoever does not see it.

pub mod grid;
pub mod ladder;
pub mod timeline;
pub mod trace;
pub mod year;

use maud::{Markup, PreEscaped, html};
use time::{Date, OffsetDateTime};

use crate::text::{Lang, Text};
use crate::zone;

/// Colours and letters of every picture.
const STYLE: &str = "\
:root{--ink:#1b1f24;--pale:#5f6b78;--rail:#d5dbe3;--band:#f1f4f8;--act:#0b5cad;--open:#8f5000;--good:#1a7f37;--bad:#b3261e;\
--paper:#fff}\
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6edf3;--pale:#98a3b0;--rail:#39424d;--band:#1b222b;--act:#6cb2ff;\
--open:#e3a34f;--good:#56d364;--bad:#ff7b72;--paper:#0d1117}}\
svg{background:var(--paper);font:13px system-ui,sans-serif}\
text{fill:var(--ink)}.title{font-size:18px;font-weight:600}.pale{fill:var(--pale);font-size:11px}.small{font-size:11px}\
.strong{font-weight:600}.band{fill:var(--band)}.rail{stroke:var(--rail)}";

/// A picture: its size, its name, what it says in words, and what it shows.
struct Picture<'words> {
    width: usize,
    height: usize,
    name: &'words str,
    about: &'words str,
    /// What it looks like besides [`STYLE`].
    style: &'static str,
}

impl Picture<'_> {
    fn draw(&self, lang: Lang, body: &Markup) -> String {
        let Self { width, height, name, about, style } = *self;
        let drawing = html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height)
                lang=(lang.code()) role="img" aria-label=(name) aria-description=(about)
            {
                title { (name) }
                desc { (about) }
                style { (PreEscaped(STYLE)) (PreEscaped(style)) }
                (body)
            }
        };
        drawing.into_string()
    }
}

/// A text in lines of at most so many signs, where its words allow that.
fn wrapped(text: &str, signs: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= signs => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A text that fits within so many signs.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

/// A day as people write it: `16.03.2026`, in English `16 Mar 2026`.
fn day_in(date: Date, lang: Lang) -> String {
    let (day, year) = (date.day(), date.year());
    match lang {
        Lang::Kk | Lang::Ru => format!("{day:02}.{:02}.{year}", u8::from(date.month())),
        Lang::En => format!("{day} {} {year}", cut_to(month_in(date, lang), 3)),
    }
}

fn cut_to(text: &str, signs: usize) -> String {
    text.chars().take(signs).collect()
}

/// A moment as people write it, by Kazakhstan's clocks.
fn moment_in(at: OffsetDateTime, lang: Lang) -> String {
    let at = zone::local(at);
    format!("{} {:02}:{:02}", day_in(at.date(), lang), at.hour(), at.minute())
}

static MONTHS: [Text; 12] = [
    Text::new("Қаңтар", "Январь", "January"),
    Text::new("Ақпан", "Февраль", "February"),
    Text::new("Наурыз", "Март", "March"),
    Text::new("Сәуір", "Апрель", "April"),
    Text::new("Мамыр", "Май", "May"),
    Text::new("Маусым", "Июнь", "June"),
    Text::new("Шілде", "Июль", "July"),
    Text::new("Тамыз", "Август", "August"),
    Text::new("Қыркүйек", "Сентябрь", "September"),
    Text::new("Қазан", "Октябрь", "October"),
    Text::new("Қараша", "Ноябрь", "November"),
    Text::new("Желтоқсан", "Декабрь", "December"),
];

/// The days of the week from Monday on, as the heads of columns.
static WEEK: [Text; 7] = [
    Text::new("Дс", "Пн", "Mo"),
    Text::new("Сс", "Вт", "Tu"),
    Text::new("Ср", "Ср", "We"),
    Text::new("Бс", "Чт", "Th"),
    Text::new("Жм", "Пт", "Fr"),
    Text::new("Сн", "Сб", "Sa"),
    Text::new("Жс", "Вс", "Su"),
];

fn month_in(date: Date, lang: Lang) -> &'static str {
    let month = usize::from(u8::from(date.month()));
    MONTHS.get(month - 1).map_or("", |name| name.get(lang))
}

/// In which column of a week a date stands: Monday in the first.
fn column(date: Date) -> usize {
    usize::from(date.weekday().number_days_from_monday())
}
