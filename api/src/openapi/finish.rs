//! What the contract says of operations by their shape alone: problems, headers, links, examples. So a new
//! operation has them without anybody writing them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use utoipa::openapi::content::Content;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::link::{Link, LinkBuilder};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{Components, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use super::faults::Problems;
use super::{BASE, methods, words};
use crate::auth::ACTING_FOR;
use crate::http::contract::{SCHEME, type_of};

/// Finishes the document.
pub(super) fn finish(document: &mut OpenApi) {
    let cases = cases(document);
    let components = document.components.get_or_insert_with(Components::new);
    components.headers = headers();
    components.parameters = asked_of_all();
    let mut problems = Problems::new();
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in methods(item) {
            problems.name(method, operation);
            words::name(path, operation);
            let public = operation.security.as_ref().is_none_or(Vec::is_empty);
            let versioned = match method {
                // The sandbox moves and is never the same for long.
                "GET" if public => !tagged(operation, "Sandbox"),
                "GET" => cases.contains(path) || in_parts(operation) || path.ends_with("/document"),
                _ => has(operation, "If-Match") || creates(operation, path, &cases),
            };
            if versioned && method == "GET" {
                let unchanged =
                    ResponseBuilder::new().description("What the client has, by `If-None-Match`, is still so.");
                operation.responses.responses.insert("304".to_owned(), RefOr::T(unchanged.build()));
            }
            add_headers(operation, versioned);
            let acts_for = acts_for(operation);
            let asked = ASKED.iter().map(|(name, ..)| *name).filter(|name| *name != ACTING_FOR || acts_for);
            let asked = asked.map(|name| RefOr::Ref(Ref::new(format!("#/components/parameters/{name}"))));
            operation.parameters.get_or_insert_default().extend(asked);
        }
    }
    problems.write(document.components.get_or_insert_with(Components::new));
    add_links(document, &cases);
    add_examples(document);
}

/// The paths of cases: what can be written anew, or moved by what is created below it.
fn cases(document: &OpenApi) -> BTreeSet<String> {
    let paths = &document.paths.paths;
    let moves = |item: &PathItem| item.post.as_ref().is_some_and(|operation| has(operation, "If-Match"));
    let moved = paths.iter().filter(|(_, item)| moves(item)).filter_map(|(path, _)| {
        let (parent, _) = path.rsplit_once('/')?;
        paths.get(parent).is_some_and(|item| item.get.is_some()).then(|| parent.to_owned())
    });
    let written = paths.iter().filter(|(_, item)| item.put.is_some()).map(|(path, _)| path.clone());
    written.chain(moved).collect()
}

/// Whether an operation has such a parameter.
pub(super) fn any(operation: &Operation, such: impl Fn(&Parameter) -> bool) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|parameter| matches!(parameter, RefOr::T(parameter) if such(parameter)))
}

/// Whether an operation has a parameter with this name.
pub(super) fn has(operation: &Operation, name: &str) -> bool {
    any(operation, |parameter| parameter.name == name)
}

pub(super) fn tagged(operation: &Operation, tag: &str) -> bool {
    operation.tags.iter().flatten().any(|known| known == tag)
}

fn successes(operation: &mut Operation) -> impl Iterator<Item = (&String, &mut Response)> {
    operation.responses.responses.iter_mut().filter_map(|(status, response)| match response {
        RefOr::T(response) if status.starts_with('2') || status == "304" => Some((status, response)),
        _ => None,
    })
}

/// Whether an operation begins something that is written in versions.
fn creates(operation: &Operation, path: &str, cases: &BTreeSet<String>) -> bool {
    operation.responses.responses.contains_key("201") && cases.contains(&created(path))
}

/// The path of what is created at a path.
fn created(path: &str) -> String {
    format!("{BASE}/{}/{{id}}", path.rsplit('/').next().unwrap_or_default())
}

/// Whether an operation sends a part of what is asked for.
pub(super) fn in_parts(operation: &Operation) -> bool {
    operation.responses.responses.contains_key("206")
}

