//! Requests to attend an open meeting offline (№ 605-НҚ ¶9–11). A request follows its meeting: when the meeting is
//! postponed, cancelled, made online only or closed, Merzim changes the request and tells whoever filed it.

use time::OffsetDateTime;

use super::open_meeting::{EmergencyGround, MeetingFormat, MeetingState, ahead};
use crate::calendar::UnknownYear;
use crate::engine::{Case, NoticeKind, NoticeTemplate, Procedure, Redress, Refusal, RefusalKind, Transition};
use crate::law::Law;
use crate::reading::LateAttendance;
use crate::role::Role;
use crate::term::{self, Deadline, Due};
use crate::text::Text;
use crate::vocabulary::Vocabulary;
use crate::zone;

vocabulary! {
    /// How far a request to attend has come.
    AttendanceState {
        /// Filed in time: a seat is prepared (№ 605-НҚ ¶10).
        Registered = "registered", "жазылды", "записан", "registered";
        /// Filed too late; the holder may still admit.
        Late = "late", "кешіктіріліп берілді", "подана с опозданием", "filed late";
        /// Filed too late, and admitted.
        Admitted = "admitted", "рұқсат берілді", "допущен", "admitted";
        /// Has come.
        Attended = "attended", "келді", "присутствовал", "attended";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвана", "withdrawn";
        /// Without an object: the meeting is cancelled, closed or online only.
        Lapsed = "lapsed", "нысаны жойылды", "утратила предмет", "lapsed";
    }
}

vocabulary! {
    /// What can be done with a request to attend.
    AttendanceAction {
        /// File in time (№ 605-НҚ ¶9).
        Request = "request", "өтінім беру", "подать заявку", "request";
        /// File too late.
        RequestLate = "requestLate", "кешіктіріп беру", "подать с опозданием", "request late";
        /// Admit all the same.
        Admit = "admit", "рұқсат беру", "допустить", "admit";
        /// Let in at the entrance (№ 605-НҚ ¶11).
        CheckIn = "checkIn", "кіргізу", "отметить приход", "check in";
        /// Withdraw.
        Withdraw = "withdraw", "кері қайтарып алу", "отозвать", "withdraw";
        /// Tell that the meeting is near.
        Remind = "remind", "еске салу", "напомнить", "remind";
        /// Follow the meeting to another time.
        FollowPostponement = "followPostponement", "отырыспен бірге ауысу", "последовать за переносом", "follow the postponement";
        /// Be in time after all, for the meeting has moved away.
        ComeInTime = "comeInTime", "мерзімінде деп саналу", "стать своевременной", "come in time";
        /// The meeting is cancelled.
        FollowCancellation = "followCancellation", "отырыс өтпейтіндіктен жабу", "закрыть: заседание отменено", "lapse: cancelled";
        /// The meeting is online only.
        FollowOnline = "followOnline", "отырыс онлайн болғандықтан жабу", "закрыть: заседание онлайн", "lapse: online only";
        /// The meeting is closed.
        FollowClosure = "followClosure", "отырыс жабық болғандықтан жабу", "закрыть: заседание закрыто", "lapse: closed";
    }
}

vocabulary! {
    /// What became of a request to attend.
    AttendanceOutcome {
        /// Has come.
        Attended = "attended", "келді", "присутствовал", "attended";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвана", "withdrawn";
        /// Lapsed.
        Lapsed = "lapsed", "нысаны жойылды", "утратила предмет", "lapsed";
    }
}

vocabulary! {
    /// How a request was filed (№ 605-НҚ ¶9).
    AttendanceChannel {
        /// Electronically.
        Electronic = "electronic", "электрондық нысанда", "в электронной форме", "electronic";
        /// On paper, entered by the responsible person.
        Paper = "paper", "қағаз нысанында", "в бумажной форме", "paper";
    }
}

