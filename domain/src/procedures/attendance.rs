//! Requests to attend an open meeting offline (№ 605-НҚ ¶9–11). A request follows its meeting: when the meeting is
//! postponed, cancelled, made online only or closed, or takes that back, Merzim changes the request and tells whoever filed it.

use super::open_meeting::{EmergencyGround, MeetingFormat, MeetingState, last_session};
use crate::calendar::UnknownYear;
use crate::contact::PhoneNumber;
use crate::engine::{
    Actor, Before, CommonRefusal, Line, News, Opened, Party, Procedure, Redress, Refusal, Venue, Window,
};
use crate::law::Law;
use crate::reading::LateAttendance;
use crate::role::Role;
use crate::rulebook::ids::{R605_4, R605_8, R605_11, RuleId};
use crate::term::{self, Deadline, Due};
use crate::text::Text;
use crate::vocabulary::Vocabulary;
use crate::writing::{fold, plain};
use crate::zone;
use time::{Date, OffsetDateTime};

/// Requests to attend an open meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attendance;

impl Procedure for Attendance {
    const TABLE: &'static [Line<Self>] = table! { AttendanceAction AttendanceState AttendanceOutcome AttendanceNotice;
        Request:                                     => Registered by InformationUser ResponsiblePerson InformationHolder,
                files, opens R605_8 R605_9, meets R605_8 R605_9, tells Filed to ResponsiblePerson;
        RequestLate:                                 => Late       by InformationUser ResponsiblePerson InformationHolder,
                files, opens R605_8 R605_9, meets R605_8 R605_9, tells Filed to ResponsiblePerson;
        Admit:              Late                     => Admitted   by InformationHolder ResponsiblePerson,
                tells Admitted to InformationUser;
        CheckIn:            Registered Admitted      => Attended   by InformationHolder ResponsiblePerson,
                decides Attended, opens R605_11, meets R605_11;
        Withdraw:           Registered Late Admitted Lapsed => Withdrawn by InformationUser ResponsiblePerson InformationHolder,
                decides Withdrawn, tells Withdrawn to ResponsiblePerson;
        Remind:             Registered Admitted      => =          by System, tells Reminder to InformationUser;
        FollowPostponement: Registered Late Admitted => =          by System, tells Postponed to InformationUser;
        FollowCorrection:   Registered Late Admitted => =          by System, tells Corrected to InformationUser;
        ComeInTime:         Late                     => Registered by System,
                opens R605_8, meets R605_8, tells Postponed to InformationUser;
        FollowCancellation: Registered Late Admitted => Lapsed     by System, decides Lapsed, tells Cancelled to InformationUser;
        FollowOnline:       Registered Late Admitted => Lapsed     by System, decides Lapsed, tells MovedOnline to InformationUser;
        FollowClosure:      Registered Late Admitted => Lapsed     by System, decides Lapsed, tells Closed to InformationUser;
        // Offline attendance is possible again: everybody is where they were. Whoever returns within the term is in time.
        Return:             Lapsed                   => Registered by System,
                opens R605_8, meets R605_8, tells Returned to InformationUser;
        ReturnLate:         Lapsed                   => Late       by System, tells Returned to InformationUser;
        ReturnAdmitted:     Lapsed                   => Admitted   by System, tells Returned to InformationUser;
    };

    type State = AttendanceState;
    type Action = AttendanceAction;
    type Outcome = AttendanceOutcome;
    type Notice = AttendanceNotice;
    type Refusal = AttendanceRefusal;
    type Facts = Facts;
    type Command = AttendanceAction;

    const CODE: &'static str = "attendance-request";
    const TITLE: Text = Text::new(
        "Ашық отырысқа офлайн қатысуға өтінім",
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
    const PERISHABLE: &'static [AttendanceNotice] = &[AttendanceNotice::Reminder];

    const REDRESS: Option<Redress<Self>> = Some(Redress {
        of: Role::InformationHolder,
        decisions: &[AttendanceOutcome::Lapsed],
        favours: &[AttendanceOutcome::Attended],
        silence: &[],
        binds: &[],
        reopens: None,
    });

    fn window(
        _: AttendanceState,
        facts: &Facts,
        action: AttendanceAction,
        by: Role,
        _: &Law,
    ) -> Result<Window, Refusal> {
        let meeting = facts.meeting;
        match action {
            AttendanceAction::Admit => {
                if !matches!(meeting.state, MeetingState::Announced | MeetingState::Postponed | MeetingState::Reopened)
                {
                    return Err(forbidden(meeting));
                }
                Ok(Window::ALWAYS)
            }
            AttendanceAction::CheckIn => {
                if !meeting.state.takes_place() {
                    return Err(forbidden(meeting));
                }
                // On each of its days.
                let first_day = zone::local(meeting.starts_at).date();
                let (from, until) = (zone::start_of(first_day), zone::end_of(zone::last_day(facts.ends_at)));
                Ok(Window { from: Some(from), until: Some(until), rule: Some(R605_11) })
            }
            AttendanceAction::Withdraw => left_to(by, facts.channel).map(|()| Window::ALWAYS),
            AttendanceAction::Request
            | AttendanceAction::RequestLate
            | AttendanceAction::Remind
            | AttendanceAction::FollowPostponement
            | AttendanceAction::FollowCorrection
            | AttendanceAction::ComeInTime
            | AttendanceAction::FollowCancellation
            | AttendanceAction::FollowOnline
            | AttendanceAction::FollowClosure
            | AttendanceAction::Return
            | AttendanceAction::ReturnLate
            | AttendanceAction::ReturnAdmitted => Ok(Window::ALWAYS),
        }
    }

    fn allows(facts: &Facts, action: AttendanceAction, _: &Law) -> Result<(), Refusal> {
        let comes_in = matches!(action, AttendanceAction::Admit | AttendanceAction::CheckIn);
        if comes_in { has_room(facts.meeting) } else { Ok(()) }
    }

    fn guard(facts: &Facts, command: &Command, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        match command {
            Command::Request => may_be_asked(facts, now),
            Command::RequestLate => {
                may_be_asked(facts, now)?;
                match law.rulebook.switches().late_attendance {
                    LateAttendance::KeptAsLate => Ok(()),
                    LateAttendance::Refused => in_time(facts.meeting.starts_at, now, law),
                }
            }
            Command::Admit
            | Command::CheckIn
            | Command::Withdraw
            | Command::Remind
            | Command::FollowPostponement
            | Command::FollowCorrection
            | Command::ComeInTime
            | Command::FollowCancellation
            | Command::FollowOnline
            | Command::FollowClosure
            | Command::Return
            | Command::ReturnLate
            | Command::ReturnAdmitted => Ok(()),
        }
    }

    /// When and where one may come, and how that was before; of a meeting to which one may not, which it is.
    fn news(facts: &Facts, command: &Command, _: &[Opened]) -> News {
        let when = News { starts_at: Some(facts.meeting.starts_at), ends_at: Some(facts.ends_at), ..News::default() };
        match command {
            Command::FollowPostponement | Command::ComeInTime => {
                News { venue: Some(facts.venue.clone()), due_on: facts.last_day, before: facts.before, ..when }
            }
            Command::Admit
            | Command::Remind
            | Command::FollowCorrection
            | Command::Return
            | Command::ReturnLate
            | Command::ReturnAdmitted => News { venue: Some(facts.venue.clone()), ..when },
            Command::FollowCancellation | Command::FollowOnline | Command::FollowClosure => when,
            Command::Request | Command::RequestLate | Command::CheckIn | Command::Withdraw => News::default(),
        }
    }

    /// A request is due before the day of the meeting. Whoever returns after the term was in time before, and stays so.
    fn event_at(
        facts: &Facts,
        command: &Command,
        rule: RuleId,
        now: OffsetDateTime,
        law: &Law,
    ) -> Option<OffsetDateTime> {
        if rule != R605_8 {
            return Some(now);
        }
        let starts_at = facts.meeting.starts_at;
        let counts = *command != Command::Return || is_late(starts_at, now, law).is_ok_and(|late| !late);
        counts.then_some(starts_at)
    }

    fn takes_back(command: &Command) -> bool {
        matches!(command, Command::Return | Command::ReturnLate | Command::ReturnAdmitted)
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
    /// Since when what is left of it is closed, if it is.
    pub closed: Option<OffsetDateTime>,
    /// When it begins.
    pub starts_at: OffsetDateTime,
}

/// What a request knows besides its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its meeting.
    pub meeting: Meeting,
    /// When the meeting is expected to end.
    pub ends_at: OffsetDateTime,
    /// Where it is.
    pub venue: Venue,
    /// How it was filed.
    pub channel: AttendanceChannel,
    /// Of one that follows a postponement: how the meeting stood when it last did, and until when one could ask to attend.
    pub before: Option<Before>,
    /// Of the same, until when one may ask now; none where one cannot.
    pub last_day: Option<Date>,
}

