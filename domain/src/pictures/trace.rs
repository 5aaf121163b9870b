//! The way to a due date: the weeks from the event on, each day with its number in the term, or why it has none.

use std::collections::BTreeMap;

use maud::{Markup, html};
use time::{Date, Duration, OffsetDateTime};

use super::{PLAIN, Picture, SMALL, WEEK, column, day_in, fit, fitted, moment_in, month_in};
use crate::calendar::{DayKind, WorkCalendar};
use crate::law::Law;
use crate::rulebook::Rule;
use crate::term::{Deadline, Step, StepKind};
use crate::text::{Lang, Text};
use crate::vocabulary::Vocabulary;
use crate::zone;

/// Widths and heights, in the units of the drawing.
const CELL: usize = 96;
const WEEK_HEIGHT: usize = 58;
const SIDE: usize = 92;
const EDGE: usize = 20;
const LINE: usize = 18;
/// How wide a line of the head is, and one in a cell.
const WIDE: usize = SIDE + CELL * 7;
const IN_CELL: usize = CELL - 20;
/// How many lines the name of a duty has at most.
const NAME_LINES: usize = 6;

const STYLE: &str = "\
.cell{fill:none;stroke:var(--rail)}.counted .cell{fill:var(--paper);stroke:var(--act);stroke-width:1.5}.not .cell{fill:url(#hatch)}\
.out text{fill:var(--rail)}.run .cell{fill:var(--band)}.run text{fill:var(--pale)}.number{font-size:19px;font-weight:600}.counted .number{fill:var(--act)}.due .cell{stroke:var(--bad);\
stroke-width:3}.due .inner{fill:none;stroke:var(--bad)}.event .cell{fill:var(--act)}.event text{fill:var(--paper)}\
.stripe{stroke:var(--rail)}";

const EVENT: Text = Text::new("Оқиға", "Событие", "Event");
const DUE: Text = Text::new("Мерзімі", "Срок", "Due");
const NO_TERM: Text = Text::new("акт мерзім белгілемейді", "акт срока не устанавливает", "the act states no term");

/// What a cell says of a day that is not counted.
fn word(step: &Step, occasion: Option<&str>, lang: Lang) -> String {
    let short = match step.kind {
        StepKind::Event => Text::new("оқиға", "событие", "event"),
        StepKind::Waiting => Text::new("тіркеу күтеді", "ждёт регистрации", "waits"),
        StepKind::Registered => Text::new("тіркелді", "регистрация", "registered"),
        StepKind::Counted => Text::new("есептеледі", "в счёт", "counted"),
        StepKind::Skipped => match (occasion, step.day) {
            (Some(occasion), _) => return fit(occasion, IN_CELL, SMALL),
            (None, DayKind::Weekend) => Text::new("демалыс", "выходной", "weekend"),
            (None, _) => Text::new("есепке алынбайды", "не в счёт", "not counted"),
        },
        StepKind::ClearDay => Text::new("толық күн", "полный день", "clear day"),
        StepKind::TermEnd => Text::new("соңғы күн", "последний день", "last day"),
        StepKind::Rolled => Text::new("ауысады", "перенос", "moves on"),
        StepKind::Due => Text::new("мерзімі", "срок", "due"),
        StepKind::Set => Text::new("шешіммен", "по решению", "by decision"),
        StepKind::Begun => Text::new("апта басталды", "неделя началась", "week begins"),
    };
    fit(short.get(lang), IN_CELL, SMALL)
}

/// What is told of a day to whoever points at it, or hears it.
fn told(calendar: &WorkCalendar, date: Date, steps: &[&Step], lang: Lang) -> String {
    let words = steps.iter().map(|step| match step.number {
        Some(number) => format!("{}: {number}", step.kind.title().get(lang)),
        None => step.kind.title().get(lang).to_owned(),
    });
    let day = calendar.day(date).ok();
    let kind = day.map(|day| day.kind.title().get(lang).to_owned());
    let occasion = day.and_then(|day| day.occasion).map(|occasion| occasion.get(lang).to_owned());
    let basis = day.and_then(|day| day.basis).map(|basis| basis.get(lang).to_owned());
    let said: Vec<String> = words.chain(kind).chain(occasion).chain(basis).collect();
    format!("{}: {}", day_in(date, lang), said.join("; "))
}

