//! The edge: request ids, problems in the caller's language, headers, numbers, the log. Nothing that goes
//! wrong further in leaves without becoming a problem here.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{self, BodySize, BodyStream, BoxBody, MessageBody, SizedStream};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use futures_util::{FutureExt, stream};
use merzim_domain::Lang;
use serde_json::Value;
use uuid::Uuid;

use super::BASE;
use super::call::{RequestId, is_asked, language};
use super::door::Door;
use super::gate::is_for_operators;
use super::input::CheckedQuery;
use super::limits;
use super::strict::Answers;
use super::tags;
use super::years::leading_to;
use crate::auth::{ACTING_FOR, lookup};
use crate::metrics;
use crate::problem::{Fault, Problem};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const SANDBOX: HeaderName = HeaderName::from_static("x-merzim-sandbox");
const VERSION: HeaderName = HeaderName::from_static("api-version");

/// Headers that hold whatever is sent.
const ALWAYS: [(HeaderName, &str); 4] = [
    (VERSION, env!("CARGO_PKG_VERSION")),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];
/// What a browser may do with an answer of the API: nothing but read it.
const CONTENT_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// The same of an answer that has a style of its own.
pub const STYLED_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// What is known of a request before anybody has looked into it.
struct Arrival {
    at: Instant,
    id: String,
    /// Trace of which the request is part (W3C Trace Context).
    trace: Option<String>,
    method: Method,
    lang: Lang,
    is_api: bool,
    door: Option<Data<Door>>,
}

impl Arrival {
    fn of(request: &ServiceRequest) -> Self {
        let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        Self {
            at: Instant::now(),
            id: text("X-Request-Id")
                .filter(|id| is_plain(id))
                .map_or_else(|| Uuid::now_v7().to_string(), str::to_owned),
            trace: text("traceparent").and_then(trace_id).map(str::to_owned),
            method: request.method().clone(),
            lang: language(request.request()),
            is_api: request.path().starts_with(BASE),
            door: request.app_data::<Data<Door>>().cloned(),
        }
    }

    /// The problem as an answer. Failures of the program or the database are logged here, once.
    fn render(&self, problem: &Problem) -> HttpResponse {
        if problem.status().is_server_error() {
            tracing::error!(
                request_id = self.id,
                trace_id = self.trace,
                code = problem.code(),
                cause = problem.cause(),
                "failed"
            );
        }
        problem.render(self.lang, &self.id)
    }

    /// The headers of every answer.
    fn dress(&self, headers: &mut HeaderMap) {
        for (name, value) in ALWAYS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Ok(value) = HeaderValue::from_str(&self.id) {
            headers.insert(REQUEST_ID, value);
        }
        if self.is_api {
            if !headers.contains_key(header::CONTENT_LANGUAGE) {
                headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.lang.code()));
            }
            if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
                headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_POLICY));
            }
        }
        if self.door.as_ref().is_some_and(|door| door.is_sandbox) {
            headers.insert(SANDBOX, HeaderValue::from_static("true"));
        }
    }

    /// What of a request an answer depends on: its coding, its language, and who asks, if anybody wanted to know.
    fn vary(&self, request: &HttpRequest, headers: &mut HeaderMap) {
        let mut names = vec!["Accept-Encoding"];
        names.extend(self.is_api.then_some("Accept-Language"));
        if let Some(door) = self.door.as_ref().filter(|_| is_asked(request)) {
            names.extend(["Authorization", ACTING_FOR]);
            names.extend(door.operation(request).openness.lookup_tokens.then_some(lookup::HEADER));
        }
        let said = tags::lines(headers, &header::VARY).unwrap_or_default();
        let said = said.split(',').map(str::trim).filter(|name| !name.is_empty());
        let others = said.filter(|said| !names.iter().any(|name| name.eq_ignore_ascii_case(said)));
        let names: Vec<&str> = names.iter().copied().chain(others).collect();
        if let Ok(value) = HeaderValue::from_str(&names.join(", ")) {
            headers.insert(header::VARY, value);
        }
    }

    /// Whatever holds of every answer, at the last.
    fn finish(&self, mut response: ServiceResponse, is_head: bool) -> ServiceResponse {
        for (name, value) in limits::headers(response.request()) {
            response.headers_mut().insert(name, value);
        }
        self.dress(response.headers_mut());
        // Said inside so that it is left as it is.
        if response.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding == "identity") {
            response.headers_mut().remove(header::CONTENT_ENCODING);
        }
        let request = response.request().clone();
        tags::give_coding(&request, response.headers_mut());
        self.vary(&request, response.headers_mut());
        self.record(Some(response.request()), response.status());
        // Whatever still comes of its body is in vain.
        if let Some(answers) = response.request().conn_data::<Arc<Answers>>() {
            answers.add();
        }
        if is_head { response.map_body(|_, body| unsent(body.size())) } else { response }
    }

    /// Counts and logs an answer. Of the address only the route is written down, and an id: whatever else somebody types there
    /// may be a name or an e-mail address.
    fn record(&self, request: Option<&HttpRequest>, status: StatusCode) {
        // What the program asks itself, before it listens, nobody has asked.
        if request.is_some_and(|request| request.peer_addr().is_none()) {
            return;
        }
        let took = self.at.elapsed();
        let route = request.and_then(HttpRequest::match_pattern);
        let path = route.as_deref().unwrap_or("none");
        if let Some(door) = &self.door {
            door.metrics.answered(&self.method, path, status, took);
        }
        let id = request.and_then(|request| Uuid::try_parse(request.match_info().get("id")?).ok());
        tracing::info!(
            request_id = self.id,
            trace_id = self.trace,
            method = metrics::method_name(&self.method),
            path,
            id = id.map(tracing::field::display),
            status = status.as_u16(),
            micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            "answered"
        );
    }
}