impl AttendanceState {
    /// The states of those for whom a seat is prepared (№ 605-НҚ ¶10), and who may come in.
    pub const SEATED: &'static [Self] = &[Self::Registered, Self::Admitted, Self::Attended];

    /// Whether whoever asked is expected, and so is reminded.
    #[must_use]
    pub const fn is_expected(self) -> bool {
        matches!(self, Self::Registered | Self::Admitted)
    }
}

/// What a request must know of its meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// How far it has come.
    pub state: MeetingState,
    /// How it can be attended.
    pub format: MeetingFormat,
    /// Why it is online only, if it is.
    pub emergency: Option<EmergencyGround>,
    /// When it begins.
    pub starts_at: OffsetDateTime,
}

/// An action with all that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// File in time.
    Request(Meeting),
    /// File too late.
    RequestLate(Meeting),
    /// Admit.
    Admit(Meeting),
    /// Let in.
    CheckIn(Meeting),
    /// Withdraw.
    Withdraw {
        /// Whether the holder's staff does it.
        by_staff: bool,
        /// How the request was filed.
        channel: AttendanceChannel,
    },
    /// Remind.
    Remind,
    /// Follow to another time.
    FollowPostponement,
    /// Be in time after all.
    ComeInTime(Meeting),
    /// Lapse: cancelled.
    FollowCancellation,
    /// Lapse: online only.
    FollowOnline,
    /// Lapse: closed.
    FollowClosure,
}

const RULE: &str = "605-8";

impl Meeting {
    /// Whether one can ask to attend it offline, or will be able to.
    #[must_use]
    pub const fn has_cut_off(self) -> bool {
        matches!(self.state, MeetingState::Planned | MeetingState::Announced | MeetingState::Postponed)
            && !matches!(self.format, MeetingFormat::Online)
    }

    /// Whether guests are reminded of it: it is announced, and lies ahead.
    #[must_use]
    pub fn reminds(self, now: OffsetDateTime) -> bool {
        self.state == MeetingState::Announced && now < self.starts_at
    }
}

/// Whether the holder's staff may change or withdraw a request: what came on paper only. No order lets the holder take
/// back what somebody filed themselves.
///
/// # Errors
/// [`RefusalKind::RoleForbidsAction`].
pub fn left_to_staff(by_staff: bool, channel: AttendanceChannel) -> Result<(), Refusal> {
    if by_staff && channel == AttendanceChannel::Electronic {
        return Err(Refusal::of(RefusalKind::RoleForbidsAction));
    }
    Ok(())
}

/// Whether a request may be changed now: after the last day, not into that of another person, which would be late.
///
/// # Errors
/// [`RefusalKind::TooLate`], or when the way to the last day leaves the calendar.
pub fn may_change(
    another_person: bool,
    starts_at: OffsetDateTime,
    now: OffsetDateTime,
    law: &Law,
) -> Result<(), Refusal> {
    if another_person && is_late(starts_at, now, law)? {
        return Err(Refusal::by(RefusalKind::TooLate, RULE));
    }
    Ok(())
}

/// By when one may ask to attend a meeting that begins at `starts_at`, as the act stands now, day by day.
///
/// # Errors
/// [`UnknownYear`] when the way leaves the calendar.
pub fn cut_off(starts_at: OffsetDateTime, now: OffsetDateTime, law: &Law) -> Result<Option<Deadline>, UnknownYear> {
    let rule = law.rulebook.rule_on(RULE, zone::local(now).date());
    rule.map(|rule| term::deadline(law, rule, starts_at)).transpose()
}

/// The same without the days on the way.
///
/// # Errors
/// [`UnknownYear`] when the way leaves the calendar.
pub fn last_day(starts_at: OffsetDateTime, now: OffsetDateTime, law: &Law) -> Result<Option<Due>, UnknownYear> {
    let rule = law.rulebook.rule_on(RULE, zone::local(now).date());
    Ok(rule.map(|rule| term::due(law, rule, starts_at)).transpose()?.flatten())
}

