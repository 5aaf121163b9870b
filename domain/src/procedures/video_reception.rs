//! Appeals to heads of state bodies by videoconference (№ 213/НҚ ¶6–7, ¶10), and the duties of the Code that bind them.

use time::{Date, OffsetDateTime};

use crate::engine::{Case, NoticeKind, NoticeTemplate, Procedure, Redress, Refusal, RefusalKind, Transition};
use crate::law::Law;
use crate::reading::HearingNoticeBefore;
use crate::role::Role;
use crate::term;
use crate::text::Text;
use crate::zone;

vocabulary! {
    /// How far an appeal for a reception has come.
    ReceptionState {
        /// Filed; a decision is owed.
        Received = "received", "келіп түсті", "поступило", "received";
        /// A refusal is intended, and the participant is notified of the hearing (№ 213/НҚ ¶6).
        Hearing = "hearing", "тыңдау тағайындалды", "назначено заслушивание", "hearing notified";
        /// The participant was heard, or did not come.
        Heard = "heard", "тыңдалды", "заслушано", "heard";
        /// Date and time are set (№ 213/НҚ ¶6(1)).
        Scheduled = "scheduled", "уақыты белгіленді", "время назначено", "time set";
        /// It could not be held for technical reasons; another time comes before everybody else's.
        Interrupted = "interrupted", "техникалық себеппен өтпеді", "сорвано по техническим причинам", "technical failure";
        /// The reception was held; what was ordered is to be followed up.
        Held = "held", "өтті", "проведено", "held";
        /// Held, and what was ordered followed up.
        Completed = "completed", "аяқталды", "завершено", "completed";
        /// The participant did not come.
        Missed = "missed", "қатысушы келмеді", "участник не явился", "no-show";
        /// Refused (№ 213/НҚ ¶6(2)).
        Refused = "refused", "бас тартылды", "отказано", "refused";
        /// Forwarded to the competent body (art. 65 of the Code).
        Forwarded = "forwarded", "құзыретті органға жіберілді", "перенаправлено", "forwarded";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвано", "withdrawn";
    }
}

vocabulary! {
    /// What can be done with an appeal for a reception.
    ReceptionAction {
        /// File it.
        File = "file", "жолданым беру", "подать обращение", "file";
        /// Notify the participant that a refusal is intended and of the hearing (№ 213/НҚ ¶6).
        NotifyHearing = "notifyHearing", "тыңдау туралы хабарлау", "уведомить о заслушивании", "notify of the hearing";
        /// Object to the preliminary decision (art. 73(3) of the Code).
        Object = "object", "қарсылық білдіру", "возразить", "object";
        /// Record the hearing, or that the participant did not come.
        HoldHearing = "holdHearing", "тыңдау хаттамасын енгізу", "внести протокол заслушивания", "record the hearing";
        /// Set date and time (№ 213/НҚ ¶6(1)).
        SetTime = "setTime", "күні мен уақытын белгілеу", "назначить дату и время", "set date and time";
        /// Refuse: the issue is outside the head's competence (№ 213/НҚ ¶6(2)).
        Refuse = "refuse", "бас тарту", "отказать", "refuse";
        /// Extend the term by a reasoned decision (art. 76(3) of the Code).
        Extend = "extend", "мерзімін ұзарту", "продлить срок", "extend";
        /// Forward it to the competent body (art. 65 of the Code).
        Forward = "forward", "құзыретті органға жіберу", "перенаправить", "forward";
        /// Set another date or time.
        Reschedule = "reschedule", "уақытын ауыстыру", "перенести", "reschedule";
        /// Say where the participants meet online.
        ProvideRoom = "provideRoom", "байланыс сілтемесін беру", "указать ссылку на комнату", "give the room link";
        /// Record that it was held, what was said and ordered.
        Hold = "hold", "өткізілгенін белгілеу", "отметить проведение", "record that it was held";
        /// Record that the participant did not come.
        Miss = "miss", "келмегенін белгілеу", "отметить неявку", "record a no-show";
        /// Record a technical failure.
        Interrupt = "interrupt", "техникалық ақауды белгілеу", "отметить технический сбой", "record a technical failure";
        /// Set another time after a technical failure.
        Rebook = "rebook", "қайта жазу", "записать повторно", "rebook";
        /// Record that what was ordered was followed up.
        Complete = "complete", "тапсырмалардың орындалуын белгілеу", "отметить исполнение поручений", "record the follow-up";
        /// Withdraw.
        Withdraw = "withdraw", "кері қайтарып алу", "отозвать", "withdraw";
        /// Everybody was told of the decision (№ 213/НҚ ¶7).
        NotifyDecision = "notifyDecision", "шешім туралы хабарланды", "о решении уведомлены", "told of the decision";
        /// The participant was told of the extension.
        NotifyExtension = "notifyExtension", "ұзарту туралы хабарланды", "о продлении уведомлён", "told of the extension";
        /// Consider it anew, for a complaint was satisfied.
        Reopen = "reopen", "қайта қарау", "рассмотреть вновь", "reopen";
    }
}

