//! The contract: the routes that are served are the routes that are published.

mod answers;
mod faults;
mod finish;
mod instants;
mod limits;
mod published;
mod samples;
mod shape;
mod walk;
mod whole;
mod words;
pub mod working;

use actix_web::web::{self, ServiceConfig};
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, OpenIdConnect, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{
    Components, ContactBuilder, Info, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Server, ServerBuilder,
};

pub use self::published::{Installation, Published, published, sent};
use crate::auth::{DISCOVERY, lookup};
use crate::http::contract::{LOOKUP_SCHEME, SCHEME};
use crate::http::routes::Described;
use crate::http::{BASE, Routes};
use crate::parts::PARTS;
use crate::{audit, caller, cases, demo, law, problems};

/// Serves every route of the API.
pub fn routes(config: &mut ServiceConfig, sandbox: bool) {
    config.service(web::scope(BASE).configure(|config| api(&mut Routes::Served(config), sandbox)));
}

/// Every route of the API. Those of the sandbox exist in demo mode only.
fn api(routes: &mut Routes<'_>, sandbox: bool) {
    law::routes(routes);
    routes.service(caller::get).service(audit::get).service(audit::prove);
    cases::routes(routes);
    for part in PARTS {
        (part.routes)(routes);
    }
    routes.service(problems::list);
    if sandbox {
        demo::routes::routes(routes);
    }
}

/// What routes say of themselves, below the base of the API.
fn described(of: impl FnOnce(&mut Routes<'_>)) -> OpenApi {
    let mut described = Described::default();
    of(&mut Routes::Published(&mut described));
    let mut components = Components::new();
    components.schemas.extend(described.schemas);
    let mut paths = described.paths;
    paths.paths = paths.paths.into_iter().map(|(path, item)| (format!("{BASE}{path}"), item)).collect();
    OpenApiBuilder::new().paths(paths).components(Some(components)).build()
}

fn document(sandbox: bool) -> OpenApi {
    finished(described(|routes| api(routes, sandbox)), sandbox)
}

const ABOUT: &str = "Who owes what to whom, by when, and under which paragraph: the procedures by which the state bodies of \
Kazakhstan deal with people and media, with every deadline explained day by day.\n\n\
Dates are `YYYY-MM-DD`; instants are RFC 3339 with the offset of Kazakhstan's clocks. Answers come in Kazakh, Russian or \
English by `Accept-Language`. Errors are RFC 9457 problems. Cases carry a strong `ETag`; changes to them need `If-Match`. \
Requests that create something take an `Idempotency-Key`. Lists go on at `nextCursor`.\n\n\
Requests are strict, answers are open: a later version may answer with words and fields that this contract does not know. So \
where an answer has one of some words, any other text is valid there too, and what is answered of a form has a name of its own, \
such as `MeetingFormView` of `MeetingForm`.";

const DEMO: &str = "## Demo mode\n\nAll data here is invented. Choose a persona in the bar above to act as one. An operation that \
you open is filled in with a request that works at this moment, and the persona changes where need be. `x-persona` names who asks. The clock \
can be moved, for everybody who uses this sandbox.";

const TOKEN: &str = "A JWT of the identity provider (RFC 9068, checked as RFC8725 advises), RS256 or ES256, with `sub`, `iss`, `aud`, `exp`; `org`: BIN of the organisation \
acted for, or several, of which `Acting-For` chooses one; `iin`: IIN of the person; `roles`: codes of the roles held. The operator may have other names for the last three. \
The roles of which an operation needs one stand beside the scheme in its `security`; where there are none, any role will do.";

const PROVIDER_SCHEME: &str = "oidc";
const PROVIDER: &str = "The identity provider, from which the token for `bearer` comes: the authorization code flow with PKCE for \
people, client credentials for programs. Merzim leads to its description; 404 where the operator has named none.";

const LOOKUP_TOKEN: &str = "The token that whoever files something without an account is told once, in the answer. It opens \
what was filed with it, and nothing else.";

fn info(sandbox: bool) -> Info {
    let about = if sandbox { format!("{ABOUT}\n\n{DEMO}") } else { ABOUT.to_owned() };
    InfoBuilder::new()
        .title("Merzim")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(about))
        .contact(Some(ContactBuilder::new().name(Some("The operator of this installation")).build()))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build()))
        .build()
}

fn tags(sandbox: bool) -> Vec<Tag> {
    let first = [
        ("Law", "Acts, rules, readings and procedures: what the law says, as data. Public."),
        ("Calendar", "Working days of state bodies. Public."),
        ("Access", "Who the caller is to Merzim."),
        ("Log", "The signed log of all events. Public."),
        ("Cases", "What is the same for the cases of every procedure: obligations, events, attachments."),
        ("Notices", "What an organisation has been told."),
    ];
    let last = [("Problems", "Everything that can go wrong, by code. Public.")];
    let sandbox = sandbox.then_some(("Sandbox", "For trying things out; in demo mode only."));
    let tags = first.into_iter().chain(PARTS.iter().map(|part| part.tag)).chain(last).chain(sandbox);
    tags.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build()).collect()
}

/// The one that sends the document.
fn server() -> Server {
    let open = ExtensionsBuilder::new().add("x-internal", false).build();
    ServerBuilder::new()
        .url("/")
        .description(Some("This installation: production, or a sandbox"))
        .extensions(Some(open))
        .build()
}

fn finished(collected: OpenApi, sandbox: bool) -> OpenApi {
    let mut document = OpenApiBuilder::from(collected)
        .info(info(sandbox))
        .servers(Some([server()]))
        .tags(Some(tags(sandbox)))
        .security(Some([SecurityRequirement::new(PROVIDER_SCHEME, [""; 0])]))
        .build();
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(TOKEN));
    let lookup = ApiKey::Header(ApiKeyValue::with_description(lookup::HEADER, LOOKUP_TOKEN));
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme(SCHEME, SecurityScheme::Http(scheme.build()));
    components.add_security_scheme(LOOKUP_SCHEME, SecurityScheme::ApiKey(lookup));
    let provider = OpenIdConnect::with_description(DISCOVERY, PROVIDER);
    components.add_security_scheme(PROVIDER_SCHEME, SecurityScheme::OpenIdConnect(provider));
    instants::spell_out(&mut document);
    shape::shape(&mut document);
    faults::declare(&mut document);
    whole::make_whole(&mut document);
    answers::open(&mut document);
    finish::finish(&mut document);
    limits::limit(&mut document);
    document
}

/// The operations of a path, each with its method.
fn methods(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let known =
        [("GET", &mut item.get), ("PUT", &mut item.put), ("POST", &mut item.post), ("DELETE", &mut item.delete)];
    known.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Every operation with who may ask for it, in Markdown.
pub fn operations() -> String {
    shape::table(document(false))
}

/// The document as it is committed.
pub fn committed() -> Result<String, serde_json::Error> {
    document(false).to_pretty_json().map(|json| json + "\n")
}