/// The last moment to ask in time to attend; once that has passed, the start of the meeting, after which there is nothing to
/// attend.
///
/// # Errors
/// [`UnknownYear`] when the way leaves the calendar.
pub fn last_moment(
    starts_at: OffsetDateTime,
    now: OffsetDateTime,
    law: &Law,
) -> Result<Option<OffsetDateTime>, UnknownYear> {
    let in_time = last_day(starts_at, now, law)?.map(|due| due.at).filter(|last| *last > now);
    Ok(in_time.or(Some(starts_at)))
}

/// Whether it is too late to ask to attend.
///
/// # Errors
/// [`UnknownYear`] when the way to the last day leaves the calendar.
fn is_late(starts_at: OffsetDateTime, now: OffsetDateTime, law: &Law) -> Result<bool, UnknownYear> {
    Ok(last_day(starts_at, now, law)?.is_some_and(|due| now >= due.at))
}

impl Command {
    /// The request as it is filed now: in time, or late.
    ///
    /// # Errors
    /// [`UnknownYear`] when the way to the last day leaves the calendar.
    pub fn request(meeting: Meeting, now: OffsetDateTime, law: &Law) -> Result<Self, UnknownYear> {
        Ok(if is_late(meeting.starts_at, now, law)? { Self::RequestLate(meeting) } else { Self::Request(meeting) })
    }

    /// What a request that stands in `state` does when its meeting has changed; nothing, if the meeting is over.
    ///
    /// # Errors
    /// [`UnknownYear`] when the way to the last day leaves the calendar.
    pub fn follow(
        state: AttendanceState,
        meeting: Meeting,
        now: OffsetDateTime,
        law: &Law,
    ) -> Result<Option<Self>, UnknownYear> {
        Ok(match meeting.state {
            MeetingState::Cancelled => Some(Self::FollowCancellation),
            MeetingState::Closed | MeetingState::HeldClosed => Some(Self::FollowClosure),
            _ if meeting.format == MeetingFormat::Online => Some(Self::FollowOnline),
            MeetingState::Planned | MeetingState::Announced | MeetingState::Postponed => {
                let in_time = state == AttendanceState::Late && !is_late(meeting.starts_at, now, law)?;
                Some(if in_time { Self::ComeInTime(meeting) } else { Self::FollowPostponement })
            }
            MeetingState::Held | MeetingState::Published => None,
        })
    }
}

/// Requests to attend an open meeting.
#[derive(Debug)]
pub struct Attendance;

const STAFF: &[Role] = &[Role::InformationHolder, Role::ResponsiblePerson];
const ANYBODY: &[Role] = &[Role::InformationUser, Role::ResponsiblePerson, Role::InformationHolder];
const LIVE: &[AttendanceState] = &[AttendanceState::Registered, AttendanceState::Late, AttendanceState::Admitted];

const fn request(action: AttendanceAction, to: AttendanceState) -> Transition<Attendance> {
    Transition {
        action,
        from: &[],
        to,
        by: ANYBODY,
        files: true,
        outcome: None,
        opens: &["605-8", "605-9"],
        meets: &["605-8", "605-9"],
        voids: &[],
        notices: &[NoticeTemplate { kind: NoticeKind::Filed, to: Role::ResponsiblePerson }],
    }
}

/// What Merzim does: it tells whoever filed the request.
const fn told(
    action: AttendanceAction,
    from: &'static [AttendanceState],
    to: AttendanceState,
    notices: &'static [NoticeTemplate],
) -> Transition<Attendance> {
    Transition {
        action,
        from,
        to,
        by: &[Role::System],
        files: false,
        outcome: None,
        opens: &[],
        meets: &[],
        voids: &[],
        notices,
    }
}

const POSTPONED: &[NoticeTemplate] = &[NoticeTemplate { kind: NoticeKind::Postponed, to: Role::InformationUser }];
const REMINDER: &[NoticeTemplate] = &[NoticeTemplate { kind: NoticeKind::Reminder, to: Role::InformationUser }];