/// Wraps every request.
pub async fn edge(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    // Proxies hide the operators' addresses by their spelling, so these have one only.
    let respelled = spell_plainly(&mut request) && is_for_operators(request.path());
    allow_any_coding(&mut request);
    tags::take_codings(&mut request);
    let arrival = Arrival::of(&request);
    request.extensions_mut().insert(RequestId(arrival.id.clone()));
    let _under_way = arrival.door.as_ref().map(|door| door.metrics.under_way());
    // A HEAD is answered as the GET is, but for the body, which is never begun.
    let is_head = arrival.method == Method::HEAD;
    if is_head {
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(HeadOnly);
    }
    if respelled {
        let response = request.into_response(arrival.render(&Fault::NotFound.into()));
        return Ok(arrival.finish(response, is_head));
    }
    let Ok(result) = AssertUnwindSafe(next.call(request)).catch_unwind().await else {
        let mut response = arrival.render(&Problem::internal("a handler panicked"));
        arrival.dress(response.headers_mut());
        arrival.record(None, response.status());
        return Err(InternalError::from_response("panic", response).into());
    };
    Ok(arrival.finish(rendered(result?.map_into_boxed_body(), &arrival), is_head))
}

/// Marks a request whose answer is sent without its body.
struct HeadOnly;

/// Whether the answer to a request is sent without its body, so that none need be made.
pub fn is_head(request: &HttpRequest) -> bool {
    request.extensions().contains::<HeadOnly>()
}

/// A body as large as one that is not sent.
fn unsent(size: BodySize) -> BoxBody {
    let nothing = stream::empty::<Result<Bytes, Infallible>>();
    match size {
        BodySize::None => BoxBody::new(body::None::new()),
        BodySize::Sized(bytes) => BoxBody::new(SizedStream::new(bytes, nothing)),
        BodySize::Stream => BoxBody::new(BodyStream::new(nothing)),
    }
}

/// Reads escapes of signs that need none (RFC 3986 §6.2.2.2), so that an address has one spelling for all who look
/// at it.
///
/// Says whether it was spelt otherwise.
fn spell_plainly(request: &mut ServiceRequest) -> bool {
    if !request.path().contains('%') {
        return false;
    }
    let path = unescaped(request.path());
    if path == request.path() {
        return false;
    }
    let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = format!("{path}{query}").parse().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
    true
}

/// Passes over what forbids a coding of the answer: all of them forbidden, there would be nothing to send.
fn allow_any_coding(request: &mut ServiceRequest) {
    let accepts = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let weights = accepts.into_iter().flat_map(|codings| codings.split([',', ';'])).map(str::trim);
    let forbids = weights.filter_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok()).any(|weight| weight == 0.0);
    if forbids {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
}

