//! Internet conferences of information holders (№ 401-V art. 17(6)): applied for or begun by the holder, announced, held, published; and
//! the questions that people ask there.
//!
//! Order № 95, which is repealed, names the administrator who organises the work on applications for them (¶2(3)). Nothing else tells how
//! they are held.

use time::OffsetDateTime;

use crate::engine::{
    AddedRefusal, CommonRefusal, Line, NamedRefusal, News, Opened, Procedure, Reason, Redress, Refusal, Window,
    reasons_of,
};
use crate::law::Law;
use crate::role::Role;
use crate::text::Text;
use crate::vocabulary::Vocabulary;

/// Internet conferences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InternetConference;

impl Procedure for InternetConference {
    const TABLE: &'static [Line<Self>] = table! { ConferenceAction ConferenceState ConferenceOutcome ConferenceNotice;
        Apply:                       => Applied   by InformationUser, files, tells Applied to PortalAdministrator;
        Plan:                        => Planned   by InformationHolder PortalAdministrator, files;
        Accept:   Applied            => Planned   by InformationHolder PortalAdministrator,
                decides Accepted, tells Accepted to InformationUser;
        Decline:  Applied            => Declined  by InformationHolder PortalAdministrator,
                decides Declined, tells Declined to InformationUser;
        Withdraw: Applied            => Withdrawn by InformationUser, decides Withdrawn, tells Withdrawn to PortalAdministrator;
        Announce: Planned            => Announced by InformationHolder PortalAdministrator,
                opens L2_22, tells Announced to InformationUser;
        Correct:  Announced Open     => =         by InformationHolder PortalAdministrator;
        Postpone: Planned Announced  => =         by InformationHolder PortalAdministrator, tells Postponed to InformationUser;
        // By hand whenever the holder wants, else by the clock.
        Open:     Announced          => Open      by InformationHolder PortalAdministrator System;
        Close:    Open               => Closed    by InformationHolder PortalAdministrator System, meets L2_22;
        // What is answered later is published too.
        Publish:  Closed Published   => Published by InformationHolder PortalAdministrator,
                decides Published, tells Published to InformationUser;
        Cancel:   Planned Announced  => Cancelled by InformationHolder PortalAdministrator,
                decides Cancelled, voids L2_22, tells Cancelled to InformationUser;
    };

    type State = ConferenceState;
    type Action = ConferenceAction;
    type Outcome = ConferenceOutcome;
    type Notice = ConferenceNotice;
    type Refusal = ConferenceRefusal;
    type Facts = Time;
    type Command = Command;

    const CODE: &'static str = "internet-conference";
    const TITLE: Text = Text::new("Интернет-конференция", "Интернет-конференция", "Internet conference");
    const ACT: &'static str = "401-V";
    const PREFIX: &'static str = "CNF";
    const INITIATOR: Role = Role::InformationUser;
    const ADDRESSEES: &'static [Role] = STAFF;
    const REPLACERS: &'static [Role] = STAFF;
    const DRAFTS: &'static [ConferenceState] = &[ConferenceState::Planned];
    const ATTACHES: &'static [ConferenceState] = &[];
    const REDRESS: Option<Redress<Self>> = Some(Redress {
        of: Role::InformationHolder,
        decisions: &[ConferenceOutcome::Declined],
        favours: &[ConferenceOutcome::Accepted],
        silence: &[],
        binds: &[],
        reopens: None,
    });

    fn shares() -> Vec<&'static Reason> {
        [reasons_of::<NamedRefusal>(), reasons_of::<AddedRefusal>()].concat()
    }

    fn window(
        state: ConferenceState,
        facts: &Time,
        action: ConferenceAction,
        by: Role,
        _: &Law,
    ) -> Result<Window, Refusal> {
        let announced = state == ConferenceState::Announced;
        Ok(match action {
            ConferenceAction::Announce => Window::until(facts.starts_at),
            ConferenceAction::Postpone if announced => Window::until(facts.starts_at),
            ConferenceAction::Correct => Window::until(facts.ends_at),
            ConferenceAction::Open if by == Role::System => Window::from(facts.starts_at),
            ConferenceAction::Close if by == Role::System => Window::from(facts.ends_at),
            ConferenceAction::Apply
            | ConferenceAction::Plan
            | ConferenceAction::Accept
            | ConferenceAction::Decline
            | ConferenceAction::Withdraw
            | ConferenceAction::Postpone
            | ConferenceAction::Open
            | ConferenceAction::Close
            | ConferenceAction::Publish
            | ConferenceAction::Cancel => Window::ALWAYS,
        })
    }

    fn guard(_: &Time, command: &Command, now: OffsetDateTime, _: &Law) -> Result<(), Refusal> {
        match command {
            Command::Plan(Time { starts_at, .. })
            | Command::Accept(Time { starts_at, .. })
            | Command::Postpone(Time { starts_at, .. }) => {
                if now < *starts_at {
                    Ok(())
                } else {
                    Err(Refusal::past("startsAt", now))
                }
            }
            Command::Apply
            | Command::Decline
            | Command::Withdraw
            | Command::Announce
            | Command::Correct
            | Command::Open
            | Command::Close
            | Command::Publish
            | Command::Cancel => Ok(()),
        }
    }

    fn news(facts: &Time, command: &Command, _: &[Opened]) -> News {
        let when =
            |time: &Time| News { starts_at: Some(time.starts_at), ends_at: Some(time.ends_at), ..News::default() };
        match command {
            Command::Accept(time) | Command::Postpone(time) => when(time),
            Command::Announce | Command::Cancel => when(facts),
            Command::Apply
            | Command::Plan(_)
            | Command::Decline
            | Command::Withdraw
            | Command::Correct
            | Command::Open
            | Command::Close
            | Command::Publish => News::default(),
        }
    }
}

