//! When somebody receives, and the slots that this gives in a quarter (№ 213/НҚ ¶4).

use time::{Date, Duration, Time};

use super::quarter::Quarter;
use super::slot::{GRID, Slot};
use crate::calendar::{DayKind, UnknownYear, WorkCalendar};
use crate::zone;

vocabulary! {
    /// A day of the week.
    WeekDay {
        /// Monday.
        Monday = "monday", "дүйсенбі", "понедельник", "Monday";
        /// Tuesday.
        Tuesday = "tuesday", "сейсенбі", "вторник", "Tuesday";
        /// Wednesday.
        Wednesday = "wednesday", "сәрсенбі", "среда", "Wednesday";
        /// Thursday.
        Thursday = "thursday", "бейсенбі", "четверг", "Thursday";
        /// Friday.
        Friday = "friday", "жұма", "пятница", "Friday";
        /// Saturday, where it is worked.
        Saturday = "saturday", "сенбі", "суббота", "Saturday";
        /// Sunday, where it is worked.
        Sunday = "sunday", "жексенбі", "воскресенье", "Sunday";
    }
}

impl WeekDay {
    /// Whether this day is one.
    #[must_use]
    pub const fn is(self, day: Date) -> bool {
        matches!(
            (self, day.weekday()),
            (Self::Monday, time::Weekday::Monday)
                | (Self::Tuesday, time::Weekday::Tuesday)
                | (Self::Wednesday, time::Weekday::Wednesday)
                | (Self::Thursday, time::Weekday::Thursday)
                | (Self::Friday, time::Weekday::Friday)
                | (Self::Saturday, time::Weekday::Saturday)
                | (Self::Sunday, time::Weekday::Sunday)
        )
    }
}

vocabulary! {
    /// Who receives (№ 213/НҚ ¶1).
    ReceiverKind {
        /// The first head.
        FirstHead = "firstHead", "бірінші басшы", "первый руководитель", "first head";
        /// A deputy.
        DeputyHead = "deputyHead", "басшының орынбасары", "заместитель руководителя", "deputy head";
    }
}

/// A part of a day in which somebody receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From when.
    pub from: Time,
    /// Until when.
    pub until: Time,
}

/// When one receiver receives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    /// How long a slot is.
    pub slot: Duration,
    /// Windows of every week.
    pub weekly: Vec<(WeekDay, Window)>,
    /// Windows of single days.
    pub single: Vec<(Date, Window)>,
    /// Days on which nobody is received.
    pub exceptions: Vec<Date>,
}

vocabulary! {
    /// Why there is no reception on a day that the pattern names.
    LeftOutReason {
        /// It is not a working day.
        NotWorked = "notWorked", "жұмыс күні емес", "нерабочий день", "not a working day";
        /// The schedule makes an exception of it.
        Exception = "exception", "кестедегі ерекшелік", "исключение в графике", "an exception in the schedule";
    }
}

/// A day that the pattern names and on which there is no reception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The day.
    pub day: Date,
    /// What it is in the calendar.
    pub kind: DayKind,
    /// Why.
    pub reason: LeftOutReason,
}

impl Pattern {
    /// The slots of a quarter, in order, and the days left out: only working days have any.
    ///
    /// # Errors
    /// [`UnknownYear`] when the calendar has no data for the quarter.
    pub fn expand(&self, quarter: Quarter, calendar: &WorkCalendar) -> Result<(Vec<Slot>, Vec<LeftOut>), UnknownYear> {
        let (mut slots, mut left_out) = (Vec::new(), Vec::new());
        for day in quarter.days() {
            let windows: Vec<Window> = self.windows_of(day).collect();
            if windows.is_empty() {
                continue;
            }
            let kind = calendar.kind(day)?;
            let reason = match (kind.is_working(), self.exceptions.contains(&day)) {
                (false, _) => Some(LeftOutReason::NotWorked),
                (true, true) => Some(LeftOutReason::Exception),
                (true, false) => None,
            };
            if let Some(reason) = reason {
                left_out.push(LeftOut { day, kind, reason });
                continue;
            }
            slots.extend(windows.into_iter().flat_map(|window| self.slots_in(day, window)));
        }
        slots.sort_unstable();
        Ok((slots, left_out))
    }

    fn windows_of(&self, day: Date) -> impl Iterator<Item = Window> + '_ {
        let weekly = self.weekly.iter().filter(move |(weekday, _)| weekday.is(day)).map(|(_, window)| *window);
        let single = self.single.iter().filter(move |(date, _)| *date == day).map(|(_, window)| *window);
        weekly.chain(single)
    }

    /// As many whole slots as the window has room for.
    fn slots_in(&self, day: Date, window: Window) -> impl Iterator<Item = Slot> + use<> {
        let (slot, end) = (self.slot, zone::at(day, window.until));
        std::iter::successors(Some(zone::at(day, window.from)), move |at| at.checked_add(slot))
            .map(move |starts_at| Slot { starts_at, ends_at: starts_at.saturating_add(slot) })
            .take_while(move |one| slot >= GRID && one.ends_at <= end)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime, time};

    use super::*;
    use crate::reception::any_overlap;
    use crate::reception::fixtures::calendar;

    fn mornings(weekday: WeekDay) -> Pattern {
        let window = Window { from: time!(10:00), until: time!(10:50) };
        Pattern { slot: Duration::minutes(20), weekly: vec![(weekday, window)], ..Pattern::default() }
    }

    #[test]
    fn slots_fall_on_working_days_only_and_what_is_left_out_says_why() {
        let mut pattern = mornings(WeekDay::Friday);
        pattern.exceptions.push(date!(2026 - 01 - 16));
        let (slots, left_out) = pattern.expand(Quarter::parse("2026-Q1").unwrap(), &calendar()).unwrap();
        // Two of twenty minutes fit into fifty.
        assert_eq!(slots.first().unwrap().starts_at, datetime!(2026-01-09 10:00 +5));
        assert_eq!(slots.get(1).unwrap().ends_at, datetime!(2026-01-09 10:40 +5));
        let days: Vec<(Date, LeftOutReason)> = left_out.iter().map(|one| (one.day, one.reason)).collect();
        assert!(days.contains(&(date!(2026 - 01 - 02), LeftOutReason::NotWorked)));
        assert!(days.contains(&(date!(2026 - 01 - 16), LeftOutReason::Exception)));
        let fridays = Quarter::parse("2026-Q1").unwrap().days().filter(|day| WeekDay::Friday.is(*day)).count();
        assert_eq!(slots.len() / 2 + left_out.len(), fridays);
        assert!(!any_overlap(&slots));
    }

    #[test]
    fn windows_that_overlap_are_seen() {
        let pattern = mornings(WeekDay::Tuesday);
        for (from, until) in [(time!(10:30), time!(11:30)), (time!(10:10), time!(10:30)), (time!(9:50), time!(10:10))] {
            let mut pattern = pattern.clone();
            pattern.single.push((date!(2026 - 02 - 03), Window { from, until }));
            let (slots, _) = pattern.expand(Quarter::parse("2026-Q1").unwrap(), &calendar()).unwrap();
            assert!(any_overlap(&slots), "from {from}");
        }
    }
}
