//! Texts that are read as a whole: numbers of persons and organisations, telephone numbers, e-mail addresses, links. The contract names
//! each by its `format`, and the check of the contract reads it.

use std::borrow::Cow;

use merzim_domain::contact::{EmailAddress, EmailError, PhoneError, PhoneNumber};
use merzim_domain::identity::IdentityError;
use merzim_domain::link::{Link, LinkError};
use merzim_domain::{Bin, Iin, Text};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// What is read as a whole.
pub trait Format: Sized {
    /// Its name in the contract.
    const NAME: &'static str;
    /// What it is, for the contract.
    const ABOUT: &'static str;
    /// Its `format` in the contract.
    const FORMAT: &'static str;
    /// What it looks like, roughly.
    const PATTERN: &'static str;
    /// The most characters, if the pattern does not say how many.
    const LONGEST: Option<usize> = None;
    /// An example.
    const EXAMPLE: &'static str;

    /// Reads what somebody has sent. Else what is wrong with it.
    fn parse(text: &str) -> Result<Self, Text>;
    /// Reads what was stored, perhaps by other rules.
    fn stored(text: String) -> Option<Self>;
    /// As text.
    fn as_text(&self) -> &str;
}

/// The `format` of a text, what it looks like, and why a text is none.
type Check = (&'static str, &'static str, fn(&str) -> Option<Text>);

const fn check<T: Format>() -> Check {
    (T::FORMAT, T::PATTERN, |text| T::parse(text).err())
}

/// The checks of all of them.
pub const CHECKS: [Check; 5] =
    [check::<Bin>(), check::<Iin>(), check::<PhoneNumber>(), check::<EmailAddress>(), check::<Link>()];

/// What somebody has given of it. Refer to it by a type alias in anything that derives [`ToSchema`], so that the schema has its
/// name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<T>(pub T);

pub type GivenBin = Given<Bin>;
pub type GivenIin = Given<Iin>;
pub type GivenPhone = Given<PhoneNumber>;
pub type GivenEmail = Given<EmailAddress>;
pub type GivenLink = Given<Link>;

impl Format for Bin {
    const NAME: &'static str = "BusinessNumber";
    const ABOUT: &'static str = "Business identification number (БСН, БИН), 12 digits: year and month of registration, the kind of organisation (4, 5 or 6), \
                                 the division (0 to 3), a serial number, a check digit. An IIN is none.";
    const FORMAT: &'static str = "bin";
    const PATTERN: &'static str = r"^\d{2}(0[1-9]|1[0-2])[4-6][0-3]\d{6}$";
    const EXAMPLE: &'static str = "100140000003";

    fn parse(text: &str) -> Result<Self, Text> {
        Self::parse(text).map_err(IdentityError::text)
    }

    fn stored(text: String) -> Option<Self> {
        Self::stored(&text).ok()
    }

    fn as_text(&self) -> &str {
        self.as_str()
    }
}

impl Format for Iin {
    const NAME: &'static str = "IndividualNumber";
    const ABOUT: &'static str = "Individual identification number (ЖСН, ИИН), 12 digits: date of birth, a digit for century and sex (0 to 6), a serial number, \
                                 a check digit. A BIN is none.";
    const FORMAT: &'static str = "iin";
    const PATTERN: &'static str = r"^\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[0-6]\d{5}$";
    const EXAMPLE: &'static str = "061211600012";

    fn parse(text: &str) -> Result<Self, Text> {
        Self::parse(text).map_err(IdentityError::text)
    }

    fn stored(text: String) -> Option<Self> {
        Self::stored(&text).ok()
    }

    fn as_text(&self) -> &str {
        self.reveal()
    }
}

impl Format for PhoneNumber {
    const NAME: &'static str = "PhoneNumber";
    const ABOUT: &'static str = "Telephone number, with an extension or without: blanks, dashes, brackets and points are as people write them, an extension \
                                 follows `ішкі`, `доб.`, `вн.` or `ext.`. It is kept and shown in one form: `+7 701 123 45 67`, `+442079460958`, `1414`, \
                                 `+7 717 274 00 00 (ішкі 12)`.";
    const FORMAT: &'static str = "phone";
    const PATTERN: &'static str = r"^\s*[+＋(（]?\s*[0-9０-９].*[0-9０-９)）]\s*$";
    const LONGEST: Option<usize> = Some(60);
    const EXAMPLE: &'static str = "+7 701 000 00 00";

    fn parse(text: &str) -> Result<Self, Text> {
        Self::parse(text).map_err(PhoneError::text)
    }

    fn stored(text: String) -> Option<Self> {
        Some(Self::stored(text))
    }

    fn as_text(&self) -> &str {
        self.as_str()
    }
}

impl Format for EmailAddress {
    const NAME: &'static str = "EmailAddress";
    const ABOUT: &'static str = "E-mail address: a mailbox and a domain, without a name beside it. The domain may be in any script, or in Punycode; it is kept \
                                 and shown in its own script.";
    const FORMAT: &'static str = "idn-email";
    const PATTERN: &'static str = r"^\s*[^\s@]+@[^\s@]+\s*$";
    const LONGEST: Option<usize> = Some(254);
    const EXAMPLE: &'static str = "synaq@demo.example";

    fn parse(text: &str) -> Result<Self, Text> {
        Self::parse(text).map_err(EmailError::text)
    }

    fn stored(text: String) -> Option<Self> {
        Some(Self::stored(text))
    }

    fn as_text(&self) -> &str {
        self.as_str()
    }
}

impl Format for Link {
    const NAME: &'static str = "WebAddress";
    const ABOUT: &'static str = "Address of the web: `https://` or `http://`, no name or password before the host. The host may be in any script; it is kept and \
                                 shown as a URI in ASCII: the host in Punycode, the rest percent-encoded.";
    const FORMAT: &'static str = "iri";
    const PATTERN: &'static str = r"^\s*[Hh][Tt][Tt][Pp][Ss]?://\S+\s*$";
    const LONGEST: Option<usize> = Some(2_000);
    const EXAMPLE: &'static str = "https://live.demo.example/otyrys";

    fn parse(text: &str) -> Result<Self, Text> {
        Self::parse(text).map_err(LinkError::text)
    }

    fn stored(text: String) -> Option<Self> {
        Some(Self::stored(text))
    }

    fn as_text(&self) -> &str {
        self.as_str()
    }
}

impl<T: Format> Serialize for Given<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_text())
    }
}

impl<'de, T: Format> Deserialize<'de> for Given<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // What is wrong is not said: that would tell the number of a person.
        let read = T::parse(&text).ok().or_else(|| T::stored(text));
        read.map(Self).ok_or_else(|| serde::de::Error::custom(format!("this is no {}", T::NAME)))
    }
}

impl<T: Format> PartialSchema for Given<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom(T::FORMAT.to_owned())))
            .pattern(Some(T::PATTERN))
            .max_length(T::LONGEST)
            .examples([T::EXAMPLE])
            .description(Some(T::ABOUT))
            .into()
    }
}

impl<T: Format> ToSchema for Given<T> {
    fn name() -> Cow<'static, str> {
        T::NAME.into()
    }
}
