//! What an operation on cases is by its shape and its procedure's table: its tag, who may ask for it, the headers of a change.
//! A `security` that a handler states itself is kept.

use std::collections::{BTreeMap, BTreeSet};

use merzim_domain::{Role, Vocabulary, procedures};
use utoipa::IntoParams;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{OpenApi, RefOr, Schema};

use super::{described, methods};
use crate::app::{Part, Place};
use crate::http::BASE;
use crate::http::call::{IdempotencyKey, IfMatch};
use crate::http::contract::{LOOKUP_SCHEME, SCHEME};
use crate::parts::PARTS;

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
            let names = names(path);
            let place = part.places.iter().find(|place| names.first() == Some(&place.collection));
            for (method, operation) in methods(item) {
                let deed = deed(method, &names, place);
                operation.tags = Some(vec![part.tag.0.to_owned()]);
                add_headers(operation, deed);
                name_body(operation);
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

/// A body that may be left out has its schema all the same: what is left out is no `null`.
fn name_body(operation: &mut Operation) {
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    for content in body.content.values_mut() {
        if let RefOr::T(content) = content
            && let Some(RefOr::T(Schema::OneOf(choice))) = &content.schema
            && let Some(named) = choice.items.iter().find(|item| matches!(item, RefOr::Ref(_))).cloned()
        {
            content.schema = Some(named);
        }
    }
}

/// The paths that a part serves.
fn paths_of(part: &Part) -> BTreeSet<String> {
    described(part.routes).paths.paths.into_keys().collect()
}

/// The names in a path below the base, the first of which is the collection.
fn names(path: &str) -> Vec<&str> {
    path.strip_prefix(BASE).unwrap_or_default().trim_start_matches('/').split('/').collect()
}

fn deed<'path>(method: &str, names: &[&'path str], place: Option<&Place>) -> Deed<'path> {
    let takes = |resource: &str| place.is_some_and(|place| place.actions.iter().any(|(_, known)| *known == resource));
    let is_unremembered = |resource: &str| place.is_some_and(|place| place.unremembered.contains(&resource));
    match (method, names) {
        ("POST", [_]) => Deed::Create,
        ("GET", [_]) => Deed::List,
        ("GET", [_, "{id}"]) => Deed::Get,
        ("PUT", [_, "{id}"]) => Deed::Replace,
        ("DELETE", [_, "{id}"]) => Deed::Remove,
        ("GET", [_, "{id}", _]) => Deed::Look,
        ("POST", [_, "{id}", resource]) if takes(resource) => Deed::Take(resource),
        ("POST", [_, "{id}", resource]) if !is_unremembered(resource) => Deed::Create,
        _ => Deed::Other,
    }
}

/// A change of what has a version needs `If-Match`; what creates or changes something takes an `Idempotency-Key`.
fn add_headers(operation: &mut Operation, deed: Deed<'_>) {
    let mut headers: Vec<Parameter> = Vec::new();
    if matches!(deed, Deed::Replace | Deed::Take(_)) {
        headers.extend(IfMatch::into_params(|| Some(ParameterIn::Header)));
    }
    if matches!(deed, Deed::Create | Deed::Replace | Deed::Take(_)) {
        headers.extend(IdempotencyKey::into_params(|| Some(ParameterIn::Header)));
    }
    if !headers.is_empty() {
        operation.parameters.get_or_insert_default().extend(headers.into_iter().map(RefOr::T));
    }
}

/// Who may ask for an operation on the cases of a place; nothing is said of what the table does not know.
fn who_may(deed: Deed<'_>, place: &Place) -> Option<Vec<SecurityRequirement>> {
    let built = procedures::find(place.procedure)?;
    let roles = match deed {
        Deed::List | Deed::Get if place.public => {
            return Some([vec![SecurityRequirement::default()], any_role()].concat());
        }
        Deed::List => built.parties(),
        Deed::Get => built.readers(),
        Deed::Look if !place.public => built.filers(),
        Deed::Create => built.acting(|line| line.from.is_empty()),
        Deed::Replace => built.replacers.to_vec(),
        Deed::Take(resource) => built.acting(|line| place.actions.contains(&(line.action, resource))),
        Deed::Look | Deed::Remove | Deed::Other => return None,
    };
    Some(requirements(&roles))
}

/// Whoever has a token.
fn any_role() -> Vec<SecurityRequirement> {
    vec![SecurityRequirement::new(SCHEME, [""; 0])]
}

/// One requirement for each role; persons need no account, and may come with a lookup token.
fn requirements(roles: &[Role]) -> Vec<SecurityRequirement> {
    let bearer = roles.iter().map(|role| SecurityRequirement::new(SCHEME, [role.code()]));
    let person = roles.iter().any(|role| role.is_of_persons());
    bearer.chain(person.then(|| SecurityRequirement::new(LOOKUP_SCHEME, [""; 0]))).collect()
}

/// Every operation with who may ask for it and its headers, as a table for people.
pub(super) fn table(document: OpenApi) -> String {
    let mut text = String::from(
        "# Operations\n\nWho may ask for which operation, and with which headers. Made from the contract by `./dev openapi`; do not \
         edit, but read what changes in it: this is where access is granted.\n\n\
         | operation | who may ask | headers |\n|---|---|---|\n",
    );
    for (path, mut item) in document.paths.paths {
        for (method, operation) in methods(&mut item) {
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
    let written: BTreeMap<String, Vec<String>> =
        serde_json::to_value(requirement).and_then(serde_json::from_value).unwrap_or_default();
    match written.first_key_value() {
        None => "guests".to_owned(),
        Some((scheme, _)) if scheme == LOOKUP_SCHEME => "lookup token".to_owned(),
        Some((_, roles)) if roles.is_empty() => "any role".to_owned(),
        Some((_, roles)) => roles.join(" and "),
    }
}
