//! Strict input: queries and bodies are checked against the contract before they are read.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use merzim_domain::rulebook::Rulebook;
use merzim_domain::writing::fold;
use merzim_domain::{Text, gathering, procedures};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;
use validator::{Validate, ValidationError, ValidationErrors};

use super::BASE;
use super::call::{Call, asked};
use super::contract::Operation;
use super::door::{Door, inside};
use super::json;
use crate::problem::{Fault, FieldFaults, Limit, Problem, Wrong, WrongCode};

/// The query of a request, checked.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // The gate has checked it and left it here.
        let checked = request.extensions().get::<CheckedQuery>().map(|checked| checked.0.clone());
        ready(
            serde_json::from_value(checked.unwrap_or_default())
                .map(Self)
                .map_err(|error| Problem::internal(format!("query: {error}"))),
        )
    }
}

/// The query of a request, once it has been checked.
#[derive(Clone, Debug)]
pub(super) struct CheckedQuery(pub(super) Value);

/// A JSON body, checked against the contract and by the rules between its fields. It is looked at only once the caller may ask
/// for the operation and what the path is about is there for them.
#[derive(Clone, Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Validate + Send + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let looked = Looked::from_request(request, payload);
        looked.map(|looked| looked.and_then(|Looked { form, faults }| faults.none().map(|()| Self(form)))).boxed_local()
    }
}

/// A JSON body that has been looked at, and what is wrong with it so far: for who looks on, so that everything is told at once.
/// What is wrong is left out of it; where something must stand, an example does.
///
/// It is known again by all of that: what is right and what is wrong are two requests.
#[derive(Clone, Debug, Serialize)]
pub struct Looked<T> {
    /// What it says; nothing may be done with it unless there are no faults.
    #[serde(flatten)]
    pub form: T,
    /// What is wrong.
    #[serde(rename = "//", skip_serializing_if = "FieldFaults::is_empty")]
    pub faults: FieldFaults,
}

impl<T: DeserializeOwned + Validate> Looked<T> {
    /// Looks at what is said as the body of an operation.
    pub fn of(operation: &Operation, mut said: Value) -> Result<Self, Problem> {
        let mut faults = FieldFaults::default();
        operation.check_body(&mut said, &mut faults);
        if !faults.is_empty() {
            said = operation.mend(said, &faults);
        }
        let Ok(form) = T::deserialize(&said) else { return Err(faults.none().err().unwrap_or_else(json::unfit)) };
        tell_rules(&form, &mut faults, |field, message| match said.pointer(field).filter(|_| !field.is_empty()) {
            None | Some(Value::Null) => Wrong::required(&message),
            Some(Value::Array(items)) if items.is_empty() => Wrong::of(WrongCode::TooFew, message).at_least(1),
            Some(_) => message.into(),
        });
        Ok(Self { form, faults })
    }
}

impl<T> Looked<T> {
    /// Where nothing is said.
    pub fn nothing() -> Self
    where
        T: Default,
    {
        Self { form: T::default(), faults: FieldFaults::default() }
    }

    /// The same, if somebody `looks_on` or nothing is wrong.
    fn expect_right_unless(self, looks_on: bool) -> Result<Self, Problem> {
        if looks_on {
            return Ok(self);
        }
        let Self { form, faults } = self;
        faults.none().map(|()| Self { form, faults: FieldFaults::default() })
    }
}

