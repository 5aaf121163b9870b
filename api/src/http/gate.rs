//! The gate: what is decided before a handler is asked. How often one may come, `OPTIONS`, strict queries.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse};

use super::input::{self, CheckedQuery};
use super::problem::Problem;
use crate::app::App;

/// Wraps every request, inside the edge.
///
/// # Errors
/// Whatever comes from further in.
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

/// Nothing if a handler is to be asked, or the answer.
fn admit(request: &ServiceRequest) -> Result<Option<HttpResponse>, Problem> {
    let app = request.app_data::<Data<App>>().ok_or_else(|| Problem::internal("the application is not set up"))?;
    if app.config.operations_bind.is_none() && crate::operations::is_for_operators(request.path()) {
        return Ok(None);
    }
    app.rates.count_address(request.request())?;
    if !request.path().starts_with(crate::openapi::BASE) {
        return Ok(None);
    }
    if request.method() == Method::OPTIONS {
        let allow = app.contract.allow(&request.match_pattern().unwrap_or_default());
        return Ok(
            (!allow.is_empty()).then(|| HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish())
        );
    }
    let query = input::query(request.request())?;
    request.extensions_mut().insert(CheckedQuery(query));
    Ok(None)
}
