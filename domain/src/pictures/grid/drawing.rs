//! The week as a picture.

use maud::{Markup, html};
use time::Date;

use super::layout::{Block, Layout, WORKED};
use super::{EMPTY, Entry, Grid, NAME, NO_REGION, NOW, UNDER_EMBARGO, hues, month_of, span, weekday_of};
use crate::agenda::EventStatus;
use crate::calendar::WorkCalendar;
use crate::pictures::{Picture, WEEK, column, fitted, measure};
use crate::region::Region;
use crate::text::Lang;
use crate::vocabulary::Vocabulary;
use crate::zone;

/// A sheet of A4 in landscape, a unit a quarter of a millimetre.
const WIDTH: usize = 1188;
const HEIGHT: usize = 840;
const EDGE: usize = 20;
const SCALE: usize = 46;
const HEAD: usize = 112;
const LEGEND: usize = 20;
/// Sizes of letters.
const LETTERS: usize = 11;
const SMALL: usize = 10;
const LINE: usize = 13;
/// Below this width words run down.
const NARROW: usize = 44;

const STYLE: &str = "\
.off{fill:var(--band)}.outside{fill:var(--band);opacity:.55}.hour{stroke:var(--rail)}.day{stroke:var(--rail)}\
.today{fill:var(--act)}.big{font-size:20px;font-weight:600}.tiny{font-size:10px}.head{font-size:11px;font-weight:600}\
.box{fill:var(--paper);stroke:var(--hue);stroke-width:1}.confirmed .tint{fill:var(--hue);fill-opacity:.16}\
.confirmed .box{stroke-opacity:.55}.tint{fill:none}.planned .box{stroke-dasharray:4 3}.postponed .tint{fill:url(#put-off)}\
.postponed .box{stroke-dasharray:4 3}.cancelled .box{stroke:var(--pale);stroke-dasharray:1 3}.stripe{fill:var(--hue)}\
.cancelled .stripe{fill:var(--pale);opacity:.5}.cancelled text{fill:var(--pale)}.cancelled .struck{text-decoration:line-through}\
.put-off{stroke:var(--pale);stroke-width:1;opacity:.45}.lock{fill:var(--ink)}.shackle{fill:none;stroke:var(--ink);stroke-width:1.6}\
.now{stroke:var(--bad);stroke-width:2}.dot{fill:var(--bad)}.nowword{fill:var(--bad);font-size:10px;font-weight:600}\
.arrow{fill:var(--hue)}.draft{fill:var(--bad);font-weight:600}.name{fill:var(--act)}.big{white-space:pre}.folded{fill:url(#fold)}.fold{stroke:var(--rail)}\
@media print{.moment{display:none}svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

const fn class(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Planned => "planned",
        EventStatus::Confirmed => "confirmed",
        EventStatus::Postponed => "postponed",
        EventStatus::Cancelled => "cancelled",
    }
}

/// The mark of an embargo: a lock, 9 wide and 12 high.
fn lock(x: usize, y: usize) -> Markup {
    html! {
        rect class="lock" x=(x) y=(y + 5) width="9" height="7" rx="1" {}
        path class="shackle" d=(format!("M{} {} v-2 a2.5 2.5 0 0 1 5 0 v2", x + 2, y + 5)) {}
    }
}

/// What an event looks like: its box, whose form tells how sure it is, and whose colour tells the region.
fn boxed(width: usize, height: usize) -> Markup {
    let (w, h) = (width.saturating_sub(1), height.saturating_sub(1));
    html! {
        rect class="box" x="0.5" y="0.5" width=(w) height=(h) rx="4" {}
        rect class="tint" x="0.5" y="0.5" width=(w) height=(h) rx="4" {}
        rect class="stripe" x="0" y="0" width="4" height=(height) rx="2" {}
    }
}

