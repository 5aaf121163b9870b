//! Words in the three languages of the API.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Lets a text that is parsed into one form be shown, and be read as it was stored.
macro_rules! kept_text {
    ($name:ident) => {
        impl $name {
            /// As it was stored, by the rules of then.
            #[must_use]
            pub const fn stored(text: String) -> Self {
                Self(text)
            }

            /// As it is shown.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}
pub(crate) use kept_text;

/// A language that Merzim answers in or quotes an act in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Kazakh.
    Kk,
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Lang {
    /// The language of an answer where none is asked for.
    pub const DEFAULT: Self = Self::Kk;

    /// The language tag (BCP 47).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

/// One phrase in Kazakh, Russian and English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Kazakh.
    pub kk: Cow<'static, str>,
    /// Russian.
    pub ru: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Text {
    /// A phrase that is part of the program.
    #[must_use]
    pub const fn new(kk: &'static str, ru: &'static str, en: &'static str) -> Self {
        Self { kk: Cow::Borrowed(kk), ru: Cow::Borrowed(ru), en: Cow::Borrowed(en) }
    }

    /// The same as a sentence: it begins with a capital letter and ends with a full stop.
    ///
    /// ```
    /// use merzim_domain::Text;
    /// assert_eq!(&*Text::same("the day is past").sentence().en, "The day is past.");
    /// assert_eq!(&*Text::same("Is it?").sentence().en, "Is it?");
    /// ```
    #[must_use]
    pub fn sentence(&self) -> Self {
        let of = |words: &str| {
            let mut signs = words.chars();
            let first: String = signs.next().into_iter().flat_map(char::to_uppercase).collect();
            let stop = if words.ends_with(['.', '!', '?', '…']) { "" } else { "." };
            format!("{first}{}{stop}", signs.as_str()).into()
        };
        Self { kk: of(&self.kk), ru: of(&self.ru), en: of(&self.en) }
    }

    /// These words, a blank, and those.
    #[must_use]
    pub fn and(&self, more: &Self) -> Self {
        let both = |lang| format!("{} {}", self.get(lang), more.get(lang)).into();
        Self { kk: both(Lang::Kk), ru: both(Lang::Ru), en: both(Lang::En) }
    }

    /// These, with a comma between them.
    #[must_use]
    pub fn listed<'text>(texts: impl IntoIterator<Item = &'text Self> + Clone) -> Self {
        let of = |lang| texts.clone().into_iter().map(|text| text.get(lang)).collect::<Vec<_>>().join(", ").into();
        Self { kk: of(Lang::Kk), ru: of(Lang::Ru), en: of(Lang::En) }
    }

    /// What reads the same in every language, such as a number or a date.
    #[must_use]
    pub fn same(words: impl ToString) -> Self {
        let words = words.to_string();
        Self { kk: words.clone().into(), ru: words.clone().into(), en: words.into() }
    }

    /// The phrase with `{}` filled in.
    #[must_use]
    pub fn with(&self, words: &Self) -> Self {
        let fill = |lang| Cow::Owned(self.get(lang).replace("{}", words.get(lang)));
        Self { kk: fill(Lang::Kk), ru: fill(Lang::Ru), en: fill(Lang::En) }
    }

    /// The phrase in `lang`.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Kk => &self.kk,
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }

    /// Whether any of the three is blank.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        [&self.kk, &self.ru, &self.en].iter().any(|words| words.trim().is_empty())
    }
}

/// Words entered by a user in the two languages that the Register is kept in (№ 93-НҚ ¶8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
}
