//! How the contract tells of a closed list of codes.

use merzim_domain::Text;
use serde_json::json;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

/// What a schema has besides its `enum`: the title of each code, in three languages, in the same order.
pub const TITLES: &str = "x-enum-titles";

/// The schema of a closed list of codes, each with its title.
pub fn schema(about: &str, words: impl Iterator<Item = (&'static str, Text)>) -> RefOr<Schema> {
    let (codes, titles): (Vec<&str>, Vec<Text>) = words.unzip();
    let listed: Vec<String> =
        codes.iter().zip(&titles).map(|(code, title)| format!("- `{code}`: {}", title.en)).collect();
    ObjectBuilder::new()
        .extensions(Some(ExtensionsBuilder::new().add(TITLES, json!(titles)).build()))
        .schema_type(Type::String)
        .examples(codes.first().copied())
        .enum_values(Some(codes))
        .description(Some(format!("{about}\n\n{}", listed.join("\n"))))
        .into()
}
