//! The contract: the routes that are served are the routes that are published.

use actix_web::http::header;
use actix_web::web::{self, Redirect};
use actix_web::{App as Actix, HttpResponse, get};
use merzim_domain::engine::RefusalKind;
use merzim_domain::vocabulary::Vocabulary;
use serde::Serialize;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, ResponseBuilder,
    ServerBuilder, tag::TagBuilder,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::scope::scope;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::demo::{self, Sandbox};
use crate::http::call::Visit;
use crate::http::problem::{Fault, FieldError, Problem, ProblemBody, refusal_line};
use crate::http::reply::Reply;
use crate::{accreditation, cases, law, list_of, register};

/// Where the API begins.
pub const BASE: &str = "/api/v1";

/// Every route of the API. Those of the sandbox exist in demo mode only.
pub fn routes(config: &mut ServiceConfig<'_>, sandbox: bool) {
    let api = scope(BASE)
        .service(law::acts::list)
        .service(law::acts::get)
        .service(law::rules::list)
        .service(law::rules::get)
        .service(law::deadlines::get)
        .service(law::readings::list)
        .service(law::calendar::days)
        .service(law::calendar::year)
        .service(law::procedures::list)
        .service(law::procedures::get)
        .service(cases::obligations::list)
        .service(cases::obligations::get)
        .service(cases::events::list)
        .service(cases::attachments::create)
        .service(cases::attachments::list)
        .service(cases::attachments::get)
        .service(cases::attachments::remove)
        .service(cases::notices::list)
        .service(cases::notices::get)
        .service(cases::notices::acknowledge)
        .service(accreditation::applications::create)
        .service(accreditation::applications::list)
        .service(accreditation::applications::get)
        .service(accreditation::applications::replace)
        .service(accreditation::applications::signing_document)
        .service(accreditation::applications::submit)
        .service(accreditation::applications::withdraw)
        .service(accreditation::decisions::decide)
        .service(accreditation::similar::list)
        .service(register::downloads::download_csv)
        .service(register::downloads::download_xlsx)
        .service(register::entries::list)
        .service(register::entries::get)
        .service(register::entries::wordings)
        .service(register::changes::create)
        .service(register::changes::list)
        .service(register::changes::get)
        .service(register::changes::replace)
        .service(register::changes::signing_document)
        .service(register::changes::submit)
        .service(register::changes::enter)
        .service(register::changes::withdraw)
        .service(register::cessations::create)
        .service(register::cessations::list)
        .service(register::cessations::get)
        .service(register::cessations::replace)
        .service(register::cessations::signing_document)
        .service(register::cessations::submit)
        .service(register::cessations::enter)
        .service(register::cessations::withdraw)
        .service(problems);
    if sandbox {
        config.service(
            api.service(demo::routes::get_clock)
                .service(demo::routes::set_clock)
                .service(demo::routes::list_personas)
                .service(demo::routes::sign),
        );
    } else {
        config.service(api);
    }
}

/// Pages beside the API: the contract, Swagger UI, the start page.
pub fn pages(config: &mut web::ServiceConfig, published: &OpenApi) {
    let swagger = Config::default().try_it_out_enabled(true).persist_authorization(true).filter(true);
    config
        .service(Redirect::new("/docs", "/docs/"))
        .service(SwaggerUi::new("/docs/{_:.*}").url("/openapi.json", published.clone()).config(swagger))
        .service(demo::routes::start_page);
}

/// The published document; in a sandbox it has the sandbox's routes and the tokens of its personas.
#[must_use]
pub fn document(sandbox: Option<&Sandbox>) -> OpenApi {
    let collected =
        Actix::new().into_utoipa_app().configure(|config| routes(config, sandbox.is_some())).split_for_parts().1;
    finish(collected, sandbox)
}

const ABOUT: &str = "Who owes what to whom, by when, and under which paragraph: the procedures by which the state bodies of \
Kazakhstan deal with people and media, with every deadline explained day by day.\n\n\
Dates are `YYYY-MM-DD`; instants are RFC 3339 with the offset of Kazakhstan's clocks. Answers come in Kazakh, Russian or \
English by `Accept-Language`. Errors are RFC 9457 problems. Cases carry a strong `ETag`; changes to them need `If-Match`. \
Requests that create something take an `Idempotency-Key`. Lists go on at `nextCursor`.";