vocabulary! {
    /// What was decided on an appeal, or became of it.
    ReceptionOutcome {
        /// Date and time were set.
        TimeSet = "timeSet", "уақыты белгіленді", "время назначено", "time set";
        /// Refused.
        Refused = "refused", "бас тартылды", "отказано", "refused";
        /// Forwarded.
        Forwarded = "forwarded", "құзыретті органға жіберілді", "перенаправлено", "forwarded";
        /// Held.
        Held = "held", "өтті", "проведено", "held";
        /// The participant did not come.
        Missed = "missed", "қатысушы келмеді", "участник не явился", "no-show";
        /// Withdrawn.
        Withdrawn = "withdrawn", "кері қайтарып алынды", "отозвано", "withdrawn";
    }
}

vocabulary! {
    /// How an appeal was filed.
    ReceptionChannel {
        /// By the participant, on the portal.
        Portal = "portal", "портал арқылы", "через портал", "on the portal";
        /// By an office of the State Corporation, for somebody who came there.
        Office = "office", "Мемлекеттік корпорацияның бөлімшесінде", "в отделении Государственной корпорации", "at an office of the State Corporation";
    }
}

vocabulary! {
    /// Why a reception may be refused: the one ground there is (№ 213/НҚ ¶6(2)).
    RefusalGround {
        /// The issue is not within the competence of the head.
        OutsideCompetence = "outsideCompetence", "мәселе басшының құзыретіне жатпайды", "вопрос не относится к компетенции руководителя", "the issue is outside the head's competence";
    }
}

vocabulary! {
    /// A language in which an appeal may be written.
    AppealLanguage {
        /// Kazakh.
        Kk = "kk", "қазақ тілі", "казахский", "Kazakh";
        /// Russian.
        Ru = "ru", "орыс тілі", "русский", "Russian";
    }
}

/// Who does what only participants do themselves, but for those who came to an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnBehalf {
    /// Whether an office of the State Corporation does it.
    pub by_office: bool,
    /// How the appeal was filed.
    pub channel: ReceptionChannel,
}

