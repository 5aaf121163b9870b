//! What a person opens: the start page, and Swagger UI with a bar from which a tester becomes a persona.

mod guide;

use actix_web::http::header;
use actix_web::web::{self, Bytes, Data, Redirect};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, guard};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::auth::DISCOVERY;
use crate::http::door::Door;
use crate::http::reply::public;
use crate::http::tags::tag_of;
use crate::problem::{Fault, Problem};

/// Only what this server sends runs; Swagger UI sets styles of its own. Last stands whom else a page may ask.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'";

const HTML: &str = "text/html; charset=utf-8";

/// The pages: where each stands, what it is, and its text.
const PAGES: [(&str, &str, &str); 13] = [
    ("/", HTML, include_str!("start.html")),
    ("/docs/start.css", "text/css; charset=utf-8", include_str!("start.css")),
    ("/docs/shared.js", "text/javascript; charset=utf-8", include_str!("shared.js")),
    ("/docs/start.js", "text/javascript; charset=utf-8", include_str!("start.js")),
    ("/docs/tour.ts", "text/plain; charset=utf-8", include_str!("../../../openapi/client/tour.ts")),
    ("/docs/pictures/deadline.svg", "image/svg+xml", include_str!("../../../docs/pictures/deadline.svg")),
    ("/docs/pictures/deadline.kk.svg", "image/svg+xml", include_str!("../../../docs/pictures/deadline.kk.svg")),
    ("/docs/pictures/deadline.ru.svg", "image/svg+xml", include_str!("../../../docs/pictures/deadline.ru.svg")),
    ("/docs/pictures/timeline.svg", "image/svg+xml", include_str!("../../../docs/pictures/timeline.svg")),
    ("/docs/pictures/timeline.kk.svg", "image/svg+xml", include_str!("../../../docs/pictures/timeline.kk.svg")),
    ("/docs/pictures/timeline.ru.svg", "image/svg+xml", include_str!("../../../docs/pictures/timeline.ru.svg")),
    // Around Swagger UI.
    ("/docs/merzim.js", "text/javascript; charset=utf-8", include_str!("merzim.js")),
    ("/docs/merzim.css", "text/css; charset=utf-8", include_str!("merzim.css")),
];

/// The pages, and the contract that they show: at the address known to everybody, and below the API.
pub fn routes(config: &mut web::ServiceConfig, published: &Bytes) {
    config
        .app_data(Data::new(Published::of(published)))
        .route("/openapi.json", web::get().to(contract))
        .route("/api/v1/openapi.json", web::get().to(contract));
    for (path, kind, text) in PAGES {
        config.service(web::resource(path).guard(guard::Get()).to(move || async move { page(kind, text) }));
    }
    for (path, text) in guide::PAGES.iter() {
        config.service(Redirect::new(format!("{path}/"), *path));
        config.service(web::resource(*path).guard(guard::Get()).to(move || async move { page(HTML, text) }));
    }
    config
        .route(DISCOVERY, web::get().to(discovery))
        .route("/docs/", web::get().to(swagger))
        .service(Redirect::new("/docs", "/docs/"))
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::new(["/openapi.json"])));
}

/// To the identity provider.
async fn discovery(door: Data<Door>) -> Result<Redirect, Problem> {
    let address = door.issuer.discovery().ok_or(Fault::NotFound)?;
    Ok(Redirect::to(address).temporary())
}

/// Swagger UI, told how one logs in, if one can.
async fn swagger(door: Data<Door>) -> Result<HttpResponse, Problem> {
    const TEXT: &str = include_str!("swagger.html");
    let Some(login) = door.issuer.login() else { return Ok(page(HTML, TEXT)) };
    let told = serde_json::to_string(&login).map_err(Problem::internal)?;
    let text = TEXT.replace("<body>", &format!("<body data-login=\"{}\">", escaped(&told)));
    Ok(answer(HTML, format!("{POLICY} {}", login.origin())).body(text))
}

/// A text as the value of an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// The contract as it is sent.
struct Published {
    json: Bytes,
    etag: String,
}

impl Published {
    fn of(json: &Bytes) -> Self {
        Self { etag: tag_of(json), json: json.clone() }
    }
}

async fn contract(request: HttpRequest, published: Data<Published>) -> HttpResponse {
    let (mut answer, known) = public(&request, &published.etag);
    if known { answer.finish() } else { answer.content_type("application/json").body(published.json.clone()) }
}

fn page(kind: &'static str, text: &'static str) -> HttpResponse {
    answer(kind, POLICY.to_owned()).body(text)
}

fn answer(kind: &'static str, policy: String) -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::CACHE_CONTROL, "no-cache"));
    answer
}
