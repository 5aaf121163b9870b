//! The contract at work: what comes in is checked against the very document that is published, and
//! every fault is told at once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::iter;
use std::sync::Arc;

use actix_web::http::Method;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, JsonType, Registry, ValidationError, Validator};
use merzim_domain::engine::{CommonRefusal, Refusal};
use merzim_domain::week::Week;
use merzim_domain::writing::{self, Unusable};
use merzim_domain::{Lang, Role, Text, role};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use super::given::CHECKS;
use super::input::{Codes, look_at_words};
use super::json::{UNUSABLE, tidy};
use super::lists::Lists;
use crate::enumeration::TITLES;
use crate::problem::{FieldFault, FieldFaults, Limit, Problem, Wrong, WrongCode};

/// The security scheme of those who have a token of the identity provider.
pub const SCHEME: &str = "bearer";
/// The security scheme of those who have a lookup token.
pub const LOOKUP_SCHEME: &str = "lookupToken";

/// Who may ask for an operation without a token of the identity provider.
#[derive(Clone, Copy, Debug, Default)]
pub struct Openness {
    /// Anybody.
    pub guests: bool,
    /// Those with a lookup token.
    pub lookup_tokens: bool,
}

/// The `format` of a parameter that gives words to search for.
const WORDS: &str = "words";

struct Parameter {
    name: String,
    /// The JSON type that its text stands for.
    kind: String,
    format: Option<String>,
    pattern: Option<String>,
}

/// An operation; by default one that the contract does not know.
#[derive(Default)]
pub struct Operation {
    /// Whether the contract knows it.
    pub is_known: bool,
    /// The roles of which one is needed; any, if none is named.
    roles: Vec<Role>,
    /// Who may ask for it without a token of the identity provider.
    pub openness: Openness,
    parameters: Vec<Parameter>,
    /// The parameters of which one is the first day of a span and the other its last.
    spans: Vec<[String; 2]>,
    titles: Arc<Titles>,
    /// Whether it says who may ask for it; else everybody may, whatever they show.
    pub is_guarded: bool,
    /// Whether it changes a case, whose version must be named.
    pub needs_version: bool,
    query: Option<Validator>,
    body: Option<BodyCheck>,
    /// Whether it is known, and takes no body of whatever kind.
    pub takes_no_body: bool,
    /// Name of the schema of its JSON body, if it takes one.
    pub body_schema: Option<String>,
}

/// The check of a body.
struct BodyCheck {
    lists: Lists,
    validator: Validator,
    /// A body that fits.
    example: Value,
}

/// The checks of every operation, made from the published document.
pub struct Contract {
    operations: HashMap<(Method, String), Arc<Operation>>,
}

impl Contract {
    /// Makes the checks.
    pub fn of(document: &Value) -> Result<Self, String> {
        let published = Registry::new()
            .draft(Draft::Draft202012)
            .add(PUBLISHED, document)
            .and_then(|documents| documents.prepare());
        let published = published.map_err(|error| error.to_string())?;
        let titles = Arc::new(Titles::of_document(document));
        let mut operations = HashMap::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
                let made = Operation::of(operation, document, &published, Arc::clone(&titles));
                let made = made.map_err(|error| format!("{method} {path}: {error}"))?;
                operations.insert((method, path.clone()), Arc::new(made));
            }
        }
        Ok(Self { operations })
    }

    /// The operation of a method and the pattern of a path.
    pub fn operation(&self, method: &Method, pattern: &str) -> Arc<Operation> {
        self.operations.get(&(method.clone(), pattern.to_owned())).cloned().unwrap_or_default()
    }

    /// The methods that a path knows, as the header `Allow` lists them; empty if it knows none.
    pub fn allow(&self, pattern: &str) -> String {
        let mut methods: Vec<&str> =
            self.operations.keys().filter(|(_, path)| path == pattern).map(|(method, _)| method.as_str()).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        if !methods.is_empty() {
            methods.push("OPTIONS");
        }
        methods.sort_unstable();
        methods.join(", ")
    }
}

