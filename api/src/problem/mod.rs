//! Problems (RFC 9457): one way to say what went wrong.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError};
use merzim_domain::calendar::UnknownYear;
use merzim_domain::engine::{Bound, DecisionRefusal, Moment, Refusal, remedy_in_place_of};
use merzim_domain::rulebook::ids::RuleId;
use merzim_domain::signing::SignatureFault;
use merzim_domain::zone::{self, rfc3339};
use merzim_domain::{Lang, Text, Vocabulary};
use merzim_persistence::storage::StoreError;
use merzim_persistence::{AsDbError, DbError};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

mod faults;

use crate::enumeration;

pub use faults::{Fault, Line, lines};

/// What every address of the API begins with; here, because problems link to rules.
pub const BASE: &str = "/api/v1";

/// One field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// JSON Pointer into the body; `?name` for a parameter, the name of a header for one.
    pub pointer: String,
    /// What is wrong.
    pub wrong: Wrong,
}

impl FieldFault {
    /// What a refusal says of something that was given, if it is about that. What the calendar does not know is sought in all that was
    /// said.
    fn of(refusal: &Refusal) -> Option<Self> {
        let pointer = format!("/{}", refusal.given.filter(|_| refusal.unknown.is_none())?);
        let words = refusal.detail.as_deref().unwrap_or(&refusal.reason.title).clone();
        let is_missing = refusal.is(DecisionRefusal::ReasonsMissing);
        let wrong = if is_missing { Wrong::of(WrongCode::Required, words) } else { words.into() };
        let wrong = match refusal.day {
            Some(Bound::Earliest(day)) => wrong.not_before(day),
            Some(Bound::Latest(day)) => wrong.not_after(day),
            Some(Bound::After(moment)) => wrong.not_before(zone::next_minute(moment)),
            None => wrong,
        };
        Some(Self { pointer, wrong })
    }
}

/// What is wrong with a field, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FieldErrorCode)]
pub enum WrongCode {
    /// A field that must be there is not.
    Required,
    /// Nothing is called so here.
    UnknownName,
    /// It shows nothing.
    Empty,
    /// It has more lines than one.
    ManyLines,
    /// It holds a sign that no text has a use for.
    UnusableSign,
    /// It has too few characters.
    TooShort,
    /// It has too many characters.
    TooLong,
    /// The number is too small.
    TooSmall,
    /// The number is too large.
    TooLarge,
    /// The list has too few items.
    TooFew,
    /// The list has too many items.
    TooMany,
    /// It is none of those that are allowed.
    NotAllowed,
    /// It is not written as it must be.
    Format,
    /// It is of another type of JSON.
    WrongType,
    /// It is given twice.
    Twice,
    /// It does not fit other fields, what there is, or the time.
    Unfit,
}

/// What is wrong with a field: for people, and for the program that has the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    code: WrongCode,
    message: Text,
    min: Option<Limit>,
    max: Option<Limit>,
    allowed: Vec<String>,
}

/// What a value must not go beyond: a number, of characters and items too; of a day or a time, as the field is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = FieldErrorLimit)]
pub enum Limit {
    /// A number.
    Number(i64),
    /// A day, a moment, or a time of day.
    Time(String),
}

impl From<i64> for Limit {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Date> for Limit {
    fn from(day: Date) -> Self {
        Self::Time(day.to_string())
    }
}

impl From<OffsetDateTime> for Limit {
    fn from(moment: OffsetDateTime) -> Self {
        Self::Time(rfc3339(moment))
    }
}

impl Wrong {
    /// What has a code of its own.
    pub const fn of(code: WrongCode, message: Text) -> Self {
        Self { code, message, min: None, max: None, allowed: Vec::new() }
    }

    /// A field that is not there and must be, for this reason.
    pub fn required(why: &Text) -> Self {
        // Unless the reason says so itself.
        if why.get(Lang::En).contains("required") {
            return Self::of(WrongCode::Required, why.clone());
        }
        let words = Text::new("толтырылуы міндетті: {}", "обязательно для заполнения: {}", "is required: {}");
        Self::of(WrongCode::Required, words.with(why))
    }

