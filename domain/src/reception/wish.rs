//! What an appeal asks for, and whether a slot is that.

use uuid::Uuid;

/// What an appeal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish<'text> {
    /// BIN of the state body.
    pub body: &'text str,
    /// The office.
    pub office: Uuid,
    /// Code of the receiver, if it names one.
    pub receiver: Option<&'text str>,
}

/// What of a wish a slot does not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// The body.
    Body,
    /// The office.
    Office,
    /// The receiver.
    Receiver,
}

impl Wish<'_> {
    /// What the appeal asks for and is not given by a slot of this body and receiver, kept with a room of this office.
    #[must_use]
    pub fn unmet(&self, body: &str, office: Uuid, receiver: &str) -> Vec<Unmet> {
        let asked = [
            (self.body == body, Unmet::Body),
            (self.office == office, Unmet::Office),
            (self.receiver.is_none_or(|wanted| wanted == receiver), Unmet::Receiver),
        ];
        asked.into_iter().filter(|(met, _)| !met).map(|(_, unmet)| unmet).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_that_is_kept_says_what_of_a_wish_it_does_not_meet() {
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let wish = Wish { body: "100140000003", office: here, receiver: Some("minister") };
        assert_eq!(wish.unmet("100140000003", here, "minister"), []);
        assert_eq!(Wish { receiver: None, ..wish }.unmet("100140000003", here, "deputy"), []);
        assert_eq!(wish.unmet("000740000004", there, "deputy"), [Unmet::Body, Unmet::Office, Unmet::Receiver]);
        assert_eq!(wish.unmet("100140000003", there, "minister"), [Unmet::Office]);
        assert_eq!(wish.unmet("100140000003", here, "deputy"), [Unmet::Receiver]);
    }
}
