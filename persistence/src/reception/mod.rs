//! Reception by videoconference (№ 213/НҚ): offices, schedules, bookings, appeals, rosters.

pub mod appeals;
pub mod bookings;
pub mod offices;
pub mod rosters;
pub mod schedules;
