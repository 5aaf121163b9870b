//! Quarters of a year and their months.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use crate::writing::digits;

/// A quarter of a year, for which a Reception Schedule is approved. It is written as `2026-Q1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quarter {
    first: Date,
}

impl Quarter {
    /// Reads `2026-Q1`.
    ///
    /// ```
    /// use merzim_domain::reception::Quarter;
    /// assert_eq!(Quarter::parse("2026-Q1").unwrap().to_string(), "2026-Q1");
    /// assert!(Quarter::parse("2026-Q5").is_none() && Quarter::parse("26-Q1").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, quarter) = text.split_once("-Q")?;
        let month = match digits(quarter, 1)? {
            1 => Month::January,
            2 => Month::April,
            3 => Month::July,
            4 => Month::October,
            _ => return None,
        };
        Date::from_calendar_date(digits(year, 4)?, month, 1).ok().map(|first| Self { first })
    }

    /// The quarter in which this day lies.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let months = (u8::from(day.month()) - 1) / 3 * 3 + 1;
        let month = Month::try_from(months).unwrap_or(Month::January);
        Self { first: day.replace_day(1).and_then(|first| first.replace_month(month)).unwrap_or(day) }
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.first
    }

    /// The first days of its months.
    #[must_use]
    pub fn months(self) -> [Date; 3] {
        let second = month_after(self.first);
        [self.first, second, month_after(second)]
    }

    /// The first day after it.
    #[must_use]
    pub fn end(self) -> Date {
        let [.., last] = self.months();
        month_after(last)
    }

    /// Whether this day lies in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.first <= day && day < self.end()
    }

    /// Its days in order.
    pub fn days(self) -> impl Iterator<Item = Date> {
        let end = self.end();
        std::iter::successors(Some(self.first), |day| day.next_day()).take_while(move |day| *day < end)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-Q{}", self.first.year(), (u8::from(self.first.month()) - 1) / 3 + 1)
    }
}

impl TryFrom<String> for Quarter {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a quarter")
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> Self {
        quarter.to_string()
    }
}

/// The first day of the month that is written as `2025-06`.
#[must_use]
pub fn parse_month(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, 1).ok()
}

/// The month in which this day lies, as `2025-06`.
///
/// ```
/// use merzim_domain::reception::{month_name, parse_month};
/// assert_eq!(parse_month("2025-06").map(month_name).as_deref(), Some("2025-06"));
/// ```
#[must_use]
pub fn month_name(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), u8::from(day.month()))
}

/// The first day of the month in which this day lies.
#[must_use]
pub fn month_of(day: Date) -> Date {
    day.replace_day(1).unwrap_or(day)
}

/// The first day of the month after the one in which this day lies.
#[must_use]
pub fn month_after(day: Date) -> Date {
    let year = day.year() + i32::from(day.month() == Month::December);
    Date::from_calendar_date(year, day.month().next(), 1).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_quarter_has_its_days_and_ends_where_the_next_one_begins() {
        assert_eq!(Quarter::of(date!(2026 - 12 - 31)).to_string(), "2026-Q4");
        assert_eq!(Quarter::parse("2025-Q4").unwrap().end(), date!(2026 - 01 - 01));
    }
}