/// What has become of a meeting since a request last followed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Whether it is at another time.
    pub moved: bool,
    /// Whether its announcement was corrected.
    pub corrected: bool,
}

/// Nothing is said with an action.
pub type Command = AttendanceAction;

impl Meeting {
    /// Whether one can ask to attend it offline, or will be able to.
    const fn has_cut_off(self) -> bool {
        !self.state.is_over()
            && !matches!(self.state, MeetingState::Closed)
            && self.closed.is_none()
            && !matches!(self.format, MeetingFormat::Online)
    }

    /// By when one may ask to attend it, as the act stands now, day by day; none where one cannot.
    ///
    /// # Errors
    /// [`UnknownYear`] when the way leaves the calendar.
    pub fn cut_off(self, now: OffsetDateTime, law: &Law) -> Result<Option<Deadline>, UnknownYear> {
        let rule = law.rulebook.rule_on(&R605_8, zone::local(now).date()).filter(|_| self.has_cut_off());
        rule.map(|rule| term::deadline(law, rule, self.starts_at)).transpose()
    }

    /// The last day on which one may ask to attend it; none where one cannot.
    ///
    /// # Errors
    /// [`UnknownYear`] when the way leaves the calendar.
    pub fn last_day(self, now: OffsetDateTime, law: &Law) -> Result<Option<Date>, UnknownYear> {
        let due = if self.has_cut_off() { last_day(self.starts_at, now, law)? } else { None };
        Ok(due.map(|due| due.on))
    }

