//! The gate: what is decided before a handler is asked. How often one may come, `OPTIONS`, strict queries and headers.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse};
use futures_util::StreamExt;
use merzim_domain::Text;
use serde_json::{Value, json};

use super::BASE;
use super::call::look_at_headers;
use super::door::Door;
use super::input::CheckedQuery;
use super::paging;
use crate::auth::lookup;
use crate::problem::{Fault, FieldFaults, Problem};

/// Wraps every request, inside the edge.
pub async fn gate(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match admit(&mut request).await {
        Ok(None) => Ok(next.call(request).await?.map_into_boxed_body()),
        Ok(Some(answer)) => Ok(request.into_response(answer)),
        Err(problem) => Ok(request.error_response(problem)),
    }
}

/// Whether an address is one of those for operators, which machines ask and must be answered.
pub fn is_for_operators(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}

/// Nothing if a handler is to be asked, or the answer.
async fn admit(request: &mut ServiceRequest) -> Result<Option<HttpResponse>, Problem> {
    let door = Door::of(request.request())?.clone();
    if door.lets_operators_by && is_for_operators(request.path()) {
        return Ok(None);
    }
    door.rates.count_address(request.request())?;
    if !request.path().starts_with(BASE) {
        return Ok(None);
    }
    if request.method() == Method::OPTIONS {
        let allow = door.contract.allow(&request.match_pattern().unwrap_or_default());
        return Ok(
            (!allow.is_empty()).then(|| HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish())
        );
    }
    let mut faults = FieldFaults::default();
    let operation = door.operation(request.request());
    let mut query = operation.read_query(request.query_string(), &door.codes, &mut faults);
    // Whoever must say who they are, and does not, is told that first.
    let says_who = [header::AUTHORIZATION.as_str(), lookup::HEADER];
    let may_ask = operation.is_known
        && (!operation.is_guarded
            || operation.openness.guests
            || says_who.iter().any(|name| request.headers().contains_key(*name)));
    let mut untold = FieldFaults::default();
    let told = if may_ask { &mut faults } else { &mut untold };
    paging::open(request.path(), &mut query, told);
    look_at_headers(request.request(), operation.needs_version, told);
    if may_ask && operation.takes_no_body && !request.method().is_safe() {
        let says_nothing = tokio::time::timeout(door.body_timeout, says_nothing(request.take_payload()));
        if !says_nothing.await.map_err(|_| Fault::Timeout)? {
            faults.tell(String::new, NO_BODY);
        }
    }
    faults.none()?;
    request.extensions_mut().insert(CheckedQuery(query));
    Ok(None)
}

/// What is said of a body where none is taken.
const NO_BODY: Text = Text::new(
    "сұрау денесі қабылданбайды: оны жібермеңіз",
    "тело запроса не принимается: не присылайте его",
    "no body is taken here: send none",
);

/// Whether a body says nothing: there is none, or it is an empty object. Of another no more is read than shows that.
async fn says_nothing(mut payload: Payload) -> bool {
    const LONGEST: usize = 64;
    let mut body = Vec::new();
    while let Some(part) = payload.next().await {
        match part {
            Ok(part) if body.len() + part.len() <= LONGEST => body.extend_from_slice(&part),
            Ok(_) | Err(_) => return false,
        }
    }
    body.trim_ascii().is_empty() || serde_json::from_slice::<Value>(&body).is_ok_and(|said| said == json!({}))
}