    /// A field that stays as it is known, or empty if it is not.
    pub fn unchangeable(known: impl Into<Option<String>>) -> Self {
        let message = Text::new("өзгермейді", "не меняется", "cannot be changed");
        Self::of(WrongCode::NotAllowed, message).among(known.into().into_iter().collect())
    }

    /// The same, with the least that is allowed.
    pub fn at_least(self, min: impl TryInto<i64>) -> Self {
        Self { min: min.try_into().ok().map(Limit::Number), ..self }
    }

    /// The same, with the most that is allowed.
    pub fn at_most(self, max: impl TryInto<i64>) -> Self {
        Self { max: max.try_into().ok().map(Limit::Number), ..self }
    }

    /// The same, with the first day or moment that is allowed; where the words say *after*, with what comes before it.
    pub fn not_before(self, first: impl Into<Limit>) -> Self {
        Self { min: Some(first.into()), ..self }
    }

    /// The same, with the last day or moment that is allowed.
    pub fn not_after(self, last: impl Into<Limit>) -> Self {
        Self { max: Some(last.into()), ..self }
    }

    /// The same, with what is allowed.
    pub fn among(self, allowed: Vec<String>) -> Self {
        Self { allowed, ..self }
    }
}

impl From<Text> for Wrong {
    fn from(message: Text) -> Self {
        Self::of(WrongCode::Unfit, message)
    }
}

/// The faults of one input: the first hundred. That is enough to mend it, and not so many that a small request costs much or
/// has a large answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldFaults(Vec<FieldFault>);

impl FieldFaults {
    const MOST: usize = 100;

    /// Whether no more are kept, so that one need not go on looking.
    pub fn is_full(&self) -> bool {
        self.0.len() >= Self::MOST
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps a fault; its pointer is written only then. Of one field one is told, the first.
    pub fn tell(&mut self, pointer: impl FnOnce() -> String, wrong: impl Into<Wrong>) {
        if !self.is_full() {
            let pointer = pointer();
            if !self.is_at(&pointer) {
                self.0.push(FieldFault { pointer, wrong: wrong.into() });
            }
        }
    }

    /// The same; of the same field this is told rather than that it is too long.
    pub fn tell_rather(&mut self, pointer: impl FnOnce() -> String, wrong: Wrong) {
        let pointer = pointer();
        match self.0.iter_mut().find(|known| known.pointer == pointer && known.wrong.code == WrongCode::TooLong) {
            Some(known) => known.wrong = wrong,
            None => self.tell(|| pointer, wrong),
        }
    }

    /// Whether a field is at fault already, or is part of one that is, or has one.
    pub fn touch(&self, pointer: &str) -> bool {
        let within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.0.iter().any(|fault| within(&fault.pointer, pointer) || within(pointer, &fault.pointer))
    }

    /// Whether this very field is at fault already.
    pub fn is_at(&self, pointer: &str) -> bool {
        self.0.iter().any(|fault| fault.pointer == pointer)
    }

    /// Keeps a fault of the first of these fields, which was found by looking at all of them; not when one of them is at fault
    /// already, for then nothing is known.
    pub fn tell_of(&mut self, fields: &[&str], wrong: impl Into<Wrong>) {
        if let Some(first) = fields.first()
            && !fields.iter().any(|field| self.touch(field))
        {
            self.tell(|| (*first).to_owned(), wrong);
        }
    }

    /// Where the faults are.
    pub fn pointers(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|fault| fault.pointer.as_str())
    }

    /// These faults and what the problem says of other fields, if it is of what was asked; any other problem as it is.
    pub fn besides(self, problem: Problem) -> Problem {
        if problem.is_of_what_was_asked() { self.with_those_of(problem) } else { problem }
    }

    /// What came of it, if nothing is wrong. Else what was tried with these faults is taken back, and what was refused of other fields
    /// is told besides.
    pub fn and<T>(self, tried: Result<T, Problem>) -> Result<T, Problem> {
        match tried {
            Err(problem) if self.is_empty() => Err(problem),
            Err(problem) => Err(self.with_those_of(problem)),
            Ok(done) => self.none().map(|()| done),
        }
    }

