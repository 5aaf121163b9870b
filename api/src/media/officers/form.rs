//! What a state body says of its press officer.

use merzim_domain::procedures::press_officer::{OfficerKind, SpokenLanguage};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::input::{each_once, rule, together};
use crate::http::{BilingualName, Code, GivenEmail, GivenPhone};

pub(crate) type OfficerKindCode = Code<OfficerKind>;
pub(crate) type SpokenLanguageCode = Code<SpokenLanguage>;

/// Whom the mass media can reach, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "name": { "kk": "ДЕМО: Сынақова Айгүл", "ru": "ДЕМО: Сынакова Айгуль" },
    "position": { "kk": "баспасөз хатшысы", "ru": "пресс-секретарь" },
    "phones": ["+7 701 000 00 00"],
    "email": "press@demo.example",
    "languages": ["kk", "ru"],
}))]
pub struct PressContact {
    /// Name of the person or the unit.
    pub name: BilingualName,
    /// Position; required of a person.
    pub position: Option<BilingualName>,
    /// Telephone numbers, the first one first.
    #[schema(min_items = 1, max_items = 5)]
    pub phones: Vec<GivenPhone>,
    /// E-mail address.
    pub email: GivenEmail,
    /// The languages spoken.
    #[schema(value_type = BTreeSet<SpokenLanguageCode>, min_items = 1, max_items = 3)]
    pub languages: Vec<SpokenLanguageCode>,
}

/// The contacts of a press officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "officer": {
        "name": { "kk": "ДЕМО: Сынақова Айгүл", "ru": "ДЕМО: Сынакова Айгуль" },
        "position": { "kk": "баспасөз хатшысы", "ru": "пресс-секретарь" },
        "phones": ["+7 701 000 00 00"],
        "email": "press@demo.example",
        "languages": ["kk", "ru"],
    },
    "deputy": {
        "name": { "kk": "ДЕМО: Үлгіев Ерлан", "ru": "ДЕМО: Улгиев Ерлан" },
        "position": { "kk": "бас сарапшы", "ru": "главный эксперт" },
        "phones": ["+7 701 000 00 02"],
        "email": "deputy@demo.example",
        "languages": ["kk"],
    },
}))]
pub struct PressContacts {
    /// The press officer.
    pub officer: PressContact,
    /// Who stands in for them.
    pub deputy: Option<PressContact>,
}

/// A press officer who is named (№ 444-НҚ ¶3).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PressOfficerForm {
    /// A person, or a unit.
    pub kind: OfficerKindCode,
    /// From which day on; today at the latest.
    #[schema(example = "2026-03-16")]
    pub appointed_on: Date,
    /// The contacts.
    pub contacts: PressContacts,
}

/// That an appointment ends, and nobody follows.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PressOfficerEndForm {
    /// The first day on which it does not hold; today at the latest.
    #[schema(example = "2026-03-16")]
    pub ended_on: Date,
}

/// What is said of a person without a position.
pub(super) const POSITION_MISSING: &str = "тұлға үшін міндетті|обязательно для лица|is required of a person";

impl PressContacts {
    /// The rules of the contacts that stand at a pointer.
    fn rules(&self, at: &str) -> Vec<Result<(), validator::ValidationError>> {
        let contacts = [("officer", Some(&self.officer)), ("deputy", self.deputy.as_ref())];
        let each = contacts.into_iter().filter_map(|(who, contact)| Some((who, contact?)));
        each.flat_map(|(who, contact)| {
            each_once(contact.phones.iter().map(|phone| phone.0.as_str()), &format!("{at}/{who}/phones"))
        })
        .collect()
    }

    /// The texts that search looks in.
    pub(super) fn texts(&self) -> String {
        let each = [Some(&self.officer), self.deputy.as_ref()].into_iter().flatten();
        let of = |PressContact { name, position, phones, email, .. }: &PressContact| {
            let names = [Some(name), position.as_ref()].into_iter().flatten().flat_map(|name| [&name.kk, &name.ru]);
            let phones = phones.iter().map(|phone| phone.0.as_str());
            names.map(String::as_str).chain(phones).chain([email.0.as_str()]).collect::<Vec<_>>().join(" ")
        };
        each.map(of).collect::<Vec<_>>().join(" ")
    }
}

impl Validate for PressContacts {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together(self.rules(""))
    }
}

impl Validate for PressOfficerForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let has_position = self.kind.0 == OfficerKind::Unit || self.contacts.officer.position.is_some();
        let position = rule(has_position, "/contacts/officer/position /kind", POSITION_MISSING);
        together(self.contacts.rules("/contacts").into_iter().chain([position]))
    }
}