/// The path with the escapes read that stand for letters, digits, `-`, `.`, `_` or `~`.
fn unescaped(path: &str) -> String {
    let mut pieces = path.split('%');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_at_checked(2).unwrap_or_default();
        let sign = u8::from_str_radix(code, 16).ok().map(char::from);
        match sign.filter(|sign| sign.is_ascii_alphanumeric() || "-._~".contains(*sign)) {
            Some(sign) => {
                plain.push(sign);
                plain.push_str(rest);
            }
            None => {
                plain.push('%');
                plain.push_str(piece);
            }
        }
    }
    plain
}

/// Whether an id given by the caller is short and plain enough to be kept; an IIN, which has twelve digits, is not to be.
fn is_plain(id: &str) -> bool {
    let is_digit = |sign: u8| sign.is_ascii_digit();
    let holds_number = id
        .as_bytes()
        .chunk_by(|one, next| is_digit(*one) == is_digit(*next))
        .any(|run| run.len() >= 12 && run.iter().copied().all(is_digit));
    (!holds_number || Uuid::try_parse(id).is_ok())
        && !id.is_empty()
        && id.len() <= 64
        && id.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_.".contains(sign))
}

/// The trace id of a `traceparent`: `00-<32 hexadecimal digits>-<16>-<2>`, not all zeros.
fn trace_id(traceparent: &str) -> Option<&str> {
    let mut parts = traceparent.split('-');
    let mut hexadecimal = |length: usize| {
        parts.next().filter(|part| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        })
    };
    let (version, trace, parent, _flags) = (hexadecimal(2)?, hexadecimal(32)?, hexadecimal(16)?, hexadecimal(2)?);
    let zeros = |part: &str| part.bytes().all(|byte| byte == b'0');
    (version != "ff" && !zeros(trace) && !zeros(parent)).then_some(trace)
}

/// Problems become answers in the caller's language; other answers stay as they are.
fn rendered(response: ServiceResponse, arrival: &Arrival) -> ServiceResponse {
    let (problem, allow) = match response.response().error() {
        Some(error) => {
            let extensions = response.request().extensions();
            let query = extensions.get::<CheckedQuery>().map_or(&Value::Null, |query| &query.0);
            let problem = Problem::from(error);
            (problem.of_what_was_said(|unknown| leading_to(unknown, query, '?', None)), String::new())
        }
        // The router only says that nothing was found.
        None if response.status() == StatusCode::NOT_FOUND => {
            let allow = allowed(&response);
            let fault = if allow.is_empty() { Fault::NotFound } else { Fault::MethodNotAllowed };
            (fault.into(), allow)
        }
        None => return response,
    };
    let mut answer = arrival.render(&problem);
    if let Some(allow) = HeaderValue::from_str(&allow).ok().filter(|allow| !allow.is_empty()) {
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    // What was said on the way out still holds, such as which origins may read it; what was said of the body does not.
    for (name, value) in response.headers() {
        if !name.as_str().starts_with("content-") && !answer.headers().contains_key(name) {
            answer.headers_mut().append(name.clone(), value.clone());
        }
    }
    response.into_response(answer).map_into_boxed_body()
}

/// The methods of a path that is known, as `Allow` lists them.
fn allowed(response: &ServiceResponse<BoxBody>) -> String {
    let request = response.request();
    match (request.app_data::<Data<Door>>(), request.match_pattern()) {
        (Some(door), Some(pattern)) => door.contract.allow(&pattern),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, init_service};
    use actix_web::{App as Actix, dev::Service, web};

    use super::*;

    #[test]
    fn a_handler_that_panics_is_a_problem_with_an_id() {
        async fn fall() -> HttpResponse {
            panic!("as a test")
        }
        actix_web::rt::System::new().block_on(async {
            let service =
                init_service(Actix::new().wrap(from_fn(edge)).route("/api/v1/fall", web::get().to(fall))).await;
            let request = TestRequest::get().uri("/api/v1/fall").insert_header(("X-Request-Id", "r-1")).to_request();
            let answer = service.call(request).await.err().map(|error| error.error_response());
            let (status, id) = answer
                .map_or((StatusCode::OK, None), |answer| (answer.status(), answer.headers().get(REQUEST_ID).cloned()));
            assert_eq!((status, id), (StatusCode::INTERNAL_SERVER_ERROR, Some(HeaderValue::from_static("r-1"))));
        });
    }
}