impl Operation {
    fn of(operation: &Value, document: &Value, published: &Registry<'_>, titles: Arc<Titles>) -> Result<Self, String> {
        let (parameters, query) = query_of(operation, published)?;
        let body = operation.pointer("/requestBody/content/application~1json/schema");
        let reference = body.map(|schema| schema["$ref"].as_str().ok_or("the schema of its body has no name"));
        let reference = reference.transpose()?;
        let check = |reference: &str| {
            let schema = json!({ "$ref": format!("{PUBLISHED}{reference}") });
            let lists = Lists::of(&json!({ "$ref": reference }), &document["components"]);
            let example = reference.rsplit('/').next().map(|name| format!("/components/examples/{name}/value"));
            let example = example.and_then(|place| document.pointer(&place)).cloned().unwrap_or_default();
            Ok::<_, String>(BodyCheck { lists, validator: validator(&schema, published, filed)?, example })
        };
        // An empty requirement is met by anybody; each is an alternative.
        let needs: Option<Vec<BTreeMap<String, Vec<Role>>>> =
            serde_json::from_value(operation["security"].clone()).map_err(|error| error.to_string())?;
        let needs = needs.unwrap_or_default();
        Ok(Self {
            is_known: true,
            roles: needs.iter().filter_map(|need| need.get(SCHEME)).flatten().copied().collect(),
            openness: Openness {
                guests: needs.iter().any(BTreeMap::is_empty),
                lookup_tokens: needs.iter().any(|need| need.contains_key(LOOKUP_SCHEME)),
            },
            spans: spans(&parameters),
            titles,
            parameters,
            is_guarded: !needs.is_empty(),
            needs_version: all_parameters(operation).any(|one| one["in"] == "header" && one["name"] == "If-Match"),
            query: Some(query),
            body: reference.map(check).transpose()?,
            takes_no_body: operation.get("requestBody").is_none(),
            body_schema: reference.and_then(|reference| reference.rsplit('/').next()).map(str::to_owned),
        })
    }

    /// Whether everybody may ask for it who can say who they are, and need not take part.
    pub const fn is_for_everybody(&self) -> bool {
        self.openness.guests || self.roles.is_empty()
    }

    /// The query as JSON. Tells what does not fit: unknown, repeated and wrong ones, and codes that the law does not know.
    pub fn read_query(&self, query: &str, codes: &Codes, faults: &mut FieldFaults) -> Value {
        let mut values = Map::new();
        let Some(validator) = &self.query else { return Value::Object(values) };
        let mut fault = |name: &str, wrong: Wrong| faults.tell(|| format!("?{name}"), wrong);
        for (name, text) in form_pairs(query) {
            let text = match writing::tidy(&text) {
                Ok(tidied) => tidied,
                Err(Unusable) => {
                    fault(&name, Wrong::of(WrongCode::UnusableSign, UNUSABLE));
                    text
                }
            };
            let parameter = self.parameters.iter().find(|parameter| parameter.name == name);
            if values.contains_key(&name) {
                let message = Text::new("бір рет қана беріледі", "указывается один раз", "may be given only once");
                fault(&name, Wrong::of(WrongCode::Twice, message));
                continue;
            }
            let value = parameter.map_or_else(|| Value::String(text.clone()), |parameter| parameter.read(&text));
            values.insert(name, value);
        }
        let values = Value::Object(values);
        let mut found = FieldFaults::default();
        check(validator, &self.titles, &values, &mut found);
        for FieldFault { pointer, wrong } in found {
            fault(pointer.trim_start_matches('/'), wrong);
        }
        for Parameter { name, format, .. } in &self.parameters {
            let given = values.get(name).and_then(Value::as_str);
            let wrong = match (format.as_deref(), given) {
                (Some(WORDS), Some(text)) => look_at_words(text),
                (Some(format), Some(code)) => codes.look_at(format, code),
                _ => None,
            };
            if let Some(wrong) = wrong {
                fault(name, wrong);
            }
        }
        for [from, to] in &self.spans {
            // Dates and months in the form of the contract are in the order of their texts.
            let ends = |name: &String| values.get(name).and_then(Value::as_str);
            if let Some((first, last)) = ends(from).zip(ends(to)).filter(|(first, last)| first > last) {
                let limit = |text: &str| Limit::Time(text.to_owned());
                fault(from, Wrong::from(BACKWARDS).not_after(limit(last)));
                fault(to, Wrong::from(BACKWARDS).not_before(limit(first)));
            }
        }
        values
    }