/// An action with all that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// File it.
    File {
        /// From when the latest notice of a hearing is counted, if that is known yet.
        hearing_from: Option<OffsetDateTime>,
    },
    /// Notify of the hearing.
    NotifyHearing {
        /// When the participant will be heard.
        hearing_at: OffsetDateTime,
        /// On which day the refusal is planned.
        decision_on: Date,
        /// From when the latest notice is counted, where that was not known before.
        hearing_from: Option<OffsetDateTime>,
    },
    /// Object.
    Object(OnBehalf),
    /// Record the hearing.
    HoldHearing {
        /// When it was to be.
        hearing_at: OffsetDateTime,
    },
    /// Set date and time.
    SetTime {
        /// When the reception begins.
        starts_at: OffsetDateTime,
    },
    /// Refuse.
    Refuse {
        /// When the participant was notified of the hearing.
        notified_at: OffsetDateTime,
        /// On which day the refusal was planned, as the participant was told.
        planned_on: Date,
    },
    /// Extend the term.
    Extend {
        /// When the appeal was received, anew if it was reopened.
        received_at: OffsetDateTime,
        /// By when a decision is due so far.
        due_at: OffsetDateTime,
        /// The last day from now on.
        until: Date,
        /// From when the latest notice of a hearing is counted, if that is known yet.
        hearing_from: Option<OffsetDateTime>,
    },
    /// Forward it.
    Forward {
        /// When the appeal was received.
        received_at: OffsetDateTime,
    },
    /// Set another time.
    Reschedule {
        /// When it was to begin.
        was: OffsetDateTime,
        /// When it begins now.
        starts_at: OffsetDateTime,
    },
    /// Say where they meet online.
    ProvideRoom,
    /// Record that it was held.
    Hold {
        /// When it was to begin.
        starts_at: OffsetDateTime,
    },
    /// Record a no-show.
    Miss {
        /// When it was to begin.
        starts_at: OffsetDateTime,
    },
    /// Record a technical failure.
    Interrupt {
        /// When it was to begin.
        starts_at: OffsetDateTime,
    },
    /// Set another time after one.
    Rebook {
        /// When it begins now.
        starts_at: OffsetDateTime,
    },
    /// Record the follow-up.
    Complete,
    /// Withdraw.
    Withdraw(OnBehalf),
    /// Everybody was told of the decision.
    NotifyDecision,
    /// The participant was told of the extension.
    NotifyExtension,
    /// Consider it anew.
    Reopen {
        /// From when the latest notice of a hearing is counted, if that is known yet.
        hearing_from: Option<OffsetDateTime>,
    },
}

/// From when the latest notice of a hearing is counted, where it is counted from the receipt of the appeal.
fn from_receipt(law: &Law, received_at: OffsetDateTime) -> Option<OffsetDateTime> {
    match law.rulebook.switches().hearing_notice_before {
        HearingNoticeBefore::ConsiderationDue => Some(received_at),
        HearingNoticeBefore::PlannedDecision => None,
    }
}

impl Command {
    /// Files an appeal that is received at `received_at`.
    #[must_use]
    pub fn file(received_at: OffsetDateTime, law: &Law) -> Self {
        Self::File { hearing_from: from_receipt(law, received_at) }
    }

    /// Notifies of a hearing before a refusal planned for `decision_on`.
    #[must_use]
    pub fn notify_hearing(hearing_at: OffsetDateTime, decision_on: Date, law: &Law) -> Self {
        let planned = zone::start_of(decision_on);
        let hearing_from = from_receipt(law, planned).is_none().then_some(planned);
        Self::NotifyHearing { hearing_at, decision_on, hearing_from }
    }

    /// Extends the term of an appeal received at `received_at` from `due_at` until the end of `until`.
    #[must_use]
    pub fn extend(received_at: OffsetDateTime, due_at: OffsetDateTime, until: Date, law: &Law) -> Self {
        Self::Extend { received_at, due_at, until, hearing_from: from_receipt(law, received_at) }
    }
}

/// Appeals to heads of state bodies by videoconference.
#[derive(Debug)]
pub struct VideoReception;

use ReceptionState as S;

const STAFF: &[Role] = &[Role::StateBody, Role::ResponsibleEmployee];
const APPLICANT: &[Role] = &[Role::Participant, Role::StateCorporation];
/// The rules by which a decision is due.
const DECISION: &[&str] = &["213-4", "213-11", "L7"];

const fn told(kind: NoticeKind, to: Role) -> NoticeTemplate {
    NoticeTemplate::new(kind, to)
}

/// The three whom ¶7 names: the participant, the operator, and the State Corporation where the reception is held.
const fn to_three(kind: NoticeKind) -> [NoticeTemplate; 3] {
    [told(kind, Role::Participant), told(kind, Role::EgovOperator), told(kind, Role::StateCorporation)]
}

const TIME_SET: &[NoticeTemplate] = &to_three(NoticeKind::TimeSet);
const RESCHEDULED: &[NoticeTemplate] = &to_three(NoticeKind::Rescheduled);
const REFUSED: &[NoticeTemplate] = &to_three(NoticeKind::ReceptionRefused);
const INTERRUPTED: &[NoticeTemplate] = &to_three(NoticeKind::Interrupted);
const WITHDRAWN: &[NoticeTemplate] = &[
    told(NoticeKind::Withdrawn, Role::StateBody),
    told(NoticeKind::Withdrawn, Role::EgovOperator),
    told(NoticeKind::Withdrawn, Role::StateCorporation),
];

