//! Coded words in the contract.

use std::borrow::Cow;

use merzim_domain::region::Region;
use merzim_domain::{Lang, Vocabulary};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::enumeration;
use crate::problem::Problem;

/// A word of a closed list, as its stable code. Refer to it by a type alias in anything that derives
/// [`ToSchema`], so that the schema has the name of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code<V>(pub V);

/// Code of a language.
pub type LangCode = Code<Lang>;
/// Code of a region.
pub type RegionCode = Code<Region>;

impl<V: Vocabulary> Code<V> {
    /// The title in `lang`.
    pub fn title(self, lang: Lang) -> String {
        self.0.title().get(lang).to_owned()
    }

    /// The word with this code, which was stored and so must be known.
    pub fn known(code: &str) -> Result<Self, Problem> {
        V::parse(code).map(Self).ok_or_else(|| Problem::internal(format!("{} has no `{code}`", V::NAME)))
    }

    /// The same, where none need be stored.
    pub fn some(code: Option<&str>) -> Result<Option<Self>, Problem> {
        code.map(Self::known).transpose()
    }
}

impl<V: Vocabulary> Serialize for Code<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.code())
    }
}

impl<'de, V: Vocabulary> Deserialize<'de> for Code<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = Cow::<'de, str>::deserialize(deserializer)?;
        V::parse(&code).map(Self).ok_or_else(|| serde::de::Error::custom(format!("unknown code `{code}`")))
    }
}

impl<V: Vocabulary> PartialSchema for Code<V> {
    fn schema() -> RefOr<Schema> {
        enumeration::schema(V::ABOUT.trim(), V::ALL.iter().map(|word| (word.code(), word.title())))
    }
}

impl<V: Vocabulary> ToSchema for Code<V> {
    fn name() -> Cow<'static, str> {
        V::NAME.into()
    }
}
