//! The weekly media grid (№ 444-НҚ ¶6).

use crate::engine::{Line, News, Opened, Procedure, Refusal};
use crate::law::Law;
use crate::procedures::weekly_submission::WeeklySubmission;
use crate::role::Role;
use crate::rulebook::ids::RuleId;
use crate::text::Text;
use crate::week::Week;
use crate::zone;
use time::{Date, OffsetDateTime};

/// The media grid of a week: the plan of the main events of special social and political significance (№ 444-НҚ ¶2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaGrid;

impl Procedure for MediaGrid {
    const TABLE: &'static [Line<Self>] = table! { GridAction GridState GridOutcome GridNotice;
        Open:                 => Compiling by System, files, opens R444_5;
        Approve: Compiling    => Approved  by MassMediaAuthority;
        Reopen:  Approved     => Compiling by MassMediaAuthority;
        Send:    Approved     => Sent      by MassMediaAuthority, decides Sent, meets R444_5;
        // What was sent stays; what changes is a version of its own.
        Correct: Sent         => =         by MassMediaAuthority;
        Cancel:  Sent         => =         by System, tells Cancelled to MassMediaAuthority;
        Outdate: Sent         => =         by System, tells Outdated to MassMediaAuthority;
        // Outlets are told apart from that, each of what it wants to be told of.
        EndEmbargo: Sent      => =         by System, tells EmbargoEnded to MassMediaAuthority;
    };

    type State = GridState;
    type Action = GridAction;
    type Outcome = GridOutcome;
    type Notice = GridNotice;
    type Refusal = GridRefusal;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = "media-grid";
    const TITLE: Text = Text::new("Медиа-грид", "Медиа-грид", "Media grid");
    const ACT: &'static str = "444";
    const PREFIX: &'static str = "GRD";
    const INITIATOR: Role = Role::MassMediaAuthority;
    const ADDRESSEES: &'static [Role] = &[];
    const DRAFTS: &'static [GridState] = &[GridState::Compiling, GridState::Sent];
    const ATTACHES: &'static [GridState] = &[];

    fn guard(_: &Facts, command: &Command, _: OffsetDateTime, _: &Law) -> Result<(), Refusal> {
        match command {
            Command::Correct { differs: false, .. } => Err(Refusal::of(GridRefusal::NothingToCorrect)),
            Command::Correct { events, .. } if *events > MOST_EVENTS => {
                Err(Refusal::of(GridRefusal::TooManyEvents).at_most(MOST_EVENTS))
            }
            Command::Send { picked: 0, submitted, expected, nothing_planned: false } if submitted + expected > 0 => {
                let (words, count) = if *submitted > 0 { (SUBMITTED, submitted) } else { (AWAITED, expected) };
                let counted = words.with(&Text::same(count));
                Err(Refusal::of(GridRefusal::NothingPicked).because(counted))
            }
            Command::Open
            | Command::Approve
            | Command::Reopen
            | Command::Send { .. }
            | Command::Correct { .. }
            | Command::Cancel
            | Command::Outdate
            | Command::EndEmbargo => Ok(()),
        }
    }

    /// The Thursday on which the information for its week is due (reading `mediaGridFrom`), also where it is due before that because that
    /// Thursday is not worked. Where it is due after it (reading `holidayThursday`), that day.
    fn event_at(facts: &Facts, _: &Command, _: RuleId, _: OffsetDateTime, law: &Law) -> Option<OffsetDateTime> {
        let thursday = facts.week.plus(-1).thursday();
        Some(zone::start_of(thursday.max(WeeklySubmission::due_on(facts.week, law))))
    }

    fn about_from(facts: &Facts) -> Option<Date> {
        Some(facts.week.monday())
    }

    fn news(facts: &Facts, _: &Command, _: &[Opened]) -> News {
        let (from, until) = (zone::start_of(facts.week.monday()), zone::start_of(facts.week.end()));
        News { starts_at: Some(from), ends_at: Some(until), ..News::default() }
    }
}