    /// Whether guests are reminded of it: it is announced, and lies ahead.
    #[must_use]
    pub fn reminds(self, now: OffsetDateTime) -> bool {
        self.state == MeetingState::Announced && now < self.starts_at
    }
}

/// Whether somebody acts for the holder among these parties: of a meeting, or of what was filed for one.
#[must_use]
pub fn acts_for_holder(actor: &Actor, parties: &[Party]) -> bool {
    // Whoever works for the holder and has asked to attend themselves acts as themselves.
    let themselves = parties.iter().any(|party| party.role == Attendance::INITIATOR && actor.is(party));
    !themselves && parties.iter().any(|party| STAFF.contains(&party.role) && actor.is(party))
}

/// Whether paper that asks to attend a meeting may have been received then: after its announcement, and not in the future.
#[must_use]
pub fn may_have_come(at: OffsetDateTime, announced_at: Option<OffsetDateTime>, now: OffsetDateTime) -> bool {
    at <= now && announced_at.is_some_and(|announced| announced <= at)
}

/// Whether somebody in this role may change or withdraw a request: the holder's staff only what came on paper. No order lets
/// the holder take back what somebody filed themselves.
///
/// # Errors
/// [`CommonRefusal::RoleForbidsAction`].
pub fn left_to(by: Role, channel: AttendanceChannel) -> Result<(), Refusal> {
    if by != Role::InformationUser && channel == AttendanceChannel::Electronic {
        return Err(Refusal::of(CommonRefusal::RoleForbidsAction));
    }
    Ok(())
}

/// Whether a request may be changed now: after the last day, not into that of another person, which would be late.
///
/// # Errors
/// [`CommonRefusal::TooLate`], or when the way to the last day leaves the calendar.
pub fn may_change(
    another_person: bool,
    starts_at: OffsetDateTime,
    now: OffsetDateTime,
    law: &Law,
) -> Result<(), Refusal> {
    if another_person { in_time(starts_at, now, law) } else { Ok(()) }
}

/// By when one may ask to attend a meeting that begins at `starts_at`, as the act stands now.
///
/// # Errors
/// [`UnknownYear`] when the way leaves the calendar.
fn last_day(starts_at: OffsetDateTime, now: OffsetDateTime, law: &Law) -> Result<Option<Due>, UnknownYear> {
    let rule = law.rulebook.rule_on(&R605_8, zone::local(now).date());
    Ok(rule.map(|rule| term::due(law, rule, starts_at)).transpose()?.flatten())
}