    /// Checks that one of the roles held may ask for it. The contract names these roles beside the token in `security`; where
    /// it names none, any role will do, and none if anybody may ask. Else a 403 that names the roles.
    pub fn admit(&self, held: &BTreeSet<Role>) -> Result<(), Problem> {
        let roles = &self.roles;
        if roles.is_empty() && self.openness.guests {
            return Ok(());
        }
        if held.iter().any(|role| roles.is_empty() || roles.contains(role)) {
            return Ok(());
        }
        let refused = Problem::from(Refusal::of(CommonRefusal::RoleForbidsAction));
        Err(refused.because(if roles.is_empty() { ANY_ROLE } else { role_needed(roles) }))
    }

    /// Tells what is wrong with a body, and brings its texts to the form in which they are kept. The end of a list that is far too long is
    /// cut off.
    pub fn check_body(&self, body: &mut Value, found: &mut FieldFaults) {
        let (Some(BodyCheck { lists, validator, .. }), titles) = (&self.body, &self.titles) else { return };
        lists.shorten(body, &String::new, found);
        tidy(body, &String::new, found);
        check(validator, titles, body, found);
    }
}

impl Operation {
    /// A body with what is wrong left out; where something must stand, stands what the example of the contract has there.
    pub fn mend(&self, mut body: Value, faults: &FieldFaults) -> Value {
        let example = self.body.as_ref().map_or(&Value::Null, |check| &check.example);
        for pointer in faults.pointers() {
            let Some((outer, name)) = pointer.rsplit_once('/') else { continue };
            let name = name.replace("~1", "/").replace("~0", "~");
            // All items of a list are of one kind: the first stands for each.
            let steps = pointer.split('/').map(|step| {
                if step.bytes().all(|byte| byte.is_ascii_digit()) && !step.is_empty() { "0" } else { step }
            });
            let instead = example.pointer(&steps.collect::<Vec<_>>().join("/"));
            match (body.pointer_mut(outer), instead.cloned()) {
                (Some(Value::Object(fields)), Some(instead)) => drop(fields.insert(name, instead)),
                (Some(Value::Object(fields)), None) => drop(fields.remove(&name)),
                (Some(Value::Array(items)), Some(instead)) => {
                    if let Some(item) = name.parse::<usize>().ok().and_then(|place| items.get_mut(place)) {
                        *item = instead;
                    }
                }
                _ => {}
            }
        }
        body
    }
}

/// The parameters of an operation, in whatever place.
fn all_parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}

/// The parameters that an operation takes in the query, and the check of them all.
fn query_of(operation: &Value, published: &Registry<'_>) -> Result<(Vec<Parameter>, Validator), String> {
    let (mut parameters, mut properties, mut required) = (Vec::new(), Map::new(), Vec::new());
    for parameter in all_parameters(operation).filter(|parameter| parameter["in"] == "query") {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        let schema = &parameter["schema"];
        if parameter["required"] == true {
            required.push(name.clone());
        }
        parameters.push(Parameter {
            name: name.clone(),
            kind: type_of(schema).unwrap_or_default().to_owned(),
            format: schema["format"].as_str().map(str::to_owned),
            pattern: schema["pattern"].as_str().map(str::to_owned),
        });
        properties.insert(name, schema.clone());
    }
    let query = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    Ok((parameters, validator(&query, published, |_| true)?))
}

/// The pairs of days, or of months, among parameters: `from` and `to`, by themselves or at the end of a name, `After` and `Before` there.
fn spans(parameters: &[Parameter]) -> Vec<[String; 2]> {
    let is_period = |one: &Parameter| one.format.as_deref() == Some("date") || one.pattern.as_deref() == Some(MONTH);
    let day = |name: &str| parameters.iter().any(|one| one.name == name && is_period(one));
    let spans = parameters.iter().filter_map(|Parameter { name: from, .. }| {
        let ends = [("From", "To"), ("After", "Before")].into_iter();
        let to = ends.filter_map(|(first, last)| Some(format!("{}{last}", from.strip_suffix(first)?))).next();
        let to = to.or_else(|| (from == "from").then(|| "to".to_owned()))?;
        (day(from) && day(&to)).then(|| [from.clone(), to])
    });
    spans.collect()
}

