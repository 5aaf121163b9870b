//! What people say to what everybody may follow: how it is answered, and hidden.

use merzim_domain::gathering::HidingGround;
use merzim_persistence::Json;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::app::{Record, added};
use crate::http::input::{rule, together};
use crate::http::{At, Code};
use crate::problem::Problem;

pub(crate) type HidingGroundCode = Code<HidingGround>;

/// An answer that was given.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Answer)]
pub struct StoredAnswer {
    /// What it says.
    #[schema(example = "Толық сома шешімнің қосымшасында (демо)")]
    pub text: String,
    /// When it was given.
    #[schema(value_type = String, format = DateTime, example = "2026-05-14T11:05:00+05:00")]
    pub answered_at: At,
    /// What was answered before, the first answer first.
    #[serde(default)]
    #[schema(example = json!([]))]
    pub earlier: Vec<EarlierAnswer>,
}

/// An answer in whose place another was given.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EarlierAnswer {
    /// What it said.
    #[schema(example = "Толық сома кейін айтылады (демо)")]
    pub text: String,
    /// When it was given.
    #[schema(value_type = String, format = DateTime, example = "2026-05-14T11:01:00+05:00")]
    pub answered_at: At,
}

impl StoredAnswer {
    /// An answer that is given now, in place of the one that is stored, if one is: that stays to be seen.
    pub fn in_place_of(stored: Option<&Json>, text: String, answered_at: At) -> Result<Self, Problem> {
        let mut earlier = Vec::new();
        if let Some(before) = Self::read_some(stored)? {
            earlier = before.earlier;
            added(&mut earlier, EarlierAnswer { text: before.text, answered_at: before.answered_at })?;
        }
        Ok(Self { text, answered_at, earlier })
    }

    /// When the first answer was given.
    pub fn first_at(&self) -> At {
        self.earlier.first().map_or(self.answered_at, |earlier| earlier.answered_at)
    }
}

/// A line of the log of moderation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Moderation {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-05-14T11:05:00+05:00")]
    pub at: At,
    /// Whether it was hidden then, or shown again.
    pub hidden: bool,
    /// The ground on which it was hidden.
    pub ground: Option<HidingGroundCode>,
    /// What that was about.
    #[schema(example = "Жарнама сілтемесі")]
    pub explanation: Option<String>,
}

impl Record for StoredAnswer {}
impl Record for Moderation {}

impl Moderation {
    /// It is shown again.
    pub const fn shown(at: OffsetDateTime) -> Self {
        Self { at: At(at), hidden: false, ground: None, explanation: None }
    }

    /// The log with this line at its end.
    pub fn after(self, log: &Json) -> Result<Json, Problem> {
        let mut lines = Vec::<Self>::read(log)?;
        // What is shown may always be hidden, but not shown again without end.
        if self.hidden {
            lines.push(self)
        } else {
            added(&mut lines, self)?
        }
        lines.write()
    }
}

/// An answer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AnswerForm {
    /// What it says.
    #[schema(
        min_length = 1,
        max_length = 10_000,
        pattern = r"\S",
        example = "Толық сома шешімнің қосымшасында (демо)"
    )]
    pub text: String,
}

/// Why something is hidden.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HidingForm {
    /// The ground.
    pub ground: HidingGroundCode,
    /// What it is about; needed for `unlawful`.
    #[schema(min_length = 1, max_length = 2_000, pattern = r"\S", example = "Жарнама сілтемесі")]
    pub explanation: Option<String>,
}

impl Validate for HidingForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let explained = self.explanation.as_deref().is_some_and(|text| !text.trim().is_empty());
        let message =
            "қай заң бұзылғанын көрсету керек|нужно указать, какой закон нарушен|must say which law is broken";
        together([rule(explained || self.ground.0 != HidingGround::Unlawful, "/explanation /ground", message)])
    }
}

impl HidingForm {
    /// It is hidden so.
    pub fn at(self, at: OffsetDateTime) -> Moderation {
        let Self { ground, explanation } = self;
        Moderation { at: At(at), hidden: true, ground: Some(ground), explanation }
    }
}
