//! What an operation on cases is by its shape and its procedure's table: its tag, who may ask for it, the headers of a change.
//! What is said beside the route itself stands.

use std::collections::BTreeSet;

use actix_web::App as Actix;
use merzim_domain::procedures::{self, Built};
use merzim_domain::{Role, Vocabulary};
use utoipa::IntoParams;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{OpenApi, RefOr};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::scope::scope;

use crate::app::{Part, Place};
use crate::http::BASE;
use crate::http::call::{IdempotencyKey, IfMatch};
use crate::http::contract::{LOOKUP_SCHEME, SCHEME};
use crate::parts::PARTS;

/// Roles that persons take part in, who need no account.
const PERSONS: [Role; 2] = [Role::InformationUser, Role::Participant];

/// What an operation does, as its method and the end of its path say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed<'path> {
    Create,
    Replace,
    Remove,
    List,
    Get,
    /// Something else below a case is read.
    Look,
    /// An action is taken by this sub-resource.
    Take(&'path str),
    /// Whatever else.
    Other,
}

/// Says of every operation what its shape says.
pub(super) fn shape(document: &mut OpenApi) {
    for part in PARTS {
        let own = paths_of(part);
        for (path, item) in document.paths.paths.iter_mut().filter(|(path, _)| own.contains(*path)) {
            let place = part.places.iter().find(|place| place.collection == collection(path));
            let methods = [
                ("GET", &mut item.get),
                ("PUT", &mut item.put),
                ("POST", &mut item.post),
                ("DELETE", &mut item.delete),
            ];
            for (method, operation) in methods {
                let Some(operation) = operation else { continue };
                let deed = deed(method, path, place);
                operation.tags = Some(vec![part.tag.0.to_owned()]);
                add_headers(operation, deed);
                operation.security = Some(match operation.security.take() {
                    // Said to be for everybody.
                    Some(said) if said == [SecurityRequirement::default()] => Vec::new(),
                    Some(said) => said,
                    // Nobody is let in by having been forgotten.
                    None => place.and_then(|place| who_may(deed, place)).unwrap_or_else(any_role),
                });
            }
        }
    }
}

/// The paths that a part serves.
fn paths_of(part: &Part) -> BTreeSet<String> {
    let collected = Actix::new().into_utoipa_app().service(scope(BASE).configure(part.routes)).split_for_parts().1;
    collected.paths.paths.into_keys().collect()
}

/// The first name in a path below the base.
fn collection(path: &str) -> &str {
    path.strip_prefix(BASE).unwrap_or_default().trim_start_matches('/').split('/').next().unwrap_or_default()
}

fn deed<'path>(method: &str, path: &'path str, place: Option<&Place>) -> Deed<'path> {
    let below: Vec<&str> = path.strip_prefix(BASE).unwrap_or_default().trim_start_matches('/').split('/').collect();
    match (method, below.as_slice()) {
        ("POST", [_]) => Deed::Create,
        ("GET", [_]) => Deed::List,
        ("GET", [_, "{id}"]) => Deed::Get,
        ("PUT", [_, "{id}"]) => Deed::Replace,
        ("DELETE", [_, "{id}"]) => Deed::Remove,
        ("GET", [_, "{id}", _]) => Deed::Look,
        ("POST", [_, "{id}", resource]) if place.is_some_and(|place| takes(place, resource)) => Deed::Take(resource),
        ("POST", [_, "{id}", _]) => Deed::Create,
        _ => Deed::Other,
    }
}

fn takes(place: &Place, resource: &str) -> bool {
    place.actions.iter().any(|(_, known)| *known == resource)
}

/// A change of what has a version needs `If-Match`; what creates something takes an `Idempotency-Key`.
fn add_headers(operation: &mut Operation, deed: Deed<'_>) {
    let mut headers: Vec<Parameter> = Vec::new();
    if matches!(deed, Deed::Replace | Deed::Take(_)) {
        headers.extend(IfMatch::into_params(|| Some(ParameterIn::Header)));
    }
    if matches!(deed, Deed::Create | Deed::Take(_)) {
        headers.extend(IdempotencyKey::into_params(|| Some(ParameterIn::Header)));
    }
    if !headers.is_empty() {
        operation.parameters.get_or_insert_default().extend(headers.into_iter().map(RefOr::T));
    }
}