/// The last moment to ask in time to attend; once that has passed, the start of its last session, after which there is nothing
/// to attend.
///
/// # Errors
/// [`UnknownYear`] when the way leaves the calendar.
pub fn last_moment(
    starts_at: OffsetDateTime,
    ends_at: OffsetDateTime,
    now: OffsetDateTime,
    law: &Law,
) -> Result<Option<OffsetDateTime>, UnknownYear> {
    let in_time = last_day(starts_at, now, law)?.map(|due| due.at).filter(|last| *last > now);
    Ok(in_time.or(Some(last_session(starts_at, ends_at))))
}

/// Whether one may still ask in time to attend.
fn in_time(starts_at: OffsetDateTime, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
    let last = last_day(starts_at, now, law)?;
    last.map_or(Ok(()), |due| Window::until(due.at).by(R605_8).not_over(now))
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
        Ok(if is_late(meeting.starts_at, now, law)? { Self::RequestLate } else { Self::Request })
    }

    /// What a request that stands in `state` does when its meeting has changed, as `news` says; nothing, if it or the meeting is over,
    /// or there is nothing new for it. Of one that has lapsed, `before` is how it stood until then.
    ///
    /// # Errors
    /// [`UnknownYear`] when the way to the last day leaves the calendar.
    pub fn follow(
        state: Option<AttendanceState>,
        before: Option<AttendanceState>,
        meeting: Meeting,
        news: Changed,
        now: OffsetDateTime,
        law: &Law,
    ) -> Result<Option<Self>, UnknownYear> {
        let live = state.filter(|state| LIVE.contains(state));
        let lapsed = before.filter(|_| state == Some(AttendanceState::Lapsed));
        let ends = |command| Ok(live.map(|_| command));
        match meeting.state {
            MeetingState::Cancelled => ends(Self::FollowCancellation),
            MeetingState::Closed | MeetingState::HeldClosed => ends(Self::FollowClosure),
            MeetingState::Announced if meeting.closed.is_some() => ends(Self::FollowClosure),
            _ if meeting.format == MeetingFormat::Online => ends(Self::FollowOnline),
            MeetingState::Planned | MeetingState::Announced | MeetingState::Postponed | MeetingState::Reopened => {
                let in_time = !is_late(meeting.starts_at, now, law)?;
                Ok(match (live, lapsed) {
                    (Some(AttendanceState::Late), _) if in_time => Some(Self::ComeInTime),
                    (Some(_), _) if news.moved => Some(Self::FollowPostponement),
                    (Some(_), _) => news.corrected.then_some(Self::FollowCorrection),
                    (None, Some(AttendanceState::Late)) if !in_time => Some(Self::ReturnLate),
                    (None, Some(AttendanceState::Admitted)) => Some(Self::ReturnAdmitted),
                    (None, Some(_)) => Some(Self::Return),
                    (None, None) => None,
                })
            }
            MeetingState::Held | MeetingState::Published => Ok(None),
        }
    }
}

/// By what somebody is told from others who ask to attend the same meeting: name, year of birth and contact, however they are
/// written, also by who has no keyboard for Kazakh, and in whichever order. Whoever has one name only may give it as either.
#[must_use]
pub fn identity(surname: Option<&str>, first_name: Option<&str>, birth_year: i64, contact: &str) -> String {
    // What has no letters is told apart by its signs.
    let name =
        |name: &str| Some(plain(&fold(name))).filter(|folded| !folded.is_empty()).unwrap_or_else(|| name.to_owned());
    let mut names: Vec<String> = surname.into_iter().chain(first_name).map(name).collect();
    names.sort_unstable();
    // An address of e-mail is told apart by every sign of it.
    let contact =
        PhoneNumber::parse(contact).map_or_else(|_| contact.trim().to_lowercase(), |phone| phone.as_str().to_owned());
    format!("{}|{birth_year}|{contact}", names.join(" "))
}

const STAFF: &[Role] = &[Role::InformationHolder, Role::ResponsiblePerson];
const ANYBODY: &[Role] = &[Role::InformationUser, Role::InformationHolder, Role::ResponsiblePerson];
const LIVE: &[AttendanceState] = &[AttendanceState::Registered, AttendanceState::Late, AttendanceState::Admitted];

fn forbidden(meeting: Meeting) -> Refusal {
    Refusal::of(AttendanceRefusal::MeetingForbidsAction).because_it_is(meeting.state.title())
}