/// How a month is written.
const MONTH: &str = r"^\d{4}-(0[1-9]|1[0-2])$";

const BACKWARDS: Text = Text::new(
    "кезеңнің басы соңынан кейін болмауы керек",
    "начало периода не должно быть позже его конца",
    "the span must not begin after it ends",
);

const ANY_ROLE: Text = Text::new(
    "токенде рөл болуы керек: оның рөлі жоқ",
    "у токена должна быть роль: её нет",
    "the token must hold a role: it holds none",
);

/// Says that one of these roles is needed.
pub fn role_needed(roles: &[Role]) -> Text {
    Text {
        kk: format!("мына рөлдердің бірі қажет: {}", role::titles(roles, Lang::Kk)).into(),
        ru: format!("нужна одна из ролей: {}", role::titles(roles, Lang::Ru)).into(),
        en: format!("one of these roles is needed: {}", role::titles(roles, Lang::En)).into(),
    }
}

/// The address of the published document for the schemas that refer to it.
const PUBLISHED: &str = "urn:merzim:contract";

/// Whether a moment of a year can be told in every zone: those at the ends of time cannot.
fn told(year: i32) -> bool {
    (1..9999).contains(&year)
}

/// Whether something can be filed about a day of a year. What is asked for may be of any other.
fn filed(year: i32) -> bool {
    (1900..2200).contains(&year)
}

/// Makes the check of a schema that may refer to the published document, for days and moments of these years.
fn validator(schema: &Value, published: &Registry<'_>, years: fn(i32) -> bool) -> Result<Validator, String> {
    let checks = jsonschema::options().with_draft(Draft::Draft202012).with_registry(published);
    CHECKS
        .into_iter()
        .fold(checks, |checks, (format, _, fault)| checks.with_format(format, move |text: &str| fault(text).is_none()))
        .with_format("date-time", move |text: &str| {
            OffsetDateTime::parse(text, &Rfc3339).is_ok_and(|at| told(at.year()) && years(at.year()))
        })
        .with_format("date", move |text: &str| day(text).is_some_and(|day| years(day.year())))
        .with_format("week", |text: &str| Week::parse(text).is_some())
        .should_validate_formats(true)
        .build(schema)
        .map_err(|error| error.to_string())
}

/// The JSON type of a schema, besides `null`.
pub fn type_of(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        kind => kind.as_str(),
    }
}

/// A day, as it will be read.
fn day(text: &str) -> Option<Date> {
    // A sign, or a fifth digit of a year, is no part of one.
    if text.len() != 10 {
        return None;
    }
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

impl Parameter {
    fn read(&self, text: &str) -> Value {
        let number = || text.parse::<i64>().ok().map(Value::from);
        let read = match self.kind.as_str() {
            "integer" => number(),
            "boolean" => text.parse::<bool>().ok().map(Value::from),
            // A plus sign that was not escaped arrives as a blank; in an instant it can only be the offset's.
            _ if self.format.as_deref() == Some("date-time") => Some(Value::String(text.replace(' ', "+"))),
            _ => None,
        };
        read.unwrap_or_else(|| Value::String(text.to_owned()))
    }
}

fn form_pairs(query: &str) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query).unwrap_or_default()
}

fn check(validator: &Validator, titles: &Titles, value: &Value, found: &mut FieldFaults) {
    for error in validator.iter_errors(value) {
        if found.is_full() {
            return;
        }
        collect(&error, titles, found);
    }
}

fn collect(error: &ValidationError<'_>, titles: &Titles, found: &mut FieldFaults) {
    let at = || error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            found.tell(
                || format!("{}/{}", at(), escaped(property.as_str().unwrap_or_default())),
                Wrong::of(WrongCode::Required, REQUIRED),
            );
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            for name in unexpected {
                found.tell(
                    || format!("{}/{}", at(), escaped(name)),
                    Wrong::of(
                        WrongCode::UnknownName,
                        Text::new("белгісіз атау", "неизвестное имя", "is not known here"),
                    ),
                );
            }
        }
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            // Of the alternatives, one is usually `null`; the faults of the other are meant.
            let meant =
                context.iter().filter(|branch| !branch.iter().any(is_null_expected)).min_by_key(|branch| branch.len());
            for error in meant.into_iter().flatten() {
                collect(error, titles, found);
            }
        }
        ValidationErrorKind::UniqueItems => {
            let items = error.instance().as_array().map(Vec::as_slice).unwrap_or_default();
            let mut known = HashSet::new();
            for (place, _) in items.iter().enumerate().filter(|(_, item)| !known.insert(*item)) {
                found.tell(|| format!("{}/{place}", at()), Wrong::of(WrongCode::Twice, TWICE));
            }
        }
        kind => {
            let wrong = given_fault(error).unwrap_or_else(|| wrong(kind, titles, error.instance()));
            // What a day, a month or a number looks like says more than how long it is.
            if says_what_it_looks_like(kind) { found.tell_rather(at, wrong) } else { found.tell(at, wrong) }
        }
    }
}

