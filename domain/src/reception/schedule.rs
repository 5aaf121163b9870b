//! Whether receivers and their patterns can make a schedule.

use super::pattern::{Pattern, Window};
use super::quarter::Quarter;

/// How many slots a schedule may have.
const MOST_SLOTS: i64 = 2_000;

/// What is wrong with a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongSchedule {
    /// It may have more slots than there can be.
    TooManySlots,
    /// Something of the receiver at this place.
    Receiver(usize, WrongPattern),
}

/// What is wrong with a receiver and their pattern. A window or an exception is told by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongPattern {
    /// A receiver further on has the same code.
    CodeTwice,
    /// There is no window.
    Empty,
    /// A window of every week does not end after it begins.
    WeeklyOrder(usize),
    /// A window of a single day does not end after it begins.
    SingleOrder(usize),
    /// The day of a window is not in the quarter.
    SingleOutside(usize),
    /// An exception is not in the quarter.
    ExceptionOutside(usize),
}

/// Whether these receivers, each a code and a pattern, can make the schedule of a quarter. What the calendar has a say in is
/// seen when the patterns are expanded.
///
/// # Errors
/// [`WrongSchedule`], with the first mistake.
pub fn check_schedule(quarter: Quarter, receivers: &[(&str, Pattern)]) -> Result<(), WrongSchedule> {
    if receivers.iter().map(|(_, pattern)| pattern.most_slots()).sum::<i64>() > MOST_SLOTS {
        return Err(WrongSchedule::TooManySlots);
    }
    for (place, (code, pattern)) in receivers.iter().enumerate() {
        let twice = receivers.iter().skip(place + 1).any(|(other, _)| other == code);
        let checked = if twice { Err(WrongPattern::CodeTwice) } else { pattern.check(quarter) };
        checked.map_err(|wrong| WrongSchedule::Receiver(place, wrong))?;
    }
    Ok(())
}

impl Pattern {
    /// How many slots it gives at most, told without making them: a quarter has fourteen weeks, counted from both ends.
    fn most_slots(&self) -> i64 {
        const WEEKS: i64 = 14;
        let of =
            |window: &Window| (window.until - window.from).whole_minutes().max(0) / self.slot.whole_minutes().max(1);
        let weekly: i64 = self.weekly.iter().map(|(_, window)| WEEKS * of(window)).sum();
        let single: i64 = self.single.iter().map(|(_, window)| of(window)).sum();
        weekly + single
    }

    fn check(&self, quarter: Quarter) -> Result<(), WrongPattern> {
        let in_order = |window: &Window| window.from < window.until;
        if self.weekly.is_empty() && self.single.is_empty() {
            return Err(WrongPattern::Empty);
        }
        if let Some(place) = self.weekly.iter().position(|(_, window)| !in_order(window)) {
            return Err(WrongPattern::WeeklyOrder(place));
        }
        for (place, (date, window)) in self.single.iter().enumerate() {
            if !in_order(window) {
                return Err(WrongPattern::SingleOrder(place));
            }
            if !quarter.contains(*date) {
                return Err(WrongPattern::SingleOutside(place));
            }
        }
        match self.exceptions.iter().position(|date| !quarter.contains(*date)) {
            Some(place) => Err(WrongPattern::ExceptionOutside(place)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, time};
    use time::{Date, Duration};

    use super::*;
    use crate::reception::WeekDay;

    #[test]
    fn a_schedule_is_told_its_first_mistake_and_where_it_is() {
        let quarter = Quarter::parse("2026-Q1").unwrap();
        let window = |from, until| Window { from, until };
        let morning = window(time!(10:00), time!(10:50));
        let (inside, outside) = (date!(2026 - 02 - 03), date!(2026 - 04 - 01));
        let of = |weekly: &[Window], single: &[(Date, Window)], exceptions: &[Date]| Pattern {
            slot: Duration::minutes(20),
            weekly: weekly.iter().map(|one| (WeekDay::Monday, *one)).collect(),
            single: single.to_vec(),
            exceptions: exceptions.to_vec(),
        };
        let first = ("minister", of(&[morning], &[], &[]));
        let backwards = window(time!(10:00), time!(10:00));
        for (pattern, wrong) in [
            (of(&[], &[], &[outside]), WrongPattern::Empty),
            (of(&[morning, backwards], &[(outside, morning)], &[]), WrongPattern::WeeklyOrder(1)),
            (of(&[morning], &[(outside, backwards)], &[]), WrongPattern::SingleOrder(0)),
            (of(&[], &[(inside, morning), (outside, morning)], &[outside]), WrongPattern::SingleOutside(1)),
            (of(&[morning], &[], &[inside, outside]), WrongPattern::ExceptionOutside(1)),
        ] {
            let schedule = [first.clone(), ("deputy", pattern)];
            assert_eq!(check_schedule(quarter, &schedule), Err(WrongSchedule::Receiver(1, wrong)));
        }
        let twice = [first, ("minister", of(&[], &[], &[]))];
        assert_eq!(check_schedule(quarter, &twice), Err(WrongSchedule::Receiver(0, WrongPattern::CodeTwice)));
        assert_eq!(check_schedule(quarter, &twice[..1]), Ok(()));
        // Two a window in each of fourteen weeks: 71 windows give 1,988 at most.
        let many = |windows: usize| [("minister", of(&vec![morning; windows], &[], &[]))];
        assert_eq!(check_schedule(quarter, &many(71)), Ok(()));
        assert_eq!(check_schedule(quarter, &many(72)), Err(WrongSchedule::TooManySlots));
    }
}
