//! What a body sends of the coming week.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::app::Record;
use crate::http::input::{rule, together};
use crate::http::{At, EitherLanguage, periods};
use crate::media::event::{self, MediaEvent};

/// What a body does in the coming week (№ 444-НҚ ¶5).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "week": "2026-W14",
    "events": [{
        "code": "briefing",
        "title": { "kk": "ДЕМО: Көктемгі су тасқынына дайындық туралы брифинг", "ru": "ДЕМО: Брифинг о готовности к паводкам" },
        "startsAt": "2026-03-31T11:00:00+05:00",
        "endsAt": "2026-03-31T12:00:00+05:00",
        "place": { "name": { "kk": "ДЕМО: Баспасөз орталығы", "ru": "ДЕМО: Пресс-центр" }, "region": "71" },
        "organisers": [{ "name": { "kk": "ДЕМО: Министрлік", "ru": "ДЕМО: Министерство" }, "person": "ДЕМО: баспасөз хатшысы", "phone": "+7 7172 00-00-00", "email": "press@demo.example" }],
        "purpose": { "kk": "Халықты хабардар ету", "ru": "Информировать население" },
        "objective": { "kk": "Атқарылған жұмысты көрсету", "ru": "Показать, что сделано" },
        "keyMessages": [{ "kk": "Барлық өңір дайын", "ru": "Все регионы готовы" }],
        "speakers": [{ "name": "ДЕМО: вице-министр", "position": { "kk": "Вице-министр", "ru": "Вице-министр" }, "phone": "+7 7172 00-00-01" }],
        "expectedOutcome": { "kk": "Өңірлер бойынша жоспар жарияланады", "ru": "Будет опубликован план по регионам" },
    }],
}))]
pub struct WeeklySubmissionForm {
    /// The week, by ISO 8601, if it is to be checked that this is the one meant.
    #[schema(value_type = Option<periods::Week>)]
    pub week: Option<String>,
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

impl Validate for WeeklySubmissionForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let message = "кемінде бір іс-шара қажет; болмаса, ештеңе жоспарланбағанын белгілеңіз|нужно хотя бы одно мероприятие; если их нет, отметьте, что ничего не запланировано|at least one event is needed; if there is none, say that nothing is planned";
        let some = rule(!self.events.is_empty() || self.nothing_planned, "/events /nothingPlanned", message);
        let message = "іс-шаралар көрсетілген|мероприятия указаны|events are given";
        let none = rule(self.events.is_empty() || !self.nothing_planned, "/nothingPlanned /events", message);
        together([some, none].into_iter().chain(event::rules(&self.events)))
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
    #[schema(max_items = 200)]
    pub events: Vec<MediaEvent>,
    /// That there are none.
    pub nothing_planned: bool,
    /// A word to the ministry.
    pub note: Option<EitherLanguage>,
}

impl Record for WeeklyRevision {}

impl WeeklyRevision {
    /// Until when it asks that nobody publish anything of an event, if it does.
    pub fn embargo_until(&self, code: &str) -> Option<OffsetDateTime> {
        self.events.iter().find(|event| event.code == code)?.embargo_until
    }
}
