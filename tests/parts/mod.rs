//! What the tests of everything know of each part: how its things are made and found, and what is said of them.

pub mod accreditation;
pub mod complaints;
pub mod conferences;
pub mod information;
pub mod media;
pub mod meetings;
pub mod organisations;
pub mod reception;
pub mod register;
pub mod surveys;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::kit::id;
use crate::{MONDAY, Server, operations};

/// Every part, after those whose things it needs.
pub const PARTS: &[Part] = &[
    accreditation::PART,
    register::PART,
    meetings::PART,
    conferences::PART,
    reception::PART,
    complaints::PART,
    organisations::PART,
    media::PART,
    information::PART,
    surveys::PART,
];

/// What the contract does not tell of parameters that belong to no part.
const PARAMETERS: &[(&str, &str, [&str; 2])] = &[
    ("/rules/{id}/deadline", "event", ["2026-03-16", "2026-03-17"]),
    ("/rules/{id}/deadline.svg", "event", ["2026-03-16", "2026-03-17"]),
    ("/rules/{id}/deadline.svg", "lang", ["kk&event=2026-03-16", "ru&event=2026-03-16"]),
    ("/rules", "act", ["93", "605"]),
    ("/rules", "procedure", ["accreditation", "complaint"]),
    ("/obligations", "rule", ["93-3", "605-6"]),
    ("/obligations", "procedure", ["accreditation", "complaint"]),
    ("/calendar/days", "from", ["2026-01-01&to=2026-01-31", "2026-01-02&to=2026-01-31"]),
    ("/calendar/days", "to", ["2026-01-31&from=2026-01-01", "2026-01-30&from=2026-01-01"]),
];

/// A part, as the tests of everything know it.
#[derive(Debug)]
pub struct Part {
    /// Makes one of everything on that Monday, all of it the ministry's. Made again, each of its lists is longer.
    pub make: fn(&Server, &mut World),
    /// What the contract does not tell of its parameters: path, name, and two values whose answers differ. A
    /// `{collection}` stands for an id.
    pub parameters: &'static [(&'static str, &'static str, [&'static str; 2])],
    /// The page of the tables that say who sees what of it.
    pub page: &'static str,
    /// Makes the case that the table with this title is about.
    pub subject: fn(&Server, &str) -> Subject,
}

/// A case, to be looked at by everybody.
#[derive(Debug)]
pub struct Subject {
    /// Where it is.
    pub path: String,
    /// The persona whose it is.
    pub owner: &'static str,
    /// What it is replaced by.
    pub form: Value,
    /// Where its file is, if it has one.
    pub file: Option<String>,
}

impl Subject {
    /// A case without a file.
    #[must_use]
    pub fn of(owner: &'static str, path: &str, form: Value) -> Self {
        Self { path: path.to_owned(), owner, form, file: None }
    }

    /// The same with a file that its owner attaches now.
    #[must_use]
    pub fn with_file(mut self, server: &Server) -> Self {
        self.file = Some(server.attached(self.owner, &self.path));
        self
    }
}