impl<T: DeserializeOwned + Validate + Send + 'static> FromRequest for Looked<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (caller, request) = (Call::from_request(request, &mut Payload::None), request.clone());
        let mut payload = payload.take();
        async move {
            let door = Door::of(&request)?;
            let operation = door.operation(&request);
            if operation.is_guarded {
                // What is created below something changes nothing of it: whoever sees that may.
                let for_everybody = operation.is_for_everybody() || !operation.needs_version;
                expect_there(&caller.await?, &request, for_everybody).await?;
            }
            if !is_json(&request) {
                return Err(Problem::from(Fault::UnsupportedMediaType).because(AS_JSON));
            }
            let whole = Bytes::from_request(&request, &mut payload);
            let bytes = tokio::time::timeout(door.body_timeout, whole).await.map_err(|_| Fault::Timeout)?;
            let bytes = bytes.map_err(|error| Problem::from(&error))?;
            let small = bytes.len() <= READ_AT_ONCE;
            // Without a version nobody would look on.
            let looks_on = !operation.needs_version || request.headers().contains_key(header::IF_MATCH);
            let work = move || read(&operation, &bytes).and_then(|looked| looked.expect_right_unless(looks_on));
            if small { work() } else { block(work).await }
        }
        .boxed_local()
    }
}

/// A JSON body that may be left out, which says nothing then, looked at.
#[derive(Clone, Debug)]
pub struct MaybeBody<T>(pub Looked<T>);

impl<T: DeserializeOwned + Validate + Default + Send + 'static> FromRequest for MaybeBody<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let has = |name: header::HeaderName| request.headers().get(name).is_some_and(|value| value.as_bytes() != b"0");
        if [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::TRANSFER_ENCODING].into_iter().any(has) {
            return Looked::from_request(request, payload).map(|looked| looked.map(Self)).boxed_local();
        }
        ready(Ok(Self(Looked::nothing()))).boxed_local()
    }
}

/// How a body is to come.
const AS_JSON: Text = Text::new(
    "Дене application/json; charset=utf-8 түрінде, сығылмай жіберіледі.",
    "Тело отправляется как application/json; charset=utf-8, без сжатия.",
    "A body is sent as application/json; charset=utf-8, uncompressed.",
);

/// Up to so many bytes a body is read where it comes in; a larger one away from the async threads.
const READ_AT_ONCE: usize = 16 * 1024;

/// Checks that what a path is about is there for the caller.
async fn expect_there(call: &Call, request: &HttpRequest, for_everybody: bool) -> Result<(), Problem> {
    let Some(id) = request.match_info().get("id") else { return Ok(()) };
    let id = Uuid::try_parse(id).map_err(|_| Fault::NotFound)?;
    let path = request.path().strip_prefix(BASE).unwrap_or_default();
    let collection = path.split('/').nth(1).unwrap_or_default().to_owned();
    inside(request)?.expect_there(call.viewer(), (collection, id), for_everybody).await
}

/// Does work away from the async threads.
pub async fn block<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    actix_web::web::block(work).await.map_err(Problem::internal)?
}

