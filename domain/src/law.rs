//! The law as the program knows it: the rulebook and the calendar, read together.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};
use time::macros::time;
use time::{Date, OffsetDateTime, Time};

use crate::calendar::{CalendarDataError, UnknownYear, WorkCalendar};
use crate::reading::ReceiptOutsideHours;
use crate::rulebook::load::{Source, Sources, Usage};
use crate::rulebook::{Rulebook, RulebookError};
use crate::zone;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/law");

/// What an operator may set about the law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawSettings {
    /// Choices of readings, by reading id, instead of those in the rulebook.
    pub readings: BTreeMap<String, String>,
    /// End of the working day, Kazakhstan time: what comes later is registered on the next working day.
    pub day_ends_at: Time,
    /// Whether nothing new can be filed under an act whose wording of that day is not held.
    pub refuse_wording_not_held: bool,
    /// Ids of repealed acts under which new things can be filed all the same, in the last edition.
    pub serve_repealed: BTreeSet<String>,
}

impl Default for LawSettings {
    fn default() -> Self {
        Self {
            readings: BTreeMap::new(),
            day_ends_at: time!(18:30),
            refuse_wording_not_held: false,
            serve_repealed: BTreeSet::new(),
        }
    }
}

/// Why the law could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// A mistake in the rulebook.
    #[error(transparent)]
    Rulebook(#[from] RulebookError),
    /// A mistake in the calendar.
    #[error("{file}:{error}")]
    Calendar {
        /// The file.
        file: &'static str,
        /// The mistake.
        error: CalendarDataError,
    },
    /// A file is not there.
    #[error("the file {0} is missing")]
    Missing(&'static str),
}

/// The rulebook and the calendar.
#[derive(Clone, Debug)]
pub struct Law {
    /// Acts, rules and readings.
    pub rulebook: Rulebook,
    /// Working days.
    pub calendar: WorkCalendar,
    /// End of the working day.
    pub day_ends_at: Time,
    /// Whether nothing new can be filed under an act whose wording of that day is not held.
    pub refuse_wording_not_held: bool,
    /// Ids of repealed acts under which new things can be filed all the same, in the last edition.
    pub serve_repealed: BTreeSet<String>,
}

const DAY_BEGINS_AT: Time = time!(9:00);
const DAYS: &str = "calendar/days.csv";
const NAMES: &str = "calendar/names.toml";
const READINGS: &str = "readings.toml";

impl Law {
    /// The law that the program was built with. `usage` says how the procedures use it.
    ///
    /// # Errors
    /// [`LawError`] when a setting names an unknown reading or option.
    pub fn embedded(settings: &LawSettings, usage: &Usage) -> Result<Self, LawError> {
        let files: Vec<(String, String)> = EMBEDDED
            .dirs()
            .flat_map(Dir::files)
            .chain(EMBEDDED.files())
            .filter_map(|file| Some((file.path().to_str()?.to_owned(), file.contents_utf8()?.to_owned())))
            .collect();
        Self::read(&files, settings, usage)
    }

    /// The law in `files`: pairs of a path such as `acts/93.toml` and its content.
    ///
    /// # Errors
    /// [`LawError`] with file and line for the first mistake found.
    pub fn read(files: &[(String, String)], settings: &LawSettings, usage: &Usage) -> Result<Self, LawError> {
        let source = |name: &'static str| {
            files
                .iter()
                .find(|(path, _)| path == name)
                .map(|(path, text)| Source { name: path, text })
                .ok_or(LawError::Missing(name))
        };
        let mut acts: Vec<Source<'_>> = files
            .iter()
            .filter(|(path, _)| path.starts_with("acts/"))
            .map(|(path, text)| Source { name: path, text })
            .collect();
        acts.sort_by_key(|source| source.name);
        let sources = Sources { acts, readings: source(READINGS)? };
        let calendar = WorkCalendar::read(source(DAYS)?.text, source(NAMES)?.text)
            .map_err(|error| LawError::Calendar { file: if error.in_names { NAMES } else { DAYS }, error })?;
        Ok(Self {
            rulebook: Rulebook::read(&sources, usage, &settings.readings)?,
            calendar,
            day_ends_at: settings.day_ends_at,
            refuse_wording_not_held: settings.refuse_wording_not_held,
            serve_repealed: settings.serve_repealed.clone(),
        })
    }

    /// Whether state bodies work at this time, on a day that is worked: from nine until the end of the working day.
    #[must_use]
    pub fn within_hours(&self, at: OffsetDateTime) -> bool {
        let time = zone::local(at).time();
        DAY_BEGINS_AT <= time && time < self.day_ends_at
    }

    /// The day on which a document that arrives at `received_at` is registered: that day, or the
    /// next working day when it came on a day off or after the end of the working day.
    ///
    /// # Errors
    /// [`UnknownYear`] when the calendar has no data for that day.
    pub fn registration_day(&self, received_at: OffsetDateTime) -> Result<Date, UnknownYear> {
        let local = zone::local(received_at);
        let within_hours = local.time() <= self.day_ends_at;
        match self.rulebook.switches().receipt_outside_hours {
            ReceiptOutsideHours::SameDay => self.calendar.kind(local.date()).map(|_| local.date()),
            ReceiptOutsideHours::NextWorkingDay if within_hours => self.calendar.working_day_from(local.date()),
            ReceiptOutsideHours::NextWorkingDay => self.calendar.add_working_days(local.date(), 1),
        }
    }
}