const fn lapse(action: AttendanceAction, notices: &'static [NoticeTemplate]) -> Transition<Attendance> {
    Transition { outcome: Some(AttendanceOutcome::Lapsed), ..told(action, LIVE, AttendanceState::Lapsed, notices) }
}

impl Procedure for Attendance {
    type State = AttendanceState;
    type Action = AttendanceAction;
    type Outcome = AttendanceOutcome;
    type Command = Command;

    const CODE: &'static str = "attendance-request";
    const TITLE: Text = Text::new(
        "Ашық отырысқа оффлайн қатысуға өтінім",
        "Заявка на присутствие на открытом заседании офлайн",
        "Request to attend an open meeting offline",
    );
    const ACT: &'static str = "605";
    const PREFIX: &'static str = "ATT";
    const INITIATOR: Role = Role::InformationUser;
    const ADDRESSEES: &'static [Role] = STAFF;
    const REPLACERS: &'static [Role] = ANYBODY;
    const DRAFTS: &'static [AttendanceState] = LIVE;
    const ATTACHES: &'static [AttendanceState] = &[];
    const PERISHABLE: &'static [NoticeKind] = &[NoticeKind::Reminder];

    const REDRESS: Option<Redress<Self>> = Some(Redress {
        of: Role::InformationHolder,
        decisions: &[AttendanceOutcome::Lapsed],
        silence: &[],
        reopens: None,
    });

