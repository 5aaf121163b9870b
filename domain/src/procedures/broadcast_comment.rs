//! Comments received during the broadcast of an open meeting, and the answers to them (№ 605-НҚ ¶13).

use super::open_meeting::MeetingState;
use crate::engine::{AddedRefusal, Line, Procedure, Reason, Refusal, Window, reasons_of};
use crate::law::Law;
use crate::role::Role;
use crate::rulebook::ids::R605_13;
use crate::text::Text;
use crate::vocabulary::Vocabulary;
use time::OffsetDateTime;

/// Comments on the broadcast of an open meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BroadcastComment;

impl Procedure for BroadcastComment {
    const TABLE: &'static [Line<Self>] = table! { CommentAction CommentState CommentOutcome CommentNotice;
        Comment:                   => Received       by InformationUser, files, opens R605_13;
        Answer:  Received Answered => Answered       by InformationHolder ResponsiblePerson,
                decides Answered, meets R605_13, tells Answered to InformationUser;
        Hide:    Received          => Hidden         by InformationHolder ResponsiblePerson, voids R605_13;
        Hide:    Answered          => AnsweredHidden by InformationHolder ResponsiblePerson;
        Restore: Hidden            => Received       by InformationHolder ResponsiblePerson, opens R605_13;
        Restore: AnsweredHidden    => Answered       by InformationHolder ResponsiblePerson;
    };

    type State = CommentState;
    type Action = CommentAction;
    type Outcome = CommentOutcome;
    type Notice = CommentNotice;
    type Refusal = CommentRefusal;
    type Facts = ();
    type Command = Command;

    const CODE: &'static str = "broadcast-comment";
    const TITLE: Text =
        Text::new("Трансляцияға жазылған комментарий", "Комментарий к трансляции", "Comment on a broadcast");
    const ACT: &'static str = "605";
    const PREFIX: &'static str = "COM";
    const INITIATOR: Role = Role::InformationUser;
    const ADDRESSEES: &'static [Role] = STAFF;
    const DRAFTS: &'static [CommentState] = &[];

    fn shares() -> Vec<&'static Reason> {
        reasons_of::<AddedRefusal>()
    }

    fn guard((): &(), command: &Command, now: OffsetDateTime, _: &Law) -> Result<(), Refusal> {
        match command {
            Command::Comment(broadcast) => broadcast.is_shown(now),
            Command::Answer | Command::Hide | Command::Restore => Ok(()),
        }
    }
}

/// A broadcast, as somebody meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broadcast {
    /// How far the meeting has come.
    pub state: MeetingState,
    /// From when, and until when, the broadcast is shown, if there is one.
    pub window: Option<(OffsetDateTime, OffsetDateTime)>,
    /// Since when what is left of the meeting is closed, if it is.
    pub closed: Option<OffsetDateTime>,
    /// Whether whoever comments, or looks, is in its audience.
    pub in_audience: bool,
}

impl Broadcast {
    /// Whether it is shown now.
    ///
    /// # Errors
    /// [`Refusal`] that says why it is not.
    pub fn is_shown(&self, now: OffsetDateTime) -> Result<(), Refusal> {
        if let Some(at) = self.closed.filter(|_| self.state.takes_place()) {
            let refusal = Refusal::of(CommentRefusal::MeetingForbidsAction);
            return Err(refusal.because_it_is(MeetingState::Closed.title()).since(at));
        }
        let Some((from, until)) = self.window.filter(|_| self.state.takes_place()) else {
            return Err(Refusal::of(CommentRefusal::MeetingForbidsAction).because_it_is(self.state.title()));
        };
        if !self.in_audience {
            return Err(Refusal::of(CommentRefusal::NotInAudience));
        }
        Window { from: Some(from), until: Some(until), rule: Some(R605_13) }.check(now)
    }

    /// Whether its comments may be read: by those in its audience at any time, by everybody while there is no broadcast.
    ///
    /// # Errors
    /// [`CommentRefusal::NotInAudience`].
    pub fn may_be_read(&self) -> Result<(), Refusal> {
        if self.in_audience || self.window.is_none() {
            return Ok(());
        }
        Err(Refusal::of(CommentRefusal::NotInAudience))
    }

    /// Until when one may comment.
    #[must_use]
    pub fn last_moment(&self) -> Option<OffsetDateTime> {
        self.window.map(|(_, until)| until)
    }
}

commands! { CommentAction;
    Comment(Broadcast);
    Answer;
    Hide;
    Restore;
}

const STAFF: &[Role] = &[Role::InformationHolder, Role::ResponsiblePerson];

vocabulary! {
    /// How far a comment has come.
    CommentState {
        /// Received; an answer is owed.
        Received = "received", "келіп түсті", "поступил", "received";
        /// Answered.
        Answered = "answered", "жауап берілді", "дан ответ", "answered";
        /// Hidden from viewers before it was answered.
        Hidden = "hidden", "жасырылды", "скрыт", "hidden";
        /// Hidden from viewers, with its answer.
        AnsweredHidden = "answeredHidden", "жауабымен бірге жасырылды", "скрыт вместе с ответом", "hidden with its answer";
    }
}

vocabulary! {
    /// What can be done with a comment.
    CommentAction {
        /// Comment.
        Comment = "comment", "комментарий жазу", "оставить комментарий", "comment";
        /// Answer (№ 605-НҚ ¶13).
        Answer = "answer", "жауап беру", "ответить", "answer";
        /// Hide, for abuse.
        Hide = "hide", "жасыру", "скрыть", "hide";
        /// Show again.
        Restore = "restore", "қайта көрсету", "показать снова", "restore";
    }
}

vocabulary! {
    /// What became of a comment.
    CommentOutcome {
        /// Answered.
        Answered = "answered", "жауап берілді", "дан ответ", "answered";
    }
}

vocabulary! {
    /// What the parties to a comment are told.
    CommentNotice {
        /// A comment was answered (№ 605-НҚ ¶13).
        Answered = "answered", "Комментарийге жауап берілді", "На комментарий дан ответ", "The comment is answered";
    }
}

reasons! {
    /// Why an action on a comment is refused.
    CommentRefusal {
        /// The meeting is not in a state that allows this.
        MeetingForbidsAction = "meeting-forbids-action", Circumstances, "Отырыстың жай-күйі бұған жол бермейді", "Состояние заседания этого не допускает", "The state of the meeting does not allow this";
            "Отырыстың state мәнін қараңыз: өтінім анонстан кейін, комментарий трансляция кезінде беріледі", "Смотрите state заседания: заявка подаётся после анонса, комментарий во время трансляции", "Look at the state of the meeting: one asks to attend after the announcement, and comments during the broadcast";
        /// The holder has chosen another audience for the broadcast (№ 605-НҚ ¶12).
        NotInAudience = "not-in-audience", Caller, "Трансляция басқа аудиторияға арналған", "Трансляция предназначена другой аудитории", "The broadcast is for another audience";
            "Токенмен кіріңіз немесе Lookup-Token жіберіңіз: аудитория broadcast.audience өрісінде көрсетілген", "Войдите с токеном или пришлите Lookup-Token: аудитория указана в broadcast.audience", "Come with a token or a Lookup-Token: broadcast.audience says who may";
    }
}
