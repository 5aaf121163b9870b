//! State bodies that the operator lists in a file: their names, and what stands above each (article 91 of the Code).

use std::collections::BTreeMap;

use merzim_domain::{Bilingual, Bin};
use serde::Deserialize;

use super::read::Read;

/// The bodies of a demo.
const DEMO: &str = include_str!("bodies.demo.toml");

/// What stands above a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Above {
    /// A body that considers complaints: a listed one.
    Body(Bin),
    /// Nothing: one turns to this court.
    Court(Bilingual),
}

/// A listed body.
#[derive(Clone, Debug)]
pub struct StateBody {
    /// Its BIN.
    pub bin: Bin,
    /// Its name.
    pub name: Bilingual,
    /// What stands above it, where that is said.
    pub above: Option<Above>,
}

/// The bodies that the operator lists, by BIN.
#[derive(Clone, Debug, Default)]
pub struct Bodies(BTreeMap<String, StateBody>);

impl Bodies {
    /// The body with this BIN.
    pub fn find(&self, bin: &Bin) -> Option<&StateBody> {
        self.0.get(bin.as_str())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    bodies: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    bin: String,
    name: Bilingual,
    above: Option<String>,
    court: Option<Bilingual>,
}

/// Nothing without a path, those of the demo for `demo`, else what stands in the file.
pub fn bodies(path: &str) -> Read<Bodies> {
    let text = match path {
        "" => return Ok(Bodies::default()),
        "demo" => DEMO.to_owned(),
        path => std::fs::read_to_string(path).map_err(|error| format!("a file that can be read ({error})"))?,
    };
    listed(&text).map_err(|mistake| format!("a list of state bodies: {mistake}"))
}

fn listed(text: &str) -> Result<Bodies, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut bodies = BTreeMap::new();
    for Listed { bin, name, above, court } in file.bodies {
        let parsed = |text: &str| Bin::parse(text).map_err(|_| format!("`{text}` is not a BIN"));
        if name.kk.trim().is_empty() || name.ru.trim().is_empty() {
            return Err(format!("`{bin}` needs a name in both languages"));
        }
        let above = match (above, court) {
            (Some(_), Some(_)) => return Err(format!("`{bin}` has both a body above it and a court")),
            (Some(above), None) if above == bin => return Err(format!("`{bin}` stands above itself")),
            (Some(above), None) => Some(Above::Body(parsed(&above)?)),
            (None, court) => court.map(Above::Court),
        };
        let body = StateBody { bin: parsed(&bin)?, name, above };
        if bodies.insert(bin.clone(), body).is_some() {
            return Err(format!("`{bin}` stands twice"));
        }
    }
    let unlisted = bodies.values().find_map(|body| match &body.above {
        Some(Above::Body(above)) if !bodies.contains_key(above.as_str()) => Some(above.clone()),
        _ => None,
    });
    unlisted.map_or(Ok(Bodies(bodies)), |above| Err(format!("`{above}` stands above another and is not listed")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "[[bodies]]\nbin = \"100140000003\"\nname = { kk = \"А\", ru = \"Б\" }\n";

    #[test]
    fn a_list_of_bodies_is_read_strictly() {
        assert!(bodies("demo").is_ok() && bodies("").is_ok() && bodies("/no/such/file").is_err());
        let with = |line: &str| listed(&format!("{ONE}{line}"));
        assert!(with("").unwrap().find(&Bin::parse("100140000003").unwrap()).unwrap().above.is_none());
        assert!(with("court = { kk = \"С\", ru = \"С\" }").is_ok());
        for wrong in ["above = \"100140000003\"", "above = \"050140000408\"", "above = \"1\"", "colour = \"red\"", ONE]
        {
            assert!(with(wrong).is_err(), "{wrong}");
        }
    }
}
