//! Strict input: queries and bodies are checked against the contract before they are read.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use merzim_domain::Text;
use merzim_domain::identity::Bin;
use merzim_persistence::sql_types::Json;
use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::error::Category;
use serde_json::{Map, Value};
use uuid::Uuid;
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use super::contract::escaped;
use super::problem::{Fault, FieldFault, Problem};
use crate::app::App;

/// The query of a request, checked.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // The gate has checked it and left it here.
        let checked = request.extensions().get::<CheckedQuery>().map(|checked| checked.0.clone());
        ready(
            serde_json::from_value(checked.unwrap_or_default())
                .map(Self)
                .map_err(|error| Problem::internal(format!("query: {error}"))),
        )
    }
}

/// The query of a request, once it has been checked.
#[derive(Clone, Debug)]
pub(super) struct CheckedQuery(pub(super) Value);

/// The query of a request as JSON, checked against the contract.
///
/// # Errors
/// A [`Problem`] with every fault.
pub fn query(request: &HttpRequest) -> Result<Value, Problem> {
    let app = request.app_data::<Data<App>>().ok_or_else(|| Problem::internal("the application is not set up"))?;
    let pattern = request.match_pattern().unwrap_or_default();
    app.contract.query(request.method(), &pattern, request.query_string())
}

/// A JSON body, checked against the contract and by the rules between its fields.
#[derive(Clone, Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        async move {
            if !is_json(&request) {
                return Err(Fault::UnsupportedMediaType.into());
            }
            let app =
                request.app_data::<Data<App>>().ok_or_else(|| Problem::internal("the application is not set up"))?;
            let whole = Bytes::from_request(&request, &mut payload);
            let bytes = tokio::time::timeout(app.config.limits.body_timeout, whole)
                .await
                .map_err(|_| Fault::Timeout)?
                .map_err(|error| match error.as_response_error().status_code() {
                    StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
                    _ => Fault::Malformed,
                })?;
            read(app, &request, &bytes)
        }
        .boxed_local()
    }
}

/// Whether a body comes as it is: what is small when it is compressed may be large when it is not.
fn is_uncoded(request: &HttpRequest) -> bool {
    let coding = request.headers().get(header::CONTENT_ENCODING);
    coding.is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// Whether a body is a form with files, uncoded.
#[must_use]
pub fn is_form(request: &HttpRequest) -> bool {
    media_type(request).starts_with("multipart/form-data") && is_uncoded(request)
}

fn media_type(request: &HttpRequest) -> String {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.unwrap_or_default().to_ascii_lowercase()
}

/// JSON in UTF-8, uncoded: nothing else could be read.
fn is_json(request: &HttpRequest) -> bool {
    let kind = media_type(request);
    let mut parts = kind.split(';').map(str::trim);
    let is_json = parts.next() == Some("application/json");
    let in_utf8 = parts
        .filter_map(|part| part.strip_prefix("charset="))
        .all(|charset| ["utf-8", "utf8", "us-ascii"].contains(&charset.trim_matches('"')));
    is_json && in_utf8 && is_uncoded(request)
}

fn read<T: DeserializeOwned + Validate>(app: &App, request: &HttpRequest, bytes: &[u8]) -> Result<Body<T>, Problem> {
    let Strict(value) = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
    let pattern = request.match_pattern().unwrap_or_default();
    let mut faults = app.contract.body(request.method(), &pattern, &value);
    find_unusable(&value, "", &mut faults);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let body: T = serde_json::from_value(value).map_err(|error| malformed(&error))?;
    match body.validate() {
        Ok(()) => Ok(Body(body)),
        Err(errors) => {
            let mut faults = Vec::new();
            collect(&errors, "", &mut faults);
            Err(Problem::invalid(faults))
        }
    }
}

/// JSON that cannot be read, and where.
fn malformed(error: &serde_json::Error) -> Problem {
    let what = match error.classify() {
        Category::Eof => Text::new("JSON аяқталмаған", "JSON обрывается", "the JSON ends too early"),
        Category::Syntax => Text::new("JSON синтаксисі бұзылған", "нарушен синтаксис JSON", "this is no JSON"),
        Category::Data | Category::Io => {
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

/// JSON in which no object has a name twice: of two values one would be lost unseen.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;

        impl<'de> Visitor<'de> for Reading {
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

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
                let mut items = Vec::new();
                while let Some(Strict(item)) = access.next_element()? {
                    items.push(item);
                }
                Ok(items.into())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
                let mut fields = Map::new();
                while let Some((name, Strict(value))) = access.next_entry::<String, Strict>()? {
                    if fields.contains_key(&name) {
                        return Err(serde::de::Error::custom(format!("`{name}` stands twice")));
                    }
                    fields.insert(name, value);
                }
                Ok(fields.into())
            }
        }

        deserializer.deserialize_any(Reading).map(Self)
    }
}

/// Characters that text has no use for, and that calendars, feeds or databases cannot hold: controls but for tab and line
/// ends, and what is no character (XML 1.0 §2.2, RFC 5545 §3.1).
fn is_unusable(sign: char) -> bool {
    let control = sign.is_ascii_control() && !matches!(sign, '\t' | '\n' | '\r');
    control || matches!(sign, '\u{fffe}' | '\u{ffff}')
}

fn find_unusable(value: &Value, at: &str, found: &mut Vec<FieldFault>) {
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
        found.push(FieldFault { pointer: at.to_owned(), message });
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find_unusable(item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                find_unusable(value, &format!("{at}/{}", escaped(name)), found);
            }
        }
        _ => {}
    }
}