/// Whether a text does not look as it must, whatever its words.
fn says_what_it_looks_like(kind: &ValidationErrorKind) -> bool {
    match kind {
        ValidationErrorKind::Pattern { pattern } => {
            ![SHOWS, SHOWS_ON_ONE_LINE, ON_ONE_LINE].contains(&pattern.as_str())
        }
        ValidationErrorKind::Format { format } => LOOKS.iter().any(|(known, _)| known == format),
        _ => false,
    }
}

/// What is wrong with a text that is read as a whole: this says more than that it does not look like one.
fn given_fault(error: &ValidationError<'_>) -> Option<Wrong> {
    let (_, _, fault) = CHECKS.into_iter().find(|(known, looks, _)| match error.kind() {
        ValidationErrorKind::Format { format } => format == known,
        ValidationErrorKind::Pattern { pattern } => pattern == looks,
        _ => false,
    })?;
    fault(error.instance().as_str()?).map(|message| Wrong::of(WrongCode::Format, message))
}

/// A name as a step of a JSON Pointer (RFC 6901).
pub fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn is_null_expected(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Null) })
}

/// What the codes of closed lists stand for, as the contract says it.
#[derive(Default)]
struct Titles(HashMap<Vec<Value>, Vec<Text>>);

impl Titles {
    fn of_document(document: &Value) -> Self {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
        let schemas = schemas.map(|(_, schema)| schema);
        let items = document["paths"].as_object().into_iter().flatten();
        let operations = items.filter_map(|(_, item)| item.as_object()).flatten().map(|(_, operation)| operation);
        let parameters = operations.flat_map(all_parameters).map(|parameter| &parameter["schema"]);
        let titled = schemas.chain(parameters).filter_map(|schema| {
            let titles = Vec::<Text>::deserialize(schema.get(TITLES)?).ok()?;
            Some((schema.get("enum")?.as_array()?.clone(), titles))
        });
        Self(titled.collect())
    }

    /// These codes, each with its title.
    fn of(&self, codes: &[Value]) -> Text {
        let titles = self.0.get(codes).map(Vec::as_slice).unwrap_or_default();
        let listed = |lang: Lang| {
            let code = |code: &Value| code.as_str().map_or_else(|| code.to_string(), str::to_owned);
            let titles =
                titles.iter().map(|title| format!(" ({})", title.get(lang))).chain(iter::repeat(String::new()));
            let each = codes.iter().zip(titles).map(|(one, title)| format!("{}{title}", code(one)));
            each.collect::<Vec<_>>().join(", ").into()
        };
        Text { kk: listed(Lang::Kk), ru: listed(Lang::Ru), en: listed(Lang::En) }
    }
}

const TWICE: Text = Text::new("екі рет көрсетілген", "указано дважды", "stands twice");

/// What is said of a field that must be there and is not.
pub const REQUIRED: Text = Text::new("толтырылуы міндетті", "обязательно для заполнения", "is required");

/// A type of JSON, in words.
const fn type_title(kind: JsonType) -> Text {
    match kind {
        JsonType::String => Text::new("мәтін", "текст", "text"),
        JsonType::Integer => Text::new("бүтін сан", "целое число", "a whole number"),
        JsonType::Number => Text::new("сан", "число", "a number"),
        JsonType::Boolean => {
            Text::new("«иә» немесе «жоқ» (true, false)", "«да» или «нет» (true, false)", "true or false")
        }
        JsonType::Array => Text::new("тізім", "список", "a list"),
        JsonType::Object => Text::new("объект", "объект", "an object"),
        JsonType::Null => Text::new("null", "null", "null"),
    }
}