const fn file(by: &'static [Role]) -> Transition<VideoReception> {
    Transition {
        files: true,
        opens: &["213-1", "L3", "L4", "213-4", "213-5", "213-6", "213-11", "L7"],
        meets: &["213-1", "L3", "L4"],
        notices: const { &[told(NoticeKind::Filed, Role::StateBody)] },
        ..Transition::plain(ReceptionAction::File, &[], S::Received, by)
    }
}

const fn notify_hearing(from: &'static [ReceptionState]) -> Transition<VideoReception> {
    Transition {
        opens: &["213-5", "213-6", "213-7", "L6"],
        meets: &["213-5", "213-6"],
        voids: &["213-7", "L6"],
        notices: const { &[told(NoticeKind::HearingPlanned, Role::Participant)] },
        ..Transition::plain(ReceptionAction::NotifyHearing, from, S::Hearing, STAFF)
    }
}

const fn object(state: &'static [ReceptionState], to: ReceptionState) -> Transition<VideoReception> {
    Transition {
        meets: &["L6"],
        notices: const { &[told(NoticeKind::Objected, Role::StateBody)] },
        ..Transition::plain(ReceptionAction::Object, state, to, APPLICANT)
    }
}

/// The term ends on another day: what was due on the first one is due on that.
const fn extend(state: &'static [ReceptionState], to: ReceptionState) -> Transition<VideoReception> {
    Transition {
        opens: &["L7-2", "L7-3", "213-4", "213-11", "L7"],
        meets: &["L7-2"],
        voids: DECISION,
        notices: const { &[told(NoticeKind::Extended, Role::Participant)] },
        ..Transition::plain(ReceptionAction::Extend, state, to, STAFF)
    }
}

const fn rebook(by: &'static [Role]) -> Transition<VideoReception> {
    Transition {
        notices: RESCHEDULED,
        ..Transition::plain(ReceptionAction::Rebook, &[S::Interrupted], S::Scheduled, by)
    }
}

const fn notify_decision(state: &'static [ReceptionState], to: ReceptionState) -> Transition<VideoReception> {
    Transition { meets: &["213-8"], ..Transition::plain(ReceptionAction::NotifyDecision, state, to, &[Role::System]) }
}

const fn notify_extension(state: &'static [ReceptionState], to: ReceptionState) -> Transition<VideoReception> {
    Transition { meets: &["L7-3"], ..Transition::plain(ReceptionAction::NotifyExtension, state, to, &[Role::System]) }
}

impl Procedure for VideoReception {
    type State = ReceptionState;
    type Action = ReceptionAction;
    type Outcome = ReceptionOutcome;
    type Command = Command;

