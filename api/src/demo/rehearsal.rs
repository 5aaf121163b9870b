//! Requests that work: of every operation one that a demo answers with success, found by trying.
//!
//! What is tried is done in a transaction that ends with it (`Database::rehearsal`), and taken back at once. So a request that is shown here was accepted a
//! moment ago, whatever testers have done to the demo before, and a new procedure needs no list of its own.

use std::collections::{BTreeSet, HashMap};

use actix_http::Request;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use futures_util::future::LocalBoxFuture;
use merzim_domain::{Text, procedures};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::asker::{Answered, Asked, Asker};
use super::example::Moved;
use super::{NOBODY, Persona, script_of};
use crate::app::Place;
use crate::http::contract::{LOOKUP_SCHEME, SCHEME};
use crate::http::{BASE, block};
use crate::problem::{Fault, Problem, lines};

/// A request that works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkingRequest {
    /// Id of the operation.
    #[schema(example = "getMeeting")]
    pub operation: String,
    /// Short name of the persona who asks; none where nobody needs to say who they are.
    #[schema(example = "holder")]
    pub persona: Option<String>,
    /// The method.
    #[schema(example = "GET")]
    pub method: String,
    /// The path, with what it names and the query.
    #[schema(example = "/api/v1/meetings/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub path: String,
    /// What stands for each name in the path of the contract.
    #[schema(value_type = HashMap<String, String>, example = json!({ "id": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11" }))]
    pub parameters: Map<String, Value>,
    /// The version that a change needs in `If-Match`.
    #[schema(example = "\"1\"")]
    pub if_match: Option<String>,
    /// The JSON body, if it takes one.
    #[schema(value_type = Option<Object>, example = json!({ "seats": 15 }))]
    pub body: Option<Value>,
}

/// The id that stands in the examples of the contract for any.
const ANY_ID: &str = "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11";

/// Something that a persona is shown.
#[derive(Clone, Debug)]
struct Thing {
    shown: Value,
    /// The path of the case below which it stands, if it does.
    case: Option<String>,
}

/// What stands for the names in a path.
#[derive(Clone, Debug, Default)]
struct Named {
    parameters: Map<String, Value>,
    /// The path of the case that it is below, if it is.
    case: Option<String>,
}

/// What is tried first, if it works.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wish {
    /// Short name of the persona who asks, if one with this name may; `nobody` for whoever has no token.
    #[param(example = "ministry")]
    pub persona: Option<String>,
    /// The ids of what it is about, if the persona can ask for that; what comes first is tried first. Commas stand between them.
    #[param(max_length = 1000, example = "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub about: Option<String>,
}

/// What of an operation works, or why nothing does.
type Found = Result<WorkingRequest, Text>;

const NOTHING: Text = Text::new(
    "Қазір мұнда байқап көретін ештеңе жоқ: бұл әрекетті жасауға болатын объект табылмады.",
    "Сейчас здесь нечего попробовать: нет объекта, с которым это можно сделать.",
    "There is nothing to try here just now: nothing is there that this can be done with.",
);
const REFUSED: Text = Text::new(
    "Қазір мұнда байқап көретін ештеңе жоқ: {}.",
    "Сейчас здесь нечего попробовать: {}.",
    "There is nothing to try here just now: {}.",
);

const FIRST: Text = Text::new(
    "Алдымен мына әрекеттердің бірін жасаңыз: {}.",
    "Сначала выполните одно из действий: {}.",
    "First do one of these: {}.",
);

/// How many things are tried in one place of a request.
const CHOICES: usize = 24;
/// How many requests are tried for one operation and one persona.
const TRIES: usize = 100;

/// Tries requests on a stage, and takes them back.
pub struct Rehearsal<'stage, S> {
    asker: Asker<'stage, S>,
    /// In which collection an id in a body is looked for, by the name of its field, or by that of the operation and the field.
    collections: HashMap<String, String>,
    /// What is said of an operation of which nothing works, by its id.
    otherwise: HashMap<String, Text>,
    wish: Wish,
    /// What a persona was shown before.
    seen: HashMap<(String, String), Vec<Thing>>,
}

