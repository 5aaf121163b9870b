//! Tests of the domain through its public functions.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests may panic: that is how they fail"
)]

mod calendar_rules;
mod deadlines;
mod engine;
mod procedures;
mod rulebook;
mod tried;

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use merzim_domain::law::{Law, LawSettings};

/// Laws are read once: the property tests ask for them thousands of times.
static LAWS: LazyLock<Mutex<BTreeMap<(String, String), &'static Law>>> = LazyLock::new(Mutex::default);

fn law() -> &'static Law {
    law_reading("eventDay", "excluded")
}

fn law_reading(id: &str, choice: &str) -> &'static Law {
    let key = (id.to_owned(), choice.to_owned());
    LAWS.lock().unwrap().entry(key.clone()).or_insert_with(|| {
        let settings = LawSettings { readings: [key].into(), ..LawSettings::default() };
        Box::leak(Box::new(Law::embedded(&settings, &merzim_domain::procedures::usage()).unwrap()))
    })
}
