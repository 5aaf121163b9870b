//! Days and moments as people write them.

use time::{Date, Month, OffsetDateTime};

use crate::text::Text;
use crate::zone;

/// A month as it stands after a day: `17 June`.
#[must_use]
pub const fn month_of(month: Month) -> &'static Text {
    match month {
        Month::January => const { &Text::new("қаңтар", "января", "January") },
        Month::February => const { &Text::new("ақпан", "февраля", "February") },
        Month::March => const { &Text::new("наурыз", "марта", "March") },
        Month::April => const { &Text::new("сәуір", "апреля", "April") },
        Month::May => const { &Text::new("мамыр", "мая", "May") },
        Month::June => const { &Text::new("маусым", "июня", "June") },
        Month::July => const { &Text::new("шілде", "июля", "July") },
        Month::August => const { &Text::new("тамыз", "августа", "August") },
        Month::September => const { &Text::new("қыркүйек", "сентября", "September") },
        Month::October => const { &Text::new("қазан", "октября", "October") },
        Month::November => const { &Text::new("қараша", "ноября", "November") },
        Month::December => const { &Text::new("желтоқсан", "декабря", "December") },
    }
}

/// A day.
///
/// ```
/// use merzim_domain::calendar::day_in_words;
/// use time::macros::date;
/// assert_eq!(day_in_words(date!(2026-06-17)).kk, "2026 жылғы 17 маусым");
/// ```
#[must_use]
pub fn day_in_words(day: Date) -> Text {
    let (year, number, Text { kk, ru, en }) = (day.year(), day.day(), month_of(day.month()));
    Text {
        kk: format!("{year} жылғы {number} {kk}").into(),
        ru: format!("{number} {ru} {year} года").into(),
        en: format!("{number} {en} {year}").into(),
    }
}

/// The days from one to another.
///
/// ```
/// use merzim_domain::calendar::days_in_words;
/// use time::macros::date;
/// assert_eq!(days_in_words(date!(2026-03-30), date!(2026-04-05)).en, "30 March 2026 – 5 April 2026");
/// ```
#[must_use]
pub fn days_in_words(first: Date, last: Date) -> Text {
    day_in_words(first).and(&Text::same("–")).and(&day_in_words(last))
}

/// A moment by Kazakhstan's clocks, to the minute.
///
/// ```
/// use merzim_domain::calendar::moment_in_words;
/// use time::macros::datetime;
/// let moment = moment_in_words(datetime!(2026-06-16 19:00:00.261 UTC));
/// assert_eq!((&*moment.ru, &*moment.en), ("17 июня 2026 года, 00:00", "17 June 2026, 00:00"));
/// ```
#[must_use]
pub fn moment_in_words(at: OffsetDateTime) -> Text {
    let at = zone::local(at);
    Text::same(format!("{{}}, {:02}:{:02}", at.hour(), at.minute())).with(&day_in_words(at.date()))
}
