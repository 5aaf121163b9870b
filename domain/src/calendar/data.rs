//! Reads the calendar's two files: `days.csv`, a row for each exceptional date, and `names.toml`,
//! the holidays and acts that the rows name.

use std::ops::Range;

use serde::Deserialize;
use time::macros::format_description;
use time::{Date, Month, Weekday};

use super::{DayKind, Exception, Name, WorkCalendar};
use crate::text::Text;
use crate::vocabulary::Vocabulary;

/// A mistake in the calendar's data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct CalendarDataError {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// Whether the mistake is in `names.toml` rather than in `days.csv`.
    pub in_names: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    first: i32,
    last: i32,
    provisional: Vec<i32>,
    occasions: Vec<RawOccasion>,
    bases: Vec<RawBasis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOccasion {
    code: String,
    title: Text,
    substituted: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBasis {
    code: String,
    title: Text,
}

const COLUMNS: &str = "date,kind,occasion,basis,counterpart";
const WEEKEND: &str = "weekend";

/// The line, from 1, at which `span` begins in `text`.
pub(crate) fn line_of(text: &str, span: Option<Range<usize>>) -> usize {
    let start = span.map_or(0, |span| span.start);
    text.get(..start).unwrap_or(text).matches('\n').count() + 1
}

impl WorkCalendar {
    /// Reads the calendar and builds its tables.
    ///
    /// # Errors
    /// [`CalendarDataError`] with the line, when a file does not say what it must.
    pub fn read(days: &str, names: &str) -> Result<Self, CalendarDataError> {
        let raw: Names = toml::from_str(names).map_err(|error| CalendarDataError {
            line: line_of(names, error.span()),
            message: error.message().to_owned(),
            in_names: true,
        })?;
        let in_names = |message: String| CalendarDataError { line: 1, message, in_names: true };
        if raw.first > raw.last || raw.last - raw.first > 200 {
            return Err(in_names("`first` must not be after `last`".to_owned()));
        }
        let unsubstituted: Vec<bool> = raw.occasions.iter().map(|occasion| !occasion.substituted).collect();
        let occasions: Vec<Name> =
            raw.occasions.into_iter().map(|occasion| Name { code: occasion.code, title: occasion.title }).collect();
        let bases: Vec<Name> =
            raw.bases.into_iter().map(|basis| Name { code: basis.code, title: basis.title }).collect();
        let weekend = position(&bases, WEEKEND).ok_or_else(|| in_names(format!("no basis `{WEEKEND}`")))?;
        let exceptions = read_days(days, &occasions, &bases, raw.first..=raw.last)?;
        check_pairs(&exceptions, &unsubstituted)?;
        let known = Self {
            first_year: raw.first,
            last_year: raw.last,
            year_start: Box::default(),
            rank: Box::default(),
            working: Box::default(),
            kinds: Box::default(),
            exceptions: exceptions.into_iter().map(|(_, exception)| exception).collect(),
            occasions,
            bases,
            weekend,
            provisional: raw.provisional,
        };
        Ok(known.with_tables())
    }

    pub(super) fn with_tables(mut self) -> Self {
        let mut year_start = Vec::new();
        let (mut kinds, mut rank, mut working) = (Vec::new(), vec![0_u16], Vec::new());
        let mut exceptions = self.exceptions.iter().peekable();
        let mut day = Date::from_calendar_date(self.first_year, Month::January, 1).ok();
        let mut index = 0_usize;
        while let Some(date) = day.filter(|date| date.year() <= self.last_year) {
            if date.ordinal() == 1 {
                year_start.push(index);
            }
            let kind = match exceptions.next_if(|exception| exception.date == date) {
                Some(exception) => exception.kind,
                None if is_weekend(date) => DayKind::Weekend,
                None => DayKind::WorkingDay,
            };
            kinds.push(kind);
            if kind.is_working() {
                working.push(date);
            }
            rank.push(u16::try_from(working.len()).unwrap_or(u16::MAX));
            index += 1;
            day = date.next_day();
        }
        year_start.push(index);
        self.year_start = year_start.into();
        self.kinds = kinds.into();
        self.rank = rank.into();
        self.working = working.into();
        self
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn position(names: &[Name], code: &str) -> Option<usize> {
    names.iter().position(|name| name.code == code)
}

type Numbered = (usize, Exception);

fn read_days(
    days: &str,
    occasions: &[Name],
    bases: &[Name],
    years: std::ops::RangeInclusive<i32>,
) -> Result<Vec<Numbered>, CalendarDataError> {
    let mut lines = days.lines().zip(1..);
    if lines.next().map(|(header, _)| header) != Some(COLUMNS) {
        return Err(row_error(1, format!("the columns must be `{COLUMNS}`")));
    }
    let mut rows: Vec<Numbered> = Vec::new();
    for (row, line) in lines {
        let &[date, kind, occasion, basis, counterpart] = row.split(',').collect::<Vec<_>>().as_slice() else {
            return Err(row_error(line, "five columns expected".to_owned()));
        };
        let known = |names: &[Name], code: &str| {
            position(names, code).ok_or_else(|| row_error(line, format!("`{code}` is not in names.toml")))
        };
        let exception = Exception {
            date: read_date(date, line)?,
            kind: DayKind::parse(kind).ok_or_else(|| row_error(line, format!("unknown kind `{kind}`")))?,
            occasion: if occasion.is_empty() { None } else { Some(known(occasions, occasion)?) },
            basis: known(bases, basis)?,
            counterpart: if counterpart.is_empty() { None } else { Some(read_date(counterpart, line)?) },
        };
        if !years.contains(&exception.date.year()) {
            return Err(row_error(line, format!("{date} is outside the declared years")));
        }
        if rows.last().is_some_and(|(_, before)| before.date >= exception.date) {
            return Err(row_error(line, format!("{date} is not after the date above it")));
        }
        rows.push((line, exception));
    }
    Ok(rows)
}

/// A moved day off names the day worked for it and the other way round; a substitute names a
/// holiday that has substitutes.
fn check_pairs(rows: &[Numbered], unsubstituted: &[bool]) -> Result<(), CalendarDataError> {
    for (line, row) in rows {
        let partner_kind = match row.kind {
            DayKind::MovedDayOff => Some(DayKind::MovedWorkingDay),
            DayKind::MovedWorkingDay => Some(DayKind::MovedDayOff),
            DayKind::SubstituteDayOff => Some(DayKind::Holiday),
            DayKind::Holiday | DayKind::DayOff => None,
            DayKind::WorkingDay | DayKind::Weekend => {
                return Err(row_error(*line, "an ordinary day needs no row".to_owned()));
            }
        };
        let partner = rows.iter().find(|(_, other)| Some(other.date) == row.counterpart).map(|(_, other)| other.kind);
        if partner != partner_kind {
            return Err(row_error(*line, format!("{} has no matching counterpart", row.date)));
        }
        let never_shifted = row.occasion.and_then(|position| unsubstituted.get(position)).copied();
        if row.kind == DayKind::SubstituteDayOff && never_shifted != Some(false) {
            return Err(row_error(*line, format!("{}: this holiday has no substitute", row.date)));
        }
    }
    Ok(())
}

fn read_date(text: &str, line: usize) -> Result<Date, CalendarDataError> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .map_err(|_| row_error(line, format!("`{text}` is not a date")))
}

fn row_error(line: usize, message: String) -> CalendarDataError {
    CalendarDataError { line, message, in_names: false }
}
