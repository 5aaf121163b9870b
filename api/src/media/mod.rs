//! Press officers, the weekly submission and the media grid (№ 444-НҚ).

pub mod asked;
pub mod event;
pub mod follow;
pub mod grids;
pub mod issues;
pub mod materials;
pub mod officer;
pub mod officers;
pub mod outlets;
pub mod settings;
pub mod weekly;

use futures_util::FutureExt;
use merzim_domain::procedures::cross_body_issue::CrossBodyIssue;
use merzim_domain::procedures::materials_request::MaterialsRequest;
use merzim_domain::procedures::media_grid::MediaGrid;
use merzim_domain::procedures::press_officer::PressOfficer;
use merzim_domain::procedures::weekly_submission::WeeklySubmission;

use self::grids::{compiling, feeds, pages, tables};
use self::issues::{information, raised};
use self::materials::{actions as answers, requests};
use self::officers::{actions as naming, directory};
use self::outlets::{deliveries, register};
use self::weekly::submissions;
use crate::app::part::{Daily, routes};
use crate::app::{Part, Place};
use crate::recurring;

/// Where press officers stand in the API.
pub const OFFICERS: Place = Place {
    whole: Some(|desk, id| officers::view::show(desk, id)?.reply()),
    ..Place::of::<PressOfficer>(
        "press-officers",
        &[("changeContacts", "contacts"), ("confirm", "confirmation"), ("replace", "replacement"), ("end", "ending")],
    )
};

/// Where weekly submissions stand in the API.
pub const WEEKLY: Place = Place {
    whole: Some(|desk, id| weekly::view::show(desk, id)?.reply()),
    ..Place::of::<WeeklySubmission>("weekly-submissions", &[("submit", "submission"), ("correct", "correction")])
};

/// Where media grids stand in the API.
pub const GRIDS: Place = Place {
    public: true,
    things: &["outlets"],
    whole: Some(|desk, id| grids::view::show(desk, id)?.reply()),
    ..Place::of::<MediaGrid>(
        "media-grids",
        &[("approve", "approval"), ("reopen", "reopening"), ("send", "dispatch"), ("correct", "correction")],
    )
};

/// Where what bodies tell of issues stands in the API.
pub const ISSUES: Place = Place {
    things: &["cross-body-issues"],
    whole: Some(|desk, id| issues::view::show(desk, id)?.reply()),
    ..Place::of::<CrossBodyIssue>("issue-information", &[("provide", "provision"), ("supplement", "supplement")])
};

/// Where requests for materials stand in the API.
pub const MATERIALS: Place = Place {
    whole: Some(|desk, id| materials::view::show(desk, id)?.reply()),
    ..Place::of::<MaterialsRequest>(
        "materials-requests",
        &[
            ("agree", "agreement"),
            ("decline", "refusal"),
            ("request", "request"),
            ("provide", "provision"),
            ("supplement", "supplement"),
            ("withdraw", "withdrawal"),
        ],
    )
};

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: settings::SETTINGS,
    daily: &[
        Daily::Move(officers::daily::end),
        Daily::Begin(recurring::catch_up::<WeeklySubmission>),
        Daily::Begin(recurring::catch_up::<MediaGrid>),
        Daily::Move(weekly::daily::release),
        Daily::Move(weekly::daily::resume),
        Daily::Move(raised::release),
        Daily::Move(materials::daily::release),
        Daily::Move(weekly::daily::remind),
    ],
    things: &[
        ("cross-body-issues", |connection, viewer, id| issues::find(connection, viewer, id).map(drop)),
        ("outlets", outlets::there),
    ],
    keeps: Some(|app| follow::keep(app).boxed_local()),
    demo: include_str!("demo.json"),
    ..Part::of(
        "Media",
        "Press officers, the weekly submission and the media grid (№ 444-НҚ).",
        &[OFFICERS, WEEKLY, GRIDS, ISSUES, MATERIALS],
        routes,
    )
};

routes! {
    directory: download_csv download_xlsx list get;
    naming: create change_contacts confirm replace end;
    submissions: list get submit correct revisions suggest;
    compiling: list get replace approve reopen send correct revisions candidates suggest;
    deliveries: of_grid;
    pages: draw print;
    feeds: subscribe follow;
    tables: download_json download_csv download_xlsx;
    register: create list get replace confirm unsubscribe;
    deliveries: to_outlet;
    raised: raise list get publish withdraw;
    information: list get provide supplement;
    requests: create list get;
    answers: agree decline request_agreed provide supplement withdraw;
}
