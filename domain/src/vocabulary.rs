//! Closed lists of words: each has a stable code for the API and the database, and a title in
//! Kazakh, Russian and English.

use crate::text::{Lang, Text};

/// A closed list of coded words with titles in three languages.
pub trait Vocabulary: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// Name of the list in the API contract.
    const NAME: &'static str;
    /// What the list is of, for the API contract.
    const ABOUT: &'static str;
    /// Every word, in order.
    const ALL: &'static [Self];

    /// The stable code, `camelCase`.
    fn code(self) -> &'static str;

    /// The title in three languages.
    fn title(self) -> Text;

    /// The word with this code.
    #[must_use]
    fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.code() == code)
    }
}

/// Declares an enum that is a [`Vocabulary`]: `Variant = "code", "kk", "ru", "en"`.
#[macro_export]
macro_rules! vocabulary {
    ($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $kk:literal, $ru:literal, $en:literal;)+ }) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $doc])+ $variant,)+ }

        $crate::words_of! { $(#[doc = $about])+ $name { $($variant = $code, $kk, $ru, $en;)+ } }
    };
}

/// Makes an enum that there is already a [`Vocabulary`].
#[macro_export]
macro_rules! words_of {
    ($(#[doc = $about:literal])+ $name:ident { $($variant:ident = $code:literal, $kk:literal, $ru:literal, $en:literal;)+ }) => {
        impl $crate::vocabulary::Vocabulary for $name {
            const NAME: &'static str = stringify!($name);
            const ABOUT: &'static str = concat!($($about),+);
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            fn title(self) -> $crate::text::Text {
                match self { $(Self::$variant => $crate::text::Text::new($kk, $ru, $en)),+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::vocabulary::Vocabulary::code(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                <Self as $crate::vocabulary::Vocabulary>::parse(&code).ok_or_else(|| {
                    let known: Vec<&str> = <Self as $crate::vocabulary::Vocabulary>::ALL
                        .iter()
                        .map(|word| $crate::vocabulary::Vocabulary::code(*word))
                        .collect();
                    serde::de::Error::custom(format!("unknown `{code}`, expected one of {}", known.join(", ")))
                })
            }
        }
    };
}

words_of! {
    /// A language that Merzim answers in or quotes an act in.
    Lang {
        Kk = "kk", "қазақша", "казахский", "Kazakh";
        Ru = "ru", "орысша", "русский", "Russian";
        En = "en", "ағылшынша", "английский", "English";
    }
}

/// A list without a word, of a procedure that has none of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nothing {}

impl Vocabulary for Nothing {
    const NAME: &'static str = "Nothing";
    const ABOUT: &'static str = "A list without a word.";
    const ALL: &'static [Self] = &[];

    fn code(self) -> &'static str {
        match self {}
    }

    fn title(self) -> Text {
        match self {}
    }
}

/// These words, each once, where it comes first.
pub fn each_once<T: PartialEq>(words: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for word in words {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once
}