/// Those who act for the holder: the holder, and its administrator.
const STAFF: &[Role] = &[Role::InformationHolder, Role::PortalAdministrator];

/// The time of a conference; of an application, when that came. It is all that a conference knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// When it begins.
    pub starts_at: OffsetDateTime,
    /// When it ends.
    pub ends_at: OffsetDateTime,
}

commands! { ConferenceAction;
    Apply;
    Plan(Time);
    Accept(Time);
    Decline;
    Withdraw;
    Announce;
    Correct;
    Postpone(Time);
    Open;
    Close;
    Publish;
    Cancel;
}

vocabulary! {
    /// How far an internet conference has come.
    ConferenceState {
        /// An information user asks for it.
        Applied = "applied", "өтінім берілді", "подана заявка", "applied for";
        /// The application was declined.
        Declined = "declined", "өтінім қабылданбады", "заявка отклонена", "declined";
        /// The application was withdrawn.
        Withdrawn = "withdrawn", "өтінім кері қайтарып алынды", "заявка отозвана", "withdrawn";
        /// Its time is set; it is not announced yet, and nobody but the holder and whoever applied sees it.
        Planned = "planned", "жоспарланған", "запланирована", "planned";
        /// Announced: questions are asked.
        Announced = "announced", "анонс орналастырылды", "анонсирована", "announced";
        /// It goes on: questions are asked and answered.
        Open = "open", "өтіп жатыр", "проходит", "open";
        /// It is over; what is left may still be answered.
        Closed = "closed", "аяқталды", "завершена", "closed";
        /// Published with the answers.
        Published = "published", "жауаптарымен бірге жарияланды", "опубликована с ответами", "published";
        /// Not held.
        Cancelled = "cancelled", "өткізілмейді", "отменена", "cancelled";
    }
}

