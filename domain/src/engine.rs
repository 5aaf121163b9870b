//! The procedure engine: one table for each procedure and one pure function for all of them.

use std::collections::BTreeSet;

use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::calendar::UnknownYear;
use crate::identity::{Bin, PersonKey, Who};
use crate::law::Law;
use crate::role::Role;
use crate::rulebook::Standing;
use crate::term::{self, Deadline};
use crate::text::{Bilingual, Text};
use crate::vocabulary::Vocabulary;

vocabulary! {
    /// How an obligation stands at a moment. Computed from the clock, never stored.
    ObligationStatus {
        /// Owed, and the term has not run out.
        Open = "open", "орындалуда", "исполняется", "open";
        /// Owed, and the term has run out.
        Overdue = "overdue", "мерзімі өткен", "просрочена", "overdue";
        /// Done within the term.
        Met = "met", "мерзімінде орындалды", "исполнена в срок", "met in time";
        /// Done after the term.
        Late = "late", "кешіктіріліп орындалды", "исполнена с опозданием", "met late";
        /// No longer owed.
        Voided = "voided", "күші жойылды", "отпала", "voided";
        /// No longer owed, but the term had run out before it fell away.
        VoidedOverdue = "voidedOverdue", "мерзімі өткеннен кейін күші жойылды", "отпала просроченной", "voided when it was overdue";
    }
}