/// The words in a box within a day: its number and hours, its title, its place, as far as there is room. Where it is narrow, all
/// but the number runs down.
fn words(entry: &Entry, number: usize, block: &Block, lang: Lang) -> Markup {
    let (locked, before, after) = (entry.embargo_until.is_some(), block.goes_on.0, block.goes_on.1);
    let width = block.width.saturating_sub(11);
    let start = zone::local(entry.starts_at);
    let start = format!("{:02}:{:02}", start.hour(), start.minute());
    let is_narrow = width < NARROW || width < NARROW * 3 / 2 && block.height > block.width * 3 / 2;
    let marks = if is_narrow { 0 } else { 13 * (usize::from(locked) + usize::from(before)) };
    let heads =
        [format!("{number} · {}", entry.hours(lang)), format!("{number} · {start}"), format!("{number} {start}")];
    let heading = heads.iter().find(|words| measure(words, LETTERS) * 21 / 20 + marks <= width);
    let (long, most) = if is_narrow {
        (block.height.saturating_sub(if locked { 34 } else { 22 }), block.width.saturating_sub(7) / LINE)
    } else {
        (width, (block.height.saturating_sub(if after { 24 } else { 18 }) / LINE).max(1))
    };
    let title = fitted(&entry.title, long, LETTERS, if long < NARROW { 0 } else { most });
    let most = if title.is_empty() { 0 } else { most };
    let left = most.saturating_sub(title.len());
    let place = fitted(&entry.place, long, SMALL, left.min(2));
    let organiser = fitted(&entry.organiser, long, SMALL, left.saturating_sub(place.len()).min(2));
    let lines = title.iter().map(|words| ("small struck", words));
    let lines = lines.chain(place.iter().chain(&organiser).map(|words| ("pale tiny", words)));
    html! {
        @match heading {
            Some(heading) => { text class="head tiny" x="8" y="13" { (heading) } }
            None => {
                text class="head tiny" x=(block.width / 2 + 1) y="13" text-anchor="middle" { (number) }
                @if title.is_empty() && measure(&start, SMALL) < width {
                    text class="tiny" x=(block.width / 2 + 2) y="26" text-anchor="middle" { (start) }
                }
            }
        }
        @for (line, (class, words)) in lines.enumerate() {
            @if is_narrow {
                @let right = block.width - 6 - LINE * line;
                text class=(class) x="0" y="0" transform=(format!("translate({} 20) rotate(90)", right - 4)) { (words) }
            } @else {
                text class=(class) x="8" y=(27 + LINE * line) { (words) }
            }
        }
        @if locked {
            @if is_narrow { (lock(block.width / 2 - 3, block.height - 15)) } @else { (lock(block.width - 14, 3)) }
        }
    }
}

/// The words on a bar over several days.
fn line_of(entry: &Entry, number: usize, block: &Block, lang: Lang) -> Markup {
    let locked = entry.embargo_until.is_some();
    let said = [entry.hours(lang), entry.title.clone(), entry.place.clone()].join(" · ");
    let edges = 22 + if locked { 14 } else { 0 } + measure(&number.to_string(), SMALL) + 6;
    let said = fitted(&said, block.width.saturating_sub(edges), SMALL, 1);
    html! {
        text class="tiny" x="12" y="13" {
            tspan class="head tiny" { (number) } " "
            @for words in said { tspan class="struck" { (words) } }
        }
        @if locked { (lock(block.width - 26, 3)) }
    }
}

/// Triangles on the sides at which an event goes on beyond what is shown.
fn arrows(block: &Block, sideways: bool, locked: bool) -> Markup {
    let (w, h) = (block.width, block.height);
    let (before, after) = if sideways {
        (format!("M1 {} l8 -5 v10 z", h / 2), format!("M{} {} l-8 -5 v10 z", w - 1, h / 2))
    } else {
        let right = w.saturating_sub(if locked { 22 } else { 9 });
        (format!("M{right} 4 l-5 7 h10 z"), format!("M{} {} l-5 -7 h10 z", w - 9, h - 3))
    };
    html! {
        @if block.goes_on.0 { path class="arrow" d=(before) {} }
        @if block.goes_on.1 { path class="arrow" d=(after) {} }
    }
}

/// An event. What does not fit in its box is cut off at its edge.
fn event(grid: &Grid, block: &Block, sideways: bool) -> Markup {
    let Some(entry) = grid.entries.get(block.entry) else { return Markup::default() };
    let number = block.entry + 1;
    html! {
        svg class=(format!("{} {}", class(entry.status), grid.hue(entry.region))) x=(block.x) y=(block.y) width=(block.width)
            height=(block.height)
        {
            title { (number) ". " (entry.told(grid.lang)) }
            (boxed(block.width, block.height))
            @if sideways { (line_of(entry, number, block, grid.lang)) } @else { (words(entry, number, block, grid.lang)) }
            (arrows(block, sideways, entry.embargo_until.is_some()))
        }
    }
}