vocabulary! {
    /// What can be done with an internet conference.
    ConferenceAction {
        /// Apply for it.
        Apply = "apply", "өтінім беру", "подать заявку", "apply";
        /// Set its time.
        Plan = "plan", "жоспарлау", "запланировать", "plan";
        /// Accept the application, and set its time.
        Accept = "accept", "өтінімді қабылдау", "принять заявку", "accept";
        /// Decline the application.
        Decline = "decline", "өтінімді қабылдамау", "отклонить заявку", "decline";
        /// Withdraw the application.
        Withdraw = "withdraw", "өтінімді кері қайтарып алу", "отозвать заявку", "withdraw";
        /// Post the announcement.
        Announce = "announce", "анонс орналастыру", "разместить анонс", "announce";
        /// Correct what the announcement says, but for its beginning.
        Correct = "correct", "анонсты түзету", "исправить анонс", "correct the announcement";
        /// Set another time.
        Postpone = "postpone", "басқа уақытқа ауыстыру", "перенести", "postpone";
        /// Begin.
        Open = "open", "бастау", "начать", "open";
        /// End.
        Close = "close", "аяқтау", "завершить", "close";
        /// Publish it with the answers.
        Publish = "publish", "жауаптарымен бірге жариялау", "опубликовать с ответами", "publish";
        /// Call it off.
        Cancel = "cancel", "болдырмау", "отменить", "cancel";
    }
}

vocabulary! {
    /// What became of an internet conference.
    ConferenceOutcome {
        /// The application was accepted.
        Accepted = "accepted", "өтінім қабылданды", "заявка принята", "accepted";
        /// The application was declined.
        Declined = "declined", "өтінім қабылданбады", "заявка отклонена", "declined";
        /// The application was withdrawn.
        Withdrawn = "withdrawn", "өтінім кері қайтарып алынды", "заявка отозвана", "withdrawn";
        /// It was published with the answers.
        Published = "published", "жауаптарымен бірге жарияланды", "опубликована с ответами", "published";
        /// It was not held.
        Cancelled = "cancelled", "өткізілмеді", "отменена", "cancelled";
    }
}

vocabulary! {
    /// What the parties to an internet conference are told.
    ConferenceNotice {
        /// Somebody applies for one.
        Applied = "applied", "Интернет-конференция өткізуге өтінім келіп түсті", "Поступила заявка на интернет-конференцию", "An internet conference is applied for";
        /// The application was accepted.
        Accepted = "accepted", "Интернет-конференция өткізуге өтініміңіз қабылданды", "Ваша заявка на интернет-конференцию принята", "Your application for an internet conference is accepted";
        /// The application was declined.
        Declined = "declined", "Интернет-конференция өткізуге өтініміңіз қабылданбады", "Ваша заявка на интернет-конференцию отклонена", "Your application for an internet conference is declined";
        /// The application was withdrawn.
        Withdrawn = "withdrawn", "Интернет-конференция өткізуге өтінім кері қайтарып алынды", "Заявка на интернет-конференцию отозвана", "The application for an internet conference is withdrawn";
        /// It was announced.
        Announced = "announced", "Интернет-конференцияның анонсы орналастырылды", "Размещён анонс интернет-конференции", "The internet conference is announced";
        /// It was put off.
        Postponed = "postponed", "Интернет-конференция басқа уақытқа ауыстырылды", "Интернет-конференция перенесена", "The internet conference is postponed";
        /// It was published.
        Published = "published", "Интернет-конференция жауаптарымен бірге жарияланды", "Интернет-конференция опубликована с ответами", "The internet conference is published with the answers";
        /// It is not held.
        Cancelled = "cancelled", "Интернет-конференция өткізілмейді", "Интернет-конференция отменена", "The internet conference is cancelled";
    }
}

reasons! {
    /// Why something in an internet conference is refused.
    ConferenceRefusal {
        /// The conference is not in a state that allows this with its questions.
        ConferenceForbidsAction = "conference-forbids-action", Circumstances, "Конференцияның жай-күйі бұған жол бермейді", "Состояние конференции этого не допускает", "The state of the conference does not allow this";
            "Конференцияның state мәнін қараңыз: сұрақ анонстан бастап аяқталғанға дейін қойылады, жауап басталғаннан кейін беріледі", "Смотрите state конференции: вопросы задают от анонса до завершения, ответы дают после начала", "Look at the state of the conference: questions are asked from the announcement to the end, and answered once it has begun";
    }
}

