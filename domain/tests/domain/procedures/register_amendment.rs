//! Changes and cessations in the Register.

use merzim_domain::Bilingual;
use merzim_domain::engine::Anew;
use merzim_domain::procedures::accreditation::{Coverage, Format};
use merzim_domain::procedures::register_amendment::Command::{Create, Enter, Lapse, Reopen, Submit, Withdraw};
use merzim_domain::procedures::register_amendment::{
    ChannelCessation, Command, Facts, RegisterChange, Speaks, Wording, stops_on,
};
use merzim_domain::rulebook::ids::{R93_6, R93_8, R93_9, R93_10, RuleId};
use merzim_domain::signing::SignerPosition;
use time::macros::date;

use crate::tried::Tried;

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
        Submit(Some(SignerPosition::DeputyFirstHead)),
        Submit(None),
        Enter,
        Withdraw,
        Lapse,
        Reopen(Anew { bound: true, until: None }),
    ]
}

#[test]
fn what_was_received_later_stands_though_it_was_entered_earlier() {
    let text = |text: &str| Bilingual { kk: text.to_owned(), ru: text.to_owned() };
    let wording = |name: &str, format: Format| Wording {
        channel_name: text(name),
        body_name: text("body"),
        purpose: text(name),
        coverage: Coverage::Republican,
        region: None,
        format,
    };
    let (before, entered) = (wording("later", Format::Online), wording("earlier", Format::Offline));
    // The names are in every application; of the rest, what was not spoken of later is taken from the earlier one.
    let kept = entered.under(before.clone(), Speaks { format: true, ..Speaks::default() });
    assert_eq!(kept, Wording { purpose: text("earlier"), ..before.clone() });
    let everything = Speaks { purpose: true, coverage: true, format: true };
    assert_eq!(entered.under(before.clone(), everything), before);
}

#[test]
fn a_channel_stops_on_the_day_that_is_named_or_on_that_of_the_entry_but_a_removal_that_has_happened_stays() {
    let (named, past, today, ahead) =
        (date!(2026 - 03 - 10), date!(2026 - 03 - 02), date!(2026 - 03 - 16), date!(2026 - 04 - 01));
    assert_eq!(stops_on(false, Some(named), Some(past), today), Some(named));
    assert_eq!(stops_on(false, None, None, today), Some(today));
    assert_eq!(stops_on(false, None, Some(past), today), Some(past));
    assert_eq!(stops_on(false, None, Some(ahead), today), Some(today));
    assert_eq!(stops_on(true, None, Some(past), today), None);
}
