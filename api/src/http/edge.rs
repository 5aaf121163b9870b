//! The edge: request ids, strict queries, problems in the caller's language, headers, the log.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use merzim_domain::Lang;
use uuid::Uuid;

use super::call::language;
use super::input;
use super::problem::{Fault, Problem};
use crate::app::App;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const SANDBOX: HeaderName = HeaderName::from_static("x-merzim-sandbox");
const VERSION: HeaderName = HeaderName::from_static("api-version");

/// Wraps every request.
///
/// # Errors
/// None: whatever goes wrong becomes a problem.
pub async fn edge(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let lang = language(request.request());
    let id = request_id(&request);
    let is_api = request.path().starts_with(crate::openapi::BASE);
    let sandbox = request.app_data::<Data<App>>().is_some_and(|app| app.sandbox.is_some());
    let strict = match input::query(request.request()) {
        _ if !is_api => None,
        Ok(query) => {
            request.extensions_mut().insert(input::CheckedQuery(query));
            None
        }
        Err(problem) => Some(problem),
    };
    let mut response = match strict {
        Some(problem) => request.into_response(problem.render(lang, &id)).map_into_boxed_body(),
        None => rendered(next.call(request).await?.map_into_boxed_body(), lang, &id),
    };

    let tag = match lang {
        Lang::Kk => "kk",
        Lang::Ru => "ru",
        Lang::En => "en",
    };
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(VERSION, HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if is_api {
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(tag));
        headers.append(header::VARY, HeaderValue::from_static("Accept-Language"));
    }
    if sandbox {
        headers.insert(SANDBOX, HeaderValue::from_static("true"));
    }
    tracing::info!(
        request_id = id,
        method = %response.request().method(),
        path = response.request().path(),
        status = response.status().as_u16(),
        micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    Ok(response)
}

/// The id given by the caller, if it is short and plain, or a new one.
fn request_id(request: &ServiceRequest) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let plain = |id: &&str| {
        !id.is_empty() && id.len() <= 64 && id.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_.".contains(sign))
    };
    let id = given.filter(plain).map_or_else(|| Uuid::now_v7().to_string(), str::to_owned);
    request.extensions_mut().insert(id.clone());
    id
}

fn rendered(response: ServiceResponse, lang: Lang, id: &str) -> ServiceResponse {
    let problem = match response.response().error() {
        Some(error) => Some(of_error(error)),
        None if response.status() == StatusCode::NOT_FOUND => {
            let allow = known_methods(&response);
            let fault = if allow.is_empty() { Fault::NotFound } else { Fault::MethodNotAllowed };
            let mut rendered = response.into_response(Problem::from(fault).render(lang, id)).map_into_boxed_body();
            if let Some(allow) = HeaderValue::from_str(&allow).ok().filter(|allow| !allow.is_empty()) {
                rendered.headers_mut().insert(header::ALLOW, allow);
            }
            return rendered;
        }
        None => None,
    };
    match problem {
        Some(problem) => response.into_response(logged(&problem).render(lang, id)).map_into_boxed_body(),
        None => response,
    }
}

/// The methods of a path that knows others than the one asked for; the router itself only says that
/// nothing was found.
fn known_methods(response: &ServiceResponse) -> String {
    let request = response.request();
    match (request.app_data::<Data<App>>(), request.match_pattern()) {
        (Some(app), Some(pattern)) => app.contract.methods(&pattern).join(", "),
        _ => String::new(),
    }
}

fn of_error(error: &Error) -> Problem {
    error.as_error::<Problem>().cloned().unwrap_or_else(|| by_status(error.as_response_error().status_code()))
}

fn by_status(status: StatusCode) -> Problem {
    match status {
        StatusCode::NOT_FOUND => Fault::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Fault::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Fault::UnsupportedMediaType,
        status if status.is_client_error() => Fault::Malformed,
        _ => Fault::Internal,
    }
    .into()
}

/// Failures of the program or the database are logged once, here.
fn logged(problem: &Problem) -> &Problem {
    if problem.status().is_server_error() {
        tracing::error!(code = problem.code(), cause = problem.cause(), "failed");
    }
    problem
}
