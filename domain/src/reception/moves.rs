//! Where slots can move whose day is not worked any more.

use time::OffsetDateTime;
use time::macros::time;

use super::quarter::Quarter;
use super::slot::{GRID, Slot};
use crate::calendar::{UnknownYear, WorkCalendar};
use crate::zone;

/// How many times are proposed for a slot that must move.
const PROPOSALS: usize = 3;
/// How many working days after it are looked at.
const DAYS_AHEAD: usize = 20;

/// Where a slot can move whose day is not worked any more: to the same time, or to another time of the day, of the working
/// days that follow in its quarter, the nearest first, where the receiver has nothing else.
///
/// # Errors
/// [`UnknownYear`] when the calendar has no data for the quarter.
pub fn moves(
    slot: Slot,
    taken: &[Slot],
    now: OffsetDateTime,
    calendar: &WorkCalendar,
) -> Result<Vec<Slot>, UnknownYear> {
    let quarter = Quarter::of(slot.day());
    let length = slot.ends_at - slot.starts_at;
    let mut proposals = Vec::new();
    let mut day = slot.day();
    for _ in 0..DAYS_AHEAD {
        day = calendar.add_working_days(day, 1)?;
        if !quarter.contains(day) || proposals.len() >= PROPOSALS {
            break;
        }
        let usual = zone::local(slot.starts_at).time();
        let others = std::iter::successors(Some(zone::at(day, time!(9:00))), |at| at.checked_add(length))
            .take_while(|at| *at + length <= zone::at(day, time!(18:00)));
        let free = std::iter::once(zone::at(day, usual))
            .chain(others)
            .map(|starts_at| Slot { starts_at, ends_at: starts_at.saturating_add(length) })
            .find(|one| one.starts_at > now && !taken.iter().any(|other| other.overlaps(one)));
        proposals.extend(free);
    }
    Ok(proposals)
}

/// What is wrong with the move of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongMove {
    /// The slot: its day is worked.
    Slot,
    /// The new time: it is past, off the grid, on a day that is not worked or is outside the quarter, or not free.
    Time,
    /// The calendar has no data for one of the days.
    Year(UnknownYear),
}

impl From<UnknownYear> for WrongMove {
    fn from(year: UnknownYear) -> Self {
        Self::Year(year)
    }
}

/// The slot at its new beginning, where the day of the old one is not worked any more: at a time of a working day of the
/// same quarter at which the receiver has none of the `others`.
///
/// # Errors
/// [`WrongMove`] when it cannot move there.
pub fn check_move(
    slot: Slot,
    starts_at: OffsetDateTime,
    others: &[Slot],
    now: OffsetDateTime,
    calendar: &WorkCalendar,
) -> Result<Slot, WrongMove> {
    if calendar.is_working_day(slot.day())? {
        return Err(WrongMove::Slot);
    }
    let starts_at = zone::local(starts_at);
    let to = Slot { starts_at, ends_at: starts_at.saturating_add(slot.ends_at - slot.starts_at) };
    let fits = starts_at > now
        && starts_at.unix_timestamp() % GRID.whole_seconds() == 0
        && starts_at.nanosecond() == 0
        && Quarter::of(slot.day()).contains(to.day())
        && calendar.is_working_day(to.day())?
        && to.ends_at <= zone::end_of(to.day())
        && !others.iter().any(|other| other.overlaps(&to));
    if fits { Ok(to) } else { Err(WrongMove::Time) }
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use time::macros::datetime;

    use super::*;
    use crate::reception::fixtures::calendar;

    #[test]
    fn a_slot_moves_to_the_next_working_days_where_the_receiver_is_free() {
        let calendar = calendar();
        let at = |starts_at: OffsetDateTime| Slot { starts_at, ends_at: starts_at + Duration::minutes(20) };
        let slot = at(datetime!(2026-03-20 10:00 +5));
        let taken = [at(datetime!(2026-03-26 10:00 +5))];
        let proposed = moves(slot, &taken, datetime!(2026-03-01 10:00 +5), &calendar).unwrap();
        // 21 to 25 March are days off.
        let starts: Vec<OffsetDateTime> = proposed.iter().map(|one| one.starts_at).collect();
        assert_eq!(
            starts,
            [datetime!(2026-03-26 09:00 +5), datetime!(2026-03-27 10:00 +5), datetime!(2026-03-30 10:00 +5)]
        );
    }

    #[test]
    fn a_slot_moves_only_from_a_day_off_to_a_free_time_on_the_grid() {
        let calendar = calendar();
        let at = |starts_at: OffsetDateTime| Slot { starts_at, ends_at: starts_at + Duration::minutes(20) };
        let (off, now) = (at(datetime!(2026-03-23 10:00 +5)), datetime!(2026-03-01 10:00 +5));
        let others = [at(datetime!(2026-03-26 10:00 +5))];
        let to = |starts_at| check_move(off, starts_at, &others, now, &calendar);
        assert_eq!(to(datetime!(2026-03-26 05:20 UTC)), Ok(at(datetime!(2026-03-26 10:20 +5))));
        for wrong in [
            datetime!(2026-02-27 10:00 +5),
            datetime!(2026-03-24 10:00 +5),
            datetime!(2026-03-26 10:10 +5),
            datetime!(2026-03-26 11:01 +5),
            datetime!(2026-03-26 23:50 +5),
            datetime!(2026-04-01 10:00 +5),
        ] {
            assert_eq!(to(wrong), Err(WrongMove::Time), "to {wrong}");
        }
        let worked = at(datetime!(2026-03-20 10:00 +5));
        let moved = check_move(worked, datetime!(2026-03-26 11:00 +5), &others, now, &calendar);
        assert_eq!(moved, Err(WrongMove::Slot));
    }
}
