//! The contract: the routes that are served are the routes that are published.

mod finish;

use actix_web::App as Actix;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{
    Components, ContactBuilder, Info, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, ServerBuilder,
};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::scope::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::lookup;
use crate::http::contract::{LOOKUP_SCHEME, SCHEME};
use crate::{accreditation, caller, cases, complaints, demo, law, meetings, problems, reception, register};

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
        .service(caller::get)
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
        .service(meetings::feeds::subscribe)
        .service(meetings::feeds::follow)
        .service(meetings::feeds::one)
        .service(meetings::planning::create)
        .service(meetings::planning::list)
        .service(meetings::planning::get)
        .service(meetings::planning::replace)
        .service(meetings::actions::announce)
        .service(meetings::actions::postpone)
        .service(meetings::actions::go_online)
        .service(meetings::actions::close)
        .service(meetings::actions::prepare_seats)
        .service(meetings::actions::set_up_broadcast)
        .service(meetings::actions::hold)
        .service(meetings::actions::publish)
        .service(meetings::actions::cancel)
        .service(meetings::attendance::create)
        .service(meetings::attendance::list)
        .service(meetings::attendance::get)
        .service(meetings::attendance::replace)
        .service(meetings::attendance::admit)
        .service(meetings::attendance::check_in)
        .service(meetings::attendance::withdraw)
        .service(meetings::admission::download_csv)
        .service(meetings::admission::print)
        .service(meetings::live::watch)
        .service(meetings::comments::create)
        .service(meetings::comments::list)
        .service(meetings::comments::get)
        .service(meetings::comments::answer)
        .service(meetings::comments::hide)
        .service(meetings::comments::restore)
        .service(reception::offices::create)
        .service(reception::offices::list)
        .service(reception::offices::get)
        .service(reception::offices::replace)
        .service(reception::schedules::create)
        .service(reception::schedules::list)
        .service(reception::schedules::get)
        .service(reception::schedules::replace)
        .service(reception::schedules::propose)
        .service(reception::schedules::agree)
        .service(reception::schedules::send_back)
        .service(reception::schedules::approve)
        .service(reception::schedules::send)
        .service(reception::schedules::post_it)
        .service(reception::schedules::withdraw)
        .service(reception::moves::of_schedule)
        .service(reception::moves::move_slots)
        .service(reception::slots::list)
        .service(reception::slots::hold)
        .service(reception::slots::get_hold)
        .service(reception::slots::let_go)
        .service(reception::appeals::create)
        .service(reception::appeals::list)
        .service(reception::appeals::get)
        .service(reception::hearing::notify_hearing)
        .service(reception::hearing::raise_objection)
        .service(reception::hearing::hold_hearing)
        .service(reception::hearing::refuse)
        .service(reception::decisions::set_time)
        .service(reception::decisions::reschedule)
        .service(reception::decisions::extend)
        .service(reception::decisions::forward)
        .service(reception::holding::provide_room)
        .service(reception::holding::hold)
        .service(reception::holding::miss)
        .service(reception::holding::interrupt)
        .service(reception::holding::rebook)
        .service(reception::holding::complete)
        .service(reception::decisions::withdraw)
        .service(reception::rosters::list)
        .service(reception::rosters::get)
        .service(reception::rosters::compile)
        .service(reception::rosters::report)
        .service(reception::rosters::post_it)
        .service(complaints::create)
        .service(complaints::list)
        .service(complaints::get)
        .service(complaints::pass_on)
        .service(complaints::decide)
        .service(complaints::withdraw)
        .service(problems::list);
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

/// The published document; in a sandbox it has the sandbox's routes.
#[must_use]
pub fn document(sandbox: bool) -> OpenApi {
    let collected = Actix::new().into_utoipa_app().configure(|config| routes(config, sandbox)).split_for_parts().1;
    finished(collected, sandbox)
}

const ABOUT: &str = "Who owes what to whom, by when, and under which paragraph: the procedures by which the state bodies of \
Kazakhstan deal with people and media, with every deadline explained day by day.\n\n\
Dates are `YYYY-MM-DD`; instants are RFC 3339 with the offset of Kazakhstan's clocks. Answers come in Kazakh, Russian or \
English by `Accept-Language`. Errors are RFC 9457 problems. Cases carry a strong `ETag`; changes to them need `If-Match`. \
Requests that create something take an `Idempotency-Key`. Lists go on at `nextCursor`.";

const DEMO: &str = "## Demo mode\n\nAll data here is invented. Press a persona in the bar above to act as one, then try \
anything; the clock beside it can be moved, for everybody who uses this sandbox.";

const TOKEN: &str = "A JWT of the identity provider, RS256 or ES256, with `sub`, `iss`, `aud`, `exp`; `org`: BIN of the organisation \
acted for; `iin`: IIN of the person; `roles`: codes of the roles held. The roles of which an operation needs one stand \
beside the scheme in its `security`; where there are none, any role will do.";

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
    let mut tags = vec![
        ("Law", "Acts, rules, readings and procedures: what the law says, as data. Public."),
        ("Calendar", "Working days of state bodies. Public."),
        ("Access", "Who the caller is to Merzim."),
        ("Cases", "What is the same for the cases of every procedure: obligations, events, attachments."),
        ("Notices", "What an organisation has been told."),
        (
            "Accreditation",
            "Accreditation of channels of communications of state bodies with the population (№ 93-НҚ ¶3–6).",
        ),
        ("Register", "The public Register of accredited channels, and what amends it (№ 93-НҚ ¶7–13)."),
        (
            "Meetings",
            "Open meetings of information holders, requests to attend them, comments on their broadcast (№ 605-НҚ).",
        ),
        (
            "Receptions",
            "Reception by heads of state bodies by videoconference: offices, quarterly schedules, appeals, monthly rosters (№ 213/НҚ).",
        ),
        (
            "Complaints",
            "Complaints against a decision or silence in a case of whatever procedure (articles 91, 92 and 99 of the Code).",
        ),
        ("Problems", "Everything that can go wrong, by code. Public."),
    ];
    if sandbox {
        tags.push(("Sandbox", "For trying things out; in demo mode only."));
    }
    tags.into_iter().map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build()).collect()
}

fn finished(collected: OpenApi, sandbox: bool) -> OpenApi {
    let mut document = OpenApiBuilder::from(collected)
        .info(info(sandbox))
        .servers(Some([ServerBuilder::new().url("/").description(Some("This installation")).build()]))
        .tags(Some(tags(sandbox)))
        .build();
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(TOKEN));
    let lookup = ApiKey::Header(ApiKeyValue::with_description(lookup::HEADER, LOOKUP_TOKEN));
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme(SCHEME, SecurityScheme::Http(scheme.build()));
    components.add_security_scheme(LOOKUP_SCHEME, SecurityScheme::ApiKey(lookup));
    finish::finish(&mut document);
    document
}

/// The document as it is committed.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn committed() -> Result<String, serde_json::Error> {
    document(false).to_pretty_json().map(|json| json + "\n")
}