/// Whether one can attend in person at all (№ 605-НҚ ¶6).
fn has_room(meeting: Meeting) -> Result<(), Refusal> {
    if let Some(at) = meeting.closed {
        let refusal = Refusal::of(AttendanceRefusal::MeetingForbidsAction);
        return Err(refusal.because_it_is(MeetingState::Closed.title()).since(at));
    }
    match meeting.format {
        MeetingFormat::Offline | MeetingFormat::Hybrid => Ok(()),
        MeetingFormat::Online => {
            let online = Text::new(
                "отырыс мына негізбен онлайн өтеді: {}",
                "заседание проходит онлайн по основанию: {}",
                "the meeting is online on this ground: {}",
            );
            let why = meeting.emergency.map(|ground| online.with(&ground.title()));
            Err(Refusal::by(AttendanceRefusal::OnlineOnly, R605_4).because(why))
        }
    }
}

fn may_be_asked(Facts { meeting, ends_at, .. }: &Facts, now: OffsetDateTime) -> Result<(), Refusal> {
    let meeting = *meeting;
    if meeting.state != MeetingState::Announced {
        return Err(forbidden(meeting));
    }
    has_room(meeting)?;
    Window::until(last_session(meeting.starts_at, *ends_at)).check(now)
}

vocabulary! {
    /// How far a request to attend has come.
    AttendanceState {
        /// Filed in time: a seat is prepared (№ 605-НҚ ¶10).
        Registered = "registered", "тіркелді", "зарегистрирована", "registered";
        /// Filed too late; the holder may still admit.
        Late = "late", "кеш берілді", "подана с опозданием", "filed late";
        /// Filed too late, and admitted.
        Admitted = "admitted", "рұқсат берілді", "допущена", "admitted";
        /// Has come.
        Attended = "attended", "келді", "заявитель присутствовал", "attended";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвана", "withdrawn";
        /// Without an object: the meeting is cancelled, closed or online only. It returns if the meeting can be attended again.
        Lapsed = "lapsed", "мәнін жоғалтты", "утратила предмет", "lapsed";
    }
}

vocabulary! {
    /// What can be done with a request to attend.
    AttendanceAction {
        /// File in time (№ 605-НҚ ¶9).
        Request = "request", "өтінім беру", "подать заявку", "request";
        /// File too late.
        RequestLate = "requestLate", "кеш беру", "подать с опозданием", "request late";
        /// Admit all the same.
        Admit = "admit", "рұқсат беру", "допустить", "admit";
        /// Let in at the entrance (№ 605-НҚ ¶11).
        CheckIn = "checkIn", "келгенін белгілеу", "отметить приход", "check in";
        /// Withdraw.
        Withdraw = "withdraw", "кері қайтарып алу", "отозвать", "withdraw";
        /// Tell that the meeting is near.
        Remind = "remind", "еске салу", "напомнить", "remind";
        /// Follow the meeting to another time.
        FollowPostponement = "followPostponement", "отырыспен бірге ауысу", "последовать за переносом", "follow the postponement";
        /// Take note of a correction of the announcement.
        FollowCorrection = "followCorrection", "анонстың түзетілгені туралы хабарлау", "сообщить об исправлении анонса", "follow the correction";
        /// Be in time after all, for the meeting has moved away.
        ComeInTime = "comeInTime", "мерзімінде берілген деп тану", "признать поданной в срок", "come in time";
        /// The meeting is cancelled.
        FollowCancellation = "followCancellation", "тоқтату: отырыс өткізілмейді", "прекратить: заседание отменено", "lapse: cancelled";
        /// The meeting is online only.
        FollowOnline = "followOnline", "тоқтату: отырыс тек онлайн өткізіледі", "прекратить: заседание проводится только онлайн", "lapse: online only";
        /// The meeting is closed.
        FollowClosure = "followClosure", "тоқтату: отырыс жабық режимде өткізіледі", "прекратить: заседание проводится в закрытом режиме", "lapse: closed";
        /// Offline attendance is possible again.
        Return = "return", "қайта күшіне ендіру", "восстановить", "return";
        /// The same, of a request that was late and still is.
        ReturnLate = "returnLate", "кеш берілген өтінімді қайта күшіне ендіру", "восстановить поданную с опозданием", "return, late";
        /// The same, of a late request that was admitted.
        ReturnAdmitted = "returnAdmitted", "рұқсат берілген өтінімді қайта күшіне ендіру", "восстановить допущенную", "return, admitted";
    }
}

