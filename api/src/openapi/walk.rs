//! A walk over the schemas of the contract.

use std::collections::BTreeSet;

use utoipa::openapi::path::Operation;
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Object};
use utoipa::openapi::{Components, Ref, RefOr, Response, Schema};

/// Where the schemas stand that have names.
const SCHEMAS: &str = "#/components/schemas/";

/// The name of the schema that is referred to.
pub(super) fn name_of(reference: &Ref) -> &str {
    reference.ref_location.strip_prefix(SCHEMAS).unwrap_or_default()
}

/// The name of the schema that a schema is a reference to.
pub(super) fn referred(schema: &RefOr<Schema>) -> Option<&str> {
    match schema {
        RefOr::Ref(reference) => Some(name_of(reference)),
        RefOr::T(_) => None,
    }
}

/// Calls `look` with a schema and with everything in it, the innermost first.
pub(super) fn each(schema: &mut RefOr<Schema>, look: &mut impl FnMut(&mut RefOr<Schema>)) {
    if let RefOr::T(schema) = schema {
        match schema {
            Schema::Object(object) => {
                object.properties.values_mut().for_each(|property| each(property, look));
                if let Some(AdditionalProperties::RefOr(value)) = object.additional_properties.as_deref_mut() {
                    each(value, look);
                }
            }
            Schema::Array(array) => {
                if let ArrayItems::RefOrSchema(items) = &mut array.items {
                    each(items, look);
                }
            }
            Schema::OneOf(choice) => choice.items.iter_mut().for_each(|item| each(item, look)),
            Schema::AnyOf(choice) => choice.items.iter_mut().for_each(|item| each(item, look)),
            Schema::AllOf(parts) => parts.items.iter_mut().for_each(|item| each(item, look)),
            _ => {}
        }
    }
    look(schema);
}

/// The schemas of what an operation is sent.
pub(super) fn asked(operation: &mut Operation) -> impl Iterator<Item = &mut RefOr<Schema>> {
    let bodies = operation.request_body.iter_mut().filter_map(|body| match body {
        RefOr::T(RequestBody { content, .. }) => Some(content.values_mut()),
        RefOr::Ref(_) => None,
    });
    bodies.flatten().filter_map(|content| match content {
        RefOr::T(content) => content.schema.as_mut(),
        RefOr::Ref(_) => None,
    })
}

/// The schemas of what an operation answers.
pub(super) fn answered(operation: &mut Operation) -> impl Iterator<Item = &mut RefOr<Schema>> {
    operation.responses.responses.values_mut().flat_map(said)
}

fn said(response: &mut RefOr<Response>) -> impl Iterator<Item = &mut RefOr<Schema>> {
    let content = match response {
        RefOr::T(response) => Some(response.content.values_mut()),
        RefOr::Ref(_) => None,
    };
    content.into_iter().flatten().filter_map(|content| match content {
        RefOr::T(content) => content.schema.as_mut(),
        RefOr::Ref(_) => None,
    })
}

/// The names of the schemas that a schema refers to, itself or through others.
pub(super) fn reached(components: &mut Components, schema: &mut RefOr<Schema>, found: &mut BTreeSet<String>) {
    let mut fresh = Vec::new();
    each(schema, &mut |one| {
        if let RefOr::Ref(reference) = one
            && found.insert(name_of(reference).to_owned())
        {
            fresh.push(name_of(reference).to_owned());
        }
    });
    for name in fresh {
        if let Some(mut schema) = components.schemas.get(&name).cloned() {
            reached(components, &mut schema, found);
        }
    }
}

/// An object of a schema, if it is one.
pub(super) fn object(schema: &mut RefOr<Schema>) -> Option<&mut Object> {
    match schema {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    }
}
