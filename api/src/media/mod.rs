//! Press officers, the weekly submission and the media grid (№ 444-НҚ).

pub mod event;
pub mod follow;
pub mod materials;
pub mod officers;
pub mod settings;
pub mod weekly;

use futures_util::FutureExt;
use merzim_domain::procedures::materials_request::MaterialsRequest;
use merzim_domain::procedures::press_officer::PressOfficer;
use merzim_domain::procedures::weekly_submission::WeeklySubmission;

use self::materials::requests;
use self::officers::{actions as officer, directory};
use self::weekly::{recur, submissions};
use crate::app::part::routes;
use crate::app::{Part, Place};
use crate::recurring;

/// Where press officers stand in the API.
pub const OFFICERS: Place = Place::of::<PressOfficer>(
    "press-officers",
    &[("changeContacts", "contacts"), ("confirm", "confirmation"), ("replace", "replacement"), ("end", "ending")],
);

/// Where requests for materials stand in the API.
pub const MATERIALS: Place = Place::of::<MaterialsRequest>(
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

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: settings::SETTINGS,
    recurs: &[recurring::catch_up::<WeeklySubmission>, recur::release, recur::remind],
    keeps: Some(|app| follow::keep(app).boxed_local()),
    demo: include_str!("demo.json"),
    ..Part::of(
        "Media",
        "Press officers, the weekly submission and the media grid (№ 444-НҚ).",
        &[OFFICERS, weekly::PLACE, MATERIALS],
        routes,
    )
};

routes! {
    directory: download_csv download_xlsx list get;
    officer: create change_contacts confirm replace end;
    submissions: list get submit correct revisions suggest;
    requests: create list get agree decline request_agreed provide supplement withdraw;
}