    fn with_those_of(mut self, problem: Problem) -> Problem {
        for FieldFault { pointer, wrong } in problem.0.errors {
            self.tell_of(&[&pointer], wrong);
        }
        Problem::invalid(self.0)
    }

    /// Nothing, or a problem with every fault. Else a 400 when anything is wrong.
    pub fn none(self) -> Result<(), Problem> {
        if self.is_empty() { Ok(()) } else { Err(Problem::invalid(self.0)) }
    }
}

/// As where the faults are: that is enough to know them again.
impl Serialize for FieldFaults {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.pointers())
    }
}

impl IntoIterator for FieldFaults {
    type Item = FieldFault;
    type IntoIter = std::vec::IntoIter<FieldFault>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Anything but success.
#[derive(Clone, Debug)]
pub struct Problem(Box<Particulars>);

#[derive(Clone, Debug)]
struct Particulars {
    line: Line,
    detail: Option<Text>,
    errors: Vec<FieldFault>,
    /// What the law or the state of a case refuses, if that is it.
    refusal: Option<Refusal>,
    /// What the caller may do with the case now, where its state refused.
    actions: Vec<&'static str>,
    /// What is wrong with a signature, if that is it.
    signature_fault: Option<SignatureFault>,
    /// Address of the case that stands in the way.
    case: Option<String>,
    /// Seconds after which it may be tried again.
    retry_after: Option<u64>,
    /// How long the file is of which a part was asked for.
    length: Option<u64>,
    /// Whether nothing could be written.
    unwritable: bool,
    /// For the log only.
    cause: Option<String>,
}

impl Problem {
    fn of(line: Line) -> Self {
        Self(Box::new(Particulars {
            line,
            detail: None,
            errors: Vec::new(),
            refusal: None,
            actions: Vec::new(),
            signature_fault: None,
            case: None,
            retry_after: None,
            length: None,
            unwritable: false,
            cause: None,
        }))
    }

    fn with(mut self, set: impl FnOnce(&mut Particulars)) -> Self {
        set(&mut self.0);
        self
    }

    /// Input that does not fit, with every fault found.
    fn invalid(errors: Vec<FieldFault>) -> Self {
        Self::from(Fault::Invalid).with(|problem| problem.errors = errors)
    }

    /// One parameter that is wrong.
    pub fn parameter(name: &str, wrong: impl Into<Wrong>) -> Self {
        Self::field(&format!("?{name}"), wrong)
    }

    /// One field of the body that is wrong.
    pub fn field(pointer: &str, wrong: impl Into<Wrong>) -> Self {
        Self::invalid(vec![FieldFault { pointer: pointer.to_owned(), wrong: wrong.into() }])
    }

    /// A mistake in the program, with its cause for the log.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::from(Fault::Internal).with(|problem| problem.cause = Some(cause.to_string()))
    }

    /// The same problem with a sentence that explains it.
    pub fn because(self, detail: Text) -> Self {
        self.with(|problem| problem.detail = Some(detail.sentence()))
    }

    /// The same problem, with the fields that it is about.
    pub fn at(self, FieldFaults(errors): FieldFaults) -> Self {
        self.with(|problem| problem.errors = errors)
    }

    /// The same problem; where the calendar does not know a year, with the fields that lead there.
    pub fn of_what_was_said(self, leads_there: impl FnOnce(UnknownYear) -> Vec<String>) -> Self {
        let unknown = self.0.refusal.as_ref().and_then(|refusal| refusal.each().find_map(|one| one.unknown));
        let Some(unknown) = unknown.filter(|_| self.0.errors.is_empty()) else { return self };
        let known = Wrong::from(unknown.known()).not_before(unknown.first_day()).not_after(unknown.last_day());
        let fault = |pointer| FieldFault { pointer, wrong: known.clone() };
        let errors = leads_there(unknown).into_iter().map(fault).collect();
        self.with(|problem| problem.errors = errors)
    }

    /// The same problem with the actions that the caller may take instead.
    pub fn with_actions(self, actions: Vec<&'static str>) -> Self {
        self.with(|problem| problem.actions = actions)
    }

