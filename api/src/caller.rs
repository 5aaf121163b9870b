//! Who the caller is, as Merzim reads the token.

use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{ACTING_FOR, ClaimFault};
use crate::http::call::Known;
use crate::http::{Answer, Code, GivenBin, Reply};
use crate::law::RoleCode;

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Caller {
    /// Stable identity of the person or program, `sub` of the token.
    #[schema(example = "officer-7")]
    pub subject: String,
    /// Whether it is a program (client credentials). It acts for its organisation, and files nothing for itself.
    pub is_program: bool,
    /// BIN of the organisation acted for, in this request.
    #[schema(value_type = Option<GivenBin>)]
    pub organisation: Option<String>,
    /// BINs of all organisations that the token names. Of several, `Acting-For` chooses one.
    #[schema(value_type = Vec<GivenBin>)]
    pub organisations: Vec<String>,
    /// IIN of the person, of which only the end is shown.
    #[schema(example = "********0012")]
    pub person: Option<String>,
    /// Whether a subscriber number is connected to the account (№ 95 ¶3).
    pub has_phone: bool,
    /// The roles held in this request, of those that Merzim knows.
    pub roles: Vec<RoleCode>,
    /// Roles of the token that mean nothing here.
    #[schema(example = json!(["offline_access"]))]
    pub unknown_roles: Vec<String>,
    /// What the token had better say. While something is wrong with a claim, or no organisation is chosen, all else is refused.
    pub missing: Vec<MissingClaim>,
}

/// What a token lacks.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissingClaim {
    /// The claim as the operator calls it, or the header.
    #[schema(example = "iin")]
    pub name: String,
    /// What is missing.
    #[schema(example = "no IIN is named: without it nothing can be filed that is signed")]
    pub detail: String,
}

/// Ask who you are
///
/// What Merzim reads of the token: for which organisation you act, and in which roles; and what it misses. Whoever has a valid token is
/// answered.
#[utoipa::path(tag = "Access", operation_id = "getCaller", extensions(("x-any-token" = json!(true))), security(("bearer" = [])), responses((status = OK, description = "The caller", body = Caller)))]
#[get("/caller")]
pub async fn get(Known { bearer, acting, lacks, lang }: Known) -> Answer {
    let shown =
        |ClaimFault { claim, why }: &ClaimFault| MissingClaim { name: claim.clone(), detail: why.get(lang).to_owned() };
    let not_chosen = acting
        .as_ref()
        .err()
        .map(|fault| MissingClaim { name: ACTING_FOR.to_owned(), detail: fault.line().title.get(lang).to_owned() });
    let missing = bearer.wrong.iter().chain(&lacks).map(shown).chain(not_chosen).collect();
    let (organisation, roles) = match acting {
        Ok(actor) => (actor.organisation, actor.roles),
        Err(_) => (None, bearer.roles),
    };
    Reply::ok(&Caller {
        subject: bearer.subject,
        is_program: bearer.is_program,
        organisation: organisation.map(|bin| bin.to_string()),
        organisations: bearer.organisations.keys().map(ToString::to_string).collect(),
        person: bearer.person.map(|iin| iin.to_string()),
        has_phone: bearer.has_phone,
        roles: roles.into_iter().map(Code).collect(),
        unknown_roles: bearer.unknown_roles.into_iter().collect(),
        missing,
    })
}
