//! Strict input: queries and bodies are checked against the contract before they are read.

use std::future::{Future, Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use merzim_domain::Text;
use merzim_persistence::sql_types::Json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::problem::{Fault, FieldFault, Problem};
use crate::app::App;

/// The query of a request, checked.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // The edge has checked it and left it here.
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
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            if !is_json(&request) {
                return Err(Fault::UnsupportedMediaType.into());
            }
            let bytes = Bytes::from_request(&request, &mut payload).await.map_err(|error| {
                match error.as_response_error().status_code() {
                    actix_web::http::StatusCode::PAYLOAD_TOO_LARGE => Problem::from(Fault::TooLarge),
                    _ => Fault::Malformed.into(),
                }
            })?;
            read(&request, &bytes)
        })
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn read<T: DeserializeOwned + Validate>(request: &HttpRequest, bytes: &[u8]) -> Result<Body<T>, Problem> {
    let app = request.app_data::<Data<App>>().ok_or_else(|| Problem::internal("the application is not set up"))?;
    let malformed = |error: serde_json::Error| {
        let said: std::borrow::Cow<'static, str> = error.to_string().into();
        Problem::from(Fault::Malformed).because(Text { kk: said.clone(), ru: said.clone(), en: said })
    };
    let value: Value = serde_json::from_slice(bytes).map_err(malformed)?;
    if holds_nul(&value) {
        let message = Text::new(
            "нөлдік таңба болмауы керек",
            "не должно содержать нулевой знак",
            "must not hold the character NUL",
        );
        return Err(Problem::field("", message));
    }
    let pattern = request.match_pattern().unwrap_or_default();
    app.contract.body(request.method(), &pattern, &value)?;
    let body: T = serde_json::from_value(value).map_err(malformed)?;
    match body.validate() {
        Ok(()) => Ok(Body(body)),
        Err(errors) => {
            let mut faults = Vec::new();
            collect(&errors, "", &mut faults);
            Err(Problem::invalid(faults))
        }
    }
}

/// PostgreSQL stores no NUL in text.
fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
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