/// One of everything: by the collection that it is found in, whose it is, and its id.
#[derive(Debug)]
pub struct World(BTreeMap<String, (&'static str, String)>);

impl World {
    /// Makes it. What the law has is found by the examples of the contract.
    #[must_use]
    pub fn of(server: &Server) -> Self {
        let mut world = Self(BTreeMap::new());
        for (_, path, operation) in operations(&server.contract()) {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let is_made = parameter["in"] != "path" || parameter["schema"]["format"] == "uuid";
                if let (Some(example), false) = (parameter.get("example"), is_made) {
                    let place = format!("/{{{}}}", parameter["name"].as_str().unwrap());
                    let collection = id(path.split(&place).next().unwrap());
                    world.keep("", collection, &example.as_str().map_or_else(|| example.to_string(), str::to_owned));
                }
            }
        }
        world.grow(server);
        world
    }

    /// Makes more, so that every list is longer.
    pub fn grow(&mut self, server: &Server) {
        for part in PARTS {
            server.clock(MONDAY);
            (part.make)(server, self);
        }
        server.clock(MONDAY);
    }

    /// Keeps what somebody can be asked for, unless there is one already. It is told by its path or its id.
    pub fn keep(&mut self, who: &'static str, collection: &str, path: &str) {
        self.0.entry(collection.to_owned()).or_insert_with(|| (who, id(path).to_owned()));
    }

    /// Keeps it in the place of what there is.
    pub fn put(&mut self, who: &'static str, collection: &str, path: &str) {
        self.0.remove(collection);
        self.keep(who, collection, path);
    }

    /// The path of what is kept, which is made if there is none.
    pub fn once(&mut self, who: &'static str, collection: &str, make: impl FnOnce() -> String) -> String {
        if !self.0.contains_key(collection) {
            self.keep(who, collection, &make());
        }
        format!("/{collection}/{}", self.id(collection))
    }

    /// The id of what there is in a collection.
    ///
    /// # Panics
    /// When there is nothing in it: then its part should make one.
    #[must_use]
    pub fn id(&self, collection: &str) -> &str {
        let (_, id) = self.0.get(collection).unwrap_or_else(|| panic!("nothing in {collection}"));
        id
    }

    /// The path with the id of what there is in its collection.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        let steps: Vec<&str> = path.split('/').collect();
        let filled = steps.iter().enumerate().map(|(place, step)| match step.split_once('}') {
            Some((_, end)) => format!("{}{end}", self.id(steps[place - 1])),
            None => (*step).to_owned(),
        });
        filled.collect::<Vec<_>>().join("/")
    }

    /// Values of a parameter whose answers are not all the same: what its part says, or all words of its list, or what there is
    /// of its kind, or its example and something else.
    ///
    /// # Panics
    /// When its part should say some.
    #[must_use]
    pub fn values(&self, server: &Server, path: &str, parameter: &Value) -> BTreeSet<String> {
        let mut told = PARTS.iter().flat_map(|part| part.parameters).chain(PARAMETERS);
        if let Some((_, _, values)) = told.find(|(at, name, _)| *at == path && parameter["name"] == *name) {
            return values.iter().map(|value| self.filled(value).to_owned()).collect();
        }
        let schema = &parameter["schema"];
        if let Some(words) = schema["enum"].as_array() {
            return words.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        let of = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        match (schema["type"].as_str().unwrap(), schema["format"].as_str()) {
            ("boolean", _) => of(&["true", "false"]),
            (_, Some("date")) => of(&["2020-01-01", "2026-03-16", "2027-12-31"]),
            (_, Some("date-time")) => of(&["2020-01-01T00:00:00Z", "2027-12-31T00:00:00Z"]),
            (_, Some("uuid")) => self.0.values().map(|(_, id)| id.clone()).filter(|id| id.len() == 36).collect(),
            ("integer", _) => of(&["1", "2"]),
            (_, Some("bin")) => server.personas.iter().filter_map(|one| one.organisation.clone()).collect(),
            _ => match parameter["example"].as_str() {
                // What must look as a code does is another one.
                Some(example) if parameter["schema"]["pattern"].is_string() => of(&[example, "nothing"]),
                Some(example) => of(&[example, "ештеңе"]),
                None => panic!("{path}: no value for {parameter}"),
            },
        }
    }

    /// A value in which `{collection}` stands for an id.
    fn filled<'value>(&'value self, value: &'value str) -> &'value str {
        let inner = value.trim_start_matches('{').trim_end_matches('}');
        if inner == value { value } else { self.id(inner) }
    }

    /// A persona who may ask for an operation: whoever has what its path names, if they may, else who has such a role.
    ///
    /// # Panics
    /// When nobody has one.
    #[must_use]
    pub fn who<'world>(&'world self, server: &'world Server, path: &str, operation: &Value) -> &'world str {
        let requirements = operation["security"].as_array().into_iter().flatten();
        let roles: Vec<&str> =
            requirements.filter_map(|one| one["bearer"].as_array()).flatten().filter_map(Value::as_str).collect();
        let owner = path.rsplit('/').filter_map(|step| self.0.get(step)).find(|(who, _)| !who.is_empty());
        let owner = owner.map_or(&server.personas[0], |(who, _)| server.persona(who));
        if roles.is_empty() || owner.roles.iter().any(|role| roles.contains(&role.as_str())) {
            return &owner.id;
        }
        let held = roles.iter().find_map(|role| server.holds(role));
        &held.unwrap_or_else(|| panic!("nobody is one of {roles:?}")).id
    }
}
