//! Slots, in which somebody can be received, and the rooms that are free in one.

use time::{Date, Duration, OffsetDateTime};

use crate::zone;

/// Slots begin and end on this grid, so that whoever and whatever takes part is booked in pieces of it.
pub const GRID: Duration = Duration::minutes(5);

/// A time in which somebody can be received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// When it begins.
    pub starts_at: OffsetDateTime,
    /// When it ends.
    pub ends_at: OffsetDateTime,
}

impl Slot {
    /// Whether two slots have any time in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }

    /// The pieces of the grid that it takes up, each by its beginning.
    pub fn pieces(self) -> impl Iterator<Item = OffsetDateTime> {
        std::iter::successors(Some(self.starts_at), |at| at.checked_add(GRID)).take_while(move |at| *at < self.ends_at)
    }

    /// The day of its beginning in Kazakhstan.
    #[must_use]
    pub fn day(&self) -> Date {
        zone::local(self.starts_at).date()
    }
}

/// Whether two of these slots, in order of their beginning, have any time in common.
#[must_use]
pub fn any_overlap(slots: &[Slot]) -> bool {
    slots.iter().zip(slots.iter().skip(1)).any(|(one, next)| one.overlaps(next))
}

/// How many of an office's `rooms` are free all through a slot, when rooms are `taken` at these times.
#[must_use]
pub fn free_rooms(rooms: i64, taken: &[Slot], slot: Slot) -> i64 {
    // What is taken at the beginning of each piece is what is taken in it.
    let most = slot.pieces().map(|at| taken.iter().filter(|one| one.starts_at <= at && at < one.ends_at).count()).max();
    rooms - i64::try_from(most.unwrap_or_default()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_slot_takes_up_the_pieces_of_the_grid() {
        let slot = Slot { starts_at: datetime!(2026-03-20 10:00 +5), ends_at: datetime!(2026-03-20 10:20 +5) };
        assert_eq!(slot.pieces().count(), 4);
    }

    #[test]
    fn a_room_is_free_that_nobody_has_in_any_piece_of_a_slot() {
        let at = |starts_at: OffsetDateTime| Slot { starts_at, ends_at: starts_at + Duration::minutes(20) };
        let slot = at(datetime!(2026-03-20 10:00 +5));
        let (before, after) = (at(datetime!(2026-03-20 9:50 +5)), at(datetime!(2026-03-20 10:10 +5)));
        assert_eq!(free_rooms(2, &[before, after], slot), 1);
        assert_eq!(free_rooms(2, &[before, slot], slot), 0);
        assert_eq!(free_rooms(2, &[at(slot.ends_at)], slot), 2);
    }
}