/// What is said of an instant that cannot be told in every zone.
const END_OF_TIME: Text =
    Text::new("1–9998 жылдарда болуы керек", "должно быть в годах 1–9998", "must be in the years 1 to 9998");

/// The first and the last moment that can.
const ENDS_OF_TIME: [&str; 2] = ["0001-01-01T00:00:00Z", "9998-12-31T23:59:59Z"];

const YEARS_OF_FILING: Text =
    Text::new("1900–2199 жылдарда болуы керек", "должно быть в годах 1900–2199", "must be in the years 1900 to 2199");

/// The first and the last day about which something can be filed.
const DAYS_OF_FILING: [&str; 2] = ["1900-01-01", "2199-12-31"];

/// The patterns of texts that show something: with lines, and on one line; and of a text on one line that may be empty.
const SHOWS: &str = r"\S";
const SHOWS_ON_ONE_LINE: &str = r"^.*\S.*$";
const ON_ONE_LINE: &str = "^.*$";

const NO_WEEK: Text = Text::new(
    "мұндай апта жоқ; жылы мен нөмірі: 2026-W13",
    "такой недели нет; год и номер: 2026-W13",
    "there is no such week; year and number: 2026-W13",
);
const WEEK: Text = Text::new(
    "апта болуы керек, мысалы 2026-W13",
    "нужна неделя, например 2026-W13",
    "must be a week, such as 2026-W13",
);

/// What is wrong with a year that is before or after all that can be.
fn beyond(year: i32, words: Text, [first, last]: [String; 2]) -> Wrong {
    let code = if year < 2000 { WrongCode::TooSmall } else { WrongCode::TooLarge };
    Wrong::of(code, words).not_before(Limit::Time(first)).not_after(Limit::Time(last))
}

/// What a text is to look like, in words and by an example.
static LOOKS: [(&str, Text); 15] = [
    ("week", NO_WEEK),
    (
        "date",
        Text::new(
            "күн болуы керек, мысалы 2026-03-16",
            "нужна дата, например 2026-03-16",
            "must be a date, such as 2026-03-16",
        ),
    ),
    (
        "date-time",
        Text::new(
            "уақыты мен белдеуі бар күн болуы керек, мысалы 2026-03-16T10:00:00+05:00",
            "нужны дата и время с поясом, например 2026-03-16T10:00:00+05:00",
            "must be a date and a time with an offset, such as 2026-03-16T10:00:00+05:00",
        ),
    ),
    ("uuid", Text::new("идентификатор (UUID) болуы керек", "нужен идентификатор (UUID)", "must be an id (UUID)")),
    (r"^\d{4}-W\d{2}$", WEEK),
    (
        "^[A-Za-z0-9]+$",
        Text::new(
            "тек латын әріптері мен цифрлар болуы керек",
            "допустимы только латинские буквы и цифры",
            "must be of Latin letters and digits only",
        ),
    ),
    (
        "^[A-Za-z0-9_-]+$",
        Text::new(
            "тек латын әріптері, цифрлар, дефис және астыңғы сызық болуы керек",
            "допустимы только латинские буквы, цифры, дефис и подчёркивание",
            "must be of Latin letters, digits, hyphens and underscores only",
        ),
    ),
    (
        "^[a-z0-9][a-z0-9-]*$",
        Text::new(
            "кіші латын әріптері, цифрлар және сызықша болуы керек, мысалы opening",
            "нужны строчные латинские буквы, цифры и дефисы, например opening",
            "must be of small Latin letters, digits and hyphens, such as opening",
        ),
    ),
    (
        r"^\d{4}-Q[1-4]$",
        Text::new(
            "тоқсан болуы керек, мысалы 2026-Q1",
            "нужен квартал, например 2026-Q1",
            "must be a quarter, such as 2026-Q1",
        ),
    ),
    (
        MONTH,
        Text::new(
            "ай болуы керек, мысалы 2026-03",
            "нужен месяц, например 2026-03",
            "must be a month, such as 2026-03",
        ),
    ),
    (
        "^([01][0-9]|2[0-3]):[0-5][05]$",
        Text::new(
            "бес минутқа бөлінетін уақыт болуы керек, мысалы 10:05",
            "нужно время, кратное пяти минутам, например 10:05",
            "must be a time in steps of five minutes, such as 10:05",
        ),
    ),
    (
        "^[a-z0-9][a-z0-9-]{0,39}$",
        Text::new(
            "40-қа дейін кіші латын әрпі, цифр және сызықша болуы керек, мысалы minister",
            "до 40 строчных латинских букв, цифр и дефисов, например minister",
            "must be up to 40 small Latin letters, digits and hyphens, such as minister",
        ),
    ),
    (
        r"^(100(\.00?)?|[0-9]{1,2}(\.[0-9]{1,2})?)$",
        Text::new(
            "0-ден 100-ге дейінгі пайыз болуы керек, нүктеден кейін екі цифрға дейін, мысалы 75.50",
            "нужен процент от 0 до 100, не более двух цифр после точки, например 75.50",
            "must be a percentage from 0 to 100 with up to two digits after the point, such as 75.50",
        ),
    ),
    (
        "^[0-9a-f]{64}$",
        Text::new(
            "SHA-256 мәні болуы керек: 64 он алтылық цифр",
            "нужно значение SHA-256: 64 шестнадцатеричные цифры",
            "must be an SHA-256: 64 hexadecimal digits",
        ),
    ),
    (
        r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+ -]\d{2}:\d{2}))?$",
        Text::new(
            "күн немесе белдеуі бар уақыт болуы керек, мысалы 2026-03-16T10:00:00+05:00",
            "нужна дата или время с поясом, например 2026-03-16T10:00:00+05:00",
            "must be a date, or a time with an offset, such as 2026-03-16T10:00:00+05:00",
        ),
    ),
];

