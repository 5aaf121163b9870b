//! Where everything of a week stands: its days, its hours, its events.

use time::{Date, OffsetDateTime};

use super::Grid;
use crate::zone;

/// Minutes of a day.
const DAY: usize = 24 * 60;
/// The hours that are always shown in full.
pub(super) const WORKED: std::ops::Range<usize> = 9..18;
/// How high an hour stands, and one in which nothing begins or ends.
const FULL: usize = 4;
const FOLDED: usize = 1;
/// The least height of an event, and the least width.
pub(super) const LEAST: usize = 32;
const NARROW: usize = 24;
const SLIM: usize = 58;
const BAR: usize = 20;

/// What stands in one day: a whole event, or its part before or after midnight.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Which event.
    pub entry: usize,
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
    /// Whether it began before this day, and goes on after it.
    pub goes_on: (bool, bool),
}

/// An hour of the day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hour {
    pub hour: usize,
    pub y: usize,
    pub height: usize,
    /// Whether nothing begins or ends in it, so that it is told by its height alone that it is there.
    pub is_folded: bool,
}

/// A day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub date: Date,
    pub x: usize,
    pub width: usize,
}

/// Where everything stands.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub columns: Vec<Column>,
    pub hours: Vec<Hour>,
    /// Events within a day.
    pub blocks: Vec<Block>,
    /// Events of several days, above the hours.
    pub bars: Vec<Block>,
    pub top: usize,
    pub bottom: usize,
    pub right: usize,
}

/// A part of an event, in minutes of a day.
struct Part {
    entry: usize,
    day: usize,
    from: usize,
    to: usize,
    goes_on: (bool, bool),
}

/// A part between two heights, in one of several lanes side by side.
struct Laned {
    part: Part,
    top: usize,
    bottom: usize,
    lane: usize,
    lanes: usize,
    span: usize,
}

fn minute(at: OffsetDateTime) -> usize {
    let at = zone::local(at);
    usize::from(at.hour()) * 60 + usize::from(at.minute())
}

impl Layout {
    /// Lays out a week between these edges. It is wider where more is at the same time than fits side by side.
    pub(super) fn of(
        grid: &Grid,
        is_off: impl Fn(Date) -> bool,
        edges: (usize, usize),
        head: usize,
        foot: usize,
    ) -> Self {
        let dates: Vec<Date> = grid.week.days().collect();
        let (parts, long) = parted(grid, &dates);
        let bars = lanes_of_bars(&long);
        let count = bars.iter().map(|lane| lane + 1).max().unwrap_or(0);
        let top = head + if count == 0 { 0 } else { count * BAR + 6 };
        let hours = hours(&parts, top, foot);
        let bottom = hours.last().map_or(top, |last| last.y + last.height);
        let laned = laned(parts, &hours, dates.len());

        let most: Vec<usize> = (0..dates.len())
            .map(|day| laned.iter().filter(|laned| laned.part.day == day).map(|laned| laned.lanes).max().unwrap_or(0))
            .collect();
        let columns = columns(&dates, &most, is_off, edges);
        let right = columns.last().map_or(edges.1, |last| last.x + last.width);
        let blocks = laned.into_iter().filter_map(|laned| {
            let column = columns.get(laned.part.day)?;
            let at = |lane: usize| 3 + (column.width - 6) * lane / laned.lanes;
            let (x, end) = (at(laned.lane), at(laned.lane + laned.span));
            let (y, height) = (laned.top + 1, laned.bottom - laned.top - 2);
            let goes_on = laned.part.goes_on;
            Some(Block { entry: laned.part.entry, x: column.x + x, y, width: end - x - 2, height, goes_on })
        });
        let bars = long.into_iter().zip(bars).filter_map(|(bar, lane)| {
            let (first, last) = (columns.get(bar.from)?, columns.get(bar.to)?);
            let (x, y) = (first.x + 3, head + 3 + lane * BAR);
            let width = last.x + last.width - 4 - x;
            Some(Block { entry: bar.entry, x, y, width, height: BAR - 2, goes_on: bar.goes_on })
        });
        Self { blocks: blocks.collect(), bars: bars.collect(), columns, hours, top, bottom, right }
    }