    const CODE: &'static str = "video-reception";
    const TITLE: Text = Text::new(
        "Басшының бейнеконференцбайланыс арқылы қабылдауы",
        "Приём руководителем посредством видеоконференцсвязи",
        "Video reception by the head",
    );
    const ACT: &'static str = "213";
    const PREFIX: &'static str = "VRC";
    const INITIATOR: Role = Role::Participant;
    const ADDRESSEES: &'static [Role] = &[
        Role::StateBody,
        Role::AdministrativeBody,
        Role::ResponsibleEmployee,
        Role::StateCorporation,
        Role::EgovOperator,
    ];
    /// An office attaches what a visitor brings, to what it filed for them.
    const ATTACHERS: &'static [Role] =
        &[Role::Participant, Role::StateBody, Role::ResponsibleEmployee, Role::StateCorporation];
    /// It is told of the decision (¶7) and provides the room, and knows of nothing else.
    const OUTSIDERS: &'static [Role] = &[Role::EgovOperator];
    const DRAFTS: &'static [ReceptionState] = &[];
    const ATTACHES: &'static [ReceptionState] = &[S::Received, S::Hearing, S::Heard];
    const REDRESS: Option<Redress<Self>> = Some(Redress {
        of: Role::AdministrativeBody,
        decisions: &[ReceptionOutcome::Refused, ReceptionOutcome::Forwarded],
        silence: &["213-11"],
        reopens: Some(|now, law| Command::Reopen { hearing_from: from_receipt(law, now) }),
    });

    const TRANSITIONS: &'static [Transition<Self>] = &[
        // Merzim itself files what one body forwards to another.
        file(&[Role::Participant, Role::StateCorporation, Role::System]),
        notify_hearing(&[S::Received, S::Hearing]),
        object(&[S::Hearing], S::Hearing),
        object(&[S::Heard], S::Heard),
        Transition {
            meets: &["213-7"],
            ..Transition::plain(ReceptionAction::HoldHearing, &[S::Hearing], S::Heard, STAFF)
        },
        Transition {
            outcome: Some(ReceptionOutcome::TimeSet),
            opens: &["213-8"],
            meets: DECISION,
            voids: &["213-5", "213-6", "213-7", "L6"],
            notices: TIME_SET,
            ..Transition::plain(ReceptionAction::SetTime, &[S::Received, S::Hearing, S::Heard], S::Scheduled, STAFF)
        },
        Transition {
            outcome: Some(ReceptionOutcome::Refused),
            opens: &["213-8"],
            meets: DECISION,
            voids: &["L6"],
            notices: REFUSED,
            ..Transition::plain(ReceptionAction::Refuse, &[S::Heard], S::Refused, STAFF)
        },
        // The latest notice of a hearing moves with the term while none was given.
        Transition {
            opens: &["L7-2", "L7-3", "213-4", "213-5", "213-6", "213-11", "L7"],
            voids: &["213-4", "213-5", "213-6", "213-11", "L7"],
            ..extend(&[S::Received], S::Received)
        },
        extend(&[S::Hearing], S::Hearing),
        extend(&[S::Heard], S::Heard),
        Transition {
            outcome: Some(ReceptionOutcome::Forwarded),
            opens: &["L5", "L5-2"],
            meets: &["L5", "L5-2"],
            voids: &["213-4", "213-5", "213-6", "213-11", "L7", "L7-3"],
            notices: &[told(NoticeKind::Forwarded, Role::Participant)],
            ..Transition::plain(ReceptionAction::Forward, &[S::Received], S::Forwarded, STAFF)
        },
        Transition {
            notices: RESCHEDULED,
            ..Transition::plain(ReceptionAction::Reschedule, &[S::Scheduled], S::Scheduled, STAFF)
        },
        Transition::plain(
            ReceptionAction::ProvideRoom,
            &[S::Scheduled],
            S::Scheduled,
            &[Role::StateBody, Role::ResponsibleEmployee, Role::EgovOperator],
        ),
        Transition {
            outcome: Some(ReceptionOutcome::Held),
            ..Transition::plain(ReceptionAction::Hold, &[S::Scheduled], S::Held, STAFF)
        },
        Transition {
            outcome: Some(ReceptionOutcome::Missed),
            voids: &["213-8", "L7-3"],
            ..Transition::plain(ReceptionAction::Miss, &[S::Scheduled], S::Missed, STAFF)
        },
        Transition {
            notices: INTERRUPTED,
            ..Transition::plain(
                ReceptionAction::Interrupt,
                &[S::Scheduled],
                S::Interrupted,
                &[Role::StateBody, Role::ResponsibleEmployee, Role::StateCorporation, Role::EgovOperator],
            )
        },
        rebook(STAFF),
        // Merzim does it at once, where there is a slot.
        rebook(&[Role::System]),
        Transition {
            voids: &["213-8", "L7-3"],
            ..Transition::plain(ReceptionAction::Complete, &[S::Held], S::Completed, STAFF)
        },
        Transition {
            outcome: Some(ReceptionOutcome::Withdrawn),
            voids: &["213-4", "213-5", "213-6", "213-7", "213-8", "213-11", "L6", "L7", "L7-3"],
            notices: WITHDRAWN,
            ..Transition::plain(
                ReceptionAction::Withdraw,
                &[S::Received, S::Hearing, S::Heard, S::Scheduled, S::Interrupted],
                S::Withdrawn,
                APPLICANT,
            )
        },
        notify_decision(&[S::Scheduled], S::Scheduled),
        notify_decision(&[S::Interrupted], S::Interrupted),
        notify_decision(&[S::Held], S::Held),
        notify_decision(&[S::Refused], S::Refused),
        notify_decision(&[S::Received], S::Received),
        notify_extension(&[S::Received], S::Received),
        notify_extension(&[S::Hearing], S::Hearing),
        notify_extension(&[S::Heard], S::Heard),
        notify_extension(&[S::Scheduled], S::Scheduled),
        notify_extension(&[S::Refused], S::Refused),
        // Silence counts as a refusal, so whoever complained of it with success has an appeal that begins anew; what is
        // overdue stays so.
        Transition {
            opens: &["213-4", "213-5", "213-6", "213-11", "L7"],
            notices: &[told(NoticeKind::Reopened, Role::Participant), told(NoticeKind::Reopened, Role::StateBody)],
            ..Transition::plain(
                ReceptionAction::Reopen,
                &[S::Received, S::Hearing, S::Heard, S::Refused],
                S::Received,
                &[Role::System],
            )
        },
    ];

    fn action(command: &Command) -> ReceptionAction {
        match command {
            Command::File { .. } => ReceptionAction::File,
            Command::NotifyHearing { .. } => ReceptionAction::NotifyHearing,
            Command::Object(_) => ReceptionAction::Object,
            Command::HoldHearing { .. } => ReceptionAction::HoldHearing,
            Command::SetTime { .. } => ReceptionAction::SetTime,
            Command::Refuse { .. } => ReceptionAction::Refuse,
            Command::Extend { .. } => ReceptionAction::Extend,
            Command::Forward { .. } => ReceptionAction::Forward,
            Command::Reschedule { .. } => ReceptionAction::Reschedule,
            Command::ProvideRoom => ReceptionAction::ProvideRoom,
            Command::Hold { .. } => ReceptionAction::Hold,
            Command::Miss { .. } => ReceptionAction::Miss,
            Command::Interrupt { .. } => ReceptionAction::Interrupt,
            Command::Rebook { .. } => ReceptionAction::Rebook,
            Command::Complete => ReceptionAction::Complete,
            Command::Withdraw(_) => ReceptionAction::Withdraw,
            Command::NotifyDecision => ReceptionAction::NotifyDecision,
            Command::NotifyExtension => ReceptionAction::NotifyExtension,
            Command::Reopen { .. } => ReceptionAction::Reopen,
        }
    }

    fn guard(_: &Case, command: &Command, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        match command {
            Command::NotifyHearing { hearing_at, decision_on, .. } => {
                ahead(*hearing_at, now)?;
                if zone::local(*hearing_at).date() > *decision_on {
                    return Err(Refusal::by(RefusalKind::TooLate, "213-5"));
                }
                worked(zone::local(*hearing_at).date(), "213-7", law)?;
                notified_in_time(now, *decision_on, law)
            }
            Command::HoldHearing { hearing_at } => passed(*hearing_at, now),
            Command::SetTime { starts_at } | Command::Rebook { starts_at } => ahead(*starts_at, now),
            Command::Reschedule { was, starts_at } => ahead(*was, now).and_then(|()| ahead(*starts_at, now)),
            Command::Refuse { notified_at, planned_on } => {
                let today = zone::local(now).date();
                notified_in_time(*notified_at, today, law)?;
                if today < *planned_on { Err(Refusal::by(RefusalKind::TooEarly, "213-6")) } else { Ok(()) }
            }
            // What is known before the day of the reception is a reason to reschedule it.
            Command::Interrupt { starts_at } => passed(zone::start_of(zone::local(*starts_at).date()), now),
            Command::Extend { received_at, due_at, until, .. } => {
                within_extension(*received_at, *due_at, *until, now, law)
            }
            Command::Hold { starts_at } | Command::Miss { starts_at } => passed(*starts_at, now),
            Command::Object(OnBehalf { by_office: true, channel: ReceptionChannel::Portal })
            | Command::Withdraw(OnBehalf { by_office: true, channel: ReceptionChannel::Portal }) => {
                Err(Refusal::of(RefusalKind::RoleForbidsAction))
            }
            _ => Ok(()),
        }
    }

    fn event_at(command: &Command, rule: &str, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let of_hearing = rule == "213-5" || rule == "213-6";
        match command {
            Command::File { hearing_from } | Command::NotifyHearing { hearing_from, .. } if of_hearing => *hearing_from,
            Command::Extend { hearing_from, .. } | Command::Reopen { hearing_from } if of_hearing => *hearing_from,
            Command::Extend { received_at, .. } if rule != "L7-3" => Some(*received_at),
            Command::Forward { received_at } => Some(*received_at),
            _ => Some(now),
        }
    }

    /// An extension sets the last day of the consideration; what is measured from it follows.
    fn day_set(command: &Command, opened: &str, of: &str) -> Option<Date> {
        match command {
            Command::Extend { until, .. } if opened != "L7-2" && ["213-11", "L7"].contains(&of) => Some(*until),
            _ => None,
        }
    }

    fn takes_back(command: &Command) -> bool {
        matches!(command, Command::Reopen { .. })
    }

    fn on_delivery(kind: NoticeKind) -> Option<Command> {
        match kind {
            NoticeKind::TimeSet | NoticeKind::ReceptionRefused => Some(Command::NotifyDecision),
            NoticeKind::Extended => Some(Command::NotifyExtension),
            _ => None,
        }
    }
}