vocabulary! {
    /// What became of a request to attend.
    AttendanceOutcome {
        /// Has come.
        Attended = "attended", "келді", "заявитель присутствовал", "attended";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвана", "withdrawn";
        /// Lapsed.
        Lapsed = "lapsed", "мәнін жоғалтты", "утратила предмет", "lapsed";
    }
}

vocabulary! {
    /// What the parties to a request to attend are told.
    AttendanceNotice {
        /// A request to attend was filed.
        Filed = "filed", "Офлайн қатысуға өтінім келіп түсті", "Поступила заявка на присутствие офлайн", "A request to attend offline has been filed";
        /// Whoever filed it withdrew it.
        Withdrawn = "withdrawn", "Офлайн қатысуға өтінім кері қайтарып алынды", "Заявка на присутствие офлайн отозвана", "The request to attend offline is withdrawn";
        /// A late request to attend was admitted all the same (№ 605-НҚ ¶9).
        Admitted = "admitted", "Кеш берілген өтінім бойынша қатысуға рұқсат берілді", "По заявке, поданной с опозданием, присутствие разрешено", "The late request is admitted";
        /// The meeting will be held at another time.
        Postponed = "postponed", "Отырыс басқа уақытқа ауыстырылды", "Заседание перенесено", "The meeting is postponed";
        /// What was announced of the meeting was corrected, but for its beginning.
        Corrected = "corrected", "Отырыс анонсы түзетілді", "Анонс заседания исправлен", "The announcement of the meeting is corrected";
        /// The meeting will not be held.
        Cancelled = "cancelled", "Отырыс өткізілмейді", "Заседание отменено", "The meeting is cancelled";
        /// The meeting can be attended online only (№ 605-НҚ ¶6).
        MovedOnline = "movedOnline", "Отырысқа тек онлайн қатысуға болады, офлайн қатысуға өтінім мәнін жоғалтты", "На заседании можно присутствовать только онлайн, заявка на присутствие офлайн утратила предмет", "The meeting can be attended online only: the request to attend offline has no object any more";
        /// The meeting will be held without information users (№ 605-НҚ ¶4).
        Closed = "closed", "Отырыс жабық режимде өткізіледі", "Заседание пройдёт в закрытом режиме", "The meeting will be held closed";
        /// The meeting can be attended offline again: it is open again, or both formats have returned.
        Returned = "returned", "Отырысқа офлайн қатысуға қайтадан болады, өтінім қайта күшіне енді", "На заседании снова можно присутствовать офлайн, заявка снова действует", "The meeting can be attended offline again: the request stands again";
        /// The meeting is near.
        Reminder = "reminder", "Отырыс жақындап қалды", "Заседание скоро начнётся", "The meeting is near";
    }
}

reasons! {
    /// Why an action on a request to attend is refused.
    AttendanceRefusal {
        /// A request to attend in person although the meeting is online only (№ 605-НҚ ¶6).
        OnlineOnly = "online-only", Circumstances, "Отырысқа тек онлайн қатысуға болады", "На заседании можно присутствовать только онлайн", "The meeting can be attended online only";
            "Трансляцияны көріңіз: онлайн қатысуға өтінім қажет емес", "Смотрите трансляцию: для присутствия онлайн заявка не нужна", "Watch the broadcast: attending online needs no request";
        /// A request changed into that of a person who has another one (№ 605-НҚ ¶9).
        AlreadyAsked = "already-asked", Circumstances, "Бұл адамның осы отырысқа басқа өтінімі бар", "У этого человека есть другая заявка на это заседание", "This person has another request for this meeting";
            "Сол өтінімді пайдаланыңыз немесе біреуін қайтарып алыңыз", "Пользуйтесь той заявкой или отзовите одну из них", "Use that request, or withdraw one of them";
        /// The meeting is not in a state that allows this.
        MeetingForbidsAction = "meeting-forbids-action", Circumstances, "Отырыстың жай-күйі бұған жол бермейді", "Состояние заседания этого не допускает", "The state of the meeting does not allow this";
            "Отырыстың state мәнін қараңыз: өтінім анонстан кейін, комментарий трансляция кезінде беріледі", "Смотрите state заседания: заявка подаётся после анонса, комментарий во время трансляции", "Look at the state of the meeting: one asks to attend after the announcement, and comments during the broadcast";
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
