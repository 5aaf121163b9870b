//! Weeks from Monday to Sunday, as ISO 8601 numbers them.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Duration, Weekday};

use crate::writing::digits;

/// A week from Monday to Sunday. It is written as `2026-W20`; week 1 is the one with the first Thursday of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week {
    monday: Date,
}

impl Week {
    /// Reads `2026-W20`.
    ///
    /// ```
    /// use merzim_domain::week::Week;
    /// assert_eq!(Week::parse("2026-W53").unwrap().to_string(), "2026-W53");
    /// assert!(Week::parse("2025-W53").is_none() && Week::parse("2026-W00").is_none() && Week::parse("2026-W1").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, week) = text.split_once("-W")?;
        let (year, week) = (digits(year, 4)?, u8::try_from(digits(week, 2)?).ok()?);
        let monday = Date::from_iso_week_date(year, week, Weekday::Monday).ok()?;
        Some(Self { monday })
    }

    /// The week in which this day lies.
    ///
    /// ```
    /// use merzim_domain::week::Week;
    /// use time::macros::date;
    /// assert_eq!(Week::of(date!(2027-01-03)).to_string(), "2026-W53");
    /// ```
    #[must_use]
    pub fn of(day: Date) -> Self {
        let since = Duration::days(i64::from(day.weekday().number_days_from_monday()));
        Self { monday: day.checked_sub(since).unwrap_or(day) }
    }

    /// Its Monday.
    #[must_use]
    pub const fn monday(self) -> Date {
        self.monday
    }

    /// Its Thursday.
    #[must_use]
    pub fn thursday(self) -> Date {
        self.monday.saturating_add(Duration::days(3))
    }

    /// Its Sunday.
    #[must_use]
    pub fn sunday(self) -> Date {
        self.monday.saturating_add(Duration::days(6))
    }

    /// The Monday after it.
    #[must_use]
    pub fn end(self) -> Date {
        self.monday.saturating_add(Duration::WEEK)
    }

    /// The week so many weeks later, or earlier.
    #[must_use]
    pub fn plus(self, weeks: i64) -> Self {
        Self::of(self.monday.saturating_add(Duration::weeks(weeks)))
    }

    /// Whether this day lies in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.monday <= day && day < self.end()
    }

    /// Its days in order.
    pub fn days(self) -> impl Iterator<Item = Date> {
        (0..7).map(move |days| self.monday.saturating_add(Duration::days(days)))
    }

    /// The weeks from this one to `last`, in order.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |week| Some(week.plus(1)).filter(|next| next > week))
            .take_while(move |week| *week <= last)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, week, _) = self.monday.to_iso_week_date();
        write!(formatter, "{year:04}-W{week:02}")
    }
}

impl TryFrom<String> for Week {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a week")
    }
}

impl From<Week> for String {
    fn from(week: Week) -> Self {
        week.to_string()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_year_that_ends_on_a_thursday_has_a_week_53() {
        let last = Week::parse("2026-W53").unwrap();
        assert_eq!(
            (last.monday(), last.thursday(), last.end()),
            (date!(2026 - 12 - 28), date!(2026 - 12 - 31), date!(2027 - 01 - 04))
        );
        assert_eq!((last.plus(1).to_string(), last.plus(-53).to_string()), ("2027-W01".into(), "2025-W52".into()));
        assert_eq!(Week::parse("2026-W01").unwrap().through(last).count(), 53);
        assert!(last.contains(date!(2027 - 01 - 03)) && !last.contains(date!(2027 - 01 - 04)));
    }
}
