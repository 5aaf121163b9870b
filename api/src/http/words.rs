//! Words in the two languages of the state: in both, or in either.

use std::borrow::Cow;

use merzim_domain::{self as domain, Lang, Text};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::problem::FieldFaults;

/// Declares words in both languages, as a pattern has them.
macro_rules! bilingual {
    ($(#[$about:meta])+ $name:ident, $pattern:literal, $most:tt) => {
        $(#[$about])+
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Kazakh.
            #[schema(min_length = 1, max_length = $most, pattern = $pattern, example = "Ашық үкімет чаты")]
            pub kk: String,
            /// Russian.
            #[schema(min_length = 1, max_length = $most, pattern = $pattern, example = "Чат открытого правительства")]
            pub ru: String,
        }

        impl $name {
            /// In the language asked for; in Kazakh where it is neither of the two.
            pub fn get(&self, lang: Lang) -> &str {
                match lang {
                    Lang::Ru => &self.ru,
                    Lang::Kk | Lang::En => &self.kk,
                }
            }
        }

        impl From<$name> for domain::Bilingual {
            fn from($name { kk, ru }: $name) -> Self {
                Self { kk, ru }
            }
        }

        impl From<domain::Bilingual> for $name {
            fn from(domain::Bilingual { kk, ru }: domain::Bilingual) -> Self {
                Self { kk, ru }
            }
        }
    };
}

bilingual!(
    /// Words in Kazakh and in Russian. They may have several lines.
    Bilingual,
    r"\S",
    10_000
);
bilingual!(
    /// A name, a title or an address in Kazakh and in Russian, each on one line.
    BilingualName,
    r"^.*\S.*$",
    500
);

/// Declares words in one of the two languages, or in both.
macro_rules! either_language {
    ($(#[doc = $about:literal])+ $name:ident, $whole:ident, $schema:literal, $pattern:literal, $most:literal) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Kazakh.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub kk: Option<String>,
            /// Russian.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub ru: Option<String>,
        }

        impl $name {
            /// Those that stand in two columns, of which the one that was not given is empty.
            pub fn stored(kk: String, ru: String) -> Self {
                let given = |text: String| Some(text).filter(|text| !text.is_empty());
                Self { kk: given(kk), ru: given(ru) }
            }

            /// As they stand in two columns.
            pub fn in_columns(&self) -> domain::Bilingual {
                let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
                domain::Bilingual { kk: or_empty(&self.kk), ru: or_empty(&self.ru) }
            }

            /// In both languages, where one will do: what was said in one says it in the other too.
            pub fn as_both(&self) -> domain::Bilingual {
                let or = |text: &Option<String>, other: &Option<String>| text.as_ref().or(other.as_ref()).cloned();
                let [kk, ru] = [or(&self.kk, &self.ru), or(&self.ru, &self.kk)].map(Option::unwrap_or_default);
                domain::Bilingual { kk, ru }
            }

            /// In the language asked for, if it was said in it, else in the other.
            pub fn get(&self, lang: Lang) -> &str {
                let (first, second) = match lang {
                    Lang::Ru => (&self.ru, &self.kk),
                    Lang::Kk | Lang::En => (&self.kk, &self.ru),
                };
                first.as_deref().or(second.as_deref()).unwrap_or_default()
            }

            /// Whether these are the words already, in the languages in which they are given.
            pub fn are(&self, known: &$whole) -> bool {
                self.kk.as_ref().is_none_or(|kk| *kk == known.kk) && self.ru.as_ref().is_none_or(|ru| *ru == known.ru)
            }

            /// Whether these are the same words, whatever blanks they have, in each language in which both are given; in one at least.
            pub fn alike(&self, other: &Self) -> bool {
                let same = |one: &Option<String>, other: &Option<String>| {
                    let (one, other) = (one.as_ref()?, other.as_ref()?);
                    Some(one.split_whitespace().eq(other.split_whitespace()))
                };
                let both = [same(&self.kk, &other.kk), same(&self.ru, &other.ru)];
                both.contains(&Some(true)) && !both.contains(&Some(false))
            }

            /// The words in both languages: those that `other` says in the language that is missing complete them. Else a fault below
            /// `pointer`, also where it says otherwise what was said.
            pub fn completed(self, other: Option<Self>, pointer: &str, faults: &mut FieldFaults) -> Option<$whole> {
                let Self { kk, ru } = other.unwrap_or_default();
                let mut one = |lang: &str, said: Option<String>, other: Option<String>| {
                    let wrong = match (&said, &other) {
                        (Some(said), Some(other)) if said.trim() != other.trim() => Some(SAID_OTHERWISE),
                        (None, None) => Some(LANGUAGE_MISSING),
                        _ => None,
                    };
                    wrong.into_iter().for_each(|wrong| faults.tell_of(&[&format!("{pointer}/{lang}")], wrong));
                    said.or(other)
                };
                let (kk, ru) = (one("kk", self.kk, kk), one("ru", self.ru, ru));
                Some($whole { kk: kk?, ru: ru? })
            }

            /// The words in both languages: what is `known` already, where these say nothing else in their own; else with those that
            /// `other` says, or a fault below `pointer`.
            pub fn over(self, known: $whole, other: Option<Self>, pointer: &str, faults: &mut FieldFaults) -> Option<$whole> {
                if self.are(&known) { Some(known) } else { self.completed(other, pointer, faults) }
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let words = |about: &str, example: &str| {
                    ObjectBuilder::new()
                        .schema_type(Type::String)
                        .description(Some(about))
                        .min_length(Some(1))
                        .max_length(Some($most))
                        .pattern(Some($pattern))
                        .examples([example])
                };
                let about = [$($about.trim()),+].join(" ");
                ObjectBuilder::new()
                    .description(Some(about))
                    .property("kk", words("Kazakh.", "Ашық үкімет чаты"))
                    .property("ru", words("Russian.", "Чат открытого правительства"))
                    .min_properties(Some(1))
                    .examples([json!({ "kk": "Ашық үкімет чаты" })])
                    .additional_properties(Some(AdditionalProperties::FreeForm(false)))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                $schema.into()
            }
        }
    };
}

const SAID_OTHERWISE: Text = Text::new(
    "нысанда бұл тілде басқаша айтылған: тек жетіспейтін тіл толықтырылады",
    "в форме на этом языке сказано иначе: дополняется только недостающий язык",
    "the form says otherwise in this language: only the one that is missing is completed",
);

/// What a form lacks that is kept in both languages.
const LANGUAGE_MISSING: Text = Text::new(
    "Тізілім екі тілде жүргізіледі: осы тілдегі мәтінді қосыңыз",
    "реестр ведётся на двух языках: добавьте текст на этом языке",
    "the Register is kept in both languages: complete it in this one",
);

either_language!(
    /// Words in Kazakh or in Russian, or in both. They may have several lines.
    EitherLanguage,
    Bilingual,
    "EitherLanguage",
    r"\S",
    10_000
);
either_language!(
    /// A name, a title or an address in Kazakh or in Russian, or in both, each on one line.
    EitherLanguageName,
    BilingualName,
    "EitherLanguageName",
    r"^.*\S.*$",
    500
);

impl From<BilingualName> for EitherLanguageName {
    fn from(BilingualName { kk, ru }: BilingualName) -> Self {
        Self { kk: Some(kk), ru: Some(ru) }
    }
}

impl From<BilingualName> for Bilingual {
    fn from(BilingualName { kk, ru }: BilingualName) -> Self {
        Self { kk, ru }
    }
}