    const TRANSITIONS: &'static [Transition<Self>] = &[
        request(AttendanceAction::Request, AttendanceState::Registered),
        request(AttendanceAction::RequestLate, AttendanceState::Late),
        Transition {
            by: STAFF,
            ..told(
                AttendanceAction::Admit,
                &[AttendanceState::Late],
                AttendanceState::Admitted,
                &[NoticeTemplate { kind: NoticeKind::Admitted, to: Role::InformationUser }],
            )
        },
        Transition {
            action: AttendanceAction::CheckIn,
            from: &[AttendanceState::Registered, AttendanceState::Admitted],
            to: AttendanceState::Attended,
            by: STAFF,
            files: false,
            outcome: Some(AttendanceOutcome::Attended),
            opens: &["605-11"],
            meets: &["605-11"],
            voids: &[],
            notices: &[],
        },
        Transition {
            by: ANYBODY,
            outcome: Some(AttendanceOutcome::Withdrawn),
            ..told(
                AttendanceAction::Withdraw,
                LIVE,
                AttendanceState::Withdrawn,
                &[NoticeTemplate { kind: NoticeKind::Withdrawn, to: Role::ResponsiblePerson }],
            )
        },
        told(AttendanceAction::Remind, &[AttendanceState::Registered], AttendanceState::Registered, REMINDER),
        told(AttendanceAction::Remind, &[AttendanceState::Admitted], AttendanceState::Admitted, REMINDER),
        told(
            AttendanceAction::FollowPostponement,
            &[AttendanceState::Registered],
            AttendanceState::Registered,
            POSTPONED,
        ),
        told(AttendanceAction::FollowPostponement, &[AttendanceState::Late], AttendanceState::Late, POSTPONED),
        told(AttendanceAction::FollowPostponement, &[AttendanceState::Admitted], AttendanceState::Admitted, POSTPONED),
        Transition {
            opens: &["605-8"],
            meets: &["605-8"],
            ..told(AttendanceAction::ComeInTime, &[AttendanceState::Late], AttendanceState::Registered, POSTPONED)
        },
        lapse(
            AttendanceAction::FollowCancellation,
            &[NoticeTemplate { kind: NoticeKind::Cancelled, to: Role::InformationUser }],
        ),
        lapse(
            AttendanceAction::FollowOnline,
            &[NoticeTemplate { kind: NoticeKind::MovedOnline, to: Role::InformationUser }],
        ),
        lapse(
            AttendanceAction::FollowClosure,
            &[NoticeTemplate { kind: NoticeKind::Closed, to: Role::InformationUser }],
        ),
    ];

    fn action(command: &Command) -> AttendanceAction {
        match command {
            Command::Request(_) => AttendanceAction::Request,
            Command::RequestLate(_) => AttendanceAction::RequestLate,
            Command::Admit(_) => AttendanceAction::Admit,
            Command::CheckIn(_) => AttendanceAction::CheckIn,
            Command::Withdraw { .. } => AttendanceAction::Withdraw,
            Command::Remind => AttendanceAction::Remind,
            Command::FollowPostponement => AttendanceAction::FollowPostponement,
            Command::ComeInTime(_) => AttendanceAction::ComeInTime,
            Command::FollowCancellation => AttendanceAction::FollowCancellation,
            Command::FollowOnline => AttendanceAction::FollowOnline,
            Command::FollowClosure => AttendanceAction::FollowClosure,
        }
    }

    fn guard(_: &Case, command: &Command, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        match command {
            Command::Request(meeting) => may_be_asked(*meeting, now),
            Command::RequestLate(meeting) => {
                may_be_asked(*meeting, now)?;
                match law.rulebook.switches().late_attendance {
                    LateAttendance::KeptAsLate => Ok(()),
                    LateAttendance::Refused => Err(Refusal::by(RefusalKind::TooLate, RULE)),
                }
            }
            Command::Admit(meeting) => {
                let lies_ahead = matches!(meeting.state, MeetingState::Announced | MeetingState::Postponed);
                if lies_ahead { has_room(*meeting) } else { Err(forbidden(*meeting)) }
            }
            Command::CheckIn(meeting) => {
                let (today, day) = (zone::local(now).date(), zone::local(meeting.starts_at).date());
                let takes_place = matches!(meeting.state, MeetingState::Announced | MeetingState::Held);
                if !takes_place {
                    Err(forbidden(*meeting))
                } else if today < day {
                    Err(Refusal::by(RefusalKind::TooEarly, "605-11"))
                } else if today > day {
                    Err(Refusal::by(RefusalKind::TooLate, "605-11"))
                } else {
                    has_room(*meeting)
                }
            }
            Command::Withdraw { by_staff, channel } => left_to_staff(*by_staff, *channel),
            Command::Remind
            | Command::FollowPostponement
            | Command::ComeInTime(_)
            | Command::FollowCancellation
            | Command::FollowOnline
            | Command::FollowClosure => Ok(()),
        }
    }

    /// A request is due before the day of the meeting.
    fn event_at(command: &Command, rule: &str, now: OffsetDateTime) -> Option<OffsetDateTime> {
        Some(match command {
            Command::Request(meeting) | Command::RequestLate(meeting) | Command::ComeInTime(meeting)
                if rule == RULE =>
            {
                meeting.starts_at
            }
            _ => now,
        })
    }
}

fn forbidden(meeting: Meeting) -> Refusal {
    Refusal::of(RefusalKind::MeetingForbidsAction).because(meeting.state.title())
}

/// Whether one can attend in person at all (№ 605-НҚ ¶6).
fn has_room(meeting: Meeting) -> Result<(), Refusal> {
    match meeting.format {
        MeetingFormat::Offline | MeetingFormat::Hybrid => Ok(()),
        MeetingFormat::Online => {
            let refusal = Refusal::by(RefusalKind::OnlineOnly, "605-4");
            Err(Refusal { detail: meeting.emergency.map(Vocabulary::title), ..refusal })
        }
    }
}

fn may_be_asked(meeting: Meeting, now: OffsetDateTime) -> Result<(), Refusal> {
    if meeting.state != MeetingState::Announced {
        return Err(forbidden(meeting));
    }
    has_room(meeting)?;
    ahead(meeting.starts_at, now)
}
