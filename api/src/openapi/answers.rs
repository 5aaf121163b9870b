//! What is sent is strict, what is answered is open: a later version of Merzim may know more words and more fields.
//!
//! So a field of an answer that has one of some words may have another, and an answer forbids no further field. A schema that
//! stands in requests and in answers, and differs by that, stands twice: `MeetingForm` is sent, `MeetingFormView` is answered.

use std::collections::BTreeSet;

use utoipa::openapi::schema::{AnyOfBuilder, Object, ObjectBuilder, Type};
use utoipa::openapi::{Components, OpenApi, Ref, RefOr, Schema};

use super::{methods, walk};

/// The end of the names of what is answered, where it differs from what is sent.
const VIEW: &str = "View";
/// How long a word may be that is not known yet.
const WORD: usize = 64;

/// Parts what is sent from what is answered, and opens the latter.
pub(super) fn open(document: &mut OpenApi) {
    let mut components = document.components.take().unwrap_or_default();
    let (mut asked, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for operation in document.paths.paths.values_mut().flat_map(methods).map(|(_, operation)| operation) {
        walk::asked(operation).for_each(|schema| walk::reached(&mut components, schema, &mut asked));
        walk::answered(operation).for_each(|schema| walk::reached(&mut components, schema, &mut answered));
    }
    let words: BTreeSet<String> =
        components.schemas.iter().filter(|(_, schema)| has_words(schema)).map(|(name, _)| name.clone()).collect();
    let both: BTreeSet<String> =
        asked.intersection(&answered).filter(|name| differs(&mut components, name, &words)).cloned().collect();
    let shown = |schema: &mut RefOr<Schema>| {
        if let RefOr::Ref(reference) = schema
            && both.contains(walk::name_of(reference))
        {
            reference.ref_location.push_str(VIEW);
        }
    };
    for name in &both {
        let twin = components.schemas.get(name).cloned();
        components.schemas.extend(twin.map(|twin| (format!("{name}{VIEW}"), twin)));
    }
    for (name, schema) in &mut components.schemas {
        if !asked.contains(name) {
            walk::each(schema, &mut |one| {
                shown(one);
                open_one(one, &words);
            });
        }
    }
    for operation in document.paths.paths.values_mut().flat_map(methods).map(|(_, operation)| operation) {
        walk::answered(operation).for_each(|schema| walk::each(schema, &mut { shown }));
    }
    document.components = Some(components);
}

/// Whether a schema is one of some words.
fn has_words(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(Object { enum_values: Some(_), .. })))
}

/// Whether a schema is another one once it is open.
fn differs(components: &mut Components, name: &str, words: &BTreeSet<String>) -> bool {
    let Some(mut schema) = components.schemas.get(name).filter(|schema| !has_words(schema)).cloned() else {
        return false;
    };
    let mut below = BTreeSet::from([name.to_owned()]);
    walk::reached(components, &mut schema, &mut below);
    below.iter().any(|name| {
        let mut strict = words.contains(name);
        if let Some(mut schema) = components.schemas.get(name).cloned() {
            walk::each(&mut schema, &mut |one| {
                strict |= walk::object(one).is_some_and(|object| object.additional_properties.is_some());
            });
        }
        strict
    })
}

/// Opens a schema of an answer.
fn open_one(schema: &mut RefOr<Schema>, words: &BTreeSet<String>) {
    let is_word =
        |item: &RefOr<Schema>| matches!(item, RefOr::Ref(reference) if words.contains(walk::name_of(reference)));
    match schema {
        RefOr::Ref(reference) if words.contains(walk::name_of(reference)) => {
            let known = Ref::new(reference.ref_location.clone());
            let about = Some(reference.description.clone()).filter(|about| !about.is_empty());
            let open = AnyOfBuilder::new().item(known).item(another_word()).description(about);
            *schema = RefOr::T(open.build().into());
        }
        // What has been opened within: a word or nothing.
        RefOr::T(Schema::OneOf(choice)) => {
            let opened = choice
                .items
                .iter()
                .any(|item| matches!(item, RefOr::T(Schema::AnyOf(any)) if any.items.iter().any(is_word)));
            if opened {
                let mut about = choice.description.take();
                let mut open = AnyOfBuilder::new();
                for item in choice.items.drain(..) {
                    match item {
                        RefOr::T(Schema::AnyOf(word)) if word.items.iter().any(is_word) => {
                            about = about.or(word.description);
                            open = word.items.into_iter().fold(open, AnyOfBuilder::item);
                        }
                        other => open = open.item(other),
                    }
                }
                let open = open.description(about);
                *schema = RefOr::T(open.build().into());
            }
        }
        RefOr::T(Schema::Object(object)) => object.additional_properties = None,
        // What is hidden leaves a list empty that had something when it was sent.
        RefOr::T(Schema::Array(list)) => list.min_items = None,
        _ => {}
    }
}

fn another_word() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(WORD))
        .description(Some("A word of a later version."))
        .build()
}
