//! Pictures, in SVG: the table of a procedure, a year of the calendar, the way to a due date, the time line of a case, the results of
//! a survey.
//!
//! They are read in light and in dark, and in black and white: what matters differs in form, never in colour alone. What is drawn
//! is said in words too, for whoever does not see it.

pub mod bars;
pub mod grid;
pub mod ladder;
pub mod months;
pub mod timeline;
pub mod trace;
pub mod year;

use std::collections::VecDeque;

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

/// Sizes of the letters of [`STYLE`]: of plain text, of what is pale or small, of a title.
const PLAIN: usize = 13;
const SMALL: usize = 11;
const TITLE: usize = 18;

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

/// How wide a text is in letters of this size, estimated for a wide typeface: what fits by it fits in others too.
fn measure(text: &str, size: usize) -> usize {
    let wide = |sign: char| match sign {
        'i' | 'j' | 'l' | 'і' | 'ј' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | '[' | ']' | ' ' => 36,
        'f' | 't' | 'r' | 'I' | 'І' | '-' | '/' | '"' | '·' => 42,
        'м' | 'ш' | 'щ' | 'ж' | 'ю' | 'ы' | 'ф' | 'm' | 'w' | '%' | '@' | '—' | '…' => 92,
        'М' | 'Ш' | 'Щ' | 'Ж' | 'Ю' | 'Ы' | 'Ф' | 'M' | 'W' => 106,
        sign if sign.is_uppercase() => 74,
        _ => 63,
    };
    text.chars().map(wide).sum::<usize>() * size / 100
}

/// As much of a text as fits in lines of a width, the last one ended by `…` where there is more.
fn fitted(text: &str, width: usize, size: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().map(str::to_owned).collect::<VecDeque<_>>();
    while let Some(word) = words.pop_front() {
        let joined = lines.last().map(|line| format!("{line} {word}")).filter(|joined| measure(joined, size) <= width);
        match joined {
            Some(joined) => {
                lines.pop();
                lines.push(joined);
            }
            None if lines.len() == most => {
                let mut line = lines.pop().unwrap_or_default();
                while !line.is_empty() && measure(&format!("{line}…"), size) > width {
                    line.pop();
                }
                lines.push(format!("{}…", line.trim_end()));
                break;
            }
            // A word that is longer than a line is parted.
            None if measure(&word, size) > width => {
                let ends = word.char_indices().map(|(at, sign)| at + sign.len_utf8());
                let fits = |end: &usize| word.get(..*end).is_some_and(|head| measure(head, size) <= width);
                let ends: Vec<usize> = ends.take_while(fits).collect();
                let parts =
                    |end: &&usize| word.split_at_checked(**end).is_some_and(|(head, rest)| may_part(head, rest));
                let hyphen = ends.iter().rev().find(|end| word.get(..**end).is_some_and(|head| head.ends_with('-')));
                let first = word.chars().next().map_or(0, char::len_utf8);
                let end = hyphen.or_else(|| ends.iter().rev().skip(1).find(parts)).or_else(|| ends.last());
                let (head, rest) = word.split_at_checked(end.copied().unwrap_or(first)).unwrap_or((&word, ""));
                let hyphenated =
                    Some(format!("{head}-")).filter(|line| may_part(head, rest) && measure(line, size) <= width);
                lines.push(hyphenated.unwrap_or_else(|| head.to_owned()));
                if !rest.is_empty() {
                    words.push_front(rest.to_owned());
                }
            }
            None => lines.push(word),
        }
    }
    if most == 0 { Vec::new() } else { lines }
}

/// Whether a word may be parted there: after a vowel, before a consonant and a vowel.
fn may_part(head: &str, rest: &str) -> bool {
    let is_vowel = |sign: char| "аәеёиоөуұүыіэюяАӘЕЁИОӨУҰҮЫІЭЮЯ".contains(sign);
    let mut signs = rest.chars();
    let next = (signs.next(), signs.next());
    head.chars().count() > 1
        && head.ends_with(is_vowel)
        && next.0.is_some_and(|sign| sign.is_alphabetic() && !is_vowel(sign) && !"ьъйЬЪЙ".contains(sign))
        && next.1.is_some_and(is_vowel)
}

/// As much of a text as fits on one line of a width, in letters of this size.
fn fit(text: &str, width: usize, size: usize) -> String {
    fitted(text, width, size, 1).pop().unwrap_or_default().replace("-…", "…")
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