/// Whether a body comes as it is: what is small when it is compressed may be large when it is not.
fn is_uncoded(request: &HttpRequest) -> bool {
    let coding = request.headers().get(header::CONTENT_ENCODING);
    coding.is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// Whether a body is a form with files, uncoded.
pub fn is_form(request: &HttpRequest) -> bool {
    media_type(request).starts_with("multipart/form-data") && is_uncoded(request)
}

fn media_type(request: &HttpRequest) -> String {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.unwrap_or_default().to_ascii_lowercase()
}

/// JSON in UTF-8, uncoded: nothing else could be read.
fn is_json(request: &HttpRequest) -> bool {
    let kind = media_type(request);
    let mut parts = kind.split(';').map(str::trim);
    let is_json = parts.next() == Some("application/json");
    let in_utf8 = parts
        .filter_map(|part| part.strip_prefix("charset="))
        .all(|charset| ["utf-8", "utf8", "us-ascii"].contains(&charset.trim_matches('"')));
    is_json && in_utf8 && is_uncoded(request)
}

fn read<T: DeserializeOwned + Validate>(operation: &Operation, bytes: &[u8]) -> Result<Looked<T>, Problem> {
    Looked::of(operation, json::parse(bytes)?)
}

/// Tells which rules between the fields of a form do not hold.
pub fn look_at_rules<T: Validate>(form: &T, faults: &mut FieldFaults) {
    tell_rules(form, faults, |_, message| message.into());
}

/// The same; `wrong` says what is wrong with a field of which a rule says this.
fn tell_rules<T: Validate>(form: &T, faults: &mut FieldFaults, wrong: impl Fn(&str, Text) -> Wrong) {
    let Err(errors) = form.validate() else { return };
    // What breaks one rule says nothing of another.
    let known = faults.clone();
    for error in errors.field_errors().into_values().flatten() {
        // A rule between fields names the fields that it looks at in its code; the first is at fault, or the form, which has no name.
        let mut fields = error.code.split(' ');
        if !fields.clone().any(|field| !field.is_empty() && known.touch(field))
            && let Some(first) = fields.next()
        {
            let message = rule_message(error.message.as_deref());
            let twice = error.params.contains_key(TWICE);
            let wrong = if twice { Wrong::of(WrongCode::Twice, message) } else { wrong(first, message) };
            faults.tell(|| first.to_owned(), within_limits(wrong, error));
        }
    }
}

/// Rules between fields give their message in three languages, separated by `|`.
pub fn rule_message(message: Option<&str>) -> Text {
    let mut parts = message.unwrap_or_default().split('|').map(|part| part.to_owned().into());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(kk), Some(ru), Some(en)) => Text { kk, ru, en },
        _ => Text::new("ережеге сай емес", "не соответствует правилу", "breaks a rule"),
    }
}

/// A rule between fields, named by their pointers with blanks between; unless it holds, the message is told of the first of them.
pub fn rule(holds: bool, fields: impl Into<Cow<'static, str>>, message: &'static str) -> Result<(), ValidationError> {
    if holds {
        Ok(())
    } else {
        Err(ValidationError { code: fields.into(), message: Some(message.into()), params: HashMap::new() })
    }
}

/// The rule by which what everybody may follow ends after it begins, and does not last too long; the fields are named as for [`rule`].
pub fn ends_after(
    starts_at: OffsetDateTime,
    ends_at: OffsetDateTime,
    fields: impl Into<Cow<'static, str>>,
) -> Result<(), ValidationError> {
    let message = "басталуынан кейін, 31 тәулік ішінде болуы керек|должно быть после начала, в пределах 31 суток|must be after the start, within 31 days";
    rule(gathering::may_end(starts_at, ends_at), fields, message)
        .map_err(not_before(starts_at))
        .map_err(not_after(gathering::latest_end(starts_at)))
}

/// The names under which a broken rule has the least and the most that is allowed.
const LEAST: &str = "min";
const MOST: &str = "max";

/// The same of a rule by which the first field does not come before this.
pub fn not_before(first: impl Into<Limit>) -> impl FnOnce(ValidationError) -> ValidationError {
    with_limit(LEAST, first.into())
}

/// The same of a rule by which the first field does not come after this.
pub fn not_after(last: impl Into<Limit>) -> impl FnOnce(ValidationError) -> ValidationError {
    with_limit(MOST, last.into())
}

fn with_limit(name: &'static str, limit: Limit) -> impl FnOnce(ValidationError) -> ValidationError {
    move |mut error| {
        error.add_param(name.into(), &limit);
        error
    }
}

/// What is wrong, with the limits of the rule that says so.
fn within_limits(mut wrong: Wrong, error: &ValidationError) -> Wrong {
    let limit = |name| error.params.get(name).and_then(|limit| Limit::deserialize(limit).ok());
    if let Some(first) = limit(LEAST) {
        wrong = wrong.not_before(first);
    }
    if let Some(last) = limit(MOST) {
        wrong = wrong.not_after(last);
    }
    wrong
}

/// What marks a rule that nothing stands twice.
const TWICE: &str = "twice";

