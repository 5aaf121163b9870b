//! The contract of a demo: the examples of its operations are requests that work.

use std::collections::HashMap;

use serde_json::{Value, json};
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::{OpenApi, RefOr, Required};

use super::methods;
use crate::demo::NOBODY;
use crate::demo::rehearsal::WorkingRequest;

/// Puts into each operation who asks, what its path names, the version and the body of a request that works.
pub fn fill(document: &mut OpenApi, requests: &[WorkingRequest]) {
    let by_id: HashMap<&str, &WorkingRequest> = requests.iter().map(|one| (one.operation.as_str(), one)).collect();
    for (_, operation) in document.paths.paths.values_mut().flat_map(methods) {
        let known = operation.operation_id.as_deref().and_then(|id| by_id.get(id));
        if let Some(request) = known {
            fill_one(operation, request);
        }
    }
}

fn fill_one(operation: &mut Operation, request: &WorkingRequest) {
    let persona = request.persona.as_deref().unwrap_or(NOBODY);
    let named = ExtensionsBuilder::new().add("x-persona", json!(persona)).build();
    operation.extensions.get_or_insert_default().merge(named);
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        if parameter.parameter_in == ParameterIn::Query && !matches!(parameter.required, Required::True) {
            // A filter that is filled in would hide what there is.
            *parameter = ParameterBuilder::from(parameter.clone()).example(None).build();
        }
        let value = match parameter.name.as_str() {
            "If-Match" => request.if_match.clone().map(Value::from),
            name => request.parameters.get(name).cloned(),
        };
        if value.is_some() {
            *parameter = ParameterBuilder::from(parameter.clone()).example(value).build();
        }
    }
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    for content in body.content.values_mut() {
        if let (RefOr::T(content), Some(body)) = (content, &request.body) {
            let example = ExampleBuilder::new().summary("Works now").value(Some(body.clone())).build();
            content.examples.insert("example".to_owned(), RefOr::T(example));
        }
    }
}
