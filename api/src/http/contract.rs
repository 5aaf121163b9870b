//! The contract at work: what comes in is checked against the very document that is published, and
//! every fault is told at once.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use actix_web::http::Method;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use merzim_domain::engine::{CommonRefusal, Refusal};
use merzim_domain::{Lang, Role, Text, Vocabulary};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::lists::Lists;
use crate::problem::{FieldFault, FieldFaults, Problem};

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

struct Parameter {
    name: String,
    /// The JSON type that its text stands for.
    kind: String,
    format: Option<String>,
}

/// An operation; by default one that the contract does not know.
#[derive(Default)]
pub struct Operation {
    /// The roles of which one is needed; any, if none is named.
    roles: Vec<Role>,
    /// Who may ask for it without a token of the identity provider.
    pub openness: Openness,
    parameters: Vec<Parameter>,
    /// Whether it says who may ask for it; else everybody may, whatever they show.
    pub is_guarded: bool,
    query: Option<Validator>,
    body: Option<BodyCheck>,
    /// Name of the schema of its JSON body, if it takes one.
    pub body_schema: Option<String>,
}

/// The check of a body.
struct BodyCheck {
    lists: Lists,
    validator: Validator,
}

/// The checks of every operation, made from the published document.
pub struct Contract {
    operations: HashMap<(Method, String), Arc<Operation>>,
}

impl Contract {
    /// Makes the checks.
    pub fn of(document: &Value) -> Result<Self, String> {
        let components = document.get("components").cloned().unwrap_or_default();
        let mut operations = HashMap::new();
        for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
                let made = operation_of(operation, &components).map_err(|error| format!("{method} {path}: {error}"))?;
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
    /// The query as JSON, if it fits: unknown, repeated and wrong ones do not.
    pub fn query(&self, query: &str) -> Result<Value, Problem> {
        let mut values = Map::new();
        let Some(validator) = &self.query else { return Ok(Value::Object(values)) };
        let mut faults = FieldFaults::default();
        let mut fault = |name: &str, message: Text| faults.tell(|| format!("?{name}"), message);
        for (name, text) in form_pairs(query) {
            if text.contains('\0') {
                let message = Text::new(
                    "нөлдік таңба болмауы керек",
                    "не должен содержать нулевой знак",
                    "must not hold the character NUL",
                );
                fault(&name, message);
            }
            let parameter = self.parameters.iter().find(|parameter| parameter.name == name);
            if parameter.is_some_and(|parameter| !parameter.is_thinkable(&text)) {
                fault(&name, Text::new("бұл уақыт есептелмейді", "это время не вычисляется", "is out of range"));
            }
            if values.contains_key(&name) {
                fault(&name, Text::new("бір рет қана беріледі", "указывается один раз", "may be given only once"));
                continue;
            }
            let value = parameter.map_or_else(|| Value::String(text.clone()), |parameter| parameter.read(&text));
            values.insert(name, value);
        }
        let values = Value::Object(values);
        let mut found = FieldFaults::default();
        check(validator, &values, &mut found);
        for FieldFault { pointer, message } in found {
            fault(pointer.trim_start_matches('/'), message);
        }
        faults.none()?;
        Ok(values)
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
        Err(if roles.is_empty() { refused } else { refused.because(role_needed(roles)) })
    }

    /// Tells what is wrong with a body. Of a list that is too long only that is told, and its end is cut off.
    pub fn body(&self, body: &mut Value, found: &mut FieldFaults) {
        let Some(BodyCheck { lists, validator }) = &self.body else { return };
        let mut too_long = FieldFaults::default();
        lists.shorten(body, &String::new, &mut too_long);
        let cut: Vec<String> = too_long.clone().into_iter().map(|fault| format!("{}/", fault.pointer)).collect();
        let mut others = FieldFaults::default();
        check(validator, body, &mut others);
        let others =
            others.into_iter().filter(|fault| !cut.iter().any(|list| fault.pointer.starts_with(list.as_str())));
        for FieldFault { pointer, message } in too_long.into_iter().chain(others) {
            found.tell(|| pointer, message);
        }
    }
}

fn operation_of(operation: &Value, components: &Value) -> Result<Operation, String> {
    let mut parameters = Vec::new();
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        if parameter.get("in").and_then(Value::as_str) != Some("query") {
            continue;
        }
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let schema = parameter.get("schema").cloned().unwrap_or_default();
        if parameter.get("required").and_then(Value::as_bool) == Some(true) {
            required.push(name.clone());
        }
        let said = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
        let kind = match schema.get("type") {
            Some(Value::Array(kinds)) => {
                kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").map(str::to_owned)
            }
            _ => said("type"),
        };
        parameters.push(Parameter { kind: kind.unwrap_or_default(), format: said("format"), name: name.clone() });
        properties.insert(name, schema);
    }
    let query = Some(validator(
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        }),
        components,
    )?);
    let body = operation
        .pointer("/requestBody/content/application~1json/schema")
        .map(|schema| {
            let validator = validator(json!({ "allOf": [schema] }), components)?;
            Ok::<_, String>(BodyCheck { lists: Lists::of(schema, components), validator })
        })
        .transpose()?;
    let schema = operation.pointer("/requestBody/content/application~1json/schema/$ref").and_then(Value::as_str);
    let body_schema = schema.and_then(|name| name.rsplit('/').next()).map(str::to_owned);
    let is_guarded = operation.get("security").and_then(Value::as_array).is_some_and(|needs| !needs.is_empty());
    let (roles, openness) = (roles_of(operation)?, openness_of(operation));
    Ok(Operation { roles, openness, parameters, is_guarded, query, body, body_schema })
}

