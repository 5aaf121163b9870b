//! The lists of a body, and how long the contract lets them be: what is far too long is cut before anybody looks into it.

use std::collections::BTreeMap;

use merzim_domain::Text;
use serde_json::Value;

use super::contract::escaped;
use crate::problem::{FieldFaults, Wrong, WrongCode};

/// How many items of a list that is too long are looked at, beyond those that there may be.
const LOOKED_AT: usize = 20;

/// Where lists stand in a value, and how many items each may have.
#[derive(Debug, Default)]
pub struct Lists {
    /// How many items this value may have, if it is a list.
    most: Option<u64>,
    /// The lists in each item.
    items: Option<Box<Lists>>,
    /// The lists in its fields.
    fields: BTreeMap<String, Lists>,
}

impl Lists {
    /// The lists of a schema. It refers to the components, none of which contains itself.
    pub fn of(schema: &Value, components: &Value) -> Self {
        const HOME: &str = "#/components";
        let mut lists = Self::default();
        let referred = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix(HOME));
        let parts = ["allOf", "anyOf", "oneOf"].iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
        for part in referred.and_then(|way| components.pointer(way)).into_iter().chain(parts) {
            lists.add(Self::of(part, components));
        }
        lists.add(Self {
            most: schema.get("maxItems").and_then(Value::as_u64),
            items: schema.get("items").map(|items| Box::new(Self::of(items, components))),
            fields: schema
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .map(|(name, field)| (name.clone(), Self::of(field, components)))
                .filter(|(_, lists)| !lists.are_none())
                .collect(),
        });
        lists
    }

    fn are_none(&self) -> bool {
        self.most.is_none() && self.items.as_ref().is_none_or(|items| items.are_none()) && self.fields.is_empty()
    }

    fn add(&mut self, other: Self) {
        self.most = self.most.max(other.most);
        match (&mut self.items, other.items) {
            (Some(items), Some(others)) => items.add(*others),
            (items, others) => *items = items.take().or(others),
        }
        for (name, lists) in other.fields {
            self.fields.entry(name).or_default().add(lists);
        }
    }

    /// Tells the lists of a value that are too long, and cuts them: of what is too much, only the first items are looked at.
    pub fn shorten(&self, value: &mut Value, at: &dyn Fn() -> String, found: &mut FieldFaults) {
        if self.are_none() {
            return;
        }
        match value {
            Value::Array(items) => {
                let most = self.most.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
                if items.len() > most {
                    found.tell(at, too_many(self.most.unwrap_or_default()));
                    items.truncate(most.saturating_add(LOOKED_AT));
                }
                let Some(lists) = &self.items else { return };
                for (index, item) in items.iter_mut().enumerate() {
                    lists.shorten(item, &|| format!("{}/{index}", at()), found);
                }
            }
            Value::Object(fields) => {
                for (name, lists) in &self.fields {
                    if let Some(field) = fields.get_mut(name) {
                        lists.shorten(field, &|| format!("{}/{}", at(), escaped(name)), found);
                    }
                }
            }
            _ => {}
        }
    }
}

/// What is said of a list that is too long.
pub fn too_many(most: u64) -> Wrong {
    let message =
        Text::new("{} элементтен аспауы керек", "должно быть не более {} элементов", "must have at most {} items");
    Wrong::of(WrongCode::TooMany, message.with(&Text::same(most))).at_most(most)
}