    /// The same problem, because of what is wrong with a signature.
    pub fn for_reason(self, fault: SignatureFault) -> Self {
        self.with(|problem| problem.signature_fault = Some(fault))
    }

    /// The same problem, with the address of the case that stands in the way.
    pub fn for_case(self, address: String) -> Self {
        self.with(|problem| problem.case = Some(address))
    }

    /// The same problem, which may be gone after some seconds.
    pub fn retry_after(self, seconds: u64) -> Self {
        self.with(|problem| problem.retry_after = Some(seconds))
    }

    /// The same problem, of a file of this length.
    pub fn of_length(self, length: u64) -> Self {
        self.with(|problem| problem.length = Some(length))
    }

    /// Whether it is this fault.
    pub fn is(&self, fault: Fault) -> bool {
        self.code() == fault.line().code
    }

    /// Whether something is wrong with what was asked, not with the circumstances.
    pub fn is_of_what_was_asked(&self) -> bool {
        matches!(self.status(), StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// What the law or the state of a case refuses, if that is it.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.0.refusal.as_ref()
    }

    /// Stable code.
    pub fn code(&self) -> &'static str {
        self.0.line.code
    }

    /// HTTP status.
    pub fn status(&self) -> StatusCode {
        self.0.line.status
    }

    /// Cause, for the log.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The answer in the caller's language.
    pub fn render(&self, lang: Lang, request_id: &str) -> HttpResponse {
        let refusal = self.0.refusal.as_ref();
        let times = refusal.map(Times::of).unwrap_or_default();
        let rule = refusal.and_then(|refusal| refusal.rule).map(RuleId::as_str);
        let body = ProblemBody {
            r#type: urn(self.0.line.code),
            title: self.0.line.title.get(lang).to_owned(),
            status: self.0.line.status.as_u16(),
            detail: told(self.0.detail.as_ref(), &self.0.line.remedy, lang),
            instance: format!("urn:merzim:request:{request_id}"),
            errors: self
                .0
                .errors
                .iter()
                .map(|FieldFault { pointer, wrong }| FieldError {
                    pointer: shortened(pointer),
                    code: wrong.code,
                    detail: wrong.message.get(lang).to_owned(),
                    min: wrong.min.clone(),
                    max: wrong.max.clone(),
                    allowed: wrong.allowed.clone(),
                })
                .collect(),
            reason: self.0.signature_fault.map(|fault| fault.code().to_owned()),
            rule: rule.map(str::to_owned),
            rule_href: rule.map(href),
            times,
            case_href: self.0.case.clone(),
            also: refusal
                .into_iter()
                .flat_map(|refusal| refusal.each().skip(1))
                .map(|also| also_refused(also, lang))
                .collect(),
            actions: self.0.actions.iter().map(|action| (*action).to_owned()).collect(),
        };
        let mut response = HttpResponse::build(self.0.line.status);
        if self.0.line.status == StatusCode::UNAUTHORIZED {
            // Who sent no token is not told that it is wrong (RFC 6750 §3.1).
            let error = if self.is(Fault::Unauthenticated) { "" } else { ", error=\"invalid_token\"" };
            response.insert_header((header::WWW_AUTHENTICATE, format!("Bearer realm=\"merzim\"{error}")));
        }
        if let Some(seconds) = self.0.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        if let Some(length) = self.0.length {
            response.insert_header((header::CONTENT_RANGE, format!("bytes */{length}")));
        }
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        response.content_type("application/problem+json").body(serde_json::to_string(&body).unwrap_or_default())
    }
}

/// When a database that is away, or too busy, may be tried again.
const RETRY_DATABASE: u64 = 2;

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let problem = Self::of(fault.line());
        if fault == Fault::Unavailable { problem.retry_after(RETRY_DATABASE) } else { problem }
    }
}

