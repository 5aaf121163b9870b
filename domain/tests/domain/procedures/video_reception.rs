//! Receptions by videoconference.

use merzim_domain::Bilingual;
use merzim_domain::engine::Venue;
use merzim_domain::procedures::video_reception::{
    Appointment, Command, Facts, Hearing, ReceptionChannel, VideoReception,
};
use merzim_domain::reception::Slot;
use merzim_domain::rulebook::ids::{
    L3, L4, L5, L5_2, L6, L7, L7_2, L7_3, R213_1, R213_4, R213_5, R213_6, R213_7, R213_8, R213_11, RuleId,
};
use time::macros::{date, datetime};
use time::{Duration, OffsetDateTime};

use crate::tried::Tried;

/// While the last edition of № 213/НҚ was in force.
pub const THEN: OffsetDateTime = datetime!(2025-09-01 10:00 +5);

impl Tried for VideoReception {
    const RULES: &'static [RuleId] =
        &[L3, L4, L5, L5_2, L6, L7, L7_2, L7_3, R213_1, R213_4, R213_5, R213_6, R213_7, R213_8, R213_11];
    const NOW: OffsetDateTime = THEN;

    fn facts() -> Vec<Facts> {
        let far = THEN + Duration::days(400);
        vec![
            HEARD,
            Facts { starts_at: Some(far), due_at: Some(far), ..HEARD },
            Facts { starts_at: None, hearing: None, due_at: None, ..HEARD },
        ]
    }

    fn commands() -> Vec<Command> {
        use Command as C;
        let far = THEN + Duration::days(400);
        vec![
            C::File,
            C::NotifyHearing { hearing_at: far, decision_on: date!(2026 - 12 - 01) },
            C::NotifyHearing { hearing_at: THEN + Duration::hours(1), decision_on: date!(2025 - 09 - 02) },
            C::Object,
            C::HoldHearing,
            C::SetTime(appointment(far)),
            C::Refuse,
            C::Extend { until: date!(2025 - 10 - 10) },
            C::Forward,
            C::Reschedule(appointment(far)),
            C::ProvideRoom,
            C::Hold,
            C::Miss,
            C::Interrupt,
            C::Rebook(appointment(far)),
            C::Complete,
            C::Withdraw,
            C::NotifyDecision,
            C::NotifyExtension,
            C::Reopen,
        ]
    }
}

/// A reception of twenty minutes then.
pub fn appointment(starts_at: OffsetDateTime) -> Appointment {
    let name = || Bilingual { kk: "атауы".to_owned(), ru: "название".to_owned() };
    let time = Slot { starts_at, ends_at: starts_at + Duration::minutes(20) };
    Appointment { time, venue: Venue { name: name(), address: name() } }
}

/// An appeal that has been heard, and has a time that has come.
pub const HEARD: Facts = Facts {
    channel: ReceptionChannel::Portal,
    considered_from: THEN,
    due_at: Some(datetime!(2025-09-21 00:00 +5)),
    hearing: Some(Hearing {
        notified_at: datetime!(2025-08-22 10:00 +5),
        hearing_at: THEN,
        decision_on: date!(2025 - 09 - 01),
    }),
    starts_at: Some(THEN),
};