/// One day of the grid, whose upper left corner stands here.
fn cell(
    calendar: &WorkCalendar,
    date: Date,
    steps: Option<&[&Step]>,
    is_due: bool,
    (x, y): (usize, usize),
    lang: Lang,
) -> Markup {
    let (is_within, steps) = (steps.is_some(), steps.unwrap_or_default());
    let counted = steps.iter().find_map(|step| step.number.filter(|_| step.kind == StepKind::Counted));
    let event = steps.iter().any(|step| step.kind == StepKind::Event);
    let kind = match (is_within, counted, event) {
        (false, ..) => "out",
        // A term in months passes over it.
        (true, None, false) if steps.is_empty() => "run",
        (_, Some(_), _) => "counted",
        (.., true) => "event",
        _ => "not",
    };
    let occasion = calendar.day(date).ok().and_then(|day| day.occasion).map(|occasion| occasion.get(lang));
    let last = steps.last().map(|step| word(step, occasion, lang));
    html! {
        g class=(format!("{kind}{}", if is_due { " due" } else { "" })) {
            @if !steps.is_empty() { title { (told(calendar, date, steps, lang)) } }
            rect class="cell" x=(x + 2) y=(y + 2) width=(CELL - 4) height=(WEEK_HEIGHT - 4) rx="5" {}
            @if is_due { rect class="inner" x=(x + 6) y=(y + 6) width=(CELL - 12) height=(WEEK_HEIGHT - 12) rx="3" {} }
            text class="small" x=(x + 11) y=(y + 21) { (date.day()) }
            @if let Some(number) = counted {
                text class="number" x=(x + CELL - 12) y=(y + 26) text-anchor="end" { (number) }
            }
            @if counted.is_none() || is_due {
                text class="small" x=(x + 11) y=(y + 44) {
                    @if is_due { (DUE.get(lang)) } @else { (last.unwrap_or_default()) }
                }
            }
        }
    }
}

/// Draws the way from an event to the due date of a rule.
///
/// [`UnknownYear`] when the weeks around it leave the years that the calendar has data for.
pub fn draw(law: &Law, rule: &Rule, event: OffsetDateTime, deadline: &Deadline, lang: Lang) -> String {
    let mut days: BTreeMap<Date, Vec<&Step>> = BTreeMap::new();
    days.entry(zone::local(event).date()).or_default();
    for step in &deadline.trace {
        days.entry(step.date).or_default().push(step);
    }
    let due = deadline.due.map(|due| due.on);
    if let Some(due) = due {
        days.entry(due).or_default();
    }
    let ends = days.first_key_value().zip(days.last_key_value()).map(|((first, _), (last, _))| (*first, *last));
    let (first, last) = ends.unwrap_or_else(|| {
        let day = zone::local(event).date();
        (day, day)
    });
    let monday = first.checked_sub(whole(column(first))).unwrap_or(first);
    let dates: Vec<Date> = std::iter::successors(Some(monday), |date| date.next_day())
        .take_while(|date| *date <= last || column(*date) > 0)
        .collect();

    let name = fitted(&format!("{} · {}", rule.id, rule.what.get(lang)), WIDE, PLAIN, NAME_LINES);
    let basis = law.rulebook.act(&rule.act).map_or("", |act| act.title.get(lang));
    let moments = [
        format!("{}: {} · {}", EVENT.get(lang), moment_in(event, lang), rule.event.get(lang)),
        format!("{}: {}", DUE.get(lang), due.map_or_else(|| NO_TERM.get(lang).to_owned(), |due| day_in(due, lang))),
    ];
    let head = 34 + LINE * (name.len() + 3);
    let (width, height) = (EDGE * 2 + SIDE + CELL * 7, head + 26 + WEEK_HEIGHT * dates.len().div_ceil(7) + EDGE);
    let told: Vec<String> = days.iter().map(|(date, steps)| told(&law.calendar, *date, steps, lang)).collect();
    let within = |date: Date| (first..=last).contains(&date).then(|| days.get(&date).map_or(&[][..], Vec::as_slice));
    let body = html! {
        defs {
            pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                line class="stripe" x1="0" y1="0" x2="0" y2="7" stroke-width="2" {}
            }
        }
        @for (number, line) in name.iter().enumerate() { text class="strong" x=(EDGE) y=(34 + LINE * number) { (line) } }
        text class="pale" x=(EDGE) y=(34 + LINE * name.len()) { (fit(&format!("¶{} · {basis}", rule.provision), WIDE, SMALL)) }
        @for (number, line) in moments.iter().enumerate() {
            text x=(EDGE) y=(34 + LINE * (name.len() + 1 + number)) { (fit(line, WIDE, PLAIN)) }
        }
        @for (number, name) in WEEK.iter().enumerate() {
            text class="pale" x=(EDGE + SIDE + CELL * number + 11) y=(head + 14) { (name.get(lang)) }
        }
        @for (number, date) in dates.iter().enumerate() {
            @let (x, y) = (EDGE + SIDE + CELL * (number % 7), head + 22 + WEEK_HEIGHT * (number / 7));
            @if number == 0 || date.day() <= 7 && column(*date) == 0 {
                text class="strong" x=(EDGE) y=(y + 22) { (month_in(*date, lang)) }
                text class="pale" x=(EDGE) y=(y + 38) { (date.year()) }
            }
            (cell(&law.calendar, *date, within(*date), due == Some(*date), (x, y), lang))
        }
    };
    let about = [moments.join("; "), told.join(". ")].join(". ");
    Picture { width, height, name: &name.join(" "), about: &about, style: STYLE }.draw(lang, &body)
}

fn whole(days: usize) -> Duration {
    Duration::days(i64::try_from(days).unwrap_or_default())
}