vocabulary! {
    /// Why the engine refuses an action.
    RefusalKind {
        /// The state of the case does not allow the action.
        StateForbidsAction = "state-forbids-action", "Істің жай-күйі бұл әрекетке жол бермейді", "Состояние дела не допускает этого действия", "The state of the case does not allow this action";
        /// The caller does not have the role that may do this in this case.
        RoleForbidsAction = "role-forbids-action", "Сіздің рөліңіз бұл әрекетке құқық бермейді", "Ваша роль не даёт права на это действие", "Your role does not allow this action";
        /// The act is not in force, so nothing new is filed under it.
        ActNotInForce = "act-not-in-force", "Акт қолданыста емес, ол бойынша жаңа өтінім қабылданбайды", "Акт не действует, новые обращения по нему не принимаются", "The act is not in force: nothing new is filed under it";
        /// Accreditation although a criterion is not met (№ 93-НҚ ¶4).
        CriterionUnmet = "criterion-unmet", "Өлшемшарттар жиынтығында орындалмаған", "Критерии в совокупности не соблюдены", "The criteria are not met in aggregate";
        /// Refusal without reasons.
        ReasonsMissing = "reasons-missing", "Бас тарту себептері көрсетілмеген", "Не указаны причины отказа", "A refusal needs reasons";
        /// The signature cannot be verified.
        SignatureInvalid = "signature-invalid", "Қолтаңба расталмады", "Подпись не подтверждена", "The signature cannot be verified";
        /// The signer is not the one whom the form names.
        SignerNotEntitled = "signer-not-entitled", "Нысанда аталған адам қол қоймаған", "Подписано не тем лицом, которое указано в форме", "Signed by somebody other than the form names";
        /// The Register entry has already been removed.
        EntryRemoved = "entry-removed", "Тізілім жазбасы алып тасталған", "Запись реестра уже исключена", "The Register entry has already been removed";
        /// The Rules do not extend to this body or meeting (№ 605-НҚ ¶3).
        OutsideScope = "outside-scope", "Қағидалар бұған қолданылмайды", "Правила на это не распространяются", "The Rules do not extend to this";
        /// The moment for it has not come.
        TooEarly = "too-early", "Уақыты әлі келген жоқ", "Время ещё не наступило", "It is too early for this";
        /// The moment for it has passed.
        TooLate = "too-late", "Уақыты өтіп кетті", "Время уже прошло", "It is too late for this";
        /// A meeting announced in one format only, though both are guaranteed (№ 605-НҚ ¶5).
        FormatNotGuaranteed = "format-not-guaranteed", "Офлайн және онлайн қатысу мүмкіндігінің екеуі де қамтамасыз етілуге тиіс", "Должна быть обеспечена возможность присутствия и офлайн, и онлайн", "Attendance both offline and online must be possible";
        /// A request to attend in person although the meeting is online only (№ 605-НҚ ¶6).
        OnlineOnly = "online-only", "Отырысқа тек онлайн қатысуға болады", "На заседании можно присутствовать только онлайн", "The meeting can be attended online only";
        /// Fewer seats than those who may come (№ 605-НҚ ¶10).
        TooFewSeats = "too-few-seats", "Орын жазылғандардың санынан аз", "Мест меньше, чем записавшихся", "There are fewer seats than those who may come";
        /// Users were not told of a closed meeting everywhere (№ 401-V art. 13(2)).
        NoticeIncomplete = "notice-incomplete", "Интернет-ресурста, бұқаралық ақпарат құралдарында және үй-жайларда хабарлау керек", "Нужно известить на интернет-ресурсе, в СМИ и в помещениях", "Users must be told on the internet resource, in mass media and at the premises";
        /// The meeting is not in a state that allows this.
        MeetingForbidsAction = "meeting-forbids-action", "Отырыстың жай-күйі бұған жол бермейді", "Состояние заседания этого не допускает", "The state of the meeting does not allow this";
        /// The holder has chosen another audience for the broadcast (№ 605-НҚ ¶12).
        NotInAudience = "not-in-audience", "Трансляция басқа аудиторияға арналған", "Трансляция предназначена другой аудитории", "The broadcast is for another audience";
        /// The hearing was notified less than three working days before the refusal (№ 213/НҚ ¶6).
        NoticeTooShort = "notice-too-short", "Тыңдау туралы хабарлама мен бас тартудың арасында үш жұмыс күні өткен жоқ", "Между уведомлением о заслушивании и отказом не прошло трёх рабочих дней", "Three working days must lie between the notice of the hearing and the refusal";
        /// A term extended beyond what the law allows (art. 76(3) of the Code).
        ExtensionTooLong = "extension-too-long", "Мерзім заң жол бергеннен ұзақ созылады", "Срок продлевается дольше, чем допускает закон", "The term is extended beyond what the law allows";
        /// Somebody else has the slot, or every room of the office is taken then.
        SlotTaken = "slot-taken", "Бұл уақыт бос емес", "Это время занято", "The slot is taken";
        /// The slot is not held by the caller any more.
        HoldExpired = "hold-expired", "Уақыт сізге енді сақталмайды", "Время больше не закреплено за вами", "The slot is not held for you any more";
        /// The day of the slot is not a working day.
        DayNotWorked = "day-not-worked", "Бұл күн жұмыс күні емес", "Этот день нерабочий", "The day is not a working day";
        /// Registration for the month has closed (№ 213/НҚ ¶8).
        RegistrationClosed = "registration-closed", "Бұл айға жазылу аяқталды", "Запись на этот месяц завершена", "Registration for this month has closed";
        /// There is no decision in the case, and no term has run out without one (art. 91 of the Code).
        NothingToComplainOf = "nothing-to-complain-of", "Шағымданатын шешім жоқ, мерзім де өткен жоқ", "Обжаловать нечего: решения нет и срок не истёк", "There is no decision to complain of, and no term has run out without one";
        /// A complaint of the same is being considered.
        AlreadyComplained = "already-complained", "Бұл іс бойынша шағым қаралып жатыр", "Жалоба по этому делу уже рассматривается", "A complaint in this case is being considered";
        /// The calendar has no data for a year that a deadline needs.
        CalendarYearUnknown = "calendar-year-unknown", "Күнтізбеде бұл жылдың деректері жоқ", "В календаре нет данных за этот год", "The working calendar has no data for this year";
    }
}

/// Why an action was refused, with what a person needs to understand it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reason.
    pub kind: RefusalKind,
    /// The rule of law that refuses, if one does.
    pub rule: Option<&'static str>,
    /// Which state, criterion, year and so on.
    pub detail: Option<Text>,
}

impl Refusal {
    /// A refusal that no rule of law is behind.
    #[must_use]
    pub const fn of(kind: RefusalKind) -> Self {
        Self { kind, rule: None, detail: None }
    }

    /// A refusal by the rule with this id.
    #[must_use]
    pub const fn by(kind: RefusalKind, rule: &'static str) -> Self {
        Self { kind, rule: Some(rule), detail: None }
    }

