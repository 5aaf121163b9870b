//! What operators look at: whether it lives, whether it is ready, and the numbers. Beside the API, not part of its contract.

use actix_web::http::header;
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, get};
use merzim_domain::zone;
use serde_json::json;

use crate::app::App;
use crate::descriptors;
use crate::http::limits::UNNAMED_PROXY;

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
        ("keys", app.door.issuer.is_ready()),
    ];
    let well = checks.iter().all(|(_, well)| *well);
    let mut answer = if well { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    let said: serde_json::Map<_, _> =
        checks.iter().map(|(name, well)| ((*name).to_owned(), json!(if *well { "up" } else { "down" }))).collect();
    let proxy = app.door.rates.sees_unnamed_proxy().then_some(UNNAMED_PROXY);
    let calendar = (days_of_calendar(&app) < SOON).then_some(CALENDAR_ENDS);
    let detail: Vec<&str> = proxy.into_iter().chain(calendar).collect();
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({ "status": if well { "ready" } else { "notReady" }, "checks": said, "detail": detail }))
}

/// From so many days before the calendar ends, whoever looks is told.
const SOON: u64 = 90;

const CALENDAR_ENDS: &str = "The working calendar ends soon: no term that leads beyond its last day can be counted, and no week beyond it begins. \
                             Take a version of Merzim with the next year's.";

/// Days until the working calendar ends.
fn days_of_calendar(app: &App) -> u64 {
    let today = zone::local(app.clock.now()).date();
    u64::try_from((app.law.calendar.last_day() - today).whole_days()).unwrap_or_default()
}

/// The numbers, in the text format of Prometheus.
#[get("/metrics")]
async fn numbers(app: Data<App>) -> HttpResponse {
    let (connections, idle) = app.db.connections();
    let seen = [
        ("merzim_database_up", "Whether the database answers.", app.pulse.is_up().into()),
        ("merzim_database_connections", "Connections to the database.", connections.into()),
        ("merzim_database_idle_connections", "Connections that nobody uses now.", idle.into()),
        ("merzim_database_writable", "Whether the database can be written.", app.db.is_writable().into()),
        ("merzim_files_writable", "Whether files can be kept.", app.files.is_writable().into()),
        ("merzim_calendar_days", "Days until the working calendar ends.", days_of_calendar(&app)),
        ("merzim_watchers", "Those who watch comments live.", u64::try_from(app.live.watchers()).unwrap_or(u64::MAX)),
        ("process_open_fds", "Open file descriptors.", descriptors::open().unwrap_or_default()),
        ("process_max_fds", "How many file descriptors there may be.", descriptors::limit()),
    ];
    match app.door.metrics.text(seen) {
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