/// What the HTTP library says, or a handler through it.
impl From<&actix_web::Error> for Problem {
    fn from(error: &actix_web::Error) -> Self {
        if let Some(problem) = error.as_error::<Self>() {
            return problem.clone();
        }
        let fault = match error.as_response_error().status_code() {
            StatusCode::NOT_FOUND => Fault::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Fault::MethodNotAllowed,
            StatusCode::REQUEST_TIMEOUT => Fault::Timeout,
            StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Fault::UnsupportedMediaType,
            status if status.is_client_error() => Fault::Malformed,
            _ => Fault::Internal,
        };
        fault.into()
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::of(Line::from(refusal.reason)).with(|problem| {
            problem.detail = refusal.detail.as_deref().map(Text::sentence);
            problem.errors = refusal.each().filter_map(FieldFault::of).collect();
            problem.refusal = Some(refusal);
        })
    }
}

impl From<UnknownYear> for Problem {
    fn from(unknown: UnknownYear) -> Self {
        Refusal::from(unknown).into()
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        let fault = match &error {
            DbError::Stale => Fault::Stale,
            DbError::NotFound => Fault::NotFound,
            DbError::Unavailable(_) | DbError::Unwritable(_) => Fault::Unavailable,
            DbError::Duplicate(_) | DbError::Internal(_) => Fault::Internal,
        };
        Self::from(fault).with(|problem| {
            problem.unwritable = matches!(error, DbError::Unwritable(_));
            problem.cause = Some(error.to_string());
        })
    }
}

/// What the store of files says: a disk that is full or cannot be written is for the operator to mend, and may be soon.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let fault = if error.is_unwritable() { Fault::Unavailable } else { Fault::Internal };
        Self::from(fault).with(|problem| problem.cause = Some(error.to_string()))
    }
}

impl AsDbError for Problem {
    fn is_unavailable(&self) -> bool {
        self.0.line.status == StatusCode::SERVICE_UNAVAILABLE
    }

    fn is_unwritable(&self) -> bool {
        self.0.unwritable
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0.line.code)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.line.status
    }

    fn error_response(&self) -> HttpResponse {
        // The edge renders the problem again, in the caller's language.
        self.render(Lang::DEFAULT, "")
    }
}

/// What went wrong, as RFC 9457 has it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem, example = json!({
    "type": "urn:merzim:problem:criterion-unmet",
    "title": "The criteria are not met in aggregate",
    "status": 422,
    "detail": "Not met: no duplication of the functionality of existing channels.",
    "instance": "urn:merzim:request:0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "rule": "93-2",
    "ruleHref": "/api/v1/rules/93-2",
}))]
pub struct ProblemBody {
    /// Stable name of the problem; `GET /api/v1/problems` lists them all.
    #[schema(format = "uri", example = "urn:merzim:problem:criterion-unmet")]
    pub r#type: String,
    /// What it is, in the caller's language.
    #[schema(example = "The criteria are not met in aggregate")]
    pub title: String,
    /// HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 422)]
    pub status: u16,
    /// What it is in this case; where no more is known of that, what to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Not met: the channel's operating procedure is regulated.")]
    pub detail: Option<String>,
    /// The request, as in `X-Request-Id`.
    #[schema(format = "uri", example = "urn:merzim:request:0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub instance: String,
    /// Every field that is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What is wrong with a signature, of `signature-invalid`; `detail` says it in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SignatureFaultCode>, example = "expired")]
    pub reason: Option<String>,
    /// The rule of law that refused, or that the action is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "93-2")]
    pub rule: Option<String>,
    /// Where that rule is, with the words of the act.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri-reference", example = "/api/v1/rules/93-2")]
    pub rule_href: Option<String>,
    /// When it is possible, or was.
    #[serde(flatten)]
    pub times: Times,
    /// Where the case is that stands in the way, such as the complaint whose decision binds the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri-reference", example = "/api/v1/complaints/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub case_href: Option<String>,
    /// What else refuses the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<AlsoRefused>,
    /// What the caller may do now instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
}

/// What is wrong with a signature, as the contract lists it.
struct SignatureFaultCode;

impl PartialSchema for SignatureFaultCode {
    fn schema() -> RefOr<Schema> {
        let words = SignatureFault::ALL.iter().map(|fault| (fault.code(), fault.title()));
        enumeration::schema(SignatureFault::ABOUT.trim(), words)
    }
}

impl ToSchema for SignatureFaultCode {
    fn name() -> Cow<'static, str> {
        SignatureFault::NAME.into()
    }
}

