//! Identification numbers of Kazakhstan, parsed at the edge so that only valid ones travel.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use time::{Date, Month};

use crate::text::Text;

/// Why a text is not an identification number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityError {
    /// Not twelve decimal digits.
    Shape,
    /// The twelfth digit is not the check digit of the first eleven.
    CheckDigit,
    /// The first six digits of an IIN are no date.
    Birth,
    /// The seventh digit of an IIN names no century and sex.
    Century,
    /// The day of birth of an IIN is still to come.
    NotBorn,
    /// The day of birth of an IIN is so long ago that nobody lives who was born then.
    LongAgo,
    /// The third and fourth digit of a BIN are no month.
    Month,
    /// The fifth digit of a BIN names no kind of organisation.
    Kind,
    /// The sixth digit of a BIN names no kind of division.
    Division,
    /// An IIN stands where a BIN is meant.
    IsIin,
    /// A BIN stands where an IIN is meant.
    IsBin,
}

impl IdentityError {
    /// What is wrong, for whoever has sent it.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            Self::Shape => Text::new("12 цифр болуы керек", "должно быть 12 цифр", "must be 12 digits"),
            Self::CheckDigit => Text::new(
                "бақылау цифры (соңғысы) сәйкес емес",
                "не сходится контрольная цифра (последняя)",
                "the check digit, the last one, is wrong",
            ),
            Self::Birth => Text::new(
                "алғашқы алты цифр туған күн емес",
                "первые шесть цифр не являются датой рождения",
                "the first six digits are no date of birth",
            ),
            Self::Century => Text::new(
                "жетінші цифр 0-ден 6-ға дейін болуы керек",
                "седьмая цифра должна быть от 0 до 6",
                "the seventh digit must be 0 to 6",
            ),
            Self::NotBorn => Text::new(
                "туған күн әлі келмеген: алғашқы алты және жетінші цифрды тексеріңіз",
                "дата рождения ещё не наступила: проверьте первые шесть цифр и седьмую",
                "the date of birth is still to come: check the first six digits and the seventh",
            ),
            Self::LongAgo => Text::new(
                "туған күннен бері 130 жылдан астам уақыт өткен: жетінші цифрды тексеріңіз",
                "с даты рождения прошло более 130 лет: проверьте седьмую цифру",
                "the date of birth is more than 130 years ago: check the seventh digit",
            ),
            Self::Month => Text::new(
                "үшінші және төртінші цифрлар ай емес",
                "третья и четвёртая цифры не являются месяцем",
                "the third and fourth digit are no month",
            ),
            Self::Kind => Text::new(
                "бесінші цифр 4, 5 немесе 6 болуы керек",
                "пятая цифра должна быть 4, 5 или 6",
                "the fifth digit must be 4, 5 or 6",
            ),
            Self::Division => Text::new(
                "алтыншы цифр 0-ден 3-ке дейін болуы керек",
                "шестая цифра должна быть от 0 до 3",
                "the sixth digit must be 0 to 3",
            ),
            Self::IsIin => Text::new(
                "бұл БСН емес, адамның ЖСН-і",
                "это не БИН, а ИИН человека",
                "this is the IIN of a person, not a BIN",
            ),
            Self::IsBin => Text::new(
                "бұл ЖСН емес, ұйымның БСН-і",
                "это не ИИН, а БИН организации",
                "this is the BIN of an organisation, not an IIN",
            ),
        }
    }
}

impl fmt::Display for IdentityError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

impl std::error::Error for IdentityError {}

/// Business identification number of an organisation (БСН / БИН): year and month of its registration, its kind, its division, a
/// serial number, a check digit.
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
    /// Parses twelve digits.
    ///
    /// # Errors
    /// [`IdentityError`] tells which part is wrong.
    pub fn parse(digits: &str) -> Result<Self, IdentityError> {
        let [_, _, m, n, kind, division, ..] = checked(digits)?;
        match kind {
            // The day of a birth.
            0..=3 => return Err(IdentityError::IsIin),
            4..=6 => {}
            _ => return Err(IdentityError::Kind),
        }
        if !(1..=12).contains(&(m * 10 + n)) {
            return Err(IdentityError::Month);
        }
        if division > 3 {
            return Err(IdentityError::Division);
        }
        Ok(Self(digits.to_owned()))
    }

    /// The number as it was stored. What it is made of was looked at when it came in, by the rules of then.
    ///
    /// # Errors
    /// [`IdentityError`] when the shape or the check digit is wrong.
    pub fn stored(digits: &str) -> Result<Self, IdentityError> {
        checked(digits).map(|_| Self(digits.to_owned()))
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
        Self::stored(&digits).map_err(serde::de::Error::custom)
    }
}

