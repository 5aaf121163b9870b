//! What a body sends of the coming week.

use merzim_domain::Text;
use merzim_domain::week::Week;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::app::Record;
use crate::http::{At, EitherLanguage};
use crate::media::event::{self, MediaEvent};
use crate::problem::FieldFaults;

/// What a body does in the coming week (№ 444-НҚ ¶5).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WeeklySubmissionForm {
    /// The events, at least one unless nothing is planned.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub events: Vec<MediaEvent>,
    /// That there are none.
    #[serde(default)]
    pub nothing_planned: bool,
    /// A word to the ministry, such as why it is late, or what is corrected.
    pub note: Option<EitherLanguage>,
}

const NONE: Text = Text::new(
    "кемінде бір іс-шара қажет; болмаса «nothingPlanned» белгілеңіз",
    "нужно хотя бы одно мероприятие; если их нет, отметьте «nothingPlanned»",
    "at least one event is needed; say “nothingPlanned” if there is none",
);
const BOTH: Text = Text::new("іс-шаралар көрсетілген", "мероприятия указаны", "events are given");

impl WeeklySubmissionForm {
    /// Looks at the whole form, of this week.
    pub fn look(&self, week: Week, faults: &mut FieldFaults) {
        match (self.events.is_empty(), self.nothing_planned) {
            (true, false) => faults.tell_of(&["/events", "/nothingPlanned"], NONE),
            (false, true) => faults.tell_of(&["/nothingPlanned", "/events"], BOTH),
            _ => {}
        }
        event::look_at(&self.events, week, faults);
    }
}

/// A version of what was sent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WeeklyRevision {
    /// Its number, from 1.
    #[schema(minimum = 1, example = 1)]
    pub revision: i64,
    /// When it was sent.
    pub submitted_at: At,
    /// The events.
    pub events: Vec<MediaEvent>,
    /// That there are none.
    pub nothing_planned: bool,
    /// A word to the ministry.
    pub note: Option<EitherLanguage>,
}

impl Record for WeeklyRevision {}