/// An empty requirement is met by anybody.
fn openness_of(operation: &Value) -> Openness {
    let requirements = || operation.get("security").and_then(Value::as_array).into_iter().flatten();
    Openness {
        guests: requirements().any(|requirement| requirement.as_object().is_some_and(Map::is_empty)),
        lookup_tokens: requirements().any(|requirement| requirement.get(LOOKUP_SCHEME).is_some()),
    }
}

/// The roles that the security requirements of an operation name; each requirement is an alternative.
fn roles_of(operation: &Value) -> Result<Vec<Role>, String> {
    let requirements = operation.get("security").and_then(Value::as_array).into_iter().flatten();
    requirements
        .filter_map(|requirement| requirement.get(SCHEME).and_then(Value::as_array))
        .flatten()
        .filter_map(Value::as_str)
        .map(|code| Role::parse(code).ok_or_else(|| format!("there is no role `{code}`")))
        .collect()
}

fn role_needed(roles: &[Role]) -> Text {
    let list = |lang| roles.iter().map(|role| role.title().get(lang).to_owned()).collect::<Vec<_>>().join(", ");
    Text {
        kk: format!("мына рөлдердің бірі қажет: {}", list(Lang::Kk)).into(),
        ru: format!("нужна одна из ролей: {}", list(Lang::Ru)).into(),
        en: format!("one of these roles is needed: {}", list(Lang::En)).into(),
    }
}

/// Makes the check of a schema, with those of the components that it refers to and no others: with all of them in each,
/// the time to start would grow with the square of the contract.
fn validator(mut schema: Value, components: &Value) -> Result<Validator, String> {
    const HOME: &str = "#/components/schemas/";
    let mut needed: Map<String, Value> = Map::new();
    let mut names = references(&schema);
    while let Some(reference) = names.pop() {
        let Some(name) = reference.strip_prefix(HOME).filter(|name| !needed.contains_key(*name)) else { continue };
        let component = components.pointer(&format!("/schemas/{name}")).cloned().unwrap_or_default();
        names.extend(references(&component));
        needed.insert(name.to_owned(), component);
    }
    if let Some(root) = schema.as_object_mut() {
        root.insert("components".to_owned(), json!({ "schemas": needed }));
    }
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&schema)
        .map_err(|error| error.to_string())
}

/// Everything that a schema refers to.
fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