/// So many events the versions of a grid have together at the most: what was sent once stays known.
pub const MOST_EVENTS: usize = 1_000;

/// So many outlets of one organisation are told of grids at the most.
pub const MOST_OUTLETS: i64 = 100;

/// So many codes are sent to one outlet on a day at the most.
pub const MOST_CODES: usize = 5;

/// So many codes are sent to all outlets of one organisation on a day at the most.
pub const MOST_CODES_OF_ALL: usize = 200;

impl MediaGrid {
    /// Whether every grid that is sent goes to those who act in a role: to the mass media (№ 444-НҚ ¶6), and to the bodies whose events it has.
    #[must_use]
    pub const fn goes_to(role: Role) -> bool {
        matches!(role, Role::MassMedia | Role::StateBody | Role::AuthorisedPerson)
    }
}

const CODES_OF_ONE: Text = Text::new(
    "Бір редакцияға бір тәуліктегі шегі: {}.",
    "Предел на одну редакцию в сутки: {}.",
    "The limit for one outlet a day is {}.",
);
const CODES_OF_ALL: Text = Text::new(
    "Ұйымның барлық редакцияларына бір тәуліктегі шегі: {}.",
    "Предел на все редакции организации в сутки: {}.",
    "The limit for all outlets of the organisation a day is {}.",
);

impl GridRefusal {
    /// Checks that an outlet may be sent one code more, where so many were sent today to it and to all of its organisation.
    ///
    /// # Errors
    /// [`Refusal`] when it may not.
    pub fn unless_codes_left(to_it: usize, to_all: usize, today: Date) -> Result<(), Refusal> {
        let limits = [(to_it, MOST_CODES, CODES_OF_ONE), (to_all, MOST_CODES_OF_ALL, CODES_OF_ALL)];
        let reached = limits.into_iter().find(|(sent, most, _)| sent >= most);
        reached.map_or(Ok(()), |(_, most, words)| {
            let refusal = Refusal::of(Self::TooManyCodes).not_before(today.next_day().unwrap_or(today));
            Err(refusal.and_because(&words.with(&Text::same(most))))
        })
    }
}

const SUBMITTED: Text =
    Text::new("ұсынылған іс-шаралар: {}", "представлено мероприятий: {}", "events that were submitted: {}");
const AWAITED: Text = Text::new(
    "ақпараты күтілетін органдар: {}",
    "органов, от которых ещё ждут информацию: {}",
    "bodies that are still to tell of the week: {}",
);

/// What a grid knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its week.
    pub week: Week,
}

commands! { GridAction;
    Open;
    Approve;
    Reopen;
    Send {
        /// How many of its events take place.
        picked: usize,
        /// How many events that take place the bodies have submitted.
        submitted: usize,
        /// How many bodies are still to tell of the week.
        expected: usize,
        /// Whether it is said that there is nothing to tell of.
        nothing_planned: bool,
    };
    Correct {
        /// Whether what is compiled says something else than what was sent.
        differs: bool,
        /// How many events its versions have together.
        events: usize,
    };
    Cancel;
    Outdate;
    EndEmbargo;
}

vocabulary! {
    /// How far the grid of a week has come.
    GridState {
        /// It is compiled from what the bodies submit (№ 444-НҚ ¶6).
        Compiling = "compiling", "жасалуда", "составляется", "being compiled";
        /// Approved, and not sent yet.
        Approved = "approved", "бекітілген", "утверждён", "approved";
        /// With the mass media (№ 444-НҚ ¶6).
        Sent = "sent", "бұқаралық ақпарат құралдарына жіберілген", "направлен в средства массовой информации", "sent to the mass media";
    }
}

