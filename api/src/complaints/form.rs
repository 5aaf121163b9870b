//! What is said with a complaint: filed, passed on, decided.

use merzim_domain::procedures::complaint::{ComplaintDecision, ComplaintGround};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::http::{Bilingual, BilingualName, Code, GivenBin};

pub(crate) type ComplaintGroundCode = Code<ComplaintGround>;
pub(crate) type ComplaintDecisionCode = Code<ComplaintDecision>;

/// A complaint.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "case": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "ground": "decision",
    "text": "Бас тарту заңсыз: мәселе басшының құзыретіне жатады",
    "demand": "Жолданымды қайта қарау",
}))]
pub struct ComplaintForm {
    /// The case in which it was decided, or should have been.
    pub case: Uuid,
    /// What is complained of.
    pub ground: ComplaintGroundCode,
    /// Why.
    #[schema(
        min_length = 1,
        max_length = 50_000,
        pattern = r"\S",
        example = "Бас тарту заңсыз: мәселе басшының құзыретіне жатады"
    )]
    pub text: String,
    /// What is asked for.
    #[schema(max_length = 10_000, example = "Жолданымды қайта қарау")]
    pub demand: Option<String>,
    /// On which day the participant learned of the decision; the day on which it was told, if none.
    pub known_on: Option<Date>,
}

/// To whom a complaint is passed on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "to": "940740000911",
    "toName": { "kk": "ДЕМО: Жоғары тұрған орган", "ru": "ДЕМО: Вышестоящий орган" },
}))]
#[schema(as = ComplaintPassingOnForm)]
pub struct PassingOnForm {
    /// BIN of the body that considers the complaint.
    pub to: GivenBin,
    /// Its name.
    pub to_name: BilingualName,
}

/// How a complaint is decided.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ComplaintDecisionForm {
    /// How.
    pub decision: ComplaintDecisionCode,
    /// The reasons.
    pub reasons: Bilingual,
}