    /// The same refusal with particulars.
    #[must_use]
    pub fn because(self, detail: Text) -> Self {
        Self { detail: Some(detail), ..self }
    }
}

impl From<UnknownYear> for Refusal {
    fn from(UnknownYear(year): UnknownYear) -> Self {
        Self::of(RefusalKind::CalendarYearUnknown).because(Text::same(year))
    }
}

/// A line of a procedure's table.
#[derive(Debug)]
pub struct Transition<P: Procedure> {
    /// What is done.
    pub action: P::Action,
    /// In which states it may be done; none, if it begins a case.
    pub from: &'static [P::State],
    /// The state that it leads to.
    pub to: P::State,
    /// Who may do it; the caller's organisation must be party to the case in that role.
    pub by: &'static [Role],
    /// Whether the case is thereby filed: received, registered, numbered, its addressees made parties.
    pub files: bool,
    /// What was decided, if this decides.
    pub outcome: Option<P::Outcome>,
    /// The rules whose duties begin.
    pub opens: &'static [&'static str],
    /// The rules whose duties are thereby done.
    pub meets: &'static [&'static str],
    /// The rules whose duties fall away.
    pub voids: &'static [&'static str],
    /// Who is told what.
    pub notices: &'static [NoticeTemplate],
}

impl<P: Procedure> Transition<P> {
    /// A line by which nothing begins, ends or is told; what else it does is written beside it.
    #[must_use]
    pub const fn plain(action: P::Action, from: &'static [P::State], to: P::State, by: &'static [Role]) -> Self {
        Self { action, from, to, by, files: false, outcome: None, opens: &[], meets: &[], voids: &[], notices: &[] }
    }
}

impl NoticeTemplate {
    /// A notice of this kind to whoever takes part in this role.
    #[must_use]
    pub const fn new(kind: NoticeKind, to: Role) -> Self {
        Self { kind, to }
    }
}

/// Something that a party must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeTemplate {
    /// What it says.
    pub kind: NoticeKind,
    /// To whom.
    pub to: Role,
}