vocabulary! {
    /// What can be done with a grid.
    GridAction {
        /// Begin it, together with the submissions that it is compiled from.
        Open = "open", "ашу", "открыть", "open";
        /// Approve what is compiled.
        Approve = "approve", "бекіту", "утвердить", "approve";
        /// Compile what was approved anew.
        Reopen = "reopen", "қайта жасау", "вернуть на доработку", "compile anew";
        /// Send it to the mass media (№ 444-НҚ ¶6).
        Send = "send", "бұқаралық ақпарат құралдарына жіберу", "направить в средства массовой информации", "send to the mass media";
        /// Send a version that says something else.
        Correct = "correct", "түзетілген нұсқасын жіберу", "направить исправленную версию", "send a correction";
        /// Tell that an event of it does not take place.
        Cancel = "cancel", "іс-шараның өткізілмейтінін хабарлау", "сообщить об отмене мероприятия", "tell of a cancellation";
        /// Note that a body has changed what it said of an event.
        Outdate = "outdate", "мәліметтің өзгергенін белгілеу", "отметить изменение сведений", "note a change";
        /// Tell that the embargo of an event has ended.
        EndEmbargo = "endEmbargo", "эмбаргоның аяқталғанын хабарлау", "сообщить об окончании эмбарго", "tell of the end of an embargo";
    }
}

vocabulary! {
    /// What became of a grid.
    GridOutcome {
        /// Sent.
        Sent = "sent", "жіберілді", "направлен", "sent";
    }
}

vocabulary! {
    /// What the ministry is told of a grid that it has sent.
    GridNotice {
        /// A body cancelled an event: the mass media were told at once.
        Cancelled = "cancelled", "Медиа-гридтегі іс-шара өткізілмейді: жаңа нұсқа жіберілді", "Мероприятие из медиа-грида отменено: направлена новая версия", "An event of the media grid is cancelled: a new version is sent";
        /// A body corrected what it said of an event.
        Outdated = "outdated", "Орган медиа-гридтегі іс-шара туралы мәліметті өзгертті", "Орган изменил сведения о мероприятии из медиа-грида", "A body changed what it said of an event of the media grid";
        /// The embargo of an event has ended: the mass media were told at once.
        EmbargoEnded = "embargoEnded", "Медиа-гридтегі іс-шараға қойылған эмбарго аяқталды", "Закончилось эмбарго на мероприятие из медиа-грида", "The embargo on an event of the media grid has ended";
    }
}

vocabulary! {
    /// Why a version of a grid was sent.
    GridRevisionKind {
        /// The grid itself (№ 444-НҚ ¶6).
        Dispatch = "dispatch", "медиа-грид", "медиа-грид", "media grid";
        /// The ministry corrected it.
        Correction = "correction", "түзету", "исправление", "correction";
        /// A body cancelled an event.
        Cancellation = "cancellation", "іс-шара өткізілмейді", "отмена мероприятия", "cancellation";
    }
}

vocabulary! {
    /// How an event of a grid differs from what was said of it before.
    GridChangeKind {
        /// It is new.
        Added = "added", "қосылды", "добавлено", "added";
        /// It is left out.
        Removed = "removed", "алып тасталды", "исключено", "left out";
        /// It does not take place.
        Cancelled = "cancelled", "өткізілмейді", "отменено", "cancelled";
        /// It is put off.
        Postponed = "postponed", "кейінге қалдырылды", "отложено", "put off";
        /// It is at another time.
        Moved = "moved", "уақыты өзгерді", "изменено время", "at another time";
        /// Something else is said of it.
        Changed = "changed", "мәлімет өзгерді", "изменены сведения", "changed";
    }
}

