//! Kazakhstan's civil time: one zone, UTC+6 until 2024-02-29T18:00Z and UTC+5 since.
//!
//! The clocks of Almaty and Astana went back one hour at the end of 29 February 2024, so that day
//! had 25 hours and the working calendar of the state runs on UTC+5 from 1 March 2024.

use time::format_description::well_known::Rfc3339;
use time::macros::{date, datetime, offset, time};
use time::{Date, Duration, OffsetDateTime, Time, UtcOffset};

const CHANGE: OffsetDateTime = datetime!(2024-02-29 18:00 UTC);
const FIRST_DAY_OF_UTC5: Date = date!(2024 - 03 - 01);

/// The offset of Kazakhstan's clocks at `instant`.
///
/// ```
/// use merzim_domain::zone::offset_at;
/// use time::macros::datetime;
/// assert_eq!(offset_at(datetime!(2024-02-29 17:59:59 UTC)).whole_hours(), 6);
/// assert_eq!(offset_at(datetime!(2024-02-29 18:00 UTC)).whole_hours(), 5);
/// ```
#[must_use]
pub fn offset_at(instant: OffsetDateTime) -> UtcOffset {
    if instant < CHANGE { offset!(+6) } else { offset!(+5) }
}

/// `instant` as Kazakhstan's clocks showed it.
#[must_use]
pub fn local(instant: OffsetDateTime) -> OffsetDateTime {
    // Only at the very ends of what can be represented is there no such local time.
    instant.checked_to_offset(offset_at(instant)).unwrap_or(instant)
}

/// `at` as Kazakhstan's clocks show it, RFC 3339.
///
/// ```
/// use merzim_domain::zone::rfc3339;
/// use time::macros::datetime;
/// assert_eq!(rfc3339(datetime!(2026-03-16 05:00 UTC)), "2026-03-16T10:00:00+05:00");
/// ```
#[must_use]
pub fn rfc3339(at: OffsetDateTime) -> String {
    local(at).format(&Rfc3339).unwrap_or_default()
}

/// The first instant of `date` in Kazakhstan.
#[must_use]
pub fn start_of(date: Date) -> OffsetDateTime {
    at(date, time!(0:00))
}

/// The instant at which `date` ends in Kazakhstan, 24:00: the first instant of the next day.
///
/// ```
/// use merzim_domain::zone::end_of;
/// use time::macros::{date, datetime};
/// assert_eq!(end_of(date!(2026-03-31)), datetime!(2026-04-01 00:00 +5));
/// assert_eq!(end_of(date!(2024-02-29)), datetime!(2024-02-29 19:00 UTC));
/// ```
#[must_use]
pub fn end_of(date: Date) -> OffsetDateTime {
    start_of(date.next_day().unwrap_or(Date::MAX))
}

/// The first whole minute after a moment, in Kazakhstan's time.
///
/// ```
/// use merzim_domain::zone;
/// use time::macros::datetime;
/// assert_eq!(zone::next_minute(datetime!(2026-03-16 10:00:59.5 +5)), datetime!(2026-03-16 10:01 +5));
/// assert_eq!(zone::next_minute(datetime!(2026-03-16 10:00 +5)), datetime!(2026-03-16 10:01 +5));
/// ```
#[must_use]
pub fn next_minute(moment: OffsetDateTime) -> OffsetDateTime {
    minute(moment) + Duration::MINUTE
}

/// The minute in which a moment lies, by Kazakhstan's clocks: when it began.
#[must_use]
pub fn minute(moment: OffsetDateTime) -> OffsetDateTime {
    let local = local(moment);
    local - Duration::seconds(local.second().into()) - Duration::nanoseconds(local.nanosecond().into())
}

/// The last day of what ends then, such as a term: what ends at midnight ends on the day before.
///
/// ```
/// use merzim_domain::zone;
/// use time::macros::{date, datetime};
/// assert_eq!(zone::last_day(datetime!(2026-03-17 00:00 +5)), date!(2026-03-16));
/// assert_eq!(zone::last_day(datetime!(2026-03-17 00:01 +5)), date!(2026-03-17));
/// ```
#[must_use]
pub fn last_day(ends_at: OffsetDateTime) -> Date {
    local(ends_at.saturating_sub(Duration::NANOSECOND)).date()
}

/// The instant at which Kazakhstan's clocks showed `time` on `date`.
#[must_use]
pub fn at(date: Date, time: Time) -> OffsetDateTime {
    let offset = if date < FIRST_DAY_OF_UTC5 { offset!(+6) } else { offset!(+5) };
    date.with_time(time).assume_offset(offset)
}
