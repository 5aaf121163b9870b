//! What every handler shares: who asks, strict input, answers, problems, pages.

pub mod call;
mod code;
pub mod contract;
pub mod door;
pub mod download;
pub mod edge;
pub mod gate;
pub mod given;
pub mod ical;
pub mod input;
pub mod instant;
mod json;
pub mod limits;
mod lists;
pub mod paging;
pub mod periods;
pub mod places;
pub mod reply;
pub mod routes;
pub mod sheet;
pub mod strict;
pub mod tags;
mod words;
pub mod years;

pub use call::{Call, Visit};
pub use code::{Code, LangCode, RegionCode};
pub use given::{GivenBin, GivenEmail, GivenIin, GivenLink, GivenPhone};
pub use input::{Body, Looked, MaybeBody, PathId, Query, block};
pub use paging::{Listed, Paging, Since};
pub(crate) use paging::{list_of, page_of};
pub use reply::{Answer, Reply};
pub use routes::Routes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
pub use words::{Bilingual, BilingualName, EitherLanguage, EitherLanguageName};

pub use crate::problem::BASE;

/// The bytes.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct File(());

/// Instant, RFC 3339, with the offset of Kazakhstan's clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(as = Instant, value_type = String, format = DateTime, examples("2026-03-16T10:00:00+05:00"))]
pub struct At(#[serde(with = "instant")] pub time::OffsetDateTime);

impl From<merzim_persistence::sql_types::Instant> for At {
    fn from(instant: merzim_persistence::sql_types::Instant) -> Self {
        Self(instant.0)
    }
}
