//! The bearer of a token: who that is, for which organisations they may act, and in which roles.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;
use std::time::Instant;

use merzim_domain::engine::Actor;
use merzim_domain::identity::IdentityError;
use merzim_domain::{Bin, Iin, Role, Text, Vocabulary};
use serde_json::Value;

use super::lookup;
use super::rejected::ClaimFault;
use crate::config::{Claim, TokenSettings};
use crate::problem::Fault;

/// The header that says for which of their organisations somebody acts.
pub const ACTING_FOR: &str = "Acting-For";
/// What it says of somebody who acts for none.
const SELF: &str = "self";

/// What a valid token says of its bearer.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// Stable identity of the person or program, `sub`.
    pub subject: String,
    /// Whether it is a program, which nobody is behind.
    pub is_program: bool,
    /// The person, where the token names one.
    pub person: Option<Iin>,
    /// The roles held, for whichever organisation.
    pub roles: BTreeSet<Role>,
    /// The organisations that may be acted for, and the roles held in that one besides.
    pub organisations: BTreeMap<Bin, BTreeSet<Role>>,
    /// Whether a subscriber number is connected to the account.
    pub has_phone: bool,
    /// When the token runs out, if it does.
    pub ends_at: Option<Instant>,
    /// What the token calls roles, and nobody knows here.
    pub unknown_roles: BTreeSet<String>,
    /// Claims that are not what they should be: with such a token nothing is done.
    pub wrong: Vec<ClaimFault>,
}

impl Bearer {
    /// Reads the claims of a token.
    pub(super) fn of(subject: String, ends_at: Option<Instant>, claims: &Value, settings: &TokenSettings) -> Self {
        let mut bearer = Self {
            is_program: is_program(&subject, claims, settings),
            subject,
            person: None,
            roles: BTreeSet::new(),
            organisations: BTreeMap::new(),
            has_phone: false,
            ends_at,
            unknown_roles: BTreeSet::new(),
            wrong: Vec::new(),
        };
        // Nobody is behind a program, whatever its token says besides.
        if !bearer.is_program {
            bearer.has_phone = settings.phone_claim.of_token(claims) == Some(&Value::Bool(true));
            bearer.read_person(claims, &settings.iin_claim);
        }
        for claim in &settings.roles_claims {
            let Some(value) = claim.of_token(claims) else { continue };
            match bearer.roles_of(value, settings) {
                Some(roles) => bearer.roles.extend(roles),
                None => bearer.is_wrong(claim, NO_ROLES),
            }
        }
        bearer.read_organisations(claims, settings);
        bearer
    }

    fn is_wrong(&mut self, claim: &Claim, why: Text) {
        self.wrong.push(ClaimFault { claim: claim.to_string(), why });
    }

    fn read_person(&mut self, claims: &Value, claim: &Claim) {
        match claim.of_token(claims).map(|value| number(value, "IIN").and_then(Iin::parse)) {
            None => {}
            Some(Ok(person)) => self.person = Some(person),
            Some(Err(why)) => self.is_wrong(claim, why.text()),
        }
    }

    /// The roles that a value names; none, if it is nothing that names roles. Others are noted.
    fn roles_of(&mut self, value: &Value, settings: &TokenSettings) -> Option<BTreeSet<Role>> {
        let mut roles = BTreeSet::new();
        for name in names(value)? {
            let known: Vec<Role> = if settings.role_names.is_empty() {
                Role::parse(name).filter(|role| role.can_be_held()).into_iter().collect()
            } else {
                settings.role_names.iter().filter(|(theirs, _)| theirs == name).map(|(_, role)| *role).collect()
            };
            if known.is_empty() {
                self.unknown_roles.insert(name.to_owned());
            }
            roles.extend(known);
        }
        Some(roles)
    }

    /// The organisations: the BIN of one, a list of them, or an object of which they are the names. Its values may say in which
    /// roles one acts for that one alone.
    fn read_organisations(&mut self, claims: &Value, settings: &TokenSettings) {
        let claim = &settings.org_claim;
        let Some(value) = claim.of_token(claims) else { return };
        let named: Vec<(Result<&str, IdentityError>, Option<&Value>)> = match value {
            Value::Object(each) => {
                let held = each.iter().filter(|(_, held)| **held != Value::Bool(false));
                held.map(|(bin, held)| (Ok(without(bin, "BIN")), roles_in(held))).collect()
            }
            Value::Array(each) => each.iter().map(|bin| (number(bin, "BIN"), None)).collect(),
            one => vec![(number(one, "BIN"), None)],
        };
        for (bin, held) in named {
            let roles = held.map_or_else(|| Some(BTreeSet::new()), |held| self.roles_of(held, settings));
            match (bin.and_then(Bin::parse), roles) {
                (Ok(bin), Some(roles)) => drop(self.organisations.insert(bin, roles)),
                (Ok(_), None) => self.is_wrong(claim, NO_ROLES),
                (Err(why), _) => self.is_wrong(claim, why.text()),
            }
        }
    }