vocabulary! {
    /// What a notice says.
    NoticeKind {
        /// An application or notice was filed.
        Filed = "filed", "Құжат келіп түсті", "Поступил документ", "A document has been filed";
        /// The channel was accredited and entered in the Register (№ 93-НҚ ¶6).
        Accredited = "accredited", "Арна аккредиттелді және Тізілімге енгізілді", "Канал аккредитован и включён в реестр", "The channel is accredited and entered in the Register";
        /// Accreditation was refused (№ 93-НҚ ¶6).
        Refused = "refused", "Аккредиттеуден бас тартылды", "В аккредитации отказано", "Accreditation is refused";
        /// The applicant withdrew.
        Withdrawn = "withdrawn", "Өтінім кері қайтарып алынды", "Заявка отозвана", "The application is withdrawn";
        /// A change or cessation was entered in the Register (№ 93-НҚ ¶13).
        Entered = "entered", "Мәлімет Тізілімге енгізілді", "Сведения внесены в реестр", "The information is entered in the Register";
        /// A change or cessation has no object any more: the channel was removed.
        Lapsed = "lapsed", "Арна Тізілімнен алып тасталды, өтінімнің нысаны жойылды", "Канал исключён из реестра, заявка утратила предмет", "The channel was removed from the Register: the application has no object any more";
        /// A late request to attend was admitted all the same (№ 605-НҚ ¶9).
        Admitted = "admitted", "Кешіктірілген өтінім бойынша қатысуға рұқсат берілді", "По опоздавшей заявке разрешено присутствовать", "The late request is admitted";
        /// The meeting will be held at another time.
        Postponed = "postponed", "Отырыс басқа уақытқа ауыстырылды", "Заседание перенесено", "The meeting is postponed";
        /// The meeting will not be held.
        Cancelled = "cancelled", "Отырыс өтпейді", "Заседание отменено", "The meeting is cancelled";
        /// The meeting can be attended online only (№ 605-НҚ ¶6).
        MovedOnline = "movedOnline", "Отырысқа тек онлайн қатысуға болады, офлайн өтінімнің нысаны жойылды", "На заседании можно присутствовать только онлайн, заявка на офлайн утратила предмет", "The meeting can be attended online only: the request to attend offline has no object any more";
        /// The meeting will be held without information users (№ 605-НҚ ¶4).
        Closed = "closed", "Отырыс жабық режимде өтеді", "Заседание пройдёт в закрытом режиме", "The meeting will be held closed";
        /// The meeting is near.
        Reminder = "reminder", "Отырыс жақындап қалды", "Заседание скоро начнётся", "The meeting is near";
        /// A comment was answered (№ 605-НҚ ¶13).
        Answered = "answered", "Комментарийге жауап берілді", "На комментарий дан ответ", "The comment is answered";
        /// The informatization authority agrees with a Reception Schedule (№ 213/НҚ ¶4).
        Agreed = "agreed", "Қабылдау кестесі келісілді", "График приёма согласован", "The Reception Schedule is agreed";
        /// A Reception Schedule came back with remarks.
        Returned = "returned", "Қабылдау кестесі ескертулермен қайтарылды", "График приёма возвращён с замечаниями", "The Reception Schedule is returned with remarks";
        /// The first head approved a Reception Schedule (№ 213/НҚ ¶4).
        Approved = "approved", "Қабылдау кестесі бекітілді", "График приёма утверждён", "The Reception Schedule is approved";
        /// An approved Reception Schedule was sent to be posted (№ 213/НҚ ¶5).
        Sent = "sent", "Бекітілген Қабылдау кестесі орналастыруға жіберілді", "Утверждённый График приёма направлен для размещения", "The approved Reception Schedule is sent to be posted";
        /// A schedule or roster was posted on the portal (№ 213/НҚ ¶5, ¶9).
        Posted = "posted", "Кесте порталда орналастырылды", "График размещён на портале", "It is posted on the portal";
        /// The roster of receptions was reported (№ 213/НҚ ¶8).
        Reported = "reported", "Қабылдау кестесі хабарланды", "График приёма сообщён", "The roster of receptions is reported";
        /// Date and time of a reception are set (№ 213/НҚ ¶6(1), ¶7).
        TimeSet = "timeSet", "Қабылдау күні мен уақыты белгіленді", "Назначены дата и время приёма", "Date and time of the reception are set";
        /// A reception has another date or time.
        Rescheduled = "rescheduled", "Қабылдаудың күні немесе уақыты өзгерді", "Дата или время приёма изменены", "The reception has another date or time";
        /// A reception cannot be held for technical reasons; another time follows.
        Interrupted = "interrupted", "Қабылдау техникалық себеппен өтпейді, басқа уақыт белгіленеді", "Приём не состоится по техническим причинам, будет назначено другое время", "The reception cannot be held for technical reasons: another time will be set";
        /// A refusal is intended; the participant will be heard (№ 213/НҚ ¶6).
        HearingPlanned = "hearingPlanned", "Бас тарту көзделуде: тыңдауға шақырылдыңыз", "Предполагается отказ: вас приглашают на заслушивание", "A refusal is intended: you will be heard";
        /// The participant objects to the preliminary decision (art. 73(3) of the Code).
        Objected = "objected", "Қатысушы қарсылық білдірді", "Участник возразил", "The participant objects";
        /// A reception was refused (№ 213/НҚ ¶6(2), ¶7).
        ReceptionRefused = "receptionRefused", "Қабылдаудан бас тартылды", "В приёме отказано", "The reception is refused";
        /// The term was extended (art. 76(3) of the Code).
        Extended = "extended", "Қарау мерзімі ұзартылды", "Срок рассмотрения продлён", "The term is extended";
        /// The appeal was forwarded to the competent body (art. 65 of the Code).
        Forwarded = "forwarded", "Жолданым құзыретті органға жіберілді", "Обращение перенаправлено компетентному органу", "The appeal is forwarded to the competent body";
        /// A complaint was passed on to the body that considers it (art. 91(4) of the Code).
        PassedOn = "passedOn", "Шағым оны қарайтын органға жіберілді", "Жалоба направлена в орган, который её рассмотрит", "The complaint is passed on to the body that considers it";
        /// A complaint was decided (art. 99 of the Code).
        ComplaintDecided = "complaintDecided", "Шағым бойынша шешім қабылданды", "По жалобе принято решение", "The complaint is decided";
        /// A case is open again, for a complaint in it was satisfied.
        Reopened = "reopened", "Шағым қанағаттандырылды, іс қайта қаралады", "Жалоба удовлетворена, дело рассматривается вновь", "The complaint was satisfied: the case is considered anew";
    }
}