    /// Where a minute of the day stands, if its hour is shown.
    pub(super) fn place(&self, at: OffsetDateTime) -> Option<usize> {
        place(&self.hours, minute(at))
    }
}

/// The parts of events within days, and the events of several days, which go from one day to another.
fn parted(grid: &Grid, dates: &[Date]) -> (Vec<Part>, Vec<Part>) {
    let (mut parts, mut long) = (Vec::new(), Vec::new());
    for (entry, event) in grid.entries.iter().enumerate() {
        let (first, last) = event.days();
        let within: Vec<usize> =
            dates.iter().enumerate().filter(|(_, date)| (first..=last).contains(date)).map(|(day, _)| day).collect();
        let (Some(from), Some(to)) = (within.first(), within.last()) else { continue };
        let before = dates.get(*from).is_some_and(|date| *date > first);
        let after = dates.get(*to).is_some_and(|date| *date < last);
        if first != last && event.ends_at - event.starts_at > time::Duration::DAY {
            long.push(Part { entry, day: 0, from: *from, to: *to, goes_on: (before, after) });
            continue;
        }
        for day in within {
            let (is_first, is_last) = (dates.get(day) == Some(&first), dates.get(day) == Some(&last));
            let from = if is_first { minute(event.starts_at) } else { 0 };
            // What ends at midnight ends with its day.
            let end = if zone::local(event.ends_at).date() > last { DAY } else { minute(event.ends_at) };
            let to = if is_last { end.max(from) } else { DAY };
            parts.push(Part { entry, day, from, to, goes_on: (!is_first, !is_last) });
        }
    }
    // Then few lanes hold them all.
    long.sort_by_key(|bar| bar.from);
    (parts, long)
}

/// In which lane each event of several days stands, from the top.
fn lanes_of_bars(bars: &[Part]) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let place = |bar: &Part| {
        let lane = ends.iter().position(|end| *end < bar.from).unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = bar.to,
            None => ends.push(bar.to),
        }
        lane
    };
    bars.iter().map(place).collect()
}

/// The hours shown: those that are worked, and from the first to the last one in which something happens. Those in which nothing
/// begins or ends are folded, unless they are worked.
fn hours(parts: &[Part], top: usize, foot: usize) -> Vec<Hour> {
    let begins = |part: &Part| (part.from / 60).min(23);
    let ends = |part: &Part| (part.to.saturating_sub(1) / 60).max(begins(part)).min(23);
    let first = parts.iter().map(begins).min().unwrap_or(WORKED.start).min(WORKED.start);
    let last = parts.iter().map(ends).max().unwrap_or(WORKED.end - 1).max(WORKED.end - 1);
    let weight = |hour: usize| {
        let happens = |part: &Part| !part.goes_on.0 && begins(part) == hour || !part.goes_on.1 && ends(part) == hour;
        if WORKED.contains(&hour) || parts.iter().any(happens) { FULL } else { FOLDED }
    };
    let weights: Vec<(usize, usize)> = (first..=last).map(|hour| (hour, weight(hour))).collect();
    let all: usize = weights.iter().map(|(_, weight)| weight).sum();
    // On one sheet, as long as an hour has room for something to read.
    let height = foot.saturating_sub(top).max(all * LEAST / FULL);
    let (mut done, mut hours) = (0, Vec::new());
    for (hour, weight) in weights {
        let (y, end) = (top + height * done / all, top + height * (done + weight) / all);
        hours.push(Hour { hour, y, height: end - y, is_folded: weight == FOLDED });
        done += weight;
    }
    hours
}

fn place(hours: &[Hour], minute: usize) -> Option<usize> {
    let (hour, rest) = (minute / 60, minute % 60);
    match hours.iter().find(|known| known.hour == hour) {
        Some(known) => Some(known.y + known.height * rest / 60),
        // The end of the last one.
        None => hours.last().filter(|last| last.hour + 1 == hour && rest == 0).map(|last| last.y + last.height),
    }
}

