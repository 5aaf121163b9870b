//! Comments received during the broadcast of an open meeting, and the answers to them (№ 605-НҚ ¶13).

use time::OffsetDateTime;

use super::open_meeting::MeetingState;
use crate::engine::{Case, NoticeKind, NoticeTemplate, Procedure, Refusal, RefusalKind, Transition};
use crate::law::Law;
use crate::role::Role;
use crate::text::Text;
use crate::vocabulary::Vocabulary;

vocabulary! {
    /// How far a comment has come.
    CommentState {
        /// Received; an answer is owed.
        Received = "received", "келіп түсті", "поступил", "received";
        /// Answered.
        Answered = "answered", "жауап берілді", "отвечен", "answered";
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
        Restore = "restore", "қайта көрсету", "вернуть", "restore";
    }
}

vocabulary! {
    /// What became of a comment.
    CommentOutcome {
        /// Answered.
        Answered = "answered", "жауап берілді", "отвечен", "answered";
    }
}

vocabulary! {
    /// Why a comment is hidden.
    HidingGround {
        /// Insult or obscenity.
        Insult = "insult", "қорлау немесе былапыт сөз", "оскорбление или нецензурная лексика", "insult or obscenity";
        /// Threat or a call to violence.
        Threat = "threat", "қоқан-лоққы немесе зорлыққа шақыру", "угроза или призыв к насилию", "threat or a call to violence";
        /// Somebody's personal data.
        PersonalData = "personalData", "біреудің дербес деректері", "чьи-либо персональные данные", "somebody's personal data";
        /// Advertising or flooding.
        Spam = "spam", "жарнама немесе спам", "реклама или спам", "advertising or spam";
        /// Another breach of the law, named in the explanation.
        Unlawful = "unlawful", "заңнаманы өзгедей бұзу", "иное нарушение законодательства", "another breach of the law";
    }
}

/// A broadcast, as somebody meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broadcast {
    /// How far the meeting has come.
    pub state: MeetingState,
    /// From when, and until when, the broadcast is shown, if there is one.
    pub window: Option<(OffsetDateTime, OffsetDateTime)>,
    /// Whether whoever comments, or looks, is in its audience.
    pub in_audience: bool,
}

impl Broadcast {
    /// Whether it is shown now.
    ///
    /// # Errors
    /// [`Refusal`] that says why it is not.
    pub fn is_shown(&self, now: OffsetDateTime) -> Result<(), Refusal> {
        let Some((from, until)) = self.window.filter(|_| self.state.takes_place()) else {
            return Err(Refusal::of(RefusalKind::MeetingForbidsAction).because(self.state.title()));
        };
        if !self.in_audience {
            return Err(Refusal::of(RefusalKind::NotInAudience));
        }
        if now < from {
            return Err(Refusal::by(RefusalKind::TooEarly, "605-13"));
        }
        if now >= until {
            return Err(Refusal::by(RefusalKind::TooLate, "605-13"));
        }
        Ok(())
    }
}

impl Broadcast {
    /// Until when one may comment.
    #[must_use]
    pub fn last_moment(&self) -> Option<OffsetDateTime> {
        self.window.map(|(_, until)| until)
    }
}

/// An action with all that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Comment.
    Comment(Broadcast),
    /// Answer.
    Answer,
    /// Hide.
    Hide,
    /// Show again.
    Restore,
}

/// Comments on the broadcast of an open meeting.
#[derive(Debug)]
pub struct BroadcastComment;

const STAFF: &[Role] = &[Role::InformationHolder, Role::ResponsiblePerson];

const fn moderated(
    action: CommentAction,
    from: &'static [CommentState],
    to: CommentState,
    opens: &'static [&'static str],
    voids: &'static [&'static str],
) -> Transition<BroadcastComment> {
    Transition { action, from, to, by: STAFF, files: false, outcome: None, opens, meets: &[], voids, notices: &[] }
}

impl Procedure for BroadcastComment {
    type State = CommentState;
    type Action = CommentAction;
    type Outcome = CommentOutcome;
    type Command = Command;

    const CODE: &'static str = "broadcast-comment";
    const TITLE: Text = Text::new("Трансляцияға комментарий", "Комментарий к трансляции", "Comment on a broadcast");
    const ACT: &'static str = "605";
    const PREFIX: &'static str = "COM";
    const INITIATOR: Role = Role::InformationUser;
    const ADDRESSEES: &'static [Role] = STAFF;
    const DRAFTS: &'static [CommentState] = &[];

    const TRANSITIONS: &'static [Transition<Self>] = &[
        Transition {
            by: &[Role::InformationUser],
            files: true,
            ..moderated(CommentAction::Comment, &[], CommentState::Received, &["605-13"], &[])
        },
        Transition {
            outcome: Some(CommentOutcome::Answered),
            meets: &["605-13"],
            notices: &[NoticeTemplate { kind: NoticeKind::Answered, to: Role::InformationUser }],
            ..moderated(
                CommentAction::Answer,
                &[CommentState::Received, CommentState::Answered],
                CommentState::Answered,
                &[],
                &[],
            )
        },
        moderated(CommentAction::Hide, &[CommentState::Received], CommentState::Hidden, &[], &["605-13"]),
        moderated(CommentAction::Hide, &[CommentState::Answered], CommentState::AnsweredHidden, &[], &[]),
        moderated(CommentAction::Restore, &[CommentState::Hidden], CommentState::Received, &["605-13"], &[]),
        moderated(CommentAction::Restore, &[CommentState::AnsweredHidden], CommentState::Answered, &[], &[]),
    ];

    fn action(command: &Command) -> CommentAction {
        match command {
            Command::Comment(_) => CommentAction::Comment,
            Command::Answer => CommentAction::Answer,
            Command::Hide => CommentAction::Hide,
            Command::Restore => CommentAction::Restore,
        }
    }

    fn guard(_: &Case, command: &Command, now: OffsetDateTime, _: &Law) -> Result<(), Refusal> {
        match command {
            Command::Comment(broadcast) => broadcast.is_shown(now),
            Command::Answer | Command::Hide | Command::Restore => Ok(()),
        }
    }
}
