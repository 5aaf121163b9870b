//! The sandbox: its clock, its personas, its signatures.

use actix_web::web::{Data, Path};
use actix_web::{get, post};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::signing::CertificateRole;
use merzim_domain::{Role, Text, zone};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use validator::Validate;

use super::Sandbox;
use super::authority::signer;
use super::rehearsal::{Rehearses, Wish, WorkingRequest};
use crate::app::App;
use crate::cases::signature::CertificateRoleCode;
use crate::http::{Answer, At, Body, Call, Code, GivenBin, Query, Reply, Routes, Visit, instant, list_of};
use crate::law::RoleCode;
use crate::problem::{Fault, Problem};

/// The sandbox clock.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockReading {
    /// What it shows.
    pub now: At,
}

/// Where the sandbox clock is set.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ClockSetting {
    /// What it shows from now on; it runs on from there.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    pub now: OffsetDateTime,
}

/// Read the sandbox clock
///
/// Everything that is dated is dated by it.
#[utoipa::path(tag = "Sandbox", operation_id = "getClock", responses((status = OK, description = "The clock", body = ClockReading)))]
#[get("/sandbox/clock")]
pub async fn get_clock(app: Data<App>) -> Answer {
    Reply::ok(&ClockReading { now: At(app.clock.now()) })
}

/// Set the sandbox clock
///
/// To see a term run out. Affects everybody who uses this sandbox.
#[utoipa::path(tag = "Sandbox", operation_id = "setClock", request_body = ClockSetting, responses((status = OK, description = "The clock", body = ClockReading)))]
#[post("/sandbox/clock")]
pub async fn set_clock(app: Data<App>, setting: Body<ClockSetting>) -> Answer {
    // Nothing could be dated where the calendar has no data.
    app.law.calendar.kind(zone::local(setting.0.now).date())?;
    app.clock.set(setting.0.now);
    Reply::ok(&ClockReading { now: At(app.clock.now()) })
}

/// Somebody whom a tester can be.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonaView {
    /// Short name.
    #[schema(example = "ministry")]
    pub id: String,
    /// Who it is, in the caller's language.
    #[schema(example = "ДЕМО министрлік, өтініш беруші")]
    pub title: String,
    /// BIN of the organisation, if they act for one.
    #[schema(value_type = Option<GivenBin>)]
    pub organisation: Option<String>,
    /// The first of the roles held.
    pub role: RoleCode,
    /// The roles held.
    pub roles: Vec<RoleCode>,
    /// A bearer token.
    #[schema(example = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln")]
    pub token: String,
}

list_of!(Personas, PersonaView, "Everybody who can be played.");

/// List the personas
///
/// Who can be played, each with a token.
#[utoipa::path(tag = "Sandbox", operation_id = "listPersonas", responses((status = OK, description = "The personas", body = Personas)))]
#[get("/sandbox/personas")]
pub async fn list_personas(sandbox: Data<Sandbox>, visit: Visit) -> Answer {
    let items = sandbox
        .personas
        .iter()
        .map(|persona| PersonaView {
            id: persona.id.clone(),
            title: persona.title.get(visit.lang).to_owned(),
            organisation: persona.organisation.clone(),
            role: Code(persona.roles.first().copied().unwrap_or(Role::Public)),
            roles: persona.roles.iter().copied().map(Code).collect(),
            token: persona.token.clone(),
        })
        .collect();
    Reply::ok(&Personas { items })
}

/// What is to be signed, and by whom.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DemoSigning {
    /// What is signed: `content` of the document, as `GET …/document` gives it.
    #[schema(min_length = 4, max_length = 1_000_000, pattern = "^[A-Za-z0-9+/]+={0,2}$", example = "e30=")]
    pub content: String,
    /// The role in the certificate of an organisation's signer; `rightToSign` by default.
    pub role: Option<CertificateRoleCode>,
}

/// A demo signature.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoSigned {
    /// The CMS, DER in base64. Only this sandbox trusts the authority that issued its certificate.
    #[schema(example = "MIIB")]
    pub cms: String,
}

/// Sign a document
///
/// As the caller would with their own key: for their organisation or, where the token names none, for themselves. It is a CMS, whose
/// certificate the authority of this sandbox issues.
#[utoipa::path(tag = "Sandbox", operation_id = "signDocument", request_body = DemoSigning, security(("bearer" = [])), responses((status = OK, description = "The signature", body = DemoSigned)))]
#[post("/sandbox/signatures")]
pub async fn sign(sandbox: Data<Sandbox>, call: Call, signing: Body<DemoSigning>) -> Answer {
    let DemoSigning { content, role } = signing.0;
    let not_base64 =
        || Problem::field("/content", Text::new("base64 болуы керек", "должно быть в base64", "must be base64"));
    let document = BASE64_STANDARD.decode(content).map_err(|_| not_base64())?;
    let role = role.map_or(CertificateRole::RightToSign, |role| role.0);
    let signer = signer(call.actor.organisation.as_ref(), call.person.as_ref(), role).ok_or(Fault::Forbidden)?;
    let cms = sandbox.authority.sign(&signer, &document).map_err(Problem::internal)?;
    Reply::ok(&DemoSigned { cms })
}

/// Get a request that works
///
/// For an operation, by its id in the contract: who asks, what its path names, the version, the body. It was tried at this moment, and
/// taken back. Days in it are counted from the clock of the sandbox. Where nothing works just now, a 404 says why.
#[utoipa::path(tag = "Sandbox", operation_id = "getWorkingRequest", params(Wish, ("operation" = String, Path, description = "Id of the operation", example = "createMeeting")), responses((status = OK, description = "The request", body = WorkingRequest)))]
#[get("/sandbox/requests/{operation}")]
pub async fn request(rehearsals: Data<dyn Rehearses>, operation: Path<String>, wish: Query<Wish>) -> Answer {
    Reply::ok(&rehearsals.request_for(operation.into_inner(), wish.0).await?)
}

/// The routes.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(get_clock).service(set_clock).service(list_personas).service(request).service(sign);
}
