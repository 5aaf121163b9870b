//! The parts of the program. A new folder adds its own here.

use crate::app::Part;
use crate::config::PartSettings;
use crate::{
    accreditation, complaints, conferences, information, media, meetings, organisations, reception, register, surveys,
};

/// Every part, in the order in which the contract shows them.
pub const PARTS: &[Part] = &[
    accreditation::PART,
    register::PART,
    meetings::PART,
    conferences::PART,
    reception::PART,
    information::PART,
    complaints::PART,
    organisations::PART,
    media::PART,
    surveys::PART,
];

/// The settings that each of them needs.
pub fn settings() -> Vec<PartSettings> {
    PARTS.iter().map(|part| part.settings).collect()
}

#[cfg(test)]
mod tests {
    use super::PARTS;

    #[test]
    fn every_case_can_be_shown_as_a_whole() {
        let places = PARTS.iter().flat_map(|part| part.places);
        let missing: Vec<_> = places.filter(|place| place.whole.is_none()).map(|place| place.collection).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
