//! What a part brings to a demo: who can be played, and the cases that it starts with.

use std::collections::BTreeSet;

use merzim_domain::engine::Actor;
use merzim_domain::{Bin, Role, zone};
use time::macros::time;
use time::{Duration, OffsetDateTime};

use crate::app::Desk;
use crate::config::Config;
use crate::http::{Bilingual, Call};
use crate::problem::Problem;

/// What a part brings to a demo.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    /// Who can be played, each of them in one part only.
    pub personas: &'static [Persona],
    /// Makes its cases. Those of the parts before it are there.
    pub cases: fn(&mut Desk<'_>) -> Result<(), Problem>,
}

impl Demo {
    /// Nobody and nothing.
    pub const NONE: Self = Self { personas: &[], cases: |_| Ok(()) };
}

/// Somebody whom a tester can be.
#[derive(Clone, Copy, Debug)]
pub struct Persona {
    /// Short name.
    pub id: &'static str,
    /// Who it is, in Kazakh and in Russian.
    pub title: &'static str,
    /// For whom they act.
    pub acts_for: For,
    /// The roles held, the first one first.
    pub roles: &'static [Role],
}

/// For whom somebody acts.
#[derive(Clone, Copy, Debug)]
pub enum For {
    /// For themselves, known by this IIN if by any.
    Oneself(Option<&'static str>),
    /// For the body with this BIN.
    Body(&'static str),
    /// For the body that the settings name.
    Named(Role),
}

impl Persona {
    /// The subject of their tokens.
    pub fn subject(&self) -> String {
        format!("demo-{}", self.id)
    }

    /// The IIN that they are known by, if by any.
    pub const fn iin(&self) -> Option<&'static str> {
        match self.acts_for {
            For::Oneself(iin) => iin,
            For::Body(_) | For::Named(_) => None,
        }
    }

    /// BIN of the organisation, if they act for one.
    pub fn organisation(&self, config: &Config) -> Option<String> {
        match self.acts_for {
            For::Oneself(_) => None,
            For::Body(bin) => Some(bin.to_owned()),
            For::Named(role) => config.organisations.get(&role).map(|one| one.bin.to_string()),
        }
    }
}

/// A body that several parts know, with a persona of the same short name.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// Short name.
    pub id: &'static str,
    /// BIN.
    pub bin: &'static str,
    kk: &'static str,
    ru: &'static str,
}

/// A ministry.
pub const MINISTRY: Body =
    Body::of("ministry", "100140000003", "ДЕМО: Цифрлық қызметтер министрлігі", "ДЕМО: Министерство цифровых услуг");

/// An akimat.
pub const AKIMAT: Body = Body::of("akimat", "000740000004", "ДЕМО: Облыс әкімдігі", "ДЕМО: Акимат области");

impl Body {
    const fn of(id: &'static str, bin: &'static str, kk: &'static str, ru: &'static str) -> Self {
        Self { id, bin, kk, ru }
    }

    /// Its name.
    pub fn name(&self) -> Bilingual {
        words((self.kk, self.ru))
    }

    /// Its BIN.
    pub fn bin(&self) -> Result<Bin, Problem> {
        Bin::parse(self.bin).map_err(Problem::internal)
    }
}

/// A text in Kazakh and in Russian.
pub fn words((kk, ru): (&str, &str)) -> Bilingual {
    Bilingual { kk: kk.to_owned(), ru: ru.to_owned() }
}

/// Ten in the morning, so many days ago, but never after now.
pub fn ago(desk: &Desk<'_>, days: i64) -> OffsetDateTime {
    let now = desk.app.clock.now();
    zone::at(zone::local(now).date() - Duration::days(days), time!(10:00)).min(now)
}

/// Does something as a persona, in this role, at another moment.
pub fn play<T>(
    desk: &mut Desk<'_>,
    id: &str,
    role: Role,
    at: OffsetDateTime,
    work: impl FnOnce(&mut Desk<'_>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let app = desk.app;
    let mut personas = app.parts.iter().flat_map(|part| part.demo.personas);
    let unknown = || Problem::internal(format!("there is no persona {id}"));
    let persona = personas.find(|persona| persona.id == id).ok_or_else(unknown)?;
    let organisation = persona.organisation(&app.config).map(|bin| Bin::parse(&bin)).transpose();
    let call = Call::of(Actor {
        subject: persona.subject(),
        roles: BTreeSet::from([role]),
        organisation: organisation.map_err(Problem::internal)?,
        person: None,
    });
    work(&mut Desk { now: at, ..desk.for_another(&call) })
}