fn finish(collected: OpenApi, sandbox: Option<&Sandbox>) -> OpenApi {
    let about = match sandbox {
        None => ABOUT.to_owned(),
        Some(sandbox) => format!("{ABOUT}\n\n{}", sandbox.introduction()),
    };
    let info = InfoBuilder::new()
        .title("Merzim")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(about))
        .contact(Some(ContactBuilder::new().name(Some("The operator of this installation")).build()))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build()))
        .build();
    let mut tags = vec![
        ("Law", "Acts, rules, readings and procedures: what the law says, as data. Public."),
        ("Calendar", "Working days of state bodies. Public."),
        ("Cases", "What is the same for the cases of every procedure: obligations, events, attachments."),
        ("Notices", "What an organisation has been told."),
        (
            "Accreditation",
            "Accreditation of channels of communications of state bodies with the population (№ 93-НҚ ¶3–6).",
        ),
        ("Register", "The public Register of accredited channels, and what amends it (№ 93-НҚ ¶7–13)."),
        ("Problems", "Everything that can go wrong, by code. Public."),
    ];
    if sandbox.is_some() {
        tags.push(("Sandbox", "For trying things out; in demo mode only."));
    }
    let mut document = OpenApiBuilder::from(collected)
        .info(info)
        .servers(Some([ServerBuilder::new().url("/").description(Some("This installation")).build()]))
        .tags(Some(tags.into_iter().map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build())))
        .build();
    let components = document.components.get_or_insert_with(Components::new);
    components.schemas.insert(ProblemBody::name().into_owned(), ProblemBody::schema());
    components.schemas.insert(FieldError::name().into_owned(), FieldError::schema());
    components.add_security_scheme(
        "bearer",
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build()),
    );
    let problem = ResponseBuilder::new()
        .description("A problem (RFC 9457), in the caller's language.")
        .content(
            "application/problem+json",
            ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemBody::name()))).build(),
        )
        .build();
    components.responses.insert("Problem".to_owned(), RefOr::T(problem));
    for item in document.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.put, &mut item.post, &mut item.delete].into_iter().flatten() {
            add_problems(operation);
        }
        let public = |read: &&mut Operation| read.security.as_ref().is_none_or(Vec::is_empty);
        if let Some(read) = item.get.as_mut().filter(public) {
            let unchanged = ResponseBuilder::new().description("What the client has, by `If-None-Match`, is still so.");
            read.responses.responses.insert("304".to_owned(), RefOr::T(unchanged.build()));
        }
    }
    document
}

/// Gives an operation the problems that its shape can lead to.
fn add_problems(operation: &mut Operation) {
    let parameters = operation.parameters.as_deref().unwrap_or_default();
    let inline = || {
        parameters.iter().filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        })
    };
    let has = |place: ParameterIn| inline().any(|parameter| parameter.parameter_in == place);
    let named = |name: &str| inline().any(|parameter| parameter.name == name);
    // Unknown query parameters are refused everywhere.
    let mut statuses = vec![400, 500, 503];
    // Said even where no token is needed.
    operation.security.get_or_insert_default();
    if has(ParameterIn::Path) {
        statuses.push(404);
    }
    if operation.security.as_ref().is_some_and(|security| !security.is_empty()) {
        statuses.extend([401, 403]);
    }
    if operation.request_body.is_some() {
        statuses.extend([413, 415, 422]);
    }
    if named("If-Match") {
        statuses.extend([409, 412, 422, 428]);
    }
    if named("Idempotency-Key") {
        statuses.extend([409, 422]);
    }
    // A year beyond the calendar.
    if operation.tags.as_ref().is_some_and(|tags| tags.iter().any(|tag| tag == "Law" || tag == "Calendar")) {
        statuses.push(422);
    }
    for status in statuses {
        let problem = RefOr::Ref(Ref::new("#/components/responses/Problem"));
        operation.responses.responses.entry(status.to_string()).or_insert(problem);
    }
}

/// Something that can go wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct KnownProblem {
    /// Stable name, the `type` of the problem.
    #[schema(example = "urn:merzim:problem:criterion-unmet")]
    pub r#type: String,
    /// HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 422)]
    pub status: u16,
    /// What it is, in the caller's language.
    #[schema(example = "The criteria are not met in aggregate")]
    pub title: String,
}

list_of!(KnownProblems, KnownProblem, "All problems.");

/// List the problems
///
/// Everything that can go wrong, with its stable name, status and title.
#[utoipa::path(tag = "Problems", operation_id = "listProblems", responses((status = OK, description = "The problems", body = KnownProblems)))]
#[get("/problems")]
pub async fn problems(visit: Visit) -> Result<Reply, Problem> {
    let faults = Fault::ALL.into_iter().map(Fault::line);
    let refusals = RefusalKind::ALL.iter().copied().map(refusal_line);
    let items = faults
        .chain(refusals)
        .map(|line| KnownProblem {
            r#type: format!("urn:merzim:problem:{}", line.code),
            status: line.status.as_u16(),
            title: line.title.get(visit.lang).to_owned(),
        })
        .collect();
    Ok(Reply::ok(&KnownProblems { items })?.public())
}

/// The document as it is committed.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn committed() -> Result<String, serde_json::Error> {
    document(None).to_pretty_json().map(|json| json + "\n")
}

/// An HTML page.
#[must_use]
pub(crate) fn html(page: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"))
        .body(page)
}
