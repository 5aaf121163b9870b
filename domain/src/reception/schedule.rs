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
#[must_use]
pub fn check_schedule(quarter: Quarter, receivers: &[(&str, Pattern)]) -> Vec<WrongSchedule> {
    let many = receivers.iter().map(|(_, pattern)| pattern.most_slots()).sum::<i64>() > MOST_SLOTS;
    let mut wrong: Vec<WrongSchedule> = many.then_some(WrongSchedule::TooManySlots).into_iter().collect();
    for (place, (code, pattern)) in receivers.iter().enumerate() {
        let twice = receivers.iter().skip(place + 1).any(|(other, _)| other == code);
        let found = twice.then_some(WrongPattern::CodeTwice).into_iter().chain(pattern.check(quarter));
        wrong.extend(found.map(|wrong| WrongSchedule::Receiver(place, wrong)));
    }
    wrong
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

    /// Everything that is wrong with it.
    fn check(&self, quarter: Quarter) -> Vec<WrongPattern> {
        let in_order = |window: &Window| window.from < window.until;
        let mut wrong = Vec::new();
        if self.weekly.is_empty() && self.single.is_empty() {
            wrong.push(WrongPattern::Empty);
        }
        for (place, (_, window)) in self.weekly.iter().enumerate() {
            wrong.extend((!in_order(window)).then_some(WrongPattern::WeeklyOrder(place)));
        }
        for (place, (date, window)) in self.single.iter().enumerate() {
            wrong.extend((!in_order(window)).then_some(WrongPattern::SingleOrder(place)));
            wrong.extend((!quarter.contains(*date)).then_some(WrongPattern::SingleOutside(place)));
        }
        for (place, date) in self.exceptions.iter().enumerate() {
            wrong.extend((!quarter.contains(*date)).then_some(WrongPattern::ExceptionOutside(place)));
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, time};
    use time::{Date, Duration};

    use super::*;
    use crate::reception::WeekDay;

    #[test]
    fn a_schedule_is_told_every_mistake_and_where_it_is() {
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
        use WrongPattern::{CodeTwice, Empty, ExceptionOutside, SingleOrder, SingleOutside, WeeklyOrder};
        let of_receiver = |place: usize, wrong: &[WrongPattern]| -> Vec<WrongSchedule> {
            wrong.iter().map(|wrong| WrongSchedule::Receiver(place, *wrong)).collect()
        };
        for (pattern, wrong) in [
            (of(&[], &[], &[outside]), &[Empty, ExceptionOutside(0)][..]),
            (of(&[morning, backwards], &[(outside, morning)], &[]), &[WeeklyOrder(1), SingleOutside(0)]),
            (of(&[morning], &[(outside, backwards)], &[]), &[SingleOrder(0), SingleOutside(0)]),
            (of(&[], &[(inside, morning), (outside, morning)], &[outside]), &[SingleOutside(1), ExceptionOutside(0)]),
            (of(&[morning], &[], &[inside, outside]), &[ExceptionOutside(1)]),
        ] {
            let schedule = [first.clone(), ("deputy", pattern)];
            assert_eq!(check_schedule(quarter, &schedule), of_receiver(1, wrong));
        }
        let twice = [first, ("minister", of(&[], &[], &[]))];
        let both = [of_receiver(0, &[CodeTwice]), of_receiver(1, &[Empty])].concat();
        assert_eq!(check_schedule(quarter, &twice), both);
        assert_eq!(check_schedule(quarter, &twice[..1]), []);
        // Two a window in each of fourteen weeks: 71 windows give 1,988 at most.
        let many = |windows: usize| [("minister", of(&vec![morning; windows], &[], &[]))];
        assert_eq!(check_schedule(quarter, &many(71)), []);
        assert_eq!(check_schedule(quarter, &many(72)), [WrongSchedule::TooManySlots]);
    }
}
