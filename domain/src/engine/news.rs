//! What a notice says besides its kind: the particulars that are new.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use crate::text::Bilingual;

/// What is new to whoever is told. It is kept with the notice, under these names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct News {
    /// When it begins: a meeting, a reception.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<OffsetDateTime>,
    /// When it ends.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<OffsetDateTime>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<Venue>,
    /// The last day of a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// How it stood before, where it was put off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
    /// How one is heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<HearingForm>,
}

/// How something stood before it was put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// When it was to begin.
    #[serde(with = "time::serde::rfc3339")]
    pub starts_at: OffsetDateTime,
    /// When it was to end, if that is known.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<OffsetDateTime>,
    /// What the last day of the term was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
}

/// Where something takes place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    /// Its name.
    pub name: Bilingual,
    /// Its address; none where the name says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Bilingual>,
}

vocabulary! {
    /// How somebody is heard (art. 73(1) of the Code).
    HearingForm {
        /// Orally, with a protocol.
        Oral = "oral", "ауызша", "устно", "orally";
        /// In writing.
        Written = "written", "жазбаша", "письменно", "in writing";
    }
}
