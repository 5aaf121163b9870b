//! Kazakhstan's working days: which dates are worked, which are not, and which act says so.

pub(crate) mod data;
mod words;

use time::{Date, Month, Weekday};

pub use data::CalendarDataError;
pub use words::{day_in_words, days_in_words, moment_in_words, month_of};

use crate::text::Text;

vocabulary! {
    /// What a date is in the five-day working week of state bodies.
    DayKind {
        /// An ordinary working day.
        WorkingDay = "workingDay", "жұмыс күні", "рабочий день", "working day";
        /// Saturday or Sunday.
        Weekend = "weekend", "демалыс күні", "выходной день", "weekend";
        /// National or state holiday (Law № 267-II).
        Holiday = "holiday", "мереке күні", "праздничный день", "holiday";
        /// Day off by law that is no holiday: Orthodox Christmas and the first day of Kurban Ait (Labour Code art. 84(5)).
        DayOff = "dayOff", "заңда белгіленген демалыс күні", "выходной день, установленный законом", "day off by law";
        /// Day off in place of a holiday that fell on a weekend.
        SubstituteDayOff = "substituteDayOff", "мереке орнына берілген демалыс күні", "выходной взамен праздничного дня", "substitute day off";
        /// Day off moved here from another date.
        MovedDayOff = "movedDayOff", "ауыстырылған демалыс күні", "перенесённый выходной день", "moved day off";
        /// Day worked because its day off was moved away.
        MovedWorkingDay = "movedWorkingDay", "демалысы ауыстырылған жұмыс күні", "рабочий день (выходной перенесён)", "moved working day";
    }
}

impl DayKind {
    /// Whether state bodies work on such a day.
    #[must_use]
    pub const fn is_working(self) -> bool {
        match self {
            Self::WorkingDay | Self::MovedWorkingDay => true,
            Self::Weekend | Self::Holiday | Self::DayOff | Self::SubstituteDayOff | Self::MovedDayOff => false,
        }
    }
}

/// A question about a year that the calendar has no data for. Never answered with a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the working calendar has no data for the year {year}, but for {first}–{last}")]
pub struct UnknownYear {
    /// The year.
    pub year: i32,
    /// The first year with data.
    pub first: i32,
    /// The last year with data.
    pub last: i32,
}

/// A date with a kind of its own, and why.
#[derive(Clone, Debug)]
pub struct Exception {
    date: Date,
    kind: DayKind,
    occasion: Option<usize>,
    basis: usize,
    counterpart: Option<Date>,
}

#[derive(Clone, Debug)]
struct Name {
    code: String,
    title: Text,
}

/// One date as the calendar knows it.
#[derive(Clone, Copy, Debug)]
pub struct Day<'calendar> {
    /// The date.
    pub date: Date,
    /// What it is.
    pub kind: DayKind,
    /// Which holiday it is, or stands in for.
    pub occasion: Option<&'calendar Text>,
    /// Code of the act that says so; none for an ordinary working day.
    pub basis_code: Option<&'calendar str>,
    /// The act that says so; none for an ordinary working day.
    pub basis: Option<&'calendar Text>,
    /// The date that this one was exchanged with or stands in for.
    pub counterpart: Option<Date>,
    /// Whether the year's data may still change.
    pub provisional: bool,
}

/// Which dates are working days, and why.
///
/// Adding and subtracting take the same time for any number of days: a rank table gives the number
/// of working days up to a date, and an ordered array gives the date of each.
#[derive(Clone, Debug)]
pub struct WorkCalendar {
    first_year: i32,
    last_year: i32,
    /// Index of 1 January of each year among all days, one more at the end.
    year_start: Box<[usize]>,
    /// For each day, the number of working days before it; one more at the end.
    rank: Box<[u16]>,
    /// The working days in order.
    working: Box<[Date]>,
    kinds: Box<[DayKind]>,
    exceptions: Box<[Exception]>,
    occasions: Vec<Name>,
    bases: Vec<Name>,
    weekend: usize,
    provisional: Vec<i32>,
}

impl WorkCalendar {
    /// The first and the last year with data.
    #[must_use]
    pub fn years(&self) -> std::ops::RangeInclusive<i32> {
        self.first_year..=self.last_year
    }

    /// The last day with data.
    #[must_use]
    pub fn last_day(&self) -> Date {
        Date::from_calendar_date(self.last_year, Month::December, 31).unwrap_or(Date::MAX)
    }

    /// Whether the data of `year` may still change.
    #[must_use]
    pub fn is_provisional(&self, year: i32) -> bool {
        self.provisional.contains(&year)
    }

    /// Whether the data of a year in which some of these days lie, or that lies between them, may still change.
    #[must_use]
    pub fn is_provisional_among(&self, days: impl IntoIterator<Item = Date>) -> bool {
        let years: Vec<i32> = days.into_iter().map(Date::year).collect();
        let span = years.iter().min().zip(years.iter().max());
        span.is_some_and(|(first, last)| self.provisional.iter().any(|year| (first..=last).contains(&year)))
    }

    fn unknown(&self, year: i32) -> UnknownYear {
        UnknownYear { year, first: self.first_year, last: self.last_year }
    }

    #[inline]
    fn index(&self, date: Date) -> Result<usize, UnknownYear> {
        let (year, ordinal) = date.to_ordinal_date();
        let position = usize::try_from(year.wrapping_sub(self.first_year)).map_err(|_| self.unknown(year))?;
        match self.year_start.get(position) {
            Some(start) if year <= self.last_year => Ok(start + usize::from(ordinal) - 1),
            _ => Err(self.unknown(year)),
        }
    }

