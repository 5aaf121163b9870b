//! Requests for information: to any holder under the Law № 401-V, and on the blog platform of № 95.

pub mod asking;
pub mod deciding;
pub mod entities;
pub mod erasure;
pub mod facts;
pub mod figures;
pub mod filing;
pub mod form;
pub mod lists;
pub mod moderation;
pub mod published;
pub mod remind;
pub mod requirements;
pub mod settings;
pub mod view;

use futures_util::FutureExt;
use merzim_domain::procedures::information_request::InformationRequest;
use merzim_persistence::information;

use crate::app::part::routes;
use crate::app::{Part, Place};

/// Where requests for information stand in the API.
pub const PLACE: Place = Place {
    after_reopening: Some(deciding::consider_anew),
    whole: Some(|desk, id| view::show_with_iin(desk, id)?.reply()),
    files_hidden: Some(view::hide_files),
    also_under: Some(view::also_under),
    ..Place::of::<InformationRequest>(
        "information-requests",
        &[
            ("accept", "acceptance"),
            ("return", "return"),
            ("register", "registration"),
            ("assign", "assignment"),
            ("prepare", "draft"),
            ("prepareDecision", "decision-draft"),
            ("inquire", "inquiries"),
            ("recordInquiry", "inquiry-answers"),
            ("clarify", "clarification"),
            ("explain", "explanation"),
            ("extend", "extension"),
            ("answer", "answer"),
            ("answerPartly", "answer"),
            ("refuse", "refusal"),
            ("referToPublished", "publication-reference"),
            ("askAgain", "repeat-request"),
            ("forward", "forwarding"),
            ("withdraw", "withdrawal"),
            ("reimburse", "reimbursement"),
            ("rate", "rating"),
            ("consent", "publication-consent"),
            ("withdrawConsent", "publication-consent-withdrawal"),
            ("publish", "publication"),
            ("takeDown", "publication-end"),
        ],
    )
};

/// What this folder brings to the program.
pub const PART: Part = Part {
    settings: settings::SETTINGS,
    things: &[("published-answers", |connection, _, id| information::one_published(connection, id).map(drop))],
    daily: erasure::ERASED,
    updates: Some(information::reckon_anew),
    keeps: Some(|app| remind::keep(app).boxed_local()),
    demo: include_str!("demo.json"),
    ..Part::of(
        "Information",
        "Requests for information: to any holder under the Law № 401-V, and on the blog platform of № 95.",
        &[PLACE],
        routes,
    )
};

routes! {
    filing: give_document record_oral create;
    lists: list get;
    moderation: accept send_back register assign;
    deciding: inquire record_inquiry clarify;
    asking: explain;
    deciding: extend prepare prepare_decision give refuse refer;
    asking: ask_again;
    deciding: forward;
    asking: withdraw reimburse rate consent withdraw_consent;
    published: publish take_down follow list look get;
    figures: list get draw;
    entities: list;
    requirements: list;
}