impl<'stage, S, B> Rehearsal<'stage, S>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    /// Over the program on a stage.
    ///
    /// # Errors
    /// What is wrong with the `demo.json` of a part.
    pub fn new(asker: Asker<'stage, S>, wish: Wish) -> Result<Self, String> {
        let (mut collections, mut otherwise) = (HashMap::new(), HashMap::new());
        for part in asker.app.parts {
            let script = script_of(part)?;
            collections.extend(script.ids);
            otherwise.extend(script.otherwise);
        }
        Ok(Self { asker, collections, otherwise, wish, seen: HashMap::new() })
    }

    /// A request that works for each operation of the contract for which there is one, in its order.
    ///
    /// # Errors
    /// [`Problem`] when the stage fails.
    pub async fn all(&mut self) -> Result<Vec<WorkingRequest>, Problem> {
        let mut found = Vec::new();
        for (path, item) in self.asker.contract["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                found.extend(self.of(path, method, operation).await?.ok());
            }
        }
        Ok(found)
    }

    /// A request that works for the operation with this id.
    ///
    /// # Errors
    /// [`Problem`] when the stage fails. A 404 where there is no such operation, or nothing works, with the reason.
    pub async fn one(&mut self, id: &str) -> Result<WorkingRequest, Problem> {
        for (path, item) in self.asker.contract["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if operation["operationId"] == id {
                    let found = self.of(path, method, operation).await?;
                    return found.map_err(|why| Problem::from(Fault::NotFound).because(why));
                }
            }
        }
        Err(Fault::NotFound.into())
    }

    async fn of(&mut self, path: &str, method: &str, operation: &Value) -> Result<Found, Problem> {
        let Ok(method) = method.to_uppercase().parse::<Method>() else { return Ok(Err(NOTHING)) };
        let id = operation["operationId"].as_str().unwrap_or_default();
        let mut refused = None;
        if path.starts_with(&format!("{BASE}/sandbox/requests/")) {
            // What rehearses is not rehearsed: whoever asks for it sees that it works.
            return Ok(Ok(itself(path, &method, operation)));
        }
        for persona in self.who_may(operation) {
            let mut left = TRIES;
            for Named { parameters, case } in self.parameters(persona, path, &method, operation).await? {
                if left == 0 {
                    break;
                }
                let filled = fill(path, &parameters) + &self.query(operation);
                let about = case.as_deref().unwrap_or(&filled);
                let needs_version = has(operation, "If-Match");
                let version = if needs_version { self.asker.version(persona, about).await } else { None };
                let own = if method == Method::PUT { self.own(persona, &filled, operation).await? } else { None };
                let bodies = self.bodies(persona, operation).await?;
                for mut body in own.into_iter().map(Some).chain(bodies).take(left) {
                    left -= 1;
                    if let Some(body) = &mut body {
                        self.asker.sign(persona, &filled, body).await;
                    }
                    let asked = Asked {
                        by: persona,
                        method: method.clone(),
                        path: &filled,
                        version: version.as_deref(),
                        body: body.as_ref(),
                        with_file: operation.pointer("/requestBody/content/multipart~1form-data").is_some(),
                    };
                    let answered = self.try_out(&asked).await?;
                    let by = persona.map(|persona| persona.id.as_str());
                    tracing::debug!(?by, path = filled, status = %answered.status, why = ?answered.body.get("type"), "tried");
                    if answered.status.is_success() {
                        return Ok(Ok(WorkingRequest {
                            operation: id.to_owned(),
                            persona: persona.map(|persona| persona.id.clone()),
                            method: method.to_string(),
                            path: filled,
                            parameters,
                            if_match: version,
                            body,
                        }));
                    }
                    refused = refused.or_else(|| title_of(&answered.body));
                }
            }
        }
        let why = refused.map(|title| REFUSED.with(&title)).or_else(|| self.otherwise.get(id).cloned());
        Ok(Err(why.unwrap_or_else(|| self.first(path).map_or(NOTHING, |first| NOTHING.and(&first)))))
    }

    /// What is to be done first in a case, by the table of its procedure, so that the action at a path can be taken.
    fn first(&self, path: &str) -> Option<Text> {
        let mut steps = path.strip_prefix(BASE)?.trim_start_matches('/').split('/');
        let (collection, _, resource) = (steps.next()?, steps.next()?, steps.next()?);
        let mut places = self.asker.app.parts.iter().flat_map(|part| part.places);
        let place = places.find(|place| place.collection == collection)?;
        let (action, _) = place.actions.iter().find(|(_, of)| *of == resource)?;
        let built = procedures::all().iter().find(|built| built.code == place.procedure)?;
        let of_it = built.lines.iter().filter(|line| line.action == *action);
        let from: BTreeSet<&str> = of_it.flat_map(|line| &line.from).copied().collect();
        let leads_there = |code: &str| {
            built
                .lines
                .iter()
                .any(|line| line.action == code && from.contains(line.to) && !line.from.contains(&line.to))
        };
        let before = built.actions.iter().filter(|known| leads_there(known.code));
        let asked: Vec<Text> = before
            .filter_map(|known| {
                let begins = built.lines.iter().any(|line| line.action == known.code && line.from.is_empty());
                self.asked_by(place, known.code, begins)
            })
            .collect();
        (!asked.is_empty()).then(|| FIRST.with(&Text::listed(&asked)))
    }

    /// The operation that takes an action, and a persona who may ask for it.
    fn asked_by(&self, place: &Place, action: &str, begins: bool) -> Option<Text> {
        let at = match place.actions.iter().find(|(known, _)| *known == action) {
            Some((_, resource)) => format!("{BASE}/{}/{{id}}/{resource}", place.collection),
            None if begins => format!("{BASE}/{}", place.collection),
            None => return None,
        };
        let operation = self.asker.contract.get("paths")?.get(at)?.get("post")?;
        let id = operation["operationId"].as_str()?;
        let who = self.who_may(operation).into_iter().flatten().next();
        Some(Text::same(who.map_or_else(|| id.to_owned(), |who| format!("{id} ({})", who.id))))
    }

    /// Those who may ask for an operation: the one who is wished for, then who need no token.
    fn who_may(&self, operation: &Value) -> Vec<Option<&'stage Persona>> {
        let mut who = self.all_who_may(operation);
        let wished = self.wish.persona.as_deref();
        who.sort_by_key(|persona| wished != Some(persona.map_or(NOBODY, |persona| &persona.id)));
        who
    }

    fn all_who_may(&self, operation: &Value) -> Vec<Option<&'stage Persona>> {
        let needs = || operation["security"].as_array().into_iter().flatten().filter_map(Value::as_object);
        if needs().all(Map::is_empty) || needs().any(Map::is_empty) {
            return std::iter::once(None).chain(self.asker.sandbox.personas.iter().map(Some)).collect();
        }
        let holds = |persona: &&Persona| {
            needs().filter(|need| !need.contains_key(LOOKUP_SCHEME)).any(|need| {
                let roles = need.get(SCHEME).and_then(Value::as_array);
                roles.is_some_and(|roles| roles.iter().all(|role| persona.holds(role.as_str().unwrap_or_default())))
            })
        };
        self.asker.sandbox.personas.iter().filter(holds).map(Some).collect()
    }

    /// The query that an operation needs, by the examples of the contract.
    fn query(&self, operation: &Value) -> String {
        let moved = Moved::to(self.asker.today(), &self.asker.app.law.calendar);
        let needed = parameters_of(operation).filter(|one| one["in"] == "query" && one["required"] == true);
        let pairs: Vec<(&str, String)> = needed
            .filter_map(|one| {
                let example = match &one["example"] {
                    Value::String(text) => moved.text(text).unwrap_or_else(|| text.clone()),
                    Value::Number(number) => number.to_string(),
                    _ => return None,
                };
                Some((one["name"].as_str()?, example))
            })
            .collect();
        let query = serde_urlencoded::to_string(&pairs).unwrap_or_default();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// Whether a path takes an action on a case, which the case then offers.
    fn is_action(&self, path: &str) -> bool {
        let places = self.asker.app.parts.iter().flat_map(|part| part.places);
        let takes = |collection: &str, resource: &str| path == format!("{BASE}/{collection}/{{id}}/{resource}");
        places.into_iter().any(|place| place.actions.iter().any(|(_, resource)| takes(place.collection, resource)))
    }

    /// What may stand for the names in a path: things of the collection before each, if need be those that offer what it takes.
    async fn parameters(
        &mut self,
        persona: Option<&Persona>,
        path: &str,
        method: &Method,
        operation: &Value,
    ) -> Result<Vec<Named>, Problem> {
        let Some((before, rest)) = path.split_once("/{") else { return Ok(vec![Named::default()]) };
        let name = rest.split('}').next().unwrap_or_default();
        let collection = before.strip_prefix(BASE).unwrap_or_default().trim_start_matches('/').to_owned();
        let mut things = self.things(persona, &collection).await?;
        let offers = |Thing { shown, .. }: &Thing| {
            let mut actions = shown["actions"].as_array().into_iter().flatten();
            actions.any(|action| {
                let is_now = action.get("from").is_none() && action.get("until").is_none();
                let href = fill(path, &one(name, shown[name].clone()));
                is_now && action["method"] == method.as_str() && action["href"] == href.as_str()
            })
        };
        if self.is_action(path) {
            things.retain(offers);
        }
        things.sort_by_key(|thing| self.place(&thing.shown));
        let found: Vec<_> = things
            .iter()
            .filter_map(|Thing { shown, case }| {
                Some(Named { parameters: one(name, shown.get(name)?.clone()), case: case.clone() })
            })
            .collect();
        if !found.is_empty() || self.is_action(path) {
            return Ok(found.into_iter().take(CHOICES).collect());
        }
        // What stands in no list, such as a year, is as the contract says.
        let example = parameters_of(operation).find(|parameter| parameter["name"] == name);
        let example = example.map(|parameter| &parameter["example"]).filter(|example| !example.is_null());
        let named = example.map(|example| Named { parameters: one(name, example.clone()), case: None });
        Ok(named.into_iter().collect())
    }

    /// The place of a thing among those that the request is to be about; after them, if it is none.
    fn place(&self, shown: &Value) -> usize {
        let mut wished = self.wish.about.iter().flat_map(|ids| ids.split(','));
        wished.position(|id| shown["id"].as_str() == Some(id)).unwrap_or(usize::MAX)
    }

    /// What a persona is shown of a collection: by its list, or else below each case that they see.
    async fn things(&mut self, persona: Option<&Persona>, collection: &str) -> Result<Vec<Thing>, Problem> {
        let key = (persona.map(|persona| persona.id.clone()).unwrap_or_default(), collection.to_owned());
        if let Some(known) = self.seen.get(&key) {
            return Ok(known.clone());
        }
        let found = match self.list(persona, collection).await? {
            Some(listed) => listed.into_iter().map(|shown| Thing { shown, case: None }).collect(),
            None => self.below_cases(persona, collection).await?,
        };
        self.seen.insert(key, found.clone());
        Ok(found)
    }

    /// What the list of a collection shows, if there is one; a query may stand behind its name.
    async fn list(&self, persona: Option<&Persona>, collection: &str) -> Result<Option<Vec<Value>>, Problem> {
        let (path, asked) = collection.split_once('?').unwrap_or((collection, ""));
        let Some(operation) = self.read_of(path) else { return Ok(None) };
        let asked = if asked.is_empty() { self.query(operation) } else { format!("?{asked}") };
        let most = match (has(operation, "limit"), asked.is_empty()) {
            (true, true) => "?limit=100",
            (true, false) => "&limit=100",
            (false, _) => "",
        };
        let listed = self.look(persona, &format!("{BASE}/{path}{asked}{most}")).await?;
        Ok(Some(items(&listed, "items")))
    }

    /// How what stands at a path below the base is read.
    fn read_of(&self, path: &str) -> Option<&'stage Value> {
        self.asker.contract.get("paths")?.get(format!("{BASE}/{path}"))?.get("get")
    }

    /// The cases that a persona sees, or what stands below them: in a list of its own, or where a case is shown.
    async fn below_cases(&self, persona: Option<&Persona>, collection: &str) -> Result<Vec<Thing>, Problem> {
        let mut found = Vec::new();
        for place in self.asker.app.parts.iter().flat_map(|part| part.places) {
            for case in self.list(persona, place.collection).await?.unwrap_or_default() {
                if collection == "cases" {
                    found.push(Thing { shown: case, case: None });
                    continue;
                }
                let id = case.get("id").and_then(Value::as_str).unwrap_or_default();
                let at = format!("{BASE}/{}/{id}", place.collection);
                // What has a list there has a version of its own; what is only shown with the case goes by that of the case.
                let (below, case) = match self.read_of(&format!("{}/{{id}}/{collection}", place.collection)) {
                    Some(_) => (items(&self.look(persona, &format!("{at}/{collection}")).await?, "items"), None),
                    None => (items(&self.look(persona, &at).await?, collection), Some(at)),
                };
                found.extend(below.into_iter().map(|shown| Thing { shown, case: case.clone() }));
            }
        }
        Ok(found)
    }

    /// The bodies to try: the example of the contract as of today, with an id in place of each that stands for any.
    async fn bodies(&mut self, persona: Option<&Persona>, operation: &Value) -> Result<Vec<Option<Value>>, Problem> {
        let Some(name) = example_of(operation) else { return Ok(vec![None]) };
        let example = self.asker.example(name, self.asker.today()).unwrap_or_default();
        let mut bodies = vec![example.clone()];
        for (pointer, name) in ids_in(&example, String::new()) {
            let operation = operation["operationId"].as_str().unwrap_or_default();
            let own = self.collections.get(&format!("{operation}.{name}")).or_else(|| self.collections.get(&name));
            let collection = own.cloned().unwrap_or(name);
            let things = self.things(persona, &collection).await?;
            let ids = things.iter().filter_map(|thing| thing.shown.get("id"));
            let with = |id: &Value| bodies.iter().map(|body| with(body.clone(), &pointer, id)).collect::<Vec<_>>();
            bodies = ids.take(CHOICES).flat_map(with).collect();
        }
        Ok(bodies.into_iter().take(CHOICES).map(Some).collect())
    }

    /// What is to stand in place of a thing, as it stands: of what is shown of it, the fields that its form has.
    async fn own(&self, persona: Option<&Persona>, path: &str, operation: &Value) -> Result<Option<Value>, Problem> {
        let shown = self.look(persona, path).await?;
        let shown = shown.get("form").unwrap_or(&shown);
        let body = operation.pointer("/requestBody/content/application~1json/schema/$ref").and_then(Value::as_str);
        let schema = body.and_then(|at| self.asker.contract.pointer(at.trim_start_matches('#')));
        let Some(fields) = schema.and_then(|schema| schema.get("properties")).and_then(Value::as_object) else {
            return Ok(None);
        };
        let known = fields.keys().filter_map(|name| Some((name.clone(), shown.get(name)?.clone())));
        Ok(Some(Value::Object(known.filter(|(_, value)| !value.is_null()).collect())))
    }

    async fn look(&self, persona: Option<&Persona>, path: &str) -> Result<Value, Problem> {
        Ok(self.try_out(&Asked::look(persona, path)).await?.body)
    }

    /// What is answered; whatever it changed is taken back.
    async fn try_out(&self, asked: &Asked<'_>) -> Result<Answered, Problem> {
        let answered = self.asker.ask(asked).await;
        let db = self.asker.app.db.clone();
        block(move || Ok(db.take_back()?)).await?;
        Ok(answered)
    }
}