/// The head of a day: its name, its number, and why it is not worked.
fn head(calendar: &WorkCalendar, date: Date, x: usize, width: usize, is_today: bool, lang: Lang) -> Markup {
    let occasion = calendar.day(date).ok().and_then(|day| day.occasion).map_or("", |occasion| occasion.get(lang));
    let (day, month) = (date.day().to_string(), month_of(date.month(), lang));
    let beside = 8 + measure(&day, 22) + 5;
    let month = if beside + measure(month, LETTERS) > width { "" } else { month };
    let name = Some(weekday_of(date, lang)).filter(|name| 12 + measure(name, LETTERS + 1) <= width);
    let short = WEEK.get(column(date)).map_or("", |name| name.get(lang));
    let room = width.saturating_sub(beside + measure(month, LETTERS) + 16);
    html! {
        @if is_today { rect class="today" x=(x) y=(HEAD - 46) width=(width) height="3" {} }
        text class="head" x=(x + 8) y=(HEAD - 30) { (name.unwrap_or(short)) }
        text class="big" x=(x + 8) y=(HEAD - 8) { (day) }
        text class="small" x=(x + beside) y=(HEAD - 8) { (month) }
        @if room > 40 {
            @for words in fitted(occasion, room, SMALL, 1) {
                text class="pale tiny" x=(x + width - 6) y=(HEAD - 8) text-anchor="end" { (words) }
            }
        }
    }
}

/// The scale at the left: where hours begin, and which are folded.
fn scale(layout: &Layout) -> Markup {
    let (left, right) = (EDGE + SCALE, layout.right);
    let folded = |place: usize| layout.hours.get(place).is_none_or(|hour| hour.is_folded);
    let (mut said, mut marks) = (0, Vec::new());
    for (place, hour) in layout.hours.iter().enumerate() {
        // Between hours that are folded there is no line.
        if !hour.is_folded || place > 0 && !folded(place - 1) {
            let is_said = said == 0 || hour.y >= said + LINE;
            marks.push((hour, is_said));
            said = if is_said { hour.y } else { said };
        }
    }
    html! {
        @for hour in layout.hours.iter().filter(|hour| !WORKED.contains(&hour.hour)) {
            rect class=(if hour.is_folded { "folded" } else { "outside" }) x=(left) y=(hour.y) width=(right - left) height=(hour.height) {}
        }
        @for (hour, is_said) in marks {
            line class="hour" x1=(left - 6) y1=(hour.y) x2=(right) y2=(hour.y) {}
            @if is_said {
                text class="pale" x=(left - 10) y=(hour.y + 4) text-anchor="end" { (format!("{:02}:00", hour.hour)) }
            }
        }
        line class="hour" x1=(left - 6) y1=(layout.bottom) x2=(right) y2=(layout.bottom) {}
    }
}

/// A sign of the legend: how it looks, and what it says.
struct Sign {
    look: Markup,
    words: String,
    width: usize,
}

fn sign(look: Markup, words: String) -> Sign {
    let width = 34 + measure(&words, LETTERS) + 18;
    Sign { look, words, width }
}

/// The signs that the picture uses, in rows.
fn legend(grid: &Grid, width: usize) -> Vec<Vec<Sign>> {
    let sample = |class: String| html! { svg class=(class) width="26" height="14" { (boxed(26, 14)) } };
    let status = |status: EventStatus| {
        let count = grid.entries.iter().filter(|entry| entry.status == status).count();
        (count > 0).then(|| {
            let words = format!("{} · {count}", status.title().get(grid.lang));
            sign(sample(format!("{} r", class(status))), words)
        })
    };
    let embargo = grid.entries.iter().any(|entry| entry.embargo_until.is_some());
    let embargo = embargo.then(|| sign(lock(9, 1), UNDER_EMBARGO.get(grid.lang).to_owned()));
    let region = |region: Option<Region>| {
        let count = grid.entries.iter().filter(|entry| entry.region == region).count();
        let name = region.map_or(NO_REGION, Vocabulary::title);
        let look = html! { svg class=(grid.hue(region)) width="26" height="14" {
            rect class="stripe" x="6" y="1" width="14" height="12" rx="3" {}
        } };
        sign(look, format!("{} · {count}", name.get(grid.lang)))
    };
    let mut signs: Vec<Sign> = EventStatus::ALL.iter().copied().filter_map(status).chain(embargo).collect();
    let mut rows: Vec<Vec<Sign>> = Vec::new();
    // What tells the regions stands in rows of its own.
    for group in [std::mem::take(&mut signs), grid.regions().into_iter().map(region).collect()] {
        let mut left = 0;
        for sign in group {
            if sign.width > left {
                rows.push(Vec::new());
                left = width;
            }
            left = left.saturating_sub(sign.width);
            if let Some(row) = rows.last_mut() {
                row.push(sign);
            }
        }
    }
    rows
}

