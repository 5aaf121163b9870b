//! What is said of an issue that concerns several bodies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::app::Record;
use crate::http::{At, Bilingual, BilingualName, GivenBin};

/// An issue that concerns several bodies.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "title": { "kk": "ДЕМО: Көктемгі су тасқыны", "ru": "ДЕМО: Весенние паводки" },
    "text": { "kk": "Дайындық пен эвакуация туралы бірыңғай ақпарат керек", "ru": "Нужна единая информация о подготовке и эвакуации" },
    "bodies": ["100140000003", "000740000004"],
}))]
pub struct CrossBodyIssueForm {
    /// What it is called.
    pub title: BilingualName,
    /// What it is about, and what information is needed.
    pub text: Bilingual,
    /// BINs of the bodies that it concerns: each owes its information within one working day (444-4).
    #[schema(value_type = BTreeSet<GivenBin>, min_items = 2, max_items = 200, example = json!(["100140000003", "000740000004"]))]
    pub bodies: Vec<GivenBin>,
}

/// What a body tells of an issue.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "text": { "kk": "Барлық өңірде эвакуация жоспары бекітілді", "ru": "Во всех регионах утверждён план эвакуации" },
}))]
pub struct IssueInformationForm {
    /// The information, within the competence of the body.
    pub text: Bilingual,
}

/// Something that a body has told of an issue.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IssueStatement {
    /// When.
    pub at: At,
    /// The information.
    pub text: Bilingual,
}

impl Record for IssueStatement {}

/// The single information agenda of an issue.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "text": { "kk": "Мемлекеттік органдардың бірыңғай ұстанымы", "ru": "Единая позиция государственных органов" },
    "forMedia": true,
}))]
pub struct AgendaForm {
    /// What bodies say with one voice.
    pub text: Bilingual,
    /// Whether it is for the mass media too; else for the bodies that the issue concerns.
    #[serde(default)]
    pub for_media: bool,
}