/// Finds requests that work, at any moment of a running demo.
pub trait Rehearses: Send + Sync {
    /// A request that works now for the operation with this id. Else a 404 with the reason.
    fn request_for(&self, operation: String, wish: Wish) -> LocalBoxFuture<'_, Result<WorkingRequest, Problem>>;
}

/// The title of a problem that was answered, if it tells why: that the input has errors does not.
fn title_of(problem: &Value) -> Option<Text> {
    let code = problem["type"].as_str()?.rsplit(':').next()?;
    if code == Fault::Invalid.line().code {
        return None;
    }
    lines().into_iter().map(|(line, _)| line).find(|line| line.code == code).map(|line| line.title)
}

/// The request by which requests that work are asked for, as the contract shows it.
fn itself(path: &str, method: &Method, operation: &Value) -> WorkingRequest {
    let named =
        parameters_of(operation).filter_map(|one| Some((one["name"].as_str()?.to_owned(), one["example"].clone())));
    let parameters = named.collect();
    WorkingRequest {
        operation: operation["operationId"].as_str().unwrap_or_default().to_owned(),
        persona: None,
        method: method.to_string(),
        path: fill(path, &parameters),
        parameters,
        if_match: None,
        body: None,
    }
}

fn one(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}

/// A path with its names filled in.
fn fill(path: &str, parameters: &Map<String, Value>) -> String {
    parameters.iter().fold(path.to_owned(), |path, (name, value)| {
        let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        path.replace(&format!("{{{name}}}"), &plain)
    })
}

fn items(body: &Value, field: &str) -> Vec<Value> {
    body.get(field).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn parameters_of(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}

fn has(operation: &Value, name: &str) -> bool {
    parameters_of(operation).any(|parameter| parameter["name"] == name)
}

/// The name of the example of the JSON body of an operation.
fn example_of(operation: &Value) -> Option<&str> {
    operation.pointer("/requestBody/content/application~1json/examples/example/$ref")?.as_str()?.rsplit('/').next()
}

/// Where in an example ids stand, and the name of the field of each.
fn ids_in(example: &Value, at: String) -> Vec<(String, String)> {
    match example {
        Value::String(text) if text == ANY_ID => {
            let name = at.rsplit('/').next().unwrap_or_default().to_owned();
            vec![(at, name)]
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(place, item)| ids_in(item, format!("{at}/{place}"))).collect()
        }
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, value)| ids_in(value, format!("{at}/{name}"))).collect()
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn with(mut body: Value, pointer: &str, id: &Value) -> Value {
    if let Some(place) = body.pointer_mut(pointer) {
        *place = id.clone();
    }
    body
}
