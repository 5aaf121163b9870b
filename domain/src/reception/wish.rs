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
    /// Whether a slot of this body and receiver, kept with a room of this office, is what the appeal asks for.
    ///
    /// # Errors
    /// [`Unmet`] when it is not.
    pub fn is_met_by(&self, body: &str, office: Uuid, receiver: &str) -> Result<(), Unmet> {
        if self.body != body {
            Err(Unmet::Body)
        } else if self.office != office {
            Err(Unmet::Office)
        } else if self.receiver.is_some_and(|wanted| wanted != receiver) {
            Err(Unmet::Receiver)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_that_is_kept_says_what_of_a_wish_it_does_not_meet() {
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let wish = Wish { body: "100140000003", office: here, receiver: Some("minister") };
        assert_eq!(wish.is_met_by("100140000003", here, "minister"), Ok(()));
        assert_eq!(Wish { receiver: None, ..wish }.is_met_by("100140000003", here, "deputy"), Ok(()));
        assert_eq!(wish.is_met_by("000740000004", there, "deputy"), Err(Unmet::Body));
        assert_eq!(wish.is_met_by("100140000003", there, "deputy"), Err(Unmet::Office));
        assert_eq!(wish.is_met_by("100140000003", here, "deputy"), Err(Unmet::Receiver));
    }
}