reasons! {
    /// Why an action on a grid is refused.
    GridRefusal {
        /// It has no events, though some were submitted or may be yet, and nobody says that this is meant.
        NothingPicked = "nothing-picked", Circumstances, "Гридте бірде-бір іс-шара жоқ", "В гриде нет ни одного мероприятия", "The grid has no events";
            "Іс-шараларды таңдаңыз (reopening, содан кейін PUT) немесе аптада айтарлықтай іс-шара жоқ екенін растаңыз: nothingPlanned", "Выберите мероприятия (reopening, затем PUT) или подтвердите, что значимых мероприятий на неделе нет: nothingPlanned", "Pick events (reopening, then PUT), or confirm that the week has none of significance: nothingPlanned";
        /// What is compiled says what was sent.
        NothingToCorrect = "nothing-to-correct", Circumstances, "Жіберілген нұсқадан айырмашылығы жоқ", "Отличий от направленной версии нет", "Nothing differs from the version that was sent";
            "Алдымен іс-шаралар тізімін өзгертіңіз (PUT); changes өрісінде айырмашылықтар көрсетіледі", "Сначала измените список мероприятий (PUT); отличия указаны в changes", "Change what is compiled first (PUT); changes tells what differs";
        /// An organisation runs so many outlets, and no more.
        TooManyOutlets = "too-many-outlets", Circumstances, "Ұйымның редакциялары тым көп", "У организации слишком много редакций", "The organisation has too many outlets";
            "Енді қажет емес редакцияны жазылымнан шығарыңыз: unsubscription; шегі detail өрісінде көрсетілген", "Отпишите редакцию, которая больше не нужна: unsubscription; предел указан в detail", "Unsubscribe one that is not needed any more: unsubscription; detail says what the limit is";
        /// An outlet, or all those of an organisation, are sent so many codes on a day, and no more.
        TooManyCodes = "too-many-codes", Circumstances, "Бүгін растау кодтары тым көп жіберілді", "Сегодня отправлено слишком много кодов подтверждения", "Too many codes of confirmation were sent today";
            "Соңғы жіберілген кодпен растаңыз (confirmation) немесе ертең қайталаңыз; шегі detail өрісінде көрсетілген", "Подтвердите адрес последним кодом (confirmation) или повторите завтра; предел указан в detail", "Confirm with the last code (confirmation), or try again tomorrow; detail says what the limit is";
        /// What its versions have together is more than calendars and feeds are told of.
        TooManyEvents = "too-many-events", Circumstances, "Гридтің барлық нұсқаларында іс-шара тым көп", "Во всех версиях грида слишком много мероприятий", "The versions of the grid have too many events together";
            "Жаңа іс-шараларды азайтыңыз, бұрынғыларын гридте қалдырыңыз (PUT); шегі detail өрісінде көрсетілген", "Добавьте меньше новых мероприятий, прежние оставьте в гриде (PUT); предел указан в detail", "Add fewer new events, and leave in what was sent before (PUT); detail says what the limit is";
    }
}

vocabulary! {
    /// Where an outlet is told of a grid.
    OutletChannel {
        /// By e-mail.
        Email = "email", "электрондық пошта", "электронная почта", "e-mail";
        /// By a call to an address of its own.
        Webhook = "webhook", "вебхук", "вебхук", "webhook";
    }
}

vocabulary! {
    /// In which language an outlet works.
    OutletLanguage {
        /// Kazakh.
        Kk = "kk", "қазақша", "казахский", "Kazakh";
        /// Russian.
        Ru = "ru", "орысша", "русский", "Russian";
    }
}

vocabulary! {
    /// Why something was sent to an outlet.
    DeliveryKind {
        /// So that it confirms its address.
        Confirmation = "confirmation", "мекенжайды растау", "подтверждение адреса", "to confirm its address";
        /// A grid was sent.
        Dispatch = "dispatch", "медиа-грид", "медиа-грид", "a media grid";
        /// A grid was corrected.
        Correction = "correction", "түзетілген медиа-грид", "исправленный медиа-грид", "a corrected media grid";
        /// An event does not take place.
        Cancellation = "cancellation", "іс-шара өткізілмейді", "мероприятие не состоится", "an event does not take place";
        /// The embargo of an event has ended.
        EmbargoEnd = "embargoEnd", "эмбарго аяқталды", "окончание эмбарго", "an embargo has ended";
        /// The single information agenda of an issue was published for the mass media (№ 444-НҚ ¶5).
        Agenda = "agenda", "бірыңғай ақпараттық күн тәртібі", "единая информационная повестка", "a single information agenda";
    }
}
