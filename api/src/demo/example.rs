//! The examples of the contract as they are on another day.
//!
//! They are said on one day. In a sandbox it is another one, so their days move: as many working days before or after it as they
//! were, at the same time of day. What is of a week moves by whole weeks.

use merzim_domain::calendar::WorkCalendar;
use merzim_domain::reception::{Quarter, month_name, parse_month};
use merzim_domain::week::Week;
use merzim_domain::zone;
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::macros::{date, format_description};
use time::{Date, Duration, Month, OffsetDateTime};

/// The day on which the examples of the contract are said, a Monday.
pub const SAID_ON: Date = date!(2026 - 03 - 16);

/// Moves the days of examples from [`SAID_ON`] to another day.
#[derive(Clone, Copy, Debug)]
pub struct Moved<'calendar> {
    calendar: &'calendar WorkCalendar,
    today: Date,
    /// Whether by whole weeks.
    by_weeks: bool,
}

impl<'calendar> Moved<'calendar> {
    /// To this day.
    pub const fn to(today: Date, calendar: &'calendar WorkCalendar) -> Self {
        Self { calendar, today, by_weeks: false }
    }

    /// The same example, said today.
    pub fn value(self, example: &Value) -> Value {
        match example {
            Value::String(text) => Value::String(self.text(text).unwrap_or_else(|| text.clone())),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => {
                // What is of a week keeps its weekdays.
                let week = fields.get("week").and_then(Value::as_str).and_then(Week::parse);
                let moved = week.map_or(self, |_| Self { by_weeks: true, ..self });
                fields.iter().map(|(name, value)| (name.clone(), moved.value(value))).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => example.clone(),
        }
    }

    /// The same text, if it is a day, an instant, a week, a month or a quarter.
    pub fn text(self, text: &str) -> Option<String> {
        if let Some(week) = Week::parse(text) {
            return Some(week.plus(self.weeks()).to_string());
        }
        if let Ok(day) = Date::parse(text, format_description!("[year]-[month]-[day]")) {
            return Some(self.day(day).to_string());
        }
        if let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) {
            let at = zone::local(at);
            return Some(zone::rfc3339(zone::at(self.day(at.date()), at.time())));
        }
        if let Some(quarter) = Quarter::parse(text) {
            // Quarter by quarter, wherever in its own this day stands.
            let ahead = months(quarter.first()) - months(Quarter::of(SAID_ON).first());
            return Some(Quarter::of(month(months(Quarter::of(self.today).first()) + ahead)?).to_string());
        }
        let ahead = months(parse_month(text)?) - months(SAID_ON);
        Some(month_name(month(months(self.today) + ahead)?))
    }

    /// A working day is one again, and as many working days away; any other day is as many days away. What would leave the
    /// calendar stays.
    fn day(self, day: Date) -> Date {
        let plainly = || self.today.checked_add(day - SAID_ON).unwrap_or(day);
        if self.by_weeks {
            return day.checked_add(Duration::weeks(self.weeks())).unwrap_or(day);
        }
        let known = |date| self.calendar.is_working_day(date).unwrap_or_default();
        if !known(day) {
            return plainly();
        }
        let days = self.working_days_to(day);
        let moved = match u32::try_from(days) {
            Ok(ahead) => self.calendar.add_working_days(self.today, ahead),
            Err(_) => self.calendar.subtract_working_days(self.today, days.unsigned_abs()),
        };
        moved.unwrap_or_else(|_| plainly())
    }

    /// How many weeks lie between that of [`SAID_ON`] and today's.
    fn weeks(self) -> i64 {
        (Week::of(self.today).monday() - Week::of(SAID_ON).monday()).whole_weeks()
    }

    /// How many working days lie between [`SAID_ON`] and a working day; fewer than none, if it comes before.
    fn working_days_to(self, day: Date) -> i32 {
        let (first, last) = (day.min(SAID_ON), day.max(SAID_ON));
        let days = std::iter::successors(Some(first), |date| date.next_day()).take_while(|date| *date < last);
        let worked = days.filter(|date| self.calendar.is_working_day(*date).unwrap_or_default()).count();
        let worked = i32::try_from(worked).unwrap_or_default();
        if day < SAID_ON { -worked } else { worked }
    }
}

/// The months from the year 0 to a day.
fn months(day: Date) -> i32 {
    day.year() * 12 + i32::from(u8::from(day.month())) - 1
}

/// The first day of the month after so many.
fn month(months: i32) -> Option<Date> {
    let number = u8::try_from(months.rem_euclid(12) + 1).ok()?;
    Date::from_calendar_date(months.div_euclid(12), Month::try_from(number).ok()?, 1).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn days_stay_as_many_working_days_away() {
        let law = merzim_domain::Law::embedded(&Default::default(), &merzim_domain::procedures::usage()).unwrap();
        let calendar = law.calendar;
        let moved = Moved::to(date!(2026 - 11 - 25), &calendar);
        for (said, then) in [
            ("2026-03-16", "2026-11-25"),
            ("2026-03-17T10:00:00+05:00", "2026-11-26T10:00:00+05:00"),
            // Over Nauryz, which has no counterpart.
            ("2026-03-26", "2026-12-02"),
            ("2026-03-13", "2026-11-24"),
            ("2026-03-15", "2026-11-24"),
            ("2026-Q2", "2027-Q1"),
            ("2026-04", "2026-12"),
        ] {
            assert_eq!(moved.text(said).as_deref(), Some(then), "{said}");
        }
        let form = json!({ "birthYear": 1988, "iin": "061211600012", "days": ["2026-03-17"], "id": "01-15/2026" });
        let then = json!({ "birthYear": 1988, "iin": "061211600012", "days": ["2026-11-26"], "id": "01-15/2026" });
        assert_eq!(moved.value(&form), then);
    }
}
