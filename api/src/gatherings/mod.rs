//! What everybody may follow, such as open meetings and internet conferences: what they share.

pub mod feeds;
pub mod live;
pub mod moderation;

use merzim_domain::gathering::OfficialLanguage;
use merzim_domain::{Text, vocabulary};
use merzim_persistence::page::Order;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::Record;
use crate::http::{At, Code, EitherLanguage, Since};
use crate::problem::Wrong;

vocabulary! {
    /// In which order they come.
    StartOrder {
        /// The latest start first.
        Latest = "latest", "алдымен ең кейінгілері", "сначала самые поздние", "the latest start first";
        /// The earliest start first.
        Earliest = "earliest", "алдымен ең ертелері", "сначала самые ранние", "the earliest start first";
    }
}

pub(crate) type OfficialLanguageCode = Code<OfficialLanguage>;
pub(crate) type StartOrderCode = Code<StartOrder>;

/// The order of a list that was asked for so: by default the latest first, of what has changed in the order of change.
pub fn order(asked: Option<StartOrderCode>, since: &Since) -> Order {
    match asked.map(|order| order.0) {
        None if since.modified_since.is_some() => Order::Modified,
        None | Some(StartOrder::Latest) => Order::Latest,
        Some(StartOrder::Earliest) => Order::Earliest,
    }
}

/// What is wrong with a correction after which an announcement says what it said before.
pub fn changes_nothing() -> Wrong {
    Wrong::from(Text::new(
        "анонста айтылғаннан өзге болуы керек",
        "должно отличаться от сказанного в анонсе",
        "must differ from what the announcement says",
    ))
}

/// A time that something was put off from.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Postponed {
    /// When it was to begin.
    #[schema(value_type = String, format = DateTime, example = "2026-05-14T10:00:00+05:00")]
    pub from: At,
    /// When it was expected to end; not said of what was put off before Merzim kept it, nor are the next two.
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-05-14T12:00:00+05:00")]
    pub from_end: Option<At>,
    /// When it was to begin instead.
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-05-21T10:00:00+05:00")]
    pub to: Option<At>,
    /// When it was expected to end instead.
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-05-21T12:00:00+05:00")]
    pub to_end: Option<At>,
    /// Why it was put off.
    pub reason: EitherLanguage,
    /// When that was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-05-07T15:00:00+05:00")]
    pub decided_at: At,
}

impl Record for Postponed {}