/// When what is refused is possible, or was; `detail` says the same in words.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProblemTimes)]
pub struct Times {
    /// From when it is possible, where it is too early, or a term must be over first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    pub from: Option<String>,
    /// Until when it was possible, where it is too late; until when the term runs, where it was extended already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    pub until: Option<String>,
    /// Since when it stands as it does, where that refuses.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    pub since: Option<String>,
    /// The earliest day that is possible, where one is too early.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-03-16")]
    pub earliest_on: Option<Date>,
    /// The latest day that is possible, or was, where one is too late.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-03-16")]
    pub latest_on: Option<Date>,
}

impl Times {
    fn of(refusal: &Refusal) -> Self {
        let (from, until, since) = match refusal.moment {
            Some(Moment::From(moment)) => (Some(rfc3339(moment)), None, None),
            Some(Moment::Until(moment)) => (None, Some(rfc3339(moment)), None),
            Some(Moment::Since(moment)) => (None, None, Some(rfc3339(moment))),
            None => (None, None, None),
        };
        let (earliest_on, latest_on) = match refusal.day {
            Some(Bound::Earliest(day)) => (Some(day), None),
            Some(Bound::Latest(day)) => (None, Some(day)),
            Some(Bound::After(_)) | None => (None, None),
        };
        Self { from, until, since, earliest_on, latest_on }
    }
}

/// What refuses a request besides.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlsoRefused {
    /// Stable name of the problem.
    #[schema(format = "uri", example = "urn:merzim:problem:reasons-missing")]
    pub r#type: String,
    /// What it is, in the caller's language.
    #[schema(example = "The reasons are missing")]
    pub title: String,
    /// What it is in this case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "The latest day is 31 March 2026.")]
    pub detail: Option<String>,
    /// When it is possible, or was.
    #[serde(flatten)]
    pub times: Times,
    /// The rule of law that refuses, or that the action is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "93-3")]
    pub rule: Option<String>,
    /// Where that rule is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri-reference", example = "/api/v1/rules/93-3")]
    pub rule_href: Option<String>,
}

fn also_refused(refusal: &Refusal, lang: Lang) -> AlsoRefused {
    let rule = refusal.rule.map(RuleId::as_str);
    AlsoRefused {
        r#type: urn(refusal.reason.code),
        title: refusal.reason.title.get(lang).to_owned(),
        detail: told(refusal.detail.as_deref(), &refusal.reason.remedy, lang),
        times: Times::of(refusal),
        rule: rule.map(str::to_owned),
        rule_href: rule.map(href),
    }
}

/// What is told of a problem in this case, or else what to do about it.
fn told(detail: Option<&Text>, remedy: &Text, lang: Lang) -> Option<String> {
    remedy_in_place_of(detail, remedy).map(|told| told.get(lang).to_owned())
}

/// A pointer as it is told: of a name that nobody would give, as much as shows which one it is.
fn shortened(pointer: &str) -> String {
    const LONGEST: usize = 300;
    let mut signs = pointer.chars();
    let told: String = signs.by_ref().take(LONGEST).collect();
    if signs.next().is_some() { told + "…" } else { told }
}

/// The stable name of a problem.
fn urn(code: &str) -> String {
    format!("urn:merzim:problem:{code}")
}

/// Where a rule is.
fn href(rule: &str) -> String {
    format!("{BASE}/rules/{rule}")
}

/// A field that is wrong.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "pointer": "/channelName/kk", "code": "tooLong", "detail": "must have at most 300 characters", "max": 300,
}))]
pub struct FieldError {
    /// JSON Pointer into the body, `?name` of a query parameter, or the name of a header.
    #[schema(example = "/channelName/kk")]
    pub pointer: String,
    /// What is wrong, for programs.
    pub code: WrongCode,
    /// What is wrong, in the caller's language.
    #[schema(example = "must have at most 300 characters")]
    pub detail: String,
    /// The least that is allowed: a number, characters or items; a day or a time. Where `detail` says *after*, what comes before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Limit>,
    /// The most that is allowed: a number, characters or items; a day or a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Limit>,
    /// What is allowed, where that is a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
}