/// The parts, each in a lane of its own among those with which it shares a height: it takes the lanes at its right that are free.
fn laned(parts: Vec<Part>, hours: &[Hour], days: usize) -> Vec<Laned> {
    let bottom = hours.last().map_or(0, |last| last.y + last.height);
    let mut placed: Vec<Laned> = parts
        .into_iter()
        .filter_map(|part| {
            let (top, end) = (place(hours, part.from)?, place(hours, part.to).unwrap_or(bottom));
            // What is short at the end of the day begins a little higher, rather than end below it.
            let top = top.min(bottom.saturating_sub(LEAST));
            Some(Laned { bottom: end.max(top + LEAST), part, top, lane: 0, lanes: 1, span: 1 })
        })
        .collect();
    placed.sort_by_key(|laned| (laned.part.day, laned.top, usize::MAX - laned.bottom, laned.part.entry));
    let mut done = Vec::with_capacity(placed.len());
    for day in 0..days {
        let rest = placed.iter().position(|laned| laned.part.day > day).unwrap_or(placed.len());
        let mut together: Vec<Laned> = Vec::new();
        let mut until = 0;
        for laned in placed.drain(..rest) {
            if laned.top >= until {
                done.append(&mut side_by_side(std::mem::take(&mut together)));
            }
            until = until.max(laned.bottom);
            together.push(laned);
        }
        done.append(&mut side_by_side(together));
    }
    done
}

fn side_by_side(mut together: Vec<Laned>) -> Vec<Laned> {
    let mut ends: Vec<usize> = Vec::new();
    for laned in &mut together {
        laned.lane = ends.iter().position(|end| *end <= laned.top).unwrap_or(ends.len());
        match ends.get_mut(laned.lane) {
            Some(end) => *end = laned.bottom,
            None => ends.push(laned.bottom),
        }
    }
    let taken: Vec<(usize, usize, usize)> = together.iter().map(|one| (one.lane, one.top, one.bottom)).collect();
    for laned in &mut together {
        let beside =
            taken.iter().filter(|(lane, top, bottom)| *lane > laned.lane && *top < laned.bottom && laned.top < *bottom);
        let next = beside.map(|(lane, ..)| *lane).min().unwrap_or(ends.len());
        (laned.lanes, laned.span) = (ends.len(), next - laned.lane);
    }
    together
}

