//! JSON from strangers: read in one pass, with limits on how deep, how many and how long, and looked through for what no
//! text holds.

use merzim_domain::Text;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::contract::escaped;
use crate::problem::{Fault, FieldFaults, Problem};

/// How deep values may stand in one another.
const DEEPEST: usize = 32;
/// How many values a body may have: items and fields, whatever they hold. The largest form has some 60,000.
const MOST_VALUES: usize = 100_000;
/// How long a name may be, in bytes.
const LONGEST_NAME: usize = 128;

/// Why JSON that is well formed is not read.
const TWICE: &str = "twice";
const TOO_DEEP: &str = "too deep";
const TOO_MANY: &str = "too many";
const TOO_LONG: &str = "too long";

/// Reads JSON in which no object has a name twice: of two values one would be lost unseen.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let mut left = MOST_VALUES;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Reading { left: &mut left, depth: 0 }.deserialize(&mut reader);
    value.and_then(|value| reader.end().map(|()| value)).map_err(|error| malformed(&error))
}

/// JSON that fits the contract and yet is not what is asked for, such as a date that no calendar has.
pub fn unfit() -> Problem {
    Problem::from(Fault::Malformed).because(Text::new(
        "API сипаттамасына сай емес",
        "не соответствует контракту",
        "does not fit the contract",
    ))
}

/// JSON that cannot be read, and where.
fn malformed(error: &serde_json::Error) -> Problem {
    let said = error.to_string();
    let what = match error.classify() {
        Category::Eof => Text::new("JSON аяқталмаған", "JSON обрывается", "the JSON ends too early"),
        Category::Syntax => Text::new("JSON синтаксисі бұзылған", "нарушен синтаксис JSON", "this is no JSON"),
        Category::Data | Category::Io if said.starts_with(TOO_DEEP) => {
            Text::new("тым терең салынған", "слишком глубокая вложенность", "values stand too deep in one another")
        }
        Category::Data | Category::Io if said.starts_with(TOO_MANY) => {
            Text::new("мәндер тым көп", "слишком много значений", "there are too many values")
        }
        Category::Data | Category::Io if said.starts_with(TOO_LONG) => {
            Text::new("атау тым ұзын", "слишком длинное имя", "a name is too long")
        }
        Category::Data | Category::Io => {
            debug_assert!(said.starts_with(TWICE), "{said}");
            Text::new("бір атау екі рет тұр", "имя стоит дважды", "a name stands twice in one object")
        }
    };
    let (line, column) = (error.line(), error.column());
    Problem::from(Fault::Malformed).because(Text {
        kk: format!("{line}-жол, {column}-баған: {}", what.kk).into(),
        ru: format!("строка {line}, столбец {column}: {}", what.ru).into(),
        en: format!("line {line}, column {column}: {}", what.en).into(),
    })
}

/// Reads one value, with what stands in it.
struct Reading<'budget> {
    /// How many values may still come.
    left: &'budget mut usize,
    depth: usize,
}

impl Reading<'_> {
    /// For what stands in this value.
    fn inner(&mut self) -> Reading<'_> {
        Reading { left: self.left, depth: self.depth + 1 }
    }

    fn spend<E: Error>(&mut self) -> Result<(), E> {
        *self.left = self.left.checked_sub(1).ok_or_else(|| E::custom(TOO_MANY))?;
        Ok(())
    }

    fn enter<E: Error>(&self) -> Result<(), E> {
        if self.depth < DEEPEST { Ok(()) } else { Err(E::custom(TOO_DEEP)) }
    }
}

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut access: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self.inner())? {
            self.spend()?;
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut access: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut fields = Map::new();
        while let Some(Name(name)) = access.next_key()? {
            self.spend()?;
            let value = access.next_value_seed(self.inner())?;
            if fields.insert(name, value).is_some() {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(fields.into())
    }
}

/// A name of no more than so many bytes.
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<str>::deserialize(deserializer)?;
        if name.len() > LONGEST_NAME { Err(D::Error::custom(TOO_LONG)) } else { Ok(Self(name.into_owned())) }
    }
}

/// Characters that text has no use for, and that calendars, feeds or databases cannot hold: controls but for tab and line
/// ends, and what is no character (XML 1.0 §2.2, RFC 5545 §3.1).
fn is_unusable(sign: char) -> bool {
    let control = sign.is_ascii_control() && !matches!(sign, '\t' | '\n' | '\r');
    control || matches!(sign, '\u{fffe}' | '\u{ffff}')
}

/// A step from a value to one that stands in it.
#[derive(Clone, Copy)]
enum Step<'value> {
    Item(usize),
    Field(&'value str),
}

/// Looks for characters that no text holds.
pub fn find_unusable(value: &Value, found: &mut FieldFaults) {
    look_into(value, &mut Vec::new(), found);
}

/// A pointer is written only for what is wrong.
fn look_into<'value>(value: &'value Value, way: &mut Vec<Step<'value>>, found: &mut FieldFaults) {
    if found.is_full() {
        return;
    }
    let holds = match value {
        Value::String(text) => text.contains(is_unusable),
        Value::Object(fields) => fields.keys().any(|name| name.contains(is_unusable)),
        _ => false,
    };
    if holds {
        let message = Text::new(
            "басқару таңбалары болмауы керек",
            "не должно содержать управляющие знаки",
            "must not hold control characters",
        );
        found.tell(|| pointer(way), message);
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                way.push(Step::Item(index));
                look_into(item, way, found);
                way.pop();
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                way.push(Step::Field(name));
                look_into(value, way, found);
                way.pop();
            }
        }
        _ => {}
    }
}

fn pointer(way: &[Step<'_>]) -> String {
    way.iter()
        .map(|step| match step {
            Step::Item(index) => format!("/{index}"),
            Step::Field(name) => format!("/{}", escaped(name)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> bool {
        parse(json.as_bytes()).is_err_and(|problem| problem.is(Fault::Malformed))
    }

    #[test]
    fn what_is_too_deep_too_many_or_too_long_is_not_read() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(!refused(&nested(DEEPEST)) && refused(&nested(DEEPEST + 1)) && refused(&nested(400_000)));
        let list = |items: usize| format!("[0{}]", ",0".repeat(items - 1));
        assert!(!refused(&list(MOST_VALUES)) && refused(&list(MOST_VALUES + 1)));
        let named = |length: usize| format!("{{\"{}\":0}}", "a".repeat(length));
        assert!(!refused(&named(LONGEST_NAME)) && refused(&named(LONGEST_NAME + 1)));
        assert!(refused("{\"a\":1,\"a\":1}") && refused("{} {}") && refused("{"));
    }

    #[test]
    fn a_fault_is_pointed_at() {
        let value = parse(br#"{"a/b":[0,{"c":"\u0000"}]}"#).unwrap_or_default();
        let mut found = FieldFaults::default();
        find_unusable(&value, &mut found);
        let pointers: Vec<String> = found.into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/a~1b/1/c"]);
    }
}