/// A procedure: its words, its table, and what its table cannot say.
pub trait Procedure: Sized + std::fmt::Debug + 'static {
    /// The states of a case.
    type State: Vocabulary;
    /// What can be done.
    type Action: Vocabulary;
    /// What can be decided.
    type Outcome: Vocabulary;
    /// An action with all that it needs.
    type Command;

    /// Code of the procedure, `kebab-case`.
    const CODE: &'static str;
    /// Name of the procedure.
    const TITLE: Text;
    /// The act that it runs under.
    const ACT: &'static str;
    /// Prefix of the numbers of its cases.
    const PREFIX: &'static str;
    /// The role of the one for whom a case is begun.
    const INITIATOR: Role;
    /// The roles of those that a case is filed with.
    const ADDRESSEES: &'static [Role];
    /// The states in which its form may be replaced.
    const DRAFTS: &'static [Self::State];
    /// The states in which files may be attached.
    const ATTACHES: &'static [Self::State] = Self::DRAFTS;
    /// Who may replace the form.
    const REPLACERS: &'static [Role] = &[Self::INITIATOR];
    /// Who may attach files, and take them off again.
    const ATTACHERS: &'static [Role] = Self::REPLACERS;
    /// The parties who see how a case stands, but neither its story nor what is owed in it.
    const OUTSIDERS: &'static [Role] = &[];
    /// The kinds of notices that are not sent any more once something else has happened in the case.
    const PERISHABLE: &'static [NoticeKind] = &[];
    /// The roles of those who join a case after its filing.
    const JOINS: &'static [Role] = &[];
    /// What may be complained of in its cases, if anything.
    const REDRESS: Option<Redress<Self>> = None;
    /// The table.
    const TRANSITIONS: &'static [Transition<Self>];

    /// Which action a command is.
    fn action(command: &Self::Command) -> Self::Action;

    /// What the table cannot say about a command.
    ///
    /// # Errors
    /// [`Refusal`] when a rule of law forbids it.
    fn guard(case: &Case, command: &Self::Command, now: OffsetDateTime, law: &Law) -> Result<(), Refusal>;

    /// When the event happened, or will, from which the term of a rule that the command opens runs:
    /// the moment of the command, unless the procedure knows another, such as the start of a meeting. None if the rule
    /// does not bind this case.
    #[must_use]
    fn event_at(command: &Self::Command, rule: &str, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let _ = (command, rule);
        Some(now)
    }

    /// The last day that the command itself sets for the term of the rule `of`, from which that of `opened` may be
    /// measured; none where the law alone says it.
    #[must_use]
    fn day_set(command: &Self::Command, opened: &str, of: &str) -> Option<Date> {
        let _ = (command, opened, of);
        None
    }

    /// Who takes part in the case from the command on.
    #[must_use]
    fn joining(command: &Self::Command) -> Vec<NamedParty> {
        let _ = command;
        Vec::new()
    }

    /// Whether the command takes back what was decided.
    #[must_use]
    fn takes_back(command: &Self::Command) -> bool {
        let _ = command;
        false
    }

    /// What it does to the case that everybody was told of an event by a notice of this kind, if anything.
    #[must_use]
    fn on_delivery(kind: NoticeKind) -> Option<Self::Command> {
        let _ = kind;
        None
    }
}

/// What may be complained of in the cases of a procedure (art. 91 of the Code): a decision, or silence when the term
/// has run out.
#[derive(Debug)]
pub struct Redress<P: Procedure> {
    /// Whose decision or silence it is.
    pub of: Role,
    /// The decisions.
    pub decisions: &'static [P::Outcome],
    /// The rules by which a decision is due.
    pub silence: &'static [&'static str],
    /// What a satisfied complaint does to the case at some moment, if anything.
    pub reopens: Option<fn(OffsetDateTime, &Law) -> P::Command>,
}

/// Somebody's part in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// In which role.
    pub role: Role,
    /// Who.
    pub who: Who,
}

