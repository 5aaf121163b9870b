//! One thing has one name and one shape, wherever the contract has it.

use std::collections::BTreeSet;

use merzim_tests::operations;
use serde_json::Value;

/// Calls `look` with every property of every schema, and every parameter of every operation: where it stands, its name, and its schema.
fn each_field(document: &Value, look: &mut impl FnMut(&str, &str, &Value)) {
    fn walk(place: &str, schema: &Value, look: &mut impl FnMut(&str, &str, &Value)) {
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            look(place, name, property);
            walk(&format!("{place}.{name}"), property, look);
        }
        for parts in ["allOf", "anyOf", "oneOf"] {
            schema[parts].as_array().into_iter().flatten().for_each(|part| walk(place, part, look));
        }
        if schema["items"].is_object() {
            walk(place, &schema["items"], look);
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        walk(name, schema, look);
    }
    for (method, path, operation) in operations(document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if let Some(name) = parameter["name"].as_str() {
                let mut schema = parameter["schema"].clone();
                schema["description"] = parameter["description"].clone();
                look(&format!("{method} {path}"), name, &schema);
            }
        }
    }
}

/// Whether a schema is the one of this name, or that and nothing, or looks as it does: parameters refer to none.
fn is(document: &Value, schema: &Value, name: &str) -> bool {
    let named = &document["components"]["schemas"][name];
    let reference = format!("#/components/schemas/{name}");
    let mut choices = schema["oneOf"].as_array().into_iter().flatten().chain([schema]);
    choices.any(|one| one["$ref"] == *reference || (one["pattern"].is_string() && one["pattern"] == named["pattern"]))
}

#[test]
fn a_thing_has_one_shape_wherever_it_stands() {
    let document: Value = serde_json::from_str(&merzim::openapi::committed().unwrap()).unwrap();
    let shapes = [
        ("bin", "BusinessNumber"),
        ("body", "BusinessNumber"),
        ("organisation", "BusinessNumber"),
        ("week", "Week"),
        ("month", "Month"),
        ("quarter", "Quarter"),
    ];
    let mut seen = BTreeSet::new();
    each_field(&document, &mut |place, name, schema| {
        // What is said of an action is the schema of what it is sent.
        if (place, name) == ("AllowedAction", "body") {
            return;
        }
        if let Some((_, shape)) = shapes.iter().find(|(known, _)| *known == name) {
            assert!(is(&document, schema, shape), "{place}.{name} is no {shape}: {schema}");
            seen.insert(format!("{place}.{name}"));
        }
        let about = schema["description"].as_str().unwrap_or_default();
        if ["BIN of", "Its BIN", "this BIN", "(BIN)"].iter().any(|said| about.contains(said)) {
            assert!(is(&document, schema, "BusinessNumber"), "{place}.{name} is no BusinessNumber: {schema}");
        }
    });
    assert!(seen.len() > 40, "{seen:?}");
}

#[test]
fn what_has_a_shape_of_its_own_is_not_described_again() {
    let document: Value = serde_json::from_str(&merzim::openapi::committed().unwrap()).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let named: Vec<(&str, &str)> =
        schemas.iter().filter_map(|(name, schema)| Some((name.as_str(), schema["pattern"].as_str()?))).collect();
    assert!(named.len() >= 8, "{named:?}");
    each_field(&document, &mut |place, name, schema| {
        if !place.contains(' ')
            && let Some((shape, _)) = named.iter().find(|(_, pattern)| schema["pattern"] == *pattern)
        {
            panic!("{place}.{name} is a {shape}, and does not refer to it: {schema}");
        }
    });
}

#[test]
fn a_name_in_both_languages_is_on_one_line_and_short() {
    let document: Value = serde_json::from_str(&merzim::openapi::committed().unwrap()).unwrap();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for lang in ["kk", "ru"] {
            let words = &schema["properties"][lang];
            if words.is_object() {
                let is_name = name.contains("Name");
                assert_eq!(words["maxLength"], if is_name { 500 } else { 10_000 }, "{name}");
                assert_eq!(words["pattern"], if is_name { r"^.*\S.*$" } else { r"\S" }, "{name}");
            }
        }
    }
    // What is sent as a name, a title or an address in these languages is one.
    let names = ["name", "title", "position", "address", "heading"];
    each_field(&document, &mut |place, name, schema| {
        let is_sent = document["components"]["schemas"][place]["additionalProperties"] == false;
        if is_sent && (names.contains(&name) || name.ends_with("Name")) {
            let said = schema.to_string();
            assert!(
                !said.contains("schemas/Bilingual\"") && !said.contains("schemas/EitherLanguage\""),
                "{place}.{name}"
            );
        }
    });
}
