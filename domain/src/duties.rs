//! The duties as a document, in Markdown: made from the rulebook and the tables.

use crate::law::Law;
use crate::procedures::{self, Built, Line};
use crate::role::Role;
use crate::rulebook::ids::RuleId;
use crate::rulebook::{Act, Rule, RuleKind, Term, Trigger, Unit};
use crate::vocabulary::{Vocabulary, each_once};

/// The end of the term of a rule, in words.
fn by_when(rule: &Rule) -> String {
    let counted = |amount: u32, unit: Unit| {
        let word = match unit {
            Unit::WorkingDay => "working day",
            Unit::CalendarDay => "calendar day",
            Unit::Month => "month",
        };
        format!("{amount} {word}{}", if amount == 1 { "" } else { "s" })
    };
    let event = || match rule.trigger {
        Trigger::Receipt => "receipt".to_owned(),
        Trigger::Registration => "registration".to_owned(),
        Trigger::Event => rule.event.en.to_string(),
    };
    match &rule.term {
        None => "no term".to_owned(),
        Some(Term::AtOnce) => match rule.trigger {
            Trigger::Receipt | Trigger::Registration => format!("on the day of {}", event()),
            Trigger::Event => "on the day of the event".to_owned(),
        },
        Some(Term::AtEvent) => format!("by the time that {}", event()),
        Some(Term::With(other)) => format!("no later than {other}"),
        Some(Term::Weekly(day)) => format!("every {day}"),
        Some(Term::Within { amount, unit, from: None }) => format!("{} after {}", counted(*amount, *unit), event()),
        Some(Term::Within { amount, unit, from: Some(other) }) => {
            format!("{} after the last day of {other}", counted(*amount, *unit))
        }
        Some(Term::Before { amount, unit, from: None }) => format!("{} before {}", counted(*amount, *unit), event()),
        Some(Term::Before { amount, unit, from: Some(other) }) => {
            format!("{} before the last day of {other}", counted(*amount, *unit))
        }
    }
}

/// The actions of a built procedure that have such lines.
fn codes_of(built: &Built, such: impl Fn(&Line) -> bool) -> String {
    let lines = built.lines.iter().filter(|line| such(line));
    each_once(lines.map(|line| format!("`{}`", line.action))).join(", ")
}

/// The actions of built procedures whose lines do something to a rule, by procedure.
fn actions(id: &str, of: fn(&Line) -> &'static [RuleId]) -> String {
    let mut said = Vec::new();
    for built in procedures::all() {
        let codes = codes_of(built, |line| of(line).iter().any(|rule| rule.as_str() == id));
        if !codes.is_empty() {
            said.push(format!("{}: {codes}", built.code));
        }
    }
    said.join("; ")
}

fn title(role: Role) -> String {
    role.title().en.into_owned()
}

fn duties_of(act: &Act, law: &Law) -> String {
    let mut table = String::from(
        "| id | ¶ | sort | who | to whom | what | by when | opened by | met by | voided by | readings |\n\
         |---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for rule in law.rulebook.rules().iter().filter(|rule| rule.act == act.id) {
        // A rule stands once, in its latest wording.
        if law.rulebook.rule(&rule.id).is_none_or(|latest| latest.editions != rule.editions) {
            continue;
        }
        let opened = actions(&rule.id, |line| line.opens);
        let opened = match (rule.kind, opened.is_empty()) {
            (_, false) => opened,
            (RuleKind::Housekeeping, true) => "*no case: a task of the body that issued the act*".to_owned(),
            (_, true) => "*not encoded yet*".to_owned(),
        };
        table.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} | {opened} | {} | {} | {} |\n",
            rule.id,
            rule.provision,
            rule.kind.title().en,
            title(rule.bearer),
            rule.owed_to.map(title).unwrap_or_default(),
            rule.what.en,
            by_when(rule),
            actions(&rule.id, |line| line.meets),
            actions(&rule.id, |line| line.voids),
            rule.readings.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "),
        ));
    }
    table
}

fn diagram_of(built: &Built) -> String {
    let mut lines = String::new();
    for line in &built.lines {
        let by = line.by.iter().map(|role| role.code()).collect::<Vec<_>>().join(", ");
        let from = if line.from.is_empty() { vec!["[*]"] } else { line.from.clone() };
        for state in from {
            lines.push_str(&format!("    {state} --> {}: {} ({by})\n", line.to, line.action));
        }
    }
    for state in built.states.iter().filter(|state| !built.lines.iter().any(|line| line.from.contains(&state.code))) {
        lines.push_str(&format!("    {} --> [*]\n", state.code));
    }
    format!("```mermaid\nstateDiagram-v2\n{lines}```\n")
}

fn procedure(built: &Built) -> String {
    let codes = codes_of(built, |line| line.by.contains(&Role::System));
    let itself = if codes.is_empty() { codes } else { format!("Merzim takes by itself: {codes}.\n\n") };
    format!("### {} (`{}`)\n\n{itself}{}\n", built.title.en, built.code, diagram_of(built))
}

/// Every duty by act, then every procedure as a diagram.
#[must_use]
pub fn document(law: &Law) -> String {
    let mut text = String::from(
        "# Duties\n\nWho owes what to whom, by when, under which paragraph; which actions open, meet and void each duty. Made from the \
         rulebook and the tables by `./dev openapi`; do not edit. What the tables cannot say stands in [notes on the \
         duties](notes-on-duties.md). The same comes from `GET /api/v1/rules` and `GET /api/v1/procedures`; each procedure as a \
         picture from `GET /api/v1/procedures/{code}/diagram.svg`.\n",
    );
    for act in law.rulebook.acts() {
        text.push_str(&format!("\n## {}\n\n{}\n\n{}", act.number, act.title.en, duties_of(act, law)));
    }
    text.push_str("\n## Procedures\n\n");
    for built in procedures::all() {
        text.push_str(&procedure(built));
    }
    text.trim_end().to_owned() + "\n"
}
