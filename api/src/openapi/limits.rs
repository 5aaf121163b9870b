//! Limits that a form, a kind of number or a page of a list has by itself.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::Look;
use utoipa::Number;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, Object, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{OpenApi, RefOr, Schema};

use super::{methods, walk};

/// The largest whole number that every client can tell from the next one.
const SAFE: usize = (1 << 53) - 1;
/// How long the name or id of a thing is at most.
const NAME: usize = 100;
/// How many items a page of a list has at most.
const PAGE: usize = 100;

/// Says them of every schema that does not say others.
pub(super) fn limit(document: &mut OpenApi) {
    if let Some(components) = &mut document.components {
        for schema in components.schemas.values_mut() {
            walk::each(schema, &mut limit_one);
        }
    }
    for (_, operation) in document.paths.paths.values_mut().flat_map(methods) {
        limit_all(operation);
    }
}

fn limit_all(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(Parameter { parameter_in, schema: Some(schema), .. }) = parameter else { continue };
        walk::each(schema, &mut limit_one);
        if *parameter_in == ParameterIn::Path
            && let Some(object) = walk::object(schema)
            && object.schema_type == SchemaType::Type(Type::String)
        {
            object.max_length.get_or_insert(NAME);
        }
    }
    walk::answered(operation).for_each(|schema| walk::each(schema, &mut limit_one));
}

fn limit_one(schema: &mut RefOr<Schema>) {
    let Some(object) = walk::object(schema) else { return };
    let (is_page, items) = (object.properties.contains_key("nextCursor"), object.properties.get_mut("items"));
    if let (true, Some(RefOr::T(Schema::Array(items)))) = (is_page, items) {
        items.max_items.get_or_insert(PAGE);
    }
    object.max_length = object.max_length.or_else(|| longest(object));
    if let Some(largest) = largest(object) {
        object.minimum.get_or_insert(Number::UInt(0));
        object.maximum.get_or_insert(Number::UInt(largest));
    }
}

/// How many characters a text of this form has at most.
fn longest(object: &Object) -> Option<usize> {
    let of_pattern = object.pattern.as_deref().and_then(longest_match);
    of_pattern.or_else(|| longest_of_format(object))
}

/// How many characters a text has at most that fits a pattern from end to end. The patterns of contracts know ASCII digits only.
fn longest_match(pattern: &str) -> Option<usize> {
    let hir = ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern).ok()?;
    let properties = hir.properties();
    let is_whole =
        properties.look_set_prefix().contains(Look::Start) && properties.look_set_suffix().contains(Look::End);
    is_whole.then(|| properties.maximum_len()).flatten()
}

fn longest_of_format(object: &Object) -> Option<usize> {
    let SchemaFormat::KnownFormat(format) = object.format.as_ref()? else { return None };
    match format {
        KnownFormat::Date => Some("2026-03-16".len()),
        KnownFormat::DateTime => Some("2026-03-16T10:00:00.123456789+05:00".len()),
        KnownFormat::Uuid => Some("0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11".len()),
        _ => None,
    }
}

/// The largest whole number of this kind.
fn largest(object: &Object) -> Option<usize> {
    let SchemaFormat::KnownFormat(format) = object.format.as_ref()? else { return None };
    match format {
        KnownFormat::Int32 => usize::try_from(i32::MAX).ok(),
        KnownFormat::Int64 => Some(SAFE),
        _ => None,
    }
}
