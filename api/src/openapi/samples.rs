//! What the example of a case shows of its own procedure: its act, a state, an action, a duty.

use std::collections::BTreeMap;

use merzim_domain::procedures::Built;
use merzim_domain::rulebook::Rule;
use merzim_domain::{Lang, Law, Role, Text, Vocabulary, procedures, term, zone};
use serde_json::{Map, Value, json};
use time::Time;
use time::macros::time;
use utoipa::openapi::OpenApi;

use super::{BASE, methods, walk};
use crate::app::Place;
use crate::demo::example::SAID_ON;
use crate::parts::PARTS;

/// The id that stands for any.
const ID: &str = "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11";
/// The time of day at which the cases of examples were filed.
const FILED_AT: Time = time!(10:00);

/// The procedure to which the schemas of some answers belong, with the name of each schema.
pub(super) fn owners(document: &mut OpenApi) -> BTreeMap<String, Sample> {
    // Without the law there is no contract either: the program does not start.
    let Ok(law) = Law::embedded(&Default::default(), &procedures::usage()) else { return BTreeMap::new() };
    let mut owners = BTreeMap::new();
    for place in PARTS.iter().flat_map(|part| part.places) {
        let own = format!("{BASE}/{}", place.collection);
        let mut body = |resource: &str| {
            let taken = document.paths.paths.get_mut(&format!("{own}/{{id}}/{resource}"))?.post.as_mut()?;
            walk::asked(taken).find_map(|schema| walk::referred(schema).map(str::to_owned))
        };
        let sample = procedures::find(place.procedure).and_then(|built| Sample::of(place, built, &law, &mut body));
        let Some(sample) = sample else { continue };
        for (path, item) in &mut document.paths.paths {
            if path.trim_end_matches("/{id}").ends_with(&format!("/{}", place.collection)) {
                for (_, operation) in methods(item) {
                    walk::answered(operation).for_each(|schema| {
                        walk::each(schema, &mut |one| {
                            owners.extend(walk::referred(one).map(|name| (name.to_owned(), sample.clone())));
                        });
                    });
                }
            }
        }
    }
    owners
}

/// A case of a procedure just after it was filed.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    /// Act, edition, state and number.
    head: Value,
    /// For whom the case is.
    party: Value,
    action: Option<Value>,
    duty: Option<Value>,
}

impl Sample {
    /// `body` tells the schema of what is sent to take an action.
    fn of(place: &Place, built: &Built, law: &Law, body: &mut impl FnMut(&str) -> Option<String>) -> Option<Self> {
        let filed = built.lines.iter().find(|line| !line.opens.is_empty())?;
        let (state, actions) = (built.states.iter().find(|named| named.code == filed.to)?, &built.actions);
        let href = format!("{BASE}/{}/{ID}", place.collection);
        let mut next = built.lines.iter().filter(|line| line.from.contains(&filed.to));
        let next = next.find_map(|line| place.actions.iter().find(|(action, _)| *action == line.action));
        let rules: Vec<&Rule> = filed.opens.iter().filter_map(|rule| law.rulebook.rule(rule.as_str())).collect();
        let rule = rules.iter().find(|rule| rule.term.is_some()).or(rules.first()).copied();
        let number = format!("{}-{}-000123", built.prefix, SAID_ON.year());
        let case = json!({ "id": ID, "href": href, "procedure": built.code, "number": number });
        Some(Self {
            head: json!({
                "act": built.act, "pinnedEdition": edition(law, built.act), "state": state.code, "stateTitle": said(&state.title), "number": number,
            }),
            action: next.map(|(code, resource)| {
                let title = actions.iter().find(|named| named.code == *code).map(|named| said(&named.title));
                let href = format!("{href}/{resource}");
                json!({ "action": code, "code": code, "title": title, "href": href, "body": body(resource) })
            }),
            party: party(built.initiator),
            duty: rule.map(|rule| duty(rule, &case, law)),
        })
    }

    /// Says in an example what is so in this procedure.
    pub fn say(&self, example: &mut Value) {
        match example {
            Value::Array(items) => items.iter_mut().for_each(|item| self.say(item)),
            Value::Object(fields) => {
                if fields.contains_key("pinnedEdition") || fields.contains_key("stateTitle") {
                    set(fields, &self.head);
                }
                if let (true, Some(action)) = (fields.contains_key("method"), &self.action) {
                    set(fields, action);
                }
                if let (true, Some(duty)) = (fields.contains_key("basis"), &self.duty) {
                    set(fields, duty);
                    return;
                }
                if fields.contains_key("role") && fields.contains_key("name") {
                    set(fields, &self.party);
                    return;
                }
                fields.values_mut().for_each(|field| self.say(field));
            }
            _ => {}
        }
    }
}

/// What an obligation by this rule shows.
fn duty(rule: &Rule, case: &Value, law: &Law) -> Value {
    let due = term::due(law, rule, zone::at(SAID_ON, FILED_AT)).ok().flatten();
    let act = law.rulebook.act(&rule.act);
    let edition = edition(law, &rule.act);
    let (phrase, language) = edition.and_then(|edition| law.rulebook.phrase_in(rule, edition)).unzip();
    json!({
        "rule": rule.id,
        "what": said(&rule.what),
        "case": case,
        "basis": {
            "act": rule.act, "number": act.map(|act| &act.number), "provision": rule.provision, "phrase": phrase,
            "phraseLanguage": language,
        },
        "bearer": party(rule.bearer),
        "edition": edition,
        "dueOn": due.map(|due| due.on.to_string()),
    })
}

/// A party in this role.
fn party(role: Role) -> Value {
    let Text { kk, ru, .. } = role.title();
    json!({ "role": role.code(), "organisation": "100140000003", "name": { "kk": kk, "ru": ru } })
}

/// The edition of an act that was in force when the cases were filed.
fn edition<'law>(law: &'law Law, act: &str) -> Option<&'law str> {
    let editions = law.rulebook.act(act)?.editions.iter();
    editions.rev().find(|edition| edition.covers(SAID_ON)).map(|edition| edition.id.as_str())
}

/// Examples are in English.
fn said(text: &Text) -> String {
    text.get(Lang::En).to_owned()
}

/// Sets those fields that the example has.
fn set(fields: &mut Map<String, Value>, known: &Value) {
    for (name, value) in known.as_object().into_iter().flatten() {
        if let Some(field) = fields.get_mut(name) {
            *field = value.clone();
        }
    }
}
