//! Instants in the contract: each has one shape, wherever it stands.

use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{OpenApi, Ref, RefOr, Schema};

use super::walk;
use crate::http::At;

/// Says of each field that is an instant what it is, instead of referring to a schema that only says so.
pub(super) fn spell_out(document: &mut OpenApi) {
    let Some(components) = &mut document.components else { return };
    let name = <At as utoipa::ToSchema>::name();
    components.schemas.remove(&*name);
    for schema in components.schemas.values_mut() {
        walk::each(schema, &mut |one| {
            if let RefOr::Ref(reference) = &*one
                && walk::name_of(reference) == name
            {
                *one = instant(reference).into();
            }
            merge(one);
        });
    }
}

fn instant(reference: &Ref) -> Object {
    let about = Some(reference.description.as_str()).filter(|about| !about.is_empty());
    let instant = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .examples(["2026-03-16T10:00:00+05:00"]);
    instant.description(about).build()
}

/// Of an instant and nothing, which are two alternatives, makes one that may be nothing.
fn merge(schema: &mut RefOr<Schema>) {
    let RefOr::T(Schema::OneOf(choice)) = schema else { return };
    let is_nothing = |one: &RefOr<Schema>| matches!(one, RefOr::T(Schema::Object(object)) if object.schema_type == SchemaType::Type(Type::Null));
    let is_instant = |one: &RefOr<Schema>| matches!(one, RefOr::T(Schema::Object(object)) if object.format == Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
    if choice.items.len() == 2
        && choice.items.iter().any(is_nothing)
        && let Some(RefOr::T(Schema::Object(mut instant))) = choice.items.iter().find(|one| is_instant(one)).cloned()
    {
        instant.schema_type = SchemaType::from_iter([Type::String, Type::Null]);
        instant.description = instant.description.or_else(|| choice.description.clone());
        *schema = instant.into();
    }
}