/// Whether something lies ahead.
fn ahead(at: OffsetDateTime, now: OffsetDateTime) -> Result<(), Refusal> {
    if now < at { Ok(()) } else { Err(Refusal::of(RefusalKind::TooLate)) }
}

/// Whether something has begun.
fn passed(at: OffsetDateTime, now: OffsetDateTime) -> Result<(), Refusal> {
    if now >= at { Ok(()) } else { Err(Refusal::of(RefusalKind::TooEarly)) }
}

/// Whether state bodies work on this day.
fn worked(day: Date, rule: &'static str, law: &Law) -> Result<(), Refusal> {
    if law.calendar.is_working_day(day)? {
        return Ok(());
    }
    Err(Refusal::by(RefusalKind::DayNotWorked, rule).because(Text::same(day)))
}

/// Whether a hearing notified at `notified_at` is notified early enough for a refusal on `decision_on` (№ 213/НҚ ¶6).
fn notified_in_time(notified_at: OffsetDateTime, decision_on: Date, law: &Law) -> Result<(), Refusal> {
    let Some(rule) = law.rulebook.rule_on("213-6", decision_on) else { return Ok(()) };
    // Whatever the term of the rule is counted from, here it is the day of the refusal.
    let latest =
        term::due_where(law, rule, zone::start_of(decision_on), &|of| (of == "213-11").then_some(decision_on))?;
    match latest {
        Some(latest) if notified_at >= latest.at => {
            Err(Refusal::by(RefusalKind::NoticeTooShort, "213-6").because(Text::same(latest.on)))
        }
        _ => Ok(()),
    }
}

/// Whether a term may be extended so (art. 76(3) of the Code): while it runs, to a later day, by two months at most.
fn within_extension(
    received_at: OffsetDateTime,
    due_at: OffsetDateTime,
    until: Date,
    now: OffsetDateTime,
    law: &Law,
) -> Result<(), Refusal> {
    if now >= due_at || zone::end_of(until) <= due_at {
        return Err(Refusal::by(RefusalKind::TooLate, "L7-2"));
    }
    worked(until, "L7-2", law)?;
    let Some(rule) = law.rulebook.rule_on("L7-2", zone::local(now).date()) else { return Ok(()) };
    match term::due(law, rule, received_at)? {
        Some(latest) if until > latest.on => {
            Err(Refusal::by(RefusalKind::ExtensionTooLong, "L7-2").because(Text::same(latest.on)))
        }
        _ => Ok(()),
    }
}