fn wrong(kind: &ValidationErrorKind, titles: &Titles, value: &Value) -> Wrong {
    const EMPTY: Text = Text::new("бос болмауы керек", "не должно быть пустым", "must not be empty");
    const LINES: Text = Text::new("бір жолда болуы керек", "должно быть в одну строку", "must be on one line");
    // Words in either language are what may not be empty.
    const ONE_OF_TWO: Text = Text::new(
        "қазақ және (немесе) орыс тілінде болуы керек",
        "должно быть на казахском и (или) русском",
        "is needed in Kazakh and (or) in Russian",
    );
    const UNFIT: Text =
        Text::new("API сипаттамасына сай емес", "не соответствует описанию API", "does not fit the contract");
    let empty = || Wrong::of(WrongCode::Empty, EMPTY).at_least(1);
    let with = |code, kk: &'static str, ru: &'static str, en: &'static str, limit: &dyn std::fmt::Display| {
        Wrong::of(code, Text::new(kk, ru, en).with(&Text::same(limit)))
    };
    let looks = |known: &str| {
        let words = LOOKS.iter().find(|(looks, _)| *looks == known).map(|(_, words)| words.clone());
        Wrong::of(WrongCode::Format, words.unwrap_or(UNFIT))
    };
    match kind {
        ValidationErrorKind::MinLength { limit: 1 } => empty(),
        ValidationErrorKind::Pattern { pattern } if pattern == SHOWS => empty(),
        ValidationErrorKind::Pattern { pattern } if pattern == SHOWS_ON_ONE_LINE => {
            let is_empty = value.as_str().is_none_or(|text| text.trim().is_empty());
            if is_empty { empty() } else { Wrong::of(WrongCode::ManyLines, LINES) }
        }
        ValidationErrorKind::Pattern { pattern } if pattern == ON_ONE_LINE => Wrong::of(WrongCode::ManyLines, LINES),
        ValidationErrorKind::MinLength { limit } => with(
            WrongCode::TooShort,
            "кемінде {} таңба болуы керек",
            "должно быть не менее {} знаков",
            "must have at least {} characters",
            limit,
        )
        .at_least(*limit),
        ValidationErrorKind::MaxLength { limit } => with(
            WrongCode::TooLong,
            "{} таңбадан аспауы керек",
            "должно быть не более {} знаков",
            "must have at most {} characters",
            limit,
        )
        .at_most(*limit),
        ValidationErrorKind::Minimum { limit } => with(
            WrongCode::TooSmall,
            "{} немесе одан көп болуы керек",
            "должно быть не меньше {}",
            "must be at least {}",
            limit,
        )
        .at_least(limit.as_i64().unwrap_or_default()),
        ValidationErrorKind::Maximum { limit } => with(
            WrongCode::TooLarge,
            "{} немесе одан аз болуы керек",
            "должно быть не больше {}",
            "must be at most {}",
            limit,
        )
        .at_most(limit.as_i64().unwrap_or_default()),
        ValidationErrorKind::Enum { options } => {
            let allowed = options.as_array().cloned().unwrap_or_default();
            let message =
                Text::new("мыналардың бірі болуы керек: {}", "должно быть одним из: {}", "must be one of these: {}");
            let codes =
                allowed.iter().map(|code| code.as_str().map_or_else(|| code.to_string(), str::to_owned)).collect();
            Wrong::of(WrongCode::NotAllowed, message.with(&titles.of(&allowed))).among(codes)
        }
        ValidationErrorKind::Format { format } if format == "date-time" => {
            match value.as_str().and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok()) {
                Some(at) if told(at.year()) => {
                    beyond(at.year(), YEARS_OF_FILING, DAYS_OF_FILING.map(|day| day.to_owned() + "T00:00:00+05:00"))
                }
                Some(at) => beyond(at.year(), END_OF_TIME, ENDS_OF_TIME.map(str::to_owned)),
                None => looks(format),
            }
        }
        ValidationErrorKind::Format { format } if format == "date" => match value.as_str().and_then(day) {
            Some(day) => beyond(day.year(), YEARS_OF_FILING, DAYS_OF_FILING.map(str::to_owned)),
            None => looks(format),
        },
        ValidationErrorKind::Format { format } => looks(format),
        ValidationErrorKind::Pattern { pattern } => looks(pattern),
        // What has no value is not there, where it must be.
        ValidationErrorKind::Type { .. } if value.is_null() => Wrong::of(WrongCode::Required, REQUIRED),
        ValidationErrorKind::Type { kind } => {
            let wanted = match kind {
                TypeKind::Single(kind) => Some(*kind),
                TypeKind::Multiple(kinds) => kinds.iter().find(|kind| *kind != JsonType::Null),
            };
            let message = Text::new(
                "түрі басқа; керегі: {}",
                "значение другого типа; нужно: {}",
                "is of the wrong type; this is wanted: {}",
            );
            Wrong::of(WrongCode::WrongType, message.with(&wanted.map_or(UNFIT, type_title)))
        }
        ValidationErrorKind::MinItems { limit } => with(
            WrongCode::TooFew,
            "кемінде {} элемент болуы керек",
            "должно быть не менее {} элементов",
            "must have at least {} items",
            limit,
        )
        .at_least(*limit),
        ValidationErrorKind::MultipleOf { multiple_of } => with(
            WrongCode::Format,
            "мына санға бөлінуі керек: {}",
            "должно делиться на {}",
            "must be a multiple of {}",
            multiple_of,
        ),
        ValidationErrorKind::MaxItems { limit } => super::lists::too_many(*limit),
        ValidationErrorKind::MinProperties { limit } => Wrong::of(WrongCode::TooFew, ONE_OF_TWO).at_least(*limit),
        _ => UNFIT.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("pattern").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| patterns(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| patterns(item, found)),
            _ => {}
        }
    }

    #[test]
    fn whoever_does_not_meet_a_pattern_is_told_what_is_wanted() {
        let document = serde_json::from_str(include_str!("../../../openapi/openapi.json")).unwrap();
        let mut found = BTreeSet::new();
        patterns(&document, &mut found);
        // The header `If-Match` is read elsewhere, and says so itself.
        let known = |pattern: &str| {
            CHECKS.iter().any(|(_, looks, _)| *looks == pattern)
                || LOOKS.iter().any(|(looks, _)| *looks == pattern)
                || [SHOWS, SHOWS_ON_ONE_LINE, ON_ONE_LINE].contains(&pattern)
                || pattern.starts_with("^(\\*|\"")
        };
        let no_words = found.iter().filter(|pattern| !known(pattern));
        assert_eq!(no_words.collect::<Vec<_>>(), Vec::<&String>::new());
        assert!(found.len() > 15);
    }
}
