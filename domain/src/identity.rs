//! Identification numbers of Kazakhstan, parsed at the edge so that only valid ones travel.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// Why a text is not an identification number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Not twelve decimal digits.
    #[error("must be 12 digits")]
    Shape,
    /// The twelfth digit is not the check digit of the first eleven.
    #[error("the check digit is wrong")]
    CheckDigit,
}

/// Business identification number of an organisation (БСН / БИН): 12 digits with a check digit.
///
/// ```
/// use merzim_domain::identity::Bin;
/// assert!(Bin::parse("940740000911").is_ok());
/// assert!(Bin::parse("940740000912").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Bin(String);

impl Bin {
    /// Parses twelve digits and checks the last.
    ///
    /// # Errors
    /// [`IdentityError`] when the shape or the check digit is wrong.
    pub fn parse(digits: &str) -> Result<Self, IdentityError> {
        check(digits).map(|()| Self(digits.to_owned()))
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Bin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?;
        Self::parse(&digits).map_err(serde::de::Error::custom)
    }
}

/// Individual identification number of a person (ЖСН / ИИН): 12 digits with a check digit. It is personal
/// data: printed or logged, it shows the last four digits only.
///
/// ```
/// use merzim_domain::identity::Iin;
/// let iin = Iin::parse("061211600012").unwrap();
/// assert_eq!(format!("{iin} {iin:?}"), "********0012 Iin(********0012)");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iin(String);

impl Iin {
    /// Parses twelve digits and checks the last.
    ///
    /// # Errors
    /// [`IdentityError`] when the shape or the check digit is wrong.
    pub fn parse(digits: &str) -> Result<Self, IdentityError> {
        check(digits).map(|()| Self(digits.to_owned()))
    }

    /// The twelve digits, for storage and for those who may see them; they are never logged.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Iin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "********{}", self.0.get(8..).unwrap_or_default())
    }
}

impl fmt::Debug for Iin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Iin({self})")
    }
}

/// By what a person is known who takes part in a case: a pseudonym made from the account or from a secret that only
/// the person has. It is still personal data: whoever guesses the account can make it too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonKey(String);

impl PersonKey {
    /// The key with this digest, in hexadecimal.
    #[must_use]
    pub fn of_digest(digest: &str) -> Self {
        Self(format!("{PERSON}{digest}"))
    }

    /// What every key looks like, as a pattern of SQL.
    pub const PATTERN: &str = "person:%";

    /// The key of nobody, which stands where a person was erased.
    #[must_use]
    pub fn nobody() -> Self {
        Self::of_digest("")
    }

    /// The key as text; it never looks like a BIN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const PERSON: &str = "person:";

/// Somebody who takes part in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// An organisation.
    Organisation(Bin),
    /// A person.
    Person(PersonKey),
}

impl Who {
    /// Reads what [`Who::as_str`] has written.
    ///
    /// # Errors
    /// [`IdentityError`] when it is neither the key of a person nor a BIN.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        match text.strip_prefix(PERSON) {
            Some(digest) => Ok(Self::Person(PersonKey::of_digest(digest))),
            None => Bin::parse(text).map(Self::Organisation),
        }
    }

    /// As it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Organisation(bin) => bin.as_str(),
            Self::Person(key) => key.as_str(),
        }
    }

    /// The organisation, if it is one.
    #[must_use]
    pub const fn organisation(&self) -> Option<&Bin> {
        match self {
            Self::Organisation(bin) => Some(bin),
            Self::Person(_) => None,
        }
    }
}

const FIRST_WEIGHTS: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const SECOND_WEIGHTS: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

fn check(digits: &str) -> Result<(), IdentityError> {
    let values: Vec<u32> = digits.chars().filter_map(|sign| sign.to_digit(10)).collect();
    let (Some(body), Some(last)) = (values.get(..11), values.get(11)) else {
        return Err(IdentityError::Shape);
    };
    if values.len() != 12 || digits.chars().count() != 12 {
        return Err(IdentityError::Shape);
    }
    let remainder =
        |weights: &[u32; 11]| body.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11;
    let expected = match remainder(&FIRST_WEIGHTS) {
        10 => remainder(&SECOND_WEIGHTS),
        digit => digit,
    };
    if expected == *last { Ok(()) } else { Err(IdentityError::CheckDigit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_valid_in_the_first_and_in_the_second_pass_are_accepted() {
        for digits in ["100140000003", "940740000911", "931002451325", "061211600012", "900101300811", "991231400014"] {
            assert!(Bin::parse(digits).is_ok(), "{digits}");
        }
    }

    #[test]
    fn prefixes_that_can_have_no_check_digit_are_refused_with_every_last_digit() {
        for prefix in ["90010130080", "90010130161"] {
            for last in 0..10 {
                assert_eq!(Bin::parse(&format!("{prefix}{last}")), Err(IdentityError::CheckDigit));
            }
        }
    }

    #[test]
    fn other_shapes_are_refused() {
        for digits in ["", "1", "94074000091", "9407400009111", "94074000091x", "٩٤٠٧٤٠٠٠٠٩١١"] {
            assert_eq!(Bin::parse(digits), Err(IdentityError::Shape), "{digits}");
        }
    }
}
