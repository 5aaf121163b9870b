//! What an error says is one object in the contract: linters and clients look there for what RFC 9457 asks for, not in its parts.

use utoipa::ToSchema;
use utoipa::openapi::schema::{AllOf, Object};
use utoipa::openapi::{OpenApi, RefOr, Schema};

use super::walk;
use crate::problem::{AlsoRefused, ProblemBody, Times};

/// Makes one object of the parts of a problem.
pub(super) fn make_whole(document: &mut OpenApi) {
    let Some(components) = &mut document.components else { return };
    let Some(times) = components.schemas.remove(&*Times::name()) else { return };
    for name in [ProblemBody::name(), AlsoRefused::name()] {
        if let Some(RefOr::T(schema)) = components.schemas.get_mut(&*name)
            && let Schema::AllOf(parts) = schema
        {
            *schema = Schema::Object(whole(parts, &times));
        }
    }
}

/// The properties of all parts, of which one is told by reference: it is this.
fn whole(parts: &AllOf, referred: &RefOr<Schema>) -> Object {
    let mut whole = Object::new();
    whole.description.clone_from(&parts.description);
    whole.examples.clone_from(&parts.examples);
    whole.example.clone_from(&parts.example);
    // The parts that are told by reference come last, as they do in an answer.
    let (told, own): (Vec<_>, Vec<_>) = parts.items.iter().partition(|part| walk::referred(part).is_some());
    for part in own.into_iter().chain(told.into_iter().map(|_| referred)) {
        if let RefOr::T(Schema::Object(object)) = part {
            whole.properties.extend(object.properties.clone());
            whole.required.extend(object.required.clone());
            whole.example = whole.example.or_else(|| object.example.clone());
        }
    }
    whole
}