/// A party with the name by which it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedParty {
    /// The party.
    pub party: Party,
    /// Its name; of a person, no more than the role.
    pub name: Bilingual,
}

impl NamedParty {
    /// A person, shown by the role alone.
    #[must_use]
    pub fn person(role: Role, key: PersonKey) -> Self {
        let Text { kk, ru, .. } = role.title();
        let name = Bilingual { kk: kk.into_owned(), ru: ru.into_owned() };
        Self { party: Party { role, who: Who::Person(key) }, name }
    }
}

/// A duty still owed in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The obligation.
    pub id: Uuid,
    /// The rule behind it.
    pub rule: String,
}

/// What the engine needs to know of a stored case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The case.
    pub id: Uuid,
    /// Code of its state; empty until it has begun.
    pub state: String,
    /// How often it has been changed.
    pub version: i64,
    /// The edition pinned to it.
    pub edition: String,
    /// Who takes part.
    pub parties: Vec<Party>,
    /// Who will take part once it is filed.
    pub addressees: Vec<NamedParty>,
    /// What is still owed.
    pub owed: Vec<Owed>,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Stable identity of the person or program.
    pub subject: String,
    /// The roles held.
    pub roles: BTreeSet<Role>,
    /// The organisation acted for.
    pub organisation: Option<Bin>,
    /// By what the person is known where they take part themselves.
    pub person: Option<PersonKey>,
}

impl Actor {
    /// Merzim itself.
    #[must_use]
    pub fn system() -> Self {
        let roles = BTreeSet::from([Role::System]);
        Self { subject: "merzim".to_owned(), roles, organisation: None, person: None }
    }

    /// Whether the actor takes part as this party.
    #[must_use]
    pub fn is(&self, party: &Party) -> bool {
        self.roles.contains(&party.role)
            && match &party.who {
                Who::Organisation(bin) => self.organisation.as_ref() == Some(bin),
                Who::Person(key) => self.person.as_ref() == Some(key),
            }
    }

    /// As which of `roles` the actor may act in a case with these parties.
    fn may_act_as(&self, roles: &[Role], parties: &[Party]) -> Option<Acting> {
        roles.iter().copied().find_map(|role| {
            if role == Role::System {
                let acting = Acting { role, subject: self.subject.clone(), organisation: None };
                return self.roles.contains(&role).then_some(acting);
            }
            let party = parties.iter().find(|party| party.role == role && self.is(party))?;
            Some(match &party.who {
                Who::Organisation(bin) => {
                    Acting { role, subject: self.subject.clone(), organisation: Some(bin.clone()) }
                }
                // The log is kept for ever, so it does not say which person.
                Who::Person(_) => Acting { role, subject: role.code().to_owned(), organisation: None },
            })
        })
    }
}

/// Who did something, as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// In which role.
    pub role: Role,
    /// Stable identity of the person or program; of a person acting for themselves, no more than the role.
    pub subject: String,
    /// The organisation acted for.
    pub organisation: Option<Bin>,
}

/// A duty that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The obligation.
    pub id: Uuid,
    /// The rule behind it.
    pub rule: &'static str,
    /// The edition of its act whose wording is owed.
    pub edition: String,
    /// Who owes, in which role.
    pub bearer: Party,
    /// To whom, in which role.
    pub owed_to: Option<Role>,
    /// When the event happened.
    pub event_at: OffsetDateTime,
    /// By when, with the way to it.
    pub deadline: Deadline,
}

/// A case is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// When it arrived.
    pub received_at: OffsetDateTime,
    /// The day on which it is registered.
    pub registered_on: Date,
    /// Prefix of its number.
    pub prefix: &'static str,
    /// Whom it is filed with, now parties.
    pub addressees: Vec<NamedParty>,
}

/// A notice to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// What it says.
    pub kind: NoticeKind,
    /// To whom.
    pub to: Party,
}