/// The headers of answers, each with what it says and an example.
const HEADERS: [(&str, &str, &str); 12] = [
    (
        "X-Request-Id",
        "Id of the request: the caller's, if it is short and plain, or a new one.",
        "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    ),
    ("API-Version", "Version of Merzim that answered.", env!("CARGO_PKG_VERSION")),
    (
        "RateLimit",
        "What is left of each limit: requests (r), and seconds until all of it is there again (t).",
        "\"address\";r=59990;t=1",
    ),
    ("RateLimit-Policy", "The limits: requests (q) in a window of so many seconds (w).", "\"address\";q=60000;w=60"),
    (
        "ETag",
        "Version of what is sent: for `If-Match` of a change, or `If-None-Match` of another read. Take it as it is: after the \
         number of a version there may be more.",
        "\"3\"",
    ),
    ("Accept-Ranges", "That a part can be asked for with `Range`.", "bytes"),
    ("Content-Range", "Which bytes these are, of how many; with 416 only how many.", "bytes 0-1023/48213"),
    (
        "Location",
        "Where the new thing stands.",
        "/api/v1/accreditation-applications/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    ),
    (
        "Link",
        "The next page, `rel=\"next\"`, with the filters of this one; absent on the last.",
        "</api/v1/obligations?cursor=MDE5OQ>; rel=\"next\"",
    ),
    ("Idempotency-Replayed", "`true` when the answer is remembered from an earlier request with the same key.", "true"),
    ("Retry-After", "Seconds after which it may be tried again; with 429 and 503.", "2"),
    ("WWW-Authenticate", "How to say who you are; with 401.", "Bearer realm=\"merzim\""),
];

/// The headers that every request may have, one of them where somebody may act for an organisation; each with what it says and an
/// example.
const ASKED: [(&str, &str, &str); 3] = [
    ("Accept-Language", "The language of titles and messages: `kk`, `ru` or `en`, with weights (RFC 9110).", "kk"),
    (
        "X-Request-Id",
        "Id of the request, for who looks for it later: up to 64 letters, digits, `-`, `_` and `.`, not a number of twelve digits. The answer repeats it; \
         instead of any other it has a new one.",
        "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    ),
    (
        ACTING_FOR,
        "For which organisation you act, where your token names several: its BIN. `self`: for none, as a person. A token for one \
         organisation does without it. `GET /caller` lists them.",
        "100140000003",
    ),
];

/// The roles that each requirement of a token names; none, where any will do.
pub(super) fn tokens_needed(operation: &Operation) -> Vec<Value> {
    let needs = serde_json::to_value(&operation.security).unwrap_or_default();
    needs.as_array().into_iter().flatten().filter_map(|need| need.get(SCHEME).cloned()).collect()
}

/// Whether somebody may act for an organisation here: with a token, or with nothing.
pub(super) fn acts_for(operation: &Operation) -> bool {
    !tokens_needed(operation).is_empty()
}

fn asked_of_all() -> BTreeMap<String, RefOr<Parameter>> {
    let parameter = |(name, about, example): (&str, &str, &str)| {
        let schema = ObjectBuilder::new().schema_type(Type::String).examples([example]);
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .description(Some(about))
            .schema(Some(schema))
            .build();
        (name.to_owned(), RefOr::T(parameter))
    };
    ASKED.into_iter().map(parameter).collect()
}

fn headers() -> BTreeMap<String, RefOr<Header>> {
    let header = |(name, about, example): (&str, &str, &str)| {
        let schema = ObjectBuilder::new().schema_type(Type::String).examples([example]);
        let header = HeaderBuilder::new().description(Some(about)).schema(Some(schema)).build();
        (name.to_owned(), RefOr::T(header))
    };
    HEADERS.into_iter().map(header).collect()
}

pub(super) fn refer(name: &str) -> (String, RefOr<Header>) {
    (name.to_owned(), RefOr::Ref(Ref::new(format!("#/components/headers/{name}"))))
}

fn add_headers(operation: &mut Operation, versioned: bool) {
    let (paged, keyed) = (has(operation, "cursor"), has(operation, "Idempotency-Key"));
    let in_parts = in_parts(operation);
    for (status, response) in successes(operation) {
        let said = [
            ("X-Request-Id", true),
            ("API-Version", true),
            ("RateLimit", true),
            ("RateLimit-Policy", true),
            ("ETag", versioned),
            ("Location", status == "201"),
            ("Link", paged && status == "200"),
            ("Idempotency-Replayed", keyed),
            ("Accept-Ranges", in_parts),
            ("Content-Range", status == "206"),
        ];
        response.headers.extend(said.into_iter().filter(|(_, is_so)| *is_so).map(|(name, _)| refer(name)));
    }
}

/// From what is created or read to what can be done with it, and from a page to the next.
fn add_links(document: &mut OpenApi, cases: &BTreeSet<String>) {
    let mut known = Vec::new();
    for (path, item) in &mut document.paths.paths {
        for (_, operation) in methods(item) {
            let id = operation.operation_id.clone();
            known.extend(id.map(|id| (path.clone(), id, has(operation, "If-Match"))));
        }
    }
    let around = |item_path: &str, own: &str| -> Vec<(String, RefOr<Link>)> {
        let below = format!("{item_path}/");
        known
            .iter()
            .filter(|(path, id, _)| (path == item_path || path.starts_with(&below)) && id != own)
            .map(|(_, id, versioned)| {
                let mut link = LinkBuilder::new().operation_id(id).parameter("id", "$response.body#/id");
                if *versioned {
                    link = link.parameter("If-Match", "$response.header.ETag");
                }
                (id.clone(), RefOr::T(link.build()))
            })
            .collect()
    };
    let of_any_case = format!("{BASE}/cases/{{id}}");
    for (path, item) in &mut document.paths.paths {
        let created = created(path);
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned();
        // What an answer shows: the case that is created, read, or moved.
        let shown = |status: &str, writes: bool| match status {
            "201" => Some(created.clone()),
            "200" if cases.contains(path) => Some(path.clone()),
            "200" if writes && cases.contains(&parent) => Some(parent.clone()),
            _ => None,
        };
        for (_, operation) in methods(item) {
            let own = operation.operation_id.clone().unwrap_or_default();
            let (paged, writes) = (has(operation, "cursor"), has(operation, "If-Match"));
            for (status, response) in successes(operation) {
                if let Some(case) = shown(status, writes) {
                    response.links.extend(around(&case, &own));
                    if cases.contains(&case) {
                        response.links.extend(around(&of_any_case, &own));
                    }
                }
                if status == "200" && paged {
                    let next = LinkBuilder::new().operation_id(&own).parameter("cursor", "$response.body#/nextCursor");
                    response.links.insert("next".to_owned(), RefOr::T(next.build()));
                }
            }
        }
    }
}

/// Gives every schema an example, and every request and answer that is JSON. Examples are made of those of the
/// fields, each of which stands once, in the code.
fn add_examples(document: &mut OpenApi) {
    let owners = super::samples::owners(document);
    let Some(components) = &mut document.components else { return };
    let schemas = serde_json::to_value(&components.schemas).unwrap_or_default();
    let named = |name: &str| {
        let mut example = named(&schemas, name);
        if let Some(owner) = owners.get(name) {
            owner.say(&mut example);
        }
        example
    };
    for (name, schema) in &mut components.schemas {
        let example = named(name);
        match schema {
            RefOr::T(Schema::Object(object)) if object.examples.is_empty() => object.examples.push(example),
            RefOr::T(Schema::AllOf(parts)) if parts.examples.is_empty() => parts.examples.push(example),
            _ => {}
        }
    }
    let mut used = BTreeSet::new();
    for (_, operation) in document.paths.paths.values_mut().flat_map(methods) {
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            refer_examples(&mut used, &mut body.content);
        }
        for (_, response) in successes(operation) {
            refer_examples(&mut used, &mut response.content);
        }
    }
    for name in used {
        let example = ExampleBuilder::new().summary("An example").value(Some(named(&name)));
        components.examples.insert(name, RefOr::T(example.build()));
    }
}

fn refer_examples<'content>(
    used: &mut BTreeSet<String>,
    contents: impl IntoIterator<Item = (&'content String, &'content mut RefOr<Content>)>,
) {
    for (kind, content) in contents {
        if let RefOr::T(content) = content
            && kind.ends_with("json")
            && let Some(RefOr::Ref(schema)) = &content.schema
            && let Some(name) = schema.ref_location.rsplit('/').next()
        {
            let example = Ref::new(format!("#/components/examples/{name}"));
            used.insert(name.to_owned());
            content.examples.insert("example".to_owned(), RefOr::Ref(example));
        }
    }
}

/// The example that a schema states itself.
fn own(schema: &Value) -> Option<&Value> {
    schema.pointer("/examples/0").or_else(|| schema.get("example"))
}

/// An example of the schema with this name.
fn named(schemas: &Value, name: &str) -> Value {
    example(schemas, &schemas[name])
}

/// An example of a schema, which may refer to these schemas. None of them contains itself.
fn example(schemas: &Value, schema: &Value) -> Value {
    let inner = |schema: &Value| example(schemas, schema);
    if let Some(given) = own(schema) {
        return given.clone();
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return named(schemas, name);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let fields = parts.iter().map(inner).filter_map(|part| match part {
            Value::Object(fields) => Some(fields),
            _ => None,
        });
        return Value::Object(fields.flatten().collect());
    }
    for alternatives in ["oneOf", "anyOf"] {
        if let Some(meant) = schema[alternatives].as_array().into_iter().flatten().find(|one| one["type"] != "null") {
            return inner(meant);
        }
    }
    if let Some(word) = schema.pointer("/enum/0") {
        return word.clone();
    }
    match type_of(schema) {
        Some("object") => Value::Object(fields(schemas, schema)),
        Some("array") => json!([inner(&schema["items"])]),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        Some("boolean") => json!(true),
        Some("string") => json!(match schema["format"].as_str() {
            Some("date") => "2026-03-16",
            Some("date-time") => "2026-03-16T10:00:00+05:00",
            Some("uuid") => "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
            _ => "text",
        }),
        _ => Value::Null,
    }
}

/// The fields that are required; of an answer, those too that have an example of their own. An optional field of
/// a request often goes with some others only.
fn fields(schemas: &Value, schema: &Value) -> Map<String, Value> {
    let required = schema["required"].as_array();
    let is_request = schema["additionalProperties"] == json!(false);
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .filter(|(name, property)| {
            let needed = required.is_some_and(|names| names.iter().any(|needed| needed == name.as_str()));
            needed || (!is_request && own(property).is_some())
        })
        .map(|(name, property)| (name.clone(), example(schemas, property)))
        .collect()
}
