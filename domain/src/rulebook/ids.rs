//! The ids of the rules that the acts state, as constants: `R93_3` is the rule `93-3`.

use std::fmt;
use std::ops::Deref;

/// The id of a rule that an act states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(&'static str);

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

impl RuleId {
    /// Every rule id, by act and in the act's order.
    pub const ALL: &'static [Self] = ALL;

    /// The id, as the API writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The rule with this id, if an act states one.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.0 == id)
    }
}

impl Deref for RuleId {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}