/// Everything that an action changes. Saved whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The action.
    pub action: &'static str,
    /// The state before; none, if this began the case.
    pub from: Option<&'static str>,
    /// The state after.
    pub to: &'static str,
    /// Whether nothing more can happen to the case.
    pub closes: bool,
    /// When.
    pub at: OffsetDateTime,
    /// By whom.
    pub by: Acting,
    /// What was decided, if this decided; none of it any more, if this takes it back.
    pub outcome: Option<Option<&'static str>>,
    /// The edition pinned from now on.
    pub edition: String,
    /// The filing, if this filed the case.
    pub filing: Option<Filing>,
    /// Who takes part from now on, besides those it was filed with.
    pub joined: Vec<NamedParty>,
    /// Duties that begin.
    pub opened: Vec<Opened>,
    /// Duties done.
    pub met: Vec<Owed>,
    /// Duties that fall away.
    pub voided: Vec<Owed>,
    /// Notices to be sent.
    pub notices: Vec<Telling>,
}

/// Applies `command` to `case`: the new state, the duties that begin, are done or fall away, the
/// notices. Nothing is stored and no clock is read.
///
/// # Errors
/// [`Refusal`] when the state, the caller's role or a rule of law does not allow it.
pub fn apply<P: Procedure>(
    case: &Case,
    command: &P::Command,
    actor: &Actor,
    now: OffsetDateTime,
    law: &Law,
) -> Result<Change, Refusal> {
    let action = P::action(command);
    let state = P::State::parse(&case.state);
    // Only what has not begun can begin; a state that is not known allows nothing.
    let begins = case.state.is_empty();
    let here = |line: &&Transition<P>| match state {
        Some(state) => line.from.contains(&state),
        None => begins && line.from.is_empty(),
    };
    let possible = || P::TRANSITIONS.iter().filter(|line| line.action == action).filter(here);
    if possible().next().is_none() {
        return Err(Refusal { detail: state.map(Vocabulary::title), ..Refusal::of(RefusalKind::StateForbidsAction) });
    }
    // Who will be a party may also begin the case, for somebody who cannot.
    let mut taking_part = case.parties.clone();
    if begins {
        taking_part.extend(case.addressees.iter().map(|addressee| addressee.party.clone()));
    }
    let (transition, by) = possible()
        .find_map(|line| Some((line, actor.may_act_as(line.by, &taking_part)?)))
        .ok_or_else(|| Refusal::of(RefusalKind::RoleForbidsAction))?;
    P::guard(case, command, now, law)?;

    let filing = if transition.files { Some(file::<P>(case, now, law)?) } else { None };
    let edition = match &filing {
        Some(_) => edition_for::<P>(law, now)?,
        None => case.edition.clone(),
    };
    let joined = P::joining(command);
    let mut parties = case.parties.clone();
    let newcomers = filing.iter().flat_map(|filing| &filing.addressees).chain(&joined);
    parties.extend(newcomers.map(|newcomer| newcomer.party.clone()));
    let opened = open::<P>(case, command, transition, &edition, &parties, now, law)?;
    let begun = opened.iter().map(|new| Owed { id: new.id, rule: new.rule.to_owned() });
    let owed: Vec<Owed> = case.owed.iter().cloned().chain(begun).collect();
    let of = |owed: &[Owed], rules: &[&str]| {
        owed.iter().filter(|owed| rules.contains(&owed.rule.as_str())).cloned().collect::<Vec<Owed>>()
    };
    Ok(Change {
        action: action.code(),
        from: state.map(Vocabulary::code),
        to: transition.to.code(),
        closes: !P::TRANSITIONS.iter().any(|line| line.from.contains(&transition.to)),
        at: now,
        by,
        outcome: match transition.outcome.map(Vocabulary::code) {
            None if P::takes_back(command) => Some(None),
            decided => decided.map(Some),
        },
        edition,
        filing,
        joined,
        met: of(&owed, transition.meets),
        // What falls away is what was owed: a line that opens it anew opens it from another event.
        voided: of(&case.owed, transition.voids),
        opened,
        notices: transition
            .notices
            .iter()
            .filter_map(|notice| {
                let to = parties.iter().find(|party| party.role == notice.to)?;
                Some(Telling { kind: notice.kind, to: to.clone() })
            })
            .collect(),
    })
}

fn file<P: Procedure>(case: &Case, now: OffsetDateTime, law: &Law) -> Result<Filing, Refusal> {
    Ok(Filing {
        received_at: now,
        registered_on: law.registration_day(now)?,
        prefix: P::PREFIX,
        addressees: case.addressees.clone(),
    })
}

