//! How a body considers a case under the Administrative Procedural and Process-Related Code, whatever is decided in it: it has what
//! is missing mended (article 64), and hears whoever it would decide against (articles 73 and 74).

pub mod hearing;
pub mod mending;

use crate::engine::{CommonRefusal, Refusal};
use crate::law::Law;
use crate::rulebook::ids::RuleId;
use crate::term;
use crate::text::Text;
use crate::zone;
use time::{Date, Duration, OffsetDateTime};

/// Whether state bodies work on this day.
///
/// # Errors
/// [`CommonRefusal::DayNotWorked`], or that the calendar does not know the year.
pub fn worked(day: Date, rule: RuleId, law: &Law) -> Result<(), Refusal> {
    let refused = || {
        Refusal::by(CommonRefusal::DayNotWorked, rule).because(
            Text::new("{} – жұмыс күні емес", "{} – нерабочий день", "{} is no working day").with(&Text::same(day)),
        )
    };
    if law.calendar.is_working_day(day)? { Ok(()) } else { Err(refused()) }
}

/// Says which day is the last one.
#[must_use]
pub fn the_last_day(day: Date) -> Text {
    Text::new("соңғы күн: {}", "последний день: {}", "the last day is {}").with(&Text::same(day))
}

fn the_earliest_day(day: Date) -> Text {
    Text::new("ең ерте күн: {}", "самый ранний день: {}", "the earliest day is {}").with(&Text::same(day))
}

/// The last day of a term that ends then.
fn last_day(due_at: OffsetDateTime) -> Date {
    zone::local(due_at - Duration::NANOSECOND).date()
}

/// Whether a day lies within the term of consideration, which this rule sets and whose last day is this.
fn within_term(day: Date, latest: Option<Date>, term: RuleId) -> Result<(), Refusal> {
    match latest.filter(|latest| day > *latest) {
        Some(latest) => Err(Refusal::by(CommonRefusal::BeyondTerm, term).because(the_last_day(latest))),
        None => Ok(()),
    }
}

/// The end of the term of a rule whose event happened then, where it has one.
fn due_at(rule: RuleId, event: OffsetDateTime, law: &Law) -> Result<Option<OffsetDateTime>, Refusal> {
    let Some(rule) = law.rulebook.rule_on(&rule, zone::local(event).date()) else { return Ok(None) };
    Ok(term::due(law, rule, event)?.map(|due| due.at))
}
