//! What operators look at: whether it lives, whether it is ready, and the numbers. Beside the API, not part of its contract.

pub mod descriptors;
pub mod metrics;
pub mod pulse;

use actix_web::http::header;
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, get};
use serde_json::json;

use crate::app::App;

/// Whether an address is one of these, which machines ask and must be answered.
#[must_use]
pub fn is_for_operators(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}

/// What is said of a proxy that the settings do not name.
pub const UNNAMED_PROXY: &str = "requests come through a proxy that MERZIM_TRUSTED_PROXIES does not name: all who come through it share the limits of one address";

/// The routes.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(live).service(ready).service(numbers);
}

/// The program runs; whoever asks is answered.
#[get("/health/live")]
async fn live() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(json!({ "status": "live" }))
}

/// Requests can be answered: the database is there and can be written, files can be kept, and tokens can be verified. `detail`
/// says what an operator should know besides.
#[get("/health/ready")]
async fn ready(app: Data<App>) -> HttpResponse {
    let checks = [
        ("database", app.pulse.is_up()),
        ("databaseWrites", app.db.is_writable()),
        ("files", app.files.is_writable()),
        ("keys", app.issuer.is_ready()),
    ];
    let well = checks.iter().all(|(_, well)| *well);
    let mut answer = if well { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    let said: serde_json::Map<_, _> =
        checks.iter().map(|(name, well)| ((*name).to_owned(), json!(if *well { "up" } else { "down" }))).collect();
    let detail: Vec<&str> = app.rates.sees_unnamed_proxy().then_some(UNNAMED_PROXY).into_iter().collect();
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({ "status": if well { "ready" } else { "notReady" }, "checks": said, "detail": detail }))
}

/// The numbers, in the text format of Prometheus.
#[get("/metrics")]
async fn numbers(app: Data<App>) -> HttpResponse {
    match app.metrics.text(&app) {
        Ok(text) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_TYPE, prometheus::TEXT_FORMAT))
            .body(text),
        Err(error) => {
            tracing::error!(cause = %error, "the numbers cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}