/// The edition under which a case that begins or is filed at `now` runs.
///
/// # Errors
/// [`RefusalKind::ActNotInForce`] when there is none and the settings refuse new filings then.
pub fn edition_for<P: Procedure>(law: &Law, now: OffsetDateTime) -> Result<String, Refusal> {
    let act = law.rulebook.act(P::ACT).ok_or_else(|| Refusal::of(RefusalKind::ActNotInForce))?;
    let standing = act.standing(crate::zone::local(now).date());
    match &standing {
        Some(Standing::InForce(edition)) => Ok(edition.id.clone()),
        Some(standing) if law.refuse_not_in_force => {
            Err(Refusal::of(RefusalKind::ActNotInForce).because(standing.note().clone()))
        }
        // The operator lets filing go on under the edition that stood last, or will stand first.
        Some(Standing::WordingNotHeld(edition) | Standing::NotYet(edition) | Standing::Ended(edition)) => {
            Ok(edition.id.clone())
        }
        Some(Standing::Repealed(_)) | None => {
            act.editions.last().map(|edition| edition.id.clone()).ok_or_else(|| Refusal::of(RefusalKind::ActNotInForce))
        }
    }
}

fn open<P: Procedure>(
    case: &Case,
    command: &P::Command,
    transition: &Transition<P>,
    edition: &str,
    parties: &[Party],
    now: OffsetDateTime,
    law: &Law,
) -> Result<Vec<Opened>, Refusal> {
    let mut opened = Vec::with_capacity(transition.opens.len());
    for (place, id) in (0_u8..).zip(transition.opens) {
        // A rule that the edition does not state is not owed in the case. That the bearer of the others is a
        // party has been checked by the loader.
        let stated = law.rulebook.stated(id, P::ACT, edition, crate::zone::local(now).date());
        let bearer = stated.and_then(|(rule, _)| parties.iter().find(|party| party.role == rule.bearer));
        if let (Some((rule, edition)), Some(bearer), Some(event_at)) = (stated, bearer, P::event_at(command, id, now)) {
            opened.push(Opened {
                id: obligation_id(case, place, now),
                rule: id,
                edition: edition.to_owned(),
                bearer: bearer.clone(),
                owed_to: rule.owed_to,
                event_at,
                deadline: term::deadline_where(law, rule, event_at, &|of| P::day_set(command, id, of))?,
            });
        }
    }
    Ok(opened)
}

/// An id that is the same whenever the same change is computed: in the order of time and place, and
/// told from those of other cases by the random part of the case's own id, turned by its version.
fn obligation_id(case: &Case, place: u8, now: OffsetDateTime) -> Uuid {
    let mut random = [0; 10];
    let case_random = case.id.as_bytes().iter().skip(8);
    for ((to, from), turn) in random.iter_mut().skip(2).zip(case_random).zip(case.version.to_be_bytes()) {
        *to = from ^ turn;
    }
    if let Some(order) = random.get_mut(1) {
        *order = place;
    }
    let millis = u64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// What `actor` may do now in a case of `P`, in the order of the table.
#[must_use]
pub fn actions<P: Procedure>(state: &str, parties: &[Party], actor: &Actor) -> Vec<&'static str> {
    let state = P::State::parse(state);
    let mut codes = Vec::new();
    for line in P::TRANSITIONS {
        let here = state.is_some_and(|state| line.from.contains(&state));
        if here && actor.may_act_as(line.by, parties).is_some() && !codes.contains(&line.action.code()) {
            codes.push(line.action.code());
        }
    }
    codes
}

/// How an obligation stands at `now`.
#[must_use]
pub fn status(
    due_at: Option<OffsetDateTime>,
    met_at: Option<OffsetDateTime>,
    voided_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> ObligationStatus {
    let passed = |at: OffsetDateTime| due_at.is_some_and(|due| at >= due);
    match (met_at, voided_at) {
        (Some(met), _) if passed(met) => ObligationStatus::Late,
        (Some(_), _) => ObligationStatus::Met,
        (None, Some(voided)) if passed(voided) => ObligationStatus::VoidedOverdue,
        (None, Some(_)) => ObligationStatus::Voided,
        (None, None) if passed(now) => ObligationStatus::Overdue,
        (None, None) => ObligationStatus::Open,
    }
}