    #[inline]
    fn rank_at(&self, index: usize) -> usize {
        self.rank.get(index).copied().map_or(0, usize::from)
    }

    #[inline]
    fn nth(&self, position: usize, beyond: i32) -> Result<Date, UnknownYear> {
        self.working.get(position).copied().ok_or_else(|| self.unknown(beyond))
    }

    /// Whether state bodies work on `date`.
    ///
    /// # Errors
    /// [`UnknownYear`] when there is no data for its year.
    pub fn is_working_day(&self, date: Date) -> Result<bool, UnknownYear> {
        Ok(self.kind(date)?.is_working())
    }

    /// What `date` is.
    ///
    /// # Errors
    /// [`UnknownYear`] when there is no data for its year.
    pub fn kind(&self, date: Date) -> Result<DayKind, UnknownYear> {
        let index = self.index(date)?;
        self.kinds.get(index).copied().ok_or_else(|| self.unknown(date.year()))
    }

    /// The `count`-th working day after `date`, which is itself not counted; `date` for none.
    ///
    /// # Errors
    /// [`UnknownYear`] when the way leaves the years with data.
    #[inline]
    pub fn add_working_days(&self, date: Date, count: u32) -> Result<Date, UnknownYear> {
        if count == 0 {
            return self.index(date).map(|_| date);
        }
        let up_to = self.rank_at(self.index(date)? + 1);
        self.nth(up_to.saturating_add(size(count - 1)), self.last_year + 1)
    }

    /// The `count`-th working day before `date`, which is itself not counted; `date` for none.
    ///
    /// # Errors
    /// [`UnknownYear`] when the way leaves the years with data.
    #[inline]
    pub fn subtract_working_days(&self, date: Date, count: u32) -> Result<Date, UnknownYear> {
        if count == 0 {
            return self.index(date).map(|_| date);
        }
        let before = self.rank_at(self.index(date)?);
        self.nth(before.wrapping_sub(size(count)), self.first_year - 1)
    }

    /// `date` when it is a working day, else the next one.
    ///
    /// # Errors
    /// [`UnknownYear`] when there is no data for its year or the next.
    pub fn working_day_from(&self, date: Date) -> Result<Date, UnknownYear> {
        let before = self.rank_at(self.index(date)?);
        self.nth(before, self.last_year + 1)
    }

    /// `date` when it is a working day, else the one before it.
    ///
    /// # Errors
    /// [`UnknownYear`] when there is no data for its year or the one before.
    pub fn working_day_until(&self, date: Date) -> Result<Date, UnknownYear> {
        let up_to = self.rank_at(self.index(date)? + 1);
        self.nth(up_to.wrapping_sub(1), self.first_year - 1)
    }

    /// All that is known about `date`.
    ///
    /// # Errors
    /// [`UnknownYear`] when there is no data for its year.
    pub fn day(&self, date: Date) -> Result<Day<'_>, UnknownYear> {
        let kind = self.kind(date)?;
        let exception = self
            .exceptions
            .binary_search_by_key(&date, |exception| exception.date)
            .ok()
            .and_then(|position| self.exceptions.get(position));
        let basis = match (exception, kind) {
            (Some(exception), _) => self.bases.get(exception.basis),
            (None, DayKind::Weekend) => self.bases.get(self.weekend),
            (None, _) => None,
        };
        Ok(Day {
            date,
            kind,
            occasion: exception
                .and_then(|exception| exception.occasion)
                .and_then(|position| self.occasions.get(position))
                .map(|name| &name.title),
            basis_code: basis.map(|name| name.code.as_str()),
            basis: basis.map(|name| &name.title),
            counterpart: exception.and_then(|exception| exception.counterpart),
            provisional: self.is_provisional(date.year()),
        })
    }

    /// Every date of `year` that is neither an ordinary working day nor an ordinary weekend.
    ///
    /// # Errors
    /// [`UnknownYear`] when there is no data for `year`.
    pub fn exceptions_of(&self, year: i32) -> Result<Vec<Day<'_>>, UnknownYear> {
        if !self.years().contains(&year) {
            return Err(self.unknown(year));
        }
        self.exceptions
            .iter()
            .filter(|exception| exception.date.year() == year)
            .map(|exception| self.day(exception.date))
            .collect()
    }

    /// The calendar as it stood before an act made `date` a day off of its own.
    #[must_use]
    pub fn before_day_off(&self, date: Date) -> Self {
        let mut earlier = self.clone();
        earlier.exceptions = self.exceptions.iter().filter(|exception| exception.date != date).cloned().collect();
        earlier.with_tables()
    }

    /// How many days state bodies work in `year`.
    ///
    /// # Errors
    /// [`UnknownYear`] when there is no data for `year`.
    pub fn working_days_in(&self, year: i32) -> Result<u32, UnknownYear> {
        let position = usize::try_from(year.wrapping_sub(self.first_year)).map_err(|_| self.unknown(year))?;
        let rank_of = |position: usize| {
            self.year_start.get(position).map(|start| self.rank_at(*start)).ok_or_else(|| self.unknown(year))
        };
        Ok(u32::try_from(rank_of(position + 1)? - rank_of(position)?).unwrap_or(u32::MAX))
    }

    /// The first `weekday` on or after `date`.
    #[must_use]
    pub fn weekday_from(date: Date, weekday: Weekday) -> Date {
        if date.weekday() == weekday { date } else { date.next_occurrence(weekday) }
    }
}

/// A count as an index: beyond every array where it does not fit.
#[inline]
fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