/// Draws a week.
#[must_use]
pub fn draw(calendar: &WorkCalendar, grid: &Grid) -> String {
    let lang = grid.lang;
    let is_off = |date: Date| !calendar.is_working_day(date).unwrap_or(column(date) < 5);
    let rows = legend(grid, WIDTH - EDGE * 2).len();
    let foot = HEIGHT - 12 - LEGEND * rows - 12;
    let layout = Layout::of(grid, is_off, (EDGE + SCALE, WIDTH - EDGE), HEAD, foot);
    let width = layout.right + EDGE;
    let rows = legend(grid, width - EDGE * 2);
    let height = (layout.bottom + 12 + LEGEND * rows.len() + 12).max(HEIGHT);
    let today = zone::local(grid.now).date();
    let (name, span) = (NAME, span(grid.week, lang));
    let name = name.get(lang);
    let told = grid.entries.iter().enumerate().map(|(place, entry)| format!("{}. {}", place + 1, entry.told(lang)));
    let told: Vec<String> = told.collect();
    let about = if told.is_empty() { EMPTY.get(lang).to_owned() } else { told.join(". ") };
    let about = format!("{span}, {}. {about}", grid.edition());
    let body = html! {
        style { (maud::PreEscaped(hues())) }
        defs {
            pattern id="put-off" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                line class="put-off" x1="0" y1="0" x2="0" y2="6" {}
            }
            pattern id="fold" width="4" height="4" patternUnits="userSpaceOnUse" { line class="fold" x1="0" y1="2" x2="2" y2="2" {} }
        }
        text class="big" x=(EDGE) y="34" { tspan class="name" { (name) } "  " (span) }
        text class="pale" x=(EDGE) y="53" { (grid.issuer) }
        text class="pale" x=(width - EDGE) y="34" text-anchor="end" { (grid.number()) }
        text class=(if grid.version.is_some() { "pale" } else { "draft" }) x=(width - EDGE) y="53" text-anchor="end" { (grid.edition()) }
        @for column in layout.columns.iter().filter(|column| is_off(column.date)) {
            rect class="off" x=(column.x) y=(HEAD - 46) width=(column.width) height=(layout.bottom + 46 - HEAD) {}
        }
        (scale(&layout))
        @for column in &layout.columns {
            line class="day" x1=(column.x) y1=(HEAD - 46) x2=(column.x) y2=(layout.bottom) {}
            (head(calendar, column.date, column.x, column.width, column.date == today, lang))
        }
        line class="day" x1=(layout.right) y1=(HEAD - 46) x2=(layout.right) y2=(layout.bottom) {}
        @for bar in &layout.bars { (event(grid, bar, true)) }
        @for block in &layout.blocks { (event(grid, block, false)) }
        @if told.is_empty() {
            text class="big pale" x=((layout.right + EDGE + SCALE) / 2) y=((layout.top + layout.bottom) / 2) text-anchor="middle" {
                (EMPTY.get(lang))
            }
        }
        @if let Some((today, y)) = layout.columns.iter().find(|column| column.date == today).zip(layout.place(grid.now)) {
            g class="moment" {
                line class="now" x1=(today.x) y1=(y) x2=(today.x + today.width) y2=(y) {}
                circle class="dot" cx=(today.x) cy=(y) r="4" {}
                text class="nowword" x=(EDGE) y=(y + 4) { (NOW.get(lang)) }
            }
        }
        @for (row, signs) in rows.iter().enumerate() {
            @for (place, sign) in signs.iter().enumerate() {
                @let x = EDGE + signs.iter().take(place).map(|sign| sign.width).sum::<usize>();
                @let y = layout.bottom + 12 + LEGEND * row;
                svg x=(x) y=(y) width=(sign.width) height="16" {
                    (sign.look)
                    text class="small" x="34" y="11" { (sign.words) }
                }
            }
        }
    };
    let title = format!("{name}: {span}");
    Picture { width, height, name: &title, about: &about, style: STYLE }.draw(lang, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_to_its_room_and_no_letter_is_lost_before() {
        for width in [8, 40, 90, 400] {
            for most in 0..5 {
                let text = "Ішкі саясат басқармасының баспасөз-конференциясы, 2026 жылдың қорытындылары";
                let lines = fitted(text, width, 11, most);
                assert!(lines.len() <= most, "{lines:?}");
                assert!(lines.iter().all(|line| line.chars().count() <= 2 || measure(line, 11) <= width), "{lines:?}");
                let said: String = lines.concat().replace([' ', '…', '-'], "");
                assert!(text.replace([' ', '-'], "").starts_with(&said), "{said}");
            }
        }
        assert_eq!(fitted("Отырыс", 200, 11, 3), ["Отырыс"]);
        assert_eq!(fitted("Сельскохозяйственная", 100, 11, 3), ["Сельскохо-", "зяйственная"]);
        assert!(fitted("", 200, 11, 3).is_empty());
    }
}
