//! What the contract says of a case that is shown: of what every case has, and of what its procedure adds.

use std::borrow::Cow;

use merzim_domain::Vocabulary;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, OneOfBuilder, RefBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::shown::Shown;
use super::view::{CaseBelow, CaseHead};
use crate::app::Serves;
use crate::http::Code;

/// What may stand below a case that is shown.
pub trait Below {
    /// Name of its schema, if it has one.
    fn name() -> Option<Cow<'static, str>>;

    /// That schema, and those that it refers to.
    fn schemas() -> Vec<(String, RefOr<Schema>)>;
}

impl Below for () {
    fn name() -> Option<Cow<'static, str>> {
        None
    }

    fn schemas() -> Vec<(String, RefOr<Schema>)> {
        Vec::new()
    }
}

impl Below for CaseBelow {
    fn name() -> Option<Cow<'static, str>> {
        Some(<Self as ToSchema>::name())
    }

    fn schemas() -> Vec<(String, RefOr<Schema>)> {
        with_schemas::<Self>()
    }
}

/// A schema, and those that it refers to.
fn with_schemas<T: ToSchema>() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    schemas
}

/// What stands for a schema where something has it.
fn reference(name: &str, about: &str) -> RefOr<Schema> {
    RefBuilder::new().ref_location_from_schema_name(name).description(Some(about)).into()
}

impl<P: Serves, T: ToSchema, B: Below> PartialSchema for Shown<P, T, B> {
    fn schema() -> RefOr<Schema> {
        let null = ObjectBuilder::new().schema_type(Type::Null);
        // What decides nothing has no list of outcomes.
        let outcome: RefOr<Schema> = if P::Outcome::ALL.is_empty() {
            null.description(Some(P::ABOUT_OUTCOME)).into()
        } else {
            OneOfBuilder::new().item(reference(P::Outcome::NAME, P::ABOUT_OUTCOME)).item(null).into()
        };
        let mut object = ObjectBuilder::new()
            .property("state", reference(P::State::NAME, "How far it has come."))
            .property("outcome", outcome)
            .required("state")
            .build();
        let mut all = vec![reference(&CaseHead::name(), "What every case has.")];
        let (own, about) = match T::schema() {
            // With flattened parts, utoipa writes an allOf.
            RefOr::T(Schema::AllOf(own)) => (own.items, own.description),
            // Without, an object.
            RefOr::T(Schema::Object(own)) => (vec![own.clone().into()], own.description),
            // Else a reference, which stands as it is.
            other => (vec![other], None),
        };
        // Its own fields join state and outcome; what it flattens is referred to.
        for item in own {
            match item {
                RefOr::T(Schema::Object(own)) => {
                    object.properties.extend(own.properties);
                    object.required.extend(own.required);
                }
                other => all.push(other),
            }
        }
        all.extend(B::name().map(|name| reference(&name, P::ABOUT_BELOW)));
        all.push(object.into());
        all.into_iter().fold(AllOfBuilder::new().description(about), AllOfBuilder::item).into()
    }
}

impl<P: Serves, T: ToSchema, B: Below> ToSchema for Shown<P, T, B> {
    fn name() -> Cow<'static, str> {
        T::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.extend(with_schemas::<CaseHead>());
        schemas.extend(with_schemas::<Code<P::State>>());
        if !P::Outcome::ALL.is_empty() {
            schemas.extend(with_schemas::<Code<P::Outcome>>());
        }
        T::schemas(schemas);
        schemas.extend(B::schemas());
    }
}
