//! JSON from strangers: read in one pass, with limits on how deep, how many and how long, and its texts brought to one
//! form.

use merzim_domain::Text;
use merzim_domain::writing::{self, Unusable};
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::contract::escaped;
use crate::problem::{Fault, FieldFaults, Problem, Wrong, WrongCode};

/// How deep values may stand in one another.
const DEEPEST: usize = 32;
/// How many values a body may have: items and fields, whatever they hold. The largest form has some 60,000.
const MOST_VALUES: usize = 100_000;
/// How long a name may be, in bytes.
const LONGEST_NAME: usize = 128;

/// Below this, every whole number has a place of its own among those with a point.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Why JSON that is well formed is not read. The reader knows these by their English.
const TWICE: Text =
    Text::new("атау екі рет көрсетілген", "имя встречается дважды", "a name stands twice in one object");
const TOO_DEEP: Text =
    Text::new("тым терең салынған", "слишком глубокая вложенность", "values stand too deep in one another");
const TOO_MANY: Text = Text::new("мәндер тым көп", "слишком много значений", "there are too many values");
const TOO_LONG: Text = Text::new("атау тым ұзын", "слишком длинное имя", "a name is too long");

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
        "не соответствует описанию API",
        "does not fit the contract",
    ))
}

/// JSON that cannot be read, and where.
fn malformed(error: &serde_json::Error) -> Problem {
    let said = error.to_string();
    let what = match error.classify() {
        Category::Eof => Text::new("JSON аяқталмаған", "JSON обрывается", "the JSON ends too early"),
        Category::Syntax => Text::new("JSON синтаксисі бұзылған", "нарушен синтаксис JSON", "this is no JSON"),
        Category::Data | Category::Io => {
            let mut others = [TOO_DEEP, TOO_MANY, TOO_LONG].into_iter();
            others.find(|why| said.starts_with(&*why.en)).unwrap_or(TWICE)
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
        *self.left = self.left.checked_sub(1).ok_or_else(|| E::custom(TOO_MANY.en))?;
        Ok(())
    }

    fn enter<E: Error>(&self) -> Result<(), E> {
        if self.depth < DEEPEST { Ok(()) } else { Err(E::custom(TOO_DEEP.en)) }
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

    /// A whole number may be written with a point or an exponent, and is whole to the contract; `-0` is nothing else than 0.
    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        let is_whole = number.fract() == 0.0 && number.abs() < EXACT;
        let whole = is_whole.then(|| format!("{number:.0}").parse::<i64>().ok()).flatten();
        Ok(whole.map_or_else(|| number.into(), Value::from))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
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
                return Err(A::Error::custom(TWICE.en));
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
        if name.len() > LONGEST_NAME { Err(D::Error::custom(TOO_LONG.en)) } else { Ok(Self(name.into_owned())) }
    }
}

/// Brings every text to the one form in which it is kept, and tells where one holds what no text has a use for. Where a value
/// stands is written only for one that is wrong.
pub fn tidy(value: &mut Value, at: &dyn Fn() -> String, found: &mut FieldFaults) {
    if found.is_full() {
        return;
    }
    match value {
        Value::String(text) => match writing::tidy(text) {
            Ok(tidied) => *text = tidied,
            Err(Unusable) => found.tell(at, Wrong::of(WrongCode::UnusableSign, UNUSABLE)),
        },
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                tidy(item, &|| format!("{}/{index}", at()), found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                tidy(field, &|| format!("{}/{}", at(), escaped(name)), found);
            }
        }
        _ => {}
    }
}

/// What is said of a text that holds such.
pub const UNUSABLE: Text = Text::new(
    "басқару таңбалары мен Unicode-та мағынасы жоқ таңбалар болмауы керек",
    "не должно содержать управляющие знаки и знаки без значения в Юникоде",
    "must not hold control characters, or characters to which Unicode gives no meaning",
);