    /// Who acts: for the organisation that is named, or for the only one.
    pub fn acting(&self, named: Option<&str>) -> Result<Actor, Fault> {
        let chosen = match named.map(str::trim) {
            Some(SELF) => None,
            Some(named) => {
                let held = self.organisations.iter().find(|(bin, _)| bin.as_str() == named);
                Some(held.ok_or(Fault::OrganisationNotHeld)?)
            }
            None if self.organisations.len() > 1 => return Err(Fault::OrganisationNotChosen),
            None => self.organisations.first_key_value(),
        };
        let there = chosen.iter().flat_map(|(_, roles)| *roles);
        Ok(Actor {
            roles: self.roles.iter().chain(there).copied().collect(),
            organisation: chosen.map(|(bin, _)| bin.clone()),
            person: Some(lookup::account(&self.subject)),
            subject: self.subject.clone(),
        })
    }

    /// What the token lacks for whoever acts in these roles.
    pub(super) fn lacks(&self, roles: &BTreeSet<Role>, settings: &TokenSettings) -> Vec<ClaimFault> {
        let of_organisations = roles.iter().any(|role| !role.is_of_persons());
        let missing = [
            (roles.is_empty(), settings.roles_claims.as_slice(), NO_KNOWN_ROLE),
            (self.organisations.is_empty() && of_organisations, slice::from_ref(&settings.org_claim), NO_ORGANISATION),
            (self.person.is_none() && !self.is_program, slice::from_ref(&settings.iin_claim), NO_PERSON),
        ];
        let called = |claims: &[Claim]| claims.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let missing = missing.into_iter().filter(|(is_so, ..)| *is_so);
        missing.map(|(_, claims, why)| ClaimFault { claim: called(claims), why }).collect()
    }
}

/// Whether a token is a program's (client credentials): by its own id (RFC 9068 §2.2), or as the settings say.
fn is_program(subject: &str, claims: &Value, settings: &TokenSettings) -> bool {
    let is_told = |(claim, told): &(Claim, Option<String>)| {
        let value = claim.of_token(claims).filter(|value| **value != Value::Bool(false));
        value.is_some_and(|value| told.as_ref().is_none_or(|told| says(value, told)))
    };
    says(claims.get("client_id").unwrap_or(&Value::Null), subject) || settings.programs.iter().any(is_told)
}

/// Whether a value is this text, or is written so, or has it among others.
fn says(value: &Value, text: &str) -> bool {
    match value {
        Value::String(said) => said == text,
        Value::Array(each) => each.iter().any(|one| says(one, text)),
        Value::Bool(_) | Value::Number(_) => serde_json::from_str::<Value>(text).is_ok_and(|told| told == *value),
        Value::Null | Value::Object(_) => false,
    }
}

/// The roles that stand beside an organisation, if any do.
fn roles_in(held: &Value) -> Option<&Value> {
    match held {
        Value::Object(said) => said.get("roles"),
        Value::Null | Value::Bool(_) => None,
        roles => Some(roles),
    }
}

/// The names that a value holds: a list, a text with blanks between them, as of `scope`, or the names of an object.
fn names(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(text) => Some(text.split_whitespace().collect()),
        Value::Array(each) => each.iter().map(Value::as_str).collect(),
        Value::Object(each) => {
            let held = each.iter().filter(|(_, held)| **held != Value::Bool(false));
            Some(held.map(|(name, _)| name.as_str()).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The digits of a number in a claim.
fn number<'token>(value: &'token Value, letters: &str) -> Result<&'token str, IdentityError> {
    Ok(without(value.as_str().ok_or(IdentityError::Shape)?, letters))
}

/// A number without the letters that certificates write before it.
fn without<'token>(text: &'token str, letters: &str) -> &'token str {
    text.strip_prefix(letters).unwrap_or(text)
}

const NO_ROLES: Text = Text::new("рөлдердің тізімі емес", "это не перечень ролей", "is no list of roles");

const NO_KNOWN_ROLE: Text = Text::new(
    "мұнда белгілі бірде-бір рөл көрсетілмеген",
    "не указана ни одна известная здесь роль",
    "names no role that is known here",
);

const NO_ORGANISATION: Text = Text::new(
    "рөлдер ұйымның атынан әрекет етеді, ал ұйым (БСН) көрсетілмеген",
    "роли действуют от имени организации, а организация (БИН) не указана",
    "the roles act for an organisation, and none is named (BIN)",
);

const NO_PERSON: Text = Text::new(
    "ЖСН көрсетілмеген: онсыз қол қойылған құжатты беру мүмкін емес",
    "ИИН не указан: без него нельзя подать подписанное",
    "no IIN is named: without it nothing can be filed that is signed",
);