fn collect(errors: &ValidationErrors, at: &str, faults: &mut Vec<FieldFault>) {
    for (field, kind) in errors.errors() {
        let pointer = if field == "__all__" { at.to_owned() } else { format!("{at}/{}", camel(field)) };
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(inner, &pointer, faults),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{pointer}/{index}"), faults);
                }
            }
            ValidationErrorsKind::Field(found) => faults.extend(found.iter().map(|error| {
                // A rule between fields names the field that it faults in its code.
                let pointer = if error.code.starts_with('/') { format!("{at}{}", error.code) } else { pointer.clone() };
                FieldFault { pointer, message: rule_message(error.message.as_deref()) }
            })),
        }
    }
}

/// Rules between fields give their message in three languages, separated by `|`.
fn rule_message(message: Option<&str>) -> Text {
    let mut parts = message.unwrap_or_default().split('|').map(|part| part.to_owned().into());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(kk), Some(ru), Some(en)) => Text { kk, ru, en },
        _ => Text::new("ережеге сай емес", "не соответствует правилу", "breaks a rule"),
    }
}

fn camel(field: &str) -> String {
    let mut camel = String::with_capacity(field.len());
    let mut upper = false;
    for sign in field.chars() {
        if sign == '_' {
            upper = true;
        } else if upper {
            camel.push(sign.to_ascii_uppercase());
            upper = false;
        } else {
            camel.push(sign);
        }
    }
    camel
}

/// Whether a field of a body is a BIN, as a rule between fields.
///
/// # Errors
/// A fault of the field at this pointer.
pub fn is_bin(pointer: &'static str, text: &str) -> Result<(), ValidationError> {
    let message = "БСН қате: бақылау цифры сәйкес емес|неверный БИН: не сходится контрольная цифра|is not a BIN: its check digit is wrong";
    Bin::parse(text).map(drop).map_err(|_| ValidationError::new(pointer).with_message(message.into()))
}

/// An id in a path; what is no id is nothing that could be found.
#[derive(Clone, Copy, Debug)]
pub struct PathId(pub Uuid);

impl FromRequest for PathId {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("id").and_then(|id| Uuid::try_parse(id).ok());
        ready(id.map(Self).ok_or_else(|| Fault::NotFound.into()))
    }
}

/// Reads a value that was stored as JSON, if there is one.
///
/// # Errors
/// A [`Problem`] when it is not what it should be.
pub fn read_stored<T: DeserializeOwned>(stored: Option<Json>) -> Result<Option<T>, Problem> {
    stored.map(|json| serde_json::from_value(json.0)).transpose().map_err(Problem::internal)
}

/// Writes a value as JSON for storing.
///
/// # Errors
/// A [`Problem`] when it cannot be written.
pub fn stored<T: Serialize>(value: &T) -> Result<Value, Problem> {
    serde_json::to_value(value).map_err(Problem::internal)
}
