//! What the ministry picks for a grid.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::http::{Bilingual, BilingualName, EitherLanguage};

/// The events of a grid, in its order.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "items": [{
        "submission": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
        "event": "flood-briefing",
        "heading": { "kk": "Аптаның басты оқиғалары", "ru": "Главные события недели" },
        "title": { "kk": "ДЕМО: Су тасқыны туралы брифинг", "ru": "ДЕМО: Брифинг о паводках" },
    }],
}))]
pub struct MediaGridForm {
    /// What is picked, in the order in which it is shown under its headings.
    #[schema(max_items = 300)]
    pub items: Vec<GridItem>,
}

/// An event of a submission, as the grid has it. What the body submitted stays as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GridItem {
    /// Id of the submission.
    pub submission: Uuid,
    /// Code of the event in it.
    #[schema(min_length = 1, max_length = 40, pattern = r"^[a-z0-9][a-z0-9-]*$", example = "flood-briefing")]
    pub event: String,
    /// Under which heading it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<BilingualName>,
    /// Its title, in other words than those of the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<BilingualName>,
    /// What the media should know of it, in the words of the ministry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Bilingual>,
}

/// How a grid is sent.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct GridDispatchForm {
    /// That the week has no event of significance: for a grid without events, where some were submitted or may be yet.
    #[serde(default)]
    pub nothing_planned: bool,
}

/// Why a version is sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": { "kk": "Уақыты нақтыланды", "ru": "Уточнено время" } }))]
pub struct GridCorrectionForm {
    /// Why, in words.
    pub reason: Option<EitherLanguage>,
}