/// Individual identification number of a person (ЖСН / ИИН): the date of birth, a digit for century and sex, a serial number, a
/// check digit. It is personal data: printed or logged, it shows the last four digits only.
///
/// ```
/// use merzim_domain::identity::Iin;
/// let iin = Iin::parse("061211600012").unwrap();
/// assert_eq!(format!("{iin} {iin:?}"), "********0012 Iin(********0012)");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iin(String);

impl Iin {
    /// Parses twelve digits.
    ///
    /// # Errors
    /// [`IdentityError`] tells which part is wrong.
    pub fn parse(digits: &str) -> Result<Self, IdentityError> {
        born(checked(digits)?).map(|_| Self(digits.to_owned()))
    }

    /// Checks that somebody may live on this day who was born when the number says.
    ///
    /// # Errors
    /// [`IdentityError`] when they are not born yet, or were born more than 130 years ago.
    pub fn lives_on(&self, day: Date) -> Result<(), IdentityError> {
        const LONGEST_LIFE: i32 = 130;
        let Some(born) = born(checked(&self.0)?)? else { return Ok(()) };
        if born > day {
            return Err(IdentityError::NotBorn);
        }
        if day.year() - born.year() > LONGEST_LIFE { Err(IdentityError::LongAgo) } else { Ok(()) }
    }

    /// The number as it was stored. What it is made of was looked at when it came in, by the rules of then.
    ///
    /// # Errors
    /// [`IdentityError`] when the shape or the check digit is wrong.
    pub fn stored(digits: &str) -> Result<Self, IdentityError> {
        checked(digits).map(|_| Self(digits.to_owned()))
    }

