//! Requests for information-reference materials (№ 444-НҚ ¶7–8).

pub mod facts;
pub mod form;
pub mod remind;
pub mod requests;
pub mod view;

use merzim_domain::procedures::materials_request::MaterialsRequest;

use crate::app::Place;

/// Where requests for materials stand in the API.
pub const PLACE: Place = Place::of::<MaterialsRequest>(
    "materials-requests",
    &[
        ("agree", "agreement"),
        ("decline", "refusal"),
        ("request", "request"),
        ("provide", "provision"),
        ("supplement", "supplement"),
        ("withdraw", "withdrawal"),
    ],
);