vocabulary! {
    /// How far a question to an internet conference has come.
    QuestionState {
        /// Asked; whoever moderates has not looked yet.
        Asked = "asked", "қойылды", "задан", "asked";
        /// Admitted: everybody sees it.
        Admitted = "admitted", "жарияланды", "опубликован", "admitted";
        /// Answered.
        Answered = "answered", "жауап берілді", "дан ответ", "answered";
        /// Hidden.
        Hidden = "hidden", "жасырылды", "скрыт", "hidden";
    }
}

vocabulary! {
    /// What is done with a question to an internet conference.
    QuestionAction {
        /// Ask it.
        Ask = "ask", "сұрақ қою", "задать", "ask";
        /// Admit it, so that everybody sees it.
        Admit = "admit", "жариялау", "опубликовать", "admit";
        /// Hide it.
        Hide = "hide", "жасыру", "скрыть", "hide";
        /// Show it again.
        Restore = "restore", "қайта көрсету", "показать снова", "show again";
        /// Support it.
        Support = "support", "қолдау", "поддержать", "support";
        /// Answer it.
        Answer = "answer", "жауап беру", "ответить", "answer";
    }
}

impl QuestionState {
    /// The states in which everybody sees a question.
    pub const SHOWN: [Self; 2] = [Self::Admitted, Self::Answered];

    /// How a question stands after an action; `answered` says whether it has an answer.
    ///
    /// # Errors
    /// [`CommonRefusal::StateForbidsAction`].
    pub fn after(self, action: QuestionAction, answered: bool) -> Result<Self, Refusal> {
        match (action, self) {
            (QuestionAction::Admit, Self::Asked) => Ok(Self::Admitted),
            (QuestionAction::Restore, Self::Hidden) if answered => Ok(Self::Answered),
            (QuestionAction::Restore, Self::Hidden) => Ok(Self::Admitted),
            (QuestionAction::Hide, Self::Asked | Self::Admitted | Self::Answered) => Ok(Self::Hidden),
            (QuestionAction::Support, Self::Admitted | Self::Answered) => Ok(self),
            (QuestionAction::Answer, Self::Admitted | Self::Answered) => Ok(Self::Answered),
            (
                QuestionAction::Ask
                | QuestionAction::Admit
                | QuestionAction::Hide
                | QuestionAction::Restore
                | QuestionAction::Support
                | QuestionAction::Answer,
                _,
            ) => Err(Refusal::of(CommonRefusal::StateForbidsAction).because_it_is(self.title())),
        }
    }
}

impl ConferenceState {
    /// What Merzim does with a conference by the clock, and when.
    #[must_use]
    pub const fn turn(self, time: &Time) -> Option<(Command, OffsetDateTime)> {
        match self {
            Self::Announced => Some((Command::Open, time.starts_at)),
            Self::Open => Some((Command::Close, time.ends_at)),
            Self::Applied
            | Self::Declined
            | Self::Planned
            | Self::Closed
            | Self::Withdrawn
            | Self::Published
            | Self::Cancelled => None,
        }
    }

    /// Whether questions can be asked and supported.
    #[must_use]
    pub const fn takes_questions(self) -> bool {
        matches!(self, Self::Announced | Self::Open)
    }

    /// Whether its questions allow an action now.
    ///
    /// # Errors
    /// [`ConferenceRefusal::ConferenceForbidsAction`], or that it is too late.
    pub fn allows(self, action: QuestionAction, time: &Time, now: OffsetDateTime) -> Result<(), Refusal> {
        let allowed = match action {
            QuestionAction::Ask | QuestionAction::Support => self.takes_questions(),
            QuestionAction::Answer => matches!(self, Self::Open | Self::Closed | Self::Published),
            QuestionAction::Admit | QuestionAction::Hide | QuestionAction::Restore => {
                matches!(self, Self::Announced | Self::Open | Self::Closed | Self::Published)
            }
        };
        if !allowed {
            return Err(Refusal::of(ConferenceRefusal::ConferenceForbidsAction).because_it_is(self.title()));
        }
        match action {
            QuestionAction::Ask | QuestionAction::Support => Window::until(time.ends_at).not_over(now),
            QuestionAction::Answer | QuestionAction::Admit | QuestionAction::Hide | QuestionAction::Restore => Ok(()),
        }
    }
}
