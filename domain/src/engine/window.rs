//! When an action may be taken in a case.

use time::OffsetDateTime;

use super::refusal::{CommonRefusal, Refusal};
use crate::rulebook::ids::RuleId;

/// From when, and until when, an action may be taken, and the rule that says so, if one does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// From this moment on.
    pub from: Option<OffsetDateTime>,
    /// Until this moment, no longer at it.
    pub until: Option<OffsetDateTime>,
    /// The rule of law behind it.
    pub rule: Option<RuleId>,
}

impl Window {
    /// At any time.
    pub const ALWAYS: Self = Self { from: None, until: None, rule: None };

    /// From a moment on.
    #[must_use]
    pub const fn from(at: OffsetDateTime) -> Self {
        Self { from: Some(at), ..Self::ALWAYS }
    }

    /// Until a moment.
    #[must_use]
    pub const fn until(at: OffsetDateTime) -> Self {
        Self { until: Some(at), ..Self::ALWAYS }
    }

    /// The same, as this rule says.
    #[must_use]
    pub const fn by(self, rule: RuleId) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// The same, not before another one begins.
    #[must_use]
    pub fn after(self, other: Self) -> Self {
        if other.from > self.from { Self { from: other.from, rule: other.rule, ..self } } else { self }
    }

    /// Whether it is open now.
    ///
    /// # Errors
    /// [`CommonRefusal::TooEarly`] or [`CommonRefusal::TooLate`].
    pub fn check(&self, now: OffsetDateTime) -> Result<(), Refusal> {
        self.begun(now).and_then(|()| self.not_over(now))
    }

    /// Whether it has begun.
    ///
    /// # Errors
    /// [`CommonRefusal::TooEarly`].
    pub fn begun(&self, now: OffsetDateTime) -> Result<(), Refusal> {
        self.unless(self.from.filter(|from| now < *from), CommonRefusal::TooEarly)
    }

    /// Whether it is not over.
    ///
    /// # Errors
    /// [`CommonRefusal::TooLate`].
    pub fn not_over(&self, now: OffsetDateTime) -> Result<(), Refusal> {
        self.unless(self.until.filter(|until| now >= *until), CommonRefusal::TooLate)
    }

    fn unless(&self, moment: Option<OffsetDateTime>, word: CommonRefusal) -> Result<(), Refusal> {
        moment.map_or(Ok(()), |moment| Err(Refusal { rule: self.rule, ..Refusal::of(word) }.at(moment)))
    }
}
