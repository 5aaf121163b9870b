//! Internet conferences, and the questions asked there.

use merzim_domain::Vocabulary;
use merzim_domain::procedures::internet_conference::{
    Command, ConferenceState, InternetConference, QuestionAction, QuestionState, Time,
};
use merzim_domain::rulebook::ids::{L2_22, RuleId};
use time::Duration;

use crate::tried::{NOW, Tried};

impl Tried for InternetConference {
    const RULES: &'static [RuleId] = &[L2_22];

    fn facts() -> Vec<Time> {
        let ahead = Time { starts_at: NOW + Duration::days(300), ends_at: NOW + Duration::days(301) };
        vec![ahead, Time { starts_at: NOW - Duration::days(1), ends_at: NOW }]
    }

    fn commands() -> Vec<Command> {
        let [ahead, past] = <[Time; 2]>::try_from(Self::facts()).unwrap();
        let timed = [Command::Plan, Command::Accept, Command::Postpone].map(|say| [say(ahead), say(past)]);
        let plain = [
            Command::Apply,
            Command::Decline,
            Command::Withdraw,
            Command::Announce,
            Command::Correct,
            Command::Open,
            Command::Close,
            Command::Publish,
            Command::Cancel,
        ];
        timed.into_iter().flatten().chain(plain).collect()
    }
}

#[test]
fn questions_are_asked_from_the_announcement_to_the_end_and_answered_from_the_beginning() {
    let time = Time { starts_at: NOW, ends_at: NOW + Duration::hours(2) };
    let allowed = |action: QuestionAction, now| -> Vec<&str> {
        let states = ConferenceState::ALL.iter().filter(|state| state.allows(action, &time, now).is_ok());
        states.map(|state| state.code()).collect()
    };
    for asking in [QuestionAction::Ask, QuestionAction::Support] {
        assert_eq!(allowed(asking, NOW), ["announced", "open"]);
        assert!(allowed(asking, time.ends_at).is_empty());
    }
    assert_eq!(allowed(QuestionAction::Answer, time.ends_at), ["open", "closed", "published"]);
    for moderating in [QuestionAction::Admit, QuestionAction::Hide, QuestionAction::Restore] {
        assert_eq!(allowed(moderating, time.ends_at), ["announced", "open", "closed", "published"]);
    }
}

#[test]
fn a_question_that_is_shown_again_is_as_it_was() {
    let after = |state: QuestionState, action, answered| state.after(action, answered).ok();
    assert_eq!(after(QuestionState::Hidden, QuestionAction::Restore, false), Some(QuestionState::Admitted));
    assert_eq!(after(QuestionState::Hidden, QuestionAction::Restore, true), Some(QuestionState::Answered));
    for hidden in [QuestionAction::Support, QuestionAction::Answer, QuestionAction::Hide, QuestionAction::Admit] {
        assert_eq!(after(QuestionState::Hidden, hidden, false), None);
    }
    for shown in QuestionState::SHOWN {
        assert_eq!(after(shown, QuestionAction::Support, false), Some(shown));
        assert_eq!(after(shown, QuestionAction::Answer, false), Some(QuestionState::Answered));
        assert_eq!(after(shown, QuestionAction::Hide, false), Some(QuestionState::Hidden));
    }
    // What nobody has looked at is neither supported nor answered.
    assert_eq!(after(QuestionState::Asked, QuestionAction::Support, false), None);
    assert_eq!(after(QuestionState::Asked, QuestionAction::Answer, false), None);
}