/// The same of a rule that nothing stands twice.
pub fn once(holds: bool, fields: impl Into<Cow<'static, str>>, message: &'static str) -> Result<(), ValidationError> {
    rule(holds, fields, message).map_err(|mut error| {
        error.add_param(TWICE.into(), &true);
        error
    })
}

/// The rules that nothing stands twice in the list at a pointer: what does is told where it stands again.
pub fn each_once<T: Ord>(items: impl IntoIterator<Item = T>, at: &str) -> Vec<Result<(), ValidationError>> {
    let mut first = BTreeMap::new();
    let again = |(place, item)| {
        let known = *first.entry(item).or_insert(place);
        (known != place).then_some((place, known))
    };
    let again = (0_usize..).zip(items).filter_map(again);
    again.map(|(place, known)| once(false, format!("{at}/{place} {at}/{known}"), STANDS_TWICE)).collect()
}

const STANDS_TWICE: &str = "екі рет көрсетілген|указано дважды|stands twice";

/// The rule that a form has one at least of these fields, each named by its pointer; it is told of the form itself.
pub fn any_of(holds: bool, fields: &str, message: &'static str) -> Result<(), ValidationError> {
    rule(holds, format!(" {fields}"), message)
}

/// The rules between the fields of a form, each of which is looked at, whatever the others say.
pub fn together(rules: impl IntoIterator<Item = Result<(), ValidationError>>) -> Result<(), ValidationErrors> {
    let mut broken = ValidationErrors::new();
    rules.into_iter().filter_map(Result::err).for_each(|error| broken.add("__all__", error));
    if broken.is_empty() { Ok(()) } else { Err(broken) }
}

/// What is wrong with words to search for: there is none, or too many.
pub(super) fn look_at_words(text: &str) -> Option<Wrong> {
    const MOST_WORDS: usize = 10;
    let folded = fold(text);
    if folded.is_empty() {
        let message = Text::new(
            "әріп немесе цифр болуы керек",
            "должен содержать буквы или цифры",
            "must hold letters or digits",
        );
        return Some(Wrong::of(WrongCode::Empty, message));
    }
    if folded.split(' ').count() > MOST_WORDS {
        let message = Text::new("ең көбі 10 сөз", "не более 10 слов", "must have at most 10 words");
        return Some(Wrong::of(WrongCode::TooMany, message).at_most(MOST_WORDS));
    }
    None
}

/// The codes that the law knows, by the `format` of the parameters that name them.
#[derive(Debug, Default)]
pub struct Codes(HashMap<&'static str, BTreeSet<String>>);

impl Codes {
    /// The codes of the acts and rules of a rulebook, and of the procedures that run here.
    pub fn of(rulebook: &Rulebook) -> Self {
        let acts = rulebook.acts().iter().map(|act| act.id.clone()).collect();
        let rules = rulebook.rules().iter().map(|rule| rule.id.clone()).collect();
        let procedures = procedures::all().iter().map(|built| built.code.to_owned()).collect();
        Self(HashMap::from([("act", acts), ("rule", rules), ("procedure", procedures)]))
    }

    /// What is wrong with a code given where the contract has this `format`: it is none of those known.
    pub(super) fn look_at(&self, format: &str, code: &str) -> Option<Wrong> {
        let known = self.0.get(format).filter(|known| !known.contains(code))?;
        let message = Text::new("мұндай код жоқ", "такого кода нет", "there is no such code");
        Some(Wrong::of(WrongCode::NotAllowed, message).among(known.iter().cloned().collect()))
    }
}

/// An id in a path; what is no id is nothing that could be found.
#[derive(Clone, Copy, Debug)]
pub struct PathId(pub Uuid);

impl FromRequest for PathId {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("id").and_then(|id| Uuid::try_parse(id).ok());
        let asked = asked(request);
        async move {
            // Whoever may not ask is told that, whatever the path says.
            if let Some(asked) = asked {
                asked.await?;
            }
            id.map(Self).ok_or_else(|| Fault::NotFound.into())
        }
        .boxed_local()
    }
}