/// Who may ask for an operation on the cases of a place; nothing is said of what the table does not know.
fn who_may(deed: Deed<'_>, place: &Place) -> Option<Vec<SecurityRequirement>> {
    let built = procedures::find(place.procedure)?;
    match deed {
        Deed::List | Deed::Get if place.public => Some([vec![SecurityRequirement::default()], any_role()].concat()),
        Deed::List => Some(requirements(&parties(built))),
        Deed::Get => {
            // Whoever considers a complaint reads the case complained of.
            let mut readers = parties(built);
            if built.redress.is_some() {
                add(&mut readers, Role::ComplaintBody);
            }
            Some(requirements(&readers))
        }
        Deed::Look if !place.public => {
            let filed = [built.initiator].into_iter().chain(built.addressees.iter().copied());
            Some(requirements(&filed.collect::<Vec<_>>()))
        }
        Deed::Create => Some(requirements(&acting(built, |line| line.from.is_empty()))),
        Deed::Replace => Some(requirements(built.replacers)),
        Deed::Take(resource) => {
            let taken = |action: &str| place.actions.iter().any(|(code, known)| *code == action && *known == resource);
            Some(requirements(&acting(built, |line| taken(line.action))))
        }
        Deed::Look | Deed::Remove | Deed::Other => None,
    }
}

/// Whoever has a token.
fn any_role() -> Vec<SecurityRequirement> {
    vec![SecurityRequirement::new(SCHEME, [""; 0])]
}

/// Those who take part in the cases of a procedure, whoever joins later too.
fn parties(built: &Built) -> Vec<Role> {
    let mut roles = vec![built.initiator];
    for role in built.addressees.iter().chain(built.joins) {
        add(&mut roles, *role);
    }
    roles
}

/// Those who act in lines of the table, but for Merzim itself.
fn acting(built: &Built, lines: impl Fn(&procedures::Line) -> bool) -> Vec<Role> {
    let mut roles = Vec::new();
    for role in built.lines.iter().filter(|line| lines(line)).flat_map(|line| line.by) {
        if *role != Role::System {
            add(&mut roles, *role);
        }
    }
    roles
}

fn add(roles: &mut Vec<Role>, role: Role) {
    if !roles.contains(&role) {
        roles.push(role);
    }
}

/// One requirement for each role; persons may come with a lookup token.
fn requirements(roles: &[Role]) -> Vec<SecurityRequirement> {
    let bearer = roles.iter().map(|role| SecurityRequirement::new(SCHEME, [role.code()]));
    let person = roles.iter().any(|role| PERSONS.contains(role));
    bearer.chain(person.then(|| SecurityRequirement::new(LOOKUP_SCHEME, [""; 0]))).collect()
}

/// Every operation with who may ask for it and its headers, as a table for people.
pub fn table(document: &OpenApi) -> String {
    let mut text = String::from(
        "# Operations\n\nWho may ask for which operation, and with which headers. Made from the contract by `./dev openapi`; do not \
         edit, but read what changes in it: this is where access is granted.\n\n\
         | operation | who may ask | headers |\n|---|---|---|\n",
    );
    for (path, item) in &document.paths.paths {
        let methods = [("GET", &item.get), ("PUT", &item.put), ("POST", &item.post), ("DELETE", &item.delete)];
        for (method, operation) in methods {
            let Some(operation) = operation else { continue };
            let who = match operation.security.as_deref().unwrap_or_default() {
                [] => "everybody".to_owned(),
                needs => needs.iter().map(said).collect::<Vec<_>>().join(", "),
            };
            let headers = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
                RefOr::T(Parameter { parameter_in: ParameterIn::Header, name, .. }) => Some(name.as_str()),
                _ => None,
            });
            let headers = headers.collect::<Vec<_>>().join(", ");
            text.push_str(&format!("| {method} {} | {who} | {headers} |\n", path.trim_start_matches(BASE)));
        }
    }
    text
}

/// A requirement in words.
fn said(requirement: &SecurityRequirement) -> String {
    let written = serde_json::to_value(requirement).unwrap_or_default();
    let Some((scheme, roles)) = written.as_object().and_then(|fields| fields.iter().next()) else {
        return "guests".to_owned();
    };
    let roles: Vec<&str> = roles.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
    match (scheme.as_str(), roles.as_slice()) {
        (LOOKUP_SCHEME, _) => "lookup token".to_owned(),
        (_, []) => "any role".to_owned(),
        (_, roles) => roles.join(" and "),
    }
}
