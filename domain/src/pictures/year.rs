//! A year of the working calendar: each day what it is, and under the months each day that is not ordinary, with its act.

use maud::{Markup, html};
use time::{Date, Month};

use super::{MONTHS, Picture, WEEK, column, cut, day_in, wrapped};
use crate::calendar::{Day, DayKind, UnknownYear, WorkCalendar};
use crate::text::{Lang, Text};
use crate::vocabulary::Vocabulary;

/// Widths and heights, in the units of the drawing.
const CELL: usize = 30;
const LINE: usize = 27;
const MONTH: usize = 7 * CELL + 30;
const IN_A_ROW: usize = 4;
const BLOCK: usize = 6 * LINE + 70;
const HEAD: usize = 70;
const EDGE: usize = 24;
const NOTE: usize = 19;

const STYLE: &str = "\
.Weekend,.off{fill:var(--pale)}.mark{fill:none;stroke:var(--ink);stroke-width:1.5}.Holiday .mark{fill:var(--bad);stroke:var(--bad)}\
.Holiday text{fill:var(--paper);font-weight:600}.DayOff .mark{stroke:var(--bad);stroke-width:2}.SubstituteDayOff .mark{stroke:var(--bad);\
stroke-width:2;stroke-dasharray:3 2}.MovedDayOff .mark{stroke:var(--act);stroke-width:2}.MovedWorkingDay .mark{stroke:var(--act);stroke-width:3}\
.MovedWorkingDay text{font-weight:600}.month{font-size:14px;font-weight:600}";

const NAME: Text = Text::new("Жұмыс күнтізбесі", "Рабочий календарь", "Working calendar");
const WORKED: Text = Text::new("жұмыс күні", "рабочих дней", "working days");
const PROVISIONAL: Text =
    Text::new("деректер әлі өзгеруі мүмкін", "данные ещё могут измениться", "the data may still change");

/// The form of a mark: its colour is not needed to tell one from another.
const fn class(kind: DayKind) -> &'static str {
    match kind {
        DayKind::WorkingDay => "WorkingDay",
        DayKind::Weekend => "Weekend",
        DayKind::Holiday => "Holiday",
        DayKind::DayOff => "DayOff",
        DayKind::SubstituteDayOff => "SubstituteDayOff",
        DayKind::MovedDayOff => "MovedDayOff",
        DayKind::MovedWorkingDay => "MovedWorkingDay",
    }
}

/// Kinds that are marked, in the order of the legend.
const MARKED: [DayKind; 5] =
    [DayKind::Holiday, DayKind::DayOff, DayKind::SubstituteDayOff, DayKind::MovedDayOff, DayKind::MovedWorkingDay];

/// The mark of a kind around the middle of a cell: a bar under what is worked, a frame around what is not.
fn mark(kind: DayKind, x: usize, y: usize) -> Markup {
    html! {
        @match kind {
            DayKind::WorkingDay | DayKind::Weekend => {}
            DayKind::MovedWorkingDay => line class="mark" x1=(x - 10) y1=(y + 9) x2=(x + 10) y2=(y + 9) {},
            DayKind::MovedDayOff => rect class="mark" x=(x - 13) y=(y - 11) width="26" height="22" {},
            DayKind::Holiday | DayKind::DayOff | DayKind::SubstituteDayOff => {
                rect class="mark" x=(x - 13) y=(y - 11) width="26" height="22" rx="5" {}
            }
        }
    }
}

