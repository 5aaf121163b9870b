//! What of a request leads to a year that the calendar does not know: so that a form can mark the field.

use merzim_domain::calendar::UnknownYear;
use serde_json::Value;
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, OffsetDateTime};

use super::contract::escaped;

/// Where something stands that lies in no known year. Else, where the way leads beyond the last of them, what lies furthest ahead of
/// `today`; nothing, if nothing does: then the clock leads there. `said` is a body, or the parameters, whose pointers begin with `mark`.
pub fn leading_to(unknown: UnknownYear, said: &Value, mark: char, today: Option<Date>) -> Vec<String> {
    let mut days = Vec::new();
    look_for_days(said, &|| String::new(), mark, &mut days);
    let outside: Vec<String> = days
        .iter()
        .filter(|(_, day)| !(unknown.first..=unknown.last).contains(&year_of(day)))
        .map(|(pointer, _)| pointer.clone())
        .collect();
    if !outside.is_empty() || unknown.year <= unknown.last {
        return outside;
    }
    let today = today.map(|day| day.to_string()).unwrap_or_default();
    let ahead = days.into_iter().filter(|(_, day)| **day > *today);
    ahead.max_by(|(_, one), (_, other)| one.cmp(other)).map(|(pointer, _)| pointer).into_iter().collect()
}

/// Finds days, quarters and the days of instants, as they are written: that is in the order of time.
fn look_for_days<'said>(
    said: &'said Value,
    at: &dyn Fn() -> String,
    mark: char,
    found: &mut Vec<(String, &'said str)>,
) {
    match said {
        Value::String(text) => found.extend(day_of(text).map(|day| (at(), day))),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                look_for_days(item, &|| format!("{}/{index}", at()), '/', found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                look_for_days(field, &|| format!("{}{mark}{}", at(), escaped(name)), '/', found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn day_of(text: &str) -> Option<&str> {
    let is_quarter = matches!(text.as_bytes(), [_, _, _, _, b'-', b'Q', b'1'..=b'4']);
    let is_day = || Date::parse(text, &Iso8601::DATE).is_ok() || OffsetDateTime::parse(text, &Rfc3339).is_ok();
    (is_quarter || is_day()).then(|| text.get(..10).unwrap_or(text))
}

fn year_of(day: &str) -> i32 {
    day.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default()
}