/// The days side by side: one is the wider, the more is in it at the same time, and narrow on a day off on which nothing happens.
fn columns(
    dates: &[Date],
    most: &[usize],
    is_off: impl Fn(Date) -> bool,
    (left, right): (usize, usize),
) -> Vec<Column> {
    let weights: Vec<usize> = dates
        .iter()
        .zip(most)
        .map(|(date, lanes)| match lanes {
            0 if is_off(*date) => 62,
            0 => 90,
            lanes => (100 + 32 * (lanes - 1)).min(270),
        })
        .collect();
    let all: usize = weights.iter().sum::<usize>().max(1);
    let mut x = left;
    let mut columns = Vec::with_capacity(dates.len());
    for ((date, weight), lanes) in dates.iter().zip(&weights).zip(most) {
        let width = ((right - left) * weight / all).max(lanes * NARROW + 6).max(SLIM);
        columns.push(Column { date: *date, x, width });
        x += width;
    }
    columns
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::datetime;

    use super::super::Entry;
    use super::*;
    use crate::agenda::EventStatus;
    use crate::text::Lang;
    use crate::week::Week;

    /// A grid of events that begin so many minutes after its Monday and last so long.
    fn grid(events: &[(i64, i64)]) -> Grid {
        let monday = datetime!(2026-05-11 00:00 +5);
        let entry = |(start, long): &(i64, i64)| Entry {
            title: "Отырыс".to_owned(),
            starts_at: monday + Duration::minutes(*start),
            ends_at: monday + Duration::minutes(start + long),
            place: String::new(),
            region: None,
            organiser: String::new(),
            status: EventStatus::Confirmed,
            change: None,
            embargo_until: None,
            heading: None,
            details: Vec::new(),
        };
        let (week, entries) = (Week::of(monday.date()), events.iter().map(entry).collect());
        let (issuer, left_out) = (String::new(), Vec::new());
        Grid { week, lang: Lang::Kk, issuer, now: monday, version: None, reason: None, entries, left_out }
    }

    fn laid_out(events: &[(i64, i64)]) -> Layout {
        Layout::of(&grid(events), |_| false, (60, 1160), 112, 780)
    }

    fn overlap(one: &Block, other: &Block) -> bool {
        one.x < other.x + other.width
            && other.x < one.x + one.width
            && one.y < other.y + other.height
            && other.y < one.y + one.height
    }

    #[test]
    fn what_goes_over_midnight_stands_in_both_days_and_what_lasts_longer_above_them() {
        let night = laid_out(&[(22 * 60, 5 * 60)]);
        assert_eq!((night.blocks.len(), night.bars.len()), (2, 0));
        assert_eq!(night.blocks.iter().map(|block| block.goes_on).collect::<Vec<_>>(), [(false, true), (true, false)]);
        // It ends with its day.
        assert_eq!(laid_out(&[(22 * 60, 2 * 60)]).blocks.len(), 1);
        let long = laid_out(&[(-10 * 60, 3 * 24 * 60)]);
        assert_eq!((long.blocks.len(), long.bars.len()), (0, 1));
        assert_eq!(long.bars[0].goes_on, (true, false));
        assert!(long.bars[0].y + long.bars[0].height <= long.top);
        // It is over, or has not begun.
        let other = laid_out(&[(-600, 60), (-60, 60), (8 * 24 * 60, 60)]);
        assert!(other.blocks.is_empty() && other.bars.is_empty());
    }

    #[test]
    fn hours_that_are_worked_are_always_shown_and_others_as_far_as_something_happens() {
        let hours = |events: &[(i64, i64)]| {
            let hours = laid_out(events).hours;
            (hours[0].hour, hours[hours.len() - 1].hour, hours.iter().filter(|hour| hour.is_folded).count())
        };
        assert_eq!(hours(&[]), (9, 17, 0));
        assert_eq!(hours(&[(10 * 60, 60)]), (9, 17, 0));
        assert_eq!(hours(&[(6 * 60 + 30, 30)]), (6, 17, 2));
        assert_eq!(hours(&[(20 * 60, 60)]), (9, 20, 2));
        assert_eq!(hours(&[(23 * 60 + 59, 1)]), (9, 23, 5));
    }

    proptest! {
        #[test]
        fn every_event_of_the_week_is_drawn_and_none_hides_another(
            events in prop::collection::vec((-2_000_i64..12_000, 0_i64..4_000), 0..70),
        ) {
            let layout = laid_out(&events);
            let grid = grid(&events);
            for (place, entry) in grid.entries.iter().enumerate() {
                let (first, last) = entry.days();
                let is_shown = layout.blocks.iter().chain(&layout.bars).any(|block| block.entry == place);
                prop_assert_eq!(is_shown, grid.week.days().any(|day| (first..=last).contains(&day)), "{}", place);
            }
            for (place, block) in layout.blocks.iter().enumerate() {
                prop_assert!(block.y >= layout.top && block.y + block.height <= layout.bottom, "{:?}", block);
                prop_assert!(block.x >= 60 && block.x + block.width <= layout.right && block.width > 8, "{:?}", block);
                prop_assert!(layout.blocks.iter().skip(place + 1).all(|other| !overlap(block, other)), "{:?}", block);
            }
            for (place, bar) in layout.bars.iter().enumerate() {
                prop_assert!(bar.x + bar.width <= layout.right && bar.y + bar.height <= layout.top, "{:?}", bar);
                prop_assert!(layout.bars.iter().skip(place + 1).all(|other| !overlap(bar, other)), "{:?}", bar);
            }
        }
    }
}