/// What there is to say of a day that is not ordinary, but for its act.
fn said(day: &Day<'_>, lang: Lang) -> String {
    let occasion = day.occasion.map(|occasion| occasion.get(lang).to_owned());
    let counterpart = day.counterpart.map(|other| format!("↔ {}", day_in(other, lang)));
    let kind = day.kind.title().get(lang).to_owned();
    [occasion, Some(kind), counterpart].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The same on one line of the list: the marks tell the kind.
fn short(day: &Day<'_>, lang: Lang) -> String {
    let kind = day.kind.title();
    let what = day.occasion.unwrap_or(&kind).get(lang);
    let counterpart = day.counterpart.map(|other| format!(" ↔ {}", day_in(other, lang)));
    format!("{} · {what}{}", day_in(day.date, lang), counterpart.unwrap_or_default())
}

fn month(calendar: &WorkCalendar, first: Date, name: &str, lang: Lang) -> Result<Markup, UnknownYear> {
    let place = usize::from(u8::from(first.month())) - 1;
    let (left, top) = (EDGE + MONTH * (place % IN_A_ROW), HEAD + BLOCK * (place / IN_A_ROW));
    let mut days = Vec::new();
    let own =
        std::iter::successors(Some(first), |date| date.next_day()).take_while(|date| date.month() == first.month());
    for date in own {
        let week = (usize::from(date.day()) + column(first) - 1) / 7;
        days.push((calendar.day(date)?, left + CELL * column(date) + CELL / 2, top + 60 + LINE * week));
    }
    Ok(html! {
        text class="month" x=(left + 6) y=(top + 14) { (name) }
        @for (number, name) in WEEK.iter().enumerate() {
            text class=(if number < 5 { "small" } else { "small off" }) x=(left + CELL * number + CELL / 2) y=(top + 36)
                text-anchor="middle" { (name.get(lang)) }
        }
        @for (day, x, y) in days {
            g class=(class(day.kind)) {
                @if let Some(basis) = day.basis.filter(|_| MARKED.contains(&day.kind)) {
                    title { (day_in(day.date, lang)) ": " (said(&day, lang)) " · " (basis.get(lang)) }
                }
                (mark(day.kind, x, y))
                text class=[(day.kind == DayKind::Weekend).then_some("off")] x=(x) y=(y + 5) text-anchor="middle" {
                    (day.date.day())
                }
            }
        }
    })
}

/// Draws a year.
///
/// # Errors
/// [`UnknownYear`] when the calendar has no data for it.
pub fn draw(calendar: &WorkCalendar, year: i32, lang: Lang) -> Result<String, UnknownYear> {
    let notes = calendar.exceptions_of(year)?;
    let months = (1..=12_u8).zip(&MONTHS).filter_map(|(number, name)| {
        let first = Date::from_calendar_date(year, Month::try_from(number).ok()?, 1).ok()?;
        Some(month(calendar, first, name.get(lang), lang))
    });
    let months = months.collect::<Result<Vec<_>, _>>()?;
    let provisional =
        if calendar.is_provisional(year) { format!(" · {}", PROVISIONAL.get(lang)) } else { String::new() };
    let about = format!("{} {}{provisional}", calendar.working_days_in(year)?, WORKED.get(lang));
    let legend = HEAD + BLOCK * 3 + 6;
    let width = EDGE * 2 + MONTH * IN_A_ROW - 30;
    // The acts, each once, in the order in which the year comes to them.
    let mut acts: Vec<&str> = Vec::new();
    for act in notes.iter().filter_map(|day| day.basis) {
        if !acts.contains(&act.get(lang)) {
            acts.push(act.get(lang));
        }
    }
    let number_of = |day: &Day<'_>| acts.iter().position(|act| day.basis.is_some_and(|basis| basis.get(lang) == *act));
    let (list, rows) = (legend + NOTE * 4, notes.len().div_ceil(2));
    let cited: Vec<String> =
        (1..).zip(&acts).flat_map(|(number, act)| wrapped(&format!("[{number}] {act}"), 140)).collect();
    let height = list + NOTE * (rows + cited.len() + 1) + EDGE;
    let name = format!("{} {year}", NAME.get(lang));
    let told: Vec<String> =
        notes.iter().map(|day| format!("{} · {}", day_in(day.date, lang), said(day, lang))).collect();
    let body = html! {
        text class="title" x=(EDGE) y="34" { (name) }
        text class="pale" x=(EDGE) y="54" { (about) }
        @for month in months { (month) }
        @for (number, kind) in MARKED.into_iter().enumerate() {
            @let (x, y) = (EDGE + 14 + (width - EDGE) / 3 * (number % 3), legend + 10 + (NOTE + 8) * (number / 3));
            g class=(class(kind)) { (mark(kind, x, y)) text x=(x) y=(y + 5) text-anchor="middle" { "1" } }
            text class="pale" x=(x + 20) y=(y + 4) { (cut(kind.title().get(lang), 44)) }
        }
        @for (place, day) in notes.iter().enumerate() {
            text class="small" x=(EDGE + width / 2 * (place / rows)) y=(list + NOTE * (place % rows)) {
                (cut(&short(day, lang), 66))
                @if let Some(number) = number_of(day) { tspan class="pale" { " [" (number + 1) "]" } }
            }
        }
        @for (number, line) in cited.iter().enumerate() {
            text class="pale" x=(EDGE) y=(list + NOTE * (rows + 1 + number)) { (line) }
        }
    };
    let about = [about, told.join("; "), acts.join("; ")].join(". ");
    Ok(Picture { width, height, name: &name, about: &about, style: STYLE }.draw(lang, &body))
}