impl Parameter {
    /// Whether an instant, if it is one, can be told in every zone: those at the ends of time cannot.
    fn is_thinkable(&self, text: &str) -> bool {
        let instant = OffsetDateTime::parse(&text.replace(' ', "+"), &Rfc3339);
        self.format.as_deref() != Some("date-time") || instant.is_ok_and(|at| (1..9999).contains(&at.year()))
    }

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

fn check(validator: &Validator, value: &Value, found: &mut FieldFaults) {
    for error in validator.iter_errors(value) {
        if found.is_full() {
            return;
        }
        collect(&error, found);
    }
}

fn collect(error: &ValidationError<'_>, found: &mut FieldFaults) {
    let at = || error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            found.tell(
                || format!("{}/{}", at(), escaped(property.as_str().unwrap_or_default())),
                Text::new("толтырылуы міндетті", "обязательно для заполнения", "is required"),
            );
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            for name in unexpected {
                found.tell(
                    || format!("{}/{}", at(), escaped(name)),
                    Text::new("белгісіз атау", "неизвестное имя", "is not known here"),
                );
            }
        }
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            // Of the alternatives, one is usually `null`; the faults of the other are meant.
            let meant =
                context.iter().filter(|branch| !branch.iter().any(is_null_expected)).min_by_key(|branch| branch.len());
            for error in meant.into_iter().flatten() {
                collect(error, found);
            }
        }
        kind => found.tell(at, message(kind)),
    }
}

/// A name as a step of a JSON Pointer (RFC 6901).
pub fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn is_null_expected(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), ValidationErrorKind::Type { kind } if format!("{kind:?}").contains("Null"))
}

fn message(kind: &ValidationErrorKind) -> Text {
    const EMPTY: Text = Text::new("бос болмауы керек", "не должно быть пустым", "must not be empty");
    let with = |kk: String, ru: String, en: String| Text { kk: kk.into(), ru: ru.into(), en: en.into() };
    match kind {
        ValidationErrorKind::MinLength { limit: 1 } => EMPTY,
        ValidationErrorKind::Pattern { pattern } if pattern == r"\S" => EMPTY,
        ValidationErrorKind::MinLength { limit } => with(
            format!("кемінде {limit} таңба болуы керек"),
            format!("должно быть не менее {limit} знаков"),
            format!("must have at least {limit} characters"),
        ),
        ValidationErrorKind::MaxLength { limit } => with(
            format!("{limit} таңбадан аспауы керек"),
            format!("должно быть не более {limit} знаков"),
            format!("must have at most {limit} characters"),
        ),
        ValidationErrorKind::Minimum { limit } => with(
            format!("{limit} немесе одан көп болуы керек"),
            format!("должно быть не меньше {limit}"),
            format!("must be at least {limit}"),
        ),
        ValidationErrorKind::Maximum { limit } => with(
            format!("{limit} немесе одан аз болуы керек"),
            format!("должно быть не больше {limit}"),
            format!("must be at most {limit}"),
        ),
        ValidationErrorKind::Enum { options } => with(
            format!("мыналардың бірі болуы керек: {options}"),
            format!("должно быть одним из: {options}"),
            format!("must be one of {options}"),
        ),
        ValidationErrorKind::Format { format } => with(
            format!("{format} пішімінде болуы керек"),
            format!("должно быть в формате {format}"),
            format!("must be a valid {format}"),
        ),
        ValidationErrorKind::Pattern { pattern } => with(
            format!("мына үлгіге сай болуы керек: {pattern}"),
            format!("должно соответствовать образцу {pattern}"),
            format!("must match {pattern}"),
        ),
        ValidationErrorKind::Type { .. } => Text::new("түрі басқа", "значение другого типа", "is of the wrong type"),
        ValidationErrorKind::MinItems { limit } => with(
            format!("кемінде {limit} элемент болуы керек"),
            format!("должно быть не менее {limit} элементов"),
            format!("must have at least {limit} items"),
        ),
        ValidationErrorKind::MaxItems { limit } => super::lists::too_many(*limit),
        _ => Text::new("API сипаттамасына сай емес", "не соответствует контракту", "does not fit the contract"),
    }
}