    /// The twelve digits, for storage and for those who may see them; they are never logged.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// The day of birth that the digits of an IIN say; of a foreigner the century is not known.
fn born([y, z, m, n, d, e, century, ..]: [u8; 12]) -> Result<Option<Date>, IdentityError> {
    let (year, month, day) = (i32::from(y * 10 + z), m * 10 + n, d * 10 + e);
    // The day of a birth ends before this begins.
    if (4..=6).contains(&d) {
        return Err(IdentityError::IsBin);
    }
    let year = year
        + match century {
            1 | 2 => 1800,
            3 | 4 => 1900,
            // 2000 has every day that another century has.
            0 | 5 | 6 => 2000,
            _ => return Err(IdentityError::Century),
        };
    let date = Month::try_from(month).ok().and_then(|month| Date::from_calendar_date(year, month, day).ok());
    date.map(|date| Some(date).filter(|_| century != 0)).ok_or(IdentityError::Birth)
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
            None => Bin::stored(text).map(Self::Organisation),
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

/// The twelve digits, of which the last fits the others.
fn checked(digits: &str) -> Result<[u8; 12], IdentityError> {
    let bytes: [u8; 12] = digits.as_bytes().try_into().map_err(|_| IdentityError::Shape)?;
    if !bytes.iter().all(u8::is_ascii_digit) {
        return Err(IdentityError::Shape);
    }
    let values = bytes.map(|byte| byte - b'0');
    let remainder = |weights: [u32; 11]| {
        values.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum::<u32>() % 11
    };
    let expected = match remainder(FIRST_WEIGHTS) {
        10 => remainder(SECOND_WEIGHTS),
        digit => digit,
    };
    if values.last().is_some_and(|last| u32::from(*last) == expected) {
        Ok(values)
    } else {
        Err(IdentityError::CheckDigit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eleven digits with the check digit that belongs to them; none, if none does.
    fn with_check_digit(prefix: &str) -> Option<String> {
        (0..10).map(|last| format!("{prefix}{last}")).find(|digits| checked(digits).is_ok())
    }

    fn first(prefix: &str) -> String {
        (0..10)
            .find_map(|serial| with_check_digit(&format!("{prefix}{serial:0width$}", width = 11 - prefix.len())))
            .unwrap()
    }

    #[test]
    fn whoever_files_is_born_and_lives() {
        let today = Date::from_calendar_date(2026, Month::March, 16).unwrap();
        for (prefix, lives) in [
            ("26031660001", Ok(())),
            ("26031760001", Err(IdentityError::NotBorn)),
            ("99010160001", Err(IdentityError::NotBorn)),
            ("50010110001", Err(IdentityError::LongAgo)),
            ("95123110001", Err(IdentityError::LongAgo)),
            ("96010110001", Ok(())),
            // Of a foreigner the century is not known.
            ("99010100001", Ok(())),
        ] {
            let mut numbers = (0..10).filter_map(|last| Iin::parse(&format!("{prefix}{last}")).ok());
            assert_eq!(numbers.next().unwrap().lives_on(today), lives, "{prefix}");
        }
    }

    #[test]
    fn numbers_valid_in_the_first_and_in_the_second_pass_are_accepted() {
        for digits in ["931002451325", "061211600012", "900101300811", "991231400014", "850615000010", "000101500001"] {
            assert!(Iin::parse(digits).is_ok(), "{digits}");
            assert_eq!(Bin::parse(digits), Err(IdentityError::IsIin), "{digits}");
        }
        for digits in ["100140000003", "940740000911"] {
            assert!(Bin::parse(digits).is_ok(), "{digits}");
            assert_eq!(Iin::parse(digits), Err(IdentityError::IsBin), "{digits}");
        }
    }

    #[test]
    fn prefixes_that_can_have_no_check_digit_are_refused_with_every_last_digit() {
        for prefix in ["90010130080", "90010130161"] {
            for last in 0..10 {
                assert_eq!(Iin::parse(&format!("{prefix}{last}")), Err(IdentityError::CheckDigit));
            }
        }
    }

    #[test]
    fn other_shapes_are_refused() {
        for digits in ["", "1", "94074000091", "9407400009111", "94074000091x", "٩٤٠٧٤٠٠٠٠٩١١"] {
            assert_eq!(Bin::parse(digits), Err(IdentityError::Shape), "{digits}");
            assert_eq!(Iin::parse(digits), Err(IdentityError::Shape), "{digits}");
        }
    }

    #[test]
    fn each_part_of_an_iin_is_looked_at() {
        for (prefix, wrong) in [
            ("9902293", Some(IdentityError::Birth)),
            ("0002293", Some(IdentityError::Birth)),
            ("0002295", None),
            ("0002290", None),
            ("0002291", Some(IdentityError::Birth)),
            ("8413013", Some(IdentityError::Birth)),
            ("8400103", Some(IdentityError::Birth)),
            ("8404313", Some(IdentityError::Birth)),
            ("8401003", Some(IdentityError::Birth)),
            ("8401013", None),
            ("8401016", None),
            ("8401017", Some(IdentityError::Century)),
            ("8401019", Some(IdentityError::Century)),
            ("840140", Some(IdentityError::IsBin)),
            ("840170", Some(IdentityError::Birth)),
        ] {
            assert_eq!(Iin::parse(&first(prefix)).err(), wrong, "{prefix}");
        }
    }

    #[test]
    fn each_part_of_a_bin_is_looked_at() {
        for (prefix, wrong) in [
            ("000040", Some(IdentityError::Month)),
            ("001340", Some(IdentityError::Month)),
            ("001240", None),
            ("000153", None),
            ("000162", None),
            ("000174", Some(IdentityError::Kind)),
            ("000144", Some(IdentityError::Division)),
            ("000131", Some(IdentityError::IsIin)),
        ] {
            assert_eq!(Bin::parse(&first(prefix)).err(), wrong, "{prefix}");
        }
    }

    #[test]
    fn what_was_stored_is_read_by_the_check_digit_alone() {
        assert!(Bin::stored("931002451325").is_ok() && Iin::stored("100140000003").is_ok());
        assert!(Who::parse("931002451325").is_ok());
        assert_eq!(Bin::stored("931002451326"), Err(IdentityError::CheckDigit));
    }
}
