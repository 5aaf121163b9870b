//! Receptions by videoconference.

use merzim_domain::Bilingual;
use merzim_domain::consideration::hearing::{Hearing, Hearings, Notice, Protocol, RemarksDecision, Waiver};
use merzim_domain::consideration::mending::{Mending, ReturnGround};
use merzim_domain::engine::{Anew, Venue};
use merzim_domain::procedures::video_reception::{
    Appointment, Command, ExtendedBy, Facts, ReceptionChannel, VideoReception,
};
use merzim_domain::reception::Slot;
use merzim_domain::rulebook::ids::{
    L3, L3_2, L4, L4_2, L4_3, L4_4, L4_5, L5, L5_2, L6, L6_2, L6_3, L6_4, L6_6, L6_7, L6_8, L7, L7_2, L7_3, L7_4, L7_5,
    R213_1, R213_4, R213_5, R213_6, R213_7, R213_8, R213_11, RuleId,
};
use time::macros::{date, datetime};
use time::{Date, Duration, OffsetDateTime};

use crate::tried::Tried;

/// While the last edition of № 213/НҚ was in force.
pub const THEN: OffsetDateTime = datetime!(2025-09-01 10:00 +5);

impl Tried for VideoReception {
    const RULES: &'static [RuleId] = &[
        L3, L3_2, L4, L4_2, L4_3, L4_4, L4_5, L5, L5_2, L6, L6_2, L6_3, L6_4, L6_6, L6_7, L6_8, L7, L7_2, L7_3, L7_4,
        L7_5, R213_1, R213_4, R213_5, R213_6, R213_7, R213_8, R213_11,
    ];
    const NOW: OffsetDateTime = THEN;

    fn facts() -> Vec<Facts> {
        let far = THEN + Duration::days(400);
        vec![
            HEARD,
            // Heard in writing, as is usual.
            heard(Hearings { latest: Some(Hearing { oral_at: None, ..TOLD }), ..Hearings::default() }),
            heard(Hearings {
                latest: Some(Hearing { oral_at: None, notified_at: THEN, ..TOLD }),
                ..Hearings::default()
            }),
            heard(Hearings {
                latest: Some(Hearing { held: true, ..TOLD }),
                protocol: Some(Protocol { made_at: THEN, unanswered: true }),
                ..Hearings::default()
            }),
            heard(Hearings { waiver: Some(Waiver::Entered), ..HEARD.hearings }),
            Facts { starts_at: Some(far), due_at: Some(far), ..HEARD },
            Facts { starts_at: None, hearings: Hearings::default(), due_at: None, ..HEARD },
            Facts { bound: true, extended: true, ..HEARD },
            // The State Corporation acts for whoever came to it.
            Facts { channel: ReceptionChannel::Office, ..HEARD },
        ]
    }

    fn commands() -> Vec<Command> {
        use Command as C;
        let far = THEN + Duration::days(400);
        vec![
            C::File,
            C::PointOut { until: date!(2026 - 12 - 01) },
            C::Mend,
            C::Return(ReturnGround::NotMended),
            C::Return(ReturnGround::Identical),
            C::Join,
            C::Terminate,
            hearing(Some(far), date!(2026 - 12 - 01)),
            hearing(None, date!(2026 - 12 - 01)),
            hearing(Some(THEN + Duration::days(3)), date!(2025 - 09 - 05)),
            hearing(Some(THEN + Duration::hours(1)), date!(2025 - 09 - 02)),
            C::AskToSpeak,
            C::WaiveHearing,
            C::Object,
            C::HoldHearing,
            C::Remark,
            C::AnswerRemarks(RemarksDecision::Accepted),
            C::SetTime(appointment(far)),
            C::Refuse,
            C::Extend { until: date!(2025 - 10 - 10), by: ExtendedBy::Head },
            C::Forward,
            C::Reschedule(appointment(far)),
            C::ProvideRoom,
            C::Hold,
            C::Miss,
            C::Interrupt,
            C::Rebook(appointment(far)),
            C::Complete,
            C::Withdraw,
            C::Cancel,
            C::NotifyDecision,
            C::NotifyExtension,
            C::NotifyTermination,
            C::Reopen(Anew { bound: false, until: None }),
            C::Reopen(Anew { bound: true, until: Some(date!(2025 - 10 - 10)) }),
        ]
    }
}

/// A reception of twenty minutes then.
pub fn appointment(starts_at: OffsetDateTime) -> Appointment {
    let name = || Bilingual { kk: "атауы".to_owned(), ru: "название".to_owned() };
    let time = Slot { starts_at, ends_at: starts_at + Duration::minutes(20) };
    Appointment { time, venue: Venue { name: name(), address: Some(name()) } }
}

fn hearing(oral_at: Option<OffsetDateTime>, decision_on: Date) -> Command {
    Command::NotifyHearing(Notice { oral_at, place: None, decision_on })
}

fn heard(hearings: Hearings) -> Facts {
    Facts { hearings, ..HEARD }
}

const TOLD: Hearing = Hearing {
    notified_at: datetime!(2025-08-22 10:00 +5),
    oral_at: Some(THEN),
    decision_on: date!(2025 - 09 - 01),
    asked_to_speak: false,
    held: false,
};

/// An appeal that has been heard, and has a time that has come.
pub const HEARD: Facts = Facts {
    channel: ReceptionChannel::Portal,
    considered_from: THEN,
    due_at: Some(datetime!(2025-09-21 00:00 +5)),
    mending: Some(Mending { until: date!(2025 - 08 - 20), mended: false }),
    hearings: Hearings { latest: Some(TOLD), waiver: None, protocol: None, heard_before: false },
    starts_at: Some(THEN),
    ends_at: Some(THEN),
    extended: false,
    bound: false,
};
