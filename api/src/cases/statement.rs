//! What a participant has said in writing, outside Merzim, and somebody else enters.

use merzim_domain::{Role, Text, zone};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use validator::Validate;

use crate::app::Desk;
use crate::problem::{FieldFaults, Wrong};
use merzim_domain::engine::Party;

/// What the participant has said in writing, outside Merzim, to whoever enters it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WrittenStatement, example = json!({ "on": "2026-01-12", "number": "Ж-15" }))]
pub struct Statement {
    /// The day of it: that of the filing or later, and not ahead.
    pub on: Date,
    /// The number under which it was registered.
    #[schema(min_length = 1, max_length = 100, pattern = r"^.*\S.*$", example = "Ж-15")]
    pub number: Option<String>,
}

/// The statement by which the participant does something, where somebody else enters it (art. 64(9), 73(2)(5) of the Code).
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct StatementForm {
    /// The statement in writing: required of whoever enters it for the participant; who says it themselves gives none.
    pub statement: Option<Statement>,
}

impl StatementForm {
    /// Checks that whoever enters it names the statement, and the participant themselves does not.
    pub fn check(&self, desk: &Desk<'_>, parties: &[Party], filed_at: OffsetDateTime, faults: &mut FieldFaults) {
        let own = desk.call.actor.part_in(parties, &[Role::Participant, Role::InformationUser]).is_some();
        if own == self.statement.is_some() {
            let message = Text::new(
                "қатысушының жазбаша өтініші: оны енгізетін тарап үшін міндетті, қатысушының өзі көрсетпейді",
                "письменное заявление участника: обязательно для того, кто его вносит, сам участник его не указывает",
                "the participant's written statement: required of whoever enters it, not given by the participant",
            );
            faults.tell_of(&["/statement"], message);
        }
        made_since(desk, self.statement.as_ref(), filed_at, faults);
    }
}

/// Checks that a statement of the participant was made since they filed, and not ahead.
pub fn made_since(desk: &Desk<'_>, statement: Option<&Statement>, filed_at: OffsetDateTime, faults: &mut FieldFaults) {
    let days = zone::local(filed_at).date()..=zone::local(desk.now).date();
    if statement.is_none_or(|statement| days.contains(&statement.on)) {
        return;
    }
    let message = Text::new(
        "құжат берілген күннен ерте және бүгінгі күннен кеш болмауы керек",
        "должен быть не раньше подачи и не позже сегодняшнего дня",
        "must not be before the filing or after today",
    );
    faults.tell_of(&["/statement/on"], Wrong::from(message).not_before(*days.start()).not_after(*days.end()));
}
