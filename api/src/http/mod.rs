//! What every handler shares: who asks, strict input, answers, problems, pages.

pub mod call;
pub mod code;
pub mod contract;
pub mod door;
pub mod edge;
pub mod gate;
pub mod given;
pub mod input;
mod json;
pub mod limits;
mod lists;
pub mod paging;
pub mod places;
pub mod reply;
pub mod sheet;
pub mod strict;

pub use call::{Call, Visit};
pub use code::{Code, RegionCode};
pub use given::{GivenBin, GivenEmail, GivenIin, GivenPhone};
pub use input::{Body, PathId, Query, block};
pub use paging::{Listed, Paging, Since};
pub(crate) use paging::{list_of, page_of};
pub use reply::{Answer, Reply};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where the API begins.
pub const BASE: &str = "/api/v1";

/// Declares words in both languages, as a pattern has them.
macro_rules! bilingual {
    ($(#[$about:meta])+ $name:ident, $pattern:literal) => {
        $(#[$about])+
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Kazakh.
            #[schema(min_length = 1, max_length = 10_000, pattern = $pattern, example = "Ашық үкімет чаты")]
            pub kk: String,
            /// Russian.
            #[schema(min_length = 1, max_length = 10_000, pattern = $pattern, example = "Чат открытого правительства")]
            pub ru: String,
        }

        impl $name {
            /// In the language asked for; in Kazakh where it is neither of the two.
            pub fn get(&self, lang: merzim_domain::Lang) -> &str {
                match lang {
                    merzim_domain::Lang::Ru => &self.ru,
                    merzim_domain::Lang::Kk | merzim_domain::Lang::En => &self.kk,
                }
            }
        }

        impl From<$name> for merzim_domain::Bilingual {
            fn from($name { kk, ru }: $name) -> Self {
                Self { kk, ru }
            }
        }

        impl From<merzim_domain::Bilingual> for $name {
            fn from(merzim_domain::Bilingual { kk, ru }: merzim_domain::Bilingual) -> Self {
                Self { kk, ru }
            }
        }
    };
}

bilingual!(
    /// Words in Kazakh and in Russian. They may have several lines.
    Bilingual,
    r"\S"
);
bilingual!(
    /// A name in Kazakh and in Russian, each on one line.
    BilingualName,
    r"^.*\S.*$"
);

impl From<BilingualName> for Bilingual {
    fn from(BilingualName { kk, ru }: BilingualName) -> Self {
        Self { kk, ru }
    }
}

/// The bytes.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct File(());

/// Instant, RFC 3339, with the offset of Kazakhstan's clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(as = Instant, value_type = String, format = DateTime, examples("2026-03-16T10:00:00+05:00"))]
pub struct At(
    #[serde(serialize_with = "local", deserialize_with = "time::serde::rfc3339::deserialize")] pub time::OffsetDateTime,
);

fn local<S: serde::Serializer>(at: &time::OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&merzim_domain::zone::rfc3339(*at))
}

impl From<merzim_persistence::sql_types::Instant> for At {
    fn from(instant: merzim_persistence::sql_types::Instant) -> Self {
        Self(instant.0)
    }
}
