//! Changes and cessations in the Register.

use merzim_domain::engine::Anew;
use merzim_domain::procedures::register_amendment::Command::{Create, Enter, Lapse, Reopen, Submit, Withdraw};
use merzim_domain::procedures::register_amendment::{ChannelCessation, Command, Facts, RegisterChange};
use merzim_domain::rulebook::ids::{R93_6, R93_8, R93_9, R93_10, RuleId};
use merzim_domain::signing::SignerPosition;
use time::macros::date;

use crate::tried::{Tried, signed};

impl Tried for RegisterChange {
    const RULES: &'static [RuleId] = &[R93_6, R93_8, R93_10];

    fn facts() -> Vec<Facts> {
        facts()
    }

    fn commands() -> Vec<Command> {
        commands()
    }
}

impl Tried for ChannelCessation {
    const RULES: &'static [RuleId] = &[R93_6, R93_9, R93_10];

    fn facts() -> Vec<Facts> {
        facts()
    }

    fn commands() -> Vec<Command> {
        commands()
    }
}

fn facts() -> Vec<Facts> {
    [None, Some(date!(2026 - 03 - 16))].map(|entry_removed| Facts { entry_removed }).to_vec()
}

fn commands() -> Vec<Command> {
    vec![
        Create,
        Submit(Some(signed(SignerPosition::DeputyFirstHead))),
        Submit(None),
        Enter,
        Withdraw,
        Lapse,
        Reopen(Anew { bound: true, until: None }),
    ]
}
