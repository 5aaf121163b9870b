//! When heads receive: the quarter, the slots that a Reception Schedule gives (№ 213/НҚ ¶4–5), where they can move to, and
//! what appeals they suit.

mod insight;
mod moves;
mod pattern;
mod quarter;
mod schedule;
mod slot;
mod wish;

use time::{Date, OffsetDateTime};

use crate::zone;

pub use insight::Insight;
pub use moves::{WrongMove, check_move, moves};
pub use pattern::{LeftOut, LeftOutReason, Pattern, ReceiverKind, WeekDay, Window};
pub use quarter::{Quarter, month_after, month_name, month_of, parse_month};
pub use schedule::{WrongPattern, WrongSchedule, check_schedule};
pub use slot::{GRID, Slot, any_overlap, free_rooms};
pub use wish::{Unmet, Wish};

/// Whether the end of a day lies after the end of a term, so that the term can be extended to it.
#[must_use]
pub fn ends_after(day: Date, due_at: OffsetDateTime) -> bool {
    zone::end_of(day) > due_at
}

#[cfg(test)]
mod fixtures {
    use crate::calendar::WorkCalendar;

    pub fn calendar() -> WorkCalendar {
        let (days, names) =
            (include_str!("../../law/calendar/days.csv"), include_str!("../../law/calendar/names.toml"));
        WorkCalendar::read(days, names).unwrap()
    }
}
