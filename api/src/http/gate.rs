//! The gate: what is decided before a handler is asked. How often one may come, `OPTIONS`, strict queries and headers.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse};

use super::BASE;
use super::call::look_at_headers;
use super::door::Door;
use super::input::CheckedQuery;
use crate::problem::{FieldFaults, Problem};

/// Wraps every request, inside the edge.
pub async fn gate(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match admit(&request) {
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
fn admit(request: &ServiceRequest) -> Result<Option<HttpResponse>, Problem> {
    let door = Door::of(request.request())?;
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
    let query = door.operation(request.request()).read_query(request.query_string(), &mut faults);
    look_at_headers(request.request(), &mut faults);
    faults.none()?;
    request.extensions_mut().insert(CheckedQuery(query));
    Ok(None)
}
