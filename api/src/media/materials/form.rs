//! What is said with a request for materials.

use merzim_domain::procedures::materials_request::MaterialsKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Bilingual, Code, EitherLanguage, GivenBin};

pub(crate) type MaterialsKindCode = Code<MaterialsKind>;

/// A request for information-reference materials (№ 444-НҚ ¶7).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "body": "100140000003",
    "kinds": ["statistics", "infographics"],
    "text": {
        "kk": "ДЕМО: 2026 жылғы бірінші тоқсандағы қызметтер бойынша деректер",
        "ru": "ДЕМО: данные об услугах за первый квартал 2026 года",
    },
}))]
pub struct MaterialsRequestForm {
    /// BIN of the body about whose work it is; the register of organisations knows it.
    pub body: GivenBin,
    /// What is asked for.
    #[schema(value_type = BTreeSet<MaterialsKindCode>, min_items = 1, max_items = 5)]
    pub kinds: Vec<MaterialsKindCode>,
    /// What exactly, and what for.
    pub text: Bilingual,
}

/// That the General Prosecutor's Office agrees to a request.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct MaterialsAgreementForm {
    /// On which conditions, if on any.
    pub text: Option<EitherLanguage>,
}

/// Why a request is declined, or withdrawn.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MaterialsReasonsForm {
    /// Why.
    pub reasons: Bilingual,
}

/// Materials, besides the files that are attached.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": { "kk": "ДЕМО: тоқсан ішінде 1 250 қызмет көрсетілді", "ru": "ДЕМО: за квартал оказано 1 250 услуг" } }))]
pub struct MaterialsForm {
    /// The materials as text, or what is to be said of the files. Attach the files first; there must be one, or a text.
    pub text: Option<EitherLanguage>,
}
