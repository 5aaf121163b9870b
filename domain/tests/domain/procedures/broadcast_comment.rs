//! Comments on broadcasts.

use merzim_domain::procedures::broadcast_comment::Command::{Answer, Comment, Hide, Restore};
use merzim_domain::procedures::broadcast_comment::{Broadcast, BroadcastComment, Command};
use merzim_domain::procedures::open_meeting::MeetingState;
use merzim_domain::rulebook::ids::{R605_13, RuleId};
use time::Duration;

use crate::tried::{NOW, Tried};

impl Tried for BroadcastComment {
    const RULES: &'static [RuleId] = &[R605_13];

    fn facts() -> Vec<()> {
        vec![()]
    }

    fn commands() -> Vec<Command> {
        let shown = Broadcast {
            closed: None,
            state: MeetingState::Announced,
            window: Some((NOW - Duration::hours(1), NOW + Duration::days(300))),
            in_audience: true,
        };
        vec![Comment(shown), Comment(Broadcast { in_audience: false, ..shown }), Answer, Hide, Restore]
    }
}
