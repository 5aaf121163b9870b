//! What every handler shares: who asks, strict input, answers, problems, pages.

pub mod call;
pub mod code;
pub mod contract;
pub mod door;
pub mod download;
pub mod edge;
pub mod gate;
pub mod input;
pub mod instant;
mod json;
pub mod limits;
mod lists;
pub mod paging;
pub mod places;
pub mod reply;
pub mod sheet;
pub mod strict;
pub mod tags;

pub use call::{Call, Visit};
pub use code::{Code, RegionCode};
pub use input::{Body, PathId, Query, block};
pub use paging::{Listed, Paging, Since};
pub(crate) use paging::{list_of, page_of};
pub use reply::{Answer, Reply};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where the API begins.
pub const BASE: &str = "/api/v1";

/// Words in Kazakh and in Russian.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Kazakh.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Ашық үкімет чаты")]
    pub kk: String,
    /// Russian.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Чат открытого правительства")]
    pub ru: String,
}

impl Bilingual {
    /// In the language asked for; in Kazakh where it is neither of the two.
    pub fn get(&self, lang: merzim_domain::Lang) -> &str {
        match lang {
            merzim_domain::Lang::Ru => &self.ru,
            merzim_domain::Lang::Kk | merzim_domain::Lang::En => &self.kk,
        }
    }
}

impl From<Bilingual> for merzim_domain::Bilingual {
    fn from(Bilingual { kk, ru }: Bilingual) -> Self {
        Self { kk, ru }
    }
}

impl From<merzim_domain::Bilingual> for Bilingual {
    fn from(merzim_domain::Bilingual { kk, ru }: merzim_domain::Bilingual) -> Self {
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
pub struct At(#[serde(with = "instant")] pub time::OffsetDateTime);

impl From<merzim_persistence::sql_types::Instant> for At {
    fn from(instant: merzim_persistence::sql_types::Instant) -> Self {
        Self(instant.0)
    }
}
